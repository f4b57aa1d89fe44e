/* Growth, gap, time distance and catch-up: by certificates and published values. */
#include "test_support.h"

#include <math.h>

static const Polarity HIGHER = {.kind = POLARITY_HIGHER};
static const Polarity LOWER = {.kind = POLARITY_LOWER};
static const Polarity NEUTRAL = {.kind = POLARITY_NEUTRAL};
static const Polarity RANGE = {.kind = POLARITY_RANGE, .low = 40, .high = 60};

static const uint8_t ALL_KNOWN[8] = {1, 1, 1, 1, 1, 1, 1, 1};

static void growth_never_crosses_a_break(void **state)
{
    (void)state;
    double values[] = {2500, 2600, 2761, 2124, 2137, 2235};
    uint8_t breaks[] = {0, 0, 0, 1, 0, 0};
    Series series = {values, ALL_KNOWN, breaks, 6, 2017};
    double rate;
    int from;
    assert_false(series_cagr(&series, 2019, 2020, &rate));
    assert_false(series_cagr(&series, 2017, 2022, &rate));
    assert_false(series_is_comparable(&series, 2022, 2017));
    assert_true(series_cagr(&series, 2018, 2019, &rate));
    assert_near(rate, 2761.0 / 2600 - 1, 1e-15);
    assert_true(series_recent_growth(&series, 2022, 5, &rate, &from));
    assert_int_equal(from, 2020);
    assert_near(rate, sqrt(2235.0 / 2124) - 1, 1e-14);
    assert_false(series_recent_growth(&series, 2020, 5, &rate, &from));
}

static void missing_is_never_zero(void **state)
{
    (void)state;
    double values[] = {100, 0, 121};
    uint8_t known[] = {1, 0, 1};
    Series series = {values, known, NULL, 3, 2013};
    double rate;
    assert_false(series_cagr(&series, 2013, 2014, &rate));
    assert_false(series_cagr(&series, 2014, 2015, &rate));
    assert_false(series_cagr(&series, 2012, 2013, &rate));
    assert_true(series_cagr(&series, 2013, 2015, &rate));
    assert_near(rate, 0.1, 1e-14);
    TimeDistance distance = time_distance(HIGHER, &series, 110.5, 2015);
    assert_int_equal(distance.kind, TIME_DISTANCE_EXACT);
    assert_near(distance.years, 1, 1e-14);
    int first, last, ranked;
    assert_false(rank_of(LOWER, values, known, 3, 1, &first, &last, &ranked));
    assert_true(rank_of(LOWER, values, known, 3, 0, &first, &last, &ranked));
    assert_int_equal(first, 1);
    assert_int_equal(ranked, 2);
}

static void levels_without_a_ratio_have_no_growth(void **state)
{
    (void)state;
    double values[] = {-5, 0, 10, -2};
    Series series = {values, ALL_KNOWN, NULL, 4, 2010};
    double rate;
    assert_false(series_cagr(&series, 2010, 2012, &rate));
    assert_false(series_cagr(&series, 2011, 2012, &rate));
    assert_false(series_cagr(&series, 2012, 2013, &rate));
    assert_false(series_cagr(&series, 2012, 2012, &rate));
    assert_int_equal(catch_up(POLARITY_HIGHER, -1, 0.1, 5, 0).kind, CATCH_UP_UNDEFINED);
    assert_int_equal(catch_up(POLARITY_HIGHER, 1, -1, 5, 0).kind, CATCH_UP_UNDEFINED);
}

static void compounding_the_cagr_gives_the_last_level(void **state)
{
    (void)state;
    double values[] = {1926.08, 2051.4, 2157.9, 2342.8, 2371.5};
    Series series = {values, ALL_KNOWN, NULL, 5, 2015};
    for (int to = 2016; to <= 2019; to++) {
        double rate;
        assert_true(series_cagr(&series, 2015, to, &rate));
        assert_near(values[0] * pow(1 + rate, to - 2015), values[to - 2015], 1e-13);
    }
}

