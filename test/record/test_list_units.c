/* Lists: whose the records are, and who reads which of them in which order. */
#include "list_test.h"

#include <sqlite3.h>

static void lists_follow_a_record_to_another_unit(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    Record *item = new_item(f, "同样的话", 1);
    give(f, item, "lead", value_int(ours));
    Record *part = record_new(f->arena, type(f, "part"));
    *record_value(part, "item") = value_int(item->id);
    give(f, part, "zh", value_text(TEXT("同样的话")));

    act_as(f, "officer", ours);
    assert_true(is_found(f, "item", "同样") && is_found(f, "part", "同样"));
    act_as(f, "officer", theirs);
    assert_false(is_found(f, "item", "同样") || is_found(f, "part", "同样"));

    give(f, item, "lead", value_int(theirs));
    act_as(f, "officer", ours);
    assert_false(is_found(f, "item", "同样") || is_found(f, "part", "同样"));
    act_as(f, "officer", theirs);
    assert_true(is_found(f, "item", "同样") && is_found(f, "part", "同样"));

    int64_t both[] = {theirs, ours};
    give(f, item, "assist", value_refs(both, 2));
    act_as(f, "officer", ours);
    assert_true(is_found(f, "item", "同样") && is_found(f, "part", "同样"));
    act_as(f, "officer", theirs); /* twice over, and found once */
    RecordQuery all = {0};
    assert_string_equal(ranks(f, &all), "1 ");
    assert_int_equal(count(f, &all), 1);
}

static void who_reads_a_unit_reads_those_below(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t top = save_organisation(f, "上"), below = save_organisation(f, "下");
    Record *unit = NULL;
    ok(f, record_get(f->arena, f->workspace, type(f, "organisation"), below, &unit, &f->err));
    Record *item = new_item(f, "同样的话", 1);
    give(f, item, "lead", value_int(below));
    Record *part = record_new(f->arena, type(f, "part"));
    *record_value(part, "item") = value_int(item->id);
    give(f, part, "zh", value_text(TEXT("同样的话")));
    act_as(f, "officer", top);
    assert_false(is_found(f, "part", "同样"));
    meddle(f,
           "UPDATE organisation SET parent = (SELECT min(id) FROM organisation) WHERE zh = '下'");
    assert_true(is_found(f, "part", "同样"));
    assert_false(is_found(f, "item", "同样")); /* their own alone */
}

static void what_is_public_is_everyones_until_it_is_no_longer(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    Record *item = new_item(f, "同样的话", 1);
    give(f, item, "lead", value_int(ours));
    act_as(f, "officer", theirs);
    assert_false(is_found(f, "item", "同样"));
    act_as(f, "officer", ours);
    ok(f, record_move(f->arena, f->workspace, item, TEXT("go"), TEXT(""), f->problems, &f->err));
    act_as(f, "officer", theirs);
    assert_true(is_found(f, "item", "同样"));
    act_as(f, "officer", 0);
    assert_true(is_found(f, "item", "同样"));
    act_as(f, "officer", ours);
    ok(f, record_undo(f->arena, f->workspace, item, TEXT(""), f->problems, &f->err));
    act_as(f, "officer", theirs);
    assert_false(is_found(f, "item", "同样"));
}

static const char MANY_WITHIN_REACH[] =
    "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 45099)"
    " INSERT INTO item (id, version, state, rank, due, lead) SELECT i, 1, 'new', 50000 - i, i % 7,"
    " CASE WHEN i % 50 THEN (SELECT min(id) FROM organisation)"
    " ELSE (SELECT max(id) FROM organisation) END FROM n;"
    "INSERT INTO item__unit (__unit, id, state, rank, due, lead)"
    " SELECT lead, id, state, rank, due, lead FROM item";

/* Where very many lie within reach the records themselves are read, in their order. */
static void many_within_reach_are_read_alike(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    meddle(f, MANY_WITHIN_REACH);
    RecordOrder by_rank = {field(f, "rank"), false};
    RecordFilter third = {field(f, "due"), value_int(3)};
    RecordQuery query = {.order = &by_rank, .limit = 3};
    act_as(f, "officer", ours);
    assert_string_equal(ranks(f, &query), "4901 4902 4903 ");
    List found = list(f, &query);
    query.after = record_cursor(f->arena, &query, LIST_AT(&found, Record, 2));
    assert_string_equal(ranks(f, &query), "4904 4905 4906 ");
    query = (RecordQuery){.filters = &third, .filter_count = 1, .order = &by_rank, .limit = 2};
    assert_string_equal(ranks(f, &query), "4903 4910 ");
    assert_int_equal(count(f, &query), 6300);
    query.filter_count = 0;
    assert_int_equal(count(f, &query), RECORD_COUNT_MOST + 1);
    act_as(f, "officer", theirs);
    assert_string_equal(ranks(f, &query), "4950 5000 ");
    assert_int_equal(count(f, &query), 900);
}

