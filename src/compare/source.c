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

/* Batches and documents that were read, by number. */
typedef struct Shelf {
    Arena *arena;
    Workspace *workspace;
    Map *records;
} Shelf;

static Status shelf_get(const Shelf *shelf, const RecordDef *def, int64_t id, Record **record,
                        Error *err)
{
    Text key = {(const char *)&id, sizeof id}; /* ids are of no two records */
    int64_t at;
    if (map_get(shelf->records, key, &at)) {
        *record = (Record *)(intptr_t)at;
        return STATUS_OK;
    }
    Status status = record_get(shelf->arena, shelf->workspace, def, id, record, err);
    if (status == STATUS_OK) {
        map_put(shelf->records, key, (int64_t)(intptr_t)*record);
    }
    return status;
}

static Status source_of(const Shelf *shelf, const Observation *observation, FigureSource *source,
                        Error *err)
{
    Record *record;
    *source =
        (FigureSource){.known_from = observation->known_from, .batch_id = observation->batch_id};
    Status status = shelf_get(shelf, &RECORD_BATCH, observation->batch_id, &record, err);
    if (status != STATUS_OK) {
        return status;
    }
    source->file = text_of(record, BATCH_FILE_NAME);
    source->sheet_cell = place_text(shelf->arena, text_of(record, BATCH_SHEETS), observation->cell);
    if (observation->document_id == 0) {
        return STATUS_OK;
    }
    status = shelf_get(shelf, &RECORD_DOCUMENT, observation->document_id, &record, err);
    if (status == STATUS_OK) {
        source->document = text_of(record, DOCUMENT_NAME);
        source->publisher = text_of(record, DOCUMENT_PUBLISHER);
    }
    return status;
}

/* Who may read a figure may read where it is from, and need not be able to read the batch. */
Status figure_sources(Arena *arena, Workspace *workspace, const List *observations,
                      FigureSource **sources, Error *err)
{
    Shelf shelf = {arena, workspace, map_new(arena)};
    *sources = ARENA_ARRAY(arena, FigureSource, observations->count);
    Status status = permit_facts(workspace, &RECORD_OBSERVATION, ACT_READ, err);
    if (status != STATUS_OK) {
        return status;
    }
    Eyes before = workspace_look_with(workspace, EYES_PROGRAM);
    for (size_t i = 0; status == STATUS_OK && i < observations->count; i++) {
        status = source_of(&shelf, LIST_AT(observations, Observation, i), &(*sources)[i], err);
    }
    workspace_look_with(workspace, before);
    return status;
}
