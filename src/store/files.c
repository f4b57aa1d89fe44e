/* Files that records hold: in a folder beside the store, each named by the hash of its bytes. */
#include "store_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char FOLDER_ENDING[] = "-files";
static const char TEMP_BEGINNING[] = "new-";
enum { COPY_BYTES = 1 << 16, GROUP_DIGITS = 2, ABANDONED_SECONDS = 24 * 60 * 60 };

static Status refused(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "store.refused",
                     ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
}

const char *store_files_folder(Arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    const char *folder = path_beside(arena, resolved != NULL ? resolved : path, FOLDER_ENDING);
    free(resolved);
    return folder;
}

static Text digits_of(Arena *arena, const Hash *hash)
{
    Buf digits = buf_new(arena);
    hash_print(&digits, hash);
    return buf_text(&digits);
}

const char *store_file_path(Arena *arena, const char *folder, const Hash *hash)
{
    Text digits = digits_of(arena, hash);
    return text_cstr(arena, text_format(arena, "%s/%.*s/%.*s", folder, GROUP_DIGITS, digits.ptr,
                                        TEXT_ARGS(digits)));
}

/* ---- In ---- */

/* SQLite's locks are lost with any descriptor of its file; see the note in store_impl.h. */
static bool is_of_a_store(Arena *arena, const char *folder, const struct stat *source)
{
    static const char *const ENDINGS[] = {"", "-wal", "-shm"};
    Text store = text_from(folder);
    store.len -= strlen(FOLDER_ENDING);
    for (size_t at = 0; at < sizeof ENDINGS / sizeof ENDINGS[0]; at++) {
        struct stat about;
        const char *path = path_beside(arena, text_cstr(arena, store), ENDINGS[at]);
        if (stat(path, &about) == 0 && about.st_dev == source->st_dev &&
            about.st_ino == source->st_ino) {
            return true;
        }
    }
    return false;
}

static Status source_open(Arena *arena, const char *folder, const char *path, int *fd, Error *err)
{
    struct stat about;
    *fd = -1;
    if (stat(path, &about) != 0) {
        return errno == ENOENT || errno == ENOTDIR
                   ? error_set(err, STATUS_NOT_FOUND, "store.no_source",
                               ARGS(arg_cstr("file", path)))
                   : refused(path, err);
    }
    if (!S_ISREG(about.st_mode) || is_of_a_store(arena, folder, &about)) {
        return error_set(err, STATUS_INVALID, "store.not_a_source", ARGS(arg_cstr("file", path)));
    }
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return *fd >= 0 ? STATUS_OK : refused(path, err);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        size_t done = written > 0 ? (size_t)written : 0;
        bytes += done;
        len -= done;
    }
    return true;
}

/* One that comes in: where from, and how far it is. */
typedef struct Intake {
    const char *name; /* for messages */
    const char *temp;
    int source, target;
    int64_t most;
    Sha256 sha;
    int64_t bytes;
} Intake;

static Status take_part(Intake *intake, const char *bytes, size_t len, Error *err)
{
    intake->bytes += (int64_t)len;
    if (intake->bytes > intake->most) {
        return error_set(err, STATUS_LIMIT, "store.file_too_large",
                         ARGS(arg_cstr("file", intake->name), arg_int("most", intake->most)));
    }
    sha256_add(&intake->sha, bytes, len);
    return write_all(intake->target, bytes, len) ? STATUS_OK : refused(intake->temp, err);
}

