/* demo: the whole loop on the evening of 2016-10-13, on real figures; then what became of it. */
#include "cli_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The evening itself, and the day from which the last edition in demo/ is known. */
static const char *const EVENING = "2016-10-13";
static const char *const LOOK_BACK = "2019-09-30";
static const char *const SUBJECT = "410800";

/* Which gaps became targets that evening, and from which lessons (by their anchors). */
typedef struct DemoTarget {
    const char *indicator, *reference, *anchor;
} DemoTarget;

static const DemoTarget DEMO_TARGETS[] = {
    {"gdp", "411000", "发展民营经济"},
    {"sci_exp", "321000", "走创新引领之路"},
};

/* "2016.csv" is the edition of 2016: its figures are of the year before. */
static void describe_edition(Cli *cli, const char *name, ImportOptions *options)
{
    if (strcmp(name, "population.csv") == 0) {
        options->document = text_from("由年鉴地区生产总值与人均地区生产总值推算");
        options->save_mapping = text_from("分城市人口");
    }
    if (name[0] < '0' || name[0] > '9') return;
    int edition = atoi(name);
    options->period = text_format(cli->arena, "%d", edition - 1);
    options->document = text_format(cli->arena, "中国城市统计年鉴%d", edition);
}

static Status import_one(Cli *cli, const ImportRules *rules, const EmbeddedFile *file,
                         const char *folder, Error *err)
{
    Text bytes = {(const char *)file->bytes, file->len};
    char *path;
    Status status = cli_write_file(cli, bytes, folder, file->name, &path, err);
    if (status) return status;
    ImportOptions options = {
        .path = path, .sheet = -1, .known_from = DATE_NONE, .limits = &SHEET_LIMITS};
    describe_edition(cli, file->name, &options);
    ImportResult result = {.problems = problems_new(cli->arena, 10)};
    status = import_file(cli->arena, cli->workspace, cli->registry, rules, &options, &result, err);
    if (status) cli_problems(cli, result.problems);
    return status;
}

static Status import_figures(Cli *cli, const char *folder, Error *err)
{
    ImportRules rules = {0};
    Status status = cli_import_rules(cli, &rules, err);
    EmbeddedFiles files = cli->setup->figures;
    for (size_t i = 0; !status && i < files.count; i++) {
        status = import_one(cli, &rules, &files.items[i], folder, err);
    }
    return status;
}

/* ---- The chain that was stored that evening ---- */

static Status lesson_id(Cli *cli, const char *anchor, int64_t *id, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, TEXT("lesson"));
    RecordFilter by_anchor = {record_field(def, TEXT("anchor")), value_text(text_from(anchor))};
    Record *lesson;
    Status status = record_find(cli->arena, cli->workspace, def, &by_anchor, 1, &lesson, err);
    if (status) return status;
    if (!lesson) {
        return error_set(err, STATUS_NOT_FOUND, "cli.no_lesson", ARGS(arg_cstr("anchor", anchor)));
    }
    *id = lesson->id;
    return STATUS_OK;
}

/* What was decided that evening is a move like any other, and stands in the history. */
static Status begin(Cli *cli, const char *type, int64_t id, const char *move, Error *err)
{
    Text why = text_from(lang_text(cli->lang, "cli.demo_reason"));
    return cli_move_if_open(cli, type, id, move, why, err);
}

static Status keep_target(Cli *cli, const ReportInput *input, const DemoTarget *demo, Error *err)
{
    int indicator, reference;
    int64_t lesson, gap, target;
    Panel *panel;
    TargetProposal *proposal;
    Status status = registry_indicator(cli->registry, text_from(demo->indicator), &indicator, err);
    if (!status) {
        status =
            registry_entity(cli->registry, text_from(demo->reference), DATE_NONE, &reference, err);
    }
    if (!status) status = lesson_id(cli, demo->anchor, &lesson, err);
    if (!status) {
        status =
            cli_target_for(cli, input->gaps, indicator, reference, 0, 0, &panel, &proposal, err);
    }
    if (status) return status;
    const GapRow *row = gaps_row(input->gaps, indicator, reference);
    status = gap_keep(cli->arena, cli->workspace, input->gaps, row, cli->registry, &lesson, 1, &gap,
                      err);
    if (status) return status;
    status = target_keep(cli->arena, cli->workspace, panel, proposal, gap, &target, err);
    if (!status) status = begin(cli, "lesson", lesson, "adopt", err);
    if (!status) status = begin(cli, "gap", gap, "set_target", err);
    if (!status) status = begin(cli, "target", target, "approve", err);
    return status;
}

static Status store_chain(Cli *cli, int subject, Date evening, Error *err)
{
    ReportRequest request = {
        .lang = cli->lang, .about.subject = subject, .as_of = evening, .later = DATE_NONE};
    ReportInput input = {0};
    Status status = cli_gather(cli, &request, &input, err);
    size_t count = sizeof(DEMO_TARGETS) / sizeof(DEMO_TARGETS[0]);
    for (size_t i = 0; !status && i < count; i++) {
        status = keep_target(cli, &input, &DEMO_TARGETS[i], err);
    }
    return status;
}

