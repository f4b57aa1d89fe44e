/* Tokens of the API: narrower than the account they belong to, and dated. */
#include "door_impl.h"

static const char ADD_TOKEN[] =
    "INSERT INTO \"door_token\" (\"id\", \"account\", \"hash\", \"name\", \"scope\", \"made_ms\","
    " \"ends_ms\") VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char FIND_TOKEN[] = "SELECT \"account\", \"scope\" FROM \"door_token\""
                                 " WHERE \"hash\" = $1 AND \"ends_ms\" > $2";
static const char LIST_TOKENS[] =
    "SELECT \"id\", \"made_ms\", \"ends_ms\", \"name\", \"scope\" FROM \"door_token\""
    " WHERE \"account\" = $1 ORDER BY \"id\" DESC";
static const char COUNT_TOKENS[] =
    "SELECT count(*) FROM \"door_token\" WHERE \"account\" = $1 AND \"ends_ms\" > $2";
static const char END_TOKEN[] = "DELETE FROM \"door_token\" WHERE \"account\" = $1 AND \"id\" = $2";

enum { NAME_BYTES_MAX = 120 };

/* ---- Scope: "read" or "write", then record types; none: all ---- */

static bool scope_read(Arena *arena, const Model *model, Text text, TokenScope *scope)
{
    Text word;
    List types = list_new(arena, sizeof(Text));
    *scope = (TokenScope){0};
    if (!text_split(&text, ' ', &word)) {
        return false;
    }
    scope->writes = text_equal(word, TEXT("write"));
    if (!scope->writes && !text_equal(word, TEXT("read"))) {
        return false;
    }
    while (text_split(&text, ' ', &word)) {
        if (word.len > 0 && model_record(model, word) == NULL) {
            return false;
        }
        if (word.len > 0) {
            *(Text *)list_add(&types) = text_copy(arena, word);
        }
    }
    scope->types = types.items;
    scope->type_count = (int)types.count;
    return true;
}

/* ---- Making ---- */

static Status check_new(Workspace *workspace, const DoorRules *rules, Text name, Text scope,
                        int64_t ends_ms, int64_t now_ms, Error *err)
{
    Arena *scratch = arena_new();
    TokenScope read;
    bool is_scope = scope_read(scratch, workspace->model, scope, &read);
    arena_free(scratch);
    if (workspace->actor.account == 0 || workspace->actor.scope != NULL) {
        return error_set(err, STATUS_DENIED, "door.own_account", NO_ARGS);
    }
    if (name.len == 0 || name.len > NAME_BYTES_MAX || !text_is_utf8(name)) {
        return error_set(err, STATUS_INVALID, "door.token_name",
                         ARGS(arg_int("most", NAME_BYTES_MAX)));
    }
    if (!is_scope) {
        return error_set(err, STATUS_INVALID, "door.token_scope", NO_ARGS);
    }
    if (ends_ms <= now_ms || ends_ms > now_ms + door_minutes(24 * 60) * rules->token_days_most) {
        return error_set(err, STATUS_INVALID, "door.token_ends",
                         ARGS(arg_int("days", rules->token_days_most)));
    }
    return STATUS_OK;
}

static Status check_count(Workspace *workspace, const DoorRules *rules, int64_t now_ms, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Status status = store_prepare(workspace->store, COUNT_TOKENS, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, workspace->actor.account);
        stmt_bind_int(stmt, 2, now_ms);
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t count = stmt_int(stmt, 0);
    stmt_reset(stmt);
    return count < rules->tokens_most ? STATUS_OK
                                      : error_set(err, STATUS_LIMIT, "door.tokens_most",
                                                  ARGS(arg_int("most", rules->tokens_most)));
}

