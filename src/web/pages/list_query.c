/* What a list is asked: filters, words and order stand in the address, so that a view can be kept
 * and sent. A field is named by its model name, with an ending for every sign but "=": "due.from"
 * is due>=…. "-" asks for what is empty. What stands there is read as at a terminal. */
#include "record_pages_impl.h"

#include "exchange.h"

#include <string.h>

enum { VALUES_MOST = 50, OPTIONS_MOST = 150 };

static const char NOTHING[] = "-";

/* ---- Reading ---- */

static const struct {
    const char *ending, *sign;
} ENDINGS[] = {{"", "="},      {".from", ">="},  {".to", "<="},
               {".not", "!="}, {".over", ">"}, {".under", "<"}};
enum { ENDING_COUNT = sizeof ENDINGS / sizeof *ENDINGS };

bool list_condition(Visit *visit, const RecordDef *def, Text name, ViewCondition *condition)
{
    Buf values = buf_new(visit->arena);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        if (text_equal(param->name, name) && param->value.len > 0) {
            buf_add_cstr(&values, values.len ? "|" : "");
            buf_add(&values, param->value);
        }
    }
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        Text ending = text_from(ENDINGS[i].ending);
        Text field = text_slice(name, 0, name.len > ending.len ? name.len - ending.len : 0);
        bool is_field = record_field(def, field) >= 0 ||
                        (text_equal(field, TEXT("state")) && def->state_count > 0);
        if (text_ends(name, ending) && is_field && values.len > 0) {
            Text value = buf_text(&values);
            bool is_nothing = text_equal(value, text_from(NOTHING));
            *condition = (ViewCondition){.field = field,
                                         .sign = ENDINGS[i].sign,
                                         .value = is_nothing ? TEXT("") : value};
            return true;
        }
    }
    return false;
}

Text list_parameter(Arena *arena, const ViewCondition *condition)
{
    size_t at = 0;
    while (at + 1 < ENDING_COUNT && strcmp(ENDINGS[at].sign, condition->sign) != 0) {
        at++;
    }
    return text_format(arena, "%.*s%s", TEXT_ARGS(condition->field), ENDINGS[at].ending);
}

/* Several values of one name are one condition: it is read where the name comes first. */
bool list_is_first(const Visit *visit, size_t at)
{
    Text name = LIST_AT(&visit->request.query, Param, at)->name;
    for (size_t i = 0; i < at; i++) {
        if (text_equal(LIST_AT(&visit->request.query, Param, i)->name, name)) {
            return false;
        }
    }
    return true;
}

static void read_conditions(Visit *visit, ListQuery *list)
{
    for (size_t i = 0; i < visit->request.query.count && list->filters.count < VALUES_MOST; i++) {
        ViewCondition condition;
        Error err = {0};
        Text name = LIST_AT(&visit->request.query, Param, i)->name;
        if (list_is_first(visit, i) && list_condition(visit, list->def, name, &condition) &&
            filter_read(visit->arena, visit->worker->workspace, list->def, &condition,
                        &list->filters, &err) != STATUS_OK) {
            *(Text *)list_add(&list->problems) = error_sentence(visit, &err);
        }
    }
}

/* "-due": by due, latest first. */
static void read_order(Visit *visit, ListQuery *list)
{
    Text name = params_get(&visit->request.query, "order");
    list->order.descending = text_starts(name, TEXT("-"));
    name = text_slice(name, list->order.descending, name.len);
    list->order.field = text_equal(name, TEXT("id")) ? KEY_ID : record_field(list->def, name);
    list->is_ordered = name.len > 0 && list->order.field != -1;
}

void list_query_read(Visit *visit, const RecordDef *def, ListQuery *list)
{
    *list = (ListQuery){.def = def,
                        .filters = list_new(visit->arena, sizeof(RecordFilter)),
                        .problems = list_new(visit->arena, sizeof(Text)),
                        .words = text_trim(params_get(&visit->request.query, "q")),
                        .after = params_get(&visit->request.query, "after")};
    read_conditions(visit, list);
    read_order(visit, list);
}

