/* The life of a batch: its record begins as "loading", its facts come in behind it unseen, and one
 * change to "accepted" shows them all. Whatever ends otherwise is removed. */
#include "compare_impl.h"

struct BatchLoad {
    Arena *arena;
    Workspace *workspace;
    StoreLock *lock;
    Record *record;
    Loader loader;
    LoadQueue *queue;
    FactDigest digest;
    /* The caller's own, with places of their own to remember: were they the loader's, its thread
     * would wait for every row that is added. */
    IdTable indicators, entities;
    BatchSettle settle;
    void *context;
    int64_t last_cell;
    bool closed, conflicts_told;
};

/* ---- Removing what nobody accepted ---- */

/* The next indicator, behind `indicator`, of which the batch has figures in the period; 0: none. */
static Status next_indicator(Store *store, int32_t period, int64_t batch_id, int64_t *indicator,
                             Error *err)
{
    Stmt *stmt;
    bool row = false;
    Status status = store_prepare(store,
                                  "SELECT indicator FROM observation WHERE period = $1 AND"
                                  " indicator > $3 AND batch = $2 ORDER BY indicator LIMIT 1",
                                  &stmt, err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, period);
        stmt_bind_int(stmt, 2, batch_id);
        stmt_bind_int(stmt, 3, *indicator);
        status = stmt_step(stmt, &row, err);
    }
    if (status == STATUS_OK) {
        *indicator = row ? stmt_int(stmt, 0) : 0;
        stmt_reset(stmt);
    }
    return status;
}

static Status delete_of_indicator(Store *store, int32_t period, int64_t batch_id, int64_t indicator,
                                  Error *err)
{
    Status status = store_write_begin(store, DURABILITY_BULK, err);
    if (status != STATUS_OK) {
        return status;
    }
    Stmt *stmt;
    status = store_prepare(
        store, "DELETE FROM observation WHERE period = $1 AND indicator = $3 AND batch = $2", &stmt,
        err);
    if (status == STATUS_OK) {
        stmt_bind_int(stmt, 1, period);
        stmt_bind_int(stmt, 2, batch_id);
        stmt_bind_int(stmt, 3, indicator);
        status = stmt_run(stmt, err);
    }
    if (status == STATUS_OK) {
        status = store_write_commit(store, err);
    }
    if (status != STATUS_OK) {
        store_write_rollback(store);
    }
    return status;
}

static Status delete_in_period(Store *store, int32_t period, int64_t batch_id, Error *err)
{
    int64_t indicator = 0;
    Status status = next_indicator(store, period, batch_id, &indicator, err);
    while (status == STATUS_OK && indicator != 0) {
        status = delete_of_indicator(store, period, batch_id, indicator, err);
        if (status == STATUS_OK) {
            status = next_indicator(store, period, batch_id, &indicator, err);
        }
    }
    return status;
}

/* One transaction for each indicator of each period: nobody waits for longer. */
static Status delete_facts(Arena *arena, Store *store, int64_t batch_id, Error *err)
{
    Status status = STATUS_OK;
    for (int kind = PERIOD_UNDATED; status == STATUS_OK && kind <= PERIOD_CUMULATIVE; kind++) {
        List codes;
        status = periods_find(arena, store, (PeriodKind)kind, &codes, err);
        for (size_t i = 0; status == STATUS_OK && i < codes.count; i++) {
            status = delete_in_period(store, *LIST_AT(&codes, int32_t, i), batch_id, err);
        }
    }
    return status;
}

static Status ids_load(Arena *arena, Store *store, const char *sql, IdTable *table, Error *err)
{
    List ids = list_new(arena, sizeof(int64_t));
    Stmt *stmt;
    bool row = false;
    Status status = store_prepare(store, sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &row, err);
    }
    while (status == STATUS_OK && row) {
        *(int64_t *)list_add(&ids) = stmt_int(stmt, 0);
        status = stmt_step(stmt, &row, err);
    }
    *table = (IdTable){ids.items, (int)ids.count, 0};
    return status;
}

