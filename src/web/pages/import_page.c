/* A file of figures comes in: first it is shown what was understood of it and what is wrong with
 * it, and nothing is written; then, if its sender agrees, it is taken in as a whole. Both are done
 * by a job, whose page shows how far it is and what came of it. */
#include "file_pages_impl.h"

typedef struct ImportPage {
    Visit *visit;
    const List *given; /* FormPart; NULL: fresh */
    KeptFile file;
    Job job; /* of kind "import"; id 0: none is shown */
    ImportOrder order;
    Text refusal;
} ImportPage;

static FileJob file_job_of(const ImportPage *page)
{
    return (FileJob){.job = page->job,
                     .name = page->order.name,
                     .is_look = page->order.options.dry_run,
                     .words = "import",
                     .place = TEXT("/import")};
}

/* ---- Asking for it ---- */

static Status read_order(ImportPage *page, bool takes, Error *err)
{
    Text known_from = text_trim(form_get(page->given, "known_from"));
    page->order =
        (ImportOrder){.options = {.sheet = -1,
                                  .period = text_trim(form_get(page->given, "period")),
                                  .document = text_trim(form_get(page->given, "document")),
                                  .known_from = DATE_NONE,
                                  .dry_run = !takes,
                                  .valid_rows = form_get(page->given, "valid_rows").len > 0,
                                  .skip_unknown = form_get(page->given, "skip_unknown").len > 0}};
    return known_from.len == 0 || date_parse(known_from, &page->order.options.known_from)
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "web.not_a_date",
                           ARGS(arg_text("value", known_from)));
}

