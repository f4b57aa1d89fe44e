/* What every test of web begins with: an arena, texts that compare, and the project's folder. */
#ifndef DUIBIAO_WEB_TEST_H
#define DUIBIAO_WEB_TEST_H

#include "web_impl.h"

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

#define web_test(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

#define assert_text(text, expected)                                                                \
    do {                                                                                           \
        Text text_ = (text), expected_ = text_from(expected);                                      \
        if (!text_equal(text_, expected_)) {                                                       \
            print_error("\"%.*s\" is not \"%s\"\n", TEXT_ARGS(text_), expected);                   \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

/* The file under the project's folder, which is the test's first argument. */
static inline Text project_file(Arena *arena, const char *root, const char *name)
{
    EmbeddedFile file = {0};
    Error err = {0};
    Text path = text_format(arena, "%s/%s", root, name);
    assert_int_equal(file_read(arena, text_cstr(arena, path), &file, &err), STATUS_OK);
    return (Text){(const char *)file.bytes, file.len};
}

#endif
