/* measure: the mathematics of comparison. Arrays in, arrays out.
 *
 * No files, no SQL, no clock, no hidden randomness, and nothing is allocated: results go where the
 * caller says. Every function that can be asked a question without an answer says so in its
 * result; NaN is never used for "missing": a mask is. Formulas stand with their sources at the top
 * of each .c file and in docs/methods/.
 */
#ifndef DUIBIAO_MEASURE_H
#define DUIBIAO_MEASURE_H

#include "base.h"

/* Which way is better. RANGE: best between `low` and `high` (适度区间). */
typedef enum PolarityKind {
    POLARITY_HIGHER,
    POLARITY_LOWER,
    POLARITY_RANGE,
    POLARITY_NEUTRAL,
} PolarityKind;

typedef struct Polarity {
    PolarityKind kind;
    double low, high; /* RANGE only */
} Polarity;

/* Distance to the best as one number to minimise: -x, x, or the distance to the range; for
 * NEUTRAL 0. What rank and gap share. */
double polarity_shortfall(Polarity polarity, double value);

/* ---- Series ---- */

/* Yearly values of one unit; index 0 is `first_year`. breaks[i] marks that the level at i is not
 * comparable with the one at i-1 (the statistics were revised): nothing is computed across it. */
typedef struct Series {
    const double *values;
    const uint8_t *known;  /* 1: there is a value */
    const uint8_t *breaks; /* NULL: none */
    int count;
    int first_year;
} Series;

bool series_value(const Series *series, int year, double *value);
bool series_is_comparable(const Series *series, int from_year, int to_year);
/* The growth a year that makes `times` of a level in so many years: times^(1/years) - 1, a ratio:
 * 0.095. times ≥ 0, years > 0. */
double yearly_growth(double times, double years);
/* Compound annual growth rate, (to/from)^(1/years) - 1; false when a value is missing, from ≤ 0,
 * to < 0, a break lies between or to is no later than from. */
bool series_cagr(const Series *series, int from_year, int to_year, double *growth_ratio);
/* The CAGR over the longest unbroken stretch that ends in `year` and begins at most `window_years`
 * before; *from_year says where it began. False when no earlier year is comparable. */
bool series_recent_growth(const Series *series, int year, int window_years, double *growth_ratio,
                          int *from_year);

/* ---- Gap ---- */

/* absolute = reference - own, in the indicator's unit (percentage points for percentages);
 * relative = (reference - own) / |reference|, absent when the reference is 0 or of another sign.
 * For a RANGE both are differences of level; only `behind` looks at the distance to the range.
 * `behind` by polarity: +1 own is worse, -1 own is better, 0 level or neutral. */
typedef struct Gap {
    double absolute;
    double relative;
    bool has_relative;
    int behind;
} Gap;

Gap gap_between(Polarity polarity, double own, double reference);

/* The shortfall over years, shortfall own - shortfall reference, > 0 while own is behind, and where
 * it goes: its least-squares slope a year, over the years up to `to_year` in which both are known,
 * back to the last break of either. RELATIVE divides each year's by |reference|; IN_UNIT leaves it
 * in the indicator's unit, for percentages: near zero that ratio would leap. Fewer than three years
 * and NEUTRAL make no trend (UNKNOWN). WIDENING: own loses ground, NARROWING: it gains; where own
 * leads, read them as a lead that shrinks and a lead that grows. */
typedef enum GapScale { GAP_RELATIVE, GAP_IN_UNIT } GapScale;
typedef enum GapTrend { GAP_TREND_UNKNOWN, GAP_NARROWING, GAP_STEADY, GAP_WIDENING } GapTrend;

typedef struct GapPath {
    GapTrend trend;
    double slope;           /* of the shortfall, a year; > 0 widening */
    int from_year, to_year; /* the years used; 0 when there is none */
    double first, last;     /* the shortfall at both ends */
    int years;              /* how many were used */
} GapPath;

/* steady_slope: slopes smaller than this are called steady (a rule, e.g. 0.002). */
GapPath gap_path(Polarity polarity, GapScale scale, const Series *own, const Series *reference,
                 int to_year, int window_years, double steady_slope);

/* ---- Rank ---- */

/* Standard competition ranking ("1 2 2 4"): rank = 1 + number strictly better; `last` is the last
 * place of the tie, so 2–3 is printed for both. Unknown units get 0. Sorts nothing in place;
 * `order` receives the indices of the known units from best to worst (ties by index). Returns how
 * many were ranked. NEUTRAL ranks nothing. */
int rank_units(Polarity polarity, const double *values, const uint8_t *known, int count,
               int *order, int *first, int *last);
