/* What the parts of model_diff share.
 *
 *   model_diff.c   records and fields, side by side: what is safe
 *   model_steps.c  the statements that make it so
 */
#ifndef DUIBIAO_MODEL_DIFF_IMPL_H
#define DUIBIAO_MODEL_DIFF_IMPL_H

#include "model_diff.h"
#include "schema_impl.h"
#include "value_impl.h"

/* One record in both models. */
typedef struct RecordPair {
    const RecordDef *old, *new;
    /* Something that SQLite does not change in a table that is there: it is made anew. */
    bool is_rebuilt;
} RecordPair;

/* The field of that name, when it has a column or a table of its own; NULL: nothing is stored. */
const FieldDef *diff_stored_field(const RecordDef *record, const char *name);

/* ---- model_steps.c ---- */

void diff_write_steps(Buf *sql, const RecordPair *pair);

#endif
