/* Text, UTF-8, width, buffer. */
#include "arena_test.h"

#include <string.h>

static void comparing(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT(""), (Text){NULL, 0}));
    assert_true(text_equal(text_from(NULL), TEXT("")));
    assert_false(text_equal(TEXT("焦作"), TEXT("焦作市")));
    assert_true(text_compare(TEXT("焦作"), TEXT("焦作市")) < 0);
    assert_true(text_compare(TEXT("b"), TEXT("a")) > 0);
    assert_true(text_compare(TEXT("\x7F"), TEXT("é")) < 0); /* bytes are unsigned */
    assert_int_equal(text_compare(TEXT("a"), TEXT("a")), 0);
    assert_true(text_starts(TEXT("焦作市"), TEXT("焦作")));
    assert_false(text_starts(TEXT("焦"), TEXT("焦作")));
    assert_true(text_ends(TEXT("焦作市"), TEXT("市")));
    assert_false(text_ends(TEXT("市"), TEXT("焦作市")));
}

static void trimming_takes_all_kinds_of_space_from_both_ends(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT("\xEF\xBB\xBF \t焦作 市\xE3\x80\x80\xC2\xA0\r\n")), "焦作 市");
    assert_text(text_trim(TEXT("\xE3\x80\x80 \xC2\xA0")), "");
    assert_text(text_trim(TEXT("")), "");
    assert_text(text_trim(TEXT("ा")), "ा"); /* shares the bytes of a space, not its code point */
}

static void slices_are_clipped(void **state)
{
    (void)state;
    assert_text(text_slice(TEXT("abcdef"), 2, 4), "cd");
    assert_text(text_slice(TEXT("abc"), 1, 100), "bc");
    assert_text(text_slice(TEXT("abc"), 5, 9), "");
    assert_text(text_slice(TEXT("abc"), 2, 1), "");
}

static void finding(void **state)
{
    (void)state;
    size_t at = 99;
    assert_true(text_find(TEXT("焦作市"), TEXT("市"), &at));
    assert_int_equal(at, 6);
    assert_true(text_find(TEXT("abc"), TEXT(""), &at));
    assert_int_equal(at, 0);
    assert_false(text_find(TEXT("ab"), TEXT("abc"), &at));
    assert_false(text_find((Text){NULL, 0}, TEXT("a"), &at));
    assert_true(text_contains(TEXT("a\0b"), TEXT("b")));
}

static void splitting_gives_every_piece(void **state)
{
    (void)state;
    Text rest = TEXT("焦作,,许昌"), piece;
    assert_true(text_split(&rest, ',', &piece));
    assert_text(piece, "焦作");
    assert_true(text_split(&rest, ',', &piece));
    assert_text(piece, "");
    assert_true(text_split(&rest, ',', &piece));
    assert_text(piece, "许昌");
    assert_false(text_split(&rest, ',', &piece));
}

