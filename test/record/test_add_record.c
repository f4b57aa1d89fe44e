/* A new type of record is its model and one migration, and nothing else: one that no line of C
 * knows is added to the shipped model, in a workspace that is in use, and walks every verb.
 *
 * arguments: the shipped models and inspection.model. */
#include "record_test.h"

#include "model_diff.h"

#include <string.h>

typedef struct Paths {
    char **models;
    int count;
} Paths;

static Paths with_inspections;

/* ---- The workspace, and those who act in it ---- */

/* The migration that is drafted, behind those that are shipped. */
static void add_the_record(Fixture *f)
{
    Model *model = parse_models(f->arena, with_inspections.models, with_inspections.count);
    size_t count = f->model->migrations.count;
    Migration *steps = ARENA_ARRAY(f->arena, Migration, count + 1);
    Buf sql = buf_new(f->arena);
    List refusals;
    assert_true(model_diff(f->arena, f->model, model, &sql, &refusals));
    memcpy(steps, f->model->migrations.items, count * sizeof *steps);
    steps[count] = (Migration){(int)count + 1, "inspection", text_cstr(f->arena, buf_text(&sql))};
    model->migrations = (MigrationList){steps, count + 1};
    f->model = model;
    fixture_reopen(f, STORE_WRITE);
}

static const RecordDef *inspection(const Fixture *f)
{
    return model_record(f->model, TEXT("inspection"));
}

static int field(const Fixture *f, const char *name)
{
    return record_field(inspection(f), text_from(name));
}

static void write(Fixture *f, Record *record, const char *name, const char *text)
{
    assert_true(record_parse(f->arena, record, field(f, name), text_from(text), f->problems));
}

static int64_t save_inspection(Fixture *f, int64_t unit, const char *number, const char *cost)
{
    Record *record = record_new(f->arena, inspection(f));
    write(f, record, "number", number);
    write(f, record, "cost", cost);
    write(f, record, "informant", "张三");
    *record_value(record, "unit") = value_int(unit);
    save(f, record);
    return record->id;
}

static Record *get(Fixture *f, int64_t id)
{
    Record *record = NULL;
    ok(f, record_get(f->arena, f->workspace, inspection(f), id, &record, &f->err));
    return record;
}

static bool is_denied(Status status)
{
    return status == STATUS_DENIED || status == STATUS_NOT_FOUND;
}

static Text printed(Fixture *f, const Record *record, const char *name, Lang lang)
{
    Buf out = buf_new(f->arena);
    ok(f, record_print(f->workspace, &out, lang, record, field(f, name), &f->err));
    return buf_text(&out);
}

/* ---- The walk ---- */

typedef struct Walk {
    Fixture *f;
    int64_t ours, theirs;             /* organisations */
    int64_t first, second, elsewhere; /* inspections: two of ours, one of theirs */
} Walk;

static void create(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "officer", walk->ours);
    Record *record = record_new(f->arena, inspection(f));
    *record_value(record, "unit") = value_int(walk->ours);
    write(f, record, "number", "检〔2016〕1号");
    assert_true(
        is_denied(record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err)));
    act_as(f, "supervisor", 0);
    write(f, record, "number", "1号");
    assert_int_equal(record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    assert_int_equal(problems_count_code(f->problems, "record.pattern"), 1);
    walk->first = save_inspection(f, walk->ours, "检〔2016〕1号", "1.2万元");
    walk->second = save_inspection(f, walk->ours, "检〔2016〕2号", "3500元");
    walk->elsewhere = save_inspection(f, walk->theirs, "检〔2016〕3号", "8000万元");
}

static void read_one(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "officer", walk->ours);
    Record *record = get(f, walk->first), *other = NULL;
    assert_true(text_equal(printed(f, record, "grade", LANG_ZH), TEXT("一般")));
    assert_true(text_equal(printed(f, record, "cost", LANG_EN), TEXT("12000 yuan")));
    assert_true(text_equal(printed(f, record, "unit", LANG_ZH), TEXT("我们")));
    assert_int_equal(record_value(record, "informant")->kind, VALUE_NONE);
    assert_true(is_denied(
        record_get(f->arena, f->workspace, inspection(f), walk->elsewhere, &other, &f->err)));
    act_as(f, "leader", 0);
    assert_true(text_equal(printed(f, get(f, walk->first), "informant", LANG_ZH), TEXT("张三")));
}

