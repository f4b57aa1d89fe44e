/* The model as const C tables: data, never code. */
#include "model_emit.h"

#include <inttypes.h>

static const char *const KIND_NAMES[] = {
    [FIELD_TEXT] = "FIELD_TEXT",         [FIELD_LONG_TEXT] = "FIELD_LONG_TEXT",
    [FIELD_INT] = "FIELD_INT",           [FIELD_DECIMAL] = "FIELD_DECIMAL",
    [FIELD_MONEY] = "FIELD_MONEY",       [FIELD_PERCENT] = "FIELD_PERCENT",
    [FIELD_DATE] = "FIELD_DATE",         [FIELD_DATE_RANGE] = "FIELD_DATE_RANGE",
    [FIELD_TIME] = "FIELD_TIME",         [FIELD_PERIOD] = "FIELD_PERIOD",
    [FIELD_BOOL] = "FIELD_BOOL",         [FIELD_ONE_OF] = "FIELD_ONE_OF",
    [FIELD_FILE] = "FIELD_FILE",         [FIELD_POINT] = "FIELD_POINT",
    [FIELD_COMPUTED] = "FIELD_COMPUTED", [FIELD_REF] = "FIELD_REF",
    [FIELD_REFS] = "FIELD_REFS",
};

static void add_upper(Buf *out, const char *name)
{
    for (; *name != '\0'; name++) {
        buf_add_char(out, *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
    }
}

static void add_string(Buf *out, const char *text)
{
    buf_add_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, *text);
    }
    buf_add_char(out, '"');
}

/* Nothing for NULL: what is not named is NULL. */
static void add_string_member(Buf *out, const char *member, const char *text)
{
    if (text == NULL) {
        return;
    }
    buf_add_format(out, ".%s = ", member);
    add_string(out, text);
    buf_add_cstr(out, ", ");
}

/* ENTITY_CODE, ENTITY_ZH, …: the index of each field. */
static void emit_enum(Buf *out, const RecordDef *def, const char *constant)
{
    buf_add_cstr(out, "\nenum {\n");
    for (int f = 0; f < def->field_count; f++) {
        buf_add_cstr(out, "    ");
        add_upper(out, constant);
        buf_add_char(out, '_');
        add_upper(out, def->fields[f].name);
        buf_add_cstr(out, ",\n");
    }
    buf_add_cstr(out, "};\n");
}

void model_emit_header(Buf *out, const ModelTree *tree)
{
    const Model *model = &tree->model;
    buf_add_cstr(out, "/* Made by modelc from the model files; not to be edited.\n"
                      " * RECORD_ENTITY is a RecordDef, ENTITY_CODE the index of its field code. "
                      "MODEL_HOOKS stands in a\n"
                      " * file of its own, because it needs the rooms that define them. */\n"
                      "#ifndef DUIBIAO_MODEL_TABLE_H\n#define DUIBIAO_MODEL_TABLE_H\n\n"
                      "#include \"record.h\"\n\n");
    buf_add_format(out, "enum { MODEL_RECORD_COUNT = %d };\n", model->record_count);
    buf_add_cstr(out, "extern const RecordDef MODEL_RECORDS[MODEL_RECORD_COUNT];\n");
    buf_add_format(out, "enum { MODEL_ROLE_COUNT = %d };\n", model->role_count);
    buf_add_cstr(out, "extern const RoleDef MODEL_ROLES[MODEL_ROLE_COUNT + 1];\n");
    buf_add_format(out, "enum { MODEL_HOOK_COUNT = %d };\n", model->hook_count);
    buf_add_cstr(out, "extern const HookDef MODEL_HOOKS[MODEL_HOOK_COUNT + 1];\n\n");
    for (int r = 0; r < model->record_count; r++) {
        buf_add_cstr(out, "#define RECORD_");
        add_upper(out, model->records[r].name);
        buf_add_format(out, " (MODEL_RECORDS[%d])\n", r);
    }
    for (int r = 0; r < model->record_count; r++) {
        emit_enum(out, &model->records[r], tree->constants[r]);
    }
    buf_add_cstr(out, "\n#endif\n");
}

