/* Limits, the throttle, the place to listen, and the cache of pages. */
#include "server_impl.h"
#include "web_test.h"

#include <string.h>

static const char *root = ".";

static Status limits_of(Arena *arena, const char *chosen, WebLimits *limits, Error *err)
{
    return limits_read(arena, project_file(arena, root, "rules/web.rules"), chosen, limits, err);
}

static void the_shipped_limits_are_read_and_changed(void **state)
{
    WebLimits limits;
    Error err = {0};
    assert_int_equal(limits_of(*state, NULL, &limits, &err), STATUS_OK);
    assert_true(limits.connections > 0 && limits.form_bytes > 0 && limits.header_seconds > 0);
    assert_int_equal(limits_of(*state, "workers=3,form_bytes=2048", &limits, &err), STATUS_OK);
    assert_int_equal(limits.workers, 3);
    assert_int_equal(limits.form_bytes, 2048);
    assert_int_equal(limits_of(*state, "wrokers=3", &limits, &err), STATUS_USAGE);
    assert_string_equal(err.code, "web.limit_unknown");
    assert_int_equal(limits_of(*state, "workers=x", &limits, &err), STATUS_USAGE);
    assert_int_equal(limits_of(*state, "workers=-1", &limits, &err), STATUS_USAGE);
    assert_int_equal(limits_of(*state, "workers", &limits, &err), STATUS_USAGE);
    assert_string_equal(err.code, "web.limit_value");
}

static void one_address_is_slowed_and_others_are_not(void **state)
{
    Throttle *throttle = throttle_new(*state, 10, 5);
    for (int i = 0; i < 5; i++) {
        assert_true(throttle_allows(throttle, 7, 1000));
    }
    assert_false(throttle_allows(throttle, 7, 1000));
    assert_true(throttle_allows(throttle, 8, 1000));
    assert_false(throttle_allows(throttle, 7, 1050));
    assert_true(throttle_allows(throttle, 7, 1100)); /* one token every 100 ms */
    assert_false(throttle_allows(throttle, 7, 1100));
    for (int i = 0; i < 5; i++) {
        assert_true(throttle_allows(throttle, 7, 100000)); /* never more than five */
    }
    assert_false(throttle_allows(throttle, 7, 100000));
}

/* A flood of addresses does not free the one that is being slowed: it is the emptiest. */
static void a_slowed_address_stays_slowed_in_a_crowd(void **state)
{
    Throttle *throttle = throttle_new(*state, 1, 2);
    assert_true(throttle_allows(throttle, 7, 1000));
    assert_true(throttle_allows(throttle, 7, 1000));
    for (uint64_t other = 100; other < 100000; other++) {
        assert_true(throttle_allows(throttle, other, 1000));
    }
    assert_false(throttle_allows(throttle, 7, 1000));
}

static void no_limit_is_no_limit(void **state)
{
    Throttle *throttle = throttle_new(*state, 0, 1);
    for (int i = 0; i < 1000; i++) {
        assert_true(throttle_allows(throttle, 7, 1000));
    }
}

static void places_to_listen(void **state)
{
    static const char *const wrong[] = {
        "",       "8016",           "127.0.0.1",    "localhost:80",
        ":80",    "127.0.0.1:",     "127.0.0.1:-1", "127.0.0.1:65536",
        "::1:80", "[127.0.0.1]:80", "[::1]"};
    static const char *const outside[] = {"0.0.0.0:80", "192.0.2.1:80", "[::]:80"};
    ListenPlace place;
    Error err = {0};
    (void)state;
    assert_int_equal(listen_parse("127.0.0.1:8016", &place, &err), STATUS_OK);
    assert_int_equal(listen_parse("127.9.9.9:0", &place, &err), STATUS_OK);
    assert_true(listen_is_loopback(&place));
    assert_int_equal(listen_parse("[::1]:8016", &place, &err), STATUS_OK);
    assert_true(listen_is_loopback(&place));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(listen_parse(wrong[i], &place, &err), STATUS_USAGE);
    }
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_int_equal(listen_parse(outside[i], &place, &err), STATUS_OK);
        assert_false(listen_is_loopback(&place));
    }
}

/* ---- The cache ---- */

static Answer page(Arena *arena, const char *body)
{
    return (Answer){.code = 200,
                    .type = "text/html",
                    .body = text_from(body),
                    .etag = TEXT("\"e\""),
                    .cookies = list_new(arena, sizeof(Text))};
}

static bool is_kept(Arena *arena, PageCache *cache, const char *key, int64_t seq, const char *body)
{
    Answer found = page(arena, "");
    if (!page_cache_get(cache, text_from(key), seq, &found, false)) {
        return false;
    }
    assert_text(shared_body_bytes(found.shared), body);
    shared_body_drop(found.shared);
    return true;
}

static void a_page_is_good_until_something_changes(void **state)
{
    PageCache *cache = page_cache_new(*state, 100000);
    Answer answer = page(*state, "hello");
    page_cache_put(cache, TEXT("k"), 5, &answer, TEXT(""));
    assert_true(is_kept(*state, cache, "k", 5, "hello"));
    assert_false(is_kept(*state, cache, "k", 6, "hello"));
    assert_false(is_kept(*state, cache, "other", 5, "hello"));
    answer = page(*state, "again");
    page_cache_put(cache, TEXT("k"), 6, &answer, TEXT(""));
    assert_true(is_kept(*state, cache, "k", 6, "again"));
    page_cache_free(cache);
}

static void the_packed_page_is_for_those_who_take_it(void **state)
{
    PageCache *cache = page_cache_new(*state, 100000);
    Answer answer = page(*state, "hello"), found = page(*state, "");
    page_cache_put(cache, TEXT("k"), 5, &answer, TEXT("zip"));
    assert_true(page_cache_get(cache, TEXT("k"), 5, &found, true));
    assert_true(found.is_gzip);
    assert_text(shared_body_bytes(found.shared), "zip");
    assert_text(found.etag, "\"e\"");
    shared_body_drop(found.shared);
    page_cache_free(cache);
}

static void the_cache_keeps_its_size(void **state)
{
    enum { MOST = 64 * 1024, PAGE = 2000 };
    PageCache *cache = page_cache_new(*state, MOST);
    char body[PAGE + 1];
    memset(body, 'x', PAGE);
    body[PAGE] = 0;
    Answer answer = page(*state, body);
    int64_t hits, misses, bytes;
    for (int i = 0; i < 500; i++) {
        page_cache_put(cache, text_format(*state, "k%d", i), 1, &answer, TEXT(""));
        page_cache_tally(cache, &hits, &misses, &bytes);
        assert_true(bytes <= MOST);
    }
    assert_true(bytes > MOST / 2);
    Answer large = page(*state, body);
    large.body = text_format(*state, "%*s", MOST, "");
    page_cache_put(cache, TEXT("large"), 1, &large, TEXT(""));
    assert_false(is_kept(*state, cache, "large", 1, ""));
    page_cache_free(cache);
}

int main(int argc, char **argv)
{
    root = argc > 1 ? argv[1] : root;
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_shipped_limits_are_read_and_changed),
        ARENA_TEST(one_address_is_slowed_and_others_are_not),
        ARENA_TEST(a_slowed_address_stays_slowed_in_a_crowd),
        ARENA_TEST(no_limit_is_no_limit),
        ARENA_TEST(places_to_listen),
        ARENA_TEST(a_page_is_good_until_something_changes),
        ARENA_TEST(the_packed_page_is_for_those_who_take_it),
        ARENA_TEST(the_cache_keeps_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
