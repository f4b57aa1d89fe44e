/* Plausibility of the figures of one indicator: signs that a figure was not observed.
 *
 *   y_ut = ln x_ut - D_t          D_t = Σ_{s≤t} median_u ln(x_us / x_u,s-1): the common movement
 *   v    = median over u, t of |y_ut - y_u,t-1|: the usual change of the indicator
 *   JUMP     |y_ut - median_{0<|s-t|≤w} y_us| > max(jump_log, jump_times·v)
 *   SPIKE    y_ut beyond both neighbours on the same side, by > max(spike_log, spike_times·v_u)
 *   SCALE    one of these, within scale_log of a whole power of ten
 *   MIDPOINT 2·x_t = x_t-1 + x_t+1 exactly in decimals, x_t-1 ≠ x_t+1
 *   REPEATED x_t equals x_t-1 in the digits of the coarser, while the series usually moves by many
 *            units of that digit and the indicator seldom repeats
 *
 * u unit, t year, x level, w window in years, v_u the usual change of the unit alone. The common
 * movement is taken out so that a revision or a boom everywhere is nobody's jump. Medians, because
 * the figures under suspicion are among them (Hampel, Journal of the American Statistical
 * Association 1974). Nothing is compared across a registered break.
 */
#include "measure.h"

#include "plausibility_impl.h"

#include <math.h>
#include <string.h>

enum {
    WINDOW_MIN = 2,      /* years around a figure needed to speak of a jump */
    NEIGHBOUR_YEARS = 2, /* how far a neighbour may be */
    MIDPOINT_DIGITS_MIN = 2,
};

typedef struct Check {
    const PlausibilityPanel *panel;
    const PlausibilityRules *rules;
    PlausibilityFlag *flags;
    double *logs;    /* y_ut, where usable */
    double *work;    /* for medians */
    double *drift;   /* D_t */
    double *company; /* exact midpoints a year */
    double typical;  /* v */
    int repeats, pairs;
} Check;

size_t plausibility_scratch_count(int unit_count, int year_count)
{
    return 2 * (size_t)year_count * ((size_t)unit_count + 1);
}

static size_t cell(const PlausibilityPanel *panel, int unit, int year)
{
    return (size_t)unit * (size_t)panel->year_count + (size_t)year;
}

static bool usable(const PlausibilityPanel *panel, size_t at)
{
    return panel->known[at] && panel->values[at] > 0;
}

static bool broken(const PlausibilityPanel *panel, size_t at)
{
    return panel->breaks && panel->breaks[at];
}

/* ---- What is usual ---- */

static void fill_logs(Check *check)
{
    const PlausibilityPanel *panel = check->panel;
    size_t cells = (size_t)panel->unit_count * (size_t)panel->year_count;
    for (size_t at = 0; at < cells; at++) {
        check->logs[at] = usable(panel, at) ? log(panel->values[at]) : 0;
    }
}

static void take_out_drift(Check *check)
{
    const PlausibilityPanel *panel = check->panel;
    check->drift[0] = 0;
    for (int year = 1; year < panel->year_count; year++) {
        int n = 0;
        for (int unit = 0; unit < panel->unit_count; unit++) {
            size_t at = cell(panel, unit, year);
            if (usable(panel, at) && usable(panel, at - 1) && !broken(panel, at)) {
                check->work[n++] = check->logs[at] - check->logs[at - 1];
            }
        }
        double common = n > 0 && n >= check->rules->drift_units ? median(check->work, n) : 0;
        check->drift[year] = check->drift[year - 1] + common;
    }
    for (int unit = 0; unit < panel->unit_count; unit++) {
        for (int year = 0; year < panel->year_count; year++) {
            check->logs[cell(panel, unit, year)] -= check->drift[year];
        }
    }
}

