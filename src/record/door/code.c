/* Time-based codes of an authenticator: RFC 6238 with SHA-1, 6 digits, 30 seconds, as every phone
 * has it. */
#include "door_impl.h"

#include <oath.h>
#include <sodium.h>
#include <stdlib.h>

enum { STEP_SECONDS = 30, DIGITS = 6 };

void door_code_key(unsigned char key[CODE_KEY_BYTES])
{
    random_bytes(key, CODE_KEY_BYTES);
}

Text door_code_key_text(Arena *arena, const unsigned char key[CODE_KEY_BYTES])
{
    char *letters = NULL;
    size_t len = 0;
    if (oath_base32_encode((const char *)key, CODE_KEY_BYTES, &letters, &len) != OATH_OK) {
        return TEXT("");
    }
    Text text = text_copy(arena, (Text){letters, len});
    sodium_memzero(letters, len);
    free(letters);
    return text;
}

static bool is_code_of(const DoorSecret *secret, Text code, int64_t step)
{
    char expected[DIGITS + 1];
    return oath_totp_generate((const char *)secret->key, CODE_KEY_BYTES,
                              (time_t)(step * STEP_SECONDS), STEP_SECONDS, 0, DIGITS,
                              expected) == OATH_OK &&
           sodium_memcmp(expected, code.ptr, DIGITS) == 0;
}

/* A code that was used once is none any more. */
int64_t door_code_step(const DoorRules *rules, const DoorSecret *secret, Text code, int64_t now_ms)
{
    int64_t now = now_ms / 1000 / STEP_SECONDS;
    if (!secret->has_key || code.len != DIGITS) {
        return 0;
    }
    for (int64_t step = now - rules->authenticator_steps; step <= now + rules->authenticator_steps;
         step++) {
        if (step > secret->last_step && is_code_of(secret, code, step)) {
            return step;
        }
    }
    return 0;
}
