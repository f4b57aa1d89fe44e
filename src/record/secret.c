/* What was made in secret: who, when and in which order stands nowhere, and yet the history holds
 * it.
 *
 * The id says nothing: it is random. Nothing is appended to the chain when the record is made, for
 * its place there, between changes of known people, would tell all. When the record that it is
 * about (the tour, of a ballot) next moves, all that was made in secret about it enters the history
 * at once, in the order of the random ids and in nobody's name. */
#include "save_impl.h"

/* From 2^48 on, 15 digits: no counter comes so far, and a spreadsheet keeps them all. */
static const int64_t id_first = INT64_C(1) << 48;

/* One among 2^48: that one is taken, the table's key would say. */
int64_t secret_id(void)
{
    int64_t number = 0;
    random_bytes(&number, sizeof number);
    return id_first + (number & (id_first - 1));
}

/* ---- From what it is about back to what was made ---- */

static const FieldDef *way_up(const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        if (def->fields[f].kind == FIELD_REF && def->fields[f].link == LINK_FROM) {
            return &def->fields[f];
        }
    }
    return NULL;
}

/* Joins the tables on the way from `def` up to the first record with states, whose type it returns;
 * NULL: the way leads nowhere, which modelc refuses. */
static const RecordDef *add_way(Buf *joins, Buf *last, const Model *model, const RecordDef *def)
{
    const FieldDef *field = &def->fields[def->secret_through];
    const RecordDef *at = model_record(model, text_from(field->target));
    const char *owner = def->name;
    buf_add_format(last, "\"%s\".\"%s\"", owner, field->name);
    for (int steps = 0; at != NULL && at->state_count == 0; steps++) {
        field = way_up(at);
        if (field == NULL || steps == SCHEMA_THROUGH_MOST) {
            return NULL;
        }
        buf_add_format(joins, " JOIN \"%s\" ON \"%s\".\"id\" = %.*s", at->name, at->name,
                       TEXT_ARGS(buf_text(last)));
        last->len = 0;
        buf_add_format(last, "\"%s\".\"%s\"", at->name, field->name);
        at = model_record(model, text_from(field->target));
    }
    return at;
}

/* ---- Entering the history ---- */

static Status enter_one(const Save *move, const RecordDef *def, int64_t id, Error *err)
{
    static const Actor nobody = {.who = {"", 0}, .post = {"", 0}, .from = {"", 0}};
    Save made = {.arena = move->arena, .workspace = move->workspace};
    Record *record = NULL;
    Status status = type_of(made.workspace, def, &made.type, err);
    if (status == STATUS_OK) {
        status = row_get(made.arena, made.workspace, def, id, &record, err);
    }
    if (status == STATUS_OK && record == NULL) {
        return row_missing(def, id, err);
    }
    if (status == STATUS_OK) {
        made.record = record;
        made.written = *record;
        status = save_remember(&made, &nobody, err);
    }
    return status;
}

static Status enter_type(const Save *move, const RecordDef *def, Error *err)
{
    Sql sql = sql_new(move->arena);
    Buf joins = buf_new(move->arena), last = buf_new(move->arena);
    Stmt *stmt = NULL;
    bool row = false;
    List ids = list_new(move->arena, sizeof(int64_t));
    if (add_way(&joins, &last, move->workspace->model, def) != move->type->def) {
        return STATUS_OK;
    }
    buf_add_format(&sql.text, "SELECT \"%s\".\"id\" FROM \"%s\"%.*s WHERE %.*s = ", def->name,
                   def->name, TEXT_ARGS(buf_text(&joins)), TEXT_ARGS(buf_text(&last)));
    sql_add_value(&sql, value_int(move->written.id));
    buf_add_format(&sql.text,
                   " AND NOT EXISTS (SELECT 1 FROM \"change\" WHERE \"record_id\" = \"%s\".\"id\""
                   " AND \"action\" = 'create')"
                   " ORDER BY 1",
                   def->name);
    Status status = sql_prepare(move->workspace, &sql, &stmt, err);
    while (status == STATUS_OK && (status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        *(int64_t *)list_add(&ids) = stmt_int(stmt, 0);
    }
    for (size_t at = 0; status == STATUS_OK && at < ids.count; at++) {
        status = enter_one(move, def, *LIST_AT(&ids, int64_t, at), err);
    }
    return status;
}

Status secret_enter(const Save *move, Error *err)
{
    const Model *model = move->workspace->model;
    Status status = STATUS_OK;
    for (int r = 0; status == STATUS_OK && r < model->record_count; r++) {
        if (model->records[r].kind == RECORD_PLAIN && model->records[r].secret_through >= 0) {
            status = enter_type(move, &model->records[r], err);
        }
    }
    return status;
}
