/* model_index: which indexes a record's table has. Named in the parser, so that no two have one
 * name, and written out with the schema. */
#ifndef DUIBIAO_MODEL_INDEX_H
#define DUIBIAO_MODEL_INDEX_H

#include "record.h"

/* Lists of FieldSet; KEY_STATE stands for the state. */
List model_indexes(Arena *arena, const RecordDef *record);
List model_unique_indexes(Arena *arena, const RecordDef *record);
/* `prefix`: "ix", or "ux" of unique ones. */
Text model_index_name(Arena *arena, const char *prefix, const RecordDef *record,
                      const FieldSet *set);

#endif
