/* Layouts and cells: every way in which a table may be laid out and a number written. */
#include "exchange_test.h"

static void numbers_as_offices_write_them(void **state)
{
    static const struct {
        const char *cell, *value;
        Bound bound;
    } CELLS[] = {
        {"1926.08", "1926.08", BOUND_EXACT},
        {"\"1,926.08\"", "1926.08", BOUND_EXACT},
        {"１９２６．０８", "1926.08", BOUND_EXACT},
        {" 1926.08\xC2\xA0", "1926.08", BOUND_EXACT},
        {"1926.08 a", "1926.08", BOUND_EXACT},
        {"1926.08 (预计)", "1926.08", BOUND_EXACT},
        {"1926.08[1]", "1926.08", BOUND_EXACT},
        {"1926多", "1926", BOUND_MORE},
        {">1926", "1926", BOUND_MORE},
        {"超过1926亿元", "1926", BOUND_MORE},
        {"不足1926", "1926", BOUND_LESS},
        {"约1926", "1926", BOUND_ABOUT},
        {"1926左右", "1926", BOUND_ABOUT},
        {"19260800万元", "1926.08", BOUND_EXACT},
        {"150多亿元", "150", BOUND_MORE},
        {"-3.5", "-3.5", BOUND_EXACT},
        {"1.92608e3", "1926.08", BOUND_EXACT},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof CELLS / sizeof *CELLS; i++) {
        const char *text = text_format(f->arena, "城市,年份,GDP(亿元)\n焦作市,%d,%s\n",
                                       1950 + (int)i, CELLS[i].cell)
                               .ptr;
        import(f, write_file(f, "cell.csv", text));
        const Observation *found = figure(f, "焦作市", "gdp", 1950 + (int)i, DATE_NONE);
        Decimal value;
        assert_true(decimal_parse(text_from(CELLS[i].value), &value));
        assert_non_null(found);
        assert_int_equal(decimal_compare(found->value, value), 0);
        assert_int_equal(found->bound, CELLS[i].bound);
    }
}

static void what_is_no_number_is_missing_or_wrong_but_never_zero(void **state)
{
    static const char *const MISSING[] = {"", "-", "—", "…", "..", "NA", "n/a", "无", "NULL", " "};
    static const char *const WRONG[] = {"mi",  "83o",  "l23.4O",    "\"1,92,6\"", "12.3.4",
                                        "1-2", "焦作", "1926 万人", "2015-08-01"};
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof MISSING / sizeof *MISSING; i++) {
        const char *text =
            text_format(f->arena, "城市,年份,GDP(亿元)\n许昌市,2015,1\n焦作市,%d,%s\n",
                        1950 + (int)i, MISSING[i])
                .ptr;
        import(f, write_file(f, "cell.csv", text));
        assert_int_equal(f->result.figures_blank, 1);
        assert_null(figure(f, "焦作市", "gdp", 1950 + (int)i, DATE_NONE));
    }
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        const char *text =
            text_format(f->arena, "城市,年份,GDP(亿元)\n许昌市,2015,1\n焦作市,2015,%s\n", WRONG[i])
                .ptr;
        import_fails(f, write_file(f, "cell.csv", text), "exchange.bad_rows");
    }
}

static void entities_in_columns(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2015", "1926.08", 3, 2},
        {"许昌市", "gdp", "2015", "2171.16", 3, 3},
        {"扬州市", "gdp_growth", "2015", "10.3", 4, 4},
    };
    Fixture *f = *state;
    import(f, write_file(f, "compare.csv",
                         "2015年主要指标比较,,,\n指标,焦作市,许昌市,扬州市\n"
                         "地区生产总值(亿元),1926.08,2171.16,4016.84\n"
                         "地区生产总值增长率(%),8.8,9,10.3\n"));
    EXPECT(f, TABLE);
}

