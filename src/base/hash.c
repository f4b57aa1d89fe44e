/* SHA-256 through libsodium. */
#include "base.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(Sha256), "the state fits");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(Sha256), "the state is aligned");
_Static_assert(crypto_hash_sha256_BYTES == HASH_BYTES, "a hash is a SHA-256");

/* Through memcpy, not a cast: the bytes have no other type of their own. */
static crypto_hash_sha256_state state_load(const Sha256 *sha)
{
    crypto_hash_sha256_state state;
    memcpy(&state, sha->state, sizeof state);
    return state;
}

static void state_store(Sha256 *sha, const crypto_hash_sha256_state *state)
{
    memcpy(sha->state, state, sizeof *state);
}

void sha256_start(Sha256 *sha)
{
    crypto_hash_sha256_state state;
    memset(sha, 0, sizeof *sha);
    crypto_hash_sha256_init(&state);
    state_store(sha, &state);
}

void sha256_add(Sha256 *sha, const void *bytes, size_t len)
{
    if (len == 0) {
        return;
    }
    crypto_hash_sha256_state state = state_load(sha);
    crypto_hash_sha256_update(&state, bytes, len);
    state_store(sha, &state);
}

Hash sha256_finish(Sha256 *sha)
{
    Hash hash;
    crypto_hash_sha256_state state = state_load(sha);
    crypto_hash_sha256_final(&state, hash.bytes);
    sodium_memzero(sha, sizeof *sha);
    return hash;
}

Hash hash_text(Text text)
{
    Hash hash;
    crypto_hash_sha256(hash.bytes, (const unsigned char *)text.ptr, text.len);
    return hash;
}

void hash_print(Buf *out, const Hash *hash)
{
    char hex[2 * HASH_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, hash->bytes, HASH_BYTES);
    buf_add(out, (Text){hex, sizeof hex - 1});
}

bool hash_parse(Text text, Hash *hash)
{
    Hash parsed;
    size_t len;
    if (text.len != 2 * (size_t)HASH_BYTES ||
        sodium_hex2bin(parsed.bytes, HASH_BYTES, text.ptr, text.len, NULL, &len, NULL) != 0 ||
        len != HASH_BYTES) {
        return false;
    }
    *hash = parsed;
    return true;
}
