/* Decimals. */
#include "arena_test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static Decimal parsed(const char *text)
{
    Decimal value;
    if (!decimal_parse(text_from(text), &value)) {
        print_error("\"%s\" does not parse\n", text);
        fail();
    }
    return value;
}

static void assert_decimal(Decimal value, int64_t mantissa, int scale)
{
    assert_true(value.mantissa == mantissa);
    assert_int_equal(value.scale, scale);
}

static void reads_what_is_published_and_keeps_trailing_zeros(void **state)
{
    (void)state;
    assert_decimal(parsed("1926.0785"), 19260785, 4);
    assert_decimal(parsed("1926.50"), 192650, 2);
    assert_decimal(parsed("0"), 0, 0);
    assert_decimal(parsed("-0.0"), 0, 1);
    assert_decimal(parsed("+5"), 5, 0);
    assert_decimal(parsed(".5"), 5, 1);
    assert_decimal(parsed("-.25"), -25, 2);
    assert_decimal(parsed("000000000000000000000012"), 12, 0);
    assert_decimal(parsed("1e3"), 1000, 0);
    assert_decimal(parsed("1.5E+2"), 150, 0);
    assert_decimal(parsed("1.2500e2"), 12500, 2);
    assert_decimal(parsed("15e-1"), 15, 1);
    assert_decimal(parsed("1e-18"), 1, 18);
    assert_decimal(parsed("0e99999999999"), 0, 0);
    assert_decimal(parsed("9223372036854775807"), INT64_MAX, 0);
    assert_decimal(parsed("-9.223372036854775808"), INT64_MIN, 18);
    assert_decimal(parsed("0.30000000000000004"), 30000000000000004, 17);
}

static void refuses_what_is_no_number_or_does_not_fit(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "-",
        "+",
        ".",
        "1.",
        "-.",
        "1.2.3",
        "1,2",
        "1 2",
        " 1",
        "1 ",
        "e5",
        "1e",
        "1e+",
        "1e5x",
        "0x10",
        "nan",
        "inf",
        "１",
        "--1",
        "1-",
        "1e19",
        "1e999",
        "1e-19",
        "9223372036854775808",
        "-9223372036854775809",
        "0.1234567890123456789",
        "99999999999999999999999999999999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Decimal value = {77, 7};
        if (decimal_parse(text_from(WRONG[i]), &value)) {
            print_error("\"%s\" must fail\n", WRONG[i]);
            fail();
        }
        assert_decimal(value, 77, 7);
    }
}

static void prints_exactly(void **state)
{
    Arena *arena = *state;
    assert_text(decimal_text(arena, (Decimal){19260785, 4}), "1926.0785");
    assert_text(decimal_text(arena, (Decimal){-5, 1}), "-0.5");
    assert_text(decimal_text(arena, (Decimal){0, 0}), "0");
    assert_text(decimal_text(arena, (Decimal){0, 2}), "0.00");
    assert_text(decimal_text(arena, (Decimal){100, 2}), "1.00");
    assert_text(decimal_text(arena, (Decimal){1, 18}), "0.000000000000000001");
    assert_text(decimal_text(arena, (Decimal){INT64_MIN, 0}), "-9223372036854775808");
    assert_text(decimal_text(arena, (Decimal){INT64_MIN, 18}), "-9.223372036854775808");
}

static int64_t random_mantissa(Random *random)
{
    uint64_t bits = (uint64_t)random_next(random) << 32 | random_next(random);
    return (int64_t)bits >> random_next(random) % 64;
}

static void parse_after_print_is_the_identity(void **state)
{
    Arena *arena = *state;
    Random random = random_seeded(20161013, 1);
    for (int i = 0; i < 200000; i++) {
        if (i % 1000 == 0) {
            arena_reset(arena);
        }
        Decimal value = {random_mantissa(&random), (int8_t)(random_next(&random) % 19)};
        Decimal again;
        assert_true(decimal_parse(decimal_text(arena, value), &again));
        assert_decimal(again, value.mantissa, value.scale);
    }
}

static void double_is_the_nearest(void **state)
{
    Arena *arena = *state;
    Random random = random_seeded(3, 1);
    assert_true(decimal_double(parsed("1926.0785")) == 1926.0785);
    assert_true(decimal_double(parsed("0.1")) == 0.1);
    assert_true(decimal_double(parsed("-9223372036854775808")) == -0x1p63);
    for (int i = 0; i < 50000; i++) {
        Decimal value = {random_mantissa(&random), (int8_t)(random_next(&random) % 19)};
        char *text = text_cstr(arena, decimal_text(arena, value));
        assert_true(decimal_double(value) == strtod(text, NULL)); /* glibc rounds correctly */
        arena_reset(arena);
    }
}

