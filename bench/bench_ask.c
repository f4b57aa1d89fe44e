/* bench_records ask, search: every role's reach × every declared filter × every order, in lists,
 * later pages and counts, drawn at random; then the words. */
#include "bench_records.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 20, SLOWEST_SHOWN = 10 };

/* ---- Who asks ---- */

typedef struct Asker {
    const char *label, *role;
    const char *unit; /* name of an organisation, a number in it drawn anew each time; NULL: none */
} Asker;

static const Asker ASKERS[] = {
    {"supervisor, all", "supervisor", NULL},
    {"leader, all", "leader", NULL},
    {"officer, the whole city", "officer", "市"},
    {"officer, a county and below", "officer", "县%d"},
    {"officer, one department", "officer", "部门%d"},
    {"liaison, own unit", "liaison", "县%d局3"},
};
enum { ASKER_COUNT = sizeof ASKERS / sizeof ASKERS[0] };

static int64_t find_unit(Bench *bench, const char *pattern)
{
    char name[64];
    int number = bench_below(bench, 12);
    const RecordDef *def = model_record(&bench->model, TEXT("organisation"));
    Record *found = NULL;
    Text wanted = text_from(pattern);
    size_t at;
    if (text_find(wanted, TEXT("%d"), &at)) {
        snprintf(name, sizeof name, "%.*s%d%s", (int)at, pattern, number, pattern + at + 2);
        wanted = text_from(name);
    }
    RecordFilter by_name = {record_field(def, TEXT("zh")), value_text(wanted)};
    bench_check(bench,
                record_find(bench->arena, bench->workspace, def, &by_name, 1, &found, &bench->err));
    return found->id;
}

static void act_as(Bench *bench, const Asker *asker)
{
    bench_act_as(bench, "supervisor", 0);
    int64_t unit = asker->unit == NULL ? 0 : find_unit(bench, asker->unit);
    bench_act_as(bench, asker->role, unit);
}

/* ---- What is asked ---- */

/* A record drawn at random, whose values the filters ask for. */
static Record *any_task(Bench *bench, Arena *arena, int64_t first, int64_t last)
{
    RecordFilter from = {KEY_ID, value_int(first + bench_below(bench, (int)(last - first))),
                         COMPARE_MORE_EQUAL};
    RecordQuery query = {.filters = &from, .filter_count = 1, .limit = 1};
    List found;
    bench_check(bench,
                record_list(arena, bench->workspace, bench->task, &query, &found, &bench->err));
    return LIST_AT(&found, Record, 0);
}

typedef struct Question {
    RecordFilter filters[2];
    int count;
} Question;

typedef void MakeQuestion(Bench *bench, Arena *arena, Record *like, Question *question);

static void by_field(Bench *bench, Record *like, Question *question, const char *field)
{
    Value value = *record_value(like, field);
    int64_t one = value.kind == VALUE_REFS ? value.refs[0] : 0;
    question->filters[question->count++] =
        (RecordFilter){bench_field(bench, field), one != 0 ? value_int(one) : value, COMPARE_EQUAL};
}

static void ask_state(Bench *bench, Arena *arena, Record *like, Question *question)
{
    (void)arena;
    const StateDef *states = bench->task->states;
    bool is_open = bench_below(bench, 2) > 0; /* who looks for what is closed is as rare */
    int state = is_open ? bench_below(bench, 6) : like->state;
    question->filters[question->count++] =
        (RecordFilter){KEY_STATE, value_text(text_from(states[state].name))};
}

static void ask_month(Bench *bench, Arena *arena, Record *like, Question *question)
{
    (void)arena;
    int64_t due = record_value(like, "due")->number;
    int field = bench_field(bench, "due");
    question->filters[0] = (RecordFilter){field, value_int(due), COMPARE_MORE_EQUAL};
    question->filters[1] = (RecordFilter){field, value_int(due + 30), COMPARE_LESS};
    question->count = 2;
}

static void ask_money(Bench *bench, Arena *arena, Record *like, Question *question)
{
    (void)arena;
    question->filters[question->count++] =
        (RecordFilter){bench_field(bench, "yuan"), *record_value(like, "yuan"), COMPARE_MORE_EQUAL};
    if (question->filters[0].value.kind == VALUE_NONE) {
        question->filters[0].compare = COMPARE_EQUAL;
    }
}

