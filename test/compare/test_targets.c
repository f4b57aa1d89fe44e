/* Targets against a moving leader, with who has done the like before. */
#include "compare_test.h"

#include <math.h>

static void registers(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_entity(f, "410300", "洛阳市", "city", "410000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "so2", "吨", "lower", "flow", "environment");
    add_indicator(f, "share", "%", "higher", "ratio", "structure");
    add_indicator(f, "jobless", "%", "lower", "ratio", "structure");
    add_indicator(f, "energy", "吨标准煤/万元", "lower", "ratio", "environment");
    add_indicator(f, "pace", "%", "higher", "growth", "economy");
    registers_load(f);
}

/* 焦作 100 at 9.5 %, 许昌 300 at 6 %: the worked example of the trade. */
static void figures(Fixture *f)
{
    const double own[] = {100 / 1.095, 100}, leader[] = {300 / 1.06, 300};
    const double own_so2[] = {110, 100}, leader_so2[] = {50, 50};
    const double own_share[] = {38, 39, 40}, leader_share[] = {44, 45, 46};
    const double third[] = {90, 100, 110, 120, 135, 150, 160, 170, 180, 190, 200};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2014, own, 2);
    add_years(f, "gdp", "许昌", 2014, leader, 2);
    add_years(f, "gdp", "洛阳", 2005, third, 11);
    add_years(f, "so2", "焦作", 2014, own_so2, 2);
    add_years(f, "so2", "许昌", 2014, leader_so2, 2);
    add_years(f, "share", "焦作", 2013, own_share, 3);
    add_years(f, "share", "许昌", 2013, leader_share, 3);
    accept(f);
}

static GapRow gap_of(Fixture *f, const Panel *panel, const char *indicator_code, const char *verb)
{
    int reference = entity(f, "许昌"), about = indicator(f, indicator_code);
    GapRequest request = {.subject = entity(f, "焦作"),
                          .references = &reference,
                          .reference_count = 1,
                          .indicators = &about,
                          .indicator_count = 1};
    GapTable *table;
    ok(f, compare_gaps(f->arena, panel, f->rules, &request, &table, &f->err));
    GapRow row = *LIST_AT(&table->rows, GapRow, 0);
    row.verb = text_from(verb);
    return row;
}

static TargetProposal *propose(Fixture *f, const char *indicator_code, const char *verb, int due)
{
    Panel *panel = panel_of(f, "");
    GapRow gap = gap_of(f, panel, indicator_code, verb);
    TargetProposal *proposal;
    ok(f, target_propose(f->arena, panel, f->rules, &gap, entity(f, "焦作"),
                         &(TargetWish){.due_year = due}, &proposal, &f->err));
    return proposal;
}

static void overtaking_needs_the_growth_of_the_worked_example(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "");
    GapRow gap = gap_of(f, panel, "gdp", "overtake");
    assert_int_equal(gap.catch_up.kind, CATCH_UP_YEARS);
    assert_float_equal(gap.catch_up.years, 33.82, 0.005);
    TargetProposal *proposal = propose(f, "gdp", "overtake", 2020);
    const TargetLevel *goal = &proposal->levels[TARGET_GOAL];
    assert_float_equal(proposal->theta, 1, 0);
    assert_float_equal(goal->rate, 0.3205, 0.00005);
    assert_float_equal(goal->value, 300 * pow(1.06, 5), 1e-3);
    assert_float_equal(goal->path[4], goal->value, 1e-9);
    assert_float_equal(proposal->leader_path[4], goal->value, 1e-9);
    assert_true(proposal->levels[TARGET_FLOOR].value < goal->value);
    assert_true(proposal->levels[TARGET_STRETCH].value > goal->value);
}

static void what_nobody_ever_did_is_called_unprecedented(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    TargetProposal *proposal = propose(f, "gdp", "overtake", 2020);
    const TargetLevel *goal = &proposal->levels[TARGET_GOAL];
    assert_true(goal->feasibility.cases > 0);
    assert_int_equal(goal->feasibility.achieved, 0);
    assert_true(goal->unprecedented);
    assert_true(goal->unrealistic);
    assert_int_equal(goal->feasibility.best_unit, entity(f, "洛阳"));
}

static void a_far_benchmark_is_reached_in_part(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    TargetProposal *proposal = propose(f, "gdp", "catch_up", 2020);
    assert_float_equal(proposal->theta, f->rules->far_theta, 0);
    assert_float_equal(proposal->levels[TARGET_GOAL].value,
                       f->rules->far_theta * 300 * pow(1.06, 5), 1e-3);
}

