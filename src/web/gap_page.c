/* One indicator: how far behind each reference; then, against one of them, history, moving leader,
 * the path a target would ask for, who ever did it, what the difference is made of, and the stored
 * chain from what was learnt to what is being done. */
#include "web_impl.h"

#include <limits.h>

enum { SIDE_ROWS = 4 };

typedef struct GapPage {
    Visit *visit;
    Question question;
    CompareRules *rules;
    int indicator; /* registry index */
    Panel *panel;
    GapTable *gaps;
    const GapRow *row; /* against the reference that was chosen; NULL: nothing to compare */
    Data *data;
} GapPage;

/* ---- What is read ---- */

/* The indicator and what it is made of. */
static int *indicators_of(GapPage *page, int *count)
{
    const Registry *registry = page->visit->worker->registry;
    int *indicators = ARENA_ARRAY(page->visit->arena, int, (size_t)registry->part_count + 1);
    int n = 0;
    indicators[n++] = page->indicator;
    for (int i = 0; i < registry->part_count; i++) {
        if (registry->parts[i].indicator == page->indicator) {
            indicators[n++] = registry->parts[i].part;
        }
    }
    *count = n;
    return indicators;
}

static Status load(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    PanelRequest wanted = {.as_of = page->question.as_of, .with_sources = true};
    wanted.indicators = indicators_of(page, &wanted.indicator_count);
    GapRequest request = question_request(&page->question);
    request.indicators = &page->indicator;
    request.indicator_count = 1;
    Status status = question_rules(visit, page->question.as_of, &page->rules, err);
    if (status == STATUS_OK) {
        status = panel_load(visit->arena, visit->worker->workspace, visit->worker->registry,
                            &wanted, &page->panel, err);
    }
    if (status == STATUS_OK) {
        status = compare_gaps(visit->arena, page->panel, page->rules, &request, &page->gaps, err);
    }
    return status;
}

static bool is_compared(const GapRow *row)
{
    return row->state != GAP_OWED && row->state != GAP_NO_REFERENCE;
}

/* In the order in which the references were asked for or registered: the nearest to reach first. */
static int order_of(const GapPage *page, int reference)
{
    const Registry *registry = page->visit->worker->registry;
    const List *named = &page->question.references;
    int at = 0;
    while (page->question.named && at < (int)named->count &&
           *LIST_AT(named, int, (size_t)at) != reference) {
        at++;
    }
    while (!page->question.named && at < registry->benchmark_count &&
           registry->benchmarks[at].reference != reference) {
        at++;
    }
    return at;
}

/* The one named in `with`, else the first that can be compared. */
static void choose(GapPage *page)
{
    const Registry *registry = page->visit->worker->registry;
    Text with = params_get(&page->visit->request.query, "with");
    int best = INT_MAX;
    for (size_t i = 0; i < page->gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&page->gaps->rows, GapRow, i);
        bool is_named = text_equal(registry->entities[row->reference].code, with);
        int order = is_named ? -1 : order_of(page, row->reference);
        if (is_compared(row) && order < best) {
            page->row = row;
            best = order;
        }
    }
}

/* ---- What is shown ---- */

static void add_references(GapPage *page)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    for (size_t i = 0; i < page->gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&page->gaps->rows, GapRow, i);
        Data *item = data_item(page->data, "references");
        Buf link = buf_new(visit->arena);
        buf_add(&link, question_link(visit, &page->question,
                                     text_cstr(visit->arena, visit->request.path)));
        url_add_param(&link, "with", registry->entities[row->reference].code);
        data_text(item, "name", entity_name(registry, row->reference, visit->lang));
        data_text(item, "link", is_compared(row) ? buf_text(&link) : TEXT(""));
        data_flag(item, "is_chosen", row == page->row);
        data_text(item, "sentence", report_gap_sentence(visit->arena, visit->lang, registry, row));
    }
}

static void add_target(GapPage *page)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    TargetProposal *proposal;
    Error err = {0};
    int subject = page->question.subject;
    /* A gap that is none, or whose rates are not known, has no path to show. */
    if (page->row->state != GAP_BEHIND ||
        target_propose(visit->arena, page->panel, page->rules, page->row, subject,
                       page->row->year + page->rules->target_years, 0, &proposal, &err)) {
        return;
    }
    Buf chart = buf_new(visit->arena);
    Data *target = data_child(page->data, "target");
    chart_trajectory(&chart, visit->lang, page->panel, subject, proposal);
    data_markup(target, "chart", buf_text(&chart));
    data_text(target, "warning", target_warning(visit->arena, visit->lang, registry, proposal));
    Table *path = trajectory_table(visit->arena, visit->lang, page->panel, subject, proposal);
    data_text(target, "finding", path->title);
    page_table(visit, target, "path", path, &page->question);
    page_table(visit, target, "levels",
               report_target(visit->arena, visit->lang, registry, subject, proposal),
               &page->question);
}

