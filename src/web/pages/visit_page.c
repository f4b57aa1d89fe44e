/* One study visit as a whole: what it went to ask, who spoke, what was concluded and what became of
 * each conclusion, and the reports beside the work that they follow. */
#include "record_pages_impl.h"

#include <string.h>

typedef struct VisitPage {
    Visit *visit;
    Record *tour; /* the study visit */
    List reports; /* Record: publicity of this visit, its lessons and their tasks */
    Data *data;
} VisitPage;

static int64_t ref_of(Record *record, const char *field)
{
    const Value *value = record_value(record, field);
    return value->kind == VALUE_INT ? value->number : 0;
}

static void add_link(Visit *visit, Data *item, const Record *record)
{
    data_text(item, "title", record_title(visit, record));
    data_text(item, "link", record_link(visit, record->def->name, record->id));
    data_text(item, "state", report_state(visit->lang, record));
}

/* ---- Reports: each beside what it follows ---- */

static void add_report(VisitPage *page, Data *place, Record *report)
{
    Data *item = data_item(place, "reports");
    add_link(page->visit, item, report);
    data_text(item, "kind", field_text(page->visit, report, "kind"));
    data_text(item, "outlet", field_text(page->visit, report, "outlet"));
    data_text(item, "day", field_text(page->visit, report, "day"));
}

static void add_reports_about(VisitPage *page, Data *place, const char *field, int64_t id)
{
    for (size_t i = 0; i < page->reports.count; i++) {
        Record *report = LIST_AT(&page->reports, Record, i);
        if (ref_of(report, field) == id) {
            add_report(page, place, report);
        }
    }
}

/* ---- Speeches and lessons ---- */

static Status add_speeches(VisitPage *page, Error *err)
{
    Visit *visit = page->visit;
    List speeches;
    Status status = records_of(visit, "speech", "visit", page->tour->id, &speeches, err);
    for (size_t i = 0; status == STATUS_OK && i < speeches.count; i++) {
        const Record *speech = LIST_AT(&speeches, Record, i);
        Data *item = data_item(page->data, "speeches");
        add_link(visit, item, speech);
        data_text(item, "speaker", field_text(visit, speech, "speaker"));
        data_text(item, "seen", field_text(visit, speech, "seen"));
        data_text(item, "thought", field_text(visit, speech, "thought"));
        data_text(item, "intended", field_text(visit, speech, "intended"));
    }
    data_flag(page->data, "has_speeches", status == STATUS_OK && speeches.count > 0);
    return status;
}

static Status add_rollouts(VisitPage *page, Data *lesson, int64_t id, Error *err)
{
    Visit *visit = page->visit;
    List rollouts;
    Status status = records_of(visit, "rollout", "lesson", id, &rollouts, err);
    for (size_t i = 0; status == STATUS_OK && i < rollouts.count; i++) {
        const Record *rollout = LIST_AT(&rollouts, Record, i);
        Data *item = data_item(lesson, "rollouts");
        add_link(visit, item, rollout);
        data_text(item, "unit", field_text(visit, rollout, "organisation"));
        data_text(item, "due", field_text(visit, rollout, "due"));
        data_text(item, "result", field_text(visit, rollout, "result"));
    }
    return status;
}

static Status add_lesson(VisitPage *page, Record *lesson, int *undecided, Error *err)
{
    Visit *visit = page->visit;
    Data *item = data_item(page->data, "lessons");
    bool is_open = lesson->state == record_state(lesson->def, TEXT("proposed"));
    add_link(visit, item, lesson);
    data_text(item, "lens", field_text(visit, lesson, "lens"));
    data_text(item, "place", field_text(visit, lesson, "place"));
    data_text(item, "changes", field_text(visit, lesson, "changes"));
    data_text(item, "why_not", field_text(visit, lesson, "why_not"));
    data_text(item, "effect", field_text(visit, lesson, "effect"));
    data_flag(item, "is_open", is_open);
    *undecided += is_open;
    add_reports_about(page, item, "lesson", lesson->id);
    return add_rollouts(page, item, lesson->id, err);
}

static Status add_lessons(VisitPage *page, Error *err)
{
    List lessons;
    int undecided = 0;
    Status status = records_of(page->visit, "lesson", "visit", page->tour->id, &lessons, err);
    for (size_t i = 0; status == STATUS_OK && i < lessons.count; i++) {
        status = add_lesson(page, LIST_AT(&lessons, Record, i), &undecided, err);
    }
    if (status == STATUS_OK) {
        data_flag(page->data, "has_lessons", lessons.count > 0);
        data_int(page->data, "lesson_count", (int64_t)lessons.count);
        data_int(page->data, "undecided", undecided);
        data_flag(page->data, "has_undecided", undecided > 0);
    }
    return status;
}

