/* Checks, backup, restore. */
#include "support.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Text check_named(const List *checks, const char *name, bool *passed, Text *note)
{
    for (size_t i = 0; i < checks->count; i++) {
        const StoreCheck *check = LIST_AT(checks, StoreCheck, i);
        assert_true(check->note.len == 0 || lang_has(check->note.ptr));
        if (text_equal(check->name, text_from(name))) {
            *passed = check->passed;
            *note = check->note;
            return check->detail;
        }
    }
    fail_msg("no check named %s", name);
    return TEXT("");
}

static void a_healthy_file_passes_every_check(void **state)
{
    Fixture *fixture = *state;
    static const char *const names[] = {
        "check.integrity", "check.foreign_keys",    "check.schema_version", "check.log_size",
        "check.readers",   "check.library_version", "check.free_disk"};
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 10);
    List checks;
    bool passed;
    Text note;
    assert_int_equal(store_check(fixture->arena, store, &checks, &fixture->err), STATUS_OK);
    assert_int_equal(checks.count, sizeof(names) / sizeof(names[0]));
    for (size_t i = 0; i < checks.count; i++) {
        Text detail = check_named(&checks, names[i], &passed, &note);
        assert_true(passed);
        assert_true(detail.len > 0);
        assert_true(lang_has(names[i]));
    }
    Text detail = check_named(&checks, "check.schema_version", &passed, &note);
    assert_true(text_equal(detail, TEXT("2 / 2")));
    detail = check_named(&checks, "check.library_version", &passed, &note);
    assert_true(text_contains(detail, text_from(sqlite3_libversion())));
    if (sqlite3_libversion_number() <= 3051002) {
        assert_true(text_equal(note, TEXT("check.library_version.guarded")));
    }
    store_close(store);
}

/* A database of ours as another program might leave it. */
static void foreign_change(Fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_dangling_reference_is_found_and_not_backed_up(void **state)
{
    Fixture *fixture = *state;
    store_close(opened(fixture, STORE_CREATE));
    foreign_change(fixture, "PRAGMA foreign_keys=OFF; INSERT INTO part VALUES (1, 404)");
    Store *store = opened(fixture, STORE_WRITE);
    List checks;
    bool passed;
    Text note;
    assert_int_equal(store_check(fixture->arena, store, &checks, &fixture->err), STATUS_OK);
    check_named(&checks, "check.foreign_keys", &passed, &note);
    assert_false(passed);
    assert_true(text_equal(note, TEXT("check.foreign_keys.remedy")));
    check_named(&checks, "check.integrity", &passed, &note);
    assert_true(passed);
    const char *target = in_folder(fixture, "copy");
    assert_status(fixture, store_backup(store, target, &fixture->err), STATUS_CORRUPT,
                  "store.damaged");
    assert_false(file_exists(target));
    store_close(store);
}

static void damage_pages(const char *path, long from, long to)
{
    char noise[8192];
    memset(noise, 0xA5, sizeof(noise));
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    for (long page = from; page < to; page++) {
        fseek(file, page * 8192, SEEK_SET);
        fwrite(noise, 1, sizeof(noise), file);
    }
    fclose(file);
}

static void damage_is_found_by_check(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 20000);
    store_close(store);
    damage_pages(fixture->file, 20, 40);
    store = opened(fixture, STORE_READ);
    List checks;
    bool passed;
    Text note;
    assert_int_equal(store_check(fixture->arena, store, &checks, &fixture->err), STATUS_OK);
    Text detail = check_named(&checks, "check.integrity", &passed, &note);
    assert_false(passed);
    assert_true(detail.len > 0);
    store_close(store);
}

