/* Names that mean the same project, and names that do not. */
#include "work.h"

#include <setjmp.h>

#include <cmocka.h>

static const char FILLERS[] = "项目 工程 建设 有限公司";

static double likeness(const char *a, const char *b)
{
    Arena *arena = arena_new();
    double result = name_likeness(arena, text_from(a), text_from(b), text_from(FILLERS));
    assert_true(result == name_likeness(arena, text_from(b), text_from(a), text_from(FILLERS)));
    arena_free(arena);
    return result;
}

static void marks_and_fillers_do_not_count(void **state)
{
    (void)state;
    assert_true(likeness("智能装备产业园（一期）项目", "智能装备产业园 一期 建设项目") == 1);
    assert_true(likeness("ABC工程", "A-B-C") == 1);
}

static void what_is_renamed_is_alike(void **state)
{
    (void)state;
    assert_true(likeness("年产30万套汽车轮毂项目", "年产30万套铝合金汽车轮毂建设项目") > 0.75);
    assert_true(likeness("城区集中供热管网工程", "城区集中供气管网工程") < 0.8);
    assert_true(likeness("智能装备产业园", "黑臭水体治理") == 0);
}

/* 2·2 / (3 + 3): ab, bc of abc; bc, cd of bcd… by hand. */
static void it_is_the_coefficient_of_dice(void **state)
{
    (void)state;
    assert_true(likeness("abcd", "bcde") == 2.0 * 2 / (3 + 3));
    assert_true(likeness("aaaa", "aa") == 2.0 * 1 / (3 + 1));
    assert_true(likeness("甲", "甲") == 1);
    assert_true(likeness("甲", "乙") == 0);
}

static void nothing_is_like_nothing(void **state)
{
    (void)state;
    assert_true(likeness("", "") == 0);
    assert_true(likeness("项目", "工程") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_and_fillers_do_not_count),
        cmocka_unit_test(what_is_renamed_is_alike),
        cmocka_unit_test(it_is_the_coefficient_of_dice),
        cmocka_unit_test(nothing_is_like_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
