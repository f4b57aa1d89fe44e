/* A Table on a terminal: columns by display width, a rule under the header, no boxes.
 *
 * To fit, the widest text columns give way first (down to TEXT_LEAST), then the columns that may
 * be left out go in their order, and the table says how many went.
 */
#include "report_impl.h"

enum { BETWEEN = 2, TEXT_LEAST = 8, HEADER_LINES_MAX = 4, HEADER_LEAST = 4, NOTE_WIDTH = 100 };

typedef struct Layout {
    Arena *arena;
    Lang lang;
    const Table *table;
    int *widths;  /* 0: left out */
    List *titles; /* of each column: lines of Text */
    int title_lines;
    int dropped;
} Layout;

static bool is_right(const TableColumn *column)
{
    return column->kind == COLUMN_NUMBER || column->kind == COLUMN_YEAR;
}

/* The widest piece of a header that cannot be broken. */
static int title_least(Arena *arena, Text title)
{
    List lines = text_wrap(arena, title, 1);
    int widest = 0;
    for (size_t i = 0; i < lines.count; i++) {
        int width = text_width(*LIST_AT(&lines, Text, i));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static int natural_width(Layout *layout, int column)
{
    const Table *table = layout->table;
    int widest = title_least(layout->arena, table->columns[column].title);
    int title = text_width(table->columns[column].title);
    for (size_t row = 0; row < table->rows.count; row++) {
        Text text = table_cell_text(layout->arena, layout->lang, table, column,
                                    table_at(table, row, column));
        int width = text_width(text);
        widest = width > widest ? width : widest;
    }
    /* A header up to three times as wide as its figures is wrapped, not spread. */
    int header = (title + 2) / 3;
    if (header < HEADER_LEAST) {
        header = title < HEADER_LEAST ? title : HEADER_LEAST;
    }
    widest = header > widest ? header : widest;
    int most = table->columns[column].max_width;
    return most > 0 && widest > most ? most : widest;
}

static int total_width(const Layout *layout)
{
    int total = -BETWEEN;
    for (int i = 0; i < layout->table->column_count; i++) {
        total += layout->widths[i] ? layout->widths[i] + BETWEEN : 0;
    }
    return total;
}

static int widest_text(const Layout *layout)
{
    int widest = -1;
    for (int i = 0; i < layout->table->column_count; i++) {
        bool may_shrink =
            layout->table->columns[i].kind == COLUMN_TEXT && layout->widths[i] > TEXT_LEAST;
        if (may_shrink && (widest < 0 || layout->widths[i] > layout->widths[widest])) {
            widest = i;
        }
    }
    return widest;
}

static int next_to_drop(const Layout *layout)
{
    int next = -1;
    for (int i = 0; i < layout->table->column_count; i++) {
        int drop = layout->table->columns[i].drop;
        if (drop > 0 && layout->widths[i] > 0 &&
            (next < 0 || drop < layout->table->columns[next].drop)) {
            next = i;
        }
    }
    return next;
}

/* How much all text columns together could still give. */
static int slack(const Layout *layout)
{
    int sum = 0;
    for (int i = 0; i < layout->table->column_count; i++) {
        if (layout->table->columns[i].kind == COLUMN_TEXT && layout->widths[i] > TEXT_LEAST) {
            sum += (layout->widths[i] - TEXT_LEAST) / 2;
        }
    }
    return sum;
}

static void fit(Layout *layout, int columns)
{
    while (total_width(layout) - slack(layout) > columns) {
        int drop = next_to_drop(layout);
        if (drop < 0) {
            break;
        }
        layout->widths[drop] = 0;
        layout->dropped++;
    }
    while (total_width(layout) > columns) {
        int shrink = widest_text(layout);
        if (shrink < 0) {
            break;
        }
        layout->widths[shrink]--;
    }
}

/* As few lines as the width allows, about equally long. */
static List wrap_evenly(Arena *arena, Text title, int width)
{
    List lines = text_wrap(arena, title, width);
    for (int narrower = width - 1; narrower > 0; narrower--) {
        List even = text_wrap(arena, title, narrower);
        if (even.count != lines.count) {
            break;
        }
        lines = even;
    }
    return lines;
}

static void wrap_titles(Layout *layout)
{
    const Table *table = layout->table;
    layout->titles = ARENA_ARRAY(layout->arena, List, (size_t)table->column_count);
    layout->title_lines = 1;
    for (int i = 0; i < table->column_count; i++) {
        if (layout->widths[i] > 0) {
            layout->titles[i] =
                wrap_evenly(layout->arena, table->columns[i].title, layout->widths[i]);
            int lines = (int)layout->titles[i].count;
            layout->title_lines = lines > layout->title_lines ? lines : layout->title_lines;
        }
    }
    if (layout->title_lines > HEADER_LINES_MAX) {
        layout->title_lines = HEADER_LINES_MAX;
    }
}

static void pad(Buf *out, int count)
{
    for (int i = 0; i < count; i++) {
        buf_add_char(out, ' ');
    }
}

/* Trailing blanks are left out: they serve nobody and clutter files. */
static void end_line(Buf *out)
{
    while (out->len > 0 && out->ptr[out->len - 1] == ' ') {
        out->len--;
    }
    buf_add_char(out, '\n');
}

/* Room that is left goes to the headers with the most lines. */
static void relax_titles(Layout *layout, int columns)
{
    const Table *table = layout->table;
    for (;;) {
        wrap_titles(layout);
        int tall = -1;
        for (int i = 0; i < table->column_count; i++) {
            bool taller = layout->widths[i] > 0 && layout->titles[i].count > 1 &&
                          (tall < 0 || layout->titles[i].count > layout->titles[tall].count);
            tall = taller ? i : tall;
        }
        if (tall < 0 || layout->title_lines == 1) {
            return;
        }
        int before = layout->widths[tall];
        size_t lines = layout->titles[tall].count;
        while (text_wrap(layout->arena, table->columns[tall].title, layout->widths[tall]).count >=
               lines) {
            layout->widths[tall]++;
        }
        if (total_width(layout) > columns) {
            layout->widths[tall] = before;
            return;
        }
    }
}

static void print_cell(Layout *layout, Buf *out, int column, Text text)
{
    int width = layout->widths[column];
    text = text_fit(layout->arena, text, width);
    int blank = width - text_width(text);
    bool right = is_right(&layout->table->columns[column]);
    pad(out, right ? blank : 0);
    buf_add(out, text);
    pad(out, BETWEEN + (right ? 0 : blank));
}

static void print_header(Layout *layout, Buf *out)
{
    for (int line = 0; line < layout->title_lines; line++) {
        for (int i = 0; i < layout->table->column_count; i++) {
            if (layout->widths[i] == 0) {
                continue;
            }
            /* Headers stand on the rule: short ones begin lower. */
            int lines = (int)layout->titles[i].count;
            int at = line - (layout->title_lines - lines);
            if (lines > layout->title_lines) {
                at = line;
            }
            bool has_line = at >= 0 && at < lines;
            print_cell(layout, out, i,
                       has_line ? *LIST_AT(&layout->titles[i], Text, (size_t)at) : TEXT(""));
        }
        end_line(out);
    }
    for (int i = 0; i < total_width(layout); i++) {
        buf_add_code_point(out, 0x2500);
    }
    buf_add_char(out, '\n');
}

static void print_wrapped(Arena *arena, Buf *out, Text text, int columns)
{
    List lines = text_wrap(arena, text, columns > 0 ? columns : NOTE_WIDTH);
    for (size_t i = 0; i < lines.count; i++) {
        buf_add(out, *LIST_AT(&lines, Text, i));
        buf_add_char(out, '\n');
    }
}

static void print_notes(Layout *layout, Buf *out, int columns)
{
    const Table *table = layout->table;
    for (size_t i = 0; i < table->notes.count; i++) {
        print_wrapped(layout->arena, out, *LIST_AT(&table->notes, Text, i), columns);
    }
    if (layout->dropped > 0) {
        print_wrapped(layout->arena, out,
                      words(layout->arena, layout->lang, "report.note.dropped",
                            ARGS(arg_int("count", layout->dropped))),
                      columns);
    }
}

void table_print(Buf *out, Lang lang, const Table *table, int columns)
{
    Arena *arena = out->arena;
    Layout layout = {.arena = arena, .lang = lang, .table = table};
    layout.widths = ARENA_ARRAY(arena, int, (size_t)table->column_count);
    if (table->title.len > 0) {
        print_wrapped(arena, out, table->title, columns);
    }
    if (table->rows.count > 0) {
        for (int i = 0; i < table->column_count; i++) {
            layout.widths[i] = natural_width(&layout, i);
        }
        if (columns > 0) {
            fit(&layout, columns);
        }
        wrap_titles(&layout);
        if (columns > 0) {
            relax_titles(&layout, columns);
        }
        print_header(&layout, out);
        for (size_t row = 0; row < table->rows.count; row++) {
            for (int i = 0; i < table->column_count; i++) {
                if (layout.widths[i] > 0) {
                    print_cell(&layout, out, i,
                               table_cell_text(arena, lang, table, i, table_at(table, row, i)));
                }
            }
            end_line(out);
        }
    }
    print_notes(&layout, out, columns);
}
