/* Charts: golden files, well-formed, and labels that do not overlap. */
#include "report_impl.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { SUBJECT = 5, FDI = 5, CHARTS = 6, LABELS_MAX = 400 };

/* The row of the first indicator. */
static PositionRow ladder_row(const Fixture *fixture)
{
    const List *rows = &fixture->position->rows;
    for (size_t i = 0; i < rows->count; i++) {
        const PositionRow *row = LIST_AT(rows, PositionRow, i);
        if (row->indicator == 0) {
            return *row;
        }
    }
    fail();
    return (PositionRow){0};
}

static void draw_ladder(Fixture *fixture, Lang lang, Buf *out)
{
    PositionRow row = ladder_row(fixture);
    chart_tier_ladder(out, lang, sibling_ranks(out->arena, fixture->panel, SUBJECT, row.indicator),
                      fixture->position, &row);
}

static void draw(Fixture *fixture, Lang lang, int chart, Buf *out)
{
    switch (chart) {
    case 0: chart_gap_dumbbell(out, lang, fixture->registry, fixture->gaps); break;
    case 1: chart_trajectory(out, lang, fixture->panel, SUBJECT, fixture->targets[0]); break;
    case 2: chart_rank(out, lang, sibling_ranks(out->arena, fixture->panel, SUBJECT, FDI)); break;
    case 3: draw_ladder(fixture, lang, out); break;
    case 4: chart_trajectory(out, lang, fixture->panel, SUBJECT, fixture->targets[1]); break;
    default: chart_replay(out, lang, fixture->registry, fixture->gaps, fixture->later); break;
    }
}

static const char *const NAMES[CHARTS] = {"dumbbell", "trajectory",     "rank",
                                          "ladder",   "trajectory_far", "replay"};

static void charts_are_as_they_were_agreed(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        for (int chart = 0; chart < CHARTS; chart++) {
            Buf out = buf_new(fixture->arena);
            draw(fixture, lang, chart, &out);
            Text name = text_format(fixture->arena, "%s.%s.svg", NAMES[chart],
                                    lang == LANG_ZH ? "zh" : "en");
            assert_golden(text_cstr(fixture->arena, name), buf_text(&out));
        }
        fixture_free(fixture);
    }
}

static void charts_are_well_formed_and_say_what_they_show(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        for (int chart = 0; chart < CHARTS; chart++) {
            Buf out = buf_new(fixture->arena);
            draw(fixture, lang, chart, &out);
            xmlFreeDoc(assert_well_formed(buf_text(&out)));
            assert_contains(buf_text(&out), "role=\"img\"");
            assert_contains(buf_text(&out), "<title>");
            assert_contains(buf_text(&out), "<desc>");
            assert_contains(buf_text(&out), "viewBox=\"0 0 720 ");
            assert_lacks(buf_text(&out), "script");
            assert_lacks(buf_text(&out), "report.");
        }
        fixture_free(fixture);
    }
}

/* ---- Label layout ---- */

typedef struct Box {
    double left, top, right, bottom;
    char text[80];
} Box;

static double attribute(xmlNode *node, const char *name, double otherwise)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    double number = value ? strtod((const char *)value, NULL) : otherwise;
    xmlFree(value);
    return number;
}

static Box box_of(xmlNode *node, double shift)
{
    xmlChar *content = xmlNodeGetContent(node);
    xmlChar *anchor = xmlGetProp(node, (const xmlChar *)"text-anchor");
    double size = attribute(node, "font-size", 13), x = attribute(node, "x", 0);
    double y = attribute(node, "y", 0) + shift;
    double width = svg_text_width(text_from((const char *)content), size);
    double left = x;
    if (anchor) {
        left = strcmp((const char *)anchor, "end") == 0 ? x - width : x - width / 2;
    }
    Box box = {left, y - size * 0.8, left + width, y + size * 0.1, ""};
    strncpy(box.text, (const char *)content, sizeof box.text - 1);
    xmlFree(content);
    xmlFree(anchor);
    return box;
}

