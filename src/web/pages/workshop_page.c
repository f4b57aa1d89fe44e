/* The target workshop: from one gap to three levels a year against a leader that moves on, with who
 * has done the like before, and what would be if the year, the aim or the leader's pace were
 * others. What is asked stands in the address; only adopting a target changes anything. */
#include "record_pages_impl.h"

#include <math.h>

enum { GAPS_OFFERED = 12 };

typedef struct Workshop {
    Visit *visit;
    OneGap one;
    TargetWish wish;
    TargetProposal *proposal; /* NULL: none, and `refusal` says why */
    Text refusal;
    Data *data;
} Workshop;

/* ---- What is supposed ---- */

/* How far a slider goes: beyond it the field beside still takes any number. */
enum { YEARS_AHEAD = 15, REACH_LEAST = 50, REACH_MOST = 130, PACE_SPAN = 15 };

static void refuse(Workshop *shop, const Error *err)
{
    Buf sentence = buf_new(shop->visit->arena);
    error_print(&sentence, shop->visit->lang, err);
    shop->refusal = buf_text(&sentence);
}

/* "8.5": true when there is a number; what is none is told beside its field. */
static bool read_number(Workshop *shop, const char *name, const char *problem, double *number)
{
    Decimal decimal;
    Text given = text_trim(params_get(&shop->visit->request.query, name));
    if (given.len == 0) {
        return false;
    }
    if (decimal_parse(given, &decimal)) {
        *number = decimal_double(decimal);
        return true;
    }
    data_text(data_child(shop->data, problem), "sentence",
              page_words(shop->visit, "web.workshop.not_a_number", ARGS(arg_text("value", given))));
    return false;
}

static void read_wish(Workshop *shop)
{
    double number;
    if (read_number(shop, "due", "due_problem", &number)) {
        shop->wish.due_year = (int)fmin(fmax(number, 1), 9999);
    }
    if (read_number(shop, "reach", "reach_problem", &number)) {
        shop->wish.theta = number / 100;
    }
    if (read_number(shop, "pace", "pace_problem", &number)) {
        shop->wish.supposes_rate = true;
        shop->wish.leader_rate = number; /* in percent until the kind of indicator is known */
    }
}

static bool is_in_points(const Workshop *shop)
{
    return !indicator_has_rates(&shop->visit->worker->registry->indicators[shop->one.indicator]);
}

static void propose(Workshop *shop)
{
    Error err = {0};
    TargetWish wish = shop->wish;
    wish.leader_rate = is_in_points(shop) ? wish.leader_rate : wish.leader_rate / 100;
    if (target_propose(shop->visit->arena, shop->one.answers.panel, shop->one.answers.rules,
                       shop->one.row, shop->one.question.subject, &wish, &shop->proposal,
                       &err) != STATUS_OK) {
        shop->proposal = NULL;
        refuse(shop, &err);
    }
}

/* ---- The form ---- */

static void add_indicators(Workshop *shop, Data *form)
{
    const Registry *registry = shop->visit->worker->registry;
    for (int i = 0; i < registry->indicator_count; i++) {
        if (registry->indicators[i].polarity.kind == POLARITY_NEUTRAL) {
            continue;
        }
        Data *option = data_item(form, "indicators");
        data_text(option, "value", registry->indicators[i].code);
        data_text(option, "name", indicator_name(registry, i, shop->visit->lang));
        data_flag(option, "is_chosen", i == shop->one.indicator);
    }
}

static void add_references(Workshop *shop, Data *form)
{
    const Registry *registry = shop->visit->worker->registry;
    for (size_t i = 0; shop->one.answers.gaps && i < shop->one.answers.gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&shop->one.answers.gaps->rows, GapRow, i);
        if (gap_is_compared(row)) {
            Data *option = data_item(form, "rivals");
            data_text(option, "value", registry->entities[row->reference].code);
            data_text(option, "name", entity_name(registry, row->reference, shop->visit->lang));
            data_flag(option, "is_chosen", row == shop->one.row);
        }
    }
}

static Text number_text(Visit *visit, double value, int decimals)
{
    Decimal decimal;
    double power = pow(10, decimals);
    if (!decimal_from_double(round(value * power) / power, &decimal)) {
        return TEXT("");
    }
    return decimal_text(visit->arena, decimal_round(decimal, decimals));
}

