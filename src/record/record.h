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
    int title_field;    /* what people call one of these by; -1: its id */
    int title_field_en; /* the same for English readers where filled in; -1: title_field */
    UniqueDef key;      /* of a FACT */
} RecordDef;

typedef struct Model {
    const RecordDef *records;
    int record_count;
    MigrationList migrations;
} Model;

const RecordDef *model_record(const Model *model, Text name); /* NULL: no such type */
int record_field(const RecordDef *def, Text name);            /* -1: no such field */

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

/* ---- History ---- */

/* One row of the table `change`. The values stand apart (change_value), behind a salted
 * commitment, so that erasing them leaves the chain verifiable; see docs/architecture.md. */
typedef struct Change {
    int64_t seq; /* without a gap; the order of everything */
    int64_t at_ms;
    Text who, post, from, reason;
    Text record_type;
    int64_t record_id;
    Text action; /* "create", "change" */
    Text field;
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

#endif
