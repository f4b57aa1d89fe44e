/* History: what every change leaves behind, and that nobody can alter it unnoticed.
 *
 * The chain is checked twice: by the engine, and by a verifier that shares no code with it and
 * was written from docs/audit.md alone. */
#include "record_test.h"

#include "model_table.h"

#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- A second verifier ---- */

typedef struct Bytes {
    unsigned char at[8192];
    size_t len;
} Bytes;

static void put(Bytes *bytes, const void *from, size_t len)
{
    assert_true(bytes->len + len <= sizeof bytes->at);
    memcpy(bytes->at + bytes->len, from, len);
    bytes->len += len;
}

static void put_number(Bytes *bytes, unsigned long long number, int width)
{
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
        unsigned char byte = (unsigned char)(number >> shift);
        put(bytes, &byte, 1);
    }
}

/* A column as docs/audit.md writes it: numbers in 8 bytes, all else behind its length. */
static void put_column(Bytes *bytes, sqlite3_stmt *stmt, int column)
{
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        put_number(bytes, (unsigned long long)sqlite3_column_int64(stmt, column), 8);
        break;
    case SQLITE_NULL: put_number(bytes, 0xFFFFFFFF, 4); break;
    default: {
        const void *from = sqlite3_column_blob(stmt, column);
        size_t len = (size_t)sqlite3_column_bytes(stmt, column);
        put_number(bytes, len, 4);
        if (len > 0) {
            put(bytes, from, len);
        }
        break;
    }
    }
}

/* Columns of the query below that are named apart. */
enum {
    SEQ = 0,
    COMMITMENT = 11,
    REASON_COMMITMENT = 12,
    PREVIOUS = 14,
    HASH = 15,
    SALT = 16,
    AFTER = 18,
    REASON_SALT = 19,
    REASON = 20
};

/* What stands in these columns gives the commitment, or was erased. */
static bool apart_holds(sqlite3_stmt *stmt, int commitment, int salt, int last)
{
    unsigned char digest[32];
    Bytes bytes = {.len = 0};
    if (sqlite3_column_type(stmt, salt) == SQLITE_NULL) {
        return true;
    }
    for (int column = salt; column <= last; column++) {
        put_column(&bytes, stmt, column);
    }
    crypto_hash_sha256(digest, bytes.at, bytes.len);
    return sqlite3_column_bytes(stmt, commitment) == 32 &&
           memcmp(sqlite3_column_blob(stmt, commitment), digest, 32) == 0;
}

static bool row_holds(sqlite3_stmt *stmt, const unsigned char *previous)
{
    unsigned char digest[32];
    Bytes bytes = {.len = 0};
    for (int column = SEQ; column <= PREVIOUS; column++) {
        put_column(&bytes, stmt, column);
    }
    crypto_hash_sha256(digest, bytes.at, bytes.len);
    if (memcmp(sqlite3_column_blob(stmt, PREVIOUS), previous, 32) != 0 ||
        memcmp(sqlite3_column_blob(stmt, HASH), digest, 32) != 0) {
        return false;
    }
    return apart_holds(stmt, COMMITMENT, SALT, AFTER) &&
           apart_holds(stmt, REASON_COMMITMENT, REASON_SALT, REASON);
}

/* The first number that does not hold, 0 when all do. */
static int64_t second_verifier(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    unsigned char previous[32] = {0};
    int64_t expected = 1;
    int64_t bad = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            db,
            "SELECT c.seq, at_ms, who, post, origin, request, record_type,"
            " record_id, record_version, action, field, commitment, reason_commitment, algorithm,"
            " previous, hash, salt, before, after, reason_salt, reason FROM change c LEFT JOIN "
            "change_value v"
            " ON v.seq = c.seq ORDER BY c.seq",
            -1, &stmt, NULL),
        SQLITE_OK);
    while (bad == 0 && sqlite3_step(stmt) == SQLITE_ROW) {
        if (sqlite3_column_int64(stmt, 0) != expected || !row_holds(stmt, previous)) {
            bad = expected;
        }
        memcpy(previous, sqlite3_column_blob(stmt, HASH), 32);
        expected++;
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return bad;
}

