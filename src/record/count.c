/* How many a list would hold: in all, and by each value of a field. */
#include "query_impl.h"

#include <string.h>

/* Whether each record is looked at by itself: in the order of ids, in which what is looked at
 * stands too, and which an index of equal values has as well. */
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

/* When a count that is not done may end: it took so long, and found so many. */
typedef struct Patience {
    int64_t us; /* 0: it is not ended */
    int64_t exact;
} Patience;

/* What was counted, as far as it came. */
typedef struct Tally {
    bool is_by_id; /* among several units a record may stand more than once */
    IdSet ids;
    int64_t rows;
    Store *store;
    Patience patience;
    uint64_t started_ns;
    bool may_end;
} Tally;

static int64_t found_in(const Tally *tally)
{
    return tally->is_by_id ? (int64_t)tally->ids.count : tally->rows;
}

/* Until so many are found the time for the question holds, then the time for counts. */
static void end_in_time(Tally *tally)
{
    if (!tally->may_end && tally->patience.us > 0 && found_in(tally) >= tally->patience.exact) {
        int64_t spent_us = (int64_t)(time_thread_ns() - tally->started_ns) / 1000;
        int64_t rest_us = tally->patience.us - spent_us;
        tally->may_end = true;
        store_limit_time(tally->store, rest_us > 0 ? rest_us : 1);
    }
}

static void take(void *context, const int64_t *columns)
{
    Tally *tally = context;
    tally->rows++;
    if (tally->is_by_id) {
        id_set_add(&tally->ids, columns[0]);
    }
    end_in_time(tally);
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

/* Some more rows are read than are asked for; where too many of them are the same, four times as
 * many. */
static Status tally_some(const Asked *asked, int64_t most, Patience patience, RecordCount *count,
                         Error *err)
{
    Status status = STATUS_OK;
    Tally tally = {.is_by_id = asked->source == SOURCE_UNITS,
                   .store = asked->workspace->store,
                   .patience = patience,
                   .started_ns = time_thread_ns()};
    int64_t rows = !tally.is_by_id ? most : most < INT64_MAX / 8 ? most + most / 4 : INT64_MAX / 4;
    bool ends = false;
    *count = (RecordCount){0};
    end_in_time(&tally);
    while (status == STATUS_OK && !ends) {
        Sql rest = query_sql(asked);
        add_rows(&rest, asked, rows);
        tally.ids = tally.is_by_id ? id_set_new(asked->arena) : tally.ids;
        tally.rows = 0;
        status = sql_each(asked->workspace, &rest, "\"id\"", take, &tally, err);
        count->number = found_in(&tally) > count->number ? found_in(&tally) : count->number;
        ends = count->number >= most || tally.rows < rows;
        rows *= 4;
    }
    count->number = count->number < most ? count->number : most;
    if (tally.may_end && status == STATUS_LIMIT && strcmp(err->code, STORE_TOO_SLOW) == 0) {
        count->at_least = true;
        return STATUS_OK;
    }
    return status;
}

Status count_some(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    if (asked->source == SOURCE_UNITS) {
        RecordCount counted;
        Status status = tally_some(asked, most, (Patience){0}, &counted, err);
        *count = counted.number;
        return status;
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

static Status count_least(const Asked *asked, Patience patience, RecordCount *count, Error *err)
{
    Status status = tally_some(asked, RECORD_COUNT_MOST + 1, patience, count, err);
    if (count->number > RECORD_COUNT_MOST) {
        *count = (RecordCount){RECORD_COUNT_MOST, true};
    } else if (count->at_least) {
        count->number = in_two_digits(count->number);
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
    const RecordLimits *limits = asked->workspace->limits;
    Patience patience = {(int64_t)limits->count_ms * 1000, limits->count_exact};
    return count_least(asked, patience, count, err);
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
        status = count_least(asked, (Patience){part, 0}, &counts[at], err);
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
