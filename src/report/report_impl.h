/* What the files of this room share; nothing outside includes it. */
#ifndef DUIBIAO_REPORT_IMPL_H
#define DUIBIAO_REPORT_IMPL_H

#include "report.h"

/* ---- Words: wording with arguments, and figures as people read them ---- */

Text words(Arena *arena, Lang lang, const char *key, const Arg *args, size_t arg_count);
/* The wording of prefix + name ("report.verb." + "overtake"); the name itself where there is none:
 * users may have words of their own. */
Text words_named(Arena *arena, Lang lang, const char *prefix, Text name);
Text words_number(Arena *arena, Lang lang, double value, int decimals);
Text words_decimal(Arena *arena, Lang lang, Decimal value, int decimals);
Text words_whole_percent(Arena *arena, Lang lang, double ratio);
Text words_percent(Arena *arena, Lang lang, double ratio); /* 0.113: "11.3%" */
enum { PER_CENT = 100 }; /* the `whole` of an indicator in percent */

/* A yearly pace: by a ratio, "年均增长13.2%"; in steps of the indicator's unit,
 * "每年提高2.5个百分点". */
Text words_growth(Arena *arena, Lang lang, double rate);
Text words_steps(Arena *arena, Lang lang, const Indicator *indicator, double step);
Text words_years(Arena *arena, Lang lang, double years);
Text words_rank(Arena *arena, int first, int last);  /* "2–3" for a tie; "—" for none */
/* The size of a difference, without sign: "245.1亿元"; of percentages in points. */
Text words_amount(Arena *arena, Lang lang, const Indicator *indicator, double amount);
Text words_join(Arena *arena, Lang lang, const Text *items, int count);

/* ---- What a gap says ---- */

const Indicator *row_indicator(const Registry *registry, const GapRow *row);
Text gap_measure(Arena *arena, Lang lang, const Registry *registry, const GapRow *row);
/* The same, as short as a chart's label must be. */
Text gap_measure_short(Arena *arena, Lang lang, const Registry *registry, const GapRow *row);
Text gap_years(Arena *arena, Lang lang, const GapRow *row); /* empty: not known */
Text gap_trend(Arena *arena, Lang lang, const GapRow *row);
Text gap_outlook(Arena *arena, Lang lang, const GapRow *row); /* for a table: "7.2年", "追不上" */
/* Relative shortfall, > 0 behind, in percent; percentage points for a percentage. */
bool gap_shortfall(const Registry *registry, const GapRow *row, double *percent);
/* 0 near, 1 far, 2 others: the order in which references are shown. */
enum { GAP_NEARNESSES = 3 };
int gap_nearness(const GapRow *row);
/* Rows of one state, at most `limit` (0: all), the headline of every reference first when limited:
 * the first indicator of the registry is what everybody asks for. List of const GapRow *. */
List gap_rows(Arena *arena, const GapTable *gaps, GapState state);
List gap_rows_chosen(Arena *arena, const GapTable *gaps, GapState state, int limit);
const GapRow *gap_headline(const GapTable *gaps, GapState state); /* NULL: none */
/* What a ratio's parts say: "By its parts: GDP 11.3% lower, population 18.5% lower."; empty:
 * none. */
Text gap_reason(Arena *arena, Lang lang, const Panel *panel, int subject, const GapRow *row);
/* The sentence of the gap, and what its parts say. */
Text gap_story(Arena *arena, const ReportInput *input, const GapRow *row);
/* Whether there is a figure of both sides in any row: else the finding of gaps has said all. */
bool gaps_compare(const GapTable *gaps);
Text gaps_finding(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);
Text advantages_finding(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);
Text position_finding(Arena *arena, Lang lang, const Registry *registry,
                      const PositionTable *position, const PositionRow *row);
/* What a level asks for each year: a rate, or points for a percentage. */
Text leader_pace(Arena *arena, Lang lang, const Registry *registry, const TargetProposal *proposal);
Text level_pace(Arena *arena, Lang lang, const Registry *registry, const TargetProposal *proposal,
                const TargetLevel *level);
Text target_finding(Arena *arena, Lang lang, const Registry *registry, int subject,
                    const TargetProposal *proposal);
/* "12 of 140 comparable city-years did it", or that nobody did, or that nobody can be compared. */
Text target_feasibility(Arena *arena, Lang lang, const TargetLevel *level);
/* As-of date, rules version and the first digits of the fingerprint. */
Text method_note(Arena *arena, Lang lang, Date as_of, Text version, const Hash *fingerprint);
Text tier_name(const Tier *tier, Lang lang);
/* "前6位", "85分" */
Text tier_edge(Arena *arena, Lang lang, const Tier *tier, const PositionRow *row);
bool tier_is_by_score(const Tier *tier);
Text tier_score(Arena *arena, Lang lang, const Tier *tier); /* the cut, as it was set */
const PositionRow *position_headline(const ReportInput *input);

/* ---- Then and now ---- */

typedef enum ReplayVerdict {
    REPLAY_OVERTAKEN,
    REPLAY_LOST,
    REPLAY_SAME,
    REPLAY_NARROWED,
    REPLAY_WIDENED,
    REPLAY_LEAD_GREW,
    REPLAY_LEAD_SHRANK,
    REPLAY_VERDICTS
} ReplayVerdict;