static void ask_overdue(Bench *bench, Arena *arena, Record *like, Question *question)
{
    (void)like;
    static const char *const OPEN[] = {"assigned", "accepted", "working", "checking"};
    Value *states = ARENA_ARRAY(arena, Value, 4);
    for (int at = 0; at < 4; at++) {
        states[at] = value_text(text_from(OPEN[at]));
    }
    question->filters[0] = (RecordFilter){KEY_STATE, value_none(), COMPARE_ANY_OF, states, 4};
    question->filters[1] =
        (RecordFilter){bench_field(bench, "due"),
                       value_int(date_make(2012 + bench_below(bench, 5), 7, 1)), COMPARE_LESS};
    question->count = 2;
}

static const struct {
    const char *label;
    MakeQuestion *make; /* NULL: the field alone */
    const char *field;  /* as it stands in a record drawn at random; NULL: none */
} QUESTIONS[] = {
    {"no filter", NULL, NULL},
    {"state", ask_state, NULL},
    {"urgency", NULL, "urgency"},
    {"theme", NULL, "theme"},
    {"lead", NULL, "lead"},
    {"assist", NULL, "assist"},
    {"number", NULL, "number"},
    {"due within a month", ask_month, NULL},
    {"begun", NULL, "begun"},
    {"money at least", ask_money, NULL},
    {"open and overdue", ask_overdue, NULL},
    {"state and lead", ask_state, "lead"},
};
enum { QUESTION_COUNT = sizeof QUESTIONS / sizeof QUESTIONS[0] };

static void make_question(Bench *bench, Arena *arena, Record *like, int which, Question *question)
{
    if (QUESTIONS[which].make != NULL) {
        QUESTIONS[which].make(bench, arena, like, question);
    }
    if (QUESTIONS[which].field != NULL) {
        by_field(bench, like, question, QUESTIONS[which].field);
    }
}

static const struct {
    const char *label, *field;
    bool descending;
} ORDERS[] = {
    {"id", NULL, false},      {"id, last first", NULL, true},
    {"due", "due", false},    {"due, last first", "due", true},
    {"money", "yuan", false}, {"money, most first", "yuan", true},
};
enum { ORDER_COUNT = sizeof ORDERS / sizeof ORDERS[0] };

typedef enum Kind { KIND_LIST, KIND_LATER_PAGE, KIND_COUNT, KIND_SHARES, KINDS } Kind;
static const char *const KIND_LABELS[] = {"first page", "a later page", "count", "shares by state"};

/* ---- Asking ---- */

typedef struct Request {
    int asker, question, order;
    Kind kind;
    BenchTime time;
    bool is_stopped;  /* by the limit of time */
    bool is_at_least; /* a count that was not done in its time */
} Request;

/* The same rows by their ids, by SQLite alone. */
static BenchTime read_raw(Bench *bench, const List *records)
{
    Stmt *stmt;
    bool row;
    BenchTime started = bench_start();
    for (size_t at = 0; at < records->count; at++) {
        bench_check(bench, store_prepare(workspace_store(bench->workspace),
                                         "SELECT * FROM task WHERE id = $1", &stmt, &bench->err));
        stmt_bind_int(stmt, 1, LIST_AT(records, Record, at)->id);
        bench_check(bench, stmt_step(stmt, &row, &bench->err));
        stmt_reset(stmt);
    }
    return bench_stop(started);
}

static bool is_at_least(RecordCount count)
{
    return count.at_least && count.number < RECORD_COUNT_MOST;
}

static Status put_shares(Bench *bench, Arena *arena, Request *request, const RecordQuery *query)
{
    List shares;
    Status status =
        record_shares(arena, bench->workspace, bench->task, query, KEY_STATE, &shares, &bench->err);
    for (size_t at = 0; status == STATUS_OK && at < shares.count; at++) {
        request->is_at_least =
            request->is_at_least || is_at_least(LIST_AT(&shares, RecordShare, at)->count);
    }
    return status;
}

