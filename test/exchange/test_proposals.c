/* What people decide about proposals: records, decisions that are remembered, and nothing
 * half-made. */
#include "exchange_test.h"

#include <dirent.h>
#include <string.h>

static const char FIRST[] =
    "关于赴东海市考察的报告\n2021年5月20日\n"
    "会议要求,各部门要建立工作台账。市发改委要在6月底前制定方案,完成投资3亿元。\n"
    "要加强督查考核。要完善工作机制,要强化责任落实。\n";
static const char SECOND[] =
    "关于赴东海市考察的报告(修订)\n2021年6月20日\n"
    "会议要求，各部门要建立工作台账。市发改委要在6月底前制定方案，完成投资3亿元。\n"
    "要加强督查考核。要完善工作机制,要强化责任落实。\n要守住安全底线。\n";

typedef struct Read {
    Fixture *f;
    ProseRules *rules;
    TextFile file;
    ProseReading reading;
    ProposalSource source;
    List items;
    Problems *problems;
} Read;

static ProseRules *load_rules(Fixture *f)
{
    List files = list_new(f->arena, sizeof(EmbeddedFile));
    const char *folder = project_path(f, "rules/prose");
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!text_ends(text_from(entry->d_name), TEXT(".rules"))) continue;
        FILE *file = fopen(text_format(f->arena, "%s/%s", folder, entry->d_name).ptr, "rb");
        assert_non_null(file);
        Buf bytes = buf_new(f->arena);
        char part[4096];
        size_t len;
        while ((len = fread(part, 1, sizeof part, file)) > 0)
            buf_add(&bytes, (Text){part, len});
        fclose(file);
        *(EmbeddedFile *)list_add(&files) =
            (EmbeddedFile){"rules", (const unsigned char *)bytes.ptr, bytes.len};
    }
    closedir(dir);
    ProseRules *rules;
    ok(f, prose_rules_load((EmbeddedFiles){files.items, files.count}, &rules, &f->err));
    return rules;
}

static int64_t add_visit(Fixture *f)
{
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("visit"));
    Record *visit = record_new(f->arena, def);
    Problems *problems = problems_new(f->arena, 5);
    static const char *const VALUES[][2] = {{"zh", "东海考察"},
                                            {"name", "东海考察"},
                                            {"days", "2021-05-10..2021-05-12"},
                                            {"first_day", "2021-05-10"},
                                            {"last_day", "2021-05-12"}};
    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
        int field = record_field(def, text_from(VALUES[i][0]));
        if (field >= 0) record_parse(f->arena, visit, field, text_from(VALUES[i][1]), problems);
    }
    int places = record_field(def, TEXT("places"));
    if (places >= 0) {
        static int64_t place;
        place = f->registry->entities[0].id;
        visit->values[places] = value_refs(&place, 1);
    }
    ok(f, record_save(f->arena, f->workspace, visit, TEXT(""), problems, &f->err));
    return visit->id;
}

static Read read_text(Fixture *f, const char *text, int64_t visit)
{
    Read read = {.f = f, .rules = load_rules(f), .problems = problems_new(f->arena, 5)};
    ok(f, text_file_read(f->arena, text_from(text), "test", &read.file, &f->err));
    text_file_propose(f->arena, read.rules, &(ProseSettings){.text_date = DATE_NONE}, &read.file,
                      &read.reading);
    return (Read){
        .f = f,
        .rules = read.rules,
        .file = read.file,
        .reading = read.reading,
        .problems = read.problems,
        .source = {
            .registry = f->registry, .path = TEXT("report.txt"), .visit = visit, .subject = -1}};
}

static void list_items(Read *read)
{
    read->source.file = &read->file;
    read->source.reading = &read->reading;
    ok(read->f, proposals_list(read->f->arena, read->f->workspace, &read->reading, &read->items,
                               &read->f->err));
}

static ProposalItem *item_of(Read *read, const char *words)
{
    for (size_t i = 0; i < read->items.count; i++) {
        ProposalItem *item = LIST_AT(&read->items, ProposalItem, i);
        if (text_contains(item->proposal->text, text_from(words))) return item;
    }
    fail_msg("not proposed: %s", words);
    return NULL;
}

static int64_t count_of(Fixture *f, const char *type)
{
    RecordCount count;
    const RecordDef *def = model_record(workspace_model(f->workspace), text_from(type));
    ok(f, record_count(f->workspace, def, &(RecordQuery){0}, &count, &f->err));
    return count.number;
}

