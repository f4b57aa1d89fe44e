/* XLSX out, through libxlsxwriter in its constant-memory mode: rows go to disk as they come. */
#include "writer_impl.h"

#include <math.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    FORMATS = FORMAT_NOTE + 1,
    PLACES = DECIMAL_SCALE_MAX + 1,
    NAME_UNITS_MAX = 31, /* what a sheet's name may have, in UTF-16 */
    PAPER_A4 = 9,        /* as workbooks number it */
    HEADER_HEIGHT = 32,  /* points: two lines */
    CHART_HEIGHT = 288,  /* pixels, as the library draws it unscaled */
    BAR_HEIGHT = 32,     /* pixels: what a bar and its label need */
};

typedef struct XlsxOut {
    lxw_workbook *workbook;
    lxw_worksheet *worksheet;
    char *sheet_name;
    Map *names; /* of the sheets so far */
    lxw_row_t row;
    bool frozen;
    lxw_format *formats[FORMATS][PLACES];
} XlsxOut;

static Status error_xlsx(const SheetWriter *writer, lxw_error reason, Error *err)
{
    return error_set(
        err, STATUS_IO, "sheet.write_failed",
        ARGS(arg_cstr("file", writer->path), arg_cstr("reason", lxw_strerror(reason))));
}

/* ---- Sheets ---- */

/* A name that spreadsheet programs accept: no []:*?/\, no apostrophe at the ends, short. */
static char *safe_name(Arena *arena, Text name)
{
    Buf safe = buf_new(arena);
    size_t at = 0;
    uint32_t c;
    for (int units = 0; text_next(name, &at, &c);) {
        units += c > 0xFFFF ? 2 : 1;
        if (units > NAME_UNITS_MAX) break;
        bool banned = c < 0x20 || (c < 0x80 && strchr("[]:*?/\\'", (int)c));
        buf_add_code_point(&safe, banned ? '_' : c);
    }
    if (safe.len == 0) buf_add(&safe, TEXT("Sheet"));
    return text_cstr(arena, buf_text(&safe));
}

/* Printed, a sheet is as wide as the paper: no column falls on a page of its own. */
static void set_paper(lxw_worksheet *worksheet)
{
    worksheet_set_landscape(worksheet);
    worksheet_set_paper(worksheet, PAPER_A4);
    worksheet_fit_to_pages(worksheet, 1, 0);
}

static Status xlsx_sheet(SheetWriter *writer, Text name, Error *err)
{
    XlsxOut *xlsx = writer->state;
    xlsx->sheet_name = safe_name(writer->arena, name);
    xlsx->row = 0;
    xlsx->frozen = false;
    int64_t known;
    if (map_get(xlsx->names, text_from(xlsx->sheet_name), &known)) {
        return error_set(err, STATUS_CONFLICT, "sheet.name_taken",
                         ARGS(arg_cstr("file", writer->path), arg_cstr("sheet", xlsx->sheet_name)));
    }
    map_put(xlsx->names, text_from(xlsx->sheet_name), 1);
    xlsx->worksheet = workbook_add_worksheet(xlsx->workbook, xlsx->sheet_name);
    if (xlsx->worksheet) set_paper(xlsx->worksheet);
    return xlsx->worksheet ? STATUS_OK : error_xlsx(writer, LXW_ERROR_PARAMETER_VALIDATION, err);
}

/* Rows may come without a sheet having been named. */
static Status need_sheet(SheetWriter *writer, Error *err)
{
    const XlsxOut *xlsx = writer->state;
    return xlsx->worksheet ? STATUS_OK : xlsx_sheet(writer, TEXT("1"), err);
}

static void xlsx_widths(SheetWriter *writer, const int *columns, int count)
{
    Error ignored;
    if (need_sheet(writer, &ignored) != STATUS_OK) return;
    XlsxOut *xlsx = writer->state;
    for (int i = 0; i < count; i++) {
        lxw_col_t column = (lxw_col_t)i;
        worksheet_set_column(xlsx->worksheet, column, column, columns[i], NULL);
    }
}

/* ---- Formats ---- */

static void set_places(lxw_format *format, const char *whole, int places, const char *sign)
{
    char code[48];
    snprintf(code, sizeof code, "%s%s%.*s%s", whole, places > 0 ? "." : "", places,
             "000000000000000000", sign);
    format_set_num_format(format, code);
}

