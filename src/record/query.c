/* Reading records: one, a page of several, the one whose fields equal these. */
#include "query_impl.h"

#include <string.h>

Status record_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                  Record **record, Error *err)
{
    Status status = row_get(arena, workspace, def, id, record, err);
    if (status == STATUS_OK && *record == NULL) {
        return row_missing(def, id, err);
    }
    if (status == STATUS_OK) {
        status = permit_record(workspace, *record, ACT_READ, err);
    }
    if (status == STATUS_OK) {
        status = row_seal(workspace, *record, err);
    }
    if (status != STATUS_OK) {
        *record = NULL;
    }
    return status;
}

/* ---- What is asked ---- */

RecordOrder order_of(const RecordQuery *query)
{
    /* Of what is searched for, the newest comes first. */
    return query->order != NULL ? *query->order : (RecordOrder){KEY_ID, query->words.len > 0};
}

/* An empty text asks for what is empty: it is never stored. */
static Status take_filters(Asked *asked, const RecordQuery *query, Error *err)
{
    Status status = STATUS_OK;
    size_t count = (size_t)query->filter_count;
    asked->filters = ARENA_ARRAY(asked->arena, RecordFilter, count + 1);
    asked->filter_count = query->filter_count;
    for (size_t at = 0; status == STATUS_OK && at < count; at++) {
        asked->filters[at] = query->filters[at];
        value_normalise(&asked->filters[at].value);
        status = filter_check(asked->arena, asked->workspace, asked->type->def, &asked->filters[at],
                              err);
    }
    if (status == STATUS_OK && query->condition != NULL) {
        RecordCondition *condition = ARENA_NEW(asked->arena, RecordCondition);
        status = condition_take(asked->arena, asked->workspace, asked->type->def, query->condition,
                                condition, err);
        asked->condition = condition;
    }
    return status;
}

/* What a filter compares with a value is filled in. */
static void look_at_order(Asked *asked)
{
    int field = asked->order.field;
    asked->order_may_be_filled = true;
    asked->order_may_be_empty = field != KEY_ID && !asked->type->def->fields[field].required;
    for (int at = 0; at < asked->filter_count; at++) {
        const RecordFilter *filter = &asked->filters[at];
        bool is_equal = filter->compare == COMPARE_EQUAL;
        bool is_empty = filter->compare != COMPARE_ANY_OF && filter->value.kind == VALUE_NONE;
        if (filter->field == field && is_equal && is_empty) {
            asked->order_may_be_filled = false;
        } else if (filter->field == field && (filter->compare != COMPARE_NOT_EQUAL || is_empty)) {
            asked->order_may_be_empty = false;
        }
    }
}

static Status take_order(Asked *asked, const RecordQuery *query, Error *err)
{
    const RecordDef *def = asked->type->def;
    asked->order = order_of(query);
    if (!record_orders_by(asked->workspace, def, asked->order.field)) {
        return error_set(err, STATUS_INVALID, "record.order_undeclared",
                         ARGS(label_arg("label", def->zh, def->en),
                              orders_arg(asked->arena, asked->workspace, def)));
    }
    if (query->skip < 0 || query->skip > RECORD_SKIP_MOST ||
        (query->skip > 0 && query->after.len > 0)) {
        return error_set(err, STATUS_INVALID, "record.skip",
                         ARGS(arg_int("most", RECORD_SKIP_MOST)));
    }
    look_at_order(asked);
    asked->skip = query->skip;
    asked->limit = query->limit;
    return cursor_read(asked->arena, def, query, &asked->cursor, err);
}

Status query_ask(Arena *scratch, Workspace *workspace, const RecordDef *def,
                 const RecordQuery *query, Asked *asked, Error *err)
{
    *asked = (Asked){.arena = scratch, .workspace = workspace, .by = KEY_ID};
    Status status = type_of(workspace, def, &asked->type, err);
    if (status == STATUS_OK) {
        status = take_filters(asked, query, err);
    }
    if (status == STATUS_OK) {
        status = take_order(asked, query, err);
    }
    if (status == STATUS_OK) {
        status = reach_take(asked, err);
    }
    return status == STATUS_OK ? search_take(asked, query->words, err) : status;
}

