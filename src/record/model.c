/* Looking up types and fields of the model. */
#include "record_impl.h"

const RecordDef *model_record(const Model *model, Text name)
{
    for (int at = 0; at < model->record_count; at++) {
        if (text_equal(name, text_from(model->records[at].name))) {
            return &model->records[at];
        }
    }
    return NULL;
}

int record_field(const RecordDef *def, Text name)
{
    for (int at = 0; at < def->field_count; at++) {
        if (text_equal(name, text_from(def->fields[at].name))) {
            return at;
        }
    }
    return -1;
}
