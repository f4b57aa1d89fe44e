/* Moves as a table: what an office decided about many records at once. All rows or none. */
#include "exchange_impl.h"

enum { COLUMN_TYPE, COLUMN_RECORD, COLUMN_MOVE, COLUMN_REASON, COLUMN_GIVEN, COLUMN_COUNT };

/* As a file names them; the labels are those of the terminal's manual. */
static const char *const HEADINGS[COLUMN_COUNT][3] = {
    [COLUMN_TYPE] = {"type", "类型", "type of record"},
    [COLUMN_RECORD] = {"record", "记录", "title"},
    [COLUMN_MOVE] = {"move", "流转", "transition"},
    [COLUMN_REASON] = {"reason", "理由", "why"},
    [COLUMN_GIVEN] = {"given", "填写", "values"},
};

typedef struct Moves {
    Arena *arena;
    Workspace *workspace;
    Problems *problems;
    Text sheet_name;
    int columns[COLUMN_COUNT]; /* from 1; 0: the file has none */
    bool has_header;
    int64_t row;
    Text cells[COLUMN_COUNT];
} Moves;

static void tell(const Moves *moves, int column, const char *code, const Arg *args,
                 size_t arg_count)
{
    problem_at(moves->problems, SEVERITY_ERROR, code, moves->sheet_name, moves->row,
               moves->columns[column], text_from(HEADINGS[column][0]), args, arg_count);
}

/* ---- The header ---- */

static int column_named(Arena *arena, Text heading)
{
    Text key = key_of(arena, heading);
    for (int column = 0; column < COLUMN_COUNT; column++) {
        for (int form = 0; form < 3; form++) {
            if (text_equal(key, key_of(arena, text_from(HEADINGS[column][form])))) {
                return column;
            }
        }
    }
    return -1;
}

static void read_header(Moves *moves, const SheetRow *row)
{
    for (int c = 0; c < row->cell_count; c++) {
        int column = column_named(moves->arena, text_trim(row->cells[c].text));
        if (column >= 0) {
            moves->columns[column] = c + 1;
        }
    }
    moves->has_header = moves->columns[COLUMN_TYPE] > 0 && moves->columns[COLUMN_RECORD] > 0 &&
                        moves->columns[COLUMN_MOVE] > 0;
}

/* False: the row is blank. */
static bool read_cells(Moves *moves, const SheetRow *row)
{
    bool any = false;
    moves->row = row->number;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        int at = moves->columns[column] - 1;
        bool is_there = at >= 0 && at < row->cell_count;
        moves->cells[column] = is_there ? text_trim(row->cells[at].text) : TEXT("");
        any = any || moves->cells[column].len > 0;
    }
    return any;
}

/* ---- One move ---- */

static Status find_record(const Moves *moves, Record **record, Error *err)
{
    int64_t id;
    Text type = moves->cells[COLUMN_TYPE], called = moves->cells[COLUMN_RECORD];
    const RecordDef *def = model_record(workspace_model(moves->workspace), type);
    *record = NULL;
    if (def == NULL || def->kind != RECORD_PLAIN) {
        tell(moves, COLUMN_TYPE, "exchange.no_type", ARGS(arg_text("type", type)));
        return STATUS_OK;
    }
    Status status = reference_find(moves->arena, moves->workspace, def, called, &id, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (id == 0) {
        tell(moves, COLUMN_RECORD, "exchange.unknown_reference",
             ARGS(arg_text("text", called), arg_cstr("type", def->name)));
        return STATUS_OK;
    }
    return record_get(moves->arena, moves->workspace, def, id, record, err);
}

static Status give(const Moves *moves, Record *record, Text name, Text value, Error *err)
{
    int f = record_field(record->def, name);
    if (f < 0) {
        tell(moves, COLUMN_GIVEN, "exchange.unknown_field",
             ARGS(arg_text("name", name), arg_cstr("type", record->def->name)));
        return STATUS_OK;
    }
    const FieldDef *field = &record->def->fields[f];
    bool found = true;
    Status status = STATUS_OK;
    if (field->target != NULL) {
        status = reference_value(moves->arena, moves->workspace, field, value, &record->values[f],
                                 &found, err);
    } else {
        record_parse(moves->arena, record, f, value, moves->problems);
    }
    if (!found) {
        tell(moves, COLUMN_GIVEN, "exchange.unknown_reference",
             ARGS(arg_text("text", value), arg_cstr("type", field->target)));
    }
    return status;
}

static Status give_all(const Moves *moves, Record *record, Error *err)
{
    Text rest = moves->cells[COLUMN_GIVEN], piece, name;
    Status status = STATUS_OK;
    while (status == STATUS_OK && text_split(&rest, ';', &piece)) {
        piece = text_trim(piece);
        if (piece.len > 0 && text_split(&piece, '=', &name)) {
            status = give(moves, record, text_trim(name), text_trim(piece), err);
        }
    }
    return status;
}

static Status move_one(const Moves *moves, int64_t *moved, Error *err)
{
    Record *record;
    Status status = find_record(moves, &record, err);
    if (status != STATUS_OK || record == NULL) {
        return status;
    }
    status = give_all(moves, record, err);
    if (status == STATUS_OK) {
        status = record_move(moves->arena, moves->workspace, record, moves->cells[COLUMN_MOVE],
                             moves->cells[COLUMN_REASON], moves->problems, err);
    }
    *moved += status == STATUS_OK;
    return status;
}

/* ---- The whole table ---- */

static Status move_rows(Moves *moves, SheetFile *file, int64_t *moved, Error *err)
{
    SheetRow row;
    bool more = true;
    moves->sheet_name = text_copy(moves->arena, sheet_name(file, 0));
    Status status = sheet_select(file, 0, err);
    while (status == STATUS_OK) {
        status = sheet_next(file, &row, &more, err);
        if (status != STATUS_OK || !more) {
            break;
        }
        if (!moves->has_header) {
            read_header(moves, &row);
        } else if (read_cells(moves, &row)) {
            status = move_one(moves, moved, err);
        }
    }
    return status;
}

static Status move_all(Moves *moves, SheetFile *file, const char *path, int64_t *moved, Error *err)
{
    Status status = workspace_begin(moves->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = move_rows(moves, file, moved, err);
    size_t wrong = problems_count(moves->problems, SEVERITY_ERROR);
    if (status == STATUS_OK && (wrong > 0 || !moves->has_header)) {
        status = error_set(err, STATUS_INVALID,
                           moves->has_header ? "exchange.bad_register" : "exchange.no_moves",
                           ARGS(arg_cstr("file", path), arg_int("problems", (int64_t)wrong)));
    }
    if (status == STATUS_OK) {
        return workspace_commit(moves->workspace, err);
    }
    workspace_rollback(moves->workspace);
    *moved = 0;
    return status;
}

Status import_moves(Arena *arena, Workspace *workspace, const char *path, Problems *problems,
                    int64_t *moved, Error *err)
{
    Moves moves = {.arena = arena, .workspace = workspace, .problems = problems};
    SheetFile *file;
    *moved = 0;
    Status status = sheet_open(path, &SHEET_LIMITS, &file, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = move_all(&moves, file, path, moved, err);
    sheet_close(file);
    return status;
}
