/* How each kind of field is stored. A further database is one more column of this table. */
#include "schema_impl.h"

#include <string.h>

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

void schema_order_term(Buf *out, const FieldDef *field)
{
    if (schema_is_decimal(field->kind)) {
        buf_add_format(out, "CAST(\"%s\" || 'e-' || \"%s_scale\" AS REAL)", field->name,
                       field->name);
    } else {
        buf_add_format(out, "\"%s\"", field->name);
    }
}

/* ---- Tables of units ---- */

static bool is_unit_known(const RecordDef *record)
{
    return record->unit_fields.count > 0 || record->unit_through >= 0 ||
           strcmp(record->name, ORGANISATION) == 0;
}

bool schema_has_units(const RecordDef *record)
{
    const GrantList *read = &record->allow[ACT_READ];
    for (int at = 0; at < read->count; at++) {
        if (read->items[at].reach != REACH_ALL && is_unit_known(record)) {
            return true;
        }
    }
    return false;
}

static bool any_index_has(const RecordDef *record, int field)
{
    for (int i = 0; i < record->index_count; i++) {
        for (int at = 0; at < record->indexes[i].count; at++) {
            if (record->indexes[i].fields[at] == field) {
                return true;
            }
        }
    }
    return false;
}

bool schema_is_beside_units(const RecordDef *record, int field)
{
    const FieldDef *def = &record->fields[field];
    bool is_kept = schema_type(def->kind) != NULL || def->kind == FIELD_REFS;
    return is_kept && def->kind != FIELD_LONG_TEXT && !def->sealed &&
           (def->filtered || def->sorted || def->target != NULL || any_index_has(record, field));
}

const char *schema_type_beside(FieldKind kind)
{
    return schema_is_decimal(kind) ? "REAL" : kind == FIELD_REFS ? "INTEGER" : schema_type(kind);
}
