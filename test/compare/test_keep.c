/* What a comparison leaves behind: figures owed beyond yearly ones, gaps and targets as records. */
#include "compare_test.h"

static void registers(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "starts", "个", "higher", "flow", "investment");
    add_indicator(f, "firms", "家", "higher", "level", "openness");
    Record *benchmark = new_record(f, &RECORD_BENCHMARK);
    benchmark->values[BENCHMARK_SUBJECT] =
        value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "410800"));
    benchmark->values[BENCHMARK_REFERENCE] =
        value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "411000"));
    benchmark->values[BENCHMARK_ROLE] = value_text(TEXT("near"));
    benchmark->values[BENCHMARK_VERB] = value_text(TEXT("overtake"));
    benchmark->values[BENCHMARK_REASON] = value_text(TEXT("test"));
    save(f, benchmark);
    registers_load(f);
}

static Observation heard(Fixture *f, const char *name, const char *city, Period period,
                         const char *value, Bound bound)
{
    Observation observation = figure(f, name, city, 2016, value, "2016-10-13");
    observation.period = period_code(period);
    observation.bound = bound;
    return observation;
}

static void figures(Fixture *f)
{
    const double own[] = {100, 105, 110}, near[] = {110, 120, 130};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2013, own, 3);
    add_years(f, "gdp", "许昌", 2013, near, 3);
    add(f, heard(f, "starts", "许昌", (Period){PERIOD_CUMULATIVE, 2016, 8}, "598", BOUND_EXACT));
    add(f, heard(f, "firms", "许昌", (Period){PERIOD_UNDATED, 0, 0}, "1600", BOUND_MORE));
    accept(f);
}

static GapTable *gaps(Fixture *f, const Panel *panel)
{
    GapRequest request = {.subject = entity(f, "焦作")};
    GapTable *table;
    ok(f, compare_gaps(f->arena, panel, f->rules, &request, &table, &f->err));
    return table;
}

static const GapRow *row_of(const GapTable *table, int about, GapState state)
{
    for (size_t i = 0; i < table->rows.count; i++) {
        const GapRow *row = LIST_AT(&table->rows, GapRow, i);
        if (row->indicator == about && row->state == state) {
            return row;
        }
    }
    return NULL;
}

static void what_was_heard_of_others_is_owed(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "2016-10-13");
    GapTable *table = gaps(f, panel);
    ok(f, gaps_add_owed(f->arena, f->workspace, f->registry, table, &f->err));
    const GapRow *starts = row_of(table, indicator(f, "starts"), GAP_OWED);
    const GapRow *firms = row_of(table, indicator(f, "firms"), GAP_OWED);
    assert_non_null(starts);
    assert_non_null(firms);
    assert_int_equal(starts->other_source.period,
                     period_code((Period){PERIOD_CUMULATIVE, 2016, 8}));
    assert_int_equal(firms->other_source.bound, BOUND_MORE);
    assert_null(row_of(table, indicator(f, "gdp"), GAP_OWED));
}

static void nothing_is_owed_before_it_was_heard_or_once_it_is_told(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *before = gaps(f, panel_of(f, "2016-10-12"));
    ok(f, gaps_add_owed(f->arena, f->workspace, f->registry, before, &f->err));
    assert_null(row_of(before, indicator(f, "starts"), GAP_OWED));
    begin_file(f);
    add(f, heard(f, "starts", "焦作", (Period){PERIOD_CUMULATIVE, 2016, 8}, "60", BOUND_EXACT));
    accept(f);
    GapTable *after = gaps(f, panel_of(f, "2016-10-13"));
    ok(f, gaps_add_owed(f->arena, f->workspace, f->registry, after, &f->err));
    assert_null(row_of(after, indicator(f, "starts"), GAP_OWED));
    assert_non_null(row_of(after, indicator(f, "firms"), GAP_OWED));
}

