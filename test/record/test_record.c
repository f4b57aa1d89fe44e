/* record: every kind of field goes in and comes back; wrong values are refused, all at once. */
#include "record_test.h"

#include "model_table.h"

#include <stdlib.h>
#include <string.h>

static const char SAMPLE_MODEL[] = "record unit \"单位\" \"Unit\"\n"
                                   "  title zh en\n"
                                   "  field zh text 20 required unique \"名称\" \"Name\"\n"
                                   "  field en text 20 \"英文\" \"English\"\n"
                                   "  field parent ref unit \"上级\" \"Parent\"\n"
                                   "record sample \"样本\" \"Sample\"\n"
                                   "  title unit\n"
                                   "  field unit ref unit \"单位\" \"Unit\"\n"
                                   "  field line text 8 \"行\" \"Line\"\n"
                                   "  field long long-text 100 \"长\" \"Long\"\n"
                                   "  field whole int -5 5 \"整数\" \"Whole\"\n"
                                   "  field big int \"大数\" \"Big\"\n"
                                   "  field part decimal 0.5 99.5 filter \"小数\" \"Part\"\n"
                                   "  field day date \"日\" \"Day\"\n"
                                   "  field span period \"期\" \"Span\"\n"
                                   "  field sure bool \"是否\" \"Sure\"\n"
                                   "  field sort one-of \"类\" \"Sort\"\n"
                                   "    option low \"低\" \"Low\"\n"
                                   "    option high \"高\" \"High\"\n"
                                   "  field many refs unit \"多\" \"Many\"\n"
                                   "  field must text 8 required \"必填\" \"Must\"\n"
                                   "  unique line day sort\n"
                                   "record remark \"附注\" \"Remark\"\n"
                                   "  title sample\n"
                                   "  field sample ref sample required \"样本\" \"Sample\"\n"
                                   "fact reading \"读数\" \"Reading\"\n"
                                   "  field day date required \"日\" \"Day\"\n"
                                   "  key day\n";

static int64_t save_unit(Fixture *f, const char *zh, const char *en)
{
    Record *unit = record_new(f->arena, type(f, "unit"));
    *record_value(unit, "zh") = value_text(text_from(zh));
    *record_value(unit, "en") = value_text(text_from(en));
    save(f, unit);
    return unit->id;
}

static Record *new_sample(Fixture *f)
{
    Record *record = record_new(f->arena, type(f, "sample"));
    *record_value(record, "must") = value_text(TEXT("x"));
    return record;
}

static Record *read_again(Fixture *f, const Record *record)
{
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    return read;
}

static Status try_save(Fixture *f, Record *record)
{
    return record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err);
}

/* Saving must be refused with exactly this problem of this field, in both languages. */
static void refused(Fixture *f, Record *record, const char *field, const char *code)
{
    f->problems = problems_new(f->arena, 50);
    assert_int_equal(try_save(f, record), STATUS_INVALID);
    assert_int_equal(problems_kept(f->problems), 1);
    const Problem *problem = problems_at(f->problems, 0);
    assert_string_equal(problem->code, code);
    assert_true(text_equal(problem->field, text_from(field)));
    assert_true(lang_has(code));
    assert_true(lang_has(text_cstr(f->arena, text_format(f->arena, "%s.remedy", code))));
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf out = buf_new(f->arena);
        lang_print(&out, lang, code, problem->args, problem->arg_count);
        assert_false(text_contains(buf_text(&out), TEXT("{")));
        /* A label stands in the reader's language alone. */
        assert_false(text_contains(buf_text(&out), TEXT(" / ")));
    }
}

static void refuses(Fixture *f, const char *field, Value value, const char *code)
{
    Record *record = new_sample(f);
    *record_value(record, field) = value;
    refused(f, record, field, code);
    assert_int_equal(record->id, 0);
}

/* ---- Round trips ---- */

