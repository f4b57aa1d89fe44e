/* The statements that lead from one form of a table to another. The store runs a migration in one
 * transaction with foreign keys off, and looks at every reference at its end: so a table that
 * others refer to may be made anew. */
#include "model_diff_impl.h"

#include "model_sql.h"

#include <inttypes.h>

/* No record has a name that begins so. */
static const char REBUILT[] = "store_rebuilt";
enum { BEFORE_COLUMN = 3 }; /* bytes: a new line and two spaces */

/* ---- Columns ---- */

static bool is_new(const RecordPair *pair, const FieldDef *field)
{
    return diff_stored_field(pair->old, field->name) == NULL;
}

static void add_columns(Buf *sql, const RecordPair *pair)
{
    for (int f = 0; f < pair->new->field_count; f++) {
        const FieldDef *field = &pair->new->fields[f];
        Buf columns = buf_new(sql->arena);
        if (is_new(pair, field)) {
            model_sql_columns(&columns, pair->new, field);
        }
        Text rest = buf_text(&columns), column = {0};
        while (text_split(&rest, ',', &column)) {
            column = text_slice(column, BEFORE_COLUMN, column.len);
            if (column.len > 0) {
                buf_add_format(sql, "ALTER TABLE \"%s\" ADD COLUMN %.*s;\n", pair->new->name,
                               TEXT_ARGS(column));
            }
        }
    }
}

static void add_quoted(Buf *sql, Text text)
{
    buf_add_char(sql, '\'');
    for (size_t at = 0; at < text.len; at++) {
        buf_add_cstr(sql, text.ptr[at] == '\'' ? "'" : "");
        buf_add_char(sql, text.ptr[at]);
    }
    buf_add_char(sql, '\'');
}

static void add_initial(Buf *sql, const FieldDef *field)
{
    Value value = value_initial(sql->arena, field);
    buf_add_cstr(sql, ", ");
    if (value.kind == VALUE_TEXT) {
        add_quoted(sql, value.text);
    } else if (value.kind == VALUE_DECIMAL) {
        buf_add_format(sql, "%" PRId64 ", %d", value.decimal.mantissa, value.decimal.scale);
    } else {
        buf_add_format(sql, "%" PRId64, value.number);
    }
}

static void add_names(Buf *sql, const FieldDef *field)
{
    const char *second = schema_second(field->kind);
    buf_add_format(sql, ", \"%s\"", field->name);
    if (second != NULL) {
        buf_add_format(sql, ", \"%s%s\"", field->name, second);
    }
}

/* ---- A table made anew ---- */

static void copy_rows(Buf *sql, const RecordPair *pair)
{
    const RecordDef *new = pair->new;
    Buf into = buf_new(sql->arena), from = buf_new(sql->arena);
    if (new->state_count > 0) {
        buf_add_cstr(&into, ", \"state\"");
        buf_add_cstr(&from, ", ");
        if (pair->old->state_count > 0) {
            buf_add_cstr(&from, "\"state\"");
        } else {
            add_quoted(&from, text_from(new->states[0].name));
        }
    }
    for (int f = 0; f < new->field_count; f++) {
        const FieldDef *field = &new->fields[f];
        bool is_filled = !is_new(pair, field) || field->required;
        if (schema_type(field->kind) == NULL || !is_filled) {
            continue;
        }
        add_names(&into, field);
        if (is_new(pair, field)) {
            add_initial(&from, field);
        } else {
            add_names(&from, field);
        }
    }
    const char *head = new->kind == RECORD_PLAIN ? ", \"id\", \"version\"" : "";
    Text columns = text_format(sql->arena, "%s%.*s", head, TEXT_ARGS(buf_text(&into)));
    Text values = text_format(sql->arena, "%s%.*s", head, TEXT_ARGS(buf_text(&from)));
    buf_add_format(sql, "INSERT INTO \"%s\" (%.*s)\n  SELECT %.*s FROM \"%s\";\n", REBUILT,
                   TEXT_ARGS(text_slice(columns, 2, columns.len)),
                   TEXT_ARGS(text_slice(values, 2, values.len)), new->name);
}

