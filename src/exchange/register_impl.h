/* register: what the files about records as tables share.
 *
 *   registers.c       the table: its rows, all of them or none
 *   register_head.c   its headings
 *   register_row.c    one row: which record it means, and what it says of it
 *   register_look.c   what the rows do, for who looks before agreeing
 *   register_start.c  the rows that a table to fill in begins with, and how they are known again
 *   register_value.c  a value as a cell has it, both ways
 *   template.c        the table to fill in
 */
#ifndef DUIBIAO_REGISTER_IMPL_H
#define DUIBIAO_REGISTER_IMPL_H

#include "exchange_impl.h"

/* Headings that are no fields; the model keeps both names free. */
#define REGISTER_ID_HEADING      "id"
#define REGISTER_VERSION_HEADING "version"
#define REGISTER_STATE_HEADING   "state"
enum { REGISTER_ID = -2, REGISTER_VERSION = -3, REGISTER_STATE = -4 };

typedef struct RegisterColumn {
    int column, field; /* the field of the model, or one of the above */
} RegisterColumn;

typedef struct Register {
    Arena *arena;
    Workspace *workspace;
    const RecordDef *def;
    Problems *problems;
    RegisterTally *tally;
    RegisterLook *look; /* NULL: nobody looks */
    Buf seen;           /* what its digest is of */
    Text reason;
    Text sheet_name;
    RegisterColumn *columns; /* NULL: no row was the header */
    int column_count;
    const RecordDef *other; /* whose table it is instead; NULL: it may be this one */
    Map *rows_of;           /* id of a record → number of the row that gave it */
} Register;

/* A row kept in memory: registers are small, and a row may refer to one below it. */
typedef struct RegisterRow {
    int64_t number;
    Text *cells; /* one a mapped column */
    bool done;
} RegisterRow;

/* ---- registers.c ---- */

void register_tell(const Register *reg, int64_t row, int column, Text field, const char *code,
                   const Arg *args, size_t arg_count);

/* ---- register_head.c ---- */

/* By its name, or else by a label: one field may be called what another is named. */
int register_field_named(Arena *arena, const RecordDef *def, Text heading);
/* A row is the header when most of its cells name fields; until one is, each may be. */
void register_read_head(Register *reg, const SheetRow *row);
/* errors: INVALID (there was none, or all of it are headings of another type) */
Status register_check_head(const Register *reg, const char *path, Error *err);

/* ---- register_row.c ---- */

typedef enum RowOutcome {
    ROW_SAVED, /* or nothing differed */
    ROW_WAITS, /* for a row below it, that it refers to */
    ROW_BAD,   /* told */
    ROW_LEFT,  /* as the template began it: nobody filled anything in */
} RowOutcome;
Status register_row_take(Register *reg, const RegisterRow *row, bool is_last_try,
                         RowOutcome *outcome, Error *err);

/* ---- register_look.c ---- */

/* The row has made or changed the record: from `stored`, NULL where it is new, in `differences`. */
Status register_note(Register *reg, int64_t row, const Record *record, const Record *stored,
                     const List *differences, Error *err);
/* In the order of the rows, with the digest. errors: CONFLICT (another look was agreed to) */
Status register_looked(Register *reg, Error *err);

/* ---- register_start.c ---- */

/* The one required reference `from` what such a record comes of; -1: there is none, or there are
 * several, or who made which is a secret. */
int register_start_field(const RecordDef *def);
/* A new record that comes of record `id`: with what every new one has, and what is taken where it
 * is required. */
Status register_start(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      Record **start, Error *err);
bool register_is_whole(const Record *record); /* nothing required is blank */
/* Whether a row without an id says no more than register_start, and something required is blank. */
Status register_is_start(const Register *reg, const RegisterRow *row, const Record *filled,
                         bool *is_start, Error *err);

/* ---- register_value.c ---- */

/* As a cell has it, in words where those are read back as the same value. */
Status register_print(Arena *arena, Workspace *workspace, Lang lang, const Record *record,
                      int field, Text *text, Error *err);
/* What register_print wrote, or the same in other words, means no change. */
Status register_is_same(Arena *arena, Workspace *workspace, const Record *record, int field,
                        Text cell, bool *is_same, Error *err);
/* A cell as the writer of CSV would have it without its guard against formulas. */
Text register_unguard(Text cell);

#endif
