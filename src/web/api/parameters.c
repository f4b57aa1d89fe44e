/* Parameters and headers of the description. */
#include "api_contract_impl.h"

/* ---- Those that stand in the components ---- */

typedef struct Common {
    const char *key, *name, *place, *type, *words; /* `words` is a key of the catalogues */
    unsigned takes;                                /* by operations that take one of these */
    bool is_required;
} Common;

enum { WRITING = TAKES_COLUMNS | TAKES_REASON };

static const Common COMMON[] = {
    {"type", "type", "query", "string", "api.doc.type", TAKES_TYPE, false},
    {"select", "select", "query", "string", "api.doc.select", TAKES_SELECT, false},
    {"and", "and", "query", "string", "api.doc.and", TAKES_CONDITIONS, false},
    {"or", "or", "query", "string", "api.doc.or", TAKES_CONDITIONS, false},
    {"words", "words", "query", "string", "api.doc.search", TAKES_CONDITIONS, false},
    {"limit", "limit", "query", "integer", "api.doc.limit", TAKES_CONDITIONS, false},
    {"offset", "offset", "query", "integer", "api.doc.offset", TAKES_CONDITIONS, false},
    {"after", "after", "query", "string", "api.doc.after", TAKES_CONDITIONS, false},
    {"range", "Range", "header", "string", "api.doc.range", TAKES_CONDITIONS, false},
    {"columns", "columns", "query", "string", "api.doc.columns", TAKES_COLUMNS, false},
    {"reason", "reason", "query", "string", "api.doc.reason", WRITING, false},
    {"one", "id", "query", "string", "api.doc.one", TAKES_ID, true},
    {"version", "If-Match", "header", "string", "api.doc.version", TAKES_VERSION, true},
    {"known_version", "If-Match", "header", "string", "api.doc.known_version", TAKES_KNOWN_VERSION,
     false},
    {"key", "Idempotency-Key", "header", "string", "api.doc.key", TAKES_KEY, false},
    {"prefer", "Prefer", "header", "string", "api.doc.prefer", TAKES_PREFERENCE, false},
    {"subject", "subject", "query", "string", "api.doc.subject", TAKES_QUESTION, true},
    {"against", "against", "query", "string", "api.doc.against", TAKES_QUESTION, false},
    {"as_of", "as_of", "query", "string", "api.doc.as_of", TAKES_QUESTION, false},
    {"year", "year", "query", "integer", "api.doc.year", TAKES_QUESTION, false},
    {"area", "area", "query", "string", "api.doc.area", TAKES_QUESTION, false},
    {"indicator", "indicator", "query", "string", "api.doc.indicator", TAKES_AIM, true},
    {"due", "due", "query", "integer", "api.doc.due", TAKES_AIM | TAKES_REPORT, false},
    {"share", "share", "query", "number", "api.doc.share", TAKES_AIM, false},
    {"later", "later", "query", "string", "api.doc.later", TAKES_REPORT, false},
    {"from", "from", "query", "integer", "api.doc.from", TAKES_VERSIONS, false},
    {"to", "to", "query", "integer", "api.doc.to", TAKES_VERSIONS, false},
    {"dry_run", "dry_run", "query", "boolean", "api.doc.dry_run", TAKES_IMPORT, false},
    {"name", "name", "query", "string", "api.doc.name", TAKES_IMPORT, false},
    {"sheet", "sheet", "query", "integer", "api.doc.sheet", TAKES_IMPORT, false},
    {"mapping", "mapping", "query", "string", "api.doc.mapping", TAKES_IMPORT, false},
    {"period", "period", "query", "string", "api.doc.period", TAKES_IMPORT, false},
    {"entity", "entity", "query", "string", "api.doc.entity", TAKES_IMPORT, false},
    {"of_indicator", "indicator", "query", "string", "api.doc.indicator", TAKES_IMPORT, false},
    {"unit", "unit", "query", "string", "api.doc.unit", TAKES_IMPORT, false},
    {"document", "document", "query", "string", "api.doc.document", TAKES_IMPORT, false},
    {"known_from", "known_from", "query", "string", "api.doc.known_from", TAKES_IMPORT, false},
    {"valid_rows", "valid_rows", "query", "boolean", "api.doc.valid_rows", TAKES_IMPORT, false},
    {"skip_unknown", "skip_unknown", "query", "boolean", "api.doc.skip_unknown", TAKES_IMPORT,
     false},
    {"language", "Accept-Language", "header", "string", "api.doc.language", 0, false},
};
enum { COMMON_COUNT = sizeof COMMON / sizeof *COMMON };

