/* JSON out. */
#include "decimal_impl.h"
#include "text_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { JSON_DEPTH_MOST = 63 }; /* has_item keeps one bit a level */

Json json_new(Buf *out)
{
    return (Json){.out = out};
}

static void new_line(Json *json)
{
    size_t indent = 2 * (size_t)json->depth;
    char *line = buf_room(json->out, 1 + indent);
    *line = '\n';
    memset(line + 1, ' ', indent);
}

/* What must stand before the next value or key: a comma, a new line, or nothing. */
static void before_item(Json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) {
        return;
    }
    uint64_t bit = UINT64_C(1) << json->depth;
    if (json->has_item & bit) {
        buf_add_char(json->out, ',');
    }
    json->has_item |= bit;
    new_line(json);
}

static void open_level(Json *json, char bracket)
{
    before_item(json);
    buf_add_char(json->out, bracket);
    if (json->depth == JSON_DEPTH_MOST) {
        abort(); /* the shape of our output is ours, never the user's */
    }
    json->depth++;
    json->has_item &= ~(UINT64_C(1) << json->depth);
}

static void close_level(Json *json, char bracket)
{
    bool had_items = json->has_item >> json->depth & 1;
    json->depth--;
    if (had_items) {
        new_line(json);
    }
    buf_add_char(json->out, bracket);
}

void json_object(Json *json)
{
    open_level(json, '{');
}

void json_object_end(Json *json)
{
    close_level(json, '}');
}

void json_array(Json *json)
{
    open_level(json, '[');
}

void json_array_end(Json *json)
{
    close_level(json, ']');
}

static void add_escape(Buf *out, unsigned char c)
{
    static const char HEX[] = "0123456789abcdef";
    switch (c) {
    case '"': buf_add(out, TEXT("\\\"")); break;
    case '\\': buf_add(out, TEXT("\\\\")); break;
    case '\n': buf_add(out, TEXT("\\n")); break;
    case '\r': buf_add(out, TEXT("\\r")); break;
    case '\t': buf_add(out, TEXT("\\t")); break;
    default:
        buf_add(out, TEXT("\\u00"));
        buf_add_char(out, HEX[c >> 4]);
        buf_add_char(out, HEX[c & 15]);
    }
}

static bool stands_for_itself(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* In each byte the highest bit where that byte of `word` is `c`;
 * a byte beside one may have it too. */
static uint64_t bytes_of(uint64_t word, unsigned char c)
{
    uint64_t others = word ^ c * UINT64_C(0x0101010101010101);
    return (others - UINT64_C(0x0101010101010101)) & ~others;
}

/* Whether all eight bytes are ASCII that stands for itself. */
static bool is_plain_word(const char *ptr)
{
    uint64_t word;
    memcpy(&word, ptr, sizeof word);
    uint64_t other = word | (word - UINT64_C(0x2020202020202020)) | bytes_of(word, '"') |
                     bytes_of(word, '\\') | bytes_of(word, 0x7F);
    return (other & UINT64_C(0x8080808080808080)) == 0;
}

/* Most text is plain, and is looked at eight bytes at a time; the last eight may overlap. */
static size_t plain_words(Text value)
{
    const size_t size = sizeof(uint64_t);
    size_t at = 0;
    while (value.len - at >= size && is_plain_word(value.ptr + at)) {
        at += size;
    }
    bool is_near_end = value.len >= size && value.len - at < size;
    return is_near_end && is_plain_word(value.ptr + value.len - size) ? value.len : at;
}

/* How many bytes at the beginning can stand as they are. */
static size_t plain_bytes(Text value)
{
    uint32_t code_point;
    size_t at = plain_words(value), size = 1;
    while (size > 0 && at < value.len) {
        unsigned char c = (unsigned char)value.ptr[at];
        size = c < 0x80 ? stands_for_itself(c)
                        : utf8_decode(value.ptr + at, value.len - at, &code_point);
        at += size;
    }
    return at;
}

/* A broken byte becomes U+FFFD: what we write is always valid JSON. */
static void add_string(Buf *out, Text value)
{
    buf_add_char(out, '"');
    while (value.len > 0) {
        size_t plain = plain_bytes(value);
        buf_add(out, text_slice(value, 0, plain));
        if (plain < value.len && (unsigned char)value.ptr[plain] < 0x80) {
            add_escape(out, (unsigned char)value.ptr[plain]);
        } else if (plain < value.len) {
            buf_add_code_point(out, 0xFFFD);
        }
        value = text_slice(value, plain + 1, value.len);
    }
    buf_add_char(out, '"');
}

void json_key(Json *json, const char *key)
{
    before_item(json);
    add_string(json->out, text_from(key));
    buf_add(json->out, TEXT(": "));
    json->after_key = true;
}

void json_text(Json *json, Text value)
{
    before_item(json);
    add_string(json->out, value);
}

void json_int(Json *json, int64_t value)
{
    before_item(json);
    buf_add_int(json->out, value);
}

void json_double(Json *json, double value)
{
    before_item(json);
    Decimal decimal;
    if (!isfinite(value)) {
        buf_add(json->out, TEXT("null"));
    } else if (decimal_from_double(value, &decimal) && decimal_double(decimal) == value) {
        decimal_print(json->out, decimal);
    } else {
        Digits digits = double_digits(value);
        if (digits.negative) {
            buf_add_char(json->out, '-');
        }
        buf_add_int(json->out, (int64_t)digits.mantissa);
        buf_add_char(json->out, 'e');
        buf_add_int(json->out, digits.exponent);
    }
}

void json_decimal(Json *json, Decimal value)
{
    before_item(json);
    decimal_print(json->out, value);
}

void json_bool(Json *json, bool value)
{
    before_item(json);
    buf_add_cstr(json->out, value ? "true" : "false");
}

void json_null(Json *json)
{
    before_item(json);
    buf_add(json->out, TEXT("null"));
}

void json_raw(Json *json, Text value)
{
    before_item(json);
    buf_add(json->out, value);
}

void json_key_text(Json *json, const char *key, Text value)
{
    json_key(json, key);
    json_text(json, value);
}

void json_key_int(Json *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_key_bool(Json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}