static void a_backup_is_one_file_that_opens(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 1000);
    const char *target = in_folder(fixture, "copy.duibiao");
    assert_int_equal(store_backup(store, target, &fixture->err), STATUS_OK);
    assert_false(file_exists(in_folder(fixture, "copy.duibiao-wal")));
    assert_false(file_exists(in_folder(fixture, "copy.duibiao-shm")));
    assert_status(fixture, store_backup(store, target, &fixture->err), STATUS_CONFLICT,
                  "store.exists");
    assert_status(fixture, store_backup(store, in_folder(fixture, "no/copy"), &fixture->err),
                  STATUS_NOT_FOUND, "store.no_folder");
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &fixture->err), STATUS_OK);
    assert_status(fixture, store_backup(store, in_folder(fixture, "other"), &fixture->err),
                  STATUS_INTERNAL, "store.transaction_open");
    store_close(store);
    fixture->file = target;
    store = opened(fixture, STORE_WRITE);
    assert_int_equal(number(store, "SELECT count(*) FROM item"), 1000);
    store_close(store);
}

/* Every transaction adds ten rows and one to the counter. */
static void write_forever(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    for (;;) {
        if (store_write_begin(store, DURABILITY_FULL, &fixture->err) != STATUS_OK) {
            _exit(1);
        }
        int64_t next = number(store, "SELECT value FROM counter") + 1;
        run(store, "UPDATE counter SET value = value + 1");
        for (int part = 0; part < 10; part++) {
            char name[64];
            snprintf(name, sizeof(name), "%lld/%d", (long long)next, part);
            item_add(store, next * 10 + part, name);
        }
        if (store_write_commit(store, &fixture->err) != STATUS_OK) {
            _exit(1);
        }
    }
}

static void backups_beside_a_live_writer_are_consistent(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    int writer = child_start(fixture, write_forever);
    while (number(store, "SELECT value FROM counter") < 5) {
        usleep(2000);
    }
    int64_t last = 0;
    for (int i = 0; i < 5; i++) {
        Store *copy = NULL;
        char name[32];
        snprintf(name, sizeof(name), "copy-%d", i);
        const char *target = in_folder(fixture, name);
        assert_int_equal(store_backup(store, target, &fixture->err), STATUS_OK);
        assert_int_equal(store_open(target, STORE_READ, test_migrations, &copy, &fixture->err),
                         STATUS_OK);
        int64_t value = number(copy, "SELECT value FROM counter");
        assert_int_equal(number(copy, "SELECT count(*) FROM item"), 10 * value);
        assert_true(value > last);
        last = value;
        store_close(copy);
        while (number(store, "SELECT value FROM counter") == last) {
            usleep(2000);
        }
    }
    kill(writer, SIGKILL);
    int ended;
    waitpid(writer, &ended, 0);
    assert_true(WIFSIGNALED(ended));
    store_close(store);
}

/* A backup with `count` items, and a workspace of one item in its place. */
static const char *backup_of(Fixture *fixture, int64_t count)
{
    const char *backup = in_folder(fixture, "backup");
    Store *store = opened(fixture, STORE_CREATE);
    items_add(store, 1, count);
    assert_int_equal(store_backup(store, backup, &fixture->err), STATUS_OK);
    store_close(store);
    unlink(fixture->file);
    store = opened(fixture, STORE_CREATE);
    items_add(store, 1, 1);
    store_close(store);
    return backup;
}

static int64_t items_in(Fixture *fixture, const char *path)
{
    Store *store = NULL;
    assert_int_equal(store_open(path, STORE_READ, test_migrations, &store, &fixture->err),
                     STATUS_OK);
    int64_t count = number(store, "SELECT count(*) FROM item");
    store_close(store);
    return count;
}

static void a_backup_restores_to_a_new_place(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 500);
    const char *target = in_folder(fixture, "new.duibiao");
    file_write(in_folder(fixture, "new.duibiao-wal"), "stale", 5);
    file_write(in_folder(fixture, "new.duibiao-shm"), "stale", 5);
    assert_int_equal(store_restore(backup, target, false, test_migrations, &fixture->err),
                     STATUS_OK);
    assert_false(file_exists(in_folder(fixture, "new.duibiao-wal")));
    assert_false(file_exists(in_folder(fixture, "new.duibiao-shm")));
    assert_int_equal(items_in(fixture, target), 500);
}

