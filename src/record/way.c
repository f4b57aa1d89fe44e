/* Which index a page is read by, where the engine would look at every record to choose twenty.
 *
 * What lists are narrowed and ordered by stands in pairs in indexes of their own. Asked for a range
 * of one field in the order of another, the engine takes the index of the range, looks at each
 * record in it and sorts them. Few in the range: the index of both, range first, has all that is
 * needed to sort. Many: the other way round, a page is full before long. And asked for one value
 * and a wide range, the value's records in the order asked for. The indexes of a state have all
 * that orders lists: among its records both ways are gone without reading one. */
#include "query_impl.h"

enum {
    FEW_TO_SORT = 10000, /* in an index, against records read in order */
    FEW_IN_STATE = 2000, /* the same, against an index read in order */
    FEW_TO_READ = 1000,  /* and sort */
};

/* ---- What is asked ---- */

static bool is_range(const RecordFilter *filter)
{
    return filter->compare == COMPARE_LESS || filter->compare == COMPARE_LESS_EQUAL ||
           filter->compare == COMPARE_MORE || filter->compare == COMPARE_MORE_EQUAL;
}

bool way_is_range(const Asked *asked, const RecordFilter *filter)
{
    return is_range(filter) && filter->field >= 0 && asked->type->def->fields[filter->field].sorted;
}

typedef struct Narrowed {
    const RecordFilter *equal; /* NULL: none */
    const RecordFilter *range; /* the first of one field */
    bool fits;                 /* there is nothing else */
} Narrowed;

static bool takes(Narrowed *narrowed, const Asked *asked, const RecordFilter *filter)
{
    const RecordFilter **place = is_range(filter) ? &narrowed->range : &narrowed->equal;
    bool is_taken = *place != NULL;
    bool is_second = is_range(filter) && is_taken && (*place)->field == filter->field;
    bool is_value =
        filter->compare == COMPARE_EQUAL && filter->value.kind != VALUE_NONE &&
        (filter->field == KEY_STATE ||
         (filter->field >= 0 && asked->type->def->fields[filter->field].kind != FIELD_REFS));
    *place = is_taken ? *place : filter;
    return is_range(filter) ? filter->field >= 0 && (!is_taken || is_second)
                            : is_value && !is_taken;
}

static Narrowed narrowed_of(const Asked *asked)
{
    Narrowed narrowed = {.fits = asked->condition == NULL};
    for (int at = 0; narrowed.fits && at < asked->filter_count; at++) {
        narrowed.fits = takes(&narrowed, asked, &asked->filters[at]);
    }
    narrowed.fits = narrowed.fits && narrowed.range != NULL;
    return narrowed;
}

/* ---- The index ---- */

/* `second` may be KEY_ID: each index ends in it. */
static Text index_of(const Asked *asked, int first, int second)
{
    const RecordDef *def = asked->type->def;
    Buf name = buf_new(asked->arena);
    buf_add_format(&name, "ix_%s_%s", def->name,
                   first == KEY_STATE ? "state" : def->fields[first].name);
    if (second != KEY_ID) {
        buf_add_format(&name, "_%s", def->fields[second].name);
    }
    return buf_text(&name);
}

/* How many the filters let through, whoever asks; no further than `most`. */
static Status count_narrowed(const Asked *asked, int64_t most, int64_t *count, Error *err)
{
    Asked all = *asked;
    all.reach = REACH_ALL;
    return count_some(&all, most, count, err);
}

static bool may_be_led(const Asked *asked, const Narrowed *narrowed)
{
    int order = asked->order.field;
    return asked->limit > 0 && asked->source == SOURCE_RECORDS && !asked->has_words &&
           narrowed->fits && narrowed->range->field != order &&
           (narrowed->equal == NULL || narrowed->equal->field != order);
}

/* Of a state all that a range of what orders lists needs stands in its indexes. */
static bool is_in_state(const Asked *asked, const Narrowed *narrowed)
{
    return narrowed->equal != NULL && narrowed->equal->field == KEY_STATE &&
           way_is_range(asked, narrowed->range);
}

static int64_t few_of(const Asked *asked, const Narrowed *narrowed)
{
    if (is_in_state(asked, narrowed)) {
        return FEW_IN_STATE;
    }
    return narrowed->equal != NULL ? FEW_TO_READ : FEW_TO_SORT;
}

/* By the range; empty: as the engine would by itself. */
static Text index_for_few(const Asked *asked, const Narrowed *narrowed)
{
    int range = narrowed->range->field;
    if (is_in_state(asked, narrowed)) {
        return index_of(asked, KEY_STATE, range);
    }
    return narrowed->equal != NULL ? TEXT("") : index_of(asked, range, asked->order.field);
}

/* By the order; empty: that of the records themselves. */
static Text index_for_many(const Asked *asked, const Narrowed *narrowed)
{
    int order = asked->order.field;
    if (narrowed->equal != NULL) {
        return index_of(asked, narrowed->equal->field, order);
    }
    return order == KEY_ID ? TEXT("") : index_of(asked, order, narrowed->range->field);
}

Status way_choose(Asked *asked, Error *err)
{
    Narrowed narrowed = narrowed_of(asked);
    Buf lead = buf_new(asked->arena);
    asked->lead = TEXT("");
    if (!may_be_led(asked, &narrowed)) {
        return STATUS_OK;
    }
    int64_t most = few_of(asked, &narrowed), count = 0;
    Status status = count_narrowed(asked, most + 1, &count, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool few = count <= most;
    Text index = few ? index_for_few(asked, &narrowed) : index_for_many(asked, &narrowed);
    if (index.len > 0) {
        status = store_by_index(asked->workspace->store, &lead, index, err);
    } else if (!few) {
        buf_add_cstr(&lead, " NOT INDEXED");
    }
    asked->lead = buf_text(&lead);
    return status;
}
