/* The steps of the work at a glance: of each kind of record how many stand in which state, and
 * those that come next. A count leads to the list of what it counts. */
#include "record_pages_impl.h"

#include <microhttpd.h>
#include <string.h>

enum { PARTS_MOST = 5 };

typedef struct OverviewPart {
    const char *type;
    const char *order; /* a field; NULL: as they were made */
    int rows;
} OverviewPart;

typedef struct Overview {
    const char *section, *title;
    OverviewPart parts[PARTS_MOST];
    const char *next, *next_words; /* where the work of this step is done; NULL: in the lists */
} Overview;

static const Overview LEARN = {
    "learn",
    "web.nav.learn",
    {{"lesson", NULL, 30}, {"visit", "days", 10}, {"speech", NULL, 10}, {"rollout", "due", 10}}};
static const Overview TARGETS = {"targets",
                                 "web.nav.targets",
                                 {{"target", "due_year", 20}, {"goal", "due", 20}},
                                 "/targets/workshop",
                                 "web.workshop"};
static const Overview DELIVER = {"deliver",
                                 "web.nav.deliver",
                                 {{"task", "due", 20},
                                  {"commitment", "due", 20},
                                  {"measure", "due", 20},
                                  {"project", NULL, 10}}};

/* ---- One kind ---- */

static Text type_link(Visit *visit, const RecordDef *def)
{
    return text_format(visit->arena, "/records/%s", def->name);
}

static Status add_states(Visit *visit, Data *part, const RecordDef *def, Error *err)
{
    RecordQuery all = {0};
    List shares;
    if (def->state_count == 0) {
        return STATUS_OK;
    }
    Status status =
        record_shares(visit->arena, visit->worker->workspace, def, &all, KEY_STATE, &shares, err);
    for (int s = 0; status == STATUS_OK && s < def->state_count; s++) {
        for (size_t i = 0; i < shares.count; i++) {
            const RecordShare *share = LIST_AT(&shares, RecordShare, i);
            if (text_equal(share->value, text_from(def->states[s].name))) {
                Data *state = data_item(part, "states");
                data_text(state, "name", label_of(visit, def->states[s].zh, def->states[s].en));
                data_text(state, "count", page_count(visit, share->count));
                data_text(state, "link",
                          text_format(visit->arena, "/records/%s?state=%s", def->name,
                                      def->states[s].name));
            }
        }
    }
    return status;
}

static Status add_rows(Visit *visit, Data *part, const OverviewPart *wanted, const RecordDef *def,
                       Error *err)
{
    RecordOrder order = {.field = wanted->order ? record_field(def, text_from(wanted->order)) : -1};
    RecordQuery query = {.limit = wanted->rows + 1, .order = order.field >= 0 ? &order : NULL};
    List records;
    Table *table;
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    if (status == STATUS_OK && records.count > (size_t)wanted->rows) {
        records.count = (size_t)wanted->rows;
        data_text(part, "more",
                  page_words(visit, "web.overview.more", ARGS(arg_int("count", wanted->rows))));
    }
    if (status == STATUS_OK) {
        status = report_records(visit->arena, visit->lang, visit->worker->workspace, FOR_PEOPLE,
                                def, NULL, 0, &records, &table, err);
    }
    if (status == STATUS_OK && records.count > 0) {
        table = record_table_titled(visit, def, table);
        page_table(visit, part, "table", table, NULL);
    }
    return status;
}

static Status add_part(Visit *visit, Data *data, const OverviewPart *wanted, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(wanted->type));
    if (!may_read(visit, def)) {
        return STATUS_OK;
    }
    Data *part = data_item(data, "parts");
    data_text(part, "kind", record_label(visit->lang, def, SEVERAL));
    data_text(part, "kind_link", type_link(visit, def));
    data_text(part, "anchor", text_from(def->name));
    if (may_create(visit, def)) {
        data_text(part, "new_link", text_format(visit->arena, "/records/%s/new", def->name));
    }
    Status status = add_states(visit, part, def, err);
    return status ? status : add_rows(visit, part, wanted, def, err);
}

/* Each visit as a whole has a page of its own; the latest stands first. */
static Status add_visits(Visit *visit, Data *data, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("visit"));
    RecordOrder order = {.field = record_field(def, TEXT("days")), .descending = true};
    RecordQuery query = {.limit = 5, .order = &order};
    List visits;
    if (!may_read(visit, def)) {
        return STATUS_OK;
    }
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &visits, err);
    for (size_t i = 0; status == STATUS_OK && i < visits.count; i++) {
        const Record *tour = LIST_AT(&visits, Record, i);
        Data *item = data_item(data, "visits");
        data_text(item, "name", record_title(visit, tour));
        data_text(item, "link",
                  text_format(visit->arena, "/learn/visits/%lld", (long long)tour->id));
        data_text(item, "days", field_text(visit, tour, "days"));
    }
    return status;
}

