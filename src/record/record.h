/* record: one engine for every record.
 *
 * What records are is described once, in model/ *.model, and compiled by tools/modelc into the
 * const tables below; this room knows no particular type. It owns every way to read or change a
 * record, and writes each change into one append-only, hash-chained history. There is no second
 * way in.
 */
#ifndef DUIBIAO_RECORD_H
#define DUIBIAO_RECORD_H

#include "base.h"
#include "store.h"

/* ---- The model: const tables made by modelc ---- */

typedef enum FieldKind {
    FIELD_TEXT, /* one line, at most `size` characters */
    FIELD_LONG_TEXT,
    FIELD_INT,
    FIELD_DECIMAL, /* kept as published: mantissa and scale */
    FIELD_DATE,
    FIELD_PERIOD,
    FIELD_BOOL,
    FIELD_ONE_OF,
    FIELD_REF,  /* one record of type `target` */
    FIELD_REFS, /* several, in order */
} FieldKind;

typedef struct OptionDef {
    const char *name, *zh, *en;
} OptionDef;

typedef struct FieldDef {
    const char *name;
    FieldKind kind;
    const char *zh, *en;
    const char *help_zh, *help_en; /* "" where there is none */
    int size;
    bool required, unique;
    bool has_least, has_most;
    Decimal least, most; /* for INT and DECIMAL */
    const OptionDef *options;
    int option_count;
    const char *target; /* of REF and REFS: the record type's name */
    bool listed;        /* shown in lists */
} FieldDef;

enum { UNIQUE_FIELDS_MAX = 6 };

typedef struct UniqueDef {
    int fields[UNIQUE_FIELDS_MAX];
    int count;
} UniqueDef;

/* Where a record stands in its life, and what leads from one state to another. */
typedef struct StateDef {
    const char *name, *zh, *en;
} StateDef;

typedef struct MoveDef {
    const char *name, *zh, *en;
    const int *from; /* indexes of states, any of which will do */
    int from_count;
    int to;
    const int *needs; /* indexes of fields that are filled in at the move or before */
    int need_count;
} MoveDef;

/* A FACT is append-only and has no history of its own: the batch that brought it is recorded with
 * the digest of its facts. Its table is keyed by `key`. */
typedef enum RecordKind { RECORD_PLAIN, RECORD_FACT } RecordKind;

typedef struct RecordDef {
    const char *name;
    RecordKind kind;
    const char *zh, *en;
    const FieldDef *fields;
    int field_count;
    const UniqueDef *uniques; /* sets of fields unique together */
    int unique_count;
    int title_field;        /* what people call one of these by; -1: its id */
    int title_field_en;     /* the same for English readers where filled in; -1: title_field */
    UniqueDef key;          /* of a FACT */
    const StateDef *states; /* the first is where a new record begins; none: it has no states */
    int state_count;
    const MoveDef *moves;
    int move_count;
    bool in_chain; /* a trace follows its references, and those to it */
} RecordDef;

typedef struct Model {
    const RecordDef *records;
    int record_count;
    MigrationList migrations;
} Model;

const RecordDef *model_record(const Model *model, Text name); /* NULL: no such type */
int record_field(const RecordDef *def, Text name);            /* -1: no such field */
int record_state(const RecordDef *def, Text name);            /* -1: no such state */
/* The moves that are open in a state, in the model's order: List of const MoveDef *. */
List record_moves(Arena *arena, const RecordDef *def, int state);

/* ---- A workspace ---- */

/* Who acts; written with every change. */
typedef struct Actor {
    Text who;  /* "local:1000" at a terminal */
    Text post; /* empty until posts exist */
    Text from; /* "cli", an address */
} Actor;

typedef struct Workspace Workspace;

/* Opens (or with STORE_CREATE makes) the workspace file. The model must outlive it. */
Status workspace_open(const char *path, StoreMode mode, const Model *model, Actor actor,
                      Workspace **workspace, Error *err);
void workspace_close(Workspace *workspace);
Store *workspace_store(Workspace *workspace);
const Model *workspace_model(const Workspace *workspace);

/* Several changes as one: everything between begin and commit is kept or nothing is. Verbs below
 * that change something open a transaction of their own when none is open. */
Status workspace_begin(Workspace *workspace, Error *err);
Status workspace_commit(Workspace *workspace, Error *err);
void workspace_rollback(Workspace *workspace);

/* ---- Values and records ---- */

typedef struct Value {
    enum { VALUE_NONE, VALUE_INT, VALUE_DECIMAL, VALUE_TEXT, VALUE_REFS } kind;
    int64_t number; /* INT, BOOL, DATE (days), PERIOD (code), REF (id) */
    Decimal decimal;
    Text text; /* TEXT, LONG_TEXT, ONE_OF (the option's name) */
    const int64_t *refs;
    int ref_count;
} Value;

Value value_none(void);
Value value_int(int64_t number); /* also bool, date, period code, reference */
Value value_decimal(Decimal decimal);
Value value_text(Text text);
Value value_refs(const int64_t *refs, int count);
bool value_equal(const Value *a, const Value *b);

