/* What is derived from records and kept in the transaction that saves them: the units that each
 * belongs to, in a table beside its own, and the words that it is found by. A change of the schema
 * makes all of it anew. */
#include "record_impl.h"

#include <string.h>

/* ---- Units ---- */

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Each once, in order. */
static void sort_units(List *units)
{
    size_t kept = 0;
    list_sort(units, by_number);
    for (size_t at = 0; at < units->count; at++) {
        int64_t unit = *LIST_AT(units, int64_t, at);
        if (kept == 0 || unit != *LIST_AT(units, int64_t, kept - 1)) {
            *LIST_AT(units, int64_t, kept++) = unit;
        }
    }
    units->count = kept;
}

static Status units_of(Arena *arena, Workspace *workspace, const Record *record, List *units,
                       Error *err)
{
    *units = list_new(arena, sizeof(int64_t));
    Status status = units_collect(workspace, record, units, err);
    if (record->state >= 0 && record->def->states[record->state].is_public) {
        *(int64_t *)list_add(units) = SCHEMA_EVERYONE;
    }
    sort_units(units);
    return status;
}

static Status units_kept(Arena *arena, Workspace *workspace, const UnitsSql *sql, int64_t id,
                         List *units, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *units = list_new(arena, sizeof(int64_t));
    Status status = store_prepare(workspace->store, sql->get, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, id);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(int64_t *)list_add(units) = stmt_int(stmt, 0);
    }
    sort_units(units);
    return status;
}

static bool same_units(const List *a, const List *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof(int64_t)) == 0);
}

static bool same_beside(const Record *before, const Record *after)
{
    bool is_same = before->state == after->state;
    for (int f = 0; is_same && f < after->def->field_count; f++) {
        is_same = !schema_is_beside_units(after->def, f) ||
                  value_equal(&before->values[f], &after->values[f]);
    }
    return is_same;
}

/* From parameter 2 on: the id, the state, the fields. */
static void bind_beside(Stmt *stmt, const Record *record)
{
    int parameter = 2;
    stmt_bind_int(stmt, parameter++, record->id);
    if (record->state >= 0) {
        stmt_bind_text(stmt, parameter++, text_from(record->def->states[record->state].name));
    }
    for (int f = 0; f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        const Value *value = &record->values[f];
        if (!schema_is_beside_units(record->def, f)) {
            continue;
        }
        if (value->kind == VALUE_PAIR) {
            stmt_bind_int(stmt, parameter, value->number); /* lists compare it by that alone */
        } else if (value->kind == VALUE_REFS) {
            stmt_bind_int(stmt, parameter, value->ref_count); /* they stand in their own table */
        } else if (value->kind == VALUE_NONE && !schema_is_decimal(field->kind)) {
            stmt_bind_null(stmt, parameter);
        } else {
            value_bind(stmt, parameter, field, value);
        }
        parameter += schema_is_decimal(field->kind) ? 2 : 1;
    }
}

static Status add_units(Workspace *workspace, const UnitsSql *sql, const Record *record,
                        const List *units, Error *err)
{
    Stmt *stmt = NULL;
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < units->count; at++) {
        status = store_prepare(workspace->store, sql->add, &stmt, err);
        if (status == STATUS_OK) {
            stmt_bind_int(stmt, 1, *LIST_AT(units, int64_t, at));
            bind_beside(stmt, record);
            status = stmt_run(stmt, err);
        }
    }
    return status;
}

static Status drop_units(Workspace *workspace, const UnitsSql *sql, int64_t id, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql->drop, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, id);
        status = stmt_run(stmt, err);
    }
    return status;
}

