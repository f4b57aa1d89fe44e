/* XLS: the rows of one sheet.
 *
 * Programs other than Excel write cells in any order, so the records of a sheet are listed first
 * (eight bytes each, less than the record itself) and put in order if they are not. */
#include "xls_impl.h"

#include <string.h>

typedef struct CellRecord {
    uint16_t row, column;
    uint32_t offset;
} CellRecord;

typedef struct XlsReader {
    const Xls *xls;
    List records; /* CellRecord */
    size_t at;
    RowBuilder row;
    Buf shown; /* scratch */
} XlsReader;

static bool is_cell(int type)
{
    switch (type) {
    case BIFF_FORMULA:
    case BIFF_MULRK:
    case BIFF_RSTRING:
    case BIFF_LABELSST:
    case BIFF_NUMBER:
    case BIFF_LABEL:
    case BIFF_BOOLERR:
    case BIFF_RK: return true;
    default: return false;
    }
}

/* ---- Listing ---- */

static void add_merges(SheetFile *file, Biff *biff)
{
    unsigned count = biff_u16(biff);
    for (; count > 0 && biff_left(biff) >= 8; count--) {
        MergedRange range;
        range.first_row = (int64_t)biff_u16(biff) + 1;
        range.last_row = (int64_t)biff_u16(biff) + 1;
        range.first_column = (int)biff_u16(biff) + 1;
        range.last_column = (int)biff_u16(biff) + 1;
        if (range.first_row <= range.last_row && range.first_column <= range.last_column) {
            *(MergedRange *)list_add(&file->merges) = range;
        }
    }
}

static int compare_records(const void *a, const void *b)
{
    const CellRecord *x = a, *y = b;
    int64_t left = (int64_t)x->row << 16 | x->column, right = (int64_t)y->row << 16 | y->column;
    return left < right ? -1 : left > right;
}

static void add_record(XlsReader *reader, Biff *biff, bool *ordered)
{
    CellRecord record;
    record.offset = (uint32_t)(biff->next - biff->data.len - 4);
    record.row = (uint16_t)biff_u16(biff);
    record.column = (uint16_t)biff_u16(biff);
    size_t count = reader->records.count;
    if (count > 0) {
        const CellRecord *last = LIST_AT(&reader->records, CellRecord, count - 1);
        *ordered = *ordered && compare_records(last, &record) <= 0;
    }
    *(CellRecord *)list_add(&reader->records) = record;
}

static bool list_records(SheetFile *file, XlsReader *reader, size_t offset)
{
    Biff biff = {.stream = reader->xls->stream, .next = offset};
    bool damaged, ordered = true;
    if (offset > biff.stream.len || !biff_next(&biff, &damaged)) return false;
    if (biff.type != BIFF_BOF) return false;
    /* Charts stand inside a sheet as streams of their own. */
    int depth = 1;
    while (depth > 0) {
        if (!biff_next(&biff, &damaged)) return false;
        if (biff.type == BIFF_BOF) depth++;
        if (biff.type == BIFF_EOF) depth--;
        if (depth != 1) continue;
        if (biff.type == BIFF_MERGEDCELLS) add_merges(file, &biff);
        if (is_cell(biff.type) && biff.data.len >= 6) add_record(reader, &biff, &ordered);
    }
    if (!ordered) list_sort(&reader->records, compare_records);
    return true;
}

/* ---- Cells ---- */

static Status put_number(XlsReader *reader, int column, unsigned style, double number, Error *err)
{
    CellKind kind = CELL_NUMBER;
    reader->shown.len = 0;
    bool date = style < reader->xls->looks.count &&
                *LIST_AT(&reader->xls->looks, uint8_t, style) == LOOK_DATE;
    if (date && serial_print(&reader->shown, number, reader->xls->epoch_1904)) {
        kind = CELL_DATE;
    } else {
        number_print_double(&reader->shown, number);
    }
    return row_builder_put(&reader->row, column, kind, buf_text(&reader->shown), err);
}

/* A number in 30 bits and two flags: bit 1 an integer, bit 0 to be divided by a hundred. */
static double packed_number(uint32_t packed)
{
    double number;
    if (packed & 2) {
        number = (double)((int32_t)packed >> 2);
    } else {
        uint64_t bits = (uint64_t)(packed & ~UINT32_C(3)) << 32;
        memcpy(&number, &bits, sizeof number);
    }
    return packed & 1 ? number / 100 : number;
}

static Text fault_name(unsigned code)
{
    switch (code) {
    case 0x00: return TEXT("#NULL!");
    case 0x07: return TEXT("#DIV/0!");
    case 0x0F: return TEXT("#VALUE!");
    case 0x17: return TEXT("#REF!");
    case 0x1D: return TEXT("#NAME?");
    case 0x24: return TEXT("#NUM!");
    default: return TEXT("#N/A");
    }
}

static Status put_truth(XlsReader *reader, int column, unsigned value, bool fault, Error *err)
{
    Text text = fault ? fault_name(value) : value ? TEXT("1") : TEXT("0");
    return row_builder_put_kept(&reader->row, column, fault ? CELL_FAULT : CELL_BOOLEAN, text, err);
}

static Status put_chars(XlsReader *reader, Biff *biff, int column, Error *err)
{
    reader->shown.len = 0;
    if (!xls_read_chars(reader->xls, biff, biff_u16(biff), &reader->shown)) {
        return xls_error_damaged(reader->row.file, err);
    }
    if (reader->shown.len == 0) return STATUS_OK;
    return row_builder_put(&reader->row, column, CELL_TEXT, buf_text(&reader->shown), err);
}

