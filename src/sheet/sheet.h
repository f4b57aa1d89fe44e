/* sheet: rows of cells out of the files that offices send, and back.
 *
 * Reads CSV/TSV (UTF-8 with or without BOM, GB18030/GBK, Big5, UTF-16; CR, LF, CRLF; any common
 * delimiter), XLSX, XLS (BIFF5–8), HTML tables and JSON arrays, each known by its content and never
 * by its name. CSV and XLSX are streamed: memory does not grow with the number of rows, but for the
 * shared strings of a workbook. XLS, HTML and JSON stand in memory and are refused above 256 MiB.
 * sheet does not know what a cell means.
 */
#ifndef DUIBIAO_SHEET_H
#define DUIBIAO_SHEET_H

#include "base.h"

/* CSV has no kinds: every cell that is not empty is CELL_TEXT, and whoever wants a number asks
 * decimal_parse once (asking here too would double the time of an import). HTML is the same, but
 * for cells that carry a spreadsheet program's own figure. */
typedef enum CellKind {
    CELL_EMPTY,
    CELL_TEXT,
    /* `text` is the number as stored, never formatted, only without the noise of a double's last
     * digits: 16872.419999999998 is 16872.42. */
    CELL_NUMBER,
    CELL_BOOLEAN, /* "1" or "0" */
    CELL_DATE,    /* "2016-10-13" or "2016-10-13T08:30:00" */
    CELL_FAULT,   /* "#DIV/0!": a formula that failed */
} CellKind;

typedef struct Cell {
    CellKind kind;
    Text text; /* UTF-8, untrimmed; a merged cell's text stands in its first place only */
} Cell;

/* Rows and columns count from 1, as people see them. */
typedef struct MergedRange {
    int64_t first_row, last_row;
    int first_column, last_column;
} MergedRange;

typedef struct SheetRow {
    int64_t number;    /* of the row in its sheet or, for CSV, of its first line */
    const Cell *cells; /* until the next row is read */
    int cell_count;    /* trailing empty cells may be left out */
} SheetRow;

typedef struct SheetLimits {
    int64_t file_bytes;     /* largest file accepted */
    int64_t unpacked_bytes; /* of one part inside an XLSX */
    int64_t ratio;          /* unpacked / packed, against zip bombs */
    int64_t rows;
    int columns;
    int64_t cell_bytes;
    int depth; /* nesting of XML and JSON; of HTML it is 256 */
} SheetLimits;
extern const SheetLimits SHEET_LIMITS; /* generous for offices: 4 GiB, 16,384 columns, … */

typedef struct SheetFile SheetFile;

/* Opens a file of any format and lists its sheets.
 * `limits` may be NULL for SHEET_LIMITS. Hidden sheets are listed too.
 * errors: NOT_FOUND, DENIED, IO, UNSUPPORTED (format or encoding not recognised; encrypted), LIMIT,
 *         CORRUPT */
Status sheet_open(const char *path, const SheetLimits *limits, SheetFile **file, Error *err);
void sheet_close(SheetFile *file);

const char *sheet_format(const SheetFile *file);   /* "csv", "xlsx", "xls", "html", "json" */
const char *sheet_encoding(const SheetFile *file); /* "UTF-8", "GB18030", …; "" where settled */
char sheet_delimiter(const SheetFile *file);       /* of CSV; 0 otherwise */
int sheet_count(const SheetFile *file);
/* Of CSV and JSON the file's name without its ending; of an HTML table its caption, else the
 * heading before it (which several tables may share), else "1", "2". */
Text sheet_name(const SheetFile *file, int index);
bool sheet_is_hidden(const SheetFile *file, int index);
/* Known as soon as the sheet is selected; belongs to the file. */
size_t sheet_merges(const SheetFile *file, const MergedRange **ranges);
/* How much of the sheet has been read, 0…1; for progress. */
double sheet_progress(const SheetFile *file);

/* Starts (or starts again) at the first row of one sheet. */
Status sheet_select(SheetFile *file, int index, Error *err);
/* *more is false behind the last row. Rows without any cell are skipped; `number` tells. Without a
 * sheet selected, the first one is. errors: CORRUPT, LIMIT, IO;
 * then the file is only to be closed. */
Status sheet_next(SheetFile *file, SheetRow *row, bool *more, Error *err);

/* SHA-256 of the file's bytes, computed on demand; all zero when it can no longer be read. */
Hash sheet_digest(SheetFile *file);

/* "A", "FH" …: column 164 is FH. */
void sheet_column_name(Buf *out, int column);

/* ---- Documents: files in memory that hold no rows ---- */

/* The text of a plain file as UTF-8; its encoding is settled as for CSV. `name` is what errors call
 * the file. errors: UNSUPPORTED, CORRUPT */
