/* The reader: lines in, paragraphs out, and what is remembered between them. */
#include "prose_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
    REPEATED_LEAST = 16, /* a shorter line may well stand twice */
    HEADING_MOST = 30,
    LINE_MOST_BYTES = 1 << 20,
    OFFICIAL_PER_MILLE = 12,
    HAN_LEAST = 20
};

struct ProseReader {
    const ProseRules *rules;
    ProseSink sink;
    void *context;
    Arena *arena;   /* of one paragraph */
    Arena *keeping; /* hashes and the rest of a line */
    Memory memory;
    char *line;
    size_t line_len, line_cap;
    size_t raw_at; /* bytes taken, up to the line's start */
    size_t line_number;
    uint64_t *seen; /* hashes of paragraphs, open addressing; 0 is empty */
    size_t seen_count, seen_cap;
    size_t characters; /* of the cleaned text so far */
    size_t official;   /* words that mark official prose */
    size_t paragraphs;
    ProseSummary summary;
};

const char *prose_nature_name(ProseNature nature)
{
    static const char *const NAMES[] = {"action", "principle", "goal"};
    return NAMES[nature];
}

const char *prose_emendation_name(ProseEmendationKind kind)
{
    static const char *const NAMES[] = {"gloss", "furniture",  "repetition",
                                        "width", "simplified", "lost"};
    return NAMES[kind];
}

ProseReader *prose_open(const ProseRules *rules, Date text_date, ProseSink sink, void *context)
{
    Arena *keeping = arena_new();
    ProseReader *reader = ARENA_NEW(keeping, ProseReader);
    reader->rules = rules;
    reader->sink = sink;
    reader->context = context;
    reader->keeping = keeping;
    reader->arena = arena_new();
    reader->memory.text_date = text_date;
    return reader;
}

/* ---- Paragraphs that were there before ---- */

static bool seen_before(ProseReader *reader, Text text)
{
    uint64_t hash = text_hash(text) | 1;
    if (reader->seen_count * 2 >= reader->seen_cap) {
        size_t old_cap = reader->seen_cap, cap = old_cap ? old_cap * 2 : 256;
        uint64_t *table = calloc(cap, sizeof *table), *old = reader->seen;
        if (!table) abort();
        for (size_t i = 0; i < old_cap; i++) {
            size_t slot = (size_t)old[i] & (cap - 1);
            while (old[i] && table[slot])
                slot = (slot + 1) & (cap - 1);
            if (old[i]) table[slot] = old[i];
        }
        free(old);
        reader->seen = table;
        reader->seen_cap = cap;
    }
    size_t slot = (size_t)hash & (reader->seen_cap - 1);
    while (reader->seen[slot]) {
        if (reader->seen[slot] == hash) return true;
        slot = (slot + 1) & (reader->seen_cap - 1);
    }
    reader->seen[slot] = hash;
    reader->seen_count++;
    return false;
}

/* ---- Headings ---- */

static bool heading_has(const Para *para, WordList list)
{
    size_t at;
    WordHit hit;
    return para_seek(para, list, 0, para->n, &at, &hit);
}

/* A short paragraph without a full stop, or a numbered one, heads what follows. */
static void read_heading(const ProseReader *reader, Para *para)
{
    Memory *memory = para->memory;
    Label label = label_read(para, 0, para->n);
    bool ends = para->n && is_sentence_mark(para->c[para->n - 1]);
    const Clause *first = LIST_AT(&para->clauses, Clause, 0);
    bool short_line = para->n <= HEADING_MOST && !ends && first->end == para->n;
    bool numbered = label.form == LABEL_CHAPTER && para->n <= HEADING_MOST + 10 &&
                    first->sentence_end + 1 >= para->n;
    if (!short_line && !numbered) {
        memory->lens.len = 0;
        memory->main.len = 0;
        return;
    }
    memory_keep(memory->section_store, sizeof memory->section_store, &memory->section, para->text);
    bool is_top = para->c[0] != '(' && para->c[0] != U'（' && !is_digit(para->c[0]);
    para->is_title = (short_line || (numbered && !ends)) &&
                     (label.form == LABEL_NONE || is_top || heading_has(para, LIST_chapter_past) ||
                      heading_has(para, LIST_chapter_future));
    if (heading_has(para, LIST_chapter_past)) {
        memory->chapter = MODE_PAST;
    } else if (heading_has(para, LIST_chapter_future)) {
        memory->chapter = MODE_FUTURE;
    } else if (label.form == LABEL_CHAPTER && is_top) {
        memory->chapter = MODE_PLAIN;
    }
    memory->lens_chapter = heading_has(para, LIST_chapter) ||
                           (memory->lens_chapter && memory->chapter != MODE_FUTURE &&
                            (para->c[0] == '(' || para->c[0] == U'（'));
    if (reader->paragraphs <= 2 && heading_has(para, LIST_genre_future)) {
        memory->document = MODE_FUTURE;
    }
    memory->list_form = LABEL_NONE;
    memory->list_number = 0;
}

