/* Copies of a whole file, taken in one step and verified before they get their name. */
#include "store_impl.h"

#include <string.h>

typedef struct TableCount {
    Text table;
    int64_t rows;
} TableCount;

static Status count_rows(sqlite3 *db, const char *path, TableCount *count, Error *err)
{
    /* The name comes from the file's own schema; %w doubles its quotes. */
    char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%.*w\"", TEXT_ARGS(count->table));
    sqlite3_stmt *handle = NULL;
    Status status = STATUS_OK;
    if (sqlite3_prepare_v2(db, sql, -1, &handle, NULL) == SQLITE_OK &&
        sqlite3_step(handle) == SQLITE_ROW) {
        count->rows = sqlite3_column_int64(handle, 0);
    } else {
        status = connection_error(db, path, sql, err);
    }
    sqlite3_finalize(handle);
    sqlite3_free(sql);
    return status;
}

/* List of TableCount, by name. */
static Status count_tables(Arena *arena, sqlite3 *db, const char *path, List *counts, Error *err)
{
    /* Without virtual tables, which stand on others. */
    const char *sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                      " ORDER BY name";
    *counts = list_new(arena, sizeof(TableCount));
    sqlite3_stmt *handle = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &handle, NULL);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = sqlite3_step(handle);
        if (rc == SQLITE_ROW) {
            TableCount *count = list_add(counts);
            count->table =
                text_copy(arena, text_from((const char *)sqlite3_column_text(handle, 0)));
        }
    }
    Status status = rc == SQLITE_DONE ? STATUS_OK : connection_error(db, path, sql, err);
    sqlite3_finalize(handle);
    for (size_t i = 0; status == STATUS_OK && i < counts->count; i++) {
        status = count_rows(db, path, LIST_AT(counts, TableCount, i), err);
    }
    return status;
}

/* One step: a copy in several would begin again after each commit of a live writer. */
static Status copy_pages(sqlite3 *source, const char *source_path, sqlite3 *copy,
                         const char *copy_path, Error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", source, "main");
    if (backup == NULL) {
        return connection_error(copy, copy_path, "", err);
    }
    int step = sqlite3_backup_step(backup, -1);
    int end = sqlite3_backup_finish(backup); /* leaves the reason with `copy` */
    if (step == SQLITE_DONE && end == SQLITE_OK) {
        return STATUS_OK;
    }
    int kind = step & 0xff;
    bool damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
    return connection_error(copy, damaged ? source_path : copy_path, "", err);
}

static Status not_alike(const char *path, Text reason, Error *err)
{
    return error_set(err, STATUS_CORRUPT, "store.damaged",
                     ARGS(arg_cstr("file", path), arg_text("reason", reason)));
}

static Status copy_is_sound(Arena *arena, sqlite3 *copy, const char *path, const List *counts,
                            Error *err)
{
    Text problem;
    Status status =
        integrity_problem(arena, copy, path, "PRAGMA integrity_check(1)", &problem, err);
    if (status == STATUS_OK && problem.len == 0) {
        status = reference_problem(arena, copy, path, &problem, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (problem.len > 0) {
        return not_alike(path, problem, err);
    }
    List copied;
    status = count_tables(arena, copy, path, &copied, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (copied.count != counts->count) {
        return not_alike(path, TEXT("sqlite_schema"), err);
    }
    for (size_t i = 0; i < counts->count; i++) {
        const TableCount *expected = LIST_AT(counts, TableCount, i);
        const TableCount *found = LIST_AT(&copied, TableCount, i);
        if (!text_equal(expected->table, found->table) || expected->rows != found->rows) {
            return not_alike(path, expected->table, err);
        }
    }
    return STATUS_OK;
}

static Status copy_make(sqlite3 *source, const char *source_path, const char *temp, Error *err)
{
    sqlite3 *copy;
    Status status = connection_open(temp, ACCESS_COPY, &copy, err);
    if (status == STATUS_OK) {
        status = copy_pages(source, source_path, copy, temp, err);
        sqlite3_close(copy);
    }
    return status;
}

/* Reads the copy as it lies on disk, through a connection that writes nothing. */
static Status copy_verify(Arena *arena, const char *source_path, const char *temp,
                          const List *counts, Error *err)
{
    sqlite3 *copy;
    Status status = connection_open(temp, ACCESS_FROZEN, &copy, err);
    if (status == STATUS_OK) {
        status = copy_is_sound(arena, copy, source_path, counts, err);
        sqlite3_close(copy);
    }
    return status;
}

Status copy_verified(Arena *arena, sqlite3 *source, const char *source_path, const char *temp,
                     Error *err)
{
    List counts;
    /* Counts and pages must come from one moment. */
    Status status = connection_run(source, source_path, "BEGIN", err);
    if (status != STATUS_OK) {
        return status;
    }
    status = count_tables(arena, source, source_path, &counts, err);
    if (status == STATUS_OK) {
        status = copy_make(source, source_path, temp, err);
    }
    sqlite3_exec(source, "COMMIT", NULL, NULL, NULL);
    return status == STATUS_OK ? copy_verify(arena, source_path, temp, &counts, err) : status;
}

Status store_backup(Store *store, const char *target, Error *err)
{
    if (store->transaction != TRANSACTION_NONE) {
        return error_set(err, STATUS_INTERNAL, "store.transaction_open",
                         ARGS(arg_cstr("file", store->path)));
    }
    Arena *scratch = arena_new();
    const char *temp = NULL;
    Status status = place_is_free(scratch, target, err);
    if (status == STATUS_OK) {
        status = temp_new(scratch, target, &temp, err);
    }
    if (status == STATUS_OK) {
        status = copy_verified(scratch, store->db, store->path, temp, err);
        if (status == STATUS_OK) {
            status = temp_publish(scratch, temp, target, err);
        }
        temp_remove(scratch, temp);
    }
    arena_free(scratch);
    return status;
}
