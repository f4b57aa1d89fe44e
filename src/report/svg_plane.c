/* Lines over years: the plane, the points, the breaks, the labels at the ends. */
#include "report_impl.h"

#include <math.h>

enum { YEAR_SIZE = 12, YEAR_ROOM = 46, BREAK_ROOM = 84 };

double plane_x(const Plane *plane, int year)
{
    int span = plane->last_year - plane->first_year;
    double part = span > 0 ? (double)(year - plane->first_year) / span : 0.5;
    return plane->left + part * (plane->right - plane->left);
}

double plane_y(const Plane *plane, double value)
{
    double span = plane->most - plane->least;
    double part = span != 0 ? (value - plane->least) / span : 0.5;
    return plane->bottom - part * (plane->bottom - plane->top);
}

void svg_years(Svg *svg, const Plane *plane)
{
    int span = plane->last_year - plane->first_year;
    double room = span > 0 ? (plane->right - plane->left) / span : YEAR_ROOM;
    int step = (int)ceil(YEAR_ROOM / room);
    for (int year = plane->last_year; year >= plane->first_year; year -= step) {
        double x = plane_x(plane, year);
        svg_line(svg, x, plane->bottom, x, plane->bottom + 5, "axis");
        svg_text(svg, x, plane->bottom + 20, YEAR_SIZE, ANCHOR_MIDDLE, "m",
                 text_format(svg->arena, "%d", year));
    }
    svg_line(svg, plane->left, plane->bottom, plane->right, plane->bottom, "axis");
}

static bool breaks_within(const Points *points, int from, int to)
{
    for (int i = from + 1; points->breaks && i <= to; i++) {
        if (points->breaks[i]) {
            return true;
        }
    }
    return false;
}

void svg_points(Svg *svg, const Plane *plane, const Points *points, const char *classes)
{
    int before = -1;
    for (int i = 0; i < points->count; i++) {
        if (!points->known[i]) {
            continue;
        }
        if (before >= 0 && !breaks_within(points, before, i)) {
            svg_path_start(svg, i == before + 1 ? classes : "l-bridge");
            svg_path_point(svg, plane_x(plane, points->first_year + before),
                           plane_y(plane, points->values[before]), true);
            svg_path_point(svg, plane_x(plane, points->first_year + i),
                           plane_y(plane, points->values[i]), false);
            svg_path_end(svg);
        }
        before = i;
    }
}

void svg_breaks(Svg *svg, const Plane *plane, const Points *points)
{
    double labelled = -BREAK_ROOM;
    for (int i = 1; points->breaks && i < points->count; i++) {
        if (!points->breaks[i]) {
            continue;
        }
        double x =
            (plane_x(plane, points->first_year + i - 1) + plane_x(plane, points->first_year + i)) /
            2;
        svg_line(svg, x, plane->top, x, plane->bottom, "cut");
        if (x - labelled >= BREAK_ROOM) {
            svg_text(svg, x, plane->top - 6, YEAR_SIZE, ANCHOR_MIDDLE, "m",
                     text_from(lang_text(svg->lang, "report.chart.break")));
            labelled = x;
        }
    }
}

static void sort_labels(EndLabel *labels, int count)
{
    for (int i = 1; i < count; i++) {
        EndLabel label = labels[i];
        int at = i;
        for (; at > 0 && labels[at - 1].at > label.at; at--) {
            labels[at] = labels[at - 1];
        }
        labels[at] = label;
    }
}

void svg_end_labels(Svg *svg, const Plane *plane, EndLabel *labels, int count, double size)
{
    double *centres = ARENA_ARRAY(svg->arena, double, (size_t)count + 1);
    sort_labels(labels, count);
    for (int i = 0; i < count; i++) {
        centres[i] = labels[i].at;
    }
    svg_spread(centres, count, size * 1.4, plane->top - size, plane->bottom + size);
    for (int i = 0; i < count; i++) {
        labels[i].y = centres[i];
        double x = plane->right + 8;
        if (fabs(labels[i].y - labels[i].at) > 2) {
            svg_line(svg, x, labels[i].at, x + 12, labels[i].y, "leader");
        }
        svg_text(svg, x + 16, labels[i].y + size * 0.35, size, ANCHOR_START, labels[i].classes,
                 svg_fit(svg->arena, labels[i].text, size, SVG_WIDTH - x - 16));
    }
}
