/* What workbooks of other programs than Excel look like, part by part. */
#include "package.h"

static Grid read_data(Arena *arena, const char *sheet_data)
{
    return grid_read(arena, write_workbook(arena, sheet_data, NULL, 0), 0);
}

static void references_may_be_left_out(void **state)
{
    Grid grid = read_data(*state, "<sheetData><row><c t='s'><v>0</v></c><c><v>2</v></c></row>"
                                  "<row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"
                                  "<row/><row><c t='s'><v>1</v></c></row></sheetData>");
    grid_expect(&grid, 1, 1, CELL_TEXT, "甲");
    grid_expect(&grid, 1, 2, CELL_NUMBER, "2");
    grid_expect(&grid, 5, 3, CELL_NUMBER, "3");
    grid_expect(&grid, 5, 4, CELL_NUMBER, "4");
    grid_expect(&grid, 7, 1, CELL_TEXT, " 乙 ");
    assert_int_equal(grid.rows, 3);
    sheet_close(grid.file);
}

static void kinds_of_cells(void **state)
{
    Grid grid = read_data(
        *state,
        "<sheetData><row r='1'><c t='n'><v>1.50</v></c><c t='b'><v>0</v></c>"
        "<c t='e'><v>#N/A</v></c><c t='d'><v>2016-10-13T00:00:00Z</v></c>"
        "<c t='str'><f>x</f><v>a</v></c><c t='str'><f>x</f><v></v></c>"
        "<c t='inlineStr'><is><t>甲</t><rPh sb='0' eb='1'><t>jia</t></rPh></is></c>"
        "<c><f>SUM(A1:A9)</f></c><c><v>1E-3</v></c><c s='77'><v>8</v></c></row></sheetData>");
    grid_expect(&grid, 1, 1, CELL_NUMBER, "1.50");
    grid_expect(&grid, 1, 2, CELL_BOOLEAN, "0");
    grid_expect(&grid, 1, 3, CELL_FAULT, "#N/A");
    grid_expect(&grid, 1, 4, CELL_DATE, "2016-10-13");
    grid_expect(&grid, 1, 5, CELL_TEXT, "a");
    grid_expect(&grid, 1, 6, CELL_EMPTY, "");
    grid_expect(&grid, 1, 7, CELL_TEXT, "甲");
    grid_expect(&grid, 1, 8, CELL_EMPTY, ""); /* never computed: not zero */
    grid_expect(&grid, 1, 9, CELL_NUMBER, "1E-3");
    grid_expect(&grid, 1, 10, CELL_NUMBER, "8");
    sheet_close(grid.file);
}

static void prefixes_do_not_matter(void **state)
{
    static const char sheet[] =
        "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheetData>"
        "<x:row r='2'><x:c r='B2' t='s'><x:v>0</x:v></x:c></x:row></x:sheetData>"
        "<x:mergeCells><x:mergeCell ref='B2:C3'/><x:mergeCell ref='D9'/></x:mergeCells>"
        "</x:worksheet>";
    const PackagePart part = {"xl/worksheets/sheet1.xml", text_from(sheet)};
    Grid grid = grid_read(*state, write_workbook(*state, "", &part, 1), 0);
    grid_expect(&grid, 2, 2, CELL_TEXT, "甲");
    const MergedRange *ranges;
    assert_int_equal(sheet_merges(grid.file, &ranges), 1);
    assert_true(grid_has_merge(&grid, (MergedRange){2, 3, 2, 3}));
    sheet_close(grid.file);
}

/* A text that looks like a merged range is a text; ranges are found wherever a block ends. */
static void merged_ranges_are_found_across_blocks(void **state)
{
    Arena *arena = *state;
    for (int shift = 0; shift < 40; shift++) {
        Buf data = buf_new(arena);
        buf_add(&data, TEXT("<sheetData><row><c t='inlineStr'><is><t>"));
        while (data.len < (size_t)(65536 - 60 + shift))
            buf_add_char(&data, 'x');
        buf_add(&data, TEXT("</t></is></c><c t='str'><v>:mergeCell ref='A8:A9' </v></c></row>"
                            "</sheetData><mergeCells><mergeCell ref='A1:B1'/>"
                            "<mergeCell ref=\"C1:D5\"/></mergeCells>"));
        buf_add_char(&data, 0);
        const char *path = write_workbook(arena, data.ptr, NULL, 0);
        Grid grid = grid_read(arena, path, 0);
        const MergedRange *ranges;
        assert_int_equal(sheet_merges(grid.file, &ranges), 2);
        assert_true(grid_has_merge(&grid, (MergedRange){1, 1, 1, 2}));
        assert_true(grid_has_merge(&grid, (MergedRange){1, 5, 3, 4}));
        sheet_close(grid.file);
        arena_reset(arena);
    }
}

