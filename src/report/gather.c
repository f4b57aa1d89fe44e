/* Everything that one report about a subject needs, and no more of the figures: the subject and
 * whom it is compared with over all years, of its siblings what ranks need, everybody only for the
 * indicators that have a target. It is read as the actor of the workspace: the links of the chain
 * that the actor may not read are not there. */
#include "report_impl.h"

enum { TARGETS_SHOWN = 4 };

typedef struct Gathering {
    Arena *arena;
    Workspace *workspace;
    const CompareRules *rules;
    const ReportRequest *request;
    ReportInput *input;
    List targets;   /* TargetProposal * */
    List chain;     /* ChainLink */
    Arena *scratch; /* holds everybody's figures of one indicator at a time */
    Panel *everybody;
} Gathering;

static const RecordDef *type(const Gathering *gathering, const char *name)
{
    return model_record(workspace_model(gathering->workspace), text_from(name));
}

static bool may_read(const Gathering *gathering, const RecordDef *def)
{
    return permit_reach(gathering->workspace, def, ACT_READ) != REACH_NONE;
}

/* ---- The stored chain ---- */

/* The title in the reader's language; Chinese where there is no English. */
static Text title_of(const Gathering *gathering, Record *record)
{
    Text en = record_value(record, "en")->text;
    bool in_english = gathering->request->lang == LANG_EN && en.len > 0;
    return in_english ? en : record_value(record, "zh")->text;
}

static Text field_text(const Gathering *gathering, const Record *record, const char *field,
                       Error *err)
{
    Buf text = buf_new(gathering->arena);
    int index = record_field(record->def, text_from(field));
    Status status =
        record_print(gathering->workspace, &text, gathering->request->lang, record, index, err);
    return status == STATUS_OK ? buf_text(&text) : TEXT("");
}

static void add_link(Gathering *gathering, const char *kind, Record *record, const char *words,
                     const Arg *args, size_t arg_count)
{
    Buf detail = buf_new(gathering->arena);
    ChainLink *link = list_add(&gathering->chain);
    lang_print(&detail, gathering->request->lang, words, args, arg_count);
    *link = (ChainLink){text_from(kind), title_of(gathering, record), buf_text(&detail)};
}

static void add_lesson(Gathering *gathering, Record *lesson, Error *err)
{
    add_link(gathering, "lesson", lesson, "report.gather.lesson",
             ARGS(arg_text("place", field_text(gathering, lesson, "place", err)),
                  arg_text("lens", field_text(gathering, lesson, "lens", err)),
                  arg_text("anchor", record_value(lesson, "anchor")->text)));
}

static Status add_lessons(Gathering *gathering, Record *gap, Error *err)
{
    const Value *lessons = record_value(gap, "lessons");
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < lessons->ref_count; i++) {
        Record *lesson;
        status = record_get(gathering->arena, gathering->workspace, type(gathering, "lesson"),
                            lessons->refs[i], &lesson, err);
        if (status == STATUS_OK) {
            add_lesson(gathering, lesson, err);
        }
        status = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    return status;
}

static Status add_tasks(Gathering *gathering, int64_t target, Error *err)
{
    const RecordDef *def = type(gathering, "task");
    RecordFilter of_target = {record_field(def, TEXT("target")), value_int(target)};
    RecordQuery query = {.filters = &of_target, .filter_count = 1};
    List tasks;
    if (!may_read(gathering, def)) {
        return STATUS_OK;
    }
    Status status = record_list(gathering->arena, gathering->workspace, def, &query, &tasks, err);
    for (size_t i = 0; status == STATUS_OK && i < tasks.count; i++) {
        Record *task = LIST_AT(&tasks, Record, i);
        add_link(gathering, "task", task, "report.gather.task",
                 ARGS(arg_text("lead", field_text(gathering, task, "lead", err)),
                      arg_text("due", field_text(gathering, task, "due", err))));
    }
    return status;
}

static Text unit_of(const Gathering *gathering, Record *gap)
{
    const Registry *registry = gathering->input->registry;
    int indicator = registry_indicator_of_id(registry, record_value(gap, "indicator")->number);
    return indicator < 0 ? TEXT("")
                         : unit_short(gathering->arena, gathering->request->lang,
                                      registry->indicators[indicator].unit);
}