/* One gap on both days, and its shortfalls as gap_shortfall gives them. */
typedef struct ReplayRow {
    const GapRow *before, *after;
    double then, now;
    ReplayVerdict verdict;
} ReplayRow;

/* Gaps known on both days, of a later year on the second: those behind first. List of ReplayRow. */
List replay_rows(Arena *arena, const Registry *registry, const GapTable *then, const GapTable *now);
Text replay_finding(Arena *arena, Lang lang, const List *rows);
Text replay_verdict(Lang lang, ReplayVerdict verdict);
bool replay_is_better(ReplayVerdict verdict);
bool replay_is_behind(double shortfall); /* by as much as is printed */

/* ---- Tables ---- */

typedef struct ColumnSpec {
    const char *key, *title; /* title: catalogue key */
    ColumnKind kind;
    int decimals, max_width;
    int drop;
} ColumnSpec;

Table *table_of(Arena *arena, Lang lang, const char *name, const ColumnSpec *specs, int count);
void table_note(Table *table, Text note);
void table_reserve(Table *table, size_t rows); /* of an empty one: room for so many */
TableCell cell_year(int year);
TableCell cell_value(double number, int decimals);
TableCell cell_shown(double number, Text shown);
/* A figure with its source where there is one, else the computed number. */
TableCell cell_sourced(const Observation *source, double number, int decimals);
int table_column(const Table *table, const char *key); /* -1 */
const TableCell *table_at(const Table *table, size_t row, int column);
/* How the levels, the leader and the year's curve are to be read. */
void target_notes(Table *table, Arena *arena, Lang lang, const Registry *registry,
                  const TargetProposal *proposal);
Table *gaps_table_of(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps,
                     const List *rows, const char *name);
/* The same rows as advantages: sizes of leads, without the sign of a gap. */
Table *leads_table_of(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps,
                      const List *rows);

/* Writes title, header, rows and notes to the writer's current sheet; *row is the number of the
 * last row written so far, and header_row and last_row tell where the figures stand. */
typedef struct SheetPlace {
    int64_t header_row, last_row, next_row;
} SheetPlace;
Status table_sheet(SheetWriter *writer, Arena *arena, Lang lang, const Table *table,
                   SheetPlace *place, Error *err);

/* ---- Sources ---- */

/* Every figure shown gets one entry, in the order of first use. */
typedef struct SourceList {
    Arena *arena;
    Map *numbers; /* of observations */
    List observations;
} SourceList;

SourceList *sources_new(Arena *arena);
/* Number of the entry, from 1; 0 when the observation is none. */
int sources_add(SourceList *sources, const Observation *observation);

/* What is told of figures one after the other; it keeps the words of the last one's indicator. */
typedef struct SourceTeller {
    Arena *arena;
    Lang lang;
    const Registry *registry;
    int64_t of; /* the id of that indicator */
    Text indicator, unit;
} SourceTeller;
SourceTeller source_teller(Arena *arena, Lang lang, const Registry *registry);

/* The figures that came with one batch and document, which are then told once for all of them. */
typedef struct SourceRelease {
    const FigureSource *source; /* of its first figure */
    List figures;               /* size_t: places in the list, in its order */
} SourceRelease;
/* List of SourceRelease, in the order of their first figures. */
List sources_by_release(Arena *arena, const List *figures, const FigureSource *sources);
Text release_title(Arena *arena, Lang lang, const FigureSource *source);

enum { SOURCE_LIST_COLUMNS = 9 };
Table *sources_head(Arena *arena, Lang lang); /* without rows */
void source_cells(SourceTeller *teller, TableCell *cells, size_t number,
                  const Observation *observation, const FigureSource *source);

/* ---- HTML ---- */

void html_table(Buf *out, Lang lang, const Table *table, SourceList *sources);
void html_head(Buf *out, const Table *table);
void html_open_cell(Buf *out, const Table *table, int column);
void html_close_cell(Buf *out, int column);
extern const char HTML_STYLE[];

/* ---- Ranking ---- */

/* The subject and its siblings that the panel holds, ranked in every year: [year][unit]. */
struct SiblingRanks {
    const Panel *panel;
    int of, by;         /* registry indices of the subject and the indicator */
    int indicator;      /* position in the panel; -1: not there */
    int *units;         /* positions in the panel */
    int count, subject; /* subject: among the units; -1: not there */
    double *values; /* [year][unit], as all below */
    uint8_t *known;
    int *first, *last; /* 0: not asked for yet, or not ranked */
    int *order;        /* [year][place]: units */
    bool *is_sorted;   /* a year */
};

/* Of many siblings few are shown, and in most years only their ranks: a rank is counted when it is
 * asked for, and everybody put in order only in a year whose order is. */
typedef struct SiblingRank {
    int first, last; /* 0: not ranked */
} SiblingRank;
SiblingRank sibling_rank(const SiblingRanks *ranking, int unit, int year);
const int *siblings_in_order(const SiblingRanks *ranking, int year);
int siblings_ranked(const SiblingRanks *ranking, int year);