/* ---- One paragraph ---- */

static int by_place(const void *a, const void *b)
{
    const ProseProposal *x = a, *y = b;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

static void count_official(ProseReader *reader, const Para *para)
{
    WordHit hit;
    for (size_t at = 0; at < para->n; at++) {
        reader->summary.han_characters += is_han(para->c[at]);
        if (!para_word(para, LIST_official, at, para->n, &hit)) continue;
        reader->official++;
        for (size_t i = at + 1; i < at + hit.len; i++)
            reader->summary.han_characters += is_han(para->c[i]);
        at += hit.len - 1;
    }
}

/* From places in the paragraph to places in the whole text and in its source. */
static void place_proposals(const ProseReader *reader, Para *para, const size_t *raw_at)
{
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        proposal->raw_start = raw_at[proposal->span.start];
        proposal->raw_end = raw_at[proposal->span.end];
        proposal->line = reader->line_number;
        proposal->span.start += para->base;
        proposal->span.end += para->base;
    }
    list_sort(&para->proposals, by_place);
}

static void list_sentences(const Para *para, List *sentences)
{
    for (size_t i = 0; i < para->clauses.count; i++) {
        const Clause *clause = LIST_AT(&para->clauses, Clause, i);
        if (!clause->first) continue;
        *(ProseSpan *)list_add(sentences) =
            (ProseSpan){para->base + clause->start, para->base + clause->sentence_end};
    }
}

static void analyse(ProseReader *reader, Para *para)
{
    para_split(para);
    if (para->clauses.count == 0) return;
    read_heading(reader, para);
    para_find_periods(para);
    para_find_figures(para);
    para_find_people(para);
    para_find_patterns(para);
    para_find_commitments(para);
    para_find_tasks(para);
}

static Text encode(Arena *arena, const uint32_t *c, size_t n, uint32_t *byte_at)
{
    Buf text = buf_new(arena);
    for (size_t i = 0; i < n; i++) {
        if (byte_at) byte_at[i] = (uint32_t)text.len;
        buf_add_code_point(&text, c[i]);
    }
    if (byte_at) byte_at[n] = (uint32_t)text.len;
    return buf_text(&text);
}

static void hand_over(ProseReader *reader, ProseParagraph *paragraph, List *emendations)
{
    for (size_t i = 0; i < emendations->count; i++) {
        ProseEmendation *emendation = LIST_AT(emendations, ProseEmendation, i);
        emendation->at += reader->characters;
        reader->summary.emendations[emendation->kind]++;
    }
    paragraph->emendations = emendations->items;
    paragraph->emendation_count = emendations->count;
    for (size_t i = 0; i < paragraph->proposal_count; i++)
        reader->summary.proposals[paragraph->proposals[i].kind]++;
    reader->summary.sentences += paragraph->sentence_count;
    reader->sink(reader->context, paragraph);
}

/* The whole line is left out; its other emendations no longer matter. */
static void drop_repetition(ProseReader *reader, CleanLine *clean, size_t raw_start, Text line)
{
    clean->emendations.count = 0;
    *(ProseEmendation *)list_add(&clean->emendations) =
        (ProseEmendation){.kind = EMENDATION_REPETITION,
                          .raw_start = raw_start,
                          .raw_end = clean->raw_end,
                          .line = reader->line_number,
                          .count = clean->characters.count,
                          .text = line};
    ProseParagraph paragraph = {.start = reader->characters};
    hand_over(reader, &paragraph, &clean->emendations);
}

static void note_simplified(ProseReader *reader, CleanLine *clean, size_t raw_start, size_t changed)
{
    if (!changed) return;
    *(ProseEmendation *)list_add(&clean->emendations) =
        (ProseEmendation){.kind = EMENDATION_SIMPLIFIED,
                          .raw_start = raw_start,
                          .raw_end = clean->raw_end,
                          .line = reader->line_number,
                          .count = changed};
}

