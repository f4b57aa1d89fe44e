/* Who may fetch what in which form: every role, and nobody in particular, tries every row of the
 * table of routes in every form. */
#include "pages_impl.h"
#include "web_test.h"

#include "compiled_model.h"
#include "folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROLES_MOST = 32 };

static const char PASSWORD[] = "Long-enough-7";

typedef struct Matrix {
    Arena *arena;
    char folder[FOLDER_PATH];
    const char *path;
    WebSetup setup;
    Site *site;
    Worker reader, writer;
    Text sessions[ROLES_MOST]; /* of each role of the model; empty: it has no accounts */
} Matrix;

static void must(Status status, const Error *err)
{
    if (status != STATUS_OK) {
        Arena *arena = arena_new();
        Buf said = buf_new(arena);
        error_print(&said, LANG_EN, err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&said)));
    }
}

/* ---- An account for each role ---- */

static int64_t save(Matrix *m, Record *record)
{
    Error err = {0};
    Problems *problems = problems_new(m->arena, 5);
    must(record_save(m->arena, m->writer.workspace, record, TEXT("test"), problems, &err), &err);
    return record->id;
}

static Text session_of(Matrix *m, const RoleDef *role)
{
    Error err = {0};
    Text claim, token;
    Claimed claimed;
    Workspace *workspace = m->writer.workspace;
    SignIn proof = {.login = text_format(m->arena, "u%s", role->name),
                    .password = text_from(PASSWORD),
                    .from = TEXT("test"),
                    .device = TEXT("test")};
    Record *account = record_new(m->arena, model_record(m->setup.model, TEXT("account")));
    *record_value(account, "login") = value_text(proof.login);
    int64_t id = save(m, account);
    Record *grant = record_new(m->arena, model_record(m->setup.model, TEXT("role_grant")));
    *record_value(grant, "account") = value_int(id);
    *record_value(grant, "role") = value_text(text_from(role->name));
    *record_value(grant, "first_day") = value_int(date_today());
    save(m, grant);
    must(door_claim_new(m->arena, workspace, id, time_now_ms(), &claim, &err), &err);
    must(door_claim(m->arena, workspace, claim, &proof, time_now_ms(), &claimed,
                    problems_new(m->arena, 5), &err),
         &err);
    must(door_sign_in(m->arena, workspace, &proof, time_now_ms(), &token, &err), &err);
    return token;
}

static Worker worker(Matrix *m, StoreMode mode)
{
    Error err = {0};
    Worker made = {.site = m->site,
                   .mode = mode,
                   .registry_arena = arena_new(),
                   .kept = kept_new(m->arena)};
    must(workspace_open(m->path, mode, m->setup.model, site_owner(), &made.workspace, &err), &err);
    return made;
}

static int matrix_open(void **state)
{
    Arena *arena = arena_new();
    Matrix *m = ARENA_NEW(arena, Matrix);
    Error err = {0};
    m->arena = arena;
    m->setup = (WebSetup){.version = "0", .model = compiled_model(arena)};
    assert_true(folder_make(m->folder));
    m->path = text_cstr(arena, text_format(arena, "%s/test.duibiao", m->folder));
    Workspace *made;
    must(workspace_open(m->path, STORE_CREATE, m->setup.model, site_owner(), &made, &err), &err);
    workspace_close(made);
    m->writer = worker(m, STORE_WRITE);
    for (int r = 0; r < m->setup.model->role_count; r++) {
        const RoleDef *role = &m->setup.model->roles[r];
        if (strcmp(role->name, "public") != 0) {
            m->sessions[r] = session_of(m, role);
        }
    }
    m->reader = worker(m, STORE_READ);
    WebOptions options = {.workspace = m->path, .listen = "127.0.0.1:0"};
    must(site_open(&m->setup, &options, &m->site, &err), &err);
    m->reader.site = m->writer.site = m->site;
    *state = m;
    return 0;
}

static int matrix_close(void **state)
{
    Matrix *m = *state;
    site_close(m->site);
    workspace_close(m->reader.workspace);
    workspace_close(m->writer.workspace);
    arena_free(m->reader.registry_arena);
    arena_free(m->writer.registry_arena);
    folder_remove(m->folder);
    arena_free(m->arena);
    return 0;
}

