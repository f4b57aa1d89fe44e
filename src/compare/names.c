/* Looking up who and what is meant. Codes come first, then exact names; a name without its
 * administrative suffix (焦作) stands for the one with it (焦作市) only where a single unit is
 * meant. Nothing is ever guessed: the nearest names are told instead. */
#include "compare_impl.h"

#include <string.h>

NameTable name_table_new(Arena *arena)
{
    return (NameTable){map_new(arena), list_new(arena, sizeof(NameRow))};
}

void name_table_add(NameTable *table, Text name, int target, Date from, Date to)
{
    name = text_trim(name);
    if (name.len == 0) {
        return;
    }
    int64_t first = -1;
    map_get(table->first, name, &first);
    map_put(table->first, name, (int64_t)table->rows.count);
    NameRow *row = list_add(&table->rows);
    *row = (NameRow){name, target, from, to, (int)first};
}

/* How many different targets bear the name on that day; the first two of them. */
static int name_table_find(const NameTable *table, Text name, Date on, int found[2])
{
    int64_t at;
    int count = 0;
    if (!map_get(table->first, name, &at)) {
        return 0;
    }
    for (int i = (int)at; i >= 0;) {
        const NameRow *row = LIST_AT(&table->rows, NameRow, (size_t)i);
        bool valid = on == DATE_NONE || is_valid_on(row->from, row->to, on);
        if (valid && (count == 0 || row->target != found[0])) {
            if (count < 2) {
                found[count] = row->target;
            }
            count++;
        }
        i = row->next;
    }
    return count;
}

/* ---- Suffixes ---- */

/* The name without what says its kind; the whole name when nothing is left or nothing was there. */
static Text short_name(Text name)
{
    static const char *const SUFFIXES[] = {"特别行政区", "自治区", "自治州", "自治县", "自治旗",
                                           "地区",       "街道",   "省",     "市",     "县",
                                           "区",         "旗",     "盟",     "镇",     "乡"};
    enum { LEAST_BYTES = 6 }; /* two characters */
    for (size_t i = 0; i < sizeof(SUFFIXES) / sizeof(SUFFIXES[0]); i++) {
        Text suffix = text_from(SUFFIXES[i]);
        if (text_ends(name, suffix) && name.len >= suffix.len + LEAST_BYTES) {
            return text_slice(name, 0, name.len - suffix.len);
        }
    }
    return name;
}

void registry_index_names(Arena *arena, Registry *registry)
{
    struct RegistryIndex *index = registry->index;
    index->entity_codes = map_new(arena);
    index->indicator_codes = map_new(arena);
    index->entity_names = name_table_new(arena);
    index->entity_short_names = name_table_new(arena);
    index->indicator_names = name_table_new(arena);
    for (int i = 0; i < registry->entity_count; i++) {
        const Entity *entity = &registry->entities[i];
        map_put(index->entity_codes, entity->code, i);
        name_table_add(&index->entity_names, entity->zh, i, DATE_NONE, DATE_NONE);
        name_table_add(&index->entity_names, entity->en, i, DATE_NONE, DATE_NONE);
        Text shortened = short_name(entity->zh);
        if (shortened.len < entity->zh.len) {
            name_table_add(&index->entity_short_names, shortened, i, DATE_NONE, DATE_NONE);
        }
    }
    for (int i = 0; i < registry->indicator_count; i++) {
        const Indicator *indicator = &registry->indicators[i];
        map_put(index->indicator_codes, indicator->code, i);
        name_table_add(&index->indicator_names, indicator->zh, i, DATE_NONE, DATE_NONE);
        name_table_add(&index->indicator_names, indicator->en, i, DATE_NONE, DATE_NONE);
    }
}

/* ---- The nearest names ---- */

static Nearest nearest_rows(const NameTable *table, Text text)
{
    Nearest nearest = nearest_to(text);
    for (size_t i = 0; i < table->rows.count; i++) {
        const NameRow *row = LIST_AT(&table->rows, NameRow, i);
        nearest_offer(&nearest, row->name, row->target);
    }
    return nearest;
}

