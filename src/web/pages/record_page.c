/* One record: its fields, the moves that are open and why others are not, the chain it stands in,
 * and its history. */
#include "record_pages_impl.h"

#include <string.h>

/* ---- Fields ---- */

/* Each of several that a field names leads on by itself. */
static Status add_refs(Visit *visit, Data *item, const FieldDef *field, const Value *value,
                       Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(field->target));
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < value->ref_count; i++) {
        Buf title = buf_new(visit->arena);
        status = record_print_reference(visit->worker->workspace, &title, visit->lang, def,
                                        value->refs[i], err);
        Data *ref = data_item(item, "refs");
        data_text(ref, "ref", buf_text(&title));
        data_text(ref, "ref_link", record_link(visit, field->target, value->refs[i]));
    }
    data_flag(item, "is_many", true);
    return status;
}

static Status add_field(Visit *visit, Data *data, const Record *record, int f, Error *err)
{
    const FieldDef *field = &record->def->fields[f];
    Text value;
    Status status =
        report_field(visit->arena, visit->lang, visit->worker->workspace, record, f, &value, err);
    if (status != STATUS_OK || (value.len == 0 && !field->required)) {
        return status;
    }
    Data *item = data_item(data, "fields");
    data_text(item, "name", label_of(visit, field->zh, field->en));
    data_text(item, "value", value.len ? value : TEXT("—"));
    bool leads_on = field->kind == FIELD_REF && record->values[f].kind == VALUE_INT;
    data_text(item, "link",
              leads_on ? record_link(visit, field->target, record->values[f].number) : TEXT(""));
    return record->values[f].kind == VALUE_REFS
               ? add_refs(visit, item, field, &record->values[f], err)
               : STATUS_OK;
}

/* What a field names would be a bare number to who may not read it, and lead nowhere. */
static bool can_be_told(const Visit *visit, const FieldDef *field)
{
    const RecordDef *target =
        field->target ? model_record(visit->site->setup->model, text_from(field->target)) : NULL;
    return target == NULL || may_read(visit, target);
}

/* What the figures of a gap or a target are figures of, and in what unit. */
static void add_measured_by(Visit *visit, Data *data, int indicator)
{
    const Registry *registry = visit->worker->registry;
    const Indicator *measured = &registry->indicators[indicator];
    Arg args[] = {arg_text("indicator", indicator_name(registry, indicator, visit->lang)),
                  arg_text("unit", unit_short(visit->arena, visit->lang, measured->unit))};
    Data *item = data_item(data, "fields");
    data_text(item, "name", page_words(visit, "web.record.measured", NO_ARGS));
    data_text(item, "value", page_words(visit, "web.record.measured_in", args, 2));
    data_text(item, "link",
              text_format(visit->arena, "/indicators/%.*s", TEXT_ARGS(measured->code)));
}

/* From a gap that is kept to how it stands now, where its target is set. */
static void add_gap_door(Visit *visit, Data *data, Record *gap, int indicator)
{
    const Registry *registry = visit->worker->registry;
    int subject = registry_entity_of_id(registry, record_value(gap, "subject")->number);
    int reference = registry_entity_of_id(registry, record_value(gap, "reference")->number);
    Buf link = buf_new(visit->arena);
    Text code = registry->indicators[indicator].code;
    buf_add_format(&link, "/gaps/%.*s", TEXT_ARGS(code));
    if (subject >= 0) {
        url_add_param(&link, "subject", registry->entities[subject].code);
    }
    if (reference >= 0) {
        url_add_param(&link, "with", registry->entities[reference].code);
    }
    Data *door = data_item(data, "doors");
    data_text(door, "link", buf_text(&link));
    data_text(door, "words", page_words(visit, "web.gap.whole", NO_ARGS));
}

static Status add_measure(Visit *visit, Data *data, Record *record, Error *err)
{
    int indicator;
    Status status = measured_by(visit, record, &indicator, err);
    if (status == STATUS_OK && indicator >= 0) {
        add_measured_by(visit, data, indicator);
        if (strcmp(record->def->name, "gap") == 0) {
            add_gap_door(visit, data, record, indicator);
        }
    }
    return status;
}