static void every_kind_comes_back_as_it_was_saved(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    int64_t units[] = {save_unit(f, "甲", "A"), save_unit(f, "乙", "B"), save_unit(f, "丙", "")};
    int64_t order[] = {units[2], units[0], units[1]};
    Period span;
    assert_true(period_parse(TEXT("2015年1-8月"), &span));
    Record *record = new_sample(f);
    *record_value(record, "unit") = value_int(units[1]);
    *record_value(record, "line") = value_text(TEXT("𠮷野家 \xE2\x80\xAB"));
    *record_value(record, "long") = value_text(TEXT(" 一\n二\t'\"; DROP TABLE unit;-- "));
    *record_value(record, "whole") = value_int(-5);
    *record_value(record, "big") = value_int(INT64_C(9007199254740991));
    *record_value(record, "part") = value_decimal((Decimal){15000, 3});
    *record_value(record, "day") = value_int(date_make(2016, 10, 13));
    *record_value(record, "span") = value_int(period_code(span));
    *record_value(record, "sure") = value_int(1);
    *record_value(record, "sort") = value_text(TEXT("high"));
    *record_value(record, "many") = value_refs(order, 3);
    save(f, record);

    fixture_reopen(f, STORE_READ);
    Record *read = read_again(f, record);
    assert_int_equal(read->version, 1);
    for (int field = 0; field < record->def->field_count; field++) {
        if (!value_equal(&record->values[field], &read->values[field])) {
            fail_msg("%s came back changed", record->def->fields[field].name);
        }
    }
    List changes;
    ok(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err));
    static const char *const CANONICAL[] = {"2",
                                            "𠮷野家 \xE2\x80\xAB",
                                            " 一\n二\t'\"; DROP TABLE unit;-- ",
                                            "-5",
                                            "9007199254740991",
                                            "15.000",
                                            "2016-10-13",
                                            "2015-M01..M08",
                                            "true",
                                            "high",
                                            "3 1 2",
                                            "x"};
    assert_int_equal(changes.count, sizeof CANONICAL / sizeof CANONICAL[0]);
    for (size_t at = 0; at < changes.count; at++) {
        assert_true(text_equal(LIST_AT(&changes, Change, at)->after, text_from(CANONICAL[at])));
    }
}

static void every_value_can_be_emptied_again(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    int64_t unit = save_unit(f, "甲", "A");
    Record *record = new_sample(f);
    *record_value(record, "unit") = value_int(unit);
    *record_value(record, "part") = value_decimal((Decimal){15, 1});
    *record_value(record, "many") = value_refs(&unit, 1);
    *record_value(record, "line") = value_text(TEXT("a"));
    save(f, record);
    *record_value(record, "unit") = value_none();
    *record_value(record, "part") = value_none();
    *record_value(record, "many") = value_refs(NULL, 0);
    *record_value(record, "line") = value_text(TEXT(""));
    save(f, record);
    const Record *read = read_again(f, record);
    for (int field = 0; field + 1 < record->def->field_count; field++) {
        assert_int_equal(read->values[field].kind, VALUE_NONE);
    }
}

static void what_people_write_is_read_and_printed(void **state)
{
    static const struct {
        const char *field, *written, *zh, *en;
    } CASES[] = {
        {"line", "  甲乙　", "甲乙", "甲乙"},
        {"whole", "-3", "-3", "-3"},
        {"part", "12.50", "12.50", "12.50"},
        {"whole", "-1,234,567", "-1234567", "-1234567"},
        {"part", "1,926.0785", "1926.0785", "1926.0785"},
        {"day", "2016年10月13日", "2016-10-13", "2016-10-13"},
        {"sure", "是", "是", "yes"},
        {"sure", "no", "否", "no"},
        {"sort", "高", "高", "High"},
        {"sort", "Low", "低", "Low"},
        {"sort", "low", "低", "Low"},
        {"unit", "1", "甲", "A"},
        {"many", "2, 1", "乙、甲", "乙, A"},
        {"line", "", "", ""},
    };
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    assert_int_equal(save_unit(f, "甲", "A"), 1);
    assert_int_equal(save_unit(f, "乙", ""), 2);
    Record *record = new_sample(f);
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        int field = record_field(record->def, text_from(CASES[at].field));
        Buf zh = buf_new(f->arena);
        Buf en = buf_new(f->arena);
        assert_true(
            record_parse(f->arena, record, field, text_from(CASES[at].written), f->problems));
        ok(f, record_print(f->workspace, &zh, LANG_ZH, record, field, &f->err));
        ok(f, record_print(f->workspace, &en, LANG_EN, record, field, &f->err));
        assert_true(text_equal(buf_text(&zh), text_from(CASES[at].zh)));
        assert_true(text_equal(buf_text(&en), text_from(CASES[at].en)));
    }
}