static void collect(xmlNode *node, double shift, Box *boxes, int *count)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        double inner = shift;
        xmlChar *transform = xmlGetProp(node, (const xmlChar *)"transform");
        if (transform) {
            inner += strtod(strchr((const char *)transform, ',') + 1, NULL);
        }
        xmlFree(transform);
        if (strcmp((const char *)node->name, "text") == 0) {
            assert_true(*count < LABELS_MAX);
            boxes[(*count)++] = box_of(node, shift);
        }
        collect(node->children, inner, boxes, count);
    }
}

static bool overlap(const Box *a, const Box *b)
{
    return a->left < b->right - 0.5 && b->left < a->right - 0.5 && a->top < b->bottom - 0.5 &&
           b->top < a->bottom - 0.5;
}

static void assert_labels_apart(Text svg, const char *name)
{
    static Box boxes[LABELS_MAX];
    int count = 0;
    xmlDoc *doc = assert_well_formed(svg);
    double height = attribute(xmlDocGetRootElement(doc), "height", 0);
    collect(xmlDocGetRootElement(doc), 0, boxes, &count);
    xmlFreeDoc(doc);
    assert_true(count > 5);
    for (int i = 0; i < count; i++) {
        if (boxes[i].left < -1 || boxes[i].right > SVG_WIDTH + 1 || boxes[i].bottom > height + 1) {
            print_message("%s: %s leaves the drawing (%.0f…%.0f)\n", name, boxes[i].text,
                          boxes[i].left, boxes[i].right);
            fail();
        }
        for (int j = 0; j < i; j++) {
            if (overlap(&boxes[i], &boxes[j])) {
                print_message("%s: %s overlaps %s\n", name, boxes[i].text, boxes[j].text);
                fail();
            }
        }
    }
}

static void labels_do_not_overlap(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        for (int chart = 0; chart < CHARTS; chart++) {
            Buf out = buf_new(fixture->arena);
            draw(fixture, lang, chart, &out);
            assert_labels_apart(buf_text(&out), NAMES[chart]);
        }
        fixture_free(fixture);
    }
}

static void labels_do_not_overlap_with_long_names_and_close_levels(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    for (int i = 0; i < fixture->registry->indicator_count; i++) {
        fixture->registry->indicators[i].en =
            TEXT("Intramural expenditure on research and development by industrial enterprises");
    }
    for (int i = 0; i < fixture->registry->entity_count; i++) {
        fixture->registry->entities[i].en = TEXT("Xiangxi Tujia and Miao Autonomous Prefecture");
    }
    TargetProposal *target = fixture->targets[0];
    for (int level = 0; level < TARGET_LEVELS; level++) {
        target->levels[level].value = target->leader_path[4] * (1 + level * 1e-6);
    }
    for (int chart = 0; chart < CHARTS; chart++) {
        Buf out = buf_new(fixture->arena);
        draw(fixture, LANG_EN, chart, &out);
        assert_labels_apart(buf_text(&out), NAMES[chart]);
    }
    fixture_free(fixture);
}

static void spreading_keeps_order_distance_and_bounds(void **state)
{
    (void)state;
    double centres[] = {10, 11, 11.5, 40, 95, 96};
    svg_spread(centres, 6, 10, 0, 100);
    for (int i = 0; i < 6; i++) {
        assert_true(centres[i] >= 0 && centres[i] <= 100);
        assert_true(i == 0 || centres[i] - centres[i - 1] >= 10 - 1e-9);
    }
    assert_true(centres[3] > 39 && centres[3] < 41); /* what has room stays */
}

static void ticks_are_nice_numbers(void **state)
{
    (void)state;
    assert_true(nice_step(100, 5) == 20);
    assert_true(nice_step(4000, 5) == 1000);
    assert_true(nice_step(0.7, 5) > 0.1 && nice_step(0.7, 5) < 0.3);
    assert_true(nice_step(0, 5) == 1);
    assert_int_equal(nice_decimals(0.25), 2);
    assert_int_equal(nice_decimals(20), 0);
}

