/* Search: the words that records are found by, kept in the transaction that saves them, and the
 * question to the index for those that somebody looks for. Beside its words an entry names the type
 * of its record and the units that it belongs to. */
#include "query_impl.h"

enum { SEARCH_BYTES_MOST = 400, SEARCH_WORDS_MOST = 40 };

/* ---- What a record is found by ---- */

static bool is_searched(const FieldDef *field)
{
    return field->searched && !field->sealed;
}

static bool type_is_searched(const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        if (is_searched(&def->fields[f])) {
            return true;
        }
    }
    return false;
}

static void add_id_tag(Words *words, const char *tag, int64_t id)
{
    words_add_tag(words, tag, text_format(words->list.arena, "%lld", (long long)id));
}

static void add_units(Words *words, const Record *record)
{
    const RecordDef *def = record->def;
    for (int u = 0; u < def->unit_fields.count; u++) {
        const Value *value = &record->values[def->unit_fields.fields[u]];
        if (value->kind == VALUE_INT) {
            add_id_tag(words, "unit", value->number);
        }
        for (int at = 0; value->kind == VALUE_REFS && at < value->ref_count; at++) {
            add_id_tag(words, "unit", value->refs[at]);
        }
    }
}

/* Empty where nothing can be searched for. */
static Text words_of(Arena *arena, const Record *record)
{
    Words words = words_new(arena);
    for (int f = 0; f < record->def->field_count; f++) {
        if (is_searched(&record->def->fields[f]) && record->values[f].kind == VALUE_TEXT) {
            words_add(&words, record->values[f].text);
        }
    }
    if (words.list.count > 0) {
        words_add_tag(&words, "type", text_from(record->def->name));
        add_units(&words, record);
    }
    return words_text(&words);
}

Status search_keep(Arena *arena, Workspace *workspace, const Record *before, const Record *after,
                   Error *err)
{
    const Record *either = after != NULL ? after : before;
    if (!type_is_searched(either->def)) {
        return STATUS_OK;
    }
    Text old = before != NULL ? words_of(arena, before) : TEXT("");
    Text new = after != NULL ? words_of(arena, after) : TEXT("");
    if (text_equal(old, new)) {
        return STATUS_OK;
    }
    Status status = store_words_remove(workspace->store, either->id, old, err);
    return status == STATUS_OK ? store_words_add(workspace->store, either->id, new, err) : status;
}

/* ---- What is looked for ---- */

static Status refuse(const RecordDef *def, const char *code, Error *err)
{
    return error_set(
        err, STATUS_INVALID, code,
        ARGS(label_arg("label", def->zh, def->en), arg_int("most", SEARCH_WORDS_MOST)));
}

/* Characters that stand alone find nothing: the index holds pairs. */
static List without_single(Arena *arena, const List *words)
{
    List kept = list_new(arena, sizeof(Text));
    for (size_t at = 0; at < words->count; at++) {
        Text word = *LIST_AT(words, Text, at);
        if (!word_is_single(word)) {
            *(Text *)list_add(&kept) = word;
        }
    }
    return kept;
}

Status search_take(Asked *asked, Text text, Error *err)
{
    const RecordDef *def = asked->type->def;
    asked->has_words = text_trim(text).len > 0;
    if (!asked->has_words) {
        return STATUS_OK;
    }
    if (!type_is_searched(def)) {
        return refuse(def, "record.not_searched", err);
    }
    if (text.len > SEARCH_BYTES_MOST || !text_is_utf8(text)) {
        return refuse(def, "record.search_long", err);
    }
    Words words = words_new(asked->arena);
    words_add(&words, text);
    List groups = without_single(asked->arena, &words.list);
    if (groups.count == 0 || groups.count > SEARCH_WORDS_MOST) {
        return refuse(def, groups.count == 0 ? "record.search_short" : "record.search_long", err);
    }
    *(Text *)list_add(&groups) = text_format(asked->arena, "type:%s", def->name);
    asked->question = store_words_question(asked->arena, groups.items, groups.count);
    asked->phrases = words_phrases(asked->arena, text);
    return STATUS_OK;
}

/* The index knows that all pairs of a longer phrase are there, not that they stand together. */
void search_add_phrases(Sql *sql, const Asked *asked)
{
    const RecordDef *def = asked->type->def;
    for (size_t at = 0; at < asked->phrases.count; at++) {
        Text phrase = *LIST_AT(&asked->phrases, Text, at);
        int parameter = sql_parameter(
            sql, value_text(text_format(asked->arena, "%%%.*s%%", TEXT_ARGS(phrase))));
        const char *before = " AND (";
        for (int f = 0; f < def->field_count; f++) {
            if (is_searched(&def->fields[f])) {
                buf_add_format(&sql->text, "%s\"%s\" LIKE $%d", before, def->fields[f].name,
                               parameter);
                before = " OR ";
            }
        }
        buf_add_cstr(&sql->text, ")");
    }
}

/* ---- Over all types ---- */

static int newest_first(const void *a, const void *b)
{
    int64_t left = (*(const Record *const *)a)->id;
    int64_t right = (*(const Record *const *)b)->id;
    return left < right ? 1 : left > right ? -1 : 0;
}

static bool may_read_any(const Workspace *workspace, const RecordDef *def)
{
    bool may = permit_reach(workspace, def, ACT_READ) != REACH_NONE;
    for (int at = 0; at < def->state_count; at++) {
        may = may || def->states[at].is_public;
    }
    return may;
}

Status record_search(Arena *arena, Workspace *workspace, Text words, int limit, List *records,
                     Error *err)
{
    const Model *model = workspace->model;
    RecordQuery query = {.words = words, .limit = limit};
    Status status = STATUS_OK;
    *records = list_new(arena, sizeof(const Record *));
    for (int r = 0; status == STATUS_OK && r < model->record_count; r++) {
        const RecordDef *def = &model->records[r];
        List found;
        if (def->kind != RECORD_PLAIN || !type_is_searched(def) || !may_read_any(workspace, def)) {
            continue;
        }
        status = record_list(arena, workspace, def, &query, &found, err);
        for (size_t at = 0; status == STATUS_OK && at < found.count; at++) {
            *(const Record **)list_add(records) = LIST_AT(&found, Record, at);
        }
    }
    list_sort(records, newest_first);
    if (limit > 0 && records->count > (size_t)limit) {
        records->count = (size_t)limit;
    }
    return status;
}