static void what_cannot_be_read_is_said(void **state)
{
    static const struct {
        const char *field, *written, *code;
    } CASES[] = {
        {"whole", "3.5", "record.not_int"},         {"part", "1,00", "record.not_decimal"},
        {"part", "1000,000", "record.not_decimal"}, {"part", "1,000,", "record.not_decimal"},
        {"part", ",100", "record.not_decimal"},     {"day", "2016-02-30", "record.not_date"},
        {"span", "去年", "record.not_period"},      {"sure", "也许", "record.not_bool"},
        {"sort", "middle", "record.not_option"},    {"unit", "甲", "record.not_id"},
        {"many", "1 x", "record.not_id"},
    };
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *record = new_sample(f);
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        Problems *problems = problems_new(f->arena, 5);
        int field = record_field(record->def, text_from(CASES[at].field));
        Text written = text_from(CASES[at].written);
        assert_false(record_parse(f->arena, record, field, written, problems));
        assert_string_equal(problems_at(problems, 0)->code, CASES[at].code);
        assert_int_equal(record->values[field].kind, VALUE_NONE);
    }
}

static void a_title_follows_references(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *sample = new_sample(f);
    *record_value(sample, "unit") = value_int(save_unit(f, "甲", "A"));
    save(f, sample);
    Record *remark = record_new(f->arena, type(f, "remark"));
    *record_value(remark, "sample") = value_int(sample->id);
    save(f, remark);
    Buf out = buf_new(f->arena);
    ok(f, record_print(f->workspace, &out, LANG_EN, remark, 0, &f->err));
    assert_true(text_equal(buf_text(&out), TEXT("A")));
}

/* ---- Refused ---- */

static void wrong_values_are_refused_with_their_field(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    refuses(f, "must", value_none(), "record.required");
    refuses(f, "must", value_text(TEXT("")), "record.required");
    refuses(f, "line", value_text(TEXT("一二三四五六七八九")), "record.too_long");
    refuses(f, "line", value_text(TEXT("a\nb")), "record.line_break");
    refuses(f, "whole", value_int(6), "record.most");
    refuses(f, "whole", value_int(-6), "record.least");
    refuses(f, "big", value_int(INT64_C(9007199254740992)), "record.int_size");
    refuses(f, "big", value_int(INT64_MIN), "record.int_size");
    refuses(f, "part", value_decimal((Decimal){49, 2}), "record.least");
    refuses(f, "part", value_decimal((Decimal){995001, 4}), "record.most");
    refuses(f, "part", value_decimal((Decimal){1, 19}), "record.scale");
    refuses(f, "part", value_decimal((Decimal){1, -1}), "record.scale");
    refuses(f, "day", value_int(DATE_NONE), "record.not_date");
    refuses(f, "day", value_int(INT64_MAX), "record.not_date");
    refuses(f, "span", value_int(INT64_MAX), "record.not_period");
    refuses(f, "sure", value_int(2), "record.not_bool");
    refuses(f, "sort", value_text(TEXT("middle")), "record.option");
    refuses(f, "unit", value_int(99), "record.no_target");
    refuses(f, "unit", value_text(TEXT("x")), "record.wrong_kind");
    refuses(f, "line", value_int(1), "record.wrong_kind");
    int64_t unit = save_unit(f, "甲", "A");
    int64_t twice[] = {unit, unit};
    refuses(f, "many", value_refs(twice, 2), "record.twice");
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.rows, 2); /* the unit's alone */
}

