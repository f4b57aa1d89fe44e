/* One terminal at the server: hears what it asks for, has a hand do it, and tells it the end. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOLDER_MODE = 0700 };

/* What a hand gets of the server's own environment: where temporary files go, where the program's
 * libraries are, what a build with sanitizers is told. */
static const char *const OWN_VARIABLES[] = {
    "TMPDIR", "SQLITE_TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
};

typedef struct Visit {
    Visitor *visitor;
    Passage *passage;
    Arena *arena;
    Line line;
    PassageRequest request;
    Cli call;            /* what the request says, read by the server itself */
    Text id;             /* of the request, in the log and in the history */
    char *folder, *here; /* where the hand works: `here`, in a folder of this visit's */
    PassageExit end;
} Visit;

/* ---- What is asked for ---- */

/* The words of the call as a program gets them. */
static char **words_of(Arena *arena, const PassageRequest *request)
{
    static char program[] = "duibiao";
    char **words = ARENA_ARRAY(arena, char *, (size_t)request->argc + 2);
    words[0] = program;
    for (int i = 0; i < request->argc; i++) {
        words[i + 1] = request->argv[i];
    }
    return words;
}

static Status read_call(Visit *visit, Error *err)
{
    visit->call = (Cli){.setup = visit->passage->setup, .arena = visit->arena};
    Status status = cli_parse(&visit->call, visit->request.argc + 1,
                              words_of(visit->arena, &visit->request), err);
    if (status == STATUS_OK &&
        (visit->call.command == NULL || visit->call.command->place == AT_HOME)) {
        status = error_set(err, STATUS_UNSUPPORTED, "cli.passage_not_here", NO_ARGS);
    }
    return status;
}

/* ---- The hand ---- */

static Status start_error(int cause, Error *err)
{
    return error_set(err, STATUS_IO, "cli.passage_start",
                     ARGS(arg_cstr("cause", strerror(cause))));
}

static Status make_folder(Visit *visit, Error *err)
{
    visit->folder = text_cstr(visit->arena,
                              text_format(visit->arena, "%s/XXXXXX", visit->passage->folder));
    if (mkdtemp(visit->folder) == NULL) {
        visit->folder = NULL;
        return start_error(errno, err);
    }
    visit->here = text_cstr(visit->arena, text_format(visit->arena, "%s/here", visit->folder));
    return mkdir(visit->here, FOLDER_MODE) == 0 ? STATUS_OK : start_error(errno, err);
}

static char **environment_of(const Visit *visit)
{
    const Passage *passage = visit->passage;
    const HandOrder order = {
        .server = getpid(),
        .user = visit->visitor->user,
        .request = visit->id,
        .file_bytes = (int64_t)passage->limits.file_megabytes << 20,
        .file_seconds = passage->limits.file_seconds,
        .workspace = passage->workspace,
    };
    List variables = list_new(visit->arena, sizeof(char *));
    *(char **)list_add(&variables) = hand_order_print(visit->arena, &order);
    for (size_t i = 0; i < sizeof OWN_VARIABLES / sizeof OWN_VARIABLES[0]; i++) {
        const char *value = getenv(OWN_VARIABLES[i]);
        if (value != NULL) {
            *(char **)list_add(&variables) = text_cstr(
                visit->arena, text_format(visit->arena, "%s=%s", OWN_VARIABLES[i], value));
        }
    }
    for (size_t i = 0; i < visit->request.variables.count; i++) {
        *(char **)list_add(&variables) = *LIST_AT(&visit->request.variables, char *, i);
    }
    *(char **)list_add(&variables) = NULL;
    return variables.items;
}

/* Descriptors that stand where the hand is to find others would be written over. */
static bool move_up(PassageRequest *request)
{
    enum { ABOVE = HAND_TERMINAL + 1 };
    bool is_moved = true;
    for (int i = 0; i < request->descriptor_count; i++) {
        int moved = fcntl(request->descriptors[i], F_DUPFD_CLOEXEC, ABOVE);
        if (moved >= 0) {
            close(request->descriptors[i]);
            request->descriptors[i] = moved;
        }
        is_moved = is_moved && moved >= 0;
    }
    return is_moved;
}