static void check_ranges(Fixture *f, RecordOrder order, const char *narrow, const char *one_state,
                         const char *wide)
{
    int due = field(f, "due");
    RecordFilter filters[] = {{due, value_int(3), COMPARE_MORE_EQUAL},
                              {due, value_int(5), COMPARE_LESS}};
    RecordQuery query = {.filters = filters, .filter_count = 2, .order = &order, .limit = 3};
    assert_string_equal(ranks(f, &query), narrow);
    filters[0] = (RecordFilter){KEY_STATE, value_text(TEXT("new"))};
    assert_string_equal(ranks(f, &query), one_state);
    filters[0] = (RecordFilter){due, value_int(0), COMPARE_MORE_EQUAL};
    query.filter_count = 1;
    assert_string_equal(ranks(f, &query), wide);
}

/* Whichever index leads. */
static void a_range_of_many_is_read_in_the_order_of_another_field(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    meddle(f, MANY_WITHIN_REACH);
    RecordOrder up = {field(f, "rank"), false}, down = {field(f, "rank"), true};
    act_as(f, "keeper", 0);
    check_ranges(f, up, "4902 4903 4909 ", "4902 4903 4904 ", "4901 4902 4903 ");
    check_ranges(f, down, "49899 49898 49892 ", "49900 49899 49898 ", "49900 49899 49898 ");
    act_as(f, "officer", ours);
    check_ranges(f, up, "4902 4903 4909 ", "4902 4903 4904 ", "4901 4902 4903 ");
    act_as(f, "officer", theirs);
    check_ranges(f, up, "5000 5050 5350 ", "5000 5050 5100 ", "4950 5000 5050 ");
}

static void one_unit_among_several_is_asked_for(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    int64_t third = save_organisation(f, "别人");
    for (int rank = 1; rank <= 4; rank++) {
        Record *item = new_item(f, "同样的话", rank);
        give(f, item, "lead", value_int(rank % 2 ? theirs : third));
        give(f, item, "assist", rank < 4 ? value_refs(&ours, 1) : value_none());
    }
    RecordOrder by_rank = {field(f, "rank"), true};
    RecordFilter assisting = {field(f, "assist"), value_int(ours)};
    RecordQuery query = {.filters = &assisting, .filter_count = 1, .order = &by_rank, .limit = 2};
    act_as(f, "keeper", 0);
    assert_string_equal(ranks(f, &query), "3 2 ");
    assert_int_equal(count(f, &query), 3);
    act_as(f, "officer", theirs);
    assert_string_equal(ranks(f, &query), "3 1 ");
    act_as(f, "officer", third);
    assert_string_equal(ranks(f, &query), "2 ");
    assert_int_equal(count(f, &query), 1);
    assisting = (RecordFilter){field(f, "lead"), value_int(ours)};
    act_as(f, "keeper", 0);
    assert_string_equal(ranks(f, &query), ""); /* leading is not assisting */
}

static int64_t share_of(Fixture *f, const RecordQuery *query, const char *state)
{
    List shares;
    ok(f,
       record_shares(f->arena, f->workspace, type(f, "item"), query, KEY_STATE, &shares, &f->err));
    for (size_t at = 0; at < shares.count; at++) {
        const RecordShare *share = LIST_AT(&shares, RecordShare, at);
        if (text_equal(share->value, text_from(state))) {
            return told(share->count);
        }
    }
    return 0;
}

