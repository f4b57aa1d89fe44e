/* One operation of the description: what it is, what it takes, every answer it may give. */
#include "api_contract_impl.h"

#include <microhttpd.h>

static const char JSON_TYPE[] = "application/json";
static const char OBJECT_TYPE[] = "application/vnd.pgrst.object+json";
static const char PROBLEM_TYPE[] = "application/problem+json";

/* ---- What is answered ---- */

static void open_response(ApiDocument *document, int code, const char *words)
{
    Json *json = &document->json;
    json_key(json, text_cstr(document->arena, text_format(document->arena, "%d", code)));
    json_object(json);
    json_key_text(json, "description", api_words(document, words));
}

static void add_empty(ApiDocument *document, int code, const char *words)
{
    open_response(document, code, words);
    json_object_end(&document->json);
}

/* One media type with a schema, or an array of it. */
static void add_content(ApiDocument *document, const char *type, const char *schema, bool is_array)
{
    Json *json = &document->json;
    json_key(json, type);
    json_object(json);
    json_key(json, "schema");
    if (is_array) {
        json_object(json);
        json_key_text(json, "type", TEXT("array"));
        json_key(json, "items");
    }
    api_refer(document, "schemas", schema);
    if (is_array) {
        json_object_end(json);
    }
    json_object_end(json);
}

static void open_content(ApiDocument *document, int code, const char *words)
{
    open_response(document, code, words);
    json_key(&document->json, "content");
    json_object(&document->json);
}

static void close_content(ApiDocument *document)
{
    json_object_end(&document->json);
    json_object_end(&document->json);
}

static void add_one(ApiDocument *document, int code, const char *schema, bool is_array)
{
    open_content(document, code, "api.doc.answer");
    add_content(document, JSON_TYPE, schema, is_array);
    close_content(document);
}

/* A list; to who asks for an object, its one row. */
static void add_rows(ApiDocument *document, int code, const char *words, const char *schema)
{
    open_content(document, code, words);
    add_content(document, JSON_TYPE, schema, true);
    add_content(document, OBJECT_TYPE, schema, false);
    close_content(document);
}

static void add_row(ApiDocument *document, int code, const char *schema)
{
    open_content(document, code, "api.doc.answer");
    add_content(document, JSON_TYPE, schema, false);
    add_content(document, OBJECT_TYPE, schema, false);
    close_content(document);
}

