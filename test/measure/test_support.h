/* What the tests of measure share: cmocka with its headers in order, files, lines, numbers. */
#ifndef DUIBIAO_TEST_SUPPORT_H
#define DUIBIAO_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure.h"

/* The whole file; fails the test when it cannot be read. */
static inline Text test_read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail_msg("cannot open %s", path);
    }
    Buf buf = buf_new(arena);
    char piece[4096];
    size_t len;
    while ((len = fread(piece, 1, sizeof piece, file)) > 0) {
        buf_add(&buf, (Text){piece, len});
    }
    fclose(file);
    return buf_text(&buf);
}

/* The rules of plausibility in this file, which must be whole. */
static inline PlausibilityRules test_rules(Arena *arena, const char *path)
{
    Problems *problems = problems_new(arena, 1);
    PlausibilityRules *rules =
        plausibility_rules_read(arena, test_read_file(arena, path), problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
    return *rules;
}

/* What tables and examples call the finding. */
static inline const char *test_plausibility_name(PlausibilityKind kind)
{
    static const char *const NAMES[PLAUSIBILITY_COUNT] = {
        "plausible", "midpoint", "repeated", "jump",     "spike",
        "scale",     "nominal",  "disagree", "identity", "share",
    };
    return NAMES[kind];
}

static inline double test_number(Text text)
{
    Decimal value;
    if (!decimal_parse(text_trim(text), &value)) {
        fail_msg("not a number: %.*s", TEXT_ARGS(text));
    }
    return decimal_double(value);
}

/* Fields of one CSV line, quotes taken off; the data of these tests have no quotes inside. Returns
 * how many there are. */
static inline int test_csv_fields(Text line, Text *fields, int max)
{
    int count = 0;
    size_t at = 0;
    while (at <= line.len && count < max) {
        bool quoted = at < line.len && line.ptr[at] == '"';
        size_t from = at + quoted;
        at = from;
        while (at < line.len && line.ptr[at] != (quoted ? '"' : ',')) {
            at++;
        }
        fields[count++] = text_slice(line, from, at);
        at += quoted ? 2 : 1;
    }
    return count;
}

/* A file below the developers' data folder; skips the test, by name, without one. */
static inline const char *test_data_path(Arena *arena, const char *name, const char *below)
{
    const char *root = getenv("DUIBIAO_DATA");
    if (!root || !*root) {
        printf("skipped: %s\n", name);
        arena_free(arena);
        skip();
    }
    return text_cstr(arena, text_format(arena, "%s/%s", root, below));
}

/* Within `tolerance` of the larger of 1 and |expected|. */
static inline void assert_near(double actual, double expected, double tolerance)
{
    double size = expected < 0 ? -expected : expected;
    double difference = actual < expected ? expected - actual : actual - expected;
    if (!(difference <= tolerance * (size > 1 ? size : 1))) {
        fail_msg("%.15g is not %.15g", actual, expected);
    }
}

#endif
