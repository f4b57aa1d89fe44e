/* Creating a file, and the numbered steps that bring its schema up to this program. */
#include "store_impl.h"

#include <string.h>

/* The store's own tables; ids begin at 1. 9007199254740992 is 2^53. */
static const char own_schema[] =
    "CREATE TABLE id_counter (\n"
    "  one INTEGER PRIMARY KEY CHECK (one = 1),\n"
    "  next_id INTEGER NOT NULL CHECK (next_id BETWEEN 1 AND 9007199254740992)\n"
    ") STRICT;\n"
    "INSERT INTO id_counter (one, next_id) VALUES (1, 1);\n"
    "CREATE TABLE store_migration (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL,\n"
    "  script BLOB NOT NULL -- SHA-256 of what was run\n"
    ") STRICT;\n";

Status migrations_are_numbered(MigrationList migrations, Error *err)
{
    for (size_t i = 0; i < migrations.count; i++) {
        if (migrations.items[i].number != (int)i + 1) {
            return error_set(err, STATUS_INTERNAL, "store.migration_number",
                             ARGS(arg_cstr("name", migrations.items[i].name),
                                  arg_int("number", migrations.items[i].number),
                                  arg_int("expected", (int64_t)i + 1)));
        }
    }
    return STATUS_OK;
}

static Status number_set(sqlite3 *db, const char *path, int number, Error *err)
{
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", number);
    return connection_run(db, path, sql, err);
}

/* The error of a step names the step, unless the disk or the file is to blame. */
static Status step_failed(sqlite3 *db, const char *path, const Migration *step, Error *err)
{
    if (err->status != STATUS_INTERNAL && err->status != STATUS_CONFLICT) {
        return err->status;
    }
    return error_set(err, STATUS_INTERNAL, "store.migration",
                     ARGS(arg_cstr("file", path), arg_int("number", step->number),
                          arg_cstr("name", step->name), arg_cstr("reason", sqlite3_errmsg(db))));
}

static Status references_hold(sqlite3 *db, const char *path, const Migration *step, Error *err)
{
    Arena *scratch = arena_new();
    Text problem;
    Status status = reference_problem(scratch, db, path, &problem, err);
    if (status == STATUS_OK && problem.len > 0) {
        status = error_set(err, STATUS_INTERNAL, "store.migration",
                           ARGS(arg_cstr("file", path), arg_int("number", step->number),
                                arg_cstr("name", step->name), arg_text("reason", problem)));
    }
    arena_free(scratch);
    return status;
}

/* ---- What was run stands in the file ---- */

static Hash script_of(const Migration *step)
{
    return hash_text(text_from(step->sql));
}

