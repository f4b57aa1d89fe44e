/* Lines of a model file → drafts of records. What they refer to is resolved in model_build.c. */
#include "model_parse_impl.h"

#include <string.h>

static const struct {
    const char *name;
    FieldKind kind;
} KINDS[] = {
    {"text", FIELD_TEXT},       {"long-text", FIELD_LONG_TEXT}, {"int", FIELD_INT},
    {"decimal", FIELD_DECIMAL}, {"date", FIELD_DATE},           {"period", FIELD_PERIOD},
    {"bool", FIELD_BOOL},       {"one-of", FIELD_ONE_OF},       {"ref", FIELD_REF},
    {"refs", FIELD_REFS},
};

/* ---- Tokens of the line at hand ---- */

const Token *model_peek(const Parser *parser)
{
    return parser->next < parser->line.count ? &parser->line.tokens[parser->next] : NULL;
}

static Place end_of_line(const Parser *parser)
{
    const Token *last = &parser->line.tokens[parser->line.count - 1];
    Place place = last->place;
    size_t at = 0;
    uint32_t code_point = 0;
    while (text_next(last->text, &at, &code_point)) {
        place.column++;
    }
    place.column += last->quoted ? 2 : 0;
    return place;
}

const Token *model_expect(Parser *parser, bool quoted, const char *what)
{
    const Token *token = model_peek(parser);
    if (token == NULL) {
        model_fault(parser, end_of_line(parser), "%s is missing", what);
        return NULL;
    }
    if (token->quoted != quoted) {
        model_fault(parser, token->place, "%s is expected here", what);
        return NULL;
    }
    parser->next++;
    return token;
}

bool model_accept_word(Parser *parser, const char *word)
{
    const Token *token = model_peek(parser);
    if (token == NULL || token->quoted || !text_equal(token->text, text_from(word))) {
        return false;
    }
    parser->next++;
    return true;
}

bool model_expect_end(Parser *parser)
{
    const Token *token = model_peek(parser);
    if (token != NULL) {
        model_fault(parser, token->place, "'%.*s' is not understood here", TEXT_ARGS(token->text));
        return false;
    }
    return true;
}

bool model_read_labels(Parser *parser, const char **zh, const char **en)
{
    const Token *first = model_expect(parser, true, "the Chinese label in quotes");
    const Token *second =
        first == NULL ? NULL : model_expect(parser, true, "the English label in quotes");
    if (second == NULL || !model_expect_end(parser)) {
        return false;
    }
    if (first->text.len == 0 || second->text.len == 0) {
        model_fault(parser, first->text.len == 0 ? first->place : second->place,
                    "a label may not be empty");
        return false;
    }
    *zh = text_cstr(parser->arena, first->text);
    *en = text_cstr(parser->arena, second->text);
    return true;
}

static bool read_integer(Parser *parser, const char *what, int64_t least, int64_t most, int *value)
{
    const Token *token = model_expect(parser, false, what);
    int64_t number = 0;
    if (token == NULL) {
        return false;
    }
    if (!text_to_int(token->text, &number) || number < least || number > most) {
        model_fault(parser, token->place, "%s is a whole number from %lld to %lld", what,
                    (long long)least, (long long)most);
        return false;
    }
    *value = (int)number;
    return true;
}

/* ---- Fields ---- */

static bool starts_number(const Token *token)
{
    char c = token != NULL && !token->quoted && token->text.len > 0 ? token->text.ptr[0] : ' ';
    return c == '-' || (c >= '0' && c <= '9');
}

static bool read_bound(Parser *parser, FieldKind kind, Decimal *bound)
{
    const Token *token = model_expect(parser, false, "the other end of the range");
    if (token == NULL) {
        return false;
    }
    if (!decimal_parse(token->text, bound) || (kind == FIELD_INT && bound->scale != 0)) {
        model_fault(parser, token->place, "'%.*s' is not a number this field can hold",
                    TEXT_ARGS(token->text));
        return false;
    }
    return true;
}

static bool read_range(Parser *parser, FieldDef *def)
{
    const Token *first = model_peek(parser);
    if (!starts_number(first)) {
        return true;
    }
    if (!read_bound(parser, def->kind, &def->least) || !read_bound(parser, def->kind, &def->most)) {
        return false;
    }
    if (decimal_compare(def->least, def->most) > 0) {
        model_fault(parser, first->place, "the range is empty: the least is above the most");
        return false;
    }
    def->has_least = true;
    def->has_most = true;
    return true;
}

