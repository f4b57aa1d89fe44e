/* record: every kind of field goes in and comes back; wrong values are refused, all at once. */
#include "record_test.h"

#include "compiled_model.h"
#include "model_table.h"

static void an_entity_is_created_read_changed_and_remembered(void **state)
{
    Fixture *f = *state;
    Record *record = record_new(f->arena, &RECORD_ENTITY);
    record->values[ENTITY_CODE] = value_text(TEXT("410800"));
    record->values[ENTITY_ZH] = value_text(TEXT("焦作市"));
    record->values[ENTITY_KIND] = value_text(TEXT("city"));
    save(f, record);
    assert_int_equal(record->version, 1);

    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, &RECORD_ENTITY, record->id, &read, &f->err));
    assert_true(text_equal(read->values[ENTITY_ZH].text, TEXT("焦作市")));
    read->values[ENTITY_EN] = value_text(TEXT("Jiaozuo"));
    save(f, read);
    assert_int_equal(read->version, 2);

    List changes;
    ok(f, record_history(f->arena, f->workspace, &RECORD_ENTITY, record->id, &changes, &f->err));
    assert_int_equal(changes.count, 4);
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.rows, 4);
    assert_null(audit.fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(an_entity_is_created_read_changed_and_remembered),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
