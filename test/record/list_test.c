/* What the tests of lists share: the model of their items, and verbs that say in one line what a
 * list holds. */
#include "list_test.h"

#include <string.h>

const char ITEM_MODEL[] = "role officer \"专员\" \"Officer\"\n"
                          "role keeper \"保管\" \"Keeper\"\n"
                          "record organisation \"单位\" \"Organisation\"\n"
                          "  title zh\n"
                          "  field zh text 20 required unique \"名称\" \"Name\"\n"
                          "  field parent ref organisation \"上级\" \"Parent\"\n"
                          "  allow read officer keeper\n"
                          "  allow create keeper\n"
                          "record item \"物\" \"Item\"\n"
                          "  title zh\n"
                          "  states new old gone\n"
                          "    state new \"新\" \"New\"\n"
                          "    state old \"旧\" \"Old\"\n"
                          "    state gone public \"去\" \"Gone\"\n"
                          "  move age new -> old by officer:own \"变旧\" \"Age\"\n"
                          "  move go new old -> gone by officer:own \"去\" \"Go\"\n"
                          "  field zh text 60 search \"名\" \"Name\"\n"
                          "  field due date sort \"期\" \"Due\"\n"
                          "  field rank int sort required \"次\" \"Rank\"\n"
                          "  field sum decimal sort \"额\" \"Sum\"\n"
                          "  field code text 20 sort \"码\" \"Code\"\n"
                          "  field level one-of filter \"级\" \"Level\"\n"
                          "    option low \"低\" \"Low\"\n"
                          "    option high \"高\" \"High\"\n"
                          "  field lead ref organisation \"牵头\" \"Lead\"\n"
                          "  field assist refs organisation \"配合\" \"Assist\"\n"
                          "  field note long-text search \"记\" \"Note\"\n"
                          "  field plain text 20 \"白\" \"Plain\"\n"
                          "  field giver ref organisation sealed \"赠\" \"Giver\"\n"
                          "  field secret text 20 sealed \"密\" \"Secret\"\n"
                          "  unit lead assist\n"
                          "  allow read officer:own keeper\n"
                          "  allow create officer:own\n"
                          "  allow change officer:own\n"
                          "  allow unseal keeper\n"
                          "record part \"件\" \"Part\"\n"
                          "  title zh\n"
                          "  field zh text 60 required search \"名\" \"Name\"\n"
                          "  field item ref item required \"物\" \"Item\"\n"
                          "  unit through item\n"
                          "  allow read officer:subtree keeper\n"
                          "  allow create keeper\n"
                          "record remark \"语\" \"Remark\"\n"
                          "  field text text 60 search \"言\" \"Text\"\n"
                          "  allow read officer keeper\n"
                          "  allow create keeper\n";

int field(const Fixture *f, const char *name)
{
    return strcmp(name, "id") == 0      ? KEY_ID
           : strcmp(name, "state") == 0 ? KEY_STATE
                                        : record_field(type(f, "item"), text_from(name));
}

Record *new_item(Fixture *f, const char *zh, int64_t rank)
{
    Record *record = record_new(f->arena, type(f, "item"));
    *record_value(record, "zh") = value_text(text_from(zh));
    *record_value(record, "rank") = value_int(rank);
    return record;
}

Record *saved_item(Fixture *f, const char *zh, int64_t rank)
{
    Record *record = new_item(f, zh, rank);
    save(f, record);
    return record;
}

List list(Fixture *f, const RecordQuery *query)
{
    List found;
    ok(f, record_list(f->arena, f->workspace, type(f, "item"), query, &found, &f->err));
    return found;
}

const char *ranks(Fixture *f, const RecordQuery *query)
{
    List found = list(f, query);
    Buf out = buf_new(f->arena);
    for (size_t at = 0; at < found.count; at++) {
        buf_add_format(&out, "%lld ",
                       (long long)record_value(LIST_AT(&found, Record, at), "rank")->number);
    }
    return text_cstr(f->arena, buf_text(&out));
}

void refused(Fixture *f, const RecordQuery *query, const char *code, const char *says)
{
    List found;
    Buf out = buf_new(f->arena);
    Status status = record_list(f->arena, f->workspace, type(f, "item"), query, &found, &f->err);
    assert_int_equal(status, STATUS_INVALID);
    assert_string_equal(f->err.code, code);
    assert_int_equal(found.count, 0);
    error_print(&out, LANG_EN, &f->err);
    if (!text_contains(buf_text(&out), text_from(says))) {
        fail_msg("'%.*s' does not say '%s'", TEXT_ARGS(buf_text(&out)), says);
    }
}

void save_fifty(Fixture *f)
{
    Random random = random_seeded(7, 1);
    ok(f, workspace_begin(f->workspace, &f->err));
    for (int at = 0; at < 50; at++) {
        Record *record = new_item(f, "物", random_next(&random) % 9);
        uint32_t dice = random_next(&random) % 8;
        *record_value(record, "due") = dice > 5 ? value_none() : value_int(dice);
        *record_value(record, "sum") =
            dice > 6 ? value_none()
                     : value_decimal((Decimal){(int64_t)dice * (dice % 2 == 0 ? 10 : 1) - 20,
                                               (int8_t)(dice % 2 == 0)});
        *record_value(record, "code") =
            dice > 4 ? value_none() : value_text(text_format(f->arena, "码%u.-", dice));
        save(f, record);
    }
    ok(f, workspace_commit(f->workspace, &f->err));
}

int64_t told(RecordCount count)
{
    return count.number + (count.at_least ? 1 : 0);
}

int64_t count(Fixture *f, const RecordQuery *query)
{
    RecordCount counted;
    ok(f, record_count(f->workspace, type(f, "item"), query, &counted, &f->err));
    return told(counted);
}

bool is_found(Fixture *f, const char *name, const char *words)
{
    List found;
    RecordCount counted;
    RecordQuery all = {.limit = 10}, searched = {.words = text_from(words), .limit = 10};
    ok(f, record_list(f->arena, f->workspace, type(f, name), &all, &found, &f->err));
    bool is_listed = found.count > 0;
    ok(f, record_list(f->arena, f->workspace, type(f, name), &searched, &found, &f->err));
    assert_int_equal(found.count > 0, is_listed);
    ok(f, record_count(f->workspace, type(f, name), &all, &counted, &f->err));
    assert_int_equal(counted.number > 0, is_listed);
    return is_listed;
}

void give(Fixture *f, Record *item, const char *name, Value value)
{
    Actor owner = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    workspace_act_as(f->workspace, &owner);
    *record_value(item, name) = value;
    save(f, item);
}
