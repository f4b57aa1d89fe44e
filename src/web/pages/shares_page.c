/* Sharing a target out over units, year by year: weights go in, parts that make exactly the whole
 * come out, with what rounding left and who it went to.
 * What is tried is not kept before it is asked to be. */
#include "record_pages_impl.h"

#include "work.h"

#include <string.h>

enum { ROWS_MORE = 3, ROWS_MOST = 200, REMAINDER_DIGITS = 4 };

/* One line of the form, as it was typed or as it is stored. */
typedef struct ShareLine {
    Text unit; /* empty beside a weight: the rest, which no unit carries */
    Text weight;
    Text problem;
    Text amount; /* of one that is kept */
} ShareLine;

typedef struct SharesPage {
    Visit *visit;
    Record *target;
    List years;   /* Record: target_year */
    Record *year; /* that is shared out; NULL: the target has none */
    List lines;   /* ShareLine */
    SharePart *parts;
    size_t count; /* of parts; 0: nothing has been reckoned */
    Decimal goal;
    Text refusal;
} SharesPage;

/* ---- What is there ---- */

/* The year that was asked for, else the first. */
static void choose_year(SharesPage *page)
{
    int64_t wanted = 0;
    bool is_named = text_to_int(params_get(&page->visit->request.query, "year"), &wanted);
    for (size_t i = 0; i < page->years.count; i++) {
        Record *year = LIST_AT(&page->years, Record, i);
        bool is_wanted = is_named && record_value(year, "year")->number == wanted;
        page->year = is_wanted || !page->year ? year : page->year;
    }
    if (page->year) {
        page->goal = record_value(page->year, "goal")->decimal;
    }
}

static Status open_target(Visit *visit, SharesPage *page, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("target"));
    int64_t id;
    *page = (SharesPage){.visit = visit, .lines = list_new(visit->arena, sizeof(ShareLine))};
    if (!def || !text_to_int(params_get(&visit->request.captures, "target"), &id)) {
        return error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    Status status = record_get(visit->arena, visit->worker->workspace, def, id, &page->target, err);
    if (status == STATUS_OK) {
        status = records_of(visit, "target_year", "target", id, &page->years, err);
    }
    if (status == STATUS_OK) {
        choose_year(page);
    }
    return status;
}

static Status stored_lines(SharesPage *page, Error *err)
{
    List shares;
    Status status =
        records_of(page->visit, "target_share", "target", page->target->id, &shares, err);
    for (size_t i = 0; status == STATUS_OK && page->year && i < shares.count; i++) {
        Record *share = LIST_AT(&shares, Record, i);
        if (record_value(share, "year")->number != record_value(page->year, "year")->number) {
            continue;
        }
        ShareLine *line = list_add(&page->lines);
        Text unit = TEXT("");
        status = report_field(page->visit->arena, page->visit->lang, page->visit->worker->workspace,
                              share, record_field(share->def, TEXT("organisation")), &unit, err);
        const Value *weight = record_value(share, "weight");
        *line = (ShareLine){.unit = unit,
                            .weight = weight->kind == VALUE_DECIMAL
                                          ? decimal_text(page->visit->arena, weight->decimal)
                                          : TEXT(""),
                            .amount = field_text(page->visit, share, "amount")};
    }
    return status;
}

/* ---- What was typed ---- */

static void read_lines(SharesPage *page)
{
    const List *parts = &page->visit->request.form_parts;
    ShareLine *line = NULL;
    for (size_t i = 0; i < parts->count && page->lines.count < ROWS_MOST; i++) {
        const FormPart *part = LIST_AT(parts, FormPart, i);
        if (text_equal(part->name, TEXT("unit"))) {
            line = list_add(&page->lines);
            *line = (ShareLine){.unit = text_trim(part->value)};
        } else if (line && text_equal(part->name, TEXT("weight"))) {
            line->weight = text_trim(part->value);
        }
    }
}

static Text problem_text(SharesPage *page, const Error *err)
{
    Buf sentence = buf_new(page->visit->arena);
    error_print(&sentence, page->visit->lang, err);
    return buf_text(&sentence);
}

/* False: the line says why. */
static bool read_part(SharesPage *page, ShareLine *line, SharePart *part)
{
    Visit *visit = page->visit;
    Error err = {0};
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("target_share"));
    const FieldDef *field = &def->fields[record_field(def, TEXT("organisation"))];
    *part = (SharePart){0};
    if (!decimal_parse(line->weight, &part->weight) || part->weight.mantissa <= 0) {
        error_set(&err, STATUS_INVALID, "web.shares.weight", ARGS(arg_text("value", line->weight)));
    } else if (line->unit.len > 0) {
        ref_resolve(visit, field, line->unit, &part->organisation, &err);
    }
    for (size_t i = 0; i < page->count && err.status == STATUS_OK; i++) {
        if (page->parts[i].organisation == part->organisation) {
            error_set(&err, STATUS_INVALID, "web.shares.twice", NO_ARGS);
        }
    }
    line->problem = err.status == STATUS_OK ? TEXT("") : problem_text(page, &err);
    return err.status == STATUS_OK;
}

