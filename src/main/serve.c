/* The server in the foreground: starts, says where, and waits for the signal to end. */
#include "serve.h"

#include "web.h"

#include <signal.h>

/* Threads inherit the mask: the signals wait for this one. A reader who hangs up is no signal. */
static void block_signals(sigset_t *wanted)
{
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(wanted);
    sigaddset(wanted, SIGINT);
    sigaddset(wanted, SIGTERM);
    pthread_sigmask(SIG_BLOCK, wanted, NULL);
}

Status serve(const CliSetup *setup, const ServeRequest *request, Error *err)
{
    const WebSetup web = {.version = setup->version,
                          .model = setup->model,
                          .prose = setup->prose,
                          .jobs = setup->jobs};
    const WebOptions options = {
        .workspace = request->workspace,
        .listen = request->listen,
        .hosts = request->hosts,
        .pages = request->pages,
        .certificate = request->certificate,
        .key = request->key,
        .limits = request->limits,
        .log = request->log,
    };
    sigset_t wanted;
    WebServer *server;
    block_signals(&wanted);
    Status status = web_start(&web, &options, &server, err);
    if (status == STATUS_OK) {
        int signal_number;
        Passage *passage = passage_open(setup, request);
        request->ready(request->context, web_address(server), web_claim_address(server));
        sigwait(&wanted, &signal_number);
        passage_close(passage);
        web_stop(server);
    }
    return status;
}
