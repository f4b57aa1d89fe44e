/* Panels: what was known when, and which of several figures is seen. */
#include "compare_test.h"

#include "compare_impl.h"

#include <string.h>

static void two_provinces(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "320000", "江苏省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_entity(f, "410300", "洛阳市", "city", "410000");
    add_entity(f, "321000", "扬州市", "city", "320000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "growth", "%", "higher", "growth", "economy");
    registers_load(f);
}

static void add_of_status(Fixture *f, const char *value, const char *known_from,
                          ObservationStatus status)
{
    Observation observation = figure(f, "gdp", "焦作", 2015, value, known_from);
    observation.status = status;
    add(f, observation);
}

/* 0: nothing is known. */
static double gdp_as_of(Fixture *f, const char *as_of)
{
    double value;
    Panel *panel = panel_of(f, as_of);
    return panel_has(panel, indicator(f, "gdp"), entity(f, "焦作"), 2015, &value) ? value : 0;
}

static void an_as_of_walk_sees_each_vintage_in_its_time(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1943", "2016-03-20", OBSERVATION_PROVISIONAL);
    add_of_status(f, "1926.08", "2016-12-31", OBSERVATION_OBSERVED);
    add_of_status(f, "1920", "2020-06-01", OBSERVATION_REVISED);
    accept(f);
    const struct {
        const char *as_of;
        double expected;
    } walk[] = {
        {"2016-03-19", 0},
        {"2016-03-20", 1943},
        {"2016-12-30", 1943},
        {"2016-12-31", 1926.08},
        {"2020-05-31", 1926.08},
        {"2020-06-01", 1920},
        {"", 1920},
    };
    for (size_t i = 0; i < sizeof(walk) / sizeof(walk[0]); i++) {
        assert_float_equal(gdp_as_of(f, walk[i].as_of), walk[i].expected, 1e-9);
    }
}

static void an_estimate_never_hides_an_official_figure(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1900", "2015-06-01", OBSERVATION_ESTIMATED);
    add_of_status(f, "1926", "2016-12-31", OBSERVATION_OBSERVED);
    add_of_status(f, "2000", "2018-01-01", OBSERVATION_ESTIMATED);
    accept(f);
    assert_float_equal(gdp_as_of(f, "2016-01-01"), 1900, 0);
    assert_float_equal(gdp_as_of(f, "2017-01-01"), 1926, 0);
    assert_float_equal(gdp_as_of(f, ""), 1926, 0);
}

static void an_estimate_stands_in_for_a_missing_figure(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1900", "2015-06-01", OBSERVATION_ESTIMATED);
    add_of_status(f, "0", "2016-12-31", OBSERVATION_MISSING);
    accept(f);
    assert_float_equal(gdp_as_of(f, ""), 1900, 0);
}

static void of_one_vintage_the_higher_status_then_the_later_batch_is_seen(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1926", "2016-12-31", OBSERVATION_OBSERVED);
    accept(f);
    begin_file(f);
    add_of_status(f, "1943", "2016-12-31", OBSERVATION_PROVISIONAL);
    accept(f);
    assert_float_equal(gdp_as_of(f, ""), 1926, 0);
    begin_file(f);
    add_of_status(f, "1927", "2016-12-31", OBSERVATION_OBSERVED);
    accept(f);
    assert_float_equal(gdp_as_of(f, ""), 1927, 0);
}

static void bounded_and_undated_figures_enter_no_panel(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    Observation more = figure(f, "gdp", "焦作", 2015, "1900", "2016-12-31");
    more.bound = BOUND_MORE;
    add(f, more);
    Observation undated = figure(f, "gdp", "焦作", 2015, "1900", "2016-12-31");
    undated.period = 0;
    add(f, undated);
    accept(f);
    Panel *panel = panel_of(f, "");
    assert_int_equal(panel->year_count, 0);
    assert_float_equal(gdp_as_of(f, ""), 0, 0);
}

static Status source_of(Fixture *f, const Observation *observation, FigureSource *source)
{
    List one = list_new(f->arena, sizeof(Observation));
    FigureSource *found;
    *(Observation *)list_add(&one) = *observation;
    Status status = figure_sources(f->arena, f->workspace, &one, &found, &f->err);
    if (status == STATUS_OK) {
        *source = found[0];
    }
    return status;
}

static void a_figure_tells_its_whole_story(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    Record *document = new_record(f, &RECORD_DOCUMENT);
    document->values[DOCUMENT_NAME] = value_text(TEXT("河南统计年鉴2016"));
    document->values[DOCUMENT_PUBLISHER] = value_text(TEXT("河南省统计局"));
    save(f, document);
    BatchInfo info = {.file_name = TEXT("yearbook.xlsx"), .sheets = TEXT("目录\n地级市")};
    ok(f, batch_begin(f->arena, f->workspace, &info, &f->load, &f->err));
    Observation observation = figure(f, "gdp", "焦作", 2015, "1926.08", "2016-12-31");
    observation.document_id = document->id;
    observation.cell = cell_code((CellPlace){1, 81, 164});
    add(f, observation);
    accept(f);
    Panel *panel = panel_of(f, "");
    const Observation *seen = panel_source(panel, panel_indicator(panel, indicator(f, "gdp")),
                                           panel_entity(panel, entity(f, "焦作")), 2015);
    assert_non_null(seen);
    FigureSource source;
    ok(f, source_of(f, seen, &source));
    assert_true(text_equal(source.sheet_cell, TEXT("地级市!FH81")));
    assert_true(text_equal(source.file, TEXT("yearbook.xlsx")));
    assert_true(text_equal(source.document, TEXT("河南统计年鉴2016")));
    assert_true(text_equal(source.publisher, TEXT("河南省统计局")));
    assert_int_equal(source.known_from, date_make(2016, 12, 31));
    assert_null(panel_source(panel, 0, panel_entity(panel, entity(f, "许昌")), 2015));
}

static void every_vintage_of_a_figure_is_told(void **state)
{
    Fixture *f = *state;
    List figures;
    bool seen;
    Date then;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1943", "2016-03-20", OBSERVATION_PROVISIONAL);
    add_of_status(f, "1926.08", "2016-12-31", OBSERVATION_OBSERVED);
    add_of_status(f, "1920", "2020-06-01", OBSERVATION_REVISED);
    add_of_status(f, "1800", "2021-06-01", OBSERVATION_ESTIMATED);
    accept(f);
    registers_load(f);
    int64_t gdp = f->registry->indicators[indicator(f, "gdp")].id;
    int64_t city = f->registry->entities[entity(f, "焦作")].id;
    int32_t period = period_code(period_year(2015));
    assert_true(date_parse(TEXT("2017-01-01"), &then));
    ok(f,
       figure_vintages(f->arena, f->workspace, gdp, city, period, then, &figures, &seen, &f->err));
    assert_true(seen);
    assert_int_equal(figures.count, 4);
    assert_int_equal(LIST_AT(&figures, Observation, 0)->value.mantissa, 192608);
    assert_int_equal(LIST_AT(&figures, Observation, 1)->value.mantissa, 1800);
    assert_int_equal(LIST_AT(&figures, Observation, 2)->value.mantissa, 1920);
    assert_int_equal(LIST_AT(&figures, Observation, 3)->value.mantissa, 1943);
    assert_true(date_parse(TEXT("2016-01-01"), &then));
    ok(f,
       figure_vintages(f->arena, f->workspace, gdp, city, period, then, &figures, &seen, &f->err));
    assert_false(seen);
    assert_int_equal(figures.count, 4);
    ok(f, figure_vintages(f->arena, f->workspace, gdp, city, period + 1, DATE_NONE, &figures, &seen,
                          &f->err));
    assert_int_equal(figures.count, 0);
    assert_false(seen);
}

static void the_same_figures_give_the_same_fingerprint(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double values[] = {1, 2, 3};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2013, values, 3);
    accept(f);
    Hash first = panel_fingerprint(panel_of(f, ""));
    assert_true(same_hash(first, panel_fingerprint(panel_of(f, ""))));
    begin_file(f);
    add_years(f, "gdp", "许昌", 2013, values, 1);
    accept(f);
    assert_false(same_hash(first, panel_fingerprint(panel_of(f, ""))));
}

