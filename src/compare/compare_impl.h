/* compare, inside: what its files share. One file a subject:
 *
 *   registry.c   who and what: loaded once from their records
 *   names.c      looking them up by code and name, and naming the nearest
 *   codes.c      check digits
 *   units.c      units of measurement
 *   unit_words.c wordings: their words, and those of other findings
 *   rules.c      rule values
 *   cell.c       places in files
 *   batch.c      the life of a batch: begin, accept, abandon, undo, verify
 *   load.c       the two buffers between the reading thread and the loading thread
 *   chunk.c      one chunk: sorted, compared with what is there, inserted slice by slice
 *   digest.c     the canonical encoding of facts
 *   figures.c    which figure of a cell is seen
 *   periods.c    which periods there are figures for
 *   panel_load.c  panel_scan.c  panel_series.c  panel_columns.c    figures read into memory
 *   columns.c    whole columns of them, and series, kept for the next question
 *   panel.c      asking them
 *   sources.c    where some of them stand, looked up afterwards
 *   ranking.c    who is ranked with whom, computed once
 *   gaps.c  position.c  peers.c  explain.c  targets.c    what follows from a panel
 *   owed.c       figures that others have and we owe, beyond yearly ones
 *   keep.c       findings kept as records
 *   kept.c       those records, computed again
 *   source.c     one figure's story
 *
 * Note on two connections. A load writes over a connection of its own, from a thread of its own;
 * the workspace's connection stays with the caller, who may read meanwhile and even write between
 * two slices. The batch's own record is only ever written through the workspace.
 */
#ifndef DUIBIAO_COMPARE_IMPL_H
#define DUIBIAO_COMPARE_IMPL_H

#include "compare.h"
#include "model_table.h"
#include "store.h"

/* ---- unit_words.c ---- */

Text wording(Arena *arena, Lang lang, const char *key, const Arg *args, size_t arg_count);

/* ---- names.c ---- */

/* From a name to everybody who bears it. */
typedef struct NameRow {
    Text name;
    int target;
    Date from, to; /* DATE_NONE: open */
    int next;      /* row with the same name; -1 */
} NameRow;

typedef struct NameTable {
    Map *first; /* name → row */
    List rows;  /* NameRow */
} NameTable;

struct RegistryIndex {
    Map *entity_codes, *indicator_codes;
    NameTable entity_names, entity_short_names, indicator_names;
    /* Siblings: members[group_first[g] … group_first[g + 1]) in registry order. */
    int *group_of, *group_first, *members;
    int *place_of; /* of an entity within its group */
    int group_count;
    Hash numbering; /* of all entities in their groups, and of all indicators */
    Columns *columns;
    List held; /* KeptColumns *: what columns are in use */
};

NameTable name_table_new(Arena *arena);
void name_table_add(NameTable *table, Text name, int target, Date from, Date to);
void registry_index_names(Arena *arena, Registry *registry);

/* ---- figures.c ---- */

/* Everything that was ever published for the indicator, entity and period of `about`: the statement
 * to step, and the row it stands at. */
Status cell_select(Workspace *workspace, const Observation *about, Stmt **stmt, Error *err);
Observation cell_read(const Stmt *stmt, const Observation *about);

/* The accepted batches, by number. */
typedef struct BatchSet {
    int64_t *ids;
    int count, hint;
} BatchSet;
Status batch_set_load(Arena *arena, Workspace *workspace, BatchSet *set, Error *err);
void batch_set_remove(BatchSet *set, int64_t batch_id);
bool batch_set_has(BatchSet *set, int64_t batch_id);

bool observation_has_value(ObservationStatus status);
/* Of two figures of one cell, both official or both estimated: is `a` seen rather than `b`? */
bool observation_prevails(const Observation *a, const Observation *b);

/* The figures of one cell as they pass by. */
typedef struct CellFigures {
    Observation official, estimate;
    bool has_official, has_estimate;
} CellFigures;
void cell_figures_add(CellFigures *figures, const Observation *observation);
/* NULL: none. An estimate is seen only where the official record shows no figure. */
const Observation *cell_figures_seen(const CellFigures *figures);

/* ---- periods.c ---- */

