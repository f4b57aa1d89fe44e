/* Inside of exchange: words, names, figures, and how a sheet is read. */
#ifndef DUIBIAO_EXCHANGE_IMPL_H
#define DUIBIAO_EXCHANGE_IMPL_H

#include "exchange.h"

/* ---- normal.c: text as it is compared ---- */

/* Full-width forms narrowed, spaces, brackets, quotes and "_" dropped, ASCII in lower case:
 * "地区生产总值 (当年价格)" and "地区生产总值_当年价格" have one key. */
Text key_of(Arena *arena, Text text);
/* Full-width forms narrowed and every run of spaces or line breaks made one space; trimmed. */
Text plain_of(Arena *arena, Text text);
bool is_cjk(uint32_t code_point);
bool has_cjk(Text text);
/* Without the translation behind a Chinese heading: "城市 City" gives "城市". Takes plain text. */
Text without_translation(Text plain);

/* ---- words.c: rules/import.rules ---- */

typedef enum WordSet {
    WORDS_ENTITY = ROLE_ENTITY, /* one set a column role, by the same number */
    WORDS_LAST_ROLE = ROLE_COUNT - 1,
    WORDS_IGNORED,
    WORDS_TOTAL,        /* a row label that is one of these */
    WORDS_TOTAL_ENDING, /* or ends so */
    WORDS_FOOTER,       /* a row that begins so is a note */
    WORDS_SOURCE_LEAD,  /* what stands before ":" */
    WORDS_UNIT_LEAD,
    WORDS_ENTITY_LEAD,
    WORDS_INDICATOR_LEAD,
    WORDS_PERIOD_LEAD,
    WORDS_MISSING,
    WORDS_UNDATED,   /* in the place of a period: none that can be named */
    WORDS_WHOLE,     /* the whole city */
    WORDS_DISTRICTS, /* its districts only */
    WORDS_LEVEL,     /* the indicator itself, beside its growth */
    WORDS_GROWTH,
    WORDS_GROWTH_BASE, /* 比上年…: how a heading of growth may begin */
    WORDS_MORE_BEFORE,
    WORDS_MORE_AFTER,
    WORDS_LESS_BEFORE,
    WORDS_LESS_AFTER,
    WORDS_ABOUT_BEFORE,
    WORDS_ABOUT_AFTER,
    WORDS_ESTIMATED,
    WORDS_PROVISIONAL,
    WORDS_OBSERVED,
    WORDS_REVISED,
    WORDS_SET_COUNT
} WordSet;

typedef struct UnitWord {
    Text key, unit;
} UnitWord;

typedef struct Words {
    Arena *arena;               /* while reading the rules */
    Arena *scratch;             /* while asking; may be reset between two questions */
    List sets[WORDS_SET_COUNT]; /* Text: keys, longest first */
    Map *exact[WORDS_SET_COUNT];
    List units; /* UnitWord: how offices call a unit that the unit table has under another name */
    double conflict_ratio; /* figures of one cell that differ by more are said to conflict */
    double shift_ratio;    /* figures that differ by less are the same figure */
    double shift_share;    /* so many of the figures must fit another year better */
    double shift_figures;  /* and at least so many */
} Words;

/* INVALID "exchange.rule_line" */
Status words_read(Arena *arena, Arena *scratch, Text rules, Words **words, Error *err);
bool words_has(const Words *words, WordSet set, Text key);
/* The longest word of the set that `text` begins or ends with. Words are as in the rules. */
bool words_begin(const Words *words, WordSet set, Text text, size_t *len);
bool words_end(const Words *words, WordSet set, Text text, size_t *len);
/* The unit a piece of text names, through the unit table and the words of the rules. */
const UnitRow *unit_named(const Words *words, const UnitTable *units, Text text);
bool status_named(const Words *words, Text key, ObservationStatus *status);

/* ---- releases.c: rules/releases.rules ---- */

typedef struct Release {
    ObservationStatus status;
    Date known_from;
} Release;

typedef struct Releases Releases;
/* INVALID "exchange.rule_line" */
Status releases_read(Arena *arena, Text rules, Releases **releases, Error *err);
/* By the first rule whose pattern stands in one of the two texts. */
Release release_of(const Releases *releases, Text origin, Text note, Period period);

/* ---- names.c: who and what a text means ---- */

typedef struct Names Names;
typedef enum NameMatch { NAME_FOUND, NAME_UNKNOWN, NAME_AMBIGUOUS } NameMatch;

/* Codes, names and aliases of the registry, by key. `scratch` is used while asking and may be reset
 * between two questions. */
Status names_load(Arena *arena, Arena *scratch, Workspace *workspace, const Registry *registry,
                  const Words *words, Names **names, Error *err);