static void emit_options(Buf *out, const RecordDef *record, const FieldDef *field)
{
    buf_add_format(out, "\nstatic const OptionDef %s_%s_options[] = {\n", record->name,
                   field->name);
    for (int o = 0; o < field->option_count; o++) {
        buf_add_cstr(out, "    {");
        add_string_member(out, "name", field->options[o].name);
        add_string_member(out, "zh", field->options[o].zh);
        add_string_member(out, "en", field->options[o].en);
        buf_add_cstr(out, "},\n");
    }
    buf_add_cstr(out, "};\n");
}

static void emit_taken(Buf *out, const RecordDef *record, const FieldDef *field)
{
    buf_add_format(out, "\nstatic const TakenDef %s_%s_taken[] = {\n", record->name, field->name);
    for (int at = 0; at < field->taken_count; at++) {
        const TakenDef *taken = &field->taken[at];
        buf_add_cstr(out, "    {");
        add_string_member(out, "from", taken->from);
        buf_add_cstr(out, ".fields = {");
        for (int f = 0; f < taken->field_count; f++) {
            buf_add_format(out, "%d, ", taken->fields[f]);
        }
        buf_add_format(out, "}, .field_count = %d, .every = %d, .up = %d, .down = {%d, %d}, ",
                       taken->field_count, taken->every, taken->up, taken->down[0], taken->down[1]);
        buf_add_format(out, ".down_count = %d, ", taken->down_count);
        add_string_member(out, "middle", taken->middle);
        buf_add_cstr(out, "},\n");
    }
    buf_add_cstr(out, "};\n");
}

static void emit_bound(Buf *out, const char *name, Decimal bound)
{
    buf_add_format(out, ".has_%s = true, .%s = {%" PRId64 ", %d}, ", name, name, bound.mantissa,
                   bound.scale);
}

static const char *const LINK_NAMES[] = {
    [LINK_NONE] = "LINK_NONE", [LINK_FROM] = "LINK_FROM", [LINK_ANSWERS] = "LINK_ANSWERS"};

static void emit_words(Buf *out, const FieldDef *field)
{
    const struct {
        const char *member;
        bool is_said;
    } words[] = {{"required", field->required}, {"unique", field->unique},
                 {"listed", field->listed},     {"filtered", field->filtered},
                 {"sorted", field->sorted},     {"searched", field->searched},
                 {"sealed", field->sealed}};
    buf_add_format(out, ".size = %d, .link = %s, ", field->size, LINK_NAMES[field->link]);
    for (size_t at = 0; at < sizeof words / sizeof words[0]; at++) {
        if (words[at].is_said) {
            buf_add_format(out, ".%s = true, ", words[at].member);
        }
    }
}

static void emit_field(Buf *out, const RecordDef *record, const FieldDef *field)
{
    buf_add_cstr(out, "    {");
    add_string_member(out, "name", field->name);
    buf_add_format(out, ".kind = %s, ", KIND_NAMES[field->kind]);
    add_string_member(out, "zh", field->zh);
    add_string_member(out, "en", field->en);
    buf_add_cstr(out, "\n     ");
    add_string_member(out, "help_zh", field->help_zh);
    add_string_member(out, "help_en", field->help_en);
    emit_words(out, field);
    if (field->has_least) {
        emit_bound(out, "least", field->least);
    }
    if (field->has_most) {
        emit_bound(out, "most", field->most);
    }
    if (field->option_count > 0) {
        buf_add_format(out, ".options = %s_%s_options, .option_count = %d, ", record->name,
                       field->name, field->option_count);
    }
    add_string_member(out, "target", field->target);
    add_string_member(out, "pattern", field->pattern);
    add_string_member(out, "initial", field->initial);
    add_string_member(out, "number", field->number);
    buf_add_format(out, ".number_state = %d, ", field->number_state);
    if (field->hook) {
        add_string_member(out, "hook", field->hook);
        buf_add_format(out, ".computed = %s, ", KIND_NAMES[field->computed]);
    }
    if (field->taken_count > 0) {
        buf_add_format(out, ".taken = %s_%s_taken, .taken_count = %d, ", record->name, field->name,
                       field->taken_count);
    }
    buf_add_cstr(out, "},\n");
}

static void emit_set(Buf *out, const FieldSet *set)
{
    buf_add_cstr(out, "{.fields = {");
    for (int f = 0; f < set->count; f++) {
        buf_add_format(out, "%d, ", set->fields[f]);
    }
    buf_add_format(out, "}, .count = %d}", set->count);
}

