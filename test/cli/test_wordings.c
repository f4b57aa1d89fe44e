/* Every wording that the sources ask for is in the catalogues, and every problem says what to do.
 * A small scanner reads the string literals of src/; the source root is the first argument. */
#include "base.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Literal {
    Text text;
    Text before;      /* the statement as far as it stands before the literal */
    const char *file; /* for messages */
    int line;
} Literal;

static Arena *arena;
static List literals; /* Literal */
static const char *source_root;

/* ---- The scanner ---- */

static Text read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Buf text = buf_new(arena);
    char part[4096];
    size_t len;
    while ((len = fread(part, 1, sizeof(part), file)) > 0)
        buf_add(&text, (Text){part, len});
    fclose(file);
    return buf_text(&text);
}

/* Behind the comment, or the literal in quotes, that begins at `at`. */
static size_t skip_comment(Text source, size_t at)
{
    bool is_block = source.ptr[at + 1] == '*';
    for (at += 2; at < source.len; at++) {
        if (!is_block && source.ptr[at] == '\n') return at;
        if (is_block && source.ptr[at - 1] == '*' && source.ptr[at] == '/') return at + 1;
    }
    return at;
}

static size_t skip_quoted(Text source, size_t at)
{
    char quote = source.ptr[at];
    for (at++; at < source.len && source.ptr[at] != quote; at++) {
        if (source.ptr[at] == '\\') at++;
    }
    return at + 1;
}

static void scan(Text source, const char *path)
{
    size_t at = 0, statement = 0, counted = 0;
    int line = 1;
    while (at < source.len) {
        char c = source.ptr[at];
        size_t next = at + 1;
        if (c == '/' && next < source.len && (source.ptr[next] == '*' || source.ptr[next] == '/')) {
            next = skip_comment(source, at);
        } else if (c == '"' || c == '\'') {
            next = skip_quoted(source, at);
        } else if (c == ';' || c == '{' || c == '}') {
            statement = next;
        }
        for (; counted < at; counted++)
            line += source.ptr[counted] == '\n';
        if (c == '"') {
            *(Literal *)list_add(&literals) = (Literal){
                .text = text_slice(source, at + 1, next - 1),
                .before = text_slice(source, statement, at),
                .file = path,
                .line = line,
            };
        }
        at = next;
    }
}

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)where;
    if (kind == FTW_F && text_ends(text_from(path), TEXT(".c"))) {
        scan(read_whole(path), text_cstr(arena, text_from(path)));
    }
    return 0;
}

/* ---- Which literals are wordings ---- */

/* "room.key": lower case words with points between them, and no file's name. */
static bool looks_like_key(Text text)
{
    static const char *const endings[] = {".h",    ".c",    ".csv", ".rules", ".xml", ".html",
                                          ".xlsx", ".rels", ".sql", ".model", ".css"};
    bool has_point = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && i > 0) || c == '_';
        if (!is_word && (c != '.' || i == 0 || i + 1 == text.len)) return false;
        has_point |= c == '.';
    }
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (text_ends(text, text_from(endings[i]))) return false;
    }
    return has_point;
}

static const char *key_of(const Literal *literal)
{
    return text_cstr(arena, literal->text);
}

/* A problem is told with its severity, or by a room's function that knows it. */
static bool tells_problem(const Literal *literal)
{
    if (text_contains(literal->before, TEXT("case SEVERITY_"))) return false;
    static const char *const marks[] = {"SEVERITY_", "tell(", "find_fault(", "problem_at(",
                                        "problems_add("};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (text_contains(literal->before, text_from(marks[i]))) return true;
    }
    return false;
}

static int complain(const Literal *literal, const char *what)
{
    print_error("%s:%d: %s: %s\n", literal->file, literal->line, key_of(literal), what);
    return 1;
}

/* ---- Tests ---- */

static void test_the_scanner_sees_literals_and_not_comments(void **state)
{
    (void)state;
    List kept = literals;
    literals = list_new(arena, sizeof(Literal));
    scan(TEXT("/* \"a.b\" */ f('\"', \"c.d\"); // \"e.f\"\n tell(g, \"h\\\"i\");"), "here");
    assert_int_equal(literals.count, 2);
    assert_true(text_equal(LIST_AT(&literals, Literal, 0)->text, TEXT("c.d")));
    assert_false(tells_problem(LIST_AT(&literals, Literal, 0)));
    assert_int_equal(LIST_AT(&literals, Literal, 1)->line, 2);
    assert_true(tells_problem(LIST_AT(&literals, Literal, 1)));
    literals = kept;
    assert_true(looks_like_key(TEXT("cli.not_a_date")));
    assert_false(looks_like_key(TEXT("units.rules")));
    assert_false(looks_like_key(TEXT("report.unit.")));
    assert_false(looks_like_key(TEXT("2016.5")));
}

static void test_every_wording_asked_for_exists(void **state)
{
    (void)state;
    int missing = 0, seen = 0;
    for (size_t i = 0; i < literals.count; i++) {
        const Literal *literal = LIST_AT(&literals, Literal, i);
        if (!looks_like_key(literal->text)) continue;
        seen++;
        if (!lang_has(key_of(literal))) missing += complain(literal, "no wording in lang/");
    }
    assert_true(seen > 300);
    assert_int_equal(missing, 0);
}

static void test_every_problem_says_what_to_do(void **state)
{
    (void)state;
    int missing = 0, seen = 0;
    for (size_t i = 0; i < literals.count; i++) {
        const Literal *literal = LIST_AT(&literals, Literal, i);
        if (!looks_like_key(literal->text) || !tells_problem(literal)) continue;
        seen++;
        Text remedy = text_format(arena, "%.*s.remedy", TEXT_ARGS(literal->text));
        if (!lang_has(text_cstr(arena, remedy))) missing += complain(literal, "has no .remedy");
    }
    assert_true(seen > 20);
    assert_int_equal(missing, 0);
}

/* An error ends in a sentence that a person can act on: never the bare key, never half a line. */
static void test_every_error_has_a_sentence_in_both_languages(void **state)
{
    (void)state;
    int missing = 0, seen = 0;
    for (size_t i = 0; i < literals.count; i++) {
        const Literal *literal = LIST_AT(&literals, Literal, i);
        if (!looks_like_key(literal->text)) continue;
        if (!text_contains(literal->before, TEXT("error_set("))) continue;
        seen++;
        for (Lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
            Text wording = text_from(lang_text(lang, key_of(literal)));
            bool is_short = wording.len < 12 || text_equal(wording, literal->text);
            if (is_short) missing += complain(literal, "is no sentence");
        }
    }
    assert_true(seen > 50);
    assert_int_equal(missing, 0);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    literals = list_new(arena, sizeof(Literal));
    Text folder = text_format(arena, "%s/src", source_root);
    return nftw(text_cstr(arena, folder), visit, 16, FTW_PHYS);
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s SOURCE_ROOT\n", argv[0]);
        return 2;
    }
    source_root = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_scanner_sees_literals_and_not_comments),
        cmocka_unit_test(test_every_wording_asked_for_exists),
        cmocka_unit_test(test_every_problem_says_what_to_do),
        cmocka_unit_test(test_every_error_has_a_sentence_in_both_languages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
