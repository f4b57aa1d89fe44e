/* The gap explorer: how far behind, how many years, widening or narrowing; every figure opens its
 * source, every indicator its own page. */
#include "pages_impl.h"

enum { LEAST_NEEDED = 3, SIDE_ROWS = 6 };

/* ---- Beside the gaps: what we lead in, and which figures are owed ---- */

static void add_strengths(Visit *visit, Data *data, const Question *question, const GapTable *gaps)
{
    const Registry *registry = visit->worker->registry;
    int shown = 0;
    for (size_t i = 0; i < gaps->rows.count && shown < SIDE_ROWS; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state == GAP_AHEAD) {
            data_text(data_item(data, "strengths"), "sentence",
                      report_gap_sentence(visit->arena, visit->lang, registry, row));
            shown++;
        }
    }
    if (shown == 0) {
        Table *none = report_advantages(visit->arena, visit->lang, registry, gaps);
        data_text(data_item(data, "strengths"), "sentence", none->title);
    }
    data_text(data, "strengths_link", question_link(visit, question, "/strengths"));
}

static void add_chart(Visit *visit, Data *data, const GapTable *gaps)
{
    Buf chart = buf_new(visit->arena);
    chart_gap_dumbbell(&chart, visit->lang, visit->worker->registry, gaps);
    data_markup(data, "chart", buf_text(&chart));
}

static void add_findings(Visit *visit, Data *data, const Question *question, const GapTable *gaps)
{
    const Registry *registry = visit->worker->registry;
    Table *table = report_gaps(visit->arena, visit->lang, registry, gaps);
    Table *owed = report_owed(visit->arena, visit->lang, registry, gaps);
    data_text(data, "finding", table->title);
    add_chart(visit, data, gaps);
    page_table(visit, data, "table", table_without(visit->arena, table, LEAST_NEEDED), question);
    page_exports(visit, data);
    data_text(data, "report_html", question_link(visit, question, "/api/rpc/report.html"));
    data_text(data, "report_xlsx", question_link(visit, question, "/api/rpc/report.xlsx"));
    add_strengths(visit, data, question, gaps);
    if (owed->rows.count > 0) {
        page_table(visit, data, "owed", owed, question);
    }
}

Status page_gaps(Visit *visit, Error *err)
{
    Question question;
    Answers found;
    Status status = STATUS_OK;
    const Registry *registry = visit->worker->registry;
    question_read(visit, &question);
    bool whole = question_is_whole(&question);
    if (whole) {
        status = question_answer(visit, &question, &found, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (whole && visit->request.form != AS_PAGE) {
        return answer_table(visit, "gaps",
                            report_gaps(visit->arena, visit->lang, registry, found.gaps), err);
    }
    Data *data = page_data(visit, page_words(visit, "web.nav.gaps", NO_ARGS), "gaps");
    question_form(visit, data, &question);
    if (!question_missing(visit, data, &question, whole ? found.gaps : NULL) && whole) {
        add_findings(visit, data, &question, found.gaps);
    }
    answer_page(visit, "gaps", data);
    return STATUS_OK;
}
