/* Judgement in C: the hooks that the model names, called through the pointers that main wires. */
#include "save_impl.h"

static Status hook_run(HookCall *call, const char *name, Error *err)
{
    const Model *model = call->workspace->model;
    /* The tests of this room load models without wiring anything. */
    if (name == NULL || model->hook_count == 0) {
        return STATUS_OK;
    }
    Hook hook = model_hook(model, name);
    if (hook == NULL) {
        return error_set(err, STATUS_INTERNAL, "record.no_hook", ARGS(arg_cstr("hook", name)));
    }
    Eyes before = workspace_look_with(call->workspace, EYES_PROGRAM);
    Status status = hook(call, err);
    workspace_look_with(call->workspace, before);
    return status;
}

Status hooks_ask(Save *save, Problems *problems, Error *err)
{
    const RecordDef *def = save->type->def;
    HookCall call = {.workspace = save->workspace,
                     .arena = save->arena,
                     .record = &save->written,
                     .before = save->before,
                     .move = save->move,
                     .problems = problems};
    size_t known = problems_count(problems, SEVERITY_ERROR);
    Status status = hook_run(&call, def->hook, err);
    if (status == STATUS_OK && save->move != NULL) {
        status = hook_run(&call, save->move->hook, err);
    }
    size_t found = problems_count(problems, SEVERITY_ERROR) - known;
    if (status != STATUS_OK || found == 0) {
        return status;
    }
    return error_set(err, STATUS_INVALID, "record.invalid",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("count", (int64_t)found)));
}

Status hooks_ask_delete(Arena *arena, Workspace *workspace, const Record *record,
                        Problems *problems, Error *err)
{
    const RecordDef *def = record->def;
    HookCall call = {.workspace = workspace,
                     .arena = arena,
                     .record = record,
                     .before = record,
                     .problems = problems};
    size_t known = problems_count(problems, SEVERITY_ERROR);
    Status status = hook_run(&call, def->delete_hook, err);
    if (status != STATUS_OK || problems_count(problems, SEVERITY_ERROR) == known) {
        return status;
    }
    return error_set(err, STATUS_INVALID, "record.stays",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("id", record->id)));
}
