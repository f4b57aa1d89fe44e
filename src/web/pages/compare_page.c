/* Two versions of a record beside each other. */
#include "record_pages_impl.h"

Status page_compare(Visit *visit, Error *err)
{
    Record *record;
    Table *table;
    Status status = record_of(visit, &record, err);
    if (status == STATUS_OK) {
        status = versions_asked(visit, record->def, record->id, &table, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (visit->request.form != AS_PAGE) {
        return answer_table(visit, "compare", table, err);
    }
    Data *data = page_data(visit, page_words(visit, "web.record.compare", NO_ARGS), "");
    data_text(data, "back", record_link(visit, record->def->name, record->id));
    data_text(data, "back_name", table->title);
    data_text(data, "from", params_get(&visit->request.query, "from"));
    data_text(data, "to", params_get(&visit->request.query, "to"));
    data_int(data, "last", record->version);
    page_table(visit, data, "table", table, NULL);
    page_exports(visit, data);
    answer_page(visit, "compare", data);
    return STATUS_OK;
}
