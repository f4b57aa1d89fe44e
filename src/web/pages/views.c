/* Saved views of a list: its filter, order and columns under a name, as links above it. A view is a
 * record like others; what it says is what a terminal's list takes too. */
#include "record_pages_impl.h"

#include "work.h"

#include <string.h>

static const char NOTHING[] = "-"; /* in an address: what is empty */

/* ---- From the address to what a view says ---- */

typedef struct ViewWords {
    Text conditions, words, sorting, columns;
} ViewWords;

static void add_line(Buf *lines, const ViewCondition *condition)
{
    buf_add_cstr(lines, lines->len ? "\n" : "");
    buf_add(lines, condition->field);
    buf_add_cstr(lines, condition->sign);
    buf_add(lines, condition->value);
}

/* Several values of a name that may be given more than once. */
static Text joined(Visit *visit, const char *name, const char *between)
{
    Buf values = buf_new(visit->arena);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        if (text_equal(param->name, text_from(name)) && param->value.len > 0) {
            buf_add_cstr(&values, values.len ? between : "");
            buf_add(&values, param->value);
        }
    }
    return buf_text(&values);
}

static ViewWords words_of_query(Visit *visit, const RecordDef *def)
{
    Buf lines = buf_new(visit->arena);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        ViewCondition condition;
        Text name = LIST_AT(&visit->request.query, Param, i)->name;
        if (list_is_first(visit, i) && list_condition(visit, def, name, &condition)) {
            add_line(&lines, &condition);
        }
    }
    return (ViewWords){.conditions = buf_text(&lines),
                       .words = text_trim(params_get(&visit->request.query, "q")),
                       .sorting = params_get(&visit->request.query, "order"),
                       .columns = joined(visit, "columns", ",")};
}

/* ---- And back ---- */

static Text said(const Record *view, const char *field)
{
    return view->values[record_field(view->def, text_from(field))].text;
}

static void add_params(Visit *visit, Buf *link, const ViewCondition *condition)
{
    Text value = condition->value.len > 0 ? condition->value : text_from(NOTHING);
    url_add_param(link, text_cstr(visit->arena, list_parameter(visit->arena, condition)), value);
}

static Text view_link(Visit *visit, const RecordDef *def, const Record *view)
{
    Buf link = buf_new(visit->arena);
    Text lines = said(view, "conditions"), columns = said(view, "columns"), piece;
    ViewCondition condition;
    buf_add_format(&link, "/records/%s", def->name);
    while (text_split(&lines, '\n', &piece)) {
        if (view_condition(piece, &condition)) {
            add_params(visit, &link, &condition);
        }
    }
    url_add_param(&link, "q", said(view, "words"));
    url_add_param(&link, "order", said(view, "sorting"));
    while (text_split(&columns, ',', &piece)) {
        url_add_param(&link, "columns", text_trim(piece));
    }
    return buf_text(&link);
}

static bool says_the_same(const Record *view, const ViewWords *words)
{
    return text_equal(said(view, "conditions"), words->conditions) &&
           text_equal(said(view, "words"), words->words) &&
           text_equal(said(view, "sorting"), words->sorting) &&
           text_equal(said(view, "columns"), words->columns);
}

/* ---- Above the list ---- */

static void add_view(Visit *visit, Data *data, const RecordDef *def, const Record *view,
                     const ViewWords *asked)
{
    Error refusal = {0};
    Data *item = data_item(data, "views");
    bool may_delete =
        permit_record(visit->worker->workspace, view, ACT_DELETE, &refusal) == STATUS_OK;
    data_text(item, "name", said(view, "name"));
    data_text(item, "link", view_link(visit, def, view));
    data_flag(item, "is_current", says_the_same(view, asked));
    data_flag(item, "is_shared", strcmp(view->def->name, "shared_view") == 0);
    data_text(item, "remove",
              may_delete ? text_format(visit->arena, "/records/%s/%lld/delete", view->def->name,
                                       (long long)view->id)
                         : TEXT(""));
}

static bool may_keep(const Visit *visit, const char *type)
{
    return may_create(visit, model_record(visit->site->setup->model, text_from(type)));
}

static bool asks_something(const ViewWords *asked)
{
    return asked->conditions.len || asked->words.len || asked->sorting.len || asked->columns.len;
}

/* The same question at another address of the type. */
static Text question_at(Visit *visit, const RecordDef *def, const char *ending)
{
    Buf link = buf_new(visit->arena);
    buf_add_format(&link, "/records/%s%s", def->name, ending);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        if (!text_equal(param->name, TEXT("after"))) {
            url_add_param(&link, text_cstr(visit->arena, param->name), param->value);
        }
    }
    return buf_text(&link);
}

