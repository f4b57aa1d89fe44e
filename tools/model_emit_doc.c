/* The data dictionary: every record and field in both languages, as one page of Markdown. */
#include "model_doc_impl.h"

static void emit_kind(Buf *out, const FieldDef *field)
{
    const DocWord *kind =
        doc_kind(field_says(field)); /* that it is computed stands with its notes */
    buf_add_format(out, "%s / %s", kind->zh, kind->en);
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
    const bool marks[DOC_MARK_COUNT] = {
        [DOC_REQUIRED] = field->required,      [DOC_UNIQUE] = field->unique,
        [DOC_FILTER] = field->filtered,        [DOC_SORT] = field->sorted,
        [DOC_SEARCH] = field->searched,        [DOC_SEALED] = field->sealed,
        [DOC_FROM] = field->link == LINK_FROM, [DOC_ANSWERS] = field->link == LINK_ANSWERS,
    };
    const char *between = "";
    for (int at = 0; at < DOC_MARK_COUNT; at++) {
        if (marks[at]) {
            const DocWord *word = doc_mark((DocMark)at);
            buf_add_format(out, "%s%s / %s", between, word->zh, word->en);
            between = "; ";
        }
    }
}

static void add_note(Buf *out, const char **between, const char *words, const char *text)
{
    if (text != NULL) {
        buf_add_format(out, "%s%s", *between, words);
        doc_add_cell(out, text);
        *between = "; ";
    }
}

/* "取自 / taken from: `report`.`progress`" */
static void emit_taken(Buf *out, const char *between, const Model *model, const FieldDef *field)
{
    for (int at = 0; at < field->taken_count; at++) {
        const TakenDef *taken = &field->taken[at];
        const RecordDef *from = model_record(model, text_from(taken->from));
        buf_add_format(out, "%s%s", between,
                       taken->every ? "取自各条 / taken from every: " : "取自 / taken from: ");
        for (int f = 0; f < taken->field_count; f++) {
            buf_add_format(out, "%s`%s`.`%s`", f > 0 ? ", " : "", from->name,
                           from->fields[taken->fields[f]].name);
        }
        between = "; ";
    }
}

static void emit_notes(Buf *out, const Model *model, const FieldDef *field)
{
    const char *between = "";
    if (field->help_zh[0] != '\0') {
        add_note(out, &between, "", field->help_zh);
        buf_add_cstr(out, " / ");
        doc_add_cell(out, field->help_en);
    }
    for (int o = 0; o < field->option_count; o++) {
        const OptionDef *option = &field->options[o];
        buf_add_format(out, "%s`%s` ", between, option->name);
        doc_add_cell(out, option->zh);
        buf_add_cstr(out, " / ");
        doc_add_cell(out, option->en);
        between = "; ";
    }
    add_note(out, &between, "格式 / pattern: ", field->pattern);
    add_note(out, &between, "初值 / initial: ", field->initial);
    add_note(out, &between, "编号规则 / numbered by: ", field->number);
    add_note(out, &between, "计算 / computed: ", field->hook);
    emit_taken(out, between, model, field);
}

static void emit_set(Buf *out, const char *what, const RecordDef *record, const FieldSet *set)
{
    buf_add_format(out, "\n%s: ", what);
    for (int f = 0; f < set->count; f++) {
        bool is_state = set->fields[f] == KEY_STATE;
        buf_add_format(out, "%s`%s`", f > 0 ? ", " : "",
                       is_state ? "state" : record->fields[set->fields[f]].name);
    }
    buf_add_char(out, '\n');
}

static void emit_sets(Buf *out, const char *what, const RecordDef *record, const FieldSet *sets,
                      int count)
{
    for (int at = 0; at < count; at++) {
        emit_set(out, what, record, &sets[at]);
    }
}

/* ---- Who may ---- */

static const char *const REACH_WORDS[] = {
    [REACH_NONE] = "",
    [REACH_OWN] = " (本单位 / own unit)",
    [REACH_SUBTREE] = " (本单位及下级 / own unit and below)",
    [REACH_ALL] = "",
};

static void emit_grants(Buf *out, const Model *model, const GrantList *list)
{
    for (int at = 0; at < list->count; at++) {
        const RoleDef *role = &model->roles[list->items[at].role];
        buf_add_format(out, "%s%s / %s%s", at > 0 ? "; " : "", role->zh, role->en,
                       REACH_WORDS[list->items[at].reach]);
    }
}

static const char *const ACT_WORDS[ACT_COUNT] = {
    [ACT_READ] = "读取 / read",     [ACT_CREATE] = "新建 / create", [ACT_CHANGE] = "修改 / change",
    [ACT_DELETE] = "删除 / delete", [ACT_UNSEAL] = "启封 / unseal",
};

