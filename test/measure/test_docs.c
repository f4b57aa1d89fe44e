/* The worked examples of the pages in docs/methods run here. An example block holds lines
 *
 *     method name=value … => result=value …
 *
 * Lists are separated by commas, rows by semicolons, - is missing. Results are compared as printed:
 * to their own number of decimals. argv: the folder of pages, the shipped plausibility rules. */
#include "test_support.h"

#include <dirent.h>
#include <math.h>

enum { ITEMS_MAX = 64, RESULTS_MAX = 8, PAGES_MIN = 11 };

/* Numbers, or one word. */
typedef struct Result {
    const char *name;
    const char *word;
    double numbers[ITEMS_MAX];
    int count;
} Result;

typedef struct Example {
    Arena *arena;
    Text page, line, arguments;
    Result results[RESULTS_MAX];
    int result_count;
    const PlausibilityRules *rules;
} Example;

typedef struct Row {
    double values[ITEMS_MAX];
    uint8_t known[ITEMS_MAX];
    int count;
} Row;

/* ---- Arguments and results ---- */

static void example_fail(const Example *example, const char *what, Text detail)
{
    fail_msg("%.*s: %s %.*s in: %.*s", TEXT_ARGS(example->page), what, TEXT_ARGS(detail),
             TEXT_ARGS(example->line));
}

static bool find_argument(const Example *example, const char *name, Text *value)
{
    Text rest = example->arguments, word;
    while (text_split(&rest, ' ', &word)) {
        Text key;
        if (word.len && text_split(&word, '=', &key) && text_equal(key, text_from(name))) {
            *value = word;
            return true;
        }
    }
    return false;
}

static Text argument(const Example *example, const char *name)
{
    Text value = {"", 0};
    if (!find_argument(example, name, &value)) {
        example_fail(example, "no argument", text_from(name));
    }
    return value;
}

static double number(const Example *example, const char *name)
{
    return test_number(argument(example, name));
}

static int whole(const Example *example, const char *name)
{
    return (int)number(example, name);
}

static Row row_from(Text text)
{
    Row row = {.count = 0};
    Text item;
    while (text_split(&text, ',', &item)) {
        assert_true(row.count < ITEMS_MAX);
        row.known[row.count] = !text_equal(item, TEXT("-"));
        row.values[row.count] = row.known[row.count] ? test_number(item) : 0;
        row.count++;
    }
    return row;
}

static Row row(const Example *example, const char *name)
{
    return row_from(argument(example, name));
}

/* Rows of equal length, one behind the other. Returns how many rows there are. */
static int table(const Example *example, const char *name, Row *all)
{
    Text text = argument(example, name), line;
    int rows = 0;
    *all = (Row){.count = 0};
    while (text_split(&text, ';', &line)) {
        Row one = row_from(line);
        assert_true(all->count + one.count <= ITEMS_MAX);
        memcpy(all->values + all->count, one.values, (size_t)one.count * sizeof(double));
        memcpy(all->known + all->count, one.known, (size_t)one.count);
        all->count += one.count;
        rows++;
    }
    return rows;
}

static Series series_from(const Example *example, const Row *values, uint8_t *breaks)
{
    int first = whole(example, "first");
    memset(breaks, 0, ITEMS_MAX);
    Text years;
    if (find_argument(example, "breaks", &years)) {
        Row marked = row_from(years);
        for (int i = 0; i < marked.count; i++) {
            breaks[(int)marked.values[i] - first] = 1;
        }
    }
    return (Series){values->values, values->known, breaks, values->count, first};
}

static Polarity polarity(const Example *example)
{
    Text name = argument(example, "polarity");
    if (text_equal(name, TEXT("higher"))) {
        return (Polarity){.kind = POLARITY_HIGHER};
    }
    if (text_equal(name, TEXT("lower"))) {
        return (Polarity){.kind = POLARITY_LOWER};
    }
    if (!text_equal(name, TEXT("range"))) {
        example_fail(example, "unknown polarity", name);
    }
    return (Polarity){POLARITY_RANGE, number(example, "low"), number(example, "high")};
}

