/* Reading records: one, several, the one whose fields equal these. */
#include "record_impl.h"

Status record_get(Arena *arena, Workspace *workspace, const RecordDef *def, int64_t id,
                  Record **record, Error *err)
{
    Status status = row_get(arena, workspace, def, id, record, err);
    if (status == STATUS_OK && *record == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "record.not_found",
                         ARGS(label_arg("label", def->zh, def->en), arg_int("id", id)));
    }
    return status;
}

/* ---- Filters ---- */

static bool is_one_target(const Value *value)
{
    return value->kind == VALUE_INT || (value->kind == VALUE_REFS && value->ref_count == 1);
}

/* One condition; *next is the parameter to use and moves behind those used. */
static void add_condition(Buf *sql, const RecordDef *def, const RecordFilter *filter, int *next)
{
    const FieldDef *field = &def->fields[filter->field];
    if (field->kind == FIELD_REFS) {
        buf_add_format(
            sql, " AND %sEXISTS (SELECT 1 FROM \"%s_%s\" WHERE \"owner\" = \"%s\".\"id\"",
            filter->value.kind == VALUE_NONE ? "NOT " : "", def->name, field->name, def->name);
        if (filter->value.kind != VALUE_NONE) {
            buf_add_format(sql, " AND \"target\" = $%d", (*next)++);
        }
        buf_add_cstr(sql, ")");
        return;
    }
    if (filter->value.kind == VALUE_NONE) {
        buf_add_format(sql, " AND \"%s\" IS NULL", field->name);
        return;
    }
    buf_add_format(sql, " AND \"%s\" = $%d", field->name, (*next)++);
    if (field->kind == FIELD_DECIMAL) {
        buf_add_format(sql, " AND \"%s_scale\" = $%d", field->name, (*next)++);
    }
}

static void bind_condition(Stmt *stmt, const RecordDef *def, const RecordFilter *filter, int *next)
{
    const FieldDef *field = &def->fields[filter->field];
    const Value *value = &filter->value;
    if (value->kind == VALUE_NONE) {
        return;
    }
    if (value->kind == VALUE_REFS) {
        stmt_bind_int(stmt, (*next)++, value->refs[0]);
        return;
    }
    value_bind(stmt, *next, field, value);
    *next += field->kind == FIELD_DECIMAL ? 2 : 1;
}

static bool filter_fits(const RecordDef *def, const RecordFilter *filter)
{
    if (filter->field < 0 || filter->field >= def->field_count) {
        return false;
    }
    const Value *value = &filter->value;
    FieldKind kind = def->fields[filter->field].kind;
    switch (value->kind) {
    case VALUE_NONE: return true;
    case VALUE_TEXT: return schema_is_text(kind);
    case VALUE_DECIMAL: return kind == FIELD_DECIMAL;
    case VALUE_REFS: return kind == FIELD_REFS && is_one_target(value);
    case VALUE_INT: return !schema_is_text(kind) && kind != FIELD_DECIMAL;
    }
    return false;
}

/* An empty text asks for what is empty: it is never stored. */
static RecordFilter *normal_filters(Arena *arena, const RecordQuery *query)
{
    RecordFilter *filters = ARENA_ARRAY(arena, RecordFilter, (size_t)query->filter_count);
    for (int at = 0; at < query->filter_count; at++) {
        filters[at] = query->filters[at];
        value_normalise(&filters[at].value);
    }
    return filters;
}

static const char *list_sql(Arena *arena, const TypeSql *type, const RecordFilter *filters,
                            int filter_count)
{
    Buf sql = buf_new(arena);
    int next = 3;
    buf_add_format(&sql, "%s WHERE \"id\" > $1", type->select);
    for (int at = 0; at < filter_count; at++) {
        add_condition(&sql, type->def, &filters[at], &next);
    }
    buf_add_cstr(&sql, " ORDER BY \"id\" LIMIT $2");
    return text_cstr(arena, buf_text(&sql));
}

/* A cursor that is none begins at the start. */
static int64_t after_id(const RecordQuery *query)
{
    int64_t id = 0;
    return text_to_int(query->after, &id) ? id : 0;
}

Text record_cursor(Arena *arena, const RecordQuery *query, const Record *last)
{
    (void)query;
    return text_format(arena, "%lld", (long long)last->id);
}

static Status read_rows(Arena *arena, Workspace *workspace, const TypeSql *type, Stmt *stmt,
                        List *records, Error *err)
{
    Status status = STATUS_OK;
    bool row = false;
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        status = row_read(arena, workspace, type, stmt, list_add(records), err);
        if (status != STATUS_OK) {
            stmt_reset(stmt);
            return status;
        }
    }
    return status;
}

Status record_list(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordQuery *query, List *records, Error *err)
{
    const TypeSql *type = NULL;
    Stmt *stmt = NULL;
    *records = list_new(arena, sizeof(Record));
    Status status = type_of(workspace, def, &type, err);
    for (int at = 0; status == STATUS_OK && at < query->filter_count; at++) {
        if (!filter_fits(def, &query->filters[at])) {
            status = error_set(
                err, STATUS_INTERNAL, "record.filter",
                ARGS(arg_cstr("type", def->name), arg_int("field", query->filters[at].field)));
        }
    }
    if (status != STATUS_OK) {
        return status;
    }
    Arena *scratch = arena_new();
    RecordFilter *filters = normal_filters(scratch, query);
    const char *sql = list_sql(scratch, type, filters, query->filter_count);
    status = store_prepare(workspace->store, sql, &stmt, err);
    if (status == STATUS_OK) {
        int next = 3;
        stmt_bind_int(stmt, 1, after_id(query));
        stmt_bind_int(stmt, 2, query->limit > 0 ? query->limit : -1);
        for (int at = 0; at < query->filter_count; at++) {
            bind_condition(stmt, def, &filters[at], &next);
        }
        status = read_rows(arena, workspace, type, stmt, records, err);
    }
    arena_free(scratch);
    return status;
}

Status record_find(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const RecordFilter *filters, int filter_count, Record **record, Error *err)
{
    RecordQuery query = {.filters = filters, .filter_count = filter_count, .limit = 2};
    List found;
    *record = NULL;
    Status status = record_list(arena, workspace, def, &query, &found, err);
    if (status == STATUS_OK && found.count > 1) {
        return error_set(err, STATUS_CONFLICT, "record.several",
                         ARGS(label_arg("label", def->zh, def->en),
                              arg_int("first", LIST_AT(&found, Record, 0)->id),
                              arg_int("second", LIST_AT(&found, Record, 1)->id)));
    }
    if (status == STATUS_OK && found.count == 1) {
        *record = LIST_AT(&found, Record, 0);
    }
    return status;
}
