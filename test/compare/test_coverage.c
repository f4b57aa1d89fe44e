/* How far indicators are known, where their figures are from, and where documents disagree. */
#include "compare_test.h"

static void registers(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "fdi", "万美元", "higher", "flow", "openness");
    registers_load(f);
}

static void figures(Fixture *f)
{
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2014, "100.0", "2015-09-30"));
    add(f, figure(f, "gdp", "焦作", 2015, "110.0", "2016-09-30"));
    add(f, figure(f, "gdp", "许昌", 2015, "130.0", "2016-09-30"));
    accept(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2014, "100.00", "2017-09-30")); /* the same, more digits */
    add(f, figure(f, "gdp", "许昌", 2015, "131.5", "2017-09-30"));  /* revised */
    accept(f);
}

static void what_is_known_is_counted_as_of_a_day(void **state)
{
    Fixture *f = *state;
    IndicatorCoverage *rows;
    Date evening;
    registers(f);
    figures(f);
    ok(f, compare_coverage(f->arena, f->workspace, f->registry, DATE_NONE, &rows, &f->err));
    const IndicatorCoverage *gdp = &rows[indicator(f, "gdp")], *fdi = &rows[indicator(f, "fdi")];
    assert_int_equal(gdp->first_year, 2014);
    assert_int_equal(gdp->last_year, 2015);
    assert_int_equal(gdp->entities, 2);
    assert_int_equal(gdp->figures, 5);
    assert_int_equal(fdi->figures, 0);
    assert_int_equal(fdi->known_from, DATE_NONE);
    assert_true(date_parse(TEXT("2015-12-31"), &evening));
    ok(f, compare_coverage(f->arena, f->workspace, f->registry, evening, &rows, &f->err));
    assert_int_equal(rows[indicator(f, "gdp")].last_year, 2014);
    assert_int_equal(rows[indicator(f, "gdp")].figures, 1);
}

static void every_document_is_named_with_its_vintage(void **state)
{
    Fixture *f = *state;
    List sources;
    registers(f);
    figures(f);
    int64_t gdp = f->registry->indicators[indicator(f, "gdp")].id;
    ok(f, indicator_sources(f->arena, f->workspace, gdp, &sources, &f->err));
    assert_int_equal(sources.count, 4); /* two years, two files */
    const IndicatorSource *latest = LIST_AT(&sources, IndicatorSource, 2);
    assert_int_equal(latest->period, period_code(period_year(2015)));
    assert_int_equal(latest->figures, 1);
}

static void only_figures_that_differ_are_disputed(void **state)
{
    Fixture *f = *state;
    List conflicts;
    registers(f);
    figures(f);
    ok(f, compare_disputed(f->arena, f->workspace, 10, &conflicts, &f->err));
    assert_int_equal(conflicts.count, 1);
    const BatchConflict *one = LIST_AT(&conflicts, BatchConflict, 0);
    assert_int_equal(one->kept.value.mantissa, 1315);
    assert_int_equal(one->left_out.value.mantissa, 1300);
    ok(f, compare_disputed(f->arena, f->workspace, 0, &conflicts, &f->err));
    assert_int_equal(conflicts.count, 0);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(what_is_known_is_counted_as_of_a_day),
        compare_test(every_document_is_named_with_its_vintage),
        compare_test(only_figures_that_differ_are_disputed),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
