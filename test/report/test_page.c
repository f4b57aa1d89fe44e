/* The report as text, HTML and workbook. */
#include "report_impl.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const SUFFIX[LANG_COUNT] = {"zh", "en"};

static char *temporary(Arena *arena, const char *suffix)
{
    char path[] = "/tmp/report-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    unlink(path);
    return text_cstr(arena, text_format(arena, "%s%s", path, suffix));
}

static Text html_of(Fixture *fixture)
{
    Error err = {0};
    char *path = temporary(fixture->arena, ".html");
    assert_int_equal(report_page_html(fixture->arena, path, &fixture->input, &err), STATUS_OK);
    Text text = read_whole(fixture->arena, path);
    unlink(path);
    return text;
}

static void terminal_page_is_one_page(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        Buf out = buf_new(fixture->arena);
        report_page_terminal(fixture->arena, &out, &fixture->input, 100);
        Text name = text_format(fixture->arena, "page.%s.txt", SUFFIX[lang]);
        assert_golden(text_cstr(fixture->arena, name), buf_text(&out));
        Text rest = buf_text(&out), line;
        int lines = 0;
        while (text_split(&rest, '\n', &line)) {
            assert_true(text_width(line) <= 100);
            lines++;
        }
        assert_true(lines <= 64);
        assert_lacks(buf_text(&out), "report.");
        fixture_free(fixture);
    }
}

static void html_page_is_as_agreed_and_well_formed(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        Text html = html_of(fixture);
        xmlFreeDoc(assert_well_formed(html));
        Text name = text_format(fixture->arena, "page.%s.html", SUFFIX[lang]);
        assert_golden(text_cstr(fixture->arena, name), html);
        assert_contains(html, lang == LANG_ZH ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">");
        assert_contains(html, "default-src 'none'");
        assert_lacks(html, "<script");
        assert_lacks(html, "http://www.w3.org/1999");
        assert_lacks(html, "src=");
        assert_lacks(html, "report.");
        fixture_free(fixture);
    }
}

/* Every link leads to an entry, every entry is led to, and every figure that came from a file is a
 * link. */
static void every_figure_leads_to_its_source(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    Text html = html_of(fixture);
    size_t entries = count_of(html, "<tr id=\"s");
    assert_true(entries > 40);
    for (size_t i = 1; i <= entries; i++) {
        char link[32], entry[32];
        snprintf(link, sizeof link, "href=\"#s%zu\"", i);
        snprintf(entry, sizeof entry, "<tr id=\"s%zu\">", i);
        assert_contains(html, link);
        assert_int_equal(count_of(html, entry), 1);
    }
    char beyond[32];
    snprintf(beyond, sizeof beyond, "href=\"#s%zu\"", entries + 1);
    assert_lacks(html, beyond);
    size_t charted = fixture->gaps->rows.count;
    assert_true(count_of(html, "class=\"fig\"") >= 2 * (charted - 1));
    assert_contains(html, "中国城市统计年鉴2016");
    fixture_free(fixture);
}

/* What many figures came with is said once, above them. */
static void a_release_is_said_once(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    Text html = html_of(fixture);
    size_t releases = count_of(html, "<th scope=\"rowgroup\"");
    assert_true(releases > 1);
    assert_int_equal(count_of(html, "figures.csv"), releases);
    assert_int_equal(count_of(html, "国家统计局"), releases);
    Text rest = html;
    for (size_t at, end; text_find(rest, TEXT("rowgroup\""), &at);) {
        rest = text_slice(rest, at + 1, rest.len);
        assert_true(text_find(rest, TEXT("</tr>"), &end));
        assert_int_equal(count_of(html, text_cstr(fixture->arena, text_slice(rest, 0, end))), 1);
    }
    fixture_free(fixture);
}

/* GDP per head leads although the total is smaller: the page says by which parts. */
static void a_lead_is_told_by_its_parts(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    assert_contains(html_of(fixture), "从构成看，地区生产总值少11.3%，常住人口少18.5%。");
    fixture_free(fixture);
    fixture = fixture_new(LANG_EN);
    assert_contains(html_of(fixture), "By its parts: GDP 11.3% lower, population 18.5% lower.");
    fixture_free(fixture);
}

/* What became of a gap is told with the later figures, each leading to its cell. */
static void the_replay_shows_the_later_figures(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    Table *replay =
        report_replay(fixture->arena, LANG_ZH, fixture->registry, fixture->gaps, fixture->later);
    int own = table_column(replay, "now_own"), other = table_column(replay, "now_reference_value");
    assert_true(replay->rows.count > 0);
    for (size_t row = 0; row < replay->rows.count; row++) {
        assert_true(table_at(replay, row, own)->source.indicator_id != 0);
        assert_true(table_at(replay, row, other)->source.indicator_id != 0);
    }
    fixture_free(fixture);
}

