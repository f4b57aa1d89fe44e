/* The self-made twins in test/data/messy. */
#include "support.h"

#include <string.h>

static const char *data_folder;

static const char *twin(Arena *arena, const char *file)
{
    return text_cstr(arena, text_format(arena, "%s/%s", data_folder, file));
}

static void xls_with_merged_header(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "employment_biff8_merged_header.xls"), 0);
    assert_string_equal(sheet_format(grid.file), "xls");
    grid_expect(&grid, 1, 1, CELL_TEXT, "癸省2014年地级市按产业划分的年末单位从业人员统计(二)");
    grid_expect(&grid, 2, 1, CELL_TEXT, "单位:人");
    grid_expect(&grid, 3, 2, CELL_TEXT, "第一产业(农.林.牧.渔业)");
    grid_expect(&grid, 3, 3, CELL_EMPTY, "");
    grid_expect(&grid, 4, 3, CELL_TEXT, "市辖区");
    grid_expect(&grid, 5, 1, CELL_TEXT, "\u00A0\u00A0甲市");
    grid_expect(&grid, 5, 5, CELL_NUMBER, "91852.5");
    grid_expect(&grid, 7, 2, CELL_NUMBER, "0");
    grid_expect(&grid, 7, 5, CELL_NUMBER, "164443.02");
    grid_expect(&grid, 5, 6, CELL_NUMBER, "107681"); /* a formula, as all that follow */
    grid_expect(&grid, 8, 5, CELL_NUMBER, "333703.77");
    grid_expect(&grid, 8, 6, CELL_FAULT, "#DIV/0!");
    grid_expect(&grid, 9, 2, CELL_DATE, "2016-10-13");
    grid_expect(&grid, 9, 3, CELL_TEXT, "共3市");
    grid_expect(&grid, 9, 4, CELL_BOOLEAN, "1");
    assert_int_equal(grid_cell(&grid, 10, 1).text.len, 1929);
    assert_true(grid_has_merge(&grid, (MergedRange){1, 1, 1, 7}));
    assert_true(grid_has_merge(&grid, (MergedRange){3, 4, 1, 1}));
    assert_true(grid_has_merge(&grid, (MergedRange){3, 3, 4, 5}));
    assert_int_equal(sheet_count(grid.file), 2);
    assert_false(sheet_is_hidden(grid.file, 0));
    assert_true(sheet_is_hidden(grid.file, 1));
    assert_true(text_equal(sheet_name(grid.file, 1), TEXT("底稿")));
    sheet_close(grid.file);
}

static void xlsx_of_another_program_reads_like_the_xls(void **state)
{
    Grid old = grid_read(*state, twin(*state, "employment_biff8_merged_header.xls"), 0);
    Grid new = grid_read(*state, twin(*state, "employment_libreoffice.xlsx"), 0);
    assert_string_equal(sheet_format(new.file), "xlsx");
    assert_int_equal(old.cells.count, new.cells.count);
    for (size_t i = 0; i < old.cells.count; i++) {
        const GridCell *a = LIST_AT(&old.cells, GridCell, i), *b = LIST_AT(&new.cells, GridCell, i);
        assert_int_equal(a->row, b->row);
        assert_int_equal(a->column, b->column);
        assert_int_equal(a->cell.kind, b->cell.kind);
        assert_true(text_equal(a->cell.text, b->cell.text));
    }
    const MergedRange *ranges;
    assert_int_equal(sheet_merges(old.file, &ranges), sheet_merges(new.file, &ranges));
    assert_true(sheet_is_hidden(new.file, 1));
    sheet_close(old.file);
    sheet_close(new.file);
}

static void xls_of_1995(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "employment_biff5_gbk.xls"), 0);
    assert_true(text_equal(sheet_name(grid.file, 0), TEXT("从业人员")));
    grid_expect(&grid, 1, 1, CELL_TEXT, "单位:人");
    grid_expect(&grid, 2, 3, CELL_TEXT, "市辖区");
    grid_expect(&grid, 3, 1, CELL_TEXT, "  甲市");
    grid_expect(&grid, 3, 2, CELL_NUMBER, "4161");
    grid_expect(&grid, 3, 3, CELL_NUMBER, "447.25");
    grid_expect(&grid, 4, 3, CELL_NUMBER, "2050.5");
    grid_expect(&grid, 5, 2, CELL_NUMBER, "0.5");
    grid_expect(&grid, 5, 3, CELL_FAULT, "#N/A");
    sheet_close(grid.file);
}

