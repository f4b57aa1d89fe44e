/* Which words of a command line name files: by the table of commands and that of options, so that
 * both ends come to the same list. */
#include "passage_impl.h"

#include <stdlib.h>
#include <string.h>

/* What the usage line calls the argument of that number: "TYPE", "FILE"; the last one may go on. */
static Text argument_word(const CliCommand *command, int number)
{
    Text rest = text_from(command->arguments), word = TEXT(""), next;
    for (int i = 0; i <= number && text_split(&rest, ' ', &next); i++) {
        word = next;
    }
    return word;
}

/* FIELD=@FILE, where the field is one of files: where the path begins; 0: it is none. The type may
 * be wrong, which the command then says. */
static size_t path_in_value(const Cli *cli, const char *argument)
{
    const RecordDef *def;
    Error ignored = {0};
    Text value = text_from(argument), name = text_take(&value, '=');
    if (!text_starts(value, TEXT("@")) ||
        cli_record_type(cli, text_from(cli->arguments[0]), &def, &ignored) != STATUS_OK) {
        return 0;
    }
    int field = record_field_called(def, name);
    bool is_file = field >= 0 && def->fields[field].kind == FIELD_FILE;
    return is_file ? name.len + strlen("=@") : 0;
}

/* "-" is standard input, which comes along by itself. */
static void add_file(List *files, CommandFile file)
{
    if (strcmp(file.path, "-") != 0) {
        *(CommandFile *)list_add(files) = file;
    }
}

static void add_argument(Cli *cli, int number, List *files)
{
    const char *argument = cli->arguments[number];
    Text word = argument_word(cli->command, number);
    CommandFile file = {.use = cli->command->file, .path = argument, .argument = number};
    if (text_contains(word, TEXT("FIELD=VALUE"))) {
        file.lead = path_in_value(cli, argument);
        file.path += file.lead;
        file.use = file.lead > 0 ? FILE_READ : FILE_NONE;
    } else if (!text_equal(word, TEXT("FILE"))) {
        file.use = FILE_NONE;
    }
    if (file.use != FILE_NONE) {
        add_file(files, file);
    }
}

List command_files(Cli *cli)
{
    List files = list_new(cli->arena, sizeof(CommandFile));
    const char *passwords = getenv("DUIBIAO_PASSWORD_FILE");
    if (passwords != NULL && *passwords != '\0') {
        add_file(&files, (CommandFile){.use = FILE_READ, .path = passwords, .argument = -1});
    }
    for (int i = 0; i < cli->argument_count; i++) {
        add_argument(cli, i, &files);
    }
    for (int i = 0; i < OPTION_COUNT; i++) {
        FileUse use = CLI_OPTIONS[i].file;
        if (use != FILE_NONE && cli->options[i] != NULL) {
            add_file(&files, (CommandFile){.use = use,
                                           .path = cli->options[i],
                                           .argument = -1,
                                           .option = (OptionId)i});
        }
    }
    return files;
}

bool command_file_is_passwords(const CommandFile *file)
{
    return file->argument < 0 && CLI_OPTIONS[file->option].file == FILE_NONE;
}

Status command_file_error(const CommandFile *file, int cause, Error *err)
{
    if (file->use == FILE_WRITTEN) {
        return error_set(err, STATUS_IO, "sheet.write_failed",
                         ARGS(arg_cstr("file", file->path), arg_cstr("reason", strerror(cause))));
    }
    return error_set(err, STATUS_IO, "cli.read_unreadable",
                     ARGS(arg_cstr("file", file->path), arg_cstr("why", strerror(cause))));
}

void command_file_rename(Cli *cli, const CommandFile *file)
{
    if (command_file_is_passwords(file)) {
        return; /* its reader asks where it is */
    }
    if (file->argument < 0) {
        cli->options[file->option] = file->at;
        return;
    }
    Text lead = {cli->arguments[file->argument], file->lead};
    cli->arguments[file->argument] = text_cstr(
        cli->arena, text_format(cli->arena, "%.*s%s", TEXT_ARGS(lead), file->at));
}
