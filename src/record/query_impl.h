/* query: what the files that read lists share.
 *
 *   query.c   one, a page of several
 *   count.c   how many
 *   ids.c     ids, each once
 *   reach.c   how far the actor reads, and by which way
 *   way.c     by which index a page is read
 *   filter.c  what a list may be narrowed and ordered by, in SQL
 *   condition.c  filters joined by "all", "any" and "not"
 *   cursor.c  where the next page begins
 *   search.c  the words that are looked for
 */
#ifndef DUIBIAO_RECORD_QUERY_IMPL_H
#define DUIBIAO_RECORD_QUERY_IMPL_H

#include "record_impl.h"

enum {
    ANY_OF_MOST = 200,           /* values of one filter */
    COMPARED_BYTES_MOST = 16000, /* no text by which lists are narrowed has more */
};

typedef struct Cursor {
    bool is_set;
    Value value; /* of the field that orders */
    int64_t id;
} Cursor;

/* Where a list is read from: reach.c says why. */
typedef enum Source {
    SOURCE_RECORDS,
    SOURCE_UNITS, /* the table of units, at those within reach */
    SOURCE_UNIT,  /* the same, at the one that a filter asks for */
} Source;

/* A query that was found to make sense. */
typedef struct Asked {
    Arena *arena; /* of what only the query needs */
    Workspace *workspace;
    const TypeSql *type;
    RecordFilter *filters; /* with room for one more */
    int filter_count;
    const RecordCondition *condition; /* NULL: none */
    RecordOrder order;
    bool order_may_be_empty, order_may_be_filled; /* its field, in what the filters let through */
    Cursor cursor;
    int64_t skip, limit; /* limit 0: all */
    int by;              /* of shares: the field whose values are counted; otherwise KEY_ID */
    Reach reach;
    bool has_units; /* read by units: these and, where has_public, what is everyone's */
    bool has_public;
    bool may_be_own; /* an account may stand among the units */
    List units; /* of int64_t */
    Source source;
    int64_t unit; /* of SOURCE_UNIT */
    Text lead;    /* behind the name of the table: by which index it is read; empty: any */
    bool has_words;
    Text question; /* to the index of words */
    List phrases;  /* of Text: what must stand in a field as it is written */
} Asked;

/* ---- query.c ---- */

Status query_ask(Arena *scratch, Workspace *workspace, const RecordDef *def,
                 const RecordQuery *query, Asked *asked, Error *err);
RecordOrder order_of(const RecordQuery *query);
Sql query_sql(const Asked *asked);
/* " FROM … WHERE …": what the actor may read and the filters let through. */
void query_add_source(Sql *sql, const Asked *asked);
/* What runs from here on must end in time; the error says what would help. */
Status query_limit_time(Workspace *workspace, Error *err);
Status query_end_time(const Asked *asked, Status status, Error *err);

/* ---- ids.c ---- */

/* Ids above 0, each once. */
typedef struct IdSet {
    Arena *arena;
    int64_t *slots; /* 0: free */
    size_t cap, count;
} IdSet;
IdSet id_set_new(Arena *arena);
void id_set_add(IdSet *set, int64_t id);

/* ---- count.c ---- */

/* No further than `most`. */
Status count_some(const Asked *asked, int64_t most, int64_t *count, Error *err);

/* ---- reach.c ---- */

Status reach_take(Asked *asked, Error *err);
void reach_add_units(Sql *sql, const Asked *asked);     /* " IN (…)", of units within reach */
void reach_add_condition(Sql *sql, const Asked *asked); /* " AND …", nothing where it is all */
/* Set asked->source. */
Status reach_choose_for_page(Asked *asked, Error *err);
Status reach_choose_for_count(Asked *asked, Error *err);
void reach_choose_for_many(Asked *asked); /* after one for a page: what is counted is kept small */
/* Whether one of the filters alone lets only few through. */
Status reach_finds_few(const Asked *asked, bool *few, Error *err);

/* ---- way.c ---- */

/* Whether the indexes of a state answer it: a range of what orders lists. */
bool way_is_range(const Asked *asked, const RecordFilter *filter);
/* Sets asked->lead. */
Status way_choose(Asked *asked, Error *err);

/* ---- filter.c ---- */

Status filter_check(Arena *arena, const Workspace *workspace, const RecordDef *def,
                    const RecordFilter *filter, Error *err);
/* What the actor may narrow or order lists by: an argument "fields" for messages. */
Arg filters_arg(Arena *arena, const Workspace *workspace, const RecordDef *def);
Arg orders_arg(Arena *arena, const Workspace *workspace, const RecordDef *def);

void filter_add(Sql *sql, const RecordDef *def, const RecordFilter *filter);
/* Whether no index finds them: of each record it is looked whether it has any of several
 * references. */
bool filter_asks_each(const RecordDef *def, const RecordFilter *filter);
void filter_add_term(Sql *sql, const RecordDef *def, int field);
void filter_add_value(Sql *sql, const Value *value); /* to be compared with a term */

/* ---- condition.c ---- */

/* Every filter in it checked, and its value made ready. */
Status condition_take(Arena *arena, const Workspace *workspace, const RecordDef *def,
                      const RecordCondition *asked, RecordCondition *taken, Error *err);
void condition_add(Sql *sql, const RecordDef *def, const RecordCondition *condition);

/* ---- cursor.c ---- */

Status cursor_read(Arena *arena, const RecordDef *def, const RecordQuery *query, Cursor *cursor,
                   Error *err);

typedef enum PagePart {
    PART_ALL,
    PART_LATER_ID,
    PART_SAME_LATER_ID,
    PART_LATER,
    PART_BEHIND, /* all of them at once */
    PART_EMPTY,
    PART_EMPTY_LATER_ID
} PagePart;
void order_sort(RecordOrder order, List *records);
List cursor_parts(const Asked *asked);
void cursor_add_part(Sql *sql, const Asked *asked, PagePart part); /* " AND …" */
/* Whether the cursor bounds what is ordered by more closely than the filter. */
bool cursor_leads(const Asked *asked, const RecordFilter *filter);

/* ---- search.c ---- */

Status search_take(Asked *asked, Text words, Error *err);
void search_add_phrases(Sql *sql, const Asked *asked);

#endif