static bool read_target(Parser *parser, DraftField *field)
{
    const Token *token = model_expect(parser, false, "the name of the record referred to");
    if (token == NULL || !model_check_name(parser, token, "a record")) {
        return false;
    }
    field->def.target = text_cstr(parser->arena, token->text);
    field->target_place = token->place;
    return true;
}

/* What follows the kind: a size, a range or a target. */
static bool read_kind_rest(Parser *parser, DraftField *field)
{
    FieldDef *def = &field->def;
    switch (def->kind) {
    case FIELD_TEXT:
        return read_integer(parser, "the size in characters", 1, MODEL_TEXT_SIZE_MAX, &def->size);
    case FIELD_LONG_TEXT:
        def->size = MODEL_LONG_TEXT_SIZE;
        return !starts_number(model_peek(parser)) ||
               read_integer(parser, "the size in characters", 1, MODEL_LONG_TEXT_SIZE_MAX,
                            &def->size);
    case FIELD_INT:
    case FIELD_DECIMAL: return read_range(parser, def);
    case FIELD_REF:
    case FIELD_REFS: return read_target(parser, field);
    case FIELD_DATE:
    case FIELD_PERIOD:
    case FIELD_BOOL:
    case FIELD_ONE_OF: return true;
    }
    return false;
}

static bool read_kind(Parser *parser, DraftField *field)
{
    const Token *token = model_expect(parser, false, "the kind of the field");
    if (token == NULL) {
        return false;
    }
    for (size_t kind = 0; kind < sizeof KINDS / sizeof KINDS[0]; kind++) {
        if (text_equal(token->text, text_from(KINDS[kind].name))) {
            field->def.kind = KINDS[kind].kind;
            return read_kind_rest(parser, field);
        }
    }
    model_fault(parser, token->place,
                "'%.*s' is no kind: text N, long-text, int, decimal, date, period, bool, one-of, "
                "ref NAME, refs NAME",
                TEXT_ARGS(token->text));
    return false;
}

static void read_flags(Parser *parser, FieldDef *def)
{
    bool more = true;
    while (more) {
        more = false;
        if (model_accept_word(parser, "required")) {
            def->required = more = true;
        } else if (model_accept_word(parser, "unique")) {
            def->unique = more = true;
        } else if (model_accept_word(parser, "listed")) {
            def->listed = more = true;
        }
    }
}

DraftField *model_draft_field(const DraftRecord *record, Text name)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        DraftField *field = *LIST_AT(&record->fields, DraftField *, at);
        if (text_equal(name, text_from(field->def.name))) {
            return field;
        }
    }
    return NULL;
}

static bool field_is_new(Parser *parser, const Token *name)
{
    const DraftField *same = model_draft_field(parser->record, name->text);
    if (same != NULL) {
        model_fault(parser, name->place, "field '%s' is there already, on line %d", same->def.name,
                    same->place.line);
        return false;
    }
    bool plain = parser->record->def.kind == RECORD_PLAIN;
    if (plain && (text_equal(name->text, TEXT("id")) || text_equal(name->text, TEXT("version")))) {
        model_fault(parser, name->place, "every record has '%.*s' by itself",
                    TEXT_ARGS(name->text));
        return false;
    }
    if (parser->record->fields.count >= MODEL_FIELDS_MAX) {
        model_fault(parser, name->place, "a record has at most %d fields", MODEL_FIELDS_MAX);
        return false;
    }
    return true;
}

static void read_field(Parser *parser)
{
    parser->field = NULL;
    parser->field_is_faulty = true;
    const Token *name = model_expect(parser, false, "the name of the field");
    if (name == NULL || !model_check_name(parser, name, "a field") || !field_is_new(parser, name)) {
        return;
    }
    DraftField *field = ARENA_NEW(parser->arena, DraftField);
    field->place = name->place;
    field->options = list_new(parser->arena, sizeof(OptionDef));
    field->def.name = text_cstr(parser->arena, name->text);
    field->def.zh = field->def.en = field->def.name;
    field->def.help_zh = field->def.help_en = "";
    /* Kept even when its rest is faulty, so that what refers to it raises no second fault. */
    *(DraftField **)list_add(&parser->record->fields) = field;
    parser->field = field;
    if (!read_kind(parser, field)) {
        return;
    }
    read_flags(parser, &field->def);
    model_read_labels(parser, &field->def.zh, &field->def.en);
}

