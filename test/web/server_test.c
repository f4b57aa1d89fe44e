/* What tests of the server over sockets share. */
#include "server_test.h"

#include "compiled_model.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- A server with an empty workspace ---- */

int fixture_open(void **state)
{
    Arena *arena = arena_new();
    Fixture *f = ARENA_NEW(arena, Fixture);
    Workspace *workspace;
    Error err = {0};
    f->arena = arena;
    assert_true(folder_make(f->folder));
    f->setup = (WebSetup){"0", compiled_model(arena)};
    Text path = text_format(arena, "%s/test.duibiao", f->folder);
    Actor actor = {TEXT("tester"), TEXT(""), TEXT("test")};
    assert_int_equal(workspace_open(text_cstr(arena, path), STORE_CREATE, f->setup.model, actor,
                                    &workspace, &err),
                     STATUS_OK);
    workspace_close(workspace);
    *state = f;
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    web_stop(f->server);
    folder_remove(f->folder);
    arena_free(f->arena);
    return 0;
}

void start(Fixture *f, const char *limits)
{
    Error err = {0};
    Text path = text_format(f->arena, "%s/test.duibiao", f->folder);
    /* What is looked at is as it stands, however slow the machine. */
    Text all =
        text_format(f->arena, "survey_wait_ms=20000%s%s", limits ? "," : "", limits ? limits : "");
    WebOptions options = {.workspace = text_cstr(f->arena, path),
                          .listen = "127.0.0.1:0",
                          .limits = text_cstr(f->arena, all)};
    Status status = web_start(&f->setup, &options, &f->server, &err);
    if (status != STATUS_OK) {
        Buf said = buf_new(f->arena);
        error_print(&said, LANG_EN, &err);
        fail_msg("%.*s", TEXT_ARGS(buf_text(&said)));
    }
    f->port = atoi(strrchr(web_address(f->server), ':') + 1);
}

/* ---- A client that knows nothing ---- */

enum { PATIENCE_SECONDS = 20 };

int call(Fixture *f)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)f->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {PATIENCE_SECONDS, 0};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(line >= 0);
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    return line;
}

bool say(int line, Text text)
{
    return send(line, text.ptr, text.len, MSG_NOSIGNAL) == (ssize_t)text.len;
}

/* Everything until the other side hangs up. */
Text listen_to_end(Arena *arena, int line)
{
    Buf heard = buf_new(arena);
    char piece[4096];
    ssize_t got;
    while ((got = recv(line, piece, sizeof piece, 0)) > 0) {
        buf_add(&heard, (Text){piece, (size_t)got});
    }
    close(line);
    return buf_text(&heard);
}

Text ask(Fixture *f, const char *request)
{
    int line = call(f);
    say(line, text_from(request));
    return listen_to_end(f->arena, line);
}

Text get(Fixture *f, const char *path, const char *headers)
{
    return ask(f, text_cstr(f->arena, text_format(f->arena, "GET %s HTTP/1.1\r\n" HOST "%s" CLOSE,
                                                  path, headers)));
}

void assert_answers(Text answer, const char *status)
{
    if (!text_starts(answer, text_from(status))) {
        print_error("not %s but: %.*s\n", status, TEXT_ARGS(text_slice(answer, 0, 300)));
        fail();
    }
}

Text header_of(Text answer, const char *name)
{
    char line[64];
    size_t at, end;
    snprintf(line, sizeof line, "\r\n%s: ", name);
    if (!text_find(answer, text_from(line), &at)) {
        return TEXT("");
    }
    Text rest = text_slice(answer, at + strlen(line), answer.len);
    return text_find(rest, TEXT("\r\n"), &end) ? text_slice(rest, 0, end) : TEXT("");
}
