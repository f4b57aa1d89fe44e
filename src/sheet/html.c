/* HTML tables, which many systems send under the name .xls. The document stands in memory; each
 * table that has text of its own is a sheet, so the tables of a layout fall away. */
#include "sheet_impl.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Html {
    htmlDocPtr document;
    List tables; /* xmlNode * */
} Html;

typedef struct HtmlCell {
    const xmlNode *node;
    int64_t row;
    int column;
} HtmlCell;

typedef struct HtmlReader {
    List cells; /* HtmlCell, row by row */
    size_t at;
    RowBuilder row;
    Buf text; /* scratch */
} HtmlReader;

/* ---- Walking ---- */

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

static bool is_cell(const xmlNode *node)
{
    return is_element(node, "td") || is_element(node, "th");
}

/* What never shows on the page. */
static bool is_silent(const xmlNode *node)
{
    return is_element(node, "script") || is_element(node, "style") || is_element(node, "head");
}

/* The next node in the order of the document below `top`, into `node` only if `enter`. */
static const xmlNode *walk(const xmlNode *top, const xmlNode *node, bool enter)
{
    if (enter && node->children) return node->children;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

static const xmlNode *nearest(const xmlNode *node, bool (*fits)(const xmlNode *))
{
    while (node && !fits(node))
        node = node->parent;
    return node;
}

static bool is_table(const xmlNode *node)
{
    return is_element(node, "table");
}

static bool is_caption(const xmlNode *node)
{
    return is_element(node, "caption");
}

/* ---- Text ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/* Runs of white space become one space, as on the page. */
static void add_collapsed(Buf *out, Text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!is_space(c)) {
            buf_add_char(out, c);
        } else if (out->len > 0 && !is_space(out->ptr[out->len - 1])) {
            buf_add_char(out, ' ');
        }
    }
}

static void add_break(Buf *out)
{
    while (out->len > 0 && out->ptr[out->len - 1] == ' ')
        out->len--;
    if (out->len > 0 && out->ptr[out->len - 1] != '\n') buf_add_char(out, '\n');
}

/* The text inside `top` without that of tables inside it. */
static Text text_of(const xmlNode *top, Buf *out)
{
    out->len = 0;
    bool enter = true;
    for (const xmlNode *node = walk(top, top, true); node; node = walk(top, node, enter)) {
        enter = !is_table(node) && !is_silent(node);
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            add_collapsed(out, text_from((const char *)node->content));
        } else if (is_element(node, "br") || is_element(node, "p") || is_element(node, "div")) {
            add_break(out);
        }
    }
    while (out->len > 0 && is_space(out->ptr[out->len - 1]))
        out->len--;
    return buf_text(out);
}

/* An attribute whose name may hold a colon; empty when there is none. */
static Text attribute_of(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (strcasecmp((const char *)attr->name, name) == 0 && attr->children) {
            return text_from((const char *)attr->children->content);
        }
    }
    return (Text){"", 0};
}

/* ---- Finding the tables ---- */

typedef struct Finder {
    SheetFile *file;
    Html *html;
    Buf text;
    Buf heading; /* the last text before a table */
} Finder;

static Text caption_of(const xmlNode *table, Buf *text)
{
    for (const xmlNode *node = table->children; node; node = node->next) {
        if (is_caption(node)) return text_trim(text_of(node, text));
    }
    return (Text){"", 0};
}

static void list_table(Finder *finder, xmlNode *table)
{
    enum { HEADING_BYTES = 300 };
    if (table->_private) return;
    table->_private = finder->html; /* listed */
    *(const xmlNode **)list_add(&finder->html->tables) = table;
    Text name = caption_of(table, &finder->text);
    if (name.len == 0 && finder->heading.len <= HEADING_BYTES) name = buf_text(&finder->heading);
    if (name.len == 0) {
        name = text_format(finder->file->arena, "%zu", finder->html->tables.count);
    }
    sheet_add(finder->file, name);
}

/* The words of a small element, such as <h2>; of a large one only the piece at hand, so that no
 * part of a page is walked again and again. */
static void note_heading(Finder *finder, const xmlNode *text)
{
    enum { SMALL = 8 };
    const xmlNode *top = text->parent, *node = top;
    for (int count = 0; node && count < SMALL; count++)
        node = walk(top, node, true);
    Text heading = node ? text_from((const char *)text->content) : text_of(top, &finder->text);
    heading = text_trim(heading);
    finder->heading.len = 0;
    buf_add(&finder->heading, heading);
}

