/* Permission: roles, reach, organisations; what may not be read is not there. */
#include "record_test.h"

#include <string.h>

static const char DESK_MODEL[] =
    "role chief \"主任\" \"Chief\"\n"
    "role clerk \"科员\" \"Clerk\"\n"
    "role head \"负责人\" \"Head\"\n"
    "role keeper apart \"保管\" \"Keeper\"\n"
    "role public \"公众\" \"Public\"\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  title zh\n"
    "  field zh text 20 required \"名称\" \"Name\"\n"
    "  field parent ref organisation \"上级\" \"Parent\"\n"
    "  allow read chief clerk:own head:subtree\n"
    "  allow create chief\n"
    "record rule \"章\" \"Rule\"\n"
    "  title zh\n"
    "  chain\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  allow read chief clerk\n"
    "  allow create chief\n"
    "record paper \"文\" \"Paper\"\n"
    "  title zh\n"
    "  chain\n"
    "  states draft shown gone\n"
    "    state draft \"拟\" \"Draft\"\n"
    "    state shown public \"公开\" \"Shown\"\n"
    "    state gone \"撤\" \"Gone\"\n"
    "  move show draft -> shown by chief head:subtree \"公开\" \"Show\"\n"
    "  move pull draft shown -> gone needs why \"撤\" \"Pull\"\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field why text 20 \"理由\" \"Why\"\n"
    "  field giver text 20 sealed \"来信人\" \"Giver\"\n"
    "  field rule ref rule from \"章\" \"Rule\"\n"
    "  field lead ref organisation \"牵头\" \"Lead\"\n"
    "  field assist refs organisation \"配合\" \"Assist\"\n"
    "  unit lead assist\n"
    "  allow read chief clerk:own head:subtree\n"
    "  allow create chief clerk:own\n"
    "  allow change chief clerk:own head:own\n"
    "  allow delete chief\n"
    "  allow unseal chief head:own\n"
    "record note \"记\" \"Note\"\n"
    "  title zh\n"
    "  chain\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field paper ref paper required \"文\" \"Paper\"\n"
    "  unit through paper\n"
    "  allow read chief clerk:own head:subtree\n"
    "  allow create clerk:own\n"
    "record remark \"批\" \"Remark\"\n"
    "  title zh\n"
    "  chain\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field note ref note required \"记\" \"Note\"\n"
    "  unit through note\n"
    "  allow read clerk:own head:subtree\n"
    "  allow create clerk:own\n"
    "record account \"账户\" \"Account\"\n"
    "  title login\n"
    "  field login text 20 required \"登录名\" \"Login\"\n"
    "record jot \"便签\" \"Jot\"\n"
    "  title zh\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field holder ref account \"谁的\" \"Whose\"\n"
    "  field lead ref organisation \"单位\" \"Unit\"\n"
    "  unit holder lead\n"
    "  allow read clerk:own head:subtree\n"
    "  allow create clerk:own head:subtree\n"
    "  allow change clerk:own head:subtree\n"
    "  allow delete clerk:own\n"
    "record diary \"日志\" \"Diary\"\n"
    "  title zh\n"
    "  field zh text 20 required \"名\" \"Name\"\n";

/* The city, a bureau with an office below it, and a county beside the bureau. */
typedef struct Town {
    Fixture *f;
    int64_t city, bureau, office, county;
} Town;

static int64_t organisation(Fixture *f, const char *name, int64_t parent)
{
    Record *made = record_new(f->arena, type(f, "organisation"));
    *record_value(made, "zh") = value_text(text_from(name));
    if (parent != 0) {
        *record_value(made, "parent") = value_int(parent);
    }
    save(f, made);
    return made->id;
}

static Town town(void **state)
{
    Fixture *f = *state;
    fixture_model(f, DESK_MODEL);
    Town t = {.f = f};
    t.city = organisation(f, "市", 0);
    t.bureau = organisation(f, "局", t.city);
    t.office = organisation(f, "科", t.bureau);
    t.county = organisation(f, "县", t.city);
    return t;
}

static Record *paper(Fixture *f, int64_t lead, int64_t assist)
{
    Record *made = record_new(f->arena, type(f, "paper"));
    int64_t *target = ARENA_NEW(f->arena, int64_t);
    *target = assist;
    *record_value(made, "zh") = value_text(TEXT("文"));
    if (lead != 0) {
        *record_value(made, "lead") = value_int(lead);
    }
    if (assist != 0) {
        *record_value(made, "assist") = value_refs(target, 1);
    }
    save(f, made);
    return made;
}

