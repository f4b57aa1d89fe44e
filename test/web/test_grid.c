/* Records edited together: saved as one, refused as one, and taken back as one. */
#include "web_test.h"

#include "pages/record_pages_impl.h"

#include "compiled_model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Bench {
    Arena *arena;
    char path[64];
    WebSetup setup;
    Site site;
    Worker worker;
    Visit visit;
    const RecordDef *def;
    int64_t ids[3];
} Bench;

static void must(Status status, const Error *err)
{
    if (status != STATUS_OK) {
        Arena *arena = arena_new();
        Buf said = buf_new(arena);
        error_print(&said, LANG_EN, err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&said)));
    }
}

static int64_t save_named(Bench *bench, const char *name)
{
    Error err = {0};
    Record *record = record_new(bench->arena, bench->def);
    *record_value(record, "zh") = value_text(text_from(name));
    must(record_save(bench->arena, bench->worker.workspace, record, TEXT("test"),
                     problems_new(bench->arena, 5), &err),
         &err);
    return record->id;
}

static int bench_open(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = ARENA_NEW(arena, Bench);
    Error err = {0};
    bench->arena = arena;
    bench->setup = (WebSetup){.version = "0", .model = compiled_model(arena)};
    strcpy(bench->path, "/tmp/duibiao-grid-XXXXXX");
    int made = mkstemp(bench->path);
    assert_true(made >= 0);
    close(made);
    unlink(bench->path);
    must(workspace_open(bench->path, STORE_CREATE, bench->setup.model,
                        (Actor){.who = TEXT("tester"), .is_owner = true}, &bench->worker.workspace,
                        &err),
         &err);
    bench->site.setup = &bench->setup;
    bench->visit = (Visit){.arena = arena, .site = &bench->site, .worker = &bench->worker};
    bench->visit.lang = LANG_EN;
    bench->def = model_record(bench->setup.model, TEXT("organisation"));
    bench->ids[0] = save_named(bench, "市财政局");
    bench->ids[1] = save_named(bench, "市审计局");
    bench->ids[2] = save_named(bench, "市科技局");
    *state = bench;
    return 0;
}

static int bench_close(void **state)
{
    Bench *bench = *state;
    workspace_close(bench->worker.workspace);
    unlink(bench->path);
    unlink(text_cstr(bench->arena, text_format(bench->arena, "%s-writer", bench->path)));
    arena_free(bench->arena);
    return 0;
}

/* ---- A form, and what became of it ---- */

static const char *const COLUMNS[] = {"zh", "kind", "parent", "place"};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

static Grid grid_new(Bench *bench)
{
    Grid grid = {.visit = &bench->visit, .def = bench->def};
    grid.rows = list_new(bench->arena, sizeof(GridRow));
    grid.columns = ARENA_ARRAY(bench->arena, int, COLUMN_COUNT);
    for (int c = 0; c < COLUMN_COUNT; c++) {
        grid.columns[grid.column_count++] = record_field(bench->def, text_from(COLUMNS[c]));
    }
    return grid;
}

static void add_part(List *parts, const char *name, Text value)
{
    FormPart *part = list_add(parts);
    *part = (FormPart){.name = text_from(name), .value = value};
}

/* A row as the page sends it: NULL leaves a cell as it was seen. */
static void add_row(Bench *bench, List *parts, int at, int64_t version, const char *const *typed)
{
    Text key =
        text_format(bench->arena, "%lld.%lld", (long long)bench->ids[at], (long long)version);
    add_part(parts, "row", key);
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (typed[c]) {
            add_part(parts, COLUMNS[c], text_from(typed[c]));
        }
    }
}

static Status save(Bench *bench, Grid *grid, const List *parts, Text *saved, Error *err)
{
    Workspace *workspace = bench->worker.workspace;
    *err = (Error){0};
    must(workspace_begin(workspace, err), err);
    must(grid_take(grid, parts, err), err);
    Status status = grid_save(grid, TEXT("together"), saved, err);
    if (status == STATUS_OK) {
        must(workspace_commit(workspace, err), err);
    }
    workspace_rollback(workspace);
    return status;
}