/* ---- Records to work on ---- */

static Record *city(Fixture *f, const char *code, const char *zh)
{
    Record *record = record_new(f->arena, &RECORD_ENTITY);
    record->values[ENTITY_CODE] = value_text(text_from(code));
    record->values[ENTITY_ZH] = value_text(text_from(zh));
    record->values[ENTITY_KIND] = value_text(TEXT("city"));
    return record;
}

static AuditResult verify(Fixture *f)
{
    AuditResult result;
    ok(f, audit_verify(f->workspace, &result, &f->err));
    return result;
}

static void save_three(Fixture *f)
{
    save(f, city(f, "410800", "焦作市"));
    save(f, city(f, "411000", "许昌市"));
    save(f, city(f, "321000", "扬州市"));
}

/* ---- What is remembered ---- */

static void an_empty_chain_holds(void **state)
{
    Fixture *f = *state;
    AuditResult result = verify(f);
    assert_int_equal(result.rows, 0);
    assert_null(result.fault);
    assert_int_equal(second_verifier(f->path), 0);
}

static void history_tells_who_what_and_why(void **state)
{
    Fixture *f = *state;
    Record *record = city(f, "410800", "焦作");
    int64_t began = time_now_ms();
    save(f, record);
    record->values[ENTITY_ZH] = value_text(TEXT("焦作市"));
    ok(f, record_save(f->arena, f->workspace, record, TEXT("全称"), f->problems, &f->err));
    record->values[ENTITY_EN] = value_text(TEXT("Jiaozuo"));
    save(f, record);
    record->values[ENTITY_EN] = value_none();
    save(f, record);
    assert_int_equal(record->version, 4);

    List changes;
    ok(f, record_history(f->arena, f->workspace, &RECORD_ENTITY, record->id, &changes, &f->err));
    assert_int_equal(changes.count, 6);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        assert_int_equal(change->seq, (int64_t)at + 1);
        assert_true(change->at_ms >= began && change->at_ms <= time_now_ms());
        assert_true(text_equal(change->who, TEXT("tester")));
        assert_true(text_equal(change->from, TEXT("test")));
        assert_true(change->has_values);
    }
    const Change *created = LIST_AT(&changes, Change, 1);
    assert_true(text_equal(created->action, TEXT("create")));
    assert_true(text_equal(created->field, TEXT("zh")));
    assert_int_equal(created->before.len, 0);
    const Change *renamed = LIST_AT(&changes, Change, 3);
    assert_true(text_equal(renamed->action, TEXT("change")));
    assert_true(text_equal(renamed->reason, TEXT("全称")));
    assert_true(text_equal(renamed->before, TEXT("焦作")));
    assert_true(text_equal(renamed->after, TEXT("焦作市")));
    const Change *emptied = LIST_AT(&changes, Change, 5);
    assert_true(text_equal(emptied->before, TEXT("Jiaozuo")));
    assert_int_equal(emptied->after.len, 0);
}

static void saving_what_is_there_already_leaves_no_trace(void **state)
{
    Fixture *f = *state;
    Record *record = city(f, "410800", "焦作市");
    save(f, record);
    int64_t rows = verify(f).rows;
    save(f, record);
    assert_int_equal(record->version, 1);
    assert_int_equal(verify(f).rows, rows);
}

static void what_is_rolled_back_leaves_no_gap(void **state)
{
    Fixture *f = *state;
    save(f, city(f, "410800", "焦作市"));
    ok(f, workspace_begin(f->workspace, &f->err));
    save(f, city(f, "411000", "许昌市"));
    workspace_rollback(f->workspace);
    ok(f, workspace_begin(f->workspace, &f->err));
    save(f, city(f, "321000", "扬州市"));
    save(f, city(f, "320600", "南通市"));
    ok(f, workspace_commit(f->workspace, &f->err));
    assert_int_equal(verify(f).rows, 9);
    assert_null(verify(f).fault);
}

