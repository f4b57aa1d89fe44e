/* record: one engine for every record.
 *
 * What records are is described once, in model/ *.model, and compiled by tools/modelc into the
 * const tables below; this room knows no particular type. It owns every way to read or change a
 * record, and writes each change into one append-only, hash-chained history. There is no second
 * way in.
 *
 * From top to bottom:
 *   what records are     the model, who may do what, states and moves
 *   what all stand on    a workspace, values and records, permission
 *   the verbs            reading, changing, what stands elsewhere already, why a move is refused,
 *                        taking away and back
 *   what records leave   the chain, history, attachments
 *   what stands around   rule sets, people and the door, requests that may come twice, jobs
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
    FIELD_MONEY,   /* yuan, a decimal */
    FIELD_PERCENT, /* a decimal: 12.5 is 12.5 % */
    FIELD_DATE,
    FIELD_DATE_RANGE, /* first and last day */
    FIELD_TIME,       /* milliseconds since 1970, UTC */
    FIELD_PERIOD,
    FIELD_BOOL,
    FIELD_ONE_OF,
    FIELD_FILE,     /* an attachment, by the SHA-256 of its bytes: 64 hexadecimal digits */
    FIELD_POINT,    /* latitude and longitude in millionths of a degree */
    FIELD_COMPUTED, /* nothing is stored: `hook` says what it is, of the kind `computed` */
    FIELD_REF,      /* one record of type `target` */
    FIELD_REFS,     /* several, in order */
} FieldKind;

typedef struct OptionDef {
    const char *name, *zh, *en;
} OptionDef;

/* What a reference says of the two records, for those who follow the chain. */
typedef enum FieldLink {
    LINK_NONE,
    LINK_FROM,    /* this record came of the other */
    LINK_ANSWERS, /* this record is what is done about the other */
} FieldLink;

enum { TAKEN_FIELDS_MAX = 4, TAKEN_STEPS_MAX = 2 };

/* Where what a field asks for stands already: what a record of another type says, found along
 * references. `up` leads from the record itself; `down` are the references that lead from a record
 * of type `from` to where `up` has led, or to the record itself: with two, the second is of
 * `middle`. With neither, `from` is where `up` leads, or the record itself. */
typedef struct TakenDef {
    const char *from;
    int fields[TAKEN_FIELDS_MAX]; /* of `from`: what does not say the first says nothing */
    int field_count;              /* several are texts, one behind the other */
    bool every;                   /* what all of them say; else the newest that says something */
    int up;                       /* -1: none */
    int down[TAKEN_STEPS_MAX];
    int down_count;
    const char *middle; /* NULL: none */
} TakenDef;

typedef struct FieldDef {
    const char *name;
    FieldKind kind;
    const char *zh, *en;
    const char *help_zh, *help_en; /* "" where there is none */
    int size;
    bool required, unique;
    bool has_least, has_most;
    Decimal least, most;      /* of numbers */
    const OptionDef *options; /* of ONE_OF, stored or computed */
    int option_count;
    const char *target;  /* of REF and REFS: the record type's name */
    FieldLink link;      /* of REF and REFS */
    const char *pattern; /* POSIX extended regular expression of the whole text; NULL: any */
    const char *initial; /* what a new record has, as people write it; NULL: nothing */
    /* Of TEXT: the rule of the set "numbers" by which the program gives it; NULL: people write it.
     * It comes with the record, or by the state with this index. */
    const char *number;
    int number_state;   /* -1: none */
    const char *hook;   /* of COMPUTED */
    FieldKind computed; /* of COMPUTED: the kind of what the hook says */
    /* Where its value may stand already: the first that says something counts. */
    const TakenDef *taken;
    int taken_count;
    bool listed;   /* shown in lists */
    bool filtered; /* lists may be narrowed by it */
    bool sorted;   /* lists may be ordered by it */
    bool searched; /* its words are found by search */
    bool sealed;   /* shown only to those who may UNSEAL; history keeps it apart as ever */
} FieldDef;

FieldKind field_says(const FieldDef *field); /* its kind, or that of what is computed */

enum { SET_FIELDS_MAX = 6 };

/* Fields that belong together: unique, indexed, in order. */
typedef struct FieldSet {
    int fields[SET_FIELDS_MAX];
    int count;
} FieldSet;

/* ---- Who may do what ---- */

/* How much of a type a role reaches: records of its own unit, of its unit and those below, all. */
typedef enum Reach { REACH_NONE, REACH_OWN, REACH_SUBTREE, REACH_ALL } Reach;

typedef struct RoleDef {
    const char *name, *zh, *en;
    bool is_apart; /* an account with this role has no other (三员) */
} RoleDef;

typedef enum Act { ACT_READ, ACT_CREATE, ACT_CHANGE, ACT_DELETE, ACT_UNSEAL, ACT_COUNT } Act;

typedef struct Grant {
    int role; /* index of model->roles */
    Reach reach;
} Grant;

/* Whom something is granted to; nobody else. */
typedef struct GrantList {
    const Grant *items;
    int count;
} GrantList;

/* ---- States and moves ---- */

/* Where a record stands in its life, and what leads from one state to another. */
typedef struct StateDef {
    const char *name, *zh, *en;
    bool is_public; /* anyone may read a record in this state */
} StateDef;

typedef struct MoveDef {
    const char *name, *zh, *en;
    const int *from; /* indexes of states, any of which will do */
    int from_count;
    int to;
    const int *needs; /* indexes of fields that are filled in at the move or before */
    int need_count;
    GrantList by;       /* beside these nobody moves it */
    const char *within; /* the rule that says how many working days it may take; NULL: none */
    const char *hook;   /* asked before the move; NULL: none */
} MoveDef;

/* A FACT is append-only and has no history of its own: the batch that brought it is recorded with
 * the digest of its facts. Its table is keyed by `key`. */
typedef enum RecordKind { RECORD_PLAIN, RECORD_FACT } RecordKind;

