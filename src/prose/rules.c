/* The rule files: lists of words and rules, as they are written.
 *
 *     words NAME                    then indented lines of words, parted by spaces; word=note
 *     rule KIND.NAME CONFIDENCE     then indented lines:
 *       pattern …   (pattern.c)     span match|clause|segment
 *       role …  lens …  unit …      example TEXT => SPAN       not TEXT
 *       zh … / en …                 what the rule is for
 */
#include "prose_impl.h"

#include <string.h>

typedef struct Place {
    ProseRules *rules;
    Text file;
    int64_t line;
    int list;   /* >= 0: inside words */
    Rule *rule; /* inside a rule */
} Place;

static const char *const KIND_NAMES[PROSE_KIND_COUNT] = {
    "figure", "period",   "org",  "person",     "benchmark", "lesson",
    "gap",    "strength", "main", "commitment", "task",
};

const char *prose_kind_name(ProseKind kind)
{
    return KIND_NAMES[kind];
}

static Status wrong(const Place *place, Text what, Error *err)
{
    return error_set(
        err, STATUS_INVALID, "prose.rule_unreadable",
        ARGS(arg_text("file", place->file), arg_int("line", place->line), arg_text("what", what)));
}

static bool kind_of(Text name, ProseKind *kind)
{
    Text rest = name, first;
    if (!text_split(&rest, '.', &first) || rest.len == 0) return false;
    for (int i = 0; i < PROSE_KIND_COUNT; i++) {
        if (!text_equal(first, text_from(KIND_NAMES[i]))) continue;
        *kind = (ProseKind)i;
        return true;
    }
    return false;
}

static Text next_word(Text *rest)
{
    Text word;
    *rest = text_trim(*rest);
    return text_split(rest, ' ', &word) ? word : (Text){"", 0};
}

static Status begin_words(Place *place, Text rest, Error *err)
{
    place->rule = NULL;
    place->list = lexicon_list(place->rules->lexicon, text_trim(rest));
    return place->list < 0 ? wrong(place, rest, err) : STATUS_OK;
}

static Status begin_rule(Place *place, Text rest, Error *err)
{
    ProseRules *rules = place->rules;
    Text name = next_word(&rest), number = next_word(&rest);
    Decimal confidence;
    ProseKind kind;
    if (!kind_of(name, &kind) || !decimal_parse(number, &confidence))
        return wrong(place, name, err);
    Rule *rule = ARENA_NEW(rules->arena, Rule);
    rule->name = text_cstr(rules->arena, name);
    rule->kind = kind;
    rule->confidence = decimal_double(confidence);
    *(Rule **)list_add(&rules->rules) = rule;
    place->rule = rule;
    place->list = -1;
    return STATUS_OK;
}

static void read_words(Place *place, Text rest)
{
    Text word;
    while (rest.len) {
        word = next_word(&rest);
        Text note = word, bare;
        if (!word.len) continue;
        text_split(&note, '=', &bare);
        lexicon_add(place->rules->lexicon, place->list, bare, note);
    }
}

static Status read_scope(Place *place, Text value, Error *err)
{
    if (text_equal(value, TEXT("match"))) {
        place->rule->scope = SCOPE_MATCH;
    } else if (text_equal(value, TEXT("clause"))) {
        place->rule->scope = SCOPE_CLAUSE;
    } else if (text_equal(value, TEXT("segment"))) {
        place->rule->scope = SCOPE_SEGMENT;
    } else {
        return wrong(place, value, err);
    }
    return STATUS_OK;
}

static Status read_example(Place *place, Text value, bool must_find, Error *err)
{
    ProseRules *rules = place->rules;
    ProseExample *example = list_add(&rules->examples);
    Text expect = {"", 0};
    size_t arrow;
    if (must_find) {
        if (!text_find(value, TEXT("=>"), &arrow)) return wrong(place, value, err);
        expect = text_trim(text_slice(value, arrow + 2, value.len));
        value = text_trim(text_slice(value, 0, arrow));
    }
    *example = (ProseExample){place->rule->name, text_copy(rules->arena, value),
                              text_copy(rules->arena, expect)};
    return STATUS_OK;
}

