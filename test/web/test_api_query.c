/* Queries of the interface for programs: what is taken, what is refused, and nothing else. */
#include "web_test.h"

#include "api/api_impl.h"

#include "compiled_model.h"

#include <inttypes.h>
#include <string.h>

typedef struct Fixture {
    Arena *arena;
    ApiReading reading;
    ApiQuery query;
    Error err;
} Fixture;

static void fixture(Fixture *f, Arena *arena, const char *type)
{
    const Model *model = compiled_model(arena);
    *f = (Fixture){.arena = arena,
                   .reading = {.arena = arena,
                               .model = model,
                               .def = model_record(model, text_from(type)),
                               .problems = problems_new(arena, 10)}};
    assert_non_null(f->reading.def);
}

static Status ask(Fixture *f, const char *query)
{
    List params = list_new(f->arena, sizeof(Param));
    f->err = (Error){0};
    f->reading.conditions = 0;
    assert_true(params_read(f->arena, text_from(query), &params));
    return api_query_read(&f->reading, &params, &f->query, &f->err);
}

/* ---- A query in words ---- */

static const char *field_name(const RecordDef *def, int field)
{
    return field == KEY_ID        ? "id"
           : field == KEY_STATE   ? "state"
           : field == KEY_VERSION ? "version"
                                  : def->fields[field].name;
}

static void say_value(Buf *out, const Value *value)
{
    switch (value->kind) {
    case VALUE_NONE: buf_add_cstr(out, "nothing"); break;
    case VALUE_INT: buf_add_format(out, "%" PRId64, value->number); break;
    case VALUE_DECIMAL: decimal_print(out, value->decimal); break;
    case VALUE_TEXT: buf_add_format(out, "'%.*s'", TEXT_ARGS(value->text)); break;
    case VALUE_REFS: buf_add_format(out, "[%" PRId64 "]", value->refs[0]); break;
    case VALUE_PAIR: buf_add_format(out, "%" PRId64 "..%" PRId64, value->number, value->second);
    }
}

static void say_filter(Buf *out, const RecordDef *def, const RecordFilter *filter)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">=", "in", "like", "ilike"};
    buf_add_format(out, "%s %s ", field_name(def, filter->field), signs[filter->compare]);
    if (filter->compare != COMPARE_ANY_OF) {
        say_value(out, &filter->value);
        return;
    }
    for (int i = 0; i < filter->value_count; i++) {
        buf_add_cstr(out, i > 0 ? "|" : "");
        say_value(out, &filter->values[i]);
    }
}

static void say_condition(Buf *out, const RecordDef *def, const RecordCondition *condition)
{
    buf_add_cstr(out, condition->is_not ? "not " : "");
    if (condition->kind == CONDITION_FILTER) {
        say_filter(out, def, &condition->filter);
        return;
    }
    buf_add_cstr(out, condition->kind == CONDITION_ALL ? "all(" : "any(");
    for (int i = 0; i < condition->part_count; i++) {
        buf_add_cstr(out, i > 0 ? "; " : "");
        say_condition(out, def, &condition->parts[i]);
    }
    buf_add_char(out, ')');
}

static void say_select(Buf *out, const ApiSelect *select)
{
    for (size_t i = 0; i < select->columns.count; i++) {
        const ApiColumn *column = LIST_AT(&select->columns, ApiColumn, i);
        buf_add_format(out, "%s%s=%s", i > 0 ? " " : "", column->name,
                       field_name(select->def, column->field));
        if (column->within) {
            buf_add_format(out, "<%s ", column->within->def->name);
            say_select(out, column->within);
            buf_add_char(out, '>');
        }
    }
}

static void means(Fixture *f, const char *query, const char *condition)
{
    Buf said = buf_new(f->arena);
    if (ask(f, query) != STATUS_OK) {
        fail_msg("%s: refused with %s", query, f->err.code);
    }
    say_condition(&said, f->reading.def, &f->query.condition);
    assert_text(buf_text(&said), condition);
}

