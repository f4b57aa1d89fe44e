/* The state of the figures: what is owed and by whom, what is missing or stale, where documents
 * disagree, what nobody may have observed, and where series break. */
#include "record_pages_impl.h"

#include "exchange.h"

enum { DOUBTS_MOST = 300 };

typedef struct QualityPage {
    Visit *visit;
    Question question;
    Data *data;
} QualityPage;

/* A part of the page with its count at the top of it. */
static void add_part(QualityPage *page, const char *name, const char *words, Table *table,
                     size_t total)
{
    Visit *visit = page->visit;
    Data *part = data_item(page->data, "parts");
    data_text(part, "anchor", text_from(name));
    data_text(part, "words", page_words(visit, words, NO_ARGS));
    data_int(part, "count", (int64_t)total);
    data_flag(part, "has_rows", table->rows.count > 0);
    data_text(part, "cut",
              total > table->rows.count
                  ? page_words(visit, "web.quality.cut",
                               ARGS(arg_int("shown", (int64_t)table->rows.count),
                                    arg_int("count", (int64_t)total)))
                  : TEXT(""));
    if (table->rows.count > 0) {
        page_table(visit, part, "table", table, NULL);
    }
}

static Status add_owed(QualityPage *page, Error *err)
{
    Visit *visit = page->visit;
    Answers answers;
    Status status = question_answer(visit, &page->question, &answers, err);
    if (status == STATUS_OK) {
        Table *table =
            report_owed(visit->arena, visit->lang, visit->worker->registry, answers.gaps);
        add_part(page, "owed", "web.quality.owed", table, table->rows.count);
    }
    return status;
}

static Status add_holes(QualityPage *page, Error *err)
{
    Visit *visit = page->visit;
    Worker *worker = visit->worker;
    IndicatorCoverage *coverage;
    Panel *panel;
    PanelRequest own = {.as_of = page->question.as_of,
                        .entities = &page->question.subject,
                        .entity_count = 1};
    Status status = kept_coverage(visit, page->question.as_of, &coverage, err);
    if (status == STATUS_OK) {
        status = panel_load(visit->arena, worker->workspace, worker->registry, &own, &panel, err);
    }
    if (status == STATUS_OK) {
        Table *table =
            report_holes(visit->arena, visit->lang, panel, page->question.subject, coverage);
        add_part(page, "missing", "web.quality.missing", table, table->rows.count);
    }
    return status;
}

static Status add_disputed(QualityPage *page, Error *err)
{
    Visit *visit = page->visit;
    const List *conflicts;
    Status status = kept_disputed(visit, &conflicts, err);
    if (status == STATUS_OK) {
        Table *table =
            report_disputed(visit->arena, visit->lang, visit->worker->registry, conflicts);
        add_part(page, "disputed", "web.quality.disputed", table, table->rows.count);
    }
    return status;
}

static bool is_of_subject(const QualityPage *page, const StandingDoubt *doubt)
{
    const Registry *registry = page->visit->worker->registry;
    return page->question.subject < 0 ||
           registry->entities[page->question.subject].id == doubt->figure.entity_id;
}

/* One's own figures first: they are the ones that one can mend. */
static size_t tell_doubts(QualityPage *page, Table *table, const List *doubts, bool own)
{
    size_t total = 0;
    for (size_t i = 0; i < doubts->count; i++) {
        const StandingDoubt *doubt = LIST_AT(doubts, StandingDoubt, i);
        if (is_of_subject(page, doubt) == own) {
            total++;
            if (table->rows.count < DOUBTS_MOST) {
                report_doubt(table, page->visit->lang, page->visit->worker->registry,
                             &doubt->figure, doubt->code, doubt->expected);
            }
        }
    }
    return total;
}

static Status add_doubts(QualityPage *page, Error *err)
{
    Visit *visit = page->visit;
    const List *doubts;
    Status status = kept_doubts(visit, page->question.as_of, &doubts, err);
    if (status == STATUS_OK) {
        Table *table = report_doubts(visit->arena, visit->lang);
        size_t total = tell_doubts(page, table, doubts, true);
        total += tell_doubts(page, table, doubts, false);
        table->title = page_words(visit, "web.quality.doubts", NO_ARGS);
        add_part(page, "doubts", "web.quality.doubts", table, total);
    }
    return status;
}

Status page_quality(Visit *visit, Error *err)
{
    QualityPage page = {.visit = visit};
    Status status = STATUS_OK;
    page.data = page_data(visit, page_words(visit, "web.quality", NO_ARGS), "");
    question_read(visit, &page.question);
    question_form(visit, page.data, &page.question);
    if (question_is_whole(&page.question)) {
        status = add_owed(&page, err);
        status = status ? status : add_holes(&page, err);
    }
    status = status ? status : add_disputed(&page, err);
    status = status ? status : add_doubts(&page, err);
    if (status == STATUS_OK) {
        Table *breaks = report_breaks(visit->arena, visit->lang, visit->worker->registry, -1);
        add_part(&page, "breaks", "web.quality.breaks", breaks, breaks->rows.count);
        answer_page(visit, "quality", page.data);
    }
    return status;
}
