/* What the tests of record share. */
#include "record_test.h"

#include "compiled_model.h"
#include "model_emit.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Actor ACTOR = {.who = {"tester", 6}, .from = {"test", 4}, .is_owner = true};

static void open_workspace(Fixture *f, StoreMode mode)
{
    ok(f, workspace_open(f->path, mode, f->model, ACTOR, &f->workspace, &f->err));
}

int fixture_open(void **state)
{
    Arena *arena = arena_new();
    Fixture *f = ARENA_NEW(arena, Fixture);
    f->arena = arena;
    f->model = compiled_model(arena);
    assert_true(folder_make(f->folder));
    f->path = text_format(arena, "%s/test.duibiao%c", f->folder, '\0').ptr;
    f->problems = problems_new(arena, 50);
    open_workspace(f, STORE_CREATE);
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    workspace_close(f->workspace);
    folder_remove(f->folder);
    arena_free(f->arena);
    return 0;
}

static Model *parse_sources(Arena *arena, const ModelSource *sources, size_t count)
{
    ModelTree tree;
    List faults = list_new(arena, sizeof(ModelFault));
    if (!model_parse(arena, sources, count, &tree, &faults)) {
        const ModelFault *fault = LIST_AT(&faults, ModelFault, 0);
        fail_msg("%.*s:%d: %.*s", TEXT_ARGS(fault->file), fault->line, TEXT_ARGS(fault->message));
    }
    Buf schema = buf_new(arena);
    model_emit_schema(&schema, &tree.model);
    Migration *first = ARENA_NEW(arena, Migration);
    *first = (Migration){1, "0001", text_cstr(arena, buf_text(&schema))};
    Model *model = ARENA_NEW(arena, Model);
    *model = tree.model;
    model->hooks = NULL; /* nothing is wired, unless a test does it */
    model->hook_count = 0;
    model->migrations = (MigrationList){first, 1};
    return model;
}

Text read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Buf buf = buf_new(arena);
    for (int byte = getc(file); byte != EOF; byte = getc(file)) {
        buf_add_char(&buf, (char)byte);
    }
    fclose(file);
    return buf_text(&buf);
}

Model *parse_models(Arena *arena, char **paths, int count)
{
    ModelSource *sources = ARENA_ARRAY(arena, ModelSource, (size_t)count);
    for (int at = 0; at < count; at++) {
        sources[at] = (ModelSource){text_from(paths[at]), read_file(arena, paths[at])};
    }
    return parse_sources(arena, sources, (size_t)count);
}

void fixture_model(Fixture *f, const char *model_text)
{
    ModelSource source = {TEXT("test.model"), text_from(model_text)};
    f->model = f->own = parse_sources(f->arena, &source, 1);
    workspace_close(f->workspace);
    f->path = text_format(f->arena, "%s/own.duibiao%c", f->folder, '\0').ptr;
    open_workspace(f, STORE_CREATE);
}

void fixture_reopen(Fixture *f, StoreMode mode)
{
    workspace_close(f->workspace);
    open_workspace(f, mode);
}

void ok(Fixture *f, Status status)
{
    if (status == STATUS_OK) {
        return;
    }
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_EN, &f->err);
    for (size_t at = 0; at < problems_kept(f->problems); at++) {
        const Problem *problem = problems_at(f->problems, at);
        buf_add_cstr(&out, "\n  ");
        lang_print(&out, LANG_EN, problem->code, problem->args, problem->arg_count);
    }
    fail_msg("%.*s", TEXT_ARGS(buf_text(&out)));
}

void save(Fixture *f, Record *record)
{
    ok(f, record_save(f->arena, f->workspace, record, TEXT("test"), f->problems, &f->err));
}

void meddle(Fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", sql, message);
    }
    sqlite3_close(db);
}

/* ---- What a schema means ---- */

/* One line a row; `sql` has one parameter at most. */
static void add_rows(Buf *out, sqlite3 *db, const char *sql, const char *parameter)
{
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    if (parameter != NULL) {
        sqlite3_bind_text(stmt, 1, parameter, -1, SQLITE_TRANSIENT);
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        buf_add_cstr(out, " ");
        for (int column = 0; column < sqlite3_column_count(stmt); column++) {
            const unsigned char *text = sqlite3_column_text(stmt, column);
            buf_add_format(out, " %s", text == NULL ? "NULL" : (const char *)text);
        }
        buf_add_char(out, '\n');
    }
    sqlite3_finalize(stmt);
}

static void add_table(Buf *out, sqlite3 *db, const char *table)
{
    buf_add_format(out, "%s\n", table);
    add_rows(out, db, "SELECT type, wr, strict FROM pragma_table_list(?1) WHERE schema = 'main'",
             table);
    add_rows(
        out, db,
        "SELECT name, type, \"notnull\", pk, dflt_value FROM pragma_table_xinfo(?1) ORDER BY 1",
        table);
    add_rows(out, db,
             "SELECT \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?1) "
             "ORDER BY 1",
             table);
    add_rows(out, db,
             "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1 "
             "AND sql IS NOT NULL ORDER BY 1",
             table);
}

Text schema_meaning(Arena *arena, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    char *message = NULL;
    Buf out = buf_new(arena);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s", message);
    }
    sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1", -1,
                       &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        add_table(&out, db, (const char *)sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return buf_text(&out);
}

/* ---- Who acts, on what ---- */

const RecordDef *type(const Fixture *f, const char *name)
{
    const RecordDef *def = model_record(f->model, text_from(name));
    assert_non_null(def);
    return def;
}

int64_t save_organisation(Fixture *f, const char *zh)
{
    Record *record = record_new(f->arena, type(f, "organisation"));
    *record_value(record, "zh") = value_text(text_from(zh));
    save(f, record);
    return record->id;
}

void act_as(Fixture *f, const char *role, int64_t unit)
{
    int index = model_role(f->model, text_from(role));
    Actor actor = {.who = text_from(role),
                   .from = TEXT("test"),
                   .unit = unit,
                   .roles = index >= 0 ? (RoleSet)1 << index : 0};
    workspace_act_as(f->workspace, &actor);
}

void act_as_owner(Fixture *f)
{
    Actor actor = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    workspace_act_as(f->workspace, &actor);
}
