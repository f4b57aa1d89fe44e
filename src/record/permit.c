/* Who may do what: the grants of the model against the actor's roles, and the organisations that a
 * record belongs to against the actor's own. What is not granted is denied. */
#include "permit_impl.h"

#include <string.h>

/* ---- Roles ---- */

static bool has_role(const Workspace *workspace, int role)
{
    bool is_everyone = strcmp(workspace->model->roles[role].name, ROLE_PUBLIC) == 0;
    return is_everyone || (workspace->actor.roles & (RoleSet)1 << role) != 0;
}

Reach permit_granted(const GrantList *list, int role)
{
    Reach reach = REACH_NONE;
    for (int at = 0; at < list->count; at++) {
        const Grant *grant = &list->items[at];
        reach = grant->role == role && grant->reach > reach ? grant->reach : reach;
    }
    return reach;
}

static Reach widest(const Workspace *workspace, const GrantList *list)
{
    Reach reach = REACH_NONE;
    for (int at = 0; at < list->count; at++) {
        const Grant *grant = &list->items[at];
        if (grant->reach > reach && has_role(workspace, grant->role)) {
            reach = grant->reach;
        }
    }
    return reach;
}

static bool says_nothing(const RecordDef *def)
{
    for (int act = 0; act < ACT_COUNT; act++) {
        if (def->allow[act].count > 0) {
            return false;
        }
    }
    return true;
}

static bool is_in_scope(const TokenScope *scope, const RecordDef *def, bool writes)
{
    if (scope == NULL) {
        return true;
    }
    bool is_named = scope->type_count == 0;
    for (int at = 0; at < scope->type_count; at++) {
        is_named = is_named || text_equal(scope->types[at], text_from(def->name));
    }
    return is_named && (scope->writes || !writes);
}

Reach permit_reach(const Workspace *workspace, const RecordDef *def, Act act)
{
    bool writes = act != ACT_READ && act != ACT_UNSEAL;
    if (act == ACT_READ && workspace->eyes == EYES_PROGRAM) {
        return REACH_ALL;
    }
    if (!is_in_scope(workspace->actor.scope, def, writes)) {
        return REACH_NONE;
    }
    if (!workspace->actor.is_owner) {
        return widest(workspace, &def->allow[act]);
    }
    bool is_own = says_nothing(def) && act != ACT_DELETE;
    return is_own || def->allow[act].count > 0 ? REACH_ALL : REACH_NONE;
}

Reach permit_move_reach(const Workspace *workspace, const RecordDef *def, const MoveDef *move)
{
    if (!is_in_scope(workspace->actor.scope, def, true)) {
        return REACH_NONE;
    }
    return workspace->actor.is_owner ? REACH_ALL : widest(workspace, &move->by);
}

Status permit_role(const Workspace *workspace, const char *role, Error *err)
{
    int index = model_role(workspace->model, text_from(role));
    if (workspace->actor.is_owner || (index >= 0 && has_role(workspace, index))) {
        return STATUS_OK;
    }
    const RoleDef *def = index >= 0 ? &workspace->model->roles[index] : NULL;
    return error_set(err, STATUS_DENIED, "record.denied_role",
                     ARGS(def ? label_arg("role", def->zh, def->en) : arg_cstr("role", role)));
}

/* ---- Refusals ---- */

static const struct {
    const char *zh, *en;
} ACT_LABELS[ACT_COUNT] = {
    [ACT_READ] = {"查看", "read"},     [ACT_CREATE] = {"新增", "create"},
    [ACT_CHANGE] = {"修改", "change"}, [ACT_DELETE] = {"删除", "delete"},
    [ACT_UNSEAL] = {"揭示", "unseal"},
};

static Arg act_arg(Act act)
{
    return label_arg("act", ACT_LABELS[act].zh, ACT_LABELS[act].en);
}

static const struct {
    const char *zh, *en;
} REACH_LABELS[] = {
    [REACH_NONE] = {"", ""},
    [REACH_OWN] = {"（本单位）", " (own unit)"},
    [REACH_SUBTREE] = {"（本单位及下属）", " (own unit and those below)"},
    [REACH_ALL] = {"", ""},
};

