/* A place in a file as one integer below 2^53, in reading order: sheet, row, column. Rows have 29
 * bits (half a milliard), columns 14, sheets 10. */
#include "compare.h"

enum { COLUMN_BITS = 14, ROW_BITS = 29 };

int64_t cell_code(CellPlace place)
{
    return ((int64_t)place.sheet << (ROW_BITS + COLUMN_BITS)) | (place.row << COLUMN_BITS) |
           (int64_t)(place.column > 0 ? place.column - 1 : 0);
}

CellPlace cell_from_code(int64_t code)
{
    int64_t row_mask = ((int64_t)1 << ROW_BITS) - 1, column_mask = ((int64_t)1 << COLUMN_BITS) - 1;
    return (CellPlace){
        .sheet = (int)(code >> (ROW_BITS + COLUMN_BITS)),
        .row = (code >> COLUMN_BITS) & row_mask,
        .column = (int)(code & column_mask) + 1,
    };
}
