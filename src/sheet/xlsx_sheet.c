/* XLSX: the rows of one sheet, one at a time. */
#include "xlsx_impl.h"

#include <stdlib.h>
#include <string.h>

enum { SCAN_BYTES = 1 << 16, SCAN_CARRY = 256, ROWS_MAX = 1 << 20 };

typedef enum CellType {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_INLINE,
    TYPE_FORMULA_TEXT,
    TYPE_BOOLEAN,
    TYPE_FAULT,
    TYPE_ISO_DATE,
} CellType;

static const struct {
    const char *name;
    CellType type;
} CELL_TYPES[] = {
    {"n", TYPE_NUMBER},  {"s", TYPE_SHARED}, {"inlineStr", TYPE_INLINE}, {"str", TYPE_FORMULA_TEXT},
    {"b", TYPE_BOOLEAN}, {"e", TYPE_FAULT},  {"d", TYPE_ISO_DATE},
};

typedef struct SheetReader {
    SheetFile *file;
    Xlsx *xlsx;
    PartParser parser;
    RowBuilder row;
    Buf value;     /* of <v> */
    Buf shown;     /* scratch: a number or date as it is given out */
    RichText rich; /* of <is> */
    CellType type;
    int style;
    int column;
    int64_t row_number;
    bool in_value;
    bool has_row; /* the parser paused behind a row */
} SheetReader;

/* ---- Merged ranges ---- */

/* Does the element whose local name stands at `at` begin there, with or without a prefix? */
static bool is_tag_name(const char *bytes, size_t at)
{
    if (at > 0 && bytes[at - 1] == ':') {
        for (at--; at > 0 && bytes[at - 1] != '<'; at--) {
            unsigned char c = (unsigned char)bytes[at - 1];
            if (c <= ' ' || c == '>' || c == '"') return false;
        }
    }
    return at > 0 && bytes[at - 1] == '<';
}

static void add_merge(SheetFile *file, Text tag)
{
    size_t at;
    MergedRange range;
    if (!text_find(tag, TEXT("ref="), &at) || at + 5 > tag.len) return;
    char quote = tag.ptr[at + 4];
    Text rest = text_slice(tag, at + 5, tag.len), reference;
    if (!text_split(&rest, quote, &reference) || !sheet_parse_range(reference, &range)) return;
    if (range.first_row == range.last_row && range.first_column == range.last_column) return;
    *(MergedRange *)list_add(&file->merges) = range;
}

/* Takes the merged ranges that are whole in the window; gives back how much of it is done. */
static size_t scan_merges(SheetFile *file, Text window)
{
    static const char name[] = "mergeCell ";
    size_t from = 0;
    for (;;) {
        const char *hit = memmem(window.ptr + from, window.len - from, name, sizeof name - 1);
        if (!hit) break;
        size_t at = (size_t)(hit - window.ptr);
        const char *close = memchr(hit, '>', window.len - at);
        if (!close) return window.len - at > SCAN_CARRY ? window.len : at > 16 ? at - 16 : 0;
        if (is_tag_name(window.ptr, at)) {
            add_merge(file, (Text){hit, (size_t)(close - hit)});
        }
        from = (size_t)(close - window.ptr);
    }
    size_t keep = window.len - from < 32 ? window.len - from : 32;
    return window.len - keep;
}

/* Merged ranges stand behind the rows, and are wanted before them: the part is unpacked once more,
 * without parsing it. */
static Status find_merges(SheetFile *file, const Xlsx *xlsx, const char *name, Error *err)
{
    Part part;
    char *window = arena_alloc(file->sheet_arena, SCAN_BYTES + SCAN_CARRY);
    size_t carry = 0, got = 1;
    Status status = part_open(file, xlsx->zip, name, &part, err);
    while (status == STATUS_OK && got > 0) {
        status = part_read(&part, window + carry, SCAN_BYTES, &got, err);
        size_t len = carry + got;
        size_t done = scan_merges(file, (Text){window, len});
        carry = len - done;
        if (carry > SCAN_CARRY) carry = SCAN_CARRY;
        memmove(window, window + len - carry, carry);
    }
    part_close(&part);
    return status;
}

/* ---- Cells ---- */

