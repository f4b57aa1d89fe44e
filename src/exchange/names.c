/* Codes, names and aliases of the registry, by key, with every meaning of a name. */
#include "exchange_impl.h"

#include <string.h>

/* Several meanings of one key are a chain. */
typedef struct Meaning {
    int index;
    int next; /* in `meanings`; -1 */
} Meaning;

typedef struct NameTable {
    Map *first;    /* key → number in `meanings` */
    List meanings; /* Meaning */
} NameTable;

struct Names {
    Arena *scratch; /* for keys while asking */
    const Registry *registry;
    const Words *words;
    NameTable entity_codes, entities, indicator_codes, indicators;
    Map *asked; /* what the registry itself said of a name that is in no table here */
};

static NameTable table_new(Arena *arena)
{
    return (NameTable){.first = map_new(arena), .meanings = list_new(arena, sizeof(Meaning))};
}

static void table_add(NameTable *table, Text key, int index)
{
    if (key.len == 0) {
        return;
    }
    int64_t first = -1;
    map_get(table->first, key, &first);
    for (int64_t at = first; at >= 0; at = LIST_AT(&table->meanings, Meaning, (size_t)at)->next) {
        if (LIST_AT(&table->meanings, Meaning, (size_t)at)->index == index) {
            return;
        }
    }
    int64_t number = (int64_t)table->meanings.count;
    *(Meaning *)list_add(&table->meanings) = (Meaning){.index = index, .next = (int)first};
    map_put(table->first, key, number);
}

static const Meaning *table_find(const NameTable *table, Text key)
{
    int64_t first;
    return map_get(table->first, key, &first) ? LIST_AT(&table->meanings, Meaning, (size_t)first)
                                              : NULL;
}

static const Meaning *meaning_next(const NameTable *table, const Meaning *meaning)
{
    return meaning->next < 0 ? NULL : LIST_AT(&table->meanings, Meaning, (size_t)meaning->next);
}

typedef struct AliasKind {
    const char *type, *owner; /* record type, and its field that refers to what is named */
    int (*index_of_id)(const Registry *registry, int64_t id);
    NameTable *names, *codes;
} AliasKind;

static Status aliases_load(Arena *arena, Workspace *workspace, const Registry *registry,
                           const AliasKind *kind, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), text_from(kind->type));
    if (def == NULL) {
        return STATUS_OK;
    }
    List records = list_new(arena, sizeof(Record));
    RecordQuery all = {.limit = 0};
    Status status = record_list(arena, workspace, def, &all, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        Record *record = LIST_AT(&records, Record, i);
        int index = kind->index_of_id(registry, record_value(record, kind->owner)->number);
        bool is_code = record_field(def, TEXT("form")) >= 0 &&
                       text_equal(record_value(record, "form")->text, TEXT("code"));
        if (index >= 0) {
            table_add(is_code ? kind->codes : kind->names,
                      key_of(arena, record_value(record, "name")->text), index);
        }
    }
    return status;
}

Status names_load(Arena *arena, Arena *scratch, Workspace *workspace, const Registry *registry,
                  const Words *words, Names **names, Error *err)
{
    Names *made = ARENA_NEW(arena, Names);
    *made = (Names){.scratch = scratch,
                    .registry = registry,
                    .words = words,
                    .entity_codes = table_new(arena),
                    .entities = table_new(arena),
                    .indicator_codes = table_new(arena),
                    .indicators = table_new(arena),
                    .asked = map_new(arena)};
    for (int i = 0; i < registry->entity_count; i++) {
        const Entity *entity = &registry->entities[i];
        table_add(&made->entity_codes, key_of(arena, entity->code), i);
        table_add(&made->entities, key_of(arena, entity->zh), i);
        table_add(&made->entities, key_of(arena, entity->en), i);
    }
    for (int i = 0; i < registry->indicator_count; i++) {
        const Indicator *indicator = &registry->indicators[i];
        table_add(&made->indicator_codes, key_of(arena, indicator->code), i);
        table_add(&made->indicators, key_of(arena, indicator->zh), i);
        table_add(&made->indicators, key_of(arena, indicator->en), i);
    }
    *names = made;
    const AliasKind kinds[] = {
        {"entity_name", "entity", registry_entity_of_id, &made->entities, &made->entity_codes},
        {"indicator_name", "indicator", registry_indicator_of_id, &made->indicators,
         &made->indicator_codes},
    };
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof kinds / sizeof *kinds; i++) {
        status = aliases_load(arena, workspace, registry, &kinds[i], err);
    }
    return status;
}

/* ---- Asking ---- */

static bool is_under(const Registry *registry, int entity, int parent)
{
    for (int depth = 0; entity >= 0 && depth < 16; depth++) {
        entity = registry->entities[entity].parent;
        if (entity == parent) {
            return true;
        }
    }
    return false;
}

