/* XLSX: the tables that cells point into, shared strings and styles. */
#include "xlsx_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- Rich text ---- */

void rich_text_start(RichText *rich, const char *name)
{
    if (strcmp(name, "rPh") == 0) rich->phonetic++;
    if (strcmp(name, "t") == 0) rich->open = rich->phonetic == 0;
}

void rich_text_end(RichText *rich, const char *name)
{
    if (strcmp(name, "rPh") == 0) rich->phonetic--;
    if (strcmp(name, "t") == 0) rich->open = false;
}

void rich_text_add(RichText *rich, Text text)
{
    if (rich->open) buf_add(&rich->text, text);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Is there an escape _xHHHH_ at `at`? */
static bool parse_escape(Text text, size_t at, uint32_t *code_point)
{
    if (at + 7 > text.len || text.ptr[at + 1] != 'x' || text.ptr[at + 6] != '_') return false;
    *code_point = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_value(text.ptr[i]);
        if (digit < 0) return false;
        *code_point = *code_point * 16 + (uint32_t)digit;
    }
    /* Halves of surrogate pairs and NUL cannot stand in our text. */
    return *code_point != 0 && (*code_point < 0xD800 || *code_point > 0xDFFF);
}

Text workbook_text(Text text, Buf *plain)
{
    if (!text_contains(text, TEXT("_x"))) return text;
    plain->len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t code_point;
        if (text.ptr[at] == '_' && parse_escape(text, at, &code_point)) {
            buf_add_code_point(plain, code_point);
            at += 7;
        } else {
            buf_add_char(plain, text.ptr[at++]);
        }
    }
    return buf_text(plain);
}

/* ---- Shared strings ---- */

typedef struct Strings {
    SheetFile *file;
    Xlsx *xlsx;
    RichText rich;
} Strings;

static void strings_start(PartParser *parser, const char *name, const char **attributes)
{
    (void)attributes;
    Strings *strings = parser->data;
    rich_text_start(&strings->rich, name);
    if (strcmp(name, "si") == 0) strings->rich.text.len = 0;
}

static void strings_end(PartParser *parser, const char *name)
{
    Strings *strings = parser->data;
    rich_text_end(&strings->rich, name);
    if (strcmp(name, "si") != 0) return;
    Text text = workbook_text(buf_text(&strings->rich.text), &strings->rich.plain);
    *(Text *)list_add(&strings->xlsx->strings) = text_copy(strings->file->arena, text);
}

static void strings_text(PartParser *parser, Text text)
{
    Strings *strings = parser->data;
    rich_text_add(&strings->rich, text);
    const SheetFile *file = strings->file;
    if (strings->rich.text.len > (size_t)file->limits.cell_bytes) {
        int64_t number = (int64_t)strings->xlsx->strings.count;
        part_parser_fail(parser, error_set(parser->err, STATUS_LIMIT, "sheet.string_too_long",
                                           ARGS(file_arg(file), arg_int("number", number),
                                                arg_int("limit", file->limits.cell_bytes))));
    }
}

static const PartHandlers STRINGS_HANDLERS = {strings_start, strings_end, strings_text};

Status xlsx_load_strings(SheetFile *file, Xlsx *xlsx, const char *part, Error *err)
{
    Arena *scratch = arena_new();
    Strings strings = {
        .file = file, .xlsx = xlsx, .rich = {.text = buf_new(scratch), .plain = buf_new(scratch)}};
    Status status = part_parse(file, xlsx->zip, part, &STRINGS_HANDLERS, &strings, err);
    arena_free(scratch);
    return status;
}

/* ---- Styles: far enough to tell dates ---- */

typedef struct Styles {
    Xlsx *xlsx;
    Map *custom; /* the id of a format, as it is written, to its NumberLook */
    bool in_cell_formats;
} Styles;

static NumberLook look_of(const Styles *styles, const char *id)
{
    int64_t look;
    if (!id) return LOOK_NUMBER;
    if (map_get(styles->custom, text_from(id), &look)) return (NumberLook)look;
    return look_of_format_id(atoi(id));
}

static void styles_start(PartParser *parser, const char *name, const char **attributes)
{
    Styles *styles = parser->data;
    const char *id = attribute(attributes, "numFmtId");
    if (strcmp(name, "numFmt") == 0 && id) {
        Text code = text_from(attribute(attributes, "formatCode"));
        map_put(styles->custom, text_from(id), look_of_format_code(code));
    } else if (strcmp(name, "cellXfs") == 0) {
        styles->in_cell_formats = true;
    } else if (strcmp(name, "xf") == 0 && styles->in_cell_formats) {
        *(uint8_t *)list_add(&styles->xlsx->looks) = (uint8_t)look_of(styles, id);
    }
}

static void styles_end(PartParser *parser, const char *name)
{
    Styles *styles = parser->data;
    if (strcmp(name, "cellXfs") == 0) styles->in_cell_formats = false;
}

static const PartHandlers STYLES_HANDLERS = {.start = styles_start, .end = styles_end};

Status xlsx_load_styles(SheetFile *file, Xlsx *xlsx, const char *part, Error *err)
{
    Arena *scratch = arena_new();
    Styles styles = {.xlsx = xlsx, .custom = map_new(scratch)};
    Status status = part_parse(file, xlsx->zip, part, &STYLES_HANDLERS, &styles, err);
    arena_free(scratch);
    return status;
}