typedef struct RecordDef {
    const char *name;
    RecordKind kind;
    const char *zh, *en, *en_many; /* one of them; several, which Chinese does not tell apart */
    const FieldDef *fields;
    int field_count;
    const FieldSet *uniques; /* sets of fields unique together */
    int unique_count;
    const FieldSet *indexes; /* filter first, then what the list is ordered by */
    int index_count;
    const FieldSet *orders; /* pairs: the first is not after the second */
    int order_count;
    int title_field;        /* what people call one of these by; -1: its id */
    int title_field_en;     /* the same for English readers where filled in; -1: title_field */
    FieldSet key;           /* of a FACT */
    const StateDef *states; /* the first is where a new record begins; none: it has no states */
    int state_count;
    const MoveDef *moves;
    int move_count;
    bool in_chain; /* a trace follows its references, and those to it */
    GrantList allow[ACT_COUNT];
    FieldSet unit_fields; /* refs to organisations, or to the account whose own it is */
    int unit_through;     /* or the ref to the record whose units are its own; -1: none */
    int secret_through;   /* the ref to what it is about: nobody knows who made which of these, when
                             or in which order; -1: it is no secret */
    const char *hook;     /* asked before every save; NULL: none */
    const char *delete_hook; /* asked before one is taken away; NULL: none */
} RecordDef;

/* Judgement in C. A hook looks at the record as it would be and adds what is wrong to `problems`;
 * it sees all records, and names in a problem only what the actor may read. One that is asked
 * before a record is taken away looks at the record that is there, and finds fault with its going.
 * A COMPUTED field's hook fills `computed` instead, from what the actor may read.
 * It changes nothing in the store. */
typedef struct HookCall {
    struct Workspace *workspace;
    Arena *arena;
    const struct Record *record;
    const struct Record *before; /* NULL: it is new; of one that goes, the same as `record` */
    const MoveDef *move;         /* NULL: not a move */
    Problems *problems;
    struct Value *computed; /* NULL: not computing */
} HookCall;
typedef Status (*Hook)(HookCall *call, Error *err);

typedef struct HookDef {
    const char *name;
    Hook run;
} HookDef;

typedef struct Model {
    const RecordDef *records;
    int record_count;
    const RoleDef *roles;
    int role_count;
    const HookDef *hooks; /* wired by main; a room's own tests may leave some out */
    int hook_count;
    EmbeddedFiles rules; /* rule sets that ship with the program */
    MigrationList migrations;
} Model;

const RecordDef *model_record(const Model *model, Text name); /* NULL: no such type */
/* What so many of them are called. */
Text record_label(Lang lang, const RecordDef *def, int64_t count);
int model_role(const Model *model, Text name);            /* -1: no such role */
int record_field(const RecordDef *def, Text name);        /* -1: no such field */
int record_field_called(const RecordDef *def, Text name); /* by its label too, in any language */
int record_state(const RecordDef *def, Text name);        /* -1: no such state */
const MoveDef *record_move_named(const RecordDef *def, Text name); /* NULL: no such move */
bool move_needs(const MoveDef *move, int field);
/* The moves that are open in a state, in the model's order: List of const MoveDef *. */
List record_moves(Arena *arena, const RecordDef *def, int state);

/* ---- A workspace ---- */

typedef uint32_t RoleSet; /* bit n: role n of the model */

/* What the token of an API narrows an actor to; it never widens anything. */
typedef struct TokenScope {
    bool writes;       /* false: reads only */
    const Text *types; /* names of record types; none: all */
    int type_count;
} TokenScope;

/* Who acts, in which post and from where; who, post, from and request are written with every
 * change. An actor without roles may do nothing but what the public may. */
typedef struct Actor {
    Text who;        /* login of the account, "local:1000" at a terminal, "public" */
    Text post;       /* responsibility follows it when people move */
    Text from;       /* "cli", an address */
    Text request;    /* ties the changes of one request together */
    int64_t account; /* 0: none */
    int64_t unit;    /* organisation of the post; 0: none */
    RoleSet roles;
    bool is_owner; /* owner of the file, at a terminal: may do whatever the model lets anyone do */
    const TokenScope *scope; /* NULL: not narrowed */
} Actor;

typedef struct Workspace Workspace;

/* Opens (or with STORE_CREATE makes) the workspace file; one that could not be made whole is not
 * left behind. The model must outlive it. */
Status workspace_open(const char *path, StoreMode mode, const Model *model, Actor actor,
                      Workspace **workspace, Error *err);
void workspace_close(Workspace *workspace);
/* Removes the file of a closed workspace, its logs and its lock: for a copy on trial and one that
 * could not be made whole. Attached files stay:
 * they may be those of another that once stood there. */
void workspace_remove(Arena *arena, const char *path);
Store *workspace_store(Workspace *workspace);
const Model *workspace_model(const Workspace *workspace);
/* Whoever acts from here on; a server calls it for each request. Copies the texts. */
void workspace_act_as(Workspace *workspace, const Actor *actor);
Actor actor_copy(Arena *arena, const Actor *actor);
/* Its texts live until the next one acts. */
const Actor *workspace_actor(const Workspace *workspace);

/* Whose eyes reads see with. A hook judges by what there is, and a figure stands with its source,
 * whether the actor may read those records or not: for as long as that takes, the program looks,
 * and tells nothing of it beyond the judgement. Writing is never wider than the actor's roles. */
typedef enum Eyes { EYES_ACTOR, EYES_PROGRAM } Eyes;
/* Those before, to be set again. */
Eyes workspace_look_with(Workspace *workspace, Eyes eyes);

/* Several changes as one: everything between begin and commit is kept or nothing is. Verbs below
 * that change something open a transaction of their own when none is open. */
Status workspace_begin(Workspace *workspace, Error *err);
Status workspace_commit(Workspace *workspace, Error *err);
void workspace_rollback(Workspace *workspace);

/* What is derived from records (whose they are, the words they are found by) can be made anew at
 * any time, and is the same to the byte. Others wait with what they write until it is done. For
 * sysadmins. errors: DENIED */
typedef struct Rebuild {
    int64_t tables, differing;
    const RecordDef *first; /* of a type whose table differed; NULL: the words */
} Rebuild;
Status workspace_rebuild(Workspace *workspace, Rebuild *rebuild, Error *err);
Status workspace_rebuild_check(Workspace *workspace, Rebuild *rebuild, Error *err); /* only looks */

/* ---- Values and records ---- */

