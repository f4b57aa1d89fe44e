/* Each rule of plausibility on a small panel where one figure is wrong. argv: the shipped rules. */
#include "test_support.h"

#include <math.h>

enum { UNITS = 6, YEARS = 9, CELLS = UNITS * YEARS };

typedef struct Panel {
    double values[CELLS];
    Decimal decimals[CELLS];
    uint8_t known[CELLS], breaks[CELLS];
    PlausibilityFlag flags[CELLS];
    double scratch[2 * YEARS * (UNITS + 1)];
} Panel;

static PlausibilityRules shipped_rules(void **state)
{
    Arena *arena = arena_new();
    PlausibilityRules rules = test_rules(arena, *state);
    arena_free(arena);
    return rules;
}

static void put(Panel *panel, int unit, int year, double value)
{
    int at = unit * YEARS + year;
    panel->known[at] = 1;
    panel->decimals[at] = (Decimal){(int64_t)llround(value * 1e4), 4};
    panel->values[at] = decimal_double(panel->decimals[at]);
}

/* Units that grow by 6 to 10 % a year, irregularly, with four decimals. */
static void fill(Panel *panel)
{
    Random random = random_seeded(3, 9);
    memset(panel, 0, sizeof *panel);
    for (int unit = 0; unit < UNITS; unit++) {
        double level = 500 + 300 * random_unit(&random);
        for (int year = 0; year < YEARS; year++) {
            put(panel, unit, year, level);
            level *= 1.06 + 0.04 * random_unit(&random);
        }
    }
}

static void check(Panel *panel, const PlausibilityRules *rules)
{
    PlausibilityPanel view = {panel->values, panel->decimals, panel->known, panel->breaks,
                              UNITS,         YEARS,           2010};
    assert_true(plausibility_scratch_count(UNITS, YEARS) * sizeof(double) <= sizeof panel->scratch);
    plausibility_panel(&view, PLAUSIBILITY_LEVEL, rules, panel->scratch, panel->flags);
}

static PlausibilityKind kind_at(const Panel *panel, int unit, int year)
{
    return panel->flags[unit * YEARS + year].kind;
}

static int count_flags(const Panel *panel)
{
    int count = 0;
    for (int at = 0; at < CELLS; at++) {
        count += panel->flags[at].kind != PLAUSIBLE;
    }
    return count;
}

static void ordinary_growth_is_plausible(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    panel.known[13] = 0;
    check(&panel, &rules);
    assert_int_equal(count_flags(&panel), 0);
}

static void a_wrong_unit_is_called_so(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    double right = panel.values[2 * YEARS + 4];
    put(&panel, 2, 4, right * 1e4);
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 2, 4), PLAUSIBILITY_SCALE);
    assert_near(panel.flags[2 * YEARS + 4].expected, right, 0.05);
    assert_int_equal(count_flags(&panel), 1);
}

static void a_spike_is_one_figure_and_not_its_neighbours(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    put(&panel, 1, 5, panel.values[1 * YEARS + 5] * 4);
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 1, 5), PLAUSIBILITY_SPIKE);
    assert_int_equal(count_flags(&panel), 1);
}

static void a_step_without_a_break_is_a_jump_and_with_one_is_none(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    for (int year = 6; year < YEARS; year++) {
        put(&panel, 3, year, panel.values[3 * YEARS + year] * 2.5);
    }
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 3, 6), PLAUSIBILITY_JUMP);
    panel.breaks[3 * YEARS + 6] = 1;
    check(&panel, &rules);
    assert_int_equal(count_flags(&panel), 0);
}

static void what_happens_everywhere_is_nobodys_jump(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    for (int unit = 0; unit < UNITS; unit++) {
        for (int year = 5; year < YEARS; year++) {
            put(&panel, unit, year, panel.values[unit * YEARS + year] * 3);
        }
    }
    check(&panel, &rules);
    assert_int_equal(count_flags(&panel), 0);
}

static void an_exact_midpoint_is_seen_and_a_near_one_is_not(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    int at = 4 * YEARS + 3;
    Decimal sum;
    assert_true(decimal_add(panel.decimals[at - 1], panel.decimals[at + 1], &sum));
    panel.decimals[at] = (Decimal){sum.mantissa * 5, 5};
    panel.values[at] = decimal_double(panel.decimals[at]);
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 4, 3), PLAUSIBILITY_MIDPOINT);
    assert_int_equal(count_flags(&panel), 1);
    panel.decimals[at].mantissa += 20;
    check(&panel, &rules);
    assert_int_equal(count_flags(&panel), 0);
}

