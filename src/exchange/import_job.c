/* An import as a job: who sends a large file is answered at once, and asks how far it is. The file
 * waits beside the job; how it is to be read stands in the job's arguments,
 * a JSON object of texts. */
#include "exchange_impl.h"

#include <stddef.h>
#include <string.h>

enum { PROBLEMS_KEPT = 50, PARTS = 1000 };

static const char KIND[] = "import";

Status import_permit(const Workspace *workspace, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("observation"));
    return permit_facts(workspace, def, ACT_CREATE, err);
}

/* ---- The order ---- */

static const struct {
    const char *name;
    size_t offset;
} TEXTS[] = {
    {"mapping", offsetof(ImportOptions, mapping)},     {"period", offsetof(ImportOptions, period)},
    {"document", offsetof(ImportOptions, document)},   {"entity", offsetof(ImportOptions, entity)},
    {"indicator", offsetof(ImportOptions, indicator)}, {"unit", offsetof(ImportOptions, unit)},
};
enum { TEXT_COUNT = sizeof TEXTS / sizeof TEXTS[0] };

static const struct {
    const char *name;
    size_t offset;
} FLAGS[] = {
    {"dry_run", offsetof(ImportOptions, dry_run)},
    {"valid_rows", offsetof(ImportOptions, valid_rows)},
    {"skip_unknown", offsetof(ImportOptions, skip_unknown)},
};
enum { FLAG_COUNT = sizeof FLAGS / sizeof FLAGS[0] };

static Text order_text(Arena *arena, const Workspace *workspace, const ImportOrder *order,
                       Text bytes)
{
    Buf text = buf_new(arena);
    Json json = json_new(&text);
    const char *options = (const char *)&order->options;
    json_object(&json);
    file_order_file(arena, &json, workspace, order->name, bytes);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        json_key_text(&json, TEXTS[i].name, *(const Text *)(options + TEXTS[i].offset));
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        file_order_number(arena, &json, FLAGS[i].name, *(const bool *)(options + FLAGS[i].offset));
    }
    file_order_number(arena, &json, "sheet", order->options.sheet);
    file_order_number(arena, &json, "known_from", order->options.known_from);
    json_object_end(&json);
    return buf_text(&text);
}

bool import_order(Arena *arena, const Job *job, ImportOrder *order)
{
    Text text = job->arguments;
    *order = (ImportOrder){.name = json_member_text(arena, text, "name"),
                           .digest = json_member_text(arena, text, "digest")};
    char *options = (char *)&order->options;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        *(Text *)(options + TEXTS[i].offset) = json_member_text(arena, text, TEXTS[i].name);
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        *(bool *)(options + FLAGS[i].offset) = file_order_get(arena, text, FLAGS[i].name) != 0;
    }
    order->options.sheet = (int)file_order_get(arena, text, "sheet");
    order->options.known_from = (Date)file_order_get(arena, text, "known_from");
    return text_equal(job->kind, text_from(KIND));
}

/* ---- Asking ---- */

Status import_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds,
                  const ImportOrder *order, Text bytes, int64_t *job, Error *err)
{
    Text text = order_text(arena, workspace, order, bytes);
    Status status = import_permit(workspace, err);
    return status == STATUS_OK ? file_job_ask(arena, workspace, kinds, KIND, text, bytes, job, err)
                               : status;
}

/* ---- Doing ---- */

static Status tell(void *context, double done, Error *err)
{
    return job_progress(context, (int64_t)(done * PARTS), PARTS, err);
}

static Text batch_words(Arena *arena, int64_t batch_id)
{
    return text_format(arena, "batch %lld", (long long)batch_id);
}

static Status settle(void *context, int64_t batch_id, Error *err)
{
    JobCall *call = context;
    return job_settle(call, batch_words(call->arena, batch_id), err);
}

typedef struct ImportTold {
    const Registry *registry;
    const ImportResult *result;
} ImportTold;

static void tell_result(Json *json, Lang lang, const void *result, const Error *failure)
{
    const ImportTold *told = result;
    import_json(json, lang, told->registry, told->result, failure);
}

Status job_import(JobCall *call, Error *err)
{
    ImportOrder order;
    ImportResult result = {.problems = problems_new(call->arena, PROBLEMS_KEPT)};
    ImportRules rules;
    Registry *registry;
    import_order(call->arena, call->job, &order);
    order.options.path = call->file;
    order.options.limits = &SHEET_LIMITS;
    order.options.progress = tell;
    order.options.settle = settle;
    order.options.context = call;
    Status status = file_job_act(call, err);
    if (status == STATUS_OK) {
        status = registry_load(call->arena, call->workspace, &registry, err);
    }
    if (status == STATUS_OK) {
        status = import_rules_read(call->arena, call->workspace, date_today(), &rules, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = file_job_blame(
        import_file(call->arena, call->workspace, registry, &rules, &order.options, &result, err),
        err);
    ImportTold told = {registry, &result};
    file_job_tell(call, tell_result, &told, status == STATUS_OK ? NULL : err);
    if (result.tally.batch_id != 0) {
        call->outcome = batch_words(call->arena, result.tally.batch_id);
    }
    return file_job_end(status, err);
}
