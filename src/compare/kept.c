/* What was kept as records, computed again from the figures known on its day, by the edition of the
 * rules that it names. What differs is told; what nobody has decided on yet can be made anew. */
#include "compare_impl.h"

typedef struct Again {
    Arena *arena;
    Workspace *workspace;
    const Registry *registry;
    List editions; /* of RuleEdition */
    KeptTally *tally;
    List *differences;
} Again;

static const RecordDef *type_of(const Again *again, const char *type)
{
    return model_record(workspace_model(again->workspace), text_from(type));
}

static Status all_of(const Again *again, const char *type, List *records, Error *err)
{
    return record_list(again->arena, again->workspace, type_of(again, type), &(RecordQuery){0},
                       records, err);
}

/* ---- What it was computed from ---- */

/* The edition of that name; NULL: no set holds it any more. */
static const CompareRules *rules_named(const Again *again, Text version)
{
    for (size_t i = 0; i < again->editions.count; i++) {
        Problems *problems = problems_new(again->arena, 1);
        Text body = LIST_AT(&again->editions, RuleEdition, i)->body;
        const CompareRules *rules = compare_rules_read(again->arena, body, problems);
        if (text_equal(rules->version, version)) {
            return rules;
        }
    }
    return NULL;
}

typedef struct Question {
    int subject, reference, indicator, year;
    Date as_of;
    const CompareRules *rules;
} Question;

/* False where a part of it is not registered any more. */
static bool question_of(const Again *again, Record *gap, Record *kept, Question *question)
{
    *question = (Question){
        .subject = registry_entity_of_id(again->registry, record_value(gap, "subject")->number),
        .reference = registry_entity_of_id(again->registry, record_value(gap, "reference")->number),
        .indicator =
            registry_indicator_of_id(again->registry, record_value(gap, "indicator")->number),
        .year = period_from_code((int32_t)record_value(gap, "period")->number).year,
        .as_of = (Date)record_value(kept, "as_of")->number,
        .rules = rules_named(again, record_value(kept, "rules")->text),
    };
    return question->subject >= 0 && question->reference >= 0 && question->indicator >= 0 &&
           question->rules != NULL;
}

/* The one row of a comparison; NULL: it gives none any more. */
static Status row_again(const Again *again, const Question *question, const Panel *panel,
                        GapTable **table, const GapRow **row, Error *err)
{
    GapRequest request = {.subject = question->subject,
                          .references = &question->reference,
                          .reference_count = 1,
                          .indicators = &question->indicator,
                          .indicator_count = 1,
                          .year = question->year};
    Status status = compare_gaps(again->arena, panel, question->rules, &request, table, err);
    *row = status == STATUS_OK && (*table)->rows.count > 0 ? LIST_AT(&(*table)->rows, GapRow, 0)
                                                           : NULL;
    return status;
}

static Status panel_again(const Again *again, const Question *question, Panel **panel, Error *err)
{
    PanelRequest request = {.indicators = &question->indicator,
                            .indicator_count = 1,
                            .as_of = question->as_of,
                            .with_sources = true};
    return panel_load(again->arena, again->workspace, again->registry, &request, panel, err);
}

/* ---- Telling ---- */

static bool is_in(const Record *record, const char *state)
{
    return record->state == record_state(record->def, text_from(state));
}

/* `made` NULL: the figures give none. */
static void tell(const Again *again, const Record *kept, Record *made, bool is_open)
{
    KeptDifference difference = {
        .record = kept, .again = made, .field = -1, .is_open = is_open && made != NULL};
    if (made != NULL) {
        List differences = record_compare(again->arena, kept, made);
        if (differences.count == 0) {
            return;
        }
        difference.field = LIST_AT(&differences, RecordDifference, 0)->field;
    }
    *(KeptDifference *)list_add(again->differences) = difference;
}

/* ---- Gaps ---- */

static Status look_at_gap(const Again *again, Record *gap, Error *err)
{
    Question question;
    Panel *panel;
    GapTable *table;
    const GapRow *row = NULL;
    Record *made = NULL;
    Status status = STATUS_OK;
    if (question_of(again, gap, gap, &question)) {
        status = panel_again(again, &question, &panel, err);
        if (status == STATUS_OK) {
            status = row_again(again, &question, panel, &table, &row, err);
        }
    }
    if (row != NULL) {
        made = record_copy(again->arena, gap);
        gap_fill(again->arena, again->registry, table, row, made);
    }
    if (status == STATUS_OK) {
        again->tally->gaps++;
        tell(again, gap, made, !is_in(gap, "closed"));
    }
    return status;
}

/* ---- Targets ---- */

