/* Who comes in over /api: tokens with their scope and end, sessions with the token of a form, what
 * browsers say of where a request comes from; and the same over TLS. */
#include "server_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char PASSWORD[] = "Long-enough-7";

/* ---- An account ---- */

static void must(Status status, const Error *err)
{
    if (status != STATUS_OK) {
        Arena *arena = arena_new();
        Buf said = buf_new(arena);
        error_print(&said, LANG_EN, err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&said)));
    }
}

static Workspace *open_workspace(Fixture *f)
{
    Error err = {0};
    Workspace *workspace;
    Text path = text_format(f->arena, "%s/test.duibiao", f->folder);
    must(workspace_open(text_cstr(f->arena, path), STORE_WRITE, f->setup.model, site_owner(),
                        &workspace, &err),
         &err);
    return workspace;
}

static int64_t save(Fixture *f, Workspace *workspace, Record *record)
{
    Error err = {0};
    must(record_save(f->arena, workspace, record, TEXT("test"), problems_new(f->arena, 5), &err),
         &err);
    return record->id;
}

/* An analyst, signed in: the token of the session. */
static Text sign_in(Fixture *f, Workspace *workspace)
{
    Error err = {0};
    Text claim, token;
    Claimed claimed;
    int64_t now_ms = time_now_ms();
    SignIn proof = {.login = TEXT("wang"),
                    .password = text_from(PASSWORD),
                    .from = TEXT("test"),
                    .device = TEXT("test")};
    Record *account = record_new(f->arena, model_record(f->setup.model, TEXT("account")));
    *record_value(account, "login") = value_text(proof.login);
    int64_t id = save(f, workspace, account);
    Record *grant = record_new(f->arena, model_record(f->setup.model, TEXT("role_grant")));
    *record_value(grant, "account") = value_int(id);
    *record_value(grant, "role") = value_text(TEXT("analyst"));
    *record_value(grant, "first_day") = value_int(date_today());
    save(f, workspace, grant);
    must(door_claim_new(f->arena, workspace, id, now_ms, &claim, &err), &err);
    must(door_claim(f->arena, workspace, claim, &proof, now_ms, &claimed, problems_new(f->arena, 5),
                    &err),
         &err);
    must(door_sign_in(f->arena, workspace, &proof, now_ms, &token, &err), &err);
    return token;
}

static Text api_token(Fixture *f, Workspace *workspace, Text session, const char *scope,
                      int64_t lasts_ms)
{
    Error err = {0};
    Entrance entrance;
    Text token;
    int64_t now_ms = time_now_ms();
    must(door_enter(f->arena, workspace, session, TEXT("test"), now_ms, &entrance, &err), &err);
    workspace_act_as(workspace, &entrance.actor);
    must(door_token_new(f->arena, workspace, text_from(scope), text_from(scope), now_ms + lasts_ms,
                        now_ms, &token, &err),
         &err);
    Actor owner = site_owner();
    workspace_act_as(workspace, &owner);
    return token;
}

/* ---- Asking ---- */

static const char *bearer(Fixture *f, Text token)
{
    return text_cstr(f->arena,
                     text_format(f->arena, "Authorization: Bearer %.*s\r\n", TEXT_ARGS(token)));
}

static Text post_rules(Fixture *f, const char *edition, const char *headers)
{
    Text body = text_format(f->arena,
                            "{\"name\": \"holidays\", \"edition\": \"%s\", \"effective\": "
                            "\"2030-01-01\", \"body\": \"off 2030-05-01 test\"}",
                            edition);
    return ask(f, text_cstr(f->arena, text_format(f->arena,
                                                  "POST /api/rule_set HTTP/1.1\r\n" HOST
                                                  "Content-Type: application/json\r\n"
                                                  "Content-Length: %zu\r\n%s" CLOSE "%.*s",
                                                  body.len, headers, TEXT_ARGS(body))));
}

/* ---- Tests ---- */

static void a_token_reaches_as_far_as_its_scope(void **state)
{
    Fixture *f = *state;
    enum { DAY_MS = 86400000 };
    Workspace *workspace = open_workspace(f);
    Text session = sign_in(f, workspace);
    const char *reads = bearer(f, api_token(f, workspace, session, "read", DAY_MS));
    const char *writes = bearer(f, api_token(f, workspace, session, "write", DAY_MS));
    const char *narrow = bearer(f, api_token(f, workspace, session, "read unit_group", DAY_MS));
    workspace_close(workspace);
    start(f, NULL);
    assert_answers(get(f, "/api/rule_set", ""), "HTTP/1.1 401 ");
    assert_answers(get(f, "/api/rule_set", reads), "HTTP/1.1 200 ");
    assert_answers(post_rules(f, "a", reads), "HTTP/1.1 403 ");
    assert_answers(post_rules(f, "a", writes), "HTTP/1.1 201 ");
    assert_answers(get(f, "/api/unit_group", narrow), "HTTP/1.1 200 ");
    assert_answers(get(f, "/api/rule_set", narrow), "HTTP/1.1 404 ");
    Text described = get(f, "/api/?type=unit_group", narrow);
    assert_answers(described, "HTTP/1.1 200 ");
    assert_false(text_contains(described, TEXT("\"patch\": {")));
    /* A token is not added by a browser by itself: what a browser says of the page changes
     * nothing. */
    Text foreign = text_format(f->arena, "%sSec-Fetch-Site: cross-site\r\n", writes);
    assert_answers(post_rules(f, "b", text_cstr(f->arena, foreign)), "HTTP/1.1 201 ");
}

