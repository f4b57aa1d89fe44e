/* The model as const C tables: data, never code. */
#include "model_emit.h"

#include <inttypes.h>

static const char *const KIND_NAMES[] = {
    [FIELD_TEXT] = "FIELD_TEXT", [FIELD_LONG_TEXT] = "FIELD_LONG_TEXT",
    [FIELD_INT] = "FIELD_INT",   [FIELD_DECIMAL] = "FIELD_DECIMAL",
    [FIELD_DATE] = "FIELD_DATE", [FIELD_PERIOD] = "FIELD_PERIOD",
    [FIELD_BOOL] = "FIELD_BOOL", [FIELD_ONE_OF] = "FIELD_ONE_OF",
    [FIELD_REF] = "FIELD_REF",   [FIELD_REFS] = "FIELD_REFS",
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

static void add_string_member(Buf *out, const char *member, const char *text)
{
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
    buf_add_cstr(out,
                 "/* Made by modelc from the model files; not to be edited.\n"
                 " * RECORD_ENTITY is a RecordDef, ENTITY_CODE the index of its field code. */\n"
                 "#ifndef DUIBIAO_MODEL_TABLE_H\n#define DUIBIAO_MODEL_TABLE_H\n\n"
                 "#include \"record.h\"\n\n");
    buf_add_format(out, "enum { MODEL_RECORD_COUNT = %d };\n", model->record_count);
    buf_add_cstr(out, "extern const RecordDef MODEL_RECORDS[MODEL_RECORD_COUNT];\n\n");
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

static void emit_bound(Buf *out, const char *name, Decimal bound)
{
    buf_add_format(out, ".has_%s = true, .%s = {%" PRId64 ", %d}, ", name, name, bound.mantissa,
                   bound.scale);
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
    buf_add_format(out, ".size = %d, .required = %d, .unique = %d, .listed = %d, ", field->size,
                   field->required, field->unique, field->listed);
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
    if (field->target != NULL) {
        add_string_member(out, "target", field->target);
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

static void emit_states(Buf *out, const RecordDef *record)
{
    buf_add_format(out, "\nstatic const StateDef %s_states[] = {\n", record->name);
    for (int at = 0; at < record->state_count; at++) {
        buf_add_cstr(out, "    {");
        add_string_member(out, "name", record->states[at].name);
        add_string_member(out, "zh", record->states[at].zh);
        add_string_member(out, "en", record->states[at].en);
        buf_add_cstr(out, "},\n");
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
        buf_add_format(out, ".need_count = %d},\n", move->need_count);
    }
    buf_add_cstr(out, "};\n");
}

static void emit_parts(Buf *out, const RecordDef *record)
{
    for (int f = 0; f < record->field_count; f++) {
        if (record->fields[f].option_count > 0) {
            emit_options(out, record, &record->fields[f]);
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
    if (record->unique_count == 0) {
        return;
    }
    buf_add_format(out, "\nstatic const FieldSet %s_uniques[] = {\n", record->name);
    for (int u = 0; u < record->unique_count; u++) {
        buf_add_cstr(out, "    ");
        emit_set(out, &record->uniques[u]);
        buf_add_cstr(out, ",\n");
    }
    buf_add_cstr(out, "};\n");
}

static void emit_record(Buf *out, const RecordDef *record)
{
    buf_add_cstr(out, "    {");
    add_string_member(out, "name", record->name);
    buf_add_format(out, ".kind = %s, ",
                   record->kind == RECORD_FACT ? "RECORD_FACT" : "RECORD_PLAIN");
    add_string_member(out, "zh", record->zh);
    add_string_member(out, "en", record->en);
    buf_add_format(out, "\n     .fields = %s_fields, .field_count = %d, ", record->name,
                   record->field_count);
    if (record->unique_count > 0) {
        buf_add_format(out, ".uniques = %s_uniques, .unique_count = %d, ", record->name,
                       record->unique_count);
    }
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
    buf_add_format(out, ".in_chain = %d},\n", record->in_chain);
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
}