static void hostile_text_is_refused_or_kept_exactly(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    refuses(f, "line", value_text((Text){"a\0b", 3}), "record.zero_byte");
    refuses(f, "line", value_text(TEXT("\xED\xA0\x80")), "record.not_utf8"); /* lone surrogate */
    refuses(f, "line", value_text(TEXT("\xC0\xAF")), "record.not_utf8");     /* overlong */
    refuses(f, "line", value_text(TEXT("a\xFF")), "record.not_utf8");
    refuses(f, "long", value_text(TEXT("\xF5\x80\x80\x80")), "record.not_utf8");
    refuses(f, "line", value_text(TEXT("\x1B[2J")), "record.control");
    refuses(f, "long", value_text(TEXT("a\x7F")), "record.control");
    char *large = arena_alloc(f->arena, 1 << 20);
    memset(large, 'x', 1 << 20);
    refuses(f, "long", value_text((Text){large, 1 << 20}), "record.too_long");
    refuses(f, "line", value_text((Text){large, 1 << 20}), "record.too_long");
    refuses(f, "sort", value_text((Text){"low\0", 4}), "record.option");

    static const char *const KEPT[] = {"𠀀𠮷", "\u202Eabc", "\u200F", "e\u0301", "'; --"};
    for (size_t at = 0; at < sizeof KEPT / sizeof KEPT[0]; at++) {
        Record *record = new_sample(f);
        *record_value(record, "line") = value_text(text_from(KEPT[at]));
        save(f, record);
        Record *read = read_again(f, record);
        assert_true(text_equal(record_value(read, "line")->text, text_from(KEPT[at])));
    }
}

static void everything_wrong_is_told_at_once(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *record = record_new(f->arena, type(f, "sample"));
    *record_value(record, "line") = value_text(TEXT("a\nb"));
    *record_value(record, "whole") = value_int(9);
    *record_value(record, "unit") = value_int(7);
    *record_value(record, "sort") = value_text(TEXT("x"));
    assert_int_equal(try_save(f, record), STATUS_INVALID);
    assert_string_equal(f->err.code, "record.invalid");
    assert_int_equal(problems_count(f->problems, SEVERITY_ERROR), 5);
}

static void a_hostile_unique_text_is_still_one_problem(void **state)
{
    Fixture *f = *state;
    Record *record = record_new(f->arena, &RECORD_ENTITY);
    record->values[ENTITY_CODE] = value_text((Text){"4\0", 2});
    record->values[ENTITY_ZH] = value_text(TEXT("城"));
    record->values[ENTITY_KIND] = value_text(TEXT("city"));
    refused(f, record, "code", "record.zero_byte");
}

/* ---- Together unique ---- */

static void clash(Fixture *f, Record *record, const char *field)
{
    f->problems = problems_new(f->arena, 5);
    assert_int_equal(try_save(f, record), STATUS_CONFLICT);
    assert_string_equal(f->err.code, "record.clash");
    assert_string_equal(problems_at(f->problems, 0)->code, "record.not_unique");
    assert_true(text_equal(problems_at(f->problems, 0)->field, text_from(field)));
}

static void unique_sets_take_empty_for_equal(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *first = new_sample(f);
    *record_value(first, "line") = value_text(TEXT("a"));
    save(f, first);
    Record *second = new_sample(f);
    *record_value(second, "line") = value_text(TEXT("a"));
    clash(f, second, "line");
    *record_value(second, "day") = value_int(0);
    save(f, second);
    /* A change into what is there is refused as well; into oneself it is not. */
    *record_value(second, "day") = value_none();
    clash(f, second, "line");
    *record_value(first, "must") = value_text(TEXT("y"));
    save(f, first);
    save_unit(f, "甲", "A");
    Record *unit = record_new(f->arena, type(f, "unit"));
    *record_value(unit, "zh") = value_text(TEXT("甲"));
    clash(f, unit, "zh");
}

/* ---- Versions and transactions ---- */

static void an_older_version_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *mine = new_sample(f);
    save(f, mine);
    Record *theirs = read_again(f, mine);
    *record_value(theirs, "must") = value_text(TEXT("theirs"));
    save(f, theirs);
    *record_value(mine, "must") = value_text(TEXT("mine"));
    assert_int_equal(try_save(f, mine), STATUS_CONFLICT);
    assert_string_equal(f->err.code, "record.conflict");
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_EN, &f->err);
    assert_true(text_contains(buf_text(&out), TEXT("version 1, it is now version 2")));
    Record *read = read_again(f, mine);
    assert_true(text_equal(record_value(read, "must")->text, TEXT("theirs")));
}

static void what_is_not_there_is_not_found(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *record = NULL;
    assert_int_equal(record_get(f->arena, f->workspace, type(f, "unit"), 5, &record, &f->err),
                     STATUS_NOT_FOUND);
    assert_null(record);
    Record *gone = new_sample(f);
    gone->id = 77;
    assert_int_equal(try_save(f, gone), STATUS_NOT_FOUND);
}

