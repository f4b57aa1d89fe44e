/* Lists: how many there are, and what it may cost to ask. */
#include "list_test.h"

#include "store_impl.h" /* what a question costs */

#include <string.h>

/* ---- Counts ---- */

static const char MANY_ITEMS[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
    " INSERT INTO item (id, version, state, rank, level, code) SELECT i, 1,"
    " CASE WHEN i > 29990 THEN 'old' ELSE 'new' END, i, CASE WHEN i % 2 THEN 'low' END,"
    " 'c' || i FROM n";

static void counting_ends_where_nobody_cares_any_more(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    meddle(f, MANY_ITEMS);
    RecordQuery all = {.limit = 5, .skip = 7};
    assert_int_equal(count(f, &all), RECORD_COUNT_MOST + 1);
    int64_t exact = 0;
    ok(f, record_count_all(f->workspace, type(f, "item"), &all, &exact, &f->err));
    assert_int_equal(exact, 30000);
    RecordFilter few = {field(f, "rank"), value_int(20), COMPARE_LESS_EQUAL};
    RecordQuery query = {.filters = &few, .filter_count = 1, .limit = 5};
    assert_int_equal(count(f, &query), 20);
    List shares;
    ok(f,
       record_shares(f->arena, f->workspace, type(f, "item"), &all, KEY_STATE, &shares, &f->err));
    assert_int_equal(shares.count, 2);
    assert_true(text_equal(LIST_AT(&shares, RecordShare, 0)->value, TEXT("new")));
    assert_int_equal(told(LIST_AT(&shares, RecordShare, 0)->count), RECORD_COUNT_MOST + 1);
    assert_int_equal(told(LIST_AT(&shares, RecordShare, 1)->count), 10);
    ok(f, record_shares(f->arena, f->workspace, type(f, "item"), &query, field(f, "level"), &shares,
                        &f->err));
    assert_int_equal(shares.count, 1);
    assert_int_equal(told(LIST_AT(&shares, RecordShare, 0)->count), 10);
    assert_int_equal(record_shares(f->arena, f->workspace, type(f, "item"), &all, field(f, "code"),
                                   &shares, &f->err),
                     STATUS_INTERNAL);
}

static const char RULES_TEXT[] = "version 1\nquestion_ms 1\ncount_ms 0\ncount_exact "
                                 "0\nattachment_bytes 9\nattachment_kinds text\n"
                                 "request_key_hours 24\ntrace_steps 5\n";

static const EmbeddedFile RULES = {"records.rules", (const unsigned char *)RULES_TEXT,
                                   sizeof RULES_TEXT - 1};

static void what_takes_too_long_is_stopped_with_a_remedy(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    meddle(f, MANY_ITEMS);
    RecordFilter slow[12];
    for (int at = 0; at < 12; at++) {
        slow[at] = (RecordFilter){field(f, "code"), value_text(TEXT("*x*x*x*")), COMPARE_LIKE};
    }
    RecordQuery query = {.filters = slow, .filter_count = 12, .limit = 5};
    List found;
    f->own->rules = (EmbeddedFiles){&RULES, 1};
    assert_int_equal(record_list(f->arena, f->workspace, type(f, "item"), &query, &found, &f->err),
                     STATUS_LIMIT);
    assert_string_equal(f->err.code, "record.too_slow");
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_EN, &f->err);
    assert_true(text_contains(buf_text(&out), TEXT("level (Level)")));
    query.limit = 0; /* whoever reads all of it may wait */
    assert_string_equal(ranks(f, &query), "");
}

#define COUNT_RULES(exact)                                                                         \
    "version 1\nquestion_ms 60000\ncount_ms 1\ncount_exact " exact "\ntrace_steps 5\n"             \
    "attachment_bytes 9\nattachment_kinds text\nrequest_key_hours 24\n"

static void rule_counts(Fixture *f, const char *text)
{
    EmbeddedFile *file = ARENA_NEW(f->arena, EmbeddedFile);
    *file = (EmbeddedFile){"records.rules", (const unsigned char *)text, strlen(text)};
    f->own->rules = (EmbeddedFiles){file, 1};
    fixture_reopen(f, STORE_WRITE);
}

