/* From argv to a command, its arguments and its options. */
#include "cli_impl.h"

#include <stdlib.h>
#include <string.h>

static const CliOption *option_named(const char *name, size_t len)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *known = CLI_OPTIONS[i].name;
        if (strlen(known) == len && memcmp(known, name, len) == 0) return &CLI_OPTIONS[i];
    }
    return NULL;
}

static const CliOption *option_lettered(char letter)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (CLI_OPTIONS[i].letter == letter) return &CLI_OPTIONS[i];
    }
    return NULL;
}

/* Takes the option at argv[*at]; moves *at over a separate value. */
static Status take_option(Cli *cli, int argc, char **argv, int *at, Error *err)
{
    const char *word = argv[*at];
    const char *value = NULL;
    const CliOption *option;
    if (word[1] == '-') {
        size_t len = strcspn(word + 2, "=");
        option = option_named(word + 2, len);
        if (word[2 + len] == '=') value = word + 2 + len + 1;
    } else {
        option = option_lettered(word[1]);
        if (option && word[2] != '\0') value = word + 2;
    }
    if (!option) {
        return error_set(err, STATUS_USAGE, "cli.unknown_option", ARGS(arg_cstr("option", word)));
    }
    if (!option->argument && value) {
        return error_set(err, STATUS_USAGE, "cli.option_without_value",
                         ARGS(arg_cstr("option", option->name)));
    }
    if (option->argument && !value) {
        if (*at + 1 >= argc) {
            return error_set(err, STATUS_USAGE, "cli.option_needs_value",
                             ARGS(arg_cstr("option", option->name),
                                  arg_cstr("value", option->argument)));
        }
        value = argv[++*at];
    }
    const char *before = cli->options[option->id];
    if (option->is_repeated && before) {
        value = text_cstr(cli->arena, text_format(cli->arena, "%s\n%s", before, value));
    }
    cli->options[option->id] = value ? value : "";
    return STATUS_OK;
}

/* How many leading words of `words` make this command's name; 0: they do not. */
static int matched_words(const char *name, char **words, int count)
{
    int matched = 0;
    while (*name) {
        size_t len = strcspn(name, " ");
        if (matched == count || strlen(words[matched]) != len ||
            memcmp(words[matched], name, len) != 0) {
            return 0;
        }
        matched++;
        name += len;
        if (*name == ' ') name++;
    }
    return matched;
}

static void find_command(Cli *cli)
{
    int best = 0;
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        int words = matched_words(CLI_COMMANDS[i].name, cli->arguments, cli->argument_count);
        if (words > best) {
            best = words;
            cli->command = &CLI_COMMANDS[i];
        }
    }
    cli->arguments += best;
    cli->argument_count -= best;
}

/* `duibiao help import` is what many type first: the same as `duibiao import --help`. */
static void take_help(Cli *cli)
{
    if (cli->argument_count > 0 && strcmp(cli->arguments[0], "help") == 0) {
        cli->arguments++;
        cli->argument_count--;
        cli->options[OPTION_HELP] = "";
    }
}

static Status unknown_command(const Cli *cli, Error *err)
{
    Text wanted = text_from(cli->arguments[0]);
    Nearest nearest = nearest_to(wanted);
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        nearest_offer(&nearest, text_from(CLI_COMMANDS[i].name), (int)i);
    }
    return error_set(err, STATUS_USAGE,
                     nearest.count ? "cli.unknown_command_near" : "cli.unknown_command",
                     ARGS(arg_text("command", wanted),
                          arg_text("nearest", nearest_names(cli->arena, &nearest))));
}

static Status check_call(const Cli *cli, Error *err)
{
    const CliCommand *command = cli->command;
    uint64_t allowed = command->options | cli_common_options();
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (cli->options[i] && !(allowed & OPTION_BIT(i))) {
            return error_set(err, STATUS_USAGE, "cli.option_not_here",
                             ARGS(arg_cstr("option", CLI_OPTIONS[i].name),
                                  arg_cstr("command", command->name)));
        }
    }
    bool too_many = command->most >= 0 && cli->argument_count > command->most;
    if (cli->argument_count < command->least || too_many) {
        return error_set(err, STATUS_USAGE, "cli.wrong_arguments",
                         ARGS(arg_cstr("command", command->name),
                              arg_cstr("arguments", command->arguments),
                              arg_cstr("example", command->example)));
    }
    return STATUS_OK;
}

Status cli_parse(Cli *cli, int argc, char **argv, Error *err)
{
    cli->arguments = ARENA_ARRAY(cli->arena, char *, (size_t)argc + 1);
    bool options_end = false;
    for (int i = 1; i < argc; i++) {
        bool is_option = !options_end && argv[i][0] == '-' && argv[i][1] != '\0';
        if (is_option && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (is_option) {
            Status status = take_option(cli, argc, argv, &i, err);
            if (status) return status;
        } else {
            cli->arguments[cli->argument_count++] = argv[i];
        }
    }
    Text lang = text_from(cli->options[OPTION_LANG]);
    if (cli_has(cli, OPTION_LANG) && !lang_parse(lang, &cli->lang)) {
        return error_set(err, STATUS_USAGE, "cli.unknown_lang", ARGS(arg_text("lang", lang)));
    }
    cli->json = cli_has(cli, OPTION_JSON);
    take_help(cli);
    find_command(cli);
    if (cli_has(cli, OPTION_VERSION)) return STATUS_OK;
    if (!cli->command && cli->argument_count > 0) return unknown_command(cli, err);
    return cli->command && !cli_has(cli, OPTION_HELP) ? check_call(cli, err) : STATUS_OK;
}

bool cli_has(const Cli *cli, OptionId id)
{
    return cli->options[id] != NULL;
}

Status cli_option_date(const Cli *cli, OptionId id, Date *date, Error *err)
{
    *date = DATE_NONE;
    if (!cli_has(cli, id) || date_parse(text_from(cli->options[id]), date)) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "cli.not_a_date",
                     ARGS(arg_cstr("option", CLI_OPTIONS[id].name),
                          arg_cstr("value", cli->options[id])));
}

Status cli_option_int(const Cli *cli, OptionId id, int64_t *number, Error *err)
{
    *number = 0;
    if (!cli_has(cli, id)) return STATUS_OK;
    if (text_to_int(text_from(cli->options[id]), number) && *number > 0 && *number <= INT32_MAX) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_USAGE, "cli.not_a_number",
                     ARGS(arg_cstr("option", CLI_OPTIONS[id].name),
                          arg_cstr("value", cli->options[id])));
}