static void erased_values_leave_the_chain_whole(void **state)
{
    Fixture *f = *state;
    Record *record = city(f, "410800", "焦作市");
    save(f, record);
    AuditResult before = verify(f);
    meddle(f, "DELETE FROM change_value WHERE seq = 2");
    AuditResult after = verify(f);
    assert_null(after.fault);
    assert_memory_equal(before.head.bytes, after.head.bytes, HASH_BYTES);
    assert_int_equal(second_verifier(f->path), 0);
    List changes;
    ok(f, record_history(f->arena, f->workspace, &RECORD_ENTITY, record->id, &changes, &f->err));
    assert_int_equal(changes.count, 3);
    assert_false(LIST_AT(&changes, Change, 1)->has_values);
    assert_true(LIST_AT(&changes, Change, 2)->has_values);
}

static void equal_values_have_unequal_commitments(void **state)
{
    Fixture *f = *state;
    save_three(f); /* each has kind "city" */
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT count(DISTINCT commitment), count(*) FROM change", -1, &stmt,
                       NULL);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), sqlite3_column_int(stmt, 1));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* The worked example of docs/audit.md, put into the tables as it stands there. */
static void the_example_of_the_manual_holds(void **state)
{
    Fixture *f = *state;
    meddle(f, "INSERT INTO change VALUES (1, 1476374400000, 'local:1000', '', 'cli', '7f3a',"
              " 'entity', 1, 1, 'create', 'code',"
              " x'96dbd391af90e841f00be75fd50e45aede8fdabc15369791305ccd4e668240dc',"
              " x'67270a0be36749f66c8b7605e317ebb5044c30436a2f4986fee9ab1767f863d4', 'sha-256',"
              " zeroblob(32),"
              " x'1dad477c400fc21d8c09e808d843409a46ff503870ed47fe54adb05977574c2c');"
              "INSERT INTO change_value VALUES (1, x'000102030405060708090A0B0C0D0E0F', NULL,"
              " '410800', x'101112131415161718191A1B1C1D1E1F', 'seed')");
    AuditResult result = verify(f);
    assert_int_equal(result.rows, 1);
    assert_null(result.fault);
    assert_int_equal(second_verifier(f->path), 0);
}

/* ---- Tampering ---- */

typedef struct Cell {
    const char *table, *column;
    int64_t seq;
} Cell;

static sqlite3_value *cell_read(sqlite3 *db, const Cell *cell)
{
    char sql[200];
    sqlite3_stmt *stmt = NULL;
    snprintf(sql, sizeof sql, "SELECT \"%s\" FROM \"%s\" WHERE seq = %lld", cell->column,
             cell->table, (long long)cell->seq);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    sqlite3_value *value = sqlite3_value_dup(sqlite3_column_value(stmt, 0));
    sqlite3_finalize(stmt);
    return value;
}

static sqlite3_stmt *cell_update(sqlite3 *db, const Cell *cell)
{
    char sql[200];
    sqlite3_stmt *stmt = NULL;
    snprintf(sql, sizeof sql, "UPDATE \"%s\" SET \"%s\" = ?1 WHERE seq = %lld", cell->table,
             cell->column, (long long)cell->seq);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    return stmt;
}

/* The same value with its lowest bit turned; where there is none, one byte. */
static void bind_flipped(sqlite3_stmt *stmt, sqlite3_value *value)
{
    static unsigned char copy[256];
    int type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER) {
        sqlite3_bind_int64(stmt, 1, sqlite3_value_int64(value) ^ 1);
        return;
    }
    int len = sqlite3_value_bytes(value);
    if (len == 0) {
        sqlite3_bind_text(stmt, 1, "x", 1, SQLITE_STATIC);
        return;
    }
    memcpy(copy, sqlite3_value_blob(value), (size_t)len);
    copy[len - 1] ^= 1;
    if (type == SQLITE_BLOB) {
        sqlite3_bind_blob(stmt, 1, copy, len, SQLITE_STATIC);
    } else {
        sqlite3_bind_text(stmt, 1, (const char *)copy, len, SQLITE_STATIC);
    }
}

