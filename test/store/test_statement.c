/* Statements: binding, stepping, columns, errors. */
#include "support.h"

#include <string.h>

static Store *store_of(void **state)
{
    return opened(*state, STORE_CREATE);
}

static Stmt *prepared(Fixture *fixture, Store *store, const char *sql)
{
    Stmt *stmt = NULL;
    assert_int_equal(store_prepare(store, sql, &stmt, &fixture->err), STATUS_OK);
    return stmt;
}

static void begin(Fixture *fixture, Store *store)
{
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
}

static const char insert_sql[] = "INSERT INTO item (id, name, amount) VALUES ($1, $2, $3)";

static void values_come_back_as_they_were_bound(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    begin(fixture, store);
    Stmt *stmt = prepared(fixture, store, insert_sql);
    stmt_bind_int(stmt, 1, INT64_MAX);
    stmt_bind_text(stmt, 2, TEXT("焦作"));
    stmt_bind_int(stmt, 3, 19260785);
    assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);
    stmt_bind_int(stmt, 1, INT64_MIN);
    stmt_bind_text(stmt, 2, (Text){NULL, 0});
    stmt_bind_null(stmt, 3);
    assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);

    bool row;
    stmt = prepared(fixture, store, "SELECT id, name, amount FROM item ORDER BY id DESC");
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_true(row);
    assert_true(stmt_int(stmt, 0) == INT64_MAX);
    Text kept = stmt_text_copy(fixture->arena, stmt, 1);
    assert_true(stmt_int(stmt, 2) == 19260785);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_true(row);
    assert_true(stmt_int(stmt, 0) == INT64_MIN);
    assert_false(stmt_is_null(stmt, 1)); /* an empty text is not a missing one */
    assert_int_equal(stmt_text(stmt, 1).len, 0);
    assert_true(stmt_is_null(stmt, 2));
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_false(row);
    assert_true(text_equal(kept, TEXT("焦作")));
    store_close(store);
}

static void blobs_keep_every_byte(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    const uint8_t bytes[] = {0, 255, 0, 128, 10};
    bool row;
    Stmt *stmt = prepared(fixture, store, "SELECT $1, $2");
    stmt_bind_blob(stmt, 1, bytes, sizeof(bytes));
    stmt_bind_blob(stmt, 2, NULL, 0);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    Text found = stmt_text(stmt, 0);
    assert_int_equal(found.len, sizeof(bytes));
    assert_memory_equal(found.ptr, bytes, sizeof(bytes));
    assert_false(stmt_is_null(stmt, 1));
    store_close(store);
}

static void a_parameter_may_stand_twice_and_in_any_order(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    bool row;
    Stmt *stmt = prepared(fixture, store, "SELECT $2 - $1, $1, $2 + $12, $12");
    stmt_bind_int(stmt, 12, 100);
    stmt_bind_int(stmt, 1, 3);
    stmt_bind_int(stmt, 2, 10);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_int_equal(stmt_int(stmt, 0), 7);
    assert_int_equal(stmt_int(stmt, 1), 3);
    assert_int_equal(stmt_int(stmt, 2), 110);
    store_close(store);
}

static void bad_binds_show_at_the_step(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    Stmt *stmt = prepared(fixture, store, "SELECT $1 + $3");
    bool row;
    static const int unknown[] = {0, -1, 2, 4};
    for (size_t i = 0; i < 4; i++) {
        stmt = prepared(fixture, store, "SELECT $1 + $3");
        stmt_bind_int(stmt, 1, 1);
        stmt_bind_int(stmt, 3, 1);
        stmt_bind_int(stmt, unknown[i], 1);
        assert_status(fixture, stmt_step(stmt, &row, &fixture->err), STATUS_INTERNAL,
                      "store.bind_unknown");
        assert_int_equal(fixture->err.args[0].number, unknown[i]);
        assert_false(row);
    }
    stmt = prepared(fixture, store, "SELECT $1 + $3");
    stmt_bind_int(stmt, 3, 1);
    assert_status(fixture, stmt_step(stmt, &row, &fixture->err), STATUS_INTERNAL,
                  "store.bind_missing");
    stmt_bind_text(stmt, 1, TEXT("a\0b"));
    assert_status(fixture, stmt_step(stmt, &row, &fixture->err), STATUS_INVALID, "store.bind_nul");
    stmt_bind_int(stmt, 1, 1);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    stmt_bind_int(stmt, 1, 2);
    assert_status(fixture, stmt_step(stmt, &row, &fixture->err), STATUS_INTERNAL,
                  "store.bind_stepping");
    store_close(store);
}

