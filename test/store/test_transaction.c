/* Transactions, the writer lock between stores and processes, kills, ids, locks, the log. */
#include "support.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store_impl.h"

static void begin(Fixture *fixture, Store *store)
{
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
}

static void commit(Fixture *fixture, Store *store)
{
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
}

static void rollback_leaves_nothing_and_is_harmless_twice(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    store_write_rollback(store);
    begin(fixture, store);
    item_add(store, 1, "a");
    store_write_rollback(store);
    store_write_rollback(store);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 0);
    begin(fixture, store);
    item_add(store, 1, "a");
    store_close(store); /* rolls back what is open */
    store = opened(fixture, STORE_READ);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 0);
    store_close(store);
}

static void misuse_is_told(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    int64_t first;
    assert_status(fixture, store_write_commit(store, &fixture->err), STATUS_INTERNAL,
                  "store.no_transaction");
    assert_status(fixture, store_new_ids(store, 1, &first, &fixture->err), STATUS_INTERNAL,
                  "store.no_transaction");
    Stmt *stmt = NULL;
    assert_int_equal(store_prepare(store, "DELETE FROM item", &stmt, &fixture->err), STATUS_OK);
    assert_status(fixture, stmt_run(stmt, &fixture->err), STATUS_INTERNAL, "store.write_outside");
    begin(fixture, store);
    assert_status(fixture, store_write_begin(store, DURABILITY_FULL, &fixture->err),
                  STATUS_INTERNAL, "store.transaction_open");
    assert_status(fixture, store_read_begin(store, &fixture->err), STATUS_INTERNAL,
                  "store.transaction_open");
    store_close(store);
    store = opened(fixture, STORE_READ);
    assert_status(fixture, store_write_begin(store, DURABILITY_FULL, &fixture->err),
                  STATUS_INTERNAL, "store.opened_for_reading");
    store_close(store);
    store_close(NULL);
}

static void writing_does_not_begin_on_a_half_read_statement(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 3);
    Stmt *stmt = NULL;
    bool row;
    assert_int_equal(store_prepare(store, "SELECT id FROM item", &stmt, &fixture->err), STATUS_OK);
    assert_int_equal(stmt_step(stmt, &row, &fixture->err), STATUS_OK);
    assert_status(fixture, store_write_begin(store, DURABILITY_FULL, &fixture->err),
                  STATUS_INTERNAL, "store.statement_open");
    stmt_reset(stmt);
    items_add(store, 4, 1);
    store_close(store);
}

static void two_stores_of_one_process_exclude_each_other(void **state)
{
    Fixture *fixture = *state;
    Store *one = opened(fixture, STORE_CREATE);
    Store *two = opened(fixture, STORE_WRITE);
    two->patience_ms = 50;
    begin(fixture, one);
    item_add(one, 1, "a");
    uint64_t before = time_monotonic_ns();
    assert_status(fixture, store_write_begin(two, DURABILITY_FULL, &fixture->err), STATUS_BUSY,
                  "store.writer_busy");
    assert_true(time_monotonic_ns() - before >= 50 * 1000000ULL);
    commit(fixture, one);
    begin(fixture, two);
    assert_int_equal(number(two, "SELECT count(*) FROM item"), 1);
    store_write_rollback(two);
    store_close(one);
    store_close(two);
}

static void a_reader_keeps_its_snapshot_and_stops_no_writer(void **state)
{
    Fixture *fixture = *state;
    Store *writer = opened(fixture, STORE_CREATE);
    items_add(writer, 1, 1);
    Store *reader = opened(fixture, STORE_READ);
    assert_int_equal(store_read_begin(reader, &fixture->err), STATUS_OK);
    assert_int_equal(number(reader, "SELECT count(*) FROM item"), 1);
    items_add(writer, 2, 5);
    assert_int_equal(number(reader, "SELECT count(*) FROM item"), 1);
    store_read_end(reader);
    store_read_end(reader);
    assert_int_equal(number(reader, "SELECT count(*) FROM item"), 6);
    begin(fixture, writer);
    item_add(writer, 100, "not yet");
    assert_int_equal(number(reader, "SELECT count(*) FROM item"), 6);
    store_write_rollback(writer);
    store_close(reader);
    store_close(writer);
}

