/* Lists: narrowed and ordered by what the model declares, page by page; what is not declared is
 * refused. */
#include "list_test.h"

static const char *narrowed(Fixture *f, RecordFilter filter)
{
    RecordOrder by_rank = {field(f, "rank"), false};
    RecordQuery query = {.filters = &filter, .filter_count = 1, .order = &by_rank};
    return ranks(f, &query);
}

static const char *compared(Fixture *f, const char *name, Compare compare, Value value)
{
    return narrowed(f, (RecordFilter){field(f, name), value, compare});
}

static void refused_filter(Fixture *f, const char *code, const char *says, RecordFilter filter)
{
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    refused(f, &query, code, says);
}

/* ---- Filters ---- */

static void every_comparison_holds_for_every_kind(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t unit = save_organisation(f, "甲");
    for (int at = 1; at <= 5; at++) {
        Record *record = new_item(f, at == 5 ? "a_b%c\\d" : "axbc", at);
        *record_value(record, "due") = at == 3 ? value_none() : value_int(10 * at);
        *record_value(record, "sum") = value_decimal((Decimal){15 * at, 1});
        *record_value(record, "code") = value_text(text_format(f->arena, "a_%d%%", at));
        *record_value(record, "level") = at > 3 ? value_text(TEXT("high")) : value_none();
        *record_value(record, "lead") = at == 1 ? value_int(unit) : value_none();
        *record_value(record, "assist") = at == 2 ? value_refs(&unit, 1) : value_none();
        save(f, record);
    }
    assert_string_equal(compared(f, "due", COMPARE_EQUAL, value_int(20)), "2 ");
    assert_string_equal(compared(f, "due", COMPARE_NOT_EQUAL, value_int(20)), "1 3 4 5 ");
    assert_string_equal(compared(f, "due", COMPARE_LESS, value_int(20)), "1 ");
    assert_string_equal(compared(f, "due", COMPARE_LESS_EQUAL, value_int(20)), "1 2 ");
    assert_string_equal(compared(f, "due", COMPARE_MORE, value_int(20)), "4 5 ");
    assert_string_equal(compared(f, "due", COMPARE_MORE_EQUAL, value_int(20)), "2 4 5 ");
    assert_string_equal(compared(f, "due", COMPARE_EQUAL, value_none()), "3 ");
    assert_string_equal(compared(f, "due", COMPARE_NOT_EQUAL, value_none()), "1 2 4 5 ");
    /* By value, however many places were published. */
    assert_string_equal(compared(f, "sum", COMPARE_EQUAL, value_decimal((Decimal){300, 2})), "2 ");
    assert_string_equal(compared(f, "sum", COMPARE_MORE, value_decimal((Decimal){45, 1})), "4 5 ");
    assert_string_equal(compared(f, "code", COMPARE_EQUAL, value_text(TEXT("a_3%"))), "3 ");
    assert_string_equal(compared(f, "code", COMPARE_LIKE, value_text(TEXT("a_*"))), "1 2 3 4 5 ");
    assert_string_equal(compared(f, "code", COMPARE_LIKE, value_text(TEXT("*4%"))), "4 ");
    assert_string_equal(compared(f, "code", COMPARE_LIKE, value_text(TEXT("A_*"))), "");
    assert_string_equal(compared(f, "code", COMPARE_LIKE, value_text(TEXT("axx*"))), "");
    assert_string_equal(compared(f, "code", COMPARE_LIKE_ANY_CASE, value_text(TEXT("A_2%"))), "2 ");
    assert_string_equal(compared(f, "code", COMPARE_LIKE_ANY_CASE, value_text(TEXT("Ax*"))), "");
    assert_string_equal(compared(f, "level", COMPARE_EQUAL, value_text(TEXT("high"))), "4 5 ");
    assert_string_equal(compared(f, "lead", COMPARE_EQUAL, value_int(unit)), "1 ");
    assert_string_equal(compared(f, "assist", COMPARE_EQUAL, value_int(unit)), "2 ");
    assert_string_equal(compared(f, "assist", COMPARE_NOT_EQUAL, value_int(unit)), "1 3 4 5 ");
    assert_string_equal(compared(f, "assist", COMPARE_EQUAL, value_none()), "1 3 4 5 ");
    assert_string_equal(compared(f, "assist", COMPARE_NOT_EQUAL, value_none()), "2 ");
    assert_string_equal(compared(f, "state", COMPARE_EQUAL, value_text(TEXT("old"))), "");
    assert_string_equal(compared(f, "state", COMPARE_NOT_EQUAL, value_text(TEXT("old"))),
                        "1 2 3 4 5 ");
}

