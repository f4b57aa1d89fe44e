/* The records of a list edited together, as a grid: a form of inputs, one save for all. What
 * scripts add (moving by keys, pasting a block from a spreadsheet) stands in pages/grid.js. */
#include "record_pages_impl.h"

#include <string.h>

enum { CHOICES_MOST = 400, SHORT_TEXT = 80, NEW_ROWS = 3 };

/* ---- The address ---- */

/* What one new record of this list would be: what the list asks for, it is. */
static const Record *fresh_record(Visit *visit, const RecordDef *def)
{
    ListQuery list;
    if (permit_reach(visit->worker->workspace, def, ACT_CREATE) == REACH_NONE) {
        return NULL;
    }
    Record *record = record_new(visit->arena, def);
    list_query_read(visit, def, &list);
    for (size_t i = 0; i < list.filters.count; i++) {
        const RecordFilter *filter = LIST_AT(&list.filters, RecordFilter, i);
        if (filter->compare == COMPARE_EQUAL && filter->field >= 0 &&
            grid_can_edit(&def->fields[filter->field])) {
            record->values[filter->field] = filter->value;
        }
    }
    record_begin_own(visit->worker->workspace, record);
    return record;
}

static Status open_grid(Visit *visit, Grid *grid, Error *err)
{
    const RecordDef *def;
    *grid = (Grid){.visit = visit, .rows = list_new(visit->arena, sizeof(GridRow))};
    Status status = record_type_of(visit, &def, err);
    if (status == STATUS_OK && !list_can_grid(visit, def)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int count;
    const int *chosen = list_columns(visit, def, &count);
    grid->def = def;
    grid->fresh = fresh_record(visit, def);
    grid->columns = ARENA_ARRAY(visit->arena, int, (size_t)def->field_count);
    for (int i = 0; i < (chosen ? count : def->field_count); i++) {
        int f = chosen ? chosen[i] : i;
        if (grid_can_edit(&def->fields[f]) && (chosen || def->fields[f].listed)) {
            grid->columns[grid->column_count++] = f;
        }
    }
    return STATUS_OK;
}

bool list_can_grid(const Visit *visit, const RecordDef *def)
{
    Error refusal = {0};
    bool has_fields = false;
    for (int f = 0; f < def->field_count; f++) {
        has_fields = has_fields || (def->fields[f].listed && grid_can_edit(&def->fields[f]));
    }
    return has_fields && batch_by_hand(def, &refusal) == STATUS_OK &&
           permit_reach(visit->worker->workspace, def, ACT_CHANGE) != REACH_NONE;
}

/* The question of the list, at this address or another, with one thing said beside it. */
static Text grid_link(Visit *visit, const RecordDef *def, const char *ending, const char *name,
                      Text value)
{
    Buf link = buf_new(visit->arena);
    buf_add_format(&link, "/records/%s%s", def->name, ending);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        bool is_told = text_equal(param->name, TEXT("saved")) ||
                       text_equal(param->name, TEXT("undone")) ||
                       text_equal(param->name, text_from(name));
        if (!is_told) {
            url_add_param(&link, text_cstr(visit->arena, param->name), param->value);
        }
    }
    url_add_param(&link, name, value);
    return buf_text(&link);
}

/* ---- Columns ---- */

/* Few choices are offered in each cell, few records by their titles once for the column. */
static Status add_choices(Visit *visit, Data *column, const RecordDef *def, const FieldDef *field,
                          Error *err)
{
    List targets;
    bool few;
    if (is_coded(field)) {
        List codes = coded_choices(visit);
        for (size_t i = 0; i < codes.count; i++) {
            data_text(data_item(column, "titles"), "choice",
                      word_of_code(visit, *LIST_AT(&codes, Text, i)));
        }
        return STATUS_OK;
    }
    if (field->kind != FIELD_REF && field->kind != FIELD_REFS) {
        return STATUS_OK;
    }
    Status status = ref_targets(visit, def, field, CHOICES_MOST, &targets, &few, err);
    for (size_t i = 0; status == STATUS_OK && few && i < targets.count; i++) {
        data_text(data_item(column, "titles"), "choice", LIST_AT(&targets, RefTarget, i)->title);
    }
    return status;
}

