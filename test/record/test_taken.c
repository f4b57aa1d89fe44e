/* What stands elsewhere already: where it is found, when it is due, whom it is told, what the
 * history says of it. */
#include "record_test.h"

#include <string.h>

static const char JOB_MODEL[] =
    "role chief \"主任\" \"Chief\"\n"
    "role clerk \"科员\" \"Clerk\"\n"
    "role public \"公众\" \"Public\"\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  title zh\n"
    "  field zh text 20 required \"名称\" \"Name\"\n"
    "  field parent ref organisation \"上级\" \"Parent\"\n"
    "  allow read chief clerk\n"
    "  allow create chief\n"
    "record plan \"方案\" \"Plan\"\n"
    "  title zh\n"
    "  chain\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field lead ref organisation \"牵头\" \"Lead\"\n"
    "  field due date \"时限\" \"Due\"\n"
    "  allow read chief\n"
    "  allow create chief\n"
    "record wish \"愿望\" \"Wish\"\n"
    "  title zh\n"
    "  chain\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field due date \"时限\" \"Due\"\n"
    "  allow read chief clerk\n"
    "  allow create chief\n"
    "record job \"活\" \"Job\"\n"
    "  title zh\n"
    "  chain\n"
    "  states open checking\n"
    "    state open \"开\" \"Open\"\n"
    "    state checking \"查\" \"Checking\"\n"
    "  move submit open -> checking by clerk needs progress proof \"报\" \"Submit\"\n"
    "  move return checking -> open by chief \"退\" \"Return\"\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field plan ref plan from \"方案\" \"Plan\"\n"
    "  field wish ref wish from \"愿望\" \"Wish\"\n"
    "  field due date required \"时限\" \"Due\"\n"
    "    taken plan due\n"
    "    taken wish due\n"
    "  field lead ref organisation \"牵头\" \"Lead\"\n"
    "    taken plan lead\n"
    "  field progress long-text 40 \"进展\" \"Progress\"\n"
    "    taken report words\n"
    "  field proof text 20 \"据\" \"Proof\"\n"
    "    taken every paper zh place\n"
    "  allow read chief clerk\n"
    "  allow create chief clerk\n"
    "  allow change chief clerk\n"
    "record report \"报告\" \"Report\"\n"
    "  title day\n"
    "  chain\n"
    "  field job ref job required from \"活\" \"Job\"\n"
    "  field unit_of ref organisation \"单位\" \"Unit\"\n"
    "  field day date required \"日\" \"Day\"\n"
    "    initial \"today\"\n"
    "  field words long-text 40 \"话\" \"Words\"\n"
    "  unit unit_of\n"
    "  allow read chief clerk:own\n"
    "  allow create chief clerk\n"
    "  allow change chief\n"
    "record paper \"纸\" \"Paper\"\n"
    "  title zh\n"
    "  field report ref report from \"报告\" \"Report\"\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field place text 20 \"在\" \"Place\"\n"
    "  allow read chief clerk\n"
    "  allow create chief clerk\n"
    "record delay \"延期\" \"Delay\"\n"
    "  title job\n"
    "  states asked granted\n"
    "    state asked \"申\" \"Asked\"\n"
    "    state granted \"准\" \"Granted\"\n"
    "  move allow asked -> granted by chief needs until \"准\" \"Grant\"\n"
    "  field job ref job required from \"活\" \"Job\"\n"
    "  field progress long-text 40 required \"目前\" \"So far\"\n"
    "    taken report words\n"
    "  field wanted date required \"申请至\" \"Wanted\"\n"
    "  field until date \"准至\" \"Until\"\n"
    "    taken delay wanted\n"
    "  allow read chief clerk\n"
    "  allow create chief clerk\n"
    "  allow change chief clerk\n"
    "record urge \"催\" \"Urging\"\n"
    "  title job\n"
    "  states sent answered\n"
    "    state sent \"发\" \"Sent\"\n"
    "    state answered \"答\" \"Answered\"\n"
    "  move answer sent -> answered by clerk needs answer \"答\" \"Answer\"\n"
    "  field job ref job required \"活\" \"Job\"\n"
    "  field answer long-text 40 \"答\" \"Answer\"\n"
    "    taken report words\n"
    "  allow read chief clerk\n"
    "  allow create chief\n"
    "  allow change chief\n";

typedef struct Row {
    const char *type;
    const char *values[8]; /* field, value, …; NULL ends them */
} Row;

static int field(const Record *record, const char *name)
{
    int found = record_field(record->def, text_from(name));
    assert_true(found >= 0);
    return found;
}

