/* What the programs about records share: opening a workspace, who acts, times. */
#include "bench_records.h"

#include <stdlib.h>
#include <time.h>

void bench_check(Bench *bench, Status status)
{
    if (status == STATUS_OK) {
        return;
    }
    Buf sentence = buf_new(bench->arena);
    error_print(&sentence, LANG_EN, &bench->err);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&sentence)));
    exit(1);
}

double bench_ms_since(uint64_t started)
{
    return (double)(time_monotonic_ns() - started) / 1e6;
}

int bench_below(Bench *bench, int count)
{
    return (int)(random_unit(&bench->random) * count);
}

void bench_open(Bench *bench, StoreMode mode)
{
    Actor owner = {.who = TEXT("bench"), .from = TEXT("bench"), .is_owner = true};
    bench_check(bench, workspace_open(bench->path, mode, &bench->model, owner, &bench->workspace,
                                      &bench->err));
}

void bench_act_as(Bench *bench, const char *role, int64_t unit)
{
    Actor actor = {.who = TEXT("bench"), .from = TEXT("bench"), .unit = unit};
    actor.roles = (RoleSet)1 << model_role(&bench->model, text_from(role));
    workspace_act_as(bench->workspace, &actor);
}

int bench_field(const Bench *bench, const char *name)
{
    return record_field(bench->task, text_from(name));
}

/* ---- Times ---- */

BenchTime bench_start(void)
{
    struct timespec processor;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor);
    return (BenchTime){(double)time_monotonic_ns() / 1e6,
                       (double)processor.tv_sec * 1e3 + (double)processor.tv_nsec / 1e6};
}

BenchTime bench_stop(BenchTime started)
{
    BenchTime now = bench_start();
    return (BenchTime){now.ms - started.ms, now.processor_ms - started.processor_ms};
}

static int by_clock(const void *a, const void *b)
{
    double left = ((const BenchTime *)a)->ms, right = ((const BenchTime *)b)->ms;
    return (left > right) - (left < right);
}

static int by_processor(const void *a, const void *b)
{
    double left = ((const BenchTime *)a)->processor_ms,
           right = ((const BenchTime *)b)->processor_ms;
    return (left > right) - (left < right);
}

static BenchTime *at_share(List *times, double share)
{
    return LIST_AT(times, BenchTime, (size_t)(share * (double)(times->count - 1) + 0.5));
}

void bench_report(const char *label, List *times, double goal_ms)
{
    if (times->count == 0) {
        return;
    }
    list_sort(times, by_processor);
    double processor = at_share(times, 0.99)->processor_ms;
    list_sort(times, by_clock);
    printf("  %-52s %6zu  median %7.3f  p99 %8.3f  most %8.3f ms; processor p99 %7.3f ms", label,
           times->count, at_share(times, 0.5)->ms, at_share(times, 0.99)->ms,
           at_share(times, 1)->ms, processor);
    if (goal_ms > 0) {
        printf("  (goal: p99 below %g)", goal_ms);
    }
    puts("");
}
