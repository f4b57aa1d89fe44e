/* A reading saved under a name, corrected by hand, used again, and refused where it does not
 * fit. */
#include "exchange_test.h"

static const char TABLE[] = "地方,总量,户数\n焦作市,1926.08,5\n许昌市,2171.16,6\n";

static Text body_of(Fixture *f, const char *name, Record **record)
{
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("mapping"));
    RecordFilter filter = {record_field(def, TEXT("name")), value_text(text_from(name))};
    ok(f, record_find(f->arena, f->workspace, def, &filter, 1, record, &f->err));
    assert_non_null(*record);
    return record_value(*record, "body")->text;
}

static void save_body(Fixture *f, Record *record, const char *body)
{
    *record_value(record, "body") = value_text(text_from(body));
    ok(f,
       record_save(f->arena, f->workspace, record, TEXT(""), problems_new(f->arena, 4), &f->err));
}

static void new_mapping(Fixture *f, const char *name, const char *body)
{
    Record *record =
        record_new(f->arena, model_record(workspace_model(f->workspace), TEXT("mapping")));
    *record_value(record, "name") = value_text(text_from(name));
    save_body(f, record, body);
}

static void saved_and_used_again(void **state)
{
    static const Expected FIGURES[] = {
        {"焦作市", "gdp", "2015", "0.1926", 2, 2},
        {"许昌市", "gdp", "2016", "0.2171", 2, 2},
    };
    Fixture *f = *state;
    f->options.save_mapping = TEXT("月报");
    f->options.period = TEXT("2015");
    import(f, write_file(f, "a.csv", "城市,GDP(万元)\n焦作市,1926\n"));
    Record *record;
    Text body = body_of(f, "月报", &record);
    assert_true(text_contains(body, TEXT("城市 → entity")));
    assert_true(text_contains(body, TEXT("GDP(万元) → value indicator=\"gdp\" unit=\"万元\"")));
    f->options.mapping = TEXT("月报");
    f->options.period = TEXT("2016");
    import(f, write_file(f, "b.csv", "城市,GDP(万元)\n许昌市,2171\n"));
    EXPECT(f, FIGURES);
}

static void a_mapping_says_what_headings_do_not(void **state)
{
    static const Expected FIGURES[] = {
        {"焦作市", "gdp", "2015", "1926.08", 2, 2},
        {"许昌市", "gdp", "2015", "2171.16", 3, 2},
    };
    Fixture *f = *state;
    const char *path = write_file(f, "table.csv", TABLE);
    f->options.period = TEXT("2015");
    import_fails(f, path, "exchange.not_understood");
    new_mapping(f, "总量表",
                "* → sheet unit=\"亿元\"\n地方 → entity\n总量 → value indicator=\"gdp\"\n");
    f->options.mapping = TEXT("总量表");
    f->options.period = TEXT("2015");
    import(f, path);
    EXPECT(f, FIGURES);
    assert_int_equal(problems_of(f, "exchange.column_left"), 1); /* 户数 */
}

static void a_mapping_that_does_not_fit(void **state)
{
    Fixture *f = *state;
    const char *path = write_file(f, "table.csv", TABLE);
    f->options.mapping = TEXT("没有");
    import_fails(f, path, "exchange.no_mapping");
    new_mapping(f, "旧表", "地方 → entity\n总产值 → value indicator=\"gdp\"\n");
    f->options.mapping = TEXT("旧表");
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.mapping_heading"), 1);
    assert_true(text_equal(problems_at(f->result.problems, 0)->field, TEXT("总产值")));
    new_mapping(f, "坏表", "地方 → entity\n总量 → value indicator=\"没有这个\"\n");
    f->options.mapping = TEXT("坏表");
    import_fails(f, path, "exchange.not_understood");
    assert_int_equal(problems_of(f, "exchange.mapping_line"), 1);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(saved_and_used_again),
        CASE(a_mapping_says_what_headings_do_not),
        CASE(a_mapping_that_does_not_fit),
    };
    return cmocka_run_group_tests_name("exchange/mapping", tests, NULL, NULL);
}
