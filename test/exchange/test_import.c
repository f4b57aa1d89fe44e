/* Importing: all or nothing, once, undone; what a file must say; what is told about it. */
#include "exchange_test.h"

#include <string.h>

static const char LONG[] = "城市,省份,指标,年份,单位,数值,来源,备注,状态\n"
                           "焦作市,河南省,地区生产总值,2015,亿元,1926.08,年鉴2016,,\n"
                           "焦作,河南省,gdp,2014年,万元,18443100,年鉴2016,,年鉴\n"
                           "许昌市,河南省,GDP,2015,亿元,\"2,171.16\",公报,统计公报,\n"
                           "扬州市,江苏省,地区生产总值,2015,亿元,4016.84,公报,,预计\n";

static void source_of(Fixture *f, const Observation *observation, FigureSource *source)
{
    List one = list_new(f->arena, sizeof(Observation));
    FigureSource *found;
    *(Observation *)list_add(&one) = *observation;
    ok(f, figure_sources(f->arena, f->workspace, &one, &found, &f->err));
    *source = found[0];
}

static void a_long_table(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2015", "1926.08", 2, 6},
        {"焦作市", "gdp", "2014", "1844.31", 3, 6}, /* 万元 */
        {"许昌市", "gdp", "2015", "2171.16", 4, 6},
        {"扬州市", "gdp", "2015", "4016.84", 5, 6},
    };
    Fixture *f = *state;
    import(f, write_file(f, "long.csv", LONG));
    EXPECT(f, TABLE);
    assert_int_equal(f->result.tally.added, 4);
    const Reading *reading = LIST_AT(&f->result.readings, Reading, 0);
    assert_true(reading->is_long);
    /* Status and vintage: a column first, then the rules. */
    assert_int_equal(figure(f, "焦作市", "gdp", 2015, DATE_NONE)->status, OBSERVATION_OBSERVED);
    assert_int_equal(figure(f, "扬州市", "gdp", 2015, DATE_NONE)->status, OBSERVATION_PROVISIONAL);
    const Observation *bulletin = figure(f, "许昌市", "gdp", 2015, DATE_NONE);
    assert_int_equal(bulletin->status, OBSERVATION_PROVISIONAL);
    assert_int_equal(bulletin->known_from, date_make(2016, 3, 31));
    assert_true(bulletin->document_id != 0);
    FigureSource source;
    source_of(f, bulletin, &source);
    assert_true(text_equal(source.document, TEXT("公报")));
    assert_true(text_equal(source.file, TEXT("long.csv")));
}

static void a_dry_run_writes_nothing(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "long.csv", LONG);
    f->options.dry_run = true;
    import(f, path);
    assert_int_equal(f->result.figures_read, 4);
    assert_int_equal(f->result.tally.added, 0);
    assert_int_equal(count_figures(f), 0);
    List records = list_new(f->arena, sizeof(Record));
    const char *const TYPES[] = {"document", "batch"};
    for (int i = 0; i < 2; i++) {
        ok(f, record_list(f->arena, f->workspace,
                          model_record(workspace_model(f->workspace), text_from(TYPES[i])),
                          &(RecordQuery){0}, &records, &f->err));
        assert_int_equal(records.count, 0);
    }
}

static void the_same_file_twice_changes_nothing_and_undo_takes_it_back(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "long.csv", LONG);
    import(f, path);
    int64_t batch = f->result.tally.batch_id;
    import(f, path);
    assert_true(f->result.already_there);
    assert_int_equal(f->result.tally.batch_id, batch);
    assert_int_equal(count_figures(f), 4);
    ok(f, batch_undo(f->arena, f->workspace, batch, TEXT("wrong file"), &f->err));
    assert_int_equal(count_figures(f), 0);
    import(f, path);
    assert_false(f->result.already_there);
    assert_int_equal(count_figures(f), 4);
}

static Status call_off(void *context, int64_t batch_id, Error *err)
{
    *(int64_t *)context = batch_id;
    return error_set(err, STATUS_CONFLICT, "job.cancelled", NO_ARGS);
}

/* In the very transaction that would have shown it. */
static void an_import_called_off_at_the_last_moment_leaves_nothing(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "long.csv", LONG);
    int64_t batch = 0;
    Record *record;
    f->options.settle = call_off;
    f->options.context = &batch;
    import_fails(f, path, "job.cancelled");
    assert_int_not_equal(batch, 0);
    assert_int_equal(f->result.tally.batch_id, 0);
    assert_int_equal(count_figures(f), 0);
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("batch"));
    ok(f, record_get(f->arena, f->workspace, def, batch, &record, &f->err));
    assert_true(text_equal(record_value(record, "state")->text, TEXT("undone")));
    import(f, path);
    assert_int_equal(count_figures(f), 4);
}

