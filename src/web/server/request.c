/* What came: path and query, cookies, the language and the encodings the client accepts. */
#include "web_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- Escapes of addresses ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False for a broken escape, broken UTF-8, or a control character other than a line's end. */
static bool unescape(Arena *arena, Text text, bool plus_is_space, Text *plain)
{
    char *out = ARENA_ARRAY(arena, char, text.len + 1);
    size_t len = 0;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            int high = at + 2 < text.len ? hex_digit(text.ptr[at + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.ptr[at + 2]) : -1;
            if (low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            at += 2;
        }
        bool is_control =
            ((unsigned char)c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
        if (is_control) {
            return false;
        }
        out[len++] = c;
    }
    *plain = (Text){out, len};
    return text_is_utf8(*plain);
}

void url_add_part(Buf *url, Text part)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_add_char(url, (char)c);
        } else {
            buf_add_char(url, '%');
            buf_add_char(url, hex[c >> 4]);
            buf_add_char(url, hex[c & 15]);
        }
    }
}

void url_add_param(Buf *url, const char *name, Text value)
{
    if (value.len == 0) {
        return;
    }
    buf_add_char(url, text_contains(buf_text(url), TEXT("?")) ? '&' : '?');
    buf_add_cstr(url, name);
    buf_add_char(url, '=');
    url_add_part(url, value);
}

/* ---- Parameters ---- */

bool params_read(Arena *arena, Text text, List *params)
{
    Text pair;
    while (text_split(&text, '&', &pair)) {
        if (pair.len == 0) {
            continue;
        }
        Text name = text_take(&pair, '=');
        Param *param = list_add(params);
        if (!unescape(arena, name, true, &param->name) ||
            !unescape(arena, pair, true, &param->value)) {
            return false;
        }
    }
    return true;
}

static const Param *param_named(const List *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++) {
        const Param *param = LIST_AT(params, Param, i);
        if (text_equal(param->name, text_from(name))) {
            return param;
        }
    }
    return NULL;
}

Text params_get(const List *params, const char *name)
{
    const Param *param = param_named(params, name);
    return param ? param->value : TEXT("");
}

bool params_have(const List *params, const char *name)
{
    return param_named(params, name) != NULL;
}

/* ---- The target ---- */

const char *const FORM_ENDINGS[FORM_COUNT] = {
    [AS_PAGE] = "",       [AS_CSV] = ".csv",   [AS_XLSX] = ".xlsx",
    [AS_HTML] = ".html", [AS_JSON] = ".json"};

/* Assets keep their endings: they are names of files. */
static void take_form(Request *request)
{
    request->form = AS_PAGE;
    if (text_starts(request->path, TEXT("/assets/"))) {
        return;
    }
    for (int form = AS_PAGE + 1; form < FORM_COUNT; form++) {
        Text ending = text_from(FORM_ENDINGS[form]);
        if (text_ends(request->path, ending)) {
            request->path.len -= ending.len;
            request->form = (Form)form;
            return;
        }
    }
}

static bool has_line_end(Text text)
{
    return text_contains(text, TEXT("\n")) || text_contains(text, TEXT("\r"));
}

bool request_read_target(Arena *arena, Request *request, Text target)
{
    Text query = target, path = text_take(&query, '?');
    request->target = target;
    request->query = list_new(arena, sizeof(Param));
    request->captures = list_new(arena, sizeof(Param));
    if (!text_starts(path, TEXT("/")) || !unescape(arena, path, false, &request->path) ||
        has_line_end(request->path)) {
        return false;
    }
    take_form(request);
    return params_read(arena, query, &request->query);
}

/* ---- Headers ---- */

Text cookie_get(const Request *request, const char *name)
{
    Text rest = request->cookies, one;
    while (text_split(&rest, ';', &one)) {
        Text value = text_trim(one), key = text_take(&value, '=');
        if (text_equal(key, text_from(name))) {
            return value;
        }
    }
    return TEXT("");
}

/* "…;q=0.8": thousandths; 1000 without. */
static int quality_of(Text *item)
{
    size_t at;
    Decimal quality;
    Text parameters = *item;
    *item = text_trim(text_take(&parameters, ';'));
    if (!text_find(parameters, TEXT("q="), &at)) {
        return 1000;
    }
    Text number = text_trim(text_slice(parameters, at + 2, parameters.len));
    return decimal_parse(number, &quality) ? (int)(decimal_double(quality) * 1000) : 0;
}

Lang request_lang(const Request *request)
{
    Lang lang = LANG_ZH, found;
    if (lang_parse(cookie_get(request, "lang"), &lang)) {
        return lang;
    }
    int best = 0;
    Text rest = request->languages, item;
    while (text_split(&rest, ',', &item)) {
        int quality = quality_of(&item);
        if (quality > best && lang_parse(item, &found)) {
            best = quality;
            lang = found;
        }
    }
    return lang;
}

bool request_accepts_gzip(const Request *request)
{
    Text rest = request->encodings, item;
    while (text_split(&rest, ',', &item)) {
        int quality = quality_of(&item);
        if (text_equal(item, TEXT("gzip"))) {
            return quality > 0;
        }
    }
    return false;
}

/* Browsers take "\" for "/", and "//host" for another site. */
Text local_path(Text text)
{
    bool leads_here = text_starts(text, TEXT("/")) && !text_starts(text, TEXT("//")) &&
                      !text_contains(text, TEXT("\\"));
    for (size_t i = 0; leads_here && i < text.len; i++) {
        leads_here = (unsigned char)text.ptr[i] > ' ' && (unsigned char)text.ptr[i] < 0x7F;
    }
    return leads_here ? text : TEXT("/");
}

bool request_is_programs(const Request *request)
{
    return request->form == AS_JSON || request->wants_json ||
           text_starts(request->path, TEXT("/api/")) ||
           text_starts(request->target, TEXT("/api/")); /* of a path that could not be read */
}