static void a_fact_is_not_saved_as_a_record(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    Record *fact = record_new(f->arena, type(f, "reading"));
    *record_value(fact, "day") = value_int(1);
    assert_int_equal(try_save(f, fact), STATUS_INTERNAL);
    assert_string_equal(f->err.code, "record.not_of_model");
    Record *foreign = record_new(f->arena, &RECORD_ENTITY);
    assert_int_equal(try_save(f, foreign), STATUS_INTERNAL);
}

static void a_workspace_opened_for_reading_saves_nothing(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    fixture_reopen(f, STORE_READ);
    assert_int_not_equal(try_save(f, new_sample(f)), STATUS_OK);
}

static void several_saves_stand_or_fall_together(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    ok(f, workspace_begin(f->workspace, &f->err));
    assert_int_equal(workspace_begin(f->workspace, &f->err), STATUS_INTERNAL);
    int64_t id = save_unit(f, "甲", "A");
    workspace_rollback(f->workspace);
    Record *record = NULL;
    assert_int_equal(record_get(f->arena, f->workspace, type(f, "unit"), id, &record, &f->err),
                     STATUS_NOT_FOUND);
    assert_int_equal(workspace_commit(f->workspace, &f->err), STATUS_INTERNAL);

    /* A refusal in between leaves the rest as it is. */
    ok(f, workspace_begin(f->workspace, &f->err));
    id = save_unit(f, "甲", "A");
    Record *wrong = record_new(f->arena, type(f, "unit"));
    assert_int_equal(try_save(f, wrong), STATUS_INVALID);
    ok(f, workspace_commit(f->workspace, &f->err));
    ok(f, record_get(f->arena, f->workspace, type(f, "unit"), id, &record, &f->err));
}

static void a_reason_that_cannot_be_kept_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    char large[5000];
    memset(large, 'x', sizeof large);
    const Text reasons[] = {{"a\0b", 3}, TEXT("\xFF"), {large, sizeof large}};
    for (size_t at = 0; at < sizeof reasons / sizeof reasons[0]; at++) {
        Status status =
            record_save(f->arena, f->workspace, new_sample(f), reasons[at], f->problems, &f->err);
        assert_int_equal(status, STATUS_INVALID);
        assert_string_equal(f->err.code, "record.reason");
    }
}

static void a_save_that_broke_half_way_cannot_be_committed(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    meddle(f, "CREATE TRIGGER broken BEFORE INSERT ON change_value"
              " BEGIN SELECT RAISE(ABORT, 'broken'); END");
    ok(f, workspace_begin(f->workspace, &f->err));
    Record *record = new_sample(f);
    assert_int_not_equal(try_save(f, record), STATUS_OK);
    assert_int_equal(record->id, 0);
    assert_int_equal(workspace_commit(f->workspace, &f->err), STATUS_INTERNAL);
    assert_string_equal(f->err.code, "record.half_done");
    meddle(f, "DROP TRIGGER broken");
    save(f, record);
    RecordQuery all = {0};
    List found;
    ok(f, record_list(f->arena, f->workspace, record->def, &all, &found, &f->err));
    assert_int_equal(found.count, 1);
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.rows, 1);
    assert_null(audit.fault);
}

/* ---- Lists ---- */

static size_t count_of(Fixture *f, const RecordFilter *filters, int count)
{
    RecordQuery query = {.filters = filters, .filter_count = count};
    List found;
    ok(f, record_list(f->arena, f->workspace, type(f, "sample"), &query, &found, &f->err));
    return found.count;
}

static RecordFilter where(Fixture *f, const char *field, Value value)
{
    return (RecordFilter){record_field(type(f, "sample"), text_from(field)), value};
}

