/* The panel of real figures: speed, vintages, and how many refused figures are seen. Needs
 * DUIBIAO_DATA. */
#include "exchange_test.h"

#include <string.h>

static void add_breaks(Fixture *f, const char *test)
{
    SheetFile *file;
    SheetRow row;
    bool more = true;
    ok(f, sheet_open(data_path(f, test, "panel/breaks.csv"), &SHEET_LIMITS, &file, &f->err));
    ok(f, sheet_select(file, 0, &f->err));
    Buf out = buf_new(f->arena);
    buf_add_cstr(&out, "entity,indicator,period,reason\n");
    while (sheet_next(file, &row, &more, &f->err) == STATUS_OK && more) {
        if (row.number > 1) {
            buf_add_format(&out, "%.*s市,gdp,%.*s,revised\n", TEXT_ARGS(row.cells[0].text),
                           TEXT_ARGS(row.cells[1].text));
        }
    }
    sheet_close(file);
    const char *path = write_file(f, "breaks.csv", text_cstr(f->arena, buf_text(&out)));
    RegisterTally tally;
    ok(f, import_records(f->arena, f->workspace,
                         model_record(workspace_model(f->workspace), TEXT("series_break")), path,
                         problems_new(f->arena, 5), &tally, &f->err));
    assert_int_equal(tally.created, 25);
    load_registry(f);
}

static void cities_are_imported_whole_and_fast(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2015", "1926.0785", 0, 0},
        {"南京市", "avg_wage", "2019", "129605", 2, 9},
        {"南京市", "budget_exp", "2010", "542.1812", 5, 9},
    };
    Fixture *f = *state;
    const char *path = data_path(f, __func__, "panel/cities.csv");
    uint64_t before = time_monotonic_ns();
    import(f, path);
    double seconds = (double)(time_monotonic_ns() - before) / 1e9;
    printf("cities.csv: %d figures in %.2f s\n", (int)f->result.figures_read, seconds);
    assert_int_equal(f->result.figures_read, 13960);
    assert_int_equal(f->result.tally.added, 13960);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_ERROR), 0);
    assert_int_equal(count_figures(f), 13960);
    assert_true(seconds < 20); /* 2 in a release build; the sanitizers and neighbours take theirs */
    EXPECT(f, TABLE);
    import(f, path);
    assert_true(f->result.already_there);
    assert_int_equal(count_figures(f), 13960);
}

static bool known(Fixture *f, const char *city, const char *indicator, int year, Date as_of,
                  const char *value)
{
    Decimal expected;
    assert_true(decimal_parse(text_from(value), &expected));
    const Observation *found = figure(f, city, indicator, year, as_of);
    return found != NULL && decimal_compare(found->value, expected) == 0;
}

static void competing_figures_are_vintages(void **state)
{
    Fixture *f = *state;
    import(f, data_path(f, __func__, "panel/cities.csv"));
    import(f, data_path(f, __func__, "panel/competing.csv"));
    assert_int_equal(f->result.figures_read, 1299);
    assert_true(f->result.tally.superseding > 500);
    /* 2010: the preliminary figure until the yearbook, the yearbook's afterwards; what a later
     * compilation of unknown origin says never hides it. */
    Date spring = date_make(2011, 4, 15), autumn = date_make(2011, 10, 15);
    assert_true(known(f, "南京市", "gdp", 2010, spring, "5010.36"));
    const Observation *yearbook = figure(f, "南京市", "gdp", 2010, autumn);
    assert_non_null(yearbook);
    assert_int_equal(yearbook->status, OBSERVATION_OBSERVED);
    assert_false(known(f, "南京市", "gdp", 2010, autumn, "5010.36"));
    assert_int_equal(figure(f, "南京市", "gdp", 2010, DATE_NONE)->status, OBSERVATION_OBSERVED);
    assert_null(figure(f, "南京市", "gdp", 2010, date_make(2011, 1, 1)));
    /* What the demonstration rests on: 2015 was known on that evening, 2016 was not. */
    Date evening = date_make(2016, 10, 13);
    assert_non_null(figure(f, "焦作市", "gdp", 2015, evening));
    assert_null(figure(f, "焦作市", "gdp", 2016, evening));
}

/* ---- Refused figures ---- */

typedef struct Reason {
    const char *words, *name;
    PlausibilityKind kinds[3];
} Reason;

