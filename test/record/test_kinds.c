/* Money, percentages, ranges of dates, times, files, points, computed fields; patterns, order and
 * initial values. */
#include "record_test.h"

#include <string.h>

static const char PROJECT_MODEL[] =
    "record project \"项目\" \"Project\"\n"
    "  title days\n"
    "  field total money 0 1000000000000 filter sort \"总投资\" \"Total\"\n"
    "  field done percent 0 100 \"完成\" \"Done\"\n"
    "  field days date-range sort \"起止\" \"Days\"\n"
    "  field held time \"召开\" \"Held\"\n"
    "  field paper file \"批文\" \"Paper\"\n"
    "  field place point \"位置\" \"Place\"\n"
    "  field light computed one-of project_light \"灯\" \"Light\"\n"
    "    option red \"红\" \"Red\"\n"
    "    option green \"绿\" \"Green\"\n"
    "  field rest computed money project_rest \"尚欠\" \"Rest\"\n"
    "  field next computed date project_next \"下次\" \"Next\"\n"
    "  field owed computed money project_owed \"还差\" \"Owed\"\n"
    "  field code text 30 \"文号\" \"Number\"\n"
    "    pattern \"焦督〔[0-9]{4}〕[0-9]+号\"\n"
    "  field first date \"起\" \"From\"\n"
    "  field last date \"止\" \"To\"\n"
    "  field low percent \"低\" \"Low\"\n"
    "  field high percent \"高\" \"High\"\n"
    "  order first last\n"
    "  order low high\n"
    "  field made date \"登记\" \"Made\"\n"
    "    initial \"today\"\n"
    "  field fee money \"费\" \"Fee\"\n"
    "    initial \"1.5万元\"\n"
    "  field mood text 4 \"状\" \"Mood\"\n"
    "    initial \"一切正常\"\n"
    "  field grade one-of \"级\" \"Grade\"\n"
    "    option plain \"普通\" \"Plain\"\n"
    "    option high \"重点\" \"High\"\n"
    "    initial \"普通\"\n";

static const char DIGEST[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static Status project_light(HookCall *call, Error *err)
{
    (void)err;
    const Value *done = &call->record->values[record_field(call->record->def, TEXT("done"))];
    bool is_done =
        done->kind == VALUE_DECIMAL && decimal_compare(done->decimal, (Decimal){50, 0}) > 0;
    *call->computed = value_text(is_done ? TEXT("green") : TEXT("red"));
    return STATUS_OK;
}

static Status project_next(HookCall *call, Error *err)
{
    (void)err;
    *call->computed = value_int(date_make(2016, 11, 18));
    return STATUS_OK;
}

static Status project_owed(HookCall *call, Error *err)
{
    (void)err;
    *call->computed = value_decimal((Decimal){120000000, 0});
    return STATUS_OK;
}

static const HookDef HOOKS[] = {{"project_light", project_light},
                                {"project_rest", NULL},
                                {"project_next", project_next},
                                {"project_owed", project_owed}};

static int open_projects(void **state)
{
    if (fixture_open(state) != 0) {
        return -1;
    }
    fixture_model(*state, PROJECT_MODEL);
    return 0;
}

static Record *new_project(Fixture *f)
{
    return record_new(f->arena, model_record(f->model, TEXT("project")));
}

static bool set(Fixture *f, Record *record, const char *field, const char *text)
{
    f->problems = problems_new(f->arena, 50);
    return record_parse(f->arena, record, record_field(record->def, text_from(field)),
                        text_from(text), f->problems);
}

static Text printed(Fixture *f, const Record *record, const char *field, Lang lang)
{
    Buf out = buf_new(f->arena);
    int at = record_field(record->def, text_from(field));
    ok(f, record_print(f->workspace, &out, lang, record, at, &f->err));
    return buf_text(&out);
}

static Text plain(Fixture *f, const Record *record, const char *field)
{
    Buf out = buf_new(f->arena);
    record_print_plain(&out, record, record_field(record->def, text_from(field)));
    return buf_text(&out);
}

static void assert_text(Text found, const char *expected)
{
    if (!text_equal(found, text_from(expected))) {
        fail_msg("'%.*s' is not '%s'", TEXT_ARGS(found), expected);
    }
}

/* ---- Both ways ---- */

static void what_people_write_of_each_kind_is_read(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *field, *written, *plain, *zh, *en;
    } CASES[] = {
        {"total", "1.2亿元", "120000000", "1.2亿元", "120 million yuan"},
        {"total", "3500万元", "35000000", "3500万元", "35 million yuan"},
        {"total", "35 million yuan", "35000000", "3500万元", "35 million yuan"},
        {"total", "0.9万亿", "900000000000", "9000亿元", "900 billion yuan"},
        {"total", "35000000.00", "35000000", "3500万元", "35 million yuan"},
        {"total", "8000 元", "8000", "8000元", "8000 yuan"},
        {"total", "¥1,234.50", "1234.5", "1234.5元", "1234.5 yuan"},
        {"total", "1,200万元", "12000000", "1200万元", "12 million yuan"},
        {"total", "123456789.01", "123456789.01", "123456789.01元", "123456789.01 yuan"},
        {"total", "12345.6789万", "123456789", "12345.6789万元", "123456789 yuan"},
        {"total", "0", "0", "0元", "0 yuan"},
        {"done", "12.50%", "12.50", "12.50%", "12.50%"},
        {"done", "99", "99", "99%", "99%"},
        {"days", "2016年10月10日至13日", "2016-10-10..2016-10-13", "2016-10-10 至 2016-10-13",
         "2016-10-10 to 2016-10-13"},
        {"days", "2016-10-10", "2016-10-10..2016-10-10", "2016-10-10", "2016-10-10"},
        {"place", "35.21, 113.25", "35.21,113.25", "35.21,113.25", "35.21,113.25"},
        {"place", "-0.1234567，-180", "-0.123457,-180", "-0.123457,-180", "-0.123457,-180"},
        {"paper", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", DIGEST,
         DIGEST, DIGEST},
    };
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        Record *record = new_project(f);
        assert_true(set(f, record, CASES[at].field, CASES[at].written));
        assert_text(plain(f, record, CASES[at].field), CASES[at].plain);
        assert_text(printed(f, record, CASES[at].field, LANG_ZH), CASES[at].zh);
        assert_text(printed(f, record, CASES[at].field, LANG_EN), CASES[at].en);
    }
}

