/* Files at the terminal's end, opened and made with the terminal's own rights. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_BYTES = 1 << 16, PRIVATE_MODE = 0600, SHARED_MODE = 0666, FOLDER_MODE = 0700 };

/* What was taken, under a name of nobody's until all of it is here. */
typedef struct Parcel {
    uint32_t file;
    char *target, *temporary;
    bool is_new; /* nothing of that name was there when the command began */
} Parcel;

struct Parcels {
    Arena *arena;
    const Line *line;
    const List *files; /* of CommandFile */
    List taken;        /* of Parcel */
};

Parcels *parcels_new(Arena *arena, const Line *line, const List *files)
{
    Parcels *parcels = ARENA_NEW(arena, Parcels);
    *parcels = (Parcels){arena, line, files, list_new(arena, sizeof(Parcel))};
    return parcels;
}

static CommandFile *file_of(const Parcels *parcels, uint32_t number)
{
    return number < parcels->files->count ? LIST_AT(parcels->files, CommandFile, number) : NULL;
}

/* ---- Sending what is wanted ---- */

static Status answer(const Parcels *parcels, FileState state, uint32_t detail, Error *err)
{
    FileAnswer head = {.state = state, .detail = detail};
    return frame_send(parcels->line, FRAME_FILE, (Text){(const char *)&head, sizeof head}, err);
}

static Status answer_cause(const Parcels *parcels, int cause, Error *err)
{
    return cause == ENOENT ? answer(parcels, FILE_ABSENT, 0, err)
                           : answer(parcels, FILE_REFUSED, (uint32_t)cause, err);
}

/* A file that cannot be read to its end is not sent by half: the connection ends. */
static Status send_contents(const Parcels *parcels, const CommandFile *file, int from, Error *err)
{
    char *part = arena_alloc(parcels->arena, PART_BYTES);
    for (;;) {
        ssize_t len = read(from, part, PART_BYTES);
        if (len < 0) {
            return command_file_error(file, errno, err);
        }
        Status status = len == 0 ? frame_send(parcels->line, FRAME_END, TEXT(""), err)
                                 : frame_send(parcels->line, FRAME_BYTES,
                                              (Text){part, (size_t)len}, err);
        if (status != STATUS_OK || len == 0) {
            return status;
        }
    }
}

static Status send_file(const Parcels *parcels, const CommandFile *file, Error *err)
{
    struct stat found;
    int from = open(file->path, O_RDONLY | O_CLOEXEC);
    if (from < 0 || fstat(from, &found) != 0) {
        int cause = errno;
        if (from >= 0) {
            close(from);
        }
        return answer_cause(parcels, cause, err);
    }
    Status status;
    if (S_ISDIR(found.st_mode)) {
        status = answer(parcels, FILE_FOLDER, 0, err);
    } else {
        bool is_plain = S_ISREG(found.st_mode);
        status = answer(parcels, FILE_HELD, is_plain ? found.st_mode & 0777 : PRIVATE_MODE, err);
        if (status == STATUS_OK) {
            status = send_contents(parcels, file, from, err);
        }
    }
    close(from);
    return status;
}

static const char *folder_of(Arena *arena, const char *path)
{
    return dirname(text_cstr(arena, text_from(path)));
}

/* Of one that is to be written only whether it is there. Where none can be, no work is begun. */
static Status send_place(const Parcels *parcels, CommandFile *file, Error *err)
{
    struct stat found;
    file->is_there = lstat(file->path, &found) == 0;
    if (file->is_there) {
        return answer(parcels, S_ISDIR(found.st_mode) ? FILE_FOLDER : FILE_HELD, 0, err);
    }
    return access(folder_of(parcels->arena, file->path), W_OK | X_OK) == 0
               ? answer(parcels, FILE_ABSENT, 0, err)
               : answer(parcels, FILE_REFUSED, (uint32_t)errno, err);
}

Status parcels_answer(Parcels *parcels, const Frame *wanted, Error *err)
{
    uint32_t number;
    if (!frame_read(wanted, &number, sizeof number)) {
        return frame_garbled(err);
    }
    CommandFile *file = file_of(parcels, number);
    if (file == NULL) {
        return frame_garbled(err);
    }
    return file->use == FILE_WRITTEN ? send_place(parcels, file, err)
                                     : send_file(parcels, file, err);
}

/* ---- Taking what is given ---- */

