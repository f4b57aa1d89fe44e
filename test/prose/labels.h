/* A small reader of JSON for the labels: base writes JSON, and libraries that read it clash with
 * its names. Escapes are kept as they stand: the labels have none but \" and \n. */
#ifndef DUIBIAO_PROSE_LABELS_H
#define DUIBIAO_PROSE_LABELS_H

#include "base.h"

typedef struct Node {
    enum { NODE_OTHER, NODE_NUMBER, NODE_TEXT, NODE_LIST, NODE_OBJECT } kind;
    Text key, text;
    double number;
    struct Node *first, *next;
} Node;

Node *labels_parse(Arena *arena, Text json);                 /* NULL: not JSON */
const Node *labels_get(const Node *object, const char *key); /* an empty node when absent */
size_t labels_count(const Node *list);

#endif
