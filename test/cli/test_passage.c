/* The passage: frames that are short, cut, too long or not ours, other ends that are slow or gone,
 * and which words of a call name files. */
#include "passage_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Both ends ---- */

typedef struct Ends {
    Arena *arena;
    Line ours, theirs;
} Ends;

static Ends ends_new(void)
{
    int pair[2];
    Arena *arena = arena_new();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    return (Ends){arena, line_new(arena, pair[0]), line_new(arena, pair[1])};
}

static void ends_free(Ends *ends)
{
    close(ends->ours.descriptor);
    if (ends->theirs.descriptor >= 0) {
        close(ends->theirs.descriptor);
    }
    arena_free(ends->arena);
}

static void write_raw(Ends *ends, const void *bytes, size_t len)
{
    assert_int_equal(write(ends->theirs.descriptor, bytes, len), (ssize_t)len);
}

static void write_head(Ends *ends, uint32_t kind, uint32_t len)
{
    const uint32_t head[] = {kind, len};
    write_raw(ends, head, sizeof head);
}

static void hang_up(Ends *ends)
{
    close(ends->theirs.descriptor);
    ends->theirs.descriptor = -1;
}

/* ---- Frames ---- */

static void test_frames_come_as_they_were_sent(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0};
    Frame frame;
    const Text words[] = {TEXT(""), TEXT("焦作"), {"a\0b", 3}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(frame_send(&ends.theirs, FRAME_ARGUMENT, words[i], &err), STATUS_OK);
        assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_OK);
        assert_int_equal(frame.kind, FRAME_ARGUMENT);
        assert_true(text_equal(frame.bytes, words[i]));
    }
    ends_free(&ends);
}

static void test_a_frame_that_is_too_long_is_neither_sent_nor_taken(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0};
    Frame frame;
    char *bytes = arena_alloc(ends.arena, FRAME_BYTES_MOST + 1);
    Text whole = {bytes, FRAME_BYTES_MOST + 1};
    assert_int_equal(frame_send(&ends.theirs, FRAME_BYTES, whole, &err), STATUS_LIMIT);
    write_head(&ends, FRAME_BYTES, FRAME_BYTES_MOST + 1);
    assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_INVALID);
    ends_free(&ends);
    ends = ends_new();
    write_head(&ends, FRAME_BYTES, UINT32_MAX);
    assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_INVALID);
    ends_free(&ends);
}

static void test_a_frame_that_is_cut_is_none(void **state)
{
    (void)state;
    Error err = {0};
    Frame frame;
    for (int cut = 0; cut < 3; cut++) {
        Ends ends = ends_new();
        if (cut == 1) {
            write_raw(&ends, "\1", 1);
        } else if (cut == 2) {
            write_head(&ends, FRAME_ARGUMENT, 10);
            write_raw(&ends, "abc", 3);
        }
        hang_up(&ends);
        assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_IO);
        assert_string_equal(err.code, "cli.passage_gone");
        ends_free(&ends);
    }
}

/* A byte now and then does not keep it waiting: the whole frame has a deadline. */
static void test_a_slow_end_is_not_waited_for(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0};
    Frame frame;
    write_raw(&ends, "\1\0\0", 3);
    uint64_t began_ns = time_monotonic_ns();
    line_allow(&ends.ours, 1);
    assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_BUSY);
    uint64_t took_ms = (time_monotonic_ns() - began_ns) / 1000000;
    assert_true(took_ms >= 900 && took_ms < 10000);
    ends_free(&ends);
}

static void test_an_end_that_takes_nothing_is_not_waited_for(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0};
    Status status = STATUS_OK;
    Text bytes = {arena_alloc(ends.arena, FRAME_BYTES_MOST), FRAME_BYTES_MOST};
    line_allow(&ends.ours, 1);
    for (int i = 0; i < 1000 && status == STATUS_OK; i++) {
        status = frame_send(&ends.ours, FRAME_BYTES, bytes, &err);
    }
    assert_int_equal(status, STATUS_BUSY);
    ends_free(&ends);
}

static void test_refusals_keep_their_words(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0}, refusal = {0}, told = {0};
    Frame frame;
    error_set(&refusal, STATUS_UNSUPPORTED, "cli.passage_version",
              ARGS(arg_cstr("server", "2"), arg_cstr("terminal", "1")));
    assert_int_equal(frame_send_error(&ends.theirs, &refusal, &err), STATUS_OK);
    assert_int_equal(frame_receive(&ends.ours, &frame, &err), STATUS_OK);
    assert_int_equal(frame_error(ends.arena, &frame, &told), STATUS_UNSUPPORTED);
    Buf before = buf_new(ends.arena), after = buf_new(ends.arena);
    error_print(&before, LANG_EN, &refusal);
    error_print(&after, LANG_EN, &told);
    assert_true(text_equal(buf_text(&before), buf_text(&after)));
    ends_free(&ends);
}