typedef struct Record {
    const RecordDef *def;
    int64_t id;      /* 0: not saved yet */
    int64_t version; /* rises with every save; a save of an older version is refused */
    int state;       /* index of def->states; set by the engine alone, -1 where there are none */
    Value *values;   /* parallel to def->fields */
} Record;

Record *record_new(Arena *arena, const RecordDef *def);
Value *record_value(Record *record, const char *field); /* the field must exist */
/* Reads a value as people write it, by the kind of the field: an option by name or label, a date,
 * a period. References are taken as ids. False adds a problem. */
bool record_parse(Arena *arena, Record *record, int field, Text text, Problems *problems);
/* As people read it; a reference is its target's title. */
Status record_print(Workspace *workspace, Buf *out, Lang lang, const Record *record, int field,
                    Error *err);
/* What people call this record; its id where it has no title. */
Status record_print_title(Workspace *workspace, Buf *out, Lang lang, const Record *record,
                          Error *err);

/* ---- Verbs ---- */

Status record_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                  Record **record, Error *err); /* NOT_FOUND */

typedef struct RecordFilter {
    int field;
    Value equals;
} RecordFilter;

typedef struct RecordQuery {
    const RecordFilter *filters;
    int filter_count;
    int64_t after_id; /* pages: only ids above this one */
    int limit;        /* 0: all */
} RecordQuery;

/* List of Record, by id. */
Status record_list(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordQuery *query, List *records, Error *err);
/* The single record whose fields equal these; *record is NULL when there is none. */
Status record_find(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordFilter *filters, int filter_count, Record **record, Error *err);

/* Creates (id 0) or changes a record; only fields that differ are written and recorded. What is
 * wrong with the values goes to `problems` (all of it) and INVALID is returned, nothing written.
 * On success id and version are set. errors: INVALID, CONFLICT (version, unique), NOT_FOUND */
Status record_save(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err);

/* A move: the record as it was read, with the values that are given at the move changed. The
 * values pass the checks of record_save, and state, values and history are written as one. A
 * record_save never changes the state: a new record begins in the first, and only moves lead on.
 * A refusal names the state it is in and the moves that are open, or the fields that are missing.
 * errors: NOT_FOUND (no such record or move), CONFLICT (version, unique), INVALID (the move is not
 * open in this state; a field it needs is empty; a value is wrong), UNSUPPORTED (no states) */
Status record_move(Arena *arena, Workspace *workspace, Record *record, Text move, Text reason,
                   Problems *problems, Error *err);

/* ---- The chain ---- */

typedef enum TraceWay {
    TRACE_UP,   /* what this record refers to: where it comes from */
    TRACE_DOWN, /* what refers to it: what came of it */
} TraceWay;

/* One record on the way, in the order of a tree read from the top. */
typedef struct TraceStep {
    int depth; /* 1: beside the record where the trace began */
    const Record *record;
    const FieldDef *field; /* the reference that led here */
    bool is_again;         /* stands further up already: not followed a second time */
} TraceStep;

/* List of TraceStep: from one record along the references between records of the chain, no deeper
 * than `depth_most`. Circles end where they close. */
Status record_trace(Arena *arena, Workspace *workspace, const Record *record, TraceWay way,
                    int depth_most, List *steps, Error *err);

/* ---- History ---- */

/* One row of the table `change`. The values stand apart (change_value), behind a salted
 * commitment, so that erasing them leaves the chain verifiable; see docs/architecture.md. */
typedef struct Change {
    int64_t seq; /* without a gap; the order of everything */
    int64_t at_ms;
    Text who, post, from, reason;
    Text record_type;
    int64_t record_id;
    Text action;        /* "create", "change", "move" */
    Text field;         /* of the model, or "state" */
    bool has_values;    /* false: erased */
    Text before, after; /* canonical text of the values; empty: none */
} Change;

/* List of Change, oldest first. */
Status record_history(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      List *changes, Error *err);

typedef struct AuditResult {
    int64_t rows;
    int64_t first_bad_seq; /* 0: the chain holds */
    const char *fault;     /* catalogue key: gap, hash, commitment; NULL when it holds */
    Hash head;
} AuditResult;
Status audit_verify(Workspace *workspace, AuditResult *result, Error *err);
/* The last change: its number and hash, without looking at the others; 0 before the first. */
Status audit_head(Workspace *workspace, int64_t *seq, Hash *head, Error *err);

/* A row of `change` as a second party needs it to verify the chain; texts live until the next. */
typedef struct AuditRow {
    int64_t seq, at_ms, record_id;
    Text who, post, from, reason, record_type, action, field, algorithm;
    Text commitment, previous, hash; /* bytes */
} AuditRow;
typedef Status AuditVisit(void *context, const AuditRow *row, Error *err);
/* Every row in order, without the values; ends at the first error of `visit`. */
Status audit_each(Workspace *workspace, AuditVisit *visit, void *context, Error *err);

#endif
