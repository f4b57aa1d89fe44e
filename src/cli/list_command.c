/* list, export, template: records by what the model lets lists be narrowed and ordered by. */
#include "cli_impl.h"

#include "work.h"

#include <string.h>

/* What the options of a list ask. */
typedef struct Asked {
    const RecordDef *def;
    List filters; /* of RecordFilter */
    RecordOrder order;
    RecordQuery query;
    const int *columns; /* NULL: those that the model lists */
    int column_count;
    Record *view; /* NULL: none is named */
} Asked;

static Status key_of_list(Cli *cli, const RecordDef *def, Text name, int *key, Error *err)
{
    *key = filter_key(def, name);
    return *key == -1 ? cli_unknown_field(cli, def, name, err) : STATUS_OK;
}

/* ---- --where ---- */

static Status read_where(Cli *cli, Asked *asked, Text text, Error *err)
{
    ViewCondition condition;
    if (!view_condition(text, &condition)) {
        return error_set(err, STATUS_USAGE, "cli.not_a_condition", ARGS(arg_text("value", text)));
    }
    return filter_read(cli->arena, cli->workspace, asked->def, &condition, &asked->filters, err);
}

/* ---- The other options ---- */

/* What the command says itself comes before what the view says. */
static Text option_or(const Cli *cli, OptionId option, const Record *view, const char *field)
{
    if (cli->options[option]) return text_from(cli->options[option]);
    return view ? view->values[record_field(view->def, text_from(field))].text : TEXT("");
}

static Status read_order(Cli *cli, Asked *asked, Error *err)
{
    Text name = option_or(cli, OPTION_SORT, asked->view, "sorting");
    if (name.len == 0) return STATUS_OK;
    asked->order.descending = text_starts(name, TEXT("-"));
    name = text_slice(name, asked->order.descending, name.len);
    asked->query.order = &asked->order;
    return key_of_list(cli, asked->def, name, &asked->order.field, err);
}

static Status read_columns(Cli *cli, Asked *asked, Error *err)
{
    Text rest = option_or(cli, OPTION_COLUMNS, asked->view, "columns"), name;
    Status status = STATUS_OK;
    if (rest.len == 0) return STATUS_OK;
    int *columns = ARENA_ARRAY(cli->arena, int, rest.len);
    while (!status && text_split(&rest, ',', &name)) {
        int field = record_field_called(asked->def, text_trim(name));
        if (field < 0) status = cli_unknown_field(cli, asked->def, text_trim(name), err);
        columns[asked->column_count++] = field;
    }
    asked->columns = columns;
    return status;
}

static Status read_wheres(Cli *cli, Asked *asked, Text lines, Error *err)
{
    Text line;
    Status status = STATUS_OK;
    while (!status && text_split(&lines, '\n', &line)) {
        if (text_trim(line).len > 0) status = read_where(cli, asked, line, err);
    }
    return status;
}

/* A saved view, narrowed further by the command's own --where. */
static Status read_view(Cli *cli, Asked *asked, Error *err)
{
    if (!cli->options[OPTION_VIEW]) return STATUS_OK;
    Status status = view_named(cli->arena, cli->workspace, asked->def,
                               text_from(cli->options[OPTION_VIEW]), &asked->view, err);
    return status ? status
                  : read_wheres(cli, asked, record_value(asked->view, "conditions")->text, err);
}

static Status read_asked(Cli *cli, const RecordDef *def, Asked *asked, Error *err)
{
    int64_t limit;
    *asked = (Asked){.def = def, .filters = list_new(cli->arena, sizeof(RecordFilter))};
    Status status = cli_option_int(cli, OPTION_LIMIT, &limit, err);
    if (!status) status = read_view(cli, asked, err);
    if (!status) status = read_wheres(cli, asked, text_from(cli->options[OPTION_WHERE]), err);
    if (!status) status = read_order(cli, asked, err);
    if (!status) status = read_columns(cli, asked, err);
    if (status) return status;
    asked->query.filters = asked->filters.items;
    asked->query.filter_count = (int)asked->filters.count;
    asked->query.words = option_or(cli, OPTION_WORDS, asked->view, "words");
    asked->query.after = text_from(cli->options[OPTION_AFTER]);
    asked->query.limit = (int)limit;
    return STATUS_OK;
}

/* ---- A list by a test of its own ---- */

Status cli_list(Cli *cli, Text type, CliRecordTest *is_shown, Error *err)
{
    const RecordDef *def;
    RecordQuery all = {0};
    List records, shown = list_new(cli->arena, sizeof(Record));
    Status status = cli_record_type(cli, type, &def, err);
    if (!status) status = record_list(cli->arena, cli->workspace, def, &all, &records, err);
    for (size_t i = 0; !status && i < records.count; i++) {
        Record *record = LIST_AT(&records, Record, i);
        if (is_shown(record)) *(Record *)list_add(&shown) = *record;
    }
    Table *table;
    TableReader reader = cli_is_for_people(cli) ? FOR_PEOPLE : FOR_PROGRAMS;
    if (!status) {
        status = report_records(cli->arena, cli->lang, cli->workspace, reader, def, NULL, 0, &shown,
                                &table, err);
    }
    if (!status) cli_table(cli, table);
    return status;
}

