/* store: one database file behind one small interface.
 *
 * A workspace is one SQLite file (PostgreSQL will be a second implementation of this header).
 * SQL uses $1…$n, binds every value, and keeps to what both engines mean alike: dates and JSON
 * are opaque to it, ids are made by the program, NULLS LAST is always written.
 *
 * Writing: one writer at a time across all processes. store_write_begin() takes an advisory lock
 * beside the file for the length of one transaction, then BEGIN IMMEDIATE; who has waited comes
 * before who held it last. So long work that commits in slices makes nobody wait for more than one
 * slice, and one of rows in great number ends when somebody waits. What the log holds moves into
 * the file meanwhile, by a thread, which no writer waits for but a loader that would let the log
 * grow without end.
 *
 * A Store belongs to one thread. Readers see the state of the last commit before their first
 * statement and never block the writer.
 */
#ifndef DUIBIAO_STORE_H
#define DUIBIAO_STORE_H

#include "base.h"

typedef struct Store Store;
typedef struct Stmt Stmt;

typedef enum StoreMode {
    STORE_FROZEN, /* read a copy that nobody changes: nothing is written beside it */
    STORE_READ,
    STORE_WRITE,
    STORE_CREATE
} StoreMode;
bool store_mode_reads(StoreMode mode); /* and does no more */

/* One numbered step of the schema; `sql` may hold several statements. Append-only. */
typedef struct Migration {
    int number; /* 1, 2, 3, … without a gap */
    const char *name;
    const char *sql;
} Migration;

typedef struct MigrationList {
    const Migration *items;
    size_t count;
} MigrationList;

/* STORE_CREATE makes a new file and refuses one that is there. STORE_WRITE applies the missing
 * migrations, each in one transaction; STORE_READ refuses a file that still needs them. Refused,
 * with nothing touched: a file that is not ours, one from a newer program or made by other steps of
 * the same numbers, a network file system.
 * errors: NOT_FOUND, CONFLICT (there already), CORRUPT, UNSUPPORTED (newer,
 * other, network), IO, BUSY */
Status store_open(const char *path, StoreMode mode, MigrationList migrations, Store **store,
                  Error *err);
void store_close(Store *store); /* NULL is allowed; rolls back what is open */
const char *store_path(const Store *store);
int store_schema_version(const Store *store);

/* ---- Statements ---- */

/* Statements are kept by their SQL text and reused; the Stmt belongs to the store and is reset by
 * the next store_prepare of the same text. Do not prepare a text again while stepping through it.
 * errors: INTERNAL (the SQL is wrong), CORRUPT, BUSY */
Status store_prepare(Store *store, const char *sql, Stmt **stmt, Error *err);

/* Each parameter must be bound before the first step (NULL too) and stays bound until the text is
 * prepared again. Whatever writes needs an open write transaction. */
void stmt_bind_int(Stmt *stmt, int parameter, int64_t value); /* parameters from 1 */
void stmt_bind_text(Stmt *stmt, int parameter, Text value);   /* copied */
void stmt_bind_blob(Stmt *stmt, int parameter, const void *bytes, size_t len); /* copied */
void stmt_bind_null(Stmt *stmt, int parameter);

/* Moves to the next row; *row is false when there is none, and the statement is then reset and
 * may be bound and stepped again. A bad bind shows here.
 * errors: CONFLICT (a unique key or reference), CORRUPT, IO, BUSY, LIMIT (disk full) */
Status stmt_step(Stmt *stmt, bool *row, Error *err);
/* For statements without rows: bind, run, reset in one call. */
Status stmt_run(Stmt *stmt, Error *err);
void stmt_reset(Stmt *stmt); /* when one leaves before the last row */

/* Statements of this store are stopped when this thread has worked so many microseconds from now,
 * or ten times as much has passed by the clock: LIMIT, STORE_TOO_SLOW. 0: no limit. */
#define STORE_TOO_SLOW "store.too_slow"
void store_limit_time(Store *store, int64_t us);

