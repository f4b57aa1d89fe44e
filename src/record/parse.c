/* Values as people write them. */
#include "record_impl.h"

#include <string.h>

static bool parse_option(const FieldDef *field, Text text, Value *value)
{
    for (int at = 0; at < field->option_count; at++) {
        const OptionDef *option = &field->options[at];
        if (text_equal(text, text_from(option->name)) || text_equal(text, text_from(option->zh)) ||
            text_equal(text, text_from(option->en))) {
            *value = value_text(text_from(option->name));
            return true;
        }
    }
    return false;
}

static bool parse_bool(Text text, Value *value)
{
    static const struct {
        const char *word;
        int number;
    } WORDS[] = {{"true", 1},  {"yes", 1}, {"1", 1}, {"是", 1},
                 {"false", 0}, {"no", 0},  {"0", 0}, {"否", 0}};
    for (size_t at = 0; at < sizeof WORDS / sizeof WORDS[0]; at++) {
        if (text_equal(text, text_from(WORDS[at].word))) {
            *value = value_int(WORDS[at].number);
            return true;
        }
    }
    return false;
}

/* Ids between spaces or commas. */
static bool parse_refs(Arena *arena, Text text, Value *value)
{
    List ids = list_new(arena, sizeof(int64_t));
    Text rest = text;
    Text part = {0};
    while (text_split(&rest, ' ', &part)) {
        Text piece = {0};
        while (text_split(&part, ',', &piece)) {
            int64_t id = 0;
            if (piece.len > 0 && !text_to_int(piece, &id)) {
                return false;
            }
            if (piece.len > 0) {
                *(int64_t *)list_add(&ids) = id;
            }
        }
    }
    *value = value_refs(ids.items, (int)ids.count);
    return true;
}

static bool parse_number(Text text, Value *value)
{
    int64_t number = 0;
    bool is_number = text_to_int(text, &number);
    *value = value_int(number);
    return is_number;
}

static bool parse_decimal(Text text, Value *value)
{
    Decimal decimal = {0};
    bool is_decimal = decimal_parse(text, &decimal);
    *value = value_decimal(decimal);
    return is_decimal;
}

static bool parse_date(Text text, Value *value)
{
    Date date = DATE_NONE;
    bool is_date = date_parse(text, &date);
    *value = value_int(date);
    return is_date;
}

static bool parse_period(Text text, Value *value)
{
    Period period = {0};
    bool is_period = period_parse(text, &period);
    *value = value_int(is_period ? period_code(period) : 0);
    return is_period;
}

static bool parse_date_range(Text text, Value *value)
{
    Date first = DATE_NONE, last = DATE_NONE;
    bool is_range = date_range_parse(text, &first, &last);
    *value = value_pair(first, last);
    return is_range;
}

static bool parse_time(Text text, Value *value)
{
    int64_t time_ms = 0;
    bool is_time = time_parse(text, &time_ms);
    *value = value_int(time_ms);
    return is_time;
}

static bool parse_money(Text text, Value *value)
{
    Decimal yuan = {0};
    bool is_money = money_parse(text, &yuan);
    *value = value_decimal(yuan);
    return is_money;
}

static bool parse_percent(Text text, Value *value)
{
    Decimal percent = {0};
    bool is_percent = percent_parse(text, &percent);
    *value = value_decimal(percent);
    return is_percent;
}

static bool parse_point(Text text, Value *value)
{
    int64_t latitude = 0, longitude = 0;
    bool is_point = point_parse(text, &latitude, &longitude);
    *value = value_pair(latitude, longitude);
    return is_point;
}

/* Digits in the case in which the hash of a file is written. */
static bool parse_file(Arena *arena, Text text, Value *value)
{
    Hash hash;
    Buf digits = buf_new(arena);
    bool is_hash = hash_parse(text, &hash);
    if (is_hash) {
        hash_print(&digits, &hash);
    }
    *value = value_text(buf_text(&digits));
    return is_hash;
}

