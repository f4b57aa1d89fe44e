/* Then and now: every gap on one scale, ● where own stood then, ○ (behind) or ◆ (ahead) where it
 * stands now. A mark that moved to the right came nearer to its reference, or further ahead of it.
 */
#include "report_impl.h"

#include <math.h>
#include <stdlib.h>

enum {
    ROW = 26,
    TALL_ROW = 31,
    GROUP_HEAD = 34,
    TOP = 40,
    BOTTOM = 12,
    NAMES_MOST = 200,
    SMALL = 12,
    RADIUS = 6,
    COLUMN_GAP = 14,
    TICK_ROOM = 40,
    LEAD_LEAST = 25, /* percent; a lead beyond the widest gap is drawn at the edge */
};

typedef struct Replay {
    Svg svg;
    Arena *arena;
    Lang lang;
    const Registry *registry;
    List rows; /* ReplayRow, reference by reference, what came nearest first */
    double name_end, row;
    double left, right, outcome_end; /* pixels */
    double least, most, step;        /* percent; behind is negative */
} Replay;

static int by_reference(const void *a, const void *b)
{
    const ReplayRow *left = a, *right = b;
    int nearness = gap_nearness(left->before) - gap_nearness(right->before);
    int reference = left->before->reference - right->before->reference;
    double moved = (left->now - left->then) - (right->now - right->then);
    return nearness ? nearness : reference ? reference : (moved > 0) - (moved < 0);
}

static Text outcome_words(const Replay *chart, const ReplayRow *row)
{
    Text verdict = replay_verdict(chart->lang, row->verdict);
    if (row->verdict == REPLAY_SAME) {
        return verdict;
    }
    Text moved = words_number(chart->arena, chart->lang, fabs(row->now - row->then), 1);
    return text_format(chart->arena, "%.*s %.*s", TEXT_ARGS(verdict), TEXT_ARGS(moved));
}

static Text values_words(const Replay *chart, const ReplayRow *row)
{
    Text then = words_number(chart->arena, chart->lang, row->then, 1);
    Text now = words_number(chart->arena, chart->lang, row->now, 1);
    return text_format(chart->arena, "%.*s → %.*s", TEXT_ARGS(then), TEXT_ARGS(now));
}

/* Names, outcomes and values take what they need, the plot what is left. */
static void divide(Replay *chart)
{
    double names = 0, outcomes = 0, values = 0;
    for (size_t i = 0; i < chart->rows.count; i++) {
        const ReplayRow *row = LIST_AT(&chart->rows, ReplayRow, i);
        Text name = indicator_name(chart->registry, row->before->indicator, chart->lang);
        names = fmax(names, svg_text_width(name, SVG_NAME));
        outcomes = fmax(outcomes, svg_text_width(outcome_words(chart, row), SMALL));
        values = fmax(values, svg_text_width(values_words(chart, row), SMALL));
    }
    chart->name_end = fmin(names, NAMES_MOST);
    chart->row = names > NAMES_MOST ? TALL_ROW : ROW;
    chart->outcome_end = SVG_WIDTH - values - COLUMN_GAP;
    chart->left = chart->name_end + COLUMN_GAP + RADIUS;
    chart->right = chart->outcome_end - outcomes - COLUMN_GAP - RADIUS;
}

/* The widest gap sets how far a lead is drawn: this is a chart of gaps. */
static void scale(Replay *chart)
{
    double widest = LEAD_LEAST, lead = 0;
    for (size_t i = 0; i < chart->rows.count; i++) {
        const ReplayRow *row = LIST_AT(&chart->rows, ReplayRow, i);
        widest = fmax(widest, fmax(row->then, row->now));
        lead = fmax(lead, -fmin(row->then, row->now));
    }
    chart->least = -widest;
    chart->most = fmin(lead, widest);
    double ticks = (chart->right - chart->left) / TICK_ROOM;
    chart->step = nice_step(chart->most - chart->least, ticks > 2 ? (int)ticks : 2);
}

static double x_of(const Replay *chart, double shortfall)
{
    double place = fmin(-shortfall, chart->most);
    double part = (place - chart->least) / (chart->most - chart->least);
    return chart->left + part * (chart->right - chart->left);
}

