/* Where every figure shown comes from. */
#include "report_impl.h"

#include <string.h>

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
    return index >= 0 ? unit_short(arena, lang, registry->indicators[index].unit) : TEXT("");
}

SourceTeller source_teller(Arena *arena, Lang lang, const Registry *registry)
{
    return (SourceTeller){.arena = arena, .lang = lang, .registry = registry};
}

static const char *const STATUS_KEYS[] = {
    "report.status.missing",     "report.status.not_applicable", "report.status.estimated",
    "report.status.provisional", "report.status.observed",       "report.status.revised",
};

/* Most figures follow others of the same indicator. */
static void turn_to(SourceTeller *teller, int64_t indicator)
{
    if (indicator != teller->of) {
        teller->of = indicator;
        teller->indicator = indicator_of(teller->registry, indicator, teller->lang);
        teller->unit = unit_of(teller->arena, teller->registry, indicator, teller->lang);
    }
}

static void figure_cells(SourceTeller *teller, TableCell *cells, size_t number,
                         const Observation *observation)
{
    Buf period = buf_new(teller->arena);
    period_print(&period, teller->lang, period_from_code(observation->period));
    turn_to(teller, observation->indicator_id);
    cells[0] = cell_year((int)number);
    cells[1] = cell_text(teller->indicator);
    cells[2] = cell_text(entity_of(teller->registry, observation->entity_id, teller->lang));
    cells[3] = cell_text(buf_text(&period));
    cells[4] = cell_figure(observation);
    cells[4].decimals = observation->value.scale;
    cells[5] = cell_text(teller->unit);
    cells[6] = cell_text(text_from(lang_text(teller->lang, STATUS_KEYS[observation->status])));
}

/* ---- As one table ---- */

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
enum {
    SOURCE_COLUMN_COUNT = sizeof SOURCE_COLUMNS / sizeof *SOURCE_COLUMNS,
    FIGURE_COLUMN_COUNT = 7, /* the figure itself; behind it what it came with */
    CELL_COLUMN = 10,
    KNOWN_FROM_COLUMN = 11,
};

static void release_cells(TableCell *cells, const FigureSource *source)
{
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
    SourceTeller teller = source_teller(arena, lang, registry);
    Status status = figure_sources(arena, workspace, figures, &sources, err);
    for (size_t i = 0; status == STATUS_OK && i < figures->count; i++) {
        TableCell *cells = table_add_row(*table);
        figure_cells(&teller, cells, i + 1, LIST_AT(figures, Observation, i));
        release_cells(cells, &sources[i]);
    }
    return status;
}

/* ---- By what they came with ---- */

Table *sources_head(Arena *arena, Lang lang)
{
    ColumnSpec columns[SOURCE_LIST_COLUMNS];
    memcpy(columns, SOURCE_COLUMNS, FIGURE_COLUMN_COUNT * sizeof *columns);
    columns[FIGURE_COLUMN_COUNT] = SOURCE_COLUMNS[CELL_COLUMN];
    columns[FIGURE_COLUMN_COUNT + 1] = SOURCE_COLUMNS[KNOWN_FROM_COLUMN];
    Table *table = table_of(arena, lang, "sources", columns, SOURCE_LIST_COLUMNS);
    table->title = text_from(lang_text(lang, "report.title.sources"));
    return table;
}

void source_cells(SourceTeller *teller, TableCell *cells, size_t number,
                  const Observation *observation, const FigureSource *source)
{
    figure_cells(teller, cells, number, observation);
    cells[7] = cell_text(source->sheet_cell);
    cells[8] = cell_date(source->known_from);
}

List sources_by_release(Arena *arena, const List *figures, const FigureSource *sources)
{
    List releases = list_new(arena, sizeof(SourceRelease));
    Map *places = map_new(arena);
    for (size_t i = 0; i < figures->count; i++) {
        const Observation *figure = LIST_AT(figures, Observation, i);
        const int64_t names[] = {figure->batch_id, figure->document_id};
        Text key = {(const char *)names, sizeof names};
        int64_t place;
        if (!map_get(places, key, &place)) {
            place = (int64_t)releases.count;
            map_put(places, key, place);
            *(SourceRelease *)list_add(&releases) =
                (SourceRelease){&sources[i], list_new(arena, sizeof(size_t))};
        }
        *(size_t *)list_add(&LIST_AT(&releases, SourceRelease, (size_t)place)->figures) = i;
    }
    return releases;
}

static void add_part(Buf *title, Text part)
{
    buf_add_cstr(title, title->len > 0 && part.len > 0 ? " · " : "");
    buf_add(title, part);
}

Text release_title(Arena *arena, Lang lang, const FigureSource *source)
{
    Buf title = buf_new(arena);
    add_part(&title, source->document);
    add_part(&title, source->publisher);
    add_part(&title, source->file);
    if (source->batch_id != 0) {
        add_part(&title, text_format(arena, "%s %lld", lang_text(lang, "report.col.batch"),
                                     (long long)source->batch_id));
    }
    return title.len > 0 ? buf_text(&title) : TEXT("—");
}
