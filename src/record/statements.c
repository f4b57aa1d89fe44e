/* The SQL of each type, written once from the model; identifiers come from the model alone. */
#include "record_impl.h"

static const char *finished(Buf *sql)
{
    return text_cstr(sql->arena, buf_text(sql));
}

static int place_columns(Arena *arena, TypeSql *type)
{
    int next = COLUMN_STATE + (type->def->state_count > 0);
    type->columns = ARENA_ARRAY(arena, int, (size_t)type->def->field_count);
    for (int f = 0; f < type->def->field_count; f++) {
        int count = schema_column_count(type->def->fields[f].kind);
        type->columns[f] = count == 0 ? -1 : next;
        next += count;
    }
    return next;
}

/* The columns after id and version. */
static void add_columns(Buf *sql, const TypeSql *type)
{
    if (type->def->state_count > 0) {
        buf_add_cstr(sql, ", \"state\"");
    }
    for (int f = 0; f < type->def->field_count; f++) {
        const FieldDef *field = &type->def->fields[f];
        const char *second = schema_second(field->kind);
        if (type->columns[f] >= 0) {
            buf_add_format(sql, ", \"%s\"", field->name);
        }
        if (type->columns[f] >= 0 && second != NULL) {
            buf_add_format(sql, ", \"%s%s\"", field->name, second);
        }
    }
}

/* How many references each field of several has:
 * most have none, and a row tells so with less than a statement for each. */
static void add_ref_counts(Buf *sql, const TypeSql *type, int column)
{
    const RecordDef *def = type->def;
    for (int f = 0; f < def->field_count; f++) {
        if (def->fields[f].kind == FIELD_REFS) {
            buf_add_format(sql,
                           ", (SELECT count(*) FROM \"%s_%s\" WHERE \"owner\" = \"%s\".\"id\")",
                           def->name, def->fields[f].name, def->name);
            type->refs[f].column = column++;
        }
    }
}

static void write_row_sql(Arena *arena, TypeSql *type, int column_count)
{
    const char *table = type->def->name;
    Buf sql = buf_new(arena);
    buf_add_cstr(&sql, "SELECT \"id\", \"version\"");
    add_columns(&sql, type);
    add_ref_counts(&sql, type, column_count);
    type->select = finished(&sql);
    buf_add_format(&sql, " FROM \"%s\" WHERE \"id\" = $1", table);
    type->get = finished(&sql);

    sql = buf_new(arena);
    buf_add_format(&sql, "%s FROM \"%s\" WHERE \"id\" > $1 ORDER BY \"id\" LIMIT $2", type->select,
                   table);
    type->list = finished(&sql);

    sql = buf_new(arena);
    buf_add_format(&sql, "SELECT 1 FROM \"%s\" WHERE \"id\" = $1", table);
    type->exists = finished(&sql);

    sql = buf_new(arena);
    buf_add_format(&sql, "DELETE FROM \"%s\" WHERE \"id\" = $1", table);
    type->drop = finished(&sql);

    sql = buf_new(arena);
    buf_add_format(&sql, "INSERT INTO \"%s\" (\"id\", \"version\"", table);
    add_columns(&sql, type);
    buf_add_cstr(&sql, ") VALUES (");
    for (int column = 0; column < column_count; column++) {
        buf_add_format(&sql, "%s$%d", column > 0 ? ", " : "", column + 1);
    }
    buf_add_cstr(&sql, ")");
    type->insert = finished(&sql);
}

static const char *refs_sql(Arena *arena, const TypeSql *type, int field, const char *before,
                            const char *after)
{
    Text sql = text_format(arena, "%s \"%s_%s\" %s", before, type->def->name,
                           type->def->fields[field].name, after);
    return text_cstr(arena, sql);
}

static void write_refs_sql(Arena *arena, TypeSql *type)
{
    for (int f = 0; f < type->def->field_count; f++) {
        if (type->def->fields[f].kind == FIELD_REFS) {
            type->refs[f].get = refs_sql(arena, type, f, "SELECT \"target\" FROM",
                                         "WHERE \"owner\" = $1 ORDER BY \"place\"");
            type->refs[f].drop = refs_sql(arena, type, f, "DELETE FROM", "WHERE \"owner\" = $1");
            type->refs[f].add = refs_sql(arena, type, f, "INSERT INTO",
                                         "(\"owner\", \"place\", \"target\") VALUES ($1, $2, $3)");
        }
    }
}

static const char *unique_find(Arena *arena, const RecordDef *def, const FieldSet *set)
{
    Buf sql = buf_new(arena);
    buf_add_format(&sql, "SELECT \"id\" FROM \"%s\" WHERE ", def->name);
    for (int at = 0; at < set->count; at++) {
        schema_unique_term(&sql, &def->fields[set->fields[at]], set->count);
        buf_add_format(&sql, " = $%d AND ", at + 1);
    }
    buf_add_format(&sql, "\"id\" <> $%d", set->count + 1);
    return finished(&sql);
}

