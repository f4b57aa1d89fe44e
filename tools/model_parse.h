/* model_parse: the model language of docs/model.md → the const tables of record.h.
 *
 * Used by modelc when the program is built, and by tests and the fuzzer at run time. Several
 * sources make one model; every fault is reported with its place, not only the first.
 */
#ifndef DUIBIAO_MODEL_PARSE_H
#define DUIBIAO_MODEL_PARSE_H

#include "record.h"

typedef struct ModelSource {
    Text name; /* as faults call it: "model/learning.model" */
    Text text;
} ModelSource;

typedef struct ModelFault {
    Text file;
    int line, column; /* from 1; the column counts characters */
    Text message;
} ModelFault;

typedef struct ModelTree {
    Model model;            /* without migrations */
    const char **constants; /* prefix of each record's C constants, parallel to model.records */
} ModelTree;

/* `faults` is a List of ModelFault; the tree is whole only when true is returned. The tree borrows
 * nothing from the sources. */
bool model_parse(Arena *arena, const ModelSource *sources, size_t count, ModelTree *tree,
                 List *faults);

#endif