/* List of int32_t: the codes of the periods of one kind that any figure is of, rising. */
Status periods_find(Arena *arena, Store *store, PeriodKind kind, List *codes, Error *err);

/* ---- digest.c ---- */

enum { DIGEST_BUFFER_BYTES = 16384 };
typedef struct FactDigest {
    Sha256 sha;
    Observation previous;
    int64_t facts;
    size_t len;
    uint8_t buffer[DIGEST_BUFFER_BYTES];
} FactDigest;
void fact_digest_start(FactDigest *digest);
void fact_digest_add(FactDigest *digest, const Observation *observation);
Hash fact_digest_finish(FactDigest *digest);

/* ---- chunk.c ---- */

/* Ids of one register in rising order; a rank is a place in it. */
typedef struct IdTable {
    int64_t *ids;
    int count, hint;
} IdTable;
int id_rank(IdTable *table, int64_t id); /* -1: unknown */

/* One figure, packed: a chunk of them stays within the memory a load may take. */
typedef struct ChunkRow {
    int64_t value, cell, document;
    int32_t period, known_from;
    uint32_t entity;    /* rank */
    uint16_t indicator; /* rank */
    int8_t scale;
    uint8_t bound : 2, status : 3, skipped : 1;
} ChunkRow;

typedef struct Chunk {
    ChunkRow *rows;   /* in file order */
    ChunkRow *sorted; /* the same in the order of the table's key */
    size_t count;
} Chunk;

enum { CHUNK_ROWS = 512 * 1024, CONFLICTS_KEPT = 1000 };

typedef struct SortKey {
    uint64_t key;
    uint32_t row;
} SortKey;

typedef struct ChunkSorter {
    int indicators, entities; /* how many there are */
    SortKey *keys, *spare;    /* CHUNK_ROWS each */
} ChunkSorter;

/* What the loading thread owns while it works. */
typedef struct Loader {
    Store *store;
    Arena *arena;
    int64_t batch_id;
    IdTable indicators, entities;
    BatchSet accepted;
    List seen;          /* Observation: figures of the cell at hand */
    List conflicts;     /* BatchConflict */
    int64_t slice_rows; /* to be written at a time */
    int64_t added, unchanged, superseding, conflicting;
} Loader;

Observation chunk_observation(const Loader *loader, const ChunkRow *row);
ChunkSorter chunk_sorter_new(Arena *arena, int indicators, int entities);
void chunk_sort(const ChunkSorter *sorter, Chunk *chunk);
/* Short transactions; sets `skipped` in the rows that were not written. */
Status chunk_load(Loader *loader, Chunk *chunk, Error *err);

/* ---- load.c ---- */

typedef struct LoadQueue LoadQueue;
Status load_queue_start(Arena *arena, Loader *loader, LoadQueue **queue, Error *err);
/* The chunk to fill; waits for the loading thread when both are full. */
Status load_queue_add(LoadQueue *queue, const ChunkRow *row, FactDigest *digest, Error *err);
/* Hands over what is left and waits until everything is written. The queue can go on. */
Status load_queue_drain(LoadQueue *queue, FactDigest *digest, Error *err);
void load_queue_stop(LoadQueue *queue); /* what was not handed over is forgotten */

/* ---- ranking.c ---- */

/* One indicator and year over a group of siblings. */
typedef struct Rank {
    int first, last, ranked; /* 0: not ranked */
} Rank;

typedef struct CountedRank {
    int place;
    Rank rank;
} CountedRank;

typedef struct Ranking {
    int count;          /* members of the group */
    const int *members; /* registry indices */
    const double *values;
    const uint8_t *known;
    Polarity polarity;
    List counted;      /* CountedRank, of those who were asked for; no more once all are sorted */
    int *first, *last; /* NULL until sorted; 0: not ranked */
    int ranked;
} Ranking;

/* ---- columns.c ---- */

/* Figures of one indicator and year over a group of siblings, by place in it, where the panel holds
 * full rows only for a few. */
typedef struct PanelColumn {
    int count;
    double *values; /* 0 where it is not known */
    uint8_t *known;
    Hash digest;
} PanelColumn;

enum { GROUP_OF_ALL = -1, NO_GROUP = -2 }; /* of all: by registry index */
typedef struct ColumnKey {
    int indicator; /* registry index */
    int group, year;
    Date as_of;
} ColumnKey;

