/* Programs write, over real sockets: create, change what they saw, delete, move, take back; and
 * what is sent twice is done once. */
#include "server_test.h"

#include "exchange.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char RULES[] = "{\"name\": \"holidays\", \"edition\": \"%s\", \"effective\": "
                            "\"2030-01-01\", \"body\": \"off 2030-05-01 test\"}";

/* ---- Asking ---- */

static Text send_json(Fixture *f, const char *method, const char *path, const char *headers,
                      Text body)
{
    Text request =
        text_format(f->arena,
                    "%s %s HTTP/1.1\r\n" HOST "Accept-Language: en\r\n"
                    "Content-Type: application/json\r\nContent-Length: %zu\r\n%s" CLOSE "%.*s",
                    method, path, body.len, headers, TEXT_ARGS(body));
    return ask(f, text_cstr(f->arena, request));
}

static Text create_rules(Fixture *f, const char *edition, const char *headers)
{
    return send_json(f, "POST", "/api/rule_set", headers, text_format(f->arena, RULES, edition));
}

/* The number behind "name": of the answer's JSON. */
static int64_t number_in(Text answer, const char *name)
{
    size_t at;
    int64_t number = 0;
    char key[40];
    snprintf(key, sizeof key, "\"%s\": ", name);
    assert_true(text_find(answer, text_from(key), &at));
    Text rest = text_slice(answer, at + strlen(key), answer.len);
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] >= '0' && rest.ptr[len] <= '9') {
        len++;
    }
    assert_true(text_to_int(text_slice(rest, 0, len), &number));
    return number;
}

static void assert_says(Text answer, const char *what)
{
    if (!text_contains(answer, text_from(what))) {
        print_error("\"%s\" is not in: %.*s\n", what, TEXT_ARGS(answer));
        fail();
    }
}

static int64_t made(Fixture *f, const char *edition)
{
    Text answer = create_rules(f, edition, "Prefer: return=representation\r\n");
    assert_answers(answer, "HTTP/1.1 201 ");
    return number_in(answer, "id");
}

static const char *path_of(Fixture *f, const char *format, int64_t id)
{
    Buf path = buf_new(f->arena);
    Text rest = text_from(format);
    buf_add(&path, text_take(&rest, '#'));
    buf_add_format(&path, "%lld%.*s", (long long)id, TEXT_ARGS(rest));
    return text_cstr(f->arena, buf_text(&path));
}

static int count_rules(Fixture *f)
{
    Text answer = get(f, "/api/rule_set?select=id", "Prefer: count=exact\r\n");
    Text range = header_of(answer, "Content-Range");
    int64_t count = -1;
    text_take(&range, '/');
    assert_true(text_to_int(range, &count));
    return (int)count;
}

/* ---- Tests ---- */

static void what_is_created_is_there_with_its_place_and_version(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    Text answer = create_rules(f, "first", "");
    assert_answers(answer, "HTTP/1.1 201 ");
    Text place = header_of(answer, "Location");
    assert_true(text_starts(place, TEXT("/api/rule_set/")));
    Text stored = get(f, text_cstr(f->arena, place), "");
    assert_answers(stored, "HTTP/1.1 200 ");
    assert_text(header_of(stored, "ETag"), "\"1\"");
    assert_says(stored, "\"state\": \"draft\"");
    assert_answers(create_rules(f, "first", ""), "HTTP/1.1 409 ");
    Text wrong = send_json(f, "POST", "/api/rule_set", "", TEXT("{\"edition\": 5, \"x\": 1}"));
    assert_answers(wrong, "HTTP/1.1 422 ");
    assert_says(wrong, "api.unknown_field");
    assert_answers(send_json(f, "POST", "/api/rule_set", "", TEXT("{")), "HTTP/1.1 400 ");
}

