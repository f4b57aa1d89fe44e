/* Whether a move is open to a record; a refusal says why and what to do instead. */
#include "save_impl.h"

static Arg open_moves(Arena *arena, const RecordDef *def, int state)
{
    List open = record_moves(arena, def, state);
    Names names = names_new(arena);
    for (size_t at = 0; at < open.count; at++) {
        const MoveDef *move = *LIST_AT(&open, const MoveDef *, at);
        names_add(&names, move->name, move->zh, move->en);
    }
    return names_arg("open", &names);
}

Status move_check_needs(Arena *arena, const Record *record, const MoveDef *move, Problems *problems,
                        Error *err)
{
    const RecordDef *def = record->def;
    Names missing = names_new(arena);
    for (int at = 0; at < move->need_count; at++) {
        const FieldDef *field = &def->fields[move->needs[at]];
        if (record->values[move->needs[at]].kind != VALUE_NONE) {
            continue;
        }
        Arg args[] = {label_arg("label", field->zh, field->en),
                      label_arg("move", move->zh, move->en)};
        problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                         .code = "record.needed",
                                         .field = text_from(field->name),
                                         .args = args,
                                         .arg_count = sizeof args / sizeof args[0]});
        names_add(&missing, field->name, field->zh, field->en);
    }
    if (missing.zh.len == 0) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.move_needs",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("id", record->id),
                          label_arg("move", move->zh, move->en), names_arg("fields", &missing)));
}

/* Who may make a move gives what it needs with it; to change anything else one must be allowed
 * to. */
Status move_check_given(Workspace *workspace, const Record *record, const Record *before,
                        const MoveDef *move, Error *err)
{
    for (int f = 0; f < record->def->field_count; f++) {
        if (!move_needs(move, f) && !value_equal(&record->values[f], &before->values[f])) {
            return permit_record(workspace, before, ACT_CHANGE, err);
        }
    }
    return STATUS_OK;
}

Status move_check_open(Arena *arena, const Record *before, const MoveDef *move, Error *err)
{
    const RecordDef *def = before->def;
    const StateDef *state = &def->states[before->state];
    if (move_leads_from(move, before->state)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.move_closed",
                     ARGS(label_arg("label", def->zh, def->en), arg_int("id", before->id),
                          label_arg("move", move->zh, move->en),
                          label_arg("state", state->zh, state->en),
                          open_moves(arena, def, before->state)));
}

Status move_check(Arena *arena, Workspace *workspace, const Record *record, const Record *before,
                  const MoveDef *move, Problems *problems, Error *err)
{
    Status status = permit_move(workspace, before, move, err);
    if (status == STATUS_OK) {
        status = move_check_open(arena, before, move, err);
    }
    if (status == STATUS_OK) {
        status = move_check_given(workspace, record, before, move, err);
    }
    return status == STATUS_OK ? move_check_needs(arena, record, move, problems, err) : status;
}

Status move_find(Arena *arena, const Record *before, Text name, const MoveDef **move, Error *err)
{
    const RecordDef *def = before->def;
    Arg label = label_arg("label", def->zh, def->en);
    *move = NULL;
    if (def->state_count == 0) {
        return error_set(err, STATUS_UNSUPPORTED, "record.no_states", ARGS(label));
    }
    *move = record_move_named(def, name);
    if (*move != NULL) {
        return STATUS_OK;
    }
    const StateDef *state = &def->states[before->state];
    Text shown = text_is_utf8(name) && name.len < 100 ? name : TEXT("…");
    return error_set(err, STATUS_NOT_FOUND, "record.no_move",
                     ARGS(label, arg_text("move", shown), label_arg("state", state->zh, state->en),
                          open_moves(arena, def, before->state)));
}
