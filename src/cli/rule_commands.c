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

Status cli_import_rules(Cli *cli, ImportRules *rules, Error *err)
{
    Date on;
    Status status = cli_option_date(cli, OPTION_AS_OF, &on, err);
    if (status) return status;
    return import_rules_read(cli->arena, cli->workspace, on == DATE_NONE ? date_today() : on, rules,
                             err);
}

/* ---- rules ---- */

static Status show_rules(Cli *cli, const char *name, Error *err)
{
    RuleEdition edition;
    Status status = edition_of(cli, name, &edition, err);
    if (status) return status;
    if (!cli->json) {
        buf_add(&cli->out, edition.body);
        return STATUS_OK;
    }
    Json json = json_new(&cli->out);
    json_object(&json);
    json_key(&json, "name");
    json_text(&json, text_from(name));
    json_key(&json, "version");
    json_text(&json, edition.version);
    json_key(&json, "body");
    json_text(&json, edition.body);
    json_object_end(&json);
    buf_add_char(&cli->out, '\n');
    return STATUS_OK;
}

static void add_rules_row(Cli *cli, Table *table, const char *name, const RuleEdition *edition)
{
    TableCell *row = table_add_row(table);
    row[0] = cell_text(text_from(name));
    row[1] = cell_text(edition->version);
    row[2] = edition->effective == DATE_NONE ? cell_text(TEXT("")) : cell_date(edition->effective);
    row[3] = cell_text(
        text_from(lang_text(cli->lang, edition->rule_set ? "cli.rules_own" : "cli.rules_shipped")));
}

/* Every set that ships: a workspace puts editions of these in force, and has no sets of its own. */
static Status list_rules(Cli *cli, Error *err)
{
    static const CliColumn COLUMNS[] = {{"name", "cli.rules_name"},
                                        {"version", "cli.rules_version"},
                                        {"effective", "cli.rules_effective"},
                                        {"origin", "cli.rules_origin"}};
    enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    Table *table = cli_table_new(cli, "rules", COLUMNS, COLUMN_COUNT);
    EmbeddedFiles files = cli->setup->model->rules;
    for (size_t i = 0; i < files.count; i++) {
        RuleEdition edition;
        Text file = text_from(files.items[i].name);
        const char *name = text_cstr(cli->arena, text_slice(file, 0, file.len - 6));
        Status status = edition_of(cli, name, &edition, err);
        if (status == STATUS_NOT_FOUND) continue; /* not in force by that day */
        if (status) return status;
        add_rules_row(cli, table, name, &edition);
    }
    cli_table(cli, table);
    return STATUS_OK;
}

Status command_rules(Cli *cli, Error *err)
{
    Status status = cli_open(cli, STORE_READ, err);
    if (status) return status;
    return cli->argument_count ? show_rules(cli, cli->arguments[0], err) : list_rules(cli, err);
}