static void find_typical(Check *check)
{
    const PlausibilityPanel *panel = check->panel;
    int n = 0;
    for (int unit = 0; unit < panel->unit_count; unit++) {
        for (int year = 1; year < panel->year_count; year++) {
            size_t at = cell(panel, unit, year);
            if (usable(panel, at) && usable(panel, at - 1) && !broken(panel, at)) {
                check->work[n++] = fabs(check->logs[at] - check->logs[at - 1]);
            }
        }
    }
    check->typical = n ? median(check->work, n) : 0;
}

/* The usual yearly change of one unit, without the year under suspicion. */
static double own_change(Check *check, int unit, int skip)
{
    const PlausibilityPanel *panel = check->panel;
    int n = 0, last = -1;
    for (int year = 0; year < panel->year_count; year++) {
        size_t at = cell(panel, unit, year);
        if (broken(panel, at)) {
            last = -1;
        }
        if (year == skip || !usable(panel, at)) {
            continue;
        }
        if (last >= 0) {
            double change = check->logs[at] - check->logs[cell(panel, unit, last)];
            check->work[n++] = fabs(change) / (year - last);
        }
        last = year;
    }
    return n ? median(check->work, n) : 0;
}

/* ---- The years around a figure ---- */

/* The next year in direction `step` with a usable figure, at most `reach` years away and not behind
 * a break; -1 when there is none. */
static int neighbour(const PlausibilityPanel *panel, int unit, int year, int step, int reach)
{
    for (int at = year; reach > 0; reach--) {
        /* A break at t parts t-1 from t. */
        if (broken(panel, cell(panel, unit, at)) && step < 0) {
            return -1;
        }
        at += step;
        if (at < 0 || at >= panel->year_count) {
            return -1;
        }
        if (broken(panel, cell(panel, unit, at)) && step > 0) {
            return -1;
        }
        if (usable(panel, cell(panel, unit, at))) {
            return at;
        }
    }
    return -1;
}

static int window_logs(Check *check, int unit, int year)
{
    int n = 0, window = (int)check->rules->window_years;
    for (int step = -1; step <= 1; step += 2) {
        int at = neighbour(check->panel, unit, year, step, window);
        while (at >= 0) {
            check->work[n++] = check->logs[cell(check->panel, unit, at)];
            int left = window - (at > year ? at - year : year - at);
            at = neighbour(check->panel, unit, at, step, left);
        }
    }
    return n;
}

static PlausibilityKind kind_of_jump(const PlausibilityRules *rules, double log_ratio,
                                     PlausibilityKind kind)
{
    double power = round(log_ratio / M_LN10);
    bool scale = power != 0 && fabs(log_ratio - power * M_LN10) <= rules->scale_log;
    return scale ? PLAUSIBILITY_SCALE : kind;
}

static void check_spike(Check *check, int unit, int year)
{
    const PlausibilityPanel *panel = check->panel;
    int before = neighbour(panel, unit, year, -1, NEIGHBOUR_YEARS);
    int after = neighbour(panel, unit, year, 1, NEIGHBOUR_YEARS);
    if (before < 0 || after < 0) {
        return;
    }
    size_t at = cell(panel, unit, year);
    double left = check->logs[cell(panel, unit, before)];
    double right = check->logs[cell(panel, unit, after)];
    double from_left = check->logs[at] - left, from_right = check->logs[at] - right;
    double size = fmin(fabs(from_left), fabs(from_right));
    if (from_left * from_right <= 0 || size <= check->rules->spike_log ||
        size <= check->rules->spike_times * own_change(check, unit, year)) {
        return;
    }
    double middle = (left + right) / 2;
    check->flags[at].kind =
        kind_of_jump(check->rules, check->logs[at] - middle, PLAUSIBILITY_SPIKE);
    check->flags[at].expected = exp(middle + check->drift[year]);
}

static bool is_far_from_any(const Check *check, int count, double value, double least)
{
    for (int i = 0; i < count; i++) {
        if (fabs(check->work[i] - value) > least) {
            return true;
        }
    }
    return false;
}

