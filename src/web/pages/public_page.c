/* What anybody may see without signing in: what was promised and where it stands, what was
 * published and what it rests on, and what people said and were told. The reader is the public
 * here, whoever signed in: nothing more is shown to anybody. */
#include "public_impl.h"

#include "work.h"

#include <string.h>

enum { PROMISES_SHOWN = 200, PUBLICATIONS_SHOWN = 50, MESSAGES_SHOWN = 30, STATES_MOST = 16 };

/* ---- The public's eyes ---- */

void public_enter(Visit *visit)
{
    Actor actor = {.who = TEXT("public"),
                   .from = visit->request.caller,
                   .request = visit->entrance.actor.request};
    workspace_act_as(visit->worker->workspace, &actor);
}

Status public_list(Visit *visit, const char *type, int limit, List *records, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(type));
    Value states[STATES_MOST];
    RecordFilter filter = {.field = KEY_STATE, .compare = COMPARE_ANY_OF, .values = states};
    for (int s = 0; s < def->state_count && filter.value_count < STATES_MOST; s++) {
        if (def->states[s].is_public) {
            states[filter.value_count++] = value_text(text_from(def->states[s].name));
        }
    }
    RecordOrder order = {.field = KEY_ID, .descending = true};
    RecordQuery query = {.filters = &filter, .filter_count = 1, .order = &order, .limit = limit};
    return record_list(visit->arena, visit->worker->workspace, def, &query, records, err);
}

Status public_get(Visit *visit, const char *type, Text id_text, Record **record, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(type));
    int64_t id;
    Status status = STATUS_NOT_FOUND;
    if (text_to_int(id_text, &id)) {
        status = record_get(visit->arena, visit->worker->workspace, def, id, record, err);
    }
    bool is_public =
        status == STATUS_OK && (*record)->state >= 0 && def->states[(*record)->state].is_public;
    return is_public ? STATUS_OK : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

/* What a public record says, and the names of those it names: they were made public with it. Sealed
 * fields are never asked for. */
static Text public_field(Visit *visit, const Record *record, const char *field)
{
    Eyes before = workspace_look_with(visit->worker->workspace, EYES_PROGRAM);
    Text text = field_text(visit, record, field);
    workspace_look_with(visit->worker->workspace, before);
    return text;
}

static Status public_table(Visit *visit, const RecordDef *def, const char *const *names, int count,
                           const char *file, const List *records, Error *err)
{
    int *fields = ARENA_ARRAY(visit->arena, int, (size_t)count);
    Table *table;
    for (int i = 0; i < count; i++) {
        fields[i] = record_field(def, text_from(names[i]));
    }
    Eyes before = workspace_look_with(visit->worker->workspace, EYES_PROGRAM);
    Status status = report_records(visit->arena, visit->lang, visit->worker->workspace, FOR_PEOPLE,
                                   def, fields, count, records, &table, err);
    workspace_look_with(visit->worker->workspace, before);
    return status ? status : answer_table(visit, file, table, err);
}

/* ---- Promises ---- */

static Text standing_words(Visit *visit, Record *promise)
{
    const char *state = promise->def->states[promise->state].name;
    int64_t left = record_value(promise, "due")->number -
                   workspace_today(visit->worker->workspace);
    if (strcmp(state, "running") != 0) {
        return report_state(visit->lang, promise);
    }
    return left >= 0 ? page_words(visit, "web.public.days_left", ARGS(arg_int("days", left)))
                     : page_words(visit, "web.public.days_over", ARGS(arg_int("days", -left)));
}

/* What is said of it beside its state: what proves it, or what will be done instead. */
static Text now_words(Visit *visit, const Record *promise)
{
    static const char *const fields[] = {"alternative", "recheck", "proof"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        Text text = public_field(visit, promise, fields[i]);
        if (text.len > 0) {
            return text;
        }
    }
    return TEXT("");
}

