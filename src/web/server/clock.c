/* The thread that does the jobs of the workspace:
 * what the clock says is due, and what was asked for. */
#include "server_impl.h"

struct Clock {
    Site *site;
    Workspace *workspace;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_running, is_asked; /* asked: somebody wants a job done now */
    _Atomic bool is_stopping;
};

static void act_as_owner(Clock *clock)
{
    Actor owner = site_owner();
    owner.from = TEXT("clock");
    workspace_act_as(clock->workspace, &owner);
}

/* Somebody else who is at it (duibiao tick) is no failure. */
static void log_done(const Clock *clock, const char *what, Status status, int done,
                     const Error *err)
{
    if (status != STATUS_OK && status != STATUS_BUSY) {
        Arena *arena = arena_new();
        Buf sentence = buf_new(arena);
        error_print(&sentence, LANG_EN, err);
        log_line(&clock->site->log, LOG_ERROR, what, ARGS(arg_text("error", buf_text(&sentence))));
        arena_free(arena);
    } else if (done > 0) {
        log_line(&clock->site->log, LOG_INFO, what, ARGS(arg_int("done", done)));
    }
}

static void tick(Clock *clock)
{
    int ran = 0;
    Error err = {0};
    JobKinds kinds = clock->site->setup->jobs;
    kinds.is_stopping = &clock->is_stopping;
    act_as_owner(clock);
    Status status = jobs_tick(clock->workspace, &kinds, time_now_ms(), &ran, &err);
    log_done(clock, "jobs", status, ran, &err);
}

/* What a load left that ended with its process: nobody sees it, and it takes room until it goes. */
static void clear_orphans(Clock *clock)
{
    int dropped = 0;
    Error err = {0};
    act_as_owner(clock);
    Status status = batch_drop_orphans(clock->workspace, &dropped, &err);
    log_done(clock, "loads_cut_off", status, dropped, &err);
}

static void *clock_run(void *argument)
{
    Clock *clock = argument;
    clear_orphans(clock);
    pthread_mutex_lock(&clock->lock);
    while (!clock->is_stopping) {
        int64_t until = time_now_ms() + clock->site->limits.job_seconds * 1000;
        struct timespec at = {until / 1000, until % 1000 * 1000000};
        if (!clock->is_asked) {
            pthread_cond_timedwait(&clock->wake, &clock->lock, &at);
        }
        bool is_due = clock->is_asked || time_now_ms() >= until;
        clock->is_asked = false;
        pthread_mutex_unlock(&clock->lock);
        if (is_due && !clock->is_stopping) {
            tick(clock);
        }
        pthread_mutex_lock(&clock->lock);
    }
    pthread_mutex_unlock(&clock->lock);
    return NULL;
}

Status clock_start(Arena *arena, Site *site, const char *workspace, Clock **clock, Error *err)
{
    *clock = NULL;
    if (site->setup->jobs.count == 0 || site->limits.job_seconds == 0) {
        return STATUS_OK;
    }
    Clock *made = ARENA_NEW(arena, Clock);
    made->site = site;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    Status status = workspace_open(workspace, STORE_WRITE, site->setup->model, site_owner(),
                                   &made->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    made->is_running = pthread_create(&made->thread, NULL, clock_run, made) == 0;
    *clock = made;
    return made->is_running ? STATUS_OK : error_set(err, STATUS_IO, "web.no_thread", NO_ARGS);
}

void clock_wake(Clock *clock)
{
    if (clock) {
        pthread_mutex_lock(&clock->lock);
        clock->is_asked = true;
        pthread_cond_signal(&clock->wake);
        pthread_mutex_unlock(&clock->lock);
    }
}

void clock_close(Clock *clock)
{
    if (!clock) {
        return;
    }
    pthread_mutex_lock(&clock->lock);
    clock->is_stopping = true;
    pthread_cond_signal(&clock->wake);
    pthread_mutex_unlock(&clock->lock);
    if (clock->is_running) {
        pthread_join(clock->thread, NULL);
    }
    workspace_close(clock->workspace);
}
