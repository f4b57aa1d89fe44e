/* bench_records: what lists, moves, search and the verifier cost on records in great number, each
 * beside SQLite by itself on the same rows.
 *
 *   bench_records make WORKSPACE TASKS            a new workspace, with some fifteen changes a task
 *   bench_records ask WORKSPACE REQUESTS          lists and counts, over a printed mix
 *   bench_records search WORKSPACE REQUESTS
 *   bench_records move WORKSPACE MOVES            each in a transaction of its own, on disk before
 *                                                 the next begins
 *   bench_records verify WORKSPACE
 *
 * The model is bench/records.model. Everything made up comes from a seed, so that two runs ask the
 * same.
 */
#include "bench_records.h"

#include "model_emit.h"
#include "model_parse.h"

#include <stdlib.h>
#include <string.h>

/* ---- The model ---- */

static Text read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    Buf text = buf_new(arena);
    for (int byte = getc(file); byte != EOF; byte = getc(file)) {
        buf_add_char(&text, (char)byte);
    }
    fclose(file);
    return buf_text(&text);
}

/* The limits that ship: a question that takes too long is stopped here as it is elsewhere. */
static void read_rules(Bench *bench)
{
    Text text = read_file(bench->arena, BENCH_RULES);
    EmbeddedFile *file = ARENA_NEW(bench->arena, EmbeddedFile);
    *file = (EmbeddedFile){"records.rules", (const uint8_t *)text.ptr, text.len};
    bench->model.rules = (EmbeddedFiles){file, 1};
}

static void read_model(Bench *bench, const char *path)
{
    ModelSource source = {text_from(path), read_file(bench->arena, path)};
    List faults = list_new(bench->arena, sizeof(ModelFault));
    ModelTree tree;
    if (!model_parse(bench->arena, &source, 1, &tree, &faults)) {
        const ModelFault *fault = LIST_AT(&faults, ModelFault, 0);
        fprintf(stderr, "%s:%d: %.*s\n", path, fault->line, TEXT_ARGS(fault->message));
        exit(1);
    }
    Buf schema = buf_new(bench->arena);
    model_emit_schema(&schema, &tree.model);
    Migration *first = ARENA_NEW(bench->arena, Migration);
    *first = (Migration){1, "0001", text_cstr(bench->arena, buf_text(&schema))};
    bench->model = tree.model;
    bench->model.migrations = (MigrationList){first, 1};
    bench->task = model_record(&bench->model, TEXT("task"));
    read_rules(bench);
}

/* ---- Verifying ---- */

static void verify(Bench *bench)
{
    AuditResult audit;
    Stmt *stmt;
    bool row = true;
    bench_open(bench, STORE_READ);
    BenchTime started = bench_start();
    bench_check(bench, audit_verify(bench->workspace, &audit, &bench->err));
    BenchTime ours = bench_stop(started);
    if (audit.fault != NULL) {
        fprintf(stderr, "%s at %lld\n", audit.fault, (long long)audit.first_bad_seq);
        exit(1);
    }
    started = bench_start();
    bench_check(bench, store_prepare(workspace_store(bench->workspace),
                                     "SELECT c.*, v.* FROM change AS c LEFT JOIN change_value AS v"
                                     " ON v.seq = c.seq ORDER BY c.seq",
                                     &stmt, &bench->err));
    int64_t bytes = 0;
    while (row) {
        bench_check(bench, stmt_step(stmt, &row, &bench->err));
        bytes += row ? (int64_t)stmt_text(stmt, 15).len : 0;
    }
    BenchTime raw = bench_stop(started);
    double rows = (double)audit.rows;
    printf(
        "  %lld changes verified in %.1f s (processors %.1f s): %.0f rows/s (goal: above 500000)\n"
        "  SQLite only reading them (%lld MB of values) in %.1f s (%.1f s): %.0f rows/s\n",
        (long long)audit.rows, ours.ms / 1000, ours.processor_ms / 1000, rows / ours.ms * 1000,
        (long long)(bytes >> 20), raw.ms / 1000, raw.processor_ms / 1000, rows / raw.ms * 1000);
}

static int usage(void)
{
    fputs("usage: bench_records make WORKSPACE TASKS\n"
          "       bench_records ask|search|move WORKSPACE TIMES\n"
          "       bench_records verify WORKSPACE\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    Bench bench = {.arena = arena_new(), .random = random_seeded(2016, 1)};
    if (argc < 3) {
        return usage();
    }
    const char *what = argv[1];
    bench.path = argv[2];
    int times = argc > 3 ? atoi(argv[3]) : 0;
    read_model(&bench, BENCH_MODEL);
    if (strcmp(what, "make") == 0 && times > 0) {
        bench_make(&bench, STORE_CREATE, times);
    } else if (strcmp(what, "ask") == 0 && times > 0) {
        bench_ask(&bench, times);
    } else if (strcmp(what, "search") == 0 && times > 0) {
        bench_search(&bench, times);
    } else if (strcmp(what, "move") == 0 && times > 0) {
        bench_open(&bench, STORE_WRITE);
        bench_move(&bench, times, NULL);
    } else if (strcmp(what, "verify") == 0) {
        verify(&bench);
    } else {
        return usage();
    }
    workspace_close(bench.workspace);
    arena_free(bench.arena);
    return 0;
}
