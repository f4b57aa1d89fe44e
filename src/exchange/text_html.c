/* HTML to text: every block of the page is a line. What only serves the page is left out and
 * listed: menus, buttons, and lines that are nothing but links. The parser calls us element by
 * element, so no tree stands in memory. */
#include "text_file_impl.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_BYTES = 1 << 16, ROWS_COVERED_MOST = 1000, DEPTH_MOST = 2000, LINKS_IN_TEN = 6 };

typedef struct Page {
    TextMaker *maker;
    htmlParserCtxtPtr parser;
    int depth;
    int silent_from; /* depth of the element whose text never shows; 0: none */
    int link_from;   /* depth of the link we are in; 0: none */
    size_t linked;   /* bytes of the block that are links */
    bool blank;      /* white space is due, if more text follows */
    bool broken;     /* and a line break of the file is part of it */
    bool too_deep;
    int aside_from; /* depth of an element that is left out and listed; 0: none */
    ProseEmendationKind aside_kind;
    Buf aside; /* its text */
} Page;

typedef enum TagClass {
    TAG_BLOCK,
    TAG_INLINE,
    TAG_SILENT,
    TAG_LINK,
    TAG_FURNITURE,
    TAG_GLOSS,
    TAG_DELETED,
} TagClass;

/* Whatever is not named here ends a line. */
static TagClass class_of(const char *name)
{
    static const struct {
        const char *name;
        TagClass class;
    } TAGS[] = {
        {"a", TAG_LINK},           {"abbr", TAG_INLINE},        {"acronym", TAG_INLINE},
        {"aside", TAG_FURNITURE},  {"b", TAG_INLINE},           {"base", TAG_SILENT},
        {"bdo", TAG_INLINE},       {"big", TAG_INLINE},         {"button", TAG_FURNITURE},
        {"cite", TAG_INLINE},      {"code", TAG_INLINE},        {"del", TAG_DELETED},
        {"em", TAG_INLINE},        {"font", TAG_INLINE},        {"footer", TAG_FURNITURE},
        {"head", TAG_SILENT},      {"i", TAG_INLINE},           {"iframe", TAG_SILENT},
        {"img", TAG_INLINE},       {"input", TAG_INLINE},       {"ins", TAG_INLINE},
        {"label", TAG_INLINE},     {"link", TAG_SILENT},        {"mark", TAG_INLINE},
        {"meta", TAG_SILENT},      {"nav", TAG_FURNITURE},      {"nobr", TAG_INLINE},
        {"noscript", TAG_SILENT},  {"object", TAG_SILENT},      {"q", TAG_INLINE},
        {"rb", TAG_INLINE},        {"rp", TAG_GLOSS},           {"rt", TAG_GLOSS},
        {"ruby", TAG_INLINE},      {"s", TAG_INLINE},           {"script", TAG_SILENT},
        {"select", TAG_FURNITURE}, {"small", TAG_INLINE},       {"span", TAG_INLINE},
        {"strike", TAG_INLINE},    {"strong", TAG_INLINE},      {"style", TAG_SILENT},
        {"sub", TAG_INLINE},       {"sup", TAG_INLINE},         {"svg", TAG_SILENT},
        {"template", TAG_SILENT},  {"textarea", TAG_FURNITURE}, {"time", TAG_INLINE},
        {"title", TAG_SILENT},     {"tt", TAG_INLINE},          {"u", TAG_INLINE},
        {"var", TAG_INLINE},       {"wbr", TAG_INLINE},
    };
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        if (strcmp(name, TAGS[i].name) == 0) return TAGS[i].class;
    }
    return TAG_BLOCK;
}

/* ---- Blocks ---- */

/* A line of links is a menu or a list of other articles; a sentence with a link in it is not. */
static bool is_menu(const Page *page)
{
    Text line = text_trim(buf_text(&page->maker->block));
    return line.len && page->linked * 10 >= line.len * LINKS_IN_TEN &&
           !text_contains(line, TEXT("。"));
}

static void end_block(Page *page)
{
    if (is_menu(page)) {
        text_maker_drop_line(page->maker);
    } else {
        text_maker_end_line(page->maker);
    }
    page->linked = 0;
    page->blank = page->broken = false;
}

static void begin_aside(Page *page, ProseEmendationKind kind)
{
    if (page->aside_from) return;
    page->aside_from = page->depth;
    page->aside_kind = kind;
}

static void end_aside(Page *page)
{
    text_maker_cut(page->maker, page->aside_kind, buf_text(&page->aside));
    page->aside.len = 0;
    page->aside_from = 0;
}

/* ---- Text ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static bool is_wide(const char *p)
{
    return (unsigned char)*p >= 0xE2;
}

static bool ends_wide(const Buf *block)
{
    size_t at = block->len;
    while (at > 0 && ((unsigned char)block->ptr[at - 1] & 0xC0) == 0x80)
        at--;
    return at > 0 && is_wide(block->ptr + at - 1);
}

/* A line break of the file between two Chinese characters is none of the text. */
static void end_blank(Page *page, Buf *out, const char *next)
{
    bool idle = page->broken && ends_wide(out) && is_wide(next);
    if (page->blank && out->len && !idle) buf_add_char(out, ' ');
    page->blank = page->broken = false;
}

