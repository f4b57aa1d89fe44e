/* JSON: an array of objects (a header row of their keys, then a row each) or an array of arrays.
 *
 * The text stands in memory and is walked twice: once to check it and to learn the keys, once for
 * the rows. It is our own scanner because numbers stay as they were published (8.20 is not 8.2). */
#include "sheet_impl.h"

#include <string.h>

typedef struct JsonTable {
    Text text;
    bool objects; /* else arrays */
    size_t items;
    List keys;    /* Text, in the order in which they first appear; none for arrays */
    Map *columns; /* of the keys */
} JsonTable;

typedef struct JsonReader {
    JsonScan scan; /* inside the root */
    size_t at;     /* items behind us */
    bool header_done;
    RowBuilder row;
    Buf text; /* scratch */
} JsonReader;

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

/* An array, and in it an array, an object or nothing: "[注] …" is the start of a text. */
static bool json_probe(const SheetFile *file)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t at = 0;
    if (file->head_len >= 3 && memcmp(file->head, mark, 3) == 0) at = 3;
    if (file->head_len >= 2 && (file->head[0] == 0xFF || file->head[0] == 0xFE)) at = 2;
    while (at < file->head_len && is_blank(file->head[at]))
        at++;
    if (at == file->head_len || file->head[at] != '[') return false;
    for (at++; at < file->head_len && is_blank(file->head[at]);)
        at++;
    return at < file->head_len && memchr("[{]", file->head[at], 3) != NULL;
}

/* ---- The first walk ---- */

static Status error_scan(const SheetFile *file, const JsonScan *scan, Error *err)
{
    int64_t line, column;
    json_place(scan, &line, &column);
    if (scan->too_deep) {
        return error_set(
            err, STATUS_LIMIT, "sheet.json_too_deep",
            ARGS(file_arg(file), arg_int("line", line), arg_int("limit", file->limits.depth)));
    }
    return error_set(err, STATUS_CORRUPT, "sheet.json_broken",
                     ARGS(file_arg(file), arg_int("line", line), arg_int("column", column)));
}

typedef struct KeyCollector {
    SheetFile *file;
    JsonTable *table;
    JsonScan scan;
    List last_item; /* size_t: the last item that had each key */
    Buf key;
} KeyCollector;

/* False when the item has the key already. */
static bool note_key(KeyCollector *collector)
{
    int64_t column;
    JsonTable *table = collector->table;
    Text key = buf_text(&collector->key);
    if (!map_get(table->columns, key, &column)) {
        *(Text *)list_add(&table->keys) = text_copy(collector->file->arena, key);
        list_add(&collector->last_item);
        column = (int64_t)table->keys.count;
        map_put(table->columns, key, column);
    }
    size_t *last = LIST_AT(&collector->last_item, size_t, (size_t)column - 1);
    bool first_time = *last != table->items;
    *last = table->items;
    return first_time;
}

static bool collect_object(KeyCollector *collector)
{
    JsonScan *scan = &collector->scan;
    Text ignored;
    if (!json_take(scan, '{')) return false;
    if (json_take(scan, '}')) return true;
    do {
        collector->key.len = 0;
        if (!json_scan_string(scan, &collector->key) || !note_key(collector)) return false;
        if (!json_take(scan, ':') || !json_scan_value(scan, &ignored)) return false;
    } while (json_take(scan, ','));
    return json_take(scan, '}');
}

static Status collect_items(KeyCollector *collector, Error *err)
{
    JsonScan *scan = &collector->scan;
    JsonTable *table = collector->table;
    json_take(scan, '[');
    json_skip_space(scan);
    table->objects = json_at(scan, '{');
    bool sound = json_take(scan, ']');
    bool empty = sound;
    while (!sound) {
        table->items++;
        json_skip_space(scan);
        if (!json_at(scan, table->objects ? '{' : '[')) {
            if (!json_at(scan, '{') && !json_at(scan, '[')) break;
            return error_set(
                err, STATUS_UNSUPPORTED, "sheet.json_shape",
                ARGS(file_arg(collector->file), arg_int("item", (int64_t)table->items)));
        }
        Text ignored;
        if (table->objects ? !collect_object(collector) : !json_scan_value(scan, &ignored)) break;
        if (!json_take(scan, ',')) {
            sound = json_take(scan, ']');
            break;
        }
    }
    if (!sound || !json_at_end(scan)) return error_scan(collector->file, scan, err);
    if (!empty) sheet_add(collector->file, sheet_file_title(collector->file));
    return STATUS_OK;
}

static JsonScan scan_of(const SheetFile *file, Text text)
{
    return (JsonScan){.text = text, .depth_left = file->limits.depth};
}

