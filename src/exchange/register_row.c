/* One row of a table of records: which record it means, and what it says of it. */
#include "register_impl.h"

#include <inttypes.h>
#include <string.h>

/* ---- Telling ---- */

/* From 1; 0: the file has no column of that field. */
static int column_of(const Register *reg, int field)
{
    int column = 0;
    for (int c = 0; c < reg->column_count; c++) {
        if (reg->columns[c].field == field) {
            column = reg->columns[c].column + 1;
        }
    }
    return column;
}

static void tell_field(const Register *reg, const RegisterRow *row, int field, const char *code,
                       const Arg *args, size_t arg_count)
{
    Text name = field >= 0             ? text_from(reg->def->fields[field].name)
                : field == REGISTER_ID ? TEXT(REGISTER_ID_HEADING)
                                       : TEXT(REGISTER_VERSION_HEADING);
    register_tell(reg, row->number, column_of(reg, field), name, code, args, arg_count);
}

/* What the engine finds wrong knows its field; this adds the place. */
static void tell_all(const Register *reg, const RegisterRow *row, const Problems *found)
{
    for (size_t i = 0; i < problems_kept(found); i++) {
        Problem problem = *problems_at(found, i);
        problem.sheet = reg->sheet_name;
        problem.row = row->number;
        problem.column = column_of(reg, record_field(reg->def, problem.field));
        problems_add(reg->problems, problem);
    }
}

/* An error about this row alone, in its own words: work goes on. */
static void tell_error(const Register *reg, const RegisterRow *row, int field, const Error *err)
{
    Buf zh = buf_new(reg->arena), en = buf_new(reg->arena);
    error_print(&zh, LANG_ZH, err);
    error_print(&en, LANG_EN, err);
    tell_field(reg, row, field, "exchange.row_refused",
               ARGS(arg_label("why", buf_text(&zh), buf_text(&en))));
}

static bool is_of_row(Status status)
{
    return status == STATUS_CONFLICT || status == STATUS_DENIED || status == STATUS_NOT_FOUND ||
           status == STATUS_INVALID || status == STATUS_UNSUPPORTED;
}

/* ---- What it says ---- */

static Text cell_of(const Register *reg, const RegisterRow *row, int field)
{
    for (int c = 0; c < reg->column_count; c++) {
        if (reg->columns[c].field == field) {
            return row->cells[c];
        }
    }
    return TEXT("");
}

/* 12.5 for 12.50 is no change. */
static bool same_number(const Value *before, const Value *after)
{
    return before->kind == VALUE_DECIMAL && after->kind == VALUE_DECIMAL &&
           decimal_compare(before->decimal, after->decimal) == 0;
}

/* A row on its way into a record. What is wrong with it is told once, by the try that does not wait
 * for another row. */
typedef struct Filling {
    Record *record;
    bool is_last_try;
    RowOutcome *outcome;
    Problems *found;
} Filling;

static void add_unknown(const Register *reg, const FieldDef *field, Text text, Problems *found)
{
    const RecordDef *target =
        model_record(workspace_model(reg->workspace), text_from(field->target));
    Arg args[] = {arg_text("text", text),
                  arg_label("type", text_from(target->zh), text_from(target->en))};
    problems_add(found, (Problem){.severity = SEVERITY_ERROR,
                                  .code = "exchange.unknown_reference",
                                  .field = text_from(field->name),
                                  .args = args,
                                  .arg_count = sizeof args / sizeof *args});
}

static Status fill_reference(const Register *reg, const RegisterRow *row, int f, Text text,
                             const Filling *filling, Error *err)
{
    const FieldDef *field = &reg->def->fields[f];
    bool found = true;
    Status status = reference_value(reg->arena, reg->workspace, field, text,
                                    &filling->record->values[f], &found, err);
    if (status == STATUS_CONFLICT) {
        *filling->outcome = ROW_BAD;
        tell_error(reg, row, f, err);
        return STATUS_OK;
    }
    if (status == STATUS_OK && !found) {
        *filling->outcome = filling->is_last_try ? ROW_BAD : ROW_WAITS;
        filling->record->values[f] = value_none();
        add_unknown(reg, field, text, filling->found);
    }
    return status;
}

