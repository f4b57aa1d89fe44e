#include "sheet_impl.h"

static const size_t TEXT_ELSEWHERE = SIZE_MAX;

RowBuilder row_builder_new(const SheetFile *file, Arena *arena)
{
    return (RowBuilder){
        .file = file,
        .cells = list_new(arena, sizeof(Cell)),
        .starts = list_new(arena, sizeof(size_t)),
        .text = buf_new(arena),
    };
}

void row_builder_start(RowBuilder *builder, int64_t number)
{
    builder->number = number;
    builder->cells.count = 0;
    builder->starts.count = 0;
    builder->text.len = 0;
}

static Status put(RowBuilder *builder, int column, CellKind kind, Text text, size_t start,
                  Error *err)
{
    if (column > builder->file->limits.columns) {
        return sheet_error_columns(builder->file, builder->number, err);
    }
    if (text.len > (size_t)builder->file->limits.cell_bytes) {
        return sheet_error_cell(builder->file, builder->number, column, err);
    }
    while (builder->cells.count < (size_t)column) {
        *(Cell *)list_add(&builder->cells) = (Cell){CELL_EMPTY, {"", 0}};
        *(size_t *)list_add(&builder->starts) = TEXT_ELSEWHERE;
    }
    *LIST_AT(&builder->cells, Cell, (size_t)column - 1) = (Cell){kind, text};
    *LIST_AT(&builder->starts, size_t, (size_t)column - 1) = start;
    return STATUS_OK;
}

Status row_builder_put(RowBuilder *builder, int column, CellKind kind, Text text, Error *err)
{
    size_t start = builder->text.len;
    Status status = put(builder, column, kind, text, start, err);
    if (status == STATUS_OK) buf_add(&builder->text, text);
    return status;
}

Status row_builder_put_kept(RowBuilder *builder, int column, CellKind kind, Text text, Error *err)
{
    return put(builder, column, kind, text, TEXT_ELSEWHERE, err);
}

SheetRow row_builder_row(RowBuilder *builder)
{
    /* The buffer may have moved while it grew, so texts are placed only now. */
    for (size_t i = 0; i < builder->cells.count; i++) {
        size_t start = *LIST_AT(&builder->starts, size_t, i);
        if (start != TEXT_ELSEWHERE) {
            LIST_AT(&builder->cells, Cell, i)->text.ptr = builder->text.ptr + start;
        }
    }
    return (SheetRow){
        .number = builder->number,
        .cells = builder->cells.items,
        .cell_count = (int)builder->cells.count,
    };
}
