/* The figures of a trajectory chart: the past with its sources, then the paths. */
#include "report_impl.h"

static const ColumnSpec SPECS[] = {
    {"year", "report.col.year", COLUMN_YEAR},
    {"own", "report.col.own", COLUMN_NUMBER, 1},
    {"leader", "report.col.reference_value", COLUMN_NUMBER, 1},
    {"floor", "report.level.floor", COLUMN_NUMBER, 1},
    {"goal", "report.level.goal", COLUMN_NUMBER, 1},
    {"stretch", "report.level.stretch", COLUMN_NUMBER, 1},
};

static void past_cell(TableCell *cell, const Panel *panel, int indicator, int entity, int year,
                      int decimals)
{
    if (indicator < 0 || entity < 0) {
        return;
    }
    Series series = panel_series(panel, indicator, entity);
    double value;
    if (series_value(&series, year, &value)) {
        *cell = cell_sourced(panel_source(panel, indicator, entity, year), value, decimals);
    }
}

Table *trajectory_table(Arena *arena, Lang lang, const Panel *panel, int subject,
                        const TargetProposal *proposal)
{
    const Registry *registry = panel->registry;
    int decimals = registry->indicators[proposal->indicator].decimals;
    int indicator = panel_indicator(panel, proposal->indicator);
    int own = panel_entity(panel, subject), leader = panel_entity(panel, proposal->reference);
    Table *table = table_of(arena, lang, "trajectory", SPECS, sizeof SPECS / sizeof *SPECS);
    table->title = target_finding(arena, lang, registry, subject, proposal);
    target_notes(table, arena, lang, registry, proposal);
    for (int year = panel->first_year; year <= proposal->due_year; year++) {
        TableCell *cells = table_add_row(table);
        int step = year - proposal->base_year - 1;
        cells[0] = cell_year(year);
        past_cell(&cells[1], panel, indicator, own, year, decimals);
        if (step < 0) {
            past_cell(&cells[2], panel, indicator, leader, year, decimals);
            continue;
        }
        cells[2] = cell_value(proposal->leader_path[step], decimals);
        for (int level = 0; level < TARGET_LEVELS; level++) {
            cells[3 + level] = cell_value(proposal->levels[level].path[step], decimals);
        }
    }
    return table;
}
