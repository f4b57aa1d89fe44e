/* What tests that need no more than memory begin with: cmocka, one arena a test, texts that
 * compare. */
#ifndef DUIBIAO_ARENA_TEST_H
#define DUIBIAO_ARENA_TEST_H

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static inline int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#define ARENA_TEST(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

#define assert_text(text, expected)                                                                \
    do {                                                                                           \
        Text text_ = (text), expected_ = text_from(expected);                                      \
        if (!text_equal(text_, expected_)) {                                                       \
            print_error("\"%.*s\" is not \"%s\"\n", TEXT_ARGS(text_), expected);                   \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