/* ---- One try ---- */

/* "/records/{type}/{id}" with names that could stand there. */
static Text target_of(Arena *arena, const Route *route, Form form)
{
    static const char *const values[][2] = {
        {"type", "task"},      {"id", "1"},           {"lang", "en"},
        {"move", "accept"},    {"indicator", "gdp"},  {"entity", "410800"},
        {"period", "2015"}, {"claim", "dbc_none"}, {"name", "style.css"}};
    Buf target = buf_new(arena);
    Text rest = text_from(route->pattern);
    while (rest.len > 0) {
        buf_add(&target, text_take(&rest, '{'));
        Text name = text_take(&rest, '}');
        const char *value = "x";
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            value = text_equal(name, text_from(values[i][0])) ? values[i][1] : value;
        }
        buf_add_cstr(&target, name.len > 0 ? value : "");
    }
    buf_add_cstr(&target, FORM_ENDINGS[form]);
    return buf_text(&target);
}

static Visit *visit_new(Matrix *m, Arena *arena, Method method, Text target)
{
    Visit *visit = ARENA_NEW(arena, Visit);
    visit->arena = arena;
    visit->site = m->site;
    visit->worker = method == METHOD_GET ? &m->reader : &m->writer;
    visit->answer.cookies = list_new(arena, sizeof(Text));
    visit->answer.headers = list_new(arena, sizeof(Param));
    visit->request.method = method;
    visit->request.host = TEXT("localhost");
    visit->request.caller = TEXT("127.0.0.1");
    visit->request.body_type = TEXT("application/x-www-form-urlencoded");
    assert_true(request_read_target(arena, &visit->request, target));
    return visit;
}

static void comes_with_session(Visit *visit, Text session)
{
    visit->request.cookies =
        session.len ? text_format(visit->arena, "session=%.*s", TEXT_ARGS(session)) : TEXT("");
}

/* A problem names the same number within as the answer does without (RFC 9457, 3.1.2). */
static void assert_problem_agrees(const Answer *answer)
{
    char member[32];
    snprintf(member, sizeof member, "\"status\": %d,", answer->code);
    if (answer->type && strstr(answer->type, "problem+json")) {
        assert_true(text_contains(answer->body, text_from(member)));
    }
}

/* The code of the answer; what belongs to the visit is given back. */
static int answered(Visit *visit)
{
    visit_answer(visit);
    int code = visit->answer.code;
    assert_problem_agrees(&visit->answer);
    shared_body_drop(visit->answer.shared);
    arena_free(visit->arena);
    return code;
}

static int try(Matrix *m, const Route *route, Form form, Text session)
{
    Arena *arena = arena_new();
    Visit *visit = visit_new(m, arena, route->method, target_of(arena, route, form));
    comes_with_session(visit, session);
    return answered(visit);
}

static void assert_allowed(const Route *route, Form form, const char *who, int code,
                           bool is_allowed)
{
    if (!is_allowed) {
        print_error("%s %s in form %d as %s: %d\n", route->method == METHOD_GET ? "GET" : "POST",
                    route->pattern, form, who, code);
        fail();
    }
}

/* ---- Tests ---- */

static void nobody_in_particular_is_shown_the_door(void **state)
{
    Matrix *m = *state;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        for (int form = AS_PAGE; form < FORM_COUNT; form++) {
            const Route *route = &ROUTES[i];
            int code = try(m, route, (Form)form, TEXT(""));
            bool is_form = (route->forms & FORM_BIT(form)) != 0;
            bool is_open = route->access == ACCESS_ANYONE;
            assert_allowed(route, (Form)form, "nobody", code,
                           code < 500 && (is_form && !is_open ? code == 401 : code != 401));
        }
    }
}

/* Signed in, nobody is asked to sign in; no form is answered that the table does not name; whatever
 * changes something is refused without the token of a form. */