/* ---- In SQL ---- */

Sql query_sql(const Asked *asked)
{
    Sql sql = sql_new(asked->arena);
    sql.is_beside = asked->source != SOURCE_RECORDS;
    return sql;
}

static void add_filters(Sql *sql, const Asked *asked)
{
    for (int at = 0; at < asked->filter_count; at++) {
        buf_add_cstr(&sql->text, cursor_leads(asked, &asked->filters[at]) ? " AND +" : " AND ");
        filter_add(sql, asked->type->def, &asked->filters[at]);
    }
    if (asked->condition != NULL) {
        buf_add_cstr(&sql->text, " AND ");
        condition_add(sql, asked->type->def, asked->condition);
    }
}

static void add_source(Sql *sql, const Asked *asked)
{
    const char *table = asked->type->def->name;
    buf_add_cstr(&sql->text, " FROM ");
    if (asked->has_words) {
        /* The words lead, whatever the engine thinks of them: they come newest first. */
        store_words_source(&sql->text, sql_parameter(sql, value_text(asked->question)));
        buf_add_format(&sql->text, " AS \"words\" CROSS JOIN \"%s\" WHERE \"id\" = \"found\"",
                       table);
        search_add_phrases(sql, asked);
    } else if (asked->source == SOURCE_UNITS) {
        buf_add_format(&sql->text, "\"%s" SCHEMA_UNITS "\" WHERE \"" SCHEMA_UNITS "\"", table);
        reach_add_units(sql, asked);
    } else if (asked->source == SOURCE_UNIT) {
        buf_add_format(&sql->text, "\"%s" SCHEMA_UNITS "\" WHERE \"" SCHEMA_UNITS "\" = ", table);
        sql_add_value(sql, value_int(asked->unit));
    } else {
        buf_add_format(&sql->text, "\"%s\"%.*s WHERE 1 = 1", table, TEXT_ARGS(asked->lead));
    }
    add_filters(sql, asked);
}

void query_add_source(Sql *sql, const Asked *asked)
{
    add_source(sql, asked);
    reach_add_condition(sql, asked);
}

/* Where all have the same value in the field that orders, the id alone does; said so, the index of
 * just that field is taken. */
static bool is_by_id(const Asked *asked, PagePart part)
{
    bool is_same = asked->order.field == KEY_ID ||
                   (part != PART_ALL && part != PART_LATER && part != PART_BEHIND);
    for (int at = 0; !is_same && at < asked->filter_count; at++) {
        const RecordFilter *filter = &asked->filters[at];
        is_same = filter->field == asked->order.field && filter->compare == COMPARE_EQUAL;
    }
    return is_same;
}

static void add_order(Sql *sql, const Asked *asked, PagePart part)
{
    const RecordDef *def = asked->type->def;
    const char *way = asked->order.descending ? "DESC" : "ASC";
    buf_add_cstr(&sql->text, " ORDER BY ");
    if (!is_by_id(asked, part)) {
        filter_add_term(sql, def, asked->order.field);
        buf_add_format(&sql->text, " %s%s, ", way, asked->order_may_be_empty ? " NULLS LAST" : "");
    }
    buf_add_format(&sql->text, "\"%s\" %s", asked->has_words ? "found" : "id", way);
}

/* Of a page the ids come first: they can be found and put in order by an index alone, and only the
 * records that are on it are then read whole. */
static bool begins_with_ids(const Asked *asked)
{
    return asked->limit > 0 || asked->source != SOURCE_RECORDS;
}

/* Among several units a record may stand more than once. */
static void add_columns(Sql *sql, const Asked *asked)
{
    if (!begins_with_ids(asked)) {
        buf_add_cstr(&sql->text, asked->type->select);
        return;
    }
    buf_add_format(&sql->text, "SELECT %s\"id\"", asked->source == SOURCE_UNITS ? "DISTINCT " : "");
    if (asked->order.field != KEY_ID) {
        buf_add_cstr(&sql->text, ", ");
        filter_add_term(sql, asked->type->def, asked->order.field);
    }
}

