/* Jobs: done once, in order, by one worker; cut off they begin again; the clock asks for them. */
#include "record_test.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const int64_t HOUR = 60 * 60 * 1000;

/* What the jobs of these tests share with them. */
typedef struct Marks {
    int runs;
    int pipe; /* told when a job has begun; -1: nobody listens */
} Marks;

static Status job_count(JobCall *call, Error *err)
{
    Marks *marks = (Marks *)(uintptr_t)call->context;
    (void)err;
    marks->runs++;
    call->outcome = text_format(call->arena, "ran with '%.*s'", TEXT_ARGS(call->job->arguments));
    return STATUS_OK;
}

static Status job_fail(JobCall *call, Error *err)
{
    (void)call;
    return error_set(err, STATUS_IO, "job.no_folder", ARGS(arg_cstr("folder", "/x")));
}

/* Tells that it has begun, and then never ends by itself. */
static Status job_hang(JobCall *call, Error *err)
{
    const Marks *marks = call->context;
    if (marks->pipe < 0) {
        return STATUS_OK;
    }
    (void)err;
    assert_int_equal(write(marks->pipe, "b", 1), 1);
    pause();
    return STATUS_OK;
}

/* Asks itself to stop, as somebody else would. */
static Status job_cancelled(JobCall *call, Error *err)
{
    Marks *marks = (Marks *)(uintptr_t)call->context;
    Status status = job_cancel(call->workspace, call->job->id, call->now_ms, err);
    for (int step = 0; status == STATUS_OK && step < 100; step++) {
        marks->runs = step;
        status = job_progress(call, step, 100, err);
    }
    return status;
}

/* As a job that shows what it has done: in one transaction. */
static Status show(JobCall *call, Error *err)
{
    Status status = workspace_begin(call->workspace, err);
    if (status == STATUS_OK) {
        status = job_settle(call, TEXT("shown"), err);
    }
    if (status == STATUS_OK) {
        return workspace_commit(call->workspace, err);
    }
    workspace_rollback(call->workspace);
    return status;
}

/* Called off just before what it has done is shown. */
static Status job_late(JobCall *call, Error *err)
{
    Status status = job_cancel(call->workspace, call->job->id, call->now_ms, err);
    return status == STATUS_OK ? show(call, err) : status;
}

/* Somebody tries to call it off just after. */
static Status job_too_late(JobCall *call, Error *err)
{
    Error refused = {0};
    Status status = show(call, err);
    if (status == STATUS_OK) {
        assert_int_equal(job_cancel(call->workspace, call->job->id, call->now_ms, &refused),
                         STATUS_CONFLICT);
        assert_string_equal(refused.code, "job.is_settled");
    }
    return status;
}

/* Called off at the end of work that shows nothing: it is told, and what was asked stands beside
 * it. */
static Status job_after_all(JobCall *call, Error *err)
{
    return job_cancel(call->workspace, call->job->id, call->now_ms, err);
}

static const JobKind KINDS[] = {
    {"count", "数", "count", job_count, NULL, NULL},
    {"fail", "败", "fail", job_fail, NULL, NULL},
    {"hang", "挂", "hang", job_hang, NULL, NULL},
    {"cancelled", "消", "cancelled", job_cancelled, NULL, NULL},
    {"late", "迟", "late", job_late, NULL, NULL},
    {"too_late", "太迟", "too late", job_too_late, NULL, NULL},
    {"after_all", "终", "after all", job_after_all, NULL, NULL},
};

static JobKinds kinds(const Marks *marks)
{
    return (JobKinds){KINDS, sizeof KINDS / sizeof KINDS[0], marks};
}

static int64_t ask(Fixture *f, const JobKinds *of, const char *kind, const char *key)
{
    int64_t id = 0;
    ok(f,
       job_ask(f->workspace, of, kind, text_from(key), TEXT("a b"), time_now_ms(), &id, &f->err));
    return id;
}

static int tick(Fixture *f, const JobKinds *of, int64_t now_ms)
{
    int ran = 0;
    ok(f, jobs_tick(f->workspace, of, now_ms, &ran, &f->err));
    return ran;
}

