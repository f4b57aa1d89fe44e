/* Registers as tables. */
#include "exchange_test.h"

#include <string.h>

static Status add(Fixture *f, const char *type, const char *text, RegisterTally *tally,
                  Problems **problems)
{
    *problems = problems_new(f->arena, 20);
    return import_records(
        f->arena, f->workspace, model_record(workspace_model(f->workspace), text_from(type)),
        &(RegisterOptions){.path = write_file(f, "register.csv", text)}, *problems, tally, &f->err);
}

static void labels_or_names_in_any_order(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "entity",
              "县级登记表,,,\n上级,名称,代码,类别\n410800,甲县,659901,县(市、区)\n焦作市,乙县,"
              "659902,county\n",
              &tally, &problems));
    assert_int_equal(tally.created, 2);
    load_registry(f);
    int county, city;
    ok(f, registry_entity(f->registry, TEXT("659902"), DATE_NONE, &county, &f->err));
    ok(f, registry_entity(f->registry, TEXT("410800"), DATE_NONE, &city, &f->err));
    assert_int_equal(f->registry->entities[county].parent, city);
}

static void a_row_may_refer_to_one_below_it(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "entity",
              "code,zh,kind,parent\n659801,丙县,county,659800\n659800,丁市,city,990000\n"
              "990000,戊区,zone,\n",
              &tally, &problems));
    assert_int_equal(tally.created, 3);
}

static void again_changes_only_what_differs(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    static const char FIRST[] = "code,zh,kind,parent\n659901,甲县,county,\n659902,乙县,county,\n";
    ok(f, add(f, "entity", FIRST, &tally, &problems));
    ok(f, add(f, "entity", FIRST, &tally, &problems));
    assert_int_equal(tally.created, 0);
    assert_int_equal(tally.unchanged, 2);
    ok(f, add(f, "entity", "code,zh,kind,parent\n659901,甲区,county,\n659902,乙县,county,\n",
              &tally, &problems));
    assert_int_equal(tally.changed, 1);
    assert_int_equal(tally.unchanged, 1);
    ok(f,
       add(f, "indicator_part", "indicator,role,part,factor\ngdp_per_capita,numerator,gdp,10000\n",
           &tally, &problems));
    assert_int_equal(tally.unchanged, 1); /* found by indicator, role and part */
}

static void fails(Fixture *f, const char *type, const char *text, const char *code)
{
    RegisterTally tally;
    Problems *problems;
    assert_int_equal(add(f, type, text, &tally, &problems), STATUS_INVALID);
    assert_int_equal(tally.created, 0);
    if (code[0] != '\0') {
        assert_true(problems_count_code(problems, code) > 0);
        assert_true(lang_has(code));
    }
    for (size_t i = 0; i < problems_kept(problems); i++) {
        assert_true(problems_at(problems, i)->row > 0);
    }
    load_registry(f);
    int index;
    assert_int_not_equal(registry_entity(f->registry, TEXT("659901"), DATE_NONE, &index, &f->err),
                         STATUS_OK);
}

static void one_bad_row_keeps_all_out(void **state)
{
    Fixture *f = *state;
    fails(f, "entity", "code,zh,kind,parent\n659901,甲县,county,\n659902,乙县,county,无此处\n",
          "exchange.unknown_reference");
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659902,乙县,星球\n", "");
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659902,,county\n", "");
    fails(f, "entity", "code,zh,kind,颜色\n659901,甲县,county,红\n", "exchange.unknown_field");
    fails(f, "entity", "天,地\n玄,黄\n", "");
}

/* 91350100M000100Y43 is the example of GB 32100. */
/* A row that waits for another is read again; what is wrong with it is told once, and in order. */
static void a_bad_cell_is_told_once_however_often_its_row_is_tried(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    Buf remedy = buf_new(f->arena);
    assert_int_equal(add(f, "entity",
                         "code,zh,kind,parent\n659801,丙县,metropolis,659800\n"
                         "659800,丁市,city,nowhere\n",
                         &tally, &problems),
                     STATUS_INVALID);
    assert_int_equal(problems_count_code(problems, "record.not_option"), 1);
    assert_int_equal(problems_count_code(problems, "exchange.unknown_reference"), 2);
    const Problem *first = problems_at(problems, 0);
    assert_string_equal(first->code, "record.not_option");
    lang_print(&remedy, LANG_ZH, "record.not_option.remedy", first->args, first->arg_count);
    assert_true(text_contains(buf_text(&remedy), TEXT("县(市、区)")));
}

