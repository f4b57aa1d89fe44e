/* The whole chain, verified row by row in constant memory. docs/audit.md fixes the bytes. */
#include "record_impl.h"

#include <string.h>

static const char ALL_CHANGES[] =
    "SELECT c.\"seq\", c.\"at_ms\", c.\"who\", c.\"post\", c.\"origin\", c.\"reason\","
    " c.\"record_type\", c.\"record_id\", c.\"action\", c.\"field\", c.\"commitment\","
    " c.\"algorithm\", c.\"previous\", c.\"hash\", v.\"salt\", v.\"before\", v.\"after\""
    " FROM \"change\" AS c LEFT JOIN \"change_value\" AS v ON v.\"seq\" = c.\"seq\""
    " ORDER BY c.\"seq\"";
static const char VALUE_COUNT[] = "SELECT count(*) FROM \"change_value\"";
/* Values without their change, found only when the counts differ. */
static const char STRAY_VALUE[] =
    "SELECT v.\"seq\" FROM \"change_value\" AS v LEFT JOIN \"change\" AS c"
    " ON c.\"seq\" = v.\"seq\" WHERE c.\"seq\" IS NULL ORDER BY v.\"seq\" LIMIT 1";

enum Column {
    SEQ,
    AT_MS,
    WHO,
    POST,
    ORIGIN,
    REASON,
    RECORD_TYPE,
    RECORD_ID,
    ACTION,
    FIELD,
    COMMITMENT,
    ALGORITHM,
    PREVIOUS,
    HASH,
    SALT,
    BEFORE,
    AFTER
};

static bool holds_hash(const Stmt *stmt, int column, const Hash *hash)
{
    Text bytes = stmt_text(stmt, column);
    return bytes.len == HASH_BYTES && memcmp(bytes.ptr, hash->bytes, HASH_BYTES) == 0;
}

static void add_columns(Buf *bytes, const Stmt *stmt, int from, int to)
{
    for (int column = from; column <= to; column++) {
        chain_add_text(bytes, stmt_text(stmt, column));
    }
}

static Hash row_hash(Buf *bytes, const Stmt *stmt)
{
    chain_start(bytes);
    chain_add_int(bytes, stmt_int(stmt, SEQ));
    chain_add_int(bytes, stmt_int(stmt, AT_MS));
    add_columns(bytes, stmt, WHO, RECORD_TYPE);
    chain_add_int(bytes, stmt_int(stmt, RECORD_ID));
    add_columns(bytes, stmt, ACTION, PREVIOUS);
    return chain_hash(bytes);
}

static Hash row_commitment(Buf *bytes, const Stmt *stmt)
{
    chain_start(bytes);
    chain_add_text(bytes, stmt_text(stmt, SALT));
    chain_add_value(bytes, !stmt_is_null(stmt, BEFORE), stmt_text(stmt, BEFORE));
    chain_add_value(bytes, !stmt_is_null(stmt, AFTER), stmt_text(stmt, AFTER));
    return chain_hash(bytes);
}

/* What is wrong with the row at hand, which should follow `result`; NULL: nothing. */
static const char *row_fault(Workspace *workspace, const Stmt *stmt, const AuditResult *result,
                             Hash *hash)
{
    if (stmt_int(stmt, SEQ) != result->rows + 1) {
        return "audit.gap";
    }
    if (!text_equal(stmt_text(stmt, ALGORITHM), TEXT(CHAIN_ALGORITHM))) {
        return "audit.algorithm";
    }
    *hash = row_hash(&workspace->bytes, stmt);
    if (!holds_hash(stmt, PREVIOUS, &result->head) || !holds_hash(stmt, HASH, hash)) {
        return "audit.hash";
    }
    if (!stmt_is_null(stmt, SALT)) {
        Hash commitment = row_commitment(&workspace->bytes, stmt);
        if (!holds_hash(stmt, COMMITMENT, &commitment)) {
            return "audit.commitment";
        }
    }
    return NULL;
}

static Status one_number(Workspace *workspace, const char *sql, int64_t *number, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *number = 0;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *number = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status walk(Workspace *workspace, Stmt *stmt, int64_t *values, AuditResult *result,
                   Error *err)
{
    Status status = STATUS_OK;
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        Hash hash;
        result->fault = row_fault(workspace, stmt, result, &hash);
        if (result->fault != NULL) {
            /* Of a gap, the first number that is missing. */
            bool is_gap = strcmp(result->fault, "audit.gap") == 0;
            result->first_bad_seq = is_gap ? result->rows + 1 : stmt_int(stmt, SEQ);
            stmt_reset(stmt);
            return STATUS_OK;
        }
        *values += !stmt_is_null(stmt, SALT);
        result->rows++;
        result->head = hash;
    }
    return status;
}

static Status verify(Workspace *workspace, AuditResult *result, Error *err)
{
    Stmt *stmt = NULL;
    int64_t values = 0;
    int64_t stored = 0;
    Status status = store_prepare(workspace->store, ALL_CHANGES, &stmt, err);
    if (status == STATUS_OK) {
        status = walk(workspace, stmt, &values, result, err);
    }
    if (status == STATUS_OK && result->fault == NULL) {
        status = one_number(workspace, VALUE_COUNT, &stored, err);
    }
    if (status == STATUS_OK && result->fault == NULL && stored != values) {
        result->fault = "audit.stray";
        status = one_number(workspace, STRAY_VALUE, &result->first_bad_seq, err);
    }
    return status;
}

Status audit_verify(Workspace *workspace, AuditResult *result, Error *err)
{
    *result = (AuditResult){0};
    if (workspace->in_transaction) {
        return verify(workspace, result, err);
    }
    Status status = store_read_begin(workspace->store, err);
    if (status == STATUS_OK) {
        status = verify(workspace, result, err);
        store_read_end(workspace->store);
    }
    return status;
}
