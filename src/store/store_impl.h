/* store, inside: what its files share. One file a subject:
 *
 *   place.c        where a file may stand, temporary files, renames
 *   connection.c   opening SQLite, its settings, its errors, the mark of our own files
 *   migrate.c      creating a file, numbered steps of the schema
 *   store.c        opening and closing a store
 *   statement.c    the statement cache, binding, stepping
 *   bulk.c         many rows in one statement
 *   words.c        the index of words
 *   each.c         every row of a query, one call each
 *   lock.c         advisory locks beside the file
 *   transaction.c  writing, reading, ids
 *   checkpoint.c   from the log into the file
 *   files.c        files beside the store, by the hash of their bytes
 *   check.c        what is asked of a healthy file
 *   backup.c       copies out
 *   restore.c      copies in
 *
 * Note on the single writer. SQLite 3.7.0 to 3.51.2 can damage a file when one connection resets
 * the log while another writes or checkpoints (the WAL-reset bug). So all of ours leave the
 * checkpoint alone (wal_autocheckpoint=0, NO_CKPT_ON_CLOSE), except the last writer to leave, who
 * holds the writer lock, and the thread in checkpoint.c, which keeps the log from being reset.
 *
 * Note on descriptors. SQLite's locks are POSIX locks, which a process loses on a file as soon as
 * it closes any descriptor of it. So nothing here opens a workspace file but SQLite itself: even
 * its first bytes are read through SQLite's own descriptor.
 */
#ifndef DUIBIAO_STORE_IMPL_H
#define DUIBIAO_STORE_IMPL_H

#include "store.h"

#include <sqlite3.h>

enum {
    STORE_APPLICATION_ID = 0x44754269, /* "DuBi", in the header of every file of ours */
    STORE_PAGE_BYTES = 8192,
    STORE_PATIENCE_MS = 30000,
    STORE_FILE_MODE = 0600, /* whoever else is to come in comes through the program */
    STORE_LOG_BYTES_USUAL = 16 * 1024 * 1024, /* then it is to begin anew */
    STORE_LOG_BYTES_KEPT = 32 * 1024 * 1024,  /* one that was longer is shortened when it does */
    STORE_LOG_BYTES_MAX = 64 * 1024 * 1024,   /* no longer, but for a reader who keeps it */
};

typedef struct Checkpointer Checkpointer;

typedef enum Transaction { TRANSACTION_NONE, TRANSACTION_READ, TRANSACTION_WRITE } Transaction;

struct Store {
    Arena *arena;
    sqlite3 *db;
    const char *path; /* as the caller wrote it: for messages */
    const char *file; /* resolved: locks stand beside it */
    StoreMode mode;
    int version, newest_version;
    Transaction transaction;
    int writer_lock; /* a descriptor; -1 when not held */
    int patience_ms;
    Durability durability;
    uint64_t early_ns, late_ns; /* by the clock: statements that run now may be late, are late */
    uint64_t work_ns;           /* what this thread may have worked by then */
    int log_pages;              /* in the log, after the last commit */
    Checkpointer *checkpointer; /* NULL: the log was never long */
    Map *statement_by_sql;
    List statements;  /* of Stmt * */
    TakeRow take_row; /* while stmt_each runs */
    void *take_context;
};

struct Stmt {
    Store *store;
    sqlite3_stmt *handle;
    bool writes;
    bool stepping;
    int parameter_count; /* the highest $n */
    int *index_of;       /* SQLite's index of $n, 0 for an unused n; items from 1 */
    bool *bound;         /* items from 1 */
    int unbound_count;
    const char *fault_code; /* the first bad bind, told by the next step */
    Status fault_status;
    int fault_parameter;
};

/* ---- place.c ---- */

