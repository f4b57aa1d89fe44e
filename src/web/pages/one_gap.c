/* One indicator against one reference: what the page of a gap and the target workshop begin
 * with. */
#include "pages_impl.h"

#include <limits.h>

static Status find(Visit *visit, Arena *arena, const OneGap *one, Answers *answers, Error *err)
{
    Worker *worker = visit->worker;
    GapRequest request = question_request(&one->question);
    request.indicators = &one->indicator;
    request.indicator_count = 1;
    Status status = question_rules(visit, arena, one->question.as_of, &answers->rules, err);
    if (status == STATUS_OK) {
        status = panel_load_for_target(arena, worker->workspace, worker->registry, one->indicator,
                                       one->question.as_of, &answers->panel, err);
    }
    if (status == STATUS_OK) {
        status = compare_gaps(arena, answers->panel, answers->rules, &request, &answers->gaps, err);
    }
    return status;
}

/* Whoever looks at an indicator goes on looking at it, against others and with other wishes. */
static Status load(Visit *visit, OneGap *one, Error *err)
{
    KeptAnswers *kept = &visit->worker->kept->one;
    Text question = question_key(visit, &one->question);
    Text key = text_format(visit->arena, "%d %.*s", one->indicator, TEXT_ARGS(question));
    Status status = kept_permission(visit, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (kept->arena == NULL || !text_equal(kept->key, key)) {
        Arena *arena = arena_new();
        status = find(visit, arena, one, &one->answers, err);
        if (status != STATUS_OK) {
            arena_free(arena);
            return status;
        }
        if (kept->arena) {
            arena_free(kept->arena);
        }
        *kept = (KeptAnswers){arena, text_copy(arena, key), one->answers};
    }
    one->answers = kept->answers;
    return STATUS_OK;
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
