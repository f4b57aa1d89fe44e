/* Which columns: "id,zh,who:lead(zh)". A reference with brackets shows the record that it names,
 * one level deep; it is named by its field, or by the type that it leads to where only one field
 * does ("organisation!lead(zh)" says which). */
#include "api_impl.h"

#include <string.h>

int api_column_named(const RecordDef *def, Text name)
{
    if (text_equal(name, TEXT("id"))) {
        return KEY_ID;
    }
    if (text_equal(name, TEXT("version"))) {
        return KEY_VERSION;
    }
    if (text_equal(name, TEXT("state")) && def->state_count > 0) {
        return KEY_STATE;
    }
    return record_field(def, name);
}

static const char *column_name(const RecordDef *def, int field)
{
    return field == KEY_ID        ? "id"
           : field == KEY_VERSION ? "version"
           : field == KEY_STATE   ? "state"
                                  : def->fields[field].name;
}

/* A key stands once: "*,lead(zh)" shows the record in place of its id. Only the first `count`
 * columns can have the name. */
static ApiColumn *column_called(ApiSelect *select, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        ApiColumn *column = LIST_AT(&select->columns, ApiColumn, i);
        if (strcmp(column->name, name) == 0) {
            return column;
        }
    }
    return list_add(&select->columns);
}

static void add_column(ApiSelect *select, size_t count, int field, const char *name)
{
    bool is_computed = field >= 0 && select->def->fields[field].kind == FIELD_COMPUTED;
    *column_called(select, count, name) = (ApiColumn){.field = field, .name = name};
    select->is_plain = select->is_plain && !is_computed;
}

static ApiSelect select_new(Arena *arena, const RecordDef *def)
{
    return (ApiSelect){.def = def, .columns = list_new(arena, sizeof(ApiColumn)), .is_plain = true};
}

static void add_all(ApiSelect *select)
{
    const RecordDef *def = select->def;
    size_t before = select->columns.count;
    add_column(select, before, KEY_ID, "id");
    add_column(select, before, KEY_VERSION, "version");
    if (def->state_count > 0) {
        add_column(select, before, KEY_STATE, "state");
    }
    for (int f = 0; f < def->field_count; f++) {
        add_column(select, before, f, def->fields[f].name);
    }
}

void api_select_all(Arena *arena, const RecordDef *def, ApiSelect *select)
{
    *select = select_new(arena, def);
    add_all(select);
}

/* ---- Names that are none ---- */

static Text known_columns(Arena *arena, const RecordDef *def)
{
    Buf known = buf_new(arena);
    buf_add_cstr(&known, def->state_count > 0 ? "id, version, state" : "id, version");
    for (int f = 0; f < def->field_count; f++) {
        buf_add_format(&known, ", %s", def->fields[f].name);
    }
    return buf_text(&known);
}

static Status no_column(const ApiReading *reading, const RecordDef *def, Text name, Error *err)
{
    return error_set(err, STATUS_USAGE, "api.no_column",
                     ARGS(arg_cstr("param", reading->param), arg_text("name", name),
                          arg_label("label", text_from(def->zh), text_from(def->en)),
                          arg_text("known", known_columns(reading->arena, def))));
}

static bool is_reference(const FieldDef *field)
{
    return field->kind == FIELD_REF || field->kind == FIELD_REFS;
}

static Status no_reference(const ApiReading *reading, const RecordDef *def, const char *code,
                           Text name, Error *err)
{
    Buf known = buf_new(reading->arena);
    for (int f = 0; f < def->field_count; f++) {
        if (is_reference(&def->fields[f])) {
            buf_add_format(&known, "%s%s", known.len > 0 ? ", " : "", def->fields[f].name);
        }
    }
    return error_set(err, STATUS_USAGE, code,
                     ARGS(arg_text("name", name),
                          arg_label("label", text_from(def->zh), text_from(def->en)),
                          arg_text("known", buf_text(&known))));
}

/* ---- References ---- */

/* The reference that leads to records of the type `name`; -1: none, -2: several. */
static int reference_to(const RecordDef *def, Text name)
{
    int found = -1;
    for (int f = 0; f < def->field_count; f++) {
        const FieldDef *field = &def->fields[f];
        if (is_reference(field) && text_equal(name, text_from(field->target))) {
            found = found == -1 ? f : -2;
        }
    }
    return found;
}

