/* exchange: what crosses the threshold. Files as offices send them become observations, texts
 * become what prose reads.
 *
 * An import first understands (which rows are headers, where the units stand, which column is
 * whom), then checks every row and lists every problem, and only then writes: all rows or none,
 * unless the caller takes the good ones. It never creates an entity or an indicator by itself,
 * never corrects a figure, and shows what it understood.
 */
#ifndef DUIBIAO_EXCHANGE_H
#define DUIBIAO_EXCHANGE_H

#include "base.h"
#include "compare.h"
#include "prose.h"
#include "record.h"
#include "work.h"
#include "sheet.h"

/* ---- Understanding ---- */

/* What a column holds. */
typedef enum ColumnRole {
    ROLE_IGNORED,
    ROLE_ENTITY,
    ROLE_ENTITY_CODE,
    ROLE_INDICATOR,
    ROLE_INDICATOR_CODE,
    ROLE_PERIOD,
    ROLE_UNIT,
    ROLE_VALUE, /* of the indicator, period and unit beside or above it */
    ROLE_STATUS,
    ROLE_BOUND,
    ROLE_KNOWN_FROM,
    ROLE_DOCUMENT,
    ROLE_NOTE,
    ROLE_PARENT, /* province, to tell namesakes apart */
    ROLE_COUNT
} ColumnRole;

/* What a heading says of the indicator that stands above or beside it: 总量, or 比上年增长%. */
typedef enum Aspect { ASPECT_NONE, ASPECT_LEVEL, ASPECT_GROWTH } Aspect;

typedef struct ColumnReading {
    Text header; /* the header block's cells of this column, joined by " / " */
    ColumnRole role;
    Aspect aspect; /* for a VALUE column whose indicators stand in the rows */
    int indicator; /* registry index for a VALUE column in a wide table; -1 */
    int entity;    /* for a VALUE column headed by a name of one; -1 */
    Period period; /* for a VALUE column headed by a year */
    Text unit;     /* as found in header or unit row; empty: the indicator's */
} ColumnReading;

/* Catalogue key of what a column was taken as: "role.value", … */
const char *column_role_key(const ColumnReading *column);

/* How one sheet was understood: what --dry-run shows, and what a mapping saves. */
typedef struct Reading {
    int sheet;
    Text sheet_name;
    int64_t header_first, header_last; /* rows of the header block */
    int64_t unit_row;                  /* 0: none */
    ColumnReading *columns;
    int column_count;
    bool is_long;          /* one figure a row */
    Text title;            /* above the header */
    Period period;         /* of the whole sheet, when neither rows nor columns say it */
    Text unit;             /* of the whole sheet ("单位:亿元") */
    int entity, indicator; /* of the whole sheet ("地区:广州"); -1 */
    Date known_from;       /* DATE_NONE: by the release rules */
} Reading;

typedef struct ImportOptions {
    const char *path;
    int sheet;         /* -1: every visible sheet that can be understood */
    Text mapping;      /* name of a saved mapping to use; empty: understand afresh */
    Text save_mapping; /* name to save this understanding under; empty: do not */
    Text period;       /* for sheets that do not say it; empty: none */
    Text document;     /* origin, where the file does not say it */
    Text indicator;    /* code or name, for sheets that do not say it; empty: none */
    Text entity;       /* the same */
    Text unit;         /* the same; empty: what the sheet says, or else the indicator's */
    Date known_from;   /* DATE_NONE: by document or rule */
    bool dry_run;      /* understand and check, write nothing */
    bool valid_rows;   /* take the good rows although others are bad */
    bool skip_unknown; /* leave out columns and rows of unknown indicators and entities */
    const SheetLimits *limits;
    /* Told now and then how far it is; what it fails with ends the import, as long as nothing is
     * accepted. NULL: nobody asks. */
    Status (*progress)(void *context, double done, Error *err);
    /* Asked inside the transaction that shows the figures; what it fails with leaves nothing of
     * them. NULL: nobody asks. */
    BatchSettle settle;
    void *context; /* of both */
} ImportOptions;

typedef struct ImportRules {
    const UnitTable *units;
    Text words;    /* rules/import.rules: what headers, totals, notes and missing marks look like */
    Text releases; /* rules/releases.rules: when an edition was released */
    PlausibilityRules plausibility;
} ImportRules;

