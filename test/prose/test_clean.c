/* What cleaning takes away and what it never touches. */
#include "prose_test.h"

static const char *source_root;
static Arena *arena;
static ProseRules *rules;

static Reading reading_of(const char *text)
{
    return test_read(arena, rules, text_from(text), DATE_NONE, 0);
}

static void expect_text(const char *raw, const char *hans)
{
    Reading reading = reading_of(raw);
    Text text = buf_text(&reading.hans);
    if (!text_equal(text, text_from(hans))) {
        fail_msg("%s => %.*s, expected %s", raw, TEXT_ARGS(text), hans);
    }
}

static void pinyin_in_brackets_goes(void **state)
{
    (void)state;
    expect_text("對標(biāo)先進(jìn)找差距", "对标先进找差距");
    expect_text("先进（jìn）地区", "先进地区");
}

static void other_brackets_stay(void **state)
{
    (void)state;
    expect_text("棚户区(城中村)改造", "棚户区(城中村)改造");
    expect_text("推广应用(app)和地区生产总值(GDP)", "推广应用(app)和地区生产总值(GDP)");
}

static void bars_pictures_and_page_parts_go(void **state)
{
    (void)state;
    expect_text("|\n![]() |\n新闻推荐\n全市经济平稳运行。 |\n焦作网免责声明: | |||\n",
                "全市经济平稳运行。");
}

static void a_long_paragraph_stands_once(void **state)
{
    (void)state;
    const char *twice = "全市上下要进一步统一思想,加快项目建设步伐。\n通知\n"
                        "全市上下要进一步统一思想,加快项目建设步伐。\n通知\n";
    Reading reading = reading_of(twice);
    assert_int_equal(reading.summary.emendations[EMENDATION_REPETITION], 1);
    assert_int_equal(reading.summary.paragraphs, 3);
}

static void a_lost_character_is_reported_and_left(void **state)
{
    (void)state;
    Reading reading = reading_of("格局关乎长远?v观三市,成绩很大。去不去?好。");
    assert_int_equal(reading.summary.emendations[EMENDATION_LOST], 1);
    const ProseEmendation *lost = LIST_AT(&reading.emendations, ProseEmendation, 0);
    assert_true(text_equal(lost->text, TEXT("?v")));
    assert_int_equal(lost->at, 6);
    assert_true(text_contains(buf_text(&reading.hans), TEXT("长远?v观")));
}

static void traditional_becomes_simplified_with_its_phrases(void **state)
{
    (void)state;
    expect_text("帶著問題學,出版著作", "带着问题学,出版著作");
    expect_text("乾隆年間的乾燥氣候", "乾隆年间的干燥气候");
    Reading reading = reading_of("帶著問題");
    assert_true(text_equal(buf_text(&reading.hant), TEXT("帶著問題")));
}

static void full_width_digits_become_ascii(void **state)
{
    (void)state;
    expect_text("完成投资５３１亿元", "完成投资531亿元");
}

static void emendations_lead_back_to_the_source(void **state)
{
    (void)state;
    Text raw = TEXT("  市領(lǐng)導(dǎo)出席。\n各部門(mén)要抓好落實,年底前完成。\n");
    Reading reading = test_read(arena, rules, raw, date_make(2016, 1, 1), 0);
    for (size_t i = 0; i < reading.proposals.count; i++) {
        const ProseProposal *proposal = LIST_AT(&reading.proposals, ProseProposal, i);
        if (proposal->kind != PROSE_COMMITMENT) continue;
        Text source = text_slice(raw, proposal->raw_start, proposal->raw_end);
        assert_true(text_equal(source, TEXT("各部門(mén)要抓好落實,年底前完成")));
        assert_int_equal(proposal->line, 2);
        return;
    }
    fail_msg("no commitment");
}

