/* modelc: model files → C tables, schema, data dictionary; two models → a draft of the migration.
 *
 *   modelc header|tables|hooks|schema|dictionary OUTPUT FILE.model…
 *   modelc diff OLD.model… -- NEW.model…
 *
 * Faults are printed as FILE:LINE:COLUMN: error: what, and end with exit code 1. The draft goes to
 * the standard output; there is none when something that is stored would be lost or changed: what
 * that is, and what to do by hand, is printed instead. */
#include "model_diff.h"
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

static bool emit(Arena *arena, const struct Product *product, char **args, int count)
{
    ModelTree tree;
    Buf out = buf_new(arena);
    if (!parse_files(arena, args + 1, (size_t)count - 1, &tree)) {
        return false;
    }
    product->emit(&out, &tree);
    if (!write_file(args[0], buf_text(&out))) {
        fprintf(stderr, "modelc: cannot write %s\n", args[0]);
        return false;
    }
    return true;
}

static bool diff(Arena *arena, char **args, int count)
{
    ModelTree old, new;
    Buf sql = buf_new(arena);
    List refusals = {0};
    int middle = 0;
    while (middle < count && strcmp(args[middle], "--") != 0) {
        middle++;
    }
    if (!parse_files(arena, args, (size_t)middle, &old) ||
        !parse_files(arena, args + middle + 1, (size_t)(count - middle - 1), &new)) {
        return false;
    }
    if (model_diff(arena, &old.model, &new.model, &sql, &refusals)) {
        fwrite(sql.ptr, 1, sql.len, stdout);
        return true;
    }
    for (size_t at = 0; at < refusals.count; at++) {
        Text refusal = *LIST_AT(&refusals, Text, at);
        fprintf(stderr, "modelc: %.*s\n", TEXT_ARGS(refusal));
    }
    return false;
}

static bool has_two_models(char **args, int count)
{
    for (int at = 1; at + 1 < count; at++) {
        if (strcmp(args[at], "--") == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    const struct Product *product = argc < 4 ? NULL : find_product(argv[1]);
    bool is_diff = argc > 4 && strcmp(argv[1], "diff") == 0 && has_two_models(argv + 2, argc - 2);
    if (product == NULL && !is_diff) {
        fprintf(stderr, "usage: modelc header|tables|hooks|schema|dictionary OUTPUT FILE.model...\n"
                        "       modelc diff OLD.model... -- NEW.model...\n");
        return EXIT_FAILURE;
    }
    Arena *arena = arena_new();
    bool good =
        is_diff ? diff(arena, argv + 2, argc - 2) : emit(arena, product, argv + 2, argc - 2);
    arena_free(arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
