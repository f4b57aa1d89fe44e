/* How each kind of field is stored. A further database is one more column of this table. */
#include "schema_impl.h"

static const struct {
    const char *sqlite; /* type of its columns; NULL: it has none */
    const char *second; /* what the name of a second column ends in; NULL: there is one */
} COLUMNS[] = {
    [FIELD_TEXT] = {"TEXT", NULL},         [FIELD_LONG_TEXT] = {"TEXT", NULL},
    [FIELD_INT] = {"INTEGER", NULL},       [FIELD_DECIMAL] = {"INTEGER", "_scale"},
    [FIELD_MONEY] = {"INTEGER", "_scale"}, [FIELD_PERCENT] = {"INTEGER", "_scale"},
    [FIELD_DATE] = {"INTEGER", NULL},      [FIELD_DATE_RANGE] = {"INTEGER", "_end"},
    [FIELD_TIME] = {"INTEGER", NULL},      [FIELD_PERIOD] = {"INTEGER", NULL},
    [FIELD_BOOL] = {"INTEGER", NULL},      [FIELD_ONE_OF] = {"TEXT", NULL},
    [FIELD_FILE] = {"TEXT", NULL},         [FIELD_POINT] = {"INTEGER", "_lon"},
    [FIELD_COMPUTED] = {NULL, NULL},       [FIELD_REF] = {"INTEGER", NULL},
    [FIELD_REFS] = {NULL, NULL},
};

const char *schema_type(FieldKind kind)
{
    return COLUMNS[kind].sqlite;
}

const char *schema_second(FieldKind kind)
{
    return COLUMNS[kind].second;
}

int schema_column_count(FieldKind kind)
{
    return COLUMNS[kind].sqlite == NULL ? 0 : COLUMNS[kind].second == NULL ? 1 : 2;
}

bool schema_is_text(FieldKind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_LONG_TEXT || kind == FIELD_ONE_OF ||
           kind == FIELD_FILE;
}

bool schema_is_decimal(FieldKind kind)
{
    return kind == FIELD_DECIMAL || kind == FIELD_MONEY || kind == FIELD_PERCENT;
}

void schema_unique_term(Buf *out, const FieldDef *field, int count)
{
    if (field->required || count == 1) {
        buf_add_format(out, "\"%s\"", field->name);
    } else if (schema_is_text(field->kind)) {
        buf_add_format(out, "COALESCE(\"%s\", '')", field->name);
    } else {
        buf_add_format(out, "COALESCE(\"%s\", %lld)", field->name, (long long)SCHEMA_NULL_INT);
    }
}

void schema_order_term(Buf *out, const char *table, const FieldDef *field)
{
    Buf column = buf_new(out->arena);
    if (table != NULL) {
        buf_add_format(&column, "\"%s\".", table);
    }
    buf_add_format(&column, "\"%s", field->name);
    Text name = buf_text(&column);
    if (schema_is_decimal(field->kind)) {
        buf_add_format(out, "CAST(%.*s\" || 'e-' || %.*s_scale\" AS REAL)", TEXT_ARGS(name),
                       TEXT_ARGS(name));
    } else {
        buf_add_format(out, "%.*s\"", TEXT_ARGS(name));
    }
}
