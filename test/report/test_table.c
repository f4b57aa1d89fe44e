/* Tables, numbers and sentences. */
#include "report_impl.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void assert_text(Text text, const char *expected)
{
    if (!text_equal(text, text_from(expected))) {
        print_message("got      %.*s\nexpected %s\n", TEXT_ARGS(text), expected);
        fail();
    }
}

static void numbers_are_written_as_each_language_reads_them(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_text(words_number(arena, LANG_ZH, 1926.0785, 1), "1926.1");
    assert_text(words_number(arena, LANG_EN, 1926.0785, 1), "1,926.1");
    assert_text(words_number(arena, LANG_EN, 1234567, 0), "1,234,567");
    assert_text(words_number(arena, LANG_EN, 999, 2), "999.00");
    assert_text(words_number(arena, LANG_ZH, -2.25, 1), "−2.3");
    assert_text(words_number(arena, LANG_ZH, -0.04, 1), "0.0");
    assert_text(words_number(arena, LANG_ZH, 1e-30, 1), "0.0");
    assert_text(words_number(arena, LANG_ZH, NAN, 1), "—");
    assert_text(words_number(arena, LANG_EN, 1e20, 0), "100,000,000,000,000,000,000");
    assert_text(words_percent(arena, LANG_ZH, 0.1129), "11.3%");
    assert_text(words_rank(arena, 2, 3), "2–3");
    assert_text(words_rank(arena, 2, 2), "2");
    assert_text(words_rank(arena, 0, 0), "—");
    arena_free(arena);
}

static void where_nothing_was_compared_nobody_leads_or_lags(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    GapTable none = {.subject = fixture->gaps->subject,
                     .rows = list_new(fixture->arena, sizeof(GapRow))};
    const char *said = "焦作与标杆没有同一年都有数的指标，还比不出差距和优势";
    assert_text(gaps_finding(fixture->arena, LANG_ZH, fixture->registry, &none), said);
    assert_text(advantages_finding(fixture->arena, LANG_ZH, fixture->registry, &none), said);
    GapRow *level = list_add(&none.rows);
    level->state = GAP_LEVEL;
    assert_text(gaps_finding(fixture->arena, LANG_ZH, fixture->registry, &none),
                "焦作在所比指标中没有落后");
    fixture_free(fixture);
}

/* ‰ is no percentage, and a ratio in tonnes has no points. */
static void steps_are_told_in_their_own_unit(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Indicator share = {.unit = TEXT("%"), .is_percent = true, .whole = 100, .decimals = 1};
    Indicator births = {.unit = TEXT("‰"), .is_percent = true, .whole = 1000, .decimals = 2};
    Indicator energy = {.unit = TEXT("吨/亿元"), .decimals = 2};
    assert_text(words_steps(arena, LANG_ZH, &share, 2.5), "每年提高2.5个百分点");
    assert_text(words_steps(arena, LANG_EN, &share, -2.5), "−2.5 percentage points a year");
    assert_text(words_steps(arena, LANG_ZH, &births, -0.25), "每年下降0.25千分点");
    assert_text(words_steps(arena, LANG_ZH, &energy, 0.25), "每年提高0.25吨/亿元");
    arena_free(arena);
}

static void headline_sentences_read_as_agreed(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    const GapRow *gap = gap_headline(fixture->gaps, GAP_BEHIND);
    const GapRow *lead = gap_headline(fixture->gaps, GAP_AHEAD);
    assert_text(report_gap_sentence(fixture->arena, LANG_ZH, fixture->registry, gap),
                "地区生产总值\xef\xbc\x9a落后许昌11.3%、1.8年\xef\xbc\x9b增速更慢\xef\xbc\x8c"
                "按现有速度无法赶上。2010年以来差距趋于扩大。");
    assert_text(
        report_gap_sentence(fixture->arena, LANG_EN, fixture->registry, gap),
        "GDP: 11.3% and 1.8 years behind Xuchang, and growing more slowly: at present rates "
        "never. The gap has been widening since 2010.");
    assert_text(report_gap_sentence(fixture->arena, LANG_EN, fixture->registry, lead),
                "GDP per head: 8.8% and 1.5 years ahead of Xuchang. The lead has been shrinking "
                "since 2010.");
    fixture_free(fixture);
}

