/* The tables of commands and options, and what is made of them: the parser, the manual page, the
 * exit codes. */
#include "cli_impl.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MAX = 32 };

/* Splits a command line as a shell would, as far as examples need it: blanks and double quotes. */
static int split(Arena *arena, const char *line, char **words)
{
    int count = 0;
    while (*line) {
        while (*line == ' ')
            line++;
        if (!*line) break;
        Buf word = buf_new(arena);
        for (bool quoted = false; *line && (quoted || *line != ' '); line++) {
            if (*line == '"')
                quoted = !quoted;
            else
                buf_add_char(&word, *line);
        }
        assert_true(count < WORDS_MAX);
        words[count++] = text_cstr(arena, buf_text(&word));
    }
    return count;
}

static Status parse(Arena *arena, Cli *cli, const char *line, Error *err)
{
    char *words[WORDS_MAX];
    int count = split(arena, line, words);
    *cli = (Cli){.arena = arena, .lang = LANG_ZH};
    return cli_parse(cli, count, words, err);
}

static bool has_chinese(const char *text)
{
    Text rest = text_from(text);
    size_t at = 0;
    uint32_t code_point;
    while (text_next(rest, &at, &code_point)) {
        if (code_point >= 0x4E00 && code_point <= 0x9FFF) return true;
    }
    return false;
}

/* ---- Commands ---- */

static void test_every_command_speaks_both_languages(void **state)
{
    (void)state;
    assert_true(CLI_COMMAND_COUNT > 0);
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *command = &CLI_COMMANDS[i];
        assert_non_null(command->run);
        assert_true(has_chinese(command->zh));
        assert_true(strlen(command->en) > 0);
        assert_false(has_chinese(command->en));
        assert_true(command->most == -1 || command->most >= command->least);
    }
}

static void test_names_of_commands_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(CLI_COMMANDS[i].name, CLI_COMMANDS[j].name);
        }
    }
}

/* A heading stands once: the table is in the order of the groups, and none is empty. */
static void test_commands_stand_together(void **state)
{
    (void)state;
    assert_int_equal(CLI_COMMANDS[0].group, 0);
    for (size_t i = 1; i < CLI_COMMAND_COUNT; i++) {
        int step = (int)CLI_COMMANDS[i].group - (int)CLI_COMMANDS[i - 1].group;
        assert_true(step == 0 || step == 1);
    }
    assert_int_equal(CLI_COMMANDS[CLI_COMMAND_COUNT - 1].group, COMMAND_GROUP_COUNT - 1);
}

static void test_a_slip_is_told_what_was_meant(void **state)
{
    (void)state;
    static const char *const slips[][2] = {
        {"duibiao gpa 焦作", "gap"}, {"duibiao improt x.csv", "import"}, {"duibiao xyzzy", ""}};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        Arena *arena = arena_new();
        Cli cli;
        Error err = {0};
        Buf said = buf_new(arena);
        assert_int_equal(parse(arena, &cli, slips[i][0], &err), STATUS_USAGE);
        error_print(&said, LANG_EN, &err);
        assert_true(text_contains(buf_text(&said), text_from(slips[i][1])));
        assert_int_equal(text_contains(buf_text(&said), TEXT("Did you mean")), *slips[i][1] != 0);
        arena_free(arena);
    }
}

static void test_every_example_is_a_call_of_its_command(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        Arena *arena = arena_new();
        const CliCommand *command = &CLI_COMMANDS[i];
        Text begin = text_format(arena, "duibiao %s", command->name);
        assert_true(text_starts(text_from(command->example), begin));
        Cli cli;
        Error err = {0};
        assert_int_equal(parse(arena, &cli, command->example, &err), STATUS_OK);
        assert_ptr_equal(cli.command, command);
        arena_free(arena);
    }
}

/* The arguments a usage line names are those the parser demands: brackets are not demanded. */
static void test_usage_lines_agree_with_what_is_demanded(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        Arena *arena = arena_new();
        const CliCommand *command = &CLI_COMMANDS[i];
        Text rest = text_from(command->arguments), word;
        int least = 0, most = 0;
        while (text_split(&rest, ' ', &word)) {
            if (word.len == 0) continue;
            bool optional = text_starts(word, TEXT("["));
            least += !optional;
            most = text_contains(word, TEXT("…")) ? -1 : most + 1;
        }
        assert_int_equal(command->least, least);
        assert_int_equal(command->most, most);
        arena_free(arena);
    }
}

