/* The files that offices really sent: at least ten cells of each, compared with what a person reads
 * there, or refused with the reason. Needs DUIBIAO_DATA. */
#include "exchange_test.h"

static const char *messy(Fixture *f, const char *test, const char *name)
{
    return data_path(f, test, text_format(f->arena, "messy/%s", name).ptr);
}

static void years_as_columns_under_nine_digit_codes(void **state)
{
    static const Expected TABLE[] = {
        {"北京市", "gdp", "2000", "2478.76", 2, 3},
        {"北京市", "gdp", "2016", "24899.26", 2, 19},
        {"天津市", "gdp", "2008", "6719.01", 3, 11},
        {"河北省", "gdp", "2010", "20197.09", 4, 13},
        {"山西省", "gdp", "2015", "12802.58", 5, 18},
        {"内蒙古自治区", "gdp", "2006", "4944.25", 6, 9},
        {"辽宁省", "gdp", "2016", "22037.88", 7, 19},
        {"吉林省", "gdp", "2003", "2662.08", 8, 6},
        {"黑龙江省", "gdp", "2013", "1480", 9, 16},
        {"上海市", "gdp", "2013", "12981.46", 10, 16},
        {"江苏省", "gdp", "2016", "76086.17", 11, 19},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "provinces_gdp_gbk.csv");
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_indicator"), 1);
    f->options.indicator = TEXT("gdp");
    import(f, path);
    assert_int_equal(f->result.figures_read, 527);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 1);
    assert_int_equal(problems_of(f, "exchange.doubt_scale"), 1); /* 1480 for 14 thousand */
    EXPECT(f, TABLE);
}

static void a_table_without_units_or_year(void **state)
{
    static const Expected TABLE[] = {
        {"北京市", "pop_registered", "2015", "1359.2", 2, 2},
        {"北京市", "avg_wage", "2015", "134994", 2, 3},
        {"北京市", "re_invest", "2015", "3692.54", 2, 4},
        {"北京市", "retail", "2015", "11575.4", 2, 9},
        {"天津市", "pop_registered", "2015", "1049.99", 3, 2},
        {"石家庄市", "retail", "2015", "2983.3", 4, 9},
        {"呼和浩特市", "re_invest", "2015", "238.4", 6, 4},
        {"哈尔滨市", "pop_registered", "2015", "955", 10, 2},
        {"南京市", "avg_wage", "2015", "101502", 12, 3},
        {"乌鲁木齐市", "pop_registered", "2015", "222.62", 36, 2},
        {"北京市", "doctors", "2015", NULL, 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "nbs_17_economic.csv");
    f->options.skip_unknown = true;
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_period"), 1);
    f->options.skip_unknown = true;
    f->options.period = TEXT("2015");
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 6); /* one a column */
    EXPECT(f, TABLE);
}

static void add_shares(Fixture *f)
{
    add_indicator(f, "emp1", "第一产业从业人员比重", "%");
    add_indicator(f, "emp1d", "第一产业从业人员比重(市辖区)", "%");
    add_indicator(f, "emp2", "第二产业从业人员比重", "%");
    add_indicator(f, "emp2d", "第二产业从业人员比重(市辖区)", "%");
    add_indicator(f, "emp3", "第三产业从业人员比重", "%");
    add_indicator(f, "emp3d", "第三产业从业人员比重(市辖区)", "%");
    load_registry(f);
}

