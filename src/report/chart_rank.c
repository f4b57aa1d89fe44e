/* Rank over the years, first place on top. Ties share the middle of their places. */
#include "report_impl.h"

enum { TOP = 26, ROW = 22, LEFT = 40, RIGHT = 560, FOOT = 34, LABEL = 13, SMALL = 12, RADIUS = 9 };

typedef struct Bump {
    Svg svg;
    Arena *arena;
    Lang lang;
    const SiblingRanks *ranking;
    Plane plane;
    double *places; /* [unit][year], the middle of a tie */
    int most;
} Bump;

static Points points_of(const Bump *chart, int unit)
{
    const SiblingRanks *ranking = chart->ranking;
    int years = ranking->panel->year_count;
    uint8_t *known = ARENA_ARRAY(chart->arena, uint8_t, (size_t)years);
    for (int year = 0; year < years; year++) {
        known[year] = ranking->first[sibling_rank_at(ranking, unit, year)] > 0;
    }
    Series series = panel_series(ranking->panel, ranking->indicator, ranking->units[unit]);
    return (Points){chart->places + (size_t)unit * (size_t)years, known, series.breaks, years,
                    ranking->panel->first_year};
}

static void fill_places(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    int years = ranking->panel->year_count;
    chart->places = ARENA_ARRAY(chart->arena, double, (size_t)years *(size_t)ranking->count);
    chart->most = 1;
    for (int unit = 0; unit < ranking->count; unit++) {
        for (int year = 0; year < years; year++) {
            size_t at = sibling_rank_at(ranking, unit, year);
            chart->places[(size_t)unit * (size_t)years + (size_t)year] =
                (ranking->first[at] + ranking->last[at]) / 2.0;
            chart->most = ranking->last[at] > chart->most ? ranking->last[at] : chart->most;
        }
    }
}

static void draw_axis(Bump *chart)
{
    for (int place = 1; place <= chart->most; place++) {
        double y = plane_y(&chart->plane, place);
        svg_line(&chart->svg, LEFT - 12, y, RIGHT + 12, y, "grid");
        svg_text(&chart->svg, LEFT - 20, y + 4, SMALL, ANCHOR_END, "m",
                 text_format(chart->arena, "%d", place));
    }
    Plane foot = chart->plane;
    foot.bottom += 14;
    svg_years(&chart->svg, &foot);
}

/* The rank stands in the mark itself. */
static void draw_own(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    Points points = points_of(chart, ranking->subject);
    svg_points(&chart->svg, &chart->plane, &points, "l-own");
    for (int year = 0; year < points.count; year++) {
        if (!points.known[year]) {
            continue;
        }
        size_t at = sibling_rank_at(ranking, ranking->subject, year);
        double x = plane_x(&chart->plane, points.first_year + year);
        double y = plane_y(&chart->plane, points.values[year]);
        bool tie = ranking->last[at] > ranking->first[at];
        svg_circle(&chart->svg, x, y, tie ? RADIUS + 5 : RADIUS, "bar-own");
        svg_text(&chart->svg, x, y + 4, tie ? 11 : SMALL, ANCHOR_MIDDLE, "on b",
                 words_rank(chart->arena, ranking->first[at], ranking->last[at]));
        svg_says(&chart->svg, x, y,
                 words(chart->arena, chart->lang, "report.chart.says_rank",
                       ARGS(arg_int("year", points.first_year + year),
                            arg_text("rank", words_rank(chart->arena, ranking->first[at],
                                                        ranking->last[at])))));
    }
}

static int last_known(const Points *points)
{
    int year = points->count - 1;
    while (year >= 0 && !points->known[year]) {
        year--;
    }
    return year;
}

static void draw_ends(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    EndLabel *labels = ARENA_ARRAY(chart->arena, EndLabel, (size_t)ranking->count + 1);
    int count = 0;
    for (int unit = 0; unit < ranking->count; unit++) {
        Points points = points_of(chart, unit);
        int year = last_known(&points);
        if (year < 0) {
            continue;
        }
        size_t at = sibling_rank_at(ranking, unit, year);
        Text rank = words_rank(chart->arena, ranking->first[at], ranking->last[at]);
        labels[count++] = (EndLabel){
            .at = plane_y(&chart->plane, points.values[year]),
            .text = words(chart->arena, chart->lang, "report.chart.rank_end",
                          ARGS(arg_text("rank", rank),
                               arg_text("name", sibling_name(ranking, unit, chart->lang)))),
            .classes = unit == ranking->subject ? "own b" : "m",
        };
    }
    Plane plane = chart->plane;
    plane.right += 6;
    svg_end_labels(&chart->svg, &plane, labels, count, LABEL);
}

void chart_rank(Buf *out, Lang lang, const Panel *panel, int subject, int indicator)
{
    Arena *arena = out->arena;
    SiblingRanks *ranking = sibling_ranks(arena, panel, subject, indicator);
    Bump chart = {.arena = arena, .lang = lang, .ranking = ranking};
    fill_places(&chart);
    double bottom = TOP + (chart.most - 1) * (double)ROW;
    chart.plane = (Plane){.left = LEFT,
                          .right = RIGHT,
                          .top = TOP,
                          .bottom = bottom,
                          .first_year = panel->first_year,
                          .last_year = panel->first_year + panel->year_count - 1,
                          .least = chart.most,
                          .most = 1};
    Text name = entity_name(panel->registry, subject, lang);
    chart.svg = svg_open(
        out, lang, bottom + 14 + FOOT, rank_finding(arena, lang, ranking, subject, indicator),
        words(arena, lang, "report.chart.rank.desc", ARGS(arg_text("subject", name))));
    draw_axis(&chart);
    for (int unit = 0; unit < ranking->count; unit++) {
        Points points = points_of(&chart, unit);
        svg_points(&chart.svg, &chart.plane, &points, "l-other");
    }
    if (ranking->subject >= 0) {
        Points own = points_of(&chart, ranking->subject);
        svg_breaks(&chart.svg, &chart.plane, &own);
        draw_own(&chart);
    }
    draw_ends(&chart);
    svg_close(&chart.svg);
}
