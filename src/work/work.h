/* work: the judgement that the records of delivery need.
 *
 * What a record is, who may change it and how it moves stands in model/. What no description can
 * say is here: whether every lesson of a visit was decided, whether the shares of a target add up,
 * whether a project is there already under another name, whether the one who rates is the one who
 * was served. Each such question is a hook: a C function that the model names. It looks at the
 * record as it would be, says in `problems` what is wrong and what would work, and changes nothing.
 *
 * Whatever a hook reads, it reads as the actor may.
 */
#ifndef DUIBIAO_WORK_H
#define DUIBIAO_WORK_H

#include "compare.h"
#include "record.h"

/* ---- Sharing out a target ---- */

/* One unit's claim to a part. The unit 0 is the rest, which nobody carries. */
typedef struct SharePart {
    int64_t organisation;
    Decimal weight;      /* above zero */
    Decimal amount;      /* set by share_out */
    bool took_remainder; /* the same: it has one of the last digits that rounding left over */
} SharePart;

/* Shares `total` out by weight, to `decimals` digits, so that the parts make exactly the total:
 * each is rounded down, and what is left goes unit by unit to the largest remainders, the earlier
 * part first where they are equal. False where a weight is not above zero, there is no part, the
 * total has more digits than that, or a number is too large. */
bool share_out(Decimal total, int decimals, SharePart *parts, size_t count);

/* Keeps the shares of one year's goal as records, in place of those that were there.
 * errors: NOT_FOUND (no such year of the target), INVALID (the weights; problems), and those of
 * record_save */
Status target_share_out(Arena *arena, Workspace *workspace, int64_t target, int year,
                        SharePart *parts, size_t count, Text reason, Problems *problems,
                        Error *err);

/* ---- Entries of named lists ---- */

/* The code of the list whose entries this field takes; NULL: entries of any, or it takes none. */
const char *entry_list_of(const RecordDef *def, const char *field);

/* ---- What was published ---- */

/* The records that a publication in a public state names: they were approved with it, and whoever
 * may read the one may know of the others. */
typedef struct PublicationBasis {
    List gaps, tasks; /* Record */
} PublicationBasis;
/* errors: DENIED (it is not in a public state) */
Status publication_basis(Arena *arena, Workspace *workspace, const Record *publication,
                         PublicationBasis *basis, Error *err);

/* ---- Saved views ---- */

/* One line of a view's filter, as a terminal's list takes it too: FIELD, one of the signs = != < <=
 * > >=, and a value. What the value may be says filter_read of exchange.h. */
typedef struct ViewCondition {
    Text field, value;
    const char *sign;
} ViewCondition;
bool view_condition(Text line, ViewCondition *condition);
/* The views of a type that the actor has, their own before those of their unit: List of Record, of
 * `saved_view` and `shared_view`. */
Status views_of(Arena *arena, Workspace *workspace, const RecordDef *def, List *views, Error *err);
/* errors: NOT_FOUND (names those there are) */
Status view_named(Arena *arena, Workspace *workspace, const RecordDef *def, Text name,
                  Record **view, Error *err);

/* What was promised in public for one of the seven mains, and what became of it. */
typedef struct ThemeProgress {
    Record *theme;                   /* an entry; NULL: promises that stand on none of them */
    int kept, running, late, broken; /* late: running, and the day has passed */
} ThemeProgress;
/* From the promises in public states alone, each of them on every main that the entries of its
 * commitment lie under: List of ThemeProgress in the order of the list, those of none last and only
 * where there are some. Which entries a commitment stands on was made public with the promise. */
Status promise_progress(Arena *arena, Workspace *workspace, Date today, List *themes, Error *err);

/* ---- Names that mean the same ---- */

/* How alike two names are, from 0 to 1: twice the pairs of neighbouring characters that both have,
 * by the pairs of both (Dice). Spaces, marks and the words of `fillers`, apart by spaces, do not
 * count. */
double name_likeness(Arena *arena, Text a, Text b, Text fillers);

#endif