/* Each record costs several comparisons, so that a count of 9000 takes longer than it has. */
static void a_count_that_takes_long_tells_the_least(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    meddle(f, MANY_ITEMS);
    RecordFilter slow[16] = {{field(f, "rank"), value_int(9000), COMPARE_LESS_EQUAL}};
    for (int at = 1; at < 16; at++) {
        slow[at] = (RecordFilter){field(f, "code"), value_text(TEXT("*c*")), COMPARE_LIKE};
    }
    RecordQuery query = {.filters = slow, .filter_count = 16};
    RecordCount counted;
    List shares;
    int64_t exact;
    rule_counts(f, COUNT_RULES("0"));
    ok(f, record_count(f->workspace, type(f, "item"), &query, &counted, &f->err));
    assert_true(counted.at_least);
    assert_in_range(counted.number, 0, 8900);
    assert_int_equal(counted.number % (counted.number < 100    ? 1
                                       : counted.number < 1000 ? 10
                                                               : 100),
                     0);
    ok(f,
       record_shares(f->arena, f->workspace, type(f, "item"), &query, KEY_STATE, &shares, &f->err));
    assert_true(LIST_AT(&shares, RecordShare, 0)->count.at_least);
    ok(f, record_count_all(f->workspace, type(f, "item"), &query, &exact, &f->err));
    assert_int_equal(exact, 9000);

    rule_counts(f, COUNT_RULES("10000")); /* so many are counted to the end */
    ok(f, record_count(f->workspace, type(f, "item"), &query, &counted, &f->err));
    assert_true(counted.number == 9000 && !counted.at_least);
}

/* ---- What a question costs ---- */

static int64_t steps_since(sqlite3 *db)
{
    int64_t steps = 0;
    for (sqlite3_stmt *stmt = sqlite3_next_stmt(db, NULL); stmt != NULL;
         stmt = sqlite3_next_stmt(db, stmt)) {
        steps += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    return steps;
}

/* Steps of SQLite's machine, which are as many on any machine. */
static int64_t steps_of(Fixture *f, const RecordQuery *query)
{
    sqlite3 *db = workspace_store(f->workspace)->db;
    list(f, query); /* what is looked up once and kept */
    steps_since(db);
    list(f, query);
    return steps_since(db);
}

/* One in 400 is of the unit that was made first. */
static const char FEW_AMONG_MANY[] =
    "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 20099)"
    " INSERT INTO item (id, version, state, rank, due, lead) SELECT i, 1, 'new', 50000 - i, i,"
    " CASE WHEN i % 400 THEN (SELECT max(id) FROM organisation)"
    " ELSE (SELECT min(id) FROM organisation) END FROM n;"
    "INSERT INTO item__unit (__unit, id, state, rank, due, lead)"
    " SELECT lead, id, state, rank, due, lead FROM item";

static void a_later_page_beside_units_reads_the_records_of_the_unit_alone(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们");
    save_organisation(f, "他们");
    meddle(f, FEW_AMONG_MANY);
    ok(f, store_analyse(workspace_store(f->workspace), &f->err));
    RecordOrder by_rank = {field(f, "rank"), false}, by_id = {KEY_ID, true};
    const RecordOrder *orders[] = {NULL, &by_id, &by_rank};
    act_as(f, "officer", ours);
    for (size_t at = 0; at < sizeof orders / sizeof orders[0]; at++) {
        RecordQuery query = {.order = orders[at], .limit = 3};
        List found = list(f, &query);
        query.after = record_cursor(f->arena, &query, LIST_AT(&found, Record, 2));
        assert_in_range(steps_of(f, &query), 1, 5000); /* of 50 records, not of 20000 */
    }
}

static void a_later_page_of_a_range_begins_where_the_one_before_ended(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    save_organisation(f, "我们");
    save_organisation(f, "他们");
    meddle(f, FEW_AMONG_MANY);
    act_as(f, "keeper", 0);
    for (int way = 0; way < 2; way++) {
        RecordOrder by_due = {field(f, "due"), way > 0};
        RecordFilter bound = {field(f, "due"), value_int(10000),
                              way > 0 ? COMPARE_LESS_EQUAL : COMPARE_MORE_EQUAL};
        RecordQuery query = {.filters = &bound, .filter_count = 1, .order = &by_due, .limit = 3};
        int64_t ends[] = {2000, 19000}; /* one lies within the bound, the other before it */
        for (int end = 0; end < 2; end++) {
            Record *last = NULL;
            ok(f, record_get(f->arena, f->workspace, type(f, "item"), ends[end], &last, &f->err));
            query.after = record_cursor(f->arena, &query, last);
            bool is_within = way > 0 ? ends[end] < 10000 : ends[end] > 10000;
            int64_t next = ends[end] + (way > 0 ? -1 : 1);
            List found = list(f, &query);
            assert_int_equal(LIST_AT(&found, Record, 0)->id, is_within ? next : 10000);
            assert_in_range(steps_of(f, &query), 1, 1000);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(counting_ends_where_nobody_cares_any_more),
        record_test(what_takes_too_long_is_stopped_with_a_remedy),
        record_test(a_count_that_takes_long_tells_the_least),
        record_test(a_later_page_beside_units_reads_the_records_of_the_unit_alone),
        record_test(a_later_page_of_a_range_begins_where_the_one_before_ended),
    };
    return cmocka_run_group_tests_name("list_count", tests, NULL, NULL);
}