static void dress(lxw_format *format, CellFormat kind, int places)
{
    switch (kind) {
    case FORMAT_GENERAL: break;
    case FORMAT_TITLE:
        format_set_bold(format);
        format_set_font_size(format, 16);
        break;
    case FORMAT_HEADER:
        format_set_bold(format);
        format_set_text_wrap(format);
        format_set_bg_color(format, 0xD9E2EC);
        format_set_border(format, LXW_BORDER_THIN);
        format_set_align(format, LXW_ALIGN_CENTER);
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        break;
    case FORMAT_TEXT:
        format_set_num_format(format, "@");
        format_set_indent(format, 1); /* off the figure on its left */
        break;
    case FORMAT_NUMBER:
        set_places(format, "#,##0", places, "");
        format_set_align(format, LXW_ALIGN_RIGHT); /* "≥ 5" stands among numbers */
        break;
    case FORMAT_YUAN: set_places(format, "\"¥\"#,##0", places, ""); break;
    case FORMAT_PERCENT: set_places(format, "0", places, "\"%\""); break;
    case FORMAT_DATE: format_set_num_format(format, "yyyy-mm-dd"); break;
    case FORMAT_NOTE:
        format_set_font_size(format, 9);
        format_set_font_color(format, 0x666666);
        break;
    }
}

static lxw_format *format_of(XlsxOut *xlsx, const OutCell *cell)
{
    CellFormat kind = cell->format;
    /* A date without a date's format would be shown as a number of days. */
    if (cell->kind == OUT_DATE && kind == FORMAT_GENERAL) kind = FORMAT_DATE;
    if (kind == FORMAT_GENERAL) return NULL;
    bool numeric = kind == FORMAT_NUMBER || kind == FORMAT_YUAN || kind == FORMAT_PERCENT;
    int places = numeric && cell->decimals > 0 ? cell->decimals : 0;
    if (places >= PLACES) places = PLACES - 1;
    lxw_format **slot = &xlsx->formats[kind][places];
    if (!*slot) {
        *slot = workbook_add_format(xlsx->workbook);
        dress(*slot, kind, places);
    }
    return *slot;
}

/* ---- Cells ---- */

/* "_x0041_" in a workbook stands for "A", so a text that has it must say "_" in the same way. */
static const char *escape(Arena *arena, Text text)
{
    if (!text_contains(text, TEXT("_x"))) return text_cstr(arena, text);
    Buf safe = buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool mark = text.ptr[i] == '_' && i + 1 < text.len && text.ptr[i + 1] == 'x';
        if (mark) {
            buf_add(&safe, TEXT("_x005F_"));
        } else {
            buf_add_char(&safe, text.ptr[i]);
        }
    }
    return text_cstr(arena, buf_text(&safe));
}

typedef struct Place {
    lxw_col_t column;
    lxw_format *format;
} Place;

static lxw_error write_text(SheetWriter *writer, Place place, Text text)
{
    const XlsxOut *xlsx = writer->state;
    return worksheet_write_string(xlsx->worksheet, xlsx->row, place.column,
                                  escape(writer->row_arena, text), place.format);
}

/* A figure with more digits than a double keeps is written as text: exact comes first. */
static lxw_error write_decimal(SheetWriter *writer, Place place, Decimal value)
{
    const XlsxOut *xlsx = writer->state;
    Decimal back;
    double number = decimal_double(value);
    bool exact = decimal_from_double(number, &back) && decimal_compare(back, value) == 0;
    if (!exact) return write_text(writer, place, decimal_text(writer->row_arena, value));
    return worksheet_write_number(xlsx->worksheet, xlsx->row, place.column, number, place.format);
}

static lxw_error write_date(SheetWriter *writer, Place place, Date date)
{
    const XlsxOut *xlsx = writer->state;
    int year, month, day;
    if (date == DATE_NONE) return LXW_NO_ERROR;
    date_split(date, &year, &month, &day);
    if (year < 1900 || year > 9999) { /* workbooks know no others */
        Buf text = buf_new(writer->row_arena);
        date_print(&text, date);
        return write_text(writer, place, buf_text(&text));
    }
    lxw_datetime when = {.year = year, .month = month, .day = day};
    return worksheet_write_datetime(xlsx->worksheet, xlsx->row, place.column, &when, place.format);
}

static lxw_error write_cell(SheetWriter *writer, int column, const OutCell *cell)
{
    XlsxOut *xlsx = writer->state;
    Place place = {(lxw_col_t)column, format_of(xlsx, cell)};
    switch (cell->kind) {
    case OUT_TEXT: return write_text(writer, place, cell->text);
    case OUT_DECIMAL: return write_decimal(writer, place, cell->decimal);
    case OUT_DOUBLE:
        if (!isfinite(cell->number)) return LXW_NO_ERROR; /* missing, never zero */
        return worksheet_write_number(xlsx->worksheet, xlsx->row, place.column, cell->number,
                                      place.format);
    case OUT_DATE: return write_date(writer, place, cell->date);
    case OUT_EMPTY: break;
    }
    if (!place.format) return LXW_NO_ERROR;
    return worksheet_write_blank(xlsx->worksheet, xlsx->row, place.column, place.format);
}

