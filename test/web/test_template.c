/* Templates: every value escaped for its place, unsafe places refused, the pages that are
 * shipped. */
#include "pages_impl.h"
#include "web_test.h"

#include <string.h>

static Status load(Arena *arena, const char *source, Templates **templates, Error *err)
{
    EmbeddedFile *files = ARENA_ARRAY(arena, EmbeddedFile, 2);
    files[0] = (EmbeddedFile){"layout.html", (const unsigned char *)"{{page}}", 8};
    files[1] = (EmbeddedFile){"it.html", (const unsigned char *)source, strlen(source)};
    return templates_load(arena, (EmbeddedFiles){files, 2}, templates, err);
}

static Text write_in(Arena *arena, Lang lang, const char *source, const Data *data)
{
    Error err = {0};
    Templates *templates;
    Assets *assets = assets_new(arena, (EmbeddedFiles){NULL, 0});
    Buf out = buf_new(arena), why = buf_new(arena);
    if (load(arena, source, &templates, &err) != STATUS_OK) {
        error_print(&why, LANG_EN, &err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&why)));
    }
    template_write(&out, templates, assets, lang, "layout", "it", data);
    assets_free(assets);
    return buf_text(&out);
}

static Text write(Arena *arena, const char *source, const Data *data)
{
    return write_in(arena, LANG_EN, source, data);
}

static void values_are_escaped_for_their_place(void **state)
{
    Data *data = data_new(*state);
    data_text(data, "evil", TEXT("\"'><script>alert(1)</script>&\x01\xFF"));
    data_text(data, "url", TEXT("javascript:alert(1)"));
    data_text(data, "path", TEXT("/a?b=\"1\"&c"));
    data_text(data, "other", TEXT("//evil.example"));
    const char *escaped = "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\xEF\xBF\xBD";
    Text text = write(*state, "<p>{{evil}}</p>", data);
    assert_true(text_contains(text, text_from(escaped)));
    text = write(*state, "<p title=\"{{evil}}\">", data);
    assert_true(text_contains(text, text_from(escaped)));
    assert_text(write(*state, "<a href=\"{{url}}\">", data), "<a href=\"#\">");
    assert_text(write(*state, "<a href=\"{{other}}\">", data), "<a href=\"#\">");
    assert_text(write(*state, "<a href=\"{{path}}\">", data),
                "<a href=\"/a?b=&quot;1&quot;&amp;c\">");
    assert_text(write(*state, "<a href=\"/x/{{path}}?a={{url}}\">", data),
                "<a href=\"/x/%2Fa%3Fb%3D%221%22%26c?a=javascript%3Aalert%281%29\">");
    assert_text(write(*state, "<form action=\"{{url}}\">", data), "<form action=\"#\">");
}

/* Markup from report's sinks stands as it is, and only where text stands. */
static void markup_is_known_by_its_kind(void **state)
{
    Data *data = data_new(*state);
    data_markup(data, "chart", TEXT("<svg></svg>"));
    data_text(data, "text", TEXT("<svg></svg>"));
    assert_text(write(*state, "{{chart}}", data), "<svg></svg>");
    assert_text(write(*state, "{{text}}", data), "&lt;svg&gt;&lt;/svg&gt;");
    assert_text(write(*state, "<p title=\"{{chart}}\">", data), "<p title=\"\">");
}

static void sections_repeat_choose_and_nest(void **state)
{
    Data *data = data_new(*state);
    data_text(data, "outer", TEXT("o"));
    data_flag(data, "yes", true);
    data_flag(data, "no", false);
    data_text(data, "empty", TEXT(""));
    for (int i = 1; i <= 3; i++) {
        Data *item = data_item(data, "items");
        data_int(item, "n", i);
        data_flag(item, "yes", i == 2);
    }
    assert_text(write(*state, "{{#items}}{{n}}{{outer}}{{#yes}}!{{/yes}} {{/items}}", data),
                "1o 2o! 3o ");
    assert_text(write(*state,
                      "{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{^no}}c{{/no}}{{#empty}}d{{/empty}}"
                      "{{^none}}e{{/none}}",
                      data),
                "ace");
    assert_text(write(*state, "<ul>\n{{#items}}\n<li>{{n}}\n{{/items}}\n</ul>", data),
                "<ul>\n<li>1\n<li>2\n<li>3\n</ul>");
    assert_text(write(*state, "<td{{#yes}} class=\"n\"{{/yes}}{{#no}} x{{/no}}>", data),
                "<td class=\"n\">");
    assert_text(write(*state, "{{! nothing }}a", data), "a");
}

