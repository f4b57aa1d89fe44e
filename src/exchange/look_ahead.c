/* The next indicator is read while the one at hand is judged: by a thread with a connection of its
 * own, one indicator ahead and no further. */
#include "exchange_impl.h"

#include <pthread.h>

struct LookAhead {
    DoubtInput input; /* the thread's own, with its own workspace */
    Doubting doubting;
    const int *indicators;
    int count;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    /* Guarded by the mutex: */
    Look look;
    Arena *work; /* of `look`; NULL: it is still being read, or was taken */
    bool is_stopping;
    Status status; /* of the first that could not be read */
    Error error;
};

/* False: nobody waits for it any more. */
static bool hand_over(LookAhead *ahead, const Look *look, Arena *work)
{
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->work != NULL && !ahead->is_stopping) {
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    }
    bool is_wanted = !ahead->is_stopping;
    if (is_wanted) {
        ahead->look = *look;
        ahead->work = work;
        pthread_cond_signal(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->mutex);
    return is_wanted;
}

static void fail(LookAhead *ahead, Status status, const Error *error)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->status = status;
    ahead->error = *error;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

static void *look_ahead_main(void *context)
{
    LookAhead *ahead = context;
    bool goes_on = true;
    for (int at = 0; goes_on && at < ahead->count; at++) {
        Look look;
        Error error = {0};
        Arena *work = ahead->doubting.work = arena_new();
        Status status = look_load(&ahead->doubting, ahead->indicators[at], &look, &error);
        if (status != STATUS_OK) {
            fail(ahead, status, &error);
        }
        goes_on = status == STATUS_OK && hand_over(ahead, &look, work);
        if (!goes_on) {
            arena_free(work);
        }
    }
    return NULL;
}

LookAhead *look_ahead_start(const Doubting *doubting, const int *indicators, int count)
{
    Workspace *workspace = doubting->input->workspace;
    LookAhead *made = ARENA_NEW(doubting->arena, LookAhead);
    Error ignored;
    made->input = *doubting->input;
    made->doubting = *doubting;
    made->doubting.input = &made->input;
    made->indicators = indicators;
    made->count = count;
    Status status = workspace_open(store_path(workspace_store(workspace)), STORE_READ,
                                   workspace_model(workspace), *workspace_actor(workspace),
                                   &made->input.workspace, &ignored);
    if (status != STATUS_OK) {
        return NULL;
    }
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->changed, NULL);
    if (pthread_create(&made->thread, NULL, look_ahead_main, made) != 0) {
        workspace_close(made->input.workspace);
        return NULL;
    }
    return made;
}

Status look_ahead_take(LookAhead *ahead, Look *look, Arena **work, Error *err)
{
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->work == NULL && ahead->status == STATUS_OK) {
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    }
    bool is_read = ahead->work != NULL;
    *look = ahead->look;
    *work = ahead->work;
    ahead->work = NULL;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    const Error *error = &ahead->error;
    return is_read ? STATUS_OK
                   : error_set(err, ahead->status, error->code, error->args, error->arg_count);
}

void look_ahead_stop(LookAhead *ahead)
{
    if (ahead == NULL) {
        return;
    }
    pthread_mutex_lock(&ahead->mutex);
    ahead->is_stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    arena_free(ahead->work);
    workspace_close(ahead->input.workspace);
}
