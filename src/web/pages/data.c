/* What a page shows: a tree of named values. */
#include "pages_impl.h"

typedef struct DataEntry {
    Text name;
    DataValue value;
} DataEntry;

struct Data {
    Arena *arena;
    List entries; /* DataEntry; the last of a name counts */
};

Data *data_new(Arena *arena)
{
    Data *data = ARENA_NEW(arena, Data);
    data->arena = arena;
    data->entries = list_new(arena, sizeof(DataEntry));
    return data;
}

static void data_add(Data *data, const char *name, DataValue value)
{
    DataEntry *entry = list_add(&data->entries);
    *entry = (DataEntry){text_from(name), value};
}

void data_text(Data *data, const char *name, Text value)
{
    data_add(data, name, (DataValue){.kind = DATA_TEXT, .text = value});
}

void data_int(Data *data, const char *name, int64_t value)
{
    data_text(data, name, text_format(data->arena, "%lld", (long long)value));
}

void data_flag(Data *data, const char *name, bool value)
{
    data_add(data, name, (DataValue){.kind = DATA_FLAG, .flag = value});
}

void data_markup(Data *data, const char *name, Text html)
{
    data_add(data, name, (DataValue){.kind = DATA_MARKUP, .text = html});
}

Data *data_child(Data *data, const char *name)
{
    Data *child = data_new(data->arena);
    data_add(data, name, (DataValue){.kind = DATA_CHILD, .child = child});
    return child;
}

DataValue data_get(const Data *data, Text name)
{
    for (size_t i = data->entries.count; i > 0; i--) {
        const DataEntry *entry = LIST_AT(&data->entries, DataEntry, i - 1);
        if (text_equal(entry->name, name)) {
            return entry->value;
        }
    }
    return (DataValue){0};
}

Data *data_at(const Data *data, const char *name, size_t index)
{
    DataValue found = data_get(data, text_from(name));
    return found.kind == DATA_LIST ? *LIST_AT(found.list, Data *, index) : (Data *)found.child;
}

Data *data_item(Data *data, const char *name)
{
    DataValue found = data_get(data, text_from(name));
    List *list = (List *)found.list;
    if (found.kind != DATA_LIST) {
        list = ARENA_NEW(data->arena, List);
        *list = list_new(data->arena, sizeof(Data *));
        data_add(data, name, (DataValue){.kind = DATA_LIST, .list = list});
    }
    Data *item = data_new(data->arena);
    *(Data **)list_add(list) = item;
    return item;
}

bool data_is_true(const DataValue *value)
{
    switch (value->kind) {
    case DATA_NOTHING: return false;
    case DATA_FLAG: return value->flag;
    case DATA_CHILD: return true;
    case DATA_LIST: return value->list->count > 0;
    case DATA_TEXT:
    case DATA_MARKUP: return value->text.len > 0;
    }
    return false;
}
