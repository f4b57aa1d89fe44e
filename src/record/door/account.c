/* What an account does about its own password and authenticator, and administrators about those of
 * others. */
#include "door_impl.h"

#include <sodium.h>

static const char HAS_CLAIM[] =
    "SELECT 1 FROM \"door_claim\" WHERE \"account\" = $1 AND \"ends_ms\" > $2";

Status door_may(const Workspace *workspace, int64_t account, const char *role, const char *other,
                Error *err)
{
    if (account != 0 && workspace->actor.account == account) {
        return STATUS_OK;
    }
    Status status = permit_role(workspace, role, err);
    return status != STATUS_OK && other != NULL ? permit_role(workspace, other, err) : status;
}

/* One's own: of an account, and not by a token. */
static Status require_own(const Workspace *workspace, Error *err)
{
    bool is_own = workspace->actor.account != 0 && workspace->actor.scope == NULL;
    return is_own ? STATUS_OK : error_set(err, STATUS_DENIED, "door.own_account", NO_ARGS);
}

/* ---- Password ---- */

static Status set_password(Workspace *workspace, const DoorRules *rules, Text next, int64_t kept,
                           int64_t now_ms, Error *err)
{
    int64_t account = workspace->actor.account;
    Status status = door_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = door_password_set(workspace, rules, account, next, now_ms, err);
    if (status == STATUS_OK) {
        status = door_sessions_end(workspace, account, kept, err);
    }
    if (status == STATUS_OK) {
        status = door_note(workspace, account, "password", now_ms, err);
    }
    return door_end(workspace, status, err);
}

/* Someone at another's desk has as many tries as someone at the door. */
static Status check_present(Arena *arena, Workspace *workspace, Text present, int64_t now_ms,
                            Error *err)
{
    Entrance entrance;
    SignIn sign_in = {
        .login = workspace->actor.who, .password = present, .from = workspace->actor.from};
    Status status = door_prove(arena, workspace, &sign_in, now_ms, &entrance, err);
    bool is_code = status == STATUS_DENIED && text_equal(text_from(err->code), TEXT("door.code"));
    return is_code ? STATUS_OK : status; /* the session proves the device; this, the person */
}

Status door_set_password(Arena *arena, Workspace *workspace, Text present, Text next, int64_t kept,
                         int64_t now_ms, Problems *problems, Error *err)
{
    const DoorRules *rules = NULL;
    bool fits = false;
    Status status = require_own(workspace, err);
    if (status == STATUS_OK) {
        status = door_rules(workspace, now_ms, &rules, err);
    }
    if (status == STATUS_OK) {
        status = check_present(arena, workspace, present, now_ms, err);
    }
    if (status == STATUS_OK) {
        status = door_password_check(workspace, rules, workspace->actor.account,
                                     workspace->actor.who, next, problems, &fits, err);
    }
    if (status == STATUS_OK && !fits) {
        status = error_set(err, STATUS_INVALID, "door.password", NO_ARGS);
    }
    return status == STATUS_OK ? set_password(workspace, rules, next, kept, now_ms, err) : status;
}

/* ---- Authenticator ---- */

static Status change_secret(Workspace *workspace, const DoorSecret *secret, int64_t now_ms,
                            Error *err)
{
    Status status = door_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = door_secret_write(workspace, secret, err);
    if (status == STATUS_OK) {
        status = door_note(workspace, secret->account, "authenticator", now_ms, err);
    }
    return door_end(workspace, status, err);
}

static Status store_key(Workspace *workspace, DoorSecret *secret, Error *err)
{
    Status status = door_begin(workspace, err);
    return status == STATUS_OK ? door_end(workspace, door_secret_write(workspace, secret, err), err)
                               : status;
}

