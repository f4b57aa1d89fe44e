/* Who decides about signals, and what may be published when. */
#include "work_test.h"

typedef struct Case {
    int64_t unit, organ, proposer, approver, signal;
} Case;

/* A signal about a unit that let a task lie, and checked. */
static Case checked_case(Fixture *f, const char *kind)
{
    Case c = {.unit = organisation(f, "某局"), .organ = organisation(f, "主管机关")};
    c.proposer = post(f, "督查室主任", c.organ);
    c.approver = post(f, "分管领导", c.organ);
    refuses_make(f, "work.signal_of_nothing", "signal",
                 "zh=无据; kind=slow; organisation=%lld; threshold=无", (long long)c.unit);
    c.signal =
        make(f, "signal", "zh=逾期; kind=%s; organisation=%lld; task=%lld; threshold=逾期3日", kind,
             (long long)c.unit, (long long)task(f, c.unit));
    move(f, "signal", c.signal, "verify", "checked_note=属实");
    return c;
}

static Case case_of(Fixture *f, const char *kind)
{
    Case c = checked_case(f, kind);
    move(f, "signal", c.signal, "hear", "statement=职能调整");
    return c;
}

static void stand_on(Fixture *f, const char *day)
{
    int64_t rules =
        make(f, "rule_set", "name=workspace; edition=t; effective=2016-10-13; body=as_of %s", day);
    assert_int_equal(workspace_stands_on(f->workspace), DATE_NONE); /* not approved yet */
    move(f, "rule_set", rules, "approve", "%s", "grounds=演示");
}

/* Who is silent holds nothing up for longer than the time to speak. */
static void a_unit_is_heard_or_had_the_time_to_speak(void **state)
{
    Fixture *f = *state;
    Case c = checked_case(f, "slow");
    const char *values = "proposal=remind; proposal_why=首次; proposer=%lld";
    refuses_move(f, "work.not_heard", "signal", c.signal, "propose", values, (long long)c.proposer);
    stand_on(f, "2099-01-01");
    move(f, "signal", c.signal, "propose", values, (long long)c.proposer);
}

static void two_people_decide_and_the_organ_acts(void **state)
{
    Fixture *f = *state;
    Case c = case_of(f, "slow");
    move(f, "signal", c.signal, "propose", "proposal=remind; proposal_why=首次; proposer=%lld",
         (long long)c.proposer);
    refuses_move(f, "work.approves_itself", "signal", c.signal, "approve", "approver=%lld",
                 (long long)c.proposer);
    move(f, "signal", c.signal, "approve", "approver=%lld", (long long)c.approver);
    refuses_move(f, "work.judges_itself", "signal", c.signal, "conclude",
                 "organ=%lld; organ_document=某函1号", (long long)c.unit);
    move(f, "signal", c.signal, "conclude", "organ=%lld; organ_document=某函1号",
         (long long)c.organ);
}

static void who_is_not_able_to_is_trained(void **state)
{
    Fixture *f = *state;
    Case c = case_of(f, "unable");
    const char *values = "proposal=%s; proposal_why=首次; proposer=%lld";
    refuses_move(f, "work.help_first", "signal", c.signal, "propose", values, "talk",
                 (long long)c.proposer);
    refuses_move(f, "work.no_tolerance", "signal", c.signal, "propose", values, "exempt",
                 (long long)c.proposer);
    move(f, "signal", c.signal, "propose", values, "train", (long long)c.proposer);
}

/* A job acts without an account, whatever role it was given. */
static void the_program_decides_nothing(void **state)
{
    Fixture *f = *state;
    Case c = case_of(f, "slow");
    int supervisor = model_role(&f->model, TEXT("supervisor"));
    Actor job = {.who = TEXT("job"),
                 .from = TEXT("test"),
                 .unit = c.organ,
                 .roles = (RoleSet)1 << supervisor};
    workspace_act_as(f->workspace, &job);
    make(f, "signal", "zh=又逾期; kind=slow; organisation=%lld; task=%lld; threshold=逾期6日",
         (long long)c.unit, (long long)task(f, c.unit));
    refuses_move(f, "work.people_decide", "signal", c.signal, "propose",
                 "proposal=remind; proposal_why=首次; proposer=%lld", (long long)c.proposer);
}

static int64_t publication(Fixture *f, int64_t unit, int64_t author, const char *not_before)
{
    return make(f, "publication",
                "zh=通报; kind=bulletin; body=正文; organisation=%lld; author=%lld; not_before=%s",
                (long long)unit, (long long)author, not_before);
}

static void another_approves_what_is_published(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "督查室"), author = post(f, "主任", unit);
    int64_t leader = post(f, "市长", unit), one = publication(f, unit, author, "2016-12-01");
    move(f, "publication", one, "submit", "%s", "");
    refuses_move(f, "work.approves_itself", "publication", one, "approve", "approver=%lld",
                 (long long)author);
    move(f, "publication", one, "approve", "approver=%lld", (long long)leader);
    refuses_change(f, "work.settled", "publication", one, "body=另一篇");
    move(f, "publication", one, "publish", "%s", "");
    act_as(f, "public", 0); /* everyone reads it now */
    get(f, "publication", one);
}

