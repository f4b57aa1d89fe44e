/* The secrets of an account, and what all files of the door write with. */
#include "door_impl.h"

#include <sodium.h>
#include <string.h>

static const char READ_SECRET[] =
    "SELECT \"password\", \"password_ms\", \"failures\", \"locked_ms\", \"authenticator\","
    " \"confirmed\", \"last_step\" FROM \"door_secret\" WHERE \"account\" = $1";
static const char WRITE_SECRET[] =
    "INSERT INTO \"door_secret\" (\"account\", \"password\", \"password_ms\", \"failures\","
    " \"locked_ms\", \"authenticator\", \"confirmed\", \"last_step\")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (\"account\") DO UPDATE SET"
    " \"password\" = excluded.\"password\", \"password_ms\" = excluded.\"password_ms\","
    " \"failures\" = excluded.\"failures\", \"locked_ms\" = excluded.\"locked_ms\","
    " \"authenticator\" = excluded.\"authenticator\", \"confirmed\" = excluded.\"confirmed\","
    " \"last_step\" = excluded.\"last_step\"";

Status door_is_there(const Workspace *workspace, Error *err)
{
    if (model_record(workspace->model, TEXT(ACCOUNT)) != NULL) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_UNSUPPORTED, "door.no_accounts", NO_ARGS);
}

/* ---- Secrets ---- */

static void take_secret(const Stmt *stmt, DoorSecret *secret)
{
    Text password = stmt_text(stmt, 0);
    size_t len = password.len < PASSWORD_HASH_BYTES ? password.len : 0;
    if (len > 0) {
        memcpy(secret->password, password.ptr, len);
    }
    secret->password_ms = stmt_int(stmt, 1);
    secret->failures = (int)stmt_int(stmt, 2);
    secret->locked_ms = stmt_int(stmt, 3);
    Text sealed = stmt_text(stmt, 4);
    secret->has_sealed = sealed.len == SEALED_KEY_BYTES;
    if (secret->has_sealed) {
        memcpy(secret->sealed, sealed.ptr, SEALED_KEY_BYTES);
    }
    secret->confirmed = stmt_int(stmt, 5) != 0;
    secret->last_step = stmt_int(stmt, 6);
}

Status door_secret_read(Workspace *workspace, int64_t account, DoorSecret *secret, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *secret = (DoorSecret){.account = account};
    Status status = store_prepare(workspace->store, READ_SECRET, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, account);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        take_secret(stmt, secret);
        stmt_reset(stmt);
    }
    return status == STATUS_OK && secret->has_sealed ? door_key_open(workspace, secret, err)
                                                     : status;
}

Status door_secret_write(Workspace *workspace, const DoorSecret *secret, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, WRITE_SECRET, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, secret->account);
    if (secret->password[0] != '\0') {
        stmt_bind_text(stmt, 2, text_from(secret->password));
    } else {
        stmt_bind_null(stmt, 2);
    }
    stmt_bind_int(stmt, 3, secret->password_ms);
    stmt_bind_int(stmt, 4, secret->failures);
    stmt_bind_int(stmt, 5, secret->locked_ms);
    if (secret->has_sealed) {
        stmt_bind_blob(stmt, 6, secret->sealed, SEALED_KEY_BYTES);
    } else {
        stmt_bind_null(stmt, 6);
    }
    stmt_bind_int(stmt, 7, secret->confirmed);
    stmt_bind_int(stmt, 8, secret->last_step);
    return stmt_run(stmt, err);
}

/* ---- Tokens ---- */

Text door_token_text(Arena *arena, const char *prefix)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    unsigned char bytes[TOKEN_BYTES];
    char letters[sodium_base64_ENCODED_LEN(TOKEN_BYTES, VARIANT)];
    random_bytes(bytes, sizeof bytes);
    sodium_bin2base64(letters, sizeof letters, bytes, sizeof bytes, VARIANT);
    Text token = text_format(arena, "%s%s", prefix, letters);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(letters, sizeof letters);
    return token;
}

/* ---- Writing ---- */

Status door_run(Workspace *workspace, const char *sql, int64_t number, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, number);
        status = stmt_run(stmt, err);
    }
    return status;
}

Status door_begin(Workspace *workspace, Error *err)
{
    return workspace_begin(workspace, err);
}

Status door_end(Workspace *workspace, Status status, Error *err)
{
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}

Status door_note(Workspace *workspace, int64_t account, const char *action, int64_t now_ms,
                 Error *err)
{
    NewChange change = {.at_ms = now_ms,
                        .reason = TEXT(""),
                        .record_type = ACCOUNT,
                        .record_id = account,
                        .action = action,
                        .field = ""};
    return chain_append(workspace, &change, err);
}
