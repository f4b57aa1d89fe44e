/* An entry stands on the list that its field is for. Lists and entries are records, which offices
 * add to; which field takes entries of which list is the program's own affair. */
#include "work_impl.h"

#include <string.h>

static const struct {
    const char *type, *field, *list;
} LISTS[] = {
    {"visit", "why", "why_learn"},
    {"visit", "what", "learning_fields"},
    {"visit", "how", "how_learn"},
    {"gap", "dimension", "gap_dimensions"},
    {"project", "lists", "project_lists"},
    {"readiness", "check_item", "readiness"},
    {"enterprise", "rungs", "rungs"},
    {"issue", "ledger", "ledgers"},
    {"matching_session", "kind", "matchings"},
    {"demand", "kind", "matchings"},
    {"offer", "kind", "matchings"},
    {"signal", "tolerance", "tolerance"},
};

const char *entry_list_of(const RecordDef *def, const char *field)
{
    for (size_t at = 0; at < sizeof LISTS / sizeof LISTS[0]; at++) {
        if (strcmp(LISTS[at].type, def->name) == 0 && strcmp(LISTS[at].field, field) == 0) {
            return LISTS[at].list;
        }
    }
    return NULL;
}

static Status check_one(HookCall *call, const char *field, const char *code, int64_t id, Error *err)
{
    Record *entry, *list = NULL;
    Status status = ask_get(call, "entry", id, &entry, err);
    if (!status) {
        status = ask_target(call, entry, "list", &list, err);
    }
    if (status || text_equal(ask_value(list, "code")->text, text_from(code))) {
        return status;
    }
    Arg title;
    status = ask_title(call, "entry", entry, &title, err);
    if (!status) {
        find_fault(call, field, "work.entry_list", ARGS(title, arg_cstr("list", code)));
    }
    return status;
}

static Status check_field(HookCall *call, const char *field, const char *code, Error *err)
{
    const Value *value = ask_value(call->record, field);
    if (!ask_changes(call, field)) {
        return STATUS_OK;
    }
    if (value->kind == VALUE_INT) {
        return check_one(call, field, code, value->number, err);
    }
    Status status = STATUS_OK;
    for (int at = 0; !status && value->kind == VALUE_REFS && at < value->ref_count; at++) {
        status = check_one(call, field, code, value->refs[at], err);
    }
    return status;
}

Status entries_check(HookCall *call, Error *err)
{
    Status status = STATUS_OK;
    for (size_t at = 0; !status && at < sizeof LISTS / sizeof LISTS[0]; at++) {
        if (strcmp(LISTS[at].type, call->record->def->name) == 0) {
            status = check_field(call, LISTS[at].field, LISTS[at].list, err);
        }
    }
    return status;
}
