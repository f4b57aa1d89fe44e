/* Statements: kept by their text, bound by number, stepped with the rules of the single writer. */
#include "store_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- Preparing ---- */

static Status sql_error(const char *code, const char *sql, Error *err)
{
    return error_set(err, STATUS_INTERNAL, code, ARGS(arg_cstr("sql", sql)));
}

/* The n of "$n"; 0 for any other kind of parameter. */
static int parameter_number(const char *name)
{
    int64_t number = 0;
    if (name == NULL || name[0] != '$' || !text_to_int(text_from(name + 1), &number)) {
        return 0;
    }
    return number >= 1 && number <= INT16_MAX ? (int)number : 0;
}

/* Binding asks for $n many million times: the way from n to SQLite's own index is kept. */
static Status parameters_map(Stmt *stmt, const char *sql, Error *err)
{
    int used = sqlite3_bind_parameter_count(stmt->handle);
    for (int i = 1; i <= used; i++) {
        int number = parameter_number(sqlite3_bind_parameter_name(stmt->handle, i));
        if (number == 0) {
            return sql_error("store.parameter", sql, err);
        }
        if (number > stmt->parameter_count) {
            stmt->parameter_count = number;
        }
    }
    size_t items = (size_t)stmt->parameter_count + 1;
    stmt->index_of = ARENA_ARRAY(stmt->store->arena, int, items);
    stmt->bound = ARENA_ARRAY(stmt->store->arena, bool, items);
    stmt->unbound_count = used;
    for (int i = 1; i <= used; i++) {
        stmt->index_of[parameter_number(sqlite3_bind_parameter_name(stmt->handle, i))] = i;
    }
    return STATUS_OK;
}

static bool only_space(const char *sql)
{
    return sql[strspn(sql, " \t\r\n;")] == '\0';
}

static Status statement_new(Store *store, const char *sql, Stmt **stmt, Error *err)
{
    sqlite3_stmt *handle = NULL;
    const char *rest = "";
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest) !=
        SQLITE_OK) {
        return connection_error(store->db, store->path, sql, err);
    }
    if (handle == NULL || !only_space(rest)) {
        sqlite3_finalize(handle);
        return sql_error("store.one_statement", sql, err);
    }
    Stmt *made = ARENA_NEW(store->arena, Stmt);
    made->store = store;
    made->handle = handle;
    made->writes = !sqlite3_stmt_readonly(handle);
    Status status = parameters_map(made, sql, err);
    if (status != STATUS_OK) {
        sqlite3_finalize(handle);
        return status;
    }
    map_put(store->statement_by_sql, text_from(sql), (int64_t)store->statements.count);
    *(Stmt **)list_add(&store->statements) = made;
    *stmt = made;
    return STATUS_OK;
}

static void bindings_forget(Stmt *stmt)
{
    sqlite3_clear_bindings(stmt->handle);
    memset(stmt->bound, 0, (size_t)stmt->parameter_count + 1);
    stmt->unbound_count = sqlite3_bind_parameter_count(stmt->handle);
    stmt->fault_code = NULL;
}

Status store_prepare(Store *store, const char *sql, Stmt **stmt, Error *err)
{
    int64_t at;
    if (!map_get(store->statement_by_sql, text_from(sql), &at)) {
        return statement_new(store, sql, stmt, err);
    }
    *stmt = *LIST_AT(&store->statements, Stmt *, (size_t)at);
    stmt_reset(*stmt);
    bindings_forget(*stmt);
    return STATUS_OK;
}

void statements_reset(Store *store)
{
    for (size_t i = 0; i < store->statements.count; i++) {
        stmt_reset(*LIST_AT(&store->statements, Stmt *, i));
    }
}

void statements_finalize(Store *store)
{
    for (size_t i = 0; i < store->statements.count; i++) {
        sqlite3_finalize((*LIST_AT(&store->statements, Stmt *, i))->handle);
    }
    store->statements.count = 0;
}

/* ---- Binding ---- */

static void fault(Stmt *stmt, int parameter, Status status, const char *code)
{
    if (stmt->fault_code == NULL) {
        stmt->fault_status = status;
        stmt->fault_code = code;
        stmt->fault_parameter = parameter;
    }
}

/* SQLite's index of $parameter, or 0 with the fault noted. */
static int bind_index(Stmt *stmt, int parameter)
{
    if (stmt->stepping) {
        fault(stmt, parameter, STATUS_INTERNAL, "store.bind_stepping");
        return 0;
    }
    if (parameter < 1 || parameter > stmt->parameter_count || stmt->index_of[parameter] == 0) {
        fault(stmt, parameter, STATUS_INTERNAL, "store.bind_unknown");
        return 0;
    }
    if (!stmt->bound[parameter]) {
        stmt->bound[parameter] = true;
        stmt->unbound_count--;
    }
    return stmt->index_of[parameter];
}

static void bind_result(Stmt *stmt, int parameter, int rc)
{
    if (rc != SQLITE_OK) {
        fault(stmt, parameter, STATUS_LIMIT, "store.bind_too_big");
    }
}

void stmt_bind_int(Stmt *stmt, int parameter, int64_t value)
{
    int index = bind_index(stmt, parameter);
    if (index > 0) {
        bind_result(stmt, parameter, sqlite3_bind_int64(stmt->handle, index, value));
    }
}

