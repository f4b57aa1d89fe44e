/* Wording with arguments, and figures as people read them.
 *
 * Chinese text takes no space between characters and digits and no thousands separator, as in
 * statistical communiqués; English groups by thousands with commas.
 */
#include "report_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP = 3 };

Text words(Arena *arena, Lang lang, const char *key, const Arg *args, size_t arg_count)
{
    Buf out = buf_new(arena);
    lang_print(&out, lang, key, args, arg_count);
    return buf_text(&out);
}

Text words_named(Arena *arena, Lang lang, const char *prefix, Text name)
{
    const char *key = text_cstr(arena, text_format(arena, "%s%.*s", prefix, TEXT_ARGS(name)));
    return lang_has(key) ? text_from(lang_text(lang, key)) : name;
}

/* Digits grouped for English, zeros added up to `decimals`, a true minus sign. */
static void print_grouped(Buf *out, Lang lang, Text digits, int decimals)
{
    bool negative = text_starts(digits, TEXT("-"));
    if (negative) {
        digits = text_slice(digits, 1, digits.len);
        buf_add_code_point(out, 0x2212);
    }
    size_t point;
    Text whole = digits, fraction = TEXT("");
    if (text_find(digits, TEXT("."), &point)) {
        whole = text_slice(digits, 0, point);
        fraction = text_slice(digits, point + 1, digits.len);
    }
    for (size_t i = 0; i < whole.len; i++) {
        if (lang == LANG_EN && i > 0 && (whole.len - i) % GROUP == 0) {
            buf_add_char(out, ',');
        }
        buf_add_char(out, whole.ptr[i]);
    }
    if (decimals > 0 || fraction.len > 0) {
        buf_add_char(out, '.');
        buf_add(out, fraction);
        for (int place = (int)fraction.len; place < decimals; place++) {
            buf_add_char(out, '0');
        }
    }
}

static void print_decimal(Buf *out, Lang lang, Decimal value, int decimals)
{
    Buf digits = buf_new(out->arena);
    decimal_print(&digits, decimal_round(value, decimals));
    print_grouped(out, lang, buf_text(&digits), decimals);
}

void report_number(Buf *out, Lang lang, double value, int decimals)
{
    Decimal exact;
    if (!isfinite(value)) {
        buf_add(out, TEXT("—"));
    } else if (decimal_round_double(value, decimals, &exact)) {
        print_decimal(out, lang, exact, decimals);
    } else if (fabs(value) < 1) {
        print_decimal(out, lang, (Decimal){0, 0}, decimals);
    } else {
        /* Beyond 18 digits no published figure goes; whole units are exact enough. */
        print_grouped(out, lang, text_format(out->arena, "%.0f", value), decimals);
    }
}

Text words_number(Arena *arena, Lang lang, double value, int decimals)
{
    Buf out = buf_new(arena);
    report_number(&out, lang, value, decimals);
    return buf_text(&out);
}

Text words_decimal(Arena *arena, Lang lang, Decimal value, int decimals)
{
    Buf out = buf_new(arena);
    print_decimal(&out, lang, value, decimals);
    return buf_text(&out);
}

Text words_percent(Arena *arena, Lang lang, double ratio)
{
    return text_format(arena, "%.*s%%", TEXT_ARGS(words_number(arena, lang, ratio * 100, 1)));
}

/* An estimate: more digits would say more than is known. */
Text words_whole_percent(Arena *arena, Lang lang, double ratio)
{
    return text_format(arena, "%.*s%%", TEXT_ARGS(words_number(arena, lang, ratio * 100, 0)));
}

Text words_growth(Arena *arena, Lang lang, double rate)
{
    return words(arena, lang, rate < 0 ? "report.pace.down" : "report.pace",
                 ARGS(arg_text("number", words_number(arena, lang, fabs(rate * 100), 1))));
}

Text words_steps(Arena *arena, Lang lang, const Indicator *indicator, double step)
{
    return words(arena, lang, step < 0 ? "report.pace.steps_down" : "report.pace.steps",
                 ARGS(arg_text("amount", words_amount(arena, lang, indicator, step))));
}

Text words_years(Arena *arena, Lang lang, double years)
{
    return words(arena, lang, "report.years",
                 ARGS(arg_text("years", words_number(arena, lang, years, 1))));
}

Text words_rank(Arena *arena, int first, int last)
{
    if (first <= 0) {
        return TEXT("—");
    }
    return last > first ? text_format(arena, "%d–%d", first, last)
                        : text_format(arena, "%d", first);
}

Text report_area(Arena *arena, Lang lang, Text area)
{
    return words_named(arena, lang, "area.", area);
}

Text words_amount(Arena *arena, Lang lang, const Indicator *indicator, double amount)
{
    int decimals = indicator->is_percent && indicator->decimals < 1 ? 1 : indicator->decimals;
    Text number = words_number(arena, lang, fabs(amount), decimals);
    if (indicator->whole == PER_CENT) {
        return words(arena, lang, "report.points", ARGS(arg_text("number", number)));
    }
    Text unit = indicator->is_percent ? TEXT("千分点") : indicator->unit;
    return words(arena, lang, "report.amount",
                 ARGS(arg_text("number", number), arg_text("unit", unit_words(arena, lang, unit))));
}

Text words_join(Arena *arena, Lang lang, const Text *items, int count)
{
    Text joined = count > 0 ? items[0] : TEXT("");
    for (int i = 1; i < count; i++) {
        const char *key = i + 1 < count ? "report.join" : "report.join.last";
        joined =
            words(arena, lang, key, ARGS(arg_text("left", joined), arg_text("right", items[i])));
    }
    return joined;
}
