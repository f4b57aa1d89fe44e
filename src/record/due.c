/* By when a move is due: so long after the record came into its state as a rule set says. */
#include "record_impl.h"

static const char IN_STATE_SINCE[] =
    "SELECT \"at_ms\" FROM \"change\" WHERE \"record_id\" IN ($1, 0) AND \"record_type\" = $2"
    " AND \"field\" = 'state' ORDER BY \"seq\" DESC LIMIT 1";

/* The state that a migration gave to all of the type has its day in a change of the record 0. */
static Status in_state_since(Workspace *workspace, const Record *record, Date *since, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *since = DATE_NONE;
    Status status = store_prepare(workspace->store, IN_STATE_SINCE, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, record->id);
        stmt_bind_text(stmt, 2, text_from(record->def->name));
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK && row) {
        *since = date_of_time(stmt_int(stmt, 0));
        stmt_reset(stmt);
    }
    return status;
}

/* The limit of that day counts, so that a new edition does not shorten a time already running. */
static Status add_due(Workspace *workspace, const Calendar *calendar, const MoveDef *move,
                      Date since, List *dues, Error *err)
{
    TimeLimit limit;
    Status status = rules_limit(workspace, move->within, since, &limit, err);
    if (status == STATUS_OK) {
        *(MoveDue *)list_add(dues) = (MoveDue){move, since, limit_end(calendar, limit, since)};
    }
    return status;
}

Status record_dues(Arena *arena, Workspace *workspace, const Record *record, List *dues, Error *err)
{
    *dues = list_new(arena, sizeof(MoveDue));
    List open = record_moves(arena, record->def, record->state);
    Calendar *calendar = NULL;
    Date since = DATE_NONE;
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < open.count; at++) {
        const MoveDef *move = *LIST_AT(&open, const MoveDef *, at);
        if (move->within == NULL) {
            continue;
        }
        if (calendar == NULL) {
            status = rules_calendar(arena, workspace, &calendar, err);
            if (status == STATUS_OK) {
                status = in_state_since(workspace, record, &since, err);
            }
            if (since > workspace_today(workspace)) { /* of a workspace that stands on a day */
                since = workspace_today(workspace);
            }
        }
        if (status == STATUS_OK && since != DATE_NONE) {
            status = add_due(workspace, calendar, move, since, dues, err);
        }
    }
    return status;
}

Date dues_until(const List *dues, const MoveDef *move)
{
    for (size_t at = 0; at < dues->count; at++) {
        const MoveDue *due = LIST_AT(dues, MoveDue, at);
        if (due->move == move) {
            return due->until;
        }
    }
    return DATE_NONE;
}
