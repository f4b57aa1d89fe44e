/* The terminal's half: says what is asked for, hands its descriptors over, sends and takes files,
 * and ends as the command ended. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

/* ---- Descriptors ---- */

/* A standard descriptor that is closed here is nothing there, too. */
static void take_standard(PassageRequest *request)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) < 0) {
            int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
            if (nothing >= 0 && nothing != i) {
                dup3(nothing, i, O_CLOEXEC);
                close(nothing);
            }
        }
        request->descriptors[i] = i;
    }
    request->descriptor_count = STDERR_FILENO + 1;
}

/* -1: there is none. */
static int take_terminal(PassageRequest *request)
{
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal >= 0) {
        request->descriptors[request->descriptor_count++] = terminal;
    }
    return terminal;
}

/* ---- Interrupts ---- */

/* A signal's handler finds here what it may touch. The first interrupt tells the server, which ends
 * the command and says so; a second one does not wait for that. */
static struct {
    int connection, terminal;
    struct termios before; /* a question for a password may have been cut off */
    bool has_before;
    volatile sig_atomic_t signal;
} interrupt = {.connection = -1, .terminal = -1};

static const int INTERRUPTS[] = {SIGINT, SIGTERM, SIGHUP};
enum { INTERRUPT_COUNT = sizeof INTERRUPTS / sizeof INTERRUPTS[0] };

