/* Trajectory: own past, the leader's past and where it is heading, and the three proposed paths. */
#include "report_impl.h"

#include <math.h>

enum { HEIGHT = 340, TOP = 22, BOTTOM = 306, LEFT = 62, RIGHT = 512, LABEL = 13, SMALL = 12 };
enum { TICKS = 5 };

typedef struct Trajectory {
    Svg svg;
    Arena *arena;
    Lang lang;
    const Panel *panel;
    const Indicator *indicator;
    const TargetProposal *proposal;
    int subject, years; /* of the path */
    Points own, leader;
    Plane plane;
} Trajectory;

static Points points_of(const Panel *panel, int indicator, int entity)
{
    if (indicator < 0 || entity < 0) {
        return (Points){.first_year = panel->first_year};
    }
    Series series = panel_series(panel, indicator, entity);
    return (Points){series.values, series.known, series.breaks, series.count, series.first_year};
}

static void widen(const double *values, const uint8_t *known, int count, double *least,
                  double *most)
{
    for (int i = 0; i < count; i++) {
        if (!known || known[i]) {
            *least = fmin(*least, values[i]);
            *most = fmax(*most, values[i]);
        }
    }
}

/* From zero when that costs little, else from a nice value below the lowest. */
static double set_plane(Trajectory *chart)
{
    const TargetProposal *proposal = chart->proposal;
    double least = proposal->base;
    double most = least;
    widen(chart->own.values, chart->own.known, chart->own.count, &least, &most);
    widen(chart->leader.values, chart->leader.known, chart->leader.count, &least, &most);
    widen(proposal->leader_path, NULL, chart->years, &least, &most);
    for (int level = 0; level < TARGET_LEVELS; level++) {
        widen(proposal->levels[level].path, NULL, chart->years, &least, &most);
    }
    if (least > 0 && least < most * 0.5) {
        least = 0;
    }
    double step = nice_step(most - least, TICKS);
    chart->plane = (Plane){.left = LEFT,
                           .right = RIGHT,
                           .top = TOP,
                           .bottom = BOTTOM,
                           .first_year = chart->panel->first_year,
                           .last_year = proposal->due_year,
                           .least = floor(least / step + 1e-9) * step,
                           .most = ceil(most / step - 1e-9) * step};
    return step;
}

static void draw_axis(Trajectory *chart, double step)
{
    Plane *plane = &chart->plane;
    int ticks = (int)lround((plane->most - plane->least) / step);
    for (int i = 0; i <= ticks; i++) {
        double value = plane->least + i * step, y = plane_y(plane, value);
        svg_line(&chart->svg, plane->left, y, plane->right, y, "grid");
        svg_text(&chart->svg, plane->left - 8, y + 4, SMALL, ANCHOR_END, "m",
                 words_number(chart->arena, chart->lang, value, nice_decimals(step)));
    }
    svg_text(&chart->svg, 0, 8, SMALL, ANCHOR_START, "m",
             unit_short(chart->arena, chart->lang, chart->indicator->unit));
    svg_years(&chart->svg, plane);
}

static void draw_marks(Trajectory *chart, const Points *points, const char *classes, double radius)
{
    for (int i = 0; i < points->count; i++) {
        if (points->known[i]) {
            svg_circle(&chart->svg, plane_x(&chart->plane, points->first_year + i),
                       plane_y(&chart->plane, points->values[i]), radius, classes);
        }
    }
}

static void say_value(Trajectory *chart, Text name, int year, double value)
{
    Text number = words_number(chart->arena, chart->lang, value, chart->indicator->decimals);
    svg_says(&chart->svg, plane_x(&chart->plane, year), plane_y(&chart->plane, value),
             words(chart->arena, chart->lang, "report.chart.says",
                   ARGS(arg_text("name", name), arg_int("year", year), arg_text("value", number),
                        arg_text("unit",
                                 unit_short(chart->arena, chart->lang, chart->indicator->unit)))));
}

/* Year by year, as one reads: what was, then what is to be. */
static void say_values(Trajectory *chart)
{
    const TargetProposal *proposal = chart->proposal;
    const Registry *registry = chart->panel->registry;
    Text own = entity_name(registry, chart->subject, chart->lang);
    Text leader = entity_name(registry, proposal->reference, chart->lang);
    Text goal = text_from(lang_text(chart->lang, "report.level.goal"));
    for (int year = chart->plane.first_year; year <= proposal->due_year; year++) {
        int past = year - chart->panel->first_year, next = year - proposal->base_year - 1;
        if (past < chart->own.count && chart->own.known[past]) {
            say_value(chart, own, year, chart->own.values[past]);
        }
        if (next < 0 && past < chart->leader.count && chart->leader.known[past]) {
            say_value(chart, leader, year, chart->leader.values[past]);
        }
        if (next >= 0) {
            say_value(chart, goal, year, proposal->levels[TARGET_GOAL].path[next]);
            say_value(chart, leader, year, proposal->leader_path[next]);
        }
    }
}

/* From (base_year, base) through one value a year. */
static void draw_path(Trajectory *chart, double base, const double *path, const char *classes)
{
    svg_path_start(&chart->svg, classes);
    svg_path_point(&chart->svg, plane_x(&chart->plane, chart->proposal->base_year),
                   plane_y(&chart->plane, base), true);
    for (int i = 0; i < chart->years; i++) {
        svg_path_point(&chart->svg, plane_x(&chart->plane, chart->proposal->base_year + 1 + i),
                       plane_y(&chart->plane, path[i]), false);
    }
    svg_path_end(&chart->svg);
}

