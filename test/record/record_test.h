/* What the tests of record share: a fresh workspace of the compiled model for each test. */
#ifndef DUIBIAO_RECORD_TEST_H
#define DUIBIAO_RECORD_TEST_H

#include "folder.h"
#include "record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct Fixture {
    Arena *arena;
    const Model *model;
    Model *own; /* the one of fixture_model, for its hooks */
    char folder[FOLDER_PATH];
    const char *path;
    Workspace *workspace;
    Problems *problems;
    Error err;
} Fixture;

int fixture_open(void **state);  /* a workspace of the compiled model */
int fixture_close(void **state); /* closes it and removes its folder */

/* A workspace of the model in this text; the one open before is closed. */
void fixture_model(Fixture *f, const char *model_text);
void fixture_reopen(Fixture *f, StoreMode mode);

Text read_file(Arena *arena, const char *path);
/* The model of these files, with its schema as its one migration and no hook wired. */
Model *parse_models(Arena *arena, char **paths, int count);

/* Fails the test with the error's own words unless the status is OK. */
void ok(Fixture *f, Status status);
void save(Fixture *f, Record *record); /* must succeed */
const RecordDef *type(const Fixture *f, const char *name);
int64_t save_organisation(Fixture *f, const char *zh);
/* Who acts from here on: somebody of one role (one that the model lacks: of none) in one unit. */
void act_as(Fixture *f, const char *role, int64_t unit);
void act_as_owner(Fixture *f);
/* Runs SQL on the file behind the engine's back. */
void meddle(Fixture *f, const char *sql);

#define record_test(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

/* What the schema that a script makes means, whatever its words: each table with its columns by
 * name, type, emptiness, key and references, each index with its terms. */
Text schema_meaning(Arena *arena, const char *sql);

#endif