static void shows(Fixture *f, const char *query, const char *columns)
{
    Buf said = buf_new(f->arena);
    if (ask(f, query) != STATUS_OK) {
        fail_msg("%s: refused with %s", query, f->err.code);
    }
    say_select(&said, &f->query.select);
    assert_text(buf_text(&said), columns);
}

static void refuses(Fixture *f, const char *query, const char *code)
{
    if (ask(f, query) != STATUS_USAGE) {
        fail_msg("taken: %s", query);
    }
    if (strcmp(f->err.code, code) != 0) {
        fail_msg("%s: %s, not %s", query, f->err.code, code);
    }
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf sentence = buf_new(f->arena);
        error_print(&sentence, lang, &f->err);
        assert_true(lang_has(code));
        assert_true(sentence.len > 0 && text_is_utf8(buf_text(&sentence)));
    }
}

/* ---- Conditions ---- */

static void every_operator_is_understood(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    means(&f, "", "all()");
    means(&f, "state=eq.working&due=lt.2016-10-13", "all(state = 'working'; due < 17087)");
    means(&f, "due=gt.2016-10-13&due=lte.2016%2F10%2F14", "all(due > 17087; due <= 17088)");
    means(&f, "id=gte.12", "all(id >= 12)");
    means(&f, "lead=neq.7", "all(not lead = 7)");
    means(&f, "lead=isdistinct.7", "all(lead != 7)");
    means(&f, "lead=is.null&due=is.not_null", "all(lead = nothing; not due = nothing)");
    means(&f, "lead=in.(7,8)&state=in.(done,working)",
          "all(lead in 7|8; state in 'done'|'working')");
    means(&f, "zh=in.(%22a%2Cb%22,%22q%5C%22%5C%5C%22,plain%20one)",
          "all(zh in 'a,b'|'q\"\\'|'plain one')");
    means(&f, "lead=in.()", "all(lead in )");
    means(&f, "zh=like.*%E6%B8%AF%25&en=ilike.port*", "all(zh like '*港*'; en ilike 'port*')");
    means(&f, "zh=eq.a.b.(c),%22d%22", "all(zh = 'a.b.(c),\"d\"')");
    means(&f, "zh=eq.", "all(zh = nothing)");
}

static void conditions_are_turned_round_and_joined(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    means(&f, "due=not.lt.2016-10-13&lead=not.neq.7", "all(not due < 17087; lead = 7)");
    means(&f, "due=not.not.is.null", "all(due = nothing)");
    means(&f, "or=(state.eq.done,and(due.lt.2016-10-13,zh.like.*a*))",
          "all(any(state = 'done'; all(due < 17087; zh like '*a*')))");
    means(&f, "and=(lead.in.(7,8),zh.eq.%22a%2C)%22)", "all(all(lead in 7|8; zh = 'a,)'))");
    means(&f, "not.or=(lead.eq.7,not.and(lead.not.eq.8,due.is.null))",
          "all(not any(lead = 7; not all(not lead = 8; due = nothing)))");
    means(&f, "or=(%20lead.eq.7%20,id.eq.2)", "all(any(lead = 7; id = 2))");
}

static void several_references_are_asked_as_sets(void **state)
{
    Fixture f;
    fixture(&f, *state, "peer_group");
    means(&f, "members=cs.{1,2}", "all(all(members = [1]; members = [2]))");
    means(&f, "members=ov.{1,2}", "all(members in [1]|[2])");
    means(&f, "or=(members.cs.{1,2},members.is.null)",
          "all(any(all(members = [1]; members = [2]); members = nothing))");
    refuses(&f, "zh=cs.{1}", "api.no_set");
    refuses(&f, "members=cs.(1)", "api.list");
    refuses(&f, "members=cs.{1", "api.list");
}

