/* compare: from figures to gaps, advantages and targets.
 *
 * Entities (who is measured), indicators (what), observations (the figures, with source and
 * vintage), benchmarks (against whom), and what follows from them. Facts are only added, never
 * changed; everything that is computed here can be thrown away and computed again, and carries
 * the fingerprint of what it was computed from.
 */
#ifndef DUIBIAO_COMPARE_H
#define DUIBIAO_COMPARE_H

#include "base.h"
#include "measure.h"
#include "record.h"

/* ---- The registry: who and what can be measured ---- */

typedef struct Entity {
    int64_t id;
    Text code; /* GB/T 2260, or a unified social credit code */
    Text zh, en;
    Text kind;  /* province city county township zone department enterprise */
    int parent; /* index in the registry; -1: none */
} Entity;

typedef struct Indicator {
    int64_t id;
    Text code, zh, en, unit, area;
    Polarity polarity;
    Text kind;              /* level flow growth ratio per_head */
    bool is_percent;        /* a share or rate in % or ‰: its differences are points */
    double whole;           /* what all of it would be: 100, or 1000 for ‰; 0: no percentage */
    int decimals;           /* to show */
    Text owner[LANG_COUNT]; /* the unit that owes the figure (扎口单位); may be empty */
} Indicator;

/* How an indicator is made of others: ratio = numerator / denominator × factor, or a sum.
 * GROWTH_OF joins a growth rate to the level that grows; it is no part of a sum or quotient. */
typedef enum PartRole {
    PART_NUMERATOR,
    PART_DENOMINATOR,
    PART_ADDEND,
    PART_GROWTH_OF,
} PartRole;
typedef struct IndicatorPart {
    int indicator, part; /* indices */
    PartRole role;
    double factor; /* of the numerator: 10000 for 亿元 / 万人 → 元 */
} IndicatorPart;

typedef struct SeriesBreak {
    int entity;    /* -1: every entity */
    int indicator; /* -1: every indicator */
    Period period; /* the first period of the new series */
    Text reason;
} SeriesBreak;

typedef struct Benchmark {
    int64_t id;
    int subject, reference;
    Text area; /* indicator area it holds for; empty: all */
    Text role; /* near far peer field */
    Text verb; /* overtake (赶超) or catch_up (追赶) */
    Text reason;
    Date from, to; /* DATE_NONE: open */
} Benchmark;

/* Entities that are compared with each other although they are no siblings. */
typedef struct PeerGroup {
    int64_t id;
    Text zh, en;
    const int *members; /* registry indices */
    int member_count;
    Date from, to;
} PeerGroup;

typedef struct Tier {
    int64_t id;
    Text zh, en;
    Text kind; /* top_n, top_share, score (60 to 100, see efficacy_score) */
    Decimal value;
    int scope; /* the entity whose members are ranked: a province */
    Date from, to;
} Tier;

typedef struct Registry {
    Entity *entities;
    int entity_count;
    Indicator *indicators;
    int indicator_count;
    IndicatorPart *parts;
    int part_count;
    SeriesBreak *breaks;
    int break_count;
    Benchmark *benchmarks;
    int benchmark_count;
    Tier *tiers;
    int tier_count;
    PeerGroup *groups;
    int group_count;
    struct RegistryIndex *index; /* names and codes */
} Registry;

Status registry_load(Arena *arena, Workspace *workspace, Registry **registry, Error *err);

/* Figures that whoever asks about one of many needs of all of them are kept for the next question.
 * A registry keeps them for itself, or shares the place with others, each of its own thread and
 * workspace; then the place outlives them. */
typedef struct Columns Columns;
Columns *columns_new(Arena *arena);
void columns_close(Columns *columns); /* once nobody shares it */
void registry_share_columns(Registry *registry, Columns *columns); /* before its first panel */
/* Before the memory of a registry that shares is given back:
 * none of its panels is looked at again. */
