/* Saved views: refused where a list could not answer them; one's own and the unit's. */
#include "work_test.h"

static void a_view_says_what_a_list_can_answer(void **state)
{
    Fixture *f = *state;
    make(
        f, "saved_view", "%s",
        "name=在办; records=task; conditions=state=working|assigned; sorting=-due; columns=zh,due");
    refuses_make(f, "work.view_type", "saved_view", "%s", "name=甲; records=nothing");
    refuses_make(f, "work.view_type", "saved_view", "%s", "name=甲; records=observation");
    refuses_make(f, "work.view_condition", "saved_view", "%s",
                 "name=甲; records=task; conditions=colour=red");
    refuses_make(f, "work.view_condition", "saved_view", "%s",
                 "name=甲; records=task; conditions=whatever");
    refuses_make(f, "work.view_order", "saved_view", "%s", "name=甲; records=task; sorting=colour");
    refuses_make(f, "work.view_column", "saved_view", "%s",
                 "name=甲; records=task; columns=zh,colour");
}

static void a_condition_has_a_field_a_sign_and_a_value(void **state)
{
    ViewCondition condition;
    (void)state;
    assert_true(view_condition(TEXT("due >= 2016-10-13"), &condition));
    assert_true(text_equal(condition.field, TEXT("due")));
    assert_string_equal(condition.sign, ">=");
    assert_true(text_equal(condition.value, TEXT("2016-10-13")));
    assert_true(view_condition(TEXT("owner="), &condition));
    assert_int_equal(condition.value.len, 0);
    assert_false(view_condition(TEXT("due"), &condition));
    assert_false(view_condition(TEXT("=3"), &condition));
}

static size_t views(Fixture *f, const char *type)
{
    Error err = {0};
    List found;
    const RecordDef *def = model_record(&f->model, text_from(type));
    assert_int_equal(views_of(f->arena, f->workspace, def, &found, &err), STATUS_OK);
    return found.count;
}

static void a_unit_has_the_views_that_were_shared_with_it(void **state)
{
    Fixture *f = *state;
    Error err = {0};
    Record *view;
    int64_t office = organisation(f, "市科学技术局"), other = organisation(f, "市教育局");
    const RecordDef *task = model_record(&f->model, TEXT("task"));
    make(f, "saved_view", "%s", "name=我的; records=task; sorting=due");
    make(f, "shared_view",
         "name=本局在办; records=task; conditions=state=working; organisation=%lld",
         (long long)office);
    assert_int_equal(views(f, "task"), 2);
    assert_int_equal(views(f, "lesson"), 0);
    act_as(f, "officer", office);
    assert_int_equal(views(f, "task"), 1);
    assert_int_equal(view_named(f->arena, f->workspace, task, TEXT("本局在办"), &view, &err),
                     STATUS_OK);
    assert_int_equal(view_named(f->arena, f->workspace, task, TEXT("我的"), &view, &err),
                     STATUS_NOT_FOUND);
    assert_string_equal(err.code, "work.no_such_view");
    act_as(f, "officer", other);
    assert_int_equal(views(f, "task"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(a_view_says_what_a_list_can_answer),
        HOOK_TEST(a_condition_has_a_field_a_sign_and_a_value),
        HOOK_TEST(a_unit_has_the_views_that_were_shared_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
