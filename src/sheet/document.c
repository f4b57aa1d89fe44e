/* Files that hold no rows: plain text in any encoding, and the parts of a zipped document. They
 * come as bytes in memory, for they arrive by pipe and by upload as often as by name. */
#include "package_impl.h"

#include <string.h>

struct Document {
    SheetFile *file;
    zip_t *zip;
};

static SheetFile *file_of(Arena *arena, Text bytes, const char *name, const SheetLimits *limits)
{
    SheetFile *file = ARENA_NEW(arena, SheetFile);
    file->arena = arena;
    file->path = text_cstr(arena, text_from(name));
    file->fd = -1;
    file->memory = bytes.len ? bytes : TEXT("");
    file->size = (int64_t)bytes.len;
    file->limits = limits ? *limits : SHEET_LIMITS;
    file->encoding = "";
    file->head_len = bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES;
    memcpy(file->head, file->memory.ptr, file->head_len);
    return file;
}

/* ---- Plain text ---- */

Status document_text(Arena *arena, Text bytes, const char *name, Text *text, const char **encoding,
                     Error *err)
{
    SheetFile *file = file_of(arena, bytes, name, NULL);
    *text = TEXT("");
    Status status = encoding_detect(file, err);
    if (status != STATUS_OK) return status;
    *encoding = file->encoding;
    if (strcmp(file->encoding, "UTF-8") == 0) {
        *text = text_slice(bytes, (size_t)file->bom_bytes, bytes.len);
        return STATUS_OK;
    }
    return text_stream_all(file, text, err);
}

/* ---- Zipped parts ---- */

Status document_open(Text bytes, const char *name, const SheetLimits *limits, Document **document,
                     Error *err)
{
    Arena *arena = arena_new();
    Document *made = ARENA_NEW(arena, Document);
    made->file = file_of(arena, bytes, name, limits);
    Status status = package_open(made->file, &made->zip, err);
    *document = status == STATUS_OK ? made : NULL;
    if (status != STATUS_OK) arena_free(arena);
    return status;
}

void document_close(Document *document)
{
    if (!document) return;
    zip_discard(document->zip);
    arena_free(document->file->arena);
}

bool document_has_part(const Document *document, const char *part)
{
    return package_has(document->zip, part);
}

const char *document_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (strcmp(local_name(attributes[0]), name) == 0) return attributes[1];
    }
    return NULL;
}

typedef struct Visit {
    const DocumentVisitor *visitor;
    void *context;
} Visit;

static void on_start(PartParser *parser, const char *name, const char **attributes)
{
    const Visit *visit = parser->data;
    visit->visitor->start(visit->context, name, attributes);
}

static void on_end(PartParser *parser, const char *name)
{
    const Visit *visit = parser->data;
    visit->visitor->end(visit->context, name);
}

static void on_text(PartParser *parser, Text text)
{
    const Visit *visit = parser->data;
    visit->visitor->text(visit->context, text);
}

Status document_part(Document *document, const char *part, const DocumentVisitor *visitor,
                     void *context, Error *err)
{
    static const PartHandlers HANDLERS = {on_start, on_end, on_text};
    Visit visit = {visitor, context};
    return part_parse(document->file, document->zip, part, &HANDLERS, &visit, err);
}