static Status add_views(Visit *visit, Data *data, const RecordDef *def, const ViewWords *asked,
                        Error *err)
{
    List views;
    Status status = views_of(visit->arena, visit->worker->workspace, def, &views, err);
    for (size_t i = 0; status == STATUS_OK && i < views.count; i++) {
        add_view(visit, data, def, LIST_AT(&views, Record, i), asked);
    }
    data_flag(data, "has_views", status == STATUS_OK && views.count > 0);
    return status;
}

Status list_views(Visit *visit, Data *data, const RecordDef *def, Error *err)
{
    ViewWords asked = words_of_query(visit, def);
    bool is_offered = may_keep(visit, "saved_view") && asks_something(&asked);
    data_text(data, "save_view", is_offered ? question_at(visit, def, "/views") : TEXT(""));
    return add_views(visit, data, def, &asked, err);
}

/* ---- The page that keeps one ---- */

Text list_field_label(Visit *visit, const RecordDef *def, Text name)
{
    int f = record_field(def, name);
    if (text_equal(name, TEXT("state"))) {
        return page_words(visit, "web.list.state", NO_ARGS);
    }
    return f < 0 ? name : label_of(visit, def->fields[f].zh, def->fields[f].en);
}

const char *list_sign_words(const char *sign)
{
    static const struct {
        const char *sign, *words;
    } SIGNS[] = {{">=", "≥"}, {"<=", "≤"}, {"!=", "≠"}, {">", ">"}, {"<", "<"}, {"=", "＝"}};
    size_t at = 0;
    while (at + 1 < sizeof SIGNS / sizeof *SIGNS && strcmp(SIGNS[at].sign, sign) != 0) {
        at++;
    }
    return SIGNS[at].words;
}

/* As it was written where it cannot be read. */
static Text one_value_words(Visit *visit, const RecordDef *def, Text field, Text value)
{
    int f = record_field(def, field), state = record_state(def, value);
    Text words = value;
    Error ignored = {0};
    if (value.len == 0) {
        return page_words(visit, "web.list.empty", NO_ARGS);
    }
    if (text_equal(field, TEXT("state"))) {
        return state < 0 ? value : label_of(visit, def->states[state].zh, def->states[state].en);
    }
    Record *record = record_new(visit->arena, def);
    if (f >= 0 && record_parse(visit->arena, record, f, value, problems_new(visit->arena, 1))) {
        report_field(visit->arena, visit->lang, visit->worker->workspace, record, f, &words,
                     &ignored);
    }
    return words;
}

Text list_value_words(Visit *visit, const RecordDef *def, const ViewCondition *condition)
{
    Buf words = buf_new(visit->arena);
    Text rest = condition->value, piece;
    if (rest.len == 0) {
        return one_value_words(visit, def, condition->field, rest);
    }
    while (text_split(&rest, '|', &piece)) {
        buf_add_cstr(&words, words.len ? " / " : "");
        buf_add(&words, one_value_words(visit, def, condition->field, piece));
    }
    return buf_text(&words);
}

static void keep_line(Visit *visit, Data *data, Text name, const char *sign, Text value)
{
    data_text(data_item(data, "kept_lines"), "line",
              text_format(visit->arena, "%.*s%s%.*s", TEXT_ARGS(name), sign, TEXT_ARGS(value)));
}

static Text columns_in_words(Visit *visit, const RecordDef *def, Text names)
{
    Buf words = buf_new(visit->arena);
    Text name;
    while (text_split(&names, ',', &name)) {
        buf_add_cstr(&words, words.len ? (visit->lang == LANG_ZH ? "、" : ", ") : "");
        buf_add(&words, list_field_label(visit, def, name));
    }
    return buf_text(&words);
}

/* Line by line what is kept, in words. */
static void add_kept(Visit *visit, Data *data, const RecordDef *def, const ViewWords *asked)
{
    Text rest = asked->conditions, line;
    ViewCondition condition;
    while (text_split(&rest, '\n', &line)) {
        if (view_condition(line, &condition)) {
            bool is_equal = strcmp(condition.sign, "=") == 0;
            Text sign = text_format(visit->arena, is_equal ? "%s" : " %s ",
                                    list_sign_words(condition.sign));
            keep_line(visit, data, list_field_label(visit, def, condition.field),
                      text_cstr(visit->arena, sign), list_value_words(visit, def, &condition));
        }
    }
    if (asked->words.len > 0) {
        keep_line(visit, data, page_words(visit, "web.list.words", NO_ARGS), "＝", asked->words);
    }
    if (asked->sorting.len > 0) {
        bool is_reverse = text_starts(asked->sorting, TEXT("-"));
        Text field = text_slice(asked->sorting, is_reverse, asked->sorting.len);
        keep_line(visit, data, page_words(visit, "web.views.order", NO_ARGS),
                  is_reverse ? " ▼ " : " ▲ ", list_field_label(visit, def, field));
    }
    if (asked->columns.len > 0) {
        keep_line(visit, data, page_words(visit, "web.list.columns", NO_ARGS), "＝",
                  columns_in_words(visit, def, asked->columns));
    }
}