static void every_role_meets_what_the_table_says(void **state)
{
    Matrix *m = *state;
    for (int r = 0; r < m->setup.model->role_count; r++) {
        const char *role = m->setup.model->roles[r].name;
        for (size_t i = 0; m->sessions[r].len > 0 && i < ROUTE_COUNT; i++) {
            for (int form = AS_PAGE; form < FORM_COUNT; form++) {
                const Route *route = &ROUTES[i];
                int code = try(m, route, (Form)form, m->sessions[r]);
                bool is_form = (route->forms & FORM_BIT(form)) != 0;
                assert_allowed(route, (Form)form, role, code, code < 500 && code != 401);
                if (is_form && route->method == METHOD_POST) {
                    assert_allowed(route, (Form)form, role, code, code == 403);
                }
            }
        }
    }
}

static void a_session_that_is_none_is_nobody(void **state)
{
    Matrix *m = *state;
    List captures;
    const Route *route = route_find(m->arena, METHOD_GET, TEXT("/records"), &captures);
    assert_int_equal(try(m, route, AS_PAGE, TEXT("dbs_nothing")), 401);
}

/* ---- Hostile parameters ---- */

static const char *const HOSTILE[] = {
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "javascript:alert(1)",
    "'%20OR%201%3D1%20--",
    "x%0D%0ASet-Cookie:%20a%3Db",
    "%E2%80%AE%F0%A0%AE%B7",
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "9223372036854775808",
    "-1",
    "%7B%7Btitle%7D%7D%25n%25s",
    "eq.1%29%3Bor%28id.gt.0",
};
enum { HOSTILE_COUNT = sizeof HOSTILE / sizeof *HOSTILE };

/* The names of all parameters there are, and of one that there is not. */
static const char *const PARAMETERS[] = {
    "after", "area",    "as_of", "back", "columns", "indicator", "later", "order", "q",  "reason",
    "state", "subject", "type",  "with", "year",    "against",   "due",   "share", "id", "select",
    "limit", "offset",  "words", "or",   "and",     "zh",        "page",  "sort",  "x"};

static Text with_parameters(Arena *arena, Text path, const char *value)
{
    Buf target = buf_new(arena);
    buf_add(&target, path);
    for (size_t i = 0; i < sizeof PARAMETERS / sizeof *PARAMETERS; i++) {
        buf_add_format(&target, "%c%s=%s", i ? '&' : '?', PARAMETERS[i], value);
    }
    return buf_text(&target);
}

/* Each part of the path that may be anything is `value`; empty where it has none. */
static Text spoilt_path(Arena *arena, const Route *route, const char *value)
{
    Buf target = buf_new(arena);
    Text rest = text_from(route->pattern);
    bool is_spoilt = false;
    while (rest.len > 0) {
        buf_add(&target, text_take(&rest, '{'));
        if (text_take(&rest, '}').len > 0) {
            buf_add_cstr(&target, value);
            is_spoilt = true;
        }
    }
    return is_spoilt ? buf_text(&target) : TEXT("");
}

static bool says(const Visit *visit, const char *text)
{
    return text_contains(visit->answer.body, text_from(text));
}

/* Nothing of what was sent runs, breaks a header, or lets the program fail. */
static void is_harmless(Matrix *m, Method method, Text target, Text session)
{
    Arena *arena = arena_new();
    Visit *visit = visit_new(m, arena, method, TEXT("/"));
    visit->request.target = target;
    bool is_address = request_read_target(arena, &visit->request, target);
    comes_with_session(visit, session);
    visit->request.body = TEXT("a=b");
    if (is_address) {
        visit_answer(visit);
        bool runs = text_contains(text_from(visit->answer.type), TEXT("html")) &&
                    (says(visit, "<script>alert") || says(visit, "<img src=x") ||
                     says(visit, "href=\"javascript:"));
        bool splits = text_contains(visit->answer.location, TEXT("\n"));
        for (size_t i = 0; i < visit->answer.headers.count; i++) {
            const Param *header = LIST_AT(&visit->answer.headers, Param, i);
            splits = splits || text_contains(header->value, TEXT("\n"));
        }
        if (runs || splits || visit->answer.code >= 500 || says(visit, "root:x:")) {
            fail_msg("%.*s: %d", TEXT_ARGS(target), visit->answer.code);
        }
    }
    shared_body_drop(visit->answer.shared);
    arena_free(arena);
}