/* What is shown, and what is kept in the history, is the same value when it is read again. */
static void every_form_is_read_back(void **state)
{
    Fixture *f = *state;
    static const char *const WRITTEN[][2] = {
        {"total", "1.2亿元"},
        {"total", "123456789.01"},
        {"done", "12.50%"},
        {"days", "2016年10月30日至11月2日"},
        {"held", "2016-10-13 20:00"},
        {"held", "2016-10-13T12:00:05.007Z"},
        {"place", "35.2154321,113.25"},
        {"paper", DIGEST},
    };
    for (size_t at = 0; at < sizeof WRITTEN / sizeof WRITTEN[0]; at++) {
        const char *field = WRITTEN[at][0];
        Record *record = new_project(f), *again = new_project(f);
        assert_true(set(f, record, field, WRITTEN[at][1]));
        Text forms[] = {plain(f, record, field), printed(f, record, field, LANG_ZH),
                        printed(f, record, field, LANG_EN)};
        for (size_t form = 0; form < sizeof forms / sizeof forms[0]; form++) {
            assert_true(set(f, again, field, text_cstr(f->arena, forms[form])));
            assert_true(value_equal(record_value(again, field), record_value(record, field)));
        }
    }
}

static void what_is_no_value_is_said(void **state)
{
    Fixture *f = *state;
    static const char *const WRONG[][3] = {
        {"total", "很多", "record.not_money"},
        {"total", "1.2亿吨", "record.not_money"},
        {"total", "9999999999999999亿元", "record.not_money"},
        {"done", "一半", "record.not_percent"},
        {"days", "2016-10-13..2016-10-10", "record.not_date_range"},
        {"held", "2016-10-13", "record.not_time"},
        {"place", "35.21", "record.not_point"},
        {"place", "北,东", "record.not_point"},
        {"paper", "ba78", "record.not_file"},
        {"light", "red", "record.computed"},
    };
    for (size_t at = 0; at < sizeof WRONG / sizeof WRONG[0]; at++) {
        assert_false(set(f, new_project(f), WRONG[at][0], WRONG[at][1]));
        assert_string_equal(problems_at(f->problems, 0)->code, WRONG[at][2]);
        Text remedy = text_format(f->arena, "%s.remedy", WRONG[at][2]);
        assert_true(lang_has(WRONG[at][2]) && lang_has(text_cstr(f->arena, remedy)));
    }
}