static Status add_parts(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    List parts;
    Status status =
        compare_explain(visit->arena, page->panel, page->question.subject, page->row->reference,
                        page->indicator, page->row->year, &parts, err);
    if (status == STATUS_OK && parts.count > 0) {
        page_table(visit, page->data, "parts",
                   report_explanation(visit->arena, visit->lang, visit->worker->registry, page->row,
                                      &parts),
                   &page->question);
    }
    return status;
}

static void add_ranks(GapPage *page)
{
    Visit *visit = page->visit;
    int subject = page->question.subject;
    if (page->row->ranked < 2) {
        return;
    }
    Buf chart = buf_new(visit->arena);
    Data *ranks = data_child(page->data, "ranks");
    Table *table = rank_table(visit->arena, visit->lang, page->panel, subject, page->indicator);
    chart_rank(&chart, visit->lang, page->panel, subject, page->indicator);
    data_markup(ranks, "chart", buf_text(&chart));
    data_text(ranks, "finding", table->title);
    page_table(visit, ranks, "path", table, &page->question);
}

/* Where the same reference is behind us: what there is to build on. */
static Status add_strengths(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    GapRequest request = {.subject = page->question.subject,
                          .references = &page->row->reference,
                          .reference_count = 1,
                          .year = page->question.year};
    Panel *panel;
    GapTable *gaps;
    Status status = panel_load_for_gaps(visit->arena, visit->worker->workspace, registry, &request,
                                        page->question.as_of, &panel, err);
    if (status == STATUS_OK) {
        status = compare_gaps(visit->arena, panel, page->rules, &request, &gaps, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Data *beside = NULL;
    int shown = 0;
    for (size_t i = 0; i < gaps->rows.count && shown < SIDE_ROWS; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state == GAP_AHEAD && row->indicator != page->indicator) {
            beside = beside ? beside : data_child(page->data, "strengths_beside");
            data_text(data_item(beside, "strengths"), "sentence",
                      report_gap_sentence(visit->arena, visit->lang, registry, row));
            data_text(beside, "reference",
                      entity_name(registry, page->row->reference, visit->lang));
            shown++;
        }
    }
    return STATUS_OK;
}

/* Gaps that were kept as records, whatever their reference and year. */
static Status add_chains(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("gap"));
    const RecordFilter filters[] = {
        {.field = record_field(def, TEXT("subject")),
         .value = value_int(registry->entities[page->question.subject].id)},
        {.field = record_field(def, TEXT("indicator")),
         .value = value_int(registry->indicators[page->indicator].id)},
    };
    RecordQuery query = {.filters = filters, .filter_count = 2};
    List records;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        status =
            page_chain(visit, data_item(page->data, "chains"), LIST_AT(&records, Record, i), err);
    }
    return status;
}

static Status show(GapPage *page, Error *err)
{
    Status status = STATUS_OK;
    add_references(page);
    data_flag(page->data, "has_references", page->gaps->rows.count > 0);
    if (page->row) {
        add_target(page);
        add_ranks(page);
        status = add_parts(page, err);
        if (status == STATUS_OK) {
            status = add_strengths(page, err);
        }
    }
    return status == STATUS_OK ? add_chains(page, err) : status;
}

Status page_gap(Visit *visit, Error *err)
{
    const Registry *registry = visit->worker->registry;
    GapPage page = {.visit = visit};
    question_read(visit, &page.question);
    if (registry_indicator(registry, params_get(&visit->request.captures, "indicator"),
                           &page.indicator, err) != STATUS_OK) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    page.data = page_data(visit, indicator_name(registry, page.indicator, visit->lang), "gaps");
    question_form(visit, page.data, &page.question);
    Status status = STATUS_OK;
    if (question_is_whole(&page.question)) {
        status = load(&page, err);
        if (status == STATUS_OK) {
            choose(&page);
            status = show(&page, err);
        }
    }
    if (status == STATUS_OK) {
        data_text(page.data, "up", question_link(visit, &page.question, "/gaps"));
        answer_page(visit, "gap", page.data);
    }
    return status;
}
