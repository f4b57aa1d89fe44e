/* embed OUT.c OUT.h SYMBOL FILE…: turns files into const byte arrays and a table of them:
 *
 *     extern const EmbeddedFile SYMBOL[];   name (without its folder), bytes, len
 *     extern const size_t SYMBOL_count;
 *
 * in the order of the arguments. A zero byte that is not counted follows each file, so that text
 * may be used as a C string. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Writes one array; false when the file cannot be read. */
static bool write_bytes(FILE *out, const char *path, int index, size_t *len)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        return false;
    }
    *len = 0;
    fprintf(out, "static const unsigned char file_%d[] = {", index);
    for (int byte; (byte = getc(in)) != EOF; ++*len) {
        fprintf(out, "%s%d,", *len % 24 == 0 ? "\n    " : "", byte);
    }
    fputs("\n    0};\n\n", out);
    bool good = !ferror(in);
    fclose(in);
    return good;
}

static bool write_source(FILE *out, const char *header, const char *symbol, char **files, int count)
{
    size_t *lens = calloc((size_t)count, sizeof *lens);
    bool good = lens != NULL;
    fprintf(out, "/* Made by tools/embed.c. */\n#include \"%s\"\n\n", name_of(header));
    for (int i = 0; good && i < count; i++) {
        good = write_bytes(out, files[i], i, &lens[i]);
        if (!good) {
            fprintf(stderr, "embed: cannot read %s\n", files[i]);
        }
    }
    if (good) {
        fprintf(out, "const EmbeddedFile %s[] = {\n", symbol);
        for (int i = 0; i < count; i++) {
            fprintf(out, "    {\"%s\", file_%d, %zu},\n", name_of(files[i]), i, lens[i]);
        }
        fprintf(out, "};\n\nconst size_t %s_count = %d;\n", symbol, count);
    }
    free(lens);
    return good;
}

static void write_header(FILE *out, const char *symbol)
{
    fprintf(out,
            "/* Made by tools/embed.c. */\n"
            "#ifndef EMBEDDED_%s_H\n#define EMBEDDED_%s_H\n\n#include \"base.h\"\n\n"
            "extern const EmbeddedFile %s[];\nextern const size_t %s_count;\n\n#endif\n",
            symbol, symbol, symbol, symbol);
}

/* A name that C cannot hold between quotes, or that stands twice, could not be looked up. */
static bool names_are_usable(char **files, int count)
{
    for (int i = 0; i < count; i++) {
        if (strpbrk(name_of(files[i]), "\"\\\n")) {
            fprintf(stderr, "embed: the name of %s cannot be used\n", files[i]);
            return false;
        }
        for (int before = 0; before < i; before++) {
            if (strcmp(name_of(files[before]), name_of(files[i])) == 0) {
                fprintf(stderr, "embed: %s and %s have one name\n", files[before], files[i]);
                return false;
            }
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: embed OUT.c OUT.h SYMBOL FILE...\n", stderr);
        return 2;
    }
    if (!names_are_usable(argv + 4, argc - 4)) {
        return 1;
    }
    FILE *source = fopen(argv[1], "wb"), *header = fopen(argv[2], "wb");
    bool good = source && header;
    if (good) {
        write_header(header, argv[3]);
        good = write_source(source, argv[2], argv[3], argv + 4, argc - 4);
    }
    good = (!source || fclose(source) == 0) && good;
    good = (!header || fclose(header) == 0) && good;
    if (!good) {
        fprintf(stderr, "embed: %s and %s could not be written\n", argv[1], argv[2]);
        remove(argv[1]);
        remove(argv[2]);
    }
    return good ? 0 : 1;
}
