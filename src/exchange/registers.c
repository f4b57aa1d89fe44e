/* Records as tables: entities, indicators, benchmarks, tasks … All rows or none,
 * unless the good ones are asked for. */
#include "register_impl.h"

#include <string.h>

void register_tell(const Register *reg, int64_t row, int column, Text field, const char *code,
                   const Arg *args, size_t arg_count)
{
    problem_at(reg->problems, SEVERITY_ERROR, code, reg->sheet_name, row, column, field, args,
               arg_count);
}

/* ---- Reading ---- */

/* What a formula failed to make is no value. */
static bool is_fault(const Register *reg, const SheetRow *row, int column)
{
    const Cell *cell = &row->cells[column];
    if (cell->kind != CELL_FAULT) {
        return false;
    }
    register_tell(reg, row->number, column + 1, TEXT(""), "exchange.failed_formula",
                  ARGS(arg_text("text", cell->text)));
    return true;
}

/* A row of nothing but blanks is none. */
static void keep_row(const Register *reg, const SheetRow *row, List *rows)
{
    RegisterRow kept = {.number = row->number};
    bool is_blank = true, is_bad = false;
    kept.cells = ARENA_ARRAY(reg->arena, Text, (size_t)reg->column_count + 1);
    for (int c = 0; c < reg->column_count; c++) {
        int column = reg->columns[c].column;
        if (column < row->cell_count) {
            Text cell = register_unguard(text_trim(row->cells[column].text));
            kept.cells[c] = text_copy(reg->arena, cell);
            is_bad = is_fault(reg, row, column) || is_bad;
        }
        is_blank &= kept.cells[c].len == 0;
    }
    reg->tally->refused += is_bad;
    if (!is_blank && !is_bad) {
        *(RegisterRow *)list_add(rows) = kept;
    }
}

static Status check_count(const List *rows, const RegisterOptions *options, Error *err)
{
    bool is_many = options->rows_most > 0 && rows->count > (size_t)options->rows_most;
    return is_many ? error_set(
                         err, STATUS_LIMIT, "exchange.load_many",
                         ARGS(arg_cstr("file", options->path), arg_int("most", options->rows_most)))
                   : STATUS_OK;
}

static Status read_rows(Register *reg, SheetFile *file, const RegisterOptions *options, List *rows,
                        Error *err)
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
            register_read_head(reg, &row);
        } else {
            keep_row(reg, &row, rows);
            status = check_count(rows, options, err);
        }
    }
    return status;
}

static int place_of(const Register *reg, int field)
{
    for (int c = 0; c < reg->column_count; c++) {
        if (reg->columns[c].field == field) {
            return c;
        }
    }
    return -1;
}

/* A list that was exported names records, and not as which version they were seen. */
static Status check_versions(const Register *reg, const List *rows, const char *path, Error *err)
{
    int id = place_of(reg, REGISTER_ID);
    if (id < 0 || place_of(reg, REGISTER_VERSION) >= 0) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < rows->count; i++) {
        if (LIST_AT(rows, RegisterRow, i)->cells[id].len > 0) {
            return error_set(err, STATUS_INVALID, "exchange.no_versions",
                             ARGS(arg_cstr("file", path), arg_cstr("type", reg->def->name)));
        }
    }
    return STATUS_OK;
}

static Status read_file(Register *reg, const RegisterOptions *options, List *rows, Error *err)
{
    SheetFile *file;
    Status status = sheet_open(options->path, &SHEET_LIMITS, &file, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = read_rows(reg, file, options, rows, err);
    sheet_close(file);
    if (status == STATUS_OK) {
        status = register_check_head(reg, options->path, err);
    }
    return status == STATUS_OK ? check_versions(reg, rows, options->path, err) : status;
}

/* ---- Rows ---- */

/* Goes over the rows until no more of them find what they refer to. */
static Status take_rows(Register *reg, const List *rows, Error *err)
{
    bool is_last_try = false, again = true;
    Status status = STATUS_OK;
    while (status == STATUS_OK && again) {
        size_t waiting = 0, done = 0;
        for (size_t i = 0; status == STATUS_OK && i < rows->count; i++) {
            RegisterRow *row = LIST_AT(rows, RegisterRow, i);
            RowOutcome outcome;
            if (row->done) {
                continue;
            }
            status = register_row_take(reg, row, is_last_try, &outcome, err);
            row->done = outcome != ROW_WAITS;
            waiting += outcome == ROW_WAITS;
            done += outcome != ROW_WAITS;
            reg->tally->refused += status == STATUS_OK && outcome == ROW_BAD;
            reg->tally->left += status == STATUS_OK && outcome == ROW_LEFT;
        }
        again = waiting > 0;
        is_last_try = done == 0;
    }
    return status;
}

/* The reason of every change: the file, without the folder where it lay. */
static Text name_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_from(slash ? slash + 1 : path);
}

static Status check_rows(const Register *reg, const RegisterOptions *options, Error *err)
{
    size_t wrong = problems_count(reg->problems, SEVERITY_ERROR);
    return wrong == 0 || options->valid_rows
               ? STATUS_OK
               : error_set(
                     err, STATUS_INVALID, "exchange.bad_register",
                     ARGS(arg_cstr("file", options->path), arg_int("problems", (int64_t)wrong)));
}

static Status save_rows(Register *reg, const List *rows, const RegisterOptions *options, Error *err)
{
    Status status = take_rows(reg, rows, err);
    if (status == STATUS_OK) {
        status = check_rows(reg, options, err);
    }
    if (status == STATUS_OK) {
        status = register_looked(reg, err);
    }
    return status == STATUS_OK && !options->dry_run && options->settle
               ? options->settle(options->context, reg->tally, err)
               : status;
}

static Status save_all(Register *reg, const List *rows, const RegisterOptions *options, Error *err)
{
    Status status = workspace_begin(reg->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = save_rows(reg, rows, options, err);
    if (status == STATUS_OK && !options->dry_run) {
        return workspace_commit(reg->workspace, err);
    }
    workspace_rollback(reg->workspace);
    if (status != STATUS_OK) {
        *reg->tally = (RegisterTally){.refused = reg->tally->refused};
    }
    return status;
}

Status import_records(Arena *arena, Workspace *workspace, const RecordDef *def,
                      const RegisterOptions *options, Problems *problems, RegisterTally *tally,
                      Error *err)
{
    Register reg = {.arena = arena,
                    .workspace = workspace,
                    .def = def,
                    .problems = problems,
                    .tally = tally,
                    .look = options->look,
                    .seen = buf_new(arena),
                    .reason = name_of_file(options->path),
                    .rows_of = map_new(arena)};
    List rows = list_new(arena, sizeof(RegisterRow));
    *tally = (RegisterTally){0};
    if (options->look) {
        options->look->changes = list_new(arena, sizeof(RegisterChange));
        options->look->digest = TEXT("");
    }
    Status status = read_file(&reg, options, &rows, err);
    return status == STATUS_OK ? save_all(&reg, &rows, options, err) : status;
}

void register_tally_json(Json *json, const RegisterTally *tally)
{
    json_key_int(json, "created", tally->created);
    json_key_int(json, "changed", tally->changed);
    json_key_int(json, "unchanged", tally->unchanged);
    json_key_int(json, "refused", tally->refused);
    json_key_int(json, "left", tally->left);
}
