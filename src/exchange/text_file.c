/* A file of prose becomes text: what it is shows in its first bytes, never in its name. */
#include "text_file_impl.h"

#include <string.h>
#include <strings.h>

enum { HEAD_MOST = 4096 };

static const struct {
    const char *magic;
    size_t len;
    const char *format;
} FOREIGN[] = {
    {"%PDF", 4, "PDF"},
    {"\xD0\xCF\x11\xE0", 4, "DOC"},
    {"{\\rtf", 5, "RTF"},
    {"MIME-Version:", 13, "MHTML"},
    {"\x89PNG", 4, "PNG"},
    {"\xff\xd8\xff", 3, "JPEG"},
    {"\x1f\x8b", 2, "GZIP"},
    {"Rar!", 4, "RAR"},
    {"7z\xbc\xaf\x27\x1c", 6, "7-Zip"},
};

static bool begins(Text text, const char *bytes, size_t len)
{
    return text.len >= len && memcmp(text.ptr, bytes, len) == 0;
}

/* ---- Lines ---- */

void text_maker_cut(TextMaker *maker, ProseEmendationKind kind, Text what)
{
    what = text_trim(what);
    if (!what.len) return;
    *(TextCut *)list_add(&maker->cuts) = (TextCut){.kind = kind,
                                                   .at = maker->text.len + maker->block.len,
                                                   .line = maker->lines + 1,
                                                   .text = text_copy(maker->arena, what)};
}

/* What was cut inside the open line stands inside what is kept of it, `lead` bytes on. */
static void settle_cuts(TextMaker *maker, size_t lead, size_t len)
{
    size_t start = maker->text.len;
    for (size_t i = maker->cuts.count; i-- > 0;) {
        TextCut *cut = LIST_AT(&maker->cuts, TextCut, i);
        if (cut->at <= start) return;
        size_t in = cut->at - start;
        in = in > lead ? in - lead : 0;
        cut->at = start + (in < len ? in : len);
    }
}

void text_maker_end_line(TextMaker *maker)
{
    Text line = text_trim(buf_text(&maker->block));
    settle_cuts(maker, line.len ? (size_t)(line.ptr - maker->block.ptr) : 0, line.len);
    if (line.len && !text_table_takes(maker, line)) {
        buf_add(&maker->text, line);
        buf_add_char(&maker->text, '\n');
        maker->lines++;
        /* A line break inside a paragraph. */
        for (size_t i = 0; i < line.len; i++)
            maker->lines += line.ptr[i] == '\n';
    }
    maker->block.len = 0;
}

void text_maker_drop_line(TextMaker *maker)
{
    Text line = buf_text(&maker->block);
    maker->block.len = 0;
    settle_cuts(maker, 0, 0);
    text_maker_cut(maker, EMENDATION_FURNITURE, line);
}

/* ---- Which format ---- */

static bool head_has(Text bytes, const char *needle)
{
    size_t len = strlen(needle), most = bytes.len < HEAD_MOST ? bytes.len : HEAD_MOST;
    for (size_t at = 0; at + len <= most; at++) {
        if (strncasecmp(bytes.ptr + at, needle, len) == 0) return true;
    }
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A page, or a piece of one as it is copied out of an editor. */
static bool is_html(Text text)
{
    while (text.len && is_space(text.ptr[0]))
        text = text_slice(text, 1, text.len);
    if (!text.len || text.ptr[0] != '<') return false;
    static const char *const TAGS[] = {"<!doctype html", "<html", "<head", "<body",
                                       "<div",           "<p>",   "<p ",   "<table"};
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        if (head_has(text, TAGS[i])) return true;
    }
    return false;
}

static Status refuse_foreign(Text bytes, const char *name, Error *err)
{
    for (size_t i = 0; i < sizeof FOREIGN / sizeof FOREIGN[0]; i++) {
        if (!begins(bytes, FOREIGN[i].magic, FOREIGN[i].len)) continue;
        const char *code = i == 0 ? "exchange.text_pdf" : "exchange.text_foreign";
        return error_set(err, STATUS_UNSUPPORTED, code,
                         ARGS(arg_cstr("file", name), arg_cstr("format", FOREIGN[i].format)));
    }
    return STATUS_OK;
}

bool text_is_plain(Text head)
{
    for (size_t i = 0; i < sizeof FOREIGN / sizeof FOREIGN[0]; i++) {
        if (begins(head, FOREIGN[i].magic, FOREIGN[i].len)) return false;
    }
    return !begins(head, "PK\3\4", 4) && text_is_utf8(head) && !is_html(head);
}

static Status read_plain(Arena *arena, Text bytes, const char *name, TextFile *file, Error *err)
{
    Status status = document_text(arena, bytes, name, &file->text, &file->encoding, err);
    if (status != STATUS_OK || !is_html(file->text)) return status;
    TextMaker maker = {.arena = arena,
                       .name = name,
                       .text = buf_new(arena),
                       .block = buf_new(arena),
                       .cuts = file->cuts};
    file->format = "html";
    status = html_to_text(file->text, &maker, err);
    file->text = buf_text(&maker.text);
    file->cuts = maker.cuts;
    return status;
}

static Status read_docx(Arena *arena, Text bytes, const char *name, TextFile *file, Error *err)
{
    TextMaker maker = {.arena = arena,
                       .name = name,
                       .text = buf_new(arena),
                       .block = buf_new(arena),
                       .cuts = file->cuts};
    file->format = "docx";
    Status status = docx_to_text(bytes, &maker, err);
    file->text = buf_text(&maker.text);
    file->cuts = maker.cuts;
    return status;
}

Status text_file_read(Arena *arena, Text bytes, const char *name, TextFile *file, Error *err)
{
    *file = (TextFile){.format = "text",
                       .encoding = "",
                       .text = TEXT(""),
                       .cuts = list_new(arena, sizeof(TextCut)),
                       .digest = hash_text(bytes)};
    Status status = refuse_foreign(bytes, name, err);
    if (status != STATUS_OK) return status;
    return begins(bytes, "PK\3\4", 4) ? read_docx(arena, bytes, name, file, err)
                                      : read_plain(arena, bytes, name, file, err);
}