static void years_in_rows_of_one_entity(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2014", "1844.31", 5, 2},
        {"焦作市", "pop_registered", "2015", "370.5", 6, 3},
    };
    Fixture *f = *state;
    import(f, write_file(f, "years.csv",
                         "焦作市历年主要指标,,\n地区:焦作,,\n年份,地区生产总值,年末总人口\n"
                         ",(万元),(万人)\n2014年,18443100,368.9\n2015年,19260800,370.5\n"
                         "注:2015年为年鉴数,,\n"));
    EXPECT(f, TABLE);
    assert_int_equal(f->result.figures_read, 4);
}

static void groups_scopes_totals_and_pages(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2015", "1926.08", 5, 2},
        {"焦作市", "builtup_area", "2015", "113.3", 5, 5},
        {"河南省", "gdp", "2015", "37002.16", 4, 2},
        {"许昌市", "gdp", "2015", "2171.16", 9, 2},
    };
    Fixture *f = *state;
    import(f, write_file(f, "groups.csv",
                         "2015年各市主要指标,单位:亿元,,,\n"
                         "城市,地区生产总值,,建成区面积（平方公里）,\n"
                         ",全市,市辖区,全市,市辖区\n"
                         "河南省,37002.16,,,\n"
                         "焦作市,1926.08,,,113.3\n"
                         "合计,3,,,\n"
                         "\n"
                         "城市,地区生产总值,,建成区面积,\n"
                         "许昌市,2171.16,,,\n"
                         "资料来源:河南统计年鉴2016,,,,\n"));
    EXPECT(f, TABLE);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_ERROR), 0);
}

static void a_bad_year_is_told_at_its_cell(void **state)
{
    static const Expected TABLE[] = {{"焦作市", "gdp", "2015", "1926.08", 2, 4}};
    Fixture *f = *state;
    import_fails(f, write_file(f, "two.csv", "城市,年份,GDP(亿元)\n焦作市,2015,1\n许昌市,那年,2\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_count(f->result.problems, SEVERITY_NOTE), 1);
    const Problem *problem = problems_at(f->result.problems, 0);
    assert_string_equal(problem->code, "exchange.bad_period");
    assert_int_equal(problem->row, 3);
    assert_int_equal(problem->column, 2);
    import_fails(f, write_file(f, "short.csv", "城市,年份,GDP(亿元)\n焦作市,15,1\n许昌市,15,2\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.bad_period"), 2);
    /* Beside years, a column of days is none of periods. */
    import(f,
           write_file(f, "days.csv", "城市,日期,年份,GDP(亿元)\n焦作市,2016-03-31,2015,1926.08\n"));
    EXPECT(f, TABLE);
}

static void a_wrong_unit_is_told_where_it_stands(void **state)
{
    static const char *const FILES[] = {
        "城市,年份,指标,数值,单位\n焦作市,2015,gdp,1,万人\n",
        "城市,年份,数值,单位,指标\n焦作市,2015,1,,地区生产总值(万人)\n",
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        import_fails(f, write_file(f, "unit.csv", FILES[i]), "exchange.bad_rows");
        assert_int_equal(problems_of(f, "exchange.unit_mismatch"), 1);
        assert_int_equal(problems_at(f->result.problems, 0)->column, 5);
    }
}

static void districts_are_not_the_city(void **state)
{
    Fixture *f = *state;
    import_fails(f, write_file(f, "d.csv", "城市,年份,地区生产总值_市辖区_万元\n焦作市,2015,1\n"),
                 "exchange.not_understood");
    import(f, write_file(f, "w.csv",
                         "城市,年份,地区生产总值_当年价格_全市_万元\n焦作市,2015,10000\n"));
    static const Expected TABLE[] = {{"焦作市", "gdp", "2015", "1", 2, 3}};
    EXPECT(f, TABLE);
}

static void units_that_do_not_fit(void **state)
{
    Fixture *f = *state;
    import_fails(f, write_file(f, "u.csv", "城市,年份,地区生产总值(万人)\n焦作市,2015,1\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.unit_mismatch"), 1);
    import_fails(f, write_file(f, "l.csv", "城市,年份,指标,单位,数值\n焦作市,2015,gdp,万人,1\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.unit_mismatch"), 1);
    import(f, write_file(f, "p.csv", "城市,年份,GDP\n焦作市,2015,1\n"));
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 1);
}

static void two_blocks_side_by_side_are_refused(void **state)
{
    Fixture *f = *state;
    import_fails(f,
                 write_file(f, "two.csv",
                            "城市,GDP(亿元),城市,GDP(亿元)\n焦作市,1,许昌市,2\n"
                            "开封市,3,洛阳市,4\n"),
                 "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.two_blocks"), 1);
}

