/* One indicator: how far behind each reference; then, against one of them, history, moving leader,
 * the path a target would ask for, who ever did it, what the difference is made of, and the stored
 * chain from what was learnt to what is being done. */
#include "pages_impl.h"

enum { SIDE_ROWS = 4 };

typedef struct GapPage {
    Visit *visit;
    OneGap one;
    Data *data;
} GapPage;

/* ---- What is shown ---- */

static void add_references(GapPage *page)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    for (size_t i = 0; i < page->one.answers.gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&page->one.answers.gaps->rows, GapRow, i);
        Data *item = data_item(page->data, "references");
        Buf link = buf_new(visit->arena);
        buf_add(&link, question_link(visit, &page->one.question,
                                     text_cstr(visit->arena, visit->request.path)));
        url_add_param(&link, "with", registry->entities[row->reference].code);
        data_text(item, "name", entity_name(registry, row->reference, visit->lang));
        data_text(item, "link", gap_is_compared(row) ? buf_text(&link) : TEXT(""));
        data_flag(item, "is_chosen", row == page->one.row);
        data_text(item, "sentence", report_gap_sentence(visit->arena, visit->lang, registry, row));
    }
}

static void add_target(GapPage *page)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    TargetProposal *proposal;
    Error err = {0};
    int subject = page->one.question.subject;
    /* A gap that is none, or whose rates are not known, has no path to show. */
    if (page->one.row->state != GAP_BEHIND ||
        target_propose(visit->arena, page->one.answers.panel, page->one.answers.rules,
                       page->one.row, subject, &(TargetWish){0}, &proposal, &err)) {
        return;
    }
    Buf chart = buf_new(visit->arena);
    Data *target = data_child(page->data, "target");
    data_text(target, "workshop",
              one_gap_link(visit, &page->one, page->one.row, "/targets/workshop"));
    chart_trajectory(&chart, visit->lang, page->one.answers.panel, subject, proposal);
    data_markup(target, "chart", buf_text(&chart));
    data_text(target, "warning", target_warning(visit->arena, visit->lang, registry, proposal));
    Table *path =
        trajectory_table(visit->arena, visit->lang, page->one.answers.panel, subject, proposal);
    data_text(target, "finding", path->title);
    page_table(visit, target, "path", path, &page->one.question);
    page_table(visit, target, "levels",
               report_target(visit->arena, visit->lang, registry, subject, proposal),
               &page->one.question);
}

static Status add_parts(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    List parts;
    Status status = compare_explain(visit->arena, page->one.answers.panel,
                                    page->one.question.subject, page->one.row->reference,
                                    page->one.indicator, page->one.row->year, &parts, err);
    if (status == STATUS_OK && parts.count > 0) {
        page_table(visit, page->data, "parts",
                   report_explanation(visit->arena, visit->lang, visit->worker->registry,
                                      page->one.row, &parts),
                   &page->one.question);
    }
    return status;
}

static void add_ranks(GapPage *page)
{
    Visit *visit = page->visit;
    if (page->one.row->ranked < 2) {
        return;
    }
    Buf chart = buf_new(visit->arena);
    Data *ranks = data_child(page->data, "ranks");
    SiblingRanks *ranking = sibling_ranks(visit->arena, page->one.answers.panel,
                                          page->one.question.subject, page->one.indicator);
    Table *table = rank_table(visit->arena, visit->lang, ranking);
    chart_rank(&chart, visit->lang, ranking);
    data_markup(ranks, "chart", buf_text(&chart));
    data_text(ranks, "finding", table->title);
    page_table(visit, ranks, "path", table, &page->one.question);
}

/* Where the same reference is behind us: what there is to build on. */
static Status add_strengths(GapPage *page, Error *err)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    Question question = page->one.question;
    Answers answers;
    question.area = TEXT("");
    question.named = true;
    question.references = list_new(visit->arena, sizeof(int));
    *(int *)list_add(&question.references) = page->one.row->reference;
    Status status = question_answer(visit, &question, &answers, err);
    if (status != STATUS_OK) {
        return status;
    }
    const GapTable *gaps = answers.gaps;
    Data *beside = NULL;
    int shown = 0;
    for (size_t i = 0; i < gaps->rows.count && shown < SIDE_ROWS; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state == GAP_AHEAD && row->indicator != page->one.indicator) {
            beside = beside ? beside : data_child(page->data, "strengths_beside");
            data_text(data_item(beside, "strengths"), "sentence",
                      report_gap_sentence(visit->arena, visit->lang, registry, row));
            data_text(beside, "reference",
                      entity_name(registry, page->one.row->reference, visit->lang));
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
         .value = value_int(registry->entities[page->one.question.subject].id)},
        {.field = record_field(def, TEXT("indicator")),
         .value = value_int(registry->indicators[page->one.indicator].id)},
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
    data_flag(page->data, "has_references", page->one.answers.gaps->rows.count > 0);
    if (page->one.row) {
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
    question_read(visit, &page.one.question);
    if (registry_indicator(registry, params_get(&visit->request.captures, "indicator"),
                           &page.one.indicator, err) != STATUS_OK) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    page.data = page_data(visit, indicator_name(registry, page.one.indicator, visit->lang), "gaps");
    question_form(visit, page.data, &page.one.question);
    Status status = STATUS_OK;
    if (question_is_whole(&page.one.question)) {
        status = one_gap_load(visit, &page.one, err);
        if (status == STATUS_OK) {
            status = show(&page, err);
        }
    }
    if (status == STATUS_OK) {
        data_text(page.data, "up", question_link(visit, &page.one.question, "/gaps"));
        answer_page(visit, "gap", page.data);
    }
    return status;
}