static bool has_header(const OutCell *cells, int count)
{
    for (int i = 0; i < count; i++) {
        if (cells[i].format == FORMAT_HEADER) return true;
    }
    return false;
}

static Status xlsx_row(SheetWriter *writer, const OutCell *cells, int count, Error *err)
{
    Status status = need_sheet(writer, err);
    if (status != STATUS_OK) return status;
    XlsxOut *xlsx = writer->state;
    bool header = has_header(cells, count);
    /* Rows are written as they come, so that the height must be known before the cells. */
    if (header) worksheet_set_row(xlsx->worksheet, xlsx->row, HEADER_HEIGHT, NULL);
    for (int i = 0; i < count; i++) {
        lxw_error reason = write_cell(writer, i, &cells[i]);
        if (reason == LXW_NO_ERROR) continue;
        return error_set(err, STATUS_LIMIT, "sheet.cell_not_written",
                         ARGS(arg_cstr("file", writer->path), arg_int("row", xlsx->row + 1),
                              arg_int("column", i + 1), arg_cstr("reason", lxw_strerror(reason))));
    }
    xlsx->row++;
    if (header && !xlsx->frozen) {
        worksheet_freeze_panes(xlsx->worksheet, xlsx->row, 0);
        worksheet_repeat_rows(xlsx->worksheet, xlsx->row - 1, xlsx->row - 1);
        xlsx->frozen = true;
    }
    return STATUS_OK;
}

/* ---- Charts ---- */

static void add_series(const SheetWriter *writer, lxw_chart *made, const OutChart *chart, int index)
{
    const XlsxOut *xlsx = writer->state;
    const OutSeries *series = &chart->series[index];
    lxw_row_t first = (lxw_row_t)(chart->first_row - 1), last = (lxw_row_t)(chart->last_row - 1);
    lxw_col_t names = (lxw_col_t)(chart->category_column - 1);
    lxw_col_t values = (lxw_col_t)(series->value_column - 1);
    lxw_chart_series *added = chart_add_series(made, NULL, NULL);
    chart_series_set_categories(added, xlsx->sheet_name, first, names, last, names);
    chart_series_set_values(added, xlsx->sheet_name, first, values, last, values);
    chart_series_set_name(added, text_cstr(writer->arena, series->name));
}

/* Wide enough for a title that is a sentence, high enough for every bar's name. */
static lxw_chart_options chart_size(const OutChart *chart)
{
    double bars = (double)(chart->last_row - chart->first_row + 1);
    double height = chart->kind == OUT_CHART_BAR ? bars * BAR_HEIGHT / CHART_HEIGHT : 0;
    return (lxw_chart_options){.x_scale = 1.8, .y_scale = fmax(1.2, height)};
}

/* Bars are drawn from below, people read the table from above; beside a bar that points the other
 * way, a name would be written over it. */
static void name_bars(lxw_chart_axis *names)
{
    chart_axis_set_reverse(names);
    chart_axis_set_label_position(names, LXW_CHART_AXIS_LABEL_POSITION_LOW);
}

static Status xlsx_chart(SheetWriter *writer, const OutChart *chart, Error *err)
{
    XlsxOut *xlsx = writer->state;
    bool sound = xlsx->worksheet && chart->first_row >= 1 && chart->last_row >= chart->first_row &&
                 chart->last_row <= xlsx->row && chart->series_count > 0;
    if (!sound) {
        return error_set(err, STATUS_INTERNAL, "sheet.chart_range",
                         ARGS(arg_cstr("file", writer->path), arg_int("first", chart->first_row),
                              arg_int("last", chart->last_row), arg_int("rows", xlsx->row)));
    }
    bool bars = chart->kind == OUT_CHART_BAR;
    lxw_chart *made = workbook_add_chart(xlsx->workbook, bars ? LXW_CHART_BAR : LXW_CHART_LINE);
    for (int i = 0; i < chart->series_count; i++)
        add_series(writer, made, chart, i);
    chart_title_set_name(made, text_cstr(writer->arena, chart->title));
    /* The library names axes by where they lie: those of bars run the other way round. */
    lxw_chart_axis *figures = bars ? made->x_axis : made->y_axis;
    if (chart->axis_title.len > 0) {
        chart_axis_set_name(figures, text_cstr(writer->arena, chart->axis_title));
    }
    if (bars) name_bars(made->y_axis);
    if (chart->series_count == 1) chart_legend_set_position(made, LXW_CHART_LEGEND_NONE);
    lxw_chart_options size = chart_size(chart);
    lxw_error reason = worksheet_insert_chart_opt(xlsx->worksheet, (lxw_row_t)(chart->at_row - 1),
                                                  (lxw_col_t)(chart->at_column - 1), made, &size);
    return reason == LXW_NO_ERROR ? STATUS_OK : error_xlsx(writer, reason, err);
}