static void what_is_no_condition_is_refused(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    refuses(&f, "colour=eq.red", "api.no_filter");
    refuses(&f, "version=eq.1", "api.no_filter");
    refuses(&f, "lead.kind=eq.department", "api.no_filter");
    refuses(&f, "=eq.1", "api.no_filter");
    refuses(&f, "due=2016-10-13", "api.no_operator");
    refuses(&f, "due=before.2016-10-13", "api.no_operator");
    refuses(&f, "due=eq", "api.no_operator");
    refuses(&f, "due=", "api.no_operator");
    refuses(&f, "due=eq.soon", "api.bad_value");
    assert_string_equal(problems_at(f.reading.problems, 0)->code, "record.not_date");
    refuses(&f, "id=eq.x", "api.bad_value");
    refuses(&f, "due=is.maybe", "api.bad_value");
    refuses(&f, "state=eq.asleep", "api.no_state");
    refuses(&f, "lead=in.7", "api.list");
    refuses(&f, "lead=in.(7", "api.list");
    refuses(&f, "lead=in.(7)8", "api.list");
    refuses(&f, "lead=in.(%227)", "api.list");
    refuses(&f, "or=", "api.logic");
    refuses(&f, "or=()", "api.logic");
    refuses(&f, "or=(lead.eq.7", "api.logic");
    refuses(&f, "or=(lead.eq.7))", "api.logic");
    refuses(&f, "or=(lead=eq.7)", "api.logic");
    refuses(&f, "or=lead.eq.7", "api.logic");
    refuses(&f, "and=(zh.eq.%22open)", "api.logic");
}

static void depth_and_number_are_limited(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    Buf deep = buf_new(f.arena), many = buf_new(f.arena);
    buf_add_cstr(&deep, "or=(");
    for (int i = 0; i < 5000; i++) {
        buf_add_cstr(&deep, "and(");
    }
    refuses(&f, text_cstr(f.arena, buf_text(&deep)), "api.logic_deep");
    buf_add_cstr(&many, "id=eq.1");
    for (int i = 0; i < API_CONDITIONS_MOST; i++) {
        buf_add_cstr(&many, "&id=eq.1");
    }
    refuses(&f, text_cstr(f.arena, buf_text(&many)), "api.conditions_many");
}

/* ---- Columns ---- */

static void columns_are_chosen_renamed_and_opened(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    shows(&f, "select=id,zh", "id=id zh=zh");
    assert_true(f.query.select.is_plain);
    shows(&f, "select=%20number:id%20,%20state,version", "number=id state=state version=version");
    shows(&f, "select=zh,lead(zh)", "zh=zh lead=lead<organisation zh=zh>");
    assert_false(f.query.select.is_plain);
    shows(&f, "select=who:lead(name:zh,id)", "who=lead<organisation name=zh id=id>");
    shows(&f, "select=target(zh),unit:organisation!lead(en)",
          "target=target<target zh=zh> unit=lead<organisation en=en>");
    shows(&f, "select=lead!left(%22zh%22)", "lead=lead<organisation zh=zh>");
    shows(&f, "select=lead,lead(zh),zh,zh", "lead=lead<organisation zh=zh> zh=zh");
    assert_int_equal(ask(&f, "select=*"), STATUS_OK);
    assert_int_equal(f.query.select.columns.count, 3 + f.reading.def->field_count);
    assert_int_equal(ask(&f, ""), STATUS_OK);
    assert_int_equal(f.query.select.columns.count, 3 + f.reading.def->field_count);
}

static void what_is_no_column_is_refused(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    refuses(&f, "select=colour", "api.no_column");
    refuses(&f, "select=zh::text", "api.select");
    refuses(&f, "select=zh->>a", "api.select");
    refuses(&f, "select=...lead(zh)", "api.select");
    refuses(&f, "select=count()", "api.no_reference");
    refuses(&f, "select=zh,", "api.select");
    refuses(&f, "select=lead(zh", "api.select");
    refuses(&f, "select=lead(zh))", "api.select");
    refuses(&f, "select=lead()", "api.select");
    refuses(&f, "select=due(zh)", "api.no_reference");
    refuses(&f, "select=organisation!target(zh)", "api.no_reference");
    refuses(&f, "select=lead!inner(zh)", "api.no_reference");
    refuses(&f, "select=lead(parent(zh))", "api.select_deep");
    refuses(&f, "select=lead(colour)", "api.no_column");
    Buf many = buf_new(f.arena);
    buf_add_cstr(&many, "select=a0:id");
    for (int i = 1; i <= API_COLUMNS_MOST; i++) {
        buf_add_format(&many, ",a%d:id", i);
    }
    refuses(&f, text_cstr(f.arena, buf_text(&many)), "api.select_many");
    fixture(&f, *state, "benchmark");
    refuses(&f, "select=entity(zh)", "api.several_references");
}

