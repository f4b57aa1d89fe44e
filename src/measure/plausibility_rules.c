/* The rules of plausibility by name. */
#include "measure.h"

/* No threshold is larger. */
static const double MOST = 1e9;

#define RULE(field)                                                                                \
    {                                                                                              \
#field, RULE_RATIO, offsetof(PlausibilityRules, field), 0, MOST                            \
    }

PlausibilityRules *plausibility_rules_read(Arena *arena, Text rules, Problems *problems)
{
    static const RuleField FIELDS[] = {
        RULE(midpoint_digits), RULE(midpoint_company), RULE(repeated_changes), RULE(repeated_share),
        RULE(edition_figures), RULE(window_years),     RULE(drift_units),      RULE(jump_log),
        RULE(jump_times),      RULE(spike_log),        RULE(spike_times),      RULE(scale_log),
        RULE(growth_points),   RULE(nominal_points),   RULE(disagree_points),  RULE(identity_ratio),
        RULE(implied_log),     RULE(share_points),
    };
    PlausibilityRules *read = ARENA_NEW(arena, PlausibilityRules);
    rule_fields_read(arena, rules, FIELDS, sizeof FIELDS / sizeof FIELDS[0], read, problems);
    return read;
}
