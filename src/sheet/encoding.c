/* Which encoding a text file has, and its characters as UTF-8.
 *
 * Note "whole file": half of all short UTF-8 Chinese texts are valid GB18030 as well, so nothing is
 * decided by a part of a file. The order is: byte order mark, strict UTF-8 over every byte, then
 * GB18030 and Big5, which are told apart by how common their characters would be (see `Score`).
 */
#include "sheet_impl.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 18, CARRY_BYTES = 16 };

/* ---- Strict UTF-8 ---- */

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the character at `p`, 0 when it is none; never looks behind `end`. */
static size_t utf8_character(const unsigned char *p, const unsigned char *end)
{
    unsigned char lead = p[0];
    size_t left = (size_t)(end - p);
    if (lead < 0x80) return 1;
    if (lead >= 0xE1 && lead <= 0xEC) { /* most Chinese */
        return left >= 3 && is_tail(p[1]) && is_tail(p[2]) ? 3 : 0;
    }
    if (lead < 0xC2 || lead > 0xF4 || left < 2) return 0;
    if (lead < 0xE0) return is_tail(p[1]) ? 2 : 0;
    /* Overlong forms, surrogates and values above U+10FFFF show in the second byte. */
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high || left < 3 || !is_tail(p[2])) return 0;
    if (lead < 0xF0) return 3;
    return left >= 4 && is_tail(p[3]) ? 4 : 0;
}

static uint64_t load_word(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Eight bytes, all ASCII and none of them NUL? */
static bool is_plain_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = UINT64_C(0x8080808080808080);
    return (word & highs) == 0 && ((word - ones) & ~word & highs) == 0;
}

/* How many of the bytes are whole, valid characters other than NUL. */
static size_t utf8_valid_bytes(const unsigned char *bytes, size_t len)
{
    const unsigned char *p = bytes, *end = bytes + len;
    while (p < end) {
        while (end - p >= 8 && is_plain_word(load_word(p)))
            p += 8;
        /* Chinese runs and what stands between them, without going back to whole words. */
        for (int i = 0; i < 16 && p < end; i++) {
            size_t step = *p == 0 ? 0 : utf8_character(p, end);
            if (step == 0) return (size_t)(p - bytes);
            p += step;
        }
    }
    return len;
}

/* What a character begins with that the end of the file cut off. */
static bool is_cut_character(const unsigned char *p, size_t len)
{
    size_t whole = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < len; i++) {
        if (!is_tail(p[i])) return false;
    }
    return p[0] >= 0xC2 && p[0] <= 0xF4 && len < whole;
}

typedef struct Utf8Check {
    bool valid;
    int64_t first_bad; /* offset */
    bool is_nul;       /* what stands there */
    bool is_cut;       /* all before it is valid, and nothing stands behind it */
} Utf8Check;

static Status check_utf8(SheetFile *file, unsigned char *block, Utf8Check *check, Error *err)
{
    int64_t offset = 0;
    size_t carry = 0, got;
    *check = (Utf8Check){.valid = true};
    do {
        Status status =
            sheet_read_at(file, offset + (int64_t)carry, block + carry, BLOCK_BYTES, &got, err);
        if (status != STATUS_OK) return status;
        size_t len = carry + got;
        size_t good = utf8_valid_bytes(block, len);
        carry = len - good;
        offset += (int64_t)good;
        bool at_end = got < BLOCK_BYTES;
        if (carry >= 4 || (carry > 0 && (at_end || block[good] == 0))) {
            *check = (Utf8Check){.valid = false,
                                 .first_bad = offset,
                                 .is_nul = block[good] == 0,
                                 .is_cut = at_end && is_cut_character(block + good, carry)};
            return STATUS_OK;
        }
        memmove(block, block + good, carry);
    } while (got == BLOCK_BYTES);
    return STATUS_OK;
}

/* ---- The stream ---- */

struct TextStream {
    Arena *arena; /* its own: a stream may outlive the sheet that it was opened for */
    const SheetFile *file;
    iconv_t converter; /* (iconv_t)-1: UTF-8, straight through */
    int64_t offset;    /* of the next byte to read from the file */
    char *raw;         /* bytes not yet converted */
    size_t raw_at, raw_len;
    bool raw_end;
    bool is_cut; /* the file ends within a character */
};

