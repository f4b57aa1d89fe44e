/* Rows of whole numbers in one statement, in and out. */
#include "support.h"

#include <unistd.h>

#include "store_impl.h"

static const char *const COLUMNS[] = {"id", "amount"};

/* Ids from 1; every third amount is missing. */
static bool counted(const void *context, int64_t row, int column, int64_t *number)
{
    int64_t shift = *(const int64_t *)context;
    *number = column == 0 ? row + 1 + shift : row * 10;
    return column == 0 || row % 3 != 0;
}

static Status insert(Fixture *fixture, Store *store, int64_t count, int64_t shift)
{
    BulkRows rows = {.context = &shift, .count = count, .number = counted};
    int64_t inserted;
    Status status =
        store_insert_rows(store, "bulk_test", COLUMNS, 2, &rows, &inserted, &fixture->err);
    assert_true(status != STATUS_OK || inserted == count);
    return status;
}

static Store *opened_with_table(Fixture *fixture)
{
    Store *store = opened(fixture, STORE_CREATE);
    assert_int_equal(store_run_script(store,
                                      "CREATE TABLE bulk_test(id INTEGER NOT NULL PRIMARY KEY, "
                                      "amount INTEGER) STRICT, WITHOUT ROWID",
                                      &fixture->err),
                     STATUS_OK);
    return store;
}

static void rows_arrive_whole_with_what_is_missing(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    assert_int_equal(store_write_begin(store, DURABILITY_BULK, &fixture->err), STATUS_OK);
    assert_int_equal(insert(fixture, store, 1000, 0), STATUS_OK);
    assert_int_equal(insert(fixture, store, 0, 0), STATUS_OK);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    assert_int_equal(number(store, "SELECT count(*) FROM bulk_test"), 1000);
    assert_int_equal(number(store, "SELECT count(*) FROM bulk_test WHERE amount IS NULL"), 334);
    assert_int_equal(number(store, "SELECT amount FROM bulk_test WHERE id = 1000"), 0);
    assert_int_equal(number(store, "SELECT amount FROM bulk_test WHERE id = 999"), 9980);
    store_close(store);
}

static void a_key_that_is_there_refuses_and_a_rollback_leaves_nothing(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    assert_int_equal(store_write_begin(store, DURABILITY_BULK, &fixture->err), STATUS_OK);
    assert_int_equal(insert(fixture, store, 10, 5), STATUS_OK);
    assert_int_equal(insert(fixture, store, 10, 0), STATUS_CONFLICT);
    store_write_rollback(store);
    assert_int_equal(number(store, "SELECT count(*) FROM bulk_test"), 0);
    store_close(store);
}

static void outside_a_write_transaction_it_is_refused(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    assert_status(fixture, insert(fixture, store, 1, 0), STATUS_INTERNAL, "store.bulk_misused");
    store_close(store);
}

static int may_write[2]; /* a pipe: a child has the lock that its parent holds when it is made */

static void write_once(Fixture *fixture)
{
    char told;
    Store *store = opened(fixture, STORE_WRITE);
    assert_int_equal(read(may_write[0], &told, 1), 1);
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
    assert_int_equal(insert(fixture, store, 1, 100000), STATUS_OK);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    store_close(store);
}

static void who_waits_to_write_ends_it_but_not_before_the_least(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    int64_t shift = 0, inserted;
    BulkRows rows = {.context = &shift, .count = 10000, .least = 1000, .number = counted};
    assert_int_equal(pipe(may_write), 0);
    int other = child_start(fixture, write_once);
    assert_int_equal(store_write_begin(store, DURABILITY_BULK, &fixture->err), STATUS_OK);
    assert_false(writer_lock_is_awaited(store->writer_lock));
    assert_int_equal(write(may_write[1], "w", 1), 1);
    while (!writer_lock_is_awaited(store->writer_lock)) {
        sleep_ms(1);
    }
    assert_int_equal(
        store_insert_rows(store, "bulk_test", COLUMNS, 2, &rows, &inserted, &fixture->err),
        STATUS_OK);
    assert_in_range(inserted, 1000, 1100);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    child_must_succeed(other);
    assert_int_equal(number(store, "SELECT count(*) FROM bulk_test"), inserted + 1);
    close(may_write[0]);
    close(may_write[1]);
    store_close(store);
}

/* ---- Out ---- */

typedef struct Seen {
    int64_t rows, last_id, sum, missing;
    bool rising;
} Seen;

static void see(void *context, const int64_t *columns)
{
    Seen *seen = context;
    seen->rows++;
    seen->rising = seen->rising && columns[0] > seen->last_id;
    seen->last_id = columns[0];
    seen->sum += columns[1];
    seen->missing += columns[2];
}

static Seen seen_from(Fixture *fixture, Store *store, int64_t least)
{
    Seen seen = {.rising = true};
    Stmt *stmt;
    assert_int_equal(store_prepare_each(store, "id, amount, amount IS NULL",
                                        "FROM bulk_test WHERE id >= $1", &stmt, &fixture->err),
                     STATUS_OK);
    stmt_bind_int(stmt, 1, least);
    assert_int_equal(stmt_each(stmt, see, &seen, &fixture->err), STATUS_OK);
    return seen;
}

static void every_row_is_given_once_in_the_order_of_the_key(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    assert_int_equal(store_write_begin(store, DURABILITY_BULK, &fixture->err), STATUS_OK);
    assert_int_equal(insert(fixture, store, 1000, 0), STATUS_OK);
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    Seen all = seen_from(fixture, store, 0);
    assert_int_equal(all.rows, 1000);
    assert_int_equal(all.missing, 334);
    assert_int_equal(all.sum, number(store, "SELECT sum(amount) FROM bulk_test"));
    assert_true(all.rising);
    assert_int_equal(seen_from(fixture, store, 991).rows, 10);
    assert_int_equal(seen_from(fixture, store, 1001).rows, 0);
    store_close(store);
}

static void a_parameter_that_is_not_bound_is_told(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened_with_table(fixture);
    Seen seen = {0};
    Stmt *stmt;
    assert_int_equal(
        store_prepare_each(store, "id", "FROM bulk_test WHERE id >= $1", &stmt, &fixture->err),
        STATUS_OK);
    assert_status(fixture, stmt_each(stmt, see, &seen, &fixture->err), STATUS_INTERNAL,
                  "store.bind_missing");
    assert_int_equal(seen.rows, 0);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_arrive_whole_with_what_is_missing, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_key_that_is_there_refuses_and_a_rollback_leaves_nothing,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(outside_a_write_transaction_it_is_refused, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(who_waits_to_write_ends_it_but_not_before_the_least,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(every_row_is_given_once_in_the_order_of_the_key,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_parameter_that_is_not_bound_is_told, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
