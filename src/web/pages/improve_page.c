/* Did the gap shrink? The gaps as they were known on one day, beside what is known since; and the
 * targets that were set, beside what came of them. It claims no cause. */
#include "pages_impl.h"

/* The day from which one looks back: that of the first gap that was kept, where none is named. */
static Status first_kept(Visit *visit, Date *day, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("gap"));
    RecordQuery query = {.limit = 50};
    List records;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    *day = DATE_NONE;
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        const Value *as_of = record_value(LIST_AT(&records, Record, i), "as_of");
        if (as_of->kind == VALUE_INT && (*day == DATE_NONE || as_of->number < *day)) {
            *day = (Date)as_of->number;
        }
    }
    return status;
}

/* ---- Targets, year by year ---- */

typedef struct TargetCheck {
    int indicator; /* registry index */
    int entity;
    int due_year;
} TargetCheck;

static Status gap_of(Visit *visit, Record *target, Record **gap, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("gap"));
    return record_get(visit->arena, visit->worker->workspace, def,
                      record_value(target, "gap")->number, gap, err);
}

static Status load_series(Visit *visit, const TargetCheck *check, Panel **panel, Error *err)
{
    PanelRequest wanted = {.indicators = &check->indicator,
                           .indicator_count = 1,
                           .entities = &check->entity,
                           .entity_count = 1,
                           .as_of = DATE_NONE};
    return panel_load(visit->arena, visit->worker->workspace, visit->worker->registry, &wanted,
                      panel, err);
}

static bool actual_of(const Panel *panel, int entity, int year, double *value)
{
    int position = panel_entity(panel, entity);
    if (position < 0 || year < panel->first_year || year >= panel->first_year + panel->year_count) {
        return false;
    }
    Series series = panel_series(panel, 0, position);
    *value = series.values[year - panel->first_year];
    return series.known[year - panel->first_year];
}

static Text decimal_words(Visit *visit, const Value *value)
{
    return value->kind == VALUE_DECIMAL ? decimal_text(visit->arena, value->decimal) : TEXT("—");
}

/* By what the goal asked for: reached, above the floor, below it, or not yet known. */
static const char *verdict_of(Record *year, bool lower, bool known, double actual)
{
    double goal = decimal_double(record_value(year, "goal")->decimal);
    double floor = decimal_double(record_value(year, "floor")->decimal);
    if (!known) {
        return "web.improve.not_known";
    }
    bool reached = lower ? actual <= goal : actual >= goal;
    bool above = lower ? actual <= floor : actual >= floor;
    return reached ? "web.improve.reached"
           : above ? "web.improve.above_floor"
                   : "web.improve.missed";
}

static Status add_years(Visit *visit, Data *item, Record *target, const Panel *panel,
                        const TargetCheck *check, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("target_year"));
    const Indicator *indicator = &visit->worker->registry->indicators[check->indicator];
    RecordFilter filter = {.field = record_field(def, TEXT("target")),
                           .value = value_int(target->id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List years;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &years, err);
    for (size_t i = 0; status == STATUS_OK && i < years.count; i++) {
        Record *record = LIST_AT(&years, Record, i);
        int year = (int)record_value(record, "year")->number;
        double actual = 0;
        bool known = actual_of(panel, check->entity, year, &actual);
        Buf shown = buf_new(visit->arena);
        if (known) {
            report_number(&shown, visit->lang, actual, indicator->decimals);
        }
        Data *row = data_item(item, "years");
        data_int(row, "year", year);
        data_text(row, "floor", decimal_words(visit, record_value(record, "floor")));
        data_text(row, "goal", decimal_words(visit, record_value(record, "goal")));
        data_text(row, "stretch", decimal_words(visit, record_value(record, "stretch")));
        data_text(row, "actual", known ? buf_text(&shown) : TEXT("—"));
        bool lower = indicator->polarity.kind == POLARITY_LOWER;
        data_text(row, "verdict",
                  page_words(visit, verdict_of(record, lower, known, actual), NO_ARGS));
    }
    return status;
}

