/* Rank, tier and feasibility against plain counting, on random panels. */
#include "test_support.h"

#include <math.h>

static const Polarity HIGHER = {.kind = POLARITY_HIGHER};
static const Polarity LOWER = {.kind = POLARITY_LOWER};
static const Polarity RANGE = {.kind = POLARITY_RANGE, .low = 20, .high = 30};

enum { UNITS = 211 };

typedef struct Field {
    double values[UNITS];
    uint8_t known[UNITS];
    int order[UNITS], first[UNITS], last[UNITS];
} Field;

/* Few different values, so that ties are many. */
static void fill(Field *field, uint64_t seed)
{
    Random random = random_seeded(seed, 1);
    for (int i = 0; i < UNITS; i++) {
        field->values[i] = floor(random_unit(&random) * 50);
        field->known[i] = random_unit(&random) < 0.9;
    }
}

static void ranks_are_what_counting_gives(void **state)
{
    (void)state;
    const Polarity polarities[] = {HIGHER, LOWER, RANGE};
    for (uint64_t seed = 0; seed < 12; seed++) {
        Field field;
        Polarity polarity = polarities[seed % 3];
        fill(&field, seed);
        int ranked = rank_units(polarity, field.values, field.known, UNITS, field.order,
                                field.first, field.last);
        for (int i = 0; i < UNITS; i++) {
            int first, last, n;
            if (!rank_of(polarity, field.values, field.known, UNITS, i, &first, &last, &n)) {
                assert_int_equal(field.first[i], 0);
                assert_int_equal(field.last[i], 0);
                continue;
            }
            assert_int_equal(field.first[i], first);
            assert_int_equal(field.last[i], last);
            assert_int_equal(n, ranked);
        }
        for (int i = 1; i < ranked; i++) {
            int a = field.order[i - 1], b = field.order[i];
            double better = polarity_shortfall(polarity, field.values[a]);
            double worse = polarity_shortfall(polarity, field.values[b]);
            assert_true(better < worse || (better == worse && a < b));
        }
    }
}

/* Some of them together, more than are counted at a time, known and unknown,
 * first to last and back. */
static void several_are_ranked_as_each_alone(void **state)
{
    (void)state;
    const Polarity polarities[] = {HIGHER, LOWER, {POLARITY_RANGE, 40, 60}};
    for (size_t p = 0; p < sizeof polarities / sizeof *polarities; p++) {
        Field field;
        int units[2 * UNITS], first[UNITS], last[UNITS];
        fill(&field, (unsigned)p + 3);
        for (int i = 0; i < UNITS; i += 2) { /* ties */
            field.values[i] = field.values[i / 4];
        }
        rank_units(polarities[p], field.values, field.known, UNITS, field.order, field.first,
                   field.last);
        memset(first, 0, sizeof first);
        memset(last, 0, sizeof last);
        for (int i = 0; i < UNITS; i++) {
            units[i] = i;
            units[UNITS + i] = UNITS - 1 - i;
        }
        rank_several(polarities[p], field.values, field.known, UNITS, units, 2 * UNITS, first,
                     last);
        assert_memory_equal(first, field.first, sizeof first);
        assert_memory_equal(last, field.last, sizeof last);
    }
}

static void ranks_ignore_the_unit_and_turn_with_the_polarity(void **state)
{
    (void)state;
    Field a, b;
    fill(&a, 7);
    fill(&b, 7);
    int ranked = rank_units(HIGHER, a.values, a.known, UNITS, a.order, a.first, a.last);
    for (int i = 0; i < UNITS; i++) {
        b.values[i] *= 1e4;
    }
    rank_units(HIGHER, b.values, b.known, UNITS, b.order, b.first, b.last);
    assert_memory_equal(a.first, b.first, sizeof a.first);
    rank_units(LOWER, b.values, b.known, UNITS, b.order, b.first, b.last);
    for (int i = 0; i < UNITS; i++) {
        if (a.known[i]) {
            assert_int_equal(b.first[i], ranked + 1 - a.last[i]);
        }
    }
}