static void hostile_and_empty_input_is_drawn_safely(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    for (int i = 0; i < fixture->registry->entity_count; i++) {
        fixture->registry->entities[i].zh = TEXT("<script>alert(\"1\")</script>'&");
    }
    for (int chart = 0; chart < CHARTS; chart++) {
        Buf out = buf_new(fixture->arena);
        draw(fixture, LANG_ZH, chart, &out);
        xmlFreeDoc(assert_well_formed(buf_text(&out)));
        assert_lacks(buf_text(&out), "<script");
    }
    fixture->gaps->rows.count = 0;
    memset(fixture->panel->known, 0,
           (size_t)fixture->panel->indicator_count * (size_t)fixture->panel->entity_count *
               (size_t)fixture->panel->year_count);
    for (int chart = 0; chart < CHARTS; chart++) {
        Buf out = buf_new(fixture->arena);
        draw(fixture, LANG_ZH, chart, &out);
        xmlFreeDoc(assert_well_formed(buf_text(&out)));
    }
    Buf out = buf_new(fixture->arena);
    PositionRow row = ladder_row(fixture);
    row.year = 1999;
    chart_tier_ladder(&out, LANG_ZH,
                      sibling_ranks(fixture->arena, fixture->panel, SUBJECT, row.indicator),
                      fixture->position, &row);
    xmlFreeDoc(assert_well_formed(buf_text(&out)));
    fixture_free(fixture);
}

enum { MANY = 3000 };

/* Two years of so many, the last of them first; in the second year each has the rank of its
 * neighbour, and the first is not known. */
static SiblingRanks *many_siblings(Arena *arena)
{
    Registry *registry = ARENA_NEW(arena, Registry);
    Panel *panel = ARENA_NEW(arena, Panel);
    SiblingRanks *ranking = ARENA_NEW(arena, SiblingRanks);
    registry->indicators = ARENA_NEW(arena, Indicator);
    registry->indicators->polarity.kind = POLARITY_HIGHER;
    *panel = (Panel){.registry = registry, .year_count = 2};
    *ranking = (SiblingRanks){.panel = panel,
                              .count = MANY,
                              .subject = -1,
                              .values = ARENA_ARRAY(arena, double, 2 * MANY),
                              .known = ARENA_ARRAY(arena, uint8_t, 2 * MANY),
                              .first = ARENA_ARRAY(arena, int, 2 * MANY),
                              .last = ARENA_ARRAY(arena, int, 2 * MANY),
                              .order = ARENA_ARRAY(arena, int, 2 * MANY),
                              .is_sorted = ARENA_ARRAY(arena, bool, 2)};
    for (int unit = 0; unit < MANY; unit++) {
        ranking->values[unit] = unit;
        ranking->values[MANY + unit] = unit / 2;
        ranking->known[unit] = 1;
        ranking->known[MANY + unit] = unit > 0;
    }
    return ranking;
}

/* Of three thousand siblings nobody looks for all in one picture. */
static void of_many_siblings_the_first_and_the_near_are_shown(void **state)
{
    (void)state;
    enum { OWN = 2000 };
    static int places[MANY];
    Arena *arena = arena_new();
    SiblingRanks *ranking = many_siblings(arena);
    ranking->subject = MANY - 1 - OWN;
    int shown = siblings_shown(ranking, 0, places);
    assert_int_equal(shown, SIBLINGS_FIRST + 2 * SIBLINGS_NEAR + 1);
    assert_int_equal(places[0], 0);
    assert_int_equal(places[SIBLINGS_FIRST], OWN - SIBLINGS_NEAR);
    assert_int_equal(places[shown - 1], OWN + SIBLINGS_NEAR);
    ranking->subject = -1;
    assert_int_equal(siblings_shown(ranking, 0, places), SIBLINGS_FIRST);
    ranking = many_siblings(arena);
    ranking->count = SIBLINGS_ALL;
    assert_int_equal(siblings_shown(ranking, 0, places), SIBLINGS_ALL);
    arena_free(arena);
}