static Status add_target(Visit *visit, Data *data, Record *target, Error *err)
{
    const Registry *registry = visit->worker->registry;
    Record *gap;
    Panel *panel;
    Status status = gap_of(visit, target, &gap, err);
    if (status != STATUS_OK) {
        return status;
    }
    TargetCheck check = {
        .indicator = registry_indicator_of_id(registry, record_value(gap, "indicator")->number),
        .entity = registry_entity_of_id(registry, record_value(gap, "subject")->number),
    };
    if (check.indicator < 0 || check.entity < 0) {
        return STATUS_OK;
    }
    status = load_series(visit, &check, &panel, err);
    if (status != STATUS_OK) {
        return status;
    }
    Buf title = buf_new(visit->arena);
    status = record_print_title(visit->worker->workspace, &title, visit->lang, target, err);
    Data *item = data_item(data, "targets");
    data_text(item, "name", buf_text(&title));
    data_text(item, "link",
              text_format(visit->arena, "/records/target/%lld", (long long)target->id));
    data_text(item, "unit",
              unit_short(visit->arena, visit->lang, registry->indicators[check.indicator].unit));
    return status ? status : add_years(visit, item, target, panel, &check, err);
}

static Status add_targets(Visit *visit, Data *data, Error *err)
{
    enum { TARGETS_SHOWN = 20 };
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("target"));
    RecordQuery query = {.limit = TARGETS_SHOWN};
    List targets;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &targets, err);
    data_flag(data, "has_targets", targets.count > 0);
    for (size_t i = 0; status == STATUS_OK && i < targets.count; i++) {
        status = add_target(visit, data, LIST_AT(&targets, Record, i), err);
    }
    return status;
}

/* ---- The page ---- */

static Text date_text(Visit *visit, Date date)
{
    Buf text = buf_new(visit->arena);
    date_print(&text, date);
    return buf_text(&text);
}

/* The later day, or that nothing is left out. */
static Text now_text(Visit *visit)
{
    Date later;
    return date_parse(params_get(&visit->request.query, "later"), &later)
               ? date_text(visit, later)
               : page_words(visit, "web.improve.all_known", NO_ARGS);
}

/* The same question twice: as it was known then, and as it is known on the later day. */
static Status look_back(Visit *visit, const Question *question, Answers *before, Answers *after,
                        Error *err)
{
    Question now = *question;
    now.year = 0;
    if (!date_parse(params_get(&visit->request.query, "later"), &now.as_of)) {
        now.as_of = DATE_NONE;
    }
    Status status = question_answer(visit, question, before, err);
    return status ? status : question_answer(visit, &now, after, err);
}

static void add_shift(Visit *visit, Data *data, const GapTable *before, const GapTable *after)
{
    Buf chart = buf_new(visit->arena);
    chart_replay(&chart, visit->lang, visit->worker->registry, before, after);
    data_markup(data, "chart", buf_text(&chart));
}

Status page_improve(Visit *visit, Error *err)
{
    Question question;
    Answers before, after;
    Status status = STATUS_OK;
    question_read(visit, &question);
    if (question.as_of == DATE_NONE && question.problems.count == 0) {
        status = first_kept(visit, &question.as_of, err);
    }
    Data *data = page_data(visit, page_words(visit, "web.nav.improve", NO_ARGS), "improve");
    question_form(visit, data, &question);
    question_missing(visit, data, &question, NULL);
    Data *form = data_at(data, "question", 0);
    data_flag(form, "looks_back", true);
    data_text(form, "later", params_get(&visit->request.query, "later"));
    if (status == STATUS_OK && question_is_whole(&question) && question.as_of != DATE_NONE) {
        status = look_back(visit, &question, &before, &after, err);
        if (status != STATUS_OK) {
            return status;
        }
        Table *table = report_replay(visit->arena, visit->lang, visit->worker->registry,
                                     before.gaps, after.gaps);
        if (visit->request.form != AS_PAGE) {
            return answer_table(visit, "improve", table, err);
        }
        data_text(data, "finding", table->title);
        data_text(data, "then", date_text(visit, question.as_of));
        data_text(data, "now", now_text(visit));
        if (table->rows.count > 0) {
            add_shift(visit, data, before.gaps, after.gaps);
        }
        page_table(visit, data, "table", table, &question);
        page_exports(visit, data);
    }
    if (status == STATUS_OK) {
        status = add_targets(visit, data, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "improve", data);
    }
    return status;
}
