/* A proposal fills a record. Only what the text says is filled in, and only where the model has a
 * field for it; what the record requires beside is for the person to say. */
#include "proposal_impl.h"

#include <string.h>

const RecordDef *proposal_type(const Workspace *workspace, ProseKind kind)
{
    const char *type = kind == PROSE_FIGURE ? "heard_figure"
                       : kind == PROSE_MAIN ? "entry"
                                            : prose_kind_name(kind);
    return model_record(workspace_model(workspace), text_from(type));
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

/* ---- Names ---- */

Status proposal_unit(Arena *arena, Workspace *workspace, Text name, int64_t *id, Error *err)
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

int64_t proposal_entity(const ProposalSource *source, Text name)
{
    Error unknown;
    int index;
    if (!name.len ||
        registry_entity(source->registry, name, source->reading->date, &index, &unknown)) {
        return 0;
    }
    return source->registry->entities[index].id;
}

static Text first_name(Text names)
{
    size_t at;
    return text_find(names, TEXT("、"), &at) ? text_slice(names, 0, at) : names;
}

/* The first unit of those named, where it is registered. */
static Status fill_unit(Arena *arena, Workspace *workspace, Record *record, const char *field,
                        Text names, Error *err)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    int64_t id;
    if (!value || def->kind != FIELD_REF || !names.len) return STATUS_OK;
    Status status = proposal_unit(arena, workspace, first_name(names), &id, err);
    if (!status && id) *value = value_int(id);
    return status;
}

/* Those of the units named that are registered. */
static Status fill_units(Arena *arena, Workspace *workspace, Record *record, const char *field,
                         Text names, Error *err)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    List ids = list_new(arena, sizeof(int64_t));
    Status status = STATUS_OK;
    while (!status && value && names.len) {
        int64_t id;
        Text name = first_name(names);
        names = text_slice(names, name.len + (name.len < names.len ? strlen("、") : 0), names.len);
        status = proposal_unit(arena, workspace, name, &id, err);
        if (!status && id) *(int64_t *)list_add(&ids) = id;
    }
    if (!status && ids.count) *value = value_refs(ids.items, (int)ids.count);
    return status;
}

static void fill_entity(const ProposalSource *source, Record *record, const char *field, Text names)
{
    int64_t id = proposal_entity(source, first_name(names));
    if (id) record_fill_number(record, field, id);
}

/* ---- One kind after another ---- */

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

static Status fill_owed(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                        Record *record, Error *err)
{
    int64_t *entry = ARENA_NEW(arena, int64_t);
    const FieldDef *def;
    Value *entries = value_of(record, "entries", &def);
    record_fill_text(arena, record, "quantity", proposal->numbers);
    if (proposal->period.last != DATE_NONE)
        record_fill_number(record, "due", proposal->period.last);
    Status status = entry_named(arena, workspace, proposal->main, entry, err);
    if (!status && *entry && entries) *entries = value_refs(entry, 1);
    return status;
}

static Status fill_commitment(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                              Record *record, Error *err)
{
    fill_option(record, "kind", prose_nature_name(proposal->nature));
    Status status = fill_owed(arena, workspace, proposal, record, err);
    return status ? status : fill_unit(arena, workspace, record, "owner", proposal->owner, err);
}

static Status fill_task(Arena *arena, Workspace *workspace, const ProseProposal *proposal,
                        Record *record, Error *err)
{
    Status status = fill_owed(arena, workspace, proposal, record, err);
    if (!status) status = fill_unit(arena, workspace, record, "lead", proposal->owner, err);
    return status ? status : fill_units(arena, workspace, record, "assist", proposal->assist, err);
}

const char *benchmark_role(Text role)
{
    static const char *const ROLES[] = {"near", "far", "peer"};
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (text_equal(role, text_from(ROLES[i]))) return ROLES[i];
    }
    return "";
}

static const char *verb_option(Text verb)
{
    static const struct {
        const char *zh, *option;
    } VERBS[] = {{"赶超", "overtake"}, {"超越", "overtake"}, {"追赶", "catch_up"}, {"学", "learn"}};
    for (size_t i = 0; i < sizeof VERBS / sizeof VERBS[0]; i++) {
        if (text_contains(verb, text_from(VERBS[i].zh))) return VERBS[i].option;
    }
    return "";
}

static void fill_benchmark(const ProposalSource *source, const ProseProposal *proposal,
                           Record *record)
{
    fill_entity(source, record, "reference", proposal->name);
    fill_option(record, "role", benchmark_role(proposal->role));
    fill_option(record, "verb", verb_option(proposal->verb));
    if (source->reading->date != DATE_NONE) {
        record_fill_number(record, "valid_from", source->reading->date);
    }
}

static const char *bound_option(ProseBound bound)
{
    static const char *const OPTIONS[] = {"said",     "exact", "about",  "above",
                                          "at_least", "below", "at_most"};
    return OPTIONS[bound];
}