static void list_and_search(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "supervisor", 0);
    RecordFilter grade = {.field = field(f, "grade"), .value = value_text(TEXT("plain"))};
    RecordOrder by_cost = {.field = field(f, "cost"), .descending = true};
    RecordQuery query = {.filters = &grade, .filter_count = 1, .order = &by_cost, .limit = 2};
    List records, shares;
    ok(f, record_list(f->arena, f->workspace, inspection(f), &query, &records, &f->err));
    assert_int_equal(records.count, 2);
    assert_int_equal(LIST_AT(&records, Record, 0)->id, walk->elsewhere);
    assert_int_equal(LIST_AT(&records, Record, 1)->id, walk->first);
    query.after = record_cursor(f->arena, &query, LIST_AT(&records, Record, 1));
    ok(f, record_list(f->arena, f->workspace, inspection(f), &query, &records, &f->err));
    assert_int_equal(records.count, 1);
    assert_int_equal(LIST_AT(&records, Record, 0)->id, walk->second);
    act_as(f, "officer", walk->ours);
    RecordCount count;
    ok(f, record_count(f->workspace, inspection(f), &(RecordQuery){0}, &count, &f->err));
    assert_int_equal(count.number, 2);
    ok(f, record_shares(f->arena, f->workspace, inspection(f), &(RecordQuery){0}, KEY_STATE,
                        &shares, &f->err));
    assert_int_equal(shares.count, 1);
    ok(f, record_search(f->arena, f->workspace, TEXT("〔2016〕"), 10, &records, &f->err));
    assert_int_equal(records.count, 2);
    RecordFilter undeclared = {.field = field(f, "findings"), .value = value_text(TEXT("x"))};
    query = (RecordQuery){.filters = &undeclared, .filter_count = 1};
    assert_int_equal(record_list(f->arena, f->workspace, inspection(f), &query, &records, &f->err),
                     STATUS_INVALID);
}

static void change_and_lose(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "officer", walk->ours);
    Record *mine = get(f, walk->first), *late = get(f, walk->first), *stored = NULL;
    write(f, mine, "cost", "2万元");
    save(f, mine);
    write(f, late, "cost", "3万元");
    assert_int_equal(record_save(f->arena, f->workspace, late, TEXT(""), f->problems, &f->err),
                     STATUS_CONFLICT);
    List differences;
    ok(f, record_differences(f->arena, f->workspace, late, &stored, &differences, &f->err));
    assert_int_equal(differences.count, 1);
    assert_int_equal(LIST_AT(&differences, RecordDifference, 0)->before.decimal.mantissa, 20000);
    ok(f, record_undo(f->arena, f->workspace, mine, TEXT("看错了"), f->problems, &f->err));
    assert_int_equal(record_value(mine, "cost")->decimal.mantissa, 12000);
}

static void move_on(Walk *walk)
{
    Fixture *f = walk->f;
    const MoveDef *hold = &inspection(f)->moves[0];
    List refusals;
    act_as(f, "officer", walk->ours);
    Record *record = get(f, walk->first);
    ok(f, record_explain(f->arena, f->workspace, record, hold, &refusals, &f->err));
    assert_int_equal(refusals.count, 1); /* nothing was found yet */
    write(f, record, "findings", "台账不全");
    ok(f, record_explain(f->arena, f->workspace, record, hold, &refusals, &f->err));
    assert_int_equal(refusals.count, 0);
    ok(f,
       record_move(f->arena, f->workspace, record, TEXT("hold"), TEXT(""), f->problems, &f->err));
    assert_int_equal(
        record_move(f->arena, f->workspace, record, TEXT("close"), TEXT(""), f->problems, &f->err),
        STATUS_DENIED);
    act_as(f, "supervisor", 0);
    record = get(f, walk->first);
    ok(f,
       record_move(f->arena, f->workspace, record, TEXT("close"), TEXT(""), f->problems, &f->err));
    act_as(f, "public", 0); /* closed is public */
    assert_string_equal(inspection(f)->states[get(f, walk->first)->state].name, "closed");
}

