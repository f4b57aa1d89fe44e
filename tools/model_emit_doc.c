/* The data dictionary: every record and field in both languages, as one page of Markdown. */
#include "model_emit.h"

static const char *const KIND_WORDS[][LANG_COUNT] = {
    [FIELD_TEXT] = {"文本", "text"},        [FIELD_LONG_TEXT] = {"长文本", "long text"},
    [FIELD_INT] = {"整数", "whole number"}, [FIELD_DECIMAL] = {"小数", "decimal"},
    [FIELD_DATE] = {"日期", "date"},        [FIELD_PERIOD] = {"时期", "period"},
    [FIELD_BOOL] = {"是否", "yes or no"},   [FIELD_ONE_OF] = {"选项", "one of"},
    [FIELD_REF] = {"引用", "reference"},    [FIELD_REFS] = {"引用(多个)", "references"},
};

/* Markdown would read these as its own marks. */
static void add_cell(Buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|' || *text == '\\' || *text == '*' || *text == '_' || *text == '<') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, *text);
    }
}

static void emit_kind(Buf *out, const FieldDef *field)
{
    buf_add_format(out, "%s / %s", KIND_WORDS[field->kind][LANG_ZH],
                   KIND_WORDS[field->kind][LANG_EN]);
    if (field->size > 0) {
        buf_add_format(out, " ≤ %d", field->size);
    }
    if (field->has_least && field->has_most) {
        buf_add_char(out, ' ');
        decimal_print(out, field->least);
        buf_add_cstr(out, " … ");
        decimal_print(out, field->most);
    }
    if (field->target != NULL) {
        buf_add_format(out, " → [%s](#%s)", field->target, field->target);
    }
}

static void emit_marks(Buf *out, const FieldDef *field)
{
    buf_add_cstr(out, field->required ? "必填 / required" : "");
    if (field->unique) {
        buf_add_cstr(out, field->required ? "; 唯一 / unique" : "唯一 / unique");
    }
}

static void emit_notes(Buf *out, const FieldDef *field)
{
    if (field->help_zh[0] != '\0') {
        add_cell(out, field->help_zh);
        buf_add_cstr(out, " / ");
        add_cell(out, field->help_en);
    }
    for (int o = 0; o < field->option_count; o++) {
        const OptionDef *option = &field->options[o];
        buf_add_format(out, "%s`%s` ", o > 0 || field->help_zh[0] != '\0' ? "; " : "",
                       option->name);
        add_cell(out, option->zh);
        buf_add_cstr(out, " / ");
        add_cell(out, option->en);
    }
}

static void emit_set(Buf *out, const char *what, const RecordDef *record, const FieldSet *set)
{
    buf_add_format(out, "\n%s: ", what);
    for (int f = 0; f < set->count; f++) {
        buf_add_format(out, "%s`%s`", f > 0 ? ", " : "", record->fields[set->fields[f]].name);
    }
    buf_add_char(out, '\n');
}

static void emit_life(Buf *out, const RecordDef *record)
{
    buf_add_cstr(out, "\n| 状态 State | 中文 | English |\n|---|---|---|\n");
    for (int at = 0; at < record->state_count; at++) {
        const StateDef *state = &record->states[at];
        buf_add_format(out, "| `%s` | %s | %s |\n", state->name, state->zh, state->en);
    }
    buf_add_cstr(out, "\n| 流转 Move | 中文 | English | 由 From | 至 To | 须填 Needs |\n"
                      "|---|---|---|---|---|---|\n");
    for (int at = 0; at < record->move_count; at++) {
        const MoveDef *move = &record->moves[at];
        buf_add_format(out, "| `%s` | %s | %s | ", move->name, move->zh, move->en);
        for (int f = 0; f < move->from_count; f++) {
            buf_add_format(out, "`%s` ", record->states[move->from[f]].name);
        }
        buf_add_format(out, "| `%s` | ", record->states[move->to].name);
        for (int n = 0; n < move->need_count; n++) {
            buf_add_format(out, "`%s` ", record->fields[move->needs[n]].name);
        }
        buf_add_cstr(out, "|\n");
    }
}

static void emit_record(Buf *out, const RecordDef *record)
{
    buf_add_format(out, "\n## %s\n\n%s / %s%s\n\n", record->name, record->zh, record->en,
                   record->kind == RECORD_FACT ? " (事实,只增不改 / fact, only ever added to)"
                                               : "");
    buf_add_cstr(out, "| 字段 Field | 中文 | English | 类型 Kind | | 说明 Notes |\n"
                      "|---|---|---|---|---|---|\n");
    for (int f = 0; f < record->field_count; f++) {
        const FieldDef *field = &record->fields[f];
        buf_add_format(out, "| `%s` | ", field->name);
        add_cell(out, field->zh);
        buf_add_cstr(out, " | ");
        add_cell(out, field->en);
        buf_add_cstr(out, " | ");
        emit_kind(out, field);
        buf_add_cstr(out, " | ");
        emit_marks(out, field);
        buf_add_cstr(out, " | ");
        emit_notes(out, field);
        buf_add_cstr(out, " |\n");
    }
    for (int u = 0; u < record->unique_count; u++) {
        emit_set(out, "合并唯一 / unique together", record, &record->uniques[u]);
    }
    if (record->kind == RECORD_FACT) {
        emit_set(out, "主键 / key", record, &record->key);
    }
    if (record->in_chain) {
        buf_add_cstr(out, "\n链条中的一环 / a link of the chain\n");
    }
    if (record->state_count > 0) {
        emit_life(out, record);
    }
}

void model_emit_dictionary(Buf *out, const Model *model)
{
    buf_add_cstr(out, "# 数据字典 / Data dictionary\n");
    for (int r = 0; r < model->record_count; r++) {
        emit_record(out, &model->records[r]);
    }
}
