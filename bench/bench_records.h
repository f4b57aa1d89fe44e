/* What the programs about records share. */
#ifndef DUIBIAO_BENCH_RECORDS_H
#define DUIBIAO_BENCH_RECORDS_H

#include "record.h"

typedef struct Bench {
    Arena *arena;
    Model model;
    const RecordDef *task;
    const char *path;
    Workspace *workspace;
    Random random;
    Error err;
} Bench;

void bench_check(Bench *bench, Status status); /* ends the program with the error's words */
void bench_open(Bench *bench, StoreMode mode);
void bench_act_as(Bench *bench, const char *role, int64_t unit);
int bench_field(const Bench *bench, const char *name); /* of a task */
double bench_ms_since(uint64_t started);

/* What something took: on the clock, and of the processor, which tells more on a busy machine. */
typedef struct BenchTime {
    double ms, processor_ms;
} BenchTime;
BenchTime bench_start(void);
BenchTime bench_stop(BenchTime started);
int bench_below(Bench *bench, int count); /* 0 … count - 1 */

/* Of a List of BenchTime, which is sorted by it. */
void bench_report(const char *label, List *times, double goal_ms);

/* A word of two characters, the frequent ones often; from a list of its own. */
Text bench_word(Bench *bench);

void bench_make(Bench *bench, StoreMode mode,
                int tasks); /* in a new workspace, or in one that is there */
void bench_ask(Bench *bench, int times);
void bench_search(Bench *bench, int times);
/* No further than `times`, and as long as `goes_on` says so; NULL: always. */
typedef bool BenchGoesOn(void);
void bench_move(Bench *bench, int times, BenchGoesOn *goes_on);

#endif
