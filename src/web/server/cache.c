/* Finished pages. A page is good as long as nothing changed in the workspace: its key carries what
 * it was asked for, and beside it stands the number of the last change when it was made. The clock
 * is part of the key too (a page may show how many days are left), by the day.
 *
 * A table of fixed size; two pages of one slot take turns. The bytes are shared with the answers
 * that are being sent, so that dropping a page is safe at any time. */
#include "web_impl.h"

enum { SLOTS = 4096 };

typedef struct Page {
    Hash key;
    int64_t seq;
    int code;
    const char *type;
    SharedBody *plain, *packed;
    char etag[24];
} Page;

struct PageCache {
    pthread_mutex_t lock;
    size_t bytes, bytes_most;
    int64_t hits, misses;
    size_t hand; /* where the next page is dropped to make room */
    Page pages[SLOTS];
};

PageCache *page_cache_new(Arena *arena, size_t bytes_most)
{
    PageCache *cache = ARENA_NEW(arena, PageCache);
    pthread_mutex_init(&cache->lock, NULL);
    cache->bytes_most = bytes_most;
    return cache;
}

static size_t page_bytes(const Page *page)
{
    size_t bytes = page->plain ? shared_body_bytes(page->plain).len : 0;
    return bytes + (page->packed ? shared_body_bytes(page->packed).len : 0);
}

static void page_drop(PageCache *cache, Page *page)
{
    cache->bytes -= page_bytes(page);
    shared_body_drop(page->plain);
    shared_body_drop(page->packed);
    *page = (Page){0};
}

void page_cache_free(PageCache *cache)
{
    for (size_t i = 0; cache && i < SLOTS; i++) {
        page_drop(cache, &cache->pages[i]);
    }
}

static Hash key_hash(Text key)
{
    Sha256 sha;
    Date today = date_today();
    sha256_start(&sha);
    sha256_add(&sha, &today, sizeof today);
    sha256_add(&sha, key.ptr, key.len);
    return sha256_finish(&sha);
}

static Page *page_of(PageCache *cache, const Hash *key)
{
    return &cache->pages[(key->bytes[0] | (size_t)key->bytes[1] << 8) % SLOTS];
}

static bool is_same_key(const Hash *a, const Hash *b)
{
    return text_equal((Text){(const char *)a->bytes, HASH_BYTES},
                      (Text){(const char *)b->bytes, HASH_BYTES});
}

bool page_cache_get(PageCache *cache, Text key, int64_t seq, Answer *answer, bool gzip)
{
    Hash hash = key_hash(key);
    pthread_mutex_lock(&cache->lock);
    Page *page = page_of(cache, &hash);
    bool found = page->plain && page->seq == seq && is_same_key(&page->key, &hash);
    if (found) {
        bool packed = gzip && page->packed;
        answer->code = page->code;
        answer->type = page->type;
        answer->shared = shared_body_hold(packed ? page->packed : page->plain);
        answer->is_gzip = packed;
        answer->etag = text_copy(answer->cookies.arena, text_from(page->etag));
        cache->hits++;
    } else {
        cache->misses++;
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

static void make_room(PageCache *cache, size_t bytes)
{
    for (size_t i = 0; i < SLOTS && cache->bytes + bytes > cache->bytes_most; i++) {
        page_drop(cache, &cache->pages[cache->hand]);
        cache->hand = (cache->hand + 1) % SLOTS;
    }
}

void page_cache_put(PageCache *cache, Text key, int64_t seq, const Answer *answer, Text packed)
{
    size_t bytes = answer->body.len + packed.len;
    Hash hash = key_hash(key);
    if (bytes > cache->bytes_most / 8) {
        return;
    }
    pthread_mutex_lock(&cache->lock);
    Page *page = page_of(cache, &hash);
    page_drop(cache, page);
    make_room(cache, bytes);
    page->key = hash;
    page->seq = seq;
    page->code = answer->code;
    page->type = answer->type;
    page->plain = shared_body_new(answer->body);
    page->packed = packed.len ? shared_body_new(packed) : NULL;
    snprintf(page->etag, sizeof page->etag, "%.*s", TEXT_ARGS(answer->etag));
    cache->bytes += bytes;
    pthread_mutex_unlock(&cache->lock);
}

void page_cache_tally(PageCache *cache, int64_t *hits, int64_t *misses, int64_t *bytes)
{
    pthread_mutex_lock(&cache->lock);
    *hits = cache->hits;
    *misses = cache->misses;
    *bytes = (int64_t)cache->bytes;
    pthread_mutex_unlock(&cache->lock);
}
