/* Inside of the writers: what a writable format must offer. */
#ifndef DUIBIAO_WRITER_IMPL_H
#define DUIBIAO_WRITER_IMPL_H

#include "sheet_impl.h"

typedef struct WriterFormat {
    Status (*sheet)(SheetWriter *writer, Text name, Error *err);
    void (*widths)(SheetWriter *writer, const int *columns, int count);
    Status (*row)(SheetWriter *writer, const OutCell *cells, int count, Error *err);
    Status (*chart)(SheetWriter *writer, const OutChart *chart, Error *err);
    Status (*prompt)(SheetWriter *writer, const OutPrompt *prompt, Error *err);
    /* Everything into the temporary file; false with errno set. */
    Status (*finish)(SheetWriter *writer, Error *err);
    void (*free)(SheetWriter *writer); /* after finish too */
} WriterFormat;

struct SheetWriter {
    Arena *arena;
    Arena *row_arena; /* reset with every row */
    const WriterFormat *format;
    char *path;
    char *temporary;
    bool failed; /* a sheet or row is missing, so the file must not appear */
    void *state; /* of the format */
};

/* Makes the writer and its temporary file beside `path`; *fd is open for writing. */
Status writer_new(const char *path, const WriterFormat *format, SheetWriter **writer, int *fd,
                  Error *err);
Status writer_error(const SheetWriter *writer, int reason, Error *err);

#endif
