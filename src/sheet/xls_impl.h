/* The records of an XLS workbook ([MS-XLS], BIFF8; BIFF5 where it differs). */
#ifndef DUIBIAO_XLS_IMPL_H
#define DUIBIAO_XLS_IMPL_H

#include "ole_impl.h"

enum BiffType {
    BIFF_FORMULA = 0x0006,
    BIFF_EOF = 0x000A,
    BIFF_DATEMODE = 0x0022,
    BIFF_FILEPASS = 0x002F,
    BIFF_CONTINUE = 0x003C,
    BIFF_CODEPAGE = 0x0042,
    BIFF_BOUNDSHEET = 0x0085,
    BIFF_MULRK = 0x00BD,
    BIFF_RSTRING = 0x00D6,
    BIFF_XF = 0x00E0,
    BIFF_MERGEDCELLS = 0x00E5,
    BIFF_SST = 0x00FC,
    BIFF_LABELSST = 0x00FD,
    BIFF_NUMBER = 0x0203,
    BIFF_LABEL = 0x0204,
    BIFF_BOOLERR = 0x0205,
    BIFF_STRING = 0x0207,
    BIFF_RK = 0x027E,
    BIFF_FORMAT = 0x041E,
    BIFF_BOF = 0x0809,
};

/* A place in the workbook stream. `data` is the record there; reading moves into the records that
 * continue it. */
typedef struct Biff {
    Text stream;
    size_t next; /* of the record behind this one */
    int type;
    Text data;
    size_t at; /* within data */
} Biff;

/* False at the end of the stream; `damaged` tells whether a record is cut off there. */
bool biff_next(Biff *biff, bool *damaged);
/* Moves to the next record if it continues this one. */
bool biff_continue(Biff *biff);
size_t biff_left(const Biff *biff);
/* Zero behind the end of the record. */
unsigned biff_u8(Biff *biff);
unsigned biff_u16(Biff *biff);
uint32_t biff_u32(Biff *biff);
double biff_double(Biff *biff);

enum { FORMAT_IDS = 1 << 16 };

typedef struct Xls {
    Text stream;
    bool biff8;
    bool epoch_1904;
    int code_page;
    List offsets;          /* uint32_t: of each sheet in the stream */
    List strings;          /* Text */
    uint8_t *format_looks; /* a NumberLook for each of the FORMAT_IDS a format may have */
    List looks;            /* uint8_t, a NumberLook for each cell style */
} Xls;

/* xls_text.c: `chars` characters at the cursor, appended to `out` as UTF-8. False when the record
 * ends before them or the bytes are no text of the code page. */
bool xls_read_chars(const Xls *xls, Biff *biff, size_t chars, Buf *out);
/* Of BIFF8, with flags, rich text and phonetic data behind it. */
bool xls_read_rich(Biff *biff, size_t chars, Buf *out);
bool xls_load_strings(SheetFile *file, Xls *xls, Biff *biff);

/* xls_sheet.c */
Status xls_error_damaged(const SheetFile *file, Error *err);
Status xls_select(SheetFile *file, int index, Error *err);
Status xls_next(SheetFile *file, SheetRow *row, bool *more, Error *err);
double xls_progress(const SheetFile *file);
void xls_deselect(SheetFile *file);

#endif
