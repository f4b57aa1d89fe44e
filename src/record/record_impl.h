/* record, inside: what its files share.
 *
 *   model.c      looking up types and fields
 *   workspace.c  opening, transactions
 *   value.c      values, and their canonical text
 *   parse.c      values as people write them
 *   print.c      values as people read them
 *   money.c      money and percentages, both ways
 *   point.c      points on a map, both ways
 *   schema.c     how each kind of field is stored
 *   labels.c     what things are called, for messages
 *   statements.c the SQL of each type
 *   sql.c        a statement and its values
 *   row.c        rows of a table ↔ records
 *   query.c      get, list, find; see query_impl.h
 *   count.c      how many
 *   reach.c      how far lists reach
 *   way.c        by which index a page is read
 *   filter.c     what a list may be narrowed and ordered by
 *   condition.c  filters joined by "all", "any" and "not"
 *   cursor.c     where the next page begins
 *   search.c     the words that records are found by
 *   derived.c    units and words, kept beside records
 *   words.c      the words of a text
 *   permit.c     who may do what
 *   units.c      whose records they are
 *   check.c      what is wrong with a record
 *   check_value.c  what is wrong with one value
 *   save.c       create, change, move; see save_impl.h
 *   delete.c     taking away
 *   difference.c two versions beside each other
 *   move.c       which moves are open, and why one is refused
 *   due.c        by when a move is due
 *   trace.c      along references, both ways
 *   taken.c      what stands elsewhere already
 *   attach.c     files; see attach_impl.h
 *   answers.c    answers to requests that may come twice
 *   chain.c      the bytes that are hashed; one more change
 *   history.c    the changes of a record
 *   audit.c      the whole chain, verified
 *   proof.c      its hashes, proved by a second thread
 *   erase.c      taking values out of the history
 *   migrated.c   what a migration gave to all records of a type
 */
#ifndef DUIBIAO_RECORD_IMPL_H
#define DUIBIAO_RECORD_IMPL_H

#include "record.h"
#include "schema_impl.h"
#include "value_impl.h"

enum {
    COLUMN_ID = 0,
    COLUMN_VERSION = 1,
    COLUMN_STATE = 2, /* where the type has states; its fields follow */
    SALT_BYTES = 16,
}; /* in statements below, parameter = column + 1 */

#define CHAIN_ALGORITHM "sha-256"

/* The statements of the table of units beside a type's own. */
typedef struct UnitsSql {
    const char *get, *add, *change, *drop, *clear;
} UnitsSql;

/* One set of fields that are unique together; a `unique` field is a set of one. */
typedef struct UniqueSql {
    FieldSet set;
    const char *find; /* parameters: the fields in order, then the id to leave out */
} UniqueSql;

typedef struct RefsSql {
    const char *get, *drop, *add;
    int column; /* of how many there are, behind the fields */
} RefsSql;

/* The statements of one type, written once. */
typedef struct TypeSql {
    const RecordDef *def;
    /* First column of each field; -1 for REFS, which stand in a table of their own, and
     * COMPUTED. */
    int *columns;
    const char *select; /* ends before FROM */
    const char *get, *list, *insert, *exists, *drop;
    RefsSql *refs; /* parallel to def->fields, filled for REFS */
    UniqueSql *uniques;
    int unique_count;
    const UnitsSql *units; /* NULL: who may read one may read all */
} TypeSql;

/* What a question or a file may cost. */
typedef struct RecordLimits {
    int question_ms;       /* 0: no limit */
    int count_ms;          /* 0: no limit */
    int count_exact;
    int trace_steps;       /* 0: no limit */
    int attachment_bytes;  /* of one file; 0: no limit */
    Text attachment_kinds; /* names with spaces between; empty: any */
    int request_key_hours; /* that an answer is kept */
} RecordLimits;

/* How many records of a type a unit reaches, as it was until then. */
typedef struct ReachSize {
    const RecordDef *def;
    Reach reach;
    int64_t unit, account, count;
    uint64_t until_ns;
} ReachSize;

/* Tells whether the editions of a rule set that stand in the workspace are still those that were
 * read. */
typedef struct RuleStamp {
    int64_t last_id, versions;
} RuleStamp;

struct Workspace {
    Arena *arena;
    Store *store;
    const Model *model;
    Arena *actor_arenas[2]; /* of the texts of the actor, and of the one before in turn */
    int actor_turn;
    Actor actor;
    Eyes eyes;
    const RecordLimits *limits; /* of the rule set "records"; NULL: not read yet */
    Date limits_day;            /* on which they were in force */
    RuleStamp limits_stamp;     /* of the editions they were read from */
    ReachSize *reach_sizes;     /* of the actors that came last */
    unsigned reach_next;
    TypeSql *types; /* parallel to model->records */
    bool in_transaction;
    bool is_broken; /* a verb failed half-way inside the caller's transaction: it cannot commit */
    bool head_known;
    int64_t head_seq; /* of the last change, inside a transaction */
    Hash head;
    Buf bytes;         /* what is being hashed */
    Arena *door_arena; /* of the limits of the door, which are kept for a while */
    const struct DoorRules *door_rules;
    int64_t door_rules_ms;
};

