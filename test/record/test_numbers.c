/* Numbers that the program gives: once, without a gap, and written by nobody. */
#include "record_test.h"

#include <string.h>

static const char MODEL[] = "record paper \"文\" \"Paper\"\n"
                            "  title zh\n"
                            "  states draft shown\n"
                            "    state draft \"拟\" \"Draft\"\n"
                            "    state shown \"发\" \"Shown\"\n"
                            "  move show draft -> shown needs why \"发\" \"Show\"\n"
                            "  field zh text 20 required \"名\" \"Name\"\n"
                            "  field why text 20 \"由\" \"Why\"\n"
                            "  field code text 40 unique \"号\" \"Number\"\n"
                            "    number paper_number at shown\n"
                            "record slip \"单\" \"Slip\"\n"
                            "  title code\n"
                            "  field code text 40 required unique \"号\" \"Number\"\n"
                            "    number slip_number\n"
                            "  field zh text 20 required \"名\" \"Name\"\n";

static const char RULES_TEXT[] = "version 1\npaper_number 焦督〔{year}〕{n}号\nslip_number 单{n}\n";
static const EmbeddedFile RULES = {"numbers.rules", (const unsigned char *)RULES_TEXT,
                                   sizeof RULES_TEXT - 1};

static Record *new_record(Fixture *f, const char *type, const char *zh)
{
    Record *record = record_new(f->arena, model_record(f->model, text_from(type)));
    *record_value(record, "zh") = value_text(text_from(zh));
    return record;
}

static void open_office(Fixture *f)
{
    fixture_model(f, MODEL);
    f->own->rules = (EmbeddedFiles){&RULES, 1};
}

static Text paper_number(Fixture *f, int count)
{
    int year, month, day;
    date_split(date_today(), &year, &month, &day);
    return text_format(f->arena, "焦督〔%d〕%d号", year, count);
}

static void show(Fixture *f, Record *paper)
{
    *record_value(paper, "why") = value_text(TEXT("该发"));
    ok(f, record_move(f->arena, f->workspace, paper, TEXT("show"), TEXT(""), f->problems, &f->err));
}

static void assert_number(const Record *record, Text expected)
{
    Text code = record->values[record_field(record->def, TEXT("code"))].text;
    if (!text_equal(code, expected)) {
        fail_msg("'%.*s' is not '%.*s'", TEXT_ARGS(code), TEXT_ARGS(expected));
    }
}

static void the_state_brings_the_number_and_nothing_takes_it_away(void **state)
{
    Fixture *f = *state;
    open_office(f);
    Record *first = new_record(f, "paper", "甲"), *second = new_record(f, "paper", "乙");
    save(f, first);
    save(f, second);
    assert_int_equal(record_value(first, "code")->kind, VALUE_NONE);
    show(f, second); /* the order of the moves counts */
    show(f, first);
    assert_number(second, paper_number(f, 1));
    assert_number(first, paper_number(f, 2));
    ok(f, record_undo(f->arena, f->workspace, second, TEXT(""), f->problems, &f->err));
    assert_int_equal(second->state, 0);
    assert_number(second, paper_number(f, 1));
    show(f, second);
    assert_number(second, paper_number(f, 1));

    List changes;
    ok(f, record_history(f->arena, f->workspace, first->def, first->id, &changes, &f->err));
    assert_true(
        text_equal(LIST_AT(&changes, Change, changes.count - 1)->after, paper_number(f, 2)));
}

static void what_is_refused_or_taken_back_leaves_no_gap(void **state)
{
    Fixture *f = *state;
    open_office(f);
    Record *one = new_record(f, "slip", "甲"), *lost = new_record(f, "slip", "乙");
    save(f, one);
    assert_number(one, TEXT("单1"));
    ok(f, workspace_begin(f->workspace, &f->err));
    save(f, lost);
    workspace_rollback(f->workspace);
    Record *bad = record_new(f->arena, one->def);
    assert_int_equal(record_save(f->arena, f->workspace, bad, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    Record *next = new_record(f, "slip", "丙");
    save(f, next);
    assert_number(next, TEXT("单2"));
}

static void nobody_writes_one_but_an_older_paper_keeps_its_own(void **state)
{
    Fixture *f = *state;
    open_office(f);
    Record *older = new_record(f, "slip", "旧"), *record = new_record(f, "slip", "新");
    *record_value(older, "code") = value_text(TEXT("单1"));
    save(f, older);
    save(f, record);
    assert_number(record, TEXT("单2")); /* passes by what is there */
    *record_value(record, "code") = value_text(TEXT("单9"));
    assert_int_equal(record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    assert_int_equal(problems_count_code(f->problems, "record.numbered"), 1);
    assert_true(lang_has("record.numbered.remedy"));
}

static void without_its_rule_nothing_is_saved(void **state)
{
    Fixture *f = *state;
    fixture_model(f, MODEL);
    assert_int_equal(record_save(f->arena, f->workspace, new_record(f, "slip", "甲"), TEXT(""),
                                 f->problems, &f->err),
                     STATUS_NOT_FOUND);
    List slips;
    RecordQuery all = {0};
    ok(f, record_list(f->arena, f->workspace, model_record(f->model, TEXT("slip")), &all, &slips,
                      &f->err));
    assert_int_equal(slips.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(the_state_brings_the_number_and_nothing_takes_it_away),
        record_test(what_is_refused_or_taken_back_leaves_no_gap),
        record_test(nobody_writes_one_but_an_older_paper_keeps_its_own),
        record_test(without_its_rule_nothing_is_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
