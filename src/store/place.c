/* Where a workspace may stand, and how a file appears there: whole or not at all. */
#include "store_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

typedef struct NetworkKind {
    uint32_t magic;
    const char *name;
} NetworkKind;

enum { FUSE_MAGIC = 0x65735546 };

/* From linux/magic.h and the file systems' own headers. Their locks are not those of this
 * machine, and SQLite's log needs memory shared by all who have the file open. */
static const NetworkKind network_kinds[] = {
    {0x00006969, "NFS"},    {0x0000517B, "SMB"},   {0xFE534D42, "SMB2"},   {0xFF534D42, "CIFS"},
    {0x0000564C, "NCP"},    {0x73757245, "Coda"},  {0x5346414F, "AFS"},    {0x6B414653, "AFS"},
    {0x01021997, "9P"},     {0x00C36400, "Ceph"},  {0x0BD00BD0, "Lustre"}, {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"}, {0x7461636F, "OCFS2"}, {0x01161970, "GFS2"},   {0x786F4256, "vboxsf"},
    {0x7C7C6013, "prl_fs"}, {0xAAD7AAEA, "PanFS"}, {FUSE_MAGIC, "FUSE"},
};

const char *network_name(uint32_t magic)
{
    for (size_t i = 0; i < sizeof(network_kinds) / sizeof(network_kinds[0]); i++) {
        if (network_kinds[i].magic == magic) {
            return network_kinds[i].name;
        }
    }
    return NULL;
}

const char *path_beside(Arena *arena, const char *path, const char *suffix)
{
    return text_cstr(arena, text_format(arena, "%s%s", path, suffix));
}

static Status refused(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "store.refused",
                     ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
}

/* A FUSE mount of type fuseblk sits on a disk of this machine (NTFS, exFAT). */
static bool fuse_is_a_disk(const char *path)
{
    struct stat about;
    FILE *mounts = stat(path, &about) == 0 ? fopen("/proc/self/mountinfo", "re") : NULL;
    if (mounts == NULL) {
        return false;
    }
    char *line = NULL;
    size_t cap = 0;
    bool disk = false;
    while (getline(&line, &cap, mounts) > 0) {
        unsigned major_number = 0, minor_number = 0;
        if (sscanf(line, "%*d %*d %u:%u", &major_number, &minor_number) == 2 &&
            makedev(major_number, minor_number) == about.st_dev) {
            disk = strstr(line, " - fuseblk ") != NULL;
        }
    }
    free(line);
    fclose(mounts);
    return disk;
}

Status place_is_local(const char *path, Error *err)
{
    struct statfs system;
    if (statfs(path, &system) != 0) {
        return refused(path, err);
    }
    uint32_t magic = (uint32_t)system.f_type;
    const char *name = network_name(magic);
    if (name == NULL || (magic == FUSE_MAGIC && fuse_is_a_disk(path))) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_UNSUPPORTED, "store.network",
                     ARGS(arg_cstr("file", path), arg_cstr("system", name)));
}

Status place_is_file(const char *path, Error *err)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return error_set(err, STATUS_NOT_FOUND, "store.no_file", ARGS(arg_cstr("file", path)));
        }
        return refused(path, err);
    }
    if (!S_ISREG(about.st_mode)) {
        return error_set(err, STATUS_CORRUPT, "store.not_a_file", ARGS(arg_cstr("file", path)));
    }
    return STATUS_OK;
}

static bool something_stands_at(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

Status place_is_free(Arena *arena, const char *path, Error *err)
{
    if (something_stands_at(path)) {
        return error_set(err, STATUS_CONFLICT, "store.exists", ARGS(arg_cstr("file", path)));
    }
    /* SQLite would replay the log of an earlier file into the new one. (Readers leave an empty one
     * behind, which is harmless.) */
    struct stat about;
    static const char *const logs[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
        const char *log = path_beside(arena, path, logs[i]);
        if (stat(log, &about) == 0 && about.st_size > 0) {
            return error_set(err, STATUS_CONFLICT, "store.stale_log",
                             ARGS(arg_cstr("file", path), arg_cstr("log", log)));
        }
    }
    const char *folder = place_folder(arena, path);
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        return error_set(err, STATUS_NOT_FOUND, "store.no_folder",
                         ARGS(arg_cstr("file", path), arg_cstr("folder", folder)));
    }
    return STATUS_OK;
}

const char *place_folder(Arena *arena, const char *path)
{
    return dirname(text_cstr(arena, text_from(path)));
}

Status temp_new(Arena *arena, const char *path, const char **temp, Error *err)
{
    uint8_t salt[6];
    random_bytes(salt, sizeof(salt));
    Text name = text_format(arena, "%s-new-%02x%02x%02x%02x%02x%02x", path, salt[0], salt[1],
                            salt[2], salt[3], salt[4], salt[5]);
    *temp = text_cstr(arena, name);
    int fd = open(*temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, STORE_FILE_MODE);
    if (fd < 0) {
        return refused(*temp, err);
    }
    close(fd);
    return STATUS_OK;
}

void temp_remove(Arena *arena, const char *temp)
{
    unlink(temp);
    unlink(path_beside(arena, temp, "-wal"));
    unlink(path_beside(arena, temp, "-shm"));
    unlink(path_beside(arena, temp, "-journal"));
}

Status temp_publish(Arena *arena, const char *temp, const char *path, Error *err)
{
    int rc = renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE);
    if (rc != 0 && (errno == EINVAL || errno == ENOSYS)) {
        /* Some file systems know no such rename; a hard link never replaces either. */
        rc = link(temp, path);
        if (rc == 0) {
            unlink(temp);
        }
    }
    if (rc != 0 && errno == EEXIST) {
        return error_set(err, STATUS_CONFLICT, "store.exists", ARGS(arg_cstr("file", path)));
    }
    if (rc != 0) {
        return refused(path, err);
    }
    return folder_sync(arena, path, err);
}

Status folder_sync(Arena *arena, const char *path, Error *err)
{
    const char *folder = place_folder(arena, path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return refused(folder, err);
    }
    int rc = fsync(fd);
    int reason = errno;
    close(fd);
    /* EINVAL: a file system that has nothing to sync here. */
    if (rc != 0 && reason != EINVAL) {
        errno = reason;
        return refused(folder, err);
    }
    return STATUS_OK;
}