/* The same for one unit, without sorting. False when it is unknown. */
bool rank_of(Polarity polarity, const double *values, const uint8_t *known, int count, int unit,
             int *first, int *last, int *ranked);
/* The same for several units, at first[unit] and last[unit], with one look at all; those of others
 * stay as they are. */
void rank_several(Polarity polarity, const double *values, const uint8_t *known, int count,
                  const int *units, int unit_count, int *first, int *last);

/* Efficacy score (功效系数): 100 for the best known unit, 60 for the worst, linear in between; 100
 * for all where all stand level. It moves when the best or the worst moves. False when `unit` is
 * unknown; NEUTRAL has no score. */
enum { EFFICACY_WORST = 60, EFFICACY_BEST = 100 };
bool efficacy_score(Polarity polarity, const double *values, const uint8_t *known, int count,
                    int unit, double *score);

/* Distance to the edge of a tier: how many places to climb, and by what amount (0 and ≤ 0 when
 * inside). */
typedef struct TierDistance {
    int places;    /* 0 when inside */
    double amount; /* the change of value that would reach the edge: edge - own; for a RANGE the
                      step towards the range that reaches the edge's distance from it */
    int seats;     /* how many places the tier has */
    int edge_unit; /* the last one inside */
    double score;  /* of `unit`; tiers by score only */
    bool inside;
} TierDistance;
/* The tier that holds the first `places`; its edge is the value of the last one inside. Some ten
 * passes over the values: for many units of one indicator, rank_units once is cheaper. */
bool tier_distance(Polarity polarity, const double *values, const uint8_t *known, int count,
                   int unit, int places, TierDistance *distance);
/* The tier of those who score at least `score`; its edge is the value that scores so much, where
 * nobody need stand. False also when nobody can score so much (> 100). */
bool tier_score_distance(Polarity polarity, const double *values, const uint8_t *known, int count,
                         int unit, double score, TierDistance *distance);

/* ---- Time distance ---- */

/* Sicherl's S-time-distance: when did the reference last stand where own stands in `year`?
 * Linear between two neighbouring known years (for a RANGE, in the distance to it), never across
 * a break. years > 0: own is behind by so much. For a lead, ask with the roles exchanged. */
typedef enum TimeDistanceKind {
    TIME_DISTANCE_NONE,     /* a value is missing, or the polarity is neutral */
    TIME_DISTANCE_EXACT,
    TIME_DISTANCE_AT_LEAST, /* the reference stood better already in its first comparable year */
    TIME_DISTANCE_AHEAD,    /* the reference has not been there yet; years is 0 */
} TimeDistanceKind;

typedef struct TimeDistance {
    TimeDistanceKind kind;
    double years;
} TimeDistance;

TimeDistance time_distance(Polarity polarity, const Series *reference, double own, int year);

/* ---- Catch-up with a moving leader ---- */

/* T = ln(B/A) / ln((1+g_A)/(1+g_B)). */
typedef enum CatchUpKind {
    CATCH_UP_UNDEFINED, /* a level ≤ 0, a rate ≤ -1, or a polarity without a direction */
    CATCH_UP_ALREADY,   /* years is 0 */
    CATCH_UP_YEARS,
    CATCH_UP_NEVER,     /* at these rates the distance never closes */
} CatchUpKind;

typedef struct CatchUp {
    CatchUpKind kind;
    double years;
} CatchUp;

/* own and reference at the same moment; rates as ratios (0.095). For POLARITY_LOWER the levels
 * fall to catch up; for RANGE choose HIGHER or LOWER by the side on which own stands. */
CatchUp catch_up(PolarityKind polarity, double own, double own_rate, double reference,
                 double reference_rate);

/* ---- Feasibility by reference class ---- */

/* Who has done it before? Of all unit-years in the panel that stood within `band` of the level
 * (level/(1+band) … level·(1+band)) and whose level `years` later is known without a break between,
 * the share that then grew at least as fast (LOWER: fell at least as fast; rate < 0). One that fell
 * below zero counts as it went, and has no rate to be the fastest with. Unit-years of
 * one unit overlap, so the interval is narrower than independent cases would make it: read `units`
 * beside it. RANGE and NEUTRAL have no direction: no cases. values[unit * year_count + year]. */
typedef struct FeasibilityPanel {
    const double *values;
    const uint8_t *known;
    const uint8_t *breaks; /* may be NULL */
    int unit_count, year_count, first_year;
} FeasibilityPanel;

