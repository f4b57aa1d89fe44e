/* Drafted migrations: they lead to the very schema of the new model, lose nothing, and are refused
 * where they would. */
#include "record_test.h"

#include "model_diff.h"
#include "model_emit.h"

#include <string.h>

static const char OLD_MODEL[] = "role officer \"经办\" \"Officer\"\n"
                                "record organisation \"单位\" \"Organisation\"\n"
                                "  title zh\n"
                                "  field zh text 20 required unique \"名\" \"Name\"\n"
                                "  field parent ref organisation \"上级\" \"Parent\"\n"
                                "record job \"事项\" \"Job\"\n"
                                "  title zh\n"
                                "  field zh text 20 required \"名\" \"Name\"\n"
                                "  field lead ref organisation required filter \"牵头\" \"Lead\"\n"
                                "  field assist refs organisation \"配合\" \"Assisting\"\n"
                                "  field code text 10 required unique \"号\" \"Code\"\n"
                                "  field sort one-of filter \"类\" \"Sort\"\n"
                                "    option low \"低\" \"Low\"\n"
                                "  field share percent 0 50 \"比\" \"Share\"\n"
                                "  field note text 50 \"注\" \"Note\"\n"
                                "  field due date \"限\" \"Due\"\n"
                                "  unique lead zh\n"
                                "fact reading \"读数\" \"Reading\"\n"
                                "  field day date required \"日\" \"Day\"\n"
                                "  field value int \"值\" \"Value\"\n"
                                "  key day\n";

/* Everything that may change without losing anything. */
static const char NEW_MODEL[] =
    "role officer \"经办\" \"Officer\"\n"
    "record step \"步\" \"Step\"\n"
    "  field job ref job required \"事项\" \"Job\"\n"
    "  field helpers refs organisation \"帮手\" \"Helpers\"\n"
    "  field fee money sort \"费\" \"Fee\"\n"
    "  unit through job\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  title zh\n"
    "  field zh text 40 required unique \"名\" \"Name\"\n"
    "  field parent ref organisation filter \"上级\" \"Parent\"\n"
    "  field place point \"位置\" \"Place\"\n"
    "record job \"事项\" \"Job\"\n"
    "  title zh\n"
    "  states draft done\n"
    "    state draft \"拟\" \"Draft\"\n"
    "    state done \"毕\" \"Done\"\n"
    "  move finish draft -> done by officer needs proof \"终\" \"Finish\"\n"
    "  field proof file \"件\" \"Proof\"\n"
    "  field zh text 20 required search \"名\" \"Name\"\n"
    "  field lead ref organisation \"牵头\" \"Lead\"\n"
    "  field assist refs organisation \"配合\" \"Assisting\"\n"
    "  field watch refs organisation \"督办\" \"Watching\"\n"
    "  field code text 10 required \"号\" \"Code\"\n"
    "    pattern \"[a-z0-9]+\"\n"
    "  field sort one-of \"类\" \"Sort\"\n"
    "    option low \"低\" \"Low\"\n"
    "    option high \"高\" \"High\"\n"
    "  field share percent 0 100 \"比\" \"Share\"\n"
    "  field note long-text \"注\" \"Note\"\n"
    "  field due date sort filter \"限\" \"Due\"\n"
    "  field grade one-of required filter \"级\" \"Grade\"\n"
    "    option plain \"普通\" \"Plain\"\n"
    "    option key \"重点\" \"Key\"\n"
    "    initial \"普通\"\n"
    "  field fee money required \"费\" \"Fee\"\n"
    "    initial \"1.5万元\"\n"
    "  field sign text 20 required \"签\" \"Sign\"\n"
    "    initial \"it's\"\n"
    "  field held time unique \"会\" \"Held\"\n"
    "  field light computed text job_light \"灯\" \"Light\"\n"
    "  index lead state due\n"
    "  unit lead\n"
    "  unique lead zh code\n"
    "  order due due_last\n"
    "  field due_last date \"止\" \"Last\"\n"
    "fact reading \"读数\" \"Reading\"\n"
    "  field day date required \"日\" \"Day\"\n"
    "  field value int \"值\" \"Value\"\n"
    "  field error decimal \"误差\" \"Error\"\n"
    "  key day\n";

