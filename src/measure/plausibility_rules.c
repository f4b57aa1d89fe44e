/* The rules of plausibility by name: one table reads them and knows which are missing. */
#include "measure.h"

#include <stddef.h>
#include <string.h>

typedef struct RuleName {
    const char *name;
    size_t offset;
} RuleName;

#define RULE(field)                                                                                \
    {                                                                                              \
#field, offsetof(PlausibilityRules, field)                                                 \
    }

static const RuleName RULES[] = {
    RULE(midpoint_digits), RULE(midpoint_company), RULE(repeated_changes), RULE(repeated_share),
    RULE(edition_figures), RULE(window_years),     RULE(drift_units),      RULE(jump_log),
    RULE(jump_times),      RULE(spike_log),        RULE(spike_times),      RULE(scale_log),
    RULE(growth_points),   RULE(nominal_points),   RULE(disagree_points),  RULE(identity_ratio),
    RULE(implied_log),     RULE(share_points),
};

enum { RULE_COUNT = sizeof RULES / sizeof RULES[0] };

static int find_rule(Text name)
{
    for (int i = 0; i < RULE_COUNT; i++) {
        if (text_equal(name, text_from(RULES[i].name))) {
            return i;
        }
    }
    return -1;
}

/* An empty line is fine; a name must be known and new, its value a number ≥ 0. */
static bool read_line(Text line, PlausibilityRules *rules, bool *given)
{
    size_t comment;
    if (text_find(line, TEXT("#"), &comment)) {
        line = text_slice(line, 0, comment);
    }
    line = text_trim(line);
    if (line.len == 0) {
        return true;
    }
    Text name;
    Text rest = line;
    Decimal value;
    if (!text_split(&rest, ' ', &name) || !decimal_parse(text_trim(rest), &value)) {
        return false;
    }
    int rule = find_rule(name);
    if (rule < 0 || given[rule] || value.mantissa < 0) {
        return false;
    }
    given[rule] = true;
    double number = decimal_double(value);
    memcpy((char *)rules + RULES[rule].offset, &number, sizeof number);
    return true;
}

bool plausibility_rules_parse(Text source, PlausibilityRules *rules, int *bad_line,
                              const char **missing)
{
    bool given[RULE_COUNT] = {false};
    Text line;
    *bad_line = 0;
    *missing = NULL;
    for (int number = 1; text_split(&source, '\n', &line); number++) {
        if (!read_line(line, rules, given)) {
            *bad_line = number;
            return false;
        }
    }
    for (int i = 0; i < RULE_COUNT; i++) {
        if (!given[i]) {
            *missing = RULES[i].name;
            return false;
        }
    }
    return true;
}

const char *plausibility_name(PlausibilityKind kind)
{
    static const char *const NAMES[PLAUSIBILITY_COUNT] = {
        "plausible", "midpoint", "repeated", "jump",     "spike",
        "scale",     "nominal",  "disagree", "identity", "share",
    };
    return NAMES[kind];
}
