/* Creating, changing and moving a record: one form, the same for all, from the model's tables. What
 * is wrong is said beside the field with its remedy, and what was typed stays. */
#include "record_pages_impl.h"

#include <string.h>

enum { PROBLEMS_KEPT = 20, FEWEST_FOLDED = 2 };

/* Why it is done, for the history. Ten types of record have a field called "reason";
 * none has a colon in its name. */
static const char REASON[] = CHANGE_REASON;

typedef struct RecordForm {
    Visit *visit;
    Record *record;
    const MoveDef *move; /* NULL: the record's own form */
    int *fields;
    int field_count;
    int rare_count; /* of them, the last: hardly ever filled in */
    const List *given;  /* NULL: fresh */
    Problems *problems; /* NULL: none yet */
    Text refusal;       /* why it was not done */
    List taken;         /* Taken: what stands in the record because it stands elsewhere */
    bool is_overtaken;  /* somebody else saved meanwhile */
} RecordForm;

static Text form_path(const RecordForm *form)
{
    const Record *record = form->record;
    Arena *arena = form->visit->arena;
    if (form->move) {
        return text_format(arena, "/records/%s/%lld/move/%s", record->def->name,
                           (long long)record->id, form->move->name);
    }
    return record->id ? text_format(arena, "/records/%s/%lld/edit", record->def->name,
                                    (long long)record->id)
                      : text_format(arena, "/records/%s/new", record->def->name);
}

/* ---- Which fields ---- */

/* A new record is not asked for what a later move will ask for: nor for what lists show of it,
 * where the reader could neither make that move nor change the record afterwards. */
static bool is_for_later(const Visit *visit, const RecordDef *def, int f)
{
    const Workspace *workspace = visit->worker->workspace;
    bool is_needed = false, is_theirs = permit_reach(workspace, def, ACT_CHANGE) != REACH_NONE;
    for (int m = 0; m < def->move_count; m++) {
        const MoveDef *move = &def->moves[m];
        bool asks = move_needs(move, f);
        is_needed = is_needed || asks;
        is_theirs = is_theirs || (asks && permit_move_reach(workspace, def, move) != REACH_NONE);
    }
    return is_needed && !def->fields[f].required && !(def->fields[f].listed && is_theirs);
}

/* Nobody names a record that they may not see. */
static bool can_be_named(const Visit *visit, const FieldDef *field)
{
    const RecordDef *target =
        field->target ? model_record(visit->site->setup->model, text_from(field->target)) : NULL;
    return target == NULL || field->required || may_read(visit, target);
}

static void choose_fields(RecordForm *form)
{
    const RecordDef *def = form->record->def;
    form->fields = ARENA_ARRAY(form->visit->arena, int, (size_t)def->field_count);
    for (int i = 0; form->move && i < form->move->need_count; i++) {
        form->fields[form->field_count++] = form->move->needs[i];
    }
    for (int f = 0; !form->move && f < def->field_count; f++) {
        bool is_new = form->record->id == 0;
        bool is_left = is_new && (is_for_later(form->visit, def, f) ||
                                  !can_be_named(form->visit, &def->fields[f]));
        FieldKind kind = def->fields[f].kind;
        bool is_written = kind != FIELD_COMPUTED && !def->fields[f].number;
        if (!is_left && is_written) {
            form->fields[form->field_count++] = f;
        }
    }
}

/* ---- What stands elsewhere already ---- */

static bool has_problem(const RecordForm *form, const FieldDef *field)
{
    for (size_t i = 0; form->problems && i < problems_kept(form->problems); i++) {
        if (text_equal(problems_at(form->problems, i)->field, text_from(field->name))) {
            return true;
        }
    }
    return false;
}

static bool is_asked(const RecordForm *form, int f)
{
    for (int i = 0; i < form->field_count; i++) {
        if (form->fields[i] == f) {
            return true;
        }
    }
    return false;
}

/* A fresh form comes filled in; one that comes back has what was missing.
 * A new record keeps what it was begun with. */
static bool is_open(const RecordForm *form, int f)
{
    const FieldDef *field = &form->record->def->fields[f];
    if (form->given) {
        return form_get(form->given, field->name).len == 0 && has_problem(form, field);
    }
    return form->move || form->record->values[f].kind == VALUE_NONE;
}

static Status fill_in(RecordForm *form, Error *err)
{
    Visit *visit = form->visit;
    List offers;
    form->taken = list_new(visit->arena, sizeof(Taken));
    Status status = record_offers(visit->arena, visit->worker->workspace, form->record, form->move,
                                  &offers, err);
    for (size_t i = 0; status == STATUS_OK && i < offers.count; i++) {
        const Taken *offer = LIST_AT(&offers, Taken, i);
        if (offer->is_due && is_asked(form, offer->field) && is_open(form, offer->field)) {
            form->record->values[offer->field] = offer->value;
            *(Taken *)list_add(&form->taken) = *offer;
        }
    }
    return status;
}

static bool is_filled(const RecordForm *form, int f)
{
    const char *name = form->record->def->fields[f].name;
    return form->record->values[f].kind != VALUE_NONE ||
           (form->given && form_get(form->given, name).len > 0);
}