static void what_should_fall_falls(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    TargetProposal *proposal = propose(f, "so2", "catch_up", 2020);
    const TargetLevel *goal = &proposal->levels[TARGET_GOAL];
    assert_float_equal(goal->value, 50 / f->rules->far_theta, 1e-9);
    assert_true(goal->rate < 0);
    assert_true(proposal->levels[TARGET_STRETCH].value < goal->value);
    assert_true(proposal->levels[TARGET_STRETCH].value > 0);
}

static void percentages_go_in_points(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    TargetProposal *proposal = propose(f, "share", "overtake", 2019);
    assert_true(proposal->in_points);
    assert_float_equal(proposal->leader_rate, 1, 1e-12);
    assert_float_equal(proposal->levels[TARGET_GOAL].value, 50, 1e-9);
    assert_float_equal(proposal->levels[TARGET_GOAL].path[1], 45, 1e-9);
}

/* 焦作 and 许昌 by one more indicator, from 2013 to 2015. */
static void add_rivals(Fixture *f, const char *code, const double own[3], const double leader[3])
{
    begin_file(f);
    add_years(f, code, "焦作", 2013, own, 3);
    add_years(f, code, "许昌", 2013, leader, 3);
    accept(f);
}

/* Carried forward, the leader would pass 100 % in its first year. */
static void nobody_is_to_pass_the_whole(void **state)
{
    Fixture *f = *state;
    registers(f);
    add_rivals(f, "share", (double[]){52, 53, 54}, (double[]){94, 96, 98});
    TargetProposal *proposal = propose(f, "share", "overtake", 2020);
    assert_true(proposal->leader_is_held);
    assert_float_equal(proposal->leader_path[0], 100, 1e-12);
    assert_float_equal(proposal->levels[TARGET_GOAL].value, 100, 1e-12);
    assert_float_equal(proposal->levels[TARGET_STRETCH].value, 100, 1e-12);
    assert_true(proposal->levels[TARGET_FLOOR].value < 100);
}

static void nothing_is_to_fall_below_nothing(void **state)
{
    Fixture *f = *state;
    registers(f);
    add_rivals(f, "jobless", (double[]){4.4, 4.3, 4.2}, (double[]){2, 1.5, 1});
    TargetProposal *proposal = propose(f, "jobless", "overtake", 2020);
    assert_true(proposal->leader_is_held);
    assert_float_equal(proposal->levels[TARGET_GOAL].value, 0, 1e-12);
    assert_float_equal(proposal->levels[TARGET_STRETCH].value, 0, 1e-12);
    add_rivals(f, "energy", (double[]){1.2, 1.1, 1}, (double[]){0.7, 0.6, 0.5});
    proposal = propose(f, "energy", "overtake", 2019);
    assert_float_equal(proposal->levels[TARGET_GOAL].value, 0.1, 1e-12);
    /* Further than the goal would be below it: there is no further. */
    assert_float_equal(proposal->levels[TARGET_STRETCH].value, 0.1, 1e-12);
}

/* Four fifths of a leader below zero lie below it, not above. */
static void part_of_a_leader_below_zero_is_no_more_than_all(void **state)
{
    Fixture *f = *state;
    registers(f);
    add_rivals(f, "pace", (double[]){-5, -5, -5}, (double[]){-2, -2, -2});
    TargetProposal *proposal = propose(f, "pace", "catch_up", 2020);
    assert_false(proposal->leader_is_held);
    assert_float_equal(proposal->levels[TARGET_GOAL].value, -2 / f->rules->far_theta, 1e-12);
}

static void without_figures_of_both_there_is_no_word_of_a_gap(void **state)
{
    Fixture *f = *state;
    registers(f);
    begin_file(f);
    add_years(f, "share", "许昌", 2015, (double[]){98}, 1);
    accept(f);
    Panel *panel = panel_of(f, "");
    TargetProposal *proposal;
    GapRow gap = gap_of(f, panel, "share", "overtake");
    Status status = target_propose(f->arena, panel, f->rules, &gap, entity(f, "焦作"),
                                   &(TargetWish){.due_year = 2020}, &proposal, &f->err);
    fails(f, STATUS_INVALID, "compare.no_common_year", status);
}

