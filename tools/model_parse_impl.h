/* What the parts of the model parser share. */
#ifndef DUIBIAO_MODEL_PARSE_IMPL_H
#define DUIBIAO_MODEL_PARSE_IMPL_H

#include "model_parse.h"

enum {
    MODEL_TOKENS_MAX = 24,     /* on one line */
    MODEL_NAME_BYTES_MAX = 40, /* PostgreSQL keeps 63 bytes of an index's name */
    MODEL_RECORDS_MAX = 500,
    MODEL_FIELDS_MAX = 200,  /* of one record */
    MODEL_OPTIONS_MAX = 200, /* of one field */
    MODEL_UNIQUES_MAX = 20,  /* of one record */
    MODEL_STATES_MAX = 20,   /* of one record */
    MODEL_MOVES_MAX = 60,    /* of one record */
    MODEL_TEXT_SIZE_MAX = 4000,
    MODEL_LONG_TEXT_SIZE_MAX = 1000000,
    MODEL_LONG_TEXT_SIZE = 100000, /* where none is given */
};

typedef struct Place {
    Text file;
    int line, column;
} Place;

typedef struct Token {
    Text text; /* of a quoted one: what stands between the quotes */
    bool quoted;
    Place place;
} Token;

typedef struct Line {
    int indent;
    Token tokens[MODEL_TOKENS_MAX];
    int count;
} Line;

/* A record or field while it is read; names still stand for what they refer to. */
typedef struct DraftField {
    FieldDef def;
    Place place, target_place;
    List options; /* OptionDef */
} DraftField;

typedef struct DraftSet {
    Token names[MODEL_TOKENS_MAX];
    int count;
    Place place;
} DraftSet;

typedef struct DraftState {
    StateDef def;
    Place place;
} DraftState;

typedef struct DraftMove {
    MoveDef def;
    Place place;
    DraftSet from, needs;
    Token to;
} DraftMove;

typedef struct DraftRecord {
    RecordDef def;
    const char *constant; /* prefix of the C constants; NULL: the name */
    Place place;
    List fields;  /* DraftField * */
    List uniques; /* DraftSet */
    DraftSet title, key;
    bool has_states;       /* there is a line of states, was it right or not */
    DraftSet states_named; /* by that line, in order */
    List states;           /* DraftState: those with a line of their own */
    List moves;            /* DraftMove */
    bool has_faulty_move;  /* one that is not among them */
    bool has_lines;        /* some lines below it, were they right or not */
} DraftRecord;

typedef struct Parser {
    Arena *arena;
    List *faults;
    List records; /* DraftRecord * */
    DraftRecord *record;
    DraftField *field;
    /* Lines below one that could not be read raise no faults of their own. */
    bool record_is_faulty, field_is_faulty;
    Line line;
    int next; /* the token to be read next */
} Parser;

void model_fault(Parser *parser, Place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Splits one line into tokens; false (with a fault) when it cannot be. */
bool model_split(Parser *parser, Text file, int number, Text text);

/* Refuses names that are not lower case words, are too long, or mean something in SQL. */
bool model_check_name(Parser *parser, const Token *name, const char *what);

/* ---- Tokens of the line at hand ---- */

const Token *model_peek(const Parser *parser); /* NULL at the end of the line */
/* The next token, which must be a word (or a label); NULL after a fault. */
const Token *model_expect(Parser *parser, bool quoted, const char *what);
bool model_accept_word(Parser *parser, const char *word);
bool model_expect_end(Parser *parser);
/* Both labels, Chinese first, then the end of the line. */
bool model_read_labels(Parser *parser, const char **zh, const char **en);
/* Names up to the end of the line, resolved when everything is known. */
bool model_read_set(Parser *parser, int least, int most, DraftSet *set);

/* ---- model_life.c: states and moves ---- */

void model_read_states(Parser *parser);
void model_read_state(Parser *parser);
void model_read_move(Parser *parser);
void model_resolve_life(Parser *parser, DraftRecord *record);

/* Resolves what the drafts refer to and builds the tree. */
void model_build(Parser *parser, ModelTree *tree);

DraftField *model_draft_field(const DraftRecord *record, Text name); /* NULL: none */
int model_field_index(const DraftRecord *record, const DraftField *field);

#endif