static void find_tables(SheetFile *file, Html *html)
{
    Finder finder = {file, html, buf_new(file->sheet_arena), buf_new(file->sheet_arena)};
    const xmlNode *top = (const xmlNode *)html->document;
    bool enter = true;
    for (const xmlNode *node = walk(top, top, true); node; node = walk(top, node, enter)) {
        enter = !is_silent(node);
        if (node->type != XML_TEXT_NODE) continue;
        if (text_trim(text_from((const char *)node->content)).len == 0) continue;
        const xmlNode *table = nearest(node, is_table), *cell = nearest(node, is_cell);
        if (!table) {
            note_heading(&finder, node);
        } else if (cell && nearest(cell, is_table) == table) {
            list_table(&finder, (xmlNode *)(uintptr_t)table); /* of our own document */
        }
    }
}

/* A page that was cut off while it was sent would lose its last rows in silence. */
static bool is_cut(Text text)
{
    bool open = false;
    for (size_t at = 0; at + 6 <= text.len; at++) {
        const char *p = memchr(text.ptr + at, '<', text.len - at);
        if (!p || text.len - (size_t)(p - text.ptr) < 7) break;
        if (strncasecmp(p, "<table", 6) == 0) open = true;
        if (strncasecmp(p, "</table", 7) == 0) open = false;
        at = (size_t)(p - text.ptr);
    }
    return open;
}

/* ---- The grid ---- */

typedef struct Grid {
    SheetFile *file;
    HtmlReader *reader;
    int64_t *busy_until; /* of each column: the last row that a cell above reaches */
    int64_t row;
    int64_t row_count;
    int column;
} Grid;

static int64_t span_of(const xmlNode *cell, const char *name)
{
    int64_t span;
    Text value = text_trim(attribute_of(cell, name));
    return text_to_int(value, &span) && span >= 0 ? span : 1;
}

static Status place_cell(Grid *grid, const xmlNode *node, Error *err)
{
    const int columns = grid->file->limits.columns;
    while (grid->column < columns && grid->busy_until[grid->column] >= grid->row)
        grid->column++;
    int64_t wide = span_of(node, "colspan"), high = span_of(node, "rowspan");
    if (wide == 0) wide = 1;
    if (wide > columns - grid->column) return sheet_error_columns(grid->file, grid->row, err);
    /* A rowspan of 0 reaches to the end of the table; none reaches behind it. */
    int64_t rest = grid->row_count - grid->row + 1;
    if (high == 0 || high > rest) high = rest;
    *(HtmlCell *)list_add(&grid->reader->cells) = (HtmlCell){node, grid->row, grid->column + 1};
    if (wide > 1 || high > 1) {
        *(MergedRange *)list_add(&grid->file->merges) = (MergedRange){
            grid->row, grid->row + high - 1, grid->column + 1, grid->column + (int)wide};
    }
    for (int64_t i = 0; i < wide; i++) {
        grid->busy_until[grid->column + i] = grid->row + high - 1;
    }
    grid->column += (int)wide;
    return STATUS_OK;
}

static int64_t count_rows(const xmlNode *table)
{
    int64_t rows = 0;
    bool enter = true;
    for (const xmlNode *node = walk(table, table, true); node; node = walk(table, node, enter)) {
        enter = !is_table(node);
        rows += is_element(node, "tr");
    }
    return rows;
}

static Status lay_out(SheetFile *file, HtmlReader *reader, const xmlNode *table, Error *err)
{
    Grid grid = {.file = file, .reader = reader, .row_count = count_rows(table)};
    grid.busy_until = ARENA_ARRAY(file->sheet_arena, int64_t, (size_t)file->limits.columns + 1);
    bool enter = true;
    for (const xmlNode *node = walk(table, table, true); node; node = walk(table, node, enter)) {
        enter = !is_table(node) && !is_cell(node);
        if (is_element(node, "tr")) {
            grid.row++;
            grid.column = 0;
        } else if (is_cell(node) && grid.row > 0) {
            Status status = place_cell(&grid, node, err);
            if (status != STATUS_OK) return status;
        }
    }
    return STATUS_OK;
}

/* ---- The format ---- */

