/* --help and the manual page, from the command table. */
#include "cli_impl.h"

#include <string.h>

static const char *in_language(Lang lang, const char *zh, const char *en)
{
    return lang == LANG_ZH ? zh : en;
}

/* "-w, --workspace FILE" */
static Text option_form(Arena *arena, const CliOption *option)
{
    Buf form = buf_new(arena);
    if (option->letter) buf_add_format(&form, "-%c, ", option->letter);
    buf_add_format(&form, "--%s", option->name);
    if (option->argument) buf_add_format(&form, " %s", option->argument);
    return buf_text(&form);
}

static void add_padded(Cli *cli, Text left, int width, const char *right)
{
    Buf *out = &cli->out;
    int indent = 2 + width + 2;
    buf_add_cstr(out, "  ");
    buf_add(out, left);
    for (int column = text_width(left); column < width; column++) buf_add_char(out, ' ');
    buf_add_cstr(out, "  ");
    cli_wrap(out, text_from(right), indent, cli->columns);
    buf_add_char(out, '\n');
}

static void add_options(Cli *cli, uint64_t options)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const CliOption *option = &CLI_OPTIONS[i];
        if (!(options & OPTION_BIT(option->id))) continue;
        add_padded(cli, option_form(cli->arena, option), 24,
                   in_language(cli->lang, option->zh, option->en));
    }
}

static Text command_form(Arena *arena, const CliCommand *command)
{
    const char *space = command->arguments[0] ? " " : "";
    return text_format(arena, "%s%s%s", command->name, space, command->arguments);
}

static bool begins_group(size_t command)
{
    return command == 0 || CLI_COMMANDS[command].group != CLI_COMMANDS[command - 1].group;
}

static void add_heading(Cli *cli, const CliGroup *group, bool is_apart)
{
    buf_add_format(&cli->out, "%s%s\n", is_apart ? "\n" : "",
                   in_language(cli->lang, group->zh, group->en));
}

static void help_all(Cli *cli)
{
    cli_say(cli, "cli.what_it_is", ARGS(arg_cstr("version", cli->setup->version)));
    buf_add_char(&cli->out, '\n');
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *command = &CLI_COMMANDS[i];
        if (begins_group(i)) add_heading(cli, &CLI_GROUPS[command->group], i > 0);
        add_padded(cli, command_form(cli->arena, command), 32,
                   in_language(cli->lang, command->zh, command->en));
    }
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.heading_common_options", NO_ARGS);
    add_options(cli, cli_common_options() | OPTION_BIT(OPTION_VERSION));
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.more_help", NO_ARGS);
}

void cli_help(Cli *cli, const CliCommand *command)
{
    if (!command) {
        help_all(cli);
        return;
    }
    buf_add_format(&cli->out, "duibiao %.*s\n  %s\n\n",
                   TEXT_ARGS(command_form(cli->arena, command)),
                   in_language(cli->lang, command->zh, command->en));
    cli_say(cli, "cli.heading_options", NO_ARGS);
    add_options(cli, command->options | cli_common_options());
    buf_add_char(&cli->out, '\n');
    cli_say(cli, "cli.heading_example", NO_ARGS);
    buf_add_format(&cli->out, "  %s\n", command->example);
}

/* A hyphen in man(7) source is typographic; a command line needs the plain one. */
static void add_roff(Buf *out, const char *text)
{
    if (*text == '.' || *text == '\'') buf_add_cstr(out, "\\&");
    for (; *text; text++) {
        if (*text == '-') buf_add_cstr(out, "\\-");
        else if (*text == '\\') buf_add_cstr(out, "\\e");
        else buf_add_char(out, *text);
    }
}

static void manual_command(Buf *out, Arena *arena, const CliCommand *command)
{
    buf_add_cstr(out, ".TP\n.B ");
    add_roff(out, text_cstr(arena, command_form(arena, command)));
    buf_add_format(out, "\n%s\n.br\n%s\n.br\n", command->zh, command->en);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (!(command->options & OPTION_BIT(i))) continue;
        buf_add_cstr(out, "[");
        add_roff(out, text_cstr(arena, option_form(arena, &CLI_OPTIONS[i])));
        buf_add_cstr(out, "]\n");
    }
    buf_add_cstr(out, ".br\n.I ");
    add_roff(out, command->example);
    buf_add_char(out, '\n');
}

static void manual_group(Buf *out, const CliGroup *group)
{
    buf_add_format(out, ".SS %s %s\n", group->zh, group->en);
}

static void manual_options(Buf *out, Arena *arena)
{
    buf_add_cstr(out, ".SH OPTIONS\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        const CliOption *option = &CLI_OPTIONS[i];
        buf_add_cstr(out, ".TP\n.B ");
        add_roff(out, text_cstr(arena, option_form(arena, option)));
        buf_add_format(out, "\n%s\n.br\n%s\n", option->zh, option->en);
    }
}

static void manual_exit_codes(Buf *out)
{
    buf_add_cstr(out, ".SH EXIT STATUS\n");
    for (int i = 0; i < STATUS_COUNT; i++) {
        const StatusRow *row = status_row((Status)i);
        buf_add_format(out, ".TP\n.B %d\n%s: %s\n", row->exit_code, row->zh, row->en);
    }
}

void cli_manual(Buf *out, const CliSetup *setup)
{
    buf_add_format(out, ".TH DUIBIAO 1 \"\" \"duibiao %s\"\n", setup->version);
    buf_add_cstr(out, ".SH NAME\nduibiao \\- ");
    add_roff(out, lang_text(LANG_EN, "cli.one_line"));
    buf_add_cstr(out, "\n.br\n");
    buf_add_cstr(out, lang_text(LANG_ZH, "cli.one_line"));
    buf_add_cstr(out, "\n.SH SYNOPSIS\n.B duibiao\n.I COMMAND\n[\\fIARGUMENT\\fR...] "
                      "[\\fIOPTION\\fR...]\n.SH COMMANDS\n");
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        if (begins_group(i)) manual_group(out, &CLI_GROUPS[CLI_COMMANDS[i].group]);
        manual_command(out, out->arena, &CLI_COMMANDS[i]);
    }
    manual_options(out, out->arena);
    manual_exit_codes(out);
    buf_add_cstr(out, ".SH ENVIRONMENT\n.TP\n.B DUIBIAO_WORKSPACE\nworkspace file\n"
                      ".TP\n.B DUIBIAO_LANG\nzh or en\n"
                      ".TP\n.B DUIBIAO_PASSWORD_FILE\npasswords, one a line, in place of typing\n"
                      ".SH FILES\n.TP\n.B WORKSPACE.socket\n"
                      "where a server that runs takes the commands of terminals\n");
}

Status command_manual(Cli *cli, Error *err)
{
    (void)err;
    cli_manual(&cli->out, cli->setup);
    return STATUS_OK;
}