const char *path_beside(Arena *arena, const char *path, const char *suffix);
/* The name of a network file system, NULL for one of this machine. `magic` as in statfs(2). */
const char *network_name(uint32_t magic);
/* Refuses what a workspace cannot stand on. `path` exists. */
Status place_is_local(const char *path, Error *err);
Status place_is_file(const char *path, Error *err);
/* Nothing stands at `path`, and no log of an earlier file beside it. */
Status place_is_free(Arena *arena, const char *path, Error *err);
const char *place_folder(Arena *arena, const char *path);
/* A new empty file with a name of its own beside `path`. */
Status temp_new(Arena *arena, const char *path, const char **temp, Error *err);
void temp_remove(Arena *arena, const char *temp);
/* Renames without ever replacing, and makes the name itself durable. */
Status temp_publish(Arena *arena, const char *temp, const char *path, Error *err);
Status folder_sync(Arena *arena, const char *path, Error *err);

/* ---- connection.c ---- */

typedef enum Access {
    ACCESS_READ,   /* beside a live writer */
    ACCESS_FROZEN, /* a file that nobody changes meanwhile: nothing is written beside it */
    ACCESS_WRITE,
    ACCESS_COPY /* a new file of our own that nobody else knows of: no locks */
} Access;

Status connection_open(const char *file, Access access, sqlite3 **db, Error *err);
Status connection_configure(sqlite3 *db, const char *path, StoreMode mode, Error *err);
/* Reads the header without touching anything: ours, and not newer than `newest`. The code of the
 * error is STORE_FOREIGN for a whole SQLite file of another program. */
#define STORE_FOREIGN "store.foreign"
Status connection_identify(sqlite3 *db, const char *path, int newest, Error *err);
/* Schema number of the last commit. */
Status connection_version(sqlite3 *db, const char *path, int *version, Error *err);
bool connection_file_moved(sqlite3 *db);
/* What SQLite just refused, as an error of ours. */
Status connection_error(sqlite3 *db, const char *path, const char *sql, Error *err);
Status connection_run(sqlite3 *db, const char *path, const char *sql, Error *err);
/* First column of the first row; empty when there is no row. */
Status connection_text(Arena *arena, sqlite3 *db, const char *path, const char *sql, Text *text,
                       Error *err);
Status newer_version_error(const char *path, int version, int newest, Error *err);

/* ---- migrate.c ---- */

Status migrations_are_numbered(MigrationList migrations, Error *err);
/* Applies what is missing, each step in one transaction; the caller keeps other writers out. */
Status migrations_apply(sqlite3 *db, const char *path, MigrationList migrations, int *version,
                        Error *err);
/* The steps that made the file are those of the list. UNSUPPORTED when not. */
Status migrations_agree(sqlite3 *db, const char *path, MigrationList migrations, int version,
                        Error *err);
Status store_file_create(const char *path, MigrationList migrations, Error *err);

/* ---- lock.c ---- */

/* Waits fairly: who waits comes before who held it last. */
Status writer_lock_take(const char *file, int patience_ms, int *lock, Error *err);
void writer_lock_release(int *lock);
bool writer_lock_is_awaited(int lock); /* by somebody who stands in the turnstile */

/* ---- checkpoint.c ---- */

void checkpoint_begin(Store *store);       /* after a commit, with the writer lock still held */
void checkpoint_await(const Store *store); /* without it, where the log has grown too long */
void checkpoint_stop(Store *store);

/* ---- statement.c ---- */

Status script_run(sqlite3 *db, const char *path, const char *sql, Error *err);
void statements_reset(Store *store);
void statements_finalize(Store *store);

/* ---- words.c ---- */

extern const char words_schema[];

/* ---- bulk.c ---- */

Status bulk_offer(Store *store, Error *err);

/* ---- each.c ---- */

Status each_offer(Store *store, Error *err);

/* ---- check.c ---- */

/* What is wrong with the file's structure or references; empty when nothing is. */
Status integrity_problem(Arena *arena, sqlite3 *db, const char *path, const char *pragma,
                         Text *problem, Error *err);
Status reference_problem(Arena *arena, sqlite3 *db, const char *path, Text *problem, Error *err);

/* ---- backup.c ---- */

/* Copies `source` as it stands at one moment into the empty file `temp` and verifies the copy. */
Status copy_verified(Arena *arena, sqlite3 *source, const char *source_path, const char *temp,
                     Error *err);

#endif
