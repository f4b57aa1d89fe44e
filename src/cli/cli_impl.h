/* Inside cli: what one run of a command has at hand. */
#ifndef DUIBIAO_CLI_IMPL_H
#define DUIBIAO_CLI_IMPL_H

#include "cli.h"

#include "compare.h"
#include "exchange.h"
#include "report.h"
#include "store.h"
#include "work.h"

/* ---- Options ---- */

/* One bit an option, so that a command names the set it takes. */
typedef enum OptionId {
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_LANG,
    OPTION_JSON,
    OPTION_WORKSPACE,
    OPTION_AS_OF,
    OPTION_DRY_RUN,
    OPTION_VALID_ROWS,
    OPTION_SKIP_UNKNOWN,
    OPTION_SHEET,
    OPTION_MAPPING,
    OPTION_SAVE_MAPPING,
    OPTION_PERIOD,
    OPTION_ENTITY,
    OPTION_INDICATOR,
    OPTION_UNIT,
    OPTION_DOCUMENT,
    OPTION_KNOWN_FROM,
    OPTION_REASON,
    OPTION_AGAINST,
    OPTION_YEAR,
    OPTION_LIMIT,
    OPTION_DUE,
    OPTION_SHARE,
    OPTION_SAVE,
    OPTION_HTML,
    OPTION_XLSX,
    OPTION_CSV,
    OPTION_LATER,
    OPTION_REPLACE,
    OPTION_BARE,
    OPTION_DATE,
    OPTION_LISTEN,
    OPTION_OPEN,
    OPTION_ACCOUNTS,
    OPTION_HOST,
    OPTION_CERT,
    OPTION_KEY,
    OPTION_LIMITS,
    OPTION_PAGES,
    OPTION_LOG,
    OPTION_AS,
    OPTION_UNTIL,
    OPTION_SCOPE,
    OPTION_DAYS,
    OPTION_DECISIONS,
    OPTION_ABOVE,
    OPTION_VISIT,
    OPTION_SUBJECT,
    OPTION_WHERE,
    OPTION_SORT,
    OPTION_COLUMNS,
    OPTION_WORDS,
    OPTION_VIEW,
    OPTION_AFTER,
    OPTION_CHECK,
    OPTION_COUNT
} OptionId;

#define OPTION_BIT(id) (UINT64_C(1) << (id))

/* What a command does with the file that an argument FILE or the value of an option names. */
typedef enum FileUse { FILE_NONE, FILE_READ, FILE_WRITTEN } FileUse;

typedef struct CliOption {
    OptionId id;
    const char *name;     /* without the dashes */
    char letter;          /* 0: none */
    const char *argument; /* "FILE"; NULL: a switch */
    const char *zh, *en;
    bool is_repeated; /* its values come as lines of one */
    FileUse file;
} CliOption;

extern const CliOption CLI_OPTIONS[OPTION_COUNT];

/* ---- Commands ---- */

typedef struct Cli Cli;

/* Under which heading of --help and the manual a command stands; the table is in this order. */
typedef enum CommandGroup {
    COMMANDS_BEGIN,
    COMMANDS_FIGURES,
    COMMANDS_COMPARE,
    COMMANDS_PROSE,
    COMMANDS_RECORDS,
    COMMANDS_PEOPLE,
    COMMANDS_CARE,
    COMMAND_GROUP_COUNT
} CommandGroup;

typedef struct CliGroup {
    const char *zh, *en;
} CliGroup;

extern const CliGroup CLI_GROUPS[COMMAND_GROUP_COUNT];

/* Whether a command goes through the server that has the workspace open (passage_impl.h). */
typedef enum CommandPlace {
    AT_SERVER,       /* where one runs */
    AT_SERVER_NAMED, /* where one runs and the workspace is named: it needs none */
    AT_HOME          /* never: it opens no workspace, or makes one */
} CommandPlace;

typedef struct CliCommand {
    CommandGroup group;
    const char *name;      /* "import", "import undo" */
    const char *arguments; /* "FILE", "ENTITY [INDICATOR…]"; "" for none */
    int least, most;       /* number of arguments; most -1: any */
    uint64_t options;      /* beside the common ones */
    Status (*run)(Cli *cli, Error *err);
    const char *zh, *en;   /* one line */
    const char *example;   /* one command line */
    FileUse file;          /* of its arguments FILE */
    CommandPlace place;
} CliCommand;

