/* The dictionary of indicators, and the page of one: what it is, how it is made, how far it is
 * known, where its figures are from, and where its series breaks. */
#include "record_pages_impl.h"

/* ---- All ---- */

Status page_indicators(Visit *visit, Error *err)
{
    const Survey *survey;
    Data *data = page_data(visit, page_words(visit, "web.indicators", NO_ARGS), "");
    Status status = kept_survey(visit, DATE_NONE, SURVEY_COVERAGE, data, &survey, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (survey) {
        Table *table = report_dictionary(visit->arena, visit->lang, visit->worker->registry,
                                         survey_coverage(visit, survey));
        if (visit->request.form != AS_PAGE) {
            return answer_table(visit, "indicators", table, err);
        }
        data_text(data, "finding", table->title);
        page_table(visit, data, "table", table, NULL);
        page_exports(visit, data);
    }
    answer_page(visit, "indicators", data);
    return STATUS_OK;
}

/* ---- One ---- */

typedef struct IndicatorPage {
    Visit *visit;
    int indicator; /* registry index */
    Data *data;
} IndicatorPage;

static Status add_facts(IndicatorPage *page, Error *err)
{
    Visit *visit = page->visit;
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("indicator"));
    Record *record;
    Status status =
        record_get(visit->arena, visit->worker->workspace, def,
                   visit->worker->registry->indicators[page->indicator].id, &record, err);
    if (status == STATUS_OK) {
        data_text(page->data, "record", record_link(visit, "indicator", record->id));
        status = record_facts(visit, page->data, record, err);
    }
    return status;
}

static Text document_title(Visit *visit, int64_t id)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("document"));
    Record *record;
    Error err = {0};
    bool found = id != 0 && record_get(visit->arena, visit->worker->workspace, def, id, &record,
                                       &err) == STATUS_OK;
    return found ? record_title(visit, record) : TEXT("—");
}

/* A batch goes by the file it came from; by its number where that may not be read. */
static Text batch_file(Visit *visit, int64_t batch)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("batch"));
    Buf file = buf_new(visit->arena);
    Error ignored = {0};
    return record_print_reference(visit->worker->workspace, &file, visit->lang, def, batch,
                                  &ignored) == STATUS_OK
               ? buf_text(&file)
               : TEXT("—");
}

static void add_source(IndicatorPage *page, const IndicatorSource *source)
{
    Visit *visit = page->visit;
    Buf period = buf_new(visit->arena), known = buf_new(visit->arena);
    period_print(&period, visit->lang, period_from_code(source->period));
    date_print(&known, source->known_from);
    Data *row = data_item(page->data, "sources");
    data_text(row, "period", buf_text(&period));
    data_text(row, "document", document_title(visit, source->document_id));
    data_text(row, "link",
              source->document_id ? record_link(visit, "document", source->document_id) : TEXT(""));
    data_text(row, "known", buf_text(&known));
    data_int(row, "figures", source->figures);
    data_text(row, "batch", record_link(visit, "batch", source->batch_id));
    data_text(row, "file", batch_file(visit, source->batch_id));
}

static Status add_sources(IndicatorPage *page, Error *err)
{
    Visit *visit = page->visit;
    List sources;
    Status status =
        indicator_sources(visit->arena, visit->worker->workspace,
                          visit->worker->registry->indicators[page->indicator].id, &sources, err);
    for (size_t i = 0; status == STATUS_OK && i < sources.count; i++) {
        add_source(page, LIST_AT(&sources, IndicatorSource, i));
    }
    data_flag(page->data, "has_sources", status == STATUS_OK && sources.count > 0);
    return status;
}

static void add_table(IndicatorPage *page, const char *name, Table *table)
{
    if (table->rows.count > 0) {
        page_table(page->visit, page->data, name, table, NULL);
    }
}

Status page_indicator(Visit *visit, Error *err)
{
    const Registry *registry = visit->worker->registry;
    IndicatorPage page = {.visit = visit};
    if (registry_indicator(registry, params_get(&visit->request.captures, "indicator"),
                           &page.indicator, err) != STATUS_OK) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    page.data = page_data(visit, indicator_name(registry, page.indicator, visit->lang), "");
    Status status = add_facts(&page, err);
    if (status == STATUS_OK) {
        status = add_sources(&page, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    add_table(&page, "parts", report_parts(visit->arena, visit->lang, registry, page.indicator));
    add_table(&page, "breaks", report_breaks(visit->arena, visit->lang, registry, page.indicator));
    Buf gaps = buf_new(visit->arena);
    buf_add_cstr(&gaps, "/gaps/");
    url_add_part(&gaps, registry->indicators[page.indicator].code);
    data_text(page.data, "gaps", buf_text(&gaps));
    answer_page(visit, "indicator", page.data);
    return STATUS_OK;
}