static void from_double_finds_the_shortest(void **state)
{
    Arena *arena = *state;
    static const struct {
        double number;
        const char *text;
    } CASES[] = {
        {0.1, "0.1"},
        {1926.0785, "1926.0785"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {5e15, "5000000000000000"},
        {1e18, "1000000000000000000"},
        {9007199254740993.0, "9007199254740992"},
        {-0.0, "0"},
        {100, "100"},
        {1e-18, "0.000000000000000001"},
        {0.06, "0.06"},
        {-2.5e-7, "-0.00000025"},
        {123456789012345678.0, "123456789012345680"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Decimal value;
        assert_true(decimal_from_double(CASES[i].number, &value));
        assert_text(decimal_text(arena, value), CASES[i].text);
    }
}

static void from_double_reads_back(void **state)
{
    (void)state;
    Random random = random_seeded(4, 1);
    for (int i = 0; i < 50000; i++) {
        double number = (random_unit(&random) - 0.5) * pow(10, random_next(&random) % 19);
        Decimal value;
        assert_true(decimal_from_double(number, &value));
        if (fabs(number) >= 10) { /* 17 digits reach at most the 18 places a decimal has */
            assert_true(decimal_double(value) == number);
        }
        assert_true(fabs(decimal_double(value) - number) <= 1e-18 + fabs(number) * DBL_EPSILON);
    }
}

/* The figures of a yearbook: what was written with up to six places comes back as written. */
static void from_double_gives_back_what_was_written(void **state)
{
    (void)state;
    Random random = random_seeded(5, 1);
    for (int i = 0; i < 50000; i++) {
        Decimal written = {random_mantissa(&random) % INT64_C(1000000000000000),
                           (int8_t)(random_next(&random) % 7)};
        Decimal value;
        assert_true(decimal_from_double(decimal_double(written), &value));
        assert_int_equal(decimal_compare(value, written), 0);
        assert_true(value.scale <= written.scale);
    }
}

static void from_double_refuses_what_no_decimal_holds(void **state)
{
    (void)state;
    Decimal value;
    assert_false(decimal_from_double(NAN, &value));
    assert_false(decimal_from_double(INFINITY, &value));
    assert_false(decimal_from_double(-INFINITY, &value));
    assert_false(decimal_from_double(1e19, &value));
    assert_false(decimal_from_double(DBL_MAX, &value));
    assert_false(decimal_from_double(1e-30, &value));
    assert_false(decimal_from_double(DBL_TRUE_MIN, &value));
}

/* As the two steps, wherever the number stands: near the middle between two, and far from it. */
static void rounding_a_double_is_rounding_its_shortest_decimal(void **state)
{
    (void)state;
    Random random = random_seeded(6, 1);
    for (int i = 0; i < 200000; i++) {
        int scale = (int)(random_next(&random) % 7);
        double number = (random_unit(&random) - 0.5) * pow(10, random_next(&random) % 16);
        if (i % 2 == 0) {
            number = (round(number) + 0.5) / pow(10, scale);
        }
        Decimal exact, value;
        assert_true(decimal_from_double(number, &exact));
        assert_true(decimal_round_double(number, scale, &value));
        assert_int_equal(decimal_compare(value, decimal_round(exact, scale)), 0);
    }
    Decimal value;
    assert_false(decimal_round_double(NAN, 1, &value));
    assert_false(decimal_round_double(INFINITY, 1, &value));
    assert_false(decimal_round_double(1e19, 1, &value));
}

static void shifting_is_exact(void **state)
{
    (void)state;
    Decimal value;
    assert_true(decimal_shift(parsed("1926.0785"), 4, &value)); /* 亿元 to 万元 */
    assert_decimal(value, 19260785, 0);
    assert_true(decimal_shift(parsed("1926.0785"), 8, &value)); /* 亿元 to 元 */
    assert_decimal(value, 192607850000, 0);
    assert_true(decimal_shift(parsed("12"), -4, &value));
    assert_decimal(value, 12, 4);
    assert_true(decimal_shift(parsed("12.50"), -17, &value)); /* the last zero gives way */
    assert_decimal(value, 125, 18);
    assert_true(decimal_shift(parsed("0"), 1000, &value));
    assert_true(value.mantissa == 0);
    assert_false(decimal_shift(parsed("1"), 19, &value));
    assert_false(decimal_shift(parsed("1"), -19, &value));
    assert_false(decimal_shift(parsed("12.5"), -18, &value));
    assert_false(decimal_shift(parsed("1"), INT32_MIN, &value));
    assert_false(decimal_shift(parsed("1"), INT32_MAX, &value));
}

static void rounding_goes_half_away_from_zero_and_adds_no_digits(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int scale;
        const char *to;
    } CASES[] = {
        {"2.5", 0, "3"},        {"-2.5", 0, "-3"},    {"2.4999", 0, "2"},  {"1.005", 2, "1.01"},
        {"-1.005", 2, "-1.01"}, {"0.4", 0, "0"},      {"-0.5", 0, "-1"},   {"1.2", 5, "1.2"},
        {"9.99", 1, "10.0"},    {"11.25", 1, "11.3"}, {"-0.04", 1, "0.0"}, {"0.15", 1, "0.2"},
    };
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Decimal rounded = decimal_round(parsed(CASES[i].from), CASES[i].scale);
        assert_text(decimal_text(arena, rounded), CASES[i].to);
    }
    assert_decimal(decimal_round((Decimal){INT64_MAX, 18}, 0), 9, 0);
    assert_decimal(decimal_round((Decimal){INT64_MIN, 1}, 0), -922337203685477581, 0);
}

