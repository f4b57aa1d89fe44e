/* Keeping findings as records: the first links of the chain from gap to task. Both verbs find what
 * was kept before and change it, so that proposing twice keeps one record. */
#include "compare_impl.h"

#include <math.h>

static Status keep_failed(Problems *problems, Status status, Error *err)
{
    if (status != STATUS_INVALID || problems_kept(problems) == 0) return status;
    const Problem *first = problems_at(problems, 0);
    return error_set(err, STATUS_INVALID, "compare.cannot_keep",
                     ARGS(arg_text("field", first->field), arg_cstr("problem", first->code)));
}

static Status save(Arena *arena, Workspace *workspace, Record *record, Error *err)
{
    Problems *problems = problems_new(arena, 1);
    Status status = record_save(arena, workspace, record, TEXT(""), problems, err);
    return keep_failed(problems, status, err);
}

/* The record with these values, or a new one that carries them. */
static Status find_or_new(Arena *arena, Workspace *workspace, const RecordDef *def,
                          const RecordFilter *filters, int count, Record **record, Error *err)
{
    Status status = record_find(arena, workspace, def, filters, count, record, err);
    if (status || *record) return status;
    *record = record_new(arena, def);
    for (int i = 0; i < count; i++)
        (*record)->values[filters[i].field] = filters[i].value;
    return STATUS_OK;
}

static RecordFilter filter(const RecordDef *def, const char *field, Value value)
{
    return (RecordFilter){record_field(def, text_from(field)), value};
}

static Value fingerprint_value(Arena *arena, const Hash *fingerprint)
{
    Buf digits = buf_new(arena);
    hash_print(&digits, fingerprint);
    return value_text(buf_text(&digits));
}

/* As published where the panel kept its sources; else the number itself. */
static Decimal published(const Observation *source, double number)
{
    Decimal value = source->value;
    if (source->indicator_id == 0) decimal_from_double(number, &value);
    return value;
}

/* No finer than the indicator is shown; the record itself keeps every digit. */
static Text shown(Arena *arena, const Registry *registry, const GapRow *row, Decimal value)
{
    int decimals = registry->indicators[row->indicator].decimals;
    return decimal_text(arena, decimal_round(value, decimals));
}

static Text gap_title(Arena *arena, Lang lang, const Registry *registry, const GapTable *table,
                      const GapRow *row)
{
    return wording(
        arena, lang, "compare.gap_title",
        ARGS(arg_int("year", row->year),
             arg_text("indicator", indicator_name(registry, row->indicator, lang)),
             arg_text("subject", entity_name(registry, table->subject, lang)),
             arg_text("own", shown(arena, registry, row, published(&row->own_source, row->own))),
             arg_text("reference", entity_name(registry, row->reference, lang)),
             arg_text("other",
                      shown(arena, registry, row, published(&row->other_source, row->other))),
             arg_text("unit", unit_short(arena, lang, registry->indicators[row->indicator].unit))));
}

/* What is known now was known today. */
static Date day_of(Date as_of)
{
    return as_of == DATE_NONE ? date_today() : as_of;
}

/* Of one row: what was compared, when, and what was found, whatever else the table holds. */
static Hash row_fingerprint(const Registry *registry, const GapTable *table, const GapRow *row)
{
    const Observation *figures[] = {&row->own_source, &row->other_source};
    Sha256 sha;
    sha256_start(&sha);
    hash_add_text(&sha, TEXT("duibiao gap 1"));
    hash_add_text(&sha, table->rules_version);
    hash_add_text(&sha, registry->entities[table->subject].code);
    hash_add_text(&sha, registry->entities[row->reference].code);
    hash_add_text(&sha, registry->indicators[row->indicator].code);
    hash_add_int(&sha, row->year);
    hash_add_double(&sha, row->own);
    hash_add_double(&sha, row->other);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        hash_add_int(&sha, figures[i]->value.mantissa);
        hash_add_int(&sha, figures[i]->value.scale);
        hash_add_int(&sha, figures[i]->status);
        hash_add_int(&sha, figures[i]->known_from);
    }
    return sha256_finish(&sha);
}

