/* The model compiler: what it reads, what it refuses and where, what it makes.
 *
 * arguments: folder of models that must fail, golden schema, the shipped models. */
#include "record_test.h"

#include "compiled_model.h"
#include "model_emit.h"
#include "model_table.h"

#include <dirent.h>
#include <string.h>

typedef struct Paths {
    const char *must_fail, *golden;
    char **models;
    int model_count;
} Paths;

static bool parse_text(Arena *arena, Text text, ModelTree *tree, List *faults)
{
    ModelSource source = {TEXT("test.model"), text};
    *faults = list_new(arena, sizeof(ModelFault));
    return model_parse(arena, &source, 1, tree, faults);
}

/* ---- Models that must fail ---- */

static Text print_faults(Arena *arena, const List *faults)
{
    Buf out = buf_new(arena);
    for (size_t at = 0; at < faults->count; at++) {
        const ModelFault *fault = LIST_AT(faults, ModelFault, at);
        buf_add_format(&out, "%d:%d %.*s\n", fault->line, fault->column, TEXT_ARGS(fault->message));
    }
    return buf_text(&out);
}

static bool fault_is_there(Arena *arena, const List *faults, Text expected)
{
    for (size_t at = 0; at < faults->count; at++) {
        const ModelFault *fault = LIST_AT(faults, ModelFault, at);
        Text printed =
            text_format(arena, "%d:%d %.*s", fault->line, fault->column, TEXT_ARGS(fault->message));
        if (text_starts(printed, expected)) {
            return true;
        }
    }
    return false;
}

static void check_must_fail(Arena *arena, const char *path)
{
    ModelTree tree;
    List faults;
    Text text = read_file(arena, path);
    Text rest = text;
    Text line = {0};
    size_t expected_count = 0;
    assert_false(parse_text(arena, text, &tree, &faults));
    while (text_split(&rest, '\n', &line)) {
        Text mark = TEXT("# error ");
        if (!text_starts(line, mark)) {
            continue;
        }
        expected_count++;
        Text expected = text_slice(line, mark.len, line.len);
        if (!fault_is_there(arena, &faults, expected)) {
            fail_msg("%s: expected %.*s\nfound\n%.*s", path, TEXT_ARGS(expected),
                     TEXT_ARGS(print_faults(arena, &faults)));
        }
    }
    if (expected_count != faults.count) {
        fail_msg("%s: %zu faults expected, found\n%.*s", path, expected_count,
                 TEXT_ARGS(print_faults(arena, &faults)));
    }
}

static void every_model_that_must_fail_names_its_faults(void **state)
{
    const Paths *paths = *state;
    Arena *arena = arena_new();
    int checked = 0;
    DIR *folder = opendir(paths->must_fail);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (text_ends(text_from(entry->d_name), TEXT(".model"))) {
            Text path = text_format(arena, "%s/%s", paths->must_fail, entry->d_name);
            check_must_fail(arena, text_cstr(arena, path));
            checked++;
        }
    }
    closedir(folder);
    assert_true(checked >= 60);
    arena_free(arena);
}

/* ---- What is read ---- */

static const char EVERY_KIND[] = "\xEF\xBB\xBF# a comment\r\n"
                                 "record unit \"单位\" \"Unit\"   # another\r\n"
                                 "  title zh en\r\n"
                                 "  field zh text 20 required unique listed \"名称\" \"Name\"\r\n"
                                 "  field en text 20 \"英文\" \"English\"\r\n"
                                 "\r\n"
                                 "record sample \"样本\" \"Sample # one\"\n"
                                 "  constants sample_field\n"
                                 "  title unit\n"
                                 "  field unit ref unit required \"单位\" \"Unit\"\n"
                                 "  field long long-text 50 \"长\" \"Long\"\n"
                                 "  field free long-text \"长\" \"Free\"\n"
                                 "  field whole int -5 5 \"整数\" \"Whole\"\n"
                                 "  field part decimal 0.5 99.5 \"小数\" \"Part\"\n"
                                 "  field day date \"日\" \"Day\"\n"
                                 "  field span period \"期\" \"Span\"\n"
                                 "  field sure bool \"是否\" \"Sure\"\n"
                                 "  field sort one-of \"类\" \"Sort\"\n"
                                 "    option a \"甲\" \"A\"\n"
                                 "    option b \"乙\" \"B\"\n"
                                 "    help \"说明\" \"Help\"\n"
                                 "  field many refs unit \"多\" \"Many\"\n"
                                 "  unique unit day\n";