static void arithmetic_is_exact_or_refused(void **state)
{
    (void)state;
    Decimal value;
    assert_true(decimal_add(parsed("0.1"), parsed("0.2"), &value));
    assert_decimal(value, 3, 1);
    assert_true(decimal_subtract(parsed("1.50"), parsed("0.5"), &value));
    assert_decimal(value, 100, 2);
    assert_true(decimal_add(parsed("9000000000000000000"), parsed("1.0"), &value));
    assert_decimal(value, 9000000000000000001, 0);
    assert_false(decimal_add((Decimal){INT64_MAX, 0}, parsed("1"), &value));
    assert_false(decimal_subtract((Decimal){INT64_MIN, 0}, parsed("1"), &value));
    assert_false(decimal_subtract((Decimal){0, 0}, (Decimal){INT64_MIN, 0}, &value));
    assert_false(decimal_add(parsed("9000000000000000000"), parsed("0.1"), &value));
}

static void comparing_is_by_value(void **state)
{
    (void)state;
    assert_int_equal(decimal_compare(parsed("1.50"), parsed("1.5")), 0);
    assert_true(decimal_compare(parsed("1.49"), parsed("1.5")) < 0);
    assert_true(decimal_compare(parsed("-1"), parsed("-1.1")) > 0);
    assert_true(decimal_compare((Decimal){INT64_MAX, 0}, (Decimal){INT64_MAX, 18}) > 0);
    assert_true(decimal_compare((Decimal){INT64_MIN, 0}, (Decimal){INT64_MIN, 18}) < 0);
}

static void a_sum_taken_back_is_where_it_began(void **state)
{
    (void)state;
    Random random = random_seeded(6, 1);
    for (int i = 0; i < 50000; i++) {
        Decimal a = {random_mantissa(&random) >> 20, (int8_t)(random_next(&random) % 6)};
        Decimal b = {random_mantissa(&random) >> 20, (int8_t)(random_next(&random) % 6)};
        Decimal sum, back;
        assert_true(decimal_add(a, b, &sum));
        assert_true(decimal_subtract(sum, b, &back));
        assert_int_equal(decimal_compare(back, a), 0);
    }
}

static void trimming_keeps_the_value(void **state)
{
    (void)state;
    Decimal trimmed = decimal_trim((Decimal){-150000, 4});
    assert_int_equal(trimmed.mantissa, -15);
    assert_int_equal(trimmed.scale, 0);
    trimmed = decimal_trim((Decimal){1050, 2});
    assert_int_equal(trimmed.mantissa, 105);
    assert_int_equal(trimmed.scale, 1);
    trimmed = decimal_trim((Decimal){0, 5});
    assert_int_equal(trimmed.scale, 0);
    trimmed = decimal_trim((Decimal){1200, 0});
    assert_int_equal(trimmed.mantissa, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_published_and_keeps_trailing_zeros),
        cmocka_unit_test(refuses_what_is_no_number_or_does_not_fit),
        ARENA_TEST(prints_exactly),
        ARENA_TEST(parse_after_print_is_the_identity),
        ARENA_TEST(double_is_the_nearest),
        ARENA_TEST(from_double_finds_the_shortest),
        cmocka_unit_test(from_double_reads_back),
        cmocka_unit_test(from_double_gives_back_what_was_written),
        cmocka_unit_test(from_double_refuses_what_no_decimal_holds),
        cmocka_unit_test(rounding_a_double_is_rounding_its_shortest_decimal),
        cmocka_unit_test(shifting_is_exact),
        ARENA_TEST(rounding_goes_half_away_from_zero_and_adds_no_digits),
        cmocka_unit_test(arithmetic_is_exact_or_refused),
        cmocka_unit_test(comparing_is_by_value),
        cmocka_unit_test(a_sum_taken_back_is_where_it_began),
        cmocka_unit_test(trimming_keeps_the_value),
    };
    return cmocka_run_group_tests_name("base/decimal", tests, NULL, NULL);
}
