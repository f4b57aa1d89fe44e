/* Catalogues, messages, errors, problems, log. */
#include "arena_test.h"
#include "lang_impl.h"

#include <stdlib.h>
#include <string.h>

static void languages_by_name(void **state)
{
    (void)state;
    Lang lang = LANG_COUNT;
    static const char *const CHINESE[] = {"zh", "zh_CN.UTF-8", "zh-Hans-CN", "zh.UTF-8"};
    for (size_t i = 0; i < sizeof CHINESE / sizeof *CHINESE; i++) {
        assert_true(lang_parse(text_from(CHINESE[i]), &lang));
        assert_int_equal(lang, LANG_ZH);
    }
    assert_true(lang_parse(TEXT("en_GB"), &lang));
    assert_int_equal(lang, LANG_EN);
    static const char *const NONE[] = {"", "z", "C", "POSIX", "english", "zhong", "fr_FR"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        assert_false(lang_parse(text_from(NONE[i]), &lang));
    }
}

static void catalogues_are_sorted_and_whole(void **state)
{
    (void)state;
    assert_true(LANG_TABLE_COUNT > 0);
    for (size_t i = 0; i < LANG_TABLE_COUNT; i++) {
        const LangEntry *entry = &LANG_TABLE[i];
        assert_true(i == 0 || strcmp(LANG_TABLE[i - 1].key, entry->key) < 0);
        assert_true(lang_has(entry->key));
        assert_ptr_equal(lang_text(LANG_ZH, entry->key), entry->zh);
        assert_ptr_equal(lang_text(LANG_EN, entry->key), entry->en);
        if (!*entry->zh || !*entry->en || !text_is_utf8(text_from(entry->zh)) ||
            !text_is_utf8(text_from(entry->en))) {
            fail_msg("%s: an empty or broken wording", entry->key);
        }
    }
}

static void every_remedy_has_its_problem(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANG_TABLE_COUNT; i++) {
        Text key = text_from(LANG_TABLE[i].key);
        if (text_ends(key, TEXT(".remedy"))) {
            Arena *arena = arena_new();
            char *base = text_cstr(arena, text_slice(key, 0, key.len - strlen(".remedy")));
            if (!lang_has(base)) {
                fail_msg("%s.remedy stands alone: %s is missing", base, base);
            }
            arena_free(arena);
        }
    }
}

static void an_unknown_key_is_given_back(void **state)
{
    (void)state;
    assert_string_equal(lang_text(LANG_ZH, "no.such.key"), "no.such.key");
    assert_false(lang_has("no.such.key"));
    assert_false(lang_has(""));
}

static Text printed(Arena *arena, const char *wording, const Arg *args, size_t arg_count)
{
    Buf out = buf_new(arena);
    lang_print(&out, LANG_EN, wording, args, arg_count); /* an unknown key is its own wording */
    return buf_text(&out);
}

static void placeholders_are_replaced_by_name(void **state)
{
    Arena *arena = *state;
    assert_text(printed(arena, "{b} of {a}, {b}", ARGS(arg_cstr("a", "焦作"), arg_int("b", -7))),
                "-7 of 焦作, -7");
    assert_text(printed(arena, "{a}{missing}{", ARGS(arg_cstr("a", "{a}"))), "{a}{missing}{");
    assert_text(printed(arena, "} {a}", ARGS(arg_int("a", INT64_MIN))), "} -9223372036854775808");
    assert_text(printed(arena, "{a}", ARGS(arg_cstr("a", NULL))), "");
    assert_text(printed(arena, "plain", NO_ARGS), "plain");
}

static void words_go_by_a_number(void **state)
{
    Arena *arena = *state;
    const char *rows = "{n} {n|row|rows} {n|was|were} read";
    assert_text(printed(arena, rows, ARGS(arg_int("n", 1))), "1 row was read");
    assert_text(printed(arena, rows, ARGS(arg_int("n", 0))), "0 rows were read");
    assert_text(printed(arena, rows, ARGS(arg_int("n", 12))), "12 rows were read");
    assert_text(printed(arena, rows, ARGS(arg_cstr("n", "1"))), "1 row was read");
    assert_text(printed(arena, rows, ARGS(arg_cstr("n", "1,001"))), "1,001 rows were read");
    assert_text(printed(arena, "a{n||s}", ARGS(arg_int("n", 2))), "as");
    assert_text(printed(arena, rows, NO_ARGS), rows);
}

