/* schema: what the engine and modelc must agree upon about tables and columns. */
#ifndef DUIBIAO_RECORD_SCHEMA_IMPL_H
#define DUIBIAO_RECORD_SCHEMA_IMPL_H

#include "record.h"

/* Whole numbers stay below 2^53: JavaScript and Excel keep no more. */
#define SCHEMA_INT_MOST INT64_C(9007199254740991)
/* What NULL counts as where fields are unique together: never a stored value, because whole
 * numbers stay above it and empty texts are NULL. */
#define SCHEMA_NULL_INT (-SCHEMA_INT_MOST - 1)

static inline bool schema_is_text(FieldKind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_LONG_TEXT || kind == FIELD_ONE_OF;
}

/* What lists compare and order a field by: a decimal by its value, all else by its (first) column.
 * `table` is NULL inside an index, which is used only where the query says the same words. */
static inline void schema_order_term(Buf *out, const char *table, const FieldDef *field)
{
    Buf column = buf_new(out->arena);
    if (table != NULL) {
        buf_add_format(&column, "\"%s\".", table);
    }
    buf_add_format(&column, "\"%s", field->name);
    Text name = buf_text(&column);
    if (field->kind == FIELD_DECIMAL) {
        buf_add_format(out, "CAST(%.*s\" || 'e-' || %.*s_scale\" AS REAL)", TEXT_ARGS(name),
                       TEXT_ARGS(name));
    } else {
        buf_add_format(out, "%.*s\"", TEXT_ARGS(name));
    }
}

/* How the field stands in a unique index of `count` fields: alone, several may be empty; in a set,
 * empty equals empty. The engine asks with the same words, or the index would not be used. */
static inline void schema_unique_term(Buf *out, const FieldDef *field, int count)
{
    if (field->required || count == 1) {
        buf_add_format(out, "\"%s\"", field->name);
    } else if (schema_is_text(field->kind)) {
        buf_add_format(out, "COALESCE(\"%s\", '')", field->name);
    } else {
        buf_add_format(out, "COALESCE(\"%s\", %lld)", field->name, (long long)SCHEMA_NULL_INT);
    }
}

#endif
