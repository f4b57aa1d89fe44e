/* Time limits, the days that are worked, and what a question may cost, as rule sets say. */
#include "record_impl.h"

/* ---- Working days ---- */

/* `off` or `work`, then DATE or DATE..DATE; what follows says why. */
static bool days_of(Text value, Date *first, Date *last)
{
    Text days;
    size_t dots;
    if (!text_split(&value, ' ', &days)) {
        return false;
    }
    bool is_span = text_find(days, TEXT(".."), &dots);
    Text from = is_span ? text_slice(days, 0, dots) : days;
    Text to = is_span ? text_slice(days, dots + 2, days.len) : days;
    return date_parse(from, first) && date_parse(to, last) && *first <= *last;
}

static void add_edition(Calendar *calendar, Text body)
{
    Text name, value;
    Date first, last;
    int64_t row = 0;
    while (rule_line(&body, &name, &value, &row)) {
        bool is_worked = text_equal(name, TEXT("work"));
        if ((is_worked || text_equal(name, TEXT("off"))) && days_of(value, &first, &last)) {
            for (Date date = first; date <= last; date++) {
                calendar_set(calendar, date, is_worked);
            }
        }
    }
}

Status rules_calendar(Arena *arena, Workspace *workspace, Calendar **calendar, Error *err)
{
    List editions;
    *calendar = calendar_new(arena);
    Status status = rules_editions(arena, workspace, "holidays", &editions, err);
    for (size_t at = editions.count; status == STATUS_OK && at > 0; at--) {
        add_edition(*calendar, LIST_AT(&editions, RuleEdition, at - 1)->body);
    }
    return status;
}

/* ---- Limits ---- */

static bool limit_read(Text value, TimeLimit *limit)
{
    static const char *const UNITS[] = {
        [LIMIT_WORKING_DAYS] = "working", [LIMIT_DAYS] = "days", [LIMIT_MONTHS] = "months"};
    Text count;
    int64_t number;
    if (!text_split(&value, ' ', &count) || !text_to_int(count, &number) || number < 0 ||
        number > 3660) {
        return false;
    }
    limit->count = (int)number;
    for (int unit = LIMIT_WORKING_DAYS; unit <= LIMIT_MONTHS; unit++) {
        if (text_equal(text_trim(value), text_from(UNITS[unit]))) {
            limit->unit = unit;
            return true;
        }
    }
    return false;
}

Status rules_limit(Workspace *workspace, const char *name, Date on, TimeLimit *limit, Error *err)
{
    Arena *scratch = arena_new();
    RuleEdition edition;
    Text found, value;
    int64_t row = 0;
    bool has_limit = false;
    Status status = rules_in_force(scratch, workspace, "limits", on, &edition, err);
    while (status == STATUS_OK && !has_limit && rule_line(&edition.body, &found, &value, &row)) {
        has_limit = text_equal(found, text_from(name)) && limit_read(value, limit);
    }
    if (status == STATUS_OK && !has_limit) {
        status = error_set(err, STATUS_NOT_FOUND, "record.no_limit", ARGS(arg_cstr("name", name)));
    }
    arena_free(scratch);
    return status;
}

static Date months_later(Date from, int months)
{
    int year, month, day;
    date_split(from, &year, &month, &day);
    int count = year * 12 + month - 1 + months;
    Date date = DATE_NONE;
    while (date == DATE_NONE && day > 0) { /* 31 January and a month: the last of February */
        date = date_make(count / 12, count % 12 + 1, day--);
    }
    return date;
}

Date limit_end(const Calendar *calendar, TimeLimit limit, Date from)
{
    if (limit.unit == LIMIT_WORKING_DAYS) {
        return calendar_add(calendar, from, limit.count);
    }
    Date end = limit.unit == LIMIT_DAYS ? from + limit.count : months_later(from, limit.count);
    return calendar_is_worked(calendar, end) ? end : calendar_add(calendar, end, 1);
}

/* ---- What a question or a file may cost ---- */

static const RuleField COSTS[] = {
    {"question_ms", RULE_WHOLE, offsetof(RecordLimits, question_ms), 0, 3600000},
    {"count_ms", RULE_WHOLE, offsetof(RecordLimits, count_ms), 0, 3600000},
    {"count_exact", RULE_WHOLE, offsetof(RecordLimits, count_exact), 0, RECORD_COUNT_MOST},
    {"trace_steps", RULE_WHOLE, offsetof(RecordLimits, trace_steps), 1, 2000},
    {"attachment_bytes", RULE_WHOLE, offsetof(RecordLimits, attachment_bytes), 1, INT32_MAX},
    {"attachment_kinds", RULE_TEXT, offsetof(RecordLimits, attachment_kinds), 0, 0},
    {"request_key_hours", RULE_WHOLE, offsetof(RecordLimits, request_key_hours), 1, 8784},
};

static Status stamp_of(Workspace *workspace, const char *name, RuleStamp *stamp, Error *err)
{
    static const char SQL[] = "SELECT coalesce(max(\"id\"), 0), coalesce(sum(\"version\"), 0)"
                              " FROM \"rule_set\" WHERE \"name\" = $1";
    Stmt *stmt = NULL;
    bool row = false;
    *stamp = (RuleStamp){0};
    if (model_record(workspace->model, TEXT("rule_set")) == NULL) {
        return STATUS_OK;
    }
    Status status = store_prepare(workspace->store, SQL, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, text_from(name));
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *stamp = (RuleStamp){stmt_int(stmt, 0), stmt_int(stmt, 1)};
        stmt_reset(stmt);
    }
    return status;
}

static bool is_read(const Workspace *workspace, Date today, const RuleStamp *stamp)
{
    return workspace->limits != NULL && workspace->limits_day == today &&
           workspace->limits_stamp.last_id == stamp->last_id &&
           workspace->limits_stamp.versions == stamp->versions;
}

/* No rule, no limit. */
static Status limits_read(Workspace *workspace, Date today, RecordLimits *limits, Error *err)
{
    RuleEdition edition = {0};
    Problems *problems = problems_new(workspace->arena, 1);
    Status status = rules_in_force(workspace->arena, workspace, "records", today, &edition, err);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    rule_fields_read(workspace->arena, edition.body, COSTS, sizeof COSTS / sizeof COSTS[0], limits,
                     problems);
    if (problems_count(problems, SEVERITY_ERROR) > 0) {
        Text rule = problems_at(problems, 0)->field;
        return error_set(err, STATUS_INVALID, "record.bad_rules",
                         ARGS(arg_cstr("name", "records"), arg_text("rule", rule)));
    }
    return STATUS_OK;
}

Status limits_in_force(Workspace *workspace, const RecordLimits **limits, Error *err)
{
    RuleStamp stamp;
    Date today = date_today();
    Status status = stamp_of(workspace, "records", &stamp, err);
    if (status == STATUS_OK && !is_read(workspace, today, &stamp)) {
        RecordLimits *read = ARENA_NEW(workspace->arena, RecordLimits);
        status = limits_read(workspace, today, read, err);
        if (status == STATUS_OK) {
            workspace->limits = read;
            workspace->limits_day = today;
            workspace->limits_stamp = stamp;
        }
    }
    if (status == STATUS_OK) {
        *limits = workspace->limits;
    }
    return status;
}