typedef struct Feasibility {
    int cases;            /* unit-years in the class; 0: nobody to compare with */
    int units;            /* different units among them */
    int achieved;
    double share;         /* achieved / cases */
    double low, high;     /* Wilson interval, 90 %; 0 to 1 when there is no case */
    double best_rate;     /* the fastest in the class, as a yearly ratio */
    int best_unit, best_year; /* who, beginning when; -1 when nobody has a rate */
} Feasibility;

/* Of several rates, at most FEASIBILITY_RATES_MOST, with one look at the panel: each has the same
 * class, and results[i] says who went as fast as rates[i]; of a rate of -1 or less there are no
 * cases. last_year: starts and outcomes later than what was known are not used. */
enum { FEASIBILITY_RATES_MOST = 8 };
void feasibility(PolarityKind polarity, const FeasibilityPanel *panel, double level, double band,
                 const double *rates, int rate_count, int years, int last_year,
                 Feasibility *results);

/* ---- Targets ---- */

/* Level in each of the `years` after the base, from base to goal. path[0] is the first year after
 * the base; the last is exactly the goal. A constant rate needs levels > 0: percentages and levels
 * that may be ≤ 0 go in equal steps, also when a constant rate was asked for. */
typedef enum PathShape { PATH_CONSTANT_RATE, PATH_EQUAL_STEPS } PathShape;
void target_path(double base, double goal, int years, PathShape shape, double *path);
/* Share of the year's total expected by the end of each month: the mean, over past years whose
 * December is known and > 0, of the cumulative value over December's (past[year*12 + month], known
 * alike). Months that no year knows lie on the line between their neighbours; without any year the
 * curve is 1/12 a month. Returns how many past years were used. */
int plan_curve(const double *past, const uint8_t *known, int past_years, double curve[12]);
/* Splits `total` over parts in proportion to `shares` (≥ 0, any sum) so that the parts, each with
 * `scale` decimals, add up to it exactly: each is rounded towards zero, and what is left goes, a
 * unit of the last digit each, to the largest remainders (took[i] = 1), the earlier one where they
 * are equal. In time of count × units left over, which are fewer than the parts. False, and nothing
 * written, when no share is above 0, one is negative, the total has more digits than that, or a
 * number is too large. */
bool split_total(Decimal total, const Decimal *shares, size_t count, int scale, Decimal *parts,
                 uint8_t *took);

/* ---- Explanation by parts ---- */

/* The gap of a ratio a/b: ln(ref/own) = ln(a_ref/a_own) - ln(b_ref/b_own). Gives each part's share
 * of the whole log gap; they add to 1. False when a level is ≤ 0 or there is no gap. */
bool explain_ratio(double own_a, double own_b, double ref_a, double ref_b, double *share_a,
                   double *share_b);
/* The gap of a sum: each part's own difference (reference - own) and its share of the whole
 * difference; shares add to 1. False when there is no whole difference: then the differences stand
 * and the shares are 0. */
bool explain_sum(const double *own, const double *reference, int count, double *difference,
                 double *share);

/* ---- Peers ---- */

/* Distance of one unit to all others over z-scores of the features (sample standard deviation over
 * the units known), root mean square over the features known for both, so that a missing feature
 * does not bring units nearer. A feature that is the same everywhere says nothing and is left out.
 * distances[i] < 0: no feature in common. values[unit * feature_count + feature]. False, and
 * nothing written, beyond PEER_FEATURES_MAX features. */
enum { PEER_FEATURES_MAX = 128 };
bool peer_distances(const double *values, const uint8_t *known, int unit_count,
                    int feature_count, int subject, double *distances);
/* 1/(1+distance); 0 for a negative distance (nothing in common). */
double peer_similarity(double distance);

/* ---- Plausibility ---- */

/* Signs that a figure was not observed: reported, never corrected. One flag a figure. */
typedef enum PlausibilityKind {
    PLAUSIBLE,
    PLAUSIBILITY_MIDPOINT, /* exactly between its neighbours: interpolated */
    PLAUSIBILITY_REPEATED, /* last year's figure again */
    PLAUSIBILITY_JUMP,     /* far from the years around it, without a registered break */
    PLAUSIBILITY_SPIKE,    /* out and back again */
    PLAUSIBILITY_SCALE,    /* off by about a power of ten: a wrong unit */
    PLAUSIBILITY_NOMINAL,  /* a "real" growth rate that equals the growth of the levels */
    PLAUSIBILITY_DISAGREE, /* a growth rate far from the growth of the levels */
    PLAUSIBILITY_IDENTITY, /* a figure per head that its total and the population do not make */
    PLAUSIBILITY_SHARE,    /* a share in percent that is far outside 0 to 100 */
    PLAUSIBILITY_COUNT
} PlausibilityKind;

