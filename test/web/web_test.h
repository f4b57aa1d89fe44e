/* What every test of web begins with: an arena, texts that compare, and the project's folder. */
#ifndef DUIBIAO_WEB_TEST_H
#define DUIBIAO_WEB_TEST_H

#include "arena_test.h"
#include "web_impl.h"

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