/* What a few entities' series say is what the full panel says. */
static void loading_few_series_gives_the_same_gaps_as_loading_all(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926}, near[] = {1716, 1903, 2087, 2171};
    const double third[] = {2981, 3140, 3284, 3508}, far[] = {2933, 3252, 3697, 4016};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    add_years(f, "gdp", "许昌", 2012, near, 4);
    add_years(f, "gdp", "洛阳", 2012, third, 3);
    add_years(f, "gdp", "扬州", 2012, far, 3);
    add_years(f, "growth", "焦作", 2014, own, 1);
    accept(f);
    int series[] = {entity(f, "焦作"), entity(f, "许昌"), entity(f, "扬州")};
    PanelRequest request = {
        .as_of = DATE_NONE, .series = series, .series_count = 3, .column_years = 2};
    Panel *few, *all = panel_of(f, "");
    ok(f, panel_load(f->arena, f->workspace, f->registry, &request, &few, &f->err));
    assert_int_equal(few->entity_count, 3);
    GapRequest gaps = {.subject = series[0], .references = series + 1, .reference_count = 2};
    GapTable *a, *b;
    ok(f, compare_gaps(f->arena, few, f->rules, &gaps, &a, &f->err));
    ok(f, compare_gaps(f->arena, all, f->rules, &gaps, &b, &f->err));
    assert_int_equal(a->rows.count, b->rows.count);
    assert_int_equal(a->rows.count, 4); /* growth: ours alone is known */
    for (size_t r = 0; r < a->rows.count; r++) {
        GapRow *x = LIST_AT(&a->rows, GapRow, r), *y = LIST_AT(&b->rows, GapRow, r);
        assert_int_equal(x->year, y->year);
        assert_int_equal(x->own_rank, y->own_rank);
        assert_int_equal(x->ranked, y->ranked);
        assert_int_equal(x->other_rank, y->other_rank);
        assert_float_equal(x->gap.relative, y->gap.relative, 0);
        assert_float_equal(x->catch_up.years, y->catch_up.years, 0);
        assert_float_equal(x->distance.years, y->distance.years, 0);
    }
    PositionTable *p, *q;
    ok(f, compare_position(f->arena, few, f->rules, series[0], 0, &p, &f->err));
    ok(f, compare_position(f->arena, all, f->rules, series[0], 0, &q, &f->err));
    PositionRow *x = LIST_AT(&p->rows, PositionRow, 0), *y = LIST_AT(&q->rows, PositionRow, 0);
    assert_int_equal(x->first, 2);
    assert_int_equal(x->first, y->first);
    assert_int_equal(x->previous_first, y->previous_first);
    assert_int_equal(x->previous_first, 3);
}

