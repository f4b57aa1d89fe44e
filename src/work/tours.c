/* Observation tours: nothing is shown twice, nobody judges their own, each vote is one paper. */
#include "work_impl.h"

static Status tour_of(HookCall *call, int64_t group, Record **tour, Error *err)
{
    Record *record;
    Status status = ask_get(call, "tour_group", group, &record, err);
    return status ? status : ask_target(call, record, "tour", tour, err);
}

static Status check_member(HookCall *call, Error *err)
{
    Record *group;
    Status status = ask_target(call, call->record, "tour_group", &group, err);
    if (!status && !ask_refers(group, "members", ask_ref(call->record, "organisation"))) {
        find_fault(call, "organisation", "work.not_in_group", NO_ARGS);
    }
    return status;
}

/* ---- A project is shown once ---- */

Status stop_check(HookCall *call, Error *err)
{
    List stops;
    Record *tour = NULL;
    Status status = check_member(call, err);
    if (!status) {
        status = tour_of(call, ask_ref(call->record, "tour_group"), &tour, err);
    }
    if (!status) {
        status = ask_list(call, "stop", "project", ask_ref(call->record, "project"), &stops, err);
    }
    for (size_t at = 0; !status && at < stops.count; at++) {
        const Record *stop = LIST_AT(&stops, Record, at);
        Record *other;
        Arg title;
        status = tour_of(call, ask_ref(stop, "tour_group"), &other, err);
        if (status || stop->id == call->record->id || other->id == tour->id) {
            continue;
        }
        status = ask_title(call, "tour", other, &title, err);
        if (!status) {
            find_fault(call, "project", "work.shown_before", ARGS(title));
        }
    }
    return status;
}

/* ---- Voting ---- */

static Status check_voting(HookCall *call, int64_t group, Error *err)
{
    Record *tour;
    Status status = tour_of(call, group, &tour, err);
    if (!status && !ask_in(tour, "voting")) {
        find_fault(call, "", "work.not_voting", NO_ARGS);
    }
    return status;
}

Status vote_check(HookCall *call, Error *err)
{
    const Actor *actor = workspace_actor(call->workspace);
    Record *judge;
    Status status = ask_target(call, call->record, "voter", &judge, err);
    if (status) {
        return status;
    }
    if (!actor->is_owner && actor->unit != ask_ref(judge, "organisation")) {
        find_fault(call, "voter", "work.votes_for_another", NO_ARGS);
    }
    return check_voting(call, ask_ref(judge, "tour_group"), err);
}

/* Its paper cannot be told from the others, so it could not be taken back with it. */
Status vote_stays(HookCall *call, Error *err)
{
    (void)err;
    find_fault(call, "voter", "work.vote_cast", NO_ARGS);
    return STATUS_OK;
}

/* The judges of the group that are of the actor's unit, and what they keep away from. */
static Status check_recusal(HookCall *call, int64_t unit, int64_t judged, Error *err)
{
    List judges, recusals;
    int64_t group = ask_ref(call->record, "tour_group");
    Status status = ask_list(call, "tour_judge", "tour_group", group, &judges, err);
    for (size_t j = 0; !status && j < judges.count; j++) {
        const Record *judge = LIST_AT(&judges, Record, j);
        if (ask_ref(judge, "organisation") != unit) {
            continue;
        }
        status = ask_list(call, "recusal", "voter", judge->id, &recusals, err);
        for (size_t at = 0; !status && at < recusals.count; at++) {
            if (ask_ref(LIST_AT(&recusals, Record, at), "organisation") == judged) {
                find_fault(call, "organisation", "work.recused", NO_ARGS);
            }
        }
    }
    return status;
}

Status ballot_check(HookCall *call, Error *err)
{
    int64_t unit = workspace_actor(call->workspace)->unit;
    int64_t judged = ask_ref(call->record, "organisation");
    Status status = check_voting(call, ask_ref(call->record, "tour_group"), err);
    if (!status) {
        status = check_member(call, err);
    }
    if (!status && unit != 0 && unit == judged) {
        find_fault(call, "organisation", "work.judges_itself", NO_ARGS);
    }
    return status || unit == 0 ? status : check_recusal(call, unit, judged, err);
}

/* ---- Locking: as many papers as votes ---- */

static Status count_papers(HookCall *call, int64_t group, size_t *papers, Error *err)
{
    List ballots;
    Map *seen = map_new(call->arena);
    Status status = ask_list(call, "ballot", "tour_group", group, &ballots, err);
    for (size_t at = 0; !status && at < ballots.count; at++) {
        map_put(seen, ask_value(LIST_AT(&ballots, Record, at), "paper")->text, 1);
    }
    *papers = map_count(seen);
    return status;
}

static Status count_votes(HookCall *call, int64_t group, size_t *votes, Error *err)
{
    List judges, cast;
    *votes = 0;
    Status status = ask_list(call, "tour_judge", "tour_group", group, &judges, err);
    for (size_t at = 0; !status && at < judges.count; at++) {
        status = ask_list(call, "vote", "voter", LIST_AT(&judges, Record, at)->id, &cast, err);
        *votes += status ? 0 : cast.count;
    }
    return status;
}

Status tour_lock(HookCall *call, Error *err)
{
    List groups;
    Status status = ask_list(call, "tour_group", "tour", call->record->id, &groups, err);
    for (size_t at = 0; !status && at < groups.count; at++) {
        const Record *group = LIST_AT(&groups, Record, at);
        size_t papers = 0, votes = 0;
        Arg title;
        status = count_papers(call, group->id, &papers, err);
        if (!status) {
            status = count_votes(call, group->id, &votes, err);
        }
        if (!status) {
            status = ask_title(call, "group", group, &title, err);
        }
        if (status || papers == votes) {
            continue;
        }
        find_fault(
            call, "", "work.papers_and_votes",
            ARGS(title, arg_int("papers", (int64_t)papers), arg_int("votes", (int64_t)votes)));
    }
    return status;
}

/* ---- The second look is at every stop ---- */

static Status check_looked_at(HookCall *call, int64_t group, Error *err)
{
    List stops, looks;
    Status status = ask_list(call, "stop", "tour_group", group, &stops, err);
    for (size_t at = 0; !status && at < stops.count; at++) {
        const Record *stop = LIST_AT(&stops, Record, at);
        Arg title;
        status = ask_list(call, "look_back", "stop", stop->id, &looks, err);
        if (!status) {
            status = ask_title(call, "stop", stop, &title, err);
        }
        if (!status && looks.count == 0) {
            find_fault(call, "", "work.not_looked_at", ARGS(title));
        }
    }
    return status;
}

Status tour_look_back(HookCall *call, Error *err)
{
    List groups;
    Status status = ask_list(call, "tour_group", "tour", call->record->id, &groups, err);
    for (size_t at = 0; !status && at < groups.count; at++) {
        status = check_looked_at(call, LIST_AT(&groups, Record, at)->id, err);
    }
    return status;
}
