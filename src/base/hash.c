/* SHA-256: the state is libsodium's, whole blocks go through the processor's own instructions where
 * it has them. */
#include "base.h"
#include "hash_impl.h"

#include <sodium.h>
#include <string.h>

typedef crypto_hash_sha256_state State;

enum { BLOCK_BYTES = sizeof((State *)0)->buf };

_Static_assert(sizeof(State) <= sizeof(Sha256), "the state fits");
_Static_assert(_Alignof(State) <= _Alignof(Sha256), "the state is aligned");
_Static_assert(crypto_hash_sha256_BYTES == HASH_BYTES, "a hash is a SHA-256");
_Static_assert(BLOCK_BYTES == 64, "a block of SHA-256");

/* As libsodium's own update: `count` is in bits, `buf` holds the beginning of a block. */
static void update_fast(State *state, const unsigned char *bytes, size_t len)
{
    size_t held = state->count / 8 % BLOCK_BYTES;
    state->count += (uint64_t)len * 8;
    if (held) {
        size_t room = BLOCK_BYTES - held, step = len < room ? len : room;
        memcpy(state->buf + held, bytes, step);
        if (step < room) {
            return;
        }
        sha256_blocks(state->state, state->buf, 1);
        bytes += step;
        len -= step;
    }
    sha256_blocks(state->state, bytes, len / BLOCK_BYTES);
    memcpy(state->buf, bytes + len / BLOCK_BYTES * BLOCK_BYTES, len % BLOCK_BYTES);
}

static void update(State *state, const void *bytes, size_t len)
{
    if (sha256_has_instructions()) {
        update_fast(state, bytes, len);
    } else {
        crypto_hash_sha256_update(state, bytes, len);
    }
}

/* The padding: a bit, zeros up to the last eight bytes of a block, the length in bits. */
static Hash finish(State *state)
{
    static const unsigned char BIT_AND_ZEROS[BLOCK_BYTES] = {0x80};
    unsigned char length[8];
    uint64_t bits = state->count;
    size_t held = bits / 8 % BLOCK_BYTES;
    for (int i = 0; i < 8; i++) {
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    update(state, BIT_AND_ZEROS, (held < 56 ? 56 : 56 + BLOCK_BYTES) - held);
    update(state, length, sizeof length);
    Hash hash;
    for (int i = 0; i < HASH_BYTES; i++) {
        hash.bytes[i] = (uint8_t)(state->state[i / 4] >> (24 - i % 4 * 8));
    }
    return hash;
}

/* Through memcpy, not a cast: the bytes have no other type of their own. */
static State state_load(const Sha256 *sha)
{
    State state;
    memcpy(&state, sha->state, sizeof state);
    return state;
}

static void state_store(Sha256 *sha, const State *state)
{
    memcpy(sha->state, state, sizeof *state);
}

void sha256_start(Sha256 *sha)
{
    State state;
    memset(sha, 0, sizeof *sha);
    crypto_hash_sha256_init(&state);
    state_store(sha, &state);
}

void sha256_add(Sha256 *sha, const void *bytes, size_t len)
{
    if (len == 0) {
        return;
    }
    State state = state_load(sha);
    update(&state, bytes, len);
    state_store(sha, &state);
}

Hash sha256_finish(Sha256 *sha)
{
    State state = state_load(sha);
    Hash hash = finish(&state);
    sodium_memzero(sha, sizeof *sha);
    sodium_memzero(&state, sizeof state);
    return hash;
}

Hash hash_text(Text text)
{
    State state;
    crypto_hash_sha256_init(&state);
    if (text.len) {
        update(&state, (const unsigned char *)text.ptr, text.len);
    }
    return finish(&state);
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
