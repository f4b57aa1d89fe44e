/* The description of the interface for people: the addresses, the types, and all about one type. */
#include "api_contract_impl.h"
#include "record_pages_impl.h"

/* ---- One type ---- */

/* What the field is good for, in a few words. */
static Text field_use(Visit *visit, const RecordDef *def, int f)
{
    const Workspace *workspace = visit->worker->workspace;
    const FieldDef *field = &def->fields[f];
    const struct {
        bool holds;
        const char *words;
    } uses[] = {{field->required, "api.page.required"},
                {record_filters_by(workspace, def, f), "api.page.filter"},
                {record_orders_by(workspace, def, f), "api.page.order"},
                {field->kind == FIELD_COMPUTED, "api.page.computed"}};
    Buf use = buf_new(visit->arena);
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        if (uses[i].holds) {
            buf_add_cstr(&use, use.len > 0 ? " · " : "");
            buf_add(&use, page_words(visit, uses[i].words, NO_ARGS));
        }
    }
    return buf_text(&use);
}

static void add_fields(Visit *visit, Data *data, const RecordDef *def)
{
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        Data *item = data_item(data, "fields");
        data_text(item, "name", text_from(field->name));
        data_text(item, "label", label_of(visit, field->zh, field->en));
        data_text(item, "sort", api_field_sort(visit->arena, field));
        data_text(item, "use", field_use(visit, def, f));
    }
}

static void add_moves(Visit *visit, Data *data, const RecordDef *def)
{
    for (int m = 0; m < def->move_count; m++) {
        Data *item = data_item(data, "moves");
        data_text(item, "label", label_of(visit, def->moves[m].zh, def->moves[m].en));
        data_text(item, "path",
                  text_format(visit->arena, "/api/%s/{id}/move/%s", def->name, def->moves[m].name));
    }
}

/* ---- All of them ---- */

static void add_addresses(Visit *visit, Data *data)
{
    static const char *const methods[] = {"GET", "POST", "PATCH", "DELETE"};
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (api_contract(&ROUTES[i])) {
            Data *item = data_item(data, "addresses");
            data_text(item, "method", text_from(methods[ROUTES[i].method]));
            data_text(item, "path", text_from(ROUTES[i].pattern));
            data_text(item, "words", label_of(visit, ROUTES[i].zh, ROUTES[i].en));
        }
    }
}

static void add_types(Visit *visit, Data *data, const List *types)
{
    for (size_t t = 0; t < types->count; t++) {
        const RecordDef *def = *LIST_AT(types, const RecordDef *, t);
        Data *item = data_item(data, "types");
        data_text(item, "name", text_from(def->name));
        data_text(item, "label", label_of(visit, def->zh, def->en));
        data_text(item, "link", text_format(visit->arena, "/api/?type=%s", def->name));
    }
}

void api_page(Visit *visit, const List *types)
{
    bool is_one = params_have(&visit->request.query, "type");
    const RecordDef *def = is_one ? *LIST_AT(types, const RecordDef *, 0) : NULL;
    Text title = page_words(visit, "api.doc.title", NO_ARGS);
    Data *data = page_data(visit, is_one ? label_of(visit, def->zh, def->en) : title, "");
    data_text(data, "about", page_words(visit, "api.doc.about", NO_ARGS));
    data_flag(data, "is_one", is_one);
    data_text(data, "json_link",
              is_one ? text_format(visit->arena, "/api/.json?type=%s", def->name)
                     : TEXT("/api/.json"));
    if (is_one) {
        data_text(data, "path", text_format(visit->arena, "/api/%s", def->name));
        add_fields(visit, data, def);
        add_moves(visit, data, def);
    } else {
        add_addresses(visit, data);
        add_types(visit, data, types);
    }
    answer_page(visit, "api", data);
}