static void one_of_several_values_will_do(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t first = saved_item(f, "一", 1)->id;
    int64_t second = saved_item(f, "二", 2)->id;
    saved_item(f, "三", 3);
    Value ids[] = {value_int(second), value_int(first), value_int(999)};
    RecordFilter any = {KEY_ID, value_none(), COMPARE_ANY_OF, ids, 3};
    assert_string_equal(narrowed(f, any), "1 2 ");
    Value states[] = {value_text(TEXT("new")), value_text(TEXT("gone"))};
    any = (RecordFilter){KEY_STATE, value_none(), COMPARE_ANY_OF, states, 2};
    assert_string_equal(narrowed(f, any), "1 2 3 ");
    any.value_count = 0;
    assert_string_equal(narrowed(f, any), "");
}

static RecordCondition holds(Fixture *f, const char *name, Compare compare, Value value)
{
    return (RecordCondition){.kind = CONDITION_FILTER, .filter = {field(f, name), value, compare}};
}

static RecordCondition joined(int kind, const RecordCondition *parts, int count)
{
    return (RecordCondition){.kind = kind, .parts = parts, .part_count = count};
}

static const char *under(Fixture *f, RecordCondition condition)
{
    RecordOrder by_rank = {field(f, "rank"), false};
    RecordFilter beside = {field(f, "rank"), value_int(9), COMPARE_LESS};
    RecordQuery query = {
        .filters = &beside, .filter_count = 1, .condition = &condition, .order = &by_rank};
    return ranks(f, &query);
}

static void conditions_are_joined_and_turned_round(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    for (int at = 1; at <= 4; at++) {
        Record *record = new_item(f, "物", at);
        *record_value(record, "due") = at == 3 ? value_none() : value_int(10 * at);
        *record_value(record, "level") = value_text(at % 2 ? TEXT("high") : TEXT("low"));
        save(f, record);
    }
    saved_item(f, "别的", 9);
    RecordCondition early = holds(f, "due", COMPARE_LESS, value_int(20));
    RecordCondition high = holds(f, "level", COMPARE_EQUAL, value_text(TEXT("high")));
    RecordCondition last = holds(f, "rank", COMPARE_EQUAL, value_int(4));
    RecordCondition both[] = {early, high}, either[] = {early, last};
    assert_string_equal(under(f, joined(CONDITION_ALL, both, 2)), "1 ");
    assert_string_equal(under(f, joined(CONDITION_ANY, either, 2)), "1 4 ");
    RecordCondition nested[] = {joined(CONDITION_ALL, both, 2), last};
    assert_string_equal(under(f, joined(CONDITION_ANY, nested, 2)), "1 4 ");
    early.is_not = true; /* 3 has no day */
    assert_string_equal(under(f, early), "2 4 ");
    nested[0].is_not = true;
    assert_string_equal(under(f, nested[0]), "2 4 ");
    assert_string_equal(under(f, joined(CONDITION_ALL, NULL, 0)), "1 2 3 4 ");
    assert_string_equal(under(f, joined(CONDITION_ANY, NULL, 0)), "");
    RecordCondition sealed = holds(f, "secret", COMPARE_EQUAL, value_text(TEXT("x")));
    act_as(f, "officer", 1);
    RecordCondition hidden[] = {high, joined(CONDITION_ANY, &sealed, 1)};
    RecordCondition outer = joined(CONDITION_ALL, hidden, 2);
    RecordQuery query = {.condition = &outer};
    refused(f, &query, "record.filter_undeclared", "level (Level)");
}

