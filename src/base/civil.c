/* Reading what people write for dates and periods. */
#include "civil_impl.h"

#include <string.h>

typedef struct Phrase {
    Text written;
    const char *folded;
} Phrase;

#define PHRASE(written, folded)                                                                    \
    {                                                                                              \
        {written, sizeof(written) - 1}, folded                                                     \
    }

/* A longer phrase stands before its own beginning. */
static const Phrase PHRASES[] = {
    PHRASE("上半年", "h1"), PHRASE("下半年", "h2"), PHRASE("全年", "a"), PHRASE("年度", "y"),
    PHRASE("年", "y"),      PHRASE("前", "1-"),     PHRASE("个月", "m"), PHRASE("月份", "m"),
    PHRASE("月", "m"),      PHRASE("日", "d"),      PHRASE("季度", "q"), PHRASE("第", "n"),
    PHRASE("至", "-"),      PHRASE("到", "-"),      PHRASE("——", "-"),   PHRASE("—", "-"),
    PHRASE("–", "-"),       PHRASE("‐", "-"),       PHRASE("‑", "-"),    PHRASE("−", "-"),
    PHRASE("－", "-"),      PHRASE("～", "-"),      PHRASE("〜", "-"),   PHRASE("─", "-"),
};

static const Phrase NUMERALS[] = {
    PHRASE("十一", "11"), PHRASE("十二", "12"), PHRASE("十", "10"), PHRASE("一", "1"),
    PHRASE("二", "2"),    PHRASE("三", "3"),    PHRASE("四", "4"),  PHRASE("五", "5"),
    PHRASE("六", "6"),    PHRASE("七", "7"),    PHRASE("八", "8"),  PHRASE("九", "9"),
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const Phrase *phrase_at(Text text, const Phrase *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Text written = phrases[i].written;
        if (text.len >= written.len && memcmp(text.ptr, written.ptr, written.len) == 0) {
            return &phrases[i];
        }
    }
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

typedef struct Folding {
    char *out;
    size_t len;
    bool sealed; /* the number at the end is complete: a digit behind it is another number */
} Folding;

static bool add(Folding *folding, const char *ascii)
{
    size_t len = strlen(ascii);
    bool touches = folding->len && is_digit(folding->out[folding->len - 1]) && is_digit(*ascii);
    if (folding->len + len >= CIVIL_TEXT_BYTES || (touches && folding->sealed)) {
        return false;
    }
    memcpy(folding->out + folding->len, ascii, len + 1);
    folding->len += len;
    folding->sealed = false;
    return true;
}

/* One character that has an ASCII form. */
static bool add_character(Folding *folding, Text text, size_t *at)
{
    uint32_t c;
    text_next(text, at, &c);
    if (c >= 0xFF01 && c <= 0xFF5E) {
        c -= 0xFF01 - '!'; /* the full-width forms repeat ASCII in its order */
    }
    if (c == ' ' || c == 0xA0 || c == 0x3000) {
        folding->sealed = true;
        return true;
    }
    if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
    } else if (c == '~') {
        c = '-';
    }
    if (c >= 0x80 || !(is_digit((char)c) || strchr("hqm-./", (int)c)) || c == 0) {
        return false;
    }
    return add(folding, (const char[]){(char)c, 0});
}

static bool fold_next(Folding *folding, Text text, size_t *at)
{
    if ((unsigned char)text.ptr[*at] < 0x80) {
        return add_character(folding, text, at); /* no phrase begins with ASCII */
    }
    Text rest = text_slice(text, *at, text.len);
    const Phrase *numeral = phrase_at(rest, NUMERALS, COUNT_OF(NUMERALS));
    const Phrase *phrase = numeral ? numeral : phrase_at(rest, PHRASES, COUNT_OF(PHRASES));
    if (!phrase) {
        return add_character(folding, text, at);
    }
    if (numeral) {
        folding->sealed = true; /* 一二月 is no twelfth month */
    }
    *at += phrase->written.len;
    bool added = add(folding, phrase->folded);
    folding->sealed = numeral != NULL;
    return added;
}

bool civil_fold(Text text, char out[CIVIL_TEXT_BYTES])
{
    Folding folding = {.out = out};
    out[0] = 0;
    text = text_trim(text);
    for (size_t at = 0; at < text.len;) {
        if (!fold_next(&folding, text, &at)) {
            return false;
        }
    }
    return folding.len > 0;
}

static const char *take_number(const char *at, int least, int most, int *number)
{
    int digits = 0;
    *number = 0;
    for (; digits < most && is_digit(at[digits]); digits++) {
        *number = *number * 10 + (at[digits] - '0');
    }
    return digits >= least ? at + digits : NULL;
}

bool civil_match(const char *folded, const char *pattern, int numbers[CIVIL_NUMBERS_MOST])
{
    int count = 0;
    for (; *pattern; pattern++) {
        switch (*pattern) {
        case 'Y': folded = take_number(folded, 4, 4, &numbers[count++]); break;
        case 'D': folded = take_number(folded, 2, 2, &numbers[count++]); break;
        case '#': folded = take_number(folded, 1, 2, &numbers[count++]); break;
        default: folded = *folded == *pattern ? folded + 1 : NULL;
        }
        if (!folded) {
            return false;
        }
    }
    return *folded == 0;
}

int civil_month_days(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month - 1] + (month == 2 && leap);
}