typedef struct Value {
    enum { VALUE_NONE, VALUE_INT, VALUE_DECIMAL, VALUE_TEXT, VALUE_PAIR, VALUE_REFS } kind;
    int64_t number;  /* INT, BOOL, DATE (days), PERIOD (code), TIME, REF (id) */
    int64_t second;  /* of a PAIR: DATE_RANGE (days from `number` to here), POINT (longitude) */
    Decimal decimal; /* DECIMAL, MONEY, PERCENT */
    Text text;       /* TEXT, LONG_TEXT, ONE_OF (the option's name), FILE */
    const int64_t *refs;
    int ref_count;
} Value;

Value value_none(void);
Value value_int(int64_t number); /* also bool, date, period code, time, reference */
Value value_decimal(Decimal decimal);
Value value_text(Text text);
Value value_pair(int64_t first, int64_t second);
Value value_refs(const int64_t *refs, int count);
bool value_equal(const Value *a, const Value *b);

typedef struct Record {
    const RecordDef *def;
    int64_t id;      /* 0: not saved yet */
    int64_t version; /* rises with every save; a save of an older version is refused */
    int state;       /* index of def->states; set by the engine alone, -1 where there are none */
    Value *values;   /* parallel to def->fields */
    const struct IncomingFile *incoming; /* the engine's own: files given with it */
    const struct TakenValue *taken;      /* the same: values taken from other records */
} Record;

/* A record that is not saved yet, with the initial values of its fields. */
Record *record_new(Arena *arena, const RecordDef *def);
/* Its own values; their texts are shared. */
Record *record_copy(Arena *arena, const Record *record);
Value *record_value(Record *record, const char *field); /* the field must exist */
/* Reads a value as people write it, by the kind of the field: an option by name or label, 1.2亿元,
 * 12.5%, a date, 2016年10月10日至13日, a period. References are taken as ids.
 * False adds a problem. */
bool record_parse(Arena *arena, Record *record, int field, Text text, Problems *problems);
/* What the field says now: its value, or what the hook of a COMPUTED one says;
 * nothing where that is not wired. */
Status record_says(Arena *arena, Workspace *workspace, const Record *record, int field,
                   Value *value, Error *err);
/* As people read it; a reference is its target's title. */
Status record_print_value(Workspace *workspace, Buf *out, Lang lang, const FieldDef *field,
                          const Value *value, Error *err);
/* The same of what the field says now. */
Status record_print(Workspace *workspace, Buf *out, Lang lang, const Record *record, int field,
                    Error *err);
/* As machines read it, whatever the language: what history keeps, and record_parse reads back. */
void record_print_plain(Buf *out, const Record *record, int field);
/* The same as JSON: numbers as numbers, references as ids, a range as {"from", "to"}, a point as
 * {"latitude", "longitude"}, null where it is empty. */
Status record_json(Workspace *workspace, Json *json, const Record *record, int field, Error *err);
/* What people call this record; its id where it has no title. */
Status record_print_title(Workspace *workspace, Buf *out, Lang lang, const Record *record,
                          Error *err);
/* The same as a reference shows it: the id alone where the actor may not read the record. */
Status record_print_reference(Workspace *workspace, Buf *out, Lang lang, const RecordDef *def,
                              int64_t id, Error *err);

/* ---- Permission: default deny ---- */

/* What an actor may do follows from the roles alone, the widest reach of any of them. Everyone has
 * the role `public` too. The owner of the file reaches all of what is granted to anyone; a type of
 * whose permission the model says nothing is the owner's alone. A record belongs to the
 * organisations in its unit fields, or to those of the record that one of them refers to; and where
 * such a field names an account, to that account too, which reaches it as its own unit's.
 * Every verb asks by itself; doors ask only in order to show or hide a button. */

/* May the actor do this to the type at all, and how far? What is in a public state anyone may read
 * besides. */
Reach permit_reach(const Workspace *workspace, const RecordDef *def, Act act);
/* How far one role of the model reaches by these grants, whoever asks. */
Reach permit_granted(const GrantList *list, int role);
Reach permit_move_reach(const Workspace *workspace, const RecordDef *def, const MoveDef *move);
/* What who may make only their own unit's makes is their unit's: the one required reference that
 * says whose a record of this type is; -1:
 * the actor may make others, or it is not one reference. */
int record_own_field(const Workspace *workspace, const RecordDef *def);
/* A new record in which that field is empty begins with the actor's unit. */
void record_begin_own(const Workspace *workspace, Record *record);
/* May the actor do this to this very record? The values decide where the record is new.
 * errors: NOT_FOUND (may not even read it: in the words of what is not there), DENIED, with the
 * roles that may */
Status permit_record(Workspace *workspace, const Record *record, Act act, Error *err);
Status permit_move(Workspace *workspace, const Record *record, const MoveDef *move, Error *err);
/* Facts are read or added as a whole. errors: DENIED, with the roles that may */
Status permit_facts(const Workspace *workspace, const RecordDef *def, Act act, Error *err);
/* For what is no record, by the name of a role: `auditor` sees the history as a whole, `sysadmin`
 * makes backups and looks after jobs, `secadmin` ends others' sessions. errors: DENIED */
Status permit_role(const Workspace *workspace, const char *role, Error *err);

/* ---- Reading records ---- */

/* What the actor may not read is not there: NOT_FOUND, in the same words. Sealed values are empty
 * to those who may not unseal them. */
Status record_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                  Record **record, Error *err);

typedef enum Compare {
    COMPARE_EQUAL, /* where nothing else is said */
    COMPARE_NOT_EQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_MORE,
    COMPARE_MORE_EQUAL,
    COMPARE_ANY_OF,        /* one of `values` */
    COMPARE_LIKE,          /* text with * for any characters */
    COMPARE_LIKE_ANY_CASE, /* the same, whether Latin letters are small or capital */
} Compare;

enum { KEY_ID = -2, KEY_STATE = -3 }; /* stand where a field's index may; -1 is no field */

typedef struct RecordFilter {
    int field;   /* of the model, or KEY_ID, KEY_STATE */
    Value value; /* of EQUAL: no value asks for what is empty */
    Compare compare;
    const Value *values; /* of ANY_OF */
    int value_count;
} RecordFilter;

/* Filters joined otherwise than by "all of them". */
typedef struct RecordCondition {
    enum { CONDITION_FILTER, CONDITION_ALL, CONDITION_ANY } kind;
    bool is_not; /* its opposite; of what is empty neither a comparison nor its opposite holds */
    RecordFilter filter;
    const struct RecordCondition *parts;
    int part_count;
} RecordCondition;

