/* libmicrohttpd's calls. A visit is begun with the request's line, takes the body (counted, for its
 * Content-Length need not be true), is handed to the workers while the connection sleeps, and sends
 * its answer when they wake it. */
#include "server_impl.h"

#include <errno.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

/* ---- A visit begins and ends ---- */

static Visit *visit_new(Site *site, const char *target, struct MHD_Connection *connection)
{
    Arena *arena = arena_new();
    Visit *visit = ARENA_NEW(arena, Visit);
    uint64_t number = atomic_fetch_add(&site->visits, 1);
    visit->arena = arena;
    visit->site = site;
    visit->connection = connection;
    visit->started_ns = time_monotonic_ns();
    visit->body = body_new(arena);
    visit->answer.cookies = list_new(arena, sizeof(Text));
    visit->answer.headers = list_new(arena, sizeof(Param));
    visit->request.target = text_copy(arena, text_from(target));
    snprintf(visit->id, sizeof visit->id, "%08llx%08llx",
             (unsigned long long)(site->first_id & 0xFFFFFFFF), (unsigned long long)number);
    atomic_fetch_add(&site->open_visits, 1);
    return visit;
}

static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    return visit_new(context, target, connection);
}

static const char *method_name(Method method)
{
    static const char *const names[] = {"GET", "POST", "PATCH", "DELETE", "OTHER"};
    return names[method];
}

static void log_visit(const Visit *visit, uint64_t ns, bool sent)
{
    log_line(&visit->site->log, LOG_INFO, "request",
             ARGS(arg_cstr("id", visit->id), arg_text("from", visit->request.caller),
                  arg_cstr("method", method_name(visit->request.method)),
                  arg_text("target", visit->request.target), arg_int("status", visit->answer.code),
                  arg_int("bytes", (int64_t)visit->bytes_sent), arg_int("us", (int64_t)(ns / 1000)),
                  arg_cstr("sent", sent ? "yes" : "no")));
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    Site *site = context;
    Visit *visit = *state;
    (void)connection;
    if (!visit) {
        return;
    }
    uint64_t ns = time_monotonic_ns() - visit->started_ns;
    if (visit->caller) {
        caller_enters(site->callers, visit->caller, CALLER_IDLE);
    }
    log_visit(visit, ns, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    metrics_count(site->metrics, visit->answer.code, ns, visit->bytes_sent);
    answer_drop(&visit->answer);
    body_drop(&visit->body);
    arena_free(visit->arena);
    *state = NULL;
    atomic_fetch_sub(&site->open_visits, 1);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **caller,
                          enum MHD_ConnectionNotificationCode what)
{
    Site *site = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int descriptor =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        const struct sockaddr *address =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
        *caller = caller_open(site->callers, descriptor, address);
    } else if (*caller) {
        caller_close(site->callers, *caller);
        *caller = NULL;
    }
}

/* ---- Sending ---- */

static enum MHD_Result send_answer(Visit *visit)
{
    visit->is_stopping = atomic_load(&visit->site->is_stopping) || visit->is_stopping;
    struct MHD_Response *response = answer_response(visit);
    if (!response) {
        return MHD_NO;
    }
    if (visit->caller) {
        caller_enters(visit->site->callers, visit->caller, CALLER_SEND);
    }
    enum MHD_Result queued =
        MHD_queue_response(visit->connection, (unsigned)visit->answer.code, response);
    MHD_destroy_response(response);
    return queued;
}

/* What the door refuses by itself, in the words that a worker would find. */
static enum MHD_Result refuse(Visit *visit, Status status, const char *code, int retry_seconds)
{
    Error err = {0};
    error_set(&err, status, code, NO_ARGS);
    answer_error(visit, &err);
    visit->answer.lifetime = "no-store";
    visit->answer.retry_seconds = retry_seconds;
    visit->stage = VISIT_DONE;
    return send_answer(visit);
}

/* ---- The head ---- */

static Text header(Visit *visit, const char *name)
{
    const char *value = MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
    return value ? text_copy(visit->arena, text_from(value)) : TEXT("");
}

