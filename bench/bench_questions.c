/* bench_questions: how long questions take on a workspace.
 *
 *   bench_questions WORKSPACE
 *
 * For one entity, over all indicators, from a cold connection: gap, rank, time distance and
 * catch-up against the entity that leads the first indicator. Feasibility apart. Then the same for
 * every entity.
 */
#include "base.h"
#include "compare.h"
#include "compiled_model.h"

#include <stdlib.h>
#include <time.h>

typedef struct Bench {
    Arena *arena;
    Workspace *workspace;
    Registry *registry;
    CompareRules *rules;
    Error err;
} Bench;

static void check(Bench *bench, Status status)
{
    if (!status) return;
    Buf sentence = buf_new(bench->arena);
    error_print(&sentence, LANG_EN, &bench->err);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&sentence)));
    exit(1);
}

/* Wall and processor: on a machine that others use, the second says more. */
typedef struct Clock {
    double wall_ms, cpu_ms;
} Clock;

static Clock clock_now(void)
{
    return (Clock){(double)time_monotonic_ns() / 1e6, (double)clock() / CLOCKS_PER_SEC * 1e3};
}

static Clock clock_since(Clock started)
{
    Clock now = clock_now();
    return (Clock){now.wall_ms - started.wall_ms, now.cpu_ms - started.cpu_ms};
}

static void open_workspace(Bench *bench, const Model *model, const char *path)
{
    Actor actor = {.who = TEXT("bench"), .from = TEXT("bench"), .is_owner = true};
    check(bench, workspace_open(path, STORE_READ, model, actor, &bench->workspace, &bench->err));
    check(bench, registry_load(bench->arena, bench->workspace, &bench->registry, &bench->err));
}

static GapTable *gaps_of(Bench *bench, Arena *arena, const Panel *panel, int subject, int reference)
{
    GapRequest request = {.subject = subject, .references = &reference, .reference_count = 1};
    GapTable *gaps;
    check(bench, compare_gaps(arena, panel, bench->rules, &request, &gaps, &bench->err));
    return gaps;
}

static void one_entity(Bench *bench, int subject, int reference)
{
    int series[] = {subject, reference};
    PanelRequest request = {.as_of = DATE_NONE,
                            .series = series,
                            .series_count = 2,
                            .column_years = 1,
                            .with_sources = true};
    Panel *panel;
    Clock started = clock_now();
    check(bench, panel_load(bench->arena, bench->workspace, bench->registry, &request, &panel,
                            &bench->err));
    GapTable *gaps = gaps_of(bench, bench->arena, panel, subject, reference);
    Clock took = clock_since(started);
    printf("  one entity, %d indicators: %.1f ms (processor %.1f) for %zu gaps with rank, time "
           "distance and catch-up (goal at most 100)\n",
           panel->indicator_count, took.wall_ms, took.cpu_ms, gaps->rows.count);
}

static void all_entities(Bench *bench, int reference)
{
    PanelRequest request = {.as_of = DATE_NONE};
    Panel *panel;
    Clock started = clock_now();
    check(bench, panel_load(bench->arena, bench->workspace, bench->registry, &request, &panel,
                            &bench->err));
    Clock loaded = clock_since(started);
    Arena *arena = arena_new();
    size_t rows = 0;
    int subjects = 0;
    for (int i = 0; i < bench->registry->entity_count; i++) {
        if (i == reference || bench->registry->entities[i].parent < 0) continue;
        rows += gaps_of(bench, arena, panel, i, reference)->rows.count;
        subjects++;
        arena_reset(arena);
    }
    arena_free(arena);
    Clock took = clock_since(started);
    printf("  all %d entities: %.2f s (processor %.2f) for %zu gaps, of which %.2f s to read the "
           "figures (goal at most 5)\n",
           subjects, took.wall_ms / 1000, took.cpu_ms / 1000, rows, loaded.wall_ms / 1000);
}

static void feasibility_of(Bench *bench, int subject, int reference)
{
    PanelRequest request = {.as_of = DATE_NONE};
    Panel *panel;
    check(bench, panel_load(bench->arena, bench->workspace, bench->registry, &request, &panel,
                            &bench->err));
    GapTable *gaps = gaps_of(bench, bench->arena, panel, subject, reference);
    Clock started = clock_now();
    int proposals = 0;
    for (size_t i = 0; i < gaps->rows.count; i++) {
        const GapRow *row = LIST_AT(&gaps->rows, GapRow, i);
        TargetProposal *proposal;
        if (row->state != GAP_BEHIND) continue;
        TargetWish wish = {.due_year = row->year + 5};
        proposals += target_propose(bench->arena, panel, bench->rules, row, subject, &wish,
                                    &proposal, &bench->err) == STATUS_OK;
    }
    double all_ms = clock_since(started).wall_ms;
    printf("  feasibility, apart: %.2f ms a target with three levels, over all entities and years "
           "(%d targets)\n",
           proposals ? all_ms / proposals : 0.0, proposals);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: bench_questions WORKSPACE\n", stderr);
        return 2;
    }
    Bench bench = {.arena = arena_new()};
    const Model *model = compiled_model(bench.arena);
    Text rules = TEXT("");
    embedded_text(model->rules, "compare.rules", &rules);
    bench.rules = compare_rules_read(bench.arena, rules, problems_new(bench.arena, 1));
    open_workspace(&bench, model, argv[1]);
    int subject = bench.registry->entity_count / 2, reference = subject + 1;
    one_entity(&bench, subject, reference);
    all_entities(&bench, reference);
    feasibility_of(&bench, subject, reference);
    workspace_close(bench.workspace);
    arena_free(bench.arena);
    return 0;
}
