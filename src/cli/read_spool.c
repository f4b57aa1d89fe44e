/* What is found goes to the end of its kind as it comes: files without a name hold what is said of
 * each kind, so that a text of any length is shown kind by kind and never held. */
#include "read_impl.h"

#include <stdlib.h>

enum { COPY_BYTES = 1 << 16, WAITING_MOST = 200 };

struct ReadSpool {
    Cli *cli;
    ReadPrint print;
    FILE *files[PROSE_KIND_COUNT];
    Arena *arena; /* of what waits */
    List waiting; /* ProseProposal: a line that says who answers for it may still come */
};

static void wait_anew(ReadSpool *spool)
{
    arena_reset(spool->arena);
    spool->waiting = list_new(spool->arena, sizeof(ProseProposal));
}

ReadSpool *read_spool_new(Cli *cli, ReadPrint print)
{
    ReadSpool *spool = ARENA_NEW(cli->arena, ReadSpool);
    spool->cli = cli;
    spool->print = print;
    spool->arena = arena_new();
    wait_anew(spool);
    return spool;
}

void read_spool_free(ReadSpool *spool)
{
    for (int i = 0; i < PROSE_KIND_COUNT; i++) {
        if (spool->files[i]) fclose(spool->files[i]);
    }
    arena_free(spool->arena);
}

/* On an arena of its own: what is written down is not kept. */
static void write_down(ReadSpool *spool, const ProseProposal *proposal)
{
    FILE **file = &spool->files[spool->print.by_kind ? proposal->kind : 0];
    Cli line = *spool->cli;
    line.arena = arena_new();
    line.out = buf_new(line.arena);
    if (!*file) *file = tmpfile();
    if (!*file) abort(); /* no room for files at all */
    spool->print.proposal(&line, spool->print.context, proposal);
    fwrite(line.out.ptr, 1, line.out.len, *file);
    arena_free(line.arena);
}

void read_spool_end(ReadSpool *spool)
{
    for (size_t i = 0; i < spool->waiting.count; i++)
        write_down(spool, LIST_AT(&spool->waiting, ProseProposal, i));
    wait_anew(spool);
}

void read_spool_take(void *context, const ProseParagraph *paragraph)
{
    ReadSpool *spool = context;
    for (size_t i = 0; i < paragraph->emendation_count; i++)
        spool->print.emendation(spool->cli, spool->print.context, &paragraph->emendations[i]);
    for (size_t i = 0; paragraph->owed && i < spool->waiting.count; i++)
        prose_owe(spool->arena, LIST_AT(&spool->waiting, ProseProposal, i), paragraph->owed);
    if (spool->waiting.count + paragraph->proposal_count > WAITING_MOST) read_spool_end(spool);
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        *(ProseProposal *)list_add(&spool->waiting) =
            prose_copy(spool->arena, &paragraph->proposals[i]);
    }
}

void read_spool_copy(ReadSpool *spool, ProseKind kind)
{
    char bytes[COPY_BYTES];
    size_t len;
    FILE *file = spool->files[kind];
    if (!file) return;
    rewind(file);
    while ((len = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buf_add(&spool->cli->out, (Text){bytes, len});
        cli_flush_long(spool->cli);
    }
}