static void pieces_of_any_size_read_the_same(void **state)
{
    (void)state;
    Text raw = TEXT("各部门要抓好落实,年底前完成。\n二是推进项目建设,新开工项目15个。\n尾行");
    Reading whole = test_read(arena, rules, raw, DATE_NONE, 0);
    for (size_t piece = 1; piece < 20; piece++) {
        Reading parts = test_read(arena, rules, raw, DATE_NONE, piece);
        assert_true(text_equal(buf_text(&whole.hans), buf_text(&parts.hans)));
        assert_int_equal(whole.proposals.count, parts.proposals.count);
    }
}

static void blanks_of_the_typesetter_go(void **state)
{
    (void)state;
    expect_text("　　到 2019 年底,完成 95% 以上,引进 5G 基站 3 个。",
                "到2019年底,完成95%以上,引进5G基站3个。");
    expect_text("对标先进 加压奋进", "对标先进 加压奋进");
}

/* What pdftotext takes out of pages with heads, numbers and a margin. */
static void pages_become_paragraphs_again(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"minutes", "plan",      "report",
                                        "study",   "interview", "notice"};
    static const char *const PAGES[] = {"pages.txt", "pages_layout.txt"};
    Buf plain = buf_new(arena);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        buf_add(
            &plain,
            test_file(arena,
                      text_format(arena, "%s/test/data/prose/%s.txt", source_root, NAMES[i]).ptr));
    Reading whole = test_read(arena, rules, buf_text(&plain), date_make(2018, 3, 12), 0);
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        Text path = text_format(arena, "%s/test/data/prose/%s", source_root, PAGES[i]);
        Text text = test_file(arena, path.ptr);
        assert_true(prose_layout_of(text).width > 0);
        Reading pages = test_read(arena, rules, text, date_make(2018, 3, 12), 0);
        Text wrong = TEXT("");
        size_t lacking = 0;
        for (size_t k = 0; k < whole.proposals.count; k++) {
            Text span = LIST_AT(&whole.proposals, ProseProposal, k)->text;
            if (text_contains(buf_text(&pages.hans), span)) continue;
            wrong = span;
            lacking++;
        }
        /* The PDF itself lost one mark that hung over the margin, and the title that it broke. */
        if (lacking > 2) fail_msg("%s: %zu, such as %.*s", PAGES[i], lacking, TEXT_ARGS(wrong));
        assert_false(text_contains(buf_text(&pages.hans), TEXT("—3—")));
        size_t at;
        Text head = TEXT("工作材料选编");
        assert_true(text_find(buf_text(&pages.hans), head, &at));
        assert_false(
            text_contains(text_slice(buf_text(&pages.hans), at + head.len, pages.hans.len), head));
    }
}

static void lines_of_their_own_are_not_joined(void **state)
{
    (void)state;
    assert_int_equal(prose_layout_of(TEXT("关于开展安全检查的通知\n各乡镇人民政府:\n"
                                          "为加强安全生产工作,现就有关事项通知如下。\n"))
                         .width,
                     0);
    Text article =
        test_file(arena, text_format(arena, "%s/test/data/prose/plan.txt", source_root).ptr);
    assert_int_equal(prose_layout_of(article).width, 0);
}

static void what_is_no_official_prose_says_so(void **state)
{
    (void)state;
    Reading poem =
        reading_of("窗前明月光,疑似地上霜。举头望明月,低头思故乡。春眠不觉晓,处处闻啼鸟。");
    assert_false(poem.summary.is_official);
    assert_int_equal(poem.summary.proposals[PROSE_COMMITMENT], 0);
    Reading english = reading_of("The committee shall meet in 5 days and report by 30 June 2016.");
    assert_false(english.summary.is_official);
    assert_true(english.proposals.count <= 1);
    Reading empty = reading_of("");
    assert_false(empty.summary.is_official);
    Reading blank = reading_of("\n\n");
    assert_int_equal(blank.summary.paragraphs, 0);
}

