/* The threads that make answers: readers, each with a read connection of its own, one more that
 * makes files, which may take long and must keep nobody from a page, and one writer.
 * No connection holds a transaction while an answer is sent. */
#include "pages_impl.h"
#include "server_impl.h"

#include <unistd.h>

#include <microhttpd.h>

enum { WORKERS_LEAST = 2 };

/* Visits in the order in which they came. */
typedef struct Queue {
    Visit *first, *last;
    int waiting;
    pthread_cond_t work;
} Queue;

enum { QUEUE_READ, QUEUE_FILE, QUEUE_WRITE, QUEUE_COUNT };

struct Workers {
    pthread_mutex_t lock;
    Queue queues[QUEUE_COUNT];
    int waiting_most;
    bool is_stopping;
    Worker *items; /* readers, the one that makes files, the one writer */
    int count, running;
};

/* ---- The queues ---- */

/* A report as a page of its own is made as fast as any page: among them. */
static Queue *queue_of(Workers *workers, const Visit *visit)
{
    bool writes = visit->wants_writer || visit->request.method != METHOD_GET;
    Form form = visit->request.form;
    bool is_file = form == AS_CSV || form == AS_XLSX;
    return &workers->queues[writes ? QUEUE_WRITE : is_file ? QUEUE_FILE : QUEUE_READ];
}

bool workers_admit(Workers *workers, const Visit *visit)
{
    pthread_mutex_lock(&workers->lock);
    Queue *queue = queue_of(workers, visit);
    bool admitted = queue->waiting < workers->waiting_most && !workers->is_stopping;
    queue->waiting += admitted;
    pthread_mutex_unlock(&workers->lock);
    return admitted;
}

static void enqueue(Queue *queue, Visit *visit)
{
    visit->next = NULL;
    if (queue->last) {
        queue->last->next = visit;
    } else {
        queue->first = visit;
    }
    queue->last = visit;
}

/* Whoever wakes finds the lock free. */
void workers_take(Workers *workers, Visit *visit)
{
    Queue *queue = queue_of(workers, visit);
    pthread_mutex_lock(&workers->lock);
    enqueue(queue, visit);
    pthread_mutex_unlock(&workers->lock);
    pthread_cond_signal(&queue->work);
}

/* Whatever waits there: the visit was admitted already. */
static void pass_on(Workers *workers, Visit *visit, Queue *queue)
{
    pthread_mutex_lock(&workers->lock);
    queue->waiting++;
    enqueue(queue, visit);
    pthread_mutex_unlock(&workers->lock);
    pthread_cond_signal(&queue->work);
}

void workers_recall(Workers *workers, Visit *visit)
{
    pass_on(workers, visit, &workers->queues[QUEUE_READ]);
}

/* The next visit; NULL when the workers stop and none is left or on its way into the queue. */
static Visit *next_visit(Workers *workers, Queue *queue)
{
    pthread_mutex_lock(&workers->lock);
    while (!queue->first && !(workers->is_stopping && queue->waiting == 0)) {
        pthread_cond_wait(&queue->work, &workers->lock);
    }
    Visit *visit = queue->first;
    if (visit) {
        queue->first = visit->next;
        queue->last = queue->first ? queue->last : NULL;
        queue->waiting--;
    }
    if (workers->is_stopping) {
        pthread_cond_broadcast(&queue->work);
    }
    pthread_mutex_unlock(&workers->lock);
    return visit;
}

int workers_waiting(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    int waiting = 0;
    for (int queue = 0; queue < QUEUE_COUNT; queue++) {
        waiting += workers->queues[queue].waiting;
    }
    pthread_mutex_unlock(&workers->lock);
    return waiting;
}

/* ---- One worker ---- */

static Status look_for_accounts(Worker *worker, Error *err)
{
    const RecordDef *def = model_record(worker->site->setup->model, TEXT("account"));
    RecordQuery query = {.limit = 1};
    List found;
    Arena *scratch = arena_new();
    Status status = record_list(scratch, worker->workspace, def, &query, &found, err);
    worker->has_accounts = found.count > 0;
    arena_free(scratch);
    return status;
}

/* What of all that pages stand on changed since it was read. */
typedef struct Changed {
    bool figures, accounts;
} Changed;

