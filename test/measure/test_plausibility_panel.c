/* The rules against a real panel: of the figures that people refused, how many do they see, and how
 * many accepted figures do they disturb? Needs DUIBIAO_DATA. argv: the shipped rules. */
#include "test_support.h"

enum { FIRST_YEAR = 2009, YEARS = 17, CITIES_MAX = 64, INDICATORS_MAX = 96, FIELDS_MAX = 16 };

typedef enum Refusal {
    REFUSED_MIDPOINT,
    REFUSED_REPEATED,
    REFUSED_NOMINAL,
    REFUSED_WRONG_COLUMN,
    REFUSED_PER_HEAD,
    REFUSED_JUMP,
    REFUSAL_COUNT,
    REFUSED_UNREADABLE, /* no figure at all: not a matter of plausibility */
} Refusal;

typedef struct RefusalRow {
    const char *reason; /* how the reason begins or what it contains */
    Refusal refusal;
} RefusalRow;

static const RefusalRow REASONS[] = {
    {"exact midpoint", REFUSED_MIDPOINT},
    {"identical to", REFUSED_REPEATED},
    {"edition", REFUSED_REPEATED},
    {"nominal growth", REFUSED_NOMINAL},
    {"differs by a factor", REFUSED_WRONG_COLUMN},
    {"registered (hukou)", REFUSED_PER_HEAD},
    {"population implied", REFUSED_PER_HEAD},
    {"implausible growth", REFUSED_JUMP},
    {"isolated spike", REFUSED_JUMP},
    {"unparseable", REFUSED_UNREADABLE},
};

static const char *const REFUSAL_NAMES[REFUSAL_COUNT] = {
    "midpoint", "repeated", "nominal", "wrong column", "per head", "jump",
};

typedef struct Indicator {
    double *values;
    Decimal *decimals;
    uint8_t *known, *breaks;
    int8_t *refusal; /* -1: accepted */
    PlausibilityFlag *flags;
    bool growth;
} Indicator;

typedef struct Data {
    Arena *arena;
    Map *city_index, *indicator_index;
    Indicator indicators[INDICATORS_MAX];
    int indicator_count, city_count;
} Data;

typedef struct Tally {
    int refused[REFUSAL_COUNT], seen[REFUSAL_COUNT];
    int accepted, disturbed;
    int disturbed_by[PLAUSIBILITY_COUNT];
} Tally;

static Data *data_new(Arena *arena)
{
    Data *data = ARENA_NEW(arena, Data);
    data->arena = arena;
    data->city_index = map_new(arena);
    data->indicator_index = map_new(arena);
    return data;
}

static Indicator *indicator_of(Data *data, Text code)
{
    int64_t index;
    if (!map_get(data->indicator_index, code, &index)) {
        index = data->indicator_count++;
        assert_true(index < INDICATORS_MAX);
        map_put(data->indicator_index, code, index);
        Indicator *new = &data->indicators[index];
        size_t cells = (size_t)CITIES_MAX * YEARS;
        new->values = ARENA_ARRAY(data->arena, double, cells);
        new->decimals = ARENA_ARRAY(data->arena, Decimal, cells);
        new->known = ARENA_ARRAY(data->arena, uint8_t, cells);
        new->breaks = ARENA_ARRAY(data->arena, uint8_t, cells);
        new->refusal = ARENA_ARRAY(data->arena, int8_t, cells);
        new->flags = ARENA_ARRAY(data->arena, PlausibilityFlag, cells);
        new->growth = text_ends(code, TEXT("_growth"));
        memset(new->refusal, -1, cells);
    }
    return &data->indicators[index];
}

static size_t cell_of(Data *data, Text city, Text year)
{
    int64_t unit, number;
    if (!map_get(data->city_index, city, &unit)) {
        unit = data->city_count++;
        assert_true(unit < CITIES_MAX);
        map_put(data->city_index, city, unit);
    }
    assert_true(text_to_int(year, &number));
    assert_in_range(number, FIRST_YEAR, FIRST_YEAR + YEARS - 1);
    return (size_t)(unit * YEARS + number - FIRST_YEAR);
}

