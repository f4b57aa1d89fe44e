/* A table to fill in: every field that can be given, what may be written there, the records that
 * the reader may change, as they are, and rows begun for those to be made. It is loaded again as it
 * stands (registers.c). */
#include "register_impl.h"

#include <string.h>

enum {
    CHOICES_MOST = 500, /* of a reference; of more, none is offered */
    SPARE_ROWS = 500,   /* below the last record, with the same help */
    WIDTH_LEAST = 10,   /* of a column, in characters */
    WIDTH_MOST = 40,
    PAGE_RECORDS = 500,
    GUIDE_COLUMNS = 2,
};

/* What may stand in one column. */
typedef struct TemplateColumn {
    int field; /* of the model, or REGISTER_ID, REGISTER_VERSION */
    Text heading, help;
    List choices;      /* of Text: what can be chosen from; none: anything is written */
    int choice_column; /* in the sheet of choices, from 1; 0: none */
} TemplateColumn;

typedef struct Template {
    Arena *arena;
    Workspace *workspace;
    const TemplateRequest *request;
    SheetWriter *writer;
    TemplateColumn *columns;
    int column_count;
    TemplateTally tally;
} Template;

static Text words(const Template *made, const char *key)
{
    return text_from(lang_text(made->request->lang, key));
}

static Text label(const Template *made, const FieldDef *field)
{
    return text_from(made->request->lang == LANG_ZH ? field->zh : field->en);
}

/* ---- Columns ---- */

static void add_options(const Template *made, TemplateColumn *column, const FieldDef *field)
{
    for (int at = 0; at < field->option_count; at++) {
        const OptionDef *option = &field->options[at];
        *(Text *)list_add(&column->choices) =
            text_from(made->request->lang == LANG_ZH ? option->zh : option->en);
    }
    if (field->kind == FIELD_BOOL) {
        *(Text *)list_add(&column->choices) = words(made, "record.yes");
        *(Text *)list_add(&column->choices) = words(made, "record.no");
    }
}

/* A handful of records can be chosen from; of many one is named. */
static Status add_targets(const Template *made, TemplateColumn *column, const FieldDef *field,
                          Error *err)
{
    const RecordDef *target =
        model_record(workspace_model(made->workspace), text_from(field->target));
    RecordQuery query = {.limit = CHOICES_MOST + 1};
    List records;
    Status status = record_list(made->arena, made->workspace, target, &query, &records, err);
    for (size_t at = 0; status == STATUS_OK && records.count <= CHOICES_MOST && at < records.count;
         at++) {
        Text *name = list_add(&column->choices);
        int64_t id = LIST_AT(&records, Record, at)->id;
        status = reference_name(made->arena, made->workspace, made->request->lang, target, id, name,
                                err);
    }
    return status;
}

static Text help_of(const Template *made, const FieldDef *field)
{
    Buf help = buf_new(made->arena), key = buf_new(made->arena);
    buf_add_format(&key, "exchange.form_%d%c", (int)field->kind, '\0');
    Text form = words(made, key.ptr);
    if (field->required) {
        lang_print(&help, made->request->lang, "exchange.form_required",
                   ARGS(arg_text("form", form)));
    } else {
        buf_add(&help, form);
    }
    const char *own = made->request->lang == LANG_ZH ? field->help_zh : field->help_en;
    if (own[0] != '\0') {
        buf_add_format(&help, "\n%s", own);
    }
    return buf_text(&help);
}

static Status add_column(Template *made, int field, Error *err)
{
    TemplateColumn *column = &made->columns[made->column_count++];
    const FieldDef *def = &made->request->def->fields[field];
    *column = (TemplateColumn){.field = field,
                               .heading = label(made, def),
                               .help = help_of(made, def),
                               .choices = list_new(made->arena, sizeof(Text))};
    add_options(made, column, def);
    return def->kind == FIELD_REF ? add_targets(made, column, def, err) : STATUS_OK;
}

static void add_own_column(Template *made, int field, const char *heading, const char *help)
{
    made->columns[made->column_count++] =
        (TemplateColumn){.field = field,
                         .heading = text_from(heading),
                         .help = words(made, help),
                         .choices = list_new(made->arena, sizeof(Text))};
}

/* Two fields of one label are told apart by their names. */
static void tell_apart(const Template *made)
{
    const RecordDef *def = made->request->def;
    for (int at = 0; at < made->column_count; at++) {
        TemplateColumn *column = &made->columns[at];
        if (column->field >= 0 &&
            register_field_named(made->arena, def, column->heading) != column->field) {
            column->heading = text_from(def->fields[column->field].name);
        }
    }
}

