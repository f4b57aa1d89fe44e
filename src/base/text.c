/* Text: slices of UTF-8. */
#include "text_impl.h"

#include <string.h>

Text text_from(const char *zero_terminated)
{
    return zero_terminated ? (Text){zero_terminated, strlen(zero_terminated)} : TEXT("");
}

Text text_copy(Arena *arena, Text text)
{
    return (Text){text_cstr(arena, text), text.len};
}

char *text_cstr(Arena *arena, Text text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    return copy;
}

Text text_format(Arena *arena, const char *format, ...)
{
    Buf out = buf_new(arena);
    va_list args;
    va_start(args, format);
    buf_add_va(&out, format, args);
    va_end(args);
    return buf_text(&out);
}

bool text_equal(Text a, Text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int text_compare(Text a, Text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool text_starts(Text text, Text prefix)
{
    return text.len >= prefix.len && text_equal((Text){text.ptr, prefix.len}, prefix);
}

bool text_ends(Text text, Text suffix)
{
    return text.len >= suffix.len &&
           text_equal((Text){text.ptr + (text.len - suffix.len), suffix.len}, suffix);
}

static bool is_ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const Text WIDE_SPACES[] = {
    {"\xC2\xA0", 2},     /* U+00A0 */
    {"\xE3\x80\x80", 3}, /* U+3000 */
    {"\xEF\xBB\xBF", 3}, /* U+FEFF */
};

static size_t space_at_start(Text text)
{
    if (text.len && is_ascii_space(text.ptr[0])) {
        return 1;
    }
    for (size_t i = 0; i < sizeof WIDE_SPACES / sizeof *WIDE_SPACES; i++) {
        if (text_starts(text, WIDE_SPACES[i])) {
            return WIDE_SPACES[i].len;
        }
    }
    return 0;
}

static size_t space_at_end(Text text)
{
    if (text.len && is_ascii_space(text.ptr[text.len - 1])) {
        return 1;
    }
    for (size_t i = 0; i < sizeof WIDE_SPACES / sizeof *WIDE_SPACES; i++) {
        if (text_ends(text, WIDE_SPACES[i])) {
            return WIDE_SPACES[i].len;
        }
    }
    return 0;
}

Text text_trim(Text text)
{
    for (size_t cut; (cut = space_at_start(text)) > 0;) {
        text.ptr += cut;
        text.len -= cut;
    }
    for (size_t cut; (cut = space_at_end(text)) > 0;) {
        text.len -= cut;
    }
    return text;
}

Text text_slice(Text text, size_t from, size_t to)
{
    if (to > text.len) {
        to = text.len;
    }
    return from < to ? (Text){text.ptr + from, to - from} : TEXT("");
}

bool text_find(Text text, Text needle, size_t *at)
{
    if (needle.len == 0) {
        *at = 0;
        return true;
    }
    if (text.len < needle.len) {
        return false;
    }
    const char *found = memmem(text.ptr, text.len, needle.ptr, needle.len);
    if (found) {
        *at = (size_t)(found - text.ptr);
    }
    return found != NULL;
}

bool text_contains(Text text, Text needle)
{
    size_t at;
    return text_find(text, needle, &at);
}

bool text_split(Text *rest, char separator, Text *piece)
{
    if (rest->len == 0) {
        return false;
    }
    const char *end = memchr(rest->ptr, separator, rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *piece = (Text){rest->ptr, len};
    *rest = text_slice(*rest, len + 1, rest->len);
    return true;
}

Text text_take(Text *rest, char separator)
{
    Text piece = TEXT("");
    text_split(rest, separator, &piece);
    return piece;
}

/* Eight bytes a step: multiply by a large odd constant, fold the high half down. */
uint64_t text_hash(Text text)
{
    const uint64_t odd = 0x9E3779B97F4A7C15u; /* 2^64 divided by the golden ratio */
    uint64_t hash = text.len * odd;
    const char *ptr = text.ptr;
    size_t left = text.len;
    while (left) {
        uint64_t word = 0;
        size_t step = left < sizeof word ? left : sizeof word;
        memcpy(&word, ptr, step);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
        ptr += step;
        left -= step;
    }
    hash *= odd;
    return hash ^ (hash >> 29);
}

bool text_to_int(Text text, int64_t *value)
{
    bool negative = text.len && text.ptr[0] == '-';
    size_t at = negative || (text.len && text.ptr[0] == '+');
    if (at == text.len) {
        return false;
    }
    int64_t number = 0;
    for (; at < text.len; at++) {
        int digit = text.ptr[at] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, negative ? -digit : digit, &number)) {
            return false;
        }
    }
    *value = number;
    return true;
}
