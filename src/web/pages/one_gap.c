/* One indicator against one reference: what the page of a gap and the target workshop begin with. */
#include "web_impl.h"

#include <limits.h>

static Status load(Visit *visit, OneGap *one, Error *err)
{
    Worker *worker = visit->worker;
    GapRequest request = question_request(&one->question);
    request.indicators = &one->indicator;
    request.indicator_count = 1;
    Status status = question_rules(visit, one->question.as_of, &one->answers.rules, err);
    if (status == STATUS_OK) {
        status = panel_load_for_target(visit->arena, worker->workspace, worker->registry,
                                       one->indicator, one->question.as_of, &one->answers.panel,
                                       err);
    }
    if (status == STATUS_OK) {
        status = compare_gaps(visit->arena, one->answers.panel, one->answers.rules, &request,
                              &one->answers.gaps, err);
    }
    return status;
}

bool gap_is_compared(const GapRow *row)
{
    return row->state != GAP_OWED && row->state != GAP_NO_REFERENCE;
}

/* In the order in which the references were asked for or registered: the nearest to reach first. */
static int order_of(const Visit *visit, const OneGap *one, int reference)
{
    const Registry *registry = visit->worker->registry;
    const List *named = &one->question.references;
    int at = 0;
    while (one->question.named && at < (int)named->count &&
           *LIST_AT(named, int, (size_t)at) != reference) {
        at++;
    }
    while (!one->question.named && at < registry->benchmark_count &&
           registry->benchmarks[at].reference != reference) {
        at++;
    }
    return at;
}

/* The one named in `with`, else the first that can be compared. */
static void choose(const Visit *visit, OneGap *one)
{
    const Registry *registry = visit->worker->registry;
    Text with = params_get(&visit->request.query, "with");
    int best = INT_MAX;
    for (size_t i = 0; i < one->answers.gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&one->answers.gaps->rows, GapRow, i);
        bool is_named = text_equal(registry->entities[row->reference].code, with);
        int order = is_named ? -1 : order_of(visit, one, row->reference);
        if (gap_is_compared(row) && order < best) {
            one->row = row;
            best = order;
        }
    }
}

Status one_gap_load(Visit *visit, OneGap *one, Error *err)
{
    Status status = load(visit, one, err);
    if (status == STATUS_OK) {
        choose(visit, one);
    }
    return status;
}

Text one_gap_link(Visit *visit, const OneGap *one, const GapRow *row, const char *path)
{
    const Registry *registry = visit->worker->registry;
    Buf link = buf_new(visit->arena);
    buf_add(&link, question_link(visit, &one->question, path));
    url_add_param(&link, "indicator", registry->indicators[row->indicator].code);
    url_add_param(&link, "with", registry->entities[row->reference].code);
    return buf_text(&link);
}
