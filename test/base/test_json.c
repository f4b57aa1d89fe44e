/* JSON out. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static Text string_of(Arena *arena, Text value)
{
    Buf out = buf_new(arena);
    Json json = json_new(&out);
    json_text(&json, value);
    return buf_text(&out);
}

static Text double_of(Arena *arena, double value)
{
    Buf out = buf_new(arena);
    Json json = json_new(&out);
    json_double(&json, value);
    return buf_text(&out);
}

static void levels_commas_and_indents(void **state)
{
    Buf out = buf_new(*state);
    Json json = json_new(&out);
    json_object(&json);
    json_key(&json, "name");
    json_text(&json, TEXT("焦作"));
    json_key(&json, "values");
    json_array(&json);
    json_int(&json, INT64_MIN);
    json_decimal(&json, (Decimal){19260785, 4});
    json_bool(&json, true);
    json_null(&json);
    json_object(&json);
    json_object_end(&json);
    json_array_end(&json);
    json_key(&json, "empty");
    json_array(&json);
    json_array_end(&json);
    json_object_end(&json);
    assert_text(buf_text(&out), "{\n"
                                "  \"name\": \"焦作\",\n"
                                "  \"values\": [\n"
                                "    -9223372036854775808,\n"
                                "    1926.0785,\n"
                                "    true,\n"
                                "    null,\n"
                                "    {}\n"
                                "  ],\n"
                                "  \"empty\": []\n"
                                "}");
}

static void escapes(void **state)
{
    Arena *arena = *state;
    assert_text(string_of(arena, TEXT("")), "\"\"");
    assert_text(string_of(arena, TEXT("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
    assert_text(string_of(arena, TEXT("\n\r\t\b\0\x1f\x7f")),
                "\"\\n\\r\\t\\u0008\\u0000\\u001f\\u007f\"");
    assert_text(string_of(arena, TEXT("对标\xF0\xA0\x80\x80")), "\"对标\xF0\xA0\x80\x80\"");
    assert_text(string_of(arena, TEXT("a\xFF\xE7\x84")),
                "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void doubles_are_short(void **state)
{
    Arena *arena = *state;
    assert_text(double_of(arena, 0), "0");
    assert_text(double_of(arena, 0.1), "0.1");
    assert_text(double_of(arena, -1926.0785), "-1926.0785");
    assert_text(double_of(arena, 0.1 + 0.2), "0.30000000000000004");
    assert_text(double_of(arena, 1e300), "1e300");
    assert_text(double_of(arena, -1.5e-300), "-15e-301");
    assert_text(double_of(arena, DBL_TRUE_MIN), "5e-324");
    assert_text(double_of(arena, NAN), "null");
    assert_text(double_of(arena, INFINITY), "null");
    assert_text(double_of(arena, -INFINITY), "null");
}

static void every_double_reads_back(void **state)
{
    Arena *arena = *state;
    Random random = random_seeded(8, 1);
    for (int i = 0; i < 50000; i++) {
        union {
            uint64_t bits;
            double number;
        } any = {.bits = (uint64_t)random_next(&random) << 32 | random_next(&random)};
        if (isfinite(any.number)) {
            char *text = text_cstr(arena, double_of(arena, any.number));
            assert_true(strtod(text, NULL) == any.number);
        }
        arena_reset(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(levels_commas_and_indents),
        ARENA_TEST(escapes),
        ARENA_TEST(doubles_are_short),
        ARENA_TEST(every_double_reads_back),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
