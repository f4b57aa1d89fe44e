/* report: what is shown. Tables, charts, the one-page HTML and the workbook.
 *
 * Decides nothing and computes nothing: it lays out what compare found. One Table serves the
 * terminal, CSV, XLSX, HTML and JSON; charts are SVG with real text, the same on screen, in print
 * and in files; each stands above the table of its own figures and needs no JavaScript. What is
 * said is said in the reader's language.
 */
#ifndef DUIBIAO_REPORT_H
#define DUIBIAO_REPORT_H

#include "base.h"
#include "compare.h"
#include "record.h"
#include "sheet.h"

/* ---- Tables ---- */

/* A YEAR is a number that is never grouped by thousands. */
typedef enum ColumnKind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DATE, COLUMN_YEAR } ColumnKind;

/* What exact numbers are of where the title does not say. People read the words beside them; a file
 * holds the number, in a workbook with its sign. PLAIN: never grouped, it may be a year. */
typedef enum ColumnUnit { UNIT_BY_TITLE, UNIT_PLAIN, UNIT_YUAN, UNIT_PERCENT } ColumnUnit;

typedef struct TableColumn {
    const char *key; /* JSON and CSV header in English form: "time_distance_years" */
    Text title;      /* in the reader's language */
    ColumnKind kind;
    ColumnUnit unit; /* of NUMBER */
    int decimals;    /* of NUMBER */
    int max_width;   /* terminal columns; 0: as wide as needed */
    int drop;        /* narrow terminal: 1 is left out first, 2 next; 0 stays */
} TableColumn;

typedef struct TableCell {
    enum { TABLE_EMPTY, TABLE_TEXT, TABLE_NUMBER, TABLE_DATE } kind;
    /* TEXT; beside a NUMBER: what is shown in its place ("> 5"), if not empty; a file shows it too
     * unless the column has a unit */
    Text text;
    double number;
    Decimal exact; /* used for NUMBER when has_exact: the figure as published */
    bool has_exact;
    int decimals; /* -1: the column's */
    Date date;
    Observation source; /* indicator_id 0: not a figure from a file */
    enum { NAMES_NOTHING, NAMES_INDICATOR, NAMES_ENTITY, NAMES_RECORD } names;
    int named;               /* registry index, of INDICATOR and ENTITY */
    const char *record_type; /* of RECORD */
    int64_t record_id;
} TableCell;

typedef struct Table {
    Text name;  /* the sheet's name, the JSON key */
    Text title; /* states the finding */
    TableColumn *columns;
    int column_count;
    List rows;  /* TableCell[column_count] each */
    List notes; /* Text: method, as-of, rules, what is missing */
} Table;

Table *table_new(Arena *arena, const char *name, int column_count);
TableCell *table_add_row(Table *table); /* column_count empty cells */
TableCell cell_text(Text text);
TableCell cell_indicator(const Registry *registry, int indicator, Lang lang); /* its name */
TableCell cell_entity(const Registry *registry, int entity, Lang lang);
TableCell cell_number(double number);
TableCell cell_decimal(Decimal number); /* exact, with as many places as it was given */
TableCell cell_figure(const Observation *observation); /* exact, with its source */
TableCell cell_date(Date date);

/* Aligned for East Asian widths; `columns` is the terminal's width (0: do not fit). */
void table_print(Buf *out, Lang lang, const Table *table, int columns);
/* {title, columns, rows: [{key: value}], notes}. A number shown otherwise ("> 5"), and a word in a
 * column of numbers, stand in `key_shown` beside it; missing is null. */
void table_json(Json *json, const Table *table);
Status table_csv(const Table *table, const char *path, Error *err);
Status table_xlsx(Lang lang, const Table *table, const char *path, Error *err); /* one sheet */
/* The same with rows that come in tables of one shape, one after the other: the first opens the
 * file, sheet_writer_close of sheet ends it. */
typedef enum TableForm { TABLE_CSV, TABLE_XLSX } TableForm;
Status table_begin(TableForm form, Lang lang, const Table *table, const char *path,
                   SheetWriter **writer, Error *err);
Status table_continue(SheetWriter *writer, const Table *table, Error *err);

/* A short table of chosen columns and at most `row_limit` rows (0: all), without its notes. */
Table *table_short(Arena *arena, const Table *table, const char *const *keys, int key_count,
                   int row_limit);
/* Without the columns that a narrow place leaves out first: those with `drop` 1…drop. */
Table *table_without(Arena *arena, const Table *table, int drop);
/* A cell as people read it; "—" for EMPTY. */
Text table_cell_text(Arena *arena, Lang lang, const Table *table, int column,
                     const TableCell *cell);
