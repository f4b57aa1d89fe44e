/* What a list is asked, in the words of people: read in one way for a terminal, a saved view and
 * the address of a page. */
#include "exchange_impl.h"

#include <string.h>

enum { ALTERNATIVES_MOST = 50 };

/* ---- Fields ---- */

static int field_called(const RecordDef *def, Text name)
{
    int field = record_field(def, name);
    for (int f = 0; field < 0 && f < def->field_count; f++) {
        bool is_label = text_equal(name, text_from(def->fields[f].zh)) ||
                        text_equal(name, text_from(def->fields[f].en));
        field = is_label ? f : field;
    }
    return field;
}

int filter_key(const RecordDef *def, Text name)
{
    int field = field_called(def, name);
    bool is_state = text_equal(name, TEXT("state")) || text_equal(name, TEXT("状态"));
    if (field < 0 && text_equal(name, TEXT("id"))) {
        return KEY_ID;
    }
    return field < 0 && is_state && def->state_count > 0 ? KEY_STATE : field;
}

static Status no_such_field(Arena *arena, const RecordDef *def, Text name, Error *err)
{
    Buf known = buf_new(arena);
    for (int f = 0; f < def->field_count; f++) {
        buf_add_format(&known, "%s%s", f ? ", " : "", def->fields[f].name);
    }
    return error_set(err, STATUS_USAGE, "exchange.filter_field",
                     ARGS(arg_cstr("type", def->name), arg_text("field", name),
                          arg_text("known", buf_text(&known))));
}

/* ---- Values ---- */

static Status read_state(Arena *arena, const RecordDef *def, Text text, Value *value, Error *err)
{
    Buf zh = buf_new(arena), en = buf_new(arena);
    for (int s = 0; s < def->state_count; s++) {
        const StateDef *state = &def->states[s];
        if (text_equal(text, text_from(state->name)) || text_equal(text, text_from(state->zh)) ||
            text_equal(text, text_from(state->en))) {
            *value = value_text(text_from(state->name));
            return STATUS_OK;
        }
        buf_add_format(&zh, "%s%s（%s）", s ? "、" : "", state->zh, state->name);
        buf_add_format(&en, "%s%s (%s)", s ? ", " : "", state->en, state->name);
    }
    return error_set(err, STATUS_INVALID, "exchange.filter_state",
                     ARGS(arg_text("state", text),
                          arg_label("known", buf_text(&zh), buf_text(&en))));
}

/* By what people call it; a number that nothing is called is an id. */
static Status read_reference(Arena *arena, Workspace *workspace, const FieldDef *field, Text text,
                             Value *value, Error *err)
{
    const RecordDef *target = model_record(workspace_model(workspace), text_from(field->target));
    int64_t id = 0;
    Status status = reference_find(arena, workspace, target, text, &id, err);
    if (status != STATUS_OK) {
        return status;
    }
    *value = value_int(id);
    if (id == 0 && !text_to_int(text, &value->number)) {
        return error_set(err, STATUS_INVALID, "exchange.filter_reference",
                         ARGS(arg_text("value", text),
                              arg_label("label", text_from(target->zh), text_from(target->en))));
    }
    return STATUS_OK;
}

/* What the engine finds wrong with it, in its words and with its remedy. */
static Status bad_value(Arena *arena, const Problem *problem, Error *err)
{
    Text remedy = text_format(arena, "%s.remedy", problem->code);
    Buf words[LANG_COUNT] = {buf_new(arena), buf_new(arena)};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        lang_print(&words[lang], (Lang)lang, problem->code, problem->args, problem->arg_count);
        buf_add_cstr(&words[lang], lang == LANG_ZH ? "；" : "; ");
        lang_print(&words[lang], (Lang)lang, text_cstr(arena, remedy), problem->args,
                   problem->arg_count);
    }
    return error_set(err, STATUS_INVALID, "exchange.filter_value",
                     ARGS(arg_label("why", buf_text(&words[LANG_ZH]), buf_text(&words[LANG_EN]))));
}