/* By code first, then by name; among namesakes the one under `parent` (-1: not known). */
NameMatch names_entity(const Names *names, Text text, int parent, int *index);
/* A name that several bear (吉林), in a table whose other rows are all of one kind. */
NameMatch names_entity_of_kind(const Names *names, Text text, Text kind, int *index);
NameMatch names_entity_code(const Names *names, Text text, int *index);
NameMatch names_indicator(const Names *names, Text text, int *index);
/* The indicator that is the growth of the one so named: by its own name, or as registered. */
NameMatch names_growth(const Names *names, Text text, int *index);
int names_growth_of(const Names *names, int indicator); /* -1: none is registered */
/* Those that bear an ambiguous name, with what tells them apart: "320106 鼓楼区 (南京市), …". */
Text names_meanings(Arena *arena, const Names *names, Text text);
/* What is registered and looks most alike, for the remedy: "焦作市、许昌市"; empty: nothing. */
Text names_near_entity(Arena *arena, const Names *names, Text text);
Text names_near_indicator(Arena *arena, const Names *names, Text text);

/* ---- figure.c: one cell as a figure ---- */

typedef enum FigureKind { FIGURE_BLANK, FIGURE_VALUE, FIGURE_BAD } FigureKind;

typedef struct Figure {
    FigureKind kind;
    Decimal value;
    Bound bound;
    bool percent;        /* a percent sign stood behind it */
    const UnitRow *unit; /* a unit stood behind it; NULL: none */
    Text mark;           /* a footnote mark behind it; empty: none. Lives in `arena` */
} Figure;

/* The common case, plain digits, allocates nothing. */
Figure figure_read(Arena *arena, const Words *words, const UnitTable *units, const Cell *cell);
/* As figure_read, for deciding what a column holds. */
bool figure_looks_like(Arena *arena, const Words *words, const UnitTable *units, const Cell *cell);
/* "2015", "2015年", "2015.0", "2015-08", … */
bool period_read(Text text, Period *period);

/* ---- grid.c: the first rows of a sheet, in memory ---- */

enum { GRID_ROWS = 240 };

typedef struct Grid {
    int rows, columns;
    int64_t *numbers; /* of the rows in the sheet */
    Cell *cells;      /* rows × columns, merged cells filled */
    bool is_whole;    /* the sheet has no more rows than these */
    bool has_merges;
} Grid;

Status grid_read(Arena *arena, SheetFile *file, int sheet, Grid *grid, Error *err);
const Cell *grid_cell(const Grid *grid, int row, int column);
bool grid_is_blank(const Grid *grid, int row, int column);

/* ---- heading.c: what one column's heading says ---- */

typedef struct Context {
    Arena *scratch; /* of names and words; reset between rows */
    const Registry *registry;
    const Names *names;
    const Words *words;
    const UnitTable *units;
} Context;

typedef enum Scope { SCOPE_NONE, SCOPE_WHOLE, SCOPE_DISTRICTS } Scope;

enum { HEADING_PARTS_MAX = 12 };

typedef struct Heading {
    Text parts[HEADING_PARTS_MAX]; /* names only, top to bottom; units, years, scopes taken out */
    int part_count;
    Text translation; /* a part in Latin letters below a Chinese one */
    Text unit;
    const UnitRow *unit_row;
    Period period; /* kind UNDATED: none */
    Scope scope;
    Aspect aspect;
} Heading;

void heading_read(Arena *arena, const Context *context, const Text *cells, int count,
                  Heading *heading);
/* The indicator meant, by the deepest name first, then with those above it; never by the ones
 * above alone. `tried` receives how it was read, for the message. */
NameMatch heading_indicator(Arena *arena, const Context *context, const Heading *heading,
                            int *indicator, Text *tried);
/* A year or longer period inside a longer text: the only one written with 年, or the only one. */
bool period_within(Text text, Period *period);
/* What stands behind "单位:" or alone in brackets at the end. */
bool unit_within(Arena *arena, const Context *context, Text text, Text *unit);

/* ---- block.c: where the header stands ---- */

typedef struct Block {
    int first, last; /* grid rows of the header */
    int data;        /* first grid row of data */
    int unit_row;    /* grid row; -1: none */
} Block;

bool block_find(Arena *arena, const Context *context, const Grid *grid, Block *block);

/* ---- understand.c ---- */

/* Said above the table, or by the one before it on a page. */
typedef struct Preface {
    Text title, unit, source;
    Period period;
    int entity, indicator; /* -1 */
} Preface;

Preface preface_none(void);

/* A reading together with what loading needs. */
typedef struct Layout {
    Reading reading;
    int64_t data_first; /* row number */
    Text source;
    Text kind;      /* of all entities among the first rows; empty: of several kinds */
    bool fill_down; /* merged label cells go on for the rows below */
} Layout;

