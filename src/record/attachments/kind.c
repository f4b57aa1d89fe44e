/* What a file is, by its bytes and never by its name. */
#include "attach_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 4096, TAIL_BYTES = 1 << 16 };

typedef struct Signature {
    FileKind kind;
    size_t at;
    Text bytes;
    const char *member; /* of a ZIP: a file that only this kind has in it; NULL: any */
} Signature;

/* The first that fits; what is in a ZIP stands in its directory, at its end. */
static const Signature SIGNATURES[] = {
    {{"pdf", "application/pdf", ".pdf"}, 0, TEXT("%PDF-"), NULL},
    {{"png", "image/png", ".png"}, 0, TEXT("\x89PNG\r\n\x1a\n"), NULL},
    {{"jpeg", "image/jpeg", ".jpg"}, 0, TEXT("\xff\xd8\xff"), NULL},
    {{"gif", "image/gif", ".gif"}, 0, TEXT("GIF8"), NULL},
    {{"webp", "image/webp", ".webp"}, 8, TEXT("WEBP"), NULL},
    {{"bmp", "image/bmp", ".bmp"}, 0, TEXT("BM"), NULL},
    {{"tiff", "image/tiff", ".tif"}, 0, TEXT("II*\0"), NULL},
    {{"tiff", "image/tiff", ".tif"}, 0, TEXT("MM\0*"), NULL},
    {{"mp4", "video/mp4", ".mp4"}, 4, TEXT("ftyp"), NULL},
    {{"mp3", "audio/mpeg", ".mp3"}, 0, TEXT("ID3"), NULL},
    {{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
     0,
     TEXT("PK\3\4"),
     "word/document.xml"},
    {{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
     0,
     TEXT("PK\3\4"),
     "xl/workbook.xml"},
    {{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
     0,
     TEXT("PK\3\4"),
     "ppt/presentation.xml"},
    {{"ofd", "application/ofd", ".ofd"}, 0, TEXT("PK\3\4"), "OFD.xml"},
    {{"zip", "application/zip", ".zip"}, 0, TEXT("PK\3\4"), NULL},
    {{"ole", "application/x-ole-storage", ".doc"},
     0,
     TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
     NULL},
};
static const FileKind PLAIN_TEXT = {"text", "text/plain", ".txt"};
static const FileKind OTHER = {"other", "application/octet-stream", ""};

/* The beginning and the end of a file. */
typedef struct Look {
    Text head, tail;
    int64_t bytes;
} Look;

static Status look_at(Arena *arena, const char *path, Look *look, Error *err)
{
    char *head = arena_alloc(arena, HEAD_BYTES), *tail = arena_alloc(arena, TAIL_BYTES);
    FILE *file = fopen(path, "rbe");
    bool is_read = file != NULL;
    if (is_read) {
        look->head = (Text){head, fread(head, 1, HEAD_BYTES, file)};
        is_read = fseek(file, 0, SEEK_END) == 0;
        long size = ftell(file);
        is_read = is_read && size >= 0 &&
                  fseek(file, size > TAIL_BYTES ? size - TAIL_BYTES : 0, SEEK_SET) == 0;
        look->bytes = size;
        look->tail = (Text){tail, is_read ? fread(tail, 1, TAIL_BYTES, file) : 0};
        is_read = is_read && !ferror(file);
        fclose(file);
    }
    return is_read ? STATUS_OK
                   : error_set(err, STATUS_IO, "store.refused",
                               ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
}

static bool fits(const Signature *signature, const Look *look)
{
    Text found = text_slice(look->head, signature->at, signature->at + signature->bytes.len);
    return text_equal(found, signature->bytes) &&
           (signature->member == NULL || text_contains(look->tail, text_from(signature->member)));
}

/* In whatever encoding: no control characters but those that part lines and columns. */
static bool is_text(Text head)
{
    for (size_t at = 0; at < head.len; at++) {
        unsigned char byte = (unsigned char)head.ptr[at];
        if (byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') {
            return false;
        }
    }
    return head.len > 0;
}

Status file_kind_of(const char *path, int64_t *bytes, const FileKind **kind, Error *err)
{
    Arena *scratch = arena_new();
    Look look = {0};
    Status status = look_at(scratch, path, &look, err);
    *bytes = look.bytes;
    *kind = is_text(look.head) ? &PLAIN_TEXT : &OTHER;
    for (size_t at = 0; at < sizeof SIGNATURES / sizeof SIGNATURES[0]; at++) {
        if (fits(&SIGNATURES[at], &look)) {
            *kind = &SIGNATURES[at].kind;
            break;
        }
    }
    arena_free(scratch);
    return status;
}