/* ---- Tasks that reports follow ---- */

static bool is_told(const VisitPage *page, size_t before, int64_t task)
{
    for (size_t i = 0; i < before; i++) {
        if (ref_of(LIST_AT(&page->reports, Record, i), "task") == task) {
            return true;
        }
    }
    return false;
}

static Status add_tasks(VisitPage *page, Error *err)
{
    Visit *visit = page->visit;
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("task"));
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < page->reports.count; i++) {
        int64_t id = ref_of(LIST_AT(&page->reports, Record, i), "task");
        Record *task;
        if (id == 0 || is_told(page, i, id)) {
            continue;
        }
        status = record_get(visit->arena, visit->worker->workspace, def, id, &task, err);
        if (status == STATUS_NOT_FOUND) { /* not for this reader */
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK) {
            Data *item = data_item(page->data, "tasks");
            add_link(visit, item, task);
            data_text(item, "unit", field_text(visit, task, "lead"));
            data_text(item, "due", field_text(visit, task, "due"));
            add_reports_about(page, item, "task", id);
            data_flag(page->data, "has_tasks", true);
        }
    }
    return status;
}

/* ---- Figures heard ---- */

/* What is exact, or was said without a number, needs no word before it. */
static Text bound_words(Visit *visit, Record *figure)
{
    const Value *bound = record_value(figure, "bound");
    bool is_plain = bound->kind != VALUE_TEXT || text_equal(bound->text, TEXT("exact")) ||
                    text_equal(bound->text, TEXT("said"));
    return is_plain ? TEXT("") : field_text(visit, figure, "bound");
}

static Status add_figures(VisitPage *page, Error *err)
{
    Visit *visit = page->visit;
    List figures;
    Status status = records_of(visit, "heard_figure", "visit", page->tour->id, &figures, err);
    for (size_t i = 0; status == STATUS_OK && i < figures.count; i++) {
        Record *figure = LIST_AT(&figures, Record, i);
        Data *item = data_item(page->data, "figures");
        add_link(visit, item, figure);
        data_text(item, "place", field_text(visit, figure, "place"));
        data_text(item, "bound", bound_words(visit, figure));
        data_text(item, "value", field_text(visit, figure, "value"));
        data_text(item, "value_to", field_text(visit, figure, "value_to"));
        data_text(item, "unit", field_text(visit, figure, "unit"));
        data_text(item, "span", field_text(visit, figure, "span"));
    }
    data_flag(page->data, "has_figures", status == STATUS_OK && figures.count > 0);
    return status;
}

/* ---- The page ---- */

static Status load_reports(VisitPage *page, Error *err)
{
    const RecordDef *def = model_record(page->visit->site->setup->model, TEXT("publicity"));
    RecordQuery all = {0};
    page->reports = list_new(page->visit->arena, sizeof(Record));
    return may_read(page->visit, def)
               ? record_list(page->visit->arena, page->visit->worker->workspace, def, &all,
                             &page->reports, err)
               : STATUS_OK;
}

static void add_head(VisitPage *page)
{
    static const char *const fields[] = {"days",      "places",  "organiser", "purpose",
                                         "questions", "summary", "account"};
    Visit *visit = page->visit;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        Text text = field_text(visit, page->tour, fields[i]);
        const FieldDef *field =
            &page->tour->def->fields[record_field(page->tour->def, text_from(fields[i]))];
        if (text.len > 0) {
            Data *fact = data_item(page->data, "facts");
            data_text(fact, "name", label_of(visit, field->zh, field->en));
            data_text(fact, "fact", text);
        }
    }
    data_text(page->data, "state", report_state(visit->lang, page->tour));
    data_text(page->data, "record", record_link(visit, "visit", page->tour->id));
}

Status page_visit(Visit *visit, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("visit"));
    VisitPage page = {.visit = visit};
    int64_t id;
    if (!text_to_int(params_get(&visit->request.captures, "visit"), &id)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Status status = record_get(visit->arena, visit->worker->workspace, def, id, &page.tour, err);
    if (status != STATUS_OK) {
        return status;
    }
    page.data = page_data(visit, record_title(visit, page.tour), "learn");
    add_head(&page);
    status = load_reports(&page, err);
    status = status ? status : add_speeches(&page, err);
    status = status ? status : add_lessons(&page, err);
    status = status ? status : add_tasks(&page, err);
    status = status ? status : add_figures(&page, err);
    if (status == STATUS_OK) {
        add_reports_about(&page, data_child(page.data, "about"), "visit", id);
        answer_page(visit, "visit", page.data);
    }
    return status;
}
