/* What people decide about proposals: records, decisions that are remembered, and nothing half-made. */
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
    text_file_propose(f->arena, read.rules, NULL, &read.file, DATE_NONE, &read.reading);
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
    int64_t count;
    const RecordDef *def = model_record(workspace_model(f->workspace), text_from(type));
    ok(f, record_count(f->workspace, def, &(RecordQuery){0}, &count, &f->err));
    return count;
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
