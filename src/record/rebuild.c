/* What is derived from records, made anew: when it has to be, and to compare it with what stood
 * there. */
#include "door_impl.h"

#include <string.h>

/* ---- When the schema, or what is derived, has changed ---- */

/* What the derived tables are made by: the schema, whose records are, the words of which fields. */
static int64_t mark_of(Workspace *workspace)
{
    enum { MARK_BYTES = 6 }; /* a whole number on any machine */
    Arena *scratch = arena_new();
    Buf made_by = buf_new(scratch);
    int64_t mark = 0;
    buf_add_format(&made_by, "%d\n", store_schema_version(workspace->store));
    for (int r = 0; r < workspace->model->record_count; r++) {
        const RecordDef *def = &workspace->model->records[r];
        int fields[SET_FIELDS_MAX + 1];
        int count = def->kind == RECORD_PLAIN ? unit_fields(def, fields) : 0;
        for (int at = 0; at < count; at++) {
            buf_add_format(&made_by, "%s by %s\n", def->name, def->fields[fields[at]].name);
        }
        for (int f = 0; f < def->field_count; f++) {
            if (def->fields[f].searched) {
                buf_add_format(&made_by, "%s has %s\n", def->name, def->fields[f].name);
            }
        }
    }
    Hash hash = hash_text(buf_text(&made_by));
    for (int at = 0; at < MARK_BYTES; at++) {
        mark = mark << 8 | hash.bytes[at];
    }
    arena_free(scratch);
    return mark;
}

static Status filled_for(Workspace *workspace, int64_t *mark, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *mark = 0;
    Status status = store_prepare(workspace->store,
                                  "SELECT \"mark\" FROM \"derived\" WHERE \"one\" = 1", &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *mark = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status fill_for(Workspace *workspace, int64_t mark, Error *err)
{
    Stmt *stmt = NULL;
    Status status = derived_fill(workspace, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store,
                               "INSERT INTO \"derived\" (\"one\", \"mark\") VALUES (1, $1)"
                               " ON CONFLICT (\"one\") DO UPDATE SET \"mark\" = excluded.\"mark\"",
                               &stmt, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, mark);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* Who only reads cannot make it, and must not read by what was made otherwise. */
Status derived_check(Workspace *workspace, Error *err)
{
    int64_t filled = 0;
    Status status = filled_for(workspace, &filled, err);
    if (status == STATUS_OK && filled != mark_of(workspace)) {
        return error_set(err, STATUS_UNSUPPORTED, "record.derived_old",
                         ARGS(arg_cstr("file", store_path(workspace->store))));
    }
    return status;
}

Status derived_open(Workspace *workspace, Error *err)
{
    int64_t mark = mark_of(workspace);
    int64_t filled = 0;
    bool begun = false;
    Status status = filled_for(workspace, &filled, err);
    if (status != STATUS_OK || filled == mark) {
        return status;
    }
    status = workspace_join(workspace, &begun, err);
    if (status == STATUS_OK) {
        status = fill_for(workspace, mark, err);
        status = workspace_part(workspace, begun, true, status, err);
    }
    return status;
}

/* ---- Table by table, compared ---- */

/* Every row of a table of units, in the order of its key. */
static Text units_listing(Arena *arena, const RecordDef *def)
{
    Buf sql = buf_new(arena);
    buf_add_cstr(&sql, "SELECT \"" SCHEMA_UNITS "\"");
    if (def->state_count > 0) {
        buf_add_cstr(&sql, ", \"state\"");
    }
    buf_add_cstr(&sql, ", \"id\"");
    for (int f = 0; f < def->field_count; f++) {
        if (schema_is_beside_units(def, f)) {
            buf_add_format(&sql, ", \"%s\"", def->fields[f].name);
        }
    }
    buf_add_format(&sql, " FROM \"%s" SCHEMA_UNITS "\" ORDER BY 1, 2%s", def->name,
                   def->state_count > 0 ? ", 3" : "");
    return buf_text(&sql);
}

static int columns_of(const RecordDef *def)
{
    int count = def->state_count > 0 ? 3 : 2;
    for (int f = 0; f < def->field_count; f++) {
        count += schema_is_beside_units(def, f);
    }
    return count;
}

static Status digest_units(Arena *arena, Workspace *workspace, const RecordDef *def, Hash *digest,
                           Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    Sha256 sha;
    Buf *bytes = &workspace->bytes;
    sha256_start(&sha);
    const char *sql = text_cstr(arena, units_listing(arena, def));
    Status status = store_prepare(workspace->store, sql, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        chain_start(bytes);
        for (int column = 0; column < columns_of(def); column++) {
            chain_add_value(bytes, !stmt_is_null(stmt, column), stmt_text(stmt, column));
        }
        sha256_add(&sha, bytes->ptr, bytes->len);
    }
    *digest = sha256_finish(&sha);
    return status;
}

/* One digest a type, and one of the words. */
static Status digest_all(Arena *arena, Workspace *workspace, Hash *digests, Error *err)
{
    const Model *model = workspace->model;
    Status status = store_words_digest(workspace->store, &digests[model->record_count], err);
    for (int r = 0; status == STATUS_OK && r < model->record_count; r++) {
        bool has_units =
            model->records[r].kind == RECORD_PLAIN && workspace->types[r].units != NULL;
        if (has_units) {
            status = digest_units(arena, workspace, &model->records[r], &digests[r], err);
        }
    }
    return status;
}

static void compare(const Model *model, const Hash *before, const Hash *after, Rebuild *rebuild)
{
    for (int r = 0; r <= model->record_count; r++) {
        if (memcmp(&before[r], &after[r], sizeof before[r]) == 0) {
            continue;
        }
        if (rebuild->differing++ == 0) {
            rebuild->first = r < model->record_count ? &model->records[r] : NULL;
        }
    }
    rebuild->tables = 1;
    for (int r = 0; r < model->record_count; r++) {
        rebuild->tables += model->records[r].kind == RECORD_PLAIN;
    }
}

static Status fill_and_compare(Workspace *workspace, Rebuild *rebuild, Error *err)
{
    Arena *scratch = arena_new();
    size_t count = (size_t)workspace->model->record_count + 1;
    Hash *before = ARENA_ARRAY(scratch, Hash, count), *after = ARENA_ARRAY(scratch, Hash, count);
    *rebuild = (Rebuild){0};
    Status status = digest_all(scratch, workspace, before, err);
    if (status == STATUS_OK) {
        status = derived_fill(workspace, err);
    }
    if (status == STATUS_OK) {
        status = digest_all(scratch, workspace, after, err);
    }
    if (status == STATUS_OK) {
        compare(workspace->model, before, after, rebuild);
    }
    arena_free(scratch);
    return status;
}

Status workspace_rebuild(Workspace *workspace, Rebuild *rebuild, Error *err)
{
    Status status = permit_role(workspace, ROLE_SYSADMIN, err);
    if (status == STATUS_OK) {
        status = workspace_begin(workspace, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = fill_and_compare(workspace, rebuild, err);
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}

Status workspace_rebuild_check(Workspace *workspace, Rebuild *rebuild, Error *err)
{
    Status status = permit_role(workspace, ROLE_SYSADMIN, err);
    if (status == STATUS_OK) {
        status = workspace_begin(workspace, err);
    }
    if (status == STATUS_OK) {
        status = fill_and_compare(workspace, rebuild, err);
        workspace_rollback(workspace);
    }
    return status;
}