static void every_kind_is_stored(void **state)
{
    Fixture *f = *state;
    Record *record = new_project(f), *read = NULL;
    assert_true(set(f, record, "total", "1.23亿元") && set(f, record, "done", "12.50%") &&
                set(f, record, "days", "2016-10-10..2016-10-13") &&
                set(f, record, "held", "2016-10-13T12:00:00Z") &&
                set(f, record, "place", "-35.21,113.25"));
    AttachmentSource file = {.bytes = TEXT("abc"), .name = TEXT("paper.txt")};
    int paper = record_field(record->def, TEXT("paper"));
    ok(f, record_give_file(f->arena, f->workspace, record, paper, &file, &f->err));
    assert_text(record_value(record, "paper")->text, DIGEST);
    save(f, record);
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    for (int field = 0; field < record->def->field_count; field++) {
        assert_true(value_equal(&read->values[field], &record->values[field]));
    }
    /* Emptied again, both columns are. */
    *record_value(read, "days") = *record_value(read, "place") = value_none();
    save(f, read);
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    assert_int_equal(record_value(read, "days")->kind, VALUE_NONE);
    List changes;
    ok(f, record_history(f->arena, f->workspace, read->def, read->id, &changes, &f->err));
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_text(last->field, "place");
    assert_text(last->before, "-35.21,113.25");
}

static void machines_read_it_as_json(void **state)
{
    Fixture *f = *state;
    static const char *const CASES[][3] = {
        {"total", "1.20亿元", "120000000"},
        {"done", "12.50%", "12.50"},
        {"days", "2016-10-10..2016-10-13", "{\"from\": \"2016-10-10\",\"to\": \"2016-10-13\"}"},
        {"held", "2016-10-13T12:00:00Z", "\"2016-10-13T12:00:00Z\""},
        {"place", "-35.21,113.250", "{\"latitude\": -35.21,\"longitude\": 113.25}"},
        {"paper", DIGEST, NULL},
        {"code", "", "null"},
    };
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        Record *record = new_project(f);
        assert_true(set(f, record, CASES[at][0], CASES[at][1]));
        Buf written = buf_new(f->arena), flat = buf_new(f->arena);
        Json json = json_new(&written);
        int field = record_field(record->def, text_from(CASES[at][0]));
        ok(f, record_json(f->workspace, &json, record, field, &f->err));
        Text rest = buf_text(&written), line;
        while (text_split(&rest, '\n', &line)) {
            buf_add(&flat, text_trim(line));
        }
        Text quoted = text_format(f->arena, "\"%s\"", DIGEST);
        const char *wanted = CASES[at][2];
        assert_true(text_equal(buf_text(&flat), wanted ? text_from(wanted) : quoted));
    }
}

/* ---- What is refused ---- */

static void refused(Fixture *f, Record *record, const char *field, const char *code)
{
    f->problems = problems_new(f->arena, 50);
    assert_int_equal(record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    assert_int_equal(problems_kept(f->problems), 1);
    const Problem *problem = problems_at(f->problems, 0);
    assert_string_equal(problem->code, code);
    assert_text(problem->field, field);
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf out = buf_new(f->arena);
        Text remedy = text_format(f->arena, "%s.remedy", code);
        lang_print(&out, lang, code, problem->args, problem->arg_count);
        lang_print(&out, lang, text_cstr(f->arena, remedy), problem->args, problem->arg_count);
        assert_false(text_contains(buf_text(&out), TEXT("{")) &&
                     !text_contains(buf_text(&out), TEXT("[0-9]{4}")));
    }
}

static void refuses(Fixture *f, const char *field, Value value, const char *code)
{
    Record *record = new_project(f);
    *record_value(record, field) = value;
    refused(f, record, field, code);
}

static void impossible_values_are_refused(void **state)
{
    Fixture *f = *state;
    Date day = date_make(2016, 10, 10);
    refuses(f, "total", value_decimal((Decimal){-1, 0}), "record.least");
    refuses(f, "total", value_int(5), "record.wrong_kind");
    refuses(f, "done", value_decimal((Decimal){1001, 1}), "record.most");
    refuses(f, "days", value_pair(day, day - 1), "record.not_date_range");
    refuses(f, "days", value_pair(INT64_MIN, INT64_MAX), "record.not_date_range");
    refuses(f, "days", value_int(day), "record.wrong_kind");
    refuses(f, "held", value_int(INT64_MAX), "record.not_time");
    refuses(f, "place", value_pair(90000001, 0), "record.not_point");
    refuses(f, "place", value_pair(0, INT64_MIN), "record.not_point");
    refuses(f, "paper", value_text(TEXT("../../etc/passwd")), "record.not_file");
    refuses(f, "paper", value_text(text_from(DIGEST)), "record.no_file");
    refuses(f, "light", value_text(TEXT("red")), "record.wrong_kind");
}