/* Not saved yet. */
static Record *made(Fixture *f, const Row *row)
{
    Record *record = record_new(f->arena, type(f, row->type));
    for (int at = 0; row->values[at] != NULL; at += 2) {
        assert_true(record_parse(f->arena, record, field(record, row->values[at]),
                                 text_from(row->values[at + 1]), f->problems));
    }
    return record;
}

#define new(f, name, ...) made(f, &(Row){name, {__VA_ARGS__}})

static Record *saved(Fixture *f, Record *record)
{
    save(f, record);
    return record;
}

static const char *number(Fixture *f, const Record *record)
{
    return text_cstr(f->arena, text_format(f->arena, "%lld", (long long)record->id));
}

static Record *job_of(Fixture *f)
{
    return saved(f, new (f, "job", "zh", "一", "due", "2016-12-31"));
}

static Record *report_of(Fixture *f, const Record *job, const char *words)
{
    return saved(f, new (f, "report", "job", number(f, job), "day", "2016-11-03", "words", words));
}

/* What is taken where only these fields were given. */
static List take(Fixture *f, Record *record, const char *move, const char *given)
{
    List taken;
    bool *mask = ARENA_ARRAY(f->arena, bool, (size_t)record->def->field_count);
    if (given != NULL) {
        mask[field(record, given)] = true;
    }
    const MoveDef *def = move != NULL ? record_move_named(record->def, text_from(move)) : NULL;
    assert_true(move == NULL || def != NULL);
    ok(f, record_take_missing(f->arena, f->workspace, record, def, mask, &taken, &f->err));
    return taken;
}

static void moves(Fixture *f, Record *record, const char *move)
{
    ok(f, record_move(f->arena, f->workspace, record, text_from(move), TEXT(""), f->problems,
                      &f->err));
}

static void holds(const Record *record, const char *name, const char *expected)
{
    const Value *value = &record->values[field(record, name)];
    assert_int_equal(value->kind, VALUE_TEXT);
    if (!text_equal(value->text, text_from(expected))) {
        fail_msg("'%.*s' is not '%s'", TEXT_ARGS(value->text), expected);
    }
}

static bool is_empty(const Record *record, const char *name)
{
    return record->values[field(record, name)].kind == VALUE_NONE;
}

/* ---- Where it is found ---- */

static void a_move_takes_what_the_newest_report_says(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f), *other = job_of(f);
    report_of(f, job, "先");
    Record *newest = report_of(f, job, "后");
    report_of(f, other, "别的");
    List taken = take(f, job, "submit", NULL);
    holds(job, "progress", "后");
    assert_true(is_empty(job, "proof"));
    assert_int_equal(taken.count, 1);
    const Taken *one = LIST_AT(&taken, Taken, 0);
    assert_int_equal(one->id, newest->id);
    assert_int_equal(one->day, date_make(2016, 11, 3));
}

static void what_says_nothing_is_passed_over(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    report_of(f, job, "有话");
    report_of(f, job, "");
    take(f, job, "submit", NULL);
    holds(job, "progress", "有话");
}

static void every_one_is_taken_through_the_record_between_them(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f), *other = job_of(f);
    Record *report = report_of(f, job, "一");
    saved(f, new (f, "paper", "report", number(f, report), "zh", "表", "place", "附一"));
    saved(f, new (f, "paper", "report", number(f, report_of(f, job, "二")), "zh", "图"));
    saved(f, new (f, "paper", "report", number(f, report_of(f, other, "三")), "zh", "别的"));
    List taken = take(f, job, "submit", NULL);
    holds(job, "proof", "表：附一；图");
    assert_int_equal(LIST_AT(&taken, Taken, 1)->count, 2);
}

static void as_many_of_the_newest_are_taken_as_there_is_room_for(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    Record *report = report_of(f, job, "一");
    saved(f, new (f, "paper", "report", number(f, report), "zh", "十二个字十二个字十二个字"));
    saved(f, new (f, "paper", "report", number(f, report), "zh", "八个字八个字八字"));
    saved(f, new (f, "paper", "report", number(f, report), "zh", "十一字十一字十一字十一"));
    take(f, job, "submit", NULL);
    holds(job, "proof", "八个字八个字八字；十一字十一字十一字十一");
}

static void a_new_record_takes_what_stands_beside_it(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    report_of(f, job, "四成");
    Record *delay = new (f, "delay", "job", number(f, job), "wanted", "2017-01-31");
    take(f, delay, NULL, NULL);
    holds(delay, "progress", "四成");
    assert_true(is_empty(delay, "until"));
    save(f, delay);
}

static void a_move_takes_what_the_record_says_itself(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *delay = saved(f, new (f, "delay", "job", number(f, job_of(f)), "wanted", "2017-01-31",
                                  "progress", "四成"));
    take(f, delay, "allow", NULL);
    assert_int_equal(record_value(delay, "until")->number, date_make(2017, 1, 31));
    moves(f, delay, "allow");
}