typedef struct ImportResult {
    List readings; /* Reading, one a sheet */
    Text format, encoding;
    int64_t rows_read, figures_read, figures_bad, figures_blank;
    BatchTally tally;   /* zero on a dry run */
    bool already_there; /* this file is an accepted batch: nothing was changed */
    Problems *problems; /* errors, then doubts (plausibility) */
} ImportResult;

/* errors: those of sheet_open; INVALID "exchange.bad_rows" (the problems say which);
 * INVALID "exchange.not_understood"; NOT_FOUND (mapping); BUSY */
Status import_file(Arena *arena, Workspace *workspace, const Registry *registry,
                   const ImportRules *rules, const ImportOptions *options, ImportResult *result,
                   Error *err);

/* The rules of importing in force on a day. errors: INVALID, INTERNAL "exchange.rules_wrong" */
Status import_rules_read(Arena *arena, Workspace *workspace, Date on, ImportRules *rules,
                         Error *err);

/* What was understood, what is wrong and what came of it, for programs;
 * `failure` NULL: nothing failed. */
void import_json(Json *json, Lang lang, const Registry *registry, const ImportResult *result,
                 const Error *failure);

/* ---- The same as a job ---- */

/* What is asked for: the options of import_file, without path, limits and those who ask. */
typedef struct ImportOrder {
    Text name; /* of the file */
    Text digest; /* of its bytes; import_ask finds it */
    ImportOptions options;
} ImportOrder;

/* Asks for the import of a file that came as `bytes`. The same file, read the same way, that is
 * asked for again by the same actor before it was done is the same job. The job acts as who asked
 * for it.
 * errors: DENIED, IO */
Status import_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds,
                  const ImportOrder *order, Text bytes, int64_t *job, Error *err);
/* What such a job was asked for. False: it is a job of another kind. */
bool import_order(Arena *arena, const Job *job, ImportOrder *order);
/* The job "import". Its result tells what was understood, what is wrong, what came of it, and,
 * where it failed, `refusal`: {code, message, page: the same for who uses one, kind of failure}. It
 * can be called off until the figures are in. */
Status job_import(JobCall *call, Error *err);
Status import_permit(const Workspace *workspace, Error *err); /* may the actor ask for it? */

/* What an import would doubt about the figures of one indicator that stand in the workspace and are
 * seen as of a day, but for what only shows in one file:
 * repeated editions and rows of another year. */
typedef struct StandingDoubt {
    Observation figure;
    const char *code; /* catalogue key, with the remedy under code.remedy */
    double expected;
} StandingDoubt;
/* Appends to a List of StandingDoubt. */
Status doubts_standing(Workspace *workspace, const Registry *registry,
                       const PlausibilityRules *rules, int indicator, Date as_of, List *doubts,
                       Error *err);

/* ---- Registers: entities, indicators, benchmarks … as tables ---- */

/* Creates or updates records of one type from a table whose headers are field names or labels;
 * references by what people call the record. A row with `id` and `version` changes that record, if
 * nobody has changed it since; any other the one that has its unique fields, or a new one. The same
 * table again changes nothing. All or nothing, unless the good rows are asked for. */
typedef struct RegisterTally {
    int64_t created, changed, unchanged;
    int64_t refused; /* rows with something wrong; `problems` tells all of it */
    int64_t left;    /* rows that records_template began and nobody filled in: skipped */
} RegisterTally;
/* What the rows do, one by one, for who looks before agreeing. */
typedef struct RegisterLook {
    size_t changes_most; /* so many rows are told */
    List changes;        /* RegisterChange, by row; import_records makes it */
    Text digest;         /* of what all rows do, and to which version: import_records finds it */
    Text agreed; /* the digest of an earlier look; of another one nothing is kept; empty: any */
} RegisterLook;
typedef struct RegisterChange {
    int64_t row, id; /* the id of a new record holds only where it is kept */
    bool is_new;
    Text titles[LANG_COUNT]; /* what people call the record afterwards */
    List values;             /* RegisterValue */
} RegisterChange;
typedef struct RegisterValue {
    int field;
    Text before[LANG_COUNT], after[LANG_COUNT]; /* in words, cut where they are long; empty: none */
} RegisterValue;
typedef struct RegisterOptions {
    const char *path;
    bool dry_run;       /* check all of it, keep nothing */
    bool valid_rows;    /* keep the good rows although others are bad */
    int64_t rows_most;  /* LIMIT where there are more; 0: any number */
    RegisterLook *look; /* NULL: nobody looks */
    /* Asked inside the transaction before it is kept;
     * what it fails with leaves nothing. NULL: nobody. */
    Status (*settle)(void *context, const RegisterTally *tally, Error *err);
    void *context;
} RegisterOptions;
/* errors: those of sheet_open; INVALID (no heading is a field; another type's table; a list with
 * ids and without versions; "exchange.bad_register": the problems say which rows); LIMIT; CONFLICT
 * ("exchange.load_changed": another thing than was agreed to); BUSY */