/* So that whoever waits for this program sees what became of it. */
static void end_by(int number)
{
    sigset_t one;
    if (interrupt.has_before) {
        tcsetattr(interrupt.terminal, TCSANOW, &interrupt.before);
    }
    signal(number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
}

static void on_interrupt(int number)
{
    int cause = errno;
    if (interrupt.signal != 0) {
        end_by(number);
    }
    interrupt.signal = number;
    shutdown(interrupt.connection, SHUT_WR);
    errno = cause;
}

/* What was ignored, as of a command in the background, stays ignored. */
static void set_interrupts(void (*handler)(int))
{
    const struct sigaction after = {.sa_handler = handler};
    for (size_t i = 0; i < INTERRUPT_COUNT; i++) {
        struct sigaction before;
        if (sigaction(INTERRUPTS[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(INTERRUPTS[i], &after, NULL);
        }
    }
}

static void watch_interrupts(int connection, int terminal)
{
    interrupt.connection = connection;
    interrupt.terminal = terminal;
    interrupt.has_before = terminal >= 0 && tcgetattr(terminal, &interrupt.before) == 0;
    set_interrupts(on_interrupt);
}

static void leave_interrupts(void)
{
    set_interrupts(SIG_DFL);
}

/* ---- The conversation ---- */

typedef struct Call {
    Cli *cli;
    Line line;
    Parcels *parcels;
    PassageExit end;
    bool was_taken, has_ended;
} Call;

static void say_waiting(const Call *call)
{
    fprintf(stderr, "%s\n", lang_text(call->cli->lang, "cli.passage_waiting"));
}

static Status take_frame(Call *call, const Frame *frame, Error *err)
{
    switch (frame->kind) {
    case FRAME_WAITING: say_waiting(call); return STATUS_OK;
    case FRAME_TAKEN: call->was_taken = true; return STATUS_OK;
    case FRAME_WANTED: return parcels_answer(call->parcels, frame, err);
    case FRAME_GIVEN: return parcels_take(call->parcels, frame, err);
    case FRAME_ALL: return parcels_put(call->parcels, err);
    case FRAME_ERROR: return frame_error(call->cli->arena, frame, err);
    case FRAME_EXIT:
        call->has_ended = frame_read(frame, &call->end, sizeof call->end);
        return call->has_ended ? STATUS_OK : frame_garbled(err);
    default: return frame_garbled(err);
    }
}

static Status converse(Call *call, Error *err)
{
    Status status = STATUS_OK;
    Frame frame;
    while (status == STATUS_OK && !call->has_ended) {
        status = frame_receive(&call->line, &frame, err);
        if (status == STATUS_OK) {
            status = take_frame(call, &frame, err);
        }
    }
    parcels_drop(call->parcels);
    if (status != STATUS_OK && interrupt.signal != 0) {
        end_by(interrupt.signal);
    }
    return status;
}

/* By a signal that this program would have got at home: by the same. */
static Status end_as(const PassageExit *end, int *exit_code, Error *err)
{
    bool is_known = end->signal == SIGPIPE;
    for (size_t i = 0; i < INTERRUPT_COUNT; i++) {
        is_known = is_known || end->signal == INTERRUPTS[i];
    }
    if (interrupt.signal != 0 && end->signal != 0) {
        end_by(interrupt.signal);
    }
    if (end->signal == 0) {
        *exit_code = end->code;
        return STATUS_OK;
    }
    if (end->signal == SIGPIPE) {
        end_by(end->signal);
    }
    return error_set(err, is_known ? STATUS_BUSY : STATUS_INTERNAL,
                     is_known ? "cli.passage_stopped" : "cli.passage_crashed",
                     ARGS(arg_int("signal", end->signal)));
}

static Status talk(Call *call, const PassageRequest *request, int *exit_code, Error *err)
{
    Status status = request_send(&call->line, request, err);
    /* Turned away in the middle of what it said, it is told why. */
    if (status == STATUS_OK || status == STATUS_IO) {
        status = converse(call, err);
    }
    return status == STATUS_OK ? end_as(&call->end, exit_code, err) : status;
}

/* ---- Whether ---- */

static bool is_for_server(const Cli *cli)
{
    const CliCommand *command = cli->command;
    if (command == NULL || cli_has(cli, OPTION_HELP) || cli_has(cli, OPTION_VERSION)) {
        return false;
    }
    return cli->hand == NULL && (command->place == AT_SERVER ||
                                 (command->place == AT_SERVER_NAMED && cli_names_workspace(cli)));
}

/* ---- Going ---- */

/* A server that was killed takes connections until it is quite dead, and ends them. What it had not
 * taken it had not begun: then the command is brought again, to whoever is there now. */
enum { TRIES = 10, PAUSE_US = 100000 };

static Status try_server(Cli *cli, const char *workspace, const PassageRequest *request,
                         int terminal, int *exit_code, bool *is_over, Error *err)
{
    int connection = -1;
    Status status = socket_connect(cli->arena, workspace, &connection, err);
    *is_over = true;
    if (status != STATUS_OK || connection < 0) {
        return status;
    }
    List files = command_files(cli);
    Call call = {.cli = cli, .line = line_new(cli->arena, connection)};
    call.parcels = parcels_new(cli->arena, &call.line, &files);
    watch_interrupts(connection, terminal);
    status = talk(&call, request, exit_code, err);
    leave_interrupts();
    close(connection);
    bool is_gone = status != STATUS_OK && strcmp(err->code, PASSAGE_GONE) == 0;
    *is_over = !is_gone || call.was_taken;
    return status;
}

static Status try_servers(Cli *cli, const char *workspace, const PassageRequest *request,
                          int terminal, int *exit_code, Error *err)
{
    bool is_over = false;
    Status status = STATUS_OK;
    for (int tries = 0; !is_over && tries < TRIES; tries++) {
        if (tries > 0) {
            usleep(PAUSE_US);
        }
        status = try_server(cli, workspace, request, terminal, exit_code, &is_over, err);
    }
    return status;
}

Status passage_go(Cli *cli, int argc, char **argv, int *exit_code, Error *err)
{
    char *workspace;
    Error ignored = {0};
    *exit_code = PASSAGE_NOT_TAKEN;
    if (!is_for_server(cli) || cli_workspace_path(cli, &workspace, &ignored) != STATUS_OK ||
        access(socket_path(cli->arena, workspace), F_OK) != 0) {
        return STATUS_OK;
    }
    PassageRequest request = {.version = text_from(cli->setup->version),
                              .argc = argc - 1,
                              .argv = argv + 1,
                              .variables = request_variables(cli->arena, workspace)};
    take_standard(&request);
    int terminal = take_terminal(&request);
    Status status = try_servers(cli, workspace, &request, terminal, exit_code, err);
    if (terminal >= 0) {
        close(terminal);
    }
    return status;
}
