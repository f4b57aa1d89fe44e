/* Where the next page begins: behind the last record of the page before, by what the list is
 * ordered by and then by id. People pass it on unread: "due.412.17087", "-due.412." where the
 * record has no value there, "id.412"; a text is written in hexadecimal digits. */
#include "query_impl.h"

#include <inttypes.h>

static void add_hex(Buf *out, Text text)
{
    for (size_t at = 0; at < text.len; at++) {
        buf_add_format(out, "%02x", (unsigned)(unsigned char)text.ptr[at]);
    }
}

static void add_value(Buf *out, const Value *value)
{
    switch (value->kind) {
    case VALUE_INT:
    case VALUE_PAIR: buf_add_format(out, "%" PRId64, value->number); break;
    case VALUE_DECIMAL: decimal_print(out, value->decimal); break;
    case VALUE_TEXT: add_hex(out, value->text); break;
    case VALUE_NONE:
    case VALUE_REFS: break;
    }
}

Text record_cursor(Arena *arena, const RecordQuery *query, const Record *last)
{
    Buf out = buf_new(arena);
    RecordOrder order = order_of(query);
    bool is_id = order.field == KEY_ID;
    buf_add_format(&out, "%s%s.%" PRId64, order.descending ? "-" : "",
                   is_id ? "id" : last->def->fields[order.field].name, last->id);
    if (!is_id) {
        buf_add_char(&out, '.');
        add_value(&out, &last->values[order.field]);
    }
    return buf_text(&out);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(Arena *arena, Text hex, Value *value)
{
    Buf text = buf_new(arena);
    for (size_t at = 0; at + 1 < hex.len; at += 2) {
        int high = hex_digit(hex.ptr[at]);
        int low = hex_digit(hex.ptr[at + 1]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) {
            return false;
        }
        buf_add_char(&text, (char)(high * 16 + low));
    }
    *value = value_text(buf_text(&text));
    return hex.len % 2 == 0;
}

static bool read_value(Arena *arena, FieldKind kind, Text text, Value *value)
{
    *value = value_none();
    if (text.len == 0) {
        return true;
    }
    if (schema_is_text(kind)) {
        return read_hex(arena, text, value);
    }
    value->kind = schema_is_decimal(kind) ? VALUE_DECIMAL : VALUE_INT;
    return schema_is_decimal(kind) ? decimal_parse(text, &value->decimal)
                                   : text_to_int(text, &value->number);
}

static bool read_cursor(Arena *arena, const RecordDef *def, RecordOrder order, Text text,
                        Cursor *cursor)
{
    bool is_id = order.field == KEY_ID;
    Text name = text_from(is_id ? "id" : def->fields[order.field].name);
    Text written_name, id;
    if (text_starts(text, TEXT("-")) != order.descending) {
        return false;
    }
    Text rest = text_slice(text, order.descending ? 1 : 0, text.len);
    if (!text_split(&rest, '.', &written_name) || !text_equal(written_name, name)) {
        return false;
    }
    if (!text_split(&rest, '.', &id) || !text_to_int(id, &cursor->id)) {
        return false;
    }
    return is_id ? rest.len == 0
                 : read_value(arena, def->fields[order.field].kind, rest, &cursor->value);
}

Status cursor_read(Arena *arena, const RecordDef *def, const RecordQuery *query, Cursor *cursor,
                   Error *err)
{
    *cursor = (Cursor){.is_set = query->after.len > 0};
    if (!cursor->is_set || read_cursor(arena, def, order_of(query), query->after, cursor)) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.cursor",
                     ARGS(label_arg("label", def->zh, def->en)));
}

/* ---- Order ---- */

/* What a record stands at. */
typedef struct Place {
    RecordOrder order;
    const Value *value; /* NULL: by id alone */
    Record record;
} Place;

static int value_order(const Value *a, const Value *b)
{
    switch (a->kind) {
    case VALUE_DECIMAL: return decimal_compare(a->decimal, b->decimal);
    case VALUE_TEXT: return text_compare(a->text, b->text);
    default: return (a->number > b->number) - (a->number < b->number);
    }
}

/* What is empty comes last either way. */
static int place_order(const void *a, const void *b)
{
    const Place *left = a, *right = b;
    int sign = left->order.descending ? -1 : 1;
    if (left->value != NULL) {
        bool left_empty = left->value->kind == VALUE_NONE;
        bool right_empty = right->value->kind == VALUE_NONE;
        int order = left_empty || right_empty ? left_empty - right_empty
                                              : sign * value_order(left->value, right->value);
        if (order != 0) {
            return order;
        }
    }
    return sign * ((left->record.id > right->record.id) - (left->record.id < right->record.id));
}