static Record *stored(Bench *bench, int at)
{
    Error err = {0};
    Record *record;
    must(record_get(bench->arena, bench->worker.workspace, bench->def, bench->ids[at], &record,
                    &err),
         &err);
    return record;
}

static void assert_stored(Bench *bench, int at, const char *field, const char *plain)
{
    Buf text = buf_new(bench->arena);
    record_print_plain(&text, stored(bench, at), record_field(bench->def, text_from(field)));
    assert_text(buf_text(&text), plain);
}

static void assert_told(const Grid *grid, size_t row, const char *field, const char *code)
{
    const Problems *problems = LIST_AT(&grid->rows, GridRow, row)->problems;
    for (size_t i = 0; i < problems_kept(problems); i++) {
        const Problem *problem = problems_at(problems, i);
        if (text_equal(problem->field, text_from(field)) && strcmp(problem->code, code) == 0) {
            return;
        }
    }
    fail_msg("row %zu: %s is not told of '%s'", row, code, field);
}

/* ---- Tests ---- */

/* What is none of the choices would be shown as it is kept: "true". */
static void a_yes_stands_in_its_cell_as_it_is_chosen(void **state)
{
    Bench *bench = *state;
    Grid grid = grid_new(bench);
    grid.def = model_record(bench->setup.model, TEXT("readiness"));
    int met = record_field(grid.def, TEXT("met"));
    grid.columns = &met;
    grid.column_count = 1;
    Record *record = record_new(bench->arena, grid.def);
    assert_text(grid_add(&grid, record)->cells[0], "");
    record->values[met] = value_int(1);
    assert_text(grid_add(&grid, record)->cells[0], "1");
    record->values[met] = value_int(0);
    assert_text(grid_add(&grid, record)->cells[0], "0");
}