static Status put_number(SheetReader *reader, Text value, Error *err)
{
    NumberLook look = LOOK_NUMBER;
    if (reader->style >= 0 && (size_t)reader->style < reader->xlsx->looks.count) {
        look = *LIST_AT(&reader->xlsx->looks, uint8_t, (size_t)reader->style);
    }
    reader->shown.len = 0;
    Decimal serial;
    if (look == LOOK_DATE && decimal_parse(value, &serial) &&
        serial_print(&reader->shown, decimal_double(serial), reader->xlsx->epoch_1904)) {
        return row_builder_put(&reader->row, reader->column, CELL_DATE, buf_text(&reader->shown),
                               err);
    }
    number_print(&reader->shown, value);
    return row_builder_put(&reader->row, reader->column, CELL_NUMBER, buf_text(&reader->shown),
                           err);
}

static Status put_shared(SheetReader *reader, Text value, Error *err)
{
    int64_t index;
    if (!text_to_int(value, &index) || index < 0 || (size_t)index >= reader->xlsx->strings.count) {
        return error_set(err, STATUS_CORRUPT, "sheet.string_missing",
                         ARGS(file_arg(reader->file), arg_int("row", reader->row_number),
                              arg_int("column", reader->column)));
    }
    Text text = *LIST_AT(&reader->xlsx->strings, Text, (size_t)index);
    if (text.len == 0) return STATUS_OK;
    return row_builder_put_kept(&reader->row, reader->column, CELL_TEXT, text, err);
}

static Status put_iso_date(SheetReader *reader, Text value, Error *err)
{
    Text midnight = TEXT("T00:00:00");
    size_t at;
    if (text_find(value, TEXT("."), &at)) value = text_slice(value, 0, at);
    if (text_ends(value, TEXT("Z"))) value.len--;
    if (text_ends(value, midnight)) value.len -= midnight.len;
    return row_builder_put(&reader->row, reader->column, CELL_DATE, value, err);
}

static Status put_cell(SheetReader *reader, Error *err)
{
    Text value = buf_text(reader->type == TYPE_INLINE ? &reader->rich.text : &reader->value);
    if (reader->type == TYPE_INLINE || reader->type == TYPE_FORMULA_TEXT) {
        value = workbook_text(value, &reader->rich.plain);
    }
    if (value.len == 0) return STATUS_OK;
    CellKind kind = CELL_TEXT;
    switch (reader->type) {
    case TYPE_NUMBER: return put_number(reader, text_trim(value), err);
    case TYPE_SHARED: return put_shared(reader, text_trim(value), err);
    case TYPE_ISO_DATE: return put_iso_date(reader, text_trim(value), err);
    case TYPE_BOOLEAN:
        kind = CELL_BOOLEAN;
        value =
            text_equal(value, TEXT("1")) || text_equal(value, TEXT("true")) ? TEXT("1") : TEXT("0");
        break;
    case TYPE_FAULT: kind = CELL_FAULT; break;
    case TYPE_INLINE:
    case TYPE_FORMULA_TEXT: break;
    }
    return row_builder_put(&reader->row, reader->column, kind, value, err);
}

/* ---- Handlers ---- */

static Status error_reference(const SheetReader *reader, const char *reference, Error *err)
{
    return error_set(err, STATUS_CORRUPT, "sheet.reference_broken",
                     ARGS(file_arg(reader->file), arg_int("row", reader->row_number),
                          arg_cstr("reference", reference)));
}

static void start_row(SheetReader *reader, const char **attributes)
{
    const char *reference = attribute(attributes, "r");
    int64_t number = reader->row_number + 1;
    if (reference && (!text_to_int(text_from(reference), &number) || number < 1 ||
                      number <= reader->row_number)) {
        part_parser_fail(&reader->parser, error_reference(reader, reference, reader->parser.err));
        return;
    }
    if (number > ROWS_MAX) {
        part_parser_fail(&reader->parser,
                         error_set(reader->parser.err, STATUS_LIMIT, "sheet.too_many_rows",
                                   ARGS(file_arg(reader->file), arg_int("limit", ROWS_MAX))));
        return;
    }
    reader->row_number = number;
    reader->column = 0;
    row_builder_start(&reader->row, number);
}

