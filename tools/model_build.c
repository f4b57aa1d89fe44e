/* Drafts of records → the tree: what they refer to is resolved and names are compared. */
#include "model_parse_impl.h"

#include <string.h>

/* Tables that are there without the model, and prefixes kept for indexes and the engines. */
static const char *const TABLES_TAKEN[] = {"change", "change_value", "id_counter"};
static const char *const PREFIXES_TAKEN[] = {"ux_", "ix_", "sqlite_", "pg_", "store_"};

static DraftRecord *record_at(const Parser *parser, size_t at)
{
    return *LIST_AT(&parser->records, DraftRecord *, at);
}

static DraftField *field_at(const DraftRecord *record, size_t at)
{
    return *LIST_AT(&record->fields, DraftField *, at);
}

static DraftRecord *find_record(const Parser *parser, const char *name)
{
    for (size_t at = 0; at < parser->records.count; at++) {
        if (strcmp(record_at(parser, at)->def.name, name) == 0) {
            return record_at(parser, at);
        }
    }
    return NULL;
}

int model_field_index(const DraftRecord *record, const DraftField *field)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        if (field_at(record, at) == field) {
            return (int)at;
        }
    }
    return -1;
}

/* ---- Names ---- */

static void take_name(Parser *parser, Map *taken, Text name, Place place, const char *what)
{
    int64_t line = 0;
    if (map_get(taken, name, &line)) {
        model_fault(parser, place, "the %s '%.*s' is there already, by line %d", what,
                    TEXT_ARGS(name), (int)line);
        return;
    }
    map_put(taken, name, place.line);
}

static void check_record_name(Parser *parser, const DraftRecord *record)
{
    Text name = text_from(record->def.name);
    for (size_t at = 0; at < sizeof TABLES_TAKEN / sizeof TABLES_TAKEN[0]; at++) {
        if (text_equal(name, text_from(TABLES_TAKEN[at]))) {
            model_fault(parser, record->place, "'%s' is a table of the engine itself",
                        TABLES_TAKEN[at]);
        }
    }
    for (size_t at = 0; at < sizeof PREFIXES_TAKEN / sizeof PREFIXES_TAKEN[0]; at++) {
        if (text_starts(name, text_from(PREFIXES_TAKEN[at]))) {
            model_fault(parser, record->place, "names that begin with '%s' are kept for the store",
                        PREFIXES_TAKEN[at]);
        }
    }
}

/* The index of "zh_en" in "town" and that of "en" in "town_zh" would have one name. */
static void take_indexes(Parser *parser, Map *taken, const DraftRecord *record)
{
    for (size_t f = 0; f < record->fields.count; f++) {
        const DraftField *field = field_at(record, f);
        const char *kind = field->def.unique ? "ux" : "ix";
        if (field->def.unique || field->def.target != NULL) {
            Text name =
                text_format(parser->arena, "%s_%s_%s", kind, record->def.name, field->def.name);
            take_name(parser, taken, name, field->place, "index");
        }
    }
    for (size_t u = 0; u < record->uniques.count; u++) {
        const DraftSet *set = LIST_AT(&record->uniques, DraftSet, u);
        Buf name = buf_new(parser->arena);
        buf_add_format(&name, "ux_%s", record->def.name);
        for (int at = 0; at < set->count; at++) {
            buf_add_char(&name, '_');
            buf_add(&name, set->names[at].text);
        }
        take_name(parser, taken, buf_text(&name), set->place, "index");
    }
}

static void check_tables(Parser *parser)
{
    Map *taken = map_new(parser->arena);
    for (size_t at = 0; at < parser->records.count; at++) {
        const DraftRecord *record = record_at(parser, at);
        check_record_name(parser, record);
        take_name(parser, taken, text_from(record->def.name), record->place, "record");
    }
    for (size_t at = 0; at < parser->records.count; at++) {
        const DraftRecord *record = record_at(parser, at);
        take_indexes(parser, taken, record);
        for (size_t f = 0; f < record->fields.count; f++) {
            const DraftField *field = field_at(record, f);
            if (field->def.kind == FIELD_REFS) {
                Text name = text_format(parser->arena, "%s_%s", record->def.name, field->def.name);
                take_name(parser, taken, name, field->place, "table");
            }
        }
    }
}