static void the_date_of_a_text_is_its_own(void **state)
{
    (void)state;
    assert_int_equal(prose_date_of(TEXT("某市,2017年3月5日电")), date_make(2017, 3, 5));
    assert_int_equal(prose_date_of(TEXT("10月13日晚召开")), DATE_NONE);
    assert_int_equal(prose_date_of(TEXT("发布时间：2022-08-23 14:52")), date_make(2022, 8, 23));
    assert_int_equal(prose_date_of(TEXT("方案经2018年1月5日的会议通过。\n二○一八年二月一日\n")),
                     date_make(2018, 2, 1));
    assert_int_equal(prose_date_of(TEXT("2019 年 2 月 20 日")), date_make(2019, 2, 20));
    assert_int_equal(prose_date_of(TEXT("2019年13月40日")), DATE_NONE);
    assert_int_equal(prose_date_of(TEXT("")), DATE_NONE);
}

static int open_rules(void **state)
{
    (void)state;
    arena = arena_new();
    rules = test_rules(arena, source_root);
    return 0;
}

static int close_rules(void **state)
{
    (void)state;
    prose_rules_free(rules);
    arena_free(arena);
    return 0;
}

/* ---- Names of a workspace ---- */

typedef struct Seen {
    int orgs;
    bool registered;
} Seen;

static void see(void *context, const ProseParagraph *paragraph)
{
    Seen *seen = context;
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        const ProseProposal *proposal = &paragraph->proposals[i];
        if (proposal->kind != PROSE_ORG) continue;
        seen->orgs++;
        seen->registered |= strcmp(proposal->rule, "org.registered") == 0;
    }
}

static Seen orgs_with(const ProseNames *names)
{
    Seen seen = {0};
    ProseSettings settings = {.text_date = DATE_NONE, .names = names};
    ProseReader *reader = prose_open(rules, &settings, see, &seen);
    prose_add(reader, TEXT("会议要求由晨光专班牵头抓好落实。"));
    prose_finish(reader);
    return seen;
}

static void names_of_a_workspace_are_known(void **state)
{
    (void)state;
    assert_int_equal(orgs_with(NULL).orgs, 0);
    ProseNames *names = prose_names_new(arena);
    prose_names_add_unit(names, TEXT("晨光专班"));
    prose_names_add_unit(names, TEXT("局")); /* too short to be a name */
    Seen seen = orgs_with(names);
    assert_int_equal(seen.orgs, 1);
    assert_true(seen.registered);
}

typedef struct Found {
    ProseKind kind;
    char text[64];
    Date last;
} Found;

static void keep_first(void *context, const ProseParagraph *paragraph)
{
    Found *found = context;
    for (size_t i = 0; i < paragraph->proposal_count && !found->text[0]; i++) {
        const ProseProposal *proposal = &paragraph->proposals[i];
        if (proposal->kind != found->kind) continue;
        snprintf(found->text, sizeof found->text, "%.*s", TEXT_ARGS(proposal->text));
        found->last = proposal->period.last;
    }
}

static Found first_in(ProseKind kind, const char *text, ProseSettings settings)
{
    Found found = {.kind = kind, .last = DATE_NONE};
    ProseReader *reader = prose_open(rules, &settings, keep_first, &found);
    prose_add(reader, text_from(text));
    prose_finish(reader);
    return found;
}

static void the_longer_name_wins(void **state)
{
    (void)state;
    ProseNames *names = prose_names_new(arena);
    prose_names_add_unit(names, TEXT("教育局"));
    ProseSettings settings = {.text_date = DATE_NONE, .names = names};
    Found found = first_in(PROSE_ORG, "由岚州市教育局基础教育科牵头。", settings);
    assert_string_equal(found.text, "岚州市教育局");
    found = first_in(PROSE_ORG, "由教育局牵头。", settings);
    assert_string_equal(found.text, "教育局");
}