static Status add_token(Workspace *workspace, Text token, Text name, Text scope, int64_t ends_ms,
                        int64_t now_ms, Error *err)
{
    Stmt *stmt = NULL;
    int64_t id = 0;
    Hash hash = hash_text(token);
    Status status = store_new_ids(workspace->store, 1, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ADD_TOKEN, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    stmt_bind_int(stmt, 2, workspace->actor.account);
    stmt_bind_blob(stmt, 3, hash.bytes, HASH_BYTES);
    stmt_bind_text(stmt, 4, name);
    stmt_bind_text(stmt, 5, scope);
    stmt_bind_int(stmt, 6, now_ms);
    stmt_bind_int(stmt, 7, ends_ms);
    return stmt_run(stmt, err);
}

Status door_token_new(Arena *arena, Workspace *workspace, Text name, Text scope, int64_t ends_ms,
                      int64_t now_ms, Text *token, Error *err)
{
    const DoorRules *rules;
    Status status = door_rules(workspace, now_ms, &rules, err);
    if (status == STATUS_OK) {
        status = check_new(workspace, rules, name, scope, ends_ms, now_ms, err);
    }
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *token = door_token_text(arena, DOOR_TOKEN_PREFIX);
    status = check_count(workspace, rules, now_ms, err);
    if (status == STATUS_OK) {
        status = add_token(workspace, *token, name, scope, ends_ms, now_ms, err);
    }
    if (status == STATUS_OK) {
        status = door_note(workspace, workspace->actor.account, "token", now_ms, err);
    }
    return door_end(workspace, status, err);
}

/* ---- Coming in ---- */

static Status find_token(Arena *arena, Workspace *workspace, Text token, int64_t now_ms,
                         int64_t *account, Text *scope, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Hash hash = hash_text(token);
    *account = 0;
    Status status = store_prepare(workspace->store, FIND_TOKEN, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_blob(stmt, 1, hash.bytes, HASH_BYTES);
        stmt_bind_int(stmt, 2, now_ms);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *account = stmt_int(stmt, 0);
        *scope = stmt_text_copy(arena, stmt, 1);
        stmt_reset(stmt);
    }
    return status;
}

Status door_enter_by_token(Arena *arena, Workspace *workspace, Text token, int64_t now_ms,
                           Entrance *entrance, Error *err)
{
    DoorAccount account = {0};
    int64_t id = 0;
    Text scope = TEXT("");
    Status status = find_token(arena, workspace, token, now_ms, &id, &scope, err);
    if (status == STATUS_OK && id != 0) {
        status = door_account_read(arena, workspace, id, &account, err);
    }
    if (status != STATUS_OK || !account.is_active) {
        return status != STATUS_OK ? status : door_signed_out(err);
    }
    TokenScope *narrow = ARENA_NEW(arena, TokenScope);
    if (!scope_read(arena, workspace->model, scope, narrow)) {
        return door_signed_out(err); /* a type that the model no longer knows */
    }
    status = door_actor(arena, workspace, &account, 0, date_of_time(now_ms), &entrance->actor, err);
    entrance->actor.scope = narrow;
    return status;
}

/* ---- Listing and ending ---- */

Status door_tokens(Arena *arena, Workspace *workspace, int64_t account, List *tokens, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *tokens = list_new(arena, sizeof(DoorToken));
    Status status = door_may(workspace, account, ROLE_SECADMIN, NULL, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, LIST_TOKENS, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, account);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(DoorToken *)list_add(tokens) = (DoorToken){
            .id = stmt_int(stmt, 0),
            .made_ms = stmt_int(stmt, 1),
            .ends_ms = stmt_int(stmt, 2),
            .name = stmt_text_copy(arena, stmt, 3),
            .scope = stmt_text_copy(arena, stmt, 4),
        };
    }
    return status;
}

Status door_token_end(Workspace *workspace, int64_t account, int64_t token, int64_t now_ms,
                      Error *err)
{
    Stmt *stmt = NULL;
    Status status = door_may(workspace, account, ROLE_SECADMIN, NULL, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = store_prepare(workspace->store, END_TOKEN, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, account);
        stmt_bind_int(stmt, 2, token);
        status = stmt_run(stmt, err);
    }
    if (status == STATUS_OK) {
        status = door_note(workspace, account, "token", now_ms, err);
    }
    return door_end(workspace, status, err);
}
