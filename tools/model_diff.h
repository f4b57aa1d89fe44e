/* model_diff: the migration that leads from one model to another, as a draft for people to read. */
#ifndef DUIBIAO_MODEL_DIFF_H
#define DUIBIAO_MODEL_DIFF_H

#include "record.h"

/* Writes the statements, and remarks on what they do not do. What would lose or change something
 * that is stored goes to `refusals` (List of Text), each with what to do by hand; then false. */
bool model_diff(Arena *arena, const Model *old, const Model *new, Buf *sql, List *refusals);

#endif