static Record *below(Fixture *f, const char *kind, const char *field, const Record *above)
{
    Record *made = record_new(f->arena, type(f, kind));
    *record_value(made, "zh") = value_text(TEXT("记"));
    *record_value(made, field) = value_int(above->id);
    save(f, made);
    return made;
}

static Status get(Fixture *f, const Record *record)
{
    Record *read = NULL;
    return record_get(f->arena, f->workspace, record->def, record->id, &read, &f->err);
}

static int64_t listed(Fixture *f, const char *name)
{
    RecordQuery query = {0};
    List records;
    RecordCount count;
    ok(f, record_list(f->arena, f->workspace, type(f, name), &query, &records, &f->err));
    ok(f, record_count(f->workspace, type(f, name), &query, &count, &f->err));
    assert_int_equal(records.count, count.number);
    return count.number;
}

static bool says(Fixture *f, Lang lang, const char *text)
{
    Buf out = buf_new(f->arena);
    error_print(&out, lang, &f->err);
    return text_contains(buf_text(&out), text_from(text));
}

/* ---- Reach ---- */

static void the_widest_reach_of_any_role_counts(void **state)
{
    Town t = town(state);
    const RecordDef *def = type(t.f, "paper");
    act_as(t.f, "nobody", t.bureau);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_READ), REACH_NONE);
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_READ), REACH_OWN);
    Actor both = *workspace_actor(t.f->workspace);
    both.roles |= (RoleSet)1 << model_role(t.f->model, TEXT("head"));
    workspace_act_as(t.f->workspace, &both);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_READ), REACH_SUBTREE);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_CHANGE), REACH_OWN);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_DELETE), REACH_NONE);
    act_as(t.f, "chief", 0);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_DELETE), REACH_ALL);
}

static void the_owner_reaches_what_anyone_does_and_no_more(void **state)
{
    Town t = town(state);
    const RecordDef *def = type(t.f, "paper");
    const RecordDef *diary = type(t.f, "diary");
    act_as_owner(t.f);
    assert_int_equal(permit_reach(t.f->workspace, def, ACT_DELETE), REACH_ALL);
    assert_int_equal(permit_reach(t.f->workspace, type(t.f, "note"), ACT_DELETE), REACH_NONE);
    assert_int_equal(permit_reach(t.f->workspace, diary, ACT_CHANGE), REACH_ALL);
    assert_int_equal(permit_reach(t.f->workspace, diary, ACT_DELETE), REACH_NONE);
    act_as(t.f, "chief", t.city);
    assert_int_equal(permit_reach(t.f->workspace, diary, ACT_READ), REACH_NONE);
}

static void own_is_the_unit_and_subtree_all_below(void **state)
{
    Town t = town(state);
    Record *of_bureau = paper(t.f, t.bureau, 0);
    Record *of_office = paper(t.f, t.office, 0);
    Record *of_county = paper(t.f, t.county, t.office);
    Record *of_nobody = paper(t.f, 0, 0);

    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(get(t.f, of_bureau), STATUS_OK);
    assert_int_equal(get(t.f, of_office), STATUS_NOT_FOUND);
    assert_int_equal(listed(t.f, "paper"), 1);
    act_as(t.f, "clerk", t.office);
    assert_int_equal(get(t.f, of_county), STATUS_OK); /* it assists */
    assert_int_equal(listed(t.f, "paper"), 2);
    act_as(t.f, "head", t.bureau);
    assert_int_equal(get(t.f, of_office), STATUS_OK);
    assert_int_equal(get(t.f, of_county), STATUS_OK);
    assert_int_equal(get(t.f, of_nobody), STATUS_NOT_FOUND);
    assert_int_equal(listed(t.f, "paper"), 3);
    act_as(t.f, "head", 0);
    assert_int_equal(listed(t.f, "paper"), 0);
    act_as(t.f, "chief", 0);
    assert_int_equal(listed(t.f, "paper"), 4);
}

