/* What a list may be narrowed and ordered by: only what the model declares, so that an index stands
 * behind it; and how that is said in SQL. */
#include "query_impl.h"

#include <string.h>

/* ---- What the model declares ---- */

static bool set_holds(const FieldSet *set, int field)
{
    for (int at = 0; at < set->count; at++) {
        if (set->fields[at] == field) {
            return true;
        }
    }
    return false;
}

static bool any_set_holds(const FieldSet *sets, int count, int field)
{
    for (int at = 0; at < count; at++) {
        if (set_holds(&sets[at], field)) {
            return true;
        }
    }
    return false;
}

/* What lists are narrowed or ordered by shows, so nothing sealed is. */
static bool is_shown(const Workspace *workspace, const RecordDef *def, int field)
{
    return !def->fields[field].sealed || permit_reach(workspace, def, ACT_UNSEAL) == REACH_ALL;
}

bool record_filters_by(const Workspace *workspace, const RecordDef *def, int field)
{
    if (field == KEY_ID || field == KEY_STATE) {
        return field == KEY_ID || def->state_count > 0;
    }
    if (field < 0 || field >= def->field_count || !is_shown(workspace, def, field)) {
        return false;
    }
    const FieldDef *declared = &def->fields[field];
    bool is_title = field == def->title_field || field == def->title_field_en;
    return is_title || declared->filtered || declared->sorted || declared->unique ||
           declared->target != NULL || any_set_holds(def->uniques, def->unique_count, field) ||
           any_set_holds(def->indexes, def->index_count, field);
}

bool record_orders_by(const Workspace *workspace, const RecordDef *def, int field)
{
    return field == KEY_ID || (field >= 0 && field < def->field_count &&
                               def->fields[field].sorted && is_shown(workspace, def, field));
}

static void add_field_name(Names *names, const RecordDef *def, int field)
{
    names_add(names, def->fields[field].name, def->fields[field].zh, def->fields[field].en);
}

Arg filters_arg(Arena *arena, const Workspace *workspace, const RecordDef *def)
{
    Names names = names_new(arena);
    names_add(&names, "id", "编号", "number");
    if (def->state_count > 0) {
        names_add(&names, "state", "状态", "state");
    }
    for (int f = 0; f < def->field_count; f++) {
        if (record_filters_by(workspace, def, f)) {
            add_field_name(&names, def, f);
        }
    }
    return names_arg("fields", &names);
}

Arg orders_arg(Arena *arena, const Workspace *workspace, const RecordDef *def)
{
    Names names = names_new(arena);
    names_add(&names, "id", "编号", "number");
    for (int f = 0; f < def->field_count; f++) {
        if (record_orders_by(workspace, def, f)) {
            add_field_name(&names, def, f);
        }
    }
    return names_arg("fields", &names);
}

/* ---- Whether a filter makes sense ---- */

static bool is_ordered(FieldKind kind)
{
    return kind != FIELD_REF && kind != FIELD_REFS && kind != FIELD_BOOL && kind != FIELD_ONE_OF &&
           kind != FIELD_LONG_TEXT && kind != FIELD_FILE;
}

static bool compare_fits(const RecordDef *def, const RecordFilter *filter)
{
    switch (filter->compare) {
    case COMPARE_EQUAL:
    case COMPARE_NOT_EQUAL: return true;
    case COMPARE_ANY_OF: return filter->value_count >= 0 && filter->value_count <= ANY_OF_MOST;
    case COMPARE_LIKE:
    case COMPARE_LIKE_ANY_CASE:
        return filter->field >= 0 && schema_is_text(def->fields[filter->field].kind);
    case COMPARE_LESS:
    case COMPARE_LESS_EQUAL:
    case COMPARE_MORE:
    case COMPARE_MORE_EQUAL:
        return filter->field == KEY_ID ||
               (filter->field >= 0 && is_ordered(def->fields[filter->field].kind));
    }
    return false;
}

static bool text_fits(Text text)
{
    return text.len == 0 || (text.len <= COMPARED_BYTES_MOST && text_is_utf8(text) &&
                             memchr(text.ptr, '\0', text.len) == NULL);
}