static void codes_are_checked_by_kind(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    static const char *const BAD[][2] = {
        {"659901,甲县,county\n91350100M000100Y4A,丙公司,enterprise\n", "exchange.credit_code"},
        {"659901,甲县,county\n659000,乙县,county\n990100,丙市,city\n", "exchange.region_code"},
        {"659901,甲县,county\nP,丙省,province\n", "exchange.region_code"},
        {"659901,甲县,county\n650001,丁县,county\n", "exchange.region_code"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        fails(f, "entity", text_format(f->arena, "code,zh,kind\n%s", BAD[i][0]).ptr, BAD[i][1]);
    }
    ok(f, add(f, "entity",
              "code,zh,kind\n91350100M000100Y43,丙公司,enterprise\nA-17,丁厂,enterprise\n"
              "Z1,开发区,zone\nD9,某局,department\n",
              &tally, &problems));
    assert_int_equal(tally.created, 4);
}

/* Who does it, and by when, the commitment says already; what the row says counts before it. */
static void what_is_left_blank_is_taken_from_where_it_stands(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("task"));
    RecordQuery all = {0};
    List tasks;
    ok(f, add(f, "organisation", "zh\n甲局\n乙局\n", &tally, &problems));
    ok(f, add(f, "commitment", "zh,owner,due\n公布清单,甲局,2017-03-31\n", &tally, &problems));
    ok(f, add(f, "task", "zh,commitment,lead,due\n,公布清单,,\n另一事,公布清单,乙局,2017-05-05\n",
              &tally, &problems));
    assert_int_equal(tally.created, 2);
    ok(f, record_list(f->arena, f->workspace, def, &all, &tasks, &f->err));
    Record *first = LIST_AT(&tasks, Record, 0), *second = LIST_AT(&tasks, Record, 1);
    assert_true(text_equal(record_value(first, "zh")->text, TEXT("公布清单")));
    assert_int_equal(record_value(first, "due")->number, date_make(2017, 3, 31));
    assert_int_equal(record_value(second, "due")->number, date_make(2017, 5, 5));
    assert_true(record_value(first, "lead")->number != record_value(second, "lead")->number);
    assert_int_equal(add(f, "task", "zh,commitment,lead,due\n无着,,,\n", &tally, &problems),
                     STATUS_INVALID);
}

static int takes_of(Fixture *f, const Record *record)
{
    List changes;
    int count = 0;
    ok(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err));
    for (size_t i = 0; i < changes.count; i++) {
        count += text_equal(LIST_AT(&changes, Change, i)->action, TEXT("take"));
    }
    return count;
}

/* What a template had from elsewhere and comes back as it was is taken, as in a form. */
static void what_comes_back_as_it_stands_elsewhere_was_taken(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("task"));
    RecordQuery all = {0};
    List tasks;
    ok(f, add(f, "organisation", "zh\n甲局\n乙局\n", &tally, &problems));
    ok(f, add(f, "commitment", "zh,owner,due\n公布清单,甲局,2017-03-31\n", &tally, &problems));
    ok(f, add(f, "task",
              "zh,commitment,lead,due\n公布清单,公布清单,,\n公布清单,公布清单,甲局,2017-03-31\n"
              "另一事,公布清单,乙局,2017-05-05\n",
              &tally, &problems));
    ok(f, record_list(f->arena, f->workspace, def, &all, &tasks, &f->err));
    assert_int_equal(takes_of(f, LIST_AT(&tasks, Record, 0)), 3);
    assert_int_equal(takes_of(f, LIST_AT(&tasks, Record, 1)), 3);
    assert_int_equal(takes_of(f, LIST_AT(&tasks, Record, 2)), 0);
}