static void emit_sets(Buf *out, const RecordDef *record, const char *name, const FieldSet *sets,
                      int count)
{
    if (count == 0) {
        return;
    }
    buf_add_format(out, "\nstatic const FieldSet %s_%s[] = {\n", record->name, name);
    for (int at = 0; at < count; at++) {
        buf_add_cstr(out, "    ");
        emit_set(out, &sets[at]);
        buf_add_cstr(out, ",\n");
    }
    buf_add_cstr(out, "};\n");
}

static void emit_numbers(Buf *out, const char *member, const int *numbers, int count)
{
    if (count == 0) {
        return;
    }
    buf_add_format(out, ".%s = (const int[]){", member);
    for (int at = 0; at < count; at++) {
        buf_add_format(out, "%d, ", numbers[at]);
    }
    buf_add_cstr(out, "}, ");
}

static const char *const REACH_NAMES[] = {[REACH_NONE] = "REACH_NONE",
                                          [REACH_OWN] = "REACH_OWN",
                                          [REACH_SUBTREE] = "REACH_SUBTREE",
                                          [REACH_ALL] = "REACH_ALL"};

static void emit_grants(Buf *out, const char *member, const GrantList *list)
{
    if (list->count == 0) {
        return;
    }
    buf_add_format(out, "%s = {(const Grant[]){", member);
    for (int at = 0; at < list->count; at++) {
        buf_add_format(out, "{%d, %s}, ", list->items[at].role, REACH_NAMES[list->items[at].reach]);
    }
    buf_add_format(out, "}, %d}, ", list->count);
}

static void emit_states(Buf *out, const RecordDef *record)
{
    buf_add_format(out, "\nstatic const StateDef %s_states[] = {\n", record->name);
    for (int at = 0; at < record->state_count; at++) {
        buf_add_cstr(out, "    {");
        add_string_member(out, "name", record->states[at].name);
        add_string_member(out, "zh", record->states[at].zh);
        add_string_member(out, "en", record->states[at].en);
        buf_add_format(out, ".is_public = %d},\n", record->states[at].is_public);
    }
    buf_add_format(out, "};\n\nstatic const MoveDef %s_moves[] = {\n", record->name);
    for (int at = 0; at < record->move_count; at++) {
        const MoveDef *move = &record->moves[at];
        buf_add_cstr(out, "    {");
        add_string_member(out, "name", move->name);
        add_string_member(out, "zh", move->zh);
        add_string_member(out, "en", move->en);
        emit_numbers(out, "from", move->from, move->from_count);
        buf_add_format(out, ".from_count = %d, .to = %d, ", move->from_count, move->to);
        emit_numbers(out, "needs", move->needs, move->need_count);
        buf_add_format(out, ".need_count = %d, ", move->need_count);
        emit_grants(out, ".by", &move->by);
        add_string_member(out, "within", move->within);
        add_string_member(out, "hook", move->hook);
        buf_add_cstr(out, "},\n");
    }
    buf_add_cstr(out, "};\n");
}

static void emit_parts(Buf *out, const RecordDef *record)
{
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].option_count > 0) {
            emit_options(out, record, &record->fields[f]);
        }
        if (record->fields[f].taken_count > 0) {
            emit_taken(out, record, &record->fields[f]);
        }
    }
    buf_add_format(out, "\nstatic const FieldDef %s_fields[] = {\n", record->name);
    for (int f = 0; f < record->field_count; f++) {
        emit_field(out, record, &record->fields[f]);
    }
    buf_add_cstr(out, "};\n");
    if (record->state_count > 0) {
        emit_states(out, record);
    }
    emit_sets(out, record, "uniques", record->uniques, record->unique_count);
    emit_sets(out, record, "indexes", record->indexes, record->index_count);
    emit_sets(out, record, "orders", record->orders, record->order_count);
}

static void emit_sets_member(Buf *out, const RecordDef *record, const char *member,
                             const char *count_member, int count)
{
    if (count > 0) {
        buf_add_format(out, ".%s = %s_%s, .%s = %d, ", member, record->name, member, count_member,
                       count);
    }
}

static const char *const ACT_MEMBERS[ACT_COUNT] = {
    [ACT_READ] = "[ACT_READ]",     [ACT_CREATE] = "[ACT_CREATE]", [ACT_CHANGE] = "[ACT_CHANGE]",
    [ACT_DELETE] = "[ACT_DELETE]", [ACT_UNSEAL] = "[ACT_UNSEAL]",
};