/* A panel that is kept answers the same question again and again: nobody is counted twice for it,
 * and all are sorted only where many are asked for. */
static void who_was_ranked_before_is_not_ranked_again(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1926}, near[] = {2171}, third[] = {3508};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2015, own, 1);
    add_years(f, "gdp", "许昌", 2015, near, 1);
    add_years(f, "gdp", "洛阳", 2015, third, 1);
    accept(f);
    Panel *panel = panel_of(f, "");
    int subject = entity(f, "焦作"), gdp = 0;
    while (panel->indicators[gdp] != indicator(f, "gdp")) {
        gdp++;
    }
    Ranking *ranking = panel_ranking(panel, gdp, subject, 2015);
    for (int asked = 0; asked < 100; asked++) {
        assert_int_equal(ranking_of(panel, ranking, subject).first, 3);
        assert_int_equal(ranking_of(panel, ranking, entity(f, "许昌")).first, 2);
    }
    assert_int_equal(ranking->counted.count, 2);
    assert_null(ranking->first);
}

/* Ranks of a year that is asked for are ranks among all siblings, whoever's figures were read. */
static void a_year_asked_for_is_ranked_among_all_siblings(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926}, near[] = {1716, 1903, 2087, 2171};
    const double third[] = {2981, 3140, 3284, 3508}, far[] = {2933, 3252, 3697, 4016};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    add_years(f, "gdp", "许昌", 2012, near, 4);
    add_years(f, "gdp", "洛阳", 2012, third, 4);
    add_years(f, "gdp", "扬州", 2012, far, 4);
    accept(f);
    int references[] = {entity(f, "许昌"), entity(f, "扬州")};
    GapRequest request = {.subject = entity(f, "焦作"),
                          .references = references,
                          .reference_count = 2,
                          .year = 2013};
    Panel *few, *all = panel_of(f, "");
    GapTable *a, *b;
    PositionTable *p, *q;
    ok(f, panel_load_for_gaps(f->arena, f->workspace, f->registry, &request, DATE_NONE, &few,
                              &f->err));
    ok(f, compare_gaps(f->arena, few, f->rules, &request, &a, &f->err));
    ok(f, compare_gaps(f->arena, all, f->rules, &request, &b, &f->err));
    assert_int_equal(a->rows.count, 2);
    for (size_t r = 0; r < a->rows.count; r++) {
        GapRow *x = LIST_AT(&a->rows, GapRow, r), *y = LIST_AT(&b->rows, GapRow, r);
        assert_int_equal(x->year, 2013);
        assert_int_equal(x->own_rank, 3);
        assert_int_equal(x->ranked, 3);
        assert_int_equal(x->other_rank, y->other_rank);
    }
    ok(f, compare_position(f->arena, few, f->rules, request.subject, 2013, &p, &f->err));
    ok(f, compare_position(f->arena, all, f->rules, request.subject, 2013, &q, &f->err));
    PositionRow *x = LIST_AT(&p->rows, PositionRow, 0), *y = LIST_AT(&q->rows, PositionRow, 0);
    assert_int_equal(x->first, 3);
    assert_int_equal(x->ranked, 3);
    assert_int_equal(x->previous_first, y->previous_first);
    assert_int_equal(x->previous_year, 2012);
}

