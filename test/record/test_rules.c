/* Rule sets: the edition in force on a day; working days; time limits. */
#include "record_test.h"

#include "record_impl.h"

#include <string.h>

static const char TWO_EDITIONS[] = "# 说明 the first is in force from ever\n"
                                   "version 1\nfee 10\n"
                                   "# 2017\n"
                                   "effective 2017-01-01\nversion 2\nfee 20 # more\n";

/* A model whose only rule set is the text. */
static void ship(Fixture *f, const char *name, const char *text)
{
    Model *model = ARENA_NEW(f->arena, Model);
    EmbeddedFile *file = ARENA_NEW(f->arena, EmbeddedFile);
    *file = (EmbeddedFile){name, (const unsigned char *)text, strlen(text)};
    *model = *f->model;
    model->rules = (EmbeddedFiles){file, 1};
    f->model = model;
    fixture_reopen(f, STORE_WRITE);
}

static Date day(const char *text)
{
    Date date;
    assert_true(date_parse(text_from(text), &date));
    return date;
}

static RuleEdition in_force(Fixture *f, const char *name, const char *on)
{
    RuleEdition edition;
    ok(f, rules_in_force(f->arena, f->workspace, name, day(on), &edition, &f->err));
    return edition;
}

static void is_version(Fixture *f, const char *on, const char *version)
{
    RuleEdition edition = in_force(f, "fees", on);
    if (!text_equal(edition.version, text_from(version))) {
        fail_msg("%s: in force is '%.*s', not '%s'", on, TEXT_ARGS(edition.version), version);
    }
}

static Record *new_edition(Fixture *f, const char *version, const char *effective, const char *body)
{
    Record *set = record_new(f->arena, model_record(f->model, TEXT("rule_set")));
    *record_value(set, "name") = value_text(TEXT("fees"));
    *record_value(set, "edition") = value_text(text_from(version));
    *record_value(set, "effective") = value_int(day(effective));
    *record_value(set, "body") = value_text(text_from(body));
    save(f, set);
    return set;
}

static void move(Fixture *f, Record *record, const char *name)
{
    ok(f, record_move(f->arena, f->workspace, record, text_from(name), TEXT("test"), f->problems,
                      &f->err));
}

static const char COSTS[] = "version 1\nquestion_ms 100\ncount_ms 0\ncount_exact "
                            "0\nattachment_bytes 40\nattachment_kinds pdf text\n"
                            "request_key_hours 24\ntrace_steps 5\n";

static int64_t steps_in_force(Fixture *f)
{
    const RecordLimits *limits;
    ok(f, limits_in_force(f->workspace, &limits, &f->err));
    return limits->trace_steps;
}

/* Approved over another connection, as by another worker or at a terminal, within the same day. */
static void an_edition_approved_meanwhile_counts_at_once(void **state)
{
    Fixture *f = *state;
    ship(f, "records.rules", COSTS);
    assert_int_equal(steps_in_force(f), 5);
    Workspace *mine = f->workspace;
    ok(f, workspace_open(f->path, STORE_WRITE, f->model, *workspace_actor(mine), &f->workspace,
                         &f->err));
    Record *set = record_new(f->arena, model_record(f->model, TEXT("rule_set")));
    *record_value(set, "name") = value_text(TEXT("records"));
    *record_value(set, "edition") = value_text(TEXT("ours"));
    *record_value(set, "effective") = value_int(day("2016-01-01"));
    *record_value(set, "body") =
        value_text(TEXT("question_ms 100\ncount_ms 0\ncount_exact 0\nattachment_bytes "
                        "40\nattachment_kinds pdf text\n"
                        "request_key_hours 24\ntrace_steps 9\n"));
    *record_value(set, "grounds") = value_text(TEXT("test"));
    save(f, set);
    move(f, set, "approve");
    workspace_close(f->workspace);
    f->workspace = mine;
    assert_int_equal(steps_in_force(f), 9);
}

static void an_edition_ends_where_the_next_begins(void **state)
{
    Fixture *f = *state;
    ship(f, "fees.rules", TWO_EDITIONS);
    is_version(f, "1999-01-01", "1");
    is_version(f, "2016-12-31", "1");
    is_version(f, "2017-01-01", "2");
    RuleEdition edition = in_force(f, "fees", "2016-12-31");
    assert_false(text_contains(edition.body, TEXT("20")));
    edition = in_force(f, "fees", "2020-01-01");
    assert_false(text_contains(edition.body, TEXT("fee 10")));
    assert_true(text_contains(edition.body, TEXT("fee 20")));
    List editions;
    ok(f, rules_editions(f->arena, f->workspace, "fees", &editions, &f->err));
    assert_int_equal(editions.count, 2);
    assert_int_equal(LIST_AT(&editions, RuleEdition, 0)->effective, day("2017-01-01"));
}

static void what_is_not_there_or_not_yet_in_force_is_said(void **state)
{
    Fixture *f = *state;
    RuleEdition edition;
    ship(f, "fees.rules", "effective 2017-01-01\nversion 2\nfee 20\n");
    Date before = day("2016-12-31");
    assert_int_equal(rules_in_force(f->arena, f->workspace, "fees", before, &edition, &f->err),
                     STATUS_NOT_FOUND);
    assert_int_equal(rules_in_force(f->arena, f->workspace, "taxes", before, &edition, &f->err),
                     STATUS_NOT_FOUND);
}