static void whole_numbers(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(text_to_int(TEXT("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(text_to_int(TEXT("+9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(text_to_int(TEXT("007"), &value));
    assert_int_equal(value, 7);
    static const char *const WRONG[] = {
        "",
        "-",
        "+",
        "1 ",
        " 1",
        "1.0",
        "0x1",
        "--1",
        "9223372036854775808",
        "１",
        "-9223372036854775809",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        assert_false(text_to_int(text_from(WRONG[i]), &value));
    }
    assert_int_equal(value, 7);
}

static void utf8_is_strict(void **state)
{
    (void)state;
    static const char *const GOOD[] = {
        "",
        "plain ascii, longer than eight bytes",
        "焦作市对标许昌",
        "é",
        "\xF0\xA0\x80\x80",
        "\xF4\x8F\xBF\xBF",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
    };
    static const char *const BAD[] = {
        "\x80",     /* a tail without a head */
        "\xC3",     /* a head without a tail */
        "\xE7\x84", /* cut short */
        "\xC0\x80",
        "\xC1\xBF",     /* overlong: two bytes */
        "\xE0\x80\x80", /* overlong: three bytes */
        "\xE0\x9F\xBF",
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",     /* surrogates */
        "\xF4\x90\x80\x80", /* beyond U+10FFFF */
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
        "12345678\xB9\xD9", /* GBK after a run of ASCII */
        "1234567\xE7\x84",
    };
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        assert_true(text_is_utf8(text_from(GOOD[i])));
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_false(text_is_utf8(text_from(BAD[i])));
    }
}

static void every_code_point_survives_writing_and_reading(void **state)
{
    Arena *arena = *state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        if (code_point % 0x1000 == 0) {
            arena_reset(arena);
        }
        Buf buf = buf_new(arena);
        buf_add_code_point(&buf, code_point);
        size_t at = 0;
        uint32_t read = 0;
        assert_true(text_next(buf_text(&buf), &at, &read));
        assert_int_equal(at, buf.len);
        bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        assert_int_equal(read, surrogate ? 0xFFFD : code_point);
    }
}

static void a_broken_byte_reads_as_the_replacement_and_is_left_behind(void **state)
{
    (void)state;
    Text text = TEXT("a\xE7\x84焦");
    static const uint32_t EXPECTED[] = {'a', 0xFFFD, 0xFFFD, 0x7126};
    size_t at = 0;
    uint32_t code_point;
    for (int i = 0; i < 4; i++) {
        assert_true(text_next(text, &at, &code_point));
        assert_int_equal(code_point, EXPECTED[i]);
    }
    assert_false(text_next(text, &at, &code_point));
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(text_width(TEXT("")), 0);
    assert_int_equal(text_width(TEXT("GDP")), 3);
    assert_int_equal(text_width(TEXT("焦作市")), 6);
    assert_int_equal(text_width(TEXT("ＧＤＰ，")), 8);  /* full-width forms */
    assert_int_equal(text_width(TEXT("ｶ")), 1);         /* half-width katakana */
    assert_int_equal(text_width(TEXT("e\xCC\x81")), 1); /* e and a combining acute */
    assert_int_equal(text_width(TEXT("한국")), 4);
    assert_int_equal(text_width(TEXT("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB")), 2); /* as jamo */
    assert_int_equal(text_width(TEXT("\xE2\x80\x8B\xEF\xBB\xBF")), 0); /* zero-width space, BOM */
    assert_int_equal(text_width(TEXT("\xF0\xA0\x80\x80")), 2);         /* U+20000 */
    assert_int_equal(text_width(TEXT("％")), 2);
    assert_int_equal(text_width(TEXT("　")), 2);
    assert_int_equal(text_width(TEXT("\n\x7F")), 0);
}

static void fitting_cuts_at_a_character_and_says_so(void **state)
{
    Arena *arena = *state;
    assert_text(text_fit(arena, TEXT("焦作市"), 6), "焦作市");
    assert_text(text_fit(arena, TEXT("焦作市"), 5), "焦作…");
    assert_text(text_fit(arena, TEXT("焦作市"), 4), "焦…");
    assert_text(text_fit(arena, TEXT("焦作市"), 1), "…");
    assert_text(text_fit(arena, TEXT("焦作市"), 0), "");
    assert_text(text_fit(arena, TEXT(""), 0), "");
    assert_text(text_fit(arena, TEXT("e\xCC\x81xyz"), 2), "e\xCC\x81…");
    for (int columns = 0; columns < 20; columns++) {
        Text fitted = text_fit(arena, TEXT("焦a作市GDP（亿元）"), columns);
        assert_true(text_width(fitted) <= columns);
        assert_true(text_is_utf8(fitted));
    }
}

static void formatting_holds_short_and_long_results(void **state)
{
    Arena *arena = *state;
    assert_text(text_format(arena, "%s-%d", "a", 5), "a-5");
    assert_text(text_format(arena, "%s", ""), "");
    for (int len = 60; len < 400; len += 17) {
        Text text = text_format(arena, "%*d|", len, 7);
        assert_int_equal(text.len, (size_t)len + 1);
        assert_int_equal(text.ptr[len], '|');
    }
}

static void a_buffer_grows_and_may_be_added_to_itself(void **state)
{
    Buf buf = buf_new(*state);
    assert_text(buf_text(&buf), "");
    buf_add_cstr(&buf, "焦");
    for (int i = 0; i < 10; i++) {
        buf_add(&buf, buf_text(&buf));
    }
    assert_int_equal(buf.len, 3 * 1024);
    buf_add_char(&buf, '!');
    buf_add_format(&buf, "%05d", 42);
    assert_true(text_ends(buf_text(&buf), TEXT("焦!00042")));
}

static void a_copy_is_terminated_and_independent(void **state)
{
    char original[] = "焦作市";
    char *copy = text_cstr(*state, (Text){original, 6});
    memset(original, 'x', sizeof original - 1);
    assert_string_equal(copy, "焦作");
}

static void wrapping_never_begins_a_line_with_a_closing_mark(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Text text = TEXT("一二三四五六\xef\xbc\x8c七八九十\xef\xbc\x88甲乙\xef\xbc\x89。abc def");
    for (int columns = 2; columns < 30; columns++) {
        List lines = text_wrap(arena, text, columns);
        size_t bytes = 0;
        for (size_t i = 0; i < lines.count; i++) {
            Text line = *LIST_AT(&lines, Text, i);
            assert_false(text_starts(line, TEXT("\xef\xbc\x8c")));
            assert_false(text_starts(line, TEXT("\xef\xbc\x89")));
            assert_false(text_starts(line, TEXT("。")));
            bytes += line.len;
        }
        assert_true(bytes + 1 >= text.len);
    }
    arena_free(arena);
}

static void the_nearest_names(void **state)
{
    Arena *arena = *state;
    static const char *const names[] = {"许昌", "徐州", "南昌", "许昌市", "开封", "昌", ""};
    Nearest nearest = nearest_to(TEXT("徐昌"));
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++) {
        nearest_offer(&nearest, text_from(names[i]), i);
    }
    assert_text(nearest_names(arena, &nearest), "许昌, 徐州, 南昌");

    /* The nearer of two names of one, wherever it stood; what is too far is not told. */
    nearest = nearest_to(TEXT("import lsit"));
    nearest_offer(&nearest, TEXT("import undo"), 1);
    nearest_offer(&nearest, TEXT("import"), 2);
    nearest_offer(&nearest, TEXT("import li"), 3);
    nearest_offer(&nearest, TEXT("import list"), 3);
    assert_int_equal(nearest.count, 1);
    assert_text(nearest_names(arena, &nearest), "import list");

    /* Two letters the wrong way round are one slip. */
    nearest = nearest_to(TEXT("gpa"));
    nearest_offer(&nearest, TEXT("gap"), 1);
    nearest_offer(&nearest, TEXT("map"), 2);
    assert_text(nearest_names(arena, &nearest), "gap");

    nearest = nearest_to(TEXT(""));
    nearest_offer(&nearest, TEXT("a"), 1);
    assert_int_equal(nearest.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapping_never_begins_a_line_with_a_closing_mark),
        ARENA_TEST(the_nearest_names),
        cmocka_unit_test(comparing),
        cmocka_unit_test(trimming_takes_all_kinds_of_space_from_both_ends),
        cmocka_unit_test(slices_are_clipped),
        cmocka_unit_test(finding),
        cmocka_unit_test(splitting_gives_every_piece),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(utf8_is_strict),
        ARENA_TEST(every_code_point_survives_writing_and_reading),
        cmocka_unit_test(a_broken_byte_reads_as_the_replacement_and_is_left_behind),
        cmocka_unit_test(widths),
        ARENA_TEST(fitting_cuts_at_a_character_and_says_so),
        ARENA_TEST(formatting_holds_short_and_long_results),
        ARENA_TEST(a_buffer_grows_and_may_be_added_to_itself),
        ARENA_TEST(a_copy_is_terminated_and_independent),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