extern const CliCommand CLI_COMMANDS[];
extern const size_t CLI_COMMAND_COUNT;
uint64_t cli_common_options(void);

/* ---- One run ---- */

typedef struct Hand Hand;

struct Cli {
    const CliSetup *setup;
    Hand *hand; /* of the server, which runs this command for a terminal; NULL: a terminal's own */
    Arena *arena;
    const CliCommand *command;
    char **arguments;
    int argument_count;
    const char *options[OPTION_COUNT]; /* the value given; "" for a switch; NULL: absent */
    Lang lang;
    bool json;
    int columns;       /* of the terminal; 0: not one */
    Buf out;           /* written to standard output at the end */
    List said;         /* Text: with --json, what a command that has no table said */
    bool judged_late;  /* something was called due or late: it matters on which day */
    Workspace *workspace;
    Registry *registry;
    Problems *problems;
};

/* Splits the command line into the command, its arguments and options. */
Status cli_parse(Cli *cli, int argc, char **argv, Error *err);
void cli_help(Cli *cli, const CliCommand *command); /* NULL: all commands */

/* Opens the workspace named by -w, by DUIBIAO_WORKSPACE, or the only *.duibiao here; and reads the
 * registry. */
Status cli_open(Cli *cli, StoreMode mode, Error *err);
/* The same before anybody has said who they are. */
Status cli_open_as_public(Cli *cli, StoreMode mode, Error *err);
Status cli_workspace_path(Cli *cli, char **path, Error *err);
bool cli_names_workspace(const Cli *cli); /* by -w or by DUIBIAO_WORKSPACE */
Status cli_reload_registry(Cli *cli, Error *err);
/* Whoever runs the program, or at whose terminal it runs; the owner of the file, or who is about to
 * make it, is known as such. */
Actor cli_actor(const Cli *cli, const char *path);

/* A secret that a person types, or the line of that number in the file DUIBIAO_PASSWORD_FILE; a new
 * one is typed twice. The code of an authenticator may stand in DUIBIAO_CODE: it is worth nothing
 * later. `key` is the wording of what is asked. */
Status cli_secret(Cli *cli, const char *key, int line, Text *secret, Error *err);
Status cli_new_secret(Cli *cli, int line, Text *secret, Error *err);
Status cli_code(Cli *cli, Text *code, Error *err);

/* Options read as what they are; numbers count from 1. Absent: DATE_NONE, 0. */
Status cli_option_date(const Cli *cli, OptionId id, Date *date, Error *err);
/* --as-of, or the day the workspace stands on. */
Status cli_as_of(Cli *cli, Date *as_of, Error *err);
Status cli_option_int(const Cli *cli, OptionId id, int64_t *number, Error *err);
bool cli_has(const Cli *cli, OptionId id);

/* ---- Through the server (passage_impl.h) ---- */

enum { PASSAGE_NOT_TAKEN = -1 };
/* Goes through the server where one runs and the command is one that does; otherwise *exit_code is
 * PASSAGE_NOT_TAKEN. May end the process by the signal that ended the command. */
Status passage_go(Cli *cli, int argc, char **argv, int *exit_code, Error *err);

/* ---- For a terminal elsewhere; at home these do nothing ---- */

/* Finds out whether this process is the server's hand; then, with the command known, puts places of
 * its own where the call names files. */
Status hand_open(Cli *cli, Error *err);
void hand_begin(Cli *cli);
struct stat;
/* Who is at the terminal; `workspace` is NULL where there is none. */
void hand_actor(const Cli *cli, const struct stat *workspace, Actor *actor);
const char *hand_workspace(const Cli *cli); /* that of the server, whatever the call names */
/* Fetches the files that the call names; whoever acts is known and let in by then. */
Status hand_fetch(Cli *cli, Error *err);
/* Hands over what was written. */
Status hand_deliver(Cli *cli, Error *err);
Status hand_passwords(Cli *cli, const char **path, Error *err); /* where they are to be read */
/* A sentence with files called as the call names them. */
Text hand_wording(const Cli *cli, Text sentence);
/* Where questions are asked, the caller's to close; below 0: nowhere. */
int cli_terminal(const Cli *cli);

/* Rules, read once a run. */
Status cli_compare_rules(Cli *cli, CompareRules **rules, Error *err);
Status cli_import_rules(Cli *cli, ImportRules *rules, Error *err);

/* ---- Saying things ---- */

