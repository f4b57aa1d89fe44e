/* JSON out. */
#include "arena_test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* Wherever a byte stands among others it is written as it is alone. */
static void a_byte_is_escaped_wherever_it_stands(void **state)
{
    Arena *arena = *state;
    char text[20];
    for (int byte = 0; byte < 256; byte++) {
        char one = (char)byte;
        Text alone = string_of(arena, (Text){&one, 1});
        Text inside = text_slice(alone, 1, alone.len - 1);
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, 'a', sizeof text);
            text[at] = one;
            Text wanted = text_format(arena, "\"%.*s%.*s%.*s\"", (int)at, "aaaaaaaaaaaaaaaaaaaa",
                                      TEXT_ARGS(inside), (int)(sizeof text - at - 1),
                                      "aaaaaaaaaaaaaaaaaaaa");
            assert_true(text_equal(string_of(arena, (Text){text, sizeof text}), wanted));
        }
    }
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

/* ---- In ---- */

static bool is_sound(const char *text)
{
    JsonScan scan = {.text = text_from(text), .depth_left = 3};
    Text raw;
    return json_scan_value(&scan, &raw) && json_at_end(&scan);
}

static void only_sound_values_are_taken(void **state)
{
    static const char *const sound[] = {
        "0",        "-0.50",       "1e9",
        "1E-9",     " true ",      "false",
        "null",     "[]",          "[1, [2]]",
        "{ }",      "\"\"",        "{\"a\": {\"b\": []}}",
        "\"对标\"", "\"\\u5bf9\"", "\"\\ud840\\udc00\"",
    };
    static const char *const broken[] = {
        "",    "01",        "+1",     ".5",      "1.",           "1e",          "NaN",
        "tru", "truest",    "[1,]",   "[1 2]",   "{\"a\"}",      "{\"a\":1,}",  "{a:1}",
        "'a'", "\"a",       "\"\n\"", "\"\\x\"", "\"\\u12\"",    "\"\\u0000\"", "\"\\ud840\"",
        "1 2", "[[[[1]]]]", "[",      "{\"a\":", "\"\\ud840x\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        if (!is_sound(sound[i])) {
            fail_msg("refused: %s", sound[i]);
        }
    }
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        if (is_sound(broken[i])) {
            fail_msg("taken: %s", broken[i]);
        }
    }
}

static void numbers_are_left_as_written_and_strings_are_not(void **state)
{
    Arena *arena = *state;
    Buf text = buf_new(arena);
    Text raw;
    JsonScan scan = {.text = TEXT("[8.20, \"\\u5bf9\\t\\ud840\\udc00\"]"), .depth_left = 9};
    assert_true(json_take(&scan, '['));
    assert_true(json_scan_value(&scan, &raw));
    assert_text(raw, "8.20");
    assert_true(json_take(&scan, ','));
    assert_true(json_scan_string(&scan, &text));
    assert_text(buf_text(&text), "对\t\xF0\xA0\x80\x80");
    assert_true(json_take(&scan, ']') && json_at_end(&scan));
}

static void what_is_broken_has_a_place(void **state)
{
    (void)state;
    int64_t line, column;
    Text raw;
    JsonScan scan = {.text = TEXT("{\n \"市\": oops}"), .depth_left = 9};
    assert_false(json_scan_value(&scan, &raw));
    json_place(&scan, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 7);
    assert_false(scan.too_deep);
    scan = (JsonScan){.text = TEXT("[[[]]]"), .depth_left = 2};
    assert_false(json_scan_value(&scan, &raw));
    assert_true(scan.too_deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(levels_commas_and_indents),
        ARENA_TEST(escapes),
        ARENA_TEST(a_byte_is_escaped_wherever_it_stands),
        ARENA_TEST(doubles_are_short),
        ARENA_TEST(every_double_reads_back),
        ARENA_TEST(only_sound_values_are_taken),
        ARENA_TEST(numbers_are_left_as_written_and_strings_are_not),
        ARENA_TEST(what_is_broken_has_a_place),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
