/* A grid of records: what stands in its cells, what was typed there, and all of it saved as one.
 *
 * Note on what somebody else changed meanwhile. Each row carries the version that was seen. Where
 * it is no longer the one that is stored, the history tells what the reader saw: a cell that still
 * says that was not touched and takes the newer value, a cell that says something else is the
 * reader's. Such a row is refused once, with what is stored now beside it;
 * the next save builds on that. */
#include "record_pages_impl.h"

#include "exchange.h"

enum { PROBLEMS_A_ROW = 20 };

/* ---- What stands in a cell ---- */

/* Computed and numbered fields are the program's, files have a page of their own, and what is
 * sealed is nothing for a whole table. */
bool grid_can_edit(const FieldDef *field)
{
    return field->kind != FIELD_COMPUTED && field->kind != FIELD_FILE && !field->number &&
           !field->sealed;
}

static bool is_ref(const FieldDef *field)
{
    return field->kind == FIELD_REF || field->kind == FIELD_REFS;
}

/* Titles that lead back to the records, apart by semicolons. */
static Status print_refs(Visit *visit, const FieldDef *field, const Value *value, Buf *out,
                         Error *err)
{
    const RecordDef *target = model_record(visit->site->setup->model, text_from(field->target));
    bool is_one = value->kind == VALUE_INT;
    int count = is_one ? 1 : value->ref_count;
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < count; i++) {
        Text name;
        status = reference_name(visit->arena, visit->worker->workspace, visit->lang, target,
                                is_one ? value->number : value->refs[i], &name, err);
        buf_add_cstr(out, i > 0 ? "; " : "");
        buf_add(out, name);
    }
    return status;
}

/* What can be typed there again: amounts and shares as people write them,
 * choices by their names. */
static Status typed_text(Visit *visit, const Record *record, int f, Text *text, Error *err)
{
    const FieldDef *field = &record->def->fields[f];
    const Value *value = &record->values[f];
    Buf out = buf_new(visit->arena);
    Status status = STATUS_OK;
    if (value->kind == VALUE_NONE || field->kind == FIELD_BOOL) { /* as it is chosen: 1, 0 */
        *text = value->kind == VALUE_NONE ? TEXT("") : value->number ? TEXT("1") : TEXT("0");
        return STATUS_OK;
    }
    if (is_ref(field)) {
        status = print_refs(visit, field, value, &out, err);
    } else if (field->kind == FIELD_MONEY || field->kind == FIELD_PERCENT) {
        status = record_print(visit->worker->workspace, &out, visit->lang, record, f, err);
    } else {
        record_print_plain(&out, record, f);
    }
    *text = text_trim(buf_text(&out));
    *text = is_coded(field) ? word_of_code(visit, *text) : *text;
    return status;
}

GridRow *grid_add(Grid *grid, Record *record)
{
    Visit *visit = grid->visit;
    Error refusal = {0};
    GridRow *row = list_add(&grid->rows);
    *row = (GridRow){
        .record = record, .version = record->version, .is_new = record->id == 0};
    row->cells = ARENA_ARRAY(visit->arena, Text, (size_t)grid->column_count);
    row->problems = problems_new(visit->arena, PROBLEMS_A_ROW);
    row->is_locked =
        !row->is_new &&
        permit_record(visit->worker->workspace, record, ACT_CHANGE, &refusal) != STATUS_OK;
    for (int c = 0; c < grid->column_count; c++) {
        if (typed_text(visit, record, grid->columns[c], &row->cells[c], &refusal) != STATUS_OK) {
            row->cells[c] = TEXT("");
        }
    }
    return row;
}

GridRow *grid_add_new(Grid *grid)
{
    return grid_add(grid, record_copy(grid->visit->arena, grid->fresh));
}

/* ---- What was typed ---- */

static void tell(GridRow *row, int f, const char *code, Text value)
{
    const FieldDef *field = f >= 0 ? &row->record->def->fields[f] : NULL;
    Arg args[] = {field ? arg_label("label", text_from(field->zh), text_from(field->en))
                        : arg_text("label", TEXT("")),
                  arg_text("value", value)};
    problems_add(row->problems, (Problem){.severity = SEVERITY_ERROR,
                                          .code = code,
                                          .field = text_from(field ? field->name : ""),
                                          .args = args,
                                          .arg_count = sizeof args / sizeof args[0]});
}

/* An error about this row alone: the others are looked at too. */
static bool is_of_row(Status status)
{
    return status == STATUS_INVALID || status == STATUS_CONFLICT || status == STATUS_DENIED ||
           status == STATUS_NOT_FOUND || status == STATUS_UNSUPPORTED;
}