static void a_status_has_one_row(void **state)
{
    (void)state;
    static const int EXIT[STATUS_COUNT] = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 70};
    static const int HTTP[STATUS_COUNT] = {200, 400, 422, 404, 409, 403,
                                           413, 415, 500, 503, 500, 500};
    for (int status = 0; status < STATUS_COUNT; status++) {
        const StatusRow *row = status_row((Status)status);
        assert_int_equal(row->exit_code, EXIT[status]);
        assert_int_equal(row->http_code, HTTP[status]);
        assert_true(*row->name && *row->zh && *row->en);
    }
    assert_string_equal(status_row(STATUS_NOT_FOUND)->name, "not_found");
    assert_ptr_equal(status_row((Status)1000), status_row(STATUS_INTERNAL));
}

static Text sentence(Arena *arena, const Error *err)
{
    Buf out = buf_new(arena);
    error_print(&out, LANG_ZH, err);
    return buf_text(&out);
}

static void an_error_keeps_its_own_texts(void **state)
{
    char file[] = "a.xlsx";
    Error err;
    Status status =
        error_set(&err, STATUS_CORRUPT, "{file}:{row} {what}",
                  ARGS(arg_cstr("file", file), arg_int("row", 12), arg_cstr("what", "坏")));
    memset(file, 'x', sizeof file - 1);
    assert_int_equal(status, STATUS_CORRUPT);
    assert_int_equal(err.status, STATUS_CORRUPT);
    assert_text(sentence(*state, &err), "a.xlsx:12 坏");
}

static void an_error_may_be_copied_and_made_from_itself(void **state)
{
    Error err;
    error_set(&err, STATUS_IO, "{a} {b}", ARGS(arg_cstr("a", "一"), arg_cstr("b", "二")));
    Error copy = err;
    error_set(&err, STATUS_INVALID, "{b} {a}", ARGS(err.args[1], err.args[0]));
    assert_text(sentence(*state, &err), "二 一");
    assert_text(sentence(*state, &copy), "一 二");
    error_set(&err, STATUS_OK, "x", NO_ARGS);
    assert_text(sentence(*state, &err), "");
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    Arena *arena = *state;
    for (size_t lead = 0; lead < 4; lead++) {
        Buf long_text = buf_new(arena);
        for (size_t i = 0; i < lead; i++) {
            buf_add_char(&long_text, 'x');
        }
        for (int i = 0; i < 1000; i++) {
            buf_add_cstr(&long_text, "焦");
        }
        Error err;
        error_set(&err, STATUS_LIMIT, "{long}|{after}",
                  ARGS(arg_text("long", buf_text(&long_text)), arg_cstr("after", "尾巴")));
        Text text = sentence(arena, &err);
        assert_true(text_is_utf8(text));
        assert_true(text_starts(buf_text(&long_text), err.args[0].text));
        assert_true(err.text_len <= ERROR_TEXT_BYTES && err.text_len > ERROR_TEXT_BYTES - 4);
    }
}

static void an_error_takes_at_most_its_arguments(void **state)
{
    Error err;
    error_set(&err, STATUS_INTERNAL, "{f}{g}",
              ARGS(arg_int("a", 1), arg_int("b", 2), arg_int("c", 3), arg_int("d", 4),
                   arg_int("e", 5), arg_int("f", 6), arg_int("g", 7)));
    assert_int_equal(err.arg_count, ERROR_ARGS_MAX);
    assert_text(sentence(*state, &err), "6{g}");
}

static void problems_keep_some_and_count_all(void **state)
{
    enum { ROWS = 100000 };
    Problems *problems = problems_new(*state, 3);
    char sheet[] = "Sheet1", value[] = "n/a";
    static char same_code[] = "test.not_number"; /* another address, the same code */
    Arg args[] = {arg_cstr("value", value)};
    for (int i = 0; i < ROWS; i++) {
        problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                         .code = i % 2 ? "test.not_number" : same_code,
                                         .sheet = text_from(sheet),
                                         .row = i + 1,
                                         .field = TEXT("GDP"),
                                         .args = args,
                                         .arg_count = 1});
    }
    problems_add(problems, (Problem){.severity = SEVERITY_WARNING, .code = "test.jump"});
    problems_add(problems, (Problem){.severity = SEVERITY_NOTE, .code = "test.note"});
    memset(sheet, 'x', sizeof sheet - 1);
    memset(value, 'x', sizeof value - 1);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), ROWS + 2);
    assert_int_equal(problems_count(problems, SEVERITY_WARNING), ROWS + 1);
    assert_int_equal(problems_count(problems, SEVERITY_ERROR), ROWS);
    assert_int_equal(problems_kept(problems), 5);
    assert_int_equal(problems_count_code(problems, "test.not_number"), ROWS);
    assert_int_equal(problems_count_code(problems, "test.jump"), 1);
    assert_int_equal(problems_count_code(problems, "test.other"), 0);
    const Problem *third = problems_at(problems, 2);
    assert_int_equal(third->row, 3);
    assert_text(third->sheet, "Sheet1");
    assert_text(third->args[0].text, "n/a");
    assert_true(arena_used_bytes(*state) < 10000);
}

