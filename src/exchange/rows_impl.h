/* What the files that walk over rows share:
 *
 *   rows.c          the walk, and each figure on it
 *   row_recall.c    remembering what texts mean
 *   row_meaning.c   who, what, when and in which unit a row speaks of
 *   row_vintage.c   where a row's figures come from, and since when they are known
 *   row_split.c     whether a row's commas cut a number in two
 */
#ifndef DUIBIAO_ROWS_IMPL_H
#define DUIBIAO_ROWS_IMPL_H

#include "exchange_impl.h"

/* ---- row_recall.c ---- */

enum { RECALL_BYTES = 160, DIFFERENT_MAX = 200000 };

enum { MEANS_UNKNOWN = -1, MEANS_AMBIGUOUS = -2, MEANS_NOTHING = -3 };

/* The last text, and all before it, with a number that the caller chooses. */
typedef struct Recall {
    char last[RECALL_BYTES];
    size_t last_len;
    int64_t last_value;
    bool has_last;
    Map *all;
} Recall;

Recall recall_new(Arena *arena);
bool recall(Recall *memory, Text text, int64_t *value);
void remember(Recall *memory, Text text, int64_t value);

/* ---- The walker ---- */

/* An indicator as a row names it: "国内生产总值(亿元)" brings its unit along. */
typedef struct RowIndicator {
    int indicator; /* or MEANS_… */
    int growth;    /* the indicator that is its growth; -1: none */
    const UnitRow *unit;
} RowIndicator;

typedef struct ValueColumn {
    int column;
    const ColumnReading *reading;
    const UnitRow *unit; /* of the column or the sheet */
    bool own_unit;       /* the unit is written as the indicator's own */
} ValueColumn;

typedef struct RowUnits {
    Text text;
    const UnitRow *row; /* NULL: not known */
} RowUnits;

typedef struct Origin {
    int64_t document_id;
    Date released;
} Origin;

typedef struct Walk {
    Arena *arena; /* of the import: what is remembered */
    Arena *row;   /* for one row */
    const Context *context;
    const Releases *releases;
    const Layout *layout;
    const RowOptions *options;
    const FigureSink *sink;
    Problems *problems;
    RowTally *tally;
    int columns[ROLE_COUNT]; /* -1: none */
    ValueColumn *values;
    int value_count;
    int heading_end;  /* behind the last column that has a heading */
    bool commas_part; /* the cells of the file */
    const UnitRow **indicator_units; /* by registry index */
    Recall entities, codes, parents, indicators, indicator_codes, periods, units, documents;
    List row_indicators, row_units, origins;
    Map *told; /* unknown names already listed */
    Text filled_down[ROLE_COUNT];
    int32_t plain_period; /* 0: none yet */
    Release plain_release;
    Date today;
    int parent_above; /* entity of the last row that was one without figures */
    Origin origin;    /* where the file names none per row */
} Walk;

/* One row as it is being read. */
typedef struct RowState {
    const SheetRow *row;
    int entity, parent;
    Text entity_text;
    bool entity_told; /* what is wrong with it is listed already */
    RowIndicator indicator;
    Text indicator_text;
    Period period;
    bool has_period;
    const RowUnits *unit;
    bool has_figures;
    bool is_bad; /* what the row says of its figures cannot be read: told once */
} RowState;

typedef struct Vintage {
    Origin origin;
    Text origin_name, note;
    Date known_from; /* of the row's column; DATE_NONE: none */
    ObservationStatus status;
    bool has_status;
} Vintage;

/* ---- row_split.c ---- */

int heading_end(const Reading *reading);
/* True for a row that is longer than its heading and holds what reads like a number cut by a comma:
 * *column is its first half. */
bool row_splits_number(const Walk *walk, const SheetRow *row, int *column);

/* ---- rows.c ---- */

/* Trimmed; empty where the table has no such column. */
Text role_text(const Walk *walk, const SheetRow *row, ColumnRole role);
/* The same for a label, which may be merged over several rows. */
Text label_text(Walk *walk, const SheetRow *row, ColumnRole role);
/* A problem of this row; column -1: of no single cell. */
void tell(const Walk *walk, const RowState *state, Severity severity, const char *code, int column,
          const Arg *args, size_t arg_count);

/* ---- row_meaning.c ---- */

void find_entity(Walk *walk, RowState *state);
void find_indicator(Walk *walk, RowState *state);
bool find_period(Walk *walk, RowState *state); /* false: what stands there is no period */
void find_unit(Walk *walk, RowState *state);
/* A unit as it is written, and the column of the cell where it stands. */
typedef struct WrittenUnit {
    Text text;
    int column;
} WrittenUnit;

/* From the unit it is written in to the indicator's: a shift of the point. False: they do not fit;
 * `unit` is then the one written. */
bool convert(const Walk *walk, const RowState *state, const ValueColumn *column, int indicator,
             const Figure *figure, Decimal *value, WrittenUnit *unit);

/* ---- row_vintage.c ---- */

/* Reads status, date and note; false: told, the row's figures cannot be taken. */
bool find_vintage_columns(Walk *walk, const RowState *state, Vintage *vintage);
Status find_origin(Walk *walk, const RowState *state, Origin *origin, Text *name, Error *err);
void set_vintage(Walk *walk, const Vintage *vintage, Period period, Observation *observation);

#endif
