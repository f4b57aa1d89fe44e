/* A Table of report's as a page shows it, and the same in files. */
#include "pages_impl.h"

#include <string.h>

/* ---- Where a cell leads ---- */

static Text path_of(Visit *visit, const char *start, Text part)
{
    Buf path = buf_new(visit->arena);
    buf_add_cstr(&path, start);
    url_add_part(&path, part);
    return buf_text(&path);
}

Text figure_link(Visit *visit, const Observation *figure, Date as_of)
{
    const Registry *registry = visit->worker->registry;
    int indicator = registry_indicator_of_id(registry, figure->indicator_id);
    int entity = registry_entity_of_id(registry, figure->entity_id);
    if (figure->indicator_id == 0 || indicator < 0 || entity < 0) {
        return TEXT("");
    }
    Buf path = buf_new(visit->arena), date = buf_new(visit->arena);
    buf_add_cstr(&path, "/figures/");
    url_add_part(&path, registry->indicators[indicator].code);
    buf_add_char(&path, '/');
    url_add_part(&path, registry->entities[entity].code);
    buf_add_char(&path, '/');
    period_code_print(&path, period_from_code(figure->period));
    date_print(&date, as_of);
    url_add_param(&path, "as_of", buf_text(&date));
    return buf_text(&path);
}

static Text indicator_link(Visit *visit, int indicator, const Question *question)
{
    Text code = visit->worker->registry->indicators[indicator].code;
    if (!question) {
        return path_of(visit, "/indicators/", code);
    }
    return question_link(visit, question, text_cstr(visit->arena, path_of(visit, "/gaps/", code)));
}

static Text cell_link(Visit *visit, const TableCell *cell, const Question *question)
{
    if (cell->names == NAMES_INDICATOR) {
        return indicator_link(visit, cell->named, question);
    }
    if (cell->names == NAMES_RECORD) {
        return text_format(visit->arena, "/records/%s/%lld", cell->record_type,
                           (long long)cell->record_id);
    }
    return figure_link(visit, &cell->source, question ? question->as_of : DATE_NONE);
}

/* ---- The table ---- */

static bool is_numeric(const TableColumn *column)
{
    return column->kind == COLUMN_NUMBER || column->kind == COLUMN_YEAR;
}

static void add_columns(Data *data, const Table *table)
{
    for (int i = 0; i < table->column_count; i++) {
        Data *column = data_item(data, "columns");
        data_text(column, "text", table->columns[i].title);
        data_flag(column, "is_number", is_numeric(&table->columns[i]));
    }
}

static void add_row(Visit *visit, Data *data, const Table *table, const TableCell *cells,
                    const Question *question)
{
    Data *row = data_item(data, "rows");
    for (int i = 0; i < table->column_count; i++) {
        Data *cell = data_item(row, "cells");
        data_text(cell, "text", table_cell_text(visit->arena, visit->lang, table, i, &cells[i]));
        data_text(cell, "link", cell_link(visit, &cells[i], question));
        data_flag(cell, "is_number", is_numeric(&table->columns[i]));
        data_flag(cell, "is_date", table->columns[i].kind == COLUMN_DATE);
        data_flag(cell, "is_head", i == 0);
        data_flag(cell, "is_figure", cells[i].source.indicator_id != 0);
    }
}

void page_table(Visit *visit, Data *data, const char *name, const Table *table,
                const Question *question)
{
    enum { WIDE_COLUMNS = 7 };
    Data *child = data_child(data, name);
    data_text(child, "caption", table->title);
    data_flag(child, "is_wide", table->column_count >= WIDE_COLUMNS);
    data_flag(child, "has_rows", table->rows.count > 0);
    add_columns(child, table);
    for (size_t i = 0; i < table->rows.count; i++) {
        add_row(visit, child, table, LIST_AT(&table->rows, TableCell, i), question);
    }
    for (size_t i = 0; i < table->notes.count; i++) {
        data_text(data_item(child, "notes"), "note", *LIST_AT(&table->notes, Text, i));
    }
}

void table_unlink(Table *table)
{
    for (size_t r = 0; r < table->rows.count; r++) {
        TableCell *cells = LIST_AT(&table->rows, TableCell, r);
        for (int c = 0; c < table->column_count; c++) {
            cells[c].source = (Observation){0};
            cells[c].names = NAMES_NOTHING;
        }
    }
}

void page_exports(Visit *visit, Data *data)
{
    Text query = visit->request.target, path = text_take(&query, '?');
    static const char *const names[] = {"csv", "xlsx", "json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        data_text(data, names[i],
                  text_format(visit->arena, "%.*s.%s%s%.*s", TEXT_ARGS(path), names[i],
                              query.len ? "?" : "", TEXT_ARGS(query)));
    }
}
