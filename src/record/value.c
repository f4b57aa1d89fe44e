/* Values, and the canonical text that history keeps of them. */
#include "record_impl.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

Value value_none(void)
{
    return (Value){.kind = VALUE_NONE};
}

Value value_int(int64_t number)
{
    return (Value){.kind = VALUE_INT, .number = number};
}

Value value_decimal(Decimal decimal)
{
    return (Value){.kind = VALUE_DECIMAL, .decimal = decimal};
}

Value value_text(Text text)
{
    return (Value){.kind = VALUE_TEXT, .text = text};
}

Value value_pair(int64_t first, int64_t second)
{
    return (Value){.kind = VALUE_PAIR, .number = first, .second = second};
}

Value value_refs(const int64_t *refs, int count)
{
    return (Value){.kind = VALUE_REFS, .refs = refs, .ref_count = count};
}

static bool refs_equal(const Value *a, const Value *b)
{
    if (a->ref_count != b->ref_count) {
        return false;
    }
    for (int at = 0; at < a->ref_count; at++) {
        if (a->refs[at] != b->refs[at]) {
            return false;
        }
    }
    return true;
}

bool value_equal(const Value *a, const Value *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case VALUE_NONE: return true;
    case VALUE_INT: return a->number == b->number;
    case VALUE_DECIMAL:
        /* As published: 1.50 is another statement than 1.5. */
        return a->decimal.mantissa == b->decimal.mantissa && a->decimal.scale == b->decimal.scale;
    case VALUE_TEXT: return text_equal(a->text, b->text);
    case VALUE_PAIR: return a->number == b->number && a->second == b->second;
    case VALUE_REFS: return refs_equal(a, b);
    }
    return false;
}

void value_normalise(Value *value)
{
    bool is_empty = (value->kind == VALUE_TEXT && value->text.len == 0) ||
                    (value->kind == VALUE_REFS && value->ref_count == 0);
    if (is_empty) {
        *value = value_none();
    }
}

bool value_fits(FieldKind kind, const Value *value)
{
    switch (value->kind) {
    case VALUE_NONE: return true;
    case VALUE_TEXT: return schema_is_text(kind);
    case VALUE_DECIMAL: return schema_is_decimal(kind);
    case VALUE_PAIR: return kind == FIELD_DATE_RANGE || kind == FIELD_POINT;
    case VALUE_REFS: return kind == FIELD_REFS;
    case VALUE_INT: return schema_column_count(kind) == 1 && !schema_is_text(kind);
    }
    return false;
}

int64_t character_count(Text text)
{
    int64_t count = 0;
    for (size_t at = 0; at < text.len; at++) {
        count += ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
    }
    return count;
}

/* ---- Canonical ---- */

static void canonical_number(Buf *out, FieldKind kind, int64_t number)
{
    switch (kind) {
    case FIELD_DATE: date_print(out, (Date)number); break;
    case FIELD_TIME: time_print_utc(out, number); break;
    case FIELD_PERIOD: period_code_print(out, period_from_code((int32_t)number)); break;
    case FIELD_BOOL: buf_add_cstr(out, number != 0 ? "true" : "false"); break;
    default: buf_add_format(out, "%" PRId64, number); break;
    }
}

static void canonical_pair(Buf *out, FieldKind kind, const Value *value)
{
    if (kind == FIELD_POINT) {
        point_print(out, value->number, value->second);
        return;
    }
    date_print(out, (Date)value->number);
    buf_add_cstr(out, "..");
    date_print(out, (Date)value->second);
}

void value_canonical(Buf *out, const FieldDef *field, const Value *value)
{
    switch (value->kind) {
    case VALUE_NONE: break;
    case VALUE_INT: canonical_number(out, field_says(field), value->number); break;
    case VALUE_DECIMAL: decimal_print(out, value->decimal); break;
    case VALUE_TEXT: buf_add(out, value->text); break;
    case VALUE_PAIR: canonical_pair(out, field_says(field), value); break;
    case VALUE_REFS:
        for (int at = 0; at < value->ref_count; at++) {
            buf_add_format(out, "%s%" PRId64, at > 0 ? " " : "", value->refs[at]);
        }
        break;
    }
}

void record_print_plain(Buf *out, const Record *record, int field)
{
    value_canonical(out, &record->def->fields[field], &record->values[field]);
}

Text value_text_of(Arena *arena, const FieldDef *field, const Value *value)
{
    Buf out = buf_new(arena);
    value_canonical(&out, field, value);
    return buf_text(&out);
}

bool value_from_canonical(Arena *arena, const FieldDef *field, Text text, Value *value)
{
    *value = value_none();
    if (text.len == 0) {
        return true;
    }
    if (schema_is_text(field->kind)) {
        *value = value_text(text_copy(arena, text));
        return true;
    }
    return value_parse(arena, field, text, value) == NULL;
}

/* ---- Records ---- */

Value value_initial(Arena *arena, const FieldDef *field)
{
    Value value = value_none();
    if (field->initial == NULL) {
        return value;
    }
    Text text = text_from(field->initial);
    if (field->kind == FIELD_DATE && text_equal(text, TEXT("today"))) {
        return value_int(date_today());
    }
    if (field->kind == FIELD_TIME && text_equal(text, TEXT("now"))) {
        return value_int(time_now_ms());
    }
    /* The compiler of the model has read it once already. */
    return value_parse(arena, field, text, &value) == NULL ? value : value_none();
}

Record *record_new(Arena *arena, const RecordDef *def)
{
    Record *record = ARENA_NEW(arena, Record);
    record->def = def;
    record->state = def->state_count > 0 ? 0 : -1;
    record->values = ARENA_ARRAY(arena, Value, (size_t)def->field_count);
    for (int f = 0; f < def->field_count; f++) {
        record->values[f] = value_initial(arena, &def->fields[f]);
    }
    return record;
}

Record *record_copy(Arena *arena, const Record *record)
{
    size_t count = (size_t)record->def->field_count;
    Record *copy = ARENA_NEW(arena, Record);
    *copy = *record;
    copy->values = ARENA_ARRAY(arena, Value, count);
    memcpy(copy->values, record->values, count * sizeof(Value));
    return copy;
}

Value *record_value(Record *record, const char *field)
{
    int at = record_field(record->def, text_from(field));
    if (at < 0) {
        /* A misspelt name in our own code: nothing sensible could follow. */
        abort();
    }
    return &record->values[at];
}
