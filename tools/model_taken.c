/* What stands elsewhere already: `taken [every] RECORD FIELD …` below a field. The way from one
 * record to the other follows from their references; the model does not spell it out. */
#include "model_parse_impl.h"

#include <string.h>

void model_read_taken(Parser *parser)
{
    DraftField *field = parser->field;
    DraftTaken taken = {.every = model_accept_word(parser, "every")};
    if (!model_read_set(parser, 2, 1 + TAKEN_FIELDS_MAX, &taken.names)) {
        return;
    }
    if (field->taken.count >= MODEL_TAKEN_MAX) {
        model_fault(parser, taken.names.place, "a field is taken from at most %d records",
                    MODEL_TAKEN_MAX);
        return;
    }
    *(DraftTaken *)list_add(&field->taken) = taken;
}

void model_resolve_taken(Parser *parser, DraftField *field)
{
    field->taken_defs = ARENA_ARRAY(parser->arena, TakenDef, field->taken.count + 1);
    field->def.taken = field->taken_defs;
    field->def.taken_count = (int)field->taken.count;
}

/* ---- The way ---- */

/* A line while its way is looked for. */
typedef struct Way {
    Parser *parser;
    const DraftRecord *to, *from;
    TakenDef *found;
    int count; /* of ways found: more than one is one too many */
} Way;

static bool leads_to(const FieldDef *field, const DraftRecord *target)
{
    return field->kind == FIELD_REF && !field->sealed && field->target != NULL &&
           strcmp(field->target, target->def.name) == 0;
}

static void keep_way(Way *way, TakenDef found)
{
    way->count++;
    way->found->up = found.up;
    way->found->down_count = found.down_count;
    way->found->middle = found.middle;
    memcpy(way->found->down, found.down, sizeof found.down);
}

/* References of `from` to `end`, with what has led there already. */
static void look_between(Way *way, const DraftRecord *from, const DraftRecord *end, TakenDef so_far)
{
    for (size_t at = 0; at < from->fields.count; at++) {
        if (leads_to(&model_field_at(from, at)->def, end)) {
            TakenDef found = so_far;
            found.down[found.down_count++] = (int)at;
            keep_way(way, found);
        }
    }
}

static void look_up(Way *way)
{
    for (size_t at = 0; at < way->to->fields.count; at++) {
        if (leads_to(&model_field_at(way->to, at)->def, way->from)) {
            keep_way(way, (TakenDef){.up = (int)at});
        }
    }
}

static const DraftRecord *target_of(const Way *way, const FieldDef *field)
{
    bool is_way = field->kind == FIELD_REF && !field->sealed;
    return is_way ? model_draft_record(way->parser, text_from(field->target)) : NULL;
}

/* By way of a record between them: evidence of a report of the task. */
static void look_through(Way *way)
{
    for (size_t at = 0; at < way->from->fields.count; at++) {
        const DraftRecord *middle = target_of(way, &model_field_at(way->from, at)->def);
        if (middle != NULL && middle != way->from && middle != way->to) {
            TakenDef through = {
                .up = -1, .down = {(int)at}, .down_count = 1, .middle = middle->def.name};
            look_between(way, middle, way->to, through);
        }
    }
}

/* Both stand with one record of a chain: a report and an extension with one task. Whatever is not
 * of a chain (units, posts) has nearly everything standing with it. */
static void look_beside(Way *way)
{
    for (size_t at = 0; at < way->to->fields.count; at++) {
        const DraftRecord *both = target_of(way, &model_field_at(way->to, at)->def);
        if (both != NULL && both->def.in_chain) {
            look_between(way, way->from, both, (TakenDef){.up = (int)at});
        }
    }
}

/* The nearest sort of way there is. */
static void look_for_way(Way *way)
{
    if (way->from == way->to) {
        keep_way(way, (TakenDef){.up = -1});
        return;
    }
    look_up(way);
    if (way->count == 0) {
        look_between(way, way->from, way->to, (TakenDef){.up = -1});
    }
    if (way->count == 0) {
        look_through(way);
    }
    if (way->count == 0) {
        look_beside(way);
    }
}

/* ---- What fits ---- */

static bool is_text(const FieldDef *field)
{
    return field->kind == FIELD_TEXT || field->kind == FIELD_LONG_TEXT;
}

static bool range_holds(const FieldDef *to, const FieldDef *from)
{
    bool is_bound = !to->has_least || (from->has_least && from->has_most);
    return is_bound && (!to->has_least || (decimal_compare(to->least, from->least) <= 0 &&
                                           decimal_compare(to->most, from->most) >= 0));
}

static bool options_hold(const FieldDef *to, const DraftField *from)
{
    for (size_t at = 0; at < from->options.count; at++) {
        bool is_there = false;
        for (int own = 0; own < to->option_count; own++) {
            is_there = is_there || strcmp(LIST_AT(&from->options, OptionDef, at)->name,
                                          to->options[own].name) == 0;
        }
        if (!is_there) {
            return false;
        }
    }
    return true;
}