/* Left for the program to enter in the history: what the records that are there are given. */
static void leave_given(Buf *sql, const RecordPair *pair, const char *field, Text value)
{
    buf_add_format(sql,
                   "INSERT INTO \"migrated\" (\"record_type\", \"field\", \"value\")\n"
                   "  SELECT '%s', '%s', ",
                   pair->new->name, field);
    add_quoted(sql, value);
    buf_add_format(sql, " WHERE EXISTS (SELECT 1 FROM \"%s\");\n", pair->new->name);
}

static void leave_all_given(Buf *sql, const RecordPair *pair)
{
    const RecordDef *new = pair->new;
    if (new->state_count > 0 && pair->old->state_count == 0) {
        leave_given(sql, pair, "state", text_from(new->states[0].name));
    }
    for (int f = 0; f < new->field_count; f++) {
        const FieldDef *field = &new->fields[f];
        if (field->required && schema_type(field->kind) != NULL && is_new(pair, field)) {
            Value value = value_initial(sql->arena, field);
            leave_given(sql, pair, field->name, value_text_of(sql->arena, field, &value));
        }
    }
}

static void rebuild(Buf *sql, const RecordPair *pair)
{
    model_sql_table(sql, pair->new, REBUILT);
    copy_rows(sql, pair);
    buf_add_format(sql, "DROP TABLE \"%s\";\nALTER TABLE \"%s\" RENAME TO \"%s\";\n",
                   pair->new->name, REBUILT, pair->new->name);
    List indexes = model_sql_indexes(sql->arena, pair->new);
    for (size_t at = 0; at < indexes.count; at++) {
        buf_add(sql, LIST_AT(&indexes, ModelIndex, at)->sql);
    }
    if (pair->new->kind == RECORD_PLAIN) {
        leave_all_given(sql, pair);
    }
}

/* ---- Indexes ---- */

static bool has_index(const List *indexes, const ModelIndex *index)
{
    for (size_t at = 0; at < indexes->count; at++) {
        if (text_equal(LIST_AT(indexes, ModelIndex, at)->sql, index->sql)) {
            return true;
        }
    }
    return false;
}

static void change_indexes(Buf *sql, const RecordPair *pair)
{
    List old = model_sql_indexes(sql->arena, pair->old);
    List new = model_sql_indexes(sql->arena, pair->new);
    for (size_t at = 0; at < old.count; at++) {
        const ModelIndex *index = LIST_AT(&old, ModelIndex, at);
        if (!has_index(&new, index)) {
            buf_add_format(sql, "DROP INDEX \"%.*s\";\n", TEXT_ARGS(index->name));
        }
    }
    for (size_t at = 0; at < new.count; at++) {
        const ModelIndex *index = LIST_AT(&new, ModelIndex, at);
        if (!has_index(&old, index)) {
            buf_add(sql, index->sql);
        }
    }
}

/* A derived table is made anew; the program fills it when it next opens the workspace to write. */
static void change_units(Buf *sql, const RecordPair *pair)
{
    Buf old = buf_new(sql->arena), new = buf_new(sql->arena);
    model_sql_units(&old, pair->old);
    model_sql_units(&new, pair->new);
    if (text_equal(buf_text(&old), buf_text(&new))) {
        return;
    }
    if (old.len > 0) {
        buf_add_format(sql, "DROP TABLE \"%s" SCHEMA_UNITS "\";\n", pair->new->name);
    }
    buf_add(sql, buf_text(&new));
}

void diff_write_steps(Buf *sql, const RecordPair *pair)
{
    if (pair->is_rebuilt) {
        rebuild(sql, pair);
    } else {
        add_columns(sql, pair);
        change_indexes(sql, pair);
    }
    for (int f = 0; f < pair->new->field_count; f++) {
        const FieldDef *field = &pair->new->fields[f];
        if (field->kind == FIELD_REFS && is_new(pair, field)) {
            model_sql_references(sql, pair->new, field);
        }
    }
    change_units(sql, pair);
}
