/* Bodies of forms: application/x-www-form-urlencoded and multipart/form-data. */
#include "web_impl.h"

enum { PARTS_MOST = 10000, BOUNDARY_MOST = 70 };

static Status broken(Error *err)
{
    return error_set(err, STATUS_INVALID, "web.form_broken", NO_ARGS);
}

static Status read_urlencoded(Arena *arena, Text body, List *parts, Error *err)
{
    List params = list_new(arena, sizeof(Param));
    if (!params_read(arena, body, &params) || params.count > PARTS_MOST) {
        return broken(err);
    }
    for (size_t i = 0; i < params.count; i++) {
        const Param *param = LIST_AT(&params, Param, i);
        FormPart *part = list_add(parts);
        *part = (FormPart){.name = param->name, .value = param->value};
    }
    return STATUS_OK;
}

/* ---- Multipart ---- */

static bool equal_but_for_case(Text a, Text b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        char left = a.ptr[i], right = b.ptr[i];
        left = left >= 'A' && left <= 'Z' ? (char)(left + 32) : left;
        right = right >= 'A' && right <= 'Z' ? (char)(right + 32) : right;
        if (left != right) {
            return false;
        }
    }
    return true;
}

/* The value of `name` in "form-data; name="a"; filename="b"". Browsers write a quote inside a name
 * as %22 and leave everything else as it is. */
static bool parameter(Text header, Text name, Text *value)
{
    Text rest = header;
    text_take(&rest, ';');
    while (rest.len > 0) {
        Text key = text_trim(text_take(&rest, '=')), piece;
        if (text_starts(rest, TEXT("\""))) {
            rest = text_slice(rest, 1, rest.len);
            piece = text_take(&rest, '"');
            text_take(&rest, ';');
        } else {
            piece = text_trim(text_take(&rest, ';'));
        }
        if (equal_but_for_case(key, name)) {
            *value = piece;
            return true;
        }
    }
    return false;
}

/* One header line into the part. */
static bool take_header(Text line, FormPart *part, bool *has_name)
{
    Text value = line, name = text_take(&value, ':');
    value = text_trim(value);
    if (equal_but_for_case(name, TEXT("content-disposition"))) {
        *has_name = parameter(value, TEXT("name"), &part->name);
        parameter(value, TEXT("filename"), &part->file_name);
    } else if (equal_but_for_case(name, TEXT("content-type"))) {
        part->type = value;
    }
    return text_is_utf8(line);
}

static bool read_part(Text block, FormPart *part)
{
    size_t end;
    bool has_name = false;
    if (!text_find(block, TEXT("\r\n\r\n"), &end)) {
        return false;
    }
    Text headers = text_slice(block, 0, end), line;
    part->value = text_slice(block, end + 4, block.len);
    while (text_split(&headers, '\n', &line)) {
        if (text_ends(line, TEXT("\r"))) {
            line.len--;
        }
        if (!take_header(line, part, &has_name)) {
            return false;
        }
    }
    bool is_text = part->file_name.len == 0;
    return has_name && (!is_text || text_is_utf8(part->value));
}

/* Between two delimiters stands a part; the last delimiter ends in "--". */
static Status read_multipart(Arena *arena, Text body, Text boundary, List *parts, Error *err)
{
    Text first = text_format(arena, "--%.*s", TEXT_ARGS(boundary));
    Text delimiter = text_format(arena, "\r\n--%.*s", TEXT_ARGS(boundary));
    if (boundary.len == 0 || boundary.len > BOUNDARY_MOST || !text_starts(body, first)) {
        return broken(err);
    }
    Text rest = text_slice(body, first.len, body.len);
    while (text_starts(rest, TEXT("\r\n"))) {
        size_t end;
        rest = text_slice(rest, 2, rest.len);
        if (!text_find(rest, delimiter, &end) || parts->count == PARTS_MOST ||
            !read_part(text_slice(rest, 0, end), list_add(parts))) {
            return broken(err);
        }
        rest = text_slice(rest, end + delimiter.len, rest.len);
    }
    return text_starts(rest, TEXT("--")) ? STATUS_OK : broken(err);
}

Status form_read(Arena *arena, Text body, Text type, List *parts, Error *err)
{
    *parts = list_new(arena, sizeof(FormPart));
    Text boundary, rest = type, kind = text_trim(text_take(&rest, ';'));
    if (equal_but_for_case(kind, TEXT("application/x-www-form-urlencoded"))) {
        return read_urlencoded(arena, body, parts, err);
    }
    if (equal_but_for_case(kind, TEXT("multipart/form-data")) &&
        parameter(type, TEXT("boundary"), &boundary)) {
        return read_multipart(arena, body, boundary, parts, err);
    }
    return error_set(err, STATUS_UNSUPPORTED, "web.form_type", ARGS(arg_text("type", type)));
}

const FormPart *form_part(const List *parts, const char *name)
{
    for (size_t i = 0; i < parts->count; i++) {
        const FormPart *part = LIST_AT(parts, FormPart, i);
        if (text_equal(part->name, text_from(name))) {
            return part;
        }
    }
    return NULL;
}

Text form_get(const List *parts, const char *name)
{
    const FormPart *part = form_part(parts, name);
    return part ? part->value : TEXT("");
}
