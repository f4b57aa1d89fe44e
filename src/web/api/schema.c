/* Schemas of the description: records from the tables of the model, and what is answered beside
 * them. */
#include "api_contract_impl.h"

#include <string.h>

/* ---- Pieces ---- */

/* "integer", or "integer null" where a value may be empty. */
static void add_type(Json *json, const char *types)
{
    Text rest = text_from(types), type;
    bool is_one = strchr(types, ' ') == NULL;
    json_key(json, "type");
    if (is_one) {
        json_text(json, rest);
        return;
    }
    json_array(json);
    while (text_split(&rest, ' ', &type)) {
        json_text(json, type);
    }
    json_array_end(json);
}

static void open_member(Json *json, const char *key, const char *type)
{
    json_key(json, key);
    json_object(json);
    add_type(json, type);
}

static void add_member(Json *json, const char *key, const char *type, const char *format)
{
    open_member(json, key, type);
    if (format) {
        json_key_text(json, "format", text_from(format));
    }
    json_object_end(json);
}

static void add_array_of(ApiDocument *document, const char *key, const char *schema)
{
    open_member(&document->json, key, "array");
    json_key(&document->json, "items");
    api_refer(document, "schemas", schema);
    json_object_end(&document->json);
}

/* ---- Fields ---- */

/* What JSON has for each kind of value. A reference is an id, and where
 * `select` opens it the record. */
static const struct {
    const char *types, *format;
} SORTS[] = {
    [FIELD_TEXT] = {"string null", NULL},        [FIELD_LONG_TEXT] = {"string null", NULL},
    [FIELD_INT] = {"integer null", NULL},        [FIELD_DECIMAL] = {"number null", NULL},
    [FIELD_MONEY] = {"number null", NULL},       [FIELD_PERCENT] = {"number null", NULL},
    [FIELD_DATE] = {"string null", "date"},      [FIELD_DATE_RANGE] = {"object null", NULL},
    [FIELD_TIME] = {"string null", "date-time"}, [FIELD_PERIOD] = {"string null", NULL},
    [FIELD_BOOL] = {"boolean null", NULL},       [FIELD_ONE_OF] = {"string null", NULL},
    [FIELD_FILE] = {"string null", NULL},        [FIELD_POINT] = {"object null", NULL},
    [FIELD_REF] = {"integer object null", NULL}, [FIELD_REFS] = {"array null", NULL},
};

Text api_field_sort(Arena *arena, const FieldDef *field)
{
    Buf sort = buf_new(arena);
    FieldKind kind = field_says(field);
    Text types = text_from(SORTS[kind].types);
    buf_add(&sort, text_take(&types, ' '));
    if (SORTS[kind].format) {
        buf_add_format(&sort, ", %s", SORTS[kind].format);
    }
    for (int i = 0; i < field->option_count; i++) {
        buf_add_format(&sort, "%s%s", i > 0 ? " | " : ": ", field->options[i].name);
    }
    if (field->target) {
        buf_add_format(&sort, " → %s", field->target);
    }
    return buf_text(&sort);
}

static void add_limit(Json *json, const char *key, bool has, Decimal limit)
{
    if (has) {
        json_key(json, key);
        json_decimal(json, limit);
    }
}

static void add_options(Json *json, const FieldDef *field)
{
    if (field->option_count == 0) {
        return;
    }
    json_key(json, "enum");
    json_array(json);
    for (int i = 0; i < field->option_count; i++) {
        json_text(json, text_from(field->options[i].name));
    }
    json_null(json);
    json_array_end(json);
}

static void add_pair(Json *json, const char *first, const char *second, const char *type,
                     const char *format)
{
    json_key(json, "properties");
    json_object(json);
    add_member(json, first, type, format);
    add_member(json, second, type, format);
    json_object_end(json);
}

static void add_targets(Json *json)
{
    json_key(json, "items");
    json_object(json);
    add_type(json, "integer object");
    json_object_end(json);
}

/* What the kind of field says beyond its type. */
static void add_particulars(ApiDocument *document, const FieldDef *field)
{
    Json *json = &document->json;
    switch (field_says(field)) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        if (field->size > 0) {
            json_key_int(json, "maxLength", field->size);
        }
        break;
    case FIELD_FILE: json_key_text(json, "pattern", TEXT("^[0-9a-f]{64}$")); break;
    case FIELD_DATE_RANGE: add_pair(json, "from", "to", "string", "date"); break;
    case FIELD_POINT: add_pair(json, "latitude", "longitude", "number", NULL); break;
    case FIELD_REFS: add_targets(json); break;
    default: break;
    }
    if (field->pattern) {
        json_key_text(json, "pattern", text_format(document->arena, "^(%s)$", field->pattern));
    }
    add_limit(json, "minimum", field->has_least, field->least);
    add_limit(json, "maximum", field->has_most, field->most);
    add_options(json, field);
}