/* Whom a chart or table of one year shows, as places in its order: everybody, or of many the first
 * and those around the subject. Fills `places` (room for `count`), returns how many. */
enum { SIBLINGS_ALL = 40, SIBLINGS_FIRST = 8, SIBLINGS_NEAR = 12 };
int siblings_shown(const SiblingRanks *ranking, int year, int *places);
/* Says so in the notes where it is not everybody. */
void siblings_note(Table *table, Arena *arena, Lang lang, const SiblingRanks *ranking, int year);
/* The latest year in which the subject is ranked, else in which anybody is. */
int siblings_year(const SiblingRanks *ranking);
size_t sibling_rank_at(const SiblingRanks *ranking, int unit, int year);
Text sibling_name(const SiblingRanks *ranking, int unit, Lang lang);
Text rank_change(Arena *arena, Lang lang, int from, int to); /* "升2位" */
Text rank_finding(Arena *arena, Lang lang, const SiblingRanks *ranking);

/* ---- Pages ---- */

typedef struct Finding {
    const char *kind; /* "behind", "ahead", "rank": how it is marked */
    Text figure, sentence;
} Finding;

/* Up to three: the headline gap, the headline advantage, the headline rank. */
const Finding *page_findings(Arena *arena, const ReportInput *input, int *count);
Text page_title(Arena *arena, const ReportInput *input);
Text page_as_of(Arena *arena, const ReportInput *input);
/* "许昌（近学·赶超）" */
Text reference_words(Arena *arena, Lang lang, const Registry *registry, const GapRow *row);
Text page_references(Arena *arena, const ReportInput *input);
Text chain_kind(Arena *arena, Lang lang, const ChainLink *link);
/* A lesson begins a chain; a link of another kind than the one before follows from it, one of the
 * same kind stands beside it. */
bool chain_begins(const ReportInput *input, int index);
bool chain_follows(const ReportInput *input, int index);

/* ---- SVG ---- */

enum { SVG_WIDTH = 720, SVG_NAME = 13 }; /* pixels; the size of names and labels */

typedef enum TextAnchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } TextAnchor;

typedef struct Svg {
    Buf *out;
    Arena *arena;
    Lang lang;
} Svg;

/* The title stands above the drawing, whose own coordinates begin at 0, 0 below it. */
Svg svg_open(Buf *out, Lang lang, double height, Text title, Text desc);
void svg_close(Svg *svg);
void svg_text(Svg *svg, double x, double y, double size, TextAnchor anchor, const char *classes,
              Text text);
void svg_line(Svg *svg, double x1, double y1, double x2, double y2, const char *classes);
void svg_rect(Svg *svg, double x, double y, double width, double height, const char *classes);
void svg_circle(Svg *svg, double x, double y, double radius, const char *classes);
/* A place that can be pointed at, unseen: what it says is shown where scripts run, and is no more
 * than the table behind the chart tells. */
void svg_says(Svg *svg, double x, double y, Text text);
/* A name beside its row, at the right edge of a column that is `width` wide; one too long for it
 * stands on two smaller lines. */
void svg_name(Svg *svg, double width, double y, Text name);
void svg_diamond(Svg *svg, double x, double y, double radius, const char *classes);
void svg_path_start(Svg *svg, const char *classes);
void svg_path_point(Svg *svg, double x, double y, bool move);
void svg_path_end(Svg *svg);
/* Estimated width in pixels; on the wide side, so that what fits here fits everywhere. */
double svg_text_width(Text text, double size);
Text svg_fit(Arena *arena, Text text, double size, double width);
/* Moves centres apart so that neighbours keep `gap` and stay in low…high; order is kept. The
 * centres must rise. */
void svg_spread(double *centres, int count, double gap, double low, double high);
/* A plane of years and values (or ranks). */
typedef struct Plane {
    double left, right, top, bottom; /* pixels */
    int first_year, last_year;
    double least, most; /* at bottom and top; for ranks the last at the bottom */
} Plane;
double plane_x(const Plane *plane, int year);
double plane_y(const Plane *plane, double value);
void svg_years(Svg *svg, const Plane *plane); /* ticks and labels under the plane */
/* A line through known points: solid between neighbouring years, a thin bridge over years that are
 * missing, nothing across a break. */
typedef struct Points {
    const double *values;
    const uint8_t *known, *breaks; /* breaks: NULL for none */
    int count, first_year;
} Points;
void svg_points(Svg *svg, const Plane *plane, const Points *points, const char *classes);
/* A cut through the plane before each break, with its word. */
void svg_breaks(Svg *svg, const Plane *plane, const Points *points);
/* A label at the right end of a line; spread so that none overlap. */
typedef struct EndLabel {
    double at, y; /* of the line's end; of the label, once spread */
    Text text;
    const char *classes;
} EndLabel;
void svg_end_labels(Svg *svg, const Plane *plane, EndLabel *labels, int count, double size);
/* 1, 2, 2.5 or 5 × 10^k so that about `wanted` steps span the range. */
double nice_step(double range, int wanted);
int nice_decimals(double step);

#endif
