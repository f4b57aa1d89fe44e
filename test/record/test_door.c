/* The door: first accounts, signing in, lockout, sessions, authenticators, tokens. Time passes as
 * the tests say. */
#include "record_test.h"

#include <oath.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t MINUTE = 60 * 1000;
static const int64_t HOUR = 60 * 60 * 1000;
static const int64_t DAY = 24 * 60 * 60 * 1000;

static const char PASSWORD[] = "Yun-tai.2016";
static const char OTHER_PASSWORD[] = "Tai-ji.2017!";

typedef struct House {
    Fixture *f;
    int64_t now;
    int64_t admin; /* account of the system administrator, login "zhang" */
    Claimed first;
} House;

static void act_as_nobody(Fixture *f)
{
    Actor actor = {.who = TEXT("public"), .from = TEXT("test")};
    workspace_act_as(f->workspace, &actor);
}

static void act_at_terminal(Fixture *f)
{
    Actor actor = {.who = TEXT("local:1"), .from = TEXT("test"), .is_owner = true};
    workspace_act_as(f->workspace, &actor);
}

static SignIn with(const char *login, const char *password)
{
    return (SignIn){.login = text_from(login),
                    .password = text_from(password),
                    .from = TEXT("192.0.2.1"),
                    .device = TEXT("Firefox")};
}

static Status claim(House *h, Text claim_text, const char *login, const char *password,
                    Claimed *claimed)
{
    SignIn sign_in = with(login, password);
    h->f->problems = problems_new(h->f->arena, 20);
    return door_claim(h->f->arena, h->f->workspace, claim_text, &sign_in, h->now, claimed,
                      h->f->problems, &h->f->err);
}

/* A workspace whose first account was claimed by "zhang". */
static House house(void **state)
{
    House h = {.f = *state, .now = 1476374400000};
    Text first;
    act_at_terminal(h.f);
    ok(h.f, door_claim_new(h.f->arena, h.f->workspace, 0, h.now, &first, &h.f->err));
    act_as_nobody(h.f);
    ok(h.f, claim(&h, first, "zhang", PASSWORD, &h.first));
    h.admin = h.first.account;
    return h;
}

static Status sign_in(House *h, const char *login, const char *password, const char *code,
                      Text *token)
{
    SignIn given = with(login, password);
    given.code = text_from(code);
    return door_sign_in(h->f->arena, h->f->workspace, &given, h->now, token, &h->f->err);
}

static Entrance enter(House *h, Text token)
{
    Entrance entrance;
    ok(h->f, door_enter(h->f->arena, h->f->workspace, token, TEXT("192.0.2.1"), h->now, &entrance,
                        &h->f->err));
    return entrance;
}

static Status try_enter(House *h, Text token)
{
    Entrance entrance;
    return door_enter(h->f->arena, h->f->workspace, token, TEXT("x"), h->now, &entrance,
                      &h->f->err);
}

static Text signed_in(House *h, const char *login, const char *password)
{
    Text token;
    ok(h->f, sign_in(h, login, password, "", &token));
    return token;
}

/* Whoever has the token acts from here on. */
static void act_with(House *h, Text token)
{
    Entrance entrance = enter(h, token);
    workspace_act_as(h->f->workspace, &entrance.actor);
}

static bool has_role(const House *h, const Actor *actor, const char *role)
{
    int index = model_role(h->f->model, text_from(role));
    return index >= 0 && (actor->roles & (RoleSet)1 << index) != 0;
}

static void says(House *h, const char *code)
{
    assert_string_equal(h->f->err.code, code);
}

static Record *new_record(House *h, const char *type)
{
    return record_new(h->f->arena, model_record(h->f->model, text_from(type)));
}

static int64_t save_new(House *h, Record *record)
{
    save(h->f, record);
    return record->id;
}

static int64_t organisation(House *h, const char *name)
{
    Record *made = new_record(h, "organisation");
    *record_value(made, "zh") = value_text(text_from(name));
    return save_new(h, made);
}

static void grant(House *h, int64_t account, const char *role, int64_t unit)
{
    Record *made = new_record(h, "role_grant");
    *record_value(made, "account") = value_int(account);
    *record_value(made, "role") = value_text(text_from(role));
    *record_value(made, "first_day") = value_int(date_make(2016, 1, 1));
    if (unit != 0) {
        *record_value(made, "organisation") = value_int(unit);
    }
    save(h->f, made);
}

