/* Names, codes, units, rules, places. */
#include "compare_test.h"

static void cities(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "320000", "江苏省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_entity(f, "410300", "洛阳市", "city", "410000");
    add_entity(f, "321000", "扬州市", "city", "320000");
    add_entity(f, "410204", "鼓楼区", "county", "410000");
    add_entity(f, "320106", "鼓楼区", "county", "320000");
    Record *former = new_record(f, &RECORD_ENTITY_NAME);
    former->values[ENTITY_NAME_ENTITY] = value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "411000"));
    former->values[ENTITY_NAME_NAME] = value_text(TEXT("许昌地区"));
    former->values[ENTITY_NAME_FORM] = value_text(TEXT("former"));
    former->values[ENTITY_NAME_VALID_TO] = value_int(date_make(1986, 1, 1));
    save(f, former);
    registers_load(f);
}

static void an_entity_is_found_by_code_name_and_short_name(void **state)
{
    Fixture *f = *state;
    cities(f);
    int city = entity(f, "410800");
    assert_int_equal(entity(f, "焦作市"), city);
    assert_int_equal(entity(f, "焦作"), city);
    assert_int_equal(entity(f, " 焦作市 "), city);
    assert_int_equal(f->registry->entities[city].parent, entity(f, "河南省"));
    assert_int_equal(registry_entity_of_id(f->registry, f->registry->entities[city].id), city);
    assert_int_equal(registry_entity_of_id(f->registry, 0), -1);
}

static void a_wrong_suffix_is_not_tolerated_and_the_nearest_is_named(void **state)
{
    Fixture *f = *state;
    cities(f);
    int index;
    Status status = registry_entity(f->registry, TEXT("焦作县"), DATE_NONE, &index, &f->err);
    fails(f, STATUS_NOT_FOUND, "compare.entity_unknown_near", status);
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_ZH, &f->err);
    assert_true(text_contains(buf_text(&out), TEXT("焦作市")));
    status = registry_entity(f->registry, TEXT("纽约"), DATE_NONE, &index, &f->err);
    fails(f, STATUS_NOT_FOUND, "compare.entity_unknown", status);
}

static void namesakes_are_a_conflict(void **state)
{
    Fixture *f = *state;
    cities(f);
    int index;
    Status status = registry_entity(f->registry, TEXT("鼓楼区"), DATE_NONE, &index, &f->err);
    fails(f, STATUS_CONFLICT, "compare.entity_several", status);
    status = registry_entity(f->registry, TEXT("鼓楼"), DATE_NONE, &index, &f->err);
    fails(f, STATUS_CONFLICT, "compare.entity_several", status);
    assert_int_equal(f->registry->entities[entity(f, "320106")].parent, entity(f, "江苏省"));
}

static void a_former_name_holds_only_in_its_time(void **state)
{
    Fixture *f = *state;
    cities(f);
    int index;
    ok(f, registry_entity(f->registry, TEXT("许昌地区"), date_make(1980, 1, 1), &index, &f->err));
    assert_int_equal(index, entity(f, "411000"));
    Status status =
        registry_entity(f->registry, TEXT("许昌地区"), date_make(2016, 1, 1), &index, &f->err);
    assert_int_equal(status, STATUS_NOT_FOUND);
}

static void siblings_share_kind_and_parent(void **state)
{
    Fixture *f = *state;
    cities(f);
    int members[8];
    assert_int_equal(registry_siblings(f->registry, entity(f, "焦作"), members), 3);
    assert_int_equal(registry_siblings(f->registry, entity(f, "扬州"), members), 1);
}

static void an_indicator_is_found_by_code_and_name(void **state)
{
    Fixture *f = *state;
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "growth", "%", "higher", "growth", "economy");
    registers_load(f);
    assert_int_equal(indicator(f, "gdp"), indicator(f, "指标gdp"));
    assert_true(f->registry->indicators[indicator(f, "growth")].is_percent);
    assert_false(f->registry->indicators[indicator(f, "gdp")].is_percent);
    int index;
    Status status = registry_indicator(f->registry, TEXT("指标gdq"), &index, &f->err);
    fails(f, STATUS_NOT_FOUND, "compare.indicator_unknown_near", status);
    status = registry_indicator(f->registry, TEXT("温度"), &index, &f->err);
    fails(f, STATUS_NOT_FOUND, "compare.indicator_unknown", status);
}

static void credit_codes_end_in_their_check_character(void **state)
{
    (void)state;
    assert_true(credit_code_is_valid(TEXT("91350100M000100Y43")));
    assert_false(credit_code_is_valid(TEXT("91350100M000100Y4Z")));
    assert_false(credit_code_is_valid(TEXT("91350100M000100Y44")));
    assert_false(credit_code_is_valid(TEXT("91350100M000100Y4")));
    assert_false(credit_code_is_valid(TEXT("91350100MO00100Y43")));
}

