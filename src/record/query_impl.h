/* query: what the files that read lists share.
 *
 *   query.c   the verbs
 *   filter.c  what a list may be narrowed and ordered by, in SQL
 *   condition.c  filters joined by "all", "any" and "not"
 *   cursor.c  where the next page begins
 *   search.c  the words that are looked for
 */
#ifndef DUIBIAO_RECORD_QUERY_IMPL_H
#define DUIBIAO_RECORD_QUERY_IMPL_H

#include "record_impl.h"

enum { ANY_OF_MOST = 200 }; /* values of one filter */

typedef struct Cursor {
    bool is_set;
    Value value; /* of the field that orders */
    int64_t id;
} Cursor;

/* A query that was found to make sense. */
typedef struct Asked {
    Arena *arena; /* of what only the query needs */
    Workspace *workspace;
    const TypeSql *type;
    RecordFilter *filters; /* with room for one more */
    int filter_count;
    const RecordCondition *condition; /* NULL: none */
    RecordOrder order;
    Cursor cursor;
    bool has_words;
    Text question; /* to the index of words */
    List phrases;  /* of Text: what must stand in a field as it is written */
} Asked;

/* ---- query.c ---- */

Status query_ask(Arena *scratch, Workspace *workspace, const RecordDef *def,
                 const RecordQuery *query, Asked *asked, Error *err);
RecordOrder order_of(const RecordQuery *query);
/* " FROM … WHERE …": what the actor may read and the filters let through. */
void query_add_source(Sql *sql, const Asked *asked);
/* What runs from here on must end in time; the error says what would help. */
Status query_limit_time(Workspace *workspace, Error *err);
Status query_end_time(const Asked *asked, Status status, Error *err);

/* ---- filter.c ---- */

Status filter_check(Arena *arena, const Workspace *workspace, const RecordDef *def,
                    const RecordFilter *filter, Error *err);
/* What the actor may narrow or order lists by: an argument "fields" for messages. */
Arg filters_arg(Arena *arena, const Workspace *workspace, const RecordDef *def);
Arg orders_arg(Arena *arena, const Workspace *workspace, const RecordDef *def);

void filter_add(Sql *sql, const RecordDef *def, const RecordFilter *filter);
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
    PART_EMPTY,
    PART_EMPTY_LATER_ID
} PagePart;
List cursor_parts(Arena *arena, const RecordDef *def, RecordOrder order, const Cursor *cursor);
void cursor_add_part(Sql *sql, const RecordDef *def, RecordOrder order, const Cursor *cursor,
                     PagePart part); /* " AND …" */

/* ---- search.c ---- */

Status search_take(Asked *asked, Text words, Error *err);
void search_add_phrases(Sql *sql, const Asked *asked);

#endif
