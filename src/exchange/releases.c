/* When a figure became known, by rules/releases.rules. */
#include "exchange_impl.h"

#include <string.h>

typedef struct ReleaseRule {
    Text before, behind; /* of {year}; without it all is in `before` */
    bool has_year;
    ObservationStatus status;
    int month, day, years;
    bool by_edition;
    Date not_before;
} ReleaseRule;

struct Releases {
    List rules; /* ReleaseRule */
    ReleaseRule yearly;
    ObservationStatus within_status;
    int within_days;
};

static void lower(char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
            bytes[i] = (char)(bytes[i] + 32);
        }
    }
}

static bool next_word(Text *rest, Text *word)
{
    *rest = text_trim(*rest);
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t') {
        end++;
    }
    *word = text_slice(*rest, 0, end);
    *rest = text_slice(*rest, end, rest->len);
    return word->len > 0;
}

static bool status_word(Text word, ObservationStatus *status)
{
    static const struct {
        const char *name;
        ObservationStatus status;
    } NAMES[] = {
        {"estimated", OBSERVATION_ESTIMATED},
        {"provisional", OBSERVATION_PROVISIONAL},
        {"observed", OBSERVATION_OBSERVED},
        {"revised", OBSERVATION_REVISED},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (text_equal(word, text_from(NAMES[i].name))) {
            *status = NAMES[i].status;
            return true;
        }
    }
    return false;
}

static bool small_number(Text text, int least, int most, int *number)
{
    int64_t value;
    if (!text_to_int(text, &value) || value < least || value > most) {
        return false;
    }
    *number = (int)value;
    return true;
}

/* MM-DD +N|edition [on DATE] */
static bool when_read(Text rest, ReleaseRule *rule)
{
    Text word;
    rule->not_before = DATE_NONE;
    if (!next_word(&rest, &word) || word.len != 5 || word.ptr[2] != '-' ||
        !small_number(text_slice(word, 0, 2), 1, 12, &rule->month) ||
        !small_number(text_slice(word, 3, 5), 1, 31, &rule->day) || !next_word(&rest, &word)) {
        return false;
    }
    rule->by_edition = text_equal(word, TEXT("edition"));
    if (rule->by_edition ? !rule->has_year : !small_number(word, 0, 50, &rule->years)) {
        return false;
    }
    if (!next_word(&rest, &word)) {
        return true;
    }
    return text_equal(word, TEXT("on")) && next_word(&rest, &word) &&
           date_parse(word, &rule->not_before) && text_trim(rest).len == 0;
}

/* when "words" */
static bool pattern_read(Arena *arena, Text value, ReleaseRule *rule)
{
    size_t quote;
    if (!text_find(value, TEXT("\""), &quote) || value.len < quote + 3 ||
        value.ptr[value.len - 1] != '"') {
        return false;
    }
    char *words = text_cstr(arena, text_slice(value, quote + 1, value.len - 1));
    lower(words, strlen(words));
    rule->before = text_from(words);
    size_t at;
    rule->has_year = text_find(rule->before, TEXT("{year}"), &at);
    if (rule->has_year) {
        rule->behind = text_slice(rule->before, at + 6, rule->before.len);
        rule->before = text_slice(rule->before, 0, at);
    }
    return when_read(text_slice(value, 0, quote), rule);
}

/* default STATUS when · within-year STATUS +N · STATUS when "words" */
static bool release_line(Arena *arena, Releases *releases, Text name, Text value)
{
    Text word;
    if (text_equal(name, TEXT("default"))) {
        return next_word(&value, &word) && status_word(word, &releases->yearly.status) &&
               when_read(value, &releases->yearly);
    }
    if (text_equal(name, TEXT("within-year"))) {
        return next_word(&value, &word) && status_word(word, &releases->within_status) &&
               next_word(&value, &word) && small_number(word, 0, 3660, &releases->within_days);
    }
    ReleaseRule rule = {0};
    bool is_read = status_word(name, &rule.status) && pattern_read(arena, value, &rule);
    if (is_read) {
        *(ReleaseRule *)list_add(&releases->rules) = rule;
    }
    return is_read;
}

Status releases_read(Arena *arena, Text rules, Releases **releases, Error *err)
{
    Releases *read = ARENA_NEW(arena, Releases);
    read->rules = list_new(arena, sizeof(ReleaseRule));
    read->yearly = (ReleaseRule){.status = OBSERVATION_OBSERVED,
                                 .month = 12,
                                 .day = 31,
                                 .years = 1,
                                 .not_before = DATE_NONE};
    read->within_status = OBSERVATION_PROVISIONAL;
    read->within_days = 31;
    Text name, value;
    int64_t row = 0;
    while (rule_line(&rules, &name, &value, &row)) {
        if (!rule_is_heading(name) && !release_line(arena, read, name, value)) {
            return error_set(err, STATUS_INVALID, "exchange.rule_line",
                             ARGS(arg_cstr("file", "releases.rules"), arg_int("line", row),
                                  arg_text("text", value)));
        }
    }
    *releases = read;
    return STATUS_OK;
}

/* Whether the words stand in the text, and the year where they ask for one. */
static bool rule_fits(const ReleaseRule *rule, Text text, int *year)
{
    Text rest = text;
    size_t at;
    if (!rule->has_year) {
        return text_find(rest, rule->before, &at);
    }
    while (text_find(rest, rule->before, &at)) {
        Text behind = text_slice(rest, at + rule->before.len, rest.len);
        if (behind.len >= 4 && small_number(text_slice(behind, 0, 4), 1900, 2200, year) &&
            text_starts(text_slice(behind, 4, behind.len), rule->behind)) {
            return true;
        }
        if (rest.len <= at) {
            return false;
        }
        rest = text_slice(rest, at + 1, rest.len);
    }
    return false;
}

static Release release_by(const ReleaseRule *rule, Period period, int edition)
{
    int year = rule->by_edition ? edition : period.year + rule->years;
    Release release = {.status = rule->status,
                       .known_from = date_make(year, rule->month, rule->day)};
    if (rule->not_before != DATE_NONE && release.known_from < rule->not_before) {
        release.known_from = rule->not_before;
    }
    return release;
}

enum { ORIGIN_BYTES = 1024 };

Release release_of(const Releases *releases, Text origin, Text note, Period period)
{
    char bytes[2][ORIGIN_BYTES];
    Text texts[2] = {text_slice(origin, 0, ORIGIN_BYTES), text_slice(note, 0, ORIGIN_BYTES)};
    for (int i = 0; i < 2; i++) {
        if (texts[i].len > 0) {
            memcpy(bytes[i], texts[i].ptr, texts[i].len);
            lower(bytes[i], texts[i].len);
        }
        texts[i].ptr = bytes[i];
    }
    for (size_t i = 0; (texts[0].len > 0 || texts[1].len > 0) && i < releases->rules.count; i++) {
        const ReleaseRule *rule = LIST_AT(&releases->rules, ReleaseRule, i);
        int edition = 0;
        if ((rule_fits(rule, texts[0], &edition) || rule_fits(rule, texts[1], &edition)) &&
            (!rule->by_edition || period.kind != PERIOD_YEAR || edition >= period.year)) {
            return release_by(rule, period, edition);
        }
    }
    if (period.kind == PERIOD_YEAR) {
        return release_by(&releases->yearly, period, 0);
    }
    return (Release){.status = releases->within_status,
                     .known_from = period_last(period) + releases->within_days};
}
