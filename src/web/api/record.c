/* GET /api/TYPE/ID: one record, what happened to it, what it came of, and where it may go. */
#include "api_impl.h"

#include <microhttpd.h>

/* ---- The record ---- */

/* Only `select` shapes the answer about one record: what else is said is refused. */
static Status read_select(Visit *visit, const RecordDef *def, ApiSelect *select, Error *err)
{
    ApiQuery asked;
    ApiReading reading = api_reading(visit, def);
    const List *params = &visit->request.query;
    for (size_t i = 0; i < params->count; i++) {
        Text name = LIST_AT(params, Param, i)->name;
        if (!text_equal(name, TEXT("select"))) {
            return error_set(err, STATUS_USAGE, "api.only_select",
                             ARGS(arg_text("name", text_fit(visit->arena, name, 60))));
        }
    }
    Status status = api_query_read(&reading, params, &asked, err);
    *select = asked.select;
    return status;
}

Status api_one(Visit *visit, Error *err)
{
    Record *record;
    ApiSelect select;
    Status status = api_named_record(visit, &record, err);
    if (status == STATUS_OK) {
        status = read_select(visit, record->def, &select, err);
    }
    return status == STATUS_OK ? api_answer_row(visit, MHD_HTTP_OK, &select, record, err) : status;
}

/* ---- What happened to it ---- */

static void add_time(Json *json, const char *key, int64_t at_ms)
{
    Arena *scratch = arena_new();
    Buf out = buf_new(scratch);
    time_print_utc(&out, at_ms);
    json_key_text(json, key, buf_text(&out));
    arena_free(scratch);
}

/* What is empty is null; so is what was erased or is not for this reader, and then that is said. */
static void add_values(Json *json, const Change *change)
{
    Text values[] = {change->before, change->after};
    static const char *const keys[] = {"before", "after"};
    for (int i = 0; i < 2; i++) {
        json_key(json, keys[i]);
        if (values[i].len > 0) {
            json_text(json, values[i]);
        } else {
            json_null(json);
        }
    }
    json_key_bool(json, "erased", !change->has_values);
    json_key_bool(json, "withheld", change->is_withheld);
}

static void add_change(Json *json, const Change *change)
{
    json_object(json);
    json_key_int(json, "seq", change->seq);
    add_time(json, "at", change->at_ms);
    json_key_int(json, "version", change->record_version);
    json_key_text(json, "who", change->who);
    json_key_text(json, "post", change->post);
    json_key_text(json, "request", change->request);
    json_key_text(json, "action", change->action);
    json_key_text(json, "field", change->field);
    add_values(json, change);
    json_key_text(json, "reason", change->reason);
    json_key_bool(json, "reason_erased", change->is_reason_erased);
    json_object_end(json);
}