RecordQuery list_query_of(const ListQuery *list, int limit)
{
    return (RecordQuery){.filters = list->filters.items,
                         .filter_count = (int)list->filters.count,
                         .words = list->words,
                         .order = list->is_ordered ? &list->order : NULL,
                         .after = list->after,
                         .limit = limit};
}

/* ---- Links that change one thing of the question ---- */

Text list_query_link(Visit *visit, const char *name, Text value)
{
    Buf link = buf_new(visit->arena);
    buf_add(&link, visit->request.path);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        bool replaced =
            text_equal(param->name, text_from(name)) || text_equal(param->name, TEXT("after"));
        if (!replaced) {
            url_add_param(&link, text_cstr(visit->arena, param->name), param->value);
        }
    }
    url_add_param(&link, name, value);
    return buf_text(&link);
}

void list_query_keep(Visit *visit, Data *form, bool (*is_kept)(Text name))
{
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        if (param->value.len > 0 && is_kept(param->name)) {
            Data *kept = data_item(form, "kept");
            data_text(kept, "name", param->name);
            data_text(kept, "value", param->value);
        }
    }
}

/* ---- The form ---- */

static Data *add_control(Visit *visit, Data *form, const char *name, Text title, const char *kind)
{
    Data *control = data_item(form, "controls");
    data_text(control, "name", text_from(name));
    data_text(control, "title", title);
    data_flag(control, "is_select", strcmp(kind, "select") == 0);
    data_flag(control, "is_text", strcmp(kind, "text") == 0);
    data_flag(control, "is_dates", strcmp(kind, "dates") == 0);
    data_text(control, "given", params_get(&visit->request.query, name));
    return control;
}

static void add_option(Data *control, Text value, Text name, Text given)
{
    Data *option = data_item(control, "options");
    data_text(option, "value", value);
    data_text(option, "name", name);
    data_flag(option, "is_chosen", text_equal(value, given));
}

static void add_state_control(Visit *visit, Data *form, const RecordDef *def)
{
    if (def->state_count == 0) {
        return;
    }
    ViewCondition condition = {.value = TEXT("")};
    list_condition(visit, def, TEXT("state"), &condition);
    Text given = condition.value;
    Data *control =
        add_control(visit, form, "state", page_words(visit, "web.list.state", NO_ARGS), "select");
    for (int s = 0; s < def->state_count; s++) {
        add_option(control, text_from(def->states[s].name),
                   label_of(visit, def->states[s].zh, def->states[s].en), given);
    }
    if (text_contains(given, TEXT("|"))) {
        add_option(control, given, list_value_words(visit, def, &condition), given);
    }
}