/* Both versions are told of: the one that was seen, and the one that is there. */
static void who_saw_an_older_version_is_told_both(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    int64_t id = made(f, "first");
    const char *path = path_of(f, "/api/rule_set?id=eq.#", id);
    Text values = TEXT("{\"grounds\": \"a meeting\"}");
    assert_answers(send_json(f, "PATCH", path, "", values), "HTTP/1.1 428 ");
    assert_answers(send_json(f, "PATCH", path, "If-Match: \"1\"\r\n", values), "HTTP/1.1 204 ");
    Text stale = send_json(f, "PATCH", path, "If-Match: \"1\"\r\n", values);
    assert_answers(stale, "HTTP/1.1 412 ");
    assert_text(header_of(stale, "ETag"), "\"2\"");
    assert_says(stale, "you saw version 1, it is at 2 now");
    assert_says(stale, "\"current\": {");
    assert_says(stale, "\"grounds\": \"a meeting\"");
    assert_answers(send_json(f, "DELETE", path, "If-Match: \"1\"\r\n", TEXT("")), "HTTP/1.1 412 ");
    assert_answers(send_json(f, "DELETE", path, "If-Match: \"2\"\r\n", TEXT("")), "HTTP/1.1 204 ");
    assert_answers(get(f, path_of(f, "/api/rule_set/#", id), ""), "HTTP/1.1 404 ");
}

static void a_record_moves_and_is_taken_back(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    int64_t id = made(f, "first");
    const char *path = path_of(f, "/api/rule_set/#/move/approve", id);
    Text refused = send_json(f, "POST", path, "", TEXT(""));
    assert_answers(refused, "HTTP/1.1 422 ");
    assert_says(refused, "grounds");
    Text moved = send_json(f, "POST", path, "", TEXT("{\"grounds\": \"a meeting\"}"));
    assert_answers(moved, "HTTP/1.1 200 ");
    assert_says(moved, "\"state\": \"approved\"");
    Text back = send_json(f, "POST", path_of(f, "/api/rule_set/#/undo", id), "", TEXT(""));
    assert_answers(back, "HTTP/1.1 200 ");
    assert_says(back, "\"state\": \"draft\"");
    Text history = get(f, path_of(f, "/api/rule_set/#/history", id), "");
    assert_says(history, "\"action\": \"move\"");
    assert_says(history, "\"action\": \"undo\"");
}

static int64_t created(Fixture *f, const char *path, const char *json)
{
    Text answer = send_json(f, "POST", path, "Prefer: return=representation\r\n", text_from(json));
    assert_answers(answer, "HTTP/1.1 201 ");
    return number_in(answer, "id");
}

/* By when, for those whom a rule gives a time. */
static void a_move_tells_its_time_limit(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    int64_t unit = created(f, "/api/organisation", "{\"zh\": \"one\"}");
    Text values = text_format(
        f->arena, "{\"zh\": \"a task\", \"lead\": %lld, \"due\": \"2016-12-31\"}", (long long)unit);
    int64_t task = created(f, "/api/task", text_cstr(f->arena, values));
    assert_says(get(f, path_of(f, "/api/task/#/moves", task), ""), "\"until\": null");
    Text moved = send_json(f, "POST", path_of(f, "/api/task/#/move/assign", task), "", TEXT(""));
    assert_answers(moved, "HTTP/1.1 200 ");
    assert_says(get(f, path_of(f, "/api/task/#/moves", task), ""), "\"until\": \"20");
}

/* What is left out stands elsewhere; what is sent empty is empty. */
static void what_is_left_out_is_taken_from_where_it_stands(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    int64_t unit = created(f, "/api/organisation", "{\"zh\": \"one\"}");
    Text values = text_format(
        f->arena, "{\"zh\": \"a task\", \"lead\": %lld, \"due\": \"2016-12-31\"}", (long long)unit);
    int64_t task = created(f, "/api/task", text_cstr(f->arena, values));
    values = text_format(f->arena,
                         "{\"task\": %lld, \"standing\": \"smooth\", \"progress\": \"half way\"}",
                         (long long)task);
    created(f, "/api/report", text_cstr(f->arena, values));
    static const char *const moves[] = {"assign", "accept", "start"};
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        const char *path = text_cstr(
            f->arena, text_format(f->arena, "/api/task/%lld/move/%s", (long long)task, moves[i]));
        assert_answers(send_json(f, "POST", path, "", TEXT("")), "HTTP/1.1 200 ");
    }
    const char *submit = path_of(f, "/api/task/#/move/submit", task);
    Text empty =
        send_json(f, "POST", submit, "", TEXT("{\"progress\": null, \"evidence\": \"p. 3\"}"));
    assert_answers(empty, "HTTP/1.1 422 ");
    assert_says(empty, "progress");
    Text moved = send_json(f, "POST", submit, "", TEXT("{\"evidence\": \"p. 3\"}"));
    assert_answers(moved, "HTTP/1.1 200 ");
    assert_says(moved, "\"progress\": \"half way\"");
    Text history = get(f, path_of(f, "/api/task/#/history", task), "");
    assert_says(history, "\"action\": \"take\"");
    assert_says(history, "progress report ");
}

