/* Judgement on records of people.model: who may have which roles together, that the tree of
 * organisations has no circle, and that a rule set can be put in force. */
#include "permit_impl.h"

#include <string.h>

static void object(HookCall *call, const char *field, const char *code, Arg first, Arg second)
{
    Arg args[] = {first, second};
    problems_add(call->problems, (Problem){.severity = SEVERITY_ERROR,
                                           .code = code,
                                           .field = text_from(field),
                                           .args = args,
                                           .arg_count = sizeof args / sizeof args[0]});
}

static const Value *value_of(const Record *record, const char *field)
{
    return &record->values[record_field(record->def, text_from(field))];
}

/* ---- Roles that stand apart ---- */

/* Roles that the account has on some day of the grant at hand. */
static const char OTHER_ROLES[] =
    "SELECT DISTINCT \"role\" FROM \"role_grant\" WHERE \"account\" = $1 AND \"id\" <> $2"
    " AND (\"last_day\" IS NULL OR \"last_day\" >= $3) AND \"first_day\" <= $4 ORDER BY \"role\"";

static bool is_apart(const Model *model, int role)
{
    return role >= 0 && model->roles[role].is_apart;
}

static Arg role_arg(const Model *model, const char *name, int role)
{
    return label_arg(name, model->roles[role].zh, model->roles[role].en);
}

Status role_grant_check(HookCall *call, Error *err)
{
    const Model *model = call->workspace->model;
    const Value *last_day = value_of(call->record, "last_day");
    int role = model_role(model, value_of(call->record, "role")->text);
    Stmt *stmt = NULL;
    bool row = false;
    Status status = store_prepare(call->workspace->store, OTHER_ROLES, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, value_of(call->record, "account")->number);
    stmt_bind_int(stmt, 2, call->record->id);
    stmt_bind_int(stmt, 3, value_of(call->record, "first_day")->number);
    stmt_bind_int(stmt, 4, last_day->kind == VALUE_INT ? last_day->number : INT32_MAX);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        int other = model_role(model, stmt_text(stmt, 0));
        if (other != role && role >= 0 && other >= 0 &&
            (is_apart(model, role) || is_apart(model, other))) {
            object(call, "role", "record.role_apart", role_arg(model, "role", role),
                   role_arg(model, "other", other));
        }
    }
    return status;
}

/* ---- Organisations ---- */

Status organisation_check(HookCall *call, Error *err)
{
    const Value *parent = value_of(call->record, "parent");
    bool is_below = false;
    if (parent->kind != VALUE_INT || call->record->id == 0) {
        return STATUS_OK;
    }
    Status status =
        unit_is_below(call->workspace, parent->number, call->record->id, &is_below, err);
    if (status == STATUS_OK && is_below) {
        object(call, "parent", "record.organisation_circle", arg_int("parent", parent->number),
               arg_int("id", call->record->id));
    }
    return status;
}

/* ---- Rule sets ---- */

static bool has_rule(Text body, Text wanted)
{
    Text name, value;
    int64_t row = 0;
    while (rule_line(&body, &name, &value, &row)) {
        if (text_equal(name, wanted)) {
            return true;
        }
    }
    return false;
}

/* Each name in `body` that `known` lacks is a problem. */
static void compare_names(HookCall *call, Text body, Text known, const char *code)
{
    Text rest = body, name, value;
    int64_t row = 0;
    while (rule_line(&rest, &name, &value, &row)) {
        if (!rule_is_heading(name) && !has_rule(known, name)) {
            object(call, "body", code, arg_text("name", name), arg_int("row", row));
        }
    }
}

static bool is_draft(const Record *record)
{
    return record->state <= 0;
}

static void object_approved(HookCall *call, const char *field)
{
    object(call, field, "record.rule_set_approved", arg_int("id", call->record->id),
           arg_int("version", call->before->version));
}

/* What was approved stays as it was: another edition takes its place. */
static void check_unchanged(HookCall *call)
{
    static const char *const FIELDS[] = {"name", "edition", "effective", "body"};
    if (call->before == NULL || is_draft(call->before)) {
        return;
    }
    for (size_t at = 0; at < sizeof FIELDS / sizeof FIELDS[0]; at++) {
        if (!value_equal(value_of(call->record, FIELDS[at]), value_of(call->before, FIELDS[at]))) {
            object_approved(call, FIELDS[at]);
        }
    }
}

Status rule_set_check(HookCall *call, Error *err)
{
    Text name = value_of(call->record, "name")->text;
    Text body = value_of(call->record, "body")->text;
    RuleEdition shipped;
    check_unchanged(call);
    if (!rules_shipped(call->workspace, text_cstr(call->arena, name), &shipped)) {
        object(call, "name", "record.rule_set_unknown", arg_text("name", name), arg_int("id", 0));
        return STATUS_OK;
    }
    compare_names(call, body, shipped.body, "record.rule_set_line");
    if (!rules_is_open(shipped.body)) {
        compare_names(call, shipped.body, body, "record.rule_set_missing");
    }
    (void)err;
    return STATUS_OK;
}

Status rule_set_stays(HookCall *call, Error *err)
{
    (void)err;
    if (!is_draft(call->record)) {
        object_approved(call, "edition");
    }
    return STATUS_OK;
}
