/* One paragraph: what heads it, what is found in it, and what is handed over. */
#include "prose_impl.h"

enum {
    HEAD_PARAGRAPHS = 4,
    HEADING_MOST = 30,
    REPEATED_LEAST = 16 /* a shorter line may well stand twice */
};

ProseProposal prose_copy(Arena *arena, const ProseProposal *proposal)
{
    ProseProposal copy = *proposal;
    Text *texts[] = {&copy.text,        &copy.section, &copy.speaker, &copy.unit, &copy.indicator,
                     &copy.period.text, &copy.name,    &copy.role,    &copy.verb, &copy.lens,
                     &copy.field,       &copy.owner,   &copy.numbers, &copy.main, &copy.assist};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = text_copy(arena, *texts[i]);
    return copy;
}

/* ---- Headings ---- */

static bool heading_has(const Para *para, WordList list)
{
    size_t at;
    WordHit hit;
    return para_seek(para, list, 0, para->n, &at, &hit);
}

/* 一、2020年工作回顾: the year that 全年 and 6月 mean below; 0 where none or several are named. */
static int year_named(const Para *para)
{
    int year = 0;
    for (size_t at = 0; at + 4 < para->n; at++) {
        Decimal value;
        size_t end;
        if (!is_digit(para->c[at]) || (at && is_digit(para->c[at - 1]))) continue;
        if (!number_read(para, at, para->n, &value, &end) || end - at != 4 || end >= para->n ||
            para->c[end] != U'年') {
            continue;
        }
        if (year && year != (int)value.mantissa) return 0;
        year = (int)value.mantissa;
    }
    return year;
}

/* 一、2011年主要工作, in a text of that December, is what was done; 二、2012年… is what shall
 * be. */
static Mode mode_of_year(const Memory *memory)
{
    enum { NOVEMBER = 11 };
    int year, month, day;
    if (!memory->chapter_year || memory->text_date == DATE_NONE) return MODE_PLAIN;
    date_split(memory->text_date, &year, &month, &day);
    if (memory->chapter_year != year) return memory->chapter_year < year ? MODE_PAST : MODE_FUTURE;
    return month >= NOVEMBER ? MODE_PAST : MODE_FUTURE;
}

static void read_genre(Para *para)
{
    if (heading_has(para, LIST_genre_future)) para->memory->document = MODE_FUTURE;
    if (heading_has(para, LIST_genre_past)) para->memory->document = MODE_PLAIN;
    if (heading_has(para, LIST_genre_minutes)) para->memory->is_minutes = true;
}

/* The title of the whole text, and what stands with it. */
enum { TITLE_PARAGRAPHS = 2 };

typedef struct Heading {
    Label label;
    bool is_line;     /* a short one without a full stop */
    bool is_numbered; /* 一、…, and no more than a sentence */
    bool is_top;      /* it opens a chapter: what stands below one is numbered (一) or 1. */
} Heading;

static bool ends_sentence(const Para *para)
{
    return para->n && is_sentence_mark(para->c[para->n - 1]);
}

static Heading heading_of(const Para *para)
{
    Heading heading = {.label = label_read(para, 0, para->n)};
    const Clause *first = LIST_AT(&para->clauses, Clause, 0);
    heading.is_line = para->n <= HEADING_MOST && !ends_sentence(para) && first->end == para->n;
    heading.is_numbered = heading.label.form == LABEL_CHAPTER && para->n <= HEADING_MOST + 10 &&
                          first->sentence_end + 1 >= para->n;
    heading.is_top = para->c[0] != '(' && para->c[0] != U'（' && !is_digit(para->c[0]);
    return heading;
}

/* It opens with no number, with a chapter's, or with a word that opens chapters. */
static bool opens_as_title(const Para *para, const Heading *heading)
{
    return heading->label.form == LABEL_NONE || heading->is_top ||
           heading_has(para, LIST_chapter_past) || heading_has(para, LIST_chapter_future);
}

/* Whether the chapter tells what was, or lays down what will be. */
static void enter_chapter(Para *para, const Heading *heading, bool is_title)
{
    Memory *memory = para->memory;
    bool has_year = heading->is_top && !is_title;
    if (has_year) memory->chapter_year = year_named(para);
    Mode by_year = has_year ? mode_of_year(memory) : MODE_PLAIN;
    if (heading_has(para, LIST_chapter_past)) {
        memory->chapter = MODE_PAST;
    } else if (heading_has(para, LIST_chapter_future)) {
        memory->chapter = MODE_FUTURE;
    } else if (by_year != MODE_PLAIN) {
        memory->chapter = by_year;
    } else if (heading->label.form == LABEL_CHAPTER && heading->is_top) {
        /* 三、加强自身建设, behind a chapter that lays down work, goes on with it. */
        bool goes_on =
            memory->chapter == MODE_FUTURE && para_acts(para, heading->label.len, para->n);
        memory->chapter = goes_on ? MODE_FUTURE : MODE_PLAIN;
    }
}