typedef struct RecordOrder {
    int field; /* of the model, or KEY_ID */
    bool descending;
} RecordOrder;

/* Only what the model declares is taken: `filter` and `sort`, references, titles, unique fields and
 * members of unique sets and indexes, state and id; anything else is refused, and so is what is
 * sealed. */
typedef struct RecordQuery {
    const RecordFilter *filters; /* all of them hold */
    int filter_count;
    const RecordCondition *condition; /* beside the filters; NULL: none */
    Text words;                       /* search: all of them; empty: no search */
    const RecordOrder *order; /* NULL: by id, as they were made; what is found, newest first */
    Text after;               /* record_cursor of the page before; empty: from the start */
    int64_t skip;             /* for those who count pages; at most RECORD_SKIP_MOST */
    int limit;                /* 0: all */
} RecordQuery;

enum { RECORD_SKIP_MOST = 10000, RECORD_COUNT_MOST = 10000 };

/* May the actor's lists be narrowed, or ordered, by this field, KEY_ID or KEY_STATE? */
bool record_filters_by(const Workspace *workspace, const RecordDef *def, int field);
bool record_orders_by(const Workspace *workspace, const RecordDef *def, int field);

/* List of Record that the actor may read. A page (`limit`) that takes longer than
 * `question_ms` of the rule set "records" is stopped: LIMIT, with the filters that would help.
 * errors: INVALID (not declared), LIMIT */
Status record_list(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordQuery *query, List *records, Error *err);
/* Where the next page begins, behind `last`. */
Text record_cursor(Arena *arena, const RecordQuery *query, const Record *last);
/* How many there are; `at_least`: so many and perhaps more, for counting ended before the end. */
typedef struct RecordCount {
    int64_t number;
    bool at_least;
} RecordCount;
/* How many the query would list, without its page. Counting ends beyond RECORD_COUNT_MOST, and
 * beyond `count_exact` also when it took `count_ms` of the rule set "records". */
Status record_count(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                    RecordCount *count, Error *err);
/* The same to the end, as far as the time for questions lets it. errors: LIMIT */
Status record_count_all(Workspace *workspace, const RecordDef *def, const RecordQuery *query,
                        int64_t *count, Error *err);
/* The same by each value of a one-of field or of KEY_STATE: List of RecordShare. */
typedef struct RecordShare {
    Text value;
    RecordCount count;
} RecordShare;
Status record_shares(Arena *arena, Workspace *workspace, const RecordDef *def,
                     const RecordQuery *query, int field, List *shares, Error *err);
/* The newest of all types that have these words, and that the actor may read: List of
 * const Record *. Chinese is found from two characters on. errors: INVALID, LIMIT */
Status record_search(Arena *arena, Workspace *workspace, Text words, int limit, List *records,
                     Error *err);
/* The single record whose fields equal these; *record is NULL when there is none. */
Status record_find(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordFilter *filters, int filter_count, Record **record, Error *err);

/* ---- Changing records ---- */

/* Creates (id 0) or changes a record; only fields that differ are written and recorded. What is
 * wrong with the values goes to `problems` (all of it) and INVALID is returned, nothing written.
 * A lost update is refused: CONFLICT, and record_differences tells both versions apart.
 * On success id and version are set. errors: INVALID, CONFLICT (version, unique), NOT_FOUND, DENIED
 */
Status record_save(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err);
/* In what two versions of one record differ: List of RecordDifference. */
typedef struct RecordDifference {
    int field; /* of the model, or KEY_STATE */
    Value before, after;
} RecordDifference;
List record_compare(Arena *arena, const Record *before, const Record *after);
/* From what is stored now to `record`, which somebody wants to save. */
Status record_differences(Arena *arena, Workspace *workspace, const Record *record, Record **stored,
                          List *differences, Error *err);

/* A move: the record as it was read, with the values that are given at the move changed. The
 * values pass the checks of record_save, and state, values and history are written as one. A
 * record_save never changes the state: a new record begins in the first, and only moves lead on.
 * A refusal names the state it is in and the moves that are open, or the fields that are missing,
 * or who may.
 * errors: NOT_FOUND (no such record or move), CONFLICT (version, unique), INVALID (the move is not
 * open in this state; a field it needs is empty; a value is wrong), DENIED, UNSUPPORTED (no states)
 */
Status record_move(Arena *arena, Workspace *workspace, Record *record, Text move, Text reason,
                   Problems *problems, Error *err);

/* ---- What stands elsewhere already ---- */

/* A field is asked once: where the model says that the value stands elsewhere, it is offered. What
 * is taken is a copy, and the history says of what.
 * Nothing is taken from what the actor may not read. */
typedef struct Taken {
    int field;
    Value value;
    const RecordDef *from; /* the record that says it: of several, the newest */
    int64_t id;
    int count;   /* of them */
    Date day;    /* of that record: its own, or the one on which it was made */
    bool is_due; /* the record is new; or what is stored there is older than the other record, and,
                  * of one that a reference names, empty */
} Taken;
/* What may be taken for the fields that a new record has, or that the move needs, whatever stands
 * in them; the record is as far filled in as it is known,
 * for its references lead the way. List of Taken. */
Status record_offers(Arena *arena, Workspace *workspace, const Record *record, const MoveDef *move,
                     List *offers, Error *err);
/* Takes one: the next save or move keeps it, and where it is from. */
void record_take(Arena *arena, Record *record, const Taken *offer);
/* What stands in the record as it is offered was taken:
 * the next save or move keeps where it is from. */
Status record_take_same(Arena *arena, Workspace *workspace, Record *record, const MoveDef *move,
                        Error *err);
/* Takes what is due for each field that has to be filled in and that was not `given` (parallel to
 * the fields), empty or not; a new record begins with the actor's unit as record_begin_own has it.
 * List of Taken: what it took. */
Status record_take_missing(Arena *arena, Workspace *workspace, Record *record, const MoveDef *move,
                           const bool *given, List *taken, Error *err);
/* "taken from Progress report 31 of 2016-11-03" */
void taken_print(Buf *out, Lang lang, const Taken *taken);

/* ---- Why a move is refused, and by when it is due ---- */

