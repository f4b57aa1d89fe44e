/* Memory in blocks. A block is zeroed when it is made and again when it is reset, so that handing
 * out a piece is only a bump of a counter. Under AddressSanitizer everything not handed out is
 * poisoned, and a gap separates neighbours: an overrun is seen as it would be with malloc. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define ARENA_HIDE(ptr, size) __asan_poison_memory_region((ptr), (size))
#define ARENA_SHOW(ptr, size) __asan_unpoison_memory_region((ptr), (size))
enum { ARENA_GAP = 16 };
#else
#define ARENA_HIDE(ptr, size) ((void)(ptr), (void)(size))
#define ARENA_SHOW(ptr, size) ((void)(ptr), (void)(size))
enum { ARENA_GAP = 0 };
#endif

enum {
    ARENA_ALIGN = 16,
    BLOCK_BYTES_FIRST = 4 * 1024, /* many live for one question; clearing it is what they cost */
    BLOCK_BYTES_MOST = 1024 * 1024,
};

typedef struct Block {
    struct Block *next;
    size_t used, cap;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
} Block;

struct Arena {
    Block *first, *current;
    size_t used_bytes;
    size_t next_block_bytes;
};

static _Noreturn void out_of_memory(void)
{
    fputs("duibiao: out of memory / 内存不足\n", stderr);
    abort();
}

static Block *block_new(size_t cap)
{
    Block *block = cap <= SIZE_MAX - sizeof(Block) ? calloc(1, sizeof(Block) + cap) : NULL;
    if (!block) {
        out_of_memory();
    }
    block->cap = cap;
    ARENA_HIDE(block->bytes, cap);
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = calloc(1, sizeof(Arena));
    if (!arena) {
        out_of_memory();
    }
    arena->first = block_new(BLOCK_BYTES_FIRST);
    arena->current = arena->first;
    arena->next_block_bytes = 2 * BLOCK_BYTES_FIRST;
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena) {
        return;
    }
    Block *block = arena->first;
    while (block) {
        Block *next = block->next;
        ARENA_SHOW(block->bytes, block->cap);
        free(block);
        block = next;
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    for (Block *block = arena->first; block; block = block->next) {
        ARENA_SHOW(block->bytes, block->used);
        memset(block->bytes, 0, block->used);
        ARENA_HIDE(block->bytes, block->used);
        block->used = 0;
    }
    arena->current = arena->first;
    arena->used_bytes = 0;
}

static Block *block_after(Block *block, size_t cap)
{
    Block *fresh = block_new(cap);
    fresh->next = block->next;
    block->next = fresh;
    return fresh;
}

/* A block with room for `size`, when the current one has none. A large piece gets a block beside
 * the current one, which goes on serving small pieces. */
static Block *block_with_room(Arena *arena, size_t size)
{
    if (size > BLOCK_BYTES_MOST / 4) {
        Block *next = arena->current->next;
        if (next && next->cap - next->used >= size) {
            return next;
        }
        return block_after(arena->current, size);
    }
    while (arena->current->next) {
        arena->current = arena->current->next;
        if (arena->current->cap - arena->current->used >= size) {
            return arena->current;
        }
    }
    size_t cap = arena->next_block_bytes;
    if (arena->next_block_bytes < BLOCK_BYTES_MOST) {
        arena->next_block_bytes *= 2;
    }
    arena->current = block_after(arena->current, cap < size ? size : cap);
    return arena->current;
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        out_of_memory();
    }
    size_t whole = (size + (size == 0) + ARENA_GAP + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    Block *block = arena->current;
    if (block->cap - block->used < whole) {
        block = block_with_room(arena, whole);
    }
    void *piece = block->bytes + block->used;
    block->used += whole;
    arena->used_bytes += whole;
    ARENA_SHOW(piece, size);
    return piece;
}

void *arena_array(Arena *arena, size_t count, size_t item_size)
{
    size_t size;
    if (__builtin_mul_overflow(count, item_size, &size)) {
        out_of_memory();
    }
    return arena_alloc(arena, size);
}

size_t arena_used_bytes(const Arena *arena)
{
    return arena->used_bytes;
}
