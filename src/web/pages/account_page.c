/* One's own account: who one is here, in which post; where one is signed in; the password, the
 * authenticator, and tokens for programs. */
#include "record_pages_impl.h"

#include <microhttpd.h>

enum { PROBLEMS_KEPT = 10, DAY_MS = 86400000 };

static int64_t account_of(const Visit *visit)
{
    return visit->entrance.actor.account;
}

/* ---- What is shown ---- */

static Status add_posts(Visit *visit, Data *data, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("post"));
    List posts;
    Status status = door_posts(visit->arena, visit->worker->workspace, account_of(visit),
                               date_today(), &posts, err);
    for (size_t i = 0; status == STATUS_OK && i < posts.count; i++) {
        Record *post;
        Error unreadable = {0};
        int64_t id = *LIST_AT(&posts, int64_t, i);
        bool is_known = record_get(visit->arena, visit->worker->workspace, def, id, &post,
                                   &unreadable) == STATUS_OK;
        Text name =
            is_known ? record_title(visit, post) : text_format(visit->arena, "%lld", (long long)id);
        Data *item = data_item(data, "posts");
        data_int(item, "id", id);
        data_text(item, "name", name);
        data_flag(item, "is_taken", text_equal(name, visit->entrance.actor.post));
    }
    data_flag(data, "has_posts", posts.count > 1);
    return status;
}

Data *session_item(Visit *visit, Data *data, const DoorSession *session)
{
    Data *item = data_item(data, "sessions");
    data_int(item, "id", session->id);
    data_text(item, "device", session->device);
    data_text(item, "from", session->from);
    data_text(item, "begun", page_time(visit, session->begun_ms));
    data_text(item, "used", page_time(visit, session->used_ms));
    return item;
}

static Status add_sessions(Visit *visit, Data *data, Error *err)
{
    List sessions;
    Status status = door_sessions(visit->arena, visit->worker->workspace, account_of(visit),
                                  time_now_ms(), &sessions, err);
    for (size_t i = 0; status == STATUS_OK && i < sessions.count; i++) {
        const DoorSession *session = LIST_AT(&sessions, DoorSession, i);
        Data *item = session_item(visit, data, session);
        data_flag(item, "is_this", session->id == visit->entrance.session);
    }
    return status;
}

static Status add_tokens(Visit *visit, Data *data, Error *err)
{
    List tokens;
    Status status =
        door_tokens(visit->arena, visit->worker->workspace, account_of(visit), &tokens, err);
    for (size_t i = 0; status == STATUS_OK && i < tokens.count; i++) {
        const DoorToken *token = LIST_AT(&tokens, DoorToken, i);
        Data *item = data_item(data, "tokens");
        data_int(item, "id", token->id);
        data_text(item, "name", token->name);
        data_text(item, "scope", token->scope);
        data_text(item, "ends", page_time(visit, token->ends_ms));
    }
    return status;
}

static void add_roles(Visit *visit, Data *data)
{
    const Model *model = visit->site->setup->model;
    for (int r = 0; r < model->role_count; r++) {
        if (visit->entrance.actor.roles & UINT32_C(1) << r) {
            data_text(data_item(data, "roles"), "role",
                      label_of(visit, model->roles[r].zh, model->roles[r].en));
        }
    }
}

/* What was done, or why not, and what is told only once. */
typedef struct AccountNotice {
    Text refusal, token, key, address;
    const Problems *problems;
} AccountNotice;

static void add_notice(Visit *visit, Data *data, const AccountNotice *notice)
{
    data_text(data, "refusal", notice->refusal);
    data_text(data, "new_token", notice->token);
    data_text(data, "key", notice->key);
    data_text(data, "key_address", notice->address);
    for (size_t i = 0; notice->problems && i < problems_kept(notice->problems); i++) {
        data_text(data_item(data, "problems"), "problem",
                  problem_sentence(visit, problems_at(notice->problems, i)));
    }
}

