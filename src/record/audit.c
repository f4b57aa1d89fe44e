/* The whole chain, verified row by row in constant memory. docs/audit.md fixes the bytes. */
#include "proof_impl.h"
#include "record_impl.h"

#include <string.h>

static const char ALL_CHANGES[] =
    "SELECT c.\"seq\", c.\"at_ms\", c.\"who\", c.\"post\", c.\"origin\", c.\"request\", "
    "c.\"record_type\", c.\"record_id\", c.\"record_version\", c.\"action\", c.\"field\","
    " c.\"commitment\", c.\"reason_commitment\", c.\"algorithm\", c.\"previous\", c.\"hash\","
    " v.\"salt\", v.\"before\", v.\"after\", v.\"reason_salt\", v.\"reason\""
    " FROM \"change\" AS c LEFT JOIN \"change_value\" AS v ON v.\"seq\" = c.\"seq\""
    " ORDER BY c.\"seq\"";
static const char VALUE_COUNT[] = "SELECT count(*) FROM \"change_value\"";
/* Values without their change, found only when the counts differ. */
static const char STRAY_VALUE[] =
    "SELECT v.\"seq\" FROM \"change_value\" AS v LEFT JOIN \"change\" AS c"
    " ON c.\"seq\" = v.\"seq\" WHERE c.\"seq\" IS NULL ORDER BY v.\"seq\" LIMIT 1";

/* With a sign, so that only the changes after it are walked through. */
static const char TYPES_SINCE[] =
    "SELECT DISTINCT +\"record_type\" FROM \"change\" WHERE \"seq\" > $1";