static Status fill_cell(const Register *reg, const RegisterRow *row, int f, Text text,
                        const Filling *filling, Error *err)
{
    Record *record = filling->record;
    bool is_same = false;
    Value before = record->values[f];
    Status status = STATUS_OK;
    if (record->id != 0 && text.len > 0) {
        status = register_is_same(reg->arena, reg->workspace, record, f, text, &is_same, err);
    }
    if (status != STATUS_OK || is_same) {
        return status;
    }
    if (text.len == 0) {
        record->values[f] = value_none();
    } else if (reg->def->fields[f].target != NULL) {
        return fill_reference(reg, row, f, text, filling, err);
    } else if (!record_parse(reg->arena, record, f, text, filling->found)) {
        *filling->outcome = ROW_BAD;
    } else if (same_number(&before, &record->values[f])) {
        record->values[f] = before;
    }
    return STATUS_OK;
}

static Status fill(const Register *reg, const RegisterRow *row, bool is_last_try, Record *record,
                   RowOutcome *outcome, Error *err)
{
    Filling filling = {record, is_last_try, outcome, problems_new(reg->arena, SIZE_MAX)};
    Status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && *outcome != ROW_WAITS && c < reg->column_count; c++) {
        if (reg->columns[c].field >= 0) {
            status = fill_cell(reg, row, reg->columns[c].field, row->cells[c], &filling, err);
        }
    }
    if (*outcome != ROW_WAITS) {
        tell_all(reg, row, filling.found);
    }
    return status;
}

/* Where a cell says nothing, a new record has what every new one has. */
static void fill_blanks(const Register *reg, Record *record)
{
    const Record *fresh = record_new(reg->arena, reg->def);
    for (int c = 0; c < reg->column_count; c++) {
        int f = reg->columns[c].field;
        if (f >= 0 && record->values[f].kind == VALUE_NONE) {
            record->values[f] = fresh->values[f];
        }
    }
}

/* What has to be filled in and was left blank may stand elsewhere already; what the template had
 * from there and came back as it was is taken too. */
static Status take_elsewhere(const Register *reg, Record *record, Error *err)
{
    int count = reg->def->field_count;
    bool *given = ARENA_ARRAY(reg->arena, bool, (size_t)count);
    List taken;
    Status status = STATUS_OK;
    for (int f = 0; f < count; f++) {
        given[f] = record->values[f].kind != VALUE_NONE;
    }
    if (!register_is_whole(record)) {
        status = record_take_missing(reg->arena, reg->workspace, record, NULL, given, &taken, err);
    }
    return status == STATUS_OK ? record_take_same(reg->arena, reg->workspace, record, NULL, err)
                               : status;
}

/* ---- Which record it means ---- */

/* `key` receives the field, or the first of several, by which it was found. */
static Status find_existing(const Register *reg, const Record *filled, Record **existing, int *key,
                            Error *err)
{
    const RecordDef *def = reg->def;
    RecordFilter filters[SET_FIELDS_MAX];
    Status status = STATUS_OK;
    *existing = NULL;
    for (int f = 0; status == STATUS_OK && *existing == NULL && f < def->field_count; f++) {
        if (def->fields[f].unique && filled->values[f].kind != VALUE_NONE) {
            filters[0] = (RecordFilter){f, filled->values[f]};
            *key = f;
            status = record_find(reg->arena, reg->workspace, def, filters, 1, existing, err);
        }
    }
    for (int u = 0; status == STATUS_OK && *existing == NULL && u < def->unique_count; u++) {
        const FieldSet *unique = &def->uniques[u];
        *key = unique->fields[0];
        for (int i = 0; i < unique->count; i++) {
            filters[i] = (RecordFilter){unique->fields[i], filled->values[unique->fields[i]]};
        }
        status =
            record_find(reg->arena, reg->workspace, def, filters, unique->count, existing, err);
    }
    return status;
}

