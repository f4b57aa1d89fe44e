/* What all requests of the interface for programs share. */
#include "api_impl.h"

#include <microhttpd.h>
#include <string.h>

static Status no_such_address(Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

static bool has_public_state(const RecordDef *def)
{
    for (int s = 0; s < def->state_count; s++) {
        if (def->states[s].is_public) {
            return true;
        }
    }
    return false;
}

bool api_may_read(const Visit *visit, const RecordDef *def)
{
    return def->kind == RECORD_PLAIN &&
           (permit_reach(visit->worker->workspace, def, ACT_READ) != REACH_NONE ||
            has_public_state(def));
}

Status api_type(Visit *visit, const RecordDef **def, Error *err)
{
    Text name = params_get(&visit->request.captures, "type");
    *def = model_record(workspace_model(visit->worker->workspace), name);
    return *def != NULL && api_may_read(visit, *def) ? STATUS_OK : no_such_address(err);
}

Status api_captured_id(Visit *visit, int64_t *id, Error *err)
{
    return text_to_int(params_get(&visit->request.captures, "id"), id) ? STATUS_OK
                                                                       : no_such_address(err);
}

Status api_named_record(Visit *visit, Record **record, Error *err)
{
    const RecordDef *def;
    int64_t id;
    Status status = api_type(visit, &def, err);
    if (status == STATUS_OK) {
        status = api_captured_id(visit, &id, err);
    }
    return status != STATUS_OK
               ? status
               : record_get(visit->arena, visit->worker->workspace, def, id, record, err);
}

ApiReading api_reading(Visit *visit, const RecordDef *def)
{
    visit->problems = problems_new(visit->arena, visit->site->limits.api_problems);
    return (ApiReading){.arena = visit->arena,
                        .model = workspace_model(visit->worker->workspace),
                        .def = def,
                        .problems = visit->problems};
}

bool api_prefers(const Visit *visit, const char *what)
{
    Text rest = visit->request.prefer, one;
    while (text_split(&rest, ',', &one)) {
        if (text_equal(text_trim(one), text_from(what))) {
            return true;
        }
    }
    return false;
}

bool api_prefers_number(const Visit *visit, const char *what, int64_t *number)
{
    Text rest = visit->request.prefer, one, name;
    while (text_split(&rest, ',', &one)) {
        bool is_meant =
            text_split(&one, '=', &name) && text_equal(text_trim(name), text_from(what));
        if (is_meant && text_to_int(text_trim(one), number) && *number >= 0) {
            return true;
        }
    }
    return false;
}

void api_heed(Visit *visit, const char *what)
{
    answer_header(visit, "Preference-Applied", text_from(what));
}

bool api_wants_object(const Visit *visit)
{
    return text_contains(visit->request.accept, TEXT("application/vnd.pgrst.object"));
}

Status api_wrong_question(Status status, Error *err)
{
    if (status == STATUS_INVALID) {
        err->status = STATUS_USAGE;
        return STATUS_USAGE;
    }
    return status;
}

void api_answer(Visit *visit, int code, Text body)
{
    answer_bytes(visit, code, "application/json; charset=utf-8", body);
}
