/* Position, peers and targets as tables. */
#include "report_impl.h"

#include <math.h>

static const TableCell EMPTY = {.decimals = -1, .date = DATE_NONE};

/* ---- Position ---- */

static const ColumnSpec POSITION_SPECS[] = {
    {"indicator", "report.col.indicator", COLUMN_TEXT, 0, 34},
    {"unit", "report.col.unit", COLUMN_TEXT, 0, 12, 4},
    {"year", "report.col.year", COLUMN_YEAR},
    {"own", "report.col.own", COLUMN_NUMBER, 1},
    {"rank", "report.col.rank", COLUMN_NUMBER, 0},
    {"ranked", "report.col.ranked", COLUMN_NUMBER, 0, 0, 3},
    {"previous_rank", "report.col.previous_rank", COLUMN_NUMBER, 0, 0, 1},
    {"rank_change", "report.col.rank_change", COLUMN_TEXT, 0, 12},
    {"tier_places", "report.col.tier_places", COLUMN_NUMBER, 0},
    {"tier_amount", "report.col.tier_amount", COLUMN_NUMBER, 1, 0, 2},
    {"score", "report.col.score", COLUMN_NUMBER, 0}, /* last: tiers by score alone have it */
};

Text rank_change(Arena *arena, Lang lang, int from, int to)
{
    int up = from - to;
    const char *key = up > 0 ? "report.rank.up" : up < 0 ? "report.rank.down" : "report.rank.same";
    return words(arena, lang, key, ARGS(arg_int("places", up < 0 ? -up : up)));
}

static void position_row(Table *table, Arena *arena, Lang lang, const Registry *registry,
                         const PositionRow *row)
{
    const Indicator *indicator = &registry->indicators[row->indicator];
    TableCell *cells = table_add_row(table);
    cells[0] = cell_indicator(registry, row->indicator, lang);
    cells[1] = cell_text(unit_short(arena, lang, indicator->unit));
    if (row->year > 0) {
        cells[2] = cell_year(row->year);
        cells[3] = cell_sourced(&row->own_source, row->own, indicator->decimals);
    }
    if (row->first > 0) {
        cells[4] = row->last > row->first
                       ? cell_shown(row->first, words_rank(arena, row->first, row->last))
                       : cell_number(row->first);
        cells[5] = cell_number(row->ranked);
    }
    if (row->first > 0 && row->previous_first > 0) {
        cells[6] = cell_number(row->previous_first);
        cells[7] = cell_text(rank_change(arena, lang, row->previous_first, row->first));
    }
    if (row->first > 0 && row->has_tier) {
        Text inside = text_from(lang_text(lang, "report.tier.inside"));
        cells[8] = row->tier.inside ? cell_shown(0, inside) : cell_number(row->tier.places);
        cells[9] = row->tier.inside ? EMPTY : cell_value(row->tier.amount, indicator->decimals);
    }
    if (row->has_tier && table_column(table, "score") >= 0) {
        cells[10] = cell_value(row->tier.score, 1);
    }
}

static Text position_title(Arena *arena, Lang lang, const Registry *registry,
                           const PositionTable *position)
{
    int ranked = 0, inside = 0;
    for (size_t i = 0; i < position->rows.count; i++) {
        const PositionRow *row = LIST_AT(&position->rows, PositionRow, i);
        ranked += row->first > 0;
        inside += row->first > 0 && row->has_tier && row->tier.inside;
    }
    Text subject = entity_name(registry, position->subject, lang);
    if (position->tier < 0) {
        return words(arena, lang, "report.title.position",
                     ARGS(arg_text("subject", subject), arg_int("count", ranked)));
    }
    const Tier *tier = &registry->tiers[position->tier];
    return words(arena, lang, "report.title.position_tier",
                 ARGS(arg_text("subject", subject), arg_int("count", ranked),
                      arg_int("inside", inside), arg_text("tier", tier_name(tier, lang))));
}

static Text tier_note(Arena *arena, Lang lang, const Tier *tier)
{
    Text name = tier_name(tier, lang);
    if (text_equal(tier->kind, TEXT("top_share"))) {
        Text share = words_percent(arena, lang, decimal_double(tier->value));
        return words(arena, lang, "report.note.tier_share",
                     ARGS(arg_text("tier", name), arg_text("share", share)));
    }
    if (tier_is_by_score(tier)) {
        return words(
            arena, lang, "report.note.tier_score",
            ARGS(arg_text("tier", name), arg_text("score", tier_score(arena, lang, tier))));
    }
    return words(arena, lang, "report.note.tier",
                 ARGS(arg_text("tier", name),
                      arg_text("places", words_decimal(arena, lang, tier->value, 0))));
}

