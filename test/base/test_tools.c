/* The host tools langc and embed, run as programs on inputs that must work and that must fail. */
#include "arena_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Bench {
    Arena *arena;
    const char *langc, *embed, *headers; /* the programs, and the folder of base.h */
    char folder[64];
} Bench;

static char *path_in(Bench *bench, const char *name)
{
    return text_cstr(bench->arena, text_format(bench->arena, "%s/%s", bench->folder, name));
}

static void write_file(Bench *bench, const char *name, Text content)
{
    FILE *file = fopen(path_in(bench, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.ptr, 1, content.len, file), content.len);
    assert_int_equal(fclose(file), 0);
}

static Text read_file(Bench *bench, const char *name)
{
    FILE *file = fopen(path_in(bench, name), "rb");
    if (!file) {
        return TEXT("");
    }
    Buf content = buf_new(bench->arena);
    for (int c; (c = getc(file)) != EOF;) {
        buf_add_char(&content, (char)c);
    }
    fclose(file);
    return buf_text(&content);
}

/* The exit code; what the program says goes to the file "said". */
static int run(Bench *bench, const char *program, const char *arguments)
{
    Text command =
        text_format(bench->arena, "cd %s && '%s' %s >said 2>&1", bench->folder, program, arguments);
    int status = system(text_cstr(bench->arena, command));
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void langc_writes_a_sorted_table(void **state)
{
    Bench *bench = *state;
    write_file(bench, "a.txt",
               TEXT("# words\n\nsheet.bad\n  zh 第{row}行有误？\n  en row {row} is \"wrong\"\n"));
    write_file(bench, "b.txt", TEXT("sheet\n  en a sheet \\ ?\?=\n  zh 表\r\n"));
    assert_int_equal(run(bench, bench->langc, "out.c a.txt b.txt"), 0);
    Text table = read_file(bench, "out.c");
    size_t first, second;
    assert_true(text_find(table, TEXT("{\"sheet\", \"表\", \"a sheet \\\\ \\?\\?=\"},"), &first));
    assert_true(text_find(
        table, TEXT("{\"sheet.bad\", \"第{row}行有误？\", \"row {row} is \\\"wrong\\\"\"},"),
        &second));
    assert_true(first < second);
    assert_true(text_contains(table, TEXT("LANG_TABLE_COUNT = 2;")));
}

static void langc_names_file_and_line_of_a_mistake(void **state)
{
    static const struct {
        const char *content, *place;
    } CASES[] = {
        {"a\n  zh 甲\n", "bad.txt:1: "},
        {"\n\na\n  en a\n", "bad.txt:3: "},
        {"a\n  zh 甲\n  en a\na\n  zh 甲\n  en a\n", "bad.txt"},
        {"a\n  zh {x}甲\n  en a\n", "bad.txt:1: "},
        {"a\n  zh 甲\n  en a {x}\n", "bad.txt:1: "},
        {"a\n  zh 甲{x}\n  en a {y}\n", "bad.txt:1: "},
        {"a\n  zh 甲{x\n  en a {x\n", "bad.txt:1: "},
        {"a\n  zh 甲{x}\n  en {x} {x|one}\n", "bad.txt:1: "},
        {"a\n  zh 甲{x}\n  en {x} {x|one|two|more}\n", "bad.txt:1: "},
        {"a\n  zh 甲{x}\n  en {x} {|one|more}\n", "bad.txt:1: "},
        {"a\n  zh 甲{x}\n  en {x} {y|one|more}\n", "bad.txt:1: "},
        {"a\n  zh 甲{}\n  en a {}\n", "bad.txt:1: "},
        {"a\n  zh 甲\n  zh 乙\n  en a\n", "bad.txt:3: "},
        {"a\n  zh 甲\n  en a\n  fr a\n", "bad.txt:4: "},
        {"a\n  zh\n  en a\n", "bad.txt:2: "},
        {"  zh 甲\n", "bad.txt:1: "},
        {"A key\n  zh 甲\n  en a\n", "bad.txt:1: "},
        {"a\n\tzh 甲\n  en a\n", "bad.txt:2: "},
        {"", "no entry"},
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        write_file(bench, "bad.txt", text_from(CASES[i].content));
        assert_int_equal(run(bench, bench->langc, "none.c bad.txt"), 1);
        if (!text_contains(read_file(bench, "said"), text_from(CASES[i].place))) {
            print_error("case %zu: no \"%s\" in: %.*s\n", i, CASES[i].place,
                        TEXT_ARGS(read_file(bench, "said")));
            fail();
        }
        assert_int_not_equal(access(path_in(bench, "none.c"), F_OK), 0);
    }
    write_file(bench, "one.txt", TEXT("a\n  zh 甲\n  en a\n"));
    assert_int_equal(run(bench, bench->langc, "none.c one.txt missing.txt"), 1);
    assert_int_equal(run(bench, bench->langc, "none.c"), 2);
}

static void langc_names_both_places_of_a_duplicate(void **state)
{
    Bench *bench = *state;
    write_file(bench, "one.txt", TEXT("x.y\n  zh 甲\n  en a\n"));
    write_file(bench, "two.txt", TEXT("\nx.y\n  zh 乙\n  en b\n"));
    assert_int_equal(run(bench, bench->langc, "none.c one.txt two.txt"), 1);
    Text said = read_file(bench, "said");
    assert_true(text_contains(said, TEXT("one.txt:1")));
    assert_true(text_contains(said, TEXT("two.txt:2")));
}

static void langc_refuses_a_line_that_is_too_long(void **state)
{
    Bench *bench = *state;
    Buf content = buf_new(bench->arena);
    buf_add_cstr(&content, "a\n  zh 甲\n  en ");
    for (int i = 0; i < 5000; i++) {
        buf_add_char(&content, 'x');
    }
    write_file(bench, "long.txt", buf_text(&content));
    assert_int_equal(run(bench, bench->langc, "none.c long.txt"), 1);
    assert_true(text_contains(read_file(bench, "said"), TEXT("long.txt:3: the line is too long")));
}

static void embed_gives_back_every_byte(void **state)
{
    Bench *bench = *state;
    char bytes[1000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 7);
    }
    write_file(bench, "all.bin", (Text){bytes, sizeof bytes});
    write_file(bench, "empty.txt", TEXT(""));
    assert_int_equal(run(bench, bench->embed, "e.c e.h EMBEDDED all.bin ./empty.txt"), 0);
    write_file(
        bench, "main.c",
        TEXT("#include \"e.h\"\n#include <stdio.h>\n#include <string.h>\n"
             "int main(void) {\n"
             "    fwrite(EMBEDDED[0].bytes, 1, EMBEDDED[0].len, stdout);\n"
             "    return EMBEDDED_count == 2 && EMBEDDED[1].len == 0 &&\n"
             "           !EMBEDDED[0].bytes[1000] && !strcmp(EMBEDDED[0].name, \"all.bin\") &&\n"
             "           !strcmp(EMBEDDED[1].name, \"empty.txt\") ? 0 : 1;\n}\n"));
    char *compile = text_cstr(
        bench->arena, text_format(bench->arena, "-Wall -Wextra -Werror -I'%s' -o show main.c e.c",
                                  bench->headers));
    assert_int_equal(run(bench, "cc", compile), 0);
    assert_int_equal(run(bench, "./show", ""), 0);
    assert_true(text_equal(read_file(bench, "said"), (Text){bytes, sizeof bytes}));
}