static void check_tampering(Fixture *f, sqlite3 *db, Cell cell)
{
    sqlite3_value *value = cell_read(db, &cell);
    sqlite3_stmt *stmt = cell_update(db, &cell);
    bind_flipped(stmt, value);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_reset(stmt);

    AuditResult result = verify(f);
    if (result.fault == NULL || result.first_bad_seq != cell.seq) {
        fail_msg("%s.%s of %lld was changed, verify says %lld %s", cell.table, cell.column,
                 (long long)cell.seq, (long long)result.first_bad_seq,
                 result.fault == NULL ? "nothing" : result.fault);
    }
    assert_int_equal(second_verifier(f->path), cell.seq);
    assert_true(lang_has(result.fault));

    sqlite3_bind_value(stmt, 1, value);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    sqlite3_value_free(value);
    assert_null(verify(f).fault);
}

static void one_byte_of_any_column_is_noticed_and_named(void **state)
{
    static const char *const CHANGE[] = {
        "at_ms",     "who",         "post",       "origin",
        "request",   "record_type", "record_id",  "record_version",
        "action",    "field",       "commitment", "reason_commitment",
        "algorithm", "previous",    "hash"};
    static const char *const VALUE[] = {"salt", "before", "after", "reason_salt", "reason"};
    Fixture *f = *state;
    sqlite3 *db = NULL;
    save_three(f);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    for (int64_t seq = 1; seq <= 9; seq += 4) { /* the first, one between, the last */
        for (size_t at = 0; at < sizeof CHANGE / sizeof CHANGE[0]; at++) {
            check_tampering(f, db, (Cell){"change", CHANGE[at], seq});
        }
        for (size_t at = 0; at < sizeof VALUE / sizeof VALUE[0]; at++) {
            check_tampering(f, db, (Cell){"change_value", VALUE[at], seq});
        }
    }
    sqlite3_close(db);
}

static void the_types_that_changed_since_are_told(void **state)
{
    Fixture *f = *state;
    List types;
    save_three(f);
    int64_t seq = verify(f).rows;
    ok(f, audit_types_since(f->arena, f->workspace, 0, &types, &f->err));
    assert_int_equal(types.count, 1);
    assert_true(text_equal(*LIST_AT(&types, Text, 0), TEXT("entity")));
    ok(f, audit_types_since(f->arena, f->workspace, seq, &types, &f->err));
    assert_int_equal(types.count, 0);
}

/* More than two batches of a prover. */
static void many_changes_are_verified_beside_the_reader(void **state)
{
    enum { SAVED = 1500 };
    Fixture *f = *state;
    sqlite3 *db = NULL;
    ok(f, workspace_begin(f->workspace, &f->err));
    for (int at = 0; at < SAVED; at++) {
        save(f, city(f, text_cstr(f->arena, text_format(f->arena, "%d", 100000 + at)), "市"));
    }
    ok(f, workspace_commit(f->workspace, &f->err));
    int64_t last = verify(f).rows;
    assert_true(last >= SAVED * 3);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    for (int64_t seq = 2; seq <= last; seq += (last - 2) / 3) {
        check_tampering(f, db, (Cell){"change", "who", seq});
        check_tampering(f, db, (Cell){"change", "hash", seq});
        check_tampering(f, db, (Cell){"change_value", "after", seq});
    }
    sqlite3_close(db);
}

static void check_fault(Fixture *f, const char *sql, const char *fault, int64_t seq)
{
    meddle(f, sql);
    AuditResult result = verify(f);
    assert_non_null(result.fault);
    assert_string_equal(result.fault, fault);
    assert_int_equal(result.first_bad_seq, seq);
}

static void a_missing_change_is_a_gap(void **state)
{
    Fixture *f = *state;
    save_three(f);
    check_fault(f, "DELETE FROM change_value WHERE seq = 4; DELETE FROM change WHERE seq = 4",
                "audit.gap", 4);
}

static void a_change_with_another_number_is_a_gap(void **state)
{
    Fixture *f = *state;
    save_three(f);
    check_fault(f, "UPDATE change SET seq = 99 WHERE seq = 9", "audit.gap", 9);
}

