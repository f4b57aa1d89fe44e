/* Which figure of a cell is seen.
 *
 * Among the figures known by the day asked for: the latest vintage; of one vintage the higher
 * status; of one status the later batch. An estimate is seen only where the official record shows
 * no figure (none, or "missing"), whatever its vintage: so it never hides an official one, and
 * nothing depends on the order in which figures are met. */
#include "compare_impl.h"

Status batch_set_load(Arena *arena, Workspace *workspace, BatchSet *set, Error *err)
{
    RecordFilter filter = {BATCH_STATE, value_text(TEXT("accepted"))};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List records;
    Status status = permit_facts(workspace, &RECORD_OBSERVATION, ACT_READ, err);
    if (status != STATUS_OK) {
        return status;
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    status = record_list(arena, workspace, &RECORD_BATCH, &query, &records, err);
    workspace_look_with(workspace, before);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t *ids = ARENA_ARRAY(arena, int64_t, records.count);
    for (size_t i = 0; i < records.count; i++)
        ids[i] = LIST_AT(&records, Record, i)->id;
    *set = (BatchSet){ids, (int)records.count, 0};
    return STATUS_OK;
}

void batch_set_remove(BatchSet *set, int64_t batch_id)
{
    int kept = 0;
    for (int i = 0; i < set->count; i++) {
        if (set->ids[i] != batch_id) {
            set->ids[kept++] = set->ids[i];
        }
    }
    *set = (BatchSet){set->ids, kept, 0};
}

bool batch_set_has(BatchSet *set, int64_t batch_id)
{
    if (set->hint < set->count && set->ids[set->hint] == batch_id) {
        return true;
    }
    int low = 0, high = set->count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        if (set->ids[middle] == batch_id) {
            set->hint = middle;
            return true;
        }
        if (set->ids[middle] < batch_id) {
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return false;
}

static const char FIGURES_OF_CELL[] =
    "SELECT batch, cell, value, scale, bound, status, known_from, document FROM observation "
    "WHERE period = $1 AND indicator = $2 AND entity = $3";

Status cell_select(Workspace *workspace, const Observation *about, Stmt **stmt, Error *err)
{
    Status status = store_prepare(workspace_store(workspace), FIGURES_OF_CELL, stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(*stmt, 1, about->period);
        stmt_bind_int(*stmt, 2, about->indicator_id);
        stmt_bind_int(*stmt, 3, about->entity_id);
    }
    return status;
}

Observation cell_read(const Stmt *stmt, const Observation *about)
{
    return (Observation){
        .indicator_id = about->indicator_id,
        .entity_id = about->entity_id,
        .period = about->period,
        .batch_id = stmt_int(stmt, 0),
        .cell = stmt_int(stmt, 1),
        .value = {stmt_int(stmt, 2), (int8_t)stmt_int(stmt, 3)},
        .bound = (Bound)stmt_int(stmt, 4),
        .status = (ObservationStatus)stmt_int(stmt, 5),
        .known_from = (Date)stmt_int(stmt, 6),
        .document_id = stmt_int(stmt, 7),
    };
}

bool observation_has_value(ObservationStatus status)
{
    return status >= OBSERVATION_ESTIMATED;
}

bool observation_prevails(const Observation *a, const Observation *b)
{
    if (a->known_from != b->known_from) {
        return a->known_from > b->known_from;
    }
    if (a->status != b->status) {
        return a->status > b->status;
    }
    if (a->batch_id != b->batch_id) {
        return a->batch_id > b->batch_id;
    }
    return a->cell > b->cell;
}

void cell_figures_add(CellFigures *figures, const Observation *observation)
{
    bool estimated = observation->status == OBSERVATION_ESTIMATED;
    Observation *kept = estimated ? &figures->estimate : &figures->official;
    bool *has = estimated ? &figures->has_estimate : &figures->has_official;
    if (!*has || observation_prevails(observation, kept)) {
        *kept = *observation;
        *has = true;
    }
}

const Observation *cell_figures_seen(const CellFigures *figures)
{
    bool silent = !figures->has_official || figures->official.status == OBSERVATION_MISSING;
    if (silent && figures->has_estimate) {
        return &figures->estimate;
    }
    return figures->has_official ? &figures->official : NULL;
}
