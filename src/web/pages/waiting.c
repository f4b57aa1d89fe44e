/* What waits for the reader. For who acts for a unit: the unit's records that a move of theirs
 * would take on, what is due first. For who decides, verifies or passes on for all units: how many
 * records each such move of theirs is owed to. */
#include "record_pages_impl.h"

enum { WAITING_SHOWN = 10, LOOKED_AT = 60, STATES_MOST = 16 };

/* ---- What a unit owes ---- */

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

/* ---- What an office owes ---- */

/* Others wait until this move is made: not every move that somebody may make is owed. */
typedef struct Duty {
    const char *type, *move;
    const char *states; /* apart by spaces; NULL: all that the move leads from */
} Duty;

static const Duty DUTIES[] = {
    {"target", "approve"},
    {"target_adjustment", "approve"},
    {"measure", "approve"},
    {"task", "assign", "reviewing objected"}, /* a draft is still with who writes it */
    {"task", "confirm"},
    {"task", "close"},
    {"extension", "allow"},
    {"issue", "take"},
    {"issue", "assign"},
    {"issue", "revisit"},
    {"issue", "close"},
    {"complaint", "pass"},
    {"complaint", "close"},
    {"message", "screen"},
    {"message", "pass"},
    {"message", "open"},
    {"scheme", "approve"},
    {"score", "announce"},
    {"score_change", "approve"},
    {"veto", "approve"},
    {"signal", "verify"},
    {"signal", "propose"},
    {"signal", "approve"},
    {"signal", "conclude"},
    {"appeal", "take"},
    {"appeal", "uphold"},
    {"publication", "approve"},
    {"publication", "publish"},
};

static bool owes_in(const Duty *duty, Text state)
{
    Text rest = duty->states ? text_from(duty->states) : TEXT(""), name;
    bool is_any = duty->states == NULL;
    while (!is_any && text_split(&rest, ' ', &name)) {
        is_any = text_equal(name, state);
    }
    return is_any;
}

static Status add_duty(Visit *visit, Data *data, const Duty *duty, bool *owes_any, Error *err)
{
    const RecordDef *def = model_record(visit->site->setup->model, text_from(duty->type));
    const MoveDef *move = record_move_named(def, text_from(duty->move));
    Value states[STATES_MOST];
    RecordFilter filter = {.field = KEY_STATE, .compare = COMPARE_ANY_OF, .values = states};
    RecordQuery query = {.filters = &filter, .filter_count = 1};
    RecordCount count;
    Buf link = buf_new(visit->arena);
    if (permit_move_reach(visit->worker->workspace, def, move) != REACH_ALL ||
        !may_read(visit, def)) {
        return STATUS_OK;
    }
    buf_add_format(&link, "/records/%s", def->name);
    for (int from = 0; from < move->from_count && filter.value_count < STATES_MOST; from++) {
        Text state = text_from(def->states[move->from[from]].name);
        if (owes_in(duty, state)) {
            states[filter.value_count++] = value_text(state);
            url_add_param(&link, "state", state);
        }
    }
    Status status = record_count(visit->worker->workspace, def, &query, &count, err);
    if (status == STATUS_OK && (count.number > 0 || count.at_least)) {
        Data *item = data_item(data, "duties");
        data_text(item, "count", page_count(visit, count));
        data_text(item, "kind", record_label(visit->lang, def, count.number));
        data_text(item, "move", label_of(visit, move->zh, move->en));
        data_text(item, "link", buf_text(&link));
        *owes_any = true;
    }
    return status;
}

Status add_duties(Visit *visit, Data *data, Error *err)
{
    bool owes_any = false;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof DUTIES / sizeof *DUTIES; i++) {
        status = add_duty(visit, data, &DUTIES[i], &owes_any, err);
    }
    data_flag(data, "has_duties", owes_any);
    return status;
}
