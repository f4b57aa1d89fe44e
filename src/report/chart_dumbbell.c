/* Dumbbell of gaps: every reference stands on one line (●), own beside it: ○ to the left where
 * behind, ◆ to the right where ahead. The distance is the relative gap; where differences are
 * percentage points, the label says so and the distance is still relative to the reference, so that
 * all rows share one scale.
 */
#include "report_impl.h"

#include <math.h>

enum {
    ROW = 26,
    TALL_ROW = 31,
    GROUP_HEAD = 34,
    TOP = 40,
    BOTTOM = 12,
    NAMES_MOST = 216,
    VALUES_MOST = 190,
    TICK_ROOM = 40,
    LABEL_GAP = 15,
    LABEL = SVG_NAME,
    SMALL = 12,
    RADIUS = 6,
    CAP_LEAST = 25, /* percent; a lead beyond the widest gap is cut and marked so */
    TICKS_MOST = 200,
};

typedef struct Dumbbell {
    Svg svg;
    Arena *arena;
    Lang lang;
    const Registry *registry;
    List rows;           /* const GapRow *, group by group, most behind first */
    double *label_rooms; /* pixels, a row */
    double name_end, values_width;
    double left, right;       /* of the plot, labels included */
    double zero, per_percent; /* pixels; behind is to the left */
    double cap;               /* percent */
    double row;               /* height */
    double step;
} Dumbbell;

/* Where own stands beside the reference: percent, negative behind. */
static double full_place(const GapRow *row)
{
    return row->gap.behind * -fabs(row->gap.relative) * 100;
}

static double place_of(const Dumbbell *chart, const GapRow *row)
{
    return fmin(full_place(row), chart->cap);
}

static bool is_drawn(const GapRow *row)
{
    return row->gap.has_relative &&
           (row->state == GAP_BEHIND || row->state == GAP_AHEAD || row->state == GAP_LEVEL);
}

static int by_place(const void *a, const void *b)
{
    double left = full_place(*(const GapRow *const *)a);
    double right = full_place(*(const GapRow *const *)b);
    return (left > right) - (left < right);
}

/* All rows against `reference`, most behind first. */
static void add_group(Dumbbell *chart, const GapTable *gaps, int reference)
{
    List group = list_new(chart->arena, sizeof(const GapRow *));
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (row->reference == reference && is_drawn(row)) {
            *(const GapRow **)list_add(&group) = row;
        }
    }
    list_sort(&group, by_place);
    for (size_t i = 0; i < group.count; i++) {
        *(const GapRow **)list_add(&chart->rows) = *LIST_AT(&group, const GapRow *, i);
    }
}

static bool has_reference(const Dumbbell *chart, int reference)
{
    for (size_t i = 0; i < chart->rows.count; i++) {
        if ((*LIST_AT(&chart->rows, const GapRow *, i))->reference == reference) {
            return true;
        }
    }
    return false;
}

/* Near references first, then the others, each in the table's order. */
static int collect(Dumbbell *chart, const GapTable *gaps)
{
    int groups = 0;
    chart->rows = list_new(chart->arena, sizeof(const GapRow *));
    for (int near = 0; near < GAP_NEARNESSES; near++) {
        for (size_t i = 0; i < gaps->rows.count; i++) {
            const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
            bool wanted = gap_nearness(row) == near && is_drawn(row);
            if (wanted && !has_reference(chart, row->reference)) {
                add_group(chart, gaps, row->reference);
                groups++;
            }
        }
    }
    return groups;
}

static Text mark_label(const Dumbbell *chart, const GapRow *row)
{
    Text measure = gap_measure_short(chart->arena, chart->lang, chart->registry, row);
    if (row->state == GAP_AHEAD) {
        return words(chart->arena, chart->lang, "report.chart.ahead_by",
                     ARGS(arg_text("measure", measure)));
    }
    if (row->state == GAP_LEVEL) {
        return text_from(lang_text(chart->lang, "report.chart.level"));
    }
    return measure;
}

static Text values_text(const Dumbbell *chart, const GapRow *row)
{
    const Indicator *indicator = row_indicator(chart->registry, row);
    Text own = words_number(chart->arena, chart->lang, row->own, indicator->decimals);
    Text other = words_number(chart->arena, chart->lang, row->other, indicator->decimals);
    Text unit = unit_short(chart->arena, chart->lang, indicator->unit);
    return words(chart->arena, chart->lang, "report.chart.values",
                 ARGS(arg_text("own", own), arg_text("other", other), arg_text("unit", unit)));
}

