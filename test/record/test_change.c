/* What is done to a record beside saving: undone, deleted, erased, compared, explained; and who
 * may. */
#include "record_test.h"

#include <string.h>

static const char CASE_MODEL[] =
    "role clerk \"办事员\" \"Clerk\"\n"
    "role boss \"领导\" \"Boss\"\n"
    "role auditor apart \"审计员\" \"Auditor\"\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  title zh\n"
    "  field zh text 20 required unique \"名称\" \"Name\"\n"
    "  allow read clerk boss\n"
    "  allow create boss\n"
    "  allow delete boss\n"
    "record complaint \"投诉\" \"Complaint\"\n"
    "  title zh\n"
    "  states new open done\n"
    "    state new \"新\" \"New\"\n"
    "    state open \"办理\" \"Open\"\n"
    "    state done public \"办结\" \"Done\"\n"
    "  move take new -> open by clerk:own within sign_limit needs due \"受理\" \"Take\"\n"
    "  move finish open -> done by clerk:own boss needs answer proof hook ask_finish \"办结\" "
    "\"Finish\"\n"
    "  field zh text 20 required search \"事由\" \"Matter\"\n"
    "  field who text 20 sealed \"投诉人\" \"Complainant\"\n"
    "  field due date \"时限\" \"Due\"\n"
    "  field answer text 40 \"答复\" \"Answer\"\n"
    "  field proof text 40 \"依据\" \"Proof\"\n"
    "  field unit refs organisation \"单位\" \"Unit\"\n"
    "  field before ref complaint from \"前案\" \"Before\"\n"
    "  unit unit\n"
    "  allow read clerk:own boss\n"
    "  allow create clerk:own boss\n"
    "  allow change boss\n"
    "  allow delete boss\n"
    "  allow unseal boss\n"
    "  hook ask_save\n"
    "  hook delete ask_delete\n";

typedef struct People {
    int64_t ours, theirs;
} People;

static People open_case_model(Fixture *f)
{
    fixture_model(f, CASE_MODEL);
    return (People){save_organisation(f, "我们"), save_organisation(f, "他们")};
}

static void act_as_person(Fixture *f, const char *who, const char *role, int64_t unit)
{
    Actor actor = {.who = text_from(who),
                   .post = TEXT("科长"),
                   .from = TEXT("test"),
                   .request = TEXT("r-1"),
                   .unit = unit};
    actor.roles = (RoleSet)1 << model_role(f->model, text_from(role));
    workspace_act_as(f->workspace, &actor);
}

static Record *new_complaint(Fixture *f, const char *zh, const int64_t *unit)
{
    Record *record = record_new(f->arena, type(f, "complaint"));
    *record_value(record, "zh") = value_text(text_from(zh));
    *record_value(record, "unit") = value_refs(unit, 1);
    return record;
}

static Record *read_again(Fixture *f, const Record *record)
{
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err));
    return read;
}

static Status try_save(Fixture *f, Record *record)
{
    f->problems = problems_new(f->arena, 50);
    return record_save(f->arena, f->workspace, record, TEXT("why"), f->problems, &f->err);
}

static Status try_move(Fixture *f, Record *record, const char *move)
{
    f->problems = problems_new(f->arena, 50);
    return record_move(f->arena, f->workspace, record, text_from(move), TEXT("why"), f->problems,
                       &f->err);
}

static Status try_undo(Fixture *f, Record *record)
{
    f->problems = problems_new(f->arena, 50);
    return record_undo(f->arena, f->workspace, record, TEXT("oops"), f->problems, &f->err);
}

static void set(Record *record, const char *field, const char *text)
{
    *record_value(record, field) = value_text(text_from(text));
}

static void holds(Record *record, const char *field, const char *text)
{
    const Value *value = record_value(record, field);
    Text held = value->kind == VALUE_TEXT ? value->text : TEXT("");
    assert_true(text_equal(held, text_from(text)));
}

static const char *state_of(const Record *record)
{
    return record->def->states[record->state].name;
}

