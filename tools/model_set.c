/* Fields named together: titles, keys, what is unique, indexed, or in order. */
#include "model_parse_impl.h"

/* ---- Reading ---- */

bool model_read_set(Parser *parser, int least, int most, DraftSet *set)
{
    *set = (DraftSet){.place = parser->line.tokens[0].place};
    while (model_peek(parser) != NULL) {
        const Token *name = model_expect(parser, false, "a name");
        if (name == NULL) {
            return false;
        }
        set->names[set->count++] = *name;
    }
    if (set->count >= least && set->count <= most) {
        return true;
    }
    if (least == most) {
        model_fault(parser, set->place, "%d name%s expected on this line", least,
                    least == 1 ? " is" : "s are");
    } else {
        model_fault(parser, set->place, "from %d to %d names are expected on this line", least,
                    most);
    }
    return false;
}

void model_read_title(Parser *parser)
{
    if (parser->record->title.count > 0) {
        model_fault(parser, parser->line.tokens[0].place, "this record has its title already");
        return;
    }
    if (!model_read_set(parser, 1, 2, &parser->record->title)) {
        parser->record->title.count = 0;
    }
}

void model_read_key(Parser *parser)
{
    DraftRecord *record = parser->record;
    if (record->def.kind != RECORD_FACT) {
        model_fault(parser, parser->line.tokens[0].place,
                    "only a fact has a key; a record has its id (use 'unique')");
        return;
    }
    if (record->key.count > 0) {
        model_fault(parser, parser->line.tokens[0].place, "this fact has its key already");
        return;
    }
    if (!model_read_set(parser, 1, SET_FIELDS_MAX, &record->key)) {
        record->key.count = 0;
    }
}

static void read_into(Parser *parser, List *sets, int least, int most)
{
    DraftSet set;
    if (!model_read_set(parser, least, most, &set)) {
        return;
    }
    if (sets->count >= MODEL_SETS_MAX) {
        model_fault(parser, set.place, "a record has at most %d such lines", MODEL_SETS_MAX);
        return;
    }
    if (parser->record->def.kind == RECORD_FACT) {
        model_fault(parser, set.place, "a fact has its key, and no such line");
        return;
    }
    *(DraftSet *)list_add(sets) = set;
}

void model_read_unique(Parser *parser)
{
    read_into(parser, &parser->record->uniques, 1, SET_FIELDS_MAX);
}

void model_read_index(Parser *parser)
{
    read_into(parser, &parser->record->indexes, 2, SET_FIELDS_MAX);
}

void model_read_order(Parser *parser)
{
    read_into(parser, &parser->record->orders, 2, 2);
}

/* ---- Resolving ---- */

static bool set_has(const FieldSet *set, int field)
{
    for (int at = 0; at < set->count; at++) {
        if (set->fields[at] == field) {
            return true;
        }
    }
    return false;
}

void model_set_add(Parser *parser, FieldSet *set, const Token *name, int field)
{
    if (set_has(set, field)) {
        model_fault(parser, name->place, "'%.*s' stands here twice", TEXT_ARGS(name->text));
    } else {
        set->fields[set->count++] = field;
    }
}

static void resolve_set(Parser *parser, const DraftRecord *record, const DraftSet *draft,
                        Ability ability, FieldSet *set)
{
    *set = (FieldSet){0};
    for (int at = 0; at < draft->count; at++) {
        const Token *name = &draft->names[at];
        const DraftField *field = model_expect_field(parser, record, name);
        if (field == NULL || field->is_faulty) {
            continue;
        }
        if (!model_kind_can(field->def.kind, ability)) {
            model_fault(parser, name->place, "'%s' cannot stand here: it is a %s", field->def.name,
                        model_kind_name(field->def.kind));
        } else {
            model_set_add(parser, set, name, model_field_index(record, field));
        }
    }
}

static bool narrows(const FieldDef *def)
{
    return def->filtered || def->unique || def->kind == FIELD_REF;
}

/* The state may stand in an index beside fields: it narrows lists as they do. */
static void resolve_index(Parser *parser, const DraftRecord *record, const DraftSet *draft,
                          FieldSet *set)
{
    *set = (FieldSet){0};
    for (int at = 0; at < draft->count; at++) {
        const Token *name = &draft->names[at];
        if (record->has_states && text_equal(name->text, TEXT("state"))) {
            model_set_add(parser, set, name, KEY_STATE);
            continue;
        }
        const DraftField *field = model_expect_field(parser, record, name);
        if (field == NULL || field->is_faulty) {
            continue;
        }
        bool is_last = at + 1 == draft->count;
        if (!narrows(&field->def) && !(is_last && field->def.sorted)) {
            model_fault(parser, name->place, "lists are not narrowed by '%s'%s: say so of it first",
                        field->def.name, is_last ? ", nor ordered" : "");
        } else {
            model_set_add(parser, set, name, model_field_index(record, field));
        }
    }
}