Status record_facts(Visit *visit, Data *data, const Record *record, Error *err)
{
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < record->def->field_count; f++) {
        if (can_be_told(visit, &record->def->fields[f])) {
            status = add_field(visit, data, record, f, err);
        }
    }
    return status;
}

/* ---- Moves ---- */

static bool is_about_needs(const Error *refusal)
{
    return strcmp(refusal->code, "record.needed") == 0;
}

/* Why a move is not open. Of one that is others' it is enough here to say whose it is. */
static Text refusal_words(Visit *visit, const Error *refusal)
{
    return strcmp(refusal->code, "record.denied") == 0
               ? error_in_words(visit, refusal, "web.record.others")
               : error_sentence(visit, refusal);
}

static void add_until(Visit *visit, Data *item, Date until)
{
    Buf day = buf_new(visit->arena);
    if (until != DATE_NONE) {
        date_print(&day, until);
        data_text(item, "until", buf_text(&day));
        data_flag(item, "is_late", until < workspace_today(visit->worker->workspace));
    }
}

static Status add_move(Visit *visit, Data *data, const Record *record, const MoveDef *move,
                       const List *dues, Error *err)
{
    List refusals;
    Status status =
        record_explain(visit->arena, visit->worker->workspace, record, move, &refusals, err);
    if (status != STATUS_OK) {
        return status;
    }
    Data *item = data_item(data, "moves");
    bool open = true;
    for (size_t i = 0; i < refusals.count; i++) {
        const Error *refusal = LIST_AT(&refusals, Error, i);
        if (!is_about_needs(refusal)) { /* those are asked for when one moves */
            data_text(data_item(item, "reasons"), "reason", refusal_words(visit, refusal));
            open = false;
        }
    }
    const StateDef *to = &record->def->states[move->to];
    data_text(item, "name", label_of(visit, move->zh, move->en));
    data_text(item, "to", label_of(visit, to->zh, to->en));
    add_until(visit, item, dues_until(dues, move));
    data_text(item, "link",
              open ? text_format(visit->arena, "/records/%s/%lld/move/%s", record->def->name,
                                 (long long)record->id, move->name)
                   : TEXT(""));
    return STATUS_OK;
}

Status record_open_moves(Visit *visit, Data *data, const Record *record, Error *err)
{
    Status status = STATUS_OK;
    if (record->state < 0) {
        return status;
    }
    List moves = record_moves(visit->arena, record->def, record->state), dues;
    status = record_dues(visit->arena, visit->worker->workspace, record, &dues, err);
    data_flag(data, "has_moves", moves.count > 0);
    for (size_t i = 0; status == STATUS_OK && i < moves.count; i++) {
        status = add_move(visit, data, record, *LIST_AT(&moves, const MoveDef *, i), &dues, err);
    }
    return status;
}

/* ---- History ---- */

/* "2016-10-13 19:30": local time; to the minute is enough for people. */
Text page_time(Visit *visit, int64_t at_ms)
{
    enum { MS_A_MINUTE = 60000 };
    Buf text = buf_new(visit->arena);
    time_print(&text, at_ms - at_ms % MS_A_MINUTE);
    return buf_text(&text);
}

/* History keeps values as machines read them; people read them as in the record. */
static Text told_value(Visit *visit, const Change *change, Text canonical)
{
    Buf told = buf_new(visit->arena);
    Error ignored;
    return change_print(visit->worker->workspace, &told, visit->lang, change, canonical,
                        &ignored) == STATUS_OK
               ? buf_text(&told)
               : canonical;
}

static Text field_name(Visit *visit, const Record *record, const Change *change)
{
    int field = record_field(record->def, change->field);
    if (text_equal(change->field, TEXT("state"))) {
        return page_words(visit, "web.list.state", NO_ARGS);
    }
    if (text_equal(change->field, TEXT(CHANGE_REASON))) {
        return page_words(visit, "web.record.reason_of_change", NO_ARGS);
    }
    return field < 0
               ? change->field
               : label_of(visit, record->def->fields[field].zh, record->def->fields[field].en);
}