static List history(Fixture *f, const Record *record)
{
    List changes;
    ok(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err));
    return changes;
}

static int64_t rows(Fixture *f)
{
    AuditResult result;
    ok(f, audit_verify(f->workspace, &result, &f->err));
    assert_null(result.fault);
    return result.rows;
}

static void refuses(Fixture *f, Status found, Status expected, const char *code)
{
    assert_int_equal(found, expected);
    assert_string_equal(f->err.code, code);
    assert_true(lang_has(code));
}

/* ---- Who, when, in which request ---- */

static void a_change_names_post_request_and_version(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    List changes = history(f, record);
    assert_int_equal(changes.count, 5);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        assert_true(text_equal(change->who, TEXT("zhang")));
        assert_true(text_equal(change->post, TEXT("科长")));
        assert_true(text_equal(change->request, TEXT("r-1")));
        assert_int_equal(change->record_version, at < 3 ? 1 : 2);
    }
    rows(f);
}

/* ---- Undo ---- */

static void the_last_step_can_be_taken_back_by_its_author(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    ok(f, try_undo(f, record));
    assert_string_equal(state_of(record), "new");
    assert_int_equal(record->version, 3);
    Record *read = read_again(f, record);
    assert_string_equal(state_of(read), "new");
    assert_int_equal(record_value(read, "due")->kind, VALUE_NONE);
    List changes = history(f, record);
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_true(text_equal(last->action, TEXT("undo")));
    assert_true(text_equal(last->reason, TEXT("oops")));
    ok(f, try_undo(f, record)); /* and brought back */
    assert_string_equal(state_of(read_again(f, record)), "open");
    assert_int_equal(record_value(read_again(f, record), "due")->number, 17000);
    rows(f);
}

static void an_undo_brings_back_every_value(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    int64_t both[] = {people.theirs, people.ours};
    save(f, record);
    set(record, "zh", "异味");
    set(record, "who", "王五");
    *record_value(record, "unit") = value_refs(both, 2);
    save(f, record);
    ok(f, try_undo(f, record));
    Record *read = read_again(f, record);
    holds(read, "zh", "噪声");
    holds(read, "who", "");
    assert_int_equal(record_value(read, "unit")->ref_count, 1);
    assert_int_equal(record_value(read, "unit")->refs[0], people.ours);
}

static void what_others_did_or_nobody_did_is_not_undone(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    refuses(f, try_undo(f, record), STATUS_UNSUPPORTED, "record.undo_none");
    Record *older = read_again(f, record);
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    refuses(f, try_undo(f, older), STATUS_CONFLICT, "record.conflict");
    act_as_person(f, "li", "boss", people.ours);
    refuses(f, try_undo(f, record), STATUS_DENIED, "record.undo_author");
    act_as_person(f, "zhang", "clerk", people.theirs);
    refuses(f, try_undo(f, record), STATUS_NOT_FOUND, "record.not_found");
    assert_string_equal(state_of(record), "open");
}

/* ---- Deleting ---- */

static Status try_delete(Fixture *f, Record *record)
{
    return record_delete(f->arena, f->workspace, record, TEXT("duplicate"), f->problems, &f->err);
}

static void what_was_made_by_mistake_is_taken_back_by_its_maker(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *mistake = new_complaint(f, "噪声", &people.ours);
    Record *kept = new_complaint(f, "灯光", &people.ours);
    save(f, mistake);
    save(f, kept);
    refuses(f, try_delete(f, mistake), STATUS_DENIED, "record.denied");
    act_as_person(f, "li", "boss", 0);
    refuses(f, record_retract(f->arena, f->workspace, mistake, TEXT(""), f->problems, &f->err),
            STATUS_DENIED, "record.undo_author");
    act_as_person(f, "zhang", "clerk", people.ours);
    ok(f, record_retract(f->arena, f->workspace, mistake, TEXT("误录"), f->problems, &f->err));
    Record *read = NULL;
    refuses(f, record_get(f->arena, f->workspace, mistake->def, mistake->id, &read, &f->err),
            STATUS_NOT_FOUND, "record.not_found");
    *record_value(kept, "due") = value_int(17000);
    ok(f, try_move(f, kept, "take"));
    refuses(f, record_retract(f->arena, f->workspace, kept, TEXT(""), f->problems, &f->err),
            STATUS_CONFLICT, "record.retract_changed");
}