/* A yearly figure that only others have is told by the comparison itself, once. */
static void a_yearly_figure_is_owed_once(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    begin_file(f);
    add(f, heard(f, "firms", "许昌", (Period){PERIOD_YEAR, 2015, 0}, "1632", BOUND_EXACT));
    accept(f);
    GapTable *table = gaps(f, panel_of(f, "2016-10-13"));
    size_t before = table->rows.count;
    ok(f, gaps_add_owed(f->arena, f->workspace, f->registry, table, &f->err));
    for (size_t i = before; i < table->rows.count; i++) {
        const GapRow *row = LIST_AT(&table->rows, GapRow, i);
        assert_true(period_from_code(row->other_source.period).kind != PERIOD_YEAR);
    }
}

static Record *only(Fixture *f, const RecordDef *def, size_t expected)
{
    RecordQuery query = {0};
    List records;
    ok(f, record_list(f->arena, f->workspace, def, &query, &records, &f->err));
    assert_int_equal(records.count, expected);
    return LIST_AT(&records, Record, 0);
}

static void a_gap_and_its_target_are_kept_once(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "2016-10-13");
    GapTable *table = gaps(f, panel);
    const GapRow *row = row_of(table, indicator(f, "gdp"), GAP_BEHIND);
    TargetProposal *proposal;
    ok(f, target_propose(f->arena, panel, f->rules, row, table->subject,
                         &(TargetWish){.due_year = 2020}, &proposal, &f->err));
    int64_t first_gap, first_target, gap, target;
    ok(f, gap_keep(f->arena, f->workspace, table, row, f->registry, NULL, 0, &first_gap, &f->err));
    ok(f, target_keep(f->arena, f->workspace, panel, proposal, first_gap, &first_target, &f->err));
    ok(f, gap_keep(f->arena, f->workspace, table, row, f->registry, NULL, 0, &gap, &f->err));
    ok(f, target_keep(f->arena, f->workspace, panel, proposal, gap, &target, &f->err));
    assert_int_equal(gap, first_gap);
    assert_int_equal(target, first_target);
    Record *kept = only(f, &RECORD_GAP, 1);
    assert_int_equal(decimal_compare(record_value(kept, "own")->decimal, (Decimal){105, 0}), 0);
    Text zh = record_value(kept, "zh")->text, en = record_value(kept, "en")->text;
    assert_true(text_ends(zh, TEXT("：焦作市105.00亿元，许昌市120.00亿元")));
    assert_true(text_ends(en, TEXT(" 105.00 ¥100m, 许昌市 120.00 ¥100m")));
    assert_int_equal(record_value(only(f, &RECORD_TARGET, 1), "gap")->number, gap);
    only(f, &RECORD_TARGET_YEAR, 6); /* figures of 2015 came out later: from 2014 to 2020 */
}

static void adopting_keeps_both_and_moves_the_gap(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Panel *panel = panel_of(f, "2016-10-13");
    GapTable *table = gaps(f, panel);
    const GapRow *row = row_of(table, indicator(f, "gdp"), GAP_BEHIND);
    TargetProposal *proposal;
    int64_t gap, target;
    ok(f, target_propose(f->arena, panel, f->rules, row, table->subject, &(TargetWish){0},
                         &proposal, &f->err));
    for (int times = 0; times < 2; times++) { /* the second time it has moved on already */
        ok(f, target_adopt(f->arena, f->workspace, panel, table, row, proposal, &gap, &target,
                           &f->err));
    }
    Record *kept = only(f, &RECORD_GAP, 1);
    assert_int_equal(kept->state, record_state(kept->def, TEXT("targeted")));
    assert_int_equal(only(f, &RECORD_TARGET, 1)->id, target);
}

/* ---- Computed again ---- */

static size_t differing(Fixture *f, KeptTally *tally, List *differences)
{
    ok(f, kept_check(f->arena, f->workspace, f->registry, tally, differences, &f->err));
    return differences->count;
}

