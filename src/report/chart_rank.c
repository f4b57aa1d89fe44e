/* Rank over the years, first place on top. Ties share the middle of their places. Of many siblings
 * the first and those around the subject are drawn. */
#include "report_impl.h"

enum { TOP = 26, ROW = 22, LEFT = 40, RIGHT = 560, FOOT = 34, LABEL = 13, SMALL = 12, RADIUS = 9 };
/* Of many: places up to the thousands, of which a few are named; marks without a number in them. */
enum { MANY_LEFT = 60, MANY_ROWS = 24, MANY_NAMED = 10, DOT = 4 };

typedef struct Bump {
    Svg svg;
    Arena *arena;
    Lang lang;
    const SiblingRanks *ranking;
    Plane plane;
    double *places; /* [unit][year], the middle of a tie */
    int most;
    int *shown; /* units */
    int shown_count;
    bool is_many;
} Bump;

static Points points_of(const Bump *chart, int unit)
{
    const SiblingRanks *ranking = chart->ranking;
    int years = ranking->panel->year_count;
    uint8_t *known = ARENA_ARRAY(chart->arena, uint8_t, (size_t)years);
    for (int year = 0; year < years; year++) {
        known[year] = sibling_rank(ranking, unit, year).first > 0;
    }
    Series series = panel_series(ranking->panel, ranking->indicator, ranking->units[unit]);
    return (Points){chart->places + (size_t)unit * (size_t)years, known, series.breaks, years,
                    ranking->panel->first_year};
}

static void choose_shown(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    chart->shown = ARENA_ARRAY(chart->arena, int, (size_t)ranking->count + 1);
    chart->is_many = ranking->count > SIBLINGS_ALL && ranking->panel->year_count > 0;
    if (!chart->is_many) {
        for (int unit = 0; unit < ranking->count; unit++) {
            chart->shown[chart->shown_count++] = unit;
        }
        return;
    }
    int year = siblings_year(ranking);
    chart->shown_count = siblings_shown(ranking, year, chart->shown);
    for (int i = 0; i < chart->shown_count; i++) {
        chart->shown[i] = siblings_in_order(ranking, year)[chart->shown[i]];
    }
}

static void fill_places(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    int years = ranking->panel->year_count;
    chart->places = ARENA_ARRAY(chart->arena, double, (size_t)years *(size_t)ranking->count);
    chart->most = 1;
    for (int i = 0; i < chart->shown_count; i++) {
        int unit = chart->shown[i];
        for (int year = 0; year < years; year++) {
            SiblingRank rank = sibling_rank(ranking, unit, year);
            chart->places[(size_t)unit * (size_t)years + (size_t)year] =
                (rank.first + rank.last) / 2.0;
            chart->most = rank.last > chart->most ? rank.last : chart->most;
        }
    }
}

static void draw_axis(Bump *chart)
{
    int step = chart->is_many ? (chart->most + MANY_NAMED - 1) / MANY_NAMED : 1;
    double left = chart->plane.left;
    for (int place = 1; place <= chart->most; place += step) {
        double y = plane_y(&chart->plane, place);
        svg_line(&chart->svg, left - 12, y, RIGHT + 12, y, "grid");
        svg_text(&chart->svg, left - 20, y + 4, SMALL, ANCHOR_END, "m",
                 text_format(chart->arena, "%d", place));
    }
    Plane foot = chart->plane;
    foot.bottom += 14;
    svg_years(&chart->svg, &foot);
}

/* The rank stands in the mark itself, unless there are too many. */
static void draw_own(Bump *chart)
{
    const SiblingRanks *ranking = chart->ranking;
    Points points = points_of(chart, ranking->subject);
    svg_points(&chart->svg, &chart->plane, &points, "l-own");
    for (int year = 0; year < points.count; year++) {
        if (!points.known[year]) {
            continue;
        }
        SiblingRank rank = sibling_rank(ranking, ranking->subject, year);
        Text place = words_rank(chart->arena, rank.first, rank.last);
        double x = plane_x(&chart->plane, points.first_year + year);
        double y = plane_y(&chart->plane, points.values[year]);
        bool tie = rank.last > rank.first;
        if (chart->is_many) {
            svg_circle(&chart->svg, x, y, DOT, "bar-own");
        } else {
            svg_circle(&chart->svg, x, y, tie ? RADIUS + 5 : RADIUS, "bar-own");
            svg_text(&chart->svg, x, y + 4, tie ? 11 : SMALL, ANCHOR_MIDDLE, "on b", place);
        }
        svg_says(&chart->svg, x, y,
                 words(chart->arena, chart->lang, "report.chart.says_rank",
                       ARGS(arg_int("year", points.first_year + year), arg_text("rank", place))));
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
    EndLabel *labels = ARENA_ARRAY(chart->arena, EndLabel, (size_t)chart->shown_count + 1);
    int count = 0;
    for (int i = 0; i < chart->shown_count; i++) {
        int unit = chart->shown[i];
        Points points = points_of(chart, unit);
        int year = last_known(&points);
        if (year < 0) {
            continue;
        }
        SiblingRank last = sibling_rank(ranking, unit, year);
        Text rank = words_rank(chart->arena, last.first, last.last);
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

void chart_rank(Buf *out, Lang lang, const SiblingRanks *ranking)
{
    Arena *arena = out->arena;
    const Panel *panel = ranking->panel;
    Bump chart = {.arena = arena, .lang = lang, .ranking = ranking};
    choose_shown(&chart);
    fill_places(&chart);
    int rows = chart.is_many ? MANY_ROWS : chart.most;
    double bottom = TOP + (rows - 1) * (double)ROW;
    chart.plane = (Plane){.left = chart.is_many ? MANY_LEFT : LEFT,
                          .right = RIGHT,
                          .top = TOP,
                          .bottom = bottom,
                          .first_year = panel->first_year,
                          .last_year = panel->first_year + panel->year_count - 1,
                          .least = chart.most,
                          .most = 1};
    Text name = entity_name(panel->registry, ranking->of, lang);
    chart.svg =
        svg_open(out, lang, bottom + 14 + FOOT, rank_finding(arena, lang, ranking),
                 words(arena, lang, "report.chart.rank.desc", ARGS(arg_text("subject", name))));
    draw_axis(&chart);
    for (int i = 0; i < chart.shown_count; i++) {
        Points points = points_of(&chart, chart.shown[i]);
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
