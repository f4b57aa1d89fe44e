/* What a column was taken as, for people. */
#include "exchange.h"

const char *column_role_key(const ColumnReading *column)
{
    static const char *const keys[ROLE_COUNT] = {
        [ROLE_IGNORED] = "role.ignored",
        [ROLE_ENTITY] = "role.entity",
        [ROLE_ENTITY_CODE] = "role.entity_code",
        [ROLE_INDICATOR] = "role.indicator",
        [ROLE_INDICATOR_CODE] = "role.indicator_code",
        [ROLE_PERIOD] = "role.period",
        [ROLE_UNIT] = "role.unit",
        [ROLE_VALUE] = "role.value",
        [ROLE_STATUS] = "role.status",
        [ROLE_BOUND] = "role.bound",
        [ROLE_KNOWN_FROM] = "role.known_from",
        [ROLE_DOCUMENT] = "role.document",
        [ROLE_NOTE] = "role.note",
        [ROLE_PARENT] = "role.parent",
    };
    bool is_growth = column->role == ROLE_VALUE && column->aspect == ASPECT_GROWTH;
    return is_growth ? "role.growth" : keys[column->role];
}
