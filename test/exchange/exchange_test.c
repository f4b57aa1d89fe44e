#include "exchange_test.h"

#include "compiled_model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *root = ".";

void fixture_root(int argc, char **argv)
{
    root = argc > 1 ? argv[1] : root;
}

const char *project_path(Fixture *f, const char *path)
{
    return text_cstr(f->arena, text_format(f->arena, "%s/%s", root, path));
}

const char *data_path(Fixture *f, const char *test, const char *path)
{
    const char *data = getenv("DUIBIAO_DATA");
    if (data == NULL) {
        printf("skipped: %s\n", test);
        skip();
    }
    return text_cstr(f->arena, text_format(f->arena, "%s/%s", data, path));
}

static Text read_project_file(Fixture *f, const char *path)
{
    Buf out = buf_new(f->arena);
    FILE *file = fopen(project_path(f, path), "rb");
    assert_non_null(file);
    char bytes[4096];
    size_t len;
    while ((len = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buf_add(&out, (Text){bytes, len});
    }
    fclose(file);
    return buf_text(&out);
}

static void print_problems(Fixture *f, const Problems *problems)
{
    for (size_t i = 0; problems != NULL && i < problems_kept(problems) && i < 40; i++) {
        const Problem *problem = problems_at(problems, i);
        Buf out = buf_new(f->arena);
        lang_print(&out, LANG_EN, problem->code, problem->args, problem->arg_count);
        print_message("%.*s row %d column %d: %.*s\n", TEXT_ARGS(problem->sheet), (int)problem->row,
                      (int)problem->column, TEXT_ARGS(buf_text(&out)));
    }
}

void ok(Fixture *f, Status status)
{
    if (status != STATUS_OK) {
        Buf out = buf_new(f->arena);
        error_print(&out, LANG_EN, &f->err);
        print_problems(f, f->result.problems);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&out)));
    }
}

static void read_rules(Fixture *f)
{
    Problems *problems = problems_new(f->arena, 4);
    f->rules.units = unit_table_read(f->arena, read_project_file(f, "rules/units.rules"), problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
    f->rules.words = read_project_file(f, "rules/import.rules");
    f->rules.releases = read_project_file(f, "rules/releases.rules");
    f->rules.plausibility = *plausibility_rules_read(
        f->arena, read_project_file(f, "rules/plausibility.rules"), problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
}

static void load_register(Fixture *f, const char *type, const char *file)
{
    RegisterTally tally;
    Problems *problems = problems_new(f->arena, 20);
    const char *path = project_path(f, text_format(f->arena, "rules/registers/%s.csv", file).ptr);
    Status status = import_records(f->arena, f->workspace,
                                   model_record(workspace_model(f->workspace), text_from(type)),
                                   &(RegisterOptions){.path = path}, problems, &tally, &f->err);
    print_problems(f, problems);
    ok(f, status);
    assert_true(tally.created > 0);
}

static void set_options(Fixture *f)
{
    f->options = (ImportOptions){.sheet = -1, .known_from = DATE_NONE};
}

/* Stands outside its arena: a skipped test is torn down twice. */
static Fixture the_fixture;

int fixture_open(void **state)
{
    static const char *const REGISTERS[][2] = {
        {"entity", "entities"},
        {"entity_name", "entity_names"},
        {"indicator", "indicators"},
        {"indicator_name", "indicator_names"},
        {"indicator_part", "indicator_parts"},
    };
    static const Actor ACTOR = {.who = {"tester", 6}, .from = {"test", 4}, .is_owner = true};
    Arena *arena = arena_new();
    Fixture *f = &the_fixture;
    *f = (Fixture){.arena = arena};
    assert_true(folder_make(f->folder));
    const char *path = text_cstr(arena, text_format(arena, "%s/test.duibiao", f->folder));
    ok(f, workspace_open(path, STORE_CREATE, compiled_model(arena), ACTOR, &f->workspace, &f->err));
    for (size_t i = 0; i < sizeof REGISTERS / sizeof *REGISTERS; i++) {
        load_register(f, REGISTERS[i][0], REGISTERS[i][1]);
    }
    read_rules(f);
    load_registry(f);
    set_options(f);
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    if (f->workspace != NULL) {
        workspace_close(f->workspace);
        f->workspace = NULL;
        folder_remove(f->folder);
        arena_free(f->arena);
    }
    return 0;
}

void load_registry(Fixture *f)
{
    ok(f, registry_load(f->arena, f->workspace, &f->registry, &f->err));
}

const char *write_file(Fixture *f, const char *name, const char *text)
{
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/%s", f->folder, name));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
    return path;
}

/* ---- Registers ---- */

static int64_t save(Fixture *f, Record *record)
{
    Problems *problems = problems_new(f->arena, 10);
    Status status = record_save(f->arena, f->workspace, record, TEXT(""), problems, &f->err);
    print_problems(f, problems);
    ok(f, status);
    return record->id;
}

static Record *new_record(Fixture *f, const char *type)
{
    return record_new(f->arena, model_record(workspace_model(f->workspace), text_from(type)));
}

static void set_text(Record *record, const char *field, Text text)
{
    *record_value(record, field) = value_text(text);
}

/* The names behind the first are registered as others. */
static void add_names(Fixture *f, const char *type, const char *owner, int64_t id, Text names)
{
    Text name;
    while (text_split(&names, '|', &name)) {
        Record *record = new_record(f, type);
        *record_value(record, owner) = value_int(id);
        set_text(record, "name", name);
        if (record_field(record->def, TEXT("form")) >= 0) {
            set_text(record, "form", TEXT("alias"));
        }
        save(f, record);
    }
}

void add_entity(Fixture *f, const char *code, const char *names, const char *kind)
{
    Text rest = text_from(names), name;
    Record *record = new_record(f, "entity");
    text_split(&rest, '|', &name);
    set_text(record, "code", text_from(code));
    set_text(record, "zh", name);
    set_text(record, "kind", text_from(kind));
    add_names(f, "entity_name", "entity", save(f, record), rest);
}

void add_indicator(Fixture *f, const char *code, const char *names, const char *unit)
{
    Text rest = text_from(names), name;
    Record *record = new_record(f, "indicator");
    text_split(&rest, '|', &name);
    set_text(record, "code", text_from(code));
    set_text(record, "zh", name);
    set_text(record, "unit", text_from(unit));
    *record_value(record, "decimals") = value_int(2);
    set_text(record, "polarity", TEXT("neutral"));
    set_text(record, "kind", TEXT("level"));
    set_text(record, "basis", TEXT("point"));
    set_text(record, "area", TEXT("test"));
    add_names(f, "indicator_name", "indicator", save(f, record), rest);
}

/* ---- Imports ---- */

Status try_import(Fixture *f, const char *path)
{
    f->options.path = path;
    f->result = (ImportResult){0};
    if (f->problems_kept > 0) {
        f->result.problems = problems_new(f->arena, f->problems_kept);
    }
    Status status = import_file(f->arena, f->workspace, f->registry, &f->rules, &f->options,
                                &f->result, &f->err);
    set_options(f);
    return status;
}

void import(Fixture *f, const char *path)
{
    ok(f, try_import(f, path));
}

void import_fails(Fixture *f, const char *path, const char *code)
{
    size_t before = count_figures(f);
    assert_int_not_equal(try_import(f, path), STATUS_OK);
    if (strcmp(f->err.code, code) != 0) {
        print_problems(f, f->result.problems);
    }
    assert_string_equal(f->err.code, code);
    assert_int_equal(count_figures(f), before);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Buf out = buf_new(f->arena);
        error_print(&out, (Lang)lang, &f->err);
        assert_false(text_contains(buf_text(&out), TEXT("{")));
    }
}

/* Every problem has its wording and its remedy, in both languages. */
size_t problems_of(Fixture *f, const char *code)
{
    assert_true(lang_has(code));
    assert_true(lang_has(text_format(f->arena, "%s.remedy", code).ptr));
    for (size_t i = 0; i < problems_kept(f->result.problems); i++) {
        const Problem *problem = problems_at(f->result.problems, i);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            Buf out = buf_new(f->arena);
            lang_print(&out, (Lang)lang, problem->code, problem->args, problem->arg_count);
            assert_false(text_contains(buf_text(&out), TEXT("{")));
        }
    }
    return problems_count_code(f->result.problems, code);
}

