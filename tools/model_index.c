/* Indexes: what lists are narrowed and ordered by stays quick at any size. */
#include "model_index.h"

#include "schema_impl.h"

/* Everything that a list may begin with, as the fields of one index: whatever narrows lists, before
 * each field that orders them, and what the model says itself. */
typedef struct Wanted {
    const RecordDef *record;
    List sets; /* of FieldSet; KEY_STATE stands for the state */
} Wanted;

static void want(Wanted *wanted, int first, int second)
{
    FieldSet *set = list_add(&wanted->sets);
    *set = (FieldSet){{first, second}, second == first ? 1 : 2};
}

static bool has_column(const FieldDef *field)
{
    return field->kind != FIELD_REFS;
}

/* `first` alone, before each field that orders lists, and before the state, by which they are
 * counted; what orders lists itself stands behind the state. */
static void want_before_orders(Wanted *wanted, int first)
{
    const RecordDef *record = wanted->record;
    want(wanted, first, first);
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].sorted && f != first) {
            want(wanted, first, f);
        }
    }
    if (record->state_count > 0 && first != KEY_STATE && !record->fields[first].sorted) {
        want(wanted, first, KEY_STATE);
    }
}

static void want_fields(Wanted *wanted)
{
    const RecordDef *record = wanted->record;
    for (int f = 0; f < record->field_count; f++) {
        const FieldDef *field = &record->fields[f];
        if (has_column(field) && (field->filtered || field->sorted || field->kind == FIELD_REF)) {
            want_before_orders(wanted, f);
        }
    }
    if (record->state_count > 0) {
        want_before_orders(wanted, KEY_STATE);
    }
    for (int i = 0; i < record->index_count; i++) {
        *(FieldSet *)list_add(&wanted->sets) = record->indexes[i];
    }
}

static bool begins_with(const FieldSet *whole, const FieldSet *part)
{
    for (int at = 0; at < part->count; at++) {
        if (at >= whole->count || whole->fields[at] != part->fields[at]) {
            return false;
        }
    }
    return true;
}

/* A unique index serves as well, up to the first field that stands there as an expression. */
static bool unique_begins_with(const RecordDef *record, const FieldSet *part)
{
    if (part->count == 1 && part->fields[0] >= 0 && record->fields[part->fields[0]].unique) {
        return true;
    }
    for (int u = 0; u < record->unique_count; u++) {
        const FieldSet *unique = &record->uniques[u];
        bool is_bare = begins_with(unique, part);
        for (int at = 0; is_bare && at < part->count; at++) {
            is_bare = record->fields[unique->fields[at]].required || unique->count == 1;
        }
        if (is_bare) {
            return true;
        }
    }
    return false;
}

/* One that begins alike and goes on would give another order: each of ours ends in the id. */
static bool is_served(const Wanted *wanted, size_t at)
{
    const FieldSet *set = LIST_AT(&wanted->sets, FieldSet, at);
    for (size_t other = 0; other < at; other++) {
        const FieldSet *earlier = LIST_AT(&wanted->sets, FieldSet, other);
        if (earlier->count == set->count && begins_with(earlier, set)) {
            return true;
        }
    }
    return unique_begins_with(wanted->record, set);
}

List model_indexes(Arena *arena, const RecordDef *record)
{
    Wanted wanted = {record, list_new(arena, sizeof(FieldSet))};
    List needed = list_new(arena, sizeof(FieldSet));
    want_fields(&wanted);
    for (size_t at = 0; at < wanted.sets.count; at++) {
        if (!is_served(&wanted, at)) {
            *(FieldSet *)list_add(&needed) = *LIST_AT(&wanted.sets, FieldSet, at);
        }
    }
    return needed;
}

List model_unique_indexes(Arena *arena, const RecordDef *record)
{
    List sets = list_new(arena, sizeof(FieldSet));
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].unique) {
            *(FieldSet *)list_add(&sets) = (FieldSet){{f}, 1};
        }
    }
    for (int u = 0; u < record->unique_count; u++) {
        *(FieldSet *)list_add(&sets) = record->uniques[u];
    }
    return sets;
}

Text model_index_name(Arena *arena, const char *prefix, const RecordDef *record,
                      const FieldSet *set)
{
    Buf name = buf_new(arena);
    buf_add_format(&name, "%s_%s", prefix, record->name);
    for (int at = 0; at < set->count; at++) {
        int field = set->fields[at];
        buf_add_format(&name, "_%s", field == KEY_STATE ? "state" : record->fields[field].name);
    }
    return buf_text(&name);
}