static void read_option(Parser *parser)
{
    DraftField *field = parser->field;
    const Token *name = model_expect(parser, false, "the name of the option");
    if (name == NULL || !model_check_name(parser, name, "an option")) {
        return;
    }
    if (field->def.kind != FIELD_ONE_OF) {
        model_fault(parser, name->place, "only a one-of field has options");
        return;
    }
    if (field->options.count >= MODEL_OPTIONS_MAX) {
        model_fault(parser, name->place, "a field has at most %d options", MODEL_OPTIONS_MAX);
        return;
    }
    for (size_t at = 0; at < field->options.count; at++) {
        if (text_equal(name->text, text_from(LIST_AT(&field->options, OptionDef, at)->name))) {
            model_fault(parser, name->place, "option '%.*s' is there already",
                        TEXT_ARGS(name->text));
            return;
        }
    }
    OptionDef option = {.name = text_cstr(parser->arena, name->text)};
    option.zh = option.en = option.name;
    model_read_labels(parser, &option.zh, &option.en);
    *(OptionDef *)list_add(&field->options) = option;
}

static void read_help(Parser *parser)
{
    if (parser->field->def.help_zh[0] != '\0') {
        model_fault(parser, parser->line.tokens[0].place, "this field has its help already");
        return;
    }
    model_read_labels(parser, &parser->field->def.help_zh, &parser->field->def.help_en);
}

/* ---- Records ---- */

static void read_record_of(Parser *parser, RecordKind kind)
{
    parser->record = NULL;
    parser->field = NULL;
    parser->record_is_faulty = true;
    parser->field_is_faulty = false;
    const Token *name = model_expect(parser, false, "the name of the record");
    if (name == NULL || !model_check_name(parser, name, "a record")) {
        return;
    }
    if (parser->records.count >= MODEL_RECORDS_MAX) {
        model_fault(parser, name->place, "a model has at most %d records", MODEL_RECORDS_MAX);
        return;
    }
    DraftRecord *record = ARENA_NEW(parser->arena, DraftRecord);
    record->place = name->place;
    record->fields = list_new(parser->arena, sizeof(DraftField *));
    record->uniques = list_new(parser->arena, sizeof(DraftSet));
    record->states = list_new(parser->arena, sizeof(DraftState));
    record->moves = list_new(parser->arena, sizeof(DraftMove));
    record->def.name = text_cstr(parser->arena, name->text);
    record->def.zh = record->def.en = record->def.name;
    record->def.kind = kind;
    model_read_labels(parser, &record->def.zh, &record->def.en);
    *(DraftRecord **)list_add(&parser->records) = record;
    parser->record = record;
}

static void read_record(Parser *parser)
{
    read_record_of(parser, RECORD_PLAIN);
}

static void read_fact(Parser *parser)
{
    read_record_of(parser, RECORD_FACT);
}

bool model_read_set(Parser *parser, int least, int most, DraftSet *set)
{
    *set = (DraftSet){.place = parser->line.tokens[0].place};
    while (model_peek(parser) != NULL) {
        const Token *name = model_expect(parser, false, "a name");
        if (name == NULL) {
            return false;
        }
        set->names[set->count++] = *name;
    }
    if (set->count < least || set->count > most) {
        model_fault(parser, set->place, "from %d to %d names are expected on this line", least,
                    most);
        return false;
    }
    return true;
}

static void read_title(Parser *parser)
{
    if (parser->record->title.count > 0) {
        model_fault(parser, parser->line.tokens[0].place, "this record has its title already");
        return;
    }
    if (!model_read_set(parser, 1, 2, &parser->record->title)) {
        parser->record->title.count = 0;
    }
}

static void read_unique(Parser *parser)
{
    DraftSet set;
    if (model_read_set(parser, 1, SET_FIELDS_MAX, &set)) {
        *(DraftSet *)list_add(&parser->record->uniques) = set;
    }
}

static void read_key(Parser *parser)
{
    DraftRecord *record = parser->record;
    if (record->def.kind != RECORD_FACT) {
        model_fault(parser, parser->line.tokens[0].place,
                    "only a fact has a key; a record has its id (use 'unique')");
        return;
    }
    if (record->key.count > 0) {
        model_fault(parser, parser->line.tokens[0].place, "this fact has its key already");
        return;
    }
    if (!model_read_set(parser, 1, SET_FIELDS_MAX, &record->key)) {
        record->key.count = 0;
    }
}

static void read_constants(Parser *parser)
{
    const Token *name = model_expect(parser, false, "the prefix of the C constants");
    if (name != NULL && model_check_name(parser, name, "a prefix") && model_expect_end(parser)) {
        parser->record->constant = text_cstr(parser->arena, name->text);
    }
}

