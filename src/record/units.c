/* Which records lie within an actor's unit, or within it and all below: for one record at hand,
 * and as a condition for lists. Both read the model alike; a test compares them. */
#include "permit_impl.h"

#include <string.h>

/* Whether organisation $1 is $2 or stands below it. A circle in the tree ends by itself. */
static const char IS_BELOW[] =
    "WITH RECURSIVE \"up\" (\"id\", \"parent\") AS ("
    "SELECT \"id\", \"parent\" FROM \"" ORGANISATION "\" WHERE \"id\" = $1"
    " UNION SELECT o.\"id\", o.\"parent\" FROM \"" ORGANISATION "\" AS o"
    " JOIN \"up\" ON o.\"id\" = \"up\".\"parent\")"
    " SELECT 1 FROM \"up\" WHERE \"id\" = $2";

static bool is_organisation(const char *type)
{
    return strcmp(type, ORGANISATION) == 0;
}

/* An organisation belongs to itself. */
bool unit_is_known(const RecordDef *def)
{
    return def->unit_fields.count > 0 || def->unit_through >= 0 || is_organisation(def->name);
}

/* The unit fields in one row, whichever way the model names them; the number of them. */
static int fields_of(const RecordDef *def, int fields[SET_FIELDS_MAX + 1])
{
    int count = 0;
    for (int at = 0; at < def->unit_fields.count; at++) {
        fields[count++] = def->unit_fields.fields[at];
    }
    if (def->unit_through >= 0) {
        fields[count++] = def->unit_through;
    }
    return count;
}

/* ---- Lists ---- */

typedef struct Condition {
    Buf *sql;
    const Workspace *workspace;
    Reach reach;
    int parameter;
    int depth; /* of tables within tables; each has its own name */
} Condition;

static void add_units(Condition *condition, const RecordDef *def, const char *table);

static void add_organisations(Condition *condition)
{
    if (condition->reach == REACH_OWN) {
        buf_add_format(condition->sql, " = $%d", condition->parameter);
        return;
    }
    buf_add_format(condition->sql,
                   " IN (WITH RECURSIVE \"below\" (\"id\") AS (SELECT CAST($%d AS BIGINT)"
                   " UNION SELECT o.\"id\" FROM \"" ORGANISATION "\" AS o JOIN \"below\""
                   " ON o.\"parent\" = \"below\".\"id\") SELECT \"id\" FROM \"below\")",
                   condition->parameter);
}

/* "TABLE"."COLUMN" is an organisation within reach, or a record that belongs to one. */
static void add_target(Condition *condition, const FieldDef *field, const char *table,
                       const char *column)
{
    buf_add_format(condition->sql, "\"%s\".\"%s\"", table, column);
    if (is_organisation(field->target)) {
        add_organisations(condition);
        return;
    }
    const RecordDef *target = model_record(condition->workspace->model, text_from(field->target));
    char name[24];
    snprintf(name, sizeof name, "unit_%d", ++condition->depth);
    buf_add_format(condition->sql, " IN (SELECT \"%s\".\"id\" FROM \"%s\" AS \"%s\" WHERE ", name,
                   target->name, name);
    add_units(condition, target, name);
    buf_add_cstr(condition->sql, ")");
    condition->depth--;
}

static void add_field(Condition *condition, const RecordDef *def, const FieldDef *field,
                      const char *table)
{
    if (field->kind != FIELD_REFS) {
        add_target(condition, field, table, field->name);
        return;
    }
    char name[16];
    snprintf(name, sizeof name, "refs_%d", condition->depth);
    buf_add_format(condition->sql,
                   "EXISTS (SELECT 1 FROM \"%s_%s\" AS \"%s\" WHERE \"%s\".\"owner\" ="
                   " \"%s\".\"id\" AND ",
                   def->name, field->name, name, name, table);
    add_target(condition, field, name, "target");
    buf_add_cstr(condition->sql, ")");
}

