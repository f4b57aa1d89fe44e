/* What the parts of a workbook have in common while it is open. */
#ifndef DUIBIAO_XLSX_IMPL_H
#define DUIBIAO_XLSX_IMPL_H

#include "package_impl.h"

typedef struct Xlsx {
    zip_t *zip;
    List parts;   /* char *: the part of each sheet */
    List strings; /* Text: shared strings, on the file's arena */
    List looks;   /* uint8_t, a NumberLook for each cell style */
    bool epoch_1904;
} Xlsx;

/* xlsx_tables.c: shared strings and styles; a workbook may have neither. */
Status xlsx_load_strings(SheetFile *file, Xlsx *xlsx, const char *part, Error *err);
Status xlsx_load_styles(SheetFile *file, Xlsx *xlsx, const char *part, Error *err);

/* Collects the text of <si> and <is>: the runs of rich text, without phonetic hints. */
typedef struct RichText {
    Buf text;
    Buf plain;    /* the text without its escapes */
    int phonetic; /* depth inside <rPh> */
    bool open;    /* inside <t> */
} RichText;

void rich_text_start(RichText *rich, const char *name);
void rich_text_end(RichText *rich, const char *name);
void rich_text_add(RichText *rich, Text text);
/* The text with the escapes of workbooks resolved: _x000D_ is a carriage return. Where there is
 * one, the result stands in `plain`. */
Text workbook_text(Text text, Buf *plain);

/* xlsx_sheet.c */
Status xlsx_select(SheetFile *file, int index, Error *err);
Status xlsx_next(SheetFile *file, SheetRow *row, bool *more, Error *err);
double xlsx_progress(const SheetFile *file);
void xlsx_deselect(SheetFile *file);

#endif