static Status put_count(Bench *bench, Request *request, const RecordQuery *query)
{
    RecordCount count;
    Status status = record_count(bench->workspace, bench->task, query, &count, &bench->err);
    request->is_at_least = status == STATUS_OK && is_at_least(count);
    return status;
}

static Status put(Bench *bench, Arena *arena, Request *request, const RecordQuery *query,
                  List *records)
{
    switch (request->kind) {
    case KIND_COUNT: return put_count(bench, request, query);
    case KIND_SHARES: return put_shares(bench, arena, request, query);
    default: return record_list(arena, bench->workspace, bench->task, query, records, &bench->err);
    }
}

static BenchTime ask(Bench *bench, Arena *arena, Request *request, int64_t first, int64_t last)
{
    Question question = {.count = 0};
    bench_act_as(bench, "supervisor", 0);
    Record *like = any_task(bench, arena, first, last);
    make_question(bench, arena, like, request->question, &question);
    RecordOrder order = {KEY_ID, ORDERS[request->order].descending};
    if (ORDERS[request->order].field != NULL) {
        order.field = bench_field(bench, ORDERS[request->order].field);
    }
    RecordQuery query = {.filters = question.filters,
                         .filter_count = question.count,
                         .order = &order,
                         .limit = PAGE};
    if (request->kind == KIND_LATER_PAGE) {
        query.after = record_cursor(arena, &query, any_task(bench, arena, first, last));
    }
    act_as(bench, &ASKERS[request->asker]);
    List records = list_new(arena, sizeof(Record));
    BenchTime started = bench_start();
    Status status = put(bench, arena, request, &query, &records);
    request->time = bench_stop(started);
    request->is_stopped = status == STATUS_LIMIT;
    if (!request->is_stopped) {
        bench_check(bench, status);
    }
    return read_raw(bench, &records);
}

/* ---- The report ---- */

typedef int PartOf(const Request *request);

static int asker_of(const Request *request)
{
    return request->asker;
}
static int question_of(const Request *request)
{
    return request->question;
}
static int order_of_request(const Request *request)
{
    return request->order;
}
static int kind_of(const Request *request)
{
    return (int)request->kind;
}
static int all_of(const Request *request)
{
    (void)request;
    return 0;
}

static void report_part(Bench *bench, const List *requests, PartOf *part_of, int part,
                        const char *label)
{
    List times = list_new(bench->arena, sizeof(BenchTime));
    for (size_t at = 0; at < requests->count; at++) {
        const Request *request = LIST_AT(requests, Request, at);
        if (part_of(request) == part) {
            *(BenchTime *)list_add(&times) = request->time;
        }
    }
    bench_report(label, &times, part_of == all_of ? 10 : 0);
}

static int slowest_first(const void *a, const void *b)
{
    double left = ((const Request *)a)->time.processor_ms,
           right = ((const Request *)b)->time.processor_ms;
    return (left < right) - (left > right);
}

static void report(Bench *bench, List *requests, List *raw)
{
    size_t stopped = 0, least = 0;
    report_part(bench, requests, all_of, 0, "all");
    for (int at = 0; at < ASKER_COUNT; at++) {
        report_part(bench, requests, asker_of, at, ASKERS[at].label);
    }
    for (int at = 0; at < QUESTION_COUNT; at++) {
        report_part(bench, requests, question_of, at, QUESTIONS[at].label);
    }
    for (int at = 0; at < ORDER_COUNT; at++) {
        report_part(bench, requests, order_of_request, at, ORDERS[at].label);
    }
    for (int at = 0; at < KINDS; at++) {
        report_part(bench, requests, kind_of, at, KIND_LABELS[at]);
    }
    bench_report("SQLite by itself: the rows of a page by their ids", raw, 0);
    list_sort(requests, slowest_first);
    puts("  the slowest:");
    for (size_t at = 0; at < requests->count && at < SLOWEST_SHOWN; at++) {
        const Request *request = LIST_AT(requests, Request, at);
        printf("    %8.3f ms, processor %8.3f ms  %s; %s; by %s; %s\n", request->time.ms,
               request->time.processor_ms, KIND_LABELS[request->kind],
               QUESTIONS[request->question].label, ORDERS[request->order].label,
               ASKERS[request->asker].label);
    }
    for (size_t at = 0; at < requests->count; at++) {
        stopped += LIST_AT(requests, Request, at)->is_stopped;
        least += LIST_AT(requests, Request, at)->is_at_least;
    }
    printf("  %zu counts and shares say how many there are at least, fewer than %d\n", least,
           RECORD_COUNT_MOST);
    if (stopped > 0) {
        printf("  %zu were stopped by the limit of time\n", stopped);
    }
}

