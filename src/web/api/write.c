/* POST, PATCH, DELETE /api/TYPE and the moves: what changes records.
 *
 * Each request is one transaction: all of it is kept or nothing is. */
#include "api_impl.h"

#include <microhttpd.h>

/* ---- What is asked for beside the values ---- */

typedef struct Wish {
    const RecordDef *def;
    ApiSelect select;
    List ids;       /* int64_t: of id=eq.N */
    int conditions; /* how many there are, of any kind */
    List columns;   /* Text: of the body, where has_columns */
    bool has_columns;
    Text reason;
} Wish;

static Status read_columns(Visit *visit, Wish *wish, Error *err)
{
    Text rest = params_get(&visit->request.query, "columns");
    wish->columns = list_new(visit->arena, sizeof(Text));
    wish->has_columns = rest.len > 0;
    while (rest.len > 0) {
        Text name = api_take_name(visit->arena, &rest);
        bool ends = api_take(&rest, ',') || rest.len == 0;
        if (name.len == 0 || !ends) {
            return error_set(err, STATUS_USAGE, "api.columns",
                             ARGS(arg_text("rest", text_fit(visit->arena, rest, 60))));
        }
        *(Text *)list_add(&wish->columns) = name;
    }
    return STATUS_OK;
}

static Status read_wish(Visit *visit, const RecordDef *def, Wish *wish, Error *err)
{
    ApiQuery asked;
    ApiReading reading = api_reading(visit, def);
    *wish = (Wish){.def = def, .reason = params_get(&visit->request.query, "reason")};
    Status status = api_query_read(&reading, &visit->request.query, &asked, err);
    if (status == STATUS_OK) {
        status = read_columns(visit, wish, err);
    }
    wish->select = asked.select;
    wish->ids = asked.ids;
    wish->conditions = asked.condition.part_count;
    return status;
}

/* One record at a time, named by its id: nobody changes what they have not seen. */
static Status one_id(const Wish *wish, int64_t *id, Error *err)
{
    if (wish->conditions != 1 || wish->ids.count != 1) {
        return error_set(err, STATUS_USAGE, "api.one_id", NO_ARGS);
    }
    *id = *LIST_AT(&wish->ids, int64_t, 0);
    return STATUS_OK;
}

/* ---- Versions ---- */

/* "12" or "12-3f…" of an ETag: the number. */
static bool version_of(Text etag, int64_t *version)
{
    Text inside = text_trim(etag);
    if (!text_starts(inside, TEXT("\"")) || !text_ends(inside, TEXT("\"")) || inside.len < 2) {
        return false;
    }
    inside = text_slice(inside, 1, inside.len - 1);
    return text_to_int(text_take(&inside, '-'), version);
}

static Status show_current(Visit *visit, const Record *record, Error *err)
{
    ApiSelect all;
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    api_select_all(visit->arena, record->def, &all);
    Status status = api_row_json(visit, &json, &all, record, err);
    visit->current = buf_text(&body);
    answer_header(visit, "ETag", text_format(visit->arena, "\"%lld\"", (long long)record->version));
    return status;
}

static Status stale(Visit *visit, const Record *record, int64_t yours, Error *err)
{
    Status status = show_current(visit, record, err);
    return status != STATUS_OK ? status
                               : error_set(err, STATUS_CONFLICT, "api.stale",
                                           ARGS(arg_label("label", text_from(record->def->zh),
                                                          text_from(record->def->en)),
                                                arg_int("id", record->id), arg_int("yours", yours),
                                                arg_int("current", record->version)));
}

/* The version that the program saw must be the one that is there. */
static Status check_version(Visit *visit, const Record *record, Error *err)
{
    Text if_match = visit->request.if_match;
    int64_t yours = 0;
    if (if_match.len == 0 || text_equal(text_trim(if_match), TEXT("*"))) {
        return error_set(err, STATUS_USAGE, "api.no_version", NO_ARGS);
    }
    bool is_version = version_of(if_match, &yours);
    return is_version && yours == record->version ? STATUS_OK : stale(visit, record, yours, err);
}

/* ---- What is answered ---- */

static bool wants_rows(const Visit *visit)
{
    return api_prefers(visit, "return=representation");
}

static Status answer_change(Visit *visit, const Wish *wish, const List *records, int code,
                            Error *err)
{
    if (!wants_rows(visit)) {
        bool is_created = code == MHD_HTTP_CREATED;
        answer_bytes(visit, is_created ? code : MHD_HTTP_NO_CONTENT, NULL, TEXT(""));
        return STATUS_OK;
    }
    api_heed(visit, "return=representation");
    return api_answer_rows(visit, code, &wish->select, records, err);
}

static Status answer_one(Visit *visit, const Wish *wish, const Record *record, int code, Error *err)
{
    List records = list_new(visit->arena, sizeof(Record));
    *(Record *)list_add(&records) = *record;
    Status status = answer_change(visit, wish, &records, code, err);
    if (status == STATUS_OK && wish->select.is_plain) {
        visit->answer.etag = text_format(visit->arena, "\"%lld\"", (long long)record->version);
    }
    return status;
}

