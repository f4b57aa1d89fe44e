/* Inputs that must fail, each with its own error that names the file. */
#include "package.h"

#include <string.h>
#include <sys/stat.h>

static const char *data_folder;

static void expect_error(const char *path, const SheetLimits *limits, const char *code)
{
    const char *found = first_error(path, limits);
    if (strcmp(found, code) == 0) return;
    print_error("\"%s\" instead of \"%s\"\n", found, code);
    fail();
}

static void expect_bytes(Arena *arena, Text bytes, const char *code)
{
    expect_error(write_file(arena, "input", bytes), NULL, code);
}

static void what_is_no_table(void **state)
{
    Arena *arena = *state;
    expect_error(temporary(arena, "none.csv"), NULL, "sheet.not_found");
    expect_error("/", NULL, "sheet.not_a_file");
    const char *pipe = temporary(arena, "pipe");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    expect_error(pipe, NULL, "sheet.not_a_file");
    expect_bytes(arena, TEXT(""), "sheet.empty");
    expect_bytes(arena, TEXT("%PDF-1.7\n"), "sheet.foreign");
    expect_bytes(arena, TEXT("MIME-Version: 1.0\n"), "sheet.foreign");
    expect_bytes(arena,
                 TEXT("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:"
                      "office:spreadsheet'/>"),
                 "sheet.foreign");
    expect_bytes(arena, TEXT("<html><body><p>x</p></body></html>"), "sheet.no_table");
    expect_bytes(arena, TEXT("[]"), "sheet.no_table");
    expect_bytes(arena, TEXT("[\n]\n"), "sheet.no_table");
}

static void broken_text(void **state)
{
    Arena *arena = *state;
    expect_bytes(arena, TEXT("a,b\n\"c,d\n1,2\n"), "sheet.quote_open");
    expect_bytes(arena, TEXT("a,b\nc\0,d\n"), "sheet.binary");
    expect_bytes(arena, TEXT("\0\1\2\0,d\n"), "sheet.binary");
    expect_bytes(arena,
                 TEXT("name,value\n1,2\n3,\0"
                      "4\n5,6\n"),
                 "sheet.binary"); /* of even size */
    expect_bytes(arena, TEXT("\xEF\xBB\xBF\xB0\xA1,1\n"), "sheet.encoding_broken");
    expect_bytes(arena,
                 TEXT("\xFF\xFE"
                      "a\0\x3D\xD8"
                      "b\0"),
                 "sheet.utf16_broken"); /* a lone surrogate */
    expect_bytes(arena,
                 TEXT("\xFF\xFE"
                      "a\0b"),
                 "sheet.utf16_broken"); /* half a character */
    expect_bytes(arena, TEXT("\xFE\xFF\xDC\x00"), "sheet.utf16_broken");
    expect_bytes(arena, TEXT("C\xF4te d'Ivoire,1\nM\xE4rz,2\n"), "sheet.encoding_unknown");
    expect_bytes(arena, TEXT("\xFF\xFF\xFF,1\n"), "sheet.encoding_unknown");
    expect_bytes(arena, TEXT("a,\xC3"), "sheet.encoding_unknown"); /* cut inside a character */
    expect_bytes(arena,
                 TEXT("\xEF\xBB\xBF"
                      "a,\xE5\x9F"),
                 "sheet.encoding_cut");
    Buf late = buf_new(arena);
    while (late.len < 300000)
        buf_add(&late, TEXT("1,2\n"));
    buf_add_char(&late, 0);
    expect_bytes(arena, buf_text(&late), "sheet.binary");
}

