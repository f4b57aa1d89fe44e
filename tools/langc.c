/* langc OUT.c IN.txt…: turns the catalogues of wordings into one const table sorted by key, in the
 * shape of src/base/lang_impl.h.
 *
 * A catalogue: a key at the start of a line, then two indented lines, "zh …" and "en …", in either
 * order; placeholders as {name}, or {name|one|other} for words that go by a number; blank lines and
 * lines that begin with # are skipped. Wrong are: a
 * key twice (in any file), a wording that is missing or twice, placeholders that differ between
 * the languages, and any other line. Every mistake is told as file:line, and nothing is written. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGS = 2, LINE_BYTES = 4096 };

static const char *const LANG_NAMES[LANGS] = {"zh", "en"};

typedef struct Entry {
    char *key;
    char *wording[LANGS];
    const char *file;
    int line;
} Entry;

typedef struct Catalogue {
    Entry *entries;
    size_t count, cap;
    int mistakes;
} Catalogue;

static void mistake(Catalogue *catalogue, const char *file, int line, const char *what,
                    const char *which)
{
    fprintf(stderr, "%s:%d: %s: %s\n", file, line, what, which);
    catalogue->mistakes++;
}

static void *checked(void *ptr)
{
    if (!ptr) {
        fputs("langc: out of memory\n", stderr);
        exit(1);
    }
    return ptr;
}

static Entry *entry_add(Catalogue *catalogue)
{
    if (catalogue->count == catalogue->cap) {
        catalogue->cap = catalogue->cap ? catalogue->cap * 2 : 256;
        catalogue->entries =
            checked(realloc(catalogue->entries, catalogue->cap * sizeof *catalogue->entries));
    }
    Entry *entry = &catalogue->entries[catalogue->count++];
    *entry = (Entry){0};
    return entry;
}

static bool is_key(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == strlen(text);
}

/* The placeholder at or after *at, moving *at behind it; the length of its name, or 0 when there is
 * none. */
static size_t next_placeholder(const char **at, const char **name)
{
    const char *open = strchr(*at, '{'), *close = open ? strchr(open, '}') : NULL;
    if (!close) {
        return 0;
    }
    *name = open + 1;
    *at = close + 1;
    return strcspn(open + 1, "|}");
}

