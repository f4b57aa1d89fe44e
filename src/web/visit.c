/* Making the answer of one visit: its route, who may, the handler, and what goes wrong. */
#include "web_impl.h"

#include <microhttpd.h>
#include <string.h>

static Status no_such_page(Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

/* A missing page and one that this visitor may not see look the same. */
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
    return has_form && access_granted(visit, visit->route->access) ? STATUS_OK : no_such_page(err);
}

/* What a kept answer depends on beside the workspace. */
static Text page_key(const Visit *visit)
{
    const Request *request = &visit->request;
    return text_format(visit->arena, "%d %d %.*s", visit->lang, request->wants_json,
                       TEXT_ARGS(request->target));
}

static void set_etag(Visit *visit)
{
    Hash hash = hash_text(visit->answer.body);
    Buf digits = buf_new(visit->arena);
    hash_print(&digits, &hash);
    visit->answer.etag =
        text_format(visit->arena, "\"%.*s\"", TEXT_ARGS(text_slice(buf_text(&digits), 0, 16)));
}

static void keep(Visit *visit, Text key)
{
    Text packed = TEXT("");
    set_etag(visit);
    if (!gzip_bytes(visit->arena, visit->answer.body, &packed)) {
        packed = TEXT("");
    }
    page_cache_put(visit->site->cache, key, visit->worker->seq, &visit->answer, packed);
    if (packed.len > 0 && request_accepts_gzip(&visit->request)) {
        visit->answer.body = packed;
        visit->answer.is_gzip = true;
    }
}

static Status make_kept(Visit *visit, Error *err)
{
    Text key = page_key(visit);
    bool gzip = request_accepts_gzip(&visit->request);
    if (page_cache_get(visit->site->cache, key, visit->worker->seq, &visit->answer, gzip)) {
        return STATUS_OK;
    }
    Status status = visit->route->handle(visit, err);
    bool whole = status == STATUS_OK && visit->answer.code == MHD_HTTP_OK &&
                 visit->answer.cookies.count == 0 && visit->answer.file_name.len == 0 &&
                 !visit->site->pages_folder;
    if (whole) {
        keep(visit, key);
    }
    return status;
}

/* Whatever changes something comes from a form of ours. */
static Status take_form(Visit *visit, Error *err)
{
    Request *request = &visit->request;
    Status status =
        form_read(visit->arena, request->body, request->body_type, &request->form_parts, err);
    return status ? status : guard_check(visit, err);
}

static Status make(Visit *visit, Error *err)
{
    Status status = find_route(visit, err);
    if (status == STATUS_OK) {
        status = worker_refresh(visit->worker, err);
    }
    if (status == STATUS_OK && visit->request.method != METHOD_GET) {
        status = take_form(visit, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return visit->route->is_kept ? make_kept(visit, err) : visit->route->handle(visit, err);
}

/* "W/"a", "b"" holds "b"; weak and strong are alike to a browser's cache. */
static bool is_known_to_client(const Visit *visit)
{
    Text known = visit->request.if_none_match;
    return visit->answer.etag.len > 0 && visit->answer.code == MHD_HTTP_OK &&
           text_contains(known, visit->answer.etag);
}

void visit_answer(Visit *visit)
{
    Error err = {0};
    if (make(visit, &err) != STATUS_OK) {
        const char *allow = visit->answer.allow;
        answer_error(visit, &err);
        if (allow) {
            visit->answer.code = MHD_HTTP_METHOD_NOT_ALLOWED;
            visit->answer.allow = allow;
        }
    }
    if (is_known_to_client(visit)) {
        visit->answer.code = MHD_HTTP_NOT_MODIFIED;
    }
    answer_compress(visit);
}
