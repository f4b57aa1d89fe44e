/* The twins of the messy files: read as a person reads them, or refused with the reason. */
#include "exchange_test.h"

static const char *twin(Fixture *f, const char *name)
{
    return project_path(f, text_format(f->arena, "test/data/messy/%s", name).ptr);
}

static int open_with_places(void **state)
{
    fixture_open(state);
    Fixture *f = *state;
    add_entity(f, "990000", "庚省", "province");
    add_entity(f, "990100", "甲省", "province");
    add_entity(f, "990200", "乙省", "province");
    add_entity(f, "990301", "甲市", "city");
    add_entity(f, "990302", "乙市", "city");
    add_entity(f, "990303", "丙市", "city");
    load_registry(f);
    return 0;
}

static void nine_digit_codes_and_years_as_columns(void **state)
{
    static const Expected TABLE[] = {
        {"甲省", "gdp", "2014", "2411.5", 2, 3},
        {"甲省", "gdp", "2016", "2788", 2, 5},
        {"乙省", "gdp", "2015", "1812.9", 3, 4},
    };
    Fixture *f = *state;
    f->options.indicator = TEXT("地区生产总值");
    import(f, twin(f, "provinces_gdp_gbk.csv"));
    EXPECT(f, TABLE);
}

static void no_units_are_told(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "pop_registered", "2013", "312.4", 2, 2},
        {"乙市", "trade_total", "2013", "882.5", 3, 4},
    };
    Fixture *f = *state;
    f->options.period = TEXT("2013年");
    import(f, twin(f, "no_units_gbk.csv"));
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 3);
}

static void provinces_between_cities(void **state)
{
    static const Expected TABLE[] = {
        {"河南省", "e1", "2014", "1.25", 2, 2},
        {"甲市", "e2", "2014", "50.09", 3, 3},
        {"丙市", "e1", "2014", "0.66", 6, 2},
    };
    Fixture *f = *state;
    add_indicator(f, "e1", "第一产业从业人员比重", "%");
    add_indicator(f, "e2", "第二产业从业人员比重", "%");
    load_registry(f);
    f->options.period = TEXT("2014");
    import(f, twin(f, "gbk_csv_named_xls.xls"));
    EXPECT(f, TABLE);
}

static void trailing_columns_and_transcriptions(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "zhibiao", "2014", "0.42", 2, 3},
        {"乙市", "zhibiao", "2014", "0.07", 3, 3},
    };
    Fixture *f = *state;
    add_indicator(f, "zhibiao", "指数", "个");
    load_registry(f);
    f->options.period = TEXT("2014");
    import(f, twin(f, "trailing_commas_spaces_gbk.csv"));
    EXPECT(f, TABLE);
}

static void footnotes_inside_numbers(void **state)
{
    static const Expected TABLE[] = {
        {"Alpha", "school", "1990", "7.1", 2, 4},
        {"Alpha", "school", "2015", "8.4", 2, 5},
        {"Beta", "school", "1990", NULL, 0, 0},
        {"Côte Verte", "school", "2015", "5", 4, 5},
    };
    Fixture *f = *state;
    add_indicator(f, "school", "受教育年限", "年");
    add_entity(f, "X1", "甲国|Alpha", "province");
    add_entity(f, "X2", "乙国|Beta", "province");
    add_entity(f, "X3", "丙国|Côte Verte", "province");
    load_registry(f);
    f->options.indicator = TEXT("school");
    import(f, twin(f, "footnote_letters_in_cells.csv"));
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.mark"), 2);
}

static void a_bureaus_export(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "gdp", "2018", NULL, 0, 0},
        {"甲市", "gdp", "2017", "2020.17", 5, 3},
        {"甲市", "va_primary", "2005", "1020.05", 6, 15},
    };
    Fixture *f = *state;
    import(f, twin(f, "bureau_export.xls"));
    EXPECT(f, TABLE);
}

static void merged_header_with_unit_row(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "n1", "2014", "4161", 5, 2},
        {"甲市", "n2d", "2014", "91852.5", 5, 5},
        {"丙市", "n1d", "2014", "96", 7, 3},
    };
    static const char *const FILES[] = {"employment_biff8_merged_header.xls",
                                        "employment_libreoffice.xlsx"};
    Fixture *f = *state;
    add_entity(f, "990900", "癸省", "province");
    add_indicator(f, "n1", "一产人员|第一产业(农.林.牧.渔业)", "人");
    add_indicator(f, "n1d", "一产人员(区)|第一产业(农.林.牧.渔业)(市辖区)", "人");
    add_indicator(f, "n2", "二产人员|第二产业", "人");
    add_indicator(f, "n2d", "二产人员(区)|第二产业(市辖区)", "人");
    load_registry(f);
    for (int i = 0; i < 2; i++) {
        import(f, twin(f, FILES[i]));
        EXPECT(f, TABLE);
        assert_int_equal(f->result.readings.count, 1); /* the hidden sheet stays hidden */
    }
    assert_int_equal(f->result.tally.added, 0); /* the same figures in another file */
    import_fails(f, twin(f, "employment_biff5_gbk.xls"), "exchange.not_understood");
}

