/* Making the answer of one visit: its route, who may, the handler, and what goes wrong. */
#include "pages_impl.h"

#include <microhttpd.h>
#include <string.h>

static Status no_such_page(Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

static Status find_route(Visit *visit, Error *err)
{
    Request *request = &visit->request;
    visit->route = route_find(visit->arena, request->method, request->path, &request->captures);
    if (!visit->route) {
        visit->answer.allow = route_methods(visit->arena, request->path);
        return visit->answer.allow ? error_set(err, STATUS_UNSUPPORTED, "web.method",
                                               ARGS(arg_cstr("methods", visit->answer.allow)))
                                   : no_such_page(err);
    }
    bool has_form = visit->route->forms & FORM_BIT(request->form);
    return has_form ? STATUS_OK : no_such_page(err);
}

/* Whoever is not signed in is asked to be, whatever the page; who is sees nothing of what is there
 * and not for them. */
static Status ask_access(const Visit *visit, Error *err)
{
    if (access_granted(visit, visit->route->access)) {
        return STATUS_OK;
    }
    return visit->is_signed_in && visit->entrance.duty == DUTY_NONE
               ? no_such_page(err)
               : error_set(err, STATUS_DENIED, "web.sign_in_first", NO_ARGS);
}

/* A session of the account may do more than its token does. */
Text visit_rights_key(const Visit *visit)
{
    const Actor *actor = &visit->entrance.actor;
    const TokenScope *scope = actor->scope;
    Buf key = buf_new(visit->arena);
    buf_add_format(&key, "%d %u %d", actor->is_owner, actor->roles, scope == NULL || scope->writes);
    for (int at = 0; scope && at < scope->type_count; at++) {
        buf_add_char(&key, ' ');
        buf_add(&key, scope->types[at]);
    }
    return buf_text(&key);
}

/* What a kept answer depends on beside the workspace: what was asked, and who asks. */
static Text page_key(const Visit *visit)
{
    const Request *request = &visit->request;
    const Actor *actor = &visit->entrance.actor;
    bool takes_html = text_contains(request->accept, TEXT("text/html"));
    return text_format(visit->arena, "%d %d%d %d %lld %lld %.*s\n%.*s\n%.*s", visit->lang,
                       request->wants_json, takes_html, visit->is_owner_here,
                       (long long)actor->account, (long long)actor->unit, TEXT_ARGS(actor->post),
                       TEXT_ARGS(visit_rights_key(visit)), TEXT_ARGS(request->target));
}

static void set_etag(Visit *visit)
{
    Hash hash = hash_text(visit->answer.body);
    Buf digits = buf_new(visit->arena);
    hash_print(&digits, &hash);
    visit->answer.etag =
        text_format(visit->arena, "\"%.*s\"", TEXT_ARGS(text_slice(buf_text(&digits), 0, 16)));
}

static void keep(Visit *visit, PageCache *cache, Text key, int64_t seq)
{
    Text packed = TEXT("");
    set_etag(visit);
    if (!gzip_bytes(visit->arena, visit->answer.body, &packed)) {
        packed = TEXT("");
    }
    page_cache_put(cache, key, seq, &visit->answer, packed);
    if (packed.len > 0 && request_accepts_gzip(&visit->request)) {
        visit->answer.body = packed;
        visit->answer.is_gzip = true;
    }
}

Status visit_make_kept(Visit *visit, PageCache *cache, Text key, int64_t seq,
                       Status (*make)(Visit *visit, Error *err), Error *err)
{
    bool gzip = request_accepts_gzip(&visit->request);
    if (page_cache_get(cache, key, seq, &visit->answer, gzip)) {
        return STATUS_OK;
    }
    Status status = make(visit, err);
    bool whole = status == STATUS_OK && visit->answer.code == MHD_HTTP_OK &&
                 visit->answer.cookies.count == 0 && !visit->is_passing &&
                 visit->answer.file_name.len == 0 && !visit->site->pages_folder;
    if (whole) {
        keep(visit, cache, key, seq);
    }
    return status;
}

static Status make_page(Visit *visit, Error *err)
{
    return visit->route->is_kept
               ? visit_make_kept(visit, visit->site->cache, page_key(visit), visit->worker->seq,
                                 visit->route->handle, err)
               : visit->route->handle(visit, err);
}

/* Whatever changes something comes from a form of ours, or from a program. */
static Status take_form(Visit *visit, Error *err)
{
    Request *request = &visit->request;
    if (text_starts(request->path, TEXT("/api/"))) {
        return guard_check_program(visit, err);
    }
    Status status =
        form_read(visit->arena, request->body, request->body_type, &request->form_parts, err);
    return status ? status : guard_check(visit, err);
}

static Status enter(Visit *visit, Error *err)
{
    Error other = {0};
    Status status = worker_refresh(visit->worker, err);
    if (status == STATUS_OK) {
        status = find_route(visit, err);
    }
    /* Also where there is no page: the one that says so shows who one is. */
    Status entered = visit_enter(visit, status == STATUS_OK ? err : &other);
    return status == STATUS_OK ? entered : status;
}

static Status make(Visit *visit, Error *err)
{
    Status status = enter(visit, err);
    if (status != STATUS_OK || visit->wants_writer) {
        return status;
    }
    status = ask_access(visit, err);
    if (status == STATUS_OK && visit->request.method != METHOD_GET) {
        status = take_form(visit, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return make_page(visit, err);
}

/* "W/"a", "b"" holds "b"; weak and strong are alike to a browser's cache. */
static bool is_known_to_client(const Visit *visit)
{
    Text known = visit->request.if_none_match;
    return visit->answer.etag.len > 0 && visit->answer.code == MHD_HTTP_OK &&
           text_contains(known, visit->answer.etag);
}

/* A program is told so; a person is shown the door. */
static void ask_to_sign_in(Visit *visit, const Error *err)
{
    if (request_is_programs(&visit->request)) {
        answer_error(visit, err);
        return;
    }
    answer_sign_in(visit);
    visit->answer.code = MHD_HTTP_UNAUTHORIZED;
}

static void refuse(Visit *visit, const Error *err)
{
    const char *allow = visit->answer.allow;
    if (strcmp(err->code, "web.sign_in_first") == 0) {
        ask_to_sign_in(visit, err);
        return;
    }
    answer_error(visit, err);
    if (allow) {
        visit->answer.allow = allow;
    }
}

bool visit_answer(Visit *visit)
{
    Error err = {0};
    bool is_writer = visit->worker->mode != STORE_READ;
    visit->wants_writer = false;
    if (make(visit, &err) != STATUS_OK) {
        refuse(visit, &err);
    }
    survey_drop(visit);
    if (visit->wants_writer && !is_writer) {
        return false;
    }
    if (visit->awaited_job != 0 && !visit->has_awaited) {
        return true;
    }
    if (is_known_to_client(visit)) {
        visit->answer.code = MHD_HTTP_NOT_MODIFIED;
    }
    answer_compress(visit);
    return true;
}
