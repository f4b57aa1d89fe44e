/* Records as JSON: the columns that were chosen, and what references lead to. */
#include "api_impl.h"

#include <microhttpd.h>

/* The record that a reference names; NULL where it is empty, or not for this reader. */
static Status read_target(Visit *visit, const RecordDef *def, int64_t id, Record **target,
                          Error *err)
{
    Status status = record_get(visit->arena, visit->worker->workspace, def, id, target, err);
    if (status == STATUS_NOT_FOUND) {
        *target = NULL;
        return STATUS_OK;
    }
    return status;
}

static Status add_target(Visit *visit, Json *json, const ApiSelect *within, int64_t id,
                         bool is_listed, Error *err)
{
    Record *target;
    Status status = read_target(visit, within->def, id, &target, err);
    if (status == STATUS_OK && target) {
        return api_row_json(visit, json, within, target, err);
    }
    if (status == STATUS_OK && !is_listed) {
        json_null(json);
    }
    return status;
}

static Status add_targets(Visit *visit, Json *json, const ApiSelect *within, const Value *value,
                          Error *err)
{
    Status status = STATUS_OK;
    json_array(json);
    for (int i = 0; status == STATUS_OK && i < value->ref_count; i++) {
        status = add_target(visit, json, within, value->refs[i], true, err);
    }
    json_array_end(json);
    return status;
}

static Status add_embedded(Visit *visit, Json *json, const ApiColumn *column, const Record *record,
                           Error *err)
{
    const Value *value = &record->values[column->field];
    if (record->def->fields[column->field].kind == FIELD_REFS) {
        return add_targets(visit, json, column->within, value, err);
    }
    if (value->kind == VALUE_NONE) {
        json_null(json);
        return STATUS_OK;
    }
    return add_target(visit, json, column->within, value->number, false, err);
}

static Status add_value(Visit *visit, Json *json, const ApiColumn *column, const Record *record,
                        Error *err)
{
    switch (column->field) {
    case KEY_ID: json_int(json, record->id); return STATUS_OK;
    case KEY_VERSION: json_int(json, record->version); return STATUS_OK;
    case KEY_STATE:
        json_text(json, text_from(record->def->states[record->state].name));
        return STATUS_OK;
    default: return record_json(visit->worker->workspace, json, record, column->field, err);
    }
}

Status api_row_json(Visit *visit, Json *json, const ApiSelect *select, const Record *record,
                    Error *err)
{
    Status status = STATUS_OK;
    json_object(json);
    for (size_t i = 0; status == STATUS_OK && i < select->columns.count; i++) {
        const ApiColumn *column = LIST_AT(&select->columns, ApiColumn, i);
        json_key(json, column->name);
        status = column->within ? add_embedded(visit, json, column, record, err)
                                : add_value(visit, json, column, record, err);
    }
    json_object_end(json);
    return status;
}

/* The version; and where more can change than the record itself, what it came to. */
static Text etag_of(Visit *visit, const ApiSelect *select, const Record *record, Text body)
{
    if (select->is_plain) {
        return text_format(visit->arena, "\"%lld\"", (long long)record->version);
    }
    Hash hash = hash_text(body);
    Buf digits = buf_new(visit->arena);
    hash_print(&digits, &hash);
    return text_format(visit->arena, "\"%lld-%.*s\"", (long long)record->version,
                       TEXT_ARGS(text_slice(buf_text(&digits), 0, 16)));
}

Status api_answer_row(Visit *visit, int code, const ApiSelect *select, const Record *record,
                      Error *err)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    Status status = api_row_json(visit, &json, select, record, err);
    if (status == STATUS_OK) {
        api_answer(visit, code, buf_text(&body));
        if (api_wants_object(visit)) {
            visit->answer.type = "application/vnd.pgrst.object+json; charset=utf-8";
        }
        visit->answer.etag = etag_of(visit, select, record, buf_text(&body));
    }
    return status;
}

Status api_answer_rows(Visit *visit, int code, const ApiSelect *select, const List *records,
                       Error *err)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    Status status = STATUS_OK;
    if (api_wants_object(visit)) {
        return records->count == 1
                   ? api_answer_row(visit, code, select, LIST_AT(records, Record, 0), err)
                   : error_set(err, STATUS_USAGE, "api.not_single",
                               ARGS(arg_int("rows", (int64_t)records->count)));
    }
    json_array(&json);
    for (size_t i = 0; status == STATUS_OK && i < records->count; i++) {
        status = api_row_json(visit, &json, select, LIST_AT(records, Record, i), err);
    }
    json_array_end(&json);
    if (status == STATUS_OK) {
        api_answer(visit, code, buf_text(&body));
    }
    return status;
}