static Status json_open(SheetFile *file, Error *err)
{
    Text text;
    Status status = encoding_detect(file, err);
    if (status == STATUS_OK) status = text_stream_all(file, &text, err);
    if (status != STATUS_OK) return status;
    JsonTable *table = ARENA_NEW(file->arena, JsonTable);
    table->text = text;
    table->keys = list_new(file->arena, sizeof(Text));
    table->columns = map_new(file->arena);
    file->state = table;
    KeyCollector collector = {
        .file = file,
        .table = table,
        .scan = scan_of(file, text),
        .last_item = list_new(file->sheet_arena, sizeof(size_t)),
        .key = buf_new(file->sheet_arena),
    };
    return collect_items(&collector, err);
}

static void json_close(SheetFile *file)
{
    (void)file; /* everything stands on its arena */
}

/* ---- The second walk ---- */

static Status json_select(SheetFile *file, int index, Error *err)
{
    (void)index, (void)err;
    const JsonTable *table = file->state;
    JsonReader *reader = ARENA_NEW(file->sheet_arena, JsonReader);
    reader->scan = scan_of(file, table->text);
    json_take(&reader->scan, '[');
    reader->row = row_builder_new(file, file->sheet_arena);
    reader->text = buf_new(file->sheet_arena);
    reader->header_done = table->keys.count == 0;
    file->reading = reader;
    return STATUS_OK;
}

static Status put_value(JsonReader *reader, int column, Error *err)
{
    Text raw;
    json_skip_space(&reader->scan);
    size_t from = reader->scan.at;
    json_scan_value(&reader->scan, &raw);
    switch (raw.ptr[0]) {
    case 'n': return STATUS_OK;
    case 't': return row_builder_put_kept(&reader->row, column, CELL_BOOLEAN, TEXT("1"), err);
    case 'f': return row_builder_put_kept(&reader->row, column, CELL_BOOLEAN, TEXT("0"), err);
    case '{':
    case '[': return row_builder_put_kept(&reader->row, column, CELL_TEXT, raw, err);
    case '"':
        reader->scan.at = from;
        reader->text.len = 0;
        json_scan_string(&reader->scan, &reader->text);
        if (reader->text.len == 0) return STATUS_OK;
        return row_builder_put(&reader->row, column, CELL_TEXT, buf_text(&reader->text), err);
    default:
        reader->text.len = 0;
        number_print(&reader->text, raw);
        return row_builder_put(&reader->row, column, CELL_NUMBER, buf_text(&reader->text), err);
    }
}

static Status put_header(const JsonTable *table, JsonReader *reader, Error *err)
{
    row_builder_start(&reader->row, 1);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < table->keys.count; i++) {
        Text key = *LIST_AT(&table->keys, Text, i);
        if (key.len == 0) continue;
        status = row_builder_put_kept(&reader->row, (int)i + 1, CELL_TEXT, key, err);
    }
    reader->header_done = true;
    return status;
}

/* The first walk has found the text sound, so only what is taken need be looked at. */
static Status put_item(const JsonTable *table, JsonReader *reader, Error *err)
{
    JsonScan *scan = &reader->scan;
    char close = table->objects ? '}' : ']';
    row_builder_start(&reader->row, (int64_t)++reader->at + (table->keys.count > 0));
    json_take(scan, table->objects ? '{' : '[');
    Status status = STATUS_OK;
    if (json_take(scan, close)) close = 0;
    for (int64_t column = 1; close && status == STATUS_OK; column++) {
        if (table->objects) {
            reader->text.len = 0;
            json_scan_string(scan, &reader->text);
            map_get(table->columns, buf_text(&reader->text), &column);
            json_take(scan, ':');
        }
        status = put_value(reader, (int)column, err);
        if (!json_take(scan, ',')) break;
    }
    if (close) json_take(scan, close);
    json_take(scan, ',');
    return status;
}

static Status json_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    const JsonTable *table = file->state;
    JsonReader *reader = file->reading;
    *more = false;
    while (!*more && (!reader->header_done || reader->at < table->items)) {
        Status status =
            reader->header_done ? put_item(table, reader, err) : put_header(table, reader, err);
        if (status != STATUS_OK) return status;
        *row = row_builder_row(&reader->row);
        *more = row->cell_count > 0;
    }
    return STATUS_OK;
}

static double json_progress(const SheetFile *file)
{
    const JsonTable *table = file->state;
    const JsonReader *reader = file->reading;
    return (double)reader->at / (double)table->items;
}

static void json_deselect(SheetFile *file)
{
    file->reading = NULL;
}

const SheetFormat FORMAT_JSON = {"json",    json_probe,    json_open,     json_select,
                                 json_next, json_progress, json_deselect, json_close};
