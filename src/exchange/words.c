/* The word lists of rules/import.rules: "name word | word | …", one list may go over several lines
 * of the same name. */
#include "exchange_impl.h"

static const struct {
    const char *name;
    WordSet set;
} SETS[] = {
    {"entity", (WordSet)ROLE_ENTITY},
    {"entity-code", (WordSet)ROLE_ENTITY_CODE},
    {"indicator", (WordSet)ROLE_INDICATOR},
    {"indicator-code", (WordSet)ROLE_INDICATOR_CODE},
    {"period", (WordSet)ROLE_PERIOD},
    {"unit", (WordSet)ROLE_UNIT},
    {"value", (WordSet)ROLE_VALUE},
    {"status", (WordSet)ROLE_STATUS},
    {"bound", (WordSet)ROLE_BOUND},
    {"known-from", (WordSet)ROLE_KNOWN_FROM},
    {"document", (WordSet)ROLE_DOCUMENT},
    {"note", (WordSet)ROLE_NOTE},
    {"parent", (WordSet)ROLE_PARENT},
    {"ignored", WORDS_IGNORED},
    {"total", WORDS_TOTAL},
    {"total-ending", WORDS_TOTAL_ENDING},
    {"footer", WORDS_FOOTER},
    {"source-lead", WORDS_SOURCE_LEAD},
    {"unit-lead", WORDS_UNIT_LEAD},
    {"entity-lead", WORDS_ENTITY_LEAD},
    {"indicator-lead", WORDS_INDICATOR_LEAD},
    {"period-lead", WORDS_PERIOD_LEAD},
    {"missing", WORDS_MISSING},
    {"undated", WORDS_UNDATED},
    {"whole", WORDS_WHOLE},
    {"districts", WORDS_DISTRICTS},
    {"level", WORDS_LEVEL},
    {"growth", WORDS_GROWTH},
    {"growth-base", WORDS_GROWTH_BASE},
    {"more-before", WORDS_MORE_BEFORE},
    {"more-after", WORDS_MORE_AFTER},
    {"less-before", WORDS_LESS_BEFORE},
    {"less-after", WORDS_LESS_AFTER},
    {"about-before", WORDS_ABOUT_BEFORE},
    {"about-after", WORDS_ABOUT_AFTER},
    {"estimated", WORDS_ESTIMATED},
    {"provisional", WORDS_PROVISIONAL},
    {"observed", WORDS_OBSERVED},
    {"revised", WORDS_REVISED},
};

static bool set_named(Text name, WordSet *set)
{
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        if (text_equal(name, text_from(SETS[i].name))) {
            *set = SETS[i].set;
            return true;
        }
    }
    return false;
}

static int longer_first(const void *a, const void *b)
{
    const Text *left = a, *right = b;
    return (left->len < right->len) - (left->len > right->len);
}

/* Headings and labels are compared by key; marks inside a cell keep their spaces and signs. */
static Text word_form(Arena *arena, WordSet set, Text word)
{
    bool is_plain = set == WORDS_MISSING || set == WORDS_FOOTER ||
                    (set >= WORDS_MORE_BEFORE && set <= WORDS_ABOUT_AFTER);
    return is_plain ? plain_of(arena, word) : key_of(arena, word);
}

/* "limit conflict = 0.05 | …": numbers of the checks that compare figures. */
static bool words_limit(Words *words, Text name, Text value)
{
    const struct {
        const char *name;
        double *limit;
    } rows[] = {
        {"conflict", &words->conflict_ratio},
        {"shift", &words->shift_ratio},
        {"shift-share", &words->shift_share},
        {"shift-figures", &words->shift_figures},
    };
    Decimal number;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (text_equal(name, text_from(rows[i].name)) && decimal_parse(value, &number)) {
            *rows[i].limit = decimal_double(number);
            return true;
        }
    }
    return false;
}

/* "name = value" of the lists that hold pairs. */
static bool words_pair(Words *words, Text pair, bool is_unit)
{
    size_t equals;
    if (!text_find(pair, TEXT("="), &equals)) {
        return false;
    }
    Text name = text_trim(text_slice(pair, 0, equals));
    Text value = text_trim(text_slice(pair, equals + 1, pair.len));
    if (!is_unit) {
        return words_limit(words, name, value);
    }
    *(UnitWord *)list_add(&words->units) = (UnitWord){key_of(words->arena, name), value};
    return true;
}