/* Neither asked for, nor in the lists, nor filled in. */
static bool is_rare(const RecordForm *form, int f)
{
    const FieldDef *field = &form->record->def->fields[f];
    return !form->move && !field->required && !field->listed && !is_filled(form, f) &&
           !has_problem(form, field);
}

static int pick(const RecordForm *form, bool rare, int *picked)
{
    int count = 0;
    for (int i = 0; i < form->field_count; i++) {
        if (is_rare(form, form->fields[i]) == rare) {
            picked[count++] = form->fields[i];
        }
    }
    return count;
}

/* What nearly everybody fills in stands first; the rest opens for who wants it. */
static void put_rare_last(RecordForm *form)
{
    int *sorted = ARENA_ARRAY(form->visit->arena, int, (size_t)form->field_count);
    int usual = pick(form, false, sorted);
    int rare = pick(form, true, sorted + usual);
    if (rare >= FEWEST_FOLDED) {
        form->fields = sorted;
        form->rare_count = rare;
    }
}

/* ---- Showing ---- */

static Text form_title(const RecordForm *form)
{
    Visit *visit = form->visit;
    const RecordDef *def = form->record->def;
    Text kind = label_of(visit, def->zh, def->en);
    if (form->move) {
        return page_words(visit, "web.form.move",
                          ARGS(arg_text("move", label_of(visit, form->move->zh, form->move->en)),
                               arg_text("kind", kind)));
    }
    return page_words(visit, form->record->id ? "web.form.edit" : "web.form.new",
                      ARGS(arg_text("kind", kind)));
}

/* Somebody else saved meanwhile: both versions side by side, and the form builds on the newer. */
static Status add_differences(RecordForm *form, Data *data, Error *err)
{
    Visit *visit = form->visit;
    Record *stored;
    List differences;
    Status status = record_differences(visit->arena, visit->worker->workspace, form->record,
                                       &stored, &differences, err);
    for (size_t i = 0; status == STATUS_OK && i < differences.count; i++) {
        int f = LIST_AT(&differences, RecordDifference, i)->field;
        if (f < 0) {
            continue;
        }
        Text mine = TEXT(""), theirs = TEXT("");
        const FieldDef *field = &stored->def->fields[f];
        status = report_field(visit->arena, visit->lang, visit->worker->workspace, form->record, f,
                              &mine, err);
        if (status == STATUS_OK) {
            status = report_field(visit->arena, visit->lang, visit->worker->workspace, stored, f,
                                  &theirs, err);
        }
        Data *item = data_item(data, "differences");
        data_text(item, "field", label_of(visit, field->zh, field->en));
        data_text(item, "mine", mine.len ? mine : TEXT("—"));
        data_text(item, "theirs", theirs.len ? theirs : TEXT("—"));
    }
    if (status == STATUS_OK) {
        form->record->version = stored->version;
    }
    return status;
}

static bool has_file_field(const RecordForm *form)
{
    for (int i = 0; i < form->field_count; i++) {
        if (form->record->def->fields[form->fields[i]].kind == FIELD_FILE) {
            return true;
        }
    }
    return false;
}

static void add_way_back(Visit *visit, Data *data, const Record *record)
{
    const RecordDef *def = record->def;
    Text link = TEXT("/records"), name = page_words(visit, "web.records", NO_ARGS);
    if (record->id) {
        link = record_link(visit, def->name, record->id);
        name = record_title(visit, record);
    } else if (may_read(visit, def)) {
        link = text_format(visit->arena, "/records/%s", def->name);
        name = record_label(visit->lang, def, SEVERAL);
    }
    data_text(data, "back", link);
    data_text(data, "back_name", name);
}

