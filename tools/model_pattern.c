/* Whether a pattern is one that every machine reads alike, and that costs little to read. */
#include "model_parse_impl.h"

#include <regex.h>
#include <string.h>

enum { REPETITIONS_MOST = 10000 };

/* The larger number of a{2,5}; `pattern` stands behind the brace. */
static int64_t repetition(const char *pattern)
{
    int64_t largest = 1, number = 0;
    for (; (*pattern >= '0' && *pattern <= '9') || *pattern == ','; pattern++) {
        number = *pattern == ',' ? 0 : number * 10 + (*pattern - '0');
        if (number > REPETITIONS_MOST) {
            return number;
        }
        largest = number > largest ? number : largest;
    }
    return largest;
}

/* Repetitions multiply where they stand in each other, and the memory that regcomp takes. */
static bool repeats_too_often(const char *pattern)
{
    int64_t product = 1;
    for (; *pattern != '\0' && product <= REPETITIONS_MOST; pattern++) {
        product *= *pattern == '{' ? repetition(pattern + 1) : 1;
    }
    return product > REPETITIONS_MOST;
}

/* Patterns run byte by byte, whatever the locale: a bracket knows single bytes only. */
static bool has_wide_bracket(const char *pattern)
{
    bool inside = false;
    for (; *pattern != '\0'; pattern++) {
        if (inside && (unsigned char)*pattern >= 0x80) {
            return true;
        }
        inside = *pattern == '[' || (inside && *pattern != ']');
    }
    return false;
}

/* What \1 stands for is tried in every way there is. */
static bool refers_back(const char *pattern)
{
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '\\' && pattern[1] >= '1' && pattern[1] <= '9') {
            return true;
        }
    }
    return false;
}

static const char *pattern_fault(const char *pattern)
{
    regex_t compiled;
    if (strlen(pattern) > MODEL_PATTERN_BYTES_MAX || repeats_too_often(pattern)) {
        return "this pattern is too large";
    }
    if (has_wide_bracket(pattern)) {
        return "between brackets stand ASCII characters: write (一|二), not [一二]";
    }
    if (refers_back(pattern)) {
        return "a pattern does not refer back to a part of itself";
    }
    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        return "this is no POSIX extended regular expression";
    }
    regfree(&compiled);
    return NULL;
}

void model_check_pattern(Parser *parser, const DraftField *field)
{
    const char *pattern = field->def.pattern;
    if (pattern == NULL) {
        return;
    }
    const char *fault = model_kind_can(field->def.kind, CAN_MATCH) ? pattern_fault(pattern)
                                                                   : "only a text has a pattern";
    if (fault != NULL) {
        model_fault(parser, field->pattern_place, "%s", fault);
    }
}
