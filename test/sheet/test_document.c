/* Formats that stand in memory whole: JSON and HTML. */
#include "support.h"

static Grid read_text(Arena *arena, Text text, int sheet)
{
    return grid_read(arena, write_file(arena, "document", text), sheet);
}

static void objects_become_a_header_and_rows(void **state)
{
    Grid grid =
        read_text(*state,
                  TEXT(" [\n{\"城市\":\"甲市\",\"值\":8.20,\"真\":true},\n"
                       "{\"值\":-1.5e3,\"城市\":\"\",\"新\":null},{},\n"
                       "{\"新\":[1, {\"x\":\"y\"}],\"真\":false,\"值\":16872.419999999998}]\n"),
                  0);
    assert_string_equal(sheet_format(grid.file), "json");
    grid_expect(&grid, 1, 1, CELL_TEXT, "城市");
    grid_expect(&grid, 1, 2, CELL_TEXT, "值");
    grid_expect(&grid, 1, 4, CELL_TEXT, "新");
    grid_expect(&grid, 2, 1, CELL_TEXT, "甲市");
    grid_expect(&grid, 2, 2, CELL_NUMBER, "8.20"); /* as it was published */
    grid_expect(&grid, 2, 3, CELL_BOOLEAN, "1");
    grid_expect(&grid, 3, 1, CELL_EMPTY, "");
    grid_expect(&grid, 3, 2, CELL_NUMBER, "-1.5e3");
    grid_expect(&grid, 3, 4, CELL_EMPTY, "");
    grid_expect(&grid, 5, 2, CELL_NUMBER, "16872.42");
    grid_expect(&grid, 5, 3, CELL_BOOLEAN, "0");
    grid_expect(&grid, 5, 4, CELL_TEXT, "[1, {\"x\":\"y\"}]");
    assert_int_equal(grid.rows, 4);
    sheet_close(grid.file);
}

static void arrays_are_rows(void **state)
{
    Grid grid = read_text(*state, TEXT("[[\"a\",\"b\"],[],[null,2],[3]]"), 0);
    grid_expect(&grid, 1, 2, CELL_TEXT, "b");
    grid_expect(&grid, 3, 2, CELL_NUMBER, "2");
    grid_expect(&grid, 4, 1, CELL_NUMBER, "3");
    assert_int_equal(grid.rows, 3);
    sheet_close(grid.file);
}

static void escapes_of_json(void **state)
{
    Grid grid = read_text(
        *state, TEXT("[[\"\\u7126\\u4f5c\",\"\\ud840\\udc87\",\"a\\\"b\\\\c\\/d\\n\\t\"]]"), 0);
    grid_expect(&grid, 1, 1, CELL_TEXT, "焦作");
    grid_expect(&grid, 1, 2, CELL_TEXT, "\U00020087");
    grid_expect(&grid, 1, 3, CELL_TEXT, "a\"b\\c/d\n\t");
    sheet_close(grid.file);
}

static void a_note_in_brackets_is_no_json(void **state)
{
    Grid grid = read_text(*state, TEXT("[注] 初步核算数,2015\n甲市,1\n"), 0);
    assert_string_equal(sheet_format(grid.file), "csv");
    grid_expect(&grid, 1, 1, CELL_TEXT, "[注] 初步核算数");
    sheet_close(grid.file);
}

static void spans_that_reach_too_far(void **state)
{
    Grid grid = read_text(*state,
                          TEXT("<TABLE><TR><TD rowspan=0>a<TD rowspan=99>b<TD colspan=2>c"
                               "<TR><TD>d<TR><TD>e<TD>f</TABLE>"),
                          0);
    grid_expect(&grid, 1, 3, CELL_TEXT, "c");
    grid_expect(&grid, 2, 3, CELL_TEXT, "d");
    grid_expect(&grid, 3, 4, CELL_TEXT, "f");
    assert_true(grid_has_merge(&grid, (MergedRange){1, 3, 1, 1}));
    assert_true(grid_has_merge(&grid, (MergedRange){1, 3, 2, 2}));
    assert_true(grid_has_merge(&grid, (MergedRange){1, 1, 3, 4}));
    sheet_close(grid.file);
}

static void a_caption_names_the_table(void **state)
{
    Grid grid =
        read_text(*state,
                  TEXT("<html><h2>各市</h2><table><caption> 表1 </caption><tr><td>1</td></tr>"
                       "</table><table><tr><th>2<script>x</script><!-- y --></th></tr></table>"
                       "</html>"),
                  1);
    assert_int_equal(sheet_count(grid.file), 2);
    assert_true(text_equal(sheet_name(grid.file, 0), TEXT("表1")));
    assert_true(text_equal(sheet_name(grid.file, 1), TEXT("各市")));
    grid_expect(&grid, 1, 1, CELL_TEXT, "2");
    sheet_close(grid.file);
}

static void text_of_a_page_is_what_it_shows(void **state)
{
    Grid grid = read_text(*state,
                          TEXT("<table><tr><td>\n  焦作 \n\t市 </td><td><p>一</p><p>二</p></td>"
                               "<td>1&lt;2&amp;&#x4e2d;</td><td>a<b>b</b>c</td></tr></table>"),
                          0);
    grid_expect(&grid, 1, 1, CELL_TEXT, "焦作 市");
    grid_expect(&grid, 1, 2, CELL_TEXT, "一\n二");
    grid_expect(&grid, 1, 3, CELL_TEXT, "1<2&中");
    grid_expect(&grid, 1, 4, CELL_TEXT, "abc");
    sheet_close(grid.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(objects_become_a_header_and_rows),
        ARENA_TEST(arrays_are_rows),
        ARENA_TEST(escapes_of_json),
        ARENA_TEST(a_note_in_brackets_is_no_json),
        ARENA_TEST(spans_that_reach_too_far),
        ARENA_TEST(a_caption_names_the_table),
        ARENA_TEST(text_of_a_page_is_what_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
