/* Starting and stopping. */
#include "pages_impl.h"
#include "server_impl.h"

#include <microhttpd.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { DOCUMENT_BYTES = 24 << 20 }; /* the description of the interface, for each set of roles */

struct WebServer {
    Site *site;
    struct MHD_Daemon *daemon;
    const char *address, *claim_address;
};

/* ---- The site ---- */

static Status open_limits(Site *site, const char *chosen, Error *err)
{
    Text rules;
    if (!embedded_text(site->setup->model->rules, "web.rules", &rules)) {
        return error_set(err, STATUS_INTERNAL, "web.rules_missing",
                         ARGS(arg_cstr("name", "web.rules")));
    }
    return limits_read(site->arena, rules, chosen, &site->limits, err);
}

/* Without accounts: a link by which the first is taken. */
static Status open_door(Site *site, const char *path, Error *err)
{
    const RecordDef *def = model_record(site->setup->model, TEXT("account"));
    RecordQuery one = {.limit = 1};
    Workspace *workspace;
    List found;
    Status status =
        workspace_open(path, STORE_WRITE, site->setup->model, site_owner(), &workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = record_list(site->arena, workspace, def, &one, &found, err);
    if (status == STATUS_OK && found.count == 0) {
        status = door_claim_new(site->arena, workspace, 0, time_now_ms(), &site->first_claim, err);
    }
    workspace_close(workspace);
    return status;
}

Status site_open(const WebSetup *setup, const WebOptions *options, Site **site, Error *err)
{
    Arena *arena = arena_new();
    Site *made = ARENA_NEW(arena, Site);
    *site = made;
    made->arena = arena;
    made->setup = setup;
    made->log = options->log;
    made->hosts = text_from(options->hosts);
    made->pages_folder = options->pages;
    made->is_secure = options->certificate != NULL;
    random_bytes(&made->first_id, sizeof made->first_id);
    random_bytes(made->secret, sizeof made->secret);
    Status status = open_limits(made, options->limits, err);
    if (status == STATUS_OK) {
        status = open_door(made, options->workspace, err);
    }
    if (status == STATUS_OK) {
        status = templates_load(arena, page_files(), &made->templates, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (setup->prose.count > 0) {
        status = prose_rules_load(setup->prose, &made->prose, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    made->assets = assets_new(arena, page_files());
    made->cache = page_cache_new(arena, (size_t)made->limits.page_cache_bytes);
    made->documents = page_cache_new(arena, DOCUMENT_BYTES);
    made->throttle =
        throttle_new(arena, made->limits.requests_per_second, made->limits.requests_at_once);
    made->sign_ins =
        throttle_new(arena, made->limits.sign_ins_per_second, made->limits.sign_ins_at_once);
    made->words = throttle_new(arena, made->limits.words_per_minute, made->limits.words_at_once);
    made->callers = callers_new(arena, &made->limits);
    made->metrics = metrics_new(arena);
    made->columns = columns_new(arena);
    status = workers_start(arena, made, options->workspace, &made->workers, err);
    if (status == STATUS_OK) {
        status = surveyor_start(arena, made, options->workspace, &made->surveyor, err);
    }
    if (status == STATUS_OK) {
        status = lobby_open(arena, made, options->workspace, &made->lobby, err);
    }
    return status == STATUS_OK ? clock_start(arena, made, options->workspace, &made->clock, err)
                               : status;
}

void site_close(Site *site)
{
    clock_close(site->clock);
    lobby_close(site->lobby);
    workers_close(site->workers);
    surveyor_close(site->surveyor);
    if (site->columns) {
        columns_close(site->columns);
    }
    page_cache_free(site->cache);
    page_cache_free(site->documents);
    assets_free(site->assets);
    prose_rules_free(site->prose);
    arena_free(site->arena);
}

/* ---- The server ---- */

/* Each connection is a descriptor, and the usual soft limit is 1024. */
static void allow_descriptors(int connections)
{
    enum { OWN = 200 };
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + OWN;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* What one answer gives back is there for the next, up to so much a thread: a long report would
 * else ask the system for every page of it anew, which takes a quarter of its time. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    enum { PIECE_MOST = 4 << 20, KEPT_MOST = 16 << 20 };
    mallopt(M_MMAP_THRESHOLD, PIECE_MOST);
    mallopt(M_TRIM_THRESHOLD, KEPT_MOST);
#endif
}

static Status check_options(const WebOptions *options, Error *err)
{
    if ((options->certificate == NULL) != (options->key == NULL)) {
        return error_set(err, STATUS_USAGE, "web.certificate_and_key", NO_ARGS);
    }
    return STATUS_OK;
}

/* Beyond this machine nobody comes in without an account, and no password goes in the clear. */
static Status check_place(const Site *site, const char *text, const ListenPlace *place, Error *err)
{
    if (listen_is_loopback(place)) {
        return STATUS_OK;
    }
    if (site->first_claim.len > 0) {
        return error_set(err, STATUS_UNSUPPORTED, "web.loopback_only",
                         ARGS(arg_cstr("place", text)));
    }
    return site->is_secure
               ? STATUS_OK
               : error_set(err, STATUS_UNSUPPORTED, "web.needs_tls", ARGS(arg_cstr("place", text)));
}

Status web_start(const WebSetup *setup, const WebOptions *options, WebServer **server, Error *err)
{
    ListenPlace place;
    Site *site;
    int listening = -1;
    *server = NULL;
    Status status = check_options(options, err);
    if (status == STATUS_OK) {
        status = listen_parse(options->listen, &place, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = site_open(setup, options, &site, err);
    if (status == STATUS_OK) {
        status = check_place(site, options->listen, &place, err);
    }
    if (status == STATUS_OK) {
        status = listen_open(&place, &listening, err);
    }
    if (status != STATUS_OK) {
        site_close(site);
        return status;
    }
    WebServer *made = ARENA_NEW(site->arena, WebServer);
    made->site = site;
    made->address = text_cstr(site->arena, listen_address(site->arena, listening, site->is_secure));
    if (site->first_claim.len > 0) {
        made->claim_address =
            text_cstr(site->arena, text_format(site->arena, "%sclaim/%.*s", made->address,
                                               TEXT_ARGS(site->first_claim)));
    }
    allow_descriptors(site->limits.connections);
    keep_memory();
    callers_start(site->callers);
    status = door_open(site, listening, options, &made->daemon, err);
    if (status != STATUS_OK) {
        close(listening);
        callers_stop(site->callers);
        site_close(site);
        return status;
    }
    log_line(&site->log, LOG_INFO, "listening", ARGS(arg_cstr("address", made->address)));
    *server = made;
    return STATUS_OK;
}

const char *web_address(const WebServer *server)
{
    return server->address;
}

const char *web_claim_address(const WebServer *server)
{
    return server->claim_address;
}

/* Visits that were taken are finished as long as they make haste. */
static void wait_for_visits(Site *site)
{
    enum { LOOK_EVERY_MS = 20 };
    int64_t left_ms = site->limits.stop_seconds * 1000;
    while (atomic_load(&site->open_visits) > 0 && left_ms > 0) {
        usleep(LOOK_EVERY_MS * 1000);
        left_ms -= LOOK_EVERY_MS;
    }
}

void web_stop(WebServer *server)
{
    if (!server) {
        return;
    }
    Site *site = server->site;
    atomic_store(&site->is_stopping, true);
    int listening = MHD_quiesce_daemon(server->daemon);
    if (listening >= 0) {
        close(listening);
    }
    wait_for_visits(site);
    workers_stop(site->workers);
    MHD_stop_daemon(server->daemon);
    callers_stop(site->callers);
    log_line(&site->log, LOG_INFO, "stopped", NO_ARGS);
    site_close(site);
}