/* What would keep the actor from this move now: List of Error, none when it is open. */
Status record_explain(Arena *arena, Workspace *workspace, const Record *record, const MoveDef *move,
                      List *refusals, Error *err);

/* The open moves that have a time limit, and by when: List of MoveDue. Who may make them stands in
 * move->by. errors: NOT_FOUND (a limit that no rule set has) */
typedef struct MoveDue {
    const MoveDef *move;
    /* The day on which the record came into its state; the one it stands on at the latest. */
    Date since;
    Date until; /* the last day on which the move is in time */
} MoveDue;
Status record_dues(Arena *arena, Workspace *workspace, const Record *record, List *dues,
                   Error *err);
Date dues_until(const List *dues, const MoveDef *move); /* DATE_NONE: it has no limit */

/* ---- Taking away and back ---- */

/* Deletes where the model allows it, its hook has nothing against it and nothing refers to it; the
 * history stays. errors: DENIED, CONFLICT (something refers to it; says what), NOT_FOUND, INVALID
 * (the hook says why it stays, in `problems`) */
Status record_delete(Arena *arena, Workspace *workspace, Record *record, Text reason,
                     Problems *problems, Error *err);
/* Takes a record away again that the actor made, while nobody has changed it and nothing refers to
 * it: a creation undone, for those too who may not delete; the hook is asked all the same.
 * errors: those of record_delete; DENIED (another made it), CONFLICT (changed since) */
Status record_retract(Arena *arena, Workspace *workspace, Record *record, Text reason,
                      Problems *problems, Error *err);
/* Takes back the last change or move of a record, as a new change, where its author asks and
 * nothing came after. errors: DENIED, CONFLICT (someone changed it since), UNSUPPORTED (it was
 * created, or its values were erased) */
Status record_undo(Arena *arena, Workspace *workspace, Record *record, Text reason,
                   Problems *problems, Error *err);

/* Takes out of the history of a record, deleted or not, what a field once held, for good: the
 * values of all its changes, and the reasons given with them, which may tell the same. The chain
 * still verifies; what the record holds now stays until it is changed; that it was erased, by whom
 * and why is a change itself. By those who may unseal what is sealed, of all else by those who may
 * delete, and by the security administrator, who need not see it.
 * errors: NOT_FOUND, DENIED, INVALID (no reason is given) */
Status record_erase(Workspace *workspace, const RecordDef *def, int64_t id, int field, Text reason,
                    Error *err);
/* The same of the reasons of all changes of the record so far; their values stay. */
Status record_erase_reasons(Workspace *workspace, const RecordDef *def, int64_t id, Text reason,
                            Error *err);

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

typedef struct Trace {
    List steps;   /* of TraceStep */
    int most;     /* there are in a trace: `trace_steps` of the rule set "records"; 0: any number */
    bool goes_on; /* beyond these steps */
} Trace;

/* From one record along the references between records of the chain. Circles end where they close.
 * What the actor may not read, and what only it leads to, is left out as if it were not there.
 * errors: NOT_FOUND (the record itself) */
Status record_trace(Arena *arena, Workspace *workspace, const Record *record, TraceWay way,
                    Trace *trace, Error *err);

/* ---- History ---- */

#define CHANGE_ATTACH "attach" /* `after` is the hash of the file, a space, and its name */
#define CHANGE_DETACH "detach" /* `before` is */
/* A new version of the program gave `after` to all records of the type that were there: one change
 * of the type, of the record 0, which stands in the history of each of them,
 * in the version that it had. */
#define CHANGE_MIGRATE "migrate"

/* A value was taken from another record: `after` is the field, the type, the id, and of how many
 * such records this is the newest. It changes nothing:
 * the change of the field itself stands beside it. */
#define CHANGE_TAKE "take"

/* What the reason of a change is called where fields are named: no field has a colon. */
#define CHANGE_REASON "change:reason"

/* One row of the table `change`. The values and the reason stand apart (change_value), each behind
 * a salted commitment, so that erasing them leaves the chain verifiable; see docs/audit.md. */
typedef struct Change {
    int64_t seq; /* without a gap; the order of everything */
    int64_t at_ms;
    Text who, post, from, request, reason;
    Text record_type;
    int64_t record_id;
    int64_t record_version; /* of the record after it: what changed together has the same */
    /* "create", "change", "move", "undo", "delete", "erase", CHANGE_MIGRATE, CHANGE_TAKE, and of
     * files beside the record CHANGE_ATTACH and CHANGE_DETACH. */
    Text action;
    Text field;            /* of the model, or "state", or CHANGE_REASON */
    bool has_values;       /* false: erased */
    bool is_reason_erased; /* there was one */
    bool is_withheld;      /* values are there, and not for the actor's eyes */
    Text before, after;    /* canonical text of the values; empty: none */
} Change;

/* List of Change, oldest first: with the values for those who may read the record, without them for
 * auditors. That of a deleted record is left to those who may read all of its type. */
Status record_history(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                      List *changes, Error *err);

/* Its `before` or `after` as people read it. */
Status change_print(Workspace *workspace, Buf *out, Lang lang, const Change *change, Text value,
                    Error *err);

/* The record as it was in one of its versions; what was erased is empty.
 * errors: NOT_FOUND (no such version) */
Status record_as_of(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                    int64_t version, Record **record, Error *err);

Status version_parse(Text text, int64_t *version, Error *err); /* 0 where nothing is given */
/* Two versions of a record that is there, to be compared. `to` 0: the last; `from` 0: the one
 * before `to`. errors: NOT_FOUND (no such record, or no such version) */
Status record_versions(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                       int64_t from, int64_t to, Record **before, Record **after, Error *err);

typedef struct AuditResult {
    int64_t rows;
    int64_t first_bad_seq; /* 0: the chain holds */
    const char *fault;     /* catalogue key: gap, hash, commitment; NULL when it holds */
    Hash head;
} AuditResult;
Status audit_verify(Workspace *workspace, AuditResult *result, Error *err);
/* The last change: its number and hash, without looking at the others; 0 before the first. */
Status audit_head(Workspace *workspace, int64_t *seq, Hash *head, Error *err);
/* The types of the records that changed after `seq`: List of Text. For who keeps what was made of
 * records. */
Status audit_types_since(Arena *arena, Workspace *workspace, int64_t seq, List *types, Error *err);

