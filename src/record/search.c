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

bool search_is_known(const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        if (is_searched(&def->fields[f])) {
            return true;
        }
    }
    return false;
}

/* Of those who may read only what belongs to their unit, the index itself lets through no more. */
Text search_words(Arena *arena, const Record *record, const List *units)
{
    Words words = words_new(arena);
    for (int f = 0; f < record->def->field_count; f++) {
        if (is_searched(&record->def->fields[f]) && record->values[f].kind == VALUE_TEXT) {
            words_add(&words, record->values[f].text);
        }
    }
    if (words.list.count > 0) {
        words_add_tag(&words, "type", text_from(record->def->name));
    }
    for (size_t at = 0; words.list.count > 0 && at < units->count; at++) {
        words_add_tag(&words, "unit",
                      text_format(arena, "%lld", (long long)*LIST_AT(units, int64_t, at)));
    }
    return words_text(&words);
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

/* Of more units than these it is quicker to look at each record. */
enum { UNITS_MOST = 40 };

/* "unit:0 unit:17": one of these; nobody's where there is none. */
static Text unit_group(const Asked *asked)
{
    Buf group = buf_new(asked->arena);
    buf_add_cstr(&group, asked->units.count == 0 ? "unit:none" : "");
    for (size_t at = 0; at < asked->units.count; at++) {
        buf_add_format(&group, "%sunit:%lld", at > 0 ? " " : "",
                       (long long)*LIST_AT(&asked->units, int64_t, at));
    }
    return buf_text(&group);
}

Status search_take(Asked *asked, Text text, Error *err)
{
    const RecordDef *def = asked->type->def;
    asked->has_words = text_trim(text).len > 0;
    if (!asked->has_words) {
        return STATUS_OK;
    }
    if (!search_is_known(def)) {
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
    if (asked->has_units && asked->units.count <= UNITS_MOST) {
        *(Text *)list_add(&groups) = unit_group(asked);
    }
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
        if (def->kind != RECORD_PLAIN || !search_is_known(def) || !may_read_any(workspace, def)) {
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
