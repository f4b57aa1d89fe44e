/* Targets, explanation, peers. */
#include "test_support.h"

#include <math.h>

static void a_path_ends_exactly_on_its_goal(void **state)
{
    (void)state;
    double path[7];
    target_path(2371.5, 4000, 7, PATH_CONSTANT_RATE, path);
    assert_true(path[6] == 4000);
    for (int t = 1; t < 7; t++) {
        assert_near(path[t] / path[t - 1], path[0] / 2371.5, 1e-13);
    }
    target_path(48.5, 62.5, 7, PATH_EQUAL_STEPS, path);
    assert_true(path[6] == 62.5);
    assert_near(path[3], 56.5, 1e-13);
    /* No rate leads from a loss to a profit: equal steps. */
    target_path(-10, 4, 7, PATH_CONSTANT_RATE, path);
    assert_near(path[0], -8, 1e-13);
    target_path(1, 2, 0, PATH_EQUAL_STEPS, path);
}

static void a_plan_curve_is_the_mean_of_past_years(void **state)
{
    (void)state;
    double past[24], curve[12];
    uint8_t known[24];
    memset(known, 1, sizeof known);
    for (int m = 0; m < 12; m++) {
        past[m] = 10 * (m + 1);
        past[12 + m] = m < 6 ? 0 : 50 * (m - 5);
    }
    assert_int_equal(plan_curve(past, known, 2, curve), 2);
    assert_near(curve[5], (0.5 + 0) / 2, 1e-14);
    assert_near(curve[8], (0.75 + 0.5) / 2, 1e-14);
    assert_true(curve[11] == 1);
    /* January is never published alone: half of February. */
    known[0] = known[12] = 0;
    plan_curve(past, known, 1, curve);
    assert_near(curve[0], curve[1] / 2, 1e-14);
    /* A year without its December says nothing. */
    known[11] = known[23] = 0;
    assert_int_equal(plan_curve(past, known, 2, curve), 0);
    for (int m = 0; m < 12; m++) {
        assert_near(curve[m], (m + 1) / 12.0, 1e-14);
    }
}

static void a_split_adds_up_exactly(void **state)
{
    (void)state;
    enum { PARTS = 11 };
    Random random = random_seeded(11, 3);
    for (int round = 0; round < 200; round++) {
        Decimal shares[PARTS], parts[PARTS];
        uint8_t took[PARTS];
        double sum = 0;
        for (int i = 0; i < PARTS; i++) {
            bool has_one = i == 0 || random_unit(&random) >= 0.2;
            shares[i] = (Decimal){has_one ? 1 + random_next(&random) % 99999 : 0, (int8_t)(i % 4)};
            sum += decimal_double(shares[i]);
        }
        int scale = 2 + round % 3;
        Decimal total = {(int64_t)(random_next(&random)) - (1LL << 31), 2}, whole = {0, 0};
        assert_true(split_total(total, shares, PARTS, scale, parts, took));
        for (int i = 0; i < PARTS; i++) {
            double quota = decimal_double(total) * decimal_double(shares[i]) / sum;
            double step = pow(10, -scale);
            assert_true(decimal_add(whole, parts[i], &whole));
            assert_int_equal(parts[i].scale, scale);
            assert_true(fabs(decimal_double(parts[i]) - quota) < step * (1 + 1e-6));
            assert_true(shares[i].mantissa > 0 || (parts[i].mantissa == 0 && !took[i]));
        }
        assert_int_equal(decimal_compare(whole, total), 0);
    }
}

