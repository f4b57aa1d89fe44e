/* web, inside: what its files share. One request on its way is a Visit; it belongs to one thread
 * at a time.
 *
 *   limits.c       the limits of rules/web.rules
 *   server.c       starting and stopping
 *   listen.c       addresses and the socket
 *   callers.c      connections, and the reaper of slow ones
 *   throttle.c     how often one address may ask
 *   door.c         libmicrohttpd's calls: a request comes in, an answer goes out
 *   body.c         what requests bring
 *   workers.c      threads that make answers
 *   clock.c        the thread that does the jobs
 *   survey.c       the thread that looks at all figures together
 *   lobby.c        where visits wait for a job
 *   request.c      query, cookies, language, what the client accepts
 *   form.c         bodies of forms
 *   enter.c        who comes
 *   guard.c        against requests that other sites make a browser send
 *   routes.c       the one table of addresses
 *   visit.c        route, access, handler, error
 *   answer.c       what handlers say; headers
 *   spool.c        files on their way out
 *   problem.c      what goes wrong, for people and for programs
 *   api*.c         the interface for programs: api_impl.h
 *   metrics.c      counters
 *   assets.c       style sheet, scripts and pictures, under names that never change meaning
 *   cache.c        finished pages, good until the next change
 *   data.c         what a page shows, as a tree of named values
 *   template*.c    pages/ *.html: read once, written with every value escaped for its place
 *   page.c         what all pages have in common
 *   one_gap.c      one indicator against one reference
 *   *_page.c       the pages
 */
#ifndef DUIBIAO_WEB_IMPL_H
#define DUIBIAO_WEB_IMPL_H

#include "web.h"

#include "compare.h"
#include "prose.h"
#include "report.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;
typedef struct Site Site;
typedef struct Visit Visit;
typedef struct Survey Survey;
typedef struct Surveyor Surveyor;

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

/* ---- listen.c ---- */

typedef struct ListenPlace {
    struct sockaddr_storage address;
    socklen_t len;
} ListenPlace;

/* USAGE "web.not_a_place" */
Status listen_parse(const char *text, ListenPlace *place, Error *err);
bool listen_is_loopback(const ListenPlace *place);
/* errors: BUSY (taken), IO */
Status listen_open(const ListenPlace *place, int *socket, Error *err);
Text listen_address(Arena *arena, int socket, bool secure); /* "http://127.0.0.1:8016/" */
/* Is `host` (of a Host header) an IP address, localhost, or one of the names in `hosts`? Another
 * name leads here only when somebody makes it (DNS rebinding). */
bool host_is_ours(Text host, Text hosts);

/* ---- throttle.c ---- */

typedef struct Throttle Throttle;
Throttle *throttle_new(Arena *arena, int per_second, int at_once); /* 0 a second: no limit */
/* One request of an address, known by its hash: may it be answered? Any thread. */
bool throttle_allows(Throttle *throttle, uint64_t address, int64_t now_ms);

/* ---- callers.c ---- */

/* Where a connection stands; each stage has its own deadline. */
typedef enum CallerStage {
    CALLER_NEW,
    CALLER_IDLE,
    CALLER_BODY,
    CALLER_WORK,
    CALLER_SEND
} CallerStage;

/* One connection. */
typedef struct Caller {
    struct Caller *previous, *next;
    int socket;
    _Atomic int64_t deadline_ms; /* 0: none */
    uint64_t address;            /* hash, for the throttle */
    char name[64];               /* "192.0.2.1", for the log */
} Caller;

typedef struct Callers Callers;
Callers *callers_new(Arena *arena, const WebLimits *limits);
void callers_start(Callers *callers); /* the reaper's thread */
void callers_stop(Callers *callers);
Caller *caller_open(Callers *callers, int socket, const struct sockaddr *address);
void caller_close(Callers *callers, Caller *caller);
void caller_enters(Callers *callers, Caller *caller, CallerStage stage);
int callers_count(Callers *callers);

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

/* ---- sign_in_page.c ---- */

/* The page to sign in at, in place of what was asked for; a form that was sent is kept in it. */
void answer_sign_in(Visit *visit);
/* One more try to sign in, from this address. BUSY "web.too_many_sign_ins" */
Status throttle_sign_in(Visit *visit, Error *err);

