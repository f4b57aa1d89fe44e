/* A table of records taken in by a job: looked at first, with what every row would do, and kept
 * once its sender agrees to exactly that. */
#include "exchange_impl.h"

#include <inttypes.h>

enum { PROBLEMS_KEPT = 50, CHANGES_KEPT = 100 };

static const char KIND[] = "load";

/* ---- Who may ---- */

Status load_permit(const Workspace *workspace, const RecordDef *def, Error *err)
{
    bool may = permit_reach(workspace, def, ACT_CREATE) != REACH_NONE ||
               permit_reach(workspace, def, ACT_CHANGE) != REACH_NONE;
    Status status = batch_by_hand(def, err);
    if (status != STATUS_OK) {
        return status;
    }
    return may && def->kind == RECORD_PLAIN && def->secret_through < 0
               ? STATUS_OK
               : error_set(err, STATUS_DENIED, "exchange.load_denied",
                           ARGS(arg_label("label", text_from(def->zh), text_from(def->en))));
}

Status load_permit_any(const Workspace *workspace, Error *err)
{
    const Model *model = workspace_model(workspace);
    Status status = error_set(err, STATUS_DENIED, "exchange.load_denied_all", NO_ARGS);
    for (int at = 0; status != STATUS_OK && at < model->record_count; at++) {
        Error refused;
        status = load_permit(workspace, &model->records[at], &refused) == STATUS_OK ? STATUS_OK
                                                                                    : STATUS_DENIED;
    }
    return status;
}

/* ---- The order ---- */

static Text order_text(Arena *arena, const Workspace *workspace, const LoadOrder *order, Text bytes)
{
    Buf text = buf_new(arena);
    Json json = json_new(&text);
    json_object(&json);
    file_order_file(arena, &json, workspace, order->name, bytes);
    json_key_text(&json, "type", order->type);
    json_key_text(&json, "agreed", order->agreed);
    file_order_number(arena, &json, "dry_run", order->dry_run);
    file_order_number(arena, &json, "rows_most", order->rows_most);
    json_object_end(&json);
    return buf_text(&text);
}

bool load_order(Arena *arena, const Job *job, LoadOrder *order)
{
    Text text = job->arguments;
    *order = (LoadOrder){.name = json_member_text(arena, text, "name"),
                         .digest = json_member_text(arena, text, "digest"),
                         .type = json_member_text(arena, text, "type"),
                         .agreed = json_member_text(arena, text, "agreed"),
                         .dry_run = file_order_get(arena, text, "dry_run") != 0,
                         .rows_most = file_order_get(arena, text, "rows_most")};
    return text_equal(job->kind, text_from(KIND));
}

static Status find_type(const Workspace *workspace, Text type, const RecordDef **def, Error *err)
{
    *def = model_record(workspace_model(workspace), type);
    return *def
               ? load_permit(workspace, *def, err)
               : error_set(err, STATUS_NOT_FOUND, "exchange.no_type", ARGS(arg_text("type", type)));
}

Status load_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds, const LoadOrder *order,
                Text bytes, int64_t *job, Error *err)
{
    const RecordDef *def;
    Text text = order_text(arena, workspace, order, bytes);
    Status status = find_type(workspace, order->type, &def, err);
    return status == STATUS_OK ? file_job_ask(arena, workspace, kinds, KIND, text, bytes, job, err)
                               : status;
}

/* ---- What came of it ---- */

typedef struct LoadTold {
    const RecordDef *def;
    const LoadOrder *order;
    const RegisterTally *tally;
    const RegisterLook *look;
    const Problems *problems;
} LoadTold;

static void add_values(Json *json, Lang lang, const RecordDef *def, const List *values)
{
    json_key(json, "values");
    json_array(json);
    for (size_t i = 0; i < values->count; i++) {
        const RegisterValue *value = LIST_AT(values, RegisterValue, i);
        const FieldDef *field = &def->fields[value->field];
        json_object(json);
        json_key_text(json, "field", text_from(field->name));
        json_key_text(json, "label", text_from(lang == LANG_ZH ? field->zh : field->en));
        json_key_text(json, "before", value->before[lang]);
        json_key_text(json, "after", value->after[lang]);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_changes(Json *json, Lang lang, const LoadTold *told)
{
    const List *changes = &told->look->changes;
    json_key(json, "changes");
    json_array(json);
    for (size_t i = 0; i < changes->count; i++) {
        const RegisterChange *change = LIST_AT(changes, RegisterChange, i);
        bool is_there = !change->is_new || !told->order->dry_run;
        json_object(json);
        json_key_int(json, "row", change->row);
        json_key_int(json, "id", is_there ? change->id : 0);
        json_key_bool(json, "is_new", change->is_new);
        json_key_text(json, "title", change->titles[lang]);
        add_values(json, lang, told->def, &change->values);
        json_object_end(json);
    }
    json_array_end(json);
}

static void tell(Json *json, Lang lang, const void *result, const Error *failure)
{
    const LoadTold *told = result;
    json_object(json);
    json_key_bool(json, "dry_run", told->order->dry_run);
    register_tally_json(json, told->tally);
    json_key_text(json, "look", told->look->digest);
    add_changes(json, lang, told);
    file_job_tell_problems(json, lang, told->problems, failure);
    json_object_end(json);
}

/* ---- Doing ---- */

static Text outcome_words(Arena *arena, const RegisterTally *tally)
{
    return text_format(arena, "created %" PRId64 ", changed %" PRId64, tally->created,
                       tally->changed);
}

static Status settle(void *context, const RegisterTally *tally, Error *err)
{
    JobCall *call = context;
    return job_settle(call, outcome_words(call->arena, tally), err);
}

/* Everything was kept before the worker was cut off: again it would make the new records twice. */
static bool is_kept(const JobCall *call)
{
    return call->job->outcome.len > 0;
}

Status job_load(JobCall *call, Error *err)
{
    LoadOrder order;
    RegisterTally tally = {0};
    const RecordDef *def;
    load_order(call->arena, call->job, &order);
    if (is_kept(call)) {
        call->outcome = call->job->outcome;
        return STATUS_OK;
    }
    RegisterLook look = {.changes_most = CHANGES_KEPT, .agreed = order.agreed};
    RegisterOptions options = {.path = call->file,
                               .dry_run = order.dry_run,
                               .valid_rows = order.dry_run, /* which keeps nothing: all are told */
                               .rows_most = order.rows_most,
                               .look = &look,
                               .settle = settle,
                               .context = call};
    Problems *problems = problems_new(call->arena, PROBLEMS_KEPT);
    Status status = file_job_act(call, err);
    if (status == STATUS_OK) {
        status = find_type(call->workspace, order.type, &def, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = file_job_blame(
        import_records(call->arena, call->workspace, def, &options, problems, &tally, err), err);
    LoadTold told = {def, &order, &tally, &look, problems};
    file_job_tell(call, tell, &told, status == STATUS_OK ? NULL : err);
    return file_job_end(status, err);
}