/* Of a deleted record too: the engine says to whom. */
Status api_history(Visit *visit, Error *err)
{
    const RecordDef *def;
    int64_t id;
    List changes;
    Status status = api_type(visit, &def, err);
    if (status == STATUS_OK) {
        status = api_captured_id(visit, &id, err);
    }
    if (status == STATUS_OK) {
        status = record_history(visit->arena, visit->worker->workspace, def, id, &changes, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    json_array(&json);
    for (size_t i = 0; i < changes.count; i++) {
        add_change(&json, LIST_AT(&changes, Change, i));
    }
    json_array_end(&json);
    api_answer(visit, MHD_HTTP_OK, buf_text(&body));
    return STATUS_OK;
}

/* ---- Two versions ---- */

Status versions_asked(Visit *visit, const RecordDef *def, int64_t id, Table **table, Error *err)
{
    int64_t from, to;
    Record *before, *after;
    Workspace *workspace = visit->worker->workspace;
    Status status = version_parse(params_get(&visit->request.query, "from"), &from, err);
    if (status == STATUS_OK) {
        status = version_parse(params_get(&visit->request.query, "to"), &to, err);
    }
    if (status == STATUS_OK) {
        status = record_versions(visit->arena, workspace, def, id, from, to, &before, &after, err);
    }
    return status
               ? status
               : report_versions(visit->arena, visit->lang, workspace, before, after, table, err);
}

Status api_compare(Visit *visit, Error *err)
{
    const RecordDef *def;
    int64_t id;
    Table *table;
    Status status = api_type(visit, &def, err);
    if (status == STATUS_OK) {
        status = api_captured_id(visit, &id, err);
    }
    if (status == STATUS_OK) {
        status = versions_asked(visit, def, id, &table, err);
    }
    return status ? status : api_answer_table(visit, "compare", table, err);
}

/* ---- What it came of, what came of it ---- */

static Status add_head(Visit *visit, Json *json, const Record *record, Error *err)
{
    Buf title = buf_new(visit->arena);
    Status status = record_print_title(visit->worker->workspace, &title, visit->lang, record, err);
    json_key_text(json, "type", text_from(record->def->name));
    json_key_int(json, "id", record->id);
    json_key_text(json, "title", buf_text(&title));
    json_key(json, "state");
    if (record->state >= 0) {
        json_text(json, text_from(record->def->states[record->state].name));
    } else {
        json_null(json);
    }
    return status;
}

static Status add_steps(Visit *visit, Json *json, const char *key, const Record *record,
                        TraceWay way, bool *goes_on, Error *err)
{
    Trace trace;
    Status status = record_trace(visit->arena, visit->worker->workspace, record, way, &trace, err);
    if (status != STATUS_OK) {
        return status;
    }
    *goes_on = trace.goes_on;
    json_key(json, key);
    json_array(json);
    for (size_t i = 0; status == STATUS_OK && i < trace.steps.count; i++) {
        const TraceStep *step = LIST_AT(&trace.steps, TraceStep, i);
        json_object(json);
        json_key_int(json, "depth", step->depth);
        json_key_text(json, "field", text_from(step->field->name));
        status = add_head(visit, json, step->record, err);
        json_key_bool(json, "again", step->is_again);
        json_object_end(json);
    }
    json_array_end(json);
    return status;
}

Status api_trace(Visit *visit, Error *err)
{
    Record *record;
    bool up_goes_on = false, down_goes_on = false;
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    Status status = api_named_record(visit, &record, err);
    if (status == STATUS_OK && !record->def->in_chain) {
        status = error_set(
            err, STATUS_NOT_FOUND, "api.not_in_chain",
            ARGS(arg_label("label", text_from(record->def->zh), text_from(record->def->en))));
    }
    if (status != STATUS_OK) {
        return status;
    }
    json_object(&json);
    status = add_head(visit, &json, record, err);
    if (status == STATUS_OK) {
        status = add_steps(visit, &json, "up", record, TRACE_UP, &up_goes_on, err);
    }
    if (status == STATUS_OK) {
        status = add_steps(visit, &json, "down", record, TRACE_DOWN, &down_goes_on, err);
    }
    json_key_bool(&json, "up_goes_on", up_goes_on);
    json_key_bool(&json, "down_goes_on", down_goes_on);
    json_object_end(&json);
    if (status == STATUS_OK) {
        api_answer(visit, MHD_HTTP_OK, buf_text(&body));
    }
    return status;
}

/* ---- Where it may go ---- */

static void add_label(Visit *visit, Json *json, const char *zh, const char *en)
{
    json_key_text(json, "label", text_from(visit->lang == LANG_ZH ? zh : en));
}

static void add_needs(Visit *visit, Json *json, const Record *record, const MoveDef *move)
{
    json_key(json, "needs");
    json_array(json);
    for (int i = 0; i < move->need_count; i++) {
        const FieldDef *field = &record->def->fields[move->needs[i]];
        json_object(json);
        json_key_text(json, "field", text_from(field->name));
        add_label(visit, json, field->zh, field->en);
        json_key_bool(json, "filled", record->values[move->needs[i]].kind != VALUE_NONE);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_refusals(Visit *visit, Json *json, const List *refusals)
{
    json_key_bool(json, "open", refusals->count == 0);
    json_key(json, "refusals");
    json_array(json);
    for (size_t i = 0; i < refusals->count; i++) {
        const Error *refusal = LIST_AT(refusals, Error, i);
        Buf sentence = buf_new(visit->arena);
        error_print(&sentence, visit->lang, refusal);
        json_object(json);
        json_key_text(json, "code", text_from(refusal->code));
        json_key_text(json, "message", buf_text(&sentence));
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_until(Json *json, Date until)
{
    Arena *scratch = arena_new();
    Buf day = buf_new(scratch);
    json_key(json, "until");
    if (until == DATE_NONE) {
        json_null(json);
    } else {
        date_print(&day, until);
        json_text(json, buf_text(&day));
    }
    arena_free(scratch);
}

static Status add_move(Visit *visit, Json *json, const Record *record, const MoveDef *move,
                       const List *dues, Error *err)
{
    List refusals;
    Status status =
        record_explain(visit->arena, visit->worker->workspace, record, move, &refusals, err);
    if (status != STATUS_OK) {
        return status;
    }
    json_object(json);
    json_key_text(json, "move", text_from(move->name));
    add_label(visit, json, move->zh, move->en);
    json_key_text(json, "to", text_from(record->def->states[move->to].name));
    add_until(json, dues_until(dues, move));
    add_needs(visit, json, record, move);
    add_refusals(visit, json, &refusals);
    json_object_end(json);
    return STATUS_OK;
}

/* The moves that lead on from its state, by when, and what would keep this actor from each. */
Status api_moves(Visit *visit, Error *err)
{
    Record *record;
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    Status status = api_named_record(visit, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    List moves = record_moves(visit->arena, record->def, record->state), dues;
    status = record_dues(visit->arena, visit->worker->workspace, record, &dues, err);
    json_array(&json);
    for (size_t i = 0; status == STATUS_OK && i < moves.count; i++) {
        status = add_move(visit, &json, record, *LIST_AT(&moves, const MoveDef *, i), &dues, err);
    }
    json_array_end(&json);
    if (status == STATUS_OK) {
        api_answer(visit, MHD_HTTP_OK, buf_text(&body));
    }
    return status;
}