static void a_deleted_record_is_gone_and_its_history_stays(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    set(record, "who", "王五");
    save(f, record);
    act_as_person(f, "li", "boss", 0);
    ok(f, try_delete(f, record));
    Record *read = NULL;
    refuses(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err),
            STATUS_NOT_FOUND, "record.not_found");
    List changes = history(f, record);
    assert_int_equal(changes.count, 8);
    const Change *first = LIST_AT(&changes, Change, 4);
    assert_true(text_equal(first->action, TEXT("delete")));
    assert_true(text_equal(first->before, TEXT("new")));
    assert_int_equal(first->after.len, 0);
    RecordQuery query = {.words = TEXT("噪声")};
    List found;
    ok(f, record_list(f->arena, f->workspace, record->def, &query, &found, &f->err));
    assert_int_equal(found.count, 0);
    refuses(f, try_delete(f, record), STATUS_NOT_FOUND, "record.not_found");
    act_as_person(f, "zhang", "clerk", people.ours);
    refuses(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err),
            STATUS_NOT_FOUND, "record.not_found");
    rows(f);
}

static void what_is_referred_to_is_not_deleted(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *first = new_complaint(f, "一", &people.ours);
    save(f, first);
    Record *second = new_complaint(f, "二", &people.ours);
    *record_value(second, "before") = value_int(first->id);
    save(f, second);
    refuses(f, try_delete(f, first), STATUS_CONFLICT, "record.referred");
    Record *unit = NULL;
    ok(f, record_get(f->arena, f->workspace, type(f, "organisation"), people.ours, &unit, &f->err));
    refuses(f, try_delete(f, unit), STATUS_CONFLICT, "record.referred");
    Record *older = read_again(f, first);
    *record_value(first, "before") = value_int(first->id); /* itself does not count */
    save(f, first);
    refuses(f, try_delete(f, first), STATUS_CONFLICT, "record.referred"); /* the others do */
    ok(f, try_delete(f, second));
    refuses(f, try_delete(f, older), STATUS_CONFLICT, "record.conflict");
    ok(f, try_delete(f, first));
    rows(f);
}

static void who_may_not_delete_deletes_nothing(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    refuses(f, try_delete(f, record), STATUS_DENIED, "record.denied");
    read_again(f, record);
}

/* ---- Erasing, sealing ---- */

static void erased_values_are_gone_for_good(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    set(record, "who", "保密的姓名");
    save(f, record);
    set(record, "who", "");
    save(f, record);
    act_as_person(f, "zhang", "clerk", people.ours);
    int field = record_field(record->def, TEXT("who"));
    refuses(f, record_erase(f->workspace, record->def, record->id, field, TEXT("期满"), &f->err),
            STATUS_DENIED, "record.denied");
    act_as_person(f, "li", "boss", 0);
    ok(f, record_erase(f->workspace, record->def, record->id, field, TEXT("期满"), &f->err));
    List changes = history(f, record);
    size_t erased = 0;
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        assert_false(text_contains(change->before, TEXT("姓名")));
        assert_false(text_contains(change->after, TEXT("姓名")));
        erased += !change->has_values;
    }
    assert_int_equal(erased, 2);
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_true(text_equal(last->action, TEXT("erase")));
    assert_true(text_equal(last->reason, TEXT("期满")));
    rows(f);
    act_as_owner(f);
    refuses(f, try_undo(f, record), STATUS_UNSUPPORTED, "record.undo_erased");
}

static void save_because(Fixture *f, Record *record, const char *reason)
{
    ok(f, record_save(f->arena, f->workspace, record, text_from(reason), f->problems, &f->err));
}