/* Lines without a unit and a weight are not there. False: something is wrong with one. */
static bool read_parts(SharesPage *page)
{
    bool good = true;
    page->parts = ARENA_ARRAY(page->visit->arena, SharePart, page->lines.count + 1);
    for (size_t i = 0; i < page->lines.count; i++) {
        ShareLine *line = LIST_AT(&page->lines, ShareLine, i);
        if (line->unit.len == 0 && line->weight.len == 0) {
            continue;
        }
        bool is_read = read_part(page, line, &page->parts[page->count]);
        page->count += is_read;
        good = good && is_read;
    }
    return good && page->count > 0;
}

/* ---- Showing ---- */

static Text part_name(SharesPage *page, const SharePart *part)
{
    Visit *visit = page->visit;
    Record *unit;
    Error err = {0};
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("organisation"));
    if (part->organisation == 0) {
        return page_words(visit, "web.shares.rest", NO_ARGS);
    }
    bool found = record_get(visit->arena, visit->worker->workspace, def, part->organisation, &unit,
                            &err) == STATUS_OK;
    return found ? record_title(visit, unit)
                 : text_format(visit->arena, "%lld", (long long)part->organisation);
}

static double weight_sum(const SharesPage *page)
{
    double sum = 0;
    for (size_t i = 0; i < page->count; i++) {
        sum += decimal_double(page->parts[i].weight);
    }
    return sum;
}

static Text number_text(SharesPage *page, double number, int decimals)
{
    Buf text = buf_new(page->visit->arena);
    report_number(&text, page->visit->lang, number, decimals);
    return buf_text(&text);
}

/* The arithmetic, for whoever wants to check it by hand: share of the weights, what it makes to
 * more digits than are kept, and what is kept. */
static void add_result(SharesPage *page, Data *data)
{
    Data *result = data_child(data, "result");
    double sum = weight_sum(page), goal = decimal_double(page->goal);
    Decimal total = {0, page->goal.scale};
    for (size_t i = 0; i < page->count; i++) {
        const SharePart *part = &page->parts[i];
        double weight = decimal_double(part->weight);
        Data *row = data_item(result, "rows");
        data_text(row, "unit", part_name(page, part));
        data_text(row, "weight", decimal_text(page->visit->arena, part->weight));
        data_text(row, "percent", number_text(page, 100 * weight / sum, 1));
        data_text(row, "exact",
                  number_text(page, goal * weight / sum, page->goal.scale + REMAINDER_DIGITS));
        data_text(row, "amount", decimal_text(page->visit->arena, part->amount));
        data_flag(row, "took_remainder", part->took_remainder);
        decimal_add(total, part->amount, &total);
    }
    data_text(result, "total", decimal_text(page->visit->arena, total));
    data_text(result, "goal", decimal_text(page->visit->arena, page->goal));
}

/* For who may not share it out: what was kept. */
static void add_kept(SharesPage *page, Data *data)
{
    Data *kept = data_child(data, "kept");
    data_flag(kept, "has_any", page->lines.count > 0);
    for (size_t i = 0; i < page->lines.count; i++) {
        const ShareLine *line = LIST_AT(&page->lines, ShareLine, i);
        Data *item = data_item(kept, "parts");
        Text rest = page_words(page->visit, "web.shares.rest", NO_ARGS);
        data_text(item, "unit", line->unit.len ? line->unit : rest);
        data_text(item, "weight", line->weight);
        data_text(item, "amount", line->amount);
    }
}

static void add_lines(SharesPage *page, Data *data)
{
    for (size_t i = 0; i < page->lines.count + ROWS_MORE; i++) {
        bool is_new = i >= page->lines.count;
        const ShareLine *line = is_new ? NULL : LIST_AT(&page->lines, ShareLine, i);
        Data *item = data_item(data, "lines");
        data_int(item, "number", (int64_t)i + 1);
        data_text(item, "unit", is_new ? TEXT("") : line->unit);
        data_text(item, "weight", is_new ? TEXT("") : line->weight);
        data_text(item, "problem", is_new ? TEXT("") : line->problem);
    }
}

static Status add_units(SharesPage *page, Data *data, Error *err)
{
    const RecordDef *def = model_record(page->visit->site->setup->model, TEXT("target_share"));
    List units;
    bool few;
    const FieldDef *field = &def->fields[record_field(def, TEXT("organisation"))];
    Status status = ref_targets(page->visit, def, field, ROWS_MOST, &units, &few, err);
    for (size_t i = 0; status == STATUS_OK && i < units.count; i++) {
        data_text(data_item(data, "units"), "name", LIST_AT(&units, RefTarget, i)->title);
    }
    return status;
}

