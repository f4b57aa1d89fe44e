/* Saved views: what a list is asked, under a name. A view that a list could not answer is refused
 * when it is saved, so that every door may follow it without a doubt. */
#include "work_impl.h"

/* ---- What a view says ---- */

/* The first sign of the line, the longer where two begin alike. */
bool view_condition(Text line, ViewCondition *condition)
{
    static const char *const signs[] = {"!=", "<=", ">=", "<", ">", "="};
    size_t first = line.len, at;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        Text sign = text_from(signs[i]);
        if (text_find(line, sign, &at) && at < first) {
            first = at;
            *condition =
                (ViewCondition){.field = text_trim(text_slice(line, 0, at)),
                                .sign = signs[i],
                                .value = text_trim(text_slice(line, at + sign.len, line.len))};
        }
    }
    return first < line.len && condition->field.len > 0;
}

static int key_named(const RecordDef *def, Text name)
{
    if (text_equal(name, TEXT("state")) && def->state_count > 0) {
        return KEY_STATE;
    }
    return text_equal(name, TEXT("id")) ? KEY_ID : record_field(def, name);
}

/* ---- Whether a list could answer ---- */

static void check_conditions(HookCall *call, const RecordDef *def)
{
    Text rest = ask_value(call->record, "conditions")->text, line;
    ViewCondition condition;
    while (text_split(&rest, '\n', &line)) {
        int key = -1;
        if (text_trim(line).len > 0 && view_condition(line, &condition)) {
            key = key_named(def, condition.field);
        }
        bool is_taken = key != -1 && record_filters_by(call->workspace, def, key);
        if (text_trim(line).len > 0 && !is_taken) {
            find_fault(call, "conditions", "work.view_condition", ARGS(arg_text("line", line)));
        }
    }
}

static void check_order(HookCall *call, const RecordDef *def)
{
    Text name = ask_value(call->record, "sorting")->text;
    name = text_slice(name, text_starts(name, TEXT("-")), name.len);
    int key = key_named(def, name);
    if (name.len > 0 && (key == -1 || !record_orders_by(call->workspace, def, key))) {
        find_fault(call, "sorting", "work.view_order", ARGS(arg_text("name", name)));
    }
}

static void check_columns(HookCall *call, const RecordDef *def)
{
    Text rest = ask_value(call->record, "columns")->text, name;
    while (text_split(&rest, ',', &name)) {
        if (record_field(def, text_trim(name)) < 0) {
            find_fault(call, "columns", "work.view_column",
                       ARGS(arg_text("name", text_trim(name))));
        }
    }
}

Status view_check(HookCall *call, Error *err)
{
    Text type = ask_value(call->record, "records")->text;
    const RecordDef *def = model_record(workspace_model(call->workspace), type);
    (void)err;
    if (def == NULL || def->kind != RECORD_PLAIN) {
        find_fault(call, "records", "work.view_type", ARGS(arg_text("type", type)));
        return STATUS_OK;
    }
    check_conditions(call, def);
    check_order(call, def);
    check_columns(call, def);
    return STATUS_OK;
}

/* ---- Those that a reader has ---- */

static Status add_views(Arena *arena, Workspace *workspace, const char *type,
                        const RecordFilter *filters, int count, List *views, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), text_from(type));
    RecordQuery query = {.filters = filters, .filter_count = count};
    List found;
    if (def == NULL || permit_reach(workspace, def, ACT_READ) == REACH_NONE) {
        return STATUS_OK;
    }
    Status status = record_list(arena, workspace, def, &query, &found, err);
    for (size_t i = 0; status == STATUS_OK && i < found.count; i++) {
        *(Record *)list_add(views) = *LIST_AT(&found, Record, i);
    }
    return status;
}

Status views_of(Arena *arena, Workspace *workspace, const RecordDef *def, List *views, Error *err)
{
    const Model *model = workspace_model(workspace);
    const RecordDef *view = model_record(model, TEXT("saved_view"));
    const RecordDef *shared = model_record(model, TEXT("shared_view"));
    int64_t account = workspace_actor(workspace)->account;
    *views = list_new(arena, sizeof(Record));
    if (view == NULL || shared == NULL) {
        return STATUS_OK;
    }
    Value of = value_text(text_from(def->name));
    RecordFilter own[] = {{.field = record_field(view, TEXT("records")), .value = of},
                          {.field = record_field(view, TEXT("account")),
                           .value = account ? value_int(account) : value_none()}};
    RecordFilter ours = {.field = record_field(shared, TEXT("records")), .value = of};
    Status status = add_views(arena, workspace, "saved_view", own, 2, views, err);
    return status ? status : add_views(arena, workspace, "shared_view", &ours, 1, views, err);
}

Status view_named(Arena *arena, Workspace *workspace, const RecordDef *def, Text name,
                  Record **view, Error *err)
{
    List views;
    Buf known = buf_new(arena);
    Status status = views_of(arena, workspace, def, &views, err);
    for (size_t i = 0; status == STATUS_OK && i < views.count; i++) {
        *view = LIST_AT(&views, Record, i);
        Text called = ask_value(*view, "name")->text;
        if (text_equal(called, name)) {
            return STATUS_OK;
        }
        buf_add_cstr(&known, i > 0 ? ", " : "");
        buf_add(&known, called);
    }
    return status ? status
                  : error_set(err, STATUS_NOT_FOUND,
                              known.len > 0 ? "work.no_such_view" : "work.no_views",
                              ARGS(arg_text("name", name), arg_cstr("type", def->name),
                                   arg_text("known", buf_text(&known))));
}
