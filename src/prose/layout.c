/* How the lines of a text run. Text that was taken out of a PDF, or typed to a margin, breaks its
 * lines where the page ends: most lines are then about equally wide and stop in the middle of a
 * sentence. Such lines are joined again; what stands at the edges of every page, and page numbers,
 * fall away. */
#include "prose_impl.h"

#include <stdlib.h>

enum {
    SAMPLE_BYTES = 2 << 20,
    WIDTH_MOST = 160, /* a wider line is a paragraph */
    WIDTH_LEAST = 16, /* a narrower one is a heading or an item */
    SLACK = 8,        /* a full line may be so much narrower: indented, or a mark moved on */
    FULL_LEAST = 3,   /* lines that make a margin */
    INDENT_LEAST = 2, /* columns that begin a paragraph */
    INDENT_MOST = 40,
    EDGES_MOST = 4096,
    EDGE_LINES = 2,       /* at the top and at the foot of a page */
    EDGE_BYTES_LEAST = 12 /* "年月日" is no head */
};

/* ---- One line ---- */

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

/* Columns of a character on paper: Chinese takes two. */
static size_t columns_of(uint32_t c)
{
    return c >= 0x2010 ? 2 : 1;
}

LineShape line_shape(Text line)
{
    LineShape shape = {0};
    size_t at = 0, blanks = 0;
    uint32_t c;
    while (text_next(line, &at, &c)) {
        if (c == '\f') shape.opens_page = true;
        bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0xA0 || c == 0x3000;
        if (blank) {
            blanks += c == 0x3000 ? 2 : c == '\r' || c == '\f' ? 0 : 1;
            continue;
        }
        if (!shape.width) {
            shape.indent = blanks;
        } else if (blanks > 1) {
            shape.width += blanks;
        }
        blanks = 0; /* one blank is what a typesetter puts between Chinese and digits */
        shape.width += columns_of(c);
        shape.last = c;
    }
    return shape;
}

static bool ends_midway(uint32_t c)
{
    static const uint32_t CLOSING[] = U"。！？；：!?;:）)”》」』…";
    for (size_t i = 0; CLOSING[i]; i++) {
        if (CLOSING[i] == c) return false;
    }
    return true;
}

/* — 12 —, 第 3 页 共 9 页, 3/9 */
bool is_page_number(const uint32_t *c, size_t n)
{
    static const uint32_t AROUND[] = U"-—－–─·•~～/第页共of ";
    size_t digits = 0, others = 0;
    for (size_t i = 0; i < n; i++) {
        bool around = false;
        for (size_t k = 0; AROUND[k]; k++)
            around = around || AROUND[k] == c[i];
        if (is_digit(c[i])) {
            digits++;
        } else if (around) {
            others++;
        } else {
            return false;
        }
    }
    return digits > 0 && digits <= 6 && others > 0;
}

bool is_bare_number(const uint32_t *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(c[i])) return false;
    }
    return n > 0 && n <= 4;
}

/* ---- The margin ---- */

typedef struct Sample {
    size_t widths[WIDTH_MOST + 1], midway[WIDTH_MOST + 1];
    size_t indents[INDENT_MOST + 1];
    size_t wider, lines;
} Sample;

static void add_line(Sample *sample, LineShape shape)
{
    if (shape.width < WIDTH_LEAST) return;
    sample->lines++;
    if (shape.indent <= INDENT_MOST) sample->indents[shape.indent]++;
    if (shape.width > WIDTH_MOST) {
        sample->wider++;
        return;
    }
    sample->widths[shape.width]++;
    sample->midway[shape.width] += ends_midway(shape.last);
}

static size_t sum(const size_t *counts, size_t from, size_t to)
{
    size_t total = 0;
    for (size_t i = from; i <= to; i++)
        total += counts[i];
    return total;
}

/* The right edge of the widest crowd of lines; 0 where there is none. */
static size_t margin_of(const Sample *sample)
{
    size_t best = 0, most = 0;
    for (size_t width = WIDTH_LEAST + SLACK; width <= WIDTH_MOST; width++) {
        size_t crowd = sum(sample->widths, width - SLACK, width);
        if (crowd < most || !sample->widths[width]) continue;
        best = width;
        most = crowd;
    }
    if (!best || most < FULL_LEAST) return 0;
    size_t over = sample->wider;
    if (best + SLACK / 2 < WIDTH_MOST) over += sum(sample->widths, best + SLACK / 2, WIDTH_MOST);
    size_t midway = sum(sample->midway, best - SLACK, best);
    bool is_margin = over * 20 <= sample->lines && most * 3 >= sample->lines && midway * 2 >= most;
    return is_margin ? best : 0;
}