static Status show_views(Visit *visit, const RecordDef *def, const List *given, Text refusal,
                         Error *err)
{
    ViewWords asked = words_of_query(visit, def);
    Data *data = page_data(visit, page_words(visit, "web.views.save", NO_ARGS), "");
    data_text(data, "kind", record_label(visit->lang, def, SEVERAL));
    data_text(data, "back", question_at(visit, def, ""));
    data_text(data, "action", question_at(visit, def, "/views"));
    data_text(data, "refusal", refusal);
    data_text(data, "given", given ? form_get(given, "name") : TEXT(""));
    data_flag(data, "is_for_all", given && form_get(given, "shared").len > 0);
    data_flag(data, "may_share",
              visit->entrance.actor.unit != 0 && may_keep(visit, "shared_view"));
    data_flag(data, "asks", asks_something(&asked));
    data_text(data, "token", guard_token(visit));
    add_kept(visit, data, def, &asked);
    Status status = add_views(visit, data, def, &asked, err);
    if (status == STATUS_OK) {
        answer_page(visit, "views", data);
    }
    return status;
}

static Status open_views(Visit *visit, const RecordDef **def, Error *err)
{
    Status status = record_type_of(visit, def, err);
    return status || may_keep(visit, "saved_view")
               ? status
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_views(Visit *visit, Error *err)
{
    const RecordDef *def;
    Status status = open_views(visit, &def, err);
    return status ? status : show_views(visit, def, NULL, TEXT(""), err);
}

/* ---- Saving one ---- */

/* The same name means the same view: saving it again puts the new one in its place. */
static Status view_to_save(Visit *visit, const RecordDef *def, const char *type, Text name,
                           Record **view, Error *err)
{
    const RecordDef *views = model_record(visit->site->setup->model, text_from(type));
    bool is_shared = strcmp(type, "shared_view") == 0;
    int64_t owner = is_shared ? visit->entrance.actor.unit : visit->entrance.actor.account;
    const char *whose = is_shared ? "organisation" : "account";
    Value holder = owner ? value_int(owner) : value_none();
    RecordFilter same[] = {
        {.field = record_field(views, TEXT("records")), .value = value_text(text_from(def->name))},
        {.field = record_field(views, text_from(whose)), .value = holder},
        {.field = record_field(views, TEXT("name")), .value = value_text(name)}};
    Status status = record_find(visit->arena, visit->worker->workspace, views, same, 3, view, err);
    if (status == STATUS_OK && *view == NULL) {
        *view = record_new(visit->arena, views);
        *record_value(*view, "records") = same[0].value;
        *record_value(*view, whose) = holder;
        *record_value(*view, "name") = value_text(name);
    }
    return status;
}

static void say(Record *view, const char *field, Text text)
{
    *record_value(view, field) = text.len ? value_text(text) : value_none();
}

static Status save_view(Visit *visit, const RecordDef *def, Record **view, Problems *problems,
                        Error *err)
{
    const List *given = &visit->request.form_parts;
    bool is_shared = form_get(given, "shared").len > 0;
    ViewWords words = words_of_query(visit, def);
    Status status = view_to_save(visit, def, is_shared ? "shared_view" : "saved_view",
                                 text_trim(form_get(given, "name")), view, err);
    if (status != STATUS_OK) {
        return status;
    }
    say(*view, "conditions", words.conditions);
    say(*view, "words", words.words);
    say(*view, "sorting", words.sorting);
    say(*view, "columns", words.columns);
    return record_save(visit->arena, visit->worker->workspace, *view, TEXT(""), problems, err);
}

Status submit_views(Visit *visit, Error *err)
{
    const RecordDef *def;
    Record *view;
    Problems *problems = problems_new(visit->arena, 5);
    Status status = open_views(visit, &def, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = save_view(visit, def, &view, problems, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, view_link(visit, def, view));
        return STATUS_OK;
    }
    if (status != STATUS_INVALID) {
        return status;
    }
    Buf refusal = buf_new(visit->arena);
    Error shown = {0};
    for (size_t i = 0; i < problems_kept(problems); i++) {
        buf_add(&refusal, problem_sentence(visit, problems_at(problems, i)));
    }
    Status told = show_views(visit, def, &visit->request.form_parts, buf_text(&refusal), &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}
