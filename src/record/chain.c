/* The hash chain of changes. docs/audit.md fixes the bytes: change one, and change the other. */
#include "record_impl.h"

#include <string.h>

static const char LAST_CHANGE[] =
    "SELECT \"seq\", \"hash\" FROM \"change\" ORDER BY \"seq\" DESC LIMIT 1";
static const char ADD_CHANGE[] =
    "INSERT INTO \"change\" (\"seq\", \"at_ms\", \"who\", \"post\", \"origin\", \"request\","
    " \"record_type\", \"record_id\", \"record_version\", \"action\", \"field\","
    " \"commitment\", \"reason_commitment\", \"algorithm\", \"previous\", \"hash\")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
static const char ADD_VALUE[] = "INSERT INTO \"change_value\" (\"seq\", \"salt\", \"before\","
                                " \"after\", \"reason_salt\", \"reason\")"
                                " VALUES ($1, $2, $3, $4, $5, $6)";

/* ---- Bytes ---- */

void chain_start(Buf *bytes)
{
    bytes->len = 0;
}

void chain_add_int(Buf *bytes, int64_t value)
{
    char big_endian[8];
    for (int at = 0; at < 8; at++) {
        big_endian[at] = (char)((uint64_t)value >> (56 - 8 * at));
    }
    buf_add(bytes, (Text){big_endian, sizeof big_endian});
}

static void add_length(Buf *bytes, uint32_t length)
{
    char big_endian[4];
    for (int at = 0; at < 4; at++) {
        big_endian[at] = (char)(length >> (24 - 8 * at));
    }
    buf_add(bytes, (Text){big_endian, sizeof big_endian});
}

void chain_add_bytes(Buf *bytes, const void *ptr, size_t len)
{
    add_length(bytes, (uint32_t)len);
    buf_add(bytes, (Text){ptr, len});
}

void chain_add_text(Buf *bytes, Text text)
{
    chain_add_bytes(bytes, text.ptr, text.len);
}

void chain_add_value(Buf *bytes, bool present, Text text)
{
    if (present) {
        chain_add_text(bytes, text);
    } else {
        add_length(bytes, UINT32_MAX);
    }
}

Hash chain_hash(const Buf *bytes)
{
    return hash_text(buf_text(bytes));
}

/* ---- One more change ---- */

Status chain_load_head(Workspace *workspace, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    if (workspace->head_known) {
        return STATUS_OK;
    }
    workspace->head_seq = 0;
    workspace->head = (Hash){{0}};
    Status status = store_prepare(workspace->store, LAST_CHANGE, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK || !row) {
        workspace->head_known = status == STATUS_OK;
        return status;
    }
    Text hash = stmt_text(stmt, 1);
    if (hash.len == HASH_BYTES) {
        workspace->head_seq = stmt_int(stmt, 0);
        memcpy(workspace->head.bytes, hash.ptr, HASH_BYTES);
        workspace->head_known = true;
    } else {
        status = error_set(err, STATUS_CORRUPT, "record.chain_damaged",
                           ARGS(arg_int("seq", stmt_int(stmt, 0))));
    }
    stmt_reset(stmt);
    return status;
}

/* What the chain holds of the values and of the reason, each with a salt of its own, so that either
 * can be erased without the other. */
typedef struct Commitments {
    uint8_t salt[SALT_BYTES], reason_salt[SALT_BYTES];
    Hash values, reason;
    bool has_reason;
} Commitments;

static void commit_to_values(Buf *bytes, Commitments *made, const NewChange *change)
{
    random_bytes(made->salt, SALT_BYTES);
    chain_start(bytes);
    chain_add_bytes(bytes, made->salt, SALT_BYTES);
    chain_add_value(bytes, change->before.len > 0, change->before);
    chain_add_value(bytes, change->after.len > 0, change->after);
    made->values = chain_hash(bytes);
}

static void commit_to_reason(Buf *bytes, Commitments *made, Text reason)
{
    made->has_reason = reason.len > 0;
    if (made->has_reason) {
        random_bytes(made->reason_salt, SALT_BYTES);
        chain_start(bytes);
        chain_add_bytes(bytes, made->reason_salt, SALT_BYTES);
        chain_add_text(bytes, reason);
        made->reason = chain_hash(bytes);
    }
}