/* ---- claim_page.c ---- */

/* Where a claim is taken, as an address to hand on. */
Text claim_address(Visit *visit, Text claim);

/* ---- admin_page.c ---- */

/* The first section of administration that is open to whoever asks; empty: none is. */
Text admin_first(Visit *visit);

/* ---- metrics.c ---- */

typedef struct Metrics Metrics;
Metrics *metrics_new(Arena *arena);
void metrics_count(Metrics *metrics, int code, uint64_t ns, uint64_t bytes);
void metrics_print(Buf *out, const Site *site);

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

/* ---- data.c ---- */

/* What a template is given: names with a text, a flag, markup, a list or further names. Names are
 * literals of the program; texts must live as long as the page is made. */
typedef struct Data Data;
Data *data_new(Arena *arena);
void data_text(Data *data, const char *name, Text value);
void data_int(Data *data, const char *name, int64_t value);
void data_flag(Data *data, const char *name, bool value);
void data_markup(Data *data, const char *name, Text html); /* from report's sinks alone */
Data *data_child(Data *data, const char *name);            /* a new one under that name */
Data *data_item(Data *data, const char *name); /* a new one at the end of the list of that name */

typedef struct DataValue {
    enum { DATA_NOTHING, DATA_TEXT, DATA_FLAG, DATA_MARKUP, DATA_CHILD, DATA_LIST } kind;
    Text text;
    bool flag;
    const Data *child;
    const List *list; /* Data * */
} DataValue;
DataValue data_get(const Data *data, Text name);
/* What was put there before: the item of a list, or (index 0) the child of that name. */
Data *data_at(const Data *data, const char *name, size_t index);
bool data_is_true(const DataValue *value); /* a text or list that is not empty, a set flag */

/* ---- template.c, template_write.c ---- */

typedef struct Templates Templates;
/* INVALID: a template is wrong; the error names the file, the line and what. */
Status templates_load(Arena *arena, EmbeddedFiles files, Templates **templates, Error *err);
/* Writes `layout`, whose {{page}} is the template `page`. */
void template_write(Buf *out, const Templates *templates, const Assets *assets, Lang lang,
                    const char *layout, const char *page, const Data *data);

/* ---- page.c ---- */

/* Writes the page into the answer, in the layout that all pages share. */
void answer_page(Visit *visit, const char *template, Data *data);
/* A new tree with what the layout needs; `title` stands in the window and above the page. */
Data *page_data(Visit *visit, Text title, const char *section);
Text page_words(const Visit *visit, const char *key, const Arg *args, size_t arg_count);
Text page_count(const Visit *visit, RecordCount count);
bool is_enterprise(const Visit *visit);                      /* does one act for it? */
Text page_time(Visit *visit, int64_t at_ms);                 /* local, to the minute */
/* With its remedy, in the words for a page where a terminal has others (CODE.remedy.page,
 * CODE.page). */
Text problem_sentence(Visit *visit, const Problem *problem);
Text error_sentence(Visit *visit, const Error *err);
/* The same in this wording, a key of the catalogues that takes the same arguments. */
Text error_in_words(Visit *visit, const Error *err, const char *wording);
/* ---- question.c ---- */

typedef struct QuestionProblem {
    const char *field; /* name of the value that a form shows beside the field */
    Text sentence;
} QuestionProblem;

/* The rules of comparison in force on the day that is asked about. */
Status question_rules(Visit *visit, Arena *arena, Date as_of, CompareRules **rules, Error *err);

/* What a page of comparison is asked. */
typedef struct Question {
    int subject;     /* registry index; -1: nobody yet */
    List references; /* int */
    bool named;      /* otherwise the registered benchmarks */
    Date as_of;      /* DATE_NONE: now */
    int year;        /* 0: the latest */
    Text area;       /* empty: all */
    int *indicators;
    int indicator_count;
    List problems; /* QuestionProblem: what could not be understood */
} Question;

