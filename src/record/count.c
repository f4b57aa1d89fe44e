/* How many a list would hold: in all, and by each value of a field. */
#include "query_impl.h"

#include <string.h>

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

/* What was counted, as far as it came. */
typedef struct Tally {
    bool is_by_id; /* among several units a record may stand more than once */
    IdSet ids;
    int64_t rows;
} Tally;

static Tally tally_new(const Asked *asked)
{
    bool is_by_id = asked->source == SOURCE_UNITS;
    return (Tally){is_by_id, is_by_id ? id_set_new(asked->arena) : (IdSet){0}, 0};
}

static void take(void *context, const int64_t *columns)
{
    Tally *tally = context;
    tally->rows++;
    if (tally->is_by_id) {
        id_set_add(&tally->ids, columns[0]);
    }
}

/* No more than `most` rows: "FROM (…)". */
static void add_rows(Sql *sql, const Asked *asked, int64_t most)
{
    buf_add_cstr(&sql->text, "FROM (SELECT \"id\"");
    query_add_source(sql, asked);
    if (asks_each(asked)) {
        buf_add_cstr(&sql->text, " ORDER BY \"id\"");
    }
    buf_add_cstr(&sql->text, " LIMIT ");
    sql_add_value(sql, value_int(most));
    buf_add_cstr(&sql->text, ") AS \"counted\"");
}

/* Some more rows are read than are asked for; where too many of them are the same, four times as many.
 * What was counted stands there also where it was stopped. */
static Status tally_some(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    Status status = STATUS_OK;
    Tally tally = tally_new(asked);
    int64_t rows = !tally.is_by_id ? most : most < INT64_MAX / 8 ? most + most / 4 : INT64_MAX / 4;
    bool ends = false;
    while (status == STATUS_OK && !ends) {
        Sql rest = query_sql(asked);
        add_rows(&rest, asked, rows);
        tally = tally_new(asked);
        status = sql_each(asked->workspace, &rest, "\"id\"", take, &tally, err);
        int64_t found = tally.is_by_id ? (int64_t)tally.ids.count : tally.rows;
        *count = found < most ? found : most;
        ends = found >= most || tally.rows < rows;
        rows *= 4;
    }
    return status;
}

Status count_some(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    if (asked->source == SOURCE_UNITS) {
        return tally_some(asked, most, count, err);
    }
    Sql sql = query_sql(asked);
    buf_add_cstr(&sql.text, "SELECT count(*) ");
    add_rows(&sql, asked, most);
    return sql_number(asked->workspace, &sql, count, err);
}

/* ---- How many there are at least ---- */

/* Where time ends the count, it ends somewhere else each time: in two digits it stays the same. */
static int64_t in_two_digits(int64_t number)
{
    int64_t unit = 1;
    while (number / unit >= 100) {
        unit *= 10;
    }
    return number - number % unit;
}

/* As far as one comes in so many microseconds; 0: within the time for the question. */
static Status count_in_time(const Asked *asked, int64_t us, RecordCount *count, Error *err)
{
    int64_t found = 0;
    if (us > 0) {
        store_limit_time(asked->workspace->store, us);
    }
    Status status = tally_some(asked, RECORD_COUNT_MOST + 1, &found, err);
    bool is_stopped = us > 0 && status == STATUS_LIMIT && strcmp(err->code, STORE_TOO_SLOW) == 0;
    bool is_bounded = found > RECORD_COUNT_MOST;
    *count = (RecordCount){is_bounded   ? RECORD_COUNT_MOST
                           : is_stopped ? in_two_digits(found)
                                        : found,
                           is_bounded || is_stopped};
    return is_stopped ? STATUS_OK : status;
}

/* What few there are is counted to the end. */
static Status count_least(const Asked *asked, RecordCount *count, Error *err)
{
    const RecordLimits *limits = asked->workspace->limits;
    Status status = count_in_time(asked, (int64_t)limits->count_ms * 1000, count, err);
    if (status == STATUS_OK && count->at_least && count->number < limits->count_exact) {
        status = query_limit_time(asked->workspace, err);
        status = status == STATUS_OK ? count_in_time(asked, 0, count, err) : status;
    }
    return status;
}

typedef Status CountAsked(const Asked *asked, void *count, Error *err);

static Status count_query(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                          CountAsked *count_asked, void *count, Error *err)
{
    Asked asked;
    Arena *scratch = arena_new();
    Status status = query_ask(scratch, workspace, def, query, &asked, err);
    if (status == STATUS_OK) {
        status = query_limit_time(workspace, err);
        status = status == STATUS_OK ? reach_choose_for_count(&asked, err) : status;
        status = status == STATUS_OK ? count_asked(&asked, count, err) : status;
        status = query_end_time(&asked, status, err);
    }
    arena_free(scratch);
    return status;
}

static Status count_here(const Asked *asked, void *count, Error *err)
{
    return count_least(asked, count, err);
}

static Status count_all(const Asked *asked, void *count, Error *err)
{
    return count_some(asked, INT64_MAX, count, err);
}

Status record_count(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                    RecordCount *count, Error *err)
{
    *count = (RecordCount){0};
    return count_query(workspace, def, query, count_here, count, err);
}

Status record_count_all(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                        int64_t *count, Error *err)
{
    *count = 0;
    return count_query(workspace, def, query, count_all, count, err);
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
 * through all of them. Of the time for counts each has its part, and what those before left. */
static Status count_each(Asked *asked, RecordCount *counts, Error *err)
{
    const RecordDef *def = asked->type->def;
    RecordFilter *own = &asked->filters[asked->filter_count++]; /* query_ask left it room */
    Status status = STATUS_OK;
    int64_t us = (int64_t)asked->workspace->limits->count_ms * 1000,
            values = share_count(def, asked->by);
    uint64_t started = time_thread_ns();
    for (int at = 0; status == STATUS_OK && at < values; at++) {
        int64_t rest = us - (int64_t)(time_thread_ns() - started) / 1000;
        int64_t part = us == 0 ? 0 : rest > 0 ? 1 + rest / (values - at) : 1;
        *own = (RecordFilter){.field = asked->by,
                              .value = value_text(share_value(def, asked->by, at))};
        status = count_in_time(asked, part, &counts[at], err);
    }
    asked->filter_count--;
    return status;
}

/* Few records are walked through once; with a sign they are not looked for in the order of groups.
 * Among several units a record may stand more than once. */
static Status count_groups(Asked *asked, RecordCount *counts, Error *err)
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
                bool at_least = count > RECORD_COUNT_MOST;
                counts[at] = (RecordCount){at_least ? RECORD_COUNT_MOST : count, at_least};
            }
        }
    }
    return status;
}

static Status count_shares(Asked *asked, int field, List *shares, Error *err)
{
    const RecordDef *def = asked->type->def;
    RecordCount *counts =
        ARENA_ARRAY(asked->arena, RecordCount, (size_t)share_count(def, field) + 1);
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
        if (counts[at].number > 0 || counts[at].at_least) {
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