void registry_let_go(Registry *registry);
/* Reads beforehand what ranks among many siblings need, in the years that the first of them is
 * known for, as figures stand. Leaves off when it is told to stop. */
Status columns_warm(Workspace *workspace, const Registry *registry,
                    const _Atomic bool *is_stopping, Error *err);
/* Whether what is made of figures rests on records of this type: on what a registry holds, on which
 * figures are seen, on rules. While none of them changes it stays the same. */
bool figures_rest_on(Text type);

/* By code first, then by exact name or registered alias valid on `on` (DATE_NONE: ever).
 * NOT_FOUND names the nearest names there are; CONFLICT: several are meant. */
Status registry_entity(const Registry *registry, Text text, Date on, int *index, Error *err);
Status registry_indicator(const Registry *registry, Text text, int *index, Error *err);
/* A peer group by its name in either language; NULL: none of that name. */
const PeerGroup *registry_group(const Registry *registry, Text name);
/* Whom a name after "against" stands for: an entity, or the members of a peer group but for the
 * subject. Appends registry indices that are not there yet to a List of int. NOT_FOUND, CONFLICT as
 * registry_entity; INVALID "compare.against_itself". */
Status registry_add_references(const Registry *registry, Text name, int subject, List *references,
                               Error *err);
/* Ids to indices; -1: unknown. */
int registry_entity_of_id(const Registry *registry, int64_t id);
int registry_indicator_of_id(const Registry *registry, int64_t id);
/* Other entities of the same kind under the same parent, itself included: who is ranked together.
 * Fills `members` (room for entity_count), returns how many. */
int registry_siblings(const Registry *registry, int entity, int *members);
/* An indicator and those it is made of or grows from, itself first. Fills `indicators` (room for
 * part_count + 1), returns how many. */
int registry_with_parts(const Registry *registry, int indicator, int *indicators);
Text entity_name(const Registry *registry, int entity, Lang lang);
Text indicator_name(const Registry *registry, int indicator, Lang lang);

/* Whether it grows by rates, as levels, flows and figures per head do. Percentages, rates of growth
 * and ratios move by steps in their own unit. */
bool indicator_has_rates(const Indicator *indicator);

/* Check digits. */
bool credit_code_is_valid(Text code); /* GB 32100-2015, 18 characters */
bool region_code_is_valid(Text code); /* GB/T 2260, six digits, a possible one */
/* What a tier of that kind can be defined by: whole places, a share up to 1, a score above 60. */
bool tier_value_is_valid(Text kind, Decimal value);

/* ---- Units of measurement ---- */

/* rules/units: 1 亿元 = 10^8 元. Only units of the same quantity convert, and exactly. */
typedef struct UnitRow {
    Text name;     /* 亿元, 万人, %, … as written */
    Text quantity; /* money, people, percent, … */
    int power;     /* of ten against the quantity's base unit */
} UnitRow;
typedef struct UnitTable UnitTable;
UnitTable *unit_table_read(Arena *arena, Text rules, Problems *problems);
const UnitRow *unit_find(const UnitTable *units, Text name); /* aliases and full-width forms too */
/* value in `from` as `to`: exact shift of the point. False: not the same quantity, or overflow. */
bool unit_convert(const UnitRow *from, const UnitRow *to, Decimal value, Decimal *result);
/* A unit as people read it, in a sentence ("hundred million yuan") and as short as tables, charts
 * and titles need it ("¥100m"). In Chinese both are 亿元; what nobody listed stays as it is. */
Text unit_words(Arena *arena, Lang lang, Text unit);
Text unit_short(Arena *arena, Lang lang, Text unit);

/* ---- Observations ---- */

typedef enum Bound { BOUND_EXACT, BOUND_MORE, BOUND_LESS, BOUND_ABOUT } Bound; /* = > < ≈ */