static void restore_replaces_only_when_told_and_keeps_the_old_file(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 500);
    Hash before = folder_hash(fixture);
    Status status = store_restore(backup, fixture->file, false, test_migrations, &fixture->err);
    assert_status(fixture, status, STATUS_CONFLICT, "store.exists");
    Hash after = folder_hash(fixture);
    assert_same_hash(&before, &after);

    assert_int_equal(store_restore(backup, fixture->file, true, test_migrations, &fixture->err),
                     STATUS_OK);
    assert_int_equal(items_in(fixture, fixture->file), 500);
    const char *kept = in_folder(fixture, "city.duibiao.before-restore");
    assert_int_equal(items_in(fixture, kept), 1);
    assert_true(file_exists(backup));
    /* The kept file is not lost to a second restore. */
    status = store_restore(backup, fixture->file, true, test_migrations, &fixture->err);
    assert_status(fixture, status, STATUS_CONFLICT, "store.exists");
    assert_int_equal(items_in(fixture, kept), 1);
}

static void commit_and_vanish(Fixture *fixture)
{
    Store *store = NULL;
    if (store_open(fixture->file, STORE_WRITE, test_migrations, &store, &fixture->err) !=
        STATUS_OK) {
        _exit(1);
    }
    items_add(store, 100, 7);
    kill(getpid(), SIGKILL);
}

static void the_old_file_keeps_what_was_only_in_its_log(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 500);
    waitpid(child_start(fixture, commit_and_vanish), NULL, 0);
    assert_true(file_size(in_folder(fixture, "city.duibiao-wal")) > 0);
    assert_int_equal(store_restore(backup, fixture->file, true, test_migrations, &fixture->err),
                     STATUS_OK);
    assert_int_equal(items_in(fixture, fixture->file), 500);
    assert_int_equal(items_in(fixture, in_folder(fixture, "city.duibiao.before-restore")), 8);
}

static void a_live_workspace_restores_from_its_log_too(void **state)
{
    Fixture *fixture = *state;
    backup_of(fixture, 10);
    waitpid(child_start(fixture, commit_and_vanish), NULL, 0);
    const char *target = in_folder(fixture, "new.duibiao");
    assert_int_equal(store_restore(fixture->file, target, false, test_migrations, &fixture->err),
                     STATUS_OK);
    assert_int_equal(items_in(fixture, target), 8);
}

static void a_file_in_use_is_not_replaced(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 500);
    static const StoreMode modes[] = {STORE_READ, STORE_WRITE};
    for (size_t i = 0; i < 2; i++) {
        Store *store = opened(fixture, modes[i]);
        Status status = store_restore(backup, fixture->file, true, test_migrations, &fixture->err);
        assert_status(fixture, status, STATUS_BUSY, "store.in_use");
        assert_int_equal(number(store, "SELECT count(*) FROM item"), 1);
        store_close(store);
    }
    assert_false(file_exists(in_folder(fixture, "city.duibiao.before-restore")));
    assert_int_equal(store_restore(backup, fixture->file, true, test_migrations, &fixture->err),
                     STATUS_OK);
}

static void a_damaged_workspace_is_restored_over_and_kept(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 500);
    damage_pages(fixture->file, 0, 2);
    int64_t bytes = file_size(fixture->file);
    assert_int_equal(store_restore(backup, fixture->file, true, test_migrations, &fixture->err),
                     STATUS_OK);
    assert_int_equal(items_in(fixture, fixture->file), 500);
    assert_int_equal(file_size(in_folder(fixture, "city.duibiao.before-restore")), bytes);
}

static void refused_restore_leaves_everything(Fixture *fixture, const char *source, Status expected,
                                              const char *code)
{
    Hash before = folder_hash(fixture);
    Status status = store_restore(source, fixture->file, true, test_migrations, &fixture->err);
    assert_status(fixture, status, expected, code);
    Hash after = folder_hash(fixture);
    assert_same_hash(&before, &after);
}

