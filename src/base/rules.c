/* Rule files: `name value` lines into the fields of a struct. */
#include "base.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Text trim_blanks(Text text)
{
    size_t from = 0, to = text.len;
    while (from < to && is_space(text.ptr[from])) {
        from++;
    }
    while (to > from && is_space(text.ptr[to - 1])) {
        to--;
    }
    return text_slice(text, from, to);
}

/* A comment begins at a # that stands alone; one in a word, such as #N/A, belongs to it. */
static Text without_comment(Text line)
{
    for (size_t at = 0; at < line.len; at++) {
        bool is_first = at == 0 || is_space(line.ptr[at - 1]);
        bool is_alone = at + 1 == line.len || is_space(line.ptr[at + 1]);
        if (line.ptr[at] == '#' && is_first && is_alone) {
            return text_slice(line, 0, at);
        }
    }
    return line;
}

bool rule_line(Text *rest, Text *name, Text *value, int64_t *row)
{
    Text line;
    while (text_split(rest, '\n', &line)) {
        (*row)++;
        line = trim_blanks(without_comment(line));
        size_t end = 0;
        while (end < line.len && !is_space(line.ptr[end])) {
            end++;
        }
        if (end > 0) {
            *name = text_slice(line, 0, end);
            *value = trim_blanks(text_slice(line, end, line.len));
            return true;
        }
    }
    return false;
}

bool rule_set(Arena *arena, const RuleField *field, void *into, Text value)
{
    void *at = (char *)into + field->offset;
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

const RuleField *rule_field(const RuleField *fields, size_t count, Text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(name, text_from(fields[i].name))) {
            return &fields[i];
        }
    }
    return NULL;
}

bool rule_is_heading(Text name)
{
    return text_equal(name, TEXT("version")) || text_equal(name, TEXT("effective"));
}

static void tell(Problems *problems, const char *code, int64_t row, Text name)
{
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = code,
                                     .row = row,
                                     .field = name,
                                     .args = (Arg[]){arg_text("name", name)},
                                     .arg_count = 1});
}

void rule_fields_read(Arena *arena, Text rules, const RuleField *fields, size_t count, void *into,
                      Problems *problems)
{
    Arena *scratch = arena_new();
    bool *found = ARENA_ARRAY(scratch, bool, count);
    Text name, value;
    int64_t row = 0;
    while (rule_line(&rules, &name, &value, &row)) {
        const RuleField *field = rule_field(fields, count, name);
        if (!field && rule_is_heading(name)) {
            continue;
        }
        if (!field) {
            tell(problems, "base.rule_unknown", row, name);
            continue;
        }
        if (found[field - fields]) {
            tell(problems, "base.rule_twice", row, name);
        }
        found[field - fields] = true;
        if (!rule_set(arena, field, into, value)) {
            tell(problems, "base.rule_value", row, name);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!found[i]) {
            tell(problems, "base.rule_missing", 0, text_from(fields[i].name));
        }
    }
    arena_free(scratch);
}