static void add_years(SharesPage *page, Data *data)
{
    for (size_t i = 0; i < page->years.count; i++) {
        Record *year = LIST_AT(&page->years, Record, i);
        long long number = (long long)record_value(year, "year")->number;
        Data *item = data_item(data, "years");
        data_int(item, "year", number);
        data_text(item, "link",
                  text_format(page->visit->arena, "/targets/%lld/shares?year=%lld",
                              (long long)page->target->id, number));
        data_flag(item, "is_chosen", year == page->year);
    }
}

Status measured_by(Visit *visit, Record *record, int *indicator, Error *err)
{
    const Model *model = visit->site->setup->model;
    Record *gap = record;
    Status status = STATUS_OK;
    if (strcmp(record->def->name, "target") == 0) {
        status = record_get(visit->arena, visit->worker->workspace,
                            model_record(model, TEXT("gap")), record_value(record, "gap")->number,
                            &gap, err);
    }
    *indicator = -1;
    if (status == STATUS_OK && strcmp(gap->def->name, "gap") == 0) {
        const Value *named = record_value(gap, "indicator");
        *indicator = named->kind == VALUE_INT
                         ? registry_indicator_of_id(visit->worker->registry, named->number)
                         : -1;
    }
    return status;
}

/* Shares of a quotient do not add up to it; then its parts are what can be shared out. */
static Status add_measure(SharesPage *page, Data *data, Error *err)
{
    Visit *visit = page->visit;
    const Registry *registry = visit->worker->registry;
    int at;
    Status status = measured_by(visit, page->target, &at, err);
    if (at >= 0) {
        const Indicator *indicator = &registry->indicators[at];
        bool adds_up =
            text_equal(indicator->kind, TEXT("level")) || text_equal(indicator->kind, TEXT("flow"));
        data_text(data, "indicator", indicator_name(registry, at, visit->lang));
        data_text(data, "unit", unit_short(visit->arena, visit->lang, indicator->unit));
        data_flag(data, "is_quotient", !adds_up);
    }
    return status;
}

static bool may_share(const Visit *visit)
{
    const RecordDef *def = model_record(visit->site->setup->model, TEXT("target_share"));
    return may_create(visit, def);
}

static Status show(SharesPage *page, Error *err)
{
    Visit *visit = page->visit;
    Data *data = page_data(visit, page_words(visit, "web.shares", NO_ARGS), "targets");
    data_text(data, "target", record_title(visit, page->target));
    data_text(data, "target_link", record_link(visit, "target", page->target->id));
    data_text(data, "refusal", page->refusal);
    add_years(page, data);
    Status status = add_measure(page, data, err);
    if (status == STATUS_OK && page->year) {
        data_int(data, "year", record_value(page->year, "year")->number);
        data_text(data, "goal", decimal_text(visit->arena, page->goal));
        data_flag(data, "may_share", may_share(visit));
        data_text(data, "token", guard_token(visit));
        data_text(data, "action", visit->request.target);
        add_lines(page, data);
        if (!may_share(visit)) {
            add_kept(page, data);
        }
        status = add_units(page, data, err);
    }
    if (status == STATUS_OK && page->count > 0) {
        add_result(page, data);
    }
    if (status == STATUS_OK) {
        answer_page(visit, "shares", data);
    }
    return status;
}

/* ---- The addresses ---- */

static void reckon(SharesPage *page)
{
    Error err = {0};
    if (read_parts(page) && share_out(page->goal, page->goal.scale, page->parts, page->count)) {
        return;
    }
    page->count = 0;
    error_set(&err, STATUS_INVALID, "web.shares.not_reckoned", NO_ARGS);
    page->refusal = problem_text(page, &err);
}

Status page_shares(Visit *visit, Error *err)
{
    SharesPage page;
    Status status = open_target(visit, &page, err);
    if (status == STATUS_OK) {
        status = stored_lines(&page, err);
    }
    if (status == STATUS_OK && page.lines.count > 0) {
        reckon(&page);
    }
    return status ? status : show(&page, err);
}

static Status keep(SharesPage *page, Error *err)
{
    Visit *visit = page->visit;
    Problems *problems = problems_new(visit->arena, 5);
    int year = (int)record_value(page->year, "year")->number;
    Status status = target_share_out(visit->arena, visit->worker->workspace, page->target->id, year,
                                     page->parts, page->count, TEXT(""), problems, err);
    if (status == STATUS_INVALID && problems_kept(problems) > 0) {
        page->refusal = problem_sentence(visit, problems_at(problems, 0));
    }
    return status;
}

Status submit_shares(Visit *visit, Error *err)
{
    SharesPage page;
    Status status = open_target(visit, &page, err);
    if (status != STATUS_OK || !page.year) {
        return status ? status : show(&page, err);
    }
    read_lines(&page);
    reckon(&page);
    bool keeps = text_equal(form_get(&visit->request.form_parts, "do"), TEXT("keep"));
    if (!keeps || page.count == 0) {
        return show(&page, err);
    }
    status = keep(&page, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, visit->request.target);
        return STATUS_OK;
    }
    if (page.refusal.len == 0) {
        return status;
    }
    Error shown = {0};
    Status told = show(&page, &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}