/* A row of `change` as a second party needs it to verify the chain; texts live until the next. */
typedef struct AuditRow {
    int64_t seq, at_ms, record_id, record_version;
    Text who, post, from, request, record_type, action, field, algorithm;
    Text commitment, reason_commitment, previous, hash; /* bytes */
} AuditRow;
typedef Status AuditVisit(void *context, const AuditRow *row, Error *err);
/* Every row in order, without values and reasons; ends at the first error of `visit`. For auditors.
 * errors: DENIED */
Status audit_each(Workspace *workspace, AuditVisit *visit, void *context, Error *err);

/* ---- Attachments ---- */

/* Files as evidence, told by their bytes and kept once, by their hash, in the folder FILE-files
 * beside the workspace. One is the value of a field of kind `file`, or stands beside a record of
 * any type. Who may read the record reads its files; who may change it, or could create it,
 * attaches. Sizes and kinds that are taken stand in the rule set "records". */
typedef struct AttachmentSource {
    const char *path; /* NULL: from `bytes` */
    Text bytes;
    Text name; /* as people call it; empty: that of the path */
} AttachmentSource;

typedef struct Attachment {
    int64_t id;
    const RecordDef *def;
    int64_t record_id;
    int field;  /* of kind `file`, that holds it; -1: it stands beside the record */
    Text name;  /* as it was called when it came; no path, and no truth about what it is */
    Text media; /* "application/pdf", by its bytes */
    int64_t bytes;
    Hash hash;
    Text who;
    int64_t at_ms;
} Attachment;

/* Gives a record, new or read, a file as the value of a field: the next save or move keeps it.
 * errors: UNSUPPORTED (the field is of another kind), INVALID (kind, name), LIMIT, NOT_FOUND, IO */
Status record_give_file(Arena *arena, Workspace *workspace, Record *record, int field,
                        const AttachmentSource *source, Error *err);
void record_leave_files(const Record *record); /* when it is not saved after all */
/* Attaches beside a record. The same bytes by the same name are attached once.
 * errors: as above, and DENIED */
Status record_attach(Arena *arena, Workspace *workspace, const Record *record,
                     const AttachmentSource *source, Text reason, Attachment *made, Error *err);
/* What stands beside a record is taken away by who attached it or may change the record; the
 * history keeps it. errors: UNSUPPORTED (a field's value), INVALID (it stays), NOT_FOUND, DENIED */
Status record_detach(Arena *arena, Workspace *workspace, int64_t id, Text reason, Error *err);
/* Takes the bytes and the name of a file away for good, whether it stands or was taken away before;
 * its hash stays, so that a copy of it is still known for what it is. The same bytes in other
 * records stay theirs: *others tells how many hold them. By those, and with the reason, of
 * record_erase.
 * errors: as there */
Status attachment_erase(Arena *arena, Workspace *workspace, int64_t id, Text reason,
                        int64_t *others, Error *err);
/* All files of a record that the actor may see, oldest first: List of Attachment. */
Status record_attachments(Arena *arena, Workspace *workspace, const Record *record,
                          List *attachments, Error *err);
/* One, and where its bytes stand. errors: NOT_FOUND (or not for the actor),
 * CORRUPT (not on disk) */
Status attachment_get(Arena *arena, Workspace *workspace, int64_t id, Attachment *attachment,
                      const char **path, Error *err);

typedef struct AttachmentTally {
    int64_t files; /* there, with the bytes that their names promise */
    int64_t missing, altered;
    int64_t left_over; /* that no record holds or held; the sweep takes them away */
    Hash first;        /* of what is missing or altered */
} AttachmentTally;
/* Reads every file. */
Status attachments_check(Workspace *workspace, AttachmentTally *tally, Error *err);
Status attachments_sweep(Workspace *workspace, Error *err);

/* A copy with its files, each verified; `earlier`: a copy made before, whose files are linked to
 * where they are sound, or NULL. What is missing or altered is told and not copied.
 * errors: those of store_backup */
Status workspace_backup(Workspace *workspace, const char *target, const char *earlier,
                        AttachmentTally *tally, Error *err);
/* Brings one back, with its files. errors: those of store_restore */
Status workspace_restore(const char *source, const char *target, bool replace, const Model *model,
                         AttachmentTally *tally, Error *err);

/* ---- Rule sets ---- */

/* What differs from city to city and from year to year. A set ships as rules/NAME.rules, in
 * editions that each begin with a line `effective DATE` (the first may leave it out); a workspace
 * adds its own as records of type rule_set, which count once approved. In force on a day is the
 * edition that became effective last by then, the workspace's own before those that ship; so a
 * result of last year stays what it was. */
typedef struct RuleEdition {
    Text version;
    Date effective;   /* DATE_NONE: from ever */
    int64_t rule_set; /* the record; 0: it ships with the program */
    Text body;        /* `name value` lines */
} RuleEdition;
/* errors: NOT_FOUND (there is no such set, or it was not in force yet) */
Status rules_in_force(Arena *arena, Workspace *workspace, const char *name, Date on,
                      RuleEdition *edition, Error *err);
/* All that ship and all that are or were in force, the latest first: List of RuleEdition. */
Status rules_editions(Arena *arena, Workspace *workspace, const char *name, List *editions,
                      Error *err);

/* The day by which it is judged what is due, late or known yet: today, but for a workspace that
 * stands on a day by its rule set "workspace".
 * What is written is always dated by the clock, and so is who may come in. */
Date workspace_today(Workspace *workspace);
Date workspace_stands_on(Workspace *workspace); /* DATE_NONE: it goes on with the clock */

/* The working days of the set "holidays"; a later edition adds to those before it. */
Status rules_calendar(Arena *arena, Workspace *workspace, Calendar **calendar, Error *err);

/* A time limit of the set "limits". */
typedef struct TimeLimit {
    int count;
    enum { LIMIT_WORKING_DAYS, LIMIT_DAYS, LIMIT_MONTHS } unit;
} TimeLimit;
Status rules_limit(Workspace *workspace, const char *name, Date on, TimeLimit *limit, Error *err);
/* The last day of a time that begins the day after `from`. Days and months of the calendar that
 * end on a day off end on the next working day. */
Date limit_end(const Calendar *calendar, TimeLimit limit, Date from);

