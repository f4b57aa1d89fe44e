/* References: what they can stand for, and from a title back to the record. */
#include "record_pages_impl.h"

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

static Status find_titled(Visit *visit, const RecordDef *def, int title, Text text, Record **found,
                          Error *err)
{
    *found = NULL;
    if (title < 0) {
        return STATUS_OK;
    }
    RecordFilter filter = {.field = title, .value = value_text(text)};
    return record_find(visit->arena, visit->worker->workspace, def, &filter, 1, found, err);
}

Status ref_resolve(Visit *visit, const FieldDef *field, Text text, int64_t *id, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(field->target));
    Record *found;
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
    Status status = find_titled(visit, def, def->title_field, text, &found, err);
    if (status == STATUS_OK && !found) {
        status = find_titled(visit, def, def->title_field_en, text, &found, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *id = found ? found->id : 0;
    return found ? STATUS_OK : no_such_target(def, text, err);
}