static void ties_share_their_places(void **state)
{
    (void)state;
    double values[] = {10, 8, 8, 5, 0};
    uint8_t known[] = {1, 1, 1, 1, 0};
    int order[5], first[5], last[5];
    assert_int_equal(rank_units(HIGHER, values, known, 5, order, first, last), 4);
    const int expected_first[] = {1, 2, 2, 4, 0}, expected_last[] = {1, 3, 3, 4, 0};
    assert_memory_equal(first, expected_first, sizeof first);
    assert_memory_equal(last, expected_last, sizeof last);
    Polarity neutral = {.kind = POLARITY_NEUTRAL};
    assert_int_equal(rank_units(neutral, values, known, 5, order, first, last), 0);
    assert_int_equal(first[0], 0);
    assert_int_equal(rank_units(HIGHER, values, known, 0, order, first, last), 0);
}

static void the_edge_of_a_tier_is_the_unit_in_that_place(void **state)
{
    (void)state;
    const Polarity polarities[] = {HIGHER, LOWER, RANGE};
    for (int p = 0; p < 3; p++) {
        Field field;
        fill(&field, (uint64_t)p + 30);
        int ranked = rank_units(polarities[p], field.values, field.known, UNITS, field.order,
                                field.first, field.last);
        for (int places = 1; places <= ranked + 3; places += 9) {
            int in_place = field.order[(places < ranked ? places : ranked) - 1];
            double edge = polarity_shortfall(polarities[p], field.values[in_place]);
            for (int unit = 0; unit < UNITS; unit++) {
                TierDistance tier;
                bool ok = tier_distance(polarities[p], field.values, field.known, UNITS, unit,
                                        places, &tier);
                assert_int_equal(ok, field.known[unit]);
                if (!ok) {
                    continue;
                }
                assert_int_equal(tier.inside, field.first[unit] <= places);
                assert_true(tier.places == 0 || tier.places == field.first[unit] - places);
                assert_int_equal(tier.seats, places < ranked ? places : ranked);
                assert_near(polarity_shortfall(polarities[p], field.values[tier.edge_unit]), edge,
                            0);
                if (!tier.inside) {
                    double there = field.values[unit] + tier.amount;
                    assert_near(polarity_shortfall(polarities[p], there), edge, 1e-12);
                }
            }
        }
    }
    TierDistance none;
    double one = 1;
    uint8_t known = 1;
    assert_false(tier_distance(HIGHER, &one, &known, 1, 0, 0, &none));
}

static double score_of(Polarity polarity, const Field *field, int unit)
{
    double score = -1;
    assert_true(efficacy_score(polarity, field->values, field->known, UNITS, unit, &score));
    return score;
}

static void the_efficacy_score_runs_from_the_worst_to_the_best(void **state)
{
    (void)state;
    const Polarity polarities[] = {HIGHER, LOWER, RANGE};
    for (int p = 0; p < 3; p++) {
        Field field;
        fill(&field, (uint64_t)p + 60);
        int ranked = rank_units(polarities[p], field.values, field.known, UNITS, field.order,
                                field.first, field.last);
        assert_near(score_of(polarities[p], &field, field.order[0]), 100, 0);
        assert_near(score_of(polarities[p], &field, field.order[ranked - 1]), 60, 1e-12);
        for (int place = 1; place < ranked; place++) {
            assert_true(score_of(polarities[p], &field, field.order[place]) <=
                        score_of(polarities[p], &field, field.order[place - 1]));
        }
    }
    double equal[] = {7, 7}, score;
    uint8_t known[] = {1, 1};
    assert_true(efficacy_score(LOWER, equal, known, 2, 1, &score));
    assert_near(score, 100, 0);
    assert_false(efficacy_score((Polarity){POLARITY_NEUTRAL, 0, 0}, equal, known, 2, 1, &score));
}

