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

static Text order_text(Arena *arena, const ImportOrder *order, int64_t account)
{
    Buf text = buf_new(arena);
    Json json = json_new(&text);
    const char *options = (const char *)&order->options;
    json_object(&json);
    json_key_text(&json, "name", order->name);
    json_key_text(&json, "digest", order->digest);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        json_key_text(&json, TEXTS[i].name, *(const Text *)(options + TEXTS[i].offset));
    }
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        add_number(arena, &json, FLAGS[i].name, *(const bool *)(options + FLAGS[i].offset));
    }
    add_number(arena, &json, "sheet", order->options.sheet);
    add_number(arena, &json, "known_from", order->options.known_from);
    add_number(arena, &json, "account", account);
    json_object_end(&json);
    return buf_text(&text);
}

static int64_t number_argument(Arena *arena, Text order, const char *name)
{
    int64_t number = 0;
    return text_to_int(json_member_text(arena, order, name), &number) ? number : 0;
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
        *(bool *)(options + FLAGS[i].offset) = number_argument(arena, text, FLAGS[i].name) != 0;
    }
    order->options.sheet = (int)number_argument(arena, text, "sheet");
    order->options.known_from = (Date)number_argument(arena, text, "known_from");
    return text_equal(job->kind, text_from(KIND));
}

/* ---- Asking ---- */

static Text digits_of(Arena *arena, Text bytes)
{
    Hash hash = hash_text(bytes);
    Buf digits = buf_new(arena);
    hash_print(&digits, &hash);
    return buf_text(&digits);
}

Status import_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds,
                  const ImportOrder *order, Text bytes, int64_t *job, Error *err)
{
    const Actor *actor = workspace_actor(workspace);
    ImportOrder whole = *order;
    whole.digest = digits_of(arena, bytes);
    Text text = order_text(arena, &whole, actor->account);
    /* Who, what and how: the same again is the same job. */
    Text key = digits_of(arena, text_format(arena, "%.*s\n%.*s", TEXT_ARGS(actor->who),
                                            TEXT_ARGS(text)));
    Status status = import_permit(workspace, err);
    if (status == STATUS_OK) {
        status = job_bring(workspace, KIND, key, order->name, bytes, err);
    }
    return status == STATUS_OK
               ? job_ask(workspace, kinds, KIND, key, text, time_now_ms(), job, err)
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

static Text batch_words(Arena *arena, int64_t batch_id)
{
    return text_format(arena, "batch %lld", (long long)batch_id);
}

static Status settle(void *context, int64_t batch_id, Error *err)
{
    JobCall *call = context;
    return job_settle(call, batch_words(call->arena, batch_id), err);
}

/* The file by its own name: where it waits here says nothing to its sender. */
static Error named_plainly(const JobCall *call, const Error *failure)
{
    Arg args[ERROR_ARGS_MAX];
    Error plain = {0};
    Text name = json_member_text(call->arena, call->job->arguments, "name");
    for (size_t i = 0; i < failure->arg_count; i++) {
        args[i] = error_arg(failure, i);
        bool is_path = args[i].kind == ARG_TEXT && text_equal(args[i].text, text_from(call->file));
        args[i] = is_path ? arg_text(args[i].name, name) : args[i];
    }
    error_set(&plain, failure->status, failure->code, args, failure->arg_count);
    return plain;
}

/* What is wrong with the file is its sender's to mend; other failures are not theirs to read of. */
static bool is_senders(const Error *failure)
{
    return failure->status != STATUS_IO && failure->status != STATUS_INTERNAL;
}

static void tell_result(JobCall *call, const Registry *registry, const ImportResult *result,
                        const Error *failure)
{
    static const char *const names[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};
    Buf told = buf_new(call->arena);
    Json json = json_new(&told);
    bool is_shown = failure && is_senders(failure);
    Error shown = is_shown ? named_plainly(call, failure) : (Error){0};
    json_object(&json);
    for (size_t lang = 0; lang < sizeof names / sizeof *names; lang++) {
        json_key(&json, names[lang]);
        import_json(&json, (Lang)lang, registry, result, is_shown ? &shown : NULL);
    }
    json_object_end(&json);
    call->result = buf_text(&told);
    if (result->tally.batch_id != 0) {
        call->outcome = batch_words(call->arena, result->tally.batch_id);
    }
}

/* A damaged file is the sender's, not one of ours. */
static Status blame_file(Status status, Error *err)
{
    if (status == STATUS_CORRUPT) {
        err->status = STATUS_INVALID;
    }
    return status == STATUS_CORRUPT ? STATUS_INVALID : status;
}

Status job_import(JobCall *call, Error *err)
{
    ImportOrder order;
    ImportResult result = {.problems = problems_new(call->arena, PROBLEMS_KEPT)};
    ImportRules rules;
    Registry *registry;
    if (call->file == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "exchange.job_file", NO_ARGS);
    }
    import_order(call->arena, call->job, &order);
    order.options.path = call->file;
    order.options.limits = &SHEET_LIMITS;
    order.options.progress = tell;
    order.options.settle = settle;
    order.options.context = call;
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
    status = blame_file(import_file(call->arena, call->workspace, registry, &rules, &order.options,
                                    &result, err),
                        err);
    tell_result(call, registry, &result, status == STATUS_OK ? NULL : err);
    return status == STATUS_INVALID ? error_set(err, STATUS_INVALID, "exchange.job_refused", NO_ARGS)
                                    : status;
}