/* A column of a table: what programs call it, the catalogue key of its title. */
typedef struct CliColumn {
    const char *key, *title;
    ColumnKind kind; /* of an id YEAR: it is never grouped, for people type it again */
} CliColumn;
Table *cli_table_new(Cli *cli, const char *name, const CliColumn *columns, int count);
void cli_table(Cli *cli, const Table *table); /* as text or JSON */
/* Not for another program: neither JSON nor a CSV file is asked for. */
bool cli_is_for_people(const Cli *cli);
/* A unit or an area in the reader's language;
 * as it is where it has no wording, or for a program. */
Text cli_unit(const Cli *cli, Text unit);
Text cli_area(const Cli *cli, Text area);
/* What stands in `out` goes out now, once it is long: of answers of any length. */
void cli_flush_long(Cli *cli);
void cli_say(Cli *cli, const char *key, const Arg *args, size_t arg_count); /* one line */
/* `text` in lines that fit `columns` (0: one line), those after the first indented. */
void cli_wrap(Buf *out, Text text, int indent, int columns);
void cli_problems(Cli *cli, const Problems *problems); /* as lines; nothing with --json */
/* With --json, what was said in words alone: {"messages": […]}. */
void cli_finish_json(Cli *cli);
void cli_print_error(const Cli *cli, const Error *err);

/* ---- The commands ---- */

Status command_init(Cli *cli, Error *err);
Status command_import(Cli *cli, Error *err);
Status command_import_list(Cli *cli, Error *err);
Status command_import_undo(Cli *cli, Error *err);
Status command_load(Cli *cli, Error *err);
Status command_create(Cli *cli, Error *err);
Status command_export(Cli *cli, Error *err);
Status command_template(Cli *cli, Error *err);
Status command_moves(Cli *cli, Error *err);
Status command_list(Cli *cli, Error *err);
Status command_show(Cli *cli, Error *err);
Status command_set(Cli *cli, Error *err);
Status command_move(Cli *cli, Error *err);
Status command_undo(Cli *cli, Error *err);
Status command_delete(Cli *cli, Error *err);
Status command_attach(Cli *cli, Error *err);
Status command_attachments(Cli *cli, Error *err);
Status command_attachments_save(Cli *cli, Error *err);
Status command_attachments_erase(Cli *cli, Error *err);
Status command_erase(Cli *cli, Error *err);
Status command_detach(Cli *cli, Error *err);
Status command_search(Cli *cli, Error *err);
Status command_history(Cli *cli, Error *err);
Status command_compare(Cli *cli, Error *err);
Status command_trace(Cli *cli, Error *err);
Status command_owing(Cli *cli, Error *err);
Status command_audit_verify(Cli *cli, Error *err);
Status command_audit_head(Cli *cli, Error *err);
Status command_audit_export(Cli *cli, Error *err);
Status command_entities(Cli *cli, Error *err);
Status command_indicators(Cli *cli, Error *err);
Status command_gap(Cli *cli, Error *err);
Status command_advantages(Cli *cli, Error *err);
Status command_position(Cli *cli, Error *err);
Status command_peers(Cli *cli, Error *err);
Status command_target_propose(Cli *cli, Error *err);
Status command_target_share(Cli *cli, Error *err);
Status command_report(Cli *cli, Error *err);
Status command_read(Cli *cli, Error *err);
Status command_read_text(Cli *cli, Error *err);
Status command_read_examples(Cli *cli, Error *err);
Status command_accept(Cli *cli, Error *err);
Status command_backup(Cli *cli, Error *err);
Status command_restore(Cli *cli, Error *err);
Status command_account_add(Cli *cli, Error *err);
Status command_account_list(Cli *cli, Error *err);
Status command_account_claim(Cli *cli, Error *err);
Status command_account_grant(Cli *cli, Error *err);
Status command_account_revoke(Cli *cli, Error *err);
Status command_account_lock(Cli *cli, Error *err);
Status command_account_unlock(Cli *cli, Error *err);
Status command_account_password(Cli *cli, Error *err);
Status command_account_totp(Cli *cli, Error *err);
Status command_account_totp_confirm(Cli *cli, Error *err);
Status command_account_totp_drop(Cli *cli, Error *err);
Status command_claim(Cli *cli, Error *err);
Status command_sessions(Cli *cli, Error *err);
Status command_sessions_end(Cli *cli, Error *err);
Status command_token_add(Cli *cli, Error *err);
Status command_token_list(Cli *cli, Error *err);
Status command_token_end(Cli *cli, Error *err);
Status command_jobs(Cli *cli, Error *err);
Status command_jobs_ask(Cli *cli, Error *err);
Status command_jobs_cancel(Cli *cli, Error *err);
Status command_jobs_kinds(Cli *cli, Error *err);
Status command_tick(Cli *cli, Error *err);
Status command_rules(Cli *cli, Error *err);
Status command_doctor(Cli *cli, Error *err);
Status command_rebuild(Cli *cli, Error *err);
Status command_serve(Cli *cli, Error *err);
Status command_demo(Cli *cli, Error *err);
/* An account for each role, told at the terminal with its password. */
Status cli_demo_accounts(Cli *cli, Error *err);
Status command_manual(Cli *cli, Error *err);