/* Who moves by the amount scores the cut, as long as the best and the worst stay who they are. */
static void a_tier_by_score_holds_those_who_score_enough(void **state)
{
    (void)state;
    const Polarity polarities[] = {HIGHER, LOWER, RANGE};
    for (int p = 0; p < 3; p++) {
        Field field;
        fill(&field, (uint64_t)p + 90);
        rank_units(polarities[p], field.values, field.known, UNITS, field.order, field.first,
                   field.last);
        for (double cut = 62; cut <= 100; cut += 9.5) {
            int inside = 0;
            for (int unit = 0; unit < UNITS; unit++) {
                inside += field.known[unit] && score_of(polarities[p], &field, unit) >= cut;
            }
            for (int unit = 0; unit < UNITS; unit++) {
                TierDistance tier;
                bool ok = tier_score_distance(polarities[p], field.values, field.known, UNITS, unit,
                                              cut, &tier);
                assert_int_equal(ok, field.known[unit]);
                if (!ok) {
                    continue;
                }
                assert_int_equal(tier.seats, inside);
                assert_int_equal(tier.inside, score_of(polarities[p], &field, unit) >= cut);
                assert_true(score_of(polarities[p], &field, tier.edge_unit) >= cut);
                assert_true(tier.inside || tier.places == field.first[unit] - inside);
                double own = field.values[unit];
                if (!tier.inside && tier.score > 60 + 1e-9) {
                    field.values[unit] = own + tier.amount;
                    assert_near(score_of(polarities[p], &field, unit), cut, 1e-9);
                    field.values[unit] = own;
                }
            }
        }
    }
    TierDistance none;
    double one = 1;
    uint8_t known = 1;
    assert_false(tier_score_distance(HIGHER, &one, &known, 1, 0, 100.5, &none));
}

/* ---- Feasibility ---- */

enum { PANEL_UNITS = 40, PANEL_YEARS = 12 };

typedef struct Panel {
    double values[PANEL_UNITS * PANEL_YEARS];
    uint8_t known[PANEL_UNITS * PANEL_YEARS], breaks[PANEL_UNITS * PANEL_YEARS];
} Panel;

static FeasibilityPanel fill_panel(Panel *panel)
{
    Random random = random_seeded(5, 2);
    for (int i = 0; i < PANEL_UNITS * PANEL_YEARS; i++) {
        double before = i % PANEL_YEARS ? panel->values[i - 1] : 50 + 100 * random_unit(&random);
        panel->values[i] = before * (0.95 + 0.2 * random_unit(&random));
        panel->known[i] = random_unit(&random) < 0.9;
        panel->breaks[i] = random_unit(&random) < 0.05;
    }
    return (FeasibilityPanel){panel->values, panel->known, panel->breaks,
                              PANEL_UNITS,   PANEL_YEARS,  2005};
}

static Feasibility feasible(PolarityKind polarity, const FeasibilityPanel *panel, double level,
                            double band, double rate, int years, int last_year)
{
    Feasibility result;
    feasibility(polarity, panel, level, band, &rate, 1, years, last_year, &result);
    return result;
}

static void feasibility_counts_each_unbroken_case_once(void **state)
{
    (void)state;
    Panel panel;
    FeasibilityPanel view = fill_panel(&panel);
    for (int years = 1; years <= 8; years += 2) {
        int cases = 0, achieved = 0;
        double best = -1;
        for (int unit = 0; unit < PANEL_UNITS; unit++) {
            Series series = {panel.values + unit * PANEL_YEARS, panel.known + unit * PANEL_YEARS,
                             panel.breaks + unit * PANEL_YEARS, PANEL_YEARS, 2005};
            for (int year = 2005; year + years <= 2015; year++) {
                double level, rate;
                if (series_value(&series, year, &level) && level >= 90 / 1.25 &&
                    level <= 90 * 1.25 && series_cagr(&series, year, year + years, &rate)) {
                    cases++;
                    achieved += rate >= 0.06;
                    best = rate > best ? rate : best;
                }
            }
        }
        Feasibility result = feasible(POLARITY_HIGHER, &view, 90, 0.25, 0.06, years, 2015);
        assert_int_equal(result.cases, cases);
        assert_int_equal(result.achieved, achieved);
        assert_near(result.best_rate, best, 1e-12);
        assert_true(result.low <= result.share && result.share <= result.high);
        assert_true(result.best_year + years <= 2015);
        /* Who is not faster is slower: the two questions share the cases. */
        Feasibility fall = feasible(POLARITY_LOWER, &view, 90, 0.25, 0.06, years, 2015);
        assert_int_equal(fall.cases, cases);
        assert_int_equal(fall.achieved, cases - achieved);
    }
}