/* How many changes of the record still tell this reason, and of how many it was erased. */
static size_t tell(Fixture *f, const Record *record, const char *reason, size_t *erased)
{
    List changes = history(f, record);
    size_t told = 0;
    *erased = 0;
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        told += text_equal(change->reason, text_from(reason));
        *erased += change->is_reason_erased;
    }
    return told;
}

/* Why something was written may tell the same as what was written, and is given with all of it. */
static void a_reason_goes_with_the_values_it_was_given_with(void **state)
{
    Fixture *f = *state;
    size_t erased = 0;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    set(record, "who", "保密的姓名");
    save_because(f, record, "保密的姓名来访"); /* state, matter, unit and complainant */
    set(record, "answer", "已查");
    save_because(f, record, "查过了");
    assert_int_equal(tell(f, record, "保密的姓名来访", &erased), 4);
    ok(f, record_erase(f->workspace, record->def, record->id,
                       record_field(record->def, TEXT("who")), TEXT("期满"), &f->err));
    assert_int_equal(tell(f, record, "保密的姓名来访", &erased), 0);
    assert_int_equal(erased, 4);
    assert_int_equal(tell(f, record, "查过了", &erased), 1);
    List changes = history(f, record);
    assert_true(LIST_AT(&changes, Change, 0)->has_values); /* the state is no secret */
    rows(f);
    ok(f, record_erase(f->workspace, record->def, record->id,
                       record_field(record->def, TEXT("who")), TEXT("再查"), &f->err));
    assert_int_equal(tell(f, record, "期满", &erased), 1); /* why it was erased stays */
}

static void reasons_are_erased_and_the_values_stay(void **state)
{
    Fixture *f = *state;
    size_t erased = 0;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save_because(f, record, "保密的姓名来访");
    act_as_person(f, "zhang", "clerk", people.ours);
    refuses(f, record_erase_reasons(f->workspace, record->def, record->id, TEXT("期满"), &f->err),
            STATUS_DENIED, "record.denied");
    act_as_person(f, "li", "boss", 0);
    refuses(f, record_erase_reasons(f->workspace, record->def, record->id, TEXT(" "), &f->err),
            STATUS_INVALID, "record.erase_reason");
    ok(f, record_erase_reasons(f->workspace, record->def, record->id, TEXT("期满"), &f->err));
    assert_int_equal(tell(f, record, "保密的姓名来访", &erased), 0);
    assert_int_equal(erased, 3);
    List changes = history(f, record);
    for (size_t at = 0; at < changes.count; at++) {
        assert_true(LIST_AT(&changes, Change, at)->has_values);
    }
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_true(text_equal(last->field, TEXT(CHANGE_REASON)));
    assert_true(text_equal(last->reason, TEXT("期满")));
    rows(f);
}

/* A record that is gone may have left in the history what has to go too. */
static void what_a_deleted_record_held_is_erased_too(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_owner(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    set(record, "who", "保密的姓名");
    save(f, record);
    int field = record_field(record->def, TEXT("who"));
    act_as_person(f, "li", "boss", 0);
    ok(f, record_delete(f->arena, f->workspace, record, TEXT("重复"), f->problems, &f->err));
    act_as_person(f, "zhang", "clerk", people.ours);
    refuses(f, record_erase(f->workspace, record->def, record->id, field, TEXT("期满"), &f->err),
            STATUS_NOT_FOUND, "record.not_found");
    act_as_person(f, "li", "boss", 0);
    refuses(f, record_erase(f->workspace, record->def, record->id, field, TEXT(" "), &f->err),
            STATUS_INVALID, "record.erase_reason");
    ok(f, record_erase(f->workspace, record->def, record->id, field, TEXT("期满"), &f->err));
    List changes = history(f, record);
    for (size_t at = 0; at < changes.count; at++) {
        assert_false(text_contains(LIST_AT(&changes, Change, at)->before, TEXT("姓名")));
    }
    rows(f);
    refuses(f, record_erase(f->workspace, record->def, record->id + 99, field, TEXT("x"), &f->err),
            STATUS_NOT_FOUND, "record.not_found");
}

static void what_is_sealed_is_kept_by_those_who_do_not_see_it(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    set(record, "who", "王五"); /* who takes the call writes the name down */
    save(f, record);
    Record *seen = read_again(f, record);
    holds(seen, "who", "");
    *record_value(seen, "due") = value_int(17000);
    ok(f, try_move(f, seen, "take"));
    List changes = history(f, seen);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        bool is_sealed = text_equal(change->field, TEXT("who"));
        assert_int_equal(change->is_withheld, is_sealed);
        assert_true(!is_sealed || change->after.len == 0);
    }
    act_as_person(f, "li", "boss", 0);
    holds(read_again(f, record), "who", "王五");
    changes = history(f, record);
    assert_false(LIST_AT(&changes, Change, 1)->is_withheld);
}

