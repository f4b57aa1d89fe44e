/* A verified copy takes the place of a workspace; what stood there is kept. */
#include "store_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IN_USE_WAIT_MS = 500 };

static bool stands(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

static Status refused(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "store.refused",
                     ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
}

/* ---- The source ---- */

/* A log beside the source holds part of it, and somebody may be writing there. */
static Access access_for_source(Arena *arena, const char *source)
{
    struct stat about;
    const char *log = path_beside(arena, source, "-wal");
    return stat(log, &about) == 0 && about.st_size > 0 ? ACCESS_READ : ACCESS_FROZEN;
}

static Status source_open(Arena *arena, const char *source, int newest, sqlite3 **db, Error *err)
{
    *db = NULL;
    Status status = place_is_file(source, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *resolved = realpath(source, NULL);
    const char *file = text_cstr(arena, text_from(resolved != NULL ? resolved : source));
    free(resolved);
    status = connection_open(file, access_for_source(arena, file), db, err);
    if (status == STATUS_OK) {
        status = connection_identify(*db, source, newest, err);
    }
    if (status == STATUS_OK) {
        status = connection_configure(*db, source, STORE_READ, err);
    }
    int version = 0;
    if (status == STATUS_OK) {
        status = connection_version(*db, source, &version, err);
    }
    if (status == STATUS_OK && version > newest) {
        status = newer_version_error(source, version, newest, err);
    }
    return status;
}

static Status source_copy(Arena *arena, const char *source, const char *temp, int newest,
                          Error *err)
{
    sqlite3 *db;
    Status status = source_open(arena, source, newest, &db, err);
    if (status == STATUS_OK) {
        status = copy_verified(arena, db, source, temp, err);
    }
    sqlite3_close(db);
    return status;
}

/* ---- The old file ---- */

/* Alone with the file, folds its log in. Busy when anyone has it open, in this process or any
 * other: an open file would go on living under its new name. */
static Status fold_log(sqlite3 *db, const char *target, Error *err)
{
    sqlite3_busy_timeout(db, IN_USE_WAIT_MS);
    Status status = connection_run(db, target,
                                   "PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;"
                                   "PRAGMA wal_checkpoint(TRUNCATE)",
                                   err);
    if (status == STATUS_BUSY) {
        return error_set(err, STATUS_BUSY, "store.in_use", ARGS(arg_cstr("file", target)));
    }
    return status;
}

/* What is damaged is exactly what one restores over, and it is kept as it is, log and all; a whole
 * file of another program was hardly meant. */
static Status old_file_settle(const char *target, Error *err)
{
    sqlite3 *db;
    Status status = connection_open(target, ACCESS_WRITE, &db, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = connection_identify(db, target, INT32_MAX, err);
    bool foreign = status == STATUS_CORRUPT && strcmp(err->code, STORE_FOREIGN) == 0;
    if (!foreign) {
        status = fold_log(db, target, err);
    }
    if (!foreign && status == STATUS_CORRUPT) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        status = STATUS_OK;
    }
    sqlite3_close(db);
    return status;
}

/* The old file gets its second name before it loses the first: at every moment one stands. */
static Status old_file_keep(Arena *arena, const char *target, Error *err)
{
    const char *kept = path_beside(arena, target, ".before-restore");
    if (link(target, kept) != 0) {
        if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) {
            return refused(kept, err);
        }
        if (rename(target, kept) != 0) {
            return refused(kept, err);
        }
    }
    const char *log = path_beside(arena, target, "-wal");
    if (stands(log) && rename(log, path_beside(arena, kept, "-wal")) != 0) {
        return refused(log, err);
    }
    return STATUS_OK;
}

/* ---- The exchange ---- */

static Status exchange(Arena *arena, const char *temp, const char *target, Error *err)
{
    Status status = STATUS_OK;
    bool replaces = stands(target);
    if (replaces) {
        status = old_file_settle(target, err);
        if (status == STATUS_OK) {
            status = old_file_keep(arena, target, err);
        }
    }
    if (status != STATUS_OK) {
        return status;
    }
    /* SQLite would replay a log that lies here into the restored file. */
    unlink(path_beside(arena, target, "-wal"));
    unlink(path_beside(arena, target, "-shm"));
    unlink(path_beside(arena, target, "-journal"));
    if (!replaces) {
        return temp_publish(arena, temp, target, err);
    }
    return rename(temp, target) == 0 ? folder_sync(arena, target, err) : refused(target, err);
}

static Status exchange_locked(Arena *arena, const char *temp, const char *target, Error *err)
{
    int lock = -1;
    Status status = writer_lock_take(target, IN_USE_WAIT_MS, &lock, err);
    if (status == STATUS_OK) {
        status = exchange(arena, temp, target, err);
        writer_lock_release(&lock);
    }
    return status;
}

static Status same_file_refused(const char *source, const char *target, Error *err)
{
    struct stat a, b;
    if (stat(source, &a) == 0 && stat(target, &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino) {
        return error_set(err, STATUS_USAGE, "store.restore_onto_itself",
                         ARGS(arg_cstr("file", target)));
    }
    return STATUS_OK;
}

static Status target_accepted(Arena *arena, const char *target, Error *err)
{
    const char *kept = path_beside(arena, target, ".before-restore");
    if (!stands(target)) {
        /* A log without its file is removed by the exchange. */
        return place_is_local(place_folder(arena, target), err);
    }
    if (stands(kept)) {
        return error_set(err, STATUS_CONFLICT, "store.exists", ARGS(arg_cstr("file", kept)));
    }
    Status status = place_is_file(target, err);
    return status == STATUS_OK ? place_is_local(target, err) : status;
}

static const char *resolved_target(Arena *arena, const char *target)
{
    char *resolved = realpath(target, NULL);
    const char *file = text_cstr(arena, text_from(resolved != NULL ? resolved : target));
    free(resolved);
    return file;
}

const char *store_replaced_path(Arena *arena, const char *target)
{
    return path_beside(arena, resolved_target(arena, target), ".before-restore");
}

Status store_is_free(const char *path, Error *err)
{
    Arena *scratch = arena_new();
    Status status = place_is_free(scratch, path, err);
    arena_free(scratch);
    return status;
}

Status store_restore(const char *source, const char *target, bool replace, MigrationList migrations,
                     Error *err)
{
    if (stands(target) && !replace) {
        return error_set(err, STATUS_CONFLICT, "store.exists", ARGS(arg_cstr("file", target)));
    }
    Arena *scratch = arena_new();
    const char *file = resolved_target(scratch, target);
    const char *temp = NULL;
    Status status = same_file_refused(source, file, err);
    if (status == STATUS_OK) {
        status = target_accepted(scratch, file, err);
    }
    if (status == STATUS_OK) {
        status = temp_new(scratch, file, &temp, err);
    }
    if (status == STATUS_OK) {
        status = source_copy(scratch, source, temp, (int)migrations.count, err);
        if (status == STATUS_OK) {
            status = exchange_locked(scratch, temp, file, err);
        }
        temp_remove(scratch, temp);
    }
    arena_free(scratch);
    return status;
}
