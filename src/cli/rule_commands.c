/* Rule sets: those that a command works by, and which editions there are. */
#include "cli_impl.h"

#include <string.h>

/* ---- What commands work by ---- */

/* The edition in force on the day that --as-of asks about, otherwise today. */
static Status edition_of(const Cli *cli, const char *name, RuleEdition *edition, Error *err)
{
    Date on;
    Status status = cli_option_date(cli, OPTION_AS_OF, &on, err);
    if (status) return status;
    return rules_in_force(cli->arena, cli->workspace, name, on == DATE_NONE ? date_today() : on,
                          edition, err);
}

/* What is wrong with rules that ship is our own mistake; with its own, the workspace's. */
static Status rules_were_read(Cli *cli, const char *name, const RuleEdition *edition,
                              size_t problems_before, Error *err)
{
    if (problems_count(cli->problems, SEVERITY_WARNING) == problems_before) return STATUS_OK;
    cli_problems(cli, cli->problems);
    return error_set(err, edition->rule_set ? STATUS_INVALID : STATUS_INTERNAL, "cli.rules_wrong",
                     ARGS(arg_cstr("name", name), arg_text("edition", edition->version)));
}

Status cli_compare_rules(Cli *cli, CompareRules **rules, Error *err)
{
    RuleEdition edition;
    Status status = edition_of(cli, "compare", &edition, err);
    if (status) return status;
    size_t before = problems_count(cli->problems, SEVERITY_WARNING);
    *rules = compare_rules_read(cli->arena, edition.body, cli->problems);
    return rules_were_read(cli, "compare", &edition, before, err);
}

static Status plausibility(Cli *cli, PlausibilityRules *rules, Error *err)
{
    RuleEdition edition;
    Status status = edition_of(cli, "plausibility", &edition, err);
    if (status) return status;
    size_t before = problems_count(cli->problems, SEVERITY_WARNING);
    *rules = *plausibility_rules_read(cli->arena, edition.body, cli->problems);
    return rules_were_read(cli, "plausibility", &edition, before, err);
}

static Status units(Cli *cli, const UnitTable **table, Error *err)
{
    RuleEdition edition;
    Status status = edition_of(cli, "units", &edition, err);
    if (status) return status;
    size_t before = problems_count(cli->problems, SEVERITY_WARNING);
    *table = unit_table_read(cli->arena, edition.body, cli->problems);
    return rules_were_read(cli, "units", &edition, before, err);
}

Status cli_import_rules(Cli *cli, ImportRules *rules, Error *err)
{
    RuleEdition words, releases;
    Status status = edition_of(cli, "import", &words, err);
    if (!status) status = edition_of(cli, "releases", &releases, err);
    if (!status) status = plausibility(cli, &rules->plausibility, err);
    if (!status) status = units(cli, &rules->units, err);
    if (status) return status;
    rules->words = words.body;
    rules->releases = releases.body;
    return STATUS_OK;
}