static Result *result_new(Example *example, const char *name)
{
    assert_true(example->result_count < RESULTS_MAX);
    Result *result = &example->results[example->result_count++];
    *result = (Result){.name = name};
    return result;
}

static void give(Example *example, const char *name, double value)
{
    Result *result = result_new(example, name);
    result->numbers[result->count++] = value;
}

static void give_word(Example *example, const char *name, const char *word)
{
    result_new(example, name)->word = word;
}

static void give_row(Example *example, const char *name, const double *values, int count)
{
    Result *result = result_new(example, name);
    memcpy(result->numbers, values, (size_t)count * sizeof *values);
    result->count = count;
}

static void give_ints(Example *example, const char *name, const int *values, int count)
{
    Result *result = result_new(example, name);
    for (int i = 0; i < count; i++) {
        result->numbers[result->count++] = values[i];
    }
}

static void give_if(Example *example, const char *name, bool has, double value)
{
    if (has) {
        give(example, name, value);
    } else {
        give_word(example, name, "none");
    }
}

/* ---- The methods ---- */

static void run_growth(Example *example)
{
    uint8_t breaks[ITEMS_MAX];
    Row values = row(example, "values");
    Series series = series_from(example, &values, breaks);
    double cagr;
    bool has = series_cagr(&series, whole(example, "from"), whole(example, "to"), &cagr);
    give_if(example, "cagr", has, cagr);
}

static void run_recent_growth(Example *example)
{
    uint8_t breaks[ITEMS_MAX];
    Row values = row(example, "values");
    Series series = series_from(example, &values, breaks);
    double rate;
    int from = 0;
    bool has = series_recent_growth(&series, whole(example, "year"), whole(example, "window"),
                                    &rate, &from);
    give_if(example, "growth", has, rate);
    give_if(example, "from", has, from);
}

static void run_gap(Example *example)
{
    Gap gap = gap_between(polarity(example), number(example, "own"), number(example, "reference"));
    give(example, "absolute", gap.absolute);
    give_if(example, "relative", gap.has_relative, gap.relative);
    give(example, "behind", gap.behind);
}

static void run_gap_path(Example *example)
{
    static const char *const TRENDS[] = {"unknown", "narrowing", "steady", "widening"};
    uint8_t breaks[ITEMS_MAX];
    Row own = row(example, "own"), reference = row(example, "reference");
    Series a = series_from(example, &own, breaks), b = series_from(example, &reference, breaks);
    GapPath path = gap_path(polarity(example), GAP_RELATIVE, &a, &b, whole(example, "year"),
                            whole(example, "window"), number(example, "steady"));
    give_word(example, "trend", TRENDS[path.trend]);
    give(example, "slope", path.slope);
    give(example, "first", path.first);
    give(example, "last", path.last);
}

static void run_rank(Example *example)
{
    int order[ITEMS_MAX], first[ITEMS_MAX], last[ITEMS_MAX];
    Row values = row(example, "values");
    int ranked = rank_units(polarity(example), values.values, values.known, values.count, order,
                            first, last);
    give_ints(example, "first", first, values.count);
    give_ints(example, "last", last, values.count);
    give(example, "ranked", ranked);
}

static void run_tier(Example *example)
{
    Text cut;
    Row values = row(example, "values");
    int unit = whole(example, "unit") - 1;
    TierDistance tier;
    bool by_score = find_argument(example, "cut", &cut);
    bool has = by_score ? tier_score_distance(polarity(example), values.values, values.known,
                                              values.count, unit, number(example, "cut"), &tier)
                        : tier_distance(polarity(example), values.values, values.known,
                                        values.count, unit, whole(example, "places"), &tier);
    give_if(example, "climb", has, tier.places);
    give_if(example, "amount", has, tier.amount);
    give_if(example, "seats", has, tier.seats);
    give_if(example, "edge", has, tier.edge_unit + 1);
    give_if(example, "score", has && by_score, tier.score);
}

static void run_time_distance(Example *example)
{
    static const char *const KINDS[] = {"none", "exact", "at_least", "ahead"};
    uint8_t breaks[ITEMS_MAX];
    Row values = row(example, "values");
    Series reference = series_from(example, &values, breaks);
    TimeDistance distance = time_distance(polarity(example), &reference, number(example, "own"),
                                          whole(example, "year"));
    give_word(example, "kind", KINDS[distance.kind]);
    give(example, "years", distance.years);
}