static void what_is_accepted_keeps_its_anchor_and_source(void **state)
{
    Fixture *f = *state;
    int64_t visit = add_visit(f), made;
    Read read = read_text(f, FIRST, visit);
    list_items(&read);
    ProposalItem *item = item_of(&read, "市发改委");
    ok(f, proposal_accept(f->arena, f->workspace, &read.source, item, NULL, 0, read.problems, &made,
                          &f->err));
    Record *record;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("commitment"));
    ok(f, record_get(f->arena, f->workspace, def, made, &record, &f->err));
    assert_true(text_equal(record_value(record, "zh")->text, item->proposal->text));
    assert_true(text_starts(item->proposal->text, record_value(record, "anchor")->text));
    assert_int_equal(record_value(record, "position")->number, item->proposal->span.start);
    assert_int_equal(record_value(record, "due")->number, date_make(2021, 6, 30));
    assert_int_equal(record_value(record, "visit")->number, visit);
    assert_int_equal(count_of(f, "reading"), 1);
    assert_int_equal(
        proposal_reject(f->arena, f->workspace, &read.source, item, read.problems, &f->err),
        STATUS_CONFLICT);
    prose_rules_free(read.rules);
}

static void the_next_edition_proposes_only_what_is_new(void **state)
{
    Fixture *f = *state;
    int64_t visit = add_visit(f), made;
    Read read = read_text(f, FIRST, visit);
    list_items(&read);
    ok(f, proposal_accept(f->arena, f->workspace, &read.source, item_of(&read, "工作台账"), NULL, 0,
                          read.problems, &made, &f->err));
    ok(f, proposal_reject(f->arena, f->workspace, &read.source, item_of(&read, "督查考核"),
                          read.problems, &f->err));
    Read next = read_text(f, SECOND, visit);
    list_items(&next);
    assert_int_equal(item_of(&next, "工作台账")->choice, CHOICE_ACCEPTED);
    assert_int_equal(item_of(&next, "督查考核")->choice, CHOICE_REJECTED);
    assert_int_equal(item_of(&next, "安全底线")->choice, CHOICE_OPEN);
    prose_rules_free(read.rules);
    prose_rules_free(next.rules);
}

static void merged_split_and_corrected(void **state)
{
    Fixture *f = *state;
    int64_t visit = add_visit(f), made, parts[2];
    Read read = read_text(f, FIRST, visit);
    list_items(&read);
    ok(f, proposal_merge(f->arena, f->workspace, &read.source, item_of(&read, "工作机制"),
                         item_of(&read, "责任落实"), read.problems, &made, &f->err));
    assert_int_equal(count_of(f, "commitment"), 1);
    ok(f, proposal_split(f->arena, f->workspace, &read.source, item_of(&read, "市发改委"), 15,
                         read.problems, parts, &f->err));
    assert_int_equal(count_of(f, "commitment"), 3);
    ProposalField field = {TEXT("zh"), TEXT("要建立工作台账")};
    ok(f, proposal_accept(f->arena, f->workspace, &read.source, item_of(&read, "工作台账"), &field,
                          1, read.problems, &made, &f->err));
    Buf examples = buf_new(f->arena);
    ok(f, proposal_examples(f->arena, f->workspace, &examples, &f->err));
    assert_true(text_contains(buf_text(&examples), TEXT(" => 要建立工作台账\n")));
    prose_rules_free(read.rules);
}

static void what_cannot_be_saved_leaves_nothing(void **state)
{
    Fixture *f = *state;
    int64_t made;
    Read read = read_text(f, FIRST, add_visit(f));
    list_items(&read);
    ProposalField field = {TEXT("owner"), TEXT("没有这个单位")};
    Status status =
        proposal_accept(f->arena, f->workspace, &read.source, item_of(&read, "工作台账"), &field, 1,
                        read.problems, &made, &f->err);
    assert_int_equal(status, STATUS_INVALID);
    assert_int_equal(problems_count_code(read.problems, "exchange.proposal_no_such_name"), 1);
    assert_int_equal(count_of(f, "commitment"), 0);
    assert_int_equal(count_of(f, "reading"), 0);
    assert_int_equal(count_of(f, "reading_choice"), 0);
    list_items(&read);
    assert_int_equal(item_of(&read, "工作台账")->choice, CHOICE_OPEN);
    prose_rules_free(read.rules);
}

