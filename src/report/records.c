/* Records as a table: id, state, then the fields that the model lists. */
#include "report_impl.h"

#include <string.h>

enum { SEVERAL = 2, COLUMNS_KEPT = 5 }; /* however narrow the terminal is; later fields go first */

typedef struct RecordTable {
    Arena *arena;
    Lang lang;
    Workspace *workspace;
    TableReader reader;
    const RecordDef *def;
    const int *fields;
    int field_count;
    Table *table;
} RecordTable;

static const char *label(Lang lang, const char *zh, const char *en)
{
    return lang == LANG_ZH ? zh : en;
}

Text report_state(Lang lang, const Record *record)
{
    if (record->state < 0) {
        return TEXT("");
    }
    const StateDef *state = &record->def->states[record->state];
    return text_from(label(lang, state->zh, state->en));
}

/* Units and areas are kept as codes that have words. */
static Text field_word(Arena *arena, Lang lang, const FieldDef *field, Text text)
{
    if (field->kind == FIELD_TEXT && strcmp(field->name, "unit") == 0) {
        return unit_short(arena, lang, text);
    }
    if (field->kind == FIELD_TEXT && strcmp(field->name, "area") == 0) {
        return report_area(arena, lang, text);
    }
    return text;
}

Status report_field(Arena *arena, Lang lang, Workspace *workspace, const Record *record, int field,
                    Text *text, Error *err)
{
    Buf out = buf_new(arena);
    Status status = record_print(workspace, &out, lang, record, field, err);
    *text = field_word(arena, lang, &record->def->fields[field], buf_text(&out));
    return status;
}

/* ---- Columns ---- */

static ColumnKind column_kind(const FieldDef *field)
{
    FieldKind kind = field_says(field);
    if (kind == FIELD_DATE) {
        return COLUMN_DATE;
    }
    bool is_number =
        kind == FIELD_INT || kind == FIELD_DECIMAL || kind == FIELD_MONEY || kind == FIELD_PERCENT;
    return is_number ? COLUMN_NUMBER : COLUMN_TEXT;
}

static ColumnUnit column_unit(const FieldDef *field)
{
    switch (field_says(field)) {
    case FIELD_INT:
    case FIELD_DECIMAL: return UNIT_PLAIN;
    case FIELD_MONEY: return UNIT_YUAN;
    case FIELD_PERCENT: return UNIT_PERCENT;
    default: return UNIT_BY_TITLE;
    }
}

/* People read a title in their language; files and JSON keep the model's fields. */
static int field_shown(const RecordTable *work, int field)
{
    const RecordDef *def = work->def;
    bool has_english = field == def->title_field && def->title_field_en >= 0;
    bool is_english = work->lang == LANG_EN && work->reader == FOR_PEOPLE;
    return is_english && has_english ? def->title_field_en : field;
}

static void choose_fields(RecordTable *work, const int *fields, int field_count)
{
    const RecordDef *def = work->def;
    int *shown = ARENA_ARRAY(work->arena, int, (size_t)def->field_count + (size_t)field_count);
    for (int i = 0; fields && i < field_count; i++) {
        shown[work->field_count++] = field_shown(work, fields[i]);
    }
    for (int i = 0; !fields && i < def->field_count; i++) {
        if (def->fields[i].listed) {
            shown[work->field_count++] = field_shown(work, i);
        }
    }
    work->fields = shown;
}

static int lead_columns(const RecordDef *def)
{
    return def->state_count > 0 ? 2 : 1;
}

static void add_columns(RecordTable *work)
{
    const RecordDef *def = work->def;
    int lead = lead_columns(def);
    work->table = table_new(work->arena, def->name, work->field_count + lead);
    work->table->title = record_label(work->lang, def, SEVERAL);
    TableColumn *columns = work->table->columns;
    columns[0] = (TableColumn){.key = "id", .title = TEXT("id"), .kind = COLUMN_YEAR};
    if (lead > 1) {
        columns[1] = (TableColumn){.key = "state",
                                   .title = text_from(lang_text(work->lang, "report.col.state"))};
    }
    for (int i = 0; i < work->field_count; i++) {
        const FieldDef *field = &def->fields[work->fields[i]];
        columns[i + lead] = (TableColumn){
            .key = field->name,
            .title = text_from(label(work->lang, field->zh, field->en)),
            .kind = column_kind(field),
            .unit = column_unit(field),
            .drop = i < COLUMNS_KEPT ? 0 : work->field_count - i,
        };
    }
}