/* 1 October 2021 begins seven days off; 9 October is worked. */
static void working_days_are_counted_by_the_calendar(void **state)
{
    (void)state;
    Calendar *calendar = calendar_new(arena);
    for (int day = 1; day <= 7; day++)
        calendar_set(calendar, date_make(2021, 10, day), false);
    calendar_set(calendar, date_make(2021, 10, 9), true);
    ProseSettings settings = {.text_date = date_make(2021, 9, 30), .calendar = calendar};
    static const char text[] = "市生态环境局要在3个工作日内约谈企业。";
    assert_int_equal(first_in(PROSE_COMMITMENT, text, settings).last, date_make(2021, 10, 11));
    settings.calendar = NULL;
    assert_int_equal(first_in(PROSE_COMMITMENT, text, settings).last, DATE_NONE);
}

/* Nothing stands behind the last word, and nothing is read there. */
static void a_modal_may_end_the_text(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"要", "各部门要", "会议要求,要", "请", "一要", "必须"};
    ProseSettings settings = {.text_date = DATE_NONE};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        Found found = first_in(PROSE_FIGURE, TEXTS[i], settings);
        assert_string_equal(found.text, "");
    }
}

/* No number is too long to be read over, and none is read in part. */
static void numbers_beyond_all_counting_are_no_figures(void **state)
{
    (void)state;
    static const struct {
        const char *text, *figure;
    } CASES[] = {
        {"占全市的999999999999999999分之888888888888888888。", "999999999999999999分"},
        {"共有九九九九九九九九九九九九九九九九九千个。", ""},
        {"共有一二三四五六七八九一二三四五六七八九一二三四个。", ""},
    };
    ProseSettings settings = {.text_date = DATE_NONE};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Found found = first_in(PROSE_FIGURE, CASES[i].text, settings);
        assert_string_equal(found.text, CASES[i].figure);
    }
}

static void days_end_where_the_calendar_lets_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *period;
        int year, month, day;
    } CASES[] = {
        {"会期为10月13日至16日。", "10月13日至16日", 2016, 10, 16},
        {"会期为10月13日至32日前。", "10月13日", 2016, 10, 13},
        {"会期为10月13日至9日。", "10月13日", 2016, 10, 13},
        {"会期为2月30日至3月2日前。", "2月30日至3月2日前", 2017, 3, 2},
        {"会期为12月30日至1月2日。", "12月30日至1月2日", 2017, 1, 2},
    };
    ProseSettings settings = {.text_date = date_make(2016, 10, 1)};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Found found = first_in(PROSE_PERIOD, CASES[i].text, settings);
        assert_string_equal(found.text, CASES[i].period);
        assert_int_equal(found.last, date_make(CASES[i].year, CASES[i].month, CASES[i].day));
    }
}

int main(int argc, char **argv)
{
    source_root = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_modal_may_end_the_text),
        cmocka_unit_test(numbers_beyond_all_counting_are_no_figures),
        cmocka_unit_test(days_end_where_the_calendar_lets_them),
        cmocka_unit_test(the_longer_name_wins),
        cmocka_unit_test(working_days_are_counted_by_the_calendar),
        cmocka_unit_test(pinyin_in_brackets_goes),
        cmocka_unit_test(other_brackets_stay),
        cmocka_unit_test(bars_pictures_and_page_parts_go),
        cmocka_unit_test(a_long_paragraph_stands_once),
        cmocka_unit_test(a_lost_character_is_reported_and_left),
        cmocka_unit_test(traditional_becomes_simplified_with_its_phrases),
        cmocka_unit_test(full_width_digits_become_ascii),
        cmocka_unit_test(emendations_lead_back_to_the_source),
        cmocka_unit_test(pieces_of_any_size_read_the_same),
        cmocka_unit_test(blanks_of_the_typesetter_go),
        cmocka_unit_test(pages_become_paragraphs_again),
        cmocka_unit_test(lines_of_their_own_are_not_joined),
        cmocka_unit_test(what_is_no_official_prose_says_so),
        cmocka_unit_test(the_date_of_a_text_is_its_own),
        cmocka_unit_test(names_of_a_workspace_are_known),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