static void a_sheet_that_is_no_table_hinders_no_other(void **state)
{
    static const Expected TABLE[] = {{"焦作市", "gdp", "2015", "1926.08", 2, 3}};
    Fixture *f = *state;
    import(f, write_file(f, "two.html",
                         "<html><body><table><tr><td>说明</td><td>甲</td></tr>"
                         "<tr><td>一</td><td>乙</td></tr><tr><td>二</td><td>乙</td></tr>"
                         "<tr><td>三</td><td>乙</td></tr><tr><td>四</td><td>乙</td></tr>"
                         "<tr><td>五</td><td>乙</td></tr><tr><td>六</td><td>乙</td></tr></table>"
                         "<table><tr><td>城市</td><td>年份</td><td>GDP(亿元)</td></tr>"
                         "<tr><td>焦作市</td><td>2015</td><td>1926.08</td></tr></table>"
                         "</body></html>"));
    EXPECT(f, TABLE);
    assert_int_equal(problems_of(f, "exchange.no_header"), 1);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_ERROR), 0);
}

static void release_dates_by_rule_and_by_word(void **state)
{
    static const struct {
        const char *origin, *known_from;
        ObservationStatus status;
    } ROWS[] = {
        {"China City Statistical Yearbook 2017, sheet 1", "2017-09-30", OBSERVATION_OBSERVED},
        {"中国城市统计年鉴2016", "2016-09-30", OBSERVATION_OBSERVED},
        {"焦作市统计公报", "2016-03-31", OBSERVATION_PROVISIONAL},
        {"government work report (preliminary)", "2016-02-28", OBSERVATION_PROVISIONAL},
        {"retrospectively revised series; origin not documented", "2020-09-30",
         OBSERVATION_ESTIMATED},
        {"unknown", "2016-09-30", OBSERVATION_OBSERVED},
    };
    static const char *const CITIES[] = {"焦作市", "许昌市", "扬州市",
                                         "南通市", "开封市", "洛阳市"};
    Fixture *f = *state;
    Buf out = buf_new(f->arena);
    buf_add_cstr(&out, "城市,年份,GDP(亿元),来源\n");
    for (int i = 0; i < 6; i++) {
        buf_add_format(&out, "%s,2015,1,\"%s\"\n", CITIES[i], ROWS[i].origin);
    }
    import(f, write_file(f, "releases.csv", text_cstr(f->arena, buf_text(&out))));
    for (int i = 0; i < 6; i++) {
        Date known;
        const Observation *found = figure(f, CITIES[i], "gdp", 2015, DATE_NONE);
        assert_true(date_parse(text_from(ROWS[i].known_from), &known));
        assert_int_equal(found->known_from, known);
        assert_int_equal(found->status, ROWS[i].status);
    }
    f->options.known_from = date_make(2016, 1, 25);
    import(f, write_file(f, "given.csv", "城市,年份,GDP(亿元)\n郑州市,2015,1\n"));
    assert_int_equal(figure(f, "郑州市", "gdp", 2015, DATE_NONE)->known_from,
                     date_make(2016, 1, 25));
    import(f,
           write_file(f, "column.csv", "城市,年份,GDP(亿元),发布日期\n新乡市,2015,1,2016/2/3\n"));
    assert_int_equal(figure(f, "新乡市", "gdp", 2015, DATE_NONE)->known_from,
                     date_make(2016, 2, 3));
}

