/* A Table as JSON, CSV and a sheet of a workbook. */
#include "report_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- JSON ---- */

static const char *const KIND_NAMES[] = {"text", "number", "date", "year"};

static void json_columns(Json *json, const Table *table)
{
    json_key(json, "columns");
    json_array(json);
    for (int i = 0; i < table->column_count; i++) {
        json_object(json);
        json_key(json, "key");
        json_text(json, text_from(table->columns[i].key));
        json_key(json, "title");
        json_text(json, table->columns[i].title);
        json_key(json, "kind");
        json_text(json, text_from(KIND_NAMES[table->columns[i].kind]));
        json_object_end(json);
    }
    json_array_end(json);
}

static void json_shown(Json *json, const char *key, Text shown)
{
    json_key(json, text_cstr(json->out->arena, text_format(json->out->arena, "%s_shown", key)));
    json_text(json, shown);
}

static void json_cell(Json *json, const TableColumn *column, const TableCell *cell)
{
    json_key(json, column->key);
    switch (cell->kind) {
    case TABLE_TEXT:
        if (column->kind == COLUMN_TEXT) {
            json_text(json, cell->text);
        } else {
            json_null(json);
            json_shown(json, column->key, cell->text);
        }
        break;
    case TABLE_NUMBER:
        if (cell->has_exact) {
            json_decimal(json, cell->exact);
        } else {
            json_double(json, cell->number);
        }
        if (cell->text.len > 0) {
            json_shown(json, column->key, cell->text);
        }
        break;
    case TABLE_DATE: {
        Buf date = buf_new(json->out->arena);
        date_print(&date, cell->date);
        json_text(json, buf_text(&date));
        break;
    }
    default: json_null(json);
    }
}

void table_json(Json *json, const Table *table)
{
    json_object(json);
    json_key(json, "title");
    json_text(json, table->title);
    json_columns(json, table);
    json_key(json, "rows");
    json_array(json);
    for (size_t row = 0; row < table->rows.count; row++) {
        json_object(json);
        for (int i = 0; i < table->column_count; i++) {
            json_cell(json, &table->columns[i], table_at(table, row, i));
        }
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "notes");
    json_array(json);
    for (size_t i = 0; i < table->notes.count; i++) {
        json_text(json, *LIST_AT(&table->notes, Text, i));
    }
    json_array_end(json);
    json_object_end(json);
}

/* ---- Through sheet's writers ---- */

static OutCell out_text(CellFormat format, Text text)
{
    return (OutCell){.format = format, .kind = OUT_TEXT, .text = text};
}

static OutCell out_number(const TableColumn *column, const TableCell *cell)
{
    int decimals = cell->decimals >= 0 ? cell->decimals : column->decimals;
    static const CellFormat WITH_UNIT[] = {FORMAT_NUMBER, FORMAT_GENERAL, FORMAT_YUAN,
                                           FORMAT_PERCENT};
    CellFormat format = column->kind == COLUMN_YEAR ? FORMAT_GENERAL : WITH_UNIT[column->unit];
    if (cell->text.len > 0 && column->unit == UNIT_BY_TITLE) {
        return out_text(FORMAT_NUMBER, cell->text);
    }
    if (cell->has_exact) {
        return (OutCell){
            .format = format, .kind = OUT_DECIMAL, .decimal = cell->exact, .decimals = decimals};
    }
    if (!isfinite(cell->number)) {
        return (OutCell){.kind = OUT_EMPTY};
    }
    return (OutCell){
        .format = format, .kind = OUT_DOUBLE, .number = cell->number, .decimals = decimals};
}

static OutCell out_cell(const TableColumn *column, const TableCell *cell)
{
    switch (cell->kind) {
    case TABLE_TEXT:
        return out_text(column->kind == COLUMN_NUMBER ? FORMAT_NUMBER : FORMAT_TEXT, cell->text);
    case TABLE_NUMBER: return out_number(column, cell);
    case TABLE_DATE: return (OutCell){.format = FORMAT_DATE, .kind = OUT_DATE, .date = cell->date};
    default: return (OutCell){.kind = OUT_EMPTY};
    }
}

static Status write_rows(SheetWriter *writer, Arena *arena, const Table *table, Error *err)
{
    OutCell *cells = ARENA_ARRAY(arena, OutCell, (size_t)table->column_count);
    for (size_t row = 0; row < table->rows.count; row++) {
        for (int i = 0; i < table->column_count; i++) {
            cells[i] = out_cell(&table->columns[i], table_at(table, row, i));
        }
        Status status = sheet_writer_row(writer, cells, table->column_count, err);
        if (status) return status;
    }
    return STATUS_OK;
}