static Status add_columns(const Grid *grid, Data *data, Error *err)
{
    Visit *visit = grid->visit;
    Status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && c < grid->column_count; c++) {
        const FieldDef *field = &grid->def->fields[grid->columns[c]];
        Data *column = data_item(data, "columns");
        data_text(column, "name", text_from(field->name));
        data_text(column, "label", label_of(visit, field->zh, field->en));
        data_text(column, "help", label_of(visit, field->help_zh, field->help_en));
        data_flag(column, "is_required", field->required);
        status = add_choices(visit, column, grid->def, field, err);
    }
    return status;
}

/* ---- Cells ---- */

static void add_option(Data *cell, Text value, Text name, Text given)
{
    Data *option = data_item(cell, "options");
    data_text(option, "value", value);
    data_text(option, "option", name);
    data_flag(option, "is_chosen", text_equal(value, given));
}

/* What is none of the choices stands among them until it is mended. */
static void add_options(Visit *visit, Data *cell, const FieldDef *field, Text given)
{
    bool is_known = given.len == 0;
    add_option(cell, TEXT(""), TEXT("—"), given);
    for (int o = 0; o < field->option_count; o++) {
        const OptionDef *option = &field->options[o];
        add_option(cell, text_from(option->name), label_of(visit, option->zh, option->en), given);
        is_known = is_known || text_equal(given, text_from(option->name));
    }
    if (field->kind == FIELD_BOOL) {
        add_option(cell, TEXT("1"), page_words(visit, "report.yes", NO_ARGS), given);
        add_option(cell, TEXT("0"), page_words(visit, "report.no", NO_ARGS), given);
        is_known = is_known || text_equal(given, TEXT("1")) || text_equal(given, TEXT("0"));
    }
    if (!is_known) {
        add_option(cell, given, given, given);
    }
}

static Text problem_of(Visit *visit, const GridRow *row, const char *field)
{
    for (size_t i = 0; i < problems_kept(row->problems); i++) {
        const Problem *problem = problems_at(row->problems, i);
        if (text_equal(problem->field, text_from(field))) {
            return problem_sentence(visit, problem);
        }
    }
    return TEXT("");
}

static void add_width(Data *cell, const FieldDef *field)
{
    bool is_sentence = field->kind == FIELD_TEXT && field->size > SHORT_TEXT;
    bool is_wide = is_sentence || field->target != NULL || field->kind == FIELD_LONG_TEXT;
    data_flag(cell, "is_wide", is_wide);
    data_flag(cell, "is_number",
              field->kind == FIELD_INT || field->kind == FIELD_DECIMAL ||
                  field->kind == FIELD_MONEY || field->kind == FIELD_PERCENT);
}

static Status add_cell(const Grid *grid, Data *item, const GridRow *row, int c, Error *err)
{
    Visit *visit = grid->visit;
    const FieldDef *field = &grid->def->fields[grid->columns[c]];
    bool is_choice = field->kind == FIELD_ONE_OF || field->kind == FIELD_BOOL;
    bool is_long = field->kind == FIELD_LONG_TEXT;
    Data *cell = data_item(item, "cells");
    data_text(cell, "name", text_from(field->name));
    data_text(cell, "value", row->cells[c]);
    data_text(cell, "problem", problem_of(visit, row, field->name));
    add_width(cell, field);
    if (row->is_locked) {
        Text text = TEXT("");
        Status status = report_field(visit->arena, visit->lang, visit->worker->workspace,
                                     row->record, grid->columns[c], &text, err);
        data_text(cell, "value", text);
        data_flag(cell, "is_locked", true);
        return status;
    }
    if (is_choice) {
        add_options(visit, cell, field, row->cells[c]);
    }
    data_flag(cell, "is_select", is_choice);
    data_flag(cell, "is_long", is_long);
    data_flag(cell, "is_line", !is_choice && !is_long);
    data_text(cell, "list",
              field->kind == FIELD_REF || is_coded(field)
                  ? text_format(visit->arena, "g-list-%s", field->name)
                                       : TEXT(""));
    return STATUS_OK;
}

/* ---- Rows ---- */