/* Columns from 0; texts and blobs live until the next step. stmt_text also gives a blob's bytes. */
bool stmt_is_null(const Stmt *stmt, int column);
int64_t stmt_int(const Stmt *stmt, int column);
Text stmt_text(const Stmt *stmt, int column);
Text stmt_text_copy(Arena *arena, const Stmt *stmt, int column);

/* A query of whole numbers for stmt_each: its columns, at most 16, and what follows them ("FROM …
 * WHERE …", without ORDER BY). */
Status store_prepare_each(Store *store, const char *columns, const char *rest, Stmt **stmt,
                          Error *err);
/* Behind a table's name in FROM: by which of its indexes it is to be read, where the engine by
 * itself would look at every row. Adds nothing where there is no such index. */
Status store_by_index(Store *store, Buf *sql, Text index, Error *err);
/* Calls `take` for every row with its columns, NULL as 0, and resets. The rows come in the order in
 * which the store reads them: that of the key, where the key is all that narrows the query. `take`
 * must not ask the store anything. */
typedef void (*TakeRow)(void *context, const int64_t *columns);
Status stmt_each(Stmt *stmt, TakeRow take, void *context, Error *err);

/* Several statements without parameters or rows: schema work. Outside a write transaction they
 * take one of their own. */
Status store_run_script(Store *store, const char *sql, Error *err);

/* ---- Transactions ---- */

/* How surely a commit stands: FULL survives a power cut; BULK is for loading a batch that is not
 * yet accepted, and is followed by a FULL commit that accepts it. Neither loses anything to a
 * killed process. */
typedef enum Durability { DURABILITY_FULL, DURABILITY_BULK } Durability;

Status store_write_begin(Store *store, Durability durability, Error *err); /* BUSY after 30 s */
Status store_write_commit(Store *store, Error *err);
void store_write_rollback(Store *store); /* after any failure; harmless when none is open */
/* One snapshot for several reads. Keep it short: a long reader lets the log grow. */
Status store_read_begin(Store *store, Error *err);
void store_read_end(Store *store);

/* The next ids of this workspace, inside a write transaction: `count` consecutive numbers
 * beginning at *first. They only rise, are never reused, and stay below 2^53. */
Status store_new_ids(Store *store, int64_t count, int64_t *first, Error *err);

/* Many rows of whole numbers, inside a write transaction, in the order given; fastest in the
 * order of the table's key. When somebody waits to write it ends early, with `*inserted` rows: the
 * caller commits these and goes on in another transaction. Anything but OK asks for a rollback. At
 * most 16 columns. */
typedef struct BulkRows {
    const void *context;
    int64_t count;
    int64_t least; /* so many are inserted whoever waits */
    /* The number in `column` (from 0) of `row` (from 0); false: NULL. */
    bool (*number)(const void *context, int64_t row, int column, int64_t *number);
} BulkRows;
Status store_insert_rows(Store *store, const char *table, const char *const *columns,
                         int column_count, const BulkRows *rows, int64_t *inserted, Error *err);

/* ---- Words ---- */

/* An index of words: which numbers have which. A word is letters, digits, ':', '_' and anything
 * beyond ASCII; `words` stand between single spaces. Changes need a write transaction. */
Status store_words_add(Store *store, int64_t id, Text words, Error *err);
Status store_words_remove(Store *store, int64_t id, Text words, Error *err); /* those added */
Status store_words_clear(Store *store, Error *err);
/* Of all words and their numbers, whatever the index looks like inside; in a write transaction. */
Status store_words_digest(Store *store, Hash *digest, Error *err);
/* What to select from: the ids, in a column `found`, that answer the question at `parameter`;
 * quick from the highest down. */
void store_words_source(Buf *sql, int parameter);
/* The question who has at least one word of each group. */
Text store_words_question(Arena *arena, const Text *groups, size_t group_count);

/* An advisory lock by name beside the file ("import"), held until released or the process dies.
 * errors: BUSY when another process or store holds it */
typedef struct StoreLock StoreLock;
Status store_lock(Store *store, const char *name, StoreLock **lock, Error *err);
void store_unlock(StoreLock *lock);