static void tell_error(Visit *visit, GridRow *row, int f, const Error *err)
{
    Buf sentence = buf_new(visit->arena);
    error_print(&sentence, visit->lang, err);
    tell(row, f, "web.grid.refused", buf_text(&sentence));
}

/* Whichever way one's keyboard writes it. */
static Text with_semicolons(Arena *arena, Text text)
{
    static const Text WIDE = {"；", sizeof "；" - 1};
    Buf plain = buf_new(arena);
    size_t at;
    while (text_find(text, WIDE, &at)) {
        buf_add(&plain, text_slice(text, 0, at));
        buf_add_char(&plain, ';');
        text = text_slice(text, at + WIDE.len, text.len);
    }
    buf_add(&plain, text);
    return buf_text(&plain);
}

static Status take_reference(Grid *grid, GridRow *row, int f, Text text, Error *err)
{
    Visit *visit = grid->visit;
    Record *record = row->record;
    bool found;
    Value value;
    Status status = reference_value(visit->arena, visit->worker->workspace, &record->def->fields[f],
                                    with_semicolons(visit->arena, text), &value, &found, err);
    if (is_of_row(status)) {
        tell_error(visit, row, f, err);
        return STATUS_OK;
    }
    if (status == STATUS_OK && found) {
        record->values[f] = value;
    } else if (status == STATUS_OK) {
        tell(row, f, "web.no_such_reference", text);
    }
    return status;
}

/* 12.5 for 12.50 is no change. */
static bool is_same_number(const Value *a, const Value *b)
{
    return a->kind == VALUE_DECIMAL && b->kind == VALUE_DECIMAL &&
           decimal_compare(a->decimal, b->decimal) == 0;
}

static Status take_cell(Grid *grid, GridRow *row, int f, Text text, Error *err)
{
    Record *record = row->record;
    Value before = record->values[f];
    if (text.len == 0) {
        record->values[f] = value_none();
        return STATUS_OK;
    }
    if (is_ref(&record->def->fields[f])) {
        return take_reference(grid, row, f, text, err);
    }
    Text plain = is_coded(&record->def->fields[f]) ? code_of_word(grid->visit, text) : text;
    bool is_read = record_parse(grid->visit->arena, record, f, plain, row->problems);
    if (!is_read || is_same_number(&before, &record->values[f])) {
        record->values[f] = before;
    }
    return STATUS_OK;
}

/* One cell: what the reader saw there, what is stored now, and what came. */
static Status read_cell(Grid *grid, GridRow *row, int c, const Record *seen, Text came, Error *err)
{
    int f = grid->columns[c];
    Text saw, stored = row->cells[c];
    Status status = typed_text(grid->visit, seen, f, &saw, err);
    if (status != STATUS_OK || text_equal(came, saw) || text_equal(came, stored)) {
        return status;
    }
    row->cells[c] = came;
    if (!text_equal(saw, stored)) {
        tell(row, f, "web.grid.overtaken", stored.len ? stored : TEXT("—"));
    }
    return take_cell(grid, row, f, came, err);
}

/* What the reader saw: where the history cannot tell, what is stored. */
static const Record *seen_by_reader(Grid *grid, const Record *stored, int64_t version)
{
    Record *seen;
    Error ignored = {0};
    bool is_known = version != stored->version &&
                    record_as_of(grid->visit->arena, grid->visit->worker->workspace, grid->def,
                                 stored->id, version, &seen, &ignored) == STATUS_OK;
    return is_known ? seen : stored;
}

/* Lines end as they do here, whatever the browser sends. */
static Text plain_lines(Arena *arena, Text text)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r') {
            buf_add_char(&plain, text.ptr[i]);
        }
    }
    return text_trim(buf_text(&plain));
}

static int column_named(const Grid *grid, Text name)
{
    for (int c = 0; c < grid->column_count; c++) {
        if (text_equal(name, text_from(grid->def->fields[grid->columns[c]].name))) {
            return c;
        }
    }
    return -1;
}