Status door_authenticator_new(Arena *arena, Workspace *workspace, Text *key, Text *address,
                              Error *err)
{
    DoorSecret secret;
    Status status = require_own(workspace, err);
    if (status == STATUS_OK) {
        status = door_secret_read(workspace, workspace->actor.account, &secret, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (secret.confirmed) {
        return error_set(err, STATUS_CONFLICT, "door.has_authenticator", NO_ARGS);
    }
    door_code_key(secret.key);
    secret.has_key = true;
    secret.last_step = 0;
    *key = door_code_key_text(arena, secret.key);
    *address = text_format(arena, "otpauth://totp/duibiao:%.*s?secret=%.*s&issuer=duibiao",
                           TEXT_ARGS(workspace->actor.who), TEXT_ARGS(*key));
    status = door_key_seal(workspace, &secret, err);
    if (status == STATUS_OK) {
        status = store_key(workspace, &secret, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status;
}

/* The step of a right code; a wrong one is refused. */
static Status read_code(Workspace *workspace, int64_t account, Text code, int64_t now_ms,
                        DoorSecret *secret, Error *err)
{
    const DoorRules *rules;
    Status status = door_rules(workspace, now_ms, &rules, err);
    if (status == STATUS_OK) {
        status = door_secret_read(workspace, account, secret, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t step = door_code_step(rules, secret, code, now_ms);
    secret->last_step = step > 0 ? step : secret->last_step;
    return step > 0 ? STATUS_OK : error_set(err, STATUS_DENIED, "door.wrong_code", NO_ARGS);
}

Status door_authenticator_confirm(Workspace *workspace, Text code, int64_t now_ms, Error *err)
{
    DoorSecret secret = {0};
    Status status = require_own(workspace, err);
    if (status == STATUS_OK) {
        status = read_code(workspace, workspace->actor.account, code, now_ms, &secret, err);
    }
    if (status == STATUS_OK) {
        secret.confirmed = true;
        status = change_secret(workspace, &secret, now_ms, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status;
}

Status door_authenticator_drop(Workspace *workspace, int64_t account, Text code, int64_t now_ms,
                               Error *err)
{
    DoorSecret secret = {0};
    bool is_own = account == workspace->actor.account;
    Status status =
        is_own ? require_own(workspace, err) : permit_role(workspace, ROLE_SECADMIN, err);
    if (status == STATUS_OK) {
        status = is_own ? read_code(workspace, account, code, now_ms, &secret, err)
                        : door_secret_read(workspace, account, &secret, err);
    }
    if (status == STATUS_OK) {
        sodium_memzero(secret.key, sizeof secret.key);
        secret.has_key = secret.has_sealed = false;
        secret.confirmed = false;
        status = change_secret(workspace, &secret, now_ms, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status;
}

/* ---- How an account stands ---- */

static Status has_claim(Workspace *workspace, int64_t account, int64_t now_ms, bool *has,
                        Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, HAS_CLAIM, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, account);
        stmt_bind_int(stmt, 2, now_ms);
        status = stmt_step(stmt, has, err);
        stmt_reset(stmt);
    }
    return status;
}

Status door_standing(Workspace *workspace, int64_t account, int64_t now_ms, DoorStanding *standing,
                     Error *err)
{
    DoorSecret secret = {0};
    *standing = (DoorStanding){0};
    Status status = door_may(workspace, account, ROLE_SYSADMIN, ROLE_SECADMIN, err);
    if (status == STATUS_OK) {
        status = door_secret_read(workspace, account, &secret, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    standing->has_password = secret.password[0] != '\0';
    standing->has_authenticator = secret.confirmed;
    standing->password_ms = secret.password_ms;
    standing->locked_ms = secret.locked_ms > now_ms ? secret.locked_ms : 0;
    sodium_memzero(&secret, sizeof secret);
    return has_claim(workspace, account, now_ms, &standing->has_claim, err);
}

Status door_unlock(Workspace *workspace, int64_t account, int64_t now_ms, Error *err)
{
    DoorSecret secret = {0};
    Status status = permit_role(workspace, ROLE_SECADMIN, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = door_secret_read(workspace, account, &secret, err);
    if (status == STATUS_OK) {
        secret.failures = 0;
        secret.locked_ms = 0;
        status = door_secret_write(workspace, &secret, err);
    }
    if (status == STATUS_OK) {
        status = door_note(workspace, account, "unlock", now_ms, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return door_end(workspace, status, err);
}

/* ---- What has expired ---- */

Status door_sweep(Workspace *workspace, int64_t now_ms, Error *err)
{
    static const char *const EXPIRED[] = {
        "DELETE FROM \"door_session\" WHERE \"ends_ms\" <= $1",
        "DELETE FROM \"door_claim\" WHERE \"ends_ms\" <= $1",
        "DELETE FROM \"door_token\" WHERE \"ends_ms\" <= $1",
    };
    Status status = door_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t at = 0; status == STATUS_OK && at < sizeof EXPIRED / sizeof EXPIRED[0]; at++) {
        status = door_run(workspace, EXPIRED[at], now_ms, err);
    }
    return door_end(workspace, status, err);
}
