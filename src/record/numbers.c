/* Numbers of their own kind, which the program gives: 焦督〔2016〕12号. A rule of the set "numbers"
 * says how they read; each counts by itself, from 1 in every year, and is given in the transaction
 * that writes it: what is taken back leaves no gap. */
#include "save_impl.h"

#include <inttypes.h>

static const char LAST[] =
    "SELECT \"last\" FROM \"number_counter\" WHERE \"rule\" = $1 AND \"year\" = $2";
static const char COUNT[] =
    "INSERT INTO \"number_counter\" (\"rule\", \"year\", \"last\") VALUES ($1, $2, $3)"
    " ON CONFLICT (\"rule\", \"year\") DO UPDATE SET \"last\" = excluded.\"last\"";

static const char YEAR_MARK[] = "{year}", COUNT_MARK[] = "{n}";

/* ---- How they read ---- */

static Text replaced(Arena *arena, Text form, const char *mark, int64_t number)
{
    size_t at = 0;
    if (!text_find(form, text_from(mark), &at)) {
        return form;
    }
    Text before = text_slice(form, 0, at);
    Text after = text_slice(form, at + text_from(mark).len, form.len);
    return text_format(arena, "%.*s%" PRId64 "%.*s", TEXT_ARGS(before), number, TEXT_ARGS(after));
}

/* The rule in force today; without a place for the count it would give one number for ever. */
static Status find_form(Arena *arena, Workspace *workspace, const char *rule, Text *form,
                        Error *err)
{
    RuleEdition edition;
    Text name, value;
    int64_t row = 0;
    *form = TEXT("");
    Status status = rules_in_force(arena, workspace, "numbers", date_today(), &edition, err);
    while (status == STATUS_OK && rule_line(&edition.body, &name, &value, &row)) {
        if (text_equal(name, text_from(rule))) {
            *form = value;
        }
    }
    if (status == STATUS_OK && !text_contains(*form, text_from(COUNT_MARK))) {
        status = error_set(err, STATUS_INVALID, "record.bad_rules",
                           ARGS(arg_cstr("name", "numbers"), arg_cstr("rule", rule)));
    }
    return status;
}

/* ---- The count ---- */

static Status last_of(Workspace *workspace, const char *rule, int year, int64_t *last, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *last = 0;
    Status status = store_prepare(workspace->store, LAST, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, text_from(rule));
        stmt_bind_int(stmt, 2, year);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *last = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    return status;
}

static Status keep_last(Workspace *workspace, const char *rule, int year, int64_t last, Error *err)
{
    Stmt *stmt = NULL;
    Status status = store_prepare(workspace->store, COUNT, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_text(stmt, 1, text_from(rule));
        stmt_bind_int(stmt, 2, year);
        stmt_bind_int(stmt, 3, last);
        status = stmt_run(stmt, err);
    }
    return status;
}

/* Whether a paper that was registered with its number has this one. */
static Status is_taken(Arena *arena, Workspace *workspace, const RecordDef *def,
                       const FieldDef *field, Text number, bool *taken, Error *err)
{
    Stmt *stmt = NULL;
    Sql sql = sql_new(arena);
    buf_add_format(&sql.text, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ", def->name, field->name);
    sql_add_value(&sql, value_text(number));
    *taken = false;
    Status status = sql_prepare(workspace, &sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, taken, err);
    }
    if (status == STATUS_OK && *taken) {
        stmt_reset(stmt);
    }
    return status;
}

static Status give(Save *save, int field, Error *err)
{
    const FieldDef *def = &save->type->def->fields[field];
    Workspace *workspace = save->workspace;
    int year, month, day;
    int64_t count;
    Text form, number = TEXT("");
    bool taken = true;
    date_split(date_today(), &year, &month, &day);
    Status status = find_form(save->arena, workspace, def->number, &form, err);
    if (status == STATUS_OK) {
        status = last_of(workspace, def->number, year, &count, err);
    }
    while (status == STATUS_OK && taken) {
        number = replaced(save->arena, form, COUNT_MARK, ++count);
        number = replaced(save->arena, number, YEAR_MARK, year);
        status = is_taken(save->arena, workspace, save->type->def, def, number, &taken, err);
    }
    if (status == STATUS_OK) {
        status = keep_last(workspace, def->number, year, count, err);
    }
    save->written.values[field] = value_text(number);
    return status;
}

/* ---- When ---- */

static bool is_due(const Save *save, const FieldDef *field)
{
    bool is_new = save->before == NULL;
    return field->number_state < 0 ? is_new : save->written.state == field->number_state;
}

bool number_comes(const FieldDef *field, const Record *before)
{
    return field->number != NULL && field->number_state < 0 && before == NULL;
}

Status numbers_give(Save *save, Error *err)
{
    const RecordDef *def = save->type->def;
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        bool is_empty = save->written.values[f].kind == VALUE_NONE;
        if (field->number != NULL && is_empty && is_due(save, field)) {
            status = give(save, f, err);
        }
    }
    return status;
}
