/* How far the actor reads, in lists; and which of two ways is the shorter for those who read only
 * what belongs to their units.
 *
 * Note on the two ways. With few records within reach, the table of units is read: the records of a
 * unit stand together there, with all that lists are narrowed and ordered by, and even some ten
 * thousand are walked through in milliseconds. With many within reach, the records themselves are
 * read in the order asked for, or by the narrowest filter, and of each it is asked whether it lies
 * within reach: a page is full before long. Either way alone would be slow for the other half. */
#include "query_impl.h"

enum {
    FEW_RECORDS = 40000, /* within reach: walked through in the table of units */
    FEW_FOUND = 4000,    /* by one filter: each looked at by itself */
    SIZES_KEPT = 64,
    SIZE_SECONDS = 60,
};

Status reach_take(Asked *asked, Error *err)
{
    Workspace *workspace = asked->workspace;
    const RecordDef *def = asked->type->def;
    asked->reach = permit_reach(workspace, def, ACT_READ);
    asked->has_units = asked->reach != REACH_ALL && asked->type->units != NULL;
    if (!asked->has_units) {
        return STATUS_OK;
    }
    asked->units = list_new(asked->arena, sizeof(int64_t));
    Status status = units_reached(workspace, asked->reach, &asked->units, err);
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

void reach_add_units(Sql *sql, const Asked *asked)
{
    Value everyone = asked->has_public ? value_int(SCHEMA_EVERYONE) : unit_value(asked);
    if (asked->reach != REACH_SUBTREE) {
        buf_add_cstr(&sql->text, " IN (");
        sql_add_value(sql, unit_value(asked));
        buf_add_cstr(&sql->text, ", ");
        sql_add_value(sql, everyone);
        buf_add_cstr(&sql->text, ")");
        return;
    }
    buf_add_cstr(&sql->text, " IN (WITH RECURSIVE \"below\" (\"id\") AS (SELECT CAST(");
    sql_add_value(sql, unit_value(asked));
    buf_add_cstr(&sql->text, " AS BIGINT) UNION SELECT o.\"id\" FROM \"" ORGANISATION "\" AS o"
                             " JOIN \"below\" ON o.\"parent\" = \"below\".\"id\")"
                             " SELECT \"id\" FROM \"below\" UNION ALL SELECT CAST(");
    sql_add_value(sql, everyone);
    buf_add_cstr(&sql->text, " AS BIGINT))");
}

void reach_add_condition(Sql *sql, const Asked *asked)
{
    const char *table = asked->type->def->name;
    if (asked->reach == REACH_ALL) {
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
                   " \"%s\".\"id\" AND %s\"reach\".\"" SCHEMA_UNITS "\"",
                   table, table, asked->reach == REACH_SUBTREE ? "+" : "");
    reach_add_units(sql, asked);
    buf_add_cstr(&sql->text, ")");
}

/* ---- Which way ---- */

static bool stands_beside(const RecordDef *def, int field)
{
    return field < 0 || def->fields[field].kind == FIELD_REFS || schema_is_beside_units(def, field);
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
    bool all = asked->has_units && !asked->has_words && stands_beside(def, asked->order.field) &&
               (asked->condition == NULL || condition_stands_beside(def, asked->condition));
    for (int at = 0; all && at < asked->filter_count; at++) {
        all = stands_beside(def, asked->filters[at].field);
    }
    return all;
}

/* How many were within reach a short while ago: what decides about the way need not be exact. */
static ReachSize *known_size(const Asked *asked)
{
    Workspace *workspace = asked->workspace;
    uint64_t now = time_monotonic_ns();
    if (workspace->reach_sizes == NULL) {
        workspace->reach_sizes = ARENA_ARRAY(workspace->arena, ReachSize, SIZES_KEPT);
    }
    for (int at = 0; at < SIZES_KEPT; at++) {
        ReachSize *size = &workspace->reach_sizes[at];
        if (size->def == asked->type->def && size->reach == asked->reach &&
            size->unit == workspace->actor.unit && now < size->until_ns) {
            return size;
        }
    }
    ReachSize *size = &workspace->reach_sizes[workspace->reach_next++ % SIZES_KEPT];
    *size = (ReachSize){asked->type->def, asked->reach, workspace->actor.unit, -1,
                        now + (uint64_t)SIZE_SECONDS * 1000000000};
    return size;
}

static Status has_few_records(const Asked *asked, bool *few, Error *err)
{
    ReachSize *size = known_size(asked);
    Status status = STATUS_OK;
    if (size->count < 0) {
        Asked all = *asked;
        all.source = SOURCE_UNITS;
        all.filter_count = 0;
        all.condition = NULL;
        status = count_some(&all, FEW_RECORDS + 1, &size->count, err);
    }
    *few = size->count <= FEW_RECORDS;
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
        int64_t count = 0;
        one.filters = &asked->filters[at];
        status = count_some(&one, FEW_FOUND + 1, &count, err);
        *few = count <= FEW_FOUND;
    }
    return status;
}

Status reach_choose_for_page(Asked *asked, Error *err)
{
    bool few = false;
    Status status = STATUS_OK;
    asked->source = SOURCE_RECORDS;
    if (all_stands_beside(asked)) {
        status = has_few_records(asked, &few, err);
        asked->source = few ? SOURCE_UNITS : SOURCE_RECORDS;
    }
    return status;
}

/* To count many, what is counted is best kept small. */
Status reach_choose_for_count(Asked *asked, Error *err)
{
    bool few = false;
    Status status = reach_choose_for_page(asked, err);
    if (status == STATUS_OK && asked->source == SOURCE_RECORDS && all_stands_beside(asked)) {
        status = reach_finds_few(asked, &few, err);
        asked->source = few ? SOURCE_RECORDS : SOURCE_UNITS;
    }
    return status;
}