/* An officer "li" who came through a claim, made by the owner. */
static int64_t officer(House *h, int64_t person)
{
    Text link;
    Claimed claimed;
    act_at_terminal(h->f);
    Record *made = new_record(h, "account");
    *record_value(made, "login") = value_text(TEXT("li"));
    if (person != 0) {
        *record_value(made, "person") = value_int(person);
    }
    int64_t account = save_new(h, made);
    grant(h, account, "officer", 0);
    ok(h->f, door_claim_new(h->f->arena, h->f->workspace, account, h->now, &link, &h->f->err));
    act_as_nobody(h->f);
    ok(h->f, claim(h, link, "", PASSWORD, &claimed));
    assert_int_equal(claimed.account, account);
    return account;
}

/* ---- The first accounts ---- */

static void the_first_claim_makes_the_three_administrators(void **state)
{
    House h = house(state);
    Claimed claimed;
    assert_true(text_equal(h.first.login, TEXT("zhang")));
    assert_true(h.first.secadmin_claim.len > 20);
    Text token = signed_in(&h, "zhang", PASSWORD);
    Entrance entrance = enter(&h, token);
    assert_true(has_role(&h, &entrance.actor, "sysadmin"));
    assert_false(has_role(&h, &entrance.actor, "secadmin"));
    assert_true(text_equal(entrance.actor.who, TEXT("zhang")));

    ok(h.f, claim(&h, h.first.secadmin_claim, "", OTHER_PASSWORD, &claimed));
    ok(h.f, claim(&h, h.first.auditor_claim, "", OTHER_PASSWORD, &claimed));
    assert_true(text_equal(claimed.login, TEXT("auditor")));
    Entrance auditor = enter(&h, signed_in(&h, "auditor", OTHER_PASSWORD));
    assert_true(has_role(&h, &auditor.actor, "auditor"));

    act_at_terminal(h.f);
    assert_int_equal(door_claim_new(h.f->arena, h.f->workspace, 0, h.now, &token, &h.f->err),
                     STATUS_CONFLICT);
}

static void a_claim_works_once_and_not_for_ever(void **state)
{
    House h = house(state);
    Claimed claimed;
    ok(h.f, claim(&h, h.first.secadmin_claim, "", PASSWORD, &claimed));
    assert_int_equal(claim(&h, h.first.secadmin_claim, "", PASSWORD, &claimed), STATUS_DENIED);
    says(&h, "door.no_claim");
    assert_int_equal(claim(&h, TEXT("nonsense"), "", PASSWORD, &claimed), STATUS_DENIED);
    h.now += 73 * HOUR;
    assert_int_equal(claim(&h, h.first.auditor_claim, "", PASSWORD, &claimed), STATUS_DENIED);
    says(&h, "door.no_claim");
    act_as_nobody(h.f);
    Text link;
    assert_int_equal(door_claim_new(h.f->arena, h.f->workspace, h.admin, h.now, &link, &h.f->err),
                     STATUS_DENIED);
}

static void a_weak_password_is_refused_with_all_reasons(void **state)
{
    static const struct {
        const char *password, *code;
    } ROWS[] = {
        {"Ab1", "door.password_short"},          {"abcdefgh", "door.password_kinds"},
        {"My-Passw0rd-1", "door.password_weak"}, {"Secadmin-2016", "door.password_login"},
        {"ADMIN.x9x9", "door.password_weak"},
    };
    House h = house(state);
    Claimed claimed;
    for (size_t at = 0; at < sizeof ROWS / sizeof ROWS[0]; at++) {
        Status status = claim(&h, h.first.secadmin_claim, "", ROWS[at].password, &claimed);
        assert_int_equal(status, STATUS_INVALID);
        says(&h, "door.password");
        if (problems_count_code(h.f->problems, ROWS[at].code) != 1) {
            fail_msg("'%s' is not found to be %s", ROWS[at].password, ROWS[at].code);
        }
    }
    ok(h.f, claim(&h, h.first.secadmin_claim, "", PASSWORD, &claimed)); /* still to be used */
}

/* ---- Signing in ---- */

