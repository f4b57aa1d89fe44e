/* Who may do what in the compiled model, as one table that a person can read.
 *
 * Every verb is tried on real records: for each role, on a record of its own unit, of a unit below
 * and of another. What comes out is compared with test/golden/permissions.md; after a change of the
 * model, `ninja permissions` writes that file anew, and the review sees who gained or lost what. */
#include "record_test.h"
#include "schema_impl.h"

#include <sqlite3.h>
#include <string.h>

typedef enum Whose { OWN, BELOW, OTHER, WHOSE_COUNT } Whose;
enum { ID_STEP = 10, PARENT_UNIT = 1 };

typedef struct Stage {
    Fixture *f;
    sqlite3 *db; /* behind the engine's back */
} Stage;

/* Each type has one record for each of the three units; whatever it refers to is of the same. */
static int64_t id_of(const Model *model, const RecordDef *def, int whose)
{
    return (int64_t)(def - model->records + 1) * ID_STEP + whose + PARENT_UNIT;
}

static void run(const Stage *stage, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(stage->db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", sql, message);
    }
}

static void run_buf(const Stage *stage, const Buf *sql)
{
    run(stage, text_cstr(stage->f->arena, buf_text(sql)));
}

/* ---- Records ---- */

static void add_column_value(Buf *sql, const Model *model, const RecordDef *def,
                             const FieldDef *field, int whose)
{
    if (field->kind == FIELD_ONE_OF) {
        buf_add_format(sql, "'%s'", field->options[0].name);
    } else if (field->kind == FIELD_REF) {
        const RecordDef *target = model_record(model, text_from(field->target));
        buf_add_format(sql, "%lld", (long long)id_of(model, target, whose));
    } else if (schema_is_text(field->kind)) {
        buf_add_format(sql, "'%s %d'", def->name, whose);
    } else {
        buf_add_format(sql, "%d", whose);
    }
}

/* One column, and the second that some kinds have, with the same small number. */
static void add_field(Buf *names, Buf *values, const Model *model, const RecordDef *def, int f,
                      int whose)
{
    const FieldDef *field = &def->fields[f];
    if (schema_column_count(field->kind) == 0) {
        return;
    }
    buf_add_format(names, ", \"%s\"", field->name);
    buf_add_cstr(values, ", ");
    add_column_value(values, model, def, field, whose);
    if (schema_second(field->kind) != NULL) {
        buf_add_format(names, ", \"%s%s\"", field->name, schema_second(field->kind));
        buf_add_format(values, ", %d", whose);
    }
}

static void add_record(const Stage *stage, const RecordDef *def, int whose)
{
    const Model *model = stage->f->model;
    Buf sql = buf_new(stage->f->arena), values = buf_new(stage->f->arena);
    long long id = id_of(model, def, whose);
    buf_add_format(&sql, "INSERT INTO \"%s\" (\"id\", \"version\"%s", def->name,
                   def->state_count > 0 ? ", \"state\"" : "");
    buf_add_format(&values, "%lld, 1", id);
    if (def->state_count > 0) {
        buf_add_format(&values, ", '%s'", def->states[0].name);
    }
    for (int f = 0; f < def->field_count; f++) {
        add_field(&sql, &values, model, def, f, whose);
    }
    buf_add_format(&sql, ") VALUES (%.*s)", TEXT_ARGS(buf_text(&values)));
    run_buf(stage, &sql);
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (field->kind == FIELD_REFS) {
            const RecordDef *target = model_record(model, text_from(field->target));
            sql = buf_new(stage->f->arena);
            buf_add_format(&sql, "INSERT INTO \"%s_%s\" VALUES (%lld, 0, %lld)", def->name,
                           field->name, id, (long long)id_of(model, target, whose));
            run_buf(stage, &sql);
        }
    }
}

/* The three units: the actor's own, one below it, and another that stands by itself. */
static void place_units(const Stage *stage)
{
    const RecordDef *def = model_record(stage->f->model, TEXT("organisation"));
    Buf sql = buf_new(stage->f->arena);
    buf_add_format(&sql, "UPDATE organisation SET parent = CASE id WHEN %lld THEN %lld END",
                   (long long)id_of(stage->f->model, def, BELOW),
                   (long long)id_of(stage->f->model, def, OWN));
    run_buf(stage, &sql);
}

