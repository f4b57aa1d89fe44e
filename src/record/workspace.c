/* Opening a workspace, who acts in it, and several changes as one. */
#include "record_impl.h"

#include <unistd.h>

void workspace_remove(Arena *arena, const char *path)
{
    static const char *const ENDINGS[] = {"", "-wal", "-shm", "-writer"};
    for (size_t at = 0; at < sizeof ENDINGS / sizeof ENDINGS[0]; at++) {
        unlink(text_cstr(arena, text_format(arena, "%s%s", path, ENDINGS[at])));
    }
}

Status workspace_open(const char *path, StoreMode mode, const Model *model, Actor actor,
                      Workspace **workspace, Error *err)
{
    Store *store = NULL;
    *workspace = NULL;
    Status status = store_open(path, mode, model->migrations, &store, err);
    if (status != STATUS_OK) {
        return status;
    }
    Arena *arena = arena_new();
    Workspace *made = ARENA_NEW(arena, Workspace);
    made->arena = arena;
    made->actor_arenas[0] = arena_new();
    made->actor_arenas[1] = arena_new();
    made->store = store;
    made->model = model;
    workspace_act_as(made, &actor);
    made->types = type_statements(arena, model);
    made->bytes = buf_new(arena);
    status = store_mode_reads(mode) ? derived_check(made, err) : derived_open(made, err);
    if (status == STATUS_OK && !store_mode_reads(mode)) {
        status = migrated_enter(made, err);
    }
    if (status != STATUS_OK) {
        workspace_close(made);
        if (mode == STORE_CREATE) { /* a part of one would stand in the way of the next try */
            Arena *scratch = arena_new();
            workspace_remove(scratch, path);
            arena_free(scratch);
        }
        return status;
    }
    *workspace = made;
    return STATUS_OK;
}

void workspace_close(Workspace *workspace)
{
    if (workspace == NULL) {
        return;
    }
    store_close(workspace->store);
    arena_free(workspace->door_arena);
    arena_free(workspace->actor_arenas[0]);
    arena_free(workspace->actor_arenas[1]);
    arena_free(workspace->arena);
}

static const TokenScope *scope_copy(Arena *arena, const TokenScope *scope)
{
    if (scope == NULL) {
        return NULL;
    }
    TokenScope *copy = ARENA_NEW(arena, TokenScope);
    Text *types = ARENA_ARRAY(arena, Text, (size_t)scope->type_count);
    for (int at = 0; at < scope->type_count; at++) {
        types[at] = text_copy(arena, scope->types[at]);
    }
    *copy = (TokenScope){scope->writes, types, scope->type_count};
    return copy;
}

Actor actor_copy(Arena *arena, const Actor *actor)
{
    Actor made = *actor;
    made.who = text_copy(arena, actor->who);
    made.post = text_copy(arena, actor->post);
    made.from = text_copy(arena, actor->from);
    made.request = text_copy(arena, actor->request);
    made.scope = scope_copy(arena, actor->scope);
    return made;
}

/* The copy is made before the old one is forgotten: they may be the same. */
void workspace_act_as(Workspace *workspace, const Actor *actor)
{
    workspace->actor_turn = !workspace->actor_turn;
    Arena *arena = workspace->actor_arenas[workspace->actor_turn];
    arena_reset(arena);
    workspace->actor = actor_copy(arena, actor);
}

const Actor *workspace_actor(const Workspace *workspace)
{
    return &workspace->actor;
}

Eyes workspace_look_with(Workspace *workspace, Eyes eyes)
{
    Eyes before = workspace->eyes;
    workspace->eyes = eyes;
    return before;
}

Store *workspace_store(Workspace *workspace)
{
    return workspace->store;
}

const Model *workspace_model(const Workspace *workspace)
{
    return workspace->model;
}

Status workspace_begin(Workspace *workspace, Error *err)
{
    if (workspace->in_transaction) {
        return error_set(err, STATUS_INTERNAL, "record.transaction_open", NO_ARGS);
    }
    Status status = store_write_begin(workspace->store, DURABILITY_FULL, err);
    workspace->in_transaction = status == STATUS_OK;
    workspace->is_broken = false;
    workspace->head_known = false;
    return status;
}

Status workspace_commit(Workspace *workspace, Error *err)
{
    if (!workspace->in_transaction) {
        return error_set(err, STATUS_INTERNAL, "record.no_transaction", NO_ARGS);
    }
    Status status = STATUS_OK;
    if (workspace->is_broken) {
        status = error_set(err, STATUS_INTERNAL, "record.half_done", NO_ARGS);
    } else {
        status = store_write_commit(workspace->store, err);
    }
    if (status != STATUS_OK) {
        store_write_rollback(workspace->store);
    }
    workspace->in_transaction = false;
    return status;
}

void workspace_rollback(Workspace *workspace)
{
    if (workspace->in_transaction) {
        store_write_rollback(workspace->store);
        workspace->in_transaction = false;
    }
}

Status workspace_join(Workspace *workspace, bool *begun, Error *err)
{
    *begun = !workspace->in_transaction;
    return *begun ? workspace_begin(workspace, err) : STATUS_OK;
}

Status workspace_part(Workspace *workspace, bool begun, bool has_written, Status status, Error *err)
{
    if (!begun) {
        workspace->is_broken = workspace->is_broken || (status != STATUS_OK && has_written);
        return status;
    }
    if (status == STATUS_OK && has_written) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}