static Status put_shared(XlsReader *reader, Biff *biff, int column, Error *err)
{
    uint32_t index = biff_u32(biff);
    if (index >= reader->xls->strings.count) {
        return error_set(err, STATUS_CORRUPT, "sheet.string_missing",
                         ARGS(file_arg(reader->row.file), arg_int("row", reader->row.number),
                              arg_int("column", column)));
    }
    Text text = *LIST_AT(&reader->xls->strings, Text, index);
    if (text.len == 0) return STATUS_OK;
    return row_builder_put_kept(&reader->row, column, CELL_TEXT, text, err);
}

/* The text of a formula stands in a record behind it. */
static Status put_formula_text(XlsReader *reader, Biff *biff, int column, Error *err)
{
    bool damaged;
    while (biff_next(biff, &damaged) && !is_cell(biff->type) && biff->type != BIFF_EOF) {
        if (biff->type == BIFF_STRING) return put_chars(reader, biff, column, err);
    }
    return STATUS_OK;
}

static Status put_formula(XlsReader *reader, Biff *biff, int column, unsigned style, Error *err)
{
    enum { RESULT_TEXT = 0, RESULT_BOOLEAN = 1, RESULT_FAULT = 2, RESULT_EMPTY = 3 };
    Biff result = *biff;
    unsigned kind = biff_u8(&result);
    biff_u8(&result);
    unsigned value = biff_u8(&result);
    result.at += 3;
    if (biff_left(biff) < 8) return xls_error_damaged(reader->row.file, err);
    if (biff_u16(&result) != 0xFFFF) {
        return put_number(reader, column, style, biff_double(biff), err);
    }
    switch (kind) {
    case RESULT_TEXT: return put_formula_text(reader, biff, column, err);
    case RESULT_BOOLEAN:
    case RESULT_FAULT: return put_truth(reader, column, value, kind == RESULT_FAULT, err);
    default: return STATUS_OK;
    }
}

static Status put_many(XlsReader *reader, Biff *biff, int column, Error *err)
{
    Status status = STATUS_OK;
    for (; status == STATUS_OK && biff_left(biff) >= 8; column++) {
        unsigned style = biff_u16(biff);
        status = put_number(reader, column, style, packed_number(biff_u32(biff)), err);
    }
    return status;
}

static Status put_record(XlsReader *reader, const CellRecord *record, Error *err)
{
    Biff biff = {.stream = reader->xls->stream, .next = record->offset};
    bool damaged;
    if (!biff_next(&biff, &damaged)) return xls_error_damaged(reader->row.file, err);
    biff.at = 4;
    int column = record->column + 1;
    if (biff.type == BIFF_MULRK) return put_many(reader, &biff, column, err);
    unsigned style = biff_u16(&biff);
    switch (biff.type) {
    case BIFF_NUMBER:
        if (biff_left(&biff) < 8) return xls_error_damaged(reader->row.file, err);
        return put_number(reader, column, style, biff_double(&biff), err);
    case BIFF_RK:
        if (biff_left(&biff) < 4) return xls_error_damaged(reader->row.file, err);
        return put_number(reader, column, style, packed_number(biff_u32(&biff)), err);
    case BIFF_LABELSST: return put_shared(reader, &biff, column, err);
    case BIFF_FORMULA: return put_formula(reader, &biff, column, style, err);
    case BIFF_BOOLERR: {
        unsigned value = biff_u8(&biff);
        return put_truth(reader, column, value, biff_u8(&biff) != 0, err);
    }
    default: return put_chars(reader, &biff, column, err);
    }
}

/* ---- The format ---- */

Status xls_select(SheetFile *file, int index, Error *err)
{
    const Xls *xls = file->state;
    XlsReader *reader = ARENA_NEW(file->sheet_arena, XlsReader);
    reader->xls = xls;
    reader->records = list_new(file->sheet_arena, sizeof(CellRecord));
    reader->row = row_builder_new(file, file->sheet_arena);
    reader->shown = buf_new(file->sheet_arena);
    file->reading = reader;
    uint32_t offset = *LIST_AT(&xls->offsets, uint32_t, (size_t)index);
    return list_records(file, reader, offset) ? STATUS_OK : xls_error_damaged(file, err);
}

Status xls_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    XlsReader *reader = file->reading;
    *more = false;
    while (!*more && reader->at < reader->records.count) {
        uint16_t number = LIST_AT(&reader->records, CellRecord, reader->at)->row;
        row_builder_start(&reader->row, (int64_t)number + 1);
        for (; reader->at < reader->records.count; reader->at++) {
            const CellRecord *record = LIST_AT(&reader->records, CellRecord, reader->at);
            if (record->row != number) break;
            Status status = put_record(reader, record, err);
            if (status != STATUS_OK) return status;
        }
        *row = row_builder_row(&reader->row);
        *more = row->cell_count > 0;
    }
    return STATUS_OK;
}

double xls_progress(const SheetFile *file)
{
    const XlsReader *reader = file->reading;
    size_t count = reader->records.count;
    return count > 0 ? (double)reader->at / (double)count : 1;
}

void xls_deselect(SheetFile *file)
{
    file->reading = NULL;
}