static void problems_may_keep_none(void **state)
{
    Problems *problems = problems_new(*state, 0);
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR, .code = "test.a"});
    assert_int_equal(problems_kept(problems), 0);
    assert_int_equal(problems_count_code(problems, "test.a"), 1);
}

static void a_label_is_shown_in_the_readers_language(void **state)
{
    Arena *arena = *state;
    char zh[] = "理由", en[] = "Reason";
    const Arg label = arg_label("label", text_from(zh), text_from(en));
    Error err = {0}, copy;
    Problems *problems = problems_new(arena, 1);
    error_set(&err, STATUS_INVALID, "{before}{label}{after}",
              ARGS(arg_cstr("before", "<"), label, arg_cstr("after", ">")));
    problems_add(problems, (Problem){.code = "test.label", .args = (Arg[]){label}, .arg_count = 1});
    memset(zh, 'x', sizeof zh - 1);
    memset(en, 'x', sizeof en - 1);
    copy = err;
    memset(err.text, 'y', sizeof err.text);
    const Problem *problem = problems_at(problems, 0);
    static const char *const EXPECTED[LANG_COUNT][2] = {{"<理由>", "理由"}, {"<Reason>", "Reason"}};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Buf out = buf_new(arena), of_problem = buf_new(arena);
        error_print(&out, (Lang)lang, &copy);
        assert_text(buf_text(&out), EXPECTED[lang][0]);
        lang_print(&of_problem, (Lang)lang, "{label}", problem->args, problem->arg_count);
        assert_text(buf_text(&of_problem), EXPECTED[lang][1]);
    }
}

static void an_embedded_file_is_found_by_its_name(void **state)
{
    (void)state;
    static const EmbeddedFile FILES[] = {{"a.rules", (const unsigned char *)"first", 5},
                                         {"empty", (const unsigned char *)"", 0}};
    EmbeddedFiles files = {FILES, 2};
    Text text;
    assert_true(embedded_text(files, "a.rules", &text));
    assert_text(text, "first");
    assert_true(embedded_text(files, "empty", &text));
    assert_text(text, "");
    assert_false(embedded_text(files, "a", &text));
}

static void a_log_line_stays_one_line(void **state)
{
    (void)state;
    char *ptr = NULL;
    size_t len = 0;
    Log log = {.stream = open_memstream(&ptr, &len), .least = LOG_INFO};
    log_line(&log, LOG_DEBUG, "unheard", NO_ARGS);
    log_line(&log, LOG_WARNING, "import",
             ARGS(arg_cstr("file", "焦作.csv"), arg_int("rows", 12),
                  arg_cstr("forged", "x\n2016 ERROR y"), arg_cstr("empty", "")));
    fclose(log.stream);
    Text text = {ptr, len}, rest = text, line;
    assert_true(text_split(&rest, '\n', &line));
    assert_int_equal(rest.len, 0);
    assert_int_equal(line.ptr[10], 'T');
    assert_int_equal(line.ptr[23], 'Z');
    assert_text(text_slice(line, 24, line.len),
                " WARNING import file=焦作.csv rows=12 forged=\"x\\n2016 ERROR y\" empty=\"\"");
    free(ptr);
    log_line(&(Log){.stream = NULL}, LOG_ERROR, "silent", NO_ARGS);
    log_line(NULL, LOG_ERROR, "silent", NO_ARGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_by_name),
        cmocka_unit_test(catalogues_are_sorted_and_whole),
        cmocka_unit_test(every_remedy_has_its_problem),
        cmocka_unit_test(an_unknown_key_is_given_back),
        ARENA_TEST(placeholders_are_replaced_by_name),
        ARENA_TEST(words_go_by_a_number),
        cmocka_unit_test(a_status_has_one_row),
        ARENA_TEST(an_error_keeps_its_own_texts),
        ARENA_TEST(an_error_may_be_copied_and_made_from_itself),
        ARENA_TEST(a_long_text_is_cut_at_a_character),
        ARENA_TEST(an_error_takes_at_most_its_arguments),
        ARENA_TEST(problems_keep_some_and_count_all),
        ARENA_TEST(problems_may_keep_none),
        ARENA_TEST(a_label_is_shown_in_the_readers_language),
        cmocka_unit_test(an_embedded_file_is_found_by_its_name),
        cmocka_unit_test(a_log_line_stays_one_line),
    };
    return cmocka_run_group_tests_name("base/message", tests, NULL, NULL);
}
