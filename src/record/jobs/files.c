/* Files that came with jobs. Each stands alone in a folder of its own under FILE.jobs, which is
 * named by the kind and the key of its job: who asks for the same twice brings the same. It is on
 * the disk before the job is in the queue, and goes when the job has ended. */
#include "jobs_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t DAY_MS = 24 * 60 * 60 * 1000;

static const char *folder_of_all(Arena *arena, const Workspace *workspace)
{
    return text_cstr(arena, text_format(arena, "%s.jobs", store_path(workspace->store)));
}

static const char *folder_of(Arena *arena, const Workspace *workspace, Text kind, Text key)
{
    Hash hash = hash_text(text_format(arena, "%.*s/%.*s", TEXT_ARGS(kind), TEXT_ARGS(key)));
    Buf folder = buf_new(arena);
    buf_add_format(&folder, "%s/", folder_of_all(arena, workspace));
    hash_print(&folder, &hash);
    return text_cstr(arena, buf_text(&folder));
}

static Status cannot_keep(const char *path, Error *err)
{
    return error_set(err, STATUS_IO, "job.no_file",
                     ARGS(arg_cstr("file", path), arg_cstr("cause", strerror(errno))));
}

/* ---- Coming in ---- */

static bool write_whole(const char *path, Text bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_whole = file >= 0;
    while (is_whole && bytes.len > 0) {
        ssize_t written = write(file, bytes.ptr, bytes.len);
        is_whole = written > 0;
        bytes = is_whole ? text_slice(bytes, (size_t)written, bytes.len) : bytes;
    }
    is_whole = is_whole && fsync(file) == 0;
    return file >= 0 && close(file) == 0 && is_whole;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* Under another name until it is whole: somebody may be reading the one that stands there. */
Status job_bring(Workspace *workspace, const char *kind, Text key, Text name, Text bytes,
                 Error *err)
{
    Arena *arena = arena_new();
    const char *folder = folder_of(arena, workspace, text_from(kind), key);
    const char *path = text_cstr(arena, text_format(arena, "%s/%.*s", folder, TEXT_ARGS(name)));
    const char *coming = text_cstr(arena, text_format(arena, "%s.coming", folder));
    bool is_there = make_folder(folder_of_all(arena, workspace)) && make_folder(folder) &&
                    write_whole(coming, bytes) && rename(coming, path) == 0;
    Status status = is_there ? STATUS_OK : cannot_keep(path, err);
    arena_free(arena);
    return status;
}

const char *job_file(Arena *arena, const Workspace *workspace, const Job *job)
{
    const char *folder = folder_of(arena, workspace, job->kind, job->key), *path = NULL;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && !path && (entry = readdir(open));) {
        if (entry->d_name[0] != '.') {
            path = text_cstr(arena, text_format(arena, "%s/%s", folder, entry->d_name));
        }
    }
    if (open) {
        closedir(open);
    }
    return path;
}

/* ---- Going ---- */

static void remove_folder(Arena *arena, const char *folder)
{
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(text_cstr(arena, text_format(arena, "%s/%s", folder, entry->d_name)));
        }
    }
    if (open) {
        closedir(open);
        rmdir(folder);
    }
}

void job_file_drop(const Workspace *workspace, const Job *job)
{
    Arena *arena = arena_new();
    remove_folder(arena, folder_of(arena, workspace, job->kind, job->key));
    arena_free(arena);
}

static bool is_awaited(Arena *arena, const Workspace *workspace, const List *jobs,
                       const char *folder)
{
    for (size_t i = 0; i < jobs->count; i++) {
        const Job *job = LIST_AT(jobs, Job, i);
        if (strcmp(folder_of(arena, workspace, job->kind, job->key), folder) == 0) {
            return true;
        }
    }
    return false;
}

static void sweep(Arena *arena, const Workspace *workspace, const List *jobs, int64_t now_ms)
{
    const char *all = folder_of_all(arena, workspace);
    DIR *open = opendir(all);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        struct stat found;
        const char *path = text_cstr(arena, text_format(arena, "%s/%s", all, entry->d_name));
        bool is_old = entry->d_name[0] != '.' && stat(path, &found) == 0 &&
                      (int64_t)found.st_mtime * 1000 < now_ms - DAY_MS;
        if (is_old && !is_awaited(arena, workspace, jobs, path)) {
            remove_folder(arena, path);
            unlink(path); /* one that never came whole */
        }
    }
    if (open) {
        closedir(open);
    }
}

Status job_files_sweep(Workspace *workspace, int64_t now_ms, Error *err)
{
    Arena *arena = arena_new();
    List jobs;
    Status status = job_unfinished(arena, workspace, &jobs, err);
    if (status == STATUS_OK) {
        sweep(arena, workspace, &jobs, now_ms);
    }
    arena_free(arena);
    return status;
}
