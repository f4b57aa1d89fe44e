/* main: wires the rooms. The compiled model, the registers and the demonstration meet
 * the command line here and nowhere else. */
#include "cli.h"
#include "compiled_model.h"
#include "example_files.h"
#include "figure_files.h"
#include "job_table.h"
#include "model_table.h"
#include "plan_files.h"
#include "prose_files.h"
#include "register_files.h"
#include "serve.h"
#include "version.h"

int main(int argc, char **argv)
{
    Arena *arena = arena_new();
    Model model = *compiled_model(arena);
    model.hooks = MODEL_HOOKS;
    model.hook_count = MODEL_HOOK_COUNT;
    const CliSetup setup = {
        .version = DUIBIAO_VERSION,
        .model = &model,
        .jobs = job_table(),
        .registers = {REGISTER_FILES, REGISTER_FILES_count},
        .prose = {PROSE_FILES, PROSE_FILES_count},
        .figures = {FIGURE_FILES, FIGURE_FILES_count},
        .plan = {PLAN_FILES, PLAN_FILES_count},
        .examples = {EXAMPLE_FILES, EXAMPLE_FILES_count},
        .serve = serve,
    };
    int exit_code = cli_run(&setup, argc, argv);
    arena_free(arena);
    return exit_code;
}