static Status take_all(Intake *intake, Error *err)
{
    char part[COPY_BYTES];
    Status status = STATUS_OK;
    for (;;) {
        ssize_t len = read(intake->source, part, sizeof part);
        if (len < 0 && errno == EINTR) {
            continue;
        }
        if (len < 0) {
            return refused(intake->name, err);
        }
        if (len == 0) {
            return STATUS_OK;
        }
        status = take_part(intake, part, (size_t)len, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

static Status make_folder(Arena *arena, const char *folder, Error *err)
{
    if (mkdir(folder, 0777) == 0) {
        return folder_sync(arena, folder, err);
    }
    return errno == EEXIST ? STATUS_OK : refused(folder, err);
}

static Status temp_make(Arena *arena, const char *folder, Intake *intake, Error *err)
{
    uint8_t salt[8];
    Status status = make_folder(arena, folder, err);
    if (status != STATUS_OK) {
        return status;
    }
    random_bytes(salt, sizeof salt);
    Buf name = buf_new(arena);
    buf_add_format(&name, "%s/%s", folder, TEMP_BEGINNING);
    for (size_t at = 0; at < sizeof salt; at++) {
        buf_add_format(&name, "%02x", salt[at]);
    }
    intake->temp = text_cstr(arena, buf_text(&name));
    intake->target =
        open(intake->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, STORE_FILE_MODE);
    return intake->target >= 0 ? STATUS_OK : refused(intake->temp, err);
}

static Status temp_fill(Intake *intake, const StoreFileSource *source, Error *err)
{
    Status status = source->path != NULL
                        ? take_all(intake, err)
                        : take_part(intake, source->bytes.ptr, source->bytes.len, err);
    if (status == STATUS_OK && fsync(intake->target) != 0) {
        status = refused(intake->temp, err);
    }
    return status;
}

Status store_file_take(Arena *arena, const char *folder, const StoreFileSource *source,
                       int64_t most, StoreFile *file, Error *err)
{
    Intake intake = {
        .name = source->path != NULL ? source->path : "", .source = -1, .target = -1, .most = most};
    *file = (StoreFile){0};
    sha256_start(&intake.sha);
    Status status = STATUS_OK;
    if (source->path != NULL) {
        status = source_open(arena, folder, source->path, &intake.source, err);
    }
    if (status == STATUS_OK) {
        status = temp_make(arena, folder, &intake, err);
    }
    if (status == STATUS_OK) {
        status = temp_fill(&intake, source, err);
        close(intake.target);
    }
    if (intake.source >= 0) {
        close(intake.source);
    }
    *file = (StoreFile){sha256_finish(&intake.sha), intake.bytes, intake.temp};
    if (status != STATUS_OK) {
        store_file_leave(file);
    }
    return status;
}

Status store_file_keep(const char *folder, const StoreFile *file, Error *err)
{
    Arena *scratch = arena_new();
    const char *path = store_file_path(scratch, folder, &file->hash);
    Status status = make_folder(scratch, place_folder(scratch, path), err);
    if (status == STATUS_OK && rename(file->temp, path) != 0) {
        /* Kept already, in a transaction that was taken back. */
        bool is_kept = errno == ENOENT && store_file_stands(folder, &file->hash);
        status = is_kept ? STATUS_OK : refused(path, err);
    }
    if (status == STATUS_OK) {
        status = folder_sync(scratch, path, err);
    }
    arena_free(scratch);
    return status;
}

void store_file_leave(const StoreFile *file)
{
    if (file->temp != NULL) {
        unlink(file->temp);
    }
}

/* ---- There ---- */

static Status hash_of_file(const char *path, Hash *hash, bool *is_there, Error *err)
{
    char part[COPY_BYTES];
    Sha256 sha;
    ssize_t len = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    *is_there = fd >= 0 || errno != ENOENT;
    if (fd < 0) {
        return *is_there ? refused(path, err) : STATUS_OK;
    }
    sha256_start(&sha);
    while ((len = read(fd, part, sizeof part)) > 0 || (len < 0 && errno == EINTR)) {
        sha256_add(&sha, part, len > 0 ? (size_t)len : 0);
    }
    *hash = sha256_finish(&sha);
    Status status = len == 0 ? STATUS_OK : refused(path, err);
    close(fd);
    return status;
}

static bool is_hash(const Hash *a, const Hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

Status store_file_look(const char *folder, const Hash *hash, StoreFileState *state, Error *err)
{
    Arena *scratch = arena_new();
    Hash found;
    bool is_there = false;
    Status status = hash_of_file(store_file_path(scratch, folder, hash), &found, &is_there, err);
    arena_free(scratch);
    if (status == STATUS_OK) {
        *state = !is_there               ? STORE_FILE_MISSING
                 : is_hash(&found, hash) ? STORE_FILE_SOUND
                                         : STORE_FILE_ALTERED;
    }
    return status;
}

bool store_file_stands(const char *folder, const Hash *hash)
{
    Arena *scratch = arena_new();
    struct stat about;
    bool stands = stat(store_file_path(scratch, folder, hash), &about) == 0;
    arena_free(scratch);
    return stands;
}

static int by_name(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Hash));
}

/* Calls `take` with each name in a folder; one that is not there has none. */
typedef void (*TakeName)(void *context, const char *folder, const char *name);
static void each_name(const char *folder, TakeName take, void *context)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        take(context, folder, entry->d_name);
    }
    if (entries != NULL) {
        closedir(entries);
    }
}