void order_sort(RecordOrder order, List *records)
{
    Arena *scratch = arena_new();
    List places = list_new(scratch, sizeof(Place));
    for (size_t at = 0; at < records->count; at++) {
        const Record *record = LIST_AT(records, Record, at);
        const Value *value = order.field == KEY_ID ? NULL : &record->values[order.field];
        *(Place *)list_add(&places) = (Place){order, value, *record};
    }
    list_sort(&places, place_order);
    for (size_t at = 0; at < records->count; at++) {
        *LIST_AT(records, Record, at) = LIST_AT(&places, Place, at)->record;
    }
    arena_free(scratch);
}

/* ---- The parts of a page ---- */

/* Behind the cursor a list has up to three parts, each one range of an index: the same value with a
 * later id; later values; no value, which comes last. An OR of them would be a scan; beside units,
 * where the records of a unit are walked through anyway, it is one walk instead of three. */
List cursor_parts(const Asked *asked)
{
    const Cursor *cursor = &asked->cursor;
    List parts = list_new(asked->arena, sizeof(PagePart));
    bool is_id = asked->order.field == KEY_ID;
    if (!cursor->is_set) {
        *(PagePart *)list_add(&parts) = PART_ALL;
    } else if (is_id) {
        *(PagePart *)list_add(&parts) = PART_LATER_ID;
    } else if (cursor->value.kind == VALUE_NONE) {
        if (asked->order_may_be_empty) {
            *(PagePart *)list_add(&parts) = PART_EMPTY_LATER_ID;
        }
    } else if (asked->source != SOURCE_RECORDS) {
        *(PagePart *)list_add(&parts) = PART_BEHIND;
    } else {
        if (asked->order_may_be_filled) {
            *(PagePart *)list_add(&parts) = PART_SAME_LATER_ID;
            *(PagePart *)list_add(&parts) = PART_LATER;
        }
        if (asked->order_may_be_empty) {
            *(PagePart *)list_add(&parts) = PART_EMPTY;
        }
    }
    return parts;
}

/* With a sign beside units: compared, not looked for, since those of a unit stand together. */
static void add_later_id(Sql *sql, RecordOrder order, const Cursor *cursor)
{
    buf_add_format(&sql->text, " AND %s\"id\" %s ", sql->is_beside ? "+" : "",
                   order.descending ? "<" : ">");
    sql_add_value(sql, value_int(cursor->id));
}

static bool bounds_order(RecordOrder order, const RecordFilter *filter)
{
    bool is_less = filter->compare == COMPARE_LESS || filter->compare == COMPARE_LESS_EQUAL;
    bool is_more = filter->compare == COMPARE_MORE || filter->compare == COMPARE_MORE_EQUAL;
    return order.field != KEY_ID && filter->field == order.field &&
           (order.descending ? is_less : is_more);
}

bool cursor_leads(const Asked *asked, const RecordFilter *filter)
{
    const Cursor *cursor = &asked->cursor;
    if (!cursor->is_set || cursor->value.kind == VALUE_NONE ||
        !bounds_order(asked->order, filter)) {
        return false;
    }
    int order = value_order(&cursor->value, &filter->value);
    return asked->order.descending ? order <= 0 : order >= 0;
}

/* Of two bounds at one end of an index the engine takes the one that stands first, which may be far
 * from where the page begins: the other is given a sign, and is only compared. */
static bool cursor_leads_all(const Asked *asked)
{
    bool leads = true;
    for (int at = 0; at < asked->filter_count; at++) {
        const RecordFilter *filter = &asked->filters[at];
        leads = leads && (!bounds_order(asked->order, filter) || cursor_leads(asked, filter));
    }
    return leads;
}

static void add_term(Sql *sql, const Asked *asked, const char *before, const char *behind)
{
    buf_add_cstr(&sql->text, before);
    filter_add_term(sql, asked->type->def, asked->order.field);
    buf_add_cstr(&sql->text, behind);
}

static void add_same_later_id(Sql *sql, const Asked *asked, const char *before)
{
    add_term(sql, asked, before, " = ");
    filter_add_value(sql, &asked->cursor.value);
    add_later_id(sql, asked->order, &asked->cursor);
}

static void add_later(Sql *sql, const Asked *asked, const char *before)
{
    add_term(sql, asked, before, asked->order.descending ? " < " : " > ");
    filter_add_value(sql, &asked->cursor.value);
}

void cursor_add_part(Sql *sql, const Asked *asked, PagePart part)
{
    switch (part) {
    case PART_ALL: break;
    case PART_LATER_ID: add_later_id(sql, asked->order, &asked->cursor); break;
    case PART_SAME_LATER_ID: add_same_later_id(sql, asked, " AND "); break;
    case PART_LATER: add_later(sql, asked, cursor_leads_all(asked) ? " AND " : " AND +"); break;
    case PART_BEHIND:
        add_later(sql, asked, " AND (");
        add_same_later_id(sql, asked, " OR ");
        add_term(sql, asked, " OR ", " IS NULL)");
        break;
    case PART_EMPTY: add_term(sql, asked, " AND ", " IS NULL"); break;
    case PART_EMPTY_LATER_ID:
        add_term(sql, asked, " AND ", " IS NULL");
        add_later_id(sql, asked->order, &asked->cursor);
        break;
    }
}
