/* Operators, and what joins them: "due=lt.2026-12-31", "or=(state.eq.done,lead.in.(1,2))". */
#include "api_impl.h"

#include <string.h>

/* What is written behind an operator. */
typedef enum Operand {
    OPERAND_VALUE,
    OPERAND_PATTERN, /* text with * or % for any characters */
    OPERAND_LIST,    /* (a,b) */
    OPERAND_SET,     /* {a,b}, of several references */
    OPERAND_WORD,    /* null, not_null, true, false */
} Operand;

typedef struct Operator {
    const char *name;
    Compare compare;
    Operand operand;
    bool is_not;
} Operator;

/* SQL's <> leaves out what is empty, and so does the opposite of "equal"; "isdistinct" does not. */
static const Operator OPERATORS[] = {
    {"eq", COMPARE_EQUAL, OPERAND_VALUE, false},
    {"neq", COMPARE_EQUAL, OPERAND_VALUE, true},
    {"isdistinct", COMPARE_NOT_EQUAL, OPERAND_VALUE, false},
    {"gt", COMPARE_MORE, OPERAND_VALUE, false},
    {"gte", COMPARE_MORE_EQUAL, OPERAND_VALUE, false},
    {"lt", COMPARE_LESS, OPERAND_VALUE, false},
    {"lte", COMPARE_LESS_EQUAL, OPERAND_VALUE, false},
    {"in", COMPARE_ANY_OF, OPERAND_LIST, false},
    {"is", COMPARE_EQUAL, OPERAND_WORD, false},
    {"like", COMPARE_LIKE, OPERAND_PATTERN, false},
    {"ilike", COMPARE_LIKE_ANY_CASE, OPERAND_PATTERN, false},
    {"cs", COMPARE_EQUAL, OPERAND_SET, false},  /* contains all of these */
    {"ov", COMPARE_ANY_OF, OPERAND_SET, false}, /* contains one of these */
};
enum { OPERATOR_COUNT = sizeof OPERATORS / sizeof *OPERATORS };

Text api_operators(Arena *arena)
{
    Buf names = buf_new(arena);
    for (size_t i = 0; i < OPERATOR_COUNT; i++) {
        buf_add_format(&names, "%s%s", i > 0 ? ", " : "", OPERATORS[i].name);
    }
    return buf_text(&names);
}

static Status broken_list(const ApiReading *reading, bool is_set, Text rest, Error *err)
{
    return error_set(err, STATUS_USAGE, "api.list",
                     ARGS(arg_cstr("param", reading->param),
                          arg_text("rest", text_fit(reading->arena, rest, 60)),
                          arg_cstr("example", is_set ? "cs.{1,2}" : "in.(1,2,\"a,b\")")));
}

static Status no_operator(const ApiReading *reading, Text rest, Error *err)
{
    return error_set(err, STATUS_USAGE, "api.no_operator",
                     ARGS(arg_cstr("param", reading->param),
                          arg_text("rest", text_fit(reading->arena, rest, 60)),
                          arg_text("known", api_operators(reading->arena))));
}

/* "not." before, any number of times, and the operator's name with its point. */
static const Operator *take_operator(Text *rest, bool *is_not)
{
    *is_not = false;
    while (text_starts(*rest, TEXT("not."))) {
        *is_not = !*is_not;
        *rest = text_slice(*rest, strlen("not."), rest->len);
    }
    Text after = *rest, name = text_take(&after, '.');
    bool is_closed = name.len < rest->len;
    for (size_t i = 0; is_closed && i < OPERATOR_COUNT; i++) {
        if (text_equal(name, text_from(OPERATORS[i].name))) {
            *rest = after;
            *is_not = *is_not != OPERATORS[i].is_not;
            return &OPERATORS[i];
        }
    }
    return NULL;
}

/* ---- Values ---- */

static Status bad_value(const ApiReading *reading, Text value, Error *err)
{
    return error_set(err, STATUS_USAGE, "api.bad_value",
                     ARGS(arg_cstr("param", reading->param),
                          arg_text("value", text_fit(reading->arena, value, 60))));
}

static Text known_states(Arena *arena, const RecordDef *def)
{
    Buf known = buf_new(arena);
    for (int s = 0; s < def->state_count; s++) {
        buf_add_format(&known, "%s%s", s > 0 ? ", " : "", def->states[s].name);
    }
    return buf_text(&known);
}

static Status read_state(const ApiReading *reading, Text text, Value *value, Error *err)
{
    if (record_state(reading->def, text) < 0) {
        return error_set(err, STATUS_USAGE, "api.no_state",
                         ARGS(arg_text("value", text_fit(reading->arena, text, 60)),
                              arg_text("known", known_states(reading->arena, reading->def))));
    }
    *value = value_text(text);
    return STATUS_OK;
}