/* What a name may have behind that of the file asked for: nothing, or what lies beside it as
 * "city.backup-files/…". The server decides no other place. */
static bool is_beside(Text ending)
{
    return ending.len == 0 ||
           (text_starts(ending, TEXT("-")) && !text_contains(ending, TEXT("..")) &&
            memchr(ending.ptr, '\0', ending.len) == NULL);
}

/* The folders of `path` behind its first `from` bytes. */
static void make_folders(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, FOLDER_MODE);
        *slash = '/';
    }
}

static int open_temporary(Arena *arena, Parcel *parcel, bool is_private)
{
    uint32_t salt;
    random_bytes(&salt, sizeof salt);
    parcel->temporary = text_cstr(arena, text_format(arena, "%s.%08x.part", parcel->target, salt));
    return open(parcel->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                is_private ? PRIVATE_MODE : SHARED_MODE);
}

static bool write_whole(int to, Text bytes)
{
    while (bytes.len > 0) {
        ssize_t len = write(to, bytes.ptr, bytes.len);
        if (len < 0 && errno != EINTR) {
            return false;
        }
        bytes = text_slice(bytes, len > 0 ? (size_t)len : 0, bytes.len);
    }
    return true;
}

static Status take_contents(const Parcels *parcels, const CommandFile *file, int to, Error *err)
{
    Frame frame;
    for (;;) {
        Status status = frame_receive(parcels->line, &frame, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (frame.kind == FRAME_END) {
            return fsync(to) == 0 ? STATUS_OK : command_file_error(file, errno, err);
        }
        if (frame.kind != FRAME_BYTES) {
            return frame_garbled(err);
        }
        if (!write_whole(to, frame.bytes)) {
            return command_file_error(file, errno, err);
        }
    }
}

Status parcels_take(Parcels *parcels, const Frame *given, Error *err)
{
    FileGiven head;
    if (given->bytes.len < sizeof head) {
        return frame_garbled(err);
    }
    memcpy(&head, given->bytes.ptr, sizeof head);
    Text ending = text_slice(given->bytes, sizeof head, given->bytes.len);
    const CommandFile *file = file_of(parcels, head.file);
    if (file == NULL || file->use != FILE_WRITTEN || !is_beside(ending)) {
        return frame_garbled(err);
    }
    Parcel parcel = {.file = head.file, .is_new = ending.len == 0 && !file->is_there};
    parcel.target = text_cstr(parcels->arena, text_format(parcels->arena, "%s%.*s", file->path,
                                                          TEXT_ARGS(ending)));
    make_folders(parcel.target, strlen(file->path));
    int to = open_temporary(parcels->arena, &parcel, (head.mode & 077) == 0);
    if (to < 0) {
        return command_file_error(file, errno, err);
    }
    *(Parcel *)list_add(&parcels->taken) = parcel;
    Status status = take_contents(parcels, file, to, err);
    return close(to) == 0 || status != STATUS_OK ? status : command_file_error(file, errno, err);
}

/* One that came to be there meanwhile is not replaced, where there was none. */
static bool put(const Parcel *parcel)
{
    if (!parcel->is_new) {
        return rename(parcel->temporary, parcel->target) == 0;
    }
    if (renameat2(AT_FDCWD, parcel->temporary, AT_FDCWD, parcel->target, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    /* Some file systems know no such rename; a hard link never replaces either. */
    return link(parcel->temporary, parcel->target) == 0 && unlink(parcel->temporary) == 0;
}

Status parcels_put(Parcels *parcels, Error *err)
{
    FileAnswer answer_all = {.state = FILE_HELD};
    for (size_t i = 0; answer_all.state == FILE_HELD && i < parcels->taken.count; i++) {
        const Parcel *parcel = LIST_AT(&parcels->taken, Parcel, i);
        if (!put(parcel)) {
            answer_all = (FileAnswer){FILE_REFUSED, (uint32_t)errno, parcel->file};
        }
    }
    parcels_drop(parcels);
    return frame_send(parcels->line, FRAME_PUT,
                      (Text){(const char *)&answer_all, sizeof answer_all}, err);
}

void parcels_drop(Parcels *parcels)
{
    for (size_t i = 0; i < parcels->taken.count; i++) {
        unlink(LIST_AT(&parcels->taken, Parcel, i)->temporary);
    }
    parcels->taken.count = 0;
}
