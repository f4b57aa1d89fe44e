/* Whether a move is open to a record; a refusal says why and what to do instead. */
#include "record_impl.h"

static const MoveDef *find_move(const RecordDef *def, Text name)
{
    for (int at = 0; at < def->move_count; at++) {
        if (text_equal(name, text_from(def->moves[at].name))) {
            return &def->moves[at];
        }
    }
    return NULL;
}

static void name_move(Buf *out, const MoveDef *move)
{
    buf_add_format(out, "%s%s (%s / %s)", out->len > 0 ? ", " : "", move->name, move->zh, move->en);
}

static Text open_moves(Arena *arena, const RecordDef *def, int state)
{
    List open = record_moves(arena, def, state);
    Buf names = buf_new(arena);
    for (size_t at = 0; at < open.count; at++) {
        name_move(&names, *LIST_AT(&open, const MoveDef *, at));
    }
    return open.count > 0 ? buf_text(&names) : TEXT("无 / none");
}

static Arg label_of(Arena *arena, const RecordDef *def)
{
    return arg_text("label", both_labels(arena, def->zh, def->en));
}

static bool is_open(const MoveDef *move, int state)
{
    for (int at = 0; at < move->from_count; at++) {
        if (move->from[at] == state) {
            return true;
        }
    }
    return false;
}

static Status check_needs(Arena *arena, const Record *record, const MoveDef *move,
                          Problems *problems, Error *err)
{
    const RecordDef *def = record->def;
    Buf missing = buf_new(arena);
    for (int at = 0; at < move->need_count; at++) {
        const FieldDef *field = &def->fields[move->needs[at]];
        if (record->values[move->needs[at]].kind != VALUE_NONE) {
            continue;
        }
        Arg args[] = {arg_text("label", both_labels(arena, field->zh, field->en)),
                      arg_text("move", both_labels(arena, move->zh, move->en))};
        problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                         .code = "record.needed",
                                         .field = text_from(field->name),
                                         .args = args,
                                         .arg_count = sizeof args / sizeof args[0]});
        buf_add_format(&missing, "%s%s (%s / %s)", missing.len > 0 ? ", " : "", field->name,
                       field->zh, field->en);
    }
    if (missing.len == 0) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.move_needs",
                     ARGS(label_of(arena, def), arg_int("id", record->id),
                          arg_text("move", both_labels(arena, move->zh, move->en)),
                          arg_text("fields", buf_text(&missing))));
}

Status move_check(Arena *arena, const Record *record, const Record *before, Text name,
                  const MoveDef **move, Problems *problems, Error *err)
{
    const RecordDef *def = record->def;
    if (def->state_count == 0) {
        return error_set(err, STATUS_UNSUPPORTED, "record.no_states", ARGS(label_of(arena, def)));
    }
    const StateDef *state = &def->states[before->state];
    Arg open = arg_text("open", open_moves(arena, def, before->state));
    Arg in_state = arg_text("state", both_labels(arena, state->zh, state->en));
    *move = find_move(def, name);
    if (*move == NULL) {
        Text shown = text_is_utf8(name) && name.len < 100 ? name : TEXT("…");
        return error_set(err, STATUS_NOT_FOUND, "record.no_move",
                         ARGS(label_of(arena, def), arg_text("move", shown), in_state, open));
    }
    if (!is_open(*move, before->state)) {
        return error_set(err, STATUS_INVALID, "record.move_closed",
                         ARGS(label_of(arena, def), arg_int("id", record->id),
                              arg_text("move", both_labels(arena, (*move)->zh, (*move)->en)),
                              in_state, open));
    }
    return check_needs(arena, record, *move, problems, err);
}