static void test_a_refusal_that_is_none_is_not_believed(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "x", "0\0a", "99\0cli.passage_full", "-1\0x"};
    static const size_t lengths[] = {0, 1, 3, 20, 4};
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Error err = {0};
        Frame frame = {FRAME_ERROR, {bad[i], lengths[i]}};
        assert_int_equal(frame_error(arena, &frame, &err), STATUS_INVALID);
    }
    arena_free(arena);
}

/* ---- Requests ---- */

enum { BYTES_MOST = 1024 };

static void greet(Ends *ends, const char *version, int count)
{
    Error err = {0};
    const int descriptors[PASSAGE_DESCRIPTORS] = {0, 1, 2, 2};
    assert_int_equal(frame_send_with(&ends->theirs, FRAME_GREETING, text_from(version), descriptors,
                                     count, &err),
                     STATUS_OK);
}

static void say(Ends *ends, FrameKind kind, const char *words)
{
    Error err = {0};
    assert_int_equal(frame_send(&ends->theirs, kind, text_from(words), &err), STATUS_OK);
}

static Status hear(Ends *ends, PassageRequest *request, Error *err)
{
    line_allow(&ends->ours, 1);
    return request_receive(ends->arena, &ends->ours, "1", BYTES_MOST, request, err);
}

static void test_a_request_comes_whole_and_without_what_is_not_let_through(void **state)
{
    (void)state;
    Ends ends = ends_new();
    Error err = {0};
    PassageRequest request;
    greet(&ends, "1", 4);
    say(&ends, FRAME_VARIABLE, "DUIBIAO_LANG=en");
    say(&ends, FRAME_VARIABLE, "LD_PRELOAD=/tmp/x.so");
    say(&ends, FRAME_VARIABLE, "DUIBIAO_HAND=1 0 x 1 1 /etc/passwd");
    say(&ends, FRAME_VARIABLE, "TZ=Asia/Shanghai");
    say(&ends, FRAME_VARIABLE, "TZ=/etc/shadow");
    say(&ends, FRAME_VARIABLE, "TZ=:/etc/shadow");
    say(&ends, FRAME_VARIABLE, "TZ=../../../etc/shadow");
    say(&ends, FRAME_ARGUMENT, "list");
    say(&ends, FRAME_ARGUMENT, "");
    say(&ends, FRAME_END, "");
    assert_int_equal(hear(&ends, &request, &err), STATUS_OK);
    assert_int_equal(request.argc, 2);
    assert_string_equal(request.argv[0], "list");
    assert_string_equal(request.argv[1], "");
    assert_null(request.argv[2]);
    assert_int_equal(request.variables.count, 2);
    assert_string_equal(*LIST_AT(&request.variables, char *, 0), "DUIBIAO_LANG=en");
    assert_string_equal(*LIST_AT(&request.variables, char *, 1), "TZ=Asia/Shanghai");
    assert_int_equal(request.descriptor_count, 4);
    for (int i = 0; i < request.descriptor_count; i++) {
        assert_true(fcntl(request.descriptors[i], F_GETFD) & FD_CLOEXEC);
    }
    request_close(&request);
    ends_free(&ends);
}

static void expect_refusal(Ends *ends, Status expected)
{
    Error err = {0};
    PassageRequest request;
    assert_int_equal(hear(ends, &request, &err), expected);
    request_close(&request);
    ends_free(ends);
}

static void test_requests_that_are_none_are_refused(void **state)
{
    (void)state;
    Ends ends = ends_new();
    greet(&ends, "0", 3); /* of another version */
    expect_refusal(&ends, STATUS_UNSUPPORTED);

    ends = ends_new();
    greet(&ends, "1", 2); /* too few descriptors */
    expect_refusal(&ends, STATUS_INVALID);

    ends = ends_new();
    say(&ends, FRAME_ARGUMENT, "list"); /* without a greeting */
    expect_refusal(&ends, STATUS_INVALID);

    ends = ends_new();
    greet(&ends, "1", 3);
    say(&ends, FRAME_WANTED, "list"); /* a frame of another time */
    expect_refusal(&ends, STATUS_INVALID);

    ends = ends_new();
    greet(&ends, "1", 3);
    say(&ends, FRAME_END, ""); /* nothing asked for */
    expect_refusal(&ends, STATUS_INVALID);

    ends = ends_new();
    greet(&ends, "1", 3);
    say(&ends, FRAME_ARGUMENT, "list"); /* and then nothing */
    expect_refusal(&ends, STATUS_BUSY);

    ends = ends_new();
    greet(&ends, "1", 3);
    Error err = {0};
    assert_int_equal(frame_send(&ends.theirs, FRAME_ARGUMENT, (Text){"a\0b", 3}, &err), STATUS_OK);
    expect_refusal(&ends, STATUS_INVALID);

    ends = ends_new();
    greet(&ends, "1", 3);
    for (int i = 0; i <= BYTES_MOST / 16; i++) { /* empty words without end */
        say(&ends, FRAME_ARGUMENT, "");
    }
    expect_refusal(&ends, STATUS_LIMIT);
}

