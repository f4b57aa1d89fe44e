/* The dictionary of indicators, and what is to be looked at in the figures. */
#include "report_impl.h"

#include <math.h>

static Text option_words(Arena *arena, Lang lang, const char *field, Text value)
{
    return words_named(arena, lang, field, value);
}

static const char *polarity_key(PolarityKind kind)
{
    static const char *const keys[] = {
        [POLARITY_HIGHER] = "report.polarity.higher",
        [POLARITY_LOWER] = "report.polarity.lower",
        [POLARITY_RANGE] = "report.polarity.range",
        [POLARITY_NEUTRAL] = "report.polarity.neutral",
    };
    return keys[kind];
}

static Text years_text(Arena *arena, int first, int last)
{
    return first == 0      ? TEXT("")
           : first == last ? text_format(arena, "%d", first)
                           : text_format(arena, "%d–%d", first, last);
}

/* ---- Dictionary ---- */

static const ColumnSpec DICTIONARY[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"code", "report.col.code", COLUMN_TEXT, 0, 20, 2},
    {"unit", "report.col.unit", COLUMN_TEXT, 0, 12},
    {"polarity", "report.col.polarity", COLUMN_TEXT, 0, 14},
    {"kind", "report.col.kind", COLUMN_TEXT, 0, 14, 1},
    {"area", "report.col.area", COLUMN_TEXT, 0, 14},
    {"years", "report.col.years", COLUMN_TEXT, 0, 12},
    {"entities", "report.col.entities", COLUMN_NUMBER},
    {"figures", "report.col.figures", COLUMN_NUMBER},
    {"known_from", "report.col.latest_vintage", COLUMN_DATE, 0, 0, 1},
};

Table *report_dictionary(Arena *arena, Lang lang, const Registry *registry,
                         const IndicatorCoverage *coverage)
{
    Table *table =
        table_of(arena, lang, "indicators", DICTIONARY, sizeof DICTIONARY / sizeof *DICTIONARY);
    int known = 0;
    for (int i = 0; i < registry->indicator_count; i++) {
        const Indicator *indicator = &registry->indicators[i];
        const IndicatorCoverage *of = &coverage[i];
        TableCell *cells = table_add_row(table);
        cells[0] = cell_indicator(registry, i, lang);
        cells[1] = cell_text(indicator->code);
        cells[2] = cell_text(unit_short(arena, lang, indicator->unit));
        cells[3] = cell_text(text_from(lang_text(lang, polarity_key(indicator->polarity.kind))));
        cells[4] = cell_text(option_words(arena, lang, "report.kind.", indicator->kind));
        cells[5] = cell_text(report_area(arena, lang, indicator->area));
        cells[6] = cell_text(years_text(arena, of->first_year, of->last_year));
        if (of->figures > 0) {
            cells[7] = cell_value(of->entities, 0);
            cells[8] = cell_value((double)of->figures, 0);
            cells[9] = cell_date(of->known_from);
        }
        known += of->figures > 0;
    }
    table->title =
        words(arena, lang, "report.title.dictionary",
              ARGS(arg_int("count", registry->indicator_count), arg_int("known", known)));
    return table;
}

/* ---- How one indicator is made, and what is made of it ---- */

static const ColumnSpec PARTS[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT},
    {"role", "report.col.role_in", COLUMN_TEXT},
    {"factor", "report.col.factor", COLUMN_TEXT},
};

static void part_row(Table *table, Arena *arena, Lang lang, const Registry *registry, int named,
                     const IndicatorPart *part, bool is_whole)
{
    static const char *const roles[] = {
        [PART_NUMERATOR] = "report.part.numerator",
        [PART_DENOMINATOR] = "report.part.denominator",
        [PART_ADDEND] = "report.part.addend",
        [PART_GROWTH_OF] = "report.part.growth_of",
    };
    TableCell *cells = table_add_row(table);
    Text role = text_from(lang_text(lang, roles[part->role]));
    cells[0] = cell_indicator(registry, named, lang);
    cells[1] = cell_text(
        is_whole ? words(arena, lang, "report.part.of", ARGS(arg_text("role", role))) : role);
    bool scales = part->role == PART_NUMERATOR && part->factor != 0 && part->factor != 1;
    cells[2] = cell_text(scales ? text_format(arena, "× %g", part->factor) : TEXT(""));
}