static void fill_decimal(Record *record, const char *field, Decimal number)
{
    const FieldDef *def;
    Value *value = value_of(record, field, &def);
    if (value) *value = value_decimal(number);
}

static void fill_figure(Arena *arena, const ProseProposal *figure, Text words, Record *record)
{
    const FieldDef *def;
    Value *days = value_of(record, "days", &def);
    bool whole = text_equal(words, figure->text);
    if (whole && figure->indicator.len) record_fill_text(arena, record, "zh", figure->indicator);
    fill_option(record, "bound", bound_option(figure->bound));
    fill_decimal(record, "value", figure->value);
    if (figure->is_range) fill_decimal(record, "value_to", figure->value_to);
    record_fill_text(arena, record, "unit", figure->unit);
    record_fill_text(arena, record, "span", figure->period.text);
    if (days && figure->period.first != DATE_NONE && figure->period.last != DATE_NONE) {
        *days = value_pair(figure->period.first, figure->period.last);
    }
}

static void fill_source(Arena *arena, const ProposalSource *source, Text words, size_t position,
                        Record *record)
{
    record_fill_text(arena, record, "zh", words);
    record_fill_text(arena, record, "anchor", first_characters(words, ANCHOR_MOST));
    record_fill_number(record, "position", (int64_t)position);
    if (source->id) record_fill_number(record, "reading", source->id);
    if (source->visit) record_fill_number(record, "visit", source->visit);
    if (source->subject >= 0) {
        record_fill_number(record, "subject", source->registry->entities[source->subject].id);
    }
}

Status proposal_fill(Arena *arena, Workspace *workspace, const ProposalSource *source,
                     const ProposalItem *item, Text words, size_t position, Record *record,
                     Error *err)
{
    const ProseProposal *proposal = item->proposal;
    fill_source(arena, source, words, position, record);
    record_fill_text(arena, record, "area", proposal->field);
    switch (proposal->kind) {
    case PROSE_COMMITMENT: return fill_commitment(arena, workspace, proposal, record, err);
    case PROSE_TASK: return fill_task(arena, workspace, proposal, record, err);
    case PROSE_GAP: record_fill_text(arena, record, "topic", words); break;
    case PROSE_LESSON:
        fill_lens(record, proposal->lens);
        fill_entity(source, record, "place", proposal->name);
        break;
    case PROSE_BENCHMARK: fill_benchmark(source, proposal, record); break;
    case PROSE_FIGURE: fill_figure(arena, proposal, words, record); break;
    case PROSE_MAIN:
        if (proposal->name.len) record_fill_text(arena, record, "zh", proposal->name);
        break;
    default: break;
    }
    return STATUS_OK;
}

/* ---- Corrections ---- */

static void tell_unknown(Problems *problems, const FieldDef *def, Text value)
{
    Arg args[] = {arg_text("value", value)};
    problems_add(problems, (Problem){.severity = SEVERITY_ERROR,
                                     .code = "exchange.proposal_no_such_name",
                                     .field = text_from(def->name),
                                     .args = args,
                                     .arg_count = 1});
}

/* An id, or the name of a unit or an entity; 0: none of them. */
static Status resolve(Arena *arena, Workspace *workspace, const ProposalSource *source,
                      const FieldDef *def, Text name, int64_t *id, Error *err)
{
    *id = 0;
    if (text_to_int(name, id)) return STATUS_OK;
    if (strcmp(def->target, "organisation") == 0) {
        return proposal_unit(arena, workspace, name, id, err);
    }
    if (strcmp(def->target, "entity") == 0) *id = proposal_entity(source, name);
    if (strcmp(def->target, "entry") == 0) return entry_named(arena, workspace, name, id, err);
    return STATUS_OK;
}

/* Several are parted by semicolons. */
static Status correct_references(Arena *arena, Workspace *workspace, const ProposalSource *source,
                                 const FieldDef *def, Value *value, Text names, Problems *problems,
                                 Error *err)
{
    List ids = list_new(arena, sizeof(int64_t));
    Text name;
    Status status = STATUS_OK;
    while (!status && text_split(&names, ';', &name)) {
        int64_t id;
        name = text_trim(name);
        if (!name.len) continue;
        status = resolve(arena, workspace, source, def, name, &id, err);
        if (!status && !id) tell_unknown(problems, def, name);
        *(int64_t *)list_add(&ids) = id;
    }
    if (status) return status;
    bool one = def->kind == FIELD_REF;
    *value = !ids.count ? value_none()
             : one      ? value_int(*LIST_AT(&ids, int64_t, 0))
                        : value_refs(ids.items, (int)ids.count);
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
    if (def->kind == FIELD_REF || def->kind == FIELD_REFS) {
        return correct_references(arena, workspace, source, def, &record->values[index],
                                  field->value, problems, err);
    }
    record_parse(arena, record, index, field->value, problems);
    return STATUS_OK;
}