static int open_descriptors(void)
{
    int count = 0;
    for (int i = 0; i < 256; i++) {
        count += fcntl(i, F_GETFD) >= 0;
    }
    return count;
}

/* More descriptors than agreed on, or at a time when none are due, stay nowhere. */
static void test_no_descriptors_are_left_behind(void **state)
{
    (void)state;
    int before = open_descriptors();
    Ends ends = ends_new();
    Error err = {0};
    const int descriptors[PASSAGE_DESCRIPTORS] = {0, 1, 2, 2};
    greet(&ends, "1", 3);
    frame_send_with(&ends.theirs, FRAME_ARGUMENT, TEXT("list"), descriptors, 4, &err);
    say(&ends, FRAME_END, "");
    PassageRequest request;
    assert_int_equal(hear(&ends, &request, &err), STATUS_OK);
    request_close(&request);
    ends_free(&ends);
    assert_int_equal(open_descriptors(), before);
}

/* ---- Files of a command ---- */

static Cli call_of(Arena *arena, int argc, const char *const *words)
{
    Error err = {0};
    Cli cli = {.arena = arena};
    assert_int_equal(cli_parse(&cli, argc, (char **)(uintptr_t)words, &err), STATUS_OK);
    return cli;
}

static void test_files_are_found_by_the_table(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const char *const report[] = {"duibiao",     "report", "焦作", "--html",
                                  "/tmp/r.html", "--year", "2015"};
    Cli cli = call_of(arena, 7, report);
    List files = command_files(&cli);
    assert_int_equal(files.count, 1);
    CommandFile *file = LIST_AT(&files, CommandFile, 0);
    assert_int_equal(file->use, FILE_WRITTEN);
    assert_string_equal(file->path, "/tmp/r.html");
    file->at = "../1/r.html";
    command_file_rename(&cli, file);
    assert_string_equal(cli.options[OPTION_HTML], "../1/r.html");

    const char *const accept[] = {"duibiao", "accept", "a.txt", "--decisions", "b.tsv"};
    cli = call_of(arena, 5, accept);
    files = command_files(&cli);
    assert_int_equal(files.count, 2);
    assert_string_equal(LIST_AT(&files, CommandFile, 0)->path, "a.txt");
    assert_string_equal(LIST_AT(&files, CommandFile, 1)->path, "b.tsv");
    assert_int_equal(LIST_AT(&files, CommandFile, 1)->use, FILE_READ);

    const char *const input[] = {"duibiao", "accept", "-"};
    cli = call_of(arena, 3, input);
    assert_int_equal(command_files(&cli).count, 0);
    arena_free(arena);
}

/* Whatever a command that goes through the server takes as a path is known to be one: otherwise the
 * server would open what a terminal names. */
static void test_every_path_of_the_tables_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLI_COMMAND_COUNT; i++) {
        const CliCommand *command = &CLI_COMMANDS[i];
        Text rest = text_from(command->arguments), word;
        bool names_file = false;
        while (text_split(&rest, ' ', &word)) {
            bool is_file = text_equal(word, TEXT("FILE"));
            bool is_like_file =
                text_contains(word, TEXT("FILE")) || text_contains(word, TEXT("FOLDER")) ||
                text_contains(word, TEXT("BACKUP")) || text_contains(word, TEXT("PATH"));
            names_file = names_file || is_file;
            assert_true(command->place == AT_HOME || is_file == is_like_file);
        }
        assert_true(command->place == AT_HOME || names_file == (command->file != FILE_NONE));
        for (int o = 0; o < OPTION_COUNT; o++) {
            const CliOption *option = &CLI_OPTIONS[o];
            bool is_path = option->argument && (strcmp(option->argument, "FILE") == 0 ||
                                                strcmp(option->argument, "FOLDER") == 0);
            bool is_taken = (command->options | cli_common_options()) & OPTION_BIT(o);
            if (is_taken && is_path && command->place != AT_HOME) {
                assert_true(option->file != FILE_NONE || o == OPTION_WORKSPACE);
            }
        }
    }
}

