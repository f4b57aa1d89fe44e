/* JSON in: a scanner, not a tree. Who reads a value knows what it should be. */
#include "base.h"

void json_skip_space(JsonScan *scan)
{
    for (; scan->at < scan->text.len; scan->at++) {
        char c = scan->text.ptr[scan->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            return;
        }
    }
}

bool json_at(const JsonScan *scan, char c)
{
    return scan->at < scan->text.len && scan->text.ptr[scan->at] == c;
}

bool json_take(JsonScan *scan, char c)
{
    json_skip_space(scan);
    if (!json_at(scan, c)) {
        return false;
    }
    scan->at++;
    return true;
}

bool json_at_end(JsonScan *scan)
{
    json_skip_space(scan);
    return scan->at == scan->text.len;
}

void json_place(const JsonScan *scan, int64_t *line, int64_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < scan->at; i++) {
        unsigned char c = (unsigned char)scan->text.ptr[i];
        if (c == '\n') {
            ++*line;
            *column = 1;
        } else {
            *column += (c & 0xC0) != 0x80; /* characters, not bytes */
        }
    }
}

/* ---- Strings ---- */

static bool scan_hex(JsonScan *scan, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, scan->at++) {
        if (scan->at == scan->text.len) {
            return false;
        }
        char c = scan->text.ptr[scan->at];
        char lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9') {
            *unit = *unit * 16 + (uint32_t)(c - '0');
        } else if (lower >= 'a' && lower <= 'f') {
            *unit = *unit * 16 + (uint32_t)(lower - 'a' + 10);
        } else {
            return false;
        }
    }
    return true;
}

/* Behind "\u"; half a pair and NUL are no characters. */
static bool scan_unicode_escape(JsonScan *scan, uint32_t *code_point)
{
    uint32_t low;
    if (!scan_hex(scan, code_point) || *code_point == 0) {
        return false;
    }
    if (*code_point < 0xD800 || *code_point > 0xDFFF) {
        return true;
    }
    if (*code_point > 0xDBFF || !json_at(scan, '\\')) {
        return false;
    }
    scan->at++;
    if (!json_at(scan, 'u')) {
        return false;
    }
    scan->at++;
    if (!scan_hex(scan, &low) || low < 0xDC00 || low > 0xDFFF) {
        return false;
    }
    *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + low - 0xDC00;
    return true;
}

static bool scan_escape(JsonScan *scan, Buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint32_t code_point = 0;
    if (json_at(scan, 'u')) {
        scan->at++;
        if (!scan_unicode_escape(scan, &code_point)) {
            return false;
        }
    } else {
        for (size_t i = 0; i + 1 < sizeof from; i++) {
            if (json_at(scan, from[i])) {
                code_point = (uint32_t)to[i];
            }
        }
        if (code_point == 0) {
            return false;
        }
        scan->at++;
    }
    if (out) {
        buf_add_code_point(out, code_point);
    }
    return true;
}

bool json_scan_string(JsonScan *scan, Buf *out)
{
    if (!json_take(scan, '"')) {
        return false;
    }
    size_t plain = scan->at;
    while (scan->at < scan->text.len) {
        unsigned char c = (unsigned char)scan->text.ptr[scan->at];
        if (c < 0x20) {
            return false;
        }
        if (c != '"' && c != '\\') {
            scan->at++;
            continue;
        }
        if (out) {
            buf_add(out, text_slice(scan->text, plain, scan->at));
        }
        scan->at++;
        if (c == '"') {
            return true;
        }
        if (!scan_escape(scan, out)) {
            return false;
        }
        plain = scan->at;
    }
    return false;
}

/* ---- Values ---- */

static size_t scan_digits(JsonScan *scan)
{
    size_t from = scan->at;
    while (scan->at < scan->text.len && scan->text.ptr[scan->at] >= '0' &&
           scan->text.ptr[scan->at] <= '9') {
        scan->at++;
    }
    return scan->at - from;
}