/* Everybody's figures in a registry of its own, with the place to keep columns in. */
static Panel *shared_panel(Fixture *f, Registry *registry)
{
    PanelRequest request = {.as_of = DATE_NONE};
    Panel *panel;
    ok(f, panel_load(f->arena, f->workspace, registry, &request, &panel, &f->err));
    return panel;
}

static Registry *sharing(Fixture *f, Columns *columns)
{
    Registry *registry;
    ok(f, registry_load(f->arena, f->workspace, &registry, &f->err));
    registry_share_columns(registry, columns);
    return registry;
}

/* Columns of the same batches are read once for all; those of others are no answer. */
static void what_registers_share_is_what_each_would_read(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926}, near[] = {1716, 1903, 2087, 2171};
    Columns *columns = columns_new(f->arena);
    Registry *a = sharing(f, columns), *b = sharing(f, columns);
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    accept(f);
    Hash before = panel_fingerprint(panel_of(f, ""));
    assert_true(same_hash(panel_fingerprint(shared_panel(f, a)), before));
    assert_true(same_hash(panel_fingerprint(shared_panel(f, b)), before));
    begin_file(f);
    add_years(f, "gdp", "许昌", 2012, near, 4);
    accept(f);
    registers_load(f);
    Hash after = panel_fingerprint(panel_of(f, ""));
    assert_false(same_hash(after, before));
    assert_true(same_hash(panel_fingerprint(shared_panel(f, b)), after));
    registry_let_go(b);
    assert_true(same_hash(panel_fingerprint(shared_panel(f, a)), after));
    /* A city more: the numbers of entities and groups mean others now. */
    add_entity(f, "410100", "郑州市", "city", "410000");
    registers_load(f);
    Registry *c = sharing(f, columns);
    assert_true(
        same_hash(panel_fingerprint(shared_panel(f, c)), panel_fingerprint(panel_of(f, ""))));
    registry_let_go(a);
    registry_let_go(c);
    columns_close(columns);
}

/* ---- Series that are kept ---- */

static Panel *series_panel(Fixture *f, Registry *registry, int subject)
{
    GapRequest about = {
        .subject = subject, .references = (const int[]){entity(f, "许昌")}, .reference_count = 1};
    Panel *panel;
    ok(f,
       panel_load_for_gaps(f->arena, f->workspace, registry, &about, DATE_NONE, &panel, &f->err));
    return panel;
}

/* Figures, and each with where it stood. */
static void same_panels(const Panel *a, const Panel *b)
{
    assert_true(same_hash(panel_fingerprint(a), panel_fingerprint(b)));
    for (int i = 0; i < a->indicator_count; i++) {
        for (int e = 0; e < a->entity_count; e++) {
            for (int y = a->first_year; y < a->first_year + a->year_count; y++) {
                const Observation *x = panel_source(a, i, e, y), *z = panel_source(b, i, e, y);
                assert_int_equal(x != NULL, z != NULL);
                assert_true(x == NULL || memcmp(x, z, sizeof *x) == 0);
            }
        }
    }
}

/* Two that share, and one that reads for itself, about 焦作. */
static void all_say_the_same(Fixture *f, Registry *a, Registry *b)
{
    int subject = entity(f, "焦作");
    Panel *alone = series_panel(f, f->registry, subject);
    same_panels(series_panel(f, a, subject), alone);
    same_panels(series_panel(f, b, subject), alone);
}

/* A series is kept for the next who asks, and never shown once another batch is seen, or one is
 * not. */
