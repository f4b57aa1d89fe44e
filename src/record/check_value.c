/* What is wrong with one value, whatever the others are. */
#include "check_impl.h"

#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR_LEAST = 1, YEAR_MOST = 9999, SHOWN_BYTES_MAX = 200 };
#define MS_A_DAY INT64_C(86400000)

void check_report(Check *check, const FieldDef *field, const char *code, Arg first, Arg second)
{
    Arg args[] = {label_arg("label", field->zh, field->en), first, second};
    problems_add(check->problems, (Problem){.severity = SEVERITY_ERROR,
                                            .code = code,
                                            .field = text_from(field->name),
                                            .args = args,
                                            .arg_count = sizeof args / sizeof args[0]});
    check->counts->faults++;
}

void check_report_plain(Check *check, const FieldDef *field, const char *code)
{
    check_report(check, field, code, arg_cstr("record", check->type->def->name), arg_int("id", 0));
}

/* ---- Texts ---- */

static bool has_line_break(Text text)
{
    return text.len > 0 &&
           (memchr(text.ptr, '\n', text.len) != NULL || memchr(text.ptr, '\r', text.len) != NULL);
}

/* What would move the cursor or ring the bell of whoever reads it on a terminal. */
static bool has_control(Text text)
{
    for (size_t at = 0; at < text.len; at++) {
        unsigned char byte = (unsigned char)text.ptr[at];
        bool is_space = byte == '\t' || byte == '\n' || byte == '\r';
        if ((byte < ' ' && byte != '\0' && !is_space) || byte == 0x7f) {
            return true;
        }
    }
    return false;
}

static Text shown(Text text)
{
    return text_is_utf8(text) && text.len < SHOWN_BYTES_MAX ? text : TEXT("…");
}

/* The help of the field says in words what the pattern says in signs. */
static void check_pattern(Check *check, const FieldDef *field, Text text)
{
    regex_t pattern;
    Text whole = text_format(check->arena, "^(%s)$", field->pattern);
    if (regcomp(&pattern, text_cstr(check->arena, whole), REG_EXTENDED | REG_NOSUB) != 0) {
        return; /* the compiler of the model has refused it */
    }
    if (regexec(&pattern, text_cstr(check->arena, text), 0, NULL, 0) != 0) {
        bool has_help = field->help_zh[0] != '\0';
        check_report(check, field, "record.pattern", arg_text("value", shown(text)),
                     label_arg("form", has_help ? field->help_zh : field->pattern,
                               has_help ? field->help_en : field->pattern));
    }
    regfree(&pattern);
}

static void check_text(Check *check, const FieldDef *field, Text text)
{
    if (memchr(text.ptr, '\0', text.len) != NULL) {
        check_report_plain(check, field, "record.zero_byte");
    }
    if (has_control(text)) {
        check_report_plain(check, field, "record.control");
    }
    if (!text_is_utf8(text)) {
        check_report_plain(check, field, "record.not_utf8");
    }
    if (field->kind == FIELD_TEXT && has_line_break(text)) {
        check_report_plain(check, field, "record.line_break");
    }
    int64_t count = character_count(text);
    if (field->size > 0 && count > field->size) {
        check_report(check, field, "record.too_long", arg_int("count", count),
                     arg_int("size", field->size));
    }
    /* What cannot be a C string has its own faults already. */
    if (field->pattern != NULL && memchr(text.ptr, '\0', text.len) == NULL) {
        check_pattern(check, field, text);
    }
}

static void check_option(Check *check, const FieldDef *field, Text name)
{
    for (int at = 0; at < field->option_count; at++) {
        if (text_equal(name, text_from(field->options[at].name))) {
            return;
        }
    }
    Buf options = buf_new(check->arena);
    for (int at = 0; at < field->option_count; at++) {
        buf_add_format(&options, "%s%s", at > 0 ? " " : "", field->options[at].name);
    }
    check_report(check, field, "record.option", arg_text("value", shown(name)),
                 arg_text("options", buf_text(&options)));
}

/* ---- Numbers ---- */

static Arg decimal_arg(Check *check, const char *name, const FieldDef *field, Decimal value)
{
    Buf zh = buf_new(check->arena), en = buf_new(check->arena);
    if (field->kind == FIELD_MONEY) {
        money_print(&zh, LANG_ZH, value);
        money_print(&en, LANG_EN, value);
        return arg_label(name, buf_text(&zh), buf_text(&en));
    }
    return arg_text(name, decimal_text(check->arena, value));
}