static void preparing_a_text_again_forgets_its_values(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    bool row;
    Stmt *first = prepared(fixture, store, "SELECT $1");
    stmt_bind_int(first, 1, 1);
    assert_int_equal(stmt_step(first, &row, &fixture->err), STATUS_OK);
    Stmt *second = prepared(fixture, store, "SELECT $1");
    assert_ptr_equal(first, second);
    assert_status(fixture, stmt_step(second, &row, &fixture->err), STATUS_INTERNAL,
                  "store.bind_missing");
    store_close(store);
}

static void wrong_sql_is_our_mistake(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    Stmt *stmt = NULL;
    assert_status(fixture, store_prepare(store, "SELEKT 1", &stmt, &fixture->err), STATUS_INTERNAL,
                  "store.sql");
    assert_status(fixture, store_prepare(store, "SELECT \"no_column\"", &stmt, &fixture->err),
                  STATUS_INTERNAL, "store.sql");
    assert_status(fixture, store_prepare(store, "SELECT 1; SELECT 2", &stmt, &fixture->err),
                  STATUS_INTERNAL, "store.one_statement");
    assert_status(fixture, store_prepare(store, "  ", &stmt, &fixture->err), STATUS_INTERNAL,
                  "store.one_statement");
    assert_status(fixture, store_prepare(store, "SELECT ?", &stmt, &fixture->err), STATUS_INTERNAL,
                  "store.parameter");
    assert_status(fixture, store_prepare(store, "SELECT :name", &stmt, &fixture->err),
                  STATUS_INTERNAL, "store.parameter");
    store_close(store);
}

static void broken_keys_and_references_are_conflicts(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    begin(fixture, store);
    item_add(store, 1, "a");
    Stmt *stmt = prepared(fixture, store, insert_sql);
    stmt_bind_int(stmt, 1, 2);
    stmt_bind_text(stmt, 2, TEXT("a"));
    stmt_bind_null(stmt, 3);
    assert_status(fixture, stmt_run(stmt, &fixture->err), STATUS_CONFLICT, "store.constraint");
    assert_true(text_contains(fixture->err.args[1].text, TEXT("item.name")));
    stmt = prepared(fixture, store, "INSERT INTO part (id, item) VALUES ($1, $2)");
    stmt_bind_int(stmt, 1, 1);
    stmt_bind_int(stmt, 2, 77);
    assert_status(fixture, stmt_run(stmt, &fixture->err), STATUS_CONFLICT, "store.constraint");
    /* The transaction goes on; only the statement was refused. */
    stmt_bind_int(stmt, 2, 1);
    assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    assert_int_equal(number(store, "SELECT count(*) FROM part"), 1);
    store_close(store);
}

static void a_statement_is_reused_after_its_last_row(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    items_add(store, 1, 3);
    Stmt *stmt = prepared(fixture, store, "SELECT name FROM item WHERE id >= $1 ORDER BY id");
    for (int64_t from = 1; from <= 4; from++) {
        bool row = true;
        int rows = 0;
        stmt_bind_int(stmt, 1, from);
        while (stmt_step(stmt, &row, &fixture->err) == STATUS_OK && row) {
            rows++;
        }
        assert_int_equal(rows, 4 - from);
    }
    store_close(store);
}