/* As people write it: the engine reads it by the kind of the field. */
static Status read_value(const ApiReading *reading, int field, Text text, Value *value, Error *err)
{
    int64_t number;
    if (field == KEY_STATE) {
        return read_state(reading, text, value, err);
    }
    if (field == KEY_ID) {
        bool is_number = text_to_int(text, &number);
        *value = value_int(is_number ? number : 0);
        return is_number ? STATUS_OK : bad_value(reading, text, err);
    }
    if (reading->def->fields[field].kind == FIELD_COMPUTED) {
        *value = value_text(text); /* the engine says that nothing is narrowed by it */
        return STATUS_OK;
    }
    Record scratch = {.def = reading->def,
                      .values = ARENA_ARRAY(reading->arena, Value, (size_t)field + 1)};
    if (!record_parse(reading->arena, &scratch, field, text, reading->problems)) {
        return bad_value(reading, text, err);
    }
    *value = scratch.values[field];
    return STATUS_OK;
}

/* "%" of SQL for our "*". */
static Value read_pattern(Arena *arena, Text text)
{
    char *pattern = text_cstr(arena, text);
    for (size_t i = 0; i < text.len; i++) {
        pattern[i] = pattern[i] == '%' ? '*' : pattern[i];
    }
    return value_text((Text){pattern, text.len});
}

static Status read_word(const ApiReading *reading, Text word, RecordCondition *condition,
                        Error *err)
{
    static const struct {
        const char *word;
        bool is_value, is_not;
        int64_t number;
    } WORDS[] = {{"null", false, false, 0},
                 {"not_null", false, true, 0},
                 {"true", true, false, 1},
                 {"false", true, false, 0}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (text_equal(word, text_from(WORDS[i].word))) {
            condition->filter.value = WORDS[i].is_value ? value_int(WORDS[i].number) : value_none();
            condition->is_not = condition->is_not != WORDS[i].is_not;
            return STATUS_OK;
        }
    }
    return bad_value(reading, word, err);
}

/* Values between brackets; the opening one is taken. */
static Status read_values(const ApiReading *reading, int field, Text *rest, char close,
                          List *values, Error *err)
{
    const char ends[] = {',', close, '\0'};
    *values = list_new(reading->arena, sizeof(Value));
    if (api_take(rest, close)) {
        return STATUS_OK;
    }
    do {
        Text text;
        if (!api_take_value(reading->arena, rest, ends, &text)) {
            return broken_list(reading, close == '}', *rest, err);
        }
        Status status = read_value(reading, field, text, list_add(values), err);
        if (status != STATUS_OK) {
            return status;
        }
    } while (api_take(rest, ','));
    return api_take(rest, close) ? STATUS_OK : broken_list(reading, close == '}', *rest, err);
}

/* Has all of them: as many conditions, all of which hold. */
static void hold_all(const ApiReading *reading, const List *values, RecordCondition *condition)
{
    RecordCondition *parts = ARENA_ARRAY(reading->arena, RecordCondition, values->count + 1);
    for (size_t i = 0; i < values->count; i++) {
        parts[i].filter = condition->filter;
        parts[i].filter.value = *LIST_AT(values, Value, i);
    }
    condition->kind = CONDITION_ALL;
    condition->parts = parts;
    condition->part_count = (int)values->count;
}

static Status take_values(const ApiReading *reading, const Operator *asked, Text *rest,
                          RecordCondition *condition, Error *err)
{
    List values;
    bool is_set = asked->operand == OPERAND_SET;
    int field = condition->filter.field;
    if (is_set && (field < 0 || reading->def->fields[field].kind != FIELD_REFS)) {
        return error_set(err, STATUS_USAGE, "api.no_set", ARGS(arg_cstr("param", reading->param)));
    }
    if (!api_take(rest, is_set ? '{' : '(')) {
        return broken_list(reading, is_set, *rest, err);
    }
    Status status = read_values(reading, field, rest, is_set ? '}' : ')', &values, err);
    if (status == STATUS_OK && asked->compare == COMPARE_EQUAL) {
        hold_all(reading, &values, condition);
    } else if (status == STATUS_OK) {
        condition->filter.values = values.items;
        condition->filter.value_count = (int)values.count;
    }
    return status;
}

/* One value: what is left, or inside of brackets what stands before the next comma. */
static Status take_value(const ApiReading *reading, const Operator *asked, Text *rest,
                         bool is_inside, RecordCondition *condition, Error *err)
{
    Text text = *rest;
    if (!is_inside) {
        *rest = TEXT("");
    } else if (!api_take_value(reading->arena, rest, ",)", &text)) {
        return api_not_understood(reading, "api.logic", *rest, err);
    }
    switch (asked->operand) {
    case OPERAND_PATTERN:
        condition->filter.value = read_pattern(reading->arena, text);
        return STATUS_OK;
    case OPERAND_WORD: return read_word(reading, text, condition, err);
    default:
        return read_value(reading, condition->filter.field, text, &condition->filter.value, err);
    }
}

