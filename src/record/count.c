/* How many a list would hold: in all, and by each value of a field. */
#include "query_impl.h"

/* Whether each record is looked at by itself: in the order of ids, in which what is looked at stands
 * too, and which an index of equal values has as well. */
static bool asks_each(const Asked *asked)
{
    bool asks = false, all_equal = asked->source == SOURCE_RECORDS && asked->condition == NULL;
    for (int at = 0; at < asked->filter_count; at++) {
        bool asks_here = filter_asks_each(asked->type->def, &asked->filters[at]);
        asks = asks || asks_here;
        all_equal = all_equal && (asks_here || asked->filters[at].compare == COMPARE_EQUAL);
    }
    return asks && all_equal;
}

typedef struct Different {
    IdSet ids;
    int64_t rows;
} Different;

static void take_id(void *context, const int64_t *columns)
{
    Different *different = context;
    id_set_add(&different->ids, columns[0]);
    different->rows++;
}

/* Among several units a record may stand more than once. Some more rows are read than are asked for;
 * where too many of them are the same, four times as many. */
static Status count_different(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    Different different;
    Status status = STATUS_OK;
    int64_t rows = most < INT64_MAX / 8 ? most + most / 4 : INT64_MAX / 4;
    do {
        Sql rest = query_sql(asked);
        buf_add_cstr(&rest.text, "FROM (SELECT \"id\"");
        query_add_source(&rest, asked);
        buf_add_cstr(&rest.text, " LIMIT ");
        sql_add_value(&rest, value_int(rows));
        buf_add_cstr(&rest.text, ") AS \"counted\"");
        different = (Different){id_set_new(asked->arena), 0};
        status = sql_each(asked->workspace, &rest, "\"id\"", take_id, &different, err);
        *count = (int64_t)different.ids.count < most ? (int64_t)different.ids.count : most;
        rows *= 4;
    } while (status == STATUS_OK && *count < most && different.rows == rows / 4);
    return status;
}

Status count_some(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    if (asked->source == SOURCE_UNITS) {
        return count_different(asked, most, count, err);
    }
    Sql sql = query_sql(asked);
    buf_add_cstr(&sql.text, "SELECT count(*) FROM (SELECT 1");
    query_add_source(&sql, asked);
    if (asks_each(asked)) {
        buf_add_cstr(&sql.text, " ORDER BY \"id\"");
    }
    buf_add_cstr(&sql.text, " LIMIT ");
    sql_add_value(&sql, value_int(most));
    buf_add_cstr(&sql.text, ") AS \"counted\"");
    return sql_number(asked->workspace, &sql, count, err);
}

static Status count_asked(Asked *asked, int64_t most, int64_t *count, Error *err)
{
    Status status = reach_choose_for_count(asked, err);
    return status == STATUS_OK ? count_some(asked, most, count, err) : status;
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

/* ---- Shares ---- */

static bool has_shares(const RecordDef *def, int field)
{
    return field == KEY_STATE
               ? def->state_count > 0
               : field >= 0 && field < def->field_count && def->fields[field].kind == FIELD_ONE_OF;
}

static int share_count(const RecordDef *def, int field)
{
    return field == KEY_STATE ? def->state_count : def->fields[field].option_count;
}

static Text share_value(const RecordDef *def, int field, int at)
{
    return text_from(field == KEY_STATE ? def->states[at].name
                                        : def->fields[field].options[at].name);
}

/* One value after the other, each counted by an index of its own: a grouping would have to walk
 * through all of them. */
static Status count_each(Asked *asked, int64_t *counts, Error *err)
{
    const RecordDef *def = asked->type->def;
    RecordFilter *own = &asked->filters[asked->filter_count++]; /* query_ask left it room */
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < share_count(def, asked->by); at++) {
        *own = (RecordFilter){.field = asked->by,
                              .value = value_text(share_value(def, asked->by, at))};
        status = count_some(asked, RECORD_COUNT_MOST + 1, &counts[at], err);
    }
    asked->filter_count--;
    return status;
}

/* Few records are walked through once; with a sign they are not looked for in the order of groups.
 * Among several units a record may stand more than once. */
static Status count_groups(Asked *asked, int64_t *counts, Error *err)
{
    const RecordDef *def = asked->type->def;
    Stmt *stmt = NULL;
    bool row = false;
    Sql sql = query_sql(asked);
    buf_add_cstr(&sql.text, "SELECT ");
    filter_add_term(&sql, def, asked->by);
    buf_add_format(&sql.text, ", count(%s)",
                   asked->source == SOURCE_UNITS ? "DISTINCT \"id\"" : "*");
    query_add_source(&sql, asked);
    buf_add_cstr(&sql.text, " GROUP BY +");
    filter_add_term(&sql, def, asked->by);
    Status status = sql_prepare(asked->workspace, &sql, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        for (int at = 0; at < share_count(def, asked->by); at++) {
            if (text_equal(stmt_text(stmt, 0), share_value(def, asked->by, at))) {
                int64_t count = stmt_int(stmt, 1);
                counts[at] = count > RECORD_COUNT_MOST ? RECORD_COUNT_MOST + 1 : count;
            }
        }
    }
    return status;
}

static Status count_shares(Asked *asked, int field, List *shares, Error *err)
{
    const RecordDef *def = asked->type->def;
    int64_t *counts = ARENA_ARRAY(asked->arena, int64_t, (size_t)share_count(def, field) + 1);
    asked->by = field;
    Status status = reach_choose_for_page(asked, err);
    bool few = asked->source != SOURCE_RECORDS;
    if (status == STATUS_OK && !few) {
        status = reach_finds_few(asked, &few, err);
    }
    if (status == STATUS_OK && !few) {
        reach_choose_for_many(asked);
    }
    if (status == STATUS_OK) {
        status = few ? count_groups(asked, counts, err) : count_each(asked, counts, err);
    }
    for (int at = 0; status == STATUS_OK && at < share_count(def, field); at++) {
        if (counts[at] > 0) {
            *(RecordShare *)list_add(shares) =
                (RecordShare){share_value(def, field, at), counts[at]};
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
