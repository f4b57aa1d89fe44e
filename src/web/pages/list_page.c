/* Lists of records: filter, order, columns, page by page, and the same in files. */
#include "exchange.h"
#include "record_pages_impl.h"

#include <string.h>

enum { PAGE_ROWS = 50 };

/* ---- What the pages of records share ---- */

Text label_of(const Visit *visit, const char *zh, const char *en)
{
    return text_from(visit->lang == LANG_ZH ? zh : en);
}

Status record_type_of(Visit *visit, const RecordDef **def, Error *err)
{
    *def = model_record(visit->site->setup->model, params_get(&visit->request.captures, "type"));
    bool is_readable = *def && (*def)->kind == RECORD_PLAIN &&
                       permit_reach(visit->worker->workspace, *def, ACT_READ) != REACH_NONE;
    return is_readable ? STATUS_OK : error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
}

Status record_of(Visit *visit, Record **record, Error *err)
{
    const RecordDef *def;
    int64_t id;
    Status status = record_type_of(visit, &def, err);
    if (status == STATUS_OK && !text_to_int(params_get(&visit->request.captures, "id"), &id)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    if (status == STATUS_OK) {
        status = record_get(visit->arena, visit->worker->workspace, def, id, record, err);
    }
    return status;
}

Text record_link(Visit *visit, const char *type, int64_t id)
{
    return text_format(visit->arena, "/records/%s/%lld", type, (long long)id);
}

Text record_title(Visit *visit, const Record *record)
{
    Buf title = buf_new(visit->arena);
    Error err = {0};
    if (record_print_title(visit->worker->workspace, &title, visit->lang, record, &err)) {
        return text_format(visit->arena, "%lld", (long long)record->id);
    }
    return buf_text(&title);
}

bool may_read(const Visit *visit, const RecordDef *def)
{
    return def && permit_reach(visit->worker->workspace, def, ACT_READ) != REACH_NONE;
}

Status records_of(Visit *visit, const char *type, const char *field, int64_t id, List *records,
                  Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(type));
    RecordFilter filter = {.field = record_field(def, text_from(field)), .value = value_int(id)};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    *records = list_new(visit->arena, sizeof(Record));
    return may_read(visit, def)
               ? record_list(visit->arena, visit->worker->workspace, def, &query, records, err)
               : STATUS_OK;
}

Text field_text(Visit *visit, const Record *record, const char *field)
{
    Text text;
    Error err = {0};
    int index = record_field(record->def, text_from(field));
    return report_field(visit->arena, visit->lang, visit->worker->workspace, record, index, &text,
                        &err) == STATUS_OK
               ? text
               : TEXT("");
}

/* ---- All types ---- */

static Status add_type(Visit *visit, Data *data, const RecordDef *def, Error *err)
{
    RecordQuery all = {0};
    RecordCount count;
    if (def->kind != RECORD_PLAIN ||
        permit_reach(visit->worker->workspace, def, ACT_READ) == REACH_NONE) {
        return STATUS_OK;
    }
    Status status = record_count(visit->worker->workspace, def, &all, &count, err);
    if (status == STATUS_OK) {
        Data *type = data_item(data, def->in_chain ? "chain_types" : "other_types");
        data_text(type, "link", text_format(visit->arena, "/records/%s", def->name));
        data_text(type, "name", record_label(visit->lang, def, SEVERAL));
        data_text(type, "count", page_count(visit, count));
    }
    return status;
}

/* What the reader may hand in without seeing what others did: a ballot, a complaint. It has no list
 * to begin from. */
static void add_handed_in(Visit *visit, Data *data, const RecordDef *def)
{
    Error by_hand = {0};
    if (visit->is_signed_in && def->kind == RECORD_PLAIN && !may_read(visit, def) &&
        may_create(visit, def) && batch_by_hand(def, &by_hand) == STATUS_OK) {
        Data *type = data_item(data, "handed_in");
        data_text(type, "link", text_format(visit->arena, "/records/%s/new", def->name));
        data_text(type, "name", label_of(visit, def->zh, def->en));
    }
}

Status page_records(Visit *visit, Error *err)
{
    const Model *model = visit->site->setup->model;
    Data *data = page_data(visit, page_words(visit, "web.records", NO_ARGS), "");
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < model->record_count; i++) {
        status = add_type(visit, data, &model->records[i], err);
        add_handed_in(visit, data, &model->records[i]);
    }
    const RecordDef *handed_in =
        model_record(model, params_get(&visit->request.query, "handed_in"));
    if (handed_in) {
        data_text(data, "done",
                  page_words(visit, "web.records.handed_in",
                             ARGS(arg_label("name", text_from(handed_in->zh),
                                            text_from(handed_in->en)))));
    }
    const RecordDef *batch = model_record(model, TEXT("batch"));
    data_flag(data, "may_import", may_create(visit, batch));
    if (status == STATUS_OK) {
        answer_page(visit, "records", data);
    }
    return status;
}

/* ---- Columns ---- */