static const Model *parse(Arena *arena, const char *text)
{
    ModelSource source = {TEXT("test.model"), text_from(text)};
    ModelTree tree;
    List faults = list_new(arena, sizeof(ModelFault));
    if (!model_parse(arena, &source, 1, &tree, &faults)) {
        const ModelFault *fault = LIST_AT(&faults, ModelFault, 0);
        fail_msg("%d:%d %.*s", fault->line, fault->column, TEXT_ARGS(fault->message));
    }
    Model *model = ARENA_NEW(arena, Model);
    *model = tree.model;
    return model;
}

static const char *schema_of(Arena *arena, const Model *model)
{
    Buf schema = buf_new(arena);
    model_emit_schema(&schema, model);
    return text_cstr(arena, buf_text(&schema));
}

static const char *migration_of(Arena *arena, const Model *old, const Model *new)
{
    Buf sql = buf_new(arena);
    List refusals;
    if (!model_diff(arena, old, new, &sql, &refusals)) {
        fail_msg("%.*s", TEXT_ARGS(*LIST_AT(&refusals, Text, 0)));
    }
    return text_cstr(arena, buf_text(&sql));
}

static void a_migrated_schema_is_a_fresh_one(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const Model *old = parse(arena, OLD_MODEL), *new = parse(arena, NEW_MODEL);
    Text steps =
        text_format(arena, "%s%s%c", schema_of(arena, old), migration_of(arena, old, new), '\0');
    Text migrated = schema_meaning(arena, steps.ptr);
    Text fresh = schema_meaning(arena, schema_of(arena, new));
    if (!text_equal(migrated, fresh)) {
        fail_msg("migrated\n%.*s\nfresh\n%.*s", TEXT_ARGS(migrated), TEXT_ARGS(fresh));
    }
    assert_false(text_equal(fresh, schema_meaning(arena, schema_of(arena, old))));
    arena_free(arena);
}

static void nothing_leads_from_a_model_to_itself(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *sql = migration_of(arena, parse(arena, NEW_MODEL), parse(arena, NEW_MODEL));
    assert_null(strstr(sql, ";"));
    arena_free(arena);
}

/* Where a value is taken from is asked when somebody asks; nothing of it is stored. */
static void what_is_taken_needs_no_migration(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *taken = "record trip \"行\" \"Trip\"\n"
                        "  title zh\n"
                        "  field zh text 20 \"名\" \"Name\"\n"
                        "record leg \"程\" \"Leg\"\n"
                        "  title zh\n"
                        "  field trip ref trip \"行\" \"Trip\"\n"
                        "  field zh text 20 \"名\" \"Name\"\n"
                        "    taken trip zh\n";
    Text plain = text_slice(text_from(taken), 0, strlen(taken) - strlen("    taken trip zh\n"));
    const Model *old = parse(arena, text_cstr(arena, plain)), *new = parse(arena, taken);
    assert_int_equal(new->records[1].fields[1].taken_count, 1);
    assert_null(strstr(migration_of(arena, old, new), ";"));
    assert_null(strstr(migration_of(arena, new, old), ";"));
    arena_free(arena);
}

/* ---- With data ---- */

enum { GIVEN = 4 }; /* a state and the required fields that NEW_MODEL adds to a job */

static int64_t save_job(Fixture *f, const char *zh, const char *code)
{
    Record *unit = record_new(f->arena, model_record(f->model, TEXT("organisation")));
    *record_value(unit, "zh") = value_text(text_from(zh));
    save(f, unit);
    Record *job = record_new(f->arena, model_record(f->model, TEXT("job")));
    *record_value(job, "zh") = value_text(text_from(zh));
    *record_value(job, "lead") = value_int(unit->id);
    *record_value(job, "assist") = value_refs(&unit->id, 1);
    *record_value(job, "code") = value_text(text_from(code));
    *record_value(job, "share") = value_decimal((Decimal){1250, 2});
    *record_value(job, "note") = value_text(TEXT("一言难尽"));
    save(f, job);
    return job->id;
}

static void migrate(Fixture *f, const char *model_text)
{
    Model *model = ARENA_NEW(f->arena, Model);
    *model = *parse(f->arena, model_text);
    Migration *steps = ARENA_ARRAY(f->arena, Migration, 2);
    steps[0] = f->model->migrations.items[0];
    steps[1] = (Migration){2, "0002", migration_of(f->arena, f->model, model)};
    model->migrations = (MigrationList){steps, 2};
    f->model = model;
    fixture_reopen(f, STORE_WRITE);
}

