#include "sheet_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const SheetLimits SHEET_LIMITS = {
    .file_bytes = INT64_C(4) << 30,
    .unpacked_bytes = INT64_C(4) << 30,
    .ratio = 400,
    .rows = 100000000,
    .columns = 16384,
    .cell_bytes = 1 << 20,
    .depth = 64,
};

/* Formats that stand in memory whole; yearbooks are a hundredth of this. */
static const int64_t DOCUMENT_BYTES = INT64_C(256) << 20;

/* In the order in which they are asked; CSV takes what nobody else wants. */
static const SheetFormat *const FORMATS[] = {
    &FORMAT_XLSX, &FORMAT_XLS, &FORMAT_HTML, &FORMAT_JSON, &FORMAT_CSV,
};

/* Kinds of file that are often sent in place of a table, each told by name. */
static const struct {
    const char *magic;
    size_t len;
    const char *kind;
} FOREIGN[] = {
    {"%PDF", 4, "PDF"},      {"{\\rtf", 5, "RTF"},        {"MIME-Version:", 13, "MHTML"},
    {"\x89PNG", 4, "PNG"},   {"\xff\xd8\xff", 3, "JPEG"}, {"GIF8", 4, "GIF"},
    {"\x1f\x8b", 2, "GZIP"}, {"Rar!", 4, "RAR"},          {"7z\xbc\xaf\x27\x1c", 6, "7-Zip"},
};

Arg file_arg(const SheetFile *file)
{
    return arg_cstr("file", file->path);
}

static Status error_system(const SheetFile *file, Error *err)
{
    int reason = errno;
    Status status = STATUS_IO;
    const char *code = "sheet.read_failed";
    if (reason == ENOENT || reason == ENOTDIR) {
        status = STATUS_NOT_FOUND;
        code = "sheet.not_found";
    } else if (reason == EACCES || reason == EPERM) {
        status = STATUS_DENIED;
        code = "sheet.not_permitted";
    }
    return error_set(err, status, code, ARGS(file_arg(file), arg_cstr("reason", strerror(reason))));
}

SheetInfo *sheet_add(SheetFile *file, Text name)
{
    SheetInfo *info = list_add(&file->sheets);
    info->name = text_copy(file->arena, name);
    return info;
}

Text sheet_file_title(const SheetFile *file)
{
    const char *slash = strrchr(file->path, '/');
    const char *name = slash ? slash + 1 : file->path;
    const char *dot = strrchr(name, '.');
    size_t len = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    return (Text){name, len};
}

Status sheet_read_at(const SheetFile *file, int64_t offset, void *bytes, size_t len, size_t *got,
                     Error *err)
{
    *got = 0;
    if (file->memory.ptr) {
        Text piece = text_slice(file->memory, (size_t)offset, (size_t)offset + len);
        memcpy(bytes, piece.ptr, piece.len);
        *got = piece.len;
        return STATUS_OK;
    }
    while (*got < len) {
        ssize_t step = pread(file->fd, (char *)bytes + *got, len - *got, offset + (int64_t)*got);
        if (step < 0 && errno == EINTR) continue;
        if (step < 0) return error_system(file, err);
        if (step == 0) break;
        *got += (size_t)step;
    }
    return STATUS_OK;
}

Status sheet_read_all(SheetFile *file, Text *bytes, Error *err)
{
    if (file->size > DOCUMENT_BYTES) {
        return error_set(err, STATUS_LIMIT, "sheet.document_too_large",
                         ARGS(file_arg(file), arg_cstr("format", file->format->name),
                              arg_int("limit", DOCUMENT_BYTES >> 20)));
    }
    char *all = arena_alloc(file->arena, (size_t)file->size + 1);
    size_t got;
    Status status = sheet_read_at(file, 0, all, (size_t)file->size, &got, err);
    *bytes = (Text){all, got};
    return status;
}

Status sheet_error_columns(const SheetFile *file, int64_t row, Error *err)
{
    return error_set(
        err, STATUS_LIMIT, "sheet.too_many_columns",
        ARGS(file_arg(file), arg_int("row", row), arg_int("limit", file->limits.columns)));
}

