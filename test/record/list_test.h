/* What the tests of lists share: the model of their items, and verbs that say in one line what a
 * list holds. */
#ifndef DUIBIAO_LIST_TEST_H
#define DUIBIAO_LIST_TEST_H

#include "record_test.h"

extern const char ITEM_MODEL[];

int field(const Fixture *f, const char *name);
Record *new_item(Fixture *f, const char *zh, int64_t rank);
Record *saved_item(Fixture *f, const char *zh, int64_t rank);
List list(Fixture *f, const RecordQuery *query);
/* The ranks of what is found, as "1 2 3 ". */
const char *ranks(Fixture *f, const RecordQuery *query);
void refused(Fixture *f, const RecordQuery *query, const char *code, const char *says);
/* Fifty items with many equal and some empty values. */
void save_fifty(Fixture *f);
/* Beyond RECORD_COUNT_MOST: one more. */
int64_t told(RecordCount count);
int64_t count(Fixture *f, const RecordQuery *query);
/* Whether whoever acts finds it: in the list, by its words, among those counted. */
bool is_found(Fixture *f, const char *name, const char *words);
void give(Fixture *f, Record *item, const char *name, Value value);

#endif