static Text field_words(const ApiDocument *document, const FieldDef *field)
{
    Text help = api_label(document, field->help_zh, field->help_en);
    bool is_reference = field->target != NULL;
    return text_format(document->arena, "%.*s%s%s%s", TEXT_ARGS(help),
                       help.len > 0 && is_reference ? " " : "", is_reference ? "→ " : "",
                       is_reference ? field->target : "");
}

static void add_field(ApiDocument *document, const FieldDef *field)
{
    Json *json = &document->json;
    Text words = field_words(document, field);
    json_key(json, field->name);
    json_object(json);
    json_key_text(json, "title", api_label(document, field->zh, field->en));
    if (words.len > 0) {
        json_key_text(json, "description", words);
    }
    FieldKind kind = field_says(field);
    add_type(json, SORTS[kind].types);
    if (SORTS[kind].format) {
        json_key_text(json, "format", text_from(SORTS[kind].format));
    }
    add_particulars(document, field);
    if (field->kind == FIELD_COMPUTED) {
        json_key_bool(json, "readOnly", true);
    }
    json_object_end(json);
}

/* ---- Records ---- */

static void add_own(ApiDocument *document, const RecordDef *def)
{
    static const char *const names[] = {"id", "version"};
    Json *json = &document->json;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        open_member(json, names[i], "integer");
        json_key_bool(json, "readOnly", true);
        json_object_end(json);
    }
    if (def->state_count == 0) {
        return;
    }
    open_member(json, "state", "string");
    json_key_text(json, "description", api_words(document, "api.doc.state"));
    json_key(json, "enum");
    json_array(json);
    for (int s = 0; s < def->state_count; s++) {
        json_text(json, text_from(def->states[s].name));
    }
    json_array_end(json);
    json_key_bool(json, "readOnly", true);
    json_object_end(json);
}

static void add_required(Json *json, const RecordDef *def)
{
    json_key(json, "required");
    json_array(json);
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (field->required && !field->initial && !field->taken_count) {
            json_text(json, text_from(def->fields[f].name));
        }
    }
    json_array_end(json);
}

/* A new record: the same, and what it must have. */
static void add_new(ApiDocument *document, const RecordDef *def)
{
    Json *json = &document->json;
    json_key(json, text_cstr(document->arena, text_format(document->arena, "%s.new", def->name)));
    json_object(json);
    json_key(json, "allOf");
    json_array(json);
    api_refer(document, "schemas", def->name);
    json_array_end(json);
    add_required(json, def);
    json_object_end(json);
}

void api_schema_record(ApiDocument *document, const RecordDef *def)
{
    Json *json = &document->json;
    json_key(json, def->name);
    json_object(json);
    json_key_text(json, "title", api_label(document, def->zh, def->en));
    add_type(json, "object");
    json_key(json, "properties");
    json_object(json);
    add_own(document, def);
    for (int f = 0; f < def->field_count; f++) {
        add_field(document, &def->fields[f]);
    }
    json_object_end(json);
    json_object_end(json);
    add_new(document, def);
}

/* ---- What is answered beside records ---- */

typedef struct Member {
    const char *schema, *key, *type, *format; /* of an array, `format` is the schema of its items */
} Member;

