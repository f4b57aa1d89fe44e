/* What a program sends: one object or several, each a record's values. */
#include "api_impl.h"

#include <string.h>

/* ---- The shape ---- */

static Status broken(const JsonScan *scan, Error *err)
{
    int64_t line, column;
    json_place(scan, &line, &column);
    return error_set(err, STATUS_USAGE, "api.json",
                     ARGS(arg_int("line", line), arg_int("column", column)));
}

static bool has_member(const List *members, Text name)
{
    for (size_t i = 0; i < members->count; i++) {
        if (text_equal(LIST_AT(members, ApiMember, i)->name, name)) {
            return true;
        }
    }
    return false;
}

/* The members of an object; no name stands there twice. */
static bool read_members(Arena *arena, JsonScan *scan, List *members)
{
    *members = list_new(arena, sizeof(ApiMember));
    if (!json_take(scan, '{')) {
        return false;
    }
    if (json_take(scan, '}')) {
        return true;
    }
    do {
        Buf name = buf_new(arena);
        ApiMember member;
        if (!json_scan_string(scan, &name) || has_member(members, buf_text(&name)) ||
            !json_take(scan, ':') || !json_scan_value(scan, &member.raw)) {
            return false;
        }
        member.name = buf_text(&name);
        *(ApiMember *)list_add(members) = member;
    } while (json_take(scan, ','));
    return json_take(scan, '}');
}

static bool read_objects(Arena *arena, JsonScan *scan, ApiBody *body)
{
    body->is_array = json_take(scan, '[');
    if (body->is_array && json_take(scan, ']')) {
        return true;
    }
    do {
        List members;
        if (!read_members(arena, scan, &members)) {
            return false;
        }
        *(List *)list_add(&body->objects) = members;
    } while (body->is_array && json_take(scan, ','));
    return !body->is_array || json_take(scan, ']');
}

Status api_body_read(Visit *visit, ApiBody *body, Error *err)
{
    const Request *request = &visit->request;
    JsonScan scan = {.text = request->body, .depth_left = API_DEPTH_MOST};
    *body = (ApiBody){.objects = list_new(visit->arena, sizeof(List))};
    if (!text_contains(request->body_type, TEXT("json"))) {
        return error_set(err, STATUS_UNSUPPORTED, "api.body_type",
                         ARGS(arg_text("type", text_fit(visit->arena, request->body_type, 60))));
    }
    if (!text_is_utf8(request->body)) {
        return error_set(err, STATUS_USAGE, "api.not_utf8", NO_ARGS);
    }
    if (!read_objects(visit->arena, &scan, body) || !json_at_end(&scan)) {
        return broken(&scan, err);
    }
    int most = visit->site->limits.api_rows;
    if (body->objects.count > (size_t)most) {
        return error_set(
            err, STATUS_LIMIT, "api.many_rows",
            ARGS(arg_int("rows", (int64_t)body->objects.count), arg_int("most", most)));
    }
    return STATUS_OK;
}

/* ---- One value ---- */

static void refuse(ApiInput *input, Text name, const char *code, Arg first)
{
    Arg args[] = {arg_text("field", text_fit(input->arena, name, 60)), first};
    problems_add(input->problems, (Problem){.severity = SEVERITY_ERROR,
                                            .code = code,
                                            .field = name,
                                            .args = args,
                                            .arg_count = sizeof args / sizeof *args});
    input->faults++;
}

/* The string without its quotes; false: it is none. */
static bool plain_string(Arena *arena, Text raw, Text *text)
{
    JsonScan scan = {.text = raw};
    Buf plain = buf_new(arena);
    bool is_string = json_scan_string(&scan, &plain);
    *text = buf_text(&plain);
    return is_string;
}

/* "[1, 2]" as people write several references: "1 2". */
static bool plain_list(Arena *arena, Text raw, Text *text)
{
    JsonScan scan = {.text = raw, .depth_left = 1};
    Buf plain = buf_new(arena);
    Text item;
    json_take(&scan, '[');
    while (json_scan_value(&scan, &item)) {
        int64_t number;
        if (!text_to_int(item, &number)) {
            return false;
        }
        buf_add(&plain, item);
        buf_add_char(&plain, ' ');
        json_take(&scan, ',');
    }
    *text = buf_text(&plain);
    return true;
}