/* An officer's own report of bonus or deduction is about their unit, whether it is said or not. */
static void a_row_of_who_makes_only_their_own_is_their_units(void **state)
{
    Fixture *f = *state;
    const Model *model = workspace_model(f->workspace);
    const RecordDef *def = model_record(model, TEXT("publicity"));
    RegisterTally tally;
    Problems *problems;
    int64_t own;
    ok(f, add(f, "organisation", "zh\n甲局\n乙局\n", &tally, &problems));
    ok(f, reference_find(f->arena, f->workspace, model_record(model, TEXT("organisation")),
                         TEXT("甲局"), &own, &f->err));
    Record *fresh = record_new(f->arena, def);
    record_begin_own(f->workspace, fresh);
    assert_int_equal(record_value(fresh, "organisation")->kind, VALUE_NONE);
    Actor officer = {.who = TEXT("officer"),
                     .from = TEXT("test"),
                     .unit = own,
                     .roles = (RoleSet)1 << model_role(model, TEXT("officer"))};
    workspace_act_as(f->workspace, &officer);
    record_begin_own(f->workspace, fresh);
    assert_int_equal(record_value(fresh, "organisation")->number, own);
    /* Where one may make others' too, nothing is presumed;
     * nor where the unit is none that is asked. */
    assert_int_equal(record_own_field(f->workspace, model_record(model, TEXT("gap"))), -1);
}

static void a_key_stands_once_in_a_file(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    fails(f, "entity", "code,zh,kind\n659901,甲县,county\n659901,乙县,county\n",
          "exchange.repeated_key");
    fails(f, "entity_name", "entity,name,form\n410800,甲名,alias\n410800,甲名,former\n",
          "exchange.repeated_key");
    assert_int_equal(add(f, "entity", "zh,kind,code\n甲县,county,659901\n乙县,county,659901\n",
                         &tally, &problems),
                     STATUS_INVALID);
    const Problem *problem = problems_at(problems, 0);
    assert_int_equal(problem->row, 3);
    assert_int_equal(problem->column, 3);
    assert_int_equal(problem->args[0].number, 2);
}

/* ---- Forms that are filled in ---- */

static const char *form(Fixture *f, const char *name, ExchangeFormat format, int64_t *rows)
{
    TemplateTally tally;
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/%s", f->folder, name));
    TemplateRequest request = {.def = model_record(workspace_model(f->workspace), TEXT("document")),
                               .format = format};
    ok(f, records_template(f->arena, f->workspace, &request, path, &tally, &f->err));
    *rows = tally.records;
    return path;
}

static Status load(Fixture *f, RegisterOptions options, RegisterTally *tally, Problems **problems)
{
    *problems = problems_new(f->arena, 20);
    return import_records(f->arena, f->workspace,
                          model_record(workspace_model(f->workspace), TEXT("document")), &options,
                          *problems, tally, &f->err);
}

static Text file_text(Fixture *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Buf out = buf_new(f->arena);
    for (int byte = getc(file); byte != EOF; byte = getc(file)) {
        buf_add_char(&out, (char)byte);
    }
    fclose(file);
    return buf_text(&out);
}

static bool is_given(const FieldDef *field)
{
    return field->kind != FIELD_COMPUTED && field->kind != FIELD_FILE && field->number == NULL;
}

/* Whatever the model describes has words in both languages, columns in its lists, and a form with a
 * column for each field that can be given: nothing is added to the program for a new type. */
static void every_type_has_words_a_list_and_a_form(void **state)
{
    Fixture *f = *state;
    const Model *model = workspace_model(f->workspace);
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        TemplateRequest request = {.def = def, .format = EXCHANGE_CSV};
        const char *path =
            text_cstr(f->arena, text_format(f->arena, "%s/%s.csv", f->folder, def->name));
        TemplateTally tally;
        int listed = 0;
        if (def->kind != RECORD_PLAIN) {
            continue;
        }
        ok(f, records_template(f->arena, f->workspace, &request, path, &tally, &f->err));
        Text text = file_text(f, path);
        for (int field = 0; field < def->field_count; field++) {
            const FieldDef *one = &def->fields[field];
            bool has_words = one->zh[0] != '\0' && one->en[0] != '\0';
            bool has_column = text_contains(text, text_from(one->zh)) ||
                              text_contains(text, text_from(one->name));
            listed += one->listed;
            if (!has_words || (is_given(one) && !has_column)) {
                fail_msg("%s.%s has no words, or no column in its form", def->name, one->name);
            }
        }
        if (listed == 0 || def->title_field < 0) {
            fail_msg("%s has no title, or no columns in its lists", def->name);
        }
    }
}