static int64_t end_id(Bench *bench, bool is_last)
{
    RecordOrder order = {KEY_ID, is_last};
    RecordQuery query = {.order = &order, .limit = 1};
    List found;
    bench_check(bench, record_list(bench->arena, bench->workspace, bench->task, &query, &found,
                                   &bench->err));
    return LIST_AT(&found, Record, 0)->id;
}

void bench_ask(Bench *bench, int times)
{
    List requests = list_new(bench->arena, sizeof(Request));
    List raw = list_new(bench->arena, sizeof(BenchTime));
    Arena *arena = arena_new();
    bench_open(bench, STORE_READ);
    int64_t first = end_id(bench, false), last = end_id(bench, true);
    for (int at = 0; at < times; at++) {
        arena_reset(arena);
        Request *request = list_add(&requests);
        request->asker = at % ASKER_COUNT;
        request->question = bench_below(bench, QUESTION_COUNT);
        request->order = bench_below(bench, ORDER_COUNT);
        request->kind = bench_below(bench, 10) < 6   ? KIND_LIST
                        : bench_below(bench, 4) < 2  ? KIND_LATER_PAGE
                        : bench_below(bench, 10) < 8 ? KIND_COUNT
                                                     : KIND_SHARES;
        BenchTime raw_time = ask(bench, arena, request, first, last);
        if (request->kind <= KIND_LATER_PAGE) {
            *(BenchTime *)list_add(&raw) = raw_time;
        }
    }
    report(bench, &requests, &raw);
    arena_free(arena);
}

/* ---- Search ---- */

static BenchTime search_raw(Bench *bench, Text words)
{
    Stmt *stmt;
    bool row = true;
    Buf sql = buf_new(bench->arena);
    buf_add_cstr(&sql, "SELECT t.* FROM ");
    store_words_source(&sql, 1);
    buf_add_cstr(&sql,
                 " AS w CROSS JOIN task AS t WHERE t.id = w.found ORDER BY w.found DESC LIMIT 20");
    const char *text = text_cstr(bench->arena, buf_text(&sql));
    BenchTime started = bench_start();
    bench_check(bench, store_prepare(workspace_store(bench->workspace), text, &stmt, &bench->err));
    stmt_bind_text(stmt, 1, store_words_question(bench->arena, &words, 1));
    while (row) {
        bench_check(bench, stmt_step(stmt, &row, &bench->err));
    }
    return bench_stop(started);
}

void bench_search(Bench *bench, int times)
{
    List raw = list_new(bench->arena, sizeof(BenchTime));
    List by_asker[ASKER_COUNT], all = list_new(bench->arena, sizeof(BenchTime));
    Arena *arena = arena_new();
    bench_open(bench, STORE_READ);
    for (int at = 0; at < ASKER_COUNT; at++) {
        by_asker[at] = list_new(bench->arena, sizeof(BenchTime));
    }
    for (int at = 0; at < times; at++) {
        arena_reset(arena);
        List found;
        RecordQuery query = {.words = bench_word(bench), .limit = PAGE};
        act_as(bench, &ASKERS[at % ASKER_COUNT]);
        BenchTime started = bench_start();
        bench_check(bench,
                    record_list(arena, bench->workspace, bench->task, &query, &found, &bench->err));
        BenchTime time = bench_stop(started);
        *(BenchTime *)list_add(&by_asker[at % ASKER_COUNT]) = time;
        *(BenchTime *)list_add(&all) = time;
        *(BenchTime *)list_add(&raw) = search_raw(bench, query.words);
    }
    bench_report("two characters, newest first: all", &all, 20);
    for (int at = 0; at < ASKER_COUNT; at++) {
        bench_report(ASKERS[at].label, &by_asker[at], 0);
    }
    bench_report("SQLite by itself: the index and the rows, for all", &raw, 0);
    arena_free(arena);
}
