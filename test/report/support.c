#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *support_root = ".";

Text read_whole(Arena *arena, const char *path)
{
    Buf buf = buf_new(arena);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return TEXT("");
    }
    char piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0) {
        buf_add(&buf, (Text){piece, got});
    }
    fclose(file);
    return buf_text(&buf);
}

void assert_golden(const char *name, Text text)
{
    Arena *arena = arena_new();
    char *path =
        text_cstr(arena, text_format(arena, "%s/test/golden/report/%s", support_root, name));
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
        fclose(file);
    }
    Text golden = read_whole(arena, path);
    if (!text_equal(golden, text)) {
        size_t at = 0;
        while (at < golden.len && at < text.len && golden.ptr[at] == text.ptr[at]) {
            at++;
        }
        size_t from = at > 80 ? at - 80 : 0;
        print_message("%s differs at byte %zu:\n%.*s\n", name, at,
                      TEXT_ARGS(text_slice(text, from, at + 80)));
        fail();
    }
    arena_free(arena);
}

xmlDoc *assert_well_formed(Text text)
{
    xmlDoc *doc = xmlReadMemory(text.ptr, (int)text.len, "report", "UTF-8", XML_PARSE_NONET);
    assert_non_null(doc);
    return doc;
}

void assert_contains(Text text, const char *part)
{
    if (!text_contains(text, text_from(part))) {
        print_message("not found: %s\n", part);
        fail();
    }
}

void assert_lacks(Text text, const char *part)
{
    if (text_contains(text, text_from(part))) {
        print_message("found: %s\n", part);
        fail();
    }
}

size_t count_of(Text text, const char *part)
{
    size_t count = 0, at;
    Text needle = text_from(part);
    while (text_find(text, needle, &at)) {
        count++;
        text = text_slice(text, at + needle.len, text.len);
    }
    return count;
}
