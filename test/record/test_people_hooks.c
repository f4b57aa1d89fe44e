/* Judgement on people's records: roles that stand apart, the tree of organisations, rule sets. */
#include "record_test.h"

#include <string.h>

static const HookDef HOOKS[] = {
    {"role_grant_check", role_grant_check},
    {"organisation_check", organisation_check},
    {"rule_set_check", rule_set_check},
    {"rule_set_stays", rule_set_stays},
};

static int open_with_hooks(void **state)
{
    fixture_open(state);
    Fixture *f = *state;
    Model *model = ARENA_NEW(f->arena, Model);
    *model = *f->model;
    model->hooks = HOOKS;
    model->hook_count = sizeof HOOKS / sizeof HOOKS[0];
    f->model = model;
    fixture_reopen(f, STORE_WRITE);
    return 0;
}

static Record *new_record(Fixture *f, const char *type)
{
    return record_new(f->arena, model_record(f->model, text_from(type)));
}

static Status try_save(Fixture *f, Record *record)
{
    f->problems = problems_new(f->arena, 20);
    return record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err);
}

static void refused_for(Fixture *f, Record *record, const char *code)
{
    assert_int_equal(try_save(f, record), STATUS_INVALID);
    if (problems_count_code(f->problems, code) == 0) {
        fail_msg("%s is no problem, %zu others are", code, problems_kept(f->problems));
    }
}

/* ---- Roles ---- */

static int64_t account(Fixture *f, const char *login)
{
    Record *made = new_record(f, "account");
    *record_value(made, "login") = value_text(text_from(login));
    save(f, made);
    return made->id;
}

static Record *grant(Fixture *f, int64_t account_id, const char *role, Date first, Date last)
{
    Record *made = new_record(f, "role_grant");
    *record_value(made, "account") = value_int(account_id);
    *record_value(made, "role") = value_text(text_from(role));
    *record_value(made, "first_day") = value_int(first);
    if (last != DATE_NONE) {
        *record_value(made, "last_day") = value_int(last);
    }
    return made;
}

static void administrators_have_no_other_role(void **state)
{
    Fixture *f = *state;
    Date first = date_make(2016, 1, 1), last = date_make(2016, 6, 30);
    int64_t zhang = account(f, "zhang"), li = account(f, "li");
    save(f, grant(f, zhang, "sysadmin", first, last));
    refused_for(f, grant(f, zhang, "auditor", date_make(2016, 6, 30), DATE_NONE),
                "record.role_apart");
    refused_for(f, grant(f, zhang, "leader", date_make(2016, 1, 2), last), "record.role_apart");
    save(f, grant(f, zhang, "auditor", date_make(2016, 7, 1), DATE_NONE)); /* one after the other */
    save(f, grant(f, li, "leader", first, DATE_NONE));
    save(f, grant(f, li, "supervisor", first, DATE_NONE));
    refused_for(f, grant(f, li, "secadmin", date_make(2015, 1, 1), DATE_NONE), "record.role_apart");
}

static void the_roles_that_can_be_granted_are_those_of_the_model(void **state)
{
    Fixture *f = *state;
    const RecordDef *def = model_record(f->model, TEXT("role_grant"));
    const FieldDef *field = &def->fields[record_field(def, TEXT("role"))];
    int granted = 0;
    for (int role = 0; role < f->model->role_count; role++) {
        granted += strcmp(f->model->roles[role].name, "public") != 0;
    }
    assert_int_equal(field->option_count, granted);
    for (int at = 0; at < field->option_count; at++) {
        int role = model_role(f->model, text_from(field->options[at].name));
        assert_true(role >= 0);
        assert_string_equal(field->options[at].zh, f->model->roles[role].zh);
        assert_string_equal(field->options[at].en, f->model->roles[role].en);
    }
}

/* ---- Organisations ---- */

static Record *organisation(Fixture *f, const char *name, int64_t parent)
{
    Record *made = new_record(f, "organisation");
    *record_value(made, "zh") = value_text(text_from(name));
    if (parent != 0) {
        *record_value(made, "parent") = value_int(parent);
    }
    save(f, made);
    return made;
}

static void the_tree_of_organisations_has_no_circle(void **state)
{
    Fixture *f = *state;
    Record *city = organisation(f, "市", 0), *bureau = organisation(f, "局", city->id);
    Record *office = organisation(f, "科", bureau->id), *county = organisation(f, "县", city->id);
    *record_value(city, "parent") = value_int(office->id);
    refused_for(f, city, "record.organisation_circle");
    *record_value(city, "parent") = value_int(city->id);
    refused_for(f, city, "record.organisation_circle");
    *record_value(bureau, "parent") = value_int(county->id);
    save(f, bureau);
}

/* ---- Rule sets ---- */

static Record *new_rules(Fixture *f, const char *name, const char *body)
{
    Record *made = new_record(f, "rule_set");
    *record_value(made, "name") = value_text(text_from(name));
    *record_value(made, "edition") = value_text(TEXT("city-1"));
    *record_value(made, "effective") = value_int(date_make(2018, 1, 1));
    *record_value(made, "body") = value_text(text_from(body));
    return made;
}

static Text shipped(Fixture *f, const char *name)
{
    RuleEdition edition;
    ok(f, rules_in_force(f->arena, f->workspace, name, date_make(2016, 10, 13), &edition, &f->err));
    return edition.body;
}

static void a_rule_set_holds_the_rules_of_its_name(void **state)
{
    Fixture *f = *state;
    refused_for(f, new_rules(f, "limit", "sign_limit 2 working\n"), "record.rule_set_unknown");
    refused_for(f, new_rules(f, "jobs", "sweep_hours 2\n"), "record.rule_set_missing");
    Buf body = buf_new(f->arena);
    buf_add(&body, shipped(f, "jobs"));
    buf_add_cstr(&body, "\nsweeps 1\n");
    refused_for(f, new_rules(f, "jobs", text_cstr(f->arena, buf_text(&body))),
                "record.rule_set_line");
    save(f, new_rules(f, "jobs", text_cstr(f->arena, shipped(f, "jobs"))));
    save(f, new_rules(f, "holidays", "off 2018-07-20 防汛\n")); /* a list may be short */
}

static void what_was_approved_stays_as_it_was(void **state)
{
    Fixture *f = *state;
    Record *set = new_rules(f, "holidays", "off 2018-07-20 防汛\n");
    save(f, set);
    *record_value(set, "body") = value_text(TEXT("off 2018-07-21 防汛\n"));
    save(f, set);
    *record_value(set, "grounds") = value_text(TEXT("防指令"));
    ok(f,
       record_move(f->arena, f->workspace, set, TEXT("approve"), TEXT(""), f->problems, &f->err));
    assert_int_equal(record_delete(f->arena, f->workspace, set, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    assert_string_equal(f->err.code, "record.stays");
    assert_int_equal(problems_count_code(f->problems, "record.rule_set_approved"), 1);
    *record_value(set, "body") = value_text(TEXT("off 2018-07-22 防汛\n"));
    refused_for(f, set, "record.rule_set_approved");
}

#define hook_test(name) cmocka_unit_test_setup_teardown(name, open_with_hooks, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hook_test(administrators_have_no_other_role),
        hook_test(the_roles_that_can_be_granted_are_those_of_the_model),
        hook_test(the_tree_of_organisations_has_no_circle),
        hook_test(a_rule_set_holds_the_rules_of_its_name),
        hook_test(what_was_approved_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