static void check_constants(Parser *parser)
{
    Map *taken = map_new(parser->arena);
    for (size_t at = 0; at < parser->records.count; at++) {
        const DraftRecord *record = record_at(parser, at);
        for (size_t f = 0; f < record->fields.count; f++) {
            const DraftField *field = field_at(record, f);
            Text name = text_format(parser->arena, "%s_%s", record->constant, field->def.name);
            take_name(parser, taken, name, field->place, "constant");
        }
    }
}

/* ---- Fields ---- */

static bool can_be_unique(FieldKind kind)
{
    return kind != FIELD_DECIMAL && kind != FIELD_REFS && kind != FIELD_LONG_TEXT;
}

static void check_target(Parser *parser, const DraftField *field)
{
    if (field->def.target == NULL) {
        return;
    }
    const DraftRecord *target = find_record(parser, field->def.target);
    if (target == NULL) {
        model_fault(parser, field->target_place, "there is no record '%s'", field->def.target);
    } else if (target->def.kind == RECORD_FACT) {
        model_fault(parser, field->target_place, "'%s' is a fact: it has no id to refer to",
                    field->def.target);
    }
}

static void check_scale_name(Parser *parser, const DraftRecord *record, const DraftField *field)
{
    if (field->def.kind != FIELD_DECIMAL) {
        return;
    }
    Text scale = text_format(parser->arena, "%s_scale", field->def.name);
    const DraftField *same = model_draft_field(record, scale);
    if (same != NULL) {
        model_fault(parser, same->place, "'%.*s' is the second column of the decimal '%s'",
                    TEXT_ARGS(scale), field->def.name);
    }
}

static void check_field(Parser *parser, const DraftRecord *record, DraftField *field)
{
    check_target(parser, field);
    check_scale_name(parser, record, field);
    if (field->def.kind == FIELD_ONE_OF && field->options.count == 0) {
        model_fault(parser, field->place, "'%s' has no option lines below it", field->def.name);
    }
    if (field->def.unique && !can_be_unique(field->def.kind)) {
        model_fault(parser, field->place, "decimals, long texts and refs cannot be unique");
    }
    if (record->def.kind == RECORD_FACT && (field->def.unique || field->def.kind == FIELD_REFS)) {
        model_fault(parser, field->place, "a fact has a key, and neither refs nor unique fields");
    }
    field->def.options = field->options.items;
    field->def.option_count = (int)field->options.count;
}

/* ---- Sets of fields ---- */

static bool set_has(const FieldSet *set, int field)
{
    for (int at = 0; at < set->count; at++) {
        if (set->fields[at] == field) {
            return true;
        }
    }
    return false;
}

static void resolve_set(Parser *parser, const DraftRecord *record, const DraftSet *draft,
                        FieldSet *set)
{
    *set = (FieldSet){0};
    for (int at = 0; at < draft->count; at++) {
        const Token *name = &draft->names[at];
        const DraftField *field = model_draft_field(record, name->text);
        if (field == NULL) {
            model_fault(parser, name->place, "'%s' has no field '%.*s'", record->def.name,
                        TEXT_ARGS(name->text));
        } else if (set_has(set, model_field_index(record, field))) {
            model_fault(parser, name->place, "'%s' stands here twice", field->def.name);
        } else if (!can_be_unique(field->def.kind)) {
            model_fault(parser, name->place, "decimals, long texts and refs cannot stand here");
        } else {
            set->fields[set->count++] = model_field_index(record, field);
        }
    }
}