static void lists_are_filtered_by_every_kind(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    int64_t unit = save_unit(f, "甲", "A");
    for (int at = 0; at < 4; at++) {
        Record *record = new_sample(f);
        *record_value(record, "day") = value_int(at);
        *record_value(record, "part") = value_decimal((Decimal){10 + at % 2, 1});
        *record_value(record, "sort") = value_text(at < 3 ? TEXT("low") : TEXT("high"));
        if (at == 0) {
            *record_value(record, "many") = value_refs(&unit, 1);
            *record_value(record, "unit") = value_int(unit);
        }
        save(f, record);
    }
    RecordFilter low = where(f, "sort", value_text(TEXT("low")));
    RecordFilter even = where(f, "part", value_decimal((Decimal){10, 1}));
    RecordFilter both[] = {low, even};
    RecordFilter unset = where(f, "unit", value_none());
    RecordFilter holds = where(f, "many", value_int(unit));
    RecordFilter holds_none = where(f, "many", value_none());
    assert_int_equal(count_of(f, &low, 1), 3);
    assert_int_equal(count_of(f, &even, 1), 2);
    assert_int_equal(count_of(f, both, 2), 2);
    assert_int_equal(count_of(f, &unset, 1), 3);
    assert_int_equal(count_of(f, &holds, 1), 1);
    assert_int_equal(count_of(f, &holds_none, 1), 3);

    Record *found = NULL;
    const RecordDef *def = type(f, "sample");
    RecordFilter third = where(f, "day", value_int(2));
    ok(f, record_find(f->arena, f->workspace, def, &third, 1, &found, &f->err));
    assert_int_equal(record_value(found, "day")->number, 2);
    RecordFilter none = where(f, "day", value_int(9));
    ok(f, record_find(f->arena, f->workspace, def, &none, 1, &found, &f->err));
    assert_null(found);
    assert_int_equal(record_find(f->arena, f->workspace, def, &low, 1, &found, &f->err),
                     STATUS_CONFLICT);
    RecordFilter unfit = where(f, "day", value_text(TEXT("x")));
    assert_int_equal(record_find(f->arena, f->workspace, def, &unfit, 1, &found, &f->err),
                     STATUS_INVALID);
}

static void pages_follow_each_other(void **state)
{
    Fixture *f = *state;
    fixture_model(f, SAMPLE_MODEL);
    for (int at = 0; at < 7; at++) {
        save_unit(f, text_cstr(f->arena, text_format(f->arena, "单位%d", at)), "");
    }
    RecordQuery query = {.limit = 3};
    size_t seen = 0;
    int64_t last = 0;
    for (int page = 0; page < 4; page++) {
        List found;
        ok(f, record_list(f->arena, f->workspace, type(f, "unit"), &query, &found, &f->err));
        for (size_t at = 0; at < found.count; at++) {
            const Record *record = LIST_AT(&found, Record, at);
            assert_true(record->id > last);
            last = record->id;
            query.after = record_cursor(f->arena, &query, record);
        }
        seen += found.count;
    }
    assert_int_equal(seen, 7);
}

static void values_are_compared_as_published(void **state)
{
    (void)state;
    Value one_and_half = value_decimal((Decimal){15, 1});
    Value same_to_two_places = value_decimal((Decimal){150, 2});
    Value none = value_none();
    Value zero = value_int(0);
    assert_false(value_equal(&one_and_half, &same_to_two_places));
    assert_true(value_equal(&one_and_half, &one_and_half));
    assert_false(value_equal(&none, &zero)); /* missing is not zero */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(every_kind_comes_back_as_it_was_saved),
        record_test(every_value_can_be_emptied_again),
        record_test(what_people_write_is_read_and_printed),
        record_test(what_cannot_be_read_is_said),
        record_test(a_title_follows_references),
        record_test(wrong_values_are_refused_with_their_field),
        record_test(hostile_text_is_refused_or_kept_exactly),
        record_test(everything_wrong_is_told_at_once),
        record_test(a_hostile_unique_text_is_still_one_problem),
        record_test(unique_sets_take_empty_for_equal),
        record_test(an_older_version_is_refused),
        record_test(what_is_not_there_is_not_found),
        record_test(a_fact_is_not_saved_as_a_record),
        record_test(a_workspace_opened_for_reading_saves_nothing),
        record_test(several_saves_stand_or_fall_together),
        record_test(a_reason_that_cannot_be_kept_is_refused),
        record_test(a_save_that_broke_half_way_cannot_be_committed),
        record_test(lists_are_filtered_by_every_kind),
        record_test(pages_follow_each_other),
        cmocka_unit_test(values_are_compared_as_published),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
