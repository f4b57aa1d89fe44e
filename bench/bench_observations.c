/* bench_observations: what loading and reading cost below the reader of files.
 *
 *   bench_observations WORKSPACE ENTITIES INDICATORS YEARS
 *
 * Makes a new workspace, loads made-up figures through a batch in the order a yearbook has (year,
 * entity, indicator), then reads them: all, and one entity's gaps with their ranks from a
 * connection just opened. With 0 years a workspace made before is only read.
 */
#include "base.h"
#include "compare.h"
#include "compiled_model.h"
#include "model_table.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { LAST_YEAR = 2015 };

typedef struct Bench {
    Arena *arena;
    const Model *model;
    const char *path;
    Workspace *workspace;
    Registry *registry;
    int entities, indicators, years;
    Error err;
} Bench;

static void check(Bench *bench, Status status)
{
    if (status == STATUS_OK) return;
    Buf sentence = buf_new(bench->arena);
    error_print(&sentence, LANG_EN, &bench->err);
    fprintf(stderr, "%.*s\n", TEXT_ARGS(buf_text(&sentence)));
    exit(1);
}

static double since_s(uint64_t started)
{
    return (double)(time_monotonic_ns() - started) / 1e9;
}

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static double cpu_s(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct timeval user = usage.ru_utime, system = usage.ru_stime;
    return (double)(user.tv_sec + system.tv_sec) + (double)(user.tv_usec + system.tv_usec) / 1e6;
}

static void open_workspace(Bench *bench, StoreMode mode)
{
    Actor actor = {.who = TEXT("bench"), .from = TEXT("bench"), .is_owner = true};
    workspace_close(bench->workspace);
    bench->workspace = NULL;
    check(bench,
          workspace_open(bench->path, mode, bench->model, actor, &bench->workspace, &bench->err));
}

/* ---- Registers ---- */

static int64_t save(Bench *bench, Record *record)
{
    Problems *problems = problems_new(bench->arena, 1);
    check(bench,
          record_save(bench->arena, bench->workspace, record, TEXT(""), problems, &bench->err));
    return record->id;
}

static void add_entity(Bench *bench, Text code, const char *kind, int64_t parent)
{
    Record *record = record_new(bench->arena, &RECORD_ENTITY);
    record->values[ENTITY_CODE] = record->values[ENTITY_ZH] = value_text(code);
    record->values[ENTITY_KIND] = value_text(text_from(kind));
    record->values[ENTITY_PARENT] = parent ? value_int(parent) : value_none();
    save(bench, record);
}

static void add_indicator(Bench *bench, Text code)
{
    Record *record = record_new(bench->arena, &RECORD_INDICATOR);
    record->values[INDICATOR_CODE] = record->values[INDICATOR_ZH] = value_text(code);
    record->values[INDICATOR_UNIT] = value_text(TEXT("亿元"));
    record->values[INDICATOR_DECIMALS] = value_int(2);
    record->values[INDICATOR_POLARITY] = value_text(TEXT("higher"));
    record->values[INDICATOR_KIND] = value_text(TEXT("flow"));
    record->values[INDICATOR_BASIS] = value_text(TEXT("cumulative"));
    record->values[INDICATOR_AREA] = value_text(TEXT("economy"));
    save(bench, record);
}

static void make_registers(Bench *bench)
{
    check(bench, workspace_begin(bench->workspace, &bench->err));
    Record *whole = record_new(bench->arena, &RECORD_ENTITY);
    whole->values[ENTITY_CODE] = whole->values[ENTITY_ZH] = value_text(TEXT("W"));
    whole->values[ENTITY_KIND] = value_text(TEXT("province"));
    int64_t parent = save(bench, whole);
    for (int e = 0; e < bench->entities; e++) {
        add_entity(bench, text_format(bench->arena, "E%05d", e), "city", parent);
    }
    for (int i = 0; i < bench->indicators; i++) {
        add_indicator(bench, text_format(bench->arena, "i%03d", i));
    }
    check(bench, workspace_commit(bench->workspace, &bench->err));
    check(bench, registry_load(bench->arena, bench->workspace, &bench->registry, &bench->err));
}

/* ---- Loading ---- */

