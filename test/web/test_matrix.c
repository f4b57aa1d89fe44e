/* Who may fetch what in which form: every role, and nobody in particular, tries every row of the
 * table of routes in every form. */
#include "web_test.h"

#include "compiled_model.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROLES_MOST = 32 };

static const char PASSWORD[] = "Long-enough-7";

typedef struct Matrix {
    Arena *arena;
    char folder[64];
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
    Worker made = {.site = m->site, .mode = mode, .registry_arena = arena_new()};
    must(workspace_open(m->path, mode, m->setup.model, site_owner(), &made.workspace, &err), &err);
    return made;
}

static int matrix_open(void **state)
{
    Arena *arena = arena_new();
    Matrix *m = ARENA_NEW(arena, Matrix);
    Error err = {0};
    m->arena = arena;
    m->setup = (WebSetup){"0", compiled_model(arena)};
    strcpy(m->folder, "/tmp/duibiao-matrix-XXXXXX");
    assert_non_null(mkdtemp(m->folder));
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

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

static int matrix_close(void **state)
{
    Matrix *m = *state;
    site_close(m->site);
    workspace_close(m->reader.workspace);
    workspace_close(m->writer.workspace);
    arena_free(m->reader.registry_arena);
    arena_free(m->writer.registry_arena);
    nftw(m->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(m->arena);
    return 0;
}

/* ---- One try ---- */

/* "/records/{type}/{id}" with names that could stand there. */
static Text target_of(Arena *arena, const Route *route, Form form)
{
    static const char *const endings[FORM_COUNT] = {"", ".csv", ".xlsx", ".json"};
    static const char *const values[][2] = {
        {"type", "task"},      {"id", "1"},           {"lang", "en"},
        {"move", "accept"},    {"indicator", "gdp"},  {"entity", "410800"},
        {"period", "1201500"}, {"claim", "dbc_none"}, {"name", "style.css"}};
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
    buf_add_cstr(&target, endings[form]);
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

/* The code of the answer; what belongs to the visit is given back. */
static int answered(Visit *visit)
{
    visit_answer(visit);
    int code = visit->answer.code;
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

/* A page that was kept for a session of the account is not for a token that may see less. */
static void a_token_is_not_shown_what_was_kept_for_its_account(void **state)
{
    Matrix *m = *state;
    Error err = {0};
    Entrance entrance;
    Text token, session = m->sessions[model_role(m->setup.model, TEXT("leader"))];
    must(door_enter(m->arena, m->writer.workspace, session, TEXT("test"), time_now_ms(), &entrance,
                    &err),
         &err);
    workspace_act_as(m->writer.workspace, &entrance.actor);
    must(door_token_new(m->arena, m->writer.workspace, TEXT("narrow"), TEXT("read visit"),
                        time_now_ms() + 86400000, time_now_ms(), &token, &err),
         &err);
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
        cmocka_unit_test(a_token_is_not_shown_what_was_kept_for_its_account),
    };
    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