static void an_auditor_sees_who_and_which_field_and_no_value(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    act_as_person(f, "zhou", "auditor", 0);
    Record *read = NULL;
    refuses(f, record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err),
            STATUS_NOT_FOUND, "record.not_found");
    List changes = history(f, record);
    assert_int_equal(changes.count, 3);
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        assert_true(change->field.len > 0 && change->is_withheld && change->has_values);
        assert_int_equal(change->after.len, 0);
    }
}

/* ---- Versions beside each other ---- */

static void a_lost_update_shows_both_versions(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    Record *mine = read_again(f, record);
    set(record, "zh", "异味");
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    set(mine, "zh", "灯光");
    refuses(f, try_save(f, mine), STATUS_CONFLICT, "record.conflict");
    Record *stored = NULL;
    List differences;
    ok(f, record_differences(f->arena, f->workspace, mine, &stored, &differences, &f->err));
    assert_int_equal(stored->version, 2);
    assert_int_equal(differences.count, 2);
    const RecordDifference *first = LIST_AT(&differences, RecordDifference, 0);
    assert_int_equal(first->field, record_field(record->def, TEXT("zh")));
    assert_true(text_equal(first->before.text, TEXT("异味")));
    assert_true(text_equal(first->after.text, TEXT("灯光")));
    const RecordDifference *second = LIST_AT(&differences, RecordDifference, 1);
    assert_int_equal(second->before.number, 17000);
    assert_int_equal(second->after.kind, VALUE_NONE);
}

static void a_record_is_read_as_it_was(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    set(record, "zh", "异味");
    save(f, record);
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    Record *one = NULL, *two = NULL, *three = NULL, *none = NULL;
    ok(f, record_as_of(f->arena, f->workspace, record->def, record->id, 1, &one, &f->err));
    ok(f, record_as_of(f->arena, f->workspace, record->def, record->id, 2, &two, &f->err));
    ok(f, record_as_of(f->arena, f->workspace, record->def, record->id, 3, &three, &f->err));
    holds(one, "zh", "噪声");
    holds(two, "zh", "异味");
    assert_int_equal(record_compare(f->arena, record, three).count, 0);
    List differences = record_compare(f->arena, two, three);
    assert_int_equal(differences.count, 2);
    assert_int_equal(LIST_AT(&differences, RecordDifference, 0)->field, KEY_STATE);
    ok(f,
       record_versions(f->arena, f->workspace, record->def, record->id, 0, 0, &one, &two, &f->err));
    assert_int_equal(one->version, 2);
    assert_int_equal(two->version, 3);
    ok(f,
       record_versions(f->arena, f->workspace, record->def, record->id, 3, 1, &one, &two, &f->err));
    holds(one, "zh", "异味");
    holds(two, "zh", "噪声");
    refuses(
        f,
        record_versions(f->arena, f->workspace, record->def, record->id, 1, 4, &one, &two, &f->err),
        STATUS_NOT_FOUND, "record.no_version");
    static const int64_t MISSING[] = {0, -1, 4, INT64_MAX};
    for (size_t at = 0; at < sizeof MISSING / sizeof MISSING[0]; at++) {
        refuses(f,
                record_as_of(f->arena, f->workspace, record->def, record->id, MISSING[at], &none,
                             &f->err),
                STATUS_NOT_FOUND, "record.no_version");
    }
}

