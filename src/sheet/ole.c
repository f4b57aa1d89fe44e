#include "ole_impl.h"

#include <string.h>

enum {
    HEADER_BYTES = 512,
    HEADER_FAT_SECTORS = 109,
    ENTRY_BYTES = 128,
    NAME_BYTES = 64,
};

static const uint32_t LAST_SECTOR = 0xFFFFFFFA; /* above it stand only marks, such as "end" */

bool ole_probe(const SheetFile *file)
{
    return file->head_len >= 8 && memcmp(file->head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

/* One sector; the last of a file may be cut short. */
static bool sector(const Ole *ole, uint32_t number, Text *piece)
{
    size_t from = ((size_t)number + 1) * ole->sector_bytes;
    if (number > LAST_SECTOR || from >= ole->bytes.len) return false;
    *piece = text_slice(ole->bytes, from, from + ole->sector_bytes);
    return true;
}

/* Joins a chain of sectors; false when it runs in a circle or out of the file. */
static bool join(Arena *arena, const Ole *ole, uint32_t first, Text *joined)
{
    Buf all = buf_new(arena);
    Text piece;
    for (uint32_t at = first; at < LAST_SECTOR;) {
        if (!sector(ole, at, &piece) || all.len > ole->bytes.len) return false;
        buf_add(&all, piece);
        if (at >= ole->fat.count) return false;
        at = *LIST_AT(&ole->fat, uint32_t, at);
    }
    *joined = buf_text(&all);
    return true;
}

static void add_numbers(List *list, Text bytes)
{
    for (size_t at = 0; at + 4 <= bytes.len; at += 4) {
        *(uint32_t *)list_add(list) = little32(bytes.ptr + at);
    }
}

static bool add_fat_sector(Ole *ole, uint32_t number)
{
    Text piece;
    if (number >= LAST_SECTOR) return true; /* a free place in the list */
    if (!sector(ole, number, &piece)) return false;
    /* No sector is listed twice in a sound file, so the table cannot outgrow it. */
    if (ole->fat.count * 4 > ole->bytes.len) return false;
    add_numbers(&ole->fat, piece);
    return true;
}

static bool load_fat(Ole *ole)
{
    for (int i = 0; i < HEADER_FAT_SECTORS; i++) {
        if (!add_fat_sector(ole, little32(ole->bytes.ptr + 76 + i * 4))) return false;
    }
    uint32_t next = little32(ole->bytes.ptr + 68);
    Text piece;
    for (size_t steps = 0; next < LAST_SECTOR; steps++) {
        if (steps > ole->bytes.len / ole->sector_bytes || !sector(ole, next, &piece)) return false;
        if (piece.len < ole->sector_bytes) return false;
        for (size_t at = 0; at + 8 <= piece.len; at += 4) {
            if (!add_fat_sector(ole, little32(piece.ptr + at))) return false;
        }
        next = little32(piece.ptr + piece.len - 4);
    }
    return true;
}

static bool name_is(Text entry, const char *name)
{
    size_t len = strlen(name);
    if (little16(entry.ptr + NAME_BYTES) != (len + 1) * 2) return false;
    for (size_t i = 0; i < len; i++) {
        char c = entry.ptr[i * 2], wanted = name[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (wanted >= 'A' && wanted <= 'Z') wanted = (char)(wanted + 32);
        if (c != wanted || entry.ptr[i * 2 + 1] != 0) return false;
    }
    return true;
}

static bool find_entry(const Ole *ole, const char *name, Text *entry)
{
    for (size_t at = 0; at + ENTRY_BYTES <= ole->directory.len; at += ENTRY_BYTES) {
        *entry = text_slice(ole->directory, at, at + ENTRY_BYTES);
        if (name_is(*entry, name)) return true;
    }
    return false;
}

static bool load_mini_stream(Arena *arena, Ole *ole)
{
    Text numbers;
    if (!join(arena, ole, little32(ole->bytes.ptr + 60), &numbers)) return false;
    add_numbers(&ole->mini_fat, numbers);
    /* The first entry is the root, and its stream holds the small streams. */
    uint32_t first = little32(ole->directory.ptr + 116);
    return ole->mini_fat.count == 0 || join(arena, ole, first, &ole->mini_stream);
}

bool ole_open(Arena *arena, Text bytes, Ole *ole)
{
    *ole = (Ole){.bytes = bytes};
    if (bytes.len < HEADER_BYTES) return false;
    int shift = little16(bytes.ptr + 30), mini_shift = little16(bytes.ptr + 32);
    if ((shift != 9 && shift != 12) || mini_shift != 6) return false;
    ole->sector_bytes = (size_t)1 << shift;
    ole->mini_sector_bytes = (size_t)1 << mini_shift;
    ole->mini_cutoff = little32(bytes.ptr + 56);
    ole->fat = list_new(arena, sizeof(uint32_t));
    ole->mini_fat = list_new(arena, sizeof(uint32_t));
    if (!load_fat(ole)) return false;
    if (!join(arena, ole, little32(bytes.ptr + 48), &ole->directory)) return false;
    return ole->directory.len >= ENTRY_BYTES && load_mini_stream(arena, ole);
}

bool ole_has(const Ole *ole, const char *name)
{
    Text entry;
    return find_entry(ole, name, &entry);
}

static bool join_mini(Arena *arena, const Ole *ole, uint32_t first, Text *joined)
{
    Buf all = buf_new(arena);
    for (uint32_t at = first; at < LAST_SECTOR;) {
        size_t from = (size_t)at * ole->mini_sector_bytes;
        if (from >= ole->mini_stream.len || at >= ole->mini_fat.count) return false;
        if (all.len > ole->mini_stream.len) return false;
        buf_add(&all, text_slice(ole->mini_stream, from, from + ole->mini_sector_bytes));
        at = *LIST_AT(&ole->mini_fat, uint32_t, at);
    }
    *joined = buf_text(&all);
    return true;
}

bool ole_stream(Arena *arena, const Ole *ole, const char *name, Text *stream)
{
    Text entry;
    if (!find_entry(ole, name, &entry)) return false;
    uint32_t first = little32(entry.ptr + 116), size = little32(entry.ptr + 120);
    bool whole = size < ole->mini_cutoff ? join_mini(arena, ole, first, stream)
                                         : join(arena, ole, first, stream);
    if (!whole || stream->len < size) return false;
    stream->len = size;
    return true;
}