void question_read(Visit *visit, Question *question);
bool question_is_whole(const Question *question); /* otherwise only the form can be shown */
GapRequest question_request(const Question *question);
/* What is compared for a question: the gaps, and what they were computed from. */
typedef struct Answers {
    CompareRules *rules;
    Panel *panel;
    GapTable *gaps;
} Answers;
Status question_answer(Visit *visit, const Question *question, Answers *answers, Error *err);
/* The same for the same question today. */
Text question_key(Visit *visit, const Question *question);
/* The same question to another page. */
Text question_link(Visit *visit, const Question *question, const char *path);
void question_form(Visit *visit, Data *data, const Question *question);

/* ---- next_step.c ---- */

/* Is nothing compared? Then `missing` says what it needs and where that is done. `gaps` is NULL
 * where the question was not answered. */
bool question_missing(Visit *visit, Data *data, const Question *question, const GapTable *gaps);

/* ---- one_gap.c ---- */

/* One indicator's gaps, and the one of them that is looked at more closely. */
typedef struct OneGap {
    Question question;
    int indicator; /* registry index */
    Answers answers;
    const GapRow *row; /* against the reference that was chosen; NULL: nothing to compare */
} OneGap;

/* Reads everybody's figures of the indicator and its parts: enough for ranks and precedents. The
 * question must be whole. */
Status one_gap_load(Visit *visit, OneGap *one, Error *err);
bool gap_is_compared(const GapRow *row);
/* The same question about one indicator and reference to another page. */
Text one_gap_link(Visit *visit, const OneGap *one, const GapRow *row, const char *path);

/* ---- page_table.c ---- */

/* The table as the template "table" shows it. Figures lead to their sources; names of indicators
 * lead on with the question, where there is one, else to the dictionary. */
void page_table(Visit *visit, Data *data, const char *name, const Table *table,
                const Question *question);
/* Its cells lead nowhere: for readers who may not go where they would. */
void table_unlink(Table *table);
/* Where a figure's story is told; empty for none. */
Text figure_link(Visit *visit, const Observation *figure, Date as_of);
/* Links to the same answer as files, under the names csv, xlsx and json. */
void page_exports(Visit *visit, Data *data);

/* ---- kept_figures.c ---- */

/* May the visitor read figures, whoever asked first? errors: DENIED */
Status kept_permission(const Visit *visit, Error *err);
/* The survey of that day as a page shows it. NULL: there is none yet; `data` then holds the
 * sentence that says so, and one that says of when it is where figures changed since.
 * errors: DENIED (doubts tell figures), BUSY "web.survey_pending" (for a file: it cannot say so) */
Status kept_survey(Visit *visit, Date as_of, unsigned parts, Data *data, const Survey **survey,
                   Error *err);
/* Its coverage, parallel to the worker's registry. */
const IndicatorCoverage *survey_coverage(Visit *visit, const Survey *survey);

/* ---- chain.c ---- */

/* The links of the chain around one record, as the template "chain" shows them. */
Status page_chain(Visit *visit, Data *chain, const Record *record, Error *err);

/* ---- One visit ---- */

/* What was found for one of the last questions;
 * several pages ask the same, and the first page asks it for everybody. */
enum { ANSWERS_KEPT = 8 };
typedef struct KeptAnswers {
    Arena *arena; /* NULL: none here */
    Text key;
    Answers answers;
} KeptAnswers;

/* Made by the worker for its own questions, and good as long as its registry is. */
typedef struct KeptFigures {
    KeptAnswers answers[ANSWERS_KEPT];
    int next;        /* whose place the next answers take */
    KeptAnswers one; /* of one_gap.c: everybody's figures of the indicator looked at last */
} KeptFigures;
void kept_forget(KeptFigures *kept);

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
    KeptFigures kept;
    int64_t seq; /* the last change when this visit began */
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

/* ---- workers.c ---- */

typedef struct Workers Workers;
Status workers_start(Arena *arena, Site *site, const char *workspace, Workers **workers,
                     Error *err);
/* May one more visit wait? Then workers_take must follow, once its connection sleeps. */
bool workers_admit(Workers *workers, const Visit *visit);
void workers_take(Workers *workers, Visit *visit);
void workers_stop(Workers *workers);  /* after the answers of all who were admitted */
void workers_close(Workers *workers); /* NULL is allowed */
int workers_waiting(Workers *workers);
/* One that was admitted before goes on, with a reader. */
void workers_recall(Workers *workers, Visit *visit);
/* The change the workspace stands at, and the registry as of it. */
Status worker_refresh(Worker *worker, Error *err);

