/* SVG by hand: real text, classes with fallback colours, label layout.
 *
 * A colour is given twice: plainly, for readers that know no custom properties (print pipelines),
 * then as var(), so that a page can set light, dark and print.
 */
#include "report_impl.h"

#include <math.h>

enum { TITLE_SIZE = 17, TITLE_LINE = 24, TITLE_COLUMNS = 78, TWO_LINES = 11 };

static const char STYLE[] =
    ".dbc{font-family:\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"PingFang SC\","
    "\"Microsoft YaHei\",system-ui,sans-serif;font-variant-numeric:tabular-nums}"
    ".dbc text{fill:#1d2329;fill:var(--db-ink,#1d2329)}"
    ".dbc .t,.dbc .b{font-weight:600}"
    ".dbc .m{fill:#5c6670;fill:var(--db-muted,#5c6670)}"
    ".dbc .own{fill:#b3261e;fill:var(--db-own,#b3261e)}"
    ".dbc .ahead{fill:#14695a;fill:var(--db-ahead,#14695a)}"
    ".dbc .grid{stroke:#e4e7ea;stroke:var(--db-grid,#e4e7ea);stroke-width:1}"
    ".dbc .axis{stroke:#8d969f;stroke:var(--db-axis,#8d969f);stroke-width:1}"
    ".dbc .stem{stroke:#c3c9cf;stroke:var(--db-stem,#c3c9cf);stroke-width:3}"
    ".dbc .better{stroke:#14695a;stroke:var(--db-ahead,#14695a);stroke-width:3}"
    ".dbc .worse{stroke:#b3261e;stroke:var(--db-own,#b3261e);stroke-width:3}"
    ".dbc .was{fill:#8d969f;fill:var(--db-axis,#8d969f)}"
    ".dbc .ring{fill:#fff;fill:var(--db-paper,#fff);stroke:#b3261e;stroke:var(--db-own,#b3261e);"
    "stroke-width:2.2}"
    ".dbc .dot{fill:#2b3138;fill:var(--db-reference,#2b3138)}"
    ".dbc .gem{fill:#14695a;fill:var(--db-ahead,#14695a)}"
    ".dbc .l-own{fill:none;stroke:#b3261e;stroke:var(--db-own,#b3261e);stroke-width:2.4;"
    "stroke-linejoin:round}"
    ".dbc .l-ref{fill:none;stroke:#2b3138;stroke:var(--db-reference,#2b3138);stroke-width:1.8;"
    "stroke-dasharray:6 3}"
    ".dbc .l-ref-next{fill:none;stroke:#2b3138;stroke:var(--db-reference,#2b3138);"
    "stroke-width:1.8;stroke-dasharray:1.5 4;stroke-linecap:round}"
    ".dbc .l-goal{fill:none;stroke:#1f5c99;stroke:var(--db-goal,#1f5c99);stroke-width:2.4}"
    ".dbc .l-side{fill:none;stroke:#1f5c99;stroke:var(--db-goal,#1f5c99);stroke-width:1.3;"
    "stroke-dasharray:4 3}"
    ".dbc .l-other{fill:none;stroke:#b4bcc3;stroke:var(--db-other,#b4bcc3);stroke-width:1.5}"
    ".dbc .l-bridge{fill:none;stroke:#8d969f;stroke:var(--db-axis,#8d969f);stroke-width:1;"
    "stroke-dasharray:2 3}"
    ".dbc .leader{fill:none;stroke:#8d969f;stroke:var(--db-axis,#8d969f);stroke-width:.8}"
    ".dbc .cut{stroke:#5c6670;stroke:var(--db-muted,#5c6670);stroke-width:1;stroke-dasharray:2 2}"
    ".dbc .edge{stroke:#1f5c99;stroke:var(--db-goal,#1f5c99);stroke-width:1.6;"
    "stroke-dasharray:7 4}"
    ".dbc .goal{fill:#1f5c99;fill:var(--db-goal,#1f5c99)}"
    ".dbc .bar{fill:#cdd3d8;fill:var(--db-bar,#cdd3d8)}"
    ".dbc .bar-own{fill:#b3261e;fill:var(--db-own,#b3261e)}"
    ".dbc .bar-ref{fill:#6f7982;fill:var(--db-bar-reference,#6f7982)}"
    ".dbc .hit{fill:none;pointer-events:all}"
    ".dbc .on{fill:#fff;fill:var(--db-paper,#fff)}";

void chart_style(Buf *out)
{
    buf_add_cstr(out, STYLE);
}

