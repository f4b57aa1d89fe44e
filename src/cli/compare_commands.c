/* entities, indicators, gap, advantages, position, peers, target propose: questions to compare. */
#include "cli_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Registers ---- */

enum { LIST_LIMIT_ROWS = 50 };

static bool matches(Text needle, Text code, Text zh, Text en)
{
    return needle.len == 0 || text_starts(code, needle) || text_contains(zh, needle) ||
           text_contains(en, needle);
}

static Table *register_table(Cli *cli, const char *name, const char *const *keys, int count)
{
    Table *table = table_new(cli->arena, name, count);
    for (int i = 0; i < count; i++) {
        const char *title = text_format(cli->arena, "cli.%s_%s", name, keys[i]).ptr;
        table->columns[i] =
            (TableColumn){.key = keys[i], .title = text_from(lang_text(cli->lang, title))};
    }
    return table;
}

static Status show_found(Cli *cli, Table *table, const char *key, int found)
{
    Buf title = buf_new(cli->arena), note = buf_new(cli->arena);
    lang_print(&title, cli->lang, key, ARGS(arg_int("found", found)));
    table->title = buf_text(&title);
    if ((size_t)found > table->rows.count) {
        lang_print(&note, cli->lang, "cli.rows_shown",
                   ARGS(arg_int("shown", (int64_t)table->rows.count), arg_int("all", found)));
        *(Text *)list_add(&table->notes) = buf_text(&note);
    }
    cli_table(cli, table);
    return STATUS_OK;
}

static Status row_limit(const Cli *cli, int64_t *limit, Error *err)
{
    Status status = cli_option_int(cli, OPTION_LIMIT, limit, err);
    if (*limit <= 0) *limit = LIST_LIMIT_ROWS;
    return status;
}

/* What people call an option of a field; its code with --json. */
static Text option_name(const Cli *cli, const char *type, const char *field_name, Text code)
{
    const RecordDef *def = model_record(cli->setup->model, text_from(type));
    const FieldDef *field = &def->fields[record_field(def, text_from(field_name))];
    for (int i = 0; i < field->option_count && !cli->json; i++) {
        const OptionDef *option = &field->options[i];
        if (text_equal(code, text_from(option->name))) {
            return text_from(cli->lang == LANG_ZH ? option->zh : option->en);
        }
    }
    return code;
}

Status command_entities(Cli *cli, Error *err)
{
    static const char *const keys[] = {"code", "zh", "en", "kind", "parent"};
    int64_t limit;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = row_limit(cli, &limit, err);
    if (status) return status;
    const Registry *registry = cli->registry;
    Text needle = text_from(cli->argument_count ? cli->arguments[0] : NULL);
    Table *table = register_table(cli, "entities", keys, 5);
    int found = 0;
    for (int i = 0; i < registry->entity_count; i++) {
        const Entity *entity = &registry->entities[i];
        if (!matches(needle, entity->code, entity->zh, entity->en) || ++found > limit) continue;
        TableCell *row = table_add_row(table);
        row[0] = cell_text(entity->code);
        row[1] = cell_text(entity->zh);
        row[2] = cell_text(entity->en);
        row[3] = cell_text(option_name(cli, "entity", "kind", entity->kind));
        if (entity->parent >= 0) {
            row[4] = cell_text(entity_name(registry, entity->parent, cli->lang));
        }
    }
    return show_found(cli, table, "cli.entities_found", found);
}

Status command_indicators(Cli *cli, Error *err)
{
    static const char *const keys[] = {"code", "zh", "en", "unit", "area"};
    int64_t limit;
    Status status = cli_open(cli, STORE_READ, err);
    if (!status) status = row_limit(cli, &limit, err);
    if (status) return status;
    const Registry *registry = cli->registry;
    Text needle = text_from(cli->argument_count ? cli->arguments[0] : NULL);
    int named;
    Error ignored = {0};
    bool by_name = needle.len && !registry_indicator(registry, needle, &named, &ignored);
    Table *table = register_table(cli, "indicators", keys, 5);
    int found = 0;
    for (int i = 0; i < registry->indicator_count; i++) {
        const Indicator *indicator = &registry->indicators[i];
        bool meant = (by_name && i == named) ||
                     matches(needle, indicator->code, indicator->zh, indicator->en);
        if (!meant || ++found > limit) continue;
        TableCell *row = table_add_row(table);
        row[0] = cell_text(indicator->code);
        row[1] = cell_text(indicator->zh);
        row[2] = cell_text(indicator->en);
        row[3] = cell_text(cli_unit(cli, indicator->unit));
        row[4] = cell_text(cli_area(cli, indicator->area));
    }
    return show_found(cli, table, "cli.indicators_found", found);
}

/* ---- What a question is about ---- */

