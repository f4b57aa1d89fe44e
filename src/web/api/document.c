/* GET /api/: what the interface offers to this actor, as OpenAPI 3.1 for programs and as a page for
 * people. All of it comes of the table of routes, the contracts and the tables of the model. */
#include "api_contract_impl.h"

#include <microhttpd.h>
#include <string.h>

Text api_words(const ApiDocument *document, const char *key)
{
    return text_from(lang_text(document->lang, key));
}

Text api_label(const ApiDocument *document, const char *zh, const char *en)
{
    return text_from(document->lang == LANG_ZH ? zh : en);
}

void api_refer(ApiDocument *document, const char *kind, const char *name)
{
    json_object(&document->json);
    json_key_text(&document->json, "$ref",
                  text_format(document->arena, "#/components/%s/%s", kind, name));
    json_object_end(&document->json);
}

/* ---- Which types ---- */

/* List of const RecordDef *: what the actor may read, or the one that is asked for. */
static Status types_of(Visit *visit, List *types, Error *err)
{
    const Model *model = workspace_model(visit->worker->workspace);
    Text asked = params_get(&visit->request.query, "type");
    *types = list_new(visit->arena, sizeof(const RecordDef *));
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        bool is_meant = asked.len == 0 || text_equal(asked, text_from(def->name));
        if (is_meant && api_may_read(visit, def)) {
            *(const RecordDef **)list_add(types) = def;
        }
    }
    return types->count > 0 || asked.len == 0
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

/* ---- Paths ---- */

/* "/api/task/{id}/move/sign.csv" */
static Text path_of(const ApiDocument *document, const ApiPlace *place)
{
    Buf path = buf_new(document->arena);
    Text rest = text_from(place->route->pattern);
    while (rest.len > 0) {
        buf_add(&path, text_take(&rest, '{'));
        Text name = text_take(&rest, '}');
        if (text_equal(name, TEXT("type"))) {
            buf_add_cstr(&path, place->def->name);
        } else if (text_equal(name, TEXT("move"))) {
            buf_add_cstr(&path, place->move->name);
        } else if (name.len > 0) {
            buf_add_format(&path, "{%.*s}", TEXT_ARGS(name));
        }
    }
    buf_add_cstr(&path, FORM_ENDINGS[place->form]);
    return buf_text(&path);
}

static bool is_beside(const Route *a, const Route *b)
{
    return strcmp(a->pattern, b->pattern) == 0;
}

/* The methods of one address; nothing where none is offered. */
static void add_path(ApiDocument *document, const ApiPlace *first)
{
    bool is_open = false;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        ApiPlace place = *first;
        place.route = &ROUTES[i];
        place.contract = api_contract(place.route);
        if (!is_beside(first->route, place.route) ||
            !api_is_offered(document->workspace, place.contract, place.def, place.move)) {
            continue;
        }
        if (!is_open) {
            json_key(&document->json, text_cstr(document->arena, path_of(document, &place)));
            json_object(&document->json);
            is_open = true;
        }
        api_operation(document, &place);
    }
    if (is_open) {
        json_object_end(&document->json);
    }
}

/* JSON is what is answered without an ending, too. */
static void add_forms(ApiDocument *document, ApiPlace place)
{
    for (int form = AS_PAGE; form < FORM_COUNT; form++) {
        if (form != AS_JSON && (place.route->forms & FORM_BIT(form))) {
            place.form = (Form)form;
            add_path(document, &place);
        }
    }
}

static void add_moves(ApiDocument *document, ApiPlace place)
{
    for (int m = 0; m < place.def->move_count; m++) {
        place.move = &place.def->moves[m];
        add_forms(document, place);
    }
}

static void add_places(ApiDocument *document, const Route *route, const List *types)
{
    Text pattern = text_from(route->pattern);
    ApiPlace place = {.route = route};
    if (!text_contains(pattern, TEXT("{type}"))) {
        add_forms(document, place);
        return;
    }
    for (size_t t = 0; t < types->count; t++) {
        place.def = *LIST_AT(types, const RecordDef *, t);
        if (text_contains(pattern, TEXT("{move}"))) {
            add_moves(document, place);
        } else {
            add_forms(document, place);
        }
    }
}

static bool is_first_of_address(size_t route)
{
    for (size_t i = 0; i < route; i++) {
        if (is_beside(&ROUTES[i], &ROUTES[route])) {
            return false;
        }
    }
    return api_contract(&ROUTES[route]) != NULL;
}

static void add_paths(ApiDocument *document, const List *types)
{
    json_key(&document->json, "paths");
    json_object(&document->json);
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (is_first_of_address(i)) {
            add_places(document, &ROUTES[i], types);
        }
    }
    json_object_end(&document->json);
}

/* ---- Components ---- */

static void add_schemas(ApiDocument *document, const List *types)
{
    json_key(&document->json, "schemas");
    json_object(&document->json);
    for (size_t t = 0; t < types->count; t++) {
        api_schema_record(document, *LIST_AT(types, const RecordDef *, t));
    }
    api_schemas_common(document);
    json_object_end(&document->json);
}