/* ---- Options ---- */

static void test_every_option_stands_at_its_own_place(void **state)
{
    (void)state;
    assert_true(OPTION_COUNT <= 64);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const CliOption *option = &CLI_OPTIONS[i];
        assert_int_equal(option->id, i);
        assert_non_null(option->name);
        assert_true(has_chinese(option->zh));
        assert_true(strlen(option->en) > 0);
    }
}

static void test_names_and_letters_of_options_are_unique(void **state)
{
    (void)state;
    for (int i = 0; i < OPTION_COUNT; i++) {
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(CLI_OPTIONS[i].name, CLI_OPTIONS[j].name);
            char letter = CLI_OPTIONS[i].letter;
            assert_true(letter == 0 || letter != CLI_OPTIONS[j].letter);
        }
    }
}

static void test_every_option_serves_some_command(void **state)
{
    (void)state;
    uint64_t used = cli_common_options() | OPTION_BIT(OPTION_VERSION);
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++)
        used |= CLI_COMMANDS[i].options;
    assert_true(used == OPTION_BIT(OPTION_COUNT) - 1);
}

/* ---- Parsing ---- */

static void test_options_may_stand_anywhere_and_carry_values_in_three_ways(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "duibiao -w city.duibiao gap 焦作 --year 2015",
        "duibiao gap -wcity.duibiao 焦作 --year=2015",
        "duibiao gap 焦作 --workspace=city.duibiao --year 2015",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        Arena *arena = arena_new();
        Cli cli;
        Error err = {0};
        assert_int_equal(parse(arena, &cli, lines[i], &err), STATUS_OK);
        assert_string_equal(cli.command->name, "gap");
        assert_int_equal(cli.argument_count, 1);
        assert_string_equal(cli.arguments[0], "焦作");
        assert_string_equal(cli.options[OPTION_WORKSPACE], "city.duibiao");
        assert_string_equal(cli.options[OPTION_YEAR], "2015");
        arena_free(arena);
    }
}

static void test_what_follows_two_dashes_is_no_option(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cli cli;
    Error err = {0};
    assert_int_equal(parse(arena, &cli, "duibiao import -- --help", &err), STATUS_OK);
    assert_false(cli_has(&cli, OPTION_HELP));
    assert_string_equal(cli.arguments[0], "--help");
    arena_free(arena);
}

static void test_the_longest_name_is_the_command(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cli cli;
    Error err = {0};
    assert_int_equal(parse(arena, &cli, "duibiao import undo 412", &err), STATUS_OK);
    assert_string_equal(cli.command->name, "import undo");
    assert_int_equal(parse(arena, &cli, "duibiao import undo.csv", &err), STATUS_OK);
    assert_string_equal(cli.command->name, "import");
    arena_free(arena);
}

static void test_wrong_calls_are_refused_with_their_own_code(void **state)
{
    (void)state;
    static const struct {
        const char *line, *code;
    } calls[] = {
        {"duibiao nonsense", "cli.unknown_command"},
        {"duibiao gap 焦作 --nonsense", "cli.unknown_option"},
        {"duibiao gap 焦作 -z", "cli.unknown_option"},
        {"duibiao gap 焦作 --json=1", "cli.option_without_value"},
        {"duibiao gap 焦作 --year", "cli.option_needs_value"},
        {"duibiao gap 焦作 --bare", "cli.option_not_here"},
        {"duibiao gap", "cli.wrong_arguments"},
        {"duibiao init a.duibiao b.duibiao", "cli.wrong_arguments"},
        {"duibiao doctor --lang fr", "cli.unknown_lang"},
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        Arena *arena = arena_new();
        Cli cli;
        Error err = {0};
        assert_int_equal(parse(arena, &cli, calls[i].line, &err), STATUS_USAGE);
        assert_string_equal(err.code, calls[i].code);
        arena_free(arena);
    }
}