/* A number that may be left empty: then the rules, or the present, say what it is. */
static void add_knob(Workshop *shop, Data *form, const char *name, double now, int decimals,
                     double from, double to)
{
    Visit *visit = shop->visit;
    Data *knob = data_child(form, name);
    data_text(knob, "given", params_get(&visit->request.query, name));
    data_text(knob, "now", number_text(visit, now, decimals));
    data_text(knob, "from", number_text(visit, from, decimals));
    data_text(knob, "to", number_text(visit, to, decimals));
}

static void add_knobs(Workshop *shop, Data *form)
{
    const GapRow *row = shop->one.row;
    const TargetProposal *proposal = shop->proposal;
    double theta = proposal ? proposal->theta : 1, pace = proposal ? proposal->leader_rate : 0;
    int due = proposal ? proposal->due_year : row->year + shop->one.answers.rules->target_years;
    add_knob(shop, form, "due", due, 0, row->year + 1, row->year + YEARS_AHEAD);
    add_knob(shop, form, "reach", theta * 100, 0, REACH_LEAST, REACH_MOST);
    add_knob(shop, form, "pace", is_in_points(shop) ? pace : pace * 100, 1, -PACE_SPAN, PACE_SPAN);
    data_flag(form, "in_points", is_in_points(shop));
    data_text(form, "rival",
              entity_name(shop->visit->worker->registry, row->reference, shop->visit->lang));
}

static void add_form(Workshop *shop)
{
    question_form(shop->visit, shop->data, &shop->one.question);
    Data *form = data_at(shop->data, "question", 0);
    add_indicators(shop, form);
    add_references(shop, form);
    if (shop->one.row) {
        data_flag(form, "has_knobs", true);
        add_knobs(shop, form);
    }
}

/* ---- What comes of it ---- */

static void add_level(Workshop *shop, Data *outcome, TargetLevelKind kind)
{
    Visit *visit = shop->visit;
    const TargetLevel *level = &shop->proposal->levels[kind];
    LevelWords words =
        report_level(visit->arena, visit->lang, visit->worker->registry, shop->proposal, kind);
    Data *card = data_item(outcome, "levels");
    data_text(card, "name", words.name);
    data_text(card, "value", words.value);
    data_text(card, "pace", words.pace);
    data_text(card, "feasibility", words.feasibility);
    data_text(card, "precedent", words.precedent);
    data_flag(card, "is_goal", kind == TARGET_GOAL);
    const char *standing = level->feasibility.cases == 0 ? "web.workshop.no_case"
                           : level->unprecedented        ? "web.workshop.unprecedented"
                           : level->unrealistic          ? "web.workshop.rare"
                                                         : "web.workshop.has_precedent";
    data_text(card, "standing", page_words(visit, standing, NO_ARGS));
    data_flag(card, "is_doubtful", level->unprecedented || level->unrealistic);
}

static bool may_adopt(const Visit *visit)
{
    const Model *model = visit->site->setup->model;
    static const char *const types[] = {"gap", "target", "target_year"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const RecordDef *def = model_record(model, text_from(types[i]));
        if (!may_create(visit, def)) {
            return false;
        }
    }
    return true;
}

/* Its notes are told by the levels already, and behind the chart. */
static Table *years_table(Workshop *shop)
{
    static const char *const keys[] = {"year", "floor", "goal", "stretch", "leader"};
    Visit *visit = shop->visit;
    Table *table = report_target(visit->arena, visit->lang, visit->worker->registry,
                                 shop->one.question.subject, shop->proposal);
    Table *years = table_short(visit->arena, table, keys, sizeof keys / sizeof *keys, 0);
    years->title = table->title;
    return years;
}

static void add_outcome(Workshop *shop)
{
    Visit *visit = shop->visit;
    const Registry *registry = visit->worker->registry;
    int subject = shop->one.question.subject;
    Buf chart = buf_new(visit->arena);
    Data *outcome = data_child(shop->data, "outcome");
    const Indicator *indicator = &registry->indicators[shop->one.indicator];
    Table *path = trajectory_table(visit->arena, visit->lang, shop->one.answers.panel, subject,
                                   shop->proposal);
    chart_trajectory(&chart, visit->lang, shop->one.answers.panel, subject, shop->proposal);
    data_markup(outcome, "chart", buf_text(&chart));
    data_text(outcome, "finding", path->title);
    data_text(outcome, "warning",
              target_warning(visit->arena, visit->lang, registry, shop->proposal));
    data_text(outcome, "unit", unit_short(visit->arena, visit->lang, indicator->unit));
    data_int(outcome, "due_year", shop->proposal->due_year);
    for (int level = 0; level < TARGET_LEVELS; level++) {
        add_level(shop, outcome, level);
    }
    page_table(visit, outcome, "years", years_table(shop), &shop->one.question);
    page_table(visit, outcome, "path", path, &shop->one.question);
    data_flag(outcome, "may_adopt", may_adopt(visit));
    data_text(outcome, "token", guard_token(visit));
    data_text(outcome, "action", visit->request.target);
}

