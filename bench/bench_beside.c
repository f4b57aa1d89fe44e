/* bench_beside: what a move costs while another process imports.
 *
 *   bench_beside WORKSPACE MOVES COMMAND…
 *
 * Makes tasks in a workspace of the shipped model and moves them, each on disk before the next
 * begins: MOVES of them alone, then as many as there is time for while COMMAND runs. Beside both
 * SQLite by itself writes to the same file, waiting for its turn as the moves do.
 */
#include "bench_records.h"

#include "compiled_model.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { UNITS = 300, MOVES_BESIDE_MOST = 5000 };

/* ---- Tasks that wait to be accepted ---- */

static Record *saved(Bench *bench, Arena *arena, Record *record)
{
    Problems *problems = problems_new(arena, 1);
    bench_check(bench,
                record_save(arena, bench->workspace, record, TEXT(""), problems, &bench->err));
    return record;
}

static int64_t make_unit(Bench *bench, Arena *arena, int number)
{
    Record *unit = record_new(arena, model_record(&bench->model, TEXT("organisation")));
    *record_value(unit, "zh") = value_text(text_format(arena, "单位%d", number));
    *record_value(unit, "kind") = value_text(TEXT("department"));
    return saved(bench, arena, unit)->id;
}

static void make_task(Bench *bench, Arena *arena, int number, int64_t unit)
{
    Record *task = record_new(arena, bench->task);
    Problems *problems = problems_new(arena, 1);
    *record_value(task, "zh") = value_text(text_format(arena, "推进第%d号重点项目建设", number));
    *record_value(task, "urgency") = value_text(TEXT("ordinary"));
    *record_value(task, "lead") = value_int(unit);
    *record_value(task, "due") = value_int(date_make(2016, 12, 31));
    saved(bench, arena, task);
    bench_check(bench, record_move(arena, bench->workspace, task, TEXT("assign"), TEXT(""),
                                   problems, &bench->err));
}

static void make_tasks(Bench *bench, int count)
{
    int64_t units[UNITS];
    Arena *arena = arena_new();
    bench_check(bench, workspace_begin(bench->workspace, &bench->err));
    for (int u = 0; u < UNITS; u++) {
        units[u] = make_unit(bench, arena, u);
    }
    for (int t = 0; t < count; t++) {
        arena_reset(arena);
        make_task(bench, arena, t, units[t % UNITS]);
    }
    bench_check(bench, workspace_commit(bench->workspace, &bench->err));
    arena_free(arena);
}

/* ---- The other process ---- */

static pid_t other;

static bool other_runs(void)
{
    int ended;
    if (other != 0 && waitpid(other, &ended, WNOHANG) == other) {
        other = 0;
        if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) {
            fputs("the other process failed\n", stderr);
            exit(1);
        }
    }
    return other != 0;
}

static void start(char **command)
{
    other = fork();
    if (other == 0) {
        execvp(command[0], command);
        perror(command[0]);
        _exit(1);
    }
    sleep(1); /* it looks at its file before it writes */
}

int main(int argc, char **argv)
{
    Bench bench = {.arena = arena_new(), .random = random_seeded(2016, 1)};
    int moves = argc > 3 ? atoi(argv[2]) : 0;
    if (moves <= 0) {
        fputs("usage: bench_beside WORKSPACE MOVES COMMAND…\n", stderr);
        return 2;
    }
    bench.path = argv[1];
    bench.model = *compiled_model(bench.arena);
    bench.task = model_record(&bench.model, TEXT("task"));
    bench_open(&bench, STORE_WRITE);
    make_tasks(&bench, moves + MOVES_BESIDE_MOST);
    puts("moves with nobody beside them:");
    bench_move(&bench, moves, NULL);
    puts("moves beside the import:");
    start(argv + 3);
    bench_move(&bench, MOVES_BESIDE_MOST, other_runs);
    while (other_runs()) {
        sleep(1);
    }
    workspace_close(bench.workspace);
    arena_free(bench.arena);
    return 0;
}
