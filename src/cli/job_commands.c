/* jobs, jobs ask, jobs cancel, tick: long work and the clock. */
#include "cli_impl.h"

/* ---- tick ---- */

Status command_tick(Cli *cli, Error *err)
{
    int ran;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) {
        status = jobs_tick(cli->workspace, &cli->setup->jobs, time_now_ms(), &ran, err);
    }
    if (status) return status;
    cli_say(cli, "cli.ticked", ARGS(arg_int("count", ran)));
    return STATUS_OK;
}

/* ---- jobs ask, jobs cancel ---- */

Status command_jobs_ask(Cli *cli, Error *err)
{
    int64_t id;
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) {
        status = job_ask(cli->workspace, &cli->setup->jobs, cli->arguments[0], TEXT("asked"),
                         TEXT(""), time_now_ms(), &id, err);
    }
    if (status) return status;
    cli_say(cli, "cli.job_asked", ARGS(arg_int("id", id)));
    return STATUS_OK;
}

Status command_jobs_cancel(Cli *cli, Error *err)
{
    int64_t id;
    if (!text_to_int(text_from(cli->arguments[0]), &id)) {
        return error_set(err, STATUS_USAGE, "cli.not_a_job",
                         ARGS(arg_cstr("value", cli->arguments[0])));
    }
    Status status = cli_open(cli, STORE_WRITE, err);
    if (!status) status = job_cancel(cli->workspace, id, time_now_ms(), err);
    if (!status) cli_say(cli, "cli.job_cancelled", ARGS(arg_int("id", id)));
    return status;
}

/* ---- jobs, jobs kinds ---- */

enum { JOBS_SHOWN = 50 };

static const char *const STATE_KEYS[JOB_STATE_COUNT] = {
    [JOB_WAITING] = "cli.job_waiting",     [JOB_RUNNING] = "cli.job_running",
    [JOB_DONE] = "cli.job_done",           [JOB_FAILED] = "cli.job_failed",
    [JOB_CANCELLED] = "cli.job_was_cancelled",
};

static Text kind_label(const Cli *cli, Text name)
{
    const JobKinds *kinds = &cli->setup->jobs;
    for (size_t i = 0; !cli->json && i < kinds->count; i++) {
        const JobKind *kind = &kinds->items[i];
        if (text_equal(name, text_from(kind->name))) {
            return text_from(cli_label(cli, kind->zh, kind->en));
        }
    }
    return name;
}

/* A failure by its words, anything else as it is. */
static Text outcome(const Cli *cli, const Job *job)
{
    const char *code = text_cstr(cli->arena, job->outcome);
    return lang_has(code) && !cli->json ? text_from(lang_text(cli->lang, code)) : job->outcome;
}

static Text progress(const Cli *cli, const Job *job)
{
    if (job->total <= 0) return TEXT("");
    return text_format(cli->arena, "%d%%", (int)(100 * job->done / job->total));
}

Status command_jobs(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {
        {"id", "cli.door_id", COLUMN_YEAR}, {"kind", "cli.job_kind"}, {"state", "cli.state"},
        {"progress", "cli.job_progress"},   {"due", "cli.job_due"},   {"ended", "cli.job_ended"},
        {"outcome", "cli.job_outcome"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    List jobs;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = job_list(cli->arena, cli->workspace, JOBS_SHOWN, &jobs, err);
    if (status) return status;
    Table *table = cli_table_new(cli, "jobs", COLUMNS, COLUMN_COUNT);
    for (size_t i = 0; i < jobs.count; i++) {
        const Job *job = LIST_AT(&jobs, Job, i);
        TableCell *row = table_add_row(table);
        row[0] = cell_number((double)job->id);
        row[1] = cell_text(kind_label(cli, job->kind));
        row[2] = cell_text(text_from(lang_text(cli->lang, STATE_KEYS[job->state])));
        row[3] = cell_text(progress(cli, job));
        row[4] = cell_text(cli_time(cli, job->due_ms));
        row[5] = cell_text(cli_time(cli, job->ended_ms));
        row[6] = cell_text(outcome(cli, job));
    }
    cli_table(cli, table);
    return STATUS_OK;
}

Status command_jobs_kinds(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {
        {"kind", "cli.job_kind"}, {"what", "cli.job_what"}, {"rule", "cli.job_rule"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    Table *table = cli_table_new(cli, "job_kinds", COLUMNS, COLUMN_COUNT);
    const JobKinds *kinds = &cli->setup->jobs;
    (void)err;
    for (size_t i = 0; i < kinds->count; i++) {
        const JobKind *kind = &kinds->items[i];
        TableCell *row = table_add_row(table);
        row[0] = cell_text(text_from(kind->name));
        row[1] = cell_text(text_from(cli_label(cli, kind->zh, kind->en)));
        row[2] = cell_text(text_from(kind->hours));
    }
    cli_table(cli, table);
    return STATUS_OK;
}