/* Hooks of model/people.model. */
Status role_grant_check(HookCall *call, Error *err);   /* who stands apart has no other role */
Status organisation_check(HookCall *call, Error *err); /* the tree has no circle */
Status rule_set_check(HookCall *call, Error *err); /* it can be put in force; approved, it stays */
Status rule_set_stays(HookCall *call, Error *err); /* what was in force is not deleted */

/* ---- People and the door ---- */

/* Organisations, posts, people, who holds which post, accounts and the roles granted to them are
 * records of model/people.model; this room knows those types by name. What proves that someone is
 * who they say (passwords, authenticators, sessions, tokens) stands in tables of the engine, which
 * no verb lists and no history keeps; of tokens only a hash is stored, they are shown once.
 *
 * Limits are those of the rule set "accounts" in force that day. `now_ms` is the clock, so that
 * tests may let time pass. What happens at the door is a change of the account in the history:
 * signin, signin_refused, signout, password, claim, authenticator, token; never counted or
 * summed up by person. Who may not come in hears the same words after the same time, whether the
 * login exists, the password was wrong or the account is locked. */

typedef struct SignIn {
    Text login, password;
    Text code;   /* of the authenticator; empty: none given */
    Text from;   /* an address, "cli" */
    Text device; /* what the person knows the session by: the name of a browser */
} SignIn;

/* What someone has to do before anything else; until then the actor has no roles. */
typedef enum DoorDuty { DUTY_NONE, DUTY_PASSWORD, DUTY_AUTHENTICATOR } DoorDuty;

typedef struct Entrance {
    Actor actor;     /* in one post, with the roles granted for today there or everywhere */
    int64_t session; /* 0: by a token of the API, or at a terminal */
    DoorDuty duty;
    bool is_stale; /* door_keep is due */
} Entrance;

/* Begins a session. errors: DENIED (door.refused; door.code where only the authenticator's code is
 * missing) */
Status door_sign_in(Arena *arena, Workspace *workspace, const SignIn *sign_in, int64_t now_ms,
                    Text *token, Error *err);
/* The same proof for one command at a terminal; no session begins. */
Status door_prove(Arena *arena, Workspace *workspace, const SignIn *sign_in, int64_t now_ms,
                  Entrance *entrance, Error *err);
/* Who comes with this token of a session or of the API. Reads only.
 * errors: DENIED (door.signed_out: ended, expired, idle too long, account not active) */
Status door_enter(Arena *arena, Workspace *workspace, Text token, Text from, int64_t now_ms,
                  Entrance *entrance, Error *err);
/* Tells that the session is in use, at most as often as is_stale says; *token is the one to use
 * from now on. The old one holds for a minute more: requests may be under way with it. */
Status door_keep(Arena *arena, Workspace *workspace, Text *token, int64_t now_ms, Error *err);
/* Who an account is today, for work that it asked for and that is done without it.
 * errors: DENIED (door.signed_out: it is not active any more) */
Status door_recall(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                   Actor *actor, Error *err);
Status door_leave(Workspace *workspace, Text token, int64_t now_ms, Error *err);

/* Posts that the account's person holds that day: List of int64_t, ids of `post`. A session acts
 * in the first until it takes another. errors: DENIED (not held by this person) */
Status door_posts(Arena *arena, Workspace *workspace, int64_t account, Date on, List *posts,
                  Error *err);
Status door_take_post(Workspace *workspace, int64_t session, int64_t post, int64_t now_ms,
                      Error *err);

typedef struct DoorSession {
    int64_t id, begun_ms, used_ms, ends_ms;
    Text from, device;
} DoorSession;
/* Where an account is signed in: List of DoorSession, latest first. Its own, or for a secadmin. */
Status door_sessions(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                     List *sessions, Error *err);
/* Ends one session (0: all) and with all of them the tokens of the API too. */
Status door_end_session(Workspace *workspace, int64_t account, int64_t session, int64_t now_ms,
                        Error *err);

/* A link for one use, by which someone sets the password of an account and makes it active; older
 * claims of the account fall away. Account 0, while there is no account yet: whoever takes it
 * becomes the system administrator and is given the claims of the other two, to hand to two other
 * people. By a sysadmin or the owner of the file. */
Status door_claim_new(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                      Text *claim, Error *err);
typedef struct Claimed {
    int64_t account;
    Text login;
    bool is_first;                      /* of account 0: nobody has a login yet */
    Text secadmin_claim, auditor_claim; /* of the first account; empty otherwise */
} Claimed;
/* Whose claim this is; errors: DENIED (door.no_claim: unknown, used, too old) */
Status door_claim_of(Arena *arena, Workspace *workspace, Text claim, int64_t now_ms,
                     Claimed *claimed, Error *err);
/* Takes it; `sign_in` gives the new password, and the login where it is the first. What is wrong
 * with either goes to `problems`. */
Status door_claim(Arena *arena, Workspace *workspace, Text claim, const SignIn *sign_in,
                  int64_t now_ms, Claimed *claimed, Problems *problems, Error *err);

/* The actor's own password; ends the account's other sessions and its tokens. `kept` is the session
 * that stays. errors: DENIED (the present one is wrong), INVALID (problems) */
Status door_set_password(Arena *arena, Workspace *workspace, Text present, Text next, int64_t kept,
                         int64_t now_ms, Problems *problems, Error *err);

/* A time-based code (RFC 6238) for the actor's own account: the key as people type it, and the
 * otpauth:// address as a phone reads it. It counts once a first code has been confirmed. */
Status door_authenticator_new(Arena *arena, Workspace *workspace, Text *key, Text *address,
                              Error *err);
Status door_authenticator_confirm(Workspace *workspace, Text code, int64_t now_ms, Error *err);
/* One's own, with a code; or, by a secadmin, that of someone who lost the device. */
Status door_authenticator_drop(Workspace *workspace, int64_t account, Text code, int64_t now_ms,
                               Error *err);

typedef struct DoorToken {
    int64_t id, made_ms, ends_ms;
    Text name, scope; /* "read", "write", "read task project" */
} DoorToken;
/* For programs: narrower than the account itself, and never beyond the rule's days. */
Status door_token_new(Arena *arena, Workspace *workspace, Text name, Text scope, int64_t ends_ms,
                      int64_t now_ms, Text *token, Error *err);
