/* The limits of the server: rules/web.rules, and what one run sets in their place. */
#include "web_impl.h"

static const RuleField FIELDS[] = {
    {"version", RULE_TEXT, offsetof(WebLimits, version), 0, 0},
    {"workers", RULE_WHOLE, offsetof(WebLimits, workers), 0, 256},
    {"connections", RULE_WHOLE, offsetof(WebLimits, connections), 1, 100000},
    {"waiting", RULE_WHOLE, offsetof(WebLimits, waiting), 1, 100000},
    {"header_bytes", RULE_WHOLE, offsetof(WebLimits, header_bytes), 4096, 1 << 20},
    {"target_bytes", RULE_WHOLE, offsetof(WebLimits, target_bytes), 256, 1 << 16},
    {"form_bytes", RULE_WHOLE, offsetof(WebLimits, form_bytes), 1024, 1 << 28},
    {"upload_bytes", RULE_WHOLE, offsetof(WebLimits, upload_bytes), 1024, 1 << 30},
    {"header_seconds", RULE_WHOLE, offsetof(WebLimits, header_seconds), 1, 3600},
    {"idle_seconds", RULE_WHOLE, offsetof(WebLimits, idle_seconds), 1, 3600},
    {"body_seconds", RULE_WHOLE, offsetof(WebLimits, body_seconds), 1, 86400},
    {"send_seconds", RULE_WHOLE, offsetof(WebLimits, send_seconds), 1, 86400},
    {"requests_per_second", RULE_WHOLE, offsetof(WebLimits, requests_per_second), 0, 10000000},
    {"requests_at_once", RULE_WHOLE, offsetof(WebLimits, requests_at_once), 1, 10000000},
    {"sign_ins_per_second", RULE_WHOLE, offsetof(WebLimits, sign_ins_per_second), 0, 10000},
    {"sign_ins_at_once", RULE_WHOLE, offsetof(WebLimits, sign_ins_at_once), 1, 10000},
    {"words_per_minute", RULE_WHOLE, offsetof(WebLimits, words_per_minute), 0, 10000},
    {"words_at_once", RULE_WHOLE, offsetof(WebLimits, words_at_once), 1, 10000},
    {"page_cache_bytes", RULE_WHOLE, offsetof(WebLimits, page_cache_bytes), 0, 1 << 30},
    {"grid_rows", RULE_WHOLE, offsetof(WebLimits, grid_rows), 1, 300},
    {"load_rows", RULE_WHOLE, offsetof(WebLimits, load_rows), 1, 1000000},
    {"stop_seconds", RULE_WHOLE, offsetof(WebLimits, stop_seconds), 0, 3600},
    {"api_rows", RULE_WHOLE, offsetof(WebLimits, api_rows), 1, 100000},
    {"job_seconds", RULE_WHOLE, offsetof(WebLimits, job_seconds), 0, 86400},
    {"survey_wait_ms", RULE_WHOLE, offsetof(WebLimits, survey_wait_ms), 0, 60000},
    {"file_rows", RULE_WHOLE, offsetof(WebLimits, file_rows), 1, 100000000},
    {"export_rows", RULE_WHOLE, offsetof(WebLimits, export_rows), 1, 100000000},
    {"import_wait_seconds", RULE_WHOLE, offsetof(WebLimits, import_wait_seconds), 0, 600},
    {"page_wait_seconds", RULE_WHOLE, offsetof(WebLimits, page_wait_seconds), 0, 60},
    {"import_now_bytes", RULE_WHOLE, offsetof(WebLimits, import_now_bytes), 0, 1 << 30},
    {"api_problems", RULE_WHOLE, offsetof(WebLimits, api_problems), 1, 100000},
};
enum { FIELD_COUNT = sizeof(FIELDS) / sizeof(FIELDS[0]) };

static Status set_limit(Arena *arena, Text pair, WebLimits *limits, Error *err)
{
    Text value = pair, name = text_take(&value, '=');
    const RuleField *field = rule_field(FIELDS, FIELD_COUNT, name);
    if (!field) {
        return error_set(err, STATUS_USAGE, "web.limit_unknown", ARGS(arg_text("name", name)));
    }
    if (!rule_set(arena, field, limits, value)) {
        return error_set(err, STATUS_USAGE, "web.limit_value",
                         ARGS(arg_text("name", name), arg_text("value", value),
                              arg_int("least", (int64_t)field->least),
                              arg_int("most", (int64_t)field->most)));
    }
    return STATUS_OK;
}

Status limits_read(Arena *arena, Text rules, const char *chosen, WebLimits *limits, Error *err)
{
    Problems *problems = problems_new(arena, 1);
    rule_fields_read(arena, rules, FIELDS, FIELD_COUNT, limits, problems);
    if (problems_count(problems, SEVERITY_NOTE) > 0) {
        return error_set(err, STATUS_INTERNAL, "web.rules_wrong",
                         ARGS(arg_cstr("name", "web"), arg_cstr("edition", "web.rules")));
    }
    Text rest = text_from(chosen), pair;
    Status status = STATUS_OK;
    while (status == STATUS_OK && text_split(&rest, ',', &pair)) {
        status = set_limit(arena, pair, limits, err);
    }
    return status;
}