static Text group_head(const Dumbbell *chart, const GapRow *row)
{
    Text reference = reference_words(chart->arena, chart->lang, chart->registry, row);
    return text_format(chart->arena, "● %.*s", TEXT_ARGS(reference));
}

/* The zero line must stand right of every label at the left, left of every one at the right. */
static bool fits(const Dumbbell *chart, double per_percent, double *zero)
{
    double least = chart->left, most = chart->right;
    for (size_t i = 0; i < chart->rows.count; i++) {
        const GapRow *row = *LIST_AT(&chart->rows, const GapRow *, i);
        double place = place_of(chart, row);
        double room = chart->label_rooms[i];
        if (row->state == GAP_BEHIND) {
            least = fmax(least, chart->left + room - place * per_percent);
        } else {
            most = fmin(most, chart->right - room - place * per_percent);
        }
    }
    *zero = (least + most) / 2;
    return least <= most;
}

static void measure_labels(Dumbbell *chart)
{
    chart->label_rooms = ARENA_ARRAY(chart->arena, double, chart->rows.count);
    for (size_t i = 0; i < chart->rows.count; i++) {
        const GapRow *row = *LIST_AT(&chart->rows, const GapRow *, i);
        chart->label_rooms[i] = svg_text_width(mark_label(chart, row), LABEL) + LABEL_GAP;
    }
}