static void adopt(Fixture *f, int64_t *gap, int64_t *target)
{
    Panel *panel = panel_of(f, "2016-10-13");
    GapTable *table = gaps(f, panel);
    const GapRow *row = row_of(table, indicator(f, "gdp"), GAP_BEHIND);
    TargetProposal *proposal;
    ok(f, target_propose(f->arena, panel, f->rules, row, table->subject,
                         &(TargetWish){.due_year = 2020, .theta = 0.95}, &proposal, &f->err));
    ok(f, target_adopt(f->arena, f->workspace, panel, table, row, proposal, gap, target, &f->err));
}

/* What came later does not change what was kept: it is computed as of its day. */
static void what_was_kept_is_computed_again_to_the_byte(void **state)
{
    Fixture *f = *state;
    const double later[] = {115, 140};
    KeptTally tally;
    List differences;
    int64_t gap, target;
    registers(f);
    figures(f);
    adopt(f, &gap, &target);
    assert_int_equal(differing(f, &tally, &differences), 0);
    assert_int_equal(tally.gaps + tally.targets, 2);
    begin_file(f);
    add_years(f, "gdp", "焦作", 2016, &later[0], 1);
    add_years(f, "gdp", "许昌", 2016, &later[1], 1);
    accept(f);
    add_entity(f, "411100", "漯河市", "city", "410000");
    registers_load(f);
    assert_int_equal(differing(f, &tally, &differences), 0);
}

/* Written in by hand: told, with the field; mended while it is a draft, and left once approved. */
static void what_somebody_wrote_in_is_told_and_mended_while_open(void **state)
{
    Fixture *f = *state;
    KeptTally tally;
    List differences;
    int64_t gap, target, mended;
    registers(f);
    figures(f);
    adopt(f, &gap, &target);
    Record *kept = only(f, &RECORD_TARGET, 1);
    *record_value(kept, "goal") = value_decimal((Decimal){999, 0});
    save(f, kept);
    assert_int_equal(differing(f, &tally, &differences), 1);
    const KeptDifference *first = LIST_AT(&differences, KeptDifference, 0);
    assert_string_equal(first->record->def->fields[first->field].name, "goal");
    assert_true(first->is_open);
    ok(f, kept_mend(f->arena, f->workspace, &differences, TEXT("test"), &mended, &f->err));
    assert_int_equal(mended, 1);
    assert_int_equal(differing(f, &tally, &differences), 0);

    kept = only(f, &RECORD_TARGET, 1);
    *record_value(kept, "goal") = value_decimal((Decimal){999, 0});
    Problems *problems = problems_new(f->arena, 1);
    ok(f, record_move(f->arena, f->workspace, kept, TEXT("approve"), TEXT(""), problems, &f->err));
    assert_int_equal(differing(f, &tally, &differences), 1);
    ok(f, kept_mend(f->arena, f->workspace, &differences, TEXT("test"), &mended, &f->err));
    assert_int_equal(mended, 0);
}

/* A file that came late, with what was known by then, or one that is taken back. */
static void figures_that_change_are_told(void **state)
{
    Fixture *f = *state;
    KeptTally tally;
    List differences;
    int64_t gap, target;
    registers(f);
    figures(f);
    adopt(f, &gap, &target);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2014, "106.5", "2016-01-02"));
    BatchTally late = accept(f);
    assert_true(differing(f, &tally, &differences) >= 2);
    assert_string_equal(LIST_AT(&differences, KeptDifference, 0)->record->def->name, "gap");
    ok(f, batch_undo(f->arena, f->workspace, late.batch_id, TEXT("test"), &f->err));
    assert_int_equal(differing(f, &tally, &differences), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        compare_test(what_was_heard_of_others_is_owed),
        compare_test(a_yearly_figure_is_owed_once),
        compare_test(nothing_is_owed_before_it_was_heard_or_once_it_is_told),
        compare_test(a_gap_and_its_target_are_kept_once),
        compare_test(adopting_keeps_both_and_moves_the_gap),
        compare_test(what_was_kept_is_computed_again_to_the_byte),
        compare_test(what_somebody_wrote_in_is_told_and_mended_while_open),
        compare_test(figures_that_change_are_told),
    };
    fixture_root(argc, argv);
    return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
