/* Observation tours: what is shown, who votes, as many papers as votes. */
#include "work_test.h"

typedef struct Round {
    int64_t tour, group, north, south, office, judge;
} Round;

static int64_t tour(Fixture *f, const char *name, int64_t office)
{
    return make(f, "tour", "zh=%s; days=2016-12-26..2016-12-27; organiser=%lld", name,
                (long long)office);
}

static int64_t group(Fixture *f, int64_t of, int64_t north, int64_t south)
{
    return make(f, "tour_group", "tour=%lld; zh=县组; members=%lld,%lld", (long long)of,
                (long long)north, (long long)south);
}

/* Two counties; a judge from the north. */
static Round round_of(Fixture *f)
{
    Round r = {.north = organisation(f, "北县"),
               .south = organisation(f, "南县"),
               .office = organisation(f, "督查室")};
    r.tour = tour(f, "冬季观摩", r.office);
    r.group = group(f, r.tour, r.north, r.south);
    r.judge = make(f, "tour_judge", "tour_group=%lld; post=%lld; organisation=%lld",
                   (long long)r.group, (long long)post(f, "北县县长", r.north), (long long)r.north);
    return r;
}

static int64_t stop(Fixture *f, int64_t of, int64_t unit, int64_t project)
{
    return make(f, "stop", "tour_group=%lld; organisation=%lld; project=%lld; place=1",
                (long long)of, (long long)unit, (long long)project);
}

static const char PAPER[] = "tour_group=%lld; paper=%s; organisation=%lld; place=%d";

static void a_project_is_shown_once(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    int64_t project = make(f, "project", "zh=一个项目; lead=%lld", (long long)r.north);
    stop(f, r.group, r.north, project);
    int64_t next = group(f, tour(f, "春季观摩", r.office), r.north, r.south);
    const char *values = "tour_group=%lld; organisation=%lld; project=%lld; place=1";
    refuses_make(f, "work.shown_before", "stop", values, (long long)next, (long long)r.north,
                 (long long)project);
    refuses_make(f, "work.not_in_group", "stop", values, (long long)next, (long long)r.office,
                 (long long)make(f, "project", "zh=另一件; lead=%lld", (long long)r.office));
}

static void nobody_judges_their_own(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    act_as(f, "judge", r.north);
    refuses_make(f, "work.not_voting", "ballot", PAPER, (long long)r.group, "P1",
                 (long long)r.south, 1);
    act_as_owner(f);
    move_all(f, "tour", r.tour, "choose screen audit visit vote");
    act_as(f, "judge", r.north);
    refuses_make(f, "work.judges_itself", "ballot", PAPER, (long long)r.group, "P1",
                 (long long)r.north, 1);
    make(f, "ballot", PAPER, (long long)r.group, "P1", (long long)r.south, 1);
    refuses_make(f, "work.not_in_group", "ballot", PAPER, (long long)r.group, "P1",
                 (long long)r.office, 2);
}

static void a_judge_keeps_away_where_recused(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    make(f, "recusal", "voter=%lld; organisation=%lld; reason=曾任该县", (long long)r.judge,
         (long long)r.south);
    move_all(f, "tour", r.tour, "choose screen audit visit vote");
    act_as(f, "judge", r.north);
    refuses_make(f, "work.recused", "ballot", PAPER, (long long)r.group, "P1", (long long)r.south,
                 1);
}

static void there_are_as_many_papers_as_votes(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    move_all(f, "tour", r.tour, "choose screen audit visit vote");
    make(f, "ballot", PAPER, (long long)r.group, "P1", (long long)r.south, 1);
    refuses_move(f, "work.papers_and_votes", "tour", r.tour, "lock", "%s", "");
    act_as(f, "judge", r.north);
    make(f, "vote", "voter=%lld", (long long)r.judge);
    act_as_owner(f);
    make(f, "ballot", PAPER, (long long)r.group, "P2", (long long)r.south, 1);
    refuses_move(f, "work.papers_and_votes", "tour", r.tour, "lock", "%s", "");
    int64_t second =
        make(f, "tour_judge", "tour_group=%lld; post=%lld; organisation=%lld", (long long)r.group,
             (long long)post(f, "主任", r.office), (long long)r.office);
    make(f, "vote", "voter=%lld", (long long)second);
    move(f, "tour", r.tour, "lock", "%s", "");
}

static void every_stop_is_looked_at_again(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    int64_t one =
        stop(f, r.group, r.north, make(f, "project", "zh=一个项目; lead=%lld", (long long)r.north));
    move_all(f, "tour", r.tour, "choose screen audit visit vote lock publish");
    refuses_move(f, "work.not_looked_at", "tour", r.tour, "look_back", "%s", "");
    make(f, "look_back", "stop=%lld; day=2017-03-28; finding=advanced; note=封顶", (long long)one);
    move(f, "tour", r.tour, "look_back", "%s", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(a_project_is_shown_once),          HOOK_TEST(nobody_judges_their_own),
        HOOK_TEST(a_judge_keeps_away_where_recused), HOOK_TEST(there_are_as_many_papers_as_votes),
        HOOK_TEST(every_stop_is_looked_at_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
