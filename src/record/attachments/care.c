/* The files of a workspace as a whole: what is missing, altered or left over; copies that hold
 * them. */
#include "attach_impl.h"

#include <string.h>

static int compare_hashes(const Hash *a, const Hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_BYTES);
}

/* Those of `some` that are not in `others`; both in order. */
static List hashes_without(Arena *arena, const List *some, const List *others)
{
    List left = list_new(arena, sizeof(Hash));
    size_t other = 0;
    for (size_t at = 0; at < some->count; at++) {
        const Hash *hash = LIST_AT(some, Hash, at);
        while (other < others->count && compare_hashes(LIST_AT(others, Hash, other), hash) < 0) {
            other++;
        }
        if (other == others->count || compare_hashes(LIST_AT(others, Hash, other), hash) != 0) {
            *(Hash *)list_add(&left) = *hash;
        }
    }
    return left;
}

static void count_state(AttachmentTally *tally, StoreFileState state, const Hash *hash)
{
    tally->files += state == STORE_FILE_SOUND;
    tally->missing += state == STORE_FILE_MISSING;
    tally->altered += state == STORE_FILE_ALTERED;
    if (state != STORE_FILE_SOUND && tally->missing + tally->altered == 1) {
        tally->first = *hash;
    }
}

Status attachments_check(Workspace *workspace, AttachmentTally *tally, Error *err)
{
    Arena *scratch = arena_new();
    List named, there = list_new(scratch, sizeof(Hash));
    const char *folder = attachments_folder(scratch, workspace);
    *tally = (AttachmentTally){0};
    Status status = attachment_hashes(scratch, workspace, &named, err);
    for (size_t at = 0; status == STATUS_OK && at < named.count; at++) {
        StoreFileState state;
        const Hash *hash = LIST_AT(&named, Hash, at);
        status = store_file_look(folder, hash, &state, err);
        if (status == STATUS_OK) {
            count_state(tally, state, hash);
        }
    }
    if (status == STATUS_OK) {
        there = store_files(scratch, folder);
        tally->left_over = (int64_t)hashes_without(scratch, &there, &named).count;
    }
    arena_free(scratch);
    return status;
}

/* ---- Sweeping ---- */

static Status sweep_inside(Arena *arena, Workspace *workspace, Error *err)
{
    List named;
    const char *folder = attachments_folder(arena, workspace);
    Status status = attachment_hashes(arena, workspace, &named, err);
    if (status != STATUS_OK) {
        return status;
    }
    List there = store_files(arena, folder);
    List left = hashes_without(arena, &there, &named);
    for (size_t at = 0; status == STATUS_OK && at < left.count; at++) {
        status = store_file_remove(folder, LIST_AT(&left, Hash, at), err);
    }
    store_files_tidy(folder);
    return status;
}

/* Whoever attaches holds the transaction too when a file gets its name. */
Status attachments_sweep(Workspace *workspace, Error *err)
{
    Arena *scratch = arena_new();
    bool begun = false;
    Status status = workspace_join(workspace, &begun, err);
    if (status == STATUS_OK) {
        status = sweep_inside(scratch, workspace, err);
        status = workspace_part(workspace, begun, false, status, err);
    }
    arena_free(scratch);
    return status;
}

/* ---- Copies ---- */

static Status copy_file(const char *from, const char *earlier, const char *to, const Hash *hash,
                        StoreFileState *state, Error *err)
{
    if (earlier != NULL && store_file_link(earlier, to, hash)) {
        *state = STORE_FILE_SOUND;
        return STATUS_OK;
    }
    return store_file_copy(from, to, hash, state, err);
}

/* What is not in `to` yet. */
static Status copy_files(Arena *arena, const char *from, const char *earlier, const char *to,
                         const List *hashes, AttachmentTally *tally, Error *err)
{
    Status status = STATUS_OK;
    List there = store_files(arena, to);
    List wanted = hashes_without(arena, hashes, &there);
    *tally = (AttachmentTally){.files = (int64_t)(hashes->count - wanted.count)};
    for (size_t at = 0; status == STATUS_OK && at < wanted.count; at++) {
        StoreFileState state;
        const Hash *hash = LIST_AT(&wanted, Hash, at);
        status = copy_file(from, earlier, to, hash, &state, err);
        if (status == STATUS_OK) {
            count_state(tally, state, hash);
        }
    }
    return status;
}

static Status copy_named(Arena *arena, Workspace *workspace, const char *from, const char *earlier,
                         const char *target, AttachmentTally *tally, Error *err)
{
    List named;
    Status status = attachment_hashes(arena, workspace, &named, err);
    return status == STATUS_OK ? copy_files(arena, from, earlier, store_files_folder(arena, target),
                                            &named, tally, err)
                               : status;
}

/* The files first, which takes long; then the rows, and what was attached in between. */
Status workspace_backup(Workspace *workspace, const char *target, const char *earlier,
                        AttachmentTally *tally, Error *err)
{
    Arena *scratch = arena_new();
    Workspace *copy = NULL;
    const char *from = attachments_folder(scratch, workspace);
    const char *before = earlier != NULL ? store_files_folder(scratch, earlier) : NULL;
    Status status = store_is_free(target, err);
    if (status == STATUS_OK) {
        status = copy_named(scratch, workspace, from, before, target, tally, err);
    }
    if (status == STATUS_OK) {
        status = store_backup(workspace->store, target, err);
    }
    if (status == STATUS_OK) {
        status =
            workspace_open(target, STORE_FROZEN, workspace->model, workspace->actor, &copy, err);
    }
    if (status == STATUS_OK) {
        status = copy_named(scratch, copy, from, before, target, tally, err);
    }
    workspace_close(copy);
    arena_free(scratch);
    return status;
}

/* What stood at the target keeps its files too. */
Status workspace_restore(const char *source, const char *target, bool replace, const Model *model,
                         AttachmentTally *tally, Error *err)
{
    Arena *scratch = arena_new();
    AttachmentTally kept;
    const char *from = store_files_folder(scratch, source);
    const char *to = store_files_folder(scratch, target);
    List old = store_files(scratch, to), new = store_files(scratch, from);
    const char *beside = store_files_folder(scratch, store_replaced_path(scratch, target));
    Status status = replace ? STATUS_OK : store_is_free(target, err);
    if (status == STATUS_OK) {
        status = copy_files(scratch, from, NULL, to, &new, tally, err);
    }
    if (status == STATUS_OK) {
        status = store_restore(source, target, replace, model->migrations, err);
    }
    if (status == STATUS_OK && old.count > 0) {
        status = copy_files(scratch, to, NULL, beside, &old, &kept, err);
    }
    arena_free(scratch);
    return status;
}
