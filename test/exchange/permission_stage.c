/* Records written past the engine: what is tried on them is permission, not whether they make
 * sense. */
#include "permission_stage.h"

#include "schema_impl.h"

enum { ID_STEP = 10, PARENT_UNIT = 1 };

int64_t stage_id(const Model *model, const RecordDef *def, int whose)
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
        buf_add_format(sql, "%lld", (long long)stage_id(model, target, whose));
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

/* So that there is a history to see. */
static void add_change(const Stage *stage, const RecordDef *def, int whose)
{
    Buf sql = buf_new(stage->f->arena);
    buf_add_format(
        &sql,
        "INSERT INTO \"change\" SELECT count(*) + 1, 0, 'x', '', '', '', '%s', %lld, 1,"
        " 'create', '', zeroblob(32), NULL, 'sha-256', zeroblob(32), zeroblob(32) FROM \"change\"",
        def->name, (long long)stage_id(stage->f->model, def, whose));
    run_buf(stage, &sql);
}

static void add_record(const Stage *stage, const RecordDef *def, int whose)
{
    const Model *model = stage->f->model;
    Buf sql = buf_new(stage->f->arena), values = buf_new(stage->f->arena);
    long long id = stage_id(model, def, whose);
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
                           field->name, id, (long long)stage_id(model, target, whose));
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
                   (long long)stage_id(stage->f->model, def, BELOW),
                   (long long)stage_id(stage->f->model, def, OWN));
    run_buf(stage, &sql);
}

Stage stage_open(Fixture *f)
{
    Stage stage = {.f = f};
    assert_int_equal(sqlite3_open(f->path, &stage.db), SQLITE_OK);
    run(&stage, "PRAGMA foreign_keys = OFF; BEGIN");
    for (int r = 0; r < f->model->record_count; r++) {
        for (int whose = OWN; whose < WHOSE_COUNT; whose++) {
            if (f->model->records[r].kind == RECORD_PLAIN) {
                add_record(&stage, &f->model->records[r], whose);
                add_change(&stage, &f->model->records[r], whose);
            }
        }
    }
    place_units(&stage);
    /* Written past the engine: it is to find out anew whose they are. */
    run(&stage, "DELETE FROM derived; COMMIT");
    fixture_reopen(f, STORE_WRITE);
    return stage;
}

void stage_close(Stage *stage)
{
    sqlite3_close(stage->db);
}

/* ---- Acting on them ---- */

void stage_act_as(const Stage *stage, int role)
{
    const RecordDef *unit = model_record(stage->f->model, TEXT("organisation"));
    const RecordDef *account = model_record(stage->f->model, TEXT("account"));
    Actor actor = {.who = TEXT("tester"),
                   .from = TEXT("test"),
                   .unit = stage_id(stage->f->model, unit, OWN),
                   .account = stage_id(stage->f->model, account, OWN),
                   .roles = role >= 0 ? (RoleSet)1 << role : 0,
                   .is_owner = role < 0};
    workspace_act_as(stage->f->workspace, &actor);
}

Record *stage_record(const Stage *stage, const RecordDef *def, int whose)
{
    Fixture *f = stage->f;
    Record *record = NULL;
    Actor actor = *workspace_actor(f->workspace), owner = actor;
    actor.who = owner.who = TEXT("tester");
    actor.from = owner.from = TEXT("test");
    owner.is_owner = true;
    workspace_act_as(f->workspace, &owner);
    ok(f,
       record_get(f->arena, f->workspace, def, stage_id(f->model, def, whose), &record, &f->err));
    workspace_act_as(f->workspace, &actor);
    return record;
}

void stage_put_in_state(const Stage *stage, const RecordDef *def, int state)
{
    Buf sql = buf_new(stage->f->arena);
    buf_add_format(&sql, "UPDATE \"%s\" SET \"state\" = '%s'; DELETE FROM derived", def->name,
                   def->states[state].name);
    run_buf(stage, &sql);
    fixture_reopen(stage->f, STORE_WRITE);
}
