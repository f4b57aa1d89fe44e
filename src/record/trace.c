/* From one record along the references between records of the chain. */
#include "record_impl.h"

typedef struct Trace {
    Arena *arena;
    Workspace *workspace;
    TraceWay way;
    int depth_most;
    List *steps;
    Map *seen;
} Trace;

static Text key_of(Arena *arena, const Record *record)
{
    return text_format(arena, "%s %lld", record->def->name, (long long)record->id);
}

static Status follow(Trace *trace, const Record *record, int depth, Error *err);

/* One record that `field` leads to; it is followed where it stands first. */
static Status take(Trace *trace, const Record *record, const FieldDef *field, int depth, Error *err)
{
    int64_t ignored = 0;
    Text key = key_of(trace->arena, record);
    TraceStep *step = list_add(trace->steps);
    *step = (TraceStep){depth, record, field, map_get(trace->seen, key, &ignored)};
    if (step->is_again) {
        return STATUS_OK;
    }
    map_put(trace->seen, key, 1);
    return follow(trace, record, depth + 1, err);
}

/* What the actor may not read is no step: the trace reads as if it were not there. */
static Status take_id(Trace *trace, const RecordDef *def, int64_t id, const FieldDef *field,
                      int depth, Error *err)
{
    Record *record = NULL;
    Status status = record_get(trace->arena, trace->workspace, def, id, &record, err);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK;
    }
    return status == STATUS_OK ? take(trace, record, field, depth, err) : status;
}

static const RecordDef *chain_target(const Trace *trace, const FieldDef *field)
{
    if (field->target == NULL) {
        return NULL;
    }
    const RecordDef *def = model_record(trace->workspace->model, text_from(field->target));
    return def != NULL && def->in_chain ? def : NULL;
}

static Status follow_up(Trace *trace, const Record *record, int depth, Error *err)
{
    Status status = STATUS_OK;
    for (int f = 0; status == STATUS_OK && f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        const RecordDef *target = chain_target(trace, field);
        const Value *value = &record->values[f];
        if (target == NULL) {
            continue;
        }
        if (value->kind == VALUE_INT) {
            status = take_id(trace, target, value->number, field, depth, err);
        }
        int count = value->kind == VALUE_REFS ? value->ref_count : 0;
        for (int at = 0; status == STATUS_OK && at < count; at++) {
            status = take_id(trace, target, value->refs[at], field, depth, err);
        }
    }
    return status;
}

/* The records of one type whose field leads to this one. */
static Status take_referring(Trace *trace, const Record *record, const RecordDef *def, int field,
                             int depth, Error *err)
{
    List found;
    RecordFilter filter = {field, value_int(record->id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    Status status = record_list(trace->arena, trace->workspace, def, &query, &found, err);
    for (size_t at = 0; status == STATUS_OK && at < found.count; at++) {
        status = take(trace, LIST_AT(&found, Record, at), &def->fields[field], depth, err);
    }
    return status;
}

static Status follow_down(Trace *trace, const Record *record, int depth, Error *err)
{
    const Model *model = trace->workspace->model;
    Status status = STATUS_OK;
    for (int r = 0; r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        for (int f = 0; status == STATUS_OK && def->in_chain && f < def->field_count; f++) {
            if (chain_target(trace, &def->fields[f]) == record->def) {
                status = take_referring(trace, record, def, f, depth, err);
            }
        }
    }
    return status;
}

static Status follow(Trace *trace, const Record *record, int depth, Error *err)
{
    if (depth > trace->depth_most) {
        return STATUS_OK;
    }
    return trace->way == TRACE_UP ? follow_up(trace, record, depth, err)
                                  : follow_down(trace, record, depth, err);
}

Status record_trace(Arena *arena, Workspace *workspace, const Record *record, TraceWay way,
                    int depth_most, List *steps, Error *err)
{
    *steps = list_new(arena, sizeof(TraceStep));
    Trace trace = {arena, workspace, way, depth_most, steps, map_new(arena)};
    map_put(trace.seen, key_of(arena, record), 1);
    Status status = permit_record(workspace, record, ACT_READ, err);
    return status == STATUS_OK ? follow(&trace, record, 1, err) : status;
}