Status import_records(Arena *arena, Workspace *workspace, const RecordDef *def,
                      const RegisterOptions *options, Problems *problems, RegisterTally *tally,
                      Error *err);
/* Its numbers as members of an object: created, changed, unchanged, refused, left. */
void register_tally_json(Json *json, const RegisterTally *tally);

/* ---- The same as a job ---- */

typedef struct LoadOrder {
    Text name, digest; /* of the file and of its bytes; load_ask finds the digest */
    Text type;         /* of the records */
    bool dry_run;
    Text agreed;       /* the digest of the look that was agreed to; empty: there was none */
    int64_t rows_most; /* as in RegisterOptions */
} LoadOrder;
/* May the actor load records of this type? Those of which nobody knows who made them stay out: a
 * job knows who asked. errors: DENIED, UNSUPPORTED */
Status load_permit(const Workspace *workspace, const RecordDef *def, Error *err);
Status load_permit_any(const Workspace *workspace, Error *err); /* of some type */
/* As import_ask. errors: those of load_permit; NOT_FOUND (no such type); IO */
Status load_ask(Arena *arena, Workspace *workspace, const JobKinds *kinds, const LoadOrder *order,
                Text bytes, int64_t *job, Error *err);
bool load_order(Arena *arena, const Job *job, LoadOrder *order); /* as import_order */
/* The job "load". Its result has the tally, `changes` with their values before and after, the
 * digest of the look, the problems and, where it failed, `refusal` as that of job_import. A look
 * tells of every row, also where some are refused; what is kept is all of them. */
Status job_load(JobCall *call, Error *err);

typedef enum ExchangeFormat { EXCHANGE_CSV, EXCHANGE_XLSX } ExchangeFormat;

/* A table that import_records reads, to be filled in: a column for each field that can be given,
 * and the records that the actor may change, as they are. Where such a record comes `from` one
 * other (a report from its task), a row is begun besides for each of those that the actor may read
 * and make one of, and that is not at its end: with the reference, what every new record has, and
 * what is taken where it is required; something required stays to be filled in. None is begun where
 * the query asks for certain records. A workbook also says what belongs where and offers what can
 * be chosen. */
enum { TEMPLATE_STARTS_MOST = 500 }; /* of the newest */
typedef struct TemplateRequest {
    const RecordDef *def;
    Lang lang;
    ExchangeFormat format;
    RecordQuery query;    /* which of them, at most */
    int64_t records_most; /* LIMIT where there are more to change; 0: any number */
} TemplateRequest;
typedef struct TemplateTally {
    int64_t records, started; /* that are there; rows that were begun */
    bool has_more;            /* there is something to be made of more than TEMPLATE_STARTS_MOST */
} TemplateTally;
Status records_template(Arena *arena, Workspace *workspace, const TemplateRequest *request,
                        const char *path, TemplateTally *tally, Error *err);

/* By a field that is unique, by its title in either language, by the title of what its title refers
 * to, or by its id ("412", "#412"). *id is 0 where there is none.
 * errors: CONFLICT (several are called so; names them) */
Status reference_find(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                      int64_t *id, Error *err);
/* The value of a reference; several are apart by semicolons. */
Status reference_value(Arena *arena, Workspace *workspace, const FieldDef *field, Text text,
                       Value *value, bool *found, Error *err);
/* What reference_find leads back from: its title, or "#412" where that is not enough. */
Status reference_name(Arena *arena, Workspace *workspace, Lang lang, const RecordDef *def,
                      int64_t id, Text *name, Error *err);

