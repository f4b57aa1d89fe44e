/* Inside prose: the compiled rules, one paragraph at work, and what the reader remembers. */
#ifndef DUIBIAO_PROSE_IMPL_H
#define DUIBIAO_PROSE_IMPL_H

#include "prose.h"

/* ---- Words ---- */

/* Lists of words in one tree over code points. A word may stand in several lists. */
typedef struct Lexicon Lexicon;

typedef struct WordHit {
    size_t len; /* characters */
    Text note;  /* what the list says about the word: "word=note" */
} WordHit;

Lexicon *lexicon_new(Arena *arena);
int lexicon_list(Lexicon *lexicon, Text name);            /* made when new */
int lexicon_find_list(const Lexicon *lexicon, Text name); /* -1: none */
void lexicon_add(Lexicon *lexicon, int list, Text word, Text note);
/* The longest word of the list at `at`, not reaching behind `end`. */
bool lexicon_match(const Lexicon *lexicon, int list, const uint32_t *c, size_t at, size_t end,
                   WordHit *hit);
/* The same for words that end at `end` and start at or behind `from`. */
bool lexicon_match_back(const Lexicon *lexicon, int list, const uint32_t *c, size_t from,
                        size_t end, WordHit *hit);
/* Could a word of the list begin with this character? */
bool lexicon_begins(const Lexicon *lexicon, int list, uint32_t c);

/* The lists that the code itself reads; the file words.rules must have them all. */
#define WORD_LISTS(X)                                                                              \
    X(assign)                                                                                      \
    X(adverb)                                                                                      \
    X(bound_after)                                                                                 \
    X(bound_before)                                                                                \
    X(chapter)                                                                                     \
    X(chapter_future)                                                                              \
    X(chapter_past)                                                                                \
    X(classifier)                                                                                  \
    X(clause_future)                                                                               \
    X(field)                                                                                       \
    X(furniture)                                                                                   \
    X(genre_future)                                                                                \
    X(goal)                                                                                        \
    X(idiom)                                                                                       \
    X(lead)                                                                                        \
    X(lens)                                                                                        \
    X(lens_word)                                                                                   \
    X(link)                                                                                        \
    X(modal)                                                                                       \
    X(near)                                                                                        \
    X(negative)                                                                                    \
    X(official)                                                                                    \
    X(no_name)                                                                                     \
    X(no_org)                                                                                      \
    X(ordinal_name)                                                                                \
    X(org)                                                                                         \
    X(page_word)                                                                                   \
    X(org_end)                                                                                     \
    X(owner_end)                                                                                   \
    X(owner_label)                                                                                 \
    X(deadline_label)                                                                              \
    X(past)                                                                                        \
    X(preamble)                                                                                    \
    X(period)                                                                                      \
    X(place)                                                                                       \
    X(post)                                                                                        \
    X(say)                                                                                         \
    X(structural)                                                                                  \
    X(surname)                                                                                     \
    X(unit)                                                                                        \
    X(verb)                                                                                        \
    X(we)                                                                                          \
    X(yao_word)                                                                                    \
    X(zhe_word)

typedef enum WordList {
#define X(name) LIST_##name,
    WORD_LISTS(X)
#undef X
        LIST_COUNT
} WordList;

/* ---- Rules ---- */

/* The rules that are code; each has its entry, confidence and examples in rules/prose. */
#define CODE_RULES(X)                                                                              \
    X(COMMITMENT_HEADING, "commitment.heading")                                                    \
    X(COMMITMENT_MODAL, "commitment.modal")                                                        \
    X(COMMITMENT_GOAL, "commitment.goal")                                                          \
    X(COMMITMENT_LEAD, "commitment.lead")                                                          \
    X(COMMITMENT_DEADLINE, "commitment.deadline")                                                  \
    X(COMMITMENT_VERB, "commitment.verb")                                                          \
    X(COMMITMENT_DEFINITION, "commitment.definition")                                              \
    X(COMMITMENT_CONTINUED, "commitment.continued")                                                \
    X(FIGURE_NUMBER, "figure.number")                                                              \
    X(FIGURE_COUNTED, "figure.counted")                                                            \
    X(LESSON_LENS, "lesson.lens")                                                                  \
    X(LESSON_OTHERS, "lesson.others")                                                              \
    X(MAIN_QUOTED, "main.quoted")                                                                  \
    X(ORG_KNOWN, "org.known")                                                                      \
    X(ORG_ENDING, "org.ending")                                                                    \
    X(PERIOD_DATE, "period.date")                                                                  \
    X(PERIOD_WORD, "period.word")                                                                  \
    X(PERSON_POST, "person.post")                                                                  \
    X(TASK_LIST, "task.list")

typedef enum CodeRule {
#define X(id, name) RULE_##id,
    CODE_RULES(X)
#undef X
        RULE_COUNT
} CodeRule;

