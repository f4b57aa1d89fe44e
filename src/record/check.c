/* What is wrong with a record before it is saved: everything, in one go. */
#include "record_impl.h"

#include <string.h>

typedef struct Check {
    Arena *arena;
    Workspace *workspace;
    const TypeSql *type;
    const Record *record, *before;
    Problems *problems;
    CheckCounts *counts;
} Check;

enum { YEAR_LEAST = 1, YEAR_MOST = 9999, REFS_MAX = 1000 };

/* Every problem names its field by its label; `first` and `second` are the other arguments. */
static void report(Check *check, const FieldDef *field, const char *code, Arg first, Arg second)
{
    Arg args[] = {label_arg("label", field->zh, field->en), first, second};
    problems_add(check->problems, (Problem){.severity = SEVERITY_ERROR,
                                            .code = code,
                                            .field = text_from(field->name),
                                            .args = args,
                                            .arg_count = sizeof args / sizeof args[0]});
    check->counts->faults++;
}

static void report_plain(Check *check, const FieldDef *field, const char *code)
{
    report(check, field, code, arg_cstr("record", check->type->def->name), arg_int("id", 0));
}

/* ---- One value ---- */

static int64_t character_count(Text text)
{
    int64_t count = 0;
    for (size_t at = 0; at < text.len; at++) {
        count += ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
    }
    return count;
}

static bool has_line_break(Text text)
{
    return text.len > 0 &&
           (memchr(text.ptr, '\n', text.len) != NULL || memchr(text.ptr, '\r', text.len) != NULL);
}

/* What would move the cursor or ring the bell of whoever reads it on a terminal. */
static bool has_control(Text text)
{
    for (size_t at = 0; at < text.len; at++) {
        unsigned char byte = (unsigned char)text.ptr[at];
        bool is_space = byte == '\t' || byte == '\n' || byte == '\r';
        if ((byte < ' ' && byte != '\0' && !is_space) || byte == 0x7f) {
            return true;
        }
    }
    return false;
}

static void check_text(Check *check, const FieldDef *field, Text text)
{
    if (memchr(text.ptr, '\0', text.len) != NULL) {
        report_plain(check, field, "record.zero_byte");
    }
    if (has_control(text)) {
        report_plain(check, field, "record.control");
    }
    if (!text_is_utf8(text)) {
        report_plain(check, field, "record.not_utf8");
    }
    if (field->kind == FIELD_TEXT && has_line_break(text)) {
        report_plain(check, field, "record.line_break");
    }
    int64_t count = character_count(text);
    if (field->size > 0 && count > field->size) {
        report(check, field, "record.too_long", arg_int("count", count),
               arg_int("size", field->size));
    }
}

static void check_option(Check *check, const FieldDef *field, Text name)
{
    for (int at = 0; at < field->option_count; at++) {
        if (text_equal(name, text_from(field->options[at].name))) {
            return;
        }
    }
    Buf options = buf_new(check->arena);
    for (int at = 0; at < field->option_count; at++) {
        buf_add_format(&options, "%s%s", at > 0 ? " " : "", field->options[at].name);
    }
    bool is_printable = text_is_utf8(name) && name.len < 200;
    report(check, field, "record.option", arg_text("value", is_printable ? name : TEXT("?")),
           arg_text("options", buf_text(&options)));
}

static void check_range(Check *check, const FieldDef *field, Decimal value)
{
    bool below = field->has_least && decimal_compare(value, field->least) < 0;
    bool above = field->has_most && decimal_compare(value, field->most) > 0;
    if (below || above) {
        Decimal bound = below ? field->least : field->most;
        report(check, field, below ? "record.least" : "record.most",
               arg_text("value", decimal_text(check->arena, value)),
               arg_text("bound", decimal_text(check->arena, bound)));
    }
}

static bool date_is_possible(int64_t number)
{
    return number >= date_make(YEAR_LEAST, 1, 1) && number <= date_make(YEAR_MOST, 12, 31);
}

static bool period_is_possible(int64_t number)
{
    return number >= INT32_MIN && number <= INT32_MAX &&
           period_code(period_from_code((int32_t)number)) == number;
}