static void run_catch_up(Example *example)
{
    static const char *const KINDS[] = {"undefined", "already", "years", "never"};
    Text name;
    PolarityKind kind =
        find_argument(example, "polarity", &name) ? polarity(example).kind : POLARITY_HIGHER;
    CatchUp result = catch_up(kind, number(example, "own"), number(example, "own_rate"),
                              number(example, "reference"), number(example, "reference_rate"));
    give_word(example, "kind", KINDS[result.kind]);
    give(example, "years", result.years);
}

static void run_required_growth(Example *example)
{
    double years = number(example, "years");
    double leader =
        number(example, "reference") * pow(1 + number(example, "reference_rate"), years);
    double times = number(example, "theta") * leader / number(example, "own");
    give(example, "rate", yearly_growth(times, years));
}

static void run_feasibility(Example *example)
{
    Row all;
    int units = table(example, "values", &all);
    FeasibilityPanel panel = {all.values, all.known,         NULL,
                              units,      all.count / units, whole(example, "first")};
    Feasibility result;
    double rate = number(example, "rate");
    feasibility(polarity(example).kind, &panel, number(example, "level"), number(example, "band"),
                &rate, 1, whole(example, "years"), whole(example, "last"), &result);
    give(example, "cases", result.cases);
    give(example, "units", result.units);
    give(example, "achieved", result.achieved);
    give(example, "share", result.share);
    give(example, "low", result.low);
    give(example, "high", result.high);
    give(example, "best_rate", result.best_rate);
    give(example, "best_year", result.best_year);
}

static void run_target_path(Example *example)
{
    double path[ITEMS_MAX];
    Text shape = argument(example, "shape");
    bool steps = text_equal(shape, TEXT("equal_steps"));
    if (!steps && !text_equal(shape, TEXT("constant_rate"))) {
        example_fail(example, "unknown shape", shape);
    }
    int years = whole(example, "years");
    target_path(number(example, "base"), number(example, "goal"), years,
                steps ? PATH_EQUAL_STEPS : PATH_CONSTANT_RATE, path);
    give_row(example, "path", path, years);
}

static void run_plan_curve(Example *example)
{
    double curve[12];
    Row all;
    int years = table(example, "values", &all);
    assert_int_equal(all.count, 12 * years);
    give(example, "used", plan_curve(all.values, all.known, years, curve));
    give_row(example, "curve", curve, 12);
}

static void run_split(Example *example)
{
    Text text = argument(example, "shares"), item;
    Decimal total, shares[ITEMS_MAX], parts[ITEMS_MAX];
    uint8_t took[ITEMS_MAX];
    double numbers[ITEMS_MAX];
    int count = 0;
    while (text_split(&text, ',', &item)) {
        assert_true(count < ITEMS_MAX && decimal_parse(item, &shares[count]));
        count++;
    }
    assert_true(decimal_parse(argument(example, "total"), &total));
    bool ok = split_total(total, shares, (size_t)count, whole(example, "scale"), parts, took);
    for (int i = 0; ok && i < count; i++) {
        numbers[i] = decimal_double(parts[i]);
    }
    give_row(example, "parts", numbers, ok ? count : 0);
}

static void run_explain_ratio(Example *example)
{
    double a, b;
    bool has = explain_ratio(number(example, "own_a"), number(example, "own_b"),
                             number(example, "ref_a"), number(example, "ref_b"), &a, &b);
    give_if(example, "share_a", has, a);
    give_if(example, "share_b", has, b);
}

static void run_explain_sum(Example *example)
{
    Row own = row(example, "own"), reference = row(example, "reference");
    double difference[ITEMS_MAX], share[ITEMS_MAX];
    assert_int_equal(own.count, reference.count);
    explain_sum(own.values, reference.values, own.count, difference, share);
    give_row(example, "difference", difference, own.count);
    give_row(example, "share", share, own.count);
}