typedef enum Understood {
    UNDERSTOOD,
    UNDERSTOOD_PREFACE, /* no table here, only words about the next one */
    NOT_UNDERSTOOD,     /* the problems say why */
} Understood;

typedef struct UnderstandOptions {
    Text indicator, entity, unit; /* for sheets that do not say them; empty: none */
    Text period;
    Text mapping; /* body of a saved mapping; empty: none */
    Text mapping_name;
    bool skip_unknown;
    bool named_sheet; /* the sheet's name was written for it, and is not the file's */
} UnderstandOptions;

/* On a selected sheet. */
Status understand_sheet(Arena *arena, const Context *context, SheetFile *file, int sheet,
                        const UnderstandOptions *options, Preface *preface, Problems *problems,
                        Layout *layout, Understood *understood, Error *err);

/* ---- columns.c: what the columns of a table hold ---- */

typedef struct ColumnFacts {
    int filled, figures, years, dates, entities, entity_codes, indicators, units;
} ColumnFacts;

typedef struct Table {
    const Context *context;
    const Grid *grid;
    Block block;
    Heading *headings; /* one a column */
    Text *leaves;      /* the deepest heading cell */
    ColumnFacts *facts;
    Text sheet_name;
    int sheet;
} Table;

void columns_count_facts(Arena *arena, Table *table);
/* Gives every column its role, by heading and data. False: two blocks stand side by side. */
bool columns_assign(Arena *arena, const Table *table, bool skip_unknown, ColumnReading *columns,
                    Problems *problems);
int column_of_role(const Reading *reading, ColumnRole role); /* -1: none */
const char *role_name(ColumnRole role);

/* ---- mapping.c ---- */

Text mapping_write(Arena *arena, const Registry *registry, const Reading *reading);
/* Sets roles, indicators, units and periods by a saved body; problems name headers that are not
 * there. False: it does not fit. */
bool mapping_apply(Arena *arena, const Context *context, Text body, Text name, Reading *reading,
                   Problems *problems);

/* ---- rows.c: rows to figures ---- */

/* What takes the figures. */
typedef struct FigureSink {
    Status (*figure)(void *context, const Observation *observation, int entity, int indicator,
                     Period period, Error *err);
    /* The document of that name: its id, and when it was released (DATE_NONE: not known). */
    Status (*document)(void *context, Text name, int64_t *id, Date *released, Error *err);
    void *context;
} FigureSink;

typedef struct RowTally {
    int64_t rows, figures, bad, blank, left_out;
} RowTally;

typedef struct RowOptions {
    Date known_from;
    Text document; /* where the file names none */
    bool skip_unknown;
    Status (*progress)(void *context, double done, Error *err);
    void *progress_context;
    double progress_from, progress_share;
} RowOptions;

/* Walks the selected sheet from its first row. */
Status rows_walk(Arena *arena, const Context *context, const Releases *releases, SheetFile *file,
                 const Layout *layout, const RowOptions *options, const FigureSink *sink,
                 Problems *problems, RowTally *tally, Error *err);

/* ---- plausibility.c: measure's checks over the figures of one indicator ---- */

/* Yearly figures, [indicator][entity][year]. The first indicator is the one that is looked at, the
 * others are those it is made of or grows from. */
typedef struct Field {
    const Registry *registry;
    const int *indicators; /* registry indices */
    int indicator_count, entity_count, year_count, first_year;
    double *values;
    uint8_t *known, *breaks;
    Decimal *decimals;       /* of the first indicator, as published */
    PlausibilityFlag *flags; /* of the first indicator */
} Field;

Field *field_from_panel(Arena *arena, const Panel *panel);
size_t field_at(const Field *field, int indicator, int entity, int year_index);
void field_check(Arena *arena, Field *field, const PlausibilityRules *rules);
/* "exchange.doubt_midpoint", …: the catalogue key of a doubt. */
const char *doubt_code(PlausibilityKind kind);

/* ---- doubts.c, look.c, shifts.c: a batch's figures beside what was there ---- */

/* Of which indicators, entities and years the yearly figures of an import are. */
typedef struct Coverage {
    uint8_t *indicators, *entities; /* by registry index */
    int first_year, last_year;      /* 0, 0: there is no yearly figure */
} Coverage;

Coverage coverage_new(Arena *arena, const Registry *registry);
void coverage_add(Coverage *coverage, int indicator, int entity, int year);

typedef struct DoubtInput {
    Workspace *workspace;
    const Registry *registry;
    const PlausibilityRules *rules;
    const Words *words;
    const Coverage *coverage;
    int64_t batch_id;     /* its figures stand in the store; 0: in `kept` */
    const List *kept;     /* Observation, by indicator, as kept_sort leaves them */
    const List *readings; /* Reading: for the names of sheets */
    Problems *problems;
    void (*progress)(void *context, double done);
    void *progress_context;
} DoubtInput;

