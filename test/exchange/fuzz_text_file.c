/* Any bytes as a file of prose: never a crash; the text is UTF-8; what was cut stands inside it. */
#include "exchange.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    TextFile file;
    Error err = {0};
    Text bytes = {(const char *)data, size};
    if (text_file_read(arena, bytes, "fuzz", &file, &err) == STATUS_OK) {
        if (!text_is_utf8(file.text)) abort();
        for (size_t i = 0; i < file.cuts.count; i++) {
            const TextCut *cut = LIST_AT(&file.cuts, TextCut, i);
            if (cut->at > file.text.len || cut->text.len == 0) abort();
        }
    }
    arena_free(arena);
    return 0;
}
