/* Registers as tables: entities, indicators, benchmarks … All rows or none. */
#include "exchange_impl.h"

#include <inttypes.h>
#include <string.h>

typedef struct RegisterColumn {
    int column, field;
} RegisterColumn;

typedef struct Register {
    Arena *arena;
    Workspace *workspace;
    const RecordDef *def;
    Problems *problems;
    RegisterTally *tally;
    Text sheet_name;
    RegisterColumn *columns;
    int column_count;
    Map *rows_of; /* id of a record → number of the row that gave it */
} Register;

/* A row kept in memory: registers are small, and a row may refer to one below it. */
typedef struct RegisterRow {
    int64_t number;
    Text *cells; /* one a mapped column */
    bool done;
} RegisterRow;

static void tell(const Register *reg, int64_t row, int column, Text field, const char *code,
                 const Arg *args, size_t arg_count)
{
    problem_at(reg->problems, SEVERITY_ERROR, code, reg->sheet_name, row, column, field, args,
               arg_count);
}

/* From 1; 0: the file has no column of that field. */
static int column_of(const Register *reg, Text field)
{
    int column = 0;
    for (int c = 0; c < reg->column_count; c++) {
        if (text_equal(field, text_from(reg->def->fields[reg->columns[c].field].name))) {
            column = reg->columns[c].column + 1;
        }
    }
    return column;
}

static void tell_field(const Register *reg, int64_t row, int field, const char *code,
                       const Arg *args, size_t arg_count)
{
    Text name = text_from(reg->def->fields[field].name);
    tell(reg, row, column_of(reg, name), name, code, args, arg_count);
}

/* What the engine finds wrong knows its field; this adds the place. */
static void tell_all(const Register *reg, int64_t row, const Problems *found)
{
    for (size_t i = 0; i < problems_kept(found); i++) {
        Problem problem = *problems_at(found, i);
        problem.sheet = reg->sheet_name;
        problem.row = row;
        problem.column = column_of(reg, problem.field);
        problems_add(reg->problems, problem);
    }
}

/* ---- Headings ---- */

/* By its name, or else by a label: one field may be called what another is named. */
static int field_named(Arena *arena, const RecordDef *def, Text heading)
{
    Text key = key_of(arena, heading);
    for (int f = 0; f < def->field_count; f++) {
        if (text_equal(key, key_of(arena, text_from(def->fields[f].name)))) {
            return f;
        }
    }
    for (int f = 0; f < def->field_count; f++) {
        if (text_equal(key, key_of(arena, text_from(def->fields[f].zh))) ||
            text_equal(key, key_of(arena, text_from(def->fields[f].en)))) {
            return f;
        }
    }
    return -1;
}

/* A row is the header when most of its cells name fields. */
static bool read_header(Register *reg, const SheetRow *row)
{
    int filled = 0, known = 0;
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        filled += text.len > 0;
        known += text.len > 0 && field_named(reg->arena, reg->def, text) >= 0;
    }
    if (known == 0 || known * 2 < filled) {
        return false;
    }
    reg->columns = ARENA_ARRAY(reg->arena, RegisterColumn, (size_t)row->cell_count);
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        int field = text.len == 0 ? -1 : field_named(reg->arena, reg->def, text);
        if (field >= 0) {
            reg->columns[reg->column_count++] = (RegisterColumn){c, field};
        } else if (text.len > 0) {
            tell(reg, row->number, c + 1, text, "exchange.unknown_field",
                 ARGS(arg_text("name", text), arg_cstr("type", reg->def->name)));
        }
    }
    return true;
}

static Status read_rows(Register *reg, SheetFile *file, List *rows, Error *err)
{
    SheetRow row;
    bool more = true;
    reg->sheet_name = text_copy(reg->arena, sheet_name(file, 0));
    Status status = sheet_select(file, 0, err);
    while (status == STATUS_OK) {
        status = sheet_next(file, &row, &more, err);
        if (status != STATUS_OK || !more) {
            break;
        }
        if (reg->columns == NULL) {
            read_header(reg, &row);
            continue;
        }
        RegisterRow *kept = list_add(rows);
        kept->number = row.number;
        kept->cells = ARENA_ARRAY(reg->arena, Text, (size_t)reg->column_count + 1);
        bool blank = true;
        for (int c = 0; c < reg->column_count; c++) {
            int column = reg->columns[c].column;
            if (column < row.cell_count) {
                kept->cells[c] = text_copy(reg->arena, text_trim(row.cells[column].text));
            }
            blank &= kept->cells[c].len == 0;
        }
        kept->done = blank;
    }
    return status;
}

/* ---- One row ---- */

typedef enum RowOutcome { ROW_GOOD, ROW_WAITS, ROW_BAD } RowOutcome;

static Status fill(const Register *reg, const RegisterRow *row, bool last_try, Record *record,
                   RowOutcome *outcome, Error *err)
{
    Status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && c < reg->column_count; c++) {
        int f = reg->columns[c].field;
        const FieldDef *field = &reg->def->fields[f];
        Text text = row->cells[c];
        bool found = true;
        if (text.len == 0) {
            record->values[f] = value_none();
        } else if (field->target != NULL) {
            status = reference_value(reg->arena, reg->workspace, field, text, &record->values[f],
                                     &found, err);
            if (!found && !last_try) {
                *outcome = ROW_WAITS;
                return status;
            }
            if (!found) {
                *outcome = ROW_BAD;
                tell(reg, row->number, reg->columns[c].column + 1, text_from(field->name),
                     "exchange.unknown_reference",
                     ARGS(arg_text("text", text), arg_cstr("type", field->target)));
            }
        } else {
            Problems *found_problems = problems_new(reg->arena, 4);
            if (!record_parse(reg->arena, record, f, text, found_problems)) {
                *outcome = ROW_BAD;
                tell_all(reg, row->number, found_problems);
            }
        }
    }
    return status;
}

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

