/* CSV and its relatives. A block of 64 bytes at a time is turned into a mask of the bytes that
 * matter (delimiter, quote, CR, LF); cells point into the read buffer and are not copied. */
#include "sheet_impl.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    BUFFER_BYTES = 1 << 18,
    PAD_BYTES = 64, /* a mask may look this far behind the end */
    SAMPLE_ROWS = 64,
    ROW_CELLS = 16, /* a row may be as long as so many of the longest cells */
};

typedef struct Csv {
    TextStream *stream;
    char *buffer; /* one byte of padding in front */
    size_t cap;
    size_t start, end; /* of what is not yet handed out */
    bool at_end;       /* of the file */
    uint64_t mask;     /* of the block at `block`, without what is behind us */
    size_t block;
    int64_t line; /* of the row at `start` */
    Cell *cells;
    int cell_count, cell_cap;
    bool quoted; /* the row has a quoted cell */
} Csv;

/* What ended the search for the end of a row. */
typedef enum RowEnd { ROW_WHOLE, ROW_CUT, ROW_CUT_IN_QUOTES, ROW_TOO_WIDE } RowEnd;

/* ---- Bytes that matter ---- */

#ifdef __SSE2__
static uint64_t special_mask(const char *p, char delimiter)
{
    const __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8('"');
    const __m128i cr = _mm_set1_epi8('\r'), lf = _mm_set1_epi8('\n');
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i * 16));
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, d), _mm_cmpeq_epi8(v, q)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, cr), _mm_cmpeq_epi8(v, lf)));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (i * 16);
    }
    return mask;
}
#else
static uint64_t special_mask(const char *p, char delimiter)
{
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) {
        bool hit = p[i] == delimiter || p[i] == '"' || p[i] == '\r' || p[i] == '\n';
        mask |= (uint64_t)hit << i;
    }
    return mask;
}
#endif

static void seek(Csv *csv, size_t at, char delimiter)
{
    csv->block = at;
    csv->mask = special_mask(csv->buffer + at, delimiter);
}

/* ---- One row ---- */

/* Behind the closing quote of the cell that opens at `open`; SIZE_MAX when it is not in the buffer.
 * A quote that is the buffer's last byte may be the first of two. */
static size_t closing_quote(const Csv *csv, size_t open)
{
    size_t at = open + 1;
    while (at < csv->end) {
        const char *quote = memchr(csv->buffer + at, '"', csv->end - at);
        if (!quote) return SIZE_MAX;
        at = (size_t)(quote - csv->buffer) + 1;
        if (at == csv->end) return csv->at_end ? at : SIZE_MAX;
        if (csv->buffer[at] != '"') return at;
        at++;
    }
    return SIZE_MAX;
}

static bool grow_cells(Csv *csv, const SheetFile *file)
{
    if (csv->cell_cap >= file->limits.columns) return false;
    int cap = csv->cell_cap * 2 < file->limits.columns ? csv->cell_cap * 2 : file->limits.columns;
    Cell *cells = ARENA_ARRAY(file->sheet_arena, Cell, (size_t)cap);
    memcpy(cells, csv->cells, (size_t)csv->cell_count * sizeof(Cell));
    csv->cells = cells;
    csv->cell_cap = cap;
    return true;
}

static inline bool add_cell(Csv *csv, const SheetFile *file, size_t from, size_t to)
{
    if (csv->cell_count == csv->cell_cap && !grow_cells(csv, file)) {
        /* Empty columns behind the last one allowed do no harm. */
        return from == to;
    }
    csv->cells[csv->cell_count++] =
        (Cell){from == to ? CELL_EMPTY : CELL_TEXT, {csv->buffer + from, to - from}};
    return true;
}

/* Finds the row at `start` and leaves `*next` behind it. */
static RowEnd scan_row(Csv *csv, const SheetFile *file, size_t *next)
{
    const char delimiter = file->delimiter;
    size_t cell = csv->start;
    csv->cell_count = 0;
    csv->quoted = false;
    for (;;) {
        while (csv->mask == 0) {
            if (csv->block + 64 >= csv->end) goto cut;
            seek(csv, csv->block + 64, delimiter);
        }
        size_t at = csv->block + (size_t)__builtin_ctzll(csv->mask);
        if (at >= csv->end) goto cut;
        csv->mask &= csv->mask - 1;
        char c = csv->buffer[at];
        if (c == delimiter) {
            if (!add_cell(csv, file, cell, at)) return ROW_TOO_WIDE;
            cell = at + 1;
        } else if (c == '"') {
            if (at != cell) continue; /* a quote inside a cell is a character */
            size_t behind = closing_quote(csv, at);
            if (behind == SIZE_MAX) return ROW_CUT_IN_QUOTES;
            csv->quoted = true;
            seek(csv, behind, delimiter);
        } else {
            if (c == '\r' && at + 1 == csv->end && !csv->at_end) return ROW_CUT;
            if (!add_cell(csv, file, cell, at)) return ROW_TOO_WIDE;
            *next = at + 1;
            if (c == '\r' && at + 1 < csv->end && csv->buffer[at + 1] == '\n') {
                *next = at + 2;
                if (csv->mask == 0) {
                    seek(csv, *next, delimiter);
                } else {
                    csv->mask &= csv->mask - 1; /* the LF */
                }
            }
            return ROW_WHOLE;
        }
    }
cut:
    if (!csv->at_end) return ROW_CUT;
    if (!add_cell(csv, file, cell, csv->end)) return ROW_TOO_WIDE;
    *next = csv->end;
    csv->mask = 0;
    return ROW_WHOLE;
}

