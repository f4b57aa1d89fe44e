/* Feasibility by reference class: of all who stood where we stand, who then went as fast?
 *
 *   class    { (u, t) : L/(1+β) ≤ x_ut ≤ L(1+β), x_u,t+T known, no break in (t, t+T], t+T ≤ last }
 *   achieved x_u,t+T ≥ x_ut·(1+g)^T      (≤ where lower is better)
 *   share    p = achieved / cases; a level that fell below zero is a case without a rate
 *   interval (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n),   z = 1.6449 (90 %)
 *
 * L level, β band, g yearly rate, T years, n cases. Wilson, E. B., "Probable inference, the law of
 * succession, and statistical inference", Journal of the American Statistical Association 22
 * (1927). Reference-class forecasting: the outside view beside a plan of one's own.
 */
#include "measure.h"

#include <math.h>

static const double WILSON_Z = 1.6448536269514722; /* 95th percentile of the normal */

static const Feasibility NOBODY = {.high = 1, .best_unit = -1, .best_year = -1};

typedef struct Quest {
    double least, most;                     /* the band of the starting level */
    double factors[FEASIBILITY_RATES_MOST]; /* (1+g)^T of each rate */
    int rate_count;
    double direction; /* +1 higher is better, -1 lower */
    int years, last_start;
    int achieved[FEASIBILITY_RATES_MOST]; /* so far */
} Quest;

typedef struct UnitTally {
    int cases;
    double best_ratio;
    int best_start;
} UnitTally;

static void wilson_interval(int achieved, int cases, double *low, double *high)
{
    double n = cases, p = achieved / n, z = WILSON_Z;
    double centre = p + z * z / (2 * n);
    double spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double scale = 1 + z * z / n;
    /* The two ends are exact here; rounding must not push them outside [0, 1]. */
    *low = achieved == 0 ? 0 : (centre - spread) / scale;
    *high = achieved == cases ? 1 : (centre + spread) / scale;
}

static void tally_rates(Quest *quest, double from, double to)
{
    for (int i = 0; i < quest->rate_count; i++) {
        quest->achieved[i] += quest->direction * (to - from * quest->factors[i]) >= 0;
    }
}

/* One unit's row. The last break seen up to the end of the stretch says whether it is whole. */
static UnitTally tally_unit(Quest *quest, const double *values, const uint8_t *known,
                            const uint8_t *breaks)
{
    UnitTally tally = {.best_start = -1};
    int last_break = -1;
    for (int i = 1; breaks && i < quest->years; i++) {
        last_break = breaks[i] ? i : last_break;
    }
    for (int start = 0; start <= quest->last_start; start++) {
        int end = start + quest->years;
        if (breaks && breaks[end]) {
            last_break = end;
        }
        double from = values[start];
        if (!known[start] || from < quest->least || from > quest->most) {
            continue;
        }
        if (!known[end] || last_break > start) {
            continue;
        }
        double to = values[end];
        tally.cases++;
        tally_rates(quest, from, to);
        bool is_best =
            tally.best_start < 0 || quest->direction * (to - from * tally.best_ratio) > 0;
        if (to >= 0 && is_best) {
            tally.best_ratio = to / from;
            tally.best_start = start;
        }
    }
    return tally;
}

static void keep_best(Feasibility *result, const UnitTally *tally, int unit, double direction,
                      int first_year, double *best_ratio)
{
    if (result->best_unit >= 0 && direction * (tally->best_ratio - *best_ratio) <= 0) {
        return;
    }
    *best_ratio = tally->best_ratio;
    result->best_unit = unit;
    result->best_year = first_year + tally->best_start;
}

/* The class, which is that of every rate. */
static Feasibility tally_class(Quest *quest, const FeasibilityPanel *panel)
{
    Feasibility class = NOBODY;
    double best_ratio = 0;
    for (int unit = 0; unit < panel->unit_count && quest->last_start >= 0; unit++) {
        size_t row = (size_t)unit * (size_t)panel->year_count;
        const uint8_t *breaks = panel->breaks ? panel->breaks + row : NULL;
        UnitTally tally = tally_unit(quest, panel->values + row, panel->known + row, breaks);
        class.cases += tally.cases;
        class.units += tally.cases > 0;
        if (tally.best_start >= 0) {
            keep_best(&class, &tally, unit, quest->direction, panel->first_year, &best_ratio);
        }
    }
    class.best_rate = class.best_unit >= 0 ? yearly_growth(best_ratio, quest->years) : 0;
    return class;
}

static Quest quest_for(PolarityKind polarity, double level, double band, const double *rates,
                       int rate_count, int years)
{
    Quest quest = {.least = level / (1 + band),
                   .most = level * (1 + band),
                   .rate_count = rate_count,
                   .direction = polarity == POLARITY_HIGHER ? 1 : -1,
                   .years = years};
    for (int i = 0; i < rate_count; i++) {
        /* A hair of tolerance: whoever grew at exactly this rate counts as having done it. */
        quest.factors[i] = pow(1 + rates[i], years) * (1 - quest.direction * 1e-12);
    }
    return quest;
}

void feasibility(PolarityKind polarity, const FeasibilityPanel *panel, double level, double band,
                 const double *rates, int rate_count, int years, int last_year,
                 Feasibility *results)
{
    Feasibility class = NOBODY;
    Quest quest = {0};
    bool directed = polarity == POLARITY_HIGHER || polarity == POLARITY_LOWER;
    if (directed && level > 0 && band >= 0 && years >= 1) {
        int last_index = last_year - panel->first_year;
        quest = quest_for(polarity, level, band, rates, rate_count, years);
        last_index = last_index < panel->year_count ? last_index : panel->year_count - 1;
        quest.last_start = last_index - years;
        class = tally_class(&quest, panel);
    }
    for (int i = 0; i < rate_count; i++) {
        results[i] = rates[i] > -1 ? class : NOBODY;
        if (results[i].cases > 0) {
            results[i].achieved = quest.achieved[i];
            results[i].share = (double)quest.achieved[i] / class.cases;
            wilson_interval(quest.achieved[i], class.cases, &results[i].low, &results[i].high);
        }
    }
}
