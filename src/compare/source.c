/* One figure's whole story: the document it is from, and the cell of the file that brought it. */
#include "compare_impl.h"

/* FH is column 164. */
static void add_column_name(Buf *out, int column)
{
    enum { LETTERS = 26, LETTERS_MAX = 8 };
    char letters[LETTERS_MAX];
    int count = 0;
    for (; column > 0 && count < LETTERS_MAX; column = (column - 1) / LETTERS) {
        letters[count++] = (char)('A' + (column - 1) % LETTERS);
    }
    while (count > 0)
        buf_add_char(out, letters[--count]);
}

static Text sheet_name(Text sheets, int sheet)
{
    Text name = TEXT("");
    for (int i = 0; i <= sheet; i++) {
        if (!text_split(&sheets, '\n', &name)) {
            return TEXT("");
        }
    }
    return name;
}

static Text place_text(Arena *arena, Text sheets, int64_t cell)
{
    CellPlace place = cell_from_code(cell);
    Buf out = buf_new(arena);
    Text name = sheet_name(sheets, place.sheet);
    if (name.len > 0) {
        buf_add(&out, name);
        buf_add_char(&out, '!');
    }
    add_column_name(&out, place.column);
    buf_add_format(&out, "%lld", (long long)place.row);
    return buf_text(&out);
}

static Text text_of(const Record *record, int field)
{
    const Value *value = &record->values[field];
    return value->kind == VALUE_TEXT ? value->text : TEXT("");
}

static Status source_of(Arena *arena, Workspace *workspace, const Observation *observation,
                        FigureSource *source, Error *err)
{
    Record *record;
    Status status =
        record_get(arena, workspace, &RECORD_BATCH, observation->batch_id, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    source->file = text_of(record, BATCH_FILE_NAME);
    source->sheet_cell = place_text(arena, text_of(record, BATCH_SHEETS), observation->cell);
    if (observation->document_id == 0) {
        return STATUS_OK;
    }
    status = record_get(arena, workspace, &RECORD_DOCUMENT, observation->document_id, &record, err);
    if (status == STATUS_OK) {
        source->document = text_of(record, DOCUMENT_NAME);
        source->publisher = text_of(record, DOCUMENT_PUBLISHER);
    }
    return status;
}

/* Who may read a figure may read where it is from, and need not be able to read the batch. */
Status figure_source(Arena *arena, Workspace *workspace, const Observation *observation,
                     FigureSource *source, Error *err)
{
    *source =
        (FigureSource){.known_from = observation->known_from, .batch_id = observation->batch_id};
    Status status = permit_facts(workspace, &RECORD_OBSERVATION, ACT_READ, err);
    if (status != STATUS_OK) {
        return status;
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    status = source_of(arena, workspace, observation, source, err);
    workspace_look_with(workspace, before);
    return status;
}