Status door_tokens(Arena *arena, Workspace *workspace, int64_t account, List *tokens, Error *err);
Status door_token_end(Workspace *workspace, int64_t account, int64_t token, int64_t now_ms,
                      Error *err);

/* How an account stands; for itself, and for a sysadmin or secadmin. */
typedef struct DoorStanding {
    bool has_password, has_authenticator, has_claim;
    int64_t password_ms; /* when it was set */
    int64_t locked_ms;   /* until when, by failures; 0: it is not */
} DoorStanding;
Status door_standing(Workspace *workspace, int64_t account, int64_t now_ms, DoorStanding *standing,
                     Error *err);
/* How many authenticators there are, and how many of their keys cannot be opened: the key that lies
 * beside the workspace is not the one they were sealed under,
 * as after moving a backup elsewhere. */
Status door_authenticators_check(Workspace *workspace, int64_t *count, int64_t *closed, Error *err);
/* Lets someone try again before the time is over. By a secadmin. */
Status door_unlock(Workspace *workspace, int64_t account, int64_t now_ms, Error *err);
/* Forgets what has expired. */
Status door_sweep(Workspace *workspace, int64_t now_ms, Error *err);

/* ---- Requests that may come twice ---- */

/* A program that heard no answer sends its request once more under the same key; it gets the same
 * answer then, and nothing is done a second time. Keys are an account's own; an answer is kept for
 * `request_key_hours` of the rule set "records". `request` is the digest of all that was asked, the
 * answer is the door's own. */

/* What was answered to it; empty where the key is new. Inside the transaction that would do it.
 * errors: INVALID (record.key_reused: something else was asked under this key) */
Status answer_recall(Arena *arena, Workspace *workspace, Text key, const Hash *request,
                     int64_t now_ms, Text *answer, Error *err);
/* Inside the transaction that did it. */
Status answer_keep(Workspace *workspace, Text key, const Hash *request, Text answer, int64_t now_ms,
                   Error *err);
Status answers_sweep(Workspace *workspace, int64_t now_ms, Error *err);

/* ---- Jobs: long work, and the clock ---- */

/* One worker at a time does one job after another: a thread of the server, or `duibiao tick` from
 * cron; an advisory lock beside the file sees to it. A job that was cut off by the end of its
 * process begins again, so what it does must bear that; it is given up after so many attempts as
 * rules/jobs.rules says. */
typedef enum JobState {
    JOB_WAITING,
    JOB_RUNNING,
    JOB_DONE,
    JOB_FAILED,
    JOB_CANCELLED,
    JOB_STATE_COUNT
} JobState;

typedef struct Job {
    int64_t id;
    Text kind, key, arguments, who;
    JobState state;
    int64_t made_ms, due_ms, begun_ms, ended_ms, beat_ms; /* 0: not yet */
    int64_t done, total;                                  /* total 0: not known */
    int attempts;
    bool cancel_asked;
    /* Of DONE what came of it, of FAILED the code of the error; of one at work: settled. */
    Text outcome;
    Text result; /* JSON: the same in full, with a member a language; empty: there is none */
} Job;

typedef struct JobCall {
    Arena *arena;
    Workspace *workspace;
    const Job *job;
    int64_t now_ms;
    const void *context; /* of the table of kinds */
    const char *file;    /* that came with it; NULL: none */
    Text outcome;        /* for the job to fill in */
    Text result;         /* likewise, also where it fails; as in Job */
    struct JobRun *run;  /* the engine's own */
} JobCall;
/* Outside a transaction, often: shows how far it is, at most once a second.
 * errors: CONFLICT (job.cancelled, job.stopped: leave off, and hand this on) */
Status job_progress(JobCall *call, int64_t done, int64_t total, Error *err);
/* Inside the transaction that shows what the job has done: who called it off before is heeded; who
 * tries to afterwards is told `outcome`, as of one that has ended.
 * errors: CONFLICT (job.cancelled: undo it) */
Status job_settle(JobCall *call, Text outcome, Error *err);

typedef struct JobKind {
    const char *name, *zh, *en;
    Status (*run)(JobCall *call, Error *err);
    const char *hours; /* the rule of rules/jobs.rules that says how often; NULL: when asked for */
    /* Who may ask for it, with arguments; NULL: the system administrator, by its name alone. */
    Status (*permit)(const Workspace *workspace, Error *err);
} JobKind;
typedef struct JobKinds {
    const JobKind *items;
    size_t count;
    const void *context;
    /* Once it is set no further job is begun, and job_progress ends the one at work, which begins
     * again when somebody works next. NULL: nobody will. */
    const _Atomic bool *is_stopping;
} JobKinds;

/* Those that need nothing above this room: what has expired is forgotten; the chain is verified; a
 * copy is made in the folder FILE.backups,
 * brought back on trial and verified, and older ones go. */
Status job_sweep(JobCall *call, Error *err);
Status job_audit(JobCall *call, Error *err);
Status job_backup(JobCall *call, Error *err);

/* Asks for a job. While one with the same kind and key waits or runs, that one is meant. */
Status job_ask(Workspace *workspace, const JobKinds *kinds, const char *kind, Text key,
               Text arguments, int64_t now_ms, int64_t *id, Error *err);
/* A file for the job of that kind and key, which is asked for next: it is kept beside the
 * workspace, by `name`, until the job has ended. errors: IO */
Status job_bring(Workspace *workspace, const char *kind, Text key, Text name, Text bytes,
                 Error *err);
/* What came of it in a language, JSON; empty: there is nothing. */
Text job_result(const Job *job, Lang lang);
/* Who is no system administrator sees and calls off what they asked for themselves; other jobs are
 * not there. The result of a job that somebody else asked for is empty.
 * errors: CONFLICT (it has ended, or is settled) */
Status job_cancel(Workspace *workspace, int64_t id, int64_t now_ms, Error *err);
Status job_get(Arena *arena, Workspace *workspace, int64_t id, Job *job, Error *err);
Status job_list(Arena *arena, Workspace *workspace, int limit, List *jobs, Error *err);
/* Asks for what the clock says is due, then does all that waits; *ran tells how many. The failure
 * of a job is its outcome, not an error of this. errors: BUSY (another worker is at it) */
Status jobs_tick(Workspace *workspace, const JobKinds *kinds, int64_t now_ms, int *ran, Error *err);

#endif
