/* What is made of every figure there is, seconds of work over ten millions, on a thread of its own.
 *
 * It is made when somebody asks for it and what there is does not hold any more: a figure, a
 * register or a rule changed, or the day did. Who asks waits a moment, gets what there is by then,
 * and is told whether it is as figures stand.
 * A survey is shared, and never changed once it is made. */
#include "server_impl.h"

#include "exchange.h"

enum { DISPUTED_MOST = 200, DAYS_KEPT = 4 };

/* The figures as known on one day. */
typedef struct Place {
    bool is_taken;
    unsigned wanted; /* parts; 0: nobody waits */
    Date as_of;
    int64_t asked_ms;
    Survey *made; /* NULL: not yet */
} Place;

struct Surveyor {
    Site *site;
    Workspace *workspace;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake, done;
    bool is_running, warms;
    _Atomic bool is_stopping;
    Place places[DAYS_KEPT];
};

/* ---- Making one ---- */

static void log_failure(Surveyor *surveyor, const char *what, const Error *err)
{
    Arena *scratch = arena_new();
    Buf sentence = buf_new(scratch);
    error_print(&sentence, LANG_EN, err);
    log_line(&surveyor->site->log, LOG_ERROR, what, ARGS(arg_text("error", buf_text(&sentence))));
    arena_free(scratch);
}

static void survey_free(Survey *survey)
{
    if (survey) {
        arena_free(survey->arena);
    }
}

static Status find_doubts(Surveyor *surveyor, Survey *survey, Error *err)
{
    ImportRules rules = {0};
    Date on = survey->as_of == DATE_NONE ? survey->day : survey->as_of;
    Status status = import_rules_read(survey->arena, surveyor->workspace, on, &rules, err);
    survey->doubts = list_new(survey->arena, sizeof(StandingDoubt));
    for (int i = 0; status == STATUS_OK && i < survey->registry->indicator_count &&
                    !surveyor->is_stopping;
         i++) {
        status = doubts_standing(surveyor->workspace, survey->registry, &rules.plausibility, i,
                                 survey->as_of, &survey->doubts, err);
    }
    return status;
}

/* What it is made as of is looked up first: what changes meanwhile makes it old at once. */
static Status make(Surveyor *surveyor, Survey *survey, Error *err)
{
    Workspace *workspace = surveyor->workspace;
    Hash head;
    Status status = audit_head(workspace, &survey->seq, &head, err);
    if (status == STATUS_OK) {
        status = registry_load(survey->arena, workspace, &survey->registry, err);
    }
    if (status == STATUS_OK) {
        status = compare_coverage(survey->arena, workspace, survey->registry, survey->as_of,
                                  &survey->coverage, err);
    }
    if (status != STATUS_OK || !(survey->parts & SURVEY_DOUBTS)) {
        return status;
    }
    status = compare_disputed(survey->arena, workspace, DISPUTED_MOST, &survey->disputed, err);
    return status == STATUS_OK ? find_doubts(surveyor, survey, err) : status;
}

static Survey *survey_new(Surveyor *surveyor, Date as_of, unsigned parts)
{
    Arena *arena = arena_new();
    Survey *survey = ARENA_NEW(arena, Survey);
    Error err = {0};
    *survey = (Survey){.arena = arena,
                       .parts = parts,
                       .as_of = as_of,
                       .day = date_today(),
                       .made_ms = time_now_ms()};
    Status status = make(surveyor, survey, &err);
    if (status == STATUS_OK && !surveyor->is_stopping) {
        return survey;
    }
    if (status != STATUS_OK) {
        log_failure(surveyor, "survey", &err);
    }
    survey_free(survey);
    return NULL;
}

/* Whether nothing that it rests on changed since; then it is as good as made now. */
static bool still_holds(Surveyor *surveyor, const Survey *survey, int64_t *seq)
{
    Error err = {0};
    Hash head;
    List types;
    Arena *scratch = arena_new();
    bool holds = survey->day == date_today() &&
                 audit_head(surveyor->workspace, seq, &head, &err) == STATUS_OK &&
                 audit_types_since(scratch, surveyor->workspace, survey->seq, &types, &err) ==
                     STATUS_OK;
    for (size_t i = 0; holds && i < types.count; i++) {
        holds = !figures_rest_on(*LIST_AT(&types, Text, i));
    }
    arena_free(scratch);
    return holds;
}

