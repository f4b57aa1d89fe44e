/* Keeping the shares of a year's goal. The arithmetic is in share.c. */
#include "work_impl.h"

typedef struct Sharing {
    Arena *arena;
    Workspace *workspace;
    int64_t target;
    int year;
    SharePart *parts;
    size_t count;
    Text reason;
    Problems *problems;
} Sharing;

static const RecordDef *type_of(const Sharing *sharing, const char *type)
{
    return model_record(workspace_model(sharing->workspace), text_from(type));
}

/* Records of `type` of this target. */
static Status of_target(const Sharing *sharing, const char *type, List *records, Error *err)
{
    const RecordDef *def = type_of(sharing, type);
    RecordFilter filter = {.field = record_field(def, TEXT("target")),
                           .value = value_int(sharing->target)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    return record_list(sharing->arena, sharing->workspace, def, &query, records, err);
}

static bool is_of_year(const Record *record, int year)
{
    return ask_value(record, "year")->number == year;
}

static Status goal_of_year(const Sharing *sharing, Decimal *goal, Error *err)
{
    List years;
    Status status = of_target(sharing, "target_year", &years, err);
    for (size_t at = 0; status == STATUS_OK && at < years.count; at++) {
        const Record *year = LIST_AT(&years, Record, at);
        if (is_of_year(year, sharing->year)) {
            *goal = ask_value(year, "goal")->decimal;
            return STATUS_OK;
        }
    }
    return status != STATUS_OK ? status
                               : error_set(err, STATUS_NOT_FOUND, "work.no_target_year",
                                           ARGS(arg_int("target", sharing->target),
                                                arg_int("year", sharing->year)));
}

static Status refuse_weights(const Sharing *sharing, int decimals, Error *err)
{
    Arg args[] = {arg_int("year", sharing->year), arg_int("decimals", decimals)};
    problems_add(sharing->problems, (Problem){.severity = SEVERITY_ERROR,
                                              .code = "work.share_weights",
                                              .field = TEXT("weight"),
                                              .args = args,
                                              .arg_count = sizeof args / sizeof args[0]});
    return error_set(err, STATUS_INVALID, "work.not_shared", ARGS(arg_int("year", sharing->year)));
}

/* ---- Records in place of those that were there ---- */

static Record *share_of(const List *shares, int year, int64_t organisation)
{
    for (size_t at = 0; at < shares->count; at++) {
        Record *share = LIST_AT(shares, Record, at);
        if (is_of_year(share, year) && ask_ref(share, "organisation") == organisation) {
            return share;
        }
    }
    return NULL;
}

static Status keep_part(const Sharing *sharing, const List *shares, const SharePart *part,
                        Error *err)
{
    Record *share = share_of(shares, sharing->year, part->organisation);
    if (share == NULL) {
        share = record_new(sharing->arena, type_of(sharing, "target_share"));
        *record_value(share, "target") = value_int(sharing->target);
        *record_value(share, "year") = value_int(sharing->year);
    }
    if (part->organisation != 0) {
        *record_value(share, "organisation") = value_int(part->organisation);
    }
    *record_value(share, "weight") = value_decimal(part->weight);
    *record_value(share, "amount") = value_decimal(part->amount);
    return record_save(sharing->arena, sharing->workspace, share, sharing->reason,
                       sharing->problems, err);
}

static bool has_part(const Sharing *sharing, int64_t organisation)
{
    for (size_t at = 0; at < sharing->count; at++) {
        if (sharing->parts[at].organisation == organisation) {
            return true;
        }
    }
    return false;
}

static Status keep_all(const Sharing *sharing, Error *err)
{
    List shares;
    Status status = of_target(sharing, "target_share", &shares, err);
    for (size_t at = 0; status == STATUS_OK && at < shares.count; at++) {
        Record *share = LIST_AT(&shares, Record, at);
        if (is_of_year(share, sharing->year) &&
            !has_part(sharing, ask_ref(share, "organisation"))) {
            status = record_delete(sharing->arena, sharing->workspace, share, sharing->reason,
                                   sharing->problems, err);
        }
    }
    for (size_t at = 0; status == STATUS_OK && at < sharing->count; at++) {
        status = keep_part(sharing, &shares, &sharing->parts[at], err);
    }
    return status;
}

Status target_share_out(Arena *arena, Workspace *workspace, int64_t target, int year,
                        SharePart *parts, size_t count, Text reason, Problems *problems, Error *err)
{
    Sharing sharing = {arena, workspace, target, year, parts, count, reason, problems};
    Decimal goal;
    Status status = goal_of_year(&sharing, &goal, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!share_out(goal, goal.scale, parts, count)) {
        return refuse_weights(&sharing, goal.scale, err);
    }
    status = workspace_begin(workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = keep_all(&sharing, err);
    if (status == STATUS_OK) {
        return workspace_commit(workspace, err);
    }
    workspace_rollback(workspace);
    return status;
}