/* Takes the quotes out of a quoted cell, in place; text behind the closing quote is kept. */
static void unquote(Cell *cell)
{
    char *bytes = (char *)(uintptr_t)cell->text.ptr; /* into our own buffer */
    size_t from = 1, to = 1;
    bool inside = true;
    while (from < cell->text.len) {
        const char *quote = memchr(bytes + from, '"', cell->text.len - from);
        size_t stop = quote ? (size_t)(quote - bytes) : cell->text.len;
        memmove(bytes + to, bytes + from, stop - from);
        to += stop - from;
        from = stop;
        if (!quote) break;
        bool doubled = inside && from + 1 < cell->text.len && bytes[from + 1] == '"';
        if (doubled || !inside) bytes[to++] = '"';
        if (!doubled) inside = false;
        from += doubled ? 2 : 1;
    }
    cell->text = (Text){bytes + 1, to - 1};
    cell->kind = to > 1 ? CELL_TEXT : CELL_EMPTY;
}

static int64_t count_lines(const char *bytes, size_t len)
{
    int64_t lines = 0;
    for (size_t i = 0; i < len; i++) {
        bool lone_cr = bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] != '\n');
        lines += bytes[i] == '\n' || lone_cr;
    }
    return lines;
}

/* ---- The buffer ---- */

static Status error_in_row(const Csv *csv, const SheetFile *file, RowEnd end, Error *err)
{
    if (end == ROW_TOO_WIDE) return sheet_error_columns(file, csv->line, err);
    if (end == ROW_CUT_IN_QUOTES) {
        return error_set(err, STATUS_CORRUPT, "sheet.quote_open",
                         ARGS(file_arg(file), arg_int("row", csv->line),
                              arg_int("column", csv->cell_count + 1)));
    }
    return sheet_error_cell(file, csv->line, csv->cell_count + 1, err);
}

/* Moves what is left to the front and reads behind it. */
static Status refill(Csv *csv, const SheetFile *file, Error *err)
{
    size_t left = csv->end - csv->start;
    if (left > csv->cap / 2) {
        csv->cap *= 2;
        char *larger = arena_alloc(file->sheet_arena, csv->cap + PAD_BYTES + 1);
        memcpy(larger + 1, csv->buffer + csv->start, left);
        csv->buffer = larger + 1;
    } else {
        memmove(csv->buffer, csv->buffer + csv->start, left);
    }
    csv->start = 0;
    csv->end = left;
    size_t got;
    Status status = text_stream_read(csv->stream, csv->buffer + left, csv->cap - left, &got, err);
    if (status != STATUS_OK) return status;
    csv->end = left + got;
    csv->at_end = got == 0;
    memset(csv->buffer + csv->end, 0, PAD_BYTES);
    seek(csv, 0, file->delimiter);
    return STATUS_OK;
}

/* The next row, with blank ones; *more is false at the end. */
static Status read_row(Csv *csv, const SheetFile *file, size_t *next, bool *more, Error *err)
{
    const size_t row_bytes = (size_t)file->limits.cell_bytes * ROW_CELLS;
    for (;;) {
        if (csv->start == csv->end && csv->at_end) {
            *more = false;
            return STATUS_OK;
        }
        RowEnd end = csv->start == csv->end ? ROW_CUT : scan_row(csv, file, next);
        if (end == ROW_WHOLE) {
            *more = true;
            return STATUS_OK;
        }
        bool hopeless = csv->at_end || csv->end - csv->start > row_bytes;
        if (end == ROW_TOO_WIDE || hopeless) return error_in_row(csv, file, end, err);
        Status status = refill(csv, file, err);
        if (status != STATUS_OK) return status;
    }
}

/* ---- The delimiter ---- */

typedef struct Evidence {
    int rows;  /* that have the commonest number of cells */
    int cells; /* that number */
} Evidence;

/* How evenly the delimiter divides the first rows of the buffer. */
static Evidence weigh(Csv *csv, SheetFile *file, char delimiter)
{
    int counts[SAMPLE_ROWS], rows = 0;
    size_t start = csv->start, next = 0;
    file->delimiter = delimiter;
    seek(csv, csv->start, delimiter);
    RowEnd end = ROW_WHOLE;
    while (rows < SAMPLE_ROWS && csv->start < csv->end) {
        end = scan_row(csv, file, &next);
        if (end != ROW_WHOLE) break;
        counts[rows++] = csv->cell_count;
        csv->start = next;
    }
    csv->start = start;
    /* Too many columns are told by the one delimiter that finds them. */
    if (end == ROW_TOO_WIDE) return (Evidence){SAMPLE_ROWS, file->limits.columns};
    Evidence best = {0, 1};
    for (int i = 0; i < rows; i++) {
        Evidence own = {0, counts[i]};
        for (int k = 0; k < rows; k++)
            own.rows += counts[k] == counts[i];
        bool better = own.rows > best.rows || (own.rows == best.rows && own.cells > best.cells);
        if (own.cells > 1 && better) best = own;
    }
    return best;
}

