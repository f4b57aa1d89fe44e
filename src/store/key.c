/* The key that lies beside a store and in none of its copies: what is sealed under it is worth
 * nothing to whoever has a backup. */
#include "store_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char KEY_ENDING[] = "-key";

const char *store_key_path(Arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    const char *key = path_beside(arena, resolved != NULL ? resolved : path, KEY_ENDING);
    free(resolved);
    return key;
}

static Status refused(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "store.refused",
                     ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
}

static bool read_key(int fd, uint8_t key[STORE_KEY_BYTES])
{
    return read(fd, key, STORE_KEY_BYTES) == STORE_KEY_BYTES;
}

Status store_key_read(const char *path, uint8_t key[STORE_KEY_BYTES], bool *is_there, Error *err)
{
    Arena *scratch = arena_new();
    const char *name = store_key_path(scratch, path);
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    Status status = fd < 0 && errno != ENOENT ? refused(name, err) : STATUS_OK;
    *is_there = fd >= 0 && read_key(fd, key);
    if (fd >= 0) {
        close(fd);
    }
    arena_free(scratch);
    return status;
}

/* Whole under another name first: whoever comes at the same time finds all of it or makes the
 * same. */
static Status write_key(Arena *arena, const char *name, Error *err)
{
    uint8_t key[STORE_KEY_BYTES];
    const char *temp = text_cstr(arena, text_format(arena, "%s.XXXXXX", name));
    char *made = arena_alloc(arena, strlen(temp) + 1);
    strcpy(made, temp);
    int fd = mkostemp(made, O_CLOEXEC); /* mode 0600 */
    if (fd < 0) {
        return refused(name, err);
    }
    random_bytes(key, sizeof key);
    bool is_written = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
    explicit_bzero(key, sizeof key);
    close(fd);
    bool is_named = is_written && (link(made, name) == 0 || errno == EEXIST);
    Status status = is_named ? STATUS_OK : refused(name, err);
    unlink(made);
    return status;
}

Status store_key_make(const char *path, uint8_t key[STORE_KEY_BYTES], Error *err)
{
    bool is_there = false;
    Status status = store_key_read(path, key, &is_there, err);
    if (status != STATUS_OK || is_there) {
        return status;
    }
    Arena *scratch = arena_new();
    const char *name = store_key_path(scratch, path);
    status = write_key(scratch, name, err);
    arena_free(scratch);
    if (status == STATUS_OK) {
        status = store_key_read(path, key, &is_there, err);
    }
    return status != STATUS_OK || is_there ? status : refused(path, err);
}