/* ---- Moves: who may, what is given, what stands in the way ---- */

static void who_makes_a_move_gives_only_what_it_needs(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    *record_value(record, "due") = value_int(17000);
    set(record, "zh", "另一件事");
    refuses(f, try_move(f, record, "take"), STATUS_DENIED, "record.denied");
    set(record, "zh", "噪声");
    ok(f, try_move(f, record, "take"));
    act_as_person(f, "wu", "clerk", people.theirs);
    refuses(f, try_move(f, record, "finish"), STATUS_NOT_FOUND, "record.not_found");
}

static const char *codes(Fixture *f, const Record *record, const char *name)
{
    const RecordDef *def = record->def;
    List refusals;
    Buf out = buf_new(f->arena);
    for (int m = 0; m < def->move_count; m++) {
        if (strcmp(def->moves[m].name, name) == 0) {
            ok(f,
               record_explain(f->arena, f->workspace, record, &def->moves[m], &refusals, &f->err));
        }
    }
    for (size_t at = 0; at < refusals.count; at++) {
        const Error *refusal = LIST_AT(&refusals, Error, at);
        assert_true(lang_has(refusal->code));
        buf_add_format(&out, "%s ", refusal->code);
    }
    return text_cstr(f->arena, buf_text(&out));
}

static void all_that_stands_in_the_way_is_told(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    act_as_person(f, "zhang", "clerk", people.ours);
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    assert_string_equal(codes(f, record, "take"), "record.needed ");
    assert_string_equal(codes(f, record, "finish"),
                        "record.move_closed record.needed record.needed ");
    *record_value(record, "due") = value_int(17000);
    assert_string_equal(codes(f, record, "take"), "");
    set(record, "answer",
        "这个答复实在太长了，它的字数远远超过了四十个字的上限，所以不能就这样保存下来，必须缩短");
    assert_string_equal(codes(f, record, "take"), "record.denied record.too_long ");
    assert_int_equal(read_again(f, record)->version, 1); /* nothing was done */
    act_as_person(f, "li", "boss", 0);
    assert_string_equal(codes(f, read_again(f, record), "take"), "record.denied record.needed ");
}

/* ---- Time limits ---- */

static const char LIMITS_TEXT[] = "version 1\nsign_limit 3 working\n";
static const EmbeddedFile LIMITS = {"limits.rules", (const unsigned char *)LIMITS_TEXT,
                                    sizeof LIMITS_TEXT - 1};

static void an_open_move_says_by_when_it_is_due(void **state)
{
    Fixture *f = *state;
    People people = open_case_model(f);
    List dues;
    Record *record = new_complaint(f, "噪声", &people.ours);
    save(f, record);
    refuses(f, record_dues(f->arena, f->workspace, record, &dues, &f->err), STATUS_NOT_FOUND,
            "record.no_rules");
    f->own->rules = (EmbeddedFiles){&LIMITS, 1};
    ok(f, record_dues(f->arena, f->workspace, record, &dues, &f->err));
    assert_int_equal(dues.count, 1);
    const MoveDue *due = LIST_AT(&dues, MoveDue, 0);
    assert_string_equal(due->move->name, "take");
    assert_int_equal(due->since, date_today());
    assert_int_equal(due->until, calendar_add(calendar_new(f->arena), date_today(), 3));
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    ok(f, record_dues(f->arena, f->workspace, record, &dues, &f->err));
    assert_int_equal(dues.count, 0);
}

/* ---- Hooks ---- */

static void complain(HookCall *call, const char *code)
{
    problems_add(call->problems, (Problem){.severity = SEVERITY_ERROR, .code = code});
}

