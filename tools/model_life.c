/* The life of a record: its states, and the moves between them. */
#include "model_parse_impl.h"

/* ---- Reading ---- */

void model_read_states(Parser *parser)
{
    DraftRecord *record = parser->record;
    Place place = parser->line.tokens[0].place;
    parser->field = NULL;
    parser->field_is_faulty = false;
    if (record->has_states) {
        model_fault(parser, place, "this record has its states already");
        return;
    }
    record->has_states = true;
    if (record->def.kind == RECORD_FACT) {
        model_fault(parser, place, "a fact has no states: nothing ever changes it");
    } else if (!model_read_set(parser, 2, MODEL_STATES_MAX, &record->states_named)) {
        record->states_named.count = 0;
    }
}

static bool names_state(const DraftSet *set, Text name)
{
    for (int at = 0; at < set->count; at++) {
        if (text_equal(set->names[at].text, name)) {
            return true;
        }
    }
    return false;
}

static const DraftState *draft_state(const DraftRecord *record, Text name)
{
    for (size_t at = 0; at < record->states.count; at++) {
        const DraftState *state = LIST_AT(&record->states, DraftState, at);
        if (text_equal(name, text_from(state->def.name))) {
            return state;
        }
    }
    return NULL;
}

void model_read_state(Parser *parser)
{
    DraftRecord *record = parser->record;
    const Token *name = model_expect(parser, false, "the name of the state");
    if (name == NULL || !model_check_name(parser, name, "a state") ||
        record->states_named.count == 0) {
        return;
    }
    if (!names_state(&record->states_named, name->text)) {
        model_fault(parser, name->place, "the line of states does not name '%.*s'",
                    TEXT_ARGS(name->text));
        return;
    }
    const DraftState *same = draft_state(record, name->text);
    if (same != NULL) {
        model_fault(parser, name->place, "state '%s' is there already, on line %d", same->def.name,
                    same->place.line);
        return;
    }
    DraftState *state = list_add(&record->states);
    state->place = name->place;
    state->def.name = text_cstr(parser->arena, name->text);
    state->def.zh = state->def.en = state->def.name;
    state->def.is_public = model_accept_word(parser, "public");
    model_read_labels(parser, &state->def.zh, &state->def.en);
}

/* The states before "->"; false after a fault. */
static bool read_from(Parser *parser, DraftSet *from)
{
    while (!model_accept_word(parser, "->")) {
        const Token *state = model_expect(parser, false, "a state it leads from, or '->'");
        if (state == NULL) {
            return false;
        }
        from->names[from->count++] = *state;
    }
    if (from->count == 0) {
        model_fault(parser, from->place, "the states that it leads from are missing");
    }
    return from->count > 0;
}

/* The words that follow the arrow, in this order. */
static const char *const CLAUSES[] = {"by", "within", "needs", "hook"};
enum { CLAUSE_COUNT = sizeof CLAUSES / sizeof CLAUSES[0] };

static bool is_clause(const Token *token)
{
    for (int at = 0; at < CLAUSE_COUNT; at++) {
        if (text_equal(token->text, text_from(CLAUSES[at]))) {
            return true;
        }
    }
    return false;
}

/* The names behind the word, if it is there; false after a fault. */
static bool read_names_after(Parser *parser, const char *word, const char *what, DraftSet *names)
{
    if (!model_accept_word(parser, word)) {
        return true;
    }
    const Token *next = model_peek(parser);
    for (; next != NULL && !next->quoted && !is_clause(next); next = model_peek(parser)) {
        names->names[names->count++] = *model_expect(parser, false, what);
    }
    if (names->count == 0) {
        model_fault(parser, names->place, "%s are missing", what);
    }
    return names->count > 0;
}

static bool read_name_after(Parser *parser, const char *word, const char *what, const char **name)
{
    return !model_accept_word(parser, word) || model_read_name(parser, what, name);
}

static bool read_clauses(Parser *parser, DraftMove *move)
{
    if (!read_names_after(parser, "by", "the roles that may", &move->by) ||
        !read_name_after(parser, "within", "the rule of the time limit", &move->def.within) ||
        !read_names_after(parser, "needs", "the fields that it needs", &move->needs) ||
        !read_name_after(parser, "hook", "the C function", &move->def.hook)) {
        return false;
    }
    const Token *next = model_peek(parser);
    if (next != NULL && !next->quoted && is_clause(next)) {
        model_fault(parser, next->place, "by, within, needs and hook stand in this order, once");
        return false;
    }
    return true;
}

static bool move_is_new(Parser *parser, const Token *name)
{
    const List *moves = &parser->record->moves;
    for (size_t at = 0; at < moves->count; at++) {
        const DraftMove *same = LIST_AT(moves, DraftMove, at);
        if (text_equal(name->text, text_from(same->def.name))) {
            model_fault(parser, name->place, "move '%s' is there already, on line %d",
                        same->def.name, same->place.line);
            return false;
        }
    }
    if (moves->count >= MODEL_MOVES_MAX) {
        model_fault(parser, name->place, "a record has at most %d moves", MODEL_MOVES_MAX);
        return false;
    }
    return true;
}

