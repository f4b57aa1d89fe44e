/* Gaps, position, peers and explanation on a panel small enough to check by hand. */
#include "compare_test.h"

#include <math.h>

static void add_benchmark(Fixture *f, const char *reference, const char *role, const char *verb,
                          const char *area)
{
    Record *record = new_record(f, &RECORD_BENCHMARK);
    record->values[BENCHMARK_SUBJECT] = value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "410800"));
    record->values[BENCHMARK_REFERENCE] =
        value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, reference));
    record->values[BENCHMARK_ROLE] = value_text(text_from(role));
    record->values[BENCHMARK_VERB] = value_text(text_from(verb));
    record->values[BENCHMARK_REASON] = value_text(TEXT("test"));
    if (*area) {
        record->values[BENCHMARK_AREA] = value_text(text_from(area));
    }
    save(f, record);
}

static void add_break(Fixture *f, const char *city, const char *indicator_code, int year)
{
    Record *record = new_record(f, &RECORD_SERIES_BREAK);
    if (*city) {
        record->values[SERIES_BREAK_ENTITY] =
            value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, city));
    }
    record->values[SERIES_BREAK_INDICATOR] =
        value_int(id_of(f, &RECORD_INDICATOR, INDICATOR_CODE, indicator_code));
    record->values[SERIES_BREAK_PERIOD] = value_int(period_code(period_year(year)));
    record->values[SERIES_BREAK_REASON] = value_text(TEXT("census"));
    save(f, record);
}

static void registers(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "320000", "江苏省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_entity(f, "410300", "洛阳市", "city", "410000");
    add_entity(f, "321000", "扬州市", "city", "320000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "pop", "万人", "neutral", "level", "people");
    add_indicator(f, "gdp_per_capita", "元", "higher", "per_head", "economy");
    add_indicator(f, "so2", "吨", "lower", "flow", "environment");
    add_indicator(f, "growth", "%", "higher", "growth", "economy");
    add_indicator(f, "debt", "%", "range", "ratio", "finance");
    add_benchmark(f, "411000", "near", "overtake", "");
    add_benchmark(f, "321000", "far", "catch_up", "");
    add_benchmark(f, "321000", "field", "learn", "environment");
    registers_load(f);
}

static const double OWN[] = {100, 105, 110.25}, NEAR[] = {110, 121, 133.1};

static void figures(Fixture *f)
{
    const double far[] = {300, 330, 363}, third[] = {90, 110, 150};
    const double so2[] = {50, 45, 40}, near_so2[] = {40, 40, 40}, far_so2[] = {30, 30, 30};
    const double growth[] = {9, 8, 7}, near_growth[] = {9, 9, 9};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2013, OWN, 3);
    add_years(f, "gdp", "许昌", 2013, NEAR, 3);
    add_years(f, "gdp", "洛阳", 2013, third, 3);
    add_years(f, "gdp", "扬州", 2013, far, 3);
    add_years(f, "so2", "焦作", 2013, so2, 3);
    add_years(f, "so2", "许昌", 2013, near_so2, 3);
    add_years(f, "so2", "扬州", 2013, far_so2, 3);
    add_years(f, "growth", "焦作", 2013, growth, 3);
    add_years(f, "growth", "许昌", 2013, near_growth, 3);
    add_years(f, "debt", "扬州", 2013, growth, 2);
    accept(f);
}

static GapTable *gaps(Fixture *f)
{
    GapTable *table;
    GapRequest request = {.subject = entity(f, "焦作")};
    ok(f, compare_gaps(f->arena, panel_of(f, ""), f->rules, &request, &table, &f->err));
    return table;
}

static const GapRow *find_row(Fixture *f, const GapTable *table, const char *indicator_code,
                              const char *reference)
{
    for (size_t r = 0; r < table->rows.count; r++) {
        const GapRow *row = LIST_AT(&table->rows, GapRow, r);
        if (row->indicator == indicator(f, indicator_code) &&
            row->reference == entity(f, reference)) {
            return row;
        }
    }
    return NULL;
}

