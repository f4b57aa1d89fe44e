/* Sessions: a random token whose hash is stored, new at every sign-in and from time to time. */
#include "door_impl.h"

static const char ADD_SESSION[] =
    "INSERT INTO \"door_session\" (\"id\", \"account\", \"hash\", \"begun_ms\", \"renewed_ms\","
    " \"used_ms\", \"ends_ms\", \"post\", \"origin\", \"device\")"
    " VALUES ($1, $2, $3, $4, $4, $4, $5, 0, $6, $7)";
static const char DROP_SURPLUS[] =
    "DELETE FROM \"door_session\" WHERE \"account\" = $1 AND \"id\" NOT IN"
    " (SELECT \"id\" FROM \"door_session\" WHERE \"account\" = $1"
    " ORDER BY \"used_ms\" DESC, \"id\" DESC LIMIT $2)";
static const char FIND_SESSION[] =
    "SELECT \"id\", \"account\", \"post\", \"used_ms\", \"ends_ms\", \"renewed_ms\","
    " \"hash\" = $1 FROM \"door_session\" WHERE \"hash\" = $1 OR \"old_hash\" = $1";
static const char TOUCH_SESSION[] =
    "UPDATE \"door_session\" SET \"used_ms\" = $2 WHERE \"id\" = $1";
static const char RENEW_SESSION[] =
    "UPDATE \"door_session\" SET \"used_ms\" = $2, \"renewed_ms\" = $2, \"old_hash\" = \"hash\","
    " \"hash\" = $3 WHERE \"id\" = $1";
static const char TAKE_POST[] = "UPDATE \"door_session\" SET \"post\" = $2 WHERE \"id\" = $1";
static const char ACCOUNT_OF[] = "SELECT \"account\" FROM \"door_session\" WHERE \"id\" = $1";
static const char LIST_SESSIONS[] =
    "SELECT \"id\", \"begun_ms\", \"used_ms\", \"ends_ms\", \"origin\", \"device\""
    " FROM \"door_session\" WHERE \"account\" = $1 AND \"ends_ms\" > $2"
    " ORDER BY \"used_ms\" DESC, \"id\" DESC";
static const char END_OTHERS[] =
    "DELETE FROM \"door_session\" WHERE \"account\" = $1 AND \"id\" <> $2";
static const char END_ONE[] = "DELETE FROM \"door_session\" WHERE \"account\" = $1 AND \"id\" = $2";

enum { LABEL_BYTES_MAX = 200 };

Status door_signed_out(Error *err)
{
    return error_set(err, STATUS_DENIED, "door.signed_out", NO_ARGS);
}

/* ---- Beginning ---- */

static Status drop_surplus(Workspace *workspace, const DoorRules *rules, int64_t account,
                           Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, DROP_SURPLUS, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, account);
        stmt_bind_int(stmt, 2, rules->sessions_most);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* What a browser says of itself is cut, and left out where it is no text. */
static Text label(Text text)
{
    Text cut = text_slice(text, 0, LABEL_BYTES_MAX);
    return text_is_utf8(cut) ? cut : TEXT("");
}

