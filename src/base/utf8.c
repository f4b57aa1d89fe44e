/* UTF-8 by the code point, and how wide it stands on a terminal. */
#include "text_impl.h"
#include "width_impl.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD, CODE_POINT_MOST = 0x10FFFF };

static bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

size_t utf8_decode(const char *ptr, size_t len, uint32_t *code_point)
{
    /* By the number of bytes: the least code point that needs them. */
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)ptr;
    if (len == 0) {
        return 0;
    }
    if (bytes[0] < 0x80) {
        *code_point = bytes[0];
        return 1;
    }
    size_t size = bytes[0] >= 0xF8   ? 0
                  : bytes[0] >= 0xF0 ? 4
                  : bytes[0] >= 0xE0 ? 3
                  : bytes[0] >= 0xC0 ? 2
                                     : 0;
    if (size == 0 || size > len) {
        return 0;
    }
    uint32_t value = bytes[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    if (value < LEAST[size] || value > CODE_POINT_MOST || is_surrogate(value)) {
        return 0;
    }
    *code_point = value;
    return size;
}

size_t utf8_encode(uint32_t code_point, char out[4])
{
    if (code_point > CODE_POINT_MOST || is_surrogate(code_point)) {
        code_point = REPLACEMENT;
    }
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)((0xF00u >> size & 0xFF) | code_point);
    return size;
}

bool text_next(Text text, size_t *at, uint32_t *code_point)
{
    if (*at >= text.len) {
        return false;
    }
    size_t size = utf8_decode(text.ptr + *at, text.len - *at, code_point);
    if (size == 0) {
        *code_point = REPLACEMENT;
        size = 1;
    }
    *at += size;
    return true;
}

bool text_is_utf8(Text text)
{
    const uint64_t high_bits = 0x8080808080808080u;
    size_t at = 0;
    while (at < text.len) {
        uint64_t word;
        while (text.len - at >= sizeof word) { /* whole files pass here, mostly ASCII */
            memcpy(&word, text.ptr + at, sizeof word);
            if (word & high_bits) {
                break;
            }
            at += sizeof word;
        }
        uint32_t code_point;
        size_t size = utf8_decode(text.ptr + at, text.len - at, &code_point);
        if (size == 0 && at < text.len) {
            return false;
        }
        at += size;
    }
    return true;
}

static bool is_in(const Range *ranges, size_t count, uint32_t code_point)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_point > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && code_point >= ranges[low].first;
}

static int columns_of(uint32_t c)
{
    if (c < 0x300) {
        return c >= 0x20 && (c < 0x7F || c >= 0xA0);
    }
    if (c >= 0x4E00 && c <= 0x9FFF) {
        return 2; /* most of our text */
    }
    if (is_in(ZERO_WIDTH, sizeof ZERO_WIDTH / sizeof *ZERO_WIDTH, c)) {
        return 0;
    }
    return is_in(DOUBLE_WIDTH, sizeof DOUBLE_WIDTH / sizeof *DOUBLE_WIDTH, c) ? 2 : 1;
}

int text_width(Text text)
{
    int columns = 0;
    uint32_t code_point;
    for (size_t at = 0; text_next(text, &at, &code_point);) {
        columns += columns_of(code_point);
    }
    return columns;
}

Text text_fit(Arena *arena, Text text, int columns)
{
    size_t cut = 0; /* what fits beside the "…", which is one column wide */
    int width = 0;
    uint32_t code_point;
    for (size_t at = 0; text_next(text, &at, &code_point);) {
        width += columns_of(code_point);
        if (width < columns) {
            cut = at;
        }
    }
    if (width <= columns) {
        return text_copy(arena, text);
    }
    if (columns <= 0) {
        return TEXT("");
    }
    Buf out = buf_new(arena);
    buf_add(&out, text_slice(text, 0, cut));
    buf_add(&out, TEXT("…"));
    return buf_text(&out);
}
