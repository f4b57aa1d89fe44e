/* What a list is asked: filters, words and order stand in the address, so that a view can be kept
 * and sent. A field is named by its model name; a range has two names, "due.from" and "due.to"; "-"
 * asks for what is empty. */
#include "record_pages_impl.h"

#include <string.h>

enum { VALUES_MOST = 50, OPTIONS_MOST = 150 };

static const char NOTHING[] = "-";

/* ---- Reading ---- */

static void refuse(ListQuery *list, Text sentence)
{
    *(Text *)list_add(&list->problems) = sentence;
}

/* The value as the field reads it; false: told. */
static bool read_value(Visit *visit, ListQuery *list, int field, Text text, Value *value)
{
    const FieldDef *def = &list->def->fields[field];
    Record *record = record_new(visit->arena, list->def);
    Problems *problems = problems_new(visit->arena, 1);
    Error err = {0};
    if (text_equal(text, text_from(NOTHING))) {
        *value = value_none();
        return true;
    }
    if (def->kind == FIELD_REF || def->kind == FIELD_REFS) {
        int64_t id;
        bool found = ref_resolve(visit, def, text, &id, &err) == STATUS_OK;
        *value = value_int(found ? id : 0);
        if (!found) {
            Buf sentence = buf_new(visit->arena);
            error_print(&sentence, visit->lang, &err);
            refuse(list, buf_text(&sentence));
        }
        return found;
    }
    if (!record_parse(visit->arena, record, field, text, problems)) {
        refuse(list, problem_sentence(visit, problems_at(problems, 0)));
        return false;
    }
    *value = record->values[field];
    return true;
}

static RecordFilter *filter_add(ListQuery *list, int field, Compare compare, Value value)
{
    RecordFilter *filter = list_add(&list->filters);
    *filter = (RecordFilter){.field = field, .compare = compare, .value = value};
    return filter;
}

static bool has_star(const FieldDef *field, Text text)
{
    return field->kind == FIELD_TEXT && text_contains(text, TEXT("*"));
}

static void read_field_filter(Visit *visit, ListQuery *list, int field)
{
    const FieldDef *def = &list->def->fields[field];
    const struct {
        const char *ending;
        Compare compare;
    } bounds[] = {{".from", COMPARE_MORE_EQUAL}, {".to", COMPARE_LESS_EQUAL}};
    Text given = params_get(&visit->request.query, def->name);
    Value value;
    if (has_star(def, given)) {
        filter_add(list, field, COMPARE_LIKE, value_text(given));
    } else if (given.len > 0 && read_value(visit, list, field, given, &value)) {
        filter_add(list, field, COMPARE_EQUAL, value);
    }
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        Text name = text_format(visit->arena, "%s%s", def->name, bounds[i].ending);
        Text bound = params_get(&visit->request.query, text_cstr(visit->arena, name));
        if (bound.len > 0 && read_value(visit, list, field, bound, &value)) {
            filter_add(list, field, bounds[i].compare, value);
        }
    }
}

static void read_states(Visit *visit, ListQuery *list)
{
    Value *values = ARENA_ARRAY(visit->arena, Value, VALUES_MOST);
    int count = 0;
    for (size_t i = 0; i < visit->request.query.count && count < VALUES_MOST; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        if (text_equal(param->name, TEXT("state")) && record_state(list->def, param->value) >= 0) {
            values[count++] = value_text(param->value);
        }
    }
    if (count > 0) {
        RecordFilter *filter = filter_add(list, KEY_STATE, COMPARE_ANY_OF, value_none());
        filter->values = values;
        filter->value_count = count;
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
    for (int f = 0; f < def->field_count; f++) {
        read_field_filter(visit, list, f);
    }
    read_states(visit, list);
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
    Text given = params_get(&visit->request.query, "state");
    Data *control =
        add_control(visit, form, "state", page_words(visit, "web.list.state", NO_ARGS), "select");
    for (int s = 0; s < def->state_count; s++) {
        add_option(control, text_from(def->states[s].name),
                   label_of(visit, def->states[s].zh, def->states[s].en), given);
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
    for (size_t i = 0; i < list->problems.count; i++) {
        data_text(data_item(form, "problems"), "problem", *LIST_AT(&list->problems, Text, i));
    }
    data_flag(form, "is_narrowed", list->filters.count > 0 || list->words.len > 0);
    data_flag(form, "has_controls",
              data_get(form, TEXT("controls")).kind == DATA_LIST || is_searched(list->def));
    return status;
}