/* A server decides no place at the terminal but that of the file asked for, and beside it. */
static void test_a_server_cannot_write_elsewhere(void **state)
{
    (void)state;
    static const char *const endings[] = {"x", "/x", ".x", "-files/../../x", "-..", "../x"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        Ends ends = ends_new();
        Error err = {0};
        List files = list_new(ends.arena, sizeof(CommandFile));
        *(CommandFile *)list_add(&files) = (CommandFile){.use = FILE_WRITTEN, .path = "out.csv"};
        *(CommandFile *)list_add(&files) = (CommandFile){.use = FILE_READ, .path = "in.csv"};
        Parcels *parcels = parcels_new(ends.arena, &ends.ours, &files);
        const FileGiven heads[] = {{0, 0644}, {1, 0644}, {2, 0644}};
        Buf bytes = buf_new(ends.arena);
        buf_add(&bytes, (Text){(const char *)&heads[0], sizeof heads[0]});
        buf_add_cstr(&bytes, endings[i]);
        Frame given = {FRAME_GIVEN, buf_text(&bytes)};
        assert_int_equal(parcels_take(parcels, &given, &err), STATUS_INVALID);
        given.bytes = (Text){(const char *)&heads[1], sizeof heads[1]}; /* one to be read */
        assert_int_equal(parcels_take(parcels, &given, &err), STATUS_INVALID);
        given.bytes = (Text){(const char *)&heads[2], sizeof heads[2]}; /* none */
        assert_int_equal(parcels_take(parcels, &given, &err), STATUS_INVALID);
        given.bytes = (Text){(const char *)&heads[0], 3};
        assert_int_equal(parcels_take(parcels, &given, &err), STATUS_INVALID);
        assert_int_equal(access("out.csv", F_OK), -1);
        ends_free(&ends);
    }
}

/* ---- The hand ---- */

static void test_a_hand_reads_what_its_server_wrote(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const HandOrder order = {.server = 12,
                             .user = 1001,
                             .request = TEXT("0123abcd"),
                             .file_bytes = INT64_C(5) << 30,
                             .file_seconds = 60,
                             .workspace = "/srv/a city/x.duibiao"};
    HandOrder read;
    const char *value = strchr(hand_order_print(arena, &order), '=') + 1;
    assert_true(hand_order_read(arena, value, &read));
    assert_int_equal(read.server, 12);
    assert_int_equal(read.user, 1001);
    assert_true(text_equal(read.request, order.request));
    assert_int_equal(read.file_bytes, order.file_bytes);
    assert_int_equal(read.file_seconds, 60);
    assert_string_equal(read.workspace, order.workspace);
    static const char *const bad[] = {"", "1", "x 1 a 1 1 /x", "1 2 a 3 4", "1 2 a 3 4 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(hand_order_read(arena, bad[i], &read));
    }
    arena_free(arena);
}

/* ---- Limits ---- */

static void test_limits_of_the_passage_and_of_others_are_told_apart(void **state)
{
    Arena *arena = arena_new();
    PassageLimits limits;
    char *others;
    Error err = {0};
    Text rules = *(const Text *)*state;
    assert_int_equal(passage_limits_read(arena, rules, NULL, &limits, &others, &err), STATUS_OK);
    assert_null(others);
    assert_true(limits.commands_of_one <= limits.commands);
    const char *mixed = "workers=2,terminal_commands=3,idle_seconds=4";
    assert_int_equal(passage_limits_read(arena, rules, mixed, &limits, &others, &err), STATUS_OK);
    assert_int_equal(limits.commands, 3);
    assert_string_equal(others, "workers=2,idle_seconds=4");
    const char *none = "terminal_commands=0";
    assert_int_equal(passage_limits_read(arena, rules, none, &limits, &others, &err), STATUS_USAGE);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static Text rules;
    static char bytes[1 << 16];
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (file != NULL) {
        rules = (Text){bytes, fread(bytes, 1, sizeof bytes, file)};
        fclose(file);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_come_as_they_were_sent),
        cmocka_unit_test(test_a_frame_that_is_too_long_is_neither_sent_nor_taken),
        cmocka_unit_test(test_a_frame_that_is_cut_is_none),
        cmocka_unit_test(test_a_slow_end_is_not_waited_for),
        cmocka_unit_test(test_an_end_that_takes_nothing_is_not_waited_for),
        cmocka_unit_test(test_refusals_keep_their_words),
        cmocka_unit_test(test_a_refusal_that_is_none_is_not_believed),
        cmocka_unit_test(test_a_request_comes_whole_and_without_what_is_not_let_through),
        cmocka_unit_test(test_requests_that_are_none_are_refused),
        cmocka_unit_test(test_no_descriptors_are_left_behind),
        cmocka_unit_test(test_files_are_found_by_the_table),
        cmocka_unit_test(test_every_path_of_the_tables_is_known),
        cmocka_unit_test(test_a_server_cannot_write_elsewhere),
        cmocka_unit_test(test_a_hand_reads_what_its_server_wrote),
        cmocka_unit_test_prestate(test_limits_of_the_passage_and_of_others_are_told_apart, &rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
