/* The proof of who comes, and what follows a wrong one.
 *
 * A try is counted before the password is looked at, so that many at once are not more than one
 * after another; a right one takes the count back. Who fails hears the same words whether the
 * login, the password or the code was wrong or the account is locked, and while it is locked the
 * right password is not even looked at: to say so would tell that it is right. */
#include "door_impl.h"

#include <sodium.h>

enum { LOGIN_BYTES_MAX = 120, PASSWORD_BYTES_MAX = 4096 };

typedef struct Proof {
    const DoorRules *rules;
    const SignIn *sign_in;
    int64_t now_ms;
    DoorAccount account; /* id 0: nobody */
    DoorSecret before;   /* as it was before this try */
    bool is_open;        /* the account is active and not locked */
    int64_t step;        /* of the code; 0: none asked for */
} Proof;

static Status refused(const Proof *proof, Error *err)
{
    return error_set(err, STATUS_DENIED, "door.refused",
                     ARGS(arg_int("most", proof->rules->failures_most),
                          arg_int("minutes", proof->rules->lock_minutes)));
}

/* ---- Counting ---- */

static Status count_try(Workspace *workspace, Proof *proof, Error *err)
{
    Status status = door_secret_read(workspace, proof->account.id, &proof->before, err);
    if (status != STATUS_OK) {
        return status;
    }
    proof->is_open = proof->account.is_active && proof->before.locked_ms <= proof->now_ms &&
                     proof->before.password[0] != '\0';
    if (!proof->is_open) {
        return STATUS_OK;
    }
    DoorSecret counted = proof->before;
    counted.failures++;
    if (counted.failures >= proof->rules->failures_most) {
        counted.failures = 0;
        counted.locked_ms = proof->now_ms + door_minutes(proof->rules->lock_minutes);
    }
    status = door_secret_write(workspace, &counted, err);
    sodium_memzero(&counted, sizeof counted);
    return status;
}

static Status begin_try(Arena *arena, Workspace *workspace, Proof *proof, Error *err)
{
    Status status = STATUS_OK;
    if (proof->sign_in->login.len <= LOGIN_BYTES_MAX && text_is_utf8(proof->sign_in->login)) {
        status = door_account_named(arena, workspace, proof->sign_in->login, &proof->account, err);
    }
    if (status != STATUS_OK || proof->account.id == 0) {
        return status;
    }
    status = door_begin(workspace, err);
    return status == STATUS_OK ? door_end(workspace, count_try(workspace, proof, err), err)
                               : status;
}

/* The try was right so far: what was counted is taken back. */
static Status restore(Workspace *workspace, const Proof *proof, Error *err)
{
    return door_secret_write(workspace, &proof->before, err);
}

static Status note_refusal(Workspace *workspace, const Proof *proof, Error *err)
{
    Status status = door_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = door_note(workspace, proof->account.id, "signin_refused", proof->now_ms, err);
    return door_end(workspace, status, err);
}

/* ---- Proving ---- */

static bool password_fits(const Proof *proof)
{
    Text password = proof->sign_in->password;
    if (password.len > PASSWORD_BYTES_MAX) {
        password = TEXT("");
    }
    return door_password_fits(proof->rules, proof->is_open ? proof->before.password : "",
                              password) &&
           proof->is_open;
}

/* Hashes made by an earlier edition of the rules are made anew when they can be. */
static Status rehash(const Proof *proof, DoorSecret *secret, Error *err)
{
    if (!door_password_is_old(proof->rules, secret->password)) {
        return STATUS_OK;
    }
    return door_password_hash(proof->rules, proof->sign_in->password, secret->password, err);
}