static bool html_probe(const SheetFile *file)
{
    if (sheet_head_has(file, "<!doctype html") || sheet_head_has(file, "<html")) return true;
    Text head = text_trim((Text){(const char *)file->head, file->head_len});
    while (head.len > 0 && is_space(head.ptr[0]))
        head = text_slice(head, 1, head.len);
    return text_starts(head, TEXT("<")) && sheet_head_has(file, "<table");
}

static Status parse(const SheetFile *file, Html *html, Text text, Error *err)
{
    enum { LIBRARY_DEPTH = 256 };
    const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                        HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    htmlParserCtxtPtr context = htmlNewParserCtxt();
    if (!context) abort(); /* as everywhere: without memory there is no going on */
    html->document = htmlCtxtReadMemory(context, text.ptr, (int)text.len, NULL, "UTF-8", options);
    /* The library stops without a word to us where a page is nested too deep. */
    bool stopped = context->errNo == XML_ERR_INTERNAL_ERROR || context->disableSAX != 0;
    htmlFreeParserCtxt(context);
    if (html->document && !stopped) return STATUS_OK;
    return error_set(
        err, STATUS_LIMIT, "sheet.too_deep",
        ARGS(file_arg(file), arg_cstr("part", "HTML"), arg_int("limit", LIBRARY_DEPTH)));
}

static Status html_open(SheetFile *file, Error *err)
{
    Text text;
    Status status = encoding_detect(file, err);
    if (status == STATUS_OK) status = text_stream_all(file, &text, err);
    if (status != STATUS_OK) return status;
    if (is_cut(text)) {
        return error_set(err, STATUS_CORRUPT, "sheet.html_cut", ARGS(file_arg(file)));
    }
    Html *html = ARENA_NEW(file->arena, Html);
    html->tables = list_new(file->arena, sizeof(const xmlNode *));
    file->state = html;
    status = parse(file, html, text, err);
    if (status == STATUS_OK) find_tables(file, html);
    return status;
}

static void html_close(SheetFile *file)
{
    Html *html = file->state;
    if (html && html->document) xmlFreeDoc(html->document);
}

static Status html_select(SheetFile *file, int index, Error *err)
{
    const Html *html = file->state;
    HtmlReader *reader = ARENA_NEW(file->sheet_arena, HtmlReader);
    reader->cells = list_new(file->sheet_arena, sizeof(HtmlCell));
    reader->row = row_builder_new(file, file->sheet_arena);
    reader->text = buf_new(file->sheet_arena);
    file->reading = reader;
    const xmlNode *table = *LIST_AT(&html->tables, const xmlNode *, (size_t)index);
    return lay_out(file, reader, table, err);
}

static Status put_cell(HtmlReader *reader, const HtmlCell *cell, Error *err)
{
    /* Spreadsheet programs keep the figure beside what they show: 1926.0785 for "1,926". */
    Text number = text_trim(attribute_of(cell->node, "x:num"));
    Decimal value;
    if (number.len > 0 && decimal_parse(number, &value)) {
        reader->text.len = 0;
        number_print(&reader->text, number);
        return row_builder_put(&reader->row, cell->column, CELL_NUMBER, buf_text(&reader->text),
                               err);
    }
    Text text = text_of(cell->node, &reader->text);
    if (text_trim(text).len == 0) return STATUS_OK;
    return row_builder_put(&reader->row, cell->column, CELL_TEXT, text, err);
}

static Status html_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    HtmlReader *reader = file->reading;
    *more = false;
    while (!*more && reader->at < reader->cells.count) {
        int64_t number = LIST_AT(&reader->cells, HtmlCell, reader->at)->row;
        row_builder_start(&reader->row, number);
        for (; reader->at < reader->cells.count; reader->at++) {
            const HtmlCell *cell = LIST_AT(&reader->cells, HtmlCell, reader->at);
            if (cell->row != number) break;
            Status status = put_cell(reader, cell, err);
            if (status != STATUS_OK) return status;
        }
        *row = row_builder_row(&reader->row);
        *more = row->cell_count > 0;
    }
    return STATUS_OK;
}

static double html_progress(const SheetFile *file)
{
    const HtmlReader *reader = file->reading;
    size_t count = reader->cells.count;
    return count > 0 ? (double)reader->at / (double)count : 1;
}

static void html_deselect(SheetFile *file)
{
    file->reading = NULL;
}

const SheetFormat FORMAT_HTML = {"html",    html_probe,    html_open,     html_select,
                                 html_next, html_progress, html_deselect, html_close};
