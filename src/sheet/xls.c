/* XLS: what the globals of the workbook say before the sheets.
 *
 * libfreexl would have been the ready-made way, but it gives blanks for every cell with a formula,
 * which is what totals and growth rates are, and knows no merged ranges and no hidden sheets. */
#include "xls_impl.h"

#include <string.h>

/* Compound files that are no workbook, by a stream that only they have. */
static const struct {
    const char *stream, *kind;
} OTHER_DOCUMENTS[] = {
    {"WordDocument", "DOC"},
    {"PowerPoint Document", "PPT"},
};

Status xls_error_damaged(const SheetFile *file, Error *err)
{
    return error_set(err, STATUS_CORRUPT, "sheet.xls_damaged", ARGS(file_arg(file)));
}

static bool read_sheet_entry(SheetFile *file, Xls *xls, Biff *biff)
{
    enum { WORKSHEET = 0 };
    uint32_t offset = biff_u32(biff);
    unsigned state = biff_u8(biff), kind = biff_u8(biff);
    if (kind != WORKSHEET) return true;
    Buf name = buf_new(file->arena);
    if (!xls_read_chars(xls, biff, biff_u8(biff), &name)) return false;
    SheetInfo *info = sheet_add(file, buf_text(&name));
    info->hidden = (state & 3) != 0;
    *(uint32_t *)list_add(&xls->offsets) = offset;
    return true;
}

static bool read_format(SheetFile *file, Xls *xls, Biff *biff)
{
    Buf code = buf_new(file->sheet_arena);
    unsigned id = biff_u16(biff);
    size_t chars = xls->biff8 ? biff_u16(biff) : biff_u8(biff);
    if (!xls_read_chars(xls, biff, chars, &code)) return false;
    xls->format_looks[id] = (uint8_t)look_of_format_code(buf_text(&code));
    return true;
}

static void read_style(Xls *xls, Biff *biff)
{
    biff_u16(biff); /* the font */
    *(uint8_t *)list_add(&xls->looks) = xls->format_looks[biff_u16(biff)];
}

static Status read_global(SheetFile *file, Xls *xls, Biff *biff, Error *err)
{
    bool sound = true;
    switch (biff->type) {
    case BIFF_FILEPASS:
        return error_set(err, STATUS_UNSUPPORTED, "sheet.encrypted", ARGS(file_arg(file)));
    case BIFF_CODEPAGE: xls->code_page = (int)biff_u16(biff); break;
    case BIFF_DATEMODE: xls->epoch_1904 = biff_u16(biff) == 1; break;
    case BIFF_BOUNDSHEET: sound = read_sheet_entry(file, xls, biff); break;
    case BIFF_FORMAT: sound = read_format(file, xls, biff); break;
    case BIFF_XF: read_style(xls, biff); break;
    case BIFF_SST: sound = xls_load_strings(file, xls, biff); break;
    default: break;
    }
    return sound ? STATUS_OK : xls_error_damaged(file, err);
}

static Status read_globals(SheetFile *file, Xls *xls, Error *err)
{
    Biff biff = {.stream = xls->stream};
    bool damaged;
    if (!biff_next(&biff, &damaged) || biff.type != BIFF_BOF) return xls_error_damaged(file, err);
    unsigned version = biff_u16(&biff);
    if (version != 0x0600 && version != 0x0500) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.foreign",
                         ARGS(file_arg(file), arg_cstr("kind", "XLS (BIFF2–4)")));
    }
    xls->biff8 = version == 0x0600;
    while (biff_next(&biff, &damaged)) {
        if (biff.type == BIFF_EOF) return STATUS_OK;
        Status status = read_global(file, xls, &biff, err);
        if (status != STATUS_OK) return status;
    }
    return xls_error_damaged(file, err);
}

static Status open_workbook(SheetFile *file, Xls *xls, const Ole *ole, Error *err)
{
    if (ole_has(ole, "EncryptedPackage")) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.encrypted", ARGS(file_arg(file)));
    }
    const char *name = ole_has(ole, "Workbook") ? "Workbook" : "Book";
    const char *kind = ole_has(ole, name) ? NULL : "OLE";
    for (size_t i = 0; kind && i < sizeof(OTHER_DOCUMENTS) / sizeof(OTHER_DOCUMENTS[0]); i++) {
        if (ole_has(ole, OTHER_DOCUMENTS[i].stream)) kind = OTHER_DOCUMENTS[i].kind;
    }
    if (kind) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.foreign",
                         ARGS(file_arg(file), arg_cstr("kind", kind)));
    }
    if (!ole_stream(file->arena, ole, name, &xls->stream)) return xls_error_damaged(file, err);
    return read_globals(file, xls, err);
}

static Status xls_open(SheetFile *file, Error *err)
{
    Text bytes;
    Status status = sheet_read_all(file, &bytes, err);
    if (status != STATUS_OK) return status;
    Xls *xls = ARENA_NEW(file->arena, Xls);
    *xls = (Xls){
        .code_page = 1252,
        .offsets = list_new(file->arena, sizeof(uint32_t)),
        .strings = list_new(file->arena, sizeof(Text)),
        .format_looks = arena_alloc(file->arena, FORMAT_IDS),
        .looks = list_new(file->arena, sizeof(uint8_t)),
    };
    file->state = xls;
    for (int id = 0; id < FORMAT_IDS; id++)
        xls->format_looks[id] = (uint8_t)look_of_format_id(id);
    Ole ole;
    if (!ole_open(file->arena, bytes, &ole)) return xls_error_damaged(file, err);
    return open_workbook(file, xls, &ole, err);
}

static void xls_close(SheetFile *file)
{
    (void)file; /* everything stands on its arena */
}

const SheetFormat FORMAT_XLS = {"xls",    ole_probe,    xls_open,     xls_select,
                                xls_next, xls_progress, xls_deselect, xls_close};
