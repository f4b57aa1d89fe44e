/* All that was ever published for one cell. */
#include "compare_impl.h"

static int later_first(const void *left, const void *right)
{
    return observation_prevails(left, right) ? -1 : 1;
}

static bool is_same(const Observation *a, const Observation *b)
{
    return a->batch_id == b->batch_id && a->cell == b->cell;
}

/* Moves the figure that is seen to the front; the others keep their order. */
static bool show_first(List *figures, Date as_of)
{
    CellFigures cell = {0};
    for (size_t i = 0; i < figures->count; i++) {
        const Observation *figure = LIST_AT(figures, Observation, i);
        if (as_of == DATE_NONE || figure->known_from <= as_of) {
            cell_figures_add(&cell, figure);
        }
    }
    const Observation *found = cell_figures_seen(&cell);
    if (!found) {
        return false;
    }
    Observation seen = *found;
    size_t at = 0;
    while (!is_same(LIST_AT(figures, Observation, at), &seen)) {
        at++;
    }
    for (; at > 0; at--) {
        *LIST_AT(figures, Observation, at) = *LIST_AT(figures, Observation, at - 1);
    }
    *LIST_AT(figures, Observation, 0) = seen;
    return true;
}

Status figure_vintages(Arena *arena, Workspace *workspace, int64_t indicator_id, int64_t entity_id,
                       int32_t period, Date as_of, List *figures, bool *seen, Error *err)
{
    Observation about = {.indicator_id = indicator_id, .entity_id = entity_id, .period = period};
    Stmt *stmt;
    BatchSet accepted;
    bool more;
    *figures = list_new(arena, sizeof(Observation));
    *seen = false;
    Status status = batch_set_load(arena, workspace, &accepted, err);
    if (status == STATUS_OK) {
        status = cell_select(workspace, &about, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    while ((status = stmt_step(stmt, &more, err)) == STATUS_OK && more) {
        Observation figure = cell_read(stmt, &about);
        if (batch_set_has(&accepted, figure.batch_id)) {
            *(Observation *)list_add(figures) = figure;
        }
    }
    list_sort(figures, later_first);
    *seen = status == STATUS_OK && show_first(figures, as_of);
    return status;
}
