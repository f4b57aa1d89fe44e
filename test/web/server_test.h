/* A server with an empty workspace, and a client that knows nothing, for tests over real
 * sockets. */
#ifndef DUIBIAO_SERVER_TEST_H
#define DUIBIAO_SERVER_TEST_H

#include "folder.h"
#include "web_test.h"

typedef struct Fixture {
    Arena *arena;
    char folder[FOLDER_PATH];
    WebSetup setup;
    WebServer *server;
    int port;
} Fixture;

int fixture_open(void **state);
int fixture_close(void **state);
/* `limits` as in WebOptions. */
void start(Fixture *f, const char *limits);

int call(Fixture *f); /* a connected socket */
bool say(int line, Text text);
Text listen_to_end(Arena *arena, int line); /* until the other side hangs up */

#define HOST  "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n\r\n"

Text ask(Fixture *f, const char *request); /* the whole answer to a whole request */
Text get(Fixture *f, const char *path, const char *headers);
void assert_answers(Text answer, const char *status);
Text header_of(Text answer, const char *name); /* empty where it is not there */

#define server_test(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

#endif