/* Escapes & < > " ' for HTML and SVG, drops what XML forbids, mends broken UTF-8. */
void html_text(Buf *out, Text text);

/* ---- From findings to tables ---- */

Table *report_gaps(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);
Table *report_advantages(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);
Table *report_owed(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps);
/* Why a ratio or a sum differs: List of ExplainPart; shares add to 100. */
Table *report_explanation(Arena *arena, Lang lang, const Registry *registry, const GapRow *row,
                          const List *parts);
Table *report_position(Arena *arena, Lang lang, const Registry *registry,
                       const PositionTable *position);
Table *report_peers(Arena *arena, Lang lang, const Registry *registry, int subject,
                    const List *peers);
Table *report_target(Arena *arena, Lang lang, const Registry *registry, int subject,
                     const TargetProposal *proposal);
/* The gap then and the gap now, on later figures: did it shrink? Claims no cause. */
Table *report_replay(Arena *arena, Lang lang, const Registry *registry, const GapTable *then,
                     const GapTable *now);

/* ---- What there is, and what is to be looked at ---- */

/* `coverage` is parallel to registry->indicators. */
Table *report_dictionary(Arena *arena, Lang lang, const Registry *registry,
                         const IndicatorCoverage *coverage);
/* What an indicator is made of, and what is made of it. */
Table *report_parts(Arena *arena, Lang lang, const Registry *registry, int indicator);
/* Breaks that touch an indicator; -1: all. */
Table *report_breaks(Arena *arena, Lang lang, const Registry *registry, int indicator);
/* List of BatchConflict, as compare_disputed gives it. */
Table *report_disputed(Arena *arena, Lang lang, const Registry *registry, const List *conflicts);
/* Years in which the subject is not known, from the first to the last in which anybody is. */
Table *report_holes(Arena *arena, Lang lang, const Panel *panel, int subject,
                    const IndicatorCoverage *coverage);
/* A table for doubts, and one row of it: the sentence under `code`, and its remedy. */
Table *report_doubts(Arena *arena, Lang lang);
void report_doubt(Table *table, Lang lang, const Registry *registry, const Observation *figure,
                  const char *code, double expected);

/* Asks file, history, figures and attachments whether they are sound. */
Status report_doctor(Arena *arena, Lang lang, Workspace *workspace, Table **table, bool *is_sound,
                     Error *err);

/* Where figures are from: a row each with document, file, cell and vintage. List of Observation. */
Status report_sources(Arena *arena, Lang lang, Workspace *workspace, const Registry *registry,
                      const List *figures, Table **table, Error *err);

/* ---- Records ---- */

/* Programs get the model's own names of states and units, and amounts in yuan. */
typedef enum TableReader { FOR_PEOPLE, FOR_PROGRAMS } TableReader;

/* List of Record as a table: id, state where there is one, then `fields`, or where that is NULL
 * those that the model lists. Ids and references name the record they stand for. */
Status report_records(Arena *arena, Lang lang, Workspace *workspace, TableReader reader,
                      const RecordDef *def, const int *fields, int field_count, const List *records,
                      Table **table, Error *err);
/* The same columns in the order of a screen, behind the id that a file needs to be loaded back: the
 * title, the state, the others. */
Table *report_records_in_file(Arena *arena, const RecordDef *def, const Table *table);
/* One field as people read it; units and areas in words. */
Status report_field(Arena *arena, Lang lang, Workspace *workspace, const Record *record, int field,
                    Text *text, Error *err);
/* In what two versions of one record differ: a row a field, as people read it. */
Status report_versions(Arena *arena, Lang lang, Workspace *workspace, const Record *before,
                       const Record *after, Table **table, Error *err);
Text report_state(Lang lang, const Record *record); /* empty where there are no states */

/* One sentence for a gap, as a leader would want it: "GDP: 11.3 % and 1.8 years behind 许昌, and
 * growing more slowly: at present rates never." */
Text report_gap_sentence(Arena *arena, Lang lang, const Registry *registry, const GapRow *row);
/* One level of a proposal in words. `precedent` is whoever near this level went fastest; empty
 * where nobody stood near it. */
typedef struct LevelWords {
    Text name, value, pace, feasibility, precedent;
} LevelWords;
LevelWords report_level(Arena *arena, Lang lang, const Registry *registry,
                        const TargetProposal *proposal, TargetLevelKind level);
/* Of the lowest level of a target that nobody, or hardly anybody, ever reached; empty: none. */
Text target_warning(Arena *arena, Lang lang, const Registry *registry,
                    const TargetProposal *proposal);