static void every_kind_of_field_is_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ModelTree tree;
    List faults;
    assert_true(parse_text(arena, text_from(EVERY_KIND), &tree, &faults));
    assert_int_equal(tree.model.record_count, 2);
    const RecordDef *sample = model_record(&tree.model, TEXT("sample"));
    assert_string_equal(tree.constants[1], "sample_field");
    assert_string_equal(sample->en, "Sample # one");
    assert_int_equal(sample->field_count, 10);
    assert_int_equal(sample->fields[record_field(sample, TEXT("long"))].size, 50);
    const FieldDef *whole = &sample->fields[record_field(sample, TEXT("whole"))];
    assert_int_equal(whole->least.mantissa, -5);
    const FieldDef *part = &sample->fields[record_field(sample, TEXT("part"))];
    assert_int_equal(part->most.mantissa, 995);
    assert_int_equal(part->most.scale, 1);
    const FieldDef *sort = &sample->fields[record_field(sample, TEXT("sort"))];
    assert_int_equal(sort->option_count, 2);
    assert_string_equal(sort->options[1].zh, "乙");
    assert_string_equal(sort->help_en, "Help");
    assert_string_equal(sample->fields[record_field(sample, TEXT("many"))].target, "unit");
    assert_int_equal(sample->title_field, 0);
    assert_int_equal(sample->title_field_en, -1);
    assert_int_equal(sample->uniques[0].fields[1], record_field(sample, TEXT("day")));
    assert_int_equal(record_field(sample, TEXT("none")), -1);
    assert_null(model_record(&tree.model, TEXT("none")));
    arena_free(arena);
}

static const char WHO_MAY[] =
    "role officer \"经办\" \"Officer\"\n"
    "role auditor apart \"审计\" \"Auditor\"\n"
    "role public \"公众\" \"Public\"\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  allow read officer:subtree\n"
    "  field zh text 20 \"名\" \"Name\"\n"
    "record job \"活\" \"Job\"\n"
    "  states draft open done\n"
    "    state draft \"拟\" \"Draft\"\n"
    "    state open \"开\" \"Open\"\n"
    "    state done public \"完\" \"Done\"\n"
    "  move start draft -> open \"始\" \"Start\"\n"
    "  move finish draft open -> done by officer:own auditor within finish_limit needs note"
    " hook job_finish \"终\" \"Finish\"\n"
    "  field lead ref organisation required from \"主\" \"Lead\"\n"
    "  field first date filter \"起\" \"From\"\n"
    "  field last date sort \"止\" \"To\"\n"
    "    initial \"today\"\n"
    "  field code text 20 search \"号\" \"Code\"\n"
    "    pattern \"焦督〔[0-9]{4}〕[0-9]+号\"\n"
    "  field note text 20 sealed \"注\" \"Note\"\n"
    "  index lead state last\n"
    "  order first last\n"
    "  unit lead\n"
    "  allow read officer:subtree public\n"
    "  allow unseal auditor\n"
    "  hook job_check\n"
    "  hook delete job_stays\n"
    "record step \"步\" \"Step\"\n"
    "  field job ref job answers \"活\" \"Job\"\n"
    "  unit through job\n"
    "  allow change officer:own\n"
    "  hook job_check\n";

static void who_may_do_what_is_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ModelTree tree;
    List faults;
    assert_true(parse_text(arena, text_from(WHO_MAY), &tree, &faults));
    const Model *model = &tree.model;
    assert_int_equal(model_role(model, TEXT("auditor")), 1);
    assert_int_equal(model_role(model, TEXT("nobody")), -1);
    assert_true(model->roles[1].is_apart);
    const RecordDef *job = model_record(model, TEXT("job"));
    const MoveDef *finish = &job->moves[1];
    assert_int_equal(finish->by.count, 2);
    assert_int_equal(finish->by.items[0].reach, REACH_OWN);
    assert_int_equal(finish->by.items[1].role, 1);
    assert_string_equal(finish->within, "finish_limit");
    assert_string_equal(finish->hook, "job_finish");
    assert_int_equal(job->moves[0].by.count, 0);
    assert_true(job->states[2].is_public && !job->states[1].is_public);
    assert_int_equal(job->allow[ACT_READ].items[1].reach, REACH_ALL);
    assert_int_equal(job->allow[ACT_DELETE].count, 0);
    assert_int_equal(job->unit_fields.count, 1);
    assert_int_equal(job->unit_through, -1);
    const RecordDef *step = model_record(model, TEXT("step"));
    assert_int_equal(step->unit_through, 0);
    assert_int_equal(step->fields[0].link, LINK_ANSWERS);
    assert_string_equal(job->hook, "job_check");
    assert_string_equal(job->delete_hook, "job_stays");
    assert_null(step->delete_hook);
    assert_int_equal(model->hook_count, 3);
    assert_string_equal(model->hooks[2].name, "job_finish");
    arena_free(arena);
}

