/* Answers to requests that came under a key, so that the same request sent again is answered again
 * and done once. They stand with the change they tell of or not at all. */
#include "record_impl.h"

static const char RECALL[] =
    "SELECT \"fingerprint\", \"answer\" FROM \"request_answer\""
    " WHERE \"account\" = $1 AND \"request_key\" = $2 AND \"ends_ms\" > $3";
static const char KEEP[] =
    "INSERT INTO \"request_answer\" (\"account\", \"request_key\", \"fingerprint\", \"ends_ms\","
    " \"answer\") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (\"account\", \"request_key\") DO UPDATE"
    " SET \"fingerprint\" = excluded.\"fingerprint\", \"ends_ms\" = excluded.\"ends_ms\","
    " \"answer\" = excluded.\"answer\"";
static const char SWEEP[] = "DELETE FROM \"request_answer\" WHERE \"ends_ms\" <= $1";

static const int64_t HOUR_MS = 60 * 60 * 1000;

static bool is_same(const Stmt *stmt, const Hash *request)
{
    return text_equal(stmt_text(stmt, 0), (Text){(const char *)request->bytes, HASH_BYTES});
}

Status answer_recall(Arena *arena, Workspace *workspace, Text key, const Hash *request,
                     int64_t now_ms, Text *answer, Error *err)
{
    Stmt *stmt = NULL;
    bool row = false;
    *answer = TEXT("");
    Status status = store_prepare(workspace->store, RECALL, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, workspace->actor.account);
    stmt_bind_text(stmt, 2, key);
    stmt_bind_int(stmt, 3, now_ms);
    status = stmt_step(stmt, &row, err);
    if (status == STATUS_OK && row) {
        *answer = stmt_text_copy(arena, stmt, 1);
        status = is_same(stmt, request) ? STATUS_OK
                                        : error_set(err, STATUS_INVALID, "record.key_reused",
                                                    ARGS(arg_text("key", key)));
    }
    stmt_reset(stmt);
    return status;
}

Status answer_keep(Workspace *workspace, Text key, const Hash *request, Text answer, int64_t now_ms,
                   Error *err)
{
    const RecordLimits *limits = NULL;
    Stmt *stmt = NULL;
    Status status = limits_in_force(workspace, &limits, err);
    if (status == STATUS_OK) {
        status = store_prepare(workspace->store, KEEP, &stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, workspace->actor.account);
    stmt_bind_text(stmt, 2, key);
    stmt_bind_blob(stmt, 3, request->bytes, HASH_BYTES);
    stmt_bind_int(stmt, 4, now_ms + limits->request_key_hours * HOUR_MS);
    stmt_bind_text(stmt, 5, answer);
    return stmt_run(stmt, err);
}

Status answers_sweep(Workspace *workspace, int64_t now_ms, Error *err)
{
    Stmt *stmt = NULL;
    bool begun = false;
    Status status = workspace_join(workspace, &begun, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = store_prepare(workspace->store, SWEEP, &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, now_ms);
        status = stmt_run(stmt, err);
    }
    return workspace_part(workspace, begun, true, status, err);
}
