/* What goes wrong: a page for people, problem details (RFC 9457) for programs. */
#include "web_impl.h"

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

static Text status_title(Lang lang, Status status)
{
    const StatusRow *row = status_row(status);
    return text_from(lang == LANG_ZH ? row->zh : row->en);
}

/* ---- For programs ---- */

/* Clients that would rather have nothing than an error look for the number in these words. */
static void add_rows(Json *json, const Error *err)
{
    Arena *scratch = arena_new();
    bool is_counted = strcmp(err->code, "api.not_single") == 0 && err->arg_count > 0;
    json_key_text(json, "details",
                  is_counted ? text_format(scratch, "The result contains %lld rows",
                                           (long long)err->args[0].number)
                             : TEXT(""));
    arena_free(scratch);
}

/* What clients of PostgREST look for: its names, with our words. */
static void add_for_clients(Json *json, Lang lang, const Error *err, Text sentence,
                            const Problems *problems)
{
    Arena *scratch = arena_new();
    Buf hint = buf_new(scratch);
    if (problems && problems_kept(problems) > 0) {
        const Problem *first = problems_at(problems, 0);
        Text remedy = text_format(scratch, "%s.remedy", first->code);
        lang_print(&hint, lang, text_cstr(scratch, remedy), first->args, first->arg_count);
    }
    json_key_text(json, "message", sentence);
    add_rows(json, err);
    json_key_text(json, "hint", buf_text(&hint));
    arena_free(scratch);
}

static void answer_problem(Visit *visit, const Error *err, int code)
{
    Buf body = buf_new(visit->arena);
    Json json = json_new(&body);
    Text sentence = error_sentence(visit, err);
    json_object(&json);
    json_key_text(&json, "type", TEXT("about:blank"));
    json_key_text(&json, "title", status_title(visit->lang, err->status));
    json_key_int(&json, "status", code);
    json_key_text(&json, "detail", sentence);
    json_key_text(&json, "code", text_from(err->code));
    json_key_text(&json, "kind", text_from(status_row(err->status)->name));
    json_key_text(&json, "request", text_from(visit->id));
    add_for_clients(&json, visit->lang, err, sentence, visit->problems);
    if (visit->problems && problems_kept(visit->problems) > 0) {
        json_key(&json, "problems");
        json_problems(&json, visit->lang, visit->problems);
    }
    if (visit->current.len > 0) {
        json_key(&json, "current");
        json_raw(&json, visit->current);
    }
    json_object_end(&json);
    answer_bytes(visit, code, PROBLEM_TYPE, buf_text(&body));
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
    Data *data = page_data(visit, status_title(visit->lang, told.status), "");
    data_text(data, "sentence", error_sentence(visit, &told));
    data_int(data, "code", code);
    data_text(data, "id", text_from(visit->id));
    answer_page(visit, "error", data);
    visit->answer.code = code;
}