static Status add_chain(Gathering *gathering, Record *target, Record *gap, Error *err)
{
    Text unit = unit_of(gathering, gap), as_of = field_text(gathering, gap, "as_of", err);
    Status status = add_lessons(gathering, gap, err);
    if (status != STATUS_OK) {
        return status;
    }
    add_link(gathering, "gap", gap, as_of.len > 0 ? "report.gather.gap" : "report.gather.gap_now",
             ARGS(arg_text("unit", unit), arg_text("date", as_of)));
    add_link(gathering, "target", target, "report.gather.target",
             ARGS(arg_text("unit", unit),
                  arg_text("floor", field_text(gathering, target, "floor", err)),
                  arg_text("goal", field_text(gathering, target, "goal", err)),
                  arg_text("stretch", field_text(gathering, target, "stretch", err))));
    return add_tasks(gathering, target->id, err);
}

/* ---- Which targets to show ---- */

/* Who ever did the like is looked for among all. Targets of one indicator follow each other
 * often. */
static Status read_everybody(Gathering *gathering, int indicator, Error *err)
{
    const ReportInput *input = gathering->input;
    PanelRequest wanted = {
        .indicators = &indicator, .indicator_count = 1, .as_of = gathering->request->as_of};
    if (gathering->everybody && gathering->everybody->indicators[0] == indicator) {
        return STATUS_OK;
    }
    arena_reset(gathering->scratch);
    gathering->everybody = NULL;
    return panel_load(gathering->scratch, gathering->workspace, input->registry, &wanted,
                      &gathering->everybody, err);
}

