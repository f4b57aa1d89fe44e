/* Batches: all or nothing, whatever happens. */
#include "compare_test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void two_cities(Fixture *f)
{
    add_entity(f, "410000", "河南省", "province", "");
    add_entity(f, "410800", "焦作市", "city", "410000");
    add_entity(f, "411000", "许昌市", "city", "410000");
    add_indicator(f, "gdp", "亿元", "higher", "flow", "economy");
    add_indicator(f, "pop", "万人", "neutral", "level", "people");
    registers_load(f);
}

static int64_t stored_facts(Fixture *f)
{
    Stmt *stmt;
    bool row;
    ok(f, store_prepare(workspace_store(f->workspace), "SELECT count(*) FROM observation", &stmt,
                        &f->err));
    ok(f, stmt_step(stmt, &row, &f->err));
    int64_t count = stmt_int(stmt, 0);
    stmt_reset(stmt);
    return count;
}

static bool sees(Fixture *f, const char *indicator_code, const char *city, int year, double *value)
{
    return panel_has(panel_of(f, ""), indicator(f, indicator_code), entity(f, city), year, value);
}

static void figures_are_seen_once_accepted_and_not_before(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926.0785", "2016-12-31"));
    add(f, figure(f, "gdp", "许昌", 2015, "2171.1562", "2016-12-31"));
    List conflicts;
    int64_t total;
    double value;
    ok(f, batch_conflicts(f->arena, f->load, &conflicts, &total, &f->err));
    assert_int_equal(total, 0);
    assert_int_equal(stored_facts(f), 2);
    assert_false(sees(f, "gdp", "焦作", 2015, &value));
    BatchTally tally = accept(f);
    assert_int_equal(tally.added, 2);
    assert_true(sees(f, "gdp", "焦作", 2015, &value));
    assert_true(value > 1926.0784 && value < 1926.0786);
}

static void the_same_file_twice_changes_nothing(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926.0785", "2016-12-31"));
    BatchTally tally = accept(f);
    Text name = TEXT("file-1.csv");
    BatchInfo info = {.file_name = name, .file_digest = hash_text(name)};
    BatchLoad *load;
    Status status = batch_begin(f->arena, f->workspace, &info, &load, &f->err);
    fails(f, STATUS_CONFLICT, "compare.same_file", status);
    ok(f, batch_undo(f->arena, f->workspace, tally.batch_id, TEXT("wrong"), &f->err));
    ok(f, batch_begin(f->arena, f->workspace, &info, &load, &f->err));
    batch_abandon(load);
}