static void an_organisation_belongs_to_itself(void **state)
{
    Town t = town(state);
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(listed(t.f, "organisation"), 1);
    act_as(t.f, "head", t.bureau);
    assert_int_equal(listed(t.f, "organisation"), 2);
    act_as(t.f, "head", t.city);
    assert_int_equal(listed(t.f, "organisation"), 4);
}

static void units_are_found_through_other_records(void **state)
{
    Town t = town(state);
    Record *note = below(t.f, "note", "paper", paper(t.f, t.office, 0));
    Record *remark = below(t.f, "remark", "note", note);
    below(t.f, "note", "paper", paper(t.f, t.county, 0));
    act_as(t.f, "clerk", t.office);
    assert_int_equal(get(t.f, note), STATUS_OK);
    assert_int_equal(get(t.f, remark), STATUS_OK);
    assert_int_equal(listed(t.f, "note"), 1);
    assert_int_equal(listed(t.f, "remark"), 1);
    act_as(t.f, "head", t.bureau);
    assert_int_equal(get(t.f, remark), STATUS_OK);
    assert_int_equal(listed(t.f, "note"), 1);
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(get(t.f, remark), STATUS_NOT_FOUND);
    assert_int_equal(listed(t.f, "remark"), 0);
}

static int64_t account(Fixture *f, const char *login)
{
    Record *made = record_new(f->arena, type(f, "account"));
    *record_value(made, "login") = value_text(text_from(login));
    save(f, made);
    return made->id;
}

static void act_as_account(Fixture *f, const char *role, int64_t unit, int64_t account)
{
    act_as(f, role, unit);
    Actor actor = *workspace_actor(f->workspace);
    actor.account = account;
    workspace_act_as(f->workspace, &actor);
}

static Record *jot(Fixture *f, int64_t holder, int64_t lead)
{
    Record *made = record_new(f->arena, type(f, "jot"));
    *record_value(made, "zh") = value_text(TEXT("便签"));
    *record_value(made, "holder") = holder ? value_int(holder) : value_none();
    *record_value(made, "lead") = lead ? value_int(lead) : value_none();
    save(f, made);
    return made;
}

static void what_is_an_accounts_own_nobody_else_reaches(void **state)
{
    Town t = town(state);
    Problems *problems = problems_new(t.f->arena, 5);
    int64_t li = account(t.f, "li"), wang = account(t.f, "wang");
    act_as_account(t.f, "clerk", t.bureau, li);
    Record *of_li = jot(t.f, li, 0), *of_bureau = jot(t.f, 0, t.bureau);
    Record *for_wang = record_new(t.f->arena, type(t.f, "jot"));
    *record_value(for_wang, "zh") = value_text(TEXT("代记"));
    *record_value(for_wang, "holder") = value_int(wang);
    assert_int_equal(
        record_save(t.f->arena, t.f->workspace, for_wang, TEXT(""), problems, &t.f->err),
        STATUS_DENIED);
    assert_int_equal(listed(t.f, "jot"), 2);

    act_as_account(t.f, "clerk", t.bureau, wang); /* of the same unit */
    assert_int_equal(get(t.f, of_li), STATUS_NOT_FOUND);
    assert_int_equal(get(t.f, of_bureau), STATUS_OK);
    assert_int_equal(listed(t.f, "jot"), 1);
    act_as_account(t.f, "head", t.city, wang); /* of the unit above */
    assert_int_equal(get(t.f, of_li), STATUS_NOT_FOUND);
    assert_int_equal(listed(t.f, "jot"), 1);
    act_as_account(t.f, "head", t.county, li); /* in another post */
    assert_int_equal(get(t.f, of_li), STATUS_OK);
    assert_int_equal(listed(t.f, "jot"), 1);
    act_as_account(t.f, "clerk", 0, li); /* in none */
    assert_int_equal(get(t.f, of_li), STATUS_OK);
    assert_int_equal(listed(t.f, "jot"), 1);
    ok(t.f, record_delete(t.f->arena, t.f->workspace, of_li, TEXT(""), t.f->problems, &t.f->err));
}