static Status set_state(Arena *arena, Workspace *workspace, Record *record, const char *state,
                        Text reason, Error *err)
{
    Problems *problems = problems_new(arena, 1);
    record->values[BATCH_STATE] = value_text(text_from(state));
    return record_save(arena, workspace, record, reason, problems, err);
}

/* The facts first: what is interrupted between the two is found again. */
static Status discard(Arena *arena, Workspace *workspace, Record *record, Text reason, Error *err)
{
    Status status = delete_facts(arena, workspace_store(workspace), record->id, err);
    if (status == STATUS_OK) {
        status = set_state(arena, workspace, record, "undone", reason, err);
    }
    return status;
}

/* The caller holds the lock of loads: whatever is still loading has lost its process. */
static Status drop_orphans(Workspace *workspace, int *dropped, Error *err)
{
    Arena *arena = arena_new();
    RecordFilter filter = {BATCH_STATE, value_text(TEXT("loading"))};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    List records;
    *dropped = 0;
    Status status = record_list(arena, workspace, &RECORD_BATCH, &query, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        status = discard(arena, workspace, LIST_AT(&records, Record, i),
                         TEXT("interrupted / 导入中断"), err);
        *dropped += status == STATUS_OK;
    }
    arena_free(arena);
    return status;
}

Status batch_drop_orphans(Workspace *workspace, int *dropped, Error *err)
{
    StoreLock *lock;
    *dropped = 0;
    Status status = store_lock(workspace_store(workspace), "import", &lock, err);
    if (status == STATUS_BUSY) {
        return STATUS_OK; /* it is loading now: no orphan */
    }
    if (status == STATUS_OK) {
        status = drop_orphans(workspace, dropped, err);
        store_unlock(lock);
    }
    return status;
}

/* ---- Begin ---- */

static Text digest_text(Arena *arena, const Hash *hash)
{
    Buf out = buf_new(arena);
    hash_print(&out, hash);
    return buf_text(&out);
}

/* The same bytes read in the same way are the same batch. */
static Status refuse_same_file(Arena *arena, Workspace *workspace, const BatchInfo *info,
                               Error *err)
{
    RecordFilter filters[] = {
        {BATCH_FILE_DIGEST, value_text(digest_text(arena, &info->file_digest))},
        {BATCH_STATE, value_text(TEXT("accepted"))},
    };
    RecordQuery query = {.filters = filters, .filter_count = 2};
    List records;
    Status status = record_list(arena, workspace, &RECORD_BATCH, &query, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        const Value *mapping = &record->values[BATCH_MAPPING];
        const Value *sheets = &record->values[BATCH_SHEETS];
        Text mapping_text = mapping->kind == VALUE_TEXT ? mapping->text : TEXT("");
        Text sheets_text = sheets->kind == VALUE_TEXT ? sheets->text : TEXT("");
        if (text_equal(mapping_text, info->mapping) && text_equal(sheets_text, info->sheets)) {
            return error_set(err, STATUS_CONFLICT, "compare.same_file",
                             ARGS(arg_text("file", info->file_name), arg_int("batch", record->id)));
        }
    }
    return status;
}

static Value text_or_none(Text text)
{
    return text.len > 0 ? value_text(text) : value_none();
}

static Status save_loading(BatchLoad *load, const BatchInfo *info, Error *err)
{
    Record *record = record_new(load->arena, &RECORD_BATCH);
    record->values[BATCH_FILE_NAME] = value_text(text_copy(load->arena, info->file_name));
    record->values[BATCH_FILE_DIGEST] = value_text(digest_text(load->arena, &info->file_digest));
    record->values[BATCH_SHEETS] = text_or_none(text_copy(load->arena, info->sheets));
    record->values[BATCH_MAPPING] = text_or_none(text_copy(load->arena, info->mapping));
    load->record = record;
    return set_state(load->arena, load->workspace, record, "loading", info->title, err);
}