/* ---- Figures ---- */

static Panel *panel_of(Fixture *f, const int *indicators, int indicator_count, const int *entities,
                       int entity_count, int year, Date as_of)
{
    Panel *panel;
    PanelRequest request = {.indicators = indicators,
                            .indicator_count = indicator_count,
                            .entities = entities,
                            .entity_count = entity_count,
                            .first_year = year,
                            .last_year = year,
                            .as_of = as_of,
                            .with_sources = true};
    ok(f, panel_load(f->arena, f->workspace, f->registry, &request, &panel, &f->err));
    return panel;
}

const Observation *figure(Fixture *f, const char *entity, const char *indicator, int year,
                          Date as_of)
{
    int e, i;
    ok(f, registry_entity(f->registry, text_from(entity), DATE_NONE, &e, &f->err));
    ok(f, registry_indicator(f->registry, text_from(indicator), &i, &f->err));
    return panel_source(panel_of(f, &i, 1, &e, 1, year, as_of), 0, 0, year);
}

static void expect_one(Fixture *f, const Expected *expected)
{
    Decimal value;
    int64_t year;
    assert_true(text_to_int(text_from(expected->period), &year));
    const Observation *found =
        figure(f, expected->entity, expected->indicator, (int)year, DATE_NONE);
    if (expected->value == NULL) {
        if (found != NULL) {
            fail_msg("%s %s %s: there should be no figure", expected->entity, expected->indicator,
                     expected->period);
        }
        return;
    }
    assert_true(decimal_parse(text_from(expected->value), &value));
    if (found == NULL || decimal_compare(found->value, value) != 0) {
        Text got = found != NULL ? decimal_text(f->arena, found->value) : TEXT("nothing");
        fail_msg("%s %s %s: %s expected, %.*s found", expected->entity, expected->indicator,
                 expected->period, expected->value, TEXT_ARGS(got));
    }
    CellPlace place = cell_from_code(found->cell);
    if (expected->row != 0) {
        assert_int_equal(place.row, expected->row);
        assert_int_equal(place.column, expected->column);
    }
}

void expect(Fixture *f, const Expected *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        expect_one(f, &expected[i]);
    }
}

size_t count_figures(Fixture *f)
{
    Panel *panel;
    PanelRequest request = {.as_of = DATE_NONE, .with_sources = true};
    ok(f, panel_load(f->arena, f->workspace, f->registry, &request, &panel, &f->err));
    size_t count = 0;
    size_t cells =
        (size_t)panel->indicator_count * (size_t)panel->entity_count * (size_t)panel->year_count;
    for (size_t i = 0; i < cells; i++) {
        count += panel->known[i];
    }
    return count;
}