/* ---- Rows ---- */

/* A spreadsheet and a program go on calculating with it; people read `shown`. */
static bool is_calculated_with(const FieldDef *field, const Value *value, Text shown,
                               TableCell *cell)
{
    bool is_number = column_unit(field) != UNIT_BY_TITLE;
    if (field_says(field) == FIELD_DATE && value->kind == VALUE_INT) {
        *cell = cell_date((Date)value->number);
    } else if (is_number && value->kind == VALUE_INT) {
        *cell = cell_decimal((Decimal){value->number, 0});
        cell->text = shown;
    } else if (is_number && value->kind == VALUE_DECIMAL) {
        *cell = cell_decimal(value->decimal);
        cell->text = shown;
    } else {
        return false;
    }
    return true;
}

/* Programs that read the list want codes, not words. */
static Status field_cell(RecordTable *work, const Record *record, int field, TableCell *cell,
                         Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    Buf out = buf_new(work->arena);
    Value value;
    Status status = record_says(work->arena, work->workspace, record, field, &value, err);
    if (status == STATUS_OK) {
        status = record_print_value(work->workspace, &out, work->lang, def, &value, err);
    }
    Text text = buf_text(&out);
    if (is_calculated_with(def, &value, work->reader == FOR_PEOPLE ? text : TEXT(""), cell)) {
        return status;
    }
    *cell = cell_text(work->reader == FOR_PEOPLE ? field_word(work->arena, work->lang, def, text)
                                                 : text);
    if (def->kind == FIELD_REF && value.kind == VALUE_INT) {
        cell->names = NAMES_RECORD;
        cell->record_type = def->target;
        cell->record_id = value.number;
    }
    return status;
}

static Status add_row(RecordTable *work, const Record *record, Error *err)
{
    TableCell *cells = table_add_row(work->table);
    int lead = lead_columns(record->def);
    cells[0] = cell_number((double)record->id);
    cells[0].names = NAMES_RECORD;
    cells[0].record_type = record->def->name;
    cells[0].record_id = record->id;
    if (lead > 1) {
        const StateDef *state = &record->def->states[record->state];
        cells[1] = cell_text(work->reader == FOR_PEOPLE ? report_state(work->lang, record)
                                                        : text_from(state->name));
    }
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < work->field_count; i++) {
        int field = work->fields[i];
        status = field_cell(work, record, field, &cells[i + lead], err);
        bool untranslated = field == record->def->title_field_en && cells[i + lead].text.len == 0;
        if (status == STATUS_OK && untranslated) {
            status = field_cell(work, record, record->def->title_field, &cells[i + lead], err);
        }
    }
    return status;
}

Status report_records(Arena *arena, Lang lang, Workspace *workspace, TableReader reader,
                      const RecordDef *def, const int *fields, int field_count, const List *records,
                      Table **table, Error *err)
{
    RecordTable work = {arena, lang, workspace, reader, def, NULL, 0, NULL};
    choose_fields(&work, fields, field_count);
    add_columns(&work);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < records->count; i++) {
        status = add_row(&work, LIST_AT(records, Record, i), err);
    }
    *table = work.table;
    return status;
}

/* ---- In a file ---- */

static bool is_title(const RecordDef *def, const TableColumn *column)
{
    int field = record_field(def, text_from(column->key));
    return field >= 0 && (field == def->title_field || field == def->title_field_en);
}

Table *report_records_in_file(Arena *arena, const RecordDef *def, const Table *table)
{
    const char **keys = ARENA_ARRAY(arena, const char *, (size_t)table->column_count);
    int title = 0, count = 0;
    for (int i = table->column_count - 1; i > 0; i--) {
        title = is_title(def, &table->columns[i]) ? i : title;
    }
    keys[count++] = table->columns[0].key;
    if (title > 0) {
        keys[count++] = table->columns[title].key;
    }
    for (int i = 1; i < table->column_count; i++) {
        if (i != title) {
            keys[count++] = table->columns[i].key;
        }
    }
    Table *in_file = table_short(arena, table, keys, count, 0);
    in_file->title = table->title;
    in_file->notes = table->notes;
    return in_file;
}
