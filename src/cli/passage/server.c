/* The server's half: listens beside the workspace, lets so many commands run at a time, and stops
 * in order. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0700 };

/* ---- The folder of its hands ---- */

enum { WALK_DESCRIPTORS = 8 };

static int remove_inner(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    return place->level > 0 ? remove(path) : 0;
}

static void folder_clear(const char *path)
{
    nftw(path, remove_inner, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

void folder_remove(const char *path)
{
    folder_clear(path);
    rmdir(path);
}

static Status folder_error(const char *path, int cause, Error *err)
{
    return error_set(err, STATUS_IO, "cli.passage_socket",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(cause))));
}

/* Still the folder of that name, and nobody else's: a server that stops takes its folder away. */
static bool is_in_place(const Passage *passage)
{
    struct stat held, named;
    return fstat(passage->folder_descriptor, &held) == 0 && lstat(passage->folder, &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev &&
           held.st_uid == geteuid() && (held.st_mode & 077) == 0;
}

/* Whoever holds its lock has the passage: the system lets go of it however a server ends. */
static Status lock_folder(Passage *passage, Error *err)
{
    const char *path = passage->folder;
    if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST) {
        return folder_error(path, errno, err);
    }
    passage->folder_descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (passage->folder_descriptor < 0) {
        return folder_error(path, errno, err);
    }
    if (flock(passage->folder_descriptor, LOCK_EX | LOCK_NB) != 0) {
        return error_set(err, STATUS_BUSY, "cli.passage_taken",
                         ARGS(arg_cstr("file", passage->socket)));
    }
    return is_in_place(passage) ? STATUS_OK : folder_error(path, EPERM, err);
}

/* ---- Counting ---- */

typedef struct Count {
    int all, of_user, running, running_of_user;
} Count;

static Count count_visitors(const Passage *passage, uid_t user)
{
    Count count = {0};
    for (const Visitor *one = passage->visitors; one != NULL; one = one->next) {
        bool is_users = one->user == user;
        count.all++;
        count.of_user += is_users;
        count.running += one->is_running;
        count.running_of_user += is_users && one->is_running;
    }
    return count;
}

static bool try_enter(Visitor *visitor)
{
    const PassageLimits *limits = &visitor->passage->limits;
    Count count = count_visitors(visitor->passage, visitor->user);
    visitor->is_running =
        count.running < limits->commands && count.running_of_user < limits->commands_of_one;
    return visitor->is_running;
}

static bool is_gone(int descriptor)
{
    struct pollfd one = {.fd = descriptor, .events = POLLRDHUP};
    return poll(&one, 1, 0) > 0;
}

static void wait_a_little(Passage *passage)
{
    enum { LOOK_EVERY_NS = 100000000, SECOND_NS = 1000000000 };
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_EVERY_NS;
    until.tv_sec += until.tv_nsec / SECOND_NS;
    until.tv_nsec %= SECOND_NS;
    pthread_cond_timedwait(&passage->changed, &passage->lock, &until);
}

bool passage_enter(Visitor *visitor, const Line *line)
{
    Passage *passage = visitor->passage;
    Error ignored = {0};
    bool is_told = false;
    pthread_mutex_lock(&passage->lock);
    while (!passage->is_stopping && !is_gone(visitor->descriptor) && !try_enter(visitor)) {
        if (!is_told) {
            is_told = true;
            frame_send(line, FRAME_WAITING, TEXT(""), &ignored);
        }
        wait_a_little(passage);
    }
    pthread_mutex_unlock(&passage->lock);
    return visitor->is_running;
}

void passage_leave(Visitor *visitor)
{
    Passage *passage = visitor->passage;
    pthread_mutex_lock(&passage->lock);
    for (Visitor **at = &passage->visitors; *at != NULL; at = &(*at)->next) {
        if (*at == visitor) {
            *at = visitor->next;
            break;
        }
    }
    pthread_cond_broadcast(&passage->changed);
    pthread_mutex_unlock(&passage->lock);
    free(visitor);
}

/* ---- Coming in ---- */

static void turn_away(Passage *passage, int descriptor, uid_t user)
{
    Arena *arena = arena_new();
    Line line = line_new(arena, descriptor);
    Error refusal = {0}, ignored = {0};
    error_set(&refusal, STATUS_BUSY, "cli.passage_full", NO_ARGS);
    line_allow(&line, 1);
    frame_send_error(&line, &refusal, &ignored);
    close(descriptor);
    arena_free(arena);
    log_line(&passage->log, LOG_WARNING, "command",
             ARGS(arg_int("uid", user), arg_cstr("status", "full")));
}

static bool has_room(const Passage *passage, uid_t user)
{
    Count count = count_visitors(passage, user);
    return count.all < passage->limits.connections &&
           count.of_user < passage->limits.connections_of_one;
}