static void broken_json(void **state)
{
    static const char *const broken[] = {
        "[{\"a\":1,}]",     "[{\"a\":1}",        "[{\"a\":01}]",  "[{\"a\":1,\"a\":2}]",
        "[{\"a\":tru}]",    "[{\"a\":\"\\x\"}]", "[[1,2],[3]] x", "[{\"a\":\"\\ud800\"}]",
        "[{\"a\":\"\t\"}]", "[{a:1}]",           "[[1,2],]",      "[{\"a\":NaN}]",
        "[[1.]]",           "[[\"\\u0000\"]]",   "[[\"open]]",    "[[1] [2]]",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        expect_bytes(*state, text_from(broken[i]), "sheet.json_broken");
    }
    expect_bytes(*state, TEXT("[{\"a\":1},[2]]"), "sheet.json_shape");
    Buf deep = buf_new(*state);
    for (int i = 0; i < 100000; i++)
        buf_add_char(&deep, '[');
    expect_bytes(*state, buf_text(&deep), "sheet.json_too_deep");
}

static void broken_html(void **state)
{
    Arena *arena = *state;
    expect_bytes(arena, TEXT("<html><table><tr><td>1</td></tr><tr><td>2"), "sheet.html_cut");
    expect_bytes(arena, TEXT("<table><tr><td colspan='20000'>1</td></tr></table>"),
                 "sheet.too_many_columns");
    Buf deep = buf_new(arena);
    buf_add(&deep, TEXT("<html>"));
    for (int i = 0; i < 5000; i++)
        buf_add(&deep, TEXT("<div>"));
    buf_add(&deep, TEXT("<table><tr><td>1</td></tr></table></html>"));
    expect_bytes(arena, buf_text(&deep), "sheet.too_deep");
}

static Text file_bytes(Arena *arena, const char *path)
{
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    char *bytes = arena_alloc(arena, 1 << 20);
    size_t got = fread(bytes, 1, 1 << 20, stream);
    fclose(stream);
    return (Text){bytes, got};
}

/* However a file is cut, it is told or nothing is missing; and never a crash. */
static void files_cut_anywhere(void **state)
{
    static const char *const files[] = {"wide_227cols_merged_bilingual.xlsx", "bureau_export.xls",
                                        "employment_biff8_merged_header.xls"};
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        Text path = text_format(arena, "%s/%s", data_folder, files[i]);
        Text whole = file_bytes(arena, text_cstr(arena, path));
        for (size_t len = 8; len + 600 < whole.len; len += 97) {
            const char *cut = write_file(arena, "cut", text_slice(whole, 0, len));
            const char *code = first_error(cut, NULL);
            bool told =
                strcmp(code, "sheet.zip_damaged") == 0 || strcmp(code, "sheet.xls_damaged") == 0;
            if (!told) print_error("%s cut at %zu: \"%s\"\n", files[i], len, code);
            assert_true(told);
        }
    }
}

static void expect_part(Arena *arena, const char *name, Text bytes, const char *code)
{
    const PackagePart part = {name, bytes};
    const char *data = "<sheetData><row r='1'><c t='s'><v>0</v></c></row></sheetData>";
    expect_error(write_workbook(arena, data, &part, 1), NULL, code);
}

static void expect_data(Arena *arena, const char *sheet_data, const char *code)
{
    expect_error(write_workbook(arena, sheet_data, NULL, 0), NULL, code);
}

