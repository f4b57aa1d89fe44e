/* An import as a job: who sends a large file is answered at once, and asks how far it is. The file waits
 * beside the job; how it is to be read stands in the job's arguments, a JSON object of texts. */
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

static void add_number(Arena *arena, Json *json, const char *name, int64_t number)
{
    json_key_text(json, name, text_format(arena, "%lld", (long long)number));
}

static Text order_text(Arena *arena, const ImportOptions *options, int64_t account, Lang lang)
{
    Buf order = buf_new(arena);
    Json json = json_new(&order);
    json_object(&json);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        json_key_text(&json, TEXTS[i].name,
                      *(const Text *)((const char *)options + TEXTS[i].offset));
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        add_number(arena, &json, FLAGS[i].name,
                   *(const bool *)((const char *)options + FLAGS[i].offset));
    }
    add_number(arena, &json, "sheet", options->sheet);
    add_number(arena, &json, "known_from", options->known_from);
    add_number(arena, &json, "account", account);
    add_number(arena, &json, "lang", lang);
    json_object_end(&json);
    return buf_text(&order);
}

/* Empty where there is none of that name. */
static Text argument(Arena *arena, Text order, const char *name)
{
    JsonScan scan = {.text = order, .depth_left = 1};
    bool more = json_take(&scan, '{');
    while (more) {
        Buf key = buf_new(arena), value = buf_new(arena);
        json_skip_space(&scan);
        more = json_scan_string(&scan, &key) && json_take(&scan, ':');
        json_skip_space(&scan);
        more = more && json_scan_string(&scan, &value);
        if (more && text_equal(buf_text(&key), text_from(name))) {
            return buf_text(&value);
        }
        more = more && json_take(&scan, ',');
    }
    return TEXT("");
}

static int64_t number_argument(Arena *arena, Text order, const char *name)
{
    int64_t number = 0;
    return text_to_int(argument(arena, order, name), &number) ? number : 0;
}

static void read_order(Arena *arena, Text order, ImportOptions *options)
{
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        *(Text *)((char *)options + TEXTS[i].offset) = argument(arena, order, TEXTS[i].name);
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        *(bool *)((char *)options + FLAGS[i].offset) =
            number_argument(arena, order, FLAGS[i].name) != 0;
    }
    options->sheet = (int)number_argument(arena, order, "sheet");
    options->known_from = (Date)number_argument(arena, order, "known_from");
}

/* ---- Asking ---- */

/* Who, what and how: the same again is the same job. */
static Text job_key_of(Arena *arena, const Actor *actor, Text order, Text name, Text bytes)
{
    Hash file = hash_text(bytes), how;
    Buf key = buf_new(arena), all = buf_new(arena);
    buf_add_format(&all, "%.*s\n%.*s\n%.*s\n", TEXT_ARGS(actor->who), TEXT_ARGS(name),
                   TEXT_ARGS(order));
    hash_print(&all, &file);
    how = hash_text(buf_text(&all));
    hash_print(&key, &how);
    return buf_text(&key);
}

Status import_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds,
                  const ImportOptions *options, Text name, Text bytes, Lang lang, int64_t *job,
                  Error *err)
{
    const Actor *actor = workspace_actor(workspace);
    Text order = order_text(arena, options, actor->account, lang);
    Text key = job_key_of(arena, actor, order, name, bytes);
    Status status = import_permit(workspace, err);
    if (status == STATUS_OK) {
        status = job_bring(workspace, KIND, key, name, bytes, err);
    }
    return status == STATUS_OK
               ? job_ask(workspace, kinds, KIND, key, order, time_now_ms(), job, err)
               : status;
}

/* ---- Doing ---- */

static Status tell(void *context, double done, Error *err)
{
    return job_progress(context, (int64_t)(done * PARTS), PARTS, err);
}

static Status act_as_asker(JobCall *call, Error *err)
{
    Actor asker;
    int64_t account = number_argument(call->arena, call->job->arguments, "account");
    Status status = STATUS_OK;
    if (account != 0) {
        status = door_recall(call->arena, call->workspace, account, call->now_ms, &asker, err);
    }
    if (status == STATUS_OK && account != 0) {
        asker.from = TEXT("job");
        workspace_act_as(call->workspace, &asker);
    }
    return status;
}

static void tell_result(JobCall *call, const Registry *registry, const ImportResult *result)
{
    Buf told = buf_new(call->arena);
    Json json = json_new(&told);
    Lang lang = (Lang)number_argument(call->arena, call->job->arguments, "lang");
    import_json(&json, lang, registry, result);
    call->result = buf_text(&told);
    if (result->tally.batch_id != 0) {
        call->outcome = text_format(call->arena, "batch %lld", (long long)result->tally.batch_id);
    }
}

Status job_import(JobCall *call, Error *err)
{
    ImportOptions options = {
        .path = call->file, .limits = &SHEET_LIMITS, .progress = tell, .context = call};
    ImportResult result = {.problems = problems_new(call->arena, PROBLEMS_KEPT)};
    ImportRules rules;
    Registry *registry;
    read_order(call->arena, call->job->arguments, &options);
    if (call->file == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "exchange.job_file", NO_ARGS);
    }
    Status status = act_as_asker(call, err);
    if (status == STATUS_OK) {
        status = registry_load(call->arena, call->workspace, &registry, err);
    }
    if (status == STATUS_OK) {
        status = import_rules_read(call->arena, call->workspace, date_today(), &rules, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = import_file(call->arena, call->workspace, registry, &rules, &options, &result, err);
    tell_result(call, registry, &result);
    return status == STATUS_INVALID || status == STATUS_CORRUPT
               ? error_set(err, STATUS_INVALID, "exchange.job_refused", NO_ARGS)
               : status;
}