static void bad_backups_are_refused(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 20000);
    damage_pages(backup, 30, 40);
    refused_restore_leaves_everything(fixture, backup, STATUS_CORRUPT, "store.damaged");
    assert_int_equal(truncate(backup, 10 * 8192), 0);
    refused_restore_leaves_everything(fixture, backup, STATUS_CORRUPT, "store.damaged");
    file_write(backup, "no database", 11);
    refused_restore_leaves_everything(fixture, backup, STATUS_CORRUPT, "store.not_ours");
    refused_restore_leaves_everything(fixture, in_folder(fixture, "none"), STATUS_NOT_FOUND,
                                      "store.no_file");
    refused_restore_leaves_everything(fixture, fixture->folder, STATUS_CORRUPT, "store.not_a_file");
    refused_restore_leaves_everything(fixture, fixture->file, STATUS_USAGE,
                                      "store.restore_onto_itself");
    assert_int_equal(items_in(fixture, fixture->file), 1);
}

/* One byte changed anywhere in an index or a table's order must not pass. */
static void a_backup_with_a_changed_key_is_refused(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 300);
    FILE *file = fopen(backup, "r+b");
    assert_non_null(file);
    static char bytes[1 << 20];
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    char *at = memmem(bytes, len, "item 250", 8);
    assert_non_null(at);
    fseek(file, (long)(at - bytes) + 5, SEEK_SET);
    fputc('9', file);
    fclose(file);
    refused_restore_leaves_everything(fixture, backup, STATUS_CORRUPT, "store.damaged");
}

static void newer_backups_are_refused_and_older_ones_accepted(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 5);
    const MigrationList first = {test_migrations.items, 1};
    Status status = store_restore(backup, in_folder(fixture, "new"), false, first, &fixture->err);
    assert_status(fixture, status, STATUS_UNSUPPORTED, "store.newer");
    assert_false(file_exists(in_folder(fixture, "new")));

    Store *store = NULL;
    const char *old = in_folder(fixture, "old.duibiao");
    assert_int_equal(store_open(old, STORE_CREATE, first, &store, &fixture->err), STATUS_OK);
    store_close(store);
    fixture->file = in_folder(fixture, "new");
    assert_int_equal(store_restore(old, fixture->file, false, test_migrations, &fixture->err),
                     STATUS_OK);
    store = opened(fixture, STORE_WRITE);
    assert_int_equal(store_schema_version(store), 2);
    store_close(store);
}

static void restore_spares_the_database_of_another_program(void **state)
{
    Fixture *fixture = *state;
    const char *backup = backup_of(fixture, 5);
    unlink(fixture->file);
    foreign_change(fixture, "CREATE TABLE t (a)");
    Status status = store_restore(backup, fixture->file, true, test_migrations, &fixture->err);
    assert_status(fixture, status, STATUS_CORRUPT, "store.foreign");
    assert_false(file_exists(in_folder(fixture, "city.duibiao.before-restore")));
}

/* Another program could have moved the file in spite of everything. */
static void a_writer_notices_that_its_file_was_replaced(void **state)
{
    Fixture *fixture = *state;
    Store *store = opened(fixture, STORE_CREATE);
    assert_int_equal(rename(fixture->file, in_folder(fixture, "moved")), 0);
    file_write(fixture->file, "other", 5);
    Status status = store_write_begin(store, DURABILITY_FULL, &fixture->err);
    assert_status(fixture, status, STATUS_CONFLICT, "store.replaced");
    store_close(store);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_healthy_file_passes_every_check),
        CASE(a_dangling_reference_is_found_and_not_backed_up),
        CASE(damage_is_found_by_check),
        CASE(a_backup_is_one_file_that_opens),
        CASE(backups_beside_a_live_writer_are_consistent),
        CASE(a_backup_restores_to_a_new_place),
        CASE(restore_replaces_only_when_told_and_keeps_the_old_file),
        CASE(the_old_file_keeps_what_was_only_in_its_log),
        CASE(a_live_workspace_restores_from_its_log_too),
        CASE(a_file_in_use_is_not_replaced),
        CASE(a_damaged_workspace_is_restored_over_and_kept),
        CASE(bad_backups_are_refused),
        CASE(a_backup_with_a_changed_key_is_refused),
        CASE(newer_backups_are_refused_and_older_ones_accepted),
        CASE(restore_spares_the_database_of_another_program),
        CASE(a_writer_notices_that_its_file_was_replaced),
    };
    return cmocka_run_group_tests_name("store: care", tests, NULL, NULL);
}