static void what_lists_use_has_its_index(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ModelTree tree;
    List faults;
    assert_true(parse_text(arena, text_from(WHO_MAY), &tree, &faults));
    const RecordDef *job = model_record(&tree.model, TEXT("job"));
    assert_int_equal(job->indexes[0].fields[1], KEY_STATE);
    assert_int_equal(job->orders[0].fields[1], record_field(job, TEXT("last")));
    assert_string_equal(job->fields[record_field(job, TEXT("last"))].initial, "today");
    assert_true(job->fields[record_field(job, TEXT("code"))].searched);
    Buf schema = buf_new(arena);
    model_emit_schema(&schema, &tree.model);
    static const char *const INDEXES[] = {
        "CREATE INDEX \"ix_job_first\" ON \"job\" (\"first\");",
        "CREATE INDEX \"ix_job_first_last\" ON \"job\" (\"first\", \"last\");",
        "CREATE INDEX \"ix_job_last\" ON \"job\" (\"last\");",
        "CREATE INDEX \"ix_job_lead_last\" ON \"job\" (\"lead\", \"last\");",
        "CREATE INDEX \"ix_job_state_last\" ON \"job\" (\"state\", \"last\");",
        "CREATE INDEX \"ix_job_lead_state_last\" ON \"job\" (\"lead\", \"state\", \"last\");",
    };
    for (size_t at = 0; at < sizeof INDEXES / sizeof INDEXES[0]; at++) {
        assert_true(text_contains(buf_text(&schema), text_from(INDEXES[at])));
    }
    arena_free(arena);
}

static void parse_shipped(Arena *arena, const Paths *paths, ModelTree *tree)
{
    ModelSource *sources = ARENA_ARRAY(arena, ModelSource, (size_t)paths->model_count);
    List faults = list_new(arena, sizeof(ModelFault));
    for (int at = 0; at < paths->model_count; at++) {
        sources[at] =
            (ModelSource){text_from(paths->models[at]), read_file(arena, paths->models[at])};
    }
    assert_true(model_parse(arena, sources, (size_t)paths->model_count, tree, &faults));
}

/* The tables that were compiled in say what the model files say at run time. */
static void the_compiled_tables_are_the_model(void **state)
{
    Arena *arena = arena_new();
    ModelTree tree;
    parse_shipped(arena, *state, &tree);
    const Model *compiled = compiled_model(arena);
    Buf from_files = buf_new(arena);
    Buf from_tables = buf_new(arena);
    model_emit_dictionary(&from_files, &tree.model);
    model_emit_dictionary(&from_tables, compiled);
    model_emit_schema(&from_files, &tree.model);
    model_emit_schema(&from_tables, compiled);
    assert_true(text_equal(buf_text(&from_files), buf_text(&from_tables)));
    assert_string_equal(RECORD_ENTITY.fields[ENTITY_CODE].name, "code");
    assert_ptr_equal(&RECORD_ENTITY, model_record(compiled, TEXT("entity")));
    arena_free(arena);
}

/* ---- The schema ---- */

static Text schema_of_model(Arena *arena, const Paths *paths)
{
    ModelTree tree;
    parse_shipped(arena, paths, &tree);
    Buf schema = buf_new(arena);
    model_emit_schema(&schema, &tree.model);
    return text_from(text_cstr(arena, buf_text(&schema)));
}

