/* What the tests of work share: a workspace of the shipped model with its hooks, and verbs that say
 * in one line what an office does, or is refused. */
#ifndef DUIBIAO_WORK_TEST_H
#define DUIBIAO_WORK_TEST_H

#include "folder.h"
#include "work.h"

#include <setjmp.h>

#include <cmocka.h>

typedef struct Fixture {
    Arena *arena;
    Model model;
    Workspace *workspace;
    char folder[FOLDER_PATH];
} Fixture;

int fixture_open(void **state); /* the owner of the file acts */
int fixture_close(void **state);
#define HOOK_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

/* Who acts from here on: one role, in one organisation (0: none). */
void act_as(Fixture *f, const char *role, int64_t unit);
void act_as_owner(Fixture *f);

/* Values are FIELD=VALUE apart by semicolons, references by id. */
int64_t make(Fixture *f, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void change(Fixture *f, const char *type, int64_t id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void move(Fixture *f, const char *type, int64_t id, const char *name, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void take_back(Fixture *f, const char *type, int64_t id); /* its creation undone */
/* The same verbs, refused with a problem of that code. */
void refuses_make(Fixture *f, const char *code, const char *type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void refuses_change(Fixture *f, const char *code, const char *type, int64_t id, const char *format,
                    ...) __attribute__((format(printf, 5, 6)));
void refuses_move(Fixture *f, const char *code, const char *type, int64_t id, const char *name,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Nobody deletes it, nor undoes its creation. */
void refuses_delete(Fixture *f, const char *code, const char *type, int64_t id);
/* Several moves that need nothing, apart by spaces. */
void move_all(Fixture *f, const char *type, int64_t id, const char *names);

Record *get(Fixture *f, const char *type, int64_t id);
Value computed(Fixture *f, const char *type, int64_t id, const char *field);

/* Records that others need. */
int64_t organisation(Fixture *f, const char *name);
int64_t post(Fixture *f, const char *name, int64_t unit);
int64_t task(Fixture *f, int64_t lead); /* a draft, due on 2016-12-31 */
int64_t entry(Fixture *f, const char *list, const char *name);

#endif