static void the_first_source_that_says_something_counts(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *wish = saved(f, new (f, "wish", "zh", "愿", "due", "2017-02-02"));
    Record *plan = saved(f, new (f, "plan", "zh", "案", "due", "2017-03-03"));
    Record *silent = saved(f, new (f, "plan", "zh", "空"));
    Record *both = new (f, "job", "zh", "一", "plan", number(f, plan), "wish", number(f, wish));
    take(f, both, NULL, NULL);
    assert_int_equal(record_value(both, "due")->number, date_make(2017, 3, 3));
    Record *second = new (f, "job", "zh", "二", "plan", number(f, silent), "wish", number(f, wish));
    take(f, second, NULL, NULL);
    assert_int_equal(record_value(second, "due")->number, date_make(2017, 2, 2));
    Record *none = new (f, "job", "zh", "三");
    assert_int_equal(take(f, none, NULL, NULL).count, 0);
    assert_true(is_empty(none, "due"));
}

/* ---- When it is due ---- */

static void what_was_given_stays_as_it_was_given(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    report_of(f, job, "报告说");
    *record_value(job, "progress") = value_text(TEXT("人说"));
    take(f, job, "submit", "progress");
    holds(job, "progress", "人说");
    *record_value(job, "progress") = value_none();
    take(f, job, "submit", "progress");
    assert_true(is_empty(job, "progress"));
    assert_int_equal(
        record_move(f->arena, f->workspace, job, TEXT("submit"), TEXT(""), f->problems, &f->err),
        STATUS_INVALID);
}

static void what_need_not_be_filled_in_is_offered_and_not_taken(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *unit = saved(f, new (f, "organisation", "zh", "局"));
    Record *plan =
        saved(f, new (f, "plan", "zh", "案", "due", "2017-03-03", "lead", number(f, unit)));
    Record *job = new (f, "job", "zh", "一", "plan", number(f, plan));
    List offers;
    ok(f, record_offers(f->arena, f->workspace, job, NULL, &offers, &f->err));
    assert_int_equal(offers.count, 2);
    assert_int_equal(LIST_AT(&offers, Taken, 1)->value.number, unit->id);
    take(f, job, NULL, NULL);
    assert_true(is_empty(job, "lead"));
    assert_false(is_empty(job, "due"));
}

static void only_what_came_later_takes_the_place_of_what_stands_there(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    report_of(f, job, "头一次");
    *record_value(job, "proof") = value_text(TEXT("据"));
    take(f, job, "submit", "proof");
    moves(f, job, "submit");
    moves(f, job, "return");
    assert_int_equal(take(f, job, "submit", NULL).count, 0);
    holds(job, "progress", "头一次");
    report_of(f, job, "补了");
    take(f, job, "submit", NULL);
    holds(job, "progress", "补了");
    *record_value(job, "progress") = value_text(TEXT("自己写"));
    save(f, job);
    take(f, job, "submit", NULL);
    holds(job, "progress", "自己写");
}

static void a_report_from_before_is_no_answer(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    report_of(f, job, "旧话");
    Record *urge = saved(f, new (f, "urge", "job", number(f, job)));
    assert_int_equal(take(f, urge, "answer", NULL).count, 0);
    report_of(f, job, "新话");
    take(f, urge, "answer", NULL);
    holds(urge, "answer", "新话");
    moves(f, urge, "answer");
}

/* ---- Whom it is told ---- */

static void nothing_is_taken_from_what_the_actor_may_not_read(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *ours = saved(f, new (f, "organisation", "zh", "我局"));
    Record *theirs = saved(f, new (f, "organisation", "zh", "他局"));
    Record *plan = saved(f, new (f, "plan", "zh", "案", "due", "2017-03-03"));
    Record *job = job_of(f);
    Record *own = saved(
        f, new (f, "report", "job", number(f, job), "unit_of", number(f, ours), "words", "自家的"));
    Record *secret = saved(f, new (f, "report", "job", number(f, job), "unit_of", number(f, theirs),
                                   "words", "别家的"));
    saved(f, new (f, "paper", "report", number(f, own), "zh", "自家"));
    saved(f, new (f, "paper", "report", number(f, secret), "zh", "别家"));
    act_as(f, "clerk", ours->id);
    take(f, job, "submit", NULL);
    holds(job, "progress", "自家的");
    holds(job, "proof", "自家"); /* by a report that is not for the clerk no way leads on */
    Record *named = new (f, "job", "zh", "二", "plan", number(f, plan));
    assert_int_equal(take(f, named, NULL, NULL).count, 0);
    assert_true(is_empty(named, "due"));
}

/* ---- What the history says ---- */