/* ---- Order and page ---- */

static void order_and_page_are_understood(void **state)
{
    Fixture f;
    fixture(&f, *state, "task");
    assert_int_equal(ask(&f, "order=due.desc.nullslast,id.desc&limit=20&offset=40"), STATUS_OK);
    assert_true(f.query.is_ordered && f.query.order.descending);
    assert_int_equal(f.query.order.field, record_field(f.reading.def, TEXT("due")));
    assert_int_equal(f.query.limit, 20);
    assert_int_equal(f.query.offset, 40);
    assert_int_equal(ask(&f, "order=id&after=id.7&words=%E6%B8%AF"), STATUS_OK);
    assert_int_equal(f.query.order.field, KEY_ID);
    assert_int_equal(f.query.limit, -1);
    assert_text(f.query.after, "id.7");
    assert_text(f.query.words, "港");
    assert_int_equal(ask(&f, "id=eq.7"), STATUS_OK);
    assert_int_equal(f.query.ids.count, 1);
    assert_int_equal(ask(&f, "order="), STATUS_OK);
    assert_false(f.query.is_ordered);
    refuses(&f, "order=colour", "api.no_order");
    refuses(&f, "order=version", "api.no_order");
    refuses(&f, "order=due.up", "api.order");
    refuses(&f, "order=due%20desc", "api.order");
    refuses(&f, "order=due,id.desc", "api.order_one");
    refuses(&f, "order=due,lead", "api.order_one");
    refuses(&f, "order=due,id,id", "api.order_one");
    refuses(&f, "order=evidence.nullsfirst", "api.order_empty");
    refuses(&f, "limit=-1", "api.count");
    refuses(&f, "limit=ten", "api.count");
    refuses(&f, "offset=99999999999999999999", "api.count");
}

static void a_range_is_an_offset_and_a_limit(void **state)
{
    (void)state;
    int64_t offset = 0, limit = 0;
    assert_true(api_range_read(TEXT("40-59"), &offset, &limit));
    assert_int_equal(offset, 40);
    assert_int_equal(limit, 20);
    assert_true(api_range_read(TEXT("5-"), &offset, &limit));
    assert_int_equal(limit, -1);
    static const char *const wrong[] = {"",     "5",   "-5",   "a-b",
                                        "10-5", "0-x", "0--1", "0-9223372036854775807"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(api_range_read(text_from(wrong[i]), &offset, &limit));
    }
}

/* A parameter of the interface would hide a field of the same name. */
static void no_field_bears_the_name_of_a_parameter(void **state)
{
    const Model *model = compiled_model(*state);
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int i = 0; API_PARAMS[i] != NULL; i++) {
            int field = record_field(def, text_from(API_PARAMS[i]));
            if (field >= 0 && (def->fields[field].filtered || def->fields[field].sorted)) {
                fail_msg("%s.%s", def->name, API_PARAMS[i]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(every_operator_is_understood),
        ARENA_TEST(conditions_are_turned_round_and_joined),
        ARENA_TEST(several_references_are_asked_as_sets),
        ARENA_TEST(what_is_no_condition_is_refused),
        ARENA_TEST(depth_and_number_are_limited),
        ARENA_TEST(columns_are_chosen_renamed_and_opened),
        ARENA_TEST(what_is_no_column_is_refused),
        ARENA_TEST(order_and_page_are_understood),
        ARENA_TEST(a_range_is_an_offset_and_a_limit),
        ARENA_TEST(no_field_bears_the_name_of_a_parameter),
    };
    return cmocka_run_group_tests_name("web/api_query", tests, NULL, NULL);
}