static Status stream_of(const SheetFile *file, const char *encoding, TextStream **stream,
                        Error *err)
{
    *stream = NULL;
    Arena *arena = arena_new();
    TextStream *made = ARENA_NEW(arena, TextStream);
    made->arena = arena;
    made->file = file;
    made->offset = file->bom_bytes;
    made->converter = (iconv_t)-1;
    if (strcmp(encoding, "UTF-8") != 0) {
        made->converter = iconv_open("UTF-8", encoding);
        if (made->converter == (iconv_t)-1) {
            arena_free(arena);
            return error_set(err, STATUS_UNSUPPORTED, "sheet.no_converter",
                             ARGS(file_arg(file), arg_cstr("encoding", encoding)));
        }
        made->raw = arena_alloc(arena, BLOCK_BYTES);
    }
    *stream = made;
    return STATUS_OK;
}

Status text_stream_open(SheetFile *file, TextStream **stream, Error *err)
{
    return stream_of(file, file->encoding, stream, err);
}

void text_stream_close(TextStream *stream)
{
    if (!stream) return;
    if (stream->converter != (iconv_t)-1) iconv_close(stream->converter);
    arena_free(stream->arena);
}

int64_t text_stream_offset(const TextStream *stream)
{
    return stream->offset - (int64_t)(stream->raw_len - stream->raw_at);
}

/* Only the last character is not whole: the rest of the file was lost. */
static Status error_cut(const SheetFile *file, const char *encoding, int64_t offset, Error *err)
{
    return error_set(
        err, STATUS_CORRUPT, "sheet.encoding_cut",
        ARGS(file_arg(file), arg_cstr("encoding", encoding), arg_int("offset", offset)));
}

static Status error_broken(const SheetFile *file, const char *encoding, int64_t offset, Error *err)
{
    return error_set(
        err, STATUS_CORRUPT, "sheet.encoding_broken",
        ARGS(file_arg(file), arg_cstr("encoding", encoding), arg_int("offset", offset)));
}

static Status refill_raw(TextStream *stream, Error *err)
{
    size_t carry = stream->raw_len - stream->raw_at;
    memmove(stream->raw, stream->raw + stream->raw_at, carry);
    size_t room = BLOCK_BYTES - carry, got;
    Status status =
        sheet_read_at(stream->file, stream->offset, stream->raw + carry, room, &got, err);
    if (status != STATUS_OK) return status;
    stream->offset += (int64_t)got;
    stream->raw_at = 0;
    stream->raw_len = carry + got;
    stream->raw_end = got < room;
    return STATUS_OK;
}

static Status read_converted(TextStream *stream, char *bytes, size_t cap, size_t *got, Error *err)
{
    *got = 0;
    bool need_more = stream->raw_at == stream->raw_len;
    while (*got == 0) {
        if (need_more && !stream->raw_end) {
            Status status = refill_raw(stream, err);
            if (status != STATUS_OK) return status;
        }
        if (stream->raw_at == stream->raw_len) return STATUS_OK;
        char *in = stream->raw + stream->raw_at, *out = bytes;
        size_t in_left = stream->raw_len - stream->raw_at, out_left = cap;
        errno = 0;
        size_t result = iconv(stream->converter, &in, &in_left, &out, &out_left);
        int reason = result == (size_t)-1 ? errno : 0;
        *got = cap - out_left;
        stream->raw_at = stream->raw_len - in_left;
        /* What stands before a broken character is still handed out first. */
        if (*got > 0 || reason == E2BIG) return STATUS_OK;
        stream->is_cut = reason == EINVAL && stream->raw_end;
        if (stream->is_cut || reason == EILSEQ) {
            return error_broken(stream->file, stream->file->encoding, text_stream_offset(stream),
                                err);
        }
        need_more = true;
    }
    return STATUS_OK;
}

Status text_stream_read(TextStream *stream, char *bytes, size_t cap, size_t *got, Error *err)
{
    if (stream->converter != (iconv_t)-1) return read_converted(stream, bytes, cap, got, err);
    Status status = sheet_read_at(stream->file, stream->offset, bytes, cap, got, err);
    stream->offset += (int64_t)*got;
    return status;
}

