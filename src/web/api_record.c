/* GET /api/TYPE/ID: one record, what happened to it, what it came of, and where it may go. */
#include "api_impl.h"

#include <microhttpd.h>

/* Only `select` shapes the answer about one record: what else is said is refused. */
static Status read_select(Visit *visit, const RecordDef *def, ApiSelect *select, Error *err)
{
    ApiQuery asked;
    ApiReading reading = api_reading(visit, def);
    const List *params = &visit->request.query;
    for (size_t i = 0; i < params->count; i++) {
        Text name = LIST_AT(params, Param, i)->name;
        if (!text_equal(name, TEXT("select"))) {
            return error_set(err, STATUS_USAGE, "api.only_select",
                             ARGS(arg_text("name", text_fit(visit->arena, name, 60))));
        }
    }
    Status status = api_query_read(&reading, params, &asked, err);
    *select = asked.select;
    return status;
}

Status api_one(Visit *visit, Error *err)
{
    Record *record;
    ApiSelect select;
    Status status = api_named_record(visit, &record, err);
    if (status == STATUS_OK) {
        status = read_select(visit, record->def, &select, err);
    }
    return status == STATUS_OK ? api_answer_row(visit, MHD_HTTP_OK, &select, record, err) : status;
}