static void check_jump(Check *check, int unit, int year)
{
    int n = window_logs(check, unit, year);
    if (n < WINDOW_MIN) {
        return;
    }
    size_t at = cell(check->panel, unit, year);
    const PlausibilityRules *rules = check->rules;
    double least = fmax(rules->jump_log, rules->jump_times * check->typical);
    if (!is_far_from_any(check, n, check->logs[at], least)) {
        return; /* then the median is no further */
    }
    double middle = median(check->work, n);
    double difference = check->logs[at] - middle;
    if (fabs(difference) > least) {
        check->flags[at].kind = kind_of_jump(rules, difference, PLAUSIBILITY_JUMP);
        check->flags[at].expected = exp(middle + check->drift[year]);
    }
}

/* Growth rates are compared in points and know no breaks. */
static void check_growth(Check *check, int unit, int year)
{
    const PlausibilityPanel *panel = check->panel;
    int n = 0, window = (int)check->rules->window_years;
    for (int other = year - window; other <= year + window; other++) {
        if (other >= 0 && other < panel->year_count && other != year &&
            panel->known[cell(panel, unit, other)]) {
            check->work[n++] = panel->values[cell(panel, unit, other)];
        }
    }
    if (n < WINDOW_MIN) {
        return;
    }
    size_t at = cell(panel, unit, year);
    double middle = median(check->work, n);
    if (fabs(panel->values[at] - middle) > check->rules->growth_points) {
        check->flags[at].kind = PLAUSIBILITY_JUMP;
        check->flags[at].expected = middle;
    }
}

/* ---- Digits ---- */

/* Whether it may be worth the exact arithmetic of decimals, which costs twenty times as much. */
static bool is_near_midpoint(const PlausibilityPanel *panel, size_t at)
{
    const double *values = panel->values;
    double twice = 2 * values[at], sum = values[at - 1] + values[at + 1];
    double scale = fabs(values[at - 1]) + fabs(values[at]) + fabs(values[at + 1]);
    return fabs(twice - sum) <= 1e-12 * scale;
}

/* Exactly between its neighbours, which differ. */
static bool is_midpoint(const PlausibilityPanel *panel, int unit, int year, bool *finer)
{
    if (year < 1 || year + 1 >= panel->year_count) {
        return false;
    }
    size_t at = cell(panel, unit, year);
    if (!panel->known[at] || !panel->known[at - 1] || !panel->known[at + 1] ||
        !is_near_midpoint(panel, at)) {
        return false;
    }
    Decimal a = without_zeros(panel->decimals[at - 1]), b = without_zeros(panel->decimals[at + 1]);
    Decimal x = without_zeros(panel->decimals[at]);
    Decimal twice, sum;
    if (decimal_compare(a, b) == 0 || !decimal_add(x, x, &twice) || !decimal_add(a, b, &sum)) {
        return false;
    }
    /* Halving adds a digit that nobody measured. */
    *finer = x.scale > a.scale && x.scale > b.scale;
    return decimal_compare(twice, sum) == 0 && digit_count(x) >= MIDPOINT_DIGITS_MIN;
}

static void count_midpoints(Check *check)
{
    const PlausibilityPanel *panel = check->panel;
    for (int year = 0; year < panel->year_count; year++) {
        check->company[year] = 0;
        for (int unit = 0; unit < panel->unit_count; unit++) {
            bool finer;
            check->company[year] += is_midpoint(panel, unit, year, &finer);
        }
    }
}

static void check_midpoint(Check *check, int unit, int year)
{
    const PlausibilityRules *rules = check->rules;
    bool finer;
    if (!is_midpoint(check->panel, unit, year, &finer)) {
        return;
    }
    size_t at = cell(check->panel, unit, year);
    int digits = digit_count(without_zeros(check->panel->decimals[at]));
    if (finer || digits >= rules->midpoint_digits ||
        check->company[year] >= rules->midpoint_company) {
        check->flags[at].kind = PLAUSIBILITY_MIDPOINT;
        check->flags[at].expected = check->panel->values[at];
    }
}