enum { CONTENDED = 200 };

static void increment(Fixture *fixture, Store *store)
{
    begin(fixture, store);
    int64_t value = number(store, "SELECT value FROM counter");
    Stmt *stmt = NULL;
    assert_int_equal(store_prepare(store, "UPDATE counter SET value = $1", &stmt, &fixture->err),
                     STATUS_OK);
    stmt_bind_int(stmt, 1, value + 1);
    assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);
    commit(fixture, store);
}

static void increment_often(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    for (int i = 0; i < CONTENDED; i++) {
        increment(fixture, store);
    }
    store_close(store);
}

static void two_processes_lose_no_transaction(void **state)
{
    Fixture *fixture = *state;
    store_close(opened(fixture, STORE_CREATE));
    int one = child_start(fixture, increment_often);
    int two = child_start(fixture, increment_often);
    child_must_succeed(one);
    child_must_succeed(two);
    Store *store = opened(fixture, STORE_READ);
    assert_int_equal(number(store, "SELECT value FROM counter"), 2 * CONTENDED);
    store_close(store);
}

/* Commits chunk after chunk without a pause, as an import does. */
static void load_in_chunks(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    for (;;) {
        begin(fixture, store);
        int64_t id = number(store, "SELECT coalesce(max(id), 0) + 1 FROM item");
        char name[32];
        snprintf(name, sizeof(name), "chunk %lld", (long long)id);
        item_add(store, id, name);
        sleep_ms(20);
        commit(fixture, store);
    }
}

static void a_loader_makes_nobody_wait_for_more_than_a_chunk(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    int loader = child_start(fixture, load_in_chunks);
    while (number(store, "SELECT count(*) FROM item") == 0) {
        sleep_ms(5);
    }
    uint64_t longest = 0;
    for (int i = 0; i < 20; i++) {
        uint64_t before = time_monotonic_ns();
        increment(fixture, store);
        uint64_t waited = time_monotonic_ns() - before;
        longest = waited > longest ? waited : longest;
    }
    kill(loader, SIGKILL);
    waitpid(loader, NULL, 0);
    print_message("longest wait beside 20 ms chunks: %llu ms\n",
                  (unsigned long long)(longest / 1000000));
    assert_true(longest <
                1000 * 1000000ULL); /* twenty chunks would take 400 ms without the others */
    store_close(store);
}

/* Two tables move together; the pipe tells what was committed. */
static int told[2];

static void write_until_killed(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    for (;;) {
        begin(fixture, store);
        int64_t next = number(store, "SELECT value FROM counter") + 1;
        run(store, "UPDATE counter SET value = value + 1");
        for (int part = 0; part < 10; part++) {
            char name[64];
            snprintf(name, sizeof(name), "%lld/%d", (long long)next, part);
            item_add(store, next * 10 + part, name);
        }
        commit(fixture, store);
        if (write(told[1], &next, sizeof(next)) != sizeof(next)) {
            _exit(1);
        }
    }
}

static int64_t last_told(void)
{
    int64_t value, last = 0;
    close(told[1]);
    while (read(told[0], &value, sizeof(value)) == sizeof(value)) {
        last = value;
    }
    close(told[0]);
    return last;
}

