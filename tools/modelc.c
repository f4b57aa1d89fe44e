/* modelc: model files → C tables, schema, data dictionary.
 *
 *   modelc header|tables|hooks|schema|dictionary OUTPUT FILE.model…
 *
 * Faults are printed as FILE:LINE:COLUMN: error: what, and end with exit code 1. */
#include "model_emit.h"

#include <stdlib.h>
#include <string.h>

static void emit_schema(Buf *out, const ModelTree *tree)
{
    model_emit_schema(out, &tree->model);
}

static void emit_dictionary(Buf *out, const ModelTree *tree)
{
    model_emit_dictionary(out, &tree->model);
}

static const struct Product {
    const char *name;
    void (*emit)(Buf *out, const ModelTree *tree);
} PRODUCTS[] = {
    {"header", model_emit_header}, {"tables", model_emit_tables},   {"hooks", model_emit_hooks},
    {"schema", emit_schema},       {"dictionary", emit_dictionary},
};

static const struct Product *find_product(const char *name)
{
    for (size_t at = 0; at < sizeof PRODUCTS / sizeof PRODUCTS[0]; at++) {
        if (strcmp(PRODUCTS[at].name, name) == 0) {
            return &PRODUCTS[at];
        }
    }
    return NULL;
}

static bool read_file(Arena *arena, const char *path, Text *text)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    Buf buf = buf_new(arena);
    char block[8192];
    size_t got = 0;
    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        buf_add(&buf, (Text){block, got});
    }
    bool whole = ferror(file) == 0;
    fclose(file);
    *text = buf_text(&buf);
    return whole;
}

static bool write_file(const char *path, Text text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool whole = fwrite(text.ptr, 1, text.len, file) == text.len;
    return fclose(file) == 0 && whole;
}

static bool parse_files(Arena *arena, char **paths, size_t count, ModelTree *tree)
{
    ModelSource *sources = ARENA_ARRAY(arena, ModelSource, count + 1);
    for (size_t at = 0; at < count; at++) {
        sources[at].name = text_from(paths[at]);
        if (!read_file(arena, paths[at], &sources[at].text)) {
            fprintf(stderr, "modelc: cannot read %s\n", paths[at]);
            return false;
        }
    }
    List faults = list_new(arena, sizeof(ModelFault));
    bool whole = model_parse(arena, sources, count, tree, &faults);
    for (size_t at = 0; at < faults.count; at++) {
        const ModelFault *fault = LIST_AT(&faults, ModelFault, at);
        fprintf(stderr, "%.*s:%d:%d: error: %.*s\n", TEXT_ARGS(fault->file), fault->line,
                fault->column, TEXT_ARGS(fault->message));
    }
    return whole;
}

static int run(Arena *arena, const struct Product *product, char **args, int count)
{
    ModelTree tree;
    if (!parse_files(arena, args + 1, (size_t)count - 1, &tree)) {
        return EXIT_FAILURE;
    }
    Buf out = buf_new(arena);
    product->emit(&out, &tree);
    if (!write_file(args[0], buf_text(&out))) {
        fprintf(stderr, "modelc: cannot write %s\n", args[0]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const struct Product *product = argc < 4 ? NULL : find_product(argv[1]);
    if (product == NULL) {
        fprintf(stderr,
                "usage: modelc header|tables|hooks|schema|dictionary OUTPUT FILE.model...\n");
        return EXIT_FAILURE;
    }
    Arena *arena = arena_new();
    int code = run(arena, product, argv + 2, argc - 2);
    arena_free(arena);
    return code;
}