static void whoever_fails_hears_the_same_words(void **state)
{
    House h = house(state);
    Text token;
    assert_int_equal(sign_in(&h, "zhang", "wrong", "", &token), STATUS_DENIED);
    Error wrong = h.f->err;
    assert_int_equal(sign_in(&h, "nobody", "wrong", "", &token), STATUS_DENIED);
    Error unknown = h.f->err;
    assert_int_equal(sign_in(&h, "secadmin", PASSWORD, "", &token), STATUS_DENIED);
    Error unclaimed = h.f->err;
    const Error *errors[] = {&wrong, &unknown, &unclaimed};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Buf first = buf_new(h.f->arena);
        error_print(&first, lang, &wrong);
        for (size_t at = 0; at < 3; at++) {
            Buf words = buf_new(h.f->arena);
            error_print(&words, lang, errors[at]);
            assert_true(text_equal(buf_text(&words), buf_text(&first)));
        }
    }
}

static void failures_lock_and_time_unlocks(void **state)
{
    House h = house(state);
    Text token;
    for (int at = 0; at < 4; at++) {
        assert_int_equal(sign_in(&h, "zhang", "wrong", "", &token), STATUS_DENIED);
    }
    signed_in(&h, "zhang", PASSWORD); /* a right one takes the count back */
    for (int at = 0; at < 5; at++) {
        assert_int_equal(sign_in(&h, "zhang", "wrong", "", &token), STATUS_DENIED);
    }
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, "", &token), STATUS_DENIED);
    h.now += 14 * MINUTE;
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, "", &token), STATUS_DENIED);
    h.now += 2 * MINUTE;
    signed_in(&h, "zhang", PASSWORD);
}

static void a_security_administrator_unlocks(void **state)
{
    House h = house(state);
    Claimed claimed;
    Text token;
    ok(h.f, claim(&h, h.first.secadmin_claim, "", OTHER_PASSWORD, &claimed));
    for (int at = 0; at < 5; at++) {
        assert_int_equal(sign_in(&h, "zhang", "wrong", "", &token), STATUS_DENIED);
    }
    act_with(&h, signed_in(&h, "secadmin", OTHER_PASSWORD));
    DoorStanding standing;
    ok(h.f, door_standing(h.f->workspace, h.admin, h.now, &standing, &h.f->err));
    assert_int_equal(standing.locked_ms, h.now + 15 * MINUTE);
    ok(h.f, door_unlock(h.f->workspace, h.admin, h.now, &h.f->err));
    Text admin = signed_in(&h, "zhang", PASSWORD);
    act_with(&h, admin);
    assert_int_equal(door_unlock(h.f->workspace, h.admin, h.now, &h.f->err), STATUS_DENIED);
}

/* ---- Sessions ---- */

static void a_session_ends_when_idle_and_in_any_case(void **state)
{
    House h = house(state);
    Text token = signed_in(&h, "zhang", PASSWORD);
    h.now += 29 * MINUTE;
    assert_true(enter(&h, token).is_stale);
    h.now += 2 * MINUTE;
    assert_int_equal(try_enter(&h, token), STATUS_DENIED);
    says(&h, "door.signed_out");

    token = signed_in(&h, "zhang", PASSWORD);
    for (int at = 0; at < 12 * 3 - 1; at++) {
        h.now += 20 * MINUTE;
        enter(&h, token);
        ok(h.f, door_keep(h.f->arena, h.f->workspace, &token, h.now, &h.f->err));
    }
    enter(&h, token);
    h.now += 20 * MINUTE; /* 12 hours after it began */
    assert_int_equal(try_enter(&h, token), STATUS_DENIED);
}

static void a_token_is_replaced_and_the_old_one_fades(void **state)
{
    House h = house(state);
    Text old = signed_in(&h, "zhang", PASSWORD);
    Text token = old;
    assert_false(enter(&h, token).is_stale);
    h.now += 11 * MINUTE;
    ok(h.f, door_keep(h.f->arena, h.f->workspace, &token, h.now, &h.f->err));
    assert_false(text_equal(token, old));
    assert_int_equal(enter(&h, token).session, enter(&h, old).session);
    Text again = old; /* a second request that came with the old one is not given another */
    ok(h.f, door_keep(h.f->arena, h.f->workspace, &again, h.now, &h.f->err));
    assert_true(text_equal(again, old));
    h.now += 61 * 1000;
    enter(&h, token);
    assert_int_equal(try_enter(&h, old), STATUS_DENIED);
}

