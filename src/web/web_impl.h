/* web, inside: one request on its way is a Visit, which belongs to one thread at a time. This much
 * everybody here knows: what came, what is answered, who may, and the site.
 *
 *   server_impl.h   server/: connections, threads, and what a page never sees
 *   pages_impl.h    pages/: for people
 *   api_impl.h      api/: for programs
 */
#ifndef DUIBIAO_WEB_IMPL_H
#define DUIBIAO_WEB_IMPL_H

#include "web.h"

#include "compare.h"
#include "prose.h"
#include "report.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Connection;
struct MHD_Response;
typedef struct Site Site;
typedef struct Visit Visit;

/* Of the server, seen from here by name alone. */
typedef struct Caller Caller;
typedef struct Callers Callers;
typedef struct Clock Clock;
typedef struct Lobby Lobby;
typedef struct Metrics Metrics;
typedef struct Survey Survey;
typedef struct Surveyor Surveyor;
typedef struct Throttle Throttle;
typedef struct Workers Workers;

/* Of the pages. */
typedef struct KeptFigures KeptFigures;
typedef struct Templates Templates;

/* ---- limits.c ---- */

typedef struct WebLimits {
    Text version;
    int workers, connections, waiting;
    int header_bytes, target_bytes, form_bytes, upload_bytes;
    int header_seconds, idle_seconds, body_seconds, send_seconds;
    int requests_per_second, requests_at_once;
    int sign_ins_per_second, sign_ins_at_once;
    int words_per_minute, words_at_once;
    int page_cache_bytes;
    int grid_rows, file_rows, load_rows;
    int stop_seconds;
    int api_rows, api_problems, export_rows, import_now_bytes, import_wait_seconds;
    int page_wait_seconds;
    int job_seconds;
    int survey_wait_ms;
} WebLimits;

/* The rules file, then `chosen` ("name=value,…"; NULL) in place of what it says.
 * errors: USAGE (no such limit, or a value that does not fit), INTERNAL (the file is wrong) */
Status limits_read(Arena *arena, Text rules, const char *chosen, WebLimits *limits, Error *err);

/* ---- body.c ---- */

/* What a request brings: beyond a size in a file, and mapped from there. */
typedef struct Body {
    Buf small;
    int file; /* -1: all of it is in memory */
    size_t bytes;
    void *mapped;
} Body;

Body body_new(Arena *arena);
bool body_add(Body *body, size_t small_most, Text piece); /* false: the disk refuses */
bool body_whole(Body *body, Text *bytes);                 /* they live until it is dropped */
void body_drop(Body *body);

/* ---- request.c ---- */

typedef enum Method { METHOD_GET, METHOD_POST, METHOD_PATCH, METHOD_DELETE, METHOD_OTHER } Method;

/* What an address ends in: nothing is a page. */
typedef enum Form { AS_PAGE, AS_CSV, AS_XLSX, AS_HTML, AS_JSON, FORM_COUNT } Form;

extern const char *const FORM_ENDINGS[FORM_COUNT]; /* ".csv"; empty for a page */

typedef struct Param {
    Text name, value;
} Param;

typedef struct Request {
    Method method;
    Text target; /* as it was sent: path and query */
    Text path;   /* decoded, without the form it ends in */
    Form form;
    List query;    /* Param */
    List captures; /* Param: what stands for {name} in the route's pattern */
    Text body, body_type;
    List form_parts; /* FormPart: what a form brought */
    Text host, origin, fetch_site, cookies, languages, encodings, if_none_match;
    Text accept, authorization, agent, if_match, prefer, range, csrf_token, idempotency_key;
    Text caller;     /* the address it comes from */
    bool wants_json; /* Accept names JSON before HTML */
} Request;

/* Reads the target into path, form and query. False: not a path, broken escapes or UTF-8, or a
 * control character. */
bool request_read_target(Arena *arena, Request *request, Text target);
/* The first value of that name; empty when there is none. */
Text params_get(const List *params, const char *name);
bool params_have(const List *params, const char *name);
/* "a=1&b=2" with %xx and +, as a query or a form carries it. False: not that, or not UTF-8. */
bool params_read(Arena *arena, Text text, List *params);
Text cookie_get(const Request *request, const char *name);
Lang request_lang(const Request *request); /* the cookie's, else the first that is accepted */
bool request_accepts_gzip(const Request *request);
bool request_is_programs(const Request *request); /* JSON is wanted: errors are problem details */
/* A path of ours to go back to; "/" when `text` could lead anywhere else. */
Text local_path(Text text);