/* By its lead unit and something else; and those that have no assisting unit. */
static void one_unit_and_something_else_are_asked_for(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    for (int rank = 1; rank <= 5; rank++) {
        Record *item = new_item(f, "同样的话", rank);
        give(f, item, "lead", value_int(rank < 4 ? ours : theirs));
        give(f, item, "assist", rank % 2 ? value_refs(&theirs, 1) : value_none());
        if (rank == 1) {
            act_as(f, "officer", ours);
            ok(f, record_move(f->arena, f->workspace, item, TEXT("age"), TEXT(""), f->problems,
                              &f->err));
        }
    }
    RecordFilter filters[] = {{field(f, "lead"), value_int(ours)},
                              {KEY_STATE, value_text(TEXT("new"))}};
    RecordFilter alone = {field(f, "assist"), value_none()};
    RecordQuery by_lead = {.filters = filters, .filter_count = 2, .limit = 9};
    RecordQuery by_none = {.filters = &alone, .filter_count = 1, .limit = 9};
    act_as(f, "keeper", 0);
    assert_string_equal(ranks(f, &by_lead), "2 3 ");
    assert_int_equal(count(f, &by_lead), 2);
    assert_string_equal(ranks(f, &by_none), "2 4 ");
    assert_int_equal(count(f, &by_none), 2);
    by_lead.filter_count = 1;
    assert_int_equal(share_of(f, &by_lead, "new"), 2);
    assert_int_equal(share_of(f, &by_lead, "old"), 1);
    act_as(f, "officer", theirs);
    assert_string_equal(ranks(f, &by_lead), "1 3 ");
    assert_int_equal(share_of(f, &by_lead, "new"), 1);
    assert_string_equal(ranks(f, &by_none), "4 ");
    assert_int_equal(count(f, &by_none), 1);
    alone.compare = COMPARE_NOT_EQUAL;
    assert_string_equal(ranks(f, &by_none), "1 3 5 ");
    assert_int_equal(share_of(f, &by_none, "new"), 2);
}

/* Every state by itself where many are within reach, all at once where few are. */
static void shares_are_alike_near_and_far(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    meddle(f, MANY_WITHIN_REACH);
    meddle(f, "UPDATE item SET state = 'old' WHERE due = 3;"
              "UPDATE item__unit SET state = 'old' WHERE due = 3");
    RecordFilter late = {field(f, "due"), value_int(2), COMPARE_MORE_EQUAL};
    RecordQuery query = {.filters = &late, .limit = 1};
    act_as(f, "keeper", 0);
    assert_int_equal(share_of(f, &query, "old"), 6429);
    act_as(f, "officer", ours);
    assert_int_equal(share_of(f, &query, "new"), RECORD_COUNT_MOST + 1);
    assert_int_equal(share_of(f, &query, "old"), 6300);
    query.filter_count = 1;
    assert_int_equal(share_of(f, &query, "old"), 6300);
    late = (RecordFilter){field(f, "rank"), value_int(5000), COMPARE_LESS};
    assert_int_equal(share_of(f, &query, "old"), 14);
    act_as(f, "officer", theirs);
    query.filter_count = 0;
    assert_int_equal(share_of(f, &query, "new") + share_of(f, &query, "old"), 900);
}

static Text plan(Fixture *f, const char *sql)
{
    Buf found = buf_new(f->arena);
    Text explained = text_format(f->arena, "EXPLAIN QUERY PLAN %s", sql);
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, explained.ptr, (int)explained.len, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        buf_add_format(&found, "%s\n", (const char *)sqlite3_column_text(stmt, 3));
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return buf_text(&found);
}

/* A record with nothing in a field stands in no index of that field by state, and is counted all
 * the same; what is asked of a value is read in that index alone. */
static void who_has_nothing_in_a_field_is_counted_by_state_without_its_index(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    save_organisation(f, "我们");
    save_organisation(f, "他们");
    meddle(f, MANY_WITHIN_REACH);
    meddle(f, "UPDATE item SET lead = NULL, state = 'old' WHERE due = 3");
    act_as(f, "keeper", 0);
    RecordFilter nobody = {field(f, "lead"), value_none()};
    RecordQuery query = {.filters = &nobody, .filter_count = 1};
    assert_int_equal(share_of(f, &query, "old"), 6429);
    assert_int_equal(share_of(f, &query, "new"), 0);
    static const char *const ASKED[] = {
        "SELECT state, count(*) FROM item WHERE lead = $1 GROUP BY state",
        "SELECT count(*) FROM item WHERE state = $1 AND lead IN ($2, $3)",
    };
    for (size_t at = 0; at < sizeof ASKED / sizeof ASKED[0]; at++) {
        assert_true(
            text_contains(plan(f, ASKED[at]), TEXT("USING COVERING INDEX ix_item_lead_state")));
    }
    assert_false(
        text_contains(plan(f, "SELECT count(*) FROM item WHERE lead IS NULL AND state = $1"),
                      TEXT("ix_item_lead_state")));
}

/* What is empty stands last; asked for by itself it stands behind every value, and nothing
 * before. */
