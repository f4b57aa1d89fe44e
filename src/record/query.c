/* Reading records: one, several, how many, the one whose fields equal these. */
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
    return cursor_read(asked->arena, def, query, &asked->cursor, err);
}

Status query_ask(Arena *scratch, Workspace *workspace, const RecordDef *def,
                 const RecordQuery *query, Asked *asked, Error *err)
{
    *asked = (Asked){.arena = scratch, .workspace = workspace};
    Status status = type_of(workspace, def, &asked->type, err);
    if (status == STATUS_OK) {
        status = take_filters(asked, query, err);
    }
    if (status == STATUS_OK) {
        status = take_order(asked, query, err);
    }
    return status == STATUS_OK ? search_take(asked, query->words, err) : status;
}

/* ---- In SQL ---- */

void query_add_source(Sql *sql, const Asked *asked)
{
    const char *table = asked->type->def->name;
    buf_add_cstr(&sql->text, " FROM ");
    if (asked->has_words) {
        /* The words lead, whatever the engine thinks of them: they come newest first. */
        store_words_source(&sql->text, sql_parameter(sql, value_text(asked->question)));
        buf_add_format(&sql->text, " AS \"words\" CROSS JOIN \"%s\" WHERE \"id\" = \"found\"",
                       table);
        search_add_phrases(sql, asked);
    } else {
        buf_add_format(&sql->text, "\"%s\" WHERE 1 = 1", table);
    }
    int unit = sql_parameter(sql, value_int(asked->workspace->actor.unit));
    if (!permit_add_condition(&sql->text, asked->workspace, asked->type->def, unit)) {
        sql->values.count--;
    }
    for (int at = 0; at < asked->filter_count; at++) {
        buf_add_cstr(&sql->text, " AND ");
        filter_add(sql, asked->type->def, &asked->filters[at]);
    }
    if (asked->condition != NULL) {
        buf_add_cstr(&sql->text, " AND ");
        condition_add(sql, asked->type->def, asked->condition);
    }
}

static void add_order(Sql *sql, const Asked *asked)
{
    const RecordDef *def = asked->type->def;
    const char *way = asked->order.descending ? "DESC" : "ASC";
    buf_add_cstr(&sql->text, " ORDER BY ");
    if (asked->order.field != KEY_ID) {
        filter_add_term(sql, def, asked->order.field);
        bool may_be_empty = !def->fields[asked->order.field].required;
        buf_add_format(&sql->text, " %s%s, ", way, may_be_empty ? " NULLS LAST" : "");
    }
    buf_add_format(&sql->text, "\"%s\" %s", asked->has_words ? "found" : "id", way);
}

static Status prepare_part(const Asked *asked, PagePart part, const RecordQuery *query,
                           int64_t rest, Stmt **stmt, Error *err)
{
    Sql sql = sql_new(asked->arena);
    buf_add_cstr(&sql.text, asked->type->select);
    query_add_source(&sql, asked);
    cursor_add_part(&sql, asked->type->def, asked->order, &asked->cursor, part);
    add_order(&sql, asked);
    buf_add_cstr(&sql.text, " LIMIT ");
    sql_add_value(&sql, value_int(rest));
    if (query->skip > 0) {
        buf_add_cstr(&sql.text, " OFFSET ");
        sql_add_value(&sql, value_int(query->skip));
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
        store_limit_time(workspace->store, limits->question_ms);
    }
    return status;
}

Status query_end_time(const Asked *asked, Status status, Error *err)
{
    store_limit_time(asked->workspace->store, 0);
    if (status != STATUS_LIMIT || strcmp(err->code, "store.too_slow") != 0) {
        return status;
    }
    const RecordDef *def = asked->type->def;
    return error_set(err, STATUS_LIMIT, "record.too_slow",
                     ARGS(label_arg("label", def->zh, def->en),
                          arg_int("ms", asked->workspace->limits->question_ms),
                          filters_arg(asked->arena, asked->workspace, def)));
}

/* ---- Lists ---- */

static Status read_rows(Arena *arena, const Asked *asked, Stmt *stmt, List *records, Error *err)
{
    Status status = STATUS_OK;
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Record *record = list_add(records);
        status = row_read(arena, asked->workspace, asked->type, stmt, record, err);
        if (status == STATUS_OK) {
            status = row_seal(asked->workspace, record, err);
        }
        if (status != STATUS_OK) {
            stmt_reset(stmt);
            return status;
        }
    }
    return status;
}