/* The standard descriptors, the line, the terminal; in its folder; nothing else of the server's. */
static void plan_descriptors(const Visit *visit, int line, posix_spawn_file_actions_t *actions)
{
    static const int PLACES[PASSAGE_DESCRIPTORS] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO,
                                                    HAND_TERMINAL};
    posix_spawn_file_actions_init(actions);
    for (int i = 0; i < visit->request.descriptor_count; i++) {
        posix_spawn_file_actions_adddup2(actions, visit->request.descriptors[i], PLACES[i]);
    }
    posix_spawn_file_actions_adddup2(actions, line, HAND_LINE);
    bool has_terminal = visit->request.descriptor_count == PASSAGE_DESCRIPTORS;
    posix_spawn_file_actions_addclosefrom_np(actions,
                                             has_terminal ? HAND_TERMINAL + 1 : HAND_TERMINAL);
    posix_spawn_file_actions_addchdir_np(actions, visit->here);
}

/* With signals as a program gets them, and in a session of its own: what is typed at the server's
 * terminal is not for it. */
static void plan_process(posix_spawnattr_t *attributes)
{
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &usual);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETSID);
}

static Status start_hand(Visit *visit, pid_t *hand, Error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int line = fcntl(visit->line.descriptor, F_DUPFD_CLOEXEC, HAND_TERMINAL + 1);
    if (line < 0 || !move_up(&visit->request)) {
        return start_error(errno, err);
    }
    plan_descriptors(visit, line, &actions);
    plan_process(&attributes);
    int cause = posix_spawn(hand, "/proc/self/exe", &actions, &attributes,
                            words_of(visit->arena, &visit->request), environment_of(visit));
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(line);
    return cause == 0 ? STATUS_OK : start_error(cause, err);
}

/* ---- Until it ends ---- */

/* When it is told next to end, and how firmly. */
typedef struct Ending {
    uint64_t at_ns; /* 0: not at all */
    size_t step;
} Ending;

static void end_within(Ending *ending, int seconds)
{
    uint64_t at_ns = time_monotonic_ns() + (uint64_t)seconds * UINT64_C(1000000000);
    if (ending->at_ns == 0 || at_ns < ending->at_ns) {
        ending->at_ns = at_ns;
    }
}

static int ending_ms(const Ending *ending)
{
    uint64_t now_ns = time_monotonic_ns();
    if (ending->at_ns == 0) {
        return -1;
    }
    return now_ns < ending->at_ns ? (int)((ending->at_ns - now_ns) / 1000000) + 1 : 0;
}

static void tell_if_due(Ending *ending, pid_t hand, int end_seconds)
{
    static const int SIGNALS[] = {SIGINT, SIGTERM, SIGKILL};
    enum { LAST = sizeof SIGNALS / sizeof SIGNALS[0] - 1 };
    if (ending->at_ns == 0 || ending_ms(ending) > 0) {
        return;
    }
    kill(hand, SIGNALS[ending->step]);
    ending->step += ending->step < LAST;
    ending->at_ns = 0;
    end_within(ending, end_seconds);
}

/* The terminal is watched, not read: that is the hand's. */
static void watch_hand(Visit *visit, pid_t hand)
{
    const PassageLimits *limits = &visit->passage->limits;
    Ending ending = {0};
    int process = (int)syscall(SYS_pidfd_open, hand, 0);
    struct pollfd on[] = {{.fd = process, .events = POLLIN},
                          {.fd = visit->line.descriptor, .events = POLLRDHUP},
                          {.fd = visit->passage->stop, .events = POLLIN}};
    while (process >= 0 && on[0].revents == 0) {
        int ready = poll(on, 3, ending_ms(&ending));
        if (ready > 0 && on[1].revents != 0) {
            on[1] = (struct pollfd){.fd = -1};
            end_within(&ending, 0);
        }
        if (ready > 0 && on[2].revents != 0) {
            on[2] = (struct pollfd){.fd = -1};
            end_within(&ending, limits->stop_seconds);
        }
        tell_if_due(&ending, hand, limits->end_seconds);
    }
    if (process >= 0) {
        close(process);
    }
}