/* ---- Twice the same ---- */

static void a_request_under_a_key_is_done_once(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    const char *headers = "Prefer: return=representation\r\nIdempotency-Key: \"k-1\"\r\n";
    Text first = create_rules(f, "first", headers), again = create_rules(f, "first", headers);
    assert_answers(first, "HTTP/1.1 201 ");
    assert_answers(again, "HTTP/1.1 201 ");
    assert_text(header_of(again, "Idempotency-Replayed"), "true");
    assert_text(header_of(again, "ETag"), "\"1\"");
    assert_true(text_equal(header_of(again, "Location"), header_of(first, "Location")));
    assert_int_equal(number_in(again, "id"), number_in(first, "id"));
    assert_int_equal(count_rules(f), 1);
    Text other = create_rules(f, "second", headers);
    assert_answers(other, "HTTP/1.1 422 ");
    assert_says(other, "record.key_reused");
    assert_answers(create_rules(f, "third", "Idempotency-Key: a b\r\n"), "HTTP/1.1 400 ");
    assert_int_equal(count_rules(f), 1);
}

static void changes_moves_and_deletions_are_answered_again_too(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    int64_t id = made(f, "first");
    const char *path = path_of(f, "/api/rule_set?id=eq.#", id);
    const char *move = path_of(f, "/api/rule_set/#/move/approve", id);
    Text values = TEXT("{\"grounds\": \"a meeting\"}");
    for (int i = 0; i < 2; i++) {
        Text changed =
            send_json(f, "PATCH", path, "If-Match: \"1\"\r\nIdempotency-Key: c\r\n", values);
        assert_answers(changed, "HTTP/1.1 204 ");
    }
    for (int i = 0; i < 2; i++) {
        Text moved = send_json(f, "POST", move, "Idempotency-Key: m\r\n", TEXT(""));
        assert_answers(moved, "HTTP/1.1 200 ");
        assert_int_equal(number_in(moved, "version"), 3);
    }
    int64_t second = made(f, "second");
    path = path_of(f, "/api/rule_set?id=eq.#", second);
    for (int i = 0; i < 2; i++) {
        Text gone =
            send_json(f, "DELETE", path, "If-Match: \"1\"\r\nIdempotency-Key: d\r\n", TEXT(""));
        assert_answers(gone, "HTTP/1.1 204 ");
    }
    assert_int_equal(count_rules(f), 1);
}

/* A refusal and a trial leave nothing behind: the key is free for what is done in the end. */
static void what_changed_nothing_leaves_its_key(void **state)
{
    Fixture *f = *state;
    start(f, NULL);
    Text wrong = send_json(f, "POST", "/api/rule_set", "Idempotency-Key: k\r\n", TEXT("{}"));
    assert_answers(wrong, "HTTP/1.1 422 ");
    Text trial = create_rules(f, "first", "Prefer: tx=rollback\r\nIdempotency-Key: k\r\n");
    assert_answers(trial, "HTTP/1.1 201 ");
    assert_int_equal(count_rules(f), 0);
    assert_answers(create_rules(f, "first", "Idempotency-Key: k\r\n"), "HTTP/1.1 201 ");
    assert_int_equal(count_rules(f), 1);
}

/* Files of figures are taken in by a job. */
static const JobKind IMPORT[] = {{"import", "导入", "import", job_import, NULL, import_permit}};