/* A verb of the benchmark's may have changed since; what was aimed at then is the target's own. */
static Status propose_again(const Again *again, const Question *question, Record *target,
                            Panel **panel, TargetProposal **proposal, Error *err)
{
    GapTable *table;
    const GapRow *row = NULL;
    const Value *rate = record_value(target, "leader_rate");
    TargetWish wish = {.due_year = (int)record_value(target, "due_year")->number,
                       .theta = decimal_double(record_value(target, "theta")->decimal),
                       .supposes_rate = rate->kind != VALUE_NONE,
                       .leader_rate = decimal_double(rate->decimal)};
    Status status = panel_again(again, question, panel, err);
    if (status == STATUS_OK) {
        status = row_again(again, question, *panel, &table, &row, err);
    }
    if (status != STATUS_OK || row == NULL) {
        return status;
    }
    GapRow meant = *row;
    meant.verb = record_value(target, "verb")->text;
    status = target_propose(again->arena, *panel, question->rules, &meant, question->subject, &wish,
                            proposal, err);
    return status == STATUS_INVALID ? STATUS_OK : status; /* there is no such gap any more */
}

static Status look_at_years(const Again *again, const Record *target,
                            const TargetProposal *proposal, Error *err)
{
    const RecordDef *def = type_of(again, "target_year");
    RecordFilter of_target = {.field = record_field(def, TEXT("target")),
                              .value = value_int(target->id)};
    RecordQuery query = {.filters = &of_target, .filter_count = 1};
    List years;
    Status status = record_list(again->arena, again->workspace, def, &query, &years, err);
    for (size_t i = 0; status == STATUS_OK && i < years.count; i++) {
        Record *kept = LIST_AT(&years, Record, i), *made = record_copy(again->arena, kept);
        int64_t index = record_value(kept, "year")->number - proposal->base_year - 1;
        bool is_of_path = index >= 0 && index < proposal->due_year - proposal->base_year;
        if (is_of_path) {
            target_year_fill(again->registry, proposal, (int)index, made);
        }
        tell(again, kept, is_of_path ? made : NULL, is_in(target, "draft"));
    }
    return status;
}

static Status look_at_target(const Again *again, Record *target, Error *err)
{
    Question question;
    Record *gap, *made = NULL;
    Panel *panel;
    TargetProposal *proposal = NULL;
    Status status = record_get(again->arena, again->workspace, type_of(again, "gap"),
                               record_value(target, "gap")->number, &gap, err);
    if (status == STATUS_OK && question_of(again, gap, target, &question)) {
        status = propose_again(again, &question, target, &panel, &proposal, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    again->tally->targets++;
    if (proposal != NULL) {
        made = record_copy(again->arena, target);
        target_fill(again->arena, panel, proposal, made);
        status = look_at_years(again, target, proposal, err);
    }
    tell(again, target, made, is_in(target, "draft"));
    return status;
}

/* ---- All of them ---- */

/* What people wrote themselves has no fingerprint. */
static bool is_computed(Record *record)
{
    return record_value(record, "fingerprint")->kind != VALUE_NONE;
}

static Status look_at_all(Again *again, Error *err)
{
    List gaps, targets;
    Status status =
        rules_editions(again->arena, again->workspace, "compare", &again->editions, err);
    if (status == STATUS_OK) {
        status = all_of(again, "gap", &gaps, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < gaps.count; i++) {
        Record *gap = LIST_AT(&gaps, Record, i);
        status = is_computed(gap) ? look_at_gap(again, gap, err) : STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = all_of(again, "target", &targets, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < targets.count; i++) {
        Record *target = LIST_AT(&targets, Record, i);
        status = is_computed(target) ? look_at_target(again, target, err) : STATUS_OK;
    }
    return status;
}

Status kept_check(Arena *arena, Workspace *workspace, const Registry *registry, KeptTally *tally,
                  List *differences, Error *err)
{
    *tally = (KeptTally){0};
    *differences = list_new(arena, sizeof(KeptDifference));
    Again again = {.arena = arena,
                   .workspace = workspace,
                   .registry = registry,
                   .tally = tally,
                   .differences = differences};
    Status status = permit_role(workspace, "sysadmin", err);
    if (status != STATUS_OK) {
        return status;
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    status = look_at_all(&again, err);
    workspace_look_with(workspace, before);
    return status;
}

Status kept_mend(Arena *arena, Workspace *workspace, const List *differences, Text reason,
                 int64_t *mended, Error *err)
{
    Problems *problems = problems_new(arena, 1);
    *mended = 0;
    Status status = workspace_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; status == STATUS_OK && i < differences->count; i++) {
        const KeptDifference *difference = LIST_AT(differences, KeptDifference, i);
        if (difference->is_open) {
            status = record_save(arena, workspace, difference->again, reason, problems, err);
            *mended += status == STATUS_OK;
        }
    }
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}