static Status ask_save(HookCall *call, Error *err)
{
    (void)err;
    const Value *zh = &call->record->values[record_field(call->record->def, TEXT("zh"))];
    if (text_equal(zh->text, TEXT("不许"))) {
        complain(call, "record.option");
    }
    return STATUS_OK;
}

static Status ask_finish(HookCall *call, Error *err)
{
    (void)err;
    assert_string_equal(call->move->name, "finish");
    assert_string_equal(state_of(call->record), "done");
    assert_string_equal(state_of(call->before), "open");
    const Value *proof = &call->record->values[record_field(call->record->def, TEXT("proof"))];
    if (text_equal(proof->text, TEXT("无"))) {
        complain(call, "record.needed");
    }
    return STATUS_OK;
}

static Status ask_delete(HookCall *call, Error *err)
{
    (void)err;
    assert_ptr_equal(call->record, call->before);
    assert_null(call->move);
    assert_string_equal(state_of(call->record), "new");
    const Value *zh = &call->record->values[record_field(call->record->def, TEXT("zh"))];
    if (text_equal(zh->text, TEXT("留下"))) {
        complain(call, "record.option");
    }
    return STATUS_OK;
}

static void a_hook_judges_what_goes_too(void **state)
{
    static const HookDef HOOKS[] = {{"ask_save", ask_save}, {"ask_delete", ask_delete}};
    Fixture *f = *state;
    People people = open_case_model(f);
    f->own->hooks = HOOKS;
    f->own->hook_count = 2;
    Record *stays = new_complaint(f, "留下", &people.ours);
    Record *goes = new_complaint(f, "噪声", &people.ours), *read = NULL;
    save(f, stays);
    save(f, goes);
    refuses(f, try_delete(f, stays), STATUS_INVALID, "record.stays");
    assert_int_equal(problems_count_code(f->problems, "record.option"), 1);
    refuses(f, record_retract(f->arena, f->workspace, stays, TEXT(""), f->problems, &f->err),
            STATUS_INVALID, "record.stays");
    ok(f, record_get(f->arena, f->workspace, stays->def, stays->id, &read, &f->err));
    /* What keeps a record keeps the files beside it. */
    Attachment kept, gone;
    AttachmentSource proof = {.name = TEXT("证明.txt"), .bytes = TEXT("一份证明")};
    ok(f, record_attach(f->arena, f->workspace, stays, &proof, TEXT(""), &kept, &f->err));
    ok(f, record_attach(f->arena, f->workspace, goes, &proof, TEXT(""), &gone, &f->err));
    refuses(f, record_detach(f->arena, f->workspace, kept.id, TEXT(""), &f->err), STATUS_INVALID,
            "record.option");
    ok(f, record_detach(f->arena, f->workspace, gone.id, TEXT(""), &f->err));
    ok(f, try_delete(f, goes));
}

static void hooks_judge_before_anything_is_written(void **state)
{
    static const HookDef HOOKS[] = {{"ask_save", ask_save}, {"ask_finish", ask_finish}};
    Fixture *f = *state;
    People people = open_case_model(f);
    f->own->hooks = HOOKS;
    f->own->hook_count = 2;
    Record *record = new_complaint(f, "不许", &people.ours);
    refuses(f, try_save(f, record), STATUS_INVALID, "record.invalid");
    assert_int_equal(problems_count_code(f->problems, "record.option"), 1);
    assert_int_equal(record->id, 0);
    set(record, "zh", "噪声");
    ok(f, try_save(f, record));
    *record_value(record, "due") = value_int(17000);
    ok(f, try_move(f, record, "take"));
    set(record, "answer", "已办");
    set(record, "proof", "无");
    refuses(f, try_move(f, record, "finish"), STATUS_INVALID, "record.invalid");
    assert_string_equal(codes(f, record, "finish"), "record.needed ");
    assert_string_equal(state_of(read_again(f, record)), "open");
    set(record, "proof", "照片");
    ok(f, try_move(f, record, "finish"));
}

