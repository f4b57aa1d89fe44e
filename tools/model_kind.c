/* The kinds of field: what each is called, and what a field of it may be. */
#include "model_parse_impl.h"

static const struct {
    const char *name;
    unsigned abilities;
} KINDS[] = {
    [FIELD_TEXT] = {"text", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_SORT | CAN_SEARCH |
                                CAN_MATCH | CAN_BEGIN},
    [FIELD_LONG_TEXT] = {"long-text", CAN_SEARCH},
    [FIELD_INT] = {"int",
                   CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_SORT | CAN_BEGIN | CAN_PRECEDE},
    [FIELD_DECIMAL] = {"decimal", CAN_BE_TITLE | CAN_FILTER | CAN_SORT | CAN_BEGIN | CAN_PRECEDE},
    [FIELD_DATE] = {"date",
                    CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_SORT | CAN_BEGIN | CAN_PRECEDE},
    [FIELD_PERIOD] = {"period", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_SORT | CAN_BEGIN |
                                    CAN_PRECEDE},
    [FIELD_BOOL] = {"bool", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_BEGIN},
    [FIELD_ONE_OF] = {"one-of", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_BEGIN},
    [FIELD_REF] = {"ref", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER},
    [FIELD_REFS] = {"refs", CAN_FILTER},
};

enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

bool model_find_kind(Text name, FieldKind *kind)
{
    for (int at = 0; at < KIND_COUNT; at++) {
        if (text_equal(name, text_from(KINDS[at].name))) {
            *kind = (FieldKind)at;
            return true;
        }
    }
    return false;
}

const char *model_kind_name(FieldKind kind)
{
    return KINDS[kind].name;
}

bool model_kind_can(FieldKind kind, Ability ability)
{
    return (KINDS[kind].abilities & (unsigned)ability) != 0;
}
