/* The compound files in which older office programs, and encrypted newer ones, keep their streams
 * ([MS-CFB]). */
#ifndef DUIBIAO_OLE_IMPL_H
#define DUIBIAO_OLE_IMPL_H

#include "sheet_impl.h"

typedef struct Ole {
    Text bytes; /* the file */
    size_t sector_bytes, mini_sector_bytes;
    uint32_t mini_cutoff; /* smaller streams stand in the mini stream */
    List fat, mini_fat;   /* uint32_t: the sector that follows each */
    Text directory;       /* entries of 128 bytes */
    Text mini_stream;
} Ole;

bool ole_probe(const SheetFile *file);
/* False when the file is damaged. */
bool ole_open(Arena *arena, Text bytes, Ole *ole);
bool ole_has(const Ole *ole, const char *name);
/* The bytes of a stream; false when there is none or it is damaged. */
bool ole_stream(Arena *arena, const Ole *ole, const char *name, Text *stream);

/* Numbers as they stand in these files: the lowest byte first. */
static inline uint16_t little16(const char *p)
{
    return (uint16_t)((unsigned char)p[0] | (unsigned char)p[1] << 8);
}

static inline uint32_t little32(const char *p)
{
    return little16(p) | (uint32_t)little16(p + 2) << 16;
}

#endif