static Status step_note(sqlite3 *db, const char *path, const Migration *step, Error *err)
{
    static const char sql[] =
        "INSERT INTO store_migration (number, name, script) VALUES (?1, ?2, ?3)";
    Hash script = script_of(step);
    sqlite3_stmt *handle = NULL;
    bool is_noted = sqlite3_prepare_v2(db, sql, -1, &handle, NULL) == SQLITE_OK;
    sqlite3_bind_int(handle, 1, step->number);
    sqlite3_bind_text(handle, 2, step->name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(handle, 3, script.bytes, sizeof script.bytes, SQLITE_STATIC);
    is_noted = is_noted && sqlite3_step(handle) == SQLITE_DONE;
    Status status = is_noted ? STATUS_OK : connection_error(db, path, sql, err);
    sqlite3_finalize(handle);
    return status;
}

/* A file of a build that noted nothing has no such table: nothing agrees there. */
static Status step_agrees(sqlite3 *db, const char *path, const Migration *step, bool *agrees,
                          Error *err)
{
    static const char sql[] = "SELECT script FROM store_migration WHERE number = ?1";
    Hash script = script_of(step);
    sqlite3_stmt *handle = NULL;
    *agrees = false;
    int rc = sqlite3_prepare_v2(db, sql, -1, &handle, NULL);
    if (rc == SQLITE_ERROR) {
        return STATUS_OK;
    }
    sqlite3_bind_int(handle, 1, step->number);
    rc = rc == SQLITE_OK ? sqlite3_step(handle) : rc;
    *agrees = rc == SQLITE_ROW && sqlite3_column_bytes(handle, 0) == (int)sizeof script.bytes &&
              memcmp(sqlite3_column_blob(handle, 0), script.bytes, sizeof script.bytes) == 0;
    Status status =
        rc == SQLITE_ROW || rc == SQLITE_DONE ? STATUS_OK : connection_error(db, path, sql, err);
    sqlite3_finalize(handle);
    return status;
}

/* A number alone would take the tables of another build, such as one from before a release, for
 * ours. */
Status migrations_agree(sqlite3 *db, const char *path, MigrationList migrations, int version,
                        Error *err)
{
    for (int i = 0; i < version; i++) {
        bool agrees;
        Status status = step_agrees(db, path, &migrations.items[i], &agrees, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (!agrees) {
            return error_set(
                err, STATUS_UNSUPPORTED, "store.other_build",
                ARGS(arg_cstr("file", path), arg_int("number", migrations.items[i].number)));
        }
    }
    return STATUS_OK;
}

/* ---- Steps ---- */

static Status step_apply(sqlite3 *db, const char *path, const Migration *step, Error *err)
{
    Status status = connection_run(db, path, "BEGIN IMMEDIATE", err);
    if (status != STATUS_OK) {
        return status;
    }
    status = script_run(db, path, step->sql, err);
    if (status == STATUS_OK) {
        status = number_set(db, path, step->number, err);
    }
    if (status == STATUS_OK) {
        status = step_note(db, path, step, err);
    }
    if (status != STATUS_OK) {
        status = step_failed(db, path, step, err);
    } else {
        status = references_hold(db, path, step, err);
    }
    if (status == STATUS_OK) {
        status = connection_run(db, path, "COMMIT", err);
    }
    if (status != STATUS_OK && sqlite3_get_autocommit(db) == 0) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return status;
}

Status migrations_apply(sqlite3 *db, const char *path, MigrationList migrations, int *version,
                        Error *err)
{
    Status status = connection_version(db, path, version, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (*version > (int)migrations.count) {
        return newer_version_error(path, *version, (int)migrations.count, err);
    }
    /* A step may rebuild a table that others refer to; its end is checked instead. */
    status = connection_run(db, path, "PRAGMA foreign_keys=OFF", err);
    while (status == STATUS_OK && *version < (int)migrations.count) {
        status = step_apply(db, path, &migrations.items[*version], err);
        if (status == STATUS_OK) {
            *version += 1;
        }
    }
    sqlite3_exec(db, "PRAGMA foreign_keys=ON", NULL, NULL, NULL);
    return status;
}

static Status file_mark(sqlite3 *db, const char *path, Error *err)
{
    char sql[160];
    snprintf(sql, sizeof(sql),
             "PRAGMA page_size=%d; PRAGMA encoding='UTF-8'; BEGIN IMMEDIATE;"
             "PRAGMA application_id=%d",
             STORE_PAGE_BYTES, STORE_APPLICATION_ID);
    Status status = connection_run(db, path, sql, err);
    if (status == STATUS_OK) {
        status = connection_run(db, path, own_schema, err);
    }
    if (status == STATUS_OK) {
        status = connection_run(db, path, words_schema, err);
    }
    return status == STATUS_OK ? connection_run(db, path, "COMMIT", err) : status;
}

static Status file_fill(const char *temp, const char *path, MigrationList migrations, Error *err)
{
    sqlite3 *db;
    Status status = connection_open(temp, ACCESS_WRITE, &db, err);
    if (status != STATUS_OK) {
        return status;
    }
    int version;
    status = file_mark(db, path, err);
    if (status == STATUS_OK) {
        status = connection_configure(db, path, STORE_CREATE, err);
    }
    if (status == STATUS_OK) {
        status = migrations_apply(db, path, migrations, &version, err);
    }
    if (status == STATUS_OK) {
        /* Alone with the file: closing folds the log in and removes it. */
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
        status = connection_run(db, path, "PRAGMA journal_mode=WAL", err);
    }
    sqlite3_close(db);
    return status;
}

/* Filled under another name, so that a file at `path` is always a whole one. */
Status store_file_create(const char *path, MigrationList migrations, Error *err)
{
    Arena *scratch = arena_new();
    const char *temp = NULL;
    Status status = place_is_free(scratch, path, err);
    if (status == STATUS_OK) {
        status = place_is_local(place_folder(scratch, path), err);
    }
    if (status == STATUS_OK) {
        status = temp_new(scratch, path, &temp, err);
    }
    if (status == STATUS_OK) {
        status = file_fill(temp, path, migrations, err);
        if (status == STATUS_OK) {
            status = temp_publish(scratch, temp, path, err);
        }
        temp_remove(scratch, temp);
    }
    arena_free(scratch);
    return status;
}
