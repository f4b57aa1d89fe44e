/* bench_records move: people who sign their tasks, each on disk before the next; beside it SQLite
 * writing as many bytes of the same tables. */
#include "bench_records.h"

#include <stdlib.h>
#include <unistd.h>

enum { PAUSE_US = 5000, RAW_BYTES = 600 };

/* The tasks that can be moved next, from all over the table. */
static List waiting(Bench *bench, int times)
{
    List tasks = list_new(bench->arena, sizeof(int64_t));
    RecordFilter assigned = {KEY_STATE, value_text(TEXT("assigned"))};
    RecordQuery query = {.filters = &assigned, .filter_count = 1};
    List found;
    bench_check(bench, record_list(bench->arena, bench->workspace, bench->task, &query, &found,
                                   &bench->err));
    for (size_t at = 0; at < found.count; at++) {
        *(int64_t *)list_add(&tasks) = LIST_AT(&found, Record, at)->id;
    }
    for (size_t at = tasks.count; at > 1; at--) {
        size_t other = (size_t)bench_below(bench, (int)at);
        int64_t *a = LIST_AT(&tasks, int64_t, at - 1), *b = LIST_AT(&tasks, int64_t, other);
        int64_t kept = *a;
        *a = *b;
        *b = kept;
    }
    if (tasks.count < (size_t)times) {
        fprintf(stderr, "only %zu tasks can be moved\n", tasks.count);
        exit(1);
    }
    return tasks;
}

static BenchTime move(Bench *bench, Arena *arena, int64_t id)
{
    Record *task;
    Problems *problems = problems_new(arena, 1);
    bench_check(bench, record_get(arena, bench->workspace, bench->task, id, &task, &bench->err));
    BenchTime started = bench_start();
    bench_check(bench, record_move(arena, bench->workspace, task, TEXT("accept"), TEXT("签收"),
                                   problems, &bench->err));
    return bench_stop(started);
}

/* A transaction of SQLite's own on a table of its own beside ours: what the disk asks for. */
static BenchTime write_raw(Bench *bench, int64_t id)
{
    static const uint8_t BYTES[RAW_BYTES];
    Store *store = workspace_store(bench->workspace);
    Stmt *stmt;
    BenchTime started = bench_start();
    bench_check(bench, store_write_begin(store, DURABILITY_FULL, &bench->err));
    bench_check(bench, store_prepare(store, "UPDATE task SET version = version + 0 WHERE id = $1",
                                     &stmt, &bench->err));
    stmt_bind_int(stmt, 1, id);
    bench_check(bench, stmt_run(stmt, &bench->err));
    bench_check(bench, store_prepare(store, "INSERT INTO bench_raw (bytes) VALUES ($1)", &stmt,
                                     &bench->err));
    stmt_bind_blob(stmt, 1, BYTES, sizeof BYTES);
    bench_check(bench, stmt_run(stmt, &bench->err));
    bench_check(bench, store_write_commit(store, &bench->err));
    return bench_stop(started);
}

/* People come when they come, not when the one before is served: who waited has waited since
 * then. */
void bench_move(Bench *bench, int times, BenchGoesOn *goes_on)
{
    List ours = list_new(bench->arena, sizeof(BenchTime));
    List raw = list_new(bench->arena, sizeof(BenchTime));
    Arena *arena = arena_new();
    bench_check(bench,
                store_run_script(workspace_store(bench->workspace),
                                 "CREATE TABLE IF NOT EXISTS bench_raw (bytes BLOB)", &bench->err));
    List tasks = waiting(bench, times);
    for (int at = 0; at < times && (goes_on == NULL || goes_on()); at++) {
        int64_t id = *LIST_AT(&tasks, int64_t, (size_t)at);
        arena_reset(arena);
        *(BenchTime *)list_add(&ours) = move(bench, arena, id);
        usleep(PAUSE_US);
        *(BenchTime *)list_add(&raw) = write_raw(bench, id);
        usleep(PAUSE_US);
    }
    bench_report("moves, each on disk", &ours, 5);
    bench_report("SQLite by itself: one row changed, one added, on disk", &raw, 0);
    arena_free(arena);
}