static void broken_workbooks(void **state)
{
    Arena *arena = *state;
    expect_part(arena, "xl/worksheets/sheet1.xml", TEXT("<worksheet><sheetData>"),
                "sheet.xml_broken");
    expect_part(arena, "xl/worksheets/sheet1.xml", TEXT("not xml"), "sheet.xml_broken");
    expect_part(arena, "xl/workbook.xml", TEXT("<workbook>"), "sheet.xml_broken");
    expect_part(arena, "xl/workbook.xml", TEXT("<workbook/>"), "sheet.no_table");
    expect_part(arena, "xl/_rels/workbook.xml.rels",
                TEXT("<Relationships><Relationship Id='rId1' Type='x/worksheet' "
                     "Target='gone.xml'/></Relationships>"),
                "sheet.part_missing");
    expect_part(arena, "xl/sharedStrings.xml",
                TEXT("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
                     "<sst><si><t>&b;</t></si></sst>"),
                "sheet.xml_doctype");
    expect_part(arena, "xl/workbook.bin", TEXT("x"), "sheet.foreign");
    expect_part(arena, "word/document.xml", TEXT("<x/>"), "sheet.foreign");
    const PackagePart other = {"readme.txt", TEXT("hello")};
    expect_error(write_package(arena, &other, 1), NULL, "sheet.foreign");
    expect_data(arena, "<sheetData><row><c t='s'><v>9</v></c></row></sheetData>",
                "sheet.string_missing");
    expect_data(arena, "<sheetData><row r='2'/><row r='1'/></sheetData>", "sheet.reference_broken");
    expect_data(arena, "<sheetData><row r='1048577'><c><v>1</v></c></row></sheetData>",
                "sheet.too_many_rows");
    expect_data(arena, "<sheetData><row><c r='77'><v>1</v></c></row></sheetData>",
                "sheet.reference_broken");
    expect_data(arena, "<sheetData><row><c r='XFE1'><v>1</v></c></row></sheetData>",
                "sheet.too_many_columns");
}

static void twenty_thousand_columns(void **state)
{
    Arena *arena = *state;
    Buf csv = buf_new(arena), xml = buf_new(arena);
    buf_add(&xml, TEXT("<sheetData><row>"));
    for (int i = 0; i < 20000; i++) {
        buf_add(&csv, TEXT("1,"));
        buf_add(&xml, TEXT("<c><v>1</v></c>"));
    }
    buf_add(&xml, TEXT("</row></sheetData>"));
    expect_bytes(arena, buf_text(&csv), "sheet.too_many_columns");
    expect_data(arena, text_cstr(arena, buf_text(&xml)), "sheet.too_many_columns");
}

static void bombs(void **state)
{
    Arena *arena = *state;
    Buf zeros = buf_new(arena);
    buf_add(&zeros, TEXT("<sheetData>"));
    while (zeros.len < 40 << 20) {
        buf_add(&zeros, TEXT("                                                                "));
    }
    expect_data(arena, text_cstr(arena, buf_text(&zeros)), "sheet.zip_bomb");
    Buf deep = buf_new(arena);
    for (int i = 0; i < 100; i++)
        buf_add(&deep, TEXT("<x>"));
    expect_data(arena, text_cstr(arena, buf_text(&deep)), "sheet.too_deep");
}

static void every_limit_has_its_error(void **state)
{
    Arena *arena = *state;
    SheetLimits limits = SHEET_LIMITS;
    const char *csv = write_file(arena, "input", TEXT("a,b\n12345,6\n7,8\n"));
    limits.file_bytes = 10;
    expect_error(csv, &limits, "sheet.file_too_large");
    limits = SHEET_LIMITS;
    limits.rows = 2;
    expect_error(csv, &limits, "sheet.too_many_rows");
    limits = SHEET_LIMITS;
    limits.columns = 1;
    expect_error(csv, &limits, "sheet.too_many_columns");
    limits = SHEET_LIMITS;
    limits.cell_bytes = 4;
    expect_error(csv, &limits, "sheet.cell_too_long");
    const char *data =
        "<sheetData><row><c t='inlineStr'><is><t>12345</t></is></c></row></sheetData>";
    const char *xlsx = write_workbook(arena, data, NULL, 0);
    expect_error(xlsx, &limits, "sheet.string_too_long");
    limits.cell_bytes = 1 << 20;
    limits.unpacked_bytes = 64;
    expect_error(xlsx, &limits, "sheet.part_too_large");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_no_table),
        ARENA_TEST(broken_text),
        ARENA_TEST(broken_json),
        ARENA_TEST(broken_html),
        ARENA_TEST(files_cut_anywhere),
        ARENA_TEST(broken_workbooks),
        ARENA_TEST(twenty_thousand_columns),
        ARENA_TEST(bombs),
        ARENA_TEST(every_limit_has_its_error),
    };
    if (argc < 2) return 2;
    data_folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