static void a_circle_in_the_tree_ends(void **state)
{
    Town t = town(state);
    Record *of_county = paper(t.f, t.county, 0);
    Buf sql = buf_new(t.f->arena);
    buf_add_format(&sql, "UPDATE organisation SET parent = %lld WHERE id = %lld",
                   (long long)t.office, (long long)t.city);
    meddle(t.f, text_cstr(t.f->arena, buf_text(&sql)));
    act_as(t.f, "head", t.office);
    assert_int_equal(get(t.f, of_county), STATUS_OK);
    assert_int_equal(listed(t.f, "paper"), 1);
    act_as(t.f, "clerk", t.office);
    assert_int_equal(get(t.f, of_county), STATUS_NOT_FOUND);
}

/* ---- What is refused ---- */

static void forbidden_and_missing_read_alike(void **state)
{
    Town t = town(state);
    Record *theirs = paper(t.f, t.county, 0);
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(get(t.f, theirs), STATUS_NOT_FOUND);
    Buf forbidden = buf_new(t.f->arena);
    error_print(&forbidden, LANG_EN, &t.f->err);
    act_as_owner(t.f);
    Record missing = *theirs;
    assert_int_equal(get(t.f, &missing), STATUS_OK);
    missing.id += 1000;
    assert_int_equal(get(t.f, &missing), STATUS_NOT_FOUND);
    t.f->err.args[1].number = theirs->id; /* the id apart, every word is the same */
    Buf absent = buf_new(t.f->arena);
    error_print(&absent, LANG_EN, &t.f->err);
    assert_true(text_equal(buf_text(&forbidden), buf_text(&absent)));
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(permit_record(t.f->workspace, theirs, ACT_CHANGE, &t.f->err),
                     STATUS_NOT_FOUND);
}

static void a_refusal_says_who_may(void **state)
{
    Town t = town(state);
    Record *read = paper(t.f, t.office, 0);
    act_as(t.f, "head", t.bureau);
    assert_int_equal(permit_record(t.f->workspace, read, ACT_CHANGE, &t.f->err), STATUS_DENIED);
    assert_true(says(t.f, LANG_ZH, "修改“文”"));
    assert_true(says(t.f, LANG_ZH, "主任、科员（本单位）、负责人（本单位）"));
    assert_true(says(t.f, LANG_EN, "“change” (Paper)"));
    assert_true(says(t.f, LANG_EN, "Chief, Clerk (own unit), Head (own unit)"));
    assert_int_equal(permit_move(t.f->workspace, read, &read->def->moves[0], &t.f->err), STATUS_OK);
    assert_int_equal(permit_move(t.f->workspace, read, &read->def->moves[1], &t.f->err),
                     STATUS_DENIED);
    assert_true(says(t.f, LANG_EN, "Pull"));
    assert_true(says(t.f, LANG_EN, "nobody"));
    assert_int_equal(permit_role(t.f->workspace, "keeper", &t.f->err), STATUS_DENIED);
    assert_true(says(t.f, LANG_EN, "Keeper"));
    act_as(t.f, "keeper", 0);
    assert_int_equal(permit_role(t.f->workspace, "keeper", &t.f->err), STATUS_OK);
}

static void a_new_record_is_judged_by_its_values(void **state)
{
    Town t = town(state);
    Record *theirs = paper(t.f, t.county, 0);
    act_as(t.f, "clerk", t.bureau);
    Record *mine = paper(t.f, t.bureau, t.county);
    assert_true(mine->id > 0);
    Record *other = record_new(t.f->arena, type(t.f, "paper"));
    *record_value(other, "zh") = value_text(TEXT("文"));
    *record_value(other, "lead") = value_int(t.county);
    assert_int_equal(
        record_save(t.f->arena, t.f->workspace, other, TEXT(""), t.f->problems, &t.f->err),
        STATUS_DENIED);
    Record *note = record_new(t.f->arena, type(t.f, "note"));
    *record_value(note, "zh") = value_text(TEXT("记"));
    *record_value(note, "paper") = value_int(theirs->id);
    assert_int_equal(
        record_save(t.f->arena, t.f->workspace, note, TEXT(""), t.f->problems, &t.f->err),
        STATUS_DENIED);
}

static void nobody_gives_away_what_is_theirs(void **state)
{
    Town t = town(state);
    Record *mine = paper(t.f, t.bureau, 0);
    act_as(t.f, "clerk", t.bureau);
    *record_value(mine, "lead") = value_int(t.county);
    assert_int_equal(
        record_save(t.f->arena, t.f->workspace, mine, TEXT(""), t.f->problems, &t.f->err),
        STATUS_DENIED);
    int64_t still = t.bureau;
    *record_value(mine, "assist") = value_refs(&still, 1); /* they still have a part in it */
    save(t.f, mine);
    act_as(t.f, "chief", 0);
    *record_value(mine, "assist") = value_none();
    save(t.f, mine);
}

