/* report: one subject, everything a leader asks, in three forms. */
#include "cli_impl.h"

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

Status cli_gather(Cli *cli, const ReportRequest *request, ReportInput *input, Error *err)
{
    CompareRules *rules;
    Status status = cli_compare_rules(cli, &rules, err);
    return status ? status
                  : report_gather(cli->arena, cli->workspace, cli->registry, rules, request, input,
                                  err);
}

static Status read_request(Cli *cli, ReportRequest *request, Error *err)
{
    int64_t year = 0, due_year = 0;
    *request = (ReportRequest){.lang = cli->lang, .later = DATE_NONE};
    Status status = registry_entity(cli->registry, text_from(cli->arguments[0]), DATE_NONE,
                                    &request->about.subject, err);
    if (!status) status = cli_as_of(cli, &request->as_of, err);
    if (!status) status = cli_option_date(cli, OPTION_LATER, &request->later, err);
    if (!status) status = cli_option_int(cli, OPTION_YEAR, &year, err);
    if (!status) status = cli_option_int(cli, OPTION_DUE, &due_year, err);
    request->about.year = (int)year;
    request->due_year = (int)due_year;
    return status;
}

Status command_report(Cli *cli, Error *err)
{
    ReportRequest request;
    ReportInput input = {0};
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = read_request(cli, &request, err);
    if (!status) status = cli_gather(cli, &request, &input, err);
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
