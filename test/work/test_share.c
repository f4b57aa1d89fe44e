/* Sharing out: the parts make exactly the whole, whatever the weights. */
#include "work.h"

#include <setjmp.h>

#include <cmocka.h>

static Decimal decimal(const char *text)
{
    Decimal value;
    assert_true(decimal_parse(text_from(text), &value));
    return value;
}

static SharePart part(const char *weight)
{
    return (SharePart){.weight = decimal(weight)};
}

static void amount_is(const SharePart *share, const char *expected)
{
    Arena *arena = arena_new();
    Text amount = decimal_text(arena, share->amount);
    if (!text_equal(amount, text_from(expected))) {
        fail_msg("%.*s, expected %s", TEXT_ARGS(amount), expected);
    }
    arena_free(arena);
}

/* Hamilton's own case: seats by population, the last ones to the largest remainders. */
static void what_is_left_goes_to_the_largest_remainders(void **state)
{
    (void)state;
    SharePart parts[] = {part("21878"), part("9713"), part("4167"), part("3252"), part("1065")};
    assert_true(share_out(decimal("44"), 0, parts, 5));
    amount_is(&parts[0], "24"); /* 24.02 */
    amount_is(&parts[1], "11"); /* 10.66 */
    amount_is(&parts[2], "5");  /* 4.575 */
    amount_is(&parts[3], "3");  /* 3.571 */
    amount_is(&parts[4], "1");  /* 1.169 */
    assert_true(parts[1].took_remainder);
    assert_false(parts[0].took_remainder);
}

static void equal_remainders_go_to_the_first(void **state)
{
    (void)state;
    SharePart parts[] = {part("1"), part("1"), part("1")};
    assert_true(share_out(decimal("100.00"), 2, parts, 3));
    amount_is(&parts[0], "33.34");
    amount_is(&parts[1], "33.33");
    amount_is(&parts[2], "33.33");
}

static void what_falls_is_shared_alike(void **state)
{
    (void)state;
    SharePart parts[] = {part("2"), part("1")};
    assert_true(share_out(decimal("-1"), 1, parts, 2));
    amount_is(&parts[0], "-0.7");
    amount_is(&parts[1], "-0.3");
}

/* No part is more than one unit of the last digit away from its due, and none is lost. */
static void parts_make_the_whole(void **state)
{
    (void)state;
    enum { PARTS_MOST = 40, ROUNDS = 3000 };
    Random random = random_seeded(20161013, 1);
    for (int round = 0; round < ROUNDS; round++) {
        SharePart parts[PARTS_MOST];
        size_t count = 1 + random_next(&random) % PARTS_MOST;
        int decimals = (int)(random_next(&random) % 5);
        int64_t weights = 0, sum = 0;
        Decimal total = {(int64_t)random_next(&random) * 997, (int8_t)decimals};
        for (size_t at = 0; at < count; at++) {
            int64_t weight = 1 + random_next(&random) % 100000;
            parts[at] = (SharePart){.weight = {weight, 3}};
            weights += weight;
        }
        assert_true(share_out(total, decimals, parts, count));
        for (size_t at = 0; at < count; at++) {
            double due =
                (double)total.mantissa * (double)parts[at].weight.mantissa / (double)weights;
            double off = (double)parts[at].amount.mantissa - due;
            assert_int_equal(parts[at].amount.scale, decimals);
            assert_true(off < 1.001 && off > -1.001);
            sum += parts[at].amount.mantissa;
        }
        assert_int_equal(sum, total.mantissa);
    }
}

static void what_cannot_be_shared_is_refused(void **state)
{
    (void)state;
    SharePart zero[] = {part("1"), part("0")}, negative[] = {part("-1")}, one[] = {part("1")};
    SharePart huge[] = {part("9000000000000000000"), part("9000000000000000000")};
    assert_false(share_out(decimal("10"), 0, zero, 2));
    assert_false(share_out(decimal("10"), 0, negative, 1));
    assert_false(share_out(decimal("10"), 0, one, 0));
    assert_false(share_out(decimal("10.5"), 0, one, 1)); /* a digit would be lost */
    assert_false(share_out(decimal("10"), 0, huge, 2));
    assert_true(share_out(decimal("10.50"), 1, one, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_goes_to_the_largest_remainders),
        cmocka_unit_test(equal_remainders_go_to_the_first),
        cmocka_unit_test(what_falls_is_shared_alike),
        cmocka_unit_test(parts_make_the_whole),
        cmocka_unit_test(what_cannot_be_shared_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
