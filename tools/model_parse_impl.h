/* What the parts of the model parser share.
 *
 *   model_lex.c     one line → tokens
 *   model_parse.c   tokens, statements, sources
 *   model_kind.c    the kinds of field: what each may be
 *   model_field.c   fields: reading and checking
 *   model_pattern.c patterns of texts
 *   model_set.c     titles, keys, what is unique, indexed or in order
 *   model_life.c    states and moves
 *   model_permit.c  roles, who may do what, whose a record is
 *   model_secret.c  what is made in secret
 *   model_taken.c   what stands elsewhere already
 *   model_build.c   drafts → the tree
 */
#ifndef DUIBIAO_MODEL_PARSE_IMPL_H
#define DUIBIAO_MODEL_PARSE_IMPL_H

#include "model_parse.h"
#include "schema_impl.h"
#include "value_impl.h"

enum {
    MODEL_TOKENS_MAX = 64,     /* on one line */
    MODEL_NAME_BYTES_MAX = 40, /* PostgreSQL keeps 63 bytes of an index's name */
    MODEL_RECORDS_MAX = 500,
    MODEL_ROLES_MAX = 32,    /* a RoleSet has a bit for each */
    MODEL_FIELDS_MAX = 200,  /* of one record */
    MODEL_OPTIONS_MAX = 200, /* of one field */
    MODEL_SETS_MAX = 30,     /* of one record and one sort */
    MODEL_STATES_MAX = 30,   /* of one record */
    MODEL_MOVES_MAX = 80,    /* of one record */
    MODEL_TEXT_SIZE_MAX = 4000,
    MODEL_LONG_TEXT_SIZE_MAX = 1000000,
    MODEL_LONG_TEXT_SIZE = 100000, /* where none is given */
    MODEL_PATTERN_BYTES_MAX = 200,
    MODEL_TAKEN_MAX = 8, /* lines below one field */
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

/* What a kind of field may be. */
typedef enum Ability {
    CAN_BE_UNIQUE = 1 << 0, /* also: stand in a key */
    CAN_BE_TITLE = 1 << 1,
    CAN_FILTER = 1 << 2, /* lists narrowed by it */
    CAN_SORT = 1 << 3,   /* lists ordered by it */
    CAN_SEARCH = 1 << 4,
    CAN_MATCH = 1 << 5,   /* a pattern */
    CAN_BEGIN = 1 << 6,   /* with an initial value */
    CAN_PRECEDE = 1 << 7, /* in a line of `order` */
    CAN_COMPUTE = 1 << 8, /* what a C function says */
} Ability;

/* A record or field while it is read; names still stand for what they refer to. */
typedef struct DraftField {
    FieldDef def;
    Place place, target_place, pattern_place, initial_place, number_place;
    Text number_state;                  /* its name; empty: the number comes with the record */
    List options;                       /* OptionDef */
    List taken;                         /* DraftTaken */
    TakenDef *taken_defs;               /* of def.taken, filled in when every record is known */
    const struct DraftField *asked_for; /* the last one whose circle was looked for here */
    bool is_faulty; /* its kind could not be read: nothing is known of what it can be */
} DraftField;

typedef struct DraftSet {
    Token names[MODEL_TOKENS_MAX];
    int count;
    Place place;
} DraftSet;

/* A line of `taken`: the record first, then its fields. */
typedef struct DraftTaken {
    DraftSet names;
    bool every;
} DraftTaken;

typedef struct DraftState {
    StateDef def;
    Place place;
} DraftState;

typedef struct DraftMove {
    MoveDef def;
    Place place;
    DraftSet from, by, needs;
    Token to;
} DraftMove;

typedef struct DraftRole {
    RoleDef def;
    Place place;
} DraftRole;

typedef struct DraftRecord {
    RecordDef def;
    const char *constant; /* prefix of the C constants; NULL: the name */
    Place place;
    List fields;                   /* DraftField * */
    List uniques, indexes, orders; /* DraftSet */
    DraftSet title, key;
    DraftSet allow[ACT_COUNT];
    bool allows[ACT_COUNT]; /* there is a line of it, was it right or not */
    DraftSet unit;          /* fields; of `unit through` the one */
    bool has_unit;          /* there is such a line, was it right or not */
    bool unit_is_through;
    DraftSet secret;       /* the one field */
    bool is_secret;        /* there is such a line, was it right or not */
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
    List roles;   /* DraftRole */
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
/* The name of something in C or in the rules, which the compiler takes as it is. */
bool model_read_name(Parser *parser, const char *what, const char **name);

/* ---- model_kind.c ---- */

bool model_find_kind(Text name, FieldKind *kind);
const char *model_kind_name(FieldKind kind);
Text model_kind_names(Arena *arena,
                      unsigned abilities); /* of those that have them all; 0: of all */
bool model_kind_can(FieldKind kind, Ability ability);

/* ---- model_field.c ---- */

void model_read_field(Parser *parser);
void model_read_option(Parser *parser);
void model_read_help(Parser *parser);
void model_read_pattern(Parser *parser);
void model_read_initial(Parser *parser);
void model_read_number(Parser *parser);
void model_resolve_number(Parser *parser, const DraftRecord *record, DraftField *field);
void model_resolve_field(Parser *parser, const DraftRecord *record, DraftField *field);
DraftField *model_field_at(const DraftRecord *record, size_t at);
DraftField *model_draft_field(const DraftRecord *record, Text name); /* NULL: none */
int model_field_index(const DraftRecord *record, const DraftField *field);
/* The field of that name; NULL after a fault. */
DraftField *model_expect_field(Parser *parser, const DraftRecord *record, const Token *name);

/* ---- model_pattern.c ---- */

void model_check_pattern(Parser *parser, const DraftField *field);

/* ---- model_set.c ---- */

void model_read_title(Parser *parser);
void model_read_key(Parser *parser);
void model_read_unique(Parser *parser);
void model_read_index(Parser *parser);
void model_read_order(Parser *parser);
/* Adds a field that is not in the set yet; a fault when it is. */
void model_set_add(Parser *parser, FieldSet *set, const Token *name, int field);
void model_resolve_sets(Parser *parser, DraftRecord *record);
/* Titles that are references lead somewhere; when every record has its title. */
void model_check_title_ends(Parser *parser, const DraftRecord *record);

/* ---- model_life.c ---- */

void model_read_states(Parser *parser);
void model_read_state(Parser *parser);
void model_read_move(Parser *parser);
void model_resolve_life(Parser *parser, DraftRecord *record);

/* ---- model_permit.c ---- */

void model_read_role(Parser *parser);
void model_read_allow(Parser *parser);
void model_read_unit(Parser *parser);
void model_resolve_permit(Parser *parser, DraftRecord *record);
GrantList model_resolve_who(Parser *parser, const DraftRecord *record, const DraftSet *who);
/* Those whose unit is another's lead to one that has organisations of its own. */
void model_check_unit_ends(Parser *parser, const DraftRecord *record);

/* ---- model_secret.c ---- */

void model_read_secret(Parser *parser);
void model_resolve_secret(Parser *parser, DraftRecord *record);
/* What is made in secret leads to a record with states: its moves bring the history on. */
void model_check_secret_ends(Parser *parser, const DraftRecord *record);

/* ---- model_taken.c ---- */

void model_read_taken(Parser *parser);
void model_resolve_taken(Parser *parser, DraftField *field);
/* The ways to what is taken, when every record has its fields. */
void model_check_taken(Parser *parser, const DraftRecord *record);
/* Nothing is taken, by whatever way, from itself. */
void model_check_taken_circles(Parser *parser, const DraftRecord *record);

/* ---- model_build.c ---- */

DraftRecord *model_draft_record(const Parser *parser, Text name); /* NULL: none */
/* Resolves what the drafts refer to and builds the tree. */
void model_build(Parser *parser, ModelTree *tree);

#endif