/* ---- Columns ---- */

/* What ranks need of all the many siblings, as figures stand, is read before somebody asks. */
static void warm(Surveyor *surveyor)
{
    Arena *arena = arena_new();
    Registry *registry;
    Error err = {0};
    int64_t began_ms = time_now_ms();
    Status status = registry_load(arena, surveyor->workspace, &registry, &err);
    if (status == STATUS_OK) {
        registry_share_columns(registry, surveyor->site->columns);
        status = columns_warm(surveyor->workspace, registry, &surveyor->is_stopping, &err);
        registry_let_go(registry);
    }
    if (status != STATUS_OK) {
        log_failure(surveyor, "columns", &err);
    } else if (!surveyor->is_stopping) {
        log_line(&surveyor->site->log, LOG_INFO, "columns",
                 ARGS(arg_int("ms", time_now_ms() - began_ms)));
    }
    arena_free(arena);
}

static void serve_warm(Surveyor *surveyor)
{
    Actor owner = site_owner();
    surveyor->warms = false;
    pthread_mutex_unlock(&surveyor->lock);
    workspace_act_as(surveyor->workspace, &owner);
    warm(surveyor);
    pthread_mutex_lock(&surveyor->lock);
}

void surveyor_warm(Surveyor *surveyor)
{
    pthread_mutex_lock(&surveyor->lock);
    surveyor->warms = true;
    pthread_cond_signal(&surveyor->wake);
    pthread_mutex_unlock(&surveyor->lock);
}

/* ---- The thread ---- */

static Place *next_wanted(Surveyor *surveyor)
{
    for (int i = 0; i < DAYS_KEPT; i++) {
        if (surveyor->places[i].wanted) {
            return &surveyor->places[i];
        }
    }
    return NULL;
}

/* The one before goes when nobody holds it any more. */
static void put(Place *place, Survey *survey)
{
    Survey *before = place->made;
    if (before && --before->holders == 0) {
        survey_free(before);
    }
    place->made = survey;
    survey->holders = 1;
}

/* With the lock, which is let go while it works. The place stays what it is: only who asks gives a
 * place away, and never one that is wanted. */
static void serve(Surveyor *surveyor, Place *place)
{
    int64_t seq = 0;
    Survey *before = place->made;
    Date as_of = place->as_of;
    unsigned parts = place->wanted | (before ? before->parts : 0);
    pthread_mutex_unlock(&surveyor->lock);
    Actor owner = site_owner();
    workspace_act_as(surveyor->workspace, &owner);
    bool holds = before && before->parts == parts && still_holds(surveyor, before, &seq);
    Survey *made = holds ? NULL : survey_new(surveyor, as_of, parts);
    pthread_mutex_lock(&surveyor->lock);
    if (holds) {
        before->seq = seq;
    } else if (made) {
        put(place, made);
    }
    place->wanted = 0;
    pthread_cond_broadcast(&surveyor->done);
}

static void *surveyor_run(void *argument)
{
    Surveyor *surveyor = argument;
    pthread_mutex_lock(&surveyor->lock);
    while (!surveyor->is_stopping) {
        Place *place = next_wanted(surveyor);
        if (place) {
            serve(surveyor, place);
        } else if (surveyor->warms) {
            serve_warm(surveyor);
        } else {
            pthread_cond_wait(&surveyor->wake, &surveyor->lock);
        }
    }
    pthread_mutex_unlock(&surveyor->lock);
    return NULL;
}

