/* A field is asked once: what stands elsewhere already is found along references, offered, and
 * taken with its source. */
#include "save_impl.h"

#include <inttypes.h>

enum { LOOKED_AT_MOST = 100 }; /* of the newest */

typedef struct TakenValue {
    Taken taken;
    const struct TakenValue *next;
} TakenValue;

/* What is looked for on behalf of one field. */
typedef struct Search {
    Arena *arena;
    Workspace *workspace;
    const Record *record;
    int field;
    const TakenDef *def;
    const RecordDef *from;
} Search;

static const FieldDef *field_of(const Search *search)
{
    return &search->record->def->fields[search->field];
}

/* ---- Along the references ---- */

/* Those of a type whose reference leads to one of `ids`, newest first, as far as the actor may read
 * them. */
static Status list_to(const Search *search, const RecordDef *type, int reference, const Value *ids,
                      int count, List *records, Error *err)
{
    RecordFilter filter = {
        .field = reference, .compare = COMPARE_ANY_OF, .values = ids, .value_count = count};
    RecordOrder newest = {KEY_ID, true};
    RecordQuery query = {
        .filters = &filter, .filter_count = 1, .order = &newest, .limit = LOOKED_AT_MOST};
    *records = list_new(search->arena, sizeof(Record));
    return count == 0 ? STATUS_OK
                      : record_list(search->arena, search->workspace, type, &query, records, err);
}

static const Value *ids_of(Arena *arena, const List *records)
{
    Value *ids = ARENA_ARRAY(arena, Value, records->count + 1);
    for (size_t at = 0; at < records->count; at++) {
        ids[at] = value_int(LIST_AT(records, Record, at)->id);
    }
    return ids;
}

static Status list_down(const Search *search, int64_t id, List *records, Error *err)
{
    const TakenDef *def = search->def;
    Value end = value_int(id);
    if (def->down_count == 1) {
        return list_to(search, search->from, def->down[0], &end, 1, records, err);
    }
    const RecordDef *middle = model_record(search->workspace->model, text_from(def->middle));
    List between;
    Status status = list_to(search, middle, def->down[1], &end, 1, &between, err);
    return status == STATUS_OK
               ? list_to(search, search->from, def->down[0], ids_of(search->arena, &between),
                         (int)between.count, records, err)
               : status;
}

/* The one that a reference names, where the actor may read it. */
static Status list_named(const Search *search, int64_t id, List *records, Error *err)
{
    Record *record = NULL;
    Error unseen = {0};
    *records = list_new(search->arena, sizeof(Record));
    Status status =
        record_get(search->arena, search->workspace, search->from, id, &record, &unseen);
    if (status == STATUS_OK) {
        *(Record *)list_add(records) = *record;
    } else if (status != STATUS_NOT_FOUND) {
        *err = unseen;
        return status;
    }
    return STATUS_OK;
}

/* Where the way begins; 0: it does not, for the reference is empty. */
static int64_t start_of(const Search *search)
{
    int up = search->def->up;
    return up < 0 ? search->record->id : search->record->values[up].number;
}

static Status list_sources(const Search *search, List *records, Error *err)
{
    int64_t start = start_of(search);
    *records = list_new(search->arena, sizeof(Record));
    if (search->def->up < 0 && search->def->down_count == 0) {
        *(Record *)list_add(records) = *search->record;
        return STATUS_OK;
    }
    if (start == 0) {
        return STATUS_OK;
    }
    return search->def->down_count > 0 ? list_down(search, start, records, err)
                                       : list_named(search, start, records, err);
}

/* ---- What they say ---- */

static bool says(const Search *search, const Record *source)
{
    return source->values[search->def->fields[0]].kind != VALUE_NONE;
}

/* "Third quarter：发改〔2016〕88号" */
static Value said(const Search *search, const Record *source)
{
    const TakenDef *def = search->def;
    if (def->field_count == 1) {
        return source->values[def->fields[0]];
    }
    Buf words = buf_new(search->arena);
    for (int at = 0; at < def->field_count; at++) {
        Text text = source->values[def->fields[at]].text;
        buf_add_cstr(&words, at > 0 && text.len > 0 ? "：" : "");
        buf_add(&words, text);
    }
    return value_text(buf_text(&words));
}

