/* CSV: quotes, ends of lines, delimiters, encodings, blocks. */
#include "support.h"

#include <iconv.h>
#include <string.h>

/* Rows as "cell|cell", one a line with its number: "1:a|b\n3:c\n". */
static Text outline(Arena *arena, const char *path)
{
    Buf out = buf_new(arena);
    SheetFile *file;
    SheetRow row;
    bool more = true;
    Error err;
    assert_int_equal(sheet_open(path, NULL, &file, &err), STATUS_OK);
    while (sheet_next(file, &row, &more, &err) == STATUS_OK && more) {
        buf_add_format(&out, "%d:", (int)row.number);
        for (int i = 0; i < row.cell_count; i++) {
            if (i > 0) buf_add_char(&out, '|');
            assert_int_equal(row.cells[i].kind, row.cells[i].text.len ? CELL_TEXT : CELL_EMPTY);
            buf_add(&out, row.cells[i].text);
        }
        buf_add_char(&out, '\n');
    }
    assert_false(more);
    assert_true(sheet_progress(file) >= 0.99);
    sheet_close(file);
    return buf_text(&out);
}

static void cases_of_the_grammar(void **state)
{
    static const struct {
        const char *csv, *expected;
    } cases[] = {
        {"a,b\n1,2\n", "1:a|b\n2:1|2\n"},
        {"a,b\r\n1,2", "1:a|b\n2:1|2\n"},
        {"a,b\r1,2\r", "1:a|b\n2:1|2\n"},
        {"a,b\n\n\n1,2\n", "1:a|b\n4:1|2\n"},
        {"a,b\n,,,\n1,2,,\n", "1:a|b\n3:1|2\n"},
        {",a\n,,b\n", "1:|a\n2:||b\n"},
        {"\"a,b\",c\n", "1:a,b|c\n"},
        {"\"a\nb\",c\n1,2\n", "1:a\nb|c\n3:1|2\n"},
        {"\"a\r\nb\",c\r\n1,2\r\n", "1:a\r\nb|c\n3:1|2\n"},
        {"\"he said \"\"no\"\"\",c\n", "1:he said \"no\"|c\n"},
        {"\"\",x,\"\"\"\"\n", "1:|x|\"\n"},
        {"a\"b,c\n", "1:a\"b|c\n"},
        {" \"a\",c\n", "1: \"a\"|c\n"},
        {"\"a\"b,\"c\" \n", "1:ab|c \n"},
        {"\"a\"\"b\"\"c\"d\"e,f\n", "1:a\"b\"cd\"e|f\n"},
        {"a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n"},
        {"a\tb\n1,5\t2\n", "1:a|b\n2:1,5|2\n"},
        {"a|b|c\n1|2|3\n", "1:a|b|c\n2:1|2|3\n"},
        {"sep=;\na;b\n", "2:a|b\n"},
        {"各市生产总值\n城市;值\n甲市;1,5\n乙市;2,5\n",
         "1:各市生产总值\n2:城市|值\n3:甲市|1,5\n4:乙市|2,5\n"},
        {"x", "1:x\n"},
        {"\xEF\xBB\xBF甲,1\n", "1:甲|1\n"},
        {"\xEF\xBB\xBF\"甲\",1\n", "1:甲|1\n"},
        {" 1 ,\t2\n", "1: 1 |\t2\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *path = write_file(*state, "case.csv", text_from(cases[i].csv));
        Text found = outline(*state, path);
        if (text_equal(found, text_from(cases[i].expected))) continue;
        print_error("case %zu: %.*s", i, TEXT_ARGS(found));
        fail();
    }
}

/* The same rows at every offset against the 64-byte masks and the ends of the read buffer. */
static void nothing_depends_on_where_a_block_ends(void **state)
{
    Arena *arena = *state;
    for (size_t shift = 0; shift < 140; shift++) {
        Buf csv = buf_new(arena);
        for (size_t i = 0; i < shift; i++)
            buf_add_char(&csv, 'x');
        size_t lead = (1 << 18) - 100;
        buf_add(&csv, TEXT(",\"q\"\"q\nq\",end\r\n"));
        while (csv.len < lead)
            buf_add(&csv, TEXT("甲市,12.5,\"a,b\"\r\n"));
        for (int i = 0; i < 20; i++)
            buf_add(&csv, TEXT("\"乙\"\"市\",7,\"line\r\nbreak\"\r\n"));
        const char *path = write_file(arena, "blocks.csv", buf_text(&csv));
        Grid grid = grid_read(arena, path, 0);
        Cell last = grid_cell(&grid, grid.last_row, 3);
        assert_true(text_equal(last.text, TEXT("line\r\nbreak")));
        grid_expect(&grid, grid.last_row, 1, CELL_TEXT, "乙\"市");
        grid_expect(&grid, 1, 2, CELL_TEXT, "q\"q\nq");
        grid_expect(&grid, 3, 3, CELL_TEXT, "a,b");
        sheet_close(grid.file);
        arena_reset(arena);
        if (shift > 3 && shift < 60) shift += 7; /* every offset would take too long */
    }
}

static Text convert(Arena *arena, const char *encoding, Text utf8)
{
    size_t room = utf8.len * 4 + 16, left = utf8.len;
    char *bytes = arena_alloc(arena, room), *out = bytes;
    char *in = text_cstr(arena, utf8);
    size_t out_left = room;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    assert_true(iconv(converter, &in, &left, &out, &out_left) != (size_t)-1);
    iconv_close(converter);
    return (Text){bytes, room - out_left};
}

static void every_encoding_is_known_by_its_bytes(void **state)
{
    static const struct {
        const char *encoding, *found, *text;
    } cases[] = {
        {"UTF-8", "UTF-8", "城市,生产总值\n甲市,1926.0785\n"},
        {"GB18030", "GB18030", "城市,生产总值\n甲市,1926.0785\n"},
        {"GBK", "GB18030", "镇,負責人\n乙市,李喆\n"}, /* traditional characters in GBK */
        {"BIG5", "BIG5", "縣市,人口數\n甲縣,1926\n乙市,其中含外來人口\n"},
        {"UTF-16LE", "UTF-16LE", "\uFEFF城市\t值\n甲市\t5\n"},
        {"UTF-16BE", "UTF-16BE", "\uFEFF城市\t值\n甲市\t5\n"},
        {"UTF-16LE", "UTF-16LE", "城市\t值\n甲市\t5\n"},
        {"UTF-16BE", "UTF-16BE", "城市\t值\n甲市\t5\n"},
        {"UTF-8", "UTF-8", "plain,ascii\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Text utf8 = text_from(cases[i].text);
        const char *path =
            write_file(*state, "encoded.csv", convert(*state, cases[i].encoding, utf8));
        Grid grid = grid_read(*state, path, 0);
        print_message("%s\n", cases[i].encoding);
        assert_string_equal(sheet_encoding(grid.file), cases[i].found);
        if (text_starts(utf8, TEXT("\uFEFF"))) utf8 = text_slice(utf8, 3, utf8.len);
        Text first = grid_cell(&grid, 1, 1).text;
        assert_true(text_starts(utf8, first));
        sheet_close(grid.file);
    }
}

/* Wherever a file ends within a character it is told so, by its place, and never read as another
 * encoding; where it ends between two it is whole. */
static void a_file_that_ends_within_a_character_is_told_where(void **state)
{
    static const struct {
        const char *encoding, *found, *text;
    } cases[] = {
        {"UTF-8", "UTF-8", "城市,年份,生产总值\n焦作市,2015,1926.0785\n许昌市,2015,2171.亿元"},
        {"GB18030", "GB18030", "城市,年份,生产总值\n焦作市,2015,1926.0785\n许昌市,2015,2171.亿元"},
        {"GB18030", "GB18030", "姓名,单位,所在地\n李某某,焦作市,河南省\n王㛃\U00020087"},
        {"BIG5", "BIG5", "縣市,人口數\n甲縣,1926\n乙市,其中含外來人口"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Text whole = convert(*state, cases[i].encoding, text_from(cases[i].text));
        Text cut = text_slice(whole, 0, whole.len - 1);
        Error err;
        SheetFile *file;
        const char *path = write_file(*state, "cut.csv", cut);
        assert_int_equal(sheet_open(path, &SHEET_LIMITS, &file, &err), STATUS_CORRUPT);
        assert_string_equal(err.code, "sheet.encoding_cut");
        assert_true(text_equal(err.args[1].text, text_from(cases[i].found)));
        assert_in_range(err.args[2].number, cut.len - 3, cut.len - 1);
        Grid grid = grid_read(*state, write_file(*state, "whole.csv", whole), 0);
        assert_string_equal(sheet_encoding(grid.file), cases[i].found);
        sheet_close(grid.file);
    }
}

/* The first bytes alone would be taken for GB18030, the last for UTF-8. */
static void the_whole_file_decides(void **state)
{
    Arena *arena = *state;
    Buf csv = buf_new(arena);
    while (csv.len < 600000)
        buf_add(&csv, TEXT("abc,1,2\n"));
    Buf chinese = buf_new(arena);
    buf_add(&chinese, buf_text(&csv));
    buf_add(&chinese, TEXT("\xBD\xB9\xD7\xF7,3,4\n")); /* 焦作 in GBK */
    Grid grid = grid_read(arena, write_file(arena, "late.csv", buf_text(&chinese)), 0);
    assert_string_equal(sheet_encoding(grid.file), "GB18030");
    grid_expect(&grid, grid.last_row, 1, CELL_TEXT, "焦作");
    sheet_close(grid.file);
    buf_add(&csv, TEXT("焦作,3,4\n"));
    grid = grid_read(arena, write_file(arena, "late.csv", buf_text(&csv)), 0);
    assert_string_equal(sheet_encoding(grid.file), "UTF-8");
    grid_expect(&grid, grid.last_row, 1, CELL_TEXT, "焦作");
    sheet_close(grid.file);
}

static void a_sheet_can_be_read_again(void **state)
{
    const char *path = write_file(*state, "again.csv", TEXT("a;b\n1;2\n"));
    SheetFile *file;
    SheetRow row;
    bool more;
    Error err;
    assert_int_equal(sheet_open(path, NULL, &file, &err), STATUS_OK);
    assert_true(text_equal(sheet_name(file, 0), TEXT("again")));
    for (int round = 0; round < 3; round++) {
        assert_int_equal(sheet_select(file, 0, &err), STATUS_OK);
        assert_int_equal(sheet_next(file, &row, &more, &err), STATUS_OK);
        assert_int_equal(row.cell_count, 2);
        assert_int_equal(sheet_delimiter(file), ';');
    }
    assert_int_equal(sheet_select(file, 1, &err), STATUS_NOT_FOUND);
    sheet_close(file);
}

static void the_digest_is_that_of_the_bytes(void **state)
{
    const char *path = write_file(*state, "abc.csv", TEXT("abc"));
    SheetFile *file;
    Error err;
    Buf digest = buf_new(*state);
    assert_int_equal(sheet_open(path, NULL, &file, &err), STATUS_OK);
    Hash hash = sheet_digest(file);
    hash_print(&digest, &hash);
    /* FIPS 180-2, example of SHA-256 */
    assert_true(text_equal(buf_text(&digest), TEXT("ba7816bf8f01cfea414140de5dae2223"
                                                   "b00361a396177a9cb410ff61f20015ad")));
    sheet_close(file);
}

static void names_of_columns(void **state)
{
    static const struct {
        int column;
        const char *name;
    } cases[] = {{1, "A"},    {26, "Z"},    {27, "AA"},    {164, "FH"},
                 {702, "ZZ"}, {703, "AAA"}, {16384, "XFD"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Buf name = buf_new(*state);
        sheet_column_name(&name, cases[i].column);
        assert_true(text_equal(buf_text(&name), text_from(cases[i].name)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(cases_of_the_grammar),
        ARENA_TEST(nothing_depends_on_where_a_block_ends),
        ARENA_TEST(every_encoding_is_known_by_its_bytes),
        ARENA_TEST(a_file_that_ends_within_a_character_is_told_where),
        ARENA_TEST(the_whole_file_decides),
        ARENA_TEST(a_sheet_can_be_read_again),
        ARENA_TEST(the_digest_is_that_of_the_bytes),
        ARENA_TEST(names_of_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