static void the_year_is_divided_evenly_where_no_months_are_known(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    TargetProposal *proposal = propose(f, "gdp", "overtake", 2020);
    assert_int_equal(proposal->month_curve_years, 0);
    assert_float_equal(proposal->month_curve[0], 1.0 / 12, 1e-12);
    assert_float_equal(proposal->month_curve[11], 1, 1e-12);
}

static void past_months_shape_the_year(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    begin_file(f);
    Observation half = figure(f, "gdp", "焦作", 2015, "30", "2015-07-20");
    half.period = period_code((Period){PERIOD_CUMULATIVE, 2015, 6});
    add(f, half);
    Observation whole = figure(f, "gdp", "焦作", 2015, "100", "2016-01-20");
    whole.period = period_code((Period){PERIOD_CUMULATIVE, 2015, 12});
    add(f, whole);
    accept(f);
    TargetProposal *proposal = propose(f, "gdp", "overtake", 2020);
    assert_int_equal(proposal->month_curve_years, 1);
    assert_float_equal(proposal->month_curve[5], 0.3, 1e-12);
    assert_float_equal(proposal->month_curve[11], 1, 1e-12);
}

static void without_a_gap_a_rate_or_a_future_there_is_no_target(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "");
    GapRow gap = gap_of(f, panel, "gdp", "overtake");
    int subject = entity(f, "焦作");
    TargetProposal *proposal;
    Status status = target_propose(f->arena, panel, f->rules, &gap, subject,
                                   &(TargetWish){.due_year = 2015}, &proposal, &f->err);
    fails(f, STATUS_INVALID, "compare.due_year", status);
    gap.has_other_rate = false;
    status = target_propose(f->arena, panel, f->rules, &gap, subject,
                            &(TargetWish){.due_year = 2020}, &proposal, &f->err);
    fails(f, STATUS_INVALID, "compare.rates_unknown", status);
    gap.state = GAP_AHEAD;
    status = target_propose(f->arena, panel, f->rules, &gap, subject,
                            &(TargetWish){.due_year = 2020}, &proposal, &f->err);
    fails(f, STATUS_INVALID, "compare.no_gap", status);
    gap = gap_of(f, panel, "gdp", "overtake");
    status = target_propose(f->arena, panel, f->rules, &gap, subject,
                            &(TargetWish){.due_year = 2020, .theta = 0.1}, &proposal, &f->err);
    fails(f, STATUS_INVALID, "compare.no_gap", status);
}

static void another_pace_of_the_leader_is_another_target(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "");
    GapRow gap = gap_of(f, panel, "gdp", "overtake");
    int subject = entity(f, "焦作");
    TargetProposal *present, *supposed;
    TargetWish wish = {.due_year = 2020};
    ok(f, target_propose(f->arena, panel, f->rules, &gap, subject, &wish, &present, &f->err));
    wish.supposes_rate = true;
    wish.leader_rate = 0;
    ok(f, target_propose(f->arena, panel, f->rules, &gap, subject, &wish, &supposed, &f->err));
    assert_false(present->rate_is_supposed);
    assert_true(supposed->rate_is_supposed);
    assert_float_equal(supposed->levels[TARGET_GOAL].value, gap.other * supposed->theta, 1e-9);
    assert_false(
        same_hash(target_fingerprint(panel, present), target_fingerprint(panel, supposed)));
    gap.has_other_rate = false; /* it is not needed then */
    ok(f, target_propose(f->arena, panel, f->rules, &gap, subject, &wish, &supposed, &f->err));
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(overtaking_needs_the_growth_of_the_worked_example),
        compare_test(what_nobody_ever_did_is_called_unprecedented),
        compare_test(another_pace_of_the_leader_is_another_target),
        compare_test(a_far_benchmark_is_reached_in_part),
        compare_test(what_should_fall_falls),
        compare_test(percentages_go_in_points),
        compare_test(nobody_is_to_pass_the_whole),
        compare_test(nothing_is_to_fall_below_nothing),
        compare_test(part_of_a_leader_below_zero_is_no_more_than_all),
        compare_test(without_figures_of_both_there_is_no_word_of_a_gap),
        compare_test(the_year_is_divided_evenly_where_no_months_are_known),
        compare_test(past_months_shape_the_year),
        compare_test(without_a_gap_a_rate_or_a_future_there_is_no_target),
    };
    return cmocka_run_group_tests_name("compare_targets", tests, NULL, NULL);
}