static Status show_form(RecordForm *form, Error *err)
{
    Visit *visit = form->visit;
    const Record *record = form->record;
    Data *data = page_data(visit, form_title(form), "");
    Status status = STATUS_OK;
    if (form->is_overtaken) {
        status = add_differences(form, data, err);
        data_flag(data, "has_differences", true);
    }
    if (status == STATUS_OK) {
        status = fill_in(form, err);
    }
    put_rare_last(form);
    const InputForm inputs = {.record = record,
                              .fields = form->fields,
                              .field_count = form->field_count,
                              .rare_count = form->rare_count,
                              .given = form->given,
                              .problems = form->problems,
                              .move = form->move,
                              .taken = &form->taken};
    if (status == STATUS_OK) {
        status = input_form(visit, data, &inputs, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    data_flag(data, "has_rare", form->rare_count > 0);
    data_text(data, "action", form_path(form));
    data_flag(data, "takes_files", has_file_field(form));
    data_int(data, "version", record->version);
    data_text(data, "refusal", form->refusal);
    add_way_back(visit, data, record);
    data_flag(data, "asks_reason", record->id != 0);
    data_text(data, "reason", form->given ? form_get(form->given, REASON) : TEXT(""));
    data_text(data, "submit",
              form->move ? label_of(visit, form->move->zh, form->move->en)
                         : page_words(visit, "web.form.save", NO_ARGS));
    answer_page(visit, "form", data);
    return STATUS_OK;
}

/* ---- Doing ---- */

static Status save(RecordForm *form, Error *err)
{
    Visit *visit = form->visit;
    Workspace *workspace = visit->worker->workspace;
    Text reason = text_trim(form_get(&visit->request.form_parts, REASON));
    Status status = batch_by_hand(form->record->def, err);
    if (status == STATUS_OK) {
        status = input_read(visit, form->record, form->problems, err);
    }
    if (status == STATUS_OK) {
        status = record_take_same(visit->arena, workspace, form->record, form->move, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return form->move
               ? record_move(visit->arena, workspace, form->record, text_from(form->move->name),
                             reason, form->problems, err)
               : record_save(visit->arena, workspace, form->record, reason, form->problems, err);
}

/* What the person can mend is shown in the form; everything else is an error like any other. */
static bool can_be_mended(Status status)
{
    return status == STATUS_INVALID || status == STATUS_CONFLICT;
}

/* Of what was made in secret the address is not even for the log: back to what it is about. What is
 * handed in and not seen again leads to where it is said that it was. */
static Text link_after(const RecordForm *form)
{
    const Record *record = form->record;
    int about = record->def->secret_through;
    if (about < 0 && !may_read(form->visit, record->def)) {
        return text_format(form->visit->arena, "/records?handed_in=%s", record->def->name);
    }
    return about < 0 ? record_link(form->visit, record->def->name, record->id)
                     : record_link(form->visit, record->def->fields[about].target,
                                   record->values[about].number);
}

static Status submit(RecordForm *form, Error *err)
{
    Visit *visit = form->visit;
    int64_t version;
    form->given = &visit->request.form_parts;
    form->problems = problems_new(visit->arena, PROBLEMS_KEPT);
    if (text_to_int(form_get(form->given, "version"), &version)) {
        form->record->version = version;
    }
    Status status = save(form, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, link_after(form));
        return STATUS_OK;
    }
    record_leave_files(form->record);
    if (!can_be_mended(status)) {
        return status;
    }
    Buf refusal = buf_new(visit->arena);
    Error shown = {0};
    error_print(&refusal, visit->lang, err);
    form->refusal = buf_text(&refusal);
    form->is_overtaken = status == STATUS_CONFLICT && problems_kept(form->problems) == 0;
    status = show_form(form, &shown);
    visit->answer.code = status_row(err->status)->http_code;
    *err = shown;
    return status;
}

/* ---- The addresses ---- */

/* "/records/task/new?target=12" begins with what is known already. */
static void prefill(Visit *visit, Record *record)
{
    Problems *ignored = problems_new(visit->arena, 1);
    for (int f = 0; f < record->def->field_count; f++) {
        Text given = params_get(&visit->request.query, record->def->fields[f].name);
        if (given.len > 0) {
            record_parse(visit->arena, record, f, given, ignored);
        }
    }
}

/* What one may make, also where one does not see what others made. Strangers have a page of their
 * own for what they say. */
static bool is_open_to(const Visit *visit, const RecordDef *def)
{
    return def && def->kind == RECORD_PLAIN && may_create(visit, def) &&
           (visit->is_signed_in || may_read(visit, def));
}

static Status open_new(Visit *visit, RecordForm *form, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model,
                                        params_get(&visit->request.captures, "type"));
    *form = (RecordForm){.visit = visit};
    if (!is_open_to(visit, def)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    form->record = record_new(visit->arena, def);
    choose_fields(form);
    return STATUS_OK;
}

Status page_new(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_new(visit, &form, err);
    if (status == STATUS_OK) {
        prefill(visit, form.record);
        record_begin_own(visit->worker->workspace, form.record);
        status = show_form(&form, err);
    }
    return status;
}

Status submit_new(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_new(visit, &form, err);
    return status ? status : submit(&form, err);
}

static Status open_edit(Visit *visit, RecordForm *form, Error *err)
{
    *form = (RecordForm){.visit = visit};
    Status status = record_of(visit, &form->record, err);
    if (status == STATUS_OK) {
        status = permit_record(visit->worker->workspace, form->record, ACT_CHANGE, err);
    }
    if (status == STATUS_OK) {
        choose_fields(form);
    }
    return status;
}

Status page_edit(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_edit(visit, &form, err);
    return status ? status : show_form(&form, err);
}

Status submit_edit(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_edit(visit, &form, err);
    return status ? status : submit(&form, err);
}

static Status open_move(Visit *visit, RecordForm *form, Error *err)
{
    *form = (RecordForm){.visit = visit};
    Status status = record_of(visit, &form->record, err);
    if (status != STATUS_OK) {
        return status;
    }
    form->move =
        record_move_named(form->record->def, params_get(&visit->request.captures, "move"));
    if (!form->move) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    choose_fields(form);
    return permit_move(visit->worker->workspace, form->record, form->move, err);
}

Status page_move(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_move(visit, &form, err);
    return status ? status : show_form(&form, err);
}

Status submit_move(Visit *visit, Error *err)
{
    RecordForm form;
    Status status = open_move(visit, &form, err);
    return status ? status : submit(&form, err);
}