static Method method_of(const char *name)
{
    if (strcmp(name, "HEAD") == 0) {
        return METHOD_GET;
    }
    for (int method = 0; method < METHOD_OTHER; method++) {
        if (strcmp(name, method_name((Method)method)) == 0) {
            return (Method)method;
        }
    }
    return METHOD_OTHER;
}

static bool names_json_first(Text accept)
{
    size_t json, html;
    bool has_html = text_find(accept, TEXT("text/html"), &html);
    return text_find(accept, TEXT("json"), &json) && (!has_html || json < html);
}

static void read_headers(Visit *visit, const char *method)
{
    Request *request = &visit->request;
    request->method = method_of(method);
    request->host = header(visit, "Host");
    request->origin = header(visit, "Origin");
    request->fetch_site = header(visit, "Sec-Fetch-Site");
    request->cookies = header(visit, "Cookie");
    request->languages = header(visit, "Accept-Language");
    request->encodings = header(visit, "Accept-Encoding");
    request->if_none_match = header(visit, "If-None-Match");
    request->authorization = header(visit, "Authorization");
    request->agent = header(visit, "User-Agent");
    request->body_type = header(visit, "Content-Type");
    request->accept = header(visit, "Accept");
    request->if_match = header(visit, "If-Match");
    request->prefer = header(visit, "Prefer");
    request->range = header(visit, "Range");
    request->idempotency_key = header(visit, "Idempotency-Key");
    request->csrf_token = header(visit, "X-CSRF-Token");
    request->wants_json = names_json_first(request->accept);
    request->caller = visit->caller ? text_from(visit->caller->name) : TEXT("");
    visit->lang = request_lang(request);
}

/* A form is small; only a file that is uploaded may be large. */
static size_t body_most(const Visit *visit)
{
    const WebLimits *limits = &visit->site->limits;
    bool is_upload = text_starts(visit->request.body_type, TEXT("multipart/form-data")) ||
                     text_starts(visit->request.target, TEXT("/api/import"));
    return (size_t)(is_upload ? limits->upload_bytes : limits->form_bytes);
}

/* What of the head is beyond a limit, or announces a body that is: the code of the refusal. */
static const char *too_large_already(Visit *visit)
{
    const WebLimits *limits = &visit->site->limits;
    const union MHD_ConnectionInfo *head =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    int64_t announced = 0;
    text_to_int(header(visit, "Content-Length"), &announced);
    return visit->request.target.len > (size_t)limits->target_bytes   ? "web.target_too_long"
           : head && head->header_size > (size_t)limits->header_bytes ? "web.head_too_large"
           : announced > (int64_t)body_most(visit)                    ? "web.body_too_large"
                                                                      : NULL;
}

static enum MHD_Result take_head(Visit *visit, const char *method)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    visit->caller = info ? info->socket_context : NULL;
    visit->stage = VISIT_BODY;
    read_headers(visit, method);
    if (visit->caller) {
        caller_enters(visit->site->callers, visit->caller, CALLER_BODY);
    }
    const char *too_large = too_large_already(visit);
    if (too_large) {
        visit->is_stopping = true; /* the body stays unread: nothing can follow it */
        return refuse(visit, STATUS_LIMIT, too_large, 0);
    }
    return MHD_YES;
}

/* ---- The body ---- */

static enum MHD_Result take_body(Visit *visit, const char *bytes, size_t len)
{
    if (visit->body.bytes + len > body_most(visit)) {
        /* Announced by nobody: once it is twice too large, the connection is dropped. */
        visit->body_too_large = true;
        visit->bytes_sent += len;
        return visit->bytes_sent > body_most(visit) ? MHD_NO : MHD_YES;
    }
    size_t small_most = (size_t)visit->site->limits.form_bytes;
    visit->body_lost = visit->body_lost || !body_add(&visit->body, small_most, (Text){bytes, len});
    return MHD_YES;
}

/* ---- The work ---- */

static bool may_ask(const Visit *visit)
{
    return throttle_allows(visit->site->throttle, visit_address(visit),
                           (int64_t)(time_monotonic_ns() / 1000000));
}