static void nothing_is_published_before_its_day(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "督查室"), author = post(f, "主任", unit);
    int64_t leader = post(f, "市长", unit), one = publication(f, unit, author, "2199-01-01");
    move(f, "publication", one, "submit", "%s", "");
    move(f, "publication", one, "approve", "approver=%lld", (long long)leader);
    refuses_move(f, "work.embargo", "publication", one, "publish", "%s", "");
}

/* A workspace that stands on a day counts from that day. */
static void promises_count_from_the_day_that_is_stood_on(void **state)
{
    Fixture *f = *state;
    int64_t office = organisation(f, "市交通运输局");
    int64_t one = make(f, "promise",
                       "zh=年底前通车; organisation=%lld; due=2016-12-31; said_on=2016-10-13;"
                       " occasion=领导干部会",
                       (long long)office);
    assert_int_equal(workspace_stands_on(f->workspace), DATE_NONE);
    assert_int_equal(workspace_today(f->workspace), date_today());
    stand_on(f, "2016-10-13");
    Date evening;
    assert_true(date_parse(TEXT("2016-10-13"), &evening));
    assert_int_equal(workspace_today(f->workspace), evening);
    assert_int_equal(computed(f, "promise", one, "days_left").number, 79);
}

static void promises_count_down(void **state)
{
    Fixture *f = *state;
    int64_t one =
        make(f, "promise",
             "zh=修路; occasion=电视问政; said_on=2016-11-10; organisation=%lld; due=2199-01-01",
             (long long)organisation(f, "某县"));
    assert_int_equal(computed(f, "promise", one, "days_left").number,
                     date_make(2199, 1, 1) - date_today());
    move(f, "promise", one, "open", "%s", "");
    move(f, "promise", one, "keep", "proof=已通车");
    assert_int_equal(computed(f, "promise", one, "days_left").kind, VALUE_NONE);
}

static int64_t promise(Fixture *f, int64_t unit, const char *name, const char *due,
                       int64_t commitment)
{
    int64_t one = make(f, "promise",
                       "zh=%s; occasion=电视问政; said_on=2016-11-10; organisation=%lld; due=%s; "
                       "commitment=%lld",
                       name, (long long)unit, due, (long long)commitment);
    move(f, "promise", one, "open", "%s", "");
    return one;
}

static void promises_stand_on_the_themes_of_their_commitments(void **state)
{
    Fixture *f = *state;
    Error err = {0};
    List themes;
    int64_t unit = organisation(f, "某县");
    int64_t first = entry(f, "seven_mains", "pillar"), second = entry(f, "seven_mains", "engine");
    int64_t below = entry(f, "seven_mains", "smart"), elsewhere = entry(f, "rungs", "large");
    change(f, "entry", below, "parent=%lld", (long long)first);
    int64_t place = make(f, "entity", "code=410800; zh=焦作市; kind=city");
    int64_t visit =
        make(f, "visit", "zh=学习考察; days=2016-10-10..2016-10-13; places=%lld", (long long)place);
    int64_t both = make(f, "commitment", "zh=两条; visit=%lld; kind=action; entries=%lld,%lld,%lld",
                        (long long)visit, (long long)below, (long long)first, (long long)second);
    int64_t none = make(f, "commitment", "zh=无; visit=%lld; kind=action; position=9; entries=%lld",
                        (long long)visit, (long long)elsewhere);
    int64_t kept = promise(f, unit, "修路", "2199-01-01", both);
    move(f, "promise", kept, "keep", "proof=已通车");
    promise(f, unit, "建厂", "2199-01-01", both);
    promise(f, unit, "迟了", "2016-12-01", both);
    int64_t broken = promise(f, unit, "未办", "2016-12-01", none);
    move(f, "promise", broken, "fail", "alternative=明年办");
    make(f, "promise",
         "zh=未公开; occasion=会上; said_on=2016-11-10; organisation=%lld; due=2199-01-01",
         (long long)unit);
    act_as(f, "public", 0);
    assert_int_equal(promise_progress(f->arena, f->workspace, date_today(), &themes, &err),
                     STATUS_OK);
    assert_int_equal(themes.count, 3);
    for (size_t t = 0; t < 2; t++) {
        const ThemeProgress *theme = LIST_AT(&themes, ThemeProgress, t);
        assert_int_equal(theme->theme->id, t == 0 ? first : second);
        assert_int_equal(theme->kept * 1000 + theme->running * 100 + theme->late * 10, 1110);
        assert_int_equal(theme->broken, 0);
    }
    const ThemeProgress *rest = LIST_AT(&themes, ThemeProgress, 2);
    assert_null(rest->theme);
    assert_int_equal(rest->broken, 1);
    assert_int_equal(rest->running, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(a_unit_is_heard_or_had_the_time_to_speak),
        HOOK_TEST(two_people_decide_and_the_organ_acts),
        HOOK_TEST(who_is_not_able_to_is_trained),
        HOOK_TEST(the_program_decides_nothing),
        HOOK_TEST(another_approves_what_is_published),
        HOOK_TEST(nothing_is_published_before_its_day),
        HOOK_TEST(promises_count_from_the_day_that_is_stood_on),
        HOOK_TEST(promises_count_down),
        HOOK_TEST(promises_stand_on_the_themes_of_their_commitments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
