/* The limits of the passage: rules/passage.rules, and what one run sets in their place. */
#include "passage_impl.h"

static const RuleField FIELDS[] = {
    {"version", RULE_TEXT, offsetof(PassageLimits, version), 0, 0},
    {"terminal_commands", RULE_WHOLE, offsetof(PassageLimits, commands), 1, 1000},
    {"terminal_commands_of_one", RULE_WHOLE, offsetof(PassageLimits, commands_of_one), 1, 1000},
    {"terminal_connections", RULE_WHOLE, offsetof(PassageLimits, connections), 1, 10000},
    {"terminal_connections_of_one", RULE_WHOLE, offsetof(PassageLimits, connections_of_one), 1,
     10000},
    {"terminal_request_seconds", RULE_WHOLE, offsetof(PassageLimits, request_seconds), 1, 3600},
    {"terminal_request_bytes", RULE_WHOLE, offsetof(PassageLimits, request_bytes), 1024, 1 << 28},
    {"terminal_file_megabytes", RULE_WHOLE, offsetof(PassageLimits, file_megabytes), 1, 1 << 20},
    {"terminal_file_seconds", RULE_WHOLE, offsetof(PassageLimits, file_seconds), 1, 86400},
    {"terminal_stop_seconds", RULE_WHOLE, offsetof(PassageLimits, stop_seconds), 0, 3600},
    {"terminal_end_seconds", RULE_WHOLE, offsetof(PassageLimits, end_seconds), 1, 60},
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0] };

static Status set_limit(Arena *arena, Text name, Text value, PassageLimits *limits, Error *err)
{
    const RuleField *field = rule_field(FIELDS, FIELD_COUNT, name);
    if (rule_set(arena, field, limits, value)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_USAGE, "cli.passage_limit",
                     ARGS(arg_text("name", name), arg_text("value", value),
                          arg_int("least", (int64_t)field->least),
                          arg_int("most", (int64_t)field->most)));
}

Status passage_limits_read(Arena *arena, Text rules, const char *chosen, PassageLimits *limits,
                           char **others, Error *err)
{
    Problems *problems = problems_new(arena, 1);
    Buf left = buf_new(arena);
    Text rest = text_from(chosen), pair;
    Status status = STATUS_OK;
    rule_fields_read(arena, rules, FIELDS, FIELD_COUNT, limits, problems);
    if (problems_count(problems, SEVERITY_NOTE) > 0) {
        return error_set(err, STATUS_INTERNAL, "cli.rules_missing",
                         ARGS(arg_cstr("name", "passage.rules")));
    }
    while (status == STATUS_OK && text_split(&rest, ',', &pair)) {
        Text value = pair, name = text_take(&value, '=');
        if (rule_field(FIELDS, FIELD_COUNT, name) != NULL) {
            status = set_limit(arena, name, value, limits, err);
        } else {
            buf_add_format(&left, "%s%.*s", left.len > 0 ? "," : "", TEXT_ARGS(pair));
        }
    }
    *others = left.len > 0 ? text_cstr(arena, buf_text(&left)) : NULL;
    return status;
}