static void what_is_public_anyone_reads(void **state)
{
    Town t = town(state);
    Record *shown = paper(t.f, t.county, 0);
    paper(t.f, t.county, 0);
    ok(t.f, record_move(t.f->arena, t.f->workspace, shown, TEXT("show"), TEXT(""), t.f->problems,
                        &t.f->err));
    act_as(t.f, "nobody", 0);
    assert_int_equal(get(t.f, shown), STATUS_OK);
    assert_int_equal(listed(t.f, "paper"), 1);
    assert_int_equal(permit_record(t.f->workspace, shown, ACT_CHANGE, &t.f->err), STATUS_DENIED);
    act_as(t.f, "clerk", t.bureau);
    assert_int_equal(listed(t.f, "paper"), 1);
}

static void a_token_narrows_and_never_widens(void **state)
{
    Town t = town(state);
    Record *mine = paper(t.f, t.bureau, 0);
    act_as(t.f, "clerk", t.bureau);
    Actor actor = *workspace_actor(t.f->workspace);
    Text notes = TEXT("note");
    TokenScope reads = {.writes = false};
    TokenScope reads_notes = {.writes = true, .types = &notes, .type_count = 1};
    actor.scope = &reads;
    workspace_act_as(t.f->workspace, &actor);
    assert_int_equal(get(t.f, mine), STATUS_OK);
    assert_int_equal(permit_record(t.f->workspace, mine, ACT_CHANGE, &t.f->err), STATUS_DENIED);
    actor = *workspace_actor(t.f->workspace);
    actor.scope = &reads_notes;
    workspace_act_as(t.f->workspace, &actor);
    assert_int_equal(get(t.f, mine), STATUS_NOT_FOUND);
    assert_int_equal(listed(t.f, "paper"), 0);
    assert_int_equal(permit_reach(t.f->workspace, type(t.f, "note"), ACT_CREATE), REACH_OWN);
    assert_int_equal(permit_reach(t.f->workspace, type(t.f, "note"), ACT_CHANGE), REACH_NONE);
}

static void what_is_sealed_is_seen_by_those_who_may_unseal(void **state)
{
    Town t = town(state);
    Record *mine = paper(t.f, t.bureau, 0);
    *record_value(mine, "giver") = value_text(TEXT("某人"));
    save(t.f, mine);
    static const struct {
        const char *role;
        bool sees;
    } ROWS[] = {{"chief", true}, {"head", true}, {"clerk", false}};
    for (size_t at = 0; at < sizeof ROWS / sizeof ROWS[0]; at++) {
        Record *read = NULL;
        act_as(t.f, ROWS[at].role, t.bureau);
        ok(t.f, record_get(t.f->arena, t.f->workspace, mine->def, mine->id, &read, &t.f->err));
        assert_int_equal(record_value(read, "giver")->kind,
                         ROWS[at].sees ? VALUE_TEXT : VALUE_NONE);
    }
    act_as(t.f, "clerk", t.bureau); /* who does not see it does not erase it */
    Record *read = NULL;
    ok(t.f, record_get(t.f->arena, t.f->workspace, mine->def, mine->id, &read, &t.f->err));
    *record_value(read, "zh") = value_text(TEXT("新"));
    save(t.f, read);
    act_as(t.f, "chief", 0);
    ok(t.f, record_get(t.f->arena, t.f->workspace, mine->def, mine->id, &read, &t.f->err));
    assert_int_equal(record_value(read, "giver")->kind, VALUE_TEXT);
}

/* ---- Both ways of asking agree ---- */

enum { UNITS = 40, PAPERS = 120 };

static int64_t any(Random *random, const int64_t *ids, int count)
{
    uint32_t at = random_next(random) % (uint32_t)(count + 1);
    return at == (uint32_t)count ? 0 : ids[at];
}

