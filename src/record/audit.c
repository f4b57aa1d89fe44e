/* The whole chain, verified row by row in constant memory. docs/audit.md fixes the bytes. */
#include "record_impl.h"

#include <string.h>

static const char ALL_CHANGES[] =
    "SELECT c.\"seq\", c.\"at_ms\", c.\"who\", c.\"post\", c.\"origin\", c.\"request\", "
    "c.\"reason\","
    " c.\"record_type\", c.\"record_id\", c.\"record_version\", c.\"action\", c.\"field\","
    " c.\"commitment\", c.\"algorithm\", c.\"previous\", c.\"hash\", v.\"salt\", v.\"before\", "
    "v.\"after\""
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
    REQUEST,
    REASON,
    RECORD_TYPE,
    RECORD_ID,
    RECORD_VERSION,
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

static bool is_hash(Text bytes, const Hash *hash)
{
    return bytes.len == HASH_BYTES && memcmp(bytes.ptr, hash->bytes, HASH_BYTES) == 0;
}

static void add_columns(Buf *bytes, const Stmt *stmt, int from, int to)
{
    for (int column = from; column <= to; column++) {
        chain_add_text(bytes, stmt_text(stmt, column));
    }
}

/* Of a row whose algorithm and previous hash are known to be right: every column is asked for
 * once, since asking costs more than hashing. */
static Hash row_hash(Buf *bytes, const Stmt *stmt, const Hash *previous, Text commitment)
{
    chain_start(bytes);
    chain_add_int(bytes, stmt_int(stmt, SEQ));
    chain_add_int(bytes, stmt_int(stmt, AT_MS));
    add_columns(bytes, stmt, WHO, RECORD_TYPE);
    chain_add_int(bytes, stmt_int(stmt, RECORD_ID));
    chain_add_int(bytes, stmt_int(stmt, RECORD_VERSION));
    add_columns(bytes, stmt, ACTION, FIELD);
    chain_add_text(bytes, commitment);
    chain_add_text(bytes, TEXT(CHAIN_ALGORITHM));
    chain_add_bytes(bytes, previous->bytes, HASH_BYTES);
    return chain_hash(bytes);
}

static void add_value(Buf *bytes, const Stmt *stmt, int column)
{
    Text text = stmt_text(stmt, column);
    chain_add_value(bytes, text.len > 0 || !stmt_is_null(stmt, column), text);
}

static bool commitment_holds(Buf *bytes, const Stmt *stmt, Text salt, Text commitment)
{
    chain_start(bytes);
    chain_add_text(bytes, salt);
    add_value(bytes, stmt, BEFORE);
    add_value(bytes, stmt, AFTER);
    Hash hash = chain_hash(bytes);
    return is_hash(commitment, &hash);
}

/* What is wrong with the row at hand, which should follow `result`; NULL: nothing, and its hash
 * and whether its values are there are told. */
static const char *row_fault(Workspace *workspace, const Stmt *stmt, const AuditResult *result,
                             Hash *hash, bool *has_values)
{
    if (stmt_int(stmt, SEQ) != result->rows + 1) {
        return "audit.gap";
    }
    if (!text_equal(stmt_text(stmt, ALGORITHM), TEXT(CHAIN_ALGORITHM))) {
        return "audit.algorithm";
    }
    if (!is_hash(stmt_text(stmt, PREVIOUS), &result->head)) {
        return "audit.hash";
    }
    Text commitment = stmt_text(stmt, COMMITMENT);
    *hash = row_hash(&workspace->bytes, stmt, &result->head, commitment);
    if (!is_hash(stmt_text(stmt, HASH), hash)) {
        return "audit.hash";
    }
    Text salt = stmt_text(stmt, SALT);
    *has_values = salt.len > 0 || !stmt_is_null(stmt, SALT);
    if (*has_values && !commitment_holds(&workspace->bytes, stmt, salt, commitment)) {
        return "audit.commitment";
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
        bool has_values = false;
        result->fault = row_fault(workspace, stmt, result, &hash, &has_values);
        if (result->fault != NULL) {
            /* Of a gap, the first number that is missing. */
            bool is_gap = strcmp(result->fault, "audit.gap") == 0;
            result->first_bad_seq = is_gap ? result->rows + 1 : stmt_int(stmt, SEQ);
            stmt_reset(stmt);
            return STATUS_OK;
        }
        *values += has_values;
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

Status audit_head(Workspace *workspace, int64_t *seq, Hash *head, Error *err)
{
    /* Outside a transaction others may have written since. */
    workspace->head_known = workspace->head_known && workspace->in_transaction;
    Status status = chain_load_head(workspace, err);
    *seq = status == STATUS_OK ? workspace->head_seq : 0;
    *head = status == STATUS_OK ? workspace->head : (Hash){{0}};
    return status;
}

static AuditRow row_of(const Stmt *stmt)
{
    return (AuditRow){.seq = stmt_int(stmt, SEQ),
                      .at_ms = stmt_int(stmt, AT_MS),
                      .record_id = stmt_int(stmt, RECORD_ID),
                      .record_version = stmt_int(stmt, RECORD_VERSION),
                      .who = stmt_text(stmt, WHO),
                      .post = stmt_text(stmt, POST),
                      .from = stmt_text(stmt, ORIGIN),
                      .request = stmt_text(stmt, REQUEST),
                      .reason = stmt_text(stmt, REASON),
                      .record_type = stmt_text(stmt, RECORD_TYPE),
                      .action = stmt_text(stmt, ACTION),
                      .field = stmt_text(stmt, FIELD),
                      .algorithm = stmt_text(stmt, ALGORITHM),
                      .commitment = stmt_text(stmt, COMMITMENT),
                      .previous = stmt_text(stmt, PREVIOUS),
                      .hash = stmt_text(stmt, HASH)};
}

Status audit_each(Workspace *workspace, AuditVisit *visit, void *context, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Status status = permit_role(workspace, ROLE_AUDITOR, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ALL_CHANGES, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        AuditRow change = row_of(stmt);
        status = visit(context, &change, err);
        if (status != STATUS_OK) {
            stmt_reset(stmt);
            return status;
        }
    }
    return status;
}