/* Members of one schema stand together. */
static const Member MEMBERS[] = {
    {"problem", "type", "string", "uri-reference"},
    {"problem", "title", "string", NULL},
    {"problem", "status", "integer", NULL},
    {"problem", "detail", "string", NULL},
    {"problem", "code", "string", NULL},
    {"problem", "kind", "string", NULL},
    {"problem", "request", "string", NULL},
    {"problem", "message", "string", NULL},
    {"problem", "details", "string", NULL},
    {"problem", "hint", "string", NULL},
    {"problem", "problems", "array", "data_problem"},
    {"problem", "current", "object", NULL},
    {"data_problem", "severity", "string", NULL},
    {"data_problem", "code", "string", NULL},
    {"data_problem", "sheet", "string", NULL},
    {"data_problem", "row", "integer", NULL},
    {"data_problem", "column", "integer", NULL},
    {"data_problem", "field", "string", NULL},
    {"data_problem", "message", "string", NULL},
    {"data_problem", "remedy", "string", NULL},
    {"change", "seq", "integer", NULL},
    {"change", "at", "string", "date-time"},
    {"change", "version", "integer", NULL},
    {"change", "who", "string", NULL},
    {"change", "post", "string", NULL},
    {"change", "request", "string", NULL},
    {"change", "action", "string", NULL},
    {"change", "field", "string", NULL},
    {"change", "erased", "boolean", NULL},
    {"change", "withheld", "boolean", NULL},
    {"change", "reason", "string", NULL},
    {"change", "reason_erased", "boolean", NULL},
    {"trace", "type", "string", NULL},
    {"trace", "id", "integer", NULL},
    {"trace", "title", "string", NULL},
    {"trace", "up", "array", "trace_step"},
    {"trace", "down", "array", "trace_step"},
    {"trace", "up_goes_on", "boolean", NULL},
    {"trace", "down_goes_on", "boolean", NULL},
    {"trace_step", "depth", "integer", NULL},
    {"trace_step", "field", "string", NULL},
    {"trace_step", "type", "string", NULL},
    {"trace_step", "id", "integer", NULL},
    {"trace_step", "title", "string", NULL},
    {"trace_step", "again", "boolean", NULL},
    {"open_move", "move", "string", NULL},
    {"open_move", "label", "string", NULL},
    {"open_move", "to", "string", NULL},
    {"open_move", "until", "string null", "date"},
    {"open_move", "needs", "array", "move_need"},
    {"open_move", "open", "boolean", NULL},
    {"open_move", "refusals", "array", "refusal"},
    {"move_need", "field", "string", NULL},
    {"move_need", "label", "string", NULL},
    {"move_need", "filled", "boolean", NULL},
    {"refusal", "code", "string", NULL},
    {"refusal", "message", "string", NULL},
    {"import", "format", "string", NULL},
    {"import", "encoding", "string", NULL},
    {"import", "rows_read", "integer", NULL},
    {"import", "figures_read", "integer", NULL},
    {"import", "figures_bad", "integer", NULL},
    {"import", "figures_blank", "integer", NULL},
    {"import", "already_there", "boolean", NULL},
    {"import", "batch", "integer", NULL},
    {"import", "added", "integer", NULL},
    {"import", "unchanged", "integer", NULL},
    {"import", "readings", "array", "reading_of_sheet"},
    {"import", "problems_found", "integer", NULL},
    {"import", "problems", "array", "data_problem"},
    {"import", "refusal", "object null", NULL},
    {"reading_of_sheet", "sheet", "string", NULL},
    {"reading_of_sheet", "title", "string", NULL},
    {"reading_of_sheet", "header_first", "integer", NULL},
    {"reading_of_sheet", "header_last", "integer", NULL},
    {"reading_of_sheet", "long", "boolean", NULL},
    {"reading_of_sheet", "columns", "array", "reading_of_column"},
    {"reading_of_column", "column", "integer", NULL},
    {"reading_of_column", "header", "string", NULL},
    {"reading_of_column", "role", "string", NULL},
    {"reading_of_column", "taken_as", "string", NULL},
    {"reading_of_column", "indicator", "string", NULL},
    {"reading_of_column", "unit", "string", NULL},
    {"reading_of_column", "period", "string", NULL},
    {"wanted_job", "kind", "string", NULL},
    {"job", "id", "integer", NULL},
    {"job", "kind", "string", NULL},
    {"job", "state", "string", NULL},
    {"job", "who", "string", NULL},
    {"job", "done", "integer", NULL},
    {"job", "total", "integer", NULL},
    {"job", "attempts", "integer", NULL},
    {"job", "cancel_asked", "boolean", NULL},
    {"job", "outcome", "string", NULL},
    {"job", "message", "string", NULL},
    {"job", "result", "object null", NULL},
    {"table", "title", "string", NULL},
    {"table", "columns", "array", NULL},
    {"table", "rows", "array", NULL},
    {"table", "notes", "array", NULL},
};
enum { MEMBER_COUNT = sizeof MEMBERS / sizeof *MEMBERS };

static bool is_of(size_t member, const char *schema)
{
    return member < MEMBER_COUNT && strcmp(MEMBERS[member].schema, schema) == 0;
}

/* One schema; gives the member behind its last. */
static size_t add_schema(ApiDocument *document, size_t member)
{
    Json *json = &document->json;
    const char *schema = MEMBERS[member].schema;
    open_member(json, schema, "object");
    json_key(json, "properties");
    json_object(json);
    for (; is_of(member, schema); member++) {
        const Member *one = &MEMBERS[member];
        if (strcmp(one->type, "array") == 0 && one->format) {
            add_array_of(document, one->key, one->format);
        } else {
            add_member(json, one->key, one->type, one->format);
        }
    }
    json_object_end(json);
    json_object_end(json);
    return member;
}

void api_schemas_common(ApiDocument *document)
{
    for (size_t member = 0; member < MEMBER_COUNT;) {
        member = add_schema(document, member);
    }
}
