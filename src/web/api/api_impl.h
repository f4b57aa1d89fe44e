/* api, inside web: the interface for programs, under /api.
 *
 *   api.c            what all requests share
 *   list.c           the records of a type
 *   record.c         one record: itself, its history, its chain, its moves
 *   rows.c           records as JSON
 *   body.c           JSON that came
 *   write.c          what changes records
 *   key.c            requests that come twice are done once
 *   export.c         all that a query shows, as a file
 *   import.c         files of figures
 *   jobs.c           what the clock does
 *   verbs.c          questions of comparison
 *   document.c       the description of all this: api_contract_impl.h
 *   query.c          what is asked: which records, in which order, how many
 *   select.c         which columns of them, with one level of embedding
 *   condition.c      operators; and, or, not
 *   words.c          the pieces that all three are written with
 *
 * The dialect is the one that PostgREST made common, so that its clients work; docs/api.md says
 * what of it is taken. What a query may name is what the model declares.
 */
#ifndef DUIBIAO_WEB_API_IMPL_H
#define DUIBIAO_WEB_API_IMPL_H

#include "web_impl.h"

enum { KEY_VERSION = -4 }; /* stands where a field's index may, beside KEY_ID and KEY_STATE */

enum { API_DEPTH_MOST = 8, API_CONDITIONS_MOST = 100, API_COLUMNS_MOST = 200 };

/* ---- What is asked ---- */

typedef struct ApiSelect ApiSelect;

typedef struct ApiColumn {
    int field;         /* of the model, or KEY_ID, KEY_STATE, KEY_VERSION */
    const char *name;  /* its key in the answer */
    ApiSelect *within; /* of a reference: what to show of the record it names; NULL: the id */
} ApiColumn;

struct ApiSelect {
    const RecordDef *def;
    List columns;  /* ApiColumn */
    bool is_plain; /* nothing in it that changes while the record's version does not */
};

typedef struct ApiQuery {
    ApiSelect select;
    RecordCondition condition; /* all that is asked for */
    RecordOrder order;
    bool is_ordered;
    int64_t limit, offset; /* limit -1: not said */
    Text after, words;
    List ids; /* int64_t: what "id=eq.N" names; requests that change something need just one */
} ApiQuery;

/* What reading a query needs at hand; `param` is the parameter that is being read. */
typedef struct ApiReading {
    Arena *arena;
    const Model *model;
    const RecordDef *def;
    Problems *problems; /* values that are none */
    const char *param;
    int conditions; /* seen so far */
} ApiReading;

/* ---- query.c ---- */

/* The parameters of an address. errors: USAGE, with what may be written instead */
Status api_query_read(ApiReading *reading, const List *params, ApiQuery *query, Error *err);
/* "0-24" of a Range header in place of limit and offset. False: not that, which means nothing. */
bool api_range_read(Text range, int64_t *offset, int64_t *limit);
/* Names of parameters that are no fields; NULL ends them. */
extern const char *const API_PARAMS[];

/* ---- select.c ---- */

Status api_select_read(ApiReading *reading, Text text, ApiSelect *select, Error *err);
void api_select_all(Arena *arena, const RecordDef *def, ApiSelect *select);
/* The field, or KEY_…, of that name; -1: none. */
int api_column_named(const RecordDef *def, Text name);

/* ---- condition.c ---- */

/* "not.lt.5", asked of a field. */
Status api_condition_read(ApiReading *reading, Text name, Text text, RecordCondition *condition,
                          Error *err);
/* "(a.eq.1,or(…))", of the parameters and, or, not.and, not.or. */
Status api_logic_read(ApiReading *reading, Text text, RecordCondition *condition, Error *err);
/* "eq, neq, …", for messages and the description of the interface. */
Text api_operators(Arena *arena);

/* ---- words.c ---- */

bool api_take(Text *rest, char c);
/* A name, in double quotes or not; empty where there is none. */
Text api_take_name(Arena *arena, Text *rest);
/* A value that ends before one of `ends`, or stands in double quotes, with \ before " and \. False:
 * the quotes do not close. */
bool api_take_value(Arena *arena, Text *rest, const char *ends, Text *value);
/* USAGE: `code`, with the parameter and what could not be understood. */
Status api_not_understood(const ApiReading *reading, const char *code, Text rest, Error *err);

/* ---- api.c ---- */

