/* Findings: the sentences that stand as titles over tables and charts. */
#include "report_impl.h"

#include <math.h>

static Text subject_name(const Registry *registry, int subject, Lang lang)
{
    return entity_name(registry, subject, lang);
}

/* A finding that needs one row only. */
static Text row_finding(Arena *arena, Lang lang, const Registry *registry, const char *key,
                        Text subject, const GapRow *row)
{
    return words(arena, lang, key,
                 ARGS(arg_text("subject", subject), arg_int("year", row->year),
                      arg_text("indicator", indicator_name(registry, row->indicator, lang)),
                      arg_text("reference", entity_name(registry, row->reference, lang)),
                      arg_text("measure", gap_measure(arena, lang, registry, row))));
}

bool gaps_compare(const GapTable *gaps)
{
    for (size_t i = 0; i < gaps->rows.count; i++) {
        GapState state = LIST_AT(&gaps->rows, GapRow, i)->state;
        if (state == GAP_BEHIND || state == GAP_AHEAD || state == GAP_LEVEL) {
            return true;
        }
    }
    return false;
}

Text gaps_finding(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps)
{
    List behind = gap_rows(arena, gaps, GAP_BEHIND);
    List ahead = gap_rows(arena, gaps, GAP_AHEAD);
    Text subject = subject_name(registry, gaps->subject, lang);
    const GapRow *lead = gap_headline(gaps, GAP_AHEAD);
    size_t level = gap_rows(arena, gaps, GAP_LEVEL).count;
    if (!gaps_compare(gaps)) {
        return words(arena, lang, "report.finding.nothing_compared",
                     ARGS(arg_text("subject", subject)));
    }
    if (behind.count == 0 && lead) {
        return row_finding(arena, lang, registry, "report.finding.lead_only", subject, lead);
    }
    if (behind.count == 0) {
        return words(arena, lang, "report.finding.no_gaps", ARGS(arg_text("subject", subject)));
    }
    const GapRow *widest = *LIST_AT(&behind, const GapRow *, 0);
    if (behind.count + ahead.count + level == 1) {
        return row_finding(arena, lang, registry, "report.finding.gap_only", subject, widest);
    }
    return words(arena, lang, "report.finding.gaps",
                 ARGS(arg_text("subject", subject), arg_int("behind", (int64_t)behind.count),
                      arg_int("compared", (int64_t)(behind.count + ahead.count + level)),
                      arg_text("indicator", indicator_name(registry, widest->indicator, lang)),
                      arg_text("reference", entity_name(registry, widest->reference, lang)),
                      arg_text("measure", gap_measure(arena, lang, registry, widest))));
}

Text advantages_finding(Arena *arena, Lang lang, const Registry *registry, const GapTable *gaps)
{
    List ahead = gap_rows(arena, gaps, GAP_AHEAD);
    Text subject = subject_name(registry, gaps->subject, lang);
    const GapRow *first = gap_headline(gaps, GAP_AHEAD);
    if (!first) {
        return words(arena, lang,
                     gaps_compare(gaps) ? "report.finding.no_advantages"
                                        : "report.finding.nothing_compared",
                     ARGS(arg_text("subject", subject)));
    }
    if (ahead.count == 1) {
        return row_finding(arena, lang, registry, "report.finding.advantage_only", subject, first);
    }
    return words(arena, lang, "report.finding.advantages",
                 ARGS(arg_text("subject", subject), arg_int("count", (int64_t)ahead.count),
                      arg_text("indicator", indicator_name(registry, first->indicator, lang)),
                      arg_text("reference", entity_name(registry, first->reference, lang)),
                      arg_text("measure", gap_measure(arena, lang, registry, first))));
}

Text tier_name(const Tier *tier, Lang lang)
{
    return lang == LANG_EN && tier->en.len ? tier->en : tier->zh;
}

bool tier_is_by_score(const Tier *tier)
{
    return text_equal(tier->kind, TEXT("score"));
}

Text tier_score(Arena *arena, Lang lang, const Tier *tier)
{
    return words_decimal(arena, lang, tier->value, tier->value.scale);
}

Text tier_edge(Arena *arena, Lang lang, const Tier *tier, const PositionRow *row)
{
    if (tier_is_by_score(tier)) {
        return words(arena, lang, "report.tier.score",
                     ARGS(arg_text("score", tier_score(arena, lang, tier))));
    }
    return words(arena, lang, "report.tier.first", ARGS(arg_int("places", row->tier.seats)));
}

Text position_finding(Arena *arena, Lang lang, const Registry *registry,
                      const PositionTable *position, const PositionRow *row)
{
    const Indicator *indicator = &registry->indicators[row->indicator];
    Arg args[] = {
        arg_text("subject", subject_name(registry, position->subject, lang)),
        arg_text("indicator", indicator_name(registry, row->indicator, lang)),
        arg_int("year", row->year),
        arg_text("rank", words_rank(arena, row->first, row->last)),
        arg_int("ranked", row->ranked),
        arg_text("tier", TEXT("")),
        arg_int("places", 0),
        arg_text("amount", TEXT("")),
    };
    if (!row->has_tier || position->tier < 0) {
        return words(arena, lang, "report.finding.rank", args, 5);
    }
    const Tier *tier = &registry->tiers[position->tier];
    args[5].text = tier_name(tier, lang);
    if (row->tier.inside) {
        return words(arena, lang, "report.finding.rank_inside", args, 6);
    }
    args[6].number = row->tier.places;
    args[7].text = words_amount(arena, lang, indicator, row->tier.amount);
    return words(arena, lang, "report.finding.rank_outside", args, 8);
}