static Status loader_start(BatchLoad *load, Error *err)
{
    Loader *loader = &load->loader;
    Store *store = workspace_store(load->workspace);
    loader->arena = load->arena;
    loader->batch_id = load->record->id;
    loader->slice_rows = 1000;
    loader->seen = list_new(load->arena, sizeof(Observation));
    loader->conflicts = list_new(load->arena, sizeof(BatchConflict));
    Status status = ids_load(load->arena, store, "SELECT id FROM indicator ORDER BY id",
                             &loader->indicators, err);
    if (status == STATUS_OK) {
        status = ids_load(load->arena, store, "SELECT id FROM entity ORDER BY id",
                          &loader->entities, err);
    }
    if (status == STATUS_OK && loader->indicators.count > UINT16_MAX) {
        status = error_set(err, STATUS_LIMIT, "compare.too_many_indicators",
                           ARGS(arg_int("most", UINT16_MAX)));
    }
    if (status == STATUS_OK) {
        status = batch_set_load(load->arena, load->workspace, &loader->accepted, err);
    }
    if (status == STATUS_OK) {
        status = store_open(store_path(store), STORE_WRITE,
                            workspace_model(load->workspace)->migrations, &loader->store, err);
    }
    load->indicators = loader->indicators;
    load->entities = loader->entities;
    if (status == STATUS_OK) {
        status = load_queue_start(load->arena, loader, &load->queue, err);
    }
    return status;
}

/* Gives back what the operating system lent; memory last. */
static void load_close(BatchLoad *load)
{
    load_queue_stop(load->queue);
    store_close(load->loader.store);
    store_unlock(load->lock);
    arena_free(load->arena);
    load->closed = true;
}

