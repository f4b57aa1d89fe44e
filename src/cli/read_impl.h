/* Inside of cli: a text of prose, read and shown. */
#ifndef DUIBIAO_READ_IMPL_H
#define DUIBIAO_READ_IMPL_H

#include "cli_impl.h"

/* Opens the file that the argument names and reads it; the proposals name rules of `rules`. */
Status read_file(Cli *cli, ProseRules **rules, TextFile *file, ProseReading *reading, Error *err);
Status read_bytes_of(Cli *cli, const char *path, Text *bytes, Error *err);
void read_proposal_line(Cli *cli, Buf *line, const ProseProposal *proposal);

/* Each reads the file and says what it holds as it comes. */
Status read_show(Cli *cli, FILE *file, const ProseRules *rules, const ProseSettings *known,
                 Error *err);
Status read_json(Cli *cli, FILE *file, const ProseRules *rules, const ProseSettings *known,
                 Error *err);
Status read_paragraphs_json(Cli *cli, FILE *file, const ProseRules *rules,
                            const ProseSettings *known, Error *err);

/* ---- read_spool.c ---- */

typedef struct ReadPrint {
    void *context;
    void (*emendation)(Cli *cli, void *context, const ProseEmendation *emendation);
    void (*proposal)(Cli *cli, void *context, const ProseProposal *proposal); /* to cli->out */
    bool by_kind; /* otherwise all in one, by place */
} ReadPrint;

typedef struct ReadSpool ReadSpool;
ReadSpool *read_spool_new(Cli *cli, ReadPrint print);
void read_spool_free(ReadSpool *spool);
void read_spool_take(void *context, const ProseParagraph *paragraph); /* a ProseSink */
void read_spool_end(ReadSpool *spool);
void read_spool_copy(ReadSpool *spool, ProseKind kind); /* to cli->out */

#endif
