/* Keys of authenticators, sealed: XChaCha20-Poly1305 under the key beside the workspace, bound to
 * the account. Stored are the nonce, then the sealed key with its proof. */
#include "door_impl.h"

#include <sodium.h>
#include <string.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    PROOF_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
_Static_assert(SEALED_KEY_BYTES == CODE_KEY_BYTES + NONCE_BYTES + PROOF_BYTES, "as it is stored");
_Static_assert((int)STORE_KEY_BYTES == (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key");

/* What the seal is bound to, in one byte order. */
static void bind_to(int64_t account, unsigned char bound[sizeof(int64_t)])
{
    for (size_t at = 0; at < sizeof account; at++) {
        bound[at] = (unsigned char)((uint64_t)account >> (8 * at));
    }
}

Status door_key_open(Workspace *workspace, DoorSecret *secret, Error *err)
{
    uint8_t key[STORE_KEY_BYTES];
    unsigned char bound[sizeof(int64_t)];
    bool is_there = false;
    Status status = store_key_read(store_path(workspace->store), key, &is_there, err);
    if (status == STATUS_OK && is_there) {
        bind_to(secret->account, bound);
        secret->has_key =
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                secret->key, NULL, NULL, secret->sealed + NONCE_BYTES,
                SEALED_KEY_BYTES - NONCE_BYTES, bound, sizeof bound, secret->sealed, key) == 0;
    }
    sodium_memzero(key, sizeof key);
    return status;
}

static const char NEXT_SEALED[] = "SELECT \"account\" FROM \"door_secret\""
                                  " WHERE \"authenticator\" IS NOT NULL AND \"account\" > $1"
                                  " ORDER BY \"account\" LIMIT 1";

static Status next_sealed(Workspace *workspace, int64_t *account, bool *row, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, NEXT_SEALED, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, *account);
        status = stmt_step(stmt, row, err);
    }
    if (status == STATUS_OK && *row) {
        *account = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

Status door_authenticators_check(Workspace *workspace, int64_t *count, int64_t *closed, Error *err)
{
    int64_t account = 0;
    bool row = true;
    Status status = STATUS_OK;
    *count = *closed = 0;
    while (status == STATUS_OK &&
           (status = next_sealed(workspace, &account, &row, err)) == STATUS_OK && row) {
        DoorSecret secret;
        status = door_secret_read(workspace, account, &secret, err);
        *count += 1;
        *closed += status == STATUS_OK && !secret.has_key;
        sodium_memzero(&secret, sizeof secret);
    }
    return status;
}

Status door_key_seal(Workspace *workspace, DoorSecret *secret, Error *err)
{
    uint8_t key[STORE_KEY_BYTES];
    unsigned char bound[sizeof(int64_t)];
    Status status = store_key_make(store_path(workspace->store), key, err);
    if (status == STATUS_OK) {
        bind_to(secret->account, bound);
        random_bytes(secret->sealed, NONCE_BYTES);
        crypto_aead_xchacha20poly1305_ietf_encrypt(secret->sealed + NONCE_BYTES, NULL, secret->key,
                                                   CODE_KEY_BYTES, bound, sizeof bound, NULL,
                                                   secret->sealed, key);
        secret->has_sealed = true;
    }
    sodium_memzero(key, sizeof key);
    return status;
}