static Job job(Fixture *f, int64_t id)
{
    Job found;
    assert_int_equal(job_get(f->arena, f->workspace, -1, &found, &f->err), STATUS_NOT_FOUND);
    ok(f, job_get(f->arena, f->workspace, id, &found, &f->err));
    return found;
}

static void a_job_is_asked_for_once_and_done_once(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t id = ask(f, &of, "count", "x");
    assert_int_equal(ask(f, &of, "count", "x"), id);
    assert_int_not_equal(ask(f, &of, "count", "y"), id);
    assert_int_equal(tick(f, &of, time_now_ms()), 2);
    assert_int_equal(tick(f, &of, time_now_ms()), 0);
    assert_int_equal(marks.runs, 2);
    Job done = job(f, id);
    assert_int_equal(done.state, JOB_DONE);
    assert_true(text_equal(done.outcome, TEXT("ran with 'a b'")));
    assert_true(done.ended_ms >= done.begun_ms);
    assert_int_not_equal(ask(f, &of, "count", "x"), id); /* the next time is another job */
    int64_t none;
    assert_int_equal(job_ask(f->workspace, &of, "dance", TEXT(""), TEXT(""), 0, &none, &f->err),
                     STATUS_NOT_FOUND);
}

static void a_failure_is_the_outcome_of_the_job(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t failing = ask(f, &of, "fail", "");
    int64_t after = ask(f, &of, "count", "");
    assert_int_equal(tick(f, &of, time_now_ms()), 2);
    assert_int_equal(job(f, failing).state, JOB_FAILED);
    assert_true(text_equal(job(f, failing).outcome, TEXT("job.no_folder")));
    assert_int_equal(job(f, after).state, JOB_DONE);
}

static void a_job_stops_where_it_is_asked_to(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t running = ask(f, &of, "cancelled", ""), waiting = ask(f, &of, "count", "");
    ok(f, job_cancel(f->workspace, waiting, time_now_ms(), &f->err));
    assert_int_equal(tick(f, &of, time_now_ms()), 1);
    assert_int_equal(job(f, running).state, JOB_CANCELLED);
    assert_int_equal(job(f, waiting).state, JOB_CANCELLED);
    assert_int_equal(marks.runs, 0); /* at its first step */
    assert_int_equal(job_cancel(f->workspace, running, time_now_ms(), &f->err), STATUS_CONFLICT);
}

static void a_job_is_called_off_until_it_is_settled(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t late = ask(f, &of, "late", ""), too_late = ask(f, &of, "too_late", "");
    int64_t after_all = ask(f, &of, "after_all", "");
    assert_int_equal(tick(f, &of, time_now_ms()), 3);
    assert_int_equal(job(f, late).state, JOB_CANCELLED);
    assert_true(text_equal(job(f, late).outcome, TEXT("job.cancelled")));
    assert_int_equal(job(f, too_late).state, JOB_DONE);
    assert_true(text_equal(job(f, too_late).outcome, TEXT("shown")));
    assert_false(job(f, too_late).cancel_asked);
    assert_int_equal(job(f, after_all).state, JOB_DONE);
    assert_true(job(f, after_all).cancel_asked);
}

/* Runs a worker in a process of its own until its job has begun, and kills it. */
static void kill_at_work(Fixture *f)
{
    int ends[2];
    char begun;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        Actor actor = {.who = TEXT("child"), .from = TEXT("test"), .is_owner = true};
        Marks marks = {.pipe = ends[1]};
        JobKinds of = kinds(&marks);
        Workspace *own = NULL;
        Error err;
        int ran;
        if (workspace_open(f->path, STORE_WRITE, f->model, actor, &own, &err) == STATUS_OK) {
            jobs_tick(own, &of, time_now_ms(), &ran, &err);
        }
        _exit(1);
    }
    assert_int_equal(read(ends[0], &begun, 1), 1);
    int ran;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    assert_int_equal(jobs_tick(f->workspace, &of, time_now_ms(), &ran, &f->err), STATUS_BUSY);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
}

static void what_was_cut_off_begins_again(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t id = ask(f, &of, "hang", "");
    kill_at_work(f);
    assert_int_equal(job(f, id).state, JOB_RUNNING);
    assert_int_equal(tick(f, &of, time_now_ms()), 1);
    assert_int_equal(job(f, id).state, JOB_DONE);
    assert_int_equal(job(f, id).attempts, 2);
}

