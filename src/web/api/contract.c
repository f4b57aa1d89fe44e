/* What each route of /api takes and gives back: beside its pattern, all that a program must be
 * told. The document that describes the interface is made of this, the routes and the model. */
#include "api_contract_impl.h"

#include <microhttpd.h>

/* ---- What may go wrong ---- */

/* Any request. 500 is our own mistake, and should not be; but it would be told like this. */
static const int ALWAYS[] = {MHD_HTTP_BAD_REQUEST,
                             MHD_HTTP_UNAUTHORIZED,
                             MHD_HTTP_NOT_FOUND,
                             MHD_HTTP_CONTENT_TOO_LARGE,
                             MHD_HTTP_URI_TOO_LONG,
                             MHD_HTTP_MISDIRECTED_REQUEST,
                             MHD_HTTP_TOO_MANY_REQUESTS,
                             MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
                             MHD_HTTP_INTERNAL_SERVER_ERROR,
                             MHD_HTTP_SERVICE_UNAVAILABLE,
                             0};

static const int NOTHING[] = {0};
static const int OF_LISTS[] = {MHD_HTTP_NOT_ACCEPTABLE, MHD_HTTP_RANGE_NOT_SATISFIABLE, 0};
static const int OF_HISTORY[] = {MHD_HTTP_FORBIDDEN, 0};
static const int OF_QUESTIONS[] = {MHD_HTTP_UNPROCESSABLE_CONTENT, 0};
static const int OF_CREATING[] = {MHD_HTTP_FORBIDDEN,
                                  MHD_HTTP_NOT_ACCEPTABLE,
                                  MHD_HTTP_CONFLICT,
                                  MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                                  MHD_HTTP_UNPROCESSABLE_CONTENT,
                                  0};
static const int OF_CHANGING[] = {MHD_HTTP_FORBIDDEN,
                                  MHD_HTTP_CONFLICT,
                                  MHD_HTTP_PRECONDITION_FAILED,
                                  MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                                  MHD_HTTP_UNPROCESSABLE_CONTENT,
                                  MHD_HTTP_PRECONDITION_REQUIRED,
                                  0};
static const int OF_DELETING[] = {MHD_HTTP_FORBIDDEN,
                                  MHD_HTTP_CONFLICT,
                                  MHD_HTTP_PRECONDITION_FAILED,
                                  MHD_HTTP_UNPROCESSABLE_CONTENT,
                                  MHD_HTTP_PRECONDITION_REQUIRED,
                                  0};
static const int OF_MOVES[] = {MHD_HTTP_FORBIDDEN,
                               MHD_HTTP_CONFLICT,
                               MHD_HTTP_PRECONDITION_FAILED,
                               MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
                               MHD_HTTP_UNPROCESSABLE_CONTENT,
                               MHD_HTTP_PRECONDITION_REQUIRED, /* If-Match: * */
                               0};

static const int OF_IMPORTS[] = {MHD_HTTP_FORBIDDEN, MHD_HTTP_CONFLICT,
                                 MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, MHD_HTTP_UNPROCESSABLE_CONTENT,
                                 0};
static const int OF_JOBS[] = {MHD_HTTP_FORBIDDEN, MHD_HTTP_CONFLICT,
                              MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, 0};

/* ---- The table ---- */