static Status find_reference(const ApiReading *reading, const RecordDef *def, Text name, Text hint,
                             int *field, Error *err)
{
    Text asked = hint.len > 0 ? hint : name;
    *field = record_field(def, asked);
    if (*field < 0 && hint.len == 0) {
        *field = reference_to(def, name);
    }
    if (*field == -2) {
        return no_reference(reading, def, "api.several_references", name, err);
    }
    if (*field < 0 || !is_reference(&def->fields[*field])) {
        return no_reference(reading, def, "api.no_reference", asked, err);
    }
    bool hint_fits = hint.len == 0 || text_equal(name, text_from(def->fields[*field].target));
    return hint_fits ? STATUS_OK : no_reference(reading, def, "api.no_reference", name, err);
}

/* ---- Reading ---- */

/* One piece of the list: alias:name!hint */
typedef struct Piece {
    Text alias, name, hint;
} Piece;

static Status take_piece(const ApiReading *reading, Text *rest, Piece *piece, Error *err)
{
    *piece = (Piece){.name = api_take_name(reading->arena, rest)};
    if (piece->name.len > 0 && api_take(rest, ':')) {
        piece->alias = piece->name;
        piece->name = api_take_name(reading->arena, rest);
    }
    if (piece->name.len > 0 && api_take(rest, '!')) {
        piece->hint = api_take_name(reading->arena, rest);
        if (text_equal(piece->hint, TEXT("left"))) {
            piece->hint = TEXT(""); /* is what we do anyway */
        }
    }
    return piece->name.len > 0 ? STATUS_OK : api_not_understood(reading, "api.select", *rest, err);
}

static Status read_list(const ApiReading *reading, Text *rest, ApiSelect *select, bool is_within,
                        Error *err);

static Status read_embedded(const ApiReading *reading, Text *rest, const Piece *piece,
                            ApiSelect *select, Error *err)
{
    const RecordDef *def = select->def;
    int field;
    Status status = find_reference(reading, def, piece->name, piece->hint, &field, err);
    if (status != STATUS_OK) {
        return status;
    }
    ApiSelect *within = ARENA_NEW(reading->arena, ApiSelect);
    const RecordDef *target = model_record(reading->model, text_from(def->fields[field].target));
    *within = select_new(reading->arena, target);
    Text key = piece->alias.len > 0 ? piece->alias : piece->name;
    const char *name = text_cstr(reading->arena, key);
    *column_called(select, select->columns.count, name) = (ApiColumn){field, name, within};
    select->is_plain = false;
    return read_list(reading, rest, within, true, err);
}

static Status read_piece(const ApiReading *reading, Text *rest, ApiSelect *select, bool is_within,
                         Error *err)
{
    Piece piece;
    if (api_take(rest, '*')) {
        add_all(select);
        return STATUS_OK;
    }
    Status status = take_piece(reading, rest, &piece, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (api_take(rest, '(')) {
        return is_within ? error_set(err, STATUS_USAGE, "api.select_deep", NO_ARGS)
                         : read_embedded(reading, rest, &piece, select, err);
    }
    int field = api_column_named(select->def, piece.name);
    if (field == -1 || piece.hint.len > 0) {
        return no_column(reading, select->def, piece.name, err);
    }
    add_column(select, select->columns.count, field,
               piece.alias.len > 0 ? text_cstr(reading->arena, piece.alias)
                                   : column_name(select->def, field));
    return STATUS_OK;
}

/* To the end, or to the bracket that closes what is embedded. */
static Status read_list(const ApiReading *reading, Text *rest, ApiSelect *select, bool is_within,
                        Error *err)
{
    Status status = STATUS_OK;
    do {
        *rest = text_trim(*rest);
        status = read_piece(reading, rest, select, is_within, err);
        if (status == STATUS_OK && select->columns.count > API_COLUMNS_MOST) {
            return error_set(err, STATUS_USAGE, "api.select_many",
                             ARGS(arg_int("most", API_COLUMNS_MOST)));
        }
        *rest = text_trim(*rest);
    } while (status == STATUS_OK && api_take(rest, ','));
    bool ends = is_within ? api_take(rest, ')') : rest->len == 0;
    return status != STATUS_OK || ends ? status
                                       : api_not_understood(reading, "api.select", *rest, err);
}

Status api_select_read(ApiReading *reading, Text text, ApiSelect *select, Error *err)
{
    *select = select_new(reading->arena, reading->def);
    if (text_trim(text).len == 0) {
        add_all(select);
        return STATUS_OK;
    }
    return read_list(reading, &text, select, false, err);
}
