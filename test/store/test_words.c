/* The index of words, and the limit of time. */
#include "support.h"

#include <string.h>

static void begin(Fixture *fixture, Store *store)
{
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
}

static void commit(Fixture *fixture, Store *store)
{
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
}

static void add(Fixture *fixture, Store *store, int64_t id, const char *words)
{
    assert_int_equal(store_words_add(store, id, text_from(words), &fixture->err), STATUS_OK);
}

/* The ids that answer, as "3 1 ". */
static const char *ask(Fixture *fixture, Store *store, const char *first, const char *second)
{
    Buf sql = buf_new(fixture->arena);
    Buf found = buf_new(fixture->arena);
    Stmt *stmt = NULL;
    bool row = false;
    Text groups[] = {text_from(first), text_from(second)};
    buf_add_cstr(&sql, "SELECT w.found FROM ");
    store_words_source(&sql, 1);
    buf_add_cstr(&sql, " AS w ORDER BY w.found DESC");
    const char *text = text_cstr(fixture->arena, buf_text(&sql));
    assert_int_equal(store_prepare(store, text, &stmt, &fixture->err), STATUS_OK);
    stmt_bind_text(stmt, 1, store_words_question(fixture->arena, groups, second[0] ? 2 : 1));
    while (stmt_step(stmt, &row, &fixture->err) == STATUS_OK && row) {
        buf_add_format(&found, "%lld ", (long long)stmt_int(stmt, 0));
    }
    return text_cstr(fixture->arena, buf_text(&found));
}

static void words_are_found_newest_first(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    begin(fixture, store);
    add(fixture, store, 1, "项目 目建 建设 type:task unit:7");
    add(fixture, store, 2, "gdp 项目 type:gap");
    add(fixture, store, 9007199254740991, "项目 目库 type:task unit:8");
    add(fixture, store, 3, "台账 type:stage_event");
    commit(fixture, store);
    assert_string_equal(ask(fixture, store, "项目", ""), "9007199254740991 2 1 ");
    assert_string_equal(ask(fixture, store, "项目", "type:task"), "9007199254740991 1 ");
    assert_string_equal(ask(fixture, store, "建设", "unit:8"), "");
    assert_string_equal(ask(fixture, store, "建设 gdp", "项目"), "2 1 ");
    assert_string_equal(ask(fixture, store, "unit", ""), "");
    assert_string_equal(ask(fixture, store, "台账", "type:stage_event"), "3 ");
    assert_string_equal(ask(fixture, store, "台账", "type:stage"), "");
    store_close(store);
}

static void words_taken_out_are_not_found(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    begin(fixture, store);
    add(fixture, store, 1, "项目 建设");
    add(fixture, store, 2, "项目");
    assert_int_equal(store_words_remove(store, 1, TEXT("项目 建设"), &fixture->err), STATUS_OK);
    add(fixture, store, 1, "项目 gdp");
    commit(fixture, store);
    assert_string_equal(ask(fixture, store, "建设", ""), "");
    assert_string_equal(ask(fixture, store, "项目", ""), "2 1 ");
    assert_string_equal(ask(fixture, store, "gdp", ""), "1 ");
    begin(fixture, store);
    assert_int_equal(store_words_clear(store, &fixture->err), STATUS_OK);
    commit(fixture, store);
    assert_string_equal(ask(fixture, store, "项目", ""), "");
    store_close(store);
}

static void words_stand_or_fall_with_the_transaction(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    begin(fixture, store);
    add(fixture, store, 1, "项目");
    store_write_rollback(store);
    assert_string_equal(ask(fixture, store, "项目", ""), "");
    assert_status(fixture, store_words_add(store, 1, TEXT("项目"), &fixture->err), STATUS_INTERNAL,
                  "store.write_outside");
    store_close(store);
}

/* Nothing in a word is taken for the language of questions. */
static void hostile_words_are_words(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    begin(fixture, store);
    add(fixture, store, 1, "a");
    commit(fixture, store);
    assert_string_equal(ask(fixture, store, "\"", "a"), "");
    assert_string_equal(ask(fixture, store, "a\"OR\"b NEAR(a", "a"), "");
    assert_string_equal(ask(fixture, store, "-*^", "a"), "");
    store_close(store);
}

static const char endless_sql[] =
    "WITH RECURSIVE step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step) SELECT max(n) FROM step";

static void what_takes_too_long_is_stopped(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    Stmt *stmt = NULL;
    bool row = false;
    assert_int_equal(store_prepare(store, endless_sql, &stmt, &fixture->err), STATUS_OK);
    store_limit_time(store, 5000);
    assert_status(fixture, stmt_step(stmt, &row, &fixture->err), STATUS_LIMIT, "store.too_slow");
    store_limit_time(store, 0);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 0);
    store_close(store);
}

#define words_test(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        words_test(words_are_found_newest_first),
        words_test(words_taken_out_are_not_found),
        words_test(words_stand_or_fall_with_the_transaction),
        words_test(hostile_words_are_words),
        words_test(what_takes_too_long_is_stopped),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