static void add_year(Bench *bench, BatchLoad *load, int year, int64_t *row)
{
    for (int e = 0; e < bench->entities; e++) {
        for (int i = 0; i < bench->indicators; i++) {
            int64_t level = 100000 + (int64_t)(e * 7919 + i * 104729) % 1000000;
            Observation observation = {
                .indicator_id = bench->registry->indicators[i].id,
                .entity_id = bench->registry->entities[e + 1].id,
                .period = period_code(period_year(year)),
                .value = {level + level * (year - LAST_YEAR) / (20 + (e + i) % 20), 2},
                .status = OBSERVATION_OBSERVED,
                .known_from = date_make(year + 1, 12, 31),
                .cell = cell_code((CellPlace){0, ++*row, 4}),
            };
            check(bench, batch_add(load, &observation, &bench->err));
        }
    }
}

static void load(Bench *bench, const char *name)
{
    BatchInfo info = {.file_name = text_from(name), .file_digest = hash_text(text_from(name))};
    BatchLoad *batch;
    BatchTally tally;
    int64_t row = 0;
    double cpu = cpu_s();
    uint64_t started = time_monotonic_ns();
    check(bench, batch_begin(bench->arena, bench->workspace, &info, &batch, &bench->err));
    for (int year = LAST_YEAR - bench->years + 1; year <= LAST_YEAR; year++) {
        add_year(bench, batch, year, &row);
    }
    check(bench, batch_accept(batch, &tally, &bench->err));
    double seconds = since_s(started);
    printf("%s: %lld rows, %lld added, %lld unchanged, %.2f s, %.0f rows/s, processor %.2f s, peak "
           "%.0f MB\n",
           name, (long long)row, (long long)tally.added, (long long)tally.unchanged, seconds,
           (double)row / seconds, cpu_s() - cpu, peak_mb());
}

/* ---- Reading ---- */

static void read_all(Bench *bench)
{
    PanelRequest request = {.as_of = DATE_NONE};
    Panel *panel;
    double cpu = cpu_s();
    uint64_t started = time_monotonic_ns();
    check(bench, panel_load(bench->arena, bench->workspace, bench->registry, &request, &panel,
                            &bench->err));
    double seconds = since_s(started);
    double rows = (double)panel->entity_count * panel->indicator_count * panel->year_count;
    printf("panel: %.2f s, %.0f rows/s, processor %.2f s, peak %.0f MB\n", seconds, rows / seconds,
           cpu_s() - cpu, peak_mb());
}

static void read_one(Bench *bench)
{
    open_workspace(bench, STORE_READ);
    int series[] = {1, 2, 3};
    CompareRules rules = {.version = TEXT("bench"), .growth_window_years = 5};
    PanelRequest request = {
        .as_of = DATE_NONE, .series = series, .series_count = 3, .with_sources = true};
    GapRequest gaps = {.subject = 1, .references = series + 1, .reference_count = 2};
    Panel *panel;
    GapTable *table;
    uint64_t started = time_monotonic_ns();
    check(bench, panel_load(bench->arena, bench->workspace, bench->registry, &request, &panel,
                            &bench->err));
    double loaded = since_s(started);
    check(bench, compare_gaps(bench->arena, panel, &rules, &gaps, &table, &bench->err));
    printf("one entity against two: %zu gaps in %.1f ms, of which reading %.1f ms\n",
           table->rows.count, since_s(started) * 1000, loaded * 1000);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: bench_observations WORKSPACE ENTITIES INDICATORS YEARS\n", stderr);
        return 2;
    }
    Bench bench = {.arena = arena_new(),
                   .path = argv[1],
                   .entities = atoi(argv[2]),
                   .indicators = atoi(argv[3]),
                   .years = atoi(argv[4])};
    bench.model = compiled_model(bench.arena);
    if (bench.years > 0) {
        open_workspace(&bench, STORE_CREATE);
        make_registers(&bench);
        load(&bench, "first");
        load(&bench, "again");
    }
    open_workspace(&bench, STORE_READ);
    check(&bench, registry_load(bench.arena, bench.workspace, &bench.registry, &bench.err));
    read_one(&bench);
    read_one(&bench);
    read_all(&bench);
    workspace_close(bench.workspace);
    arena_free(bench.arena);
    return 0;
}
