/* import, import list, import undo, add: what goes in. */
#include "cli_impl.h"

#include <string.h>
#include <unistd.h>

/* ---- Progress ---- */

enum { PROGRESS_WIDTH = 40, PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 100 };

typedef struct Progress {
    uint64_t started_ns, shown_ns;
    bool visible;
} Progress;

/* A bar on standard error once the work has taken a second; only when a person watches. */
static Status show_progress(void *context, double done, Error *err)
{
    Progress *progress = context;
    uint64_t now = time_monotonic_ns();
    (void)err;
    if (now - progress->started_ns < PROGRESS_AFTER_MS * UINT64_C(1000000)) return STATUS_OK;
    if (now - progress->shown_ns < PROGRESS_EVERY_MS * UINT64_C(1000000)) return STATUS_OK;
    progress->shown_ns = now;
    progress->visible = true;
    char bar[PROGRESS_WIDTH + 1];
    int filled = (int)(done * PROGRESS_WIDTH);
    for (int i = 0; i < PROGRESS_WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[PROGRESS_WIDTH] = '\0';
    fprintf(stderr, "\r[%s] %3d %%", bar, (int)(done * 100));
    fflush(stderr);
    return STATUS_OK;
}

static void end_progress(const Progress *progress)
{
    if (progress->visible) fprintf(stderr, "\r%*s\r", PROGRESS_WIDTH + 8, "");
}

/* ---- import ---- */

static Status import_options(Cli *cli, ImportOptions *options, Error *err)
{
    int64_t sheet;
    Status status = cli_option_int(cli, OPTION_SHEET, &sheet, err);
    if (!status) status = cli_option_date(cli, OPTION_KNOWN_FROM, &options->known_from, err);
    if (status) return status;
    options->path = cli->arguments[0];
    options->sheet = sheet > 0 ? (int)sheet - 1 : -1;
    options->mapping = text_from(cli->options[OPTION_MAPPING]);
    options->save_mapping = text_from(cli->options[OPTION_SAVE_MAPPING]);
    options->period = text_from(cli->options[OPTION_PERIOD]);
    options->entity = text_from(cli->options[OPTION_ENTITY]);
    options->indicator = text_from(cli->options[OPTION_INDICATOR]);
    options->unit = text_from(cli->options[OPTION_UNIT]);
    options->document = text_from(cli->options[OPTION_DOCUMENT]);
    options->dry_run = cli_has(cli, OPTION_DRY_RUN);
    options->valid_rows = cli_has(cli, OPTION_VALID_ROWS);
    options->skip_unknown = cli_has(cli, OPTION_SKIP_UNKNOWN);
    options->limits = &SHEET_LIMITS;
    return STATUS_OK;
}

static void add_column_row(Cli *cli, Table *table, int number, const ColumnReading *column)
{
    Buf letter = buf_new(cli->arena), period = buf_new(cli->arena);
    sheet_column_name(&letter, number);
    if (column->period.kind != PERIOD_UNDATED) period_print(&period, cli->lang, column->period);
    TableCell *row = table_add_row(table);
    row[0] = cell_text(buf_text(&letter));
    row[1] = cell_text(column->header);
    row[2] = cell_text(text_from(lang_text(cli->lang, column_role_key(column))));
    if (column->indicator >= 0) {
        row[3] = cell_text(indicator_name(cli->registry, column->indicator, cli->lang));
    }
    row[4] = cell_text(cli_unit(cli, column->unit));
    row[5] = cell_text(buf_text(&period));
}

/* What was understood of one sheet, a line a column. */
static void show_reading(Cli *cli, const Reading *reading)
{
    static const char *const keys[] = {"column", "header", "role", "indicator", "unit", "period"};
    Table *table = table_new(cli->arena, "reading", 6);
    for (int i = 0; i < 6; i++) {
        const char *title = text_format(cli->arena, "cli.reading_%s", keys[i]).ptr;
        table->columns[i] = (TableColumn){keys[i], text_from(lang_text(cli->lang, title))};
    }
    Buf rows = buf_new(cli->arena), heading = buf_new(cli->arena);
    lang_print(
        &rows, cli->lang,
        reading->header_first == reading->header_last ? "cli.reading_row" : "cli.reading_rows",
        ARGS(arg_int("first", reading->header_first), arg_int("last", reading->header_last)));
    lang_print(&heading, cli->lang, reading->is_long ? "cli.reading_long" : "cli.reading_wide",
               ARGS(arg_text("sheet", reading->sheet_name), arg_text("title", reading->title),
                    arg_text("rows", buf_text(&rows))));
    table->title = text_trim(buf_text(&heading));
    for (int i = 0; i < reading->column_count; i++) {
        if (reading->columns[i].role == ROLE_IGNORED && reading->columns[i].header.len == 0)
            continue;
        add_column_row(cli, table, i + 1, &reading->columns[i]);
    }
    table_print(&cli->out, cli->lang, table, cli->columns);
}

static void json_import(Cli *cli, const ImportResult *result)
{
    Json json = json_new(&cli->out);
    import_json(&json, cli->lang, cli->registry, result, NULL);
    buf_add_char(&cli->out, '\n');
}

static void show_import(Cli *cli, const ImportResult *result)
{
    bool nothing_read = result->readings.count == 0;
    if (nothing_read && problems_count(result->problems, SEVERITY_NOTE) == 0) return;
    if (cli->json) {
        json_import(cli, result);
        return;
    }
    for (size_t i = 0; i < result->readings.count; i++) {
        show_reading(cli, LIST_AT(&result->readings, Reading, i));
    }
    cli_problems(cli, result->problems);
    if (nothing_read) return;
    cli_say(cli, "cli.import_read",
            ARGS(arg_int("rows", result->rows_read), arg_int("figures", result->figures_read),
                 arg_int("bad", result->figures_bad), arg_int("blank", result->figures_blank)));
    if (result->already_there) {
        cli_say(cli, "cli.import_already", ARGS(arg_int("batch", result->tally.batch_id)));
    } else if (cli_has(cli, OPTION_DRY_RUN)) {
        bool would_pass = problems_count(result->problems, SEVERITY_ERROR) == 0 ||
                          cli_has(cli, OPTION_VALID_ROWS);
        cli_say(cli, would_pass ? "cli.import_dry" : "cli.import_dry_bad", NO_ARGS);
    } else if (result->tally.batch_id) {
        cli_say(cli, "cli.import_done",
                ARGS(arg_int("batch", result->tally.batch_id),
                     arg_int("added", result->tally.added),
                     arg_int("unchanged", result->tally.unchanged),
                     arg_int("superseding", result->tally.superseding)));
    }
}

Status command_import(Cli *cli, Error *err)
{
    ImportOptions options = {0};
    ImportRules rules = {0};
    ImportResult result = {0};
    Status status = import_options(cli, &options, err);
    if (!status) status = cli_open(cli, options.dry_run ? STORE_READ : STORE_WRITE, err);
    if (!status) status = cli_import_rules(cli, &rules, err);
    if (status) return status;
    Progress progress = {.started_ns = time_monotonic_ns()};
    if (isatty(STDERR_FILENO)) {
        options.progress = show_progress;
        options.context = &progress;
    }
    result.problems = cli->problems;
    status = import_file(cli->arena, cli->workspace, cli->registry, &rules, &options, &result, err);
    end_progress(&progress);
    show_import(cli, &result);
    return status;
}

/* ---- import list, import undo ---- */

/* A refused file leaves a batch that was taken back before it held anything: its trace in the
 * history, and nothing that anybody imported. */
static bool was_imported(Record *batch)
{
    bool undone = text_equal(record_value(batch, "state")->text, TEXT("undone"));
    return !undone || record_value(batch, "facts")->kind != VALUE_NONE;
}

Status command_import_list(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    return status ? status : cli_list(cli, TEXT("batch"), was_imported, err);
}

Status command_import_undo(Cli *cli, Error *err)
{
    int64_t batch;
    if (!text_to_int(text_from(cli->arguments[0]), &batch)) {
        return error_set(err, STATUS_USAGE, "cli.not_a_batch",
                         ARGS(arg_cstr("value", cli->arguments[0])));
    }
    Status status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    Text reason = text_from(cli->options[OPTION_REASON]);
    status = batch_undo(cli->arena, cli->workspace, batch, reason, err);
    if (status) return status;
    cli_say(cli, "cli.import_undone", ARGS(arg_int("batch", batch)));
    return STATUS_OK;
}

/* ---- load ---- */

static void json_load(Cli *cli, const RegisterTally *tally)
{
    Json json = json_new(&cli->out);
    json_object(&json);
    register_tally_json(&json, tally);
    json_key(&json, "problems");
    json_problems(&json, cli->lang, cli->problems);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
}

Status command_load(Cli *cli, Error *err)
{
    const RecordDef *def;
    Status status = cli_record_type(cli, text_from(cli->arguments[0]), &def, err);
    if (!status) status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    RegisterTally tally = {0};
    RegisterOptions options = {.path = cli->arguments[1],
                               .dry_run = cli_has(cli, OPTION_DRY_RUN),
                               .valid_rows = cli_has(cli, OPTION_VALID_ROWS)};
    status = import_records(cli->arena, cli->workspace, def, &options, cli->problems, &tally, err);
    cli_problems(cli, cli->problems);
    if (cli->json && (!status || problems_kept(cli->problems))) json_load(cli, &tally);
    if (status || cli->json) return status;
    cli_say(cli, options.dry_run ? "cli.records_would_load" : "cli.records_loaded",
            ARGS(arg_int("created", tally.created), arg_int("changed", tally.changed),
                 arg_int("unchanged", tally.unchanged), arg_int("refused", tally.refused)));
    if (tally.left) cli_say(cli, "cli.records_left", ARGS(arg_int("rows", tally.left)));
    return STATUS_OK;
}

Status command_moves(Cli *cli, Error *err)
{
    int64_t moved = 0;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (status) return status;
    status =
        import_moves(cli->arena, cli->workspace, cli->arguments[0], cli->problems, &moved, err);
    cli_problems(cli, cli->problems);
    if (!status) cli_say(cli, "cli.moved_many", ARGS(arg_int("count", moved)));
    return status;
}