static Status write_csv(SheetWriter *writer, Arena *arena, const Table *table, Error *err)
{
    OutCell *cells = ARENA_ARRAY(arena, OutCell, (size_t)table->column_count);
    for (int i = 0; i < table->column_count; i++) {
        cells[i] = out_text(FORMAT_HEADER, text_from(table->columns[i].key));
    }
    Status status = sheet_writer_row(writer, cells, table->column_count, err);
    return status ? status : write_rows(writer, arena, table, err);
}

Status table_csv(const Table *table, const char *path, Error *err)
{
    SheetWriter *writer;
    Status status = sheet_writer_csv(path, &writer, err);
    if (status) return status;
    Arena *arena = arena_new();
    status = write_csv(writer, arena, table, err);
    arena_free(arena);
    if (status) {
        sheet_writer_abandon(writer);
        return status;
    }
    return sheet_writer_close(writer, err);
}

enum { SHEET_COLUMN_LEAST = 9, SHEET_COLUMN_MOST = 44 };

static void set_widths(SheetWriter *writer, Arena *arena, Lang lang, const Table *table)
{
    int *widths = ARENA_ARRAY(arena, int, (size_t)table->column_count);
    for (int i = 0; i < table->column_count; i++) {
        int widest = text_width(table->columns[i].title) / 2 + 2;
        for (size_t row = 0; row < table->rows.count; row++) {
            Text text = table_cell_text(arena, lang, table, i, table_at(table, row, i));
            int width = text_width(text) + 2;
            widest = width > widest ? width : widest;
        }
        widest = widest < SHEET_COLUMN_LEAST ? SHEET_COLUMN_LEAST : widest;
        widths[i] = widest > SHEET_COLUMN_MOST ? SHEET_COLUMN_MOST : widest;
    }
    sheet_writer_widths(writer, widths, table->column_count);
}

static Status write_line(SheetWriter *writer, CellFormat format, Text text, SheetPlace *place,
                         Error *err)
{
    OutCell cell = text.len ? out_text(format, text) : (OutCell){.kind = OUT_EMPTY};
    place->next_row++;
    return sheet_writer_row(writer, &cell, 1, err);
}

static Status write_header(SheetWriter *writer, Arena *arena, const Table *table, SheetPlace *place,
                           Error *err)
{
    OutCell *cells = ARENA_ARRAY(arena, OutCell, (size_t)table->column_count);
    for (int i = 0; i < table->column_count; i++) {
        cells[i] = out_text(FORMAT_HEADER, table->columns[i].title);
    }
    place->header_row = place->next_row++;
    return sheet_writer_row(writer, cells, table->column_count, err);
}

Status table_sheet(SheetWriter *writer, Arena *arena, Lang lang, const Table *table,
                   SheetPlace *place, Error *err)
{
    *place = (SheetPlace){.next_row = 1};
    set_widths(writer, arena, lang, table);
    Status status = write_line(writer, FORMAT_TITLE, table->title, place, err);
    if (!status) status = write_header(writer, arena, table, place, err);
    if (!status) status = write_rows(writer, arena, table, err);
    place->next_row += (int64_t)table->rows.count;
    place->last_row = place->next_row - 1;
    for (size_t i = 0; !status && i < table->notes.count; i++) {
        status = write_line(writer, FORMAT_NOTE, *LIST_AT(&table->notes, Text, i), place, err);
    }
    return status;
}

Status table_xlsx(Lang lang, const Table *table, const char *path, Error *err)
{
    SheetWriter *writer;
    SheetPlace place;
    Status status = sheet_writer_xlsx(path, &writer, err);
    if (status) return status;
    Arena *arena = arena_new();
    status = sheet_writer_sheet(writer, table->name, err);
    if (!status) status = table_sheet(writer, arena, lang, table, &place, err);
    arena_free(arena);
    if (status) {
        sheet_writer_abandon(writer);
        return status;
    }
    return sheet_writer_close(writer, err);
}

/* ---- Page by page ---- */

static Status begin_xlsx(SheetWriter *writer, Arena *arena, Lang lang, const Table *table,
                         Error *err)
{
    SheetPlace place;
    Status status = sheet_writer_sheet(writer, table->name, err);
    return status ? status : table_sheet(writer, arena, lang, table, &place, err);
}

Status table_begin(TableForm form, Lang lang, const Table *table, const char *path,
                   SheetWriter **writer, Error *err)
{
    Status status = form == TABLE_CSV ? sheet_writer_csv(path, writer, err)
                                      : sheet_writer_xlsx(path, writer, err);
    if (status) return status;
    Arena *arena = arena_new();
    status = form == TABLE_CSV ? write_csv(*writer, arena, table, err)
                               : begin_xlsx(*writer, arena, lang, table, err);
    arena_free(arena);
    return status;
}

Status table_continue(SheetWriter *writer, const Table *table, Error *err)
{
    Arena *arena = arena_new();
    Status status = write_rows(writer, arena, table, err);
    arena_free(arena);
    return status;
}
