/* What the tests of compare share. */
#include "compare_test.h"

#include "compiled_model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *root = ".";

void fixture_root(int argc, char **argv)
{
    root = argc > 1 ? argv[1] : root;
}

static void open_workspace(Fixture *f, StoreMode mode)
{
    static const Actor ACTOR = {.who = {"tester", 6}, .from = {"test", 4}, .is_owner = true};
    ok(f, workspace_open(f->path, mode, f->model, ACTOR, &f->workspace, &f->err));
}

Text read_file(Arena *arena, const char *path)
{
    Buf out = buf_new(arena);
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t len;
    while (file && (len = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        buf_add(&out, (Text){bytes, len});
    }
    if (file) {
        fclose(file);
    }
    return buf_text(&out);
}

Text rules_file(Arena *arena, const char *name)
{
    return read_file(arena, text_cstr(arena, text_format(arena, "%s/rules/%s", root, name)));
}

int fixture_open(void **state)
{
    Arena *arena = arena_new();
    Fixture *f = ARENA_NEW(arena, Fixture);
    f->arena = arena;
    f->model = compiled_model(arena);
    assert_true(folder_make(f->folder));
    f->path = text_cstr(arena, text_format(arena, "%s/test.duibiao", f->folder));
    Problems *problems = problems_new(arena, 10);
    f->rules = compare_rules_read(arena, rules_file(arena, "compare.rules"), problems);
    assert_int_equal(problems_count(problems, SEVERITY_NOTE), 0);
    open_workspace(f, STORE_CREATE);
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    workspace_close(f->workspace);
    folder_remove(f->folder);
    arena_free(f->arena);
    return 0;
}

void fixture_reopen(Fixture *f)
{
    workspace_close(f->workspace);
    open_workspace(f, STORE_WRITE);
}

void ok(Fixture *f, Status status)
{
    if (status != STATUS_OK) {
        Buf out = buf_new(f->arena);
        error_print(&out, LANG_EN, &f->err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&out)));
    }
}

void fails(Fixture *f, Status expected, const char *code, Status status)
{
    assert_int_equal(status, expected);
    assert_string_equal(f->err.code, code);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        Buf out = buf_new(f->arena);
        error_print(&out, (Lang)lang, &f->err);
        assert_false(text_equal(buf_text(&out), text_from(code)));
        assert_false(text_contains(buf_text(&out), TEXT("{")));
    }
}

/* ---- Registers ---- */

Record *new_record(Fixture *f, const RecordDef *def)
{
    return record_new(f->arena, def);
}

void save(Fixture *f, Record *record)
{
    Problems *problems = problems_new(f->arena, 10);
    Status status = record_save(f->arena, f->workspace, record, TEXT(""), problems, &f->err);
    for (size_t p = 0; p < problems_kept(problems); p++) {
        const Problem *problem = problems_at(problems, p);
        print_message("%s %.*s\n", problem->code, TEXT_ARGS(problem->field));
    }
    ok(f, status);
}

int64_t id_of(Fixture *f, const RecordDef *def, int field, const char *text)
{
    RecordFilter filter = {field, value_text(text_from(text))};
    Record *record;
    ok(f, record_find(f->arena, f->workspace, def, &filter, 1, &record, &f->err));
    assert_non_null(record);
    return record->id;
}

int64_t add_entity(Fixture *f, const char *code, const char *zh, const char *kind,
                   const char *parent_code)
{
    Record *record = new_record(f, &RECORD_ENTITY);
    record->values[ENTITY_CODE] = value_text(text_from(code));
    record->values[ENTITY_ZH] = value_text(text_from(zh));
    record->values[ENTITY_KIND] = value_text(text_from(kind));
    if (*parent_code) {
        record->values[ENTITY_PARENT] =
            value_int(id_of(f, &RECORD_ENTITY, ENTITY_CODE, parent_code));
    }
    save(f, record);
    return record->id;
}

