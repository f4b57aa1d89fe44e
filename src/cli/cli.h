/* cli: the same verbs in a terminal.
 *
 * One const table of commands and one of options make the parser, --help and the manual page.
 * Every command answers in Chinese or English, as a table or as JSON, and ends with an exit code
 * from base's status table.
 */
#ifndef DUIBIAO_CLI_H
#define DUIBIAO_CLI_H

#include "base.h"
#include "record.h"

/* How much goes through the passage, by rules/passage.rules and as `serve` was told. */
typedef struct PassageLimits PassageLimits;

/* What `serve` wants of the server, which is a room beside this one. */
typedef struct ServeRequest {
    /* NULL: not said. */
    const char *workspace, *listen, *hosts, *pages, *certificate, *key, *limits;
    const PassageLimits *passage;
    Log log;
    /* Called once, when it listens; `claim` is where the first account is taken, or NULL. */
    void (*ready)(void *context, const char *address, const char *claim);
    void *context;
} ServeRequest;

/* What main wires. */
typedef struct CliSetup CliSetup;
struct CliSetup {
    const char *version;
    const Model *model;
    JobKinds jobs;           /* what the clock does, and what may be asked for */
    EmbeddedFiles registers; /* rules/registers/: regions and indicators */
    EmbeddedFiles prose;     /* rules/prose/: how official prose is read */
    EmbeddedFiles figures;   /* demo/: real figures, as they were published */
    EmbeddedFiles plan;      /* demo/plan/: what was said on the evening of 2016-10-13 */
    EmbeddedFiles examples;  /* demo/examples/: a worked example of each record */
    /* Serves the workspace until the process is told to end (SIGINT, SIGTERM). */
    Status (*serve)(const CliSetup *setup, const ServeRequest *request, Error *err);
};

/* Runs one command line; the exit code. */
int cli_run(const CliSetup *setup, int argc, char **argv);

/* The passage: commands of terminals go through the server, over WORKSPACE.socket. Opens it beside
 * a server that listens; NULL, and why in the log,
 * where there can be none or another server has it. */
typedef struct Passage Passage;
Passage *passage_open(const CliSetup *setup, const ServeRequest *request);
/* Takes no more commands, waits for those that run as long as the limits allow, and ends them. */
void passage_close(Passage *passage); /* NULL is allowed */

/* The manual page, in the man(7) macros, from the command table. */
void cli_manual(Buf *out, const CliSetup *setup);

#endif
