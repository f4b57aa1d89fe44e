/* One run: who acts, which workspace; and the way from argv to an exit code. */
#include "cli_impl.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROBLEMS_KEPT = 10 };

/* What one command changes is tied together by this, as what one request does. */
static Text new_request(Arena *arena)
{
    enum { REQUEST_BYTES = 8 };
    uint8_t bytes[REQUEST_BYTES];
    Buf out = buf_new(arena);
    random_bytes(bytes, sizeof bytes);
    for (int i = 0; i < REQUEST_BYTES; i++) buf_add_format(&out, "%02x", bytes[i]);
    return buf_text(&out);
}

Actor cli_actor(const Cli *cli, const char *path)
{
    struct stat found;
    bool is_there = stat(path, &found) == 0;
    Actor actor = {
        .who = text_format(cli->arena, "local:%ld", (long)getuid()),
        .post = TEXT(""),
        .from = TEXT("cli"),
        .is_owner = !is_there || found.st_uid == geteuid(),
    };
    if (cli->hand) {
        hand_actor(cli, is_there ? &found : NULL, &actor);
    } else {
        actor.request = new_request(cli->arena);
    }
    return actor;
}

bool cli_names_workspace(const Cli *cli)
{
    return cli_has(cli, OPTION_WORKSPACE) || getenv("DUIBIAO_WORKSPACE");
}

Status cli_workspace_path(Cli *cli, char **path, Error *err)
{
    const char *named = cli->hand ? hand_workspace(cli) : cli->options[OPTION_WORKSPACE];
    if (!named) named = getenv("DUIBIAO_WORKSPACE");
    if (named && *named) {
        *path = text_cstr(cli->arena, text_from(named));
        return STATUS_OK;
    }
    glob_t found = {0};
    Status status = STATUS_OK;
    if (glob("*.duibiao", 0, NULL, &found) != 0 || found.gl_pathc == 0) {
        status = error_set(err, STATUS_NOT_FOUND, "cli.no_workspace", NO_ARGS);
    } else if (found.gl_pathc > 1) {
        status = error_set(err, STATUS_USAGE, "cli.many_workspaces",
                           ARGS(arg_cstr("first", found.gl_pathv[0]),
                                arg_cstr("second", found.gl_pathv[1])));
    } else {
        *path = text_cstr(cli->arena, text_from(found.gl_pathv[0]));
    }
    globfree(&found);
    return status;
}

Status cli_reload_registry(Cli *cli, Error *err)
{
    return registry_load(cli->arena, cli->workspace, &cli->registry, err);
}

/* ---- Who acts ---- */

/* By name, password and, where the account has one, the code of its authenticator. */
static Status prove(Cli *cli, Text login, Entrance *entrance, Error *err)
{
    SignIn sign_in = {.login = login, .from = TEXT("cli")};
    Status status = cli_secret(cli, "cli.ask_password", 1, &sign_in.password, err);
    if (status) return status;
    status = door_prove(cli->arena, cli->workspace, &sign_in, time_now_ms(), entrance, err);
    if (status != STATUS_DENIED || strcmp(err->code, "door.code") != 0) return status;
    status = cli_code(cli, &sign_in.code, err);
    if (status) return status;
    return door_prove(cli->arena, cli->workspace, &sign_in, time_now_ms(), entrance, err);
}

/* The owner of the file, or the account that --as names; anybody else is turned away. */
static Status come_in(Cli *cli, Error *err)
{
    Entrance entrance;
    if (!cli_has(cli, OPTION_AS)) {
        return workspace_actor(cli->workspace)->is_owner
                   ? STATUS_OK
                   : error_set(err, STATUS_DENIED, "cli.not_owner", NO_ARGS);
    }
    Status status = prove(cli, text_from(cli->options[OPTION_AS]), &entrance, err);
    if (status) return status;
    entrance.actor.request = text_copy(cli->arena, workspace_actor(cli->workspace)->request);
    workspace_act_as(cli->workspace, &entrance.actor);
    bool does_duty = cli->command && text_starts(text_from(cli->command->name), TEXT("account "));
    if (entrance.duty == DUTY_NONE || does_duty) return STATUS_OK;
    return error_set(err, STATUS_DENIED,
                     entrance.duty == DUTY_PASSWORD ? "cli.duty_password"
                                                    : "cli.duty_authenticator",
                     NO_ARGS);
}

