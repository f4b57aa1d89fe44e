/* What is wrong with a record before it is saved: everything, in one go. */
#include "check_impl.h"

#include <string.h>

enum { REFS_MAX = 1000, FILE_SHOWN_BYTES = 200 };

/* ---- References ---- */

static Status check_reference(Check *check, const FieldDef *field, int64_t id, Error *err)
{
    const RecordDef *target = model_record(check->workspace->model, text_from(field->target));
    const TypeSql *type = NULL;
    Stmt *stmt = NULL;
    bool row = false;
    if (target == NULL) {
        return error_set(err, STATUS_INTERNAL, "record.not_of_model",
                         ARGS(arg_cstr("type", field->target)));
    }
    Status status = type_of(check->workspace, target, &type, err);
    if (status == STATUS_OK) {
        status = store_prepare(check->workspace->store, type->exists, &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_reset(stmt);
    if (!row) {
        check_report(check, field, "record.no_target", arg_int("id", id),
                     label_arg("target", target->zh, target->en));
    }
    return STATUS_OK;
}

static Status check_references(Check *check, const FieldDef *field, const Value *value, Error *err)
{
    if (value->ref_count < 0 || value->ref_count > REFS_MAX) {
        check_report(check, field, "record.too_many", arg_int("count", value->ref_count),
                     arg_int("most", REFS_MAX));
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < value->ref_count; at++) {
        for (int before = 0; before < at; before++) {
            if (value->refs[before] == value->refs[at]) {
                check_report(check, field, "record.twice", arg_int("id", value->refs[at]),
                             arg_int("place", at + 1));
                break;
            }
        }
        status = check_reference(check, field, value->refs[at], err);
    }
    return status;
}

/* ---- Files ---- */

static Status check_file(Check *check, const FieldDef *field, Text digits, Error *err)
{
    Hash hash;
    bool is_known = false;
    if (!hash_parse(digits, &hash)) {
        Text shown = text_is_utf8(digits) && digits.len < FILE_SHOWN_BYTES ? digits : TEXT("…");
        check_report(check, field, "record.not_file", arg_text("value", shown),
                     arg_int("digits", 2 * HASH_BYTES));
        return STATUS_OK;
    }
    Status status = attachment_is_known(check->workspace, check->record, &hash, &is_known, err);
    if (status == STATUS_OK && !is_known) {
        check_report_plain(check, field, "record.no_file");
    }
    return status;
}

/* ---- A field ---- */

static Status check_field(Check *check, int f, Error *err)
{
    const FieldDef *field = &check->type->def->fields[f];
    const Value *value = &check->record->values[f];
    if (!value_fits(field->kind, value)) {
        check_report_plain(check, field, "record.wrong_kind");
        return STATUS_OK;
    }
    if (check->before != NULL && value_equal(value, &check->before->values[f])) {
        return STATUS_OK;
    }
    if (field->number != NULL && check->before != NULL) {
        check_report_plain(check, field, "record.numbered");
        return STATUS_OK;
    }
    if (value->kind == VALUE_REFS) {
        return check_references(check, field, value, err);
    }
    if (field->kind == FIELD_FILE && value->kind == VALUE_TEXT) {
        return check_file(check, field, value->text, err);
    }
    if (field->kind == FIELD_REF && value->kind == VALUE_INT) {
        return check_reference(check, field, value->number, err);
    }
    check_value(check, field, value);
    return STATUS_OK;
}

/* ---- Order ---- */

static bool changed(const Check *check, int field)
{
    return check->before == NULL ||
           !value_equal(&check->record->values[field], &check->before->values[field]);
}

static void check_order(Check *check, const FieldSet *pair)
{
    int first = pair->fields[0], second = pair->fields[1];
    const FieldDef *later = &check->type->def->fields[second];
    bool is_asked = changed(check, first) || changed(check, second);
    if (is_asked &&
        value_follows(later->kind, &check->record->values[first], &check->record->values[second])) {
        check_report(check, &check->type->def->fields[first], "record.order",
                     label_arg("other", later->zh, later->en),
                     arg_cstr("record", check->type->def->name));
    }
}

/* ---- Together unique ---- */

/* A text that cannot be stored cannot be looked for either. */
static bool can_be_asked(const FieldDef *field, const Value *value)
{
    if (value->kind == VALUE_TEXT && memchr(value->text.ptr, '\0', value->text.len) != NULL) {
        return false;
    }
    return value_fits(field->kind, value);
}

static bool set_may_clash(const Check *check, const FieldSet *set)
{
    bool has_changed = false;
    for (int at = 0; at < set->count; at++) {
        const Value *value = &check->record->values[set->fields[at]];
        if (!can_be_asked(&check->type->def->fields[set->fields[at]], value)) {
            return false;
        }
        if (set->count == 1 && value->kind == VALUE_NONE) {
            return false;
        }
        has_changed = has_changed || changed(check, set->fields[at]);
    }
    return has_changed;
}

static void bind_set(const Check *check, Stmt *stmt, const FieldSet *set)
{
    for (int at = 0; at < set->count; at++) {
        const FieldDef *field = &check->type->def->fields[set->fields[at]];
        const Value *value = &check->record->values[set->fields[at]];
        if (value->kind != VALUE_NONE) {
            value_bind(stmt, at + 1, field, value);
        } else if (schema_is_text(field->kind)) {
            stmt_bind_text(stmt, at + 1, TEXT(""));
        } else {
            stmt_bind_int(stmt, at + 1, SCHEMA_NULL_INT);
        }
    }
    stmt_bind_int(stmt, set->count + 1, check->record->id);
}

static void report_clash(Check *check, const FieldSet *set, int64_t other)
{
    const RecordDef *def = check->type->def;
    Buf zh = buf_new(check->arena), en = buf_new(check->arena);
    for (int at = 0; at < set->count; at++) {
        const FieldDef *field = &def->fields[set->fields[at]];
        buf_add_format(&zh, "%s%s", at > 0 ? "、" : "", field->zh);
        buf_add_format(&en, "%s%s", at > 0 ? ", " : "", field->en);
    }
    Arg args[] = {arg_label("label", buf_text(&zh), buf_text(&en)), arg_int("id", other)};
    problems_add(check->problems, (Problem){.severity = SEVERITY_ERROR,
                                            .code = "record.not_unique",
                                            .field = text_from(def->fields[set->fields[0]].name),
                                            .args = args,
                                            .arg_count = sizeof args / sizeof args[0]});
    check->counts->conflicts++;
}

static Status check_unique(Check *check, const UniqueSql *unique, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    if (!set_may_clash(check, &unique->set)) {
        return STATUS_OK;
    }
    Status status = store_prepare(check->workspace->store, unique->find, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    bind_set(check, stmt, &unique->set);
    status = stmt_step(stmt, &row, err);
    if (status == STATUS_OK && row) {
        report_clash(check, &unique->set, stmt_int(stmt, 0));
        stmt_reset(stmt);
    }
    return status;
}

Status record_check(Arena *arena, Workspace *workspace, const TypeSql *type, const Record *record,
                    const Record *before, Problems *problems, CheckCounts *counts, Error *err)
{
    Check check = {arena, workspace, type, record, before, problems, counts};
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < type->def->field_count; f++) {
        const FieldDef *field = &type->def->fields[f];
        bool is_coming = number_comes(field, before);
        if (field->required && record->values[f].kind == VALUE_NONE && !is_coming) {
            check_report_plain(&check, field, "record.required");
            continue;
        }
        status = check_field(&check, f, err);
    }
    for (int at = 0; at < type->def->order_count; at++) {
        check_order(&check, &type->def->orders[at]);
    }
    for (int u = 0; status == STATUS_OK && u < type->unique_count; u++) {
        status = check_unique(&check, &type->uniques[u], err);
    }
    return status;
}