static Refusal refusal_of(Text reason)
{
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (text_contains(reason, text_from(REASONS[i].reason))) {
            return REASONS[i].refusal;
        }
    }
    fail_msg("unknown reason: %.*s", TEXT_ARGS(reason));
    return REFUSED_UNREADABLE;
}

/* city, province, code, indicator, zh, en, unit, year, value, source, note [, reason] */
static void load_figures(Data *data, Text source, bool refused)
{
    Text line, fields[FIELDS_MAX];
    text_split(&source, '\n', &line);
    while (text_split(&source, '\n', &line)) {
        int count = test_csv_fields(text_trim(line), fields, FIELDS_MAX);
        if (count < 10) {
            continue;
        }
        Refusal refusal = refused ? refusal_of(line) : REFUSAL_COUNT;
        Indicator *indicator = indicator_of(data, fields[3]);
        size_t at = cell_of(data, fields[0], fields[7]);
        if (refusal == REFUSED_UNREADABLE || !decimal_parse(fields[8], &indicator->decimals[at])) {
            continue;
        }
        indicator->values[at] = decimal_double(indicator->decimals[at]);
        indicator->known[at] = 1;
        indicator->refusal[at] = refused ? (int8_t)refusal : -1;
    }
}

/* The registered breaks of gross regional product; names without 市. */
static void load_breaks(Data *data, Text source)
{
    Text line, fields[FIELDS_MAX];
    text_split(&source, '\n', &line);
    while (text_split(&source, '\n', &line)) {
        test_csv_fields(text_trim(line), fields, FIELDS_MAX);
        Text city = text_format(data->arena, "%.*s市", TEXT_ARGS(fields[0]));
        indicator_of(data, TEXT("gdp"))->breaks[cell_of(data, city, fields[1])] = 1;
    }
}

static Series row_of(const Indicator *indicator, int city)
{
    size_t row = (size_t)city * YEARS;
    return (Series){indicator->values + row, indicator->known + row, indicator->breaks + row, YEARS,
                    FIRST_YEAR};
}

static void check_parts(Data *data, const PlausibilityRules *rules)
{
    Indicator *gdp = indicator_of(data, TEXT("gdp"));
    Indicator *growth = indicator_of(data, TEXT("gdp_growth"));
    Indicator *per_head = indicator_of(data, TEXT("gdp_per_capita"));
    for (int city = 0; city < data->city_count; city++) {
        Series level = row_of(gdp, city), rate = row_of(growth, city),
               head = row_of(per_head, city);
        size_t row = (size_t)city * YEARS;
        plausibility_nominal(&level, &rate, rules, growth->flags + row);
        plausibility_implied(&head, &level, 1e4, rules, per_head->flags + row);
    }
}

/* All indicators of one city in one year: an edition takes the weaker repeats along. */
static void check_edition(Data *data, int at, const PlausibilityRules *rules)
{
    int striking = 0;
    for (int i = 0; i < data->indicator_count; i++) {
        striking += data->indicators[i].flags[at].kind == PLAUSIBILITY_REPEATED;
    }
    for (int i = 0; i < data->indicator_count && plausibility_is_edition(striking, rules); i++) {
        PlausibilityFlag *flag = &data->indicators[i].flags[at];
        if (flag->kind == PLAUSIBLE && flag->repeats) {
            flag->kind = PLAUSIBILITY_REPEATED;
        }
    }
}

static void check_editions(Data *data, const PlausibilityRules *rules)
{
    for (int at = 0; at < data->city_count * YEARS; at++) {
        check_edition(data, at, rules);
    }
}

static void check_all(Data *data, const PlausibilityRules *rules)
{
    double *scratch =
        ARENA_ARRAY(data->arena, double, plausibility_scratch_count(CITIES_MAX, YEARS));
    for (int i = 0; i < data->indicator_count; i++) {
        Indicator *indicator = &data->indicators[i];
        PlausibilityPanel panel = {indicator->values, indicator->decimals, indicator->known,
                                   indicator->breaks, data->city_count,    YEARS,
                                   FIRST_YEAR};
        plausibility_panel(&panel, indicator->growth ? PLAUSIBILITY_GROWTH : PLAUSIBILITY_LEVEL,
                           rules, scratch, indicator->flags);
    }
    check_parts(data, rules);
    check_editions(data, rules);
}

