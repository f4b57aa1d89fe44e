/* The schema of a workspace. Every identifier is quoted: engines differ in what they reserve. */
#include "model_emit.h"
#include "schema_impl.h"

/* The history, which the engine keeps for every record; docs/audit.md says what stands in it. */
static const char ENGINE_TABLES[] =
    "CREATE TABLE \"change\" (\n"
    "  \"seq\" INTEGER PRIMARY KEY,\n"
    "  \"at_ms\" INTEGER NOT NULL,\n"
    "  \"who\" TEXT NOT NULL,\n"
    "  \"post\" TEXT NOT NULL,\n"
    "  \"origin\" TEXT NOT NULL,\n"
    "  \"reason\" TEXT NOT NULL,\n"
    "  \"record_type\" TEXT NOT NULL,\n"
    "  \"record_id\" INTEGER NOT NULL,\n"
    "  \"action\" TEXT NOT NULL,\n"
    "  \"field\" TEXT NOT NULL,\n"
    "  \"commitment\" BLOB NOT NULL,\n"
    "  \"algorithm\" TEXT NOT NULL,\n"
    "  \"previous\" BLOB NOT NULL,\n"
    "  \"hash\" BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX \"ix_change_record\" ON \"change\" (\"record_type\", \"record_id\");\n"
    "\n"
    "CREATE TABLE \"change_value\" (\n"
    "  \"seq\" INTEGER PRIMARY KEY REFERENCES \"change\" (\"seq\"),\n"
    "  \"salt\" BLOB NOT NULL,\n"
    "  \"before\" TEXT,\n"
    "  \"after\" TEXT\n"
    ") STRICT;\n";

static void emit_column(Buf *out, const RecordDef *record, const FieldDef *field)
{
    const char *null = field->required ? " NOT NULL" : "";
    buf_add_format(out, ",\n  \"%s\" %s%s", field->name,
                   schema_is_text(field->kind) ? "TEXT" : "INTEGER", null);
    if (field->kind == FIELD_DECIMAL) {
        buf_add_format(out, ",\n  \"%s_scale\" INTEGER%s", field->name, null);
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
        if (record->fields[f].kind != FIELD_REFS) {
            emit_column(out, record, &record->fields[f]);
        }
    }
    buf_add_cstr(out, "\n) STRICT;\n");
}

static void emit_unique(Buf *out, const RecordDef *record, const int *fields, int count)
{
    buf_add_format(out, "CREATE UNIQUE INDEX \"ux_%s", record->name);
    for (int f = 0; f < count; f++) {
        buf_add_format(out, "_%s", record->fields[fields[f]].name);
    }
    buf_add_format(out, "\" ON \"%s\" (", record->name);
    for (int f = 0; f < count; f++) {
        buf_add_cstr(out, f > 0 ? ", " : "");
        schema_unique_term(out, &record->fields[fields[f]], count);
    }
    buf_add_cstr(out, ");\n");
}

static void emit_uniques(Buf *out, const RecordDef *record)
{
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].unique) {
            emit_unique(out, record, &f, 1);
        }
    }
    for (int u = 0; u < record->unique_count; u++) {
        emit_unique(out, record, record->uniques[u].fields, record->uniques[u].count);
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
    buf_add_cstr(out, ENGINE_TABLES);
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *record = &model->records[r];
        if (record->kind == RECORD_FACT) {
            emit_fact_table(out, record);
            continue;
        }
        emit_plain_table(out, record);
        emit_uniques(out, record);
        model_emit_indexes(out, record);
        emit_reference_tables(out, record);
    }
}