/* ---- Every kind ---- */

static const char VISITED[] =
    "焦作市党政考察团赴许昌、扬州学习考察报告\n2016年10月20日\n"
    "10月10日至13日,市长李向东率考察团赴许昌、扬州参观考察,学习转型升级的经验。\n"
    "许昌市建成150多公里的高架路网。今年前8个月,许昌市完成投资531亿元。\n"
    "市科学技术局局长周明说,许昌的企业舍得投入,很受启发。我们的创新能力不强。回去后,"
    "要在12月底前拿出办法。\n"
    "市长李向东强调,要近学许昌、远学扬州。\n"
    "一是筑牢“主支撑”。要坚持工业强市不动摇,新开工项目20个。\n";

static Record *record_made(Fixture *f, const ProposalItem *item)
{
    Record *record;
    const RecordDef *def = model_record(workspace_model(f->workspace), item->made_type);
    assert_non_null(def);
    ok(f, record_get(f->arena, f->workspace, def, item->made, &record, &f->err));
    return record;
}

static Record *accept_item(Read *read, ProposalItem *item, const ProposalField *fields,
                           size_t count)
{
    int64_t made;
    Fixture *f = read->f;
    f->result.problems = read->problems;
    ok(f, proposal_accept(f->arena, f->workspace, &read->source, item, fields, count,
                          read->problems, &made, &f->err));
    Record *record = record_made(f, item);
    assert_int_equal(record->id, made);
    assert_int_equal(record_value(record, "reading")->number, read->source.id);
    assert_true(record_value(record, "anchor")->text.len > 0);
    return record;
}

static Record *accept(Read *read, const char *words, const ProposalField *fields, size_t count)
{
    return accept_item(read, item_of(read, words), fields, count);
}

static ProposalItem *item_of_kind(Read *read, ProseKind kind, const char *words)
{
    for (size_t i = 0; i < read->items.count; i++) {
        ProposalItem *item = LIST_AT(&read->items, ProposalItem, i);
        if (item->proposal->kind == kind && text_contains(item->proposal->text, text_from(words)))
            return item;
    }
    fail_msg("no %s: %s", prose_kind_name(kind), words);
    return NULL;
}

static bool has_text(Record *record, const char *field, const char *text)
{
    return text_equal(record_value(record, field)->text, text_from(text));
}

static void figures_keep_bound_unit_and_time(void **state)
{
    Fixture *f = *state;
    Read read = read_text(f, VISITED, 0);
    list_items(&read);
    Record *roads = accept_item(&read, item_of_kind(&read, PROSE_FIGURE, "150多公里"), NULL, 0);
    assert_string_equal(roads->def->name, "heard_figure");
    assert_true(has_text(roads, "bound", "above"));
    assert_true(has_text(roads, "unit", "公里"));
    assert_int_equal(record_value(roads, "span")->text.len, 0);
    Record *spent = accept_item(&read, item_of_kind(&read, PROSE_FIGURE, "531亿元"), NULL, 0);
    assert_true(has_text(spent, "bound", "exact"));
    assert_int_equal(record_value(spent, "days")->number, date_make(2016, 1, 1));
    assert_int_equal(record_value(spent, "days")->second, date_make(2016, 8, 31));
    prose_rules_free(read.rules);
}

static void benchmarks_need_a_reason_and_mains_make_a_list(void **state)
{
    Fixture *f = *state;
    Read read = read_text(f, VISITED, 0);
    int subject;
    ok(f, registry_entity(f->registry, TEXT("焦作市"), DATE_NONE, &subject, &f->err));
    read.source.subject = subject;
    list_items(&read);
    ProposalItem *near = item_of_kind(&read, PROSE_BENCHMARK, "近学许昌");
    int64_t made;
    assert_int_equal(proposal_accept(f->arena, f->workspace, &read.source, near, NULL, 0,
                                     read.problems, &made, &f->err),
                     STATUS_INVALID);
    read.problems = problems_new(f->arena, 5);
    ProposalField reason = {TEXT("reason"), TEXT("同省、同为工业市")};
    ok(f, proposal_accept(f->arena, f->workspace, &read.source, near, &reason, 1, read.problems,
                          &made, &f->err));
    Record *benchmark = record_made(f, near);
    assert_true(has_text(benchmark, "role", "near"));
    assert_true(has_text(benchmark, "verb", "learn"));
    ProposalItem *main_item = item_of_kind(&read, PROSE_MAIN, "主支撑");
    ok(f, proposal_accept(f->arena, f->workspace, &read.source, main_item, NULL, 0, read.problems,
                          &made, &f->err));
    Record *entry = record_made(f, main_item);
    assert_true(has_text(entry, "zh", "主支撑"));
    assert_int_equal(count_of(f, "named_list"), 1);
    Record *commitment = accept(&read, "工业强市", NULL, 0);
    const Value *entries = record_value(commitment, "entries");
    assert_int_equal(entries->ref_count, 1);
    assert_int_equal(entries->refs[0], entry->id);
    prose_rules_free(read.rules);
}