/* What is wrong, row by row, above the grid: each leads to its cell. */
static void add_problems(const Grid *grid, Data *data, const GridRow *row, int number)
{
    Visit *visit = grid->visit;
    for (size_t i = 0; i < problems_kept(row->problems); i++) {
        const Problem *problem = problems_at(row->problems, i);
        int f = record_field(grid->def, problem->field);
        Data *item = data_item(data, "problems");
        data_int(item, "number", number);
        data_text(item, "cell",
                  f < 0 ? text_format(visit->arena, "g-%d", number)
                        : text_format(visit->arena, "g-%d-%s", number, grid->def->fields[f].name));
        data_text(item, "sentence", problem_sentence(visit, problem));
    }
}

static Status add_row(const Grid *grid, Data *data, const GridRow *row, int number, Error *err)
{
    Visit *visit = grid->visit;
    const Record *record = row->record;
    Data *item = data_item(data, "rows");
    data_int(item, "number", number);
    data_text(
        item, "key",
        row->is_new ? TEXT("new")
                    : text_format(visit->arena, "%lld.%lld", (long long)record->id,
                                  (long long)row->version));
    data_text(item, "link",
              row->is_new ? TEXT("") : record_link(visit, record->def->name, record->id));
    Text fresh = page_words(visit, "web.grid.new", NO_ARGS);
    data_text(item, "row_title", row->is_new ? fresh : record_title(visit, record));
    data_text(item, "state", row->is_new ? fresh : report_state(visit->lang, record));
    data_flag(item, "is_new", row->is_new);
    data_flag(item, "is_changed", row->is_changed);
    data_flag(item, "is_open", !row->is_locked);
    data_flag(item, "is_wrong", problems_kept(row->problems) > 0);
    Status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && c < grid->column_count; c++) {
        status = add_cell(grid, item, row, c, err);
    }
    add_problems(grid, data, row, number);
    return status;
}

/* ---- The page ---- */

static void add_outcome(const Grid *grid, Data *data)
{
    Visit *visit = grid->visit;
    Text saved = params_get(&visit->request.query, "saved"), rest = saved, piece;
    int64_t undone, count = 0;
    while (text_split(&rest, ',', &piece)) {
        count++;
    }
    if (count > 0) {
        Data *done = data_child(data, "done");
        data_text(done, "saved", saved);
        data_text(done, "words",
                  page_words(visit, "web.grid.saved", ARGS(arg_int("count", count))));
        data_text(done, "undo", grid_link(visit, grid->def, "/grid/undo", "saved", TEXT("")));
    }
    if (text_to_int(params_get(&visit->request.query, "undone"), &undone)) {
        data_text(data, "undone",
                  page_words(visit, "web.grid.undone", ARGS(arg_int("count", undone))));
    }
}

static Status show_grid(Grid *grid, Data *data, Text refusal, Error *err)
{
    Visit *visit = grid->visit;
    const RecordDef *def = grid->def;
    int locked = 0;
    Status status = add_columns(grid, data, err);
    for (int i = 0; grid->fresh && i < NEW_ROWS; i++) {
        grid_add_new(grid);
    }
    for (size_t i = 0; status == STATUS_OK && i < grid->rows.count; i++) {
        const GridRow *row = LIST_AT(&grid->rows, GridRow, i);
        status = add_row(grid, data, row, (int)i + 1, err);
        locked += row->is_locked;
    }
    data_text(data, "action", grid_link(visit, def, "/grid", "saved", TEXT("")));
    data_text(data, "back", grid_link(visit, def, "", "after", TEXT("")));
    data_text(data, "kind", record_label(visit->lang, def, SEVERAL));
    data_text(data, "token", guard_token(visit));
    data_text(data, "refusal", refusal);
    data_flag(data, "has_states", def->state_count > 0);
    data_int(data, "most", visit->site->limits.grid_rows);
    data_text(data, "may_add",
              grid->fresh ? page_words(visit, "web.grid.adds", NO_ARGS) : TEXT(""));
    data_flag(data, "has_rows", grid->rows.count > 0);
    data_flag(data, "may_save", locked < (int)grid->rows.count);
    data_text(data, "locked",
              locked > 0 ? page_words(visit, "web.grid.locked", ARGS(arg_int("count", locked)))
                         : TEXT(""));
    list_column_choice(visit, data, def, grid->columns, grid->column_count);
    if (status == STATUS_OK) {
        answer_page(visit, "grid", data);
    }
    return status;
}

