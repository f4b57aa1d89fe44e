/* Advisory locks beside the file: one for writing, and others by name.
 *
 * The lock itself is flock(2), which belongs to the open file and so also parts two stores of one
 * process. flock is not fair: a loader that commits chunk after chunk would take it again before
 * any waiter wakes. So the writer lock has a turnstile, a second lock (of the OFD kind, on the same
 * lock file) which every taker holds while it waits and gives up once inside: whoever has just
 * left comes after the one who stands in it. */
#include "store_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct StoreLock {
    int fd;
    Arena *arena;
};

typedef bool (*TryLock)(int fd);

static bool try_exclusive(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static bool turnstile_set(int fd, short type)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    return fcntl(fd, F_OFD_SETLK, &range) == 0;
}

bool writer_lock_is_awaited(int lock)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    return fcntl(lock, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

static bool try_turnstile(int fd)
{
    return turnstile_set(fd, F_WRLCK);
}

/* Tries until `deadline_ns`. Who writes keeps the lock for less than a millisecond: longer pauses
 * would wait past the moment at which it comes free. */
static bool wait_for(TryLock try, int fd, uint64_t deadline_ns)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000};
    while (!try(fd)) {
        if (time_monotonic_ns() >= deadline_ns) {
            return false;
        }
        nanosleep(&pause, NULL);
    }
    return true;
}

static Status lock_file_open(const char *file, const char *lock_file, int *fd, Error *err)
{
    struct stat about;
    mode_t mode = stat(file, &about) == 0 ? about.st_mode & 0666 : 0666;
    *fd = open(lock_file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
    if (*fd < 0) {
        return error_set(err, STATUS_IO, "store.refused",
                         ARGS(arg_cstr("file", lock_file), arg_cstr("reason", strerror(errno))));
    }
    return STATUS_OK;
}

/* A lock file that was deleted while we waited excludes nobody who comes later. */
static bool still_named(int fd, const char *lock_file)
{
    struct stat held, named;
    return fstat(fd, &held) == 0 && stat(lock_file, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static Status writer_lock_wait(const char *file, const char *lock_file, uint64_t deadline_ns,
                               int *lock, Error *err)
{
    int fd = -1;
    for (;;) {
        Status status = lock_file_open(file, lock_file, &fd, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (!wait_for(try_turnstile, fd, deadline_ns) ||
            !wait_for(try_exclusive, fd, deadline_ns)) {
            close(fd);
            return error_set(err, STATUS_BUSY, "store.writer_busy", ARGS(arg_cstr("file", file)));
        }
        if (still_named(fd, lock_file)) {
            break;
        }
        close(fd);
    }
    turnstile_set(fd, F_UNLCK);
    *lock = fd;
    return STATUS_OK;
}

Status writer_lock_take(const char *file, int patience_ms, int *lock, Error *err)
{
    Arena *scratch = arena_new();
    uint64_t deadline_ns = time_monotonic_ns() + (uint64_t)patience_ms * 1000000;
    Status status =
        writer_lock_wait(file, path_beside(scratch, file, "-writer"), deadline_ns, lock, err);
    arena_free(scratch);
    return status;
}

void writer_lock_release(int *lock)
{
    if (*lock >= 0) {
        close(*lock);
        *lock = -1;
    }
}

/* ---- Locks by name ---- */

/* Letters, digits and "_", and none of the names that SQLite and this room use themselves. */
static bool name_is_free_to_use(const char *name)
{
    static const char *const taken[] = {"wal", "shm", "journal", "writer"};
    size_t len = strlen(name);
    if (len == 0 || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != len) {
        return false;
    }
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (strcmp(name, taken[i]) == 0) {
            return false;
        }
    }
    return true;
}

Status store_lock(Store *store, const char *name, StoreLock **lock, Error *err)
{
    *lock = NULL;
    if (!name_is_free_to_use(name)) {
        return error_set(err, STATUS_INTERNAL, "store.lock_name", ARGS(arg_cstr("name", name)));
    }
    Arena *arena = arena_new();
    const char *lock_file = text_cstr(arena, text_format(arena, "%s-%s", store->file, name));
    int fd = -1;
    Status status = lock_file_open(store->file, lock_file, &fd, err);
    if (status == STATUS_OK && (!try_exclusive(fd) || !still_named(fd, lock_file))) {
        close(fd);
        status = error_set(err, STATUS_BUSY, "store.lock_busy",
                           ARGS(arg_cstr("file", store->path), arg_cstr("name", name)));
    }
    if (status != STATUS_OK) {
        arena_free(arena);
        return status;
    }
    *lock = ARENA_NEW(arena, StoreLock);
    (*lock)->fd = fd;
    (*lock)->arena = arena;
    return STATUS_OK;
}

void store_unlock(StoreLock *lock)
{
    if (lock != NULL) {
        close(lock->fd);
        arena_free(lock->arena);
    }
}