void gap_fill(Arena *arena, const Registry *registry, const GapTable *table, const GapRow *row,
              Record *gap)
{
    Hash fingerprint = row_fingerprint(registry, table, row);
    *record_value(gap, "own") = value_decimal(published(&row->own_source, row->own));
    *record_value(gap, "other") = value_decimal(published(&row->other_source, row->other));
    *record_value(gap, "rules") = value_text(table->rules_version);
    *record_value(gap, "fingerprint") = fingerprint_value(arena, &fingerprint);
}

Status gap_keep(Arena *arena, Workspace *workspace, const GapTable *table, const GapRow *row,
                const Registry *registry, const int64_t *lessons, int lesson_count, int64_t *gap_id,
                Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("gap"));
    const RecordFilter key[] = {
        filter(def, "subject", value_int(registry->entities[table->subject].id)),
        filter(def, "reference", value_int(registry->entities[row->reference].id)),
        filter(def, "indicator", value_int(registry->indicators[row->indicator].id)),
        filter(def, "period", value_int(period_code(period_year(row->year)))),
    };
    Record *gap;
    Status status = find_or_new(arena, workspace, def, key, 4, &gap, err);
    if (status) return status;
    *record_value(gap, "zh") = value_text(gap_title(arena, LANG_ZH, registry, table, row));
    *record_value(gap, "en") = value_text(gap_title(arena, LANG_EN, registry, table, row));
    *record_value(gap, "as_of") = value_int(day_of(table->as_of));
    gap_fill(arena, registry, table, row, gap);
    if (lesson_count > 0) *record_value(gap, "lessons") = value_refs(lessons, lesson_count);
    status = save(arena, workspace, gap, err);
    *gap_id = gap->id;
    return status;
}

/* ---- Targets ---- */

/* Targets are stated to the indicator's own number of decimals, no finer than it is published. */
static Value level_value(double level, int decimals)
{
    double power = pow(10, decimals);
    Decimal value = {llround(level * power), (int8_t)decimals};
    return value_decimal(value);
}

static Text target_title(Arena *arena, Lang lang, const Registry *registry,
                         const TargetProposal *proposal)
{
    bool overtakes = text_equal(proposal->verb, TEXT("overtake"));
    return wording(arena, lang, overtakes ? "compare.target_overtake" : "compare.target_catch_up",
                 ARGS(arg_int("year", proposal->due_year),
                      arg_text("indicator", indicator_name(registry, proposal->indicator, lang)),
                      arg_text("reference", entity_name(registry, proposal->reference, lang))));
}

void target_year_fill(const Registry *registry, const TargetProposal *proposal, int index,
                      Record *year)
{
    int decimals = registry->indicators[proposal->indicator].decimals;
    const TargetLevel *levels = proposal->levels;
    *record_value(year, "floor") = level_value(levels[TARGET_FLOOR].path[index], decimals);
    *record_value(year, "goal") = level_value(levels[TARGET_GOAL].path[index], decimals);
    *record_value(year, "stretch") = level_value(levels[TARGET_STRETCH].path[index], decimals);
    *record_value(year, "leader") = level_value(proposal->leader_path[index], decimals);
}

static Status keep_year(Arena *arena, Workspace *workspace, const Registry *registry,
                        const TargetProposal *proposal, int64_t target_id, int index, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("target_year"));
    const RecordFilter key[] = {
        filter(def, "target", value_int(target_id)),
        filter(def, "year", value_int(proposal->base_year + 1 + index)),
    };
    Record *year;
    Status status = find_or_new(arena, workspace, def, key, 2, &year, err);
    if (status) return status;
    target_year_fill(registry, proposal, index, year);
    return save(arena, workspace, year, err);
}

static Value number_value(double number)
{
    Decimal value = {0};
    return decimal_from_double(number, &value) ? value_decimal(value) : value_none();
}

