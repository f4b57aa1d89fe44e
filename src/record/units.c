/* Which units a record belongs to, and whether one of them lies within an actor's reach. An account
 * stands among the units where a record is somebody's own: ids of all kinds come from one counter,
 * so that none is taken for another. */
#include "permit_impl.h"

#include <string.h>

/* Whether organisation $1 is $2 or stands below it. A circle in the tree ends by itself. */
static const char IS_BELOW[] =
    "WITH RECURSIVE \"up\" (\"id\", \"parent\") AS ("
    "SELECT \"id\", \"parent\" FROM \"" ORGANISATION "\" WHERE \"id\" = $1"
    " UNION SELECT o.\"id\", o.\"parent\" FROM \"" ORGANISATION "\" AS o"
    " JOIN \"up\" ON o.\"id\" = \"up\".\"parent\")"
    " SELECT 1 FROM \"up\" WHERE \"id\" = $2";
static const char ALL_BELOW[] =
    "WITH RECURSIVE \"below\" (\"id\") AS (SELECT CAST($1 AS BIGINT)"
    " UNION SELECT o.\"id\" FROM \"" ORGANISATION "\" AS o"
    " JOIN \"below\" ON o.\"parent\" = \"below\".\"id\") SELECT \"id\" FROM \"below\"";

static bool is_organisation(const char *type)
{
    return strcmp(type, ORGANISATION) == 0;
}

static bool is_account(const char *type)
{
    return strcmp(type, ACCOUNT) == 0;
}

int unit_fields(const RecordDef *def, int fields[SET_FIELDS_MAX + 1])
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

/* Of several it may be any, so nothing is chosen. */
static int required_unit_field(const RecordDef *def)
{
    int found = -1, count = 0;
    for (int at = 0; at < def->unit_fields.count; at++) {
        int f = def->unit_fields.fields[at];
        const FieldDef *field = &def->fields[f];
        if (field->required && field->kind == FIELD_REF && is_organisation(field->target)) {
            found = f;
            count++;
        }
    }
    return count == 1 ? found : -1;
}

int record_own_field(const Workspace *workspace, const RecordDef *def)
{
    bool makes_own = permit_reach(workspace, def, ACT_CREATE) == REACH_OWN;
    return makes_own && workspace->actor.unit != 0 ? required_unit_field(def) : -1;
}

void record_begin_own(const Workspace *workspace, Record *record)
{
    int own = record_own_field(workspace, record->def);
    if (own >= 0 && record->id == 0 && record->values[own].kind == VALUE_NONE) {
        record->values[own] = value_int(workspace->actor.unit);
    }
}

bool unit_may_be_account(const Model *model, const RecordDef *def, int depth)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = depth <= SCHEMA_THROUGH_MOST ? unit_fields(def, fields) : 0;
    bool may = false;
    for (int at = 0; !may && at < count; at++) {
        const char *target = def->fields[fields[at]].target;
        may = is_account(target) ||
              (!is_organisation(target) &&
               unit_may_be_account(model, model_record(model, text_from(target)), depth + 1));
    }
    return may;
}

/* ---- Whose a record is ---- */

static Status collect(Workspace *workspace, const Record *record, int depth, List *units,
                      Error *err);

/* Of a record that the one at hand refers to; one that is not there belongs to nobody. */
static Status collect_target(Workspace *workspace, const FieldDef *field, int64_t id, int depth,
                             List *units, Error *err)
{
    if (is_organisation(field->target) || is_account(field->target)) {
        *(int64_t *)list_add(units) = id;
        return STATUS_OK;
    }
    const RecordDef *def = model_record(workspace->model, text_from(field->target));
    Arena *scratch = arena_new();
    Record *target = NULL;
    Status status = row_get(scratch, workspace, def, id, &target, err);
    if (status == STATUS_OK && target != NULL) {
        status = collect(workspace, target, depth + 1, units, err);
    }
    arena_free(scratch);
    return status;
}

static Status collect(Workspace *workspace, const Record *record, int depth, List *units,
                      Error *err)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = depth <= SCHEMA_THROUGH_MOST ? unit_fields(record->def, fields) : 0;
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < count; at++) {
        const FieldDef *field = &record->def->fields[fields[at]];
        const Value *value = &record->values[fields[at]];
        if (value->kind == VALUE_INT) {
            status = collect_target(workspace, field, value->number, depth, units, err);
        }
        int refs = value->kind == VALUE_REFS ? value->ref_count : 0;
        for (int r = 0; status == STATUS_OK && r < refs; r++) {
            status = collect_target(workspace, field, value->refs[r], depth, units, err);
        }
    }
    return status;
}

/* An organisation belongs to itself. */
Status units_collect(Workspace *workspace, const Record *record, List *units, Error *err)
{
    if (is_organisation(record->def->name)) {
        *(int64_t *)list_add(units) = record->id;
        return STATUS_OK;
    }
    return collect(workspace, record, 0, units, err);
}

/* ---- Reach ---- */

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

Status units_reached(Workspace *workspace, Reach reach, List *units, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    int64_t unit = workspace->actor.unit;
    if (workspace->actor.account != 0 && reach != REACH_NONE) {
        *(int64_t *)list_add(units) = workspace->actor.account;
    }
    if (unit == 0 || reach != REACH_SUBTREE) {
        if (unit != 0 && reach == REACH_OWN) {
            *(int64_t *)list_add(units) = unit;
        }
        return STATUS_OK;
    }
    Status status = store_prepare(workspace->store, ALL_BELOW, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, unit);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(int64_t *)list_add(units) = stmt_int(stmt, 0);
    }
    return status;
}

Status unit_reaches(Workspace *workspace, const Record *record, Reach reach, bool *reaches,
                    Error *err)
{
    int64_t unit = workspace->actor.unit, account = workspace->actor.account;
    *reaches = reach == REACH_ALL;
    if (*reaches || reach == REACH_NONE || (unit == 0 && account == 0)) {
        return STATUS_OK;
    }
    Arena *scratch = arena_new();
    List units = list_new(scratch, sizeof(int64_t));
    Status status = units_collect(workspace, record, &units, err);
    for (size_t at = 0; status == STATUS_OK && !*reaches && at < units.count; at++) {
        int64_t own = *LIST_AT(&units, int64_t, at);
        *reaches = own != 0 && (own == unit || own == account);
        if (!*reaches && reach == REACH_SUBTREE && unit != 0) {
            status = unit_is_below(workspace, own, unit, reaches, err);
        }
    }
    arena_free(scratch);
    return status;
}