/* ---- list, export, template ---- */

/* By how the name of the file ends. */
static Status file_format(const char *path, ExchangeFormat *format, Error *err)
{
    bool is_csv = text_ends(text_from(path), TEXT(".csv"));
    *format = is_csv ? EXCHANGE_CSV : EXCHANGE_XLSX;
    if (is_csv || text_ends(text_from(path), TEXT(".xlsx"))) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "cli.not_a_table_file", ARGS(arg_cstr("file", path)));
}

static void add_note(Cli *cli, Table *table, const char *key, const Arg *args, size_t arg_count)
{
    Buf note = buf_new(cli->arena);
    lang_print(&note, cli->lang, key, args, arg_count);
    *(Text *)list_add(&table->notes) = buf_text(&note);
}

/* A full page may not be the last; an empty one is said to be. */
static void add_notes(Cli *cli, const Asked *asked, const List *records, Table *table)
{
    if (records->count == 0) add_note(cli, table, "cli.none_listed", NO_ARGS);
    bool is_full = asked->query.limit > 0 && records->count == (size_t)asked->query.limit;
    if (!is_full) return;
    Text cursor = record_cursor(cli->arena, &asked->query,
                                LIST_AT(records, Record, records->count - 1));
    add_note(cli, table, "cli.next_page", ARGS(arg_text("cursor", cursor)));
}

static Status list_table(Cli *cli, TableReader reader, Table **table, Error *err)
{
    const RecordDef *def;
    Asked asked = {0};
    List records;
    Status status = cli_record_type(cli, text_from(cli->arguments[0]), &def, err);
    if (!status) status = cli_open(cli, STORE_READ, err);
    if (!status) status = read_asked(cli, def, &asked, err);
    if (!status) {
        status = record_list(cli->arena, cli->workspace, def, &asked.query, &records, err);
    }
    if (!status) {
        status = report_records(cli->arena, cli->lang, cli->workspace, reader, def, asked.columns,
                                asked.column_count, &records, table, err);
    }
    if (!status) add_notes(cli, &asked, &records, *table);
    return status;
}

/* Which types there are for this reader: what to put behind `list`. */
static Status list_types(Cli *cli, Error *err)
{
    const Model *model = cli->setup->model;
    Table *table = table_new(cli->arena, "types", 2);
    table->columns[0] = (TableColumn){"type", text_from(lang_text(cli->lang, "cli.types_type"))};
    table->columns[1] = (TableColumn){"label", text_from(lang_text(cli->lang, "cli.types_label"))};
    Status status = cli_open(cli, STORE_READ, err);
    if (status) return status;
    for (int i = 0; i < model->record_count; i++) {
        const RecordDef *def = &model->records[i];
        bool is_read = permit_reach(cli->workspace, def, ACT_READ) != REACH_NONE;
        if (def->kind != RECORD_PLAIN || !is_read) continue;
        TableCell *row = table_add_row(table);
        row[0] = cell_text(text_from(def->name));
        row[1] = cell_text(text_from(cli_label(cli, def->zh, def->en)));
    }
    cli_table(cli, table);
    return STATUS_OK;
}

Status command_list(Cli *cli, Error *err)
{
    Table *table;
    if (cli->argument_count == 0) return list_types(cli, err);
    TableReader reader = cli_is_for_people(cli) ? FOR_PEOPLE : FOR_PROGRAMS;
    Status status = list_table(cli, reader, &table, err);
    if (!status) cli_table(cli, table);
    return status;
}

Status command_export(Cli *cli, Error *err)
{
    Table *table;
    ExchangeFormat format;
    const char *path = cli->arguments[1];
    Status status = file_format(path, &format, err);
    if (!status) status = list_table(cli, FOR_PEOPLE, &table, err);
    if (status) return status;
    status = format == EXCHANGE_CSV ? table_csv(table, path, err)
                                    : table_xlsx(cli->lang, table, path, err);
    if (!status) {
        cli_say(cli, "cli.exported", ARGS(arg_int("rows", (int64_t)table->rows.count),
                                          arg_cstr("file", path)));
    }
    return status;
}

Status command_template(Cli *cli, Error *err)
{
    TemplateRequest request = {.lang = cli->lang};
    Asked asked = {0};
    TemplateTally tally;
    const char *path = cli->arguments[1];
    Status status = file_format(path, &request.format, err);
    if (!status) status = cli_record_type(cli, text_from(cli->arguments[0]), &request.def, err);
    if (!status) status = cli_open(cli, STORE_READ, err);
    if (!status) status = read_asked(cli, request.def, &asked, err);
    if (status) return status;
    request.query = asked.query;
    status = records_template(cli->arena, cli->workspace, &request, path, &tally, err);
    if (status) return status;
    cli_say(cli, "cli.template_written",
            ARGS(arg_int("rows", tally.records), arg_cstr("file", path),
                 arg_cstr("type", request.def->name)));
    if (tally.started) {
        cli_say(cli, tally.has_more ? "cli.template_started_most" : "cli.template_started",
                ARGS(arg_int("rows", tally.started)));
    }
    return STATUS_OK;
}