static const char BAD[] = "城市,年份,地区生产总值(亿元)\n"
                          "焦作市,2015,1926.08\n"
                          "火星市,2015,1\n"
                          "许昌市,2015,约二千\n"
                          "扬州市,去年,4016.84\n"
                          "南通市,2015,6148.4\n";

static void all_or_nothing_unless_the_good_rows_are_asked_for(void **state)
{
    static const Expected TABLE[] = {
        {"焦作市", "gdp", "2015", "1926.08", 2, 3},
        {"南通市", "gdp", "2015", "6148.4", 6, 3},
        {"许昌市", "gdp", "2015", NULL, 0, 0},
    };
    Fixture *f = *state;
    const char *path = write_file(f, "bad.csv", BAD);
    import_fails(f, path, "exchange.bad_rows");
    assert_int_equal(problems_count(f->result.problems, SEVERITY_ERROR), 3);
    assert_int_equal(problems_of(f, "exchange.unknown_entity") +
                         problems_of(f, "exchange.unknown_entity_near"),
                     1);
    assert_int_equal(problems_of(f, "exchange.not_a_number"), 1);
    assert_int_equal(problems_of(f, "exchange.bad_period"), 1);
    const Problem *first = problems_at(f->result.problems, 0);
    assert_int_equal(first->row, 3);
    assert_int_equal(first->column, 1);
    f->options.valid_rows = true;
    import(f, path);
    assert_int_equal(f->result.figures_bad, 3);
    assert_int_equal(f->result.tally.added, 2);
    EXPECT(f, TABLE);
}

static void nothing_is_created_for_an_unknown_name(void **state)
{
    Fixture *f = *state;
    int entities = f->registry->entity_count, indicators = f->registry->indicator_count;
    const char *path = write_file(f, "unknown.csv",
                                  "城市,年份,幸福指数,地区生产总值(亿元)\n"
                                  "焦作市,2015,9,1926.08\n"
                                  "火星市,2015,9,1\n"
                                  "火星市,2014,9,1\n");
    import_fails(f, path, "exchange.bad_rows");
    f->options.skip_unknown = true;
    import(f, path);
    assert_int_equal(f->result.tally.added, 1);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_ERROR), 0);
    load_registry(f);
    assert_int_equal(f->registry->entity_count, entities);
    assert_int_equal(f->registry->indicator_count, indicators);
}

static void namesakes_need_a_code_or_a_province(void **state)
{
    static const Expected TABLE[] = {
        {"659801", "gdp", "2015", "10", 2, 4},
        {"659701", "gdp", "2015", "20", 3, 4},
    };
    Fixture *f = *state;
    add_entity(f, "990000", "子省", "province");
    add_entity(f, "991000", "丑省", "province");
    ok(f, import_records(f->arena, f->workspace,
                         model_record(workspace_model(f->workspace), TEXT("entity")),
                         &(RegisterOptions){
                             .path = write_file(f, "entities.csv",
                                                "code,zh,kind,parent\n659801,朝阳区,county,990000\n"
                                                "659701,朝阳区,county,991000\n")},
                         problems_new(f->arena, 5), &(RegisterTally){0}, &f->err));
    load_registry(f);
    import_fails(f, write_file(f, "plain.csv", "名称,年份,GDP(亿元)\n朝阳区,2015,10\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.ambiguous_entity"), 1);
    import(f, write_file(f, "province.csv",
                         "名称,省,年份,GDP(亿元)\n朝阳区,子省,2015,10\n朝阳区,丑省,2015,20\n"));
    EXPECT(f, TABLE);
    import_fails(f, write_file(f, "mixed.csv", "代码,名称,年份,GDP(亿元)\n410800,许昌市,2015,10\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.code_and_name"), 1);
    assert_int_equal(problems_count(f->result.problems, SEVERITY_NOTE), 1);
    /* Among cities a district's name is no less ambiguous. */
    import_fails(f,
                 write_file(f, "cities.csv",
                            "名称,年份,GDP(亿元)\n焦作市,2015,1\n许昌市,2015,2\n朝阳区,2015,3\n"),
                 "exchange.bad_rows");
    assert_int_equal(problems_of(f, "exchange.ambiguous_entity"), 1);
    const Problem *problem = problems_at(f->result.problems, 0);
    assert_true(
        text_equal(problem->args[1].text, TEXT("659801 朝阳区 (子省), 659701 朝阳区 (丑省)")) ||
        text_equal(problem->args[1].text, TEXT("659701 朝阳区 (丑省), 659801 朝阳区 (子省)")));
}