int *list_columns(Visit *visit, const RecordDef *def, int *count)
{
    int *fields = ARENA_ARRAY(visit->arena, int, (size_t)def->field_count);
    *count = 0;
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        Text names = text_equal(param->name, TEXT("columns")) ? param->value : TEXT(""), name;
        while (text_split(&names, ',', &name) && *count < def->field_count) {
            int field = record_field(def, name);
            if (field >= 0) {
                fields[(*count)++] = field;
            }
        }
    }
    return *count > 0 ? fields : NULL;
}

static bool is_among(const int *fields, int count, int field)
{
    for (int i = 0; i < count; i++) {
        if (fields[i] == field) {
            return true;
        }
    }
    return false;
}

/* Of the question, not of where in the list one is. */
static bool is_beside_columns(Text name)
{
    return !text_equal(name, TEXT("columns")) && !text_equal(name, TEXT("after")) &&
           !text_equal(name, TEXT("saved")) && !text_equal(name, TEXT("undone"));
}

void list_column_choice(Visit *visit, Data *data, const RecordDef *def, const int *fields,
                        int count)
{
    Data *form = data_child(data, "column_form");
    data_text(form, "action", visit->request.path);
    list_query_keep(visit, form, is_beside_columns);
    for (int f = 0; f < def->field_count; f++) {
        Data *choice = data_item(form, "column_choices");
        data_text(choice, "value", text_from(def->fields[f].name));
        data_text(choice, "name", label_of(visit, def->fields[f].zh, def->fields[f].en));
        data_flag(choice, "is_chosen", fields ? is_among(fields, count, f) : def->fields[f].listed);
    }
}

/* ---- The table ---- */

/* People go by the title: it leads to the record, and the number stays away. */
Table *record_table_titled(Visit *visit, const RecordDef *def, Table *table)
{
    const char **keys = ARENA_ARRAY(visit->arena, const char *, (size_t)table->column_count);
    int title = -1, count = 0;
    for (int i = 0; i < table->column_count; i++) {
        int field = record_field(def, text_from(table->columns[i].key));
        bool is_title = field >= 0 && (field == def->title_field || field == def->title_field_en);
        title = is_title && title < 0 ? i : title;
    }
    if (title < 0) {
        return table;
    }
    for (size_t r = 0; r < table->rows.count; r++) {
        TableCell *cells = LIST_AT(&table->rows, TableCell, r);
        Text text = cells[title].text;
        cells[title] = cells[0];
        cells[title].kind = TABLE_TEXT;
        cells[title].text = text.len ? text : TEXT("—");
    }
    keys[count++] = table->columns[title].key;
    for (int i = 1; i < table->column_count; i++) {
        if (i != title) {
            keys[count++] = table->columns[i].key;
        }
    }
    Table *rest = table_short(visit->arena, table, keys, count, 0);
    rest->title = table->title;
    if (record_field(def, text_from(keys[0])) == def->title_field_en) {
        rest->columns[0].title = record_label(visit->lang, def, 1); /* in English they all are */
    }
    return rest;
}

static bool is_sortable(const RecordDef *def, int field)
{
    return field >= 0 &&
           (def->fields[field].sorted || field == def->title_field || def->fields[field].unique);
}

/* A head that can be ordered by leads to that order, and to its reverse when it is the order. */
static void add_sort_links(Visit *visit, Data *data, const RecordDef *def, const Table *table)
{
    Text order = params_get(&visit->request.query, "order");
    for (int i = 0; i < table->column_count; i++) {
        const char *key = table->columns[i].key;
        Data *column = data_at(data_at(data, "table", 0), "columns", (size_t)i);
        bool is_order = text_equal(order, text_from(key));
        bool is_reverse = text_equal(order, text_format(visit->arena, "-%s", key));
        if (is_sortable(def, record_field(def, text_from(key)))) {
            Text next = is_order ? text_format(visit->arena, "-%s", key) : text_from(key);
            data_text(column, "sort", list_query_link(visit, "order", next));
        }
        data_text(column, "sorted",
                  is_order     ? TEXT("ascending")
                  : is_reverse ? TEXT("descending")
                               : TEXT(""));
    }
}

static Status count_words(Visit *visit, const ListQuery *list, Text *words, Error *err)
{
    RecordQuery query = list_query_of(list, 0);
    RecordCount count;
    query.after = TEXT("");
    Status status = record_count(visit->worker->workspace, list->def, &query, &count, err);
    if (status == STATUS_OK) {
        *words = page_words(visit, count.at_least ? "web.list.count_least" : "web.list.count",
                            ARGS(arg_int("count", count.number)));
    }
    return status;
}