static Status show(Visit *visit, const Overview *overview, Error *err)
{
    Data *data = page_data(visit, page_words(visit, overview->title, NO_ARGS), overview->section);
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < PARTS_MOST && overview->parts[i].type; i++) {
        status = add_part(visit, data, &overview->parts[i], err);
    }
    if (overview->next) {
        data_text(data, "next", text_from(overview->next));
        data_text(data, "next_words", page_words(visit, overview->next_words, NO_ARGS));
    }
    data_flag(data, "reads_texts",
              overview == &LEARN &&
                  may_read(visit, model_record(visit->site->setup->model, TEXT("reading"))));
    if (status == STATUS_OK && overview == &LEARN) {
        status = add_visits(visit, data, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "overview", data);
    }
    return status;
}

Status page_learn(Visit *visit, Error *err)
{
    return show(visit, &LEARN, err);
}

Status page_targets(Visit *visit, Error *err)
{
    return show(visit, &TARGETS, err);
}

Status page_deliver(Visit *visit, Error *err)
{
    return show(visit, &DELIVER, err);
}

/* ---- The first page: what was learnt, what the gap demands, what was resolved ---- */

static void add_tally(Visit *visit, Data *kind, const char *list, const char *words,
                      RecordCount count, Text link)
{
    if (count.number > 0 || count.at_least) {
        Data *item = data_item(kind, list);
        data_text(item, "name", page_words(visit, words, NO_ARGS));
        data_text(item, "count", page_count(visit, count));
        data_text(item, "link", link);
    }
}

/* Records of a type that hold nothing in a field. */
static Status add_empty(Visit *visit, Data *strip, const RecordDef *def, const char *field,
                        const char *words, Error *err)
{
    RecordFilter filter = {.field = record_field(def, text_from(field)), .value = value_none()};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    RecordCount count;
    Status status = record_count(visit->worker->workspace, def, &query, &count, err);
    if (status == STATUS_OK) {
        add_tally(visit, strip, "missing", words, count,
                  text_format(visit->arena, "/records/%s?%s=-", def->name, field));
    }
    return status;
}

/* Of some kinds it is asked whether a step was taken: the states before it still owe it. */
typedef struct Step {
    const char *type, *before; /* states, apart by spaces */
    const char *taken, *owed;  /* wordings */
} Step;

static const Step STEPS[] = {
    {"lesson", "proposed", "web.home.decided", "web.home.undecided"},
    {"gap", "found explained", "web.home.targeted", "web.home.untargeted"},
};

static const Step *step_of(const char *type)
{
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (strcmp(STEPS[i].type, type) == 0) {
            return &STEPS[i];
        }
    }
    return NULL;
}

static bool is_before(const Step *step, Text state)
{
    Text rest = text_from(step->before), name;
    while (text_split(&rest, ' ', &name)) {
        if (text_equal(name, state)) {
            return true;
        }
    }
    return false;
}

static Status add_step(Visit *visit, Data *kind, const RecordDef *def, const Step *step, Error *err)
{
    RecordQuery all = {0};
    Buf owing = buf_new(visit->arena), others = buf_new(visit->arena);
    RecordCount owed = {0}, taken = {0};
    List shares;
    Status status =
        record_shares(visit->arena, visit->worker->workspace, def, &all, KEY_STATE, &shares, err);
    buf_add(&owing, type_link(visit, def));
    buf_add(&others, type_link(visit, def));
    for (size_t i = 0; status == STATUS_OK && i < shares.count; i++) {
        const RecordShare *share = LIST_AT(&shares, RecordShare, i);
        bool owes = is_before(step, share->value);
        url_add_param(owes ? &owing : &others, "state", share->value);
        RecordCount *sum = owes ? &owed : &taken;
        sum->number += share->count.number;
        sum->at_least = sum->at_least || share->count.at_least;
    }
    add_tally(visit, kind, "states", step->taken, taken, buf_text(&others));
    add_tally(visit, kind, "missing", step->owed, owed, buf_text(&owing));
    return status;
}