static void what_is_cut_off_too_often_is_given_up(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int64_t id = ask(f, &of, "hang", "");
    for (int at = 0; at < 3; at++) {
        kill_at_work(f);
    }
    assert_int_equal(tick(f, &of, time_now_ms()), 0);
    assert_int_equal(job(f, id).state, JOB_FAILED);
    assert_true(text_equal(job(f, id).outcome, TEXT("job.given_up")));
}

static void the_clock_asks_and_catches_up_once(void **state)
{
    static const JobKind HOURLY[] = {{"count", "数", "count", job_count, "sweep_hours", NULL}};
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = {HOURLY, 1, &marks};
    int64_t now = time_now_ms();
    assert_int_equal(tick(f, &of, now), 1);
    assert_int_equal(tick(f, &of, now + HOUR / 2), 0);
    assert_int_equal(tick(f, &of, now + HOUR), 1);
    assert_int_equal(tick(f, &of, now + 100 * HOUR), 1); /* a hundred were missed */
    assert_int_equal(tick(f, &of, now + 100 * HOUR + 1), 0);
}

static void what_is_long_over_is_forgotten_but_the_last(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    List jobs;
    ask(f, &of, "count", "x");
    tick(f, &of, time_now_ms());
    int64_t last = ask(f, &of, "count", "x");
    tick(f, &of, time_now_ms());
    tick(f, &of, time_now_ms() + 31 * 24 * HOUR);
    ok(f, job_list(f->arena, f->workspace, 10, &jobs, &f->err));
    assert_int_equal(jobs.count, 1);
    assert_int_equal(LIST_AT(&jobs, Job, 0)->id, last);
}

static void jobs_are_for_those_who_look_after_the_system(void **state)
{
    Fixture *f = *state;
    Marks marks = {.pipe = -1};
    JobKinds of = kinds(&marks);
    int role = model_role(f->model, TEXT("leader")), ran;
    int64_t id;
    Actor leader = {.who = TEXT("x"), .roles = (RoleSet)1 << role};
    workspace_act_as(f->workspace, &leader);
    assert_int_equal(job_ask(f->workspace, &of, "count", TEXT(""), TEXT(""), 0, &id, &f->err),
                     STATUS_DENIED);
    assert_int_equal(jobs_tick(f->workspace, &of, 0, &ran, &f->err), STATUS_DENIED);
}

static void a_backup_is_brought_back_on_trial(void **state)
{
    static const JobKind BACKUP[] = {{"backup", "备", "backup", job_backup, NULL, NULL},
                                     {"audit", "核", "audit", job_audit, NULL}};
    Fixture *f = *state;
    JobKinds of = {BACKUP, 2, NULL};
    Record *unit = record_new(f->arena, model_record(f->model, TEXT("unit_group")));
    *record_value(unit, "zh") = value_text(TEXT("县市"));
    save(f, unit);
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    int64_t id = ask(f, &of, "backup", ""), check = ask(f, &of, "audit", "");
    assert_int_equal(tick(f, &of, time_now_ms()), 2);
    assert_int_equal(job(f, id).state, JOB_DONE);
    Buf head = buf_new(f->arena);
    buf_add_format(&head, "%lld ", (long long)audit.rows);
    hash_print(&head, &audit.head);
    assert_true(text_equal(job(f, id).outcome, buf_text(&head)));
    assert_true(text_equal(job(f, check).outcome, buf_text(&head)));
    const char *drill = text_cstr(f->arena, text_format(f->arena, "%s.backups/drill", f->path));
    assert_int_not_equal(access(drill, F_OK), 0);
    meddle(f, "UPDATE change SET who = 'x' WHERE seq = 1");
    id = ask(f, &of, "backup", "");
    tick(f, &of, time_now_ms() + 1000);
    assert_int_equal(job(f, id).state, JOB_FAILED);
    assert_true(text_equal(job(f, id).outcome, TEXT("job.chain_broken")));
}

static Status anybody(const Workspace *workspace, Error *err)
{
    (void)workspace;
    (void)err;
    return STATUS_OK;
}