static void add_promise(Visit *visit, Data *data, Record *promise)
{
    const char *state = promise->def->states[promise->state].name;
    Data *item = data_item(data, "promises");
    bool is_over =
        strcmp(state, "running") == 0 &&
        record_value(promise, "due")->number < workspace_today(visit->worker->workspace);
    data_text(item, "title", record_title(visit, promise));
    data_text(item, "unit", public_field(visit, promise, "organisation"));
    data_text(item, "due", public_field(visit, promise, "due"));
    data_text(item, "said_on", public_field(visit, promise, "said_on"));
    data_text(item, "occasion", public_field(visit, promise, "occasion"));
    data_text(item, "standing", standing_words(visit, promise));
    data_flag(item, "is_bad", is_over || strcmp(state, "broken") == 0);
    data_text(item, "now", now_words(visit, promise));
    data_text(item, "say",
              text_format(visit->arena, "/public/say?promise=%lld", (long long)promise->id));
}

static const char *const PROMISE_FIELDS[] = {
    "zh",  "en",    "organisation", "occasion", "said_on",
    "due", "proof", "rechecked_on", "recheck",  "alternative"};

static Status answer_promises(Visit *visit, const List *promises, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("promise"));
    return public_table(visit, def, PROMISE_FIELDS, sizeof PROMISE_FIELDS / sizeof *PROMISE_FIELDS,
                        "promises", promises, err);
}

/* ---- Publications, by kind ---- */

static void add_publication(Visit *visit, Data *data, Record *publication)
{
    Data *item = data_item(data, "publications");
    data_text(item, "title", record_title(visit, publication));
    data_text(item, "kind", public_field(visit, publication, "kind"));
    data_text(item, "unit", public_field(visit, publication, "organisation"));
    data_text(item, "link",
              text_format(visit->arena, "/public/publications/%lld", (long long)publication->id));
}

static void add_message(Visit *visit, Data *data, Record *message)
{
    Data *item = data_item(data, "messages");
    data_text(item, "text", public_field(visit, message, "zh"));
    data_text(item, "kind", public_field(visit, message, "kind"));
    data_text(item, "day", public_field(visit, message, "day"));
    data_text(item, "unit", public_field(visit, message, "lead"));
    data_text(item, "reply", public_field(visit, message, "reply"));
    data_text(item, "outcome", public_field(visit, message, "outcome"));
}

typedef void AddRecord(Visit *visit, Data *data, Record *record);

static Status add_all(Visit *visit, Data *data, const char *type, int most, AddRecord *add,
                      Error *err)
{
    List records;
    Status status = public_list(visit, type, most, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        add(visit, data, LIST_AT(&records, Record, i));
    }
    data_flag(data, text_cstr(visit->arena, text_format(visit->arena, "has_%s", type)),
              status == STATUS_OK && records.count > 0);
    return status;
}

static Status count_promises(Visit *visit, Data *data, const List *promises)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("promise"));
    for (int s = 0; s < def->state_count; s++) {
        int64_t count = 0;
        for (size_t i = 0; i < promises->count; i++) {
            count += LIST_AT(promises, Record, i)->state == s;
        }
        if (count > 0) {
            Data *item = data_item(data, "tallies");
            data_text(item, "name", label_of(visit, def->states[s].zh, def->states[s].en));
            data_int(item, "count", count);
        }
    }
    return STATUS_OK;
}

static Status add_progress(Visit *visit, Data *data, Error *err)
{
    Table *table;
    Status status = public_progress(visit, &table, err);
    if (status == STATUS_OK && table->rows.count > 0) {
        page_table(visit, data, "progress", table, NULL);
    }
    return status;
}