static void read_chain(Parser *parser)
{
    if (parser->record->def.kind == RECORD_FACT) {
        model_fault(parser, parser->line.tokens[0].place,
                    "a fact has no id: no chain leads through it");
    } else if (model_expect_end(parser)) {
        parser->record->def.in_chain = true;
    }
}

/* ---- Statements ---- */

/* What a statement belongs to; how deep it stands says so. */
typedef enum Owner { OWNER_FILE, OWNER_RECORD, OWNER_FIELD, OWNER_STATES } Owner;

static const int INDENTS[] = {
    [OWNER_FILE] = 0, [OWNER_RECORD] = 2, [OWNER_FIELD] = 4, [OWNER_STATES] = 4};

static const struct Statement {
    const char *word;
    Owner owner;
    void (*read)(Parser *parser);
} STATEMENTS[] = {
    {"record", OWNER_FILE, read_record},         {"fact", OWNER_FILE, read_fact},
    {"title", OWNER_RECORD, read_title},         {"field", OWNER_RECORD, read_field},
    {"unique", OWNER_RECORD, read_unique},       {"key", OWNER_RECORD, read_key},
    {"constants", OWNER_RECORD, read_constants}, {"chain", OWNER_RECORD, read_chain},
    {"states", OWNER_RECORD, model_read_states}, {"move", OWNER_RECORD, model_read_move},
    {"option", OWNER_FIELD, read_option},        {"help", OWNER_FIELD, read_help},
    {"state", OWNER_STATES, model_read_state},
};

static const struct Statement *find_statement(Text word)
{
    for (size_t at = 0; at < sizeof STATEMENTS / sizeof STATEMENTS[0]; at++) {
        if (text_equal(word, text_from(STATEMENTS[at].word))) {
            return &STATEMENTS[at];
        }
    }
    return NULL;
}

/* Where there is nothing it could belong to: false, with a fault unless there was one already. */
static bool has_owner(Parser *parser, const struct Statement *statement)
{
    Place place = parser->line.tokens[0].place;
    if (statement->owner != OWNER_FILE && parser->record == NULL) {
        if (!parser->record_is_faulty) {
            model_fault(parser, place, "'%s' belongs to no record", statement->word);
        }
        return false;
    }
    if (statement->owner == OWNER_FIELD && parser->field == NULL) {
        if (!parser->field_is_faulty) {
            model_fault(parser, place, "'%s' belongs to no field", statement->word);
        }
        return false;
    }
    if (statement->owner == OWNER_STATES && !parser->record->has_states) {
        model_fault(parser, place, "'%s' belongs to no line of states", statement->word);
        return false;
    }
    return true;
}

static void read_statement(Parser *parser)
{
    const Token *word = &parser->line.tokens[0];
    const struct Statement *statement = word->quoted ? NULL : find_statement(word->text);
    if (statement == NULL) {
        model_fault(parser, word->place,
                    "a line begins with record, fact, title, field, unique, key, constants, "
                    "chain, states, state, move, option or help");
        return;
    }
    int indent = INDENTS[statement->owner];
    if (parser->line.indent != indent) {
        model_fault(parser, word->place, "'%s' is indented by %d spaces", statement->word, indent);
        /* A top word out of place still opens its record: the lines below belong to it. */
        if (statement->owner != OWNER_FILE) {
            return;
        }
    }
    if (has_owner(parser, statement)) {
        parser->next = 1;
        statement->read(parser);
    }
}

static void read_source(Parser *parser, const ModelSource *source)
{
    Text rest = source->text;
    Text text = {0};
    parser->record = NULL;
    parser->field = NULL;
    parser->record_is_faulty = false;
    parser->field_is_faulty = false;
    if (text_starts(rest, TEXT("\xEF\xBB\xBF"))) {
        rest = text_slice(rest, 3, rest.len);
    }
    for (int number = 1; text_split(&rest, '\n', &text); number++) {
        bool whole = model_split(parser, source->name, number, text);
        if (parser->record != NULL && (!whole || parser->line.indent > INDENTS[OWNER_FILE])) {
            parser->record->has_lines = true;
        }
        if (whole && parser->line.count > 0) {
            read_statement(parser);
        }
    }
}

bool model_parse(Arena *arena, const ModelSource *sources, size_t count, ModelTree *tree,
                 List *faults)
{
    Parser *parser = ARENA_NEW(arena, Parser);
    parser->arena = arena;
    parser->faults = faults;
    parser->records = list_new(arena, sizeof(DraftRecord *));
    for (size_t at = 0; at < count; at++) {
        read_source(parser, &sources[at]);
    }
    model_build(parser, tree);
    return faults->count == 0;
}