static Record *get_job(Fixture *f, int64_t id)
{
    Record *job = NULL;
    const RecordDef *def = model_record(f->model, TEXT("job"));
    ok(f, record_get(f->arena, f->workspace, def, id, &job, &f->err));
    return job;
}

static void a_migrated_workspace_still_reads(void **state)
{
    Fixture *f = *state;
    fixture_model(f, OLD_MODEL);
    int64_t first = save_job(f, "甲", "a1"), second = save_job(f, "乙", "b2");
    migrate(f, NEW_MODEL);
    Record *job = get_job(f, first);
    assert_int_equal(job->version, 1);
    assert_string_equal(job->def->states[job->state].name, "draft");
    assert_true(text_equal(record_value(job, "note")->text, TEXT("一言难尽")));
    assert_int_equal(record_value(job, "share")->decimal.scale, 2);
    assert_int_equal(record_value(job, "assist")->ref_count, 1);
    assert_int_equal(record_value(job, "fee")->decimal.mantissa, 15000);
    assert_true(text_equal(record_value(job, "sign")->text, TEXT("it's")));
    assert_int_equal(record_value(job, "held")->kind, VALUE_NONE);
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.first_bad_seq, 0);
    List changes;
    ok(f, record_history(f->arena, f->workspace, job->def, job->id, &changes, &f->err));
    assert_int_equal(changes.count, 6 + GIVEN);
    /* And goes on: saved, moved, refused where the new model says so. */
    *record_value(job, "grade") = value_text(TEXT("key"));
    save(f, job);
    job = get_job(f, second);
    *record_value(job, "code") = value_text(TEXT("乙"));
    assert_int_equal(record_save(f->arena, f->workspace, job, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
}

/* What a migration gives to records that are there is in the history: once for all of them, and
 * only for those that were there. */
static void what_a_migration_gives_is_remembered(void **state)
{
    static const char *const GIVEN_FIELDS[GIVEN][2] = {
        {"state", "draft"}, {"grade", "plain"}, {"fee", "15000"}, {"sign", "it's"}};
    Fixture *f = *state;
    fixture_model(f, OLD_MODEL);
    int64_t first = save_job(f, "甲", "a1");
    migrate(f, NEW_MODEL);
    Record *job = get_job(f, first), *was = NULL;
    List changes;
    ok(f, record_history(f->arena, f->workspace, job->def, job->id, &changes, &f->err));
    assert_int_equal(changes.count, 6 + GIVEN);
    for (size_t at = 0; at < GIVEN; at++) {
        const Change *change = LIST_AT(&changes, Change, 6 + at);
        assert_string_equal(text_cstr(f->arena, change->action), CHANGE_MIGRATE);
        assert_string_equal(text_cstr(f->arena, change->field), GIVEN_FIELDS[at][0]);
        assert_string_equal(text_cstr(f->arena, change->after), GIVEN_FIELDS[at][1]);
        assert_int_equal(change->record_version, 1);
    }
    ok(f, record_as_of(f->arena, f->workspace, job->def, job->id, 1, &was, &f->err));
    assert_int_equal(was->state, job->state);
    assert_true(value_equal(record_value(was, "fee"), record_value(job, "fee")));

    fixture_reopen(f, STORE_WRITE); /* and not a second time */
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    int64_t rows = audit.rows;
    Record *later = record_new(f->arena, job->def);
    memcpy(later->values, job->values, (size_t)job->def->field_count * sizeof(Value));
    *record_value(later, "code") = value_text(TEXT("c3"));
    save(f, later);
    ok(f, record_history(f->arena, f->workspace, job->def, later->id, &changes, &f->err));
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.first_bad_seq, 0);
    assert_int_equal((int64_t)changes.count, audit.rows - rows);
}

/* ---- What is refused ---- */

static const char HEAD[] = "record town \"城\" \"Town\"\n"
                           "  field zh text 20 required \"名\" \"Name\"\n"
                           "record city \"市\" \"City\"\n"
                           "  field zh text 20 required \"名\" \"Name\"\n";

