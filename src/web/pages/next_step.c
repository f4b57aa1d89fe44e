/* Where a page has nothing to show yet: what is missing, and where that is mended. */
#include "record_pages_impl.h"

static const RecordDef *type_of(const Visit *visit, const char *type)
{
    return model_record(visit->site->setup->model, text_from(type));
}

bool may_create(const Visit *visit, const RecordDef *def)
{
    return def && permit_reach(visit->worker->workspace, def, ACT_CREATE) != REACH_NONE;
}

/* ---- A comparison that cannot be made ---- */

static bool compares_anything(const GapTable *gaps)
{
    for (size_t i = 0; i < gaps->rows.count; i++) {
        if (gap_is_compared(LIST_AT(&gaps->rows, GapRow, i))) {
            return true;
        }
    }
    return false;
}

static bool has_reference(const Visit *visit, const Question *question)
{
    const Registry *registry = visit->worker->registry;
    for (int i = 0; i < registry->benchmark_count; i++) {
        if (registry->benchmarks[i].subject == question->subject) {
            return true;
        }
    }
    return question->references.count > 0;
}

static void say_missing(Visit *visit, Data *data, const char *words, const char *type,
                        const char *link)
{
    Data *missing = data_child(data, "missing");
    data_text(missing, "sentence", page_words(visit, words, NO_ARGS));
    if (may_create(visit, type_of(visit, type))) {
        data_text(missing, "link", text_from(link));
        data_text(missing, "words",
                  page_words(visit,
                             text_cstr(visit->arena, text_format(visit->arena, "%s.mend", words)),
                             NO_ARGS));
    }
}

bool question_missing(Visit *visit, Data *data, const Question *question, const GapTable *gaps)
{
    static const char BENCHMARK[] = "/records/benchmark/new";
    if (question->problems.count > 0 || (gaps && compares_anything(gaps))) {
        return false;
    }
    if (question->subject < 0) {
        say_missing(visit, data, "web.missing.subject", "benchmark", BENCHMARK);
    } else if (!has_reference(visit, question)) {
        say_missing(visit, data, "web.missing.reference", "benchmark", BENCHMARK);
    } else if (gaps) {
        say_missing(visit, data, "web.missing.figures", "batch", "/import");
    }
    return true;
}

/* ---- A workspace that is still bare ---- */

/* In the order in which the work is done. A step is taken when there is one of its kind. */
typedef struct FirstStep {
    const char *type, *words, *link;
} FirstStep;

static const FirstStep STEPS[] = {
    {"batch", "web.first.figures", "/import"},
    {"benchmark", "web.first.benchmark", "/records/benchmark/new"},
    {"reading", "web.first.text", "/readings"},
    {"gap", "web.first.gap", "/gaps"},
    {"target", "web.first.target", "/targets/workshop"},
    {"task", "web.first.task", "/records/task/new"},
};
enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS };

static Status is_taken(Visit *visit, const RecordDef *def, bool *taken, Error *err)
{
    RecordQuery any = {.limit = 1};
    List found;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &any, &found, err);
    *taken = status == STATUS_OK && found.count > 0;
    return status;
}

static void add_step(Visit *visit, Data *data, const FirstStep *step, bool taken, bool open)
{
    Data *item = data_item(data, "first_steps");
    data_text(item, "words", page_words(visit, step->words, NO_ARGS));
    data_flag(item, "is_taken", taken);
    data_text(item, "link", open ? text_from(step->link) : TEXT(""));
}

Status add_first_steps(Visit *visit, Data *data, Error *err)
{
    bool taken[STEP_COUNT] = {0}, open[STEP_COUNT] = {0}, is_any_open = false;
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < STEP_COUNT; i++) {
        const RecordDef *def = type_of(visit, STEPS[i].type);
        if (may_read(visit, def)) {
            status = is_taken(visit, def, &taken[i], err);
            open[i] = !taken[i] && may_create(visit, def);
            is_any_open = is_any_open || open[i];
        }
    }
    data_flag(data, "has_first_steps", is_any_open);
    for (int i = 0; is_any_open && i < STEP_COUNT; i++) {
        add_step(visit, data, &STEPS[i], taken[i], open[i]);
    }
    return status;
}