static void test_numbers_and_dates_are_checked(void **state)
{
    (void)state;
    static const char *const bad[] = {"0", "-1", "2015.5", "many", "", "99999999999"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        Cli cli = {0};
        Error err = {0};
        int64_t number;
        cli.options[OPTION_LIMIT] = bad[i];
        assert_int_equal(cli_option_int(&cli, OPTION_LIMIT, &number, &err), STATUS_USAGE);
        assert_string_equal(err.code, "cli.not_a_number");
    }
    Cli cli = {0};
    Error err = {0};
    Date date;
    assert_int_equal(cli_option_date(&cli, OPTION_AS_OF, &date, &err), STATUS_OK);
    assert_int_equal(date, DATE_NONE);
    cli.options[OPTION_AS_OF] = "2016-02-30";
    assert_int_equal(cli_option_date(&cli, OPTION_AS_OF, &date, &err), STATUS_USAGE);
}

/* ---- Exit codes ---- */

/* The exit code of one call, with standard output and error kept from the log of the test. */
static int exit_code_of(const char *line)
{
    static const Model no_model = {0};
    const CliSetup setup = {.version = "1.2.3", .model = &no_model};
    Arena *arena = arena_new();
    char *words[WORDS_MAX];
    int count = split(arena, line, words);
    fflush(stdout);
    fflush(stderr);
    int kept[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
    assert_non_null(freopen("/dev/null", "w", stdout));
    assert_non_null(freopen("/dev/null", "w", stderr));
    int code = cli_run(&setup, count, words);
    fflush(stdout);
    fflush(stderr);
    dup2(kept[0], STDOUT_FILENO);
    dup2(kept[1], STDERR_FILENO);
    close(kept[0]);
    close(kept[1]);
    arena_free(arena);
    return code;
}

static void test_exit_codes_are_those_of_the_status_table(void **state)
{
    (void)state;
    assert_int_equal(exit_code_of("duibiao --version"), 0);
    assert_int_equal(exit_code_of("duibiao"), 0);
    assert_int_equal(exit_code_of("duibiao gap --help"), 0);
    assert_int_equal(exit_code_of("duibiao manual"), 0);
    int usage = status_row(STATUS_USAGE)->exit_code;
    assert_int_equal(exit_code_of("duibiao nonsense"), usage);
    assert_int_equal(exit_code_of("duibiao gap 焦作 --as-of nonsense --lang"), usage);
    int not_found = status_row(STATUS_NOT_FOUND)->exit_code;
    assert_int_equal(exit_code_of("duibiao -w /nowhere/at/all.duibiao doctor"), not_found);
}

static void test_every_kind_of_failure_has_an_exit_code_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(status_row(STATUS_OK)->exit_code, 0);
    for (int i = 1; i < STATUS_COUNT; i++) {
        int code = status_row((Status)i)->exit_code;
        assert_in_range(code, 1, 125);
        for (int j = 0; j < i; j++)
            assert_int_not_equal(code, status_row((Status)j)->exit_code);
    }
}

/* ---- The manual page ---- */

static bool is_known_macro(Text line)
{
    static const char *const macros[] = {".TH ", ".SH ", ".SS ", ".TP", ".B ", ".I ", ".br"};
    for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++) {
        if (text_starts(line, text_from(macros[i]))) return true;
    }
    return false;
}

static void test_the_manual_page_is_well_formed(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const CliSetup setup = {.version = "1.2.3"};
    Buf page = buf_new(arena);
    cli_manual(&page, &setup);
    assert_true(text_is_utf8(buf_text(&page)));
    Text rest = buf_text(&page), line;
    bool first = true, after_tp = false;
    while (text_split(&rest, '\n', &line)) {
        if (line.len == 0 && rest.len == 0) break;
        assert_true(line.len > 0);
        if (first) assert_true(text_starts(line, TEXT(".TH DUIBIAO 1 ")));
        if (line.ptr[0] == '.') assert_true(is_known_macro(line));
        assert_true(line.ptr[0] != '\'');
        /* A tagged paragraph begins with its tag. */
        if (after_tp) assert_true(text_starts(line, TEXT(".B ")));
        after_tp = text_equal(line, TEXT(".TP"));
        first = false;
    }
    assert_false(after_tp);
    arena_free(arena);
}