static void a_list_of_what_is_empty_goes_on_behind_any_value(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    save_fifty(f);
    RecordFilter filter = {field(f, "due"), value_none()};
    RecordOrder by_due = {field(f, "due"), false};
    RecordQuery all = {.order = &by_due, .limit = 50};
    List found = list(f, &all);
    Record *first = LIST_AT(&found, Record, 0), *last = LIST_AT(&found, Record, 49);
    assert_int_not_equal(record_value(first, "due")->kind, VALUE_NONE);
    assert_int_equal(record_value(last, "due")->kind, VALUE_NONE);
    RecordQuery query = {.filters = &filter, .filter_count = 1, .order = &by_due, .limit = 50};
    size_t empty = list(f, &query).count;
    assert_in_range(empty, 2, 48);
    query.after = record_cursor(f->arena, &query, first);
    assert_int_equal(list(f, &query).count, empty);
    query.after = record_cursor(f->arena, &query, last);
    assert_int_equal(list(f, &query).count, 0);
    filter.compare = COMPARE_NOT_EQUAL;
    query.after = record_cursor(f->arena, &query, first);
    assert_int_equal(list(f, &query).count, 50 - empty - 1);
}

static const char JOB_MODEL[] = "role officer \"专员\" \"Officer\"\n"
                                "role keeper \"保管\" \"Keeper\"\n"
                                "record organisation \"单位\" \"Organisation\"\n"
                                "  title zh\n"
                                "  field zh text 20 required unique \"名称\" \"Name\"\n"
                                "  field parent ref organisation \"上级\" \"Parent\"\n"
                                "  allow read officer keeper\n"
                                "  allow create keeper\n"
                                "record job \"事\" \"Job\"\n"
                                "  title zh\n"
                                "  field zh text 60 required \"名\" \"Name\"\n"
                                "  field lead ref organisation required \"牵头\" \"Lead\"\n"
                                "  unit lead\n"
                                "  allow read officer:subtree keeper\n"
                                "  allow create keeper\n"
                                "record note \"记\" \"Note\"\n"
                                "  title zh\n"
                                "  field zh text 60 required \"名\" \"Name\"\n"
                                "  field lead ref organisation \"牵头\" \"Lead\"\n"
                                "  unit lead\n"
                                "  allow read officer:subtree keeper\n"
                                "  allow create keeper\n";

static void save_named(Fixture *f, const char *name, int64_t unit)
{
    Record *record = record_new(f->arena, type(f, name));
    *record_value(record, "zh") = value_text(TEXT("事"));
    give(f, record, "lead", unit != 0 ? value_int(unit) : value_none());
}

static void assert_counts(Fixture *f, int64_t jobs, int64_t notes)
{
    RecordQuery all = {0};
    RecordCount found;
    ok(f, record_count(f->workspace, type(f, "job"), &all, &found, &f->err));
    assert_int_equal(found.number, jobs);
    ok(f, record_count(f->workspace, type(f, "note"), &all, &found, &f->err));
    assert_int_equal(found.number, notes);
}

static void who_reaches_every_unit_reads_no_more_than_theirs(void **state)
{
    Fixture *f = *state;
    fixture_model(f, JOB_MODEL);
    int64_t top = save_organisation(f, "上"), below = save_organisation(f, "下");
    meddle(f,
           "UPDATE organisation SET parent = (SELECT min(id) FROM organisation) WHERE zh = '下'");
    save_named(f, "job", below);
    save_named(f, "note", below);
    save_named(f, "note", 0); /* nobody's */
    act_as(f, "officer", top);
    assert_counts(f, 1, 1);
    act_as(f, "officer", below);
    assert_counts(f, 1, 1);
    act_as(f, "keeper", 0);
    int64_t outside = save_organisation(f, "外");
    save_named(f, "job", outside);
    act_as(f, "officer", top);
    assert_counts(f, 1, 1);
    act_as(f, "officer", 0);
    assert_counts(f, 0, 0);
    act_as(f, "keeper", 0);
    assert_counts(f, 2, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(lists_follow_a_record_to_another_unit),
        record_test(who_reads_a_unit_reads_those_below),
        record_test(what_is_public_is_everyones_until_it_is_no_longer),
        record_test(many_within_reach_are_read_alike),
        record_test(a_range_of_many_is_read_in_the_order_of_another_field),
        record_test(one_unit_among_several_is_asked_for),
        record_test(one_unit_and_something_else_are_asked_for),
        record_test(shares_are_alike_near_and_far),
        record_test(who_has_nothing_in_a_field_is_counted_by_state_without_its_index),
        record_test(a_list_of_what_is_empty_goes_on_behind_any_value),
        record_test(who_reaches_every_unit_reads_no_more_than_theirs),
    };
    return cmocka_run_group_tests_name("list_units", tests, NULL, NULL);
}
