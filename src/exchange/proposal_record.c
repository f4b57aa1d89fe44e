/* A proposal fills a record. Only what the text says is filled in, and only where the model has a field
 * for it; what the record requires beside is for the person to say. */
#include "proposal_impl.h"

#include <string.h>

const RecordDef *proposal_type(const Workspace *workspace, ProseKind kind)
{
    return model_record(workspace_model(workspace), text_from(prose_kind_name(kind)));
}

Text first_characters(Text text, size_t most)
{
    size_t at = 0, count = 0;
    uint32_t c;
    while (count < most && text_next(text, &at, &c))
        count++;
    return text_slice(text, 0, at);
}

static Value *value_of(Record *record, const char *field, const FieldDef **def)
{
    int index = record_field(record->def, text_from(field));
    if (index < 0) return NULL;
    *def = &record->def->fields[index];
    return &record->values[index];
}

void record_fill_text(Arena *arena, Record *record, const char *field, Text text)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    if (!value || !text.len) return;
    if (def->kind != FIELD_TEXT && def->kind != FIELD_LONG_TEXT) return;
    *value = value_text(text_copy(arena, first_characters(text, (size_t)def->size)));
}

void record_fill_number(Record *record, const char *field, int64_t number)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    if (value) *value = value_int(number);
}

static bool has_option(const FieldDef *def, const char *name)
{
    for (int i = 0; i < def->option_count; i++) {
        if (strcmp(def->options[i].name, name) == 0) return true;
    }
    return false;
}

static void fill_option(Record *record, const char *field, const char *name)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    if (value && def->kind == FIELD_ONE_OF && has_option(def, name)) {
        *value = value_text(text_from(name));
    }
}

static void fill_lens(Record *record, Text lens)
{
    static const struct {
        const char *zh, *option;
    } LENSES[] = {{"理念", "idea"}, {"气魄", "daring"}, {"方法", "method"}, {"精神", "spirit"}};
    for (size_t i = 0; i < sizeof LENSES / sizeof LENSES[0]; i++) {
        if (text_equal(lens, text_from(LENSES[i].zh)))
            fill_option(record, "lens", LENSES[i].option);
    }
}

/* The unit of that name; nothing where no unit, or more than one, is called so. */
static Status find_unit(Arena *arena, Workspace *workspace, Text name, int64_t *id, Error *err)
{
    *id = 0;
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("organisation"));
    int field = def ? record_field(def, TEXT("zh")) : -1;
    if (field < 0 || !name.len) return STATUS_OK;
    RecordFilter filter = {.field = field, .value = value_text(name)};
    Record *found;
    Status status = record_find(arena, workspace, def, &filter, 1, &found, err);
    if (!status && found) *id = found->id;
    return status;
}

static Status fill_unit(Arena *arena, Workspace *workspace, Record *record, const char *field,
                        Text names, Error *err)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    Text first;
    int64_t id;
    if (!value || def->kind != FIELD_REF || !names.len) return STATUS_OK;
    size_t at;
    first = text_find(names, TEXT("、"), &at) ? text_slice(names, 0, at) : names;
    Status status = find_unit(arena, workspace, first, &id, err);
    if (!status && id) *value = value_int(id);
    return status;
}

/* The first place named whom the registry knows on that day. */
static void fill_place(const ProposalSource *source, Record *record, Text names)
{
    Error unknown;
    int index;
    size_t at;
    Text first = text_find(names, TEXT("、"), &at) ? text_slice(names, 0, at) : names;
    if (!first.len ||
        registry_entity(source->registry, first, source->reading->date, &index, &unknown)) {
        return;
    }
    record_fill_number(record, "place", source->registry->entities[index].id);
}

Status proposal_fill(Arena *arena, Workspace *workspace, const ProposalSource *source,
                     const ProposalItem *item, Text words, size_t position, Record *record,
                     Error *err)
{
    const ProseProposal *proposal = item->proposal;
    record_fill_text(arena, record, "zh", words);
    record_fill_text(arena, record, "anchor", first_characters(words, ANCHOR_MOST));
    record_fill_number(record, "position", (int64_t)position);
    record_fill_text(arena, record, "area", proposal->field);
    record_fill_text(arena, record, "quantity", proposal->numbers);
    if (proposal->kind == PROSE_COMMITMENT) {
        fill_option(record, "kind", prose_nature_name(proposal->nature));
    }
    if (proposal->kind == PROSE_GAP) record_fill_text(arena, record, "topic", words);
    fill_lens(record, proposal->lens);
    if (proposal->period.last != DATE_NONE)
        record_fill_number(record, "due", proposal->period.last);
    if (source->visit) record_fill_number(record, "visit", source->visit);
    if (source->subject >= 0) {
        record_fill_number(record, "subject", source->registry->entities[source->subject].id);
    }
    if (proposal->kind == PROSE_LESSON) fill_place(source, record, proposal->name);
    const char *unit = proposal->kind == PROSE_TASK ? "lead" : "owner";
    return fill_unit(arena, workspace, record, unit, proposal->owner, err);
}

/* ---- Corrections ---- */

static Status unknown_name(Problems *problems, const FieldDef *def, Text value)
{
    Arg args[] = {arg_text("value", value)};
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = "exchange.proposal_no_such_name",
                                     .field = text_from(def->zh),
                                     .args = args,
                                     .arg_count = 1});
    return STATUS_OK;
}

static Status correct_reference(Arena *arena, Workspace *workspace, const ProposalSource *source,
                                const FieldDef *def, Value *value, Text name, Problems *problems,
                                Error *err)
{
    int64_t id = 0;
    int index;
    Error unknown;
    Status status = STATUS_OK;
    if (text_to_int(name, &id)) {
        *value = value_int(id);
        return STATUS_OK;
    }
    if (strcmp(def->target, "organisation") == 0) {
        status = find_unit(arena, workspace, name, &id, err);
    } else if (strcmp(def->target, "entity") == 0 &&
               !registry_entity(source->registry, name, source->reading->date, &index, &unknown)) {
        id = source->registry->entities[index].id;
    }
    if (status) return status;
    if (!id) return unknown_name(problems, def, name);
    *value = value_int(id);
    return STATUS_OK;
}

Status proposal_correct(Arena *arena, Workspace *workspace, const ProposalSource *source,
                        Record *record, const ProposalField *field, Problems *problems, Error *err)
{
    int index = record_field(record->def, field->name);
    if (index < 0) {
        return error_set(err, STATUS_INVALID, "exchange.proposal_no_such_field",
                         ARGS(arg_text("field", field->name), arg_cstr("type", record->def->name)));
    }
    const FieldDef *def = &record->def->fields[index];
    if (def->kind == FIELD_REF) {
        return correct_reference(arena, workspace, source, def, &record->values[index],
                                 field->value, problems, err);
    }
    record_parse(arena, record, index, field->value, problems);
    return STATUS_OK;
}
