/* Lines of a model file → drafts of records. What they refer to is resolved when all are read. */
#include "model_parse_impl.h"

/* ---- Tokens of the line at hand ---- */

const Token *model_peek(const Parser *parser)
{
    return parser->next < parser->line.count ? &parser->line.tokens[parser->next] : NULL;
}

static Place end_of_line(const Parser *parser)
{
    const Token *last = &parser->line.tokens[parser->line.count - 1];
    Place place = last->place;
    place.column += (int)character_count(last->text) + (last->quoted ? 2 : 0);
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

static bool read_two_labels(Parser *parser, const char **zh, const char **en)
{
    const Token *first = model_expect(parser, true, "the Chinese label in quotes");
    const Token *second =
        first == NULL ? NULL : model_expect(parser, true, "the English label in quotes");
    if (second == NULL) {
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

bool model_read_labels(Parser *parser, const char **zh, const char **en)
{
    return read_two_labels(parser, zh, en) && model_expect_end(parser);
}

/* ---- What several of a record are called in English ---- */

static bool ends_in_any(Text word, const char *const *endings)
{
    for (; *endings != NULL; endings++) {
        if (text_ends(word, text_from(*endings))) {
            return true;
        }
    }
    return false;
}

static void add_plural(Buf *out, Text word)
{
    static const char *const hissing[] = {"s", "x", "ch", "sh", NULL};
    static const char *const with_vowel[] = {"ay", "ey", "oy", "uy", NULL};
    if (text_ends(word, TEXT("y")) && !ends_in_any(word, with_vowel)) {
        buf_add(out, text_slice(word, 0, word.len - 1));
        buf_add_cstr(out, "ies");
    } else {
        buf_add(out, word);
        buf_add_cstr(out, ends_in_any(word, hissing) ? "es" : "s");
    }
}

/* "Roles of a unit": the word before what qualifies it. */
static const char *plural_of(Arena *arena, Text label)
{
    static const char *const qualifiers[] = {" of ", " by ", " about ", " from ", " to ", " on "};
    size_t head = label.len, at;
    Buf out = buf_new(arena);
    for (size_t i = 0; i < sizeof qualifiers / sizeof qualifiers[0]; i++) {
        if (text_find(label, text_from(qualifiers[i]), &at) && at < head) {
            head = at;
        }
    }
    add_plural(&out, text_slice(label, 0, head));
    buf_add(&out, text_slice(label, head, label.len));
    return text_cstr(arena, buf_text(&out));
}

/* What several are called is said where it does not follow the rule. */
static void read_record_labels(Parser *parser, RecordDef *def)
{
    if (!read_two_labels(parser, &def->zh, &def->en)) {
        return;
    }
    const Token *many = model_peek(parser);
    def->en_many = plural_of(parser->arena, text_from(def->en));
    if (many != NULL && many->quoted && many->text.len > 0) {
        def->en_many = text_cstr(parser->arena, many->text);
        parser->next++;
    }
    model_expect_end(parser);
}

bool model_read_name(Parser *parser, const char *what, const char **name)
{
    const Token *token = model_expect(parser, false, what);
    if (token == NULL || !model_check_name(parser, token, what)) {
        return false;
    }
    *name = text_cstr(parser->arena, token->text);
    return true;
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
    record->indexes = list_new(parser->arena, sizeof(DraftSet));
    record->orders = list_new(parser->arena, sizeof(DraftSet));
    record->states = list_new(parser->arena, sizeof(DraftState));
    record->moves = list_new(parser->arena, sizeof(DraftMove));
    record->def.name = text_cstr(parser->arena, name->text);
    record->def.zh = record->def.en = record->def.en_many = record->def.name;
    record->def.kind = kind;
    read_record_labels(parser, &record->def);
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

static void read_constants(Parser *parser)
{
    const char *prefix = NULL;
    if (model_read_name(parser, "the prefix of the C constants", &prefix) &&
        model_expect_end(parser)) {
        parser->record->constant = prefix;
    }
}

static void read_hook(Parser *parser)
{
    RecordDef *def = &parser->record->def;
    const char **hook = model_accept_word(parser, "delete") ? &def->delete_hook : &def->hook;
    const char *name = NULL;
    if (def->kind == RECORD_FACT) {
        model_fault(parser, parser->line.tokens[0].place,
                    "a fact is neither saved nor deleted by itself: no hook");
    } else if (*hook != NULL) {
        model_fault(parser, parser->line.tokens[0].place, "this record has its hook already");
    } else if (model_read_name(parser, "the C function", &name) && model_expect_end(parser)) {
        *hook = name;
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
    {"role", OWNER_FILE, model_read_role},
    {"record", OWNER_FILE, read_record},
    {"fact", OWNER_FILE, read_fact},
    {"title", OWNER_RECORD, model_read_title},
    {"constants", OWNER_RECORD, read_constants},
    {"field", OWNER_RECORD, model_read_field},
    {"option", OWNER_FIELD, model_read_option},
    {"help", OWNER_FIELD, model_read_help},
    {"pattern", OWNER_FIELD, model_read_pattern},
    {"initial", OWNER_FIELD, model_read_initial},
    {"number", OWNER_FIELD, model_read_number},
    {"taken", OWNER_FIELD, model_read_taken},
    {"unique", OWNER_RECORD, model_read_unique},
    {"index", OWNER_RECORD, model_read_index},
    {"order", OWNER_RECORD, model_read_order},
    {"chain", OWNER_RECORD, read_chain},
    {"states", OWNER_RECORD, model_read_states},
    {"state", OWNER_STATES, model_read_state},
    {"move", OWNER_RECORD, model_read_move},
    {"unit", OWNER_RECORD, model_read_unit},
    {"secret", OWNER_RECORD, model_read_secret},
    {"allow", OWNER_RECORD, model_read_allow},
    {"hook", OWNER_RECORD, read_hook},
    {"key", OWNER_RECORD, model_read_key},
};

enum { STATEMENT_COUNT = sizeof STATEMENTS / sizeof STATEMENTS[0] };

static const struct Statement *find_statement(Text word)
{
    for (int at = 0; at < STATEMENT_COUNT; at++) {
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

static void fault_of_statement(Parser *parser, Place place)
{
    Buf words = buf_new(parser->arena);
    for (int at = 0; at < STATEMENT_COUNT; at++) {
        buf_add_format(&words, "%s%s", at > 0 ? ", " : "", STATEMENTS[at].word);
    }
    model_fault(parser, place, "a line begins with one of: %.*s", TEXT_ARGS(buf_text(&words)));
}

static void read_statement(Parser *parser)
{
    const Token *word = &parser->line.tokens[0];
    const struct Statement *statement = word->quoted ? NULL : find_statement(word->text);
    if (statement == NULL) {
        fault_of_statement(parser, word->place);
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

/* In the order of the file, whichever was found first. */
static int compare_faults(const void *left, const void *right)
{
    const ModelFault *a = left, *b = right;
    int by_file = text_compare(a->file, b->file);
    if (by_file != 0) {
        return by_file;
    }
    return a->line != b->line ? (a->line > b->line) - (a->line < b->line)
                              : (a->column > b->column) - (a->column < b->column);
}

bool model_parse(Arena *arena, const ModelSource *sources, size_t count, ModelTree *tree,
                 List *faults)
{
    Parser *parser = ARENA_NEW(arena, Parser);
    parser->arena = arena;
    parser->faults = faults;
    parser->roles = list_new(arena, sizeof(DraftRole));
    parser->records = list_new(arena, sizeof(DraftRecord *));
    for (size_t at = 0; at < count; at++) {
        read_source(parser, &sources[at]);
    }
    model_build(parser, tree);
    list_sort(faults, compare_faults);
    return faults->count == 0;
}