static void sheets_come_in_the_order_of_the_workbook(void **state)
{
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static const char relations[] =
        "<Relationships>"
        "<Relationship Id='c' Type='" REL "/chartsheet' Target='chartsheets/sheet1.xml'/>"
        "<Relationship Id='a' Type='" REL "/worksheet' Target='worksheets/sheet1.xml'/>"
        "<Relationship Id='b' Type='" REL "/worksheet' Target='/xl/worksheets/other.xml'/>"
        "</Relationships>";
    static const char workbook[] = "<workbook xmlns:q='" REL "'><sheets>"
                                   "<sheet name='二' sheetId='9' q:id='b' state='veryHidden'/>"
                                   "<sheet name='图' sheetId='3' q:id='c'/>"
                                   "<sheet name='一' sheetId='1' q:id='a'/></sheets></workbook>";
    const PackagePart parts[] = {
        {"xl/_rels/workbook.xml.rels", text_from(relations)},
        {"xl/workbook.xml", text_from(workbook)},
        {"xl/worksheets/other.xml",
         TEXT("<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>")},
    };
    const char *path = write_workbook(*state, "<sheetData/>", parts, 3);
    Grid grid = grid_read(*state, path, 0);
    assert_int_equal(sheet_count(grid.file), 2);
    assert_true(text_equal(sheet_name(grid.file, 0), TEXT("二")));
    assert_true(sheet_is_hidden(grid.file, 0));
    assert_true(text_equal(sheet_name(grid.file, 1), TEXT("一")));
    grid_expect(&grid, 1, 1, CELL_NUMBER, "7");
    sheet_close(grid.file);
}

static void formats_of_dates(void **state)
{
    static const struct {
        const char *code;
        CellKind kind;
    } cases[] = {
        {"yyyy-mm-dd", CELL_DATE},
        {"yyyy&quot;年&quot;m&quot;月&quot;;@", CELL_DATE},
        {"[$-804]d mmmm yyyy", CELL_DATE},
        {"[DBNum1][$-804]yyyy&quot;年&quot;", CELL_DATE},
        {"m/d", CELL_DATE},
        {"General", CELL_NUMBER},
        {"0.00E+00", CELL_NUMBER},
        {"0&quot;days&quot;", CELL_NUMBER},
        {"#,##0\\d", CELL_NUMBER},
        {"[Red]0.0_d;[Red]-0.0", CELL_NUMBER},
        {"h:mm AM/PM", CELL_NUMBER},
        {"[h]:mm:ss", CELL_NUMBER},
        {"@", CELL_NUMBER},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Text styles = text_format(*state,
                                  "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='%s'/>"
                                  "</numFmts><cellXfs><xf numFmtId='170'/></cellXfs></styleSheet>",
                                  cases[i].code);
        static const char relations[] =
            "<Relationships>"
            "<Relationship Id='rId1' Type='" REL "/worksheet' Target='worksheets/sheet1.xml'/>"
            "<Relationship Id='rId2' Type='" REL "/styles' Target='styles.xml'/></Relationships>";
        const PackagePart parts[] = {
            {"xl/_rels/workbook.xml.rels", text_from(relations)},
            {"xl/styles.xml", styles},
        };
        const char *path = write_workbook(
            *state, "<sheetData><row><c s='0'><v>42656</v></c></row></sheetData>", parts, 2);
        Grid grid = grid_read(*state, path, 0);
        print_message("%s\n", cases[i].code);
        grid_expect(&grid, 1, 1, cases[i].kind,
                    cases[i].kind == CELL_DATE ? "2016-10-13" : "42656");
        sheet_close(grid.file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(references_may_be_left_out),
        ARENA_TEST(kinds_of_cells),
        ARENA_TEST(prefixes_do_not_matter),
        ARENA_TEST(merged_ranges_are_found_across_blocks),
        ARENA_TEST(sheets_come_in_the_order_of_the_workbook),
        ARENA_TEST(formats_of_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