static void write_unique_sql(Arena *arena, TypeSql *type)
{
    const RecordDef *def = type->def;
    type->uniques = ARENA_ARRAY(arena, UniqueSql, (size_t)(def->field_count + def->unique_count));
    for (int f = 0; f < def->field_count; f++) {
        if (def->fields[f].unique) {
            type->uniques[type->unique_count++].set = (FieldSet){{f}, 1};
        }
    }
    for (int u = 0; u < def->unique_count; u++) {
        type->uniques[type->unique_count++].set = def->uniques[u];
    }
    for (int u = 0; u < type->unique_count; u++) {
        type->uniques[u].find = unique_find(arena, def, &type->uniques[u].set);
    }
}

/* ---- The table of units beside ---- */

/* A decimal is given as it is stored, and kept by its value; the next parameter. */
static int add_beside_value(Buf *sql, const FieldDef *field, int parameter)
{
    if (schema_is_decimal(field->kind)) {
        buf_add_format(sql, "CAST($%d || 'e-' || $%d AS REAL)", parameter, parameter + 1);
    } else {
        buf_add_format(sql, "$%d", parameter);
    }
    return parameter + (schema_is_decimal(field->kind) ? 2 : 1);
}

typedef struct Beside {
    Buf names, values, both; /* "a", "b"; $3, $4; "a" = $3, "b" = $4 */
    int parameter;
} Beside;

static void add_beside(Beside *beside, const char *name, const FieldDef *field)
{
    const char *comma = beside->names.len > 0 ? ", " : "";
    Buf value = buf_new(beside->names.arena);
    if (field != NULL) {
        beside->parameter = add_beside_value(&value, field, beside->parameter);
    } else {
        buf_add_format(&value, "$%d", beside->parameter++);
    }
    Text written = buf_text(&value);
    buf_add_format(&beside->names, "%s\"%s\"", comma, name);
    buf_add_format(&beside->values, "%s%.*s", comma, TEXT_ARGS(written));
    buf_add_format(&beside->both, "%s\"%s\" = %.*s", comma, name, TEXT_ARGS(written));
}

static const char *units_sql(Arena *arena, const RecordDef *def, const char *before,
                             const char *after)
{
    return text_cstr(arena,
                     text_format(arena, "%s \"%s" SCHEMA_UNITS "\"%s", before, def->name, after));
}

static const UnitsSql *write_units_sql(Arena *arena, const RecordDef *def)
{
    UnitsSql *units = ARENA_NEW(arena, UnitsSql);
    Beside beside = {buf_new(arena), buf_new(arena), buf_new(arena), 1};
    add_beside(&beside, SCHEMA_UNITS, NULL);
    add_beside(&beside, "id", NULL);
    Text key = text_copy(arena, buf_text(&beside.both));
    if (def->state_count > 0) {
        add_beside(&beside, "state", NULL);
    }
    for (int f = 0; f < def->field_count; f++) {
        if (schema_is_beside_units(def, f)) {
            add_beside(&beside, def->fields[f].name, &def->fields[f]);
        }
    }
    Text add = text_format(arena, " (%.*s) VALUES (%.*s)", TEXT_ARGS(buf_text(&beside.names)),
                           TEXT_ARGS(buf_text(&beside.values)));
    Text both = buf_text(&beside.both);
    /* Behind the key and a comma; a type with nothing beside its units has nothing to change. */
    Text change =
        both.len > key.len ? text_slice(both, key.len + 2, both.len) : TEXT("\"id\" = \"id\"");
    change = text_format(arena, " SET %.*s WHERE \"id\" = $2", TEXT_ARGS(change));
    units->add = units_sql(arena, def, "INSERT INTO", text_cstr(arena, add));
    units->change = units_sql(arena, def, "UPDATE", text_cstr(arena, change));
    units->get = units_sql(arena, def, "SELECT \"" SCHEMA_UNITS "\" FROM", " WHERE \"id\" = $1");
    units->drop = units_sql(arena, def, "DELETE FROM", " WHERE \"id\" = $1");
    units->clear = units_sql(arena, def, "DELETE FROM", "");
    return units;
}

TypeSql *type_statements(Arena *arena, const Model *model)
{
    TypeSql *types = ARENA_ARRAY(arena, TypeSql, (size_t)model->record_count);
    for (int r = 0; r < model->record_count; r++) {
        types[r].def = &model->records[r];
        if (types[r].def->kind == RECORD_PLAIN) {
            types[r].refs = ARENA_ARRAY(arena, RefsSql, (size_t)types[r].def->field_count);
            write_row_sql(arena, &types[r], place_columns(arena, &types[r]));
            write_refs_sql(arena, &types[r]);
            write_unique_sql(arena, &types[r]);
            types[r].units =
                schema_has_units(types[r].def) ? write_units_sql(arena, types[r].def) : NULL;
        }
    }
    return types;
}

Status type_of(Workspace *workspace, const RecordDef *def, const TypeSql **type, Error *err)
{
    const Model *model = workspace->model;
    for (int r = 0; r < model->record_count; r++) {
        if (def == &model->records[r] && def->kind == RECORD_PLAIN) {
            *type = &workspace->types[r];
            return STATUS_OK;
        }
    }
    return error_set(err, STATUS_INTERNAL, "record.not_of_model",
                     ARGS(arg_cstr("type", def->name)));
}