/* As the page writes it: a plain hyphen for a command line. */
static Text as_roff(Arena *arena, const char *text)
{
    Buf out = buf_new(arena);
    for (; *text; text++) {
        if (*text == '-') buf_add_char(&out, '\\');
        buf_add_char(&out, *text);
    }
    return buf_text(&out);
}

static void test_the_manual_page_names_every_command_option_and_exit_code(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const CliSetup setup = {.version = "1.2.3"};
    Buf out = buf_new(arena);
    cli_manual(&out, &setup);
    Text page = buf_text(&out);
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *command = &CLI_COMMANDS[i];
        Text tag = text_format(arena, ".B %s", command->name);
        assert_true(text_contains(page, tag));
        assert_true(text_contains(page, text_from(command->zh)));
        assert_true(text_contains(page, text_from(command->en)));
        assert_true(text_contains(page, as_roff(arena, command->example)));
    }
    for (int i = 0; i < OPTION_COUNT; i++) {
        Text name = text_format(arena, "--%s", CLI_OPTIONS[i].name);
        assert_true(text_contains(page, as_roff(arena, text_cstr(arena, name))));
    }
    for (int i = 0; i < STATUS_COUNT; i++) {
        const StatusRow *row = status_row((Status)i);
        assert_true(text_contains(page, text_format(arena, ".B %d\n%s", row->exit_code, row->zh)));
    }
    arena_free(arena);
}

/* ---- Lines that fit ---- */

static void test_wrapped_lines_fit_and_keep_every_word(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Text text = TEXT("工作区文件；缺省取 DUIBIAO_WORKSPACE 或当前目录下唯一的 *.duibiao，也可指明。"
                     "The only one here, or the one that is named.");
    for (int columns = 40; columns <= 80; columns++) {
        Buf out = buf_new(arena), words = buf_new(arena), expected = buf_new(arena);
        cli_wrap(&out, text, 4, columns);
        Text rest = buf_text(&out), line;
        while (text_split(&rest, '\n', &line))
            assert_true(text_width(line) <= columns);
        for (size_t i = 0; i < out.len; i++) {
            if (out.ptr[i] != ' ' && out.ptr[i] != '\n') buf_add_char(&words, out.ptr[i]);
        }
        for (size_t i = 0; i < text.len; i++) {
            if (text.ptr[i] != ' ') buf_add_char(&expected, text.ptr[i]);
        }
        assert_true(text_equal(buf_text(&words), buf_text(&expected)));
        assert_false(text_contains(buf_text(&out), TEXT("    ，")));
    }
    Buf whole = buf_new(arena);
    cli_wrap(&whole, text, 4, 0);
    assert_true(text_equal(buf_text(&whole), text));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_speaks_both_languages),
        cmocka_unit_test(test_names_of_commands_are_unique),
        cmocka_unit_test(test_commands_stand_together),
        cmocka_unit_test(test_a_slip_is_told_what_was_meant),
        cmocka_unit_test(test_every_example_is_a_call_of_its_command),
        cmocka_unit_test(test_usage_lines_agree_with_what_is_demanded),
        cmocka_unit_test(test_every_option_stands_at_its_own_place),
        cmocka_unit_test(test_names_and_letters_of_options_are_unique),
        cmocka_unit_test(test_every_option_serves_some_command),
        cmocka_unit_test(test_options_may_stand_anywhere_and_carry_values_in_three_ways),
        cmocka_unit_test(test_what_follows_two_dashes_is_no_option),
        cmocka_unit_test(test_the_longest_name_is_the_command),
        cmocka_unit_test(test_wrong_calls_are_refused_with_their_own_code),
        cmocka_unit_test(test_numbers_and_dates_are_checked),
        cmocka_unit_test(test_exit_codes_are_those_of_the_status_table),
        cmocka_unit_test(test_every_kind_of_failure_has_an_exit_code_of_its_own),
        cmocka_unit_test(test_the_manual_page_is_well_formed),
        cmocka_unit_test(test_the_manual_page_names_every_command_option_and_exit_code),
        cmocka_unit_test(test_wrapped_lines_fit_and_keep_every_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