int64_t add_indicator(Fixture *f, const char *code, const char *unit, const char *polarity,
                      const char *kind, const char *area)
{
    Record *record = new_record(f, &RECORD_INDICATOR);
    record->values[INDICATOR_CODE] = value_text(text_from(code));
    record->values[INDICATOR_ZH] = value_text(text_format(f->arena, "指标%s", code));
    record->values[INDICATOR_UNIT] = value_text(text_from(unit));
    record->values[INDICATOR_DECIMALS] = value_int(2);
    record->values[INDICATOR_POLARITY] = value_text(text_from(polarity));
    record->values[INDICATOR_KIND] = value_text(text_from(kind));
    record->values[INDICATOR_BASIS] = value_text(TEXT("cumulative"));
    record->values[INDICATOR_AREA] = value_text(text_from(area));
    if (text_equal(text_from(polarity), TEXT("range"))) {
        record->values[INDICATOR_RANGE_LOW] = value_decimal((Decimal){20, 0});
        record->values[INDICATOR_RANGE_HIGH] = value_decimal((Decimal){40, 0});
    }
    save(f, record);
    return record->id;
}

void registers_load(Fixture *f)
{
    ok(f, registry_load(f->arena, f->workspace, &f->registry, &f->err));
}

int entity(Fixture *f, const char *text)
{
    int index;
    ok(f, registry_entity(f->registry, text_from(text), DATE_NONE, &index, &f->err));
    return index;
}

int indicator(Fixture *f, const char *text)
{
    int index;
    ok(f, registry_indicator(f->registry, text_from(text), &index, &f->err));
    return index;
}

/* ---- Batches ---- */

void begin_file(Fixture *f)
{
    Text name = text_format(f->arena, "file-%d.csv", ++f->files);
    BatchInfo info = {.file_name = name, .file_digest = hash_text(name)};
    ok(f, batch_begin(f->arena, f->workspace, &info, &f->load, &f->err));
    f->next_row = 1;
}

Observation figure(Fixture *f, const char *indicator_code, const char *entity_code, int year,
                   const char *value, const char *known_from)
{
    Observation observation = {
        .indicator_id = f->registry->indicators[indicator(f, indicator_code)].id,
        .entity_id = f->registry->entities[entity(f, entity_code)].id,
        .period = period_code(period_year(year)),
        .status = OBSERVATION_OBSERVED,
        .cell = cell_code((CellPlace){0, f->next_row++, 3}),
    };
    assert_true(decimal_parse(text_from(value), &observation.value));
    assert_true(date_parse(text_from(known_from), &observation.known_from));
    return observation;
}

void add(Fixture *f, Observation observation)
{
    ok(f, batch_add(f->load, &observation, &f->err));
}

BatchTally accept(Fixture *f)
{
    BatchTally tally;
    ok(f, batch_accept(f->load, &tally, &f->err));
    return tally;
}

void add_years(Fixture *f, const char *indicator_code, const char *entity_code, int first_year,
               const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        Text value = text_format(f->arena, "%.4f", values[i]);
        Text known = text_format(f->arena, "%d-12-31", first_year + i + 1);
        add(f, figure(f, indicator_code, entity_code, first_year + i, text_cstr(f->arena, value),
                      text_cstr(f->arena, known)));
    }
}

Panel *panel_of(Fixture *f, const char *as_of)
{
    PanelRequest request = {.as_of = DATE_NONE, .with_sources = true, .with_months = true};
    if (*as_of) {
        assert_true(date_parse(text_from(as_of), &request.as_of));
    }
    Panel *panel;
    ok(f, panel_load(f->arena, f->workspace, f->registry, &request, &panel, &f->err));
    return panel;
}

bool same_hash(Hash a, Hash b)
{
    return memcmp(a.bytes, b.bytes, HASH_BYTES) == 0;
}

bool panel_has(const Panel *panel, int indicator_index, int entity_index, int year, double *value)
{
    Series series = panel_series(panel, panel_indicator(panel, indicator_index),
                                 panel_entity(panel, entity_index));
    return series_value(&series, year, value);
}