/* A first line "sep=;" is a hint that a spreadsheet program left for itself. */
static bool take_hint(Csv *csv, SheetFile *file)
{
    Text text = {csv->buffer + csv->start, csv->end - csv->start};
    if (!text_starts(text, TEXT("sep=")) || text.len < 6) return false;
    size_t at = 5;
    if (text.ptr[at] == '\r') at++;
    if (at < text.len && text.ptr[at] == '\n') at++;
    if (at == 5) return false;
    file->delimiter = text.ptr[4];
    csv->start += at;
    csv->line++;
    return true;
}

static void settle_delimiter(Csv *csv, SheetFile *file)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    if (take_hint(csv, file)) return;
    if (file->delimiter != 0) return; /* settled the first time */
    char chosen = ',';
    Evidence best = {0, 0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        Evidence own = weigh(csv, file, candidates[i]);
        if (own.rows > best.rows || (own.rows == best.rows && own.cells > best.cells)) {
            best = own;
            chosen = candidates[i];
        }
    }
    file->delimiter = chosen;
}

/* ---- The format ---- */

static bool csv_probe(const SheetFile *file)
{
    (void)file;
    return true;
}

static Status csv_open(SheetFile *file, Error *err)
{
    Status status = encoding_detect(file, err);
    if (status != STATUS_OK) return status;
    sheet_add(file, sheet_file_title(file));
    return sheet_select(file, 0, err); /* so that the delimiter is known */
}

static void csv_deselect(SheetFile *file)
{
    Csv *csv = file->reading;
    if (csv) text_stream_close(csv->stream);
    file->reading = NULL;
}

static void csv_close(SheetFile *file)
{
    (void)file; /* nothing outlives the selected sheet */
}

static Status csv_select(SheetFile *file, int index, Error *err)
{
    (void)index;
    Csv *csv = ARENA_NEW(file->sheet_arena, Csv);
    Status status = text_stream_open(file, &csv->stream, err);
    if (status != STATUS_OK) return status;
    file->reading = csv;
    csv->cap = BUFFER_BYTES;
    csv->buffer = (char *)arena_alloc(file->sheet_arena, csv->cap + PAD_BYTES + 1) + 1;
    csv->cell_cap = file->limits.columns < 64 ? file->limits.columns : 64;
    csv->cells = ARENA_ARRAY(file->sheet_arena, Cell, (size_t)csv->cell_cap);
    csv->line = 1;
    while (status == STATUS_OK && !csv->at_end && csv->end < csv->cap / 2) {
        status = refill(csv, file, err);
    }
    if (status != STATUS_OK) return status;
    settle_delimiter(csv, file);
    seek(csv, csv->start, file->delimiter);
    return STATUS_OK;
}

/* Checks and cleans the cells of a whole row; false where one is too long. */
static bool finish_cells(Csv *csv, const SheetFile *file, size_t row_bytes, int *column)
{
    const size_t limit = (size_t)file->limits.cell_bytes;
    for (int i = 0; i < csv->cell_count && (csv->quoted || row_bytes > limit); i++) {
        Cell *cell = &csv->cells[i];
        if (cell->text.len > 0 && cell->text.ptr[0] == '"') unquote(cell);
        if (cell->text.len > limit) {
            *column = i + 1;
            return false;
        }
    }
    while (csv->cell_count > 0 && csv->cells[csv->cell_count - 1].kind == CELL_EMPTY) {
        csv->cell_count--;
    }
    return true;
}

static Status csv_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    Csv *csv = file->reading;
    size_t next = 0;
    do {
        Status status = read_row(csv, file, &next, more, err);
        if (status != STATUS_OK || !*more) return status;
        int column;
        size_t start = csv->start;
        row->number = csv->line;
        csv->line += csv->quoted ? count_lines(csv->buffer + start, next - start) : 1;
        if (!finish_cells(csv, file, next - start, &column)) {
            return sheet_error_cell(file, row->number, column, err);
        }
        csv->start = next;
    } while (csv->cell_count == 0);
    row->cells = csv->cells;
    row->cell_count = csv->cell_count;
    return STATUS_OK;
}

static double csv_progress(const SheetFile *file)
{
    const Csv *csv = file->reading;
    int64_t behind = text_stream_offset(csv->stream) - (int64_t)(csv->end - csv->start);
    return (double)behind / (double)file->size;
}

const SheetFormat FORMAT_CSV = {"csv",    csv_probe,    csv_open,     csv_select,
                                csv_next, csv_progress, csv_deselect, csv_close};