Table *report_position(Arena *arena, Lang lang, const Registry *registry,
                       const PositionTable *position)
{
    int columns = sizeof POSITION_SPECS / sizeof *POSITION_SPECS;
    bool has_scores = position->tier >= 0 && tier_is_by_score(&registry->tiers[position->tier]);
    Table *table =
        table_of(arena, lang, "position", POSITION_SPECS, has_scores ? columns : columns - 1);
    table->title = position_title(arena, lang, registry, position);
    for (size_t i = 0; i < position->rows.count; i++) {
        position_row(table, arena, lang, registry, LIST_AT(&position->rows, PositionRow, i));
    }
    table_note(table, words(arena, lang, "report.note.rank", NO_ARGS));
    if (position->tier >= 0) {
        table_note(table, tier_note(arena, lang, &registry->tiers[position->tier]));
    }
    table_note(table, words(arena, lang, "report.note.missing", NO_ARGS));
    table_note(table, method_note(arena, lang, position->as_of, position->rules_version,
                                  &position->fingerprint));
    return table;
}

/* ---- Peers ---- */

static const ColumnSpec PEER_SPECS[] = {
    {"place", "report.col.place", COLUMN_NUMBER, 0},
    {"entity", "report.col.entity", COLUMN_TEXT},
    {"similarity", "report.col.similarity", COLUMN_NUMBER, 2},
    {"distance", "report.col.distance", COLUMN_NUMBER, 2},
    {"features", "report.col.features", COLUMN_NUMBER, 0},
    {"same_province", "report.col.same_province", COLUMN_TEXT},
};

Table *report_peers(Arena *arena, Lang lang, const Registry *registry, int subject,
                    const List *peers)
{
    Table *table =
        table_of(arena, lang, "peers", PEER_SPECS, sizeof PEER_SPECS / sizeof *PEER_SPECS);
    for (size_t i = 0; i < peers->count; i++) {
        const PeerRow *peer = LIST_AT(peers, PeerRow, i);
        TableCell *cells = table_add_row(table);
        cells[0] = cell_number((double)i + 1);
        cells[1] = cell_entity(registry, peer->entity, lang);
        cells[2] = cell_number(peer->similarity);
        cells[3] = cell_number(peer->distance);
        cells[4] = cell_number(peer->features);
        cells[5] =
            cell_text(text_from(lang_text(lang, peer->same_province ? "report.yes" : "report.no")));
    }
    Text name = entity_name(registry, subject, lang);
    if (peers->count == 0) {
        table->title =
            words(arena, lang, "report.title.peers.none", ARGS(arg_text("subject", name)));
        return table;
    }
    int nearest = LIST_AT(peers, PeerRow, 0)->entity;
    table->title = words(
        arena, lang, "report.title.peers",
        ARGS(arg_text("subject", name), arg_text("nearest", entity_name(registry, nearest, lang))));
    table_note(table, words(arena, lang, "report.note.peers", NO_ARGS));
    return table;
}

/* ---- Target ---- */

static const ColumnSpec TARGET_SPECS[] = {
    {"year", "report.col.year", COLUMN_YEAR},
    {"floor", "report.level.floor", COLUMN_NUMBER, 1},
    {"goal", "report.level.goal", COLUMN_NUMBER, 1},
    {"stretch", "report.level.stretch", COLUMN_NUMBER, 1},
    {"leader", "report.col.leader", COLUMN_NUMBER, 1},
};

static void target_years(Table *table, const Registry *registry, const TargetProposal *proposal)
{
    int decimals = registry->indicators[proposal->indicator].decimals;
    TableCell *base = table_add_row(table);
    base[0] = cell_year(proposal->base_year);
    for (int level = 0; level < TARGET_LEVELS; level++) {
        base[1 + level] = cell_sourced(&proposal->base_source, proposal->base, decimals);
    }
    for (int year = 0; year < proposal->due_year - proposal->base_year; year++) {
        TableCell *cells = table_add_row(table);
        cells[0] = cell_year(proposal->base_year + 1 + year);
        for (int level = 0; level < TARGET_LEVELS; level++) {
            cells[1 + level] = cell_value(proposal->levels[level].path[year], decimals);
        }
        cells[4] = cell_value(proposal->leader_path[year], decimals);
    }
}

static Text level_name(Lang lang, int level)
{
    static const char *const names[TARGET_LEVELS] = {[TARGET_FLOOR] = "report.level.floor",
                                                     [TARGET_GOAL] = "report.level.goal",
                                                     [TARGET_STRETCH] = "report.level.stretch"};
    return text_from(lang_text(lang, names[level]));
}

