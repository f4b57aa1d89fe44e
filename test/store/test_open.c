/* Opening, refusing, migrating. */
#include "support.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store_impl.h"

/* statfs is replaced at link time, so that any file system can be pretended. */
static uint32_t pretended_magic;

int real_statfs(const char *path, struct statfs *system) __asm__("__real_statfs64");
int pretended_statfs(const char *path, struct statfs *system) __asm__("__wrap_statfs64");

int pretended_statfs(const char *path, struct statfs *system)
{
    int rc = real_statfs(path, system);
    if (pretended_magic != 0) {
        system->f_type = pretended_magic;
    }
    return rc;
}

static void open_refused_untouched(Fixture *fixture, StoreMode mode, Status expected,
                                   const char *code)
{
    Store *store = NULL;
    Hash before = folder_hash(fixture);
    Status status = store_open(fixture->file, mode, test_migrations, &store, &fixture->err);
    assert_status(fixture, status, expected, code);
    assert_null(store);
    Hash after = folder_hash(fixture);
    assert_same_hash(&before, &after);
}

static void refused_in_every_mode(Fixture *fixture, const char *code)
{
    open_refused_untouched(fixture, STORE_READ, STATUS_CORRUPT, code);
    open_refused_untouched(fixture, STORE_WRITE, STATUS_CORRUPT, code);
    open_refused_untouched(fixture, STORE_CREATE, STATUS_CONFLICT, "store.exists");
}

static void a_created_file_is_whole_and_reopens(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    assert_string_equal(store_path(store), fixture->file);
    assert_int_equal(store_schema_version(store), 2);
    assert_int_equal(number(store, "PRAGMA page_size"), 8192);
    items_add(store, 1, 3);
    store_close(store);

    store = opened(fixture, STORE_READ);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 3);
    store_close(store);
    store = opened(fixture, STORE_WRITE);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 3);
    store_close(store);
}

/* Also its log, its index and its lock: nobody reads past permission what a program wrote. */
static void a_workspace_is_its_owner_s_alone(void **state)
{
    static const char *const beside[] = {"", "-wal", "-shm", "-writer"};
    Fixture *fixture = *state;
    mode_t before = umask(0);
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 3);
    umask(before);
    for (size_t at = 0; at < sizeof beside / sizeof beside[0]; at++) {
        char path[300];
        struct stat about;
        snprintf(path, sizeof path, "%s%s", fixture->file, beside[at]);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
    }
    store_close(store);
}

static void a_workspace_at_rest_is_one_file_and_its_lock(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 100);
    assert_true(file_exists(in_folder(fixture, "city.duibiao-wal")));
    store_close(store);
    assert_false(file_exists(in_folder(fixture, "city.duibiao-wal")));
    assert_false(file_exists(in_folder(fixture, "city.duibiao-shm")));
}