/* Said in other words, in another text: it is known, and not refused as a duplicate. */
static void a_registered_benchmark_is_known(void **state)
{
    Fixture *f = *state;
    Read read = read_text(f, VISITED, 0);
    int subject;
    ok(f, registry_entity(f->registry, TEXT("焦作市"), DATE_NONE, &subject, &f->err));
    read.source.subject = subject;
    list_items(&read);
    ProposalField reason = {TEXT("reason"), TEXT("同省、同为工业市")};
    Record *near = accept_item(&read, item_of_kind(&read, PROSE_BENCHMARK, "近学许昌"), &reason, 1);
    prose_rules_free(read.rules);

    read = read_text(f, "工作会议纪要\n2016年11月1日\n会议要求,要赶超许昌、追赶扬州。\n", 0);
    list_items(&read);
    const ProposalItem *known = item_of_kind(&read, PROSE_BENCHMARK, "赶超许昌");
    assert_int_equal(known->choice, CHOICE_ACCEPTED);
    assert_int_equal(known->made, near->id);
    assert_int_equal(item_of_kind(&read, PROSE_BENCHMARK, "追赶扬州")->choice, CHOICE_OPEN);
    prose_rules_free(read.rules);
}

/* ---- Taken back ---- */

static Status withdraw(Read *read, const char *words)
{
    Fixture *f = read->f;
    return proposal_withdraw(f->arena, f->workspace, item_of(read, words), read->problems, &f->err);
}

static void a_decision_is_taken_back_and_made_again(void **state)
{
    Fixture *f = *state;
    int64_t made, parts[2];
    Read read = read_text(f, FIRST, 0);
    list_items(&read);
    assert_int_equal(withdraw(&read, "工作台账"), STATUS_CONFLICT);
    accept(&read, "工作台账", NULL, 0);
    ok(f, proposal_merge(f->arena, f->workspace, &read.source, item_of(&read, "工作机制"),
                         item_of(&read, "责任落实"), read.problems, &made, &f->err));
    ok(f, proposal_split(f->arena, f->workspace, &read.source, item_of(&read, "市发改委"), 15,
                         read.problems, parts, &f->err));
    ok(f, proposal_reject(f->arena, f->workspace, &read.source, item_of(&read, "督查考核"),
                          read.problems, &f->err));
    assert_int_equal(count_of(f, "commitment"), 4);
    ok(f, withdraw(&read, "工作台账"));
    ok(f, withdraw(&read, "责任落实"));
    ok(f, withdraw(&read, "市发改委"));
    ok(f, withdraw(&read, "督查考核"));
    assert_int_equal(count_of(f, "commitment"), 0);
    list_items(&read);
    for (size_t i = 0; i < read.items.count; i++)
        assert_int_equal(LIST_AT(&read.items, ProposalItem, i)->choice, CHOICE_OPEN);
    int64_t decisions = count_of(f, "reading_choice");
    accept(&read, "工作台账", NULL, 0);
    assert_int_equal(count_of(f, "reading_choice"), decisions);
    List changes;
    const RecordDef *def = model_record(workspace_model(f->workspace), TEXT("reading_choice"));
    ok(f, record_history(f->arena, f->workspace, def, item_of(&read, "工作台账")->decision,
                         &changes, &f->err));
    assert_int_equal(LIST_AT(&changes, Change, changes.count - 1)->record_version, 3);
    prose_rules_free(read.rules);
}