/* The record that the row names by its id, as it was when the row was written. */
static Status read_named(const Register *reg, const RegisterRow *row, Record **record,
                         RowOutcome *outcome, Error *err)
{
    int64_t id = 0, version = 0;
    Text id_text = cell_of(reg, row, REGISTER_ID);
    Text version_text = cell_of(reg, row, REGISTER_VERSION);
    *record = NULL;
    *outcome = ROW_BAD;
    if (!text_to_int(id_text, &id) || id <= 0) {
        tell_field(reg, row, REGISTER_ID, "exchange.row_id", ARGS(arg_text("id", id_text)));
        return STATUS_OK;
    }
    if (!text_to_int(version_text, &version) || version <= 0) {
        tell_field(reg, row, REGISTER_VERSION, "exchange.row_version", ARGS(arg_int("id", id)));
        return STATUS_OK;
    }
    Status status = record_get(reg->arena, reg->workspace, reg->def, id, record, err);
    if (status == STATUS_NOT_FOUND) {
        tell_error(reg, row, REGISTER_ID, err);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        (*record)->version = version;
        *outcome = ROW_SAVED;
    }
    return status;
}

static Text id_key(Arena *arena, int64_t id)
{
    return text_format(arena, "%" PRId64, id);
}

/* Whether an earlier row of this file gave the record already. */
static bool is_repeated(const Register *reg, const RegisterRow *row, const Record *record, int key)
{
    int64_t other;
    if (!map_get(reg->rows_of, id_key(reg->arena, record->id), &other)) {
        return false;
    }
    tell_field(reg, row, key, "exchange.repeated_key", ARGS(arg_int("other", other)));
    return true;
}

/* ---- What the engine does not know of entities and tiers ---- */

/* Enterprises have a unified social credit code, regions one of GB/T 2260; what other kinds are
 * called is nobody's standard. */
static void check_code(const Register *reg, const RegisterRow *row, Record *record)
{
    static const char *const REGIONS[] = {"province", "city", "county"};
    enum { CREDIT_CODE_CHARACTERS = 18 };
    if (!text_equal(text_from(reg->def->name), TEXT("entity"))) {
        return;
    }
    Text code = record_value(record, "code")->text, kind = record_value(record, "kind")->text;
    const char *fault = NULL;
    if (code.len == 0) {
        return; /* told by the engine */
    }
    if (text_equal(kind, TEXT("enterprise")) && code.len == CREDIT_CODE_CHARACTERS &&
        !credit_code_is_valid(code)) {
        fault = "exchange.credit_code";
    }
    for (size_t i = 0; i < sizeof REGIONS / sizeof *REGIONS; i++) {
        if (text_equal(kind, text_from(REGIONS[i])) && !region_code_is_valid(code)) {
            fault = "exchange.region_code";
        }
    }
    if (fault != NULL) {
        tell_field(reg, row, record_field(reg->def, TEXT("code")), fault,
                   ARGS(arg_text("code", code)));
    }
}

static void check_tier(const Register *reg, const RegisterRow *row, Record *record)
{
    if (!text_equal(text_from(reg->def->name), TEXT("tier"))) {
        return;
    }
    const Value *kind = record_value(record, "kind"), *value = record_value(record, "value");
    if (kind->kind == VALUE_TEXT && value->kind == VALUE_DECIMAL &&
        !tier_value_is_valid(kind->text, value->decimal)) {
        tell_field(reg, row, record_field(reg->def, TEXT("value")), "exchange.tier_value",
                   ARGS(arg_text("value", decimal_text(reg->arena, value->decimal))));
    }
}

/* ---- Saving ---- */

/* What a new record differs from: nothing at all. */
static Record *blank(const Register *reg)
{
    Record *record = record_new(reg->arena, reg->def);
    for (int f = 0; f < reg->def->field_count; f++) {
        record->values[f] = value_none();
    }
    return record;
}

/* *stored is NULL of a new record. */
static Status compare_stored(const Register *reg, const Record *record, Record **stored,
                             List *differences, Error *err)
{
    *stored = NULL;
    if (record->id == 0) {
        *differences = record_compare(reg->arena, blank(reg), record);
        return STATUS_OK;
    }
    return record_differences(reg->arena, reg->workspace, record, stored, differences, err);
}

