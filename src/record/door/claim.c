/* Claims: the one-time way to a password, and so to the first account of a workspace. Nobody ever
 * has a default password, and nobody knows another's. */
#include "door_impl.h"

static const char DROP_CLAIMS[] = "DELETE FROM \"door_claim\" WHERE \"account\" = $1";
static const char ADD_CLAIM[] =
    "INSERT INTO \"door_claim\" (\"hash\", \"account\", \"ends_ms\") VALUES ($1, $2, $3)";
static const char FIND_CLAIM[] =
    "SELECT \"account\" FROM \"door_claim\" WHERE \"hash\" = $1 AND \"ends_ms\" > $2";
static const char ANY_ACCOUNT[] = "SELECT 1 FROM \"account\" LIMIT 1";

static Status no_claim(Error *err)
{
    return error_set(err, STATUS_DENIED, "door.no_claim", NO_ARGS);
}

/* ---- Making ---- */

static Status any_account(Workspace *workspace, bool *any, Error *err)
{
    Stmt *stmt = NULL;
    *any = false;
    Status status = store_prepare(workspace->store, ANY_ACCOUNT, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, any, err);
        stmt_reset(stmt);
    }
    return status;
}

static Status check_claimable(Workspace *workspace, int64_t account, Error *err)
{
    DoorAccount found = {0};
    Arena *scratch = arena_new();
    bool any = false;
    Status status = account == 0 ? any_account(workspace, &any, err)
                                 : door_account_read(scratch, workspace, account, &found, err);
    arena_free(scratch);
    if (status != STATUS_OK) {
        return status;
    }
    if (account == 0) {
        return any ? error_set(err, STATUS_CONFLICT, "door.not_first", NO_ARGS) : STATUS_OK;
    }
    return found.is_open
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "door.not_open", ARGS(arg_int("id", account)));
}

