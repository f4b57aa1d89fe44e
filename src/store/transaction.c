/* Transactions and ids. */
#include "store_impl.h"

static const int64_t id_end = INT64_C(1) << 53;

static Status misuse(const Store *store, const char *code, Error *err)
{
    return error_set(err, STATUS_INTERNAL, code, ARGS(arg_cstr("file", store->path)));
}

static const char *half_read_statement(const Store *store)
{
    for (size_t i = 0; i < store->statements.count; i++) {
        const Stmt *stmt = *LIST_AT(&store->statements, Stmt *, i);
        if (stmt->stepping) {
            return sqlite3_sql(stmt->handle);
        }
    }
    return NULL;
}

/* SQLite takes this setting outside transactions only. */
static Status durability_set(Store *store, Durability durability, Error *err)
{
    if (store->durability == durability) {
        return STATUS_OK;
    }
    const char *sql =
        durability == DURABILITY_FULL ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
    Status status = connection_run(store->db, store->path, sql, err);
    if (status == STATUS_OK) {
        store->durability = durability;
    }
    return status;
}

/* Since this store was opened a restore may have replaced the file, or a newer program changed
 * its schema. */
static Status still_the_same(Store *store, Error *err)
{
    int version;
    if (connection_file_moved(store->db)) {
        return error_set(err, STATUS_CONFLICT, "store.replaced",
                         ARGS(arg_cstr("file", store->path)));
    }
    Status status = connection_version(store->db, store->path, &version, err);
    if (status == STATUS_OK && version != store->version) {
        status = error_set(err, STATUS_CONFLICT, "store.migrated",
                           ARGS(arg_cstr("file", store->path), arg_int("number", version)));
    }
    return status;
}

static Status begin_locked(Store *store, Durability durability, Error *err)
{
    Status status = durability_set(store, durability, err);
    if (status == STATUS_OK) {
        sqlite3_busy_timeout(store->db, store->patience_ms);
        status = connection_run(store->db, store->path, "BEGIN IMMEDIATE", err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = still_the_same(store, err);
    if (status != STATUS_OK) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return status;
}

Status store_write_begin(Store *store, Durability durability, Error *err)
{
    if (store_mode_reads(store->mode)) {
        return misuse(store, "store.opened_for_reading", err);
    }
    if (store->transaction != TRANSACTION_NONE) {
        return misuse(store, "store.transaction_open", err);
    }
    const char *half_read = half_read_statement(store);
    if (half_read != NULL) {
        /* Its snapshot may be older than the last commit, and then no write could follow. */
        return error_set(err, STATUS_INTERNAL, "store.statement_open",
                         ARGS(arg_cstr("sql", half_read)));
    }
    Status status = writer_lock_take(store->file, store->patience_ms, &store->writer_lock, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = begin_locked(store, durability, err);
    if (status != STATUS_OK) {
        writer_lock_release(&store->writer_lock);
        return status;
    }
    store->transaction = TRANSACTION_WRITE;
    return STATUS_OK;
}

Status store_write_commit(Store *store, Error *err)
{
    if (store->transaction != TRANSACTION_WRITE) {
        return misuse(store, "store.no_transaction", err);
    }
    if (sqlite3_get_autocommit(store->db) != 0) {
        return error_set(err, STATUS_INTERNAL, "store.rolled_back",
                         ARGS(arg_cstr("sql", "COMMIT")));
    }
    Status status = connection_run(store->db, store->path, "COMMIT", err);
    if (status != STATUS_OK) {
        return status;
    }
    checkpoint_begin(store);
    store->transaction = TRANSACTION_NONE;
    writer_lock_release(&store->writer_lock);
    checkpoint_await(store);
    return STATUS_OK;
}

void store_write_rollback(Store *store)
{
    if (store->transaction != TRANSACTION_WRITE) {
        return;
    }
    statements_reset(store);
    if (sqlite3_get_autocommit(store->db) == 0) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    store->transaction = TRANSACTION_NONE;
    writer_lock_release(&store->writer_lock);
}

Status store_read_begin(Store *store, Error *err)
{
    if (store->transaction != TRANSACTION_NONE) {
        return misuse(store, "store.transaction_open", err);
    }
    Status status = connection_run(store->db, store->path, "BEGIN", err);
    if (status == STATUS_OK) {
        store->transaction = TRANSACTION_READ;
    }
    return status;
}

void store_read_end(Store *store)
{
    if (store->transaction != TRANSACTION_READ) {
        return;
    }
    statements_reset(store); /* one left half-way would keep the snapshot */
    sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    store->transaction = TRANSACTION_NONE;
}

static Status id_next(Store *store, int64_t *next, Error *err)
{
    Stmt *stmt;
    bool row = false;
    Status status =
        store_prepare(store, "SELECT next_id FROM id_counter WHERE one = 1", &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!row) {
        return error_set(err, STATUS_CORRUPT, "store.damaged",
                         ARGS(arg_cstr("file", store->path), arg_cstr("reason", "id_counter")));
    }
    *next = stmt_int(stmt, 0);
    stmt_reset(stmt);
    return STATUS_OK;
}

Status store_new_ids(Store *store, int64_t count, int64_t *first, Error *err)
{
    if (store->transaction != TRANSACTION_WRITE) {
        return misuse(store, "store.no_transaction", err);
    }
    if (count < 1) {
        return error_set(err, STATUS_INTERNAL, "store.id_count",
                         ARGS(arg_cstr("file", store->path), arg_int("count", count)));
    }
    Status status = id_next(store, first, err);
    if (status == STATUS_OK && count > id_end - *first) {
        status =
            error_set(err, STATUS_LIMIT, "store.ids_used_up", ARGS(arg_cstr("file", store->path)));
    }
    Stmt *stmt;
    if (status == STATUS_OK) {
        status =
            store_prepare(store, "UPDATE id_counter SET next_id = $1 WHERE one = 1", &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, *first + count);
        status = stmt_run(stmt, err);
    }
    return status;
}
