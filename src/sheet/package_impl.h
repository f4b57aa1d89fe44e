/* The parts of an Office Open XML package: opened by name, unpacked in pieces, counted against
 * bombs, and walked by an XML parser. */
#ifndef DUIBIAO_PACKAGE_IMPL_H
#define DUIBIAO_PACKAGE_IMPL_H

#include "sheet_impl.h"

#include <expat.h>
#include <zip.h>

typedef struct Part {
    const SheetFile *file;
    const char *name;
    zip_file_t *stream;
    int64_t packed, unpacked; /* sizes as the directory states them */
    int64_t read;             /* bytes unpacked so far */
} Part;

Status package_open(const SheetFile *file, zip_t **zip, Error *err);
bool package_has(zip_t *zip, const char *name);
Status part_open(const SheetFile *file, zip_t *zip, const char *name, Part *part, Error *err);
Status part_read(Part *part, void *bytes, size_t len, size_t *got, Error *err);
void part_close(Part *part); /* any number of times */

typedef struct PartParser PartParser;

typedef struct PartHandlers {
    void (*start)(PartParser *parser, const char *name, const char **attributes);
    void (*end)(PartParser *parser, const char *name); /* may be NULL */
    void (*text)(PartParser *parser, Text text);       /* may be NULL */
} PartHandlers;

/* A parser over one part; names come without their prefix. It must not move while it is open. */
struct PartParser {
    Part part;
    XML_Parser expat;
    const PartHandlers *handlers;
    void *data; /* of the handlers */
    int depth;
    bool paused; /* a handler called part_parser_pause */
    bool ended;
    Status status; /* the first failure inside a handler */
    Error *err;    /* for handlers: the caller's */
};

/* `handlers` must outlive the parser. */
Status part_parser_open(PartParser *parser, const SheetFile *file, zip_t *zip, const char *name,
                        const PartHandlers *handlers, void *data, Error *err);
void part_parser_pause(PartParser *parser);
void part_parser_fail(PartParser *parser, Status status); /* `err` is already set */
/* Goes on until a handler pauses or the part ends (`ended`). */
Status part_parser_run(PartParser *parser, Error *err);
void part_parser_close(PartParser *parser); /* any number of times */
/* From open to close in one go. */
Status part_parse(const SheetFile *file, zip_t *zip, const char *name, const PartHandlers *handlers,
                  void *data, Error *err);

const char *local_name(const char *name); /* without its prefix */
/* The value of an attribute by its name as written; NULL without. */
const char *attribute(const char **attributes, const char *name);

#endif