static void a_gap_says_how_much_how_long_and_whither(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *table = gaps(f);
    const GapRow *row = find_row(f, table, "gdp", "许昌");
    assert_non_null(row);
    assert_int_equal(row->state, GAP_BEHIND);
    assert_int_equal(row->year, 2015);
    assert_float_equal(row->gap.relative, (133.1 - 110.25) / 133.1, 1e-12);
    assert_float_equal(row->own_rate, 0.05, 1e-12);
    assert_float_equal(row->other_rate, 0.10, 1e-12);
    assert_int_equal(row->catch_up.kind, CATCH_UP_NEVER);
    assert_int_equal(row->path.trend, GAP_WIDENING);
    assert_int_equal(row->distance.kind, TIME_DISTANCE_EXACT);
    assert_float_equal(row->distance.years, 2 - 0.25 / 11, 1e-12);
    assert_int_equal(row->own_rank, 3);
    assert_int_equal(row->other_rank, 2);
    assert_int_equal(row->ranked, 3);
    assert_true(text_equal(row->verb, TEXT("overtake")));
    assert_int_equal(row->own_source.value.mantissa, 1102500);
}

static void a_far_reference_is_not_ranked_among_our_siblings(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    const GapRow *row = find_row(f, gaps(f), "gdp", "扬州");
    assert_int_equal(row->other_rank, 0);
    assert_int_equal(row->own_rank, 3);
    assert_true(text_equal(row->role, TEXT("far")));
}

static void a_field_benchmark_stands_before_the_general_one(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *table = gaps(f);
    int rows = 0;
    for (size_t r = 0; r < table->rows.count; r++) {
        const GapRow *row = LIST_AT(&table->rows, GapRow, r);
        rows += row->indicator == indicator(f, "so2") && row->reference == entity(f, "扬州");
    }
    assert_int_equal(rows, 1);
    assert_true(text_equal(find_row(f, table, "so2", "扬州")->role, TEXT("field")));
}

static void lower_is_better_where_the_register_says_so(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *table = gaps(f);
    assert_int_equal(find_row(f, table, "so2", "许昌")->state, GAP_LEVEL);
    const GapRow *row = find_row(f, table, "so2", "扬州");
    assert_int_equal(row->state, GAP_BEHIND);
    assert_int_equal(row->path.trend, GAP_NARROWING);
    assert_int_equal(row->catch_up.kind, CATCH_UP_YEARS);
    assert_int_equal(row->distance.kind, TIME_DISTANCE_AT_LEAST);
}

static void percentages_move_by_points_and_have_no_rates(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    const GapRow *row = find_row(f, gaps(f), "growth", "许昌");
    assert_int_equal(row->state, GAP_BEHIND);
    assert_float_equal(row->gap.absolute, 2, 1e-12);
    assert_false(row->has_own_rate);
    assert_int_equal(row->catch_up.kind, CATCH_UP_UNDEFINED);
    assert_true(row->path_in_points);
    assert_float_equal(row->path.slope, 1, 1e-12);
    assert_int_equal(row->path.trend, GAP_WIDENING);
    assert_false(row->rates_cross_break);
}

static void our_missing_figure_is_owed(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *table = gaps(f);
    const GapRow *row = find_row(f, table, "debt", "扬州");
    assert_int_equal(row->state, GAP_OWED);
    assert_int_equal(row->year, 2014);
    assert_int_equal(row->owed_year, 2014);
    const GapRow *last = LIST_AT(&table->rows, GapRow, table->rows.count - 1);
    assert_int_equal(last->state, GAP_NO_REFERENCE); /* growth of 扬州 */
    assert_null(find_row(f, table, "debt", "许昌"));
    assert_null(find_row(f, table, "pop", "许昌")); /* neutral: only when asked for */
}

static void rows_come_largest_gap_first_and_advantages_after(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    GapTable *table = gaps(f);
    for (size_t r = 1; r < table->rows.count; r++) {
        const GapRow *a = LIST_AT(&table->rows, GapRow, r - 1);
        const GapRow *b = LIST_AT(&table->rows, GapRow, r);
        assert_true(a->state <= b->state || b->state == GAP_AHEAD || b->state == GAP_LEVEL);
        if (a->state == GAP_BEHIND && b->state == GAP_BEHIND) {
            assert_true(fabs(a->gap.relative) >= fabs(b->gap.relative));
        }
    }
    assert_memory_equal(table->fingerprint.bytes, gaps(f)->fingerprint.bytes, HASH_BYTES);
}