/* What a list is asked, in the words of people: at a terminal, in a saved view, in the address of a
 * page. The field by its name or label, `id` or `state`; the value as people write it, a reference
 * by what it is called; nothing: what is empty (=), or is not (!=); a|b: one of them (=), or none
 * (!=); of a text * stands for any characters (=). Added to `filters`, of RecordFilter.
 * errors: USAGE, INVALID (not understood), CONFLICT (several are called so; names them) */
Status filter_read(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const ViewCondition *condition, List *filters, Error *err);
int filter_key(const RecordDef *def, Text name); /* a field, KEY_ID or KEY_STATE; -1: none */

/* Moves as a table, one a row, in its order: type, record (by a unique field or its title), move,
 * reason, and `given`: the values given at the move, FIELD=VALUE apart by semicolons. All or
 * nothing. *moved tells how many. */
Status import_moves(Arena *arena, Workspace *workspace, const char *path, Problems *problems,
                    int64_t *moved, Error *err);

/* ---- Texts: files that prose reads ---- */

/* What belonged to the page or the file and not to the text. */
typedef struct TextCut {
    ProseEmendationKind kind;
    size_t at;   /* byte of the text where it stood */
    size_t line; /* of the text, from 1 */
    Text text;
} TextCut;

typedef struct TextFile {
    const char *format;   /* "text", "html", "docx" */
    const char *encoding; /* "UTF-8", "GB18030" …; "" where the format settles it */
    Text text;            /* UTF-8; of HTML and DOCX a line is a paragraph */
    List cuts;            /* TextCut, by place */
    Hash digest;          /* of the bytes */
} TextFile;

/* Plain text in any encoding that sheet knows, HTML, or DOCX, told by content. `bytes` must outlive
 * the result; `name` is what errors call the file.
 * errors: UNSUPPORTED (another format or encoding; encrypted), CORRUPT, LIMIT */
Status text_file_read(Arena *arena, Text bytes, const char *name, TextFile *file, Error *err);

/* One text, read: everything on an arena but the names of the rules. */
typedef struct ProseReading {
    Date date;        /* of the text; DATE_NONE: it gives none */
    List paragraphs;  /* ProseParagraph: only place and text */
    List proposals;   /* ProseProposal, by place */
    List emendations; /* ProseEmendation, by place; the cuts of the file among them */
    ProseSummary summary;
} ProseReading;

/* What a workspace knows beside the rules: its units and entities by their names, and its working
 * days.
 * errors: those of record_list and rules_calendar */
Status workspace_knows(Arena *arena, Workspace *workspace, const Registry *registry,
                       ProseSettings *known, Error *err);

/* Of `known` the day (DATE_NONE: the one the text gives itself),
 * the names and the calendar count. */
void text_file_propose(Arena *arena, const ProseRules *rules, const ProseSettings *known,
                       const TextFile *file, ProseReading *reading);

/* The same as it comes: long plain text in UTF-8 is read piece by piece and never held; other
 * encodings, HTML and DOCX are. The sink is told of nothing before the file is known to be
 * readable. */
enum { TEXT_MOST_BYTES = 256 << 20 };
typedef struct TextStream {
    ProseSink sink;
    void *context;
    const char *format, *encoding; /* from here on: what it turned out to be */
    Date date;
    ProseSummary summary;
} TextStream;
/* errors: those of text_file_read; LIMIT (a file that must be held is too large) */
Status text_stream(Arena *arena, FILE *file, const char *name, const ProseRules *rules,
                   const ProseSettings *known, TextStream *stream, Error *err);

/* ---- Proposals: by a person's decision, what was read becomes records ---- */

typedef enum Choice {
    CHOICE_OPEN, /* nobody has decided */
    CHOICE_ACCEPTED,
    CHOICE_CORRECTED,
    CHOICE_MERGED,
    CHOICE_SPLIT,
    CHOICE_REJECTED,
    CHOICE_WITHDRAWN, /* open again; only a decision's record says so */
} Choice;

const char *choice_name(Choice choice); /* "accepted", … */

typedef struct ProposalItem {
    const ProseProposal *proposal;
    Text paragraph;   /* where it stands */
    Text key;         /* digest of kind and words without marks: the same in every edition */
    Choice choice;    /* decided before, in this text or another, or there as a record already */
    int64_t decision; /* the record of the decision; 0: none was ever made */
    Text made_type;   /* the record that came of it; empty: none */
    int64_t made;
} ProposalItem;

