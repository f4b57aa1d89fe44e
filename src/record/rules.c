/* Rule sets: which edition is in force on a day. */
#include "record_impl.h"

/* Of a rule_set; withdrawn ones were in force until they ended. */
static const char OWN_EDITIONS[] =
    "SELECT \"id\", \"edition\", \"effective\", \"body\" FROM \"rule_set\""
    " WHERE \"name\" = $1 AND \"state\" IN ('approved', 'withdrawn')"
    " AND (\"ended\" IS NULL OR \"ended\" > $2)"
    " ORDER BY \"effective\" DESC, \"id\" DESC";

static Status no_rules(const char *name, Date on, Error *err)
{
    Arena *scratch = arena_new();
    Buf day = buf_new(scratch);
    date_print(&day, on);
    Status status = error_set(err, STATUS_NOT_FOUND, "record.no_rules",
                              ARGS(arg_cstr("name", name), arg_text("day", buf_text(&day))));
    arena_free(scratch);
    return status;
}

/* ---- Editions that ship ---- */

static bool shipped_file(const Workspace *workspace, const char *name, Text *text)
{
    char file[64];
    snprintf(file, sizeof file, "%s.rules", name);
    return embedded_text(workspace->model->rules, file, text);
}

static Text version_of(Text body)
{
    Text name, value;
    int64_t row = 0;
    while (rule_line(&body, &name, &value, &row)) {
        if (text_equal(name, TEXT("version"))) {
            return value;
        }
    }
    return TEXT("");
}

static void add_shipped(List *editions, const char *from, const char *to, Date effective)
{
    Text body = {from, (size_t)(to - from)};
    RuleEdition *edition = list_add(editions);
    *edition = (RuleEdition){version_of(body), effective, 0, body};
}

/* An edition ends where the next begins: at a line `effective DATE`. What stands before the first
 * is in force from ever, unless it is comment alone. */
static void split_shipped(Text file, List *editions)
{
    Text rest = file, name, value;
    const char *begin = file.ptr, *line = file.ptr;
    Date effective = DATE_NONE;
    bool has_lines = false;
    int64_t row = 0;
    while (rule_line(&rest, &name, &value, &row)) {
        Date next;
        if (!text_equal(name, TEXT("effective")) || !date_parse(value, &next)) {
            has_lines = true;
            line = rest.ptr;
            continue;
        }
        if (has_lines) {
            add_shipped(editions, begin, line, effective);
        }
        begin = line = rest.ptr;
        effective = next;
        has_lines = false;
    }
    if (has_lines) {
        add_shipped(editions, begin, file.ptr + file.len, effective);
    }
}

static int later_first(const void *a, const void *b)
{
    const RuleEdition *one = a, *other = b;
    return (one->effective < other->effective) - (one->effective > other->effective);
}

/* ---- Editions of the workspace ---- */

/* Those that had not ended on `on`, the latest first. A model without the type has none. */
static Status add_own(Arena *arena, Workspace *workspace, const char *name, Date on, List *editions,
                      Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    if (model_record(workspace->model, TEXT("rule_set")) == NULL) {
        return STATUS_OK;
    }
    Status status = store_prepare(workspace->store, OWN_EDITIONS, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, text_from(name));
    stmt_bind_int(stmt, 2, on);
    while ((status = stmt_step(stmt, &row, err)) == STATUS_OK && row) {
        RuleEdition *edition = list_add(editions);
        edition->rule_set = stmt_int(stmt, 0);
        edition->version = stmt_text_copy(arena, stmt, 1);
        edition->effective = (Date)stmt_int(stmt, 2);
        edition->body = stmt_text_copy(arena, stmt, 3);
    }
    return status;
}

/* ---- Lookup ---- */

/* The workspace's own stand before those that ship. */
static Status editions_on(Arena *arena, Workspace *workspace, const char *name, Date on,
                          List *editions, Error *err)
{
    Text file;
    *editions = list_new(arena, sizeof(RuleEdition));
    Status status = add_own(arena, workspace, name, on, editions, err);
    if (status == STATUS_OK && shipped_file(workspace, name, &file)) {
        List shipped = list_new(arena, sizeof(RuleEdition));
        split_shipped(file, &shipped);
        list_sort(&shipped, later_first);
        for (size_t at = 0; at < shipped.count; at++) {
            *(RuleEdition *)list_add(editions) = *LIST_AT(&shipped, RuleEdition, at);
        }
    }
    return status;
}

bool rules_shipped(const Workspace *workspace, const char *name, RuleEdition *edition)
{
    Text file;
    if (!shipped_file(workspace, name, &file)) {
        return false;
    }
    Arena *scratch = arena_new();
    List shipped = list_new(scratch, sizeof(RuleEdition));
    split_shipped(file, &shipped);
    list_sort(&shipped, later_first);
    bool has_any = shipped.count > 0;
    if (has_any) {
        *edition = *LIST_AT(&shipped, RuleEdition, 0);
    }
    arena_free(scratch);
    return has_any;
}

bool rules_is_open(Text body)
{
    Arena *scratch = arena_new();
    Map *names = map_new(scratch);
    Text name, value;
    int64_t row = 0, seen;
    bool is_open = false;
    while (!is_open && rule_line(&body, &name, &value, &row)) {
        is_open = map_get(names, name, &seen);
        map_put(names, name, row);
    }
    arena_free(scratch);
    return is_open;
}

Status rules_editions(Arena *arena, Workspace *workspace, const char *name, List *editions,
                      Error *err)
{
    return editions_on(arena, workspace, name, DATE_NONE, editions, err);
}

Status rules_in_force(Arena *arena, Workspace *workspace, const char *name, Date on,
                      RuleEdition *edition, Error *err)
{
    List editions;
    Status status = editions_on(arena, workspace, name, on, &editions, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t at = 0; at < editions.count; at++) {
        const RuleEdition *candidate = LIST_AT(&editions, RuleEdition, at);
        if (candidate->effective <= on) {
            *edition = *candidate;
            return STATUS_OK;
        }
    }
    return no_rules(name, on, err);
}

/* ---- The day a workspace stands on ---- */

Date workspace_stands_on(Workspace *workspace)
{
    Arena *scratch = arena_new();
    RuleEdition edition;
    Error ignored = {0};
    Date day = DATE_NONE;
    Text name, value;
    int64_t row = 0;
    if (rules_in_force(scratch, workspace, "workspace", date_today(), &edition, &ignored) ==
        STATUS_OK) {
        while (rule_line(&edition.body, &name, &value, &row)) {
            if (text_equal(name, TEXT("as_of"))) {
                date_parse(value, &day);
            }
        }
    }
    arena_free(scratch);
    return day;
}

Date workspace_today(Workspace *workspace)
{
    Date day = workspace_stands_on(workspace);
    return day == DATE_NONE ? date_today() : day;
}
