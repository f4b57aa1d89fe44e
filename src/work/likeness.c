/* Projects that are there already: by the likeness of names, the investor, the money.
 *
 * A project that is signed twice, or begun three times, is the fraud that the lists invite. The
 * unique project code finds the honest repetition; this finds the one under a new name. Who knows
 * better says so in `distinct_from`, which stands in the history. */
#include "work_impl.h"

/* ---- Likeness of names ---- */

/* Brackets and marks of any width, and spaces. */
static bool is_mark(uint32_t c)
{
    bool is_ascii =
        c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
    return is_ascii || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
           (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20);
}

static size_t filler_at(Text rest, Text fillers)
{
    Text word;
    while (text_split(&fillers, ' ', &word)) {
        if (word.len > 0 && text_starts(rest, word)) {
            return word.len;
        }
    }
    return 0;
}

/* The characters that count: List of uint32_t. */
static List telling_characters(Arena *arena, Text name, Text fillers)
{
    List found = list_new(arena, sizeof(uint32_t));
    uint32_t c;
    for (size_t at = 0; at < name.len;) {
        size_t skip = filler_at(text_slice(name, at, name.len), fillers);
        if (skip > 0) {
            at += skip;
        } else if (text_next(name, &at, &c) && !is_mark(c)) {
            *(uint32_t *)list_add(&found) = c;
        }
    }
    return found;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Neighbouring pairs in order; of a single character, that one with nothing. */
static List pairs_of(Arena *arena, Text name, Text fillers)
{
    List characters = telling_characters(arena, name, fillers);
    List pairs = list_new(arena, sizeof(uint64_t));
    size_t last = characters.count > 1 ? characters.count - 1 : characters.count;
    for (size_t at = 0; at < last; at++) {
        uint64_t first = *LIST_AT(&characters, uint32_t, at);
        uint64_t second = characters.count > 1 ? *LIST_AT(&characters, uint32_t, at + 1) : 0;
        *(uint64_t *)list_add(&pairs) = first << 32 | second;
    }
    list_sort(&pairs, by_value);
    return pairs;
}

static size_t pairs_in_both(const List *a, const List *b)
{
    size_t both = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = by_value(LIST_AT(a, uint64_t, i), LIST_AT(b, uint64_t, j));
        both += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    return both;
}

double name_likeness(Arena *arena, Text a, Text b, Text fillers)
{
    List of_a = pairs_of(arena, a, fillers), of_b = pairs_of(arena, b, fillers);
    size_t all = of_a.count + of_b.count;
    return all == 0 ? 0 : 2.0 * (double)pairs_in_both(&of_a, &of_b) / (double)all;
}

/* ---- The rules in force ---- */

typedef struct LikenessRules {
    Text version, fillers;
    double likeness, likeness_same;
} LikenessRules;

static const RuleField FIELDS[] = {
    {"version", RULE_TEXT, offsetof(LikenessRules, version), 0, 0},
    {"likeness", RULE_RATIO, offsetof(LikenessRules, likeness), 0, 1},
    {"likeness_same", RULE_RATIO, offsetof(LikenessRules, likeness_same), 0, 1},
    {"fillers", RULE_TEXT, offsetof(LikenessRules, fillers), 0, 0},
};

static Status rules_of_today(HookCall *call, LikenessRules *rules, Error *err)
{
    RuleEdition edition;
    Status status =
        rules_in_force(call->arena, call->workspace, "duplicates", date_today(), &edition, err);
    if (status == STATUS_OK) {
        rule_fields_read(call->arena, edition.body, FIELDS, sizeof FIELDS / sizeof FIELDS[0], rules,
                         call->problems);
    }
    return status;
}

/* ---- Candidates ---- */

typedef struct Search {
    HookCall *call;
    LikenessRules rules;
    Map *seen; /* ids compared already */
} Search;

static bool has_same(const Record *a, const Record *b, const char *field)
{
    return ask_has(a, field) && value_equal(ask_value(a, field), ask_value(b, field));
}

/* A phase of the other, or said to be distinct from it. */
static bool is_set_apart(const Record *a, const Record *b)
{
    return ask_refers(a, "distinct_from", b->id) || ask_refers(b, "distinct_from", a->id) ||
           ask_refers(a, "part_of", b->id) || ask_refers(b, "part_of", a->id);
}

static Status compare_with(Search *search, const Record *other, Error *err)
{
    const Record *record = search->call->record;
    int64_t seen;
    Text key = text_format(search->call->arena, "%lld", (long long)other->id);
    if (other->id == record->id || map_get(search->seen, key, &seen) ||
        is_set_apart(record, other)) {
        return STATUS_OK;
    }
    map_put(search->seen, key, 1);
    bool is_same = has_same(record, other, "investor") || has_same(record, other, "total");
    double needed = is_same ? search->rules.likeness_same : search->rules.likeness;
    double likeness = name_likeness(search->call->arena, ask_value(record, "zh")->text,
                                    ask_value(other, "zh")->text, search->rules.fillers);
    if (likeness < needed) {
        return STATUS_OK;
    }
    Arg title;
    Status status = ask_title(search->call, "other", other, &title, err);
    if (status == STATUS_OK) {
        find_fault(
            search->call, "zh", "work.there_already",
            ARGS(title, arg_int("id", other->id), arg_int("percent", (int64_t)(likeness * 100))));
    }
    return status;
}

/* All with the same value of a field by which lists are narrowed. */
static Status compare_by(Search *search, const char *field, Error *err)
{
    const Record *record = search->call->record;
    RecordFilter filter = {.field = record_field(record->def, text_from(field)),
                           .value = *ask_value(record, field)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List found;
    if (!ask_has(record, field)) {
        return STATUS_OK;
    }
    Status status =
        record_list(search->call->arena, search->call->workspace, record->def, &query, &found, err);
    for (size_t at = 0; status == STATUS_OK && at < found.count; at++) {
        status = compare_with(search, LIST_AT(&found, Record, at), err);
    }
    return status;
}

Status project_duplicates(HookCall *call, Error *err)
{
    static const char *const alike[] = {"investor", "lead", "total"};
    enum { ALIKE_COUNT = sizeof alike / sizeof alike[0] };
    Search search = {.call = call, .seen = map_new(call->arena)};
    bool changes = ask_changes(call, "zh") || ask_changes(call, "distinct_from");
    for (size_t at = 0; at < ALIKE_COUNT; at++) {
        changes = changes || ask_changes(call, alike[at]);
    }
    Status status = changes ? rules_of_today(call, &search.rules, err) : STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && changes && at < ALIKE_COUNT; at++) {
        status = compare_by(&search, alike[at], err);
    }
    return status;
}
