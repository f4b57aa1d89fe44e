/* Which figures of one indicator nobody may have observed: measure's checks over a field. */
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

static void fill_decimals(Field *field, const Panel *panel)
{
    for (int e = 0; e < field->entity_count; e++) {
        for (int y = 0; y < field->year_count; y++) {
            const Observation *source = panel_source(panel, 0, e, field->first_year + y);
            if (source != NULL) {
                field->decimals[field_at(field, 0, e, y)] = source->value;
            }
        }
    }
}

Field *field_from_panel(Arena *arena, const Panel *panel)
{
    Field *field = ARENA_NEW(arena, Field);
    size_t places = (size_t)panel->entity_count * (size_t)panel->year_count;
    *field = (Field){.registry = panel->registry,
                     .indicators = panel->indicators,
                     .indicator_count = panel->indicator_count,
                     .entity_count = panel->entity_count,
                     .year_count = panel->year_count,
                     .first_year = panel->first_year,
                     .values = panel->values,
                     .known = panel->known,
                     .breaks = panel->breaks,
                     .decimals = ARENA_ARRAY(arena, Decimal, places + 1),
                     .flags = ARENA_ARRAY(arena, PlausibilityFlag, places + 1)};
    fill_decimals(field, panel);
    return field;
}

static Series series_at(const Field *field, int indicator, int entity)
{
    size_t at = field_at(field, indicator, entity, 0);
    return (Series){field->values + at, field->known + at, field->breaks + at, field->year_count,
                    field->first_year};
}

static PlausibilityFlag *flags_at(const Field *field, int entity)
{
    return field->flags + field_at(field, 0, entity, 0);
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

static void check_growth(Field *field, int level, const PlausibilityRules *rules)
{
    for (int e = 0; e < field->entity_count; e++) {
        Series levels = series_at(field, level, e), rates = series_at(field, 0, e);
        plausibility_nominal(&levels, &rates, rules, flags_at(field, e));
    }
}

/* Against the registered denominator where it is known; and, since a denominator that was itself
 * worked out of the quotient proves nothing, against the neighbours' implied one. */
static void check_quotient(Field *field, int top, const IndicatorPart *numerator,
                           const PlausibilityRules *rules)
{
    const IndicatorPart *below = denominator_of(field->registry, numerator->indicator);
    int bottom = below == NULL ? -1 : position_of(field, below->part);
    bool is_per_head =
        text_equal(field->registry->indicators[numerator->indicator].kind, TEXT("per_head"));
    for (int e = 0; e < field->entity_count; e++) {
        Series ratios = series_at(field, 0, e), tops = series_at(field, top, e);
        if (bottom >= 0) {
            Series bottoms = series_at(field, bottom, e);
            plausibility_identity(&ratios, &tops, &bottoms, numerator->factor, rules,
                                  flags_at(field, e));
        }
        if (is_per_head) {
            plausibility_implied(&ratios, &tops, numerator->factor, rules, flags_at(field, e));
        }
    }
}

static void check_parts(Field *field, const PlausibilityRules *rules)
{
    const Registry *registry = field->registry;
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        int position =
            part->indicator == field->indicators[0] ? position_of(field, part->part) : -1;
        if (position >= 0 && part->role == PART_GROWTH_OF) {
            check_growth(field, position, rules);
        } else if (position >= 0 && part->role == PART_NUMERATOR) {
            check_quotient(field, position, part, rules);
        }
    }
}

static void check_shares(Field *field, const PlausibilityRules *rules)
{
    for (int e = 0; e < field->entity_count; e++) {
        Series shares = series_at(field, 0, e);
        plausibility_share(&shares, rules, flags_at(field, e));
    }
}

void field_check(Arena *arena, Field *field, const PlausibilityRules *rules)
{
    if (field->entity_count == 0 || field->year_count == 0) {
        return;
    }
    const Indicator *indicator = &field->registry->indicators[field->indicators[0]];
    bool is_growth = text_equal(indicator->kind, TEXT("growth"));
    PlausibilityPanel panel = {field->values,    field->decimals,     field->known,
                               field->breaks,    field->entity_count, field->year_count,
                               field->first_year};
    size_t scratch_count = plausibility_scratch_count(field->entity_count, field->year_count);
    plausibility_panel(&panel, is_growth ? PLAUSIBILITY_GROWTH : PLAUSIBILITY_LEVEL, rules,
                       ARENA_ARRAY(arena, double, scratch_count), field->flags);
    check_parts(field, rules);
    if (text_equal(indicator->unit, TEXT("%")) && text_equal(indicator->kind, TEXT("ratio"))) {
        check_shares(field, rules);
    }
}
