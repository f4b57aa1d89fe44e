/* The style sheet, the scripts and the pictures of the pages. Each is served under a name that
 * carries the hash of its bytes, so that a browser keeps it for ever and never asks again. */
#include "web_impl.h"

#include "page_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- Bytes that several answers send at once ---- */

struct SharedBody {
    _Atomic int holders;
    size_t len;
    char bytes[];
};

SharedBody *shared_body_new(Text bytes)
{
    SharedBody *body = malloc(sizeof *body + bytes.len);
    if (!body) {
        abort(); /* as base does: nobody could do anything better */
    }
    atomic_init(&body->holders, 1);
    body->len = bytes.len;
    if (bytes.len > 0) {
        memcpy(body->bytes, bytes.ptr, bytes.len);
    }
    return body;
}

SharedBody *shared_body_hold(SharedBody *body)
{
    atomic_fetch_add_explicit(&body->holders, 1, memory_order_relaxed);
    return body;
}

void shared_body_drop(SharedBody *body)
{
    if (body && atomic_fetch_sub_explicit(&body->holders, 1, memory_order_acq_rel) == 1) {
        free(body);
    }
}

Text shared_body_bytes(const SharedBody *body)
{
    return (Text){body->bytes, body->len};
}

bool gzip_bytes(Arena *arena, Text bytes, Text *packed)
{
    enum { GZIP_WINDOW = 15 + 16, LEVEL = 6, MEMORY = 8 };
    z_stream stream = {0};
    if (bytes.len > UINT32_MAX ||
        deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    size_t room = deflateBound(&stream, bytes.len);
    char *out = ARENA_ARRAY(arena, char, room);
    stream.next_in = (Bytef *)(uintptr_t)bytes.ptr;
    stream.avail_in = (uInt)bytes.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *packed = (Text){out, stream.total_out};
    deflateEnd(&stream);
    return whole && packed->len < bytes.len;
}

/* ---- Where the files are from ---- */

EmbeddedFiles page_files(void)
{
    return (EmbeddedFiles){PAGE_FILES, PAGE_FILES_count};
}

static Status unreadable(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "web.pages_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

Status file_read(Arena *arena, const char *path, EmbeddedFile *file, Error *err)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        return unreadable(path, err);
    }
    Buf bytes = buf_new(arena);
    char piece[8192];
    for (size_t got; (got = fread(piece, 1, sizeof piece, in)) > 0;) {
        buf_add(&bytes, (Text){piece, got});
    }
    bool failed = ferror(in);
    fclose(in);
    file->bytes = (const unsigned char *)bytes.ptr;
    file->len = bytes.len;
    return failed ? unreadable(path, err) : STATUS_OK;
}

Status page_files_read(Arena *arena, const char *folder, EmbeddedFiles *files, Error *err)
{
    List found = list_new(arena, sizeof(EmbeddedFile));
    DIR *dir = opendir(folder);
    if (!dir) {
        return unreadable(folder, err);
    }
    Status status = STATUS_OK;
    for (struct dirent *entry; status == STATUS_OK && (entry = readdir(dir));) {
        if (entry->d_name[0] != '.') {
            EmbeddedFile *file = list_add(&found);
            Text path = text_format(arena, "%s/%s", folder, entry->d_name);
            file->name = text_cstr(arena, text_from(entry->d_name));
            status = file_read(arena, text_cstr(arena, path), file, err);
        }
    }
    closedir(dir);
    *files = (EmbeddedFiles){found.items, found.count};
    return status;
}

/* ---- Assets ---- */

struct Assets {
    List items; /* Asset */
};

static const struct {
    const char *ending, *type;
} TYPES[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

static const char *type_of(Text name)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (text_ends(name, text_from(TYPES[i].ending))) {
            return TYPES[i].type;
        }
    }
    return NULL;
}

/* How charts look is report's to say; on a page it stands in the one style sheet there is. */
static Text bytes_of(Arena *arena, const EmbeddedFile *file)
{
    Buf bytes = buf_new(arena);
    buf_add(&bytes, (Text){(const char *)file->bytes, file->len});
    if (strcmp(file->name, "style.css") == 0) {
        chart_style(&bytes);
    }
    return buf_text(&bytes);
}

enum { HASH_DIGITS = 12 };

static void add_asset(Arena *arena, Assets *assets, const EmbeddedFile *file, const char *type)
{
    Text name = text_from(file->name), bytes = bytes_of(arena, file), packed;
    Hash hash = hash_text(bytes);
    Buf digits = buf_new(arena);
    hash_print(&digits, &hash);
    digits.len = HASH_DIGITS;
    size_t point = 0;
    text_find(name, TEXT("."), &point);
    Asset *asset = list_add(&assets->items);
    asset->name = name;
    asset->path = text_format(arena, "/assets/%.*s.%.*s%s", TEXT_ARGS(text_slice(name, 0, point)),
                              TEXT_ARGS(buf_text(&digits)), file->name + point);
    asset->type = type;
    asset->etag = text_format(arena, "\"%.*s\"", TEXT_ARGS(buf_text(&digits)));
    asset->plain = shared_body_new(bytes);
    if (gzip_bytes(arena, bytes, &packed)) {
        asset->packed = shared_body_new(packed);
    }
}

Assets *assets_new(Arena *arena, EmbeddedFiles files)
{
    Assets *assets = ARENA_NEW(arena, Assets);
    assets->items = list_new(arena, sizeof(Asset));
    for (size_t i = 0; i < files.count; i++) {
        const char *type = type_of(text_from(files.items[i].name));
        if (type) {
            add_asset(arena, assets, &files.items[i], type);
        }
    }
    return assets;
}

void assets_free(Assets *assets)
{
    for (size_t i = 0; assets && i < assets->items.count; i++) {
        Asset *asset = LIST_AT(&assets->items, Asset, i);
        shared_body_drop(asset->plain);
        shared_body_drop(asset->packed);
    }
}

const Asset *asset_named(const Assets *assets, Text name)
{
    for (size_t i = 0; i < assets->items.count; i++) {
        const Asset *asset = LIST_AT(&assets->items, Asset, i);
        if (text_equal(asset->name, name)) {
            return asset;
        }
    }
    return NULL;
}

const Asset *asset_at(const Assets *assets, Text path)
{
    for (size_t i = 0; i < assets->items.count; i++) {
        const Asset *asset = LIST_AT(&assets->items, Asset, i);
        if (text_equal(asset->path, path)) {
            return asset;
        }
    }
    return NULL;
}