static void run_peers(Example *example)
{
    Row all;
    int units = table(example, "values", &all);
    double distances[ITEMS_MAX], similarity[ITEMS_MAX];
    assert_true(peer_distances(all.values, all.known, units, all.count / units,
                               whole(example, "subject") - 1, distances));
    for (int i = 0; i < units; i++) {
        similarity[i] = peer_similarity(distances[i]);
    }
    give_row(example, "distances", distances, units);
    give_row(example, "similarity", similarity, units);
}

/* The kinds of one series, in a word: "plausible,midpoint,plausible". */
static const char *kinds_text(Example *example, const PlausibilityFlag *flags, int count)
{
    Buf buf = buf_new(example->arena);
    for (int i = 0; i < count; i++) {
        buf_add_cstr(&buf, i ? "," : "");
        buf_add_cstr(&buf, test_plausibility_name(flags[i].kind));
    }
    return text_cstr(example->arena, buf_text(&buf));
}

static void run_plausibility(Example *example)
{
    Row all;
    int units = table(example, "values", &all), years = all.count / units;
    Decimal decimals[ITEMS_MAX];
    PlausibilityFlag flags[ITEMS_MAX];
    Text text = argument(example, "values"), item;
    char *items = text_cstr(example->arena, text);
    for (char *c = items; *c; c++) {
        *c = *c == ';' ? ',' : *c;
    }
    text = text_from(items);
    for (int i = 0; text_split(&text, ',', &item); i++) {
        decimals[i] = (Decimal){0, 0};
        decimal_parse(item, &decimals[i]);
    }
    PlausibilityPanel panel = {
        all.values, decimals, all.known, NULL, units, years, whole(example, "first")};
    double *scratch = ARENA_ARRAY(example->arena, double, plausibility_scratch_count(units, years));
    bool growth = text_equal(argument(example, "nature"), TEXT("growth"));
    plausibility_panel(&panel, growth ? PLAUSIBILITY_GROWTH : PLAUSIBILITY_LEVEL, example->rules,
                       scratch, flags);
    give_word(example, "kinds", kinds_text(example, flags, all.count));
}

static void run_plausibility_nominal(Example *example)
{
    uint8_t breaks[ITEMS_MAX];
    PlausibilityFlag flags[ITEMS_MAX] = {{0}};
    Row level = row(example, "level"), growth = row(example, "growth");
    Series levels = series_from(example, &level, breaks);
    Series rates = series_from(example, &growth, breaks);
    plausibility_nominal(&levels, &rates, example->rules, flags);
    give_word(example, "kinds", kinds_text(example, flags, growth.count));
}

static void run_plausibility_implied(Example *example)
{
    uint8_t breaks[ITEMS_MAX];
    PlausibilityFlag flags[ITEMS_MAX] = {{0}};
    Row ratio = row(example, "ratio"), total = row(example, "total");
    Series ratios = series_from(example, &ratio, breaks);
    Series totals = series_from(example, &total, breaks);
    plausibility_implied(&ratios, &totals, number(example, "factor"), example->rules, flags);
    give_word(example, "kinds", kinds_text(example, flags, ratio.count));
}

static void run_plausibility_share(Example *example)
{
    uint8_t breaks[ITEMS_MAX];
    PlausibilityFlag flags[ITEMS_MAX] = {{0}};
    Row shares = row(example, "values");
    Series series = series_from(example, &shares, breaks);
    plausibility_share(&series, example->rules, flags);
    give_word(example, "kinds", kinds_text(example, flags, shares.count));
}

typedef struct Method {
    const char *name;
    void (*run)(Example *example);
} Method;

static const Method METHODS[] = {
    {"growth", run_growth},
    {"recent_growth", run_recent_growth},
    {"gap", run_gap},
    {"gap_path", run_gap_path},
    {"rank", run_rank},
    {"tier", run_tier},
    {"time_distance", run_time_distance},
    {"catch_up", run_catch_up},
    {"required_growth", run_required_growth},
    {"feasibility", run_feasibility},
    {"target_path", run_target_path},
    {"plan_curve", run_plan_curve},
    {"split", run_split},
    {"explain_ratio", run_explain_ratio},
    {"explain_sum", run_explain_sum},
    {"peers", run_peers},
    {"plausibility", run_plausibility},
    {"plausibility_nominal", run_plausibility_nominal},
    {"plausibility_implied", run_plausibility_implied},
    {"plausibility_share", run_plausibility_share},
};