static bool scan_number(JsonScan *scan)
{
    if (json_at(scan, '-')) {
        scan->at++;
    }
    bool zero = json_at(scan, '0');
    size_t digits = scan_digits(scan);
    if (digits == 0 || (zero && digits > 1)) {
        return false;
    }
    if (json_at(scan, '.')) {
        scan->at++;
        if (scan_digits(scan) == 0) {
            return false;
        }
    }
    if (json_at(scan, 'e') || json_at(scan, 'E')) {
        scan->at++;
        if (json_at(scan, '-') || json_at(scan, '+')) {
            scan->at++;
        }
        return scan_digits(scan) > 0;
    }
    return true;
}

static bool scan_word(JsonScan *scan, Text word)
{
    if (!text_starts(text_slice(scan->text, scan->at, scan->text.len), word)) {
        return false;
    }
    scan->at += word.len;
    return true;
}

/* The inside of an array or object, behind its opening bracket. */
static bool scan_members(JsonScan *scan, char close)
{
    Text ignored;
    if (json_take(scan, close)) {
        return true;
    }
    do {
        if (close == '}' && (!json_scan_string(scan, NULL) || !json_take(scan, ':'))) {
            return false;
        }
        if (!json_scan_value(scan, &ignored)) {
            return false;
        }
    } while (json_take(scan, ','));
    return json_take(scan, close);
}

static bool scan_nested(JsonScan *scan)
{
    if (scan->depth_left == 0) {
        scan->too_deep = true;
        return false;
    }
    char close = json_at(scan, '{') ? '}' : ']';
    scan->at++;
    scan->depth_left--;
    bool whole = scan_members(scan, close);
    scan->depth_left++;
    return whole;
}

bool json_scan_value(JsonScan *scan, Text *raw)
{
    json_skip_space(scan);
    size_t from = scan->at;
    bool whole = false;
    if (from == scan->text.len) {
        return false;
    }
    switch (scan->text.ptr[from]) {
    case '"': whole = json_scan_string(scan, NULL); break;
    case '{':
    case '[': whole = scan_nested(scan); break;
    case 't': whole = scan_word(scan, TEXT("true")); break;
    case 'f': whole = scan_word(scan, TEXT("false")); break;
    case 'n': whole = scan_word(scan, TEXT("null")); break;
    default: whole = scan_number(scan); break;
    }
    *raw = text_slice(scan->text, from, scan->at);
    return whole;
}

/* ---- What the program wrote itself ---- */

enum { OWN_DEPTH = 16 };

Text json_member(Text object, const char *name)
{
    JsonScan scan = {.text = object, .depth_left = OWN_DEPTH};
    Text key, value;
    bool more = json_take(&scan, '{') && !json_take(&scan, '}');
    while (more) {
        more =
            json_scan_value(&scan, &key) && json_take(&scan, ':') && json_scan_value(&scan, &value);
        if (more && key.len >= 2 && text_equal(text_slice(key, 1, key.len - 1), text_from(name))) {
            return value;
        }
        more = more && json_take(&scan, ',');
    }
    return TEXT("");
}

bool json_scan_item(JsonScan *scan, Text *raw)
{
    bool is_first = json_take(scan, '[');
    if (is_first ? json_take(scan, ']') : !json_take(scan, ',')) {
        return false;
    }
    return json_scan_value(scan, raw);
}

Text json_plain(Arena *arena, Text raw)
{
    JsonScan scan = {.text = raw, .depth_left = OWN_DEPTH};
    Buf plain = buf_new(arena);
    return json_at(&scan, '"') && json_scan_string(&scan, &plain) ? buf_text(&plain) : raw;
}

Text json_member_text(Arena *arena, Text object, const char *name)
{
    return json_plain(arena, json_member(object, name));
}

int64_t json_member_int(Text object, const char *name)
{
    int64_t number = 0;
    return text_to_int(json_member(object, name), &number) ? number : 0;
}

bool json_member_bool(Text object, const char *name)
{
    return text_equal(json_member(object, name), TEXT("true"));
}
