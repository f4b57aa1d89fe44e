/* An enterprise's own page: where it stands against its own benchmark, what it spends on research,
 * its issues and their clocks, its matches, and the policies that saved it something. Shown to the
 * enterprise, and to whoever may read it. */
#include "record_pages_impl.h"

#include <string.h>

typedef struct EnterprisePage {
    Visit *visit;
    Record *enterprise;
    int64_t organisation;
    Data *data;
} EnterprisePage;

static Data *add_row(EnterprisePage *page, const char *list, const Record *record)
{
    Visit *visit = page->visit;
    Data *item = data_item(page->data, list);
    data_text(item, "title", record_title(visit, record));
    data_text(item, "link", record_link(visit, record->def->name, record->id));
    data_text(item, "state", report_state(visit->lang, record));
    return item;
}

/* ---- Position against its own benchmark ---- */

static Status find_gaps(EnterprisePage *page, const Question *question, Answers *answers,
                        Error *err)
{
    Workspace *workspace = page->visit->worker->workspace;
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    Status status = question_answer(page->visit, question, answers, err);
    workspace_look_with(workspace, before);
    return status;
}

static void show_gaps(EnterprisePage *page, const Question *question, const Answers *answers)
{
    /* Among a few enterprises ranks say little, and the paces stand in /gaps. */
    enum { LEAST_NEEDED = 7 };
    Visit *visit = page->visit;
    Table *table = report_gaps(visit->arena, visit->lang, visit->worker->registry, answers->gaps);
    bool reads_figures =
        may_read(visit, model_record(visit->site->setup->model, TEXT("observation")));
    if (!reads_figures) {
        table_unlink(table);
    }
    data_text(page->data, "gaps_link",
              reads_figures ? question_link(visit, question, "/gaps") : TEXT(""));
    if (table->rows.count > 0) {
        page_table(visit, page->data, "position", table_without(visit->arena, table, LEAST_NEEDED),
                   reads_figures ? question : NULL);
    }
}

/* The enterprise is measured as an entity of its own. Whoever may read its page may see where it
 * stands against the benchmarks that were chosen for it, and no other figure: these are read with
 * the program's eyes, whatever the address asks for. */
static Status add_position(EnterprisePage *page, Error *err)
{
    const Value *entity = record_value(page->enterprise, "entity");
    const Registry *registry = page->visit->worker->registry;
    Answers answers;
    Question question = {
        .subject = entity->kind == VALUE_INT ? registry_entity_of_id(registry, entity->number) : -1,
        .as_of = DATE_NONE};
    data_flag(page->data, "is_measured", question.subject >= 0);
    if (question.subject < 0) {
        return STATUS_OK;
    }
    Status status = find_gaps(page, &question, &answers, err);
    if (status == STATUS_OK) {
        show_gaps(page, &question, &answers);
    }
    return status;
}

/* ---- Research ---- */

static Text share_words(Visit *visit, Record *year)
{
    const Value *research = record_value(year, "research"),
                *revenue = record_value(year, "revenue");
    double whole = revenue->kind == VALUE_DECIMAL ? decimal_double(revenue->decimal) : 0;
    Buf words = buf_new(visit->arena);
    if (whole > 0 && research->kind == VALUE_DECIMAL) {
        report_number(&words, visit->lang, 100 * decimal_double(research->decimal) / whole, 2);
        buf_add_cstr(&words, "%");
    }
    return words.len ? buf_text(&words) : TEXT("—");
}

static Status add_research(EnterprisePage *page, Error *err)
{
    List years;
    Status status =
        records_of(page->visit, "innovation_year", "enterprise", page->enterprise->id, &years, err);
    for (size_t i = 0; status == STATUS_OK && i < years.count; i++) {
        Record *year = LIST_AT(&years, Record, i);
        Data *item = add_row(page, "research", year);
        data_text(item, "revenue", field_text(page->visit, year, "revenue"));
        data_text(item, "spent", field_text(page->visit, year, "research"));
        data_text(item, "share", share_words(page->visit, year));
        data_text(item, "patents", field_text(page->visit, year, "patents"));
    }
    data_flag(page->data, "has_research", status == STATUS_OK && years.count > 0);
    return status;
}

/* ---- Issues, and the clock that runs ---- */

static Status add_clock(EnterprisePage *page, Data *item, const Record *issue, Error *err)
{
    Visit *visit = page->visit;
    List dues;
    Status status = record_dues(visit->arena, visit->worker->workspace, issue, &dues, err);
    for (size_t i = 0; status == STATUS_OK && i < dues.count; i++) {
        const MoveDue *due = LIST_AT(&dues, MoveDue, i);
        Buf day = buf_new(visit->arena);
        date_print(&day, due->until);
        Data *clock = data_item(item, "clocks");
        data_text(clock, "move", label_of(visit, due->move->zh, due->move->en));
        data_text(clock, "until", buf_text(&day));
        data_flag(clock, "is_late", due->until < workspace_today(visit->worker->workspace));
    }
    return status;
}