static void add_scheme(ApiDocument *document, const char *name, const char *type, const char *words)
{
    json_key(&document->json, name);
    json_object(&document->json);
    json_key_text(&document->json, "type", text_from(type));
    json_key_text(&document->json, "description", api_words(document, words));
}

/* A token of the API; or the cookie of a session,
 * and for who changes something the token of a form. */
static void add_schemes(Visit *visit, ApiDocument *document)
{
    Json *json = &document->json;
    json_key(json, "securitySchemes");
    json_object(json);
    add_scheme(document, "token", "http", "api.doc.token");
    json_key_text(json, "scheme", TEXT("bearer"));
    json_object_end(json);
    add_scheme(document, "session", "apiKey", "api.doc.session");
    json_key_text(json, "in", TEXT("cookie"));
    json_key_text(json, "name", text_from(session_cookie(visit->site)));
    json_object_end(json);
    add_scheme(document, "form", "apiKey", "api.doc.form");
    json_key_text(json, "in", TEXT("header"));
    json_key_text(json, "name", TEXT("X-CSRF-Token"));
    json_object_end(json);
    json_object_end(json);
}

static void add_components(Visit *visit, ApiDocument *document, const List *types)
{
    Json *json = &document->json;
    json_key(json, "components");
    json_object(json);
    add_schemas(document, types);
    json_key(json, "parameters");
    json_object(json);
    api_parameters_common(document);
    json_object_end(json);
    json_key(json, "responses");
    json_object(json);
    api_responses_common(document);
    json_object_end(json);
    add_schemes(visit, document);
    json_object_end(json);
}

/* ---- The head ---- */

static void add_info(Visit *visit, ApiDocument *document)
{
    Json *json = &document->json;
    json_key(json, "info");
    json_object(json);
    json_key_text(json, "title", api_words(document, "api.doc.title"));
    json_key_text(json, "version", text_from(visit->site->setup->version));
    json_key_text(json, "description", api_words(document, "api.doc.about"));
    json_key(json, "license");
    json_object(json);
    json_key_text(json, "name", TEXT("Apache-2.0"));
    json_key_text(json, "identifier", TEXT("Apache-2.0"));
    json_object_end(json);
    json_object_end(json);
}

static void add_scheme_use(Json *json, const char *first, const char *second)
{
    json_object(json);
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? first : second;
        if (name) {
            json_key(json, name);
            json_array(json);
            json_array_end(json);
        }
    }
    json_object_end(json);
}

static void add_security(ApiDocument *document)
{
    Json *json = &document->json;
    json_key(json, "security");
    json_array(json);
    add_scheme_use(json, "token", NULL);
    add_scheme_use(json, "session", "form");
    if (!document->has_accounts) {
        add_scheme_use(json, NULL, NULL);
    }
    json_array_end(json);
}

static void add_tags(ApiDocument *document, const List *types)
{
    Json *json = &document->json;
    json_key(json, "tags");
    json_array(json);
    for (size_t t = 0; t < types->count; t++) {
        const RecordDef *def = *LIST_AT(types, const RecordDef *, t);
        json_object(json);
        json_key_text(json, "name", text_from(def->name));
        json_key_text(json, "description", api_label(document, def->zh, def->en));
        json_object_end(json);
    }
    json_array_end(json);
}

static Status answer_document(Visit *visit, Error *err)
{
    List types;
    Status status = types_of(visit, &types, err);
    if (status != STATUS_OK) {
        return status;
    }
    Buf body = buf_new(visit->arena);
    ApiDocument document = {.workspace = visit->worker->workspace,
                            .arena = visit->arena,
                            .lang = visit->lang,
                            .json = json_new(&body),
                            .has_accounts = visit->worker->has_accounts};
    json_object(&document.json);
    json_key_text(&document.json, "openapi", TEXT("3.1.0"));
    add_info(visit, &document);
    add_security(&document);
    add_tags(&document, &types);
    add_paths(&document, &types);
    add_components(visit, &document, &types);
    json_object_end(&document.json);
    answer_bytes(visit, MHD_HTTP_OK, "application/openapi+json; charset=utf-8", buf_text(&body));
    return STATUS_OK;
}

/* It stands on the program and on what the actor may do, whatever changes in the workspace; only
 * with the first account the ways of signing in change. */
static Text document_key(const Visit *visit)
{
    return text_format(visit->arena, "%d %d\n%.*s\n%.*s", visit->lang,
                       visit->worker->has_accounts, TEXT_ARGS(visit_rights_key(visit)),
                       TEXT_ARGS(params_get(&visit->request.query, "type")));
}

/* A browser asks for a page, and names no JSON before it. */
static bool is_for_people(const Request *request)
{
    return request->form == AS_PAGE && !request->wants_json &&
           text_contains(request->accept, TEXT("text/html"));
}

Status api_describe(Visit *visit, Error *err)
{
    List types;
    if (!is_for_people(&visit->request)) {
        return visit_make_kept(visit, visit->site->documents, document_key(visit), 0,
                               answer_document, err);
    }
    Status status = types_of(visit, &types, err);
    if (status == STATUS_OK) {
        api_page(visit, &types);
    }
    return status;
}