static Arg roles_arg(Arena *arena, const Model *model, const GrantList *list)
{
    Buf zh = buf_new(arena), en = buf_new(arena);
    for (int at = 0; at < list->count; at++) {
        const Grant *grant = &list->items[at];
        const RoleDef *role = &model->roles[grant->role];
        buf_add_format(&zh, "%s%s%s", at > 0 ? "、" : "", role->zh, REACH_LABELS[grant->reach].zh);
        buf_add_format(&en, "%s%s%s", at > 0 ? ", " : "", role->en, REACH_LABELS[grant->reach].en);
    }
    return list->count > 0 ? arg_label("roles", buf_text(&zh), buf_text(&en))
                           : label_arg("roles", "无", "nobody");
}

static Status deny(const Workspace *workspace, const RecordDef *def, Arg act, const GrantList *list,
                   Error *err)
{
    Arena *scratch = arena_new();
    Status status = error_set(err, STATUS_DENIED, "record.denied",
                              ARGS(label_arg("label", def->zh, def->en), act,
                                   roles_arg(scratch, workspace->model, list)));
    arena_free(scratch);
    return status;
}

/* ---- One record ---- */

static bool is_public(const Record *record)
{
    return record->state >= 0 && record->def->states[record->state].is_public;
}

static Status may_read(Workspace *workspace, const Record *record, bool *may, Error *err)
{
    *may = is_public(record) && is_in_scope(workspace->actor.scope, record->def, false);
    if (*may) {
        return STATUS_OK;
    }
    return unit_reaches(workspace, record, permit_reach(workspace, record->def, ACT_READ), may,
                        err);
}

Status permit_unseal(Workspace *workspace, const Record *record, bool *may, Error *err)
{
    return unit_reaches(workspace, record, permit_reach(workspace, record->def, ACT_UNSEAL), may,
                        err);
}

/* What cannot even be read is not there. */
static Status require_read(Workspace *workspace, const Record *record, Error *err)
{
    bool may = false;
    Status status = may_read(workspace, record, &may, err);
    return status != STATUS_OK || may ? status : row_missing(record->def, record->id, err);
}

static Status require(Workspace *workspace, const Record *record, Reach reach, Arg act,
                      const GrantList *list, Error *err)
{
    bool may = false;
    Status status = unit_reaches(workspace, record, reach, &may, err);
    if (status == STATUS_OK && !may && record->id != 0) {
        status = require_read(workspace, record, err);
    }
    return status != STATUS_OK || may ? status : deny(workspace, record->def, act, list, err);
}

Status permit_record(Workspace *workspace, const Record *record, Act act, Error *err)
{
    if (act == ACT_READ && record->id != 0) {
        return require_read(workspace, record, err);
    }
    return require(workspace, record, permit_reach(workspace, record->def, act), act_arg(act),
                   &record->def->allow[act], err);
}

Status permit_facts(const Workspace *workspace, const RecordDef *def, Act act, Error *err)
{
    return permit_reach(workspace, def, act) == REACH_ALL
               ? STATUS_OK
               : deny(workspace, def, act_arg(act), &def->allow[act], err);
}

Status permit_change(Workspace *workspace, const Record *before, const Record *after, Error *err)
{
    bool may = false;
    Status status = permit_record(workspace, before, ACT_CHANGE, err);
    if (status == STATUS_OK) {
        status = unit_reaches(workspace, after, permit_reach(workspace, after->def, ACT_CHANGE),
                              &may, err);
    }
    return status != STATUS_OK || may ? status
                                      : deny(workspace, after->def, act_arg(ACT_CHANGE),
                                             &after->def->allow[ACT_CHANGE], err);
}

Status permit_move(Workspace *workspace, const Record *record, const MoveDef *move, Error *err)
{
    return require(workspace, record, permit_move_reach(workspace, record->def, move),
                   label_arg("act", move->zh, move->en), &move->by, err);
}

/* ---- Lists ---- */

static bool has_public_state(const RecordDef *def)
{
    for (int at = 0; at < def->state_count; at++) {
        if (def->states[at].is_public) {
            return true;
        }
    }
    return false;
}

bool permit_shows_public(const Workspace *workspace, const RecordDef *def)
{
    return has_public_state(def) && is_in_scope(workspace->actor.scope, def, false);
}

void permit_add_public(Buf *sql, const Workspace *workspace, const RecordDef *def)
{
    const char *before = "";
    if (!permit_shows_public(workspace, def)) {
        buf_add_cstr(sql, "1 = 0");
        return;
    }
    buf_add_cstr(sql, "\"state\" IN (");
    for (int at = 0; at < def->state_count; at++) {
        if (def->states[at].is_public) {
            buf_add_format(sql, "%s'%s'", before, def->states[at].name);
            before = ", ";
        }
    }
    buf_add_cstr(sql, ")");
}
