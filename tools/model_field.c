/* Fields: their lines, and whether what is said of each can be. */
#include "model_parse_impl.h"

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

/* ---- The kind, and what follows it ---- */

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

/* Of what kind it is, and which function says it. */
static bool read_computed(Parser *parser, FieldDef *def)
{
    const Token *token = model_expect(parser, false, "the kind of what is computed");
    if (token == NULL) {
        return false;
    }
    if (!model_find_kind(token->text, &def->computed) ||
        !model_kind_can(def->computed, CAN_COMPUTE)) {
        model_fault(parser, token->place, "'%.*s' cannot be computed: %.*s", TEXT_ARGS(token->text),
                    TEXT_ARGS(model_kind_names(parser->arena, CAN_COMPUTE)));
        return false;
    }
    return model_read_name(parser, "the C function", &def->hook);
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
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_PERCENT: return read_range(parser, def);
    case FIELD_COMPUTED: return read_computed(parser, def);
    case FIELD_REF:
    case FIELD_REFS: return read_target(parser, field);
    case FIELD_DATE:
    case FIELD_DATE_RANGE:
    case FIELD_TIME:
    case FIELD_PERIOD:
    case FIELD_BOOL:
    case FIELD_ONE_OF:
    case FIELD_FILE:
    case FIELD_POINT: return true;
    }
    return false;
}

static bool read_kind(Parser *parser, DraftField *field)
{
    const Token *token = model_expect(parser, false, "the kind of the field");
    if (token == NULL) {
        return false;
    }
    if (!model_find_kind(token->text, &field->def.kind)) {
        Text names = model_kind_names(parser->arena, 0);
        model_fault(parser, token->place, "'%.*s' is no kind: %.*s", TEXT_ARGS(token->text),
                    TEXT_ARGS(names));
        return false;
    }
    return read_kind_rest(parser, field);
}

/* ---- The words after it ---- */

static bool *find_flag(FieldDef *def, Text word)
{
    const struct {
        const char *word;
        bool *flag;
    } flags[] = {{"required", &def->required}, {"unique", &def->unique}, {"listed", &def->listed},
                 {"filter", &def->filtered},   {"sort", &def->sorted},   {"search", &def->searched},
                 {"sealed", &def->sealed}};
    for (size_t at = 0; at < sizeof flags / sizeof flags[0]; at++) {
        if (text_equal(word, text_from(flags[at].word))) {
            return flags[at].flag;
        }
    }
    return NULL;
}

static FieldLink find_link(Text word)
{
    return text_equal(word, TEXT("from"))      ? LINK_FROM
           : text_equal(word, TEXT("answers")) ? LINK_ANSWERS
                                               : LINK_NONE;
}

/* Ends before the first word that is none; false after a fault. */
static bool read_words(Parser *parser, FieldDef *def)
{
    const Token *word = model_peek(parser);
    for (; word != NULL && !word->quoted; word = model_peek(parser)) {
        bool *flag = find_flag(def, word->text);
        FieldLink link = find_link(word->text);
        if (flag == NULL && link == LINK_NONE) {
            model_fault(parser, word->place,
                        "'%.*s' is no word of a field: required, unique, listed, filter, sort, "
                        "search, sealed, from, answers",
                        TEXT_ARGS(word->text));
            return false;
        }
        if (flag != NULL ? *flag : def->link != LINK_NONE) {
            model_fault(parser, word->place, "'%.*s' has no place here: it is said already",
                        TEXT_ARGS(word->text));
            return false;
        }
        if (flag != NULL) {
            *flag = true;
        } else {
            def->link = link;
        }
        parser->next++;
    }
    return true;
}

/* ---- A field and the lines below it ---- */

DraftField *model_field_at(const DraftRecord *record, size_t at)
{
    return *LIST_AT(&record->fields, DraftField *, at);
}

DraftField *model_draft_field(const DraftRecord *record, Text name)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        DraftField *field = model_field_at(record, at);
        if (text_equal(name, text_from(field->def.name))) {
            return field;
        }
    }
    return NULL;
}