static void make_registers(Fixture *f)
{
    assert_answers(send_json(f, "POST", "/api/entity", "",
                             TEXT("{\"code\": \"Z1\", \"zh\": \"某市\", \"kind\": \"city\"}")),
                   "HTTP/1.1 201 ");
    assert_answers(send_json(f, "POST", "/api/indicator", "",
                             TEXT("{\"code\": \"i1\", \"zh\": \"某指标\", \"unit\": \"亿元\","
                                  " \"decimals\": 1, \"polarity\": \"higher\", \"kind\": \"flow\","
                                  " \"basis\": \"cumulative\", \"area\": \"economy\"}")),
                   "HTTP/1.1 201 ");
}

static void import_year(Fixture *f, int year)
{
    static const char FIGURES[] = "entity_code,indicator_code,year,value\nZ1,i1,%d,5.0\n";
    assert_answers(send_json(f, "POST", "/api/import?name=figures.csv", "",
                             text_format(f->arena, FIGURES, year)),
                   "HTTP/1.1 2");
}

/* How far an indicator is known is not counted anew for each visitor, but whenever a figure
 * comes. */
static void what_is_kept_of_figures_follows_them(void **state)
{
    enum { WORKERS_ASKED = 6 };
    Fixture *f = *state;
    f->setup.jobs = (JobKinds){IMPORT, 1, NULL};
    start(f, "page_cache_bytes=0");
    make_registers(f);
    for (int year = 2014; year <= 2015; year++) {
        import_year(f, year);
        made(f, year == 2014 ? "one" : "two"); /* which no figure rests on */
        for (int at = 0; at < WORKERS_ASKED; at++) {
            Text answer = get(f, "/indicators.json", "");
            assert_answers(answer, "HTTP/1.1 200 ");
            assert_int_equal(number_in(answer, "figures"), year - 2013);
        }
    }
}

enum { LOOKS_MOST = 2000, LOOK_MS = 10 };

/* The file with what was counted, once that is done. */
static Text counted_file(Fixture *f)
{
    Text answer = get(f, "/indicators.json", "");
    for (int look = 0; look < LOOKS_MOST && !text_starts(answer, TEXT("HTTP/1.1 200 ")); look++) {
        assert_answers(answer, "HTTP/1.1 503 ");
        usleep(LOOK_MS * 1000);
        answer = get(f, "/indicators.json", "");
    }
    return answer;
}

/* Every worker sees for itself that nothing changed since. */
static void assert_page_stands(Fixture *f, const char *headers)
{
    for (int look = 0; look < LOOKS_MOST; look++) {
        if (!text_contains(get(f, "/indicators", headers), TEXT("look again in a moment"))) {
            return;
        }
        usleep(LOOK_MS * 1000);
    }
    fail_msg("the page is never as figures stand");
}

/* Who will not wait gets a page at once: without what takes all figures, or with what was made of
 * them before, and it says so. A file cannot say so, and is not given. */
static void what_takes_all_figures_says_when_it_is_old(void **state)
{
    const char *page = "Accept: text/html\r\nAccept-Language: en\r\n";
    Fixture *f = *state;
    f->setup.jobs = (JobKinds){IMPORT, 1, NULL};
    start(f, "survey_wait_ms=0");
    make_registers(f);
    import_year(f, 2014);
    Text first = get(f, "/indicators", page);
    assert_answers(first, "HTTP/1.1 200 ");
    assert_true(text_contains(first, TEXT("look again in a moment")));
    assert_false(text_contains(first, TEXT("as of 20")));
    assert_int_equal(number_in(counted_file(f), "figures"), 1);
    assert_page_stands(f, page);
    import_year(f, 2015);
    Text old = get(f, "/indicators", page);
    assert_answers(old, "HTTP/1.1 200 ");
    assert_true(text_contains(old, TEXT("Figures have changed since")));
    assert_int_equal(number_in(counted_file(f), "figures"), 2);
    assert_page_stands(f, page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        server_test(what_is_created_is_there_with_its_place_and_version),
        server_test(who_saw_an_older_version_is_told_both),
        server_test(a_record_moves_and_is_taken_back),
        server_test(a_move_tells_its_time_limit),
        server_test(what_is_left_out_is_taken_from_where_it_stands),
        server_test(a_request_under_a_key_is_done_once),
        server_test(changes_moves_and_deletions_are_answered_again_too),
        server_test(what_changed_nothing_leaves_its_key),
        server_test(what_is_kept_of_figures_follows_them),
        server_test(what_takes_all_figures_says_when_it_is_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