/* In rising authority for the same vintage: a preliminary figure gives way to a final one. */
typedef enum ObservationStatus {
    OBSERVATION_MISSING, /* asked for and not there */
    OBSERVATION_NOT_APPLICABLE,
    OBSERVATION_ESTIMATED,   /* by somebody, origin not documented: never hides an official one */
    OBSERVATION_PROVISIONAL, /* 预计, 快报, 公报 */
    OBSERVATION_OBSERVED,    /* 年鉴 */
    OBSERVATION_REVISED,
} ObservationStatus;

/* Where a figure stands in the file it came from. */
typedef struct CellPlace {
    int sheet;   /* from 0 */
    int64_t row; /* from 1 */
    int column;  /* from 1 */
} CellPlace;
int64_t cell_code(CellPlace place); /* one integer below 2^53, in reading order */
CellPlace cell_from_code(int64_t code);

typedef struct Observation {
    int64_t indicator_id, entity_id;
    int32_t period; /* period_code */
    Decimal value;  /* meaningless for MISSING and NOT_APPLICABLE */
    Bound bound;
    ObservationStatus status;
    Date known_from;     /* vintage */
    int64_t document_id; /* 0: none */
    int64_t batch_id;
    int64_t cell;
} Observation;

/* ---- Batches: how observations come in ---- */

/* Rows are written in chunks under a batch that nobody sees; one update accepts it. Anything else
 * leaves the workspace as it was. One load at a time a workspace (BUSY otherwise); other writers
 * wait for one chunk at most. The load writes over a connection and from a thread of its own: the
 * caller may read meanwhile, and write in short transactions, but must leave none open while it
 * calls the verbs below. */
typedef struct BatchLoad BatchLoad;

/* Asked inside the transaction that accepts a batch; what it fails with leaves nothing of it. */
typedef Status (*BatchSettle)(void *context, int64_t batch_id, Error *err);

typedef struct BatchInfo {
    Text file_name;
    Hash file_digest;
    Text mapping; /* its name, or empty */
    Text sheets;  /* their names, one a line in the order of the file, which is how CellPlace counts
                     them; an empty line for one that is not read */
    Text title;   /* of the document, as found: stands in the batch's history */
    BatchSettle settle; /* NULL: nobody is asked */
    void *context;
} BatchInfo;

typedef struct BatchTally {
    int64_t batch_id;
    int64_t added;
    int64_t unchanged;   /* the same figure of the same vintage was there */
    int64_t superseding; /* a figure of the same cell was there with another value or vintage */
    int64_t conflicting; /* left out: this batch says otherwise elsewhere, see batch_conflicts */
    Hash digest;         /* of the facts added, in file order */
} BatchTally;

/* Two figures of one batch for the same indicator, period, entity and vintage that differ. */
typedef struct BatchConflict {
    Observation kept, left_out;
} BatchConflict;

/* Drops what a killed load left behind first. CONFLICT "compare.same_file": this file, read the
 * same way, is an accepted batch already (its number in the error's arguments). */
Status batch_begin(Arena *arena, Workspace *workspace, const BatchInfo *info, BatchLoad **load,
                   Error *err);
/* Copies the observation; batch_id is set by the load. Must come in file order, cells rising.
 * errors: INVALID (unregistered indicator or entity, no vintage, out of order), and what the
 * writing of an earlier row ran into; then only batch_abandon is left */
Status batch_add(BatchLoad *load, const Observation *observation, Error *err);
/* Waits until all rows added so far are written, and tells where the batch contradicts itself:
 * List of BatchConflict (the first thousand) and how many there are. Of two contradicting figures
 * the first in file order is kept. A figure repeated alike is unchanged, no conflict. */
Status batch_conflicts(Arena *arena, BatchLoad *load, List *conflicts, int64_t *total, Error *err);
/* Closes the load, also when it fails: then as if abandoned. INVALID "compare.conflicting_figures"
 * when the batch contradicts itself and batch_conflicts was not asked. */
