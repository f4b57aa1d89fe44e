/* Two buffers between the thread that reads a file and the one that writes the table: while one is
 * filled the other is written, and neither side runs further ahead. */
#include "compare_impl.h"

#include <pthread.h>

struct LoadQueue {
    Loader *loader;
    ChunkSorter sorter; /* of the calling thread */
    Chunk chunks[2];
    int filling; /* the chunk of the calling thread; the other is idle or being written */
    bool handed; /* the other one holds rows whose digest is not yet taken */
    pthread_t thread;
    bool started;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    /* Guarded by the mutex: */
    Chunk *work; /* to be written or being written; NULL: the thread is idle */
    bool stop;
    Status status; /* of the first chunk that failed */
    Error error;
};

static void *load_main(void *context)
{
    LoadQueue *queue = context;
    pthread_mutex_lock(&queue->mutex);
    while (true) {
        while (!queue->work && !queue->stop) {
            pthread_cond_wait(&queue->changed, &queue->mutex);
        }
        if (!queue->work) {
            break;
        }
        Chunk *work = queue->work;
        bool failed = queue->status != STATUS_OK;
        pthread_mutex_unlock(&queue->mutex);
        Status status = failed ? STATUS_OK : chunk_load(queue->loader, work, &queue->error);
        pthread_mutex_lock(&queue->mutex);
        if (status != STATUS_OK) {
            queue->status = status;
        }
        queue->work = NULL;
        pthread_cond_signal(&queue->changed);
    }
    pthread_mutex_unlock(&queue->mutex);
    return NULL;
}

Status load_queue_start(Arena *arena, Loader *loader, LoadQueue **queue, Error *err)
{
    LoadQueue *started = ARENA_NEW(arena, LoadQueue);
    started->loader = loader;
    started->sorter = chunk_sorter_new(arena, loader->indicators.count, loader->entities.count);
    for (int i = 0; i < 2; i++) {
        started->chunks[i].rows = ARENA_ARRAY(arena, ChunkRow, CHUNK_ROWS);
        started->chunks[i].sorted = ARENA_ARRAY(arena, ChunkRow, CHUNK_ROWS);
    }
    pthread_mutex_init(&started->mutex, NULL);
    pthread_cond_init(&started->changed, NULL);
    if (pthread_create(&started->thread, NULL, load_main, started) != 0) {
        return error_set(err, STATUS_IO, "compare.no_thread", NO_ARGS);
    }
    started->started = true;
    *queue = started;
    return STATUS_OK;
}

/* Waits for the chunk in the thread's hands; its rows then know whether they were written. */
static Status wait_written(LoadQueue *queue, FactDigest *digest, Error *err)
{
    pthread_mutex_lock(&queue->mutex);
    while (queue->work)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    Status status = queue->status;
    pthread_mutex_unlock(&queue->mutex);
    if (status != STATUS_OK) {
        const Error *error = &queue->error;
        return error_set(err, status, error->code, error->args, error->arg_count);
    }
    if (queue->handed) {
        Chunk *written = &queue->chunks[1 - queue->filling];
        for (size_t i = 0; i < written->count; i++) {
            if (!written->rows[i].skipped) {
                Observation observation = chunk_observation(queue->loader, &written->rows[i]);
                fact_digest_add(digest, &observation);
            }
        }
        written->count = 0;
        queue->handed = false;
    }
    return STATUS_OK;
}

static Status hand_over(LoadQueue *queue, FactDigest *digest, Error *err)
{
    chunk_sort(&queue->sorter, &queue->chunks[queue->filling]);
    Status status = wait_written(queue, digest, err);
    if (status != STATUS_OK) {
        return status;
    }
    pthread_mutex_lock(&queue->mutex);
    queue->work = &queue->chunks[queue->filling];
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
    queue->filling = 1 - queue->filling;
    queue->handed = true;
    return STATUS_OK;
}

/* A chunk ends where a period does, once it is half full: a yearbook's year is then written as one
 * piece at the end of the table, a fifth cheaper than in between. */
static bool ends_before(const Chunk *chunk, const ChunkRow *row)
{
    bool is_large = chunk->count >= CHUNK_ROWS / 2;
    return chunk->count == CHUNK_ROWS ||
           (is_large && chunk->rows[chunk->count - 1].period != row->period);
}

Status load_queue_add(LoadQueue *queue, const ChunkRow *row, FactDigest *digest, Error *err)
{
    Status status = STATUS_OK;
    if (ends_before(&queue->chunks[queue->filling], row)) {
        status = hand_over(queue, digest, err);
    }
    Chunk *chunk = &queue->chunks[queue->filling];
    if (status == STATUS_OK) {
        chunk->rows[chunk->count++] = *row;
    }
    return status;
}

Status load_queue_drain(LoadQueue *queue, FactDigest *digest, Error *err)
{
    if (queue->chunks[queue->filling].count > 0) {
        Status status = hand_over(queue, digest, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return wait_written(queue, digest, err);
}

void load_queue_stop(LoadQueue *queue)
{
    if (!queue || !queue->started) {
        return;
    }
    pthread_mutex_lock(&queue->mutex);
    queue->stop = true;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
    pthread_join(queue->thread, NULL);
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->mutex);
    queue->started = false;
}