static enum MHD_Result begin_work(Visit *visit)
{
    Site *site = visit->site;
    Request *request = &visit->request;
    visit->bytes_sent = 0;
    if (visit->body_too_large) {
        visit->is_stopping = true;
        return refuse(visit, STATUS_LIMIT, "web.body_too_large", 0);
    }
    if (!may_ask(visit)) {
        return refuse(visit, STATUS_BUSY, "web.too_many_requests", 1);
    }
    if (!host_is_ours(request->host, site->hosts)) {
        return refuse(visit, STATUS_USAGE, "web.not_this_host", 0);
    }
    if (!request_read_target(visit->arena, request, request->target)) {
        return refuse(visit, STATUS_USAGE, "web.bad_target", 0);
    }
    if (visit->body_lost || !body_whole(&visit->body, &request->body)) {
        return refuse(visit, STATUS_BUSY, "web.no_room", 0);
    }
    if (!workers_admit(site->workers, visit)) {
        return refuse(visit, STATUS_BUSY, "web.too_busy", 1);
    }
    visit->stage = VISIT_WORK;
    if (visit->caller) {
        caller_enters(site->callers, visit->caller, CALLER_WORK);
    }
    MHD_suspend_connection(visit->connection);
    workers_take(site->workers, visit); /* from here on the visit is theirs */
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **state)
{
    Visit *visit = *state;
    (void)context;
    (void)connection;
    (void)url;
    (void)version;
    if (!visit) {
        return MHD_NO;
    }
    switch (visit->stage) {
    case VISIT_BEGUN: return take_head(visit, method);
    case VISIT_BODY:
        if (*upload_len > 0) {
            size_t len = *upload_len;
            *upload_len = 0;
            return take_body(visit, upload, len);
        }
        return begin_work(visit);
    case VISIT_WORK: return MHD_YES; /* woken without an answer: never by us */
    case VISIT_DONE: return send_answer(visit);
    }
    return MHD_NO;
}

/* ---- The daemon ---- */

/* Addresses are unescaped by request.c, which knows a broken one. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static void on_message(void *context, const char *format, va_list arguments)
{
    const Site *site = context;
    char message[300];
    vsnprintf(message, sizeof message, format, arguments);
    Text text = text_trim(text_from(message));
    if (text_ends(text, TEXT("\n"))) {
        text.len--;
    }
    log_line(&site->log, LOG_DEBUG, "connection", ARGS(arg_text("message", text)));
}

static Status read_pem(Arena *arena, const char *path, const char **pem, Error *err)
{
    EmbeddedFile file;
    Status status = file_read(arena, path, &file, err);
    if (status == STATUS_OK) {
        *pem = text_cstr(arena, (Text){(const char *)file.bytes, file.len});
    }
    return status;
}

Status door_open(Site *site, int listening, const WebOptions *options, struct MHD_Daemon **daemon,
                 Error *err)
{
    const char *certificate = NULL, *key = NULL;
    Status status = STATUS_OK;
    if (site->is_secure) {
        status = read_pem(site->arena, options->certificate, &certificate, err);
        status = status ? status : read_pem(site->arena, options->key, &key, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const WebLimits *limits = &site->limits;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
        {MHD_OPTION_END, 0, NULL},
    };
    if (!site->is_secure) {
        secure[0] = secure[2];
    }
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (site->is_secure ? MHD_USE_TLS : 0);
    /* Twice what a head may have: one that is too large is still read, and told so by us. */
    size_t memory = 2 * (size_t)limits->header_bytes;
    *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, site, MHD_OPTION_LISTEN_SOCKET, listening,
        MHD_OPTION_EXTERNAL_LOGGER, on_message, site, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)(processors > 1 ? processors : 1), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)limits->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)limits->idle_seconds, MHD_OPTION_URI_LOG_CALLBACK,
        on_target, site, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, site, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, site, MHD_OPTION_ARRAY, secure, MHD_OPTION_END);
    if (*daemon) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_IO, site->is_secure ? "web.no_secure_server" : "web.no_server",
                     NO_ARGS);
}