static Status read_rule_line(Place *place, Text line, Error *err)
{
    ProseRules *rules = place->rules;
    Text value = line, key = next_word(&value);
    value = text_trim(value);
    if (text_equal(key, TEXT("pattern"))) {
        Pattern *pattern = pattern_read(rules, place->rule, value);
        if (!pattern || rules->patterns.count == PATTERNS_MOST) return wrong(place, value, err);
        *(Pattern **)list_add(&rules->patterns) = pattern;
    } else if (text_equal(key, TEXT("span"))) {
        return read_scope(place, value, err);
    } else if (text_equal(key, TEXT("example")) || text_equal(key, TEXT("not"))) {
        return read_example(place, value, key.ptr[0] == 'e', err);
    } else if (text_equal(key, TEXT("role"))) {
        place->rule->role = text_copy(rules->arena, value);
    } else if (text_equal(key, TEXT("lens"))) {
        place->rule->lens = text_copy(rules->arena, value);
    } else if (text_equal(key, TEXT("unit"))) {
        place->rule->unit = text_copy(rules->arena, value);
    } else if (!text_equal(key, TEXT("zh")) && !text_equal(key, TEXT("en"))) {
        return wrong(place, key, err);
    }
    return STATUS_OK;
}

Status rules_read(ProseRules *rules, Text file_name, Text text, Error *err)
{
    Place place = {rules, file_name, 0, -1, NULL};
    Text rest = text, line;
    Status status = STATUS_OK;
    while (!status && text_split(&rest, '\n', &line)) {
        place.line++;
        bool indented = line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
        line = text_trim(line);
        if (!line.len || line.ptr[0] == '#') continue;
        if (!indented) {
            Text value = line, key = next_word(&value);
            if (text_equal(key, TEXT("words"))) {
                status = begin_words(&place, value, err);
            } else if (text_equal(key, TEXT("rule"))) {
                status = begin_rule(&place, value, err);
            } else {
                status = wrong(&place, key, err);
            }
        } else if (place.list >= 0) {
            read_words(&place, line);
        } else if (place.rule) {
            status = read_rule_line(&place, line, err);
        } else {
            status = wrong(&place, line, err);
        }
    }
    return status;
}

static Status link_lists(ProseRules *rules, Error *err)
{
    static const char *const NAMES[LIST_COUNT] = {
#define X(name) #name,
        WORD_LISTS(X)
#undef X
    };
    for (int i = 0; i < LIST_COUNT; i++) {
        rules->lists[i] = lexicon_find_list(rules->lexicon, text_from(NAMES[i]));
        if (rules->lists[i] >= 0) continue;
        return error_set(err, STATUS_INVALID, "prose.list_missing",
                         ARGS(arg_cstr("list", NAMES[i])));
    }
    return STATUS_OK;
}

static Status link_rules(ProseRules *rules, Error *err)
{
    static const char *const NAMES[RULE_COUNT] = {
#define X(id, name) name,
        CODE_RULES(X)
#undef X
    };
    for (int i = 0; i < RULE_COUNT; i++) {
        for (size_t j = 0; j < rules->rules.count; j++) {
            const Rule *rule = *LIST_AT(&rules->rules, Rule *, j);
            if (strcmp(rule->name, NAMES[i]) == 0) rules->code[i] = rule;
        }
        if (rules->code[i]) continue;
        return error_set(err, STATUS_INVALID, "prose.rule_missing",
                         ARGS(arg_cstr("rule", NAMES[i])));
    }
    return STATUS_OK;
}

Status prose_rules_load(EmbeddedFiles files, ProseRules **out, Error *err)
{
    Arena *arena = arena_new();
    ProseRules *rules = ARENA_NEW(arena, ProseRules);
    rules->arena = arena;
    rules->lexicon = lexicon_new(arena);
    rules->rules = list_new(arena, sizeof(Rule *));
    rules->patterns = list_new(arena, sizeof(Pattern *));
    rules->examples = list_new(arena, sizeof(ProseExample));
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < files.count; i++) {
        const EmbeddedFile *file = &files.items[i];
        status = rules_read(rules, text_from(file->name),
                            (Text){(const char *)file->bytes, file->len}, err);
    }
    if (!status) status = link_lists(rules, err);
    if (!status) status = link_rules(rules, err);
    if (!status) patterns_index(rules);
    if (!status) status = simplify_open(rules, err);
    *out = status ? NULL : rules;
    if (status) prose_rules_free(rules);
    return status;
}

void prose_rules_free(ProseRules *rules)
{
    if (!rules) return;
    simplify_close(rules);
    arena_free(rules->arena);
}

size_t prose_example_count(const ProseRules *rules)
{
    return rules->examples.count;
}

ProseExample prose_example(const ProseRules *rules, size_t index)
{
    return *LIST_AT(&rules->examples, ProseExample, index);
}

size_t prose_rule_count(const ProseRules *rules)
{
    return rules->rules.count;
}

const char *prose_rule_name(const ProseRules *rules, size_t index)
{
    return (*LIST_AT(&rules->rules, Rule *, index))->name;
}
