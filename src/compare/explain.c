/* Why a ratio or a sum differs, part by part (formulas: measure, "Explanation by parts"). */
#include "compare_impl.h"

static bool add_part(const Panel *panel, const IndicatorPart *part, int subject, int reference,
                     int year, List *parts)
{
    int at = part->part >= 0 ? panel_indicator(panel, part->part) : -1;
    ExplainPart row = {.indicator = part->part, .role = part->role};
    if (at < 0 || !panel_value(panel, at, subject, year, &row.own) ||
        !panel_value(panel, at, reference, year, &row.other)) {
        return false;
    }
    row.difference = row.other - row.own;
    *(ExplainPart *)list_add(parts) = row;
    return true;
}

static bool share_ratio(List *parts)
{
    ExplainPart *a = LIST_AT(parts, ExplainPart, 0), *b = LIST_AT(parts, ExplainPart, 1);
    if (parts->count != 2 || a->role == b->role || a->role == PART_ADDEND ||
        b->role == PART_ADDEND) {
        return false;
    }
    ExplainPart *top = a->role == PART_NUMERATOR ? a : b;
    ExplainPart *bottom = a->role == PART_NUMERATOR ? b : a;
    return explain_ratio(top->own, bottom->own, top->other, bottom->other, &top->share,
                         &bottom->share);
}

static bool share_sum(Arena *arena, List *parts)
{
    size_t count = parts->count;
    double *own = ARENA_ARRAY(arena, double, count), *other = ARENA_ARRAY(arena, double, count);
    double *difference = ARENA_ARRAY(arena, double, count);
    double *share = ARENA_ARRAY(arena, double, count);
    for (size_t p = 0; p < count; p++) {
        const ExplainPart *part = LIST_AT(parts, ExplainPart, p);
        if (part->role != PART_ADDEND) {
            return false;
        }
        own[p] = part->own;
        other[p] = part->other;
    }
    explain_sum(own, other, (int)count, difference, share);
    for (size_t p = 0; p < count; p++) {
        ExplainPart *part = LIST_AT(parts, ExplainPart, p);
        part->difference = difference[p];
        part->share = share[p];
    }
    return true;
}

Status compare_explain(Arena *arena, const Panel *panel, int subject, int reference, int indicator,
                       int year, List *parts, Error *err)
{
    int position;
    Status status = subject_position(panel, subject, &position, err);
    if (status == STATUS_OK) {
        status = subject_position(panel, reference, &position, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *parts = list_new(arena, sizeof(ExplainPart));
    bool whole = true;
    const Registry *registry = panel->registry;
    for (int p = 0; p < registry->part_count && whole; p++) {
        if (registry->parts[p].indicator == indicator &&
            registry->parts[p].role != PART_GROWTH_OF) {
            whole = add_part(panel, &registry->parts[p], subject, reference, year, parts);
        }
    }
    bool is_sum = parts->count > 0 && LIST_AT(parts, ExplainPart, 0)->role == PART_ADDEND;
    if (!whole || parts->count == 0 || !(is_sum ? share_sum(arena, parts) : share_ratio(parts))) {
        parts->count = 0;
    }
    return STATUS_OK;
}