static void short_midpoints_need_company(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    memset(&panel, 0, sizeof panel);
    const int steps[YEARS] = {30, 33, 35, 39, 41, 46, 47, 52, 58};
    for (int unit = 0; unit < UNITS; unit++) {
        for (int year = 0; year < YEARS; year++) {
            put(&panel, unit, year, steps[year] + unit);
        }
    }
    for (int unit = 0; unit < UNITS; unit++) {
        put(&panel, unit, 4, 43 + unit);
        put(&panel, unit, 3, unit < 2 ? 39 + unit : 38 + unit);
        check(&panel, &rules);
    }
    /* 35, 39, 43 for two units only. */
    assert_int_equal(kind_at(&panel, 0, 3), PLAUSIBLE);
    put(&panel, 2, 3, 41);
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 0, 3), PLAUSIBILITY_MIDPOINT);
    assert_int_equal(kind_at(&panel, 2, 3), PLAUSIBILITY_MIDPOINT);
}

static void last_years_figure_is_seen_unless_the_indicator_stands_still(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    Panel panel;
    fill(&panel);
    put(&panel, 5, 7, panel.values[5 * YEARS + 6]);
    check(&panel, &rules);
    assert_int_equal(kind_at(&panel, 5, 7), PLAUSIBILITY_REPEATED);
    for (int unit = 0; unit < UNITS; unit++) {
        for (int year = 1; year < YEARS; year += 2) {
            put(&panel, unit, year, panel.values[unit * YEARS + year - 1]);
        }
    }
    check(&panel, &rules);
    assert_int_equal(count_flags(&panel), 0);
    assert_true(panel.flags[1].repeats);
}

static void several_that_repeat_make_an_edition(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    assert_false(plausibility_is_edition(1, &rules));
    assert_true(plausibility_is_edition(2, &rules));
}

static void nominal_growth_given_as_real_is_seen(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    double level[] = {1000, 1100, 1188, 1500}, growth[] = {9.5, 10, 8.6, 7.9};
    const uint8_t known[] = {1, 1, 1, 1}, breaks[] = {0, 0, 0, 1};
    Series levels = {level, known, NULL, 4, 2011}, rates = {growth, known, NULL, 4, 2011};
    PlausibilityFlag flags[4] = {{0}};
    plausibility_nominal(&levels, &rates, &rules, flags);
    assert_int_equal(flags[0].kind, PLAUSIBLE);
    assert_int_equal(flags[1].kind, PLAUSIBILITY_NOMINAL);
    assert_int_equal(flags[2].kind, PLAUSIBLE);
    assert_int_equal(flags[3].kind, PLAUSIBILITY_DISAGREE);
    memset(flags, 0, sizeof flags);
    levels.breaks = breaks;
    plausibility_nominal(&levels, &rates, &rules, flags);
    assert_int_equal(flags[3].kind, PLAUSIBLE);
}

static void growth_rates_are_compared_in_points(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    double values[] = {6.5, 8.0, -20.6, 4.4, 3.3}, scratch[2 * 5 * 2];
    Decimal decimals[] = {{65, 1}, {80, 1}, {-206, 1}, {44, 1}, {33, 1}};
    const uint8_t known[] = {1, 1, 1, 1, 1};
    PlausibilityFlag flags[5];
    PlausibilityPanel panel = {values, decimals, known, NULL, 1, 5, 2018};
    plausibility_panel(&panel, PLAUSIBILITY_GROWTH, &rules, scratch, flags);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(flags[i].kind, i == 2 ? PLAUSIBILITY_JUMP : PLAUSIBLE);
    }
    assert_near(flags[2].expected, 5.45, 1e-12);
}