static Status add_issues(EnterprisePage *page, Error *err)
{
    List issues;
    Status status =
        records_of(page->visit, "issue", "enterprise", page->organisation, &issues, err);
    for (size_t i = 0; status == STATUS_OK && i < issues.count; i++) {
        const Record *issue = LIST_AT(&issues, Record, i);
        Data *item = add_row(page, "issues", issue);
        data_text(item, "lead", field_text(page->visit, issue, "lead"));
        data_text(item, "outcome", field_text(page->visit, issue, "outcome"));
        data_text(item, "asked_on", field_text(page->visit, issue, "asked_on"));
        status = add_clock(page, item, issue, err);
    }
    data_flag(page->data, "has_issues", status == STATUS_OK && issues.count > 0);
    return status;
}

/* ---- Matches ---- */

static Status add_pairings(EnterprisePage *page, Data *demand, int64_t id, Error *err)
{
    Visit *visit = page->visit;
    List pairings;
    Status status = records_of(visit, "pairing", "demand", id, &pairings, err);
    for (size_t i = 0; status == STATUS_OK && i < pairings.count; i++) {
        const Record *pairing = LIST_AT(&pairings, Record, i);
        Data *item = data_item(demand, "pairings");
        data_text(item, "link", record_link(visit, "pairing", pairing->id));
        data_text(item, "state", report_state(visit->lang, pairing));
        data_text(item, "provider", field_text(visit, pairing, "provider"));
    }
    return status;
}

static Status add_demands(EnterprisePage *page, Error *err)
{
    List demands;
    Status status =
        records_of(page->visit, "demand", "enterprise", page->organisation, &demands, err);
    for (size_t i = 0; status == STATUS_OK && i < demands.count; i++) {
        const Record *demand = LIST_AT(&demands, Record, i);
        Data *item = add_row(page, "demands", demand);
        data_text(item, "kind", field_text(page->visit, demand, "kind"));
        status = add_pairings(page, item, demand->id, err);
    }
    data_flag(page->data, "has_demands", status == STATUS_OK && demands.count > 0);
    return status;
}

/* ---- Policies: what was received, and what there is ---- */

static Status add_policies(EnterprisePage *page, Error *err)
{
    Visit *visit = page->visit;
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("article"));
    List benefits, articles;
    RecordQuery all = {.limit = 50};
    Status status = records_of(visit, "benefit", "enterprise", page->organisation, &benefits, err);
    for (size_t i = 0; status == STATUS_OK && i < benefits.count; i++) {
        const Record *benefit = LIST_AT(&benefits, Record, i);
        Data *item = add_row(page, "benefits", benefit);
        data_text(item, "article", field_text(visit, benefit, "article"));
        data_text(item, "period", field_text(visit, benefit, "period"));
        data_text(item, "saved", field_text(visit, benefit, "saved"));
    }
    data_flag(page->data, "has_benefits", status == STATUS_OK && benefits.count > 0);
    if (status == STATUS_OK && may_read(visit, def)) {
        status = record_list(visit->arena, visit->worker->workspace, def, &all, &articles, err);
        for (size_t i = 0; status == STATUS_OK && i < articles.count; i++) {
            const Record *article = LIST_AT(&articles, Record, i);
            data_text(add_row(page, "articles", article), "lead",
                      field_text(visit, article, "lead"));
        }
        data_flag(page->data, "has_articles", status == STATUS_OK && articles.count > 0);
    }
    return status;
}

/* ---- The page ---- */

static Status show(EnterprisePage *page, Error *err)
{
    Visit *visit = page->visit;
    page->organisation = record_value(page->enterprise, "organisation")->number;
    page->data = page_data(visit, record_title(visit, page->enterprise), "");
    Status status = record_facts(visit, page->data, page->enterprise, err);
    status = status ? status : add_position(page, err);
    status = status ? status : add_research(page, err);
    status = status ? status : add_issues(page, err);
    status = status ? status : add_demands(page, err);
    status = status ? status : add_policies(page, err);
    if (status != STATUS_OK) {
        return status;
    }
    const RecordDef *issue = model_record(visit->site->setup->model, TEXT("issue"));
    bool may_ask = may_create(visit, issue);
    data_text(page->data, "ask",
              may_ask ? text_format(visit->arena, "/records/issue/new?enterprise=%lld",
                                    (long long)page->organisation)
                      : TEXT(""));
    data_text(page->data, "record", record_link(visit, "enterprise", page->enterprise->id));
    answer_page(visit, "enterprise", page->data);
    return STATUS_OK;
}

Status page_enterprise(Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("enterprise"));
    EnterprisePage page = {.visit = visit};
    int64_t id;
    if (!text_to_int(params_get(&visit->request.captures, "enterprise"), &id)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Status status =
        record_get(visit->arena, visit->worker->workspace, def, id, &page.enterprise, err);
    return status ? status : show(&page, err);
}

/* "My enterprise": that of the unit one acts for. */
Status page_my_enterprise(Visit *visit, Error *err)
{
    List found;
    int64_t unit = visit->entrance.actor.unit;
    Status status = records_of(visit, "enterprise", "organisation", unit, &found, err);
    if (status == STATUS_OK && (unit == 0 || found.count == 0)) {
        answer_redirect(visit, TEXT("/records/enterprise"));
        return STATUS_OK;
    }
    EnterprisePage page = {.visit = visit};
    page.enterprise = status == STATUS_OK ? LIST_AT(&found, Record, 0) : NULL;
    return status ? status : show(&page, err);
}