static const Actor *actor_of(const Workspace *workspace, const NewChange *change)
{
    return change->actor ? change->actor : &workspace->actor;
}

static Hash hash_change(Workspace *workspace, const NewChange *change, int64_t seq,
                        const Commitments *made)
{
    Buf *bytes = &workspace->bytes;
    const Actor *actor = actor_of(workspace, change);
    chain_start(bytes);
    chain_add_int(bytes, seq);
    chain_add_int(bytes, change->at_ms);
    chain_add_text(bytes, actor->who);
    chain_add_text(bytes, actor->post);
    chain_add_text(bytes, actor->from);
    chain_add_text(bytes, actor->request);
    chain_add_text(bytes, text_from(change->record_type));
    chain_add_int(bytes, change->record_id);
    chain_add_int(bytes, change->record_version);
    chain_add_text(bytes, text_from(change->action));
    chain_add_text(bytes, text_from(change->field));
    chain_add_bytes(bytes, made->values.bytes, HASH_BYTES);
    chain_add_value(bytes, made->has_reason, (Text){(const char *)made->reason.bytes, HASH_BYTES});
    chain_add_text(bytes, TEXT(CHAIN_ALGORITHM));
    chain_add_bytes(bytes, workspace->head.bytes, HASH_BYTES);
    return chain_hash(bytes);
}

static Status write_change(Workspace *workspace, const NewChange *change, int64_t seq,
                           const Commitments *made, const Hash *hash, Error *err)
{
    Stmt *stmt = NULL;
    const Actor *actor = actor_of(workspace, change);
    Status status = store_prepare(workspace->store, ADD_CHANGE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, seq);
    stmt_bind_int(stmt, 2, change->at_ms);
    stmt_bind_text(stmt, 3, actor->who);
    stmt_bind_text(stmt, 4, actor->post);
    stmt_bind_text(stmt, 5, actor->from);
    stmt_bind_text(stmt, 6, actor->request);
    stmt_bind_text(stmt, 7, text_from(change->record_type));
    stmt_bind_int(stmt, 8, change->record_id);
    stmt_bind_int(stmt, 9, change->record_version);
    stmt_bind_text(stmt, 10, text_from(change->action));
    stmt_bind_text(stmt, 11, text_from(change->field));
    stmt_bind_blob(stmt, 12, made->values.bytes, HASH_BYTES);
    if (made->has_reason) {
        stmt_bind_blob(stmt, 13, made->reason.bytes, HASH_BYTES);
    } else {
        stmt_bind_null(stmt, 13);
    }
    stmt_bind_text(stmt, 14, TEXT(CHAIN_ALGORITHM));
    stmt_bind_blob(stmt, 15, workspace->head.bytes, HASH_BYTES);
    stmt_bind_blob(stmt, 16, hash->bytes, HASH_BYTES);
    return stmt_run(stmt, err);
}

static void bind_canonical(Stmt *stmt, int parameter, Text text)
{
    if (text.len > 0) {
        stmt_bind_text(stmt, parameter, text);
    } else {
        stmt_bind_null(stmt, parameter);
    }
}

static Status write_values(Workspace *workspace, const NewChange *change, int64_t seq,
                           const Commitments *made, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, ADD_VALUE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, seq);
    stmt_bind_blob(stmt, 2, made->salt, SALT_BYTES);
    bind_canonical(stmt, 3, change->before);
    bind_canonical(stmt, 4, change->after);
    bind_canonical(stmt, 6, change->reason);
    if (made->has_reason) {
        stmt_bind_blob(stmt, 5, made->reason_salt, SALT_BYTES);
    } else {
        stmt_bind_null(stmt, 5);
    }
    return stmt_run(stmt, err);
}

Status chain_append(Workspace *workspace, const NewChange *change, Error *err)
{
    Status status = chain_load_head(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    Commitments made;
    commit_to_values(&workspace->bytes, &made, change);
    commit_to_reason(&workspace->bytes, &made, change->reason);
    int64_t seq = workspace->head_seq + 1;
    Hash hash = hash_change(workspace, change, seq, &made);
    status = write_change(workspace, change, seq, &made, &hash, err);
    if (status == STATUS_OK) {
        status = write_values(workspace, change, seq, &made, err);
    }
    if (status == STATUS_OK) {
        workspace->head_seq = seq;
        workspace->head = hash;
    }
    return status;
}
