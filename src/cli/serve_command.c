/* serve: the workspace in a browser. The server is a room beside this one, which main wires. */
#include "passage_impl.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

static const char LISTEN[] = "127.0.0.1:8016";

extern char **environ;

/* A desktop without the helper is no failure: the address stands on the terminal. */
static void open_browser(const char *address)
{
    pid_t child;
    char opener[] = "xdg-open";
    char *const arguments[] = {opener, (char *)(uintptr_t)address, NULL};
    posix_spawnp(&child, opener, NULL, NULL, arguments, environ);
}

/* The server runs until it is stopped: what there is to say is said at once. */
static void say_address(void *context, const char *address, const char *claim)
{
    Cli *cli = context;
    if (cli->json) {
        Json json = json_new(&cli->out);
        json_object(&json);
        json_key(&json, "address");
        json_text(&json, text_from(address));
        if (claim) {
            json_key(&json, "claim");
            json_text(&json, text_from(claim));
        }
        json_object_end(&json);
        buf_add_char(&cli->out, '\n');
    } else {
        cli_say(cli, "cli.serving", ARGS(arg_cstr("address", address)));
        if (claim) cli_say(cli, "cli.first_account", ARGS(arg_cstr("claim", claim)));
    }
    fwrite(cli->out.ptr, 1, cli->out.len, stdout);
    fflush(stdout);
    cli->out.len = 0;
    if (cli_has(cli, OPTION_OPEN)) {
        open_browser(address);
    }
}

/* On a terminal only what went wrong; to a file or a service manager every request. */
static Status open_log(Cli *cli, Log *log, Error *err)
{
    const char *path = cli->options[OPTION_LOG];
    log->stream = path ? fopen(path, "ae") : stderr;
    log->least = !path && isatty(STDERR_FILENO) ? LOG_WARNING : LOG_INFO;
    if (log->stream) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", path)));
}

/* Some limits are the server's own, the others those of browsers. */
static Status read_limits(Cli *cli, PassageLimits *limits, ServeRequest *request, Error *err)
{
    Text rules = TEXT("");
    char *others;
    embedded_text(cli->setup->model->rules, "passage.rules", &rules);
    Status status = passage_limits_read(cli->arena, rules, cli->options[OPTION_LIMITS], limits,
                                        &others, err);
    request->limits = others;
    request->passage = limits;
    return status;
}

Status command_serve(Cli *cli, Error *err)
{
    char *workspace;
    PassageLimits limits = {0};
    const char *listen = cli->options[OPTION_LISTEN];
    ServeRequest request = {
        .listen = listen ? listen : LISTEN,
        .hosts = cli->options[OPTION_HOST],
        .pages = cli->options[OPTION_PAGES],
        .certificate = cli->options[OPTION_CERT],
        .key = cli->options[OPTION_KEY],
        .ready = say_address,
        .context = cli,
    };
    Status status = cli_workspace_path(cli, &workspace, err);
    if (!status) status = read_limits(cli, &limits, &request, err);
    if (!status) status = open_log(cli, &request.log, err);
    if (status) return status;
    request.workspace = workspace;
    status = cli->setup->serve(cli->setup, &request, err);
    if (request.log.stream != stderr) {
        fclose(request.log.stream);
    }
    return status;
}
