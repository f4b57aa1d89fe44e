/* Enterprises: who rates, who revisits, who handles a complaint. */
#include "work_test.h"

static int64_t firm(Fixture *f)
{
    return organisation(f, "某公司");
}

static int64_t issue(Fixture *f, int64_t of_firm, int64_t lead)
{
    return make(f, "issue", "zh=缺资金; enterprise=%lld; ledger=%lld; lead=%lld; due=2016-12-31",
                (long long)of_firm, (long long)entry(f, "ledgers", "finance"), (long long)lead);
}

static void the_credit_code_is_checked(void **state)
{
    Fixture *f = *state;
    int64_t of = firm(f);
    refuses_make(f, "work.credit_code", "enterprise",
                 "organisation=%lld; credit_code=91350100M000100Y4Z", (long long)of);
    make(f, "enterprise", "organisation=%lld; credit_code=91350100M000100Y43", (long long)of);
}

static void an_answer_of_no_says_what_would_work(void **state)
{
    Fixture *f = *state;
    int64_t one = issue(f, firm(f), organisation(f, "金融办"));
    move_all(f, "issue", one, "take assign sign work");
    act_as(f, "officer", record_value(get(f, "issue", one), "lead")->number);
    refuses_change(f, "work.settled", "issue", one, "zh=不缺资金");
    change(f, "issue", one, "progress=已约银行");
    refuses_move(f, "work.no_alternative", "issue", one, "answer", "reply=办不了; outcome=cannot");
    move(f, "issue", one, "answer", "reply=办不了; outcome=cannot; alternative=由省担保公司受理");
}

static void the_enterprise_alone_rates(void **state)
{
    Fixture *f = *state;
    int64_t of = firm(f), lead = organisation(f, "金融办"), one = issue(f, of, lead);
    move_all(f, "issue", one, "take assign sign work");
    act_as(f, "enterprise", of);
    refuses_make(f, "work.no_answer", "rating", "issue=%lld; grade=content", (long long)one);
    act_as_owner(f);
    move(f, "issue", one, "answer", "reply=贷款到账; outcome=solved");
    refuses_move(f, "work.no_rating", "issue", one, "rate", "%s", "");
    /* Whoever handles it belongs to the issue as well, and may not. */
    act_as(f, "enterprise", lead);
    refuses_make(f, "work.rates_for_another", "rating", "issue=%lld; grade=content",
                 (long long)one);
    act_as(f, "enterprise", of);
    make(f, "rating", "issue=%lld; grade=content", (long long)one);
    move(f, "issue", one, "rate", "%s", "");
}

static void each_answer_is_rated_and_revisited_anew(void **state)
{
    Fixture *f = *state;
    int64_t of = firm(f), lead = organisation(f, "金融办"), other = organisation(f, "服务中心");
    int64_t one = issue(f, of, lead);
    const char *visited = "issue=%lld; visitor=%lld; still_solved=%d; words=企业说";
    move_all(f, "issue", one, "take assign sign work");
    move(f, "issue", one, "answer", "reply=已对接; outcome=solved");
    take_back(f, "rating", make(f, "rating", "issue=%lld; grade=content", (long long)one));
    int64_t rated =
        make(f, "rating", "issue=%lld; grade=discontent; words=没有到账", (long long)one);
    move(f, "issue", one, "rate", "%s", "");
    refuses_delete(f, "work.moved_on_by", "rating", rated);
    refuses_move(f, "work.no_revisit", "issue", one, "revisit", "%s", "");
    refuses_make(f, "work.revisits_itself", "revisit", visited, (long long)one, (long long)lead, 1);
    int64_t visit = make(f, "revisit", visited, (long long)one, (long long)other, 0);
    move(f, "issue", one, "revisit", "%s", "");
    refuses_delete(f, "work.moved_on_by", "revisit", visit);
    refuses_move(f, "work.discontent", "issue", one, "close", "%s", "");
    refuses_move(f, "work.not_solved", "issue", one, "close", "%s", "");

    move(f, "issue", one, "redo", "shortfall=没有到账");
    move(f, "issue", one, "answer", "reply=已到账; outcome=solved");
    refuses_move(f, "work.no_rating", "issue", one, "rate", "%s", "");
    make(f, "rating", "issue=%lld; grade=content", (long long)one);
    move(f, "issue", one, "rate", "%s", "");
    make(f, "revisit", visited, (long long)one, (long long)other, 1);
    move_all(f, "issue", one, "revisit close");
}