static Stage stage_open(Fixture *f)
{
    Stage stage = {.f = f};
    assert_int_equal(sqlite3_open(f->path, &stage.db), SQLITE_OK);
    run(&stage, "PRAGMA foreign_keys = OFF; BEGIN");
    for (int r = 0; r < f->model->record_count; r++) {
        for (int whose = OWN; whose < WHOSE_COUNT; whose++) {
            if (f->model->records[r].kind == RECORD_PLAIN) {
                add_record(&stage, &f->model->records[r], whose);
            }
        }
    }
    place_units(&stage);
    /* Written past the engine: it is to find out anew whose they are. */
    run(&stage, "DELETE FROM derived; COMMIT");
    fixture_reopen(f, STORE_WRITE);
    return stage;
}

/* ---- Verbs ---- */

static void act_as(const Stage *stage, int role)
{
    const RecordDef *unit = model_record(stage->f->model, TEXT("organisation"));
    const RecordDef *account = model_record(stage->f->model, TEXT("account"));
    Actor actor = {.who = TEXT("tester"),
                   .from = TEXT("test"),
                   .unit = id_of(stage->f->model, unit, OWN),
                   .account = id_of(stage->f->model, account, OWN),
                   .roles = role >= 0 ? (RoleSet)1 << role : 0,
                   .is_owner = role < 0};
    workspace_act_as(stage->f->workspace, &actor);
}

/* Read as the owner does: what the verbs are given, whoever acts. */
static Record *record_of(const Stage *stage, const RecordDef *def, int whose)
{
    Fixture *f = stage->f;
    Record *record = NULL;
    Actor actor = *workspace_actor(f->workspace), owner = actor;
    actor.who = TEXT("tester");
    actor.from = TEXT("test");
    owner.is_owner = true;
    owner.who = actor.who;
    owner.from = actor.from;
    workspace_act_as(f->workspace, &owner);
    ok(f, record_get(f->arena, f->workspace, def, id_of(f->model, def, whose), &record, &f->err));
    workspace_act_as(f->workspace, &actor);
    return record;
}

typedef Status Verb(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose);

/* Whoever may not read a record has nothing of it by any other verb: not its history (of which an
 * auditor sees who and when), nor its files; and undoes, attaches and erases nothing. */