static bool has_placeholder(const char *wording, const char *wanted, size_t len)
{
    const char *name;
    for (size_t found; (found = next_placeholder(&wording, &name)) > 0;) {
        if (found == len && memcmp(name, wanted, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The length of "|one|other" behind a name; 0: none, or not that. */
static size_t choice_len(const char *text)
{
    size_t one = *text == '|' ? strcspn(text + 1, "{|}") + 1 : 0;
    size_t other = text[one] == '|' ? strcspn(text + one + 1, "{|}") + 1 : 0;
    return one > 0 && other > 0 ? one + other : 0;
}

/* Every { closed, every name plain, none empty. */
static bool placeholders_are_well_formed(const char *wording)
{
    for (; *wording; wording++) {
        if (*wording == '}') {
            return false;
        }
        if (*wording == '{') {
            size_t len = strspn(wording + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
            size_t whole = len + choice_len(wording + 1 + len);
            if (len == 0 || wording[whole + 1] != '}') {
                return false;
            }
            wording += whole + 1;
        }
    }
    return true;
}

static bool all_placeholders_in(const char *wording, const char *other)
{
    const char *name;
    for (size_t len; (len = next_placeholder(&wording, &name)) > 0;) {
        if (!has_placeholder(other, name, len)) {
            return false;
        }
    }
    return true;
}

static void check_entry(Catalogue *catalogue, const Entry *entry)
{
    for (int lang = 0; lang < LANGS; lang++) {
        if (!entry->wording[lang]) {
            mistake(catalogue, entry->file, entry->line,
                    lang == 0 ? "no zh wording" : "no en wording", entry->key);
            return;
        }
        if (!placeholders_are_well_formed(entry->wording[lang])) {
            mistake(catalogue, entry->file, entry->line,
                    "a placeholder is not {name} or {name|one|other}", entry->key);
            return;
        }
    }
    if (!all_placeholders_in(entry->wording[0], entry->wording[1]) ||
        !all_placeholders_in(entry->wording[1], entry->wording[0])) {
        mistake(catalogue, entry->file, entry->line, "zh and en have different placeholders",
                entry->key);
    }
}

static bool read_wording(Entry *entry, const char *line)
{
    const char *text = line + strspn(line, " ");
    for (int lang = 0; lang < LANGS; lang++) {
        if (strncmp(text, LANG_NAMES[lang], 2) == 0 && text[2] == ' ') {
            text += 2 + strspn(text + 2, " ");
            if (!*text || entry->wording[lang]) {
                return false;
            }
            entry->wording[lang] = checked(strdup(text));
            return true;
        }
    }
    return false;
}

static void read_line(Catalogue *catalogue, const char *file, int number, char *line)
{
    size_t len = strlen(line);
    if (len + 1 == LINE_BYTES && line[len - 1] != '\n') {
        mistake(catalogue, file, number, "the line is too long", "at most 4094 bytes");
    }
    while (len && strchr(" \t\r\n", line[len - 1])) {
        line[--len] = 0;
    }
    if (len == 0 || *line == '#') {
        return;
    }
    if (*line == ' ') {
        Entry *last = catalogue->count ? &catalogue->entries[catalogue->count - 1] : NULL;
        if (!last || last->file != file || !read_wording(last, line)) {
            mistake(catalogue, file, number, "expected one \"zh …\" and one \"en …\" under a key",
                    line);
        }
        return;
    }
    if (!is_key(line)) {
        mistake(catalogue, file, number, "not a key (a-z 0-9 _ . -)", line);
    }
    Entry *entry = entry_add(catalogue);
    *entry = (Entry){.key = checked(strdup(line)), .file = file, .line = number};
}

static void read_file(Catalogue *catalogue, const char *file)
{
    FILE *in = fopen(file, "rb");
    if (!in) {
        mistake(catalogue, file, 0, "cannot be read", "does it exist?");
        return;
    }
    char line[LINE_BYTES];
    for (int number = 1; fgets(line, sizeof line, in); number++) {
        read_line(catalogue, file, number, line);
    }
    fclose(in);
}

static int compare_entries(const void *a, const void *b)
{
    const Entry *left = a, *right = b;
    return strcmp(left->key, right->key);
}

static void check(Catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        check_entry(catalogue, &catalogue->entries[i]);
    }
    if (catalogue->count) {
        qsort(catalogue->entries, catalogue->count, sizeof *catalogue->entries, compare_entries);
    }
    for (size_t i = 1; i < catalogue->count; i++) {
        const Entry *first = &catalogue->entries[i - 1], *second = &catalogue->entries[i];
        if (strcmp(first->key, second->key) == 0) {
            fprintf(stderr, "%s:%d: the key is also at %s:%d: %s\n", second->file, second->line,
                    first->file, first->line, second->key);
            catalogue->mistakes++;
        }
    }
}

static void write_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\' || *text == '?') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

static bool write_table(const Catalogue *catalogue, const char *path)
{
    FILE *out = fopen(path, "wb");
    if (!out) {
        return false;
    }
    fputs("/* Made from the catalogues in lang/ by tools/langc.c. */\n#include \"lang_impl.h\"\n\n"
          "const LangEntry LANG_TABLE[] = {\n",
          out);
    for (size_t i = 0; i < catalogue->count; i++) {
        const Entry *entry = &catalogue->entries[i];
        const char *const strings[] = {entry->key, entry->wording[0], entry->wording[1]};
        for (int part = 0; part < 3; part++) {
            fputs(part ? ", " : "    {", out);
            write_string(out, strings[part]);
        }
        fputs("},\n", out);
    }
    fprintf(out, "};\n\nconst size_t LANG_TABLE_COUNT = %zu;\n", catalogue->count);
    return fclose(out) == 0;
}

static void catalogue_free(Catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        free(catalogue->entries[i].key);
        for (int lang = 0; lang < LANGS; lang++) {
            free(catalogue->entries[i].wording[lang]);
        }
    }
    free(catalogue->entries);
}

int main(int argc, char **argv)
{
    Catalogue catalogue = {0};
    if (argc < 3) {
        fputs("usage: langc OUT.c IN.txt...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        read_file(&catalogue, argv[i]);
    }
    check(&catalogue);
    bool good = catalogue.mistakes == 0;
    if (good && catalogue.count == 0) {
        fputs("langc: the catalogues hold no entry\n", stderr);
        good = false;
    } else if (good && !write_table(&catalogue, argv[1])) {
        fprintf(stderr, "langc: cannot write %s\n", argv[1]);
        good = false;
    }
    catalogue_free(&catalogue);
    return good ? 0 : 1;
}