static void sessions_are_listed_and_ended(void **state)
{
    House h = house(state);
    Text tokens[7];
    for (int at = 0; at < 7; at++) {
        h.now += MINUTE;
        tokens[at] = signed_in(&h, "zhang", PASSWORD);
    }
    assert_int_equal(try_enter(&h, tokens[1]), STATUS_DENIED); /* five at a time */
    act_with(&h, tokens[6]);
    List sessions;
    ok(h.f, door_sessions(h.f->arena, h.f->workspace, h.admin, h.now, &sessions, &h.f->err));
    assert_int_equal(sessions.count, 5);
    const DoorSession *latest = LIST_AT(&sessions, DoorSession, 0);
    assert_int_equal(latest->id, enter(&h, tokens[6]).session);
    assert_true(text_equal(latest->from, TEXT("192.0.2.1")));
    ok(h.f,
       door_end_session(h.f->workspace, h.admin, enter(&h, tokens[3]).session, h.now, &h.f->err));
    assert_int_equal(try_enter(&h, tokens[3]), STATUS_DENIED);
    ok(h.f, door_leave(h.f->workspace, tokens[4], h.now, &h.f->err));
    assert_int_equal(try_enter(&h, tokens[4]), STATUS_DENIED);
    ok(h.f, door_end_session(h.f->workspace, h.admin, 0, h.now, &h.f->err));
    assert_int_equal(try_enter(&h, tokens[6]), STATUS_DENIED);
    act_as_nobody(h.f);
    assert_int_equal(
        door_sessions(h.f->arena, h.f->workspace, h.admin, h.now, &sessions, &h.f->err),
        STATUS_DENIED);
}

static void a_locked_account_is_out_at_once(void **state)
{
    House h = house(state);
    int64_t account = officer(&h, 0);
    Text token = signed_in(&h, "li", PASSWORD);
    enter(&h, token);
    act_at_terminal(h.f);
    Record *record = NULL;
    ok(h.f, record_get(h.f->arena, h.f->workspace, model_record(h.f->model, TEXT("account")),
                       account, &record, &h.f->err));
    *record_value(record, "why") = value_text(TEXT("离任"));
    ok(h.f, record_move(h.f->arena, h.f->workspace, record, TEXT("lock"), TEXT(""), h.f->problems,
                        &h.f->err));
    assert_int_equal(try_enter(&h, token), STATUS_DENIED);
    assert_int_equal(sign_in(&h, "li", PASSWORD, "", &token), STATUS_DENIED);
}

/* ---- Passwords ---- */

static Status set_password(House *h, const char *present, const char *next, int64_t kept)
{
    h->f->problems = problems_new(h->f->arena, 20);
    return door_set_password(h->f->arena, h->f->workspace, text_from(present), text_from(next),
                             kept, h->now, h->f->problems, &h->f->err);
}

static void a_new_password_ends_other_sessions_and_is_not_an_old_one(void **state)
{
    House h = house(state);
    Text one = signed_in(&h, "zhang", PASSWORD), other = signed_in(&h, "zhang", PASSWORD);
    act_with(&h, one);
    int64_t kept = enter(&h, one).session;
    assert_int_equal(set_password(&h, "wrong", OTHER_PASSWORD, kept), STATUS_DENIED);
    assert_int_equal(set_password(&h, PASSWORD, PASSWORD, kept), STATUS_INVALID);
    assert_int_equal(problems_count_code(h.f->problems, "door.password_used"), 1);
    h.now += 1;
    ok(h.f, set_password(&h, PASSWORD, OTHER_PASSWORD, kept));
    enter(&h, one);
    assert_int_equal(try_enter(&h, other), STATUS_DENIED);
    h.now += 1;
    assert_int_equal(set_password(&h, OTHER_PASSWORD, PASSWORD, kept), STATUS_INVALID);
    for (int at = 0; at < 5; at++) { /* after five others the first may come again */
        const char *before = at == 0 ? OTHER_PASSWORD : "";
        char present[32], next[32];
        snprintf(present, sizeof present, "Wang-fu.%d", at - 1);
        snprintf(next, sizeof next, "Wang-fu.%d", at);
        h.now += 1;
        ok(h.f, set_password(&h, at == 0 ? before : present, next, kept));
    }
    h.now += 1;
    ok(h.f, set_password(&h, "Wang-fu.4", PASSWORD, kept));
}

