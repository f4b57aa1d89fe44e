/* One figure's whole story: what it is, where it stands, and everything else ever published for the
 * same indicator, entity and period. */
#include "pages_impl.h"

typedef struct Subject {
    int indicator, entity; /* registry indices */
    int32_t period;
    Date as_of;
} Subject;

static Status no_such_figure(Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

static Status read_subject(Visit *visit, Subject *subject, Error *err)
{
    const Registry *registry = visit->worker->registry;
    const List *captures = &visit->request.captures;
    Text as_of = params_get(&visit->request.query, "as_of");
    Period period;
    subject->as_of = DATE_NONE;
    bool found = registry_indicator(registry, params_get(captures, "indicator"),
                                    &subject->indicator, err) == STATUS_OK &&
                 registry_entity(registry, params_get(captures, "entity"), DATE_NONE,
                                 &subject->entity, err) == STATUS_OK &&
                 period_parse(params_get(captures, "period"), &period) &&
                 (as_of.len == 0 || date_parse(as_of, &subject->as_of));
    if (!found) {
        return no_such_figure(err);
    }
    subject->period = period_code(period);
    return STATUS_OK;
}

static Text period_words(Visit *visit, int32_t code)
{
    Buf words = buf_new(visit->arena);
    period_print(&words, visit->lang, period_from_code(code));
    return buf_text(&words);
}

static Text date_words(Visit *visit, Date date)
{
    Buf words = buf_new(visit->arena);
    date_print(&words, date);
    return buf_text(&words);
}

static Text title_of(Visit *visit, const Subject *subject)
{
    const Registry *registry = visit->worker->registry;
    return page_words(
        visit, "web.figure.title",
        ARGS(arg_text("entity", entity_name(registry, subject->entity, visit->lang)),
             arg_text("indicator", indicator_name(registry, subject->indicator, visit->lang)),
             arg_text("period", period_words(visit, subject->period))));
}

/* The columns of report_sources that say something new of one figure. */
static const char *const KEYS[] = {"value",     "unit", "status", "known_from", "document",
                                   "publisher", "file", "cell",   "batch"};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

/* Figures from `from` up to `to`, without links: they would lead to where one is. */
static Status told(Visit *visit, const List *figures, size_t from, size_t to, Table **table,
                   Error *err)
{
    List some = list_new(visit->arena, sizeof(Observation));
    for (size_t i = from; i < to; i++) {
        *(Observation *)list_add(&some) = *LIST_AT(figures, Observation, i);
    }
    Status status = report_sources(visit->arena, visit->lang, visit->worker->workspace,
                                   visit->worker->registry, &some, table, err);
    if (status != STATUS_OK) {
        return status;
    }
    *table = table_short(visit->arena, *table, KEYS, KEY_COUNT, 0);
    for (size_t r = 0; r < (*table)->rows.count; r++) {
        LIST_AT(&(*table)->rows, TableCell, r)->source.indicator_id = 0;
    }
    return STATUS_OK;
}

/* The figure that is seen, its facts one under the other. */
static void add_seen(Visit *visit, Data *data, const Table *table)
{
    const TableCell *cells = LIST_AT(&table->rows, TableCell, 0);
    Data *seen = data_child(data, "seen");
    data_text(seen, "value", table_cell_text(visit->arena, visit->lang, table, 0, &cells[0]));
    data_text(seen, "unit", cells[1].text);
    for (int i = 2; i < KEY_COUNT; i++) {
        Text fact = table_cell_text(visit->arena, visit->lang, table, i, &cells[i]);
        if (cells[i].kind != TABLE_EMPTY && fact.len > 0) {
            Data *item = data_item(seen, "facts");
            data_text(item, "name", table->columns[i].title);
            data_text(item, "fact", fact);
        }
    }
}

static Status add_figures(Visit *visit, Data *data, const List *figures, bool is_seen, Error *err)
{
    Table *seen, *others;
    Status status = told(visit, figures, 0, is_seen, &seen, err);
    if (status == STATUS_OK) {
        status = told(visit, figures, is_seen, figures->count, &others, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (is_seen) {
        add_seen(visit, data, seen);
    }
    if (others->rows.count > 0) {
        others->title = page_words(visit, "web.figure.others", NO_ARGS);
        page_table(visit, data, "others", others, NULL);
    }
    return STATUS_OK;
}

Status page_figure(Visit *visit, Error *err)
{
    const Registry *registry = visit->worker->registry;
    Subject subject;
    List figures;
    bool is_seen;
    Status status = read_subject(visit, &subject, err);
    if (status == STATUS_OK) {
        status = figure_vintages(visit->arena, visit->worker->workspace,
                                 registry->indicators[subject.indicator].id,
                                 registry->entities[subject.entity].id, subject.period,
                                 subject.as_of, &figures, &is_seen, err);
    }
    if (status == STATUS_OK && figures.count == 0) {
        status = no_such_figure(err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = page_data(visit, title_of(visit, &subject), "gaps");
    data_text(data, "as_of", date_words(visit, subject.as_of));
    status = add_figures(visit, data, &figures, is_seen, err);
    if (status == STATUS_OK) {
        answer_page(visit, "figure", data);
    }
    return status;
}
