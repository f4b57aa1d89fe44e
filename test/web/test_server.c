/* The server itself, over real sockets: limits at every stage, and an end that finishes what it
 * took. */
#include "server_test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Tests ---- */

static void it_answers_with_its_security_headers(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    Text answer = get(f, "/healthz", "");
    assert_answers(answer, "HTTP/1.1 200 ");
    assert_true(text_ends(answer, TEXT("\r\n\r\nok\n")));
    assert_true(
        text_starts(header_of(answer, "Content-Security-Policy"), TEXT("default-src 'none'")));
    assert_false(text_contains(answer, TEXT("unsafe-inline")));
    assert_text(header_of(answer, "X-Content-Type-Options"), "nosniff");
    assert_text(header_of(answer, "X-Frame-Options"), "DENY");
    assert_int_equal(header_of(answer, "X-Request-Id").len, 16);
    assert_answers(get(f, "/nowhere", ""), "HTTP/1.1 404 ");
    Text wrong = ask(f, "POST /healthz HTTP/1.1\r\n" HOST "Content-Length: 0\r\n" CLOSE);
    assert_answers(wrong, "HTTP/1.1 405 ");
    assert_text(header_of(wrong, "Allow"), "GET, HEAD");
    Text head = ask(f, "HEAD /healthz HTTP/1.1\r\n" HOST CLOSE);
    assert_answers(head, "HTTP/1.1 200 ");
    assert_true(text_ends(head, TEXT("\r\n\r\n")));
    assert_true(
        text_contains(get(f, "/metrics", ""), TEXT("duibiao_requests_total{class=\"2xx\"}")));
}

static void problems_are_told_to_programs_as_problems(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    Text answer = get(f, "/nowhere", "Accept: application/json\r\nAccept-Language: en\r\n");
    assert_answers(answer, "HTTP/1.1 404 ");
    assert_true(text_starts(header_of(answer, "Content-Type"), TEXT("application/problem+json")));
    assert_true(text_contains(answer, TEXT("\"status\": 404")));
    assert_true(text_contains(answer, TEXT("\"code\": \"web.no_such_page\"")));
    assert_true(text_contains(get(f, "/nowhere.json", ""), TEXT("application/problem+json")));
}

/* What is refused before anybody has looked at it is told like everything else. */
static void early_refusals_are_told_to_programs_as_problems(void **state)
{
    Fixture *f = *state;
    start(f, "target_bytes=256,requests_per_second=1,requests_at_once=8,header_bytes=8192");
    const char *many = text_cstr(f->arena, text_format(f->arena, "X-Long: %09000d\r\n", 0));
    Text long_path = text_format(f->arena, "/api/%0300d", 0);
    Text answers[] = {
        get(f, text_cstr(f->arena, long_path), ""),
        get(f, "/api/task", many),
        get(f, "/api/%zz", ""),
        ask(f, "POST /api/task HTTP/1.1\r\n" HOST "Content-Length: 9999999\r\n" CLOSE),
        ask(f, "GET /api/task HTTP/1.1\r\nHost: evil.example\r\n" CLOSE),
        ask(f, "PUT /api/task HTTP/1.1\r\n" HOST "Content-Length: 0\r\n" CLOSE),
    };
    static const char *const codes[] = {"414 ", "431 ", "400 ", "413 ", "421 ", "405 "};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_answers(answers[i],
                       text_cstr(f->arena, text_format(f->arena, "HTTP/1.1 %s", codes[i])));
        assert_text(header_of(answers[i], "Content-Type"),
                    "application/problem+json; charset=utf-8");
    }
    Text last = TEXT("");
    for (int i = 0; i < 20 && !text_starts(last, TEXT("HTTP/1.1 429 ")); i++) {
        last = get(f, "/api/task", "");
    }
    assert_answers(last, "HTTP/1.1 429 ");
    assert_true(text_contains(last, TEXT("web.too_many_requests")));
    assert_true(text_starts(header_of(get(f, "/gaps", ""), "Content-Type"), TEXT("text/html")));
}