static Status add_columns(Template *made, Error *err)
{
    const RecordDef *def = made->request->def;
    Status status = STATUS_OK;
    int next = 1;
    made->columns = ARENA_ARRAY(made->arena, TemplateColumn, (size_t)def->field_count + 2);
    add_own_column(made, REGISTER_ID, REGISTER_ID_HEADING, "exchange.form_id");
    add_own_column(made, REGISTER_VERSION, REGISTER_VERSION_HEADING, "exchange.form_version");
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        FieldKind kind = def->fields[f].kind;
        if (kind != FIELD_COMPUTED && kind != FIELD_FILE && def->fields[f].number == NULL) {
            status = add_column(made, f, err);
        }
    }
    tell_apart(made);
    for (int at = 0; at < made->column_count; at++) {
        bool has_choices = made->columns[at].choices.count > 0;
        made->columns[at].choice_column = has_choices ? next++ : 0;
    }
    return status;
}

/* ---- Rows ---- */

static OutCell text_cell(CellFormat format, Text text)
{
    return (OutCell){.format = format, .kind = text.len > 0 ? OUT_TEXT : OUT_EMPTY, .text = text};
}

static Status write_header(const Template *made, Error *err)
{
    OutCell *cells = ARENA_ARRAY(made->arena, OutCell, (size_t)made->column_count);
    int *widths = ARENA_ARRAY(made->arena, int, (size_t)made->column_count);
    for (int at = 0; at < made->column_count; at++) {
        int width = text_width(made->columns[at].heading) + 2;
        cells[at] = text_cell(FORMAT_HEADER, made->columns[at].heading);
        widths[at] = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
    }
    sheet_writer_widths(made->writer, widths, made->column_count);
    return sheet_writer_row(made->writer, cells, made->column_count, err);
}

/* Each value as it is read again. */
static Status value_cell(const Template *made, Arena *arena, const Record *record, int field,
                         OutCell *cell, Error *err)
{
    const FieldDef *def = &record->def->fields[field];
    const Value *value = &record->values[field];
    Text text = TEXT("");
    *cell = (OutCell){.kind = OUT_EMPTY};
    if (value->kind == VALUE_NONE) {
        return STATUS_OK;
    }
    if (def->kind == FIELD_DATE) {
        *cell = (OutCell){.format = FORMAT_DATE, .kind = OUT_DATE, .date = (Date)value->number};
        return STATUS_OK;
    }
    if (value->kind == VALUE_DECIMAL && def->kind != FIELD_MONEY) {
        *cell = (OutCell){.kind = OUT_DECIMAL, .decimal = value->decimal};
        return STATUS_OK;
    }
    Status status =
        register_print(arena, made->workspace, made->request->lang, record, field, &text, err);
    *cell = text_cell(FORMAT_TEXT, text);
    return status;
}

static Status write_record(Template *made, Arena *arena, const Record *record, Error *err)
{
    OutCell *cells = ARENA_ARRAY(arena, OutCell, (size_t)made->column_count);
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < made->column_count; at++) {
        int field = made->columns[at].field;
        if (field >= 0) {
            status = value_cell(made, arena, record, field, &cells[at], err);
        } else if (record->id == 0) {
            cells[at] = (OutCell){.kind = OUT_EMPTY};
        } else {
            int64_t number = field == REGISTER_ID ? record->id : record->version;
            cells[at] = (OutCell){.kind = OUT_DECIMAL, .decimal = {number, 0}};
        }
    }
    return status == STATUS_OK ? sheet_writer_row(made->writer, cells, made->column_count, err)
                               : status;
}

static Status check_number(const Template *made, Error *err)
{
    int64_t most = made->request->records_most;
    return most == 0 || made->tally.records <= most
               ? STATUS_OK
               : error_set(err, STATUS_LIMIT, "exchange.template_many",
                           ARGS(arg_int("most", most)));
}

/* Those of a page that the actor may change. */
static Status write_page(Template *made, Arena *arena, const List *records, Error *err)
{
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < records->count; at++) {
        const Record *record = LIST_AT(records, Record, at);
        Status may = permit_record(made->workspace, record, ACT_CHANGE, err);
        if (may == STATUS_OK) {
            status = write_record(made, arena, record, err);
            made->tally.records++;
            status = status == STATUS_OK ? check_number(made, err) : status;
        } else if (may != STATUS_DENIED) {
            status = may;
        }
    }
    return status;
}

typedef Status PageWriter(Template *made, Arena *arena, const List *records, Error *err);