static void what_is_not_declared_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    Value text = value_text(TEXT("x"));
    refused_filter(f, "record.filter_undeclared", "level (Level)",
                   (RecordFilter){field(f, "plain"), text});
    refused_filter(f, "record.filter_undeclared", "state (state)",
                   (RecordFilter){field(f, "note"), text});
    refused_filter(f, "record.filter_undeclared", "id (number)", (RecordFilter){-1, text});
    refused_filter(f, "record.filter_undeclared", "id (number)", (RecordFilter){99, text});
    RecordOrder order = {field(f, "level"), false};
    RecordQuery query = {.order = &order};
    refused(f, &query, "record.order_undeclared", "due (Due)");
    order.field = KEY_STATE;
    refused(f, &query, "record.order_undeclared", "due (Due)");
}

static void what_makes_no_sense_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    const char *unfit = "record.filter_unfit";
    Value text = value_text(TEXT("x"));
    int64_t two[] = {1, 2};
    refused_filter(f, unfit, "Due", (RecordFilter){field(f, "due"), text});
    refused_filter(f, unfit, "Sum", (RecordFilter){field(f, "sum"), value_int(1)});
    refused_filter(f, unfit, "Code",
                   (RecordFilter){field(f, "code"), value_text((Text){"a\0b", 3})});
    refused_filter(f, unfit, "state", (RecordFilter){KEY_STATE, text});
    refused_filter(f, unfit, "number", (RecordFilter){KEY_ID, value_none()});
    refused_filter(f, unfit, "Assist", (RecordFilter){field(f, "assist"), value_refs(two, 2)});
    refused_filter(f, unfit, "Lead", (RecordFilter){field(f, "lead"), value_int(1), COMPARE_LESS});
    refused_filter(f, unfit, "Due", (RecordFilter){field(f, "due"), value_int(1), COMPARE_LIKE});
    refused_filter(f, unfit, "Due", (RecordFilter){field(f, "due"), value_none(), COMPARE_MORE});
    Value *many = ARENA_ARRAY(f->arena, Value, 1000);
    refused_filter(f, unfit, "Due",
                   (RecordFilter){field(f, "due"), value_none(), COMPARE_ANY_OF, many, 1000});
}

static void what_is_sealed_narrows_nothing(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t unit = save_organisation(f, "甲");
    Record *record = new_item(f, "一", 1);
    *record_value(record, "lead") = value_int(unit);
    *record_value(record, "giver") = value_int(unit);
    *record_value(record, "secret") = value_text(TEXT("x"));
    save(f, record);
    RecordFilter sealed = {field(f, "giver"), value_int(unit)};
    act_as(f, "keeper", 0);
    assert_string_equal(narrowed(f, sealed), "1 ");
    act_as(f, "officer", unit);
    refused_filter(f, "record.filter_undeclared", "state", sealed);
    RecordQuery all = {0};
    List found = list(f, &all);
    assert_int_equal(found.count, 1);
    assert_int_equal(record_value(LIST_AT(&found, Record, 0), "secret")->kind, VALUE_NONE);
}

/* ---- Order and pages ---- */

/* -1, 0, 1: the first comes before, neither, after; what is empty comes last either way. */
static int value_order(const Value *a, const Value *b, bool descending)
{
    if (a->kind == VALUE_NONE || b->kind == VALUE_NONE) {
        return (a->kind == VALUE_NONE) - (b->kind == VALUE_NONE);
    }
    int order = a->kind == VALUE_TEXT      ? text_compare(a->text, b->text)
                : a->kind == VALUE_DECIMAL ? decimal_compare(a->decimal, b->decimal)
                                           : (a->number > b->number) - (a->number < b->number);
    return descending ? -order : order;
}

static void check_order(const List *found, RecordOrder order)
{
    for (size_t at = 1; at < found->count; at++) {
        const Record *a = LIST_AT(found, Record, at - 1);
        const Record *b = LIST_AT(found, Record, at);
        int by_value =
            order.field == KEY_ID
                ? 0
                : value_order(&a->values[order.field], &b->values[order.field], order.descending);
        assert_true(by_value < 0 || (by_value == 0 && (a->id < b->id) != order.descending));
    }
}