Table *report_parts(Arena *arena, Lang lang, const Registry *registry, int indicator)
{
    Table *table = table_of(arena, lang, "parts", PARTS, sizeof PARTS / sizeof *PARTS);
    table->title = text_from(lang_text(lang, "report.title.parts"));
    for (int i = 0; i < registry->part_count; i++) {
        const IndicatorPart *part = &registry->parts[i];
        if (part->indicator == indicator) {
            part_row(table, arena, lang, registry, part->part, part, false);
        } else if (part->part == indicator) {
            part_row(table, arena, lang, registry, part->indicator, part, true);
        }
    }
    return table;
}

/* ---- Breaks ---- */

static const ColumnSpec BREAKS[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"entity", "report.col.entity", COLUMN_TEXT},
    {"period", "report.col.from_period", COLUMN_TEXT},
    {"reason", "report.col.reason", COLUMN_TEXT},
};

Table *report_breaks(Arena *arena, Lang lang, const Registry *registry, int indicator)
{
    Table *table = table_of(arena, lang, "breaks", BREAKS, sizeof BREAKS / sizeof *BREAKS);
    Text every = text_from(lang_text(lang, "report.every"));
    for (int i = 0; i < registry->break_count; i++) {
        const SeriesBreak *one = &registry->breaks[i];
        if (indicator >= 0 && one->indicator >= 0 && one->indicator != indicator) {
            continue;
        }
        Buf period = buf_new(arena);
        period_print(&period, lang, one->period);
        TableCell *cells = table_add_row(table);
        cells[0] =
            one->indicator < 0 ? cell_text(every) : cell_indicator(registry, one->indicator, lang);
        cells[1] = one->entity < 0 ? cell_text(every) : cell_entity(registry, one->entity, lang);
        cells[2] = cell_text(buf_text(&period));
        cells[3] = cell_text(one->reason);
    }
    table->title = words(arena, lang, "report.title.breaks",
                         ARGS(arg_int("count", (int64_t)table->rows.count)));
    return table;
}

/* ---- Where documents disagree ---- */

static const ColumnSpec DISPUTED[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"entity", "report.col.entity", COLUMN_TEXT},
    {"period", "report.col.period", COLUMN_TEXT},
    {"seen", "report.col.seen", COLUMN_NUMBER},
    {"other", "report.col.said_otherwise", COLUMN_NUMBER},
    {"percent", "report.col.apart_percent", COLUMN_NUMBER, 1},
};

Table *report_disputed(Arena *arena, Lang lang, const Registry *registry, const List *conflicts)
{
    Table *table = table_of(arena, lang, "disputed", DISPUTED, sizeof DISPUTED / sizeof *DISPUTED);
    for (size_t i = 0; i < conflicts->count; i++) {
        const BatchConflict *conflict = LIST_AT(conflicts, BatchConflict, i);
        const Observation *seen = &conflict->kept, *other = &conflict->left_out;
        int indicator = registry_indicator_of_id(registry, seen->indicator_id);
        int entity = registry_entity_of_id(registry, seen->entity_id);
        if (indicator < 0 || entity < 0) {
            continue;
        }
        double value = decimal_double(seen->value), said = decimal_double(other->value);
        Buf period = buf_new(arena);
        period_print(&period, lang, period_from_code(seen->period));
        TableCell *cells = table_add_row(table);
        cells[0] = cell_indicator(registry, indicator, lang);
        cells[1] = cell_entity(registry, entity, lang);
        cells[2] = cell_text(buf_text(&period));
        cells[3] = cell_figure(seen);
        cells[3].decimals = seen->value.scale;
        cells[4] = cell_figure(other);
        cells[4].decimals = other->value.scale;
        if (value != 0) {
            cells[5] = cell_value(100 * fabs(said / value - 1), 1);
        }
    }
    table->title = words(arena, lang, "report.title.disputed",
                         ARGS(arg_int("count", (int64_t)table->rows.count)));
    return table;
}

