/* The threads that make answers: one queue, and for each worker a read connection of its own. No
 * connection holds a transaction while an answer is sent. */
#include "web_impl.h"

#include <unistd.h>

#include <microhttpd.h>

enum { WORKERS_LEAST = 2 };

struct Workers {
    pthread_mutex_t lock;
    pthread_cond_t work;
    Visit *first, *last;
    int waiting, waiting_most;
    bool is_stopping;
    Worker *items;
    int count, running;
};

/* ---- The queue ---- */

bool workers_admit(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    bool admitted = workers->waiting < workers->waiting_most && !workers->is_stopping;
    workers->waiting += admitted;
    pthread_mutex_unlock(&workers->lock);
    return admitted;
}

void workers_take(Workers *workers, Visit *visit)
{
    visit->next = NULL;
    pthread_mutex_lock(&workers->lock);
    if (workers->last) {
        workers->last->next = visit;
    } else {
        workers->first = visit;
    }
    workers->last = visit;
    pthread_cond_signal(&workers->work);
    pthread_mutex_unlock(&workers->lock);
}

/* The next visit; NULL when the workers stop and none is left or on its way into the queue. */
static Visit *next_visit(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    while (!workers->first && !(workers->is_stopping && workers->waiting == 0)) {
        pthread_cond_wait(&workers->work, &workers->lock);
    }
    Visit *visit = workers->first;
    if (visit) {
        workers->first = visit->next;
        workers->last = workers->first ? workers->last : NULL;
        workers->waiting--;
    }
    if (workers->is_stopping) {
        pthread_cond_broadcast(&workers->work);
    }
    pthread_mutex_unlock(&workers->lock);
    return visit;
}

int workers_waiting(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    int waiting = workers->waiting;
    pthread_mutex_unlock(&workers->lock);
    return waiting;
}

/* ---- One worker ---- */

Status worker_refresh(Worker *worker, Error *err)
{
    Hash head;
    Status status = audit_head(worker->workspace, &worker->seq, &head, err);
    if (status != STATUS_OK || (worker->registry && worker->registry_seq == worker->seq)) {
        return status;
    }
    arena_reset(worker->registry_arena);
    worker->registry = NULL;
    status = registry_load(worker->registry_arena, worker->workspace, &worker->registry, err);
    worker->registry_seq = worker->seq;
    return status;
}

static void *worker_run(void *argument)
{
    Worker *worker = argument;
    for (Visit *visit; (visit = next_visit(worker->site->workers));) {
        visit->worker = worker;
        visit_answer(visit);
        visit->worker = NULL;
        visit->stage = VISIT_DONE;
        MHD_resume_connection(visit->connection);
    }
    return NULL;
}

static Status worker_open(Worker *worker, Site *site, const char *workspace, Error *err)
{
    worker->site = site;
    worker->registry_arena = arena_new();
    /* Without accounts whoever reaches a loopback address could read the file itself. */
    Actor reader = {.who = TEXT("local"), .from = TEXT("web"), .is_owner = true};
    return workspace_open(workspace, STORE_READ, site->setup->model, reader, &worker->workspace,
                          err);
}

/* ---- All of them ---- */

static int worker_count(const WebLimits *limits)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (limits->workers > 0) {
        return limits->workers;
    }
    return processors > WORKERS_LEAST ? (int)processors : WORKERS_LEAST;
}

Status workers_start(Arena *arena, Site *site, const char *workspace, Workers **workers, Error *err)
{
    Workers *made = ARENA_NEW(arena, Workers);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->work, NULL);
    made->waiting_most = site->limits.waiting;
    made->count = worker_count(&site->limits);
    made->items = ARENA_ARRAY(arena, Worker, (size_t)made->count);
    site->workers = *workers = made;
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < made->count; i++) {
        status = worker_open(&made->items[i], site, workspace, err);
    }
    for (int i = 0; status == STATUS_OK && i < made->count; i++) {
        bool running =
            pthread_create(&made->items[i].thread, NULL, worker_run, &made->items[i]) == 0;
        made->running += running;
        if (!running) {
            status = error_set(err, STATUS_IO, "web.no_thread", NO_ARGS);
        }
    }
    return status;
}

void workers_stop(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->is_stopping = true;
    pthread_cond_broadcast(&workers->work);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->running; i++) {
        pthread_join(workers->items[i].thread, NULL);
    }
    workers->running = 0;
}

void workers_close(Workers *workers)
{
    if (!workers) {
        return;
    }
    workers_stop(workers);
    for (int i = 0; i < workers->count; i++) {
        workspace_close(workers->items[i].workspace);
        arena_free(workers->items[i].registry_arena);
    }
}
