/* The demonstration's case on the developers' own figures: DUIBIAO_DATA/panel/cities.csv. */
#include "compare_test.h"

#include <stdlib.h>

enum { CITY, PROVINCE, CODE, INDICATOR, ZH, EN, UNIT, YEAR, VALUE, COLUMNS };

/* One line of a CSV file without line breaks in its cells. */
static int split_line(Arena *arena, Text line, Text *cells, int most)
{
    int count = 0;
    for (size_t at = 0; at <= line.len && count < most; at++) {
        Buf cell = buf_new(arena);
        bool quoted = false;
        for (; at < line.len && (quoted || line.ptr[at] != ','); at++) {
            if (line.ptr[at] == '"') {
                quoted = !quoted;
            } else {
                buf_add_char(&cell, line.ptr[at]);
            }
        }
        cells[count++] = buf_text(&cell);
    }
    return count;
}

static bool is_known(Fixture *f, const RecordDef *def, int field, Text text)
{
    RecordFilter filter = {field, value_text(text)};
    Record *record;
    ok(f, record_find(f->arena, f->workspace, def, &filter, 1, &record, &f->err));
    return record != NULL;
}

static void register_row(Fixture *f, const Text *cells, Map *seen)
{
    Arena *arena = f->arena;
    int64_t at;
    const char *province = text_cstr(arena, text_format(arena, "%.2s0000", cells[CODE].ptr));
    if (!map_get(seen, text_from(province), &at)) {
        map_put(seen, text_from(province), 1);
        add_entity(f, province, text_cstr(arena, cells[PROVINCE]), "province", "");
    }
    if (!map_get(seen, cells[CODE], &at)) {
        map_put(seen, cells[CODE], 1);
        bool twice = is_known(f, &RECORD_ENTITY, ENTITY_CODE, cells[CODE]);
        assert_false(twice);
        add_entity(f, text_cstr(arena, cells[CODE]), text_cstr(arena, cells[CITY]), "city",
                   province);
    }
    if (!map_get(seen, cells[INDICATOR], &at)) {
        map_put(seen, cells[INDICATOR], 1);
        bool percent = text_equal(cells[UNIT], TEXT("%"));
        add_indicator(f, text_cstr(arena, cells[INDICATOR]), text_cstr(arena, cells[UNIT]),
                      "higher", percent ? "growth" : "flow", "all");
    }
}

static void load_cities(Fixture *f, Text file)
{
    Text rest = file, line, cells[COLUMNS];
    Map *seen = map_new(f->arena);
    text_split(&rest, '\n', &line);
    for (Text again = rest; text_split(&again, '\n', &line) && line.len > 0;) {
        assert_int_equal(split_line(f->arena, line, cells, COLUMNS), COLUMNS);
        register_row(f, cells, seen);
    }
    registers_load(f);
    begin_file(f);
    while (text_split(&rest, '\n', &line) && line.len > 0) {
        split_line(f->arena, line, cells, COLUMNS);
        int64_t year;
        assert_true(text_to_int(cells[YEAR], &year));
        Text known = text_format(f->arena, "%d-12-31", (int)year + 1);
        add(f, figure(f, text_cstr(f->arena, cells[INDICATOR]), text_cstr(f->arena, cells[CODE]),
                      (int)year, text_cstr(f->arena, cells[VALUE]), text_cstr(f->arena, known)));
    }
    assert_int_equal(accept(f).added, 13960);
}

static GapRow gap_in_2015(Fixture *f, const Panel *panel, const char *code)
{
    int reference = entity(f, "许昌"), about = indicator(f, code);
    GapRequest request = {.subject = entity(f, "焦作"),
                          .references = &reference,
                          .reference_count = 1,
                          .indicators = &about,
                          .indicator_count = 1,
                          .year = 2015};
    GapTable *table;
    ok(f, compare_gaps(f->arena, panel, f->rules, &request, &table, &f->err));
    return *LIST_AT(&table->rows, GapRow, 0);
}

static void jiaozuo_in_2015_stood_where_xuchang_stood_before(void **state)
{
    Fixture *f = *state;
    const char *folder = getenv("DUIBIAO_DATA");
    if (!folder) {
        print_message("skipped: jiaozuo_in_2015_stood_where_xuchang_stood_before\n");
        skip();
    }
    Text path = text_format(f->arena, "%s/panel/cities.csv", folder);
    Text file = read_file(f->arena, text_cstr(f->arena, path));
    assert_true(file.len > 0);
    load_cities(f, file);
    Panel *panel = panel_of(f, "2017-01-01");
    GapRow gdp = gap_in_2015(f, panel, "gdp");
    assert_int_equal(gdp.state, GAP_BEHIND);
    assert_float_equal(gdp.gap.relative, (2171.1562 - 1926.0785) / 2171.1562, 1e-9);
    assert_float_equal(gdp.gap.relative, 0.113, 0.0005);
    double between = (1926.0785 - 1877.5574) / (2087.2312 - 1877.5574);
    assert_int_equal(gdp.distance.kind, TIME_DISTANCE_EXACT);
    assert_float_equal(gdp.distance.years, 2 - between, 1e-9);
    assert_float_equal(gdp.distance.years, 1.8, 0.05);
    assert_true(gdp.has_own_rate && gdp.has_other_rate);
    assert_true(gdp.own_rate < gdp.other_rate);
    assert_int_equal(gdp.catch_up.kind, CATCH_UP_NEVER);
    assert_int_equal(gdp.ranked, 17);
    assert_int_equal(gap_in_2015(f, panel, "gdp_per_capita").state, GAP_AHEAD);
    Panel *later = panel_of(f, "");
    double value;
    assert_false(panel_has(panel, indicator(f, "gdp"), entity(f, "焦作"), 2018, &value));
    assert_true(panel_has(later, indicator(f, "gdp"), entity(f, "焦作"), 2018, &value));
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(jiaozuo_in_2015_stood_where_xuchang_stood_before),
    };
    return cmocka_run_group_tests_name("compare_cities", tests, NULL, NULL);
}
