/* Registers as tables. */
#include "exchange_test.h"

#include <string.h>

static Status add(Fixture *f, const char *type, const char *text, RegisterTally *tally,
                  Problems **problems)
{
    *problems = problems_new(f->arena, 20);
    return import_records(f->arena, f->workspace,
                          model_record(workspace_model(f->workspace), text_from(type)),
                          write_file(f, "register.csv", text), *problems, tally, &f->err);
}

static void labels_or_names_in_any_order(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "entity",
              "县级登记表,,,\n上级,名称,代码,类别\n410800,甲县,659901,县(市、区)\n焦作市,乙县,"
              "659902,county\n",
              &tally, &problems));
    assert_int_equal(tally.created, 2);
    load_registry(f);
    int county, city;
    ok(f, registry_entity(f->registry, TEXT("659902"), DATE_NONE, &county, &f->err));
    ok(f, registry_entity(f->registry, TEXT("410800"), DATE_NONE, &city, &f->err));
    assert_int_equal(f->registry->entities[county].parent, city);
}

static void a_row_may_refer_to_one_below_it(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "entity",
              "code,zh,kind,parent\n659801,丙县,county,659800\n659800,丁市,city,990000\n"
              "990000,戊区,zone,\n",
              &tally, &problems));
    assert_int_equal(tally.created, 3);
}

static void again_changes_only_what_differs(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    static const char FIRST[] = "code,zh,kind,parent\n659901,甲县,county,\n659902,乙县,county,\n";
    ok(f, add(f, "entity", FIRST, &tally, &problems));
    ok(f, add(f, "entity", FIRST, &tally, &problems));
    assert_int_equal(tally.created, 0);
    assert_int_equal(tally.unchanged, 2);
    ok(f, add(f, "entity", "code,zh,kind,parent\n659901,甲区,county,\n659902,乙县,county,\n",
              &tally, &problems));
    assert_int_equal(tally.changed, 1);
    assert_int_equal(tally.unchanged, 1);
    ok(f,
       add(f, "indicator_part", "indicator,role,part,factor\ngdp_per_capita,numerator,gdp,10000\n",
           &tally, &problems));
    assert_int_equal(tally.unchanged, 1); /* found by indicator, role and part */
}

static void fails(Fixture *f, const char *type, const char *text, const char *code)
{
    RegisterTally tally;
    Problems *problems;
    assert_int_equal(add(f, type, text, &tally, &problems), STATUS_INVALID);
    assert_int_equal(tally.created, 0);
    if (code[0] != '\0') {
        assert_true(problems_count_code(problems, code) > 0);
        assert_true(lang_has(code));
    }
    for (size_t i = 0; i < problems_kept(problems); i++) {
        assert_true(problems_at(problems, i)->row > 0);
    }
    load_registry(f);
    int index;
    assert_int_not_equal(registry_entity(f->registry, TEXT("659901"), DATE_NONE, &index, &f->err),
                         STATUS_OK);
}

static void one_bad_row_keeps_all_out(void **state)
{
    Fixture *f = *state;
    fails(f, "entity", "code,zh,kind,parent\n659901,甲县,county,\n659902,乙县,county,无此处\n",
          "exchange.unknown_reference");
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659902,乙县,星球\n", "");
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659902,,county\n", "");
    fails(f, "entity", "code,zh,kind,颜色\n659901,甲县,county,红\n", "exchange.unknown_field");
    fails(f, "entity", "天,地\n玄,黄\n", "");
}

/* 91350100M000100Y43 is the example of GB 32100. */
static void codes_are_checked_by_kind(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    static const char *const BAD[][2] = {
        {"659901,甲县,county\n91350100M000100Y4A,丙公司,enterprise\n", "exchange.credit_code"},
        {"659901,甲县,county\n659000,乙县,county\n990100,丙市,city\n", "exchange.region_code"},
        {"659901,甲县,county\nP,丙省,province\n", "exchange.region_code"},
        {"659901,甲县,county\n650001,丁县,county\n", "exchange.region_code"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        fails(f, "entity", text_format(f->arena, "code,zh,kind\n%s", BAD[i][0]).ptr, BAD[i][1]);
    }
    ok(f, add(f, "entity",
              "code,zh,kind\n91350100M000100Y43,丙公司,enterprise\nA-17,丁厂,enterprise\n"
              "Z1,开发区,zone\nD9,某局,department\n",
              &tally, &problems));
    assert_int_equal(tally.created, 4);
}

static void a_key_stands_once_in_a_file(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659901,乙县,county\n",
          "exchange.repeated_key");
    fails(f, "entity_name", "entity,name,form\n410800,甲名,alias\n410800,甲名,former\n",
          "exchange.repeated_key");
    assert_int_equal(add(f, "entity", "zh,kind,code\n甲县,county,659901\n乙县,county,659901\n",
                         &tally, &problems),
                     STATUS_INVALID);
    const Problem *problem = problems_at(problems, 0);
    assert_int_equal(problem->row, 3);
    assert_int_equal(problem->column, 3);
    assert_int_equal(problem->args[0].number, 2);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(labels_or_names_in_any_order),
        CASE(a_row_may_refer_to_one_below_it),
        CASE(again_changes_only_what_differs),
        CASE(one_bad_row_keeps_all_out),
        CASE(codes_are_checked_by_kind),
        CASE(a_key_stands_once_in_a_file),
    };
    return cmocka_run_group_tests_name("exchange/registers", tests, NULL, NULL);
}
