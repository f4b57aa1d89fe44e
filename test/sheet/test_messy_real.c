/* The developers' collection of real files, where DUIBIAO_DATA names it. What stands in each cell
 * was taken by other programs: a spreadsheet program's own export, Python's csv and html
 * modules. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

typedef struct Expected {
    const char *file;
    int sheet;
    int64_t row;
    int column;
    CellKind kind;
    const char *text;
} Expected;

static const Expected EXPECTED[] = {
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 1, 1, CELL_TEXT, "排名"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 1, 2, CELL_TEXT, "cities"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 1, 3, CELL_TEXT, "pop"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 25, 6, CELL_NUMBER, "1976"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 30, 6, CELL_NUMBER, "4648"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 38, 1, CELL_NUMBER, "37"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 49, 2, CELL_TEXT, "济南市"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 78, 2, CELL_TEXT, "绥化市"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 110, 8, CELL_NUMBER, "23.366776"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 178, 3, CELL_NUMBER, "307.97"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 206, 6, CELL_NUMBER, "1837"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 226, 6, CELL_NUMBER, "3778"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 303, 5, CELL_NUMBER, "57513"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 323, 1, CELL_NUMBER, "323"},
    {"cities_gdp_wrong_year_in_name.xlsx", 0, 339, 6, CELL_NUMBER, "2863"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1, 1, CELL_TEXT, "城市"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1, 2, CELL_TEXT, "年份"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1, 3, CELL_TEXT,
     "地区生产总值_当年价格_全市_万元"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 123, 18, CELL_NUMBER, "47.68"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 194, 14, CELL_NUMBER, "118320"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 229, 19, CELL_NUMBER, "91470"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 282, 13, CELL_NUMBER, "668300"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 298, 5, CELL_NUMBER, "11080592"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 789, 13, CELL_NUMBER, "572100"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1371, 6, CELL_NUMBER, "33780"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1392, 2, CELL_NUMBER, "2009"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1806, 14, CELL_NUMBER, "120129"},
    {"city_panel_rows_shifted_by_one_year.xlsx", 0, 1853, 18, CELL_NUMBER, "41.58"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 1, 1, CELL_TEXT,
     "中国2014年地级以上城市按产业划分的年末单位从业人员统计(二)"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 2, 1, CELL_TEXT, "单位:人"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 3, 1, CELL_TEXT, "城市"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 6, 7, CELL_NUMBER, "71708"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 7, 6, CELL_NUMBER, "118536"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 12, 3, CELL_NUMBER, "2400"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 19, 4, CELL_NUMBER, "45826"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 19, 5, CELL_NUMBER, "21418"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 32, 4, CELL_NUMBER, "85554"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 45, 5, CELL_NUMBER, "119277"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 46, 1, CELL_TEXT, "\u00A0\u00A0泰州市"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 46, 2, CELL_NUMBER, "2000"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 49, 3, CELL_NUMBER, "748"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 49, 4, CELL_NUMBER, "1597860"},
    {"cnki_2014_employment_biff8_merged_header.xls", 0, 51, 1, CELL_TEXT,
     "摘编自《中国城市统计年鉴2015》"},
    {"nbs_export_guangzhou_all.xls", 0, 1, 1, CELL_TEXT, "数据库：主要城市年度数据"},
    {"nbs_export_guangzhou_all.xls", 0, 2, 1, CELL_TEXT, "地区：广州"},
    {"nbs_export_guangzhou_all.xls", 0, 3, 1, CELL_TEXT, "时间：最近20年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 3, CELL_TEXT, "2017年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 11, CELL_TEXT, "2009年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 13, CELL_TEXT, "2007年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 15, CELL_TEXT, "2005年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 16, CELL_TEXT, "2004年"},
    {"nbs_export_guangzhou_all.xls", 0, 4, 21, CELL_TEXT, "1999年"},
    {"nbs_export_guangzhou_all.xls", 0, 5, 15, CELL_NUMBER, "5154.23"},
    {"nbs_export_guangzhou_all.xls", 0, 5, 17, CELL_NUMBER, "3496.88"},
    {"nbs_export_guangzhou_all.xls", 0, 6, 13, CELL_NUMBER, "149.87"},
    {"nbs_export_guangzhou_all.xls", 0, 8, 5, CELL_NUMBER, "12147.49"},
    {"nbs_export_guangzhou_all.xls", 0, 8, 7, CELL_NUMBER, "9963.9"},
    {"nbs_export_guangzhou_all.xls", 0, 9, 1, CELL_TEXT, "数据来源：国家统计局"},
    {"yearbook2020_county_level_cities.xlsx", 0, 2, 1, CELL_TEXT, "中国2019年县级市数据"},
    {"yearbook2020_county_level_cities.xlsx", 0, 2, 3, CELL_TEXT, "3-1 人口状况（人）"},
    {"yearbook2020_county_level_cities.xlsx", 0, 2, 4, CELL_TEXT,
     "3-2 劳动力就业状况                         （人）"},
    {"yearbook2020_county_level_cities.xlsx", 0, 36, 13, CELL_NUMBER, "807321"},
    {"yearbook2020_county_level_cities.xlsx", 0, 38, 9, CELL_NUMBER, "1197893"},
    {"yearbook2020_county_level_cities.xlsx", 0, 58, 9, CELL_NUMBER, "279271"},
    {"yearbook2020_county_level_cities.xlsx", 0, 107, 7, CELL_NUMBER, "1810299"},
    {"yearbook2020_county_level_cities.xlsx", 0, 207, 7, CELL_NUMBER, "3550600"},
    {"yearbook2020_county_level_cities.xlsx", 0, 301, 10, CELL_NUMBER, "139408"},
    {"yearbook2020_county_level_cities.xlsx", 0, 311, 2, CELL_TEXT, "  Beiliu"},
    {"yearbook2020_county_level_cities.xlsx", 0, 314, 15, CELL_NUMBER, "5853"},
    {"yearbook2020_county_level_cities.xlsx", 0, 321, 2, CELL_TEXT, "Sichuan"},
    {"yearbook2020_county_level_cities.xlsx", 0, 353, 8, CELL_NUMBER, "468859"},
    {"yearbook2020_county_level_cities.xlsx", 0, 395, 11, CELL_NUMBER, "529400"},
    {"yearbook2020_county_level_cities.xlsx", 0, 409, 16, CELL_NUMBER, "2407"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 2, 1, CELL_TEXT,
     "中国2019年地级以上城市数据"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 2, 3, CELL_TEXT, "2-1 人口及户数"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 2, 9, CELL_TEXT,
     "2-2 人口变动情况"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 73, 193, CELL_NUMBER, "43"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 108, 223, CELL_NUMBER, "116583"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 144, 179, CELL_NUMBER, "10600"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 156, 220, CELL_NUMBER, "89"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 167, 47, CELL_NUMBER, "47624"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 177, 187, CELL_NUMBER, "109"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 195, 183, CELL_NUMBER, "19"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 205, 133, CELL_NUMBER, "4537"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 225, 187, CELL_NUMBER, "488"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 259, 35, CELL_NUMBER, "38743"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 309, 173, CELL_NUMBER, "908"},
    {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", 0, 329, 227, CELL_NUMBER, "898"},
    {"nbs_17_economic.csv", 0, 1, 1, CELL_TEXT, "地区"},
    {"nbs_17_economic.csv", 0, 1, 2, CELL_TEXT, "年末总人口"},
    {"nbs_17_economic.csv", 0, 1, 3, CELL_TEXT, "在岗职工平均工资"},
    {"nbs_17_economic.csv", 0, 4, 3, CELL_TEXT, "67880"},
    {"nbs_17_economic.csv", 0, 8, 2, CELL_TEXT, "594.89"},
    {"nbs_17_economic.csv", 0, 10, 8, CELL_TEXT, "382"},
    {"nbs_17_economic.csv", 0, 10, 11, CELL_TEXT, "50.8884"},
    {"nbs_17_economic.csv", 0, 12, 11, CELL_TEXT, "72.154"},
    {"nbs_17_economic.csv", 0, 15, 4, CELL_TEXT, "1557.41"},
    {"nbs_17_economic.csv", 0, 18, 12, CELL_TEXT, "118"},
    {"nbs_17_economic.csv", 0, 23, 9, CELL_TEXT, "4547.7"},
    {"nbs_17_economic.csv", 0, 28, 7, CELL_TEXT, "14367.38"},
    {"nbs_17_economic.csv", 0, 31, 10, CELL_TEXT, "7817.84"},
    {"nbs_17_economic.csv", 0, 32, 4, CELL_TEXT, "2234.84"},
    {"nbs_17_economic.csv", 0, 36, 13, CELL_TEXT, "1.45"},
    {"provinces_gdp_gbk.csv", 0, 1, 1, CELL_TEXT, "code"},
    {"provinces_gdp_gbk.csv", 0, 1, 2, CELL_TEXT, "Provinces"},
    {"provinces_gdp_gbk.csv", 0, 1, 3, CELL_TEXT, "2000"},
    {"provinces_gdp_gbk.csv", 0, 4, 18, CELL_TEXT, "29806.1"},
    {"provinces_gdp_gbk.csv", 0, 7, 7, CELL_TEXT, "6672"},
    {"provinces_gdp_gbk.csv", 0, 9, 17, CELL_TEXT, "15039.4"},
    {"provinces_gdp_gbk.csv", 0, 16, 10, CELL_TEXT, "25776.91"},
    {"provinces_gdp_gbk.csv", 0, 17, 4, CELL_TEXT, "5533.01"},
    {"provinces_gdp_gbk.csv", 0, 19, 10, CELL_TEXT, "9439.6"},
    {"provinces_gdp_gbk.csv", 0, 23, 11, CELL_TEXT, "5793.66"},
    {"provinces_gdp_gbk.csv", 0, 25, 4, CELL_TEXT, "1133.27"},
    {"provinces_gdp_gbk.csv", 0, 27, 13, CELL_TEXT, "507.46"},
    {"provinces_gdp_gbk.csv", 0, 28, 12, CELL_TEXT, "8169.8"},
    {"provinces_gdp_gbk.csv", 0, 29, 6, CELL_TEXT, "1399.83"},
    {"provinces_gdp_gbk.csv", 0, 32, 19, CELL_TEXT, "9617.23"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 1, 1, CELL_TEXT, "NAME_2"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 1, 2, CELL_TEXT, "city"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 1, 3, CELL_TEXT, "zhibiao"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 2, 1, CELL_TEXT, "Anyang"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 3, 3, CELL_TEXT, "0.19"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 7, 3, CELL_TEXT, "0.52"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 9, 2, CELL_TEXT, "南阳"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 11, 1, CELL_TEXT, "Puyang"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 12, 2, CELL_TEXT, "三门峡"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 12, 3, CELL_TEXT, "0.86"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 14, 3, CELL_TEXT, "0.3"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 16, 3, CELL_TEXT, "0.55"},
    {"henan_gbk_trailing_commas_spaces.csv", 0, 19, 3, CELL_TEXT, "0.26"},
    {"hdi_footnote_letters_in_cells.csv", 0, 1, 2, CELL_TEXT, "HDI Rank"},
    {"hdi_footnote_letters_in_cells.csv", 0, 1, 3, CELL_TEXT, "Country"},
    {"hdi_footnote_letters_in_cells.csv", 0, 1, 4, CELL_TEXT, "1990"},
    {"hdi_footnote_letters_in_cells.csv", 0, 22, 2, CELL_TEXT, "81"},
    {"hdi_footnote_letters_in_cells.csv", 0, 23, 10, CELL_TEXT, "12.8"},
    {"hdi_footnote_letters_in_cells.csv", 0, 25, 1, CELL_TEXT, "25"},
    {"hdi_footnote_letters_in_cells.csv", 0, 33, 2, CELL_TEXT, "188"},
    {"hdi_footnote_letters_in_cells.csv", 0, 93, 3, CELL_TEXT, "Lebanon"},
    {"hdi_footnote_letters_in_cells.csv", 0, 107, 9, CELL_TEXT, "12.9"},
    {"hdi_footnote_letters_in_cells.csv", 0, 117, 1, CELL_TEXT, "117"},
    {"hdi_footnote_letters_in_cells.csv", 0, 120, 5, CELL_TEXT, "1.9"},
    {"hdi_footnote_letters_in_cells.csv", 0, 157, 2, CELL_TEXT, "165"},
    {"hdi_footnote_letters_in_cells.csv", 0, 163, 1, CELL_TEXT, "163"},
    {"hdi_footnote_letters_in_cells.csv", 0, 170, 9, CELL_TEXT, "14.2"},
    {"hdi_footnote_letters_in_cells.csv", 0, 187, 1, CELL_TEXT, "187"},
    {"gbk_csv_named_xls.xls", 0, 1, 1, CELL_TEXT, "城市"},
    {"gbk_csv_named_xls.xls", 0, 1, 2, CELL_TEXT, "第一产业从业人员比重_全市"},
    {"gbk_csv_named_xls.xls", 0, 1, 3, CELL_TEXT, "第一产业从业人员比重_市辖区"},
    {"gbk_csv_named_xls.xls", 0, 14, 2, CELL_TEXT, "0.1"},
    {"gbk_csv_named_xls.xls", 0, 69, 4, CELL_TEXT, "39.27"},
    {"gbk_csv_named_xls.xls", 0, 99, 3, CELL_TEXT, "0.42"},
    {"gbk_csv_named_xls.xls", 0, 167, 4, CELL_TEXT, "33.23"},
    {"gbk_csv_named_xls.xls", 0, 182, 2, CELL_TEXT, "1.03"},
    {"gbk_csv_named_xls.xls", 0, 204, 1, CELL_TEXT, "汕尾市"},
    {"gbk_csv_named_xls.xls", 0, 208, 7, CELL_TEXT, "65.1"},
    {"gbk_csv_named_xls.xls", 0, 226, 6, CELL_TEXT, "28.95"},
    {"gbk_csv_named_xls.xls", 0, 261, 6, CELL_TEXT, "58.06"},
    {"gbk_csv_named_xls.xls", 0, 271, 2, CELL_TEXT, "0.75"},
    {"gbk_csv_named_xls.xls", 0, 289, 7, CELL_TEXT, "51.01"},
    {"gbk_csv_named_xls.xls", 0, 319, 7, CELL_TEXT, "61.05"},
    {"cnki_html_table_named_xls_1.xls", 1, 1, 1, CELL_TEXT, "城市"},
    {"cnki_html_table_named_xls_1.xls", 1, 1, 2, CELL_TEXT, "第一产业从业人员比重"},
    {"cnki_html_table_named_xls_1.xls", 1, 1, 4, CELL_TEXT, "第二产业从业人员比重"},
    {"cnki_html_table_named_xls_1.xls", 1, 5, 7, CELL_TEXT, "33.09"},
    {"cnki_html_table_named_xls_1.xls", 1, 7, 4, CELL_TEXT, "41.09"},
    {"cnki_html_table_named_xls_1.xls", 1, 11, 1, CELL_TEXT, "\u00A0\u00A0吉林市"},
    {"cnki_html_table_named_xls_1.xls", 1, 13, 6, CELL_TEXT, "40.94"},
    {"cnki_html_table_named_xls_1.xls", 1, 17, 4, CELL_TEXT, "21.22"},
    {"cnki_html_table_named_xls_1.xls", 1, 19, 5, CELL_TEXT, "38.14"},
    {"cnki_html_table_named_xls_1.xls", 1, 22, 5, CELL_TEXT, "65.31"},
    {"cnki_html_table_named_xls_1.xls", 1, 30, 3, CELL_TEXT, "2.38"},
    {"cnki_html_table_named_xls_1.xls", 1, 30, 6, CELL_TEXT, "64.70"},
    {"cnki_html_table_named_xls_1.xls", 1, 34, 4, CELL_TEXT, "66.73"},
    {"cnki_html_table_named_xls_1.xls", 1, 38, 1, CELL_TEXT, "\u00A0\u00A0南通市"},
    {"cnki_html_table_named_xls_1.xls", 1, 48, 7, CELL_TEXT, "43.76"},
    {"cnki_html_table_named_xls_2.xls", 0, 1, 1, CELL_TEXT, "地区"},
    {"cnki_html_table_named_xls_2.xls", 0, 1, 2, CELL_TEXT, "城市合计"},
    {"cnki_html_table_named_xls_2.xls", 0, 1, 3, CELL_TEXT, "按行政级别分组"},
    {"cnki_html_table_named_xls_2.xls", 0, 6, 5, CELL_TEXT, "11"},
    {"cnki_html_table_named_xls_2.xls", 0, 9, 6, CELL_TEXT, "17"},
    {"cnki_html_table_named_xls_2.xls", 0, 10, 4, CELL_TEXT, "1"},
    {"cnki_html_table_named_xls_2.xls", 0, 15, 1, CELL_TEXT, "安徽"},
    {"cnki_html_table_named_xls_2.xls", 0, 17, 6, CELL_TEXT, "10"},
    {"cnki_html_table_named_xls_2.xls", 0, 22, 2, CELL_TEXT, "42"},
    {"cnki_html_table_named_xls_2.xls", 0, 23, 5, CELL_TEXT, "14"},
    {"cnki_html_table_named_xls_2.xls", 0, 24, 6, CELL_TEXT, "6"},
    {"cnki_html_table_named_xls_2.xls", 0, 26, 1, CELL_TEXT, "四川"},
    {"cnki_html_table_named_xls_2.xls", 0, 26, 6, CELL_TEXT, "14"},
    {"cnki_html_table_named_xls_2.xls", 0, 34, 2, CELL_TEXT, "26"},
    {"cnki_html_table_named_xls_2.xls", 0, 34, 6, CELL_TEXT, "24"},
};

enum { EXPECTED_COUNT = sizeof(EXPECTED) / sizeof(EXPECTED[0]) };

static const char *real_path(Arena *arena, const char *file)
{
    const char *data = getenv("DUIBIAO_DATA");
    if (!data) return NULL;
    return text_cstr(arena, text_format(arena, "%s/messy/%s", data, file));
}

static void each_file_reads_as_a_person_reads_it(void **state)
{
    Arena *arena = *state;
    Grid grid = {.file = NULL};
    const char *open = "";
    if (!real_path(arena, "")) {
        print_message("skipped: each_file_reads_as_a_person_reads_it\n");
        skip();
    }
    for (int i = 0; i < EXPECTED_COUNT; i++) {
        const Expected *expected = &EXPECTED[i];
        if (strcmp(open, expected->file) != 0) {
            sheet_close(grid.file);
            open = expected->file;
            print_message("%s\n", open);
            grid = grid_read(arena, real_path(arena, open), expected->sheet);
        }
        grid_expect(&grid, expected->row, expected->column, expected->kind, expected->text);
    }
    sheet_close(grid.file);
}

typedef struct Shape {
    const char *file;
    const char *format, *encoding;
    int sheets;
    size_t rows, cells, merges; /* of the sheet */
    int sheet;
} Shape;