typedef struct Question {
    int subject;
    Date as_of;
    int year;
    bool named;      /* false: against the benchmarks */
    List references; /* int: registry indices */
    int *indicators; /* NULL: all */
    int indicator_count;
    Panel *panel;
    CompareRules *rules;
} Question;

static Status read_references(Cli *cli, Question *question, Error *err)
{
    question->references = list_new(cli->arena, sizeof(int));
    question->named = cli_has(cli, OPTION_AGAINST);
    Text rest = text_from(cli->options[OPTION_AGAINST]), name;
    while (text_split(&rest, ',', &name)) {
        Status status = registry_add_references(cli->registry, text_trim(name), question->subject,
                                                &question->references, err);
        if (status) return status;
    }
    return STATUS_OK;
}

static Status read_indicators(Cli *cli, Question *question, Error *err)
{
    int count = cli->argument_count - 1;
    if (count <= 0) return STATUS_OK;
    question->indicators = ARENA_ARRAY(cli->arena, int, (size_t)count);
    for (int i = 0; i < count; i++) {
        Text name = text_from(cli->arguments[i + 1]);
        Status status = registry_indicator(cli->registry, name, &question->indicators[i], err);
        if (status) return status;
    }
    question->indicator_count = count;
    return STATUS_OK;
}

static Status ask(Cli *cli, StoreMode mode, Question *question, Error *err)
{
    int64_t year = 0;
    *question = (Question){0};
    Status status = cli_open(cli, mode, err);
    if (!status) {
        status = registry_entity(cli->registry, text_from(cli->arguments[0]), DATE_NONE,
                                 &question->subject, err);
    }
    if (!status) status = cli_as_of(cli, &question->as_of, err);
    if (!status) status = cli_option_int(cli, OPTION_YEAR, &year, err);
    if (!status) status = read_references(cli, question, err);
    if (!status) status = read_indicators(cli, question, err);
    if (!status) status = cli_compare_rules(cli, &question->rules, err);
    question->year = (int)year;
    return status;
}

/* Everybody by every indicator: who is alike. */
static Status load_all(Cli *cli, Question *question, Error *err)
{
    PanelRequest request = {.as_of = question->as_of};
    return panel_load(cli->arena, cli->workspace, cli->registry, &request, &question->panel, err);
}

static GapRequest gap_request(const Question *question)
{
    return (GapRequest){
        .subject = question->subject,
        .references = question->named ? question->references.items : NULL,
        .reference_count = (int)question->references.count,
        .indicators = question->indicators,
        .indicator_count = question->indicator_count,
        .year = question->year,
    };
}

static Status find_gaps(Cli *cli, Question *question, GapTable **gaps, Error *err)
{
    GapRequest request = gap_request(question);
    Status status = panel_load_for_gaps(cli->arena, cli->workspace, cli->registry, &request,
                                        question->as_of, &question->panel, err);
    if (status) return status;
    status = compare_gaps(cli->arena, question->panel, question->rules, &request, gaps, err);
    if (status || question->named || question->indicators) return status;
    return gaps_add_owed(cli->arena, cli->workspace, cli->registry, *gaps, err);
}

static Status show(Cli *cli, const Table *table, Error *err)
{
    if (!cli_has(cli, OPTION_CSV)) {
        cli_table(cli, table);
        return STATUS_OK;
    }
    Status status = table_csv(table, cli->options[OPTION_CSV], err);
    if (status) return status;
    cli_say(cli, "cli.wrote", ARGS(arg_cstr("file", cli->options[OPTION_CSV])));
    return STATUS_OK;
}

/* ---- Answers ---- */

static Status gaps_asked(Cli *cli, Question *question, GapTable **gaps, Error *err)
{
    Status status = ask(cli, STORE_READ, question, err);
    return status ? status : find_gaps(cli, question, gaps, err);
}

/* Below the gap of an indicator that was asked for by name: what it is made of. */
static Status explain_gaps(Cli *cli, const Question *question, const GapTable *gaps, Error *err)
{
    Status status = STATUS_OK;
    for (size_t i = 0; !status && i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        List parts = list_new(cli->arena, sizeof(ExplainPart));
        status = compare_explain(cli->arena, question->panel, gaps->subject, row->reference,
                                 row->indicator, row->year, &parts, err);
        if (status || parts.count == 0) continue;
        buf_add_char(&cli->out, '\n');
        cli_table(cli, report_explanation(cli->arena, cli->lang, cli->registry, row, &parts));
    }
    return status;
}

Status command_gap(Cli *cli, Error *err)
{
    Question question;
    GapTable *gaps;
    Status status = gaps_asked(cli, &question, &gaps, err);
    if (status) return status;
    bool all = !cli_has(cli, OPTION_CSV) && !cli->json;
    status = show(cli, report_gaps(cli->arena, cli->lang, cli->registry, gaps), err);
    Table *owed = report_owed(cli->arena, cli->lang, cli->registry, gaps);
    if (!status && all && owed->rows.count > 0) {
        buf_add_char(&cli->out, '\n');
        cli_table(cli, owed);
    }
    return status || !all || !question.indicators ? status
                                                  : explain_gaps(cli, &question, gaps, err);
}