static Text id_key(Arena *arena, int64_t id)
{
    return text_format(arena, "%" PRId64, id);
}

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
        tell_field(reg, row->number, record_field(reg->def, TEXT("code")), fault,
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
        tell_field(reg, row->number, record_field(reg->def, TEXT("value")), "exchange.tier_value",
                   ARGS(arg_text("value", decimal_text(reg->arena, value->decimal))));
    }
}

/* Whether an earlier row of this file gave the record already. */
static bool is_repeated(const Register *reg, const RegisterRow *row, const Record *record, int key)
{
    int64_t other;
    if (!map_get(reg->rows_of, id_key(reg->arena, record->id), &other)) {
        return false;
    }
    tell_field(reg, row->number, key, "exchange.repeated_key", ARGS(arg_int("other", other)));
    return true;
}

/* Where a cell says nothing, a new record has what every new one has. */
static void fill_blanks(const Register *reg, Record *record)
{
    const Record *fresh = record_new(reg->arena, reg->def);
    for (int c = 0; c < reg->column_count; c++) {
        int f = reg->columns[c].field;
        if (record->values[f].kind == VALUE_NONE) {
            record->values[f] = fresh->values[f];
        }
    }
}

static Status save_row(const Register *reg, const RegisterRow *row, Record *filled, Text reason,
                       Error *err)
{
    Record *record;
    int key = 0;
    Status status = find_existing(reg, filled, &record, &key, err);
    if (status != STATUS_OK || (record != NULL && is_repeated(reg, row, record, key))) {
        return status;
    }
    int64_t version = record == NULL ? 0 : record->version;
    if (record == NULL) {
        record = filled;
        fill_blanks(reg, record);
    } else {
        for (int c = 0; c < reg->column_count; c++) {
            int f = reg->columns[c].field;
            record->values[f] = filled->values[f];
        }
    }
    check_code(reg, row, record);
    check_tier(reg, row, record);
    Problems *found = problems_new(reg->arena, 8);
    status = record_save(reg->arena, reg->workspace, record, reason, found, err);
    if (status == STATUS_INVALID) {
        tell_all(reg, row->number, found);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        map_put(reg->rows_of, id_key(reg->arena, record->id), row->number);
        reg->tally->created += version == 0;
        reg->tally->changed += version != 0 && record->version != version;
        reg->tally->unchanged += version != 0 && record->version == version;
    }
    return status;
}

/* Goes over the rows until no more of them find what they refer to. */
static Status save_rows(const Register *reg, const List *rows, Text reason, Error *err)
{
    bool last_try = false, again = true;
    Status status = STATUS_OK;
    while (status == STATUS_OK && again) {
        size_t waiting = 0, done = 0;
        for (size_t i = 0; status == STATUS_OK && i < rows->count; i++) {
            RegisterRow *row = LIST_AT(rows, RegisterRow, i);
            if (row->done) {
                continue;
            }
            Record *record = record_new(reg->arena, reg->def);
            RowOutcome outcome = ROW_GOOD;
            status = fill(reg, row, last_try, record, &outcome, err);
            if (status == STATUS_OK && outcome == ROW_GOOD) {
                status = save_row(reg, row, record, reason, err);
            }
            row->done = outcome != ROW_WAITS;
            waiting += outcome == ROW_WAITS;
            done += outcome != ROW_WAITS;
        }
        again = waiting > 0;
        last_try = done == 0;
    }
    return status;
}

/* The reason of every change: the file, without the folder where it lay. */
static Text name_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_from(slash ? slash + 1 : path);
}

static Status save_all(const Register *reg, const List *rows, const char *path, Error *err)
{
    Status status = workspace_begin(reg->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = save_rows(reg, rows, name_of_file(path), err);
    if (status == STATUS_OK && problems_count(reg->problems, SEVERITY_ERROR) > 0) {
        status = error_set(
            err, STATUS_INVALID, "exchange.bad_register",
            ARGS(arg_cstr("file", path),
                 arg_int("problems", (int64_t)problems_count(reg->problems, SEVERITY_ERROR))));
    }
    if (status == STATUS_OK) {
        status = workspace_commit(reg->workspace, err);
    }
    if (status != STATUS_OK) {
        workspace_rollback(reg->workspace);
        *reg->tally = (RegisterTally){0};
    }
    return status;
}

Status import_records(Arena *arena, Workspace *workspace, const RecordDef *def, const char *path,
                      Problems *problems, RegisterTally *tally, Error *err)
{
    Register reg = {.arena = arena,
                    .workspace = workspace,
                    .def = def,
                    .problems = problems,
                    .tally = tally,
                    .rows_of = map_new(arena)};
    List rows = list_new(arena, sizeof(RegisterRow));
    SheetFile *file;
    *tally = (RegisterTally){0};
    Status status = sheet_open(path, &SHEET_LIMITS, &file, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = read_rows(&reg, file, &rows, err);
    sheet_close(file);
    if (status == STATUS_OK && reg.columns == NULL) {
        return error_set(err, STATUS_INVALID, "exchange.no_fields",
                         ARGS(arg_cstr("file", path), arg_cstr("type", def->name)));
    }
    return status == STATUS_OK ? save_all(&reg, &rows, path, err) : status;
}