/* Conflicts with figures already there, rows that are of another year, and the doubts of measure;
 * all as warnings. One indicator after the other: memory does not grow with the file. */
Status doubts_find(const DoubtInput *input, Error *err);
void kept_sort(List *kept);

typedef struct Shifts Shifts;

typedef struct Doubting {
    const DoubtInput *input;
    Arena *arena, *work; /* for all indicators; for one */
    const int *entities; /* registry indices: those of the batch and whom they are seen among */
    int entity_count, first_year, year_count;
    size_t places; /* entities × years */
    Shifts *shifts;
    int *striking; /* by entity and year: how many indicators strikingly repeat the year before */
    List weak;     /* WeakRepeats */
} Doubting;

/* One indicator as it is looked at. */
typedef struct Look {
    int indicator;            /* registry index */
    const Panel *before;      /* what was there, the indicator alone */
    Field *field;             /* with the batch's figures laid over it */
    const Observation **mine; /* by place in the field: the batch's own; NULL: none */
} Look;

/* On doubting->work. */
Status look_load(const Doubting *doubting, int indicator, Look *look, Error *err);
/* ---- look_ahead.c: of a batch that stands in the store, one after the other ---- */

typedef struct LookAhead LookAhead;
/* NULL: it cannot; without it the same is read, only later. */
LookAhead *look_ahead_start(const Doubting *doubting, const int *indicators, int count);
/* The next of the indicators, which the caller must not exceed; it lives on `work`, then the
 * caller's to free. */
Status look_ahead_take(LookAhead *ahead, Look *look, Arena **work, Error *err);
void look_ahead_stop(LookAhead *ahead); /* NULL is allowed */

/* What was there in the same place; false: nothing. */
bool look_before(const Look *look, size_t place, double *value);
bool same_within(double a, double b, double ratio);

Shifts *shifts_new(const Doubting *doubting);
void shifts_count(const Doubting *doubting, const Look *look);
void shifts_tell(const Doubting *doubting);
/* The name of the file's sheet that the figure stands in. */
Text doubting_sheet(const Doubting *doubting, const Observation *figure);

/* ---- contradictions.c: two values for one figure ---- */

typedef struct Contradictions Contradictions;

Contradictions *contradictions_new(Arena *arena);
void contradictions_free(Contradictions *contradictions); /* NULL is allowed */
/* False: there were too many figures to compare, and nothing more is found. */
bool contradictions_are_whole(const Contradictions *contradictions);
/* Takes the figures in file order. True: `earlier` gave another value for the same entity,
 * indicator, period and date; by the same document and status it is a contradiction, otherwise
 * sources compete. */
bool contradicts(Contradictions *contradictions, const Observation *figure, Observation *earlier);
bool same_origin(const Observation *a, const Observation *b);

/* ---- file_job.c: what the jobs share that take in a file ---- */

/* The order of such a job is a JSON object of texts. It names the file, the digest of its bytes and
 * the account that asks; numbers stand there as texts. */
void file_order_file(Arena *arena, Json *order, const Workspace *workspace, Text name, Text bytes);
void file_order_number(Arena *arena, Json *order, const char *name, int64_t number);
int64_t file_order_get(Arena *arena, Text order, const char *name); /* 0: it is not there */
/* While the same is asked for by the same actor, that job is meant. errors: DENIED, IO */
Status file_job_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds, const char *kind,
                    Text order, Text bytes, int64_t *job, Error *err);
/* From here on the job acts as who asked for it. errors: NOT_FOUND (the file is gone), DENIED */
Status file_job_act(JobCall *call, Error *err);
/* A damaged file is the sender's, not one of ours. */
Status file_job_blame(Status status, Error *err);
/* What the job ends with, once its result tells what is wrong with the file. */
Status file_job_end(Status status, Error *err);
/* Fills in the job's result: what `teller` says in each language;
 * `failure` NULL: nothing failed. */
typedef void FileJobTeller(Json *json, Lang lang, const void *result, const Error *failure);
void file_job_tell(JobCall *call, FileJobTeller *teller, const void *result, const Error *failure);
/* What every teller ends with: problems_found, problems, and refusal {code, message, page: the same
 * for who uses one, kind}, null where nothing failed. */
void file_job_tell_problems(Json *json, Lang lang, const Problems *problems, const Error *failure);

/* ---- problems ---- */

void problem_at(Problems *problems, Severity severity, const char *code, Text sheet, int64_t row,
                int column, Text field, const Arg *args, size_t arg_count);

#endif
