/* The data of the public side: progress by theme, and the published figures with where they are
 * from. What is told was approved with a promise or a publication; it is read with the program's
 * eyes, and nothing beside it. */
#include "public_impl.h"

#include "work.h"

enum { PUBLICATIONS_MOST = 200 };

/* ---- Progress by theme ---- */

static Table *themes_table(Visit *visit, const List *themes)
{
    static const char *const keys[] = {"theme", "promised", "kept", "running", "late", "broken"};
    enum { COLUMNS = sizeof keys / sizeof *keys };
    Table *table = table_new(visit->arena, "progress", COLUMNS);
    table->title = page_words(visit, "web.public.progress", NO_ARGS);
    for (int i = 0; i < COLUMNS; i++) {
        Text words = text_format(visit->arena, "web.public.progress.%s", keys[i]);
        table->columns[i] =
            (TableColumn){.key = keys[i],
                          .title = page_words(visit, text_cstr(visit->arena, words), NO_ARGS),
                          .kind = i == 0 ? COLUMN_TEXT : COLUMN_NUMBER};
    }
    for (size_t t = 0; t < themes->count; t++) {
        const ThemeProgress *theme = LIST_AT(themes, ThemeProgress, t);
        const int counts[] = {theme->kept + theme->running + theme->late + theme->broken,
                              theme->kept, theme->running, theme->late, theme->broken};
        TableCell *row = table_add_row(table);
        row[0] = cell_text(theme->theme ? record_title(visit, theme->theme)
                                        : page_words(visit, "web.public.progress.other", NO_ARGS));
        for (int i = 1; i < COLUMNS; i++) {
            row[i] = cell_number(counts[i - 1]);
        }
    }
    return table;
}

Status public_progress(Visit *visit, Table **table, Error *err)
{
    List themes;
    Workspace *workspace = visit->worker->workspace;
    Status status =
        promise_progress(visit->arena, workspace, workspace_today(workspace), &themes, err);
    if (status == STATUS_OK) {
        *table = themes_table(visit, &themes);
    }
    return status;
}

Status page_public_progress(Visit *visit, Error *err)
{
    Table *table;
    public_enter(visit);
    Status status = public_progress(visit, &table, err);
    return status ? status : answer_table(visit, "progress", table, err);
}

/* ---- Figures ---- */

/* The figure that was seen when the gap was found. */
static Status add_figure(Visit *visit, Record *gap, const char *whose, List *figures, Error *err)
{
    const Value *entity = record_value(gap, whose), *period = record_value(gap, "period");
    const Value *indicator = record_value(gap, "indicator"), *as_of = record_value(gap, "as_of");
    List found;
    bool is_seen;
    if (entity->kind != VALUE_INT || period->kind != VALUE_INT || indicator->kind != VALUE_INT) {
        return STATUS_OK;
    }
    Status status = figure_vintages(visit->arena, visit->worker->workspace, indicator->number,
                                    entity->number, (int32_t)period->number,
                                    as_of->kind == VALUE_INT ? (Date)as_of->number : DATE_NONE,
                                    &found, &is_seen, err);
    if (status == STATUS_OK && is_seen) {
        *(Observation *)list_add(figures) = *LIST_AT(&found, Observation, 0);
    }
    return status;
}

Status public_figures(Visit *visit, const List *gaps, Table **table, Error *err)
{
    static const char *const keys[] = {"indicator", "entity",   "period",    "value",
                                       "unit",      "document", "publisher", "known_from"};
    Workspace *workspace = visit->worker->workspace;
    List figures = list_new(visit->arena, sizeof(Observation));
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < gaps->count; i++) {
        status = add_figure(visit, LIST_AT(gaps, Record, i), "subject", &figures, err);
        if (status == STATUS_OK) {
            status = add_figure(visit, LIST_AT(gaps, Record, i), "reference", &figures, err);
        }
    }
    if (status == STATUS_OK) {
        status = report_sources(visit->arena, visit->lang, workspace, visit->worker->registry,
                                &figures, table, err);
    }
    workspace_look_with(workspace, before);
    if (status == STATUS_OK) {
        *table = table_short(visit->arena, *table, keys, sizeof keys / sizeof *keys, 0);
        (*table)->title = page_words(visit, "web.public.sources", NO_ARGS);
        table_unlink(*table);
    }
    return status;
}

static bool has_record(const List *records, int64_t id)
{
    for (size_t i = 0; i < records->count; i++) {
        if (LIST_AT(records, Record, i)->id == id) {
            return true;
        }
    }
    return false;
}

/* Each once, however many publications rest on it. */
static Status published_gaps(Visit *visit, List *gaps, Error *err)
{
    List publications;
    *gaps = list_new(visit->arena, sizeof(Record));
    Status status = public_list(visit, "publication", PUBLICATIONS_MOST, &publications, err);
    for (size_t i = 0; status == STATUS_OK && i < publications.count; i++) {
        PublicationBasis basis;
        status = publication_basis(visit->arena, visit->worker->workspace,
                                   LIST_AT(&publications, Record, i), &basis, err);
        for (size_t g = 0; status == STATUS_OK && g < basis.gaps.count; g++) {
            const Record *gap = LIST_AT(&basis.gaps, Record, g);
            if (!has_record(gaps, gap->id)) {
                *(Record *)list_add(gaps) = *gap;
            }
        }
    }
    return status;
}

Status page_public_figures(Visit *visit, Error *err)
{
    List gaps;
    Table *table;
    public_enter(visit);
    Status status = published_gaps(visit, &gaps, err);
    if (status == STATUS_OK) {
        status = public_figures(visit, &gaps, &table, err);
    }
    if (status != STATUS_OK || visit->request.form != AS_PAGE) {
        return status ? status : answer_table(visit, "figures", table, err);
    }
    Data *data = page_data(visit, page_words(visit, "web.public.sources", NO_ARGS), "public");
    page_table(visit, data, "figures", table, NULL);
    page_exports(visit, data);
    answer_page(visit, "public_figures", data);
    return STATUS_OK;
}