/* A bulletin gives each indicator and its growth, which are two indicators here. */
static void growth_beside_levels(void **state)
{
    static const Expected FIGURES[] = {
        {"焦作市", "gdp", "2016", "1521.6", 6, 2},
        {"焦作市", "gdp_growth", "2016", "8.3", 6, 3},
        {"焦作市", "ind_va_growth", "2016", "8.7", 6, 4},
        {"焦作市", "fai", "2016", "1588.0", 6, 5},
        {"焦作市", "fai_growth", "2016", "16.2", 6, 6},
        {"焦作市", "trade_total", "2016", "90.1", 6, 7},
    };
    Fixture *f = *state;
    import(f, write_file(f, "bulletin.csv",
                         "2016年主要经济指标,,,,,,,\n"
                         ",,,,,,,单位：亿元、%\n"
                         "市　别,生产总值,,规模以上工业增加值,固定资产投资,,进出口总额,\n"
                         ",总量,增长,增长,总量,增长,总量,比上年同期增长\n"
                         "全　省,29277.5,8.1,8.0,27919.6,13.6,3000.1,4.4\n"
                         "焦　作,1521.6,8.3,8.7,1588.0,16.2,90.1,3.3\n"
                         "许昌市,1776.4,8.8,9.1,1615.9,16.7,80.2,2.2\n"));
    EXPECT(f, FIGURES);
    assert_int_equal(count_figures(f), 12);
    assert_int_equal(problems_of(f, "exchange.no_growth"), 1);
    assert_int_equal(problems_of(f, "exchange.unit_presumed"), 0);
}

static void growth_behind_each_level_in_one_row(void **state)
{
    static const Expected FIGURES[] = {
        {"焦作市", "gdp", "2015", "1926.08", 2, 2},
        {"焦作市", "gdp_growth", "2015", "8.7", 2, 3},
        {"焦作市", "budget_rev", "2015", "115.11", 2, 4},
        {"焦作市", "budget_rev_growth", "2015", "9.9", 2, 5},
    };
    Fixture *f = *state;
    f->options.period = TEXT("2015");
    import(f, write_file(f, "row.csv",
                         "城市,GDP(亿元),增长%,一般公共预算收入(亿元),增速(%)\n"
                         "焦作市,1926.08,8.7,115.11,9.9\n"));
    EXPECT(f, FIGURES);
    assert_int_equal(count_figures(f), 4);
}

static void growth_beside_levels_of_indicators_in_rows(void **state)
{
    static const Expected FIGURES[] = {
        {"焦作市", "gdp", "2015", "1926.08", 2, 3},
        {"焦作市", "gdp_growth", "2015", "8.7", 2, 4},
        {"焦作市", "ind_va_growth", "2015", "9.2", 3, 4},
        {"焦作市", "urban_level", "2015", "54.85", 4, 3},
    };
    Fixture *f = *state;
    add_indicator(f, "urban_level", "城镇化水平", "%");
    load_registry(f);
    f->options.entity = TEXT("焦作");
    import(f, write_file(f, "own.csv",
                         "指标,计量单位,2015年,2015年比2014年增长%\n"
                         "生产总值,万元,19260800,8.7\n"
                         "规模以上工业增加值,亿元,—,9.2\n"
                         "城镇化水平,%,54.85,1.7\n"));
    EXPECT(f, FIGURES);
    assert_int_equal(count_figures(f), 4);
    assert_int_equal(problems_of(f, "exchange.no_growth"), 1);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(numbers_as_offices_write_them),
        CASE(what_is_no_number_is_missing_or_wrong_but_never_zero),
        CASE(entities_in_columns),
        CASE(years_in_rows_of_one_entity),
        CASE(groups_scopes_totals_and_pages),
        CASE(a_bad_year_is_told_at_its_cell),
        CASE(a_wrong_unit_is_told_where_it_stands),
        CASE(districts_are_not_the_city),
        CASE(units_that_do_not_fit),
        CASE(two_blocks_side_by_side_are_refused),
        CASE(a_sheet_that_is_no_table_hinders_no_other),
        CASE(release_dates_by_rule_and_by_word),
        CASE(growth_beside_levels),
        CASE(growth_behind_each_level_in_one_row),
        CASE(growth_beside_levels_of_indicators_in_rows),
    };
    return cmocka_run_group_tests_name("exchange/rows", tests, NULL, NULL);
}