static const Reason REASONS[] = {
    {"exact midpoint", "midpoint", {PLAUSIBILITY_MIDPOINT}},
    {"identical to", "repeated", {PLAUSIBILITY_REPEATED}},
    {"edition", "repeated edition", {PLAUSIBILITY_REPEATED}},
    {"nominal growth", "nominal for real", {PLAUSIBILITY_NOMINAL}},
    {"differs by a factor",
     "wrong column",
     {PLAUSIBILITY_JUMP, PLAUSIBILITY_SPIKE, PLAUSIBILITY_SCALE}},
    {"registered (hukou)", "per registered head", {PLAUSIBILITY_IDENTITY}},
    {"population implied", "implied population", {PLAUSIBILITY_IDENTITY}},
    {"implausible growth",
     "implausible growth",
     {PLAUSIBILITY_JUMP, PLAUSIBILITY_SPIKE, PLAUSIBILITY_SCALE}},
    {"isolated spike", "spike", {PLAUSIBILITY_JUMP, PLAUSIBILITY_SPIKE, PLAUSIBILITY_SCALE}},
};

enum { REASON_COUNT = sizeof REASONS / sizeof *REASONS };

static bool is_doubted(const List *doubts, int entity, int indicator, int year,
                       const PlausibilityKind kinds[3])
{
    for (size_t i = 0; i < doubts->count; i++) {
        const Doubt *doubt = LIST_AT(doubts, Doubt, i);
        if (doubt->entity == entity && doubt->indicator == indicator && doubt->year == year) {
            return doubt->kind == kinds[0] || (kinds[1] && doubt->kind == kinds[1]) ||
                   (kinds[2] && doubt->kind == kinds[2]);
        }
    }
    return false;
}

static void count_row(Fixture *f, const SheetRow *row, const List *doubts, int refused[],
                      int seen[])
{
    int entity, indicator;
    int64_t year;
    Decimal value;
    Text reason = row->cells[11].text;
    if (!decimal_parse(row->cells[8].text, &value)) {
        return; /* an unreadable cell is no figure */
    }
    ok(f, registry_entity(f->registry, row->cells[2].text, DATE_NONE, &entity, &f->err));
    ok(f, registry_indicator(f->registry, row->cells[3].text, &indicator, &f->err));
    assert_true(text_to_int(row->cells[7].text, &year));
    for (int i = 0; i < REASON_COUNT; i++) {
        if (text_contains(reason, text_from(REASONS[i].words))) {
            refused[i]++;
            seen[i] += is_doubted(doubts, entity, indicator, (int)year, REASONS[i].kinds);
            return;
        }
    }
    fail_msg("unknown reason: %.*s", TEXT_ARGS(reason));
}

static void refused_figures_are_doubted(void **state)
{
    Fixture *f = *state;
    List alone = list_new(f->arena, sizeof(Doubt)), doubts = alone;
    int refused[REASON_COUNT] = {0}, seen[REASON_COUNT] = {0};
    add_breaks(f, __func__);
    import(f, data_path(f, __func__, "panel/cities.csv"));
    ok(f, plausibility_check_batch(f->arena, f->workspace, f->registry, f->result.tally.batch_id,
                                   &f->rules.plausibility, &alone, &f->err));
    const char *path = data_path(f, __func__, "panel/refused.csv");
    f->options.valid_rows = true; /* one cell of it is unreadable */
    import(f, path);
    ok(f, plausibility_check_batch(f->arena, f->workspace, f->registry, f->result.tally.batch_id,
                                   &f->rules.plausibility, &doubts, &f->err));
    SheetFile *file;
    SheetRow row;
    bool more = true;
    ok(f, sheet_open(path, &SHEET_LIMITS, &file, &f->err));
    ok(f, sheet_select(file, 0, &f->err));
    while (sheet_next(file, &row, &more, &f->err) == STATUS_OK && more) {
        if (row.number > 1) {
            count_row(f, &row, &doubts, refused, seen);
        }
    }
    sheet_close(file);
    printf("%-20s %8s %6s %8s\n", "refused for", "figures", "seen", "recall");
    for (int i = 0; i < REASON_COUNT; i++) {
        printf("%-20s %8d %6d %7.1f%%\n", REASONS[i].name, refused[i], seen[i],
               refused[i] > 0 ? 100.0 * seen[i] / refused[i] : 100.0);
    }
    printf("false alarms on 13960 accepted figures: %d, %.2f per 1,000\n", (int)alone.count,
           (double)alone.count / 13.96);
    for (int i = 0; i < REASON_COUNT; i++) {
        assert_true(seen[i] * 100 >= refused[i] * 80);
    }
    assert_true(alone.count * 1000 <= 13960 * 5);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(cities_are_imported_whole_and_fast),
        CASE(competing_figures_are_vintages),
        CASE(refused_figures_are_doubted),
    };
    return cmocka_run_group_tests_name("exchange/panel", tests, NULL, NULL);
}
