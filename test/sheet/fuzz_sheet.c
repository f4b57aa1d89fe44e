/* Any bytes as a file: never a crash, and what is read holds what sheet.h promises. Bytes that
 * begin like a part of a workbook are packed into one, because no mutation survives the check sums
 * of an archive. Its seeds are in test/fuzz/fuzz_sheet. */
#include "sheet.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

static void check_row(const SheetRow *row, int64_t before, const SheetLimits *limits)
{
    require(row->number > before, "rows are numbered upwards");
    require(row->cell_count > 0 && row->cell_count <= limits->columns, "a row has cells");
    for (int i = 0; i < row->cell_count; i++) {
        const Cell *cell = &row->cells[i];
        require((cell->kind == CELL_EMPTY) == (cell->text.len == 0), "empty cells have no text");
        require(text_is_utf8(cell->text), "text is UTF-8");
    }
}

static void read_sheet(SheetFile *file, int index, const SheetLimits *limits)
{
    Error err;
    SheetRow row;
    bool more = true;
    int64_t before = 0;
    const MergedRange *ranges;
    require(text_is_utf8(sheet_name(file, index)), "names are UTF-8");
    if (sheet_select(file, index, &err) != STATUS_OK) return;
    for (size_t i = sheet_merges(file, &ranges); i > 0; i--) {
        require(ranges[i - 1].first_row <= ranges[i - 1].last_row, "ranges have an order");
        require(ranges[i - 1].first_column <= ranges[i - 1].last_column, "ranges have an order");
    }
    while (sheet_next(file, &row, &more, &err) == STATUS_OK && more) {
        check_row(&row, before, limits);
        before = row.number;
        double share = sheet_progress(file);
        require(share >= 0 && share <= 1, "progress lies between 0 and 1");
    }
}

static const char WORKBOOK[] =
    "<workbook xmlns:r='r'><sheets><sheet name='A' sheetId='1' r:id='a'/></sheets></workbook>";
static const char RELATIONS[] =
    "<Relationships><Relationship Id='a' Type='/worksheet' Target='sheet.xml'/>"
    "<Relationship Id='b' Type='/sharedStrings' Target='strings.xml'/>"
    "<Relationship Id='c' Type='/styles' Target='styles.xml'/></Relationships>";
static const char STRINGS[] = "<sst><si><t>甲</t></si></sst>";
static const char STYLES[] = "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>";
static const char SHEET[] = "<worksheet><sheetData><row><c t='s'><v>0</v></c><c s='0'>"
                            "<v>42656</v></c></row></sheetData></worksheet>";

typedef struct Part {
    const char *name, *start;
    Text bytes;
} Part;

static Text pack(Arena *arena, const Part *parts, size_t count)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (!zip) abort();
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].bytes.ptr, parts[i].bytes.len, 0);
        zip_int64_t at = zip_file_add(zip, parts[i].name, source, 0);
        zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    }
    zip_stat_t info;
    if (zip_close(zip) != 0 || zip_source_stat(target, &info) != 0) abort();
    char *bytes = arena_alloc(arena, info.size);
    zip_source_open(target);
    if (zip_source_read(target, bytes, info.size) != (zip_int64_t)info.size) abort();
    zip_source_close(target);
    zip_source_free(target);
    return (Text){bytes, info.size};
}

/* The workbook around a part that the input begins like; else the input as it is. */
static Text dress(Arena *arena, Text input)
{
    Part parts[] = {
        {"xl/workbook.xml", "<workbook", text_from(WORKBOOK)},
        {"xl/_rels/workbook.xml.rels", "<Relationships", text_from(RELATIONS)},
        {"xl/strings.xml", "<sst", text_from(STRINGS)},
        {"xl/styles.xml", "<styleSheet", text_from(STYLES)},
        {"xl/sheet.xml", "<worksheet", text_from(SHEET)},
    };
    enum { PARTS = sizeof(parts) / sizeof(parts[0]) };
    for (size_t i = 0; i < PARTS; i++) {
        if (!text_starts(input, text_from(parts[i].start))) continue;
        parts[i].bytes = input;
        return pack(arena, parts, PARTS);
    }
    return input;
}

static void read_file(const char *path)
{
    SheetLimits limits = SHEET_LIMITS;
    limits.unpacked_bytes = 8 << 20;
    limits.columns = 2000;
    Error err;
    SheetFile *file;
    if (sheet_open(path, &limits, &file, &err) != STATUS_OK) return;
    for (int i = 0; i < sheet_count(file); i++)
        read_sheet(file, i, &limits);
    sheet_close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    Arena *arena = arena_new();
    Text bytes = dress(arena, (Text){(const char *)data, size});
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_file(path);
    close(fd);
    arena_free(arena);
    return 0;
}
