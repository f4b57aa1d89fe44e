#include "work_test.h"

#include "compiled_model.h"
#include "model_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The workspace ---- */

int fixture_open(void **state)
{
    Arena *arena = arena_new();
    Fixture *f = ARENA_NEW(arena, Fixture);
    Error err;
    Actor owner = {.who = TEXT("tester"), .from = TEXT("test"), .is_owner = true};
    f->arena = arena;
    f->model = *compiled_model(arena);
    f->model.hooks = MODEL_HOOKS;
    f->model.hook_count = MODEL_HOOK_COUNT;
    assert_true(folder_make(f->folder));
    Text path = text_format(arena, "%s/test.duibiao", f->folder);
    assert_int_equal(
        workspace_open(text_cstr(arena, path), STORE_CREATE, &f->model, owner, &f->workspace, &err),
        STATUS_OK);
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    workspace_close(f->workspace);
    folder_remove(f->folder);
    arena_free(f->arena);
    return 0;
}

void act_as(Fixture *f, const char *role, int64_t unit)
{
    int index = model_role(&f->model, text_from(role));
    assert_true(index >= 0);
    Actor actor = {.who = text_from(role),
                   .from = TEXT("test"),
                   .account = 1,
                   .unit = unit,
                   .roles = (RoleSet)1 << index};
    workspace_act_as(f->workspace, &actor);
}

void act_as_owner(Fixture *f)
{
    Actor owner = {.who = TEXT("tester"), .from = TEXT("test"), .is_owner = true};
    workspace_act_as(f->workspace, &owner);
}

/* ---- Verbs ---- */

typedef struct Outcome {
    Status status;
    Error err;
    Problems *problems;
} Outcome;

static Text said(const Fixture *f, const Outcome *outcome)
{
    Buf out = buf_new(f->arena);
    error_print(&out, LANG_EN, &outcome->err);
    for (size_t at = 0; at < problems_kept(outcome->problems); at++) {
        const Problem *problem = problems_at(outcome->problems, at);
        buf_add_format(&out, "\n  %s: ", problem->code);
        lang_print(&out, LANG_EN, problem->code, problem->args, problem->arg_count);
    }
    return buf_text(&out);
}

static void is_good(const Fixture *f, const char *what, const Outcome *outcome)
{
    if (outcome->status != STATUS_OK) {
        fail_msg("%s: %.*s", what, TEXT_ARGS(said(f, outcome)));
    }
}

static void is_refused(const Fixture *f, const char *what, const char *code, const Outcome *outcome)
{
    if (outcome->status != STATUS_INVALID || problems_count_code(outcome->problems, code) == 0) {
        fail_msg("%s: expected %s, not status %d: %.*s", what, code, (int)outcome->status,
                 TEXT_ARGS(outcome->status ? said(f, outcome) : TEXT("done")));
    }
}

static Text format_values(Fixture *f, const char *format, va_list args)
{
    char values[2000];
    assert_true(vsnprintf(values, sizeof values, format, args) < (int)sizeof values);
    return text_copy(f->arena, text_from(values));
}

static void give(Fixture *f, Record *record, Text values, Problems *problems)
{
    Text piece, name;
    while (text_split(&values, ';', &piece)) {
        piece = text_trim(piece);
        if (!text_split(&piece, '=', &name)) {
            continue;
        }
        int field = record_field(record->def, name);
        if (field < 0) {
            fail_msg("%s has no field %.*s", record->def->name, TEXT_ARGS(name));
        }
        if (piece.len == 0) {
            record->values[field] = value_none();
        } else if (!record_parse(f->arena, record, field, piece, problems)) {
            fail_msg("%s.%.*s cannot be %.*s", record->def->name, TEXT_ARGS(name),
                     TEXT_ARGS(piece));
        }
    }
}

Record *get(Fixture *f, const char *type, int64_t id)
{
    Record *record = NULL;
    Error err;
    const RecordDef *def = model_record(&f->model, text_from(type));
    assert_non_null(def);
    assert_int_equal(record_get(f->arena, f->workspace, def, id, &record, &err), STATUS_OK);
    return record;
}

Value computed(Fixture *f, const char *type, int64_t id, const char *field)
{
    Record *record = get(f, type, id);
    Value value;
    Error err;
    int index = record_field(record->def, text_from(field));
    assert_int_equal(record_says(f->arena, f->workspace, record, index, &value, &err),
                     STATUS_OK);
    return value;
}

static Outcome save(Fixture *f, Record *record, Text values)
{
    Outcome outcome = {.problems = problems_new(f->arena, 20)};
    give(f, record, values, outcome.problems);
    outcome.status =
        record_save(f->arena, f->workspace, record, TEXT("test"), outcome.problems, &outcome.err);
    return outcome;
}