typedef struct KeptColumns KeptColumns;
Columns *columns_alone(Arena *arena); /* of one registry, on its arena */
/* What is kept of these batches, held until the registry lets go. */
KeptColumns *columns_hold(struct RegistryIndex *index, const BatchSet *accepted);
/* From the first to the last year that has figures. */
typedef struct KeptYears {
    int first, last;
} KeptYears;
bool kept_years(KeptColumns *kept, KeptYears *years); /* false: not kept yet */
void keep_years(KeptColumns *kept, KeptYears years);
const PanelColumn *kept_column(KeptColumns *kept, const ColumnKey *key); /* NULL: not there */
/* A copy of what was read, with its digest, kept where it fits;
 * `kept` NULL, or full: on the arena. */
const PanelColumn *column_finish(Arena *arena, KeptColumns *kept, const ColumnKey *key,
                                 PanelColumn *read);

/* Of one entity, with where they stood: in every year by every indicator, or some years of one. */
typedef struct SeriesKey {
    int entity, indicator;     /* registry indices; ALL_INDICATORS */
    int first_year, last_year; /* 0: every year */
    Date as_of;
} SeriesKey;
enum { ALL_INDICATORS = -1 };

/* Fills an empty List of Observation with a copy; false: they are not there. */
bool kept_series(KeptColumns *kept, const SeriesKey *key, List *figures);
/* A copy of them is kept, in the place of those that nobody asked for longest. */
void series_keep(KeptColumns *kept, const SeriesKey *key, const List *figures);

struct PanelInside {
    Arena *arena;
    int *position_of_entity, *position_of_indicator; /* by registry index; -1 */
    const PanelColumn **columns;                     /* [indicator][year]; NULL: full rows */
    int group;                                       /* whom columns hold; NO_GROUP: none */
    uint32_t *source_at;                             /* 0: none; else 1 + place in sources */
    List sources;                                    /* Observation */
    List months;                                     /* MonthFigure */
    Map *rankings;
    Hash fingerprint;
    bool has_fingerprint;
};

/* A figure from January to `month`. */
typedef struct MonthFigure {
    int indicator, entity; /* positions */
    int year, month;
    double value;
} MonthFigure;

size_t panel_at(const Panel *panel, int indicator, int entity, int year);
/* NULL: the panel holds no such column. */
const PanelColumn *panel_column_of(const Panel *panel, int indicator, int group, int year);
/* By registry index of the entity; false when it is not known or not held. */
bool panel_value(const Panel *panel, int indicator, int registry_entity, int year, double *value);
Ranking *panel_ranking(const Panel *panel, int indicator, int subject, int year);
Rank ranking_of(const Panel *panel, Ranking *ranking, int registry_entity);
int ranking_place(const Ranking *ranking, int registry_entity); /* -1: not of the group */

/* ---- shared by what follows from a panel ---- */

/* The direction in which `own` improves; false when there is none. */
bool polarity_direction(Polarity polarity, double own, PolarityKind *kind);
bool is_valid_on(Date from, Date to, Date on);
/* The latest year of the panel in which the entity's figure is known; 0: none. */
int latest_year(const Panel *panel, int indicator, int entity);
int latest_common_year(const Panel *panel, int indicator, int a, int b);
Status subject_position(const Panel *panel, int subject, int *position, Error *err);
/* Numbers and texts in a fingerprint, the same on every machine; put_…: many numbers in a row of
 * bytes, each returning what is behind its own. */
enum { NUMBER_BYTES = 8 };
uint8_t *put_int(uint8_t *at, int64_t number);
uint8_t *put_double(uint8_t *at, double number);
void hash_add_text(Sha256 *sha, Text text);
void hash_add_int(Sha256 *sha, int64_t number);
void hash_add_double(Sha256 *sha, double number);

/* ---- keep.c ---- */

/* The values of a record that follow from the figures; its titles and what people decide stay. */
void gap_fill(Arena *arena, const Registry *registry, const GapTable *table, const GapRow *row,
              Record *gap);
void target_fill(Arena *arena, const Panel *panel, const TargetProposal *proposal, Record *target);
void target_year_fill(const Registry *registry, const TargetProposal *proposal, int index,
                      Record *year);

#endif
