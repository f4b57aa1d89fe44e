/* Lines that end where a reader of either language lets them end. */
#include "base.h"

static bool is_one_of(uint32_t code, const uint32_t *set)
{
    for (; *set; set++) {
        if (*set == code) {
            return true;
        }
    }
    return false;
}

static bool is_closing(uint32_t code)
{
    static const uint32_t set[] = {',',    '.',    ';',    ':',    ')',    '%',    '!',
                                   '?',    0x3001, 0x3002, 0xFF0C, 0xFF1B, 0xFF1A, 0xFF09,
                                   0x300B, 0x201D, 0x3015, 0x300D, 0xFF01, 0xFF1F, 0};
    return is_one_of(code, set);
}

static bool is_opening(uint32_t code)
{
    static const uint32_t set[] = {'(', 0xFF08, 0x300A, 0x201C, 0x3014, 0x300C, 0};
    return is_one_of(code, set);
}

/* May a line end between these two? */
static bool breaks_between(uint32_t before, uint32_t after)
{
    if (after == ' ' || is_closing(after) || is_opening(before)) {
        return false;
    }
    return before == ' ' || before >= 0x2E80 || after >= 0x2E80;
}

List text_wrap(Arena *arena, Text text, int columns)
{
    List lines = list_new(arena, sizeof(Text));
    size_t start = 0, at = 0, fit = 0; /* `fit`: the last place where the line may end */
    uint32_t before = 0, code;
    while (at < text.len) {
        size_t here = at;
        text_next(text, &at, &code);
        if (here > start && breaks_between(before, code)) {
            fit = here;
        }
        if (text_width(text_slice(text, start, at)) > columns && fit > start) {
            *(Text *)list_add(&lines) = text_trim(text_slice(text, start, fit));
            start = fit;
        }
        before = code;
    }
    if (start < text.len || lines.count == 0) {
        *(Text *)list_add(&lines) = text_trim(text_slice(text, start, text.len));
    }
    return lines;
}