/* Tenths of a pixel, without the locale. */
static void add_px(Buf *out, double value)
{
    decimal_print(out, decimal_trim((Decimal){lround(value * 10), 1}));
}

static void add_attribute(Buf *out, const char *name, double value)
{
    buf_add_char(out, ' ');
    buf_add_cstr(out, name);
    buf_add(out, TEXT("=\""));
    add_px(out, value);
    buf_add_char(out, '"');
}

static void add_class(Buf *out, const char *classes)
{
    if (*classes) {
        buf_add(out, TEXT(" class=\""));
        buf_add_cstr(out, classes);
        buf_add_char(out, '"');
    }
}

Svg svg_open(Buf *out, Lang lang, double height, Text title, Text desc)
{
    Svg svg = {out, out->arena, lang};
    List lines = text_wrap(out->arena, title, TITLE_COLUMNS);
    double head = (double)lines.count * TITLE_LINE + 10;
    buf_add_format(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"dbc\" role=\"img\" "
                   "lang=\"%s\" viewBox=\"0 0 %d ",
                   lang == LANG_ZH ? "zh-CN" : "en", SVG_WIDTH);
    add_px(out, height + head);
    buf_add_format(out, "\" width=\"%d\"", SVG_WIDTH);
    add_attribute(out, "height", height + head);
    buf_add(out, TEXT(">\n<title>"));
    html_text(out, title);
    buf_add(out, TEXT("</title>\n<desc>"));
    html_text(out, desc);
    buf_add(out, TEXT("</desc>\n"));
    for (size_t i = 0; i < lines.count; i++) {
        svg_text(&svg, 0, TITLE_SIZE + (double)i * TITLE_LINE, TITLE_SIZE, ANCHOR_START, "t",
                 *LIST_AT(&lines, Text, i));
    }
    buf_add(out, TEXT("<g transform=\"translate(0,"));
    add_px(out, head);
    buf_add(out, TEXT(")\">\n"));
    return svg;
}

void svg_close(Svg *svg)
{
    buf_add(svg->out, TEXT("</g>\n</svg>\n"));
}

void svg_text(Svg *svg, double x, double y, double size, TextAnchor anchor, const char *classes,
              Text text)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    buf_add(svg->out, TEXT("<text"));
    add_attribute(svg->out, "x", x);
    add_attribute(svg->out, "y", y);
    add_attribute(svg->out, "font-size", size);
    buf_add_cstr(svg->out, anchors[anchor]);
    add_class(svg->out, classes);
    buf_add_char(svg->out, '>');
    html_text(svg->out, text);
    buf_add(svg->out, TEXT("</text>\n"));
}

void svg_line(Svg *svg, double x1, double y1, double x2, double y2, const char *classes)
{
    buf_add(svg->out, TEXT("<line"));
    add_attribute(svg->out, "x1", x1);
    add_attribute(svg->out, "y1", y1);
    add_attribute(svg->out, "x2", x2);
    add_attribute(svg->out, "y2", y2);
    add_class(svg->out, classes);
    buf_add(svg->out, TEXT("/>\n"));
}

void svg_rect(Svg *svg, double x, double y, double width, double height, const char *classes)
{
    buf_add(svg->out, TEXT("<rect"));
    add_attribute(svg->out, "x", x);
    add_attribute(svg->out, "y", y);
    add_attribute(svg->out, "width", width > 0 ? width : 0);
    add_attribute(svg->out, "height", height);
    add_class(svg->out, classes);
    buf_add(svg->out, TEXT("/>\n"));
}

void svg_circle(Svg *svg, double x, double y, double radius, const char *classes)
{
    buf_add(svg->out, TEXT("<circle"));
    add_attribute(svg->out, "cx", x);
    add_attribute(svg->out, "cy", y);
    add_attribute(svg->out, "r", radius);
    add_class(svg->out, classes);
    buf_add(svg->out, TEXT("/>\n"));
}

void svg_says(Svg *svg, double x, double y, Text text)
{
    enum { REACH = 11 };
    buf_add(svg->out, TEXT("<circle class=\"hit\""));
    add_attribute(svg->out, "cx", x);
    add_attribute(svg->out, "cy", y);
    add_attribute(svg->out, "r", REACH);
    buf_add(svg->out, TEXT(" data-says=\""));
    html_text(svg->out, text);
    buf_add(svg->out, TEXT("\"/>\n"));
}

