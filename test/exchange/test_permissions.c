/* Who may do what in the compiled model, as one table that a person can read.
 *
 * Every verb is tried on real records: for each role, on a record of its own unit, of a unit below
 * and of another. What comes out is compared with test/golden/permissions.md; after a change of the
 * model, `ninja permissions` writes that file anew, and the review sees who gained or lost what. */
#include "permission_stage.h"

#include "exchange.h"
#include "work.h"

#include <string.h>

/* ---- Verbs ---- */

typedef Status Verb(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose);

/* Whoever may not read a record has nothing of it by any other verb: not its history (of which an
 * auditor sees who and when), nor its files; and undoes, attaches and erases nothing. */
static void check_unread(const Stage *stage, const RecordDef *def, int whose)
{
    Fixture *f = stage->f;
    Record *record = stage_record(stage, def, whose), *found = NULL;
    List list;
    Error err = {0};
    Attachment made;
    AttachmentSource file = {.name = TEXT("a.txt"), .bytes = TEXT("a")};
    Problems *problems = problems_new(f->arena, 1);
    bool is_auditor = permit_role(f->workspace, "auditor", &err) == STATUS_OK;
    Status denied[] = {
        record_attachments(f->arena, f->workspace, record, &list, &err),
        record_attach(f->arena, f->workspace, record, &file, TEXT(""), &made, &err),
        record_differences(f->arena, f->workspace, record, &found, &list, &err),
        record_delete(f->arena, f->workspace, record, TEXT(""), f->problems, &err),
        record_undo(f->arena, f->workspace, record, TEXT(""), problems, &err),
        is_auditor ? STATUS_NOT_FOUND
                   : record_history(f->arena, f->workspace, def, record->id, &list, &err),
    };
    for (size_t at = 0; at < sizeof denied / sizeof denied[0]; at++) {
        if (denied[at] != STATUS_NOT_FOUND) {
            fail_msg("%s: what may not be read is there for verb %zu: status %d", def->name, at,
                     (int)denied[at]);
        }
    }
}