static void a_kept_series_is_what_would_be_read(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926}, later[] = {1999, 2100};
    Columns *columns = columns_new(f->arena);
    Registry *a = sharing(f, columns), *b = sharing(f, columns);
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    add_years(f, "growth", "许昌", 2013, own, 2);
    accept(f);
    all_say_the_same(f, a, b);
    Hash before = panel_fingerprint(series_panel(f, a, entity(f, "焦作")));
    begin_file(f);
    add_years(f, "gdp", "焦作", 2016, later, 2);
    add(f, figure(f, "gdp", "焦作", 2015, "1930", "2019-12-31"));
    all_say_the_same(f, a, b); /* nobody sees them yet */
    BatchTally tally = accept(f);
    all_say_the_same(f, a, b);
    assert_false(same_hash(panel_fingerprint(series_panel(f, b, entity(f, "焦作"))), before));
    ok(f, batch_undo(f->arena, f->workspace, tally.batch_id, TEXT("wrong"), &f->err));
    all_say_the_same(f, a, b);
    assert_true(same_hash(panel_fingerprint(series_panel(f, b, entity(f, "焦作"))), before));
    registry_let_go(a);
    registry_let_go(b);
    columns_close(columns);
}

/* As known on a day is another series. */
static void a_kept_series_is_of_its_day(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926};
    Columns *columns = columns_new(f->arena);
    Registry *shared = sharing(f, columns);
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    add(f, figure(f, "gdp", "焦作", 2015, "1930", "2019-12-31"));
    accept(f);
    Date days[] = {DATE_NONE, date_make(2017, 1, 1), date_make(2013, 1, 1), DATE_NONE};
    GapRequest about = {.subject = entity(f, "焦作")};
    for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
        Panel *kept, *read;
        ok(f, panel_load_for_gaps(f->arena, f->workspace, shared, &about, days[d], &kept, &f->err));
        ok(f, panel_load_for_gaps(f->arena, f->workspace, f->registry, &about, days[d], &read,
                                  &f->err));
        same_panels(kept, read);
    }
    registry_let_go(shared);
    columns_close(columns);
}

/* Of very many some give way; each is read again as it was. */
static void of_very_many_series_each_stays_its_own(void **state)
{
    enum { MANY = 60, ROUNDS = 3 };
    Fixture *f = *state;
    two_provinces(f);
    for (int i = 0; i < MANY; i++) {
        Text code = text_format(f->arena, "Z%02d", i);
        add_entity(f, text_cstr(f->arena, code), text_cstr(f->arena, code), "zone", "410000");
    }
    registers_load(f);
    begin_file(f);
    for (int i = 0; i < MANY; i++) {
        double value = i;
        add_years(f, "gdp", text_cstr(f->arena, text_format(f->arena, "Z%02d", i)), 2012, &value,
                  1);
    }
    accept(f);
    Columns *columns = columns_new(f->arena);
    Registry *shared = sharing(f, columns);
    for (int i = 0; i < MANY * ROUNDS; i++) {
        char code[8];
        snprintf(code, sizeof code, "Z%02d", i % MANY);
        Panel *panel = series_panel(f, shared, entity(f, code));
        double value = -1;
        Series series = panel_series(panel, panel_indicator(panel, indicator(f, "gdp")), 0);
        assert_true(series_value(&series, 2012, &value));
        assert_float_equal(value, (double)(i % MANY), 0);
    }
    registry_let_go(shared);
    columns_close(columns);
}

static void assert_same_figure(const Observation *a, const Observation *b)
{
    assert_int_equal(a->indicator_id, b->indicator_id);
    assert_int_equal(a->entity_id, b->entity_id);
    assert_int_equal(a->period, b->period);
    assert_int_equal(decimal_compare(a->value, b->value), 0);
    assert_int_equal(a->bound, b->bound);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->known_from, b->known_from);
    assert_int_equal(a->batch_id, b->batch_id);
    assert_int_equal(a->document_id, b->document_id);
    assert_int_equal(a->cell, b->cell);
}