Status surveyor_start(Arena *arena, Site *site, const char *workspace, Surveyor **surveyor,
                      Error *err)
{
    Surveyor *made = ARENA_NEW(arena, Surveyor);
    made->site = site;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    pthread_cond_init(&made->done, NULL);
    Status status = workspace_open(workspace, STORE_READ, site->setup->model, site_owner(),
                                   &made->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    made->warms = true; /* who comes first finds it read */
    *surveyor = made;
    made->is_running = pthread_create(&made->thread, NULL, surveyor_run, made) == 0;
    return made->is_running ? STATUS_OK : error_set(err, STATUS_IO, "web.no_thread", NO_ARGS);
}

void surveyor_close(Surveyor *surveyor)
{
    if (!surveyor) {
        return;
    }
    pthread_mutex_lock(&surveyor->lock);
    surveyor->is_stopping = true;
    pthread_cond_signal(&surveyor->wake);
    pthread_mutex_unlock(&surveyor->lock);
    if (surveyor->is_running) {
        pthread_join(surveyor->thread, NULL);
    }
    for (int i = 0; i < DAYS_KEPT; i++) {
        survey_free(surveyor->places[i].made);
    }
    workspace_close(surveyor->workspace);
}

/* ---- Asking ---- */

/* The place of that day, else a free one, else the one that nobody asked about for longest. NULL:
 * all are being worked for. */
static Place *place_of(Surveyor *surveyor, Date as_of)
{
    Place *found = NULL;
    for (int i = 0; i < DAYS_KEPT; i++) {
        Place *place = &surveyor->places[i];
        if (place->is_taken && place->as_of == as_of) {
            return place;
        }
        int64_t asked_ms = place->is_taken ? place->asked_ms : 0;
        if (!place->wanted && (!found || asked_ms < (found->is_taken ? found->asked_ms : 0))) {
            found = place;
        }
    }
    return found;
}

static Place *take_place(Surveyor *surveyor, Date as_of)
{
    Place *place = place_of(surveyor, as_of);
    if (place && (!place->is_taken || place->as_of != as_of)) {
        if (place->made && --place->made->holders == 0) {
            survey_free(place->made);
        }
        *place = (Place){.is_taken = true, .as_of = as_of};
    }
    return place;
}

static bool is_current(const Visit *visit, const Place *place, unsigned parts)
{
    return place->made && (place->made->parts & parts) == parts &&
           place->made->day == date_today() && place->made->seq >= visit->worker->figures_seq;
}

static void wait_for(Surveyor *surveyor, const Visit *visit, Place *place, Date as_of,
                     unsigned parts)
{
    int64_t until = time_now_ms() + visit->site->limits.survey_wait_ms;
    struct timespec at = {until / 1000, until % 1000 * 1000000};
    int late = visit->site->limits.survey_wait_ms == 0; /* the lock is not let go for nothing */
    while (late == 0 && place->as_of == as_of && place->wanted &&
           !is_current(visit, place, parts)) {
        late = pthread_cond_timedwait(&surveyor->done, &surveyor->lock, &at);
    }
}

const Survey *survey_take(Visit *visit, Date as_of, unsigned parts, bool *is_as_it_stands)
{
    Surveyor *surveyor = visit->site->surveyor;
    survey_drop(visit);
    pthread_mutex_lock(&surveyor->lock);
    Place *place = take_place(surveyor, as_of);
    if (place && !is_current(visit, place, parts)) {
        place->wanted |= parts;
        pthread_cond_signal(&surveyor->wake);
        wait_for(surveyor, visit, place, as_of, parts);
    }
    bool is_mine = place && place->as_of == as_of;
    *is_as_it_stands = is_mine && is_current(visit, place, parts);
    if (is_mine) {
        place->asked_ms = time_now_ms();
    }
    if (is_mine && place->made && (place->made->parts & parts) == parts) {
        visit->survey = place->made;
    }
    if (visit->survey) {
        visit->survey->holders++;
    }
    pthread_mutex_unlock(&surveyor->lock);
    visit->is_passing = visit->is_passing || !*is_as_it_stands;
    return visit->survey;
}

void survey_drop(Visit *visit)
{
    Surveyor *surveyor = visit->site->surveyor;
    if (visit->survey) {
        pthread_mutex_lock(&surveyor->lock);
        if (--visit->survey->holders == 0) {
            survey_free(visit->survey);
        }
        pthread_mutex_unlock(&surveyor->lock);
        visit->survey = NULL;
    }
}