/* One behind the other, oldest first, as many of the newest as the field holds. */
static Value said_by_all(const Search *search, const List *sources, int *count)
{
    const char *between = field_of(search)->kind == FIELD_LONG_TEXT ? "\n" : "；";
    int64_t room = field_of(search)->size;
    Text all = TEXT("");
    *count = 0;
    for (size_t at = 0; at < sources->count; at++) {
        const Record *source = LIST_AT(sources, Record, at);
        if (!says(search, source)) {
            continue;
        }
        Text text = said(search, source).text;
        Text longer = *count == 0 ? text
                                  : text_format(search->arena, "%.*s%s%.*s", TEXT_ARGS(text),
                                                between, TEXT_ARGS(all));
        if (character_count(longer) > room) {
            break;
        }
        all = longer;
        (*count)++;
    }
    return value_text(all);
}

static const Record *newest_that_says(const Search *search, const List *sources)
{
    for (size_t at = 0; at < sources->count; at++) {
        const Record *source = LIST_AT(sources, Record, at);
        if (says(search, source)) {
            return source;
        }
    }
    return NULL;
}

/* ---- When ---- */

static const char MADE[] = "SELECT MIN(\"at_ms\") FROM \"change\" WHERE \"record_id\" = $1"
                           " AND \"record_type\" = $2";
static const char IS_NEWER[] =
    "SELECT (SELECT MIN(\"seq\") FROM \"change\" WHERE \"record_id\" = $1 AND \"record_type\" = $2)"
    " > (SELECT MAX(\"seq\") FROM \"change\" WHERE \"record_id\" = $3 AND \"record_type\" = $4"
    " AND (\"field\" = $5 OR \"action\" = 'create'))";

/* The day that a record is of by itself: a date that begins as the day on which it is made. */
static Date own_day(const Record *record)
{
    for (int f = 0; f < record->def->field_count; f++) {
        const FieldDef *field = &record->def->fields[f];
        if (field->kind == FIELD_DATE && field->initial != NULL &&
            record->values[f].kind != VALUE_NONE) {
            return (Date)record->values[f].number;
        }
    }
    return DATE_NONE;
}

static Status day_of(const Search *search, const Record *source, Date *day, Error *err)
{
    Sql sql = sql_new(search->arena);
    int64_t made_ms = 0;
    *day = own_day(source);
    if (*day != DATE_NONE || source->id == 0) {
        return STATUS_OK;
    }
    buf_add_cstr(&sql.text, MADE);
    sql_parameter(&sql, value_int(source->id));
    sql_parameter(&sql, value_text(text_from(source->def->name)));
    Status status = sql_number(search->workspace, &sql, &made_ms, err);
    *day = status == STATUS_OK ? date_of_time(made_ms) : DATE_NONE;
    return status;
}

/* Whether the source was made after the field was last written, or else after the record was. */
static Status is_newer(const Search *search, const Record *source, bool *newer, Error *err)
{
    Sql sql = sql_new(search->arena);
    int64_t number = 0;
    buf_add_cstr(&sql.text, IS_NEWER);
    sql_parameter(&sql, value_int(source->id));
    sql_parameter(&sql, value_text(text_from(source->def->name)));
    sql_parameter(&sql, value_int(search->record->id));
    sql_parameter(&sql, value_text(text_from(search->record->def->name)));
    sql_parameter(&sql, value_text(text_from(field_of(search)->name)));
    Status status = sql_number(search->workspace, &sql, &number, err);
    *newer = number != 0;
    return status;
}

/* What others brought since is due: the answer to a slip is no report from before it, and a task
 * that was sent back has a newer one. What a reference names is due while nothing stands there. */
static Status look_due(const Search *search, const Record *source, bool *is_due, Error *err)
{
    Record *stored = NULL;
    *is_due = search->record->id == 0;
    if (*is_due) {
        return STATUS_OK;
    }
    if (search->def->down_count > 0) {
        return is_newer(search, source, is_due, err);
    }
    Status status = row_get(search->arena, search->workspace, search->record->def,
                            search->record->id, &stored, err);
    *is_due =
        status == STATUS_OK && stored != NULL && stored->values[search->field].kind == VALUE_NONE;
    return status;
}

/* ---- Offers ---- */

static Status look_in(const Search *search, Taken *offer, bool *found, Error *err)
{
    List sources;
    Status status = list_sources(search, &sources, err);
    const Record *newest = status == STATUS_OK ? newest_that_says(search, &sources) : NULL;
    *offer = (Taken){.field = search->field, .from = search->from, .count = 1};
    if (newest == NULL) {
        return status;
    }
    offer->id = newest->id;
    offer->value =
        search->def->every ? said_by_all(search, &sources, &offer->count) : said(search, newest);
    *found = offer->count > 0;
    status = day_of(search, newest, &offer->day, err);
    return status == STATUS_OK ? look_due(search, newest, &offer->is_due, err) : status;
}