static void add_text(Page *page, Buf *out, Text text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *p = text.ptr + i;
        if (is_space(*p)) {
            page->blank = true;
            page->broken = page->broken || *p == '\n';
            continue;
        }
        end_blank(page, out, p);
        buf_add_char(out, *p);
    }
}

static void on_text(void *context, const xmlChar *characters, int len)
{
    Page *page = context;
    Text text = {(const char *)characters, (size_t)len};
    if (page->silent_from) return;
    Buf *out = page->aside_from ? &page->aside : &page->maker->block;
    size_t before = out->len;
    add_text(page, out, text);
    if (page->link_from && !page->aside_from) page->linked += out->len - before;
}

/* ---- Elements ---- */

static int rows_covered(const xmlChar **attributes)
{
    int64_t rows = 1;
    for (; attributes && attributes[0]; attributes += 2) {
        if (strcmp((const char *)attributes[0], "rowspan") == 0 && attributes[1]) {
            text_to_int(text_from((const char *)attributes[1]), &rows);
        }
    }
    return rows < 1 || rows > ROWS_COVERED_MOST ? 1 : (int)rows;
}

static bool is_cell(const char *name)
{
    return strcmp(name, "td") == 0 || strcmp(name, "th") == 0;
}

static void begin_table_part(Page *page, const char *name, const xmlChar **attributes)
{
    if (strcmp(name, "table") == 0) text_table_open(page->maker);
    if (strcmp(name, "tr") == 0) {
        text_table_end_cell(page->maker);
        text_table_end_row(page->maker);
    }
    if (is_cell(name)) text_table_begin_cell(page->maker, rows_covered(attributes));
}

static void end_table_part(Page *page, const char *name)
{
    if (is_cell(name)) text_table_end_cell(page->maker);
    if (strcmp(name, "tr") == 0) {
        text_table_end_cell(page->maker);
        text_table_end_row(page->maker);
    }
    if (strcmp(name, "table") == 0) text_table_close(page->maker);
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    Page *page = context;
    if (++page->depth > DEPTH_MOST) {
        page->too_deep = true;
        xmlStopParser(page->parser);
        return;
    }
    switch (class_of((const char *)name)) {
    case TAG_BLOCK:
        if (!page->aside_from) end_block(page);
        page->blank = true;
        if (!page->aside_from) begin_table_part(page, (const char *)name, attributes);
        break;
    case TAG_SILENT:
        if (!page->silent_from) page->silent_from = page->depth;
        break;
    case TAG_LINK:
        if (!page->link_from) page->link_from = page->depth;
        break;
    case TAG_FURNITURE:
        if (!page->aside_from) end_block(page);
        begin_aside(page, EMENDATION_FURNITURE);
        break;
    case TAG_GLOSS: begin_aside(page, EMENDATION_GLOSS); break;
    case TAG_DELETED: begin_aside(page, EMENDATION_DELETED); break;
    case TAG_INLINE: break;
    }
}

static void on_end(void *context, const xmlChar *name)
{
    Page *page = context;
    if (page->silent_from == page->depth) page->silent_from = 0;
    if (page->link_from == page->depth) page->link_from = 0;
    if (page->aside_from == page->depth) end_aside(page);
    if (class_of((const char *)name) == TAG_BLOCK && !page->aside_from) {
        end_block(page);
        end_table_part(page, (const char *)name);
    }
    page->depth--;
}

/* ---- The page ---- */

Status html_to_text(Text html, TextMaker *maker, Error *err)
{
    const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                        HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC;
    Page page = {.maker = maker, .aside = buf_new(maker->arena)};
    htmlSAXHandler handler = {.startElement = on_start,
                              .endElement = on_end,
                              .characters = on_text,
                              .ignorableWhitespace = on_text};
    page.parser = htmlCreatePushParserCtxt(&handler, &page, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!page.parser) abort(); /* as everywhere: without memory there is no going on */
    htmlCtxtUseOptions(page.parser, options);
    for (size_t at = 0; at < html.len && !page.too_deep; at += PIECE_BYTES) {
        Text piece = text_slice(html, at, at + PIECE_BYTES);
        htmlParseChunk(page.parser, piece.ptr, (int)piece.len, 0);
    }
    if (!page.too_deep) htmlParseChunk(page.parser, NULL, 0, 1);
    htmlFreeParserCtxt(page.parser);
    end_block(&page);
    while (page.maker->table)
        text_table_close(page.maker);
    if (!page.too_deep) return STATUS_OK;
    return error_set(err, STATUS_LIMIT, "sheet.too_deep",
                     ARGS(arg_cstr("file", maker->name), arg_cstr("part", "HTML"),
                          arg_int("limit", DEPTH_MOST)));
}