static void growth_never_crosses_a_break(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    add_break(f, "410800", "gdp", 2015);
    registers_load(f);
    const GapRow *row = find_row(f, gaps(f), "gdp", "许昌");
    assert_int_equal(row->state, GAP_BEHIND);
    assert_false(row->has_own_rate);
    assert_true(row->has_other_rate);
    assert_true(row->rates_cross_break);
    assert_int_equal(row->catch_up.kind, CATCH_UP_UNDEFINED);
    assert_int_equal(row->path.trend, GAP_TREND_UNKNOWN);
    Panel *panel = panel_of(f, "");
    PositionTable *table;
    ok(f, compare_position(f->arena, panel, f->rules, entity(f, "焦作"), 0, &table, &f->err));
    assert_int_equal(LIST_AT(&table->rows, PositionRow, 0)->previous_first, 0);
}

static void position_counts_places_and_distance_to_the_tier(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Record *tier = new_record(f, &RECORD_TIER);
    tier->values[TIER_ZH] = value_text(TEXT("第一方阵"));
    tier->values[TIER_EN] = value_text(TEXT("First tier"));
    tier->values[TIER_SCOPE] = value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "410000"));
    tier->values[TIER_KIND] = value_text(TEXT("top_share"));
    tier->values[TIER_VALUE] = value_decimal((Decimal){333, 3});
    save(f, tier);
    registers_load(f);
    PositionTable *table;
    ok(f, compare_position(f->arena, panel_of(f, ""), f->rules, entity(f, "焦作"), 0, &table,
                           &f->err));
    assert_int_equal(table->tier, 0);
    const PositionRow *row = LIST_AT(&table->rows, PositionRow, 0);
    assert_int_equal(row->indicator, indicator(f, "gdp"));
    assert_int_equal(row->first, 3);
    assert_int_equal(row->ranked, 3);
    assert_int_equal(row->previous_first, 3);
    assert_true(row->has_tier);
    assert_int_equal(row->tier.places, 2);
    assert_int_equal(row->tier.edge_unit, entity(f, "洛阳"));
    assert_float_equal(row->tier.amount, 150 - 110.25, 1e-9);
}

static void a_tier_by_score_has_its_edge_between_the_units(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    Record *tier = new_record(f, &RECORD_TIER);
    tier->values[TIER_ZH] = value_text(TEXT("第一方阵"));
    tier->values[TIER_EN] = value_text(TEXT("First tier"));
    tier->values[TIER_SCOPE] = value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, "410000"));
    tier->values[TIER_KIND] = value_text(TEXT("score"));
    tier->values[TIER_VALUE] = value_decimal((Decimal){90, 0});
    save(f, tier);
    registers_load(f);
    PositionTable *table;
    ok(f, compare_position(f->arena, panel_of(f, ""), f->rules, entity(f, "焦作"), 0, &table,
                           &f->err));
    const PositionRow *row = LIST_AT(&table->rows, PositionRow, 0);
    assert_true(row->has_tier);
    assert_false(row->tier.inside);
    assert_int_equal(row->tier.seats, 1);
    assert_int_equal(row->tier.places, 2);
    assert_int_equal(row->tier.edge_unit, entity(f, "洛阳"));
    assert_float_equal(row->tier.score, 60, 1e-9);
    /* Three quarters of the way from the last to the first. */
    assert_float_equal(row->tier.amount, (150 - 110.25) * 0.75, 1e-9);
}

static void what_cannot_define_a_tier_is_told(void **state)
{
    (void)state;
    assert_true(tier_value_is_valid(TEXT("top_n"), (Decimal){6, 0}));
    assert_false(tier_value_is_valid(TEXT("top_n"), (Decimal){65, 1}));
    assert_false(tier_value_is_valid(TEXT("top_n"), (Decimal){0, 0}));
    assert_true(tier_value_is_valid(TEXT("top_share"), (Decimal){333, 3}));
    assert_false(tier_value_is_valid(TEXT("top_share"), (Decimal){333, 1}));
    assert_true(tier_value_is_valid(TEXT("score"), (Decimal){855, 1}));
    assert_false(tier_value_is_valid(TEXT("score"), (Decimal){855, 0}));
    assert_false(tier_value_is_valid(TEXT("score"), (Decimal){6, 0}));
}

