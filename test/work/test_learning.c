/* From what was seen to what is done. */
#include "work_test.h"

static int64_t place(Fixture *f)
{
    return make(f, "entity", "code=411000; zh=许昌市; kind=city");
}

static int64_t visit(Fixture *f)
{
    return make(f, "visit",
                "zh=一次考察; days=2016-10-10..2016-10-13; places=%lld; questions=为何领先",
                (long long)place(f));
}

static int64_t lesson(Fixture *f, int64_t of_visit, const char *zh)
{
    return make(f, "lesson", "visit=%lld; lens=method; zh=%s", (long long)of_visit, zh);
}

/* Without a place in a text they are told apart by their words. */
static void what_is_written_by_hand_differs_by_its_words(void **state)
{
    Fixture *f = *state;
    int64_t of = visit(f);
    lesson(f, of, "a");
    lesson(f, of, "b");
    make(f, "commitment", "zh=一; visit=%lld", (long long)of);
    make(f, "commitment", "zh=二; visit=%lld", (long long)of);
    make(f, "heard_figure", "zh=一; visit=%lld", (long long)of);
    make(f, "heard_figure", "zh=二; visit=%lld", (long long)of);
}

static void a_visit_is_closed_when_every_lesson_was_decided(void **state)
{
    Fixture *f = *state;
    int64_t of = visit(f), first = lesson(f, of, "a"), second = lesson(f, of, "b");
    move_all(f, "visit", of, "depart return");
    refuses_move(f, "work.lessons_undecided", "visit", of, "close", "summary=已消化");
    move(f, "lesson", first, "adopt", "%s", "");
    refuses_move(f, "work.lessons_undecided", "visit", of, "close", "summary=已消化");
    move(f, "lesson", second, "reject", "why_not=条件不同");
    move(f, "visit", of, "close", "summary=已消化");
}

static void a_lesson_is_rolled_out_where_a_unit_tries_it(void **state)
{
    Fixture *f = *state;
    int64_t one = lesson(f, visit(f), "a");
    move(f, "lesson", one, "adapt", "changes=按本地规模缩小");
    refuses_move(f, "work.not_tried", "lesson", one, "roll_out", "%s", "");
    int64_t rollout = make(f, "rollout", "lesson=%lld; organisation=%lld", (long long)one,
                           (long long)organisation(f, "某县"));
    refuses_move(f, "work.not_tried", "lesson", one, "roll_out", "%s", "");
    move(f, "rollout", rollout, "try", "%s", "");
    move(f, "lesson", one, "roll_out", "%s", "");
    move(f, "lesson", one, "judge", "effect=worked; basis=办件时间减半");
}

static void a_gap_is_measured_or_has_a_topic(void **state)
{
    Fixture *f = *state;
    int64_t subject = place(f);
    int64_t indicator = make(f, "indicator",
                             "code=x; zh=某指标; unit=家; decimals=0; polarity=higher; kind=level; "
                             "basis=point; area=economy");
    refuses_make(f, "work.gap_kind", "gap", "zh=不明; subject=%lld", (long long)subject);
    refuses_make(f, "work.gap_kind", "gap", "zh=两样; subject=%lld; topic=观念; indicator=%lld",
                 (long long)subject, (long long)indicator);
    refuses_make(f, "work.gap_period", "gap", "zh=无期; subject=%lld; indicator=%lld",
                 (long long)subject, (long long)indicator);
    make(f, "gap", "zh=定量; subject=%lld; indicator=%lld; period=2015", (long long)subject,
         (long long)indicator);
    make(f, "gap", "zh=定性; subject=%lld; topic=观念", (long long)subject);
}

static void a_gap_is_explained_with_a_cause(void **state)
{
    Fixture *f = *state;
    int64_t gap = make(f, "gap", "zh=观念; subject=%lld; topic=观念", (long long)place(f));
    refuses_move(f, "work.no_cause", "gap", gap, "explain", "%s", "");
    make(f, "cause", "gap=%lld; kind=concept; why_1=先想难处; root=缺容错", (long long)gap);
    move(f, "gap", gap, "explain", "%s", "");
}

static void a_commitment_was_said_somewhere(void **state)
{
    Fixture *f = *state;
    refuses_make(f, "work.said_nowhere", "commitment", "zh=办好此事");
    make(f, "commitment", "zh=办好此事; visit=%lld", (long long)visit(f));
}

static void a_measure_is_finished_when_its_milestones_were_reached(void **state)
{
    Fixture *f = *state;
    int64_t measure = make(f, "measure", "zh=一项举措; kind=reform; lead=%lld; due=2017-12-31",
                           (long long)organisation(f, "某局"));
    int64_t milestone =
        make(f, "milestone", "measure=%lld; zh=出台办法; due=2017-03-31", (long long)measure);
    move_all(f, "measure", measure, "approve start");
    refuses_move(f, "work.milestone_open", "measure", measure, "finish", "result=办成");
    move(f, "milestone", milestone, "reach", "reached_on=2017-03-01; proof=某文1号");
    move(f, "measure", measure, "finish", "result=办成");
}

static void an_entry_stands_on_the_list_of_its_field(void **state)
{
    Fixture *f = *state;
    int64_t wrong = entry(f, "ledgers", "industry"), right = entry(f, "gap_dimensions", "ideas");
    refuses_make(f, "work.entry_list", "gap", "zh=观念; subject=%lld; topic=观念; dimension=%lld",
                 (long long)place(f), (long long)wrong);
    make(f, "gap", "zh=观念; subject=%lld; topic=观念; dimension=%lld",
         (long long)make(f, "entity", "code=410800; zh=焦作市; kind=city"), (long long)right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(what_is_written_by_hand_differs_by_its_words),
        HOOK_TEST(a_visit_is_closed_when_every_lesson_was_decided),
        HOOK_TEST(a_lesson_is_rolled_out_where_a_unit_tries_it),
        HOOK_TEST(a_gap_is_measured_or_has_a_topic),
        HOOK_TEST(a_gap_is_explained_with_a_cause),
        HOOK_TEST(a_commitment_was_said_somewhere),
        HOOK_TEST(a_measure_is_finished_when_its_milestones_were_reached),
        HOOK_TEST(an_entry_stands_on_the_list_of_its_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
