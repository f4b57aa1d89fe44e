/* Idempotency-Key: who heard no answer sends the request once more, and it is done once. The answer
 * stands in the transaction of the change, so that neither is there without the other. What changed
 * nothing (a refusal, a trial) is not kept: sent again, it is asked again. */
#include "api_impl.h"

#include <microhttpd.h>

enum { KEY_BYTES_MOST = 200 };

/* ---- What came ---- */

/* Printable and without spaces; in quotes, as the header's grammar has it, or bare. */
static bool read_key(Text header, Text *key)
{
    bool is_quoted =
        header.len >= 2 && text_starts(header, TEXT("\"")) && text_ends(header, TEXT("\""));
    *key = is_quoted ? text_slice(header, 1, header.len - 1) : header;
    bool is_key = key->len > 0 && key->len <= KEY_BYTES_MOST;
    for (size_t i = 0; is_key && i < key->len; i++) {
        is_key = key->ptr[i] > ' ' && key->ptr[i] < 0x7F && key->ptr[i] != '"';
    }
    return is_key;
}

/* All that decides what is done. Each part goes with its length,
 * so that none runs into the next. */
static Hash digest_of(const Request *request)
{
    const Text parts[] = {request->target, request->if_match, request->prefer, request->body_type,
                          request->body};
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, &request->method, sizeof request->method);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        sha256_add(&sha, &parts[i].len, sizeof parts[i].len);
        sha256_add(&sha, parts[i].ptr, parts[i].len);
    }
    return sha256_finish(&sha);
}

Status api_key_read(Visit *visit, ApiKey *key, Error *err)
{
    Text header = text_trim(visit->request.idempotency_key);
    *key = (ApiKey){0};
    if (header.len == 0) {
        return STATUS_OK;
    }
    if (!read_key(header, &key->key)) {
        return error_set(err, STATUS_USAGE, "api.bad_key", ARGS(arg_int("most", KEY_BYTES_MOST)));
    }
    key->request = digest_of(&visit->request);
    return STATUS_OK;
}

/* ---- The answer as it is kept: code, type and tag, the other headers,
 * an empty line, the body ---- */

static Text pack(Visit *visit)
{
    const Answer *answer = &visit->answer;
    Buf packed = buf_new(visit->arena);
    buf_add_format(&packed, "%d\n%s\n%.*s\n", answer->code, answer->type ? answer->type : "",
                   TEXT_ARGS(answer->etag));
    for (size_t i = 0; i < answer->headers.count; i++) {
        const Param *header = LIST_AT(&answer->headers, Param, i);
        buf_add_format(&packed, "%.*s: %.*s\n", TEXT_ARGS(header->name), TEXT_ARGS(header->value));
    }
    buf_add_char(&packed, '\n');
    buf_add(&packed, answer->body);
    return buf_text(&packed);
}

static void unpack(Visit *visit, Text packed)
{
    int64_t code = MHD_HTTP_OK;
    text_to_int(text_take(&packed, '\n'), &code);
    Text type = text_take(&packed, '\n'), etag = text_take(&packed, '\n');
    Text line = text_take(&packed, '\n');
    while (line.len > 0) {
        Text name = text_take(&line, ':');
        answer_header(visit, text_cstr(visit->arena, name), text_trim(line));
        line = text_take(&packed, '\n');
    }
    answer_header(visit, "Idempotency-Replayed", TEXT("true"));
    answer_bytes(visit, (int)code, type.len > 0 ? text_cstr(visit->arena, type) : NULL, packed);
    visit->answer.etag = etag;
}

Status api_key_recall(Visit *visit, const ApiKey *key, bool *is_known, Error *err)
{
    Text packed;
    *is_known = false;
    if (key->key.len == 0) {
        return STATUS_OK;
    }
    Status status = answer_recall(visit->arena, visit->worker->workspace, key->key, &key->request,
                                  time_now_ms(), &packed, err);
    if (status == STATUS_OK && packed.len > 0) {
        *is_known = true;
        unpack(visit, packed);
    }
    return status;
}

Status api_key_keep(Visit *visit, const ApiKey *key, Error *err)
{
    return key->key.len == 0 ? STATUS_OK
                             : answer_keep(visit->worker->workspace, key->key, &key->request,
                                           pack(visit), time_now_ms(), err);
}
