/* The series of a few: all indicators in all years. They stand apart in the store, and what is all
 * there is about somebody is kept for the next question. */
#include "panel_impl.h"

static void add_number(Buf *numbers, int64_t number)
{
    buf_add_format(numbers, "%c%lld", numbers->len == 0 ? '[' : ',', (long long)number);
}

/* What the store is to leap to, as it reads lists: "[3,8,9]". */
static Text end_numbers(Buf *numbers)
{
    buf_add_cstr(numbers, numbers->len == 0 ? "[]" : "]");
    return buf_text(numbers);
}

static Text years_to_read(const PanelLoad *load)
{
    Buf years = buf_new(load->arena);
    for (int y = 0; y < load->panel->year_count; y++) {
        add_number(&years, period_code(period_year(load->panel->first_year + y)));
    }
    return end_numbers(&years);
}

static Text indicators_to_read(const PanelLoad *load)
{
    Buf ids = buf_new(load->arena);
    for (int i = 0; i < load->panel->indicator_count; i++) {
        add_number(&ids, load->registry->indicators[load->panel->indicators[i]].id);
    }
    return end_numbers(&ids);
}

static void take_into_series(PanelLoad *load, const Observation *seen)
{
    int entity = registry_entity_of_id(load->registry, seen->entity_id);
    *(Observation *)list_add(&load->series[load->inside->position_of_entity[entity]]) = *seen;
}

/* Of the entities at these positions. */
static Status read_series(PanelLoad *load, const List *positions, Error *err)
{
    Buf ids = buf_new(load->arena);
    for (size_t i = 0; i < positions->count; i++) {
        int entity = load->panel->entities[*LIST_AT(positions, int, i)];
        add_number(&ids, load->registry->entities[entity].id);
    }
    return positions->count == 0 ? STATUS_OK
                                 : scan_series(load, years_to_read(load), indicators_to_read(load),
                                               end_numbers(&ids), take_into_series, err);
}

/* All there is about somebody, or what stands behind a rank, with where it stood: the next question
 * is answered by it too. */
static bool is_asked_again(const PanelRequest *request)
{
    bool is_of_one = request->indicators && request->indicator_count == 1;
    return request->with_sources && (!request->indicators || is_of_one);
}

static SeriesKey series_key(const PanelLoad *load, int position)
{
    const PanelRequest *request = load->request;
    return (SeriesKey){.entity = load->panel->entities[position],
                       .indicator = request->indicators ? request->indicators[0] : ALL_INDICATORS,
                       .first_year = request->first_year,
                       .last_year = request->last_year,
                       .as_of = load->panel->as_of};
}

static bool is_named_before(const PanelLoad *load, int position)
{
    return load->inside->position_of_entity[load->panel->entities[position]] != position;
}

/* Into `load->series`: kept before, or read and kept. */
static Status find_series(PanelLoad *load, Error *err)
{
    const Panel *panel = load->panel;
    bool keeps = load->kept && is_asked_again(load->request);
    List missing = list_new(load->arena, sizeof(int));
    for (int e = 0; e < panel->entity_count; e++) {
        SeriesKey key = series_key(load, e);
        bool is_there =
            is_named_before(load, e) || (keeps && kept_series(load->kept, &key, &load->series[e]));
        if (!is_there) {
            *(int *)list_add(&missing) = e;
        }
    }
    Status status = read_series(load, &missing, err);
    for (size_t i = 0; status == STATUS_OK && keeps && i < missing.count; i++) {
        int position = *LIST_AT(&missing, int, i);
        SeriesKey key = series_key(load, position);
        series_keep(load->kept, &key, &load->series[position]);
    }
    return status;
}

/* What was kept may be of more years than the panel has, now that figures of others are not
 * there. */
static void take_series(PanelLoad *load, int position)
{
    const Panel *panel = load->panel;
    const List *series = &load->series[position];
    for (size_t i = 0; i < series->count; i++) {
        const Observation *figure = LIST_AT(series, Observation, i);
        int indicator = registry_indicator_of_id(load->registry, figure->indicator_id);
        load->indicator = load->inside->position_of_indicator[indicator];
        load->period = figure->period;
        load->year = period_from_code(figure->period).year;
        if (load->year >= panel->first_year && load->year < panel->first_year + panel->year_count) {
            take_into_panel(load, panel->entities[position], figure);
        }
    }
}

static void take_all_series(PanelLoad *load)
{
    size_t figures = 0;
    for (int e = 0; e < load->panel->entity_count; e++) {
        figures += load->series[e].count;
    }
    if (load->request->with_sources) { /* growing leaves much behind */
        List *sources = &load->inside->sources;
        sources->items = ARENA_ARRAY(load->arena, Observation, figures);
        sources->cap = figures;
    }
    for (int e = 0; e < load->panel->entity_count; e++) {
        take_series(load, e);
    }
}

Status load_series(PanelLoad *load, Error *err)
{
    int count = load->panel->entity_count;
    Arena *scratch = arena_new();
    load->series = ARENA_ARRAY(scratch, List, (size_t)count);
    for (int e = 0; e < count; e++) {
        load->series[e] = list_new(scratch, sizeof(Observation));
    }
    Status status = find_series(load, err);
    if (status == STATUS_OK) {
        take_all_series(load);
    }
    load->series = NULL;
    arena_free(scratch);
    return status;
}