static void a_split_without_an_answer_is_refused(void **state)
{
    (void)state;
    Decimal parts[2];
    uint8_t took[2];
    const Decimal nothing[] = {{0, 0}, {0, 0}}, negative[] = {{1, 0}, {-1, 0}};
    const Decimal fine[] = {{1, 0}, {1, 0}}, huge[] = {{INT64_MAX, 0}, {1, 0}};
    assert_false(split_total((Decimal){100, 0}, nothing, 2, 2, parts, took));
    assert_false(split_total((Decimal){100, 0}, negative, 2, 2, parts, took));
    assert_false(split_total((Decimal){100, 0}, huge, 2, 2, parts, took));
    assert_false(split_total((Decimal){100, 0}, fine, 0, 2, parts, took));
    assert_false(split_total((Decimal){INT64_MAX, 0}, fine, 2, 2, parts, took));
    assert_false(split_total((Decimal){1, 2}, fine, 2, 0, parts, took));
    /* 0.01 cannot be halved at two decimals: the first takes it. */
    assert_true(split_total((Decimal){1, 2}, fine, 2, 2, parts, took));
    assert_int_equal(parts[0].mantissa, 1);
    assert_int_equal(parts[1].mantissa, 0);
    assert_true(took[0] && !took[1]);
    /* The largest total there is. */
    assert_true(split_total((Decimal){INT64_MAX, 0}, fine, 2, 0, parts, took));
    Decimal whole;
    assert_true(decimal_add(parts[0], parts[1], &whole));
    assert_true(whole.mantissa == INT64_MAX);
}

static void the_parts_of_a_ratio_make_its_gap(void **state)
{
    (void)state;
    double a, b;
    assert_true(explain_ratio(1926, 353, 4017, 461, &a, &b));
    assert_near(a + b, 1, 1e-14);
    double gap = log((4017.0 / 461) / (1926.0 / 353));
    assert_near(exp(a * gap), 4017.0 / 1926, 1e-13);
    assert_near(exp(b * gap), 353.0 / 461, 1e-13);
    assert_false(explain_ratio(1926, 353, 1926, 353, &a, &b));
    assert_false(explain_ratio(0, 353, 1926, 353, &a, &b));
    assert_false(explain_ratio(1, 353, -1, 353, &a, &b));
}

static void the_parts_of_a_sum_make_its_gap(void **state)
{
    (void)state;
    const double own[] = {133.4, 1136.8, 656.0}, reference[] = {169.3, 1281.1, 720.8};
    double difference[3], share[3];
    assert_true(explain_sum(own, reference, 3, difference, share));
    assert_near(share[0] + share[1] + share[2], 1, 1e-13);
    assert_near(difference[1], 144.3, 1e-12);
    const double moved[] = {143.4, 1126.8, 656.0};
    assert_false(explain_sum(own, moved, 3, difference, share));
    assert_near(difference[0], 10, 1e-12);
    assert_near(share[0], 0, 0);
}

static void peers_ignore_units_and_missing_features(void **state)
{
    (void)state;
    /* Three units, three features; the last feature is the same everywhere. */
    double values[] = {1, 10, 5, 2, 30, 5, 4, 20, 5};
    uint8_t known[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    double d[3], again[3];
    assert_true(peer_distances(values, known, 3, 3, 0, d));
    assert_near(d[0], 0, 0);
    /* sd of 1, 2, 4 is √(7/3), of 10, 30, 20 is 10. */
    assert_near(d[1], sqrt((1 / (7.0 / 3) + 4) / 2), 1e-14);
    assert_near(peer_similarity(d[1]), 1 / (1 + d[1]), 0);
    for (int i = 0; i < 9; i += 3) {
        values[i] *= 1e-4;
    }
    assert_true(peer_distances(values, known, 3, 3, 0, again));
    assert_near(again[1], d[1], 1e-13);
    assert_near(again[2], d[2], 1e-13);
    known[4] = 0;
    known[3] = 0;
    assert_true(peer_distances(values, known, 3, 3, 0, again));
    assert_true(again[1] < 0);
    assert_near(peer_similarity(again[1]), 0, 0);
    assert_false(peer_distances(values, known, 0, PEER_FEATURES_MAX + 1, 0, again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_ends_exactly_on_its_goal),
        cmocka_unit_test(a_plan_curve_is_the_mean_of_past_years),
        cmocka_unit_test(a_split_adds_up_exactly),
        cmocka_unit_test(a_split_without_an_answer_is_refused),
        cmocka_unit_test(the_parts_of_a_ratio_make_its_gap),
        cmocka_unit_test(the_parts_of_a_sum_make_its_gap),
        cmocka_unit_test(peers_ignore_units_and_missing_features),
    };
    return cmocka_run_group_tests_name("measure/targets", tests, NULL, NULL);
}
