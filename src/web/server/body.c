/* Bodies: small ones in memory, large ones in a file without a name, which is mapped once it is
 * whole. So many uploads at once take room on the disk and none in memory. */
#include "web_impl.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int open_nameless(Arena *arena)
{
    char *path = text_cstr(arena, text_format(arena, "%s/duibiao-body-XXXXXX", scratch_place()));
    int file = mkstemp(path);
    if (file >= 0) {
        unlink(path);
    }
    return file;
}

static bool write_all(int file, Text bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(file, bytes.ptr, bytes.len);
        if (written <= 0) {
            return false;
        }
        bytes = text_slice(bytes, (size_t)written, bytes.len);
    }
    return true;
}

Body body_new(Arena *arena)
{
    return (Body){.small = buf_new(arena), .file = -1};
}

bool body_add(Body *body, size_t small_most, Text piece)
{
    body->bytes += piece.len;
    if (body->file < 0 && body->bytes <= small_most) {
        buf_add(&body->small, piece);
        return true;
    }
    if (body->file < 0) {
        body->file = open_nameless(body->small.arena);
        if (body->file < 0 || !write_all(body->file, buf_text(&body->small))) {
            return false;
        }
    }
    return write_all(body->file, piece);
}

bool body_whole(Body *body, Text *bytes)
{
    *bytes = buf_text(&body->small);
    if (body->file < 0) {
        return true;
    }
    void *mapped = mmap(NULL, body->bytes, PROT_READ, MAP_PRIVATE, body->file, 0);
    if (mapped == MAP_FAILED) {
        return false;
    }
    body->mapped = mapped;
    *bytes = (Text){mapped, body->bytes};
    return true;
}

void body_drop(Body *body)
{
    if (body->mapped) {
        munmap(body->mapped, body->bytes);
    }
    if (body->file >= 0) {
        close(body->file);
    }
}
