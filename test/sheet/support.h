/* What tests of sheet share: a whole sheet in memory, files of given bytes, expectations. */
#ifndef DUIBIAO_TEST_SHEET_SUPPORT_H
#define DUIBIAO_TEST_SHEET_SUPPORT_H

#include "sheet.h"

#include <setjmp.h>
#include <cmocka.h>

/* One sheet, read whole. */
typedef struct Grid {
    SheetFile *file;
    List cells; /* GridCell */
    size_t rows;
    int64_t last_row;
} Grid;

typedef struct GridCell {
    int64_t row;
    int column;
    Cell cell;
} GridCell;

int arena_setup(void **state);
int arena_teardown(void **state);
#define ARENA_TEST(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

/* Fails the test when the file cannot be read. Close it with sheet_close(grid.file). */
Grid grid_read(Arena *arena, const char *path, int sheet);
/* CELL_EMPTY where there is none. */
Cell grid_cell(const Grid *grid, int64_t row, int column);
void grid_expect(const Grid *grid, int64_t row, int column, CellKind kind, const char *text);
bool grid_has_merge(const Grid *grid, MergedRange wanted);

/* A temporary folder, made at the first call; files in it go with remove_files. */
const char *temporary(Arena *arena, const char *name);
const char *write_file(Arena *arena, const char *name, Text bytes);
void remove_files(void);

/* The code of the first error on the way through every sheet; "" when there is none. Checks that
 * the sentence names the file in both languages. */
const char *first_error(const char *path, const SheetLimits *limits);

#endif