static Status change_beside(Workspace *workspace, const UnitsSql *sql, const Record *record,
                            Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, sql->change, &stmt, err);
    if (status == STATUS_OK) {
        bind_beside(stmt, record);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* ---- One record ---- */

typedef struct Derived {
    Arena *arena;
    Workspace *workspace;
    const Record *before, *after; /* NULL: new, deleted; the same: only its units changed */
    List old_units, new_units;
} Derived;

static Status read_units(Derived *derived, const UnitsSql *sql, Error *err)
{
    Status status = STATUS_OK;
    derived->old_units = derived->new_units = list_new(derived->arena, sizeof(int64_t));
    if (sql == NULL) {
        return STATUS_OK; /* whoever may read one of these may read all */
    }
    if (derived->before != NULL) {
        status = units_kept(derived->arena, derived->workspace, sql, derived->before->id,
                            &derived->old_units, err);
    }
    if (status == STATUS_OK && derived->after != NULL) {
        status =
            units_of(derived->arena, derived->workspace, derived->after, &derived->new_units, err);
    }
    return status;
}

static Status write_units(const Derived *derived, const UnitsSql *sql, Error *err)
{
    const Record *before = derived->before, *after = derived->after;
    Status status = STATUS_OK;
    if (before != NULL && after != NULL && same_units(&derived->old_units, &derived->new_units)) {
        return same_beside(before, after) ? STATUS_OK
                                          : change_beside(derived->workspace, sql, after, err);
    }
    if (derived->old_units.count > 0) {
        status = drop_units(derived->workspace, sql, before->id, err);
    }
    return status == STATUS_OK && after != NULL
               ? add_units(derived->workspace, sql, after, &derived->new_units, err)
               : status;
}

static bool same_searched(const Record *before, const Record *after)
{
    for (int f = 0; f < after->def->field_count; f++) {
        if (after->def->fields[f].searched && !value_equal(&before->values[f], &after->values[f])) {
            return false;
        }
    }
    return true;
}

static Status write_words(const Derived *derived, Error *err)
{
    const Record *before = derived->before, *after = derived->after;
    Store *store = derived->workspace->store;
    if (before != NULL && after != NULL && same_searched(before, after) &&
        same_units(&derived->old_units, &derived->new_units)) {
        return STATUS_OK;
    }
    Text old =
        before == NULL ? TEXT("") : search_words(derived->arena, before, &derived->old_units);
    Text new = after == NULL ? TEXT("") : search_words(derived->arena, after, &derived->new_units);
    if (text_equal(old, new)) {
        return STATUS_OK;
    }
    Status status = before == NULL ? STATUS_OK : store_words_remove(store, before->id, old, err);
    return status == STATUS_OK && after != NULL ? store_words_add(store, after->id, new, err)
                                                : status;
}

static Status write_derived(Derived *derived, const TypeSql *type, Error *err)
{
    const UnitsSql *sql = type->units;
    Status status = read_units(derived, sql, err);
    if (status == STATUS_OK && sql != NULL) {
        status = write_units(derived, sql, err);
    }
    if (status == STATUS_OK && search_is_known(type->def)) {
        status = write_words(derived, err);
    }
    return status;
}

/* ---- Those whose units are this record's ---- */

static Status follow(Workspace *workspace, const Record *record, int depth, Error *err);

static Status follow_one(Workspace *workspace, const RecordDef *def, int64_t id, int depth,
                         Error *err)
{
    const TypeSql *type = NULL;
    Arena *scratch = arena_new();
    Record *record = NULL;
    Status status = type_of(workspace, def, &type, err);
    if (status == STATUS_OK) {
        status = row_get(scratch, workspace, def, id, &record, err);
    }
    if (status == STATUS_OK && record != NULL) {
        Derived derived = {
            .arena = scratch, .workspace = workspace, .before = record, .after = record};
        status = write_derived(&derived, type, err);
    }
    if (status == STATUS_OK && record != NULL) {
        status = follow(workspace, record, depth + 1, err);
    }
    arena_free(scratch);
    return status;
}

static Status follow_field(Workspace *workspace, const RecordDef *def, const FieldDef *field,
                           int64_t target, int depth, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Arena *scratch = arena_new();
    List ids = list_new(scratch, sizeof(int64_t));
    Sql sql = sql_new(scratch);
    if (field->kind == FIELD_REFS) {
        buf_add_format(&sql.text, "SELECT \"owner\" FROM \"%s_%s\" WHERE \"target\" = ", def->name,
                       field->name);
    } else {
        buf_add_format(&sql.text, "SELECT \"id\" FROM \"%s\" WHERE \"%s\" = ", def->name,
                       field->name);
    }
    sql_add_value(&sql, value_int(target));
    Status status = sql_prepare(workspace, &sql, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(int64_t *)list_add(&ids) = stmt_int(stmt, 0);
    }
    for (size_t at = 0; status == STATUS_OK && at < ids.count; at++) {
        status = follow_one(workspace, def, *LIST_AT(&ids, int64_t, at), depth, err);
    }
    arena_free(scratch);
    return status;
}

static Status follow(Workspace *workspace, const Record *record, int depth, Error *err)
{
    const Model *model = workspace->model;
    Status status = STATUS_OK;
    for (int r = 0; depth < SCHEMA_THROUGH_MOST && r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        int fields[SET_FIELDS_MAX + 1];
        int count = def->kind == RECORD_PLAIN ? unit_fields(def, fields) : 0;
        for (int at = 0; status == STATUS_OK && at < count; at++) {
            const FieldDef *field = &def->fields[fields[at]];
            if (strcmp(field->target, record->def->name) == 0) {
                status = follow_field(workspace, def, field, record->id, depth, err);
            }
        }
    }
    return status;
}

static bool unit_fields_differ(const Record *before, const Record *after)
{
    int fields[SET_FIELDS_MAX + 1];
    int count = unit_fields(after->def, fields);
    for (int at = 0; at < count; at++) {
        if (!value_equal(&before->values[fields[at]], &after->values[fields[at]])) {
            return true;
        }
    }
    return false;
}

Status derived_keep(Arena *arena, Workspace *workspace, const TypeSql *type, const Record *before,
                    const Record *after, Error *err)
{
    Derived derived = {.arena = arena, .workspace = workspace, .before = before, .after = after};
    Status status = write_derived(&derived, type, err);
    bool is_changed = before != NULL && after != NULL && unit_fields_differ(before, after);
    return status == STATUS_OK && is_changed ? follow(workspace, after, 0, err) : status;
}

/* ---- All of it anew ---- */

enum { RECORDS_AT_ONCE = 1000 };

static Status clear_units(Workspace *workspace, const TypeSql *type, Error *err)
{
    Stmt *stmt = NULL;
    Status status = type->units == NULL
                        ? STATUS_OK
                        : store_prepare(workspace->store, type->units->clear, &stmt, err);
    return stmt == NULL ? status : stmt_run(stmt, err);
}

static Status fill_some(Workspace *workspace, const TypeSql *type, int64_t *after, bool *more,
                        Error *err)
{
    Arena *scratch = arena_new();
    List records = list_new(scratch, sizeof(Record));
    Status status = row_list(scratch, workspace, type, *after, RECORDS_AT_ONCE, &records, err);
    for (size_t at = 0; status == STATUS_OK && at < records.count; at++) {
        const Record *record = LIST_AT(&records, Record, at);
        Derived derived = {.arena = scratch, .workspace = workspace, .after = record};
        *after = record->id;
        status = write_derived(&derived, type, err);
    }
    *more = records.count == RECORDS_AT_ONCE;
    arena_free(scratch);
    return status;
}

static Status fill(Workspace *workspace, const TypeSql *type, Error *err)
{
    int64_t after = 0;
    bool more = true;
    Status status = clear_units(workspace, type, err);
    while (status == STATUS_OK && more) {
        status = fill_some(workspace, type, &after, &more, err);
    }
    return status;
}

Status derived_fill(Workspace *workspace, Error *err)
{
    Status status = store_words_clear(workspace->store, err);
    for (int r = 0; status == STATUS_OK && r < workspace->model->record_count; r++) {
        if (workspace->model->records[r].kind == RECORD_PLAIN) {
            status = fill(workspace, &workspace->types[r], err);
        }
    }
    return status;
}