Status sheet_error_cell(const SheetFile *file, int64_t row, int64_t column, Error *err)
{
    return error_set(err, STATUS_LIMIT, "sheet.cell_too_long",
                     ARGS(file_arg(file), arg_int("row", row), arg_int("column", column),
                          arg_int("limit", file->limits.cell_bytes)));
}

bool sheet_head_has(const SheetFile *file, const char *needle)
{
    size_t len = strlen(needle);
    /* UTF-16 text shows its ASCII in every other byte. */
    const unsigned char *head = file->head;
    bool wide = file->head_len > 2 &&
                ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff));
    size_t step = wide ? 2 : 1;
    size_t first = wide && head[0] == 0xff ? 2 : wide ? 3 : 0;
    for (size_t at = first; at + (len - 1) * step < file->head_len; at += step) {
        size_t same = 0;
        while (same < len) {
            unsigned char c = head[at + same * step];
            if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
            if (c != (unsigned char)needle[same]) break;
            same++;
        }
        if (same == len) return true;
    }
    return false;
}

/* ---- Opening ---- */

static Status open_descriptor(SheetFile *file, Error *err)
{
    /* O_NONBLOCK: a named pipe must not make us wait for its writer. */
    file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    if (file->fd < 0 || fstat(file->fd, &info) != 0) return error_system(file, err);
    if (!S_ISREG(info.st_mode)) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.not_a_file", ARGS(file_arg(file)));
    }
    file->size = info.st_size;
    if (file->size == 0) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.empty", ARGS(file_arg(file)));
    }
    if (file->size > file->limits.file_bytes) {
        return error_set(err, STATUS_LIMIT, "sheet.file_too_large",
                         ARGS(file_arg(file), arg_int("size", file->size >> 20),
                              arg_int("limit", file->limits.file_bytes >> 20)));
    }
    return sheet_read_at(file, 0, file->head, HEAD_BYTES, &file->head_len, err);
}

static Status refuse_foreign(const SheetFile *file, Error *err)
{
    const char *kind = NULL;
    for (size_t i = 0; i < sizeof(FOREIGN) / sizeof(FOREIGN[0]); i++) {
        if (file->head_len >= FOREIGN[i].len &&
            memcmp(file->head, FOREIGN[i].magic, FOREIGN[i].len) == 0) {
            kind = FOREIGN[i].kind;
        }
    }
    if (!kind && sheet_head_has(file, "<?xml") &&
        sheet_head_has(file, "urn:schemas-microsoft-com:office:spreadsheet")) {
        kind = "SpreadsheetML 2003";
    }
    if (!kind) return STATUS_OK;
    return error_set(err, STATUS_UNSUPPORTED, "sheet.foreign",
                     ARGS(file_arg(file), arg_cstr("kind", kind)));
}

static Status open_format(SheetFile *file, Error *err)
{
    Status status = open_descriptor(file, err);
    if (status == STATUS_OK) status = refuse_foreign(file, err);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; !file->format; i++) {
        if (FORMATS[i]->probe(file)) file->format = FORMATS[i];
    }
    status = file->format->open(file, err);
    if (status != STATUS_OK) return status;
    if (file->sheets.count == 0) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.no_table", ARGS(file_arg(file)));
    }
    return STATUS_OK;
}

Status sheet_open(const char *path, const SheetLimits *limits, SheetFile **file, Error *err)
{
    Arena *arena = arena_new();
    SheetFile *made = ARENA_NEW(arena, SheetFile);
    made->arena = arena;
    made->sheet_arena = arena_new();
    made->path = text_cstr(arena, text_from(path));
    made->fd = -1;
    made->limits = limits ? *limits : SHEET_LIMITS;
    made->encoding = "";
    made->sheets = list_new(arena, sizeof(SheetInfo));
    made->merges = list_new(made->sheet_arena, sizeof(MergedRange));
    made->selected = -1;
    *file = NULL;
    Status status = open_format(made, err);
    if (status == STATUS_OK) {
        *file = made;
    } else {
        sheet_close(made);
    }
    return status;
}

void sheet_close(SheetFile *file)
{
    if (!file) return;
    if (file->format) {
        file->format->deselect(file);
        file->format->close(file);
    }
    if (file->fd >= 0) close(file->fd);
    arena_free(file->sheet_arena);
    arena_free(file->arena);
}

/* ---- What is known ---- */

