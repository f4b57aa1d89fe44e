/* Which figures nobody may have observed: measure's checks over the series of a panel. */
#include "exchange_impl.h"

const char *doubt_code(PlausibilityKind kind)
{
    static const char *const CODES[PLAUSIBILITY_COUNT] = {
        [PLAUSIBLE] = "",
        [PLAUSIBILITY_MIDPOINT] = "exchange.doubt_midpoint",
        [PLAUSIBILITY_REPEATED] = "exchange.doubt_repeated",
        [PLAUSIBILITY_JUMP] = "exchange.doubt_jump",
        [PLAUSIBILITY_SPIKE] = "exchange.doubt_spike",
        [PLAUSIBILITY_SCALE] = "exchange.doubt_scale",
        [PLAUSIBILITY_NOMINAL] = "exchange.doubt_nominal",
        [PLAUSIBILITY_DISAGREE] = "exchange.doubt_disagree",
        [PLAUSIBILITY_IDENTITY] = "exchange.doubt_identity",
        [PLAUSIBILITY_SHARE] = "exchange.doubt_share",
    };
    return CODES[kind];
}

size_t field_at(const Field *field, int indicator, int entity, int year_index)
{
    return ((size_t)indicator * (size_t)field->entity_count + (size_t)entity) *
               (size_t)field->year_count +
           (size_t)year_index;
}

static Decimal decimal_of(const Panel *panel, int indicator, int entity, int year, double value)
{
    Decimal decimal = {0};
    const Observation *source = panel_source(panel, indicator, entity, year);
    if (source != NULL) {
        return source->value;
    }
    decimal_from_double(value, &decimal);
    return decimal;
}

Field *field_from_panel(Arena *arena, const Panel *panel)
{
    Field *field = ARENA_NEW(arena, Field);
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    *field = (Field){.registry = panel->registry,
                     .indicators = panel->indicators,
                     .entities = panel->entities,
                     .indicator_count = panel->indicator_count,
                     .entity_count = panel->entity_count,
                     .year_count = panel->year_count,
                     .first_year = panel->first_year,
                     .values = ARENA_ARRAY(arena, double, cells + 1),
                     .decimals = ARENA_ARRAY(arena, Decimal, cells + 1),
                     .known = ARENA_ARRAY(arena, uint8_t, cells + 1),
                     .breaks = ARENA_ARRAY(arena, uint8_t, cells + 1),
                     .flags = ARENA_ARRAY(arena, PlausibilityFlag, cells + 1)};
    for (int i = 0; i < field->indicator_count; i++) {
        for (int e = 0; e < field->entity_count; e++) {
            Series series = panel_series(panel, i, e);
            for (int y = 0; y < field->year_count; y++) {
                size_t at = field_at(field, i, e, y);
                field->known[at] = series.known[y];
                field->values[at] = series.values[y];
                field->breaks[at] = series.breaks != NULL && series.breaks[y];
                if (series.known[y]) {
                    field->decimals[at] =
                        decimal_of(panel, i, e, field->first_year + y, series.values[y]);
                }
            }
        }
    }
    return field;
}

static Series series_at(const Field *field, int indicator, int entity)
{
    size_t at = field_at(field, indicator, entity, 0);
    return (Series){field->values + at, field->known + at, field->breaks + at, field->year_count,
                    field->first_year};
}

static int position_of(const Field *field, int registry_index)
{
    for (int i = 0; i < field->indicator_count; i++) {
        if (field->indicators[i] == registry_index) {
            return i;
        }
    }
    return -1;
}

/* The other part of a quotient; NULL: not registered. */
static const IndicatorPart *denominator_of(const Registry *registry, int indicator)
{
    for (int i = 0; i < registry->part_count; i++) {
        if (registry->parts[i].indicator == indicator &&
            registry->parts[i].role == PART_DENOMINATOR) {
            return &registry->parts[i];
        }
    }
    return NULL;
}

static void check_growth(Field *field, int growth, int level, const PlausibilityRules *rules)
{
    for (int e = 0; e < field->entity_count; e++) {
        Series levels = series_at(field, level, e), rates = series_at(field, growth, e);
        plausibility_nominal(&levels, &rates, rules, field->flags + field_at(field, growth, e, 0));
    }
}

/* Against the registered denominator where it is known; and, since a denominator that was itself
 * worked out of the quotient proves nothing, against the neighbours' implied one. */
static void check_quotient(Field *field, int ratio, const IndicatorPart *numerator,
                           const PlausibilityRules *rules)
{
    const IndicatorPart *below = denominator_of(field->registry, numerator->indicator);
    int top = position_of(field, numerator->part);
    int bottom = below == NULL ? -1 : position_of(field, below->part);
    bool is_per_head =
        text_equal(field->registry->indicators[numerator->indicator].kind, TEXT("per_head"));
    for (int e = 0; top >= 0 && e < field->entity_count; e++) {
        PlausibilityFlag *flags = field->flags + field_at(field, ratio, e, 0);
        Series ratios = series_at(field, ratio, e), tops = series_at(field, top, e);
        if (bottom >= 0) {
            Series bottoms = series_at(field, bottom, e);
            plausibility_identity(&ratios, &tops, &bottoms, numerator->factor, rules, flags);
        }
        if (is_per_head) {
            plausibility_implied(&ratios, &tops, numerator->factor, rules, flags);
        }
    }
}