static void csv_named_xls_with_provinces_between_cities(void **state)
{
    static const Expected TABLE[] = {
        {"安徽省", "emp1", "2014", "0.87", 2, 2},    {"安徽省", "emp3d", "2014", "43.32", 2, 7},
        {"安康市", "emp1d", "2014", "0.11", 3, 3},   {"安康市", "emp2", "2014", "25.68", 3, 4},
        {"安阳市", "emp2d", "2014", "55.67", 6, 5},  {"安阳市", "emp3", "2014", "36.24", 6, 6},
        {"白银市", "emp1", "2014", "1.36", 12, 2},   {"白银市", "emp1d", "2014", NULL, 0, 0},
        {"东莞市", "emp1", "2014", NULL, 0, 0},      {"东莞市", "emp2", "2014", "83.43", 0, 0},
        {"驻马店市", "emp3", "2014", "49.44", 0, 0}, {"遵义市", "emp3d", "2014", "61.05", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "gbk_csv_named_xls.xls");
    add_shares(f);
    f->options.period = TEXT("2014");
    f->options.skip_unknown = true;
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.not_a_number"), 0);
    EXPECT(f, TABLE);
}

static void random_values_with_trailing_empty_columns(void **state)
{
    static const Expected TABLE[] = {
        {"安阳市", "zhibiao", "2015", "0.92", 2, 3},
        {"鹤壁市", "zhibiao", "2015", "0.19", 3, 3},
        {"焦作市", "zhibiao", "2015", "0.09", 4, 3},
        {"济源市", "zhibiao", "2015", "0.41", 5, 3},
        {"开封市", "zhibiao", "2015", "0.63", 6, 3},
        {"漯河市", "zhibiao", "2015", "0.52", 7, 3},
        {"洛阳市", "zhibiao", "2015", "0.64", 8, 3},
        {"南阳市", "zhibiao", "2015", "0.29", 9, 3},
        {"濮阳市", "zhibiao", "2015", "0.6", 11, 3},
        {"郑州市", "zhibiao", "2015", "0.08", 17, 3},
        {"驻马店市", "zhibiao", "2015", "0.26", 19, 3},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "henan_gbk_trailing_commas_spaces.csv");
    add_indicator(f, "zhibiao", "随机数", "个");
    load_registry(f);
    f->options.period = TEXT("2015");
    import(f, path);
    assert_int_equal(f->result.figures_read, 18);
    EXPECT(f, TABLE);
}

static void footnote_letters_inside_numbers(void **state)
{
    static const Expected TABLE[] = {
        {"Afghanistan", "school", "2015", "8.3", 2, 13},
        {"Afghanistan", "school", "2014", "8.3", 2, 12},
        {"Afghanistan", "school", "1990", NULL, 0, 0},
        {"Afghanistan", "school", "2000", "0.6", 2, 6},
        {"Albania", "school", "1990", "11.3", 3, 4},
        {"Albania", "school", "2015", "14.4", 3, 13},
        {"Bahamas", "school", "2000", "12.4", 12, 6},
        {"Bahamas", "school", "2015", NULL, 0, 0},
        {"Zambia", "school", "2015", "12.1", 185, 13},
        {"Zimbabwe", "school", "2015", "10.2", 186, 13},
        {"Venezuela (Bolivarian Republic of)", "school", "2015", "15.4", 182, 13},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "hdi_footnote_letters_in_cells.csv");
    add_indicator(f, "school", "预期受教育年限", "年");
    add_entity(f, "AF", "阿富汗|Afghanistan", "province");
    add_entity(f, "AL", "阿尔巴尼亚|Albania", "province");
    add_entity(f, "BS", "巴哈马|Bahamas", "province");
    add_entity(f, "ZM", "赞比亚|Zambia", "province");
    add_entity(f, "ZW", "津巴布韦|Zimbabwe", "province");
    add_entity(f, "VE", "委内瑞拉|Venezuela (Bolivarian Republic of)", "province");
    load_registry(f);
    f->options.indicator = TEXT("school");
    f->options.skip_unknown = true;
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.mark"), 5); /* Bahamas has none */
    EXPECT(f, TABLE);
}

static void a_statistics_bureaus_export(void **state)
{
    static const Expected TABLE[] = {
        {"广州市", "gdp", "2018", NULL, 0, 0},
        {"广州市", "gdp", "2017", "21503.15", 5, 3},
        {"广州市", "gdp", "2001", "2685.76", 5, 19},
        {"广州市", "gdp", "2000", NULL, 0, 0},
        {"广州市", "va_primary", "2017", "233.49", 6, 3},
        {"广州市", "va_primary", "2007", "149.87", 6, 13},
        {"广州市", "va_primary", "2006", NULL, 0, 0},
        {"广州市", "va_secondary", "2016", "5751.59", 7, 4},
        {"广州市", "va_secondary", "2012", "4720.7", 7, 8},
        {"广州市", "va_tertiary", "2010", "6557.5", 8, 10},
        {"广州市", "va_tertiary", "2017", "15254.37", 8, 3},
    };
    Fixture *f = *state;
    import(f, messy(f, __func__, "nbs_export_guangzhou_all.xls"));
    assert_int_equal(f->result.figures_read, 50);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_WARNING), 0);
    EXPECT(f, TABLE);
}