static void gap_has_the_sign_of_the_polarity(void **state)
{
    (void)state;
    Gap gap = gap_between(HIGHER, 1926, 2171);
    assert_near(gap.absolute, 245, 1e-12);
    assert_near(gap.relative, 245.0 / 2171, 1e-15);
    assert_int_equal(gap.behind, 1);
    assert_int_equal(gap_between(LOWER, 1926, 2171).behind, -1);
    assert_int_equal(gap_between(NEUTRAL, 1926, 2171).behind, 0);
    assert_int_equal(gap_between(HIGHER, 7, 7).behind, 0);
    /* 70 is 10 beyond the range and 35 is 5 below it; 40 and 60 are both in it. */
    assert_int_equal(gap_between(RANGE, 70, 35).behind, 1);
    assert_int_equal(gap_between(RANGE, 35, 70).behind, -1);
    assert_int_equal(gap_between(RANGE, 40, 60).behind, 0);
    assert_false(gap_between(HIGHER, 5, 0).has_relative);
    assert_false(gap_between(HIGHER, -5, 10).has_relative);
    assert_true(gap_between(HIGHER, 0, 10).has_relative);
    /* Below zero too, what is smaller is smaller: its gap is above zero. */
    assert_near(gap_between(HIGHER, -50, -10).relative, 4, 1e-12);
    assert_near(gap_between(HIGHER, -10, -50).relative, -0.8, 1e-12);
}

static void a_line_of_relative_gaps_gives_back_its_slope(void **state)
{
    (void)state;
    double own[6], reference[6];
    for (int i = 0; i < 6; i++) {
        reference[i] = 1000 + 70 * i;
        own[i] = reference[i] * (1 - (0.10 + 0.004 * i));
    }
    Series a = {own, ALL_KNOWN, NULL, 6, 2010}, b = {reference, ALL_KNOWN, NULL, 6, 2010};
    GapPath path = gap_path(HIGHER, GAP_RELATIVE, &a, &b, 2015, 5, 0.002);
    assert_int_equal(path.trend, GAP_WIDENING);
    assert_near(path.slope, 0.004, 1e-13);
    assert_int_equal(path.from_year, 2010);
    assert_int_equal(path.to_year, 2015);
    assert_near(path.first, 0.10, 1e-13);
    assert_near(path.last, 0.12, 1e-13);
    /* Where lower is better, the same figures are a lead that grows. */
    assert_int_equal(gap_path(LOWER, GAP_RELATIVE, &a, &b, 2015, 5, 0.002).trend, GAP_NARROWING);
    assert_int_equal(gap_path(HIGHER, GAP_RELATIVE, &a, &b, 2015, 5, 0.005).trend, GAP_STEADY);
    path = gap_path(HIGHER, GAP_RELATIVE, &a, &b, 2015, 1, 0.002);
    assert_int_equal(path.trend, GAP_TREND_UNKNOWN);

    /* In the unit itself, of what is 100 and 104 and more behind. */
    path = gap_path(HIGHER, GAP_IN_UNIT, &a, &b, 2015, 5, 0.1);
    assert_int_equal(path.trend, GAP_WIDENING);
    assert_near(path.first, 100, 1e-9);
    assert_near(path.last, 162, 1e-9);
    assert_int_equal(gap_path(NEUTRAL, GAP_IN_UNIT, &a, &b, 2015, 5, 0.1).trend, GAP_TREND_UNKNOWN);

    uint8_t breaks[] = {0, 0, 1, 0, 0, 0};
    b.breaks = breaks;
    path = gap_path(HIGHER, GAP_RELATIVE, &a, &b, 2015, 5, 0.002);
    assert_int_equal(path.from_year, 2012);
    assert_int_equal(path.years, 4);
}

static void time_distance_puts_the_reference_back_on_our_level(void **state)
{
    (void)state;
    double values[] = {1316.5, 1588.7, 1716.2, 1877.6, 2087.2, 2171.2};
    Series reference = {values, ALL_KNOWN, NULL, 6, 2010};
    for (double own = 1320; own < 2171; own += 37) {
        TimeDistance distance = time_distance(HIGHER, &reference, own, 2015);
        assert_int_equal(distance.kind, TIME_DISTANCE_EXACT);
        double when = 2015 - distance.years;
        int before = (int)floor(when) - 2010;
        double level =
            values[before] + (when - floor(when)) * (values[before + 1] - values[before]);
        assert_near(level, own, 1e-12);
    }
    assert_near(time_distance(HIGHER, &reference, 1716.2, 2015).years, 3, 0);
    assert_int_equal(time_distance(HIGHER, &reference, 2171.2, 2015).kind, TIME_DISTANCE_EXACT);
    assert_int_equal(time_distance(HIGHER, &reference, 2300, 2015).kind, TIME_DISTANCE_AHEAD);
    TimeDistance far = time_distance(HIGHER, &reference, 900, 2015);
    assert_int_equal(far.kind, TIME_DISTANCE_AT_LEAST);
    assert_near(far.years, 5, 0);
    assert_int_equal(time_distance(NEUTRAL, &reference, 1600, 2015).kind, TIME_DISTANCE_NONE);
    uint8_t nothing[6] = {0};
    reference.known = nothing;
    assert_int_equal(time_distance(HIGHER, &reference, 1600, 2015).kind, TIME_DISTANCE_NONE);
}

