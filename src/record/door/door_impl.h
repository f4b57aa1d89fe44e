/* door: what the files behind "People and the door" share.
 *
 *   rules.c          the limits in force
 *   secret.c         the row of an account's secrets
 *   password.c       hashing, verifying, and what a new password must be
 *   code.c           the codes of an authenticator
 *   actor.c          the post, unit and roles of an account on a day
 *   sign_in.c        the proof, and what follows a wrong one
 *   session.c        sessions
 *   token.c          tokens of the API
 *   claim.c          claims, and the first three accounts
 *   account.c        what an account or its administrator does about the rest
 *
 * Each writes inside a transaction between door_begin and door_end. */
#ifndef DUIBIAO_RECORD_DOOR_IMPL_H
#define DUIBIAO_RECORD_DOOR_IMPL_H

#include "record_impl.h"

#define ROLE_SYSADMIN "sysadmin"
#define ROLE_SECADMIN "secadmin"
#define ROLE_AUDITOR  "auditor"

/* ---- rules.c ---- */

/* Names as in rules/accounts.rules, which says what each does. */
typedef struct DoorRules {
    int password_length_least, password_length_most, password_kinds_least;
    int password_days_most, password_history;
    Text password_weak;
    int password_memory_mib, password_passes;
    int failures_most, lock_minutes;
    Text authenticator;
    int authenticator_steps;
    int session_idle_minutes, session_hours_most, session_renew_minutes, session_grace_seconds;
    int sessions_most;
    int claim_hours, token_days_most, tokens_most;
} DoorRules;

/* Those of that day. They are kept for a minute: another edition counts from then on. */
Status door_rules(Workspace *workspace, int64_t now_ms, const DoorRules **rules, Error *err);

static inline int64_t door_minutes(int minutes)
{
    return (int64_t)minutes * 60 * 1000;
}

/* ---- secret.c ---- */

enum {
    CODE_KEY_BYTES = 20,
    SEALED_KEY_BYTES = CODE_KEY_BYTES + 24 + 16, /* with what was drawn for it, and its proof */
    PASSWORD_HASH_BYTES = 128,
    TOKEN_BYTES = 32
};

typedef struct DoorSecret {
    int64_t account;
    char password[PASSWORD_HASH_BYTES]; /* empty: none */
    int64_t password_ms, locked_ms, last_step;
    int failures;
    unsigned char key[CODE_KEY_BYTES];       /* of the authenticator */
    unsigned char sealed[SEALED_KEY_BYTES]; /* as it is stored */
    bool has_key;    /* it could be opened */
    bool has_sealed; /* it is stored */
    bool confirmed;
} DoorSecret;

/* ---- seal.c ---- */

/* The key of an authenticator has to be known to compare codes with, unlike a password: it is
 * stored sealed under a key that lies beside the workspace and in no backup (store_key_path). What
 * is bound to one account opens for no other. Where it cannot be opened, has_key stays false. */
Status door_key_open(Workspace *workspace, DoorSecret *secret, Error *err);
Status door_key_seal(Workspace *workspace, DoorSecret *secret, Error *err);

/* ---- secret.c, again ---- */

/* An account without a row has an empty one. */
Status door_secret_read(Workspace *workspace, int64_t account, DoorSecret *secret, Error *err);
Status door_secret_write(Workspace *workspace, const DoorSecret *secret, Error *err);

/* Random, in letters that survive an address line; and what is stored of it. */
Text door_token_text(Arena *arena, const char *prefix);
/* Deletes by one number: "account", "id". */
Status door_run(Workspace *workspace, const char *sql, int64_t number, Error *err);

Status door_begin(Workspace *workspace, Error *err);
Status door_end(Workspace *workspace, Status status, Error *err); /* kept when all went well */
/* One line in the history of the account. */
Status door_note(Workspace *workspace, int64_t account, const char *action, int64_t now_ms,
                 Error *err);
/* The model must know accounts. errors: UNSUPPORTED */
Status door_is_there(const Workspace *workspace, Error *err);

/* ---- password.c ---- */

Status door_password_hash(const DoorRules *rules, Text password, char hash[PASSWORD_HASH_BYTES],
                          Error *err);
/* Takes as long where there is no hash. */
bool door_password_fits(const DoorRules *rules, const char *hash, Text password);
bool door_password_is_old(const DoorRules *rules, const char *hash);
/* What is wrong with a new password goes to `problems`. */
Status door_password_check(Workspace *workspace, const DoorRules *rules, int64_t account,
                           Text login, Text password, Problems *problems, bool *fits, Error *err);
/* Writes it, keeps the one before for the history, and forgets failures. */
Status door_password_set(Workspace *workspace, const DoorRules *rules, int64_t account,
                         Text password, int64_t now_ms, Error *err);

/* ---- code.c ---- */

void door_code_key(unsigned char key[CODE_KEY_BYTES]);
Text door_code_key_text(Arena *arena, const unsigned char key[CODE_KEY_BYTES]);
/* The step that the code belongs to, later than `last`; 0: none. */
int64_t door_code_step(const DoorRules *rules, const DoorSecret *secret, Text code, int64_t now_ms);

/* ---- actor.c ---- */

typedef struct DoorAccount {
    int64_t id, person, organisation;
    Text login;
    bool is_active;
    bool is_open; /* active, or invited and still to be claimed */
} DoorAccount;

/* id 0: there is no such account. */
Status door_account_named(Arena *arena, Workspace *workspace, Text login, DoorAccount *account,
                          Error *err);
Status door_account_read(Arena *arena, Workspace *workspace, int64_t id, DoorAccount *account,
                         Error *err);
/* Acting in that post where the account's person holds it, else in the first one held. */
Status door_actor(Arena *arena, Workspace *workspace, const DoorAccount *account, int64_t post,
                  Date on, Actor *actor, Error *err);
/* What has to be done first takes the roles away until then. */
Status door_duty(Workspace *workspace, const DoorRules *rules, int64_t account, int64_t now_ms,
                 Entrance *entrance, Error *err);

/* ---- session.c ---- */

Status door_session_begin(Arena *arena, Workspace *workspace, const DoorRules *rules,
                          int64_t account, const SignIn *sign_in, int64_t now_ms, Text *token,
                          Error *err);
Status door_sessions_end(Workspace *workspace, int64_t account, int64_t kept, Error *err);
Status door_signed_out(Error *err);

/* ---- token.c ---- */

#define DOOR_TOKEN_PREFIX "dbk_"
Status door_enter_by_token(Arena *arena, Workspace *workspace, Text token, int64_t now_ms,
                           Entrance *entrance, Error *err);

/* ---- account.c ---- */

/* One's own account, or as one of these roles (NULL: no second). errors: DENIED */
Status door_may(const Workspace *workspace, int64_t account, const char *role, const char *other,
                Error *err);

#endif
