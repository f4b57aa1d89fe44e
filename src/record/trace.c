/* From one record along the references between records of the chain. */
#include "record_impl.h"

typedef struct Walk {
    Arena *arena;
    Workspace *workspace;
    TraceWay way;
    Map *seen;
    Trace *trace;
} Walk;

static Text key_of(Arena *arena, const Record *record)
{
    return text_format(arena, "%s %lld", record->def->name, (long long)record->id);
}

static Status follow(Walk *walk, const Record *record, int depth, Error *err);

static int64_t room(const Walk *walk)
{
    int64_t most = walk->trace->most > 0 ? walk->trace->most : INT32_MAX;
    return most - (int64_t)walk->trace->steps.count;
}

static bool goes_well(const Walk *walk, Status status)
{
    return status == STATUS_OK && !walk->trace->goes_on;
}

/* One record that `field` leads to; it is followed where it stands first. */
static Status take(Walk *walk, const Record *record, const FieldDef *field, int depth, Error *err)
{
    int64_t ignored = 0;
    Text key = key_of(walk->arena, record);
    if (room(walk) == 0) {
        walk->trace->goes_on = true;
        return STATUS_OK;
    }
    TraceStep *step = list_add(&walk->trace->steps);
    *step = (TraceStep){depth, record, field, map_get(walk->seen, key, &ignored)};
    if (step->is_again) {
        return STATUS_OK;
    }
    map_put(walk->seen, key, 1);
    return follow(walk, record, depth + 1, err);
}

/* What the actor may not read is no step: the trace reads as if it were not there. */
static Status take_id(Walk *walk, const RecordDef *def, int64_t id, const FieldDef *field,
                      int depth, Error *err)
{
    Record *record = NULL;
    Status status = record_get(walk->arena, walk->workspace, def, id, &record, err);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK;
    }
    return status == STATUS_OK ? take(walk, record, field, depth, err) : status;
}

static const RecordDef *chain_target(const Walk *walk, const FieldDef *field)
{
    if (field->target == NULL) {
        return NULL;
    }
    const RecordDef *def = model_record(walk->workspace->model, text_from(field->target));
    return def != NULL && def->in_chain ? def : NULL;
}

static Status follow_up(Walk *walk, const Record *record, int depth, Error *err)
{
    Status status = STATUS_OK;
    for (int f = 0; goes_well(walk, status) && f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        const RecordDef *target = chain_target(walk, field);
        const Value *value = &record->values[f];
        if (target == NULL) {
            continue;
        }
        if (value->kind == VALUE_INT) {
            status = take_id(walk, target, value->number, field, depth, err);
        }
        int count = value->kind == VALUE_REFS ? value->ref_count : 0;
        for (int at = 0; goes_well(walk, status) && at < count; at++) {
            status = take_id(walk, target, value->refs[at], field, depth, err);
        }
    }
    return status;
}

/* The records of one type whose field leads to this one; one that there is no room for tells that
 * the trace goes on. */
static Status take_referring(Walk *walk, const Record *record, const RecordDef *def, int field,
                             int depth, Error *err)
{
    List found;
    RecordFilter filter = {field, value_int(record->id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1, .limit = room(walk) + 1};
    Status status = record_list(walk->arena, walk->workspace, def, &query, &found, err);
    for (size_t at = 0; goes_well(walk, status) && at < found.count; at++) {
        status = take(walk, LIST_AT(&found, Record, at), &def->fields[field], depth, err);
    }
    return status;
}

static Status follow_down(Walk *walk, const Record *record, int depth, Error *err)
{
    const Model *model = walk->workspace->model;
    Status status = STATUS_OK;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int f = 0; goes_well(walk, status) && def->in_chain && f < def->field_count; f++) {
            if (chain_target(walk, &def->fields[f]) == record->def) {
                status = take_referring(walk, record, def, f, depth, err);
            }
        }
    }
    return status;
}

static Status follow(Walk *walk, const Record *record, int depth, Error *err)
{
    return walk->way == TRACE_UP ? follow_up(walk, record, depth, err)
                                 : follow_down(walk, record, depth, err);
}

Status record_trace(Arena *arena, Workspace *workspace, const Record *record, TraceWay way,
                    Trace *trace, Error *err)
{
    const RecordLimits *limits = NULL;
    *trace = (Trace){.steps = list_new(arena, sizeof(TraceStep))};
    Walk walk = {arena, workspace, way, map_new(arena), trace};
    map_put(walk.seen, key_of(arena, record), 1);
    Status status = permit_record(workspace, record, ACT_READ, err);
    status = status == STATUS_OK ? limits_in_force(workspace, &limits, err) : status;
    if (status == STATUS_OK) {
        trace->most = limits->trace_steps;
        status = follow(&walk, record, 1, err);
    }
    return status;
}