/* So many siblings, of whom nobody is known in any year. */
static SiblingRanks *unknown_siblings(Fixture *fixture, int indicator, int count)
{
    Arena *arena = fixture->arena;
    SiblingRanks *ranking = sibling_ranks(arena, fixture->panel, SUBJECT, indicator);
    size_t cells = (size_t)count * (size_t)fixture->panel->year_count;
    int someone = ranking->units[0];
    ranking->count = count;
    ranking->units = ARENA_ARRAY(arena, int, (size_t)count);
    for (int unit = 0; unit < count; unit++) {
        ranking->units[unit] = someone;
    }
    ranking->values = ARENA_ARRAY(arena, double, cells);
    ranking->known = ARENA_ARRAY(arena, uint8_t, cells);
    ranking->first = ARENA_ARRAY(arena, int, cells);
    ranking->last = ARENA_ARRAY(arena, int, cells);
    ranking->order = ARENA_ARRAY(arena, int, cells);
    return ranking;
}

/* Of many without a figure a few are named, and how many they are. */
static void of_many_without_a_figure_few_are_named(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    PositionRow row = ladder_row(fixture);
    SiblingRanks *ranking = unknown_siblings(fixture, row.indicator, 2);
    Buf few = buf_new(fixture->arena), many = buf_new(fixture->arena);
    chart_tier_ladder(&few, LANG_EN, ranking, fixture->position, &row);
    assert_contains(buf_text(&few), "No figure: Zhengzhou and Zhengzhou");
    ranking = unknown_siblings(fixture, row.indicator, MANY);
    chart_tier_ladder(&many, LANG_EN, ranking, fixture->position, &row);
    assert_contains(buf_text(&many), "No figure for 3000, among them Zhengzhou, Zhengzhou");
    fixture_free(fixture);
}

/* From one year to itself no rank changes. */
static void a_rank_in_one_year_alone_is_told_for_that_year(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    SiblingRanks *ranking = sibling_ranks(fixture->arena, fixture->panel, SUBJECT, FDI);
    int last = fixture->panel->year_count - 1;
    memset(ranking->known, 0, sibling_rank_at(ranking, 0, last));
    Text said = rank_finding(fixture->arena, LANG_EN, ranking);
    assert_contains(said, " of 7 in Foreign capital used in 2015");
    assert_lacks(said, "unchanged");
    fixture_free(fixture);
}

/* A verdict and its mark go by what is printed. */
static void what_prints_as_level_is_not_behind(void **state)
{
    (void)state;
    assert_false(replay_is_behind(0.04));
    assert_true(replay_is_behind(0.06));
    assert_false(replay_is_behind(-0.06));
}

/* Counted alone or found in everybody's order, a rank is the same. */
static void a_rank_of_one_is_its_rank_among_all(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    SiblingRanks *counted = many_siblings(arena), *sorted = many_siblings(arena);
    for (int year = 0; year < 2; year++) {
        siblings_in_order(sorted, year);
        assert_int_equal(siblings_ranked(counted, year), MANY - year);
        for (int unit = 0; unit < MANY; unit++) {
            SiblingRank one = sibling_rank(counted, unit, year);
            SiblingRank of_all = sibling_rank(sorted, unit, year);
            assert_int_equal(one.first, of_all.first);
            assert_int_equal(one.last, of_all.last);
        }
        assert_false(counted->is_sorted[year]);
    }
    assert_int_equal(sibling_rank(counted, 0, 1).first, 0);
    assert_int_equal(sibling_rank(counted, MANY - 1, 1).last, 2);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_are_as_they_were_agreed),
        cmocka_unit_test(charts_are_well_formed_and_say_what_they_show),
        cmocka_unit_test(labels_do_not_overlap),
        cmocka_unit_test(labels_do_not_overlap_with_long_names_and_close_levels),
        cmocka_unit_test(spreading_keeps_order_distance_and_bounds),
        cmocka_unit_test(ticks_are_nice_numbers),
        cmocka_unit_test(hostile_and_empty_input_is_drawn_safely),
        cmocka_unit_test(of_many_siblings_the_first_and_the_near_are_shown),
        cmocka_unit_test(a_rank_of_one_is_its_rank_among_all),
        cmocka_unit_test(of_many_without_a_figure_few_are_named),
        cmocka_unit_test(a_rank_in_one_year_alone_is_told_for_that_year),
        cmocka_unit_test(what_prints_as_level_is_not_behind),
    };
    support_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