/* ---- Figures that nobody may have observed ---- */

static const ColumnSpec DOUBTS[] = {
    {"value", "report.col.value", COLUMN_NUMBER},
    {"doubt", "report.col.doubt", COLUMN_TEXT},
    {"remedy", "report.col.what_to_do", COLUMN_TEXT, 0, 0, 1},
};

void report_doubt(Table *table, Lang lang, const Registry *registry, const Observation *figure,
                  const char *code, double expected)
{
    Arena *arena = table->rows.arena;
    int indicator = registry_indicator_of_id(registry, figure->indicator_id);
    int entity = registry_entity_of_id(registry, figure->entity_id);
    if (indicator < 0 || entity < 0) {
        return;
    }
    Text remedy = text_format(arena, "%s.remedy", code);
    TableCell *cells = table_add_row(table);
    cells[0] = cell_figure(figure);
    cells[0].decimals = figure->value.scale;
    cells[1] =
        cell_text(words(arena, lang, code,
                        ARGS(arg_text("entity", entity_name(registry, entity, lang)),
                             arg_text("indicator", indicator_name(registry, indicator, lang)),
                             arg_int("year", period_from_code(figure->period).year),
                             arg_text("value", decimal_text(arena, figure->value)),
                             arg_text("expected", text_format(arena, "%.6g", expected)))));
    cells[2] = cell_text(text_from(lang_text(lang, text_cstr(arena, remedy))));
}

Table *report_doubts(Arena *arena, Lang lang)
{
    return table_of(arena, lang, "doubts", DOUBTS, sizeof DOUBTS / sizeof *DOUBTS);
}

/* ---- What is missing in one's own series ---- */

static const ColumnSpec HOLES[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"last_own", "report.col.last_own", COLUMN_TEXT},
    {"last_any", "report.col.last_any", COLUMN_TEXT},
    {"missing", "report.col.missing_years", COLUMN_TEXT},
    {"owner", "report.col.owner", COLUMN_TEXT},
};

/* Years between the first and the last that is known, and those since which others have. */
static Text missing_years(Arena *arena, const Series *series, int first, int last)
{
    Buf years = buf_new(arena);
    double value;
    for (int year = first; year <= last; year++) {
        if (!series_value(series, year, &value)) {
            buf_add_format(&years, "%s%d", years.len ? " " : "", year);
        }
    }
    return buf_text(&years);
}

Table *report_holes(Arena *arena, Lang lang, const Panel *panel, int subject,
                    const IndicatorCoverage *coverage)
{
    const Registry *registry = panel->registry;
    Table *table = table_of(arena, lang, "missing", HOLES, sizeof HOLES / sizeof *HOLES);
    int at = panel_entity(panel, subject);
    for (int i = 0; at >= 0 && i < registry->indicator_count; i++) {
        int position = panel_indicator(panel, i);
        if (position < 0 || coverage[i].first_year == 0) {
            continue;
        }
        Series series = panel_series(panel, position, at);
        Text missing = missing_years(arena, &series, coverage[i].first_year, coverage[i].last_year);
        if (missing.len == 0) {
            continue;
        }
        int last = coverage[i].last_year;
        double value;
        while (last >= coverage[i].first_year && !series_value(&series, last, &value)) {
            last--;
        }
        TableCell *cells = table_add_row(table);
        cells[0] = cell_indicator(registry, i, lang);
        cells[1] =
            cell_text(last < coverage[i].first_year ? TEXT("—") : text_format(arena, "%d", last));
        cells[2] = cell_text(text_format(arena, "%d", coverage[i].last_year));
        cells[3] = cell_text(missing);
        cells[4] = cell_text(registry->indicators[i].owner[lang]);
    }
    table->title = words(arena, lang, "report.title.holes",
                         ARGS(arg_text("subject", entity_name(registry, subject, lang)),
                              arg_int("count", (int64_t)table->rows.count)));
    return table;
}
