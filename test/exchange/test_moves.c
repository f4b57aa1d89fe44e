/* Moves as a table: one row a move, all rows or none. */
#include "exchange_test.h"

static void add(Fixture *f, const char *type, const char *text)
{
    RegisterTally tally;
    ok(f, import_records(f->arena, f->workspace,
                         model_record(workspace_model(f->workspace), text_from(type)),
                         &(RegisterOptions){.path = write_file(f, "register.csv", text)},
                         problems_new(f->arena, 20), &tally, &f->err));
}

/* Two tasks, one with a report: what people call the report is what its task is called. */
static void add_tasks(Fixture *f)
{
    add(f, "organisation", "zh\n某局\n另一局\n");
    add(f, "task", "zh,lead,due\n修路,某局,2016-12-31\n种树,某局,2016-12-31\n");
    add(f, "report", "task,day,standing,progress\n修路,2016-12-01,smooth,过半\n");
}

static Status move(Fixture *f, const char *text, int64_t *moved, Problems **problems)
{
    *problems = problems_new(f->arena, 20);
    return import_moves(f->arena, f->workspace, write_file(f, "moves.csv", text), *problems, moved,
                        &f->err);
}

static Record *task_called(Fixture *f, const char *title)
{
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("task"));
    int64_t id;
    Record *task;
    ok(f, reference_find(f->arena, f->workspace, def, text_from(title), &id, &f->err));
    ok(f, record_get(f->arena, f->workspace, def, id, &task, &f->err));
    return task;
}

static void is_in(Fixture *f, const char *title, const char *state)
{
    Record *task = task_called(f, title);
    assert_string_equal(task->def->states[task->state].name, state);
}

static void rows_are_moved_in_their_order(void **state)
{
    Fixture *f = *state;
    int64_t moved;
    Problems *problems;
    add_tasks(f);
    ok(f, move(f,
               "本周流转,,,,\n类型,记录,流转,理由,填写\n"
               "task,修路,assign,常务会议,\ntask,修路,accept,,\ntask,修路,start,,\n"
               "task,修路,submit,,progress=通车; evidence=相册一\ntask,种树,assign,,\n",
               &moved, &problems));
    assert_int_equal(moved, 5);
    is_in(f, "修路", "checking");
    is_in(f, "种树", "assigned");
    assert_true(text_equal(record_value(task_called(f, "修路"), "evidence")->text, TEXT("相册一")));
}

static void one_wrong_row_and_nothing_moves(void **state)
{
    Fixture *f = *state;
    int64_t moved;
    Problems *problems;
    add_tasks(f);
    static const struct {
        const char *rows, *code;
    } wrong[] = {
        {"tusk,修路,accept,,\n", "exchange.no_type"},
        {"task,架桥,assign,,\n", "exchange.unknown_reference"},
        {"task,种树,assign,,colour=red\n", "exchange.unknown_field"},
        {"task,种树,assign,,leader=无此人\n", "exchange.unknown_reference"},
        {"task,种树,submit,,progress=已办\n", NULL}, /* the engine's own refusal */
        {"task,种树,assign,,due=下个月\n", "record.not_date"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Text text = text_format(f->arena, "type,record,move,reason,given\ntask,修路,assign,,\n%s",
                                wrong[i].rows);
        assert_int_equal(move(f, text_cstr(f->arena, text), &moved, &problems), STATUS_INVALID);
        assert_int_equal(moved, 0);
        assert_true(wrong[i].code == NULL || problems_count_code(problems, wrong[i].code) == 1);
        is_in(f, "修路", "draft");
        is_in(f, "种树", "draft");
    }
}

static void a_table_without_its_columns_is_refused(void **state)
{
    Fixture *f = *state;
    int64_t moved;
    Problems *problems;
    assert_int_equal(move(f, "record,reason\n修路,无\n", &moved, &problems), STATUS_INVALID);
    assert_string_equal(f->err.code, "exchange.no_moves");
}

static void a_record_is_called_what_its_title_refers_to(void **state)
{
    Fixture *f = *state;
    add_tasks(f);
    add(f, "evidence", "report,organisation,zh,kind,link\n修路,某局,照片,picture,相册一\n");
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("report"));
    int64_t id;
    ok(f, reference_find(f->arena, f->workspace, def, TEXT("种树"), &id, &f->err));
    assert_int_equal(id, 0);
    add(f, "report", "task,day,standing,progress\n修路,2016-12-15,slow,受阻\n");
    assert_int_equal(reference_find(f->arena, f->workspace, def, TEXT("修路"), &id, &f->err),
                     STATUS_CONFLICT); /* two of that name: which is meant is not guessed */
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_moved_in_their_order, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(one_wrong_row_and_nothing_moves, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_table_without_its_columns_is_refused, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_record_is_called_what_its_title_refers_to, fixture_open,
                                        fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