static Text replaced(Fixture *f, Text text, const char *what, const char *by)
{
    size_t at = 0;
    Buf out = buf_new(f->arena);
    assert_true(text_find(text, text_from(what), &at));
    buf_add(&out, text_slice(text, 0, at));
    buf_add_cstr(&out, by);
    buf_add(&out, text_slice(text, at + strlen(what), text.len));
    return buf_text(&out);
}

static void load_documents(Fixture *f)
{
    RegisterTally tally;
    Problems *problems;
    ok(f, load(f,
               (RegisterOptions){.path = write_file(f, "first.csv",
                                                    "名称,发布单位,发布日期\n=1+1的意见,市政府,"
                                                    "2016-10-13\n\"有逗号的, 名称\",市政府,"
                                                    "\n@某人的信,市政府,\n")},
               &tally, &problems));
    assert_int_equal(tally.created, 3);
}

static void a_form_as_it_was_written_changes_nothing(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    int64_t rows;
    load_documents(f);
    static const char *const NAMES[] = {"form.csv", "form.xlsx"};
    for (int at = 0; at < 2; at++) {
        const char *path = form(f, NAMES[at], at == 0 ? EXCHANGE_CSV : EXCHANGE_XLSX, &rows);
        assert_int_equal(rows, 3);
        ok(f, load(f, (RegisterOptions){.path = path}, &tally, &problems));
        assert_int_equal(tally.unchanged, 3);
        assert_int_equal(tally.created + tally.changed + tally.refused, 0);
    }
}

static void a_row_with_its_version_changes_the_record_and_one_without_is_new(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    int64_t rows;
    load_documents(f);
    Text text = file_text(f, form(f, "form.csv", EXCHANGE_CSV, &rows));
    text = replaced(f, text, "'@某人的信", "某人的信");
    Text more = text_format(f->arena, "%.*s,,新的意见\n", TEXT_ARGS(text));
    const char *path = write_file(f, "changed.csv", text_cstr(f->arena, more));
    for (int at = 0; at < 2; at++) { /* on trial, and then */
        ok(f, load(f, (RegisterOptions){.path = path, .dry_run = at == 0}, &tally, &problems));
        assert_int_equal(tally.changed, 1);
        assert_int_equal(tally.created, 1);
        assert_int_equal(tally.unchanged, 2);
    }
    /* What the form was written from is an older version now. */
    path =
        write_file(f, "late.csv", text_cstr(f->arena, replaced(f, text, "某人的信", "别人的信")));
    assert_int_equal(load(f, (RegisterOptions){.path = path}, &tally, &problems), STATUS_INVALID);
    assert_int_equal(problems_count_code(problems, "exchange.row_refused"), 1);
    assert_int_equal(problems_at(problems, 0)->row, 4);
}

static void all_that_is_wrong_is_told_and_the_good_rows_can_be_kept(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    const char *path =
        write_file(f, "some.csv", "id,version,名称\n,,好的意见\nx,1,甲\n7,,乙\n999999,1,丙\n");
    assert_int_equal(load(f, (RegisterOptions){.path = path}, &tally, &problems), STATUS_INVALID);
    assert_int_equal(problems_count_code(problems, "exchange.row_id"), 1);
    assert_int_equal(problems_count_code(problems, "exchange.row_version"), 1);
    assert_int_equal(problems_count_code(problems, "exchange.row_refused"), 1);
    assert_int_equal(tally.refused, 3);
    assert_int_equal(tally.created, 0);
    ok(f, load(f, (RegisterOptions){.path = path, .valid_rows = true}, &tally, &problems));
    assert_int_equal(tally.created, 1);
    assert_int_equal(tally.refused, 3);
}