/* NULL: there is no room. */
static Visitor *admit(Passage *passage, int descriptor, uid_t user)
{
    pthread_mutex_lock(&passage->lock);
    Visitor *visitor = has_room(passage, user) ? calloc(1, sizeof *visitor) : NULL;
    if (visitor != NULL) {
        *visitor = (Visitor){passage, passage->visitors, descriptor, user, false};
        passage->visitors = visitor;
    }
    pthread_mutex_unlock(&passage->lock);
    return visitor;
}

static void receive(Passage *passage, int descriptor)
{
    uid_t user = 0;
    pthread_t thread;
    if (!socket_peer(descriptor, &user)) {
        close(descriptor);
        return;
    }
    Visitor *visitor = admit(passage, descriptor, user);
    if (visitor == NULL) {
        turn_away(passage, descriptor, user);
    } else if (pthread_create(&thread, NULL, passage_visit, visitor) == 0) {
        pthread_detach(thread);
    } else {
        turn_away(passage, descriptor, user);
        passage_leave(visitor);
    }
}

static void *listen_on(void *context)
{
    enum { SHORT_OF_DESCRIPTORS_US = 50000 };
    Passage *passage = context;
    struct pollfd on[] = {{.fd = passage->listening, .events = POLLIN},
                          {.fd = passage->stop, .events = POLLIN}};
    while (poll(on, 2, -1) >= 0 || errno == EINTR) {
        if (on[1].revents != 0) {
            break;
        }
        int descriptor = accept4(passage->listening, NULL, NULL, SOCK_CLOEXEC);
        if (descriptor >= 0) {
            receive(passage, descriptor);
        } else if (errno == EMFILE || errno == ENFILE) {
            usleep(SHORT_OF_DESCRIPTORS_US);
        }
    }
    return NULL;
}

/* ---- Starting and stopping ---- */

static Status find_workspace(Passage *passage, const char *path, Error *err)
{
    char *whole = realpath(path, NULL);
    if (whole == NULL) {
        return folder_error(path, errno, err);
    }
    passage->workspace = text_cstr(passage->arena, text_from(whole));
    free(whole);
    passage->socket = socket_path(passage->arena, passage->workspace);
    passage->folder =
        text_cstr(passage->arena, text_format(passage->arena, "%s.passage", passage->workspace));
    return STATUS_OK;
}

static Status start(Passage *passage, Error *err)
{
    Status status = lock_folder(passage, err);
    if (status != STATUS_OK) {
        return status;
    }
    folder_clear(passage->folder); /* of what a killed server left */
    status = socket_listen(passage->arena, passage->socket, &passage->listening, err);
    if (status != STATUS_OK) {
        return status;
    }
    passage->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (passage->stop < 0 ||
        pthread_create(&passage->thread, NULL, listen_on, passage) != 0) {
        unlink(passage->socket);
        return error_set(err, STATUS_INTERNAL, "cli.passage_crashed", ARGS(arg_int("signal", 0)));
    }
    return STATUS_OK;
}

static void release(Passage *passage)
{
    const int descriptors[] = {passage->listening, passage->stop, passage->folder_descriptor};
    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++) {
        if (descriptors[i] >= 0) {
            close(descriptors[i]);
        }
    }
    pthread_cond_destroy(&passage->changed);
    pthread_mutex_destroy(&passage->lock);
    arena_free(passage->arena);
}

/* Browsers are served without a passage, too. */
static void say_none(const Passage *passage, const Error *cause)
{
    Buf text = buf_new(passage->arena);
    error_print(&text, LANG_EN, cause);
    log_line(&passage->log, LOG_WARNING, "no passage for terminals",
             ARGS(arg_text("cause", buf_text(&text))));
}

Passage *passage_open(const CliSetup *setup, const ServeRequest *request)
{
    Arena *arena = arena_new();
    Passage *made = ARENA_NEW(arena, Passage);
    Error cause = {0};
    *made = (Passage){.arena = arena, .setup = setup, .log = request->log, .listening = -1,
                      .stop = -1, .folder_descriptor = -1, .limits = *request->passage};
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->changed, NULL);
    Status status = find_workspace(made, request->workspace, &cause);
    if (status == STATUS_OK) {
        status = start(made, &cause);
    }
    if (status != STATUS_OK) {
        say_none(made, &cause);
        release(made);
        return NULL;
    }
    return made;
}

/* Each visitor looks at `stop` itself, and ends what it runs in time. */
void passage_close(Passage *passage)
{
    const uint64_t one = 1;
    if (passage == NULL) {
        return;
    }
    unlink(passage->socket);
    pthread_mutex_lock(&passage->lock);
    passage->is_stopping = true;
    if (write(passage->stop, &one, sizeof one) < 0) {
        abort(); /* an eventfd of ours */
    }
    pthread_cond_broadcast(&passage->changed);
    while (passage->visitors != NULL) {
        pthread_cond_wait(&passage->changed, &passage->lock);
    }
    pthread_mutex_unlock(&passage->lock);
    pthread_join(passage->thread, NULL);
    folder_remove(passage->folder);
    release(passage);
}