/* A handful of records can be chosen from; of many one is named. */
static Status add_ref_control(Visit *visit, Data *form, const RecordDef *def,
                              const FieldDef *field, Error *err)
{
    List targets;
    bool few;
    Text given = params_get(&visit->request.query, field->name);
    Status status = ref_targets(visit, def, field, OPTIONS_MOST, &targets, &few, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *control = add_control(visit, form, field->name, label_of(visit, field->zh, field->en),
                                few ? "select" : "text");
    for (size_t i = 0; few && i < targets.count; i++) {
        const RefTarget *target = LIST_AT(&targets, RefTarget, i);
        add_option(control, text_format(visit->arena, "%lld", (long long)target->id), target->title,
                   given);
    }
    if (few && !field->required) {
        add_option(control, text_from(NOTHING), page_words(visit, "web.list.empty", NO_ARGS),
                   given);
    }
    return STATUS_OK;
}

static void add_option_control(Visit *visit, Data *form, const FieldDef *field)
{
    Text given = params_get(&visit->request.query, field->name);
    Data *control =
        add_control(visit, form, field->name, label_of(visit, field->zh, field->en), "select");
    for (int o = 0; o < field->option_count; o++) {
        const OptionDef *option = &field->options[o];
        add_option(control, text_from(option->name), label_of(visit, option->zh, option->en),
                   given);
    }
    if (field->kind == FIELD_BOOL) {
        add_option(control, TEXT("1"), page_words(visit, "report.yes", NO_ARGS), given);
        add_option(control, TEXT("0"), page_words(visit, "report.no", NO_ARGS), given);
    }
    if (!field->required) {
        add_option(control, text_from(NOTHING), page_words(visit, "web.list.empty", NO_ARGS),
                   given);
    }
}

static void add_dates_control(Visit *visit, Data *form, const FieldDef *field)
{
    Data *control =
        add_control(visit, form, field->name, label_of(visit, field->zh, field->en), "dates");
    Text from = text_format(visit->arena, "%s.from", field->name);
    Text to = text_format(visit->arena, "%s.to", field->name);
    data_text(control, "from_name", from);
    data_text(control, "to_name", to);
    data_text(control, "from", params_get(&visit->request.query, text_cstr(visit->arena, from)));
    data_text(control, "to", params_get(&visit->request.query, text_cstr(visit->arena, to)));
}

static Status add_field_control(Visit *visit, Data *form, const RecordDef *def,
                                const FieldDef *field, Error *err)
{
    bool is_offered = field->filtered || (field->kind == FIELD_REF && field->listed);
    if (!is_offered || field->sealed) {
        return STATUS_OK;
    }
    switch (field->kind) {
    case FIELD_ONE_OF:
    case FIELD_BOOL: add_option_control(visit, form, field); return STATUS_OK;
    case FIELD_DATE: add_dates_control(visit, form, field); return STATUS_OK;
    case FIELD_REF:
    case FIELD_REFS: return add_ref_control(visit, form, def, field, err);
    default:
        add_control(visit, form, field->name, label_of(visit, field->zh, field->en), "text");
        return STATUS_OK;
    }
}

static bool has_control(const Data *form, Text name)
{
    for (size_t i = 0;; i++) {
        const Data *control = data_at(form, "controls", i);
        if (!control) {
            return false;
        }
        if (text_equal(data_get(control, TEXT("name")).text, name) ||
            text_equal(data_get(control, TEXT("from_name")).text, name) ||
            text_equal(data_get(control, TEXT("to_name")).text, name)) {
            return true;
        }
    }
}

/* What a saved view or an address asks beside what the form offers:
 * shown, so that it can be taken away. */
static void add_further(Visit *visit, Data *form, const RecordDef *def)
{
    for (size_t i = 0; i < visit->request.query.count; i++) {
        ViewCondition condition;
        Text name = LIST_AT(&visit->request.query, Param, i)->name;
        if (list_is_first(visit, i) && list_condition(visit, def, name, &condition) &&
            !has_control(form, name)) {
            Text label = list_field_label(visit, def, condition.field);
            Text title = text_format(visit->arena, "%.*s %s", TEXT_ARGS(label),
                                     list_sign_words(condition.sign));
            Data *control =
                add_control(visit, form, text_cstr(visit->arena, name), title, "text");
            data_text(control, "given",
                      condition.value.len > 0 ? condition.value : text_from(NOTHING));
        }
    }
}

static bool is_searched(const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        if (def->fields[f].searched) {
            return true;
        }
    }
    return false;
}

static bool is_columns(Text name)
{
    return text_equal(name, TEXT("columns"));
}

Status list_query_form(Visit *visit, Data *data, const ListQuery *list, Error *err)
{
    Data *form = data_child(data, "filter");
    data_text(form, "action", visit->request.path);
    data_text(form, "q", list->words);
    data_flag(form, "is_searched", is_searched(list->def));
    data_text(form, "order", params_get(&visit->request.query, "order"));
    list_query_keep(visit, form, is_columns);
    add_state_control(visit, form, list->def);
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < list->def->field_count; f++) {
        status = add_field_control(visit, form, list->def, &list->def->fields[f], err);
    }
    add_further(visit, form, list->def);
    for (size_t i = 0; i < list->problems.count; i++) {
        data_text(data_item(form, "problems"), "problem", *LIST_AT(&list->problems, Text, i));
    }
    data_flag(form, "is_narrowed", list->filters.count > 0 || list->words.len > 0);
    data_flag(form, "has_controls",
              data_get(form, TEXT("controls")).kind == DATA_LIST || is_searched(list->def));
    return status;
}
