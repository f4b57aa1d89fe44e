/* Inside of sheet: what a format must offer, and what all formats share. */
#ifndef DUIBIAO_SHEET_IMPL_H
#define DUIBIAO_SHEET_IMPL_H

#include "sheet.h"

enum { HEAD_BYTES = 4096 };

typedef struct SheetInfo {
    Text name;
    bool hidden;
} SheetInfo;

/* A format is this struct and one line in the table of sheet.c. */
typedef struct SheetFormat {
    const char *name;
    bool (*probe)(const SheetFile *file);                     /* by the first bytes only */
    Status (*open)(SheetFile *file, Error *err);              /* fills `sheets`, sets `state` */
    Status (*select)(SheetFile *file, int index, Error *err); /* fills `merges` */
    Status (*next)(SheetFile *file, SheetRow *row, bool *more, Error *err);
    double (*progress)(const SheetFile *file);
    /* Before another sheet is selected and before close; `reading` may be NULL. */
    void (*deselect)(SheetFile *file);
    void (*close)(SheetFile *file); /* also after a failed open; `state` may be NULL */
} SheetFormat;

extern const SheetFormat FORMAT_CSV;
extern const SheetFormat FORMAT_XLSX;
extern const SheetFormat FORMAT_XLS;
extern const SheetFormat FORMAT_HTML;
extern const SheetFormat FORMAT_JSON;

struct SheetFile {
    Arena *arena;       /* as long as the file is open */
    Arena *sheet_arena; /* as long as one sheet is selected */
    char *path;
    int fd;      /* -1: the file stands in `memory` */
    Text memory; /* not copied */
    int64_t size;
    unsigned char head[HEAD_BYTES];
    size_t head_len;
    SheetLimits limits;
    const SheetFormat *format;
    void *state;   /* of the format, as long as the file is open; on `arena` */
    void *reading; /* of the format, as long as a sheet is selected; on `sheet_arena` */
    const char *encoding;
    int bom_bytes;
    char delimiter;
    List sheets;  /* SheetInfo */
    List merges;  /* MergedRange, of the selected sheet */
    int selected; /* -1: none yet */
    int64_t rows_read;
};

/* ---- sheet.c ---- */

Arg file_arg(const SheetFile *file);
SheetInfo *sheet_add(SheetFile *file, Text name);
/* The file's name without folder and ending: the name of a sheet that has none. */
Text sheet_file_title(const SheetFile *file);
/* Reads up to `len` bytes at `offset`; fewer only at the end of the file. */
Status sheet_read_at(const SheetFile *file, int64_t offset, void *bytes, size_t len, size_t *got,
                     Error *err);
/* The whole file in memory, for formats that cannot be read in pieces. */
Status sheet_read_all(SheetFile *file, Text *bytes, Error *err);
Status sheet_error_columns(const SheetFile *file, int64_t row, Error *err);
Status sheet_error_cell(const SheetFile *file, int64_t row, int64_t column, Error *err);
/* "FH12" to row 12, column 164; false when it is no such reference. */
bool sheet_parse_reference(Text text, int64_t *row, int *column);
/* "A1:C2" or "A1". */
bool sheet_parse_range(Text text, MergedRange *range);
/* Does the ASCII `needle`, given in lower case, stand in the head of the file? */
bool sheet_head_has(const SheetFile *file, const char *needle);

/* ---- encoding.c ---- */

/* Settles `encoding` and `bom_bytes` by reading the whole file. */
Status encoding_detect(SheetFile *file, Error *err);

/* The file's characters as UTF-8, whatever its encoding. */
typedef struct TextStream TextStream;
Status text_stream_open(SheetFile *file, TextStream **stream, Error *err);
/* *got is 0 only at the end. UTF-8 goes straight into `bytes`; cap must be at least 16. */
Status text_stream_read(TextStream *stream, char *bytes, size_t cap, size_t *got, Error *err);
int64_t text_stream_offset(const TextStream *stream); /* bytes of the file behind us */
void text_stream_close(TextStream *stream);           /* NULL is allowed */
/* Everything, for formats that need the whole text. */
Status text_stream_all(SheetFile *file, Text *text, Error *err);

/* ---- rows.c ---- */

/* Collects the cells of one row whose texts are not in memory already. */
typedef struct RowBuilder {
    const SheetFile *file;
    int64_t number;
    List cells;  /* Cell */
    List starts; /* size_t: where a text begins in `text`, or TEXT_ELSEWHERE */
    Buf text;
} RowBuilder;

RowBuilder row_builder_new(const SheetFile *file, Arena *arena);
void row_builder_start(RowBuilder *builder, int64_t number);
/* Columns count from 1. The text is copied. Empty cells are not worth a call. */
Status row_builder_put(RowBuilder *builder, int column, CellKind kind, Text text, Error *err);
/* The same, for a text that lives as long as the sheet. */
Status row_builder_put_kept(RowBuilder *builder, int column, CellKind kind, Text text, Error *err);
SheetRow row_builder_row(RowBuilder *builder);

/* ---- numbers.c ---- */

/* What a number format of a workbook shows. */
typedef enum NumberLook { LOOK_NUMBER, LOOK_DATE, LOOK_TIME } NumberLook;
NumberLook look_of_format_id(int id);
NumberLook look_of_format_code(Text code);
/* A day number of a workbook as "2016-10-13" or "2016-10-13T08:30:00"; false when it is no date. */
bool serial_print(Buf *out, double serial, bool epoch_1904);
/* A stored number without the noise of its last digits: 16872.419999999998 is 16872.42. */
void number_print(Buf *out, Text stored);
void number_print_double(Buf *out, double number);

#endif
