/* What the tests of store share: a folder of their own, a small schema, and looking at files. */
#ifndef DUIBIAO_TEST_STORE_SUPPORT_H
#define DUIBIAO_TEST_STORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store.h"

typedef struct Fixture {
    Arena *arena;
    const char *folder;
    const char *file; /* folder/city.duibiao, not there yet */
    Error err;
} Fixture;

int fixture_setup(void **state);
int fixture_teardown(void **state); /* removes the folder */

/* Table item(id, name unique, amount), and table part(id, item → item). */
extern const MigrationList test_migrations;

Store *opened(Fixture *fixture, StoreMode mode);
const char *in_folder(Fixture *fixture, const char *name);
void file_write(const char *path, const void *bytes, size_t len);
bool file_exists(const char *path);
int64_t file_size(const char *path);
/* Names, sizes and contents of everything in the folder, as one hash. */
Hash folder_hash(Fixture *fixture);
void assert_same_hash(const Hash *a, const Hash *b);

/* Run a statement that must succeed, with whole numbers for $1, $2 … */
void run(Store *store, const char *sql);
int64_t number(Store *store, const char *sql);
void item_add(Store *store, int64_t id, const char *name);  /* inside a transaction */
void items_add(Store *store, int64_t first, int64_t count); /* one transaction */
void assert_status(Fixture *fixture, Status found, Status expected, const char *code);

void sleep_ms(long ms);

/* Forks; the child runs `work` and ends with status 0 when it returns. */
typedef void (*ChildWork)(Fixture *fixture);
int child_start(Fixture *fixture, ChildWork work);
void child_must_succeed(int pid);

#endif