const PositionRow *position_headline(const ReportInput *input)
{
    if (!input->position || input->position->rows.count == 0) {
        return NULL;
    }
    const PositionRow *first = NULL;
    int wanted = input->target_count > 0 ? input->targets[0]->indicator : -1;
    for (size_t i = 0; i < input->position->rows.count; i++) {
        const PositionRow *row = LIST_AT(&input->position->rows, PositionRow, i);
        if (row->first <= 0) {
            continue;
        }
        if (row->indicator == wanted) {
            return row;
        }
        if (!first || row->indicator < first->indicator) {
            first = row;
        }
    }
    return first;
}

/* ---- Targets ---- */

Text leader_pace(Arena *arena, Lang lang, const Registry *registry, const TargetProposal *proposal)
{
    return proposal->in_points
               ? words_steps(arena, lang, &registry->indicators[proposal->indicator],
                             proposal->leader_rate)
               : words_growth(arena, lang, proposal->leader_rate);
}

Text level_pace(Arena *arena, Lang lang, const Registry *registry, const TargetProposal *proposal,
                const TargetLevel *level)
{
    int years = proposal->due_year - proposal->base_year;
    double step = years > 0 ? (level->value - proposal->base) / years : 0;
    return proposal->in_points
               ? words_steps(arena, lang, &registry->indicators[proposal->indicator], step)
               : words_growth(arena, lang, level->rate);
}

Text target_finding(Arena *arena, Lang lang, const Registry *registry, int subject,
                    const TargetProposal *proposal)
{
    const Indicator *indicator = &registry->indicators[proposal->indicator];
    const TargetLevel *goal = &proposal->levels[TARGET_GOAL];
    bool partial = proposal->theta < 1;
    return words(arena, lang, partial ? "report.finding.target_part" : "report.finding.target",
                 ARGS(arg_text("subject", subject_name(registry, subject, lang)),
                      arg_text("indicator", indicator_name(registry, proposal->indicator, lang)),
                      arg_text("reference", entity_name(registry, proposal->reference, lang)),
                      arg_int("due", proposal->due_year),
                      arg_text("share", words_percent(arena, lang, proposal->theta)),
                      arg_text("goal", words_number(arena, lang, goal->value, indicator->decimals)),
                      arg_text("unit", unit_words(arena, lang, indicator->unit)),
                      arg_text("pace", level_pace(arena, lang, registry, proposal, goal))));
}

Text target_feasibility(Arena *arena, Lang lang, const TargetLevel *level)
{
    const Feasibility *class = &level->feasibility;
    if (class->cases == 0) {
        return words(arena, lang, "report.feasible.nobody_near", NO_ARGS);
    }
    return words(arena, lang,
                 class->achieved == 0 ? "report.feasible.none" : "report.feasible.some",
                 ARGS(arg_int("cases", class->cases), arg_int("achieved", class->achieved),
                      arg_text("share", words_percent(arena, lang, class->share)),
                      arg_text("low", words_whole_percent(arena, lang, class->low)),
                      arg_text("high", words_whole_percent(arena, lang, class->high))));
}

Text target_warning(Arena *arena, Lang lang, const Registry *registry,
                    const TargetProposal *proposal)
{
    static const char *const levels[] = {"report.level.floor", "report.level.goal",
                                         "report.level.stretch"};
    for (int i = 0; i < TARGET_LEVELS; i++) {
        const TargetLevel *level = &proposal->levels[i];
        Text name = text_from(lang_text(lang, levels[i]));
        Arg args[] = {arg_text("indicator", indicator_name(registry, proposal->indicator, lang)),
                      arg_text("level", name),
                      arg_text("pace", level_pace(arena, lang, registry, proposal, level)),
                      arg_int("years", proposal->due_year - proposal->base_year),
                      arg_text("share", words_percent(arena, lang, level->feasibility.share))};
        if (level->unprecedented) {
            return words(arena, lang, "report.warning.unprecedented", args, 4);
        }
        if (level->unrealistic) {
            return words(arena, lang, "report.warning.unrealistic", args, 5);
        }
    }
    return TEXT("");
}

/* ---- Method ---- */

Text method_note(Arena *arena, Lang lang, Date as_of, Text version, const Hash *fingerprint)
{
    Buf day = buf_new(arena), mark = buf_new(arena);
    date_print(&day, as_of);
    hash_print(&mark, fingerprint);
    const char *key = as_of == DATE_NONE ? "report.note.method_now" : "report.note.method";
    return words(arena, lang, key,
                 ARGS(arg_text("date", buf_text(&day)), arg_text("rules", version),
                      arg_text("fingerprint", text_slice(buf_text(&mark), 0, 16))));
}