static void emit_permit(Buf *out, const Model *model, const RecordDef *record)
{
    bool is_granted = false;
    for (int act = 0; act < ACT_COUNT; act++) {
        if (record->allow[act].count > 0) {
            buf_add_cstr(out, is_granted ? "" : "\n| 权限 May | 角色 Roles |\n|---|---|\n");
            buf_add_format(out, "| %s | ", ACT_WORDS[act]);
            emit_grants(out, model, &record->allow[act]);
            buf_add_cstr(out, " |\n");
            is_granted = true;
        }
    }
    if (record->unit_fields.count > 0) {
        emit_set(out, "所属单位 / belongs to", record, &record->unit_fields);
    }
    if (record->unit_through >= 0) {
        buf_add_format(out, "\n所属单位同其 / belongs where this does: `%s`\n",
                       record->fields[record->unit_through].name);
    }
    if (record->secret_through >= 0) {
        buf_add_format(out, "\n无记名，关于 / secret, about: `%s`\n",
                       record->fields[record->secret_through].name);
    }
    if (record->hook != NULL) {
        buf_add_format(out, "\n保存前核验 / asked before every save: `%s`\n", record->hook);
    }
    if (record->delete_hook != NULL) {
        buf_add_format(out, "\n删除前核验 / asked before it is deleted: `%s`\n",
                       record->delete_hook);
    }
}

/* ---- States and moves ---- */

static void emit_move(Buf *out, const Model *model, const RecordDef *record, const MoveDef *move)
{
    buf_add_format(out, "| `%s` | ", move->name);
    doc_add_cell(out, move->zh);
    buf_add_cstr(out, " | ");
    doc_add_cell(out, move->en);
    buf_add_cstr(out, " | ");
    for (int f = 0; f < move->from_count; f++) {
        buf_add_format(out, "`%s` ", record->states[move->from[f]].name);
    }
    buf_add_format(out, "| `%s` | ", record->states[move->to].name);
    emit_grants(out, model, &move->by);
    buf_add_cstr(out, " | ");
    for (int n = 0; n < move->need_count; n++) {
        buf_add_format(out, "`%s` ", record->fields[move->needs[n]].name);
    }
    const char *between = "";
    buf_add_cstr(out, "| ");
    add_note(out, &between, "时限 / within: ", move->within);
    add_note(out, &between, "核验 / asked: ", move->hook);
    buf_add_cstr(out, " |\n");
}

static void emit_life(Buf *out, const Model *model, const RecordDef *record)
{
    buf_add_cstr(out, "\n| 状态 State | 中文 | English | |\n|---|---|---|---|\n");
    for (int at = 0; at < record->state_count; at++) {
        const StateDef *state = &record->states[at];
        buf_add_format(out, "| `%s` | ", state->name);
        doc_add_cell(out, state->zh);
        buf_add_cstr(out, " | ");
        doc_add_cell(out, state->en);
        buf_add_format(out, " | %s |\n", state->is_public ? "公开 / public" : "");
    }
    buf_add_cstr(out,
                 "\n| 流转 Move | 中文 | English | 由 From | 至 To | 何人 By | 须填 Needs | |\n"
                 "|---|---|---|---|---|---|---|---|\n");
    for (int at = 0; at < record->move_count; at++) {
        emit_move(out, model, record, &record->moves[at]);
    }
}

/* ---- Records ---- */

static void emit_record(Buf *out, const Model *model, const RecordDef *record)
{
    buf_add_format(out, "\n## %s\n\n%s / %s%s\n\n", record->name, record->zh, record->en,
                   record->kind == RECORD_FACT ? " (事实,只增不改 / fact, only ever added to)"
                                               : "");
    buf_add_cstr(out, "| 字段 Field | 中文 | English | 类型 Kind | 标记 Words | 说明 Notes |\n"
                      "|---|---|---|---|---|---|\n");
    for (int f = 0; f < record->field_count; f++) {
        const FieldDef *field = &record->fields[f];
        buf_add_format(out, "| `%s` | ", field->name);
        doc_add_cell(out, field->zh);
        buf_add_cstr(out, " | ");
        doc_add_cell(out, field->en);
        buf_add_cstr(out, " | ");
        emit_kind(out, field);
        buf_add_cstr(out, " | ");
        emit_marks(out, field);
        buf_add_cstr(out, " | ");
        emit_notes(out, model, field);
        buf_add_cstr(out, " |\n");
    }
    emit_sets(out, "合并唯一 / unique together", record, record->uniques, record->unique_count);
    emit_sets(out, "先后 / in this order", record, record->orders, record->order_count);
    emit_sets(out, "索引 / index", record, record->indexes, record->index_count);
    if (record->kind == RECORD_FACT) {
        emit_set(out, "主键 / key", record, &record->key);
    }
    if (record->in_chain) {
        buf_add_cstr(out, "\n链条中的一环 / a link of the chain\n");
    }
    if (record->state_count > 0) {
        emit_life(out, model, record);
    }
    emit_permit(out, model, record);
}

void model_emit_dictionary(Buf *out, const Model *model)
{
    buf_add_cstr(out, "# 数据字典 / Data dictionary\n");
    doc_emit_legend(out, model);
    for (int r = 0; r < model->record_count; r++) {
        emit_record(out, model, &model->records[r]);
    }
}
