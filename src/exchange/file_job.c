/* What the jobs share that take in a file: who asked, by which name, what its sender is told. */
#include "exchange_impl.h"

static Text digits_of(Arena *arena, Text bytes)
{
    Hash hash = hash_text(bytes);
    Buf digits = buf_new(arena);
    hash_print(&digits, &hash);
    return buf_text(&digits);
}

/* ---- Asking ---- */

void file_order_number(Arena *arena, Json *order, const char *name, int64_t number)
{
    json_key_text(order, name, text_format(arena, "%lld", (long long)number));
}

int64_t file_order_get(Arena *arena, Text order, const char *name)
{
    int64_t number = 0;
    return text_to_int(json_member_text(arena, order, name), &number) ? number : 0;
}

void file_order_file(Arena *arena, Json *order, const Workspace *workspace, Text name, Text bytes)
{
    json_key_text(order, "name", name);
    json_key_text(order, "digest", digits_of(arena, bytes));
    file_order_number(arena, order, "account", workspace_actor(workspace)->account);
}

Status file_job_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds, const char *kind,
                    Text order, Text bytes, int64_t *job, Error *err)
{
    /* Who, what and how: the same again is the same job. */
    Text who = workspace_actor(workspace)->who;
    Text key = digits_of(arena, text_format(arena, "%.*s\n%.*s", TEXT_ARGS(who), TEXT_ARGS(order)));
    Text name = json_member_text(arena, order, "name");
    Status status = job_bring(workspace, kind, key, name, bytes, err);
    return status == STATUS_OK
               ? job_ask(workspace, kinds, kind, key, order, time_now_ms(), job, err)
               : status;
}

/* ---- Doing ---- */

Status file_job_act(JobCall *call, Error *err)
{
    Actor asker;
    int64_t account = file_order_get(call->arena, call->job->arguments, "account");
    Status status = STATUS_OK;
    if (call->file == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "exchange.job_file", NO_ARGS);
    }
    if (account != 0) {
        status = door_recall(call->arena, call->workspace, account, call->now_ms, &asker, err);
    }
    if (status == STATUS_OK && account != 0) {
        asker.from = TEXT("job");
        workspace_act_as(call->workspace, &asker);
    }
    return status;
}

Status file_job_blame(Status status, Error *err)
{
    if (status == STATUS_CORRUPT) {
        err->status = STATUS_INVALID;
    }
    return status == STATUS_CORRUPT ? STATUS_INVALID : status;
}

Status file_job_end(Status status, Error *err)
{
    return status == STATUS_INVALID
               ? error_set(err, STATUS_INVALID, "exchange.job_refused", NO_ARGS)
               : status;
}

/* ---- Telling ---- */

/* What is wrong with the file is its sender's to mend; other failures are not theirs to read of. */
static bool is_senders(const Error *failure)
{
    return failure->status != STATUS_IO && failure->status != STATUS_INTERNAL;
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

void file_job_tell(JobCall *call, FileJobTeller *teller, const void *result, const Error *failure)
{
    static const char *const names[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};
    Buf told = buf_new(call->arena);
    Json json = json_new(&told);
    bool is_shown = failure && is_senders(failure);
    Error shown = is_shown ? named_plainly(call, failure) : (Error){0};
    json_object(&json);
    for (size_t lang = 0; lang < sizeof names / sizeof *names; lang++) {
        json_key(&json, names[lang]);
        teller(&json, (Lang)lang, result, is_shown ? &shown : NULL);
    }
    json_object_end(&json);
    call->result = buf_text(&told);
}

static void add_refusal(Json *json, Lang lang, const Error *failure)
{
    if (failure == NULL) {
        json_null(json);
        return;
    }
    Arena *scratch = arena_new();
    Buf message = buf_new(scratch), page = buf_new(scratch);
    char *here = text_cstr(scratch, text_format(scratch, "%s.page", failure->code));
    Arg args[ERROR_ARGS_MAX];
    error_print(&message, lang, failure);
    for (size_t i = 0; i < failure->arg_count; i++) {
        args[i] = error_arg(failure, i);
    }
    lang_print(&page, lang, lang_has(here) ? here : failure->code, args, failure->arg_count);
    json_object(json);
    json_key_text(json, "code", text_from(failure->code));
    json_key_text(json, "message", buf_text(&message));
    json_key_text(json, "page", buf_text(&page));
    json_key_text(json, "kind", text_from(status_row(failure->status)->name));
    json_object_end(json);
    arena_free(scratch);
}

void file_job_tell_problems(Json *json, Lang lang, const Problems *problems, const Error *failure)
{
    json_key_int(json, "problems_found", (int64_t)problems_count(problems, SEVERITY_NOTE));
    json_key(json, "problems");
    json_problems(json, lang, problems);
    json_key(json, "refusal");
    add_refusal(json, lang, failure);
}
