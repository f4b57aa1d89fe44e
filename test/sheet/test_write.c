/* What is written reads back: one table of cases through every writable format. */
#include "support.h"

#include <dirent.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

typedef Status OpenWriter(const char *path, SheetWriter **writer, Error *err);

typedef struct Format {
    const char *name;
    OpenWriter *open;
} Format;

static const Format FORMATS[] = {
    {"out.csv", sheet_writer_csv},
    {"out.xlsx", sheet_writer_xlsx},
};
enum { CSV, XLSX, FORMAT_COUNT };

typedef struct Case {
    OutCell cell;
    CellKind kind[FORMAT_COUNT];
    const char *text[FORMAT_COUNT];
} Case;

#define TEXT_CELL(words)                                                                           \
    {                                                                                              \
        .kind = OUT_TEXT, .text = { words, sizeof(words) - 1 }                                     \
    }
#define TEXT_CASE(words)                                                                           \
    {                                                                                              \
        TEXT_CELL(words), {CELL_TEXT, CELL_TEXT},                                                  \
        {                                                                                          \
            words, words                                                                           \
        }                                                                                          \
    }
#define GUARDED(words)                                                                             \
    {                                                                                              \
        TEXT_CELL(words), {CELL_TEXT, CELL_TEXT},                                                  \
        {                                                                                          \
            "'" words, words                                                                       \
        }                                                                                          \
    }

static const Case CASES[] = {
    TEXT_CASE("焦作市"),
    TEXT_CASE("a,b"),
    TEXT_CASE("he said \"no\""),
    TEXT_CASE("two\nlines"),
    TEXT_CASE("\u00A0\u00A0padded "),
    TEXT_CASE(" leading"),
    TEXT_CASE("<&>'\u3000"),
    TEXT_CASE("_x0041_ literal"),
    TEXT_CASE("李\U00020087"),
    TEXT_CASE("00123"),
    GUARDED("=1+1"),
    GUARDED("+86"),
    GUARDED("-开展"),
    GUARDED("@who"),
    GUARDED("\ttab"),
    {{.kind = OUT_EMPTY}, {CELL_EMPTY, CELL_EMPTY}, {"", ""}},
    {{.kind = OUT_DECIMAL, .decimal = {19260785, 4}, .format = FORMAT_NUMBER, .decimals = 2},
     {CELL_TEXT, CELL_NUMBER},
     {"1926.0785", "1926.0785"}},
    {{.kind = OUT_DECIMAL, .decimal = {-5, 1}}, {CELL_TEXT, CELL_NUMBER}, {"-0.5", "-0.5"}},
    {{.kind = OUT_DECIMAL, .decimal = {0, 0}}, {CELL_TEXT, CELL_NUMBER}, {"0", "0"}},
    {{.kind = OUT_DECIMAL, .decimal = {1234567890123456789, 2}}, /* more than a double keeps */
     {CELL_TEXT, CELL_TEXT},
     {"12345678901234567.89", "12345678901234567.89"}},
    {{.kind = OUT_DOUBLE, .number = 33.82, .format = FORMAT_PERCENT, .decimals = 1},
     {CELL_TEXT, CELL_NUMBER},
     {"33.82", "33.82"}},
    {{.kind = OUT_DOUBLE, .number = NAN}, {CELL_EMPTY, CELL_EMPTY}, {"", ""}},
    {{.kind = OUT_DOUBLE, .number = -INFINITY}, {CELL_EMPTY, CELL_EMPTY}, {"", ""}},
    {{.kind = OUT_DATE, .date = 17087, .format = FORMAT_DATE}, /* days since 1970 */
     {CELL_TEXT, CELL_DATE},
     {"2016-10-13", "2016-10-13"}},
    {{.kind = OUT_DATE, .date = 17087}, {CELL_TEXT, CELL_DATE}, {"2016-10-13", "2016-10-13"}},
    {{.kind = OUT_DATE, .date = DATE_NONE}, {CELL_EMPTY, CELL_EMPTY}, {"", ""}},
};
enum { CASE_COUNT = sizeof(CASES) / sizeof(CASES[0]) };

static SheetWriter *open_writer(Arena *arena, int format)
{
    SheetWriter *writer;
    Error err;
    const char *path = temporary(arena, FORMATS[format].name);
    assert_int_equal(FORMATS[format].open(path, &writer, &err), STATUS_OK);
    return writer;
}

static void write_row(SheetWriter *writer, const OutCell *cells, int count)
{
    Error err;
    assert_int_equal(sheet_writer_row(writer, cells, count, &err), STATUS_OK);
}

static void close_writer(SheetWriter *writer)
{
    Error err;
    assert_int_equal(sheet_writer_close(writer, &err), STATUS_OK);
}