static void what_would_lose_something_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new, *refusal;
    } CASES[] = {
        {"  field x int \"数\" \"X\"\n", "", "city.x: is gone"},
        {"  field x refs town \"数\" \"X\"\n", "", "city.x: is gone"},
        {"  field x int \"数\" \"X\"\n", "  field x decimal \"数\" \"X\"\n",
         "city.x: is of another"},
        {"  field x int \"数\" \"X\"\n", "  field x computed int city_x \"数\" \"X\"\n",
         "city.x: is gone"},
        {"  field x ref town \"数\" \"X\"\n", "  field x ref city \"数\" \"X\"\n",
         "city.x: is of another kind"},
        {"  field x ref town \"数\" \"X\"\n", "  field x refs town \"数\" \"X\"\n",
         "city.x: is of another kind"},
        {"  field x long-text \"数\" \"X\"\n", "  field x text 99 \"数\" \"X\"\n",
         "city.x: is of another kind"},
        {"  field x text 20 \"数\" \"X\"\n", "  field x text 19 \"数\" \"X\"\n",
         "city.x: holds 19 characters where it held 20"},
        {"  field x int 0 9 \"数\" \"X\"\n", "  field x int 1 9 \"数\" \"X\"\n",
         "city.x: its range is narrower"},
        {"  field x money \"数\" \"X\"\n", "  field x money 0 9 \"数\" \"X\"\n",
         "city.x: its range is narrower"},
        {"  field x one-of \"数\" \"X\"\n    option a \"甲\" \"A\"\n    option b \"乙\" \"B\"\n",
         "  field x one-of \"数\" \"X\"\n    option a \"甲\" \"A\"\n",
         "city.x: the option 'b' is gone"},
        {"  field x int \"数\" \"X\"\n", "  field x int required \"数\" \"X\"\n",
         "city.x: is required from now on"},
        {"", "  field x int required \"数\" \"X\"\n", "city.x: is required, and nothing says"},
        {"", "  field x refs town required \"数\" \"X\"\n",
         "city.x: is required, and nothing says"},
        {"", "  field x date required \"数\" \"X\"\n    initial \"today\"\n",
         "city.x: is required, and nothing says"},
        {"  field x int \"数\" \"X\"\n", "  field x int unique \"数\" \"X\"\n",
         "city: 'x' must be unique"},
        {"  field x int unique \"数\" \"X\"\n", "  field x int \"数\" \"X\"\n  unique x zh\n",
         "city: 'x' and others together must be unique"},
        {"  states a b\n    state a \"甲\" \"A\"\n    state b \"乙\" \"B\"\n"
         "  move go a -> b \"行\" \"Go\"\n",
         "", "city: the state 'a' is gone"},
        {"record hill \"山\" \"Hill\"\n  field zh text 20 \"名\" \"Name\"\n", "", "hill: is gone"},
        {"fact day \"日\" \"Day\"\n  field a int required \"甲\" \"A\"\n"
         "  field b int required \"乙\" \"B\"\n  key a b\n",
         "fact day \"日\" \"Day\"\n  field a int required \"甲\" \"A\"\n"
         "  field b int required \"乙\" \"B\"\n  key b a\n",
         "day: is no longer kept in the same way"},
    };
    Arena *arena = arena_new();
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        Text old = text_format(arena, "%s%s%c", HEAD, CASES[at].old, '\0');
        Text new = text_format(arena, "%s%s%c", HEAD, CASES[at].new, '\0');
        Buf sql = buf_new(arena);
        List refusals;
        assert_false(
            model_diff(arena, parse(arena, old.ptr), parse(arena, new.ptr), &sql, &refusals));
        Text refusal = *LIST_AT(&refusals, Text, 0);
        if (!text_starts(refusal, text_from(CASES[at].refusal))) {
            fail_msg("case %zu: %.*s", at, TEXT_ARGS(refusal));
        }
    }
    arena_free(arena);
}

static void all_refusals_are_told_at_once(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Buf sql = buf_new(arena);
    List refusals;
    assert_false(
        model_diff(arena, parse(arena, NEW_MODEL), parse(arena, OLD_MODEL), &sql, &refusals));
    assert_true(refusals.count > 10);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migrated_schema_is_a_fresh_one),
        cmocka_unit_test(nothing_leads_from_a_model_to_itself),
        cmocka_unit_test(what_is_taken_needs_no_migration),
        cmocka_unit_test_setup_teardown(a_migrated_workspace_still_reads, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(what_a_migration_gives_is_remembered, fixture_open,
                                        fixture_close),
        cmocka_unit_test(what_would_lose_something_is_refused),
        cmocka_unit_test(all_refusals_are_told_at_once),
    };
    return cmocka_run_group_tests_name("record/diff", tests, NULL, NULL);
}