static void check_unread(const Stage *stage, const RecordDef *def, int whose)
{
    Fixture *f = stage->f;
    Record *record = record_of(stage, def, whose), *found = NULL;
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
        record_delete(f->arena, f->workspace, record, TEXT(""), &err),
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
    int64_t id = id_of(f->model, def, whose), count = 0;
    Status status = record_get(f->arena, f->workspace, def, id, &record, &f->err);
    RecordFilter filter = {.field = KEY_ID, .value = value_int(id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    Error err = {0};
    (void)move;
    assert_int_equal(record_count(f->workspace, def, &query, &count, &err), STATUS_OK);
    if (count != (status == STATUS_OK)) {
        fail_msg("%s: read and listed do not agree", def->name);
    }
    if (status == STATUS_NOT_FOUND) {
        check_unread(stage, def, whose);
    }
    return status;
}

static Status try_create(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    Record *record = record_of(stage, def, whose);
    (void)move;
    record->id = 0;
    record->version = 0;
    return record_save(f->arena, f->workspace, record, TEXT(""), f->problems, &f->err);
}

static Status try_change(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    (void)move;
    return record_save(f->arena, f->workspace, record_of(stage, def, whose), TEXT(""), f->problems,
                       &f->err);
}

static Status try_delete(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    (void)move;
    return permit_record(stage->f->workspace, record_of(stage, def, whose), ACT_DELETE,
                         &stage->f->err);
}

static Status try_unseal(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    (void)move;
    return permit_record(stage->f->workspace, record_of(stage, def, whose), ACT_UNSEAL,
                         &stage->f->err);
}

static Status try_move(const Stage *stage, const RecordDef *def, const MoveDef *move, int whose)
{
    Fixture *f = stage->f;
    return record_move(f->arena, f->workspace, record_of(stage, def, whose), text_from(move->name),
                       TEXT(""), f->problems, &f->err);
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
    return status != STATUS_DENIED && status != STATUS_NOT_FOUND;
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
        act_as(stage, role);
        for (int at = OWN; at < WHOSE_COUNT; at++) {
            whose[at] = may(stage, verb, def, move, at);
        }
        buf_add_format(out, " %s |", reach_word(whose));
    }
    buf_add_cstr(out, "\n");
}

/* Past the engine, which is to find out anew whose they are. */
static void put_in_state(const Stage *stage, const RecordDef *def, int state)
{
    Buf sql = buf_new(stage->f->arena);
    buf_add_format(&sql, "UPDATE \"%s\" SET \"state\" = '%s'; DELETE FROM derived", def->name,
                   def->states[state].name);
    run_buf(stage, &sql);
    fixture_reopen(stage->f, STORE_WRITE);
}

static void add_states(const Stage *stage, const RecordDef *def, Buf *out)
{
    for (int s = 0; s < def->state_count; s++) {
        if (def->states[s].is_public) {
            put_in_state(stage, def, s);
            Text name = text_format(stage->f->arena, "read, %s", def->states[s].name);
            add_row(out, stage, try_read, text_cstr(stage->f->arena, name), def, NULL);
            put_in_state(stage, def, 0);
        }
    }
}

static void add_record_rows(Buf *out, const Stage *stage, const RecordDef *def)
{
    add_row(out, stage, try_read, "read", def, NULL);
    add_states(stage, def, out);
    add_row(out, stage, try_create, "create", def, NULL);
    add_row(out, stage, try_change, "change", def, NULL);
    add_row(out, stage, try_delete, "delete", def, NULL);
    bool has_sealed = false;
    for (int f = 0; f < def->field_count; f++) {
        has_sealed = has_sealed || def->fields[f].sealed;
    }
    if (has_sealed) {
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
            act_as(stage, role);
            Reach reach = permit_reach(stage->f->workspace, def, ROWS[at].act);
            buf_add_format(out, " %s |", reach == REACH_ALL ? "all" : "");
        }
        buf_add_cstr(out, "\n");
    }
}

static void add_heading(Buf *out, const Model *model, const RecordDef *def)
{
    buf_add_format(out, "\n## %s · %s · %s\n\n| |", def->name, def->zh, def->en);
    buf_add_cstr(out, " owner |");
    for (int role = 0; role < model->role_count; role++) {
        buf_add_format(out, " %s |", model->roles[role].name);
    }
    buf_add_cstr(out, "\n|---|---|");
    for (int role = 0; role < model->role_count; role++) {
        buf_add_cstr(out, "---|");
    }
    buf_add_cstr(out, "\n");
}

static Text permissions(const Stage *stage)
{
    const Model *model = stage->f->model;
    Buf out = buf_new(stage->f->arena);
    buf_add_cstr(&out,
                 "# Who may do what\n\n"
                 "Found by trying every verb of every record in every role. all: any record; "
                 "below: those of one's own unit\nand of the units below it; own: those of one's "
                 "own unit, or one's own; nothing: refused. `owner` is the owner of the file at a\nterminal. "
                 "`ninja -C build-check permissions` writes this file anew.\n\n");
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
    return buf_text(&out);
}

/* ---- Comparing ---- */

static const char *golden_path;

static void the_table_is_the_one_that_was_reviewed(void **state)
{
    Fixture *f = *state;
    Stage stage = stage_open(f);
    Text made = permissions(&stage), golden = read_file(f->arena, golden_path);
    sqlite3_close(stage.db);
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
    static const char *const THEIRS[] = {"organisation", "unit_group", "post",       "person",
                                         "holding",      "account",    "role_grant", "rule_set",
                                         "saved_view"};
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

static int write_file(const char *path)
{
    Fixture *f = NULL;
    fixture_open((void **)&f);
    Stage stage = stage_open(f);
    Text made = permissions(&stage);
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(made.ptr, 1, made.len, file) == made.len;
    written = file != NULL && fclose(file) == 0 && written;
    sqlite3_close(stage.db);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
