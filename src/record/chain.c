/* The hash chain of changes. docs/audit.md fixes the bytes: change one, and change the other. */
#include "record_impl.h"

#include <string.h>

static const char LAST_CHANGE[] =
    "SELECT \"seq\", \"hash\" FROM \"change\" ORDER BY \"seq\" DESC LIMIT 1";
static const char ADD_CHANGE[] =
    "INSERT INTO \"change\" (\"seq\", \"at_ms\", \"who\", \"post\", \"origin\", \"request\","
    " \"reason\", \"record_type\", \"record_id\", \"record_version\", \"action\", \"field\","
    " \"commitment\", \"algorithm\", \"previous\", \"hash\")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
static const char ADD_VALUE[] = "INSERT INTO \"change_value\" (\"seq\", \"salt\", \"before\","
                                " \"after\") VALUES ($1, $2, $3, $4)";

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

static Hash commit_to(Buf *bytes, const uint8_t *salt, const NewChange *change)
{
    chain_start(bytes);
    chain_add_bytes(bytes, salt, SALT_BYTES);
    chain_add_value(bytes, change->before.len > 0, change->before);
    chain_add_value(bytes, change->after.len > 0, change->after);
    return chain_hash(bytes);
}

static const Actor *actor_of(const Workspace *workspace, const NewChange *change)
{
    return change->actor ? change->actor : &workspace->actor;
}

static Hash hash_change(Workspace *workspace, const NewChange *change, int64_t seq,
                        const Hash *commitment)
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
    chain_add_text(bytes, change->reason);
    chain_add_text(bytes, text_from(change->record_type));
    chain_add_int(bytes, change->record_id);
    chain_add_int(bytes, change->record_version);
    chain_add_text(bytes, text_from(change->action));
    chain_add_text(bytes, text_from(change->field));
    chain_add_bytes(bytes, commitment->bytes, HASH_BYTES);
    chain_add_text(bytes, TEXT(CHAIN_ALGORITHM));
    chain_add_bytes(bytes, workspace->head.bytes, HASH_BYTES);
    return chain_hash(bytes);
}

static Status write_change(Workspace *workspace, const NewChange *change, int64_t seq,
                           const Hash *commitment, const Hash *hash, Error *err)
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
    stmt_bind_text(stmt, 7, change->reason);
    stmt_bind_text(stmt, 8, text_from(change->record_type));
    stmt_bind_int(stmt, 9, change->record_id);
    stmt_bind_int(stmt, 10, change->record_version);
    stmt_bind_text(stmt, 11, text_from(change->action));
    stmt_bind_text(stmt, 12, text_from(change->field));
    stmt_bind_blob(stmt, 13, commitment->bytes, HASH_BYTES);
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
                           const uint8_t *salt, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, ADD_VALUE, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, seq);
    stmt_bind_blob(stmt, 2, salt, SALT_BYTES);
    bind_canonical(stmt, 3, change->before);
    bind_canonical(stmt, 4, change->after);
    return stmt_run(stmt, err);
}

Status chain_append(Workspace *workspace, const NewChange *change, Error *err)
{
    Status status = chain_load_head(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t salt[SALT_BYTES];
    random_bytes(salt, sizeof salt);
    int64_t seq = workspace->head_seq + 1;
    Hash commitment = commit_to(&workspace->bytes, salt, change);
    Hash hash = hash_change(workspace, change, seq, &commitment);
    status = write_change(workspace, change, seq, &commitment, &hash, err);
    if (status == STATUS_OK) {
        status = write_values(workspace, change, seq, salt, err);
    }
    if (status == STATUS_OK) {
        workspace->head_seq = seq;
        workspace->head = hash;
    }
    return status;
}