static Status read_parts(Arena *arena, const Asked *asked, const RecordQuery *query, List *records,
                         Error *err)
{
    List parts = cursor_parts(asked->arena, asked->type->def, asked->order, &asked->cursor);
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < parts.count; at++) {
        int64_t rest = query->limit > 0 ? query->limit - (int64_t)records->count : -1;
        Stmt *stmt = NULL;
        if (rest == 0) {
            break;
        }
        status = prepare_part(asked, *LIST_AT(&parts, PagePart, at), query, rest, &stmt, err);
        if (status == STATUS_OK) {
            status = read_rows(arena, asked, stmt, records, err);
        }
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
        if (query->limit > 0) {
            status = query_limit_time(workspace, err);
        }
        if (status == STATUS_OK) {
            status = read_parts(arena, &asked, query, records, err);
        }
        status = query_end_time(&asked, status, err);
    }
    arena_free(scratch);
    return status;
}

/* ---- Counts ---- */

static Status count_asked(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Sql sql = sql_new(asked->arena);
    buf_add_cstr(&sql.text, "SELECT count(*) FROM (SELECT 1");
    query_add_source(&sql, asked);
    buf_add_cstr(&sql.text, " LIMIT ");
    sql_add_value(&sql, value_int(most));
    buf_add_cstr(&sql.text, ") AS \"counted\"");
    Status status = sql_prepare(asked->workspace, &sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK) {
        *count = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status count_up_to(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                          int64_t most, int64_t *count, Error *err)
{
    Asked asked;
    Arena *scratch = arena_new();
    *count = 0;
    Status status = query_ask(scratch, workspace, def, query, &asked, err);
    if (status == STATUS_OK) {
        status = query_limit_time(workspace, err);
        if (status == STATUS_OK) {
            status = count_asked(&asked, most, count, err);
        }
        status = query_end_time(&asked, status, err);
    }
    arena_free(scratch);
    return status;
}

Status record_count(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                    int64_t *count, Error *err)
{
    return count_up_to(workspace, def, query, RECORD_COUNT_MOST + 1, count, err);
}

Status record_count_all(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                        int64_t *count, Error *err)
{
    return count_up_to(workspace, def, query, INT64_MAX, count, err);
}

static bool has_shares(const RecordDef *def, int field)
{
    return field == KEY_STATE
               ? def->state_count > 0
               : field >= 0 && field < def->field_count && def->fields[field].kind == FIELD_ONE_OF;
}

/* One value after the other, each counted by an index of its own: a grouping would have to walk
 * through all of them. */
static Status count_shares(Asked *asked, int field, List *shares, Error *err)
{
    const RecordDef *def = asked->type->def;
    int value_count = field == KEY_STATE ? def->state_count : def->fields[field].option_count;
    RecordFilter *own = &asked->filters[asked->filter_count++]; /* query_ask left it room */
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < value_count; at++) {
        RecordShare share = {text_from(field == KEY_STATE ? def->states[at].name
                                                          : def->fields[field].options[at].name),
                             0};
        *own = (RecordFilter){.field = field, .value = value_text(share.value)};
        status = count_asked(asked, RECORD_COUNT_MOST + 1, &share.count, err);
        if (status == STATUS_OK && share.count > 0) {
            *(RecordShare *)list_add(shares) = share;
        }
    }
    return status;
}

Status record_shares(Arena *arena, Workspace *workspace, const RecordDef *def,
                     const RecordQuery *query, int field, List *shares, Error *err)
{
    Asked asked;
    *shares = list_new(arena, sizeof(RecordShare));
    if (!has_shares(def, field)) {
        return error_set(err, STATUS_INTERNAL, "record.no_shares",
                         ARGS(arg_cstr("type", def->name), arg_int("field", field)));
    }
    Arena *scratch = arena_new();
    RecordFilter by_field = {.field = field};
    Status status = query_ask(scratch, workspace, def, query, &asked, err);
    if (status == STATUS_OK && field != KEY_STATE) {
        status = filter_check(scratch, workspace, def, &by_field, err);
    }
    if (status == STATUS_OK) {
        status = query_limit_time(workspace, err);
        if (status == STATUS_OK) {
            status = count_shares(&asked, field, shares, err);
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
