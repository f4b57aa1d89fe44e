/* The rules of comparison: their names, places and ranges. */
#include "compare_impl.h"

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

CompareRules *compare_rules_read(Arena *arena, Text rules, Problems *problems)
{
    CompareRules *read = ARENA_NEW(arena, CompareRules);
    rule_fields_read(arena, rules, FIELDS, sizeof(FIELDS) / sizeof(FIELDS[0]), read, problems);
    return read;
}
