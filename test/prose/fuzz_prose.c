/* Any bytes, in pieces of any size: no crash, and every place stays inside the text. */
#include "prose.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static ProseRules *rules;
static Arena *arena;

static Text read_file(const char *path)
{
    Buf bytes = buf_new(arena);
    FILE *file = fopen(path, "rb");
    if (!file) abort();
    char part[4096];
    size_t len;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&bytes, (Text){part, len});
    fclose(file);
    return buf_text(&bytes);
}

/* The folder of rules stands in PROSE_RULES; else it is that of the tree, whose root is where one
 * stands. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *folder = getenv("PROSE_RULES");
    arena = arena_new();
    List files = list_new(arena, sizeof(EmbeddedFile));
    if (!folder) folder = "rules/prose";
    DIR *dir = opendir(folder);
    if (!dir) abort();
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!text_ends(text_from(entry->d_name), TEXT(".rules"))) continue;
        Text text = read_file(text_format(arena, "%s/%s", folder, entry->d_name).ptr);
        *(EmbeddedFile *)list_add(&files) =
            (EmbeddedFile){"file", (const unsigned char *)text.ptr, text.len};
    }
    closedir(dir);
    Error err = {0};
    if (prose_rules_load((EmbeddedFiles){files.items, files.count}, &rules, &err)) abort();
    return 0;
}

static void check(void *context, const ProseParagraph *paragraph)
{
    size_t size = *(const size_t *)context;
    for (size_t i = 0; i < paragraph->proposal_count; i++) {
        const ProseProposal *proposal = &paragraph->proposals[i];
        if (proposal->span.end <= proposal->span.start) abort();
        if (proposal->span.start < paragraph->start || proposal->raw_end > size) abort();
        if (proposal->raw_end < proposal->raw_start) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    size_t piece = data[0] ? data[0] : size;
    Text text = {(const char *)data + 1, size - 1};
    size_t whole = text.len;
    ProseSettings settings = {.text_date = date_make(2016, 10, 13),
                              .layout = prose_layout_of(text)};
    ProseReader *reader = prose_open(rules, &settings, check, &whole);
    while (text.len > piece) {
        prose_add(reader, text_slice(text, 0, piece));
        text = text_slice(text, piece, text.len);
    }
    prose_add(reader, text);
    prose_finish(reader);
    return 0;
}