static void what_was_built_upon_stays(void **state)
{
    Fixture *f = *state;
    Read read = read_text(f, FIRST, 0);
    list_items(&read);
    Record *commitment = accept(&read, "工作台账", NULL, 0);
    record_parse(f->arena, commitment, record_field(commitment->def, TEXT("quantity")),
                 TEXT("每周一次"), read.problems);
    ok(f, record_save(f->arena, f->workspace, commitment, TEXT(""), read.problems, &f->err));
    assert_int_equal(withdraw(&read, "工作台账"), STATUS_CONFLICT);
    list_items(&read);
    assert_int_equal(item_of(&read, "工作台账")->choice, CHOICE_ACCEPTED);
    assert_int_equal(count_of(f, "commitment"), 1);
    prose_rules_free(read.rules);
}

static void a_text_is_opened_again(void **state)
{
    Fixture *f = *state;
    Read read = read_text(f, VISITED, 0);
    list_items(&read);
    ok(f, reading_keep(f->arena, f->workspace, &read.source, read.problems, &f->err));
    Record *record;
    TextFile again;
    ok(f, reading_open(f->arena, f->workspace, read.source.id, &record, &again, &f->err));
    assert_true(text_equal(again.text, read.file.text));
    assert_memory_equal(again.digest.bytes, read.file.digest.bytes, HASH_BYTES);
    ProposalSource source = {.file = &again, .reading = &read.reading, .registry = f->registry};
    ok(f, reading_keep(f->arena, f->workspace, &source, read.problems, &f->err));
    assert_int_equal(source.id, read.source.id);
    prose_rules_free(read.rules);
}

/* ---- A visit ---- */

static void add_post(Fixture *f, const char *unit, const char *post)
{
    Problems *problems = problems_new(f->arena, 5);
    const Model *model = workspace_model(f->workspace);
    Record *organisation = record_new(f->arena, model_record(model, TEXT("organisation")));
    for (int i = 0; i < organisation->def->field_count; i++) {
        const FieldDef *field = &organisation->def->fields[i];
        if (field->required && field->kind == FIELD_TEXT)
            organisation->values[i] = value_text(text_from(unit));
        if (field->required && field->kind == FIELD_ONE_OF)
            organisation->values[i] = value_text(text_from(field->options[0].name));
    }
    ok(f, record_save(f->arena, f->workspace, organisation, TEXT(""), problems, &f->err));
    Record *record = record_new(f->arena, model_record(model, TEXT("post")));
    *record_value(record, "organisation") = value_int(organisation->id);
    *record_value(record, "zh") = value_text(text_from(post));
    ok(f, record_save(f->arena, f->workspace, record, TEXT(""), problems, &f->err));
}

static void a_text_founds_its_visit(void **state)
{
    Fixture *f = *state;
    add_post(f, "焦作市人民政府", "焦作市市长");
    Read read = read_text(f, VISITED, 0);
    list_items(&read);
    VisitDraft draft;
    ok(f, visit_draft(f->arena, f->workspace, &read.source, &draft, &f->err));
    assert_int_equal(draft.speeches.count, 1);
    assert_int_equal(draft.unknown.count, 1);
    assert_true(text_equal(*LIST_AT(&draft.unknown, Text, 0), TEXT("市科学技术局局长周明")));
    ok(f,
       visit_found(f->arena, f->workspace, &read.source, &draft, NULL, 0, read.problems, &f->err));
    Record *visit = draft.visit;
    assert_int_equal(read.source.visit, visit->id);
    assert_int_equal(record_value(visit, "days")->number, date_make(2016, 10, 10));
    assert_int_equal(record_value(visit, "days")->second, date_make(2016, 10, 13));
    assert_int_equal(record_value(visit, "places")->ref_count, 2);
    assert_int_equal(record_value(visit, "delegates")->ref_count, 1);
    assert_true(text_contains(record_value(visit, "purpose")->text, TEXT("学习转型升级的经验")));
    Record *speech = *LIST_AT(&draft.speeches, Record *, 0);
    assert_int_equal(record_value(speech, "visit")->number, visit->id);
    assert_true(text_contains(record_value(speech, "intended")->text, TEXT("近学许昌")));
    prose_rules_free(read.rules);
}

int main(int argc, char **argv)
{
    fixture_root(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_accepted_keeps_its_anchor_and_source, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(the_next_edition_proposes_only_what_is_new, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(merged_split_and_corrected, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(what_cannot_be_saved_leaves_nothing, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(figures_keep_bound_unit_and_time, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(benchmarks_need_a_reason_and_mains_make_a_list,
                                        fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_registered_benchmark_is_known, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_decision_is_taken_back_and_made_again, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(what_was_built_upon_stays, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_text_is_opened_again, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_text_founds_its_visit, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