/* ---- Shared by commands ---- */

/* The record type of that name that has ids; the error names those there are. */
Status cli_record_type(const Cli *cli, Text name, const RecordDef **def, Error *err);
/* The account of that login; its record, for those who may see it. */
Status cli_account(Cli *cli, const char *login, Record **account, Error *err);
/* Local and to the minute for people, UTC and to the second in JSON; nothing for 0. */
Text cli_time(const Cli *cli, int64_t time_ms);
/* The records of a type that pass the test, as a table. */
typedef bool CliRecordTest(Record *record);
Status cli_list(Cli *cli, Text type, CliRecordTest *is_shown, Error *err);
/* The error tells the fields that there are. */
Status cli_unknown_field(Cli *cli, const RecordDef *def, Text name, Error *err);
/* A value as it is typed; a reference by what people call it, a file as @FILE. */
Status cli_read_value(Cli *cli, Record *record, int field, Text text, Error *err);
/* Opens the workspace and reads the record that the arguments TYPE ID name, by its id or by what
 * people call it. */
Status cli_open_record(Cli *cli, StoreMode mode, Record **record, Error *err);
const char *cli_label(const Cli *cli, const char *zh, const char *en); /* the reader's */
Text cli_state(const Cli *cli, const Record *record); /* empty where there are none */
Status cli_title(Cli *cli, const Record *record, Text *title, Error *err);
Text cli_record_line(Cli *cli, const Record *record, Text title); /* type, id, state, title */
void cli_record_head_json(Cli *cli, Json *json, const Record *record, Text title);
/* The record, what is filled in and what leads on; and the last of these alone. */
Status cli_show(Cli *cli, const Record *record, Error *err);
Status cli_say_moves(Cli *cli, const Record *record, Error *err);
/* Makes the move where it is open to the record in its state; otherwise leaves it alone. */
Status cli_move_if_open(Cli *cli, const char *type, int64_t id, const char *move, Text why,
                        Error *err);
/* Makes a workspace with the engine's registers (regions, indicators); `bare`: without. */
Status cli_create_workspace(Cli *cli, const char *path, Error *err);
/* One register a record type, in an order in which each finds what it refers to. */
typedef struct CliRegister {
    const char *type; /* record type */
    const char *file; /* name among the embedded files */
} CliRegister;
Status cli_load_registers(Cli *cli, EmbeddedFiles files, const CliRegister *registers, size_t count,
                          Error *err);
/* Every file in the order of its number: "17_commitment.csv" holds records of that type,
 * "60_moves.csv" what became of records that are there by then. */
Status cli_load_records(Cli *cli, EmbeddedFiles files, Error *err);
/* An embedded file as a file in `folder`, for the rooms that read paths;
 * *path lives on the arena. */
Status cli_write_file(Cli *cli, Text bytes, const char *folder, const char *name, char **path,
                      Error *err);
/* report_gather, by the rules that --as-of asks for. */
Status cli_gather(Cli *cli, const ReportRequest *request, ReportInput *input, Error *err);
/* Shares a year of a target out by NAME=WEIGHT; `parts` receives what each unit carries. */
Status cli_share_target(Cli *cli, int64_t target, int year, const char *const arguments[],
                        size_t count, Text reason, SharePart **parts, Error *err);
/* Of a gap of the table, on everybody's figures of that indicator as known on the table's day: the
 * panel. */
Status cli_target_for(Cli *cli, const GapTable *gaps, int indicator, int reference, int due_year,
                      double theta, Panel **panel, TargetProposal **proposal, Error *err);

#endif
