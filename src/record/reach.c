/* How far the actor reads, in lists; and which of two ways is the shorter for those who read only
 * what belongs to their units.
 *
 * Note on the two ways. With few records within reach, the table of units is read: the records of a
 * unit stand together there, with all that lists are narrowed and ordered by, and even some ten
 * thousand are walked through in milliseconds. With many within reach, the records themselves are
 * read in the order asked for, or by the narrowest filter, and of each it is asked whether it lies
 * within reach: a page is full before long. Either way alone would be slow for the other half.
 *
 * Whose reach is every organisation reads a type whose records always belong to one as those do who
 * read all. And where a filter asks for one unit among several of a record ("assisting unit"), or
 * for its only unit ("lead unit") and for something else as well, the records of that unit are
 * walked through where they stand together. */
#include "query_impl.h"

#include <string.h>

enum {
    FEW_ROWS = 40000, /* of the table of units: walked through there */
    FEW_FOUND = 4000, /* by one filter: each looked at by itself */
    SIZES_KEPT = 64,
    SIZE_SECONDS = 60,
};

/* Whether no record of the type can be nobody's: the schema itself keeps the field from being
 * empty, and its target from going. */
static bool always_has_unit(const Model *model, const RecordDef *def, int depth)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = depth <= SCHEMA_THROUGH_MOST ? unit_fields(def, fields) : 0;
    for (int at = 0; at < count; at++) {
        const FieldDef *field = &def->fields[fields[at]];
        if (field->kind != FIELD_REF || !field->required) {
            continue;
        }
        const RecordDef *target = model_record(model, text_from(field->target));
        if (strcmp(field->target, ORGANISATION) == 0 || always_has_unit(model, target, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* Whether there is no organisation outside the actor's subtree. */
static Status reaches_everybody(const Asked *asked, bool *everybody, Error *err)
{
    Stmt *stmt = NULL;
    bool is_outside = false;
    Status status = store_prepare(asked->workspace->store,
                                  "SELECT 1 FROM \"" ORGANISATION "\" WHERE \"id\" NOT IN ("
                                  "WITH RECURSIVE \"below\" (\"id\") AS (SELECT CAST($1 AS BIGINT)"
                                  " UNION SELECT o.\"id\" FROM \"" ORGANISATION "\" AS o"
                                  " JOIN \"below\" ON o.\"parent\" = \"below\".\"id\")"
                                  " SELECT \"id\" FROM \"below\") LIMIT 1",
                                  &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, asked->workspace->actor.unit);
        status = stmt_step(stmt, &is_outside, err);
        stmt_reset(stmt);
    }
    *everybody = status == STATUS_OK && !is_outside;
    return status;
}

static Status widen(Asked *asked, Error *err)
{
    const Workspace *workspace = asked->workspace;
    bool everybody = false;
    if (asked->reach != REACH_SUBTREE || workspace->actor.unit == 0 ||
        !always_has_unit(workspace->model, asked->type->def, 0)) {
        return STATUS_OK;
    }
    Status status = reaches_everybody(asked, &everybody, err);
    asked->reach = everybody ? REACH_ALL : asked->reach;
    return status;
}

Status reach_take(Asked *asked, Error *err)
{
    Workspace *workspace = asked->workspace;
    const RecordDef *def = asked->type->def;
    asked->reach = permit_reach(workspace, def, ACT_READ);
    Status status = asked->type->units != NULL ? widen(asked, err) : STATUS_OK;
    asked->has_units = asked->reach != REACH_ALL && asked->type->units != NULL;
    if (status != STATUS_OK || !asked->has_units) {
        return status;
    }
    asked->may_be_own = unit_may_be_account(workspace->model, def, 0);
    asked->units = list_new(asked->arena, sizeof(int64_t));
    status = units_reached(workspace, asked->reach, &asked->units, err);
    if (status == STATUS_OK && permit_shows_public(workspace, def)) {
        *(int64_t *)list_add(&asked->units) = SCHEMA_EVERYONE;
        asked->has_public = true;
    }
    return status;
}

/* ---- In SQL ---- */

/* A unit that nobody has stands for none, so that the statement is the same for everyone. */
static Value unit_value(const Asked *asked)
{
    int64_t unit = asked->reach == REACH_NONE ? 0 : asked->workspace->actor.unit;
    return value_int(unit != 0 ? unit : -1);
}

/* The account that one's own records stand under. */
static Value own_value(const Asked *asked)
{
    int64_t account = asked->reach == REACH_NONE ? 0 : asked->workspace->actor.account;
    return value_int(account != 0 ? account : -1);
}

void reach_add_units(Sql *sql, const Asked *asked)
{
    Value everyone = asked->has_public ? value_int(SCHEMA_EVERYONE) : unit_value(asked);
    if (asked->reach != REACH_SUBTREE) {
        buf_add_cstr(&sql->text, " IN (");
        sql_add_value(sql, unit_value(asked));
        buf_add_cstr(&sql->text, ", ");
        sql_add_value(sql, everyone);
        if (asked->may_be_own) {
            buf_add_cstr(&sql->text, ", ");
            sql_add_value(sql, own_value(asked));
        }
        buf_add_cstr(&sql->text, ")");
        return;
    }
    buf_add_cstr(&sql->text, " IN (WITH RECURSIVE \"below\" (\"id\") AS (SELECT CAST(");
    sql_add_value(sql, unit_value(asked));
    buf_add_cstr(&sql->text, " AS BIGINT) UNION SELECT o.\"id\" FROM \"" ORGANISATION "\" AS o"
                             " JOIN \"below\" ON o.\"parent\" = \"below\".\"id\")"
                             " SELECT \"id\" FROM \"below\" UNION ALL SELECT CAST(");
    sql_add_value(sql, everyone);
    buf_add_cstr(&sql->text, " AS BIGINT)");
    if (asked->may_be_own) {
        buf_add_cstr(&sql->text, " UNION ALL SELECT CAST(");
        sql_add_value(sql, own_value(asked));
        buf_add_cstr(&sql->text, " AS BIGINT)");
    }
    buf_add_cstr(&sql->text, ")");
}

/* What stands under a unit within reach is within reach. */
static bool reaches_source(const Asked *asked)
{
    bool is_within = asked->source == SOURCE_UNITS;
    for (size_t at = 0; asked->source == SOURCE_UNIT && at < asked->units.count; at++) {
        is_within = is_within || *LIST_AT(&asked->units, int64_t, at) == asked->unit;
    }
    return is_within;
}

void reach_add_condition(Sql *sql, const Asked *asked)
{
    const char *table = asked->type->def->name;
    if (asked->reach == REACH_ALL || reaches_source(asked)) {
        return;
    }
    buf_add_cstr(&sql->text, " AND ");
    if (!asked->has_units) {
        permit_add_public(&sql->text, asked->workspace, asked->type->def);
        return;
    }
    /* With a sign the unit is compared, not looked for: a record has few units. */
    buf_add_format(&sql->text,
                   "EXISTS (SELECT 1 FROM \"%s" SCHEMA_UNITS
                   "\" AS \"reach\" WHERE \"reach\".\"id\" ="
                   " \"%s%s\".\"id\" AND %s\"reach\".\"" SCHEMA_UNITS "\"",
                   table, table, asked->source == SOURCE_UNIT ? SCHEMA_UNITS : "",
                   asked->reach == REACH_SUBTREE ? "+" : "");
    reach_add_units(sql, asked);
    buf_add_cstr(&sql->text, ")");
}

/* ---- Which way ---- */

static bool stands_beside(const RecordDef *def, int field)
{
    return field < 0 || schema_is_beside_units(def, field);
}

static bool condition_stands_beside(const RecordDef *def, const RecordCondition *condition)
{
    if (condition->kind == CONDITION_FILTER) {
        return stands_beside(def, condition->filter.field);
    }
    for (int at = 0; at < condition->part_count; at++) {
        if (!condition_stands_beside(def, &condition->parts[at])) {
            return false;
        }
    }
    return true;
}

/* Whether the table of units can answer. */
static bool all_stands_beside(const Asked *asked)
{
    const RecordDef *def = asked->type->def;
    bool all = asked->type->units != NULL && !asked->has_words &&
               stands_beside(def, asked->order.field) && stands_beside(def, asked->by) &&
               (asked->condition == NULL || condition_stands_beside(def, asked->condition));
    for (int at = 0; all && at < asked->filter_count; at++) {
        all = stands_beside(def, asked->filters[at].field);
    }
    return all;
}

/* How many were within reach a short while ago: what decides about the way need not be exact. */
static ReachSize *known_size(const Asked *asked)
{
    int64_t account = asked->may_be_own ? asked->workspace->actor.account : 0;
    Workspace *workspace = asked->workspace;
    uint64_t now = time_monotonic_ns();
    if (workspace->reach_sizes == NULL) {
        workspace->reach_sizes = ARENA_ARRAY(workspace->arena, ReachSize, SIZES_KEPT);
    }
    for (int at = 0; at < SIZES_KEPT; at++) {
        ReachSize *size = &workspace->reach_sizes[at];
        if (size->def == asked->type->def && size->reach == asked->reach &&
            size->unit == workspace->actor.unit && size->account == account &&
            now < size->until_ns) {
            return size;
        }
    }
    ReachSize *size = &workspace->reach_sizes[workspace->reach_next++ % SIZES_KEPT];
    *size = (ReachSize){asked->type->def, asked->reach, workspace->actor.unit,
                        account,          -1,           now + (uint64_t)SIZE_SECONDS * 1000000000};
    return size;
}

/* The rows of the table of units, in which a record may stand more than once; `state` narrows them,
 * for within a unit they stand by it; NULL: all. */
static Status count_rows(const Asked *asked, const RecordFilter *state, int64_t *count, Error *err)
{
    Sql sql = sql_new(asked->arena);
    buf_add_format(&sql.text,
                   "SELECT count(*) FROM (SELECT 1 FROM \"%s" SCHEMA_UNITS
                   "\" WHERE \"" SCHEMA_UNITS "\"",
                   asked->type->def->name);
    if (asked->source == SOURCE_UNIT) {
        buf_add_cstr(&sql.text, " = ");
        sql_add_value(&sql, value_int(asked->unit));
    } else {
        reach_add_units(&sql, asked);
    }
    if (state != NULL) {
        buf_add_cstr(&sql.text, " AND ");
        filter_add(&sql, asked->type->def, state);
    }
    buf_add_format(&sql.text, " LIMIT %d)", FEW_ROWS + 1);
    return sql_number(asked->workspace, &sql, count, err);
}

static Status has_few_rows(const Asked *asked, bool *few, Error *err)
{
    ReachSize *size = known_size(asked);
    Status status = size->count < 0 ? count_rows(asked, NULL, &size->count, err) : STATUS_OK;
    *few = size->count <= FEW_ROWS;
    return status;
}

/* By a state and something else: in the order asked for one might look at most of a state in vain,
 * but for a range of what the indexes of the state have. */
static Status has_few_rows_in_state(const Asked *asked, bool *few, Error *err)
{
    const RecordFilter *state = NULL;
    bool is_indexed = true;
    int64_t count = FEW_ROWS + 1;
    for (int at = 0; at < asked->filter_count; at++) {
        const RecordFilter *filter = &asked->filters[at];
        bool is_named = filter->value.kind != VALUE_NONE ? filter->compare == COMPARE_EQUAL
                                                         : filter->compare == COMPARE_ANY_OF;
        state = filter->field == KEY_STATE && is_named ? filter : state;
        is_indexed = is_indexed && (filter->field == KEY_STATE || way_is_range(asked, filter));
    }
    bool is_asked = state != NULL && !is_indexed;
    Status status = is_asked ? count_rows(asked, state, &count, err) : STATUS_OK;
    *few = count <= FEW_ROWS;
    return status;
}

/* Whether the records of the unit that a filter asks for are best walked through where they stand
 * together. By its only unit alone a record has an index, in every order. */
static bool asks_for_unit(const Asked *asked, const RecordFilter *filter, int field)
{
    const FieldDef *def = &asked->type->def->fields[field];
    return filter->field == field && filter->compare == COMPARE_EQUAL &&
           filter->value.kind != VALUE_NONE && strcmp(def->target, ORGANISATION) == 0 &&
           (def->kind == FIELD_REFS || asked->filter_count > 1 || asked->by != KEY_ID);
}

/* 0: none does. */
static int64_t unit_asked_for(const Asked *asked)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = unit_fields(asked->type->def, fields);
    for (int at = 0; at < asked->filter_count * count; at++) {
        const RecordFilter *filter = &asked->filters[at / count];
        if (asks_for_unit(asked, filter, fields[at % count])) {
            const Value *value = &filter->value;
            return value->kind == VALUE_REFS ? value->refs[0] : value->number;
        }
    }
    return 0;
}

static Status choose_unit(Asked *asked, Error *err)
{
    int64_t rows = 0;
    asked->unit = unit_asked_for(asked);
    if (asked->unit == 0) {
        return STATUS_OK;
    }
    asked->source = SOURCE_UNIT;
    Status status = count_rows(asked, NULL, &rows, err);
    asked->source = rows <= FEW_ROWS ? SOURCE_UNIT : SOURCE_RECORDS;
    return status;
}

Status reach_finds_few(const Asked *asked, bool *few, Error *err)
{
    Asked one = *asked;
    Status status = STATUS_OK;
    one.source = SOURCE_RECORDS;
    one.reach = REACH_ALL;
    one.condition = NULL;
    one.filter_count = 1;
    *few = false;
    for (int at = 0; status == STATUS_OK && !*few && at < asked->filter_count; at++) {
        int64_t count = FEW_FOUND + 1;
        one.filters = &asked->filters[at];
        if (!filter_asks_each(asked->type->def, one.filters)) {
            status = count_some(&one, FEW_FOUND + 1, &count, err);
        }
        *few = count <= FEW_FOUND;
    }
    return status;
}

Status reach_choose_for_page(Asked *asked, Error *err)
{
    bool few = false;
    Status status = STATUS_OK;
    asked->source = SOURCE_RECORDS;
    if (!all_stands_beside(asked)) {
        return STATUS_OK;
    }
    if (asked->has_units) {
        status = has_few_rows(asked, &few, err);
    }
    if (status == STATUS_OK && !few) {
        status = choose_unit(asked, err);
    }
    if (status == STATUS_OK && !few && asked->has_units && asked->source == SOURCE_RECORDS) {
        status = has_few_rows_in_state(asked, &few, err);
    }
    asked->source = few ? SOURCE_UNITS : asked->source;
    return status;
}

void reach_choose_for_many(Asked *asked)
{
    if (asked->source == SOURCE_RECORDS && asked->has_units && all_stands_beside(asked)) {
        asked->source = SOURCE_UNITS;
    }
}

Status reach_choose_for_count(Asked *asked, Error *err)
{
    bool few = false;
    Status status = reach_choose_for_page(asked, err);
    if (status == STATUS_OK && asked->source == SOURCE_RECORDS && asked->has_units) {
        status = reach_finds_few(asked, &few, err);
    }
    if (status == STATUS_OK && !few) {
        reach_choose_for_many(asked);
    }
    return status;
}