static Status job_read(JobCall *call, Error *err)
{
    (void)err;
    call->outcome = text_from(call->file ? strrchr(call->file, '/') + 1 : "");
    call->result = TEXT("{\"zh\":{\"n\":1},\"en\":{\"n\":2}}");
    return STATUS_OK;
}

static bool has_files(Fixture *f)
{
    return rmdir(text_cstr(f->arena, text_format(f->arena, "%s.jobs",
                                                 store_path(workspace_store(f->workspace))))) != 0;
}

/* Who is no administrator asks for what needs arguments, and sees their own alone. */
static void a_job_with_a_file_is_its_askers(void **state)
{
    static const JobKind READ[] = {{"read", "读", "read", job_read, NULL, anybody}};
    const JobKinds of = {READ, 1, NULL};
    Fixture *f = *state;
    int64_t id = 0, again = 0, called_off = 0;
    Job found;
    List jobs;
    Actor owner = actor_copy(f->arena, workspace_actor(f->workspace));
    Actor wang = {.who = TEXT("wang"), .from = TEXT("test")}, li = {.who = TEXT("li")};
    workspace_act_as(f->workspace, &wang);
    for (int i = 0; i < 2; i++) {
        ok(f, job_bring(f->workspace, "read", TEXT("k"), TEXT("a b.csv"), TEXT("1,2"), &f->err));
        ok(f, job_ask(f->workspace, &of, "read", TEXT("k"), TEXT("how"), 0, i ? &again : &id,
                      &f->err));
    }
    assert_int_equal(id, again);
    ok(f, job_bring(f->workspace, "read", TEXT("x"), TEXT("x.csv"), TEXT("3"), &f->err));
    ok(f, job_ask(f->workspace, &of, "read", TEXT("x"), TEXT("how"), 0, &called_off, &f->err));
    assert_int_equal(job_ask(f->workspace, &of, "read", TEXT("n"), TEXT(""), 0, &again, &f->err),
                     STATUS_NOT_FOUND);
    workspace_act_as(f->workspace, &li);
    assert_int_equal(job_get(f->arena, f->workspace, id, &found, &f->err), STATUS_NOT_FOUND);
    assert_int_equal(job_cancel(f->workspace, called_off, 0, &f->err), STATUS_NOT_FOUND);
    workspace_act_as(f->workspace, &wang);
    ok(f, job_cancel(f->workspace, called_off, 0, &f->err));
    workspace_act_as(f->workspace, &owner);
    assert_int_equal(tick(f, &of, time_now_ms()), 1);
    workspace_act_as(f->workspace, &wang);
    ok(f, job_get(f->arena, f->workspace, id, &found, &f->err));
    assert_int_equal(found.state, JOB_DONE);
    assert_true(text_equal(found.outcome, TEXT("a b.csv")));
    assert_true(text_equal(job_result(&found, LANG_ZH), TEXT("{\"n\":1}")));
    assert_int_equal(json_member_int(job_result(&found, LANG_EN), "n"), 2);
    assert_false(has_files(f));
    /* Who looks after the system sees that it was done, and not what stood in it. */
    workspace_act_as(f->workspace, &owner);
    ok(f, job_get(f->arena, f->workspace, id, &found, &f->err));
    assert_int_equal(found.state, JOB_DONE);
    assert_int_equal(found.result.len, 0);
    ok(f, job_list(f->arena, f->workspace, 10, &jobs, &f->err));
    for (size_t i = 0; i < jobs.count; i++) {
        assert_int_equal(LIST_AT(&jobs, Job, i)->result.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(a_job_is_asked_for_once_and_done_once),
        record_test(a_failure_is_the_outcome_of_the_job),
        record_test(a_job_stops_where_it_is_asked_to),
        record_test(a_job_is_called_off_until_it_is_settled),
        record_test(what_was_cut_off_begins_again),
        record_test(what_is_cut_off_too_often_is_given_up),
        record_test(the_clock_asks_and_catches_up_once),
        record_test(what_is_long_over_is_forgotten_but_the_last),
        record_test(jobs_are_for_those_who_look_after_the_system),
        record_test(a_job_with_a_file_is_its_askers),
        record_test(a_backup_is_brought_back_on_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
