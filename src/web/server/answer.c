/* What handlers say, and how it goes out. */
#include "web_impl.h"

#include <microhttpd.h>
#include <unistd.h>

static const char JSON_TYPE[] = "application/json; charset=utf-8";
const char CSV_TYPE[] = "text/csv; charset=utf-8";
const char XLSX_TYPE[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const char HTML_TYPE[] = "text/html; charset=utf-8";

void answer_drop(Answer *answer)
{
    shared_body_drop(answer->shared);
    answer->shared = NULL;
    if (answer->file > 0) {
        close(answer->file);
        answer->file = 0;
    }
}

void answer_bytes(Visit *visit, int code, const char *type, Text body)
{
    Answer *answer = &visit->answer;
    answer_drop(answer);
    *answer = (Answer){.code = code,
                       .type = type,
                       .body = body,
                       .cookies = answer->cookies,
                       .headers = answer->headers};
}

void answer_header(Visit *visit, const char *name, Text value)
{
    *(Param *)list_add(&visit->answer.headers) = (Param){text_from(name), value};
}

void answer_redirect(Visit *visit, Text path)
{
    answer_bytes(visit, MHD_HTTP_SEE_OTHER, "text/plain; charset=utf-8", TEXT(""));
    visit->answer.location = local_path(path);
}

void answer_cookie(Visit *visit, const char *name, Text value, int seconds)
{
    Buf cookie = buf_new(visit->arena);
    buf_add_format(&cookie, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax", name, TEXT_ARGS(value));
    if (seconds != COOKIE_SESSION) {
        buf_add_format(&cookie, "; Max-Age=%d", seconds == COOKIE_ENDS ? 0 : seconds);
    }
    if (visit->site->is_secure) {
        buf_add(&cookie, TEXT("; Secure"));
    }
    *(Text *)list_add(&visit->answer.cookies) = buf_text(&cookie);
}

/* ---- Tables ---- */

typedef Status WriteTable(Lang lang, const Table *table, const char *path, Error *err);

static Status write_csv(Lang lang, const Table *table, const char *path, Error *err)
{
    (void)lang;
    return table_csv(table, path, err);
}

/* The writers of tables write files; from there they are sent. */
static Status answer_written(Visit *visit, WriteTable *write, const Table *table, const char *type,
                             Text file_name, Error *err)
{
    Spool spool;
    Status status = spool_open(visit, "table", &spool, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = write(visit->lang, table, spool.path, err);
    if (status == STATUS_OK) {
        status = spool_answer(visit, &spool, type, file_name, err);
    }
    spool_drop(&spool);
    return status;
}

Status answer_table(Visit *visit, const char *name, const Table *table, Error *err)
{
    if (visit->request.form == AS_JSON) {
        Buf body = buf_new(visit->arena);
        Json json = json_new(&body);
        table_json(&json, table);
        answer_bytes(visit, MHD_HTTP_OK, JSON_TYPE, buf_text(&body));
        return STATUS_OK;
    }
    bool as_csv = visit->request.form == AS_CSV;
    return answer_written(visit, as_csv ? write_csv : table_xlsx, table,
                          as_csv ? CSV_TYPE : XLSX_TYPE,
                          text_format(visit->arena, "%s.%s", name, as_csv ? "csv" : "xlsx"), err);
}

/* ---- Out ---- */

enum { GZIP_LEAST = 1000 };

static bool is_worth_packing(const char *type)
{
    Text text = text_from(type);
    return text_starts(text, TEXT("text/")) || text_contains(text, TEXT("json")) ||
           text_contains(text, TEXT("svg"));
}

void answer_compress(Visit *visit)
{
    Answer *answer = &visit->answer;
    Text packed;
    bool wanted = !answer->shared && !answer->is_gzip && answer->body.len >= GZIP_LEAST &&
                  is_worth_packing(answer->type) && request_accepts_gzip(&visit->request);
    if (wanted && gzip_bytes(visit->arena, answer->body, &packed)) {
        answer->body = packed;
        answer->is_gzip = true;
    }
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    MHD_add_response_header(response, name, value);
}

static void add_text(Visit *visit, struct MHD_Response *response, const char *name, Text value)
{
    if (value.len > 0) {
        add_header(response, name, text_cstr(visit->arena, value));
    }
}

/* Nothing from elsewhere, nothing inline, no frame around us. */
static void add_security(const Site *site, struct MHD_Response *response)
{
    add_header(response, "Content-Security-Policy",
               "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
               "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "X-Frame-Options", "DENY");
    add_header(response, "Referrer-Policy", "same-origin");
    add_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    add_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    add_header(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (site->is_secure) {
        add_header(response, "Strict-Transport-Security", "max-age=31536000");
    }
}

static void add_answer_headers(Visit *visit, struct MHD_Response *response)
{
    const Answer *answer = &visit->answer;
    if (answer->type) {
        add_header(response, "Content-Type", answer->type);
    }
    add_header(response, "Cache-Control",
               answer->lifetime ? answer->lifetime : "private, no-cache");
    add_header(response, "Vary",
               "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie, Prefer");
    add_text(visit, response, "ETag", answer->etag);
    add_text(visit, response, "Location", answer->location);
    add_header(response, "X-Request-Id", visit->id);
    if (answer->is_gzip) {
        add_header(response, "Content-Encoding", "gzip");
    }
    if (answer->file_name.len > 0) {
        Buf disposition = buf_new(visit->arena);
        buf_add_cstr(&disposition, "attachment; filename*=UTF-8''");
        url_add_part(&disposition, answer->file_name);
        add_text(visit, response, "Content-Disposition", buf_text(&disposition));
    }
    if (answer->clears_data) {
        add_header(response, "Clear-Site-Data", "\"cache\", \"storage\"");
    }
    if (answer->code == MHD_HTTP_UNAUTHORIZED) {
        add_header(response, "WWW-Authenticate", "Bearer");
    }
    if (answer->allow) {
        add_header(response, "Allow", answer->allow);
    }
    if (answer->retry_seconds > 0) {
        add_text(visit, response, "Retry-After",
                 text_format(visit->arena, "%d", answer->retry_seconds));
    }
    for (size_t i = 0; i < answer->headers.count; i++) {
        const Param *header = LIST_AT(&answer->headers, Param, i);
        add_text(visit, response, header->name.ptr, header->value);
    }
    for (size_t i = 0; i < answer->cookies.count; i++) {
        add_text(visit, response, "Set-Cookie", *LIST_AT(&answer->cookies, Text, i));
    }
    if (visit->is_stopping) {
        add_header(response, "Connection", "close");
    }
}

static void drop_body(void *body)
{
    shared_body_drop(body);
}

struct MHD_Response *answer_response(Visit *visit)
{
    Answer *answer = &visit->answer;
    struct MHD_Response *response;
    if (answer->code == MHD_HTTP_NOT_MODIFIED) {
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else if (answer->file > 0) {
        response = MHD_create_response_from_fd64((uint64_t)answer->file_bytes, answer->file);
        answer->file = response ? 0 : answer->file;
        visit->bytes_sent = (uint64_t)answer->file_bytes;
    } else if (answer->shared) {
        Text bytes = shared_body_bytes(answer->shared);
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            bytes.len, (void *)(uintptr_t)bytes.ptr, drop_body, answer->shared);
        answer->shared = response ? NULL : answer->shared;
        visit->bytes_sent = bytes.len;
    } else {
        /* The visit lives until libmicrohttpd has told that the answer is out. */
        response = MHD_create_response_from_buffer(
            answer->body.len, (void *)(uintptr_t)answer->body.ptr, MHD_RESPMEM_PERSISTENT);
        visit->bytes_sent = answer->body.len;
    }
    if (response) {
        add_security(visit->site, response);
        add_answer_headers(visit, response);
    }
    return response;
}
