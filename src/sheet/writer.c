/* What all writers share: a temporary file, synced and renamed at the end. */
#include "writer_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

Status writer_error(const SheetWriter *writer, int reason, Error *err)
{
    return error_set(err, STATUS_IO, "sheet.write_failed",
                     ARGS(arg_cstr("file", writer->path), arg_cstr("reason", strerror(reason))));
}

static void writer_free(SheetWriter *writer)
{
    Arena *arena = writer->arena;
    arena_free(writer->row_arena);
    arena_free(arena);
}

/* A new file beside `path` under a name that nobody has. */
static int open_temporary(SheetWriter *writer)
{
    enum { TRIES = 8 };
    int fd = -1;
    for (int i = 0; i < TRIES && fd < 0; i++) {
        uint32_t salt;
        random_bytes(&salt, sizeof salt);
        Text name = text_format(writer->arena, "%s.%08x.part", writer->path, salt);
        writer->temporary = text_cstr(writer->arena, name);
        fd = open(writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) break;
    }
    return fd;
}

Status writer_new(const char *path, const WriterFormat *format, SheetWriter **writer, int *fd,
                  Error *err)
{
    *writer = NULL;
    Arena *arena = arena_new();
    SheetWriter *made = ARENA_NEW(arena, SheetWriter);
    made->arena = arena;
    made->row_arena = arena_new();
    made->format = format;
    made->path = text_cstr(arena, text_from(path));
    *fd = open_temporary(made);
    if (*fd < 0) {
        Status status = writer_error(made, errno, err);
        writer_free(made);
        return status;
    }
    *writer = made;
    return STATUS_OK;
}

Status sheet_writer_sheet(SheetWriter *writer, Text name, Error *err)
{
    Status status = writer->format->sheet(writer, name, err);
    writer->failed |= status != STATUS_OK;
    return status;
}

void sheet_writer_widths(SheetWriter *writer, const int *columns, int count)
{
    writer->format->widths(writer, columns, count);
}

Status sheet_writer_row(SheetWriter *writer, const OutCell *cells, int count, Error *err)
{
    arena_reset(writer->row_arena);
    Status status = writer->format->row(writer, cells, count, err);
    writer->failed |= status != STATUS_OK;
    return status;
}

Status sheet_writer_chart(SheetWriter *writer, const OutChart *chart, Error *err)
{
    return writer->format->chart(writer, chart, err);
}

Status sheet_writer_prompt(SheetWriter *writer, const OutPrompt *prompt, Error *err)
{
    return writer->format->prompt(writer, prompt, err);
}

static int sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    int reason = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return reason;
}

/* A rename lasts only when the folder that holds the name is on disk too. */
static int sync_folder_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return sync_path(".");
    if (slash == path) return sync_path("/");
    return sync_path(text_cstr(arena, (Text){path, (size_t)(slash - path)}));
}

Status sheet_writer_close(SheetWriter *writer, Error *err)
{
    Status status = STATUS_OK;
    if (writer->failed) {
        status = error_set(err, STATUS_INVALID, "sheet.write_incomplete",
                           ARGS(arg_cstr("file", writer->path)));
    } else {
        status = writer->format->finish(writer, err);
    }
    writer->format->free(writer);
    if (status == STATUS_OK) {
        int reason = sync_path(writer->temporary);
        if (reason == 0 && rename(writer->temporary, writer->path) != 0) reason = errno;
        if (reason == 0) reason = sync_folder_of(writer->arena, writer->path);
        if (reason != 0) status = writer_error(writer, reason, err);
    }
    if (status != STATUS_OK) unlink(writer->temporary);
    writer_free(writer);
    return status;
}

void sheet_writer_abandon(SheetWriter *writer)
{
    if (!writer) return;
    writer->format->free(writer);
    unlink(writer->temporary);
    writer_free(writer);
}