/* The parts from `at` up to the next row. */
static Status read_row(Grid *grid, Record *stored, int64_t version, const List *parts, size_t at,
                       Error *err)
{
    Arena *arena = grid->visit->arena;
    const Record *seen = seen_by_reader(grid, stored, version);
    GridRow *row = grid_add(grid, record_copy(arena, stored));
    Status status = STATUS_OK;
    for (; status == STATUS_OK && at < parts->count; at++) {
        const FormPart *part = LIST_AT(parts, FormPart, at);
        int c = column_named(grid, part->name);
        if (text_equal(part->name, TEXT("row"))) {
            break;
        }
        if (c >= 0) {
            status = read_cell(grid, row, c, seen, plain_lines(arena, part->value), err);
        }
    }
    row->is_changed = record_compare(arena, stored, row->record).count > 0;
    bool is_told = problems_kept(row->problems) > 0;
    if (row->is_new && !row->is_changed && !is_told) {
        grid->rows.count--; /* nobody wrote in it */
        return status;
    }
    if (row->is_changed && version != stored->version && !is_told) {
        tell(row, -1, "web.grid.stale", TEXT(""));
    }
    return status;
}

/* "12.4": id and version. */
static bool read_key(Text key, int64_t *id, int64_t *version)
{
    Text rest = key, number = text_take(&rest, '.');
    return text_to_int(number, id) && text_to_int(rest, version);
}

/* A row whose record is gone, or was never for this reader, is left out. */
static Status take_row(Grid *grid, const List *parts, size_t at, Error *err)
{
    Arena *arena = grid->visit->arena;
    Text key = LIST_AT(parts, FormPart, at)->value;
    int64_t id, version;
    Record *stored;
    if (text_equal(key, TEXT("new")) && grid->fresh) {
        return read_row(grid, record_copy(arena, grid->fresh), 0, parts, at + 1, err);
    }
    if (!read_key(key, &id, &version)) {
        return STATUS_OK;
    }
    Status status =
        record_get(arena, grid->visit->worker->workspace, grid->def, id, &stored, err);
    if (status == STATUS_NOT_FOUND) {
        *err = (Error){0};
        return STATUS_OK;
    }
    return status ? status : read_row(grid, stored, version, parts, at + 1, err);
}

Status grid_take(Grid *grid, const List *parts, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < parts->count; i++) {
        if (text_equal(LIST_AT(parts, FormPart, i)->name, TEXT("row"))) {
            status = take_row(grid, parts, i, err);
        }
    }
    return status;
}

/* ---- Saving ---- */

static Status save_row(Grid *grid, GridRow *row, Text reason, Error *err)
{
    Visit *visit = grid->visit;
    size_t before = problems_kept(row->problems);
    Record *record = record_copy(visit->arena, row->record);
    Status status =
        record_save(visit->arena, visit->worker->workspace, record, reason, row->problems, err);
    if (is_of_row(status)) {
        if (problems_kept(row->problems) == before) {
            tell_error(visit, row, -1, err);
        }
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        row->record->id = record->id;
        row->record->version = record->version;
    }
    return status;
}

/* Every row is tried, so that one answer tells all that is wrong. */
Status grid_save(Grid *grid, Text reason, Text *saved, Error *err)
{
    Buf list = buf_new(grid->visit->arena);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < grid->rows.count; i++) {
        GridRow *row = LIST_AT(&grid->rows, GridRow, i);
        if (row->is_changed && problems_kept(row->problems) == 0) {
            status = save_row(grid, row, reason, err);
            buf_add_format(&list, "%s%lld.%lld", list.len ? "," : "", (long long)row->record->id,
                           (long long)row->record->version);
        }
        grid->wrong += problems_kept(row->problems) > 0;
    }
    *saved = buf_text(&list);
    return status == STATUS_OK && grid->wrong > 0 ? error_set(err, STATUS_INVALID, "web.grid.wrong",
                                                              ARGS(arg_int("count", grid->wrong)))
                                                  : status;
}

static Status undo_row(Visit *visit, const RecordDef *def, int64_t id, int64_t version, Error *err)
{
    Record *record;
    Problems *problems = problems_new(visit->arena, 1);
    Workspace *workspace = visit->worker->workspace;
    Status status = record_get(visit->arena, workspace, def, id, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool was_made = version == 1;
    if (was_made && record->version == 1) {
        return record_retract(visit->arena, workspace, record, TEXT(""), problems, err);
    }
    record->version = version;
    return record_undo(visit->arena, workspace, record, TEXT(""), problems, err);
}

Status grid_undo(Visit *visit, const RecordDef *def, Text saved, int *count, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    Text key;
    int64_t id, version;
    *count = 0;
    Status status = workspace_begin(workspace, err);
    while (status == STATUS_OK && text_split(&saved, ',', &key)) {
        if (read_key(key, &id, &version)) {
            status = undo_row(visit, def, id, version, err);
            ++*count;
        }
    }
    status = status ? status : workspace_commit(workspace, err);
    workspace_rollback(workspace); /* of what was not committed */
    return status;
}