static void percentages_differ_in_points_and_missing_is_never_zero(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    GapRow row = *LIST_AT(&fixture->gaps->rows, GapRow, 5); /* share of services, far */
    assert_text(gap_measure(fixture->arena, LANG_EN, fixture->registry, &row),
                "10.8 percentage points");
    assert_text(gap_measure(fixture->arena, LANG_ZH, fixture->registry, &row), "10.8个百分点");
    row.state = GAP_OWED;
    Text owed = report_gap_sentence(fixture->arena, LANG_ZH, fixture->registry, &row);
    assert_contains(owed, "请统计局补报");
    Table *table = report_owed(fixture->arena, LANG_EN, fixture->registry, fixture->gaps);
    assert_int_equal(table->rows.count, 1);
    TableCell empty = {.decimals = -1};
    assert_text(table_cell_text(fixture->arena, LANG_EN, table, 4, &empty), "—");
    fixture_free(fixture);
}

/* The row as compare leaves it: what nobody knows is zero in it. */
static void a_reference_without_a_figure_has_no_figure_in_the_table(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    GapTable gaps = *fixture->gaps;
    gaps.rows = list_new(fixture->arena, sizeof(GapRow));
    GapRow *row = list_add(&gaps.rows);
    *row = (GapRow){.reference = 3, .state = GAP_NO_REFERENCE, .year = 2015, .own = 1926.1};
    Table *table = report_gaps(fixture->arena, LANG_EN, fixture->registry, &gaps);
    assert_int_equal(table_at(table, 0, table_column(table, "own"))->kind, TABLE_NUMBER);
    static const char *const unknown[] = {"reference_value", "gap_absolute",
                                          "gap_relative_percent", "time_distance_years"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_int_equal(table_at(table, 0, table_column(table, unknown[i]))->kind, TABLE_EMPTY);
    }
    fixture_free(fixture);
}

/* The chart draws what is known after the base year too. */
static void a_trajectory_has_every_figure_of_its_chart(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    TargetProposal earlier = *fixture->targets[0];
    int years = earlier.due_year - --earlier.base_year;
    double *longer = ARENA_ARRAY(fixture->arena, double, (size_t)years);
    earlier.leader_path = longer;
    for (int level = 0; level < TARGET_LEVELS; level++) {
        earlier.levels[level].path = longer;
    }
    const Panel *panel = fixture->panel;
    Table *table = trajectory_table(fixture->arena, LANG_EN, panel, fixture->input.subject,
                                    &earlier);
    Series own = panel_series(panel, panel_indicator(panel, earlier.indicator),
                              panel_entity(panel, fixture->input.subject));
    int last = earlier.base_year + 1 - panel->first_year;
    assert_int_equal(own.known[last], 1);
    const TableCell *cell = table_at(table, (size_t)last, table_column(table, "own"));
    assert_int_equal(cell->kind, TABLE_NUMBER);
    assert_true(cell->number == own.values[last]);
    fixture_free(fixture);
}

/* ---- Alignment ---- */

static Table *mixed_table(Arena *arena)
{
    static const char *const texts[] = {"<城市", "<city of some length", "<áéﬁ混合mixed", "<"};
    Table *table = table_new(arena, "mixed", 3);
    table->title = TEXT("mixed");
    table->columns[0] = (TableColumn){"a", TEXT("名称 name"), COLUMN_TEXT, 0, 0, 0};
    table->columns[1] = (TableColumn){"b", TEXT("数值"), COLUMN_NUMBER, 1, 0, 0};
    table->columns[2] = (TableColumn){"c", TEXT("说明"), COLUMN_TEXT, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        TableCell *cells = table_add_row(table);
        cells[0] = cell_text(text_from(texts[i]));
        cells[1] = cell_shown(i, text_format(arena, "%.*s}", i * 3, "一二三"));
        cells[2] = cell_text(text_format(arena, "[%s", texts[3 - i] + 1));
    }
    return table;
}