/* ---- Creating ---- */

/* Problems of one object, with the number of its row. */
static void tell(Visit *visit, const Problems *found, int64_t row)
{
    for (size_t i = 0; i < problems_kept(found); i++) {
        Problem problem = *problems_at(found, i);
        problem.row = row;
        problems_add(visit->problems, problem);
    }
}

static bool *none_given(Visit *visit, const RecordDef *def)
{
    return ARENA_ARRAY(visit->arena, bool, (size_t)def->field_count);
}

static Status create_one(Visit *visit, const Wish *wish, const List *members, int64_t row,
                         Record **record, Error *err)
{
    Problems *found = problems_new(visit->arena, SIZE_MAX);
    *record = record_new(visit->arena, wish->def);
    ApiInput input = {.arena = visit->arena,
                      .record = *record,
                      .columns = wish->has_columns ? &wish->columns : NULL,
                      .problems = found,
                      .given = none_given(visit, wish->def)};
    List taken;
    Status status = api_input_take(&input, members, err);
    if (status == STATUS_OK) {
        status = record_take_missing(visit->arena, visit->worker->workspace, *record, NULL,
                                     input.given, &taken, err);
    }
    if (status == STATUS_OK) {
        status =
            record_save(visit->arena, visit->worker->workspace, *record, wish->reason, found, err);
    }
    tell(visit, found, row);
    return status;
}

static bool may_leave_out(const Visit *visit, Status status)
{
    return status == STATUS_CONFLICT && api_prefers(visit, "resolution=ignore-duplicates");
}

/* Goes on behind an object that is wrong, so that one answer tells all that is. */
static Status create_all(Visit *visit, const Wish *wish, const ApiBody *body, List *records,
                         Error *err)
{
    int faulty = 0;
    Status status = STATUS_OK;
    for (size_t i = 0; i < body->objects.count; i++) {
        Record *record;
        int64_t row = body->is_array ? (int64_t)i + 1 : 0;
        Status one = create_one(visit, wish, LIST_AT(&body->objects, List, i), row, &record, err);
        if (one == STATUS_OK) {
            *(Record *)list_add(records) = *record;
        } else if (!may_leave_out(visit, one)) {
            status = one;
            faulty++;
        }
        bool is_data = one == STATUS_OK || one == STATUS_INVALID || one == STATUS_CONFLICT;
        if (!is_data) {
            return one;
        }
    }
    return faulty == 0 || !body->is_array
               ? status
               : error_set(
                     err, status, "api.rows_wrong",
                     ARGS(arg_int("count", faulty), arg_int("rows", (int64_t)body->objects.count)));
}

static void add_place(Visit *visit, const Wish *wish, const List *records)
{
    if (records->count == 1) {
        answer_header(visit, "Location",
                      text_format(visit->arena, "/api/%s/%lld", wish->def->name,
                                  (long long)LIST_AT(records, Record, 0)->id));
    }
}