Status batch_begin(Arena *arena, Workspace *workspace, const BatchInfo *info, BatchLoad **load,
                   Error *err)
{
    StoreLock *lock;
    Status status = permit_facts(workspace, &RECORD_OBSERVATION, ACT_CREATE, err);
    if (status == STATUS_OK) {
        status = store_lock(workspace_store(workspace), "import", &lock, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int dropped;
    BatchLoad *begun = ARENA_NEW(arena, BatchLoad);
    *begun = (BatchLoad){.arena = arena_new(),
                         .workspace = workspace,
                         .lock = lock,
                         .settle = info->settle,
                         .context = info->context,
                         .last_cell = -1};
    fact_digest_start(&begun->digest);
    status = drop_orphans(workspace, &dropped, err);
    if (status == STATUS_OK) {
        status = refuse_same_file(begun->arena, workspace, info, err);
    }
    if (status == STATUS_OK) {
        status = save_loading(begun, info, err);
    }
    if (status == STATUS_OK) {
        status = loader_start(begun, err);
        if (status != STATUS_OK) {
            batch_abandon(begun);
            return status;
        }
    }
    if (status != STATUS_OK) {
        load_close(begun);
        return status;
    }
    *load = begun;
    return STATUS_OK;
}

/* ---- Adding ---- */

static Status refuse(const char *code, const Observation *observation, Error *err)
{
    CellPlace place = cell_from_code(observation->cell);
    return error_set(err, STATUS_INVALID, code,
                     ARGS(arg_int("sheet", place.sheet + 1), arg_int("row", place.row),
                          arg_int("column", place.column)));
}

Status batch_add(BatchLoad *load, const Observation *observation, Error *err)
{
    int indicator = id_rank(&load->indicators, observation->indicator_id);
    int entity = id_rank(&load->entities, observation->entity_id);
    if (indicator < 0 || entity < 0) {
        return refuse("compare.not_registered", observation, err);
    }
    if (observation->known_from == DATE_NONE) {
        return refuse("compare.no_vintage", observation, err);
    }
    if (observation->cell <= load->last_cell) {
        return refuse("compare.file_order", observation, err);
    }
    load->last_cell = observation->cell;
    bool has_value = observation_has_value(observation->status);
    ChunkRow row = {
        .value = has_value ? observation->value.mantissa : 0,
        .scale = has_value ? observation->value.scale : 0,
        .cell = observation->cell,
        .document = observation->document_id,
        .period = observation->period,
        .known_from = observation->known_from,
        .entity = (uint32_t)entity,
        .indicator = (uint16_t)indicator,
        .bound = (uint8_t)(observation->bound & 3),
        .status = (uint8_t)(observation->status & 7),
    };
    return load_queue_add(load->queue, &row, &load->digest, err);
}

/* ---- Ends ---- */

Status batch_conflicts(Arena *arena, BatchLoad *load, List *conflicts, int64_t *total, Error *err)
{
    *conflicts = list_new(arena, sizeof(BatchConflict));
    *total = 0;
    Status status = load_queue_drain(load->queue, &load->digest, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < load->loader.conflicts.count; i++) {
        BatchConflict *copy = list_add(conflicts);
        *copy = *LIST_AT(&load->loader.conflicts, BatchConflict, i);
    }
    *total = load->loader.conflicting;
    load->conflicts_told = true;
    return STATUS_OK;
}

static Status refuse_conflicts(const BatchLoad *load, Error *err)
{
    if (load->loader.conflicting == 0 || load->conflicts_told) {
        return STATUS_OK;
    }
    const BatchConflict *first = LIST_AT(&load->loader.conflicts, BatchConflict, 0);
    CellPlace kept = cell_from_code(first->kept.cell);
    CellPlace other = cell_from_code(first->left_out.cell);
    return error_set(err, STATUS_INVALID, "compare.conflicting_figures",
                     ARGS(arg_int("count", load->loader.conflicting), arg_int("row", kept.row),
                          arg_int("column", kept.column), arg_int("other_row", other.row),
                          arg_int("other_column", other.column)));
}

static Status save_accepted(BatchLoad *load, BatchTally *tally, Error *err)
{
    const Loader *loader = &load->loader;
    *tally = (BatchTally){
        .batch_id = loader->batch_id,
        .added = loader->added,
        .unchanged = loader->unchanged,
        .superseding = loader->superseding,
        .conflicting = loader->conflicting,
        .digest = fact_digest_finish(&load->digest),
    };
    Record *record = load->record;
    record->values[BATCH_FACTS] = value_int(tally->added);
    record->values[BATCH_DIGEST] = value_text(digest_text(load->arena, &tally->digest));
    return set_state(load->arena, load->workspace, record, "accepted", TEXT(""), err);
}

/* One transaction shows the figures and asks whoever may still call it off. */
static Status settle(BatchLoad *load, BatchTally *tally, Error *err)
{
    Status status = workspace_begin(load->workspace, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (load->settle != NULL) {
        status = load->settle(load->context, load->loader.batch_id, err);
    }
    if (status == STATUS_OK) {
        status = save_accepted(load, tally, err);
    }
    if (status == STATUS_OK) {
        return workspace_commit(load->workspace, err);
    }
    workspace_rollback(load->workspace);
    return status;
}

Status batch_accept(BatchLoad *load, BatchTally *tally, Error *err)
{
    Status status = load_queue_drain(load->queue, &load->digest, err);
    if (status == STATUS_OK) {
        status = refuse_conflicts(load, err);
    }
    if (status == STATUS_OK) {
        status = settle(load, tally, err);
    }
    if (status != STATUS_OK) {
        *tally = (BatchTally){0};
        batch_abandon(load);
        return status;
    }
    load_close(load);
    return STATUS_OK;
}

void batch_abandon(BatchLoad *load)
{
    if (load->closed) {
        return;
    }
    /* What cannot be removed now is an orphan, and the next load removes it. */
    Error ignored = {0};
    load_queue_stop(load->queue);
    Record *saved;
    Status status =
        record_get(load->arena, load->workspace, &RECORD_BATCH, load->record->id, &saved, &ignored);
    if (status == STATUS_OK) {
        discard(load->arena, load->workspace, saved, TEXT("abandoned / 放弃导入"), &ignored);
    }
    load_close(load);
}

Status batch_undo(Arena *arena, Workspace *workspace, int64_t batch_id, Text reason, Error *err)
{
    StoreLock *lock;
    Status status = store_lock(workspace_store(workspace), "import", &lock, err);
    if (status != STATUS_OK) {
        return status;
    }
    Record *record;
    status = record_get(arena, workspace, &RECORD_BATCH, batch_id, &record, err);
    if (status == STATUS_OK && !text_equal(record->values[BATCH_STATE].text, TEXT("accepted"))) {
        status = error_set(err, STATUS_CONFLICT, "compare.batch_not_accepted",
                           ARGS(arg_int("batch", batch_id),
                                arg_text("file", record->values[BATCH_FILE_NAME].text)));
    }
    if (status == STATUS_OK) {
        status = set_state(arena, workspace, record, "undone", reason, err);
    }
    store_unlock(lock);
    return status;
}

/* ---- Verifying ---- */

static Observation fact_of(const Stmt *stmt)
{
    return (Observation){
        .cell = stmt_int(stmt, 0),
        .indicator_id = stmt_int(stmt, 1),
        .entity_id = stmt_int(stmt, 2),
        .period = (int32_t)stmt_int(stmt, 3),
        .known_from = (Date)stmt_int(stmt, 4),
        .document_id = stmt_int(stmt, 5),
        .value = {stmt_int(stmt, 6), (int8_t)stmt_int(stmt, 7)},
        .bound = (Bound)stmt_int(stmt, 8),
        .status = (ObservationStatus)stmt_int(stmt, 9),
    };
}

static Status digest_stored(Store *store, int64_t batch_id, FactDigest *digest, Error *err)
{
    Stmt *stmt;
    Status status = store_prepare(
        store,
        "SELECT cell, indicator, entity, period, known_from, document, value, scale, bound, status "
        "FROM observation WHERE batch = $1 ORDER BY cell, indicator, period, entity",
        &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, batch_id);
    bool row;
    status = stmt_step(stmt, &row, err);
    while (status == STATUS_OK && row) {
        Observation fact = fact_of(stmt);
        fact_digest_add(digest, &fact);
        status = stmt_step(stmt, &row, err);
    }
    return status;
}

Status batch_verify(Workspace *workspace, int64_t batch_id, bool *holds, Error *err)
{
    Arena *arena = arena_new();
    FactDigest *digest = ARENA_NEW(arena, FactDigest);
    fact_digest_start(digest);
    Record *record;
    *holds = false;
    Status status = record_get(arena, workspace, &RECORD_BATCH, batch_id, &record, err);
    if (status == STATUS_OK && record->values[BATCH_DIGEST].kind != VALUE_TEXT) {
        status = error_set(err, STATUS_CONFLICT, "compare.batch_not_accepted",
                           ARGS(arg_int("batch", batch_id),
                                arg_text("file", record->values[BATCH_FILE_NAME].text)));
    }
    if (status == STATUS_OK) {
        status = digest_stored(workspace_store(workspace), batch_id, digest, err);
    }
    if (status == STATUS_OK) {
        int64_t facts = digest->facts;
        Hash found = fact_digest_finish(digest);
        *holds = facts == record->values[BATCH_FACTS].number &&
                 text_equal(digest_text(arena, &found), record->values[BATCH_DIGEST].text);
    }
    arena_free(arena);
    return status;
}

Status batch_by_hand(const RecordDef *def, Error *err)
{
    return def == &RECORD_BATCH
               ? error_set(err, STATUS_UNSUPPORTED, "compare.batch_by_hand", NO_ARGS)
               : STATUS_OK;
}
