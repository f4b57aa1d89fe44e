/* One Table, whatever becomes of it. */
#include "report_impl.h"

#include <string.h>

Table *table_new(Arena *arena, const char *name, int column_count)
{
    Table *table = ARENA_NEW(arena, Table);
    table->name = text_from(name);
    table->columns = ARENA_ARRAY(arena, TableColumn, (size_t)column_count);
    table->column_count = column_count;
    table->rows = list_new(arena, (size_t)column_count * sizeof(TableCell));
    table->notes = list_new(arena, sizeof(Text));
    return table;
}

Table *table_of(Arena *arena, Lang lang, const char *name, const ColumnSpec *specs, int count)
{
    Table *table = table_new(arena, name, count);
    for (int i = 0; i < count; i++) {
        table->columns[i] = (TableColumn){
            .key = specs[i].key,
            .title = text_from(lang_text(lang, specs[i].title)),
            .kind = specs[i].kind,
            .decimals = specs[i].decimals,
            .max_width = specs[i].max_width,
            .drop = specs[i].drop,
        };
    }
    return table;
}

void table_reserve(Table *table, size_t rows)
{
    List *list = &table->rows;
    list->items = arena_array(list->arena, rows, list->item_size);
    list->cap = rows;
}

TableCell *table_add_row(Table *table)
{
    TableCell *cells = list_add(&table->rows);
    for (int i = 0; i < table->column_count; i++) {
        cells[i].decimals = -1;
        cells[i].date = DATE_NONE;
    }
    return cells;
}

void table_note(Table *table, Text note)
{
    if (note.len > 0) {
        *(Text *)list_add(&table->notes) = note;
    }
}

TableCell cell_text(Text text)
{
    return (TableCell){.kind = TABLE_TEXT, .text = text, .decimals = -1, .date = DATE_NONE};
}

static TableCell cell_name(Text name, int names, int named)
{
    TableCell cell = cell_text(name);
    cell.names = names;
    cell.named = named;
    return cell;
}

TableCell cell_indicator(const Registry *registry, int indicator, Lang lang)
{
    return cell_name(indicator_name(registry, indicator, lang), NAMES_INDICATOR, indicator);
}

TableCell cell_entity(const Registry *registry, int entity, Lang lang)
{
    return cell_name(entity_name(registry, entity, lang), NAMES_ENTITY, entity);
}

TableCell cell_number(double number)
{
    return (TableCell){.kind = TABLE_NUMBER, .number = number, .decimals = -1, .date = DATE_NONE};
}

TableCell cell_decimal(Decimal number)
{
    TableCell cell = cell_number(decimal_double(number));
    cell.exact = number;
    cell.has_exact = true;
    cell.decimals = number.scale;
    return cell;
}

TableCell cell_value(double number, int decimals)
{
    TableCell cell = cell_number(number);
    cell.decimals = decimals;
    return cell;
}

TableCell cell_shown(double number, Text shown)
{
    TableCell cell = cell_number(number);
    cell.text = shown;
    return cell;
}

TableCell cell_year(int year)
{
    TableCell cell = cell_number(year);
    cell.exact = (Decimal){year, 0};
    cell.has_exact = true;
    cell.decimals = 0;
    return cell;
}

TableCell cell_date(Date date)
{
    return (TableCell){
        .kind = date == DATE_NONE ? TABLE_EMPTY : TABLE_DATE, .date = date, .decimals = -1};
}

TableCell cell_figure(const Observation *observation)
{
    bool known = observation->status != OBSERVATION_MISSING &&
                 observation->status != OBSERVATION_NOT_APPLICABLE;
    TableCell cell = {.kind = known ? TABLE_NUMBER : TABLE_EMPTY,
                      .decimals = -1,
                      .date = DATE_NONE,
                      .source = *observation};
    if (known) {
        cell.exact = observation->value;
        cell.has_exact = true;
        cell.number = decimal_double(observation->value);
    }
    return cell;
}

TableCell cell_sourced(const Observation *source, double number, int decimals)
{
    bool has_source = source && source->indicator_id != 0;
    TableCell cell = has_source ? cell_figure(source) : cell_number(number);
    cell.decimals = decimals;
    return cell;
}

int table_column(const Table *table, const char *key)
{
    for (int i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].key, key) == 0) {
            return i;
        }
    }
    return -1;
}

const TableCell *table_at(const Table *table, size_t row, int column)
{
    return (const TableCell *)list_at(&table->rows, row) + column;
}

Table *table_short(Arena *arena, const Table *table, const char *const *keys, int key_count,
                   int row_limit)
{
    Table *brief = table_new(arena, text_cstr(arena, table->name), key_count);
    brief->title = table->title;
    size_t rows = table->rows.count;
    if (row_limit > 0 && rows > (size_t)row_limit) {
        rows = (size_t)row_limit;
    }
    for (int i = 0; i < key_count; i++) {
        brief->columns[i] = table->columns[table_column(table, keys[i])];
        brief->columns[i].drop = 0;
    }
    table_reserve(brief, rows);
    for (size_t row = 0; row < rows; row++) {
        TableCell *cells = table_add_row(brief);
        for (int i = 0; i < key_count; i++) {
            cells[i] = *table_at(table, row, table_column(table, keys[i]));
        }
    }
    return brief;
}

Table *table_without(Arena *arena, const Table *table, int drop)
{
    const char **keys = ARENA_ARRAY(arena, const char *, (size_t)table->column_count);
    int count = 0;
    for (int i = 0; i < table->column_count; i++) {
        bool stays = table->columns[i].drop == 0 || table->columns[i].drop > drop;
        keys[count] = table->columns[i].key;
        count += stays;
    }
    Table *rest = table_short(arena, table, keys, count, 0);
    rest->notes = table->notes;
    return rest;
}

static Text number_text(Arena *arena, Lang lang, const TableColumn *column, const TableCell *cell)
{
    if (column->kind == COLUMN_YEAR) {
        return text_format(arena, "%lld", (long long)cell->number);
    }
    int decimals = cell->decimals >= 0 ? cell->decimals : column->decimals;
    return cell->has_exact ? words_decimal(arena, lang, cell->exact, decimals)
                           : words_number(arena, lang, cell->number, decimals);
}

/* A bounded figure ("150多公里") is shown with its bound. */
static Text marked(Arena *arena, const TableCell *cell, Text number)
{
    static const char *const marks[] = {"", "> ", "< ", "≈ "};
    if (cell->source.indicator_id == 0 || cell->source.bound == BOUND_EXACT) {
        return number;
    }
    return text_format(arena, "%s%.*s", marks[cell->source.bound], TEXT_ARGS(number));
}

Text table_cell_text(Arena *arena, Lang lang, const Table *table, int column, const TableCell *cell)
{
    switch (cell->kind) {
    case TABLE_TEXT: return cell->text;
    case TABLE_NUMBER:
        if (cell->text.len > 0) {
            return cell->text;
        }
        return marked(arena, cell, number_text(arena, lang, &table->columns[column], cell));
    case TABLE_DATE: {
        Buf out = buf_new(arena);
        date_print(&out, cell->date);
        return buf_text(&out);
    }
    default: return TEXT("—");
    }
}