static void a_figure_per_head_must_fit_its_total(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    double gdp[] = {1551, 1707, 1845, 1926}, heads[] = {352, 351, 353, 353};
    double per_head[] = {44062, 46396, 52266, 54560};
    const uint8_t known[] = {1, 1, 1, 1};
    Series total = {gdp, known, NULL, 4, 2012}, ratio = {per_head, known, NULL, 4, 2012};
    Series population = {heads, known, NULL, 4, 2012};
    PlausibilityFlag flags[4] = {{0}};
    plausibility_identity(&ratio, &total, &population, 1e4, &rules, flags);
    plausibility_implied(&ratio, &total, 1e4, &rules, flags);
    assert_int_equal(flags[1].kind, PLAUSIBILITY_IDENTITY);
    assert_near(flags[1].expected, 1e4 * 1707 / 351, 1e-12);
    memset(flags, 0, sizeof flags);
    plausibility_implied(&ratio, &total, 1e4, &rules, flags);
    assert_int_equal(flags[0].kind, PLAUSIBLE);
    assert_int_equal(flags[1].kind, PLAUSIBILITY_IDENTITY);
    assert_int_equal(flags[2].kind, PLAUSIBLE);
    assert_near(flags[1].expected, 1e4 * 1707 / 352.5, 1e-4);
}

static void a_share_far_outside_its_bounds_is_seen(void **state)
{
    PlausibilityRules rules = shipped_rules(state);
    double values[] = {0, 100, 118, -5, 580.2, -58.02, 999};
    const uint8_t known[] = {1, 1, 1, 1, 1, 1, 0};
    Series shares = {values, known, NULL, 7, 2010};
    PlausibilityFlag flags[7] = {[4] = {.kind = PLAUSIBILITY_SCALE}};
    plausibility_share(&shares, &rules, flags);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(flags[i].kind, PLAUSIBLE);
    }
    assert_int_equal(flags[4].kind, PLAUSIBILITY_SCALE); /* what was seen before stays */
    assert_int_equal(flags[5].kind, PLAUSIBILITY_SHARE);
    assert_near(flags[5].expected, 0, 1e-12);
    assert_int_equal(flags[6].kind, PLAUSIBLE);
}

static void a_rule_set_must_be_whole_and_known(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena, 50);
    plausibility_rules_read(arena, TEXT("version 1 # and nothing else\n"), problems);
    assert_int_equal(problems_count(problems, SEVERITY_ERROR), 18);
    assert_int_equal(problems_count_code(problems, "base.rule_missing"), 18);
    const struct {
        const char *rules, *code;
    } bad[] = {
        {"jump_log 1\njump_lag 2\n", "base.rule_unknown"},
        {"jump_log 1\njump_log 1\n", "base.rule_twice"},
        {"jump_log 1\njump_times -1\n", "base.rule_value"},
        {"jump_log 1\njump_times\n", "base.rule_value"},
        {"jump_log 1\njump_times x # y\n", "base.rule_value"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        problems = problems_new(arena, 50);
        plausibility_rules_read(arena, text_from(bad[i].rules), problems);
        assert_int_equal(problems_count_code(problems, bad[i].code), 1);
        for (size_t at = 0; at < problems_kept(problems); at++) {
            const Problem *problem = problems_at(problems, at);
            assert_int_equal(problem->row, strcmp(problem->code, bad[i].code) == 0 ? 2 : 0);
        }
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_plausibility RULES\n");
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(ordinary_growth_is_plausible, argv[1]),
        cmocka_unit_test_prestate(a_wrong_unit_is_called_so, argv[1]),
        cmocka_unit_test_prestate(a_spike_is_one_figure_and_not_its_neighbours, argv[1]),
        cmocka_unit_test_prestate(a_step_without_a_break_is_a_jump_and_with_one_is_none, argv[1]),
        cmocka_unit_test_prestate(what_happens_everywhere_is_nobodys_jump, argv[1]),
        cmocka_unit_test_prestate(an_exact_midpoint_is_seen_and_a_near_one_is_not, argv[1]),
        cmocka_unit_test_prestate(short_midpoints_need_company, argv[1]),
        cmocka_unit_test_prestate(last_years_figure_is_seen_unless_the_indicator_stands_still,
                                  argv[1]),
        cmocka_unit_test_prestate(several_that_repeat_make_an_edition, argv[1]),
        cmocka_unit_test_prestate(nominal_growth_given_as_real_is_seen, argv[1]),
        cmocka_unit_test_prestate(growth_rates_are_compared_in_points, argv[1]),
        cmocka_unit_test_prestate(a_figure_per_head_must_fit_its_total, argv[1]),
        cmocka_unit_test_prestate(a_share_far_outside_its_bounds_is_seen, argv[1]),
        cmocka_unit_test(a_rule_set_must_be_whole_and_known),
    };
    return cmocka_run_group_tests_name("measure/plausibility", tests, NULL, NULL);
}
