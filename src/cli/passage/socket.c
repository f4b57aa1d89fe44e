/* The socket beside the workspace. Its path may be longer than an address has room for, so it is
 * reached through descriptors: /proc/self/fd/N is short. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAITING_AT_THE_DOOR = 128, CONNECT_SECONDS = 10, SOCKET_MODE = 0666 };

char *socket_path(Arena *arena, const char *workspace)
{
    return text_cstr(arena, text_format(arena, "%s.socket", workspace));
}

static Status refused(const char *path, int cause, Error *err)
{
    return error_set(err, STATUS_IO, "cli.passage_socket",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(cause))));
}

static struct sockaddr_un address_of(const char *name, int folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d%s", folder, name);
    return address;
}

/* ---- Listening ---- */

/* Bound under a short name, opened to everybody who reaches the folder (who they are, the system
 * says), and only then given its own: that takes the place of what a killed server left. */
static bool bind_at(int made, int folder, const char *name)
{
    char short_name[32];
    snprintf(short_name, sizeof short_name, ".duibiao-%ld", (long)getpid());
    char in_folder[sizeof short_name + 1];
    snprintf(in_folder, sizeof in_folder, "/%s", short_name);
    struct sockaddr_un address = address_of(in_folder, folder);
    unlinkat(folder, short_name, 0);
    bool is_bound = bind(made, (const struct sockaddr *)&address, sizeof address) == 0;
    bool is_done = is_bound && fchmodat(folder, short_name, SOCKET_MODE, 0) == 0 &&
                   listen(made, WAITING_AT_THE_DOOR) == 0 &&
                   renameat(folder, short_name, folder, name) == 0;
    if (is_bound && !is_done) {
        int cause = errno;
        unlinkat(folder, short_name, 0);
        errno = cause;
    }
    return is_done;
}

/* Whatever is no socket is not ours to replace. */
static bool is_free(const char *path)
{
    struct stat found;
    if (lstat(path, &found) != 0) {
        return errno == ENOENT;
    }
    errno = EEXIST;
    return S_ISSOCK(found.st_mode);
}

Status socket_listen(Arena *arena, const char *path, int *descriptor, Error *err)
{
    const char *folder_path = dirname(text_cstr(arena, text_from(path)));
    const char *name = strrchr(path, '/');
    int folder = open(folder_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool is_listening = folder >= 0 && made >= 0 && is_free(path) &&
                        bind_at(made, folder, name != NULL ? name + 1 : path);
    int cause = errno;
    if (folder >= 0) {
        close(folder);
    }
    if (is_listening) {
        *descriptor = made;
        return STATUS_OK;
    }
    if (made >= 0) {
        close(made);
    }
    return refused(path, cause, err);
}

/* ---- Connecting ---- */

static Status connect_to(int place, const char *path, int *descriptor, Error *err)
{
    struct sockaddr_un address = address_of("", place);
    struct timeval patience = {.tv_sec = CONNECT_SECONDS};
    int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) {
        return refused(path, errno, err);
    }
    setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(made, (const struct sockaddr *)&address, sizeof address) == 0) {
        *descriptor = made;
        return STATUS_OK;
    }
    int cause = errno;
    close(made);
    if (cause == ECONNREFUSED || cause == ENOENT) {
        return STATUS_OK; /* what a killed server left */
    }
    return cause == EAGAIN || cause == EINPROGRESS
               ? error_set(err, STATUS_BUSY, "cli.passage_slow", NO_ARGS)
               : refused(path, cause, err);
}

bool socket_peer(int descriptor, uid_t *user)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0) {
        return false;
    }
    *user = peer.uid;
    return true;
}

/* A terminal hands over its descriptors and passwords: to the owner of the workspace, of the
 * machine, or to itself. */
static bool is_trusted(int descriptor, const char *workspace)
{
    struct stat found;
    uid_t user;
    if (!socket_peer(descriptor, &user)) {
        return false;
    }
    bool owns = stat(workspace, &found) == 0 && found.st_uid == user;
    return owns || user == 0 || user == geteuid();
}

Status socket_connect(Arena *arena, const char *workspace, int *descriptor, Error *err)
{
    const char *path = socket_path(arena, workspace);
    struct stat found;
    int place = open(path, O_PATH | O_CLOEXEC);
    *descriptor = -1;
    if (place < 0) {
        return STATUS_OK; /* nobody there; or out of reach, as the workspace then is too */
    }
    Status status = fstat(place, &found) == 0 && S_ISSOCK(found.st_mode)
                        ? connect_to(place, path, descriptor, err)
                        : STATUS_OK;
    close(place);
    if (status != STATUS_OK || *descriptor < 0 || is_trusted(*descriptor, workspace)) {
        return status;
    }
    close(*descriptor);
    *descriptor = -1;
    return error_set(err, STATUS_DENIED, "cli.passage_stranger", ARGS(arg_cstr("file", path)));
}