typedef struct LookupCodes {
    const char *unknown, *unknown_near, *several;
} LookupCodes;

static Status unknown_error(const NameTable *table, Text text, const LookupCodes *codes, Error *err)
{
    Nearest nearest = nearest_rows(table, text);
    if (nearest.count == 0) {
        return error_set(err, STATUS_NOT_FOUND, codes->unknown, ARGS(arg_text("name", text)));
    }
    Arena *scratch = arena_new();
    Status status = error_set(err, STATUS_NOT_FOUND, codes->unknown_near,
                              ARGS(arg_text("name", text),
                                   arg_text("nearest", nearest_names(scratch, &nearest))));
    arena_free(scratch);
    return status;
}

/* ---- Entities and indicators ---- */

static Status entity_several(const Registry *registry, Text text, const int found[2], Error *err)
{
    const Entity *a = &registry->entities[found[0]], *b = &registry->entities[found[1]];
    return error_set(err, STATUS_CONFLICT, "compare.entity_several",
                     ARGS(arg_text("name", text), arg_text("first", a->zh),
                          arg_text("first_code", a->code), arg_text("second", b->zh),
                          arg_text("second_code", b->code)));
}

/* 焦作 for 焦作市; or 焦作市 for a unit that is called 焦作 here, and has no suffix of its own. */
static int find_by_suffix(const Registry *registry, Text text, int found[2])
{
    int count = name_table_find(&registry->index->entity_short_names, text, DATE_NONE, found);
    Text shortened = short_name(text);
    if (count > 0 || shortened.len == text.len) {
        return count;
    }
    count = name_table_find(&registry->index->entity_names, shortened, DATE_NONE, found);
    bool same = count == 1 && text_equal(registry->entities[found[0]].zh, shortened);
    return same ? 1 : 0;
}

Status registry_entity(const Registry *registry, Text text, Date on, int *index, Error *err)
{
    static const LookupCodes CODES = {"compare.entity_unknown", "compare.entity_unknown_near",
                                      "compare.entity_several"};
    text = text_trim(text);
    int64_t at;
    if (map_get(registry->index->entity_codes, text, &at)) {
        *index = (int)at;
        return STATUS_OK;
    }
    int found[2];
    int count = name_table_find(&registry->index->entity_names, text, on, found);
    if (count == 0) {
        count = find_by_suffix(registry, text, found);
    }
    if (count > 1) {
        return entity_several(registry, text, found, err);
    }
    if (count == 0) {
        return unknown_error(&registry->index->entity_names, text, &CODES, err);
    }
    *index = found[0];
    return STATUS_OK;
}

Status registry_indicator(const Registry *registry, Text text, int *index, Error *err)
{
    static const LookupCodes CODES = {"compare.indicator_unknown", "compare.indicator_unknown_near",
                                      "compare.indicator_several"};
    text = text_trim(text);
    int64_t at;
    if (map_get(registry->index->indicator_codes, text, &at)) {
        *index = (int)at;
        return STATUS_OK;
    }
    int found[2];
    int count = name_table_find(&registry->index->indicator_names, text, DATE_NONE, found);
    if (count == 0) {
        return unknown_error(&registry->index->indicator_names, text, &CODES, err);
    }
    if (count > 1) {
        return error_set(err, STATUS_CONFLICT, CODES.several,
                         ARGS(arg_text("name", text),
                              arg_text("first", registry->indicators[found[0]].code),
                              arg_text("second", registry->indicators[found[1]].code)));
    }
    *index = found[0];
    return STATUS_OK;
}

Text entity_name(const Registry *registry, int entity, Lang lang)
{
    const Entity *row = &registry->entities[entity];
    return lang == LANG_EN && row->en.len > 0 ? row->en : row->zh;
}

Text indicator_name(const Registry *registry, int indicator, Lang lang)
{
    const Indicator *row = &registry->indicators[indicator];
    return lang == LANG_EN && row->en.len > 0 ? row->en : row->zh;
}