static Status ask(ImportPage *page, bool takes, Error *err)
{
    Visit *visit = page->visit;
    int64_t job = 0;
    page->order.name = page->file.name;
    Status status = import_ask(visit->arena, visit->worker->workspace, &visit->site->setup->jobs,
                               &page->order, page->file.bytes, &job, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (takes) { /* the job has a copy of its own */
        kept_file_drop(&page->file);
    }
    file_job_follow(visit, TEXT("/import"), job);
    return STATUS_OK;
}

/* ---- Showing what came of it ---- */

static void add_column(Visit *visit, Data *sheet, Text column)
{
    Arena *arena = visit->arena;
    const Registry *registry = visit->worker->registry;
    Error unknown = {0};
    Period period = {.kind = PERIOD_UNDATED};
    Buf letter = buf_new(arena), dated = buf_new(arena);
    int indicator = -1;
    Text header = json_member_text(arena, column, "header");
    Text code = json_member_text(arena, column, "indicator");
    if (header.len == 0 && text_equal(json_member_text(arena, column, "role"), TEXT("ignored"))) {
        return;
    }
    sheet_column_name(&letter, (int)json_member_int(column, "column"));
    if (period_parse(json_member_text(arena, column, "period"), &period)) {
        period_print(&dated, visit->lang, period);
    }
    if (code.len > 0 && registry_indicator(registry, code, &indicator, &unknown) != STATUS_OK) {
        indicator = -1;
    }
    Data *item = data_item(sheet, "columns");
    data_text(item, "letter", buf_text(&letter));
    data_text(item, "header", header);
    data_text(item, "role", json_member_text(arena, column, "taken_as"));
    data_text(item, "indicator",
              indicator >= 0 ? indicator_name(registry, indicator, visit->lang) : code);
    data_text(item, "unit",
              unit_short(arena, visit->lang, json_member_text(arena, column, "unit")));
    data_text(item, "period", buf_text(&dated));
}

static void add_readings(Visit *visit, Data *found, Text result)
{
    JsonScan readings = {.text = json_member(result, "readings"), .depth_left = RESULT_DEPTH};
    for (Text reading; json_scan_item(&readings, &reading);) {
        JsonScan columns = {.text = json_member(reading, "columns"), .depth_left = RESULT_DEPTH};
        Data *sheet = data_item(found, "sheets");
        data_text(sheet, "name", json_member_text(visit->arena, reading, "sheet"));
        data_text(sheet, "heading", json_member_text(visit->arena, reading, "title"));
        for (Text column; json_scan_item(&columns, &column);) {
            add_column(visit, sheet, column);
        }
    }
}

/* What was looked at can be taken in; what was refused has to be mended first. */
static bool may_take(const ImportPage *page, Text result)
{
    return page->job.state == JOB_DONE && page->order.options.dry_run &&
           !json_member_bool(result, "already_there") &&
           json_at(&(JsonScan){.text = json_member(result, "readings")}, '[') &&
           json_member_int(result, "figures_read") > 0;
}

static void add_found(ImportPage *page, Data *data)
{
    Visit *visit = page->visit;
    Text result = job_result(&page->job, visit->lang);
    if (result.len == 0) {
        return;
    }
    Data *found = data_child(data, "found");
    int64_t batch = json_member_int(result, "batch");
    bool is_there = json_member_bool(result, "already_there");
    data_text(found, "name", page->order.name);
    data_text(found, "digest", page->order.digest);
    data_int(found, "rows", json_member_int(result, "rows_read"));
    data_int(found, "figures", json_member_int(result, "figures_read"));
    data_int(found, "bad", json_member_int(result, "figures_bad"));
    data_int(found, "blank", json_member_int(result, "figures_blank"));
    data_flag(found, "already_there", is_there);
    data_int(found, "batch", batch);
    data_text(found, "batch_link", record_link(visit, "batch", batch));
    data_int(found, "added", json_member_int(result, "added"));
    data_flag(found, "is_taken", batch != 0 && !is_there);
    data_flag(found, "may_take", may_take(page, result));
    add_readings(visit, found, result);
    file_job_problems(visit, found, result);
}

/* ---- The page ---- */

/* What was given before: with the job, or by a form that was refused. */
static void add_given(ImportPage *page, Data *data)
{
    const ImportOptions *options = &page->order.options;
    Buf known_from = buf_new(page->visit->arena);
    if (page->job.id != 0 && options->known_from != DATE_NONE) {
        date_print(&known_from, options->known_from);
    }
    data_text(data, "period", options->period);
    data_text(data, "document", options->document);
    data_text(data, "known_from",
              page->given ? form_get(page->given, "known_from") : buf_text(&known_from));
    data_flag(data, "valid_rows", options->valid_rows);
    data_flag(data, "skip_unknown", options->skip_unknown);
}

static bool read_import(Visit *visit, const Job *job, FileJob *file)
{
    ImportOrder order;
    bool is_import = import_order(visit->arena, job, &order);
    file->name = order.name;
    file->is_look = order.options.dry_run;
    return is_import;
}

static Status show(void *shown, Error *err)
{
    ImportPage *page = shown;
    Visit *visit = page->visit;
    FileJob file = file_job_of(page);
    Data *data = page_data(visit, page_words(visit, "web.import", NO_ARGS), "");
    data_text(data, "refusal", page->refusal);
    data_text(data, "token", guard_token(visit));
    add_given(page, data);
    if (page->job.id != 0) {
        file_job_progress(visit, data, &file);
    }
    if (page->job.state > JOB_RUNNING) {
        add_found(page, data);
    }
    Status status = file_job_recent(visit, data, &file, read_import, err);
    if (status == STATUS_OK) {
        answer_page(visit, "import", data);
    }
    return status;
}

/* ---- The addresses ---- */

static Status enter(Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("batch"));
    return may_create(visit, def) ? STATUS_OK
                                  : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = enter(visit, err);
    return status ? status : show(&page, err);
}

Status submit_import(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit, .given = &visit->request.form_parts};
    Status status = enter(visit, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool takes = text_equal(form_get(page.given, "do"), TEXT("take"));
    status = read_order(&page, takes, err);
    if (status == STATUS_OK) {
        status = kept_file_take(visit, &page.file, err);
    }
    if (status == STATUS_OK) {
        status = ask(&page, takes, err);
    }
    if (status == STATUS_OK || !file_page_can_tell(status)) {
        return status;
    }
    page.refusal = error_sentence(visit, err);
    return file_page_refuse(visit, &page, show, status, err);
}

/* The job that the address names, of who may see it. */
static Status find_job(ImportPage *page, Error *err)
{
    Visit *visit = page->visit;
    Status status = enter(visit, err);
    if (status == STATUS_OK) {
        status = file_job_find(visit, &page->job, err);
    }
    if (status == STATUS_OK && !import_order(visit->arena, &page->job, &page->order)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    return status;
}

Status page_import_job(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = find_job(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    FileJob file = file_job_of(&page);
    return file_page_job(visit, &file, &page.refusal, show, &page, err);
}

Status submit_import_job(Visit *visit, Error *err)
{
    ImportPage page = {.visit = visit};
    Status status = find_job(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    FileJob file = file_job_of(&page);
    return file_page_cancel(visit, &file, &page.refusal, show, &page, err);
}