static int heading_level(const char *name)
{
    bool heading = name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0';
    return heading ? name[1] - '0' : 0;
}

static void walk(xmlNode *node, int *level, int *tables)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        const char *name = (const char *)node->name;
        int here = heading_level(name);
        if (here) {
            assert_true(here <= *level + 1);
            *level = here;
        }
        if (strcmp(name, "table") == 0) {
            assert_non_null(xmlFirstElementChild(node));
            assert_string_equal((const char *)xmlFirstElementChild(node)->name, "caption");
            (*tables)++;
        }
        if (strcmp(name, "th") == 0) {
            xmlChar *scope = xmlGetProp(node, (const xmlChar *)"scope");
            assert_non_null(scope);
            xmlFree(scope);
        }
        walk(node->children, level, tables);
    }
}

static void headings_are_in_order_and_tables_are_labelled(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    xmlDoc *doc = assert_well_formed(html_of(fixture));
    int level = 0, tables = 0;
    walk(xmlDocGetRootElement(doc), &level, &tables);
    assert_true(tables >= 9);
    xmlFreeDoc(doc);
    fixture_free(fixture);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_ZH);
    Text hostile = TEXT("<script>alert(\"1\")</script>'&=cmd()");
    for (int i = 0; i < fixture->registry->entity_count; i++) {
        fixture->registry->entities[i].zh = hostile;
    }
    for (int i = 0; i < fixture->registry->indicator_count; i++) {
        fixture->registry->indicators[i].zh = hostile;
        fixture->registry->indicators[i].unit = hostile;
    }
    fixture->chain[0].title = hostile;
    fixture->chain[1].detail = hostile;
    fixture->gaps->rules_version = hostile;
    Text html = html_of(fixture);
    xmlFreeDoc(assert_well_formed(html));
    assert_lacks(html, "<script");
    fixture_free(fixture);
}

static void an_empty_report_is_still_a_report(void **state)
{
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        fixture->gaps->rows.count = 0;
        fixture->input.position = NULL;
        fixture->input.target_count = 0;
        fixture->input.chain_count = 0;
        fixture->input.later = NULL;
        xmlFreeDoc(assert_well_formed(html_of(fixture)));
        Buf out = buf_new(fixture->arena);
        report_page_terminal(fixture->arena, &out, &fixture->input, 0);
        assert_true(out.len > 100);
        fixture_free(fixture);
    }
}

static void leave_only(Fixture *fixture, GapState state)
{
    List rows = list_new(fixture->arena, sizeof(GapRow));
    for (size_t i = 0; i < fixture->gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&fixture->gaps->rows, GapRow, i);
        if (row->state == state) {
            *(GapRow *)list_add(&rows) = *row;
        }
    }
    fixture->gaps->rows = rows;
}

static Text terminal_of(Fixture *fixture)
{
    Buf out = buf_new(fixture->arena);
    report_page_terminal(fixture->arena, &out, &fixture->input, 0);
    return buf_text(&out);
}

static void who_leads_in_nothing_is_told_so_once(void **state)
{
    static const char *const SENTENCES[LANG_COUNT] = {"在所比指标中尚无领先",
                                                      "leads in nothing that was compared"};
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        leave_only(fixture, GAP_BEHIND);
        assert_int_equal(count_of(html_of(fixture), SENTENCES[lang]), 1);
        assert_int_equal(count_of(terminal_of(fixture), SENTENCES[lang]), 1);
        fixture_free(fixture);
    }
}

/* Neither a chart of nothing, nor the same sentence again where the leads would be. */
static void where_nothing_was_compared_it_is_said_once(void **state)
{
    static const char *const SENTENCES[LANG_COUNT] = {"还比不出差距和优势",
                                                      "nothing could be compared"};
    (void)state;
    for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        Fixture *fixture = fixture_new(lang);
        fixture->gaps->rows.count = 0;
        fixture->input.position = NULL;
        fixture->input.target_count = 0;
        fixture->input.later = NULL;
        Text html = html_of(fixture);
        assert_int_equal(count_of(html, SENTENCES[lang]), 1);
        assert_lacks(html, "<svg");
        assert_int_equal(count_of(terminal_of(fixture), SENTENCES[lang]), 1);
        fixture_free(fixture);
    }
}

