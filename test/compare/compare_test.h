/* What the tests of compare share: a small workspace with two provinces and a few cities. */
#ifndef DUIBIAO_COMPARE_TEST_H
#define DUIBIAO_COMPARE_TEST_H

#include "folder.h"
#include "compare.h"
#include "model_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef struct Fixture {
    Arena *arena;
    const Model *model;
    char folder[FOLDER_PATH];
    const char *path;
    Workspace *workspace;
    Registry *registry; /* loaded by registers_load */
    CompareRules *rules;
    BatchLoad *load;
    int64_t next_row; /* of the file that the load pretends to read */
    int files;        /* how many files were pretended */
    Error err;
} Fixture;

/* The project's folder, for its rules: main() keeps its first argument here. */
void fixture_root(int argc, char **argv);

int fixture_open(void **state);
int fixture_close(void **state);
void fixture_reopen(Fixture *f);
void ok(Fixture *f, Status status); /* fails with the error's own words */
void fails(Fixture *f, Status expected, const char *code, Status status);
Text read_file(Arena *arena, const char *path); /* empty when it cannot be read */
Text rules_file(Arena *arena, const char *name);

/* Registers. An empty parent, owner or reference is written "". */
int64_t add_entity(Fixture *f, const char *code, const char *zh, const char *kind,
                   const char *parent_code);
int64_t add_indicator(Fixture *f, const char *code, const char *unit, const char *polarity,
                      const char *kind, const char *area);
Record *new_record(Fixture *f, const RecordDef *def);
void save(Fixture *f, Record *record);
int64_t id_of(Fixture *f, const RecordDef *def, int field, const char *text);
void registers_load(Fixture *f);

/* One batch: begin_file, then figures, then accept. */
void begin_file(Fixture *f);
/* "1926.0785" as of a day, of a status; the next row of the file. */
Observation figure(Fixture *f, const char *indicator, const char *entity, int year,
                   const char *value, const char *known_from);
void add(Fixture *f, Observation observation);
BatchTally accept(Fixture *f);
void add_years(Fixture *f, const char *indicator, const char *entity, int first_year,
               const double *values, int count); /* each known by the end of the year after */

int entity(Fixture *f, const char *text); /* registry index */
int indicator(Fixture *f, const char *text);
Panel *panel_of(Fixture *f, const char *as_of); /* everything; "" for now */
bool same_hash(Hash a, Hash b);
bool panel_has(const Panel *panel, int indicator, int entity, int year, double *value);

#define compare_test(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

#endif