/* A group read as columns is what is read row by row; sources of a few are looked up afterwards. */
static void a_group_by_columns_is_a_group_by_rows(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    const double own[] = {1551, 1707, 1844, 1926}, near[] = {1716, 1903, 2087, 2171};
    begin_file(f);
    add_years(f, "gdp", "焦作", 2012, own, 4);
    add_years(f, "gdp", "许昌", 2013, near, 2);
    add_years(f, "gdp", "扬州", 2012, near, 4);
    accept(f);
    int subject = entity(f, "焦作"), gdp = indicator(f, "gdp"), members[8];
    PanelRequest by_rows = {.indicators = &gdp,
                            .indicator_count = 1,
                            .entities = members,
                            .entity_count = registry_siblings(f->registry, subject, members),
                            .as_of = DATE_NONE,
                            .with_sources = true};
    Panel *rows, *columns;
    ok(f, panel_load(f->arena, f->workspace, f->registry, &by_rows, &rows, &f->err));
    for (int again = 0; again < 2; again++) {
        ok(f, panel_load_for_ranks(f->arena, f->workspace, f->registry, subject, gdp, 0, DATE_NONE,
                                   &columns, &f->err));
        assert_true(same_hash(panel_fingerprint(columns), panel_fingerprint(rows)));
    }
    int at = panel_entity(columns, subject), other = panel_entity(columns, entity(f, "许昌"));
    assert_null(panel_source(columns, 0, at, 2013));
    ok(f, panel_add_sources(f->workspace, columns, &subject, 1, &f->err));
    for (int year = 2012; year <= 2015; year++) {
        const Observation *source = panel_source(columns, 0, at, year);
        assert_non_null(source);
        assert_same_figure(source, panel_source(rows, 0, at, year));
    }
    assert_null(panel_source(columns, 0, other, 2013));
}

static void act_as(Fixture *f, int role)
{
    Actor actor = {.who = TEXT("tester"), .from = TEXT("test"), .roles = (RoleSet)1 << role};
    workspace_act_as(f->workspace, &actor);
}

/* Whoever may read observations sees all that was accepted and where it is from, and may read no
 * batch for that; nobody else sees a figure, by whatever question. */
static void figures_are_for_those_who_may_read_them(void **state)
{
    Fixture *f = *state;
    two_provinces(f);
    begin_file(f);
    add_of_status(f, "1926.08", "2016-12-31", OBSERVATION_OBSERVED);
    accept(f);
    Panel *all = panel_of(f, "");
    PanelRequest request = {.as_of = DATE_NONE, .with_sources = true};
    Observation about = *panel_source(all, panel_indicator(all, indicator(f, "gdp")),
                                      panel_entity(all, entity(f, "焦作")), 2015);
    int readers = 0;
    for (int role = 0; role < f->model->role_count; role++) {
        Panel *panel = NULL;
        List vintages;
        bool seen;
        FigureSource source;
        act_as(f, role);
        bool may = permit_reach(f->workspace, &RECORD_OBSERVATION, ACT_READ) == REACH_ALL;
        Status expected = may ? STATUS_OK : STATUS_DENIED;
        assert_int_equal(panel_load(f->arena, f->workspace, f->registry, &request, &panel, &f->err),
                         expected);
        assert_int_equal(figure_vintages(f->arena, f->workspace, about.indicator_id,
                                         about.entity_id, about.period, DATE_NONE, &vintages, &seen,
                                         &f->err),
                         expected);
        assert_int_equal(source_of(f, &about, &source), expected);
        assert_true(!may || same_hash(panel_fingerprint(panel), panel_fingerprint(all)));
        readers += may;
    }
    assert_true(readers > 0 && readers < f->model->role_count);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(an_as_of_walk_sees_each_vintage_in_its_time),
        compare_test(an_estimate_never_hides_an_official_figure),
        compare_test(an_estimate_stands_in_for_a_missing_figure),
        compare_test(of_one_vintage_the_higher_status_then_the_later_batch_is_seen),
        compare_test(bounded_and_undated_figures_enter_no_panel),
        compare_test(what_registers_share_is_what_each_would_read),
        compare_test(a_kept_series_is_what_would_be_read),
        compare_test(a_kept_series_is_of_its_day),
        compare_test(of_very_many_series_each_stays_its_own),
        compare_test(a_group_by_columns_is_a_group_by_rows),
        compare_test(figures_are_for_those_who_may_read_them),
        compare_test(a_figure_tells_its_whole_story),
        compare_test(every_vintage_of_a_figure_is_told),
        compare_test(the_same_figures_give_the_same_fingerprint),
        compare_test(loading_few_series_gives_the_same_gaps_as_loading_all),
        compare_test(who_was_ranked_before_is_not_ranked_again),
        compare_test(a_year_asked_for_is_ranked_among_all_siblings),
    };
    return cmocka_run_group_tests_name("compare_panel", tests, NULL, NULL);
}