static void a_bureau_s_export(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "bureau_export.xls"), 0);
    assert_true(text_equal(sheet_name(grid.file, 0), TEXT("主要城市年度数据")));
    grid_expect(&grid, 1, 1, CELL_TEXT, "数据库：主要城市年度数据");
    grid_expect(&grid, 2, 1, CELL_TEXT, "地区：甲市");
    grid_expect(&grid, 4, 2, CELL_TEXT, "2018年");
    grid_expect(&grid, 4, 15, CELL_TEXT, "2005年");
    grid_expect(&grid, 5, 1, CELL_TEXT, "国内生产总值(亿元)"); /* written behind row 6 */
    grid_expect(&grid, 5, 2, CELL_EMPTY, "");
    grid_expect(&grid, 5, 3, CELL_NUMBER, "2020.17");
    grid_expect(&grid, 6, 3, CELL_NUMBER, "1020.17");
    grid_expect(&grid, 6, 15, CELL_NUMBER, "1020.05");
    grid_expect(&grid, 7, 1, CELL_TEXT, "数据来源：自编");
    assert_int_equal(grid.rows, 7);
    sheet_close(grid.file);
}

static void strings_cut_over_several_records(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "continued_strings.xls"), 0);
    grid_expect(&grid, 1, 1, CELL_TEXT, "焦作市GDP");
    grid_expect(&grid, 2, 1, CELL_TEXT, "ok");
    grid_expect(&grid, 3, 1, CELL_TEXT, "李\U00020087x");
    sheet_close(grid.file);
}

static void passwords_are_told(void **state)
{
    static const char *const files[] = {"encrypted_biff8.xls", "encrypted.xlsx"};
    for (int i = 0; i < 2; i++) {
        assert_string_equal(first_error(twin(*state, files[i]), NULL), "sheet.encrypted");
    }
}

static void html_with_the_unit_in_a_table_of_its_own(void **state)
{
    Grid unit = grid_read(*state, twin(*state, "html_table_named_xls_1.xls"), 0);
    grid_expect(&unit, 1, 1, CELL_TEXT, "单位:%");
    sheet_close(unit.file);
    Grid grid = grid_read(*state, twin(*state, "html_table_named_xls_1.xls"), 1);
    assert_string_equal(sheet_format(grid.file), "html");
    assert_true(text_equal(sheet_name(grid.file, 1), TEXT("丁省2014年地级市从业人员构成(二)")));
    grid_expect(&grid, 1, 1, CELL_TEXT, "城市");
    grid_expect(&grid, 1, 4, CELL_TEXT, "第二产业");
    grid_expect(&grid, 2, 2, CELL_TEXT, "全市");
    grid_expect(&grid, 2, 5, CELL_TEXT, "市辖区");
    grid_expect(&grid, 3, 1, CELL_TEXT, "\u00A0\u00A0甲市");
    grid_expect(&grid, 3, 2, CELL_TEXT, "1.50");
    grid_expect(&grid, 3, 5, CELL_TEXT, "58.00");
    grid_expect(&grid, 4, 3, CELL_EMPTY, "");
    grid_expect(&grid, 4, 4, CELL_TEXT, "39.95");
    grid_expect(&grid, 4, 5, CELL_EMPTY, ""); /* a non-breaking space alone is nothing */
    assert_true(grid_has_merge(&grid, (MergedRange){1, 2, 1, 1}));
    assert_true(grid_has_merge(&grid, (MergedRange){1, 1, 2, 3}));
    assert_true(grid_has_merge(&grid, (MergedRange){1, 1, 4, 5}));
    sheet_close(grid.file);
}

static void html_in_a_layout_table_and_another_encoding_than_it_says(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "html_table_named_xls_2.xls"), 1);
    assert_string_equal(sheet_encoding(grid.file), "GB18030");
    assert_int_equal(sheet_count(grid.file), 2);
    grid_expect(&grid, 1, 3, CELL_TEXT, "按级别分组");
    grid_expect(&grid, 2, 1, CELL_EMPTY, "");
    grid_expect(&grid, 2, 3, CELL_TEXT, "副省级市");
    grid_expect(&grid, 2, 5, CELL_TEXT, "县级市");
    grid_expect(&grid, 3, 1, CELL_TEXT, "全省");
    grid_expect(&grid, 3, 5, CELL_TEXT, "12");
    grid_expect(&grid, 4, 1, CELL_TEXT, "甲\n地区");
    grid_expect(&grid, 4, 3, CELL_EMPTY, "");
    grid_expect(&grid, 4, 5, CELL_TEXT, "2");
    grid_expect(&grid, 5, 2, CELL_NUMBER, "1926.0785"); /* shown as 1,926 */
    sheet_close(grid.file);
}