static Text precedent(Arena *arena, Lang lang, const Registry *registry,
                      const TargetProposal *proposal, const Feasibility *class)
{
    if (class->best_unit < 0 || proposal->in_points) {
        return TEXT("");
    }
    int years = proposal->due_year - proposal->base_year;
    return words(arena, lang, "report.feasible.fastest",
                 ARGS(arg_text("entity", entity_name(registry, class->best_unit, lang)),
                      arg_int("from", class->best_year), arg_int("to", class->best_year + years),
                      arg_text("pace", words_growth(arena, lang, class->best_rate))));
}

LevelWords report_level(Arena *arena, Lang lang, const Registry *registry,
                        const TargetProposal *proposal, TargetLevelKind level)
{
    const TargetLevel *of = &proposal->levels[level];
    int decimals = registry->indicators[proposal->indicator].decimals;
    return (LevelWords){
        .name = level_name(lang, level),
        .value = words_number(arena, lang, of->value, decimals),
        .pace = level_pace(arena, lang, registry, proposal, of),
        .feasibility = target_feasibility(arena, lang, of),
        .precedent = precedent(arena, lang, registry, proposal, &of->feasibility),
    };
}

static Text level_note(Arena *arena, Lang lang, const Registry *registry,
                       const TargetProposal *proposal, int level)
{
    const TargetLevel *of = &proposal->levels[level];
    return words(arena, lang, "report.note.level",
                 ARGS(arg_text("level", level_name(lang, level)),
                      arg_text("pace", level_pace(arena, lang, registry, proposal, of)),
                      arg_text("feasibility", target_feasibility(arena, lang, of))));
}

static Text curve_note(Arena *arena, Lang lang, const TargetProposal *proposal)
{
    Text quarters[3];
    for (int i = 0; i < 3; i++) {
        quarters[i] = words_percent(arena, lang, proposal->month_curve[i * 3 + 2]);
    }
    return words(arena, lang,
                 proposal->month_curve_years > 0 ? "report.note.curve" : "report.note.curve_even",
                 ARGS(arg_int("year", proposal->base_year + 1), arg_text("q1", quarters[0]),
                      arg_text("q2", quarters[1]), arg_text("q3", quarters[2]),
                      arg_int("years", proposal->month_curve_years)));
}

/* How the moving leader was carried forward, and where it could go no further. */
static void leader_notes(Table *table, Arena *arena, Lang lang, const Registry *registry,
                         const TargetProposal *proposal)
{
    const Indicator *indicator = &registry->indicators[proposal->indicator];
    const char *key =
        proposal->rate_is_supposed ? "report.note.leader_supposed" : "report.note.leader";
    Text reference = entity_name(registry, proposal->reference, lang);
    table_note(table, words(arena, lang, key,
                            ARGS(arg_text("reference", reference),
                                 arg_text("pace", leader_pace(arena, lang, registry, proposal)))));
    if (proposal->leader_is_held) {
        double end = proposal->leader_path[proposal->due_year - proposal->base_year - 1];
        table_note(table, words(arena, lang, "report.note.leader_held",
                                ARGS(arg_text("reference", reference),
                                     arg_text("bound", words_number(arena, lang, end, 0)),
                                     arg_text("unit", unit_words(arena, lang, indicator->unit)))));
    }
}

void target_notes(Table *table, Arena *arena, Lang lang, const Registry *registry,
                  const TargetProposal *proposal)
{
    const Indicator *indicator = &registry->indicators[proposal->indicator];
    table_note(table, words(arena, lang, "report.note.unit",
                            ARGS(arg_text("unit", unit_short(arena, lang, indicator->unit)))));
    for (int level = 0; level < TARGET_LEVELS; level++) {
        table_note(table, level_note(arena, lang, registry, proposal, level));
    }
    leader_notes(table, arena, lang, registry, proposal);
    if (text_equal(indicator->kind, TEXT("flow"))) {
        table_note(table, curve_note(arena, lang, proposal));
    }
}

Table *report_target(Arena *arena, Lang lang, const Registry *registry, int subject,
                     const TargetProposal *proposal)
{
    Table *table =
        table_of(arena, lang, "target", TARGET_SPECS, sizeof TARGET_SPECS / sizeof *TARGET_SPECS);
    table->title = target_finding(arena, lang, registry, subject, proposal);
    target_years(table, registry, proposal);
    target_notes(table, arena, lang, registry, proposal);
    table_note(table, target_warning(arena, lang, registry, proposal));
    return table;
}
