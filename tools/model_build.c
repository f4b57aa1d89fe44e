/* Drafts of records → the tree: what they refer to is resolved and names are compared. */
#include "model_parse_impl.h"

#include "engine_sql.h"
#include "model_index.h"

/* Kept for indexes, the databases, and the store's own tables. */
static const char *const PREFIXES_TAKEN[] = {"ux_", "ix_", "sqlite_", "pg_", "store_"};
static const char STORE_TABLE[] = "id_counter";

static DraftRecord *record_at(const Parser *parser, size_t at)
{
    return *LIST_AT(&parser->records, DraftRecord *, at);
}

DraftRecord *model_draft_record(const Parser *parser, Text name)
{
    for (size_t at = 0; at < parser->records.count; at++) {
        if (text_equal(name, text_from(record_at(parser, at)->def.name))) {
            return record_at(parser, at);
        }
    }
    return NULL;
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

static bool is_engine_table(Arena *arena, const char *name)
{
    Text created = text_format(arena, "TABLE \"%s\" (", name);
    for (size_t at = 0; at < ENGINE_FILES_count; at++) {
        if (text_contains(text_from((const char *)ENGINE_FILES[at].bytes), created)) {
            return true;
        }
    }
    return text_equal(text_from(name), text_from(STORE_TABLE));
}

static void check_record_name(Parser *parser, const DraftRecord *record)
{
    Text name = text_from(record->def.name);
    if (is_engine_table(parser->arena, record->def.name)) {
        model_fault(parser, record->place, "'%s' is a table of the engine itself",
                    record->def.name);
    }
    for (size_t at = 0; at < sizeof PREFIXES_TAKEN / sizeof PREFIXES_TAKEN[0]; at++) {
        if (text_starts(name, text_from(PREFIXES_TAKEN[at]))) {
            model_fault(parser, record->place, "names that begin with '%s' are kept for the store",
                        PREFIXES_TAKEN[at]);
        }
    }
}

static void take_index_names(Parser *parser, Map *taken, const DraftRecord *record,
                             const char *prefix, const List *sets)
{
    for (size_t at = 0; at < sets->count; at++) {
        Text name =
            model_index_name(parser->arena, prefix, &record->def, LIST_AT(sets, FieldSet, at));
        take_name(parser, taken, name, record->place, "index");
    }
}

/* The index of "zh_en" in "town" and that of "en" in "town_zh" would have one name. */
static void take_indexes(Parser *parser, Map *taken, const DraftRecord *record)
{
    List uniques = model_unique_indexes(parser->arena, &record->def);
    List others = model_indexes(parser->arena, &record->def);
    take_index_names(parser, taken, record, "ux", &uniques);
    take_index_names(parser, taken, record, "ix", &others);
    for (size_t f = 0; f < record->fields.count; f++) {
        const DraftField *field = model_field_at(record, f);
        if (field->def.kind == FIELD_REFS) {
            Text name = text_format(parser->arena, "ix_%s_%s", record->def.name, field->def.name);
            take_name(parser, taken, name, field->place, "index");
        }
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
            const DraftField *field = model_field_at(record, f);
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
            const DraftField *field = model_field_at(record, f);
            Text name = text_format(parser->arena, "%s_%s", record->constant, field->def.name);
            take_name(parser, taken, name, field->place, "constant");
        }
    }
}

/* ---- The tree ---- */

static void build_record(Parser *parser, DraftRecord *record)
{
    if (record->fields.count == 0 && !record->has_lines) {
        model_fault(parser, record->place, "'%s' has no fields", record->def.name);
    }
    for (size_t at = 0; at < record->fields.count; at++) {
        model_resolve_field(parser, record, model_field_at(record, at));
    }
    model_resolve_sets(parser, record);
    model_resolve_life(parser, record);
    model_resolve_permit(parser, record);
    model_resolve_secret(parser, record);
    FieldDef *fields = ARENA_ARRAY(parser->arena, FieldDef, record->fields.count + 1);
    for (size_t at = 0; at < record->fields.count; at++) {
        model_resolve_number(parser, record, model_field_at(record, at));
        model_resolve_taken(parser, model_field_at(record, at));
        fields[at] = model_field_at(record, at)->def;
    }
    record->def.fields = fields;
    record->def.field_count = (int)record->fields.count;
    if (record->constant == NULL) {
        record->constant = record->def.name;
    }
}

static void build_roles(Parser *parser, Model *model)
{
    RoleDef *roles = ARENA_ARRAY(parser->arena, RoleDef, parser->roles.count);
    for (size_t at = 0; at < parser->roles.count; at++) {
        roles[at] = LIST_AT(&parser->roles, DraftRole, at)->def;
    }
    model->roles = roles;
    model->role_count = (int)parser->roles.count;
}

/* Each name once; the functions themselves are wired by main. */
static void add_hook(List *hooks, Map *known, const char *name)
{
    int64_t at = 0;
    if (name != NULL && !map_get(known, text_from(name), &at)) {
        map_put(known, text_from(name), (int64_t)hooks->count);
        ((HookDef *)list_add(hooks))->name = name;
    }
}

static void build_hooks(Parser *parser, Model *model)
{
    List hooks = list_new(parser->arena, sizeof(HookDef));
    Map *known = map_new(parser->arena);
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *record = &model->records[r];
        add_hook(&hooks, known, record->hook);
        add_hook(&hooks, known, record->delete_hook);
        for (int f = 0; f < record->field_count; f++) {
            add_hook(&hooks, known, record->fields[f].hook);
        }
        for (int m = 0; m < record->move_count; m++) {
            add_hook(&hooks, known, record->moves[m].hook);
        }
    }
    model->hooks = hooks.items;
    model->hook_count = (int)hooks.count;
}

void model_build(Parser *parser, ModelTree *tree)
{
    size_t count = parser->records.count;
    for (size_t at = 0; at < count; at++) {
        build_record(parser, record_at(parser, at));
    }
    for (size_t at = 0; at < count; at++) {
        model_check_title_ends(parser, record_at(parser, at));
        model_check_unit_ends(parser, record_at(parser, at));
        model_check_secret_ends(parser, record_at(parser, at));
        model_check_taken(parser, record_at(parser, at));
    }
    for (size_t at = 0; at < count; at++) {
        model_check_taken_circles(parser, record_at(parser, at));
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
    build_roles(parser, &tree->model);
    build_hooks(parser, &tree->model);
}
