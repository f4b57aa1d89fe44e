/* Rule files: lines, comments, and values into the fields of a struct. */
#include "arena_test.h"

typedef struct Rules {
    Text name;
    int days;
    double share;
} Rules;

static const RuleField FIELDS[] = {
    {"name", RULE_TEXT, offsetof(Rules, name), 0, 0},
    {"days", RULE_WHOLE, offsetof(Rules, days), 1, 30},
    {"share", RULE_RATIO, offsetof(Rules, share), 0, 1},
};

static void lines_have_a_name_a_value_and_a_number(void **state)
{
    (void)state;
    Text rest = TEXT("# 期限 limits\r\n\n  days\t 7  # a week\r\nempty\n#N/A x #y # z\n"), name,
         value;
    int64_t row = 0;
    assert_true(rule_line(&rest, &name, &value, &row));
    assert_text(name, "days");
    assert_text(value, "7");
    assert_int_equal(row, 3);
    assert_true(rule_line(&rest, &name, &value, &row));
    assert_text(name, "empty");
    assert_text(value, "");
    assert_true(rule_line(&rest, &name, &value, &row)); /* a # in a word belongs to it */
    assert_text(name, "#N/A");
    assert_text(value, "x #y");
    assert_int_equal(row, 5);
    assert_false(rule_line(&rest, &name, &value, &row));
}

static void values_go_where_they_belong(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena, 10);
    Rules rules = {0};
    rule_fields_read(arena,
                     TEXT("effective 2016-01-01\nversion 3\nname 焦作 市\ndays 7\nshare .5\n"),
                     FIELDS, 3, &rules, problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
    assert_text(rules.name, "焦作 市");
    assert_int_equal(rules.days, 7);
    assert_true(rules.share == 0.5);
    arena_free(arena);
}

static void what_is_wrong_is_told_all_at_once(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Problems *problems = problems_new(arena, 10);
    Rules rules = {0};
    rule_fields_read(arena, TEXT("days 31\nshare half\ndays 2.5\ndaze 3\n"), FIELDS, 3, &rules,
                     problems);
    assert_int_equal(problems_count_code(problems, "base.rule_value"), 3);
    assert_int_equal(problems_count_code(problems, "base.rule_twice"), 1);
    assert_int_equal(problems_count_code(problems, "base.rule_unknown"), 1);
    assert_int_equal(problems_count_code(problems, "base.rule_missing"), 1);
    assert_int_equal(problems_at(problems, 0)->row, 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_have_a_name_a_value_and_a_number),
        cmocka_unit_test(values_go_where_they_belong),
        cmocka_unit_test(what_is_wrong_is_told_all_at_once),
    };
    return cmocka_run_group_tests_name("base/rules", tests, NULL, NULL);
}