/* Addresses for links: "?a=1" grows from pairs; empty values are left out. */
void url_add_param(Buf *url, const char *name, Text value);
void url_add_part(Buf *url, Text part); /* escaped for a path or a query */

/* ---- form.c ---- */

/* One part of a multipart body; `file_name` is empty for a plain field. */
typedef struct FormPart {
    Text name, file_name, type, value;
} FormPart;

/* List of FormPart of either kind of form.
 * INVALID "web.form_broken", UNSUPPORTED "web.form_type" */
Status form_read(Arena *arena, Text body, Text type, List *parts, Error *err);
const FormPart *form_part(const List *parts, const char *name); /* the first; NULL: none */
Text form_get(const List *parts, const char *name);

/* ---- answer.c ---- */

typedef struct SharedBody SharedBody; /* of the cache or the assets */

typedef struct Answer {
    int code;
    const char *type; /* media type */
    Text body;
    SharedBody *shared; /* in place of body; one reference is the answer's */
    bool is_gzip;
    Text location;
    Text etag;      /* with its quotes */
    Text file_name; /* to be saved under */
    int file;       /* an open file in place of the body; 0: none */
    int64_t file_bytes;
    const char *lifetime; /* Cache-Control */
    List cookies;         /* Text: Set-Cookie */
    List headers;         /* Param: what only some answers say */
    const char *allow;    /* of a 405 */
    int retry_seconds;    /* of a 429 and a 503 */
    bool clears_data;     /* the browser forgets what it kept of us */
} Answer;

void answer_bytes(Visit *visit, int code, const char *type, Text body);
void answer_redirect(Visit *visit, Text path); /* 303 */
enum { COOKIE_ENDS = -1, COOKIE_SESSION = 0 }; /* in place of seconds: gone; with the browser */
void answer_cookie(Visit *visit, const char *name, Text value, int seconds);
/* One more header, of this answer or of the error that takes its place. */
void answer_header(Visit *visit, const char *name, Text value);
void answer_drop(Answer *answer); /* what it holds beside the visit's memory */
extern const char CSV_TYPE[], XLSX_TYPE[], HTML_TYPE[];
/* A table in the form that was asked for: CSV, workbook or JSON. */
Status answer_table(Visit *visit, const char *name, const Table *table, Error *err);
void answer_compress(Visit *visit);
struct MHD_Response *answer_response(Visit *visit);

/* Bytes that several answers send at once; freed with the last. */
SharedBody *shared_body_new(Text bytes);
SharedBody *shared_body_hold(SharedBody *body);
void shared_body_drop(SharedBody *body); /* NULL is allowed */
Text shared_body_bytes(const SharedBody *body);
/* False when it does not get smaller. */
bool gzip_bytes(Arena *arena, Text bytes, Text *packed);

/* ---- spool.c ---- */

/* A file that is being written, in a folder of its own. */
typedef struct Spool {
    char *folder, *path;
} Spool;
Status spool_open(Visit *visit, const char *name, Spool *spool, Error *err);
/* The answer is the file; spool_drop then takes its name away. */
Status spool_answer(Visit *visit, Spool *spool, const char *type, Text file_name, Error *err);
void spool_drop(Spool *spool);

/* ---- guard.c ---- */

/* Against requests that another site makes a browser send: what the browser says about where they
 * come from, and a token in every form that only a page of ours can know. */
Text guard_token(Visit *visit); /* for the forms of a page; makes the visitor known where needed */
/* DENIED "web.forged" */
Status guard_check(Visit *visit, Error *err);
/* The same of a program, which brings the token in a header where a cookie lets it in. */
Status guard_check_program(Visit *visit, Error *err);
bool guard_is_told(const Request *request); /* the browser says that it comes from a page of ours */

/* ---- problem.c ---- */

/* The error as a page, or as problem details (RFC 9457) where a program asked. */
void answer_error(Visit *visit, const Error *err);
/* To a program: a failure that was told elsewhere before,
 * `refusal` and `problems` as in a job's result. */
