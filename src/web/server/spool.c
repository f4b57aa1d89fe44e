/* Files on their way out: written to the disk and sent from there, so that neither memory nor a
 * reading of the workspace is held while somebody fetches them. When one is sent it has no name any
 * more: nothing is left behind, whatever happens. */
#include "web_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Status refused(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "web.pages_unreadable",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

Status spool_open(Visit *visit, const char *name, Spool *spool, Error *err)
{
    spool->folder =
        text_cstr(visit->arena, text_format(visit->arena, "%s/duibiao-XXXXXX", scratch_place()));
    if (!mkdtemp(spool->folder)) {
        return refused(spool->folder, err);
    }
    spool->path = text_cstr(visit->arena, text_format(visit->arena, "%s/%s", spool->folder, name));
    return STATUS_OK;
}

void spool_drop(Spool *spool)
{
    unlink(spool->path);
    rmdir(spool->folder);
}

Status spool_answer(Visit *visit, Spool *spool, const char *type, Text file_name, Error *err)
{
    struct stat stat_of;
    int file = open(spool->path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &stat_of) != 0) {
        Status status = refused(spool->path, err);
        if (file >= 0) {
            close(file);
        }
        return status;
    }
    answer_bytes(visit, MHD_HTTP_OK, type, TEXT(""));
    visit->answer.file_name = file_name;
    visit->answer.file = file;
    visit->answer.file_bytes = stat_of.st_size;
    return STATUS_OK;
}
