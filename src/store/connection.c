/* Opening SQLite, its settings, and what it says when it refuses. */
#include "store_impl.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

enum { HEADER_BYTES = 100 };

/* A path as a URI; "immutable" is set no other way. */
static const char *frozen_uri(Arena *arena, const char *file)
{
    Buf uri = buf_new(arena);
    buf_add_cstr(&uri, "file:");
    for (const char *c = file; *c != '\0'; c++) {
        if (*c == '%' || *c == '?' || *c == '#') {
            buf_add_format(&uri, "%%%02X", (unsigned)*c);
        } else {
            buf_add_char(&uri, *c);
        }
    }
    buf_add_cstr(&uri, "?immutable=1");
    return text_cstr(arena, buf_text(&uri));
}

Status connection_open(const char *file, Access access, sqlite3 **db, Error *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    Arena *scratch = arena_new();
    const char *name = file;
    const char *vfs = NULL;
    switch (access) {
    case ACCESS_READ: flags |= SQLITE_OPEN_READONLY; break;
    case ACCESS_FROZEN:
        flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
        name = frozen_uri(scratch, file);
        break;
    case ACCESS_WRITE: flags |= SQLITE_OPEN_READWRITE; break;
    case ACCESS_COPY:
        flags |= SQLITE_OPEN_READWRITE;
        vfs = "unix-none";
        break;
    }
    *db = NULL;
    int rc = sqlite3_open_v2(name, db, flags, vfs);
    arena_free(scratch);
    if (rc == SQLITE_OK) {
        return STATUS_OK;
    }
    Status status = connection_error(*db, file, "", err);
    sqlite3_close(*db);
    *db = NULL;
    return status;
}

Status connection_configure(sqlite3 *db, const char *path, StoreMode mode, Error *err)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_busy_timeout(db, STORE_PATIENCE_MS);
    static_assert(STORE_LOG_BYTES_KEPT == 33554432, "as it stands in the settings");
    Status status = connection_run(db, path,
                                   "PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0;"
                                   "PRAGMA journal_size_limit=33554432;"
                                   "PRAGMA foreign_keys=ON; PRAGMA temp_store=FILE;"
                                   "PRAGMA case_sensitive_like=ON;"
                                   "PRAGMA secure_delete=ON;" /* what is erased is overwritten */
                                   "PRAGMA synchronous=FULL",
                                   err);
    if (status != STATUS_OK) {
        return status;
    }
    /* Negative: KiB. */
    const char *cache =
        store_mode_reads(mode) ? "PRAGMA cache_size=-8192" : "PRAGMA cache_size=-65536";
    return connection_run(db, path, cache, err);
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           (uint32_t)bytes[3];
}

Status newer_version_error(const char *path, int version, int newest, Error *err)
{
    return error_set(
        err, STATUS_UNSUPPORTED, "store.newer",
        ARGS(arg_cstr("file", path), arg_int("number", version), arg_int("newest", newest)));
}

Status connection_identify(sqlite3 *db, const char *path, int newest, Error *err)
{
    sqlite3_file *file = NULL;
    uint8_t header[HEADER_BYTES] = {0};
    int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc == SQLITE_OK && file != NULL && file->pMethods != NULL) {
        rc = file->pMethods->xRead(file, header, sizeof(header), 0);
    }
    if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ) {
        return error_set(err, STATUS_IO, "store.refused",
                         ARGS(arg_cstr("file", path), arg_cstr("reason", sqlite3_errstr(rc))));
    }
    /* Offsets are those of the SQLite file format: user_version at 60, application_id at 68. */
    if (rc == SQLITE_IOERR_SHORT_READ || memcmp(header, "SQLite format 3", 16) != 0) {
        return error_set(err, STATUS_CORRUPT, "store.not_ours", ARGS(arg_cstr("file", path)));
    }
    if (big_endian(header + 68) != STORE_APPLICATION_ID) {
        return error_set(err, STATUS_CORRUPT, STORE_FOREIGN, ARGS(arg_cstr("file", path)));
    }
    uint32_t version = big_endian(header + 60);
    if (version > (uint32_t)newest) {
        return newer_version_error(path, (int)version, newest, err);
    }
    return STATUS_OK;
}

Status connection_version(sqlite3 *db, const char *path, int *version, Error *err)
{
    const char *sql = "PRAGMA user_version";
    sqlite3_stmt *handle = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &handle, NULL) != SQLITE_OK ||
        sqlite3_step(handle) != SQLITE_ROW) {
        Status status = connection_error(db, path, sql, err);
        sqlite3_finalize(handle);
        return status;
    }
    *version = sqlite3_column_int(handle, 0);
    sqlite3_finalize(handle);
    return STATUS_OK;
}

bool connection_file_moved(sqlite3 *db)
{
    int moved = 0;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

static bool disk_is_full(sqlite3 *db, int rc)
{
    int reason = sqlite3_system_errno(db);
    return rc == SQLITE_FULL ||
           (rc == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT || reason == EFBIG));
}

Status connection_error(sqlite3 *db, const char *path, const char *sql, Error *err)
{
    int rc = sqlite3_errcode(db) & 0xff;
    Arg file = arg_cstr("file", path);
    Arg reason = arg_cstr("reason", sqlite3_errmsg(db));
    if (disk_is_full(db, rc)) {
        return error_set(err, STATUS_LIMIT, "store.disk_full", ARGS(file));
    }
    switch (rc) {
    case SQLITE_CONSTRAINT:
        return error_set(err, STATUS_CONFLICT, "store.constraint", ARGS(file, reason));
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return error_set(err, STATUS_BUSY, "store.busy", ARGS(file));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return error_set(err, STATUS_CORRUPT, "store.damaged", ARGS(file, reason));
    case SQLITE_INTERRUPT: return error_set(err, STATUS_LIMIT, STORE_TOO_SLOW, ARGS(file));
    case SQLITE_TOOBIG: return error_set(err, STATUS_LIMIT, "store.too_big", ARGS(file, reason));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return error_set(err, STATUS_IO, "store.refused", ARGS(file, reason));
    default:
        return error_set(err, STATUS_INTERNAL, "store.sql",
                         ARGS(file, reason, arg_cstr("sql", sql)));
    }
}

Status connection_run(sqlite3 *db, const char *path, const char *sql, Error *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK) {
        return STATUS_OK;
    }
    return connection_error(db, path, sql, err);
}

Status connection_text(Arena *arena, sqlite3 *db, const char *path, const char *sql, Text *text,
                       Error *err)
{
    *text = TEXT("");
    sqlite3_stmt *handle = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &handle, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(handle);
    }
    if (rc == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(handle, 0);
        *text = text_copy(arena, text_from(found));
    }
    Status status = STATUS_OK;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        status = connection_error(db, path, sql, err);
    }
    sqlite3_finalize(handle);
    return status;
}