static void check_order(Parser *parser, const DraftRecord *record, const DraftSet *draft,
                        const FieldSet *set)
{
    if (set->count < 2) {
        return;
    }
    const FieldDef *first = &model_field_at(record, (size_t)set->fields[0])->def;
    const FieldDef *second = &model_field_at(record, (size_t)set->fields[1])->def;
    if (first->kind != second->kind) {
        model_fault(parser, draft->names[1].place, "'%s' is a %s and '%s' a %s: they have no order",
                    first->name, model_kind_name(first->kind), second->name,
                    model_kind_name(second->kind));
    }
}

static void check_key(Parser *parser, const DraftRecord *record)
{
    if (record->def.kind != RECORD_FACT) {
        return;
    }
    if (record->key.count == 0) {
        model_fault(parser, record->place, "the fact '%s' has no key", record->def.name);
    }
    for (int at = 0; at < record->def.key.count; at++) {
        const DraftField *field = model_field_at(record, (size_t)record->def.key.fields[at]);
        if (!field->def.required) {
            model_fault(parser, field->place, "'%s' is part of the key and so must be required",
                        field->def.name);
        }
    }
}

/* ---- Titles ---- */

static int resolve_title_field(Parser *parser, const DraftRecord *record, int at)
{
    if (at >= record->title.count) {
        return -1;
    }
    const Token *name = &record->title.names[at];
    const DraftField *field = model_expect_field(parser, record, name);
    if (field == NULL || field->is_faulty) {
        return -1;
    }
    if (!model_kind_can(field->def.kind, CAN_BE_TITLE)) {
        model_fault(parser, name->place, "a %s is no title", model_kind_name(field->def.kind));
        return -1;
    }
    if (field->def.sealed) {
        model_fault(parser, name->place, "'%s' is sealed: everyone would be shown it as the title",
                    field->def.name);
        return -1;
    }
    return model_field_index(record, field);
}

static const DraftRecord *title_target(const Parser *parser, const DraftRecord *record, int field)
{
    if (field < 0) {
        return NULL;
    }
    const FieldDef *def = &model_field_at(record, (size_t)field)->def;
    return def->kind == FIELD_REF && def->target != NULL
               ? model_draft_record(parser, text_from(def->target))
               : NULL;
}

void model_check_title_ends(Parser *parser, const DraftRecord *record)
{
    const DraftRecord *other = title_target(parser, record, record->def.title_field_en);
    if (other != NULL) {
        model_fault(parser, record->title.names[1].place,
                    "the English title is a field of the record itself, not a reference");
    }
    const DraftRecord *at = record;
    for (size_t steps = 0; at != NULL; steps++) {
        if (steps > parser->records.count) {
            model_fault(parser, record->title.place, "the titles of '%s' go round in a circle",
                        record->def.name);
            return;
        }
        at = title_target(parser, at, at->def.title_field);
    }
}

void model_resolve_sets(Parser *parser, DraftRecord *record)
{
    RecordDef *def = &record->def;
    FieldSet *uniques = ARENA_ARRAY(parser->arena, FieldSet, record->uniques.count);
    FieldSet *indexes = ARENA_ARRAY(parser->arena, FieldSet, record->indexes.count);
    FieldSet *orders = ARENA_ARRAY(parser->arena, FieldSet, record->orders.count);
    for (size_t at = 0; at < record->uniques.count; at++) {
        resolve_set(parser, record, LIST_AT(&record->uniques, DraftSet, at), CAN_BE_UNIQUE,
                    &uniques[at]);
    }
    for (size_t at = 0; at < record->indexes.count; at++) {
        resolve_index(parser, record, LIST_AT(&record->indexes, DraftSet, at), &indexes[at]);
    }
    for (size_t at = 0; at < record->orders.count; at++) {
        const DraftSet *draft = LIST_AT(&record->orders, DraftSet, at);
        resolve_set(parser, record, draft, CAN_PRECEDE, &orders[at]);
        check_order(parser, record, draft, &orders[at]);
    }
    def->uniques = uniques;
    def->unique_count = (int)record->uniques.count;
    def->indexes = indexes;
    def->index_count = (int)record->indexes.count;
    def->orders = orders;
    def->order_count = (int)record->orders.count;
    resolve_set(parser, record, &record->key, CAN_BE_UNIQUE, &def->key);
    check_key(parser, record);
    def->title_field = resolve_title_field(parser, record, 0);
    def->title_field_en = resolve_title_field(parser, record, 1);
}
