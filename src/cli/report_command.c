/* report: one subject, everything a leader asks, in three forms. */
#include "cli_impl.h"

/* ---- The stored chain ---- */

static const RecordDef *type(const Cli *cli, const char *name)
{
    return model_record(cli->setup->model, text_from(name));
}

/* The title in the reader's language; Chinese where there is no English. */
static Text title_of(const Cli *cli, Record *record)
{
    Text en = record_value(record, "en")->text;
    return cli->lang == LANG_EN && en.len ? en : record_value(record, "zh")->text;
}

static Text field_text(Cli *cli, const Record *record, const char *field, Error *err)
{
    Buf text = buf_new(cli->arena);
    int index = record_field(record->def, text_from(field));
    if (record_print(cli->workspace, &text, cli->lang, record, index, err)) return TEXT("");
    return buf_text(&text);
}

static void add_link(Cli *cli, List *chain, const char *kind, Record *record, Text detail)
{
    ChainLink *link = list_add(chain);
    *link = (ChainLink){text_from(kind), title_of(cli, record), detail};
}

static Status add_lessons(Cli *cli, List *chain, Record *gap, Error *err)
{
    const Value *lessons = record_value(gap, "lessons");
    for (int i = 0; i < lessons->ref_count; i++) {
        Record *lesson;
        Status status = record_get(cli->arena, cli->workspace, type(cli, "lesson"),
                                   lessons->refs[i], &lesson, err);
        if (status) return status;
        Buf detail = buf_new(cli->arena);
        lang_print(&detail, cli->lang, "cli.chain_lesson",
                   ARGS(arg_text("place", field_text(cli, lesson, "place", err)),
                        arg_text("lens", field_text(cli, lesson, "lens", err)),
                        arg_text("anchor", record_value(lesson, "anchor")->text)));
        add_link(cli, chain, "lesson", lesson, buf_text(&detail));
    }
    return STATUS_OK;
}

static Status add_tasks(Cli *cli, List *chain, int64_t target, Error *err)
{
    const RecordDef *def = type(cli, "task");
    RecordFilter of_target = {record_field(def, TEXT("target")), value_int(target)};
    RecordQuery query = {.filters = &of_target, .filter_count = 1};
    List tasks = list_new(cli->arena, sizeof(Record));
    Status status = record_list(cli->arena, cli->workspace, def, &query, &tasks, err);
    for (size_t i = 0; !status && i < tasks.count; i++) {
        Record *task = LIST_AT(&tasks, Record, i);
        Buf detail = buf_new(cli->arena);
        lang_print(&detail, cli->lang, "cli.chain_task",
                   ARGS(arg_text("lead", field_text(cli, task, "lead", err)),
                        arg_text("due", field_text(cli, task, "due", err))));
        add_link(cli, chain, "task", task, buf_text(&detail));
    }
    return status;
}

static Text unit_of(const Cli *cli, Record *gap)
{
    int indicator = registry_indicator_of_id(cli->registry, record_value(gap, "indicator")->number);
    if (indicator < 0) return TEXT("");
    return report_unit(cli->arena, cli->lang, cli->registry->indicators[indicator].unit);
}

static Status add_chain(Cli *cli, List *chain, Record *target, Record *gap, Error *err)
{
    Status status = add_lessons(cli, chain, gap, err);
    if (status) return status;
    Text unit = unit_of(cli, gap), as_of = field_text(cli, gap, "as_of", err);
    Buf known = buf_new(cli->arena), detail = buf_new(cli->arena);
    lang_print(&known, cli->lang, as_of.len ? "cli.chain_gap" : "cli.chain_gap_now",
               ARGS(arg_text("unit", unit), arg_text("date", as_of)));
    add_link(cli, chain, "gap", gap, buf_text(&known));
    lang_print(&detail, cli->lang, "cli.chain_target",
               ARGS(arg_text("unit", unit),
                    arg_text("floor", field_text(cli, target, "floor", err)),
                    arg_text("goal", field_text(cli, target, "goal", err)),
                    arg_text("stretch", field_text(cli, target, "stretch", err))));
    add_link(cli, chain, "target", target, buf_text(&detail));
    return add_tasks(cli, chain, target->id, err);
}

/* ---- Which targets to show ---- */

enum { TARGETS_SHOWN = 4 };

typedef struct Gathering {
    ReportInput *input;
    List targets; /* TargetProposal * */
    List chain;   /* ChainLink */
    int64_t due_year;
} Gathering;

static Status propose(Cli *cli, Gathering *gathering, int indicator, int reference, int due,
                      Error *err)
{
    TargetProposal *proposal;
    Status status = cli_target_for(cli, gathering->input->panel, gathering->input->gaps, indicator,
                                   reference, due, 0, &proposal, err);
    /* A gap that closed, or whose rates are not known, has no target to show. */
    if (status == STATUS_INVALID || status == STATUS_NOT_FOUND) return STATUS_OK;
    if (status) return status;
    *(TargetProposal **)list_add(&gathering->targets) = proposal;
    return STATUS_OK;
}