/* "19.0 %, 1.8 years": numbers as people read them, 万 and 亿 left to the unit. */
void report_number(Buf *out, Lang lang, double value, int decimals);
/* An area of indicators; as it was written where it has no wording. */
Text report_area(Arena *arena, Lang lang, Text area);

/* ---- Charts: SVG ---- */

/* A subject among its siblings, ranked in every year by one indicator: made once for the chart and
 * its table. subject, indicator: registry indices. Borrows the panel. */
typedef struct SiblingRanks SiblingRanks;
SiblingRanks *sibling_ranks(Arena *arena, const Panel *panel, int subject, int indicator);
/* Read for this row of a position: in that year alone; 0: in every. With sources for those whom the
 * charts and tables show. */
Status sibling_ranks_load(Arena *arena, Workspace *workspace, const Registry *registry, int subject,
                          const PositionRow *row, int year, Date as_of, SiblingRanks **ranks,
                          Error *err);

/* All take their figures from compare's results, carry a <title> that states the finding and a
 * <desc>, and mark series by shape and dash as well as colour. They are drawn with classes: the
 * page that holds them holds chart_style once, which takes colours from CSS custom properties with
 * fallbacks, so that light, dark and print follow the page. Ranks need a panel that holds the
 * subject's siblings over all its years (not one of PanelRequest.series). */
void chart_style(Buf *out); /* CSS rules */
void chart_gap_dumbbell(Buf *out, Lang lang, const Registry *registry, const GapTable *gaps);
void chart_trajectory(Buf *out, Lang lang, const Panel *panel, int subject,
                      const TargetProposal *proposal);
void chart_rank(Buf *out, Lang lang, const SiblingRanks *ranking);
/* The gaps then and the gaps now: report_replay has the figures. */
void chart_replay(Buf *out, Lang lang, const Registry *registry, const GapTable *then,
                  const GapTable *now);
/* The row must have a tier. */
void chart_tier_ladder(Buf *out, Lang lang, const SiblingRanks *ranking,
                       const PositionTable *position, const PositionRow *row);

/* The tables behind them; of ranks a column a year, each leading to the figure behind it. */
Table *trajectory_table(Arena *arena, Lang lang, const Panel *panel, int subject,
                        const TargetProposal *proposal);
Table *rank_table(Arena *arena, Lang lang, const SiblingRanks *ranking);
Table *ladder_table(Arena *arena, Lang lang, const SiblingRanks *ranking,
                    const PositionTable *position, const PositionRow *row);

/* ---- The report: one document in three forms ---- */

/* Records of the stored chain, as read by the caller: one line a link. */
typedef struct ChainLink {
    Text kind; /* catalogue key of the record type's role: "lesson", "gap", "target", "task" */
    Text title;
    Text detail; /* owner and date, values, place in the account */
} ChainLink;

typedef struct ReportInput {
    Lang lang;
    Workspace *workspace; /* for sources */
    const Registry *registry;
    const Panel *panel; /* subject and references over all years, with sources */
    const SiblingRanks *ranks; /* over all years, by the indicator whose ranks are drawn; NULL:
                                  nobody is ranked */
    int subject;
    Date as_of;
    const GapTable *gaps;
    const PositionTable *position;
    TargetProposal *const *targets;
    int target_count;
    const ChainLink *chain;
    int chain_count;
    const GapTable *later; /* the same gaps on figures known later; NULL: none */
} ReportInput;

/* What a report is asked. */
typedef struct ReportRequest {
    Lang lang;
    GapRequest about;
    Date as_of;   /* DATE_NONE: now */
    int due_year; /* of targets, where none was adopted; 0: by the rules */
    Date later;   /* compared again on what is known by then; DATE_NONE: not */
    const Panel *panel; /* panel_load_for_gaps of just this; NULL: read anew */
} ReportRequest;

/* Reads and compares what the report needs, as the actor of the workspace: of the chain only what
 * the actor may read. */
Status report_gather(Arena *arena, Workspace *workspace, const Registry *registry,
                     const CompareRules *rules, const ReportRequest *request, ReportInput *input,
                     Error *err);

/* The page a leader reads: position, gaps, advantages, targets, chain, replay. */
void report_page_terminal(Arena *arena, Buf *out, const ReportInput *input, int columns);
/* One self-contained file: styles inside, no scripts, every figure linked to its source entry. */
Status report_page_html(Arena *arena, const char *path, const ReportInput *input, Error *err);
/* Typed cells, native charts, a sheet a table and one of sources. */
Status report_page_xlsx(Arena *arena, const char *path, const ReportInput *input, Error *err);

#endif