static void every_cell_reads_back_in_every_format(void **state)
{
    for (int format = 0; format < FORMAT_COUNT; format++) {
        SheetWriter *writer = open_writer(*state, format);
        Error err;
        assert_int_equal(sheet_writer_sheet(writer, TEXT("往返"), &err), STATUS_OK);
        for (int i = 0; i < CASE_COUNT; i++) {
            const OutCell cells[] = {TEXT_CELL("case"), CASES[i].cell, TEXT_CELL("end")};
            write_row(writer, cells, 3);
        }
        close_writer(writer);
        Grid grid = grid_read(*state, temporary(*state, FORMATS[format].name), 0);
        int64_t row = 1;
        for (int i = 0; i < CASE_COUNT; i++) {
            grid_expect(&grid, row, 1, CELL_TEXT, "case");
            grid_expect(&grid, row, 2, CASES[i].kind[format], CASES[i].text[format]);
            grid_expect(&grid, row, 3, CELL_TEXT, "end");
            bool two_lines = format == CSV && strchr(CASES[i].text[CSV], '\n');
            row += two_lines ? 2 : 1; /* rows of CSV count lines */
        }
        sheet_close(grid.file);
    }
}

static bool folder_has_parts(const char *path)
{
    char folder[64];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    DIR *open = opendir(folder);
    bool found = false;
    for (struct dirent *entry; open && (entry = readdir(open));) {
        found |= strstr(entry->d_name, ".part") != NULL;
    }
    if (open) closedir(open);
    return found;
}

static void nobody_sees_half_a_file(void **state)
{
    for (int format = 0; format < FORMAT_COUNT; format++) {
        const char *path = write_file(*state, FORMATS[format].name, TEXT("the old one"));
        const OutCell cell = TEXT_CELL("new");
        SheetWriter *writer = open_writer(*state, format);
        write_row(writer, &cell, 1);
        assert_true(folder_has_parts(path));
        sheet_writer_abandon(writer);
        assert_false(folder_has_parts(path));
        Grid grid = grid_read(*state, path, 0);
        grid_expect(&grid, 1, 1, CELL_TEXT, "the old one");
        sheet_close(grid.file);
        writer = open_writer(*state, format);
        write_row(writer, &cell, 1);
        close_writer(writer);
        assert_false(folder_has_parts(path));
        grid = grid_read(*state, path, 0);
        grid_expect(&grid, 1, 1, CELL_TEXT, "new");
        sheet_close(grid.file);
    }
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    SheetWriter *writer;
    Error err;
    const char *path = temporary(*state, "none/out");
    for (int format = 0; format < FORMAT_COUNT; format++) {
        assert_int_equal(FORMATS[format].open(path, &writer, &err), STATUS_IO);
        assert_string_equal(err.code, "sheet.write_failed");
        assert_null(writer);
    }
}

static void csv_holds_one_sheet_and_no_chart(void **state)
{
    SheetWriter *writer = open_writer(*state, CSV);
    Error err;
    OutChart chart = {.kind = OUT_CHART_BAR};
    assert_int_equal(sheet_writer_sheet(writer, TEXT("一"), &err), STATUS_OK);
    assert_int_equal(sheet_writer_sheet(writer, TEXT("二"), &err), STATUS_USAGE);
    assert_int_equal(sheet_writer_chart(writer, &chart, &err), STATUS_UNSUPPORTED);
    sheet_writer_abandon(writer);
}

static void csv_is_utf8_with_a_mark_and_crlf(void **state)
{
    SheetWriter *writer = open_writer(*state, CSV);
    const OutCell cells[] = {TEXT_CELL("甲"), {.kind = OUT_DECIMAL, .decimal = {-12, 1}}};
    write_row(writer, cells, 2);
    close_writer(writer);
    FILE *stream = fopen(temporary(*state, "out.csv"), "rb");
    char bytes[64];
    size_t got = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    assert_true(text_equal((Text){bytes, got}, TEXT("\xEF\xBB\xBF甲,-1.2\r\n")));
}

static void sheets_have_safe_and_different_names(void **state)
{
    SheetWriter *writer = open_writer(*state, XLSX);
    Error err;
    assert_int_equal(sheet_writer_sheet(writer, TEXT("2016/10: [甲]'s"), &err), STATUS_OK);
    Text longest = TEXT("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四");
    assert_int_equal(sheet_writer_sheet(writer, longest, &err), STATUS_OK);
    close_writer(writer);
    Grid grid = grid_read(*state, temporary(*state, "out.xlsx"), 0);
    assert_int_equal(sheet_count(grid.file), 2);
    assert_true(text_equal(sheet_name(grid.file, 0), TEXT("2016_10_ _甲__s")));
    assert_int_equal(sheet_name(grid.file, 1).len, 31 * 3);
    sheet_close(grid.file);
    writer = open_writer(*state, XLSX);
    assert_int_equal(sheet_writer_sheet(writer, TEXT("甲/乙"), &err), STATUS_OK);
    assert_int_equal(sheet_writer_sheet(writer, TEXT("甲?乙"), &err), STATUS_CONFLICT);
    sheet_writer_abandon(writer);
}

