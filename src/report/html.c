/* HTML: escaping, and a Table as <table> whose figures lead to their sources. */
#include "report_impl.h"

#include <string.h>

static bool xml_allows(uint32_t code)
{
    if (code < 0x20) {
        return code == '\t' || code == '\n';
    }
    return code != 0x7F && code != 0xFFFE && code != 0xFFFF;
}

/* Letters, digits and the like go as they are: how many stand in a row there. */
static size_t plain_run(Text text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= ' ' && text.ptr[end] < 0x7F &&
           !strchr("&<>\"'", text.ptr[end])) {
        end++;
    }
    return end - at;
}

void html_text(Buf *out, Text text)
{
    size_t at = 0;
    uint32_t code;
    while (at < text.len) {
        size_t plain = plain_run(text, at);
        buf_add(out, text_slice(text, at, at + plain));
        at += plain;
        if (!text_next(text, &at, &code)) {
            return;
        }
        switch (code) {
        case '&': buf_add(out, TEXT("&amp;")); break;
        case '<': buf_add(out, TEXT("&lt;")); break;
        case '>': buf_add(out, TEXT("&gt;")); break;
        case '"': buf_add(out, TEXT("&quot;")); break;
        case '\'': buf_add(out, TEXT("&#39;")); break;
        default:
            if (xml_allows(code)) {
                buf_add_code_point(out, code);
            }
        }
    }
}

static bool is_numeric(const TableColumn *column)
{
    return column->kind == COLUMN_NUMBER || column->kind == COLUMN_YEAR;
}

void html_head(Buf *out, const Table *table)
{
    buf_add(out, TEXT("<thead>\n<tr>"));
    for (int i = 0; i < table->column_count; i++) {
        buf_add_cstr(out, is_numeric(&table->columns[i]) ? "<th scope=\"col\" class=\"n\">"
                                                         : "<th scope=\"col\">");
        html_text(out, table->columns[i].title);
        buf_add(out, TEXT("</th>"));
    }
    buf_add(out, TEXT("</tr>\n</thead>\n"));
}

/* The first of a row is its head. There are many: they are not worth a format. */
void html_open_cell(Buf *out, const Table *table, int column)
{
    buf_add_cstr(out, column == 0 ? "<th scope=\"row\"" : "<td");
    buf_add_cstr(out, is_numeric(&table->columns[column]) ? " class=\"n\">" : ">");
}

void html_close_cell(Buf *out, int column)
{
    buf_add_cstr(out, column == 0 ? "</th>" : "</td>");
}

static void html_cell(Buf *out, Lang lang, const Table *table, int column, const TableCell *cell,
                      SourceList *sources)
{
    html_open_cell(out, table, column);
    int source = sources_add(sources, &cell->source);
    if (source > 0) {
        buf_add(out, TEXT("<a class=\"fig\" href=\"#s"));
        decimal_print(out, (Decimal){source, 0});
        buf_add(out, TEXT("\">"));
    }
    html_text(out, table_cell_text(out->arena, lang, table, column, cell));
    buf_add_cstr(out, source > 0 ? "</a>" : "");
    html_close_cell(out, column);
}

static void html_notes(Buf *out, const Table *table)
{
    for (size_t i = 0; i < table->notes.count; i++) {
        buf_add(out, TEXT("<p class=\"note\">"));
        html_text(out, *LIST_AT(&table->notes, Text, i));
        buf_add(out, TEXT("</p>\n"));
    }
}

enum { WIDE_COLUMNS = 7 };

static const char *table_class(const Table *table)
{
    return table->column_count >= WIDE_COLUMNS ? " class=\"wide\"" : "";
}

void html_table(Buf *out, Lang lang, const Table *table, SourceList *sources)
{
    if (table->rows.count > 0) {
        buf_add(out, TEXT("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""));
        html_text(out, table->title);
        buf_add_format(out, "\">\n<table%s>\n<caption><span>", table_class(table));
        html_text(out, table->title);
        buf_add(out, TEXT("</span></caption>\n"));
        html_head(out, table);
        buf_add(out, TEXT("<tbody>\n"));
        for (size_t row = 0; row < table->rows.count; row++) {
            buf_add(out, TEXT("<tr>"));
            for (int i = 0; i < table->column_count; i++) {
                html_cell(out, lang, table, i, table_at(table, row, i), sources);
            }
            buf_add(out, TEXT("</tr>\n"));
        }
        buf_add(out, TEXT("</tbody>\n</table>\n</div>\n"));
    } else {
        buf_add(out, TEXT("<p>"));
        html_text(out, table->title);
        buf_add(out, TEXT("</p>\n"));
    }
    html_notes(out, table);
}