enum Column {
    SEQ,
    AT_MS,
    WHO,
    POST,
    ORIGIN,
    REQUEST,
    RECORD_TYPE,
    RECORD_ID,
    RECORD_VERSION,
    ACTION,
    FIELD,
    COMMITMENT,
    REASON_COMMITMENT,
    ALGORITHM,
    PREVIOUS,
    HASH,
    SALT,
    BEFORE,
    AFTER,
    REASON_SALT,
    REASON
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
static void add_row(Buf *bytes, const Stmt *stmt, const Hash *previous, Text commitment,
                    Text reason_commitment)
{
    chain_add_int(bytes, stmt_int(stmt, SEQ));
    chain_add_int(bytes, stmt_int(stmt, AT_MS));
    add_columns(bytes, stmt, WHO, RECORD_TYPE);
    chain_add_int(bytes, stmt_int(stmt, RECORD_ID));
    chain_add_int(bytes, stmt_int(stmt, RECORD_VERSION));
    add_columns(bytes, stmt, ACTION, FIELD);
    chain_add_text(bytes, commitment);
    chain_add_value(bytes, reason_commitment.len > 0, reason_commitment);
    chain_add_text(bytes, TEXT(CHAIN_ALGORITHM));
    chain_add_bytes(bytes, previous->bytes, HASH_BYTES);
}

static void add_value(Buf *bytes, const Stmt *stmt, int column)
{
    Text text = stmt_text(stmt, column);
    chain_add_value(bytes, text.len > 0 || !stmt_is_null(stmt, column), text);
}

typedef struct Walk {
    Prover *prover;
    AuditResult *result; /* as far as it was read; what does not come out is known at the end */
    int64_t values;
} Walk;

/* What stands apart under a salt, in the columns from `first` to `last`, must give its
 * commitment. */
static const char *apart_fault(Walk *walk, const Stmt *stmt, Text salt, Text commitment, int first,
                               int last)
{
    Buf *bytes = prover_bytes(walk->prover);
    if (commitment.len != HASH_BYTES) {
        return "audit.commitment";
    }
    chain_add_text(bytes, salt);
    for (int column = first; column <= last; column++) {
        add_value(bytes, stmt, column);
    }
    prover_expect(walk->prover, walk->result->rows, "audit.commitment", commitment.ptr);
    return NULL;
}

/* Without a row, values and reason were erased; without a salt of its own, the reason was, or there
 * was none. */
static const char *values_fault(Walk *walk, const Stmt *stmt, Text commitment,
                                Text reason_commitment)
{
    Text salt = stmt_text(stmt, SALT);
    if (salt.len == 0 && stmt_is_null(stmt, SALT)) {
        return NULL;
    }
    walk->values++;
    const char *fault = apart_fault(walk, stmt, salt, commitment, BEFORE, AFTER);
    Text reason_salt = stmt_text(stmt, REASON_SALT);
    if (fault == NULL && (reason_salt.len > 0 || !stmt_is_null(stmt, REASON_SALT))) {
        fault = apart_fault(walk, stmt, reason_salt, reason_commitment, REASON, REASON);
    }
    return fault;
}

/* What is wrong with the row at hand, which should follow `result`; NULL: nothing that shows
 * without hashing. */
static const char *row_fault(Walk *walk, const Stmt *stmt)
{
    AuditResult *result = walk->result;
    int64_t seq = result->rows + 1;
    if (stmt_int(stmt, SEQ) != seq) {
        return "audit.gap";
    }
    if (!text_equal(stmt_text(stmt, ALGORITHM), TEXT(CHAIN_ALGORITHM))) {
        return "audit.algorithm";
    }
    Text hash = stmt_text(stmt, HASH);
    if (!is_hash(stmt_text(stmt, PREVIOUS), &result->head) || hash.len != HASH_BYTES) {
        return "audit.hash";
    }
    Text commitment = stmt_text(stmt, COMMITMENT);
    Text reason_commitment = stmt_text(stmt, REASON_COMMITMENT);
    add_row(prover_bytes(walk->prover), stmt, &result->head, commitment, reason_commitment);
    prover_expect(walk->prover, seq, "audit.hash", hash.ptr);
    memcpy(result->head.bytes, hash.ptr, HASH_BYTES);
    result->rows = seq;
    return values_fault(walk, stmt, commitment, reason_commitment);
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

static Status read_rows(Walk *walk, Stmt *stmt, Error *err)
{
    AuditResult *result = walk->result;
    Status status = STATUS_OK;
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        result->fault = row_fault(walk, stmt);
        if (result->fault != NULL) {
            /* Of a gap, the first number that is missing. */
            bool is_gap = strcmp(result->fault, "audit.gap") == 0;
            result->first_bad_seq = is_gap ? result->rows + 1 : stmt_int(stmt, SEQ);
            result->rows = result->first_bad_seq - 1;
            stmt_reset(stmt);
            return STATUS_OK;
        }
    }
    return status;
}

/* What did not come out stands before what the reader stopped at. */
static void take_proofs(Walk *walk)
{
    int64_t seq = 0;
    const char *fault = prover_end(walk->prover, &seq);
    if (fault != NULL) {
        walk->result->fault = fault;
        walk->result->first_bad_seq = seq;
        walk->result->rows = seq - 1;
    }
}

static Status read_chain(Workspace *workspace, Walk *walk, Error *err)
{
    Stmt *stmt = NULL;
    Arena *scratch = arena_new();
    walk->prover = prover_new(scratch);
    Status status = store_prepare(workspace->store, ALL_CHANGES, &stmt, err);
    if (status == STATUS_OK) {
        status = read_rows(walk, stmt, err);
    }
    take_proofs(walk);
    arena_free(scratch);
    return status;
}

static Status verify(Workspace *workspace, AuditResult *result, Error *err)
{
    Walk walk = {.result = result};
    int64_t stored = 0;
    Status status = read_chain(workspace, &walk, err);
    if (status == STATUS_OK && result->fault == NULL) {
        status = one_number(workspace, VALUE_COUNT, &stored, err);
    }
    if (status == STATUS_OK && result->fault == NULL && stored != walk.values) {
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

Status audit_types_since(Arena *arena, Workspace *workspace, int64_t seq, List *types, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *types = list_new(arena, sizeof(Text));
    Status status = store_prepare(workspace->store, TYPES_SINCE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, seq);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(Text *)list_add(types) = stmt_text_copy(arena, stmt, 0);
    }
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
                      .record_type = stmt_text(stmt, RECORD_TYPE),
                      .action = stmt_text(stmt, ACTION),
                      .field = stmt_text(stmt, FIELD),
                      .algorithm = stmt_text(stmt, ALGORITHM),
                      .commitment = stmt_text(stmt, COMMITMENT),
                      .reason_commitment = stmt_text(stmt, REASON_COMMITMENT),
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
