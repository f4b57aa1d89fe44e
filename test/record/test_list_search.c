/* Lists: found by words; what is kept beside the records for that, and made anew. */
#include "list_test.h"

static const char *found_by(Fixture *f, const char *words)
{
    RecordQuery query = {.words = text_from(words), .limit = 10};
    return ranks(f, &query);
}

static void refused_words(Fixture *f, const char *words, const char *code)
{
    RecordQuery query = {.words = text_from(words)};
    refused(f, &query, code, "");
}

static void two_characters_find(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    saved_item(f, "推进数字化车间建设", 1);
    saved_item(f, "数字经济与绿化", 2);
    saved_item(f, "GDP 增速达到8.5%（全省第3）", 3);
    saved_item(f, "Build the Ｄｉｇｉｔａｌ workshop, at once", 4);
    saved_item(f, "𠮷野与㐂", 5);
    assert_string_equal(found_by(f, "数字"), "2 1 "); /* the newest first */
    assert_string_equal(found_by(f, "车间"), "1 ");
    assert_string_equal(found_by(f, "数字化"), "1 "); /* together, not merely both pairs */
    assert_string_equal(found_by(f, "数字 建设"), "1 ");
    assert_string_equal(found_by(f, "gdp"), "3 ");
    assert_string_equal(found_by(f, "ＧＤＰ增速"), "3 ");
    assert_string_equal(found_by(f, "全省"), "3 ");
    assert_string_equal(found_by(f, "digital WORKSHOP"), "4 ");
    assert_string_equal(found_by(f, "work"), ""); /* English by words */
    assert_string_equal(found_by(f, "8"), "3 ");
    assert_string_equal(found_by(f, "𠮷野"), "5 ");
    assert_string_equal(found_by(f, "没有"), "");
}

static void words_follow_every_change(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    Record *record = saved_item(f, "旧的名称", 1);
    *record_value(record, "note") = value_text(TEXT("附记\n第二行"));
    save(f, record);
    assert_string_equal(found_by(f, "第二"), "1 ");
    *record_value(record, "zh") = value_text(TEXT("新的名称"));
    save(f, record);
    assert_string_equal(found_by(f, "旧的"), "");
    assert_string_equal(found_by(f, "新的 第二"), "1 ");
    ok(f, record_move(f->arena, f->workspace, record, TEXT("age"), TEXT(""), f->problems, &f->err));
    assert_string_equal(found_by(f, "新的"), "1 ");
    ok(f, workspace_begin(f->workspace, &f->err));
    *record_value(record, "zh") = value_text(TEXT("未曾保存"));
    save(f, record);
    workspace_rollback(f->workspace);
    assert_string_equal(found_by(f, "未曾"), "");
    assert_string_equal(found_by(f, "新的"), "1 ");
}

static void what_cannot_be_searched_for_is_refused(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    refused_words(f, "数", "record.search_short");
    refused_words(f, "、 。?", "record.search_short");
    refused_words(f, "\xff\xfe", "record.search_long");
    Buf many = buf_new(f->arena);
    for (int at = 0; at < 90; at++) {
        buf_add_format(&many, "w%d ", at);
    }
    refused_words(f, text_cstr(f->arena, buf_text(&many)), "record.search_long");
    assert_string_equal(found_by(f, "\"a\" OR (b) NEAR type:item unit:1 *"), "");
    assert_string_equal(found_by(f, "   "), "");
}

static void search_stays_within_reach_and_out_of_what_is_sealed(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们");
    int64_t theirs = save_organisation(f, "他们");
    Record *record = new_item(f, "同样的话", 1);
    *record_value(record, "lead") = value_int(theirs);
    save(f, record);
    record = new_item(f, "同样的话", 2);
    *record_value(record, "lead") = value_int(ours);
    *record_value(record, "secret") = value_text(TEXT("秘密"));
    save(f, record);
    record = record_new(f->arena, type(f, "remark"));
    *record_value(record, "text") = value_text(TEXT("也是同样的"));
    save(f, record);
    act_as(f, "officer", ours);
    assert_string_equal(found_by(f, "同样"), "2 ");
    assert_string_equal(found_by(f, "秘密"), "");
    List all;
    ok(f, record_search(f->arena, f->workspace, TEXT("同样"), 10, &all, &f->err));
    assert_int_equal(all.count, 2);
    assert_string_equal((*LIST_AT(&all, const Record *, 0))->def->name, "remark");
    assert_string_equal((*LIST_AT(&all, const Record *, 1))->def->name, "item");
    ok(f, record_search(f->arena, f->workspace, TEXT("同样"), 1, &all, &f->err));
    assert_int_equal(all.count, 1);
    act_as(f, "keeper", 0);
    assert_string_equal(found_by(f, "同样"), "2 1 ");
    assert_string_equal(found_by(f, "秘密"), ""); /* nobody finds it by its words */
}