static NameMatch choose(const Names *names, const NameTable *table, Text key, int parent,
                        int *index)
{
    const Meaning *meaning = table_find(table, key);
    if (meaning == NULL) {
        return NAME_UNKNOWN;
    }
    *index = meaning->index;
    if (meaning->next < 0) {
        return NAME_FOUND;
    }
    int under = 0;
    for (; parent >= 0 && meaning != NULL; meaning = meaning_next(table, meaning)) {
        if (is_under(names->registry, meaning->index, parent)) {
            *index = meaning->index;
            under++;
        }
    }
    return under == 1 ? NAME_FOUND : NAME_AMBIGUOUS;
}

static bool all_zero(Text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '0') {
            return false;
        }
    }
    return true;
}

/* Regions are also written with 9 or 12 digits (down to townships and villages): those of a city
 * end in zeros. Spreadsheets add ".0". */
NameMatch names_entity_code(const Names *names, Text text, int *index)
{
    Text key = key_of(names->scratch, text);
    if (text_ends(key, TEXT(".0"))) {
        key = text_slice(key, 0, key.len - 2);
    }
    NameMatch match = choose(names, &names->entity_codes, key, -1, index);
    int64_t number;
    if (match == NAME_UNKNOWN && (key.len == 9 || key.len == 12) && text_to_int(key, &number) &&
        all_zero(text_slice(key, 6, key.len))) {
        match = choose(names, &names->entity_codes, text_slice(key, 0, 6), -1, index);
    }
    return match;
}

enum { SHORT_NAME_BYTES = 24, SUFFIX_BYTES = 9, ASKED_MAX = 100000, MEANINGS_LISTED = 4 };

/* The registry also knows names without their suffix (焦作 for 焦作市). It searches long for what
 * it does not know, so it is asked once a name. */
static NameMatch ask_registry(const Names *names, Text key, int *index)
{
    int64_t answer;
    Error err;
    if (key.len > SHORT_NAME_BYTES || !has_cjk(key)) {
        return NAME_UNKNOWN;
    }
    if (!map_get(names->asked, key, &answer)) {
        Status status = registry_entity(names->registry, key, DATE_NONE, index, &err);
        answer = status == STATUS_OK ? *index : status == STATUS_CONFLICT ? -2 : -1;
        if (map_count(names->asked) < ASKED_MAX) {
            map_put(names->asked, key, answer);
        }
    }
    *index = (int)answer;
    return answer >= 0 ? NAME_FOUND : answer == -2 ? NAME_AMBIGUOUS : NAME_UNKNOWN;
}

NameMatch names_entity(const Names *names, Text text, int parent, int *index)
{
    NameMatch match = names_entity_code(names, text, index);
    if (match != NAME_UNKNOWN) {
        return match;
    }
    Text key = key_of(names->scratch, text);
    match = choose(names, &names->entities, key, parent, index);
    return match == NAME_UNKNOWN ? ask_registry(names, key, index) : match;
}

/* As the registry matches: the name, or the name without its suffix. */
static bool bears_name(const Entity *entity, Text key)
{
    return text_starts(entity->zh, key) && entity->zh.len <= key.len + SUFFIX_BYTES;
}

NameMatch names_entity_of_kind(const Names *names, Text text, Text kind, int *index)
{
    Text key = key_of(names->scratch, text);
    int found = 0;
    for (int i = 0; key.len > 0 && i < names->registry->entity_count; i++) {
        const Entity *entity = &names->registry->entities[i];
        if (text_equal(entity->kind, kind) && bears_name(entity, key)) {
            *index = i;
            found++;
        }
    }
    return found == 1 ? NAME_FOUND : found == 0 ? NAME_UNKNOWN : NAME_AMBIGUOUS;
}

static bool means(const Names *names, const Meaning *meaning, int index)
{
    while (meaning != NULL && meaning->index != index) {
        meaning = meaning_next(&names->entities, meaning);
    }
    return meaning != NULL;
}

Text names_meanings(Arena *arena, const Names *names, Text text)
{
    const Registry *registry = names->registry;
    Text key = key_of(arena, text);
    const Meaning *meanings = table_find(&names->entities, key);
    Buf buf = buf_new(arena);
    int listed = 0;
    for (int i = 0; i < registry->entity_count && listed <= MEANINGS_LISTED; i++) {
        const Entity *entity = &registry->entities[i];
        if (meanings != NULL ? !means(names, meanings, i) : !bears_name(entity, key)) {
            continue;
        }
        if (listed++ == MEANINGS_LISTED) {
            buf_add_cstr(&buf, ", …");
            break;
        }
        buf_add_format(&buf, "%s%.*s %.*s", listed > 1 ? ", " : "", TEXT_ARGS(entity->code),
                       TEXT_ARGS(entity->zh));
        if (entity->parent >= 0) {
            buf_add_format(&buf, " (%.*s)", TEXT_ARGS(registry->entities[entity->parent].zh));
        }
    }
    return buf_text(&buf);
}

