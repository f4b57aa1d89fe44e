/* Many rows in one statement.
 *
 * SQLite reads them from a virtual table of whole numbers: INSERT … SELECT then runs in one go,
 * without a bind and a step a row, in half the time. Elsewhere the same call is a COPY. */
#include "store_impl.h"

enum {
    BULK_COLUMNS_MAX = 16,
    LOOK_ROWS = 64, /* between two looks whether somebody waits: some fifty microseconds */
};

static const char POINTER_TYPE[] = "duibiao bulk rows";

typedef struct BulkTable {
    sqlite3_vtab base;
} BulkTable;

/* What stands behind the pointer: the rows, and how far they have been taken. */
typedef struct BulkTake {
    const Store *store;
    const BulkRows *rows;
    int64_t row, end;
} BulkTake;

typedef struct BulkCursor {
    sqlite3_vtab_cursor base;
    BulkTake *take;
} BulkCursor;

/* ---- The virtual table: bulk_rows(pointer) ---- */

static int bulk_connect(sqlite3 *db, void *context, int argc, const char *const *argv,
                        sqlite3_vtab **table, char **message)
{
    (void)context;
    (void)argc;
    (void)argv;
    (void)message;
    static const char declaration[] =
        "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, "
        "rows HIDDEN)";
    int rc = sqlite3_declare_vtab(db, declaration);
    if (rc != SQLITE_OK) {
        return rc;
    }
    *table = sqlite3_malloc(sizeof(BulkTable));
    if (!*table) {
        return SQLITE_NOMEM;
    }
    **table = (sqlite3_vtab){0};
    return SQLITE_OK;
}

static int bulk_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* The one plan: all rows behind the pointer, in their order. */
static int bulk_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn == BULK_COLUMNS_MAX && info->aConstraint[i].usable) {
            info->aConstraintUsage[i].argvIndex = 1;
            info->aConstraintUsage[i].omit = 1;
            info->estimatedCost = 1;
            return SQLITE_OK;
        }
    }
    return SQLITE_CONSTRAINT;
}

static int bulk_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
    (void)table;
    BulkCursor *opened = sqlite3_malloc(sizeof(BulkCursor));
    if (!opened) {
        return SQLITE_NOMEM;
    }
    *opened = (BulkCursor){0};
    *cursor = &opened->base;
    return SQLITE_OK;
}

static int bulk_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int bulk_filter(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc,
                       sqlite3_value **argv)
{
    (void)plan;
    (void)text;
    (void)argc;
    BulkCursor *at = (BulkCursor *)cursor;
    at->take = sqlite3_value_pointer(argv[0], POINTER_TYPE);
    return at->take != NULL ? SQLITE_OK : SQLITE_MISUSE;
}

static bool is_to_yield(const BulkTake *take)
{
    return take->row >= take->rows->least && take->row % LOOK_ROWS == 0 &&
           writer_lock_is_awaited(take->store->writer_lock);
}

static int bulk_next(sqlite3_vtab_cursor *cursor)
{
    BulkTake *take = ((BulkCursor *)cursor)->take;
    take->row++;
    if (is_to_yield(take)) {
        take->end = take->row;
    }
    return SQLITE_OK;
}

static int bulk_eof(sqlite3_vtab_cursor *cursor)
{
    const BulkTake *take = ((const BulkCursor *)cursor)->take;
    return take->row >= take->end;
}

static int bulk_column(sqlite3_vtab_cursor *cursor, sqlite3_context *result, int column)
{
    const BulkTake *take = ((const BulkCursor *)cursor)->take;
    int64_t number;
    if (take->rows->number(take->rows->context, take->row, column, &number)) {
        sqlite3_result_int64(result, number);
    }
    return SQLITE_OK;
}

static int bulk_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid)
{
    *rowid = ((const BulkCursor *)cursor)->take->row;
    return SQLITE_OK;
}

static const sqlite3_module BULK_MODULE = {
    .xConnect = bulk_connect,
    .xBestIndex = bulk_best_index,
    .xDisconnect = bulk_disconnect,
    .xOpen = bulk_open,
    .xClose = bulk_close,
    .xFilter = bulk_filter,
    .xNext = bulk_next,
    .xEof = bulk_eof,
    .xColumn = bulk_column,
    .xRowid = bulk_rowid,
};

/* ---- The statement ---- */

/* OR FAIL, because a statement that may be undone by itself copies every page before it changes
 * it; the caller rolls the whole transaction back after a failure anyway. */
static const char *insert_sql(Arena *arena, const char *table, const char *const *columns,
                              int column_count)
{
    Buf sql = buf_new(arena);
    buf_add_format(&sql, "INSERT OR FAIL INTO %s (", table);
    for (int i = 0; i < column_count; i++) {
        buf_add_format(&sql, "%s%s", i ? ", " : "", columns[i]);
    }
    buf_add_cstr(&sql, ") SELECT ");
    for (int i = 0; i < column_count; i++) {
        buf_add_format(&sql, "%sc%d", i ? ", " : "", i);
    }
    buf_add_cstr(&sql, " FROM bulk_rows($1)");
    return text_cstr(arena, buf_text(&sql));
}

static Status insert_run(Stmt *stmt, BulkTake *take, Error *err)
{
    const Store *store = stmt->store;
    int rc = sqlite3_bind_pointer(stmt->handle, 1, take, POINTER_TYPE, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(stmt->handle);
    }
    Status status = STATUS_OK;
    if (rc != SQLITE_DONE) {
        status = connection_error(store->db, store->path, sqlite3_sql(stmt->handle), err);
    }
    sqlite3_reset(stmt->handle);
    return status;
}

Status bulk_offer(Store *store, Error *err)
{
    int rc = sqlite3_create_module(store->db, "bulk_rows", &BULK_MODULE, NULL);
    return rc == SQLITE_OK ? STATUS_OK : connection_error(store->db, store->path, "", err);
}

Status store_insert_rows(Store *store, const char *table, const char *const *columns,
                         int column_count, const BulkRows *rows, int64_t *inserted, Error *err)
{
    *inserted = 0;
    if (store->transaction != TRANSACTION_WRITE || column_count > BULK_COLUMNS_MAX) {
        return error_set(err, STATUS_INTERNAL, "store.bulk_misused",
                         ARGS(arg_cstr("table", table)));
    }
    Arena *scratch = arena_new();
    Stmt *stmt;
    Status status =
        store_prepare(store, insert_sql(scratch, table, columns, column_count), &stmt, err);
    arena_free(scratch);
    BulkTake take = {.store = store, .rows = rows, .end = rows->count};
    status = status == STATUS_OK ? insert_run(stmt, &take, err) : status;
    *inserted = take.row;
    return status;
}