static CellType type_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof(CELL_TYPES) / sizeof(CELL_TYPES[0]); i++) {
        if (strcmp(CELL_TYPES[i].name, name) == 0) return CELL_TYPES[i].type;
    }
    return TYPE_NUMBER;
}

static void start_cell(SheetReader *reader, const char **attributes)
{
    const char *reference = attribute(attributes, "r"), *style = attribute(attributes, "s");
    int64_t row;
    reader->column++;
    if (reference && !sheet_parse_reference(text_from(reference), &row, &reader->column)) {
        part_parser_fail(&reader->parser, error_reference(reader, reference, reader->parser.err));
        return;
    }
    reader->type = type_of(attribute(attributes, "t"));
    reader->style = style ? atoi(style) : 0;
    reader->value.len = 0;
    reader->rich.text.len = 0;
}

static void sheet_start(PartParser *parser, const char *name, const char **attributes)
{
    SheetReader *reader = parser->data;
    if (strcmp(name, "c") == 0) {
        start_cell(reader, attributes);
    } else if (strcmp(name, "v") == 0) {
        reader->in_value = true;
    } else if (strcmp(name, "row") == 0) {
        start_row(reader, attributes);
    } else if (reader->type == TYPE_INLINE) {
        rich_text_start(&reader->rich, name);
    }
}

static void sheet_end(PartParser *parser, const char *name)
{
    SheetReader *reader = parser->data;
    if (strcmp(name, "v") == 0) {
        reader->in_value = false;
    } else if (strcmp(name, "c") == 0) {
        Status status = put_cell(reader, parser->err);
        if (status != STATUS_OK) part_parser_fail(parser, status);
    } else if (strcmp(name, "row") == 0) {
        reader->has_row = reader->row.cells.count > 0;
        if (reader->has_row) part_parser_pause(parser);
    } else if (reader->type == TYPE_INLINE) {
        rich_text_end(&reader->rich, name);
    }
}

static void sheet_text(PartParser *parser, Text text)
{
    SheetReader *reader = parser->data;
    if (reader->in_value) buf_add(&reader->value, text);
    rich_text_add(&reader->rich, text);
    size_t len = reader->value.len + reader->rich.text.len;
    if (len > (size_t)reader->file->limits.cell_bytes) {
        part_parser_fail(parser, sheet_error_cell(reader->file, reader->row_number, reader->column,
                                                  parser->err));
    }
}

static const PartHandlers SHEET_HANDLERS = {sheet_start, sheet_end, sheet_text};

/* ---- The format ---- */

Status xlsx_select(SheetFile *file, int index, Error *err)
{
    Xlsx *xlsx = file->state;
    const char *part = *LIST_AT(&xlsx->parts, char *, (size_t)index);
    Status status = find_merges(file, xlsx, part, err);
    if (status != STATUS_OK) return status;
    SheetReader *reader = ARENA_NEW(file->sheet_arena, SheetReader);
    *reader = (SheetReader){
        .file = file,
        .xlsx = xlsx,
        .row = row_builder_new(file, file->sheet_arena),
        .value = buf_new(file->sheet_arena),
        .shown = buf_new(file->sheet_arena),
        .rich = {.text = buf_new(file->sheet_arena), .plain = buf_new(file->sheet_arena)},
    };
    file->reading = reader;
    return part_parser_open(&reader->parser, file, xlsx->zip, part, &SHEET_HANDLERS, reader, err);
}

Status xlsx_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    SheetReader *reader = file->reading;
    reader->has_row = false;
    *more = false;
    Status status = part_parser_run(&reader->parser, err);
    if (status != STATUS_OK || !reader->has_row) return status;
    *row = row_builder_row(&reader->row);
    *more = true;
    return STATUS_OK;
}

double xlsx_progress(const SheetFile *file)
{
    const SheetReader *reader = file->reading;
    int64_t unpacked = reader->parser.part.unpacked;
    return unpacked > 0 ? (double)reader->parser.part.read / (double)unpacked : 0;
}

void xlsx_deselect(SheetFile *file)
{
    SheetReader *reader = file->reading;
    if (reader) part_parser_close(&reader->parser);
    file->reading = NULL;
}