static void an_old_password_must_be_changed_before_anything_else(void **state)
{
    House h = house(state);
    h.now += 89 * DAY;
    assert_int_equal(enter(&h, signed_in(&h, "zhang", PASSWORD)).duty, DUTY_NONE);
    h.now += 2 * DAY;
    Entrance entrance = enter(&h, signed_in(&h, "zhang", PASSWORD));
    assert_int_equal(entrance.duty, DUTY_PASSWORD);
    assert_int_equal(entrance.actor.roles, 0);
    assert_int_equal(entrance.actor.account, h.admin);
    workspace_act_as(h.f->workspace, &entrance.actor);
    ok(h.f, set_password(&h, PASSWORD, OTHER_PASSWORD, entrance.session));
    entrance = enter(&h, signed_in(&h, "zhang", OTHER_PASSWORD));
    assert_int_equal(entrance.duty, DUTY_NONE);
    assert_true(has_role(&h, &entrance.actor, "sysadmin"));
}

static void secrets_are_hashed_and_in_no_history(void **state)
{
    House h = house(state);
    Text token = signed_in(&h, "zhang", PASSWORD);
    fixture_reopen(h.f, STORE_READ); /* closing it brought everything into the file */
    FILE *file = fopen(h.f->path, "rb");
    Buf bytes = buf_new(h.f->arena);
    char piece[4096];
    size_t len;
    while ((len = fread(piece, 1, sizeof piece, file)) > 0) {
        buf_add(&bytes, (Text){piece, len});
    }
    fclose(file);
    assert_true(text_contains(buf_text(&bytes), TEXT("$argon2id$")));
    assert_false(text_contains(buf_text(&bytes), text_from(PASSWORD)));
    assert_false(text_contains(buf_text(&bytes), token));
    assert_false(text_contains(buf_text(&bytes), h.first.auditor_claim));
}

/* ---- Authenticators ---- */

static unsigned char code_key[64];
static size_t code_key_len;

static const char *code_at(int64_t now_ms)
{
    static char code[8];
    assert_int_equal(
        oath_totp_generate((const char *)code_key, code_key_len, now_ms / 1000, 30, 0, 6, code),
        OATH_OK);
    return code;
}

static void take_key(Text key)
{
    char *bytes = NULL;
    assert_int_equal(oath_base32_decode(key.ptr, key.len, &bytes, &code_key_len), OATH_OK);
    memcpy(code_key, bytes, code_key_len);
    free(bytes);
}

static void an_authenticator_is_asked_for_once_confirmed(void **state)
{
    House h = house(state);
    Text token = signed_in(&h, "zhang", PASSWORD), key, address;
    act_with(&h, token);
    ok(h.f, door_authenticator_new(h.f->arena, h.f->workspace, &key, &address, &h.f->err));
    assert_true(text_starts(address, TEXT("otpauth://totp/duibiao:zhang?secret=")));
    take_key(key);
    signed_in(&h, "zhang", PASSWORD); /* not confirmed yet */
    assert_int_equal(door_authenticator_confirm(h.f->workspace, TEXT("000000"), h.now, &h.f->err),
                     STATUS_DENIED);
    ok(h.f,
       door_authenticator_confirm(h.f->workspace, text_from(code_at(h.now)), h.now, &h.f->err));
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, "", &token), STATUS_DENIED);
    says(&h, "door.code");
    assert_int_equal(sign_in(&h, "zhang", "wrong", "", &token), STATUS_DENIED);
    says(&h, "door.refused"); /* a wrong password is not told from a missing code */
    h.now += MINUTE;
    const char *code = code_at(h.now);
    ok(h.f, sign_in(&h, "zhang", PASSWORD, code, &token));
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, code, &token), STATUS_DENIED); /* once */
    says(&h, "door.refused");
    ok(h.f, sign_in(&h, "zhang", PASSWORD, code_at(h.now + 30 * 1000), &token)); /* a fast clock */
    h.now += 5 * MINUTE;
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, code_at(h.now - 2 * MINUTE), &token),
                     STATUS_DENIED);
}