static Status write_pages(Template *made, const RecordDef *def, RecordQuery query,
                          PageWriter *write, Error *err)
{
    int64_t left = query.limit > 0 ? query.limit : INT64_MAX;
    bool more = true;
    Status status = STATUS_OK;
    Buf after = buf_new(made->arena);
    buf_add(&after, query.after);
    while (status == STATUS_OK && more && left > 0 && !made->tally.has_more) {
        Arena *page = arena_new();
        List records;
        query.limit = left < PAGE_RECORDS ? (int)left : PAGE_RECORDS;
        query.after = buf_text(&after);
        status = record_list(page, made->workspace, def, &query, &records, err);
        more = status == STATUS_OK && records.count == (size_t)query.limit;
        left -= (int64_t)records.count;
        if (status == STATUS_OK) {
            status = write(made, page, &records, err);
        }
        if (more) {
            after.len = 0;
            buf_add(&after,
                    record_cursor(page, &query, LIST_AT(&records, Record, records.count - 1)));
        }
        arena_free(page);
    }
    return status;
}

static Status write_records(Template *made, Error *err)
{
    const RecordDef *def = made->request->def;
    return permit_reach(made->workspace, def, ACT_CHANGE) == REACH_NONE
               ? STATUS_OK
               : write_pages(made, def, made->request->query, write_page, err);
}

/* ---- Rows that are begun ---- */

/* Whether something is still to be said of it, and by the actor. */
static Status is_wanted(const Template *made, const Record *start, bool *wanted, Error *err)
{
    *wanted = false;
    if (register_is_whole(start)) {
        return STATUS_OK;
    }
    Status status = permit_record(made->workspace, start, ACT_CREATE, err);
    *wanted = status == STATUS_OK;
    return status == STATUS_DENIED ? STATUS_OK : status;
}

static Status start_page(Template *made, Arena *arena, const List *records, Error *err)
{
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && !made->tally.has_more && at < records->count; at++) {
        Record *start;
        bool wanted = false;
        status = register_start(arena, made->workspace, made->request->def,
                                LIST_AT(records, Record, at)->id, &start, err);
        if (status == STATUS_OK) {
            status = is_wanted(made, start, &wanted, err);
        }
        made->tally.has_more = wanted && made->tally.started == TEMPLATE_STARTS_MOST;
        if (wanted && !made->tally.has_more) {
            status = write_record(made, arena, start, err);
            made->tally.started++;
        }
    }
    return status;
}

/* The states that a move leads out of. */
static int open_states(Arena *arena, const RecordDef *def, Value *states)
{
    int count = 0;
    for (int at = 0; at < def->state_count; at++) {
        if (record_moves(arena, def, at).count > 0) {
            states[count++] = value_text(text_from(def->states[at].name));
        }
    }
    return count;
}

static Status write_starts(Template *made, Error *err)
{
    const RecordDef *def = made->request->def;
    const RecordQuery *asked = &made->request->query;
    bool is_narrowed = asked->filter_count > 0 || asked->words.len > 0 || asked->limit > 0;
    int field = register_start_field(def);
    if (field < 0 || is_narrowed ||
        permit_reach(made->workspace, def, ACT_CREATE) == REACH_NONE) {
        return STATUS_OK;
    }
    const RecordDef *source =
        model_record(workspace_model(made->workspace), text_from(def->fields[field].target));
    Value *states = ARENA_ARRAY(made->arena, Value, (size_t)source->state_count + 1);
    RecordFilter open = {.field = KEY_STATE, .compare = COMPARE_ANY_OF, .values = states};
    RecordOrder newest = {KEY_ID, true};
    open.value_count = open_states(made->arena, source, states);
    RecordQuery query = {
        .filters = &open, .filter_count = source->state_count > 0, .order = &newest};
    return source->state_count > 0 && open.value_count == 0
               ? STATUS_OK
               : write_pages(made, source, query, start_page, err);
}

/* ---- What may be written where: of workbooks alone ---- */

static Status write_prompts(const Template *made, Error *err)
{
    Status status = STATUS_OK;
    for (int at = 0; status == STATUS_OK && at < made->column_count; at++) {
        const TemplateColumn *column = &made->columns[at];
        OutPrompt prompt = {.column = at + 1,
                            .first_row = 2,
                            .last_row =
                                made->tally.records + made->tally.started + 1 + SPARE_ROWS,
                            .title = column->heading,
                            .message = column->help,
                            .choice_sheet = words(made, "exchange.form_choices"),
                            .choice_column = column->choice_column,
                            .choice_first = 2,
                            .choice_last = (int64_t)column->choices.count + 1};
        status = sheet_writer_prompt(made->writer, &prompt, err);
    }
    return status;
}