static void files_of_the_pages_are_kept_for_ever_and_packed(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    size_t at, end;
    Text page = get(f, "/nowhere", "");
    assert_true(text_find(page, TEXT("/assets/style."), &at));
    Text path = text_slice(page, at, page.len);
    assert_true(text_find(path, TEXT("\""), &end));
    char *asset = text_cstr(f->arena, text_slice(path, 0, end));
    Text plain = get(f, asset, ""), packed = get(f, asset, "Accept-Encoding: gzip\r\n");
    assert_answers(plain, "HTTP/1.1 200 ");
    assert_true(text_contains(header_of(plain, "Cache-Control"), TEXT("immutable")));
    assert_text(header_of(plain, "Content-Type"), "text/css; charset=utf-8");
    assert_text(header_of(packed, "Content-Encoding"), "gzip");
    assert_true(packed.len < plain.len / 2);
    Text etag = header_of(plain, "ETag");
    Text known =
        get(f, asset,
            text_cstr(f->arena, text_format(f->arena, "If-None-Match: %.*s\r\n", TEXT_ARGS(etag))));
    assert_answers(known, "HTTP/1.1 304 ");
    assert_true(text_ends(known, TEXT("\r\n\r\n")));
    assert_answers(get(f, "/assets/style.000000000000.css", ""), "HTTP/1.1 404 ");
    assert_answers(get(f, "/assets/..%2f..%2fetc%2fpasswd", ""), "HTTP/1.1 404 ");
}

static void the_language_switches_and_leads_back_here_only(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    Text answer = get(f, "/language/en?back=%2Fgaps%3Fas_of%3D2016-10-13", "");
    assert_answers(answer, "HTTP/1.1 303 ");
    assert_text(header_of(answer, "Location"), "/gaps?as_of=2016-10-13");
    assert_true(text_starts(header_of(answer, "Set-Cookie"), TEXT("lang=en; Path=/;")));
    assert_true(text_contains(header_of(answer, "Set-Cookie"), TEXT("HttpOnly; SameSite=Lax")));
    answer = get(f, "/language/en?back=%2F%2Fevil.example", "");
    assert_text(header_of(answer, "Location"), "/");
    answer = get(f, "/language/en?back=%2Fa%0D%0AX-Evil:1", "");
    assert_text(header_of(answer, "Location"), "/");
    assert_false(text_contains(answer, TEXT("X-Evil")));
    assert_answers(get(f, "/language/xx", ""), "HTTP/1.1 404 ");
    assert_true(
        text_contains(get(f, "/nowhere", "Cookie: lang=en\r\n"), TEXT("<html lang=\"en\">")));
    assert_true(text_contains(get(f, "/nowhere", "Cookie: lang=zh\r\nAccept-Language: en\r\n"),
                              TEXT("<html lang=\"zh-CN\">")));
}

static void a_foreign_name_and_a_broken_address_are_refused(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    assert_answers(ask(f, "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n" CLOSE),
                   "HTTP/1.1 421 ");
    assert_answers(get(f, "/%zz", ""), "HTTP/1.1 400 ");
    assert_answers(get(f, "/%00", ""), "HTTP/1.1 400 ");
    Text nonsense = ask(f, "nonsense\r\n\r\n");
    assert_true(nonsense.len == 0 || text_starts(nonsense, TEXT("HTTP/1.1 4")));
    assert_answers(get(f, "/healthz", ""), "HTTP/1.1 200 ");
}

