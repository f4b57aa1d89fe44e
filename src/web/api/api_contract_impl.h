/* The description of the interface: what each route of /api takes and gives back, and the document
 * and the page that are made of it.
 *
 *   contract.c        the table of contracts
 *   document.c        the document as a whole: paths, components
 *   operation.c       one operation
 *   parameters.c      parameters
 *   schema.c          schemas
 *   page.c            the page for people
 */
#ifndef DUIBIAO_WEB_API_CONTRACT_IMPL_H
#define DUIBIAO_WEB_API_CONTRACT_IMPL_H

#include "api_impl.h"

/* Parameters and headers beside those of the path. */
typedef enum ApiTakes {
    TAKES_TYPE = 1 << 0, /* only one record type is meant */
    TAKES_SELECT = 1 << 1,
    TAKES_CONDITIONS = 1 << 2, /* fields, and, or, words, order, limit, offset, after */
    TAKES_COLUMNS = 1 << 3,    /* which members of the body count; and the reason */
    TAKES_REASON = 1 << 4,
    TAKES_ID = 1 << 5, /* id=eq.N */
    TAKES_VERSION = 1 << 6,
    TAKES_KNOWN_VERSION = 1 << 7, /* looked at where it is given */
    TAKES_PREFERENCE = 1 << 8,
    TAKES_QUESTION = 1 << 9,
    TAKES_AIM = 1 << 10,
    TAKES_KEY = 1 << 11,      /* Idempotency-Key */
    TAKES_IMPORT = 1 << 12,   /* how a file is to be read */
    TAKES_REPORT = 1 << 13,   /* beside the question: the targets' year, and a later day */
    TAKES_VERSIONS = 1 << 14, /* two of a record */
} ApiTakes;

typedef enum ApiSends {
    SENDS_NOTHING,
    SENDS_RECORDS, /* a new record, or an array of them */
    SENDS_VALUES,  /* those that change */
    SENDS_GIVEN,   /* what is given at a move */
    SENDS_JOB,     /* which kind of job */
    SENDS_FILE,
} ApiSends;

typedef enum ApiGives {
    GIVES_DOCUMENT,
    GIVES_ROWS,
    GIVES_ROW,
    GIVES_CREATED,
    GIVES_CHANGED, /* the rows where they are asked for, else nothing */
    GIVES_MOVED,   /* the row, or nothing where that is asked for */
    GIVES_CHANGES,
    GIVES_TRACE,
    GIVES_MOVES,
    GIVES_TABLE,
    GIVES_FILE, /* in the form of the address */
    GIVES_IMPORT,
    GIVES_JOBS,
    GIVES_JOB,
    GIVES_ASKED_JOB,
    GIVES_COUNT
} ApiGives;

/* Whose roles must reach the type for the operation to be offered at all. */
typedef enum ApiWhose {
    OF_ANYONE,
    OF_READERS,
    OF_CREATORS,
    OF_CHANGERS,
    OF_DELETERS,
    OF_MOVERS,
    OF_KEEPERS, /* who look after the system */
} ApiWhose;

typedef struct ApiContract {
    Status (*handle)(Visit *visit, Error *err); /* of the route */
    const char *name;                           /* "list" */
    ApiWhose whose;
    unsigned takes; /* ApiTakes */
    ApiSends sends;
    ApiGives gives;
    const int *refusals; /* HTTP codes beside those that any request may meet; 0 ends them */
} ApiContract;

/* ---- contract.c ---- */

const ApiContract *api_contract(const Route *route); /* NULL: no route of /api */
const int *api_always(void);                         /* HTTP codes, 0 ends them */
/* May the actor do this with records of the type at all? `move` where the route has one. */
bool api_is_offered(const Workspace *workspace, const ApiContract *contract, const RecordDef *def,
                    const MoveDef *move);

/* ---- The document ---- */

/* What all its parts need at hand. */
typedef struct ApiDocument {
    const Workspace *workspace;
    Arena *arena;
    Lang lang;
    Json json;
    bool has_accounts;
} ApiDocument;

/* An operation's place: of a type, or of none; of a move where the pattern has one. */
typedef struct ApiPlace {
    const Route *route;
    const ApiContract *contract;
    const RecordDef *def;
    const MoveDef *move;
    Form form;
} ApiPlace;

Text api_words(const ApiDocument *document, const char *key);
Text api_label(const ApiDocument *document, const char *zh, const char *en);
/* {"$ref": "#/components/KIND/NAME"}; `kind` is "schemas", "parameters", … */
void api_refer(ApiDocument *document, const char *kind, const char *name);

/* ---- schema.c: components ---- */

/* `def`'s records as they are answered, and as new ones are sent ("task.new"). */
void api_schema_record(ApiDocument *document, const RecordDef *def);
/* "string, date", "integer → organisation": what a value of the field is, for people. */
Text api_field_sort(Arena *arena, const FieldDef *field);
/* What is answered beside records, and what goes wrong. */
void api_schemas_common(ApiDocument *document);

/* ---- parameters.c: components, and those of one operation ---- */

void api_parameters_common(ApiDocument *document);
void api_parameters_of(ApiDocument *document, const ApiPlace *place);

/* ---- operation.c ---- */

void api_operation(ApiDocument *document, const ApiPlace *place);
void api_responses_common(ApiDocument *document);

/* ---- page.c ---- */

/* The same for people: the types (List of const RecordDef *),
 * or all about the one that is asked for. */
void api_page(Visit *visit, const List *types);

#endif
