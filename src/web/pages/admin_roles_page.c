/* Who may do what, as the model grants it: every type of record against every role.
 * What is empty is denied. */
#include "admin_impl.h"

#include <string.h>

static const char PATH[] = "/admin/roles";

static const char *const ACT_KEYS[ACT_COUNT] = {
    [ACT_READ] = "web.roles.read",     [ACT_CREATE] = "web.roles.create",
    [ACT_CHANGE] = "web.roles.change", [ACT_DELETE] = "web.roles.delete",
    [ACT_UNSEAL] = "web.roles.unseal",
};

static const char *reach_key(Reach reach)
{
    return reach == REACH_OWN ? "web.roles.own" : reach == REACH_SUBTREE ? "web.roles.subtree" : "";
}

/* "查 增 改" with how far each reaches where that is not everywhere. */
static Text granted(Visit *visit, const RecordDef *def, int role)
{
    Buf cell = buf_new(visit->arena);
    for (int act = 0; act < ACT_COUNT; act++) {
        Reach reach = permit_granted(&def->allow[act], role);
        if (reach == REACH_NONE) {
            continue;
        }
        buf_add_cstr(&cell, cell.len ? " " : "");
        buf_add_cstr(&cell, lang_text(visit->lang, ACT_KEYS[act]));
        if (*reach_key(reach)) {
            buf_add_cstr(&cell, lang_text(visit->lang, reach_key(reach)));
        }
    }
    return buf_text(&cell);
}

static Text moves_of(Visit *visit, const RecordDef *def, int role)
{
    Buf moves = buf_new(visit->arena);
    for (int m = 0; m < def->move_count; m++) {
        Reach reach = permit_granted(&def->moves[m].by, role);
        if (reach != REACH_NONE) {
            buf_add_cstr(&moves, moves.len == 0 ? "" : visit->lang == LANG_ZH ? "、" : ", ");
            buf_add(&moves, label_of(visit, def->moves[m].zh, def->moves[m].en));
            if (*reach_key(reach)) {
                buf_add_cstr(&moves, lang_text(visit->lang, reach_key(reach)));
            }
        }
    }
    return buf_text(&moves);
}

/* ---- One role: what it may do to each type, moves and all ---- */

static void add_types_of_role(Visit *visit, Data *data, int role)
{
    const Model *model = visit->site->setup->model;
    for (int t = 0; t < model->record_count; t++) {
        const RecordDef *def = &model->records[t];
        Text acts = granted(visit, def, role), moves = moves_of(visit, def, role);
        if (acts.len > 0 || moves.len > 0) {
            Data *row = data_item(data, "types");
            data_text(row, "name", label_of(visit, def->zh, def->en));
            data_text(row, "acts", acts.len ? acts : TEXT("—"));
            data_text(row, "moves", moves.len ? moves : TEXT("—"));
        }
    }
}

/* ---- All roles: the matrix ---- */

static void add_matrix(Visit *visit, Data *data)
{
    const Model *model = visit->site->setup->model;
    Data *matrix = data_child(data, "matrix");
    for (int r = 0; r < model->role_count; r++) {
        data_text(data_item(matrix, "heads"), "name",
                  label_of(visit, model->roles[r].zh, model->roles[r].en));
    }
    for (int t = 0; t < model->record_count; t++) {
        Data *row = data_item(matrix, "rows");
        data_text(row, "name", label_of(visit, model->records[t].zh, model->records[t].en));
        for (int r = 0; r < model->role_count; r++) {
            data_text(data_item(row, "cells"), "text", granted(visit, &model->records[t], r));
        }
    }
}

Status page_admin_roles(Visit *visit, Error *err)
{
    const Model *model = visit->site->setup->model;
    int chosen = model_role(model, params_get(&visit->request.query, "role"));
    Status status = admin_enter(visit, PATH, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *data = admin_page_data(visit, PATH);
    for (int r = 0; r < model->role_count; r++) {
        Data *item = data_item(data, "roles");
        data_text(item, "name", label_of(visit, model->roles[r].zh, model->roles[r].en));
        data_text(item, "link",
                  text_format(visit->arena, "%s?role=%s", PATH, model->roles[r].name));
        data_flag(item, "is_chosen", r == chosen);
    }
    if (chosen >= 0) {
        data_text(data, "role", label_of(visit, model->roles[chosen].zh, model->roles[chosen].en));
        data_flag(data, "is_apart", model->roles[chosen].is_apart);
        add_types_of_role(visit, data, chosen);
    } else {
        add_matrix(visit, data);
    }
    answer_page(visit, "admin_roles", data);
    return STATUS_OK;
}