Status command_advantages(Cli *cli, Error *err)
{
    Question question;
    GapTable *gaps;
    Status status = gaps_asked(cli, &question, &gaps, err);
    if (status) return status;
    return show(cli, report_advantages(cli->arena, cli->lang, cli->registry, gaps), err);
}

Status command_position(Cli *cli, Error *err)
{
    Question question;
    PositionTable *position;
    Status status = ask(cli, STORE_READ, &question, err);
    if (!status) {
        status = panel_load_for_position(cli->arena, cli->workspace, cli->registry,
                                         question.subject, question.year, question.as_of,
                                         &question.panel, err);
    }
    if (!status) {
        status = compare_position(cli->arena, question.panel, question.rules, question.subject,
                                  question.year, &position, err);
    }
    if (status) return status;
    return show(cli, report_position(cli->arena, cli->lang, cli->registry, position), err);
}

Status command_peers(Cli *cli, Error *err)
{
    Question question;
    int64_t limit;
    Status status = ask(cli, STORE_READ, &question, err);
    if (!status) status = cli_option_int(cli, OPTION_LIMIT, &limit, err);
    if (!status) status = load_all(cli, &question, err);
    if (status) return status;
    List peers = list_new(cli->arena, sizeof(PeerRow));
    status = compare_peers(cli->arena, question.panel, question.subject, question.panel->indicators,
                           question.panel->indicator_count, question.year, &peers, err);
    if (status) return status;
    if (limit > 0 && peers.count > (size_t)limit) peers.count = (size_t)limit;
    return show(cli, report_peers(cli->arena, cli->lang, cli->registry, question.subject, &peers),
                err);
}

/* ---- Targets ---- */

Status cli_target_for(Cli *cli, const GapTable *gaps, int indicator, int reference, int due_year,
                      double theta, Panel **panel, TargetProposal **proposal, Error *err)
{
    CompareRules *rules;
    Status status = cli_compare_rules(cli, &rules, err);
    if (status) return status;
    const GapRow *row = gaps_row(gaps, indicator, reference);
    if (!row) {
        return error_set(
            err, STATUS_NOT_FOUND, "cli.no_such_gap",
            ARGS(arg_text("indicator", indicator_name(cli->registry, indicator, cli->lang))));
    }
    TargetWish wish = {.due_year = due_year, .theta = theta};
    status = panel_load_for_target(cli->arena, cli->workspace, cli->registry, indicator,
                                   gaps->as_of, panel, err);
    if (status) return status;
    return target_propose(cli->arena, *panel, rules, row, gaps->subject, &wish, proposal, err);
}

static Status keep_proposal(Cli *cli, const GapTable *gaps, const Panel *panel,
                            const TargetProposal *proposal, Error *err)
{
    const GapRow *row = gaps_row(gaps, proposal->indicator, proposal->reference);
    int64_t gap, target;
    Status status =
        target_adopt(cli->arena, cli->workspace, panel, gaps, row, proposal, &gap, &target, err);
    if (status) return status;
    cli_say(cli, "cli.target_kept", ARGS(arg_int("gap", gap), arg_int("target", target)));
    return STATUS_OK;
}

static Status option_theta(const Cli *cli, double *theta, Error *err)
{
    Decimal share;
    *theta = 0;
    if (!cli_has(cli, OPTION_SHARE)) return STATUS_OK;
    bool read = decimal_parse(text_from(cli->options[OPTION_SHARE]), &share);
    if (read) *theta = decimal_double(share);
    if (read && *theta > 0) return STATUS_OK;
    return error_set(err, STATUS_USAGE, "cli.not_a_share",
                     ARGS(arg_cstr("value", cli->options[OPTION_SHARE])));
}

Status command_target_propose(Cli *cli, Error *err)
{
    Question question;
    GapTable *gaps;
    Panel *panel;
    TargetProposal *proposal;
    int64_t due;
    double theta;
    bool save = cli_has(cli, OPTION_SAVE);
    Status status = ask(cli, save ? STORE_WRITE : STORE_READ, &question, err);
    if (!status) status = cli_option_int(cli, OPTION_DUE, &due, err);
    if (!status) status = option_theta(cli, &theta, err);
    if (!status) status = find_gaps(cli, &question, &gaps, err);
    if (!status) {
        status = cli_target_for(cli, gaps, question.indicators[0], -1, (int)due, theta, &panel,
                                &proposal, err);
    }
    if (status) return status;
    status = show(
        cli, report_target(cli->arena, cli->lang, cli->registry, question.subject, proposal), err);
    return status || !save ? status : keep_proposal(cli, gaps, panel, proposal, err);
}