static void look_back(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "supervisor", 0);
    Record *second = get(f, walk->second), *as_made = NULL;
    *record_value(second, "before") = value_int(walk->first);
    save(f, second);
    List changes;
    Trace trace;
    ok(f, record_trace(f->arena, f->workspace, second, TRACE_UP, &trace, &f->err));
    assert_int_equal(trace.steps.count, 1);
    assert_int_equal(LIST_AT(&trace.steps, TraceStep, 0)->record->id, walk->first);
    ok(f, record_history(f->arena, f->workspace, inspection(f), walk->first, &changes, &f->err));
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_true(text_equal(last->action, TEXT("move")) && text_equal(last->after, TEXT("closed")));
    Buf out = buf_new(f->arena);
    ok(f, change_print(f->workspace, &out, LANG_ZH, last, last->before, &f->err));
    buf_add_char(&out, ' ');
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        if (text_equal(change->field, TEXT("cost")) && text_equal(change->action, TEXT("undo"))) {
            ok(f, change_print(f->workspace, &out, LANG_ZH, change, change->before, &f->err));
        }
    }
    assert_true(text_equal(buf_text(&out), TEXT("已开展 2万元")));
    ok(f, record_as_of(f->arena, f->workspace, inspection(f), walk->first, 1, &as_made, &f->err));
    assert_int_equal(as_made->state, 0);
    assert_true(record_compare(f->arena, as_made, get(f, walk->first)).count >= 2);
}

/* A reference to what somebody may not read says no more than its number. */
static void see_no_further(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "supervisor", 0);
    Record *record = get(f, walk->elsewhere);
    *record_value(record, "before") = value_int(walk->second);
    save(f, record);
    assert_true(text_equal(printed(f, record, "before", LANG_ZH), TEXT("检〔2016〕2号")));
    act_as(f, "officer", walk->theirs);
    Text number = text_format(f->arena, "%lld", (long long)walk->second);
    assert_true(text_equal(printed(f, get(f, walk->elsewhere), "before", LANG_ZH), number));
}

static void delete_and_erase(Walk *walk)
{
    Fixture *f = walk->f;
    act_as(f, "supervisor", 0);
    Record *first = get(f, walk->first), *elsewhere = get(f, walk->elsewhere);
    assert_int_equal(record_delete(f->arena, f->workspace, first, TEXT(""), f->problems, &f->err),
                     STATUS_CONFLICT); /* the second refers to it */
    ok(f, record_delete(f->arena, f->workspace, elsewhere, TEXT("重复"), f->problems, &f->err));
    act_as(f, "leader", 0);
    ok(f, record_erase(f->workspace, get(f, walk->second)->def, walk->second, field(f, "informant"),
                       TEXT("保密"), &f->err));
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.first_bad_seq, 0);
}

static void a_new_type_of_record_walks_every_verb(void **state)
{
    Fixture *f = *state;
    Walk walk = {
        .f = f, .ours = save_organisation(f, "我们"), .theirs = save_organisation(f, "他们")};
    assert_null(inspection(f));
    add_the_record(f);
    create(&walk);
    read_one(&walk);
    list_and_search(&walk);
    change_and_lose(&walk);
    move_on(&walk);
    look_back(&walk);
    see_no_further(&walk);
    delete_and_erase(&walk);
}

int main(int argc, char **argv)
{
    assert_true(argc > 1);
    with_inspections = (Paths){argv + 1, argc - 1};
    const struct CMUnitTest tests[] = {record_test(a_new_type_of_record_walks_every_verb)};
    return cmocka_run_group_tests_name("record/add_record", tests, NULL, NULL);
}
