/* One cell as a figure: "1,926.08", "８.３", "12.5%", "150多", ">3", "8.3 vvv", "531亿元". */
#include "exchange_impl.h"

#include <stdlib.h>
#include <string.h>

enum { FIGURE_BYTES = 96, EXACT_DIGITS = 15 };

bool period_read(Text text, Period *period)
{
    text = text_trim(text);
    if (text_ends(text, TEXT(".0"))) {
        text = text_slice(text, 0, text.len - 2);
    }
    if (!period_parse(text, period) || period->kind == PERIOD_UNDATED) {
        return false;
    }
    return period->year >= 1900 && period->year <= 2200;
}

static int digits_of(int64_t mantissa)
{
    int digits = 0;
    for (; mantissa != 0; mantissa /= 10) {
        digits++;
    }
    return digits;
}

/* Spreadsheets keep 15 digits and store 0.29 as 0.28999999999999998. */
static bool number_of(const Cell *cell, Text text, Decimal *value)
{
    if (!decimal_parse(text, value)) {
        return false;
    }
    if (cell->kind != CELL_NUMBER || digits_of(value->mantissa) <= EXACT_DIGITS) {
        return true;
    }
    char bytes[40];
    snprintf(bytes, sizeof bytes, "%.*g", EXACT_DIGITS, decimal_double(*value));
    return decimal_parse(text_from(bytes), value);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at the beginning, thousands separators taken out: only in their right places. */
static size_t number_prefix(Text text, char out[FIGURE_BYTES])
{
    size_t from = 0, used = 0, group = 0;
    bool grouped = false, point = false;
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        out[used++] = text.ptr[from++];
    }
    size_t at = from;
    for (; at < text.len && used + 1 < FIGURE_BYTES; at++) {
        char c = text.ptr[at];
        if (is_digit(c)) {
            out[used++] = c;
            group++;
        } else if (c == '.' && !point && group > 0 && at + 1 < text.len &&
                   is_digit(text.ptr[at + 1])) {
            if (grouped && group != 3) {
                return 0;
            }
            point = true;
            out[used++] = c;
        } else if (c == ',' && !point && group > 0 && at + 3 < text.len &&
                   is_digit(text.ptr[at + 1]) && is_digit(text.ptr[at + 2]) &&
                   is_digit(text.ptr[at + 3])) {
            if (grouped ? group != 3 : group > 3) {
                return 0;
            }
            grouped = true;
            group = 0;
        } else {
            break;
        }
    }
    if (at == from || (grouped && !point && group != 3)) {
        return 0;
    }
    out[used] = '\0';
    return at;
}

static Bound take_before(const Words *words, Text *text)
{
    size_t len;
    Bound bound = BOUND_EXACT;
    if (words_begin(words, WORDS_MORE_BEFORE, *text, &len)) {
        bound = BOUND_MORE;
    } else if (words_begin(words, WORDS_LESS_BEFORE, *text, &len)) {
        bound = BOUND_LESS;
    } else if (words_begin(words, WORDS_ABOUT_BEFORE, *text, &len)) {
        bound = BOUND_ABOUT;
    } else {
        return bound;
    }
    *text = text_trim(text_slice(*text, len, text->len));
    return bound;
}

static Bound take_word(const Words *words, Text *text)
{
    size_t len;
    Bound bound = BOUND_EXACT;
    if (words_begin(words, WORDS_MORE_AFTER, *text, &len)) {
        bound = BOUND_MORE;
    } else if (words_begin(words, WORDS_LESS_AFTER, *text, &len)) {
        bound = BOUND_LESS;
    } else if (words_begin(words, WORDS_ABOUT_AFTER, *text, &len)) {
        bound = BOUND_ABOUT;
    } else {
        return bound;
    }
    *text = text_trim(text_slice(*text, len, text->len));
    return bound;
}

/* Letters that a scan confuses with digits: "83o" may be 830, so it is no footnote. */
static bool is_mark(Text tail, bool apart)
{
    size_t at = 0;
    uint32_t c;
    int count = 0;
    while (text_next(tail, &at, &c)) {
        bool bracketed = tail.ptr[0] == '[' || tail.ptr[0] == '(';
        if (++count > 12 || (is_cjk(c) && !bracketed) || (c >= '0' && c <= '9' && !bracketed) ||
            c == '.' || c == ',' || c == '-' || c == '=') {
            return false;
        }
        if (!apart && c < 128 && strchr("oOlIiSBZz|", (int)c) != NULL) {
            return false;
        }
    }
    return count > 0;
}

/* What stands behind the number: percent, bound, unit, footnote; in this order. */
static bool take_tail(const Words *words, const UnitTable *units, Text tail, Figure *figure)
{
    bool apart = tail.len > 0 && (tail.ptr[0] == ' ' || tail.ptr[0] == '(' || tail.ptr[0] == '[');
    tail = text_trim(tail);
    if (text_starts(tail, TEXT("%"))) {
        figure->percent = true;
        tail = text_trim(text_slice(tail, 1, tail.len));
    }
    Bound bound = take_word(words, &tail);
    if (tail.len > 0 && (figure->unit = unit_named(words, units, tail)) != NULL) {
        tail.len = 0;
    }
    for (size_t cut = tail.len; figure->unit == NULL && cut > 1; cut--) {
        Text rest = text_slice(tail, cut, tail.len);
        const UnitRow *unit = unit_named(words, units, text_slice(tail, 0, cut));
        Bound after = rest.len > 0 && unit != NULL ? take_word(words, &rest) : BOUND_EXACT;
        if (unit != NULL && after != BOUND_EXACT) {
            figure->unit = unit;
            tail = rest;
            bound = after;
            break;
        }
    }
    if (figure->bound == BOUND_EXACT) {
        figure->bound = bound;
    }
    if (tail.len > 0 && !is_mark(tail, apart)) {
        return false;
    }
    figure->mark = tail;
    return true;
}

static Figure figure_from_text(const Words *words, const UnitTable *units, const Cell *cell,
                               Text plain)
{
    Figure figure = {.kind = FIGURE_BAD};
    if (plain.len == 0 || words_has(words, WORDS_MISSING, plain)) {
        figure.kind = FIGURE_BLANK;
        return figure;
    }
    if (number_of(cell, plain, &figure.value)) {
        figure.kind = FIGURE_VALUE;
        return figure;
    }
    figure.bound = take_before(words, &plain);
    char digits[FIGURE_BYTES];
    size_t len = number_prefix(plain, digits);
    if (len > 0 && decimal_parse(text_from(digits), &figure.value) &&
        take_tail(words, units, text_slice(plain, len, plain.len), &figure)) {
        figure.kind = FIGURE_VALUE;
    }
    return figure;
}

Figure figure_read(Arena *arena, const Words *words, const UnitTable *units, const Cell *cell)
{
    Figure figure = {.kind = FIGURE_BLANK};
    if (cell->kind == CELL_EMPTY || cell->text.len == 0) {
        return figure;
    }
    if (cell->kind == CELL_BOOLEAN || cell->kind == CELL_DATE || cell->kind == CELL_FAULT) {
        figure.kind = FIGURE_BAD;
        return figure;
    }
    Decimal value;
    if (is_digit(cell->text.ptr[cell->text.len - 1]) && number_of(cell, cell->text, &value)) {
        return (Figure){.kind = FIGURE_VALUE, .value = value};
    }
    return figure_from_text(words, units, cell, plain_of(arena, cell->text));
}

bool figure_looks_like(Arena *arena, const Words *words, const UnitTable *units, const Cell *cell)
{
    return figure_read(arena, words, units, cell).kind == FIGURE_VALUE;
}
