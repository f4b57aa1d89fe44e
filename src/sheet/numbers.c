/* Numbers and dates as workbooks store them. */
#include "sheet_impl.h"

#include <ctype.h>
#include <math.h>

NumberLook look_of_format_id(int id)
{
    /* Built-in formats of ECMA-376 part 1, 18.8.30, with those of East Asian editions: 27–31, 36,
     * 50–54 and 57–58 are dates, 32–35 and 55–56 times. */
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36) return LOOK_DATE;
    if ((id >= 50 && id <= 54) || id == 57 || id == 58) return LOOK_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) {
        return LOOK_TIME;
    }
    return id == 55 || id == 56 ? LOOK_TIME : LOOK_NUMBER;
}

/* Where the piece that begins at `at` and is no code ends: "…", […], \x, _x, *x; else `at`. */
static size_t skip_literal(Text code, size_t at)
{
    char c = code.ptr[at];
    if (c == '\\' || c == '_' || c == '*') return at + 2;
    char closing = c == '"' ? '"' : c == '[' ? ']' : 0;
    if (!closing) return at;
    for (at++; at < code.len && code.ptr[at] != closing;)
        at++;
    return at + 1;
}

NumberLook look_of_format_code(Text code)
{
    bool date = false, month = false, time = false, digits = false;
    size_t at = 0;
    while (at < code.len && code.ptr[at] != ';') { /* the first section is enough */
        size_t next = skip_literal(code, at);
        if (next != at) {
            /* [h], [mm], [ss]: elapsed time */
            time |= code.ptr[at] == '[' && next == at + 3 && code.ptr[at + 1] == 'h';
            at = next;
            continue;
        }
        int c = tolower((unsigned char)code.ptr[at]);
        date |= c == 'y' || c == 'd' || c == 'e';
        month |= c == 'm';
        time |= c == 'h' || c == 's';
        digits |= c == '0' || c == '#' || c == '?';
        at++;
        /* "General", "AM/PM" and "0.00E+00" are made of letters that mean something else. */
        if (c == 'g' || c == 'a' || c == 'e') {
            date &= c != 'e' || !digits;
            while (at < code.len && (isalpha((unsigned char)code.ptr[at]) || code.ptr[at] == '/')) {
                at++;
            }
        }
    }
    if (date && !digits) return LOOK_DATE;
    if (time) return LOOK_TIME;
    return month && !digits ? LOOK_DATE : LOOK_NUMBER;
}

bool serial_print(Buf *out, double serial, bool epoch_1904)
{
    const double limit = 2958466; /* 9999-12-31 and a day */
    if (!isfinite(serial) || serial < (epoch_1904 ? 0 : 1) || serial >= limit) return false;
    double day = floor(serial);
    int64_t seconds = llround((serial - day) * 86400);
    if (seconds >= 86400) {
        seconds -= 86400;
        day += 1;
    }
    /* Day 60 of the epoch of 1900 is a 29 February that never was. */
    if (!epoch_1904 && day == 60) return false;
    Date origin = epoch_1904 ? date_make(1904, 1, 1)
                  : day < 60 ? date_make(1899, 12, 31)
                             : date_make(1899, 12, 30);
    date_print(out, origin + (Date)day);
    if (seconds > 0) {
        buf_add_format(out, "T%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                       (int)(seconds % 60));
    }
    return true;
}

void number_print(Buf *out, Text stored)
{
    Decimal value, shortest;
    size_t digits = 0;
    for (size_t i = 0; i < stored.len; i++) {
        digits += stored.ptr[i] >= '0' && stored.ptr[i] <= '9';
    }
    /* Up to fifteen digits a double keeps what was written. */
    if (digits > 15 && decimal_parse(stored, &value) &&
        decimal_from_double(decimal_double(value), &shortest)) {
        decimal_print(out, shortest);
    } else {
        buf_add(out, stored);
    }
}

void number_print_double(Buf *out, double number)
{
    Decimal value;
    if (decimal_from_double(number, &value)) {
        decimal_print(out, value);
    } else {
        buf_add_format(out, "%.17g", number);
    }
}