/* Complains where there is an organisation more than one's own, and names the last. */
static Status look_around(HookCall *call, Error *err)
{
    const RecordDef *def = model_record(workspace_model(call->workspace), TEXT("complaint"));
    RecordQuery all = {0};
    List found;
    Status status = record_list(call->arena, call->workspace, def, &all, &found, err);
    if (status == STATUS_OK && found.count > 0) {
        const Record *other = LIST_AT(&found, Record, found.count - 1);
        Buf title = buf_new(call->arena);
        Eyes before = workspace_look_with(call->workspace, EYES_ACTOR);
        status = record_print_reference(call->workspace, &title, LANG_ZH, def, other->id, err);
        workspace_look_with(call->workspace, before);
        Arg named = arg_text("field", buf_text(&title));
        problems_add(call->problems, (Problem){.severity = SEVERITY_ERROR,
                                               .code = "record.option",
                                               .args = &named,
                                               .arg_count = 1});
    }
    return status;
}

static void a_hook_judges_by_what_the_actor_may_not_see_and_tells_nothing_of_it(void **state)
{
    static const HookDef HOOKS[] = {{"ask_save", look_around}, {"ask_finish", look_around}};
    Fixture *f = *state;
    People people = open_case_model(f);
    Record *theirs = new_complaint(f, "他们的事", &people.theirs);
    ok(f, try_save(f, theirs));
    f->own->hooks = HOOKS;
    f->own->hook_count = 2;
    act_as_person(f, "clerk", "clerk", people.ours);
    Record *ours = new_complaint(f, "我们的事", &people.ours);
    refuses(f, try_save(f, ours), STATUS_INVALID, "record.invalid");
    assert_int_equal(problems_count_code(f->problems, "record.option"), 1);
    const Problem *problem = problems_at(f->problems, 0);
    Text id = text_format(f->arena, "%lld", (long long)theirs->id);
    assert_true(text_equal(problem->args[0].text, id));
    Record *read = NULL;
    refuses(f, record_get(f->arena, f->workspace, theirs->def, theirs->id, &read, &f->err),
            STATUS_NOT_FOUND, "record.not_found");
}

static void a_hook_that_is_not_wired_is_our_mistake(void **state)
{
    static const HookDef HOOKS[] = {{"ask_finish", ask_finish}};
    Fixture *f = *state;
    People people = open_case_model(f);
    f->own->hooks = HOOKS;
    f->own->hook_count = 1;
    Record *record = new_complaint(f, "噪声", &people.ours);
    refuses(f, try_save(f, record), STATUS_INTERNAL, "record.no_hook");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(a_change_names_post_request_and_version),
        record_test(the_last_step_can_be_taken_back_by_its_author),
        record_test(an_undo_brings_back_every_value),
        record_test(what_others_did_or_nobody_did_is_not_undone),
        record_test(what_was_made_by_mistake_is_taken_back_by_its_maker),
        record_test(a_deleted_record_is_gone_and_its_history_stays),
        record_test(what_is_referred_to_is_not_deleted),
        record_test(who_may_not_delete_deletes_nothing),
        record_test(erased_values_are_gone_for_good),
        record_test(a_reason_goes_with_the_values_it_was_given_with),
        record_test(reasons_are_erased_and_the_values_stay),
        record_test(what_a_deleted_record_held_is_erased_too),
        record_test(what_is_sealed_is_kept_by_those_who_do_not_see_it),
        record_test(an_auditor_sees_who_and_which_field_and_no_value),
        record_test(a_lost_update_shows_both_versions),
        record_test(a_record_is_read_as_it_was),
        record_test(who_makes_a_move_gives_only_what_it_needs),
        record_test(all_that_stands_in_the_way_is_told),
        record_test(an_open_move_says_by_when_it_is_due),
        record_test(hooks_judge_before_anything_is_written),
        record_test(a_hook_judges_by_what_the_actor_may_not_see_and_tells_nothing_of_it),
        record_test(a_hook_judges_what_goes_too),
        record_test(a_hook_that_is_not_wired_is_our_mistake),
    };
    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
