/* The rule sets that an import goes by. */
#include "exchange_impl.h"

/* What is wrong with rules that ship is our own mistake; with its own, the workspace's. */
static Status rules_were_read(const char *name, const RuleEdition *edition,
                              const Problems *problems, Error *err)
{
    if (problems_count(problems, SEVERITY_WARNING) == 0) {
        return STATUS_OK;
    }
    return error_set(err, edition->rule_set ? STATUS_INVALID : STATUS_INTERNAL,
                     "exchange.rules_wrong",
                     ARGS(arg_cstr("name", name), arg_text("edition", edition->version)));
}

static Status read_plausibility(Arena *arena, Workspace *workspace, Date on,
                                PlausibilityRules *rules, Error *err)
{
    RuleEdition edition;
    Problems *problems = problems_new(arena, 1);
    Status status = rules_in_force(arena, workspace, "plausibility", on, &edition, err);
    if (status != STATUS_OK) {
        return status;
    }
    *rules = *plausibility_rules_read(arena, edition.body, problems);
    return rules_were_read("plausibility", &edition, problems, err);
}

static Status read_units(Arena *arena, Workspace *workspace, Date on, const UnitTable **units,
                         Error *err)
{
    RuleEdition edition;
    Problems *problems = problems_new(arena, 1);
    Status status = rules_in_force(arena, workspace, "units", on, &edition, err);
    if (status != STATUS_OK) {
        return status;
    }
    *units = unit_table_read(arena, edition.body, problems);
    return rules_were_read("units", &edition, problems, err);
}

Status import_rules_read(Arena *arena, Workspace *workspace, Date on, ImportRules *rules,
                         Error *err)
{
    RuleEdition words, releases;
    Status status = rules_in_force(arena, workspace, "import", on, &words, err);
    if (status == STATUS_OK) {
        status = rules_in_force(arena, workspace, "releases", on, &releases, err);
    }
    if (status == STATUS_OK) {
        status = read_plausibility(arena, workspace, on, &rules->plausibility, err);
    }
    if (status == STATUS_OK) {
        status = read_units(arena, workspace, on, &rules->units, err);
    }
    if (status == STATUS_OK) {
        rules->words = words.body;
        rules->releases = releases.body;
    }
    return status;
}