static void returning_rows_can_be_read_or_left(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    bool row;
    items_add(store, 1, 2);
    begin(fixture, store);
    Stmt *stmt = prepared(fixture, store, "UPDATE item SET amount = $1 RETURNING id");
    stmt_bind_int(stmt, 1, 25);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_true(row);
    stmt_reset(stmt);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    assert_int_equal(number(store, "SELECT count(*) FROM item WHERE amount = 25"), 2);
    store_close(store);
}

static void a_full_disk_is_a_limit_and_nothing_half_stays(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    assert_true(number(store, "PRAGMA max_page_count=20") >= 1);
    begin(fixture, store);
    Stmt *stmt = prepared(fixture, store, insert_sql);
    char name[2000];
    memset(name, 'n', sizeof(name));
    Status status = STATUS_OK;
    for (int64_t id = 1; status == STATUS_OK && id < 1000; id++) {
        snprintf(name, 24, "%020lld", (long long)id);
        name[20] = 'n';
        stmt_bind_int(stmt, 1, id);
        stmt_bind_text(stmt, 2, (Text){name, 1990});
        stmt_bind_null(stmt, 3);
        status = stmt_run(stmt, &fixture->err);
    }
    assert_status(fixture, status, STATUS_LIMIT, "store.disk_full");
    store_write_rollback(store);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 0);
    begin(fixture, store);
    item_add(store, 1, "small");
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    store_close(store);
}

static void scripts_are_all_or_nothing(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    assert_int_equal(store_run_script(store,
                                      "-- a comment\nCREATE TABLE one (a INTEGER);\n"
                                      "INSERT INTO one VALUES (1); -- the end\n",
                                      &fixture->err),
                     STATUS_OK);
    assert_int_equal(number(store, "SELECT a FROM one"), 1);
    assert_status(fixture,
                  store_run_script(store, "INSERT INTO one VALUES (2); nonsense", &fixture->err),
                  STATUS_INTERNAL, "store.sql");
    assert_int_equal(number(store, "SELECT count(*) FROM one"), 1);
    assert_status(fixture,
                  store_run_script(store, "COMMIT; INSERT INTO one VALUES (2)", &fixture->err),
                  STATUS_INTERNAL, "store.script_ends_transaction");
    assert_int_equal(number(store, "SELECT count(*) FROM one"), 1);
    store_close(store);
}

static void a_damaged_page_is_corrupt(void **state)
{
    Fixture *fixture = *state;
    Store *store = store_of(state);
    items_add(store, 1, 20000);
    store_close(store);
    char noise[8192];
    memset(noise, 0xA5, sizeof(noise));
    FILE *file = fopen(fixture->file, "r+b");
    assert_non_null(file);
    for (int page = 8; page < 60; page++) {
        fseek(file, page * 8192L, SEEK_SET);
        fwrite(noise, 1, sizeof(noise), file);
    }
    fclose(file);
    store = opened(fixture, STORE_READ);
    bool row = true;
    Status status = STATUS_OK;
    Stmt *stmt = prepared(fixture, store, "SELECT sum(length(name)), max(amount) FROM item");
    while (status == STATUS_OK && row) {
        status = stmt_step(stmt, &row, &fixture->err);
    }
    assert_status(fixture, status, STATUS_CORRUPT, "store.damaged");
    store_close(store);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(values_come_back_as_they_were_bound),
        CASE(blobs_keep_every_byte),
        CASE(a_parameter_may_stand_twice_and_in_any_order),
        CASE(bad_binds_show_at_the_step),
        CASE(preparing_a_text_again_forgets_its_values),
        CASE(wrong_sql_is_our_mistake),
        CASE(broken_keys_and_references_are_conflicts),
        CASE(a_statement_is_reused_after_its_last_row),
        CASE(returning_rows_can_be_read_or_left),
        CASE(a_full_disk_is_a_limit_and_nothing_half_stays),
        CASE(scripts_are_all_or_nothing),
        CASE(a_damaged_page_is_corrupt),
    };
    return cmocka_run_group_tests_name("store: statements", tests, NULL, NULL);
}