static void draw_axis(Replay *chart, double bottom)
{
    Svg *svg = &chart->svg;
    int first = (int)ceil(chart->least / chart->step), last = (int)floor(chart->most / chart->step);
    for (int i = first; i <= last; i++) {
        double x = x_of(chart, -i * chart->step);
        Text label = words_number(chart->arena, chart->lang, fabs(i * chart->step),
                                  nice_decimals(chart->step));
        svg_line(svg, x, TOP - 8, x, bottom, i == 0 ? "axis" : "grid");
        svg_text(svg, x, TOP - 12, SMALL, ANCHOR_MIDDLE, "m", label);
    }
    svg_text(svg, 0, SMALL, SMALL, ANCHOR_START, "m",
             text_from(lang_text(chart->lang, "report.chart.replay.key")));
    svg_text(svg, x_of(chart, 0) - 8, SMALL, SMALL, ANCHOR_END, "own b",
             text_from(lang_text(chart->lang, "report.chart.behind_side")));
    svg_text(svg, x_of(chart, 0) + 8, SMALL, SMALL, ANCHOR_START, "ahead b",
             text_from(lang_text(chart->lang, "report.chart.ahead_side")));
    svg_text(svg, SVG_WIDTH, TOP - 12, SMALL, ANCHOR_END, "m",
             text_from(lang_text(chart->lang, "report.chart.replay.values")));
}

static void draw_row(Replay *chart, const ReplayRow *row, double y)
{
    Svg *svg = &chart->svg;
    double then = x_of(chart, row->then), now = x_of(chart, row->now);
    bool better = replay_is_better(row->verdict), same = row->verdict == REPLAY_SAME;
    Text name = indicator_name(chart->registry, row->before->indicator, chart->lang);
    svg_name(svg, chart->name_end, y, name);
    svg_line(svg, then, y, now, y, same ? "stem" : better ? "better" : "worse");
    svg_circle(svg, then, y, RADIUS - 2, "was");
    if (replay_is_behind(row->now)) {
        svg_circle(svg, now, y, RADIUS, "ring");
    } else {
        svg_diamond(svg, now, y, RADIUS + 1, "gem");
    }
    Text outcome = outcome_words(chart, row);
    svg_text(svg, chart->outcome_end, y + 4, SMALL, ANCHOR_END,
             same     ? "m"
             : better ? "ahead b"
                      : "own b",
             outcome);
    svg_text(svg, SVG_WIDTH, y + 4, SMALL, ANCHOR_END, "m", values_words(chart, row));
    svg_says(
        svg, now, y,
        words(chart->arena, chart->lang, "report.chart.replay.says",
              ARGS(arg_text("indicator", name), arg_int("then_year", row->before->year),
                   arg_int("now_year", row->after->year),
                   arg_text("values", values_words(chart, row)), arg_text("outcome", outcome))));
}

static void draw_group_head(Replay *chart, const GapRow *row, double y)
{
    Text head = reference_words(chart->arena, chart->lang, chart->registry, row);
    svg_text(&chart->svg, 0, y, SVG_NAME, ANCHOR_START, "b",
             svg_fit(chart->arena, head, SVG_NAME, SVG_WIDTH));
}

static int count_groups(const List *rows)
{
    int groups = 0, reference = -1;
    for (size_t i = 0; i < rows->count; i++) {
        const ReplayRow *row = LIST_AT(rows, ReplayRow, i);
        groups += row->before->reference != reference;
        reference = row->before->reference;
    }
    return groups;
}

void chart_replay(Buf *out, Lang lang, const Registry *registry, const GapTable *then,
                  const GapTable *now)
{
    Replay chart = {.arena = out->arena, .lang = lang, .registry = registry};
    chart.rows = replay_rows(chart.arena, registry, then, now);
    Text finding = replay_finding(chart.arena, lang, &chart.rows);
    list_sort(&chart.rows, by_reference);
    divide(&chart);
    scale(&chart);
    double bottom =
        TOP + count_groups(&chart.rows) * GROUP_HEAD + (double)chart.rows.count * chart.row;
    Text desc = words(chart.arena, lang, "report.chart.replay.desc",
                      ARGS(arg_text("subject", entity_name(registry, then->subject, lang))));
    chart.svg = svg_open(out, lang, bottom + BOTTOM, finding, desc);
    draw_axis(&chart, bottom);
    double y = TOP;
    int reference = -1;
    for (size_t i = 0; i < chart.rows.count; i++) {
        const ReplayRow *row = LIST_AT(&chart.rows, ReplayRow, i);
        if (row->before->reference != reference) {
            reference = row->before->reference;
            draw_group_head(&chart, row->before, y + GROUP_HEAD - 12);
            y += GROUP_HEAD;
        }
        draw_row(&chart, row, y + chart.row / 2);
        y += chart.row;
    }
    svg_close(&chart.svg);
}