void stmt_bind_text(Stmt *stmt, int parameter, Text value)
{
    int index = bind_index(stmt, parameter);
    if (index == 0) {
        return;
    }
    if (value.len > 0 && memchr(value.ptr, '\0', value.len) != NULL) {
        fault(stmt, parameter, STATUS_INVALID, "store.bind_nul");
        return;
    }
    /* An empty text may have no pointer, which SQLite would take for NULL. */
    const char *ptr = value.len > 0 ? value.ptr : "";
    bind_result(
        stmt, parameter,
        sqlite3_bind_text64(stmt->handle, index, ptr, value.len, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void stmt_bind_blob(Stmt *stmt, int parameter, const void *bytes, size_t len)
{
    int index = bind_index(stmt, parameter);
    if (index > 0) {
        const void *ptr = len > 0 ? bytes : "";
        bind_result(stmt, parameter,
                    sqlite3_bind_blob64(stmt->handle, index, ptr, len, SQLITE_TRANSIENT));
    }
}

void stmt_bind_null(Stmt *stmt, int parameter)
{
    int index = bind_index(stmt, parameter);
    if (index > 0) {
        bind_result(stmt, parameter, sqlite3_bind_null(stmt->handle, index));
    }
}

/* ---- Stepping ---- */

static Status fault_error(Stmt *stmt, Error *err)
{
    const char *code = stmt->fault_code;
    stmt->fault_code = NULL;
    return error_set(err, stmt->fault_status, code,
                     ARGS(arg_int("parameter", stmt->fault_parameter),
                          arg_cstr("sql", sqlite3_sql(stmt->handle))));
}

/* What must hold before the first step of a statement. */
static Status may_start(Stmt *stmt, Error *err)
{
    const Store *store = stmt->store;
    const char *sql = sqlite3_sql(stmt->handle);
    if (stmt->unbound_count > 0) {
        return sql_error("store.bind_missing", sql, err);
    }
    if (!stmt->writes) {
        return STATUS_OK;
    }
    if (store->transaction != TRANSACTION_WRITE) {
        return sql_error("store.write_outside", sql, err);
    }
    /* SQLite itself rolls back on a full disk; what follows must not commit alone. */
    if (sqlite3_get_autocommit(store->db) != 0) {
        return sql_error("store.rolled_back", sql, err);
    }
    return STATUS_OK;
}

Status stmt_step(Stmt *stmt, bool *row, Error *err)
{
    *row = false;
    Status status = STATUS_OK;
    if (stmt->fault_code != NULL) {
        status = fault_error(stmt, err);
    } else if (!stmt->stepping) {
        status = may_start(stmt, err);
    }
    if (status != STATUS_OK) {
        stmt_reset(stmt);
        return status;
    }
    int rc = sqlite3_step(stmt->handle);
    if (rc == SQLITE_ROW) {
        stmt->stepping = true;
        *row = true;
        return STATUS_OK;
    }
    if (rc != SQLITE_DONE) {
        status =
            connection_error(stmt->store->db, stmt->store->path, sqlite3_sql(stmt->handle), err);
    }
    stmt_reset(stmt);
    return status;
}

Status stmt_run(Stmt *stmt, Error *err)
{
    bool row;
    Status status = stmt_step(stmt, &row, err);
    while (status == STATUS_OK && row) {
        status = stmt_step(stmt, &row, err);
    }
    return status;
}

void stmt_reset(Stmt *stmt)
{
    sqlite3_reset(stmt->handle);
    stmt->stepping = false;
}

/* ---- Columns ---- */

bool stmt_is_null(const Stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

int64_t stmt_int(const Stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

Text stmt_text(const Stmt *stmt, int column)
{
    /* As a blob: of a text that is the text itself, and nothing is converted or copied. */
    const char *ptr = sqlite3_column_blob(stmt->handle, column);
    if (ptr == NULL) {
        return TEXT("");
    }
    return (Text){ptr, (size_t)sqlite3_column_bytes(stmt->handle, column)};
}

Text stmt_text_copy(Arena *arena, const Stmt *stmt, int column)
{
    return text_copy(arena, stmt_text(stmt, column));
}

/* ---- Indexes ---- */

Status store_by_index(Store *store, Buf *sql, Text index, Error *err)
{
    Stmt *stmt;
    bool is_there = false;
    Status status = store_prepare(
        store, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = $1", &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, index);
        status = stmt_step(stmt, &is_there, err);
        stmt_reset(stmt);
    }
    if (status == STATUS_OK && is_there) {
        buf_add_format(sql, " INDEXED BY \"%.*s\"", TEXT_ARGS(index));
    }
    return status;
}

/* ---- Scripts ---- */

static Status script_step(sqlite3 *db, const char *path, const char **sql, Error *err)
{
    sqlite3_stmt *handle = NULL;
    const char *begin = *sql;
    int rc = sqlite3_prepare_v2(db, begin, -1, &handle, sql);
    while (handle != NULL && (rc == SQLITE_OK || rc == SQLITE_ROW)) {
        rc = sqlite3_step(handle);
    }
    Status status = STATUS_OK;
    if (rc != SQLITE_OK && rc != SQLITE_DONE) {
        status = connection_error(db, path, begin, err);
    } else if (sqlite3_get_autocommit(db) != 0) {
        status = error_set(err, STATUS_INTERNAL, "store.script_ends_transaction",
                           ARGS(arg_cstr("sql", begin)));
    }
    sqlite3_finalize(handle);
    return status;
}

Status script_run(sqlite3 *db, const char *path, const char *sql, Error *err)
{
    Status status = STATUS_OK;
    while (status == STATUS_OK && *sql != '\0') {
        status = script_step(db, path, &sql, err);
    }
    return status;
}

Status store_run_script(Store *store, const char *sql, Error *err)
{
    if (store->transaction == TRANSACTION_WRITE) {
        return script_run(store->db, store->path, sql, err);
    }
    Status status = store_write_begin(store, DURABILITY_FULL, err);
    if (status == STATUS_OK) {
        status = script_run(store->db, store->path, sql, err);
    }
    if (status == STATUS_OK) {
        status = store_write_commit(store, err);
    }
    store_write_rollback(store);
    return status;
}