static bool can_be_compared(const RecordDef *def, int field, const Value *value)
{
    if (field == KEY_ID) {
        return value->kind == VALUE_INT;
    }
    if (field == KEY_STATE) {
        return value->kind == VALUE_TEXT && record_state(def, value->text) >= 0;
    }
    FieldKind kind = def->fields[field].kind;
    switch (value->kind) {
    case VALUE_NONE: return true;
    case VALUE_TEXT: return schema_is_text(kind) && text_fits(value->text);
    case VALUE_DECIMAL: return schema_is_decimal(kind);
    case VALUE_PAIR: return kind == FIELD_DATE_RANGE; /* by its first day */
    case VALUE_REFS: return kind == FIELD_REFS && value->ref_count == 1;
    case VALUE_INT: return !schema_is_text(kind) && !schema_is_decimal(kind);
    }
    return false;
}

static bool is_either(Compare compare)
{
    return compare == COMPARE_EQUAL || compare == COMPARE_NOT_EQUAL;
}

static bool filter_fits(const RecordDef *def, const RecordFilter *filter)
{
    if (!compare_fits(def, filter)) {
        return false;
    }
    if (filter->compare != COMPARE_ANY_OF) {
        bool is_empty = filter->value.kind == VALUE_NONE;
        return can_be_compared(def, filter->field, &filter->value) &&
               (!is_empty || is_either(filter->compare));
    }
    for (int at = 0; at < filter->value_count; at++) {
        const Value *value = &filter->values[at];
        if (value->kind == VALUE_NONE || !can_be_compared(def, filter->field, value)) {
            return false;
        }
    }
    return true;
}

static Arg filter_label(const RecordDef *def, int field)
{
    if (field == KEY_ID) {
        return label_arg("field", "编号", "number");
    }
    if (field == KEY_STATE) {
        return label_arg("field", "状态", "state");
    }
    return field >= 0 && field < def->field_count
               ? label_arg("field", def->fields[field].zh, def->fields[field].en)
               : arg_int("field", field);
}

Status filter_check(Arena *arena, const Workspace *workspace, const RecordDef *def,
                    const RecordFilter *filter, Error *err)
{
    Arg label = label_arg("label", def->zh, def->en);
    Arg field = filter_label(def, filter->field);
    if (!record_filters_by(workspace, def, filter->field)) {
        return error_set(err, STATUS_INVALID, "record.filter_undeclared",
                         ARGS(label, field, filters_arg(arena, workspace, def)));
    }
    if (!filter_fits(def, filter)) {
        return error_set(err, STATUS_INVALID, "record.filter_unfit",
                         ARGS(label, field, arg_int("most", ANY_OF_MOST)));
    }
    return STATUS_OK;
}

/* ---- In SQL ---- */

void filter_add_term(Sql *sql, const RecordDef *def, int field)
{
    if (field == KEY_ID || field == KEY_STATE) {
        buf_add_cstr(&sql->text, field == KEY_ID ? "\"id\"" : "\"state\"");
    } else if (sql->is_beside) {
        buf_add_format(&sql->text, "\"%s\"", def->fields[field].name);
    } else {
        schema_order_term(&sql->text, &def->fields[field]);
    }
}

void filter_add_value(Sql *sql, const Value *value)
{
    if (value->kind == VALUE_DECIMAL) {
        /* In the words of the term it is compared with, so that equal is equal. */
        Text written = text_format(sql->text.arena, "%llde-%d", (long long)value->decimal.mantissa,
                                   value->decimal.scale);
        buf_add_cstr(&sql->text, "CAST(");
        sql_add_value(sql, value_text(written));
        buf_add_cstr(&sql->text, " AS REAL)");
    } else {
        sql_add_value(sql, value->kind == VALUE_REFS   ? value_int(value->refs[0])
                           : value->kind == VALUE_PAIR ? value_int(value->number)
                                                       : *value);
    }
}

/* "abc*": any characters for the star, all else for itself. */
static Text like_pattern(Arena *arena, Text text, bool any_case)
{
    Buf pattern = buf_new(arena);
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if (c == '%' || c == '_' || c == '\\') {
            buf_add_char(&pattern, '\\');
        }
        bool is_capital = any_case && c >= 'A' && c <= 'Z';
        buf_add_char(&pattern, c == '*' ? '%' : is_capital ? (char)(c + 'a' - 'A') : c);
    }
    return buf_text(&pattern);
}