/* Whether a record lies within reach is asked in the order of the list, and so only until the page
 * is full: an inner query with a limit of its own, which the engine leaves as it is, gives the
 * order. */
static bool asks_reach_later(const Asked *asked)
{
    return asked->has_units && asked->limit > 0 && asked->source != SOURCE_UNITS &&
           !asked->has_words;
}

static void add_part(Sql *sql, const Asked *asked, PagePart part)
{
    add_columns(sql, asked);
    if (asks_reach_later(asked)) {
        add_source(sql, asked);
    } else {
        query_add_source(sql, asked);
    }
    cursor_add_part(sql, asked, part);
    add_order(sql, asked, part);
}

static Status prepare_part(const Asked *asked, PagePart part, int64_t rest, Stmt **stmt, Error *err)
{
    Sql sql = query_sql(asked);
    if (asks_reach_later(asked)) {
        buf_add_cstr(&sql.text, "SELECT \"id\" FROM (");
        add_part(&sql, asked, part);
        buf_add_format(&sql.text, " LIMIT %lld) AS \"%s%s\" WHERE 1 = 1", (long long)INT64_MAX,
                       asked->type->def->name, sql.is_beside ? SCHEMA_UNITS : "");
        reach_add_condition(&sql, asked);
    } else {
        add_part(&sql, asked, part);
    }
    buf_add_cstr(&sql.text, " LIMIT ");
    sql_add_value(&sql, value_int(rest));
    if (asked->skip > 0) {
        buf_add_cstr(&sql.text, " OFFSET ");
        sql_add_value(&sql, value_int(asked->skip));
    }
    return sql_prepare(asked->workspace, &sql, stmt, err);
}

/* ---- Time ---- */

/* A page, a count or a search is for someone who waits; what is read whole may take its time. */
Status query_limit_time(Workspace *workspace, Error *err)
{
    const RecordLimits *limits = NULL;
    Status status = limits_in_force(workspace, &limits, err);
    if (status == STATUS_OK) {
        store_limit_time(workspace->store, (int64_t)limits->question_ms * 1000);
    }
    return status;
}

Status query_end_time(const Asked *asked, Status status, Error *err)
{
    store_limit_time(asked->workspace->store, 0);
    if (status != STATUS_LIMIT || strcmp(err->code, STORE_TOO_SLOW) != 0) {
        return status;
    }
    const RecordDef *def = asked->type->def;
    return error_set(err, STATUS_LIMIT, "record.too_slow",
                     ARGS(label_arg("label", def->zh, def->en),
                          arg_int("ms", asked->workspace->limits->question_ms),
                          filters_arg(asked->arena, asked->workspace, def)));
}

/* ---- Lists ---- */

static Status read_record(Arena *arena, const Asked *asked, const Stmt *stmt, List *records,
                          Error *err)
{
    Record *record = list_add(records);
    Status status = row_read(arena, asked->workspace, asked->type, stmt, record, err);
    return status == STATUS_OK ? row_seal(asked->workspace, record, err) : status;
}

static Status read_records(Arena *arena, const Asked *asked, Stmt *stmt, List *records, Error *err)
{
    Status status = STATUS_OK;
    bool row = false;
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        status = read_record(arena, asked, stmt, records, err);
    }
    stmt_reset(stmt);
    return status;
}

static Status read_named(Arena *arena, const Asked *asked, Stmt *get, int64_t id, List *records,
                         Error *err)
{
    Record record = {0};
    bool is_there = false;
    Status status =
        row_named(arena, asked->workspace, asked->type, get, id, &record, &is_there, err);
    if (status == STATUS_OK && is_there) {
        status = row_seal(asked->workspace, &record, err);
        *(Record *)list_add(records) = record;
    }
    return status;
}

