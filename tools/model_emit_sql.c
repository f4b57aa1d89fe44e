/* The schema of a workspace. Every identifier is quoted: engines differ in what they reserve. */
#include "model_emit.h"

#include "engine_sql.h"
#include "model_index.h"
#include "model_sql.h"
#include "schema_impl.h"

void model_sql_columns(Buf *out, const RecordDef *record, const FieldDef *field)
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

static void emit_fact_table(Buf *out, const RecordDef *record, const char *name)
{
    Buf columns = buf_new(out->arena);
    for (int f = 0; f < record->field_count; f++) {
        model_sql_columns(&columns, record, &record->fields[f]);
    }
    emit_key(&columns, record);
    /* Each column begins with a comma; a fact has no column before the first. */
    buf_add_format(out, "CREATE TABLE \"%s\" (", name);
    buf_add(out, text_slice(buf_text(&columns), 1, columns.len));
    buf_add_cstr(out, "\n) STRICT, WITHOUT ROWID;\n");
}

static void emit_plain_table(Buf *out, const RecordDef *record, const char *name)
{
    buf_add_format(out,
                   "CREATE TABLE \"%s\" (\n  \"id\" INTEGER PRIMARY KEY,\n"
                   "  \"version\" INTEGER NOT NULL",
                   name);
    if (record->state_count > 0) {
        buf_add_cstr(out, ",\n  \"state\" TEXT NOT NULL");
    }
    for (int f = 0; f < record->field_count; f++) {
        model_sql_columns(out, record, &record->fields[f]);
    }
    buf_add_cstr(out, "\n) STRICT;\n");
}

void model_sql_table(Buf *out, const RecordDef *record, const char *name)
{
    if (record->kind == RECORD_FACT) {
        emit_fact_table(out, record, name);
    } else {
        emit_plain_table(out, record, name);
    }
}

/* ---- Indexes ---- */

/* `condition`: of the records that it holds; empty: all. */
static void add_index(List *indexes, const RecordDef *record, Text name, const char *create,
                      const Buf *terms, Text condition)
{
    ModelIndex *index = list_add(indexes);
    index->name = name;
    index->sql =
        text_format(indexes->arena, "%s \"%.*s\" ON \"%s\" (%.*s)%.*s;\n", create, TEXT_ARGS(name),
                    record->name, TEXT_ARGS(buf_text(terms)), TEXT_ARGS(condition));
}

static void add_uniques(List *indexes, const RecordDef *record)
{
    List sets = model_unique_indexes(indexes->arena, record);
    for (size_t at = 0; at < sets.count; at++) {
        const FieldSet *set = LIST_AT(&sets, FieldSet, at);
        Buf terms = buf_new(indexes->arena);
        for (int f = 0; f < set->count; f++) {
            buf_add_cstr(&terms, f > 0 ? ", " : "");
            schema_unique_term(&terms, &record->fields[set->fields[f]], set->count);
        }
        add_index(indexes, record, model_index_name(indexes->arena, "ux", record, set),
                  "CREATE UNIQUE INDEX", &terms, TEXT(""));
    }
}

/* Of the records in a state, most of what is asked is a range of one field in the order of another:
 * behind the id, so that the order stays, the index has the others too, and no record is read. */
static void add_carried(Buf *terms, const RecordDef *record, const FieldSet *set)
{
    const char *id = ", \"id\"";
    bool is_of_state = set->fields[0] == KEY_STATE;
    for (int f = 0; is_of_state && f < record->field_count; f++) {
        if (record->fields[f].sorted && (set->count == 1 || set->fields[1] != f)) {
            buf_add_format(terms, "%s, ", id);
            schema_order_term(terms, &record->fields[f]);
            id = "";
        }
    }
}

/* A move writes every index that has the state, at two places. A record comes from one or two of
 * the many from which it might come: the indexes of the others do without it. */
