/* What the tests of exchange share: a workspace with the shipped registers and rules, files written
 * on the spot, and a look at one figure. */
#ifndef DUIBIAO_EXCHANGE_TEST_H
#define DUIBIAO_EXCHANGE_TEST_H

#include "exchange.h"
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct Fixture {
    Arena *arena;
    char folder[FOLDER_PATH];
    Workspace *workspace;
    Registry *registry;
    ImportRules rules;
    ImportOptions options; /* of the next import; set back after it */
    ImportResult result;   /* of the last one */
    size_t problems_kept; /* of each code; 0: as many as an import keeps */
    Error err;
} Fixture;

/* The project's folder: main() keeps its first argument here. */
void fixture_root(int argc, char **argv);
const char *project_path(Fixture *f, const char *path);
/* A file of DUIBIAO_DATA; skips the test, naming it, where that is not set. */
const char *data_path(Fixture *f, const char *test, const char *path);

int fixture_open(void **state);
int fixture_close(void **state);
void ok(Fixture *f, Status status);
void load_registry(Fixture *f); /* again, after registers changed */

/* Writes bytes to a file of the fixture's folder, and gives its path. */
const char *write_file(Fixture *f, const char *name, const char *text);
/* entity: code, name, kind; indicator: code, name, unit. Other names are separated by "|". */
void add_entity(Fixture *f, const char *code, const char *names, const char *kind);
void add_indicator(Fixture *f, const char *code, const char *names, const char *unit);

Status try_import(Fixture *f, const char *path);
void import(Fixture *f, const char *path); /* must succeed */
/* The import must fail with this code and leave no figure behind. */
void import_fails(Fixture *f, const char *path, const char *code);
size_t problems_of(Fixture *f, const char *code);

/* One figure as a person reads it in the file: who, what, when, how much, and where it stands. */
typedef struct Expected {
    const char *entity, *indicator, *period;
    const char *value; /* in the indicator's unit; NULL: no figure */
    int row, column;   /* 0: not looked at */
} Expected;

const Observation *figure(Fixture *f, const char *entity, const char *indicator, int year,
                          Date as_of);
void expect(Fixture *f, const Expected *expected, size_t count);
#define EXPECT(f, table) expect((f), (table), sizeof(table) / sizeof((table)[0]))
size_t count_figures(Fixture *f);

#endif