static void a_file_that_does_not_say_what_it_is(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "2015.csv", "城市,地区生产总值(亿元)\n焦作市,1926.08\n");
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_period"), 1);
    f->options.period = TEXT("去年");
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.bad_period"), 1);
    import_fails(f, write_file(f, "a.csv", "年份,地区生产总值(亿元)\n2015,1926.08\n"),
                 "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_entity"), 1);
    import_fails(f, write_file(f, "b.csv", "城市,2015\n焦作市,1926.08\n"),
                 "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_indicator"), 1);
    import_fails(f, write_file(f, "c.csv", "1,2\n3,4\n"), "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_header"), 1);
    import_fails(f, write_file(f, "d.csv", "城市,年份,胡言\n焦作市,2015,乱语\n"),
                 "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.no_value"), 1);
    f->options.sheet = 3;
    import_fails(f, path, "exchange.no_sheet");
    import_fails(f, "/nowhere/at/all.csv", "sheet.not_found");
}

static void doubts_are_told_and_nothing_corrected(void **state)
{
    static const Expected TABLE[] = {{"焦作市", "gdp", "2015", "19260785", 0, 0}};
    Fixture *f = *state;
    import(f, write_file(f, "levels.csv",
                         "城市,指标,2010,2011,2012,2013,2014,2016,2017\n"
                         "焦作市,GDP(亿元),1247,1443,1551,1707,1846,2082,2282\n"
                         "许昌市,GDP(亿元),1316,1589,1716,1903,2087,2353,2642\n"));
    import(f, write_file(f, "wrong.csv",
                         "城市,年份,GDP(亿元)\n焦作市,2015,19260785\n焦作市,2014,1246\n"));
    assert_int_equal(problems_of(f, "exchange.doubt_scale"), 1);
    assert_int_equal(problems_of(f, "exchange.conflict"), 1);
    EXPECT(f, TABLE);
}

/* What a dry run keeps in memory and what an import finds in the store are looked at alike. */
static void a_dry_run_doubts_what_the_import_doubts(void **state)
{
    static const char *const CODES[] = {"exchange.doubt_scale", "exchange.doubt_midpoint",
                                        "exchange.doubt_identity", "exchange.conflict",
                                        "exchange.doubt_repeated"};
    enum { CODE_COUNT = sizeof CODES / sizeof *CODES };
    Fixture *f = *state;
    import(f, write_file(f, "levels.csv",
                         "城市,指标,2010,2011,2012,2014,2016,2017\n"
                         "焦作市,GDP(亿元),1247.13,1443.42,1551.35,1844.31,2082.62,2282.80\n"
                         "许昌市,GDP(亿元),1316.49,1589.18,1716.12,2087.23,2353.11,2642.10\n"
                         "许昌市,人均GDP(元),30536,36924,39947,48471,54522,59980\n"));
    const char *path = write_file(f, "more.csv",
                                  "城市,年份,GDP(亿元),人均GDP(元)\n焦作市,2013,1697.83,\n"
                                  "焦作市,2015,19260785,\n许昌市,2010,1816.49,\n"
                                  "许昌市,2013,1903.33,44260\n许昌市,2015,2171.16,30162\n");
    size_t dry[CODE_COUNT], all = 0;
    f->options.dry_run = true;
    import(f, path);
    for (int i = 0; i < CODE_COUNT; i++) {
        dry[i] = problems_of(f, CODES[i]);
        all += dry[i];
    }
    assert_true(all >= 4);
    import(f, path);
    for (int i = 0; i < CODE_COUNT; i++) {
        assert_int_equal(problems_of(f, CODES[i]), dry[i]);
    }
}

/* 丙 moves by a few units of its last digit: that it stands still says something only where others,
 * which move far more, stand still in the same year. */
