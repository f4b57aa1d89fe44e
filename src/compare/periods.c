/* Which periods there are figures for. The period comes first in the key of observations, so that a
 * yearbook is written at the end of the table; the periods themselves are found by leaping from one
 * to the next. */
#include "compare_impl.h"

/* Codes are in order within a kind, and kinds in their own. */
static int32_t first_code(PeriodKind kind)
{
    if (kind > PERIOD_CUMULATIVE) {
        return INT32_MAX;
    }
    return period_code((Period){kind, 1, kind > PERIOD_YEAR});
}

Status periods_find(Arena *arena, Store *store, PeriodKind kind, List *codes, Error *err)
{
    Stmt *stmt;
    bool more = true;
    int32_t from = first_code(kind);
    *codes = list_new(arena, sizeof(int32_t));
    Status status = store_prepare(store,
                                  "SELECT period FROM observation WHERE period >= $1 "
                                  "AND period < $2 ORDER BY period LIMIT 1",
                                  &stmt, err);
    while (status == STATUS_OK && more) {
        stmt_bind_int(stmt, 1, from);
        stmt_bind_int(stmt, 2, first_code(kind + 1));
        status = stmt_step(stmt, &more, err);
        if (status == STATUS_OK && more) {
            int32_t code = (int32_t)stmt_int(stmt, 0);
            *(int32_t *)list_add(codes) = code;
            from = code + 1;
            stmt_reset(stmt);
        }
    }
    return status;
}
