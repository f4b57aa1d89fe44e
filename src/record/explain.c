/* All that stands in the way of a move, at once: a refusal tells only the first. */
#include "save_impl.h"

static void keep(List *refusals, Status status, const Error *err)
{
    if (status != STATUS_OK) {
        *(Error *)list_add(refusals) = *err;
    }
}

static void keep_problems(List *refusals, const Problems *problems)
{
    for (size_t at = 0; at < problems_kept(problems); at++) {
        const Problem *problem = problems_at(problems, at);
        size_t count = problem->arg_count < ERROR_ARGS_MAX ? problem->arg_count : ERROR_ARGS_MAX;
        Error refusal = {0};
        keep(refusals, error_set(&refusal, STATUS_INVALID, problem->code, problem->args, count),
             &refusal);
    }
}

static void explain_move(Save *save, Problems *problems, List *refusals)
{
    Error refusal = {0};
    const Record *before = save->before;
    keep(refusals, permit_move(save->workspace, before, save->move, &refusal), &refusal);
    keep(refusals, move_check_open(save->arena, before, save->move, &refusal), &refusal);
    keep(refusals, move_check_given(save->workspace, save->record, before, save->move, &refusal),
         &refusal);
    move_check_needs(save->arena, save->record, save->move, problems, &refusal);
}

/* The values as they would be, and what the hooks say of them. */
static Status explain_values(Save *save, Problems *problems, Error *err)
{
    CheckCounts counts = {0};
    Status status = record_check(save->arena, save->workspace, save->type, save->record,
                                 save->before, problems, &counts, err);
    if (status == STATUS_OK && counts.faults + counts.conflicts == 0) {
        save_foresee(save);
        status = hooks_ask(save, problems, err);
    }
    return status == STATUS_INVALID ? STATUS_OK : status;
}

Status record_explain(Arena *arena, Workspace *workspace, const Record *record, const MoveDef *move,
                      List *refusals, Error *err)
{
    Save save = {.arena = arena,
                 .workspace = workspace,
                 .kind = SAVE_MOVE,
                 .record = record_copy(arena, record),
                 .move = move};
    Problems *problems = problems_new(arena, SIZE_MAX);
    *refusals = list_new(arena, sizeof(Error));
    Status status = type_of(workspace, record->def, &save.type, err);
    if (status == STATUS_OK) {
        status = save_read(&save, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    explain_move(&save, problems, refusals);
    status = explain_values(&save, problems, err);
    keep_problems(refusals, problems);
    return status;
}
