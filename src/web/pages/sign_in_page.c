/* Signing in and out. A form that was sent after its session had ended is kept in the page that
 * asks to sign in, and can be sent on from there: nothing that was typed is lost. */
#include "pages_impl.h"

#include <microhttpd.h>

enum { DRAFT_PARTS_MOST = 8000 }; /* beside them a form brings what it takes to sign in */

/* Names in the forms here; a draft's own fields stand behind a prefix. */
static const char DRAFT_PATH[] = "draft-path", DRAFT_FIELD[] = "draft:";

/* ---- What was to be sent ---- */

static void add_draft_field(Visit *visit, Data *data, Text name, Text value)
{
    Data *field = data_item(data, "draft");
    data_text(field, "name", text_format(visit->arena, "%s%.*s", DRAFT_FIELD, TEXT_ARGS(name)));
    data_text(field, "value", value);
}

/* Only a form that came from a page of ours: another site's would be sent in the reader's name. */
static void add_sent_form(Visit *visit, Data *data)
{
    Error err = {0};
    List parts;
    const Request *request = &visit->request;
    if (request->method != METHOD_POST || !guard_is_told(request) ||
        form_read(visit->arena, request->body, request->body_type, &parts, &err) != STATUS_OK ||
        parts.count > DRAFT_PARTS_MOST) {
        return;
    }
    data_text(data, "draft_path", request->target);
    for (size_t i = 0; i < parts.count; i++) {
        const FormPart *part = LIST_AT(&parts, FormPart, i);
        if (part->file_name.len == 0 && !text_equal(part->name, TEXT("token"))) {
            add_draft_field(visit, data, part->name, part->value);
        }
    }
}

/* The same, carried on through a try to sign in that failed. */
static void add_carried_draft(Visit *visit, Data *data)
{
    const List *parts = &visit->request.form_parts;
    Text path = form_get(parts, DRAFT_PATH);
    if (path.len == 0) {
        return;
    }
    data_text(data, "draft_path", local_path(path));
    for (size_t i = 0; i < parts->count; i++) {
        const FormPart *part = LIST_AT(parts, FormPart, i);
        if (text_starts(part->name, text_from(DRAFT_FIELD))) {
            add_draft_field(visit, data,
                            text_slice(part->name, sizeof DRAFT_FIELD - 1, part->name.len),
                            part->value);
        }
    }
}

/* ---- Pages ---- */

static void show_sign_in(Visit *visit, Text back, Text refusal)
{
    Data *data = page_data(visit, page_words(visit, "web.sign_in.title", NO_ARGS), "");
    const List *parts = &visit->request.form_parts;
    data_text(data, "back", local_path(back));
    data_text(data, "refusal", refusal);
    data_text(data, "login", parts->items ? form_get(parts, "login") : TEXT(""));
    if (parts->items) {
        add_carried_draft(visit, data);
    } else {
        add_sent_form(visit, data);
    }
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "sign_in", data);
    visit->answer.lifetime = "no-store";
}

void answer_sign_in(Visit *visit)
{
    bool is_get = visit->request.method == METHOD_GET;
    show_sign_in(visit, is_get ? visit->request.target : TEXT("/"), TEXT(""));
}

Status page_sign_in(Visit *visit, Error *err)
{
    (void)err;
    show_sign_in(visit, params_get(&visit->request.query, "back"), TEXT(""));
    return STATUS_OK;
}

/* Signed in: the draft is shown to be sent, with a token of the new session. */
static void show_resume(Visit *visit, Text session)
{
    Error err = {0};
    Data *data = page_data(visit, page_words(visit, "web.resume.title", NO_ARGS), "");
    const List *parts = &visit->request.form_parts;
    if (door_enter(visit->arena, visit->worker->workspace, session, visit->request.caller,
                   time_now_ms(), &visit->entrance, &err) != STATUS_OK) {
        answer_redirect(visit, TEXT("/"));
        return;
    }
    data_text(data, "action", local_path(form_get(parts, DRAFT_PATH)));
    for (size_t i = 0; i < parts->count; i++) {
        const FormPart *part = LIST_AT(parts, FormPart, i);
        if (text_starts(part->name, text_from(DRAFT_FIELD))) {
            Data *field = data_item(data, "fields");
            data_text(field, "name",
                      text_slice(part->name, sizeof DRAFT_FIELD - 1, part->name.len));
            data_text(field, "value", part->value);
        }
    }
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "resume", data);
    visit->answer.lifetime = "no-store";
}

/* ---- Doing ---- */

Status throttle_sign_in(Visit *visit, Error *err)
{
    int64_t now_ms = (int64_t)(time_monotonic_ns() / 1000000);
    if (throttle_allows(visit->site->sign_ins, visit_address(visit), now_ms)) {
        return STATUS_OK;
    }
    visit->answer.retry_seconds = 1;
    return error_set(err, STATUS_BUSY, "web.too_many_sign_ins", NO_ARGS);
}

Status submit_sign_in(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    const SignIn proof = {
        .login = text_trim(form_get(parts, "login")),
        .password = form_get(parts, "password"),
        .code = text_trim(form_get(parts, "code")),
        .from = visit->request.caller,
        .device = device_name(visit->arena, visit->request.agent),
    };
    Text session;
    Status status = throttle_sign_in(visit, err);
    if (status == STATUS_OK) {
        status = door_sign_in(visit->arena, visit->worker->workspace, &proof, time_now_ms(),
                              &session, err);
    }
    if (status == STATUS_OK) {
        answer_cookie(visit, session_cookie(visit->site), session, COOKIE_SESSION);
        if (form_get(parts, DRAFT_PATH).len > 0) {
            show_resume(visit, session);
        } else {
            answer_redirect(visit, form_get(parts, "back"));
        }
        return STATUS_OK;
    }
    if (status != STATUS_DENIED) {
        return status;
    }
    Buf refusal = buf_new(visit->arena);
    error_print(&refusal, visit->lang, err);
    show_sign_in(visit, form_get(parts, "back"), buf_text(&refusal));
    visit->answer.code = MHD_HTTP_UNAUTHORIZED;
    return STATUS_OK;
}

Status submit_sign_out(Visit *visit, Error *err)
{
    Text session = cookie_get(&visit->request, session_cookie(visit->site));
    Status status = door_leave(visit->worker->workspace, session, time_now_ms(), err);
    if (status == STATUS_OK) {
        answer_redirect(visit, TEXT("/sign-in"));
        answer_cookie(visit, session_cookie(visit->site), TEXT(""), COOKIE_ENDS);
        visit->answer.clears_data = true;
    }
    return status;
}
