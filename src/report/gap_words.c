/* What a gap says: its size, its years, where it goes; and which gaps to show first. */
#include "report_impl.h"

#include <math.h>

/* Beyond it, present rates say nothing but "not in our time". */
enum { CENTURY = 100 };

const Indicator *row_indicator(const Registry *registry, const GapRow *row)
{
    return &registry->indicators[row->indicator];
}

Text gap_measure(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    const Indicator *indicator = row_indicator(registry, row);
    if (!indicator->is_percent && row->gap.has_relative) {
        return words_percent(arena, lang, fabs(row->gap.relative));
    }
    return words_amount(arena, lang, indicator, row->gap.absolute);
}

Text gap_measure_short(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    const Indicator *indicator = row_indicator(registry, row);
    if (indicator->whole != PER_CENT) {
        return gap_measure(arena, lang, registry, row);
    }
    int decimals = indicator->decimals < 1 ? 1 : indicator->decimals;
    Text number = words_number(arena, lang, fabs(row->gap.absolute), decimals);
    return words(arena, lang, "report.points.short", ARGS(arg_text("number", number)));
}

Text gap_years(Arena *arena, Lang lang, const GapRow *row)
{
    double years = fabs(row->distance.years);
    if (row->distance.kind == TIME_DISTANCE_EXACT) {
        /* Under a twentieth of a year it would read "0.0 years". */
        return years < 0.05 ? TEXT("") : words_years(arena, lang, years);
    }
    if (row->distance.kind != TIME_DISTANCE_AT_LEAST) {
        return TEXT("");
    }
    int decimals = fabs(years - round(years)) < 0.05 ? 0 : 1;
    return words(arena, lang, "report.years.at_least",
                 ARGS(arg_text("years", words_number(arena, lang, years, decimals))));
}

Text gap_trend(Arena *arena, Lang lang, const GapRow *row)
{
    static const char *const gap_keys[] = {"", "report.trend.narrowing", "report.trend.steady",
                                           "report.trend.widening"};
    static const char *const lead_keys[] = {
        "", "report.trend.lead_growing", "report.trend.lead_steady", "report.trend.lead_shrinking"};
    if (row->path.trend == GAP_TREND_UNKNOWN) {
        return TEXT("");
    }
    const char *const *keys = row->state == GAP_AHEAD ? lead_keys : gap_keys;
    return words(arena, lang, keys[row->path.trend], NO_ARGS);
}

Text gap_outlook(Arena *arena, Lang lang, const GapRow *row)
{
    if (row->state != GAP_BEHIND) {
        return TEXT("");
    }
    switch (row->catch_up.kind) {
    case CATCH_UP_YEARS:
        if (row->catch_up.years > CENTURY) {
            return text_format(arena, "> %d", CENTURY);
        }
        return words_years(arena, lang, row->catch_up.years);
    case CATCH_UP_NEVER: return words(arena, lang, "report.outlook.short.never", NO_ARGS);
    default: return TEXT("");
    }
}

bool gap_shortfall(const Registry *registry, const GapRow *row, double *percent)
{
    const Indicator *indicator = row_indicator(registry, row);
    if (row->state != GAP_BEHIND && row->state != GAP_AHEAD && row->state != GAP_LEVEL) {
        return false;
    }
    if (!indicator->is_percent && !row->gap.has_relative) {
        return false;
    }
    double size = fabs(indicator->is_percent ? row->gap.absolute : row->gap.relative * 100);
    *percent = row->gap.behind * size;
    return true;
}

/* ---- The sentence ---- */

/* "11.3%、1.8年" */
static Text size_and_years(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    Text measure = gap_measure(arena, lang, registry, row);
    Text years = gap_years(arena, lang, row);
    if (years.len == 0) {
        return measure;
    }
    return words(arena, lang, "report.size_and_years",
                 ARGS(arg_text("measure", measure), arg_text("years", years)));
}

static Text outlook_sentence(Arena *arena, Lang lang, const GapRow *row)
{
    bool has_rates = row->has_own_rate && row->has_other_rate;
    if (row->rates_cross_break) {
        return words(arena, lang, "report.outlook.break", NO_ARGS);
    }
    if (row->catch_up.kind == CATCH_UP_NEVER) {
        bool slower = has_rates && row->own_rate < row->other_rate;
        return words(arena, lang, slower ? "report.outlook.slower" : "report.outlook.never",
                     NO_ARGS);
    }
    if (row->catch_up.kind == CATCH_UP_YEARS && row->catch_up.years > CENTURY) {
        return words(arena, lang, "report.outlook.century", NO_ARGS);
    }
    if (row->catch_up.kind == CATCH_UP_YEARS) {
        return words(arena, lang, "report.outlook.years",
                     ARGS(arg_text("years", words_number(arena, lang, row->catch_up.years, 1))));
    }
    return TEXT("");
}

static Text trend_sentence(Arena *arena, Lang lang, const GapRow *row)
{
    static const char *const keys[2][4] = {
        {NULL, "report.since.narrowing", "report.since.steady", "report.since.widening"},
        {NULL, "report.since.lead_growing", "report.since.lead_steady",
         "report.since.lead_shrinking"},
    };
    const char *key = keys[row->state == GAP_AHEAD][row->path.trend];
    return key ? words(arena, lang, key, ARGS(arg_int("year", row->path.from_year))) : TEXT("");
}

static Text behind_sentence(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    Text outlook = outlook_sentence(arena, lang, row);
    const char *key = outlook.len ? "report.gap.behind_outlook" : "report.gap.behind";
    Arg args[] = {
        arg_text("indicator", indicator_name(registry, row->indicator, lang)),
        arg_text("reference", entity_name(registry, row->reference, lang)),
        arg_text("size", size_and_years(arena, lang, registry, row)),
        arg_text("outlook", outlook),
    };
    return words(arena, lang, key, args, outlook.len ? 4 : 3);
}