static void hostile_parameters_do_nothing(void **state)
{
    static const char *const roles[] = {"leader", "sysadmin", "enterprise"};
    Matrix *m = *state;
    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        Text session = m->sessions[model_role(m->setup.model, text_from(roles[r]))];
        for (size_t i = 0; i < ROUTE_COUNT; i++) {
            for (size_t h = 0; h < HOSTILE_COUNT; h++) {
                Arena *arena = arena_new();
                Text path = target_of(arena, &ROUTES[i], AS_PAGE);
                Text spoilt = spoilt_path(arena, &ROUTES[i], HOSTILE[h]);
                is_harmless(m, ROUTES[i].method, with_parameters(arena, path, HOSTILE[h]), session);
                if (spoilt.len > 0) {
                    is_harmless(m, ROUTES[i].method, spoilt, session);
                }
                arena_free(arena);
            }
        }
    }
}

/* ---- Hostile bodies ---- */

/* What stands where a value of JSON may stand. */
static const char *const TOKENS[] = {"\"\\ud800\"",
                                     "\"\\ud840\\udc00\"",
                                     "\"a\\u0000b\"",
                                     "\"\xC0\xAF\"",
                                     "1e400",
                                     "-0",
                                     "NaN",
                                     "9223372036854775808",
                                     "1e-400",
                                     "[[[[[[[[[[",
                                     "{\"a\":{\"from\":1}}",
                                     "\"=1+1\"",
                                     "true",
                                     "[1,[2]]",
                                     "\"</script>\""};

static Text token_of(Matrix *m, const char *role, const char *scope);

/* A token of the first role that may make records of the type; empty: nobody but the owner may. */
static Text maker_of(Matrix *m, const RecordDef *def, Text *tokens)
{
    for (int at = 0; at < def->allow[ACT_CREATE].count; at++) {
        int role = def->allow[ACT_CREATE].items[at].role;
        const char *name = m->setup.model->roles[role].name;
        if (m->sessions[role].len > 0 && tokens[role].len == 0) {
            tokens[role] = token_of(m, name, "write");
        }
        if (tokens[role].len > 0) {
            return tokens[role];
        }
    }
    return TEXT("");
}

static void is_answered_with_a_reason(Matrix *m, const RecordDef *def, const char *field,
                                      const char *value, Text token)
{
    Arena *arena = arena_new();
    Text target = text_format(arena, "/api/%s", def->name);
    Visit *visit = visit_new(m, arena, METHOD_POST, target);
    visit->request.authorization = text_format(arena, "Bearer %.*s", TEXT_ARGS(token));
    visit->request.body_type = TEXT("application/json");
    visit->request.prefer = TEXT("tx=rollback");
    visit->request.body = text_format(arena, "{\"%s\": %s}", field, value);
    visit_answer(visit);
    bool is_made = visit->answer.code >= 200 && visit->answer.code < 300;
    bool is_refused =
        visit->answer.code >= 400 && visit->answer.code < 500 && says(visit, "\"code\"");
    if (!is_made && !is_refused) {
        fail_msg("%s.%s = %s: %d", def->name, field, value, visit->answer.code);
    }
    shared_body_drop(visit->answer.shared);
    arena_free(arena);
}

static void hostile_values_are_answered_with_a_reason(void **state)
{
    Matrix *m = *state;
    Text tokens[ROLES_MOST] = {{0}};
    for (int r = 0; r < m->setup.model->record_count; r++) {
        const RecordDef *def = &m->setup.model->records[r];
        Text token = def->kind == RECORD_PLAIN ? maker_of(m, def, tokens) : TEXT("");
        for (int f = 0; token.len > 0 && f < def->field_count; f++) {
            for (size_t t = 0; t < sizeof TOKENS / sizeof *TOKENS; t++) {
                is_answered_with_a_reason(m, def, def->fields[f].name, TOKENS[t], token);
            }
        }
    }
}

/* ---- What one may not see is not there ---- */