static void check_parts(Field *field, const PlausibilityRules *rules)
{
    const Registry *registry = field->registry;
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        int whole = position_of(field, part->indicator);
        int level = position_of(field, part->part);
        if (whole >= 0 && level >= 0 && part->role == PART_GROWTH_OF) {
            check_growth(field, whole, level, rules);
        } else if (whole >= 0 && part->role == PART_NUMERATOR) {
            check_quotient(field, whole, part, rules);
        }
    }
}

static void check_shares(Field *field, const PlausibilityRules *rules)
{
    for (int i = 0; i < field->indicator_count; i++) {
        const Indicator *indicator = &field->registry->indicators[field->indicators[i]];
        bool in_percent = text_equal(indicator->unit, TEXT("%"));
        if (!in_percent || !text_equal(indicator->kind, TEXT("ratio"))) {
            continue;
        }
        for (int e = 0; e < field->entity_count; e++) {
            Series shares = series_at(field, i, e);
            plausibility_share(&shares, rules, field->flags + field_at(field, i, e, 0));
        }
    }
}

static void check_editions(Arena *arena, Field *field, const PlausibilityRules *rules)
{
    PlausibilityFlag **flags =
        ARENA_ARRAY(arena, PlausibilityFlag *, (size_t)field->indicator_count + 1);
    for (int e = 0; e < field->entity_count; e++) {
        for (int y = 0; y < field->year_count; y++) {
            for (int i = 0; i < field->indicator_count; i++) {
                flags[i] = &field->flags[field_at(field, i, e, y)];
            }
            plausibility_edition(flags, field->indicator_count, rules);
        }
    }
}

void field_check(Arena *arena, Field *field, const PlausibilityRules *rules)
{
    if (field->entity_count == 0 || field->year_count == 0) {
        return;
    }
    size_t scratch_count = plausibility_scratch_count(field->entity_count, field->year_count);
    double *scratch = ARENA_ARRAY(arena, double, scratch_count);
    for (int i = 0; i < field->indicator_count; i++) {
        size_t at = field_at(field, i, 0, 0);
        const Indicator *indicator = &field->registry->indicators[field->indicators[i]];
        bool is_growth = text_equal(indicator->kind, TEXT("growth"));
        PlausibilityPanel panel = {field->values + at, field->decimals + at, field->known + at,
                                   field->breaks + at, field->entity_count,  field->year_count,
                                   field->first_year};
        plausibility_panel(&panel, is_growth ? PLAUSIBILITY_GROWTH : PLAUSIBILITY_LEVEL, rules,
                           scratch, field->flags + at);
    }
    check_parts(field, rules);
    check_shares(field, rules);
    check_editions(arena, field, rules);
}

/* ---- What the header offers ---- */

static void list_doubts(const Panel *panel, const Field *field, int64_t batch_id, List *doubts)
{
    static const Observation UNKNOWN = {0};
    for (int i = 0; i < field->indicator_count; i++) {
        for (int e = 0; e < field->entity_count; e++) {
            for (int y = 0; y < field->year_count; y++) {
                size_t at = field_at(field, i, e, y);
                int year = field->first_year + y;
                if (!field->known[at] || field->flags[at].kind == PLAUSIBLE) {
                    continue;
                }
                const Observation *source = panel_source(panel, i, e, year);
                if (batch_id != 0 && (source == NULL || source->batch_id != batch_id)) {
                    continue;
                }
                *(Doubt *)list_add(doubts) = (Doubt){.kind = field->flags[at].kind,
                                                     .entity = field->entities[e],
                                                     .indicator = field->indicators[i],
                                                     .year = year,
                                                     .value = field->values[at],
                                                     .expected = field->flags[at].expected,
                                                     .source = source != NULL ? *source : UNKNOWN};
            }
        }
    }
}

Status plausibility_check(Arena *arena, const Panel *panel, const PlausibilityRules *rules,
                          List *doubts, Error *err)
{
    (void)err;
    Field *field = field_from_panel(arena, panel);
    field_check(arena, field, rules);
    *doubts = list_new(arena, sizeof(Doubt));
    list_doubts(panel, field, 0, doubts);
    return STATUS_OK;
}

Status plausibility_check_batch(Arena *arena, Workspace *workspace, const Registry *registry,
                                int64_t batch_id, const PlausibilityRules *rules, List *doubts,
                                Error *err)
{
    Panel *panel;
    PanelRequest request = {.as_of = DATE_NONE, .with_sources = true};
    *doubts = list_new(arena, sizeof(Doubt));
    Status status = panel_load(arena, workspace, registry, &request, &panel, err);
    if (status != STATUS_OK) {
        return status;
    }
    Field *field = field_from_panel(arena, panel);
    field_check(arena, field, rules);
    list_doubts(panel, field, batch_id, doubts);
    return STATUS_OK;
}
