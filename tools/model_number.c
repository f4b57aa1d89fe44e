/* Numbers that the program gives: `number RULE [at STATE]` below a field. */
#include "model_parse_impl.h"

void model_read_number(Parser *parser)
{
    DraftField *field = parser->field;
    Place place = parser->line.tokens[0].place;
    if (field->def.number != NULL) {
        model_fault(parser, place, "this field has it already");
        return;
    }
    field->number_place = place;
    const char *state = "";
    bool is_read = model_read_name(parser, "the rule of the number", &field->def.number) &&
                   (!model_accept_word(parser, "at") ||
                    model_read_name(parser, "the state that brings it", &state)) &&
                   model_expect_end(parser);
    field->number_state = is_read ? text_from(state) : TEXT("");
}

static int state_of(const DraftRecord *record, Text name)
{
    for (int at = 0; at < record->def.state_count; at++) {
        if (text_equal(name, text_from(record->def.states[at].name))) {
            return at;
        }
    }
    return -1;
}

void model_resolve_number(Parser *parser, const DraftRecord *record, DraftField *field)
{
    FieldDef *def = &field->def;
    def->number_state = -1;
    if (def->number == NULL) {
        return;
    }
    if (def->kind != FIELD_TEXT || !def->unique) {
        model_fault(parser, field->number_place, "what is numbered is a text and unique");
    }
    if (field->number_state.len == 0) {
        return;
    }
    def->number_state = state_of(record, field->number_state);
    if (def->number_state < 0) {
        model_fault(parser, field->number_place, "there is no state '%.*s'",
                    TEXT_ARGS(field->number_state));
    } else if (def->required) {
        model_fault(parser, field->number_place,
                    "what comes with a state cannot be required before it");
    }
}
