/* A growing buffer of bytes. */
#include "text_impl.h"

#include <inttypes.h>
#include <string.h>

enum { BUF_BYTES_FIRST = 64, INT64_DIGITS = 20 };

Buf buf_new(Arena *arena)
{
    return (Buf){.arena = arena};
}

static void buf_reserve(Buf *buf, size_t extra)
{
    if (buf->cap - buf->len >= extra) {
        return;
    }
    size_t cap = buf->cap ? buf->cap * 2 : BUF_BYTES_FIRST;
    while (cap - buf->len < extra) {
        cap *= 2;
    }
    char *ptr = arena_alloc(buf->arena, cap);
    if (buf->len) {
        memcpy(ptr, buf->ptr, buf->len);
    }
    buf->ptr = ptr;
    buf->cap = cap;
}

char *buf_room(Buf *buf, size_t len)
{
    buf_reserve(buf, len);
    buf->len += len;
    return buf->ptr + buf->len - len;
}

void buf_add(Buf *buf, Text text)
{
    if (text.len == 0) {
        return;
    }
    buf_reserve(buf, text.len);
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void buf_add_cstr(Buf *buf, const char *text)
{
    buf_add(buf, text_from(text));
}

void buf_add_char(Buf *buf, char c)
{
    buf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
}

void buf_add_code_point(Buf *buf, uint32_t code_point)
{
    char bytes[4];
    buf_add(buf, (Text){bytes, utf8_encode(code_point, bytes)});
}

void buf_add_va(Buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    char few[128]; /* most results fit, and are then printed once only */
    int len = vsnprintf(few, sizeof few, format, args);
    if (len > 0 && (size_t)len < sizeof few) {
        buf_add(buf, (Text){few, (size_t)len});
    } else if (len > 0) {
        buf_reserve(buf, (size_t)len + 1); /* vsnprintf ends its output with a zero */
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void buf_add_format(Buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_add_va(buf, format, args);
    va_end(args);
}

void buf_add_int(Buf *buf, int64_t value)
{
    char digits[INT64_DIGITS + 1];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_add(buf, (Text){digits + at, sizeof digits - at});
}

void buf_add_padded(Buf *buf, unsigned value, int digits)
{
    unsigned power = 1;
    for (int i = 1; i < digits; i++) {
        power *= 10;
    }
    for (; power > 1 && value < power; power /= 10) {
        buf_add_char(buf, '0');
    }
    buf_add_int(buf, value);
}

Text buf_text(const Buf *buf)
{
    return (Text){buf->ptr ? buf->ptr : "", buf->len};
}
