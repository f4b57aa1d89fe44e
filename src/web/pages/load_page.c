/* A table of records comes in: first it is shown what every row would make or change and what is
 * wrong with it, and nothing is written; then, if its sender agrees, exactly that is kept. */
#include "file_pages_impl.h"

typedef struct LoadPage {
    Visit *visit;
    const RecordDef *def;
    KeptFile file;
    Job job; /* of kind "load"; id 0: none is shown */
    LoadOrder order;
    Text refusal;
} LoadPage;

static Text place_of(const LoadPage *page)
{
    return text_format(page->visit->arena, "/records/%s/load", page->def->name);
}

static FileJob file_job_of(const LoadPage *page)
{
    return (FileJob){.job = page->job,
                     .name = page->order.name,
                     .is_look = page->order.dry_run,
                     .words = "load",
                     .place = place_of(page)};
}

bool list_can_load(const Visit *visit, const RecordDef *def)
{
    Error refusal = {0};
    return load_permit(visit->worker->workspace, def, &refusal) == STATUS_OK;
}

/* ---- What came of it ---- */

static void add_values(Visit *visit, Data *row, Text change)
{
    JsonScan values = {.text = json_member(change, "values"), .depth_left = RESULT_DEPTH};
    int64_t count = 0;
    for (Text value; json_scan_item(&values, &value); count++) {
        Data *item = data_item(row, "values");
        Text after = json_member_text(visit->arena, value, "after");
        data_text(item, "label", json_member_text(visit->arena, value, "label"));
        data_text(item, "before", json_member_text(visit->arena, value, "before"));
        data_text(item, "after", after.len > 0 ? after : TEXT("—"));
    }
    data_int(row, "values_count", count);
}

static void add_changes(const LoadPage *page, Data *found, Text result)
{
    Visit *visit = page->visit;
    JsonScan changes = {.text = json_member(result, "changes"), .depth_left = RESULT_DEPTH};
    int64_t all = json_member_int(result, "created") + json_member_int(result, "changed");
    int64_t shown = 0;
    for (Text change; json_scan_item(&changes, &change); shown++) {
        Data *row = data_item(found, "changes");
        int64_t id = json_member_int(change, "id");
        data_int(row, "row", json_member_int(change, "row"));
        data_text(row, "record", json_member_text(visit->arena, change, "title"));
        data_text(row, "record_link", id != 0 ? record_link(visit, page->def->name, id) : TEXT(""));
        data_flag(row, "is_new", json_member_bool(change, "is_new"));
        add_values(visit, row, change);
    }
    data_flag(found, "has_changes", shown > 0);
    data_int(found, "rest", all - shown);
    data_flag(found, "has_rest", all > shown);
}

/* What stands in the way of nobody's agreement:
 * every row is sound, and there is something to keep. */
static bool may_take(const LoadPage *page, Text result)
{
    bool is_sound = json_member_int(result, "problems_found") == 0;
    bool does = json_member_int(result, "created") + json_member_int(result, "changed") > 0;
    return page->job.state == JOB_DONE && page->order.dry_run && is_sound && does;
}

static void add_found(LoadPage *page, Data *data)
{
    static const char *const NUMBERS[] = {"created", "changed", "unchanged", "left", "refused"};
    Text result = job_result(&page->job, page->visit->lang);
    bool is_done = page->job.state == JOB_DONE, is_look = page->order.dry_run;
    bool is_kept = is_done && !is_look;
    if (result.len == 0) { /* kept, before what was kept could be written down */
        data_flag(data, "is_kept_unseen", is_kept);
        return;
    }
    Data *found = data_child(data, "found");
    bool takes = may_take(page, result);
    data_text(found, "name", page->order.name);
    data_text(found, "digest", page->order.digest);
    data_text(found, "look", json_member_text(page->visit->arena, result, "look"));
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        data_int(found, NUMBERS[i], json_member_int(result, NUMBERS[i]));
    }
    file_job_problems(page->visit, found, result);
    bool is_wrong = json_member_int(result, "problems_found") > 0;
    data_flag(found, "is_counted", is_done);
    data_flag(found, "is_kept", is_kept);
    data_flag(found, "is_look", is_done && is_look);
    data_flag(found, "may_take", takes);
    data_flag(found, "is_wrong", is_done && is_wrong);
    data_flag(found, "is_idle", is_done && is_look && !is_wrong && !takes);
    add_changes(page, found, result);
}