static void add_units(Condition *condition, const RecordDef *def, const char *table)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = fields_of(def, fields);
    if (count == 0 || condition->depth > SCHEMA_THROUGH_MOST) {
        buf_add_cstr(condition->sql, "1 = 0");
        return;
    }
    buf_add_cstr(condition->sql, "(");
    for (int at = 0; at < count; at++) {
        buf_add_cstr(condition->sql, at > 0 ? " OR " : "");
        add_field(condition, def, &def->fields[fields[at]], table);
    }
    buf_add_cstr(condition->sql, ")");
}

void unit_add_condition(Buf *sql, const Workspace *workspace, const RecordDef *def, Reach reach,
                        int parameter)
{
    Condition condition = {
        .sql = sql, .workspace = workspace, .reach = reach, .parameter = parameter};
    if (is_organisation(def->name)) {
        buf_add_cstr(sql, "\"" ORGANISATION "\".\"id\"");
        add_organisations(&condition);
    } else {
        add_units(&condition, def, def->name);
    }
}

/* ---- One record ---- */

typedef struct Question {
    Workspace *workspace;
    Reach reach;
    int depth;
} Question;

static Status record_belongs(Question *question, const Record *record, bool *belongs, Error *err);

Status unit_is_below(Workspace *workspace, int64_t id, int64_t unit, bool *is_below, Error *err)
{
    Stmt *stmt = NULL;
    *is_below = false;
    Status status = store_prepare(workspace->store, IS_BELOW, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        stmt_bind_int(stmt, 2, unit);
        status = stmt_step(stmt, is_below, err);
    }
    if (status == STATUS_OK) {
        stmt_reset(stmt);
    }
    return status;
}

static Status organisation_belongs(const Question *question, int64_t id, bool *belongs, Error *err)
{
    int64_t unit = question->workspace->actor.unit;
    *belongs = id == unit;
    if (*belongs || question->reach == REACH_OWN) {
        return STATUS_OK;
    }
    return unit_is_below(question->workspace, id, unit, belongs, err);
}

/* Of a record that the one at hand refers to; one that is not there belongs to nobody. */
static Status target_belongs(Question *question, const FieldDef *field, int64_t id, bool *belongs,
                             Error *err)
{
    if (is_organisation(field->target)) {
        return organisation_belongs(question, id, belongs, err);
    }
    if (question->depth == SCHEMA_THROUGH_MOST) {
        return STATUS_OK;
    }
    const RecordDef *def = model_record(question->workspace->model, text_from(field->target));
    Arena *scratch = arena_new();
    Record *target = NULL;
    Status status = row_get(scratch, question->workspace, def, id, &target, err);
    if (status == STATUS_OK && target != NULL) {
        question->depth++;
        status = record_belongs(question, target, belongs, err);
        question->depth--;
    }
    arena_free(scratch);
    return status;
}

static Status value_belongs(Question *question, const FieldDef *field, const Value *value,
                            bool *belongs, Error *err)
{
    Status status = STATUS_OK;
    if (value->kind == VALUE_INT) {
        status = target_belongs(question, field, value->number, belongs, err);
    }
    int count = value->kind == VALUE_REFS ? value->ref_count : 0;
    for (int at = 0; status == STATUS_OK && !*belongs && at < count; at++) {
        status = target_belongs(question, field, value->refs[at], belongs, err);
    }
    return status;
}

static Status record_belongs(Question *question, const Record *record, bool *belongs, Error *err)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = fields_of(record->def, fields);
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && !*belongs && at < count; at++) {
        status = value_belongs(question, &record->def->fields[fields[at]],
                               &record->values[fields[at]], belongs, err);
    }
    return status;
}

Status unit_reaches(Workspace *workspace, const Record *record, Reach reach, bool *reaches,
                    Error *err)
{
    Question question = {.workspace = workspace, .reach = reach};
    *reaches = reach == REACH_ALL;
    if (*reaches || reach == REACH_NONE || workspace->actor.unit == 0) {
        return STATUS_OK;
    }
    return is_organisation(record->def->name)
               ? organisation_belongs(&question, record->id, reaches, err)
               : record_belongs(&question, record, reaches, err);
}
