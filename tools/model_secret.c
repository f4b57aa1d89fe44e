/* What is made in secret: ballots. */
#include "model_parse_impl.h"

void model_read_secret(Parser *parser)
{
    DraftRecord *record = parser->record;
    Place place = parser->line.tokens[0].place;
    if (record->is_secret) {
        model_fault(parser, place, "this record is secret already");
        return;
    }
    record->is_secret = true;
    if (record->def.kind == RECORD_FACT) {
        model_fault(parser, place, "a fact is known by the batch that brought it: it is no secret");
    } else if (!model_read_set(parser, 1, 1, &record->secret)) {
        record->secret.count = 0;
    }
}

/* Whoever changed or moved one, or took it back, would be known. */
static void check_stays(Parser *parser, const DraftRecord *record)
{
    if (record->has_states || record->allows[ACT_CHANGE] || record->allows[ACT_DELETE]) {
        model_fault(parser, record->secret.place,
                    "what is made in secret stays as it was made: '%s' may have no states, and "
                    "nobody may change or delete one",
                    record->def.name);
    }
}

void model_resolve_secret(Parser *parser, DraftRecord *record)
{
    record->def.secret_through = -1;
    if (record->secret.count == 0) {
        return;
    }
    const DraftField *field = model_expect_field(parser, record, &record->secret.names[0]);
    if (field == NULL || field->is_faulty) {
        return;
    }
    if (field->def.kind != FIELD_REF || !field->def.required) {
        model_fault(parser, record->secret.names[0].place,
                    "'%s' is no required reference to the one record that it is about",
                    field->def.name);
        return;
    }
    record->def.secret_through = model_field_index(record, field);
    check_stays(parser, record);
}

/* The first record that it came of; NULL: none. */
static const DraftRecord *came_of(const Parser *parser, const DraftRecord *record)
{
    for (size_t at = 0; at < record->fields.count; at++) {
        const FieldDef *field = &model_field_at(record, at)->def;
        if (field->kind == FIELD_REF && field->link == LINK_FROM) {
            return model_draft_record(parser, text_from(field->target));
        }
    }
    return NULL;
}

void model_check_secret_ends(Parser *parser, const DraftRecord *record)
{
    if (record->def.secret_through < 0) {
        return;
    }
    const FieldDef *field = &model_field_at(record, (size_t)record->def.secret_through)->def;
    const DraftRecord *at = model_draft_record(parser, text_from(field->target));
    for (int steps = 0; at != NULL && !at->has_states && steps < SCHEMA_THROUGH_MOST; steps++) {
        at = came_of(parser, at);
    }
    if (at == NULL || !at->has_states) {
        model_fault(parser, record->secret.place,
                    "'%s' leads to no record with states, whose moves would bring it into the "
                    "history",
                    field->name);
    }
}