Status page_public(Visit *visit, Error *err)
{
    List promises;
    public_enter(visit);
    Status status = public_list(visit, "promise", PROMISES_SHOWN, &promises, err);
    if (status != STATUS_OK || visit->request.form != AS_PAGE) {
        return status ? status : answer_promises(visit, &promises, err);
    }
    Data *data = page_data(visit, page_words(visit, "web.public", NO_ARGS), "public");
    for (size_t i = 0; i < promises.count; i++) {
        add_promise(visit, data, LIST_AT(&promises, Record, i));
    }
    data_flag(data, "has_promise", promises.count > 0);
    count_promises(visit, data, &promises);
    status = add_progress(visit, data, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = add_all(visit, data, "publication", PUBLICATIONS_SHOWN, add_publication, err);
    if (status == STATUS_OK) {
        status = add_all(visit, data, "message", MESSAGES_SHOWN, add_message, err);
    }
    if (status == STATUS_OK) {
        page_exports(visit, data);
        answer_page(visit, "public", data);
    }
    return status;
}

/* ---- One publication, with what it rests on ---- */

static void add_gap(Visit *visit, Data *data, Record *gap)
{
    Data *item = data_item(data, "gaps");
    data_text(item, "title", record_title(visit, gap));
    data_text(item, "own", public_field(visit, gap, "own"));
    data_text(item, "other", public_field(visit, gap, "other"));
    data_text(item, "period", public_field(visit, gap, "period"));
    data_text(item, "as_of", public_field(visit, gap, "as_of"));
}

static void add_task(Visit *visit, Data *data, Record *task)
{
    Data *item = data_item(data, "tasks");
    data_text(item, "title", record_title(visit, task));
    data_text(item, "unit", public_field(visit, task, "lead"));
    data_text(item, "due", public_field(visit, task, "due"));
    data_text(item, "state", report_state(visit->lang, task));
}

/* What a publication rests on was approved with it: it is read with the program's eyes, and only
 * the fields above are told. */
static Status add_basis(Visit *visit, Data *data, const Record *publication, Error *err)
{
    PublicationBasis basis;
    Table *figures;
    Workspace *workspace = visit->worker->workspace;
    Status status = publication_basis(visit->arena, workspace, publication, &basis, err);
    if (status != STATUS_OK) {
        return status;
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    for (size_t i = 0; i < basis.gaps.count; i++) {
        add_gap(visit, data, LIST_AT(&basis.gaps, Record, i));
    }
    for (size_t i = 0; i < basis.tasks.count; i++) {
        add_task(visit, data, LIST_AT(&basis.tasks, Record, i));
    }
    workspace_look_with(workspace, before);
    data_flag(data, "has_gaps", basis.gaps.count > 0);
    data_flag(data, "has_tasks", basis.tasks.count > 0);
    status = public_figures(visit, &basis.gaps, &figures, err);
    if (status == STATUS_OK && figures->rows.count > 0) {
        page_table(visit, data, "sources", figures, NULL);
    }
    return status;
}

static Status answer_basis(Visit *visit, const Record *publication, Error *err)
{
    static const char *const fields[] = {"zh",  "en",    "indicator", "period",
                                         "own", "other", "as_of"};
    PublicationBasis basis;
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("gap"));
    Status status =
        publication_basis(visit->arena, visit->worker->workspace, publication, &basis, err);
    return status ? status
                  : public_table(visit, def, fields, sizeof fields / sizeof *fields, "figures",
                                 &basis.gaps, err);
}

Status page_publication(Visit *visit, Error *err)
{
    Record *publication;
    public_enter(visit);
    Status status =
        public_get(visit, "publication", params_get(&visit->request.captures, "publication"),
                   &publication, err);
    if (status != STATUS_OK || visit->request.form != AS_PAGE) {
        return status ? status : answer_basis(visit, publication, err);
    }
    Data *data = page_data(visit, record_title(visit, publication), "public");
    data_text(data, "kind", public_field(visit, publication, "kind"));
    data_text(data, "unit", public_field(visit, publication, "organisation"));
    data_text(data, "body", public_field(visit, publication, "body"));
    data_text(
        data, "say",
        text_format(visit->arena, "/public/say?publication=%lld", (long long)publication->id));
    status = add_basis(visit, data, publication, err);
    if (status == STATUS_OK) {
        page_exports(visit, data);
        answer_page(visit, "publication", data);
    }
    return status;
}
