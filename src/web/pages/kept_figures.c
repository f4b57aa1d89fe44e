/* What was made of many figures, as pages show it: the answers to the last questions, kept by each
 * worker until a figure, a register or a rule changes (worker_refresh sees to that),
 * and the survey of all. */
#include "pages_impl.h"

KeptFigures *kept_new(Arena *arena)
{
    return ARENA_NEW(arena, KeptFigures);
}

void kept_forget(KeptFigures *kept)
{
    for (int i = 0; i < ANSWERS_KEPT; i++) {
        if (kept->answers[i].arena) {
            arena_free(kept->answers[i].arena);
        }
    }
    if (kept->one.arena) {
        arena_free(kept->one.arena);
    }
    *kept = (KeptFigures){0};
}

Status kept_permission(const Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("observation"));
    return permit_facts(visit->worker->workspace, def, ACT_READ, err);
}

Status kept_survey(Visit *visit, Date as_of, unsigned parts, Data *data, const Survey **survey,
                   Error *err)
{
    bool stands;
    Status status = parts & SURVEY_DOUBTS ? kept_permission(visit, err) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    *survey = survey_take(visit, as_of, parts, &stands);
    if (!stands && visit->request.form != AS_PAGE) {
        return error_set(err, STATUS_BUSY, "web.survey_pending", NO_ARGS);
    }
    if (!stands) {
        data_text(data, "survey",
                  *survey ? page_words(visit, "web.survey_old",
                                       ARGS(arg_text("time", page_time(visit, (*survey)->made_ms))))
                          : page_words(visit, "web.survey_pending", NO_ARGS));
    }
    return STATUS_OK;
}

const IndicatorCoverage *survey_coverage(Visit *visit, const Survey *survey)
{
    const Registry *registry = visit->worker->registry;
    IndicatorCoverage *rows =
        ARENA_ARRAY(visit->arena, IndicatorCoverage, (size_t)registry->indicator_count + 1);
    for (int i = 0; i < registry->indicator_count; i++) {
        int there = registry_indicator_of_id(survey->registry, registry->indicators[i].id);
        rows[i] = there >= 0 ? survey->coverage[there]
                             : (IndicatorCoverage){.known_from = DATE_NONE};
    }
    return rows;
}
