/* Reading ten million changes takes as long as hashing them, and neither has to wait for the other:
 * what a hash is made of holds the hash before as it is stored, so each can be proved by itself.
 *
 * The reader fills one batch while a thread proves the other. The thread begins to live with the
 * first full batch: few changes are proved without one, and so are all where none can be had. */
#include "proof_impl.h"

#include <pthread.h>
#include <string.h>

enum { BATCH_BYTES = 1 << 18, BATCHES = 2 };

typedef struct Proof {
    size_t end; /* of its bytes, which begin where those of the one before end */
    int64_t seq;
    const char *fault;
    Hash expected;
} Proof;

typedef struct Batch {
    Buf bytes;
    List proofs; /* of Proof */
} Batch;

struct Prover {
    Batch batches[BATCHES];
    int filling; /* the batch that the reader writes into */
    const char *fault;
    int64_t bad_seq;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    Batch *given; /* to the thread, until it is proved; guarded by the mutex, as is what follows */
    bool is_over;
};

/* ---- Proving ---- */

static bool comes_out(const Batch *batch, size_t begin, const Proof *proof)
{
    Hash hash = hash_text((Text){batch->bytes.ptr + begin, proof->end - begin});
    return memcmp(hash.bytes, proof->expected.bytes, HASH_BYTES) == 0;
}

/* Only the first fault of all counts. */
static void prove(Prover *prover, Batch *batch)
{
    size_t begin = 0;
    for (size_t at = 0; prover->fault == NULL && at < batch->proofs.count; at++) {
        const Proof *proof = LIST_AT(&batch->proofs, Proof, at);
        if (!comes_out(batch, begin, proof)) {
            prover->fault = proof->fault;
            prover->bad_seq = proof->seq;
        }
        begin = proof->end;
    }
    batch->bytes.len = batch->proofs.count = 0;
}

/* ---- The thread ---- */

static void *prover_main(void *context)
{
    Prover *prover = context;
    pthread_mutex_lock(&prover->mutex);
    while (!prover->is_over) {
        if (prover->given == NULL) {
            pthread_cond_wait(&prover->changed, &prover->mutex);
            continue;
        }
        pthread_mutex_unlock(&prover->mutex);
        prove(prover, prover->given);
        pthread_mutex_lock(&prover->mutex);
        prover->given = NULL;
        pthread_cond_signal(&prover->changed);
    }
    pthread_mutex_unlock(&prover->mutex);
    return NULL;
}

/* With the mutex held: until nothing is given. */
static void await_proof(Prover *prover)
{
    while (prover->given != NULL) {
        pthread_cond_wait(&prover->changed, &prover->mutex);
    }
}

static void give(Prover *prover, Batch *batch)
{
    pthread_mutex_lock(&prover->mutex);
    await_proof(prover);
    prover->given = batch;
    pthread_cond_signal(&prover->changed);
    pthread_mutex_unlock(&prover->mutex);
}

static void end_thread(Prover *prover)
{
    pthread_mutex_lock(&prover->mutex);
    await_proof(prover);
    prover->is_over = true;
    pthread_cond_signal(&prover->changed);
    pthread_mutex_unlock(&prover->mutex);
    pthread_join(prover->thread, NULL);
    pthread_mutex_destroy(&prover->mutex);
    pthread_cond_destroy(&prover->changed);
}

static void begin_thread(Prover *prover)
{
    pthread_mutex_init(&prover->mutex, NULL);
    pthread_cond_init(&prover->changed, NULL);
    prover->has_thread = pthread_create(&prover->thread, NULL, prover_main, prover) == 0;
}

/* ---- The reader ---- */

Prover *prover_new(Arena *arena)
{
    Prover *prover = ARENA_NEW(arena, Prover);
    for (int at = 0; at < BATCHES; at++) {
        prover->batches[at] = (Batch){buf_new(arena), list_new(arena, sizeof(Proof))};
    }
    return prover;
}

Buf *prover_bytes(Prover *prover)
{
    return &prover->batches[prover->filling].bytes;
}

static void pass_on(Prover *prover, Batch *batch)
{
    if (!prover->has_thread) {
        begin_thread(prover);
    }
    if (prover->has_thread) {
        give(prover, batch);
        prover->filling = (prover->filling + 1) % BATCHES;
    } else {
        prove(prover, batch);
    }
}

void prover_expect(Prover *prover, int64_t seq, const char *fault, const void *expected)
{
    Batch *batch = &prover->batches[prover->filling];
    Proof *proof = list_add(&batch->proofs);
    proof->end = batch->bytes.len;
    proof->seq = seq;
    proof->fault = fault;
    memcpy(proof->expected.bytes, expected, HASH_BYTES);
    if (batch->bytes.len >= BATCH_BYTES) {
        pass_on(prover, batch);
    }
}

const char *prover_end(Prover *prover, int64_t *seq)
{
    if (prover->has_thread) {
        end_thread(prover);
    }
    prove(prover, &prover->batches[prover->filling]);
    *seq = prover->bad_seq;
    return prover->fault;
}