/* A refused figure is seen when the flag is of the kind for which it was refused. */
static bool is_seen(Refusal refusal, PlausibilityKind kind)
{
    switch (refusal) {
    case REFUSED_MIDPOINT: return kind == PLAUSIBILITY_MIDPOINT;
    case REFUSED_REPEATED: return kind == PLAUSIBILITY_REPEATED;
    case REFUSED_NOMINAL: return kind == PLAUSIBILITY_NOMINAL;
    case REFUSED_PER_HEAD: return kind == PLAUSIBILITY_IDENTITY;
    default:
        return kind == PLAUSIBILITY_JUMP || kind == PLAUSIBILITY_SPIKE ||
               kind == PLAUSIBILITY_SCALE;
    }
}

static void count_indicator(const Indicator *indicator, int cells, Tally *tally)
{
    for (int at = 0; at < cells; at++) {
        PlausibilityKind kind = indicator->flags[at].kind;
        if (!indicator->known[at]) {
            continue;
        }
        if (indicator->refusal[at] >= 0) {
            Refusal refusal = (Refusal)indicator->refusal[at];
            tally->refused[refusal]++;
            tally->seen[refusal] += is_seen(refusal, kind);
        } else {
            tally->accepted++;
            tally->disturbed += kind != PLAUSIBLE;
            tally->disturbed_by[kind]++;
        }
    }
}

static Tally run(const PlausibilityRules *rules, bool with_refused)
{
    Arena *arena = arena_new();
    Data *data = data_new(arena);
    const char *cities = test_data_path(arena, "plausibility_panel", "panel/cities.csv");
    load_figures(data, test_read_file(arena, cities), false);
    load_breaks(data, test_read_file(arena, test_data_path(arena, "", "panel/breaks.csv")));
    if (with_refused) {
        const char *refused = test_data_path(arena, "", "panel/refused.csv");
        load_figures(data, test_read_file(arena, refused), true);
    }
    check_all(data, rules);
    Tally tally = {0};
    for (int i = 0; i < data->indicator_count; i++) {
        count_indicator(&data->indicators[i], data->city_count * YEARS, &tally);
    }
    arena_free(arena);
    return tally;
}

static void refused_figures_are_seen_and_accepted_ones_left_alone(void **state)
{
    Arena *arena = arena_new();
    test_data_path(arena, "refused_figures_are_seen_and_accepted_ones_left_alone", "panel");
    PlausibilityRules rules = test_rules(arena, *state);
    arena_free(arena);

    Tally with = run(&rules, true), without = run(&rules, false);
    printf("%-14s %8s %6s %7s\n", "refused for", "figures", "seen", "recall");
    for (int i = 0; i < REFUSAL_COUNT; i++) {
        printf("%-14s %8d %6d %6.1f%%\n", REFUSAL_NAMES[i], with.refused[i], with.seen[i],
               100.0 * with.seen[i] / with.refused[i]);
    }
    printf("false alarms on %d accepted figures: %d, %.2f per 1,000\n", without.accepted,
           without.disturbed, 1000.0 * without.disturbed / without.accepted);
    for (int i = PLAUSIBILITY_MIDPOINT; i < PLAUSIBILITY_COUNT; i++) {
        const char *name = test_plausibility_name((PlausibilityKind)i);
        printf("  %-12s %6d\n", name, without.disturbed_by[i]);
    }
    printf("and with the refused figures among them: %d, %.2f per 1,000\n", with.disturbed,
           1000.0 * with.disturbed / with.accepted);
    for (int i = 0; i < REFUSAL_COUNT; i++) {
        assert_true(with.seen[i] * 100 >= with.refused[i] * 80);
    }
    assert_true(without.disturbed * 1000 <= without.accepted * 5);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_plausibility_panel RULES\n");
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(refused_figures_are_seen_and_accepted_ones_left_alone, argv[1]),
    };
    return cmocka_run_group_tests_name("measure/plausibility_panel", tests, NULL, NULL);
}