static void a_killed_writer_leaves_what_it_committed_and_no_half(void **state)
{
    Fixture *fixture = *state;
    Random random = random_seeded(2016, 1);
    store_close(opened(fixture, STORE_CREATE));
    int64_t committed = 0;
    for (int round = 0; round < 20; round++) {
        assert_int_equal(pipe(told), 0);
        int writer = child_start(fixture, write_until_killed);
        sleep_ms(20 + (long)(random_unit(&random) * 60));
        assert_int_equal(kill(writer, SIGKILL), 0);
        int ended;
        waitpid(writer, &ended, 0);
        assert_true(WIFSIGNALED(ended));
        int64_t last = last_told();
        committed = last > committed ? last : committed;

        /* Odd rounds: the reader is the one who finds the log unfinished. */
        Store *store = opened(fixture, round % 2 == 0 ? STORE_WRITE : STORE_READ);
        int64_t found = number(store, "SELECT value FROM counter");
        assert_true(found >= committed);
        assert_int_equal(number(store, "SELECT count(*) FROM item"), 10 * found);
        List checks;
        assert_int_equal(store_check(fixture->arena, store, &checks, &fixture->err), STATUS_OK);
        assert_true(LIST_AT(&checks, StoreCheck, 0)->passed);
        store_close(store);
        committed = found;
    }
    print_message("20 kills, %lld transactions committed\n", (long long)committed);
    assert_true(committed > 0);
}

static void commit_and_vanish(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    items_add(store, 1, 10);
    begin(fixture, store);
    item_add(store, 99, "half");
    kill(getpid(), SIGKILL);
}

static void a_reader_recovers_the_log_of_a_killed_writer(void **state)
{
    Fixture *fixture = *state;
    store_close(opened(fixture, STORE_CREATE));
    waitpid(child_start(fixture, commit_and_vanish), NULL, 0);
    const char *log = in_folder(fixture, "city.duibiao-wal");
    assert_true(file_size(log) > 0);
    int64_t file_bytes = file_size(fixture->file);
    int64_t log_bytes = file_size(log);
    unlink(in_folder(fixture, "city.duibiao-shm"));
    Store *reader = opened(fixture, STORE_READ);
    assert_int_equal(number(reader, "SELECT count(*) FROM item"), 10);
    store_close(reader);
    /* It neither moved the log nor removed it. */
    assert_int_equal(file_size(fixture->file), file_bytes);
    assert_int_equal(file_size(log), log_bytes);
}

static void ids_rise_and_never_return(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    int64_t first;
    begin(fixture, store);
    assert_int_equal(store_new_ids(store, 1, &first, &fixture->err), STATUS_OK);
    assert_int_equal(first, 1);
    assert_int_equal(store_new_ids(store, 1000, &first, &fixture->err), STATUS_OK);
    assert_int_equal(first, 2);
    commit(fixture, store);
    store_close(store);
    store = opened(fixture, STORE_WRITE);
    begin(fixture, store);
    assert_int_equal(store_new_ids(store, 1, &first, &fixture->err), STATUS_OK);
    assert_int_equal(first, 1002);
    assert_status(fixture, store_new_ids(store, 0, &first, &fixture->err), STATUS_INTERNAL,
                  "store.id_count");
    assert_status(fixture, store_new_ids(store, INT64_MAX, &first, &fixture->err), STATUS_LIMIT,
                  "store.ids_used_up");
    const int64_t end = INT64_C(1) << 53;
    assert_int_equal(store_new_ids(store, end - 1003, &first, &fixture->err), STATUS_OK);
    assert_true(first + (end - 1003) - 1 < end);
    assert_status(fixture, store_new_ids(store, 1, &first, &fixture->err), STATUS_LIMIT,
                  "store.ids_used_up");
    store_close(store);
}

static void hold_the_import_lock(Fixture *fixture)
{
    Store *store = NULL;
    StoreLock *lock = NULL;
    char ready = 1;
    if (store_open(fixture->file, STORE_READ, test_migrations, &store, &fixture->err) !=
            STATUS_OK ||
        store_lock(store, "import", &lock, &fixture->err) != STATUS_OK ||
        write(told[1], &ready, 1) != 1) {
        _exit(1);
    }
    for (;;) {
        pause();
    }
}