static Text condition_of(Arena *arena, const RecordDef *record, const FieldSet *set)
{
    Buf condition = buf_new(arena);
    bool is_by_state = set->count == 2 && set->fields[0] >= 0 && set->fields[1] == KEY_STATE;
    if (is_by_state && !record->fields[set->fields[0]].required) {
        buf_add_cstr(&condition, " WHERE ");
        schema_order_term(&condition, &record->fields[set->fields[0]]);
        buf_add_cstr(&condition, " IS NOT NULL");
    }
    return buf_text(&condition);
}

/* Every index of a table with an id ends in that id: SQLite adds it by itself. */
static void add_others(List *indexes, const RecordDef *record)
{
    List sets = model_indexes(indexes->arena, record);
    for (size_t at = 0; at < sets.count; at++) {
        const FieldSet *set = LIST_AT(&sets, FieldSet, at);
        Buf terms = buf_new(indexes->arena);
        for (int f = 0; f < set->count; f++) {
            buf_add_cstr(&terms, f > 0 ? ", " : "");
            if (set->fields[f] == KEY_STATE) {
                buf_add_cstr(&terms, "\"state\"");
            } else {
                schema_order_term(&terms, &record->fields[set->fields[f]]);
            }
        }
        add_carried(&terms, record, set);
        add_index(indexes, record, model_index_name(indexes->arena, "ix", record, set),
                  "CREATE INDEX", &terms, condition_of(indexes->arena, record, set));
    }
}

List model_sql_indexes(Arena *arena, const RecordDef *record)
{
    List indexes = list_new(arena, sizeof(ModelIndex));
    if (record->kind == RECORD_PLAIN) {
        add_uniques(&indexes, record);
        add_others(&indexes, record);
    }
    return indexes;
}

/* ---- The whole ---- */

void model_sql_references(Buf *out, const RecordDef *record, const FieldDef *field)
{
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

void model_sql_units(Buf *out, const RecordDef *record)
{
    if (record->kind != RECORD_PLAIN || !schema_has_units(record)) {
        return;
    }
    buf_add_format(out,
                   "CREATE TABLE \"%s" SCHEMA_UNITS "\" (\n"
                   "  \"" SCHEMA_UNITS "\" INTEGER NOT NULL,\n  \"id\" INTEGER NOT NULL",
                   record->name);
    if (record->state_count > 0) {
        buf_add_cstr(out, ",\n  \"state\" TEXT NOT NULL");
    }
    for (int f = 0; f < record->field_count; f++) {
        if (schema_is_beside_units(record, f)) {
            const FieldDef *field = &record->fields[f];
            buf_add_format(out, ",\n  \"%s\" %s%s", field->name, schema_type_beside(field->kind),
                           field->required ? " NOT NULL" : "");
        }
    }
    /* By state within a unit: that is how lists are counted, and what is still open is little. */
    buf_add_format(out,
                   ",\n  PRIMARY KEY (\"" SCHEMA_UNITS "\"%s, \"id\")\n) STRICT, WITHOUT ROWID;\n"
                   "CREATE INDEX \"ix_%s" SCHEMA_UNITS "_id\" ON \"%s" SCHEMA_UNITS
                   "\" (\"id\");\n",
                   record->state_count > 0 ? ", \"state\"" : "", record->name, record->name);
}

void model_sql_record(Buf *out, const RecordDef *record)
{
    List indexes = model_sql_indexes(out->arena, record);
    model_sql_table(out, record, record->name);
    for (size_t at = 0; at < indexes.count; at++) {
        buf_add(out, LIST_AT(&indexes, ModelIndex, at)->sql);
    }
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].kind == FIELD_REFS) {
            model_sql_references(out, record, &record->fields[f]);
        }
    }
    model_sql_units(out, record);
}

void model_emit_schema(Buf *out, const Model *model)
{
    for (size_t at = 0; at < ENGINE_FILES_count; at++) {
        buf_add_cstr(out, (const char *)ENGINE_FILES[at].bytes);
    }
    for (int r = 0; r < model->record_count; r++) {
        buf_add_char(out, '\n');
        model_sql_record(out, &model->records[r]);
    }
}
