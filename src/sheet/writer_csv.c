/* CSV out: UTF-8 with a mark, so that spreadsheet programs take it for UTF-8, and CRLF. */
#include "writer_impl.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef struct CsvOut {
    FILE *stream;
    bool has_sheet;
} CsvOut;

static Status csv_sheet(SheetWriter *writer, Text name, Error *err)
{
    (void)name;
    CsvOut *csv = writer->state;
    if (csv->has_sheet) {
        return error_set(err, STATUS_USAGE, "sheet.csv_one_sheet",
                         ARGS(arg_cstr("file", writer->path)));
    }
    csv->has_sheet = true;
    return STATUS_OK;
}

static void csv_widths(SheetWriter *writer, const int *columns, int count)
{
    (void)writer, (void)columns, (void)count; /* plain text has none */
}

static bool needs_quotes(Text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
    }
    return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
}

static void add_text(Buf *line, Text text)
{
    Buf safe = buf_new(line->arena);
    /* A spreadsheet program would run it as a formula. */
    if (text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6)) buf_add_char(&safe, '\'');
    buf_add(&safe, text);
    text = buf_text(&safe);
    if (!needs_quotes(text)) {
        buf_add(line, text);
        return;
    }
    buf_add_char(line, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') buf_add_char(line, '"');
        buf_add_char(line, text.ptr[i]);
    }
    buf_add_char(line, '"');
}

static void add_cell(Buf *line, const OutCell *cell)
{
    Decimal shortest;
    switch (cell->kind) {
    case OUT_EMPTY: break;
    case OUT_TEXT: add_text(line, cell->text); break;
    case OUT_DECIMAL: decimal_print(line, cell->decimal); break;
    case OUT_DOUBLE:
        if (decimal_from_double(cell->number, &shortest)) decimal_print(line, shortest);
        break;
    case OUT_DATE: date_print(line, cell->date); break;
    }
}

static Status csv_row(SheetWriter *writer, const OutCell *cells, int count, Error *err)
{
    CsvOut *csv = writer->state;
    Buf line = buf_new(writer->row_arena);
    for (int i = 0; i < count; i++) {
        if (i > 0) buf_add_char(&line, ',');
        add_cell(&line, &cells[i]);
    }
    buf_add(&line, TEXT("\r\n"));
    if (fwrite(line.ptr, 1, line.len, csv->stream) != line.len) {
        return writer_error(writer, errno, err);
    }
    return STATUS_OK;
}

static Status csv_chart(SheetWriter *writer, const OutChart *chart, Error *err)
{
    (void)chart;
    return error_set(err, STATUS_UNSUPPORTED, "sheet.csv_no_chart",
                     ARGS(arg_cstr("file", writer->path)));
}

static Status csv_prompt(SheetWriter *writer, const OutPrompt *prompt, Error *err)
{
    (void)prompt;
    return error_set(err, STATUS_UNSUPPORTED, "sheet.csv_no_prompt",
                     ARGS(arg_cstr("file", writer->path)));
}

static Status csv_finish(SheetWriter *writer, Error *err)
{
    CsvOut *csv = writer->state;
    FILE *stream = csv->stream;
    csv->stream = NULL;
    bool failed = ferror(stream) != 0;
    if (fclose(stream) != 0 || failed) return writer_error(writer, errno ? errno : EIO, err);
    return STATUS_OK;
}

static void csv_free(SheetWriter *writer)
{
    CsvOut *csv = writer->state;
    if (csv->stream) fclose(csv->stream);
    csv->stream = NULL;
}

static const WriterFormat CSV_WRITER = {csv_sheet,  csv_widths, csv_row, csv_chart,
                                        csv_prompt, csv_finish, csv_free};

Status sheet_writer_csv(const char *path, SheetWriter **writer, Error *err)
{
    int fd;
    Status status = writer_new(path, &CSV_WRITER, writer, &fd, err);
    if (status != STATUS_OK) return status;
    CsvOut *csv = ARENA_NEW((*writer)->arena, CsvOut);
    (*writer)->state = csv;
    csv->stream = fdopen(fd, "w");
    if (!csv->stream) {
        status = writer_error(*writer, errno, err);
        close(fd);
        sheet_writer_abandon(*writer);
        *writer = NULL;
        return status;
    }
    fputs("\xEF\xBB\xBF", csv->stream);
    return STATUS_OK;
}