static void each_file_has_its_shape(void **state)
{
    static const Shape shapes[] = {
        {"cnki_2014_employment_biff8_merged_header.xls", "xls", "", 1, 51, 334, 6, 0},
        {"cnki_html_table_named_xls_1.xls", "html", "UTF-8", 2, 48, 331, 4, 1},
        {"gbk_csv_named_xls.xls", "csv", "GB18030", 1, 319, 2233, 0, 0},
        {"yearbook2020_prefecture_227cols_merged_bilingual.xlsx", "xlsx", "", 2, 328, 64371, 155,
         0},
        {"yearbook2020_county_level_cities.xlsx", "xlsx", "", 2, 408, 6074, 11, 0},
        {"provinces_gdp_gbk.csv", "csv", "GB18030", 1, 32, 608, 0, 0},
        {"nbs_export_guangzhou_all.xls", "xls", "", 1, 9, 79, 0, 0},
        {"nbs_17_economic.csv", "csv", "GB18030", 1, 36, 468, 0, 0},
        {"hdi_footnote_letters_in_cells.csv", "csv", "UTF-8", 1, 187, 2232, 0, 0},
        {"henan_gbk_trailing_commas_spaces.csv", "csv", "GB18030", 1, 19, 61, 0, 0},
        {"cities_gdp_wrong_year_in_name.xlsx", "xlsx", "", 1, 339, 2296, 0, 0},
        {"city_panel_rows_shifted_by_one_year.xlsx", "xlsx", "", 1, 1990, 39800, 1, 0},
    };
    Arena *arena = *state;
    if (!real_path(arena, "")) {
        print_message("skipped: each_file_has_its_shape\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const Shape *shape = &shapes[i];
        Grid grid = grid_read(arena, real_path(arena, shape->file), shape->sheet);
        print_message("%s\n", shape->file);
        assert_string_equal(sheet_format(grid.file), shape->format);
        assert_string_equal(sheet_encoding(grid.file), shape->encoding);
        assert_int_equal(sheet_count(grid.file), shape->sheets);
        assert_int_equal(grid.rows, shape->rows);
        assert_int_equal(grid.cells.count, shape->cells);
        const MergedRange *ranges;
        assert_int_equal(sheet_merges(grid.file, &ranges), shape->merges);
        sheet_close(grid.file);
    }
}

static void a_password_is_told(void **state)
{
    const char *path = real_path(*state, "cnki_2018_encrypted_biff8.xls");
    if (!path) {
        print_message("skipped: a_password_is_told\n");
        skip();
    }
    assert_string_equal(first_error(path, NULL), "sheet.encrypted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_file_reads_as_a_person_reads_it),
        ARENA_TEST(each_file_has_its_shape),
        ARENA_TEST(a_password_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