/* A gap that closed, or whose rates are not known, has no target to show. */
static Status propose(Gathering *gathering, const GapRow *row, int due_year, Error *err)
{
    TargetWish wish = {.due_year = due_year};
    TargetProposal *proposal;
    Status status = read_everybody(gathering, row->indicator, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = target_propose(gathering->arena, gathering->everybody, gathering->rules, row,
                            gathering->input->subject, &wish, &proposal, err);
    if (status == STATUS_OK) {
        *(TargetProposal **)list_add(&gathering->targets) = proposal;
    }
    return status == STATUS_INVALID ? STATUS_OK : status;
}

static Status add_target(Gathering *gathering, Record *target, Error *err)
{
    const Registry *registry = gathering->input->registry;
    Record *gap;
    Status status = record_get(gathering->arena, gathering->workspace, type(gathering, "gap"),
                               record_value(target, "gap")->number, &gap, err);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    int subject = registry_entity_of_id(registry, record_value(gap, "subject")->number);
    int indicator = registry_indicator_of_id(registry, record_value(gap, "indicator")->number);
    int reference = registry_entity_of_id(registry, record_value(gap, "reference")->number);
    const GapRow *row = gaps_row(gathering->input->gaps, indicator, reference);
    if (subject != gathering->input->subject || row == NULL) {
        return STATUS_OK; /* another's, or not asked about */
    }
    status = propose(gathering, row, (int)record_value(target, "due_year")->number, err);
    return status == STATUS_OK ? add_chain(gathering, target, gap, err) : status;
}

/* The targets that were kept as records, with the chain they stand in. */
static Status stored_targets(Gathering *gathering, Error *err)
{
    const RecordDef *def = type(gathering, "target");
    RecordQuery query = {0};
    List targets;
    if (!may_read(gathering, def)) {
        return STATUS_OK;
    }
    Status status = record_list(gathering->arena, gathering->workspace, def, &query, &targets, err);
    for (size_t i = 0; status == STATUS_OK && i < targets.count; i++) {
        status = add_target(gathering, LIST_AT(&targets, Record, i), err);
    }
    return status;
}

/* Where nothing was adopted yet: the largest gaps. */
static Status largest_gaps(Gathering *gathering, Error *err)
{
    const GapTable *gaps = gathering->input->gaps;
    Status status = STATUS_OK;
    for (size_t i = 0; i < gaps->rows.count && gathering->targets.count < TARGETS_SHOWN; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (status == STATUS_OK && row->state == GAP_BEHIND) {
            status = propose(gathering, row, gathering->request->due_year, err);
        }
    }
    return status;
}

static Status add_targets(Gathering *gathering, Error *err)
{
    gathering->scratch = arena_new();
    Status status = stored_targets(gathering, err);
    if (status == STATUS_OK && gathering->targets.count == 0) {
        status = largest_gaps(gathering, err);
    }
    arena_free(gathering->scratch);
    gathering->input->targets = gathering->targets.items;
    gathering->input->target_count = (int)gathering->targets.count;
    gathering->input->chain = gathering->chain.items;
    gathering->input->chain_count = (int)gathering->chain.count;
    return status;
}

/* ---- What is compared ---- */

static Status read_panel(const Gathering *gathering, Date as_of, const GapRequest *about,
                         const Panel **panel, Error *err)
{
    Panel *read = NULL;
    Status status = panel_load_for_gaps(gathering->arena, gathering->workspace,
                                        gathering->input->registry, about, as_of, &read, err);
    *panel = read;
    return status;
}

static Status compare_now(Gathering *gathering, Error *err)
{
    const ReportRequest *request = gathering->request;
    ReportInput *input = gathering->input;
    const Panel *panel = request->panel;
    GapTable *gaps;
    PositionTable *position;
    Status status = panel == NULL
                        ? read_panel(gathering, request->as_of, &request->about, &panel, err)
                        : STATUS_OK;
    if (status == STATUS_OK) {
        status =
            compare_gaps(gathering->arena, panel, gathering->rules, &request->about, &gaps, err);
    }
    if (status == STATUS_OK) {
        status = gaps_add_owed(gathering->arena, gathering->workspace, input->registry, gaps, err);
    }
    if (status == STATUS_OK) {
        status = compare_position(gathering->arena, panel, gathering->rules, input->subject,
                                  request->about.year, &position, err);
    }
    if (status == STATUS_OK) {
        input->panel = panel;
        input->gaps = gaps;
        input->position = position;
    }
    return status;
}

/* The one indicator of which the report shows everybody's rank, year by year. */
static Status add_ranks(Gathering *gathering, Error *err)
{
    ReportInput *input = gathering->input;
    SiblingRanks *ranks = NULL;
    const PositionRow *row = position_headline(input);
    if (row == NULL) {
        return STATUS_OK;
    }
    Status status = sibling_ranks_load(gathering->arena, gathering->workspace, input->registry,
                                       input->subject, row, 0, input->as_of, &ranks, err);
    input->ranks = ranks;
    return status;
}

/* The same comparison on figures known later. */
static Status look_back(Gathering *gathering, Error *err)
{
    const Panel *panel;
    GapTable *gaps;
    GapRequest about = gathering->request->about;
    about.year = 0;
    Status status = read_panel(gathering, gathering->request->later, &about, &panel, err);
    if (status == STATUS_OK) {
        status = compare_gaps(gathering->arena, panel, gathering->rules, &about, &gaps, err);
    }
    if (status == STATUS_OK) {
        gathering->input->later = gaps;
    }
    return status;
}

Status report_gather(Arena *arena, Workspace *workspace, const Registry *registry,
                     const CompareRules *rules, const ReportRequest *request, ReportInput *input,
                     Error *err)
{
    Gathering gathering = {.arena = arena,
                           .workspace = workspace,
                           .rules = rules,
                           .request = request,
                           .input = input,
                           .targets = list_new(arena, sizeof(TargetProposal *)),
                           .chain = list_new(arena, sizeof(ChainLink))};
    *input = (ReportInput){.lang = request->lang,
                           .workspace = workspace,
                           .registry = registry,
                           .subject = request->about.subject,
                           .as_of = request->as_of};
    Status status = compare_now(&gathering, err);
    if (status == STATUS_OK) {
        status = add_targets(&gathering, err);
    }
    if (status == STATUS_OK) {
        status = add_ranks(&gathering, err);
    }
    if (status == STATUS_OK && request->later != DATE_NONE) {
        status = look_back(&gathering, err);
    }
    return status;
}
