/* bench_prose: how fast official prose is read, beside what else is done to such bytes, and in how
 * much memory, whatever the length of the text.
 *
 *   bench_prose FILE…
 *
 * The texts are put behind one another, each paragraph with a number of its own, until there are 20
 * MB; each way of walking through them runs three times, and the least processor time counts.
 */
#include "base.h"
#include "prose.h"
#include "prose_files.h"

#include <iconv.h>
#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 20000000, RUNS = 3 };

typedef struct Bench {
    Arena *arena;
    Text text;
    ProseRules *rules;
    opencc_t converter;
    size_t found; /* so that nothing is optimised away */
} Bench;

static Text read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "bench_prose: %s cannot be opened\n", path);
        exit(1);
    }
    Buf bytes = buf_new(arena);
    char part[65536];
    size_t len;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&bytes, (Text){part, len});
    fclose(file);
    return buf_text(&bytes);
}

/* A number behind each paragraph keeps it from being taken for a repetition. */
static Text behind_one_another(Arena *arena, char **paths, int count)
{
    Buf whole = buf_new(arena);
    for (int number = 0; whole.len < BYTES;) {
        for (int i = 0; i < count; i++) {
            Text rest = read_file(arena, paths[i]), line;
            while (text_split(&rest, '\n', &line)) {
                if (line.len) buf_add_format(&whole, "%.*s%d\n", TEXT_ARGS(line), number++);
            }
        }
    }
    return buf_text(&whole);
}

static Text once(Arena *arena, char **paths, int count)
{
    Buf whole = buf_new(arena);
    for (int i = 0; i < count; i++)
        buf_add(&whole, read_file(arena, paths[i]));
    return buf_text(&whole);
}

/* ---- What is measured ---- */

static void decode(Bench *bench)
{
    size_t at = 0;
    uint32_t c;
    while (text_next(bench->text, &at, &c))
        bench->found += c == U'要';
}

static void to_gb18030(Bench *bench)
{
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    size_t in_left = bench->text.len, out_left = bench->text.len * 2;
    char *out = malloc(out_left), *to = out, *in = (char *)(uintptr_t)bench->text.ptr;
    if (converter == (iconv_t)-1 || !out) abort();
    iconv(converter, &in, &in_left, &to, &out_left);
    iconv_close(converter);
    bench->found += (size_t)(to - out);
    free(out);
}

/* Dictionary phrases by longest match, as our reader's lists. */
static void to_traditional(Bench *bench)
{
    char *answer = opencc_convert_utf8(bench->converter, bench->text.ptr, bench->text.len);
    bench->found += strlen(answer);
    opencc_convert_utf8_free(answer);
}

static void count(void *context, const ProseParagraph *paragraph)
{
    Bench *bench = context;
    bench->found += paragraph->proposal_count;
}

static void read_prose(Bench *bench)
{
    ProseSettings settings = {.text_date = date_make(2016, 10, 13),
                              .layout = prose_layout_of(bench->text)};
    ProseReader *reader = prose_open(bench->rules, &settings, count, bench);
    prose_add(reader, bench->text);
    prose_finish(reader);
}

/* Of this process alone: what "per core" means on a machine that others use too. */
static double processor_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void measure(Bench *bench, const char *label, void (*run)(Bench *))
{
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
        double started = processor_seconds();
        bench->found = 0;
        run(bench);
        double seconds = processor_seconds() - started;
        if (i == 0 || seconds < best) best = seconds;
    }
    printf("  %-44s %6.2f s %8.1f MB/s   (%zu)\n", label, best,
           (double)bench->text.len / 1e6 / best, bench->found);
}

/* ---- Memory: the text comes line by line and is nowhere whole ---- */

static void ignore(void *context, const ProseParagraph *paragraph)
{
    *(size_t *)context += paragraph->proposal_count;
}

static long peak_kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void read_lines(const Bench *bench, size_t bytes)
{
    size_t found = 0, given = 0, number = 0;
    ProseSettings settings = {.text_date = date_make(2016, 10, 13),
                              .layout = prose_layout_of(bench->text)};
    ProseReader *reader = prose_open(bench->rules, &settings, ignore, &found);
    while (given < bytes) {
        Text rest = bench->text, line;
        while (given < bytes && text_split(&rest, '\n', &line)) {
            char end[24];
            int len = snprintf(end, sizeof end, "%zu\n", number++);
            prose_add(reader, line);
            prose_add(reader, (Text){end, (size_t)len});
            given += line.len + (size_t)len;
        }
    }
    prose_finish(reader);
}

/* In a process of its own, for a peak is never taken back. */
static void measure_memory(const Bench *bench, int megabytes)
{
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) abort();
    if (child == 0) {
        long before = peak_kilobytes();
        read_lines(bench, (size_t)megabytes * 1000000);
        printf("  %3d MB read: %6.1f MB at its peak, %.1f MB of it before the first line\n",
               megabytes, (double)peak_kilobytes() / 1024, (double)before / 1024);
        fflush(stdout);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_prose FILE...\n", stderr);
        return 2;
    }
    Error err = {0};
    Bench bench = {.arena = arena_new(), .converter = opencc_open("s2t.json")};
    if (prose_rules_load((EmbeddedFiles){PROSE_FILES, PROSE_FILES_count}, &bench.rules, &err) ||
        bench.converter == (opencc_t)-1)
        return 1;
    bench.text = once(bench.arena, argv + 1, argc - 1);
    static const int SIZES[] = {1, 20, 100};
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++)
        measure_memory(&bench, SIZES[i]);
    bench.text = behind_one_another(bench.arena, argv + 1, argc - 1);
    printf("%.1f MB of prose; processor time, best of %d\n", (double)bench.text.len / 1e6, RUNS);
    measure(&bench, "characters decoded", decode);
    measure(&bench, "iconv to GB18030", to_gb18030);
    measure(&bench, "OpenCC, Simplified to Traditional", to_traditional);
    measure(&bench, "prose: read and proposed", read_prose);
    opencc_close(bench.converter);
    prose_rules_free(bench.rules);
    arena_free(bench.arena);
    return 0;
}