static Text head_sentence(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    const Indicator *indicator = row_indicator(registry, row);
    Text name = indicator_name(registry, row->indicator, lang);
    Text reference = entity_name(registry, row->reference, lang);
    switch (row->state) {
    case GAP_BEHIND: return behind_sentence(arena, lang, registry, row);
    case GAP_AHEAD:
        return words(arena, lang, "report.gap.ahead",
                     ARGS(arg_text("indicator", name), arg_text("reference", reference),
                          arg_text("size", size_and_years(arena, lang, registry, row))));
    case GAP_LEVEL:
        return words(arena, lang, "report.gap.level",
                     ARGS(arg_text("indicator", name), arg_text("reference", reference)));
    case GAP_OWED:
        return words(arena, lang,
                     indicator->owner[lang].len ? "report.gap.owed_by" : "report.gap.owed",
                     ARGS(arg_text("indicator", name), arg_text("owner", indicator->owner[lang])));
    case GAP_NO_REFERENCE:
        return words(arena, lang, "report.gap.no_reference",
                     ARGS(arg_text("indicator", name), arg_text("reference", reference)));
    default:
        return words(
            arena, lang, "report.gap.neutral",
            ARGS(arg_text("indicator", name), arg_text("reference", reference),
                 arg_text("own", words_number(arena, lang, row->own, indicator->decimals)),
                 arg_text("other", words_number(arena, lang, row->other, indicator->decimals)),
                 arg_text("unit", unit_words(arena, lang, indicator->unit))));
    }
}

Text report_gap_sentence(Arena *arena, Lang lang, const Registry *registry, const GapRow *row)
{
    Text head = head_sentence(arena, lang, registry, row);
    Text trend = TEXT("");
    if (row->state == GAP_BEHIND || row->state == GAP_AHEAD) {
        trend = trend_sentence(arena, lang, row);
    }
    if (trend.len == 0) {
        return words(arena, lang, "report.sentence", ARGS(arg_text("head", head)));
    }
    return words(arena, lang, "report.sentence.two",
                 ARGS(arg_text("head", head), arg_text("more", trend)));
}

/* ---- Which rows ---- */

static int by_size(const void *a, const void *b)
{
    const GapRow *left = *(const GapRow *const *)a, *right = *(const GapRow *const *)b;
    double l = left->gap.has_relative ? fabs(left->gap.relative) : 0;
    double r = right->gap.has_relative ? fabs(right->gap.relative) : 0;
    return (l < r) - (l > r);
}

List gap_rows(Arena *arena, const GapTable *gaps, GapState state)
{
    List rows = list_new(arena, sizeof(const GapRow *));
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state == state) {
            *(const GapRow **)list_add(&rows) = row;
        }
    }
    list_sort(&rows, by_size);
    return rows;
}

int gap_nearness(const GapRow *row)
{
    bool far = text_equal(row->role, TEXT("far"));
    return text_equal(row->role, TEXT("near")) ? 0 : far ? 1 : 2;
}

static bool is_near(const GapRow *row)
{
    return gap_nearness(row) == 0;
}

const GapRow *gap_headline(const GapTable *gaps, GapState state)
{
    const GapRow *best = NULL;
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->state != state) {
            continue;
        }
        bool nearer = best && is_near(row) && !is_near(best);
        bool same = best && is_near(row) == is_near(best);
        if (!best || nearer || (same && row->indicator < best->indicator)) {
            best = row;
        }
    }
    return best;
}

/* The first indicator of the registry among a reference's rows. */
static const GapRow *reference_headline(const List *rows, int reference)
{
    const GapRow *best = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const GapRow *row = *LIST_AT(rows, const GapRow *, i);
        if (row->reference == reference && (!best || row->indicator < best->indicator)) {
            best = row;
        }
    }
    return best;
}

static int references_of(Arena *arena, const List *rows, int **references)
{
    *references = ARENA_ARRAY(arena, int, rows->count + 1);
    int count = 0;
    for (int near = 0; near < GAP_NEARNESSES; near++) {
        for (size_t i = 0; i < rows->count; i++) {
            const GapRow *row = *LIST_AT(rows, const GapRow *, i);
            bool seen = gap_nearness(row) != near;
            for (int j = 0; j < count && !seen; j++) {
                seen = (*references)[j] == row->reference;
            }
            if (!seen) {
                (*references)[count++] = row->reference;
            }
        }
    }
    return count;
}

/* The headline of a reference and its largest rows, `quota` in all, largest first. */
static void add_reference(List *chosen, const List *rows, int reference, int quota)
{
    const GapRow *headline = reference_headline(rows, reference);
    int others = quota - 1;
    for (size_t i = 0; i < rows->count; i++) {
        const GapRow *row = *LIST_AT(rows, const GapRow *, i);
        if (row->reference == reference && (row == headline || others-- > 0)) {
            *(const GapRow **)list_add(chosen) = row;
        }
    }
}

List gap_rows_chosen(Arena *arena, const GapTable *gaps, GapState state, int limit)
{
    List rows = gap_rows(arena, gaps, state);
    List chosen = list_new(arena, sizeof(const GapRow *));
    int *references;
    int count = references_of(arena, &rows, &references);
    int left = limit;
    for (int i = 0; i < count && left > 0; i++) {
        size_t before = chosen.count;
        /* The first reference gets what does not divide evenly. */
        int quota = left - left / (count - i) * (count - i - 1);
        add_reference(&chosen, &rows, references[i], quota);
        left -= (int)(chosen.count - before);
    }
    return chosen;
}