static void a_body_too_large_is_refused_announced_or_not(void **state)
{
    Fixture *f = *state;
    start(f, "form_bytes=2048,upload_bytes=4096");
    Text head = text_format(f->arena, "POST /healthz HTTP/1.1\r\n" HOST
                                      "Content-Type: application/x-www-form-urlencoded\r\n");
    int line = call(f);
    say(line, head);
    say(line, TEXT("Content-Length: 1073741824\r\nExpect: 100-continue\r\n\r\n"));
    assert_answers(listen_to_end(f->arena, line), "HTTP/1.1 413 ");
    char kilobyte[1024];
    memset(kilobyte, 'x', sizeof kilobyte);
    line = call(f);
    say(line, head);
    say(line, TEXT("Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 3; i++) {
        say(line, TEXT("400\r\n"));
        say(line, (Text){kilobyte, sizeof kilobyte});
        say(line, TEXT("\r\n"));
    }
    say(line, TEXT("0\r\n\r\n"));
    assert_answers(listen_to_end(f->arena, line), "HTTP/1.1 413 ");
    /* One that never ends is cut off. */
    line = call(f);
    say(line, head);
    say(line, TEXT("Transfer-Encoding: chunked\r\n\r\n"));
    int sent = 0;
    while (sent < 100000 && say(line, TEXT("400\r\n")) &&
           say(line, (Text){kilobyte, sizeof kilobyte}) && say(line, TEXT("\r\n"))) {
        sent++;
    }
    close(line);
    assert_true(sent < 100000);
}

static void headers_too_large_are_refused(void **state)
{
    Fixture *f = *state;
    start(f, "header_bytes=4096");
    Buf long_header = buf_new(f->arena);
    buf_add_cstr(&long_header, "X-Long: ");
    for (int i = 0; i < 8000; i++) {
        buf_add_char(&long_header, 'x');
    }
    buf_add_cstr(&long_header, "\r\n");
    Text answer = get(f, "/healthz", text_cstr(f->arena, buf_text(&long_header)));
    assert_true(answer.len == 0 || text_starts(answer, TEXT("HTTP/1.1 4")));
    assert_answers(get(f, "/healthz", ""), "HTTP/1.1 200 ");
}

/* One byte now and then keeps no connection: the header has to be there in time. */
static void a_slow_header_is_hung_up_on(void **state)
{
    Fixture *f = *state;
    start(f, "header_seconds=1");
    int line = call(f);
    uint64_t began = time_monotonic_ns();
    bool open = say(line, TEXT("GET /healthz HTTP/1.1\r\n"));
    while (open && time_monotonic_ns() - began < 15 * UINT64_C(1000000000)) {
        usleep(100 * 1000);
        char byte;
        open = say(line, TEXT("X")) && recv(line, &byte, 1, MSG_DONTWAIT) != 0;
    }
    close(line);
    assert_false(open);
}

static void an_idle_connection_is_closed_and_a_busy_one_is_not(void **state)
{
    Fixture *f = *state;
    start(f, "header_seconds=1,idle_seconds=3");
    int line = call(f);
    char piece[4096];
    for (int i = 0; i < 4; i++) { /* longer than one header may take, in all */
        assert_true(say(line, TEXT("GET /healthz HTTP/1.1\r\n" HOST "\r\n")));
        assert_true(recv(line, piece, sizeof piece, 0) > 0);
        usleep(500 * 1000);
    }
    assert_int_equal(recv(line, piece, sizeof piece, 0), 0);
    close(line);
}

static void an_eager_address_is_told_to_wait(void **state)
{
    Fixture *f = *state;
    start(f, "requests_per_second=1,requests_at_once=3");
    int answered = 0, refused = 0;
    for (int i = 0; i < 10; i++) {
        Text answer = get(f, "/healthz", "");
        answered += text_starts(answer, TEXT("HTTP/1.1 200 "));
        if (text_starts(answer, TEXT("HTTP/1.1 429 "))) {
            refused++;
            assert_text(header_of(answer, "Retry-After"), "1");
        }
    }
    assert_int_equal(answered + refused, 10);
    assert_true(answered >= 3 && refused >= 1);
}

/* A request that is on its way when the server is told to stop is still answered. */
static void *slow_request(void *context)
{
    Fixture *f = context;
    int line = call(f);
    say(line, TEXT("POST /healthz HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na"));
    usleep(300 * 1000);
    say(line, TEXT("bc"));
    Text *answer = ARENA_NEW(f->arena, Text);
    *answer = listen_to_end(f->arena, line);
    return answer;
}

static void stopping_finishes_what_was_taken(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    pthread_t asker;
    void *answer;
    assert_int_equal(pthread_create(&asker, NULL, slow_request, f), 0);
    usleep(150 * 1000);
    web_stop(f->server);
    f->server = NULL;
    pthread_join(asker, &answer);
    assert_answers(*(Text *)answer, "HTTP/1.1 405 ");
    int line = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)f->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_not_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    close(line);
}

static bool log_tells(Fixture *f, const char *path, const char *what)
{
    enum { LOOK_EVERY_MS = 20, LOOKS = 1000 };
    Error err = {0};
    bool tells = false;
    for (int i = 0; i < LOOKS && !tells; i++) {
        EmbeddedFile log;
        usleep(LOOK_EVERY_MS * 1000);
        assert_int_equal(file_read(f->arena, path, &log, &err), STATUS_OK);
        tells = text_contains((Text){(const char *)log.bytes, log.len}, text_from(what));
    }
    return tells;
}

/* Who comes first does not wait for it. */
static void columns_are_read_before_anybody_came(void **state)
{
    Fixture *f = *state;
    Error err = {0};
    const char *path = text_cstr(f->arena, text_format(f->arena, "%s/log", f->folder));
    WebOptions options = {
        .workspace = text_cstr(f->arena, text_format(f->arena, "%s/test.duibiao", f->folder)),
        .listen = "127.0.0.1:0",
        .log = {fopen(path, "w"), LOG_INFO}};
    assert_non_null(options.log.stream);
    assert_int_equal(web_start(&f->setup, &options, &f->server, &err), STATUS_OK);
    assert_true(log_tells(f, path, "columns"));
    web_stop(f->server);
    f->server = NULL;
    fclose(options.log.stream);
}