static bool file_holds(const char *path, const void *bytes, size_t len)
{
    Arena *arena = arena_new();
    bool holds = text_contains(read_file(arena, path), (Text){bytes, len});
    arena_free(arena);
    return holds;
}

/* What a backup gives away opens nothing; without the key that lies beside the workspace nobody
 * signs in with a code, whatever the code, and nothing is lost meanwhile. */
static void a_copy_without_its_key_opens_no_authenticator(void **state)
{
    House h = house(state);
    Fixture *f = h.f;
    AttachmentTally tally;
    int64_t count, closed;
    Text token = signed_in(&h, "zhang", PASSWORD), key, address;
    act_with(&h, token);
    ok(f, door_authenticator_new(f->arena, f->workspace, &key, &address, &f->err));
    take_key(key);
    ok(f, door_authenticator_confirm(f->workspace, text_from(code_at(h.now)), h.now, &f->err));
    act_at_terminal(f);
    Text copy = text_format(f->arena, "%s/copy.duibiao", f->folder);
    ok(f, workspace_backup(f->workspace, text_cstr(f->arena, copy), NULL, &tally, &f->err));
    assert_false(file_holds(text_cstr(f->arena, copy), code_key, code_key_len));
    const char *beside = store_key_path(f->arena, f->path);
    assert_int_equal(read_file(f->arena, beside).len, STORE_KEY_BYTES);
    struct stat about;
    assert_int_equal(stat(beside, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_not_equal(access(store_key_path(f->arena, text_cstr(f->arena, copy)), F_OK), 0);

    const char *hidden = text_cstr(f->arena, text_format(f->arena, "%s/hidden", f->folder));
    assert_int_equal(rename(beside, hidden), 0);
    h.now += MINUTE;
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, code_at(h.now), &token), STATUS_DENIED);
    act_at_terminal(f);
    ok(f, door_authenticators_check(f->workspace, &count, &closed, &f->err));
    assert_int_equal(count, 1);
    assert_int_equal(closed, 1);
    assert_int_equal(rename(hidden, beside), 0);
    h.now += MINUTE;
    ok(f, sign_in(&h, "zhang", PASSWORD, code_at(h.now), &token));
    act_at_terminal(f);
    ok(f, door_authenticators_check(f->workspace, &count, &closed, &f->err));
    assert_int_equal(closed, 0);
}

static void wrong_codes_count_as_failures(void **state)
{
    House h = house(state);
    Text token = signed_in(&h, "zhang", PASSWORD), key, address;
    act_with(&h, token);
    ok(h.f, door_authenticator_new(h.f->arena, h.f->workspace, &key, &address, &h.f->err));
    take_key(key);
    ok(h.f,
       door_authenticator_confirm(h.f->workspace, text_from(code_at(h.now)), h.now, &h.f->err));
    h.now += MINUTE;
    for (int at = 0; at < 5; at++) {
        assert_int_equal(sign_in(&h, "zhang", PASSWORD, "999999", &token), STATUS_DENIED);
    }
    assert_int_equal(sign_in(&h, "zhang", PASSWORD, code_at(h.now), &token), STATUS_DENIED);
}

/* ---- Posts and roles ---- */

static int64_t post_of(House *h, int64_t unit, const char *name)
{
    Record *made = new_record(h, "post");
    *record_value(made, "zh") = value_text(text_from(name));
    *record_value(made, "organisation") = value_int(unit);
    return save_new(h, made);
}

static int64_t hold(House *h, int64_t person, int64_t post, Date first, Date last)
{
    Record *made = new_record(h, "holding");
    *record_value(made, "person") = value_int(person);
    *record_value(made, "post") = value_int(post);
    *record_value(made, "first_day") = value_int(first);
    if (last != DATE_NONE) {
        *record_value(made, "last_day") = value_int(last);
    }
    return save_new(h, made);
}