static void check_number(Check *check, const FieldDef *field, int64_t number)
{
    bool possible = number >= -SCHEMA_INT_MOST && number <= SCHEMA_INT_MOST;
    const char *code = "record.int_size";
    if (field->kind == FIELD_BOOL) {
        possible = number == 0 || number == 1;
        code = "record.not_bool";
    } else if (field->kind == FIELD_DATE) {
        possible = date_is_possible(number);
        code = "record.not_date";
    } else if (field->kind == FIELD_PERIOD) {
        possible = period_is_possible(number);
        code = "record.not_period";
    }
    if (!possible) {
        report(check, field, code, arg_int("value", number), arg_int("most", SCHEMA_INT_MOST));
    } else if (field->kind == FIELD_INT) {
        check_range(check, field, (Decimal){number, 0});
    }
}

static void check_decimal(Check *check, const FieldDef *field, Decimal value)
{
    if (value.scale < 0 || value.scale > DECIMAL_SCALE_MAX) {
        report(check, field, "record.scale", arg_int("scale", value.scale),
               arg_int("most", DECIMAL_SCALE_MAX));
        return;
    }
    check_range(check, field, value);
}

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
        report(check, field, "record.no_target", arg_int("id", id),
               label_arg("target", target->zh, target->en));
    }
    return STATUS_OK;
}

static Status check_references(Check *check, const FieldDef *field, const Value *value, Error *err)
{
    if (value->ref_count < 0 || value->ref_count > REFS_MAX) {
        report(check, field, "record.too_many", arg_int("count", value->ref_count),
               arg_int("most", REFS_MAX));
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < value->ref_count; at++) {
        for (int before = 0; before < at; before++) {
            if (value->refs[before] == value->refs[at]) {
                report(check, field, "record.twice", arg_int("id", value->refs[at]),
                       arg_int("place", at + 1));
                break;
            }
        }
        status = check_reference(check, field, value->refs[at], err);
    }
    return status;
}

/* ---- A field ---- */

static bool kind_fits(FieldKind kind, const Value *value)
{
    switch (value->kind) {
    case VALUE_NONE: return true;
    case VALUE_TEXT: return schema_is_text(kind);
    case VALUE_DECIMAL: return kind == FIELD_DECIMAL;
    case VALUE_REFS: return kind == FIELD_REFS;
    case VALUE_INT: return !schema_is_text(kind) && kind != FIELD_DECIMAL && kind != FIELD_REFS;
    }
    return false;
}

static Status check_field(Check *check, int f, Error *err)
{
    const FieldDef *field = &check->type->def->fields[f];
    const Value *value = &check->record->values[f];
    if (!kind_fits(field->kind, value)) {
        report_plain(check, field, "record.wrong_kind");
        return STATUS_OK;
    }
    if (check->before != NULL && value_equal(value, &check->before->values[f])) {
        return STATUS_OK;
    }
    switch (value->kind) {
    case VALUE_NONE: break;
    case VALUE_TEXT:
        if (field->kind == FIELD_ONE_OF) {
            check_option(check, field, value->text);
        } else {
            check_text(check, field, value->text);
        }
        break;
    case VALUE_DECIMAL: check_decimal(check, field, value->decimal); break;
    case VALUE_REFS: return check_references(check, field, value, err);
    case VALUE_INT:
        if (field->kind == FIELD_REF) {
            return check_reference(check, field, value->number, err);
        }
        check_number(check, field, value->number);
        break;
    }
    return STATUS_OK;
}

/* ---- Together unique ---- */

/* A text that cannot be stored cannot be looked for either. */
static bool can_be_asked(const FieldDef *field, const Value *value)
{
    if (value->kind == VALUE_TEXT && memchr(value->text.ptr, '\0', value->text.len) != NULL) {
        return false;
    }
    return kind_fits(field->kind, value);
}

static bool set_may_clash(const Check *check, const FieldSet *set)
{
    bool changed = check->before == NULL;
    for (int at = 0; at < set->count; at++) {
        const Value *value = &check->record->values[set->fields[at]];
        if (!can_be_asked(&check->type->def->fields[set->fields[at]], value)) {
            return false;
        }
        if (set->count == 1 && value->kind == VALUE_NONE) {
            return false;
        }
        changed = changed || !value_equal(value, &check->before->values[set->fields[at]]);
    }
    return changed;
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
        if (field->required && record->values[f].kind == VALUE_NONE) {
            report_plain(&check, field, "record.required");
            continue;
        }
        status = check_field(&check, f, err);
    }
    for (int u = 0; status == STATUS_OK && u < type->unique_count; u++) {
        status = check_unique(&check, &type->uniques[u], err);
    }
    return status;
}
