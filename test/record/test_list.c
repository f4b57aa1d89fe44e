/* Lists: narrowed and ordered by what the model declares, page by page, counted, searched; what is
 * not declared is refused. */
#include "record_test.h"

#include "store_impl.h" /* what a question costs */

#include <stdlib.h>
#include <string.h>

static const char ITEM_MODEL[] = "role officer \"专员\" \"Officer\"\n"
                                 "role keeper \"保管\" \"Keeper\"\n"
                                 "record organisation \"单位\" \"Organisation\"\n"
                                 "  title zh\n"
                                 "  field zh text 20 required unique \"名称\" \"Name\"\n"
                                 "  field parent ref organisation \"上级\" \"Parent\"\n"
                                 "  allow read officer keeper\n"
                                 "  allow create keeper\n"
                                 "record item \"物\" \"Item\"\n"
                                 "  title zh\n"
                                 "  states new old gone\n"
                                 "    state new \"新\" \"New\"\n"
                                 "    state old \"旧\" \"Old\"\n"
                                 "    state gone public \"去\" \"Gone\"\n"
                                 "  move age new -> old by officer:own \"变旧\" \"Age\"\n"
                                 "  move go new old -> gone by officer:own \"去\" \"Go\"\n"
                                 "  field zh text 60 search \"名\" \"Name\"\n"
                                 "  field due date sort \"期\" \"Due\"\n"
                                 "  field rank int sort required \"次\" \"Rank\"\n"
                                 "  field sum decimal sort \"额\" \"Sum\"\n"
                                 "  field code text 20 sort \"码\" \"Code\"\n"
                                 "  field level one-of filter \"级\" \"Level\"\n"
                                 "    option low \"低\" \"Low\"\n"
                                 "    option high \"高\" \"High\"\n"
                                 "  field lead ref organisation \"牵头\" \"Lead\"\n"
                                 "  field assist refs organisation \"配合\" \"Assist\"\n"
                                 "  field note long-text search \"记\" \"Note\"\n"
                                 "  field plain text 20 \"白\" \"Plain\"\n"
                                 "  field giver ref organisation sealed \"赠\" \"Giver\"\n"
                                 "  field secret text 20 sealed \"密\" \"Secret\"\n"
                                 "  unit lead assist\n"
                                 "  allow read officer:own keeper\n"
                                 "  allow create officer:own\n"
                                 "  allow change officer:own\n"
                                 "  allow unseal keeper\n"
                                 "record part \"件\" \"Part\"\n"
                                 "  title zh\n"
                                 "  field zh text 60 required search \"名\" \"Name\"\n"
                                 "  field item ref item required \"物\" \"Item\"\n"
                                 "  unit through item\n"
                                 "  allow read officer:subtree keeper\n"
                                 "  allow create keeper\n"
                                 "record remark \"语\" \"Remark\"\n"
                                 "  field text text 60 search \"言\" \"Text\"\n"
                                 "  allow read officer keeper\n"
                                 "  allow create keeper\n";

static const RecordDef *type(const Fixture *f, const char *name)
{
    const RecordDef *def = model_record(f->model, text_from(name));
    assert_non_null(def);
    return def;
}

static int field(const Fixture *f, const char *name)
{
    return strcmp(name, "id") == 0      ? KEY_ID
           : strcmp(name, "state") == 0 ? KEY_STATE
                                        : record_field(type(f, "item"), text_from(name));
}

static int64_t save_organisation(Fixture *f, const char *zh)
{
    Record *record = record_new(f->arena, type(f, "organisation"));
    *record_value(record, "zh") = value_text(text_from(zh));
    save(f, record);
    return record->id;
}

static Record *new_item(Fixture *f, const char *zh, int64_t rank)
{
    Record *record = record_new(f->arena, type(f, "item"));
    *record_value(record, "zh") = value_text(text_from(zh));
    *record_value(record, "rank") = value_int(rank);
    return record;
}

static Record *saved_item(Fixture *f, const char *zh, int64_t rank)
{
    Record *record = new_item(f, zh, rank);
    save(f, record);
    return record;
}

static void act_as(Fixture *f, const char *role, int64_t unit)
{
    Actor actor = {.who = TEXT("someone"), .from = TEXT("test"), .unit = unit};
    actor.roles = (RoleSet)1 << model_role(f->model, text_from(role));
    workspace_act_as(f->workspace, &actor);
}

static List list(Fixture *f, const RecordQuery *query)
{
    List found;
    ok(f, record_list(f->arena, f->workspace, type(f, "item"), query, &found, &f->err));
    return found;
}