static void responsibility_follows_the_post(void **state)
{
    House h = house(state);
    act_at_terminal(h.f);
    int64_t bureau = organisation(&h, "发改委"), county = organisation(&h, "县政府");
    Record *li = new_record(&h, "person");
    *record_value(li, "name") = value_text(TEXT("李"));
    int64_t person = save_new(&h, li);
    int64_t in_bureau = post_of(&h, bureau, "发改委科长"),
            in_county = post_of(&h, county, "副县长");
    hold(&h, person, in_bureau, date_make(2015, 1, 1), date_make(2016, 12, 31));
    hold(&h, person, in_county, date_make(2016, 10, 1), DATE_NONE);
    int64_t account = officer(&h, person);
    act_at_terminal(h.f);
    grant(&h, account, "supervisor", county);

    Text token = signed_in(&h, "li", PASSWORD);
    Entrance entrance = enter(&h, token);
    assert_int_equal(entrance.actor.unit, bureau);
    assert_true(text_equal(entrance.actor.post, TEXT("发改委科长")));
    assert_true(has_role(&h, &entrance.actor, "officer"));
    assert_false(has_role(&h, &entrance.actor, "supervisor"));

    workspace_act_as(h.f->workspace, &entrance.actor);
    List posts;
    ok(h.f,
       door_posts(h.f->arena, h.f->workspace, account, date_make(2016, 10, 13), &posts, &h.f->err));
    assert_int_equal(posts.count, 2);
    ok(h.f, door_take_post(h.f->workspace, entrance.session, in_county, h.now, &h.f->err));
    entrance = enter(&h, token);
    assert_int_equal(entrance.actor.unit, county);
    assert_true(has_role(&h, &entrance.actor, "supervisor"));
    assert_int_equal(door_take_post(h.f->workspace, entrance.session, 12345, h.now, &h.f->err),
                     STATUS_DENIED);

    h.now += 80 * DAY; /* 2017: the first post is another's now */
    entrance = enter(&h, signed_in(&h, "li", PASSWORD));
    assert_int_equal(entrance.actor.unit, county);
}

static void roles_that_stand_apart_drop_all_others(void **state)
{
    House h = house(state);
    act_at_terminal(h.f);
    meddle(h.f, "INSERT INTO role_grant (id, version, account, role, first_day)"
                " SELECT 999999, 1, id, 'leader', 1 FROM account WHERE login = 'zhang'");
    Entrance entrance = enter(&h, signed_in(&h, "zhang", PASSWORD));
    assert_true(has_role(&h, &entrance.actor, "sysadmin"));
    assert_false(has_role(&h, &entrance.actor, "leader"));
}

/* ---- Tokens of the API ---- */

static void a_token_of_the_api_is_narrow_and_dated(void **state)
{
    House h = house(state);
    int64_t account = officer(&h, 0);
    Text session = signed_in(&h, "li", PASSWORD), token;
    act_with(&h, session);
    Workspace *w = h.f->workspace;
    Arena *arena = h.f->arena;
    Error *err = &h.f->err;
    int64_t ends = h.now + 30 * DAY;
    assert_int_equal(door_token_new(arena, w, TEXT("报表"), TEXT("all"), ends, h.now, &token, err),
                     STATUS_INVALID);
    assert_int_equal(
        door_token_new(arena, w, TEXT("报表"), TEXT("read nothing"), ends, h.now, &token, err),
        STATUS_INVALID);
    assert_int_equal(
        door_token_new(arena, w, TEXT("报表"), TEXT("read"), h.now + 400 * DAY, h.now, &token, err),
        STATUS_INVALID);
    ok(h.f,
       door_token_new(arena, w, TEXT("报表"), TEXT("read organisation"), ends, h.now, &token, err));
    Entrance entrance = enter(&h, token);
    assert_int_equal(entrance.actor.account, account);
    assert_non_null(entrance.actor.scope);
    workspace_act_as(w, &entrance.actor);
    const RecordDef *post = model_record(h.f->model, TEXT("post"));
    const RecordDef *unit = model_record(h.f->model, TEXT("organisation"));
    assert_int_equal(permit_reach(w, unit, ACT_READ), REACH_ALL);
    assert_int_equal(permit_reach(w, post, ACT_READ), REACH_NONE);
    Text second;
    assert_int_equal(door_token_new(arena, w, TEXT("x"), TEXT("read"), ends, h.now, &second, err),
                     STATUS_DENIED); /* a token makes no tokens */
    assert_int_equal(set_password(&h, PASSWORD, OTHER_PASSWORD, 0), STATUS_DENIED);

    act_with(&h, session);
    List tokens;
    ok(h.f, door_tokens(arena, w, account, &tokens, err));
    assert_int_equal(tokens.count, 1);
    h.now = ends - 1;
    enter(&h, token);
    h.now = ends;
    assert_int_equal(try_enter(&h, token), STATUS_DENIED);
    h.now = ends - DAY;
    ok(h.f, door_token_end(w, account, LIST_AT(&tokens, DoorToken, 0)->id, h.now, err));
    assert_int_equal(try_enter(&h, token), STATUS_DENIED);
}