static const ApiContract CONTRACTS[] = {
    {api_describe, "describe", OF_ANYONE, TAKES_TYPE, SENDS_NOTHING, GIVES_DOCUMENT, NOTHING},
    {api_list, "list", OF_READERS, TAKES_SELECT | TAKES_CONDITIONS | TAKES_PREFERENCE,
     SENDS_NOTHING, GIVES_ROWS, OF_LISTS},
    {api_one, "get", OF_READERS, TAKES_SELECT, SENDS_NOTHING, GIVES_ROW, NOTHING},
    {api_history, "history", OF_READERS, 0, SENDS_NOTHING, GIVES_CHANGES, OF_HISTORY},
    {api_compare, "compare", OF_READERS, TAKES_VERSIONS, SENDS_NOTHING, GIVES_TABLE, OF_HISTORY},
    {api_trace, "trace", OF_READERS, 0, SENDS_NOTHING, GIVES_TRACE, NOTHING},
    {api_moves, "moves", OF_READERS, 0, SENDS_NOTHING, GIVES_MOVES, NOTHING},
    {api_create, "create", OF_CREATORS, TAKES_SELECT | TAKES_COLUMNS | TAKES_KEY | TAKES_PREFERENCE,
     SENDS_RECORDS, GIVES_CREATED, OF_CREATING},
    {api_change, "change", OF_CHANGERS,
     TAKES_SELECT | TAKES_COLUMNS | TAKES_ID | TAKES_VERSION | TAKES_KEY | TAKES_PREFERENCE,
     SENDS_VALUES, GIVES_CHANGED, OF_CHANGING},
    {api_delete, "delete", OF_DELETERS,
     TAKES_SELECT | TAKES_REASON | TAKES_ID | TAKES_VERSION | TAKES_KEY | TAKES_PREFERENCE,
     SENDS_NOTHING, GIVES_CHANGED, OF_DELETING},
    {api_move, "move", OF_MOVERS,
     TAKES_SELECT | TAKES_COLUMNS | TAKES_KNOWN_VERSION | TAKES_KEY | TAKES_PREFERENCE, SENDS_GIVEN,
     GIVES_MOVED, OF_MOVES},
    {api_undo, "undo", OF_CHANGERS,
     TAKES_SELECT | TAKES_REASON | TAKES_KNOWN_VERSION | TAKES_KEY | TAKES_PREFERENCE,
     SENDS_NOTHING, GIVES_MOVED, OF_MOVES},
    {api_export, "export", OF_READERS, TAKES_SELECT | TAKES_CONDITIONS, SENDS_NOTHING, GIVES_FILE,
     NOTHING},
    {api_import, "import", OF_ANYONE, TAKES_IMPORT | TAKES_PREFERENCE, SENDS_FILE, GIVES_IMPORT,
     OF_IMPORTS},
    {api_jobs, "jobs", OF_ANYONE, 0, SENDS_NOTHING, GIVES_JOBS, NOTHING},
    {api_job, "job", OF_ANYONE, 0, SENDS_NOTHING, GIVES_JOB, NOTHING},
    {api_job_ask, "job_ask", OF_KEEPERS, 0, SENDS_JOB, GIVES_ASKED_JOB, OF_JOBS},
    {api_job_cancel, "job_cancel", OF_ANYONE, 0, SENDS_NOTHING, GIVES_JOB, OF_JOBS},
    {api_gap, "gap", OF_ANYONE, TAKES_QUESTION, SENDS_NOTHING, GIVES_TABLE, OF_QUESTIONS},
    {api_advantages, "advantages", OF_ANYONE, TAKES_QUESTION, SENDS_NOTHING, GIVES_TABLE,
     OF_QUESTIONS},
    {api_position, "position", OF_ANYONE, TAKES_QUESTION, SENDS_NOTHING, GIVES_TABLE, OF_QUESTIONS},
    {api_target, "target", OF_ANYONE, TAKES_QUESTION | TAKES_AIM, SENDS_NOTHING, GIVES_TABLE,
     OF_QUESTIONS},
    {api_report, "report", OF_ANYONE, TAKES_QUESTION | TAKES_REPORT, SENDS_NOTHING, GIVES_TABLE,
     OF_QUESTIONS},
};

const ApiContract *api_contract(const Route *route)
{
    for (size_t i = 0; i < sizeof CONTRACTS / sizeof *CONTRACTS; i++) {
        if (CONTRACTS[i].handle == route->handle) {
            return &CONTRACTS[i];
        }
    }
    return NULL;
}

const int *api_always(void)
{
    return ALWAYS;
}

/* ---- To whom it is offered ---- */

static bool has_reach(const Workspace *workspace, const RecordDef *def, Act act)
{
    return permit_reach(workspace, def, act) != REACH_NONE;
}

static bool is_taken_back(const Workspace *workspace, const RecordDef *def)
{
    bool can_move = false;
    for (int m = 0; m < def->move_count; m++) {
        can_move = can_move || permit_move_reach(workspace, def, &def->moves[m]) != REACH_NONE;
    }
    return can_move || has_reach(workspace, def, ACT_CHANGE);
}

bool api_is_offered(const Workspace *workspace, const ApiContract *contract, const RecordDef *def,
                    const MoveDef *move)
{
    Error err = {0};
    bool is_by_hand = def == NULL || batch_by_hand(def, &err) == STATUS_OK;
    switch (contract->whose) {
    case OF_ANYONE: return true;
    case OF_READERS:
        return (contract->gives != GIVES_TRACE || def->in_chain) &&
               (contract->gives != GIVES_MOVES || def->move_count > 0);
    case OF_CREATORS: return is_by_hand && has_reach(workspace, def, ACT_CREATE);
    case OF_CHANGERS:
        return is_by_hand &&
               (contract->gives == GIVES_MOVED ? is_taken_back(workspace, def)
                                               : has_reach(workspace, def, ACT_CHANGE));
    case OF_DELETERS: return is_by_hand && has_reach(workspace, def, ACT_DELETE);
    case OF_KEEPERS: return permit_role(workspace, "sysadmin", &err) == STATUS_OK;
    case OF_MOVERS: return is_by_hand && permit_move_reach(workspace, def, move) != REACH_NONE;
    }
    return false;
}
