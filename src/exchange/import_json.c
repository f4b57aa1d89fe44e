/* What an import understood and what came of it, for programs. */
#include "exchange_impl.h"

static void add_column(Json *json, Lang lang, const Registry *registry, int number,
                       const ColumnReading *column)
{
    Arena *scratch = arena_new();
    Buf period = buf_new(scratch);
    period_code_print(&period, column->period);
    bool is_known = column->indicator >= 0;
    bool is_dated = column->period.kind != PERIOD_UNDATED;
    json_object(json);
    json_key_int(json, "column", number);
    json_key_text(json, "header", column->header);
    json_key_text(json, "role", text_from(role_name(column->role)));
    json_key_text(json, "taken_as", text_from(lang_text(lang, column_role_key(column))));
    json_key_text(json, "indicator",
                  is_known ? registry->indicators[column->indicator].code : TEXT(""));
    json_key_text(json, "unit", column->unit);
    json_key_text(json, "period", is_dated ? buf_text(&period) : TEXT(""));
    json_object_end(json);
    arena_free(scratch);
}

static void add_reading(Json *json, Lang lang, const Registry *registry, const Reading *reading)
{
    json_object(json);
    json_key_text(json, "sheet", reading->sheet_name);
    json_key_text(json, "title", reading->title);
    json_key_int(json, "header_first", reading->header_first);
    json_key_int(json, "header_last", reading->header_last);
    json_key_bool(json, "long", reading->is_long);
    json_key(json, "columns");
    json_array(json);
    for (int i = 0; i < reading->column_count; i++) {
        add_column(json, lang, registry, i + 1, &reading->columns[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

void import_json(Json *json, Lang lang, const Registry *registry, const ImportResult *result,
                 const Error *failure)
{
    json_object(json);
    json_key_text(json, "format", result->format);
    json_key_text(json, "encoding", result->encoding);
    json_key_int(json, "rows_read", result->rows_read);
    json_key_int(json, "figures_read", result->figures_read);
    json_key_int(json, "figures_bad", result->figures_bad);
    json_key_int(json, "figures_blank", result->figures_blank);
    json_key_bool(json, "already_there", result->already_there);
    json_key_int(json, "batch", result->tally.batch_id);
    json_key_int(json, "added", result->tally.added);
    json_key_int(json, "unchanged", result->tally.unchanged);
    json_key(json, "readings");
    json_array(json);
    for (size_t i = 0; i < result->readings.count; i++) {
        add_reading(json, lang, registry, LIST_AT(&result->readings, Reading, i));
    }
    json_array_end(json);
    file_job_tell_problems(json, lang, result->problems, failure);
    json_object_end(json);
}