/* ---- Files ---- */

/* Files that records hold stand in a folder beside the store, FILE-files: each once, named by the
 * SHA-256 of its bytes (ab/abcdef…), and never changed. One comes in by two steps: the long one
 * (copying, hashing, syncing) at any time, then its name inside the transaction that writes its
 * row. So no row is ever without its file, and who holds the transaction may take away what no
 * row names. */
const char *store_files_folder(Arena *arena, const char *path); /* of the store at `path` */

typedef struct StoreFileSource {
    const char *path; /* NULL: from `bytes` */
    Text bytes;
} StoreFileSource;
typedef struct StoreFile {
    Hash hash;
    int64_t bytes;
    const char *temp; /* where it stands until it is kept */
} StoreFile;
/* errors: NOT_FOUND, INVALID (no regular file, or the store itself),
 * LIMIT (more than `most` bytes), IO */
Status store_file_take(Arena *arena, const char *folder, const StoreFileSource *source,
                       int64_t most, StoreFile *file, Error *err);
Status store_file_keep(const char *folder, const StoreFile *file, Error *err);
void store_file_leave(const StoreFile *file); /* when it is not kept; harmless when it was */

const char *store_file_path(Arena *arena, const char *folder, const Hash *hash);
bool store_file_stands(const char *folder, const Hash *hash); /* whatever its bytes are */
typedef enum StoreFileState {
    STORE_FILE_SOUND,
    STORE_FILE_MISSING,
    STORE_FILE_ALTERED
} StoreFileState;
Status store_file_look(const char *folder, const Hash *hash, StoreFileState *state, Error *err);
List store_files(Arena *arena, const char *folder); /* of Hash: all that stand there, in order */
Status store_file_remove(const char *folder, const Hash *hash, Error *err);
void store_files_clear(const char *folder); /* all of them, and the folder */
void store_files_tidy(const char *folder);  /* forgets what came in and was abandoned a day ago */
bool store_file_link(const char *from, const char *to, const Hash *hash); /* where it is sound */
/* Into the folder of another store; only what is sound arrives there. */
Status store_file_copy(const char *from, const char *to, const Hash *hash, StoreFileState *state,
                       Error *err);

/* ---- A key ---- */

/* Random bytes in FILE-key beside the store, for its owner alone, and in no copy of it: what is
 * sealed under them in the store is worth nothing to whoever has a backup. */
enum { STORE_KEY_BYTES = 32 };
const char *store_key_path(Arena *arena, const char *path);
Status store_key_read(const char *path, uint8_t key[STORE_KEY_BYTES], bool *is_there, Error *err);
/* The one that is there, or a new one. */
Status store_key_make(const char *path, uint8_t key[STORE_KEY_BYTES], Error *err);

/* ---- Care ---- */

/* Looks at how values are spread, so that questions take the shortest way; a fraction of a second.
 * A store that changed much does so itself when it closes. */
Status store_analyse(Store *store, Error *err);

typedef struct StoreCheck {
    Text name; /* catalogue key: "check.integrity", "check.foreign_keys", … */
    bool passed;
    Text detail; /* what was found: figures and names, the same in every language */
    Text note;   /* catalogue key of what to know or to do; empty when there is nothing */
} StoreCheck;

/* Integrity, foreign keys, schema version, log size, library version, free disk.
 * List of StoreCheck. */
Status store_check(Arena *arena, Store *store, List *checks, Error *err);

/* A consistent copy in one step beside a live writer, then verified (integrity, foreign keys, row
 * counts of every table). Refuses a target that exists. */
Status store_backup(Store *store, const char *target, Error *err);
/* Verifies `source`, copies it to a temporary name beside `target`, removes a stale log, renames.
 * Refuses a target that exists unless `replace`; the old file then stays as
 * target.before-restore. */
Status store_restore(const char *source, const char *target, bool replace, MigrationList migrations,
                     Error *err);

Status store_is_free(const char *path, Error *err); /* for a backup or a restore; CONFLICT */
const char *store_replaced_path(Arena *arena, const char *target); /* where the old file stays */

#endif