static Status look_what_changed(Worker *worker, Changed *changed, Error *err)
{
    List types;
    Arena *scratch = arena_new();
    Status status =
        audit_types_since(scratch, worker->workspace, worker->registry_seq, &types, err);
    for (size_t i = 0; status == STATUS_OK && i < types.count; i++) {
        Text type = *LIST_AT(&types, Text, i);
        changed->figures = changed->figures || figures_rest_on(type);
        changed->accounts = changed->accounts || text_equal(type, TEXT("account"));
    }
    arena_free(scratch);
    return status;
}

static void forget_registry(Worker *worker)
{
    kept_forget(worker->kept);
    if (worker->registry) {
        registry_let_go(worker->registry);
    }
    worker->registry = NULL;
}

static Status read_registry(Worker *worker, Error *err)
{
    forget_registry(worker);
    arena_reset(worker->registry_arena);
    Status status =
        registry_load(worker->registry_arena, worker->workspace, &worker->registry, err);
    if (status == STATUS_OK) {
        registry_share_columns(worker->registry, worker->site->columns);
        surveyor_warm(worker->site->surveyor);
    }
    return status;
}

/* As the owner: what all pages stand on is not for one visitor's eyes. */
Status worker_refresh(Worker *worker, Error *err)
{
    Hash head;
    Actor owner = site_owner();
    workspace_act_as(worker->workspace, &owner);
    Status status = audit_head(worker->workspace, &worker->seq, &head, err);
    if (status != STATUS_OK || (worker->registry && worker->registry_seq == worker->seq)) {
        return status;
    }
    bool is_first = worker->registry == NULL;
    Changed changed = {is_first, is_first};
    status = is_first ? STATUS_OK : look_what_changed(worker, &changed, err);
    if (status == STATUS_OK && changed.figures) {
        status = read_registry(worker, err);
        worker->figures_seq = worker->seq;
    }
    if (status == STATUS_OK && changed.accounts) {
        status = look_for_accounts(worker, err);
    }
    worker->registry_seq = status == STATUS_OK ? worker->seq : worker->registry_seq;
    return status;
}

static void *worker_run(void *argument)
{
    Worker *worker = argument;
    Workers *workers = worker->site->workers;
    Queue *queue = &workers->queues[worker->queue];
    for (Visit *visit; (visit = next_visit(workers, queue));) {
        visit->worker = worker;
        bool is_answered = visit_answer(visit);
        visit->worker = NULL;
        if (!is_answered) {
            pass_on(workers, visit, &workers->queues[QUEUE_WRITE]);
        } else if (visit->awaited_job != 0 && !visit->has_awaited) {
            lobby_take(worker->site->lobby, visit);
        } else {
            visit->stage = VISIT_DONE;
            MHD_resume_connection(visit->connection);
        }
    }
    return NULL;
}

static Status worker_open(Worker *worker, Site *site, const char *workspace, StoreMode mode,
                          Error *err)
{
    worker->site = site;
    worker->mode = mode;
    worker->registry_arena = arena_new();
    worker->kept = kept_new(site->arena);
    return workspace_open(workspace, mode, site->setup->model, site_owner(), &worker->workspace,
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

static Status open_all(Workers *workers, Site *site, const char *workspace, Error *err)
{
    Status status = STATUS_OK;
    /* The writer first: it brings an older workspace up to date. */
    for (int i = workers->count - 1; status == STATUS_OK && i >= 0; i--) {
        int from_last = workers->count - 1 - i;
        StoreMode mode = from_last == 0 ? STORE_WRITE : STORE_READ;
        workers->items[i].queue = from_last == 0   ? QUEUE_WRITE
                                  : from_last == 1 ? QUEUE_FILE
                                                   : QUEUE_READ;
        status = worker_open(&workers->items[i], site, workspace, mode, err);
    }
    return status;
}

Status workers_start(Arena *arena, Site *site, const char *workspace, Workers **workers, Error *err)
{
    Workers *made = ARENA_NEW(arena, Workers);
    pthread_mutex_init(&made->lock, NULL);
    for (int queue = 0; queue < QUEUE_COUNT; queue++) {
        pthread_cond_init(&made->queues[queue].work, NULL);
    }
    made->waiting_most = site->limits.waiting;
    made->count = worker_count(&site->limits) + 2;
    made->items = ARENA_ARRAY(arena, Worker, (size_t)made->count);
    site->workers = *workers = made;
    Status status = open_all(made, site, workspace, err);
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
    for (int queue = 0; queue < QUEUE_COUNT; queue++) {
        pthread_cond_broadcast(&workers->queues[queue].work);
    }
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
        forget_registry(&workers->items[i]);
        arena_free(workers->items[i].registry_arena);
    }
}