/* ---- The page ---- */

static bool read_load(Visit *visit, const Job *job, FileJob *file)
{
    LoadOrder order;
    bool is_load = load_order(visit->arena, job, &order);
    Text own = text_format(visit->arena, "/records/%.*s/load", TEXT_ARGS(order.type));
    file->name = order.name;
    file->is_look = order.dry_run;
    return is_load && text_equal(own, file->place);
}

static Status show(void *shown, Error *err)
{
    LoadPage *page = shown;
    Visit *visit = page->visit;
    const RecordDef *def = page->def;
    FileJob file = file_job_of(page);
    Arg kind = arg_label("kind", text_from(def->zh), text_from(def->en_many));
    Data *data = page_data(visit, page_words(visit, "web.load.title", ARGS(kind)), "");
    data_text(data, "kind", record_label(visit->lang, def, SEVERAL));
    data_text(data, "list", text_format(visit->arena, "/records/%s", def->name));
    data_text(data, "action", file.place);
    data_text(data, "refusal", page->refusal);
    data_text(data, "token", guard_token(visit));
    if (page->job.id != 0) {
        file_job_progress(visit, data, &file);
    }
    if (page->job.state > JOB_RUNNING) {
        add_found(page, data);
    }
    Status status = file_job_recent(visit, data, &file, read_load, err);
    if (status == STATUS_OK) {
        answer_page(visit, "load", data);
    }
    return status;
}

/* ---- The addresses ---- */

static Status enter(LoadPage *page, Error *err)
{
    Status status = record_type_of(page->visit, &page->def, err);
    return status != STATUS_OK || list_can_load(page->visit, page->def)
               ? status
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_load(Visit *visit, Error *err)
{
    LoadPage page = {.visit = visit};
    Status status = enter(&page, err);
    return status ? status : show(&page, err);
}

static Status ask(LoadPage *page, bool takes, Error *err)
{
    Visit *visit = page->visit;
    int64_t job = 0;
    Status status = kept_file_take(visit, &page->file, err);
    if (status != STATUS_OK) {
        return status;
    }
    page->order = (LoadOrder){.name = page->file.name,
                              .type = text_from(page->def->name),
                              .dry_run = !takes,
                              .agreed = form_get(&visit->request.form_parts, "look"),
                              .rows_most = visit->site->limits.load_rows};
    status = load_ask(visit->arena, visit->worker->workspace, &visit->site->setup->jobs,
                      &page->order, page->file.bytes, &job, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (takes) { /* the job has a copy of its own */
        kept_file_drop(&page->file);
    }
    file_job_follow(visit, place_of(page), job);
    return STATUS_OK;
}

Status submit_load(Visit *visit, Error *err)
{
    LoadPage page = {.visit = visit};
    Status status = enter(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool takes = text_equal(form_get(&visit->request.form_parts, "do"), TEXT("take"));
    status = ask(&page, takes, err);
    if (status == STATUS_OK || !file_page_can_tell(status)) {
        return status;
    }
    page.refusal = error_sentence(visit, err);
    return file_page_refuse(visit, &page, show, status, err);
}

/* The job that the address names: one that loads records of this type. */
static Status find_job(LoadPage *page, Error *err)
{
    Status status = enter(page, err);
    if (status == STATUS_OK) {
        status = file_job_find(page->visit, &page->job, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_load = load_order(page->visit->arena, &page->job, &page->order);
    return is_load && text_equal(page->order.type, text_from(page->def->name))
               ? STATUS_OK
               : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status page_load_job(Visit *visit, Error *err)
{
    LoadPage page = {.visit = visit};
    Status status = find_job(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    FileJob file = file_job_of(&page);
    return file_page_job(visit, &file, &page.refusal, show, &page, err);
}

Status submit_load_job(Visit *visit, Error *err)
{
    LoadPage page = {.visit = visit};
    Status status = find_job(&page, err);
    if (status != STATUS_OK) {
        return status;
    }
    FileJob file = file_job_of(&page);
    return file_page_cancel(visit, &file, &page.refusal, show, &page, err);
}