Status document_text(Arena *arena, Text bytes, const char *name, Text *text, const char **encoding,
                     Error *err);

/* A zipped document of an office program, such as DOCX: XML parts, each walked by itself. `bytes`
 * must outlive it. errors: CORRUPT */
typedef struct Document Document;
Status document_open(Text bytes, const char *name, const SheetLimits *limits, Document **document,
                     Error *err);
void document_close(Document *document); /* NULL is allowed */
bool document_has_part(const Document *document, const char *part);

/* Called on the way through a part; names come without their prefix. */
typedef struct DocumentVisitor {
    void (*start)(void *context, const char *element, const char **attributes);
    void (*end)(void *context, const char *element);
    void (*text)(void *context, Text text); /* pieces of any size */
} DocumentVisitor;
/* The value of an attribute, by its name without prefix; NULL without. */
const char *document_attribute(const char **attributes, const char *name);
/* errors: CORRUPT (not there, no XML), LIMIT (too large, packed too well, nested too deep),
 *         UNSUPPORTED (encrypted) */
Status document_part(Document *document, const char *part, const DocumentVisitor *visitor,
                     void *context, Error *err);

/* ---- Out ---- */

typedef enum CellFormat {
    FORMAT_GENERAL,
    FORMAT_TITLE,  /* bold, large */
    FORMAT_HEADER, /* bold, filled, wrapped, frozen with what is above */
    FORMAT_TEXT,
    FORMAT_NUMBER,  /* `decimals` places, thousands separated */
    FORMAT_YUAN,    /* the same with the sign of the yuan before it */
    FORMAT_PERCENT, /* the figure is already in percent: 11.3 is shown 11.3% */
    FORMAT_DATE,
    FORMAT_NOTE, /* grey, small */
} CellFormat;

typedef struct OutCell {
    CellFormat format;
    enum { OUT_EMPTY, OUT_TEXT, OUT_DECIMAL, OUT_DOUBLE, OUT_DATE } kind;
    Text text;
    Decimal decimal;
    double number;
    Date date;
    int decimals;
} OutCell;

typedef struct OutSeries {
    Text name;
    int value_column; /* within the chart's rows */
} OutSeries;

typedef enum OutChartKind { OUT_CHART_BAR, OUT_CHART_LINE } OutChartKind;

/* A native chart of a workbook over rows already written to the same sheet. Rows and columns count
 * from 1. */
typedef struct OutChart {
    OutChartKind kind;
    Text title, axis_title;
    int64_t first_row, last_row;
    int category_column;
    const OutSeries *series;
    int series_count;
    int64_t at_row;
    int at_column;
} OutChart;

/* What is told to who fills in a column of a workbook, and what may be chosen there: the texts in
 * rows choice_first to choice_last of a column of another sheet (0: anything is written). Rows and
 * columns count from 1. */
typedef struct OutPrompt {
    int column;
    int64_t first_row, last_row;
    Text title, message; /* as much of them as a workbook shows */
    Text choice_sheet;
    int choice_column;
    int64_t choice_first, choice_last;
} OutPrompt;

typedef struct SheetWriter SheetWriter;

/* CSV: UTF-8 with BOM, CRLF, one sheet only. A text cell that begins with = + - @ TAB CR is
 * neutralised by a leading apostrophe in CSV; numbers never are, and stand there whole, whatever
 * `decimals` says. A double that is not finite is left empty. In XLSX a decimal with more digits
 * than a double keeps is written as text. Written to a temporary name beside `path`, synced and
 * renamed by sheet_writer_close, so no reader sees half a file. errors: IO; LIMIT (a text or row
 * that the format cannot hold); USAGE (a second sheet in CSV); CONFLICT (two sheets of one name);
 * UNSUPPORTED (a chart in CSV). After a sheet or row that failed, sheet_writer_close frees and
 * fails, and no file appears. */
Status sheet_writer_csv(const char *path, SheetWriter **writer, Error *err);
Status sheet_writer_xlsx(const char *path, SheetWriter **writer, Error *err);
Status sheet_writer_sheet(SheetWriter *writer, Text name, Error *err); /* XLSX: the next sheet */
void sheet_writer_widths(SheetWriter *writer, const int *columns, int count); /* in characters */
Status sheet_writer_row(SheetWriter *writer, const OutCell *cells, int count, Error *err);
Status sheet_writer_chart(SheetWriter *writer, const OutChart *chart, Error *err);
Status sheet_writer_prompt(SheetWriter *writer, const OutPrompt *prompt, Error *err); /* XLSX */
Status sheet_writer_close(SheetWriter *writer, Error *err); /* frees it in every case */
void sheet_writer_abandon(SheetWriter *writer);             /* frees it, leaves no file */

#endif
