/* Any bytes as a model file: never a crash, and what is accepted makes a schema that SQLite takes.
 * Lives beside the tests of record; its seeds are in test/fuzz/fuzz_model. */
#include "model_emit.h"

#include <sqlite3.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_schema(Arena *arena, const Model *model)
{
    sqlite3 *db = NULL;
    Buf schema = buf_new(arena);
    model_emit_schema(&schema, model);
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, text_cstr(arena, buf_text(&schema)), NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n%.*s\n", sqlite3_errmsg(db), TEXT_ARGS(buf_text(&schema)));
        abort();
    }
    sqlite3_close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    ModelSource source = {TEXT("fuzz.model"), {(const char *)data, size}};
    List faults = list_new(arena, sizeof(ModelFault));
    ModelTree tree;
    if (model_parse(arena, &source, 1, &tree, &faults)) {
        Buf out = buf_new(arena);
        model_emit_header(&out, &tree);
        model_emit_tables(&out, &tree);
        model_emit_dictionary(&out, &tree.model);
        check_schema(arena, &tree.model);
    }
    arena_free(arena);
    return 0;
}
