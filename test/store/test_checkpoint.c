/* The log moves into the file beside those who write, and never begins anew under a checkpoint. */
#include "support.h"

#include <string.h>

#include "store_impl.h"

enum { BODY_BYTES = 100000 };

static void make_table(Fixture *fixture, Store *store)
{
    static const char sql[] =
        "CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";
    assert_int_equal(store_run_script(store, sql, &fixture->err), STATUS_OK);
}

static void doc_add(Fixture *fixture, Store *store, Durability durability)
{
    static char text[BODY_BYTES];
    Stmt *stmt = NULL;
    int64_t id;
    memset(text, 'x', sizeof text);
    assert_int_equal(store_write_begin(store, durability, &fixture->err), STATUS_OK);
    assert_int_equal(store_new_ids(store, 1, &id, &fixture->err), STATUS_OK);
    assert_int_equal(
        store_prepare(store, "INSERT INTO doc (id, body) VALUES ($1, $2)", &stmt, &fixture->err),
        STATUS_OK);
    stmt_bind_int(stmt, 1, id);
    stmt_bind_text(stmt, 2, (Text){text, sizeof text});
    assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
}

static void assert_sound(Fixture *fixture, Store *store)
{
    List checks;
    assert_int_equal(store_check(fixture->arena, store, &checks, &fixture->err), STATUS_OK);
    assert_true(LIST_AT(&checks, StoreCheck, 0)->passed); /* integrity */
}

static void who_writes_without_a_pause_keeps_the_log_bounded(void **state)
{
    Fixture *fixture = *state;
    const char *log = in_folder(fixture, "city.duibiao-wal");
    Store *store = opened(fixture, STORE_CREATE);
    int64_t longest = 0;
    make_table(fixture, store);
    for (int at = 0; at < 1500; at++) {
        doc_add(fixture, store, at % 2 == 0 ? DURABILITY_FULL : DURABILITY_BULK);
        longest = file_size(log) > longest ? file_size(log) : longest;
    }
    assert_in_range(longest, 1, STORE_LOG_BYTES_MAX);
    assert_int_equal(number(store, "SELECT count(*) FROM doc"), 1500);
    assert_sound(fixture, store);
    store_close(store);
}

static sqlite3 *connected(Fixture *fixture)
{
    sqlite3 *db;
    int version;
    assert_int_equal(connection_open(fixture->file, ACCESS_WRITE, &db, &fixture->err), STATUS_OK);
    assert_int_equal(connection_configure(db, fixture->file, STORE_READ, &fixture->err), STATUS_OK);
    assert_int_equal(connection_version(db, fixture->file, &version, &fixture->err), STATUS_OK);
    return db;
}

static void checkpoint_all(sqlite3 *db)
{
    int log_pages, moved_pages;
    assert_int_equal(
        sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, &log_pages, &moved_pages),
        SQLITE_OK);
    assert_int_equal(log_pages, moved_pages);
}

/* What checkpoint.c stands on. */
static void a_log_that_is_read_does_not_begin_anew_though_all_of_it_has_moved(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    make_table(fixture, store);
    sqlite3 *guard = connected(fixture), *mover = connected(fixture);
    doc_add(fixture, store, DURABILITY_FULL);
    connection_run(guard, fixture->file, "BEGIN; SELECT count(*) FROM sqlite_schema",
                   &fixture->err);
    checkpoint_all(mover);
    int before = store->log_pages;
    doc_add(fixture, store, DURABILITY_FULL);
    assert_true(store->log_pages > before);
    connection_run(guard, fixture->file, "COMMIT", &fixture->err);
    checkpoint_all(mover);
    before = store->log_pages;
    doc_add(fixture, store, DURABILITY_FULL);
    assert_true(store->log_pages < before);
    sqlite3_close(guard);
    sqlite3_close(mover);
    assert_sound(fixture, store);
    store_close(store);
}

/* To shorten it costs who writes next some milliseconds, and what grows again waits for the disk's
 * own journal: so one of usual length stays as it is. */
static void a_log_that_begins_anew_keeps_its_length(void **state)
{
    Fixture *fixture = *state;
    const char *log = in_folder(fixture, "city.duibiao-wal");
    Store *store = opened(fixture, STORE_CREATE);
    make_table(fixture, store);
    sqlite3 *guard = connected(fixture);
    connection_run(guard, fixture->file, "BEGIN; SELECT count(*) FROM sqlite_schema",
                   &fixture->err);
    while (store->log_pages * STORE_PAGE_BYTES < STORE_LOG_BYTES_USUAL * 5 / 4) {
        doc_add(fixture, store, DURABILITY_BULK);
    }
    connection_run(guard, fixture->file, "COMMIT", &fixture->err);
    sqlite3_close(guard);
    int64_t bytes;
    int before;
    do {
        bytes = file_size(log);
        before = store->log_pages;
        doc_add(fixture, store, DURABILITY_BULK);
    } while (store->log_pages > before);
    assert_int_equal(file_size(log), bytes);
    store_close(store);
}

enum { DOCS_EACH = 600 };

static void load_docs(Fixture *fixture)
{
    Store *store = opened(fixture, STORE_WRITE);
    for (int at = 0; at < DOCS_EACH; at++) {
        doc_add(fixture, store, DURABILITY_BULK);
    }
    assert_non_null(store->checkpointer);
    store_close(store);
}

static void two_processes_write_and_both_move_the_log(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    make_table(fixture, store);
    store_close(store);
    int child = child_start(fixture, load_docs);
    store = opened(fixture, STORE_WRITE);
    for (int at = 0; at < DOCS_EACH; at++) {
        doc_add(fixture, store, DURABILITY_FULL);
    }
    assert_non_null(store->checkpointer);
    child_must_succeed(child);
    assert_int_equal(number(store, "SELECT count(*) FROM doc"), 2 * DOCS_EACH);
    assert_sound(fixture, store);
    store_close(store);
    assert_false(file_exists(in_folder(fixture, "city.duibiao-wal"))); /* folded in */
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(who_writes_without_a_pause_keeps_the_log_bounded),
        CASE(a_log_that_is_read_does_not_begin_anew_though_all_of_it_has_moved),
        CASE(a_log_that_begins_anew_keeps_its_length),
        CASE(two_processes_write_and_both_move_the_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
