/* Money and percentages, as people write and read them. */
#include "value_impl.h"

/* A longer word stands before its own end. */
static const struct {
    const char *word;
    int power; /* of ten, in yuan */
} UNITS_READ[] = {
    {"万亿元", 12}, {"万亿", 12},        {"亿元", 8},    {"亿", 8},
    {"万元", 4},    {"万", 4},           {"元", 0},      {"billion yuan", 9},
    {"billion", 9}, {"million yuan", 6}, {"million", 6}, {"yuan", 0},
};

typedef struct Unit {
    const char *word;
    int power;
} Unit;

static const Unit UNITS_SHOWN[LANG_COUNT][3] = {
    [LANG_ZH] = {{"亿元", 8}, {"万元", 4}, {"元", 0}},
    [LANG_EN] = {{" billion yuan", 9}, {" million yuan", 6}, {" yuan", 0}},
};

enum { DECIMALS_SHOWN = 4 };

bool money_parse(Text text, Decimal *yuan)
{
    int power = 0;
    for (size_t at = 0; at < sizeof UNITS_READ / sizeof UNITS_READ[0]; at++) {
        Text word = text_from(UNITS_READ[at].word);
        if (text_ends(text, word)) {
            text = text_trim(text_slice(text, 0, text.len - word.len));
            power = UNITS_READ[at].power;
            break;
        }
    }
    Decimal number = {0};
    if (!decimal_parse(text, &number) || !decimal_shift(number, power, &number)) {
        return false;
    }
    *yuan = decimal_trim(number);
    return true;
}

/* Whether it is at least one of the unit and needs few decimals; `number` is it in the unit. */
static bool suits(Decimal yuan, const Unit *unit, Decimal *number)
{
    if (!decimal_shift(yuan, -unit->power, number)) {
        return false;
    }
    *number = decimal_trim(*number);
    return number->scale <= DECIMALS_SHOWN && (decimal_compare(*number, (Decimal){1, 0}) >= 0 ||
                                               decimal_compare(*number, (Decimal){-1, 0}) <= 0);
}

void money_print(Buf *out, Lang lang, Decimal yuan)
{
    const Unit *unit = UNITS_SHOWN[lang];
    Decimal number = yuan;
    while (unit->power > 0 && !suits(yuan, unit, &number)) {
        unit++;
    }
    decimal_print(out, unit->power > 0 ? number : yuan);
    buf_add_cstr(out, unit->word);
}

bool percent_parse(Text text, Decimal *percent)
{
    Text signs[] = {TEXT("%"), TEXT("％")};
    for (size_t at = 0; at < sizeof signs / sizeof signs[0]; at++) {
        if (text_ends(text, signs[at])) {
            text = text_trim(text_slice(text, 0, text.len - signs[at].len));
            break;
        }
    }
    return decimal_parse(text, percent);
}
