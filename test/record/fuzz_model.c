/* Any bytes as a model file: never a crash, and what is accepted makes a schema that SQLite takes.
 * Two models with a line "---" between: a migration that is drafted runs on the schema of the
 * first. Lives beside the tests of record; its seeds are in test/fuzz/fuzz_model. */
#include "model_diff.h"
#include "model_emit.h"

#include <sqlite3.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_run(Arena *arena, const Buf *sql)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, text_cstr(arena, buf_text(sql)), NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n%.*s\n", sqlite3_errmsg(db), TEXT_ARGS(buf_text(sql)));
        abort();
    }
    sqlite3_close(db);
}

/* Everything that is made from a model; false when it is none. */
static bool emit_all(Arena *arena, Text text, ModelTree *tree)
{
    ModelSource source = {TEXT("fuzz.model"), text};
    List faults = list_new(arena, sizeof(ModelFault));
    Buf out = buf_new(arena), schema = buf_new(arena);
    if (!model_parse(arena, &source, 1, tree, &faults)) {
        return false;
    }
    model_emit_header(&out, tree);
    model_emit_tables(&out, tree);
    model_emit_hooks(&out, tree);
    model_emit_dictionary(&out, &tree->model);
    model_emit_schema(&schema, &tree->model);
    must_run(arena, &schema);
    return true;
}

static void migrate(Arena *arena, const Model *old, const Model *new)
{
    Buf sql = buf_new(arena);
    List refusals;
    model_emit_schema(&sql, old);
    if (model_diff(arena, old, new, &sql, &refusals)) {
        must_run(arena, &sql);
    } else if (old == new) {
        fprintf(stderr, "refused: %.*s\n", TEXT_ARGS(*LIST_AT(&refusals, Text, 0)));
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text first = {(const char *)data, size}, second = TEXT(""), line = TEXT("\n---\n");
    size_t at = 0;
    if (text_find(first, line, &at)) {
        second = text_slice(first, at + line.len, first.len);
        first = text_slice(first, 0, at + 1);
    }
    ModelTree old, new;
    if (emit_all(arena, first, &old)) {
        migrate(arena, &old.model, &old.model);
        if (second.len > 0 && emit_all(arena, second, &new)) {
            migrate(arena, &old.model, &new.model);
        }
    }
    arena_free(arena);
    return 0;
}