static Status show_account(Visit *visit, const AccountNotice *notice, Error *err)
{
    const Actor *actor = &visit->entrance.actor;
    DoorStanding standing = {0};
    Data *data = page_data(visit, page_words(visit, "web.account.title", NO_ARGS), "");
    data_text(data, "login", actor->who);
    data_text(data, "post", actor->post);
    data_flag(data, "owes_password", visit->entrance.duty == DUTY_PASSWORD);
    data_flag(data, "owes_authenticator", visit->entrance.duty == DUTY_AUTHENTICATOR);
    add_roles(visit, data);
    add_notice(visit, data, notice);
    data_text(data, "token", guard_token(visit));
    Status status = STATUS_OK;
    if (account_of(visit) != 0) {
        status = add_posts(visit, data, err);
        status = status ? status : add_sessions(visit, data, err);
        status = status ? status : add_tokens(visit, data, err);
        status = status ? status
                        : door_standing(visit->worker->workspace, account_of(visit), time_now_ms(),
                                        &standing, err);
    }
    data_flag(data, "has_account", account_of(visit) != 0);
    data_flag(data, "has_authenticator", standing.has_authenticator);
    if (status == STATUS_OK) {
        answer_page(visit, "account", data);
        visit->answer.lifetime = "no-store";
    }
    return status;
}

Status page_account(Visit *visit, Error *err)
{
    return show_account(visit, &(AccountNotice){.refusal = TEXT("")}, err);
}

/* ---- What is done ---- */

/* Back to the page, or the page at once with why it was not done. */
static Status done(Visit *visit, Status status, const Problems *problems, Error *err)
{
    if (status == STATUS_OK) {
        answer_redirect(visit, TEXT("/account"));
        return STATUS_OK;
    }
    if (status != STATUS_DENIED && status != STATUS_INVALID && status != STATUS_USAGE) {
        return status;
    }
    Error shown = {0};
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    AccountNotice notice = {.refusal = buf_text(&refusal), .problems = problems};
    Status told = show_account(visit, &notice, &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}

static bool id_of_form(const Visit *visit, int64_t *id)
{
    return text_to_int(form_get(&visit->request.form_parts, "id"), id);
}

Status submit_post(Visit *visit, Error *err)
{
    int64_t post = 0;
    id_of_form(visit, &post);
    return done(
        visit,
        door_take_post(visit->worker->workspace, visit->entrance.session, post, time_now_ms(), err),
        NULL, err);
}

/* Without an id all of them end, this one too. */
Status submit_end_session(Visit *visit, Error *err)
{
    int64_t session = 0;
    id_of_form(visit, &session);
    return done(
        visit,
        door_end_session(visit->worker->workspace, account_of(visit), session, time_now_ms(), err),
        NULL, err);
}

Status submit_password(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Problems *problems = problems_new(visit->arena, PROBLEMS_KEPT);
    Status status = text_equal(form_get(parts, "password"), form_get(parts, "again"))
                        ? door_set_password(visit->arena, visit->worker->workspace,
                                            form_get(parts, "present"), form_get(parts, "password"),
                                            visit->entrance.session, time_now_ms(), problems, err)
                        : error_set(err, STATUS_INVALID, "web.claim.differ", NO_ARGS);
    return done(visit, status, problems, err);
}

/* A new key is shown once; it counts when a first code of it was given. */
Status submit_authenticator(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Text code = text_trim(form_get(parts, "code")), what = form_get(parts, "do");
    Workspace *workspace = visit->worker->workspace;
    if (text_equal(what, TEXT("new"))) {
        AccountNotice notice = {.refusal = TEXT("")};
        Status status =
            door_authenticator_new(visit->arena, workspace, &notice.key, &notice.address, err);
        return status ? done(visit, status, NULL, err) : show_account(visit, &notice, err);
    }
    Status status =
        text_equal(what, TEXT("drop"))
            ? door_authenticator_drop(workspace, account_of(visit), code, time_now_ms(), err)
            : door_authenticator_confirm(workspace, code, time_now_ms(), err);
    return done(visit, status, NULL, err);
}

/* A token is shown once: only its hash is kept. */
Status submit_token(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Date ends;
    AccountNotice notice = {.refusal = TEXT("")};
    if (!date_parse(form_get(parts, "ends"), &ends)) {
        error_set(err, STATUS_INVALID, "web.not_a_date",
                  ARGS(arg_text("value", form_get(parts, "ends"))));
        return done(visit, STATUS_INVALID, NULL, err);
    }
    Status status = door_token_new(visit->arena, visit->worker->workspace,
                                   text_trim(form_get(parts, "name")), form_get(parts, "scope"),
                                   ((int64_t)ends + 1) * DAY_MS, time_now_ms(), &notice.token, err);
    return status ? done(visit, status, NULL, err) : show_account(visit, &notice, err);
}

Status submit_end_token(Visit *visit, Error *err)
{
    int64_t token = 0;
    id_of_form(visit, &token);
    return done(
        visit,
        door_token_end(visit->worker->workspace, account_of(visit), token, time_now_ms(), err),
        NULL, err);
}