Status door_session_begin(Arena *arena, Workspace *workspace, const DoorRules *rules,
                          int64_t account, const SignIn *sign_in, int64_t now_ms, Text *token,
                          Error *err)
{
    Stmt *stmt = NULL;
    int64_t id = 0;
    *token = door_token_text(arena, "");
    Hash hash = hash_text(*token);
    Status status = store_new_ids(workspace->store, 1, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, ADD_SESSION, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    stmt_bind_int(stmt, 2, account);
    stmt_bind_blob(stmt, 3, hash.bytes, HASH_BYTES);
    stmt_bind_int(stmt, 4, now_ms);
    stmt_bind_int(stmt, 5, now_ms + door_minutes(60) * rules->session_hours_most);
    stmt_bind_text(stmt, 6, label(sign_in->from));
    stmt_bind_text(stmt, 7, label(sign_in->device));
    status = stmt_run(stmt, err);
    return status == STATUS_OK ? drop_surplus(workspace, rules, account, err) : status;
}

/* ---- In use ---- */

typedef struct Session {
    int64_t id, account, post, used_ms, renewed_ms;
    bool is_current; /* the token is the latest, not the one before */
} Session;

/* The session of that token while it lasts; id 0: it does not. */
static Status find_session(Workspace *workspace, const DoorRules *rules, Text token, int64_t now_ms,
                           Session *session, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Hash hash = hash_text(token);
    *session = (Session){0};
    Status status = store_prepare(workspace->store, FIND_SESSION, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_blob(stmt, 1, hash.bytes, HASH_BYTES);
        status = stmt_step(stmt, &row, err);
    }
    if (status != STATUS_OK || !row) {
        return status;
    }
    Session found = {stmt_int(stmt, 0), stmt_int(stmt, 1), stmt_int(stmt, 2),
                     stmt_int(stmt, 3), stmt_int(stmt, 5), stmt_int(stmt, 6) != 0};
    bool has_ended = stmt_int(stmt, 4) <= now_ms ||
                     found.used_ms + door_minutes(rules->session_idle_minutes) <= now_ms;
    bool is_replaced = !found.is_current &&
                       found.renewed_ms + (int64_t)rules->session_grace_seconds * 1000 <= now_ms;
    stmt_reset(stmt);
    if (!has_ended && !is_replaced) {
        *session = found;
    }
    return STATUS_OK;
}

static bool is_renewed(const DoorRules *rules, const Session *session, int64_t now_ms)
{
    return session->is_current &&
           session->renewed_ms + door_minutes(rules->session_renew_minutes) <= now_ms;
}

/* A tenth of the idle time may pass before the store is told that the session is in use. */
static bool is_stale(const DoorRules *rules, const Session *session, int64_t now_ms)
{
    return session->used_ms + door_minutes(rules->session_idle_minutes) / 10 <= now_ms ||
           is_renewed(rules, session, now_ms);
}

static Status enter_session(Arena *arena, Workspace *workspace, const DoorRules *rules,
                            const Session *session, int64_t now_ms, Entrance *entrance, Error *err)
{
    DoorAccount account;
    Status status = door_account_read(arena, workspace, session->account, &account, err);
    if (status != STATUS_OK || !account.is_active) {
        return status != STATUS_OK ? status : door_signed_out(err);
    }
    status = door_actor(arena, workspace, &account, session->post, date_of_time(now_ms),
                        &entrance->actor, err);
    if (status != STATUS_OK) {
        return status;
    }
    entrance->session = session->id;
    entrance->is_stale = is_stale(rules, session, now_ms);
    return door_duty(workspace, rules, account.id, now_ms, entrance, err);
}

Status door_enter(Arena *arena, Workspace *workspace, Text token, Text from, int64_t now_ms,
                  Entrance *entrance, Error *err)
{
    const DoorRules *rules;
    Session session;
    *entrance = (Entrance){0};
    Status status = door_is_there(workspace, err);
    if (status == STATUS_OK) {
        status = door_rules(workspace, now_ms, &rules, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (text_starts(token, TEXT(DOOR_TOKEN_PREFIX))) {
        status = door_enter_by_token(arena, workspace, token, now_ms, entrance, err);
    } else {
        status = find_session(workspace, rules, token, now_ms, &session, err);
        if (status == STATUS_OK) {
            status = session.id == 0
                         ? door_signed_out(err)
                         : enter_session(arena, workspace, rules, &session, now_ms, entrance, err);
        }
    }
    entrance->actor.from = text_copy(arena, from);
    return status;
}

static Status touch(Workspace *workspace, const Session *session, int64_t now_ms, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, TOUCH_SESSION, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, session->id);
        stmt_bind_int(stmt, 2, now_ms);
        status = stmt_run(stmt, err);
    }
    return status;
}

static Status renew(Arena *arena, Workspace *workspace, const Session *session, int64_t now_ms,
                    Text *token, Error *err)
{
    Stmt *stmt = NULL;
    Text fresh = door_token_text(arena, "");
    Hash hash = hash_text(fresh);
    Status status = store_prepare(workspace->store, RENEW_SESSION, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, session->id);
        stmt_bind_int(stmt, 2, now_ms);
        stmt_bind_blob(stmt, 3, hash.bytes, HASH_BYTES);
        status = stmt_run(stmt, err);
    }
    if (status == STATUS_OK) {
        *token = fresh;
    }
    return status;
}

