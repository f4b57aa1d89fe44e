/* Tier ladder: everybody in order, the edge of the tier between two rungs, and how far the subject
 * is from it. Of many the first and those around the subject, with a gap where some are left
 * out. */
#include "report_impl.h"

#include <math.h>

enum { ROW = 24, BAR = 15, RANK_END = 30, TOP = 6, LABEL = 13, SMALL = 12, NAMES_MOST = 150 };
enum { EDGE_ROOM = 18, UNKNOWN_NAMED = 8 };

typedef struct Ladder {
    Svg svg;
    Arena *arena;
    Lang lang;
    const SiblingRanks *ranking;
    const Indicator *indicator;
    const PositionRow *row;
    Text edge;          /* what it says: "前6位" */
    int year;           /* index in the panel */
    double bars, right; /* pixels: where bars begin and may end */
    double most;
    int *places; /* whom it shows */
    int shown;
} Ladder;

static int unit_at(const Ladder *chart, int place)
{
    return siblings_in_order(chart->ranking, chart->year)[place];
}

static double value_of(const Ladder *chart, int unit)
{
    return chart->ranking->values[sibling_rank_at(chart->ranking, unit, chart->year)];
}

static void divide(Ladder *chart)
{
    double names = 0, values = 0;
    for (int i = 0; i < chart->shown; i++) {
        int unit = unit_at(chart, chart->places[i]);
        Text value = words_number(chart->arena, chart->lang, value_of(chart, unit),
                                  chart->indicator->decimals);
        names = fmax(names, svg_text_width(sibling_name(chart->ranking, unit, chart->lang), LABEL));
        values = fmax(values, svg_text_width(value, SMALL));
        chart->most = fmax(chart->most, fabs(value_of(chart, unit)));
    }
    chart->bars = RANK_END + 12 + fmin(names, NAMES_MOST) + 12;
    chart->right = SVG_WIDTH - values - 10;
}

static void draw_distance(Ladder *chart, double x, double y)
{
    const TierDistance *distance = &chart->row->tier;
    if (distance->inside) {
        return;
    }
    Text amount = words_amount(chart->arena, chart->lang, chart->indicator, distance->amount);
    Text text = words(chart->arena, chart->lang, "report.chart.ladder.short",
                      ARGS(arg_int("places", distance->places), arg_text("amount", amount)));
    double width = svg_text_width(text, LABEL);
    if (x + width <= SVG_WIDTH) {
        svg_text(&chart->svg, x, y, LABEL, ANCHOR_START, "own b", text);
    }
}

/* The end of a bar can be pointed at: whose it is, and what it stands for. */
static void say_rung(Ladder *chart, int unit, Text number, double x, double y)
{
    const SiblingRanks *ranking = chart->ranking;
    SiblingRank rank = sibling_rank(ranking, unit, chart->year);
    svg_says(&chart->svg, x, y,
             words(chart->arena, chart->lang, "report.chart.ladder.says",
                   ARGS(arg_text("name", sibling_name(ranking, unit, chart->lang)),
                        arg_text("rank", words_rank(chart->arena, rank.first, rank.last)),
                        arg_text("value", number),
                        arg_text("unit",
                                 unit_short(chart->arena, chart->lang, chart->indicator->unit)))));
}

static void draw_rung(Ladder *chart, int place, double y)
{
    const SiblingRanks *ranking = chart->ranking;
    int unit = unit_at(chart, place);
    bool own = unit == ranking->subject;
    SiblingRank rank = sibling_rank(ranking, unit, chart->year);
    double value = value_of(chart, unit);
    double length =
        chart->most > 0 ? fmax(value, 0) / chart->most * (chart->right - chart->bars) : 0;
    double base = y + ROW / 2.0 + 4.5;
    svg_text(&chart->svg, RANK_END, base, SMALL, ANCHOR_END, own ? "own b" : "m",
             words_rank(chart->arena, rank.first, rank.last));
    svg_text(&chart->svg, RANK_END + 12, base, LABEL, ANCHOR_START, own ? "own b" : "",
             svg_fit(chart->arena, sibling_name(ranking, unit, chart->lang), LABEL, NAMES_MOST));
    svg_rect(&chart->svg, chart->bars, y + (ROW - BAR) / 2.0, length, BAR, own ? "bar-own" : "bar");
    Text number = words_number(chart->arena, chart->lang, value, chart->indicator->decimals);
    svg_text(&chart->svg, chart->bars + length + 7, base, SMALL, ANCHOR_START, own ? "own b" : "m",
             number);
    say_rung(chart, unit, number, chart->bars + length, y + ROW / 2.0);
    if (own) {
        double x = chart->bars + length + 7 + svg_text_width(number, SMALL) + 16;
        draw_distance(chart, x, base);
    }
}