Status batch_accept(BatchLoad *load, BatchTally *tally, Error *err);
/* Closes it and removes what it wrote. Harmless when it is closed. */
void batch_abandon(BatchLoad *load);
/* The facts stay and are no longer seen. NOT_FOUND, CONFLICT (undone already), BUSY (a load) */
Status batch_undo(Arena *arena, Workspace *workspace, int64_t batch_id, Text reason, Error *err);
/* What an import did is not rewritten by hand; a door asks before it creates or changes a record.
 * errors: UNSUPPORTED */
Status batch_by_hand(const RecordDef *def, Error *err);
/* Batches left by a killed process: how many there were. Needs a workspace open for writing. */
Status batch_drop_orphans(Workspace *workspace, int *dropped, Error *err);
/* Recomputes the digest of an accepted batch from its facts. */
Status batch_verify(Workspace *workspace, int64_t batch_id, bool *holds, Error *err);

/* ---- Panel: figures in memory ---- */

typedef struct PanelRequest {
    const int *indicators; /* registry indices; NULL: all */
    int indicator_count;
    const int *entities; /* NULL: all */
    int entity_count;
    int first_year, last_year; /* 0, 0: as far as there are figures */
    Date as_of;                /* figures known by that day; DATE_NONE: now */
    bool with_sources;         /* keep the Observation behind each value */
    int64_t above;             /* a batch whose figures are seen before any other; 0: none */
    int64_t without;           /* one that is not seen, as if it had not come yet; 0: none */
    /* To know a few entities without reading everybody: first the subject, then its references.
     * The panel then holds only these, over all years, and for the subject's siblings what ranks
     * need: the latest years in which the subject, and the subject with each reference, is known,
     * and so many years before them (column_years: 1 the year itself, 2 also the one before, 0
     * none). `entities` is not read. Enough for gaps,
     * position and explanation; not for feasibility. */
    const int *series; /* NULL: the entities above */
    int series_count;
    int column_years;
    int column_year; /* the year that ranks are asked of; 0: the latest, as above */
    bool with_months; /* keep what is known from January to each month: for plan curves */
} PanelRequest;

/* Yearly figures, [indicator][entity][year], entity and indicator by position in the request.
 * Bounded (>, <, ≈) and undated figures are left out: they enter no growth and no rank. */
typedef struct Panel {
    const Registry *registry;
    int *indicators, *entities; /* registry indices */
    int indicator_count, entity_count, year_count, first_year;
    Date as_of;
    double *values;
    uint8_t *known;
    uint8_t *breaks;
    struct PanelInside *inside; /* sources and ranks; one thread at a time */
} Panel;

Status panel_load(Arena *arena, Workspace *workspace, const Registry *registry,
                  const PanelRequest *request, Panel **panel, Error *err);
/* Of the figures, breaks and request; made when it is first asked for. */
Hash panel_fingerprint(const Panel *panel);
Series panel_series(const Panel *panel, int indicator, int entity); /* positions */
int panel_indicator(const Panel *panel, int registry_index);        /* position; -1 */
int panel_entity(const Panel *panel, int registry_index);
/* The figure that is seen there, also one that says "missing" or is bounded; NULL: none, or the
 * panel was loaded without sources. */
const Observation *panel_source(const Panel *panel, int indicator, int entity, int year);
/* Looks up where the figures of some of its entities (registry indices) stand, in a panel of full
 * rows that was loaded without sources: of many only a few are shown. */
Status panel_add_sources(Workspace *workspace, Panel *panel, const int *entities, int count,
                         Error *err);

/* One figure's whole story for people: document, file, sheet, cell, vintage. */
typedef struct FigureSource {
    Text document, publisher, file, sheet_cell; /* "Sheet1!FH81" */
    Date known_from;
    int64_t batch_id;
} FigureSource;
/* Parallel to a List of Observation, each document and batch read once.
 * errors: DENIED (who may not read observations) */
Status figure_sources(Arena *arena, Workspace *workspace, const List *observations,
                      FigureSource **sources, Error *err);