static void the_same_figures_in_another_file_are_unchanged(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926.08", "2016-12-31"));
    add(f, figure(f, "gdp", "许昌", 2015, "2171", "2016-12-31"));
    accept(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926.080", "2016-12-31"));
    add(f, figure(f, "gdp", "许昌", 2015, "2172", "2016-12-31"));
    add(f, figure(f, "pop", "许昌", 2015, "434", "2016-12-31"));
    add(f, figure(f, "gdp", "焦作", 2015, "1926.08", "2017-12-31"));
    BatchTally tally = accept(f);
    assert_int_equal(tally.unchanged, 1);
    assert_int_equal(tally.added, 3);
    assert_int_equal(tally.superseding, 2);
    assert_int_equal(stored_facts(f), 5);
    bool holds;
    ok(f, batch_verify(f->workspace, tally.batch_id, &holds, &f->err));
    assert_true(holds);
    double value;
    assert_true(sees(f, "gdp", "许昌", 2015, &value));
    assert_true(value > 2171.9);
}

static void a_batch_that_contradicts_itself_is_told(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    for (int asked = 0; asked < 2; asked++) {
        begin_file(f);
        add(f, figure(f, "gdp", "焦作", 2015, "1", "2016-12-31"));
        add(f, figure(f, "gdp", "许昌", 2015, "7", "2016-12-31"));
        add(f, figure(f, "gdp", "焦作", 2015, "1.0", "2016-12-31"));
        List conflicts;
        int64_t total;
        if (asked) { /* in another chunk than the first */
            ok(f, batch_conflicts(f->arena, f->load, &conflicts, &total, &f->err));
        }
        add(f, figure(f, "gdp", "焦作", 2015, "2", "2016-12-31"));
        add(f, figure(f, "gdp", "焦作", 2015, "3", "2017-12-31"));
        BatchTally tally;
        if (!asked) {
            Status status = batch_accept(f->load, &tally, &f->err);
            fails(f, STATUS_INVALID, "compare.conflicting_figures", status);
            assert_int_equal(stored_facts(f), 0);
            continue;
        }
        ok(f, batch_conflicts(f->arena, f->load, &conflicts, &total, &f->err));
        assert_int_equal(total, 1);
        const BatchConflict *conflict = LIST_AT(&conflicts, BatchConflict, 0);
        assert_int_equal(cell_from_code(conflict->kept.cell).row, 1);
        assert_int_equal(cell_from_code(conflict->left_out.cell).row, 4);
        assert_int_equal(conflict->left_out.value.mantissa, 2);
        tally = accept(f);
        assert_int_equal(tally.added, 3);
        assert_int_equal(tally.unchanged, 1);
        assert_int_equal(tally.conflicting, 1);
        bool holds;
        ok(f, batch_verify(f->workspace, tally.batch_id, &holds, &f->err));
        assert_true(holds);
    }
}

static void undoing_hides_and_shows_what_was_before(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1900", "2016-03-01"));
    accept(f);
    Panel *before = panel_of(f, "");
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926", "2016-12-31"));
    add(f, figure(f, "gdp", "焦作", 2018, "2371", "2019-12-31"));
    BatchTally tally = accept(f);
    double value;
    assert_true(sees(f, "gdp", "焦作", 2018, &value));
    ok(f, batch_undo(f->arena, f->workspace, tally.batch_id, TEXT("wrong table"), &f->err));
    assert_true(sees(f, "gdp", "焦作", 2015, &value));
    assert_true(value < 1901);
    assert_true(same_hash(panel_fingerprint(before), panel_fingerprint(panel_of(f, ""))));
    assert_int_equal(stored_facts(f), 3);
    Status status = batch_undo(f->arena, f->workspace, tally.batch_id, TEXT(""), &f->err);
    fails(f, STATUS_CONFLICT, "compare.batch_not_accepted", status);
    status = batch_undo(f->arena, f->workspace, 12345, TEXT(""), &f->err);
    assert_int_equal(status, STATUS_NOT_FOUND);
}

static void abandoning_leaves_nothing(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1", "2016-12-31"));
    List conflicts;
    int64_t total;
    ok(f, batch_conflicts(f->arena, f->load, &conflicts, &total, &f->err));
    batch_abandon(f->load);
    batch_abandon(f->load);
    assert_int_equal(stored_facts(f), 0);
    begin_file(f); /* the lock is free */
    accept(f);
}

static void rows_that_cannot_be_facts_are_refused(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    Observation good = figure(f, "gdp", "焦作", 2015, "1", "2016-12-31"), bad = good;
    bad.entity_id = 17;
    fails(f, STATUS_INVALID, "compare.not_registered", batch_add(f->load, &bad, &f->err));
    bad = good;
    bad.known_from = DATE_NONE;
    fails(f, STATUS_INVALID, "compare.no_vintage", batch_add(f->load, &bad, &f->err));
    add(f, good);
    fails(f, STATUS_INVALID, "compare.file_order", batch_add(f->load, &good, &f->err));
    BatchTally tally = accept(f);
    assert_int_equal(tally.added, 1);
}

static void a_changed_fact_breaks_the_digest(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926", "2016-12-31"));
    add(f, figure(f, "gdp", "许昌", 2015, "2171", "2016-12-31"));
    BatchTally tally = accept(f);
    Store *store = workspace_store(f->workspace);
    ok(f, store_write_begin(store, DURABILITY_FULL, &f->err));
    ok(f, store_run_script(store, "UPDATE observation SET value = value + 1 WHERE value = 2171",
                           &f->err));
    ok(f, store_write_commit(store, &f->err));
    bool holds;
    ok(f, batch_verify(f->workspace, tally.batch_id, &holds, &f->err));
    assert_false(holds);
}

/* ---- Other processes ---- */

/* In a process of its own: loads and writes until it is killed. */
static void load_for_ever(Fixture *f, int ready)
{
    f->workspace = NULL;
    Actor actor = {.who = TEXT("child"), .is_owner = true};
    ok(f, workspace_open(f->path, STORE_WRITE, f->model, actor, &f->workspace, &f->err));
    begin_file(f);
    for (int year = 1949;; year++) {
        List conflicts;
        int64_t total;
        add(f, figure(f, "gdp", "焦作", year, "1", "2016-12-31"));
        add(f, figure(f, "pop", "许昌", year, "2", "2016-12-31"));
        ok(f, batch_conflicts(f->arena, f->load, &conflicts, &total, &f->err));
        if (year == 1951) {
            assert_int_equal(write(ready, "r", 1), 1);
        }
        if (year > 9000) {
            pause();
        }
    }
}

static pid_t start_loader(Fixture *f)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    workspace_close(f->workspace);
    f->workspace = NULL;
    pid_t child = fork();
    if (child == 0) {
        load_for_ever(f, ends[1]);
        _exit(1);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    Actor actor = {.who = TEXT("parent"), .is_owner = true};
    ok(f, workspace_open(f->path, STORE_WRITE, f->model, actor, &f->workspace, &f->err));
    return child;
}

static void kill_loader(pid_t child)
{
    int status;
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void one_process_loads_at_a_time(void **state)
{
    Fixture *f = *state;
    two_cities(f);
    pid_t child = start_loader(f);
    BatchInfo info = {.file_name = TEXT("other.csv")};
    BatchLoad *load;
    Status status = batch_begin(f->arena, f->workspace, &info, &load, &f->err);
    int dropped;
    Status drop = batch_drop_orphans(f->workspace, &dropped, &f->err);
    add_indicator(f, "written", "个", "higher", "level", "x"); /* others write meanwhile */
    kill_loader(child);
    assert_int_equal(status, STATUS_BUSY);
    assert_int_equal(drop, STATUS_OK);
    assert_int_equal(dropped, 0);
}

static void a_killed_load_is_removed(void **state)
{
    enum { ROUNDS = 20 };
    Fixture *f = *state;
    two_cities(f);
    begin_file(f);
    add(f, figure(f, "gdp", "焦作", 2015, "1926", "2016-12-31"));
    BatchTally kept = accept(f);
    srand(1);
    for (int round = 0; round < ROUNDS; round++) {
        pid_t child = start_loader(f);
        usleep((useconds_t)(rand() % 20000));
        kill_loader(child);
        int dropped;
        double value;
        bool holds;
        f->files++;
        assert_true(stored_facts(f) > 1);
        assert_false(sees(f, "gdp", "焦作", 1949, &value));
        ok(f, batch_drop_orphans(f->workspace, &dropped, &f->err));
        assert_int_equal(dropped, 1);
        assert_int_equal(stored_facts(f), 1);
        ok(f, batch_verify(f->workspace, kept.batch_id, &holds, &f->err));
        assert_true(holds);
    }
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.first_bad_seq, 0);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        compare_test(figures_are_seen_once_accepted_and_not_before),
        compare_test(the_same_file_twice_changes_nothing),
        compare_test(the_same_figures_in_another_file_are_unchanged),
        compare_test(a_batch_that_contradicts_itself_is_told),
        compare_test(undoing_hides_and_shows_what_was_before),
        compare_test(abandoning_leaves_nothing),
        compare_test(rows_that_cannot_be_facts_are_refused),
        compare_test(a_changed_fact_breaks_the_digest),
        compare_test(one_process_loads_at_a_time),
        compare_test(a_killed_load_is_removed),
    };
    return cmocka_run_group_tests_name("compare_batch", tests, NULL, NULL);
}
