/* What waits for a reader who acts for a unit: the unit's records that a move of theirs would take
 * on, what is due first. What anybody in office may move waits for nobody in particular,
 * and stands in the lists. */
#include "record_pages_impl.h"

enum { WAITING_SHOWN = 10, LOOKED_AT = 60, STATES_MOST = 16 };

static const char *const TYPES[] = {"task", "issue"};

static bool is_units(const Visit *visit, const RecordDef *def, const MoveDef *move)
{
    Reach reach = permit_move_reach(visit->worker->workspace, def, move);
    return reach == REACH_OWN || reach == REACH_SUBTREE;
}

static bool leads_on(const Visit *visit, const RecordDef *def, int state)
{
    for (int m = 0; m < def->move_count; m++) {
        const MoveDef *move = &def->moves[m];
        for (int from = 0; from < move->from_count; from++) {
            if (move->from[from] == state && is_units(visit, def, move)) {
                return true;
            }
        }
    }
    return false;
}

/* Which of the records of the unit and those below it are its own to move. */
static bool waits(Visit *visit, const Record *record)
{
    const RecordDef *def = record->def;
    for (int m = 0; m < def->move_count; m++) {
        const MoveDef *move = &def->moves[m];
        Error refused = {0};
        for (int from = 0; from < move->from_count; from++) {
            if (move->from[from] == record->state && is_units(visit, def, move) &&
                permit_move(visit->worker->workspace, record, move, &refused) == STATUS_OK) {
                return true;
            }
        }
    }
    return false;
}

static Text days_words(Visit *visit, Record *record)
{
    const Value *due = record_value(record, "due");
    if (due->kind != VALUE_INT) {
        return TEXT("");
    }
    int64_t left = due->number - workspace_today(visit->worker->workspace);
    return left >= 0 ? page_words(visit, "web.public.days_left", ARGS(arg_int("days", left)))
                     : page_words(visit, "web.public.days_over", ARGS(arg_int("days", -left)));
}

static void add_item(Visit *visit, Data *data, Record *record)
{
    const Value *due = record_value(record, "due");
    Data *item = data_item(data, "waiting");
    data_text(item, "title", record_title(visit, record));
    data_text(item, "link", record_link(visit, record->def->name, record->id));
    data_text(item, "kind", label_of(visit, record->def->zh, record->def->en));
    data_text(item, "state", report_state(visit->lang, record));
    data_text(item, "due", field_text(visit, record, "due"));
    data_text(item, "days", days_words(visit, record));
    Date today = workspace_today(visit->worker->workspace);
    data_flag(item, "is_late", due->kind == VALUE_INT && due->number < today);
    data_text(item, "shortfall", field_text(visit, record, "shortfall"));
}

static Status add_type(Visit *visit, Data *data, const RecordDef *def, int *shown, Error *err)
{
    Value states[STATES_MOST];
    RecordFilter filter = {.field = KEY_STATE, .compare = COMPARE_ANY_OF, .values = states};
    RecordOrder order = {.field = record_field(def, TEXT("due"))};
    RecordQuery query = {
        .filters = &filter, .filter_count = 1, .order = &order, .limit = LOOKED_AT};
    List records;
    for (int s = 0; s < def->state_count && filter.value_count < STATES_MOST; s++) {
        if (leads_on(visit, def, s)) {
            states[filter.value_count++] = value_text(text_from(def->states[s].name));
        }
    }
    if (filter.value_count == 0 || !may_read(visit, def)) {
        return STATUS_OK;
    }
    Status status = record_list(visit->arena, visit->worker->workspace, def, &query, &records, err);
    for (size_t i = 0; status == STATUS_OK && i < records.count && *shown < WAITING_SHOWN; i++) {
        Record *record = LIST_AT(&records, Record, i);
        if (waits(visit, record)) {
            add_item(visit, data, record);
            (*shown)++;
        }
    }
    return status;
}

Status add_waiting(Visit *visit, Data *data, Error *err)
{
    int shown = 0;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof TYPES / sizeof *TYPES; i++) {
        const RecordDef *def = model_record(visit->site->setup->model, text_from(TYPES[i]));
        status = add_type(visit, data, def, &shown, err);
    }
    data_flag(data, "has_waiting", shown > 0);
    return status;
}