/* Every figure that accepted batches hold for one indicator, entity and period, the one that is
 * seen as of a day first, then the others, latest vintage first: List of Observation. *seen: there
 * is one that is seen. errors: DENIED */
Status figure_vintages(Arena *arena, Workspace *workspace, int64_t indicator_id, int64_t entity_id,
                       int32_t period, Date as_of, List *figures, bool *seen, Error *err);

/* How far an indicator is known; parallel to registry->indicators. */
typedef struct IndicatorCoverage {
    int first_year, last_year; /* of yearly figures; 0: none */
    int entities;              /* in the period that is known best */
    int64_t figures;           /* of every period and vintage */
    Date known_from;           /* the latest vintage; DATE_NONE: there is no figure */
} IndicatorCoverage;
Status compare_coverage(Arena *arena, Workspace *workspace, const Registry *registry, Date as_of,
                        IndicatorCoverage **rows, Error *err);

/* Figures of one indicator and period that came together. */
typedef struct IndicatorSource {
    int32_t period;
    int64_t document_id; /* 0: none */
    int64_t batch_id;
    Date known_from;
    int64_t figures;
} IndicatorSource;
/* List of IndicatorSource, by period. */
Status indicator_sources(Arena *arena, Workspace *workspace, int64_t indicator_id, List *rows,
                         Error *err);
/* Cells for which documents say different things, latest period first, at most `most`: List of
 * BatchConflict, `kept` being the figure that is seen. */
Status compare_disputed(Arena *arena, Workspace *workspace, size_t most, List *conflicts,
                        Error *err);

/* ---- Comparison ---- */

/* Rule values (rules/compare.rules) in one place; the version travels into every result. */
typedef struct CompareRules {
    Text version;
    int growth_window_years;             /* "present rates" */
    double steady_slope;                 /* relative gaps that move less a year are steady */
    double steady_points;                /* the same for percentages, in their own points */
    double feasibility_band;             /* "near the level" */
    double unrealistic_share;            /* fewer achieved it: warn */
    double floor_factor, stretch_factor; /* 保底 and 奋斗 against 目标: of the way to be gone */
    double far_theta;                    /* a far benchmark: reach this share */
    int target_years;
} CompareRules;
CompareRules *compare_rules_read(Arena *arena, Text rules, Problems *problems);

typedef enum GapState {
    GAP_BEHIND,
    GAP_AHEAD, /* an advantage */
    GAP_LEVEL,
    GAP_NEUTRAL,      /* a difference that is neither good nor bad */
    GAP_OWED,         /* our own figure is missing: somebody owes it */
    GAP_NO_REFERENCE, /* theirs is */
} GapState;

typedef struct GapRow {
    int indicator; /* registry index */
    int reference; /* registry index */
    Text role, verb;
    int year; /* the latest year known for both by as_of */
    GapState state;
    double own, other;
    Observation own_source, other_source;
    Gap gap;
    GapPath path;
    TimeDistance distance;       /* AHEAD: how far the reference is behind */
    double own_rate, other_rate; /* recent yearly growth, as ratios */
    bool has_own_rate, has_other_rate;
    int own_rate_from, other_rate_from;
    CatchUp catch_up;
    int own_rank, own_rank_last, other_rank, ranked; /* among the subject's siblings; 0: none.
                                                       other_rank 0 where it is no sibling */
    bool rates_cross_break; /* growth was not computed because the series breaks */
    bool path_in_points; /* the path is of differences in the indicator's own unit: percentages */
    int owed_year;       /* the reference is known for this later year, we are not; 0: none */
} GapRow;

typedef struct GapTable {
    int subject;
    Date as_of;
    List rows; /* GapRow: behind, largest relative gap first; level; neutral; advantages, largest
                  first; owed; without reference */
    Hash fingerprint;
    Text rules_version;
} GapTable;

