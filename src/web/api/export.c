/* GET /api/export/TYPE.csv and .xlsx: all that a query shows, as a file. It is spooled a page of
 * records at a time: memory holds one page,
 * and no reading of the workspace lasts longer than one. */
#include "api_impl.h"

#include "sheet.h"

enum { PAGE_ROWS = 1000 };

typedef struct Export {
    const RecordDef *def;
    ApiQuery asked;
    int *fields; /* the columns, beside id and state */
    int field_count;
    int64_t left;        /* rows that may still come */
    SheetWriter *writer; /* NULL: nothing is written yet */
    Spool spool;
    Text after; /* where the next page begins */
} Export;

/* ---- What is asked ---- */

/* Columns of a file are fields; what a reference leads to stands there by its name. */
static Status choose_fields(Visit *visit, Export *export, Error *err)
{
    const List *columns = &export->asked.select.columns;
    export->fields = ARENA_ARRAY(visit->arena, int, columns->count);
    for (size_t i = 0; i < columns->count; i++) {
        const ApiColumn *column = LIST_AT(columns, ApiColumn, i);
        if (column->within) {
            return error_set(err, STATUS_USAGE, "api.export_flat",
                             ARGS(arg_cstr("name", column->name)));
        }
        if (column->field >= 0) {
            export->fields[export->field_count++] = column->field;
        }
    }
    return STATUS_OK;
}

static Status read_export(Visit *visit, Export *export, Error *err)
{
    Status status = api_type(visit, &export->def, err);
    if (status != STATUS_OK) {
        return status;
    }
    ApiReading reading = api_reading(visit, export->def);
    status = api_query_read(&reading, &visit->request.query, &export->asked, err);
    if (status == STATUS_OK) {
        status = choose_fields(visit, export, err);
    }
    int64_t most = visit->site->limits.export_rows;
    bool has_limit = export->asked.limit >= 0 && export->asked.limit < most;
    export->left = has_limit ? export->asked.limit : most;
    export->after = export->asked.after;
    return status;
}

/* ---- Page by page ---- */

static Status add_table(Visit *visit, Export *export, const Table *table, Error *err)
{
    if (export->writer) {
        return table_continue(export->writer, table, err);
    }
    TableForm form = visit->request.form == AS_CSV ? TABLE_CSV : TABLE_XLSX;
    return table_begin(form, visit->lang, table, export->spool.path, &export->writer, err);
}

static Status add_page(Visit *visit, Export *export, Arena *arena, bool *is_last, Error *err)
{
    Workspace *workspace = visit->worker->workspace;
    int wanted = (int)(export->left < PAGE_ROWS ? export->left : PAGE_ROWS);
    RecordQuery query = {.condition = &export->asked.condition,
                         .words = export->asked.words,
                         .order = export->asked.is_ordered ? &export->asked.order : NULL,
                         .after = export->after,
                         .skip = export->writer ? 0 : export->asked.offset,
                         .limit = wanted > 0 ? wanted : 1};
    List records;
    Table *table;
    Status status = record_list(arena, workspace, export->def, &query, &records, err);
    if (status != STATUS_OK) {
        return api_wrong_question(status, err);
    }
    records.count = wanted > 0 ? records.count : 0;
    status = report_records(arena, visit->lang, workspace, FOR_PEOPLE, export->def, export->fields,
                            export->field_count, &records, &table, err);
    if (status == STATUS_OK) {
        table = report_records_in_file(arena, export->def, table);
        status = add_table(visit, export, table, err);
    }
    export->left -= (int64_t)records.count;
    *is_last = records.count < PAGE_ROWS || export->left <= 0;
    if (status == STATUS_OK && !*is_last) {
        const Record *last = LIST_AT(&records, Record, records.count - 1);
        export->after = text_copy(visit->arena, record_cursor(arena, &query, last));
    }
    return status;
}

static Status write_all(Visit *visit, Export *export, Error *err)
{
    Arena *arena = arena_new();
    bool is_last = false;
    Status status = STATUS_OK;
    while (status == STATUS_OK && !is_last) {
        arena_reset(arena);
        status = add_page(visit, export, arena, &is_last, err);
    }
    arena_free(arena);
    if (status == STATUS_OK) {
        return sheet_writer_close(export->writer, err);
    }
    if (export->writer) {
        sheet_writer_abandon(export->writer);
    }
    return status;
}

Status api_export(Visit *visit, Error *err)
{
    Export export = {0};
    bool as_csv = visit->request.form == AS_CSV;
    Status status = read_export(visit, &export, err);
    if (status == STATUS_OK) {
        status = spool_open(visit, "export", &export.spool, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = write_all(visit, &export, err);
    if (status == STATUS_OK) {
        status = spool_answer(
            visit, &export.spool, as_csv ? CSV_TYPE : XLSX_TYPE,
            text_format(visit->arena, "%s.%s", export.def->name, as_csv ? "csv" : "xlsx"), err);
    }
    spool_drop(&export.spool);
    return status;
}
