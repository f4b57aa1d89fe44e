/* Records as tables: entities, indicators, benchmarks, tasks … All rows or none, unless the good ones
 * are asked for. */
#include "register_impl.h"

#include <string.h>

void register_tell(const Register *reg, int64_t row, int column, Text field, const char *code,
                   const Arg *args, size_t arg_count)
{
    problem_at(reg->problems, SEVERITY_ERROR, code, reg->sheet_name, row, column, field, args,
               arg_count);
}

/* ---- Headings ---- */

int register_field_named(Arena *arena, const RecordDef *def, Text heading)
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

/* -1: neither a field nor a heading of the engine's own. */
static int meaning_of(Arena *arena, const RecordDef *def, Text heading)
{
    static const struct {
        Text heading;
        int field;
    } OWN[] = {{TEXT(REGISTER_ID_HEADING), REGISTER_ID},
               {TEXT(REGISTER_VERSION_HEADING), REGISTER_VERSION},
               {TEXT(REGISTER_STATE_HEADING), REGISTER_STATE}};
    int field = register_field_named(arena, def, heading);
    for (size_t at = 0; at < sizeof OWN / sizeof OWN[0]; at++) {
        bool is_own = text_equal(heading, OWN[at].heading);
        bool is_state = OWN[at].field == REGISTER_STATE;
        if (is_own && (!is_state || (field < 0 && def->state_count > 0))) {
            return OWN[at].field;
        }
    }
    return field;
}

/* A row is the header when most of its cells name fields. */
static bool read_header(Register *reg, const SheetRow *row)
{
    int filled = 0, known = 0;
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        filled += text.len > 0;
        known += text.len > 0 && meaning_of(reg->arena, reg->def, text) != -1;
    }
    if (known == 0 || known * 2 < filled) {
        return false;
    }
    reg->columns = ARENA_ARRAY(reg->arena, RegisterColumn, (size_t)row->cell_count);
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        int field = text.len == 0 ? -1 : meaning_of(reg->arena, reg->def, text);
        if (field != -1) {
            reg->columns[reg->column_count++] = (RegisterColumn){c, field};
        } else if (text.len > 0) {
            register_tell(reg, row->number, c + 1, text, "exchange.unknown_field",
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
                Text cell = register_unguard(text_trim(row.cells[column].text));
                kept->cells[c] = text_copy(reg->arena, cell);
            }
            blank &= kept->cells[c].len == 0;
        }
        kept->done = blank;
    }
    return status;
}

/* ---- Rows ---- */

/* Goes over the rows until no more of them find what they refer to. */
static Status take_rows(const Register *reg, const List *rows, Error *err)
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

static Status save_all(const Register *reg, const List *rows, const RegisterOptions *options,
                       Error *err)
{
    Status status = workspace_begin(reg->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = take_rows(reg, rows, err);
    size_t wrong = problems_count(reg->problems, SEVERITY_ERROR);
    if (status == STATUS_OK && wrong > 0 && !options->valid_rows) {
        status =
            error_set(err, STATUS_INVALID, "exchange.bad_register",
                      ARGS(arg_cstr("file", options->path), arg_int("problems", (int64_t)wrong)));
    }
    if (status == STATUS_OK && !options->dry_run) {
        return workspace_commit(reg->workspace, err);
    }
    workspace_rollback(reg->workspace);
    if (status != STATUS_OK) {
        *reg->tally = (RegisterTally){.refused = reg->tally->refused};
    }
    return status;
}

static Status read_file(Register *reg, const RegisterOptions *options, List *rows, Error *err)
{
    SheetFile *file;
    Status status = sheet_open(options->path, &SHEET_LIMITS, &file, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = read_rows(reg, file, rows, err);
    sheet_close(file);
    if (status == STATUS_OK && reg->columns == NULL) {
        status = error_set(err, STATUS_INVALID, "exchange.no_fields",
                           ARGS(arg_cstr("file", options->path), arg_cstr("type", reg->def->name)));
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
                    .reason = name_of_file(options->path),
                    .rows_of = map_new(arena)};
    List rows = list_new(arena, sizeof(RegisterRow));
    *tally = (RegisterTally){0};
    Status status = read_file(&reg, options, &rows, err);
    return status == STATUS_OK ? save_all(&reg, &rows, options, err) : status;
}