typedef struct GapRequest {
    int subject;
    const int *references; /* NULL: the subject's benchmarks valid on as_of */
    int reference_count;
    const int *indicators; /* NULL: all with a polarity */
    int indicator_count;
    int year; /* 0: the latest known for both, indicator by indicator */
} GapRequest;

/* What this question needs and no more: the subject and whom it is compared with over all years, of
 * its siblings what ranks need. Enough for gaps, position and explanation; not for feasibility. */
Status panel_load_for_gaps(Arena *arena, Workspace *workspace, const Registry *registry,
                           const GapRequest *request, Date as_of, Panel **panel, Error *err);
/* For the subject's position in that year; 0: indicator by indicator in the latest. */
Status panel_load_for_position(Arena *arena, Workspace *workspace, const Registry *registry,
                               int subject, int year, Date as_of, Panel **panel, Error *err);
/* For everybody's rank by one indicator: the subject and its siblings in that year; 0: in every.
 * Without sources. */
Status panel_load_for_ranks(Arena *arena, Workspace *workspace, const Registry *registry,
                            int subject, int indicator, int year, Date as_of, Panel **panel,
                            Error *err);
/* For targets: everybody's figures of one indicator, for who ever did the like, and of what it is
 * made of, for an explanation. With sources. */
Status panel_load_for_target(Arena *arena, Workspace *workspace, const Registry *registry,
                             int indicator, Date as_of, Panel **panel, Error *err);
/* The panel must hold the subject, its siblings and the references. */
Status compare_gaps(Arena *arena, const Panel *panel, const CompareRules *rules,
                    const GapRequest *request, GapTable **table, Error *err);

/* The row of that indicator against that reference (-1:
 * the first of its rows); NULL: there is none. */
const GapRow *gaps_row(const GapTable *table, int indicator, int reference);

/* Appends to a table what its benchmarks are known for in periods that are no year (January to
 * August, undated) and the subject is not: GAP_OWED, year 0, the figure in other_source. */
Status gaps_add_owed(Arena *arena, Workspace *workspace, const Registry *registry, GapTable *table,
                     Error *err);

typedef struct PositionRow {
    int indicator, year;
    double own;
    Observation own_source;
    int first, last, ranked;           /* among siblings */
    int previous_first, previous_year; /* 0: none; not across a break */
    TierDistance tier;                 /* edge_unit is a registry index */
    bool has_tier;
} PositionRow;

typedef struct PositionTable {
    int subject, tier; /* index of the tier used; -1 */
    Date as_of;
    List rows; /* PositionRow, by area and indicator */
    Hash fingerprint;
    Text rules_version;
} PositionTable;

Status compare_position(Arena *arena, const Panel *panel, const CompareRules *rules, int subject,
                        int year, PositionTable **table, Error *err);

typedef struct PeerRow {
    int entity;
    double distance, similarity;
    int features; /* in common */
    bool same_province;
} PeerRow;
/* List of PeerRow, nearest first. */
Status compare_peers(Arena *arena, const Panel *panel, int subject, const int *indicators,
                     int indicator_count, int year, List *rows, Error *err);

/* Why a ratio or a sum differs, part by part. */
typedef struct ExplainPart {
    int indicator;
    PartRole role;
    double own, other, difference, share;
} ExplainPart;
/* List of ExplainPart; empty when the indicator has no parts or they are not known. */
Status compare_explain(Arena *arena, const Panel *panel, int subject, int reference, int indicator,
                       int year, List *parts, Error *err);

/* ---- Targets ---- */

typedef enum TargetLevelKind {
    TARGET_FLOOR,
    TARGET_GOAL,
    TARGET_STRETCH,
    TARGET_LEVELS
} TargetLevelKind;

typedef struct TargetLevel {
    double value; /* in the final year */
    double rate;  /* yearly growth that leads there */
    double *path; /* one a year */
    Feasibility feasibility;
    bool unrealistic;   /* fewer than the rule's share ever did it */
    bool unprecedented; /* nobody in the reference class did */
} TargetLevel;

