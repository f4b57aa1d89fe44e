/* The reader: bytes in, lines cleaned and joined, paragraphs out. */
#include "prose_impl.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_MOST_BYTES = 1 << 20, JOINED_MOST = 1 << 18, OFFICIAL_PER_MILLE = 12, HAN_LEAST = 20 };

const char *prose_nature_name(ProseNature nature)
{
    static const char *const NAMES[] = {"action", "principle", "goal"};
    return NAMES[nature];
}

const char *prose_emendation_name(ProseEmendationKind kind)
{
    static const char *const NAMES[] = {"gloss",      "furniture", "repetition", "width", "blank",
                                        "line_break", "deleted",   "simplified", "lost"};
    return NAMES[kind];
}

ProseReader *prose_open(const ProseRules *rules, const ProseSettings *settings, ProseSink sink,
                        void *context)
{
    Arena *keeping = arena_new();
    ProseReader *reader = ARENA_NEW(keeping, ProseReader);
    reader->rules = rules;
    reader->layout = settings->layout;
    reader->names = settings->names;
    reader->sink = sink;
    reader->context = context;
    reader->keeping = keeping;
    reader->arena = arena_new();
    reader->line_arena = arena_new();
    reader->memory.text_date = settings->text_date;
    reader->memory.calendar = settings->calendar;
    return reader;
}

/* ---- Lines ---- */

/* The lines joined so far are a paragraph. */
static void close_paragraph(ProseReader *reader)
{
    if (reader->is_open) read_paragraph(reader, &reader->joined);
    reader->is_open = false;
    arena_reset(reader->arena);
}

/* The line, on its own arena, begins the next paragraph. */
static void open_paragraph(ProseReader *reader, const CleanLine *line)
{
    Arena *emptied = reader->arena;
    reader->joined = *line;
    reader->is_open = reader->has_text = true;
    reader->arena = reader->line_arena;
    reader->line_arena = emptied;
}

/* A line that is no text goes with the paragraph that is open, or stands alone. */
static void take_furniture(ProseReader *reader, CleanLine *line)
{
    if (!line->emendations.count) return;
    if (reader->is_open) {
        clean_absorb(&reader->joined, line);
        return;
    }
    ProseParagraph paragraph = {.start = reader->characters};
    hand_over(reader, &paragraph, &line->emendations);
}

static bool continues(const ProseReader *reader, LineShape shape, const CleanLine *line)
{
    return reader->is_open && reader->joined.characters.count < JOINED_MOST &&
           layout_continues(&reader->layout, reader->last_shape, shape, line->characters.items,
                            line->characters.count);
}

/* Midway through a paragraph a line is no piece of page, whatever words begin or end it. */
static bool is_furniture(const ProseReader *reader, LineShape shape, Text text,
                         const CleanLine *line)
{
    if (reader->has_text && layout_is_head(&reader->layout, text)) return true;
    return clean_is_number(&reader->layout, line) ||
           (!continues(reader, shape, line) && clean_is_furniture(reader->rules, line));
}

static void take_line(ProseReader *reader, Text text)
{
    CleanLine line;
    reader->line_number++;
    LineShape shape = reader->layout.width ? line_shape(text) : (LineShape){0};
    clean_line(reader->rules, reader->line_arena, text, reader->raw_at, reader->line_number, &line);
    if (line.characters.count && is_furniture(reader, shape, text, &line)) clean_drop(&line);
    if (!line.characters.count) {
        take_furniture(reader, &line);
    } else if (continues(reader, shape, &line)) {
        clean_join(&reader->joined, &line);
        reader->last_shape = shape;
    } else {
        close_paragraph(reader);
        open_paragraph(reader, &line);
        reader->last_shape = shape;
    }
    if (!reader->layout.width) close_paragraph(reader);
    arena_reset(reader->line_arena);
}

/* ---- Bytes in ---- */

static void keep_part(ProseReader *reader, Text part)
{
    if (reader->line_len + part.len > reader->line_cap) {
        reader->line_cap = (reader->line_len + part.len) * 2;
        reader->line = realloc(reader->line, reader->line_cap);
        if (!reader->line) abort();
    }
    if (part.len) memcpy(reader->line + reader->line_len, part.ptr, part.len);
    reader->line_len += part.len;
}

/* A line is one paragraph; one that grows beyond all measure is cut at a full stop or, failing
 * that, between characters. */
static void flush_line(ProseReader *reader, size_t len, size_t skipped)
{
    take_line(reader, (Text){reader->line, len});
    reader->raw_at += len + skipped;
    reader->line_len -= len;
    if (reader->line_len) memmove(reader->line, reader->line + len, reader->line_len);
}

static void cut_long_line(ProseReader *reader)
{
    while (reader->line_len > LINE_MOST_BYTES) {
        size_t cut = LINE_MOST_BYTES;
        while (cut > LINE_MOST_BYTES / 2 && memcmp(reader->line + cut - 3, "。", 3) != 0)
            cut--;
        if (cut == LINE_MOST_BYTES / 2) {
            cut = LINE_MOST_BYTES;
            while (cut > 1 && ((unsigned char)reader->line[cut] & 0xC0) == 0x80)
                cut--;
        }
        flush_line(reader, cut, 0);
        reader->line_number--;
    }
}

void prose_add(ProseReader *reader, Text bytes)
{
    while (bytes.len) {
        const char *end = memchr(bytes.ptr, '\n', bytes.len);
        size_t len = end ? (size_t)(end - bytes.ptr) : bytes.len;
        keep_part(reader, (Text){bytes.ptr, len});
        cut_long_line(reader);
        if (!end) return;
        flush_line(reader, reader->line_len, 1);
        bytes = text_slice(bytes, len + 1, bytes.len);
    }
}

ProseSummary prose_finish(ProseReader *reader)
{
    if (reader->line_len) flush_line(reader, reader->line_len, 0);
    close_paragraph(reader);
    reader->summary.characters = reader->characters;
    reader->summary.paragraphs = reader->paragraphs;
    ProseSummary summary = reader->summary;
    summary.is_official = summary.han_characters >= HAN_LEAST &&
                          summary.han_characters * 10 >= summary.characters * 4 &&
                          reader->official * 1000 >= OFFICIAL_PER_MILLE * summary.han_characters;
    free(reader->line);
    free(reader->seen.hashes);
    arena_free(reader->arena);
    arena_free(reader->line_arena);
    arena_free(reader->keeping);
    return summary;
}