/* A part of the written workbook as text. */
static Text part_of(Arena *arena, const char *path, const char *part)
{
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    assert_non_null(zip);
    zip_stat_t info;
    assert_int_equal(zip_stat(zip, part, 0, &info), 0);
    char *bytes = arena_alloc(arena, info.size);
    zip_file_t *stream = zip_fopen(zip, part, 0);
    assert_int_equal(zip_fread(stream, bytes, info.size), info.size);
    zip_fclose(stream);
    zip_discard(zip);
    return (Text){bytes, info.size};
}

static void a_report_has_panes_widths_and_a_native_chart(void **state)
{
    Arena *arena = *state;
    SheetWriter *writer = open_writer(arena, XLSX);
    Error err;
    const int widths[] = {20, 12};
    assert_int_equal(sheet_writer_sheet(writer, TEXT("差距"), &err), STATUS_OK);
    sheet_writer_widths(writer, widths, 2);
    OutCell title = TEXT_CELL("各项差距");
    title.format = FORMAT_TITLE;
    write_row(writer, &title, 1);
    OutCell head[] = {TEXT_CELL("指标"), TEXT_CELL("差距")};
    head[0].format = head[1].format = FORMAT_HEADER;
    write_row(writer, head, 2);
    for (int i = 0; i < 3; i++) {
        const OutCell row[] = {
            TEXT_CELL("生产总值"),
            {.kind = OUT_DOUBLE, .number = i + 0.5, .format = FORMAT_PERCENT, .decimals = 1}};
        write_row(writer, row, 2);
    }
    const OutSeries series = {TEXT("差距"), 2};
    OutChart chart = {
        OUT_CHART_BAR, TEXT("生产总值差距最大"), TEXT("%"), 3, 5, 1, &series, 1, 8, 1};
    assert_int_equal(sheet_writer_chart(writer, &chart, &err), STATUS_OK);
    chart.last_row = 9;
    assert_int_equal(sheet_writer_chart(writer, &chart, &err), STATUS_INTERNAL);
    close_writer(writer);
    const char *path = temporary(arena, "out.xlsx");
    Text sheet = part_of(arena, path, "xl/worksheets/sheet1.xml");
    assert_true(text_contains(sheet, TEXT("topLeftCell=\"A3\"")));
    assert_true(text_contains(sheet, TEXT("state=\"frozen\"")));
    assert_true(text_contains(sheet, TEXT("<cols>")));
    Text drawn = part_of(arena, path, "xl/charts/chart1.xml");
    assert_true(text_contains(drawn, TEXT("生产总值差距最大")));
    assert_true(text_contains(drawn, TEXT("$B$3:$B$5")));
    assert_true(text_contains(drawn, TEXT("$A$3:$A$5")));
}

static void a_text_too_long_for_a_workbook_is_told(void **state)
{
    SheetWriter *writer = open_writer(*state, XLSX);
    Error err;
    char *words = arena_alloc(*state, 40000);
    memset(words, 'x', 40000);
    const OutCell cell = {.kind = OUT_TEXT, .text = {words, 40000}};
    assert_int_equal(sheet_writer_row(writer, &cell, 1, &err), STATUS_LIMIT);
    assert_string_equal(err.code, "sheet.cell_not_written");
    /* closing it all the same leaves nothing */
    assert_int_equal(sheet_writer_close(writer, &err), STATUS_INVALID);
    assert_string_equal(err.code, "sheet.write_incomplete");
    const char *path = temporary(*state, "out.xlsx");
    assert_int_not_equal(access(path, F_OK), 0);
    assert_false(folder_has_parts(path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(every_cell_reads_back_in_every_format),
        ARENA_TEST(nobody_sees_half_a_file),
        ARENA_TEST(a_folder_that_is_not_there_is_told),
        ARENA_TEST(csv_holds_one_sheet_and_no_chart),
        ARENA_TEST(csv_is_utf8_with_a_mark_and_crlf),
        ARENA_TEST(sheets_have_safe_and_different_names),
        ARENA_TEST(a_report_has_panes_widths_and_a_native_chart),
        ARENA_TEST(a_text_too_long_for_a_workbook_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