void target_fill(Arena *arena, const Panel *panel, const TargetProposal *proposal, Record *target)
{
    int decimals = panel->registry->indicators[proposal->indicator].decimals;
    Hash fingerprint = target_fingerprint(panel, proposal);
    const TargetLevel *levels = proposal->levels;
    *record_value(target, "base_year") = value_int(proposal->base_year);
    *record_value(target, "floor") = level_value(levels[TARGET_FLOOR].value, decimals);
    *record_value(target, "goal") = level_value(levels[TARGET_GOAL].value, decimals);
    *record_value(target, "stretch") = level_value(levels[TARGET_STRETCH].value, decimals);
    *record_value(target, "cases") = value_int(levels[TARGET_GOAL].feasibility.cases);
    *record_value(target, "achieved") = value_int(levels[TARGET_GOAL].feasibility.achieved);
    *record_value(target, "theta") = number_value(proposal->theta);
    *record_value(target, "leader_rate") =
        proposal->rate_is_supposed ? number_value(proposal->leader_rate) : value_none();
    *record_value(target, "rules") = value_text(proposal->rules_version);
    *record_value(target, "fingerprint") = fingerprint_value(arena, &fingerprint);
}

static Status keep_target(Arena *arena, Workspace *workspace, const Panel *panel,
                          const TargetProposal *proposal, int64_t gap_id, int64_t *target_id,
                          Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("target"));
    const RecordFilter key[] = {
        filter(def, "gap", value_int(gap_id)),
        filter(def, "due_year", value_int(proposal->due_year)),
    };
    const Registry *registry = panel->registry;
    Record *target;
    Status status = find_or_new(arena, workspace, def, key, 2, &target, err);
    if (status) return status;
    *record_value(target, "zh") = value_text(target_title(arena, LANG_ZH, registry, proposal));
    *record_value(target, "en") = value_text(target_title(arena, LANG_EN, registry, proposal));
    *record_value(target, "verb") = value_text(proposal->verb);
    *record_value(target, "as_of") = value_int(day_of(proposal->as_of));
    target_fill(arena, panel, proposal, target);
    status = save(arena, workspace, target, err);
    *target_id = target->id;
    return status;
}

static Status keep_with_years(Arena *arena, Workspace *workspace, const Panel *panel,
                              const TargetProposal *proposal, int64_t gap_id, int64_t *target_id,
                              Error *err)
{
    int years = proposal->due_year - proposal->base_year;
    Status status = keep_target(arena, workspace, panel, proposal, gap_id, target_id, err);
    for (int i = 0; !status && i < years; i++) {
        status = keep_year(arena, workspace, panel->registry, proposal, *target_id, i, err);
    }
    return status;
}

static Status end(Workspace *workspace, Status status, Error *err)
{
    if (!status) return workspace_commit(workspace, err);
    workspace_rollback(workspace);
    return status;
}

Status target_keep(Arena *arena, Workspace *workspace, const Panel *panel,
                   const TargetProposal *proposal, int64_t gap_id, int64_t *target_id, Error *err)
{
    Status status = workspace_begin(workspace, err);
    if (status) return status;
    status = keep_with_years(arena, workspace, panel, proposal, gap_id, target_id, err);
    return end(workspace, status, err);
}

/* The gap has its target now; one that stands further on stays where it is. */
static Status move_gap(Arena *arena, Workspace *workspace, int64_t gap_id, Error *err)
{
    const RecordDef *def = model_record(workspace_model(workspace), TEXT("gap"));
    Record *gap;
    Status status = record_get(arena, workspace, def, gap_id, &gap, err);
    if (status) return status;
    List open = record_moves(arena, def, gap->state);
    for (size_t i = 0; i < open.count; i++) {
        Text move = text_from((*LIST_AT(&open, const MoveDef *, i))->name);
        if (text_equal(move, TEXT("set_target"))) {
            Problems *problems = problems_new(arena, 1);
            status = record_move(arena, workspace, gap, move, TEXT(""), problems, err);
            return keep_failed(problems, status, err);
        }
    }
    return STATUS_OK;
}

Status target_adopt(Arena *arena, Workspace *workspace, const Panel *panel, const GapTable *table,
                    const GapRow *row, const TargetProposal *proposal, int64_t *gap_id,
                    int64_t *target_id, Error *err)
{
    Status status = workspace_begin(workspace, err);
    if (status) return status;
    status = gap_keep(arena, workspace, table, row, panel->registry, NULL, 0, gap_id, err);
    if (!status) {
        status = keep_with_years(arena, workspace, panel, proposal, *gap_id, target_id, err);
    }
    if (!status) status = move_gap(arena, workspace, *gap_id, err);
    return end(workspace, status, err);
}
