/* Opening and closing a store. */
#include "store_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool store_mode_reads(StoreMode mode)
{
    return mode == STORE_FROZEN || mode == STORE_READ;
}

static Status permitted(const char *path, StoreMode mode, Error *err)
{
    Arena *scratch = arena_new();
    Status status = STATUS_OK;
    int wanted = store_mode_reads(mode) ? R_OK : R_OK | W_OK;
    if (eaccess(path, wanted) != 0) {
        const char *code = store_mode_reads(mode) ? "store.unreadable" : "store.read_only_file";
        status = error_set(err, STATUS_IO, code,
                           ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
    } else if (!store_mode_reads(mode) && eaccess(place_folder(scratch, path), W_OK | X_OK) != 0) {
        /* The log and the lock are written beside the file. */
        status = error_set(
            err, STATUS_IO, "store.read_only_folder",
            ARGS(arg_cstr("file", path), arg_cstr("folder", place_folder(scratch, path))));
    }
    arena_free(scratch);
    return status;
}

/* On a read-only mount nobody changes the file, and nothing can be written beside it. */
static Access access_for(const char *file, StoreMode mode)
{
    struct statvfs system;
    if (!store_mode_reads(mode)) {
        return ACCESS_WRITE;
    }
    bool frozen =
        mode == STORE_FROZEN || (statvfs(file, &system) == 0 && (system.f_flag & ST_RDONLY) != 0);
    return frozen ? ACCESS_FROZEN : ACCESS_READ;
}

static int log_grew(void *context, sqlite3 *db, const char *schema, int pages)
{
    (void)db;
    (void)schema;
    Store *store = context;
    store->log_pages = pages;
    return SQLITE_OK;
}

static Status schema_is_old(const Store *store, Error *err)
{
    return error_set(err, STATUS_UNSUPPORTED, "store.older",
                     ARGS(arg_cstr("file", store->path), arg_int("number", store->version),
                          arg_int("newest", store->newest_version)));
}

static Status migrate_locked(Store *store, MigrationList migrations, Error *err)
{
    int lock = -1;
    Status status = writer_lock_take(store->file, store->patience_ms, &lock, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = migrations_apply(store->db, store->path, migrations, &store->version, err);
    writer_lock_release(&lock);
    return status;
}

static Status prepare_file(Store *store, MigrationList migrations, Error *err)
{
    Status status = connection_identify(store->db, store->path, store->newest_version, err);
    if (status == STATUS_OK) {
        status = connection_configure(store->db, store->path, store->mode, err);
    }
    if (status == STATUS_OK) {
        /* The header does not show what is still in the log. */
        status = connection_version(store->db, store->path, &store->version, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (store->version > store->newest_version) {
        return newer_version_error(store->path, store->version, store->newest_version, err);
    }
    status = migrations_agree(store->db, store->path, migrations, store->version, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (store_mode_reads(store->mode)) {
        return store->version < store->newest_version ? schema_is_old(store, err) : STATUS_OK;
    }
    status = connection_run(store->db, store->path, "PRAGMA journal_mode=WAL", err);
    if (status == STATUS_OK && store->version < store->newest_version) {
        status = migrate_locked(store, migrations, err);
    }
    return status;
}

static Status connect(Store *store, MigrationList migrations, Error *err)
{
    Status status =
        connection_open(store->file, access_for(store->file, store->mode), &store->db, err);
    if (status == STATUS_OK) {
        status = prepare_file(store, migrations, err);
        status = status == STATUS_OK ? each_offer(store, err) : status;
        status = status == STATUS_OK ? bulk_offer(store, err) : status;
        /* Only now: wal_autocheckpoint=0 takes away any hook that is there. */
        sqlite3_wal_hook(store->db, log_grew, store);
    }
    if (status == STATUS_OK && connection_file_moved(store->db)) {
        status = error_set(err, STATUS_BUSY, "store.replaced", ARGS(arg_cstr("file", store->path)));
    }
    return status;
}

static Status place_accepted(const char *path, StoreMode mode, Error *err)
{
    Status status = place_is_file(path, err);
    if (status == STATUS_OK) {
        status = place_is_local(path, err);
    }
    return status == STATUS_OK ? permitted(path, mode, err) : status;
}

static Store *store_new(const char *path, StoreMode mode, MigrationList migrations)
{
    Arena *arena = arena_new();
    Store *store = ARENA_NEW(arena, Store);
    char *resolved = realpath(path, NULL);
    store->arena = arena;
    store->path = text_cstr(arena, text_from(path));
    store->file = text_cstr(arena, text_from(resolved != NULL ? resolved : path));
    store->mode = mode;
    store->newest_version = (int)migrations.count;
    store->writer_lock = -1;
    store->patience_ms = STORE_PATIENCE_MS;
    store->durability = DURABILITY_FULL;
    store->statement_by_sql = map_new(arena);
    store->statements = list_new(arena, sizeof(Stmt *));
    free(resolved);
    return store;
}

Status store_open(const char *path, StoreMode mode, MigrationList migrations, Store **store,
                  Error *err)
{
    *store = NULL;
    Status status = migrations_are_numbered(migrations, err);
    if (status == STATUS_OK && mode == STORE_CREATE) {
        status = store_file_create(path, migrations, err);
    }
    if (status == STATUS_OK) {
        status = place_accepted(path, mode, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Store *opened = store_new(path, mode, migrations);
    status = connect(opened, migrations, err);
    if (status != STATUS_OK) {
        sqlite3_close(opened->db);
        arena_free(opened->arena);
        return status;
    }
    *store = opened;
    return STATUS_OK;
}

enum { CHANGED_MUCH = 10000 }; /* rows */

Status store_analyse(Store *store, Error *err)
{
    return store_run_script(store, "PRAGMA analysis_limit=1000; ANALYZE", err);
}

static void analyse_what_changed(Store *store)
{
    Error ignored;
    if (!store_mode_reads(store->mode) && sqlite3_total_changes64(store->db) > CHANGED_MUCH) {
        store_analyse(store, &ignored);
    }
}

/* The last writer to leave folds the log in, so that a workspace at rest is one file. */
static void close_tidily(Store *store)
{
    int lock = -1;
    Error ignored;
    if (!store_mode_reads(store->mode) && !connection_file_moved(store->db) &&
        writer_lock_take(store->file, 0, &lock, &ignored) == STATUS_OK) {
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    }
    sqlite3_close(store->db);
    writer_lock_release(&lock);
}

void store_close(Store *store)
{
    if (store == NULL) {
        return;
    }
    store_write_rollback(store);
    store_read_end(store);
    analyse_what_changed(store);
    checkpoint_stop(store);
    statements_finalize(store);
    close_tidily(store);
    arena_free(store->arena);
}

/* ---- A limit of time ---- */

enum {
    STEPS_BETWEEN_LOOKS = 1000, /* of SQLite's machine: some ten microseconds */
    CLOCK_TIMES = 10,
};

/* What counts is the work that a question makes: it is not refused because others keep the machine
 * busy. One that waits, for the disk above all, has ten times as long by the clock. */
static int is_late(void *context)
{
    const Store *store = context;
    uint64_t now = time_monotonic_ns();
    return now >= store->early_ns && (now >= store->late_ns || time_thread_ns() >= store->work_ns);
}

void store_limit_time(Store *store, int64_t us)
{
    uint64_t limit_ns = us > 0 ? (uint64_t)us * 1000 : 0, now = time_monotonic_ns();
    store->early_ns = now + limit_ns;
    store->late_ns = now + CLOCK_TIMES * limit_ns;
    store->work_ns = time_thread_ns() + limit_ns;
    sqlite3_progress_handler(store->db, STEPS_BETWEEN_LOOKS, us > 0 ? is_late : NULL, store);
}

const char *store_path(const Store *store)
{
    return store->path;
}

int store_schema_version(const Store *store)
{
    return store->version;
}