/* The thresholds, held as data in rules/plausibility.rules, which says what each does. */
typedef struct PlausibilityRules {
    double midpoint_digits;   /* an exact midpoint of so many digits speaks for itself */
    double midpoint_company;  /* with fewer: so many units show one in the same year */
    double repeated_changes;  /* the usual yearly change, in units of the last digit */
    double repeated_share;    /* share of repetitions above which an indicator just stands still */
    double edition_figures;   /* so many repetitions of one unit in one year: the edition repeats */
    double window_years;      /* years on each side that a figure is compared with */
    double drift_units;       /* units needed to see the common movement of a year */
    double jump_log;          /* |ln ratio| to the years around it, at least… */
    double jump_times;        /* …and so many times the indicator's usual yearly change */
    double spike_log;         /* |ln ratio| to both neighbours, at least… */
    double spike_times;       /* …and so many times the series' own usual yearly change */
    double scale_log;         /* how near a jump must be to a power of ten */
    double growth_points;     /* growth rates: distance to the years around it, in points */
    double nominal_points;    /* agreement of real and nominal growth, in points */
    double disagree_points;   /* disagreement of real and nominal growth, in points */
    double identity_ratio;    /* relative difference of a figure from what its parts make */
    double implied_log;       /* |ln ratio| of the implied denominator to both neighbours */
    double share_points;      /* how far outside 0 to 100 a share must be, in points */
} PlausibilityRules;

/* Every rule must stand there once. */
PlausibilityRules *plausibility_rules_read(Arena *arena, Text rules, Problems *problems);

typedef struct PlausibilityFlag {
    PlausibilityKind kind;
    bool repeats;    /* equals the year before, flagged or not: an edition may repeat as a whole */
    double expected; /* what the neighbours or the parts suggest; for a flag only */
} PlausibilityFlag;

/* One indicator, all units, as far as they are known: what is usual for the indicator decides what
 * is unusual for a figure. A single unit works too, less sharply. values[unit * year_count + year];
 * decimals likewise, as published (the exactness tests need their digits; zeros at the end do not
 * count). */
typedef struct PlausibilityPanel {
    const double *values;
    const Decimal *decimals;
    const uint8_t *known;
    const uint8_t *breaks; /* may be NULL */
    int unit_count, year_count, first_year;
} PlausibilityPanel;

/* LEVEL: amounts, counts, shares; compared by ratio, > 0 only. GROWTH: rates of change in percent;
 * compared in points. */
typedef enum PlausibilityNature { PLAUSIBILITY_LEVEL, PLAUSIBILITY_GROWTH } PlausibilityNature;

/* How many doubles plausibility_panel needs as scratch. */
size_t plausibility_scratch_count(int unit_count, int year_count);
/* Midpoints, repetitions, jumps, spikes, scale. Writes every flag, flags[unit * year_count + year];
 * the functions below write only where there is no flag yet. */
void plausibility_panel(const PlausibilityPanel *panel, PlausibilityNature nature,
                        const PlausibilityRules *rules, double *scratch, PlausibilityFlag *flags);
/* Where so many indicators of one unit in one year are flagged as repeated, the whole edition is:
 * what `repeats` less strikingly is then flagged with them. */
bool plausibility_is_edition(int striking, const PlausibilityRules *rules);
/* growth (percent, real) against the level series: neither equal to its growth nor far from it
 * (DISAGREE: only without a registered break). flags[i] is of growth->first_year + i. */
void plausibility_nominal(const Series *level, const Series *growth_percent,
                          const PlausibilityRules *rules, PlausibilityFlag *flags);
/* ratio against numerator / denominator × factor, of the same year. */
void plausibility_identity(const Series *ratio, const Series *numerator,
                           const Series *denominator, double factor,
                           const PlausibilityRules *rules, PlausibilityFlag *flags);
/* Where the denominator is not known: numerator / ratio × factor must not leave its neighbours (at
 * most two years away) for one year only, as it does when a figure per head is on another
 * population. expected is the ratio that the neighbours' denominators give. */
void plausibility_implied(const Series *ratio, const Series *numerator, double factor,
                          const PlausibilityRules *rules, PlausibilityFlag *flags);
/* A share in percent, figure by figure; expected is the nearer bound. Some ratios in percent pass
 * 100 rightly (trade to GDP), hence the room that the rule leaves. */
void plausibility_share(const Series *share_percent, const PlausibilityRules *rules,
                        PlausibilityFlag *flags);

#endif