static void wait_for_hand(Visit *visit, pid_t hand)
{
    int how = 0;
    watch_hand(visit, hand);
    while (waitpid(hand, &how, 0) < 0 && errno == EINTR) {
    }
    visit->end.signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    visit->end.code = WIFEXITED(how) ? WEXITSTATUS(how) : 0;
}

static Status run_hand(Visit *visit, Error *err)
{
    pid_t hand;
    Status status = make_folder(visit, err);
    if (status == STATUS_OK) {
        status = frame_send(&visit->line, FRAME_TAKEN, TEXT(""), err);
    }
    if (status == STATUS_OK) {
        status = start_hand(visit, &hand, err);
    }
    request_close(&visit->request);
    if (status == STATUS_OK) {
        wait_for_hand(visit, hand);
    }
    if (visit->folder != NULL) {
        folder_remove(visit->folder);
    }
    return status;
}

/* ---- The visit ---- */

static Text new_id(Arena *arena)
{
    uint64_t number;
    random_bytes(&number, sizeof number);
    return text_format(arena, "%016llx", (unsigned long long)number);
}

static Status serve_visit(Visit *visit, Error *err)
{
    const PassageLimits *limits = &visit->passage->limits;
    line_allow(&visit->line, limits->request_seconds);
    Status status =
        request_receive(visit->arena, &visit->line, visit->passage->setup->version,
                        (size_t)limits->request_bytes, &visit->request, err);
    if (status == STATUS_OK) {
        status = read_call(visit, err);
    }
    if (status == STATUS_OK && !passage_enter(visit->visitor, &visit->line)) {
        status = error_set(err, STATUS_BUSY, "cli.passage_stopped", ARGS(arg_int("signal", 0)));
    }
    return status == STATUS_OK ? run_hand(visit, err) : status;
}

static void tell_end(Visit *visit, Status status, const Error *refusal)
{
    Error ignored = {0};
    line_allow(&visit->line, visit->passage->limits.end_seconds);
    if (status != STATUS_OK) {
        frame_send_error(&visit->line, refusal, &ignored);
    } else {
        frame_send(&visit->line, FRAME_EXIT, (Text){(const char *)&visit->end, sizeof visit->end},
                   &ignored);
    }
}

/* No arguments: they may hold what is nobody else's business. */
static void log_visit(const Visit *visit, Status status, uint64_t started_ns)
{
    const CliCommand *command = visit->call.command;
    int code = status == STATUS_OK ? visit->end.code : status_row(status)->exit_code;
    log_line(&visit->passage->log, LOG_INFO, "command",
             ARGS(arg_text("id", visit->id), arg_int("uid", visit->visitor->user),
                  arg_cstr("account", visit->call.options[OPTION_AS]),
                  arg_cstr("command", command != NULL ? command->name : NULL),
                  arg_int("exit", code), arg_int("signal", visit->end.signal),
                  arg_int("us", (int64_t)((time_monotonic_ns() - started_ns) / 1000))));
}

void *passage_visit(void *of)
{
    Arena *arena = arena_new();
    Visitor *visitor = of;
    Visit visit = {.visitor = visitor, .passage = visitor->passage, .arena = arena,
                   .line = line_new(arena, visitor->descriptor), .id = new_id(arena)};
    Error err = {0};
    uint64_t started_ns = time_monotonic_ns();
    Status status = serve_visit(&visit, &err);
    tell_end(&visit, status, &err);
    request_close(&visit.request);
    close(visitor->descriptor);
    log_visit(&visit, status, started_ns);
    arena_free(arena);
    passage_leave(visitor);
    return NULL;
}