static Status create(Visit *visit, const Wish *wish, Error *err)
{
    ApiBody body;
    List records = list_new(visit->arena, sizeof(Record));
    if (wish->conditions > 0) {
        return error_set(err, STATUS_USAGE, "api.no_conditions", NO_ARGS);
    }
    if (api_prefers(visit, "resolution=merge-duplicates")) {
        return error_set(err, STATUS_USAGE, "api.no_merge", NO_ARGS);
    }
    Status status = api_body_read(visit, &body, err);
    if (status == STATUS_OK) {
        status = create_all(visit, wish, &body, &records, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    add_place(visit, wish, &records);
    return records.count == 1 && !body.is_array
               ? answer_one(visit, wish, LIST_AT(&records, Record, 0), MHD_HTTP_CREATED, err)
               : answer_change(visit, wish, &records, MHD_HTTP_CREATED, err);
}

/* ---- Changing and deleting what id=eq.N names ---- */

static Status find_one(Visit *visit, const Wish *wish, Record **record, Error *err)
{
    int64_t id = 0;
    Status status = one_id(wish, &id, err);
    if (status == STATUS_OK) {
        status = record_get(visit->arena, visit->worker->workspace, wish->def, id, record, err);
    }
    return status == STATUS_OK ? check_version(visit, *record, err) : status;
}

/* The one object that a request about one record brings. */
static Status take_values(Visit *visit, const Wish *wish, Record *record, bool *given, Error *err)
{
    ApiBody body;
    Status status = api_body_read(visit, &body, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (body.is_array) {
        return error_set(err, STATUS_USAGE, "api.one_object", NO_ARGS);
    }
    ApiInput input = {.arena = visit->arena,
                      .record = record,
                      .columns = wish->has_columns ? &wish->columns : NULL,
                      .problems = visit->problems,
                      .given = given};
    return api_input_take(&input, LIST_AT(&body.objects, List, 0), err);
}

static Status change(Visit *visit, const Wish *wish, Error *err)
{
    Record *record;
    Status status = find_one(visit, wish, &record, err);
    if (status == STATUS_OK) {
        status = take_values(visit, wish, record, NULL, err);
    }
    if (status == STATUS_OK) {
        status = record_save(visit->arena, visit->worker->workspace, record, wish->reason,
                             visit->problems, err);
    }
    return status == STATUS_OK ? answer_one(visit, wish, record, MHD_HTTP_OK, err) : status;
}

static Status delete (Visit *visit, const Wish *wish, Error *err)
{
    Record *record;
    Status status = find_one(visit, wish, &record, err);
    if (status == STATUS_OK) {
        status = record_delete(visit->arena, visit->worker->workspace, record, wish->reason,
                               visit->problems, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    List records = list_new(visit->arena, sizeof(Record));
    *(Record *)list_add(&records) = *record;
    return answer_change(visit, wish, &records, MHD_HTTP_OK, err);
}

/* ---- Moving what the address names ---- */

/* A state guards itself: the version is only looked at where it is given. */
static Status find_named(Visit *visit, const Wish *wish, Record **record, Error *err)
{
    if (wish->conditions > 0) {
        return error_set(err, STATUS_USAGE, "api.no_conditions", NO_ARGS);
    }
    Status status = api_named_record(visit, record, err);
    return status == STATUS_OK && visit->request.if_match.len > 0
               ? check_version(visit, *record, err)
               : status;
}

static Status answer_named(Visit *visit, const Wish *wish, const Record *record, Error *err)
{
    if (api_prefers(visit, "return=minimal")) {
        api_heed(visit, "return=minimal");
        answer_bytes(visit, MHD_HTTP_NO_CONTENT, NULL, TEXT(""));
        return STATUS_OK;
    }
    return api_answer_row(visit, MHD_HTTP_OK, &wish->select, record, err);
}

static Status move(Visit *visit, const Wish *wish, Error *err)
{
    Record *record;
    Text name = params_get(&visit->request.captures, "move");
    Status status = find_named(visit, wish, &record, err);
    bool *given = none_given(visit, wish->def);
    if (status == STATUS_OK && visit->request.body.len > 0) {
        status = take_values(visit, wish, record, given, err);
    }
    const MoveDef *named = record_move_named(wish->def, name);
    if (status == STATUS_OK && named) {
        List taken;
        status = record_take_missing(visit->arena, visit->worker->workspace, record, named, given,
                                     &taken, err);
    }
    if (status == STATUS_OK) {
        status = record_move(visit->arena, visit->worker->workspace, record, name, wish->reason,
                             visit->problems, err);
    }
    return status == STATUS_OK ? answer_named(visit, wish, record, err) : status;
}

static Status undo(Visit *visit, const Wish *wish, Error *err)
{
    Record *record;
    Status status = find_named(visit, wish, &record, err);
    if (status == STATUS_OK) {
        status = record_undo(visit->arena, visit->worker->workspace, record, wish->reason,
                             visit->problems, err);
    }
    return status == STATUS_OK ? answer_named(visit, wish, record, err) : status;
}

/* ---- One transaction ---- */

typedef Status Task(Visit *visit, const Wish *wish, Error *err);

/* The task, with its answer under the request's key. */
static Status do_and_keep(Visit *visit, Task *task, const Wish *wish, const ApiKey *key, Error *err)
{
    Status status = task(visit, wish, err);
    if (status == STATUS_OK) {
        status = api_key_keep(visit, key, err);
    }
    return status == STATUS_OK ? workspace_commit(visit->worker->workspace, err) : status;
}

static Status try(Visit *visit, Task *task, const Wish *wish, Error *err)
{
    Status status = task(visit, wish, err);
    if (status == STATUS_OK) {
        api_heed(visit, "tx=rollback");
    }
    return status;
}

/* Kept as a whole, or not at all; a trial never is, and what was done already is not done again. */
static Status do_once(Visit *visit, Task *task, const Wish *wish, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    ApiKey key;
    bool is_known = false;
    Status status = api_key_read(visit, &key, err);
    if (status == STATUS_OK) {
        status = workspace_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = api_key_recall(visit, &key, &is_known, err);
    if (status == STATUS_OK && !is_known) {
        status = api_prefers(visit, "tx=rollback") ? try(visit, task, wish, err)
                                                   : do_and_keep(visit, task, wish, &key, err);
    }
    workspace_rollback(workspace); /* of what was not committed */
    return status;
}

static Status make(Visit *visit, Task *task, Error *err)
{
    const RecordDef *def;
    Wish wish;
    Status status = api_type(visit, &def, err);
    if (status == STATUS_OK) {
        status = batch_by_hand(def, err);
    }
    if (status == STATUS_OK) {
        status = read_wish(visit, def, &wish, err);
    }
    return status == STATUS_OK ? do_once(visit, task, &wish, err) : status;
}

Status api_create(Visit *visit, Error *err)
{
    return make(visit, create, err);
}

Status api_change(Visit *visit, Error *err)
{
    return make(visit, change, err);
}

Status api_delete(Visit *visit, Error *err)
{
    return make(visit, delete, err);
}

Status api_move(Visit *visit, Error *err)
{
    return make(visit, move, err);
}

Status api_undo(Visit *visit, Error *err)
{
    return make(visit, undo, err);
}