/* ---- Looking before agreeing ---- */

static void a_look_tells_what_every_row_does(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    RegisterLook look = {.changes_most = 10}, again = {.changes_most = 1};
    Problems *problems;
    static const char ROWS[] = "名称,发布单位,发布日期\n=1+1的意见,省政府,2016-10-13\n新的意见,,\n"
                               "@某人的信,市政府,\n";
    load_documents(f);
    const char *path = write_file(f, "rows.csv", ROWS);
    ok(f,
       load(f, (RegisterOptions){.path = path, .dry_run = true, .look = &look}, &tally, &problems));
    assert_int_equal(tally.unchanged, 1);
    assert_int_equal(look.changes.count, 2);
    const RegisterChange *changed = LIST_AT(&look.changes, RegisterChange, 0);
    const RegisterChange *made = LIST_AT(&look.changes, RegisterChange, 1);
    assert_int_equal(changed->row, 2);
    assert_false(changed->is_new);
    assert_true(text_equal(changed->titles[LANG_EN], TEXT("=1+1的意见")));
    assert_int_equal(changed->values.count, 1);
    const RegisterValue *value = LIST_AT(&changed->values, RegisterValue, 0);
    assert_true(text_equal(value->before[LANG_ZH], TEXT("市政府")));
    assert_true(text_equal(value->after[LANG_ZH], TEXT("省政府")));
    assert_int_equal(made->row, 3);
    assert_true(made->is_new);
    /* So many are told as anybody would look at; all of them are one and the same look. */
    again.agreed = look.digest;
    ok(f, load(f, (RegisterOptions){.path = path, .dry_run = true, .look = &again}, &tally,
               &problems));
    assert_int_equal(again.changes.count, 1);
    assert_int_equal(tally.created + tally.changed, 2);
}

static void what_was_agreed_to_is_kept_and_nothing_else(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    RegisterLook look = {.changes_most = 10}, take = {.changes_most = 10};
    Problems *problems;
    load_documents(f);
    const char *path = write_file(f, "rows.csv", "名称,发布单位\n@某人的信,省政府\n新的意见,\n");
    ok(f,
       load(f, (RegisterOptions){.path = path, .dry_run = true, .look = &look}, &tally, &problems));
    ok(f, load(f,
               (RegisterOptions){
                   .path = write_file(f, "meanwhile.csv", "名称,发布日期\n@某人的信,2016-10-14\n")},
               &tally, &problems));
    take.agreed = look.digest;
    assert_int_equal(load(f, (RegisterOptions){.path = path, .look = &take}, &tally, &problems),
                     STATUS_CONFLICT);
    assert_string_equal(f->err.code, "exchange.load_changed");
    assert_int_equal(tally.created + tally.changed, 0);
    take.agreed = take.digest; /* of another look */
    ok(f, load(f, (RegisterOptions){.path = path, .look = &take}, &tally, &problems));
    assert_int_equal(tally.created + tally.changed, 2);
}

/* Of long texts the part is told where they differ. */
static void a_long_value_is_told_where_it_differs(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    RegisterLook look = {.changes_most = 10};
    Problems *problems;
    Buf before = buf_new(f->arena), after = buf_new(f->arena);
    buf_add_cstr(&before, "名称,出处\n某文,");
    for (int at = 0; at < 300; at++) {
        buf_add_cstr(&before, "字");
    }
    buf_add(&after, buf_text(&before));
    buf_add_cstr(&before, "尾");
    buf_add_cstr(&after, "末");
    const char *first = write_file(f, "before.csv", text_cstr(f->arena, buf_text(&before)));
    const char *second = write_file(f, "after.csv", text_cstr(f->arena, buf_text(&after)));
    ok(f, load(f, (RegisterOptions){.path = first}, &tally, &problems));
    ok(f, load(f, (RegisterOptions){.path = second, .dry_run = true, .look = &look}, &tally,
               &problems));
    const RegisterChange *changed = LIST_AT(&look.changes, RegisterChange, 0);
    const RegisterValue *value = LIST_AT(&changed->values, RegisterValue, 0);
    assert_true(text_starts(value->after[LANG_ZH], TEXT("…字")));
    assert_true(text_ends(value->before[LANG_ZH], TEXT("字尾")));
    assert_true(text_ends(value->after[LANG_ZH], TEXT("字末")));
}