static void what_was_changed_is_saved_as_one_and_taken_back_as_one(void **state)
{
    Bench *bench = *state;
    Error err;
    Text saved;
    int count;
    Grid grid = grid_new(bench);
    List parts = list_new(bench->arena, sizeof(FormPart));
    add_row(bench, &parts, 0, 1, (const char *[]){"市财政局", "Department", "", "7"});
    add_row(bench, &parts, 1, 1, (const char *[]){"市审计局", "", "", ""});
    add_row(bench, &parts, 2, 1, (const char *[]){NULL, "department", "市财政局", "1,200"});
    must(save(bench, &grid, &parts, &saved, &err), &err);
    assert_text(saved, text_cstr(bench->arena,
                                 text_format(bench->arena, "%lld.2,%lld.2",
                                             (long long)bench->ids[0], (long long)bench->ids[2])));
    assert_stored(bench, 0, "kind", "department");
    assert_stored(bench, 2, "place", "1200");
    assert_int_equal(stored(bench, 1)->version, 1);
    assert_int_equal(record_value(stored(bench, 2), "parent")->number, bench->ids[0]);

    must(grid_undo(&bench->visit, bench->def, saved, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_stored(bench, 0, "place", "");
    assert_stored(bench, 2, "parent", "");
}

static void one_wrong_row_keeps_all_from_being_saved(void **state)
{
    Bench *bench = *state;
    Error err;
    Text saved;
    Grid grid = grid_new(bench);
    List parts = list_new(bench->arena, sizeof(FormPart));
    add_row(bench, &parts, 0, 1, (const char *[]){"市财政局", NULL, NULL, "12"});
    add_row(bench, &parts, 1, 1, (const char *[]){"", NULL, "没有这个单位", "a few"});
    add_row(bench, &parts, 2, 1, (const char *[]){"市审计局", NULL, NULL, NULL});
    assert_int_equal(save(bench, &grid, &parts, &saved, &err), STATUS_INVALID);
    assert_string_equal(err.code, "web.grid.wrong");
    assert_int_equal(grid.wrong, 2);
    assert_told(&grid, 1, "parent", "web.no_such_reference");
    assert_told(&grid, 1, "place", "record.not_int");
    assert_int_equal(problems_kept(LIST_AT(&grid.rows, GridRow, 2)->problems), 1); /* not unique */
    assert_text(LIST_AT(&grid.rows, GridRow, 1)->cells[3], "a few");
    assert_stored(bench, 0, "place", "");
    assert_int_equal(stored(bench, 0)->version, 1);
}

/* Somebody else writes while the grid is open. */
static void change_meanwhile(Bench *bench, int at, const char *field, const char *text)
{
    Error err = {0};
    Problems *problems = problems_new(bench->arena, 5);
    Record *record = stored(bench, at);
    assert_true(record_parse(bench->arena, record, record_field(bench->def, text_from(field)),
                             text_from(text), problems));
    must(record_save(bench->arena, bench->worker.workspace, record, TEXT("meanwhile"), problems,
                     &err),
         &err);
}

static void what_another_changed_meanwhile_is_not_lost(void **state)
{
    Bench *bench = *state;
    Error err;
    Text saved;
    Grid grid = grid_new(bench);
    List parts = list_new(bench->arena, sizeof(FormPart));
    change_meanwhile(bench, 0, "kind", "county");
    change_meanwhile(bench, 1, "place", "3");
    change_meanwhile(bench, 2, "place", "4");
    add_row(bench, &parts, 0, 1, (const char *[]){"市财政局", "", "", "9"});
    add_row(bench, &parts, 1, 1, (const char *[]){"市审计局", "", "", "5"});
    add_row(bench, &parts, 2, 1, (const char *[]){"市科技局", "", "", ""}); /* not touched */
    assert_int_equal(save(bench, &grid, &parts, &saved, &err), STATUS_INVALID);
    assert_told(&grid, 0, "", "web.grid.stale");
    assert_told(&grid, 1, "place", "web.grid.overtaken");
    assert_int_equal(grid.wrong, 2);
    const GridRow *first = LIST_AT(&grid.rows, GridRow, 0);
    assert_text(first->cells[1], "county");
    assert_text(first->cells[3], "9");
    assert_int_equal(first->version, 2);

    /* The page shows that; sent once more, it holds. */
    Grid again = grid_new(bench);
    List shown = list_new(bench->arena, sizeof(FormPart));
    add_row(bench, &shown, 0, 2, (const char *[]){"市财政局", "county", "", "9"});
    add_row(bench, &shown, 1, 2, (const char *[]){"市审计局", "", "", "5"});
    add_row(bench, &shown, 2, 2, (const char *[]){"市科技局", "", "", "4"});
    must(save(bench, &again, &shown, &saved, &err), &err);
    assert_stored(bench, 0, "kind", "county");
    assert_stored(bench, 0, "place", "9");
    assert_stored(bench, 1, "place", "5");
}

static void what_was_changed_since_is_not_taken_back(void **state)
{
    Bench *bench = *state;
    Error err;
    Text saved;
    int count;
    Grid grid = grid_new(bench);
    List parts = list_new(bench->arena, sizeof(FormPart));
    add_row(bench, &parts, 0, 1, (const char *[]){NULL, NULL, NULL, "1"});
    add_row(bench, &parts, 1, 1, (const char *[]){NULL, NULL, NULL, "2"});
    must(save(bench, &grid, &parts, &saved, &err), &err);
    change_meanwhile(bench, 1, "place", "8");
    assert_int_equal(grid_undo(&bench->visit, bench->def, saved, &count, &err), STATUS_CONFLICT);
    assert_stored(bench, 0, "place", "1");
    assert_stored(bench, 1, "place", "8");
}

#define BENCH_TEST(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(what_was_changed_is_saved_as_one_and_taken_back_as_one),
        BENCH_TEST(a_yes_stands_in_its_cell_as_it_is_chosen),
        BENCH_TEST(one_wrong_row_keeps_all_from_being_saved),
        BENCH_TEST(what_another_changed_meanwhile_is_not_lost),
        BENCH_TEST(what_was_changed_since_is_not_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