typedef struct TargetProposal {
    int subject, indicator, reference; /* registry indices */
    Text verb;                         /* overtake: θ = 1; catch_up: θ of the rules */
    int base_year, due_year;
    double base, theta;
    Observation base_source;
    double leader_rate;  /* a ratio; points a year when in_points */
    bool rate_is_supposed;
    bool in_points;      /* shares and ratios: everybody moves by steps in their unit, no rates */
    double *leader_path; /* where the moving leader will stand, at present rates */
    bool leader_is_held; /* they would lead it past what such a figure can be: there it stays */
    TargetLevel levels[TARGET_LEVELS];
    double month_curve[12]; /* of the first year, for flows; past months or equal parts */
    int month_curve_years;  /* how many past years it rests on; 0: linear */
    Date as_of;
    Text rules_version;
} TargetProposal;

/* What a proposal is asked for; all zero: what the rules say. */
typedef struct TargetWish {
    int due_year;
    double theta;
    bool supposes_rate; /* what if the leader moved otherwise than at its present rate? */
    double leader_rate; /* then; as in TargetProposal */
} TargetWish;

/* errors: INVALID "compare.no_common_year" (the gap has no figures of both), "compare.no_gap"
 * (ahead already), "compare.rates_unknown", "compare.due_year" */
Status target_propose(Arena *arena, const Panel *panel, const CompareRules *rules,
                      const GapRow *gap, int subject, const TargetWish *wish,
                      TargetProposal **proposal, Error *err);

/* Of what was asked and of everybody's figures for this indicator, whatever else the panel holds:
 * the one that it was proposed from. */
Hash target_fingerprint(const Panel *panel, const TargetProposal *proposal);

/* ---- Keeping what was found: the chain gap → target ---- */

/* A gap worth acting on, as a record with the figures it rests on, its day, the edition of the
 * rules and the fingerprint of all that, and the lessons that bear on it. Found again by subject,
 * reference, indicator and year: kept once. */
Status gap_keep(Arena *arena, Workspace *workspace, const GapTable *table, const GapRow *row,
                const Registry *registry, const int64_t *lessons, int lesson_count, int64_t *gap_id,
                Error *err);
/* A proposal that people adopted, with the panel that it was proposed from: the target record and
 * one record a year. */
Status target_keep(Arena *arena, Workspace *workspace, const Panel *panel,
                   const TargetProposal *proposal, int64_t gap_id, int64_t *target_id, Error *err);
/* Both as one: the gap, its target, and the gap moved on to having one. */
Status target_adopt(Arena *arena, Workspace *workspace, const Panel *panel, const GapTable *table,
                    const GapRow *row, const TargetProposal *proposal, int64_t *gap_id,
                    int64_t *target_id, Error *err);

/* What was kept, computed again from the figures known on its day, by the edition of the rules that
 * it names. It differs where figures came late, a batch was taken back, or somebody wrote in it. */
typedef struct KeptDifference {
    const Record *record; /* as it stands: a gap, a target or a year of one */
    Record *again;        /* as it would be; NULL: the figures, or the rules, give none any more */
    int field;            /* the first that differs; -1 where there is no other */
    bool is_open;         /* nobody has decided on it yet */
} KeptDifference;
typedef struct KeptTally {
    int64_t gaps, targets; /* that were computed: what people wrote themselves has no fingerprint */
} KeptTally;
/* List of KeptDifference. For sysadmins, who learn no more of them than that. errors: DENIED */
Status kept_check(Arena *arena, Workspace *workspace, const Registry *registry, KeptTally *tally,
                  List *differences, Error *err);
/* Writes them as they would be where that is still open: of gaps that are not closed, of targets
 * that are drafts. What was approved stays. By those who may change such records. errors: DENIED */
Status kept_mend(Arena *arena, Workspace *workspace, const List *differences, Text reason,
                 int64_t *mended, Error *err);

#endif