static void check_pages(Fixture *f, RecordOrder order, int limit)
{
    RecordQuery whole = {.order = &order};
    RecordQuery page = {.order = &order, .limit = limit};
    List all = list(f, &whole);
    size_t seen = 0;
    assert_int_equal(all.count, 50);
    check_order(&all, order);
    for (;;) {
        List found = list(f, &page);
        for (size_t at = 0; at < found.count; at++) {
            assert_true(seen < all.count);
            assert_int_equal(LIST_AT(&found, Record, at)->id, LIST_AT(&all, Record, seen)->id);
            seen++;
        }
        if (found.count < (size_t)limit) {
            break;
        }
        page.after = record_cursor(f->arena, &page, LIST_AT(&found, Record, found.count - 1));
    }
    assert_int_equal(seen, all.count);
}

static void pages_follow_each_other_in_every_order(void **state)
{
    static const char *const FIELDS[] = {"id", "due", "rank", "sum", "code"};
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    save_fifty(f);
    for (size_t at = 0; at < sizeof FIELDS / sizeof FIELDS[0]; at++) {
        for (int limit = 1; limit <= 51; limit += 7) {
            check_pages(f, (RecordOrder){field(f, FIELDS[at]), false}, limit);
            check_pages(f, (RecordOrder){field(f, FIELDS[at]), true}, limit);
        }
    }
}

static void a_page_stays_where_it_was_while_others_write(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    for (int at = 1; at <= 4; at++) {
        saved_item(f, "物", 10 * at);
    }
    RecordOrder by_rank = {field(f, "rank"), false};
    RecordQuery page = {.order = &by_rank, .limit = 2};
    List found = list(f, &page);
    page.after = record_cursor(f->arena, &page, LIST_AT(&found, Record, 1));
    saved_item(f, "早", 5);
    saved_item(f, "间", 25);
    assert_string_equal(ranks(f, &page), "25 30 ");
}

static void a_cursor_of_another_list_is_refused(void **state)
{
    static const char *const FORGED[] = {"x",         "5",           "id",
                                         "id.",       "id.x",        "id.1.2",
                                         "due",       "due.1.x",     "due.x.1",
                                         "-due.1.1",  "rank.1.1",    "due.1.1.",
                                         "due..1",    "sum.1.1",     "due.1.9999999999999999999999",
                                         "code.1.e7", "' OR 1=1 --", "due.1.1; DROP TABLE item"};
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    RecordOrder by_due = {field(f, "due"), false};
    RecordQuery query = {.order = &by_due};
    for (size_t at = 0; at < sizeof FORGED / sizeof FORGED[0]; at++) {
        query.after = text_from(FORGED[at]);
        refused(f, &query, "record.cursor", "first page");
    }
    RecordOrder by_code = {field(f, "code"), false};
    query.order = &by_code;
    static const char *const CODES[] = {"code.1.e", "code.1.zz", "code.1.00", "code.1.E7"};
    for (size_t at = 0; at < sizeof CODES / sizeof CODES[0]; at++) {
        query.after = text_from(CODES[at]);
        refused(f, &query, "record.cursor", "first page");
    }
}

static void a_few_pages_can_be_skipped(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    for (int at = 1; at <= 5; at++) {
        saved_item(f, "物", at);
    }
    RecordQuery query = {.skip = 3, .limit = 10};
    assert_string_equal(ranks(f, &query), "4 5 ");
    query.skip = RECORD_SKIP_MOST;
    assert_string_equal(ranks(f, &query), "");
    query.skip = RECORD_SKIP_MOST + 1;
    refused(f, &query, "record.skip", "10000");
    query.skip = -1;
    refused(f, &query, "record.skip", "10000");
    query = (RecordQuery){.skip = 1, .after = TEXT("id.1")};
    refused(f, &query, "record.skip", "10000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(every_comparison_holds_for_every_kind),
        record_test(one_of_several_values_will_do),
        record_test(conditions_are_joined_and_turned_round),
        record_test(what_is_not_declared_is_refused),
        record_test(what_makes_no_sense_is_refused),
        record_test(what_is_sealed_narrows_nothing),
        record_test(pages_follow_each_other_in_every_order),
        record_test(a_page_stays_where_it_was_while_others_write),
        record_test(a_cursor_of_another_list_is_refused),
        record_test(a_few_pages_can_be_skipped),
    };
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
