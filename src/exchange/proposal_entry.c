/* Mains become entries of a named list: one that is there, or that of their text. */
#include "proposal_impl.h"

static const RecordDef *def_of(const Workspace *workspace, const char *type)
{
    return model_record(workspace_model(workspace), text_from(type));
}

static bool is_named(Text title, Text name)
{
    if (!text_starts(title, name)) return false;
    Text rest = text_slice(title, name.len, title.len);
    return !rest.len || text_starts(rest, TEXT("：")) || text_starts(rest, TEXT(":"));
}

Status entry_named(Arena *arena, Workspace *workspace, Text name, int64_t *id, Error *err)
{
    const RecordDef *def = def_of(workspace, "entry");
    List entries;
    *id = 0;
    if (!def || !name.len || !permit_reach(workspace, def, ACT_READ)) return STATUS_OK;
    Status status = record_list(arena, workspace, def, &(RecordQuery){0}, &entries, err);
    for (size_t i = 0; !status && !*id && i < entries.count; i++) {
        Record *entry = LIST_AT(&entries, Record, i);
        if (is_named(record_value(entry, "zh")->text, name)) *id = entry->id;
    }
    return status;
}

/* ---- The list of a text ---- */

static Text list_code(Arena *arena, const ProposalSource *source)
{
    return text_format(arena, "text_%lld", (long long)source->id);
}

static Status list_of_text(Arena *arena, Workspace *workspace, const ProposalSource *source,
                           Problems *problems, int64_t *id, Error *err)
{
    const RecordDef *def = def_of(workspace, "named_list");
    Text code = list_code(arena, source);
    RecordFilter filter = {.field = record_field(def, TEXT("code")), .value = value_text(code)};
    Record *list;
    Status status = record_find(arena, workspace, def, &filter, 1, &list, err);
    if (!status && !list) {
        list = record_new(arena, def);
        record_fill_text(arena, list, "code", code);
        record_fill_text(arena, list, "zh",
                         text_format(arena, "%.*s %lld",
                                     TEXT_ARGS(first_characters(reading_name(source), 100)),
                                     (long long)source->id));
        status = record_save(arena, workspace, list, TEXT(""), problems, err);
    }
    *id = status ? 0 : list->id;
    return status;
}

static Status next_place(Arena *arena, Workspace *workspace, int64_t list, int64_t *place,
                         Error *err)
{
    const RecordDef *def = def_of(workspace, "entry");
    RecordFilter filter = {.field = record_field(def, TEXT("list")), .value = value_int(list)};
    List entries;
    Status status =
        record_list(arena, workspace, def, &(RecordQuery){.filters = &filter, .filter_count = 1},
                    &entries, err);
    *place = 1;
    for (size_t i = 0; !status && i < entries.count; i++) {
        int64_t other = record_value(LIST_AT(&entries, Record, i), "place")->number;
        if (other >= *place) *place = other + 1;
    }
    return status;
}

Status entry_complete(Arena *arena, Workspace *workspace, const ProposalSource *source,
                      Record *record, Problems *problems, Error *err)
{
    if (!text_equal(text_from(record->def->name), TEXT("entry"))) return STATUS_OK;
    Value *list = record_value(record, "list"), *place = record_value(record, "place");
    Value *code = record_value(record, "code");
    Status status = STATUS_OK;
    int64_t number;
    if (list->kind == VALUE_NONE) {
        status = list_of_text(arena, workspace, source, problems, &number, err);
        if (!status) *list = value_int(number);
    }
    if (!status && place->kind == VALUE_NONE) {
        status = next_place(arena, workspace, list->number, &number, err);
        if (!status) *place = value_int(number);
    }
    if (!status && code->kind == VALUE_NONE) {
        *code = value_text(
            text_format(arena, "text_%lld_%lld", (long long)source->id, (long long)place->number));
    }
    return status;
}
