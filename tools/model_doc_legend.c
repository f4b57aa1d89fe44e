/* The head of the data dictionary: which records there are, whose roles, what the words mean. */
#include "model_doc_impl.h"

static const DocWord KINDS[] = {
    [FIELD_TEXT] = {"文本", "text", "一行文字", "one line"},
    [FIELD_LONG_TEXT] = {"长文本", "long text", "可分行的文字", "lines of text"},
    [FIELD_INT] = {"整数", "whole number", "可写作 2016", "written as 2016"},
    [FIELD_DECIMAL] = {"小数", "decimal", "按公布的位数保存",
                       "kept with the digits that were published"},
    [FIELD_MONEY] = {"金额", "money", "以元保存；可写作 1.2亿元、3500万元",
                     "kept in yuan; written as 35 million yuan or 35000000"},
    [FIELD_PERCENT] = {"百分比", "percentage", "可写作 12.5%；两者之差是百分点",
                       "written as 12.5%; a difference of two is in percentage points"},
    [FIELD_DATE] = {"日期", "date", "可写作 2016-10-13 或 2016年10月13日", "written as 2016-10-13"},
    [FIELD_DATE_RANGE] = {"起止日期", "range of dates", "首日与末日；可写作 2016年10月10日至13日",
                          "first and last day; written as 2016-10-10 to 2016-10-13"},
    [FIELD_TIME] = {"时间", "time", "可写作 2016-10-13 20:00", "written as 2016-10-13 20:00"},
    [FIELD_PERIOD] = {"时期", "period", "统计时期；可写作 2015年、2015年1-8月",
                      "statistical period; written as 2015, 2015-Q3, 2015-M01..M08"},
    [FIELD_BOOL] = {"是否", "yes or no", "是或否", "yes or no"},
    [FIELD_ONE_OF] = {"选项", "one of", "所列选项之一", "one of the options listed"},
    [FIELD_FILE] = {"附件", "file", "以其 SHA-256 摘要相称的文件", "a file, by its SHA-256 digest"},
    [FIELD_POINT] = {"位置", "point on a map", "纬度与经度；可写作 35.21,113.25",
                     "latitude and longitude; written as 35.21,113.25"},
    [FIELD_COMPUTED] = {"计算得出", "computed", "不保存；读取时由程序得出",
                        "not kept: the program says what it is when it is read"},
    [FIELD_REF] = {"引用", "reference", "另一条记录", "another record"},
    [FIELD_REFS] = {"引用(多个)", "references", "若干条记录，有先后", "several records, in order"},
};

static const DocWord MARKS[DOC_MARK_COUNT] = {
    [DOC_REQUIRED] = {"必填", "required", "不能空缺", "may not be empty"},
    [DOC_UNIQUE] = {"唯一", "unique", "没有两条相同", "no two records have the same"},
    [DOC_FILTER] = {"可筛选", "filter", "列表可据此收窄", "lists may be narrowed by it"},
    [DOC_SORT] = {"可排序", "sort", "列表可据此排列", "lists may be ordered by it"},
    [DOC_SEARCH] = {"可搜索", "search", "其中的字词可以搜到", "its words are found by search"},
    [DOC_SEALED] = {"密封", "sealed", "只有可启封的人看得到", "shown only to those who may unseal"},
    [DOC_FROM] = {"源自", "from", "这一条由那一条而来", "this came of that"},
    [DOC_ANSWERS] = {"应对", "answers", "这一条是对那一条的办法", "this is done about that"},
};

const DocWord *doc_kind(FieldKind kind)
{
    return &KINDS[kind];
}

const DocWord *doc_mark(DocMark mark)
{
    return &MARKS[mark];
}

void doc_add_cell(Buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|' || *text == '\\' || *text == '*' || *text == '_' || *text == '<') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, *text);
    }
}

static void emit_words(Buf *out, const char *heading, const DocWord *words, size_t count)
{
    buf_add_format(out, "\n## %s\n\n| 中文 | English | 含义 | Meaning |\n|---|---|---|---|\n",
                   heading);
    for (size_t at = 0; at < count; at++) {
        buf_add_format(out, "| %s | %s | %s | %s |\n", words[at].zh, words[at].en,
                       words[at].meaning_zh, words[at].meaning_en);
    }
}

static void emit_roles(Buf *out, const Model *model)
{
    if (model->role_count == 0) {
        return;
    }
    buf_add_cstr(out, "\n## 角色 / Roles\n\n| 角色 Role | 中文 | English | |\n|---|---|---|---|\n");
    for (int at = 0; at < model->role_count; at++) {
        const RoleDef *role = &model->roles[at];
        buf_add_format(out, "| `%s` | ", role->name);
        doc_add_cell(out, role->zh);
        buf_add_cstr(out, " | ");
        doc_add_cell(out, role->en);
        buf_add_format(out, " | %s |\n",
                       role->is_apart ? "不与他角色兼任 / held with no other" : "");
    }
}

static void emit_contents(Buf *out, const Model *model)
{
    buf_add_cstr(out, "\n| 记录 Record | 中文 | English |\n|---|---|---|\n");
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *record = &model->records[r];
        buf_add_format(out, "| [%s](#%s) | ", record->name, record->name);
        doc_add_cell(out, record->zh);
        buf_add_cstr(out, " | ");
        doc_add_cell(out, record->en);
        buf_add_cstr(out, " |\n");
    }
}

void doc_emit_legend(Buf *out, const Model *model)
{
    emit_contents(out, model);
    emit_words(out, "类型 / Kinds", KINDS, sizeof KINDS / sizeof KINDS[0]);
    emit_words(out, "标记 / Words of a field", MARKS, DOC_MARK_COUNT);
    emit_roles(out, model);
}
