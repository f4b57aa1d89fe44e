/* compare, inside: figures read into a panel. Who shares this:
 *
 *   panel_load.c     laying a panel out and filling it
 *   panel_scan.c     one statement's rows, told apart by cell
 *   panel_series.c   the series of a few, all indicators in all years
 *   panel_columns.c  one indicator in one year of everybody, or of a group of siblings
 *
 * With the key (period, indicator, entity) one statement reads a stretch of entities in one period
 * as neighbours: everybody for a full panel, the siblings' stretch for a rank. The series of a few
 * stand apart, a leap for each figure: there one statement reads them all, for the store leaps
 * faster than we ask. */
#ifndef DUIBIAO_PANEL_IMPL_H
#define DUIBIAO_PANEL_IMPL_H

#include "compare_impl.h"

typedef struct PanelLoad {
    Arena *arena;
    Workspace *workspace;
    const Registry *registry;
    const PanelRequest *request;
    Panel *panel;
    struct PanelInside *inside;
    BatchSet accepted;
    IdTable ids; /* of all entities; ranks are registry indices */
    Stmt *stmt;
    bool places;                /* the statement also tells where a figure stood */
    int indicator, year, month; /* where the scan stands */
    int32_t period;             /* its code */
    PanelColumn column;         /* the one that is being read */
    KeptColumns *kept;          /* NULL: these figures are not seen by others */
    List *series;               /* of Observation, by position of the entity, while they are read */
    List months;                /* int32_t: codes of the months to read; empty: not asked for */
} PanelLoad;

/* ---- panel_scan.c ---- */

/* Takes the figure seen in one cell of an entity. */
typedef void (*TakeFigure)(PanelLoad *load, int registry_entity, const Observation *seen);
/* The same of a cell of a series: `seen` tells indicator, entity and period. */
typedef void (*TakeSeriesFigure)(PanelLoad *load, const Observation *seen);

Status scan_prepare(PanelLoad *load, int indicator, bool places, Error *err);
/* Entities with ids from `low` to `high` in one period of the prepared indicator. */
Status scan_period(PanelLoad *load, int32_t period, int64_t low, int64_t high, TakeFigure take,
                   Error *err);
/* Lists of numbers as the store reads them, "[3,8,9]". */
Status scan_series(PanelLoad *load, Text periods, Text indicators, Text entities,
                   TakeSeriesFigure take, Error *err);

/* ---- panel_load.c ---- */

void take_into_panel(PanelLoad *load, int registry_entity, const Observation *seen);
void id_bounds(const Registry *registry, const int *entities, int count, int64_t *low,
               int64_t *high);

/* ---- panel_series.c ---- */

Status load_series(PanelLoad *load, Error *err);

/* ---- panel_columns.c ---- */

/* Which columns the request asks for: those of the siblings of whose series are read, those of a
 * group that it names, or none (NO_GROUP). */
void columns_begin(PanelLoad *load);
Status load_columns(PanelLoad *load, int indicator, Error *err); /* beside series */
Status load_group(PanelLoad *load, int indicator, Error *err);   /* a group, and no more */

#endif
