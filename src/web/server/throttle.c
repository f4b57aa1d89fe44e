/* How often one address may ask: a bucket of tokens each, in a table of fixed size.
 *
 * An address may stand in any of the slots of its set. When all are taken, the fullest bucket gives
 * way: its address has been quiet the longest, and begins with a full one when it comes back, which
 * is what it would have had by then anyway. */
#include "server_impl.h"

enum { SETS = 2048, WAYS = 4 };

typedef struct Bucket {
    uint64_t address; /* 0: free */
    double tokens;
    int64_t at_ms;
} Bucket;

struct Throttle {
    pthread_mutex_t lock;
    double per_ms, most;
    Bucket buckets[SETS][WAYS];
};

Throttle *throttle_new(Arena *arena, int per_second, int at_once)
{
    Throttle *throttle = ARENA_NEW(arena, Throttle);
    pthread_mutex_init(&throttle->lock, NULL);
    throttle->per_ms = per_second / 1000.0;
    throttle->most = at_once;
    return throttle;
}

static double tokens_at(const Throttle *throttle, const Bucket *bucket, int64_t now_ms)
{
    double tokens = bucket->tokens + (double)(now_ms - bucket->at_ms) * throttle->per_ms;
    return tokens < throttle->most ? tokens : throttle->most;
}

/* The bucket of this address, or the one that gives way to it. */
static Bucket *bucket_of(Throttle *throttle, uint64_t address, int64_t now_ms)
{
    Bucket *set = throttle->buckets[address % SETS], *fullest = &set[0];
    for (int way = 0; way < WAYS; way++) {
        if (set[way].address == address) {
            return &set[way];
        }
        if (set[way].address == 0 ||
            (fullest->address != 0 &&
             tokens_at(throttle, &set[way], now_ms) > tokens_at(throttle, fullest, now_ms))) {
            fullest = &set[way];
        }
    }
    *fullest = (Bucket){address, throttle->most, now_ms};
    return fullest;
}

bool throttle_allows(Throttle *throttle, uint64_t address, int64_t now_ms)
{
    if (throttle->per_ms <= 0) {
        return true;
    }
    pthread_mutex_lock(&throttle->lock);
    Bucket *bucket = bucket_of(throttle, address, now_ms);
    bucket->tokens = tokens_at(throttle, bucket, now_ms);
    bucket->at_ms = now_ms;
    bool allowed = bucket->tokens >= 1;
    if (allowed) {
        bucket->tokens -= 1;
    }
    pthread_mutex_unlock(&throttle->lock);
    return allowed;
}
