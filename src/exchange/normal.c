/* Text as it is compared: what differs only in width, spaces and brackets is the same. */
#include "exchange_impl.h"

#include <string.h>

static uint32_t narrow(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) {
        return c - 0xFEE0;
    }
    switch (c) {
    case 0x3000:
    case 0x00A0:
    case 0x2002:
    case 0x2003:
    case 0x2009:
    case 0x202F:
    case '\t':
    case '\n':
    case '\r':
    case '\v':
    case '\f': return ' ';
    case 0xFEFF:
    case 0x200B: return 0;
    case 0x2212: return '-';
    case 0x3010:
    case 0x3014: return '[';
    case 0x3011:
    case 0x3015: return ']';
    default: return c;
    }
}

static bool is_dropped(uint32_t c)
{
    return c == 0 || c == ' ' || (c < 128 && strchr("()[]{}_\"'*#:", (int)c) != NULL) ||
           (c >= 0x201C && c <= 0x201D) || (c >= 0x300A && c <= 0x300D);
}

Text key_of(Arena *arena, Text text)
{
    Buf buf = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    while (text_next(text, &at, &c)) {
        c = narrow(c);
        if (is_dropped(c)) {
            continue;
        }
        buf_add_code_point(&buf, c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return buf_text(&buf);
}

Text plain_of(Arena *arena, Text text)
{
    Buf buf = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    bool space = false;
    while (text_next(text, &at, &c)) {
        c = narrow(c);
        if (c == 0) {
            continue;
        }
        if (c == ' ') {
            space = buf.len > 0;
            continue;
        }
        if (space) {
            buf_add_char(&buf, ' ');
            space = false;
        }
        buf_add_code_point(&buf, c);
    }
    return buf_text(&buf);
}

bool is_cjk(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

bool has_cjk(Text text)
{
    size_t at = 0;
    uint32_t c;
    while (text_next(text, &at, &c)) {
        if (is_cjk(c)) {
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A word of prose and no abbreviation: three small letters in a row. */
static bool has_word(Text text)
{
    int run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? run + 1 : 0;
        if (run == 3) {
            return true;
        }
    }
    return false;
}

Text without_translation(Text plain)
{
    size_t at = 0, behind = 0;
    uint32_t c;
    while (text_next(plain, &at, &c)) {
        if (is_cjk(c)) {
            behind = at;
        }
    }
    if (behind == 0) {
        return plain;
    }
    int depth = 0;
    for (size_t i = behind; i < plain.len; i++) {
        char here = plain.ptr[i];
        if (here == '(' || here == '[') {
            depth++;
        } else if (here == ')' || here == ']') {
            depth = depth > 0 ? depth - 1 : 0;
        } else if (depth == 0 && is_letter(here) && i > 0 &&
                   (plain.ptr[i - 1] == ' ' || plain.ptr[i - 1] == ')') &&
                   has_word(text_slice(plain, i, plain.len))) {
            return text_trim(text_slice(plain, 0, i));
        }
    }
    return plain;
}
