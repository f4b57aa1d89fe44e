#include "support.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/test_sheet_XXXXXX";
static bool has_folder;

int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

int arena_teardown(void **state)
{
    arena_free(*state);
    remove_files();
    return 0;
}

const char *temporary(Arena *arena, const char *name)
{
    if (!has_folder) {
        memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
        assert_non_null(mkdtemp(folder));
        has_folder = true;
    }
    Text path = text_format(arena, "%s/%s", folder, name);
    return text_cstr(arena, path);
}

const char *write_file(Arena *arena, const char *name, Text bytes)
{
    const char *path = temporary(arena, name);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, stream), bytes.len);
    assert_int_equal(fclose(stream), 0);
    return path;
}

void remove_files(void)
{
    if (!has_folder) return;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        unlinkat(dirfd(open), entry->d_name, 0);
    }
    if (open) closedir(open);
    rmdir(folder);
    has_folder = false;
}

static void fail_with(const Error *err)
{
    Arena *arena = arena_new();
    Buf sentence = buf_new(arena);
    error_print(&sentence, LANG_EN, err);
    print_error("%s: %.*s\n", err->code, TEXT_ARGS(buf_text(&sentence)));
    arena_free(arena);
    fail();
}

Grid grid_read(Arena *arena, const char *path, int sheet)
{
    Grid grid = {.cells = list_new(arena, sizeof(GridCell))};
    Error err;
    SheetRow row;
    bool more;
    if (sheet_open(path, NULL, &grid.file, &err) != STATUS_OK) fail_with(&err);
    if (sheet_select(grid.file, sheet, &err) != STATUS_OK) fail_with(&err);
    for (;;) {
        if (sheet_next(grid.file, &row, &more, &err) != STATUS_OK) fail_with(&err);
        if (!more) break;
        assert_true(row.number > grid.last_row);
        grid.last_row = row.number;
        grid.rows++;
        for (int i = 0; i < row.cell_count; i++) {
            if (row.cells[i].kind == CELL_EMPTY) continue;
            GridCell *cell = list_add(&grid.cells);
            *cell = (GridCell){row.number, i + 1, row.cells[i]};
            cell->cell.text = text_copy(arena, row.cells[i].text);
        }
    }
    return grid;
}

Cell grid_cell(const Grid *grid, int64_t row, int column)
{
    for (size_t i = 0; i < grid->cells.count; i++) {
        const GridCell *cell = LIST_AT(&grid->cells, GridCell, i);
        if (cell->row == row && cell->column == column) return cell->cell;
    }
    return (Cell){CELL_EMPTY, {"", 0}};
}

void grid_expect(const Grid *grid, int64_t row, int column, CellKind kind, const char *text)
{
    Cell cell = grid_cell(grid, row, column);
    if (cell.kind == kind && text_equal(cell.text, text_from(text))) return;
    print_error("row %ld, column %d: kind %d \"%.*s\" is not kind %d \"%s\"\n", (long)row, column,
                (int)cell.kind, TEXT_ARGS(cell.text), (int)kind, text);
    fail();
}

bool grid_has_merge(const Grid *grid, MergedRange wanted)
{
    const MergedRange *ranges;
    size_t count = sheet_merges(grid->file, &ranges);
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].first_row == wanted.first_row && ranges[i].last_row == wanted.last_row &&
            ranges[i].first_column == wanted.first_column &&
            ranges[i].last_column == wanted.last_column) {
            return true;
        }
    }
    return false;
}

static void check_sentence(const Error *err, const char *path)
{
    Arena *arena = arena_new();
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf sentence = buf_new(arena);
        error_print(&sentence, lang, err);
        if (!text_contains(buf_text(&sentence), text_from(path)) ||
            text_contains(buf_text(&sentence), TEXT("{"))) {
            print_error("%s: %.*s\n", err->code, TEXT_ARGS(buf_text(&sentence)));
            fail();
        }
    }
    arena_free(arena);
}

static Status read_sheets(SheetFile *file, Error *err)
{
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < sheet_count(file); i++) {
        SheetRow row;
        bool more = true;
        status = sheet_select(file, i, err);
        while (status == STATUS_OK && more)
            status = sheet_next(file, &row, &more, err);
    }
    return status;
}

const char *first_error(const char *path, const SheetLimits *limits)
{
    Error err;
    SheetFile *file;
    Status status = sheet_open(path, limits, &file, &err);
    if (status == STATUS_OK) {
        status = read_sheets(file, &err);
        sheet_close(file);
    }
    if (status == STATUS_OK) return "";
    assert_int_equal(status, err.status);
    check_sentence(&err, path);
    return err.code;
}
