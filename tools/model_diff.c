/* Two models side by side: what leads from one to the other without losing anything. */
#include "model_diff_impl.h"

#include "model_index.h"
#include "model_sql.h"

#include <string.h>

typedef struct Diff {
    Arena *arena;
    Buf *sql;
    List *refusals; /* Text */
} Diff;

__attribute__((format(printf, 2, 3))) static void refuse(Diff *diff, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    *(Text *)list_add(diff->refusals) = text_copy(diff->arena, text_from(message));
}

const FieldDef *diff_stored_field(const RecordDef *record, const char *name)
{
    int field = record_field(record, text_from(name));
    bool is_stored = field >= 0 && record->fields[field].kind != FIELD_COMPUTED;
    return is_stored ? &record->fields[field] : NULL;
}

/* ---- A field that is in both ---- */

static bool has_option(const FieldDef *field, const char *name)
{
    for (int at = 0; at < field->option_count; at++) {
        if (strcmp(field->options[at].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool kind_is_kept(const FieldDef *old, const FieldDef *new)
{
    bool is_same_target = old->target == NULL || new->target == NULL
                              ? old->target == new->target
                              : strcmp(old->target, new->target) == 0;
    bool is_longer = old->kind == FIELD_TEXT && new->kind == FIELD_LONG_TEXT;
    return is_same_target && (old->kind == new->kind || is_longer);
}

static bool range_is_kept(const FieldDef *old, const FieldDef *new)
{
    bool keeps_least =
        !new->has_least || (old->has_least && decimal_compare(new->least, old->least) <= 0);
    bool keeps_most =
        !new->has_most || (old->has_most && decimal_compare(new->most, old->most) >= 0);
    return keeps_least && keeps_most;
}

static void check_values(Diff *diff, const RecordPair *pair, const FieldDef *old,
                         const FieldDef *new)
{
    const char *record = pair->new->name;
    if (new->size < old->size) {
        refuse(diff, "%s.%s: holds %d characters where it held %d: shorten what is longer first",
               record, new->name, new->size, old->size);
    }
    if (!range_is_kept(old, new)) {
        refuse(diff, "%s.%s: its range is narrower: correct what lies outside first", record,
               new->name);
    }
    for (int at = 0; at < old->option_count; at++) {
        if (!has_option(new, old->options[at].name)) {
            refuse(diff, "%s.%s: the option '%s' is gone: give its records another one first",
                   record, new->name, old->options[at].name);
        }
    }
    if (new->pattern != NULL && (old->pattern == NULL || strcmp(old->pattern, new->pattern) != 0)) {
        buf_add_format(diff->sql, "-- %s.%s: what is stored is not held against the new pattern.\n",
                       record, new->name);
    }
}

static void check_field(Diff *diff, RecordPair *pair, const FieldDef *old, const FieldDef *new)
{
    const char *record = pair->new->name;
    if (!kind_is_kept(old, new)) {
        refuse(
            diff,
            "%s.%s: is of another kind: add a field under another name, copy what can be copied, "
            "and drop this one by hand",
            record, new->name);
        return;
    }
    check_values(diff, pair, old, new);
    if (new->required && !old->required) {
        refuse(diff, "%s.%s: is required from now on: fill in what is empty first", record,
               new->name);
    }
    pair->is_rebuilt = pair->is_rebuilt || (old->required && !new->required);
}

static void check_old_fields(Diff *diff, RecordPair *pair)
{
    for (int f = 0; f < pair->old->field_count; f++) {
        const FieldDef *old = diff_stored_field(pair->old, pair->old->fields[f].name);
        const FieldDef *new = diff_stored_field(pair->new, pair->old->fields[f].name);
        if (old != NULL && new != NULL) {
            check_field(diff, pair, old, new);
        } else if (old != NULL) {
            refuse(diff,
                   "%s.%s: is gone, with whatever it holds: put that elsewhere and drop it by hand",
                   pair->new->name, old->name);
        }
    }
}

/* ---- What is new in a record ---- */

/* Records that are there have it too: with an initial value, if that is the same on every day. */
static void check_new_required(Diff *diff, RecordPair *pair, const FieldDef *field)
{
    bool is_fixed = field->initial != NULL && strcmp(field->initial, "today") != 0 &&
                    strcmp(field->initial, "now") != 0;
    if (!is_fixed) {
        refuse(diff,
               "%s.%s: is required, and nothing says what it is in records that are there: give it "
               "an initial value, or make it required when all are filled in",
               pair->new->name, field->name);
    }
    pair->is_rebuilt = true;
}

static void check_new_fields(Diff *diff, RecordPair *pair)
{
    for (int f = 0; f < pair->new->field_count; f++) {
        const FieldDef *field = diff_stored_field(pair->new, pair->new->fields[f].name);
        if (field != NULL && field->required && !diff_stored_field(pair->old, field->name)) {
            check_new_required(diff, pair, field);
        }
    }
}

static void check_states(Diff *diff, RecordPair *pair)
{
    const RecordDef *old = pair->old, *new = pair->new;
    if (old->state_count == 0 && new->state_count > 0) {
        buf_add_format(diff->sql, "-- %s: records that are there begin in '%s'.\n", new->name,
                       new->states[0].name);
        pair->is_rebuilt = true;
    }
    for (int at = 0; at < old->state_count; at++) {
        if (record_state(new, text_from(old->states[at].name)) < 0) {
            refuse(diff, "%s: the state '%s' is gone: move its records on first", new->name,
                   old->states[at].name);
        }
    }
}

/* ---- Together unique, in order ---- */

static bool names_field(const RecordDef *record, const FieldSet *set, const char *name)
{
    for (int at = 0; at < set->count; at++) {
        if (strcmp(record->fields[set->fields[at]].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What was unique by some of the fields is so by all of them. Alone, a field may be empty in
 * several records; in a set, empty equals empty. */
static bool follows_from(const RecordPair *pair, const FieldSet *old, const FieldSet *new)
{
    if (old->count == 1 && new->count > 1 && !pair->old->fields[old->fields[0]].required) {
        return false;
    }
    for (int at = 0; at < old->count; at++) {
        if (!names_field(pair->new, new, pair->old->fields[old->fields[at]].name)) {
            return false;
        }
    }
    return true;
}

static bool is_all_new(const RecordPair *pair, const FieldSet *set)
{
    return set->count == 1 &&
           diff_stored_field(pair->old, pair->new->fields[set->fields[0]].name) == NULL;
}

/* The sets are those of the indexes: a `unique` field is a set of one. */
static void check_unique(Diff *diff, const RecordPair *pair, const List *old_sets,
                         const FieldSet *set)
{
    bool follows = is_all_new(pair, set) && !pair->new->fields[set->fields[0]].required;
    for (size_t at = 0; at < old_sets->count; at++) {
        follows = follows || follows_from(pair, LIST_AT(old_sets, FieldSet, at), set);
    }
    if (!follows) {
        refuse(diff,
               "%s: '%s'%s must be unique from now on: see that no two records are alike, and "
               "create the index by hand",
               pair->new->name, pair->new->fields[set->fields[0]].name,
               set->count > 1 ? " and others together" : "");
    }
}

static void check_uniques(Diff *diff, const RecordPair *pair)
{
    List old_sets = model_unique_indexes(diff->arena, pair->old);
    List new_sets = model_unique_indexes(diff->arena, pair->new);
    for (size_t at = 0; at < new_sets.count; at++) {
        check_unique(diff, pair, &old_sets, LIST_AT(&new_sets, FieldSet, at));
    }
}

static bool has_order(const RecordPair *pair, const FieldSet *order)
{
    for (int at = 0; at < pair->old->order_count; at++) {
        const FieldSet *old = &pair->old->orders[at];
        if (strcmp(pair->old->fields[old->fields[0]].name,
                   pair->new->fields[order->fields[0]].name) == 0 &&
            strcmp(pair->old->fields[old->fields[1]].name,
                   pair->new->fields[order->fields[1]].name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_orders(Diff *diff, const RecordPair *pair)
{
    for (int at = 0; at < pair->new->order_count; at++) {
        const FieldSet *order = &pair->new->orders[at];
        if (!has_order(pair, order)) {
            buf_add_format(diff->sql,
                           "-- %s.%s: what is stored is not held against the new order.\n",
                           pair->new->name, pair->new->fields[order->fields[0]].name);
        }
    }
}

static bool key_is_kept(const RecordPair *pair)
{
    const FieldSet *old = &pair->old->key, *new = &pair->new->key;
    bool is_kept = old->count == new->count;
    for (int at = 0; is_kept && at < old->count; at++) {
        is_kept = strcmp(pair->old->fields[old->fields[at]].name,
                         pair->new->fields[new->fields[at]].name) == 0;
    }
    return is_kept;
}

/* ---- Records ---- */

static void compare_record(Diff *diff, RecordPair *pair)
{
    if (pair->old->kind != pair->new->kind || !key_is_kept(pair)) {
        refuse(diff, "%s: is no longer kept in the same way: make a new record of another name",
               pair->new->name);
        return;
    }
    check_old_fields(diff, pair);
    check_new_fields(diff, pair);
    check_states(diff, pair);
    check_uniques(diff, pair);
    check_orders(diff, pair);
    if (diff->refusals->count == 0) {
        diff_write_steps(diff->sql, pair);
    }
}

bool model_diff(Arena *arena, const Model *old, const Model *new, Buf *sql, List *refusals)
{
    Diff diff = {arena, sql, refusals};
    *refusals = list_new(arena, sizeof(Text));
    buf_add_cstr(sql, "-- Drafted by modelc diff: to be read, named for what it does, and tried on "
                      "real data.\n\n");
    for (int r = 0; r < old->record_count; r++) {
        const char *name = old->records[r].name;
        if (model_record(new, text_from(name)) == NULL) {
            refuse(&diff, "%s: is gone, with whatever it holds: drop its tables by hand", name);
        }
    }
    for (int r = 0; r < new->record_count; r++) {
        RecordPair pair = {model_record(old, text_from(new->records[r].name)), &new->records[r],
                           false};
        if (pair.old != NULL) {
            compare_record(&diff, &pair);
        } else {
            model_sql_record(sql, pair.new);
        }
    }
    return refusals->count == 0;
}