DraftField *model_expect_field(Parser *parser, const DraftRecord *record, const Token *name)
{
    DraftField *field = model_draft_field(record, name->text);
    if (field == NULL) {
        model_fault(parser, name->place, "'%s' has no field '%.*s'", record->def.name,
                    TEXT_ARGS(name->text));
    }
    return field;
}

int model_field_index(const DraftRecord *record, const DraftField *field)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        if (model_field_at(record, at) == field) {
            return (int)at;
        }
    }
    return -1;
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

void model_read_field(Parser *parser)
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
    field->taken = list_new(parser->arena, sizeof(DraftTaken));
    field->def.name = text_cstr(parser->arena, name->text);
    field->def.zh = field->def.en = field->def.name;
    field->def.help_zh = field->def.help_en = "";
    /* Kept even when its rest is faulty, so that what refers to it raises no second fault. */
    *(DraftField **)list_add(&parser->record->fields) = field;
    parser->field = field;
    field->is_faulty = !read_kind(parser, field);
    if (!field->is_faulty && read_words(parser, &field->def)) {
        model_read_labels(parser, &field->def.zh, &field->def.en);
    }
}

static bool option_is_new(Parser *parser, const DraftField *field, const Token *name)
{
    for (size_t at = 0; at < field->options.count; at++) {
        if (text_equal(name->text, text_from(LIST_AT(&field->options, OptionDef, at)->name))) {
            model_fault(parser, name->place, "option '%.*s' is there already",
                        TEXT_ARGS(name->text));
            return false;
        }
    }
    return true;
}

void model_read_option(Parser *parser)
{
    DraftField *field = parser->field;
    const Token *name = model_expect(parser, false, "the name of the option");
    if (name == NULL || !model_check_name(parser, name, "an option")) {
        return;
    }
    if (field->is_faulty) {
        return;
    }
    if (field_says(&field->def) != FIELD_ONE_OF) {
        model_fault(parser, name->place, "only a one-of has options");
        return;
    }
    if (field->options.count >= MODEL_OPTIONS_MAX) {
        model_fault(parser, name->place, "a field has at most %d options", MODEL_OPTIONS_MAX);
        return;
    }
    if (option_is_new(parser, field, name)) {
        OptionDef option = {.name = text_cstr(parser->arena, name->text)};
        option.zh = option.en = option.name;
        model_read_labels(parser, &option.zh, &option.en);
        *(OptionDef *)list_add(&field->options) = option;
    }
}

void model_read_help(Parser *parser)
{
    if (parser->field->def.help_zh[0] != '\0') {
        model_fault(parser, parser->line.tokens[0].place, "this field has its help already");
        return;
    }
    model_read_labels(parser, &parser->field->def.help_zh, &parser->field->def.help_en);
}

/* One text in quotes, which this field does not have yet. */
static void read_quoted(Parser *parser, const char *what, const char **text, Place *place)
{
    const Token *token = model_expect(parser, true, what);
    if (token == NULL || !model_expect_end(parser)) {
        return;
    }
    if (*text != NULL) {
        model_fault(parser, token->place, "this field has it already");
    } else if (token->text.len == 0) {
        model_fault(parser, token->place, "%s may not be empty", what);
    } else {
        *text = text_cstr(parser->arena, token->text);
        *place = token->place;
    }
}

void model_read_pattern(Parser *parser)
{
    DraftField *field = parser->field;
    read_quoted(parser, "the expression in quotes", &field->def.pattern, &field->pattern_place);
}

void model_read_initial(Parser *parser)
{
    DraftField *field = parser->field;
    read_quoted(parser, "the value in quotes", &field->def.initial, &field->initial_place);
}

/* ---- Checking ---- */

static void check_target(Parser *parser, const DraftField *field)
{
    if (field->def.target == NULL) {
        return;
    }
    const DraftRecord *target = model_draft_record(parser, text_from(field->def.target));
    if (target == NULL) {
        model_fault(parser, field->target_place, "there is no record '%s'", field->def.target);
    } else if (target->def.kind == RECORD_FACT) {
        model_fault(parser, field->target_place, "'%s' is a fact: it has no id to refer to",
                    field->def.target);
    }
}