static void lists_and_single_records_agree(void **state)
{
    Fixture *f = *state;
    Random random = random_seeded(2016, 10);
    int64_t units[UNITS];
    Record *papers[PAPERS], *notes[PAPERS];
    fixture_model(f, DESK_MODEL);
    for (int at = 0; at < UNITS; at++) {
        units[at] = organisation(f, "单位", any(&random, units, at));
    }
    for (int at = 0; at < PAPERS; at++) {
        papers[at] = paper(f, any(&random, units, UNITS), any(&random, units, UNITS));
        notes[at] = below(f, "note", "paper", papers[at]);
    }
    static const char *const ROLES[] = {"clerk", "head", "chief", "nobody"};
    for (int at = 0; at < 4 * UNITS; at++) {
        act_as(f, ROLES[at % 4], units[at / 4]);
        int64_t readable = 0, readable_notes = 0;
        for (int p = 0; p < PAPERS; p++) {
            readable += get(f, papers[p]) == STATUS_OK;
            readable_notes += get(f, notes[p]) == STATUS_OK;
        }
        assert_int_equal(listed(f, "paper"), readable);
        assert_int_equal(listed(f, "note"), readable_notes);
        assert_int_equal(readable, readable_notes);
    }
}

/* ---- Traces ---- */

/* The names of the types that a trace leads over, in order. */
static Text led_over(Fixture *f, const Record *from, TraceWay way)
{
    Trace trace;
    Buf names = buf_new(f->arena);
    ok(f, record_trace(f->arena, f->workspace, from, way, &trace, &f->err));
    for (size_t at = 0; at < trace.steps.count; at++) {
        const TraceStep *step = LIST_AT(&trace.steps, TraceStep, at);
        buf_add_format(&names, "%s%s", at > 0 ? " " : "", step->record->def->name);
    }
    return buf_text(&names);
}

static void leads_over(Fixture *f, const Record *from, TraceWay way, const char *types)
{
    Text names = led_over(f, from, way);
    if (!text_equal(names, text_from(types))) {
        fail_msg("it leads over '%.*s', not '%s'", TEXT_ARGS(names), types);
    }
}

/* A chain of which somebody may read a part is that part: not an error, and no sign of the rest. */
static void a_trace_holds_what_may_be_read_and_no_more(void **state)
{
    Town t = town(state);
    Record *rule = record_new(t.f->arena, type(t.f, "rule"));
    *record_value(rule, "zh") = value_text(TEXT("章"));
    save(t.f, rule);
    Record *ours = paper(t.f, t.bureau, 0), *theirs = paper(t.f, t.county, 0);
    *record_value(ours, "rule") = *record_value(theirs, "rule") = value_int(rule->id);
    save(t.f, ours);
    save(t.f, theirs);
    Record *note = below(t.f, "note", "paper", ours);
    Record *remark = below(t.f, "remark", "note", note);

    leads_over(t.f, remark, TRACE_UP, "note paper rule");
    leads_over(t.f, rule, TRACE_DOWN, "paper note remark paper");
    act_as(t.f, "clerk", t.bureau);
    leads_over(t.f, rule, TRACE_DOWN, "paper note remark");
    act_as(t.f, "head", t.bureau); /* no rule is theirs to read */
    leads_over(t.f, remark, TRACE_UP, "note paper");
    act_as(t.f, "chief", t.city); /* no remark is */
    leads_over(t.f, rule, TRACE_DOWN, "paper note paper");
    act_as(t.f, "clerk", t.county);
    Trace trace;
    assert_int_equal(record_trace(t.f->arena, t.f->workspace, ours, TRACE_DOWN, &trace, &t.f->err),
                     STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(the_widest_reach_of_any_role_counts),
        record_test(the_owner_reaches_what_anyone_does_and_no_more),
        record_test(own_is_the_unit_and_subtree_all_below),
        record_test(an_organisation_belongs_to_itself),
        record_test(units_are_found_through_other_records),
        record_test(what_is_an_accounts_own_nobody_else_reaches),
        record_test(a_circle_in_the_tree_ends),
        record_test(forbidden_and_missing_read_alike),
        record_test(a_refusal_says_who_may),
        record_test(a_new_record_is_judged_by_its_values),
        record_test(nobody_gives_away_what_is_theirs),
        record_test(what_is_public_anyone_reads),
        record_test(a_token_narrows_and_never_widens),
        record_test(what_is_sealed_is_seen_by_those_who_may_unseal),
        record_test(lists_and_single_records_agree),
        record_test(a_trace_holds_what_may_be_read_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
