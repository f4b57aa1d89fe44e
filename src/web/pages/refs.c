/* References: what they can stand for, and from a title back to the record. */
#include "record_pages_impl.h"

#include "exchange.h"
#include "work.h"

#include <string.h>

/* Of the entries of all lists only those of the one that the field takes. */
static Status narrow(Visit *visit, const RecordDef *def, const char *list, RecordFilter *filter,
                     Error *err)
{
    const RecordDef *lists = model_record(visit->site->setup->model, TEXT("named_list"));
    RecordFilter code = {record_field(lists, TEXT("code")), value_text(text_from(list))};
    Record *found;
    Status status =
        record_find(visit->arena, visit->worker->workspace, lists, &code, 1, &found, err);
    *filter = (RecordFilter){record_field(def, TEXT("list")), value_int(found ? found->id : 0)};
    return status;
}

Status ref_targets(Visit *visit, const RecordDef *of, const FieldDef *field, int most,
                   List *targets, bool *few, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(field->target));
    const char *list = entry_list_of(of, field->name);
    RecordFilter filter;
    RecordQuery query = {.filters = &filter, .filter_count = list != NULL, .limit = most + 1};
    List records = {0};
    *targets = list_new(visit->arena, sizeof(RefTarget));
    Status status = list ? narrow(visit, def, list, &filter, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    }
    *few = records.count <= (size_t)most;
    for (size_t i = 0; status == STATUS_OK && *few && i < records.count; i++) {
        const Record *record = LIST_AT(&records, Record, i);
        *(RefTarget *)list_add(targets) = (RefTarget){record->id, record_title(visit, record)};
    }
    return status;
}

static Status no_such_target(const RecordDef *def, Text text, Error *err)
{
    return error_set(
        err, STATUS_NOT_FOUND, "web.no_such_target",
        ARGS(arg_text("value", text), arg_label("label", text_from(def->zh), text_from(def->en))));
}

Status ref_resolve(Visit *visit, const FieldDef *field, Text text, int64_t *id, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(field->target));
    int entity;
    if (text_to_int(text, id)) {
        return STATUS_OK;
    }
    /* The registry knows the names and codes that people use. */
    if (strcmp(field->target, "entity") == 0) {
        Status known = registry_entity(visit->worker->registry, text, DATE_NONE, &entity, err);
        *id = known == STATUS_OK ? visit->worker->registry->entities[entity].id : 0;
        return known;
    }
    Status status = reference_find(visit->arena, visit->worker->workspace, def, text, id, err);
    return status == STATUS_OK && *id == 0 ? no_such_target(def, text, err) : status;
}

/* ---- Texts that are kept as codes and known by words ---- */

bool is_coded(const FieldDef *field)
{
    return field->kind == FIELD_TEXT && strcmp(field->name, "area") == 0;
}

List coded_choices(Visit *visit)
{
    static const char PREFIX[] = "area.";
    List codes = list_new(visit->arena, sizeof(Text));
    size_t at = 0;
    for (const char *key; (key = lang_key(PREFIX, &at));) {
        *(Text *)list_add(&codes) = text_from(key + sizeof PREFIX - 1);
    }
    return codes;
}

Text word_of_code(Visit *visit, Text code)
{
    return report_area(visit->arena, visit->lang, code);
}

Text code_of_word(Visit *visit, Text word)
{
    List codes = coded_choices(visit);
    for (size_t i = 0; i < codes.count; i++) {
        Text code = *LIST_AT(&codes, Text, i);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (text_equal(report_area(visit->arena, (Lang)lang, code), word)) {
                return code;
            }
        }
    }
    return word;
}