static void a_token_ends(void **state)
{
    Fixture *f = *state;
    Workspace *workspace = open_workspace(f);
    Text session = sign_in(f, workspace);
    const char *brief = bearer(f, api_token(f, workspace, session, "read", 2500));
    workspace_close(workspace);
    start(f, NULL);
    assert_answers(get(f, "/api/rule_set", brief), "HTTP/1.1 200 ");
    usleep(2600 * 1000);
    Text answer = get(f, "/api/rule_set", brief);
    assert_answers(answer, "HTTP/1.1 401 ");
    assert_text(header_of(answer, "WWW-Authenticate"), "Bearer");
    assert_answers(get(f, "/api/rule_set", "Authorization: Bearer dbt_nothing\r\n"),
                   "HTTP/1.1 401 ");
}

/* The token of a form, which only a page of ours shows. */
static Text form_token(Fixture *f, const char *cookie)
{
    Text page = get(f, "/account", cookie);
    size_t at, end;
    static const char MARK[] = "name=\"token\" value=\"";
    assert_true(text_find(page, TEXT("name=\"token\" value=\""), &at));
    Text rest = text_slice(page, at + strlen(MARK), page.len);
    assert_true(text_find(rest, TEXT("\""), &end));
    return text_slice(rest, 0, end);
}

static void a_session_writes_with_the_token_of_a_form_alone(void **state)
{
    Fixture *f = *state;
    Workspace *workspace = open_workspace(f);
    Text session = sign_in(f, workspace);
    workspace_close(workspace);
    start(f, NULL);
    const char *cookie =
        text_cstr(f->arena, text_format(f->arena, "Cookie: session=%.*s\r\n", TEXT_ARGS(session)));
    Text refused = post_rules(f, "a", cookie);
    assert_answers(refused, "HTTP/1.1 403 ");
    assert_true(text_contains(refused, TEXT("web.forged")));
    Text token = form_token(f, cookie);
    Text headers = text_format(f->arena, "%sX-CSRF-Token: %.*s\r\n", cookie, TEXT_ARGS(token));
    static const char *const foreign[] = {"Sec-Fetch-Site: cross-site\r\n",
                                          "Sec-Fetch-Site: same-site\r\n",
                                          "Origin: http://evil.example\r\n", "Origin: null\r\n"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        Text from = text_format(f->arena, "%.*s%s", TEXT_ARGS(headers), foreign[i]);
        assert_answers(post_rules(f, "a", text_cstr(f->arena, from)), "HTTP/1.1 403 ");
    }
    Text own = text_format(f->arena, "%.*sSec-Fetch-Site: same-origin\r\n", TEXT_ARGS(headers));
    assert_answers(post_rules(f, "a", text_cstr(f->arena, own)), "HTTP/1.1 201 ");
}

/* ---- Over TLS ---- */

/* What the shell says; these tests make a certificate and fetch with curl. */
static Text run(Fixture *f, const char *format, const char *argument)
{
    char piece[4096];
    Text command = text_format(f->arena, format, f->folder, f->folder, argument);
    Buf said = buf_new(f->arena);
    FILE *pipe = popen(text_cstr(f->arena, command), "r");
    assert_non_null(pipe);
    for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) {
        buf_add(&said, (Text){piece, got});
    }
    assert_int_equal(pclose(pipe), 0);
    return buf_text(&said);
}

static void pages_go_out_over_tls(void **state)
{
    Fixture *f = *state;
    Error err = {0};
    run(f,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-keyout %s/key.pem -out %s/cert.pem -subj /CN=%s -addext subjectAltName=IP:127.0.0.1 "
        "2>/dev/null",
        "localhost");
    WebOptions options = {
        .workspace = text_cstr(f->arena, text_format(f->arena, "%s/test.duibiao", f->folder)),
        .listen = "127.0.0.1:0",
        .certificate = text_cstr(f->arena, text_format(f->arena, "%s/cert.pem", f->folder)),
        .key = text_cstr(f->arena, text_format(f->arena, "%s/key.pem", f->folder))};
    must(web_start(&f->setup, &options, &f->server, &err), &err);
    assert_true(text_starts(text_from(web_address(f->server)), TEXT("https://127.0.0.1:")));
    Text answer =
        run(f,
            "curl -s -i --cacert %s/cert.pem -o %s/answer --max-time 20 "
            "-w '%%{http_code} %%{ssl_verify_result}' %s",
            text_cstr(f->arena, text_format(f->arena, "%shealthz", web_address(f->server))));
    assert_text(answer, "200 0");
    EmbeddedFile file;
    Text path = text_format(f->arena, "%s/answer", f->folder);
    must(file_read(f->arena, text_cstr(f->arena, path), &file, &err), &err);
    Text headers = {(const char *)file.bytes, file.len};
    assert_true(text_contains(headers, TEXT("Strict-Transport-Security: max-age=")));
    /* Who speaks plainly to the same port hears nothing of ours. */
    f->port = atoi(strrchr(web_address(f->server), ':') + 1);
    assert_false(text_contains(get(f, "/healthz", ""), TEXT("200 OK")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        server_test(a_token_reaches_as_far_as_its_scope),
        server_test(a_token_ends),
        server_test(a_session_writes_with_the_token_of_a_form_alone),
        server_test(pages_go_out_over_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