/* Several rates asked at once answer as each alone. */
static void rates_do_not_mind_each_other(void **state)
{
    (void)state;
    Panel panel;
    FeasibilityPanel view = fill_panel(&panel);
    const double rates[] = {0.02, 0.06, 0.11};
    Feasibility together[3];
    feasibility(POLARITY_HIGHER, &view, 90, 0.25, rates, 3, 3, 2015, together);
    assert_true(together[0].achieved > together[1].achieved);
    assert_true(together[1].achieved > together[2].achieved);
    for (int i = 0; i < 3; i++) {
        Feasibility alone = feasible(POLARITY_HIGHER, &view, 90, 0.25, rates[i], 3, 2015);
        assert_int_equal(together[i].cases, alone.cases);
        assert_int_equal(together[i].units, alone.units);
        assert_int_equal(together[i].achieved, alone.achieved);
        assert_int_equal(together[i].best_unit, alone.best_unit);
        assert_near(together[i].low, alone.low, 0);
        assert_near(together[i].high, alone.high, 0);
    }
}

/* Who fell below zero failed, and is not forgotten for it. */
static void a_fall_below_zero_is_a_case(void **state)
{
    (void)state;
    const double values[] = {100, -5, 100, 110};
    const uint8_t known[] = {1, 1, 1, 1};
    FeasibilityPanel panel = {values, known, NULL, 2, 2, 2014};
    Feasibility both = feasible(POLARITY_HIGHER, &panel, 100, 0.25, 0.05, 1, 2015);
    assert_int_equal(both.cases, 2);
    assert_int_equal(both.units, 2);
    assert_int_equal(both.achieved, 1);
    assert_int_equal(both.best_unit, 1);
    panel.unit_count = 1;
    Feasibility fallen = feasible(POLARITY_HIGHER, &panel, 100, 0.25, 0.05, 1, 2015);
    assert_int_equal(fallen.cases, 1);
    assert_int_equal(fallen.achieved, 0);
    assert_int_equal(fallen.best_unit, -1);
    assert_near(fallen.best_rate, 0, 0);
    /* Where lower is better it did what was asked, and more. */
    assert_int_equal(feasible(POLARITY_LOWER, &panel, 100, 0.25, -0.05, 1, 2015).achieved, 1);
}

static void the_wilson_interval_solves_its_equation(void **state)
{
    (void)state;
    Panel panel;
    FeasibilityPanel view = fill_panel(&panel);
    Feasibility result = feasible(POLARITY_HIGHER, &view, 90, 0.25, 0.06, 3, 2016);
    const double z = 1.6448536269514722;
    /* Both ends solve (share - x)² = z²·x(1 - x)/n. */
    const double ends[] = {result.low, result.high};
    for (int i = 0; i < 2; i++) {
        double left = pow(result.share - ends[i], 2);
        assert_near(left, z * z * ends[i] * (1 - ends[i]) / result.cases, 1e-12);
    }
}

static void nobody_in_the_class_is_said(void **state)
{
    (void)state;
    Panel panel;
    FeasibilityPanel view = fill_panel(&panel);
    Feasibility none = feasible(POLARITY_HIGHER, &view, 1e9, 0.2, 0.06, 3, 2016);
    assert_int_equal(none.cases, 0);
    assert_int_equal(none.best_unit, -1);
    assert_near(none.high - none.low, 1, 0);
    assert_int_equal(feasible(POLARITY_RANGE, &view, 90, 0.2, 0.06, 3, 2016).cases, 0);
    assert_int_equal(feasible(POLARITY_HIGHER, &view, 90, 0.2, 0.06, 12, 2016).cases, 0);
    assert_int_equal(feasible(POLARITY_HIGHER, &view, 90, 0.2, 0.06, 3, 2004).cases, 0);
    assert_int_equal(feasible(POLARITY_HIGHER, &view, -90, 0.2, 0.06, 3, 2016).cases, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_what_counting_gives),
        cmocka_unit_test(several_are_ranked_as_each_alone),
        cmocka_unit_test(ranks_ignore_the_unit_and_turn_with_the_polarity),
        cmocka_unit_test(ties_share_their_places),
        cmocka_unit_test(the_edge_of_a_tier_is_the_unit_in_that_place),
        cmocka_unit_test(the_efficacy_score_runs_from_the_worst_to_the_best),
        cmocka_unit_test(a_tier_by_score_holds_those_who_score_enough),
        cmocka_unit_test(feasibility_counts_each_unbroken_case_once),
        cmocka_unit_test(rates_do_not_mind_each_other),
        cmocka_unit_test(a_fall_below_zero_is_a_case),
        cmocka_unit_test(the_wilson_interval_solves_its_equation),
        cmocka_unit_test(nobody_in_the_class_is_said),
    };
    return cmocka_run_group_tests_name("measure/rank", tests, NULL, NULL);
}