static void more_rows_than_were_allowed_are_refused(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    const char *path = write_file(f, "rows.csv", "名称\n甲\n\n乙\n丙\n");
    assert_int_equal(load(f, (RegisterOptions){.path = path, .rows_most = 2}, &tally, &problems),
                     STATUS_LIMIT);
    ok(f, load(f, (RegisterOptions){.path = path, .rows_most = 3}, &tally, &problems));
    assert_int_equal(tally.created, 3);
}

/* ---- By a job ---- */

static const JobKind LOAD[] = {{"load", "读入", "load", job_load, NULL, load_permit_any}};

static Job loaded(Fixture *f, LoadOrder order, const char *text)
{
    JobKinds kinds = {LOAD, 1, NULL, NULL};
    Job job;
    int64_t id;
    int ran;
    order.name = TEXT("rows.csv");
    order.type = TEXT("document");
    ok(f, load_ask(f->arena, f->workspace, &kinds, &order, text_from(text), &id, &f->err));
    ok(f, jobs_tick(f->workspace, &kinds, time_now_ms(), &ran, &f->err));
    ok(f, job_get(f->arena, f->workspace, id, &job, &f->err));
    return job;
}

static void a_job_looks_and_then_keeps_what_was_looked_at(void **state)
{
    Fixture *f = *state;
    static const char ROWS[] = "名称,发布日期\n甲,2016-10-13\n乙,\n";
    Job looked = loaded(f, (LoadOrder){.dry_run = true}, ROWS);
    assert_int_equal(looked.state, JOB_DONE);
    Text result = job_result(&looked, LANG_EN);
    assert_int_equal(json_member_int(result, "created"), 2);
    assert_int_equal(json_member_int(json_member(result, "changes"), "id"), 0);
    Text look = json_member_text(f->arena, result, "look");
    Job bad = loaded(f, (LoadOrder){.dry_run = true}, "名称,发布日期\n甲,2016-10-13\n乙,明天\n");
    assert_int_equal(json_member_int(job_result(&bad, LANG_ZH), "created"), 1);
    assert_int_equal(json_member_int(job_result(&bad, LANG_ZH), "refused"), 1);
    Job refused = loaded(f, (LoadOrder){0}, "名称,发布日期\n甲,2016-10-13\n乙,明天\n");
    assert_int_equal(refused.state, JOB_FAILED);
    Job kept = loaded(f, (LoadOrder){.agreed = look}, ROWS);
    assert_int_equal(kept.state, JOB_DONE);
    assert_true(text_equal(kept.outcome, TEXT("created 2, changed 0")));
    /* Cut off behind what it kept, it is not done twice. */
    RecordQuery all = {0};
    List documents;
    JobCall call = {.arena = f->arena, .workspace = f->workspace, .job = &kept};
    ok(f, job_load(&call, &f->err));
    ok(f, record_list(f->arena, f->workspace,
                      model_record(workspace_model(f->workspace), TEXT("document")), &all,
                      &documents, &f->err));
    assert_int_equal(documents.count, 2);
}

static void what_several_are_called_names_them_all(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "entity",
              "code,zh,kind,parent\n990000,子区,zone,\n991000,丑区,zone,\n"
              "659801,朝阳区,zone,990000\n659701,朝阳区,zone,991000\n",
              &tally, &problems));
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("entity"));
    int64_t id, by_code;
    assert_int_equal(reference_find(f->arena, f->workspace, def, TEXT("朝阳区"), &id, &f->err),
                     STATUS_CONFLICT);
    ok(f, reference_find(f->arena, f->workspace, def, TEXT("659701"), &by_code, &f->err));
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_ZH, &f->err);
    Text number = text_format(f->arena, "#%lld", (long long)by_code);
    assert_true(text_contains(buf_text(&out), text_slice(number, 1, number.len)));
    ok(f, reference_find(f->arena, f->workspace, def, number, &id, &f->err));
    assert_int_equal(id, by_code);
    Text name;
    ok(f, reference_name(f->arena, f->workspace, LANG_ZH, def, id, &name, &f->err));
    assert_true(text_equal(name, number));
}