static void enter_gaps(Para *para, const Heading *heading, bool is_title)
{
    Memory *memory = para->memory;
    bool below = memory->gap_chapter && !heading->is_top && heading->label.form != LABEL_NONE;
    memory->gap_chapter = !is_title && para->clauses.count == 1 &&
                          !heading_has(para, LIST_remedy) &&
                          (below || heading_has(para, LIST_chapter_problem));
    memory->gap_list = false;
}

static void enter_lens(Para *para)
{
    Memory *memory = para->memory;
    bool is_bracketed = para->c[0] == '(' || para->c[0] == U'（';
    memory->lens_chapter = heading_has(para, LIST_chapter) ||
                           (memory->lens_chapter && memory->chapter != MODE_FUTURE && is_bracketed);
}

/* A short paragraph without a full stop, or a numbered one, heads what follows. */
static void read_heading(const ProseReader *reader, Para *para)
{
    Memory *memory = para->memory;
    Heading heading = heading_of(para);
    bool is_title = reader->paragraphs <= TITLE_PARAGRAPHS;
    if (!heading.is_line && !heading.is_numbered) {
        memory->lens.len = 0;
        memory->main.len = 0;
        return;
    }
    memory_keep(memory->section_store, sizeof memory->section_store, &memory->section, para->text);
    para->is_title = (heading.is_line || !ends_sentence(para)) && opens_as_title(para, &heading);
    enter_chapter(para, &heading, is_title);
    enter_gaps(para, &heading, is_title);
    enter_lens(para);
    if (is_title) read_genre(para);
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

/* The line of the source in which a character of the paragraph stands. */
static const SourceLine *line_of(const CleanLine *clean, size_t at)
{
    size_t i = clean->lines.count;
    while (i > 1 && LIST_AT(&clean->lines, SourceLine, i - 1)->at > at)
        i--;
    return LIST_AT(&clean->lines, SourceLine, i - 1);
}

/* From places in the paragraph to places in the whole text and in its source. */
static void place_proposals(Para *para, const CleanLine *clean)
{
    const size_t *raw_at = clean->raw_at.items;
    for (size_t i = 0; i < para->proposals.count; i++) {
        ProseProposal *proposal = LIST_AT(&para->proposals, ProseProposal, i);
        proposal->raw_start = raw_at[proposal->span.start];
        proposal->raw_end = raw_at[proposal->span.end];
        proposal->line = line_of(clean, proposal->span.start)->number;
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

static void read_owed_period(Para *para)
{
    const PeriodHit *period = para_period_in(para, 0, para->n);
    if (period && !para->owed.owner.len && !para->owed.assist.len) {
        para->owed.period = period->period;
    }
}

/* （一）: what stands below it belongs to it. */
static void note_item(Para *para)
{
    uint32_t first = para->n ? para->c[0] : 0;
    bool begins = label_read(para, 0, para->n).form == LABEL_CHAPTER && !is_digit(first);
    if (begins) para->memory->item_start = para->base;
}

static bool owes(const Para *para)
{
    return para->owed.owner.len || para->owed.assist.len || para->owed.period.text.len;
}

static void analyse(ProseReader *reader, Para *para)
{
    para_split(para);
    if (para->clauses.count == 0) return;
    para_read_label(para);
    if (!para->is_label) read_heading(reader, para);
    para_find_periods(para);
    if (para->is_label) read_owed_period(para);
    para_find_figures(para);
    para_find_people(para);
    para_find_orgs(para);
    para_find_patterns(para);
    if (para->is_label) return;
    para_note_visit(para, reader->paragraphs <= HEAD_PARAGRAPHS);
    note_item(para);
    para_find_listed_gaps(para);
    para_find_commitments(para);
    para_find_tasks(para);
}

static Text encode(Arena *arena, const uint32_t *c, size_t n, uint32_t *byte_at)
{
    Buf text = buf_new(arena);
    for (size_t i = 0; i < n; i++) {
        byte_at[i] = (uint32_t)text.len;
        buf_add_code_point(&text, c[i]);
    }
    byte_at[n] = (uint32_t)text.len;
    return buf_text(&text);
}

void hand_over(ProseReader *reader, ProseParagraph *paragraph, List *emendations)
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

/* Its lines are left out; their other emendations no longer matter. */
static void drop_repetition(ProseReader *reader, CleanLine *clean)
{
    clean->emendations.count = 0;
    for (size_t i = 0; i < clean->lines.count; i++) {
        const SourceLine *line = LIST_AT(&clean->lines, SourceLine, i);
        size_t end = i + 1 < clean->lines.count ? LIST_AT(&clean->lines, SourceLine, i + 1)->at
                                                : clean->characters.count;
        *(ProseEmendation *)list_add(&clean->emendations) =
            (ProseEmendation){.kind = EMENDATION_REPETITION,
                              .raw_start = line->raw_start,
                              .raw_end = line->raw_start + line->text.len,
                              .line = line->number,
                              .count = end - line->at,
                              .text = line->text};
    }
    ProseParagraph paragraph = {.start = reader->characters};
    hand_over(reader, &paragraph, &clean->emendations);
}

static void note_simplified(CleanLine *clean, size_t changed)
{
    if (!changed) return;
    const SourceLine *first = LIST_AT(&clean->lines, SourceLine, 0);
    *(ProseEmendation *)list_add(&clean->emendations) =
        (ProseEmendation){.kind = EMENDATION_SIMPLIFIED,
                          .raw_start = first->raw_start,
                          .raw_end = clean->raw_end,
                          .line = first->number,
                          .count = changed};
}

/* A paragraph of which nothing was read yet; the caller fills in its text. */
static Para para_of(ProseReader *reader, uint32_t *c, size_t n)
{
    Arena *arena = reader->arena;
    return (Para){.arena = arena,
                  .rules = reader->rules,
                  .memory = &reader->memory,
                  .c = c,
                  .n = n,
                  .words = words_of(reader->rules->lexicon, arena, c, n),
                  .named = reader->names ? words_of(reader->names->lexicon, arena, c, n) : NULL,
                  .base = reader->characters,
                  .clauses = list_new(arena, sizeof(Clause)),
                  .periods = list_new(arena, sizeof(PeriodHit)),
                  .proposals = list_new(arena, sizeof(ProseProposal)),
                  .yao = list_new(arena, sizeof(ProseYao)),
                  .masked = arena_array(arena, n + 1, 1)};
}

static void hand_over_text(ProseReader *reader, Para *para, Text source, CleanLine *clean)
{
    List sentences = list_new(reader->arena, sizeof(ProseSpan));
    list_sentences(para, &sentences);
    const SourceLine *first = LIST_AT(&clean->lines, SourceLine, 0);
    ProseParagraph paragraph = {.start = para->base,
                                .raw_start = first->raw_start,
                                .raw_end = clean->raw_end,
                                .line = first->number,
                                .text = para->text,
                                .source_text = source,
                                .speaker = reader->memory.speaker,
                                .owed = owes(para) ? &para->owed : NULL,
                                .is_text = true,
                                .sentences = sentences.items,
                                .sentence_count = sentences.count,
                                .proposals = para->proposals.items,
                                .proposal_count = para->proposals.count,
                                .yao = para->yao.items,
                                .yao_count = para->yao.count};
    hand_over(reader, &paragraph, &clean->emendations);
}

void read_paragraph(ProseReader *reader, CleanLine *clean)
{
    Arena *arena = reader->arena;
    size_t n = clean->characters.count;
    *(uint32_t *)list_add(&clean->characters) = 0; /* whoever looks one further sees no character */
    clean->characters.count--;
    uint32_t *c = clean->characters.items;
    uint32_t *byte_at = ARENA_ARRAY(arena, uint32_t, n + 1);
    Text source = encode(arena, c, n, byte_at), text = source;
    if (n >= REPEATED_LEAST && seen_before(&reader->seen, source)) {
        drop_repetition(reader, clean);
        return;
    }
    *(size_t *)list_add(&clean->raw_at) = clean->raw_end;
    size_t simplified = simplify(reader->rules, arena, c, n);
    if (simplified) text = encode(arena, c, n, byte_at);
    note_simplified(clean, simplified);
    if (reader->paragraphs++ > 0) reader->characters++;
    Para para = para_of(reader, c, n);
    para.text = text;
    para.byte_at = byte_at;
    analyse(reader, &para);
    count_official(reader, &para);
    place_proposals(&para, clean);
    hand_over_text(reader, &para, source, clean);
    reader->characters += n;
}
