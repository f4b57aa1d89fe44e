/* web, inside the server: what pages and the interface for programs never see.
 *
 *   server.c    starting and stopping
 *   listen.c    addresses and the socket
 *   door.c      libmicrohttpd's calls: a request comes in, an answer goes out
 *   callers.c   connections, and the reaper of slow ones
 *   throttle.c  how often one address may ask
 *   workers.c   threads that make answers
 *   clock.c     the thread that does the jobs
 *   survey.c    the thread that looks at all figures together
 *   lobby.c     where visits wait for a job
 *   metrics.c   counters
 *
 * What the others know too stands in web_impl.h: limits.c, body.c, request.c, form.c, answer.c,
 * spool.c, guard.c, problem.c, routes.c, enter.c, assets.c, cache.c. */
#ifndef DUIBIAO_SERVER_IMPL_H
#define DUIBIAO_SERVER_IMPL_H

#include "web_impl.h"

#include <sys/socket.h>

struct MHD_Daemon;

/* ---- listen.c ---- */

typedef struct ListenPlace {
    struct sockaddr_storage address;
    socklen_t len;
} ListenPlace;

/* USAGE "web.not_a_place" */
Status listen_parse(const char *text, ListenPlace *place, Error *err);
bool listen_is_loopback(const ListenPlace *place);
/* errors: BUSY (taken), IO */
Status listen_open(const ListenPlace *place, int *socket, Error *err);
Text listen_address(Arena *arena, int socket, bool secure); /* "http://127.0.0.1:8016/" */
/* Is `host` (of a Host header) an IP address, localhost, or one of the names in `hosts`? Another
 * name leads here only when somebody makes it (DNS rebinding). */
bool host_is_ours(Text host, Text hosts);

/* ---- throttle.c ---- */

Throttle *throttle_new(Arena *arena, int per_second, int at_once); /* 0 a second: no limit */

/* ---- callers.c ---- */

/* Where a connection stands; each stage has its own deadline. */
typedef enum CallerStage {
    CALLER_NEW,
    CALLER_IDLE,
    CALLER_BODY,
    CALLER_WORK,
    CALLER_SEND
} CallerStage;

/* One connection. */
struct Caller {
    struct Caller *previous, *next;
    int socket;
    _Atomic int64_t deadline_ms; /* 0: none */
    uint64_t address;            /* hash, for the throttle */
    char name[64];               /* "192.0.2.1", for the log */
};

Callers *callers_new(Arena *arena, const WebLimits *limits);
void callers_start(Callers *callers); /* the reaper's thread */
void callers_stop(Callers *callers);
Caller *caller_open(Callers *callers, int socket, const struct sockaddr *address);
void caller_close(Callers *callers, Caller *caller);
void caller_enters(Callers *callers, Caller *caller, CallerStage stage);
int callers_count(Callers *callers);

/* ---- workers.c ---- */

Status workers_start(Arena *arena, Site *site, const char *workspace, Workers **workers,
                     Error *err);
/* May one more visit wait? Then workers_take must follow, once its connection sleeps. */
bool workers_admit(Workers *workers, const Visit *visit);
void workers_take(Workers *workers, Visit *visit);
void workers_stop(Workers *workers);  /* after the answers of all who were admitted */
void workers_close(Workers *workers); /* NULL is allowed */
int workers_waiting(Workers *workers);
/* One that was admitted before goes on, with a reader. */
void workers_recall(Workers *workers, Visit *visit);

/* ---- clock.c ---- */

/* One thread that does the jobs of the workspace. *clock is NULL where there are no jobs to do or
 * the limits want none done here. */
Status clock_start(Arena *arena, Site *site, const char *workspace, Clock **clock, Error *err);
void clock_close(Clock *clock); /* after the job at work has come to a place to leave off */

/* ---- survey.c ---- */

/* The columns that ranks need are read at once, before the first visit. */
Status surveyor_start(Arena *arena, Site *site, const char *workspace, Surveyor **surveyor,
                      Error *err);
void surveyor_close(Surveyor *surveyor); /* NULL is allowed */
/* Figures changed: they are read again. */
void surveyor_warm(Surveyor *surveyor);

/* ---- lobby.c ---- */

/* A visit that waits for a job keeps no worker from others. */
Status lobby_open(Arena *arena, Site *site, const char *workspace, Lobby **lobby, Error *err);
void lobby_take(Lobby *lobby, Visit *visit);
void lobby_close(Lobby *lobby); /* once no visit is left; NULL is allowed */

/* ---- metrics.c ---- */

Metrics *metrics_new(Arena *arena);
void metrics_count(Metrics *metrics, int code, uint64_t ns, uint64_t bytes);
void metrics_print(Buf *out, const Site *site);

/* ---- door.c ---- */

Status door_open(Site *site, int listening, const WebOptions *options, struct MHD_Daemon **daemon,
                 Error *err);

#endif
