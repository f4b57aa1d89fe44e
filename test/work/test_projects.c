/* Projects: stages, readiness, the same project under another name, money that arrived. */
#include "work_test.h"

static int64_t project(Fixture *f, const char *name, int64_t lead, const char *more)
{
    return make(f, "project", "zh=%s; lead=%lld; %s", name, (long long)lead, more);
}

static void a_stage_is_reached_when_it_was_recognised(void **state)
{
    Fixture *f = *state;
    int64_t one = project(f, "供热管网", organisation(f, "某局"), "");
    move(f, "project", one, "keep", "%s", "");
    refuses_move(f, "work.no_stage_event", "project", one, "sign", "%s", "");
    make(f, "stage_event",
         "project=%lld; stage=started; day=2016-11-01; standard=四项俱备; proof=表2",
         (long long)one);
    refuses_move(f, "work.no_stage_event", "project", one, "sign", "%s", "");
    make(f, "stage_event", "project=%lld; stage=signed; day=2016-10-20; standard=已签; proof=合同1",
         (long long)one);
    move_all(f, "project", one, "sign prepare start"); /* no list of readiness: nothing to check */
}

static void a_project_starts_when_it_is_ready(void **state)
{
    Fixture *f = *state;
    int64_t land = entry(f, "readiness", "land"), funds = entry(f, "readiness", "funds");
    int64_t one = project(f, "供热管网", organisation(f, "某局"), "");
    make(f, "stage_event",
         "project=%lld; stage=started; day=2016-11-01; standard=四项俱备; proof=表2",
         (long long)one);
    move_all(f, "project", one, "keep prepare");
    int64_t check = make(f, "readiness", "project=%lld; check_item=%lld; met=1", (long long)one,
                         (long long)land);
    refuses_move(f, "work.not_ready", "project", one, "start", "%s", "");
    check = make(f, "readiness", "project=%lld; check_item=%lld; met=0", (long long)one,
                 (long long)funds);
    refuses_move(f, "work.not_ready", "project", one, "start", "%s", "");
    change(f, "readiness", check, "met=1");
    move(f, "project", one, "start", "%s", "");
    refuses_make(f, "work.entry_list", "readiness", "project=%lld; check_item=%lld; met=1",
                 (long long)one, (long long)entry(f, "ledgers", "industry"));
}

static void a_project_under_another_name_is_found(void **state)
{
    Fixture *f = *state;
    int64_t lead = organisation(f, "某局"), other_lead = organisation(f, "另一局");
    int64_t investor = organisation(f, "某公司");
    Text same = text_format(f->arena, "investor=%lld", (long long)investor);
    const char *by = text_cstr(f->arena, same);
    int64_t first = project(f, "年产30万套汽车轮毂项目", lead, by);
    /* Another office, another wording, the same investor. */
    refuses_make(f, "work.there_already", "project", "zh=30万套铝合金汽车轮毂生产线; lead=%lld; %s",
                 (long long)other_lead, by);
    /* The same office, nearly the same name. */
    refuses_make(f, "work.there_already", "project", "zh=年产30万套汽车轮毂建设工程; lead=%lld",
                 (long long)lead);
    /* Neither office, investor nor money in common: a name alone tells nothing. */
    project(f, "年产30万套汽车轮毂工程", other_lead, "");
    /* The same investor, quite another thing. */
    project(f, "污水处理厂", other_lead, by);
    /* A phase, and what was found to be distinct, say so. */
    project(f, "年产30万套汽车轮毂项目二期", lead,
            text_cstr(f->arena, text_format(f->arena, "part_of=%lld", (long long)first)));
    int64_t third = make(f, "project", "zh=年产80万套汽车轮毂项目; lead=%lld; distinct_from=%lld",
                         (long long)organisation(f, "第三局"), (long long)first);
    change(f, "project", third, "investor=%lld", (long long)investor);
    refuses_change(f, "work.there_already", "project", third, "distinct_from=");
}

static void an_officer_is_told_as_well(void **state)
{
    Fixture *f = *state;
    int64_t lead = organisation(f, "某局"), other = organisation(f, "另一局");
    project(f, "智能装备产业园", other, "total=1200000000");
    act_as(f, "officer", lead);
    project(f, "黑臭水体治理", lead, "total=1200000000");
    refuses_make(f, "work.there_already", "project", "zh=智能装备园; lead=%lld; total=1200000000",
                 (long long)lead);
}

static void the_same_money_needs_less_likeness(void **state)
{
    Fixture *f = *state;
    project(f, "智能装备产业园", organisation(f, "某局"), "total=1200000000");
    refuses_make(f, "work.there_already", "project",
                 "zh=高端智能装备园; lead=%lld; total=1200000000",
                 (long long)organisation(f, "另一局"));
}

static void money_is_there_when_it_arrived_and_was_verified(void **state)
{
    Fixture *f = *state;
    int64_t investor = organisation(f, "某公司");
    int64_t deal = make(f, "deal", "zh=一个项目; counterpart=某集团; lead=%lld; investor=%lld",
                        (long long)organisation(f, "商务局"), (long long)investor);
    move(f, "deal", deal, "talk", "%s", "");
    move(f, "deal", deal, "contract", "contracted_on=2016-10-20; amount=100000000");
    move(f, "deal", deal, "register", "%s", "");
    refuses_move(f, "work.nothing_arrived", "deal", deal, "fund", "%s", "");
    int64_t fund =
        make(f, "arrived_fund",
             "deal=%lld; day=2016-11-01; amount=30000000; proof=capital; proof_number=验资1",
             (long long)deal);
    refuses_move(f, "work.nothing_arrived", "deal", deal, "fund", "%s", "");
    move(f, "arrived_fund", fund, "verify", "%s", "");
    move(f, "deal", deal, "fund", "%s", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(a_stage_is_reached_when_it_was_recognised),
        HOOK_TEST(a_project_starts_when_it_is_ready),
        HOOK_TEST(a_project_under_another_name_is_found),
        HOOK_TEST(an_officer_is_told_as_well),
        HOOK_TEST(the_same_money_needs_less_likeness),
        HOOK_TEST(money_is_there_when_it_arrived_and_was_verified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