/* ---- One condition ---- */

static Status read_one(ApiReading *reading, Text name, Text *rest, bool is_inside,
                       RecordCondition *condition, Error *err)
{
    bool is_not;
    if (++reading->conditions > API_CONDITIONS_MOST) {
        return error_set(err, STATUS_USAGE, "api.conditions_many",
                         ARGS(arg_int("most", API_CONDITIONS_MOST)));
    }
    int field = api_column_named(reading->def, name);
    if (field == -1 || field == KEY_VERSION) {
        return error_set(
            err, STATUS_USAGE, "api.no_filter",
            ARGS(arg_text("name", text_fit(reading->arena, name, 60)),
                 arg_label("label", text_from(reading->def->zh), text_from(reading->def->en))));
    }
    const Operator *asked = take_operator(rest, &is_not);
    if (asked == NULL) {
        return no_operator(reading, *rest, err);
    }
    *condition = (RecordCondition){.kind = CONDITION_FILTER,
                                   .is_not = is_not,
                                   .filter = {.field = field, .compare = asked->compare}};
    bool has_several = asked->operand == OPERAND_LIST || asked->operand == OPERAND_SET;
    return has_several ? take_values(reading, asked, rest, condition, err)
                       : take_value(reading, asked, rest, is_inside, condition, err);
}

Status api_condition_read(ApiReading *reading, Text name, Text text, RecordCondition *condition,
                          Error *err)
{
    Status status = read_one(reading, name, &text, false, condition, err);
    return status != STATUS_OK || text.len == 0 ? status : broken_list(reading, false, text, err);
}

/* ---- and, or, not ---- */

static Status read_group(ApiReading *reading, Text *rest, int depth, RecordCondition *condition,
                         Error *err);

/* "and(", "not.or(": what kind of group begins here; false: none. */
static bool take_group(Text *rest, RecordCondition *group)
{
    Text after = *rest;
    bool is_not = false;
    while (text_starts(after, TEXT("not."))) {
        is_not = !is_not;
        after = text_slice(after, strlen("not."), after.len);
    }
    bool is_all = text_starts(after, TEXT("and(")), is_any = text_starts(after, TEXT("or("));
    if (!is_all && !is_any) {
        return false;
    }
    *rest = text_slice(after, is_all ? strlen("and") : strlen("or"), after.len);
    *group = (RecordCondition){.kind = is_all ? CONDITION_ALL : CONDITION_ANY, .is_not = is_not};
    return true;
}

static Status read_part(ApiReading *reading, Text *rest, int depth, RecordCondition *part,
                        Error *err)
{
    *rest = text_trim(*rest);
    if (take_group(rest, part)) {
        return read_group(reading, rest, depth + 1, part, err);
    }
    Text name = api_take_name(reading->arena, rest);
    return api_take(rest, '.') ? read_one(reading, name, rest, true, part, err)
                               : api_not_understood(reading, "api.logic", *rest, err);
}

/* From bracket to bracket. */
static Status read_group(ApiReading *reading, Text *rest, int depth, RecordCondition *condition,
                         Error *err)
{
    List parts = list_new(reading->arena, sizeof(RecordCondition));
    if (depth > API_DEPTH_MOST) {
        return error_set(err, STATUS_USAGE, "api.logic_deep",
                         ARGS(arg_int("most", API_DEPTH_MOST)));
    }
    if (!api_take(rest, '(')) {
        return api_not_understood(reading, "api.logic", *rest, err);
    }
    do {
        RecordCondition part = {0};
        Status status = read_part(reading, rest, depth, &part, err);
        if (status != STATUS_OK) {
            return status;
        }
        *(RecordCondition *)list_add(&parts) = part;
        *rest = text_trim(*rest);
    } while (api_take(rest, ','));
    condition->parts = parts.items;
    condition->part_count = (int)parts.count;
    return api_take(rest, ')') ? STATUS_OK : api_not_understood(reading, "api.logic", *rest, err);
}

Status api_logic_read(ApiReading *reading, Text text, RecordCondition *condition, Error *err)
{
    Text rest = text_format(reading->arena, "%s%.*s", reading->param, TEXT_ARGS(text_trim(text)));
    if (!take_group(&rest, condition)) {
        return api_not_understood(reading, "api.logic", text, err);
    }
    Status status = read_group(reading, &rest, 1, condition, err);
    return status != STATUS_OK || rest.len == 0
               ? status
               : api_not_understood(reading, "api.logic", rest, err);
}
