/* read: what a text of official prose holds, each with its place, and what is owed. Nothing is
 * written anywhere. */
#include "read_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { READ_MOST_BYTES = 256 << 20, FIRST_BYTES = 1 << 16 };

static Status read_bytes(Cli *cli, FILE *file, Text *text, Error *err)
{
    Buf bytes = buf_new(cli->arena);
    char *part = arena_alloc(cli->arena, FIRST_BYTES);
    size_t len;
    while ((len = fread(part, 1, FIRST_BYTES, file)) > 0) {
        buf_add(&bytes, (Text){part, len});
        if (bytes.len > READ_MOST_BYTES) {
            return error_set(err, STATUS_LIMIT, "cli.read_too_large",
                             ARGS(arg_int("most", READ_MOST_BYTES >> 20)));
        }
    }
    *text = buf_text(&bytes);
    return STATUS_OK;
}

Status read_bytes_of(Cli *cli, const char *path, Text *text, Error *err)
{
    if (strcmp(path, "-") == 0) return read_bytes(cli, stdin, text, err);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "cli.read_unreadable",
                         ARGS(arg_cstr("file", path), arg_cstr("why", strerror(errno))));
    }
    Status status = read_bytes(cli, file, text, err);
    fclose(file);
    return status;
}

Status read_file(Cli *cli, ProseRules **rules, TextFile *file, ProseReading *reading, Error *err)
{
    const char *path = cli->arguments[0];
    Text bytes = TEXT("");
    Date date = DATE_NONE;
    *rules = NULL;
    Status status = cli_option_date(cli, OPTION_DATE, &date, err);
    if (!status) status = read_bytes_of(cli, path, &bytes, err);
    if (!status) status = text_file_read(cli->arena, bytes, path, file, err);
    if (!status) status = prose_rules_load(cli->setup->prose, rules, err);
    ProseNames *names = NULL;
    if (!status && cli->workspace) {
        status = workspace_names(cli->arena, cli->workspace, cli->registry, &names, err);
    }
    if (!status) text_file_propose(cli->arena, *rules, names, file, date, reading);
    return status;
}

/* A text can be read anywhere; where a workspace is named, its units and entities are known too. */
static Status open_named_workspace(Cli *cli, Error *err)
{
    bool named = cli_has(cli, OPTION_WORKSPACE) || getenv("DUIBIAO_WORKSPACE");
    return named ? cli_open(cli, STORE_READ, err) : STATUS_OK;
}

Status command_read(Cli *cli, Error *err)
{
    ProseRules *rules = NULL;
    TextFile file;
    ProseReading reading;
    Status status = open_named_workspace(cli, err);
    if (!status) status = read_file(cli, &rules, &file, &reading, err);
    if (!status && cli->json) read_json(cli, &file, &reading);
    if (!status && !cli->json) read_show(cli, &reading);
    prose_rules_free(rules);
    return status;
}

/* Says only what is text; with --json each paragraph has its place. */
Status command_read_text(Cli *cli, Error *err)
{
    ProseRules *rules;
    TextFile file;
    ProseReading reading;
    Status status = read_file(cli, &rules, &file, &reading, err);
    prose_rules_free(rules);
    if (status) return status;
    if (cli->json) {
        read_paragraphs_json(cli, &reading);
        return STATUS_OK;
    }
    for (size_t i = 0; i < reading.paragraphs.count; i++) {
        buf_add(&cli->out, LIST_AT(&reading.paragraphs, ProseParagraph, i)->text);
        buf_add_char(&cli->out, '\n');
    }
    return STATUS_OK;
}

Status command_read_examples(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = proposal_examples(cli->arena, cli->workspace, &cli->out, err);
    if (!status && !cli->out.len) cli_say(cli, "cli.read_no_examples", NO_ARGS);
    return status;
}