/* ---- Rows that are begun ---- */

static const char *started(Fixture *f, const char *type, TemplateTally *tally)
{
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/started.csv", f->folder));
    TemplateRequest request = {.def = model_record(workspace_model(f->workspace), text_from(type)),
                               .format = EXCHANGE_CSV};
    ok(f, records_template(f->arena, f->workspace, &request, path, tally, &f->err));
    return path;
}

static void load_tasks(Fixture *f)
{
    RegisterTally tally;
    Problems *problems;
    ok(f, add(f, "organisation", "zh,kind\n甲局,department\n", &tally, &problems));
    ok(f, add(f, "task", "zh,lead,due\n修路,甲局,2017-05-05\n架桥,甲局,2017-05-06\n", &tally,
              &problems));
    ok(f, add(f, "report", "task,standing,progress\n修路,smooth,路基已成\n", &tally, &problems));
}

/* A report is due of each task; what nobody filled in is skipped and counted, today and later. */
static void a_form_begins_a_row_for_each_that_is_to_be_made(void **state)
{
    Fixture *f = *state;
    TemplateTally made;
    RegisterTally tally;
    Problems *problems;
    load_tasks(f);
    Text text = file_text(f, started(f, "report", &made));
    assert_int_equal(made.started, 2);
    assert_false(made.has_more);
    ok(f, add(f, "report", text_cstr(f->arena, text), &tally, &problems));
    assert_int_equal(tally.left, 2);
    assert_int_equal(tally.created + tally.changed + tally.refused, 0);
    ok(f, add(f, "report", "task,day,standing,progress\n修路,2016-01-05,,\n架桥,,smooth,桩基已成\n",
              &tally, &problems));
    assert_int_equal(tally.left, 1);
    assert_int_equal(tally.created, 1);
    /* Something was filled in, and not all that has to be. */
    assert_int_equal(add(f, "report", "task,standing,progress\n修路,smooth,\n", &tally, &problems),
                     STATUS_INVALID);
}

/* What was reported stands in the row of the extension already; half a row is refused. */
static void a_row_begins_with_what_is_taken(void **state)
{
    Fixture *f = *state;
    TemplateTally made;
    RegisterTally tally;
    Problems *problems;
    load_tasks(f);
    Text text = file_text(f, started(f, "extension", &made));
    assert_int_equal(made.started, 2);
    assert_true(text_contains(text, TEXT("路基已成")));
    ok(f, add(f, "extension", text_cstr(f->arena, text), &tally, &problems));
    assert_int_equal(tally.left, 2);
    text = replaced(f, text, "路基已成", "路面已成");
    assert_int_equal(add(f, "extension", text_cstr(f->arena, text), &tally, &problems),
                     STATUS_INVALID);
}

static void none_is_begun_where_certain_records_are_asked_for(void **state)
{
    Fixture *f = *state;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("report"));
    TemplateRequest request = {.def = def, .format = EXCHANGE_CSV, .query = {.limit = 10}};
    TemplateTally made;
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/few.csv", f->folder));
    load_tasks(f);
    ok(f, records_template(f->arena, f->workspace, &request, path, &made, &f->err));
    assert_int_equal(made.started, 0);
}

static void more_records_than_a_table_may_hold_are_refused(void **state)
{
    Fixture *f = *state;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("task"));
    TemplateRequest request = {.def = def, .format = EXCHANGE_CSV};
    TemplateTally made;
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/all.csv", f->folder));
    load_tasks(f);
    ok(f, records_template(f->arena, f->workspace, &request, path, &made, &f->err));
    request.records_most = made.records - 1;
    assert_true(request.records_most > 0);
    assert_int_equal(records_template(f->arena, f->workspace, &request, path, &made, &f->err),
                     STATUS_LIMIT);
    assert_string_equal(f->err.code, "exchange.template_many");
    request.records_most++;
    ok(f, records_template(f->arena, f->workspace, &request, path, &made, &f->err));
}