static const Change *last_take(Fixture *f, const Record *record, int *count)
{
    List changes;
    const Change *last = NULL;
    *count = 0;
    ok(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err));
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        if (text_equal(change->action, TEXT(CHANGE_TAKE))) {
            last = change;
            (*count)++;
        }
    }
    return last;
}

static void the_history_says_where_a_value_was_taken_from(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    int count = 0;
    Record *job = job_of(f);
    Record *report = report_of(f, job, "说了");
    *record_value(job, "proof") = value_text(TEXT("据"));
    take(f, job, "submit", "proof");
    moves(f, job, "submit");
    const Change *change = last_take(f, job, &count);
    assert_int_equal(count, 1);
    assert_int_equal(change->record_version, job->version);
    Buf zh = buf_new(f->arena), en = buf_new(f->arena);
    ok(f, change_print(f->workspace, &zh, LANG_ZH, change, change->after, &f->err));
    ok(f, change_print(f->workspace, &en, LANG_EN, change, change->after, &f->err));
    Text said = text_format(f->arena, "“进展”取自报告 %s", number(f, report));
    assert_true(text_equal(buf_text(&zh), said));
    said = text_format(f->arena, "Progress is taken from Report %s", number(f, report));
    assert_true(text_equal(buf_text(&en), said));
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_null(audit.fault);
    /* It is no step of its own: the move is taken back as ever, and a version reads as it did. */
    Record *then = NULL;
    ok(f, record_as_of(f->arena, f->workspace, job->def, job->id, job->version, &then, &f->err));
    holds(then, "progress", "说了");
    ok(f, record_undo(f->arena, f->workspace, job, TEXT(""), f->problems, &f->err));
    assert_true(is_empty(job, "progress"));
}

static void what_is_overwritten_was_not_taken(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    int count = 0;
    Record *job = job_of(f);
    report_of(f, job, "说了");
    *record_value(job, "proof") = value_text(TEXT("据"));
    take(f, job, "submit", "proof");
    *record_value(job, "progress") = value_text(TEXT("改了"));
    moves(f, job, "submit");
    last_take(f, job, &count);
    assert_int_equal(count, 0);
}

static void what_stood_there_already_was_not_taken(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    int count = 0;
    Record *job = job_of(f);
    *record_value(job, "progress") = value_text(TEXT("说了"));
    *record_value(job, "proof") = value_text(TEXT("据"));
    save(f, job);
    report_of(f, job, "说了");
    assert_int_equal(take(f, job, "submit", NULL).count, 1);
    moves(f, job, "submit");
    last_take(f, job, &count);
    assert_int_equal(count, 0);
}

static void it_is_a_copy(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Record *job = job_of(f);
    Record *report = report_of(f, job, "当时");
    *record_value(job, "proof") = value_text(TEXT("据"));
    take(f, job, "submit", "proof");
    moves(f, job, "submit");
    *record_value(report, "words") = value_text(TEXT("后来"));
    save(f, report);
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, job->def, job->id, &read, &f->err));
    holds(read, "progress", "当时");
}

static void the_source_is_told_in_both_languages(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    Taken one = {.from = type(f, "report"), .id = 31, .count = 1, .day = date_make(2016, 11, 3)};
    Buf zh = buf_new(f->arena), en = buf_new(f->arena), several = buf_new(f->arena);
    taken_print(&zh, LANG_ZH, &one);
    taken_print(&en, LANG_EN, &one);
    assert_true(text_equal(buf_text(&zh), TEXT("取自报告 31（2016-11-03）")));
    assert_true(text_equal(buf_text(&en), TEXT("taken from Report 31 of 2016-11-03")));
    one.count = 2;
    taken_print(&several, LANG_EN, &one);
    assert_true(
        text_equal(buf_text(&several), TEXT("taken from 2 Reports, the newest 31 of 2016-11-03")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(a_move_takes_what_the_newest_report_says),
        record_test(what_says_nothing_is_passed_over),
        record_test(every_one_is_taken_through_the_record_between_them),
        record_test(as_many_of_the_newest_are_taken_as_there_is_room_for),
        record_test(a_new_record_takes_what_stands_beside_it),
        record_test(a_move_takes_what_the_record_says_itself),
        record_test(the_first_source_that_says_something_counts),
        record_test(what_was_given_stays_as_it_was_given),
        record_test(what_need_not_be_filled_in_is_offered_and_not_taken),
        record_test(only_what_came_later_takes_the_place_of_what_stands_there),
        record_test(a_report_from_before_is_no_answer),
        record_test(nothing_is_taken_from_what_the_actor_may_not_read),
        record_test(the_history_says_where_a_value_was_taken_from),
        record_test(what_is_overwritten_was_not_taken),
        record_test(what_stood_there_already_was_not_taken),
        record_test(it_is_a_copy),
        record_test(the_source_is_told_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