static void a_pattern_is_matched_from_end_to_end(void **state)
{
    Fixture *f = *state;
    Record *record = new_project(f);
    *record_value(record, "code") = value_text(TEXT("焦督〔2016〕12号"));
    save(f, record);
    refuses(f, "code", value_text(TEXT("焦督〔2016〕12号附件")), "record.pattern");
    refuses(f, "code", value_text(TEXT("焦督〔16〕12号")), "record.pattern");
}

static void what_is_in_order_stays_in_order(void **state)
{
    Fixture *f = *state;
    Record *record = new_project(f);
    *record_value(record, "last") = value_int(date_make(2016, 10, 10));
    save(f, record); /* one alone has no order */
    *record_value(record, "first") = value_int(date_make(2016, 10, 10));
    save(f, record); /* one day is both */
    *record_value(record, "first") = value_int(date_make(2016, 10, 11));
    refused(f, record, "first", "record.order");
    *record_value(record, "first") = value_none();
    *record_value(record, "low") = value_decimal((Decimal){1250, 2});
    *record_value(record, "high") = value_decimal((Decimal){125, 1});
    save(f, record); /* 12.50 is not above 12.5 */
    *record_value(record, "high") = value_decimal((Decimal){12, 0});
    refused(f, record, "low", "record.order");
}

/* ---- What a record has by itself ---- */

static void a_new_record_has_its_initial_values(void **state)
{
    Fixture *f = *state;
    Record *record = new_project(f);
    assert_int_equal(record_value(record, "made")->number, date_today());
    assert_text(plain(f, record, "fee"), "15000");
    assert_text(plain(f, record, "grade"), "plain");
    assert_text(plain(f, record, "mood"), "一切正常"); /* its size is in characters */
    assert_int_equal(record_value(record, "total")->kind, VALUE_NONE);
    *record_value(record, "fee") = value_none();
    save(f, record);
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    assert_int_equal(record_value(read, "fee")->kind, VALUE_NONE);
}

static void a_computed_field_is_what_its_hook_says(void **state)
{
    Fixture *f = *state;
    f->own->hooks = HOOKS;
    f->own->hook_count = sizeof HOOKS / sizeof HOOKS[0];
    Record *record = new_project(f);
    assert_true(set(f, record, "done", "60%"));
    save(f, record);
    assert_text(printed(f, record, "light", LANG_ZH), "绿");
    assert_text(printed(f, record, "light", LANG_EN), "Green");
    assert_text(printed(f, record, "rest", LANG_EN), ""); /* its hook is not wired */
    assert_text(printed(f, record, "next", LANG_ZH), "2016-11-18");
    assert_text(printed(f, record, "owed", LANG_ZH), "1.2亿元");
    static const char *const FIELDS[] = {"light", "next", "owed", "rest"};
    Buf out = buf_new(f->arena);
    Json json = json_new(&out);
    json_array(&json);
    for (size_t at = 0; at < sizeof FIELDS / sizeof *FIELDS; at++) {
        int field = record_field(record->def, text_from(FIELDS[at]));
        ok(f, record_json(f->workspace, &json, record, field, &f->err));
    }
    json_array_end(&json);
    assert_text(buf_text(&out), "[\n  \"green\",\n  \"2016-11-18\",\n  120000000,\n  null\n]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_people_write_of_each_kind_is_read, open_projects,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(every_form_is_read_back, open_projects, fixture_close),
        cmocka_unit_test_setup_teardown(what_is_no_value_is_said, open_projects, fixture_close),
        cmocka_unit_test_setup_teardown(every_kind_is_stored, open_projects, fixture_close),
        cmocka_unit_test_setup_teardown(machines_read_it_as_json, open_projects, fixture_close),
        cmocka_unit_test_setup_teardown(impossible_values_are_refused, open_projects,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_pattern_is_matched_from_end_to_end, open_projects,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(what_is_in_order_stays_in_order, open_projects,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_new_record_has_its_initial_values, open_projects,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_computed_field_is_what_its_hook_says, open_projects,
                                        fixture_close),
    };
    return cmocka_run_group_tests_name("record/kinds", tests, NULL, NULL);
}
