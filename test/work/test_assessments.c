/* Assessment: points, frozen schemes, appeals. */
#include "work_test.h"

static int64_t scheme(Fixture *f)
{
    return make(f, "scheme", "zh=年度考核; year=2016; total=100");
}

static int64_t item(Fixture *f, int64_t of, const char *zh, const char *points)
{
    return make(f, "scheme_item", "scheme=%lld; zh=%s; points=%s; way=completion", (long long)of,
                zh, points);
}

static int64_t document(Fixture *f)
{
    return make(f, "document", "name=考核办法");
}

static void items_make_the_total_and_then_stay(void **state)
{
    Fixture *f = *state;
    int64_t of = scheme(f), first = item(f, of, "甲", "60");
    item(f, of, "乙", "30.5");
    take_back(f, "scheme_item", item(f, of, "丙", "9.5"));
    move(f, "scheme", of, "approve", "document=%lld", (long long)document(f));
    refuses_move(f, "work.points", "scheme", of, "freeze", "%s", "");
    refuses_change(f, "work.settled", "scheme", of, "total=90.5");
    refuses_change(f, "work.scheme_settled", "scheme_item", first, "points=69.5");
    refuses_delete(f, "work.scheme_settled", "scheme_item", first);
    int64_t other = make(f, "scheme", "zh=另一考核; year=2016; total=100");
    refuses_change(f, "work.scheme_settled", "scheme_item", first, "scheme=%lld", (long long)other);
}

static void what_is_scored_is_frozen(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "某局"), of = scheme(f), one = item(f, of, "甲", "100.0");
    const char *values =
        "scheme_item=%lld; organisation=%lld; period=2016; points=%s; arithmetic=照算";
    refuses_make(f, "work.scheme_open", "score", values, (long long)one, (long long)unit, "60");
    move(f, "scheme", of, "approve", "document=%lld", (long long)document(f));
    move(f, "scheme", of, "freeze", "%s", "");
    refuses_make(f, "work.points_most", "score", values, (long long)one, (long long)unit, "100.5");
    make(f, "score", values, (long long)one, (long long)unit, "60");
}

static void an_appeal_is_the_units_own_and_others_review_it(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "某局"), other = organisation(f, "另一局");
    int64_t of = scheme(f), one = item(f, of, "甲", "100");
    int64_t head = post(f, "考核办主任", other), second = post(f, "另一人", other);
    move(f, "scheme", of, "approve", "document=%lld", (long long)document(f));
    move(f, "scheme", of, "freeze", "%s", "");
    int64_t score = make(
        f, "score", "scheme_item=%lld; organisation=%lld; period=2016; points=60; arithmetic=照算",
        (long long)one, (long long)unit);
    const char *values = "organisation=%lld; ground=少计一项; decided_by=%lld; score=%lld";
    refuses_make(f, "work.appeal_about", "appeal", "organisation=%lld; ground=不服",
                 (long long)unit);
    refuses_make(f, "work.appeal_of_another", "appeal", values, (long long)other, (long long)head,
                 (long long)score);
    int64_t appeal = make(f, "appeal", values, (long long)unit, (long long)head, (long long)score);
    move(f, "score", score, "announce", "%s", "");
    refuses_make(f, "work.appeal_late", "appeal",
                 "organisation=%lld; ground=太晚; score=%lld; filed_on=2099-01-01", (long long)unit,
                 (long long)score);
    refuses_move(f, "work.reviews_itself", "appeal", appeal, "take", "reviewer=%lld",
                 (long long)head);
    move(f, "appeal", appeal, "take", "reviewer=%lld", (long long)second);
    move(f, "appeal", appeal, "change", "finding=补计一项");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(items_make_the_total_and_then_stay),
        HOOK_TEST(what_is_scored_is_frozen),
        HOOK_TEST(an_appeal_is_the_units_own_and_others_review_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