static void draw_leader(Trajectory *chart)
{
    const TargetProposal *proposal = chart->proposal;
    int at = proposal->base_year - chart->leader.first_year;
    svg_points(&chart->svg, &chart->plane, &chart->leader, "l-ref");
    draw_marks(chart, &chart->leader, "dot", 3);
    bool known = at >= 0 && at < chart->leader.count && chart->leader.known[at];
    if (known) {
        draw_path(chart, chart->leader.values[at], proposal->leader_path, "l-ref-next");
    }
}

static void draw_ends(Trajectory *chart)
{
    static const char *const names[] = {"report.level.floor", "report.level.goal",
                                        "report.level.stretch"};
    static const char *const classes[] = {"goal", "goal b", "goal"};
    const TargetProposal *proposal = chart->proposal;
    int decimals = chart->indicator->decimals;
    EndLabel labels[TARGET_LEVELS + 1];
    for (int i = 0; i < TARGET_LEVELS; i++) {
        Text value = words_number(chart->arena, chart->lang, proposal->levels[i].value, decimals);
        Text name = text_from(lang_text(chart->lang, names[i]));
        labels[i] = (EndLabel){
            .at = plane_y(&chart->plane, proposal->levels[i].value),
            .text = words(chart->arena, chart->lang, "report.chart.level_end",
                          ARGS(arg_text("level", name), arg_text("value", value))),
            .classes = classes[i],
        };
    }
    double leader = proposal->leader_path[chart->years - 1];
    Text name = entity_name(chart->panel->registry, proposal->reference, chart->lang);
    Text value = words_number(chart->arena, chart->lang, leader, decimals);
    labels[TARGET_LEVELS] = (EndLabel){
        .at = plane_y(&chart->plane, leader) - 0.01,
        .text = words(chart->arena, chart->lang, "report.chart.leader_end",
                      ARGS(arg_text("reference", name), arg_text("value", value))),
        .classes = "",
    };
    svg_end_labels(&chart->svg, &chart->plane, labels, TARGET_LEVELS + 1, LABEL);
}

/* Names stand where the lines begin to differ: own below its line, the leader above its own. */
static void draw_names(Trajectory *chart)
{
    const TargetProposal *proposal = chart->proposal;
    const Registry *registry = chart->panel->registry;
    int year = proposal->base_year - 1 > chart->panel->first_year ? proposal->base_year - 1
                                                                  : proposal->base_year;
    int at = year - chart->panel->first_year;
    bool known = at >= 0 && at < chart->own.count && chart->own.known[at];
    double own = known ? chart->own.values[at] : proposal->base;
    bool leads = at >= 0 && at < chart->leader.count && chart->leader.known[at] &&
                 chart->leader.values[at] < own;
    double x = plane_x(&chart->plane, year);
    svg_text(&chart->svg, x, plane_y(&chart->plane, own) + (leads ? -14 : 24), LABEL, ANCHOR_MIDDLE,
             "own b", entity_name(registry, chart->subject, chart->lang));
    if (at >= 0 && at < chart->leader.count && chart->leader.known[at]) {
        double y = plane_y(&chart->plane, chart->leader.values[at]);
        svg_text(&chart->svg, x, y + (leads ? 24 : -14), LABEL, ANCHOR_MIDDLE, "b",
                 entity_name(registry, proposal->reference, chart->lang));
    }
}

static Text describe(Trajectory *chart)
{
    const Registry *registry = chart->panel->registry;
    return words(
        chart->arena, chart->lang, "report.chart.trajectory.desc",
        ARGS(arg_text("subject", entity_name(registry, chart->subject, chart->lang)),
             arg_text("reference", entity_name(registry, chart->proposal->reference, chart->lang)),
             arg_text("indicator",
                      indicator_name(registry, chart->proposal->indicator, chart->lang))));
}

void chart_trajectory(Buf *out, Lang lang, const Panel *panel, int subject,
                      const TargetProposal *proposal)
{
    const Registry *registry = panel->registry;
    int indicator = panel_indicator(panel, proposal->indicator);
    Trajectory chart = {
        .arena = out->arena,
        .lang = lang,
        .panel = panel,
        .indicator = &registry->indicators[proposal->indicator],
        .proposal = proposal,
        .subject = subject,
        .years = proposal->due_year - proposal->base_year,
        .own = points_of(panel, indicator, panel_entity(panel, subject)),
        .leader = points_of(panel, indicator, panel_entity(panel, proposal->reference)),
    };
    double step = set_plane(&chart);
    chart.svg =
        svg_open(out, lang, HEIGHT, target_finding(out->arena, lang, registry, subject, proposal),
                 describe(&chart));
    draw_axis(&chart, step);
    svg_breaks(&chart.svg, &chart.plane, &chart.own);
    draw_path(&chart, proposal->base, proposal->levels[TARGET_FLOOR].path, "l-side");
    draw_path(&chart, proposal->base, proposal->levels[TARGET_STRETCH].path, "l-side");
    draw_path(&chart, proposal->base, proposal->levels[TARGET_GOAL].path, "l-goal");
    draw_leader(&chart);
    svg_points(&chart.svg, &chart.plane, &chart.own, "l-own");
    draw_marks(&chart, &chart.own, "ring", 4);
    draw_names(&chart);
    draw_ends(&chart);
    say_values(&chart);
    svg_close(&chart.svg);
}