/* Who works at the terminal is known by the number of their account on the machine. */
static Text who_words(Visit *visit, Text who)
{
    Text user = who;
    return text_equal(text_take(&user, ':'), TEXT("local"))
               ? page_words(visit, "web.record.local", ARGS(arg_text("user", user)))
               : who;
}

static Data *add_event(Visit *visit, Data *data, const Change *change)
{
    char key[40];
    Data *event = data_item(data, "events");
    snprintf(key, sizeof key, "web.action.%.*s", TEXT_ARGS(change->action));
    data_text(event, "at", page_time(visit, change->at_ms));
    data_text(event, "who", who_words(visit, change->post.len ? change->post : change->who));
    data_text(event, "action",
              lang_has(key) ? text_from(lang_text(visit->lang, key)) : change->action);
    data_text(event, "reason",
              change->is_reason_erased ? page_words(visit, "web.record.reason_erased", NO_ARGS)
                                       : change->reason);
    return event;
}

static void add_change(Visit *visit, Data *event, const Record *record, const Change *change)
{
    Data *item = data_item(event, "changes");
    data_text(item, "field", field_name(visit, record, change));
    data_text(item, "before", told_value(visit, change, change->before));
    data_text(item, "after", told_value(visit, change, change->after));
    data_flag(item, "is_erased", !change->has_values || change->is_withheld);
}

static bool is_together(const Change *a, const Change *b)
{
    return a->record_version == b->record_version && a->at_ms == b->at_ms;
}

/* What changed together is one event; the latest stands first. */
static Status add_history(Visit *visit, Data *data, const Record *record, Error *err)
{
    List changes;
    Status status = record_history(visit->arena, visit->worker->workspace, record->def, record->id,
                                   &changes, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t end = changes.count; end > 0;) {
        const Change *last = LIST_AT(&changes, Change, end - 1);
        size_t begin = end - 1;
        while (begin > 0 && is_together(LIST_AT(&changes, Change, begin - 1), last)) {
            begin--;
        }
        Data *event = add_event(visit, data, LIST_AT(&changes, Change, begin));
        for (size_t i = begin; i < end; i++) {
            add_change(visit, event, record, LIST_AT(&changes, Change, i));
        }
        end = begin;
    }
    if (record->version > 1) {
        Text link = record_link(visit, record->def->name, record->id);
        data_text(data, "compare_link",
                  text_format(visit->arena, "%.*s/compare", TEXT_ARGS(link)));
    }
    return STATUS_OK;
}

/* ---- Pages made by hand that go on from a record of one type ---- */

typedef struct RecordDoor {
    const char *type, *path, *words; /* the path has the record's number in it */
} RecordDoor;

static const RecordDoor DOORS[] = {
    {"target", "/targets/%lld/shares", "web.shares"},
    {"visit", "/learn/visits/%lld", "web.visit.whole"},
    {"enterprise", "/enterprises/%lld", "web.enterprise.whole"},
};

static void add_doors(Visit *visit, Data *data, const Record *record)
{
    for (size_t i = 0; i < sizeof DOORS / sizeof *DOORS; i++) {
        if (strcmp(DOORS[i].type, record->def->name) == 0) {
            Data *door = data_item(data, "doors");
            data_text(door, "link",
                      text_format(visit->arena, DOORS[i].path, (long long)record->id));
            data_text(door, "words", page_words(visit, DOORS[i].words, NO_ARGS));
        }
    }
}

/* Does a record of that type stand for what is done about the one that `field` names, or for
 * something that happened to it on its way? */
static bool follows(const FieldDef *field, const RecordDef *def)
{
    bool names = field->target != NULL && strcmp(field->target, def->name) == 0;
    bool happened = field->required && field->kind == FIELD_REF && def->state_count > 0;
    return names && (field->link == LINK_ANSWERS || happened);
}

