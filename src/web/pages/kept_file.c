/* Where a file waits between being looked at and being taken in: a folder of its own, one file an
 * account. */
#include "file_pages_impl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = 120 };

/* A name that cannot lead out of the folder. */
static Text plain_name(Arena *arena, Text name)
{
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < name.len && plain.len < NAME_BYTES; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_safe = c >= ' ' && c != '/' && c != '\\' && c != 0x7F;
        if (is_safe && !(plain.len == 0 && c == '.')) {
            buf_add_char(&plain, (char)c);
        }
    }
    return plain.len > 0 && text_is_utf8(buf_text(&plain)) ? buf_text(&plain) : TEXT("file");
}

static Status cannot_write(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "web.pages_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

/* Ours alone: a folder of that name that somebody else made is refused. */
static Status open_folder(Visit *visit, KeptFile *file, Error *err)
{
    struct stat found;
    file->folder = text_cstr(visit->arena, text_format(visit->arena, "%s/duibiao-import-%u-%lld",
                                                       scratch_place(), (unsigned)geteuid(),
                                                       (long long)visit->entrance.actor.account));
    if (mkdir(file->folder, 0700) != 0 && errno != EEXIST) {
        return cannot_write(file->folder, err);
    }
    bool is_ours = lstat(file->folder, &found) == 0 && S_ISDIR(found.st_mode) &&
                   found.st_uid == geteuid() && (found.st_mode & 077) == 0;
    errno = EACCES;
    return is_ours ? STATUS_OK : cannot_write(file->folder, err);
}

static void name_path(Visit *visit, KeptFile *file, Text name)
{
    file->name = plain_name(visit->arena, name);
    file->path = text_cstr(
        visit->arena, text_format(visit->arena, "%s/%.*s", file->folder, TEXT_ARGS(file->name)));
}

static Status keep(KeptFile *file, Text bytes, Error *err)
{
    FILE *out = fopen(file->path, "wb");
    bool is_written = out && fwrite(bytes.ptr, 1, bytes.len, out) == bytes.len;
    is_written = (!out || fclose(out) == 0) && is_written;
    file->bytes = bytes;
    return is_written ? STATUS_OK : cannot_write(file->path, err);
}

/* The very file that was looked at, and no other. */
static Status find(Visit *visit, KeptFile *file, Error *err)
{
    EmbeddedFile found;
    Hash wanted;
    Error missing = {0};
    bool is_there = hash_parse(form_get(&visit->request.form_parts, "digest"), &wanted) &&
                    file_read(visit->arena, file->path, &found, &missing) == STATUS_OK;
    if (is_there) {
        file->bytes = (Text){(const char *)found.bytes, found.len};
        Hash digest = hash_text(file->bytes);
        is_there = memcmp(&digest, &wanted, sizeof wanted) == 0;
    }
    return is_there ? STATUS_OK : error_set(err, STATUS_CONFLICT, "web.import.gone", NO_ARGS);
}

Status kept_file_take(Visit *visit, KeptFile *file, Error *err)
{
    const List *given = &visit->request.form_parts;
    const FormPart *part = form_part(given, "file");
    *file = (KeptFile){0};
    Status status = open_folder(visit, file, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (part && part->file_name.len > 0) {
        name_path(visit, file, part->file_name);
        return keep(file, part->value, err);
    }
    name_path(visit, file, form_get(given, "name"));
    return form_get(given, "digest").len > 0
               ? find(visit, file, err)
               : error_set(err, STATUS_INVALID, "web.files.none", NO_ARGS);
}

void kept_file_drop(const KeptFile *file)
{
    unlink(file->path);
    rmdir(file->folder);
}