static void old_xls_with_merged_header_and_unit_row(void **state)
{
    static const Expected TABLE[] = {
        {"阜新市", "n1", "2014", "4161", 5, 2},     {"阜新市", "n1d", "2014", "447", 5, 3},
        {"阜新市", "n3d", "2014", "68577", 5, 7},   {"吉林省", "n1", "2014", "103842", 11, 2},
        {"长春市", "n1", "2014", "11900", 12, 2},   {"吉林市", "n2", "2014", "207900", 13, 4},
        {"牡丹江市", "n1", "2014", "42200", 30, 2}, {"牡丹江市", "n1d", "2014", NULL, 0, 0},
        {"牡丹江市", "n2", "2014", "78800", 30, 4}, {"上海市", "n3", "2014", "4676300", 0, 0},
        {"南京市", "n2d", "2014", "1147600", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "cnki_2014_employment_biff8_merged_header.xls");
    add_indicator(f, "n1", "一产人员|第一产业(农.林.牧.渔业)", "人");
    add_indicator(f, "n1d", "一产人员(市辖区)|第一产业(农.林.牧.渔业)(市辖区)", "人");
    add_indicator(f, "n2", "二产人员|第二产业", "人");
    add_indicator(f, "n2d", "二产人员(市辖区)|第二产业(市辖区)", "人");
    add_indicator(f, "n3", "三产人员|第三产业", "人");
    add_indicator(f, "n3d", "三产人员(市辖区)|第三产业(市辖区)", "人");
    load_registry(f);
    f->options.skip_unknown = true;
    import(f, path);
    const Reading *reading = LIST_AT(&f->result.readings, Reading, 0);
    assert_int_equal(reading->period.year, 2014);
    assert_true(text_equal(reading->unit, TEXT("人")));
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 0);
    EXPECT(f, TABLE);
}

static void html_named_xls_with_its_unit_in_another_table(void **state)
{
    static const Expected TABLE[] = {
        {"阜新市", "emp1", "2014", "1.94", 0, 0},     {"阜新市", "emp3d", "2014", "42.63", 0, 0},
        {"辽阳市", "emp3", "2014", "51.00", 0, 0},    {"盘锦市", "emp1", "2014", "35.46", 0, 0},
        {"盘锦市", "emp1d", "2014", "0.04", 0, 0},    {"铁岭市", "emp2", "2014", "44.25", 0, 0},
        {"葫芦岛市", "emp2d", "2014", "66.69", 0, 0}, {"吉林省", "emp3", "2014", "50.59", 0, 0},
        {"吉林市", "emp1", "2014", "2.29", 0, 0},     {"白山市", "emp1d", "2014", "4.50", 0, 0},
        {"四平市", "emp3d", "2014", "66.28", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "cnki_html_table_named_xls_1.xls");
    add_shares(f);
    f->options.skip_unknown = true;
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 0);
    EXPECT(f, TABLE);
}