/* The proposals that may become records: commitments, tasks, lessons, gaps, strengths, mains,
 * benchmarks that are named, figures with a value that no commitment owes. `reading` must outlive
 * the list. List of ProposalItem. */
Status proposals_list(Arena *arena, Workspace *workspace, const ProseReading *reading, List *items,
                      Error *err);

/* The type that proposals of a kind become; NULL: the model has none. */
const RecordDef *proposal_type(const Workspace *workspace, ProseKind kind);
/* What is known of them by now. */
Status proposals_refresh(Arena *arena, Workspace *workspace, List *items, Error *err);

/* The text that decisions are about; its record is found by the digest or made. */
typedef struct ProposalSource {
    const TextFile *file;
    const ProseReading *reading;
    const Registry *registry;
    Text path;
    Text name;     /* what a person calls it; empty: as its first line does */
    int64_t visit; /* where lessons and commitments were heard; 0: none */
    int subject;   /* whose gaps and strengths these are: registry index; -1: not said */
    int64_t id;    /* of the record `reading`; 0 until the first decision */
} ProposalSource;

/* A field as a person corrects it: "owner" and "市住建局". */
typedef struct ProposalField {
    Text name, value;
} ProposalField;

/* The text's own record, found by the digest of its bytes or made: with its words where it is not
 * too long, so that what is not decided today is decided tomorrow,
 * at another desk. Sets source->id. */
Status reading_keep(Arena *arena, Workspace *workspace, ProposalSource *source, Problems *problems,
                    Error *err);
/* A text as it was kept. errors: NOT_FOUND, UNSUPPORTED (only its digest was) */
Status reading_open(Arena *arena, Workspace *workspace, int64_t id, Record **reading,
                    TextFile *file, Error *err);

/* The study visit that a text tells of: when, where, what for, and who said what. */
typedef struct VisitDraft {
    Record *visit;
    List speeches; /* Record *: of those whose post is registered */
    List unknown;  /* Text: who spoke in a post that is not */
} VisitDraft;
Status visit_draft(Arena *arena, Workspace *workspace, const ProposalSource *source,
                   VisitDraft *draft, Error *err);
/* Keeps the visit, as corrected, and the speeches; from then on source->visit is it. */
Status visit_found(Arena *arena, Workspace *workspace, ProposalSource *source, VisitDraft *draft,
                   const ProposalField *fields, size_t field_count, Problems *problems, Error *err);

/* The record that an acceptance would make, not saved; NULL: the model has none of this kind. */
Status proposal_draft(Arena *arena, Workspace *workspace, const ProposalSource *source,
                      const ProposalItem *item, Record **record, Error *err);

/* Each keeps all it writes, or nothing. What a record lacks goes to `problems` (INVALID), and the
 * proposal stays open. `made` is the record's id, 0 for a kind that the model has no record of.
 * errors: INVALID, CONFLICT (decided already), DENIED */
Status proposal_accept(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, const ProposalField *fields, size_t field_count,
                       Problems *problems, int64_t *made, Error *err);
/* `other` goes into the same record, behind the item's own words. */
Status proposal_merge(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, ProposalItem *other, Problems *problems, int64_t *made,
                      Error *err);
/* A record for each part of its words, parted behind `at` characters; 0 < at < their number. */
Status proposal_split(Arena *arena, Workspace *workspace, ProposalSource *source,
                      ProposalItem *item, size_t at, Problems *problems, int64_t made[2],
                      Error *err);
Status proposal_reject(Arena *arena, Workspace *workspace, ProposalSource *source,
                       ProposalItem *item, Problems *problems, Error *err);

/* Takes a decision back: the record it made goes, while nobody has built on it, and the proposal is
 * open again, as are those it was merged with. The history tells of both.
 * errors: CONFLICT (not decided; the record was changed, or something refers to it), DENIED */
Status proposal_withdraw(Arena *arena, Workspace *workspace, const ProposalItem *item,
                         Problems *problems, Error *err);

/* What people corrected and rejected, as examples for rules/prose: "rule …" and beneath it
 * "  example TEXT => SPAN" or "  not TEXT". */
Status proposal_examples(Arena *arena, Workspace *workspace, Buf *out, Error *err);

#endif