/* The ranks of what is found, as "1 2 3 ". */
static const char *ranks(Fixture *f, const RecordQuery *query)
{
    List found = list(f, query);
    Buf out = buf_new(f->arena);
    for (size_t at = 0; at < found.count; at++) {
        buf_add_format(&out, "%lld ",
                       (long long)record_value(LIST_AT(&found, Record, at), "rank")->number);
    }
    return text_cstr(f->arena, buf_text(&out));
}

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

static void refused(Fixture *f, const RecordQuery *query, const char *code, const char *says)
{
    List found;
    Buf out = buf_new(f->arena);
    Status status = record_list(f->arena, f->workspace, type(f, "item"), query, &found, &f->err);
    assert_int_equal(status, STATUS_INVALID);
    assert_string_equal(f->err.code, code);
    assert_int_equal(found.count, 0);
    error_print(&out, LANG_EN, &f->err);
    if (!text_contains(buf_text(&out), text_from(says))) {
        fail_msg("'%.*s' does not say '%s'", TEXT_ARGS(buf_text(&out)), says);
    }
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

/* Fifty items with many equal and some empty values. */
static void save_fifty(Fixture *f)
{
    Random random = random_seeded(7, 1);
    ok(f, workspace_begin(f->workspace, &f->err));
    for (int at = 0; at < 50; at++) {
        Record *record = new_item(f, "物", random_next(&random) % 9);
        uint32_t dice = random_next(&random) % 8;
        *record_value(record, "due") = dice > 5 ? value_none() : value_int(dice);
        *record_value(record, "sum") =
            dice > 6 ? value_none()
                     : value_decimal((Decimal){(int64_t)dice * (dice % 2 == 0 ? 10 : 1) - 20,
                                               (int8_t)(dice % 2 == 0)});
        *record_value(record, "code") =
            dice > 4 ? value_none() : value_text(text_format(f->arena, "码%u.-", dice));
        save(f, record);
    }
    ok(f, workspace_commit(f->workspace, &f->err));
}

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

/* ---- Counts ---- */

static const char MANY_ITEMS[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
    " INSERT INTO item (id, version, state, rank, level, code) SELECT i, 1,"
    " CASE WHEN i > 29990 THEN 'old' ELSE 'new' END, i, CASE WHEN i % 2 THEN 'low' END,"
    " 'c' || i FROM n";

/* Beyond RECORD_COUNT_MOST: one more. */
static int64_t told(RecordCount count)
{
    return count.number + (count.at_least ? 1 : 0);
}

static int64_t count(Fixture *f, const RecordQuery *query)
{
    RecordCount counted;
    ok(f, record_count(f->workspace, type(f, "item"), query, &counted, &f->err));
    return told(counted);
}

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

/* ---- Search ---- */

static const char *found_by(Fixture *f, const char *words)
{
    RecordQuery query = {.words = text_from(words), .limit = 10};
    return ranks(f, &query);
}

static void refused_words(Fixture *f, const char *words, const char *code)
{
    RecordQuery query = {.words = text_from(words)};
    refused(f, &query, code, "");
}

static void two_characters_find(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    saved_item(f, "推进数字化车间建设", 1);
    saved_item(f, "数字经济与绿化", 2);
    saved_item(f, "GDP 增速达到8.5%（全省第3）", 3);
    saved_item(f, "Build the Ｄｉｇｉｔａｌ workshop, at once", 4);
    saved_item(f, "𠮷野与㐂", 5);
    assert_string_equal(found_by(f, "数字"), "2 1 "); /* the newest first */
    assert_string_equal(found_by(f, "车间"), "1 ");
    assert_string_equal(found_by(f, "数字化"), "1 "); /* together, not merely both pairs */
    assert_string_equal(found_by(f, "数字 建设"), "1 ");
    assert_string_equal(found_by(f, "gdp"), "3 ");
    assert_string_equal(found_by(f, "ＧＤＰ增速"), "3 ");
    assert_string_equal(found_by(f, "全省"), "3 ");
    assert_string_equal(found_by(f, "digital WORKSHOP"), "4 ");
    assert_string_equal(found_by(f, "work"), ""); /* English by words */
    assert_string_equal(found_by(f, "8"), "3 ");
    assert_string_equal(found_by(f, "𠮷野"), "5 ");
    assert_string_equal(found_by(f, "没有"), "");
}

static void words_follow_every_change(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    Record *record = saved_item(f, "旧的名称", 1);
    *record_value(record, "note") = value_text(TEXT("附记\n第二行"));
    save(f, record);
    assert_string_equal(found_by(f, "第二"), "1 ");
    *record_value(record, "zh") = value_text(TEXT("新的名称"));
    save(f, record);
    assert_string_equal(found_by(f, "旧的"), "");
    assert_string_equal(found_by(f, "新的 第二"), "1 ");
    ok(f, record_move(f->arena, f->workspace, record, TEXT("age"), TEXT(""), f->problems, &f->err));
    assert_string_equal(found_by(f, "新的"), "1 ");
    ok(f, workspace_begin(f->workspace, &f->err));
    *record_value(record, "zh") = value_text(TEXT("未曾保存"));
    save(f, record);
    workspace_rollback(f->workspace);
    assert_string_equal(found_by(f, "未曾"), "");
    assert_string_equal(found_by(f, "新的"), "1 ");
}

static void what_cannot_be_searched_for_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    refused_words(f, "数", "record.search_short");
    refused_words(f, "、 。?", "record.search_short");
    refused_words(f, "\xff\xfe", "record.search_long");
    Buf many = buf_new(f->arena);
    for (int at = 0; at < 90; at++) {
        buf_add_format(&many, "w%d ", at);
    }
    refused_words(f, text_cstr(f->arena, buf_text(&many)), "record.search_long");
    assert_string_equal(found_by(f, "\"a\" OR (b) NEAR type:item unit:1 *"), "");
    assert_string_equal(found_by(f, "   "), "");
}

static void search_stays_within_reach_and_out_of_what_is_sealed(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们");
    int64_t theirs = save_organisation(f, "他们");
    Record *record = new_item(f, "同样的话", 1);
    *record_value(record, "lead") = value_int(theirs);
    save(f, record);
    record = new_item(f, "同样的话", 2);
    *record_value(record, "lead") = value_int(ours);
    *record_value(record, "secret") = value_text(TEXT("秘密"));
    save(f, record);
    record = record_new(f->arena, type(f, "remark"));
    *record_value(record, "text") = value_text(TEXT("也是同样的"));
    save(f, record);
    act_as(f, "officer", ours);
    assert_string_equal(found_by(f, "同样"), "2 ");
    assert_string_equal(found_by(f, "秘密"), "");
    List all;
    ok(f, record_search(f->arena, f->workspace, TEXT("同样"), 10, &all, &f->err));
    assert_int_equal(all.count, 2);
    assert_string_equal((*LIST_AT(&all, const Record *, 0))->def->name, "remark");
    assert_string_equal((*LIST_AT(&all, const Record *, 1))->def->name, "item");
    ok(f, record_search(f->arena, f->workspace, TEXT("同样"), 1, &all, &f->err));
    assert_int_equal(all.count, 1);
    act_as(f, "keeper", 0);
    assert_string_equal(found_by(f, "同样"), "2 1 ");
    assert_string_equal(found_by(f, "秘密"), ""); /* nobody finds it by its words */
}

/* ---- Whose the records are ---- */

/* Whether whoever acts finds it: in the list, by its words, among those counted. */
static bool is_found(Fixture *f, const char *name, const char *words)
{
    List found;
    RecordCount counted;
    RecordQuery all = {.limit = 10}, searched = {.words = text_from(words), .limit = 10};
    ok(f, record_list(f->arena, f->workspace, type(f, name), &all, &found, &f->err));
    bool is_listed = found.count > 0;
    ok(f, record_list(f->arena, f->workspace, type(f, name), &searched, &found, &f->err));
    assert_int_equal(found.count > 0, is_listed);
    ok(f, record_count(f->workspace, type(f, name), &all, &counted, &f->err));
    assert_int_equal(counted.number > 0, is_listed);
    return is_listed;
}

static void give(Fixture *f, Record *item, const char *name, Value value)
{
    Actor owner = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    workspace_act_as(f->workspace, &owner);
    *record_value(item, name) = value;
    save(f, item);
}

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

static void what_is_derived_is_made_anew_when_the_schema_changes(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们");
    Record *item = new_item(f, "同样的话", 1);
    give(f, item, "lead", value_int(ours));
    meddle(f, "DELETE FROM item__unit");
    act_as(f, "officer", ours);
    RecordQuery all = {0};
    assert_string_equal(ranks(f, &all), "");
    meddle(f, "UPDATE derived SET mark = 0");
    Actor owner = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    Workspace *reader = NULL;
    Status status = workspace_open(store_path(workspace_store(f->workspace)), STORE_READ, f->model,
                                   owner, &reader, &f->err);
    assert_int_equal(status, STATUS_UNSUPPORTED);
    assert_string_equal(f->err.code, "record.derived_old");
    fixture_reopen(f, STORE_WRITE);
    act_as(f, "officer", ours);
    assert_true(is_found(f, "item", "同样"));
}

/* A word that a field says more from now on changes no table: what is stored is found all the
 * same. */
static void what_is_searched_from_now_on_is_found_in_what_is_there(void **state)
{
    Fixture *f = *state;
    static const char BEFORE[] = "record note \"记\" \"Note\"\n"
                                 "  title zh\n"
                                 "  field zh text 40 required \"名\" \"Name\"\n";
    static const char AFTER[] = "record note \"记\" \"Note\"\n"
                                "  title zh\n"
                                "  field zh text 40 required search \"名\" \"Name\"\n";
    List found;
    fixture_model(f, BEFORE);
    Record *note = record_new(f->arena, type(f, "note"));
    *record_value(note, "zh") = value_text(TEXT("排出观摩路线"));
    save(f, note);
    const char *path = f->path;
    const char *moved = text_cstr(f->arena, text_format(f->arena, "%s/kept.duibiao", f->folder));
    workspace_close(f->workspace);
    f->workspace = NULL;
    assert_int_equal(rename(path, moved), 0);
    fixture_model(f, AFTER);
    f->path = moved;
    fixture_reopen(f, STORE_WRITE);
    ok(f, record_search(f->arena, f->workspace, TEXT("观摩"), 5, &found, &f->err));
    assert_int_equal(found.count, 1);
}

static Rebuild rebuild_check(Fixture *f)
{
    Rebuild rebuild;
    ok(f, workspace_rebuild_check(f->workspace, &rebuild, &f->err));
    return rebuild;
}

static void what_is_derived_is_the_same_whenever_it_is_made(void **state)
{
    Fixture *f = *state;
    Rebuild rebuild;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    Record *item = new_item(f, "同样的话", 1), *other = new_item(f, "别的话", 2);
    give(f, item, "lead", value_int(ours));
    give(f, other, "lead", value_int(ours));
    give(f, other, "lead", value_int(theirs));
    assert_int_equal(rebuild_check(f).differing, 0);

    meddle(f, "DELETE FROM item__unit");
    meddle(f, "INSERT INTO word_index (word_index) VALUES ('delete-all')");
    rebuild = rebuild_check(f);
    assert_int_equal(rebuild.differing, 2);
    assert_ptr_equal(rebuild.first, type(f, "item"));
    assert_int_equal(rebuild_check(f).differing, 2); /* looking mends nothing */
    ok(f, workspace_rebuild(f->workspace, &rebuild, &f->err));
    assert_int_equal(rebuild.differing, 2);
    assert_int_equal(rebuild_check(f).differing, 0);
    assert_true(is_found(f, "item", "同样"));
    act_as(f, "officer", ours);
    assert_int_equal(workspace_rebuild(f->workspace, &rebuild, &f->err), STATUS_DENIED);
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
        record_test(counting_ends_where_nobody_cares_any_more),
        record_test(what_takes_too_long_is_stopped_with_a_remedy),
        record_test(a_count_that_takes_long_tells_the_least),
        record_test(two_characters_find),
        record_test(words_follow_every_change),
        record_test(what_cannot_be_searched_for_is_refused),
        record_test(lists_follow_a_record_to_another_unit),
        record_test(who_reads_a_unit_reads_those_below),
        record_test(what_is_public_is_everyones_until_it_is_no_longer),
        record_test(many_within_reach_are_read_alike),
        record_test(a_range_of_many_is_read_in_the_order_of_another_field),
        record_test(one_unit_among_several_is_asked_for),
        record_test(one_unit_and_something_else_are_asked_for),
        record_test(shares_are_alike_near_and_far),
        record_test(a_list_of_what_is_empty_goes_on_behind_any_value),
        record_test(who_reaches_every_unit_reads_no_more_than_theirs),
        record_test(what_is_derived_is_made_anew_when_the_schema_changes),
        record_test(what_is_derived_is_the_same_whenever_it_is_made),
        record_test(what_is_searched_from_now_on_is_found_in_what_is_there),
        record_test(search_stays_within_reach_and_out_of_what_is_sealed),
        record_test(a_later_page_beside_units_reads_the_records_of_the_unit_alone),
        record_test(a_later_page_of_a_range_begins_where_the_one_before_ended),
    };
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