/* ---- clock.c ---- */

/* One thread that does the jobs of the workspace. */
typedef struct Clock Clock;
/* *clock is NULL where there are no jobs to do or the limits want none done here. */
Status clock_start(Arena *arena, Site *site, const char *workspace, Clock **clock, Error *err);
void clock_wake(Clock *clock);  /* there is something to do now; NULL is allowed */
void clock_close(Clock *clock); /* after the job at work has come to a place to leave off */

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

/* The columns that ranks need are read at once, before the first visit. */
Status surveyor_start(Arena *arena, Site *site, const char *workspace, Surveyor **surveyor,
                      Error *err);
void surveyor_close(Surveyor *surveyor); /* NULL is allowed */
/* Figures changed: they are read again. */
void surveyor_warm(Surveyor *surveyor);
/* The latest survey as of that day, for as long as the visit; NULL: there is none yet, it is being
 * made. Waits a moment where it does not hold any more; *is_as_it_stands: it does, or does again.
 * An answer that is made of one that does not is not kept. */
const Survey *survey_take(Visit *visit, Date as_of, unsigned parts, bool *is_as_it_stands);
void survey_drop(Visit *visit);

/* ---- lobby.c ---- */

/* A visit that waits for a job keeps no worker from others. */
typedef struct Lobby Lobby;
Status lobby_open(Arena *arena, Site *site, const char *workspace, Lobby **lobby, Error *err);
void lobby_take(Lobby *lobby, Visit *visit);
void lobby_close(Lobby *lobby); /* once no visit is left; NULL is allowed */
/* True: the handler leaves off, and is called again, as from the beginning, when the job has ended
 * or so many seconds have passed. False: it waited already, or nobody here does jobs. */
bool visit_await(Visit *visit, int64_t job, int seconds);

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

/* ---- door.c ---- */

Status door_open(Site *site, int listening, const WebOptions *options, struct MHD_Daemon **daemon,
                 Error *err);

/* ---- The pages ---- */