typedef enum ElementKind {
    ELEMENT_WORDS, /* one of `a|b|c` */
    ELEMENT_LIST,  /* a word of a list */
    ELEMENT_NAME,  /* a place: known, or up to four characters before what follows */
    ELEMENT_QUOTE, /* “…” */
    ELEMENT_GAP,   /* anything, within the clause */
    ELEMENT_WIDE,  /* anything, within the sentence */
    ELEMENT_OPEN,  /* the span begins */
    ELEMENT_CLOSE, /* the span ends */
    ELEMENT_START, /* of a clause */
    ELEMENT_END,   /* of a clause */
    ELEMENT_NOT,   /* none of `!a|b` stands here */
} ElementKind;

typedef struct Element {
    ElementKind kind;
    bool optional;
    int list;
    const uint32_t **words;
    size_t *word_lens;
    size_t word_count;
} Element;

typedef struct Pattern {
    Element *elements;
    size_t count;
    struct Rule *rule;
} Pattern;

typedef enum SpanScope { SCOPE_MATCH, SCOPE_CLAUSE, SCOPE_SEGMENT } SpanScope;

typedef struct Rule {
    const char *name;
    ProseKind kind;
    double confidence;
    SpanScope scope;
    Text role, lens, unit;
} Rule;

/* Which patterns may begin with a character: one bit a pattern. */
enum { PATTERNS_MOST = 256, PATTERN_WORDS = PATTERNS_MOST / 64, FIRST_CHARACTERS = 0x10000 };

struct ProseRules {
    Arena *arena;
    Lexicon *lexicon;
    int lists[LIST_COUNT];
    List rules;    /* Rule * */
    List patterns; /* Pattern * */
    List examples; /* ProseExample */
    const Rule *code[RULE_COUNT];
    uint64_t (*first)[PATTERN_WORDS];     /* by character: patterns that may begin with it */
    uint64_t clause_first[PATTERN_WORDS]; /* patterns that begin at any clause */
    void *converter;                      /* OpenCC */
    uint16_t *simplified; /* by code point below 0x10000: 0 unchanged, else the other one */
};

Status rules_read(ProseRules *rules, Text file_name, Text text, Error *err);
void patterns_index(ProseRules *rules);
Pattern *pattern_read(ProseRules *rules, Rule *rule, Text text);

Status simplify_open(ProseRules *rules, Error *err);
void simplify_close(ProseRules *rules);

/* ---- One paragraph ---- */

typedef struct Clause {
    size_t start, end;  /* without the mark behind it */
    size_t segment_end; /* of the ；-segment it stands in */
    size_t sentence_end;
    size_t segment_start;
    size_t sentence_start;
    bool first, opens_segment; /* in its sentence; in its segment */
    uint32_t mark;             /* behind it; 0 at the paragraph's end */
} Clause;

typedef struct PeriodHit {
    size_t start, end;
    ProsePeriod period;
    bool is_deadline; /* 前 内 底: by then */
    bool is_manner;   /* 尽快: says how soon one acts, not when a figure holds */
    bool is_span;     /* 今后五年: a figure too */
} PeriodHit;

/* 一是, 二要, 首先, （三）, 4. */
typedef enum LabelForm { LABEL_NONE, LABEL_IS, LABEL_MUST, LABEL_ORDER, LABEL_CHAPTER } LabelForm;

typedef struct Label {
    LabelForm form;
    int number; /* 0: none */
    size_t len; /* characters; without the 要 of 一要 */
} Label;

typedef enum Mode { MODE_PLAIN, MODE_FUTURE, MODE_PAST } Mode;

/* What lasts longer than a paragraph. */
typedef struct Memory {
    Text section, speaker, main, lens; /* in `store` */
    Mode chapter, document;
    int list_number;
    LabelForm list_form;
    bool lens_chapter;
    Date text_date;
    char section_store[256], speaker_store[64], main_store[128], lens_store[32];
} Memory;

typedef struct Para {
    Arena *arena;
    const ProseRules *rules;
    Memory *memory;
    const uint32_t *c; /* Simplified */
    size_t n;
    size_t base; /* character of the cleaned text at c[0] */
    Text text;
    const uint32_t *byte_at; /* n + 1: byte of `text` */
    List clauses;            /* Clause */
    List periods;            /* PeriodHit */
    List proposals;          /* ProseProposal; spans within the paragraph until it is handed over */
    List yao;                /* ProseYao */
    bool is_title;           /* names the text or a chapter: owes nothing */
    uint8_t *masked;         /* 1: inside a date or an idiom */
} Para;