static void peers_are_the_most_alike(void **state)
{
    Fixture *f = *state;
    registers(f);
    figures(f);
    int features[] = {indicator(f, "gdp"), indicator(f, "so2")};
    List rows;
    ok(f, compare_peers(f->arena, panel_of(f, ""), entity(f, "焦作"), features, 2, 2015, &rows,
                        &f->err));
    assert_int_equal(rows.count, 3);
    const PeerRow *nearest = LIST_AT(&rows, PeerRow, 0);
    assert_int_equal(nearest->entity, entity(f, "许昌"));
    assert_true(nearest->same_province);
    assert_int_equal(nearest->features, 2);
    const PeerRow *last = LIST_AT(&rows, PeerRow, 2);
    assert_int_equal(last->entity, entity(f, "扬州"));
    assert_false(last->same_province);
    assert_true(nearest->similarity > last->similarity);
}

static void a_ratio_is_explained_by_its_parts(void **state)
{
    Fixture *f = *state;
    registers(f);
    static const char *const PARTS[] = {"gdp", "pop"}, *const ROLES[] = {"numerator",
                                                                         "denominator"};
    for (int p = 0; p < 2; p++) {
        Record *part = new_record(f, &RECORD_INDICATOR_PART);
        part->values[INDICATOR_PART_INDICATOR] =
            value_int(id_of(f, &RECORD_INDICATOR, INDICATOR_CODE, "gdp_per_capita"));
        part->values[INDICATOR_PART_PART] =
            value_int(id_of(f, &RECORD_INDICATOR, INDICATOR_CODE, PARTS[p]));
        part->values[INDICATOR_PART_ROLE] = value_text(text_from(ROLES[p]));
        save(f, part);
    }
    registers_load(f);
    figures(f);
    begin_file(f);
    const double own[] = {350}, near[] = {430};
    add_years(f, "pop", "焦作", 2015, own, 1);
    add_years(f, "pop", "许昌", 2015, near, 1);
    accept(f);
    List parts;
    ok(f, compare_explain(f->arena, panel_of(f, ""), entity(f, "焦作"), entity(f, "许昌"),
                          indicator(f, "gdp_per_capita"), 2015, &parts, &f->err));
    assert_int_equal(parts.count, 2);
    const ExplainPart *a = LIST_AT(&parts, ExplainPart, 0);
    const ExplainPart *b = LIST_AT(&parts, ExplainPart, 1);
    double whole = log(133.1 / 110.25) - log(430.0 / 350.0);
    assert_float_equal(a->share, log(133.1 / 110.25) / whole, 1e-12);
    assert_float_equal(a->share + b->share, 1, 1e-6);
    ok(f, compare_explain(f->arena, panel_of(f, ""), entity(f, "焦作"), entity(f, "洛阳"),
                          indicator(f, "gdp_per_capita"), 2015, &parts, &f->err));
    assert_int_equal(parts.count, 0);
}

static void a_reference_is_taken_once_and_nobody_is_their_own(void **state)
{
    Fixture *f = *state;
    registers(f);
    List references = list_new(f->arena, sizeof(int));
    int subject = entity(f, "焦作");
    ok(f, registry_add_references(f->registry, TEXT("许昌"), subject, &references, &f->err));
    ok(f, registry_add_references(f->registry, TEXT("许昌市"), subject, &references, &f->err));
    assert_int_equal(references.count, 1);
    fails(f, STATUS_INVALID, "compare.against_itself",
          registry_add_references(f->registry, TEXT("焦作"), subject, &references, &f->err));
    assert_int_equal(references.count, 1);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(a_gap_says_how_much_how_long_and_whither),
        compare_test(a_far_reference_is_not_ranked_among_our_siblings),
        compare_test(a_field_benchmark_stands_before_the_general_one),
        compare_test(lower_is_better_where_the_register_says_so),
        compare_test(percentages_move_by_points_and_have_no_rates),
        compare_test(our_missing_figure_is_owed),
        compare_test(rows_come_largest_gap_first_and_advantages_after),
        compare_test(growth_never_crosses_a_break),
        compare_test(position_counts_places_and_distance_to_the_tier),
        compare_test(a_tier_by_score_has_its_edge_between_the_units),
        compare_test(what_cannot_define_a_tier_is_told),
        compare_test(a_reference_is_taken_once_and_nobody_is_their_own),
        compare_test(peers_are_the_most_alike),
        compare_test(a_ratio_is_explained_by_its_parts),
    };
    return cmocka_run_group_tests_name("compare_gaps", tests, NULL, NULL);
}