/* The demonstration stands on its evening, in the browser and here:
 * what was promised then is not late. */
static Status stand_on(Cli *cli, const char *evening, Error *err)
{
    const RecordDef *def = model_record(cli->setup->model, TEXT("rule_set"));
    Record *rules = record_new(cli->arena, def);
    Text reason = text_from(lang_text(cli->lang, "cli.demo_reason"));
    Date day;
    date_parse(text_from(evening), &day);
    *record_value(rules, "name") = value_text(TEXT("workspace"));
    *record_value(rules, "edition") = value_text(TEXT("demo"));
    *record_value(rules, "effective") = value_int(day);
    *record_value(rules, "body") =
        value_text(text_format(cli->arena, "version demo\nas_of %s", evening));
    *record_value(rules, "grounds") = value_text(reason);
    Status status = record_save(cli->arena, cli->workspace, rules, reason, cli->problems, err);
    return status ? status : cli_move_if_open(cli, "rule_set", rules->id, "approve", reason, err);
}

/* ---- A worked example of each record ---- */

/* Only the program knows the figures of the target: its example of a share is reckoned here. */
static Status share_example(Cli *cli, Error *err)
{
    static const char *const parts[] = {"示例县=15", "rest=85"};
    const RecordDef *def = model_record(cli->setup->model, TEXT("target"));
    Text reason = text_from(lang_text(cli->lang, "cli.demo_example"));
    int64_t target;
    SharePart *shares;
    Status status = reference_find(cli->arena, cli->workspace, def,
                                   TEXT("2020年财政科学技术支出追赶扬州市"), &target, err);
    return status ? status
                  : cli_share_target(cli, target, 2017, parts, sizeof parts / sizeof parts[0],
                                     reason, &shares, err);
}

static Status store_examples(Cli *cli, Error *err)
{
    Status status = cli_load_records(cli, cli->setup->examples, err);
    return status ? status : share_example(cli, err);
}

/* ---- The command ---- */

static Status make_folder(const char *folder, Error *err)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST) return STATUS_OK;
    return error_set(err, STATUS_IO, "cli.cannot_write", ARGS(arg_cstr("file", folder)));
}

static Status load(Cli *cli, const char *folder, const char *workspace, Error *err)
{
    Text figures = text_format(cli->arena, "%s/figures", folder);
    Status status = make_folder(folder, err);
    if (!status) status = make_folder(text_cstr(cli->arena, figures), err);
    if (!status) status = cli_create_workspace(cli, workspace, err);
    if (!status) status = cli_load_records(cli, cli->setup->plan, err);
    return status ? status : import_figures(cli, text_cstr(cli->arena, figures), err);
}

static Status write_reports(Cli *cli, const char *folder, ReportInput *input, Error *err)
{
    static const char *const html_names[LANG_COUNT] = {"report.zh.html", "report.en.html"};
    static const char *const xlsx_names[LANG_COUNT] = {"report.zh.xlsx", "report.en.xlsx"};
    Text html = text_format(cli->arena, "%s/%s", folder, html_names[cli->lang]);
    Text xlsx = text_format(cli->arena, "%s/%s", folder, xlsx_names[cli->lang]);
    Status status = report_page_html(cli->arena, text_cstr(cli->arena, html), input, err);
    if (!status) status = report_page_xlsx(cli->arena, text_cstr(cli->arena, xlsx), input, err);
    if (status) return status;
    cli_say(cli, "cli.demo_reports", ARGS(arg_text("html", html), arg_text("xlsx", xlsx)));
    return STATUS_OK;
}

Status command_demo(Cli *cli, Error *err)
{
    const char *folder = cli->argument_count ? cli->arguments[0] : "duibiao-demo";
    Text workspace = text_format(cli->arena, "%s/jiaozuo.duibiao", folder);
    ReportRequest request = {.lang = cli->lang};
    ReportInput input = {0};
    date_parse(text_from(EVENING), &request.as_of);
    date_parse(text_from(LOOK_BACK), &request.later);
    Status status = load(cli, folder, text_cstr(cli->arena, workspace), err);
    if (!status) {
        status = registry_entity(cli->registry, text_from(SUBJECT), DATE_NONE,
                                 &request.about.subject, err);
    }
    if (!status) status = store_chain(cli, request.about.subject, request.as_of, err);
    if (!status) status = store_examples(cli, err);
    if (!status) status = stand_on(cli, EVENING, err);
    if (!status) status = cli_gather(cli, &request, &input, err);
    if (status) return status;
    report_page_terminal(cli->arena, &cli->out, &input, cli->columns);
    status = write_reports(cli, folder, &input, err);
    cli_say(cli, "cli.demo_next", ARGS(arg_text("workspace", workspace)));
    return status || !cli_has(cli, OPTION_ACCOUNTS) ? status : cli_demo_accounts(cli, err);
}