static Data *grid_data(Visit *visit, const RecordDef *def)
{
    Arg kind = arg_label("kind", text_from(def->zh), text_from(def->en_many));
    return page_data(visit, page_words(visit, "web.grid.title", &kind, 1), "");
}

/* The rows that the list shows, as many as the rule allows; the others are on further pages. */
static Status read_list(Grid *grid, Data *data, Error *err)
{
    Visit *visit = grid->visit;
    int most = visit->site->limits.grid_rows;
    ListQuery list;
    List records;
    list_query_read(visit, grid->def, &list);
    RecordQuery query = list_query_of(&list, most + 1);
    Status status =
        record_list(visit->arena, visit->worker->workspace, grid->def, &query, &records, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (records.count > (size_t)most) {
        records.count = (size_t)most;
        Text after =
            record_cursor(visit->arena, &query, LIST_AT(&records, Record, records.count - 1));
        data_text(data, "next", grid_link(visit, grid->def, "/grid", "after", after));
        data_text(data, "more", page_words(visit, "web.grid.more", ARGS(arg_int("count", most))));
    }
    for (size_t i = 0; i < records.count; i++) {
        grid_add(grid, LIST_AT(&records, Record, i));
    }
    return STATUS_OK;
}

Status page_grid(Visit *visit, Error *err)
{
    Grid grid;
    Status status = open_grid(visit, &grid, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = grid_data(visit, grid.def);
    add_outcome(&grid, data);
    status = read_list(&grid, data, err);
    return status ? status : show_grid(&grid, data, TEXT(""), err);
}

/* ---- Saving ---- */

/* What the person can mend is shown in the grid; everything else is an error like any other. */
static Status show_refusal(Grid *grid, Status why, Error *err)
{
    Visit *visit = grid->visit;
    Buf refusal = buf_new(visit->arena);
    Data *data = grid_data(visit, grid->def);
    Error shown = {0};
    error_print(&refusal, visit->lang, err);
    data_text(data, "reason", form_get(&visit->request.form_parts, "reason"));
    Status status = show_grid(grid, data, buf_text(&refusal), &shown);
    visit->answer.code = status_row(why)->http_code;
    *err = shown;
    return status;
}

/* What was seen and what is stored are compared where nobody else can write in between. */
static Status save(Grid *grid, Text *saved, Error *err)
{
    Visit *visit = grid->visit;
    Workspace *workspace = visit->worker->workspace;
    const List *given = &visit->request.form_parts;
    Status status = workspace_begin(workspace, err);
    if (status == STATUS_OK) {
        status = grid_take(grid, given, err);
    }
    if (status == STATUS_OK) {
        status = grid_save(grid, text_trim(form_get(given, "reason")), saved, err);
    }
    status = status ? status : workspace_commit(workspace, err);
    workspace_rollback(workspace); /* of what was not committed */
    return status;
}

Status submit_grid(Visit *visit, Error *err)
{
    Grid grid;
    Text saved = TEXT("");
    Status status = open_grid(visit, &grid, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = save(&grid, &saved, err);
    if (status == STATUS_INVALID) {
        return show_refusal(&grid, status, err);
    }
    if (status == STATUS_OK) {
        answer_redirect(visit, grid_link(visit, grid.def, "/grid", "saved", saved));
    }
    return status;
}

Status submit_grid_undo(Visit *visit, Error *err)
{
    Grid grid;
    int count = 0;
    Status status = open_grid(visit, &grid, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = grid_undo(visit, grid.def, form_get(&visit->request.form_parts, "saved"), &count, err);
    if (status == STATUS_OK) {
        Text number = text_format(visit->arena, "%d", count);
        answer_redirect(visit, grid_link(visit, grid.def, "/grid", "undone", number));
        return STATUS_OK;
    }
    if (status != STATUS_CONFLICT && status != STATUS_DENIED && status != STATUS_UNSUPPORTED) {
        return status;
    }
    Error unread = {0};
    Data *ignored = grid_data(visit, grid.def);
    if (read_list(&grid, ignored, &unread) != STATUS_OK) {
        return status;
    }
    return show_refusal(&grid, status, err);
}