/* The largest scale at which every label fits, found by halving. */
static void scale(Dumbbell *chart)
{
    measure_labels(chart);
    double low = 0, high = SVG_WIDTH;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        if (fits(chart, middle, &chart->zero)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    chart->per_percent = low;
    if (!fits(chart, low, &chart->zero) || chart->rows.count == 0) {
        chart->zero = (chart->left + chart->right) / 2;
    }
    chart->step = nice_step((chart->right - chart->left) / low,
                            (int)((chart->right - chart->left) / TICK_ROOM));
}

/* The widest gap sets how far a lead is drawn: this is a chart of gaps. */
static void set_cap(Dumbbell *chart)
{
    chart->cap = CAP_LEAST;
    for (size_t i = 0; i < chart->rows.count; i++) {
        chart->cap = fmax(chart->cap, -full_place(*LIST_AT(&chart->rows, const GapRow *, i)));
    }
}

/* Names and values take what they need, the plot what is left. */
static void divide(Dumbbell *chart)
{
    double names = 0, values = 0;
    for (size_t i = 0; i < chart->rows.count; i++) {
        const GapRow *row = *LIST_AT(&chart->rows, const GapRow *, i);
        Text name = indicator_name(chart->registry, row->indicator, chart->lang);
        names = fmax(names, svg_text_width(name, LABEL));
        values = fmax(values, svg_text_width(values_text(chart, row), SMALL));
    }
    chart->name_end = fmin(names, NAMES_MOST);
    chart->row = names > NAMES_MOST ? TALL_ROW : ROW;
    chart->values_width = fmin(values, VALUES_MOST);
    chart->left = chart->name_end + 16;
    chart->right = SVG_WIDTH - chart->values_width - 16;
}

static double x_of(const Dumbbell *chart, double percent)
{
    return chart->zero + percent * chart->per_percent;
}

static void draw_tick(Dumbbell *chart, double percent, double bottom)
{
    double x = x_of(chart, percent);
    bool zero = fabs(percent) < chart->step / 2;
    Text label = words_number(chart->arena, chart->lang, fabs(percent), nice_decimals(chart->step));
    Text tick = zero ? TEXT("0") : text_format(chart->arena, "%.*s%%", TEXT_ARGS(label));
    svg_line(&chart->svg, x, TOP - 8, x, bottom, zero ? "axis" : "grid");
    svg_text(&chart->svg, x, TOP - 12, SMALL, ANCHOR_MIDDLE, "m", tick);
}

static void draw_axis(Dumbbell *chart, double bottom)
{
    Svg *svg = &chart->svg;
    bool any_ahead = false;
    double most = 0;
    for (size_t i = 0; i < chart->rows.count; i++) {
        const GapRow *row = *LIST_AT(&chart->rows, const GapRow *, i);
        any_ahead |= row->state == GAP_AHEAD;
        most = fmax(most, place_of(chart, row));
    }
    int last = (int)ceil(most / chart->step - 1e-9);
    for (int i = -TICKS_MOST; i <= last; i++) {
        double x = x_of(chart, i * chart->step);
        if (x >= chart->left + TICK_ROOM / 3.0 && x <= chart->right - TICK_ROOM / 3.0) {
            draw_tick(chart, i * chart->step, bottom);
        }
    }
    svg_text(svg, chart->zero - 8, SMALL, SMALL, ANCHOR_END, "own b",
             text_from(lang_text(chart->lang, "report.chart.behind_side")));
    if (any_ahead) {
        svg_text(svg, chart->zero + 8, SMALL, SMALL, ANCHOR_START, "ahead b",
                 text_from(lang_text(chart->lang, "report.chart.ahead_side")));
    }
    svg_text(svg, SVG_WIDTH, TOP - 12, SMALL, ANCHOR_END, "m",
             text_from(lang_text(chart->lang, "report.chart.own_and_reference")));
}

static void draw_row(Dumbbell *chart, const GapRow *row, double y)
{
    Svg *svg = &chart->svg;
    double own = x_of(chart, place_of(chart, row)), reference = x_of(chart, 0);
    Text name = indicator_name(chart->registry, row->indicator, chart->lang);
    svg_name(svg, chart->name_end, y, name);
    svg_line(svg, own, y, reference, y, "stem");
    svg_circle(svg, reference, y, RADIUS - 1, "dot");
    if (row->state == GAP_AHEAD) {
        if (full_place(row) > chart->cap) {
            svg_line(svg, own - 22, y + 6, own - 18, y - 6, "axis");
            svg_line(svg, own - 17, y + 6, own - 13, y - 6, "axis");
        }
        svg_diamond(svg, own, y, RADIUS + 1, "gem");
        svg_text(svg, own + 13, y + 4, LABEL, ANCHOR_START, "ahead b", mark_label(chart, row));
    } else if (row->state == GAP_BEHIND) {
        svg_circle(svg, own, y, RADIUS, "ring");
        svg_text(svg, own - 12, y + 4, LABEL, ANCHOR_END, "own b", mark_label(chart, row));
    } else {
        svg_text(svg, own + 13, y + 4, LABEL, ANCHOR_START, "m", mark_label(chart, row));
    }
    svg_text(svg, SVG_WIDTH, y + 4, SMALL, ANCHOR_END, "m",
             svg_fit(chart->arena, values_text(chart, row), SMALL, chart->values_width));
    svg_says(svg, own, y, report_gap_sentence(chart->arena, chart->lang, chart->registry, row));
}

/* Nothing else stands in this row, so a long head may run into the plot. */
static void draw_group_head(Dumbbell *chart, const GapRow *row, double y)
{
    Text head = group_head(chart, row);
    bool fits_names = svg_text_width(head, LABEL + 0.5) <= chart->name_end;
    svg_text(&chart->svg, fits_names ? chart->name_end : 0, y, LABEL,
             fits_names ? ANCHOR_END : ANCHOR_START, "b",
             svg_fit(chart->arena, head, LABEL + 0.5, SVG_WIDTH));
}

void chart_gap_dumbbell(Buf *out, Lang lang, const Registry *registry, const GapTable *gaps)
{
    Dumbbell chart = {.arena = out->arena, .lang = lang, .registry = registry};
    int groups = collect(&chart, gaps);
    set_cap(&chart);
    divide(&chart);
    scale(&chart);
    double bottom = TOP + groups * GROUP_HEAD + (double)chart.rows.count * chart.row;
    Text desc = words(chart.arena, lang, "report.chart.dumbbell.desc",
                      ARGS(arg_text("subject", entity_name(registry, gaps->subject, lang))));
    chart.svg =
        svg_open(out, lang, bottom + BOTTOM, gaps_finding(chart.arena, lang, registry, gaps), desc);
    draw_axis(&chart, bottom);
    double y = TOP;
    int reference = -1;
    for (size_t i = 0; i < chart.rows.count; i++) {
        const GapRow *row = *LIST_AT(&chart.rows, const GapRow *, i);
        if (row->reference != reference) {
            reference = row->reference;
            draw_group_head(&chart, row, y + GROUP_HEAD - 12);
            y += GROUP_HEAD;
        }
        draw_row(&chart, row, y + chart.row / 2);
        y += chart.row;
    }
    svg_close(&chart.svg);
}