/* `ids` stands on each while it is read: all belong to one snapshot, which is opened only once. */
static Status read_by_id(Arena *arena, const Asked *asked, Stmt *ids, List *records, Error *err)
{
    Stmt *get = NULL;
    bool row = false;
    Status status = store_prepare(asked->workspace->store, asked->type->get, &get, err);
    while (status == STATUS_OK && (status = stmt_step(ids, &row, err)) == STATUS_OK && row) {
        status = read_named(arena, asked, get, stmt_int(ids, 0), records, err);
    }
    stmt_reset(ids);
    return status;
}

static Status read_parts(Arena *arena, Asked *asked, List *records, Error *err)
{
    List parts = cursor_parts(asked);
    Status status = way_choose(asked, err);
    size_t before = records->count;
    for (size_t at = 0; status == STATUS_OK && at < parts.count; at++) {
        int64_t rest = asked->limit > 0 ? asked->limit - (int64_t)(records->count - before) : -1;
        Stmt *stmt = NULL;
        if (rest == 0) {
            break;
        }
        status = prepare_part(asked, *LIST_AT(&parts, PagePart, at), rest, &stmt, err);
        if (status == STATUS_OK) {
            status = begins_with_ids(asked) ? read_by_id(arena, asked, stmt, records, err)
                                            : read_records(arena, asked, stmt, records, err);
        }
    }
    return status;
}

/* ---- One of several values ---- */

enum { ARMS_MOST = 16 };

/* The filter that names several values, where each has an index in the order asked for; NULL: read
 * as it is. */
static RecordFilter *arms_of(const Asked *asked)
{
    RecordFilter *found = NULL;
    bool is_page = asked->limit > 0 && asked->skip == 0 && !asked->has_words &&
                   asked->source == SOURCE_RECORDS;
    for (int at = 0; is_page && at < asked->filter_count; at++) {
        RecordFilter *filter = &asked->filters[at];
        if (filter->compare == COMPARE_ANY_OF && filter->field != KEY_ID &&
            filter->value_count <= ARMS_MOST) {
            found = filter;
        }
    }
    return found;
}

/* One page of each value, merged: the engine would read all of them and sort. */
static Status read_arms(Arena *arena, Asked *asked, RecordFilter *arms, List *records, Error *err)
{
    RecordFilter all = *arms;
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < all.value_count; at++) {
        *arms = (RecordFilter){.field = all.field, .value = all.values[at]};
        status = read_parts(arena, asked, records, err);
    }
    *arms = all;
    order_sort(asked->order, records);
    if (records->count > (size_t)asked->limit) {
        records->count = (size_t)asked->limit;
    }
    return status;
}

static Status read_page(Arena *arena, Asked *asked, List *records, Error *err)
{
    Status status = reach_choose_for_page(asked, err);
    RecordFilter *arms = arms_of(asked);
    if (status == STATUS_OK) {
        status = arms != NULL ? read_arms(arena, asked, arms, records, err)
                              : read_parts(arena, asked, records, err);
    }
    return status;
}

Status record_list(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordQuery *query, List *records, Error *err)
{
    Asked asked;
    Arena *scratch = arena_new();
    *records = list_new(arena, sizeof(Record));
    Status status = query_ask(scratch, workspace, def, query, &asked, err);
    if (status == STATUS_OK) {
        status = query->limit > 0 ? query_limit_time(workspace, err) : STATUS_OK;
        if (status == STATUS_OK) {
            status = read_page(arena, &asked, records, err);
        }
        status = query_end_time(&asked, status, err);
    }
    arena_free(scratch);
    return status;
}

Status record_find(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordFilter *filters, int filter_count, Record **record, Error *err)
{
    RecordQuery query = {.filters = filters, .filter_count = filter_count, .limit = 2};
    List found;
    *record = NULL;
    Status status = record_list(arena, workspace, def, &query, &found, err);
    if (status == STATUS_OK && found.count > 1) {
        return error_set(err, STATUS_CONFLICT, "record.several",
                         ARGS(label_arg("label", def->zh, def->en),
                              arg_int("first", LIST_AT(&found, Record, 0)->id),
                              arg_int("second", LIST_AT(&found, Record, 1)->id)));
    }
    if (status == STATUS_OK && found.count == 1) {
        *record = LIST_AT(&found, Record, 0);
    }
    return status;
}
