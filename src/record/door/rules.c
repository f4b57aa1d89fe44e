/* The limits of the door, as the rule set "accounts" says. */
#include "door_impl.h"

enum { KEPT_MS = 60 * 1000, PROBLEMS_KEPT = 1 };

#define WHOLE(field, least, most)                                                                  \
    {                                                                                              \
#field, RULE_WHOLE, offsetof(DoorRules, field), least, most                                \
    }
#define WORDS(field)                                                                               \
    {                                                                                              \
#field, RULE_TEXT, offsetof(DoorRules, field), 0, 0                                        \
    }

static const RuleField FIELDS[] = {
    WHOLE(password_length_least, 1, 1000),
    WHOLE(password_length_most, 8, 1000),
    WHOLE(password_kinds_least, 1, 4),
    WHOLE(password_days_most, 0, 3660),
    WHOLE(password_history, 0, 24),
    WORDS(password_weak),
    WHOLE(password_memory_mib, 8, 1024),
    WHOLE(password_passes, 1, 20),
    WHOLE(failures_most, 1, 100),
    WHOLE(lock_minutes, 1, 1440),
    WORDS(authenticator),
    WHOLE(authenticator_steps, 0, 10),
    WHOLE(session_idle_minutes, 1, 1440),
    WHOLE(session_hours_most, 1, 720),
    WHOLE(session_renew_minutes, 1, 1440),
    WHOLE(session_grace_seconds, 1, 600),
    WHOLE(sessions_most, 1, 1000),
    WHOLE(claim_hours, 1, 8760),
    WHOLE(token_days_most, 1, 3660),
    WHOLE(tokens_most, 1, 1000),
};

static Status read_rules(Workspace *workspace, Arena *arena, Date day, Error *err)
{
    RuleEdition edition;
    DoorRules *rules = ARENA_NEW(arena, DoorRules);
    Status status = rules_in_force(arena, workspace, "accounts", day, &edition, err);
    if (status != STATUS_OK) {
        return status;
    }
    Problems *problems = problems_new(arena, PROBLEMS_KEPT);
    rule_fields_read(arena, edition.body, FIELDS, sizeof FIELDS / sizeof FIELDS[0], rules,
                     problems);
    if (problems_kept(problems) > 0) {
        return error_set(err, STATUS_INVALID, "door.rules",
                         ARGS(arg_text("name", problems_at(problems, 0)->field)));
    }
    workspace->door_rules = rules;
    return STATUS_OK;
}

Status door_rules(Workspace *workspace, int64_t now_ms, const DoorRules **rules, Error *err)
{
    int64_t age_ms = now_ms - workspace->door_rules_ms;
    if (workspace->door_rules == NULL || age_ms < 0 || age_ms > KEPT_MS) {
        Arena *arena = arena_new();
        Status status = read_rules(workspace, arena, date_of_time(now_ms), err);
        if (status != STATUS_OK) {
            arena_free(arena);
            return status;
        }
        arena_free(workspace->door_arena);
        workspace->door_arena = arena;
        workspace->door_rules_ms = now_ms;
    }
    *rules = workspace->door_rules;
    return STATUS_OK;
}