/* The display column of `mark` in the line; -1 when it is not there. */
static int display_column(Text line, const char *mark)
{
    size_t at;
    return text_find(line, text_from(mark), &at) ? text_width(text_slice(line, 0, at)) : -1;
}

static void columns_start_at_the_same_place_in_every_line(void **state)
{
    (void)state;
    static const char *const marks[] = {"<", "}", "["};
    static const int widths[] = {0, 100, 40, 30};
    Arena *arena = arena_new();
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        Buf out = buf_new(arena);
        table_print(&out, LANG_ZH, mixed_table(arena), widths[w]);
        Text rest = buf_text(&out), line;
        int found[3] = {-1, -1, -1}, lines = 0;
        while (text_split(&rest, '\n', &line)) {
            for (int m = 0; m < 3 && display_column(line, "<") >= 0; m++) {
                int column = display_column(line, marks[m]);
                assert_true(found[m] < 0 || found[m] == column);
                found[m] = column;
                lines += m == 0;
            }
        }
        assert_int_equal(lines, 4);
    }
    arena_free(arena);
}

static void lines_fit_the_terminal_and_dropped_columns_are_told(void **state)
{
    (void)state;
    static const int widths[] = {80, 100, 120};
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            Buf out = buf_new(fixture->arena);
            table_print(&out, lang,
                        report_gaps(fixture->arena, lang, fixture->registry, fixture->gaps),
                        widths[w]);
            Text rest = buf_text(&out), line;
            while (text_split(&rest, '\n', &line)) {
                assert_true(text_width(line) <= widths[w]);
            }
            assert_contains(buf_text(&out), "--json");
        }
        fixture_free(fixture);
    }
}

/* ---- Sinks ---- */

static void json_keeps_figures_as_published(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    Buf out = buf_new(fixture->arena);
    Json json = json_new(&out);
    table_json(&json, report_gaps(fixture->arena, LANG_EN, fixture->registry, fixture->gaps));
    assert_contains(buf_text(&out), "\"own\": 1926.0785");
    assert_contains(buf_text(&out), "\"reference_rank\": null");
    assert_contains(buf_text(&out), "\"time_distance_years_shown\": \"≥ 5\"");
    assert_contains(buf_text(&out), "\"catch_up_years\": null");
    fixture_free(fixture);
}

static void csv_is_typed_and_harmless(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Table *table = mixed_table(arena);
    TableCell *cells = table_add_row(table);
    cells[0] = cell_text(TEXT("=cmd()"));
    cells[1] = cell_number(-2.5);
    char path[] = "/tmp/report-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    Error err = {0};
    assert_int_equal(table_csv(table, path, &err), STATUS_OK);
    Text text = read_whole(arena, path);
    assert_contains(text, "a,b,c");
    assert_contains(text, "'=cmd()");
    assert_contains(text, ",-2.5,");
    unlink(path);
    assert_int_equal(table_csv(table, "/nowhere/at/all.csv", &err), STATUS_IO);
    arena_free(arena);
}

static void html_escapes_what_is_hostile(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf out = buf_new(arena);
    html_text(&out, TEXT("<script>\"x\" & 'y'\x01\xff"));
    assert_text(buf_text(&out), "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;\xef\xbf\xbd");
    arena_free(arena);
}

/* ---- Words ---- */