static bool lines_fit(const FieldDef *to, const FieldDef *from)
{
    return is_text(to) && is_text(from) &&
           (to->kind == FIELD_LONG_TEXT || from->kind == FIELD_TEXT);
}

/* Whether any value of the one may stand in the other. Of several texts, as many are taken as there
 * is room for. */
static bool fits(const FieldDef *to, const DraftField *from, const DraftTaken *taken)
{
    const FieldDef *source = &from->def;
    bool is_one = !taken->every && taken->names.count == 2;
    if (is_text(to) || !is_one) {
        return lines_fit(to, source) && (!is_one || source->size <= to->size);
    }
    bool is_same_target =
        to->target == NULL || (source->target != NULL && strcmp(to->target, source->target) == 0);
    return to->kind == source->kind && is_same_target && range_holds(to, source) &&
           options_hold(to, from);
}

static void check_source(Parser *parser, const DraftRecord *from, const DraftField *field,
                         const DraftTaken *taken, const Token *name, int *index)
{
    const DraftField *source = model_expect_field(parser, from, name);
    *index = 0;
    if (source == NULL || source->is_faulty || field->is_faulty) {
        return;
    }
    *index = model_field_index(from, source);
    if (source->def.sealed && !field->def.sealed) {
        model_fault(parser, name->place, "'%s' is sealed: what is taken from it would tell it",
                    source->def.name);
    } else if (!fits(&field->def, source, taken)) {
        model_fault(
            parser, name->place,
            "not all that '%s' may hold (%s) fits here: the same kind is expected, at least "
            "as wide; of several, texts",
            source->def.name, model_kind_name(source->def.kind));
    }
}

/* A number comes from the program, a file is given once, and a copy of what is unique would be one
 * of two. */
static bool can_be_taken(const DraftRecord *record, const DraftField *field)
{
    const FieldDef *def = &field->def;
    return record->def.kind == RECORD_PLAIN && !record->is_secret && !def->unique &&
           def->kind != FIELD_COMPUTED && def->kind != FIELD_FILE;
}

static void check_line(Parser *parser, const DraftRecord *record, DraftField *field, size_t at)
{
    const DraftTaken *taken = LIST_AT(&field->taken, DraftTaken, at);
    const Token *name = &taken->names.names[0];
    TakenDef *def = &field->taken_defs[at];
    *def = (TakenDef){.from = text_cstr(parser->arena, name->text),
                      .field_count = taken->names.count - 1,
                      .every = taken->every,
                      .up = -1};
    const DraftRecord *from = model_draft_record(parser, name->text);
    if (from == NULL || from->def.kind == RECORD_FACT || from->is_secret) {
        model_fault(parser, name->place,
                    from == NULL ? "there is no record '%s'"
                                 : "nothing is taken from '%s': it is a fact or secret",
                    def->from);
        return;
    }
    Way way = {.parser = parser, .to = record, .from = from, .found = def};
    look_for_way(&way);
    if (way.count != 1) {
        model_fault(parser, name->place,
                    way.count == 0
                        ? "no references lead from '%s' to '%s', nor from both to one record of a "
                          "chain"
                        : "several references lead from '%s' to '%s': which one is meant is not "
                          "clear",
                    record->def.name, def->from);
    }
    for (int f = 0; f < def->field_count; f++) {
        check_source(parser, from, field, taken, &taken->names.names[f + 1], &def->fields[f]);
    }
}

void model_check_taken(Parser *parser, const DraftRecord *record)
{
    for (size_t f = 0; f < record->fields.count; f++) {
        DraftField *field = model_field_at(record, f);
        if (field->taken.count > 0 && !field->is_faulty && !can_be_taken(record, field)) {
            model_fault(parser, LIST_AT(&field->taken, DraftTaken, 0)->names.place,
                        "nothing is taken into what is computed, a file, unique, of a fact or "
                        "secret");
        }
        for (size_t at = 0; at < field->taken.count; at++) {
            check_line(parser, record, field, at);
        }
    }
}

/* ---- Circles ---- */

/* Whether what stands in `field` may come, by whatever way, from `sought`; none is asked twice. */
static bool comes_from(const Parser *parser, DraftField *field, DraftField *sought)
{
    for (size_t at = 0; at < field->taken.count; at++) {
        const DraftSet *names = &LIST_AT(&field->taken, DraftTaken, at)->names;
        const DraftRecord *from = model_draft_record(parser, names->names[0].text);
        for (int f = 1; from != NULL && f < names->count; f++) {
            DraftField *source = model_draft_field(from, names->names[f].text);
            bool is_asked = source == NULL || source->asked_for == sought;
            if (!is_asked) {
                source->asked_for = sought;
            }
            if (!is_asked && (source == sought || comes_from(parser, source, sought))) {
                return true;
            }
        }
    }
    return false;
}

void model_check_taken_circles(Parser *parser, const DraftRecord *record)
{
    for (size_t f = 0; f < record->fields.count; f++) {
        DraftField *field = model_field_at(record, f);
        if (comes_from(parser, field, field)) {
            model_fault(parser, LIST_AT(&field->taken, DraftTaken, 0)->names.place,
                        "'%s' would be taken from itself: a circle", field->def.name);
        }
    }
}