static void values_without_their_change_are_noticed(void **state)
{
    Fixture *f = *state;
    save_three(f);
    check_fault(f, "DELETE FROM change WHERE seq = 9", "audit.stray", 9);
}

static void values_put_under_another_change_are_noticed(void **state)
{
    Fixture *f = *state;
    save_three(f);
    check_fault(f,
                "DELETE FROM change_value WHERE seq = 6;"
                "UPDATE change_value SET seq = 6 WHERE seq = 3",
                "audit.commitment", 6);
}

/* ---- Several processes, killed ones ---- */

/* In a process of its own: saves cities until it is killed, or `count` of them. */
static void save_cities(const char *path, const Model *model, int process, int count)
{
    Error err;
    Workspace *workspace = NULL;
    Actor actor = {.who = TEXT("child"), .from = TEXT("test"), .is_owner = true};
    if (workspace_open(path, STORE_WRITE, model, actor, &workspace, &err) != STATUS_OK) {
        _exit(1);
    }
    for (int at = 0; at < count; at++) {
        Arena *arena = arena_new();
        Record *record = record_new(arena, &RECORD_ENTITY);
        record->values[ENTITY_CODE] = value_text(text_format(arena, "%d-%d", process, at));
        record->values[ENTITY_ZH] = value_text(TEXT("城"));
        record->values[ENTITY_KIND] = value_text(TEXT("city"));
        if (record_save(arena, workspace, record, TEXT(""), problems_new(arena, 5), &err) !=
            STATUS_OK) {
            _exit(2);
        }
        arena_free(arena);
    }
    workspace_close(workspace);
    _exit(0);
}

static void check_whole(Fixture *f)
{
    List records;
    RecordQuery all = {0};
    ok(f, record_list(f->arena, f->workspace, &RECORD_ENTITY, &all, &records, &f->err));
    AuditResult result = verify(f);
    assert_null(result.fault);
    /* All of a record or none: each has three fields. */
    assert_int_equal(result.rows, 3 * (int64_t)records.count);
}

static void a_killed_saver_leaves_a_whole_chain(void **state)
{
    Fixture *f = *state;
    for (int round = 0; round < 20; round++) {
        workspace_close(f->workspace);
        f->workspace = NULL;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            save_cities(f->path, f->model, round, INT_MAX);
        }
        /* Ever later, so that some are killed at the first save and some at the hundredth. */
        usleep((useconds_t)(round + 1) * 15000);
        kill(child, SIGKILL);
        int how = 0;
        waitpid(child, &how, 0);
        assert_true(WIFSIGNALED(how));
        fixture_reopen(f, STORE_WRITE);
        check_whole(f);
    }
    assert_true(verify(f).rows > 0);
    assert_int_equal(second_verifier(f->path), 0);
}

static void several_processes_write_one_chain(void **state)
{
    enum { PROCESSES = 3, SAVES = 40 };
    Fixture *f = *state;
    for (int process = 0; process < PROCESSES; process++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            save_cities(f->path, f->model, process, SAVES);
        }
    }
    for (int process = 0; process < PROCESSES; process++) {
        int how = 0;
        assert_true(wait(&how) > 0);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
    check_whole(f);
    assert_int_equal(verify(f).rows, 3 * PROCESSES * SAVES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(an_empty_chain_holds),
        record_test(history_tells_who_what_and_why),
        record_test(saving_what_is_there_already_leaves_no_trace),
        record_test(what_is_rolled_back_leaves_no_gap),
        record_test(erased_values_leave_the_chain_whole),
        record_test(equal_values_have_unequal_commitments),
        record_test(the_example_of_the_manual_holds),
        record_test(one_byte_of_any_column_is_noticed_and_named),
        record_test(the_types_that_changed_since_are_told),
        record_test(many_changes_are_verified_beside_the_reader),
        record_test(a_missing_change_is_a_gap),
        record_test(a_change_with_another_number_is_a_gap),
        record_test(values_without_their_change_are_noticed),
        record_test(values_put_under_another_change_are_noticed),
        record_test(several_processes_write_one_chain),
        record_test(a_killed_saver_leaves_a_whole_chain),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