static void emit_permit(Buf *out, const RecordDef *record)
{
    buf_add_cstr(out, "\n     .allow = {");
    for (int act = 0; act < ACT_COUNT; act++) {
        emit_grants(out, ACT_MEMBERS[act], &record->allow[act]);
    }
    buf_add_cstr(out, "}, ");
    if (record->unit_fields.count > 0) {
        buf_add_cstr(out, ".unit_fields = ");
        emit_set(out, &record->unit_fields);
        buf_add_cstr(out, ", ");
    }
    buf_add_format(out, ".unit_through = %d, .secret_through = %d, ", record->unit_through,
                   record->secret_through);
    add_string_member(out, "hook", record->hook);
    add_string_member(out, "delete_hook", record->delete_hook);
}

static void emit_record(Buf *out, const RecordDef *record)
{
    buf_add_cstr(out, "    {");
    add_string_member(out, "name", record->name);
    buf_add_format(out, ".kind = %s, ",
                   record->kind == RECORD_FACT ? "RECORD_FACT" : "RECORD_PLAIN");
    add_string_member(out, "zh", record->zh);
    add_string_member(out, "en", record->en);
    add_string_member(out, "en_many", record->en_many);
    buf_add_format(out, "\n     .fields = %s_fields, .field_count = %d, ", record->name,
                   record->field_count);
    emit_sets_member(out, record, "uniques", "unique_count", record->unique_count);
    emit_sets_member(out, record, "indexes", "index_count", record->index_count);
    emit_sets_member(out, record, "orders", "order_count", record->order_count);
    buf_add_format(out, "\n     .title_field = %d, .title_field_en = %d, ", record->title_field,
                   record->title_field_en);
    if (record->key.count > 0) {
        buf_add_cstr(out, ".key = ");
        emit_set(out, &record->key);
        buf_add_cstr(out, ", ");
    }
    if (record->state_count > 0) {
        buf_add_format(out,
                       "\n     .states = %s_states, .state_count = %d, .moves = %s_moves, "
                       ".move_count = %d, ",
                       record->name, record->state_count, record->name, record->move_count);
    }
    emit_permit(out, record);
    buf_add_format(out, ".in_chain = %d},\n", record->in_chain);
}

/* One more than there are, because C has no empty tables. */
static void emit_roles(Buf *out, const Model *model)
{
    buf_add_cstr(out, "\nconst RoleDef MODEL_ROLES[MODEL_ROLE_COUNT + 1] = {\n");
    for (int at = 0; at < model->role_count; at++) {
        const RoleDef *role = &model->roles[at];
        buf_add_cstr(out, "    {");
        add_string_member(out, "name", role->name);
        add_string_member(out, "zh", role->zh);
        add_string_member(out, "en", role->en);
        buf_add_format(out, ".is_apart = %d},\n", role->is_apart);
    }
    buf_add_cstr(out, "};\n");
}

/* Names that no room defines are found when the program is linked. */
void model_emit_hooks(Buf *out, const ModelTree *tree)
{
    const Model *model = &tree->model;
    buf_add_cstr(out, "/* Made by modelc from the model files; not to be edited. */\n"
                      "#include \"model_table.h\"\n\n");
    for (int at = 0; at < model->hook_count; at++) {
        buf_add_format(out, "Status %s(HookCall *call, Error *err);\n", model->hooks[at].name);
    }
    buf_add_cstr(out, "\nconst HookDef MODEL_HOOKS[MODEL_HOOK_COUNT + 1] = {\n");
    for (int at = 0; at < model->hook_count; at++) {
        buf_add_format(out, "    {\"%s\", %s},\n", model->hooks[at].name, model->hooks[at].name);
    }
    buf_add_cstr(out, "};\n");
}

void model_emit_tables(Buf *out, const ModelTree *tree)
{
    const Model *model = &tree->model;
    buf_add_cstr(out, "/* Made by modelc from the model files; not to be edited. */\n"
                      "#include \"model_table.h\"\n");
    for (int r = 0; r < model->record_count; r++) {
        emit_parts(out, &model->records[r]);
    }
    buf_add_cstr(out, "\nconst RecordDef MODEL_RECORDS[MODEL_RECORD_COUNT] = {\n");
    for (int r = 0; r < model->record_count; r++) {
        emit_record(out, &model->records[r]);
    }
    buf_add_cstr(out, "};\n");
    emit_roles(out, model);
}