static Text token_of(Matrix *m, const char *role, const char *scope)
{
    Error err = {0};
    Entrance entrance;
    Text token, session = m->sessions[model_role(m->setup.model, text_from(role))];
    Actor owner = site_owner();
    must(door_enter(m->arena, m->writer.workspace, session, TEXT("test"), time_now_ms(), &entrance,
                    &err),
         &err);
    workspace_act_as(m->writer.workspace, &entrance.actor);
    must(door_token_new(m->arena, m->writer.workspace, text_from(scope), text_from(scope),
                        time_now_ms() + 86400000, time_now_ms(), &token, &err),
         &err);
    workspace_act_as(m->writer.workspace, &owner);
    return token;
}

/* A draft that is the owner's to see, of an organisation that is nobody's. */
static int64_t unseen_task(Matrix *m)
{
    Actor owner = site_owner();
    workspace_act_as(m->writer.workspace, &owner);
    Record *unit = record_new(m->arena, model_record(m->setup.model, TEXT("organisation")));
    *record_value(unit, "zh") = value_text(TEXT("别的局"));
    Record *task = record_new(m->arena, model_record(m->setup.model, TEXT("task")));
    *record_value(task, "zh") = value_text(TEXT("不相干的事"));
    *record_value(task, "lead") = value_int(save(m, unit));
    *record_value(task, "due") = value_int(date_make(2016, 12, 31));
    return save(m, task);
}

typedef struct Told {
    int code;
    size_t length;
    bool has_secret;
} Told;

static Told ask(Matrix *m, Method method, const char *pattern, int64_t id, Text token)
{
    Arena *arena = arena_new();
    char target[100];
    snprintf(target, sizeof target, pattern, (long long)id);
    Visit *visit = visit_new(m, arena, method, text_from(target));
    visit->request.authorization = text_format(arena, "Bearer %.*s", TEXT_ARGS(token));
    visit->request.if_match = TEXT("\"1\"");
    visit->request.body_type = TEXT("application/json");
    visit->request.body = TEXT("{\"progress\": \"x\"}");
    visit_answer(visit);
    Told told = {visit->answer.code, visit->answer.body.len, says(visit, "不相干")};
    shared_body_drop(visit->answer.shared);
    arena_free(arena);
    return told;
}

static void what_is_forbidden_looks_like_what_is_missing(void **state)
{
    static const struct {
        Method method;
        const char *pattern;
    } ways[] = {
        {METHOD_GET, "/records/task/%lld"},
        {METHOD_GET, "/records/task/%lld/edit"},
        {METHOD_GET, "/records/task/%lld/history"},
        {METHOD_GET, "/records/task/%lld/trace"},
        {METHOD_GET, "/records/task/%lld/move/assign"},
        {METHOD_GET, "/api/task/%lld"},
        {METHOD_GET, "/api/task/%lld/history"},
        {METHOD_GET, "/api/task/%lld/trace"},
        {METHOD_GET, "/api/task/%lld/moves"},
        {METHOD_GET, "/api/task?id=eq.%lld"},
        {METHOD_GET, "/records/task?id=%lld"},
        {METHOD_PATCH, "/api/task?id=eq.%lld"},
        {METHOD_DELETE, "/api/task?id=eq.%lld"},
        {METHOD_POST, "/api/task/%lld/move/assign"},
        {METHOD_POST, "/api/task/%lld/undo"},
    };
    static const char *const roles[] = {"officer", "liaison", "judge", "enterprise", "auditor"};
    Matrix *m = *state;
    int64_t there = unseen_task(m), missing = there + 1;
    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        Text token = token_of(m, roles[r], "write");
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
            Told one = ask(m, ways[w].method, ways[w].pattern, there, token);
            Told other = ask(m, ways[w].method, ways[w].pattern, missing, token);
            if (one.code != other.code || one.length != other.length || one.has_secret) {
                fail_msg("%s as %s: %d and %zu bytes, or %d and %zu", ways[w].pattern, roles[r],
                         one.code, one.length, other.code, other.length);
            }
        }
    }
}

/* ---- Erasing ---- */