static void mark_repeats(Check *check)
{
    const PlausibilityPanel *panel = check->panel;
    check->repeats = check->pairs = 0;
    for (int unit = 0; unit < panel->unit_count; unit++) {
        for (int year = 1; year < panel->year_count; year++) {
            size_t at = cell(panel, unit, year);
            if (panel->known[at] && panel->known[at - 1]) {
                /* Published digits are whole units or finer: who differs by more is another. */
                bool repeats = fabs(panel->values[at] - panel->values[at - 1]) <= 1 &&
                               same_digits(panel->decimals[at], panel->decimals[at - 1]);
                check->flags[at].repeats = repeats;
                check->repeats += repeats;
                check->pairs++;
            }
        }
    }
}

/* The usual change from year to year of one unit, the pair under suspicion left out. */
static double usual_step(Check *check, int unit, int skip)
{
    const PlausibilityPanel *panel = check->panel;
    int n = 0;
    for (int year = 1; year < panel->year_count; year++) {
        size_t at = cell(panel, unit, year);
        if (year != skip && panel->known[at] && panel->known[at - 1]) {
            check->work[n++] = fabs(panel->values[at] - panel->values[at - 1]);
        }
    }
    return n ? median(check->work, n) : 0;
}

static void check_repeated(Check *check, int unit, int year)
{
    size_t at = cell(check->panel, unit, year);
    if (!check->flags[at].repeats) {
        return;
    }
    /* How often the others stand still; this one is not its own excuse. */
    double share = check->pairs > 1 ? (check->repeats - 1.0) / (check->pairs - 1) : 0;
    int scale = coarser_scale(check->panel->decimals[at], check->panel->decimals[at - 1]);
    double steps = usual_step(check, unit, year) * pow(10, scale);
    if (share <= check->rules->repeated_share && steps >= check->rules->repeated_changes) {
        check->flags[at].kind = PLAUSIBILITY_REPEATED;
        check->flags[at].expected = check->panel->values[at - 1];
    }
}

/* ---- All of it ---- */

static void check_figure(Check *check, PlausibilityNature nature, int unit, int year)
{
    size_t at = cell(check->panel, unit, year);
    PlausibilityFlag *flag = &check->flags[at];
    check_midpoint(check, unit, year);
    if (flag->kind == PLAUSIBLE) {
        check_repeated(check, unit, year);
    }
    if (nature == PLAUSIBILITY_GROWTH) {
        if (flag->kind == PLAUSIBLE) {
            check_growth(check, unit, year);
        }
        return;
    }
    if (flag->kind == PLAUSIBLE && usable(check->panel, at)) {
        check_spike(check, unit, year);
    }
    if (flag->kind == PLAUSIBLE && usable(check->panel, at)) {
        check_jump(check, unit, year);
    }
}

void plausibility_panel(const PlausibilityPanel *panel, PlausibilityNature nature,
                        const PlausibilityRules *rules, double *scratch, PlausibilityFlag *flags)
{
    size_t cells = (size_t)panel->unit_count * (size_t)panel->year_count;
    Check check = {.panel = panel, .rules = rules, .flags = flags};
    memset(flags, 0, cells * sizeof *flags);
    if (cells == 0) {
        return;
    }
    check.logs = scratch;
    check.work = check.logs + cells;
    check.drift = check.work + cells;
    check.company = check.drift + panel->year_count;
    if (nature == PLAUSIBILITY_LEVEL) {
        fill_logs(&check);
        take_out_drift(&check);
        find_typical(&check);
    }
    count_midpoints(&check);
    mark_repeats(&check);
    for (int unit = 0; unit < panel->unit_count; unit++) {
        for (int year = 0; year < panel->year_count; year++) {
            if (panel->known[cell(panel, unit, year)]) {
                check_figure(&check, nature, unit, year);
            }
        }
    }
}

bool plausibility_is_edition(int striking, const PlausibilityRules *rules)
{
    return striking >= rules->edition_figures;
}
