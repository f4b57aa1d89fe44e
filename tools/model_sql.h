/* model_sql: the parts that the schema of a workspace is made of, for whoever writes all of it or
 * what is new in it. */
#ifndef DUIBIAO_MODEL_SQL_H
#define DUIBIAO_MODEL_SQL_H

#include "record.h"

/* Everything that a record has: its table, its indexes, the tables of its references. */
void model_sql_record(Buf *out, const RecordDef *record);
/* The table of its own fields alone, under this name. */
void model_sql_table(Buf *out, const RecordDef *record, const char *name);
/* The columns of one field, as they stand in the table: each begins with a comma. */
void model_sql_columns(Buf *out, const RecordDef *record, const FieldDef *field);
/* The table of a field that holds several references, with its index. */
void model_sql_references(Buf *out, const RecordDef *record, const FieldDef *field);

/* The table of units beside it; nothing where there is none. */
void model_sql_units(Buf *out, const RecordDef *record);

typedef struct ModelIndex {
    Text name, sql; /* the statement ends its line */
} ModelIndex;
List model_sql_indexes(Arena *arena, const RecordDef *record); /* of ModelIndex */

#endif