static void open_parameter(ApiDocument *document, const char *name, const char *place,
                           bool is_required, Text words)
{
    Json *json = &document->json;
    json_object(json);
    json_key_text(json, "name", text_from(name));
    json_key_text(json, "in", text_from(place));
    json_key_bool(json, "required", is_required);
    json_key_text(json, "description", words);
    json_key(json, "schema");
    json_object(json);
}

static void close_parameter(ApiDocument *document)
{
    json_object_end(&document->json);
    json_object_end(&document->json);
}

static void add_common(ApiDocument *document, const Common *one)
{
    Json *json = &document->json;
    json_key(json, one->key);
    open_parameter(document, one->name, one->place, one->is_required,
                   api_words(document, one->words));
    json_key_text(json, "type", text_from(one->type));
    if (one->takes == TAKES_ID) {
        json_key_text(json, "pattern", TEXT("^eq\\.[0-9]+$"));
    }
    if (text_equal(text_from(one->type), TEXT("integer"))) {
        json_key_int(json, "minimum", 0);
    }
    close_parameter(document);
}

static void add_id(ApiDocument *document)
{
    json_key(&document->json, "id");
    open_parameter(document, "id", "path", true, api_words(document, "api.doc.id"));
    json_key_text(&document->json, "type", TEXT("integer"));
    close_parameter(document);
}

void api_parameters_common(ApiDocument *document)
{
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        add_common(document, &COMMON[i]);
    }
    add_id(document);
}

/* ---- Those of one operation ---- */

/* "lt.2026-12-31": the operators stand in the words of the whole interface. */
static void add_condition(ApiDocument *document, const char *name, Text words)
{
    open_parameter(document, name, "query", false, words);
    json_key_text(&document->json, "type", TEXT("string"));
    close_parameter(document);
}

static void add_conditions(ApiDocument *document, const RecordDef *def)
{
    const Workspace *workspace = document->workspace;
    add_condition(document, "id", api_words(document, "api.doc.id"));
    if (def->state_count > 0) {
        add_condition(document, "state", api_words(document, "api.doc.state"));
    }
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (record_filters_by(workspace, def, f)) {
            add_condition(document, field->name, api_label(document, field->zh, field->en));
        }
    }
}

/* "^(id|due)([.](asc|desc))?…$": which fields order a list. */
static void add_order(ApiDocument *document, const RecordDef *def)
{
    Buf pattern = buf_new(document->arena);
    buf_add_cstr(&pattern, "^(id");
    for (int f = 0; f < def->field_count; f++) {
        if (record_orders_by(document->workspace, def, f)) {
            buf_add_format(&pattern, "|%s", def->fields[f].name);
        }
    }
    buf_add_cstr(&pattern, ")([.](asc|desc))?([.]nullslast)?(,id([.](asc|desc))?)?$");
    open_parameter(document, "order", "query", false, api_words(document, "api.doc.order"));
    json_key_text(&document->json, "type", TEXT("string"));
    json_key_text(&document->json, "pattern", buf_text(&pattern));
    close_parameter(document);
}

void api_parameters_of(ApiDocument *document, const ApiPlace *place)
{
    unsigned takes = place->contract->takes;
    json_key(&document->json, "parameters");
    json_array(&document->json);
    if (text_contains(text_from(place->route->pattern), TEXT("{id}"))) {
        api_refer(document, "parameters", "id");
    }
    if (takes & TAKES_CONDITIONS) {
        add_conditions(document, place->def);
        add_order(document, place->def);
    }
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        if (COMMON[i].takes == 0 || (COMMON[i].takes & takes)) {
            api_refer(document, "parameters", COMMON[i].key);
        }
    }
    json_array_end(&document->json);
}