static void what_cannot_start_says_why(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    WebServer *second;
    Error err = {0};
    Text taken = text_format(f->arena, "127.0.0.1:%d", f->port);
    WebOptions options = {
        .workspace = text_cstr(f->arena, text_format(f->arena, "%s/test.duibiao", f->folder)),
        .listen = text_cstr(f->arena, taken)};
    assert_int_equal(web_start(&f->setup, &options, &second, &err), STATUS_BUSY);
    options.listen = "127.0.0.1:0";
    options.certificate = "/nowhere.pem";
    assert_int_equal(web_start(&f->setup, &options, &second, &err), STATUS_USAGE);
    options.key = "/nowhere.key";
    assert_int_equal(web_start(&f->setup, &options, &second, &err), STATUS_IO);
    options = (WebOptions){.workspace = "/nowhere.duibiao", .listen = "127.0.0.1:0"};
    assert_int_equal(web_start(&f->setup, &options, &second, &err), STATUS_NOT_FOUND);
    assert_null(second);
}

static Workspace *open_as_owner(Fixture *f, StoreMode mode)
{
    Workspace *workspace;
    Error err = {0};
    Text path = text_format(f->arena, "%s/test.duibiao", f->folder);
    Actor actor = {.who = TEXT("tester"), .from = TEXT("test"), .is_owner = true};
    assert_int_equal(workspace_open(text_cstr(f->arena, path), mode, f->setup.model, actor,
                                    &workspace, &err),
                     STATUS_OK);
    return workspace;
}

static int64_t leave_a_load(Fixture *f)
{
    Error err = {0};
    Workspace *workspace = open_as_owner(f, STORE_WRITE);
    Record *batch = record_new(f->arena, model_record(f->setup.model, TEXT("batch")));
    *record_value(batch, "file_name") = value_text(TEXT("half.csv"));
    *record_value(batch, "file_digest") = value_text(TEXT("0"));
    *record_value(batch, "state") = value_text(TEXT("loading"));
    assert_int_equal(record_save(f->arena, workspace, batch, TEXT(""), problems_new(f->arena, 1),
                                 &err),
                     STATUS_OK);
    workspace_close(workspace);
    return batch->id;
}

static bool is_taken_back(Fixture *f, int64_t id)
{
    Record *batch;
    Error err = {0};
    Workspace *workspace = open_as_owner(f, STORE_READ);
    const RecordDef *def = model_record(f->setup.model, TEXT("batch"));
    assert_int_equal(record_get(f->arena, workspace, def, id, &batch, &err), STATUS_OK);
    workspace_close(workspace);
    return text_equal(record_value(batch, "state")->text, TEXT("undone"));
}

static void a_load_that_was_cut_off_is_cleared_at_the_start(void **state)
{
    enum { TRIES = 200, PAUSE_US = 100000 };
    static const JobKind SWEEP = {"sweep", "清除", "sweep", job_sweep, "sweep_hours", NULL};
    Fixture *f = *state;
    int64_t id = leave_a_load(f);
    f->setup.jobs = (JobKinds){&SWEEP, 1, NULL, NULL};
    start(f, "job_seconds=86400");
    bool is_cleared = false;
    for (int i = 0; i < TRIES && !is_cleared; i++) {
        is_cleared = is_taken_back(f, id);
        usleep(is_cleared ? 0 : PAUSE_US);
    }
    assert_true(is_cleared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        server_test(a_load_that_was_cut_off_is_cleared_at_the_start),
        server_test(it_answers_with_its_security_headers),
        server_test(problems_are_told_to_programs_as_problems),
        server_test(early_refusals_are_told_to_programs_as_problems),
        server_test(files_of_the_pages_are_kept_for_ever_and_packed),
        server_test(the_language_switches_and_leads_back_here_only),
        server_test(a_foreign_name_and_a_broken_address_are_refused),
        server_test(a_body_too_large_is_refused_announced_or_not),
        server_test(headers_too_large_are_refused),
        server_test(a_slow_header_is_hung_up_on),
        server_test(an_idle_connection_is_closed_and_a_busy_one_is_not),
        server_test(an_eager_address_is_told_to_wait),
        server_test(stopping_finishes_what_was_taken),
        server_test(columns_are_read_before_anybody_came),
        server_test(what_cannot_start_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