static void count(const Register *reg, bool is_new, bool is_same)
{
    reg->tally->created += is_new;
    reg->tally->changed += !is_new && !is_same;
    reg->tally->unchanged += is_same;
}

static Status save(Register *reg, const RegisterRow *row, Record *record, RowOutcome *outcome,
                   Error *err)
{
    Record *stored;
    List differences;
    Problems *found = problems_new(reg->arena, 8);
    Status status = compare_stored(reg, record, &stored, &differences, err);
    bool is_new = record->id == 0;
    /* A row that says what is stored needs no version: nobody's change is lost by it. */
    bool is_same = status == STATUS_OK && !is_new && differences.count == 0;
    if (status == STATUS_OK && !is_same) {
        status = record_save(reg->arena, reg->workspace, record, reg->reason, found, err);
    }
    if (is_of_row(status)) {
        *outcome = ROW_BAD;
        tell_all(reg, row, found);
        if (problems_kept(found) == 0) {
            tell_error(reg, row, REGISTER_ID, err);
        }
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    map_put(reg->rows_of, id_key(reg->arena, record->id), row->number);
    count(reg, is_new, is_same);
    return is_same ? STATUS_OK : register_note(reg, row->number, record, stored, &differences, err);
}

static Status save_checked(Register *reg, const RegisterRow *row, Record *record, int key,
                           RowOutcome *outcome, Error *err)
{
    size_t wrong = problems_count(reg->problems, SEVERITY_ERROR);
    if (record->id != 0 && is_repeated(reg, row, record, key)) {
        *outcome = ROW_BAD;
        return STATUS_OK;
    }
    check_code(reg, row, record);
    check_tier(reg, row, record);
    if (problems_count(reg->problems, SEVERITY_ERROR) > wrong) {
        *outcome = ROW_BAD;
        return STATUS_OK;
    }
    return save(reg, row, record, outcome, err);
}

static Status take_named(Register *reg, const RegisterRow *row, bool is_last_try,
                         RowOutcome *outcome, Error *err)
{
    Record *record;
    Status status = read_named(reg, row, &record, outcome, err);
    if (status == STATUS_OK && *outcome == ROW_SAVED) {
        status = fill(reg, row, is_last_try, record, outcome, err);
    }
    return status == STATUS_OK && *outcome == ROW_SAVED
               ? save_checked(reg, row, record, REGISTER_ID, outcome, err)
               : status;
}

static void copy_filled(const Register *reg, const Record *filled, Record *record)
{
    for (int c = 0; c < reg->column_count; c++) {
        int f = reg->columns[c].field;
        if (f >= 0 && !same_number(&record->values[f], &filled->values[f])) {
            record->values[f] = filled->values[f];
        }
    }
}

static Status take_unnamed(Register *reg, const RegisterRow *row, bool is_last_try,
                           RowOutcome *outcome, Error *err)
{
    Record *filled = record_new(reg->arena, reg->def), *existing = NULL;
    int key = 0;
    bool is_start = false;
    Status status = fill(reg, row, is_last_try, filled, outcome, err);
    if (status == STATUS_OK && *outcome == ROW_SAVED) {
        status = register_is_start(reg, row, filled, &is_start, err);
        *outcome = is_start ? ROW_LEFT : ROW_SAVED;
    }
    if (status != STATUS_OK || *outcome != ROW_SAVED) {
        return status;
    }
    status = find_existing(reg, filled, &existing, &key, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (existing == NULL) {
        fill_blanks(reg, filled);
        status = take_elsewhere(reg, filled, err);
        return status == STATUS_OK ? save_checked(reg, row, filled, key, outcome, err) : status;
    }
    copy_filled(reg, filled, existing);
    return save_checked(reg, row, existing, key, outcome, err);
}

Status register_row_take(Register *reg, const RegisterRow *row, bool is_last_try,
                         RowOutcome *outcome, Error *err)
{
    *outcome = ROW_SAVED;
    return cell_of(reg, row, REGISTER_ID).len > 0
               ? take_named(reg, row, is_last_try, outcome, err)
               : take_unnamed(reg, row, is_last_try, outcome, err);
}