void answer_refusal(Visit *visit, Text refusal, Text problems);

/* ---- routes.c ---- */

/* Who may see it. Nobody, unless the table says otherwise. */
typedef enum Access {
    ACCESS_NOBODY,
    ACCESS_ANYONE,  /* no sign-in: health, files of the pages, the language, the door itself */
    ACCESS_ENTRANT, /* signed in, also while a password or an authenticator is still to be set */
    ACCESS_MEMBER,  /* signed in; what of it they see is record's to say. Without accounts: whoever
                       reaches the loopback address, for they could read the file itself */
} Access;

#define FORM_BIT(form) (1u << (form))

typedef struct Route {
    Method method;
    const char *pattern; /* "/gaps/{indicator}" */
    Status (*handle)(Visit *visit, Error *err);
    Access access;
    unsigned forms; /* FORM_BITs */
    bool is_kept;   /* the answer depends on the workspace, the address and the language alone */
    const char *zh, *en; /* what it is */
} Route;

extern const Route ROUTES[];
extern const size_t ROUTE_COUNT;

/* The route of this method and path; fills the captures. NULL: none. */
const Route *route_find(Arena *arena, Method method, Text path, List *captures);
/* "GET, POST": methods with a route for the path; NULL: none. */
const char *route_methods(Arena *arena, Text path);

/* ---- enter.c ---- */

/* Finds out who comes and makes the worker's workspace act as them. Sets wants_writer where the use
 * of the session is to be written down and this worker cannot. */
Status visit_enter(Visit *visit, Error *err);
bool access_granted(const Visit *visit, Access access);
const char *session_cookie(const Site *site);
Actor site_owner(void);
Text device_name(Arena *arena, Text agent); /* "Firefox, Windows", of a User-Agent */

/* ---- assets.c ---- */

typedef struct Asset {
    Text name; /* "style.css" */
    Text path; /* "/assets/style.3f9a1c7e.css" */
    const char *type;
    SharedBody *plain, *packed; /* packed: NULL where gzip does not help */
    Text etag;
} Asset;

typedef struct Assets Assets;
Assets *assets_new(Arena *arena, EmbeddedFiles files);
void assets_free(Assets *assets); /* NULL is allowed */
const Asset *asset_named(const Assets *assets, Text name);
const Asset *asset_at(const Assets *assets, Text path);
EmbeddedFiles page_files(void); /* pages/, compiled in */
/* The files of a folder, for working on them. IO "web.pages_unreadable" */
Status page_files_read(Arena *arena, const char *folder, EmbeddedFiles *files, Error *err);
Status file_read(Arena *arena, const char *path, EmbeddedFile *file, Error *err);

/* ---- cache.c ---- */

/* A finished page, as it was made after change number `seq`. */
typedef struct PageCache PageCache;
PageCache *page_cache_new(Arena *arena, size_t bytes_most);
void page_cache_free(PageCache *cache);
/* Fills the answer when the page of that key is there and nothing changed since. */
bool page_cache_get(PageCache *cache, Text key, int64_t seq, Answer *answer, bool gzip);
void page_cache_put(PageCache *cache, Text key, int64_t seq, const Answer *answer, Text packed);
void page_cache_tally(PageCache *cache, int64_t *hits, int64_t *misses, int64_t *bytes);

/* ---- One visit ---- */

typedef struct Worker {
    Site *site;
    pthread_t thread;
    StoreMode mode; /* STORE_WRITE: the one that writes */
    int queue;      /* of workers.c */
    Workspace *workspace;
    Arena *registry_arena;
    Registry *registry;
    int64_t registry_seq; /* the last change that the registry knows */
    int64_t figures_seq;  /* the one as of which it was read: no figure changed since */
    KeptFigures *kept;    /* the pages' */
    int64_t seq;          /* the last change when this visit began */
    bool has_accounts;
} Worker;