static Status write_start_guide(const Template *made, Error *err)
{
    const RecordDef *def = made->request->def;
    Buf guide = buf_new(made->arena);
    lang_print(&guide, made->request->lang,
               made->tally.has_more ? "exchange.form_started_most" : "exchange.form_started",
               ARGS(arg_int("rows", made->tally.started)));
    OutCell cells[] = {
        text_cell(FORMAT_TEXT, label(made, &def->fields[register_start_field(def)])),
        text_cell(FORMAT_TEXT, buf_text(&guide))};
    return sheet_writer_row(made->writer, cells, GUIDE_COLUMNS, err);
}

static Status write_guide(const Template *made, Error *err)
{
    static const int WIDTHS[] = {30, 90};
    Status status = sheet_writer_sheet(made->writer, words(made, "exchange.form_guide"), err);
    if (status != STATUS_OK) {
        return status;
    }
    sheet_writer_widths(made->writer, WIDTHS, GUIDE_COLUMNS);
    OutCell head[] = {text_cell(FORMAT_HEADER, words(made, "exchange.form_column")),
                      text_cell(FORMAT_HEADER, words(made, "exchange.form_guide"))};
    status = sheet_writer_row(made->writer, head, GUIDE_COLUMNS, err);
    for (int at = 0; status == STATUS_OK && at < made->column_count; at++) {
        OutCell cells[] = {text_cell(FORMAT_TEXT, made->columns[at].heading),
                           text_cell(FORMAT_TEXT, made->columns[at].help)};
        status = sheet_writer_row(made->writer, cells, GUIDE_COLUMNS, err);
    }
    return status == STATUS_OK && made->tally.started > 0 ? write_start_guide(made, err) : status;
}

static Status write_choices(const Template *made, Error *err)
{
    size_t longest = 0;
    OutCell *cells = ARENA_ARRAY(made->arena, OutCell, (size_t)made->column_count);
    int count = 0;
    for (int at = 0; at < made->column_count; at++) {
        const TemplateColumn *column = &made->columns[at];
        if (column->choice_column > 0) {
            cells[count++] = text_cell(FORMAT_HEADER, column->heading);
            longest = column->choices.count > longest ? column->choices.count : longest;
        }
    }
    if (count == 0) {
        return STATUS_OK;
    }
    Status status = sheet_writer_sheet(made->writer, words(made, "exchange.form_choices"), err);
    if (status == STATUS_OK) {
        status = sheet_writer_row(made->writer, cells, count, err);
    }
    for (size_t row = 0; status == STATUS_OK && row < longest; row++) {
        for (int at = 0; at < made->column_count; at++) {
            const TemplateColumn *column = &made->columns[at];
            bool has_one = row < column->choices.count;
            if (column->choice_column > 0) {
                cells[column->choice_column - 1] = text_cell(
                    FORMAT_TEXT, has_one ? *LIST_AT(&column->choices, Text, row) : TEXT(""));
            }
        }
        status = sheet_writer_row(made->writer, cells, count, err);
    }
    return status;
}

/* ---- The file ---- */

static Status write_all(Template *made, Error *err)
{
    const RecordDef *def = made->request->def;
    bool is_workbook = made->request->format == EXCHANGE_XLSX;
    Text name = text_from(made->request->lang == LANG_ZH ? def->zh : def->en);
    Status status = sheet_writer_sheet(made->writer, name, err);
    if (status == STATUS_OK) {
        status = write_header(made, err);
    }
    if (status == STATUS_OK) {
        status = write_records(made, err);
    }
    if (status == STATUS_OK) {
        status = write_starts(made, err);
    }
    if (status == STATUS_OK && is_workbook) {
        status = write_prompts(made, err);
    }
    if (status == STATUS_OK && is_workbook) {
        status = write_guide(made, err);
    }
    return status == STATUS_OK && is_workbook ? write_choices(made, err) : status;
}

Status records_template(Arena *arena, Workspace *workspace, const TemplateRequest *request,
                        const char *path, TemplateTally *tally, Error *err)
{
    Template made = {.arena = arena, .workspace = workspace, .request = request};
    Status status = add_columns(&made, err);
    if (status == STATUS_OK) {
        status = request->format == EXCHANGE_CSV ? sheet_writer_csv(path, &made.writer, err)
                                                 : sheet_writer_xlsx(path, &made.writer, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = write_all(&made, err);
    *tally = made.tally;
    if (status != STATUS_OK) {
        sheet_writer_abandon(made.writer);
        return status;
    }
    return sheet_writer_close(made.writer, err);
}