static void region_codes_are_possible_ones(void **state)
{
    (void)state;
    assert_true(region_code_is_valid(TEXT("410800")));
    assert_true(region_code_is_valid(TEXT("410000")));
    assert_true(region_code_is_valid(TEXT("110101")));
    assert_false(region_code_is_valid(TEXT("000000")));
    assert_false(region_code_is_valid(TEXT("170100")));
    assert_false(region_code_is_valid(TEXT("410008")));
    assert_false(region_code_is_valid(TEXT("41080")));
    assert_false(region_code_is_valid(TEXT("4108a0")));
}

static bool convert(const UnitTable *units, const char *from, const char *to, Decimal value,
                    Decimal *result)
{
    const UnitRow *source = unit_find(units, text_from(from));
    const UnitRow *target = unit_find(units, text_from(to));
    assert_non_null(source);
    assert_non_null(target);
    return unit_convert(source, target, value, result);
}

static void check_convert(const UnitTable *units, const char *value, const char *from,
                          const char *to, const char *expected)
{
    Decimal number, result, wanted;
    assert_true(decimal_parse(text_from(value), &number));
    assert_true(decimal_parse(text_from(expected), &wanted));
    assert_true(convert(units, from, to, number, &result));
    assert_int_equal(decimal_compare(result, wanted), 0);
}

static void units_of_one_quantity_convert_exactly(void **state)
{
    Fixture *f = *state;
    Problems *problems = problems_new(f->arena, 10);
    UnitTable *units = unit_table_read(f->arena, rules_file(f->arena, "units.rules"), problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
    check_convert(units, "19260785", "万元", "亿元", "1926.0785");
    check_convert(units, "1926.0785", "亿元", "元", "192607850000");
    check_convert(units, "5.4", "‰", "%", "0.54");
    check_convert(units, "5.4", "%", "‰", "54");
    check_convert(units, "353.5", "万人", "人", "3535000");
    check_convert(units, "4071", "平方公里", "公顷", "407100");
    check_convert(units, "12", "亿千瓦时", "万千瓦时", "120000");
    check_convert(units, "8.4", "%", " % ", "8.4");
    Decimal result;
    assert_false(convert(units, "%", "百分点", (Decimal){1, 0}, &result));
    assert_false(convert(units, "万元", "万美元", (Decimal){1, 0}, &result));
    assert_false(convert(units, "亿元", "元", (Decimal){INT64_MAX / 10, 0}, &result));
    assert_null(unit_find(units, TEXT("克拉")));
}

static void bad_unit_lines_are_problems(void **state)
{
    Fixture *f = *state;
    Problems *problems = problems_new(f->arena, 10);
    unit_table_read(f->arena, TEXT("money 0 元\nmoney x 万元\nmoney 4\nlength 0 元\n"), problems);
    assert_int_equal(problems_count_code(problems, "compare.unit_line"), 2);
    assert_int_equal(problems_count_code(problems, "compare.unit_twice"), 1);
    assert_true(lang_has("compare.unit_line.remedy"));
}

static void rules_must_be_known_whole_and_in_range(void **state)
{
    Fixture *f = *state;
    assert_int_equal(f->rules->growth_window_years, 5);
    Problems *problems = problems_new(f->arena, 20);
    compare_rules_read(f->arena, TEXT("version x\nfar_theta 7\nfar_thata .8 # typo\n"), problems);
    assert_int_equal(problems_count_code(problems, "base.rule_unknown"), 1);
    assert_int_equal(problems_count_code(problems, "base.rule_value"), 1);
    assert_int_equal(problems_count_code(problems, "base.rule_missing"), 8);
}

static void places_in_files_keep_reading_order(void **state)
{
    (void)state;
    CellPlace place = {2, 10000000, 16384};
    int64_t code = cell_code(place);
    CellPlace back = cell_from_code(code);
    assert_int_equal(back.sheet, 2);
    assert_int_equal(back.row, 10000000);
    assert_int_equal(back.column, 16384);
    assert_true(code < (int64_t)1 << 53);
    assert_true(cell_code((CellPlace){0, 2, 1}) > cell_code((CellPlace){0, 1, 16384}));
    assert_true(cell_code((CellPlace){1, 1, 1}) > cell_code((CellPlace){0, 500000000, 1}));
    assert_true(cell_code((CellPlace){1023, 536870911, 16384}) < (int64_t)1 << 53);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(an_entity_is_found_by_code_name_and_short_name),
        compare_test(a_wrong_suffix_is_not_tolerated_and_the_nearest_is_named),
        compare_test(namesakes_are_a_conflict),
        compare_test(a_former_name_holds_only_in_its_time),
        compare_test(siblings_share_kind_and_parent),
        compare_test(an_indicator_is_found_by_code_and_name),
        cmocka_unit_test(credit_codes_end_in_their_check_character),
        cmocka_unit_test(region_codes_are_possible_ones),
        compare_test(units_of_one_quantity_convert_exactly),
        compare_test(bad_unit_lines_are_problems),
        compare_test(rules_must_be_known_whole_and_in_range),
        cmocka_unit_test(places_in_files_keep_reading_order),
    };
    return cmocka_run_group_tests_name("compare_registry", tests, NULL, NULL);
}