struct Visit {
    Site *site;
    Worker *worker; /* while the answer is made */
    Arena *arena;
    Lang lang;
    Request request;
    const Route *route; /* NULL: none */
    Entrance entrance;  /* who comes */
    bool is_signed_in, is_owner_here, has_bearer, wants_writer;
    Answer answer;
    Problems *problems; /* of the data that came; NULL: none were looked for */
    Survey *survey;     /* that the answer is made of; NULL: none */
    bool is_passing;    /* the answer will soon be another, and is not kept */
    Text current;       /* JSON of a record as it stands, for who came with an older version */
    /* What the door keeps. */
    struct MHD_Connection *connection;
    Caller *caller;
    Body body;
    enum { VISIT_BEGUN, VISIT_BODY, VISIT_WORK, VISIT_DONE } stage;
    bool body_too_large, body_lost, is_stopping;
    uint64_t started_ns, bytes_sent;
    int64_t awaited_job, await_until_ms; /* 0: none */
    bool has_awaited;                    /* the job ended, or the time is up */
    char id[20];
    struct Visit *next; /* in the queue or the lobby */
};

/* Makes the answer: route, access, handler, error. Never fails. False: only the writer can. */
bool visit_answer(Visit *visit);
/* What the actor may do, for a key: the same for everybody of the same roles and scope. */
Text visit_rights_key(const Visit *visit);
/* The answer of that key and of change number `seq`, or made by `make` and kept. */
Status visit_make_kept(Visit *visit, PageCache *cache, Text key, int64_t seq,
                       Status (*make)(Visit *visit, Error *err), Error *err);

/* ---- What a handler asks of the server ---- */

/* The change the workspace stands at, and the registry as of it. */
Status worker_refresh(Worker *worker, Error *err);
void clock_wake(Clock *clock);              /* there is something to do now; NULL is allowed */
uint64_t visit_address(const Visit *visit); /* where it comes from: a hash, for the throttle */
/* One request of an address, known by its hash: may it be answered? Any thread. */
bool throttle_allows(Throttle *throttle, uint64_t address, int64_t now_ms);
/* True: the handler leaves off, and is called again, as from the beginning, when the job has ended
 * or so many seconds have passed. False: it waited already, or nobody here does jobs. */
bool visit_await(Visit *visit, int64_t job, int seconds);

/* ---- survey.c ---- */

/* What was made of every figure there is, as known on a day. Doubts take most of the time. */
enum { SURVEY_COVERAGE = 1, SURVEY_DOUBTS = 2 };
struct Survey {
    Arena *arena;
    int64_t seq;     /* the last change it knows */
    int64_t made_ms; /* when it began to be made */
    Date as_of, day; /* day: by whose rules */
    unsigned parts;
    Registry *registry;
    IndicatorCoverage *coverage; /* parallel to its registry's indicators */
    List disputed;               /* DOUBTS: BatchConflict */
    List doubts;                 /* DOUBTS: StandingDoubt */
    int holders;
};

/* The latest survey as of that day, for as long as the visit; NULL: there is none yet, it is being
 * made. Waits a moment where it does not hold any more; *is_as_it_stands: it does, or does again.
 * An answer that is made of one that does not is not kept. */
const Survey *survey_take(Visit *visit, Date as_of, unsigned parts, bool *is_as_it_stands);
void survey_drop(Visit *visit);

/* ---- What both kinds of reader are shown ---- */

/* The versions `from` and `to` of the address beside each other; without them the last and the one
 * before. */
Status versions_asked(Visit *visit, const RecordDef *def, int64_t id, Table **table, Error *err);

/* ---- The site: const once the server listens, but for what guards itself ---- */

struct Site {
    Arena *arena;
    const WebSetup *setup;
    WebLimits limits;
    Log log;
    Text hosts;
    const char *pages_folder;
    bool is_secure;
    Text first_claim;  /* of the first account; empty when there are accounts */
    ProseRules *prose; /* NULL: texts are not read */
    Templates *templates;
    Assets *assets;
    PageCache *cache;
    Surveyor *surveyor;
    Columns *columns; /* what the workers keep of figures in common */
    PageCache *documents; /* what stands on the program and on roles alone */
    Throttle *throttle, *sign_ins, *words;
    Callers *callers;
    Workers *workers;
    Clock *clock;
    Lobby *lobby;
    Metrics *metrics;
    uint64_t first_id;
    uint8_t secret[32]; /* of this run, for the tokens in forms */
    _Atomic uint64_t visits;
    _Atomic int open_visits;
    _Atomic bool is_stopping;
};

Status site_open(const WebSetup *setup, const WebOptions *options, Site **site, Error *err);
void site_close(Site *site);

#endif
