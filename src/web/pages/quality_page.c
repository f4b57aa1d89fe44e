/* The state of the figures: what is owed and by whom, what is missing or stale, where documents
 * disagree, what nobody may have observed, and where series break. */
#include "record_pages_impl.h"

#include "exchange.h"

enum { DOUBTS_MOST = 300 };

typedef struct QualityPage {
    Visit *visit;
    Question question;
    Answers answers;      /* to a question that is whole */
    const Survey *survey; /* NULL: there is none yet */
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

static void add_owed(QualityPage *page)
{
    Visit *visit = page->visit;
    Table *table =
        report_owed(visit->arena, visit->lang, visit->worker->registry, page->answers.gaps);
    add_part(page, "owed", "web.quality.owed", table, table->rows.count);
}

/* The subject's own series stand in what was read for its gaps. */
static void add_holes(QualityPage *page)
{
    Visit *visit = page->visit;
    Table *table =
        report_holes(visit->arena, visit->lang, page->answers.panel, page->question.subject,
                     survey_coverage(visit, page->survey));
    add_part(page, "missing", "web.quality.missing", table, table->rows.count);
}

static void add_disputed(QualityPage *page)
{
    Visit *visit = page->visit;
    Table *table = report_disputed(visit->arena, visit->lang, visit->worker->registry,
                                   &page->survey->disputed);
    add_part(page, "disputed", "web.quality.disputed", table, table->rows.count);
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

static void add_doubts(QualityPage *page)
{
    Visit *visit = page->visit;
    const List *doubts = &page->survey->doubts;
    Table *table = report_doubts(visit->arena, visit->lang);
    size_t total = tell_doubts(page, table, doubts, true);
    total += tell_doubts(page, table, doubts, false);
    table->title = page_words(visit, "web.quality.doubts", NO_ARGS);
    add_part(page, "doubts", "web.quality.doubts", table, total);
}

static void show(QualityPage *page, bool is_whole)
{
    Visit *visit = page->visit;
    if (is_whole) {
        add_owed(page);
    }
    if (is_whole && page->survey) {
        add_holes(page);
    }
    if (page->survey) {
        add_disputed(page);
        add_doubts(page);
    }
    Table *breaks = report_breaks(visit->arena, visit->lang, visit->worker->registry, -1);
    add_part(page, "breaks", "web.quality.breaks", breaks, breaks->rows.count);
    answer_page(visit, "quality", page->data);
}

Status page_quality(Visit *visit, Error *err)
{
    QualityPage page = {.visit = visit};
    page.data = page_data(visit, page_words(visit, "web.quality", NO_ARGS), "");
    question_read(visit, &page.question);
    question_form(visit, page.data, &page.question);
    Status status = kept_survey(visit, page.question.as_of, SURVEY_COVERAGE | SURVEY_DOUBTS,
                                page.data, &page.survey, err);
    bool is_whole = question_is_whole(&page.question);
    if (status == STATUS_OK && is_whole) {
        status = question_answer(visit, &page.question, &page.answers, err);
    }
    if (status == STATUS_OK) {
        show(&page, is_whole);
    }
    return status;
}
