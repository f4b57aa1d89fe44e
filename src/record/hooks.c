/* Judgement in C: the hooks that the model names, called through the pointers that main wires. */
#include "save_impl.h"

static Status hook_run(Save *save, const char *name, Problems *problems, Error *err)
{
    const Model *model = save->workspace->model;
    /* The tests of this room load models without wiring anything. */
    if (name == NULL || model->hook_count == 0) {
        return STATUS_OK;
    }
    Hook hook = model_hook(model, name);
    if (hook == NULL) {
        return error_set(err, STATUS_INTERNAL, "record.no_hook", ARGS(arg_cstr("hook", name)));
    }
    HookCall call = {.workspace = save->workspace,
                     .arena = save->arena,
                     .record = &save->written,
                     .before = save->before,
                     .move = save->move,
                     .problems = problems};
    Eyes before = workspace_look_with(save->workspace, EYES_PROGRAM);
    Status status = hook(&call, err);
    workspace_look_with(save->workspace, before);
    return status;
}

Status hooks_ask(Save *save, Problems *problems, Error *err)
{
    const RecordDef *def = save->type->def;
    size_t known = problems_count(problems, SEVERITY_ERROR);
    Status status = hook_run(save, def->hook, problems, err);
    if (status == STATUS_OK && save->move != NULL) {
        status = hook_run(save, save->move->hook, problems, err);
    }
    size_t found = problems_count(problems, SEVERITY_ERROR) - known;
    if (status != STATUS_OK || found == 0) {
        return status;
    }
    return error_set(err, STATUS_INVALID, "record.invalid",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("count", (int64_t)found)));
}