static void time_distance_stops_at_a_break_and_follows_polarity(void **state)
{
    (void)state;
    double values[] = {80, 70, 60, 50};
    uint8_t breaks[] = {0, 0, 1, 0};
    Series reference = {values, ALL_KNOWN, NULL, 4, 2012};
    TimeDistance distance = time_distance(LOWER, &reference, 65, 2015);
    assert_int_equal(distance.kind, TIME_DISTANCE_EXACT);
    assert_near(distance.years, 1.5, 1e-14);
    reference.breaks = breaks;
    distance = time_distance(LOWER, &reference, 65, 2015);
    assert_int_equal(distance.kind, TIME_DISTANCE_AT_LEAST);
    assert_near(distance.years, 1, 0);
    /* A range: 75 stands 15 away from it; the reference stood at 80, 70 (20 and 10 away). */
    reference.breaks = NULL;
    assert_near(time_distance(RANGE, &reference, 75, 2015).years, 2.5, 1e-14);
    assert_near(time_distance(RANGE, &reference, 25, 2015).years, 2.5, 1e-14);
}

static void catch_up_of_the_worked_example(void **state)
{
    (void)state;
    CatchUp result = catch_up(POLARITY_HIGHER, 100, 0.095, 300, 0.06);
    assert_int_equal(result.kind, CATCH_UP_YEARS);
    assert_near(result.years, 33.82, 0.005 / 33.82);
    assert_near(100 * pow(1.095, result.years), 300 * pow(1.06, result.years), 1e-12);
    double rate = yearly_growth(300 * pow(1.06, 5) / 100, 5);
    assert_near(100 * rate, 32.05, 0.005 / 32.05);
}

static void yearly_growth_lands_on_the_moving_leader(void **state)
{
    (void)state;
    for (double theta = 0.6; theta <= 1.2; theta += 0.1) {
        for (int years = 1; years <= 20; years += 3) {
            double leader = 5749.6 * pow(1.067, years);
            double rate = yearly_growth(theta * leader / 2371.5, years);
            double own = 2371.5, goal = theta * 5749.6;
            for (int t = 0; t < years; t++) {
                own *= 1 + rate;
                goal *= 1.067;
            }
            assert_near(own, goal, 1e-12);
        }
    }
}

static void nobody_catches_up_at_an_equal_pace(void **state)
{
    (void)state;
    assert_int_equal(catch_up(POLARITY_HIGHER, 100, 0.06, 300, 0.06).kind, CATCH_UP_NEVER);
    assert_int_equal(catch_up(POLARITY_HIGHER, 100, 0.05, 300, 0.06).kind, CATCH_UP_NEVER);
    assert_int_equal(catch_up(POLARITY_HIGHER, 300, 0, 300, 0.06).kind, CATCH_UP_ALREADY);
    assert_int_equal(catch_up(POLARITY_LOWER, 100, 0, 300, 0).kind, CATCH_UP_ALREADY);
    assert_int_equal(catch_up(POLARITY_RANGE, 100, 0.2, 300, 0).kind, CATCH_UP_UNDEFINED);
    CatchUp falling = catch_up(POLARITY_LOWER, 80, -0.10, 50, -0.02);
    assert_int_equal(falling.kind, CATCH_UP_YEARS);
    assert_near(80 * pow(0.9, falling.years), 50 * pow(0.98, falling.years), 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_never_crosses_a_break),
        cmocka_unit_test(missing_is_never_zero),
        cmocka_unit_test(levels_without_a_ratio_have_no_growth),
        cmocka_unit_test(compounding_the_cagr_gives_the_last_level),
        cmocka_unit_test(gap_has_the_sign_of_the_polarity),
        cmocka_unit_test(a_line_of_relative_gaps_gives_back_its_slope),
        cmocka_unit_test(time_distance_puts_the_reference_back_on_our_level),
        cmocka_unit_test(time_distance_stops_at_a_break_and_follows_polarity),
        cmocka_unit_test(catch_up_of_the_worked_example),
        cmocka_unit_test(yearly_growth_lands_on_the_moving_leader),
        cmocka_unit_test(nobody_catches_up_at_an_equal_pace),
    };
    return cmocka_run_group_tests_name("measure/paths", tests, NULL, NULL);
}