Status page_health(Visit *visit, Error *err);
Status page_metrics(Visit *visit, Error *err);
Status page_asset(Visit *visit, Error *err);
Status page_language(Visit *visit, Error *err);
Status page_home(Visit *visit, Error *err);
Status page_learn(Visit *visit, Error *err);
Status page_readings(Visit *visit, Error *err);
Status submit_readings(Visit *visit, Error *err);
Status page_reading(Visit *visit, Error *err);
Status submit_reading(Visit *visit, Error *err);
Status page_reading_visit(Visit *visit, Error *err);
Status submit_reading_visit(Visit *visit, Error *err);
Status page_visit(Visit *visit, Error *err);
Status page_enterprise(Visit *visit, Error *err);
Status page_my_enterprise(Visit *visit, Error *err);
Status page_targets(Visit *visit, Error *err);
Status page_deliver(Visit *visit, Error *err);
Status page_shares(Visit *visit, Error *err);
Status submit_shares(Visit *visit, Error *err);
Status page_workshop(Visit *visit, Error *err);
Status submit_workshop(Visit *visit, Error *err);
Status page_gaps(Visit *visit, Error *err);
Status page_gap(Visit *visit, Error *err);
Status page_strengths(Visit *visit, Error *err);
Status page_improve(Visit *visit, Error *err);
Status page_figure(Visit *visit, Error *err);
Status page_indicators(Visit *visit, Error *err);
Status page_indicator(Visit *visit, Error *err);
Status page_quality(Visit *visit, Error *err);
Status page_admin(Visit *visit, Error *err);
Status page_admin_accounts(Visit *visit, Error *err);
Status submit_admin_accounts(Visit *visit, Error *err);
Status page_admin_account(Visit *visit, Error *err);
Status submit_admin_account(Visit *visit, Error *err);
Status page_admin_roles(Visit *visit, Error *err);
Status page_admin_rules(Visit *visit, Error *err);
Status page_admin_rule_set(Visit *visit, Error *err);
Status page_admin_erase(Visit *visit, Error *err);
Status submit_admin_erase(Visit *visit, Error *err);
Status page_admin_system(Visit *visit, Error *err);
Status submit_admin_system(Visit *visit, Error *err);
Status page_admin_audit(Visit *visit, Error *err);
Status page_undo(Visit *visit, Error *err);
Status submit_undo(Visit *visit, Error *err);
Status page_delete(Visit *visit, Error *err);
Status submit_delete(Visit *visit, Error *err);
Status page_record_files(Visit *visit, Error *err);
Status submit_record_files(Visit *visit, Error *err);
Status page_file(Visit *visit, Error *err);
Status page_import(Visit *visit, Error *err);
Status submit_import(Visit *visit, Error *err);
Status page_import_job(Visit *visit, Error *err);
Status submit_import_job(Visit *visit, Error *err);
Status page_public(Visit *visit, Error *err);
Status page_publication(Visit *visit, Error *err);
Status page_public_progress(Visit *visit, Error *err);
Status page_public_figures(Visit *visit, Error *err);
Status page_public_say(Visit *visit, Error *err);
Status submit_public_say(Visit *visit, Error *err);
Status page_records(Visit *visit, Error *err);
Status page_list(Visit *visit, Error *err);
Status page_record_template(Visit *visit, Error *err);
Status page_load(Visit *visit, Error *err);
Status submit_load(Visit *visit, Error *err);
Status page_load_job(Visit *visit, Error *err);
Status submit_load_job(Visit *visit, Error *err);
Status page_grid(Visit *visit, Error *err);
Status submit_grid(Visit *visit, Error *err);
Status submit_grid_undo(Visit *visit, Error *err);
Status page_views(Visit *visit, Error *err);
Status submit_views(Visit *visit, Error *err);
Status page_record(Visit *visit, Error *err);
Status page_compare(Visit *visit, Error *err);
Status page_sign_in(Visit *visit, Error *err);
Status submit_sign_in(Visit *visit, Error *err);
Status submit_sign_out(Visit *visit, Error *err);
Status page_claim(Visit *visit, Error *err);
Status submit_claim(Visit *visit, Error *err);
/* One more of the list `sessions`. */
Data *session_item(Visit *visit, Data *data, const DoorSession *session);
Status page_account(Visit *visit, Error *err);
Status submit_post(Visit *visit, Error *err);
Status submit_end_session(Visit *visit, Error *err);
Status submit_password(Visit *visit, Error *err);
Status submit_authenticator(Visit *visit, Error *err);
Status submit_token(Visit *visit, Error *err);
Status submit_end_token(Visit *visit, Error *err);
Status page_new(Visit *visit, Error *err);
Status page_edit(Visit *visit, Error *err);
Status page_move(Visit *visit, Error *err);
Status submit_new(Visit *visit, Error *err);
Status submit_edit(Visit *visit, Error *err);
Status submit_move(Visit *visit, Error *err);

/* ---- The interface for programs ---- */

Status api_describe(Visit *visit, Error *err);
Status api_list(Visit *visit, Error *err);
Status api_one(Visit *visit, Error *err);
Status api_history(Visit *visit, Error *err);
Status api_compare(Visit *visit, Error *err);
/* The versions `from` and `to` of the address beside each other; without them the last and the one
 * before. */
Status versions_asked(Visit *visit, const RecordDef *def, int64_t id, Table **table, Error *err);
Status api_trace(Visit *visit, Error *err);
Status api_moves(Visit *visit, Error *err);
Status api_create(Visit *visit, Error *err);
Status api_change(Visit *visit, Error *err);
Status api_delete(Visit *visit, Error *err);
Status api_move(Visit *visit, Error *err);
Status api_undo(Visit *visit, Error *err);
Status api_export(Visit *visit, Error *err);
Status api_import(Visit *visit, Error *err);
Status api_jobs(Visit *visit, Error *err);
Status api_job(Visit *visit, Error *err);
Status api_job_ask(Visit *visit, Error *err);
Status api_job_cancel(Visit *visit, Error *err);
Status api_gap(Visit *visit, Error *err);
Status api_advantages(Visit *visit, Error *err);
Status api_position(Visit *visit, Error *err);
Status api_target(Visit *visit, Error *err);
Status api_report(Visit *visit, Error *err);

#endif
