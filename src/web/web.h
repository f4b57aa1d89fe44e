/* web: the door for browsers and for programs that speak HTTP.
 *
 * Serves one workspace: pages rendered on the server from the templates in pages/ (which are
 * compiled in), the files beside them, and the same answers as CSV, workbook and JSON. It decides
 * nothing: who may do what is record's to say, what a gap is compare's, how it is drawn report's.
 * Every address it answers stands in one const table of routes.
 *
 * libmicrohttpd's threads read requests and send answers; workers, each with its own read
 * connection to the workspace, make them; one more does the jobs that the clock asks for. A request
 * has a deadline at every stage, a limit on everything it brings, and a line in the log. The limits
 * stand in rules/web.rules.
 */
#ifndef DUIBIAO_WEB_H
#define DUIBIAO_WEB_H

#include "base.h"
#include "record.h"

/* What main wires; must outlive the server. */
typedef struct WebSetup {
    const char *version;
    const Model *model;  /* with web.rules among its rule sets */
    EmbeddedFiles prose; /* rules/prose; none: texts are not read */
    JobKinds jobs;       /* what the server does and administrators may ask for; none: nothing */
} WebSetup;

typedef struct WebOptions {
    const char *workspace;   /* path of the file */
    const char *listen;      /* "127.0.0.1:8016", "[::1]:8016"; port 0: any that is free */
    const char *hosts;       /* names it is reached by beside its addresses, "a.cn,b.cn"; NULL */
    const char *pages;       /* folder to read pages from, while one works on them; NULL */
    const char *certificate; /* PEM files; NULL: plain HTTP */
    const char *key;
    const char *limits; /* "name=value,…" in place of those of web.rules; NULL */
    Log log;
} WebOptions;

typedef struct WebServer WebServer;

/* Listens when it returns. Beyond loopback addresses it listens only once there are accounts, and
 * with TLS.
 * errors: USAGE (an address, name or limit that is none), UNSUPPORTED (not a loopback address),
 * BUSY (the port is taken), and what opening a workspace may say */
Status web_start(const WebSetup *setup, const WebOptions *options, WebServer **server, Error *err);
const char *web_address(const WebServer *server); /* "http://127.0.0.1:8016/" */
/* Where the first account is taken, once; NULL when there are accounts. */
const char *web_claim_address(const WebServer *server);
/* Takes no more requests, finishes those it took (for as long as the limits allow), and closes. */
void web_stop(WebServer *server); /* NULL is allowed */

#endif