/* The targets that were kept as records, with the chain they stand in. */
static Status stored_targets(Cli *cli, Gathering *gathering, Error *err)
{
    const RecordDef *def = type(cli, "target");
    RecordQuery query = {0};
    List targets = list_new(cli->arena, sizeof(Record));
    Status status = record_list(cli->arena, cli->workspace, def, &query, &targets, err);
    int64_t subject = cli->registry->entities[gathering->input->subject].id;
    for (size_t i = 0; !status && i < targets.count; i++) {
        Record *target = LIST_AT(&targets, Record, i), *gap;
        status = record_get(cli->arena, cli->workspace, type(cli, "gap"),
                            record_value(target, "gap")->number, &gap, err);
        if (status || record_value(gap, "subject")->number != subject) continue;
        int indicator =
            registry_indicator_of_id(cli->registry, record_value(gap, "indicator")->number);
        int reference =
            registry_entity_of_id(cli->registry, record_value(gap, "reference")->number);
        int due = (int)record_value(target, "due_year")->number;
        status = propose(cli, gathering, indicator, reference, due, err);
        if (!status) status = add_chain(cli, &gathering->chain, target, gap, err);
    }
    return status;
}

/* Where nothing was adopted yet: the largest gaps. */
static Status largest_gaps(Cli *cli, Gathering *gathering, Error *err)
{
    const GapTable *gaps = gathering->input->gaps;
    Status status = STATUS_OK;
    for (size_t i = 0; i < gaps->rows.count && gathering->targets.count < TARGETS_SHOWN; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        if (status || row->state != GAP_BEHIND) continue;
        status = propose(cli, gathering, row->indicator, row->reference,
                         (int)gathering->due_year, err);
    }
    return status;
}

Status cli_gather(Cli *cli, int subject, Date as_of, int year, ReportInput *input, Error *err)
{
    CompareRules *rules;
    Panel *panel;
    GapTable *gaps;
    PositionTable *position;
    PanelRequest request = {.as_of = as_of, .with_sources = true};
    GapRequest about = {.subject = subject, .year = year};
    Gathering gathering = {
        input,
        list_new(cli->arena, sizeof(TargetProposal *)),
        list_new(cli->arena, sizeof(ChainLink)),
        0,
    };
    *input = (ReportInput){.lang = cli->lang, .workspace = cli->workspace,
                           .registry = cli->registry, .subject = subject, .as_of = as_of};
    Status status = cli_compare_rules(cli, &rules, err);
    if (!status) status = cli_option_int(cli, OPTION_DUE, &gathering.due_year, err);
    if (!status) {
        status = panel_load(cli->arena, cli->workspace, cli->registry, &request, &panel, err);
    }
    if (!status) status = compare_gaps(cli->arena, panel, rules, &about, &gaps, err);
    if (!status) status = gaps_add_owed(cli->arena, cli->workspace, cli->registry, gaps, err);
    if (!status) {
        status = compare_position(cli->arena, panel, rules, subject, year, &position, err);
    }
    if (status) return status;
    input->panel = panel;
    input->gaps = gaps;
    input->position = position;
    status = stored_targets(cli, &gathering, err);
    if (!status && gathering.targets.count == 0) status = largest_gaps(cli, &gathering, err);
    input->targets = gathering.targets.items;
    input->target_count = (int)gathering.targets.count;
    input->chain = gathering.chain.items;
    input->chain_count = (int)gathering.chain.count;
    return status;
}

/* The same comparison on figures known later. */
Status cli_look_back(Cli *cli, ReportInput *input, Date later, Error *err)
{
    CompareRules *rules;
    Panel *panel;
    GapTable *gaps;
    PanelRequest request = {.as_of = later, .with_sources = true};
    GapRequest about = {.subject = input->subject};
    Status status = cli_compare_rules(cli, &rules, err);
    if (!status) {
        status = panel_load(cli->arena, cli->workspace, cli->registry, &request, &panel, err);
    }
    if (!status) status = compare_gaps(cli->arena, panel, rules, &about, &gaps, err);
    if (!status) input->later = gaps;
    return status;
}

/* ---- The command ---- */

static Status write_files(Cli *cli, const ReportInput *input, Error *err)
{
    const char *html = cli->options[OPTION_HTML], *xlsx = cli->options[OPTION_XLSX];
    Status status = STATUS_OK;
    if (html) {
        status = report_page_html(cli->arena, html, input, err);
        if (!status) cli_say(cli, "cli.wrote", ARGS(arg_cstr("file", html)));
    }
    if (!status && xlsx) {
        status = report_page_xlsx(cli->arena, xlsx, input, err);
        if (!status) cli_say(cli, "cli.wrote", ARGS(arg_cstr("file", xlsx)));
    }
    return status;
}

Status command_report(Cli *cli, Error *err)
{
    int subject;
    Date as_of = DATE_NONE, later = DATE_NONE;
    int64_t year = 0;
    ReportInput input = {0};
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) {
        status = registry_entity(cli->registry, text_from(cli->arguments[0]), DATE_NONE, &subject,
                                 err);
    }
    if (!status) status = cli_option_date(cli, OPTION_AS_OF, &as_of, err);
    if (!status) status = cli_option_date(cli, OPTION_LATER, &later, err);
    if (!status) status = cli_option_int(cli, OPTION_YEAR, &year, err);
    if (!status) status = cli_gather(cli, subject, as_of, (int)year, &input, err);
    if (!status && later != DATE_NONE) status = cli_look_back(cli, &input, later, err);
    if (status) return status;
    bool to_files = cli_has(cli, OPTION_HTML) || cli_has(cli, OPTION_XLSX);
    if (to_files) return write_files(cli, &input, err);
    if (cli->json) {
        cli_table(cli, report_gaps(cli->arena, cli->lang, cli->registry, input.gaps));
        return STATUS_OK;
    }
    report_page_terminal(cli->arena, &cli->out, &input, cli->columns);
    return STATUS_OK;
}