static void an_unwritable_place_is_told(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    Error err = {0};
    assert_int_equal(report_page_html(fixture->arena, "/nowhere/x.html", &fixture->input, &err),
                     STATUS_IO);
    assert_string_equal(err.code, "report.write");
    Buf out = buf_new(fixture->arena);
    error_print(&out, LANG_EN, &err);
    assert_contains(buf_text(&out), "/nowhere/x.html");
    assert_int_not_equal(report_page_xlsx(fixture->arena, "/nowhere/x.xlsx", &fixture->input, &err),
                         STATUS_OK);
    fixture_free(fixture);
}

/* ---- Workbook ---- */

static bool sheet_has(SheetFile *file, int index, CellKind kind, const char *text)
{
    Error err = {0};
    SheetRow row;
    bool more, found = false;
    assert_int_equal(sheet_select(file, index, &err), STATUS_OK);
    while (sheet_next(file, &row, &more, &err) == STATUS_OK && more) {
        for (int i = 0; i < row.cell_count; i++) {
            found |= row.cells[i].kind == kind && text_equal(row.cells[i].text, text_from(text));
        }
    }
    return found;
}

static void workbook_reads_back_typed(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    Error err = {0};
    char *path = temporary(fixture->arena, ".xlsx");
    assert_int_equal(report_page_xlsx(fixture->arena, path, &fixture->input, &err), STATUS_OK);
    SheetFile *file;
    assert_int_equal(sheet_open(path, &SHEET_LIMITS, &file, &err), STATUS_OK);
    static const char *const names[] = {"Gaps",     "Advantages", "Owed",  "Position", "Target 1",
                                        "Target 2", "Chain",      "Later", "Sources"};
    assert_int_equal(sheet_count(file), 9);
    for (int i = 0; i < 9; i++) {
        assert_true(text_equal(sheet_name(file, i), text_from(names[i])));
    }
    assert_true(sheet_has(file, 0, CELL_NUMBER, "1926.0785"));
    assert_true(sheet_has(file, 0, CELL_NUMBER, "2015"));
    assert_true(sheet_has(file, 3, CELL_TEXT, "GDP"));
    assert_true(sheet_has(file, 8, CELL_TEXT, "figures.csv"));
    sheet_close(file);
    unlink(path);
    fixture_free(fixture);
}

/* What leads in nothing is one sentence on its sheet; what was compared with nobody has no such
 * sheet. */
static void a_sheet_of_no_leads_is_a_sentence(void **state)
{
    (void)state;
    Fixture *fixture = fixture_new(LANG_EN);
    Error err = {0};
    SheetFile *file;
    SheetRow row;
    bool more;
    char *path = temporary(fixture->arena, ".xlsx");
    leave_only(fixture, GAP_BEHIND);
    assert_int_equal(report_page_xlsx(fixture->arena, path, &fixture->input, &err), STATUS_OK);
    assert_int_equal(sheet_open(path, &SHEET_LIMITS, &file, &err), STATUS_OK);
    assert_true(text_equal(sheet_name(file, 1), TEXT("Advantages")));
    assert_int_equal(sheet_select(file, 1, &err), STATUS_OK);
    assert_int_equal(sheet_next(file, &row, &more, &err), STATUS_OK);
    assert_true(more && text_contains(row.cells[0].text, TEXT("leads in nothing")));
    assert_int_equal(sheet_next(file, &row, &more, &err), STATUS_OK);
    assert_false(more);
    sheet_close(file);
    fixture->gaps->rows.count = 0;
    assert_int_equal(report_page_xlsx(fixture->arena, path, &fixture->input, &err), STATUS_OK);
    assert_int_equal(sheet_open(path, &SHEET_LIMITS, &file, &err), STATUS_OK);
    assert_false(text_equal(sheet_name(file, 1), TEXT("Advantages")));
    sheet_close(file);
    unlink(path);
    fixture_free(fixture);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_page_is_one_page),
        cmocka_unit_test(html_page_is_as_agreed_and_well_formed),
        cmocka_unit_test(every_figure_leads_to_its_source),
        cmocka_unit_test(a_release_is_said_once),
        cmocka_unit_test(a_lead_is_told_by_its_parts),
        cmocka_unit_test(the_replay_shows_the_later_figures),
        cmocka_unit_test(headings_are_in_order_and_tables_are_labelled),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(an_empty_report_is_still_a_report),
        cmocka_unit_test(who_leads_in_nothing_is_told_so_once),
        cmocka_unit_test(where_nothing_was_compared_it_is_said_once),
        cmocka_unit_test(an_unwritable_place_is_told),
        cmocka_unit_test(workbook_reads_back_typed),
        cmocka_unit_test(a_sheet_of_no_leads_is_a_sentence),
    };
    support_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