void svg_diamond(Svg *svg, double x, double y, double radius, const char *classes)
{
    svg_path_start(svg, classes);
    svg_path_point(svg, x, y - radius, true);
    svg_path_point(svg, x + radius, y, false);
    svg_path_point(svg, x, y + radius, false);
    svg_path_point(svg, x - radius, y, false);
    buf_add_char(svg->out, 'Z');
    svg_path_end(svg);
}

void svg_path_start(Svg *svg, const char *classes)
{
    buf_add(svg->out, TEXT("<path"));
    add_class(svg->out, classes);
    buf_add(svg->out, TEXT(" d=\""));
}

void svg_path_point(Svg *svg, double x, double y, bool move)
{
    buf_add_char(svg->out, move ? 'M' : 'L');
    add_px(svg->out, x);
    buf_add_char(svg->out, ' ');
    add_px(svg->out, y);
}

void svg_path_end(Svg *svg)
{
    buf_add(svg->out, TEXT("\"/>\n"));
}

/* ---- Layout ---- */

/* In ems; a little wide on purpose. */
static double character_width(uint32_t code)
{
    if (code >= 0x2E80) {
        return 1;
    }
    if (code == ' ' || code == '.' || code == ',' || code == '\'' || code == 'i' || code == 'l' ||
        code == 'j' || code == 'I' || code == ':' || code == ';' || code == '|') {
        return 0.32;
    }
    if (code == 'f' || code == 'r' || code == 't' || code == '(' || code == ')' || code == '-') {
        return 0.42;
    }
    if (code == 'm' || code == 'w' || code == 'M' || code == 'W' || code == '%' || code == '@') {
        return 0.95;
    }
    if (code >= 'A' && code <= 'Z') {
        return 0.7;
    }
    return code >= 0x2000 ? 0.9 : 0.59;
}

double svg_text_width(Text text, double size)
{
    double ems = 0;
    size_t at = 0;
    uint32_t code;
    while (text_next(text, &at, &code)) {
        ems += character_width(code);
    }
    return ems * size;
}

Text svg_fit(Arena *arena, Text text, double size, double width)
{
    if (svg_text_width(text, size) <= width) {
        return text;
    }
    Text cut = text;
    for (int columns = text_width(text) - 1; columns > 1; columns--) {
        cut = text_fit(arena, text, columns);
        if (svg_text_width(cut, size) <= width) {
            break;
        }
    }
    return cut;
}

void svg_name(Svg *svg, double width, double y, Text name)
{
    if (svg_text_width(name, SVG_NAME) <= width) {
        svg_text(svg, width, y + 4, SVG_NAME, ANCHOR_END, "", name);
        return;
    }
    int columns = (int)(width / (TWO_LINES * 0.6));
    List lines = text_wrap(svg->arena, name, columns);
    for (size_t i = 0; i < lines.count && i < 2; i++) {
        Text line = *LIST_AT(&lines, Text, i);
        if (i == 1 && lines.count > 2) {
            line = text_format(svg->arena, "%.*s…", TEXT_ARGS(line));
        }
        double shift = lines.count > 1 ? (i == 0 ? -2 : 10) : 4;
        svg_text(svg, width, y + shift, TWO_LINES, ANCHOR_END, "",
                 svg_fit(svg->arena, line, TWO_LINES, width));
    }
}

/* Least movement: what remains of each centre once its predecessors' gaps are taken off must not
 * fall; pooling adjacent violators (isotonic regression) finds the nearest such sequence. */
void svg_spread(double *centres, int count, double gap, double low, double high)
{
    for (int i = 0; i < count; i++) {
        centres[i] -= i * gap;
    }
    for (int i = 1; i < count; i++) {
        double sum = centres[i];
        int from = i;
        while (from > 0 && centres[from - 1] > sum / (i - from + 1)) {
            sum += centres[--from];
        }
        for (int j = from; from < i && j <= i; j++) {
            centres[j] = sum / (i - from + 1);
        }
    }
    double most = high - (count - 1) * gap;
    for (int i = 0; i < count; i++) {
        double pooled = centres[i] > most ? most : centres[i];
        centres[i] = (pooled < low ? low : pooled) + i * gap;
    }
}

double nice_step(double range, int wanted)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    if (!(range > 0) || wanted < 1) {
        return 1;
    }
    double raw = range / wanted;
    double power = pow(10, floor(log10(raw)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i] * power >= raw * 0.999) {
            return steps[i] * power;
        }
    }
    return 10 * power;
}

int nice_decimals(double step)
{
    int decimals = 0;
    while (decimals < 6 && fabs(step - round(step)) > step * 1e-6) {
        step *= 10;
        decimals++;
    }
    return decimals;
}