static void a_repeated_edition_takes_the_weaker_repeats_along(void **state)
{
    static const char *const NAMES[] = {"甲项", "乙项", "丙项"};
    Fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        char code[] = {'r', (char)('0' + i), 0};
        add_indicator(f, code, NAMES[i], "个");
    }
    load_registry(f);
    f->options.dry_run = true;
    import(f, write_file(f, "one.csv",
                         "城市,指标,2010,2011,2012,2013,2014,2015\n"
                         "焦作市,甲项,1108,1215,1319,1428,1521,1521\n"
                         "焦作市,乙项,2203,2317,2415,2529,2611,2702\n"
                         "焦作市,丙项,10,13,15,19,22,22\n"));
    assert_int_equal(problems_of(f, "exchange.doubt_repeated"), 1);
    import(f, write_file(f, "edition.csv",
                         "城市,指标,2010,2011,2012,2013,2014,2015\n"
                         "焦作市,甲项,1108,1215,1319,1428,1521,1521\n"
                         "焦作市,乙项,2203,2317,2415,2529,2611,2611\n"
                         "焦作市,丙项,10,13,15,19,22,22\n"));
    assert_int_equal(problems_of(f, "exchange.doubt_repeated"), 3);
}

enum { MANY_ENTITIES = 300, MANY_INDICATORS = 20 };

/* One figure in fifty is ten thousand times too large. */
static const char *many_figures(Fixture *f)
{
    Buf text = buf_new(f->arena);
    buf_add_cstr(&text, "城市,指标,2013,2014,2015\n");
    for (int row = 0; row < MANY_ENTITIES * MANY_INDICATORS; row++) {
        int level = 1000 + row * 7919 % 9000, later = level * 11 / 10 + 3;
        buf_add_format(&text, "Z%03d,many%02d,%d.17,%d.29,%d%s.23\n", row / MANY_INDICATORS,
                       row % MANY_INDICATORS, level, later, later * 11 / 10,
                       row % 50 ? "" : "0000");
    }
    return write_file(f, "many.csv", text_cstr(f->arena, buf_text(&text)));
}

/* Of many figures the next indicator is read while the one at hand is looked at. */
static void many_figures_are_doubted_alike(void **state)
{
    Fixture *f = *state;
    for (int e = 0; e < MANY_ENTITIES; e++) {
        add_entity(f, text_cstr(f->arena, text_format(f->arena, "Z%03d", e)),
                   text_cstr(f->arena, text_format(f->arena, "对象%d", e)), "zone");
    }
    for (int i = 0; i < MANY_INDICATORS; i++) {
        add_indicator(f, text_cstr(f->arena, text_format(f->arena, "many%02d", i)),
                      text_cstr(f->arena, text_format(f->arena, "指标%d", i)), "亿元");
    }
    load_registry(f);
    const char *path = many_figures(f);
    f->problems_kept = MANY_ENTITIES * MANY_INDICATORS;
    f->options.dry_run = true;
    import(f, path);
    size_t doubted = problems_of(f, "exchange.doubt_scale");
    assert_true(doubted > MANY_INDICATORS);
    import(f, path);
    assert_int_equal(problems_of(f, "exchange.doubt_scale"), doubted);
}

static void add_sheet(Fixture *f, SheetWriter *writer, const char *name, const char *rows)
{
    Text rest = text_from(rows), line, cell;
    ok(f, sheet_writer_sheet(writer, text_from(name), &f->err));
    while (text_split(&rest, '\n', &line)) {
        OutCell cells[4] = {0};
        int count = 0;
        while (count < 4 && text_split(&line, ',', &cell)) {
            cells[count++] = (OutCell){.kind = OUT_TEXT, .text = cell};
        }
        ok(f, sheet_writer_row(writer, cells, count, &f->err));
    }
}

/* A cover before the table: the figure's place names the sheet it stands in. */
static void a_figure_behind_a_cover_knows_its_sheet(void **state)
{
    Fixture *f = *state;
    SheetWriter *writer;
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/cover.xlsx", f->folder));
    ok(f, sheet_writer_xlsx(path, &writer, &f->err));
    add_sheet(f, writer, "封面", "焦作统计年鉴\n二〇一六年\n");
    add_sheet(f, writer, "主要指标",
              "城市,年份,GDP(亿元)\n焦作市,2015,1926.08\n许昌市,2015,2171.16\n");
    ok(f, sheet_writer_close(writer, &f->err));
    import(f, path);
    const Observation *found = figure(f, "焦作市", "gdp", 2015, DATE_NONE);
    FigureSource source;
    assert_non_null(found);
    source_of(f, found, &source);
    assert_true(text_equal(source.sheet_cell, TEXT("主要指标!C2")));
}

