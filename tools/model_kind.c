/* The kinds of field: what each is called, and what a field of it may be. */
#include "model_parse_impl.h"

enum {
    LISTED_BY = CAN_FILTER | CAN_SORT,
    ANY_NUMBER = LISTED_BY | CAN_BEGIN | CAN_PRECEDE | CAN_COMPUTE,
    WHOLE_NUMBER = ANY_NUMBER | CAN_BE_UNIQUE | CAN_BE_TITLE,
};

static const struct {
    const char *name;
    unsigned abilities;
} KINDS[] = {
    [FIELD_TEXT] = {"text", CAN_BE_UNIQUE | CAN_BE_TITLE | LISTED_BY | CAN_SEARCH | CAN_MATCH |
                                CAN_BEGIN | CAN_COMPUTE},
    [FIELD_LONG_TEXT] = {"long-text", CAN_SEARCH | CAN_COMPUTE},
    [FIELD_INT] = {"int", WHOLE_NUMBER},
    [FIELD_DECIMAL] = {"decimal", ANY_NUMBER | CAN_BE_TITLE},
    [FIELD_MONEY] = {"money", ANY_NUMBER},
    [FIELD_PERCENT] = {"percent", ANY_NUMBER},
    [FIELD_DATE] = {"date", WHOLE_NUMBER},
    [FIELD_DATE_RANGE] = {"date-range", LISTED_BY | CAN_BE_TITLE | CAN_COMPUTE},
    [FIELD_TIME] = {"time", WHOLE_NUMBER},
    [FIELD_PERIOD] = {"period", WHOLE_NUMBER},
    [FIELD_BOOL] = {"bool", CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_BEGIN | CAN_COMPUTE},
    [FIELD_ONE_OF] = {"one-of",
                      CAN_BE_UNIQUE | CAN_BE_TITLE | CAN_FILTER | CAN_BEGIN | CAN_COMPUTE},
    [FIELD_FILE] = {"file", CAN_BE_UNIQUE},
    [FIELD_POINT] = {"point", 0},
    [FIELD_COMPUTED] = {"computed", 0},
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

Text model_kind_names(Arena *arena, unsigned abilities)
{
    Buf names = buf_new(arena);
    for (int at = 0; at < KIND_COUNT; at++) {
        if ((KINDS[at].abilities & abilities) == abilities) {
            buf_add_format(&names, "%s%s", names.len > 0 ? ", " : "", KINDS[at].name);
        }
    }
    return buf_text(&names);
}
