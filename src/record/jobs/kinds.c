/* The jobs that need nothing above this room: sweeping, verifying, backing up. */
#include "jobs_impl.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

Status job_sweep(JobCall *call, Error *err)
{
    Status status = door_sweep(call->workspace, call->now_ms, err);
    if (status == STATUS_OK) {
        status = answers_sweep(call->workspace, call->now_ms, err);
    }
    if (status == STATUS_OK) {
        status = job_files_sweep(call->workspace, call->now_ms, err);
    }
    return status == STATUS_OK ? attachments_sweep(call->workspace, err) : status;
}

static Text describe(Arena *arena, const AuditResult *audit)
{
    Buf out = buf_new(arena);
    buf_add_format(&out, "%lld ", (long long)audit->rows);
    hash_print(&out, &audit->head);
    return buf_text(&out);
}

Status job_audit(JobCall *call, Error *err)
{
    AuditResult audit;
    Status status = audit_verify(call->workspace, &audit, err);
    if (status == STATUS_OK && audit.fault != NULL) {
        return error_set(err, STATUS_CORRUPT, "job.chain_broken",
                         ARGS(arg_int("seq", audit.first_bad_seq)));
    }
    call->outcome = status == STATUS_OK ? describe(call->arena, &audit) : TEXT("");
    return status;
}

/* ---- Backup, and the drill: what cannot be brought back is no backup ---- */

static const char *in_folder(Arena *arena, const char *folder, const char *name)
{
    return text_cstr(arena, text_format(arena, "%s/%s", folder, name));
}

static Status make_folder(Arena *arena, Workspace *workspace, const char **folder, Error *err)
{
    Text name = text_format(arena, "%s.backups", store_path(workspace->store));
    *folder = text_cstr(arena, name);
    if (mkdir(*folder, 0700) == 0 || errno == EEXIST) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_IO, "job.no_folder", ARGS(arg_cstr("folder", *folder)));
}

static const char *name_of_now(Arena *arena, int64_t now_ms)
{
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm utc;
    char name[32];
    gmtime_r(&seconds, &utc);
    strftime(name, sizeof name, "%Y%m%dT%H%M%SZ.backup", &utc);
    return text_cstr(arena, text_from(name));
}

static Status verify_copy(JobCall *call, const char *path, Error *err)
{
    Workspace *copy = NULL;
    AuditResult audit;
    Status status = workspace_open(path, STORE_FROZEN, call->workspace->model,
                                   call->workspace->actor, &copy, err);
    if (status == STATUS_OK) {
        status = audit_verify(copy, &audit, err);
    }
    workspace_close(copy);
    if (status == STATUS_OK && audit.fault != NULL) {
        return error_set(err, STATUS_CORRUPT, "job.chain_broken",
                         ARGS(arg_int("seq", audit.first_bad_seq)));
    }
    call->outcome = status == STATUS_OK ? describe(call->arena, &audit) : TEXT("");
    return status;
}

static void remove_copy(Arena *arena, const char *path)
{
    workspace_remove(arena, path);
    store_files_clear(store_files_folder(arena, path));
}

static int later_name_first(const void *a, const void *b)
{
    return -strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The backups of a folder, the newest first: names sort by time. List of const char *. */
static List backups_in(Arena *arena, const char *folder)
{
    List names = list_new(arena, sizeof(const char *));
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (text_ends(text_from(entry->d_name), TEXT("Z.backup"))) {
            *(const char **)list_add(&names) = text_cstr(arena, text_from(entry->d_name));
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
    list_sort(&names, later_name_first);
    return names;
}

/* NULL: there is none yet. */
static const char *newest(Arena *arena, const char *folder)
{
    List names = backups_in(arena, folder);
    return names.count > 0 ? in_folder(arena, folder, *LIST_AT(&names, const char *, 0)) : NULL;
}

static void prune(Arena *arena, const char *folder, int kept)
{
    List names = backups_in(arena, folder);
    for (size_t at = (size_t)kept; at < names.count; at++) {
        remove_copy(arena, in_folder(arena, folder, *LIST_AT(&names, const char *, at)));
    }
}

Status job_backup(JobCall *call, Error *err)
{
    const char *folder;
    int kept = 0;
    Arena *arena = call->arena;
    Status status = make_folder(arena, call->workspace, &folder, err);
    if (status == STATUS_OK) {
        status = job_rule(call->workspace, "backups_kept", call->now_ms, &kept, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    AttachmentTally tally, restored;
    const char *target = in_folder(arena, folder, name_of_now(arena, call->now_ms));
    const char *drill = in_folder(arena, folder, "drill");
    remove_copy(arena, drill);  /* of a drill that was cut off */
    remove_copy(arena, target); /* of this very backup, begun before */
    status = workspace_backup(call->workspace, target, newest(arena, folder), &tally, err);
    if (status == STATUS_OK) {
        status = workspace_restore(target, drill, false, call->workspace->model, &restored, err);
    }
    if (status == STATUS_OK) {
        status = verify_copy(call, drill, err);
    }
    remove_copy(arena, drill);
    if (status == STATUS_OK && kept > 0) {
        prune(arena, folder, kept);
    }
    return status;
}
