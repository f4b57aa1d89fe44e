/* XLS: records and the texts in them. */
#include "xls_impl.h"

#include <iconv.h>
#include <string.h>

/* ---- Records ---- */

bool biff_next(Biff *biff, bool *damaged)
{
    size_t left = biff->stream.len - biff->next;
    *damaged = left > 0 && left < 4;
    if (left < 4) return false;
    const char *header = biff->stream.ptr + biff->next;
    size_t len = little16(header + 2);
    *damaged = len > left - 4;
    if (*damaged) return false;
    biff->type = little16(header);
    biff->data = (Text){header + 4, len};
    biff->at = 0;
    biff->next += 4 + len;
    return true;
}

bool biff_continue(Biff *biff)
{
    Biff ahead = *biff;
    bool damaged;
    if (!biff_next(&ahead, &damaged) || ahead.type != BIFF_CONTINUE) return false;
    ahead.type = biff->type;
    *biff = ahead;
    return true;
}

size_t biff_left(const Biff *biff)
{
    return biff->data.len - biff->at;
}

unsigned biff_u8(Biff *biff)
{
    return biff_left(biff) < 1 ? 0 : (unsigned char)biff->data.ptr[biff->at++];
}

unsigned biff_u16(Biff *biff)
{
    unsigned low = biff_u8(biff);
    return low | biff_u8(biff) << 8;
}

uint32_t biff_u32(Biff *biff)
{
    uint32_t low = biff_u16(biff);
    return low | (uint32_t)biff_u16(biff) << 16;
}

double biff_double(Biff *biff)
{
    uint64_t bits = biff_u32(biff);
    bits |= (uint64_t)biff_u32(biff) << 32;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* ---- Texts ---- */

/* Half a pair waits here for its other half. */
typedef struct Utf16 {
    Buf *out;
    uint32_t high;
} Utf16;

static void add_unit(Utf16 *utf16, uint32_t unit)
{
    bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (utf16->high && low) {
        buf_add_code_point(utf16->out, 0x10000 + ((utf16->high - 0xD800) << 10) + unit - 0xDC00);
        utf16->high = 0;
        return;
    }
    if (utf16->high) buf_add_code_point(utf16->out, 0xFFFD);
    utf16->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    if (!utf16->high) buf_add_code_point(utf16->out, low || unit == 0 ? 0xFFFD : unit);
}

/* Characters of one or two bytes each; where a record ends among them, the one that continues it
 * begins with new flags. */
static bool read_unicode(Biff *biff, size_t chars, bool wide, Buf *out)
{
    Utf16 utf16 = {.out = out};
    for (; chars > 0; chars--) {
        if (biff_left(biff) == 0) {
            if (!biff_continue(biff)) return false;
            wide = biff_u8(biff) & 1;
        }
        if (biff_left(biff) < (wide ? 2 : 1)) return false;
        add_unit(&utf16, wide ? biff_u16(biff) : biff_u8(biff));
    }
    if (utf16.high) buf_add_code_point(out, 0xFFFD);
    return true;
}

/* Jumps over formatting behind a text, which continues without flags. */
static bool skip(Biff *biff, size_t bytes)
{
    while (bytes > biff_left(biff)) {
        bytes -= biff_left(biff);
        if (!biff_continue(biff)) return false;
    }
    biff->at += bytes;
    return true;
}

bool xls_read_rich(Biff *biff, size_t chars, Buf *out)
{
    unsigned flags = biff_u8(biff);
    size_t runs = flags & 8 ? biff_u16(biff) : 0;
    size_t phonetic = flags & 4 ? biff_u32(biff) : 0;
    return read_unicode(biff, chars, flags & 1, out) && skip(biff, runs * 4 + phonetic);
}

static const char *encoding_of(int code_page, char name[16])
{
    switch (code_page) {
    case 936: return "GB18030";
    case 950: return "BIG5";
    case 0:
    case 32769: return "CP1252";
    case 10000:
    case 32768: return "MACINTOSH";
    default: snprintf(name, 16, "CP%d", code_page); return name;
    }
}

static bool read_bytes(const Xls *xls, Biff *biff, size_t count, Buf *out)
{
    if (biff_left(biff) < count) return false;
    char name[16], utf8[256];
    iconv_t converter = iconv_open("UTF-8", encoding_of(xls->code_page, name));
    if (converter == (iconv_t)-1) return false;
    char *in = (char *)(uintptr_t)(biff->data.ptr + biff->at); /* iconv only reads it */
    size_t in_left = count;
    while (in_left > 0) {
        char *to = utf8;
        size_t room = sizeof utf8, before = in_left;
        iconv(converter, &in, &in_left, &to, &room);
        buf_add(out, (Text){utf8, sizeof utf8 - room});
        if (in_left == before) break;
    }
    iconv_close(converter);
    biff->at += count;
    return in_left == 0;
}

bool xls_read_chars(const Xls *xls, Biff *biff, size_t chars, Buf *out)
{
    return xls->biff8 ? xls_read_rich(biff, chars, out) : read_bytes(xls, biff, chars, out);
}

bool xls_load_strings(SheetFile *file, Xls *xls, Biff *biff)
{
    Buf text = buf_new(file->sheet_arena);
    biff_u32(biff); /* how often they are used */
    uint32_t count = biff_u32(biff);
    for (uint32_t i = 0; i < count; i++) {
        if (biff_left(biff) == 0 && !biff_continue(biff)) return false;
        if (biff_left(biff) < 3) return false;
        text.len = 0;
        if (!xls_read_rich(biff, biff_u16(biff), &text)) return false;
        *(Text *)list_add(&xls->strings) = text_copy(file->arena, buf_text(&text));
    }
    return true;
}
