/* The headings of a table of records: which field each column is, and whose table it is. */
#include "register_impl.h"

enum { HEAD_ROWS_MOST = 20, HEADINGS_LEAST = 2 };

int register_field_named(Arena *arena, const RecordDef *def, Text heading)
{
    Text key = key_of(arena, heading);
    for (int f = 0; f < def->field_count; f++) {
        if (text_equal(key, key_of(arena, text_from(def->fields[f].name)))) {
            return f;
        }
    }
    for (int f = 0; f < def->field_count; f++) {
        if (text_equal(key, key_of(arena, text_from(def->fields[f].zh))) ||
            text_equal(key, key_of(arena, text_from(def->fields[f].en)))) {
            return f;
        }
    }
    return -1;
}

/* -1: neither a field nor a heading of the engine's own. */
static int meaning_of(Arena *arena, const RecordDef *def, Text heading)
{
    static const struct {
        Text heading;
        int field;
    } OWN[] = {{TEXT(REGISTER_ID_HEADING), REGISTER_ID},
               {TEXT(REGISTER_VERSION_HEADING), REGISTER_VERSION},
               {TEXT(REGISTER_STATE_HEADING), REGISTER_STATE}};
    int field = register_field_named(arena, def, heading);
    for (size_t at = 0; at < sizeof OWN / sizeof OWN[0]; at++) {
        bool is_own = text_equal(heading, OWN[at].heading);
        bool is_state = OWN[at].field == REGISTER_STATE;
        if (is_own && (!is_state || (field < 0 && def->state_count > 0))) {
            return OWN[at].field;
        }
    }
    return field;
}

static void count_known(Arena *arena, const RecordDef *def, const SheetRow *row, int *filled,
                        int *known)
{
    *filled = 0;
    *known = 0;
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        *filled += text.len > 0;
        *known += text.len > 0 && meaning_of(arena, def, text) != -1;
    }
}

/* The type all of whose headings these are; NULL: there is none. */
static const RecordDef *type_of(Workspace *workspace, const SheetRow *row)
{
    const Model *model = workspace_model(workspace);
    const RecordDef *found = NULL;
    Arena *scratch = arena_new();
    for (int at = 0; !found && at < model->record_count; at++) {
        const RecordDef *def = &model->records[at];
        int filled, known;
        count_known(scratch, def, row, &filled, &known);
        found = filled >= HEADINGS_LEAST && known == filled ? def : NULL;
    }
    arena_free(scratch);
    return found;
}

static Arg label_of(const char *name, const RecordDef *def)
{
    return arg_label(name, text_from(def->zh), text_from(def->en));
}

static void take_columns(Register *reg, const SheetRow *row)
{
    reg->columns = ARENA_ARRAY(reg->arena, RegisterColumn, (size_t)row->cell_count);
    for (int c = 0; c < row->cell_count; c++) {
        Text text = text_trim(row->cells[c].text);
        int field = text.len == 0 ? -1 : meaning_of(reg->arena, reg->def, text);
        if (field != -1) {
            reg->columns[reg->column_count++] = (RegisterColumn){c, field};
        } else if (text.len > 0) {
            register_tell(reg, row->number, c + 1, text, "exchange.unknown_field",
                          ARGS(arg_text("name", text), label_of("type", reg->def)));
        }
    }
}

void register_read_head(Register *reg, const SheetRow *row)
{
    int filled, known;
    count_known(reg->arena, reg->def, row, &filled, &known);
    if (known < filled && reg->other == NULL && row->number <= HEAD_ROWS_MOST) {
        reg->other = type_of(reg->workspace, row);
    }
    if (known > 0 && known * 2 >= filled) {
        take_columns(reg, row);
        reg->other = known < filled ? reg->other : NULL;
    }
}

Status register_check_head(const Register *reg, const char *path, Error *err)
{
    if (reg->other != NULL) {
        return error_set(err, STATUS_INVALID, "exchange.other_type",
                         ARGS(arg_cstr("file", path), label_of("other", reg->other),
                              label_of("type", reg->def)));
    }
    return reg->columns != NULL
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "exchange.no_fields",
                           ARGS(arg_cstr("file", path), label_of("type", reg->def)));
}