static int64_t complaint_of(Matrix *m, const char *complainant)
{
    Record *complaint = record_new(m->arena, model_record(m->setup.model, TEXT("complaint")));
    *record_value(complaint, "zh") = value_text(TEXT("三次入厂检查"));
    *record_value(complaint, "day") = value_int(date_make(2016, 12, 2));
    *record_value(complaint, "kind") = value_text(TEXT("inspection"));
    *record_value(complaint, "complainant") = value_text(text_from(complainant));
    return save(m, complaint);
}

/* The token of a form that this session was shown. */
static Text form_token(Matrix *m, Arena *arena, Text session)
{
    Visit *shown = visit_new(m, arena, METHOD_GET, TEXT("/admin/erase"));
    comes_with_session(shown, session);
    visit_answer(shown);
    Text token = shown->answer.code == 200 ? guard_token(shown) : TEXT("");
    shared_body_drop(shown->answer.shared);
    return token;
}

static int erase_by_form(Matrix *m, const char *role, int64_t id, const char *reason)
{
    Arena *arena = arena_new();
    Text session = m->sessions[model_role(m->setup.model, text_from(role))];
    Text token = form_token(m, arena, session);
    Visit *visit = visit_new(m, arena, METHOD_POST, TEXT("/admin/erase"));
    comes_with_session(visit, session);
    visit->request.body =
        text_format(arena, "token=%.*s&type=complaint&number=%lld&fields=complainant&reason=%s",
                    TEXT_ARGS(token), (long long)id, reason);
    return answered(visit);
}

static bool history_has(Matrix *m, int64_t id, const char *words)
{
    Error err = {0};
    List changes;
    Actor owner = site_owner();
    workspace_act_as(m->writer.workspace, &owner);
    must(record_history(m->arena, m->writer.workspace,
                        model_record(m->setup.model, TEXT("complaint")), id, &changes, &err),
         &err);
    for (size_t at = 0; at < changes.count; at++) {
        if (text_contains(LIST_AT(&changes, Change, at)->after, text_from(words))) {
            return true;
        }
    }
    return false;
}

/* By the form, by whom it is for, with a reason: of a complaint that this account may not read. */
static void the_security_administrator_erases_by_a_form(void **state)
{
    Matrix *m = *state;
    Actor owner = site_owner();
    workspace_act_as(m->writer.workspace, &owner);
    int64_t id = complaint_of(m, "王五");
    assert_true(history_has(m, id, "王五"));
    assert_int_equal(erase_by_form(m, "leader", id, "x"), 403); /* no form was shown to them */
    assert_int_equal(erase_by_form(m, "secadmin", id, ""), 422);
    assert_int_equal(erase_by_form(m, "secadmin", id + 1, "x"), 422); /* there is none */
    assert_true(history_has(m, id, "王五"));
    assert_int_equal(erase_by_form(m, "secadmin", id, "x"), 303);
    assert_false(history_has(m, id, "王五"));
}

/* A page that was kept for a session of the account is not for a token that may see less. */
static void a_token_is_not_shown_what_was_kept_for_its_account(void **state)
{
    Matrix *m = *state;
    Text session = m->sessions[model_role(m->setup.model, TEXT("leader"))];
    Text token = token_of(m, "leader", "read visit");
    for (int round = 0; round < 2; round++) {
        Visit *person = visit_new(m, arena_new(), METHOD_GET, TEXT("/records/task"));
        comes_with_session(person, session);
        assert_int_equal(answered(person), 200);
        Visit *program = visit_new(m, arena_new(), METHOD_GET, TEXT("/records/task"));
        program->request.authorization =
            text_format(program->arena, "Bearer %.*s", TEXT_ARGS(token));
        assert_int_equal(answered(program), 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_in_particular_is_shown_the_door),
        cmocka_unit_test(every_role_meets_what_the_table_says),
        cmocka_unit_test(a_session_that_is_none_is_nobody),
        cmocka_unit_test(hostile_parameters_do_nothing),
        cmocka_unit_test(hostile_values_are_answered_with_a_reason),
        cmocka_unit_test(what_is_forbidden_looks_like_what_is_missing),
        cmocka_unit_test(a_token_is_not_shown_what_was_kept_for_its_account),
        cmocka_unit_test(the_security_administrator_erases_by_a_form),
    };
    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