static void what_is_under_way_is_not_closed(void **state)
{
    Fixture *f = *state;
    int64_t one = issue(f, firm(f), organisation(f, "金融办"));
    move_all(f, "issue", one, "take assign sign work");
    move(f, "issue", one, "answer", "reply=正在办; outcome=under_way");
    make(f, "rating", "issue=%lld; grade=content", (long long)one);
    make(f, "revisit", "issue=%lld; visitor=%lld; still_solved=0; words=等着", (long long)one,
         (long long)organisation(f, "服务中心"));
    move_all(f, "issue", one, "rate revisit");
    refuses_move(f, "work.still_under_way", "issue", one, "close", "%s", "");
}

static void nobody_handles_a_complaint_about_themselves(void **state)
{
    Fixture *f = *state;
    int64_t bureau = organisation(f, "某局"), other = organisation(f, "督查室");
    int64_t branch = make(f, "organisation", "zh=某局分局; parent=%lld", (long long)bureau);
    int64_t one =
        make(f, "complaint", "zh=三次入厂; kind=inspection; against=%lld; complainant=某人",
             (long long)bureau);
    refuses_move(f, "work.handles_itself", "complaint", one, "pass", "lead=%lld",
                 (long long)bureau);
    refuses_move(f, "work.handles_itself", "complaint", one, "pass", "lead=%lld",
                 (long long)branch);
    move(f, "complaint", one, "pass", "lead=%lld", (long long)other);
}

static void the_complainant_is_sealed(void **state)
{
    Fixture *f = *state;
    int64_t bureau = organisation(f, "某局"), other = organisation(f, "督查室");
    int64_t one =
        make(f, "complaint", "zh=三次入厂; kind=inspection; against=%lld; complainant=某人",
             (long long)bureau);
    move(f, "complaint", one, "pass", "lead=%lld", (long long)other);
    act_as(f, "officer", other); /* handles it, and need not know */
    assert_int_equal(record_value(get(f, "complaint", one), "complainant")->kind, VALUE_NONE);
    act_as(f, "supervisor", other);
    assert_true(
        text_equal(record_value(get(f, "complaint", one), "complainant")->text, TEXT("某人")));
}

/* ---- Matching sessions ---- */

static int64_t session(Fixture *f, const char *zh, const char *day, int64_t kind, int64_t host)
{
    return make(f, "matching_session", "zh=%s; day=%s; kind=%lld; host=%lld; recurs=monthly", zh,
                day, (long long)kind, (long long)host);
}

static void stand_on(Fixture *f, const char *day)
{
    int64_t rules = make(
        f, "rule_set", "name=workspace; edition=%s; effective=2016-10-13; body=as_of %s", day, day);
    move(f, "rule_set", rules, "approve", "%s", "grounds=演示");
}

/* What recurs tells its next day, on a day of work, until a later one has been entered. */
static void a_session_that_recurs_tells_the_next(void **state)
{
    Fixture *f = *state;
    int64_t kind = entry(f, "matchings", "banks"), host = organisation(f, "金融办");
    int64_t first = session(f, "第一次对接会", "2016-11-18", kind, host);
    stand_on(f, "2016-11-18");
    assert_int_equal(computed(f, "matching_session", first, "next_day").number,
                     date_make(2016, 11, 18));
    stand_on(f, "2016-11-19"); /* 18 December 2016 is a Sunday */
    assert_int_equal(computed(f, "matching_session", first, "next_day").number,
                     date_make(2016, 12, 19));
    session(f, "另一家的对接会", "2016-12-20", kind, organisation(f, "人社局"));
    assert_int_equal(computed(f, "matching_session", first, "next_day").kind, VALUE_INT);
    session(f, "第二次对接会", "2016-12-20", kind, host);
    assert_int_equal(computed(f, "matching_session", first, "next_day").kind, VALUE_NONE);
    change(f, "matching_session", first, "%s", "recurs=once");
    assert_int_equal(computed(f, "matching_session", first, "next_day").kind, VALUE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(the_credit_code_is_checked),
        HOOK_TEST(an_answer_of_no_says_what_would_work),
        HOOK_TEST(the_enterprise_alone_rates),
        HOOK_TEST(each_answer_is_rated_and_revisited_anew),
        HOOK_TEST(what_is_under_way_is_not_closed),
        HOOK_TEST(nobody_handles_a_complaint_about_themselves),
        HOOK_TEST(the_complainant_is_sealed),
        HOOK_TEST(a_session_that_recurs_tells_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