/* ---- workspace.c ---- */

/* A transaction of one's own where none is open (`begun`), and its end: kept where all went well
 * and something was written. */
Status workspace_join(Workspace *workspace, bool *begun, Error *err);
Status workspace_part(Workspace *workspace, bool begun, bool has_written, Status status,
                      Error *err);

/* ---- limits.c ---- */

/* The rule set "records" in force today, read again when an edition of it was made, changed or
 * approved, by whomever; without limits where the model ships none. */
Status limits_in_force(Workspace *workspace, const RecordLimits **limits, Error *err);

/* ---- statements.c ---- */

TypeSql *type_statements(Arena *arena, const Model *model);
/* The type of `def`, which must be a PLAIN record of this workspace's model. */
Status type_of(Workspace *workspace, const RecordDef *def, const TypeSql **type, Error *err);

/* ---- labels.c ---- */

/* What a type or field is called, for messages. */
Arg label_arg(const char *name, const char *zh, const char *en);

/* Names with their labels, for readers of either language; none: "nothing". */
typedef struct Names {
    Buf zh, en;
} Names;
Names names_new(Arena *arena);
void names_add(Names *names, const char *name, const char *zh, const char *en);
Arg names_arg(const char *arg, const Names *names);

/* ---- sql.c ---- */

/* A statement being written, with the values of its parameters: whole numbers and texts. */
typedef struct Sql {
    Buf text;
    List values;    /* of Value: $1, $2, … */
    bool is_beside; /* of a table of units, where decimals stand by their value */
} Sql;
Sql sql_new(Arena *arena);
int sql_parameter(Sql *sql, Value value);  /* the number of a new parameter */
void sql_add_value(Sql *sql, Value value); /* a new parameter, as "$n" */
Status sql_prepare(Workspace *workspace, const Sql *sql, Stmt **stmt, Error *err); /* and bound */
/* The one number that the statement selects. */
Status sql_number(Workspace *workspace, const Sql *sql, int64_t *number, Error *err);
/* Of what stands in `rest` ("FROM …") these columns of every row, as stmt_each. */
Status sql_each(Workspace *workspace, const Sql *rest, const char *columns, TakeRow take,
                void *context, Error *err);

/* ---- row.c ---- */

Status row_read(Arena *arena, Workspace *workspace, const TypeSql *type, const Stmt *stmt,
                Record *record, Error *err);
void row_bind(Stmt *stmt, const TypeSql *type, const Record *record);
Status row_refs_write(Workspace *workspace, const TypeSql *type, const Record *record, int field,
                      Error *err);
/* Binds one value at a parameter (and the next, for a decimal). */
void value_bind(Stmt *stmt, int parameter, const FieldDef *field, const Value *value);

/* Rows of a type in order of their ids, behind `after`, whoever asks: List of Record. */
Status row_list(Arena *arena, Workspace *workspace, const TypeSql *type, int64_t after, int limit,
                List *records, Error *err);
/* The row with this id, by `type->get`, prepared before:
 * for many of one type, one after the other. */
Status row_named(Arena *arena, Workspace *workspace, const TypeSql *type, Stmt *get, int64_t id,
                 Record *record, bool *is_there, Error *err);
/* The row of a type, whoever asks; *record is NULL where there is none. */
Status row_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
               Record **record, Error *err);

/* ---- permit.c ---- */

/* What is in a public state the actor may read, whatever the roles. */
bool permit_shows_public(const Workspace *workspace, const RecordDef *def);
void permit_add_public(Buf *sql, const Workspace *workspace,
                       const RecordDef *def); /* a condition */
/* Nobody changes what is another's, nor gives away what is theirs to where they could not
 * follow. */
Status permit_change(Workspace *workspace, const Record *before, const Record *after, Error *err);
/* Whether the actor may see what is sealed in this record. */
Status permit_unseal(Workspace *workspace, const Record *record, bool *may, Error *err);

/* NOT_FOUND, in the same words whether it is not there or not for the actor. */
Status row_missing(const RecordDef *def, int64_t id, Error *err);
/* Empties what is sealed from the actor. */
Status row_seal(Workspace *workspace, Record *record, Error *err);

/* ---- words.c ---- */

/* Different words, in the order they came. */
typedef struct Words {
    List list; /* of Text */
    Map *seen;
} Words;
Words words_new(Arena *arena);
void words_add(Words *words, Text text);
void words_add_tag(Words *words, const char *tag, Text value); /* "tag:value", which is no word */
Text words_text(const Words *words);                           /* with spaces between */
bool word_is_single(Text word);                                /* one Chinese character */
List words_phrases(Arena *arena, Text text); /* of Text: Chinese of more than two characters */

/* ---- rules.c ---- */

