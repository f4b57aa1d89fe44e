/* Who comes: by the cookie of a session or the token of the API; while there are no accounts,
 * whoever sits at this machine; otherwise the public. */
#include "web_impl.h"

#include <string.h>

/* A name that only this host may set, over TLS. */
const char *session_cookie(const Site *site)
{
    return site->is_secure ? "__Host-session" : "session";
}

Actor site_owner(void)
{
    return (Actor){.who = TEXT("local"), .from = TEXT("web"), .is_owner = true};
}

static Text bearer_of(const Request *request)
{
    Text value = request->authorization;
    return text_starts(value, TEXT("Bearer ")) ? text_trim(text_slice(value, 7, value.len))
                                               : TEXT("");
}

/* An unknown or ended session is no failure: its owner is asked to sign in again. */
static Status enter_by(Visit *visit, Text token, Error *err)
{
    Status status = door_enter(visit->arena, visit->worker->workspace, token, visit->request.caller,
                               time_now_ms(), &visit->entrance, err);
    if (status == STATUS_DENIED) {
        visit->entrance = (Entrance){0};
        return STATUS_OK;
    }
    visit->is_signed_in = status == STATUS_OK;
    return status;
}

/* The session is in use: that is written down now and then, and the token changes with it. */
static Status keep_session(Visit *visit, Text token, Error *err)
{
    if (!visit->entrance.is_stale || visit->worker->mode == STORE_READ) {
        visit->wants_writer = visit->entrance.is_stale;
        return STATUS_OK;
    }
    Status status = door_keep(visit->arena, visit->worker->workspace, &token, time_now_ms(), err);
    if (status == STATUS_OK) {
        answer_cookie(visit, session_cookie(visit->site), token, COOKIE_SESSION);
    }
    return status;
}

static void act(Visit *visit, Actor actor)
{
    actor.request = text_from(visit->id);
    actor.from = visit->request.caller;
    visit->entrance.actor = actor;
    workspace_act_as(visit->worker->workspace, &visit->entrance.actor);
}

Status visit_enter(Visit *visit, Error *err)
{
    Text bearer = bearer_of(&visit->request);
    Text cookie = cookie_get(&visit->request, session_cookie(visit->site));
    Status status = STATUS_OK;
    visit->has_bearer = bearer.len > 0;
    if (!visit->worker->has_accounts) {
        act(visit, site_owner());
        visit->is_owner_here = true;
        return STATUS_OK;
    }
    if (bearer.len > 0 || cookie.len > 0) {
        status = enter_by(visit, bearer.len > 0 ? bearer : cookie, err);
    }
    if (status == STATUS_OK && visit->is_signed_in && visit->entrance.session != 0) {
        status = keep_session(visit, cookie, err);
    }
    if (status == STATUS_OK) {
        act(visit, visit->is_signed_in ? visit->entrance.actor : (Actor){.who = TEXT("public")});
    }
    return status;
}

bool access_granted(const Visit *visit, Access access)
{
    switch (access) {
    case ACCESS_NOBODY: return false;
    case ACCESS_ANYONE: return true;
    case ACCESS_ENTRANT: return visit->is_signed_in || visit->is_owner_here;
    case ACCESS_MEMBER:
        return (visit->is_signed_in && visit->entrance.duty == DUTY_NONE) || visit->is_owner_here;
    }
    return false;
}

/* ---- What someone knows a session by ---- */

static Text first_found(Text text, const char *const pairs[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_contains(text, text_from(pairs[i][0]))) {
            return text_from(pairs[i][1]);
        }
    }
    return TEXT("?");
}

/* "Firefox, Windows": the more particular names stand first, for browsers name their forebears. */
Text device_name(Arena *arena, Text agent)
{
    static const char *const browsers[][2] = {{"MicroMessenger", "WeChat"},
                                              {"Edg", "Edge"},
                                              {"OPR/", "Opera"},
                                              {"Firefox/", "Firefox"},
                                              {"Chrome/", "Chrome"},
                                              {"Safari/", "Safari"},
                                              {"MSIE", "Internet Explorer"},
                                              {"Trident/", "Internet Explorer"}};
    static const char *const systems[][2] = {{"Android", "Android"}, {"iPhone", "iPhone"},
                                             {"iPad", "iPad"},       {"Windows", "Windows"},
                                             {"Mac OS", "macOS"},    {"Linux", "Linux"}};
    Text browser = first_found(agent, browsers, sizeof browsers / sizeof *browsers);
    Text system = first_found(agent, systems, sizeof systems / sizeof *systems);
    return text_format(arena, "%.*s, %.*s", TEXT_ARGS(browser), TEXT_ARGS(system));
}