static Status show_list(Visit *visit, const ListQuery *list, List *records, Data *data, Error *err)
{
    const RecordDef *def = list->def;
    int column_count;
    int *columns = list_columns(visit, def, &column_count);
    RecordQuery query = list_query_of(list, PAGE_ROWS);
    Table *table;
    Text counted = TEXT("");
    if (records->count > PAGE_ROWS) {
        records->count = PAGE_ROWS;
        data_text(data, "next",
                  list_query_link(visit, "after",
                                  record_cursor(visit->arena, &query,
                                                LIST_AT(records, Record, PAGE_ROWS - 1))));
    }
    Status status = report_records(visit->arena, visit->lang, visit->worker->workspace, FOR_PEOPLE,
                                   def, columns, column_count, records, &table, err);
    if (status == STATUS_OK) {
        status = count_words(visit, list, &counted, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    table = record_table_titled(visit, def, table);
    table->title = counted;
    page_table(visit, data, "table", table, NULL);
    add_sort_links(visit, data, def, table);
    list_column_choice(visit, data, def, columns, column_count);
    data_text(data, "first",
              list->after.len ? list_query_link(visit, "after", TEXT("")) : TEXT(""));
    return STATUS_OK;
}

static Status answer_file(Visit *visit, const ListQuery *list, const List *records, Error *err)
{
    int column_count;
    int *columns = list_columns(visit, list->def, &column_count);
    TableReader reader = visit->request.form == AS_JSON ? FOR_PROGRAMS : FOR_PEOPLE;
    Table *table;
    Status status = report_records(visit->arena, visit->lang, visit->worker->workspace, reader,
                                   list->def, columns, column_count, records, &table, err);
    if (status == STATUS_OK && visit->request.form != AS_JSON) {
        table = report_records_in_file(visit->arena, list->def, table);
    }
    return status ? status : answer_table(visit, list->def->name, table, err);
}

/* The same question as a grid; the page of the list that is shown is its first. */
static void add_grid_link(Visit *visit, Data *data, const RecordDef *def, size_t count)
{
    if (count == 0 || !list_can_grid(visit, def)) {
        return;
    }
    Buf link = buf_new(visit->arena);
    buf_add_format(&link, "/records/%s/grid", def->name);
    for (size_t i = 0; i < visit->request.query.count; i++) {
        const Param *param = LIST_AT(&visit->request.query, Param, i);
        url_add_param(&link, text_cstr(visit->arena, param->name), param->value);
    }
    data_text(data, "grid_link", buf_text(&link));
}

static void add_load_links(Visit *visit, Data *data, const RecordDef *def)
{
    if (list_can_load(visit, def)) {
        data_text(data, "template_link",
                  text_format(visit->arena, "/records/%s/template.xlsx", def->name));
        data_text(data, "load_link", text_format(visit->arena, "/records/%s/load", def->name));
    }
}

Status page_list(Visit *visit, Error *err)
{
    const RecordDef *def;
    ListQuery list;
    List records;
    Status status = record_type_of(visit, &def, err);
    if (status != STATUS_OK) {
        return status;
    }
    list_query_read(visit, def, &list);
    bool is_page = visit->request.form == AS_PAGE;
    int most = is_page ? PAGE_ROWS : visit->site->limits.file_rows;
    RecordQuery query = list_query_of(&list, most + 1);
    query.after = is_page ? query.after : TEXT(""); /* a file holds them all */
    status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    if (status == STATUS_OK && !is_page && records.count > (size_t)most) {
        status = error_set(err, STATUS_LIMIT, "web.list.file_many", ARGS(arg_int("most", most)));
    }
    if (status != STATUS_OK || !is_page) {
        return status ? status : answer_file(visit, &list, &records, err);
    }
    Data *data = page_data(visit, record_label(visit->lang, def, SEVERAL), "");
    status = list_query_form(visit, data, &list, err);
    if (status == STATUS_OK) {
        status = list_views(visit, data, def, err);
    }
    if (status == STATUS_OK) {
        status = show_list(visit, &list, &records, data, err);
    }
    if (status == STATUS_OK) {
        data_text(data, "new_link",
                  may_create(visit, def) ? text_format(visit->arena, "/records/%s/new", def->name)
                                         : TEXT(""));
        add_grid_link(visit, data, def, records.count);
        add_load_links(visit, data, def);
        page_exports(visit, data);
        answer_page(visit, "list", data);
    }
    return status;
}

/* ---- A table to fill in ---- */

Status page_record_template(Visit *visit, Error *err)
{
    bool as_csv = visit->request.form == AS_CSV;
    TemplateRequest request = {.lang = visit->lang,
                               .records_most = visit->site->limits.file_rows,
                               .format = as_csv ? EXCHANGE_CSV : EXCHANGE_XLSX};
    TemplateTally tally;
    Spool spool;
    Status status = record_type_of(visit, &request.def, err);
    if (status == STATUS_OK && !may_create(visit, request.def) &&
        !list_can_load(visit, request.def)) {
        status = error_set(err, STATUS_NOT_FOUND, "web.no_such_page", NO_ARGS);
    }
    status = status ? status : spool_open(visit, "template", &spool, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = records_template(visit->arena, visit->worker->workspace, &request, spool.path, &tally,
                              err);
    if (status == STATUS_OK) {
        status = spool_answer(visit, &spool, as_csv ? CSV_TYPE : XLSX_TYPE,
                              text_format(visit->arena, "%s-template.%s", request.def->name,
                                          as_csv ? "csv" : "xlsx"),
                              err);
    }
    spool_drop(&spool);
    return status;
}