static void draw_edge(Ladder *chart, double y)
{
    double end = SVG_WIDTH - svg_text_width(chart->edge, SMALL) - 12;
    svg_line(&chart->svg, 0, y, end, y, "edge");
    svg_text(&chart->svg, SVG_WIDTH, y + 4, SMALL, ANCHOR_END, "goal b", chart->edge);
}

/* Of many the first, and how many there are. */
static Text unknown_names(const Ladder *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    Text names[UNKNOWN_NAMED];
    int count = 0;
    for (int unit = 0; unit < ranking->count; unit++) {
        if (ranking->known[sibling_rank_at(ranking, unit, chart->year)]) {
            continue;
        }
        if (count < UNKNOWN_NAMED) {
            names[count] = sibling_name(ranking, unit, chart->lang);
        }
        count++;
    }
    if (count == 0) {
        return TEXT("");
    }
    bool is_many = count > UNKNOWN_NAMED;
    Text named = words_join(chart->arena, chart->lang, names, is_many ? UNKNOWN_NAMED : count);
    return words(chart->arena, chart->lang,
                 is_many ? "report.chart.ladder.unknown_many" : "report.chart.ladder.unknown",
                 ARGS(arg_text("names", named), arg_int("count", count)));
}

/* Does the edge lie between this rung and the one above? */
static bool is_below_edge(const Ladder *chart, int rung)
{
    int seats = chart->row->tier.seats;
    return rung > 0 && chart->places[rung] >= seats && chart->places[rung - 1] < seats;
}

/* Rungs left out above this one, without an edge that parts them already. */
static bool is_after_gap(const Ladder *chart, int rung)
{
    return rung > 0 && chart->places[rung] > chart->places[rung - 1] + 1 &&
           !is_below_edge(chart, rung);
}

static double height_of(const Ladder *chart)
{
    double height = TOP + chart->shown * (double)ROW;
    for (int rung = 0; rung < chart->shown; rung++) {
        height += is_below_edge(chart, rung) || is_after_gap(chart, rung) ? EDGE_ROOM : 0;
    }
    return height;
}

static void draw(Ladder *chart, Text unknown)
{
    double y = TOP;
    for (int rung = 0; rung < chart->shown; rung++) {
        if (is_below_edge(chart, rung)) {
            draw_edge(chart, y + EDGE_ROOM / 2.0);
            y += EDGE_ROOM;
        } else if (is_after_gap(chart, rung)) {
            y += EDGE_ROOM;
        }
        draw_rung(chart, chart->places[rung], y);
        y += ROW;
    }
    if (unknown.len) {
        svg_text(&chart->svg, RANK_END + 12, y + 18, SMALL, ANCHOR_START, "m",
                 svg_fit(chart->arena, unknown, SMALL, SVG_WIDTH - RANK_END - 12));
    }
}

void chart_tier_ladder(Buf *out, Lang lang, const SiblingRanks *ranking,
                       const PositionTable *position, const PositionRow *row)
{
    Arena *arena = out->arena;
    const Panel *panel = ranking->panel;
    const Registry *registry = panel->registry;
    Ladder chart = {.arena = arena,
                    .lang = lang,
                    .ranking = ranking,
                    .indicator = &registry->indicators[row->indicator],
                    .row = row,
                    .edge = tier_edge(arena, lang, &registry->tiers[position->tier], row),
                    .year = row->year - panel->first_year};
    Text title = position_finding(arena, lang, registry, position, row);
    Text desc = words(arena, lang, "report.chart.ladder.desc",
                      ARGS(arg_text("subject", entity_name(registry, position->subject, lang)),
                           arg_text("indicator", indicator_name(registry, row->indicator, lang)),
                           arg_int("year", row->year), arg_text("edge", chart.edge)));
    bool inside = chart.year >= 0 && chart.year < panel->year_count && ranking->indicator >= 0;
    Text unknown = TEXT("");
    if (inside) {
        chart.places = ARENA_ARRAY(arena, int, (size_t)ranking->count);
        chart.shown = siblings_shown(ranking, chart.year, chart.places);
        divide(&chart);
        unknown = unknown_names(&chart);
    }
    double height = height_of(&chart) + (unknown.len ? ROW : 0) + 6;
    chart.svg = svg_open(out, lang, height, title, desc);
    if (inside) {
        draw(&chart, unknown);
    }
    svg_close(&chart.svg);
}
