/* What is asked of a healthy file. */
#include "store_impl.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum {
    FIRST_FAULTY_SQLITE = 3007000, /* the WAL-reset bug, from here… */
    LAST_FAULTY_SQLITE = 3051002,  /* …to here */
};

static const int64_t log_bytes_suspicious = 4 * (int64_t)STORE_LOG_BYTES_MAX;
static const int64_t free_bytes_least = 64 * 1024 * 1024;

Status integrity_problem(Arena *arena, sqlite3 *db, const char *path, const char *pragma,
                         Text *problem, Error *err)
{
    Status status = connection_text(arena, db, path, pragma, problem, err);
    if (status == STATUS_CORRUPT) {
        *problem = text_copy(arena, text_from(sqlite3_errmsg(db)));
        return STATUS_OK;
    }
    if (status == STATUS_OK && text_equal(*problem, TEXT("ok"))) {
        *problem = TEXT("");
    }
    return status;
}

Status reference_problem(Arena *arena, sqlite3 *db, const char *path, Text *problem, Error *err)
{
    Status status = connection_text(arena, db, path,
                                    "SELECT \"table\" || ' ' || coalesce(rowid, '?') || ' -> ' ||"
                                    " parent FROM pragma_foreign_key_check LIMIT 1",
                                    problem, err);
    if (status == STATUS_CORRUPT) {
        *problem = text_copy(arena, text_from(sqlite3_errmsg(db)));
        return STATUS_OK;
    }
    return status;
}

/* `remedy` is told when it did not pass. */
static void check_add(List *checks, Text name, bool passed, Text detail, Text remedy)
{
    StoreCheck *check = list_add(checks);
    check->name = name;
    check->passed = passed;
    check->detail = detail;
    check->note = passed ? TEXT("") : remedy;
}

static Status check_content(Arena *arena, Store *store, List *checks, Error *err)
{
    Text problem;
    Status status =
        integrity_problem(arena, store->db, store->path, "PRAGMA quick_check(1)", &problem, err);
    if (status != STATUS_OK) {
        return status;
    }
    check_add(checks, TEXT("check.integrity"), problem.len == 0,
              problem.len == 0 ? TEXT("ok") : problem, TEXT("check.integrity.remedy"));
    status = reference_problem(arena, store->db, store->path, &problem, err);
    if (status == STATUS_OK) {
        check_add(checks, TEXT("check.foreign_keys"), problem.len == 0,
                  problem.len == 0 ? TEXT("ok") : problem, TEXT("check.foreign_keys.remedy"));
    }
    return status;
}

static Status check_schema(Arena *arena, Store *store, List *checks, Error *err)
{
    int version;
    Status status = connection_version(store->db, store->path, &version, err);
    if (status == STATUS_OK) {
        check_add(checks, TEXT("check.schema_version"), version == store->newest_version,
                  text_format(arena, "%d / %d", version, store->newest_version),
                  TEXT("check.schema_version.remedy"));
    }
    return status;
}

static int64_t size_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (int64_t)about.st_size : 0;
}

static Text megabytes(Arena *arena, int64_t bytes)
{
    return text_format(arena, "%.1f MB", (double)bytes / 1e6);
}

static void check_log(Arena *arena, const Store *store, List *checks)
{
    int64_t bytes = size_of(path_beside(arena, store->file, "-wal"));
    check_add(checks, TEXT("check.log_size"), bytes < log_bytes_suspicious, megabytes(arena, bytes),
              TEXT("check.log_size.remedy"));
}

static void check_library(Arena *arena, List *checks)
{
    int number = sqlite3_libversion_number();
    check_add(checks, TEXT("check.library_version"), true,
              text_format(arena, "SQLite %s", sqlite3_libversion()), TEXT(""));
    if (number >= FIRST_FAULTY_SQLITE && number <= LAST_FAULTY_SQLITE) {
        LIST_AT(checks, StoreCheck, checks->count - 1)->note =
            TEXT("check.library_version.guarded");
    }
}

static Status check_disk(Arena *arena, const Store *store, List *checks, Error *err)
{
    struct statvfs system;
    if (statvfs(store->file, &system) != 0) {
        return error_set(err, STATUS_IO, "store.refused",
                         ARGS(arg_cstr("file", store->path), arg_cstr("reason", strerror(errno))));
    }
    int64_t free_bytes = (int64_t)system.f_bavail * (int64_t)system.f_frsize;
    /* Room for a copy, which a backup beside it or a rebuilt table needs. */
    int64_t wanted = size_of(store->file) + free_bytes_least;
    check_add(checks, TEXT("check.free_disk"), free_bytes >= wanted, megabytes(arena, free_bytes),
              TEXT("check.free_disk.remedy"));
    return STATUS_OK;
}

/* No fault, where a group is meant to share the file; but nobody should be surprised by it. */
static void check_readers(Arena *arena, const Store *store, List *checks)
{
    struct stat about;
    mode_t mode = stat(store->file, &about) == 0 ? about.st_mode & 0777 : STORE_FILE_MODE;
    check_add(checks, TEXT("check.readers"), true, text_format(arena, "%03o", (unsigned)mode),
              TEXT(""));
    if ((mode & 0077) != 0) {
        LIST_AT(checks, StoreCheck, checks->count - 1)->note = TEXT("check.readers.others");
    }
}

Status store_check(Arena *arena, Store *store, List *checks, Error *err)
{
    *checks = list_new(arena, sizeof(StoreCheck));
    Status status = check_content(arena, store, checks, err);
    if (status == STATUS_OK) {
        status = check_schema(arena, store, checks, err);
    }
    if (status == STATUS_OK) {
        check_log(arena, store, checks);
        check_readers(arena, store, checks);
        check_library(arena, checks);
        status = check_disk(arena, store, checks, err);
    }
    return status;
}