enum { METHOD_COUNT = sizeof METHODS / sizeof METHODS[0] };

/* ---- Reading and comparing ---- */

static int decimals_of(Text printed)
{
    size_t point;
    return text_find(printed, TEXT("."), &point) ? (int)(printed.len - point - 1) : 0;
}

static void compare_result(const Example *example, Text name, Text expected)
{
    const Result *result = NULL;
    for (int i = 0; i < example->result_count; i++) {
        if (text_equal(name, text_from(example->results[i].name))) {
            result = &example->results[i];
        }
    }
    if (!result) {
        example_fail(example, "no such result:", name);
        return;
    }
    Text actual = text_from(result->word);
    if (!result->word) {
        Buf buf = buf_new(example->arena);
        Text rest = expected, item;
        for (int i = 0; i < result->count; i++) {
            int decimals = text_split(&rest, ',', &item) ? decimals_of(item) : 6;
            buf_add_format(&buf, "%s%.*f", i ? "," : "", decimals, result->numbers[i]);
        }
        actual = buf_text(&buf);
    }
    if (!text_equal(actual, expected)) {
        example_fail(example, "the function gives", actual);
    }
}

static void run_line(Example *example, int *used)
{
    size_t arrow;
    if (!text_find(example->line, TEXT(" => "), &arrow)) {
        example_fail(example, "no =>", TEXT(""));
    }
    Text left = text_slice(example->line, 0, arrow), name;
    Text right = text_slice(example->line, arrow + 4, example->line.len), word;
    text_split(&left, ' ', &name);
    example->arguments = left;
    example->result_count = 0;
    int method = 0;
    while (method < METHOD_COUNT && !text_equal(name, text_from(METHODS[method].name))) {
        method++;
    }
    if (method == METHOD_COUNT) {
        example_fail(example, "unknown method", name);
        return;
    }
    METHODS[method].run(example);
    used[method]++;
    int compared = 0;
    while (text_split(&right, ' ', &word)) {
        Text key;
        text_split(&word, '=', &key);
        compare_result(example, key, word);
        compared++;
    }
    assert_true(compared > 0);
}

/* Returns how many examples the page holds. */
static int run_page(Example *example, Text source, int *used)
{
    Text line;
    bool inside = false;
    int examples = 0;
    while (text_split(&source, '\n', &line)) {
        line = text_trim(line);
        if (text_equal(line, TEXT("```example"))) {
            inside = true;
        } else if (text_starts(line, TEXT("```"))) {
            inside = false;
        } else if (inside && line.len > 0) {
            example->line = line;
            run_line(example, used);
            examples++;
        }
    }
    assert_false(inside);
    return examples;
}

static void every_example_gives_its_printed_digits(void **state)
{
    char **argv = *state;
    Arena *arena = arena_new();
    PlausibilityRules rules = test_rules(arena, argv[2]);
    int used[METHOD_COUNT] = {0}, pages = 0;
    Example example = {.arena = arena, .rules = &rules};
    DIR *folder = opendir(argv[1]);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        example.page = text_from(entry->d_name);
        /* prose.md is about words: the examples of its rules run in test/prose. */
        if (!text_ends(example.page, TEXT(".md")) || text_equal(example.page, TEXT("README.md")) ||
            text_equal(example.page, TEXT("prose.md"))) {
            continue;
        }
        Text path = text_format(arena, "%s/%s", argv[1], entry->d_name);
        if (run_page(&example, test_read_file(arena, text_cstr(arena, path)), used) == 0) {
            fail_msg("%s holds no example", entry->d_name);
        }
        pages++;
    }
    closedir(folder);
    assert_true(pages >= PAGES_MIN);
    for (int i = 0; i < METHOD_COUNT; i++) {
        if (used[i] == 0) {
            fail_msg("no page shows an example of %s", METHODS[i].name);
        }
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: test_docs METHODS_FOLDER RULES\n");
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_example_gives_its_printed_digits, argv),
    };
    return cmocka_run_group_tests_name("measure/docs", tests, NULL, NULL);
}
