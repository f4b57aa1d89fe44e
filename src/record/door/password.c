/* Passwords: Argon2id by libsodium, and the policy that new ones keep to. */
#include "door_impl.h"

#include <sodium.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "a hash has its place");

static const char KEEP_OLD[] =
    "INSERT INTO \"door_password\" (\"account\", \"at_ms\", \"password\") VALUES ($1, $2, $3)"
    " ON CONFLICT (\"account\", \"at_ms\") DO UPDATE SET \"password\" = excluded.\"password\"";
static const char OLD_PASSWORDS[] = "SELECT \"password\" FROM \"door_password\""
                                    " WHERE \"account\" = $1 ORDER BY \"at_ms\" DESC LIMIT $2";
static const char FORGET_OLD[] =
    "DELETE FROM \"door_password\" WHERE \"account\" = $1 AND \"at_ms\" NOT IN"
    " (SELECT \"at_ms\" FROM \"door_password\" WHERE \"account\" = $1"
    " ORDER BY \"at_ms\" DESC LIMIT $2)";

/* ---- Hashing ---- */

static size_t memory_bytes(const DoorRules *rules)
{
    return (size_t)rules->password_memory_mib * 1024 * 1024;
}

Status door_password_hash(const DoorRules *rules, Text password, char hash[PASSWORD_HASH_BYTES],
                          Error *err)
{
    memset(hash, 0, PASSWORD_HASH_BYTES);
    if (sodium_init() < 0 ||
        crypto_pwhash_str(hash, password.ptr, password.len,
                          (unsigned long long)rules->password_passes, memory_bytes(rules)) != 0) {
        return error_set(err, STATUS_LIMIT, "door.no_memory",
                         ARGS(arg_int("mib", rules->password_memory_mib)));
    }
    return STATUS_OK;
}

/* The same work without a result, for a login that is not there. */
static void spend_as_much(const DoorRules *rules, Text password)
{
    unsigned char key[32], salt[crypto_pwhash_SALTBYTES];
    random_bytes(salt, sizeof salt);
    if (crypto_pwhash(key, sizeof key, password.ptr, password.len, salt,
                      (unsigned long long)rules->password_passes, memory_bytes(rules),
                      crypto_pwhash_ALG_ARGON2ID13) == 0) {
        sodium_memzero(key, sizeof key);
    }
}

bool door_password_fits(const DoorRules *rules, const char *hash, Text password)
{
    if (sodium_init() < 0) {
        return false;
    }
    if (hash[0] == '\0') {
        spend_as_much(rules, password);
        return false;
    }
    return crypto_pwhash_str_verify(hash, password.ptr, password.len) == 0;
}

bool door_password_is_old(const DoorRules *rules, const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, (unsigned long long)rules->password_passes,
                                          memory_bytes(rules)) != 0;
}

/* ---- Policy ---- */

typedef struct Policy {
    Arena *arena;
    const DoorRules *rules;
    Problems *problems;
    bool fits;
} Policy;

static void object(Policy *policy, const char *code, Arg arg)
{
    problems_add(policy->problems, (Problem){.severity = SEVERITY_ERROR,
                                             .code = code,
                                             .field = TEXT("password"),
                                             .args = &arg,
                                             .arg_count = 1});
    policy->fits = false;
}

static void check_length(Policy *policy, Text password)
{
    const DoorRules *rules = policy->rules;
    int count = 0;
    size_t at = 0;
    uint32_t code_point;
    while (text_next(password, &at, &code_point)) {
        count++;
    }
    if (count < rules->password_length_least) {
        object(policy, "door.password_short", arg_int("least", rules->password_length_least));
    }
    if (count > rules->password_length_most) {
        object(policy, "door.password_long", arg_int("most", rules->password_length_most));
    }
}