static Outcome make_move(Fixture *f, const char *type, int64_t id, const char *name, Text values)
{
    Outcome outcome = {.problems = problems_new(f->arena, 20)};
    Record *record = get(f, type, id);
    give(f, record, values, outcome.problems);
    outcome.status = record_move(f->arena, f->workspace, record, text_from(name), TEXT("test"),
                                 outcome.problems, &outcome.err);
    return outcome;
}

#define VALUES(values, format)                                                                     \
    va_list args;                                                                                  \
    va_start(args, format);                                                                        \
    Text values = format_values(f, format, args);                                                  \
    va_end(args)

int64_t make(Fixture *f, const char *type, const char *format, ...)
{
    VALUES(values, format);
    const RecordDef *def = model_record(&f->model, text_from(type));
    assert_non_null(def);
    Record *record = record_new(f->arena, def);
    Outcome outcome = save(f, record, values);
    is_good(f, type, &outcome);
    return record->id;
}

void change(Fixture *f, const char *type, int64_t id, const char *format, ...)
{
    VALUES(values, format);
    Outcome outcome = save(f, get(f, type, id), values);
    is_good(f, type, &outcome);
}

void move(Fixture *f, const char *type, int64_t id, const char *name, const char *format, ...)
{
    VALUES(values, format);
    Outcome outcome = make_move(f, type, id, name, values);
    is_good(f, name, &outcome);
}

void move_all(Fixture *f, const char *type, int64_t id, const char *names)
{
    Text rest = text_from(names), name;
    while (text_split(&rest, ' ', &name)) {
        move(f, type, id, text_cstr(f->arena, name), "%s", "");
    }
}

void refuses_make(Fixture *f, const char *code, const char *type, const char *format, ...)
{
    VALUES(values, format);
    Outcome outcome =
        save(f, record_new(f->arena, model_record(&f->model, text_from(type))), values);
    is_refused(f, type, code, &outcome);
}

void refuses_change(Fixture *f, const char *code, const char *type, int64_t id, const char *format,
                    ...)
{
    VALUES(values, format);
    Outcome outcome = save(f, get(f, type, id), values);
    is_refused(f, type, code, &outcome);
}

void refuses_move(Fixture *f, const char *code, const char *type, int64_t id, const char *name,
                  const char *format, ...)
{
    VALUES(values, format);
    Outcome outcome = make_move(f, type, id, name, values);
    is_refused(f, name, code, &outcome);
}

typedef Status Removal(Arena *arena, Workspace *workspace, Record *record, Text reason,
                       Problems *problems, Error *err);

static Outcome take_away(Fixture *f, Removal *removal, const char *type, int64_t id)
{
    Outcome outcome = {.problems = problems_new(f->arena, 20)};
    outcome.status = removal(f->arena, f->workspace, get(f, type, id), TEXT("test"),
                             outcome.problems, &outcome.err);
    return outcome;
}

void take_back(Fixture *f, const char *type, int64_t id)
{
    Outcome outcome = take_away(f, record_retract, type, id);
    is_good(f, type, &outcome);
}

void refuses_delete(Fixture *f, const char *code, const char *type, int64_t id)
{
    if (model_record(&f->model, text_from(type))->allow[ACT_DELETE].count > 0) {
        Outcome deleted = take_away(f, record_delete, type, id);
        is_refused(f, type, code, &deleted);
    }
    Outcome retracted = take_away(f, record_retract, type, id);
    is_refused(f, type, code, &retracted);
}

/* ---- Records that others need ---- */

int64_t organisation(Fixture *f, const char *name)
{
    return make(f, "organisation", "zh=%s", name);
}

int64_t post(Fixture *f, const char *name, int64_t unit)
{
    return make(f, "post", "zh=%s; organisation=%lld", name, (long long)unit);
}

int64_t task(Fixture *f, int64_t lead)
{
    return make(f, "task", "zh=一件事; lead=%lld; due=2016-12-31", (long long)lead);
}

static int64_t list_of(Fixture *f, const char *code)
{
    const RecordDef *def = model_record(&f->model, TEXT("named_list"));
    RecordFilter by_code = {.field = record_field(def, TEXT("code")),
                            .value = value_text(text_from(code))};
    Record *list = NULL;
    Error err;
    assert_int_equal(record_find(f->arena, f->workspace, def, &by_code, 1, &list, &err), STATUS_OK);
    return list != NULL ? list->id : make(f, "named_list", "code=%s; zh=名单%s", code, code);
}

int64_t entry(Fixture *f, const char *list, const char *name)
{
    return make(f, "entry", "list=%lld; code=%s; zh=%s; place=1", (long long)list_of(f, list), name,
                name);
}
