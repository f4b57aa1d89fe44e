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
    int64_t vote = make(f, "vote", "voter=%lld", (long long)r.judge);
    refuses_delete(f, "work.vote_cast", "vote", vote);
    act_as_owner(f);
    make(f, "ballot", PAPER, (long long)r.group, "P2", (long long)r.south, 1);
    refuses_move(f, "work.papers_and_votes", "tour", r.tour, "lock", "%s", "");
    int64_t second =
        make(f, "tour_judge", "tour_group=%lld; post=%lld; organisation=%lld", (long long)r.group,
             (long long)post(f, "主任", r.office), (long long)r.office);
    make(f, "vote", "voter=%lld", (long long)second);
    move(f, "tour", r.tour, "lock", "%s", "");
}

/* ---- Who put in which paper nobody can tell ---- */

enum { JUDGES = 6 };

static int64_t number(Fixture *f, const char *sql)
{
    Error err;
    Stmt *stmt;
    bool row = false;
    assert_int_equal(store_prepare(workspace_store(f->workspace), sql, &stmt, &err), STATUS_OK);
    assert_int_equal(stmt_step(stmt, &row, &err), STATUS_OK);
    int64_t found = row ? stmt_int(stmt, 0) : 0;
    stmt_reset(stmt);
    return found;
}

/* In a post, from an address, in a request of their own; the paper right after the vote. */
static void votes(Fixture *f, const Round *r, int judge, int64_t ballots[2])
{
    Text who = text_format(f->arena, "judge%d", judge);
    Text paper = text_format(f->arena, "P%d%c", judge * 37 % 100, 0);
    int64_t unit = organisation(f, text_format(f->arena, "评委%d局%c", judge, 0).ptr);
    act_as_owner(f);
    int64_t voter = make(
        f, "tour_judge", "tour_group=%lld; post=%lld; organisation=%lld", (long long)r->group,
        (long long)post(f, text_format(f->arena, "局长%d%c", judge, 0).ptr, unit), (long long)unit);
    Actor actor = {.who = who,
                   .post = text_format(f->arena, "局长%d", judge),
                   .from = text_format(f->arena, "10.0.0.%d", judge),
                   .request = text_format(f->arena, "r%d", judge),
                   .account = 100 + judge,
                   .unit = unit,
                   .roles = (RoleSet)1 << model_role(&f->model, TEXT("judge"))};
    workspace_act_as(f->workspace, &actor);
    make(f, "vote", "voter=%lld", (long long)voter);
    ballots[0] = make(f, "ballot", PAPER, (long long)r->group, paper.ptr, (long long)r->south, 1);
    ballots[1] = make(f, "ballot", PAPER, (long long)r->group, paper.ptr, (long long)r->north, 2);
    act_as_owner(f);
}

static void the_history_knows_the_papers_and_nobody_s_name(Fixture *f)
{
    /* Nothing but the papers' own values, in the order of their random numbers. */
    assert_int_equal(number(f, "SELECT count(DISTINCT record_id) FROM change"
                               " WHERE record_type = 'ballot'"),
                     2 * JUDGES);
    assert_int_equal(number(f, "SELECT count(*) FROM change WHERE record_type = 'ballot'"
                               " AND (who || post || origin || request <> ''"
                               " OR reason_commitment IS NOT NULL)"),
                     0);
    assert_int_equal(number(f, "SELECT count(*) FROM change AS a JOIN change AS b"
                               " ON b.seq = a.seq + 1 AND b.record_id < a.record_id"
                               " WHERE a.record_type = 'ballot' AND b.record_type = 'ballot'"),
                     0);
    /* All after the last vote, and with nothing else in between. */
    assert_int_equal(number(f, "SELECT count(*) FROM change WHERE record_type = 'vote' AND seq >"
                               " (SELECT min(seq) FROM change WHERE record_type = 'ballot')"),
                     0);
    assert_int_equal(number(f, "SELECT max(seq) - min(seq) + 1 - count(*) FROM change"
                               " WHERE record_type = 'ballot'"),
                     0);
    AuditResult audit;
    Error err;
    assert_int_equal(audit_verify(f->workspace, &audit, &err), STATUS_OK);
    assert_null(audit.fault);
}

static void who_voted_is_known_and_how_is_not(void **state)
{
    Fixture *f = *state;
    Round r = round_of(f);
    int64_t ballots[JUDGES][2];
    move_all(f, "tour", r.tour, "choose screen audit visit vote");
    for (int judge = 0; judge < JUDGES; judge++) {
        int64_t before = number(f, "SELECT next_id FROM id_counter");
        int64_t made = number(f, "SELECT count(*) FROM vote");
        votes(f, &r, judge, ballots[judge]);
        assert_int_equal(number(f, "SELECT count(*) FROM vote"), made + 1);
        /* Unit, post, judge and vote: the papers leave no gap in the numbers of others. */
        assert_int_equal(number(f, "SELECT next_id FROM id_counter"), before + 4);
        assert_int_equal(number(f, "SELECT count(*) FROM change WHERE record_type = 'ballot'"), 0);
    }
    bool is_rising = true;
    for (int at = 1; at < 2 * JUDGES; at++) {
        is_rising = is_rising && ballots[at / 2][at % 2] > ballots[(at - 1) / 2][(at - 1) % 2];
    }
    assert_false(is_rising);
    Error err;
    Attachment made;
    AttachmentSource proof = {.name = TEXT("a.txt"), .bytes = TEXT("a")};
    assert_int_equal(record_attach(f->arena, f->workspace, get(f, "ballot", ballots[0][0]), &proof,
                                   TEXT(""), &made, &err),
                     STATUS_UNSUPPORTED);
    move(f, "tour", r.tour, "lock", "%s", "");
    the_history_knows_the_papers_and_nobody_s_name(f);
    /* Who voted stands there with name and time. */
    assert_int_equal(number(f, "SELECT count(DISTINCT who) FROM change WHERE record_type = 'vote'"),
                     JUDGES);
    /* The next move finds nothing left to take in. */
    move(f, "tour", r.tour, "publish", "%s", "");
    the_history_knows_the_papers_and_nobody_s_name(f);
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
        HOOK_TEST(every_stop_is_looked_at_again),    HOOK_TEST(who_voted_is_known_and_how_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
