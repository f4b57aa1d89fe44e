/* bench_tasks: tasks in great number in a workspace that is there, of the model that ships.
 *
 *   bench_tasks WORKSPACE TASKS
 */
#include "bench_records.h"

#include "compiled_model.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    Bench bench = {.arena = arena_new(), .random = random_seeded(2016, 1)};
    int tasks = argc == 3 ? atoi(argv[2]) : 0;
    if (tasks <= 0) {
        fputs("usage: bench_tasks WORKSPACE TASKS\n", stderr);
        return 2;
    }
    bench.path = argv[1];
    bench.model = *compiled_model(bench.arena);
    bench.task = model_record(&bench.model, TEXT("task"));
    bench_make(&bench, STORE_WRITE, tasks);
    workspace_close(bench.workspace);
    arena_free(bench.arena);
    return 0;
}
