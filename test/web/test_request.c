/* Addresses, parameters, headers, routes. */
#include "pages_impl.h"
#include "server_impl.h"
#include "web_test.h"

static bool reads(Arena *arena, Request *request, const char *target)
{
    *request = (Request){0};
    return request_read_target(arena, request, text_from(target));
}

static void a_target_is_path_form_and_query(void **state)
{
    Request request;
    assert_true(reads(*state, &request, "/gaps.csv?subject=%E7%84%A6%E4%BD%9C&against=a+b&x"));
    assert_text(request.path, "/gaps");
    assert_int_equal(request.form, AS_CSV);
    assert_text(params_get(&request.query, "subject"), "焦作");
    assert_text(params_get(&request.query, "against"), "a b");
    assert_true(params_have(&request.query, "x"));
    assert_text(params_get(&request.query, "x"), "");
    assert_text(params_get(&request.query, "none"), "");
    assert_true(reads(*state, &request, "/assets/style.0123.css?"));
    assert_text(request.path, "/assets/style.0123.css");
    assert_int_equal(request.form, AS_PAGE);
    assert_true(reads(*state, &request, "/a%2Bb+c"));
    assert_text(request.path, "/a+b+c");
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",        "gaps",    "*",       "http://elsewhere/", "/%",         "/%4",   "/%zz",
        "/a%00b",  "/a%0Ab",  "/%ff",    "/%c0%af",           "/%ed%a0%80", "/?a=%", "/?%g0=1",
        "/?a=%00", "/?a=%80", "/?a=%1f", "/?a=%7f",
    };
    Request request;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (reads(*state, &request, wrong[i])) {
            print_error("\"%s\" was taken\n", wrong[i]);
            fail();
        }
    }
}

static void a_link_back_never_leads_away(void **state)
{
    (void)state;
    static const char *const away[] = {"",          "//evil.example", "https://evil.example",
                                       "/\\evil",   "/a\\b",          "javascript:alert(1)",
                                       "/a\r\nX:1", "/a b",           "/焦作",
                                       "\\/evil",   " /gaps"};
    for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
        assert_text(local_path(text_from(away[i])), "/");
    }
    assert_text(local_path(TEXT("/gaps?as_of=2016-10-13")), "/gaps?as_of=2016-10-13");
}

static void addresses_are_built_escaped(void **state)
{
    Buf url = buf_new(*state);
    buf_add_cstr(&url, "/gaps");
    url_add_param(&url, "a", TEXT(""));
    url_add_param(&url, "subject", TEXT("焦作&x=\"'<>"));
    url_add_param(&url, "b", TEXT("1"));
    assert_text(buf_text(&url), "/gaps?subject=%E7%84%A6%E4%BD%9C%26x%3D%22%27%3C%3E&b=1");
    Request request;
    assert_true(request_read_target(*state, &request, buf_text(&url)));
    assert_text(params_get(&request.query, "subject"), "焦作&x=\"'<>");
}

static Lang lang_of(const char *cookies, const char *languages)
{
    Request request = {.cookies = text_from(cookies), .languages = text_from(languages)};
    return request_lang(&request);
}

static void the_language_is_the_cookies_then_the_browsers(void **state)
{
    (void)state;
    assert_int_equal(lang_of("", ""), LANG_ZH);
    assert_int_equal(lang_of("", "en-GB,en;q=0.9"), LANG_EN);
    assert_int_equal(lang_of("", "fr, en;q=0.3, zh-CN;q=0.8"), LANG_ZH);
    assert_int_equal(lang_of("", "fr, zh;q=0.3, en;q=0.8"), LANG_EN);
    assert_int_equal(lang_of("", "en;q=0"), LANG_ZH);
    assert_int_equal(lang_of("a=b; lang=en", "zh"), LANG_EN);
    assert_int_equal(lang_of("lang=xx", "en"), LANG_EN);
    assert_int_equal(lang_of("slang=en", "zh"), LANG_ZH);
}

static bool gzip_of(const char *encodings)
{
    Request request = {.encodings = text_from(encodings)};
    return request_accepts_gzip(&request);
}

static void gzip_only_where_it_is_accepted(void **state)
{
    (void)state;
    assert_true(gzip_of("gzip"));
    assert_true(gzip_of("br, gzip;q=0.5"));
    assert_false(gzip_of(""));
    assert_false(gzip_of("br"));
    assert_false(gzip_of("gzip;q=0"));
    assert_false(gzip_of("xgzip"));
}

static void only_our_own_names_are_answered(void **state)
{
    (void)state;
    static const char *const ours[] = {"127.0.0.1:8016", "localhost",     "localhost:8016",
                                       "[::1]:8016",     "[::1]",         "192.0.2.7",
                                       "db.example",     "db.example:80", "b.example"};
    static const char *const others[] = {
        "",       "evil.example",          "db.example.evil.example", "evil.example:8016",
        "[evil]", "127.0.0.1.evil.example"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        assert_true(host_is_ours(text_from(ours[i]), TEXT("db.example, b.example")));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(host_is_ours(text_from(others[i]), TEXT("db.example")));
    }
}

static void routes_match_whole_paths(void **state)
{
    List captures;
    const Route *route = route_find(*state, METHOD_GET, TEXT("/language/en"), &captures);
    assert_non_null(route);
    assert_ptr_equal(route->handle, page_language);
    assert_text(params_get(&captures, "lang"), "en");
    assert_null(route_find(*state, METHOD_GET, TEXT("/language"), &captures));
    assert_null(route_find(*state, METHOD_GET, TEXT("/language/"), &captures));
    assert_null(route_find(*state, METHOD_GET, TEXT("/language/en/x"), &captures));
    assert_null(route_find(*state, METHOD_POST, TEXT("/healthz"), &captures));
    assert_text(text_from(route_methods(*state, TEXT("/healthz"))), "GET, HEAD");
    assert_null(route_methods(*state, TEXT("/nowhere")));
}

/* Each row says who may, in which form, and what it is in both languages; none hides another. */
static void the_table_of_routes_is_whole(void **state)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const Route *route = &ROUTES[i];
        List captures;
        assert_non_null(route->handle);
        assert_int_not_equal(route->access, ACCESS_NOBODY);
        assert_true(route->forms != 0 && route->forms < FORM_BIT(FORM_COUNT));
        assert_true(route->zh[0] != 0 && route->en[0] != 0);
        assert_ptr_equal(route_find(*state, route->method, text_from(route->pattern), &captures),
                         route);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_target_is_path_form_and_query),
        ARENA_TEST(what_is_no_address_is_refused),
        ARENA_TEST(a_link_back_never_leads_away),
        ARENA_TEST(addresses_are_built_escaped),
        ARENA_TEST(the_language_is_the_cookies_then_the_browsers),
        ARENA_TEST(gzip_only_where_it_is_accepted),
        ARENA_TEST(only_our_own_names_are_answered),
        ARENA_TEST(routes_match_whole_paths),
        ARENA_TEST(the_table_of_routes_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