static void the_schema_is_the_golden_one(void **state)
{
    const Paths *paths = *state;
    Arena *arena = arena_new();
    Text golden = read_file(arena, paths->golden);
    Text schema = schema_of_model(arena, paths);
    if (!text_equal(golden, schema)) {
        fail_msg(
            "the schema changed and is not that of %s: see docs/model.md, 'Adding or changing a "
            "record'",
            paths->golden);
    }
    arena_free(arena);
}

static void the_migrations_lead_to_the_schema_of_the_model(void **state)
{
    const Paths *paths = *state;
    Arena *arena = arena_new();
    const Model *model = compiled_model(arena);
    Buf script = buf_new(arena);
    for (size_t at = 0; at < model->migrations.count; at++) {
        buf_add_cstr(&script, model->migrations.items[at].sql);
    }
    Text migrated = schema_meaning(arena, text_cstr(arena, buf_text(&script)));
    Text fresh = schema_meaning(arena, schema_of_model(arena, paths).ptr);
    assert_true(text_equal(migrated, fresh));
    arena_free(arena);
}

/* The record serves the work: nobody is counted by it, in labels, help or options. */
static void nobody_checks_in_or_collects_points(void **state)
{
    (void)state;
    static const char *const BURDENS[] = {"签到", "打卡", "积分", "在线时长", "登录次数",
                                          "check-in", "bonus points", "time online", "logins"};
    Arena *arena = arena_new();
    const Model *model = compiled_model(arena);
    Buf dictionary = buf_new(arena);
    model_emit_dictionary(&dictionary, model);
    for (size_t at = 0; at < sizeof BURDENS / sizeof BURDENS[0]; at++) {
        size_t found;
        if (text_find(buf_text(&dictionary), text_from(BURDENS[at]), &found)) {
            fail_msg("the model asks for “%s”", BURDENS[at]);
        }
    }
    arena_free(arena);
}

/* By the rule, before what qualifies it, or as the model says. */
static void several_have_a_name_of_their_own(void **state)
{
    static const struct {
        const char *type, *one, *several;
    } CASES[] = {
        {"task", "Task", "Tasks"},
        {"entity", "Entity", "Entities"},
        {"pairing", "Match", "Matches"},
        {"holding", "Holding of a post", "Holdings of a post"},
        {"target_year", "Target by year", "Targets by year"},
        {"person", "Person", "People"},
    };
    (void)state;
    Arena *arena = arena_new();
    const Model *model = compiled_model(arena);
    for (size_t at = 0; at < sizeof CASES / sizeof CASES[0]; at++) {
        const RecordDef *def = model_record(model, text_from(CASES[at].type));
        assert_non_null(def);
        assert_true(text_equal(record_label(LANG_EN, def, 1), text_from(CASES[at].one)));
        assert_true(text_equal(record_label(LANG_EN, def, 0), text_from(CASES[at].several)));
        assert_true(text_equal(record_label(LANG_EN, def, 13), text_from(CASES[at].several)));
        assert_string_equal(record_label(LANG_ZH, def, 13).ptr, def->zh);
    }
    arena_free(arena);
}

static void the_dictionary_names_every_field_in_both_languages(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const Model *model = compiled_model(arena);
    Buf out = buf_new(arena);
    model_emit_dictionary(&out, model);
    for (int r = 0; r < model->record_count; r++) {
        for (int f = 0; f < model->records[r].field_count; f++) {
            const FieldDef *field = &model->records[r].fields[f];
            Text row = text_format(arena, "| `%s` | %s | ", field->name, field->zh);
            assert_true(text_contains(buf_text(&out), row));
        }
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    assert_true(argc > 3);
    Paths paths = {argv[1], argv[2], argv + 3, argc - 3};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_model_that_must_fail_names_its_faults, &paths),
        cmocka_unit_test(every_kind_of_field_is_read),
        cmocka_unit_test(who_may_do_what_is_read),
        cmocka_unit_test(what_lists_use_has_its_index),
        cmocka_unit_test_prestate(the_compiled_tables_are_the_model, &paths),
        cmocka_unit_test_prestate(the_schema_is_the_golden_one, &paths),
        cmocka_unit_test_prestate(the_migrations_lead_to_the_schema_of_the_model, &paths),
        cmocka_unit_test(nobody_checks_in_or_collects_points),
        cmocka_unit_test(several_have_a_name_of_their_own),
        cmocka_unit_test(the_dictionary_names_every_field_in_both_languages),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