/* The last edition that ships under that name; its texts live as long as the model. */
bool rules_shipped(const Workspace *workspace, const char *name, RuleEdition *edition);
/* A list of any length (holidays, units), where names come again; else every name is needed. */
bool rules_is_open(Text body);

/* ---- units.c ---- */

/* The fields that say whose a record is, whichever way the model names them; their number. */
int unit_fields(const RecordDef *def, int fields[SET_FIELDS_MAX + 1]);
/* Whether a record of the type, or one that it belongs through, may be an account's own. */
bool unit_may_be_account(const Model *model, const RecordDef *def, int depth);
/* Adds the units that a record belongs to, some of them twice: List of int64_t. */
Status units_collect(Workspace *workspace, const Record *record, List *units, Error *err);
/* Adds those within the actor's reach. */
Status units_reached(Workspace *workspace, Reach reach, List *units, Error *err);

/* ---- derived.c ---- */

/* Brings what is derived from one to the other, in the open transaction; NULL: new, or deleted. */
Status derived_keep(Arena *arena, Workspace *workspace, const TypeSql *type, const Record *before,
                    const Record *after, Error *err);
Status derived_fill(Workspace *workspace, Error *err); /* all of it anew */
Status derived_open(Workspace *workspace, Error *err); /* anew where the schema has changed */
Status derived_check(Workspace *workspace, Error *err); /* UNSUPPORTED where that is not done yet */

/* ---- search.c ---- */

bool search_is_known(const RecordDef *def); /* whether any of its fields is searched */
/* What a record of these units is found by; empty where nothing can be searched for. */
Text search_words(Arena *arena, const Record *record, const List *units);

/* ---- check.c ---- */

/* Everything wrong with `record` against `before` (NULL: it is new) goes to `problems`; `counts`,
 * which begin at 0, tell how many faults of either sort were found. */
typedef struct CheckCounts {
    int faults;    /* of the values themselves */
    int conflicts; /* with other records */
} CheckCounts;
Status record_check(Arena *arena, Workspace *workspace, const TypeSql *type, const Record *record,
                    const Record *before, Problems *problems, CheckCounts *counts, Error *err);

/* ---- attach.c ---- */

/* Whether the file of that hash comes with the record, or is that of one the actor may read: who
 * merely knows a hash has no right to its bytes. */
Status attachment_is_known(Workspace *workspace, const Record *record, const Hash *hash,
                           bool *is_known, Error *err);
/* All files of a record that is deleted. */
Status attachments_end(Arena *arena, Workspace *workspace, const Record *record, Error *err);

/* ---- numbers.c ---- */

/* Whether the program gives this number with the record that is made. */
bool number_comes(const FieldDef *field, const Record *before);

/* ---- model.c ---- */

/* The C function of that name; NULL where it is not wired. */
Hook model_hook(const Model *model, const char *name);

bool move_leads_from(const MoveDef *move, int state);

/* ---- history.c ---- */

/* List of Change of one record, oldest first, whoever asks. */
Status history_read(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                    List *changes, Error *err);

/* ---- erase.c ---- */

/* What is taken out of the history of a record, or was taken from beside it. */
typedef struct Erasure {
    const RecordDef *def;
    int64_t id, version;   /* of a deleted record, its last */
    const FieldDef *field; /* NULL: a file beside the record, or the reasons of its changes */
    Text file;             /* its hash; empty: values of the field, or reasons */
    Text reason;
} Erasure;

/* By those who may unseal what is sealed, of all else by those who may delete; where the model lets
 * nobody, and always, by the security administrator, who need not see it. Tells the last
 * version. */
Status erase_permit(Workspace *workspace, const RecordDef *def, int64_t id, const FieldDef *field,
                    int64_t *version, Error *err);
Status erase_reason_check(Text reason, Error *err); /* there is one */
Status erase_remember(Workspace *workspace, const Erasure *erasure, Error *err);

/* ---- migrated.c ---- */

/* What the migrations of this opening gave to records that were there. */
Status migrated_enter(Workspace *workspace, Error *err);

/* ---- chain.c ---- */

/* Reads the last change into workspace->head_seq and ->head, unless they are known. */
Status chain_load_head(Workspace *workspace, Error *err);

void chain_start(Buf *bytes);
void chain_add_int(Buf *bytes, int64_t value);
void chain_add_bytes(Buf *bytes, const void *ptr, size_t len);
void chain_add_text(Buf *bytes, Text text);
void chain_add_value(Buf *bytes, bool present, Text text);
Hash chain_hash(const Buf *bytes);

typedef struct NewChange {
    int64_t at_ms;
    const Actor *actor; /* whose change it is; NULL: of whoever acts */
    Text reason;
    const char *record_type;
    int64_t record_id, record_version;
    const char *action;
    const char *field;
    Text before, after; /* canonical; empty: none */
} NewChange;

/* Appends to the chain, inside the open transaction. */
Status chain_append(Workspace *workspace, const NewChange *change, Error *err);

#endif