/* Listed and read alike, or neither. */
static Status try_read(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    Record *record = NULL;
    int64_t id = stage_id(f->model, def, whose);
    RecordCount count;
    Status status = record_get(f->arena, f->workspace, def, id, &record, &f->err);
    RecordFilter filter = {.field = KEY_ID, .value = value_int(id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    Error err = {0};
    (void)move;
    assert_int_equal(record_count(f->workspace, def, &query, &count, &err), STATUS_OK);
    if (count.number != (status == STATUS_OK)) {
        fail_msg("%s: read and listed do not agree", def->name);
    }
    if (status == STATUS_NOT_FOUND) {
        check_unread(stage, def, whose);
    }
    return status;
}

/* Found by its own words. Search itself is never refused: it finds what may be read. */
static Status try_search(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    List found;
    int64_t id = stage_id(f->model, def, whose);
    Text words = text_format(f->arena, "%s %d", def->name, whose);
    (void)move;
    ok(f, record_search(f->arena, f->workspace, words, 0, &found, &f->err));
    for (size_t at = 0; at < found.count; at++) {
        const Record *record = *LIST_AT(&found, const Record *, at);
        if (record->def == def && record->id == id) {
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

/* Traced from, and a step of the traces of those it refers to, alike. */
static Status try_trace(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    Trace trace;
    (void)move;
    return record_trace(f->arena, f->workspace, stage_record(stage, def, whose), TRACE_UP, &trace,
                        &f->err);
}

/* Auditors have it of every record, and see who, when and which field, not the values. */
static Status try_history(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    List changes;
    int64_t id = stage_id(f->model, def, whose);
    (void)move;
    return record_history(f->arena, f->workspace, def, id, &changes, &f->err);
}

static Status try_attach(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    Attachment made;
    AttachmentSource file = {.name = TEXT("a.txt"), .bytes = TEXT("a")};
    (void)move;
    return record_attach(f->arena, f->workspace, stage_record(stage, def, whose), &file, TEXT(""),
                         &made, &f->err);
}

/* Of a field that is not sealed; of what is, it is theirs who may unseal it. */
static Status try_erase(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    int field = 0;
    (void)move;
    while (def->fields[field].sealed) {
        field++;
    }
    return record_erase(stage->f->workspace, def, stage_id(stage->f->model, def, whose), field,
                        TEXT("期满"), &stage->f->err);
}

static Status try_create(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    Record *record = stage_record(stage, def, whose);
    (void)move;
    record->id = 0;
    record->version = 0;
    return record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err);
}

static Status try_change(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    (void)move;
    return record_save(f->arena, f->workspace, stage_record(stage, def, whose), TEXT(""),
                       f->problems, &f->err);
}

static Status try_delete(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    (void)move;
    return permit_record(stage->f->workspace, stage_record(stage, def, whose), ACT_DELETE,
                         &stage->f->err);
}

static Status try_unseal(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    (void)move;
    return permit_record(stage->f->workspace, stage_record(stage, def, whose), ACT_UNSEAL,
                         &stage->f->err);
}

static Status try_move(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    return record_move(f->arena, f->workspace, stage_record(stage, def, whose),
                       text_from(move->name), TEXT(""), f->problems, &f->err);
}

static bool is_refused(Status status)
{
    return status == STATUS_DENIED || status == STATUS_NOT_FOUND;
}

/* Whether it is permission that refuses; whatever else is wrong with these records does not count.
 * What was done is taken back. */
static bool may(const Stage *stage, Verb *verb, const RecordDef *def, const MoveDef *move,
                int whose)
{
    Fixture *f = stage->f;
    f->problems = problems_new(f->arena, 1);
    ok(f, workspace_begin(f->workspace, &f->err));
    Status status = verb(stage, def, move, whose);
    workspace_rollback(f->workspace);
    return !is_refused(status);
}

static const char *reach_word(const bool *whose)
{
    if (whose[OTHER]) {
        return "all";
    }
    return whose[BELOW] ? "below" : whose[OWN] ? "own" : "";
}

/* ---- The table ---- */

static void add_row(Buf *out, const Stage *stage, Verb *verb, const char *name,
                    const RecordDef *def, const MoveDef *move)
{
    const Model *model = stage->f->model;
    buf_add_format(out, "| %s |", name);
    for (int role = -1; role < model->role_count; role++) {
        bool whose[WHOSE_COUNT];
        stage_act_as(stage, role);
        for (int at = OWN; at < WHOSE_COUNT; at++) {
            whose[at] = may(stage, verb, def, move, at);
        }
        buf_add_format(out, " %s |", reach_word(whose));
    }
    buf_add_cstr(out, "\n");
}

static void add_states(const Stage *stage, const RecordDef *def, Buf *out)
{
    for (int s = 0; s < def->state_count; s++) {
        if (def->states[s].is_public) {
            stage_put_in_state(stage, def, s);
            Text name = text_format(stage->f->arena, "read, %s", def->states[s].name);
            add_row(out, stage, try_read, text_cstr(stage->f->arena, name), def, NULL);
            stage_put_in_state(stage, def, 0);
        }
    }
}

typedef struct Has {
    bool sealed, searched;
} Has;

static Has has_fields(const RecordDef *def)
{
    Has has = {0};
    for (int f = 0; f < def->field_count; f++) {
        has.sealed = has.sealed || def->fields[f].sealed;
        has.searched = has.searched || def->fields[f].searched;
    }
    return has;
}

static void add_reading_rows(Buf *out, const Stage *stage, const RecordDef *def)
{
    add_row(out, stage, try_read, "read", def, NULL);
    add_states(stage, def, out);
    if (has_fields(def).searched) {
        add_row(out, stage, try_search, "search", def, NULL);
    }
    if (def->in_chain) {
        add_row(out, stage, try_trace, "trace", def, NULL);
    }
    add_row(out, stage, try_history, "history", def, NULL);
}

static void add_record_rows(Buf *out, const Stage *stage, const RecordDef *def)
{
    add_reading_rows(out, stage, def);
    add_row(out, stage, try_create, "create", def, NULL);
    add_row(out, stage, try_change, "change", def, NULL);
    add_row(out, stage, try_attach, "attach", def, NULL);
    add_row(out, stage, try_delete, "delete", def, NULL);
    add_row(out, stage, try_erase, "erase", def, NULL);
    if (has_fields(def).sealed) {
        add_row(out, stage, try_unseal, "unseal", def, NULL);
    }
    for (int m = 0; m < def->move_count; m++) {
        Text name = text_format(stage->f->arena, "move %s", def->moves[m].name);
        add_row(out, stage, try_move, text_cstr(stage->f->arena, name), def, &def->moves[m]);
    }
}

/* A fact is read or added as a whole. */
static void add_fact_rows(Buf *out, const Stage *stage, const RecordDef *def)
{
    static const struct {
        Act act;
        const char *name;
    } ROWS[] = {{ACT_READ, "read"}, {ACT_CREATE, "create"}};
    for (size_t at = 0; at < sizeof ROWS / sizeof ROWS[0]; at++) {
        buf_add_format(out, "| %s |", ROWS[at].name);
        for (int role = -1; role < stage->f->model->role_count; role++) {
            stage_act_as(stage, role);
            Reach reach = permit_reach(stage->f->workspace, def, ROWS[at].act);
            buf_add_format(out, " %s |", reach == REACH_ALL ? "all" : "");
        }
        buf_add_cstr(out, "\n");
    }
}

/* ---- Verbs that write several records, in a transaction of their own ---- */

/* A year of a target shared out: by those who may make its shares, and take away those that
 * stand. */
static bool may_share(const Stage *stage, const RecordDef *target, int whose)
{
    Fixture *f = stage->f;
    const RecordDef *unit = model_record(f->model, TEXT("organisation"));
    SharePart part = {.organisation = stage_id(f->model, unit, whose), .weight = {1, 0}};
    f->problems = problems_new(f->arena, 1);
    return !is_refused(target_share_out(f->arena, f->workspace, stage_id(f->model, target, whose),
                                        whose, &part, 1, TEXT(""), f->problems, &f->err));
}

static void add_share_row(Buf *out, const Stage *stage)
{
    const RecordDef *target = model_record(stage->f->model, TEXT("target"));
    buf_add_cstr(out, "| share target |");
    for (int role = -1; role < stage->f->model->role_count; role++) {
        bool whose[WHOSE_COUNT];
        stage_act_as(stage, role);
        for (int at = OWN; at < WHOSE_COUNT; at++) {
            whose[at] = may_share(stage, target, at);
        }
        buf_add_format(out, " %s |", reach_word(whose));
    }
    buf_add_cstr(out, "\n");
}

/* The kinds that become records, and what a person has to add so that they are whole. */
static const struct {
    ProseKind kind;
    const char *fields[5][2]; /* a value, or the type of the record that it refers to */
} ACCEPTED[] = {
    {PROSE_COMMITMENT, {{NULL}}},
    {PROSE_TASK, {{"lead", "@organisation"}, {"due", "2016-12-31"}}},
    {PROSE_LESSON, {{"visit", "@visit"}, {"lens", "method"}}},
    {PROSE_GAP, {{"subject", "@entity"}}},
    {PROSE_STRENGTH, {{"subject", "@entity"}, {"kind", "base"}}},
    {PROSE_MAIN, {{NULL}}},
    {PROSE_BENCHMARK,
     {{"subject", "@entity"},
      {"reference", "@entity"},
      {"verb", "learn"},
      {"role", "peer"},
      {"reason", "学"}}},
    {PROSE_FIGURE, {{NULL}}},
};
enum { ACCEPTED_COUNT = sizeof ACCEPTED / sizeof ACCEPTED[0], FIELDS_MOST = 5 };

static size_t fields_of(const Stage *stage, size_t kind, ProposalField *fields)
{
    Fixture *f = stage->f;
    size_t count = 0;
    for (; count < FIELDS_MOST && ACCEPTED[kind].fields[count][0] != NULL; count++) {
        const char *value = ACCEPTED[kind].fields[count][1];
        const RecordDef *def =
            value[0] == '@' ? model_record(f->model, text_from(value + 1)) : NULL;
        fields[count] = (ProposalField){
            .name = text_from(ACCEPTED[kind].fields[count][0]),
            .value = def == NULL
                         ? text_from(value)
                         : text_format(f->arena, "%lld", (long long)stage_id(f->model, def, OWN))};
    }
    return count;
}

/* A proposal read in a text, accepted: the text's own record, the decision and what it makes, by
 * those who may make all three. Each time another text, for what is accepted stays. */
static Status accept_one(const Stage *stage, size_t kind, int role)
{
    Fixture *f = stage->f;
    int64_t made = 0;
    Registry none = {0};
    ProposalField fields[FIELDS_MOST];
    Text words = text_format(f->arena, "做成第%zu件、第%d桩事", kind, role);
    TextFile file = {.format = "text", .text = words, .digest = hash_text(words)};
    ProseReading reading = {.date = DATE_NONE};
    ProseProposal proposal = {.kind = ACCEPTED[kind].kind,
                              .text = words,
                              .rule = "test",
                              .field = words,
                              .period = {.last = DATE_NONE}};
    ProposalItem item = {.proposal = &proposal, .key = words};
    ProposalSource source = {.file = &file,
                             .reading = &reading,
                             .registry = &none,
                             .path = TEXT("a.txt"),
                             .name = words,
                             .subject = -1};
    return proposal_accept(f->arena, f->workspace, &source, &item, fields,
                           fields_of(stage, kind, fields), f->problems, &made, &f->err);
}

static void add_accept_row(Buf *out, const Stage *stage, size_t kind)
{
    Fixture *f = stage->f;
    buf_add_format(out, "| accept %s |", proposal_type(f->workspace, ACCEPTED[kind].kind)->name);
    for (int role = -1; role < f->model->role_count; role++) {
        stage_act_as(stage, role);
        f->problems = problems_new(f->arena, 1);
        Status status = accept_one(stage, kind, role);
        if (!is_refused(status)) {
            ok(f, status);
        }
        buf_add_format(out, " %s |", is_refused(status) ? "" : "all");
    }
    buf_add_cstr(out, "\n");
}

static void add_columns(Buf *out, const Model *model)
{
    buf_add_cstr(out, "| | owner |");
    for (int role = 0; role < model->role_count; role++) {
        buf_add_format(out, " %s |", model->roles[role].name);
    }
    buf_add_cstr(out, "\n|---|---|");
    for (int role = 0; role < model->role_count; role++) {
        buf_add_cstr(out, "---|");
    }
    buf_add_cstr(out, "\n");
}

static void add_joined_rows(Buf *out, const Stage *stage)
{
    buf_add_cstr(out, "\n## Verbs that write several records\n\n"
                      "`accept` a proposal that was read in a text as a record of this type; "
                      "`share` a year of a target out among units.\n\n");
    add_columns(out, stage->f->model);
    for (size_t kind = 0; kind < ACCEPTED_COUNT; kind++) {
        add_accept_row(out, stage, kind);
    }
    add_share_row(out, stage);
}

/* ---- All of it ---- */

static void add_heading(Buf *out, const Model *model, const RecordDef *def)
{
    buf_add_format(out, "\n## %s · %s · %s\n\n", def->name, def->zh, def->en);
    add_columns(out, model);
}

static Text permissions(const Stage *stage)
{
    const Model *model = stage->f->model;
    Buf out = buf_new(stage->f->arena);
    buf_add_cstr(
        &out, "# Who may do what\n\n"
              "Found by trying every verb of every record in every role. all: any record; "
              "below: those of one's own unit\nand of the units below it; own: those of one's "
              "own unit, or one's own; nothing: refused. `owner` is the owner of the file at "
              "a\nterminal. "
              "`ninja -C build-check permissions` writes this file anew.\n\n"
              "What is not a row follows another: list, export and compare are `read`; fill in a "
              "table and load it `create`\nand `change`; take a file away `change`, or `attach` "
              "for who attached it; undo is for who made the last\nchange and may still make "
              "it. Of a history an auditor sees who, when and which field, not the "
              "values.\n\n");
    for (int role = 0; role < model->role_count; role++) {
        const RoleDef *def = &model->roles[role];
        buf_add_format(&out, "- `%s` %s · %s%s\n", def->name, def->zh, def->en,
                       def->is_apart ? " (stands apart: no other role beside it)" : "");
    }
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        add_heading(&out, model, def);
        if (def->kind == RECORD_FACT) {
            add_fact_rows(&out, stage, def);
        } else {
            add_record_rows(&out, stage, def);
        }
    }
    add_joined_rows(&out, stage);
    return buf_text(&out);
}

/* ---- Comparing ---- */

static const char *golden_path;

static void the_table_is_the_one_that_was_reviewed(void **state)
{
    Fixture *f = *state;
    Stage stage = stage_open(f);
    Text made = permissions(&stage), golden = read_file(f->arena, golden_path);
    stage_close(&stage);
    Text line, expected;
    for (int number = 1; text_split(&made, '\n', &line); number++) {
        if (!text_split(&golden, '\n', &expected) || !text_equal(line, expected)) {
            fail_msg("permissions.md:%d: now '%.*s'. If that is meant, run `ninja permissions`",
                     number, TEXT_ARGS(line));
        }
    }
    assert_int_equal(golden.len, 0);
}

/* By default the three administrators see nothing of the business: no type of record that has
 * anything to do with the mission is theirs, unless it is everyone's. */
static void administrators_see_no_business(void **state)
{
    static const char *const THEIRS[] = {"organisation", "unit_group", "post",
                                         "person",       "holding",    "account",
                                         "role_grant",   "rule_set",   "saved_view"};
    Fixture *f = *state;
    int everyone = model_role(f->model, TEXT("public"));
    for (int r = 0; r < f->model->record_count; r++) {
        const RecordDef *def = &f->model->records[r];
        bool is_theirs = false;
        for (size_t at = 0; at < sizeof THEIRS / sizeof THEIRS[0]; at++) {
            is_theirs = is_theirs || strcmp(def->name, THEIRS[at]) == 0;
        }
        for (int role = 0; role < f->model->role_count && !is_theirs; role++) {
            Actor actor = {.who = TEXT("x"), .roles = (RoleSet)1 << role};
            Actor anyone = {.who = TEXT("x"), .roles = (RoleSet)1 << everyone};
            workspace_act_as(f->workspace, &anyone);
            Reach least = permit_reach(f->workspace, def, ACT_READ);
            workspace_act_as(f->workspace, &actor);
            if (f->model->roles[role].is_apart &&
                permit_reach(f->workspace, def, ACT_READ) != least) {
                fail_msg("%s sees %s", f->model->roles[role].name, def->name);
            }
        }
    }
}

/* Nothing is there for nobody: somebody reads and makes each type, and makes each move. What the
 * program alone does (an account becomes active by its claim) has nobody beside its move, and is
 * named here. */
static void everything_is_somebodys_to_do(void **state)
{
    static const char *const PROGRAM[] = {"activate"};
    Fixture *f = *state;
    for (int r = 0; r < f->model->record_count; r++) {
        const RecordDef *def = &f->model->records[r];
        if (def->allow[ACT_READ].count == 0 || def->allow[ACT_CREATE].count == 0) {
            fail_msg("nobody reads or makes %s", def->name);
        }
        for (int m = 0; m < def->move_count; m++) {
            bool is_program = strcmp(def->moves[m].name, PROGRAM[0]) == 0;
            if (def->moves[m].by.count == 0 && !is_program) {
                fail_msg("nobody may %s a %s", def->moves[m].name, def->name);
            }
        }
    }
}

static int write_file(const char *path)
{
    Fixture *f = NULL;
    fixture_open((void **)&f);
    Stage stage = stage_open(f);
    Text made = permissions(&stage);
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(made.ptr, 1, made.len, file) == made.len;
    written = file != NULL && fclose(file) == 0 && written;
    stage_close(&stage);
    fixture_close((void **)&f);
    return written ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        return write_file(argv[2]);
    }
    if (argc != 2) {
        fputs("usage: test_record_permissions [--write] PERMISSIONS.md\n", stderr);
        return 2;
    }
    golden_path = argv[1];
    const struct CMUnitTest tests[] = {
        record_test(the_table_is_the_one_that_was_reviewed),
        record_test(administrators_see_no_business),
        record_test(everything_is_somebodys_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