static void html_with_its_unit_apart(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "s1", "2014", "1.50", 3, 2},
        {"甲市", "s2d", "2014", "58.00", 3, 5},
        {"乙市", "s1d", "2014", NULL, 0, 0},
        {"乙市", "s2", "2014", "39.95", 4, 4},
    };
    Fixture *f = *state;
    add_indicator(f, "s1", "一产比重|第一产业", "%");
    add_indicator(f, "s1d", "一产比重(区)|第一产业(市辖区)", "%");
    add_indicator(f, "s2", "二产比重|第二产业", "%");
    add_indicator(f, "s2d", "二产比重(区)|第二产业(市辖区)", "%");
    load_registry(f);
    import(f, twin(f, "html_table_named_xls_1.xls"));
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 0);
}

static void a_wide_bilingual_yearbook(void **state)
{
    static const Expected TABLE[] = {
        {"甲市", "i1", "2019", "103.25", 7, 3},
        {"乙市", "i1d", "2019", "16872.42", 8, 4}, /* stored as 16872.419999999998 */
        {"丙市", "i1", "2019", "303.25", 9, 3},
        {"甲市", "i112d", "2019", "326.25", 7, 226},
    };
    Fixture *f = *state;
    const char *path = twin(f, "wide_227cols_merged_bilingual.xlsx");
    add_indicator(f, "i1", "指标1", "万人");
    add_indicator(f, "i1d", "指标1(市辖区)", "万人");
    add_indicator(f, "i112d", "指标112(市辖区)", "万人");
    load_registry(f);
    import_fails(f, path, "exchange.bad_rows");
    f->options.skip_unknown = true;
    import(f, path);
    EXPECT(f, TABLE);
    add_indicator(f, "i2", "指标2", "万人"); /* its cell is a formula that failed */
    load_registry(f);
    f->options.skip_unknown = true;
    f->options.dry_run = true;
    import_fails(f, path, "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.not_a_number"), 1);
}

static void counties_below_a_province_that_is_not_registered(void **state)
{
    static const Expected TABLE[] = {
        {"辛市", "pop_registered", "2019", "51.2345", 6, 3},
        {"壬市", "pop_registered", "2019", "40.0001", 7, 3},
    };
    Fixture *f = *state;
    add_entity(f, "990401", "辛市", "county");
    add_entity(f, "990402", "壬市", "county");
    load_registry(f);
    import(f, twin(f, "county_level_cities.xlsx"));
    EXPECT(f, TABLE);
}

static void a_wrong_year_and_shifted_rows_are_told(void **state)
{
    Fixture *f = *state;
    import(f, write_file(f, "known.csv",
                         "城市,指标,2003,2004,2005,2006,2007,2010,2015\n"
                         "甲市,GDP(万元),95000,100000,105000,110000,115000,28942400,60000000\n"
                         "乙市,GDP(万元),295000,300000,305000,310000,315000,8724200,20000000\n"
                         "甲市,年末户籍人口(万人),370,370.5,370.5,370.5,370.5,371,372\n"
                         "乙市,年末户籍人口(万人),370,370.5,370.5,370.5,370.5,371,372\n"));
    import(f, twin(f, "city_panel_rows_shifted_by_one_year.xlsx"));
    assert_int_equal(problems_of(f, "exchange.rows_shifted"), 1); /* 乙市 */
    assert_true(problems_of(f, "exchange.conflict") >= 1);        /* 792.10 for 370.5 */
    const char *path = twin(f, "cities_gdp_2015_with_figures_of_2010.xlsx");
    f->options.skip_unknown = true;
    import_fails(f, path, "exchange.not_understood");
    f->options.skip_unknown = true;
    f->options.period = TEXT("2015");
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.conflict"), 2);
}

static void encrypted_files_are_refused(void **state)
{
    Fixture *f = *state;
    import_fails(f, twin(f, "encrypted_biff8.xls"), "sheet.encrypted");
    import_fails(f, twin(f, "encrypted.xlsx"), "sheet.encrypted");
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_with_places, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(nine_digit_codes_and_years_as_columns),
        CASE(no_units_are_told),
        CASE(provinces_between_cities),
        CASE(trailing_columns_and_transcriptions),
        CASE(footnotes_inside_numbers),
        CASE(a_bureaus_export),
        CASE(merged_header_with_unit_row),
        CASE(html_with_its_unit_apart),
        CASE(a_wide_bilingual_yearbook),
        CASE(counties_below_a_province_that_is_not_registered),
        CASE(a_wrong_year_and_shifted_rows_are_told),
        CASE(encrypted_files_are_refused),
    };
    return cmocka_run_group_tests_name("exchange/twins", tests, NULL, NULL);
}
