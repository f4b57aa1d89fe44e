/* Targets: what was approved stays; shares make the goal. */
#include "work_test.h"

static int64_t target(Fixture *f)
{
    int64_t subject = make(f, "entity", "code=410800; zh=焦作市; kind=city");
    int64_t gap = make(f, "gap", "zh=差距; subject=%lld; topic=总量", (long long)subject);
    return make(f, "target",
                "zh=目标; gap=%lld; verb=overtake; base_year=2015; due_year=2020; floor=90.0; "
                "goal=100.0; stretch=110.0",
                (long long)gap);
}

static int64_t year(Fixture *f, int64_t of, int number, const char *goal)
{
    return make(f, "target_year", "target=%lld; year=%d; floor=1; goal=%s; stretch=300",
                (long long)of, number, goal);
}

static void what_was_approved_stays(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f), first = year(f, of, 2016, "50.0");
    change(f, "target", of, "goal=101.0");
    take_back(f, "target_year", year(f, of, 2017, "60.0"));
    move(f, "target", of, "approve", "%s", "");
    refuses_change(f, "work.target_fixed", "target", of, "goal=99.0");
    refuses_delete(f, "work.target_fixed", "target_year", first);
    refuses_change(f, "work.target_fixed", "target_year", first, "goal=49.0");
    refuses_change(f, "work.target_fixed", "target_year", first, "year=2017");
    int64_t other = make(f, "target",
                         "zh=另一目标; gap=%lld; verb=overtake; base_year=2015; due_year=2021; "
                         "floor=90.0; goal=100.0; stretch=110.0",
                         (long long)record_value(get(f, "target", of), "gap")->number);
    refuses_change(f, "work.target_fixed", "target_year", first, "target=%lld", (long long)other);
    change(f, "target", of, "en=A target"); /* its words may still be mended */
}

static void an_adjustment_counts_once_approved_and_the_original_stays(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f);
    refuses_make(f, "work.not_adjustable", "target_adjustment",
                 "target=%lld; floor=1; goal=2; stretch=3; reason=草案直接改", (long long)of);
    move(f, "target", of, "approve", "%s", "");
    int64_t adjustment =
        make(f, "target_adjustment",
             "target=%lld; floor=80.0; goal=95.0; stretch=105.0; reason=口径变了", (long long)of);
    assert_true(decimal_double(computed(f, "target", of, "current_goal").decimal) == 100);
    move(f, "target_adjustment", adjustment, "approve", "decided=2017-01-05");
    assert_true(decimal_double(computed(f, "target", of, "current_goal").decimal) == 95);
    assert_true(decimal_double(record_value(get(f, "target", of), "goal")->decimal) == 100);
    refuses_change(f, "work.settled", "target_adjustment", adjustment, "goal=70");
}

static void shares_make_the_goal_of_the_year(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f), county = organisation(f, "某县");
    year(f, of, 2016, "50.0");
    move(f, "target", of, "approve", "%s", "");
    int64_t share =
        make(f, "target_share", "target=%lld; year=2016; organisation=%lld; amount=20.0",
             (long long)of, (long long)county);
    refuses_move(f, "work.share_sum", "target", of, "start", "%s", "");
    int64_t rest =
        make(f, "target_share", "target=%lld; year=2016; amount=30", (long long)of); /* 30 = 30.0 */
    move(f, "target", of, "start", "%s", "");
    (void)share;
    (void)rest;
}

static void a_share_without_a_goal_of_its_year_is_told(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f);
    make(f, "target_share", "target=%lld; year=2017; amount=20.0", (long long)of);
    move(f, "target", of, "approve", "%s", "");
    refuses_move(f, "work.share_year", "target", of, "start", "%s", "");
}

static List shares_of(Fixture *f, int64_t of)
{
    const RecordDef *def = model_record(&f->model, TEXT("target_share"));
    RecordFilter filter = {.field = record_field(def, TEXT("target")), .value = value_int(of)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List shares;
    Error err;
    assert_int_equal(record_list(f->arena, f->workspace, def, &query, &shares, &err), STATUS_OK);
    return shares;
}

static void sharing_out_keeps_records_that_make_the_goal(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f), north = organisation(f, "北县"), south = organisation(f, "南县");
    year(f, of, 2016, "100.0");
    SharePart three[] = {{north, {1, 0}, {0, 0}}, {south, {1, 0}, {0, 0}}, {0, {1, 0}, {0, 0}}};
    SharePart two[] = {{south, {3, 0}, {0, 0}}, {0, {1, 0}, {0, 0}}};
    Problems *problems = problems_new(f->arena, 5);
    Error err;
    assert_int_equal(
        target_share_out(f->arena, f->workspace, of, 2016, three, 3, TEXT("test"), problems, &err),
        STATUS_OK);
    assert_int_equal(shares_of(f, of).count, 3);
    /* A second time takes the place of the first: the north has no share any more. */
    assert_int_equal(
        target_share_out(f->arena, f->workspace, of, 2016, two, 2, TEXT("test"), problems, &err),
        STATUS_OK);
    List shares = shares_of(f, of);
    assert_int_equal(shares.count, 2);
    for (size_t at = 0; at < shares.count; at++) {
        Record *share = LIST_AT(&shares, Record, at);
        bool is_rest = record_value(share, "organisation")->kind == VALUE_NONE;
        assert_true(decimal_double(record_value(share, "amount")->decimal) == (is_rest ? 25 : 75));
    }
    move_all(f, "target", of, "approve start");
}

static void what_a_target_was_assessed_by_stays(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f), other = organisation(f, "某区");
    const char *values = "target=%lld; year=2016; organisation=%lld; amount=50.0";
    year(f, of, 2016, "50.0");
    int64_t share = make(f, "target_share", values, (long long)of, (long long)other);
    take_back(f, "target_share", share);
    share = make(f, "target_share", values, (long long)of, (long long)other);
    move_all(f, "target", of, "approve start");
    move(f, "target", of, "assess", "result=51.0");
    refuses_delete(f, "work.shares_assessed", "target_share", share);
    refuses_change(f, "work.shares_assessed", "target_share", share, "amount=40.0");
    refuses_make(f, "work.shares_assessed", "target_share", values, (long long)of,
                 (long long)organisation(f, "另一区"));
}

static void sharing_out_refuses_what_it_cannot_do(void **state)
{
    Fixture *f = *state;
    int64_t of = target(f);
    SharePart none[] = {{0, {0, 0}, {0, 0}}}, one[] = {{0, {1, 0}, {0, 0}}};
    Problems *problems = problems_new(f->arena, 5);
    Error err;
    year(f, of, 2016, "100.0");
    assert_int_equal(
        target_share_out(f->arena, f->workspace, of, 2016, none, 1, TEXT("test"), problems, &err),
        STATUS_INVALID);
    assert_int_equal(problems_count_code(problems, "work.share_weights"), 1);
    assert_int_equal(
        target_share_out(f->arena, f->workspace, of, 2019, one, 1, TEXT("test"), problems, &err),
        STATUS_NOT_FOUND);
    assert_int_equal(shares_of(f, of).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(what_was_approved_stays),
        HOOK_TEST(an_adjustment_counts_once_approved_and_the_original_stays),
        HOOK_TEST(shares_make_the_goal_of_the_year),
        HOOK_TEST(a_share_without_a_goal_of_its_year_is_told),
        HOOK_TEST(sharing_out_keeps_records_that_make_the_goal),
        HOOK_TEST(what_a_target_was_assessed_by_stays),
        HOOK_TEST(sharing_out_refuses_what_it_cannot_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