static void check_range(Check *check, const FieldDef *field, Decimal value)
{
    bool below = field->has_least && decimal_compare(value, field->least) < 0;
    bool above = field->has_most && decimal_compare(value, field->most) > 0;
    if (below || above) {
        Decimal bound = below ? field->least : field->most;
        check_report(check, field, below ? "record.least" : "record.most",
                     decimal_arg(check, "value", field, value),
                     decimal_arg(check, "bound", field, bound));
    }
}

static bool date_is_possible(int64_t number)
{
    return number >= date_make(YEAR_LEAST, 1, 1) && number <= date_make(YEAR_MOST, 12, 31);
}

static bool time_is_possible(int64_t number)
{
    return number >= date_make(YEAR_LEAST, 1, 1) * MS_A_DAY &&
           number < (date_make(YEAR_MOST, 12, 31) + 1) * MS_A_DAY;
}

static bool period_is_possible(int64_t number)
{
    return number >= INT32_MIN && number <= INT32_MAX &&
           period_code(period_from_code((int32_t)number)) == number;
}

static void check_number(Check *check, const FieldDef *field, int64_t number)
{
    bool possible = number >= -SCHEMA_INT_MOST && number <= SCHEMA_INT_MOST;
    const char *code = "record.int_size";
    switch (field->kind) {
    case FIELD_BOOL:
        possible = number == 0 || number == 1;
        code = "record.not_bool";
        break;
    case FIELD_DATE:
        possible = date_is_possible(number);
        code = "record.not_date";
        break;
    case FIELD_TIME:
        possible = time_is_possible(number);
        code = "record.not_time";
        break;
    case FIELD_PERIOD:
        possible = period_is_possible(number);
        code = "record.not_period";
        break;
    default: break;
    }
    if (!possible) {
        check_report(check, field, code, arg_int("value", number),
                     arg_int("most", SCHEMA_INT_MOST));
    } else if (field->kind == FIELD_INT) {
        check_range(check, field, (Decimal){number, 0});
    }
}

static bool scale_is_possible(Decimal value)
{
    return value.scale >= 0 && value.scale <= DECIMAL_SCALE_MAX;
}

static void check_decimal(Check *check, const FieldDef *field, Decimal value)
{
    if (!scale_is_possible(value)) {
        check_report(check, field, "record.scale", arg_int("scale", value.scale),
                     arg_int("most", DECIMAL_SCALE_MAX));
        return;
    }
    check_range(check, field, value);
}

static void check_pair(Check *check, const FieldDef *field, int64_t first, int64_t second)
{
    bool possible = false;
    if (field->kind == FIELD_POINT) {
        possible = llabs(first) <= POINT_LATITUDE_MOST && llabs(second) <= POINT_LONGITUDE_MOST;
    } else {
        possible = date_is_possible(first) && date_is_possible(second) && first <= second;
    }
    if (!possible) {
        check_report(
            check, field, field->kind == FIELD_POINT ? "record.not_point" : "record.not_date_range",
            arg_text("value", text_format(check->arena, "%" PRId64 ", %" PRId64, first, second)),
            arg_int("most", SCHEMA_INT_MOST));
    }
}

void check_value(Check *check, const FieldDef *field, const Value *value)
{
    switch (value->kind) {
    case VALUE_NONE:
    case VALUE_REFS: break;
    case VALUE_INT: check_number(check, field, value->number); break;
    case VALUE_DECIMAL: check_decimal(check, field, value->decimal); break;
    case VALUE_PAIR: check_pair(check, field, value->number, value->second); break;
    case VALUE_TEXT:
        if (field->kind == FIELD_ONE_OF) {
            check_option(check, field, value->text);
        } else {
            check_text(check, field, value->text);
        }
        break;
    }
}

/* ---- Order ---- */

/* A period counts from its first day; one without a date comes neither before nor after. */
static bool number_follows(FieldKind kind, int64_t first, int64_t second)
{
    if (kind != FIELD_PERIOD) {
        return first > second;
    }
    Date one = period_first(period_from_code((int32_t)first));
    Date other = period_first(period_from_code((int32_t)second));
    return one != DATE_NONE && other != DATE_NONE && one > other;
}

bool value_follows(FieldKind kind, const Value *first, const Value *second)
{
    if (first->kind != second->kind || !value_fits(kind, first)) {
        return false;
    }
    if (first->kind == VALUE_DECIMAL) {
        return scale_is_possible(first->decimal) && scale_is_possible(second->decimal) &&
               decimal_compare(first->decimal, second->decimal) > 0;
    }
    return first->kind == VALUE_INT && number_follows(kind, first->number, second->number);
}
