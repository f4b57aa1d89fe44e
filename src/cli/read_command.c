/* read: what a text of official prose holds, each with its place, and what is owed. Nothing is
 * written anywhere. */
#include "read_impl.h"

#include <errno.h>
#include <string.h>

enum { FIRST_BYTES = 1 << 16 };

static Status read_bytes(Cli *cli, FILE *file, Text *text, Error *err)
{
    Buf bytes = buf_new(cli->arena);
    char *part = arena_alloc(cli->arena, FIRST_BYTES);
    size_t len;
    while ((len = fread(part, 1, FIRST_BYTES, file)) > 0) {
        buf_add(&bytes, (Text){part, len});
        if (bytes.len > TEXT_MOST_BYTES) {
            return error_set(err, STATUS_LIMIT, "exchange.text_too_large",
                             ARGS(arg_int("most", TEXT_MOST_BYTES >> 20)));
        }
    }
    *text = buf_text(&bytes);
    return STATUS_OK;
}

static Status open_text(const char *path, FILE **file, Error *err)
{
    *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (*file) return STATUS_OK;
    return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "cli.read_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("why", strerror(errno))));
}

Status read_bytes_of(Cli *cli, const char *path, Text *text, Error *err)
{
    FILE *file;
    Status status = open_text(path, &file, err);
    if (status) return status;
    status = read_bytes(cli, file, text, err);
    if (file != stdin) fclose(file);
    return status;
}

/* What the rules are not told by themselves: the day of the text, and what a workspace knows. */
static Status read_known(Cli *cli, ProseSettings *known, Error *err)
{
    *known = (ProseSettings){.text_date = DATE_NONE};
    Status status = cli_option_date(cli, OPTION_DATE, &known->text_date, err);
    if (!status && cli->workspace) {
        status = workspace_knows(cli->arena, cli->workspace, cli->registry, known, err);
    }
    return status;
}

Status read_file(Cli *cli, ProseRules **rules, TextFile *file, ProseReading *reading, Error *err)
{
    const char *path = cli->arguments[0];
    Text bytes = TEXT("");
    ProseSettings known;
    *rules = NULL;
    Status status = read_known(cli, &known, err);
    if (!status) status = read_bytes_of(cli, path, &bytes, err);
    if (!status) status = text_file_read(cli->arena, bytes, path, file, err);
    if (!status) status = prose_rules_load(cli->setup->prose, rules, err);
    if (!status) text_file_propose(cli->arena, *rules, &known, file, reading);
    return status;
}

/* A text can be read anywhere; where a workspace is named, its units and entities are known too. */
static Status open_named_workspace(Cli *cli, Error *err)
{
    return cli_names_workspace(cli) ? cli_open(cli, STORE_READ, err) : STATUS_OK;
}

typedef Status ReadAs(Cli *cli, FILE *file, const ProseRules *rules, const ProseSettings *known,
                      Error *err);

static Status read_as(Cli *cli, ReadAs *as, Error *err)
{
    ProseRules *rules = NULL;
    ProseSettings known;
    FILE *file = NULL;
    Status status = read_known(cli, &known, err);
    if (!status) status = open_text(cli->arguments[0], &file, err);
    if (!status) status = prose_rules_load(cli->setup->prose, &rules, err);
    if (!status) status = as(cli, file, rules, &known, err);
    prose_rules_free(rules);
    if (file && file != stdin) fclose(file);
    return status;
}

Status command_read(Cli *cli, Error *err)
{
    Status status = open_named_workspace(cli, err);
    return status ? status : read_as(cli, cli->json ? read_json : read_show, err);
}

static void say_paragraph(void *context, const ProseParagraph *paragraph)
{
    Cli *cli = context;
    if (!paragraph->is_text) return;
    buf_add(&cli->out, paragraph->text);
    buf_add_char(&cli->out, '\n');
    cli_flush_long(cli);
}

static Status read_paragraphs(Cli *cli, FILE *file, const ProseRules *rules,
                              const ProseSettings *known, Error *err)
{
    TextStream stream = {.sink = say_paragraph, .context = cli};
    return text_stream(cli->arena, file, cli->arguments[0], rules, known, &stream, err);
}

/* Says only what is text; with --json each paragraph has its place. */
Status command_read_text(Cli *cli, Error *err)
{
    return read_as(cli, cli->json ? read_paragraphs_json : read_paragraphs, err);
}

Status command_read_examples(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = proposal_examples(cli->arena, cli->workspace, &cli->out, err);
    if (!status && !cli->out.len) cli_say(cli, "cli.read_no_examples", NO_ARGS);
    return status;
}