static void a_lock_by_name_ends_with_its_process(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    StoreLock *lock = NULL;
    char ready;
    assert_int_equal(pipe(told), 0);
    int holder = child_start(fixture, hold_the_import_lock);
    assert_int_equal(read(told[0], &ready, 1), 1);
    assert_status(fixture, store_lock(store, "import", &lock, &fixture->err), STATUS_BUSY,
                  "store.lock_busy");
    assert_null(lock);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    assert_int_equal(store_lock(store, "import", &lock, &fixture->err), STATUS_OK);

    Store *other = opened(fixture, STORE_READ);
    StoreLock *second = NULL;
    assert_status(fixture, store_lock(other, "import", &second, &fixture->err), STATUS_BUSY,
                  "store.lock_busy");
    store_unlock(lock);
    assert_int_equal(store_lock(other, "import", &second, &fixture->err), STATUS_OK);
    store_unlock(second);
    store_unlock(NULL);
    static const char *const refused[] = {"writer", "wal", "shm", "", "../x", "Import"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_status(fixture, store_lock(store, refused[i], &lock, &fixture->err), STATUS_INTERNAL,
                      "store.lock_name");
    }
    close(told[0]);
    close(told[1]);
    store_close(other);
    store_close(store);
}

/* Rows large enough that the log would pass its bound several times. */
static void load_megabytes(Fixture *fixture, Store *store, int megabytes)
{
    static char text[100000];
    memset(text, 'x', sizeof(text));
    for (int i = 0; i < megabytes; i++) {
        assert_int_equal(store_write_begin(store, DURABILITY_BULK, &fixture->err), STATUS_OK);
        for (int j = 0; j < 10; j++) {
            int64_t first;
            assert_int_equal(store_new_ids(store, 1, &first, &fixture->err), STATUS_OK);
            snprintf(text, 32, "%020lld", (long long)first);
            text[20] = 'x';
            Stmt *stmt = NULL;
            assert_int_equal(store_prepare(store, "INSERT INTO doc (id, body) VALUES ($1, $2)",
                                           &stmt, &fixture->err),
                             STATUS_OK);
            stmt_bind_int(stmt, 1, first);
            stmt_bind_text(stmt, 2, (Text){text, sizeof(text)});
            assert_int_equal(stmt_run(stmt, &fixture->err), STATUS_OK);
        }
        commit(fixture, store);
    }
}

static void the_log_stays_bounded_and_shrinks_after_a_long_reader(void **state)
{
    Fixture *fixture = *state;
    const char *log = in_folder(fixture, "city.duibiao-wal");
    Store *store = opened(fixture, STORE_CREATE);
    assert_int_equal(store_run_script(store,
                                      "CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT"
                                      " NOT NULL) STRICT",
                                      &fixture->err),
                     STATUS_OK);
    load_megabytes(fixture, store, 60);
    assert_in_range(file_size(log), 1, STORE_LOG_BYTES_KEPT);

    Store *reader = opened(fixture, STORE_READ);
    assert_int_equal(store_read_begin(reader, &fixture->err), STATUS_OK);
    assert_int_equal(number(reader, "SELECT count(*) FROM doc"), 600);
    load_megabytes(fixture, store, 75);
    assert_true(file_size(log) > STORE_LOG_BYTES_MAX);
    assert_int_equal(number(reader, "SELECT count(*) FROM doc"), 600);
    store_read_end(reader);
    load_megabytes(fixture, store, 10);
    assert_in_range(file_size(log), 1, STORE_LOG_BYTES_KEPT);
    assert_int_equal(number(reader, "SELECT count(*) FROM doc"), 1450);
    store_close(reader);
    store_close(store);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(rollback_leaves_nothing_and_is_harmless_twice),
        CASE(misuse_is_told),
        CASE(writing_does_not_begin_on_a_half_read_statement),
        CASE(two_stores_of_one_process_exclude_each_other),
        CASE(a_reader_keeps_its_snapshot_and_stops_no_writer),
        CASE(two_processes_lose_no_transaction),
        CASE(a_loader_makes_nobody_wait_for_more_than_a_chunk),
        CASE(a_killed_writer_leaves_what_it_committed_and_no_half),
        CASE(a_reader_recovers_the_log_of_a_killed_writer),
        CASE(ids_rise_and_never_return),
        CASE(a_lock_by_name_ends_with_its_process),
        CASE(the_log_stays_bounded_and_shrinks_after_a_long_reader),
    };
    return cmocka_run_group_tests_name("store: transactions", tests, NULL, NULL);
}