/* A file, or JSON of the shape that `schema` names. */
static void add_table(ApiDocument *document, Form form)
{
    static const char *const types[FORM_COUNT] = {
        [AS_CSV] = "text/csv",
        [AS_HTML] = "text/html",
        [AS_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    if (types[form] == NULL) {
        add_one(document, MHD_HTTP_OK, "table", false);
        return;
    }
    open_content(document, MHD_HTTP_OK, "api.doc.answer");
    json_key(&document->json, types[form]);
    json_object(&document->json);
    json_object_end(&document->json);
    close_content(document);
}

static void add_accepted(ApiDocument *document)
{
    open_content(document, MHD_HTTP_ACCEPTED, "api.doc.accepted");
    add_content(document, JSON_TYPE, "job", false);
    close_content(document);
}

static void add_document(ApiDocument *document)
{
    Json *json = &document->json;
    open_content(document, MHD_HTTP_OK, "api.doc.answer");
    json_key(json, "application/openapi+json");
    json_object(json);
    json_object_end(json);
    json_key(json, "text/html");
    json_object(json);
    json_object_end(json);
    close_content(document);
}

static void add_successes(ApiDocument *document, const ApiPlace *place)
{
    const char *name = place->def ? place->def->name : NULL;
    switch (place->contract->gives) {
    case GIVES_DOCUMENT: add_document(document); break;
    case GIVES_ROWS:
        add_rows(document, MHD_HTTP_OK, "api.doc.answer", name);
        add_rows(document, MHD_HTTP_PARTIAL_CONTENT, "api.doc.partial", name);
        break;
    case GIVES_ROW: add_row(document, MHD_HTTP_OK, name); break;
    case GIVES_CREATED: add_rows(document, MHD_HTTP_CREATED, "api.doc.created", name); break;
    case GIVES_CHANGED:
        add_rows(document, MHD_HTTP_OK, "api.doc.answer", name);
        add_empty(document, MHD_HTTP_NO_CONTENT, "api.doc.done");
        break;
    case GIVES_MOVED:
        add_row(document, MHD_HTTP_OK, name);
        add_empty(document, MHD_HTTP_NO_CONTENT, "api.doc.done");
        break;
    case GIVES_CHANGES: add_one(document, MHD_HTTP_OK, "change", true); break;
    case GIVES_TRACE: add_one(document, MHD_HTTP_OK, "trace", false); break;
    case GIVES_MOVES: add_one(document, MHD_HTTP_OK, "open_move", true); break;
    case GIVES_IMPORT:
        add_one(document, MHD_HTTP_OK, "import", false);
        add_one(document, MHD_HTTP_CREATED, "import", false);
        add_accepted(document);
        break;
    case GIVES_FILE:
    case GIVES_TABLE: add_table(document, place->form); break;
    case GIVES_JOBS: add_one(document, MHD_HTTP_OK, "job", true); break;
    case GIVES_JOB: add_one(document, MHD_HTTP_OK, "job", false); break;
    case GIVES_ASKED_JOB: add_accepted(document); break;
    case GIVES_COUNT: break;
    }
    if (place->route->method == METHOD_GET) {
        add_empty(document, MHD_HTTP_NOT_MODIFIED, "api.doc.unchanged");
    }
}

/* All refusals look alike; the code says which. */
static void add_refusal(ApiDocument *document, int code)
{
    Json *json = &document->json;
    json_key(json, text_cstr(document->arena, text_format(document->arena, "%d", code)));
    api_refer(document, "responses", "problem");
}

static void add_responses(ApiDocument *document, const ApiPlace *place)
{
    json_key(&document->json, "responses");
    json_object(&document->json);
    add_successes(document, place);
    for (const int *code = api_always(); *code; code++) {
        add_refusal(document, *code);
    }
    for (const int *code = place->contract->refusals; *code; code++) {
        add_refusal(document, *code);
    }
    json_object_end(&document->json);
}

void api_responses_common(ApiDocument *document)
{
    Json *json = &document->json;
    json_key(json, "problem");
    json_object(json);
    json_key_text(json, "description", api_words(document, "api.doc.problem"));
    json_key(json, "content");
    json_object(json);
    add_content(document, PROBLEM_TYPE, "problem", false);
    json_object_end(json);
    json_object_end(json);
}

/* ---- What is sent ---- */

static void add_alternatives(ApiDocument *document, const char *schema)
{
    Json *json = &document->json;
    json_object(json);
    json_key(json, "oneOf");
    json_array(json);
    api_refer(document, "schemas", schema);
    json_object(json);
    json_key_text(json, "type", TEXT("array"));
    json_key(json, "items");
    api_refer(document, "schemas", schema);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* A file as it is, or as a part of a form. */
static void add_file_types(Json *json)
{
    static const char *const types[] = {"text/csv", "application/octet-stream",
                                        "multipart/form-data"};
    json_key(json, "content");
    json_object(json);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        json_key(json, types[i]);
        json_object(json);
        json_object_end(json);
    }
    json_object_end(json);
}

static void add_body(ApiDocument *document, const ApiPlace *place)
{
    Json *json = &document->json;
    ApiSends sends = place->contract->sends;
    if (sends == SENDS_NOTHING) {
        return;
    }
    json_key(json, "requestBody");
    json_object(json);
    json_key_bool(json, "required", sends != SENDS_GIVEN);
    if (sends == SENDS_FILE) {
        add_file_types(json);
        json_object_end(json);
        return;
    }
    json_key(json, "content");
    json_object(json);
    json_key(json, JSON_TYPE);
    json_object(json);
    json_key(json, "schema");
    if (sends == SENDS_RECORDS) {
        add_alternatives(document, text_cstr(document->arena, text_format(document->arena, "%s.new",
                                                                          place->def->name)));
    } else {
        api_refer(document, "schemas", sends == SENDS_JOB ? "wanted_job" : place->def->name);
    }
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

/* ---- The whole ---- */

static Text operation_name(const ApiDocument *document, const ApiPlace *place)
{
    Buf name = buf_new(document->arena);
    if (place->def) {
        buf_add_format(&name, "%s.", place->def->name);
    }
    buf_add_cstr(&name, place->contract->name);
    if (place->move) {
        buf_add_format(&name, ".%s", place->move->name);
    }
    buf_add_cstr(&name, FORM_ENDINGS[place->form]);
    return buf_text(&name);
}

static Text summary(const ApiDocument *document, const ApiPlace *place)
{
    Text what = place->move ? api_label(document, place->move->zh, place->move->en)
                            : api_label(document, place->route->zh, place->route->en);
    return place->def ? text_format(document->arena, "%.*s · %.*s",
                                    TEXT_ARGS(api_label(document, place->def->zh, place->def->en)),
                                    TEXT_ARGS(what))
                      : what;
}

/* "assigned, objected → accepted; progress, evidence" */
static Text move_words(const ApiDocument *document, const RecordDef *def, const MoveDef *move)
{
    Buf words = buf_new(document->arena);
    for (int i = 0; i < move->from_count; i++) {
        buf_add_format(&words, "%s%s", i > 0 ? ", " : "", def->states[move->from[i]].name);
    }
    buf_add_format(&words, " → %s", def->states[move->to].name);
    for (int i = 0; i < move->need_count; i++) {
        buf_add_format(&words, "%s%s", i > 0 ? ", " : "; ", def->fields[move->needs[i]].name);
    }
    return buf_text(&words);
}

void api_operation(ApiDocument *document, const ApiPlace *place)
{
    static const char *const methods[] = {"get", "post", "patch", "delete"};
    Json *json = &document->json;
    json_key(json, methods[place->route->method]);
    json_object(json);
    json_key_text(json, "operationId", operation_name(document, place));
    json_key_text(json, "summary", summary(document, place));
    if (place->move) {
        json_key_text(json, "description", move_words(document, place->def, place->move));
    }
    if (place->def) {
        json_key(json, "tags");
        json_array(json);
        json_text(json, text_from(place->def->name));
        json_array_end(json);
    }
    api_parameters_of(document, place);
    add_body(document, place);
    add_responses(document, place);
    json_object_end(json);
}