static Status look(Search *search, List *offers, Error *err)
{
    const FieldDef *field = field_of(search);
    Status status = STATUS_OK;
    bool found = false;
    for (int at = 0; status == STATUS_OK && !found && at < field->taken_count; at++) {
        Taken offer;
        search->def = &field->taken[at];
        search->from = model_record(search->workspace->model, text_from(search->def->from));
        status = look_in(search, &offer, &found, err);
        if (status == STATUS_OK && found) {
            *(Taken *)list_add(offers) = offer;
        }
    }
    return status;
}

Status record_offers(Arena *arena, Workspace *workspace, const Record *record, const MoveDef *move,
                     List *offers, Error *err)
{
    Search search = {.arena = arena, .workspace = workspace, .record = record};
    bool is_asked = move != NULL || record->id == 0;
    Status status = STATUS_OK;
    *offers = list_new(arena, sizeof(Taken));
    for (int f = 0; status == STATUS_OK && is_asked && f < record->def->field_count; f++) {
        if (record->def->fields[f].taken_count > 0 && (move == NULL || move_needs(move, f))) {
            search.field = f;
            status = look(&search, offers, err);
        }
    }
    return status;
}

void record_take(Arena *arena, Record *record, const Taken *offer)
{
    TakenValue *value = ARENA_NEW(arena, TakenValue);
    *value = (TakenValue){*offer, record->taken};
    record->taken = value;
    record->values[offer->field] = offer->value;
}

static bool is_taken(const Record *record, int field)
{
    bool found = false;
    for (const TakenValue *value = record->taken; value && !found; value = value->next) {
        found = value->taken.field == field;
    }
    return found;
}

Status record_take_same(Arena *arena, Workspace *workspace, Record *record, const MoveDef *move,
                        Error *err)
{
    List offers;
    Status status = record_offers(arena, workspace, record, move, &offers, err);
    for (size_t at = 0; status == STATUS_OK && at < offers.count; at++) {
        const Taken *offer = LIST_AT(&offers, Taken, at);
        if (!is_taken(record, offer->field) &&
            value_equal(&record->values[offer->field], &offer->value)) {
            record_take(arena, record, offer);
        }
    }
    return status;
}

Status record_take_missing(Arena *arena, Workspace *workspace, Record *record, const MoveDef *move,
                           const bool *given, List *taken, Error *err)
{
    List offers;
    int own = record_own_field(workspace, record->def);
    *taken = list_new(arena, sizeof(Taken));
    if (own >= 0 && !given[own]) {
        record_begin_own(workspace, record);
    }
    Status status = record_offers(arena, workspace, record, move, &offers, err);
    for (size_t at = 0; status == STATUS_OK && at < offers.count; at++) {
        const Taken *offer = LIST_AT(&offers, Taken, at);
        bool is_needed = move != NULL || record->def->fields[offer->field].required;
        if (offer->is_due && is_needed && !given[offer->field]) {
            record_take(arena, record, offer);
            *(Taken *)list_add(taken) = *offer;
        }
    }
    return status;
}

/* ---- Its source ---- */

void taken_print(Buf *out, Lang lang, const Taken *taken)
{
    Buf day = buf_new(out->arena);
    if (taken->day != DATE_NONE) {
        date_print(&day, taken->day);
    }
    lang_print(out, lang, taken->count > 1 ? "record.taken_several" : "record.taken",
               ARGS(arg_text("label", record_label(lang, taken->from, taken->count)),
                    arg_int("id", taken->id), arg_int("count", taken->count),
                    arg_text("day", buf_text(&day))));
}

/* In the order of the fields: the last that was taken stands first. */
static Status remember_from(const Save *save, const TakenValue *value, NewChange *change,
                            Error *err)
{
    if (value == NULL) {
        return STATUS_OK;
    }
    const Taken *taken = &value->taken;
    const FieldDef *field = &save->type->def->fields[taken->field];
    Status status = remember_from(save, value->next, change, err);
    bool is_kept = save_changes(save, taken->field) &&
                   value_equal(&save->written.values[taken->field], &taken->value);
    if (status != STATUS_OK || !is_kept) {
        return status;
    }
    change->after = text_format(save->arena, "%s %s %" PRId64 " %d", field->name, taken->from->name,
                                taken->id, taken->count);
    return chain_append(save->workspace, change, err);
}

Status taken_remember(const Save *save, NewChange change, Error *err)
{
    change.action = CHANGE_TAKE;
    change.field = "";
    return remember_from(save, save->written.taken, &change, err);
}