static void a_new_edition_leaves_last_year_as_it_was(void **state)
{
    Fixture *f = *state;
    ship(f, "fees.rules", TWO_EDITIONS);
    Record *own = new_edition(f, "city-1", "2018-01-01", "version city-1\nfee 30\n");
    is_version(f, "2018-06-01", "2"); /* a draft is not in force */
    *record_value(own, "grounds") = value_text(TEXT("市政府第3次常务会议"));
    move(f, own, "approve");
    is_version(f, "2017-12-31", "2");
    is_version(f, "2018-01-01", "city-1");
    assert_int_equal(in_force(f, "fees", "2018-01-01").rule_set, own->id);

    *record_value(own, "ended") = value_int(day("2019-01-01"));
    move(f, own, "withdraw");
    is_version(f, "2018-12-31", "city-1");
    is_version(f, "2019-01-01", "2");
}

/* ---- Working days ---- */

static Calendar *calendar(Fixture *f)
{
    Calendar *made;
    ok(f, rules_calendar(f->arena, f->workspace, &made, &f->err));
    return made;
}

static void the_national_day_of_2016_is_worked_around(void **state)
{
    Fixture *f = *state;
    const Calendar *made = calendar(f);
    assert_int_equal(calendar_add(made, day("2016-09-30"), 5), day("2016-10-12"));
    assert_true(calendar_is_worked(made, day("2016-10-08")));  /* a Saturday, 调休 */
    assert_true(calendar_is_worked(made, day("2016-10-09")));  /* a Sunday, 调休 */
    assert_false(calendar_is_worked(made, day("2016-10-07"))); /* a Friday */
    assert_false(calendar_is_worked(made, day("2016-10-15"))); /* a Saturday like others */
}

/* Workdays of a year: weekdays less those off, plus weekend days worked;
 * counted from the notices. */
static void the_years_have_as_many_working_days_as_were_announced(void **state)
{
    static const struct {
        int year, days;
    } YEARS[] = {{2016, 250}, {2017, 249}, {2018, 250}, {2019, 250}, {2020, 249},
                 {2021, 250}, {2022, 249}, {2023, 249}, {2024, 251}, {2025, 248}};
    Fixture *f = *state;
    const Calendar *made = calendar(f);
    for (size_t at = 0; at < sizeof YEARS / sizeof YEARS[0]; at++) {
        int days = 0;
        Date last = date_make(YEARS[at].year, 12, 31);
        for (Date date = date_make(YEARS[at].year, 1, 1); date <= last; date++) {
            days += calendar_is_worked(made, date);
        }
        if (days != YEARS[at].days) {
            fail_msg("%d has %d working days, not %d", YEARS[at].year, days, YEARS[at].days);
        }
    }
}

static void a_workspace_adds_days_of_its_own(void **state)
{
    Fixture *f = *state;
    ship(f, "holidays.rules", "version 1\noff 2018-10-01..2018-10-07 国庆节\nwork 2018-09-29\n");
    Record *own = record_new(f->arena, model_record(f->model, TEXT("rule_set")));
    *record_value(own, "name") = value_text(TEXT("holidays"));
    *record_value(own, "edition") = value_text(TEXT("flood"));
    *record_value(own, "effective") = value_int(day("2018-07-20"));
    *record_value(own, "body") = value_text(TEXT("off 2018-07-20 防汛停工\nwork 2018-10-07\n"));
    *record_value(own, "grounds") = value_text(TEXT("防指令"));
    save(f, own);
    move(f, own, "approve");
    const Calendar *made = calendar(f);
    assert_false(calendar_is_worked(made, day("2018-07-20")));
    assert_true(calendar_is_worked(made, day("2018-10-07")));
    assert_false(calendar_is_worked(made, day("2018-10-01")));
    assert_true(calendar_is_worked(made, day("2018-09-29")));
}

/* ---- Limits ---- */

static Date end_of(Fixture *f, const char *limit_name, const char *from)
{
    TimeLimit limit;
    ok(f, rules_limit(f->workspace, limit_name, day(from), &limit, &f->err));
    return limit_end(calendar(f), limit, day(from));
}

static void limits_end_on_working_days(void **state)
{
    Fixture *f = *state;
    assert_int_equal(end_of(f, "sign_limit", "2016-09-30"), day("2016-10-08"));
    assert_int_equal(end_of(f, "first_report_limit", "2016-10-13"), day("2016-10-18"));
    assert_int_equal(end_of(f, "ordinary_limit", "2016-10-13"), day("2016-10-24"));
    /* A month from 31 January ends on the last of February; in 2016 that is a Monday. */
    assert_int_equal(end_of(f, "major_limit", "2016-01-31"), day("2016-02-29"));
    /* 30 days from 2 September end on Sunday 2 October, and so on 8 October, a worked Saturday. */
    assert_int_equal(end_of(f, "inspection_objection_limit", "2016-09-02"), day("2016-10-08"));
    TimeLimit limit;
    assert_int_equal(rules_limit(f->workspace, "sing_limit", 0, &limit, &f->err), STATUS_NOT_FOUND);
}

static void every_limit_that_the_model_names_is_there(void **state)
{
    Fixture *f = *state;
    for (int r = 0; r < f->model->record_count; r++) {
        const RecordDef *def = &f->model->records[r];
        for (int m = 0; m < def->move_count; m++) {
            TimeLimit limit;
            if (def->moves[m].within != NULL) {
                ok(f,
                   rules_limit(f->workspace, def->moves[m].within, date_today(), &limit, &f->err));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(an_edition_ends_where_the_next_begins),
        record_test(an_edition_approved_meanwhile_counts_at_once),
        record_test(what_is_not_there_or_not_yet_in_force_is_said),
        record_test(a_new_edition_leaves_last_year_as_it_was),
        record_test(the_national_day_of_2016_is_worked_around),
        record_test(the_years_have_as_many_working_days_as_were_announced),
        record_test(a_workspace_adds_days_of_its_own),
        record_test(limits_end_on_working_days),
        record_test(every_limit_that_the_model_names_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