Status door_keep(Arena *arena, Workspace *workspace, Text *token, int64_t now_ms, Error *err)
{
    const DoorRules *rules;
    Session session;
    Status status = door_rules(workspace, now_ms, &rules, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = find_session(workspace, rules, *token, now_ms, &session, err);
    if (status == STATUS_OK && session.id == 0) {
        status = door_signed_out(err);
    } else if (status == STATUS_OK) {
        status = is_renewed(rules, &session, now_ms)
                     ? renew(arena, workspace, &session, now_ms, token, err)
                     : touch(workspace, &session, now_ms, err);
    }
    return door_end(workspace, status, err);
}

/* ---- Posts ---- */

static Status account_of(Workspace *workspace, int64_t session, int64_t *account, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *account = 0;
    Status status = store_prepare(workspace->store, ACCOUNT_OF, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, session);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *account = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status holds(Workspace *workspace, int64_t account, int64_t post, Date on, Error *err)
{
    List posts;
    Arena *scratch = arena_new();
    bool is_held = false;
    Status status = door_posts(scratch, workspace, account, on, &posts, err);
    for (size_t at = 0; status == STATUS_OK && at < posts.count; at++) {
        is_held = is_held || *LIST_AT(&posts, int64_t, at) == post;
    }
    arena_free(scratch);
    if (status == STATUS_OK && !is_held) {
        return error_set(err, STATUS_DENIED, "door.not_held", ARGS(arg_int("post", post)));
    }
    return status;
}

Status door_take_post(Workspace *workspace, int64_t session, int64_t post, int64_t now_ms,
                      Error *err)
{
    Stmt *stmt = NULL;
    int64_t account = 0;
    Status status = account_of(workspace, session, &account, err);
    if (status == STATUS_OK && (account == 0 || account != workspace->actor.account)) {
        return door_signed_out(err);
    }
    if (status == STATUS_OK) {
        status = holds(workspace, account, post, date_of_time(now_ms), err);
    }
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = store_prepare(workspace->store, TAKE_POST, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, session);
        stmt_bind_int(stmt, 2, post);
        status = stmt_run(stmt, err);
    }
    return door_end(workspace, status, err);
}

/* ---- Listing and ending ---- */

Status door_sessions(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                     List *sessions, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *sessions = list_new(arena, sizeof(DoorSession));
    Status status = door_may(workspace, account, ROLE_SECADMIN, NULL, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, LIST_SESSIONS, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, account);
    stmt_bind_int(stmt, 2, now_ms);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(DoorSession *)list_add(sessions) = (DoorSession){
            .id = stmt_int(stmt, 0),
            .begun_ms = stmt_int(stmt, 1),
            .used_ms = stmt_int(stmt, 2),
            .ends_ms = stmt_int(stmt, 3),
            .from = stmt_text_copy(arena, stmt, 4),
            .device = stmt_text_copy(arena, stmt, 5),
        };
    }
    return status;
}

static Status end_by(Workspace *workspace, const char *sql, int64_t account, int64_t session,
                     Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, account);
        stmt_bind_int(stmt, 2, session);
        status = stmt_run(stmt, err);
    }
    return status;
}

Status door_sessions_end(Workspace *workspace, int64_t account, int64_t kept, Error *err)
{
    Status status = end_by(workspace, END_OTHERS, account, kept, err);
    return status == STATUS_OK
               ? door_run(workspace, "DELETE FROM \"door_token\" WHERE \"account\" = $1", account,
                          err)
               : status;
}

Status door_end_session(Workspace *workspace, int64_t account, int64_t session, int64_t now_ms,
                        Error *err)
{
    Status status = door_may(workspace, account, ROLE_SECADMIN, NULL, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = session == 0 ? door_sessions_end(workspace, account, 0, err)
                          : end_by(workspace, END_ONE, account, session, err);
    if (status == STATUS_OK) {
        status = door_note(workspace, account, "signout", now_ms, err);
    }
    return door_end(workspace, status, err);
}

Status door_leave(Workspace *workspace, Text token, int64_t now_ms, Error *err)
{
    const DoorRules *rules;
    Session session;
    Status status = door_rules(workspace, now_ms, &rules, err);
    if (status == STATUS_OK) {
        status = door_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = find_session(workspace, rules, token, now_ms, &session, err);
    if (status == STATUS_OK && session.id != 0) {
        status = end_by(workspace, END_ONE, session.account, session.id, err);
        if (status == STATUS_OK) {
            status = door_note(workspace, session.account, "signout", now_ms, err);
        }
    }
    return door_end(workspace, status, err);
}
