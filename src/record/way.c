/* Which index a page is read by, where the engine would look at every record to choose twenty.
 *
 * What lists are narrowed and ordered by stands in pairs in indexes of their own. Asked for a range
 * of one field in the order of another, the engine takes the index of the range, looks at each
 * record in it and sorts them. Few in the range: the index of both, range first, has all that is
 * needed to sort. Many: the other way round, a page is full before long. And asked for one value and
 * a wide range, the value's records in the order asked for. */
#include "query_impl.h"

enum {
    FEW_TO_SORT = 10000, /* in an index */
    FEW_TO_READ = 1000,  /* and sort */
};

/* ---- What is asked ---- */

static bool is_range(const RecordFilter *filter)
{
    return filter->compare == COMPARE_LESS || filter->compare == COMPARE_LESS_EQUAL ||
           filter->compare == COMPARE_MORE || filter->compare == COMPARE_MORE_EQUAL;
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

static Text index_of(const Asked *asked, int first, int second)
{
    const RecordDef *def = asked->type->def;
    return text_format(asked->arena, "ix_%s_%s_%s", def->name,
                       first == KEY_STATE ? "state" : def->fields[first].name,
                       def->fields[second].name);
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
           narrowed->fits && order != KEY_ID && narrowed->range->field != order &&
           (narrowed->equal == NULL || narrowed->equal->field != order);
}

Status way_choose(Asked *asked, Error *err)
{
    Narrowed narrowed = narrowed_of(asked);
    Buf lead = buf_new(asked->arena);
    asked->lead = TEXT("");
    if (!may_be_led(asked, &narrowed)) {
        return STATUS_OK;
    }
    int64_t most = narrowed.equal != NULL ? FEW_TO_READ : FEW_TO_SORT, count = 0;
    Status status = count_narrowed(asked, most + 1, &count, err);
    if (status != STATUS_OK || (narrowed.equal != NULL && count <= most)) {
        return status; /* the engine's own way will do */
    }
    int range = narrowed.range->field, order = asked->order.field;
    Text index = narrowed.equal != NULL ? index_of(asked, narrowed.equal->field, order)
                 : count <= most        ? index_of(asked, range, order)
                                        : index_of(asked, order, range);
    status = store_by_index(asked->workspace->store, &lead, index, err);
    asked->lead = buf_text(&lead);
    return status;
}