static bool add_successor(Visit *visit, Data *data, const Record *record, const RecordDef *def,
                          int field)
{
    Error refusal = {0};
    Record *next = record_new(visit->arena, def);
    int64_t id = record->id;
    bool is_many = def->fields[field].kind == FIELD_REFS;
    next->values[field] = is_many ? value_refs(&id, 1) : value_int(id);
    if (batch_by_hand(def, &refusal) != STATUS_OK ||
        permit_record(visit->worker->workspace, next, ACT_CREATE, &refusal) != STATUS_OK) {
        return false;
    }
    Data *item = data_item(data, "successors");
    data_text(item, "words", label_of(visit, def->zh, def->en));
    data_text(item, "link",
              text_format(visit->arena, "/records/%s/new?%s=%lld", def->name,
                          def->fields[field].name, (long long)record->id));
    return true;
}

/* What the reader may add to a record: a task to a target, a report to a task on its way. */
static void add_successors(Visit *visit, Data *data, const Record *record)
{
    const Model *model = visit->site->setup->model;
    bool has_any = false;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int f = 0; f < def->field_count; f++) {
            if (follows(&def->fields[f], record->def)) {
                has_any = add_successor(visit, data, record, def, f) || has_any;
                break;
            }
        }
    }
    data_flag(data, "has_successors", has_any);
}

/* What stands beside the moves: only what the reader may do at all;
 * record says the rest when asked. */
static void add_actions(Visit *visit, Data *data, const Record *record, bool may_change)
{
    static const char *const names[] = {"files", "undo", "delete"};
    static const char *const words[] = {"web.files.attach", "web.undo", "web.delete"};
    Error refusal = {0};
    Workspace *workspace = visit->worker->workspace;
    bool may_delete = permit_record(workspace, record, ACT_DELETE, &refusal) == STATUS_OK;
    bool may_attach =
        may_change || (record->def->secret_through < 0 &&
                       permit_record(workspace, record, ACT_CREATE, &refusal) == STATUS_OK);
    const bool open[] = {may_attach, may_change, may_delete};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (open[i]) {
            Data *item = data_item(data, "actions");
            data_text(item, "link",
                      text_format(visit->arena, "/records/%s/%lld/%s", record->def->name,
                                  (long long)record->id, names[i]));
            data_text(item, "words", page_words(visit, words[i], NO_ARGS));
        }
    }
}

/* ---- The page ---- */

Status page_record(Visit *visit, Error *err)
{
    Record *record;
    Status status = record_of(visit, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    const RecordDef *def = record->def;
    Error refusal = {0};
    Data *data = page_data(visit, record_title(visit, record), "");
    data_text(data, "kind", record_label(visit->lang, def, SEVERAL));
    data_text(data, "kind_link", text_format(visit->arena, "/records/%s", def->name));
    data_int(data, "id", record->id);
    data_text(data, "state", report_state(visit->lang, record));
    bool may_change =
        permit_record(visit->worker->workspace, record, ACT_CHANGE, &refusal) == STATUS_OK;
    data_text(data, "edit_link",
              may_change ? text_format(visit->arena, "/records/%s/%lld/edit", def->name,
                                       (long long)record->id)
                         : TEXT(""));
    add_doors(visit, data, record);
    add_successors(visit, data, record);
    status = add_measure(visit, data, record, err);
    if (status == STATUS_OK) {
        status = record_facts(visit, data, record, err);
    }
    if (status == STATUS_OK) {
        status = record_open_moves(visit, data, record, err);
    }
    if (status == STATUS_OK && def->in_chain) {
        status = page_chain(visit, data_item(data, "chains"), record, err);
    }
    if (status == STATUS_OK) {
        status = record_files(visit, data, record, err);
    }
    add_actions(visit, data, record, may_change);
    if (status == STATUS_OK) {
        status = add_history(visit, data, record, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "record", data);
    }
    return status;
}