static void embed_refuses_what_could_not_be_looked_up(void **state)
{
    Bench *bench = *state;
    write_file(bench, "there.txt", TEXT("x"));
    assert_int_equal(run(bench, bench->embed, "f.c f.h F there.txt missing.txt"), 1);
    assert_true(text_contains(read_file(bench, "said"), TEXT("missing.txt")));
    assert_int_equal(run(bench, bench->embed, "f.c f.h F there.txt ./there.txt"), 1);
    assert_int_equal(run(bench, bench->embed, "f.c f.h F"), 2);
    assert_int_not_equal(access(path_in(bench, "f.c"), F_OK), 0);
}

static int bench_setup(void **state)
{
    Bench *bench = *state;
    snprintf(bench->folder, sizeof bench->folder, "/tmp/duibiao-tools-XXXXXX");
    bench->arena = arena_new();
    return mkdtemp(bench->folder) ? 0 : -1;
}

static int bench_teardown(void **state)
{
    Bench *bench = *state;
    Text command = text_format(bench->arena, "rm -r '%s'", bench->folder);
    int status = system(text_cstr(bench->arena, command));
    arena_free(bench->arena);
    return status;
}

#define BENCH_TEST(function)                                                                       \
    cmocka_unit_test_prestate_setup_teardown(function, bench_setup, bench_teardown, &bench)

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: test_base_tools LANGC EMBED HEADERS\n", stderr);
        return 2;
    }
    Bench bench = {.langc = realpath(argv[1], NULL),
                   .embed = realpath(argv[2], NULL),
                   .headers = realpath(argv[3], NULL)};
    const struct CMUnitTest tests[] = {
        BENCH_TEST(langc_writes_a_sorted_table),
        BENCH_TEST(langc_names_file_and_line_of_a_mistake),
        BENCH_TEST(langc_names_both_places_of_a_duplicate),
        BENCH_TEST(langc_refuses_a_line_that_is_too_long),
        BENCH_TEST(embed_gives_back_every_byte),
        BENCH_TEST(embed_refuses_what_could_not_be_looked_up),
    };
    int failed = cmocka_run_group_tests_name("base/tools", tests, NULL, NULL);
    free((char *)bench.langc);
    free((char *)bench.embed);
    free((char *)bench.headers);
    return failed;
}
