/* schema: what the engine and modelc must agree upon about tables and columns. */
#ifndef DUIBIAO_RECORD_SCHEMA_IMPL_H
#define DUIBIAO_RECORD_SCHEMA_IMPL_H

#include "record.h"

/* Whole numbers stay below 2^53: JavaScript and Excel keep no more. */
#define SCHEMA_INT_MOST INT64_C(9007199254740991)
/* What NULL counts as where fields are unique together: never a stored value, because whole
 * numbers stay above it and empty texts are NULL. */
#define SCHEMA_NULL_INT (-SCHEMA_INT_MOST - 1)

/* The few names of the model that the engine itself knows. */
#define ORGANISATION "organisation" /* what units are */
#define ACCOUNT "account"           /* whose own a record may be */
#define ROLE_PUBLIC  "public"       /* the role that everyone has */
#define ROLE_AUDITOR "auditor"      /* sees the history as a whole, and no values */

enum { SCHEMA_THROUGH_MOST = 6 }; /* records whose units are another's, one behind the other */

const char *schema_type(FieldKind kind);   /* of its columns; NULL: it has none */
const char *schema_second(FieldKind kind); /* what a second column's name ends in; NULL: none */
int schema_column_count(FieldKind kind);   /* 0, 1 or 2 */
bool schema_is_text(FieldKind kind);
bool schema_is_decimal(FieldKind kind); /* kept as mantissa and scale */

/* How the field stands in a unique index of `count` fields: alone, several may be empty; in a set,
 * empty equals empty. The engine asks with the same words, or the index would not be used. */
void schema_unique_term(Buf *out, const FieldDef *field, int count);

/* What lists compare and order a field by: a decimal by its value, all else by its (first) column.
 * An index is used only where the query says the same words. */
void schema_order_term(Buf *out, const FieldDef *field);

/* Where some may read only what belongs to their unit, a table of units stands beside that of the
 * records: one row for each unit that a record belongs to, with what lists are narrowed and ordered
 * by, so that the records of one unit stand together. It is derived: the engine keeps it, and can
 * make it anew. No field is called so: names have no two underscores in a row. */
#define SCHEMA_UNITS "__unit"
enum { SCHEMA_EVERYONE = 0 }; /* the unit of what is public */
bool schema_has_units(const RecordDef *record);
bool schema_is_beside_units(const RecordDef *record, int field);
/* There each field is one column: what lists compare it by. */
const char *schema_type_beside(FieldKind kind);

#endif