/* ---- Made anew ---- */

static void what_is_derived_is_made_anew_when_the_schema_changes(void **state)
{
    Fixture *f = *state;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们");
    Record *item = new_item(f, "同样的话", 1);
    give(f, item, "lead", value_int(ours));
    meddle(f, "DELETE FROM item__unit");
    act_as(f, "officer", ours);
    RecordQuery all = {0};
    assert_string_equal(ranks(f, &all), "");
    meddle(f, "UPDATE derived SET mark = 0");
    Actor owner = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    Workspace *reader = NULL;
    Status status = workspace_open(store_path(workspace_store(f->workspace)), STORE_READ, f->model,
                                   owner, &reader, &f->err);
    assert_int_equal(status, STATUS_UNSUPPORTED);
    assert_string_equal(f->err.code, "record.derived_old");
    fixture_reopen(f, STORE_WRITE);
    act_as(f, "officer", ours);
    assert_true(is_found(f, "item", "同样"));
}

/* A word that a field says more from now on changes no table: what is stored is found all the
 * same. */
static void what_is_searched_from_now_on_is_found_in_what_is_there(void **state)
{
    Fixture *f = *state;
    static const char BEFORE[] = "record note \"记\" \"Note\"\n"
                                 "  title zh\n"
                                 "  field zh text 40 required \"名\" \"Name\"\n";
    static const char AFTER[] = "record note \"记\" \"Note\"\n"
                                "  title zh\n"
                                "  field zh text 40 required search \"名\" \"Name\"\n";
    List found;
    fixture_model(f, BEFORE);
    Record *note = record_new(f->arena, type(f, "note"));
    *record_value(note, "zh") = value_text(TEXT("排出观摩路线"));
    save(f, note);
    const char *path = f->path;
    const char *moved = text_cstr(f->arena, text_format(f->arena, "%s/kept.duibiao", f->folder));
    workspace_close(f->workspace);
    f->workspace = NULL;
    assert_int_equal(rename(path, moved), 0);
    fixture_model(f, AFTER);
    f->path = moved;
    fixture_reopen(f, STORE_WRITE);
    ok(f, record_search(f->arena, f->workspace, TEXT("观摩"), 5, &found, &f->err));
    assert_int_equal(found.count, 1);
}

static Rebuild rebuild_check(Fixture *f)
{
    Rebuild rebuild;
    ok(f, workspace_rebuild_check(f->workspace, &rebuild, &f->err));
    return rebuild;
}

static void what_is_derived_is_the_same_whenever_it_is_made(void **state)
{
    Fixture *f = *state;
    Rebuild rebuild;
    fixture_model(f, ITEM_MODEL);
    int64_t ours = save_organisation(f, "我们"), theirs = save_organisation(f, "他们");
    Record *item = new_item(f, "同样的话", 1), *other = new_item(f, "别的话", 2);
    give(f, item, "lead", value_int(ours));
    give(f, other, "lead", value_int(ours));
    give(f, other, "lead", value_int(theirs));
    assert_int_equal(rebuild_check(f).differing, 0);

    meddle(f, "DELETE FROM item__unit");
    meddle(f, "INSERT INTO word_index (word_index) VALUES ('delete-all')");
    rebuild = rebuild_check(f);
    assert_int_equal(rebuild.differing, 2);
    assert_ptr_equal(rebuild.first, type(f, "item"));
    assert_int_equal(rebuild_check(f).differing, 2); /* looking mends nothing */
    ok(f, workspace_rebuild(f->workspace, &rebuild, &f->err));
    assert_int_equal(rebuild.differing, 2);
    assert_int_equal(rebuild_check(f).differing, 0);
    assert_true(is_found(f, "item", "同样"));
    act_as(f, "officer", ours);
    assert_int_equal(workspace_rebuild(f->workspace, &rebuild, &f->err), STATUS_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(two_characters_find),
        record_test(words_follow_every_change),
        record_test(what_cannot_be_searched_for_is_refused),
        record_test(what_is_derived_is_made_anew_when_the_schema_changes),
        record_test(what_is_derived_is_the_same_whenever_it_is_made),
        record_test(what_is_searched_from_now_on_is_found_in_what_is_there),
        record_test(search_stays_within_reach_and_out_of_what_is_sealed),
    };
    return cmocka_run_group_tests_name("list_search", tests, NULL, NULL);
}
