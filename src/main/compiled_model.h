/* compiled_model: the records of model/, the rule sets of rules/ and the migrations of migrate/,
 * as record wants them. */
#ifndef DUIBIAO_COMPILED_MODEL_H
#define DUIBIAO_COMPILED_MODEL_H

#include "record.h"

/* The tables themselves are const; what is allocated is the list of migrations. */
const Model *compiled_model(Arena *arena);

#endif
