/* Any bytes as a file to import: never a crash; a dry run writes nothing; what is wrong is told in
 * words. The first byte chooses options, the rest is the file. */
#include "compiled_model.h"
#include "exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct {
    Arena *arena;
    Workspace *workspace;
    Registry *registry;
    ImportRules rules;
} world;

static void require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static Text read_rules(const char *path)
{
    Buf out = buf_new(world.arena);
    FILE *file = fopen(path, "rb");
    require(file != NULL, "run it in the project's folder");
    char bytes[4096];
    size_t len;
    while ((len = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buf_add(&out, (Text){bytes, len});
    }
    fclose(file);
    return buf_text(&out);
}

static void load_register(const char *type, const char *path)
{
    Error err;
    RegisterTally tally;
    require(import_records(world.arena, world.workspace,
                           model_record(workspace_model(world.workspace), text_from(type)),
                           &(RegisterOptions){.path = path}, problems_new(world.arena, 5), &tally,
                           &err) == STATUS_OK,
            "the shipped registers are good");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    Error err;
    char path[] = "/tmp/duibiao-fuzz-XXXXXX";
    const Actor actor = {.who = TEXT("fuzz"), .from = TEXT("test"), .is_owner = true};
    world.arena = arena_new();
    require(mkdtemp(path) != NULL, "a temporary folder");
    const char *file = text_cstr(world.arena, text_format(world.arena, "%s/f.duibiao", path));
    require(workspace_open(file, STORE_CREATE, compiled_model(world.arena), actor, &world.workspace,
                           &err) == STATUS_OK,
            "a workspace");
    load_register("entity", "rules/registers/entities.csv");
    load_register("indicator", "rules/registers/indicators.csv");
    require(registry_load(world.arena, world.workspace, &world.registry, &err) == STATUS_OK,
            "a registry");
    world.rules.units =
        unit_table_read(world.arena, read_rules("rules/units.rules"), problems_new(world.arena, 1));
    world.rules.words = read_rules("rules/import.rules");
    world.rules.releases = read_rules("rules/releases.rules");
    Problems *problems = problems_new(world.arena, 1);
    world.rules.plausibility =
        *plausibility_rules_read(world.arena, read_rules("rules/plausibility.rules"), problems);
    require(problems_kept(problems) == 0, "rules of plausibility");
    return 0;
}

static void check_result(Arena *arena, const ImportResult *result)
{
    require(result->tally.added == 0, "a dry run writes nothing");
    for (size_t i = 0; result->problems != NULL && i < problems_kept(result->problems); i++) {
        const Problem *problem = problems_at(result->problems, i);
        Buf out = buf_new(arena);
        lang_print(&out, LANG_EN, problem->code, problem->args, problem->arg_count);
        require(out.len > 0 && lang_has(problem->code), "a problem has words");
    }
    for (size_t i = 0; i < result->readings.count; i++) {
        const Reading *reading = LIST_AT(&result->readings, Reading, i);
        require(reading->header_first <= reading->header_last, "a header has rows");
        for (int c = 0; c < reading->column_count; c++) {
            require(reading->columns[c].role < ROLE_COUNT, "a column has a role");
            require(reading->columns[c].indicator < world.registry->indicator_count,
                    "an indicator is registered");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    int file = memfd_create("import", 0);
    require(file >= 0 && write(file, data + 1, size - 1) == (ssize_t)(size - 1), "a file");
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    ImportOptions options = {.path = path,
                             .sheet = -1,
                             .known_from = DATE_NONE,
                             .dry_run = true,
                             .valid_rows = data[0] & 1,
                             .skip_unknown = data[0] & 2,
                             .period = data[0] & 4 ? TEXT("2015") : TEXT(""),
                             .indicator = data[0] & 8 ? TEXT("gdp") : TEXT("")};
    Arena *arena = arena_new();
    ImportResult result = {0};
    Error err;
    import_file(arena, world.workspace, world.registry, &world.rules, &options, &result, &err);
    check_result(arena, &result);
    arena_free(arena);
    close(file);
    return 0;
}
