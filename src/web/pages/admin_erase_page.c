/* What has to go goes: values out of the history, and files. The security administrator does it by
 * number and need not see either; the reason stays in the history. */
#include "admin_impl.h"

static const char PATH[] = "/admin/erase";

static Status show(Visit *visit, Text refusal, Error *err)
{
    Data *data = admin_page_data(visit, PATH);
    const List *parts = &visit->request.form_parts;
    const Model *model = workspace_model(visit->worker->workspace);
    Text chosen = form_get(parts, "type");
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        if (def->kind == RECORD_PLAIN) {
            Data *type = data_item(data, "types");
            data_text(type, "name", text_from(def->name));
            data_text(type, "words", label_of(visit, def->zh, def->en));
            data_flag(type, "is_chosen", text_equal(chosen, text_from(def->name)));
        }
    }
    data_text(data, "number", form_get(parts, "number"));
    data_text(data, "fields", form_get(parts, "fields"));
    data_text(data, "file", form_get(parts, "file"));
    data_text(data, "reason", form_get(parts, "reason"));
    data_text(data, "refusal", refusal);
    data_flag(data, "is_done", params_have(&visit->request.query, "done"));
    data_text(data, "token", guard_token(visit));
    answer_page(visit, "admin_erase", data);
    (void)err;
    return STATUS_OK;
}

Status page_admin_erase(Visit *visit, Error *err)
{
    Status status = admin_enter(visit, PATH, err);
    return status ? status : show(visit, TEXT(""), err);
}

/* ---- Values ---- */

static Status erase_field(Visit *visit, const RecordDef *def, int64_t id, Text name, Text reason,
                          Error *err)
{
    int field = record_field_called(def, name);
    if (text_equal(name, TEXT(CHANGE_REASON))) {
        return record_erase_reasons(visit->worker->workspace, def, id, reason, err);
    }
    return field >= 0 ? record_erase(visit->worker->workspace, def, id, field, reason, err)
                      : error_set(err, STATUS_INVALID, "web.erase.no_field",
                                  ARGS(arg_text("field", name),
                                       arg_label("label", text_from(def->zh), text_from(def->en))));
}

/* Of all the fields named, one a line, or of none. */
static Status erase_values(Visit *visit, Text reason, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Workspace *workspace = visit->worker->workspace;
    const RecordDef *def = model_record(workspace_model(workspace), form_get(parts, "type"));
    Text names = form_get(parts, "fields"), name;
    int64_t id;
    int count = 0;
    if (def == NULL || !text_to_int(text_trim(form_get(parts, "number")), &id)) {
        return error_set(err, STATUS_INVALID, "web.erase.no_number", NO_ARGS);
    }
    Status status = workspace_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    while (status == STATUS_OK && text_split(&names, '\n', &name)) {
        name = text_trim(name);
        if (name.len > 0) {
            status = erase_field(visit, def, id, name, reason, err);
            count++;
        }
    }
    if (status == STATUS_OK && count == 0) {
        status = error_set(err, STATUS_INVALID, "web.erase.nothing", NO_ARGS);
    }
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}

/* ---- Files ---- */

static Status erase_file(Visit *visit, Text reason, Error *err)
{
    int64_t id, others;
    Text number = text_trim(form_get(&visit->request.form_parts, "file"));
    return text_to_int(number, &id)
               ? attachment_erase(visit->arena, visit->worker->workspace, id, reason, &others, err)
               : error_set(err, STATUS_INVALID, "web.erase.no_number", NO_ARGS);
}

/* What is not there reads in the form as what is wrong with it. */
static Status refuse(Visit *visit, Status status, Error *err)
{
    Status told = status == STATUS_NOT_FOUND ? STATUS_INVALID : status;
    return admin_refuse(visit, told, show, NULL, err);
}

Status submit_admin_erase(Visit *visit, Error *err)
{
    const List *parts = &visit->request.form_parts;
    Text reason = text_trim(form_get(parts, "reason"));
    Status status = admin_enter(visit, PATH, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = form_part(parts, "file") ? erase_file(visit, reason, err)
                                      : erase_values(visit, reason, err);
    if (status != STATUS_OK) {
        return refuse(visit, status, err);
    }
    answer_redirect(visit, TEXT("/admin/erase?done=1"));
    return STATUS_OK;
}
