/* The first rows of a sheet in memory, merged cells filled. */
#include "exchange_impl.h"

enum { GRID_COLUMNS = 2000, GRID_CELL_BYTES = 2000 };

static Cell cell_copy(Arena *arena, Cell cell)
{
    cell.text = text_copy(arena, text_slice(cell.text, 0, GRID_CELL_BYTES));
    if (cell.kind == CELL_TEXT && text_trim(cell.text).len == 0) {
        cell.kind = CELL_EMPTY;
    }
    return cell;
}

typedef struct SampleRow {
    int64_t number;
    Cell *cells;
    int count;
} SampleRow;

static int grid_row_of(const Grid *grid, int64_t number)
{
    for (int i = 0; i < grid->rows; i++) {
        if (grid->numbers[i] == number) {
            return i;
        }
    }
    return -1;
}

static void fill_merge(Grid *grid, const MergedRange *range)
{
    int from = grid_row_of(grid, range->first_row);
    if (from < 0 || range->first_column > grid->columns) {
        return;
    }
    Cell first = *grid_cell(grid, from, range->first_column - 1);
    for (int row = from; row < grid->rows && grid->numbers[row] <= range->last_row; row++) {
        for (int column = range->first_column; column <= range->last_column; column++) {
            if (column <= grid->columns) {
                grid->cells[(size_t)row * (size_t)grid->columns + (size_t)(column - 1)] = first;
            }
        }
    }
}

static void grid_build(Arena *arena, SheetFile *file, const List *rows, Grid *grid)
{
    grid->rows = (int)rows->count;
    grid->numbers = ARENA_ARRAY(arena, int64_t, rows->count);
    grid->cells = ARENA_ARRAY(arena, Cell, rows->count * (size_t)grid->columns);
    for (size_t i = 0; i < rows->count; i++) {
        const SampleRow *row = LIST_AT(rows, SampleRow, i);
        grid->numbers[i] = row->number;
        for (int c = 0; c < row->count; c++) {
            grid->cells[i * (size_t)grid->columns + (size_t)c] = row->cells[c];
        }
    }
    const MergedRange *ranges;
    size_t count = sheet_merges(file, &ranges);
    for (size_t i = 0; i < count; i++) {
        fill_merge(grid, &ranges[i]);
    }
    grid->has_merges = count > 0;
}

Status grid_read(Arena *arena, SheetFile *file, int sheet, Grid *grid, Error *err)
{
    *grid = (Grid){0};
    List rows = list_new(arena, sizeof(SampleRow));
    Status status = sheet_select(file, sheet, err);
    bool more = status == STATUS_OK;
    while (more && rows.count < GRID_ROWS) {
        SheetRow row;
        status = sheet_next(file, &row, &more, err);
        if (status != STATUS_OK || !more) {
            break;
        }
        int count = row.cell_count < GRID_COLUMNS ? row.cell_count : GRID_COLUMNS;
        SampleRow *copy = list_add(&rows);
        *copy = (SampleRow){row.number, ARENA_ARRAY(arena, Cell, (size_t)count), count};
        for (int i = 0; i < count; i++) {
            copy->cells[i] = cell_copy(arena, row.cells[i]);
            if (copy->cells[i].kind != CELL_EMPTY && i + 1 > grid->columns) {
                grid->columns = i + 1;
            }
        }
    }
    for (size_t i = 0; i < rows.count; i++) {
        SampleRow *row = LIST_AT(&rows, SampleRow, i);
        row->count = row->count < grid->columns ? row->count : grid->columns;
    }
    grid->is_whole = status == STATUS_OK && !more;
    if (status == STATUS_OK) {
        grid_build(arena, file, &rows, grid);
    }
    return status;
}

const Cell *grid_cell(const Grid *grid, int row, int column)
{
    return &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
}

bool grid_is_blank(const Grid *grid, int row, int column)
{
    return grid_cell(grid, row, column)->kind == CELL_EMPTY;
}