static Status write_claim(Arena *arena, Workspace *workspace, const DoorRules *rules,
                          int64_t account, int64_t now_ms, Text *claim, Error *err)
{
    Stmt *stmt = NULL;
    *claim = door_token_text(arena, "dbc_"); /* no option, whatever follows */
    Hash hash = hash_text(*claim);
    Status status = door_run(workspace, DROP_CLAIMS, account, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ADD_CLAIM, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_blob(stmt, 1, hash.bytes, HASH_BYTES);
    stmt_bind_int(stmt, 2, account);
    stmt_bind_int(stmt, 3, now_ms + door_minutes(60) * rules->claim_hours);
    return stmt_run(stmt, err);
}

Status door_claim_new(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                      Text *claim, Error *err)
{
    const DoorRules *rules;
    Status status = door_is_there(workspace, err);
    if (status == STATUS_OK) {
        status = permit_role(workspace, ROLE_SYSADMIN, err);
    }
    if (status == STATUS_OK) {
        status = door_rules(workspace, now_ms, &rules, err);
    }
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = check_claimable(workspace, account, err);
    if (status == STATUS_OK) {
        status = write_claim(arena, workspace, rules, account, now_ms, claim, err);
    }
    if (status == STATUS_OK && account != 0) {
        status = door_note(workspace, account, "claim", now_ms, err);
    }
    return door_end(workspace, status, err);
}

/* ---- Looking ---- */

static Status find_claim(Arena *arena, Workspace *workspace, Text claim, int64_t now_ms,
                         Claimed *claimed, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Hash hash = hash_text(claim);
    DoorAccount account = {0};
    *claimed = (Claimed){0};
    Status status = store_prepare(workspace->store, FIND_CLAIM, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_blob(stmt, 1, hash.bytes, HASH_BYTES);
        stmt_bind_int(stmt, 2, now_ms);
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK || !row) {
        return status != STATUS_OK ? status : no_claim(err);
    }
    claimed->account = stmt_int(stmt, 0);
    claimed->is_first = claimed->account == 0;
    stmt_reset(stmt);
    if (claimed->is_first) {
        return STATUS_OK;
    }
    status = door_account_read(arena, workspace, claimed->account, &account, err);
    claimed->login = account.login;
    return status != STATUS_OK || account.is_open ? status : no_claim(err);
}

Status door_claim_of(Arena *arena, Workspace *workspace, Text claim, int64_t now_ms,
                     Claimed *claimed, Error *err)
{
    Status status = door_is_there(workspace, err);
    return status == STATUS_OK ? find_claim(arena, workspace, claim, now_ms, claimed, err) : status;
}

/* ---- Taking ---- */

typedef struct Taking {
    Arena *arena;
    Workspace *workspace;
    const DoorRules *rules;
    const SignIn *sign_in;
    int64_t now_ms;
    Claimed *claimed;
    Problems *problems;
} Taking;

static Status save(Taking *taking, Record *record, Error *err)
{
    return record_save(taking->arena, taking->workspace, record, TEXT(""), taking->problems, err);
}

static const RecordDef *type(const Taking *taking, const char *name)
{
    return model_record(taking->workspace->model, text_from(name));
}

static Status add_grant(Taking *taking, int64_t account, const char *role, Error *err)
{
    Record *grant = record_new(taking->arena, type(taking, "role_grant"));
    *record_value(grant, "account") = value_int(account);
    *record_value(grant, "role") = value_text(text_from(role));
    *record_value(grant, "first_day") = value_int(date_of_time(taking->now_ms));
    return save(taking, grant, err);
}

static Status add_account(Taking *taking, Text login, const char *role, int64_t *account,
                          Error *err)
{
    Record *made = record_new(taking->arena, type(taking, ACCOUNT));
    *record_value(made, "login") = value_text(login);
    Status status = save(taking, made, err);
    *account = made->id;
    return status == STATUS_OK ? add_grant(taking, made->id, role, err) : status;
}

/* The names that the other two begin with; another where the first account took it. */
static Status add_other(Taking *taking, const char *role, Text *claim, Error *err)
{
    int64_t account = 0;
    bool is_taken = text_equal(taking->claimed->login, text_from(role));
    Text login = text_format(taking->arena, "%s%s", role, is_taken ? "2" : "");
    Status status = add_account(taking, login, role, &account, err);
    return status == STATUS_OK ? write_claim(taking->arena, taking->workspace, taking->rules,
                                             account, taking->now_ms, claim, err)
                               : status;
}

static Status add_first(Taking *taking, Error *err)
{
    Claimed *claimed = taking->claimed;
    claimed->login = taking->sign_in->login;
    Status status = add_account(taking, claimed->login, ROLE_SYSADMIN, &claimed->account, err);
    if (status == STATUS_OK) {
        status = add_other(taking, ROLE_SECADMIN, &claimed->secadmin_claim, err);
    }
    return status == STATUS_OK ? add_other(taking, ROLE_AUDITOR, &claimed->auditor_claim, err)
                               : status;
}

/* An account that was invited is active from now on; an active one only has another password. */
static Status activate(Taking *taking, Error *err)
{
    Record *account = NULL;
    Status status = record_get(taking->arena, taking->workspace, type(taking, ACCOUNT),
                               taking->claimed->account, &account, err);
    if (status != STATUS_OK || account->state != record_state(account->def, TEXT("invited"))) {
        return status;
    }
    return record_move(taking->arena, taking->workspace, account, TEXT("activate"), TEXT(""),
                       taking->problems, err);
}

static Status drop_claim(const Taking *taking, int64_t account, Error *err)
{
    return door_run(taking->workspace, DROP_CLAIMS, account, err);
}

static Status check_password(const Taking *taking, Error *err)
{
    bool fits = false;
    const Claimed *claimed = taking->claimed;
    Text login = claimed->is_first ? taking->sign_in->login : claimed->login;
    Status status = door_password_check(taking->workspace, taking->rules, claimed->account, login,
                                        taking->sign_in->password, taking->problems, &fits, err);
    if (status != STATUS_OK || fits) {
        return status;
    }
    return error_set(err, STATUS_INVALID, "door.password", NO_ARGS);
}

static Status take_inside(Taking *taking, Text claim, Error *err)
{
    Workspace *workspace = taking->workspace;
    Status status =
        find_claim(taking->arena, workspace, claim, taking->now_ms, taking->claimed, err);
    int64_t claimed_account = taking->claimed->account;
    if (status == STATUS_OK) {
        status = check_password(taking, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    /* Whoever holds the claim acts under the login that it gives, once, with what this needs. */
    workspace->actor.who =
        taking->claimed->is_first ? taking->sign_in->login : taking->claimed->login;
    if (taking->claimed->is_first) {
        status = add_first(taking, err);
    }
    if (status == STATUS_OK) {
        status = activate(taking, err);
    }
    if (status == STATUS_OK) {
        status = door_password_set(workspace, taking->rules, taking->claimed->account,
                                   taking->sign_in->password, taking->now_ms, err);
    }
    if (status == STATUS_OK) {
        status = door_sessions_end(workspace, taking->claimed->account, 0, err);
    }
    if (status == STATUS_OK) {
        status = drop_claim(taking, claimed_account, err);
    }
    return status == STATUS_OK
               ? door_note(workspace, taking->claimed->account, "password", taking->now_ms, err)
               : status;
}

Status door_claim(Arena *arena, Workspace *workspace, Text claim, const SignIn *sign_in,
                  int64_t now_ms, Claimed *claimed, Problems *problems, Error *err)
{
    Taking taking = {.arena = arena,
                     .workspace = workspace,
                     .sign_in = sign_in,
                     .now_ms = now_ms,
                     .claimed = claimed,
                     .problems = problems};
    Actor actor = workspace->actor;
    *claimed = (Claimed){0};
    Status status = door_is_there(workspace, err);
    if (status == STATUS_OK) {
        status = door_rules(workspace, now_ms, &taking.rules, err);
    }
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    workspace->actor = (Actor){.who = TEXT("public"),
                               .post = TEXT(""),
                               .from = sign_in->from,
                               .request = actor.request,
                               .is_owner = true};
    status = take_inside(&taking, claim, err);
    workspace->actor = actor;
    return door_end(workspace, status, err);
}