static void a_file_that_contradicts_itself_is_refused(void **state)
{
    static const char *const FILES[][2] = {
        {"plain.csv", "城市,年份,GDP(亿元)\n扬州市,2015,4016.84\n扬州市,2015,4000\n"},
        {"sources.csv", "城市,年份,GDP(亿元),来源\n扬州市,2015,4016.84,甲公报\n"
                        "扬州市,2015,4000,甲公报\n扬州市,2015,3999,乙公报\n"},
    };
    static const Expected TABLE[] = {{"扬州市", "gdp", "2015", "4016.84", 2, 3}};
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        const char *path = write_file(f, FILES[i][0], FILES[i][1]);
        f->options.dry_run = true;
        import_fails(f, path, "exchange.bad_rows");
        assert_int_equal(problems_of(f, "exchange.twice"), 1);
        import_fails(f, path, "exchange.bad_rows");
        assert_int_equal(problems_of(f, "exchange.twice"), 1);
        const Problem *problem = problems_at(f->result.problems, 0);
        assert_string_equal(problem->code, "exchange.twice");
        assert_int_equal(problem->row, 3);
        assert_int_equal(problem->column, 3);
        assert_true(text_equal(problem->args[2].text, TEXT("C2")));
    }
    f->options.valid_rows = true;
    import(f, write_file(f, FILES[0][0], FILES[0][1]));
    assert_int_equal(problems_of(f, "exchange.twice"), 1);
    assert_int_equal(f->result.tally.conflicting, 1);
    EXPECT(f, TABLE);
}

/* The same day, two documents or two states of knowledge: nobody is wrong for certain. */
static void sources_that_compete_enter(void **state)
{
    static const char *const FILES[][2] = {
        {"documents.csv", "城市,年份,GDP(亿元),来源\n扬州市,2015,4016.84,甲公报\n"
                          "扬州市,2015,4000,乙公报\n扬州市,2015,4016.84,甲公报\n"},
        {"states.csv", "城市,年份,GDP(亿元),状态,发布日期\n扬州市,2014,4016.84,快报,2016-02-01\n"
                       "扬州市,2014,4000,估算,2016-02-01\n"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        const char *path = write_file(f, FILES[i][0], FILES[i][1]);
        f->options.dry_run = true;
        import(f, path);
        assert_int_equal(problems_of(f, "exchange.competing"), 1);
        import(f, path);
        assert_int_equal(problems_of(f, "exchange.competing"), 1);
        assert_int_equal(problems_of(f, "exchange.twice"), 0);
        assert_int_equal(f->result.tally.added, 1);
    }
}

static void a_share_beyond_its_bounds_is_doubted(void **state)
{
    Fixture *f = *state;
    import(f, write_file(f, "shares.csv",
                         "城市,年份,常住人口城镇化率(%)\n焦作市,2015,54.85\n许昌市,2015,4757\n"));
    assert_int_equal(problems_of(f, "exchange.doubt_share"), 1);
    const Problem *problem = problems_at(f->result.problems, 0);
    assert_int_equal(problem->severity, SEVERITY_WARNING);
    assert_int_equal(problem->row, 3);
    assert_int_equal(problem->column, 3);
}

static void broken_rules_are_told_with_their_line(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "long.csv", LONG);
    Text words = f->rules.words;
    f->rules.words = TEXT("entity 城市\nnonsense 城市\n");
    import_fails(f, path, "exchange.rule_line");
    f->rules.words = TEXT("entity 城市\n");
    import_fails(f, path, "exchange.rule_missing");
    f->rules.words = words;
    f->rules.releases = TEXT("provisional 13-31 +1 \"公报\"\n");
    import_fails(f, path, "exchange.rule_line");
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(a_long_table),
        CASE(a_dry_run_writes_nothing),
        CASE(the_same_file_twice_changes_nothing_and_undo_takes_it_back),
        CASE(an_import_called_off_at_the_last_moment_leaves_nothing),
        CASE(all_or_nothing_unless_the_good_rows_are_asked_for),
        CASE(nothing_is_created_for_an_unknown_name),
        CASE(namesakes_need_a_code_or_a_province),
        CASE(a_file_that_does_not_say_what_it_is),
        CASE(doubts_are_told_and_nothing_corrected),
        CASE(a_dry_run_doubts_what_the_import_doubts),
        CASE(a_repeated_edition_takes_the_weaker_repeats_along),
        CASE(many_figures_are_doubted_alike),
        CASE(a_figure_behind_a_cover_knows_its_sheet),
        CASE(a_share_beyond_its_bounds_is_doubted),
        CASE(a_file_that_contradicts_itself_is_refused),
        CASE(sources_that_compete_enter),
        CASE(broken_rules_are_told_with_their_line),
    };
    return cmocka_run_group_tests_name("exchange/import", tests, NULL, NULL);
}