static void settings_are_those_of_the_design(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    assert_int_equal(number(store, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(store, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number(store, "PRAGMA synchronous"), 2);
    assert_int_equal(number(store, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(number(store, "PRAGMA temp_store"), 1);
    assert_int_equal(number(store, "PRAGMA cache_size"), -65536);
    assert_int_equal(number(store, "SELECT count(*) FROM pragma_journal_mode"
                                   " WHERE journal_mode = 'wal'"),
                     1);
    int defensive = 0;
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    assert_int_equal(defensive, 1);
    store_close(store);
    store = opened(fixture, STORE_READ);
    assert_int_equal(number(store, "PRAGMA cache_size"), -8192);
    store_close(store);
}

static void a_missing_file_is_not_found(void **state)
{
    Fixture *fixture = *state;
    open_refused_untouched(fixture, STORE_READ, STATUS_NOT_FOUND, "store.no_file");
    open_refused_untouched(fixture, STORE_WRITE, STATUS_NOT_FOUND, "store.no_file");
    fixture->file = in_folder(fixture, "nowhere/city.duibiao");
    open_refused_untouched(fixture, STORE_CREATE, STATUS_NOT_FOUND, "store.no_folder");
}

static void a_folder_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(mkdir(fixture->file, 0700), 0);
    refused_in_every_mode(fixture, "store.not_a_file");
}

static void empty_short_and_foreign_files_are_refused(void **state)
{
    Fixture *fixture = *state;
    char text[4096];
    memset(text, 'x', sizeof(text));
    file_write(fixture->file, "", 0);
    refused_in_every_mode(fixture, "store.not_ours");
    file_write(fixture->file, "SQLite format 3", 16);
    refused_in_every_mode(fixture, "store.not_ours");
    file_write(fixture->file, text, sizeof(text));
    refused_in_every_mode(fixture, "store.not_ours");
}

static void foreign_database(Fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    unlink(fixture->file);
    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void the_database_of_another_program_is_refused(void **state)
{
    Fixture *fixture = *state;
    foreign_database(fixture, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    refused_in_every_mode(fixture, "store.foreign");
    foreign_database(fixture, "PRAGMA journal_mode=WAL; CREATE TABLE t (a)");
    refused_in_every_mode(fixture, "store.foreign");
    foreign_database(fixture, "PRAGMA application_id=252006673; CREATE TABLE t (a)");
    refused_in_every_mode(fixture, "store.foreign");
}

static void user_version_set(Fixture *fixture, int version)
{
    char sql[64];
    sqlite3 *db = NULL;
    snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", version);
    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_newer_file_is_refused(void **state)
{
    Fixture *fixture = *state;
    store_close(opened(fixture, STORE_CREATE));
    user_version_set(fixture, 3);
    open_refused_untouched(fixture, STORE_READ, STATUS_UNSUPPORTED, "store.newer");
    open_refused_untouched(fixture, STORE_WRITE, STATUS_UNSUPPORTED, "store.newer");
    user_version_set(fixture, -1);
    open_refused_untouched(fixture, STORE_WRITE, STATUS_UNSUPPORTED, "store.newer");
}

static void a_newer_file_is_refused_though_only_its_log_says_so(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
    run(store, "PRAGMA user_version=3");
    assert_int_equal(store_write_commit(store, &fixture->err), STATUS_OK);
    open_refused_untouched(fixture, STORE_READ, STATUS_UNSUPPORTED, "store.newer");
    open_refused_untouched(fixture, STORE_WRITE, STATUS_UNSUPPORTED, "store.newer");
    Status status = store_write_begin(store, DURABILITY_FULL, &fixture->err);
    assert_status(fixture, status, STATUS_CONFLICT, "store.migrated");
    store_close(store);
}

static void network_file_systems_are_refused(void **state)
{
    Fixture *fixture = *state;
    static const uint32_t magics[] = {0x6969, 0x517B, 0xFE534D42, 0xFF534D42, 0x65735546};
    Store *store = opened(fixture, STORE_CREATE);
    store_close(store);
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        pretended_magic = magics[i];
        open_refused_untouched(fixture, STORE_READ, STATUS_UNSUPPORTED, "store.network");
        open_refused_untouched(fixture, STORE_WRITE, STATUS_UNSUPPORTED, "store.network");
    }
    fixture->file = in_folder(fixture, "other.duibiao");
    open_refused_untouched(fixture, STORE_CREATE, STATUS_UNSUPPORTED, "store.network");
    pretended_magic = 0;
    assert_null(network_name(0xEF53));     /* ext4 */
    assert_null(network_name(0x01021994)); /* tmpfs */
    assert_null(network_name(0x58465342)); /* XFS */
}

/* The system administrator may write everything, so this is tried as an ordinary user. */
static void open_for_writing_fails(Fixture *fixture)
{
    Store *store = NULL;
    if (geteuid() == 0 && (setegid(65534) != 0 || seteuid(65534) != 0)) {
        _exit(2);
    }
    Status status = store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err);
    bool refused = status == STATUS_IO && store == NULL;
    status = store_open(fixture->file, STORE_READ, test_migrations, &store, &fixture->err);
    store_close(store);
    _exit(refused && status == STATUS_OK ? 0 : 1);
}

static void a_file_that_may_not_be_written_is_refused_for_writing_only(void **state)
{
    Fixture *fixture = *state;
    store_close(opened(fixture, STORE_CREATE));
    assert_int_equal(chmod(fixture->folder, 0777), 0);
    assert_int_equal(chmod(fixture->file, 0444), 0);
    child_must_succeed(child_start(fixture, open_for_writing_fails));
}

static void create_never_joins_the_log_of_an_earlier_file(void **state)
{
    Fixture *fixture = *state;
    file_write(in_folder(fixture, "city.duibiao-wal"), "log", 3);
    open_refused_untouched(fixture, STORE_CREATE, STATUS_CONFLICT, "store.stale_log");
}

/* Whether steps agree stands in a table: reading it makes the files of a log beside. */
static void other_build_refused(Fixture *fixture, StoreMode mode)
{
    Store *store = NULL;
    Status status = store_open(fixture->file, mode, test_migrations, &store, &fixture->err);
    assert_status(fixture, status, STATUS_UNSUPPORTED, "store.other_build");
    assert_null(store);
}

static void a_file_made_by_other_steps_of_the_same_numbers_is_refused(void **state)
{
    Fixture *fixture = *state;
    Store *store = NULL;
    const Migration steps[] = {
        test_migrations.items[0],
        {2, "counter", "CREATE TABLE counter (one INTEGER PRIMARY KEY, other INTEGER) STRICT"}};
    MigrationList others = {steps, 2};
    assert_int_equal(store_open(fixture->file, STORE_CREATE, others, &store, &fixture->err),
                     STATUS_OK);
    store_close(store);
    other_build_refused(fixture, STORE_READ);
    other_build_refused(fixture, STORE_WRITE);
    assert_int_equal(store_open(fixture->file, STORE_WRITE, others, &store, &fixture->err),
                     STATUS_OK);
    store_close(store);
}

static void a_file_of_a_build_that_noted_no_steps_is_refused(void **state)
{
    Fixture *fixture = *state;
    sqlite3 *db = NULL;
    store_close(opened(fixture, STORE_CREATE));
    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP TABLE store_migration", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    other_build_refused(fixture, STORE_READ);
    other_build_refused(fixture, STORE_WRITE);
}

static void reading_does_not_migrate_and_writing_does(void **state)
{
    Fixture *fixture = *state;
    Store *store = NULL;
    MigrationList first = {test_migrations.items, 1};
    assert_int_equal(store_open(fixture->file, STORE_CREATE, first, &store, &fixture->err),
                     STATUS_OK);
    items_add(store, 1, 5);
    store_close(store);
    Status status = store_open(fixture->file, STORE_READ, test_migrations, &store, &fixture->err);
    assert_status(fixture, status, STATUS_UNSUPPORTED, "store.older");
    store = opened(fixture, STORE_WRITE);
    assert_int_equal(store_schema_version(store), 2);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 5);
    assert_int_equal(number(store, "SELECT value FROM counter"), 0);
    store_close(store);
    store_close(opened(fixture, STORE_READ));
}

static void failing_step(Fixture *fixture, const char *sql)
{
    Store *store = NULL;
    const Migration steps[] = {test_migrations.items[0],
                               test_migrations.items[1],
                               {3, "good", "CREATE TABLE good (id INTEGER PRIMARY KEY) STRICT"},
                               {4, "bad", sql}};
    MigrationList list = {steps, 4};
    store_close(opened(fixture, STORE_CREATE));
    Status status = store_open(fixture->file, STORE_WRITE, list, &store, &fixture->err);
    assert_status(fixture, status, STATUS_INTERNAL, "store.migration");
    assert_null(store);

    MigrationList reached = {steps, 3};
    status = store_open(fixture->file, STORE_READ, reached, &store, &fixture->err);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(number(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'good'"), 1);
    assert_int_equal(number(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 0);
    store_close(store);
    unlink(fixture->file);
    unlink(in_folder(fixture, "city.duibiao-wal"));
}

static void a_failed_step_leaves_the_file_as_it_was_before_it(void **state)
{
    Fixture *fixture = *state;
    failing_step(fixture, "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1)");
    failing_step(fixture, "CREATE TABLE half (a INTEGER) STRICT;"
                          "INSERT INTO part (id, item) VALUES (1, 99)");
    failing_step(fixture, "CREATE TABLE half (a INTEGER) STRICT; not sql at all");
}

static void a_failed_step_at_creation_leaves_no_file(void **state)
{
    Fixture *fixture = *state;
    Store *store = NULL;
    const Migration steps[] = {{1, "bad", "CREATE TABLE half (a INTEGER); nonsense"}};
    Hash before = folder_hash(fixture);
    Status status =
        store_open(fixture->file, STORE_CREATE, (MigrationList){steps, 1}, &store, &fixture->err);
    assert_status(fixture, status, STATUS_INTERNAL, "store.migration");
    Hash after = folder_hash(fixture);
    assert_same_hash(&before, &after);
}

static void a_step_may_rebuild_a_table_that_others_refer_to(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 2);
    assert_int_equal(
        store_run_script(store, "INSERT INTO part (id, item) VALUES (1, 2)", &fixture->err),
        STATUS_OK);
    store_close(store);
    const Migration steps[] = {
        test_migrations.items[0],
        test_migrations.items[1],
        {3, "rebuild",
         "CREATE TABLE item_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
         "INSERT INTO item_new SELECT id, name FROM item;"
         "DROP TABLE item; ALTER TABLE item_new RENAME TO item;"}};
    assert_int_equal(
        store_open(fixture->file, STORE_WRITE, (MigrationList){steps, 3}, &store, &fixture->err),
        STATUS_OK);
    assert_int_equal(number(store, "SELECT count(*) FROM part JOIN item ON item.id = part.item"),
                     1);
    assert_int_equal(number(store, "PRAGMA foreign_keys"), 1);
    store_close(store);
}

static void steps_with_a_gap_are_refused(void **state)
{
    Fixture *fixture = *state;
    Store *store = NULL;
    const Migration steps[] = {{1, "one", "SELECT 1"}, {3, "three", "SELECT 3"}};
    Status status =
        store_open(fixture->file, STORE_CREATE, (MigrationList){steps, 2}, &store, &fixture->err);
    assert_status(fixture, status, STATUS_INTERNAL, "store.migration_number");
    assert_false(file_exists(fixture->file));
}

static void a_truncated_file_is_corrupt(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 2000);
    store_close(store);
    assert_int_equal(truncate(fixture->file, 8192 * 2), 0);
    Status status = store_open(fixture->file, STORE_READ, test_migrations, &store, &fixture->err);
    assert_status(fixture, status, STATUS_CORRUPT, "store.damaged");
}

static void names_with_signs_of_a_uri_are_names(void **state)
{
    Fixture *fixture = *state;
    fixture->file = in_folder(fixture, "焦作 50%?mode=memory#1.duibiao");
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 1);
    const char *copy = in_folder(fixture, "copy%20?x=1#2");
    assert_int_equal(store_backup(store, copy, &fixture->err), STATUS_OK);
    store_close(store);
    assert_true(file_exists(fixture->file));
    assert_true(file_exists(copy));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_created_file_is_whole_and_reopens),
        CASE(a_workspace_is_its_owner_s_alone),
        CASE(a_workspace_at_rest_is_one_file_and_its_lock),
        CASE(settings_are_those_of_the_design),
        CASE(a_missing_file_is_not_found),
        CASE(a_folder_is_refused),
        CASE(empty_short_and_foreign_files_are_refused),
        CASE(the_database_of_another_program_is_refused),
        CASE(a_newer_file_is_refused),
        CASE(a_newer_file_is_refused_though_only_its_log_says_so),
        CASE(network_file_systems_are_refused),
        CASE(a_file_that_may_not_be_written_is_refused_for_writing_only),
        CASE(create_never_joins_the_log_of_an_earlier_file),
        CASE(a_file_made_by_other_steps_of_the_same_numbers_is_refused),
        CASE(a_file_of_a_build_that_noted_no_steps_is_refused),
        CASE(reading_does_not_migrate_and_writing_does),
        CASE(a_failed_step_leaves_the_file_as_it_was_before_it),
        CASE(a_failed_step_at_creation_leaves_no_file),
        CASE(a_step_may_rebuild_a_table_that_others_refer_to),
        CASE(steps_with_a_gap_are_refused),
        CASE(a_truncated_file_is_corrupt),
        CASE(names_with_signs_of_a_uri_are_names),
    };
    return cmocka_run_group_tests_name("store: opening", tests, NULL, NULL);
}
