/* Rule values: `name value` lines into the fields of CompareRules. */
#include "compare_impl.h"

#include <stdlib.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool rule_line(Text *rest, Text *name, Text *value, int64_t *row)
{
    Text line;
    while (text_split(rest, '\n', &line)) {
        (*row)++;
        size_t comment;
        if (text_find(line, TEXT("#"), &comment)) {
            line = text_slice(line, 0, comment);
        }
        size_t from = 0, to = line.len;
        while (from < to && is_space(line.ptr[from]))
            from++;
        while (to > from && is_space(line.ptr[to - 1]))
            to--;
        line = text_slice(line, from, to);
        size_t end = 0;
        while (end < line.len && !is_space(line.ptr[end]))
            end++;
        if (end == 0) {
            continue;
        }
        *name = text_slice(line, 0, end);
        while (end < line.len && is_space(line.ptr[end]))
            end++;
        *value = text_slice(line, end, line.len);
        return true;
    }
    return false;
}

typedef struct RuleField {
    const char *name;
    enum { RULE_TEXT, RULE_WHOLE, RULE_RATIO } kind;
    size_t offset;
    double least, most;
} RuleField;

static const RuleField FIELDS[] = {
    {"version", RULE_TEXT, offsetof(CompareRules, version), 0, 0},
    {"growth_window_years", RULE_WHOLE, offsetof(CompareRules, growth_window_years), 1, 50},
    {"steady_slope", RULE_RATIO, offsetof(CompareRules, steady_slope), 0, 1},
    {"steady_points", RULE_RATIO, offsetof(CompareRules, steady_points), 0, 100},
    {"feasibility_band", RULE_RATIO, offsetof(CompareRules, feasibility_band), 0.001, 10},
    {"unrealistic_share", RULE_RATIO, offsetof(CompareRules, unrealistic_share), 0, 1},
    {"floor_factor", RULE_RATIO, offsetof(CompareRules, floor_factor), 0, 1},
    {"stretch_factor", RULE_RATIO, offsetof(CompareRules, stretch_factor), 1, 10},
    {"far_theta", RULE_RATIO, offsetof(CompareRules, far_theta), 0.01, 1},
    {"target_years", RULE_WHOLE, offsetof(CompareRules, target_years), 1, 50},
};
enum { FIELD_COUNT = sizeof(FIELDS) / sizeof(FIELDS[0]) };

static void rule_problem(Problems *problems, const char *code, int64_t row, Text name)
{
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = code,
                                     .row = row,
                                     .field = name,
                                     .args = (Arg[]){arg_text("name", name)},
                                     .arg_count = 1});
}

static bool rule_set(Arena *arena, CompareRules *rules, const RuleField *field, Text value)
{
    void *at = (char *)rules + field->offset;
    if (field->kind == RULE_TEXT) {
        *(Text *)at = text_copy(arena, value);
        return value.len > 0;
    }
    Decimal decimal;
    if (!decimal_parse(value, &decimal)) {
        return false;
    }
    double number = decimal_double(decimal);
    if (number < field->least || number > field->most) {
        return false;
    }
    if (field->kind == RULE_WHOLE) {
        *(int *)at = (int)number;
        return decimal.scale == 0;
    }
    *(double *)at = number;
    return true;
}

CompareRules *compare_rules_read(Arena *arena, Text rules, Problems *problems)
{
    CompareRules *read = ARENA_NEW(arena, CompareRules);
    bool found[FIELD_COUNT] = {false};
    Text name, value;
    int64_t row = 0;
    while (rule_line(&rules, &name, &value, &row)) {
        int f = 0;
        while (f < FIELD_COUNT && !text_equal(name, text_from(FIELDS[f].name)))
            f++;
        if (f == FIELD_COUNT) {
            rule_problem(problems, "compare.rule_unknown", row, name);
        } else if (!rule_set(arena, read, &FIELDS[f], value)) {
            rule_problem(problems, "compare.rule_value", row, name);
            found[f] = true;
        } else {
            found[f] = true;
        }
    }
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (!found[f]) {
            rule_problem(problems, "compare.rule_missing", 0, text_from(FIELDS[f].name));
        }
    }
    return read;
}
