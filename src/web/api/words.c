/* The pieces that queries are written with: names, values, marks. */
#include "api_impl.h"

#include <string.h>

bool api_take(Text *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = text_slice(*rest, 1, rest->len);
    return true;
}

/* What stands before the closing quote; the opening one is taken. */
static bool take_quoted(Arena *arena, Text *rest, Text *value)
{
    Buf plain = buf_new(arena);
    size_t at = 0;
    while (at < rest->len && rest->ptr[at] != '"') {
        bool is_escape = rest->ptr[at] == '\\' && at + 1 < rest->len;
        at += is_escape;
        buf_add_char(&plain, rest->ptr[at++]);
    }
    bool is_closed = at < rest->len;
    *rest = text_slice(*rest, is_closed ? at + 1 : at, rest->len);
    *value = buf_text(&plain);
    return is_closed;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Text api_take_name(Arena *arena, Text *rest)
{
    Text name = TEXT("");
    if (api_take(rest, '"')) {
        return take_quoted(arena, rest, &name) ? name : TEXT("");
    }
    size_t len = 0;
    while (len < rest->len && is_name_byte(rest->ptr[len])) {
        len++;
    }
    name = text_slice(*rest, 0, len);
    *rest = text_slice(*rest, len, rest->len);
    return name;
}

bool api_take_value(Arena *arena, Text *rest, const char *ends, Text *value)
{
    if (api_take(rest, '"')) {
        return take_quoted(arena, rest, value);
    }
    size_t len = 0;
    while (len < rest->len && strchr(ends, rest->ptr[len]) == NULL) {
        len++;
    }
    *value = text_slice(*rest, 0, len);
    *rest = text_slice(*rest, len, rest->len);
    return true;
}

enum { SHOWN_CHARACTERS = 60 };

Status api_not_understood(const ApiReading *reading, const char *code, Text rest, Error *err)
{
    return error_set(err, STATUS_USAGE, code,
                     ARGS(arg_cstr("param", reading->param),
                          arg_text("rest", text_fit(reading->arena, rest, SHOWN_CHARACTERS))));
}
