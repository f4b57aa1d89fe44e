/* Connections, each with a deadline for the stage it is in, and the reaper that ends the late.
 *
 * libmicrohttpd's timeout is of silence only: one byte a second keeps a connection for ever. Here a
 * stage has an end whatever trickles in. The reaper shuts the socket down and leaves its closing to
 * libmicrohttpd, which tells us first (caller_close, under the same lock): so a descriptor that was
 * reused is never hit. */
#include "server_impl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { REAP_EVERY_MS = 500 };

struct Callers {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t reaper;
    Caller *first;
    int count;
    bool is_stopping;
    int64_t stage_ms[CALLER_SEND + 1];
    uint8_t salt[16];
};

static int64_t now_ms(void)
{
    return (int64_t)(time_monotonic_ns() / 1000000);
}

Callers *callers_new(Arena *arena, const WebLimits *limits)
{
    Callers *callers = ARENA_NEW(arena, Callers);
    pthread_mutex_init(&callers->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&callers->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    callers->stage_ms[CALLER_NEW] = limits->header_seconds * 1000;
    callers->stage_ms[CALLER_IDLE] = limits->idle_seconds * 1000;
    callers->stage_ms[CALLER_BODY] = limits->body_seconds * 1000;
    callers->stage_ms[CALLER_SEND] = limits->send_seconds * 1000;
    random_bytes(callers->salt, sizeof callers->salt);
    return callers;
}

/* ---- The reaper ---- */

static void reap(Callers *callers)
{
    int64_t now = now_ms();
    for (Caller *caller = callers->first; caller; caller = caller->next) {
        int64_t deadline = atomic_load_explicit(&caller->deadline_ms, memory_order_relaxed);
        if (deadline != 0 && deadline < now) {
            shutdown(caller->socket, SHUT_RDWR);
            atomic_store_explicit(&caller->deadline_ms, 0, memory_order_relaxed);
        }
    }
}

static void *reaper_run(void *argument)
{
    Callers *callers = argument;
    pthread_mutex_lock(&callers->lock);
    while (!callers->is_stopping) {
        int64_t until = now_ms() + REAP_EVERY_MS;
        struct timespec at = {until / 1000, until % 1000 * 1000000};
        pthread_cond_timedwait(&callers->wake, &callers->lock, &at);
        reap(callers);
    }
    pthread_mutex_unlock(&callers->lock);
    return NULL;
}

void callers_start(Callers *callers)
{
    pthread_create(&callers->reaper, NULL, reaper_run, callers);
}

void callers_stop(Callers *callers)
{
    pthread_mutex_lock(&callers->lock);
    callers->is_stopping = true;
    pthread_cond_signal(&callers->wake);
    pthread_mutex_unlock(&callers->lock);
    pthread_join(callers->reaper, NULL);
}

/* ---- One caller ---- */

/* All addresses of one IPv6 network of 64 bits count as one: a host may take any of them. */
static void set_address(const Callers *callers, Caller *caller, const struct sockaddr *address)
{
    Sha256 sha;
    sha256_start(&sha);
    sha256_add(&sha, callers->salt, sizeof callers->salt);
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        sha256_add(&sha, &four->sin_addr, sizeof four->sin_addr);
        inet_ntop(AF_INET, &four->sin_addr, caller->name, sizeof caller->name);
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        sha256_add(&sha, &six->sin6_addr, 8);
        inet_ntop(AF_INET6, &six->sin6_addr, caller->name, sizeof caller->name);
    }
    Hash hash = sha256_finish(&sha);
    memcpy(&caller->address, hash.bytes, sizeof caller->address);
    caller->address |= 1; /* never 0 */
}

Caller *caller_open(Callers *callers, int descriptor, const struct sockaddr *address)
{
    Caller *caller = calloc(1, sizeof *caller);
    if (!caller) {
        return NULL;
    }
    caller->socket = descriptor;
    set_address(callers, caller, address);
    caller_enters(callers, caller, CALLER_NEW);
    pthread_mutex_lock(&callers->lock);
    caller->next = callers->first;
    if (callers->first) {
        callers->first->previous = caller;
    }
    callers->first = caller;
    callers->count++;
    pthread_mutex_unlock(&callers->lock);
    return caller;
}

void caller_close(Callers *callers, Caller *caller)
{
    pthread_mutex_lock(&callers->lock);
    if (caller->previous) {
        caller->previous->next = caller->next;
    } else {
        callers->first = caller->next;
    }
    if (caller->next) {
        caller->next->previous = caller->previous;
    }
    callers->count--;
    pthread_mutex_unlock(&callers->lock);
    free(caller);
}

void caller_enters(Callers *callers, Caller *caller, CallerStage stage)
{
    int64_t ms = callers->stage_ms[stage];
    atomic_store_explicit(&caller->deadline_ms, ms ? now_ms() + ms : 0, memory_order_relaxed);
}

uint64_t visit_address(const Visit *visit)
{
    return visit->caller ? visit->caller->address : 1;
}

int callers_count(Callers *callers)
{
    pthread_mutex_lock(&callers->lock);
    int count = callers->count;
    pthread_mutex_unlock(&callers->lock);
    return count;
}
