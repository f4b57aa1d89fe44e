/* Filters joined by "all", "any" and "not". */
#include "query_impl.h"

Status condition_take(Arena *arena, const Workspace *workspace, const RecordDef *def,
                      const RecordCondition *asked, RecordCondition *taken, Error *err)
{
    *taken = *asked;
    if (asked->kind == CONDITION_FILTER) {
        value_normalise(&taken->filter.value);
        return filter_check(arena, workspace, def, &taken->filter, err);
    }
    size_t count = (size_t)asked->part_count;
    RecordCondition *parts = ARENA_ARRAY(arena, RecordCondition, count);
    Status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < count; at++) {
        status = condition_take(arena, workspace, def, &asked->parts[at], &parts[at], err);
    }
    taken->parts = parts;
    return status;
}

/* Of no parts all hold, and not one of them. */
static void add_parts(Sql *sql, const RecordDef *def, const RecordCondition *condition)
{
    bool is_all = condition->kind == CONDITION_ALL;
    if (condition->part_count == 0) {
        buf_add_cstr(&sql->text, is_all ? "1 = 1" : "1 = 0");
    }
    for (int at = 0; at < condition->part_count; at++) {
        buf_add_cstr(&sql->text, at == 0 ? "" : is_all ? " AND " : " OR ");
        condition_add(sql, def, &condition->parts[at]);
    }
}

void condition_add(Sql *sql, const RecordDef *def, const RecordCondition *condition)
{
    buf_add_cstr(&sql->text, condition->is_not ? "NOT (" : "(");
    if (condition->kind == CONDITION_FILTER) {
        filter_add(sql, def, &condition->filter);
    } else {
        add_parts(sql, def, condition);
    }
    buf_add_cstr(&sql->text, ")");
}