static bool words_line(Words *words, Text name, Text rest)
{
    WordSet set = WORDS_IGNORED;
    bool is_unit = text_equal(name, TEXT("unit-name"));
    bool is_pairs = is_unit || text_equal(name, TEXT("limit"));
    if (!is_pairs && !set_named(name, &set)) {
        return false;
    }
    Text word;
    while (text_split(&rest, '|', &word)) {
        word = text_trim(word);
        if (word.len == 0) {
            continue;
        }
        if (is_pairs) {
            if (!words_pair(words, word, is_unit)) {
                return false;
            }
            continue;
        }
        Text form = word_form(words->arena, set, word);
        *(Text *)list_add(&words->sets[set]) = form;
        map_put(words->exact[set], form, 1);
    }
    return true;
}

Status words_read(Arena *arena, Arena *scratch, Text rules, Words **words, Error *err)
{
    Words *read = ARENA_NEW(arena, Words);
    read->arena = arena;
    read->scratch = scratch;
    read->units = list_new(arena, sizeof(UnitWord));
    for (int i = 0; i < WORDS_SET_COUNT; i++) {
        read->sets[i] = list_new(arena, sizeof(Text));
        read->exact[i] = map_new(arena);
    }
    Text name, value;
    int64_t row = 0;
    while (rule_line(&rules, &name, &value, &row)) {
        if (!rule_is_heading(name) && !words_line(read, name, value)) {
            return error_set(err, STATUS_INVALID, "exchange.rule_line",
                             ARGS(arg_cstr("file", "import.rules"), arg_int("line", row),
                                  arg_text("text", name)));
        }
    }
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        list_sort(&read->sets[SETS[i].set], longer_first);
        if (read->sets[SETS[i].set].count == 0) {
            return error_set(
                err, STATUS_INVALID, "exchange.rule_missing",
                ARGS(arg_cstr("file", "import.rules"), arg_cstr("name", SETS[i].name)));
        }
    }
    *words = read;
    return STATUS_OK;
}

bool words_has(const Words *words, WordSet set, Text key)
{
    int64_t unused;
    return map_get(words->exact[set], key, &unused);
}

bool words_begin(const Words *words, WordSet set, Text text, size_t *len)
{
    for (size_t i = 0; i < words->sets[set].count; i++) {
        Text word = *LIST_AT(&words->sets[set], Text, i);
        if (text_starts(text, word)) {
            *len = word.len;
            return true;
        }
    }
    return false;
}

bool words_end(const Words *words, WordSet set, Text text, size_t *len)
{
    for (size_t i = 0; i < words->sets[set].count; i++) {
        Text word = *LIST_AT(&words->sets[set], Text, i);
        if (text_ends(text, word)) {
            *len = word.len;
            return true;
        }
    }
    return false;
}

const UnitRow *unit_named(const Words *words, const UnitTable *units, Text text)
{
    text = text_trim(text);
    if (text.len == 0 || text.len > 64) {
        return NULL;
    }
    const UnitRow *row = unit_find(units, text);
    if (row != NULL) {
        return row;
    }
    Text key = key_of(words->scratch, text);
    for (size_t i = 0; i < words->units.count; i++) {
        const UnitWord *word = LIST_AT(&words->units, UnitWord, i);
        if (text_equal(word->key, key)) {
            return unit_find(units, word->unit);
        }
    }
    return key.len > 0 && key.len != text.len ? unit_find(units, key) : NULL;
}

bool status_named(const Words *words, Text key, ObservationStatus *status)
{
    static const struct {
        WordSet set;
        ObservationStatus status;
    } ROWS[] = {
        {WORDS_PROVISIONAL, OBSERVATION_PROVISIONAL},
        {WORDS_ESTIMATED, OBSERVATION_ESTIMATED},
        {WORDS_REVISED, OBSERVATION_REVISED},
        {WORDS_OBSERVED, OBSERVATION_OBSERVED},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (words_has(words, ROWS[i].set, key)) {
            *status = ROWS[i].status;
            return true;
        }
    }
    return false;
}

void problem_at(Problems *problems, Severity severity, const char *code, Text sheet, int64_t row,
                int column, Text field, const Arg *args, size_t arg_count)
{
    problems_add(problems, (Problem){
                               .severity = severity,
                               .code = code,
                               .sheet = sheet,
                               .row = row,
                               .column = column,
                               .field = field,
                               .args = (Arg *)(uintptr_t)args,
                               .arg_count = arg_count,
                           });
}