Status text_stream_all(SheetFile *file, Text *text, Error *err)
{
    if (strcmp(file->encoding, "UTF-8") == 0) {
        Status status = sheet_read_all(file, text, err);
        if (status == STATUS_OK) *text = text_slice(*text, (size_t)file->bom_bytes, text->len);
        return status;
    }
    TextStream *stream;
    Status status = stream_of(file, file->encoding, &stream, err);
    if (status != STATUS_OK) return status;
    Buf all = buf_new(file->arena);
    char *block = arena_alloc(file->arena, BLOCK_BYTES);
    size_t got = 0;
    do {
        status = text_stream_read(stream, block, BLOCK_BYTES, &got, err);
        if (status == STATUS_OK) buf_add(&all, (Text){block, got});
    } while (status == STATUS_OK && got > 0);
    text_stream_close(stream);
    *text = buf_text(&all);
    return status;
}

/* ---- Detection ---- */

/* How the bytes of a file can be read in an encoding. */
typedef struct Fit {
    enum { FIT_NOT, FIT_CUT, FIT_WHOLE } kind; /* CUT: all but the last character are whole */
    int64_t cut_at;                            /* where that begins */
} Fit;

static Status check_encoding(SheetFile *file, const char *encoding, Fit *fit, Error *err)
{
    Arena *arena = arena_new();
    TextStream *stream = NULL;
    char *block = arena_alloc(arena, BLOCK_BYTES);
    const char *kept = file->encoding;
    file->encoding = encoding;
    Status status = stream_of(file, encoding, &stream, err);
    size_t got = 1;
    while (status == STATUS_OK && got > 0) {
        status = text_stream_read(stream, block, BLOCK_BYTES, &got, err);
        if (got > 0 && memchr(block, 0, got)) status = STATUS_CORRUPT;
    }
    fit->kind = status == STATUS_OK ? FIT_WHOLE : stream && stream->is_cut ? FIT_CUT : FIT_NOT;
    fit->cut_at = stream ? text_stream_offset(stream) : 0;
    if (status == STATUS_CORRUPT) status = STATUS_OK;
    text_stream_close(stream);
    file->encoding = kept;
    arena_free(arena);
    return status;
}

/* How likely the bytes are Chinese in either encoding: both put their common characters first
 * (GB2312 level 1: lead B0–D7; Big5 level 1: lead A4–C6), and text is made of common characters. */
typedef struct Score {
    int64_t pairs;
    int64_t common_gb, common_big5;
    int64_t latin; /* a high byte between two letters: "Côte" in a Western encoding */
} Score;

/* What was cut off is guessed from what stands before it, and that is more than a character. */
enum { WORD_PAIRS = 3 };

static bool is_letter(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static void score_bytes(Score *score, const unsigned char *bytes, size_t len)
{
    for (size_t at = 0; at + 1 < len; at++) {
        unsigned char lead = bytes[at], trail = bytes[at + 1];
        if (lead < 0x81) continue;
        score->pairs++;
        if (trail >= '0' && trail <= '9') { /* four bytes: GB18030 alone has them */
            score->common_gb++;
            at += 3;
            continue;
        }
        bool gb_symbol = lead >= 0xA1 && lead <= 0xA3;
        score->common_gb += trail >= 0xA1 && (gb_symbol || (lead >= 0xB0 && lead <= 0xD7));
        score->common_big5 += lead >= 0xA1 && lead <= 0xC6;
        score->latin += at > 0 && is_letter(bytes[at - 1]) && is_letter(trail);
        at++;
    }
}

static Status score_file(SheetFile *file, unsigned char *block, Score *score, Error *err)
{
    size_t got;
    int64_t offset = 0;
    *score = (Score){0};
    do {
        Status status = sheet_read_at(file, offset, block, BLOCK_BYTES, &got, err);
        if (status != STATUS_OK) return status;
        score_bytes(score, block, got);
        offset += (int64_t)got;
    } while (got == BLOCK_BYTES && score->pairs < 1000000);
    return STATUS_OK;
}

/* GB18030 where it may be either, but not where the characters are clearly those of Big5; nor where
 * GB18030 alone would end within a character and they are no likelier. */
static bool is_big5(const Fit *gb, const Fit *big5, const Score *score)
{
    bool clearly =
        score->common_big5 * 10 >= score->pairs * 9 && score->common_gb * 10 < score->pairs * 7;
    bool better = big5->kind > gb->kind && score->common_big5 >= score->common_gb;
    return big5->kind != FIT_NOT && big5->kind >= gb->kind &&
           (clearly || better || gb->kind == FIT_NOT);
}

static Status choose_chinese(SheetFile *file, unsigned char *block, Error *err)
{
    Fit gb, big5;
    Score score;
    Status status = check_encoding(file, "GB18030", &gb, err);
    if (status == STATUS_OK) status = check_encoding(file, "BIG5", &big5, err);
    if (status == STATUS_OK) status = score_file(file, block, &score, err);
    if (status != STATUS_OK) return status;
    bool taken_for_big5 = is_big5(&gb, &big5, &score);
    const Fit *fit = taken_for_big5 ? &big5 : &gb;
    bool western = score.latin * 2 > score.pairs;
    bool is_half_a_word = fit->kind == FIT_CUT && score.pairs < WORD_PAIRS;
    if (western || is_half_a_word || fit->kind == FIT_NOT) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.encoding_unknown", ARGS(file_arg(file)));
    }
    file->encoding = taken_for_big5 ? "BIG5" : "GB18030";
    return fit->kind == FIT_WHOLE ? STATUS_OK : error_cut(file, file->encoding, fit->cut_at, err);
}

