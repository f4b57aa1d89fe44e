/* Near-term tasks: 安排部署了A、B、C等近期的七项重点工作. Each item of the list is one. */
#include "prose_impl.h"

enum { ITEM_LEAST = 3, ITEM_MOST = 30, ITEMS_LEAST = 2 };

typedef struct TaskList {
    size_t from, to; /* the items */
    const PeriodHit *period;
} TaskList;

static bool names_work(const Para *para, size_t from, size_t end)
{
    static const char *const WORDS[] = {"工作", "任务", "事项", "要务"};
    size_t len;
    for (size_t at = from; at < end; at++) {
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            if (para_starts(para, at, end, WORDS[i], &len)) return true;
        }
    }
    return false;
}

/* The items end at 等; a word for "near at hand" must stand in the clause. */
static bool read_list(const Para *para, const Clause *clause, size_t from, TaskList *list)
{
    size_t to = from, parts = 0, near;
    WordHit hit;
    for (; to < clause->end && para->c[to] != U'等'; to++)
        parts += para->c[to] == U'、';
    if (to == clause->end || parts + 1 < ITEMS_LEAST) return false;
    if (!names_work(para, to, clause->end)) return false;
    if (!para_seek(para, LIST_near, clause->start, from, &near, &hit) &&
        !para_seek(para, LIST_near, to, clause->end, &near, &hit)) {
        return false;
    }
    *list = (TaskList){from, to, NULL};
    for (size_t i = 0; i < para->periods.count; i++) {
        const PeriodHit *period = LIST_AT(&para->periods, PeriodHit, i);
        bool inside = period->start >= clause->start && period->end <= clause->end;
        if (inside && (period->start < from || period->start >= to)) list->period = period;
    }
    return true;
}

static void propose_item(Para *para, const TaskList *list, size_t start, size_t end)
{
    if (end - start < ITEM_LEAST || end - start > ITEM_MOST) return;
    ProseProposal *task = para_propose(para, para_rule(para, RULE_TASK_LIST), start, end);
    task->field = para_fields(para, start, end);
    if (list->period) task->period = list->period->period;
}

static void find_in_clause(Para *para, const Clause *clause)
{
    size_t at;
    WordHit hit;
    TaskList list;
    if (!para_seek(para, LIST_assign, clause->start, clause->end, &at, &hit)) return;
    while (para_word(para, LIST_assign, at, clause->end, &hit))
        at += hit.len;
    if (at < clause->end && para->c[at] == U'了') at++;
    if (!read_list(para, clause, at, &list)) return;
    size_t start = list.from;
    for (size_t i = list.from; i <= list.to; i++) {
        if (i < list.to && para->c[i] != U'、') continue;
        propose_item(para, &list, start, i);
        start = i + 1;
    }
}

void para_find_tasks(Para *para)
{
    for (size_t i = 0; i < para->clauses.count; i++)
        find_in_clause(para, LIST_AT(&para->clauses, Clause, i));
}
