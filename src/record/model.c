/* Looking up types, roles, fields, states and moves of the model. */
#include "record_impl.h"

#include <string.h>

const RecordDef *model_record(const Model *model, Text name)
{
    for (int at = 0; at < model->record_count; at++) {
        if (text_equal(name, text_from(model->records[at].name))) {
            return &model->records[at];
        }
    }
    return NULL;
}

FieldKind field_says(const FieldDef *field)
{
    return field->kind == FIELD_COMPUTED ? field->computed : field->kind;
}

Text record_label(Lang lang, const RecordDef *def, int64_t count)
{
    return text_from(lang == LANG_ZH ? def->zh : count == 1 ? def->en : def->en_many);
}

int model_role(const Model *model, Text name)
{
    for (int at = 0; at < model->role_count; at++) {
        if (text_equal(name, text_from(model->roles[at].name))) {
            return at;
        }
    }
    return -1;
}

Hook model_hook(const Model *model, const char *name)
{
    for (int at = 0; at < model->hook_count; at++) {
        if (strcmp(model->hooks[at].name, name) == 0) {
            return model->hooks[at].run;
        }
    }
    return NULL;
}

int record_field(const RecordDef *def, Text name)
{
    for (int at = 0; at < def->field_count; at++) {
        if (text_equal(name, text_from(def->fields[at].name))) {
            return at;
        }
    }
    return -1;
}

int record_field_called(const RecordDef *def, Text name)
{
    int field = record_field(def, name);
    for (int f = 0; field < 0 && f < def->field_count; f++) {
        bool is_label = text_equal(name, text_from(def->fields[f].zh)) ||
                        text_equal(name, text_from(def->fields[f].en));
        field = is_label ? f : -1;
    }
    return field;
}

int record_state(const RecordDef *def, Text name)
{
    for (int at = 0; at < def->state_count; at++) {
        if (text_equal(name, text_from(def->states[at].name))) {
            return at;
        }
    }
    return -1;
}

const MoveDef *record_move_named(const RecordDef *def, Text name)
{
    for (int at = 0; at < def->move_count; at++) {
        if (text_equal(name, text_from(def->moves[at].name))) {
            return &def->moves[at];
        }
    }
    return NULL;
}

bool move_needs(const MoveDef *move, int field)
{
    for (int at = 0; at < move->need_count; at++) {
        if (move->needs[at] == field) {
            return true;
        }
    }
    return false;
}

bool move_leads_from(const MoveDef *move, int state)
{
    for (int at = 0; at < move->from_count; at++) {
        if (move->from[at] == state) {
            return true;
        }
    }
    return false;
}

List record_moves(Arena *arena, const RecordDef *def, int state)
{
    List open = list_new(arena, sizeof(const MoveDef *));
    for (int at = 0; at < def->move_count; at++) {
        if (move_leads_from(&def->moves[at], state)) {
            *(const MoveDef **)list_add(&open) = &def->moves[at];
        }
    }
    return open;
}