/* Before an indicator is chosen: the widest gaps, each one click away. */
static Status add_offers(Workshop *shop, Error *err)
{
    Visit *visit = shop->visit;
    OneGap offer = shop->one;
    Status status = question_answer(visit, &offer.question, &offer.answers, err);
    size_t shown = 0;
    for (size_t i = 0; status == STATUS_OK && i < offer.answers.gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&offer.answers.gaps->rows, GapRow, i);
        if (row->state == GAP_BEHIND && shown++ < GAPS_OFFERED) {
            Data *item = data_item(shop->data, "offers");
            data_text(item, "link", one_gap_link(visit, &offer, row, "/targets/workshop"));
            data_text(item, "name",
                      indicator_name(visit->worker->registry, row->indicator, visit->lang));
            data_text(item, "sentence",
                      report_gap_sentence(visit->arena, visit->lang, visit->worker->registry, row));
        }
    }
    data_flag(shop->data, "has_offers", shown > 0);
    if (status == STATUS_OK) {
        question_missing(visit, shop->data, &offer.question, offer.answers.gaps);
    }
    return status;
}

/* ---- The page ---- */

static Status open_workshop(Visit *visit, Workshop *shop, Error *err)
{
    Error unknown = {0};
    *shop = (Workshop){.visit = visit, .one.indicator = -1};
    shop->data = page_data(visit, page_words(visit, "web.workshop", NO_ARGS), "targets");
    question_read(visit, &shop->one.question);
    read_wish(shop);
    Text name = params_get(&visit->request.query, "indicator");
    if (name.len > 0 && registry_indicator(visit->worker->registry, name, &shop->one.indicator,
                                           &unknown) != STATUS_OK) {
        shop->one.indicator = -1;
        refuse(shop, &unknown);
    }
    if (shop->one.indicator < 0 || !question_is_whole(&shop->one.question)) {
        return STATUS_OK;
    }
    Status status = one_gap_load(visit, &shop->one, err);
    if (status == STATUS_OK && shop->one.row) {
        propose(shop);
    }
    return status;
}

static Status show(Workshop *shop, Error *err)
{
    Status status = STATUS_OK;
    add_form(shop);
    data_text(shop->data, "refusal", shop->refusal);
    bool is_asked = shop->one.indicator >= 0;
    if (shop->proposal) {
        add_outcome(shop);
        data_text(shop->data, "gap_sentence",
                  report_gap_sentence(shop->visit->arena, shop->visit->lang,
                                      shop->visit->worker->registry, shop->one.row));
    } else if (!is_asked && question_is_whole(&shop->one.question)) {
        status = add_offers(shop, err);
    } else if (!is_asked) {
        question_missing(shop->visit, shop->data, &shop->one.question, NULL);
    }
    data_flag(shop->data, "is_uncompared", is_asked && !shop->one.row);
    if (status == STATUS_OK) {
        answer_page(shop->visit, "workshop", shop->data);
    }
    return status;
}

Status page_workshop(Visit *visit, Error *err)
{
    Workshop shop;
    Status status = open_workshop(visit, &shop, err);
    return status ? status : show(&shop, err);
}

Status submit_workshop(Visit *visit, Error *err)
{
    Workshop shop;
    int64_t gap, target;
    Status status = open_workshop(visit, &shop, err);
    if (status != STATUS_OK || !shop.proposal) {
        return status ? status : show(&shop, err);
    }
    status = target_adopt(visit->arena, visit->worker->workspace, shop.one.answers.panel,
                          shop.one.answers.gaps, shop.one.row, shop.proposal, &gap, &target, err);
    if (status == STATUS_OK) {
        answer_redirect(visit, record_link(visit, "target", target));
        return STATUS_OK;
    }
    if (status != STATUS_INVALID && status != STATUS_CONFLICT) {
        return status;
    }
    Error shown = {0};
    refuse(&shop, err);
    Status told = show(&shop, &shown);
    visit->answer.code = status_row(status)->http_code;
    *err = shown;
    return told;
}