static void take_hash(void *context, const char *folder, const char *name)
{
    Hash hash;
    (void)folder;
    if (hash_parse(text_from(name), &hash)) {
        *(Hash *)list_add(context) = hash;
    }
}

static void take_group(void *context, const char *folder, const char *name)
{
    List *hashes = context;
    if (strlen(name) == GROUP_DIGITS && name[0] != '.') {
        const char *group =
            text_cstr(hashes->arena, text_format(hashes->arena, "%s/%s", folder, name));
        each_name(group, take_hash, hashes);
    }
}

List store_files(Arena *arena, const char *folder)
{
    List hashes = list_new(arena, sizeof(Hash));
    each_name(folder, take_group, &hashes);
    list_sort(&hashes, by_name);
    return hashes;
}

/* ---- Out ---- */

Status store_file_remove(const char *folder, const Hash *hash, Error *err)
{
    Arena *scratch = arena_new();
    const char *path = store_file_path(scratch, folder, hash);
    Status status = unlink(path) == 0 || errno == ENOENT ? STATUS_OK : refused(path, err);
    arena_free(scratch);
    return status;
}

static void remove_name(void *context, const char *folder, const char *name)
{
    Arena *arena = context;
    if (name[0] != '.') {
        const char *path = text_cstr(arena, text_format(arena, "%s/%s", folder, name));
        each_name(path, remove_name, arena);
        remove(path);
    }
}

void store_files_clear(const char *folder)
{
    Arena *scratch = arena_new();
    each_name(folder, remove_name, scratch);
    rmdir(folder);
    arena_free(scratch);
}

static void drop_abandoned(void *context, const char *folder, const char *name)
{
    struct stat about;
    Arena *arena = context;
    const char *path = text_cstr(arena, text_format(arena, "%s/%s", folder, name));
    bool is_temp = text_starts(text_from(name), text_from(TEMP_BEGINNING));
    if (is_temp && stat(path, &about) == 0 && about.st_mtime < time(NULL) - ABANDONED_SECONDS) {
        unlink(path);
    }
}

void store_files_tidy(const char *folder)
{
    Arena *scratch = arena_new();
    each_name(folder, drop_abandoned, scratch);
    arena_free(scratch);
}

bool store_file_link(const char *from, const char *to, const Hash *hash)
{
    Arena *scratch = arena_new();
    Error ignored;
    StoreFileState state = STORE_FILE_MISSING;
    const char *path = store_file_path(scratch, to, hash);
    bool is_linked = store_file_look(from, hash, &state, &ignored) == STATUS_OK &&
                     state == STORE_FILE_SOUND && make_folder(scratch, to, &ignored) == STATUS_OK &&
                     make_folder(scratch, place_folder(scratch, path), &ignored) == STATUS_OK &&
                     link(store_file_path(scratch, from, hash), path) == 0;
    arena_free(scratch);
    return is_linked;
}

Status store_file_copy(const char *from, const char *to, const Hash *hash, StoreFileState *state,
                       Error *err)
{
    Arena *scratch = arena_new();
    StoreFile file;
    StoreFileSource source = {.path = store_file_path(scratch, from, hash)};
    Status status = store_file_take(scratch, to, &source, INT64_MAX, &file, err);
    if (status == STATUS_NOT_FOUND) {
        *state = STORE_FILE_MISSING;
        status = STATUS_OK;
    } else if (status == STATUS_OK) {
        *state = is_hash(&file.hash, hash) ? STORE_FILE_SOUND : STORE_FILE_ALTERED;
        if (*state == STORE_FILE_SOUND) {
            status = store_file_keep(to, &file, err);
        }
        store_file_leave(&file);
    }
    arena_free(scratch);
    return status;
}
