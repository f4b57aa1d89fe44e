/* What goes wrong: a page for people, problem details (RFC 9457) for programs. */
#include "pages_impl.h"

#include <microhttpd.h>
#include <string.h>

static const char PROBLEM_TYPE[] = "application/problem+json; charset=utf-8";

/* Where HTTP has a more exact word than the kind of failure. */
static const struct {
    const char *code;
    int http;
} EXACT[] = {
    {"api.no_version", MHD_HTTP_PRECONDITION_REQUIRED},
    {"api.not_single", MHD_HTTP_NOT_ACCEPTABLE},
    {"api.stale", MHD_HTTP_PRECONDITION_FAILED},
    {"api.range", MHD_HTTP_RANGE_NOT_SATISFIABLE},
    {"record.no_states", MHD_HTTP_NOT_FOUND},
    {"record.undo_erased", MHD_HTTP_CONFLICT},
    {"record.undo_none", MHD_HTTP_CONFLICT},
    {"web.method", MHD_HTTP_METHOD_NOT_ALLOWED},
    {"web.head_too_large", MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE},
    {"web.not_this_host", MHD_HTTP_MISDIRECTED_REQUEST},
    {"web.sign_in_first", MHD_HTTP_UNAUTHORIZED},
    {"web.target_too_long", MHD_HTTP_URI_TOO_LONG},
    {"web.too_many_requests", MHD_HTTP_TOO_MANY_REQUESTS},
    {"web.too_many_sign_ins", MHD_HTTP_TOO_MANY_REQUESTS},
};

static int http_code(const Error *err)
{
    for (size_t i = 0; i < sizeof EXACT / sizeof *EXACT; i++) {
        if (strcmp(err->code, EXACT[i].code) == 0) {
            return EXACT[i].http;
        }
    }
    return status_row(err->status)->http_code;
}

static Text row_title(Lang lang, const StatusRow *row)
{
    return text_from(lang == LANG_ZH ? row->zh : row->en);
}

/* ---- For programs ---- */

/* Problem details, with what clients of PostgREST look for: its names, with our words. */
typedef struct Told {
    const StatusRow *row;
    int http;
    Text code, sentence, details, hint;
    Text problems; /* JSON; empty: none */
} Told;

static void answer_told(Visit *visit, const Told *told)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    json_object(&json);
    json_key_text(&json, "type", TEXT("about:blank"));
    json_key_text(&json, "title", row_title(visit->lang, told->row));
    json_key_int(&json, "status", told->http);
    json_key_text(&json, "detail", told->sentence);
    json_key_text(&json, "code", told->code);
    json_key_text(&json, "kind", text_from(told->row->name));
    json_key_text(&json, "request", text_from(visit->id));
    json_key_text(&json, "message", told->sentence);
    json_key_text(&json, "details", told->details);
    json_key_text(&json, "hint", told->hint);
    if (told->problems.len > 0) {
        json_key(&json, "problems");
        json_raw(&json, told->problems);
    }
    if (visit->current.len > 0) {
        json_key(&json, "current");
        json_raw(&json, visit->current);
    }
    json_object_end(&json);
    answer_bytes(visit, told->http, PROBLEM_TYPE, buf_text(&body));
}

/* Clients that would rather have nothing than an error look for the number in these words. */
static Text count_words(Arena *arena, const Error *err)
{
    bool is_counted = strcmp(err->code, "api.not_single") == 0 && err->arg_count > 0;
    return is_counted ? text_format(arena, "The result contains %lld rows",
                                    (long long)err->args[0].number)
                      : TEXT("");
}

/* The remedy of the first problem. */
static Text first_remedy(Arena *arena, Text problems)
{
    JsonScan scan = {.text = problems, .depth_left = 2};
    Text first;
    return json_scan_item(&scan, &first) ? json_member_text(arena, first, "remedy") : TEXT("");
}

static void answer_problem(Visit *visit, const Error *err, int code)
{
    Buf problems = buf_new(visit->arena);
    Json json = json_new(&problems);
    if (visit->problems && problems_kept(visit->problems) > 0) {
        json_problems(&json, visit->lang, visit->problems);
    }
    Told told = {.row = status_row(err->status),
                 .http = code,
                 .code = text_from(err->code),
                 .sentence = error_sentence(visit, err),
                 .details = count_words(visit->arena, err),
                 .hint = first_remedy(visit->arena, buf_text(&problems)),
                 .problems = buf_text(&problems)};
    answer_told(visit, &told);
}

static const StatusRow *row_named(Text name)
{
    for (Status status = STATUS_OK; status < STATUS_COUNT; status++) {
        if (text_equal(text_from(status_row(status)->name), name)) {
            return status_row(status);
        }
    }
    return status_row(STATUS_INVALID);
}

void answer_refusal(Visit *visit, Text refusal, Text problems)
{
    Arena *arena = visit->arena;
    const StatusRow *row = row_named(json_member_text(arena, refusal, "kind"));
    Told told = {.row = row,
                 .http = row->http_code,
                 .code = json_member_text(arena, refusal, "code"),
                 .sentence = json_member_text(arena, refusal, "message"),
                 .hint = first_remedy(arena, problems),
                 .problems = problems};
    answer_told(visit, &told);
}

/* ---- For both ---- */

/* What went wrong inside is for the log; the reader gets the number to ask about. */
static bool is_ours_to_mend(Status status)
{
    return status == STATUS_INTERNAL || status == STATUS_CORRUPT || status == STATUS_IO;
}

static void log_failure(Visit *visit, const Error *err)
{
    Buf sentence = buf_new(visit->arena);
    error_print(&sentence, LANG_EN, err);
    log_line(&visit->site->log, LOG_ERROR, "failed",
             ARGS(arg_cstr("id", visit->id), arg_text("error", buf_text(&sentence))));
}

void answer_error(Visit *visit, const Error *err)
{
    Error told = *err;
    int code = http_code(err);
    if (is_ours_to_mend(err->status)) {
        log_failure(visit, err);
        error_set(&told, err->status, "web.failed", ARGS(arg_cstr("id", visit->id)));
    }
    if (request_is_programs(&visit->request)) {
        answer_problem(visit, &told, code);
        return;
    }
    Data *data = page_data(visit, row_title(visit->lang, status_row(told.status)), "");
    data_text(data, "sentence", error_sentence(visit, &told));
    data_int(data, "code", code);
    data_text(data, "id", text_from(visit->id));
    answer_page(visit, "error", data);
    visit->answer.code = code;
}