NameMatch names_indicator(const Names *names, Text text, int *index)
{
    Text key = key_of(names->scratch, text);
    NameMatch match = choose(names, &names->indicator_codes, key, -1, index);
    return match == NAME_UNKNOWN ? choose(names, &names->indicators, key, -1, index) : match;
}

/* "规模以上工业增加值" and one of the words that a name of growth ends with. */
static NameMatch growth_named(const Names *names, Text text, int *index)
{
    const List *words = &names->words->sets[WORDS_GROWTH];
    Text key = key_of(names->scratch, text);
    NameMatch match = NAME_UNKNOWN;
    for (size_t i = 0; match == NAME_UNKNOWN && key.len > 0 && i < words->count; i++) {
        Text name = text_format(names->scratch, "%.*s%.*s", TEXT_ARGS(key),
                                TEXT_ARGS(*LIST_AT(words, Text, i)));
        match = choose(names, &names->indicators, name, -1, index);
    }
    return match;
}

NameMatch names_growth(const Names *names, Text text, int *index)
{
    int level;
    NameMatch match = growth_named(names, text, index);
    if (match == NAME_UNKNOWN && names_indicator(names, text, &level) == NAME_FOUND) {
        *index = names_growth_of(names, level);
        match = *index >= 0 ? NAME_FOUND : NAME_UNKNOWN;
    }
    return match;
}

int names_growth_of(const Names *names, int indicator)
{
    const Registry *registry = names->registry;
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        if (part->role == PART_GROWTH_OF && part->part == indicator) {
            return part->indicator;
        }
    }
    return -1;
}

/* ---- What looks alike ---- */

/* A heading differs from a registered name by whole words (年末常住人口数), not by a slip of the
 * keyboard, which base's nearest_to() looks for: what counts here is how much the two share. */
enum { NEAR_CHARACTERS = 48, NEAR_NAMES = 3 };

static int characters(Text key, uint32_t *out)
{
    size_t at = 0;
    int count = 0;
    while (count < NEAR_CHARACTERS && text_next(key, &at, &out[count])) {
        count++;
    }
    return count;
}

/* Twice the longest common subsequence over both lengths: 1 for the same text. */
static double likeness(Text a, Text b)
{
    uint32_t left[NEAR_CHARACTERS], right[NEAR_CHARACTERS];
    int n = characters(a, left), m = characters(b, right);
    int row[NEAR_CHARACTERS + 1] = {0};
    for (int i = 0; i < n; i++) {
        int diagonal = 0;
        for (int j = 0; j < m; j++) {
            int above = row[j + 1];
            int longest = above > row[j] ? above : row[j];
            row[j + 1] = left[i] == right[j] ? diagonal + 1 : longest;
            diagonal = above;
        }
    }
    return n + m == 0 ? 0 : 2.0 * row[m] / (n + m);
}

typedef struct Near {
    Text name;
    double likeness;
} Near;

static void near_add(Near near[NEAR_NAMES], Text name, double alike)
{
    if (alike < (has_cjk(name) ? 0.5 : 0.75)) {
        return;
    }
    for (int i = 0; i < NEAR_NAMES; i++) {
        if (alike > near[i].likeness) {
            for (int j = NEAR_NAMES - 1; j > i; j--) {
                near[j] = near[j - 1];
            }
            near[i] = (Near){name, alike};
            return;
        }
    }
}

static Text near_text(Arena *arena, const Near near[NEAR_NAMES])
{
    Buf buf = buf_new(arena);
    for (int i = 0; i < NEAR_NAMES && near[i].likeness > 0; i++) {
        buf_add_cstr(&buf, i > 0 ? ", " : "");
        buf_add(&buf, near[i].name);
    }
    return buf_text(&buf);
}

/* Only names in the same script can look alike. */
static void near_try(Arena *arena, Near near[NEAR_NAMES], Text key, Text name)
{
    if (has_cjk(key) == has_cjk(name)) {
        near_add(near, name, likeness(key, key_of(arena, name)));
    }
}

Text names_near_entity(Arena *arena, const Names *names, Text text)
{
    Near near[NEAR_NAMES] = {0};
    Text key = key_of(arena, text);
    for (int i = 0; i < names->registry->entity_count; i++) {
        near_try(arena, near, key, names->registry->entities[i].zh);
        near_try(arena, near, key, names->registry->entities[i].en);
    }
    return near_text(arena, near);
}

Text names_near_indicator(Arena *arena, const Names *names, Text text)
{
    Near near[NEAR_NAMES] = {0};
    Text key = key_of(arena, text);
    for (int i = 0; i < names->registry->indicator_count; i++) {
        near_try(arena, near, key, names->registry->indicators[i].zh);
        near_try(arena, near, key, names->registry->indicators[i].en);
        near_try(arena, near, key, names->registry->indicators[i].code);
    }
    return near_text(arena, near);
}