static Status read_value(Arena *arena, Workspace *workspace, const RecordDef *def, int key,
                         Text text, Value *value, Error *err)
{
    int64_t id;
    *value = value_none();
    if (text.len == 0) {
        return STATUS_OK;
    }
    if (key == KEY_STATE) {
        return read_state(arena, def, text, value, err);
    }
    if (key == KEY_ID) {
        bool is_id = text_to_int(text, &id);
        *value = value_int(is_id ? id : 0);
        return is_id ? STATUS_OK
                     : error_set(err, STATUS_USAGE, "exchange.filter_id",
                                 ARGS(arg_text("value", text), arg_cstr("type", def->name)));
    }
    if (def->fields[key].target != NULL) {
        return read_reference(arena, workspace, &def->fields[key], text, value, err);
    }
    Record *record = record_new(arena, def);
    Problems *problems = problems_new(arena, 1);
    if (!record_parse(arena, record, key, text, problems)) {
        return bad_value(arena, problems_at(problems, 0), err);
    }
    *value = record->values[key];
    return STATUS_OK;
}

/* ---- Conditions ---- */

static Compare compare_of(const char *sign)
{
    static const struct {
        const char *sign;
        Compare compare;
    } SIGNS[] = {{"=", COMPARE_EQUAL},       {"!=", COMPARE_NOT_EQUAL}, {"<", COMPARE_LESS},
                 {"<=", COMPARE_LESS_EQUAL}, {">", COMPARE_MORE},       {">=", COMPARE_MORE_EQUAL}};
    size_t at = 0;
    while (at + 1 < sizeof SIGNS / sizeof *SIGNS && strcmp(SIGNS[at].sign, sign) != 0) {
        at++;
    }
    return SIGNS[at].compare;
}

static bool is_pattern(const RecordDef *def, const RecordFilter *filter, Text text)
{
    return filter->field >= 0 && def->fields[filter->field].kind == FIELD_TEXT &&
           filter->compare == COMPARE_EQUAL && text_contains(text, TEXT("*"));
}

/* a|b: one of them. */
static Status read_any(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                       RecordFilter *filter, Error *err)
{
    Value *values = ARENA_ARRAY(arena, Value, ALTERNATIVES_MOST);
    Text piece;
    Status status = STATUS_OK;
    while (status == STATUS_OK && text_split(&text, '|', &piece)) {
        if (filter->value_count == ALTERNATIVES_MOST) {
            return error_set(err, STATUS_LIMIT, "exchange.filter_many",
                             ARGS(arg_int("most", ALTERNATIVES_MOST)));
        }
        status = read_value(arena, workspace, def, filter->field, text_trim(piece),
                            &values[filter->value_count++], err);
    }
    filter->compare = COMPARE_ANY_OF;
    filter->values = values;
    return status;
}

/* Other than a|b: other than each. */
static Status read_none(Arena *arena, Workspace *workspace, const RecordDef *def, Text text,
                        const RecordFilter *filter, List *filters, Error *err)
{
    Text piece;
    Status status = STATUS_OK;
    while (status == STATUS_OK && text_split(&text, '|', &piece)) {
        RecordFilter one = *filter;
        status =
            read_value(arena, workspace, def, filter->field, text_trim(piece), &one.value, err);
        *(RecordFilter *)list_add(filters) = one;
    }
    return status;
}

Status filter_read(Arena *arena, Workspace *workspace, const RecordDef *def,
                   const ViewCondition *condition, List *filters, Error *err)
{
    Text text = condition->value;
    RecordFilter filter = {.field = filter_key(def, condition->field),
                           .compare = compare_of(condition->sign)};
    bool is_several = text_contains(text, TEXT("|"));
    if (filter.field == -1) {
        return no_such_field(arena, def, condition->field, err);
    }
    if (is_several && filter.compare == COMPARE_NOT_EQUAL) {
        return read_none(arena, workspace, def, text, &filter, filters, err);
    }
    Status status = STATUS_OK;
    if (is_pattern(def, &filter, text)) {
        filter.compare = COMPARE_LIKE;
        filter.value = value_text(text);
    } else if (is_several && filter.compare == COMPARE_EQUAL) {
        status = read_any(arena, workspace, def, text, &filter, err);
    } else {
        status = read_value(arena, workspace, def, filter.field, text, &filter.value, err);
    }
    if (status == STATUS_OK) {
        *(RecordFilter *)list_add(filters) = filter;
    }
    return status;
}