/* Commitments that name who, when and how much; those that owe one of them. */
static Status add_commitments(Visit *visit, Data *kind, const RecordDef *def, RecordCount all,
                              Error *err)
{
    static const char *const fields[][2] = {{"owner", "web.home.no_owner"},
                                            {"due", "web.home.no_due"},
                                            {"quantity", "web.home.no_quantity"}};
    enum { FIELDS = sizeof fields / sizeof *fields };
    RecordCondition parts[FIELDS] = {{0}};
    for (int i = 0; i < FIELDS; i++) {
        parts[i].filter.field = record_field(def, text_from(fields[i][0]));
    }
    RecordCondition any = {.kind = CONDITION_ANY, .parts = parts, .part_count = FIELDS};
    RecordQuery query = {.condition = &any};
    RecordCount owing;
    Status status = record_count(visit->worker->workspace, def, &query, &owing, err);
    if (status == STATUS_OK && !owing.at_least) { /* otherwise the difference is unknown */
        RecordCount whole = {all.number - owing.number, all.at_least};
        add_tally(visit, kind, "states", "web.home.whole", whole, TEXT(""));
    }
    for (int i = 0; status == STATUS_OK && i < FIELDS; i++) {
        status = add_empty(visit, kind, def, fields[i][0], fields[i][1], err);
    }
    return status;
}

static Status add_kind(Visit *visit, Data *strip, const char *type, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(type));
    const Step *step = step_of(type);
    RecordQuery all = {0};
    RecordCount count;
    if (!may_read(visit, def)) {
        return STATUS_OK;
    }
    Data *kind = data_item(strip, "kinds");
    Status status = record_count(visit->worker->workspace, def, &all, &count, err);
    data_text(kind, "kind", record_label(visit->lang, def, count.number));
    data_text(kind, "kind_link", type_link(visit, def));
    data_text(kind, "count", page_count(visit, count));
    if (status != STATUS_OK) {
        return status;
    }
    return step                              ? add_step(visit, kind, def, step, err)
           : strcmp(type, "commitment") == 0 ? add_commitments(visit, kind, def, count, err)
                                             : add_states(visit, kind, def, err);
}

static Status add_strip(Visit *visit, Data *data, const char *title, const char *more,
                        const char *const *types, size_t count, Error *err)
{
    Data *strip = data_item(data, "strips");
    data_text(strip, "question", page_words(visit, title, NO_ARGS));
    data_text(strip, "more", text_from(more));
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = add_kind(visit, strip, types[i], err);
    }
    return status;
}

/* The gap itself, as far as figures are known today;
 * a workspace without figures has none to tell. */
static void add_finding(Visit *visit, Data *data)
{
    Question question;
    Answers answers;
    Error err = {0};
    question_read(visit, &question);
    if (question_is_whole(&question) &&
        question_answer(visit, &question, &answers, &err) == STATUS_OK) {
        data_text(
            data, "finding",
            report_gaps(visit->arena, visit->lang, visit->worker->registry, answers.gaps)->title);
        data_text(data, "gaps_link", question_link(visit, &question, "/gaps"));
    }
}

/* Who may see none of the three strips begins where their own work is. */
static Text other_start(Visit *visit)
{
    static const char *const types[] = {"lesson", "gap", "target", "commitment", "task"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (may_read(visit, model_record(visit->site->setup->model, text_from(types[i])))) {
            return TEXT("");
        }
    }
    Text administration = admin_first(visit);
    if (administration.len > 0) {
        return administration;
    }
    return is_enterprise(visit) ? TEXT("/enterprise") : TEXT("/records");
}

Status page_home(Visit *visit, Error *err)
{
    Text elsewhere = other_start(visit);
    if (elsewhere.len > 0) {
        answer_redirect(visit, elsewhere);
        return STATUS_OK;
    }
    static const char *const learnt[] = {"lesson"};
    static const char *const demanded[] = {"gap", "target"};
    static const char *const resolved[] = {"commitment", "task"};
    Data *data = page_data(visit, page_words(visit, "web.home.title", NO_ARGS), "");
    add_finding(visit, data);
    Status status = add_first_steps(visit, data, err);
    if (status == STATUS_OK) {
        status = add_duties(visit, data, err);
    }
    if (status == STATUS_OK) {
        status = add_waiting(visit, data, err);
    }
    if (status == STATUS_OK) {
        status = add_strip(visit, data, "web.home.learnt", "/learn", learnt, 1, err);
    }
    if (status == STATUS_OK) {
        status = add_strip(visit, data, "web.home.demanded", "/gaps", demanded, 2, err);
    }
    if (status == STATUS_OK) {
        status = add_strip(visit, data, "web.home.resolved", "/deliver", resolved, 2, err);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "home", data);
    }
    return status;
}