static Status welcome(Workspace *workspace, const Proof *proof, Error *err)
{
    DoorSecret secret = proof->before;
    secret.failures = 0;
    secret.locked_ms = 0;
    secret.last_step = proof->step > 0 ? proof->step : secret.last_step;
    Status status = rehash(proof, &secret, err);
    if (status == STATUS_OK) {
        status = door_secret_write(workspace, &secret, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status == STATUS_OK
               ? door_note(workspace, proof->account.id, "signin", proof->now_ms, err)
               : status;
}

static Status ask_for_code(Workspace *workspace, const Proof *proof, Error *err)
{
    Status status = door_begin(workspace, err);
    if (status == STATUS_OK) {
        status = door_end(workspace, restore(workspace, proof, err), err);
    }
    return status == STATUS_OK ? error_set(err, STATUS_DENIED, "door.code", NO_ARGS) : status;
}

static Status refuse(Workspace *workspace, const Proof *proof, Error *err)
{
    Status status = note_refusal(workspace, proof, err);
    return status == STATUS_OK ? refused(proof, err) : status;
}

/* Whoever is meant acts, as far as the history is concerned; with no rights at all. */
static Status prove(Arena *arena, Workspace *workspace, Proof *proof, Error *err)
{
    Status status = door_is_there(workspace, err);
    if (status == STATUS_OK) {
        status = door_rules(workspace, proof->now_ms, &proof->rules, err);
    }
    if (status == STATUS_OK) {
        status = begin_try(arena, workspace, proof, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    workspace->actor = (Actor){.who = proof->account.id ? proof->account.login : TEXT("public"),
                               .post = TEXT(""),
                               .from = proof->sign_in->from,
                               .request = workspace->actor.request};
    if (!password_fits(proof)) {
        return refuse(workspace, proof, err);
    }
    if (!proof->before.confirmed) {
        return STATUS_OK;
    }
    if (proof->sign_in->code.len == 0) {
        return ask_for_code(workspace, proof, err);
    }
    proof->step = door_code_step(proof->rules, &proof->before, proof->sign_in->code, proof->now_ms);
    return proof->step > 0 ? STATUS_OK : refuse(workspace, proof, err);
}

static Status sign_in_as(Arena *arena, Workspace *workspace, Proof *proof, Text *token, Error *err)
{
    Status status = prove(arena, workspace, proof, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = welcome(workspace, proof, err);
    if (status == STATUS_OK) {
        status = door_session_begin(arena, workspace, proof->rules, proof->account.id,
                                    proof->sign_in, proof->now_ms, token, err);
    }
    return door_end(workspace, status, err);
}

Status door_sign_in(Arena *arena, Workspace *workspace, const SignIn *sign_in, int64_t now_ms,
                    Text *token, Error *err)
{
    Proof proof = {.sign_in = sign_in, .now_ms = now_ms};
    Actor actor = workspace->actor;
    Status status = sign_in_as(arena, workspace, &proof, token, err);
    workspace->actor = actor;
    sodium_memzero(&proof.before, sizeof proof.before);
    return status;
}

static Status prove_as(Arena *arena, Workspace *workspace, Proof *proof, Entrance *entrance,
                       Error *err)
{
    Status status = prove(arena, workspace, proof, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status == STATUS_OK) {
        status = door_end(workspace, welcome(workspace, proof, err), err);
    }
    if (status == STATUS_OK) {
        status = door_actor(arena, workspace, &proof->account, 0, date_of_time(proof->now_ms),
                            &entrance->actor, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    entrance->actor.from = text_copy(arena, proof->sign_in->from);
    return door_duty(workspace, proof->rules, proof->account.id, proof->now_ms, entrance, err);
}

Status door_prove(Arena *arena, Workspace *workspace, const SignIn *sign_in, int64_t now_ms,
                  Entrance *entrance, Error *err)
{
    Proof proof = {.sign_in = sign_in, .now_ms = now_ms};
    Actor actor = workspace->actor;
    *entrance = (Entrance){0};
    Status status = prove_as(arena, workspace, &proof, entrance, err);
    workspace->actor = actor;
    sodium_memzero(&proof.before, sizeof proof.before);
    return status;
}
