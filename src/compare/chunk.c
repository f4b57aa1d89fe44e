/* One chunk of a load: sorted into the table's key order (a random order would be four times
 * slower) by the thread that reads, compared with what is there and written by the thread that
 * loads.
 *
 * The chunk is large, for the order's sake, and what is written at a time is small, for the sake of
 * those who write beside it: a slice of some thousand rows is a transaction of its own. Nobody sees
 * them before the batch is accepted, and nobody but this load writes figures meanwhile, so that
 * what is there can be looked at without keeping anyone out. */
#include "compare_impl.h"

#include <string.h>
#include <time.h>

int id_rank(IdTable *table, int64_t id)
{
    /* A yearbook's rows walk through the same register again and again. */
    for (int step = 0; step < 2; step++) {
        int guess = table->hint + step;
        if (guess < table->count && table->ids[guess] == id) {
            table->hint = guess;
            return guess;
        }
    }
    int low = 0, high = table->count - 1;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        if (table->ids[middle] == id) {
            table->hint = middle;
            return middle;
        }
        if (table->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return -1;
}

Observation chunk_observation(const Loader *loader, const ChunkRow *row)
{
    return (Observation){
        .indicator_id = loader->indicators.ids[row->indicator],
        .entity_id = loader->entities.ids[row->entity],
        .period = row->period,
        .value = {row->value, row->scale},
        .bound = (Bound)row->bound,
        .status = (ObservationStatus)row->status,
        .known_from = row->known_from,
        .document_id = row->document,
        .batch_id = loader->batch_id,
        .cell = row->cell,
    };
}

/* ---- Sorting ---- */

enum { DIGIT_BITS = 11, DIGIT_VALUES = 1 << DIGIT_BITS };

static uint64_t make_keys(const ChunkSorter *sorter, const Chunk *chunk)
{
    int32_t first = INT32_MAX;
    for (size_t i = 0; i < chunk->count; i++) {
        first = chunk->rows[i].period < first ? chunk->rows[i].period : first;
    }
    uint64_t indicators = (uint64_t)sorter->indicators, entities = (uint64_t)sorter->entities;
    uint64_t greatest = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        const ChunkRow *row = &chunk->rows[i];
        uint64_t period = (uint64_t)((int64_t)row->period - first);
        uint64_t key = (period * indicators + row->indicator) * entities + row->entity;
        sorter->keys[i] = (SortKey){key, (uint32_t)i};
        greatest = key > greatest ? key : greatest;
    }
    return greatest;
}