static void check_second_column(Parser *parser, const DraftRecord *record, const DraftField *field)
{
    const char *ending = schema_second(field->def.kind);
    if (ending == NULL) {
        return;
    }
    Text name = text_format(parser->arena, "%s%s", field->def.name, ending);
    const DraftField *same = model_draft_field(record, name);
    if (same != NULL) {
        model_fault(parser, same->place, "'%.*s' is the second column of the %s '%s'",
                    TEXT_ARGS(name), model_kind_name(field->def.kind), field->def.name);
    }
}

static void check_words(Parser *parser, const DraftField *field)
{
    const FieldDef *def = &field->def;
    const struct {
        bool is_said;
        Ability ability;
        const char *word;
    } words[] = {{def->unique, CAN_BE_UNIQUE, "unique"},
                 {def->filtered, CAN_FILTER, "filter"},
                 {def->sorted, CAN_SORT, "sort"},
                 {def->searched, CAN_SEARCH, "search"}};
    for (size_t at = 0; at < sizeof words / sizeof words[0]; at++) {
        if (words[at].is_said && !model_kind_can(def->kind, words[at].ability)) {
            model_fault(parser, field->place, "'%s' cannot be said of the kind %s", words[at].word,
                        model_kind_name(def->kind));
        }
        if (words[at].is_said && def->sealed) {
            model_fault(parser, field->place,
                        "'%s' would tell those who may not unseal it what is sealed",
                        words[at].word);
        }
    }
    if (def->kind == FIELD_COMPUTED && (def->required || def->sealed)) {
        model_fault(parser, field->place, "what is computed is neither required nor sealed");
    }
    if (def->link != LINK_NONE && def->target == NULL) {
        model_fault(parser, field->place, "only a reference says 'from' or 'answers'");
    }
}

/* Facts are read by the million, by their key alone. */
static void check_fact_field(Parser *parser, const DraftField *field)
{
    const FieldDef *def = &field->def;
    if (def->unique || def->kind == FIELD_REFS) {
        model_fault(parser, field->place, "a fact has a key, and neither refs nor unique fields");
    } else if (def->filtered || def->sorted || def->searched || def->sealed) {
        model_fault(parser, field->place,
                    "facts are read by their key: nothing of theirs is filtered, sorted, searched "
                    "or sealed");
    }
}

/* Of texts the size, of numbers the range; what the kind itself asks was read already. */
static bool initial_fits(const FieldDef *def, const Value *value)
{
    Decimal number = value->kind == VALUE_DECIMAL ? value->decimal : (Decimal){value->number, 0};
    if (def->has_least) {
        return decimal_compare(number, def->least) >= 0 && decimal_compare(number, def->most) <= 0;
    }
    return value->kind != VALUE_TEXT || def->size == 0 || character_count(value->text) <= def->size;
}

static void check_initial(Parser *parser, const DraftRecord *record, const DraftField *field)
{
    const FieldDef *def = &field->def;
    if (def->initial == NULL) {
        return;
    }
    if (record->def.kind == RECORD_FACT) {
        model_fault(parser, field->initial_place, "a fact begins with nothing");
        return;
    }
    if (!model_kind_can(def->kind, CAN_BEGIN)) {
        model_fault(parser, field->initial_place, "a %s has no initial value",
                    model_kind_name(def->kind));
        return;
    }
    Value value = value_initial(parser->arena, def);
    if (value.kind == VALUE_NONE || !initial_fits(def, &value)) {
        model_fault(parser, field->initial_place, "'%s' is no value of this field", def->initial);
    }
}

void model_resolve_field(Parser *parser, const DraftRecord *record, DraftField *field)
{
    field->def.options = field->options.items;
    field->def.option_count = (int)field->options.count;
    if (field->is_faulty) {
        return;
    }
    check_target(parser, field);
    check_second_column(parser, record, field);
    if (field_says(&field->def) == FIELD_ONE_OF && field->options.count == 0) {
        model_fault(parser, field->place, "'%s' has no option lines below it", field->def.name);
    }
    if (record->def.kind == RECORD_FACT) {
        check_fact_field(parser, field);
    } else {
        check_words(parser, field);
    }
    model_check_pattern(parser, field);
    check_initial(parser, record, field);
}