static bool read_move(Parser *parser)
{
    const Token *name = model_expect(parser, false, "the name of the move");
    if (name == NULL || !model_check_name(parser, name, "a move") || !move_is_new(parser, name)) {
        return false;
    }
    DraftMove move = {.place = name->place,
                      .from.place = name->place,
                      .by.place = name->place,
                      .needs.place = name->place};
    move.def.name = text_cstr(parser->arena, name->text);
    move.def.zh = move.def.en = move.def.name;
    if (!read_from(parser, &move.from)) {
        return false;
    }
    const Token *to = model_expect(parser, false, "the state it leads to");
    if (to == NULL) {
        return false;
    }
    move.to = *to;
    if (!read_clauses(parser, &move) || !model_read_labels(parser, &move.def.zh, &move.def.en)) {
        return false;
    }
    *(DraftMove *)list_add(&parser->record->moves) = move;
    return true;
}

void model_read_move(Parser *parser)
{
    if (!read_move(parser)) {
        parser->record->has_faulty_move = true;
    }
}

/* ---- Resolving ---- */

/* -1 after a fault. */
static int state_index(Parser *parser, const DraftRecord *record, const Token *name)
{
    for (int at = 0; at < record->states_named.count; at++) {
        if (text_equal(name->text, record->states_named.names[at].text)) {
            return at;
        }
    }
    /* A line of states that could not be read raises no fault for each move. */
    if (!record->has_states || record->states_named.count > 0) {
        model_fault(parser, name->place, "'%s' has no state '%.*s'", record->def.name,
                    TEXT_ARGS(name->text));
    }
    return -1;
}

static bool holds(const int *numbers, int count, int number)
{
    for (int at = 0; at < count; at++) {
        if (numbers[at] == number) {
            return true;
        }
    }
    return false;
}

static void resolve_from(Parser *parser, const DraftRecord *record, DraftMove *move)
{
    int *from = ARENA_ARRAY(parser->arena, int, (size_t)move->from.count);
    for (int at = 0; at < move->from.count; at++) {
        const Token *name = &move->from.names[at];
        int state = state_index(parser, record, name);
        if (state < 0) {
            continue;
        }
        if (state == move->def.to) {
            model_fault(parser, name->place, "a move leads to another state");
        } else if (holds(from, move->def.from_count, state)) {
            model_fault(parser, name->place, "'%.*s' stands here twice", TEXT_ARGS(name->text));
        } else {
            from[move->def.from_count++] = state;
        }
    }
    move->def.from = from;
}

static void resolve_needs(Parser *parser, const DraftRecord *record, DraftMove *move)
{
    int *needs = ARENA_ARRAY(parser->arena, int, (size_t)move->needs.count);
    for (int at = 0; at < move->needs.count; at++) {
        const Token *name = &move->needs.names[at];
        const DraftField *field = model_expect_field(parser, record, name);
        if (field == NULL) {
            continue;
        }
        if (field->def.kind == FIELD_COMPUTED) {
            model_fault(parser, name->place, "'%s' is computed: nobody fills it in",
                        field->def.name);
        } else if (field->def.required) {
            model_fault(parser, name->place, "'%s' is required: every record has it",
                        field->def.name);
        } else if (holds(needs, move->def.need_count, model_field_index(record, field))) {
            model_fault(parser, name->place, "'%s' stands here twice", field->def.name);
        } else {
            needs[move->def.need_count++] = model_field_index(record, field);
        }
    }
    move->def.needs = needs;
}

static void resolve_states(Parser *parser, DraftRecord *record)
{
    const DraftSet *named = &record->states_named;
    StateDef *states = ARENA_ARRAY(parser->arena, StateDef, (size_t)named->count);
    for (int at = 0; at < named->count; at++) {
        const Token *name = &named->names[at];
        const DraftState *state = draft_state(record, name->text);
        if (state_index(parser, record, name) != at) {
            model_fault(parser, name->place, "'%.*s' stands here twice", TEXT_ARGS(name->text));
        } else if (state == NULL) {
            model_fault(parser, name->place, "'%.*s' has no line of its own with its labels",
                        TEXT_ARGS(name->text));
        } else {
            states[at] = state->def;
        }
    }
    record->def.states = states;
    record->def.state_count = named->count;
    const DraftField *taken = model_draft_field(record, TEXT("state"));
    if (taken != NULL) {
        model_fault(parser, taken->place, "a record with states has 'state' by itself");
    }
}

/* A state that nothing leads to is one that was forgotten. */
static void check_reached(Parser *parser, const DraftRecord *record)
{
    for (int state = 1; state < record->states_named.count; state++) {
        bool reached = false;
        for (int at = 0; at < record->def.move_count; at++) {
            reached = reached || record->def.moves[at].to == state;
        }
        if (!reached) {
            const Token *name = &record->states_named.names[state];
            model_fault(parser, name->place, "no move leads to '%.*s'", TEXT_ARGS(name->text));
        }
    }
}

void model_resolve_life(Parser *parser, DraftRecord *record)
{
    size_t faults_before = parser->faults->count;
    if (record->has_states) {
        resolve_states(parser, record);
    }
    MoveDef *moves = ARENA_ARRAY(parser->arena, MoveDef, record->moves.count);
    for (size_t at = 0; at < record->moves.count; at++) {
        DraftMove *move = LIST_AT(&record->moves, DraftMove, at);
        move->def.to = state_index(parser, record, &move->to);
        resolve_from(parser, record, move);
        resolve_needs(parser, record, move);
        move->def.by = model_resolve_who(parser, record, &move->by);
        moves[at] = move->def;
    }
    record->def.moves = moves;
    record->def.move_count = (int)record->moves.count;
    if (parser->faults->count == faults_before && !record->has_faulty_move) {
        check_reached(parser, record);
    }
}