/* Least significant digit first, stable: rows of one cell stay in file order. */
static const SortKey *sort_keys(const ChunkSorter *sorter, size_t count, uint64_t greatest)
{
    SortKey *from = sorter->keys, *to = sorter->spare;
    for (int shift = 0; shift < 64 && greatest >> shift > 0; shift += DIGIT_BITS) {
        uint32_t starts[DIGIT_VALUES] = {0};
        for (size_t i = 0; i < count; i++) {
            starts[from[i].key >> shift & (DIGIT_VALUES - 1)]++;
        }
        uint32_t next = 0;
        for (int d = 0; d < DIGIT_VALUES; d++) {
            uint32_t here = starts[d];
            starts[d] = next;
            next += here;
        }
        for (size_t i = 0; i < count; i++) {
            to[starts[from[i].key >> shift & (DIGIT_VALUES - 1)]++] = from[i];
        }
        SortKey *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

ChunkSorter chunk_sorter_new(Arena *arena, int indicators, int entities)
{
    return (ChunkSorter){indicators, entities, ARENA_ARRAY(arena, SortKey, CHUNK_ROWS),
                         ARENA_ARRAY(arena, SortKey, CHUNK_ROWS)};
}

void chunk_sort(const ChunkSorter *sorter, Chunk *chunk)
{
    const SortKey *keys = sort_keys(sorter, chunk->count, make_keys(sorter, chunk));
    for (size_t i = 0; i < chunk->count; i++) {
        chunk->sorted[i] = chunk->rows[keys[i].row];
    }
}

/* ---- What is there already ---- */

/* Rows of one period and indicator, in the order of entities. */
typedef struct Group {
    ChunkRow *rows;
    size_t count;
    bool sparse; /* few entities far apart: look each up by itself */
    Stmt *stmt;
    bool more;
} Group;

static Status scan_start(Loader *loader, Group *group, uint32_t first, uint32_t last, Error *err)
{
    const ChunkRow *row = &group->rows[0];
    Status status = store_prepare(
        loader->store,
        "SELECT entity, batch, cell, value, scale, bound, status, known_from, document "
        "FROM observation WHERE period = $2 AND indicator = $1 AND entity >= $3 AND entity <= $4",
        &group->stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(group->stmt, 1, loader->indicators.ids[row->indicator]);
    stmt_bind_int(group->stmt, 2, row->period);
    stmt_bind_int(group->stmt, 3, loader->entities.ids[first]);
    stmt_bind_int(group->stmt, 4, loader->entities.ids[last]);
    return stmt_step(group->stmt, &group->more, err);
}

/* Gathers the figures of one entity that are visible or this batch's own. */
static Status seen_gather(Loader *loader, Group *group, uint32_t entity, Error *err)
{
    int64_t id = loader->entities.ids[entity];
    loader->seen.count = 0;
    while (group->more && stmt_int(group->stmt, 0) <= id) {
        int64_t batch = stmt_int(group->stmt, 1);
        bool counts = batch == loader->batch_id || batch_set_has(&loader->accepted, batch);
        if (stmt_int(group->stmt, 0) == id && counts) {
            Observation *seen = list_add(&loader->seen);
            seen->batch_id = batch;
            seen->cell = stmt_int(group->stmt, 2);
            seen->value.mantissa = stmt_int(group->stmt, 3);
            seen->value.scale = (int8_t)stmt_int(group->stmt, 4);
            seen->bound = (Bound)stmt_int(group->stmt, 5);
            seen->status = (ObservationStatus)stmt_int(group->stmt, 6);
            seen->known_from = (Date)stmt_int(group->stmt, 7);
            seen->document_id = stmt_int(group->stmt, 8);
        }
        Status status = stmt_step(group->stmt, &group->more, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static bool same_figure(const Observation *a, const Observation *b)
{
    if (a->status != b->status || a->bound != b->bound) {
        return false;
    }
    return !observation_has_value(a->status) || decimal_compare(a->value, b->value) == 0;
}

static void conflict_add(Loader *loader, const Observation *kept, const Observation *left_out)
{
    loader->conflicting++;
    if (loader->conflicts.count < CONFLICTS_KEPT) {
        BatchConflict *conflict = list_add(&loader->conflicts);
        conflict->left_out = *left_out;
        conflict->kept = *left_out; /* the same cell of the panel, and the same vintage */
        conflict->kept.value = kept->value;
        conflict->kept.bound = kept->bound;
        conflict->kept.status = kept->status;
        conflict->kept.document_id = kept->document_id;
        conflict->kept.cell = kept->cell;
    }
}

/* Decides whether the row says anything new, against `seen`. */
static void row_decide(Loader *loader, ChunkRow *row)
{
    Observation figure = chunk_observation(loader, row);
    const Observation *own = NULL, *vintage = NULL;
    bool others = false;
    for (size_t i = 0; i < loader->seen.count; i++) {
        const Observation *seen = LIST_AT(&loader->seen, Observation, i);
        bool is_own = seen->batch_id == loader->batch_id;
        others = others || !is_own;
        if (seen->known_from != figure.known_from) {
            continue;
        }
        if (is_own) {
            own = own ? own : seen;
        } else if (!vintage || observation_prevails(seen, vintage)) {
            vintage = seen;
        }
    }
    if ((own && same_figure(own, &figure)) || (!own && vintage && same_figure(vintage, &figure))) {
        loader->unchanged++;
        row->skipped = 1;
    } else if (own) {
        conflict_add(loader, own, &figure);
        row->skipped = 1;
    } else {
        loader->superseding += others;
        *(Observation *)list_add(&loader->seen) = figure;
    }
}

static Status group_decide(Loader *loader, Group *group, Error *err)
{
    uint32_t first = group->rows[0].entity, last = group->rows[group->count - 1].entity;
    enum { SPARSE_RATIO = 16 };
    group->sparse = last - first + 1 > group->count * SPARSE_RATIO;
    Status status = STATUS_OK;
    if (!group->sparse) {
        status = scan_start(loader, group, first, last, err);
    }
    for (size_t i = 0; i < group->count && status == STATUS_OK;) {
        uint32_t entity = group->rows[i].entity;
        size_t end = i + 1;
        while (end < group->count && group->rows[end].entity == entity)
            end++;
        if (group->sparse) {
            status = scan_start(loader, group, entity, entity, err);
        }
        if (status == STATUS_OK) {
            status = seen_gather(loader, group, entity, err);
        }
        if (status == STATUS_OK && (loader->seen.count > 0 || end > i + 1)) {
            for (size_t r = i; r < end; r++)
                row_decide(loader, &group->rows[r]);
        }
        i = end;
    }
    if (group->stmt) {
        stmt_reset(group->stmt);
    }
    return status;
}

/* ---- Writing ---- */

static const char *const COLUMNS[] = {"indicator", "period",     "entity",  "batch",
                                      "cell",      "value",      "scale",   "bound",
                                      "status",    "known_from", "document"};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

/* Rows in the order of the table's key. */
typedef struct Writing {
    const Loader *loader;
    const ChunkRow *rows;
} Writing;

static bool optional(int64_t value, bool there, int64_t *number)
{
    *number = value;
    return there;
}

static bool column_number(const void *context, int64_t at, int column, int64_t *number)
{
    const Writing *writing = context;
    const ChunkRow *row = &writing->rows[at];
    switch (column) {
    case 0: return optional(writing->loader->indicators.ids[row->indicator], true, number);
    case 1: return optional(row->period, true, number);
    case 2: return optional(writing->loader->entities.ids[row->entity], true, number);
    case 3: return optional(writing->loader->batch_id, true, number);
    case 4: return optional(row->cell, true, number);
    case 5:
        return optional(row->value, observation_has_value((ObservationStatus)row->status), number);
    case 6: return optional(row->scale, true, number);
    case 7: return optional(row->bound, true, number);
    case 8: return optional(row->status, true, number);
    case 9: return optional(row->known_from, true, number);
    default: return optional(row->document, row->document != 0, number);
    }
}

static ChunkRow *row_of_cell(const Chunk *chunk, int64_t cell)
{
    size_t low = 0, high = chunk->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (chunk->rows[middle].cell < cell) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return &chunk->rows[low];
}

/* Moves the rows that are written to the front, and tells the others in file order, where the
 * digest is taken; how many are written. */
static int64_t keep_written(Chunk *chunk)
{
    size_t kept = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        if (chunk->sorted[i].skipped) {
            row_of_cell(chunk, chunk->sorted[i].cell)->skipped = 1;
        } else {
            chunk->sorted[kept++] = chunk->sorted[i];
        }
    }
    return (int64_t)kept;
}

enum {
    SLICE_US = 1000,
    SLICE_ROWS_LEAST = 100,
    SLICE_ROWS_MOST = 20000,
    SLICE_PARTS = 4, /* one of them is written whoever waits: an import must go on all the same */
    STEP_BACK_US = 20000,
};

/* Where one came in, others follow, and all that a loader sends to the disk holds up what they
 * send. Beside 160 writes a second an import takes three times as long for it, beside one a second
 * a fiftieth more. */
static void step_back(void)
{
    const struct timespec pause = {.tv_nsec = STEP_BACK_US * 1000};
    nanosleep(&pause, NULL);
}

/* How many rows this machine writes in that time, if it took so long for so many. */
static int64_t slice_fitting(int64_t slice_rows, int64_t rows, uint64_t started_ns)
{
    int64_t taken_us = (int64_t)((time_monotonic_ns() - started_ns) / 1000) + 1;
    int64_t fitting = rows * SLICE_US / taken_us;
    fitting = fitting > 2 * slice_rows ? 2 * slice_rows : fitting;
    return fitting < SLICE_ROWS_LEAST  ? SLICE_ROWS_LEAST
           : fitting > SLICE_ROWS_MOST ? SLICE_ROWS_MOST
                                       : fitting;
}

/* As many of the rows as one slice takes, or as were written when somebody began to wait. */
static Status slice_insert(Loader *loader, const ChunkRow *sorted, int64_t left, int64_t *inserted,
                           Error *err)
{
    Status status = store_write_begin(loader->store, DURABILITY_BULK, err);
    if (status != STATUS_OK) {
        return status;
    }
    Writing writing = {loader, sorted};
    BulkRows rows = {.context = &writing,
                     .count = left < loader->slice_rows ? left : loader->slice_rows,
                     .least = loader->slice_rows / SLICE_PARTS,
                     .number = column_number};
    uint64_t started_ns = time_monotonic_ns();
    status = store_insert_rows(loader->store, "observation", COLUMNS, COLUMN_COUNT, &rows, inserted,
                               err);
    loader->slice_rows = slice_fitting(loader->slice_rows, *inserted, started_ns);
    if (status == STATUS_OK) {
        status = store_write_commit(loader->store, err);
    }
    if (status != STATUS_OK) {
        store_write_rollback(loader->store);
    } else if (*inserted < rows.count) {
        step_back();
    }
    return status;
}

static Status rows_insert(Loader *loader, Chunk *chunk, Error *err)
{
    int64_t left = keep_written(chunk), inserted = 0;
    const ChunkRow *sorted = chunk->sorted;
    Status status = STATUS_OK;
    while (status == STATUS_OK && left > 0) {
        status = slice_insert(loader, sorted, left, &inserted, err);
        sorted += inserted;
        left -= inserted;
        loader->added += status == STATUS_OK ? inserted : 0;
    }
    return status;
}

static Status groups_decide(Loader *loader, Chunk *chunk, Error *err)
{
    Status status = STATUS_OK;
    for (size_t from = 0; from < chunk->count && status == STATUS_OK;) {
        ChunkRow *head = &chunk->sorted[from];
        size_t to = from + 1;
        while (to < chunk->count && chunk->sorted[to].indicator == head->indicator &&
               chunk->sorted[to].period == head->period) {
            to++;
        }
        Group group = {.rows = head, .count = to - from};
        status = group_decide(loader, &group, err);
        from = to;
    }
    return status;
}

Status chunk_load(Loader *loader, Chunk *chunk, Error *err)
{
    Status status = groups_decide(loader, chunk, err);
    return status == STATUS_OK ? rows_insert(loader, chunk, err) : status;
}
