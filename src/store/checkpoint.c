/* The checkpoint: what stands in the log moves into the file, beside those who write.
 *
 * It waits for the disk twice and copies megabytes. A writer who did so himself would keep the lock
 * for tens of milliseconds, and everybody waiting. So a thread does it, over a connection of its
 * own and without the writer lock; it begins to live when the log first grows long.
 *
 * Note on the guard. The WAL-reset bug (store_impl.h) needs a log that begins anew while a
 * checkpoint runs, and a log cannot begin anew while anybody reads from it. So a second connection
 * does: it begins to read right after a commit, still under the writer lock, and ends when the
 * checkpoint has ended. Of that commit nothing can be in the file by then: a checkpoint that runs
 * meanwhile, in whichever process, moves nothing younger than its own guard. So what the guard
 * reads is the log, and not the file alone, which would hold nothing up.
 *
 * Note on the length of the log. It begins anew when somebody writes and all of it has moved. Who
 * writes without a pause would never let that happen; so once the log is long, whoever has
 * committed waits, the writer lock given back, for the checkpoint that runs: a loader soon, people
 * late, for between two of their moves there is time enough. */
#include "store_impl.h"

#include <pthread.h>

enum {
    BEGIN_PAGES = 128, /* 1 MB: all that a commit of a loader's neighbour must take to disk */
    LONG_PAGES = STORE_LOG_BYTES_USUAL / STORE_PAGE_BYTES,
};

typedef enum Turn { TURN_WRITER, TURN_THREAD, TURN_OVER } Turn;

struct Checkpointer {
    sqlite3 *db;    /* moves the pages */
    sqlite3 *guard; /* begins to read in the writer's turn, ends in the thread's */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    Turn turn;       /* guarded by the mutex, as is what follows */
    int moved_pages; /* of the log, by the last checkpoint */
};

/* ---- The thread ---- */

static void turn_pass(Checkpointer *checkpointer, Turn turn)
{
    pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->turn = turn;
    pthread_cond_broadcast(&checkpointer->changed);
    pthread_mutex_unlock(&checkpointer->mutex);
}

/* The turn that is not `turn`, once it has passed on. */
static Turn turn_await(Checkpointer *checkpointer, Turn turn)
{
    pthread_mutex_lock(&checkpointer->mutex);
    while (checkpointer->turn == turn) {
        pthread_cond_wait(&checkpointer->changed, &checkpointer->mutex);
    }
    Turn next = checkpointer->turn;
    pthread_mutex_unlock(&checkpointer->mutex);
    return next;
}

/* A failure loses nothing: what was committed stands in the log, and a later checkpoint moves
 * it. */
static void move_pages(Checkpointer *checkpointer)
{
    int log_pages, moved_pages;
    int rc = sqlite3_wal_checkpoint_v2(checkpointer->db, "main", SQLITE_CHECKPOINT_PASSIVE,
                                       &log_pages, &moved_pages);
    sqlite3_exec(checkpointer->guard, "COMMIT", NULL, NULL, NULL);
    if (rc == SQLITE_OK) {
        checkpointer->moved_pages = moved_pages;
    }
}

static void *checkpointer_main(void *context)
{
    Checkpointer *checkpointer = context;
    while (turn_await(checkpointer, TURN_WRITER) == TURN_THREAD) {
        move_pages(checkpointer);
        turn_pass(checkpointer, TURN_WRITER);
    }
    return NULL;
}

/* ---- Its life ---- */

static Status connect(const Store *store, sqlite3 **db, Error *err)
{
    int version;
    Status status = connection_open(store->file, ACCESS_WRITE, db, err);
    if (status == STATUS_OK) {
        status = connection_configure(*db, store->path, STORE_READ, err); /* a small cache */
    }
    /* A first look opens the log, which a checkpoint by itself would not. */
    return status == STATUS_OK ? connection_version(*db, store->path, &version, err) : status;
}

static Checkpointer *checkpointer_start(const Store *store)
{
    Error ignored;
    Checkpointer *made = ARENA_NEW(store->arena, Checkpointer);
    bool is_made = connect(store, &made->db, &ignored) == STATUS_OK &&
                   connect(store, &made->guard, &ignored) == STATUS_OK;
    if (is_made) {
        pthread_mutex_init(&made->mutex, NULL);
        pthread_cond_init(&made->changed, NULL);
        is_made = pthread_create(&made->thread, NULL, checkpointer_main, made) == 0;
    }
    if (!is_made) {
        sqlite3_close(made->db);
        sqlite3_close(made->guard);
    }
    return is_made ? made : NULL;
}

void checkpoint_stop(Store *store)
{
    Checkpointer *checkpointer = store->checkpointer;
    if (checkpointer == NULL) {
        return;
    }
    turn_await(checkpointer, TURN_THREAD);
    turn_pass(checkpointer, TURN_OVER);
    pthread_join(checkpointer->thread, NULL);
    pthread_cond_destroy(&checkpointer->changed);
    pthread_mutex_destroy(&checkpointer->mutex);
    sqlite3_close(checkpointer->db);
    sqlite3_close(checkpointer->guard);
    store->checkpointer = NULL;
}

/* ---- The writer ---- */

static bool guard_begin(sqlite3 *guard)
{
    return sqlite3_exec(guard, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) ==
           SQLITE_OK;
}

static bool is_due(const Store *store, const Checkpointer *checkpointer)
{
    bool has_begun_anew = store->log_pages < checkpointer->moved_pages;
    int moved_pages = has_begun_anew ? 0 : checkpointer->moved_pages;
    return store->log_pages - moved_pages >= BEGIN_PAGES || store->log_pages >= LONG_PAGES;
}

void checkpoint_begin(Store *store)
{
    if (store->checkpointer == NULL && store->log_pages >= BEGIN_PAGES) {
        store->checkpointer = checkpointer_start(store);
    }
    Checkpointer *checkpointer = store->checkpointer;
    if (checkpointer == NULL) {
        return;
    }
    pthread_mutex_lock(&checkpointer->mutex);
    bool begins = checkpointer->turn == TURN_WRITER && is_due(store, checkpointer) &&
                  guard_begin(checkpointer->guard);
    pthread_mutex_unlock(&checkpointer->mutex);
    if (begins) {
        turn_pass(checkpointer, TURN_THREAD);
    }
}

void checkpoint_await(const Store *store)
{
    int patience_pages = store->durability == DURABILITY_BULK ? LONG_PAGES : 2 * LONG_PAGES;
    if (store->checkpointer != NULL && store->log_pages >= patience_pages) {
        turn_await(store->checkpointer, TURN_THREAD);
    }
}