Status cli_open_as_public(Cli *cli, StoreMode mode, Error *err)
{
    char *path;
    Status status = cli_workspace_path(cli, &path, err);
    if (status) return status;
    return workspace_open(path, mode, cli->setup->model, cli_actor(cli, path),
                          &cli->workspace, err);
}

/* Who gives a password writes: the try is counted, and what comes of it stands in the history. */
Status cli_open(Cli *cli, StoreMode mode, Error *err)
{
    Status status = cli_open_as_public(cli, cli_has(cli, OPTION_AS) ? STORE_WRITE : mode, err);
    if (!status) status = come_in(cli, err);
    if (!status) status = hand_fetch(cli, err);
    return status ? status : cli_reload_registry(cli, err);
}

/* ---- From argv to an exit code ---- */

static Lang environment_lang(void)
{
    static const char *const variables[] = {"DUIBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        Lang lang;
        if (lang_parse(text_from(getenv(variables[i])), &lang)) return lang;
    }
    return LANG_ZH;
}

static int terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 0;
}

/* The day by which figures are known: as asked, else the one that the workspace stands on. */
Status cli_as_of(Cli *cli, Date *as_of, Error *err)
{
    *as_of = workspace_stands_on(cli->workspace);
    return cli_has(cli, OPTION_AS_OF) ? cli_option_date(cli, OPTION_AS_OF, as_of, err) : STATUS_OK;
}

/* Beside the output, which may go on into a file or another program. */
static void say_day(Cli *cli)
{
    bool matters = cli->judged_late && !cli->json;
    Date day = matters ? workspace_stands_on(cli->workspace) : DATE_NONE;
    Buf text = buf_new(cli->arena), line = buf_new(cli->arena), wrapped = buf_new(cli->arena);
    if (day == DATE_NONE) return;
    date_print(&text, day);
    lang_print(&line, cli->lang, "cli.stands_on", ARGS(arg_text("day", buf_text(&text))));
    cli_wrap(&wrapped, buf_text(&line), 0, cli->columns);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&wrapped)));
}

static Status run_here(Cli *cli, Error *err)
{
    if (cli_has(cli, OPTION_VERSION)) {
        buf_add_format(&cli->out, "duibiao %s\n", cli->setup->version);
        return STATUS_OK;
    }
    if (!cli->command || cli_has(cli, OPTION_HELP)) {
        cli_help(cli, cli->command);
        return STATUS_OK;
    }
    hand_begin(cli);
    Status status = cli->command->run(cli, err);
    return status ? status : hand_deliver(cli, err);
}

/* What was to be said, and the exit code. */
static int finish(Cli *cli, Status status, Error *err)
{
    if (!status) cli_finish_json(cli);
    bool is_written =
        cli->out.len == 0 || fwrite(cli->out.ptr, 1, cli->out.len, stdout) == cli->out.len;
    if ((fflush(stdout) != 0 || !is_written) && !status) {
        status = error_set(err, STATUS_IO, "cli.output_lost", NO_ARGS);
    }
    if (!status) say_day(cli);
    if (status) cli_print_error(cli, err);
    return status_row(status)->exit_code;
}

int cli_run(const CliSetup *setup, int argc, char **argv)
{
    Cli cli = {.setup = setup, .arena = arena_new(), .lang = environment_lang(),
               .columns = terminal_columns()};
    cli.out = buf_new(cli.arena);
    cli.said = list_new(cli.arena, sizeof(Text));
    cli.problems = problems_new(cli.arena, PROBLEMS_KEPT);
    Error err = {0};
    int exit_code = PASSAGE_NOT_TAKEN;
    Status status = hand_open(&cli, &err);
    if (!status) status = cli_parse(&cli, argc, argv, &err);
    if (!status) status = passage_go(&cli, argc, argv, &exit_code, &err);
    if (exit_code == PASSAGE_NOT_TAKEN) {
        if (!status) status = run_here(&cli, &err);
        exit_code = finish(&cli, status, &err);
    }
    workspace_close(cli.workspace);
    arena_free(cli.arena);
    return exit_code;
}