/* Where some lines stand further in than the rest, those begin paragraphs. */
static size_t indent_of(const Sample *sample)
{
    size_t base = 0;
    while (base < INDENT_MOST && sample->indents[base] * 10 < sample->lines)
        base++;
    if (base + INDENT_LEAST > INDENT_MOST) return 0;
    size_t further = sum(sample->indents, base + INDENT_LEAST, INDENT_MOST);
    return further * 20 >= sample->lines ? base + INDENT_LEAST : 0;
}

/* ---- The edges of pages ---- */

typedef struct Edges {
    uint64_t hashes[EDGES_MOST];
    size_t count;
    uint64_t page[EDGE_LINES * 2]; /* first lines, then the last ones seen, of this page */
    size_t lines, pages;
} Edges;

/* Without blanks and digits, so that "第 3 期 12" and "第 3 期 13" are one. */
static uint64_t edge_hash(Text line)
{
    char kept[256];
    size_t len = 0;
    for (size_t i = 0; i < line.len && len < sizeof kept; i++) {
        char c = line.ptr[i];
        if (is_blank_byte(c) || (c >= '0' && c <= '9')) continue;
        kept[len++] = c;
    }
    return len >= EDGE_BYTES_LEAST && len < sizeof kept ? text_hash((Text){kept, len}) | 1 : 0;
}

static void close_page(Edges *edges)
{
    size_t known = edges->lines < EDGE_LINES * 2 ? edges->lines : EDGE_LINES * 2;
    for (size_t i = 0; i < known && edges->count < EDGES_MOST; i++) {
        if (edges->page[i]) edges->hashes[edges->count++] = edges->page[i];
    }
    edges->pages++;
    edges->lines = 0;
}

static void add_edge(Edges *edges, Text line)
{
    if (edges->lines < EDGE_LINES * 2) {
        edges->page[edges->lines++] = edge_hash(line);
        return;
    }
    for (size_t i = EDGE_LINES; i + 1 < EDGE_LINES * 2; i++)
        edges->page[i] = edges->page[i + 1];
    edges->page[EDGE_LINES * 2 - 1] = edge_hash(line);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* What stands at the edge of a third of the pages, and of two at least. */
static void keep_heads(Edges *edges, ProseLayout *layout)
{
    size_t least = edges->pages / 3 > 2 ? edges->pages / 3 : 2;
    qsort(edges->hashes, edges->count, sizeof edges->hashes[0], by_hash);
    for (size_t i = 0, next; i < edges->count; i = next) {
        next = i;
        while (next < edges->count && edges->hashes[next] == edges->hashes[i])
            next++;
        if (next - i < least || layout->head_count == PROSE_HEADS_MOST) continue;
        layout->heads[layout->head_count++] = edges->hashes[i];
    }
}

bool layout_is_head(const ProseLayout *layout, Text line)
{
    uint64_t hash = layout->head_count ? edge_hash(line) : 0;
    for (size_t i = 0; hash && i < layout->head_count; i++) {
        if (layout->heads[i] == hash) return true;
    }
    return false;
}

/* ---- The text ---- */

ProseLayout prose_layout_of(Text text)
{
    ProseLayout layout = {0};
    Arena *arena = arena_new();
    Sample *sample = ARENA_NEW(arena, Sample);
    Edges *edges = ARENA_NEW(arena, Edges);
    Text rest = text_slice(text, 0, SAMPLE_BYTES), line;
    while (text_split(&rest, '\n', &line)) {
        LineShape shape = line_shape(line);
        if (shape.opens_page) close_page(edges);
        if (!shape.width) continue;
        add_line(sample, shape);
        add_edge(edges, line);
    }
    close_page(edges);
    layout.is_paged = edges->pages > 1;
    layout.width = margin_of(sample);
    layout.indent = layout.width ? indent_of(sample) : 0;
    if (layout.is_paged) keep_heads(edges, &layout);
    arena_free(arena);
    return layout;
}

bool layout_continues(const ProseLayout *layout, LineShape before, LineShape next,
                      const uint32_t *c, size_t n)
{
    Para line = {.c = c, .n = n};
    if (!layout->width || before.width + SLACK < layout->width) return false;
    if (chapter_label(&line, 0, n).form == LABEL_CHAPTER) return false;
    if (layout->indent) return next.indent < layout->indent;
    return !is_sentence_mark(before.last);
}