const char *value_parse(Arena *arena, const FieldDef *field, Text text, Value *value)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT: *value = value_text(text_copy(arena, text)); return NULL;
    case FIELD_INT: return parse_number(text, value) ? NULL : "record.not_int";
    case FIELD_DECIMAL: return parse_decimal(text, value) ? NULL : "record.not_decimal";
    case FIELD_MONEY: return parse_money(text, value) ? NULL : "record.not_money";
    case FIELD_PERCENT: return parse_percent(text, value) ? NULL : "record.not_percent";
    case FIELD_DATE: return parse_date(text, value) ? NULL : "record.not_date";
    case FIELD_DATE_RANGE: return parse_date_range(text, value) ? NULL : "record.not_date_range";
    case FIELD_TIME: return parse_time(text, value) ? NULL : "record.not_time";
    case FIELD_PERIOD: return parse_period(text, value) ? NULL : "record.not_period";
    case FIELD_BOOL: return parse_bool(text, value) ? NULL : "record.not_bool";
    case FIELD_ONE_OF: return parse_option(field, text, value) ? NULL : "record.not_option";
    case FIELD_FILE: return parse_file(arena, text, value) ? NULL : "record.not_file";
    case FIELD_POINT: return parse_point(text, value) ? NULL : "record.not_point";
    case FIELD_REF: return parse_number(text, value) ? NULL : "record.not_id";
    case FIELD_REFS: return parse_refs(arena, text, value) ? NULL : "record.not_id";
    case FIELD_COMPUTED: return "record.computed";
    }
    return "record.wrong_kind";
}

/* What one may write instead; empty where the field has no options. */
static Arg options_arg(Arena *arena, const FieldDef *field)
{
    Buf zh = buf_new(arena), en = buf_new(arena);
    for (int at = 0; at < field->option_count; at++) {
        buf_add_format(&zh, "%s%s", at > 0 ? "、" : "", field->options[at].zh);
        buf_add_format(&en, "%s%s", at > 0 ? ", " : "", field->options[at].en);
    }
    return arg_label("options", buf_text(&zh), buf_text(&en));
}

static bool refuse(const FieldDef *field, const char *code, Text written, Problems *problems)
{
    Arena *scratch = arena_new();
    Text shown = text_is_utf8(written) && written.len < 200 ? written : TEXT("…");
    Arg args[] = {label_arg("label", field->zh, field->en), arg_text("value", shown),
                  options_arg(scratch, field)};
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = code,
                                     .field = text_from(field->name),
                                     .args = args,
                                     .arg_count = sizeof args / sizeof args[0]});
    arena_free(scratch);
    return false;
}

static size_t digits_at(Text text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9') {
        end++;
    }
    return end - at;
}

/* "1,234,567.8" as spreadsheets show it: commas between groups of three digits say nothing. Commas
 * that stand otherwise are left, and refused with the rest. */
static Text without_groups(Arena *arena, Text text)
{
    Buf plain = buf_new(arena);
    size_t at = text_starts(text, TEXT("-")) || text_starts(text, TEXT("+"));
    size_t first = digits_at(text, at), end = at + first;
    buf_add(&plain, text_slice(text, 0, end));
    bool is_grouped = first >= 1 && first <= 3;
    while (is_grouped && end < text.len && text.ptr[end] == ',') {
        is_grouped = digits_at(text, end + 1) == 3;
        buf_add(&plain, text_slice(text, end + 1, end + 4));
        end += 4;
    }
    buf_add(&plain, text_slice(text, end, text.len));
    return is_grouped ? buf_text(&plain) : text;
}

static Text without_currency(Text text)
{
    static const Text SIGNS[] = {{"¥", sizeof "¥" - 1}, {"￥", sizeof "￥" - 1}};
    for (size_t at = 0; at < sizeof SIGNS / sizeof SIGNS[0]; at++) {
        if (text_starts(text, SIGNS[at])) {
            return text_trim(text_slice(text, SIGNS[at].len, text.len));
        }
    }
    return text;
}

/* A number as people and their spreadsheets write it, as value_parse reads it. */
static Text plain_number(Arena *arena, const FieldDef *field, Text text)
{
    switch (field->kind) {
    case FIELD_MONEY: return without_groups(arena, without_currency(text));
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_PERCENT: return without_groups(arena, text);
    default: return text;
    }
}

bool record_parse(Arena *arena, Record *record, int field, Text text, Problems *problems)
{
    const FieldDef *def = &record->def->fields[field];
    /* A long text keeps its ends as they are; elsewhere space around a value says nothing. */
    Text written = def->kind == FIELD_LONG_TEXT ? text : text_trim(text);
    Value value = value_none();
    if (written.len > 0) {
        const char *code = value_parse(arena, def, plain_number(arena, def, written), &value);
        if (code != NULL) {
            return refuse(def, code, written, problems);
        }
    }
    value_normalise(&value);
    record->values[field] = value;
    return true;
}