/* ---- The history ---- */

static int count_actions(House *h, const char *action, int64_t account)
{
    Buf sql = buf_new(h->f->arena);
    Stmt *stmt = NULL;
    bool row = false;
    buf_add_format(&sql,
                   "SELECT count(*) FROM \"change\" WHERE \"record_type\" = 'account'"
                   " AND \"action\" = '%s' AND \"record_id\" = %lld",
                   action, (long long)account);
    const char *text = text_cstr(h->f->arena, buf_text(&sql));
    ok(h->f, store_prepare(workspace_store(h->f->workspace), text, &stmt, &h->f->err));
    ok(h->f, stmt_step(stmt, &row, &h->f->err));
    int count = (int)stmt_int(stmt, 0);
    stmt_reset(stmt);
    return count;
}

static void what_happens_at_the_door_is_in_the_history(void **state)
{
    House h = house(state);
    Text token;
    sign_in(&h, "zhang", "wrong", "", &token);
    sign_in(&h, "nobody", "wrong", "", &token);
    token = signed_in(&h, "zhang", PASSWORD);
    ok(h.f, door_leave(h.f->workspace, token, h.now, &h.f->err));
    assert_int_equal(count_actions(&h, "password", h.admin), 1);
    assert_int_equal(count_actions(&h, "signin_refused", h.admin), 1);
    assert_int_equal(count_actions(&h, "signin_refused", 0), 1);
    assert_int_equal(count_actions(&h, "signin", h.admin), 1);
    assert_int_equal(count_actions(&h, "signout", h.admin), 1);
    AuditResult audit;
    act_at_terminal(h.f);
    ok(h.f, audit_verify(h.f->workspace, &audit, &h.f->err));
    assert_null(audit.fault);
}

static void what_has_expired_is_swept_away(void **state)
{
    House h = house(state);
    signed_in(&h, "zhang", PASSWORD);
    h.now += 100 * HOUR;
    ok(h.f, door_sweep(h.f->workspace, h.now, &h.f->err));
    Stmt *stmt = NULL;
    bool row = true;
    ok(h.f, store_prepare(workspace_store(h.f->workspace),
                          "SELECT 1 FROM door_session UNION SELECT 1 FROM door_claim", &stmt,
                          &h.f->err));
    ok(h.f, stmt_step(stmt, &row, &h.f->err));
    assert_false(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(the_first_claim_makes_the_three_administrators),
        record_test(a_claim_works_once_and_not_for_ever),
        record_test(a_weak_password_is_refused_with_all_reasons),
        record_test(whoever_fails_hears_the_same_words),
        record_test(failures_lock_and_time_unlocks),
        record_test(a_security_administrator_unlocks),
        record_test(a_session_ends_when_idle_and_in_any_case),
        record_test(a_token_is_replaced_and_the_old_one_fades),
        record_test(sessions_are_listed_and_ended),
        record_test(a_locked_account_is_out_at_once),
        record_test(a_new_password_ends_other_sessions_and_is_not_an_old_one),
        record_test(an_old_password_must_be_changed_before_anything_else),
        record_test(secrets_are_hashed_and_in_no_history),
        record_test(an_authenticator_is_asked_for_once_confirmed),
        record_test(a_copy_without_its_key_opens_no_authenticator),
        record_test(wrong_codes_count_as_failures),
        record_test(responsibility_follows_the_post),
        record_test(roles_that_stand_apart_drop_all_others),
        record_test(a_token_of_the_api_is_narrow_and_dated),
        record_test(what_happens_at_the_door_is_in_the_history),
        record_test(what_has_expired_is_swept_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