static void csv_named_xls(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "gbk_csv_named_xls.xls"), 0);
    assert_string_equal(sheet_format(grid.file), "csv");
    assert_string_equal(sheet_encoding(grid.file), "GB18030");
    assert_int_equal(sheet_delimiter(grid.file), ',');
    grid_expect(&grid, 1, 1, CELL_TEXT, "城市");
    grid_expect(&grid, 1, 3, CELL_TEXT, "第二产业从业人员比重_全市");
    grid_expect(&grid, 2, 1, CELL_TEXT, "河南省");
    grid_expect(&grid, 2, 3, CELL_TEXT, "48.75");
    grid_expect(&grid, 3, 1, CELL_TEXT, "甲市");
    grid_expect(&grid, 3, 2, CELL_TEXT, "0.91");
    grid_expect(&grid, 4, 3, CELL_TEXT, "44");
    grid_expect(&grid, 5, 1, CELL_TEXT, "江苏省");
    grid_expect(&grid, 6, 1, CELL_TEXT, "丙市");
    grid_expect(&grid, 6, 3, CELL_TEXT, "57.31");
    sheet_close(grid.file);
}

typedef struct Expected {
    const char *file, *encoding;
    int64_t row;
    int column;
    CellKind kind;
    const char *text;
} Expected;

static void text_files(void **state)
{
    static const Expected expected[] = {
        {"provinces_gdp_gbk.csv", "GB18030", 1, 2, CELL_TEXT, "Provinces"},
        {"provinces_gdp_gbk.csv", "GB18030", 1, 5, CELL_TEXT, "2016"},
        {"provinces_gdp_gbk.csv", "GB18030", 2, 1, CELL_TEXT, "990100000"},
        {"provinces_gdp_gbk.csv", "GB18030", 2, 2, CELL_TEXT, "甲省"},
        {"provinces_gdp_gbk.csv", "GB18030", 3, 5, CELL_TEXT, "1905.66"},
        {"no_units_gbk.csv", "GB18030", 1, 3, CELL_TEXT, "在岗职工平均工资"},
        {"no_units_gbk.csv", "GB18030", 3, 1, CELL_TEXT, "乙市"},
        {"no_units_gbk.csv", "GB18030", 3, 4, CELL_TEXT, "882.5"},
        {"four_byte_name_gb18030.csv", "GB18030", 2, 2, CELL_TEXT, "李\U00020087"},
        {"four_byte_name_gb18030.csv", "GB18030", 3, 2, CELL_TEXT, "王㛃"},
        {"footnote_letters_in_cells.csv", "UTF-8", 1, 1, CELL_EMPTY, ""},
        {"footnote_letters_in_cells.csv", "UTF-8", 2, 5, CELL_TEXT, "8.4 vvv"},
        {"footnote_letters_in_cells.csv", "UTF-8", 3, 4, CELL_EMPTY, ""},
        {"footnote_letters_in_cells.csv", "UTF-8", 4, 3, CELL_TEXT, "Côte Verte"},
        {"footnote_letters_in_cells.csv", "UTF-8", 5, 1, CELL_TEXT, "5"},
        {"trailing_commas_spaces_gbk.csv", "GB18030", 1, 3, CELL_TEXT, "zhibiao"},
        {"trailing_commas_spaces_gbk.csv", "GB18030", 2, 1, CELL_TEXT, "Jia shi"},
        {"trailing_commas_spaces_gbk.csv", "GB18030", 3, 2, CELL_TEXT, "乙市 "},
        {"trailing_commas_spaces_gbk.csv", "GB18030", 3, 4, CELL_EMPTY, ""},
        {"counties_big5.csv", "BIG5", 1, 1, CELL_TEXT, "縣市"},
        {"counties_big5.csv", "BIG5", 2, 3, CELL_TEXT, "資料來源：縣政府統計處"},
        {"counties_big5.csv", "BIG5", 4, 2, CELL_TEXT, "40016"},
        {"unicode_text_utf16.txt", "UTF-16LE", 1, 2, CELL_TEXT, "生产总值"},
        {"unicode_text_utf16.txt", "UTF-16LE", 2, 2, CELL_TEXT, "1926.0785"},
        {"unicode_text_utf16.txt", "UTF-16LE", 3, 2, CELL_EMPTY, ""},
        {"unicode_text_utf16.txt", "UTF-16LE", 3, 3, CELL_TEXT, "2015"},
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        Grid grid = grid_read(*state, twin(*state, expected[i].file), 0);
        assert_string_equal(sheet_encoding(grid.file), expected[i].encoding);
        grid_expect(&grid, expected[i].row, expected[i].column, expected[i].kind, expected[i].text);
        sheet_close(grid.file);
    }
}