static Text member_text(Arena *arena, const List *members, const char *name)
{
    for (size_t i = 0; i < members->count; i++) {
        const ApiMember *member = LIST_AT(members, ApiMember, i);
        Text text;
        if (text_equal(member->name, text_from(name))) {
            return plain_string(arena, member->raw, &text) ? text : member->raw;
        }
    }
    return TEXT("");
}

/* {"from", "to"} and {"latitude", "longitude"} as people write a range and a point. */
static bool plain_pair(Arena *arena, FieldKind kind, Text raw, Text *text)
{
    JsonScan scan = {.text = raw, .depth_left = 1};
    List members;
    bool is_point = kind == FIELD_POINT;
    if ((!is_point && kind != FIELD_DATE_RANGE) || !read_members(arena, &scan, &members)) {
        return false;
    }
    Text first = member_text(arena, &members, is_point ? "latitude" : "from");
    Text second = member_text(arena, &members, is_point ? "longitude" : "to");
    *text = text_format(arena, "%.*s%s%.*s", TEXT_ARGS(first), is_point ? "," : "..",
                        TEXT_ARGS(second));
    return members.count == 2 && first.len > 0 && second.len > 0;
}

static bool is_number(FieldKind kind)
{
    return kind == FIELD_INT || kind == FIELD_DECIMAL || kind == FIELD_MONEY ||
           kind == FIELD_PERCENT || kind == FIELD_REF;
}

/* A value of JSON as the engine reads values of this kind; false: it is of another sort. */
static bool plain_value(Arena *arena, FieldKind kind, Text raw, Text *text)
{
    *text = raw;
    switch (raw.ptr[0]) {
    case '"': return plain_string(arena, raw, text);
    case 'n': *text = TEXT(""); return true;
    case 't':
    case 'f': return kind == FIELD_BOOL;
    case '[': return kind == FIELD_REFS && plain_list(arena, raw, text);
    case '{': return plain_pair(arena, kind, raw, text);
    default: return is_number(kind);
    }
}

/* ---- A record's values ---- */

/* What is the program's own may be sent back as it was read, and not otherwise. */
static void check_own(ApiInput *input, const ApiMember *member, int column)
{
    const Record *record = input->record;
    Text text;
    plain_value(input->arena, FIELD_INT, member->raw, &text);
    int64_t number = column == KEY_ID ? record->id : record->version;
    Text own = text_format(input->arena, "%lld", (long long)number);
    if (column == KEY_STATE && record->state >= 0) {
        own = text_from(record->def->states[record->state].name);
    }
    if (record->id == 0 || !text_equal(text, own)) {
        refuse(input, member->name, column == KEY_STATE ? "api.state_moves" : "api.not_settable",
               arg_text("value", own));
    }
}

static void take_member(ApiInput *input, const ApiMember *member)
{
    Record *record = input->record;
    int column = api_column_named(record->def, member->name);
    Text text;
    if (column == -1) {
        refuse(input, member->name, "api.unknown_field",
               arg_label("label", text_from(record->def->zh), text_from(record->def->en)));
        return;
    }
    if (column < 0) {
        check_own(input, member, column);
        return;
    }
    const FieldDef *field = &record->def->fields[column];
    if (input->given != NULL) {
        input->given[column] = true;
    }
    if (!plain_value(input->arena, field->kind, member->raw, &text)) {
        refuse(input, member->name, "api.wrong_sort",
               arg_label("label", text_from(field->zh), text_from(field->en)));
        return;
    }
    input->faults += !record_parse(input->arena, record, column, text, input->problems);
}

static bool is_chosen(const List *columns, Text name)
{
    for (size_t i = 0; columns != NULL && i < columns->count; i++) {
        if (text_equal(*LIST_AT(columns, Text, i), name)) {
            return true;
        }
    }
    return columns == NULL;
}

Status api_input_take(ApiInput *input, const List *members, Error *err)
{
    const RecordDef *def = input->record->def;
    for (size_t i = 0; i < members->count; i++) {
        const ApiMember *member = LIST_AT(members, ApiMember, i);
        if (is_chosen(input->columns, member->name)) {
            take_member(input, member);
        }
    }
    if (input->faults == 0) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "record.invalid",
                     ARGS(arg_label("label", text_from(def->zh), text_from(def->en)),
                          arg_int("count", input->faults)));
}
