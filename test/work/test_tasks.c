/* Tasks: objections, extensions, evidence, verification. */
#include "work_test.h"

static void an_objection_is_answered_once(void **state)
{
    Fixture *f = *state;
    int64_t one = task(f, organisation(f, "某局"));
    move(f, "task", one, "assign", "%s", "");
    move(f, "task", one, "object", "objection=人手不足; alternative=先行试点");
    move(f, "task", one, "assign", "%s", "");
    refuses_move(f, "work.objected_before", "task", one, "object",
                 "objection=还是不足; alternative=换单位");
    move(f, "task", one, "accept", "%s", "");
}

static void a_date_moves_only_to_one_that_was_granted(void **state)
{
    Fixture *f = *state;
    int64_t one = task(f, organisation(f, "某局"));
    change(f, "task", one, "due=2016-12-30"); /* a draft may change */
    move_all(f, "task", one, "assign accept");
    refuses_change(f, "work.due_fixed", "task", one, "due=2017-01-31");
    int64_t extension = make(
        f, "extension",
        "task=%lld; asked_on=2016-12-20; reason=材料晚到; progress=过半; asked_until=2017-02-28",
        (long long)one);
    refuses_change(f, "work.due_fixed", "task", one, "due=2017-01-31");
    move(f, "extension", extension, "allow", "granted_until=2017-01-31");
    refuses_change(f, "work.due_fixed", "task", one, "due=2017-02-28");
    change(f, "task", one, "due=2017-01-31");
}

static void a_unit_tells_of_its_task_and_does_not_change_it(void **state)
{
    Fixture *f = *state;
    int64_t lead = organisation(f, "某局"), office = organisation(f, "督查室");
    int64_t one = task(f, lead);
    move_all(f, "task", one, "assign accept start");
    act_as(f, "officer", lead);
    change(f, "task", one, "progress=初稿已成; evidence=档案一");
    refuses_change(f, "work.settled", "task", one, "quantity=少办一半");
    refuses_move(f, "work.settled", "task", one, "submit",
                 "progress=已办; evidence=档案二; zh=另一件事");
    move(f, "task", one, "submit", "progress=已办; evidence=档案二");
    act_as(f, "supervisor", office);
    change(f, "task", one, "quantity=照旧");
}

static void an_extension_is_asked_for_in_time_and_for_later(void **state)
{
    Fixture *f = *state;
    int64_t one = task(f, organisation(f, "某局"));
    refuses_make(
        f, "work.extension_late", "extension",
        "task=%lld; asked_on=2017-01-01; reason=迟了; progress=过半; asked_until=2017-02-28",
        (long long)one);
    refuses_make(
        f, "work.extension_short", "extension",
        "task=%lld; asked_on=2016-12-01; reason=早了; progress=过半; asked_until=2016-12-31",
        (long long)one);
}

static void evidence_can_be_seen_somewhere(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "某局");
    refuses_make(f, "work.evidence_nowhere", "evidence", "organisation=%lld; zh=照片; kind=picture",
                 (long long)unit);
    make(f, "evidence", "organisation=%lld; zh=照片; kind=picture; link=相册一", (long long)unit);
}

static void evidence_of_a_closed_task_stays(void **state)
{
    Fixture *f = *state;
    int64_t unit = organisation(f, "某局"), one = task(f, unit);
    int64_t report = make(f, "report", "task=%lld; day=2016-11-01; standing=done; progress=办了",
                          (long long)one);
    const char *values = "report=%lld; organisation=%lld; zh=照片; kind=picture; link=相册";
    take_back(f, "evidence", make(f, "evidence", values, (long long)report, (long long)unit));
    int64_t kept = make(f, "evidence", values, (long long)report, (long long)unit);
    move_all(f, "task", one, "assign accept start");
    move(f, "task", one, "submit", "progress=已办; evidence=相册");
    move_all(f, "task", one, "confirm close");
    refuses_delete(f, "work.evidence_closed", "evidence", kept);
}

static void a_file_beside_a_closed_task_stays(void **state)
{
    Fixture *f = *state;
    int64_t one = task(f, organisation(f, "某局"));
    Attachment early, late;
    Error err = {0};
    AttachmentSource draft = {.name = TEXT("初稿.txt"), .bytes = TEXT("初稿")};
    AttachmentSource proof = {.name = TEXT("证明.txt"), .bytes = TEXT("证明")};
    Record *read = get(f, "task", one);
    assert_int_equal(record_attach(f->arena, f->workspace, read, &draft, TEXT(""), &early, &err),
                     STATUS_OK);
    assert_int_equal(record_attach(f->arena, f->workspace, read, &proof, TEXT(""), &late, &err),
                     STATUS_OK);
    assert_int_equal(record_detach(f->arena, f->workspace, early.id, TEXT("换正式稿"), &err),
                     STATUS_OK);
    move_all(f, "task", one, "assign accept start");
    move(f, "task", one, "submit", "progress=已办; evidence=证明");
    move_all(f, "task", one, "confirm close");
    assert_int_equal(record_detach(f->arena, f->workspace, late.id, TEXT(""), &err),
                     STATUS_INVALID);
    assert_string_equal(err.code, "work.closed_stays");
}

static void nobody_verifies_what_they_did(void **state)
{
    Fixture *f = *state;
    int64_t lead = organisation(f, "某局"), helper = organisation(f, "某县");
    int64_t one = task(f, lead);
    change(f, "task", one, "assist=%lld", (long long)helper);
    const char *values = "task=%lld; verifier=%lld; way=site; finding=holds; note=看了";
    refuses_make(f, "work.verifies_itself", "verification", values, (long long)one,
                 (long long)lead);
    refuses_make(f, "work.verifies_itself", "verification", values, (long long)one,
                 (long long)helper);
    make(f, "verification", values, (long long)one, (long long)organisation(f, "督查室"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOOK_TEST(an_objection_is_answered_once),
        HOOK_TEST(a_unit_tells_of_its_task_and_does_not_change_it),
        HOOK_TEST(a_date_moves_only_to_one_that_was_granted),
        HOOK_TEST(an_extension_is_asked_for_in_time_and_for_later),
        HOOK_TEST(evidence_can_be_seen_somewhere),
        HOOK_TEST(evidence_of_a_closed_task_stays),
        HOOK_TEST(a_file_beside_a_closed_task_stays),
        HOOK_TEST(nobody_verifies_what_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
