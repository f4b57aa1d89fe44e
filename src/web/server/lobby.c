/* Where visits wait for the end of a job: without a worker, so that nobody else waits for them. One
 * thread looks how their jobs are, and sends them on when theirs has ended or their time is up. */
#include "server_impl.h"

#include <unistd.h>

enum { LOOK_EVERY_MS = 30 };

struct Lobby {
    Site *site;
    Workspace *workspace;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t come;
    Visit *first; /* in no order */
    bool is_running, is_closing;
};

bool visit_await(Visit *visit, int64_t job, int seconds)
{
    if (visit->has_awaited || visit->site->clock == NULL || seconds <= 0) {
        return false;
    }
    visit->awaited_job = job;
    visit->await_until_ms = time_now_ms() + seconds * 1000;
    return true;
}

/* A job that cannot be looked up is not waited for. */
static bool is_over(Lobby *lobby, const Visit *visit)
{
    if (time_now_ms() >= visit->await_until_ms || atomic_load(&lobby->site->is_stopping)) {
        return true;
    }
    Job job;
    Error ignored = {0};
    Arena *scratch = arena_new();
    Status status = job_get(scratch, lobby->workspace, visit->awaited_job, &job, &ignored);
    bool has_ended = status != STATUS_OK || job.state > JOB_RUNNING;
    arena_free(scratch);
    return has_ended;
}

/* Those whose wait is over, taken out of the list. */
static Visit *take_ready(Lobby *lobby)
{
    Visit *ready = NULL;
    for (Visit **at = &lobby->first; *at;) {
        Visit *visit = *at;
        if (is_over(lobby, visit)) {
            *at = visit->next;
            visit->next = ready;
            ready = visit;
        } else {
            at = &visit->next;
        }
    }
    return ready;
}

static void send_on(Lobby *lobby, Visit *ready)
{
    while (ready) {
        Visit *visit = ready;
        ready = visit->next;
        visit->has_awaited = true;
        workers_recall(lobby->site->workers, visit);
    }
}

static void *lobby_run(void *argument)
{
    Lobby *lobby = argument;
    pthread_mutex_lock(&lobby->lock);
    while (!lobby->is_closing || lobby->first) {
        while (!lobby->first && !lobby->is_closing) {
            pthread_cond_wait(&lobby->come, &lobby->lock);
        }
        Visit *ready = take_ready(lobby);
        pthread_mutex_unlock(&lobby->lock);
        send_on(lobby, ready);
        usleep(LOOK_EVERY_MS * 1000);
        pthread_mutex_lock(&lobby->lock);
    }
    pthread_mutex_unlock(&lobby->lock);
    return NULL;
}

void lobby_take(Lobby *lobby, Visit *visit)
{
    pthread_mutex_lock(&lobby->lock);
    visit->next = lobby->first;
    lobby->first = visit;
    pthread_mutex_unlock(&lobby->lock);
    pthread_cond_signal(&lobby->come);
}

Status lobby_open(Arena *arena, Site *site, const char *workspace, Lobby **lobby, Error *err)
{
    Lobby *made = ARENA_NEW(arena, Lobby);
    made->site = site;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->come, NULL);
    *lobby = made;
    Status status = workspace_open(workspace, STORE_READ, site->setup->model, site_owner(),
                                   &made->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    made->is_running = pthread_create(&made->thread, NULL, lobby_run, made) == 0;
    return made->is_running ? STATUS_OK : error_set(err, STATUS_IO, "web.no_thread", NO_ARGS);
}

void lobby_close(Lobby *lobby)
{
    if (!lobby) {
        return;
    }
    pthread_mutex_lock(&lobby->lock);
    lobby->is_closing = true;
    pthread_mutex_unlock(&lobby->lock);
    pthread_cond_signal(&lobby->come);
    if (lobby->is_running) {
        pthread_join(lobby->thread, NULL);
    }
    workspace_close(lobby->workspace);
}