static void wordings_take_their_placeholders_from_the_data(void **state)
{
    Data *data = data_new(*state);
    data_text(data, "program", TEXT("<1>"));
    Text zh = write_in(*state, LANG_ZH, "<p>{{t web.colophon}}</p>", data);
    Text en = write_in(*state, LANG_EN, "<p>{{t web.colophon}}</p>", data);
    assert_true(text_starts(zh, TEXT("<p>对标 &lt;1&gt; ·")));
    assert_true(text_starts(en, TEXT("<p>duibiao &lt;1&gt; ·")));
    data_int(data, "count", 1);
    assert_text(write_in(*state, LANG_EN, "{{t web.grid.saved}}", data), "1 record was saved.");
}

static void unsafe_places_are_refused(void **state)
{
    static const struct {
        const char *source, *code;
    } wrong[] = {
        {"<{{a}}>", "web.template.place"},
        {"<p {{a}}>", "web.template.place"},
        {"<p class={{a}}>", "web.template.place"},
        {"<p class='{{a}}'>", "web.template.place"},
        {"<p onclick=\"{{a}}\">", "web.template.place"},
        {"<p ONCLICK=\"f({{a}})\">", "web.template.place"},
        {"<p style=\"{{a}}\">", "web.template.place"},
        {"<script>{{a}}</script>", "web.template.place"},
        {"<style>{{a}}</style>", "web.template.place"},
        {"<p title=\"{{>other}}\">", "web.template.place"},
        {"{{#a}}<p>", "web.template.open"},
        {"{{#a}}x{{/b}}", "web.template.section"},
        {"{{/a}}", "web.template.section"},
        {"{{#a}}<p title=\"{{/a}}\">", "web.template.section"},
        {"<p title=\"x", "web.template.open"},
        {"{{a", "web.template.tag"},
        {"{{a b}}", "web.template.tag"},
        {"{{}}", "web.template.tag"},
        {"{{t web.no_such_words}}", "web.template.words"},
        {"x\n\n{{>nowhere}}", "web.template.include"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Templates *templates;
        Error err = {0};
        assert_int_equal(load(*state, wrong[i].source, &templates, &err), STATUS_INVALID);
        if (strcmp(err.code, wrong[i].code) != 0) {
            print_error("%s: %s\n", wrong[i].source, err.code);
            fail();
        }
    }
}

static void a_mistake_is_told_with_its_line(void **state)
{
    Templates *templates;
    Error err = {0};
    Buf said = buf_new(*state);
    assert_int_equal(load(*state, "a\n{{#x}}\nb\n{{/x}}\n<p {{y}}>", &templates, &err),
                     STATUS_INVALID);
    error_print(&said, LANG_EN, &err);
    assert_true(text_starts(buf_text(&said), TEXT("it.html, line 5: ")));
}

/* ---- The pages that are shipped ---- */

static Templates *shipped(Arena *arena)
{
    Templates *templates;
    Error err = {0};
    Buf why = buf_new(arena);
    if (templates_load(arena, page_files(), &templates, &err) != STATUS_OK) {
        error_print(&why, LANG_EN, &err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&why)));
    }
    return templates;
}

static void every_page_is_understood_and_has_its_wordings(void **state)
{
    shipped(*state);
}

/* The policy that goes out with every page forbids what stands in it. */
static void pages_hold_nothing_inline(void **state)
{
    EmbeddedFiles files = page_files();
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        Text name = text_from(files.items[i].name);
        Text text = {(const char *)files.items[i].bytes, files.items[i].len};
        if (text_ends(name, TEXT(".html"))) {
            assert_false(text_contains(text, TEXT("<style")));
            assert_false(text_contains(text, TEXT("style=\"")));
            assert_false(text_contains(text, TEXT("<script>")));
            assert_false(text_contains(text, TEXT("http://")));
            assert_false(text_contains(text, TEXT("https://")));
        }
    }
}

/* Chinese or English in a template would be shown to readers of the other language. */
static void pages_hold_no_words_of_their_own(void **state)
{
    EmbeddedFiles files = page_files();
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        Text name = text_from(files.items[i].name);
        Text text = {(const char *)files.items[i].bytes, files.items[i].len};
        size_t at = 0;
        uint32_t code;
        bool is_layout = text_equal(name, TEXT("layout.html")); /* holds the product's own name */
        while (text_ends(name, TEXT(".html")) && !is_layout && text_next(text, &at, &code)) {
            if (code >= 0x2E80) {
                print_error("%s holds Chinese\n", files.items[i].name);
                fail();
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(values_are_escaped_for_their_place),
        ARENA_TEST(markup_is_known_by_its_kind),
        ARENA_TEST(sections_repeat_choose_and_nest),
        ARENA_TEST(wordings_take_their_placeholders_from_the_data),
        ARENA_TEST(unsafe_places_are_refused),
        ARENA_TEST(a_mistake_is_told_with_its_line),
        ARENA_TEST(every_page_is_understood_and_has_its_wordings),
        ARENA_TEST(pages_hold_nothing_inline),
        ARENA_TEST(pages_hold_no_words_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