Text para_text(const Para *para, size_t start, size_t end);
ProseProposal *para_propose(Para *para, const Rule *rule, size_t start, size_t end);
const Rule *para_rule(const Para *para, CodeRule rule);
bool para_word(const Para *para, WordList list, size_t at, size_t end, WordHit *hit);
bool para_word_back(const Para *para, WordList list, size_t from, size_t end, WordHit *hit);
/* The first word of the list that starts in [from, end). */
bool para_seek(const Para *para, WordList list, size_t from, size_t end, size_t *at, WordHit *hit);
bool para_starts(const Para *para, size_t at, size_t end, const char *literal, size_t *len);
const Clause *para_clause_at(const Para *para, size_t at);
void memory_keep(char *store, size_t size, Text *kept, Text text);

bool is_han(uint32_t c);
bool is_digit(uint32_t c);
bool is_sentence_mark(uint32_t c);
bool is_clause_mark(uint32_t c);

/* A numeral, Arabic or Chinese, at `at`; *end behind it. 万 and 亿 at its end are left to the unit. */
bool number_read(const Para *para, size_t at, size_t limit, Decimal *value, size_t *end);
bool is_chinese_numeral(uint32_t c);
int chinese_digit(uint32_t c); /* -1 */

Label label_read(const Para *para, size_t at, size_t end);

void para_split(Para *para);
void para_find_periods(Para *para);
void para_find_figures(Para *para);
void para_find_people(Para *para);
void para_find_patterns(Para *para);
void para_find_commitments(Para *para);
void para_find_tasks(Para *para);
void para_find_lessons(Para *para, size_t start, size_t end, Text lens);
Text para_fields(const Para *para, size_t start, size_t end);
Text para_join(const Para *para, Text so_far, Text more);
/* The period said for [start, end): a deadline before any other. */
const PeriodHit *para_period_in(const Para *para, size_t start, size_t end);

/* ---- Cleaning ---- */

typedef struct SourceLine {
    size_t at; /* its first character in the paragraph */
    size_t number, raw_start;
    Text text;
} SourceLine;

/* One line of the source, cleaned; or several, joined. */
typedef struct CleanLine {
    List characters; /* uint32_t: cleaned, as written */
    List raw_at;     /* size_t: byte of the source for each */
    size_t raw_end;
    List emendations; /* ProseEmendation; `at` within the line */
    List lines;       /* SourceLine */
} CleanLine;

void clean_line(const ProseRules *rules, Arena *arena, Text line, size_t raw_start, size_t number,
                CleanLine *clean);
bool clean_is_furniture(const ProseRules *rules, const CleanLine *line);
bool clean_is_number(const ProseLayout *layout, const CleanLine *line); /* of a page */
void clean_drop(CleanLine *line); /* the whole line is furniture */
void clean_join(CleanLine *joined, const CleanLine *line);
void clean_absorb(CleanLine *joined, const CleanLine *line); /* only its emendations */
/* Replaces characters by Simplified ones in place; how many changed. */
size_t simplify(const ProseRules *rules, Arena *arena, uint32_t *c, size_t n);
uint32_t simple_of(const ProseRules *rules, uint32_t c);

/* ---- Layout ---- */

typedef struct LineShape {
    size_t indent, width; /* columns: before the text, and of it */
    uint32_t last;        /* its last character */
    bool opens_page;      /* a form feed stands in it */
} LineShape;

LineShape line_shape(Text line);
bool is_page_number(const uint32_t *c, size_t n);
bool is_bare_number(const uint32_t *c, size_t n);
bool layout_is_head(const ProseLayout *layout, Text line);
/* Does the line `c` go on with the paragraph whose last line had the shape `before`? */
bool layout_continues(const ProseLayout *layout, LineShape before, LineShape next,
                      const uint32_t *c, size_t n);

/* ---- The reader ---- */

/* Hashes of paragraphs, open addressing. */
typedef struct Seen {
    uint64_t *hashes;
    size_t count, cap;
} Seen;

bool seen_before(Seen *seen, Text text); /* remembers it */

struct ProseReader {
    const ProseRules *rules;
    ProseLayout layout;
    ProseSink sink;
    void *context;
    Arena *keeping;    /* as long as the reader */
    Arena *arena;      /* of the paragraph at work */
    Arena *line_arena; /* of the line behind it */
    Memory memory;
    char *line;
    size_t line_len, line_cap;
    size_t raw_at; /* bytes taken, up to the line's start */
    size_t line_number;
    CleanLine joined; /* the paragraph at work; nothing where not is_open */
    LineShape last_shape;
    bool is_open, has_text;
    Seen seen;
    size_t characters; /* of the cleaned text so far */
    size_t official;   /* words that mark official prose */
    size_t paragraphs;
    ProseSummary summary;
};

void read_paragraph(ProseReader *reader, CleanLine *clean);
void hand_over(ProseReader *reader, ProseParagraph *paragraph, List *emendations);

#endif
