/* A text that people decide on: read afresh for each visit,
 * from the words that its record keeps. */
#include "reading_impl.h"

enum { KEY_SHOWN = 12 };

static Status propose(Visit *visit, Date date, OpenReading *open, Error *err)
{
    Arena *arena = visit->arena;
    Workspace *workspace = visit->worker->workspace;
    ProseSettings known = {.text_date = date};
    Status status = workspace_knows(arena, workspace, visit->worker->registry, &known, err);
    if (status != STATUS_OK) {
        return status;
    }
    text_file_propose(arena, visit->site->prose, &known, &open->file, &open->reading);
    open->source = (ProposalSource){.file = &open->file,
                                    .reading = &open->reading,
                                    .registry = visit->worker->registry,
                                    .subject = -1};
    return STATUS_OK;
}

Status reading_take(Visit *visit, Text bytes, const char *name, Date date, OpenReading *open,
                    Error *err)
{
    Status status = text_file_read(visit->arena, bytes, name, &open->file, err);
    return status ? status : propose(visit, date, open, err);
}

static void describe_source(Visit *visit, OpenReading *open)
{
    const Value *subject = record_value(open->record, "subject");
    open->source.id = open->record->id;
    open->source.name = record_value(open->record, "name")->text;
    open->source.path = record_value(open->record, "file")->text;
    open->source.visit = record_value(open->record, "visit")->number;
    if (subject->kind == VALUE_INT) {
        open->source.subject = registry_entity_of_id(visit->worker->registry, subject->number);
    }
}

static Status no_such_text(Error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status reading_load_id(Visit *visit, int64_t id, OpenReading *open, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    Status status = reading_open(visit->arena, workspace, id, &open->record, &open->file, err);
    if (status == STATUS_NOT_FOUND) {
        return no_such_text(err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const Value *date = record_value(open->record, "text_date");
    status = propose(visit, date->kind == VALUE_INT ? (Date)date->number : DATE_NONE, open, err);
    if (status == STATUS_OK) {
        describe_source(visit, open);
        status = proposals_list(visit->arena, workspace, &open->reading, &open->items, err);
    }
    return status;
}

Status reading_load(Visit *visit, OpenReading *open, Error *err)
{
    int64_t id;
    if (!visit->site->prose || !text_to_int(params_get(&visit->request.captures, "id"), &id)) {
        return no_such_text(err);
    }
    return reading_load_id(visit, id, open, err);
}

/* ---- Links and names ---- */

Text reading_link(Visit *visit, int64_t id)
{
    return text_format(visit->arena, "/readings/%lld", (long long)id);
}

Text decide_link(Visit *visit, int64_t id, const ProposalItem *item)
{
    if (!item) {
        return reading_link(visit, id);
    }
    Text key = text_slice(item->key, 0, KEY_SHOWN);
    return text_format(visit->arena, "/readings/%lld?at=%.*s", (long long)id, TEXT_ARGS(key));
}

Text kind_label(const Visit *visit, ProseKind kind)
{
    const RecordDef *def = proposal_type(visit->worker->workspace, kind);
    return def ? label_of(visit, def->zh, def->en) : text_from(prose_kind_name(kind));
}

bool may_decide(const Visit *visit)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("reading_choice"));
    return may_create(visit, def);
}

/* ---- Items ---- */

size_t count_open(const List *items)
{
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        count += LIST_AT(items, ProposalItem, i)->choice == CHOICE_OPEN;
    }
    return count;
}

ProposalItem *next_open(const List *items, size_t from)
{
    for (size_t i = 0; i < items->count; i++) {
        ProposalItem *item = LIST_AT(items, ProposalItem, (from + i) % items->count);
        if (item->choice == CHOICE_OPEN) {
            return item;
        }
    }
    return NULL;
}

ProposalItem *item_keyed(const List *items, Text key)
{
    for (size_t i = 0; key.len >= KEY_SHOWN && i < items->count; i++) {
        if (text_starts(LIST_AT(items, ProposalItem, i)->key, key)) {
            return LIST_AT(items, ProposalItem, i);
        }
    }
    return NULL;
}

size_t item_index(const List *items, const ProposalItem *item)
{
    return (size_t)(item - (const ProposalItem *)items->items);
}

/* ---- From a form to corrections ---- */

static bool is_provenance(const FieldDef *field)
{
    static const char *const names[] = {"reading", "anchor", "position", "en", "account"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(text_from(field->name), text_from(names[i]))) {
            return true;
        }
    }
    return field->kind == FIELD_COMPUTED || field->kind == FIELD_FILE;
}

/* What the list of a text settles by itself: entry_complete. */
static bool is_settled(const RecordDef *def, const FieldDef *field)
{
    bool is_entry = text_equal(text_from(def->name), TEXT("entry"));
    return is_entry && (text_equal(text_from(field->name), TEXT("place")) ||
                        text_equal(text_from(field->name), TEXT("code")) ||
                        text_equal(text_from(field->name), TEXT("list")));
}

int *made_fields(Visit *visit, const Record *draft, int *count)
{
    const RecordDef *def = draft->def;
    int *fields = ARENA_ARRAY(visit->arena, int, (size_t)def->field_count);
    *count = 0;
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        bool is_shown = field->required || field->listed || draft->values[f].kind != VALUE_NONE;
        if (is_shown && !is_provenance(field) && !is_settled(def, field)) {
            fields[(*count)++] = f;
        }
    }
    return fields;
}

/* As proposal_accept reads it: several references are parted by semicolons. */
static Text plain_value(Visit *visit, const Record *record, int f)
{
    const Value *value = &record->values[f];
    Buf text = buf_new(visit->arena);
    if (value->kind == VALUE_REFS) {
        for (int i = 0; i < value->ref_count; i++) {
            buf_add_format(&text, "%s%lld", i ? ";" : "", (long long)value->refs[i]);
        }
    } else if (value->kind == VALUE_INT && record->def->fields[f].kind == FIELD_REF) {
        buf_add_format(&text, "%lld", (long long)value->number);
    } else if (value->kind != VALUE_NONE) {
        record_print_plain(&text, record, f);
    }
    return buf_text(&text);
}

Status read_corrections(Visit *visit, const Record *draft, List *fields, Problems *problems,
                        Error *err)
{
    Record given = *draft;
    const RecordDef *def = draft->def;
    given.values = ARENA_ARRAY(visit->arena, Value, (size_t)def->field_count);
    for (int f = 0; f < def->field_count; f++) {
        given.values[f] = draft->values[f];
    }
    *fields = list_new(visit->arena, sizeof(ProposalField));
    Status status = input_read(visit, &given, problems, err);
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        if (!value_equal(&given.values[f], &draft->values[f])) {
            *(ProposalField *)list_add(fields) =
                (ProposalField){text_from(def->fields[f].name), plain_value(visit, &given, f)};
        }
    }
    return status;
}