static void check_kinds(Policy *policy, Text password)
{
    bool has_small = false, has_capital = false, has_digit = false, has_other = false;
    for (size_t at = 0; at < password.len; at++) {
        char c = password.ptr[at];
        if (c >= 'a' && c <= 'z') {
            has_small = true;
        } else if (c >= 'A' && c <= 'Z') {
            has_capital = true;
        } else if (c >= '0' && c <= '9') {
            has_digit = true;
        } else {
            has_other = true;
        }
    }
    if (has_small + has_capital + has_digit + has_other < policy->rules->password_kinds_least) {
        object(policy, "door.password_kinds",
               arg_int("least", policy->rules->password_kinds_least));
    }
}

static Text lowered(Arena *arena, Text text)
{
    char *copy = text_cstr(arena, text);
    for (size_t at = 0; at < text.len; at++) {
        if (copy[at] >= 'A' && copy[at] <= 'Z') {
            copy[at] = (char)(copy[at] - 'A' + 'a');
        }
    }
    return (Text){copy, text.len};
}

static void check_words(Policy *policy, Text login, Text password)
{
    Text small = lowered(policy->arena, password), rest = policy->rules->password_weak, word;
    if (login.len > 0 && text_contains(small, lowered(policy->arena, login))) {
        object(policy, "door.password_login", arg_text("login", login));
    }
    while (text_split(&rest, ' ', &word)) {
        if (word.len > 0 && text_contains(small, word)) {
            object(policy, "door.password_weak", arg_text("word", word));
            return;
        }
    }
}

static Status was_used(Workspace *workspace, Policy *policy, int64_t account, Text password,
                       bool *used, Error *err)
{
    DoorSecret secret;
    Stmt *stmt = NULL;
    bool row = false;
    Status status = door_secret_read(workspace, account, &secret, err);
    *used = status == STATUS_OK && secret.password[0] != '\0' &&
            door_password_fits(policy->rules, secret.password, password);
    sodium_memzero(&secret, sizeof secret);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, OLD_PASSWORDS, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, account);
    stmt_bind_int(stmt, 2, policy->rules->password_history);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row && !*used) {
        const char *hash = text_cstr(policy->arena, stmt_text(stmt, 0));
        *used = door_password_fits(policy->rules, hash, password);
    }
    stmt_reset(stmt);
    return status;
}

Status door_password_check(Workspace *workspace, const DoorRules *rules, int64_t account,
                           Text login, Text password, Problems *problems, bool *fits, Error *err)
{
    Policy policy = {arena_new(), rules, problems, true};
    bool used = false;
    Status status = STATUS_OK;
    check_length(&policy, password);
    check_kinds(&policy, password);
    check_words(&policy, login, password);
    if (policy.fits && account != 0 && rules->password_history > 0) {
        status = was_used(workspace, &policy, account, password, &used, err);
    }
    if (used) {
        object(&policy, "door.password_used", arg_int("count", rules->password_history));
    }
    *fits = policy.fits;
    arena_free(policy.arena);
    return status;
}

/* ---- Setting ---- */

static Status keep_old(Workspace *workspace, const DoorRules *rules, const DoorSecret *secret,
                       Error *err)
{
    Stmt *stmt = NULL;
    if (secret->password[0] == '\0') {
        return STATUS_OK;
    }
    Status status = store_prepare(workspace->store, KEEP_OLD, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, secret->account);
        stmt_bind_int(stmt, 2, secret->password_ms);
        stmt_bind_text(stmt, 3, text_from(secret->password));
        status = stmt_run(stmt, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, FORGET_OLD, &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, secret->account);
        stmt_bind_int(stmt, 2, rules->password_history);
        status = stmt_run(stmt, err);
    }
    return status;
}

Status door_password_set(Workspace *workspace, const DoorRules *rules, int64_t account,
                         Text password, int64_t now_ms, Error *err)
{
    DoorSecret secret;
    Status status = door_secret_read(workspace, account, &secret, err);
    if (status == STATUS_OK) {
        status = keep_old(workspace, rules, &secret, err);
    }
    if (status == STATUS_OK) {
        status = door_password_hash(rules, password, secret.password, err);
    }
    if (status == STATUS_OK) {
        secret.password_ms = now_ms;
        secret.failures = 0;
        secret.locked_ms = 0;
        status = door_secret_write(workspace, &secret, err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status;
}