/* May the actor read any record of the type? */
bool api_may_read(const Visit *visit, const RecordDef *def);
/* The type that the address names, when the actor may read any of it; one that nobody may read is
 * not there, in the same words. */
Status api_type(Visit *visit, const RecordDef **def, Error *err);
Status api_captured_id(Visit *visit, int64_t *id, Error *err);
/* The record that the address names, by its type and id. */
Status api_named_record(Visit *visit, Record **record, Error *err);
ApiReading api_reading(Visit *visit, const RecordDef *def);
/* Does a Prefer header say so ("return=minimal")? */
bool api_prefers(const Visit *visit, const char *what);
/* "wait=10": a number from 0; a preference that is not understood is none. */
bool api_prefers_number(const Visit *visit, const char *what, int64_t *number);
/* Tells that it was heeded. */
void api_heed(Visit *visit, const char *what);
/* One object is asked for, not a list. */
bool api_wants_object(const Visit *visit);
/* What is wrong with a question is wrong with the address. */
Status api_wrong_question(Status status, Error *err);
/* A table in the form of the address; JSON without one. */
Status api_answer_table(Visit *visit, const char *name, const Table *table, Error *err);
void api_answer(Visit *visit, int code, Text body); /* JSON */
/* 202, with the job as it stands and where to ask how far it is; it is begun at once. */
Status api_answer_job(Visit *visit, int64_t id, Error *err);

/* ---- rows.c ---- */

Status api_row_json(Visit *visit, Json *json, const ApiSelect *select, const Record *record,
                    Error *err);
/* The answer to who asked for one record, with its version as ETag. */
Status api_answer_row(Visit *visit, int code, const ApiSelect *select, const Record *record,
                      Error *err);
/* An array of them. */
Status api_answer_rows(Visit *visit, int code, const ApiSelect *select, const List *records,
                       Error *err);

/* ---- body.c ---- */

typedef struct ApiMember {
    Text name, raw; /* the value as it was written */
} ApiMember;

typedef struct ApiBody {
    List objects; /* List of ApiMember */
    bool is_array;
} ApiBody;

/* errors: UNSUPPORTED (not JSON), USAGE (broken), LIMIT */
Status api_body_read(Visit *visit, ApiBody *body, Error *err);

/* Values on their way into a record. */
typedef struct ApiInput {
    Arena *arena;
    Record *record;
    const List *columns; /* Text: the names that count; NULL: all */
    Problems *problems;
    /* Parallel to the record's fields: those it brought, empty ones too. NULL: not asked. */
    bool *given;
    int faults;
} ApiInput;

/* INVALID: the problems say what is wrong. */
Status api_input_take(ApiInput *input, const List *members, Error *err);

/* ---- key.c ---- */

typedef struct ApiKey {
    Text key; /* empty: none came */
    Hash request;
} ApiKey;

/* errors: USAGE (it is none) */
Status api_key_read(Visit *visit, ApiKey *key, Error *err);
/* Inside a transaction: the answer that was given to this request already. errors: INVALID */
Status api_key_recall(Visit *visit, const ApiKey *key, bool *is_known, Error *err);
/* Keeps the answer as it stands now, in the transaction of what it tells of. */
Status api_key_keep(Visit *visit, const ApiKey *key, Error *err);

/* ---- The addresses ---- */

Status api_describe(Visit *visit, Error *err);
Status api_list(Visit *visit, Error *err);
Status api_one(Visit *visit, Error *err);
Status api_history(Visit *visit, Error *err);
Status api_compare(Visit *visit, Error *err);
Status api_trace(Visit *visit, Error *err);
Status api_moves(Visit *visit, Error *err);
Status api_create(Visit *visit, Error *err);
Status api_change(Visit *visit, Error *err);
Status api_delete(Visit *visit, Error *err);
Status api_move(Visit *visit, Error *err);
Status api_undo(Visit *visit, Error *err);
Status api_export(Visit *visit, Error *err);
Status api_import(Visit *visit, Error *err);
Status api_jobs(Visit *visit, Error *err);
Status api_job(Visit *visit, Error *err);
Status api_job_ask(Visit *visit, Error *err);
Status api_job_cancel(Visit *visit, Error *err);
Status api_gap(Visit *visit, Error *err);
Status api_advantages(Visit *visit, Error *err);
Status api_position(Visit *visit, Error *err);
Status api_target(Visit *visit, Error *err);
Status api_report(Visit *visit, Error *err);

#endif