static void read_paragraph(ProseReader *reader, CleanLine *clean, size_t raw_start, Text line)
{
    Arena *arena = reader->arena;
    size_t n = clean->characters.count;
    uint32_t *c = clean->characters.items;
    Text source = encode(arena, c, n, NULL);
    if (n >= REPEATED_LEAST && seen_before(reader, source)) {
        drop_repetition(reader, clean, raw_start, line);
        return;
    }
    *(size_t *)list_add(&clean->raw_at) = clean->raw_end;
    note_simplified(reader, clean, raw_start, simplify(reader->rules, arena, c, n));
    uint32_t *byte_at = ARENA_ARRAY(arena, uint32_t, n + 1);
    if (reader->paragraphs++ > 0) reader->characters++;
    Para para = {.arena = arena,
                 .rules = reader->rules,
                 .memory = &reader->memory,
                 .c = c,
                 .n = n,
                 .base = reader->characters,
                 .text = encode(arena, c, n, byte_at),
                 .byte_at = byte_at,
                 .clauses = list_new(arena, sizeof(Clause)),
                 .periods = list_new(arena, sizeof(PeriodHit)),
                 .proposals = list_new(arena, sizeof(ProseProposal)),
                 .yao = list_new(arena, sizeof(ProseYao)),
                 .masked = arena_array(arena, n + 1, 1)};
    List sentences = list_new(arena, sizeof(ProseSpan));
    analyse(reader, &para);
    count_official(reader, &para);
    list_sentences(&para, &sentences);
    place_proposals(reader, &para, clean->raw_at.items);
    ProseParagraph paragraph = {.start = para.base,
                                .text = para.text,
                                .source_text = source,
                                .is_text = true,
                                .sentences = sentences.items,
                                .sentence_count = sentences.count,
                                .proposals = para.proposals.items,
                                .proposal_count = para.proposals.count,
                                .yao = para.yao.items,
                                .yao_count = para.yao.count};
    hand_over(reader, &paragraph, &clean->emendations);
    reader->characters += n;
}

static void take_line(ProseReader *reader, Text line)
{
    CleanLine clean;
    reader->line_number++;
    clean_line(reader->rules, reader->arena, line, reader->raw_at, reader->line_number, &clean);
    if (clean.characters.count) {
        read_paragraph(reader, &clean, reader->raw_at, line);
    } else if (clean.emendations.count) {
        ProseParagraph paragraph = {.start = reader->characters};
        hand_over(reader, &paragraph, &clean.emendations);
    }
    arena_reset(reader->arena);
}

/* ---- Bytes in ---- */

static void keep_part(ProseReader *reader, Text part)
{
    if (reader->line_len + part.len > reader->line_cap) {
        reader->line_cap = (reader->line_len + part.len) * 2;
        reader->line = realloc(reader->line, reader->line_cap);
        if (!reader->line) abort();
    }
    memcpy(reader->line + reader->line_len, part.ptr, part.len);
    reader->line_len += part.len;
}

/* A line is one paragraph; one that grows beyond all measure is cut at a full stop or, failing
 * that, between characters. */
static void flush_line(ProseReader *reader, size_t len, size_t skipped)
{
    take_line(reader, (Text){reader->line, len});
    reader->raw_at += len + skipped;
    memmove(reader->line, reader->line + len, reader->line_len - len);
    reader->line_len -= len;
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
    reader->summary.characters = reader->characters;
    reader->summary.paragraphs = reader->paragraphs;
    ProseSummary summary = reader->summary;
    summary.is_official = summary.han_characters >= HAN_LEAST &&
                          summary.han_characters * 10 >= summary.characters * 4 &&
                          reader->official * 1000 >= OFFICIAL_PER_MILLE * summary.han_characters;
    free(reader->line);
    free(reader->seen);
    arena_free(reader->arena);
    arena_free(reader->keeping);
    return summary;
}

/* ---- The date a text gives itself ---- */

enum { DATE_LINES_BYTES = 1500 };

static Date date_within(Text text)
{
    size_t at;
    while (text_find(text, TEXT("年"), &at)) {
        for (size_t len = 4; len <= 4 && at >= len; len++) {
            Text rest = text_slice(text, at - len, text.len);
            size_t day;
            Date date;
            if (text_find(rest, TEXT("日"), &day) && day < 24 &&
                date_parse(text_slice(rest, 0, day + 3), &date)) {
                return date;
            }
        }
        text = text_slice(text, at + 3, text.len);
    }
    return DATE_NONE;
}

Date prose_date_of(Text text)
{
    Date head = date_within(text_slice(text, 0, DATE_LINES_BYTES));
    if (head != DATE_NONE || text.len <= DATE_LINES_BYTES) return head;
    return date_within(text_slice(text, text.len - DATE_LINES_BYTES, text.len));
}