static void resolve_uniques(Parser *parser, DraftRecord *record)
{
    if (record->def.kind == RECORD_FACT && record->uniques.count > 0) {
        model_fault(parser, LIST_AT(&record->uniques, DraftSet, 0)->place,
                    "a fact is unique by its key alone");
    }
    if (record->uniques.count > MODEL_UNIQUES_MAX) {
        model_fault(parser, record->place, "a record has at most %d unique lines",
                    MODEL_UNIQUES_MAX);
        return;
    }
    FieldSet *sets = ARENA_ARRAY(parser->arena, FieldSet, record->uniques.count + 1);
    for (size_t at = 0; at < record->uniques.count; at++) {
        resolve_set(parser, record, LIST_AT(&record->uniques, DraftSet, at), &sets[at]);
    }
    record->def.uniques = sets;
    record->def.unique_count = (int)record->uniques.count;
}

static void resolve_key(Parser *parser, DraftRecord *record)
{
    if (record->def.kind != RECORD_FACT) {
        return;
    }
    if (record->key.count == 0) {
        model_fault(parser, record->place, "the fact '%s' has no key", record->def.name);
        return;
    }
    resolve_set(parser, record, &record->key, &record->def.key);
    for (int at = 0; at < record->def.key.count; at++) {
        const DraftField *field = field_at(record, (size_t)record->def.key.fields[at]);
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
    const DraftField *field = model_draft_field(record, name->text);
    if (field == NULL) {
        model_fault(parser, name->place, "'%s' has no field '%.*s'", record->def.name,
                    TEXT_ARGS(name->text));
        return -1;
    }
    if (field->def.kind == FIELD_REFS || field->def.kind == FIELD_LONG_TEXT) {
        model_fault(parser, name->place, "long texts and refs are no titles");
        return -1;
    }
    return model_field_index(record, field);
}

static const DraftRecord *title_target(const Parser *parser, const DraftRecord *record, int field)
{
    if (field < 0) {
        return NULL;
    }
    const FieldDef *def = &field_at(record, (size_t)field)->def;
    return def->kind == FIELD_REF && def->target != NULL ? find_record(parser, def->target) : NULL;
}

/* A title that is a reference is its target's title; that must end somewhere. */
static void check_title_ends(Parser *parser, const DraftRecord *record)
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

/* ---- The tree ---- */

static void build_record(Parser *parser, DraftRecord *record)
{
    if (record->fields.count == 0 && !record->has_lines) {
        model_fault(parser, record->place, "'%s' has no fields", record->def.name);
    }
    for (size_t at = 0; at < record->fields.count; at++) {
        check_field(parser, record, field_at(record, at));
    }
    resolve_uniques(parser, record);
    resolve_key(parser, record);
    model_resolve_life(parser, record);
    record->def.title_field = resolve_title_field(parser, record, 0);
    record->def.title_field_en = resolve_title_field(parser, record, 1);
    FieldDef *fields = ARENA_ARRAY(parser->arena, FieldDef, record->fields.count + 1);
    for (size_t at = 0; at < record->fields.count; at++) {
        fields[at] = field_at(record, at)->def;
    }
    record->def.fields = fields;
    record->def.field_count = (int)record->fields.count;
    if (record->constant == NULL) {
        record->constant = record->def.name;
    }
}

void model_build(Parser *parser, ModelTree *tree)
{
    size_t count = parser->records.count;
    for (size_t at = 0; at < count; at++) {
        build_record(parser, record_at(parser, at));
    }
    for (size_t at = 0; at < count; at++) {
        check_title_ends(parser, record_at(parser, at));
    }
    check_tables(parser);
    check_constants(parser);
    RecordDef *records = ARENA_ARRAY(parser->arena, RecordDef, count + 1);
    const char **constants = ARENA_ARRAY(parser->arena, const char *, count + 1);
    for (size_t at = 0; at < count; at++) {
        records[at] = record_at(parser, at)->def;
        constants[at] = record_at(parser, at)->constant;
    }
    *tree = (ModelTree){.model = {.records = records, .record_count = (int)count},
                        .constants = constants};
}
