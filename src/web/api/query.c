/* The parameters of an address: what is asked of the records of one type. */
#include "api_impl.h"

#include <string.h>

const char *const API_PARAMS[] = {"select", "order", "limit", "offset",  "after",  "words",
                                  "and",    "or",    "not",   "columns", "reason", NULL};

/* ---- Numbers ---- */

static Status read_count(const ApiReading *reading, Text text, int64_t *count, Error *err)
{
    if (text_to_int(text, count) && *count >= 0) {
        return STATUS_OK;
    }
    return api_not_understood(reading, "api.count", text, err);
}

bool api_range_read(Text range, int64_t *offset, int64_t *limit)
{
    int64_t first, last;
    Text to = range, from = text_take(&to, '-');
    if (!text_contains(range, TEXT("-")) || !text_to_int(from, &first) || first < 0) {
        return false;
    }
    bool has_last = to.len > 0;
    if (has_last && (!text_to_int(to, &last) || last < first || last == INT64_MAX)) {
        return false;
    }
    *offset = first;
    *limit = has_last ? last - first + 1 : -1;
    return true;
}

/* ---- Order ---- */

/* "due", "due.desc", "due.asc.nullslast" */
static Status read_term(const ApiReading *reading, Text text, RecordOrder *order, Error *err)
{
    Text rest = text_trim(text), name = api_take_name(reading->arena, &rest), word;
    *order = (RecordOrder){.field = api_column_named(reading->def, name)};
    if (order->field == -1 || order->field == KEY_VERSION || order->field == KEY_STATE) {
        return error_set(
            err, STATUS_USAGE, "api.no_order",
            ARGS(arg_text("name", text_fit(reading->arena, name, 60)),
                 arg_label("label", text_from(reading->def->zh), text_from(reading->def->en))));
    }
    if (rest.len > 0 && !api_take(&rest, '.')) {
        return api_not_understood(reading, "api.order", rest, err);
    }
    while (text_split(&rest, '.', &word)) {
        bool is_empty_first = text_equal(word, TEXT("nullsfirst"));
        order->descending = order->descending || text_equal(word, TEXT("desc"));
        bool is_known = text_equal(word, TEXT("desc")) || text_equal(word, TEXT("asc")) ||
                        text_equal(word, TEXT("nullslast")) || is_empty_first;
        if (is_empty_first && order->field >= 0 && !reading->def->fields[order->field].required) {
            return error_set(err, STATUS_USAGE, "api.order_empty", NO_ARGS);
        }
        if (!is_known) {
            return api_not_understood(reading, "api.order", word, err);
        }
    }
    return STATUS_OK;
}

/* One field; behind it the id in the same direction, which decides between equals anyway. */
static Status read_order(const ApiReading *reading, Text text, ApiQuery *query, Error *err)
{
    Text term;
    RecordOrder second;
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && text_split(&text, ',', &term); at++) {
        status = read_term(reading, term, at == 0 ? &query->order : &second, err);
        bool is_tie = at == 0 || (at == 1 && second.field == KEY_ID &&
                                  second.descending == query->order.descending);
        if (status == STATUS_OK && !is_tie) {
            return error_set(err, STATUS_USAGE, "api.order_one", NO_ARGS);
        }
        query->is_ordered = true;
    }
    return status;
}

/* ---- The whole ---- */

/* and, or; and the opposite of either. */
static bool is_logic(const char *name)
{
    Text rest = text_from(name);
    if (text_starts(rest, TEXT("not."))) {
        rest = text_slice(rest, strlen("not."), rest.len);
    }
    return text_equal(rest, TEXT("and")) || text_equal(rest, TEXT("or"));
}

static bool is_field(const char *name)
{
    for (int i = 0; API_PARAMS[i] != NULL; i++) {
        if (strcmp(name, API_PARAMS[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void note_ids(const RecordCondition *condition, List *ids)
{
    bool is_id = condition->kind == CONDITION_FILTER && !condition->is_not &&
                 condition->filter.field == KEY_ID && condition->filter.compare == COMPARE_EQUAL;
    if (is_id) {
        *(int64_t *)list_add(ids) = condition->filter.value.number;
    }
}

static Status read_condition(ApiReading *reading, const Param *param, List *conditions, List *ids,
                             Error *err)
{
    RecordCondition condition = {0};
    Status status = is_logic(reading->param)
                        ? api_logic_read(reading, param->value, &condition, err)
                        : api_condition_read(reading, param->name, param->value, &condition, err);
    if (status == STATUS_OK) {
        note_ids(&condition, ids);
        *(RecordCondition *)list_add(conditions) = condition;
    }
    return status;
}

/* What shapes the answer rather than choosing records. */
static Status read_shape(ApiReading *reading, Text value, ApiQuery *query, Error *err)
{
    const char *name = reading->param;
    if (strcmp(name, "select") == 0) {
        return api_select_read(reading, value, &query->select, err);
    }
    if (strcmp(name, "order") == 0) {
        return read_order(reading, value, query, err);
    }
    if (strcmp(name, "limit") == 0 || strcmp(name, "offset") == 0) {
        return read_count(reading, value, name[0] == 'l' ? &query->limit : &query->offset, err);
    }
    if (strcmp(name, "after") == 0) {
        query->after = value;
    } else if (strcmp(name, "words") == 0) {
        query->words = value;
    }
    return STATUS_OK; /* "columns" and "reason" are for those who write */
}

Status api_query_read(ApiReading *reading, const List *params, ApiQuery *query, Error *err)
{
    List conditions = list_new(reading->arena, sizeof(RecordCondition));
    Status status = STATUS_OK;
    *query = (ApiQuery){.limit = -1, .ids = list_new(reading->arena, sizeof(int64_t))};
    api_select_all(reading->arena, reading->def, &query->select);
    for (size_t i = 0; status == STATUS_OK && i < params->count; i++) {
        const Param *param = LIST_AT(params, Param, i);
        reading->param = text_cstr(reading->arena, param->name);
        status = is_logic(reading->param) || is_field(reading->param)
                     ? read_condition(reading, param, &conditions, &query->ids, err)
                     : read_shape(reading, param->value, query, err);
    }
    query->condition = (RecordCondition){
        .kind = CONDITION_ALL, .parts = conditions.items, .part_count = (int)conditions.count};
    return status;
}