/* Those of another unit are neither read nor reported on, nor does an officer verify. */
static void rows_are_begun_within_reach(void **state)
{
    Fixture *f = *state;
    const Model *model = workspace_model(f->workspace);
    RegisterTally tally;
    TemplateTally made;
    Problems *problems;
    int64_t own;
    load_tasks(f);
    ok(f, add(f, "organisation", "zh,kind\n乙局,department\n", &tally, &problems));
    ok(f, add(f, "task", "zh,lead,due\n别局的事,乙局,2017-05-05\n", &tally, &problems));
    ok(f, reference_find(f->arena, f->workspace, model_record(model, TEXT("organisation")),
                         TEXT("甲局"), &own, &f->err));
    Actor officer = {.who = TEXT("officer"),
                     .from = TEXT("test"),
                     .unit = own,
                     .roles = (RoleSet)1 << model_role(model, TEXT("officer"))};
    workspace_act_as(f->workspace, &officer);
    Text text = file_text(f, started(f, "report", &made));
    assert_int_equal(made.started, 2);
    assert_false(text_contains(text, TEXT("别局的事")));
    started(f, "verification", &made);
    assert_int_equal(made.started, 0);
}

/* More than a form holds: the newest, and it is told. */
static void a_form_begins_so_many_rows_at_most(void **state)
{
    Fixture *f = *state;
    RegisterTally tally;
    TemplateTally made;
    Problems *problems;
    Buf tasks = buf_new(f->arena);
    load_tasks(f);
    buf_add_cstr(&tasks, "zh,lead,due\n");
    for (int at = 1; at <= TEMPLATE_STARTS_MOST; at++) {
        buf_add_format(&tasks, "第%d件,甲局,2017-05-05\n", at);
    }
    ok(f, add(f, "task", text_cstr(f->arena, buf_text(&tasks)), &tally, &problems));
    Text text = file_text(f, started(f, "node", &made));
    assert_int_equal(made.started, TEMPLATE_STARTS_MOST);
    assert_true(made.has_more);
    assert_true(text_contains(text, TEXT("第500件")));
    assert_false(text_contains(text, TEXT("修路")));
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        CASE(labels_or_names_in_any_order),
        CASE(a_row_may_refer_to_one_below_it),
        CASE(again_changes_only_what_differs),
        CASE(one_bad_row_keeps_all_out),
        CASE(a_bad_cell_is_told_once_however_often_its_row_is_tried),
        CASE(codes_are_checked_by_kind),
        CASE(what_is_left_blank_is_taken_from_where_it_stands),
        CASE(what_comes_back_as_it_stands_elsewhere_was_taken),
        CASE(a_row_of_who_makes_only_their_own_is_their_units),
        CASE(a_key_stands_once_in_a_file),
        CASE(a_form_as_it_was_written_changes_nothing),
        CASE(more_records_than_a_table_may_hold_are_refused),
        CASE(a_row_with_its_version_changes_the_record_and_one_without_is_new),
        CASE(all_that_is_wrong_is_told_and_the_good_rows_can_be_kept),
        CASE(a_look_tells_what_every_row_does),
        CASE(what_was_agreed_to_is_kept_and_nothing_else),
        CASE(a_long_value_is_told_where_it_differs),
        CASE(more_rows_than_were_allowed_are_refused),
        CASE(a_job_looks_and_then_keeps_what_was_looked_at),
        CASE(what_several_are_called_names_them_all),
        CASE(every_type_has_words_a_list_and_a_form),
        CASE(a_form_begins_a_row_for_each_that_is_to_be_made),
        CASE(a_row_begins_with_what_is_taken),
        CASE(none_is_begun_where_certain_records_are_asked_for),
        CASE(rows_are_begun_within_reach),
        CASE(a_form_begins_so_many_rows_at_most),
    };
    return cmocka_run_group_tests_name("exchange/registers", tests, NULL, NULL);
}
