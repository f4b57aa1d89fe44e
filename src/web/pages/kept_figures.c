/* What is made of every figure there is, kept by each worker until a figure, a register or a rule
 * changes (worker_refresh sees to that). Of another day than today's it is made anew each time. */
#include "web_impl.h"

#include "exchange.h"

void kept_forget(KeptFigures *kept)
{
    for (int i = 0; i < ANSWERS_KEPT; i++) {
        if (kept->answers[i].arena) {
            arena_free(kept->answers[i].arena);
        }
    }
    *kept = (KeptFigures){0};
}

Status kept_coverage(Visit *visit, Date as_of, IndicatorCoverage **coverage, Error *err)
{
    Worker *worker = visit->worker;
    bool is_kept = as_of == DATE_NONE;
    if (is_kept && worker->kept.coverage) {
        *coverage = worker->kept.coverage;
        return STATUS_OK;
    }
    Status status = compare_coverage(is_kept ? worker->registry_arena : visit->arena,
                                     worker->workspace, worker->registry, as_of, coverage, err);
    if (status == STATUS_OK && is_kept) {
        worker->kept.coverage = *coverage;
    }
    return status;
}

enum { DISPUTED_MOST = 200 };

Status kept_permission(const Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("observation"));
    return permit_facts(visit->worker->workspace, def, ACT_READ, err);
}

Status kept_disputed(Visit *visit, const List **conflicts, Error *err)
{
    Worker *worker = visit->worker;
    Status status = kept_permission(visit, err);
    if (status == STATUS_OK && !worker->kept.disputed) {
        List *made = ARENA_NEW(worker->registry_arena, List);
        status =
            compare_disputed(worker->registry_arena, worker->workspace, DISPUTED_MOST, made, err);
        worker->kept.disputed = status == STATUS_OK ? made : NULL;
    }
    *conflicts = worker->kept.disputed;
    return status;
}

static Status find_doubts(Visit *visit, Arena *arena, Date as_of, List *doubts, Error *err)
{
    Worker *worker = visit->worker;
    ImportRules rules = {0};
    Status status = import_rules_read(visit->arena, worker->workspace,
                                      as_of == DATE_NONE ? date_today() : as_of, &rules, err);
    return status == STATUS_OK ? doubts_standing(arena, worker->workspace, worker->registry,
                                                 &rules.plausibility, as_of, doubts, err)
                               : status;
}

Status kept_doubts(Visit *visit, Date as_of, const List **doubts, Error *err)
{
    KeptFigures *kept = &visit->worker->kept;
    bool is_kept = as_of == DATE_NONE;
    Status status = kept_permission(visit, err);
    if (status == STATUS_OK && is_kept && kept->doubts && kept->doubts_day == date_today()) {
        *doubts = kept->doubts;
        return STATUS_OK;
    }
    Arena *arena = is_kept ? visit->worker->registry_arena : visit->arena;
    List *made = ARENA_NEW(arena, List);
    status = status ? status : find_doubts(visit, arena, as_of, made, err);
    if (status == STATUS_OK && is_kept) {
        kept->doubts = made;
        kept->doubts_day = date_today();
    }
    *doubts = made;
    return status;
}