static void a_wide_yearbook(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "wide_227cols_merged_bilingual.xlsx"), 0);
    const MergedRange *ranges;
    assert_int_equal(sheet_merges(grid.file, &ranges), 143);
    assert_true(grid_has_merge(&grid, (MergedRange){2, 3, 1, 2}));
    assert_true(grid_has_merge(&grid, (MergedRange){4, 4, 225, 226}));
    grid_expect(&grid, 2, 1, CELL_TEXT, "己国2019年地级以上城市数据");
    grid_expect(&grid, 4, 3, CELL_TEXT, "指标1\n（万人）      Indicator 1 （10 000 persons）");
    grid_expect(&grid, 5, 226, CELL_TEXT, "市辖区 Districts under City");
    grid_expect(&grid, 6, 1, CELL_TEXT, "庚省");
    grid_expect(&grid, 7, 226, CELL_NUMBER, "326.25");
    grid_expect(&grid, 8, 4, CELL_NUMBER, "16872.42"); /* stored as 16872.419999999998 */
    grid_expect(&grid, 8, 5, CELL_FAULT, "#DIV/0!");
    grid_expect(&grid, 8, 6, CELL_TEXT, "文字");
    grid_expect(&grid, 8, 7, CELL_BOOLEAN, "1");
    grid_expect(&grid, 8, 8, CELL_TEXT, "\r公式");
    grid_expect(&grid, 8, 9, CELL_EMPTY, "");
    grid_expect(&grid, 8, 10, CELL_DATE, "2016-10-13");
    grid_expect(&grid, 8, 11, CELL_DATE, "2016-10-13T08:30:00");
    grid_expect(&grid, 8, 12, CELL_DATE, "2016-10-13");
    grid_expect(&grid, 8, 13, CELL_NUMBER, "42656"); /* shown with 亿元, no date */
    grid_expect(&grid, 9, 10, CELL_TEXT, "l23.4O");
    grid_expect(&grid, 9, 227, CELL_TEXT, "东京"); /* without its reading トウ */
    assert_true(sheet_is_hidden(grid.file, 2));
    sheet_close(grid.file);
}

static void counties_and_an_advertisement(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "county_level_cities.xlsx"), 0);
    assert_int_equal(sheet_count(grid.file), 2);
    assert_true(text_equal(sheet_name(grid.file, 1), TEXT("广告")));
    grid_expect(&grid, 3, 1, CELL_TEXT, "城 市");
    grid_expect(&grid, 4, 1, CELL_EMPTY, "");
    grid_expect(&grid, 6, 2, CELL_TEXT, "Xin");
    grid_expect(&grid, 7, 2, CELL_EMPTY, "");
    grid_expect(&grid, 7, 3, CELL_NUMBER, "400001");
    sheet_close(grid.file);
}

static void figures_come_without_the_noise_of_doubles(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "cities_gdp_2015_with_figures_of_2010.xlsx"), 0);
    grid_expect(&grid, 2, 4, CELL_NUMBER, "2894.24");
    grid_expect(&grid, 3, 3, CELL_NUMBER, "301.91");
    grid_expect(&grid, 3, 4, CELL_NUMBER, "872.42");
    sheet_close(grid.file);
}

static void shifted_rows_are_read_as_they_stand(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "city_panel_rows_shifted_by_one_year.xlsx"), 0);
    grid_expect(&grid, 2, 3, CELL_NUMBER, "100000");
    grid_expect(&grid, 6, 3, CELL_NUMBER, "305000");
    grid_expect(&grid, 8, 4, CELL_NUMBER, "792.10");
    sheet_close(grid.file);
}

static void dates_that_count_from_1904(void **state)
{
    Grid grid = grid_read(*state, twin(*state, "epoch_1904.xlsx"), 0);
    grid_expect(&grid, 1, 1, CELL_DATE, "2016-10-13");
    sheet_close(grid.file);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(xls_with_merged_header),
        ARENA_TEST(xlsx_of_another_program_reads_like_the_xls),
        ARENA_TEST(xls_of_1995),
        ARENA_TEST(a_bureau_s_export),
        ARENA_TEST(strings_cut_over_several_records),
        ARENA_TEST(passwords_are_told),
        ARENA_TEST(html_with_the_unit_in_a_table_of_its_own),
        ARENA_TEST(html_in_a_layout_table_and_another_encoding_than_it_says),
        ARENA_TEST(csv_named_xls),
        ARENA_TEST(text_files),
        ARENA_TEST(a_wide_yearbook),
        ARENA_TEST(counties_and_an_advertisement),
        ARENA_TEST(figures_come_without_the_noise_of_doubles),
        ARENA_TEST(shifted_rows_are_read_as_they_stand),
        ARENA_TEST(dates_that_count_from_1904),
    };
    if (argc < 2) return 2;
    data_folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
