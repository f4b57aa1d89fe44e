/* Where every figure shown comes from. */
#include "report_impl.h"

SourceList *sources_new(Arena *arena)
{
    SourceList *sources = ARENA_NEW(arena, SourceList);
    sources->arena = arena;
    sources->numbers = map_new(arena);
    sources->observations = list_new(arena, sizeof(Observation));
    return sources;
}

int sources_add(SourceList *sources, const Observation *observation)
{
    if (observation->indicator_id == 0) {
        return 0;
    }
    const int64_t names[] = {observation->indicator_id, observation->entity_id, observation->period,
                             observation->batch_id, observation->cell};
    Text key = {(const char *)names, sizeof names};
    int64_t number;
    if (!map_get(sources->numbers, key, &number)) {
        *(Observation *)list_add(&sources->observations) = *observation;
        number = (int64_t)sources->observations.count;
        map_put(sources->numbers, key, number);
    }
    return (int)number;
}

static Text indicator_of(const Registry *registry, int64_t id, Lang lang)
{
    int index = registry_indicator_of_id(registry, id);
    return index >= 0 ? indicator_name(registry, index, lang) : TEXT("—");
}

static Text entity_of(const Registry *registry, int64_t id, Lang lang)
{
    int index = registry_entity_of_id(registry, id);
    return index >= 0 ? entity_name(registry, index, lang) : TEXT("—");
}

static Text unit_of(Arena *arena, const Registry *registry, int64_t id, Lang lang)
{
    int index = registry_indicator_of_id(registry, id);
    return index >= 0 ? report_unit(arena, lang, registry->indicators[index].unit) : TEXT("");
}

static const ColumnSpec SOURCE_COLUMNS[] = {
    {"number", "report.col.number", COLUMN_YEAR},
    {"indicator", "report.col.indicator", COLUMN_TEXT},
    {"entity", "report.col.entity", COLUMN_TEXT},
    {"period", "report.col.period", COLUMN_TEXT},
    {"value", "report.col.value", COLUMN_NUMBER},
    {"unit", "report.col.unit", COLUMN_TEXT},
    {"status", "report.col.status", COLUMN_TEXT},
    {"document", "report.col.document", COLUMN_TEXT},
    {"publisher", "report.col.publisher", COLUMN_TEXT},
    {"file", "report.col.file", COLUMN_TEXT},
    {"cell", "report.col.cell", COLUMN_TEXT},
    {"known_from", "report.col.known_from", COLUMN_DATE},
    {"batch", "report.col.batch", COLUMN_YEAR},
};
enum { SOURCE_COLUMN_COUNT = sizeof SOURCE_COLUMNS / sizeof *SOURCE_COLUMNS };

static const char *const STATUS_KEYS[] = {
    "report.status.missing",     "report.status.not_applicable", "report.status.estimated",
    "report.status.provisional", "report.status.observed",       "report.status.revised",
};

/* `unit` is what the indicator is measured in. */
static void source_row(Table *table, Lang lang, const Registry *registry, Arena *arena,
                       size_t index, const Observation *observation, Text unit,
                       const FigureSource *source)
{
    Buf period = buf_new(arena);
    period_print(&period, lang, period_from_code(observation->period));
    TableCell *cells = table_add_row(table);
    cells[0] = cell_year((int)index + 1);
    cells[1] = cell_text(indicator_of(registry, observation->indicator_id, lang));
    cells[2] = cell_text(entity_of(registry, observation->entity_id, lang));
    cells[3] = cell_text(buf_text(&period));
    cells[4] = cell_figure(observation);
    cells[4].decimals = observation->value.scale;
    cells[5] = cell_text(unit);
    cells[6] = cell_text(text_from(lang_text(lang, STATUS_KEYS[observation->status])));
    cells[7] = cell_text(source->document);
    cells[8] = cell_text(source->publisher);
    cells[9] = cell_text(source->file);
    cells[10] = cell_text(source->sheet_cell);
    cells[11] = cell_date(source->known_from);
    if (source->batch_id != 0) {
        cells[12] = cell_value((double)source->batch_id, 0);
        cells[12].exact = (Decimal){source->batch_id, 0};
        cells[12].has_exact = true;
    }
}

Status report_sources(Arena *arena, Lang lang, Workspace *workspace, const Registry *registry,
                      const List *figures, Table **table, Error *err)
{
    *table = table_of(arena, lang, "sources", SOURCE_COLUMNS, SOURCE_COLUMN_COUNT);
    (*table)->title = text_from(lang_text(lang, "report.title.sources"));
    FigureSource *sources;
    table_reserve(*table, figures->count);
    Status status = figure_sources(arena, workspace, figures, &sources, err);
    int64_t indicator = 0;
    Text unit = TEXT("");
    for (size_t i = 0; status == STATUS_OK && i < figures->count; i++) {
        const Observation *observation = LIST_AT(figures, Observation, i);
        if (observation->indicator_id != indicator) { /* most follow others of the same */
            indicator = observation->indicator_id;
            unit = unit_of(arena, registry, indicator, lang);
        }
        source_row(*table, lang, registry, arena, i, observation, unit, &sources[i]);
    }
    return status;
}
