/* The actor of an account: its post and unit, and the roles granted to it, on a day. */
#include "door_impl.h"

#include <string.h>

static const char BY_LOGIN[] = "SELECT \"id\", \"state\", \"login\", \"person\", \"organisation\""
                               " FROM \"account\" WHERE \"login\" = $1";
static const char BY_ID[] = "SELECT \"id\", \"state\", \"login\", \"person\", \"organisation\""
                            " FROM \"account\" WHERE \"id\" = $1";
/* A post that was abolished is held by nobody. */
static const char POSTS[] =
    "SELECT p.\"id\", p.\"organisation\", p.\"zh\" FROM \"holding\" AS h"
    " JOIN \"post\" AS p ON p.\"id\" = h.\"post\""
    " WHERE h.\"person\" = $1 AND h.\"first_day\" <= $2"
    " AND (h.\"last_day\" IS NULL OR h.\"last_day\" >= $2)"
    " AND (p.\"ended\" IS NULL OR p.\"ended\" > $2) ORDER BY h.\"first_day\", h.\"id\"";
static const char GRANTS[] =
    "SELECT \"role\", \"organisation\" FROM \"role_grant\""
    " WHERE \"account\" = $1 AND \"first_day\" <= $2"
    " AND (\"last_day\" IS NULL OR \"last_day\" >= $2) ORDER BY \"first_day\", \"id\"";

/* ---- The account ---- */

static Status read_account(Arena *arena, Stmt *stmt, DoorAccount *account, Error *err)
{
    bool row = false;
    *account = (DoorAccount){0};
    Status status = stmt_step(stmt, &row, err);
    if (status == STATUS_OK && row) {
        Text state = stmt_text(stmt, 1);
        account->id = stmt_int(stmt, 0);
        account->is_active = text_equal(state, TEXT("active"));
        account->is_open = account->is_active || text_equal(state, TEXT("invited"));
        account->login = stmt_text_copy(arena, stmt, 2);
        account->person = stmt_int(stmt, 3);
        account->organisation = stmt_int(stmt, 4);
        stmt_reset(stmt);
    }
    return status;
}

Status door_account_named(Arena *arena, Workspace *workspace, Text login, DoorAccount *account,
                          Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, BY_LOGIN, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, login);
        status = read_account(arena, stmt, account, err);
    }
    return status;
}

Status door_account_read(Arena *arena, Workspace *workspace, int64_t id, DoorAccount *account,
                         Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, BY_ID, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        status = read_account(arena, stmt, account, err);
    }
    return status;
}

/* ---- Posts ---- */

typedef struct HeldPost {
    int64_t post, unit;
    Text title;
} HeldPost;

static Status held_posts(Arena *arena, Workspace *workspace, int64_t person, Date on, List *posts,
                         Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *posts = list_new(arena, sizeof(HeldPost));
    Status status = store_prepare(workspace->store, POSTS, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, person);
    stmt_bind_int(stmt, 2, on);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(HeldPost *)list_add(posts) =
            (HeldPost){stmt_int(stmt, 0), stmt_int(stmt, 1), stmt_text_copy(arena, stmt, 2)};
    }
    return status;
}

static Status take_post(Arena *arena, Workspace *workspace, const DoorAccount *account,
                        int64_t post, Date on, Actor *actor, Error *err)
{
    List posts;
    actor->unit = account->organisation;
    if (account->person == 0) {
        return STATUS_OK;
    }
    Status status = held_posts(arena, workspace, account->person, on, &posts, err);
    for (size_t at = posts.count; status == STATUS_OK && at > 0; at--) {
        const HeldPost *held = LIST_AT(&posts, HeldPost, at - 1);
        if (at == 1 || held->post == post) {
            actor->post = held->title;
            actor->unit = held->unit;
        }
        if (held->post == post) {
            break;
        }
    }
    return status;
}

Status door_posts(Arena *arena, Workspace *workspace, int64_t account, Date on, List *posts,
                  Error *err)
{
    DoorAccount found;
    List held;
    *posts = list_new(arena, sizeof(int64_t));
    Status status = door_may(workspace, account, ROLE_SYSADMIN, ROLE_SECADMIN, err);
    if (status == STATUS_OK) {
        status = door_account_read(arena, workspace, account, &found, err);
    }
    if (status == STATUS_OK) {
        status = held_posts(arena, workspace, found.person, on, &held, err);
    }
    for (size_t at = 0; status == STATUS_OK && at < held.count; at++) {
        *(int64_t *)list_add(posts) = LIST_AT(&held, HeldPost, at)->post;
    }
    return status;
}

/* ---- Roles ---- */

static RoleSet apart_roles(const Model *model)
{
    RoleSet apart = 0;
    for (int role = 0; role < model->role_count; role++) {
        if (model->roles[role].is_apart) {
            apart |= (RoleSet)1 << role;
        }
    }
    return apart;
}

/* Where no post says which unit, the first grant that names one does. */
static Status take_roles(Workspace *workspace, int64_t account, Date on, Actor *actor, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Status status = store_prepare(workspace->store, GRANTS, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, account);
    stmt_bind_int(stmt, 2, on);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        int role = model_role(workspace->model, stmt_text(stmt, 0));
        int64_t unit = stmt_int(stmt, 1);
        if (actor->unit == 0) {
            actor->unit = unit;
        }
        if (role >= 0 && (unit == 0 || unit == actor->unit)) {
            actor->roles |= (RoleSet)1 << role;
        }
    }
    RoleSet apart = actor->roles & apart_roles(workspace->model);
    actor->roles = apart != 0 ? apart : actor->roles;
    return status;
}

Status door_actor(Arena *arena, Workspace *workspace, const DoorAccount *account, int64_t post,
                  Date on, Actor *actor, Error *err)
{
    *actor = (Actor){.who = account->login, .post = TEXT(""), .account = account->id};
    Status status = take_post(arena, workspace, account, post, on, actor, err);
    return status == STATUS_OK ? take_roles(workspace, account->id, on, actor, err) : status;
}

Status door_recall(Arena *arena, Workspace *workspace, int64_t account, int64_t now_ms,
                   Actor *actor, Error *err)
{
    DoorAccount found;
    Status status = door_account_read(arena, workspace, account, &found, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!found.is_active) {
        return error_set(err, STATUS_DENIED, "door.signed_out", NO_ARGS);
    }
    return door_actor(arena, workspace, &found, 0, date_of_time(now_ms), actor, err);
}

/* ---- What has to be done first ---- */

static bool needs_authenticator(const Workspace *workspace, const DoorRules *rules, RoleSet roles)
{
    return text_equal(rules->authenticator, TEXT("everyone")) ||
           (text_equal(rules->authenticator, TEXT("apart")) &&
            (roles & apart_roles(workspace->model)) != 0);
}

Status door_duty(Workspace *workspace, const DoorRules *rules, int64_t account, int64_t now_ms,
                 Entrance *entrance, Error *err)
{
    DoorSecret secret;
    Status status = door_secret_read(workspace, account, &secret, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t most_ms = door_minutes(24 * 60) * rules->password_days_most;
    entrance->duty = DUTY_NONE;
    if (most_ms > 0 && now_ms - secret.password_ms > most_ms) {
        entrance->duty = DUTY_PASSWORD;
    } else if (!secret.confirmed && needs_authenticator(workspace, rules, entrance->actor.roles)) {
        entrance->duty = DUTY_AUTHENTICATOR;
    }
    if (entrance->duty != DUTY_NONE) {
        entrance->actor.roles = 0;
    }
    memset(&secret, 0, sizeof secret);
    return STATUS_OK;
}