static void html_named_xls_with_blank_cells(void **state)
{
    static const Expected TABLE[] = {
        {"北京市", "cities_all", "2014", "1", 0, 0},
        {"北京市", "cities_sub", "2014", NULL, 0, 0},
        {"河北省", "cities_all", "2014", "31", 0, 0},
        {"河北省", "cities_pre", "2014", "11", 0, 0},
        {"河北省", "cities_cty", "2014", "20", 0, 0},
        {"河北省", "cities_sub", "2014", NULL, 0, 0},
        {"辽宁省", "cities_sub", "2014", "2", 0, 0},
        {"江苏省", "cities_cty", "2014", "23", 0, 0},
        {"河南省", "cities_all", "2014", "38", 0, 0},
        {"河南省", "cities_pre", "2014", "17", 0, 0},
        {"新疆维吾尔自治区", "cities_cty", "2014", "24", 0, 0},
        {"吉林省", "cities_all", "2014", "28", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "cnki_html_table_named_xls_2.xls");
    add_indicator(f, "cities_all", "城市合计", "个");
    add_indicator(f, "cities_mun", "直辖市", "个");
    add_indicator(f, "cities_sub", "副省级市", "个");
    add_indicator(f, "cities_pre", "地级市", "个");
    add_indicator(f, "cities_cty", "县级市", "个");
    load_registry(f);
    import_fails(f, path, "exchange.bad_rows"); /* 内蒙 is no registered name */
    f->options.skip_unknown = true;
    import(f, path);
    /* 全国总计 is a total, 吉林 among provinces the province. */
    assert_int_equal(problems_of(f, "exchange.unknown_entity_near"), 1);
    EXPECT(f, TABLE);
}

static void an_encrypted_file_is_refused(void **state)
{
    Fixture *f = *state;
    const char *path = messy(f, __func__, "cnki_2018_encrypted_biff8.xls");
    import_fails(f, path, "sheet.encrypted");
}

static void a_bilingual_yearbook_of_227_columns(void **state)
{
    static const Expected TABLE[] = {
        {"北京市", "pop_registered", "2019", "1397", 6, 3},
        {"北京市", "gdp", "2019", "35371", 6, 33},
        {"北京市", "budget_rev", "2019", "5817.0994", 6, 45}, /* 万元 */
        {"石家庄市", "pop_registered", "2019", "1052", 9, 3},
        {"石家庄市", "land_area", "2019", "15848", 9, 15},
        {"石家庄市", "builtup_area", "2019", "309", 9, 17},
        {"石家庄市", "park_green", "2019", "4804", 9, 23},
        {"石家庄市", "green_coverage", "2019", "42.9", 9, 24},
        {"石家庄市", "so2_industrial", "2019", "20326", 9, 26},
        {"石家庄市", "gdp_per_capita", "2019", "52859", 9, 35},
        {"石家庄市", "gdp_growth", "2019", "6.7", 9, 37},
        {"石家庄市", "budget_exp", "2019", "1051.3884", 9, 46},
        {"石家庄市", "sci_exp", "2019", "12.3373", 9, 47},
        {"石家庄市", "deposits", "2019", "14956.7778", 9, 53},
        {"石家庄市", "loans", "2019", "11341.8631", 9, 57},
        {"河北省", "gdp", "2019", NULL, 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "yearbook2020_prefecture_227cols_merged_bilingual.xlsx");
    import_fails(f, path, "exchange.bad_rows"); /* most columns are not registered */
    f->options.skip_unknown = true;
    import(f, path);
    EXPECT(f, TABLE);
}

static void a_yearbook_of_counties(void **state)
{
    static const Expected TABLE[] = {
        {"辛集市", "pop_registered", "2019", "63.5495", 6, 3}, /* persons */
        {"辛集市", "land_area", "2019", "951", 6, 6},
        {"辛集市", "gdp", "2019", "416.9907", 6, 7},
        {"辛集市", "va_primary", "2019", "51.7523", 6, 8},
        {"辛集市", "va_secondary", "2019", "269.956", 6, 9},
        {"辛集市", "budget_rev", "2019", "24.0087", 6, 10},
        {"辛集市", "budget_exp", "2019", "67.069", 6, 11},
        {"遵化市", "land_area", "2019", "1513.6", 9, 6},
        {"迁安市", "gdp", "2019", "957.7765", 10, 7},
        {"迁安市", "pop_registered", "2019", "77.8197", 10, 3},
        {"武安市", "gdp", "2019", "638.1839", 12, 7},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "yearbook2020_county_level_cities.xlsx");
    add_entity(f, "130181", "辛集市", "county");
    add_entity(f, "130281", "遵化市", "county");
    add_entity(f, "130283", "迁安市", "county");
    add_entity(f, "130481", "武安市", "county");
    load_registry(f);
    f->options.skip_unknown = true;
    import(f, path);
    EXPECT(f, TABLE);
}

static void import_panel(Fixture *f, const char *test)
{
    import(f, data_path(f, test, "panel/cities.csv"));
}

static void figures_of_2010_under_the_year_2015(void **state)
{
    static const Expected TABLE[] = {
        {"重庆市", "gdp", "2015", "7894.24", 2, 4},
        {"上海市", "gdp", "2015", "16872.42", 3, 4},
        {"北京市", "gdp", "2015", "13777.9", 4, 4},
        {"成都市", "gdp", "2015", "5551.3", 5, 4},
        {"天津市", "gdp", "2015", "9108.83", 6, 4},
        {"广州市", "gdp", "2015", "10604.48", 7, 4},
        {"保定市", "gdp", "2015", "2050.3", 8, 4},
        {"哈尔滨市", "gdp", "2015", "3665.9", 9, 4},
        {"深圳市", "gdp", "2015", "9510.91", 11, 4},
        {"重庆市", "gdp_per_capita", "2015", NULL, 0, 0},
        {"阿里地区", "gdp", "2015", "18.5", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "cities_gdp_wrong_year_in_name.xlsx");
    import_panel(f, __func__);
    f->options.skip_unknown = true;
    import_fails(f, path, "exchange.not_understood"); /* a file's name is no year */
    assert_int_equal(problems_of(f, "exchange.no_period"), 1);
    f->options.skip_unknown = true;
    f->options.period = TEXT("2015");
    import(f, path);
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.year_shifted"), 1);
    assert_true(problems_of(f, "exchange.conflict") >= 25);
}

static void rows_shifted_by_a_year(void **state)
{
    static const Expected TABLE[] = {
        {"安康市", "gdp", "2004", "119.545", 2, 3},
        {"安康市", "share_tertiary", "2004", "47.59", 2, 7},
        {"安康市", "pop_registered", "2004", "294.97", 2, 9},
        {"安康市", "hospital_beds", "2004", "5006", 2, 11},
        {"安康市", "so2_industrial", "2004", "4858", 2, 14},
        {"安康市", "gdp", "2012", "496.908", 7, 3},
        {"安庆市", "gdp", "2005", "429.64", 9, 3},
        {"安庆市", "hospital_beds", "2012", "16085", 11, 11},
        {"安顺市", "pop_registered", "2009", "273.49", 17, 9},
        {"鞍山市", "gdp", "2004", "1006", 29, 3},
        {"遵义市", "gdp", "2004", "362.3727", 0, 0},
    };
    Fixture *f = *state;
    const char *path = messy(f, __func__, "city_panel_rows_shifted_by_one_year.xlsx");
    import_panel(f, __func__);
    f->options.skip_unknown = true;
    import(f, path);
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.rows_shifted"), 1); /* 开封 */
    bool found = false;
    for (size_t i = 0; i < problems_kept(f->result.problems); i++) {
        const Problem *problem = problems_at(f->result.problems, i);
        found |= problem->row == 660 && problem->column == 9; /* 焦作 2011: 792.10 for 370 */
    }
    assert_true(found);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(years_as_columns_under_nine_digit_codes),
        CASE(a_table_without_units_or_year),
        CASE(csv_named_xls_with_provinces_between_cities),
        CASE(random_values_with_trailing_empty_columns),
        CASE(footnote_letters_inside_numbers),
        CASE(a_statistics_bureaus_export),
        CASE(old_xls_with_merged_header_and_unit_row),
        CASE(html_named_xls_with_its_unit_in_another_table),
        CASE(html_named_xls_with_blank_cells),
        CASE(an_encrypted_file_is_refused),
        CASE(a_bilingual_yearbook_of_227_columns),
        CASE(a_yearbook_of_counties),
        CASE(figures_of_2010_under_the_year_2015),
        CASE(rows_shifted_by_a_year),
    };
    return cmocka_run_group_tests_name("exchange/messy", tests, NULL, NULL);
}