/* UTF-16 without a mark: ASCII characters leave every other byte empty. Among Chinese ones stand
 * commas, digits and ends of lines; a NUL here and there is none of these. */
static const char *guess_utf16(const SheetFile *file)
{
    enum { BYTES_PER_EMPTY = 16 };
    size_t empty[2] = {0, 0};
    for (size_t i = 0; i < file->head_len; i++) {
        if (file->head[i] == 0) empty[i % 2]++;
    }
    if (file->size % 2 != 0 || file->head_len < 4) return NULL;
    if ((empty[0] + empty[1]) * BYTES_PER_EMPTY < file->head_len) return NULL;
    if (empty[1] > 0 && empty[0] == 0) return "UTF-16LE";
    if (empty[0] > 0 && empty[1] == 0) return "UTF-16BE";
    return NULL;
}

static Status settle_utf16(SheetFile *file, const char *encoding, int bom_bytes, Error *err)
{
    Fit fit;
    file->bom_bytes = bom_bytes;
    Status status = check_encoding(file, encoding, &fit, err);
    if (status != STATUS_OK) return status;
    file->encoding = encoding;
    if (fit.kind == FIT_WHOLE) return STATUS_OK;
    return error_set(err, STATUS_CORRUPT, "sheet.utf16_broken",
                     ARGS(file_arg(file), arg_cstr("encoding", encoding)));
}

static Status settle_bytes(SheetFile *file, unsigned char *block, Error *err)
{
    static const char utf8_mark[] = "\xEF\xBB\xBF";
    bool marked = file->head_len >= 3 && memcmp(file->head, utf8_mark, 3) == 0;
    Utf8Check check;
    Status status = check_utf8(file, block, &check, err);
    if (status != STATUS_OK) return status;
    if (check.valid) {
        file->encoding = "UTF-8";
        file->bom_bytes = marked ? 3 : 0;
        return STATUS_OK;
    }
    if (marked && !check.is_cut) return error_broken(file, "UTF-8", check.first_bad, err);
    if (check.is_cut) {
        Score score;
        status = score_file(file, block, &score, err);
        if (status != STATUS_OK) return status;
        if (marked || score.pairs > WORD_PAIRS) {
            return error_cut(file, "UTF-8", check.first_bad, err);
        }
    }
    const char *wide = guess_utf16(file);
    if (wide) return settle_utf16(file, wide, 0, err);
    if (check.is_nul) {
        return error_set(err, STATUS_UNSUPPORTED, "sheet.binary",
                         ARGS(file_arg(file), arg_int("offset", check.first_bad)));
    }
    return choose_chinese(file, block, err);
}

Status encoding_detect(SheetFile *file, Error *err)
{
    const unsigned char *head = file->head;
    if (file->head_len >= 2 && head[0] == 0xFF && head[1] == 0xFE) {
        return settle_utf16(file, "UTF-16LE", 2, err);
    }
    if (file->head_len >= 2 && head[0] == 0xFE && head[1] == 0xFF) {
        return settle_utf16(file, "UTF-16BE", 2, err);
    }
    Arena *arena = arena_new();
    unsigned char *block = arena_alloc(arena, BLOCK_BYTES + CARRY_BYTES);
    Status status = settle_bytes(file, block, err);
    arena_free(arena);
    return status;
}
