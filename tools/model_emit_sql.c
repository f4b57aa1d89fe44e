/* The schema of a workspace. Every identifier is quoted: engines differ in what they reserve. */
#include "model_emit.h"

#include "engine_sql.h"
#include "model_index.h"
#include "schema_impl.h"

static void emit_column(Buf *out, const RecordDef *record, const FieldDef *field)
{
    const char *null = field->required ? " NOT NULL" : "";
    const char *type = schema_type(field->kind);
    const char *second = schema_second(field->kind);
    if (type == NULL) {
        return;
    }
    buf_add_format(out, ",\n  \"%s\" %s%s", field->name, type, null);
    if (second != NULL) {
        buf_add_format(out, ",\n  \"%s%s\" %s%s", field->name, second, type, null);
    }
    /* Facts come by the million: foreign keys double the time of loading, and their references
     * were resolved on the way in. */
    if (field->kind == FIELD_REF && record->kind == RECORD_PLAIN) {
        buf_add_format(out, " REFERENCES \"%s\" (\"id\")", field->target);
    }
}

static void emit_key(Buf *out, const RecordDef *record)
{
    buf_add_cstr(out, ",\n  PRIMARY KEY (");
    for (int k = 0; k < record->key.count; k++) {
        buf_add_format(out, "%s\"%s\"", k > 0 ? ", " : "",
                       record->fields[record->key.fields[k]].name);
    }
    buf_add_cstr(out, ")");
}

static void emit_fact_table(Buf *out, const RecordDef *record)
{
    Buf columns = buf_new(out->arena);
    for (int f = 0; f < record->field_count; f++) {
        emit_column(&columns, record, &record->fields[f]);
    }
    emit_key(&columns, record);
    /* Each column begins with a comma; a fact has no column before the first. */
    buf_add_format(out, "\nCREATE TABLE \"%s\" (", record->name);
    buf_add(out, text_slice(buf_text(&columns), 1, columns.len));
    buf_add_cstr(out, "\n) STRICT, WITHOUT ROWID;\n");
}

static void emit_plain_table(Buf *out, const RecordDef *record)
{
    buf_add_format(out,
                   "\nCREATE TABLE \"%s\" (\n  \"id\" INTEGER PRIMARY KEY,\n"
                   "  \"version\" INTEGER NOT NULL",
                   record->name);
    if (record->state_count > 0) {
        buf_add_cstr(out, ",\n  \"state\" TEXT NOT NULL");
    }
    for (int f = 0; f < record->field_count; f++) {
        emit_column(out, record, &record->fields[f]);
    }
    buf_add_cstr(out, "\n) STRICT;\n");
}

static void emit_uniques(Buf *out, const RecordDef *record)
{
    List sets = model_unique_indexes(out->arena, record);
    for (size_t at = 0; at < sets.count; at++) {
        const FieldSet *set = LIST_AT(&sets, FieldSet, at);
        Text name = model_index_name(out->arena, "ux", record, set);
        buf_add_format(out, "CREATE UNIQUE INDEX \"%.*s\" ON \"%s\" (", TEXT_ARGS(name),
                       record->name);
        for (int f = 0; f < set->count; f++) {
            buf_add_cstr(out, f > 0 ? ", " : "");
            schema_unique_term(out, &record->fields[set->fields[f]], set->count);
        }
        buf_add_cstr(out, ");\n");
    }
}

/* Every index of a table with an id ends in that id: SQLite adds it by itself. */
static void emit_indexes(Buf *out, const RecordDef *record)
{
    List sets = model_indexes(out->arena, record);
    for (size_t at = 0; at < sets.count; at++) {
        const FieldSet *set = LIST_AT(&sets, FieldSet, at);
        Text name = model_index_name(out->arena, "ix", record, set);
        buf_add_format(out, "CREATE INDEX \"%.*s\" ON \"%s\" (", TEXT_ARGS(name), record->name);
        for (int f = 0; f < set->count; f++) {
            buf_add_cstr(out, f > 0 ? ", " : "");
            if (set->fields[f] == KEY_STATE) {
                buf_add_cstr(out, "\"state\"");
            } else {
                schema_order_term(out, NULL, &record->fields[set->fields[f]]);
            }
        }
        buf_add_cstr(out, ");\n");
    }
}

/* Several references of one field, in order. */
static void emit_reference_tables(Buf *out, const RecordDef *record)
{
    for (int f = 0; f < record->field_count; f++) {
        const FieldDef *field = &record->fields[f];
        if (field->kind == FIELD_REFS) {
            buf_add_format(out,
                           "CREATE TABLE \"%s_%s\" (\n"
                           "  \"owner\" INTEGER NOT NULL REFERENCES \"%s\" (\"id\"),\n"
                           "  \"place\" INTEGER NOT NULL,\n"
                           "  \"target\" INTEGER NOT NULL REFERENCES \"%s\" (\"id\"),\n"
                           "  PRIMARY KEY (\"owner\", \"place\")\n) STRICT, WITHOUT ROWID;\n"
                           "CREATE INDEX \"ix_%s_%s\" ON \"%s_%s\" (\"target\");\n",
                           record->name, field->name, record->name, field->target, record->name,
                           field->name, record->name, field->name);
        }
    }
}

void model_emit_schema(Buf *out, const Model *model)
{
    for (size_t at = 0; at < ENGINE_FILES_count; at++) {
        buf_add_cstr(out, (const char *)ENGINE_FILES[at].bytes);
    }
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *record = &model->records[r];
        if (record->kind == RECORD_FACT) {
            emit_fact_table(out, record);
            continue;
        }
        emit_plain_table(out, record);
        emit_uniques(out, record);
        emit_indexes(out, record);
        emit_reference_tables(out, record);
    }
}