static void add_values(Sql *sql, const RecordFilter *filter)
{
    buf_add_cstr(&sql->text, " IN (");
    for (int at = 0; at < filter->value_count; at++) {
        buf_add_cstr(&sql->text, at > 0 ? ", " : "");
        filter_add_value(sql, &filter->values[at]);
    }
    buf_add_cstr(&sql->text, ")");
}

static bool is_like(Compare compare)
{
    return compare == COMPARE_LIKE || compare == COMPARE_LIKE_ANY_CASE;
}

static void add_like(Sql *sql, const RecordFilter *filter)
{
    bool any_case = filter->compare == COMPARE_LIKE_ANY_CASE;
    Text pattern = like_pattern(sql->text.arena, filter->value.text, any_case);
    buf_add_cstr(&sql->text, " LIKE ");
    sql_add_value(sql, value_text(pattern));
    buf_add_cstr(&sql->text, " ESCAPE '\\'");
}

static const char *sign_of(Compare compare)
{
    switch (compare) {
    case COMPARE_NOT_EQUAL: return " IS DISTINCT FROM ";
    case COMPARE_LESS: return " < ";
    case COMPARE_LESS_EQUAL: return " <= ";
    case COMPARE_MORE: return " > ";
    case COMPARE_MORE_EQUAL: return " >= ";
    default: return " = ";
    }
}

/* What follows the term. */
static void add_comparison(Sql *sql, const RecordFilter *filter)
{
    if (filter->compare == COMPARE_ANY_OF) {
        add_values(sql, filter);
    } else if (filter->value.kind == VALUE_NONE) {
        bool is_equal = filter->compare == COMPARE_EQUAL;
        buf_add_cstr(&sql->text, is_equal ? " IS NULL" : " IS NOT NULL");
    } else if (is_like(filter->compare)) {
        add_like(sql, filter);
    } else {
        buf_add_cstr(&sql->text, sign_of(filter->compare));
        filter_add_value(sql, &filter->value);
    }
}

static bool asks_for_none(const RecordFilter *filter)
{
    return filter->compare != COMPARE_ANY_OF && filter->value.kind == VALUE_NONE;
}

bool filter_asks_each(const RecordDef *def, const RecordFilter *filter)
{
    bool is_not = filter->compare == COMPARE_NOT_EQUAL;
    return filter->field >= 0 && def->fields[filter->field].kind == FIELD_REFS &&
           is_not != asks_for_none(filter);
}

/* Several references stand in a table of their own. Those who have one there are listed; of who has
 * none, which may be most, each is looked up. */
static void add_refs_condition(Sql *sql, const RecordDef *def, const RecordFilter *filter)
{
    const char *field = def->fields[filter->field].name;
    bool is_empty = asks_for_none(filter);
    bool is_not = filter->compare == COMPARE_NOT_EQUAL;
    if (filter_asks_each(def, filter)) {
        buf_add_format(&sql->text,
                       "NOT EXISTS (SELECT 1 FROM \"%s_%s\" AS \"refs\" WHERE \"owner\" ="
                       " \"%s%s\".\"id\"",
                       def->name, field, def->name, sql->is_beside ? SCHEMA_UNITS : "");
    } else {
        /* With a sign they are compared, not looked for: beside units, those of a unit stand
         * together. */
        buf_add_format(&sql->text, "%s\"id\" IN (SELECT \"owner\" FROM \"%s_%s\"",
                       sql->is_beside ? "+" : "", def->name, field);
    }
    if (!is_empty) {
        RecordFilter one = *filter;
        one.compare = is_not ? COMPARE_EQUAL : filter->compare;
        buf_add_format(&sql->text, " %s \"target\"", is_not ? "AND" : "WHERE");
        add_comparison(sql, &one);
    }
    buf_add_cstr(&sql->text, ")");
}

void filter_add(Sql *sql, const RecordDef *def, const RecordFilter *filter)
{
    /* Beside units stands how many references there are, nothing where there is none. */
    bool is_beside = sql->is_beside && asks_for_none(filter);
    if (filter->field >= 0 && def->fields[filter->field].kind == FIELD_REFS && !is_beside) {
        add_refs_condition(sql, def, filter);
        return;
    }
    bool any_case = filter->compare == COMPARE_LIKE_ANY_CASE;
    buf_add_cstr(&sql->text, any_case ? "lower(" : "");
    filter_add_term(sql, def, filter->field);
    buf_add_cstr(&sql->text, any_case ? ")" : "");
    add_comparison(sql, filter);
}