/* ---- Prompts ---- */

/* libxlsxwriter copies the formula of a list twice and frees one copy: some twenty bytes a column.
 * The sanitizer asks for this by its name. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\n";
}

enum { PROMPT_TITLE_MOST = 32, PROMPT_MESSAGE_MOST = 255 }; /* characters that a workbook keeps */

static char *cut(Arena *arena, Text text, int most)
{
    size_t at = 0, end = 0;
    uint32_t c;
    for (int count = 0; count < most && text_next(text, &at, &c); count++) {
        end = at;
    }
    return text_cstr(arena, text_slice(text, 0, end));
}

/* "='Choices'!$B$2:$B$9" */
static char *range_of(Arena *arena, const OutPrompt *prompt)
{
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_col_t column = (lxw_col_t)(prompt->choice_column - 1);
    lxw_rowcol_to_range_abs(range, (lxw_row_t)(prompt->choice_first - 1), column,
                            (lxw_row_t)(prompt->choice_last - 1), column);
    return text_cstr(arena,
                     text_format(arena, "='%s'!%s", safe_name(arena, prompt->choice_sheet), range));
}

static Status xlsx_prompt(SheetWriter *writer, const OutPrompt *prompt, Error *err)
{
    XlsxOut *xlsx = writer->state;
    Status status = need_sheet(writer, err);
    if (status != STATUS_OK) return status;
    bool is_list = prompt->choice_column > 0;
    lxw_data_validation rule = {
        .validate = is_list ? LXW_VALIDATION_TYPE_LIST_FORMULA : LXW_VALIDATION_TYPE_ANY,
        .value_formula = is_list ? range_of(writer->arena, prompt) : NULL,
        .ignore_blank = LXW_VALIDATION_ON,
        .show_input = LXW_VALIDATION_ON,
        .dropdown = LXW_VALIDATION_ON,
        .input_title = cut(writer->arena, prompt->title, PROMPT_TITLE_MOST),
        .input_message = cut(writer->arena, prompt->message, PROMPT_MESSAGE_MOST),
    };
    lxw_col_t column = (lxw_col_t)(prompt->column - 1);
    lxw_error reason =
        worksheet_data_validation_range(xlsx->worksheet, (lxw_row_t)(prompt->first_row - 1), column,
                                        (lxw_row_t)(prompt->last_row - 1), column, &rule);
    return reason == LXW_NO_ERROR ? STATUS_OK : error_xlsx(writer, reason, err);
}

/* ---- The format ---- */

static Status xlsx_finish(SheetWriter *writer, Error *err)
{
    Status status = need_sheet(writer, err);
    if (status != STATUS_OK) return status;
    XlsxOut *xlsx = writer->state;
    lxw_error reason = workbook_close(xlsx->workbook);
    xlsx->workbook = NULL;
    return reason == LXW_NO_ERROR ? STATUS_OK : error_xlsx(writer, reason, err);
}

static void xlsx_free(SheetWriter *writer)
{
    XlsxOut *xlsx = writer->state;
    if (xlsx->workbook) lxw_workbook_free(xlsx->workbook);
    xlsx->workbook = NULL;
}

static const WriterFormat XLSX_WRITER = {xlsx_sheet,  xlsx_widths, xlsx_row, xlsx_chart,
                                         xlsx_prompt, xlsx_finish, xlsx_free};

Status sheet_writer_xlsx(const char *path, SheetWriter **writer, Error *err)
{
    int fd;
    Status status = writer_new(path, &XLSX_WRITER, writer, &fd, err);
    if (status != STATUS_OK) return status;
    close(fd); /* the library opens it by name */
    XlsxOut *xlsx = ARENA_NEW((*writer)->arena, XlsxOut);
    (*writer)->state = xlsx;
    xlsx->names = map_new((*writer)->arena);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    xlsx->workbook = workbook_new_opt((*writer)->temporary, &options);
    if (xlsx->workbook) return STATUS_OK;
    status = error_xlsx(*writer, LXW_ERROR_MEMORY_MALLOC_FAILED, err);
    sheet_writer_abandon(*writer);
    *writer = NULL;
    return status;
}