static void check_keys_of(Arena *arena, const char *file, int *count)
{
    Text text = read_whole(
        arena, text_cstr(arena, text_format(arena, "%s/src/report/%s", support_root, file)));
    size_t at;
    assert_true(text.len > 0);
    while (text_find(text, TEXT("\"report."), &at)) {
        text = text_slice(text, at + 1, text.len);
        size_t end;
        assert_true(text_find(text, TEXT("\""), &end));
        char *key = text_cstr(arena, text_slice(text, 0, end));
        bool prefix = end > 0 && key[end - 1] == '.';
        if (!prefix && !lang_has(key)) {
            print_message("%s: no wording for %s\n", file, key);
            fail();
        }
        *count += !prefix;
    }
}

static void every_key_has_its_wording(void **state)
{
    (void)state;
    static const char *const files[] = {
        "chart_dumbbell.c", "chart_ladder.c", "chart_rank.c",       "chart_trajectory.c",
        "findings.c",       "gap_tables.c",   "gap_words.c",        "html_page.c",
        "page.c",           "ranking.c",      "position_tables.c",  "sources.c",
        "svg_plane.c",      "table_print.c",  "trajectory_table.c", "terminal_page.c",
        "words.c",          "xlsx_page.c",
    };
    Arena *arena = arena_new();
    int count = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        check_keys_of(arena, files[i], &count);
    }
    assert_true(count > 150);
    arena_free(arena);
}

static bool has_han(Text text)
{
    size_t at = 0;
    uint32_t c;
    while (text_next(text, &at, &c)) {
        if (c >= 0x3400 && c <= 0x9FFF) {
            return true;
        }
    }
    return false;
}

/* The first name of every unit of the rules: a sentence and a table column in English. */
static void every_unit_has_english_words(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Text rules = read_whole(
        arena, text_cstr(arena, text_format(arena, "%s/rules/units.rules", support_root)));
    Text line, quantity, power, unit;
    int count = 0;
    while (text_split(&rules, '\n', &line)) {
        bool is_unit = !text_starts(line, TEXT("#")) && !text_starts(line, TEXT("version")) &&
                       text_split(&line, ' ', &quantity) && text_split(&line, ' ', &power) &&
                       text_split(&line, ' ', &unit);
        if (!is_unit) {
            continue;
        }
        count++;
        assert_true(text_equal(unit_short(arena, LANG_ZH, unit), unit));
        if (has_han(unit_short(arena, LANG_EN, unit)) ||
            has_han(unit_words(arena, LANG_EN, unit))) {
            fail_msg("no English words for %.*s", TEXT_ARGS(unit));
        }
    }
    assert_true(count >= 70);
    assert_true(text_equal(unit_short(arena, LANG_EN, TEXT("亿千瓦时")), TEXT("100m kWh")));
    assert_true(text_equal(unit_words(arena, LANG_EN, TEXT("万元")), TEXT("ten thousand yuan")));
    assert_true(text_equal(unit_short(arena, LANG_EN, TEXT("光年")), TEXT("光年")));
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_each_language_reads_them),
        cmocka_unit_test(where_nothing_was_compared_nobody_leads_or_lags),
        cmocka_unit_test(steps_are_told_in_their_own_unit),
        cmocka_unit_test(headline_sentences_read_as_agreed),
        cmocka_unit_test(percentages_differ_in_points_and_missing_is_never_zero),
        cmocka_unit_test(a_reference_without_a_figure_has_no_figure_in_the_table),
        cmocka_unit_test(a_trajectory_has_every_figure_of_its_chart),
        cmocka_unit_test(columns_start_at_the_same_place_in_every_line),
        cmocka_unit_test(lines_fit_the_terminal_and_dropped_columns_are_told),
        cmocka_unit_test(json_keeps_figures_as_published),
        cmocka_unit_test(csv_is_typed_and_harmless),
        cmocka_unit_test(html_escapes_what_is_hostile),
        cmocka_unit_test(every_key_has_its_wording),
        cmocka_unit_test(every_unit_has_english_words),
    };
    support_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