const char *sheet_format(const SheetFile *file)
{
    return file->format->name;
}

const char *sheet_encoding(const SheetFile *file)
{
    return file->encoding;
}

char sheet_delimiter(const SheetFile *file)
{
    return file->delimiter;
}

int sheet_count(const SheetFile *file)
{
    return (int)file->sheets.count;
}

Text sheet_name(const SheetFile *file, int index)
{
    return LIST_AT(&file->sheets, SheetInfo, (size_t)index)->name;
}

bool sheet_is_hidden(const SheetFile *file, int index)
{
    return LIST_AT(&file->sheets, SheetInfo, (size_t)index)->hidden;
}

size_t sheet_merges(const SheetFile *file, const MergedRange **ranges)
{
    *ranges = file->merges.items;
    return file->merges.count;
}

double sheet_progress(const SheetFile *file)
{
    if (file->selected < 0) return 0;
    double share = file->format->progress(file);
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* ---- Reading ---- */

Status sheet_select(SheetFile *file, int index, Error *err)
{
    if (index < 0 || index >= sheet_count(file)) {
        return error_set(
            err, STATUS_NOT_FOUND, "sheet.no_such_sheet",
            ARGS(file_arg(file), arg_int("sheet", index + 1), arg_int("count", sheet_count(file))));
    }
    file->format->deselect(file);
    arena_reset(file->sheet_arena);
    file->merges = list_new(file->sheet_arena, sizeof(MergedRange));
    file->rows_read = 0;
    Status status = file->format->select(file, index, err);
    file->selected = status == STATUS_OK ? index : -1;
    return status;
}

Status sheet_next(SheetFile *file, SheetRow *row, bool *more, Error *err)
{
    *more = false;
    *row = (SheetRow){0};
    if (file->selected < 0) {
        Status status = sheet_select(file, 0, err);
        if (status != STATUS_OK) return status;
    }
    Status status = file->format->next(file, row, more, err);
    if (status != STATUS_OK || !*more) return status;
    if (++file->rows_read > file->limits.rows) {
        return error_set(err, STATUS_LIMIT, "sheet.too_many_rows",
                         ARGS(file_arg(file), arg_int("limit", file->limits.rows)));
    }
    return STATUS_OK;
}

Hash sheet_digest(SheetFile *file)
{
    enum { BLOCK = 1 << 16 };
    char *block = arena_alloc(file->arena, BLOCK);
    Sha256 sha;
    sha256_start(&sha);
    int64_t offset = 0;
    size_t got;
    Error ignored;
    do {
        if (sheet_read_at(file, offset, block, BLOCK, &got, &ignored) != STATUS_OK) {
            return (Hash){0};
        }
        sha256_add(&sha, block, got);
        offset += (int64_t)got;
    } while (got == BLOCK);
    return sha256_finish(&sha);
}

/* ---- References ---- */

void sheet_column_name(Buf *out, int column)
{
    char letters[8];
    size_t count = 0;
    for (int rest = column; rest > 0 && count < sizeof letters; rest = (rest - 1) / 26) {
        letters[count++] = (char)('A' + (rest - 1) % 26);
    }
    while (count > 0)
        buf_add_char(out, letters[--count]);
}

bool sheet_parse_reference(Text text, int64_t *row, int *column)
{
    size_t at = 0;
    int col = 0;
    for (; at < text.len && at < 4; at++) {
        char c = (char)(text.ptr[at] & ~0x20);
        if (c < 'A' || c > 'Z') break;
        col = col * 26 + (c - 'A' + 1);
    }
    if (at == 0 || at == text.len || text.len - at > 9) return false;
    int64_t number = 0;
    for (; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9') return false;
        number = number * 10 + (text.ptr[at] - '0');
    }
    *row = number;
    *column = col;
    return number > 0;
}

bool sheet_parse_range(Text text, MergedRange *range)
{
    Text first = text, last = text;
    size_t colon;
    if (text_find(text, TEXT(":"), &colon)) {
        first = text_slice(text, 0, colon);
        last = text_slice(text, colon + 1, text.len);
    }
    return sheet_parse_reference(first, &range->first_row, &range->first_column) &&
           sheet_parse_reference(last, &range->last_row, &range->last_column) &&
           range->first_row <= range->last_row && range->first_column <= range->last_column;
}
