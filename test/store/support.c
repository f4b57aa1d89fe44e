#include "support.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const Migration steps[] = {
    {1, "items",
     "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, amount INTEGER) STRICT;"
     "CREATE TABLE part (id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item (id))"
     " STRICT;"},
    {2, "counter",
     "CREATE TABLE counter (one INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
     "INSERT INTO counter (one, value) VALUES (1, 0);"},
};
const MigrationList test_migrations = {steps, 2};

int fixture_setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = ARENA_NEW(arena, Fixture);
    const char *base = getenv("TMPDIR");
    char *folder =
        text_cstr(arena, text_format(arena, "%s/store-test-XXXXXX", base != NULL ? base : "/tmp"));
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    fixture->arena = arena;
    fixture->folder = folder;
    fixture->file = in_folder(fixture, "city.duibiao");
    *state = fixture;
    return 0;
}

/* Calls `each` with the path of every entry, in the order of names. */
static void folder_walk(Fixture *fixture, void (*each)(Fixture *, const char *, void *),
                        void *context)
{
    struct dirent **entries;
    int count = scandir(fixture->folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            each(fixture, in_folder(fixture, entries[i]->d_name), context);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
}

static void remove_one(Fixture *fixture, const char *path, void *context)
{
    (void)fixture;
    (void)context;
    if (unlink(path) != 0) {
        rmdir(path);
    }
}

int fixture_teardown(void **state)
{
    Fixture *fixture = *state;
    chmod(fixture->folder, 0700);
    folder_walk(fixture, remove_one, NULL);
    rmdir(fixture->folder);
    arena_free(fixture->arena);
    return 0;
}

const char *in_folder(Fixture *fixture, const char *name)
{
    return text_cstr(fixture->arena, text_format(fixture->arena, "%s/%s", fixture->folder, name));
}

static void error_show(Fixture *fixture)
{
    Buf out = buf_new(fixture->arena);
    error_print(&out, LANG_EN, &fixture->err);
    print_error("%s: %.*s\n", fixture->err.code, TEXT_ARGS(buf_text(&out)));
}

Store *opened(Fixture *fixture, StoreMode mode)
{
    Store *store = NULL;
    Status status = store_open(fixture->file, mode, test_migrations, &store, &fixture->err);
    if (status != STATUS_OK) {
        error_show(fixture);
    }
    assert_int_equal(status, STATUS_OK);
    assert_non_null(store);
    return store;
}

void file_write(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

bool file_exists(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

int64_t file_size(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (int64_t)about.st_size : -1;
}

static void hash_one(Fixture *fixture, const char *path, void *context)
{
    (void)fixture;
    char bytes[65536];
    Sha256 *sha = context;
    sha256_add(sha, path, strlen(path) + 1);
    /* The shared index of the log holds locks and marks, and no data. */
    FILE *file = text_ends(text_from(path), TEXT("-shm")) ? NULL : fopen(path, "rb");
    size_t len = 0;
    while (file != NULL && (len = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        sha256_add(sha, bytes, len);
    }
    if (file != NULL) {
        fclose(file);
    }
}

Hash folder_hash(Fixture *fixture)
{
    Sha256 sha;
    sha256_start(&sha);
    folder_walk(fixture, hash_one, &sha);
    return sha256_finish(&sha);
}

void assert_same_hash(const Hash *a, const Hash *b)
{
    assert_memory_equal(a->bytes, b->bytes, HASH_BYTES);
}

void run(Store *store, const char *sql)
{
    Error err;
    Stmt *stmt = NULL;
    assert_int_equal(store_prepare(store, sql, &stmt, &err), STATUS_OK);
    assert_int_equal(stmt_run(stmt, &err), STATUS_OK);
}

int64_t number(Store *store, const char *sql)
{
    Error err;
    Stmt *stmt = NULL;
    bool row = false;
    assert_int_equal(store_prepare(store, sql, &stmt, &err), STATUS_OK);
    assert_int_equal(stmt_step(stmt, &row, &err), STATUS_OK);
    assert_true(row);
    int64_t found = stmt_int(stmt, 0);
    stmt_reset(stmt);
    return found;
}

void item_add(Store *store, int64_t id, const char *name)
{
    Error err;
    Stmt *stmt = NULL;
    assert_int_equal(
        store_prepare(store, "INSERT INTO item (id, name) VALUES ($1, $2)", &stmt, &err),
        STATUS_OK);
    stmt_bind_int(stmt, 1, id);
    stmt_bind_text(stmt, 2, text_from(name));
    assert_int_equal(stmt_run(stmt, &err), STATUS_OK);
}

void items_add(Store *store, int64_t first, int64_t count)
{
    Error err;
    char name[64];
    assert_int_equal(store_write_begin(store, DURABILITY_FULL, &err), STATUS_OK);
    for (int64_t id = first; id < first + count; id++) {
        snprintf(name, sizeof(name), "item %lld", (long long)id);
        item_add(store, id, name);
    }
    assert_int_equal(store_write_commit(store, &err), STATUS_OK);
}

void assert_status(Fixture *fixture, Status found, Status expected, const char *code)
{
    if (found != expected && found != STATUS_OK) {
        error_show(fixture);
    }
    assert_int_equal(found, expected);
    assert_int_equal(fixture->err.status, expected);
    assert_string_equal(fixture->err.code, code);
    assert_true(lang_has(code));
}

void sleep_ms(long ms)
{
    struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&span, NULL);
}

int child_start(Fixture *fixture, ChildWork work)
{
    fflush(NULL);
    int pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        work(fixture);
        _exit(0);
    }
    return pid;
}

void child_must_succeed(int pid)
{
    int ended = 0;
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_true(WIFEXITED(ended));
    assert_int_equal(WEXITSTATUS(ended), 0);
}
